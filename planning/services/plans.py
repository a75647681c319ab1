"""Starting a cycle, walking its stages, approving and closing it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.changes import account_changed
from accounts.models import Account, Stage, User
from accounts.models.recording import state
from accounts.services.rows import record, row_create, row_update
from planning.models import Action, Answer, GateRecord, Objective, Plan, PlanVersion, Risk
from planning.selectors.gates import stage_checks
from planning.services.figures import plan_figures_clear, plan_figures_refresh

ORDER = list(Stage)
FIRST_VERSION = "1.0"


class PlanMoved(Exception):  # noqa: N818 -- a state of the plan, told to the user
    """Somebody else moved, approved or closed the plan meanwhile."""


class GateShut(Exception):  # noqa: N818 -- a state of the plan, told to the user
    """Exit checks are not met, and no override with a reason was given."""


@transaction.atomic
def plan_start(*, account: Account, values: Mapping[str, Any], by: User, today: date) -> Plan:
    """Start a cycle. Raises PlanMoved when one is active already. Answers of the last cycle are offered, not copied."""
    Account.objects.select_for_update().only("pk").get(pk=account.pk)
    if Plan.objects.filter(account=account, status=Plan.Status.ACTIVE).exists():
        raise PlanMoved
    figures = account.figures
    plan = row_create(
        Plan(
            account=account,
            stage=Stage.STRATEGY,
            stage_since=today,
            growth_baseline=figures.revenue_12m,
            currency=account.currency,
            **values,
        ),
        by=by,
    )
    plan_figures_refresh(plan=plan, today=today)
    return plan


@transaction.atomic
def plan_update(*, plan: Plan, changes: Mapping[str, Any], by: User, version: int | None = None) -> Plan:
    """Change a plan's own facts, its variant included: switching keeps every answer. Raises StaleRow."""
    plan = row_update(plan, changes=changes, by=by, version=version)
    plan_figures_refresh(plan=plan, today=timezone.localdate())
    account_changed(plan.account_id, "plan")
    return plan


@transaction.atomic
def stage_advance(*, plan: Plan, seen: str, by: User, today: date, override_reason: str = "") -> Plan:
    """Move on to the next stage. `seen` is the stage that the person saw.

    With checks that are not met it takes a reason (the caller has checked the right to override); the record keeps
    every check as it was. Raises PlanMoved, GateShut.
    """
    plan = _locked(plan, seen)
    place = ORDER.index(Stage(plan.stage))
    if place + 1 == len(ORDER):
        raise PlanMoved
    checks = stage_checks(plan, today)
    is_open = not any(checked.is_missing for checked in checks)
    if not is_open and not override_reason:
        raise GateShut
    GateRecord.objects.create(
        plan=plan,
        from_stage=plan.stage,
        to_stage=ORDER[place + 1],
        direction=GateRecord.Direction.FORWARD,
        checks=[checked.kept() for checked in checks],
        is_override=not is_open,
        reason="" if is_open else override_reason,
        by=by,
    )
    return _stage_set(plan, ORDER[place + 1], by, today, "plan.moved_on", override_reason)


@transaction.atomic
def stage_back(*, plan: Plan, seen: str, to_stage: str, reason: str, by: User, today: date) -> Plan:
    """Go back to an earlier stage, with the reason. Raises PlanMoved."""
    plan = _locked(plan, seen)
    if ORDER.index(Stage(to_stage)) >= ORDER.index(Stage(plan.stage)):
        raise PlanMoved
    GateRecord.objects.create(
        plan=plan,
        from_stage=plan.stage,
        to_stage=to_stage,
        direction=GateRecord.Direction.BACK,
        checks=[checked.kept() for checked in stage_checks(plan, today)],
        reason=reason,
        by=by,
    )
    return _stage_set(plan, to_stage, by, today, "plan.went_back", reason)


def _locked(plan: Plan, seen: str) -> Plan:
    """The plan, locked; raises PlanMoved when it is not where the person saw it."""
    locked = Plan.objects.select_for_update(of=("self",)).select_related("account__figures").get(pk=plan.pk)
    if locked.stage != seen or locked.status != Plan.Status.ACTIVE:
        raise PlanMoved
    return locked


def _stage_set(plan: Plan, stage: str, by: User, today: date, verb: str, reason: str) -> Plan:  # noqa: PLR0917
    plan = row_update(plan, changes={"stage": stage, "stage_since": today}, by=by, verb=verb, reason=reason)
    plan_figures_refresh(plan=plan, today=today)
    account_changed(plan.account_id, "plan")
    return plan


@transaction.atomic
def plan_approve(*, plan: Plan, by: User) -> PlanVersion:
    """The sponsor approves the plan: version 1.0, or the next one, is frozen with everything in it."""
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.status != Plan.Status.ACTIVE:
        raise PlanMoved
    label = _next_label(locked)
    changes = {"approved_at": timezone.now(), "approved_by": by, "version_label": label}
    locked = row_update(locked, changes=changes, by=by, verb="plan.approved")
    version = PlanVersion.objects.create(plan=locked, label=label, content=plan_content(locked), by=by)
    record(by, "plan.frozen", locked, changes={"version_label": [None, label]})
    return version


def _next_label(plan: Plan) -> str:
    frozen = PlanVersion.objects.filter(plan=plan).count()
    return FIRST_VERSION if not frozen else f"1.{frozen}"


def plan_content(plan: Plan) -> dict[str, Any]:
    """Everything of a plan as plain values, for a frozen version."""
    answers = Answer.objects.filter(plan=plan).select_related("question")
    return {
        "plan": state(plan),
        "answers": [state(answer) | {"code": answer.question.code} for answer in answers],
        "objectives": [state(row) for row in Objective.objects.filter(plan=plan)],
        "actions": [state(row) for row in Action.objects.filter(plan=plan)],
        "risks": [state(row) for row in Risk.objects.filter(plan=plan)],
    }


@transaction.atomic
def plan_close(*, plan: Plan, by: User, reason: str = "") -> Plan:
    """End the cycle. What is recorded stays readable; the next cycle can start."""
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.status != Plan.Status.ACTIVE:
        raise PlanMoved
    locked = row_update(locked, changes={"status": Plan.Status.CLOSED}, by=by, verb="plan.closed", reason=reason)
    plan_figures_clear(account_id=locked.account_id)
    return locked
