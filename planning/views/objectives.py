"""Objectives of a plan."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, require, verbs
from accounts.views.sheets import Sheet, deleted, form_sheet, select_for, sheet_page
from kam.lib.htmx import page
from planning.forms.work import MeasureForm, ObjectiveCloseForm, ObjectiveForm
from planning.models import Objective, Plan
from planning.selectors import measured
from planning.selectors import work as selectors
from planning.selectors.origins import origin_of
from planning.services import work as services
from planning.views.beside import row_comments_context
from planning.views.context import PLAN_SELECT, plan_context

SHOWS = ("", "closed", "all")


def objectives_url(plan_id: int) -> str:
    """The page of a plan's objectives."""
    return reverse("planning:objective-list", args=[plan_id])


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def objective_list(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The plan's objectives."""
    show = request.GET.get("show", "")
    context = plan_context(plan, request, "objectives")
    context |= {
        "objectives": measured.objective_lines(selectors.plan_objectives(plan, show=show)),
        "show": show if show in SHOWS else "",
        "shows": [("", _("Standing")), ("closed", _("Closed")), ("all", _("All"))],
    }
    return page(request, "planning/objective_list.html", context)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Plan, select=select_for("account"))
def objective_create(request: HttpRequest, plan: Plan) -> HttpResponse:
    """A new objective."""
    row = Objective(plan=plan, account=plan.account)
    form = ObjectiveForm(request.POST or None, instance=row, account=plan.account, user=request.user)
    return form_sheet(
        request,
        form,
        Sheet(title=_("New objective"), back=objectives_url(plan.pk), tab="plan"),
        lambda values, _version: services.objective_create(plan=plan, values=values, by=request.user),
        account=plan.account,
    )


@require_GET
@require(Verb.VIEW, Objective, select=(*select_for("account"), "owner", "accepted_by", "plan"))
def objective_detail(request: HttpRequest, objective: Objective) -> HttpResponse:
    """One objective: how its value is computed, its way over time, its actions."""
    sheet = Sheet(
        title=objective.title,
        back=objectives_url(objective.plan_id),
        tab="plan",
        template="planning/objective_detail.html",
    )
    context = {
        "objective": objective,
        "sheet": sheet,
        "back": sheet.back,
        "today": timezone.localdate(),
        "line": measured.objective_line(objective),
        "chart": measured.way_chart(objective),
        "values": measured.last_values(objective),
        "actions": selectors.objective_actions(objective),
        "origin": origin_of(objective, request.user),
        "verbs": {verb.value for verb in verbs(request.user, objective.account)},
        **row_comments_context(request, objective),
    }
    return sheet_page(request, sheet, context, account=objective.account)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Objective, select=select_for("account"))
def objective_edit(request: HttpRequest, objective: Objective) -> HttpResponse:
    """Change an objective."""
    form = ObjectiveForm(request.POST or None, instance=objective, account=objective.account, user=request.user)
    return form_sheet(
        request,
        form,
        Sheet(
            title=_("Objective"),
            back=objectives_url(objective.plan_id),
            tab="plan",
            delete=reverse("planning:objective-delete", args=[objective.pk]),
            delete_label=_("Delete objective"),
        ),
        lambda changes, version: services.objective_update(
            objective=objective, changes=changes, by=request.user, version=version
        ),
        account=objective.account,
    )


@require_POST
@require(Verb.EDIT, Objective)
def objective_measure(request: HttpRequest, objective: Objective) -> HttpResponse:
    """Note the measure as it is today."""
    form = MeasureForm(request.POST)
    if objective.measured_by:
        messages.error(request, _("This value is computed from records. Change them, or have it typed by you."))
        return redirect(objectives_url(objective.plan_id))
    if form.is_valid():
        services.objective_measure(
            objective=objective, current=form.cleaned_data["current"], by=request.user, today=timezone.localdate()
        )
        messages.success(request, _("The measure is noted with today's date."))
        return redirect(objectives_url(objective.plan_id))
    plan = Plan.objects.select_related(*PLAN_SELECT).get(pk=objective.plan_id)
    context = plan_context(plan, request, "objectives")
    context |= {
        "objectives": measured.objective_lines(selectors.plan_objectives(plan, show="")),
        "shows": [],
        "measure_form": form,
        "measured": objective,
    }
    return page(request, "planning/objective_list.html", context, status=422)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Objective, select=select_for("account"))
def objective_close(request: HttpRequest, objective: Objective) -> HttpResponse:
    """Say how an objective ended."""
    form = ObjectiveCloseForm(request.POST or None, initial={"outcome": objective.outcome})
    back = objectives_url(objective.plan_id)
    if request.method == "POST" and form.is_valid():
        services.objective_close(objective=objective, by=request.user, today=timezone.localdate(), **form.cleaned_data)
        messages.success(
            request,
            _("“%(title)s” is closed.") % {"title": objective.title},
            extra_tags=reverse("planning:objective-reopen", args=[objective.pk]),
        )
        return redirect(back)
    sheet = Sheet(
        title=_("Close: %(title)s") % {"title": objective.title},
        back=back,
        tab="plan",
        submit=_("Close objective"),
        template="planning/work_close.html",
    )
    context = {"form": form, "sheet": sheet, "back": back}
    return sheet_page(request, sheet, context, account=objective.account, status=422 if form.errors else 200)


@require_POST
@require(Verb.EDIT, Objective)
def objective_reopen(request: HttpRequest, objective: Objective) -> HttpResponse:
    """Work at an objective again."""
    services.objective_reopen(objective=objective, by=request.user)
    messages.success(request, _("“%(title)s” is open again.") % {"title": objective.title})
    return redirect(objectives_url(objective.plan_id))


@require_POST
@require(Verb.EDIT, Objective)
def objective_delete(request: HttpRequest, objective: Objective) -> HttpResponse:
    """Remove an objective that was a mistake."""
    return deleted(
        request,
        lambda: services.objective_delete(objective=objective, by=request.user),
        objective,
        back=objectives_url(objective.plan_id),
        used=_("Close it instead."),
    )
