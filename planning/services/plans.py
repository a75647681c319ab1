"""Starting a cycle, changing its facts, closing it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from accounts.changes import account_changed
from accounts.models import Account, Stage, User
from accounts.selectors.pages import figures_of
from accounts.services.rows import row_create, row_update
from planning.gates import kept
from planning.models import Answer, GateRecord, Plan
from planning.selectors.gates import facts_of, gate_of
from planning.selectors.records import answer_lines
from planning.services.figures import plan_figures_clear, plan_figures_refresh


class PlanMoved(Exception):  # noqa: N818 -- a state of the plan, told to the user
    """Somebody else moved, approved, closed or started a plan meanwhile; or it is not in a state for this."""


class ReasonWanted(Exception):  # noqa: N818 -- told to the user
    """This leaves something undone, so it needs a reason."""


@transaction.atomic
def plan_start(*, account: Account, values: Mapping[str, Any], by: User, today: date) -> Plan:
    """Start a cycle. Raises PlanMoved when one is active already. Answers of the last cycle are offered, not copied."""
    Account.objects.select_for_update().only("pk").get(pk=account.pk)
    if Plan.objects.filter(account=account, status=Plan.Status.ACTIVE).exists():
        raise PlanMoved
    plan = row_create(
        Plan(
            account=account,
            stage=Stage.STRATEGY,
            stage_since=today,
            growth_baseline=figures_of(account).revenue_12m,
            currency=account.currency,
            **values,
        ),
        by=by,
    )
    plan_figures_refresh(plan=plan, today=today)
    account_changed(account.pk, "plan")
    return plan


@transaction.atomic
def plan_update(*, plan: Plan, changes: Mapping[str, Any], by: User, today: date, version: int | None = None) -> Plan:
    """Change a plan's own facts, its variant included: switching keeps every answer. Raises StaleRow, PlanMoved."""
    refuse_closed(plan)
    plan = row_update(plan, changes=changes, by=by, version=version)
    plan_figures_refresh(plan=plan, today=today)
    account_changed(plan.account_id, "plan")
    return plan


@transaction.atomic
def plan_close(*, plan: Plan, by: User, today: date, reason: str = "", version: int | None = None) -> Plan:
    """End the cycle. What is recorded stays readable, and the next cycle can start.

    Before the last stage, or with checks of the review that are not met, it takes a reason. Raises PlanMoved,
    ReasonWanted.
    """
    plan = plan_locked(plan, version)
    facts = facts_of(plan, today)
    gate = gate_of(facts)
    is_early = gate.next_stage is not None or not gate.is_open
    if is_early and not reason:
        raise ReasonWanted
    GateRecord.objects.create(
        plan=plan,
        from_stage=plan.stage,
        to_stage=plan.stage,
        direction=GateRecord.Direction.CLOSE,
        checks=kept(facts, gate.checks),
        is_override=is_early,
        reason=reason,
        by=by,
    )
    _rows_keep(plan, by)
    plan = row_update(plan, changes={"status": Plan.Status.CLOSED}, by=by, verb="plan.closed", reason=reason)
    plan_figures_clear(account_id=plan.account_id)
    account_changed(plan.account_id, "plan")
    return plan


def _rows_keep(plan: Plan, by: User) -> None:
    """Keep the rows of the answers in words: the records live on, a closed plan says what it said."""
    for answer in Answer.objects.filter(plan=plan, status=Answer.Status.ANSWERED).select_related("question", "plan"):
        if rows := answer_lines(plan, answer):
            row_update(answer, changes={"kept": rows}, by=by, verb="answer.rows_kept")


def plan_locked(plan: Plan, version: int | None) -> Plan:
    """The plan, locked; raises PlanMoved when it is closed or not as the person saw it."""
    joined = Plan.objects.select_for_update(of=("self",)).select_related("account__figures")
    locked: Plan = joined.get(pk=plan.pk)
    if not locked.is_active or (version is not None and locked.version != version):
        raise PlanMoved
    return locked


def refuse_closed(plan: Plan) -> None:
    """Raise PlanMoved for a cycle that is closed: it is read only."""
    if not plan.is_active:
        raise PlanMoved
