"""The five stages: what is missing for the next one, moving on, going back, approval."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Verb, can, require
from accounts.models import Stage
from kam.lib.htmx import page
from planning.forms.plans import AdvanceForm, BackForm
from planning.gates import run_checks
from planning.models import Plan
from planning.selectors import plans as selectors
from planning.selectors.gates import facts_of
from planning.services import plans as services
from planning.views.plans import PLAN_SELECT, plan_context


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def plan_stages(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Every stage with its exit checks, and what happened so far."""
    context = plan_context(plan, request, "stages")
    facts = facts_of(plan, context["today"])
    stages = [{"value": stage.value, "label": stage.label, "checks": run_checks(facts, stage)} for stage in Stage]
    now = list(Stage).index(Stage(plan.stage))
    missing = [checked for checked in stages[now]["checks"] if checked.is_missing]
    context |= {
        "stages": stages,
        "missing": missing,
        "records": selectors.gate_records(plan),
        "next_stage": stages[now + 1] if now + 1 < len(stages) else None,
        "earlier_stages": stages[:now],
        "advance_form": AdvanceForm(initial={"seen": plan.stage}),
        "back_form": BackForm(initial={"seen": plan.stage}),
        "may_override": can(request.user, Verb.OVERRIDE, plan.account),
        "versions": plan.versions.select_related("by"),
    }
    return page(request, "planning/plan_stages.html", context)


@require_POST
@require(Verb.MANAGE, Plan, select=PLAN_SELECT)
def stage_advance(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Move on; with checks unmet only a leader may, and only with a reason."""
    form = AdvanceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This could not be read. Reload the page and try again."))
        return redirect("planning:plan-stages", plan.pk)
    reason = form.cleaned_data["reason"].strip()
    if reason and not can(request.user, Verb.OVERRIDE, plan.account):
        raise PermissionDenied(_("Only a sales leader or an administrator may make an exception."))
    try:
        services.stage_advance(
            plan=plan,
            seen=form.cleaned_data["seen"],
            by=request.user,
            today=timezone.localdate(),
            override_reason=reason,
        )
    except services.GateShut:
        messages.error(request, _("Some exit checks are not met. Mend them, or ask a sales leader for an exception."))
    except services.PlanMoved:
        messages.error(request, _("Somebody else moved this plan meanwhile. This is where it stands now."))
    else:
        messages.success(request, _("The plan moved on."))
    return redirect("planning:plan-stages", plan.pk)


@require_POST
@require(Verb.MANAGE, Plan, select=PLAN_SELECT)
def stage_back(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Go back to an earlier stage, with the reason."""
    form = BackForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say to which stage the plan goes back, and why."))
        return redirect("planning:plan-stages", plan.pk)
    try:
        services.stage_back(plan=plan, by=request.user, today=timezone.localdate(), **form.cleaned_data)
    except services.PlanMoved:
        messages.error(request, _("Somebody else moved this plan meanwhile. This is where it stands now."))
    else:
        messages.success(request, _("The plan went back."))
    return redirect("planning:plan-stages", plan.pk)


@require_POST
@require(Verb.APPROVE, Plan)
def plan_approve(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The sponsor approves the plan: everything in it is frozen as a version."""
    try:
        version = services.plan_approve(plan=plan, by=request.user)
    except services.PlanMoved:
        messages.error(request, _("This cycle is closed; there is nothing to approve."))
    else:
        messages.success(request, _("Version %(label)s is approved and frozen.") % {"label": version.label})
    return redirect("planning:plan-stages", plan.pk)
