"""Objectives, actions and risks: made, changed, done, closed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.changes import account_changed
from accounts.models import Account, AuditEvent, User
from accounts.services.deleting import refuse_if_used
from accounts.services.rows import row_create, row_delete, row_update
from planning.models import Action, Objective, Plan, Risk
from planning.services.figures import action_figures_refresh

# ---------------------------------------------------------------- objectives


@transaction.atomic
def objective_create(*, plan: Plan, values: Mapping[str, Any], by: User, today: date | None = None) -> Objective:
    """A new objective of a plan."""
    values = _measured(None, values, today or timezone.localdate())
    return row_create(Objective(plan=plan, account=plan.account, **values), by=by)


@transaction.atomic
def objective_update(
    *,
    objective: Objective,
    changes: Mapping[str, Any],
    by: User,
    version: int | None = None,
    today: date | None = None,
) -> Objective:
    """Change an objective; a new current value carries today as its day. Raises StaleRow."""
    stored = Objective.objects.get(pk=objective.pk)
    changes = _measured(stored, changes, today or timezone.localdate())
    return row_update(stored, changes=changes, by=by, version=version)


def _measured(stored: Objective | None, values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The values, a new current value with its day."""
    known = stored.current if stored else None
    is_new = values.get("current") is not None and values["current"] != known
    return {**values, "current_on": today} if is_new and not values.get("current_on") else dict(values)


@transaction.atomic
def objective_measure(*, objective: Objective, current: Any, by: User, today: date) -> Objective:
    """Note the measure as it is today, also when it did not move."""
    changes = {"current": current, "current_on": today}
    return row_update(objective, changes=changes, by=by, verb="objective.measured")


@transaction.atomic
def objective_close(*, objective: Objective, status: str, outcome: str, by: User, today: date) -> Objective:
    """Say that an objective is reached or dropped, and what came of it."""
    changes = {"status": status, "outcome": outcome, "closed_on": today}
    return row_update(objective, changes=changes, by=by, verb="objective.closed", reason=outcome)


@transaction.atomic
def objective_reopen(*, objective: Objective, by: User) -> Objective:
    """Work at an objective again."""
    changes = {"status": Objective.Status.OPEN, "closed_on": None}
    return row_update(objective, changes=changes, by=by, verb="objective.reopened")


@transaction.atomic
def objective_delete(*, objective: Objective, by: User) -> list[AuditEvent]:
    """Remove an objective that was a mistake; one with actions stays. Raises StillUsed."""
    refuse_if_used(objective)
    return [row_delete(objective, by=by)]


# ---------------------------------------------------------------- actions


@transaction.atomic
def action_create(*, account: Account, values: Mapping[str, Any], by: User | None, plan: Plan | None = None) -> Action:
    """A new action of an account; without a plan it joins the active one, if there is one."""
    values = dict(values)
    plan = values.pop("plan", None) or plan or Plan.objects.filter(account=account, status=Plan.Status.ACTIVE).first()
    action = row_create(Action(account=account, plan=plan, **values), by=by)
    _changed(action)
    return action


@transaction.atomic
def action_update(*, action: Action, changes: Mapping[str, Any], by: User, version: int | None = None) -> Action:
    """Change an action. Raises StaleRow when somebody else changed the same field."""
    action = row_update(action, changes=changes, by=by, version=version)
    _changed(action)
    return action


@transaction.atomic
def action_done(*, action: Action, done: bool, by: User, today: date) -> Action:
    """Mark an action done today, or open again."""
    if done and action.done_on is not None:
        return action  # a second click changes no date
    changes = {"done_on": today if done else None}
    action = row_update(action, changes=changes, by=by, verb="action.done" if done else "action.reopened")
    _changed(action)
    return action


@transaction.atomic
def action_reschedule(*, action: Action, due_on: date, by: User) -> Action:
    """Give an action a new day; the old one stays in the trail."""
    action = row_update(action, changes={"due_on": due_on}, by=by, verb="action.rescheduled")
    _changed(action)
    return action


@transaction.atomic
def action_delete(*, action: Action, by: User) -> list[AuditEvent]:
    """Remove an action that was a mistake; the event can be taken back. Raises StillUsed for a review's decision."""
    refuse_if_used(action)
    events = [row_delete(action, by=by)]
    _changed(action)
    return events


def _changed(action: Action) -> None:
    action_figures_refresh(account_ids=[action.account_id], today=timezone.localdate())
    account_changed(action.account_id, "action")


# ---------------------------------------------------------------- risks


@transaction.atomic
def risk_create(*, account: Account, values: Mapping[str, Any], by: User, plan: Plan | None = None) -> Risk:
    """A new risk of an account."""
    return row_create(Risk(account=account, **{"plan": plan, **values}), by=by)


@transaction.atomic
def risk_update(*, risk: Risk, changes: Mapping[str, Any], by: User, version: int | None = None) -> Risk:
    """Change a risk. Raises StaleRow when somebody else changed the same field."""
    return row_update(risk, changes=changes, by=by, version=version)


@transaction.atomic
def risk_close(*, risk: Risk, outcome: str, by: User, today: date) -> Risk:
    """Stop watching a risk, and say what came of it."""
    changes = {"status": Risk.Status.CLOSED, "outcome": outcome, "closed_on": today}
    return row_update(risk, changes=changes, by=by, verb="risk.closed", reason=outcome)


@transaction.atomic
def risk_reopen(*, risk: Risk, by: User) -> Risk:
    """Watch a risk again."""
    changes = {"status": Risk.Status.OPEN, "closed_on": None}
    return row_update(risk, changes=changes, by=by, verb="risk.reopened")


@transaction.atomic
def risk_delete(*, risk: Risk, by: User) -> list[AuditEvent]:
    """Remove a risk that was a mistake; the event can be taken back."""
    return [row_delete(risk, by=by)]
