"""Moving what is dated: a card of the board to another column, or the days of many actions at once."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from accounts.models import Account, AuditEvent, User
from accounts.services.rows import rows_update
from planning.models import Action, Objective, Risk
from planning.services.work import actions_changed

FRIDAY, SUNDAY = 4, 6
WEEK, LATER, DONE = "week", "later", "done"
TO_OBJECTIVE = "objective:"


def week_end(today: date) -> date:
    """The Sunday of this week."""
    return today + timedelta(days=SUNDAY - today.weekday())


def day_this_week(today: date) -> date:
    """The Friday of this week, or today when that has passed."""
    return max(today, today + timedelta(days=FRIDAY - today.weekday()))


def day_later(day: date | None, today: date) -> date:
    """A day after this week: the one there is, else the Friday of the next week."""
    return day if day is not None and day > week_end(today) else week_end(today) + timedelta(days=FRIDAY + 1)


def _moved_day(to: str, day: date | None, today: date) -> date:
    if to == WEEK:
        return day if day is not None and today <= day <= week_end(today) else day_this_week(today)
    return day_later(day, today)


@transaction.atomic
def action_move(*, action: Action, to: str, by: User, today: date) -> list[AuditEvent]:
    """Move an action to a column: this week, later, done, or `objective:<id>` (0 for none). Returns what to undo."""
    changes: dict[str, Any]
    if to.startswith(TO_OBJECTIVE):
        pk = int(to.removeprefix(TO_OBJECTIVE) or 0)
        objective = Objective.objects.filter(account=action.account_id, pk=pk).first()
        changes, verb = {"objective": objective}, "action.updated"
    elif to == DONE:
        changes, verb = {"done_on": action.done_on or today}, "action.done"
    else:
        changes = {"done_on": None, "due_on": _moved_day(to, action.due_on, today)}
        verb = "action.rescheduled" if action.done_on is None else "action.reopened"
    events = rows_update(Action, {action.pk: changes}, by=by, verb=verb)
    actions_changed(account_id=action.account_id)
    return events


@transaction.atomic
def objective_move(*, objective: Objective, to: str, by: User, today: date) -> list[AuditEvent]:
    """Move an objective to a column; done means reached."""
    changes: dict[str, Any]
    if to == DONE:
        changes, verb = {"status": Objective.Status.REACHED, "closed_on": today}, "objective.closed"
    else:
        changes, verb = {"due_on": _moved_day(to, objective.due_on, today)}, "objective.updated"
        if not objective.is_open:
            changes |= {"status": Objective.Status.OPEN, "closed_on": None}
            verb = "objective.reopened"
    return rows_update(Objective, {objective.pk: changes}, by=by, verb=verb)


@transaction.atomic
def risk_move(*, risk: Risk, to: str, by: User, today: date) -> list[AuditEvent]:
    """Move a risk to a column: the day to look at it again; done means that it is closed."""
    changes: dict[str, Any]
    if to == DONE:
        changes, verb = {"status": Risk.Status.CLOSED, "closed_on": today}, "risk.closed"
    else:
        changes, verb = {"check_on": _moved_day(to, risk.check_on, today)}, "risk.checked"
        if risk.status == Risk.Status.CLOSED:
            changes |= {"status": Risk.Status.OPEN, "closed_on": None}
            verb = "risk.reopened"
    return rows_update(Risk, {risk.pk: changes}, by=by, verb=verb)


@transaction.atomic
def actions_reschedule(
    *, account: Account, ids: Collection[int], by: User, due_on: date | None = None, days: int = 0
) -> list[AuditEvent]:
    """Give open actions of an account one new day, or move each by so many days. Returns what to undo.

    One without a day cannot be moved by days and stays as it is.
    """
    rows = Action.objects.filter(account=account, pk__in=ids).open()
    changes: dict[int, dict[str, Any]] = {}
    for pk, day in rows.values_list("pk", "due_on"):
        new = due_on or (day + timedelta(days=days) if day else None)
        if new is not None:
            changes[pk] = {"due_on": new}
    events = rows_update(Action, changes, by=by, verb="action.rescheduled")
    actions_changed(account_id=account.pk)
    return events
