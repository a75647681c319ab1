"""Objectives, actions and risks: made, changed, done, dropped."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.changes import account_changed
from accounts.models import Account, User
from accounts.services.rows import row_create, row_delete, row_update
from planning.models import Action, Objective, Plan, Risk
from planning.services.figures import action_figures_refresh


@transaction.atomic
def objective_create(*, plan: Plan, values: Mapping[str, Any], by: User) -> Objective:
    """A new objective of a plan."""
    return row_create(Objective(plan=plan, account=plan.account, **values), by=by)


@transaction.atomic
def objective_update(
    *, objective: Objective, changes: Mapping[str, Any], by: User, version: int | None = None
) -> Objective:
    """Change an objective; a new current value carries today as its day. Raises StaleRow."""
    changes = dict(changes)
    if "current" in changes and changes["current"] != objective.current and not changes.get("current_on"):
        changes["current_on"] = timezone.localdate()
    return row_update(objective, changes=changes, by=by, version=version)


@transaction.atomic
def action_create(*, account: Account, values: Mapping[str, Any], by: User | None, plan: Plan | None = None) -> Action:
    """A new action of an account; without a plan it joins the active one, if there is one."""
    plan = plan or Plan.objects.filter(account=account, status=Plan.Status.ACTIVE).first()
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
    changes = {"done_on": today if done else None}
    action = row_update(action, changes=changes, by=by, verb="action.done" if done else "action.reopened")
    _changed(action)
    return action


@transaction.atomic
def action_delete(*, action: Action, by: User) -> None:
    """Remove an action that was a mistake; the trail keeps it."""
    row_delete(action, by=by)
    _changed(action)


@transaction.atomic
def risk_create(*, account: Account, values: Mapping[str, Any], by: User, plan: Plan | None = None) -> Risk:
    """A new risk of an account."""
    return row_create(Risk(account=account, plan=plan, **values), by=by)


@transaction.atomic
def risk_update(*, risk: Risk, changes: Mapping[str, Any], by: User, version: int | None = None) -> Risk:
    """Change a risk. Raises StaleRow when somebody else changed the same field."""
    return row_update(risk, changes=changes, by=by, version=version)


def _changed(action: Action) -> None:
    action_figures_refresh(account_ids=[action.account_id], today=timezone.localdate())
    account_changed(action.account_id, "action")
