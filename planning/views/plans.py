"""The plan: its start, the sheet of questions, its settings, its end."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, can, require
from accounts.models import Account
from accounts.selectors.history import events_of
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.services.rows import StaleRow
from kam.lib.htmx import page
from planning.forms.answers import AnswerForm, AssignForm
from planning.forms.plans import CloseForm, PlanSettingsForm, PlanStartForm
from planning.models import Plan
from planning.selectors import plans as selectors
from planning.selectors.gates import days_over, limit_days
from planning.selectors.questions import FILTERS, Item, Sheet, sheet
from planning.selectors.suggestions import Asking, suggestions
from planning.services import plans as services

PLAN_SELECT = tuple(f"account__{name}" for name in ACCOUNT_PAGE_SELECT)
HISTORY = 10


def plan_context(plan: Plan, request: HttpRequest, part: str) -> dict[str, Any]:
    """What every page of one plan shows: the account's header, the plan's stepper and its parts."""
    base = plan.get_absolute_url()
    parts = [
        {"key": "questions", "label": _("Questions"), "href": base},
        {"key": "objectives", "label": _("Objectives"), "href": f"{base}objectives/"},
        {"key": "actions", "label": _("Actions"), "href": f"{base}actions/"},
        {"key": "risks", "label": _("Risks"), "href": f"{base}risks/"},
        {"key": "stages", "label": _("Stages"), "href": f"{base}stages/"},
        {"key": "settings", "label": _("Settings"), "href": f"{base}settings/"},
    ]
    today = timezone.localdate()
    return account_context(plan.account, request.user, "plan") | {
        "plan": plan,
        "parts": parts,
        "part": part,
        "steps": selectors.steps(plan),
        "days_over": days_over(plan, today),
        "limit_days": limit_days(plan),
        "today": today,
    }


@require_http_methods(["GET", "POST"])
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_plan(request: HttpRequest, account: Account) -> HttpResponse:
    """The way to the active plan, or the page that starts one."""
    if plan := selectors.active_plan(account):
        return redirect(plan)
    may_start = can(request.user, Verb.MANAGE, account)
    form = PlanStartForm(request.POST or None, account=account)
    if request.method == "POST" and may_start and form.is_valid():
        try:
            plan = services.plan_start(
                account=account, values=form.cleaned_data, by=request.user, today=timezone.localdate()
            )
        except services.PlanMoved:
            messages.info(request, _("Somebody else has just started this cycle."))
            return redirect("planning:account-plan", account.pk)
        return redirect(plan)
    context = account_context(account, request.user, "plan")
    context |= {"form": form, "may_start": may_start, "earlier": selectors.earlier_plans(account, request.user)}
    return page(request, "planning/plan_start.html", context, status=422 if form.errors else 200)


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def plan_detail(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The questions: categories, rows, and one of them open with what feeds it."""
    context = plan_context(plan, request, "questions")
    questions = sheet(plan, context["today"])
    show = request.GET.get("show") if request.GET.get("show") in FILTERS else ""
    opened = questions.item(request.GET.get("q", ""))
    context |= {
        "sheet": questions,
        "show": show,
        "filters": _filters(questions, request, show),
        "category": request.GET.get("category", ""),
        "opened": opened,
        "categories": _shown(questions, request, show, opened),
    }
    if opened:
        context |= opened_context(plan, questions, opened, request)
    return page(request, "planning/plan_detail.html", context, partials=("plan-sheet",))


def _filters(questions: Sheet, request: HttpRequest, show: str) -> list[dict[str, Any]]:
    labels = {
        "open": _("Open"),
        "mine": _("Mine"),
        "stale": _("Out of date"),
        "assumed": _("Assumed"),
        "core": _("Core"),
    }
    return [
        {
            "key": name,
            "label": label,
            "count": sum(item.matches(name, request.user) for item in questions.items),
            "current": name == show,
        }
        for name, label in labels.items()
    ]


def _shown(questions: Sheet, request: HttpRequest, show: str, opened: Item | None) -> list[tuple[Any, list[Item]]]:
    """Categories with the rows that the filter leaves; the open question always stays."""
    wanted = request.GET.get("category", "")
    rows = []
    for category in questions.categories:
        if wanted and category.code != wanted:
            continue
        items = [item for item in category.items if item is opened or item.matches(show, request.user)]
        if items:
            rows.append((category, items))
    return rows


def opened_context(plan: Plan, questions: Sheet, opened: Item, request: HttpRequest) -> dict[str, Any]:
    """The open question: its form, suggestions, history, and where to go next."""
    account, answer = plan.account, opened.answer
    names = ("choice", "text", "evidence", "source_note", "review_by", "not_relevant_reason")
    initial = {name: getattr(answer, name) for name in names} if answer else {}
    asking = Asking(
        plan=plan,
        account=account,
        today=opened.today,
        sensitive=can(request.user, Verb.SENSITIVE, account),
    )
    given = {"assigned_to": answer.assigned_to_id, "due_on": answer.due_on} if answer else {}
    return {
        "form": AnswerForm(initial=initial, question=opened.question),
        "assign_form": AssignForm(initial=given, account=account, user=request.user),
        "version": answer.version if answer else 0,
        "suggestions": suggestions(opened.code, asking),
        "answer_events": events_of(answer)[:HISTORY] if answer else [],
        "next_item": questions.next_open(opened),
    }


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Plan, select=PLAN_SELECT)
def plan_settings(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The plan's own facts: variant, target, what is asked of the sponsor."""
    context = plan_context(plan, request, "settings")
    form = PlanSettingsForm(request.POST or None, instance=plan)
    context |= {"form": form, "close_form": CloseForm(), "version": plan.version}
    if request.method == "POST" and form.is_valid():
        sent = request.POST.get("version", "")
        version = int(sent) if sent.isdigit() else None
        try:
            services.plan_update(plan=plan, changes=form.cleaned_data, by=request.user, version=version)
        except StaleRow as stale:
            context |= {"conflict": stale, "version": stale.row.version}
            return page(request, "planning/plan_settings.html", context, status=409)
        messages.success(request, _("Saved."))
        return redirect("planning:plan-settings", plan.pk)
    return page(request, "planning/plan_settings.html", context, status=422 if form.errors else 200)


@require_POST
@require(Verb.MANAGE, Plan)
def plan_close(request: HttpRequest, plan: Plan) -> HttpResponse:
    """End the cycle."""
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            services.plan_close(plan=plan, by=request.user, reason=form.cleaned_data["reason"])
        except services.PlanMoved:
            messages.info(request, _("This cycle was closed already."))
        else:
            messages.success(request, _("The cycle is closed. You can start the next one."))
    return redirect("planning:account-plan", plan.account_id)
