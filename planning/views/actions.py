"""Actions of an account."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, require, verbs
from accounts.models import Account
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT
from accounts.views.sheets import Sheet, deleted, form_sheet, is_ours, select_for, sheet_page
from kam.lib.htmx import page
from kam.lib.paging import capped_page
from planning.forms.work import ActionFilterForm, ActionForm, RescheduleForm
from planning.models import Action, Plan
from planning.selectors import work as selectors
from planning.selectors.origins import origin_of
from planning.selectors.plans import active_plan
from planning.services import work as services
from planning.views.beside import row_comments_context
from planning.views.context import PLAN_SELECT, plan_context

ROWS = 50
DETAIL_SELECT = (*select_for("account"), "owner", "objective", "stakeholder", "plan", "waits_for")


def actions_url(account: Account) -> str:
    """The page of an account's actions: a part of its active plan, else the account's start page."""
    plan = active_plan(account)
    return reverse("planning:action-list", args=[plan.pk]) if plan else account.get_absolute_url()


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def action_list(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The account's actions, by when they fall due."""
    form = ActionFilterForm(request.GET, plan=plan)
    form.is_valid()
    data = form.cleaned_data
    narrow = selectors.ActionFilter(
        show=data.get("show") or "open",
        owner=data.get("owner", ""),
        kind=data.get("kind", ""),
        objective=data["objective"].pk if data.get("objective") else None,
    )
    context = plan_context(plan, request, "actions")
    today = context["today"]
    rows = selectors.plan_actions(plan, narrow, user=request.user, today=today)
    listing = capped_page(rows, request.GET.get("page"), size=ROWS)
    context |= {"form": form, "listing": listing, "groups": selectors.in_groups(listing.rows, today), "narrow": narrow}
    return page(request, "planning/action_list.html", context, partials=("action-rows",))


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account, select=ACCOUNT_PAGE_SELECT)
def action_create(request: HttpRequest, account: Account) -> HttpResponse:
    """A new action; `?title=`, `?objective=`, `?stakeholder=` carry over where it comes from."""
    form = ActionForm(
        request.POST or None,
        instance=Action(account=account),
        initial=_carried(request),
        account=account,
        user=request.user,
    )
    return form_sheet(
        request,
        form,
        Sheet(title=_("New action"), back=actions_url(account), tab="plan"),
        lambda values, _version: services.action_create(account=account, values=values, by=request.user),
        account=account,
    )


def _carried(request: HttpRequest) -> dict[str, Any]:
    carried: dict[str, Any] = {"title": request.GET.get("title", "")[:200]}
    for name in ("objective", "stakeholder"):
        if request.GET.get(name, "").isdecimal():
            carried[name] = int(request.GET[name])
    if request.GET.get("kind") in Action.Kind.values:
        carried["kind"] = request.GET["kind"]
    return carried


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Action, select=select_for("account", "objective"))
def action_edit(request: HttpRequest, action: Action) -> HttpResponse:
    """Change an action."""
    form = ActionForm(request.POST or None, instance=action, account=action.account, user=request.user)
    return form_sheet(
        request,
        form,
        Sheet(
            title=_("Action"),
            back=actions_url(action.account),
            tab="plan",
            delete=reverse("planning:action-delete", args=[action.pk]),
            delete_label=_("Delete action"),
        ),
        lambda changes, version: services.action_update(
            action=action, changes=changes, by=request.user, version=version
        ),
        account=action.account,
    )


@require_GET
@require(Verb.VIEW, Action, select=DETAIL_SELECT)
def action_detail(request: HttpRequest, action: Action) -> HttpResponse:
    """One action."""
    return _action_page(request, action)


def _action_page(request: HttpRequest, action: Action, *, form: Any = None, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    sheet = Sheet(
        title=action.title, back=actions_url(action.account), tab="plan", template="planning/action_detail.html"
    )
    context = {
        "action": action,
        "sheet": sheet,
        "back": sheet.back,
        "today": today,
        "is_overdue": action.is_overdue(today),
        "followers": action.followers.filter(done_on=None),
        "origin": origin_of(action, request.user),
        "reschedule_form": form or RescheduleForm(today=today),
        "verbs": {verb.value for verb in verbs(request.user, action.account)},
        **row_comments_context(request, action),
    }
    return sheet_page(request, sheet, context, account=action.account, status=status)


@require_POST
@require(Verb.EDIT, Action)
def action_done(request: HttpRequest, action: Action) -> HttpResponse:
    """Done today, or open again (`undo=1`)."""
    undo = request.POST.get("undo") == "1" or request.GET.get("undo") == "1"
    services.action_done(action=action, done=not undo, by=request.user, today=timezone.localdate())
    if undo:
        messages.success(request, _("“%(title)s” is open again.") % {"title": action.title})
    else:
        back_again = reverse("planning:action-done", args=[action.pk], query={"undo": 1})
        messages.success(request, _("“%(title)s” is done.") % {"title": action.title}, extra_tags=back_again)
    return redirect(_next(request, action))


def _next(request: HttpRequest, action: Action) -> str:
    where = request.POST.get("next", "")
    return where if where and is_ours(request, where) else actions_url(action.account)


@require_POST
@require(Verb.EDIT, Action, select=DETAIL_SELECT)
def action_reschedule(request: HttpRequest, action: Action) -> HttpResponse:
    """Give an action a new day."""
    form = RescheduleForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _action_page(request, action, form=form, status=422)
    services.action_reschedule(action=action, due_on=form.cleaned_data["due_on"], by=request.user)
    messages.success(request, _("“%(title)s” has a new day.") % {"title": action.title})
    return redirect(_next(request, action))


@require_POST
@require(Verb.EDIT, Action)
def action_delete(request: HttpRequest, action: Action) -> HttpResponse:
    """Remove an action that was a mistake."""
    back = actions_url(action.account)
    return deleted(
        request,
        lambda: services.action_delete(action=action, by=request.user),
        action,
        back=back,
        used=_("Mark it done instead."),
    )
