"""The map of an account's people as its page shows it. What the reader may not see is not in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

from accounts.access import Verb, can
from accounts.models import Account, DecisionRole, Stakeholder, Stance, Unit, User
from accounts.selectors.gaps import Gap, gaps_between
from accounts.selectors.stakeholders import (
    Dependence,
    Knowledge,
    Person,
    active,
    dependence,
    grid_points,
    knowledge,
    people_of,
)
from kam.lib.charts import Chart, power_grid


@dataclass(frozen=True, slots=True)
class StanceMark:
    """A stance as sign, colour with a shape of its own, and word; the same as in the power grid."""

    sign: str
    band: str
    word: str | Promise


STANCE_MARKS: dict[int, StanceMark] = {
    Stance.ADVOCATE: StanceMark("+2", "for", Stance.ADVOCATE.label),
    Stance.SUPPORTER: StanceMark("+1", "for", Stance.SUPPORTER.label),
    Stance.NEUTRAL: StanceMark("0", "neutral", Stance.NEUTRAL.label),
    Stance.SCEPTIC: StanceMark("−1", "against", Stance.SCEPTIC.label),
    Stance.OPPONENT: StanceMark("−2", "against", Stance.OPPONENT.label),
}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One row of the table of people."""

    id: int
    name: str
    title: str
    unit: str
    roles: tuple[str, ...]
    has_veto: bool
    influence: int | None
    stance: StanceMark | None  # None also for readers who may not see it
    owner: str
    strength: int | None
    last_contact_on: date | None
    is_late: bool
    status: str
    status_label: str
    is_key: bool
    is_placeholder: bool
    is_external: bool
    url: str


@dataclass(frozen=True, slots=True)
class MapFilters:
    """What the map is narrowed to."""

    q: str = ""
    unit: Unit | None = None
    role: str = ""
    owner: User | None = None
    status: str = ""
    sort: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(self.q or self.unit or self.role or self.owner or self.status)


@dataclass(frozen=True, slots=True)
class MapPage:
    """Everything on the map tab."""

    lines: tuple[PersonLine, ...]
    everybody: int
    key_players: int
    grid: Chart | None  # None: the reader may not see stances
    without_place: int  # active people who are not in the grid, something about them being unknown
    gaps: tuple[Gap, ...]
    hidden_gaps: int
    knowledge: Knowledge
    dependence: Dependence | None


def account_map(account: Account, user: User, filters: MapFilters, today: date) -> MapPage:
    """The people of an account narrowed to `filters`; figures and gaps are of everybody."""
    is_open = can(user, Verb.SENSITIVE, account)
    people = people_of([account.pk]).get(account.pk, [])
    serving = active(people)
    shown = [person for person in people if _fits(person, filters)]
    points = grid_points(shown) if is_open else None
    gaps = gaps_between(account.pk, people, today)
    seen_gaps = [gap for gap in gaps if is_open or not gap.is_sensitive]
    return MapPage(
        lines=tuple(_line(person, is_open, today) for person in _sorted(shown, filters.sort)),
        everybody=len(people),
        key_players=sum(person.row.is_key_player for person in serving),
        grid=None if points is None else power_grid(points),
        without_place=len([person for person in shown if person.is_active]) - len(points or ()),
        gaps=tuple(seen_gaps),
        hidden_gaps=len(gaps) - len(seen_gaps),
        knowledge=knowledge(people),
        dependence=dependence(people),
    )


def _fits(person: Person, filters: MapFilters) -> bool:
    row = person.row
    words = f"{row.name} {row.title} {row.department}".casefold()
    return (
        (not filters.q or filters.q.casefold() in words)
        and (filters.unit is None or row.unit_id == filters.unit.pk)
        and (not filters.role or filters.role in row.decision_roles)
        and (filters.owner is None or (person.owner is not None and person.owner.user_id == filters.owner.pk))
        and _has_status(person, filters.status)
    )


def _has_status(person: Person, status: str) -> bool:
    if status == "all":
        return True
    return person.row.status == (status or Stakeholder.Status.ACTIVE)


type Key = Callable[[Person], Any]

ORDERS: dict[str, Key] = {
    "name": lambda person: person.row.name.casefold(),
    "influence": lambda person: person.row.influence or 0,
    "strength": lambda person: -1 if person.strength is None else person.strength,
    "contact": lambda person: person.last_contact_on or date.min,
}


def _sorted(people: list[Person], sort: str) -> list[Person]:
    order = ORDERS.get(sort.removeprefix("-"))
    return people if order is None else sorted(people, key=order, reverse=sort.startswith("-"))


def _line(person: Person, is_open: bool, today: date) -> PersonLine:  # noqa: FBT001 -- private
    row = person.row
    return PersonLine(
        id=row.pk,
        name=row.name,
        title=row.title,
        unit=row.unit.name if row.unit else row.department,
        roles=tuple(str(label) for value, label in DecisionRole.choices if value in row.decision_roles),
        has_veto=row.has_veto,
        influence=row.influence,
        stance=STANCE_MARKS.get(row.stance) if is_open and row.stance is not None else None,
        owner=person.owner.user.name if person.owner else "",
        strength=person.strength,
        last_contact_on=person.last_contact_on,
        is_late=person.is_active and row.is_key_player and person.days_waiting(today) > person.rhythm_days,
        status=row.status,
        status_label=row.get_status_display(),
        is_key=row.is_key_player,
        is_placeholder=row.is_placeholder,
        is_external=row.is_external,
        url=row.get_absolute_url(),
    )
