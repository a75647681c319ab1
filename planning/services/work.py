"""Objectives, actions and risks: made, changed, done, closed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.changes import account_changed
from accounts.models import Account, AuditEvent, User
from accounts.services.deleting import refuse_if_used
from accounts.services.rows import many_set, row_create, row_delete, row_update
from planning.measures import Measured
from planning.models import Action, GapAction, Objective, ObjectiveValue, Plan, Risk
from planning.services.figures import action_figures_refresh
from planning.services.measures import computed_objectives, objectives_measure, values_keep

# ---------------------------------------------------------------- objectives


@transaction.atomic
def objective_create(*, plan: Plan, values: Mapping[str, Any], by: User, today: date | None = None) -> Objective:
    """A new objective of a plan; what it measures from records is computed at once."""
    today = today or timezone.localdate()
    values = _measured(None, values, today)
    objective = row_create(Objective(plan=plan, account=plan.account, **values), by=by)
    return _kept(objective, None, by, today)


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
    today = today or timezone.localdate()
    stored = Objective.objects.get(pk=objective.pk)
    changes = _measured(stored, changes, today)
    updated = row_update(stored, changes=changes, by=by, version=version)
    return _kept(updated, stored, by, today)


def _measured(stored: Objective | None, values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The values, a new current value with its day. What is computed is not typed, and begins unknown."""
    values = dict(values)
    known = (stored.measured_by, stored.measured_from) if stored else ("", None)
    wanted = (values.get("measured_by", known[0]), values.get("measured_from", known[1]))
    if wanted[0]:
        values.pop("current", None)
        return values if wanted == known else {**values, "current": None, "current_on": None, "measured_facts": {}}
    if known[0]:
        values["measured_facts"] = {}
    current = stored.current if stored else None
    is_new = values.get("current") is not None and values["current"] != current
    return {**values, "current_on": today} if is_new and not values.get("current_on") else values


def _kept(objective: Objective, before: Objective | None, by: User, today: date) -> Objective:
    """The objective with its value of today computed, or with the one that was typed kept in its history."""
    if objective.measured_by:
        rows = computed_objectives().filter(pk=objective.pk)
        objectives_measure(objectives=rows, today=today, by=by)
        return Objective.objects.select_related("account").get(pk=objective.pk)
    typed = (objective.current, objective.current_on)
    if objective.current is not None and (before is None or typed != (before.current, before.current_on)):
        values_keep(known={objective.pk: (Measured(objective.current, objective.current_on or today), False)})
    return objective


@transaction.atomic
def objective_measure(*, objective: Objective, current: Any, by: User, today: date) -> Objective:
    """Note the measure as it is today, also when it did not move."""
    changes = {"current": current, "current_on": today}
    updated = row_update(objective, changes=changes, by=by, verb="objective.measured")
    values_keep(known={objective.pk: (Measured(updated.current, today), False)})
    return updated


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
    refuse_if_used(objective, but={ObjectiveValue})
    values = [row_delete(value, by=by) for value in objective.values.all()]
    return [*values, row_delete(objective, by=by)]


# ---------------------------------------------------------------- actions


@transaction.atomic
def action_create(*, account: Account, values: Mapping[str, Any], by: User | None, plan: Plan | None = None) -> Action:
    """A new action of an account; without a plan it joins the active one, if there is one."""
    values = dict(values)
    plan = values.pop("plan", None) or plan or Plan.objects.filter(account=account, status=Plan.Status.ACTIVE).first()
    _refuse_circle(None, values.get("waits_for"), account.pk)
    action = row_create(Action(account=account, plan=plan, **values), by=by)
    actions_changed(account_id=action.account_id)
    return action


@transaction.atomic
def action_update(*, action: Action, changes: Mapping[str, Any], by: User, version: int | None = None) -> Action:
    """Change an action. Raises StaleRow when somebody else changed the same field, ValidationError for a circle."""
    if changes.get("waits_for") is not None:
        _refuse_circle(action, changes["waits_for"], action.account_id)
    action = row_update(action, changes=changes, by=by, version=version)
    actions_changed(account_id=action.account_id)
    return action


def _refuse_circle(action: Action | None, waits_for: Action | None, account_id: int) -> None:
    """Raise ValidationError when an action would wait for itself, directly or by way of others."""
    if waits_for is None:
        return
    if waits_for.account_id != account_id:
        raise ValidationError({"waits_for": _("That action belongs to another account. Choose one of this account.")})
    if action is None:
        return
    links = dict(
        Action.objects.select_for_update()
        .filter(account_id=account_id, waits_for__isnull=False)
        .order_by("pk")
        .values_list("pk", "waits_for_id")
    )
    step: int | None = waits_for.pk
    while step is not None:
        if step == action.pk:
            words = _("“%(title)s” already waits for this one, directly or by way of others. Choose another action.")
            raise ValidationError({"waits_for": words % {"title": waits_for.title}})
        step = links.pop(step, None)


@transaction.atomic
def action_done(*, action: Action, done: bool, by: User, today: date) -> Action:
    """Mark an action done today, or open again."""
    if done and action.done_on is not None:
        return action  # a second click changes no date
    changes = {"done_on": today if done else None}
    action = row_update(action, changes=changes, by=by, verb="action.done" if done else "action.reopened")
    actions_changed(account_id=action.account_id)
    return action


@transaction.atomic
def action_reschedule(*, action: Action, due_on: date, by: User) -> Action:
    """Give an action a new day; the old one stays in the trail."""
    action = row_update(action, changes={"due_on": due_on}, by=by, verb="action.rescheduled")
    actions_changed(account_id=action.account_id)
    return action


@transaction.atomic
def action_delete(*, action: Action, by: User) -> list[AuditEvent]:
    """Remove an action that was a mistake; the event can be taken back. Raises StillUsed for a review's decision."""
    refuse_if_used(action, but={GapAction})
    gaps = [row_delete(gap, by=by) for gap in GapAction.objects.filter(action=action)]
    unlinked = many_set(action, "people", (), by=by)
    events = [*gaps, *filter(None, [unlinked]), row_delete(action, by=by)]
    actions_changed(account_id=action.account_id)
    return events


def actions_changed(*, account_id: int) -> None:
    """Count the actions of an account anew, and tell whoever looks at them."""
    action_figures_refresh(account_ids=[account_id], today=timezone.localdate())
    account_changed(account_id, "action")


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
def risk_checked(*, risk: Risk, check_on: date | None, by: User) -> Risk:
    """Say that a risk was looked at, and when to look again (None: no day)."""
    return row_update(risk, changes={"check_on": check_on}, by=by, verb="risk.checked")


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
    """Remove a risk that was a mistake; the event can be taken back. Raises StillUsed when it was spoken about."""
    refuse_if_used(risk)
    return [row_delete(risk, by=by)]
