"""The board and the calendar of a plan, and moving what stands on them."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Verb, require
from accounts.models import Account, AuditEvent
from accounts.views.sheets import is_ours, undo_token
from kam.lib.htmx import page
from planning.forms.board import BoardFilterForm, BulkMoveForm, CalendarFilterForm, MoveForm
from planning.models import Action, Objective, Plan, Risk
from planning.selectors import board as boards
from planning.selectors import calendar as calendars
from planning.services import moves
from planning.services.moves import week_end
from planning.views.actions import actions_url
from planning.views.context import PLAN_SELECT, plan_context


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def plan_board(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Actions, objectives and risks as cards in columns."""
    form = BoardFilterForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    narrow = boards.BoardFilter(data.get("by") or "time", data.get("owner", ""), data.get("kind", ""))
    context = plan_context(plan, request, "board")
    today = context["today"]
    columns = boards.board(plan, narrow, user=request.user, today=today, week_end=week_end(today))
    context |= {"form": form, "columns": columns, "narrow": narrow, "count": sum(len(one.cards) for one in columns)}
    return page(request, "planning/plan_board.html", context, partials=("board",))


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def plan_calendar(request: HttpRequest, plan: Plan) -> HttpResponse:
    """What has a day, as a month or a list."""
    form = CalendarFilterForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    context = plan_context(plan, request, "calendar")
    today = context["today"]
    narrow = calendars.CalendarFilter(
        data.get("month") or today, data.get("view") or "month", data.get("kind", ""), data.get("owner", "")
    )
    found = calendars.plan_calendar(plan, narrow, user=request.user, today=today)
    context |= {"form": form, "calendar": found, "narrow": narrow}
    return page(request, "planning/plan_calendar.html", context, partials=("calendar",))


def _moved(
    request: HttpRequest, title: str, events: Sequence[AuditEvent], back: str, said: str | None = None
) -> HttpResponse:
    """Say what was moved, with a way to undo it, and go back to where the card was."""
    if events:
        undo = reverse("accounts:undo", args=[undo_token(request.user, events)])
        messages.success(request, said or _("“%(title)s” is moved.") % {"title": title}, extra_tags=undo)
    came_from = request.POST.get("next", "")
    return redirect(came_from if came_from and is_ours(request, came_from) else back)


def _refused(request: HttpRequest, form: MoveForm | BulkMoveForm, back: str) -> HttpResponse:
    for errors in form.errors.values():
        messages.error(request, errors[0])
    came_from = request.POST.get("next", "")
    return redirect(came_from if came_from and is_ours(request, came_from) else back)


@require_POST
@require(Verb.EDIT, Action)
def action_move(request: HttpRequest, action: Action) -> HttpResponse:
    """Move an action to another column."""
    form, back = MoveForm(request.POST), actions_url(action.account)
    if not form.is_valid():
        return _refused(request, form, back)
    to = form.cleaned_data["to"]
    events = moves.action_move(action=action, to=to, by=request.user, today=timezone.localdate())
    return _moved(request, action.title, events, back)


@require_POST
@require(Verb.EDIT, Objective)
def objective_move(request: HttpRequest, objective: Objective) -> HttpResponse:
    """Move an objective to another column; done means reached."""
    form, back = MoveForm(request.POST), reverse("planning:objective-list", args=[objective.plan_id])
    if not form.is_valid():
        return _refused(request, form, back)
    to = form.cleaned_data["to"]
    events = moves.objective_move(objective=objective, to=to, by=request.user, today=timezone.localdate())
    return _moved(request, objective.title, events, back)


@require_POST
@require(Verb.EDIT, Risk)
def risk_move(request: HttpRequest, risk: Risk) -> HttpResponse:
    """Move a risk to another column; done means closed."""
    form, back = MoveForm(request.POST), risk.account.get_absolute_url()
    if not form.is_valid():
        return _refused(request, form, back)
    to = form.cleaned_data["to"]
    events = moves.risk_move(risk=risk, to=to, by=request.user, today=timezone.localdate())
    return _moved(request, risk.title, events, back)


@require_POST
@require(Verb.EDIT, Account)
def actions_reschedule(request: HttpRequest, account: Account) -> HttpResponse:
    """Give many actions a new day."""
    form, back = BulkMoveForm(request.POST, today=timezone.localdate()), actions_url(account)
    if not form.is_valid():
        return _refused(request, form, back)
    data = form.cleaned_data
    events = moves.actions_reschedule(
        account=account, ids=data["ids"], due_on=data["due_on"], days=data["days"] or 0, by=request.user
    )
    count = len(events)
    said = ngettext("%(count)s action has a new day.", "%(count)s actions have a new day.", count) % {"count": count}
    return _moved(request, "", events, back, said)
