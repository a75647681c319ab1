"""The five stages: what is missing for the next one, moving on, going back, approval."""

from typing import Any

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
from planning.forms.plans import AbsentForm, AdvanceForm, ApproveForm, BackForm
from planning.gates import run_checks
from planning.models import Plan
from planning.selectors import plans as selectors
from planning.selectors.gates import ORDER
from planning.services import stages as services
from planning.services.plans import PlanMoved
from planning.views.context import PLAN_SELECT, plan_context


def stages_page(
    request: HttpRequest, plan: Plan, *, status: int = 200, extra: dict[str, Any] | None = None
) -> HttpResponse:
    """Every stage with its exit checks, and what happened so far."""
    context = plan_context(plan, request, "stages")
    now = ORDER.index(Stage(plan.stage))
    start = {"version": plan.version}
    context |= {
        "stages": [
            {
                "value": stage.value,
                "label": stage.label,
                "is_now": plan.is_active and place == now,
                "is_done": place < now or not plan.is_active,
                "checks": (checks := run_checks(context["facts"], stage)),
                "met": sum(checked.is_met for checked in checks),
            }
            for place, stage in enumerate(ORDER)
        ],
        "records": list(selectors.gate_records(plan)),
        "advance_form": AdvanceForm(initial=start),
        "back_form": BackForm(initial=start, stages=ORDER[:now]),
        "approve_form": ApproveForm(initial=start),
        "absent_form": AbsentForm(initial=start),
        "may_override": can(request.user, Verb.OVERRIDE, plan.account),
        "may_be_approved": plan.is_active and plan.stage in services.TO_APPROVE,
    }
    return page(request, "planning/plan_stages.html", context | (extra or {}), status=status)


@require_GET
@require(Verb.VIEW, Plan, select=PLAN_SELECT)
def plan_stages(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Every stage with its exit checks, and what happened so far."""
    return stages_page(request, plan)


def _moved(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Somebody was faster: the page as it is now, so that the person decides on what they see."""
    messages.error(request, _("Somebody else changed this plan meanwhile. This is where it stands now: look again."))
    now = Plan.objects.select_related(*PLAN_SELECT).get(pk=plan.pk)
    return stages_page(request, now, status=409)


@require_POST
@require(Verb.MANAGE, Plan, select=PLAN_SELECT)
def stage_advance(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Move on; with checks unmet only a leader may, and only with a reason."""
    form = AdvanceForm(request.POST)
    if not form.is_valid():
        return stages_page(request, plan, status=422, extra={"advance_form": form})
    reason = form.cleaned_data["reason"].strip()
    if reason and not can(request.user, Verb.OVERRIDE, plan.account):
        raise PermissionDenied(_("Only a sales leader or an administrator may make an exception."))
    try:
        passing = services.stage_advance(
            plan=plan,
            by=request.user,
            today=timezone.localdate(),
            version=form.cleaned_data["version"],
            override_reason=reason,
        )
    except services.GateShut:
        if can(request.user, Verb.OVERRIDE, plan.account):
            form.add_error("reason", _("Say why this plan moves on although something is missing."))
        else:
            messages.error(request, _("Some exit checks are not met. Mend them, or ask a sales leader."))
        return stages_page(request, plan, status=422, extra={"advance_form": form})
    except PlanMoved:
        return _moved(request, plan)
    words = _("The plan is in the stage “%(stage)s” now.") % {"stage": passing.get_to_stage_display()}
    messages.success(request, words)
    return redirect("planning:plan-stages", plan.pk)


@require_POST
@require(Verb.MANAGE, Plan, select=PLAN_SELECT)
def stage_back(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Go back to an earlier stage, with the reason."""
    form = BackForm(request.POST, stages=ORDER[: ORDER.index(Stage(plan.stage))])
    if not form.is_valid():
        return stages_page(request, plan, status=422, extra={"back_form": form})
    try:
        passing = services.stage_back(plan=plan, by=request.user, today=timezone.localdate(), **form.cleaned_data)
    except PlanMoved:
        return _moved(request, plan)
    words = _("The plan went back to the stage “%(stage)s”.") % {"stage": passing.get_to_stage_display()}
    messages.success(request, words)
    return redirect("planning:plan-stages", plan.pk)


@require_POST
@require(Verb.APPROVE, Plan, select=PLAN_SELECT)
def plan_approve(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The sponsor approves the plan: everything in it is frozen as a version."""
    form = ApproveForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    return _approved(request, plan, version=given.get("version"), is_major=bool(given.get("is_major")))


@require_POST
@require(Verb.OVERRIDE, Plan, select=PLAN_SELECT)
def plan_approve_absent(request: HttpRequest, plan: Plan) -> HttpResponse:
    """A sales leader approves for a sponsor who is away; the version says so, and why."""
    form = AbsentForm(request.POST)
    if not form.is_valid():
        return stages_page(request, plan, status=422, extra={"absent_form": form})
    given = form.cleaned_data
    return _approved(
        request, plan, version=given["version"], is_major=given["is_major"], absence_reason=given["reason"]
    )


def _approved(request: HttpRequest, plan: Plan, **given: Any) -> HttpResponse:
    try:
        frozen = services.plan_approve(plan=plan, by=request.user, **given)
    except services.TooEarly:
        messages.error(request, _("There is nothing to approve before the action plan."))
        return stages_page(request, plan, status=409)
    except PlanMoved:
        return _moved(request, plan)
    messages.success(request, _("Version %(label)s is approved and frozen.") % {"label": frozen.label})
    return redirect("planning:plan-stages", plan.pk)
