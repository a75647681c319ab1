"""Walking the five stages: moving on, making an exception, going back, approving."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.changes import account_changed
from accounts.models import Stage, User
from accounts.services.rows import record, row_update
from planning.gates import kept
from planning.models import GateRecord, Plan, PlanVersion
from planning.selectors.frozen import plan_frozen
from planning.selectors.gates import ORDER, facts_of, gate_of
from planning.services.figures import plan_figures_refresh
from planning.services.plans import PlanMoved, plan_locked

FIRST_VERSION = "1.0"
TO_APPROVE = (Stage.ACTION_PLAN, Stage.EXECUTION, Stage.REVIEW)


class GateShut(Exception):  # noqa: N818 -- a state of the plan, told to the user
    """Exit checks are not met, and no exception with a reason was made."""


class TooEarly(Exception):  # noqa: N818 -- a state of the plan, told to the user
    """Before the action plan there is nothing to approve."""


@transaction.atomic
def stage_advance(
    *, plan: Plan, by: User, today: date, version: int | None = None, override_reason: str = ""
) -> GateRecord:
    """Move on to the next stage. `version` is the one of the plan that the person saw.

    With checks that are not met it takes a reason (the caller has checked the right to make an exception); the
    record keeps every check as it was, in both languages. Raises PlanMoved, GateShut.
    """
    plan = plan_locked(plan, version)
    facts = facts_of(plan, today)
    gate = gate_of(facts)
    if gate.next_stage is None:
        raise PlanMoved
    if not gate.is_open and not override_reason:
        raise GateShut
    passing = GateRecord.objects.create(
        plan=plan,
        from_stage=plan.stage,
        to_stage=gate.next_stage,
        direction=GateRecord.Direction.FORWARD,
        checks=kept(facts, gate.checks),
        is_override=not gate.is_open,
        reason="" if gate.is_open else override_reason,
        by=by,
    )
    _stage_set(plan, gate.next_stage, today, by=by, verb="plan.moved_on", reason=passing.reason)
    return passing


@transaction.atomic
def stage_back(
    *, plan: Plan, to_stage: str, reason: str, by: User, today: date, version: int | None = None
) -> GateRecord:
    """Go back to an earlier stage, with the reason. Raises PlanMoved."""
    plan = plan_locked(plan, version)
    if ORDER.index(Stage(to_stage)) >= ORDER.index(Stage(plan.stage)):
        raise PlanMoved
    facts = facts_of(plan, today)
    passing = GateRecord.objects.create(
        plan=plan,
        from_stage=plan.stage,
        to_stage=to_stage,
        direction=GateRecord.Direction.BACK,
        checks=kept(facts, gate_of(facts).checks),
        reason=reason,
        by=by,
    )
    _stage_set(plan, to_stage, today, by=by, verb="plan.went_back", reason=reason)
    return passing


def _stage_set(plan: Plan, stage: str, today: date, *, by: User, verb: str, reason: str) -> None:
    plan = row_update(plan, changes={"stage": stage, "stage_since": today}, by=by, verb=verb, reason=reason)
    plan_figures_refresh(plan=plan, today=today)
    account_changed(plan.account_id, "plan")


@transaction.atomic
def plan_approve(
    *, plan: Plan, by: User, version: int | None = None, absence_reason: str = "", is_major: bool = False
) -> PlanVersion:
    """The sponsor approves the plan: version 1.0, or the next one, is frozen with everything in it.

    From the action plan on. A sales leader who approves for an absent sponsor says why; the version keeps it. A major
    version raises the number before the point. Raises PlanMoved, TooEarly.
    """
    plan = plan_locked(plan, version)
    if plan.stage not in TO_APPROVE:
        raise TooEarly
    label = _next_label(plan, is_major=is_major)
    changes = {
        "approved_at": timezone.now(),
        "approved_by": by,
        "absence_reason": absence_reason,
        "version_label": label,
    }
    plan = row_update(plan, changes=changes, by=by, verb="plan.approved", reason=absence_reason)
    frozen = PlanVersion.objects.create(
        plan=plan, label=label, content=plan_frozen(plan), absence_reason=absence_reason, by=by
    )
    record(by, "planversion.frozen", frozen, changes={"label": [None, label]}, account_id=plan.account_id)
    return frozen


def _next_label(plan: Plan, *, is_major: bool) -> str:
    last = PlanVersion.objects.filter(plan=plan).order_by("-at", "-pk").values_list("label", flat=True).first()
    if last is None:
        return FIRST_VERSION
    major, minor = (int(part) for part in last.split("."))
    return f"{major + 1}.0" if is_major else f"{major}.{minor + 1}"
