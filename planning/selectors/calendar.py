"""The calendar of a plan: what has a day, as a month of weeks and as a list."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from accounts.models import User
from accounts.selectors.money import month_of
from planning.dates import KINDS, Dated
from planning.models import Plan

AGENDA_MONTHS = 3


@dataclass(frozen=True)
class CalendarFilter:
    """What the calendar shows."""

    month: date
    view: str = "month"  # or agenda
    kind: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Entry:
    """A thing with a day, with its sign."""

    dated: Dated
    icon: str
    label: str
    is_late: bool


@dataclass(frozen=True)
class Day:
    """A day of the grid."""

    on: date
    entries: list[Entry]
    is_outside: bool
    is_today: bool


@dataclass(frozen=True)
class Calendar:
    """A month as weeks, and what is in it (or in the months after it, in the list) day by day."""

    month: date
    weeks: list[list[Day]]
    days: list[tuple[date, list[Entry]]]
    count: int

    @property
    def previous(self) -> date:
        """The month before."""
        return month_of(self.month, -1)

    @property
    def next(self) -> date:
        """The month after."""
        return month_of(self.month, 1)


def plan_calendar(plan: Plan, narrow: CalendarFilter, *, user: User, today: date) -> Calendar:
    """Read the days of a plan; one query a kind."""
    first = month_of(narrow.month)
    months = AGENDA_MONTHS if narrow.view == "agenda" else 1
    last = month_of(first, months) - timedelta(days=1)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    shown_from, shown_to = min(first, weeks[0][0]), max(last, weeks[-1][-1])
    entries = _entries(plan, narrow, user, today, (shown_from, shown_to))
    by_day = {day: list(found) for day, found in groupby(entries, key=lambda entry: entry.dated.on)}
    listed = [(day, found) for day, found in by_day.items() if first <= day <= last]
    grid = [
        [Day(day, by_day.get(day, []), day.month != first.month, day == today) for day in week] for week in weeks
    ]  # fmt: skip
    return Calendar(first, grid, listed, sum(len(found) for _day, found in listed))


def _entries(
    plan: Plan, narrow: CalendarFilter, user: User, today: date, span: tuple[date, date]
) -> list[Entry]:  # fmt: skip
    kinds = [KINDS[narrow.kind]] if narrow.kind in KINDS else list(KINDS.values())
    found = [
        Entry(dated, kind.icon, str(kind.label), dated.is_late(today))
        for kind in kinds
        for dated in kind.read(plan, *span)
        if narrow.owner != "mine" or dated.owner_id == user.pk
    ]
    return sorted(found, key=lambda entry: (entry.dated.on, entry.dated.kind, entry.dated.title))
