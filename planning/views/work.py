"""Objectives, actions and risks of a plan."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, require
from accounts.models import Account
from accounts.services.rows import StaleRow
from kam.lib.htmx import page
from kam.lib.paging import capped_page
from planning.forms.work import ActionForm, ObjectiveForm, RiskForm
from planning.models import Action, Objective, Plan, Risk
from planning.selectors import plans as selectors
from planning.services import work as services
from planning.views.plans import PLAN_SELECT, plan_context


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def objective_list(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The plan's objectives."""
    context = plan_context(plan, request, "objectives")
    context["objectives"] = Objective.objects.filter(plan=plan).select_related("owner", "accepted_by")
    return page(request, "planning/objective_list.html", context)


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def action_list(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The account's actions."""
    show = request.GET.get("show", "open")
    context = plan_context(plan, request, "actions")
    rows = selectors.plan_actions(plan, show=show, today=context["today"])
    context |= {
        "listing": capped_page(rows, request.GET.get("page")),
        "show": show,
        "shows": [("open", _("Open")), ("overdue", _("Overdue")), ("done", _("Done")), ("all", _("All"))],
    }
    return page(request, "planning/action_list.html", context, partials=("action-rows",))


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def risk_list(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The account's risks, as a list and on the five by five grid."""
    context = plan_context(plan, request, "risks")
    rows = list(Risk.objects.filter(account=plan.account).select_related("owner"))
    live = [risk for risk in rows if risk.status == Risk.Status.OPEN]
    grid = [
        [
            {"risks": [risk for risk in live if (risk.probability, risk.impact) == (probability, impact)],
             "heat": probability * impact}
            for impact in range(1, 6)
        ]
        for probability in range(5, 0, -1)
    ]  # fmt: skip
    context |= {"risks": rows, "grid": grid}
    return page(request, "planning/risk_list.html", context)


def _edit(
    request: HttpRequest,
    form: ModelForm,
    *,
    title: str,
    back: str,
    save: Callable[[dict[str, Any], int | None], Any],
    version: int = 0,
) -> HttpResponse:
    """One form page: 422 with what was typed, 409 with both versions, else back to the list."""
    context: dict[str, Any] = {"form": form, "title": title, "back": back, "version": version}
    if request.method == "POST" and form.is_valid():
        sent = request.POST.get("version", "")
        try:
            save(form.cleaned_data, int(sent) if sent.isdigit() else None)
        except StaleRow as stale:
            theirs = {form.fields[name].label: getattr(stale.row, name) for name in stale.fields if name in form.fields}
            context |= {"theirs": theirs, "version": stale.row.version}  # type: ignore[attr-defined]
            return page(request, "planning/work_form.html", context, status=409)
        messages.success(request, _("Saved."))
        return redirect(back)
    return page(request, "planning/work_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Plan, select=("account",))
def objective_create(request: HttpRequest, plan: Plan) -> HttpResponse:
    """A new objective."""
    form = ObjectiveForm(
        request.POST or None, account=plan.account, user=request.user, initial={"owner": request.user.pk}
    )
    return _edit(
        request,
        form,
        title=_("New objective"),
        back=f"{plan.get_absolute_url()}objectives/",
        save=lambda values, version: services.objective_create(plan=plan, values=values, by=request.user),
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Objective, select=("plan",))
def objective_edit(request: HttpRequest, objective: Objective) -> HttpResponse:
    """Change an objective."""
    form = ObjectiveForm(request.POST or None, instance=objective, account=objective.account, user=request.user)
    return _edit(
        request,
        form,
        title=_("Edit the objective"),
        back=f"{objective.plan.get_absolute_url()}objectives/",
        version=objective.version,
        save=lambda values, version: services.objective_update(
            objective=Objective.objects.get(pk=objective.pk), changes=values, by=request.user, version=version
        ),
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account)
def action_create(request: HttpRequest, account: Account) -> HttpResponse:
    """A new action; `?title=` carries words over from a note."""
    initial = {"owner": request.user.pk, "title": request.GET.get("title", "")[:200]}
    form = ActionForm(request.POST or None, account=account, user=request.user, initial=initial)
    return _edit(
        request,
        form,
        title=_("New action"),
        back=_actions_url(account),
        save=lambda values, version: services.action_create(account=account, values=values, by=request.user),
    )


def _actions_url(account: Account) -> str:
    plan = selectors.active_plan(account)
    return f"{plan.get_absolute_url()}actions/" if plan else account.get_absolute_url()


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Action)
def action_edit(request: HttpRequest, action: Action) -> HttpResponse:
    """Change an action."""
    form = ActionForm(request.POST or None, instance=action, account=action.account, user=request.user)
    return _edit(
        request,
        form,
        title=_("Edit the action"),
        back=_actions_url(action.account),
        version=action.version,
        save=lambda values, version: services.action_update(
            action=Action.objects.get(pk=action.pk), changes=values, by=request.user, version=version
        ),
    )


@require_GET
@require(Verb.VIEW, Action, select=("owner", "objective", "stakeholder", "plan"))
def action_detail(request: HttpRequest, action: Action) -> HttpResponse:
    """One action."""
    context = {"action": action, "account": action.account, "today": timezone.localdate()}
    return page(request, "planning/action_detail.html", context)


@require_POST
@require(Verb.EDIT, Action)
def action_done(request: HttpRequest, action: Action) -> HttpResponse:
    """Done today, or open again (`undo=1`)."""
    undo = request.POST.get("undo") == "1"
    services.action_done(action=action, done=not undo, by=request.user, today=timezone.localdate())
    words = _("“%(title)s” is open again.") if undo else _("“%(title)s” is done.")
    messages.success(request, words % {"title": action.title})
    where = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(where, allowed_hosts={request.get_host()}):
        where = _actions_url(action.account)
    return redirect(where)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Plan, select=("account",))
def risk_create(request: HttpRequest, plan: Plan) -> HttpResponse:
    """A new risk."""
    form = RiskForm(request.POST or None, account=plan.account, user=request.user, initial={"owner": request.user.pk})
    return _edit(
        request,
        form,
        title=_("New risk"),
        back=f"{plan.get_absolute_url()}risks/",
        save=lambda values, version: services.risk_create(
            account=plan.account, plan=plan, values=values, by=request.user
        ),
    )


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Risk, select=("plan",))
def risk_edit(request: HttpRequest, risk: Risk) -> HttpResponse:
    """Change a risk."""
    form = RiskForm(request.POST or None, instance=risk, account=risk.account, user=request.user)
    plan = risk.plan or selectors.active_plan(risk.account)
    return _edit(
        request,
        form,
        title=_("Edit the risk"),
        back=f"{plan.get_absolute_url()}risks/" if plan else risk.account.get_absolute_url(),
        version=risk.version,
        save=lambda values, version: services.risk_update(
            risk=Risk.objects.get(pk=risk.pk), changes=values, by=request.user, version=version
        ),
    )
