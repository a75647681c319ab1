"""The map of an account's people as its page shows it. What the reader may not see is not in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import FETCH_RAISE
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb, can
from accounts.models import Account, DecisionRole, InfluenceLine, Stakeholder, Stance, Unit, User
from accounts.selectors.gap_lines import GapLine, gap_lines, plain_lines, readable_gaps
from accounts.selectors.gaps import gaps_between
from accounts.selectors.map_cards import cards_of
from accounts.selectors.map_past import MapState, end_of, past_state, past_user_ids, trail_of
from accounts.selectors.map_scene import Changed, Lens, changes_of, ghosts, marks_between, new_lines, scene_of
from accounts.selectors.stakeholders import (
    Dependence,
    Knowledge,
    Person,
    active,
    dependence,
    knowledge,
    people_of,
)
from kam.lib.charts import Chart
from kam.lib.charts.people import Mark, Scene, coverage_chart, grid_chart, org_chart, web_chart
from kam.lib.charts.people.web import LEAST

VIEWS: tuple[tuple[str, Promise, str], ...] = (
    ("org", _("Org view"), "network"),
    ("influence", _("Influence"), "waypoints"),
    ("grid", _("Power grid"), "grid-3x3"),
    ("coverage", _("Coverage"), "table-2"),
)
PICTURES: dict[str, Callable[[Scene], Chart]] = {
    "org": org_chart,
    "influence": web_chart,
    "grid": grid_chart,
    "coverage": coverage_chart,
}


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
    """What the map is narrowed to, in which view, as of which day, compared with which."""

    q: str = ""
    unit: Unit | None = None
    within: frozenset[int] = frozenset()  # the unit and all below it
    role: str = ""
    owner: User | None = None
    status: str = ""
    sort: str = ""
    view: str = ""
    on: date | None = None
    since: date | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(self.q or self.unit or self.role or self.owner or self.status)


@dataclass(frozen=True, slots=True)
class MapBase:
    """All of the map of one account as it is today."""

    account: Account
    state: MapState
    units: dict[int, Unit]
    is_open: bool  # the reader may see how people stand to us

    @property
    def keepers(self) -> list[User]:
        """Those of us who keep a link to anybody."""
        found = {link.user_id: link.user for person in self.state.people for link in person.links if link.is_primary}
        return sorted(found.values(), key=lambda user: user.name)

    @property
    def first_on(self) -> date | None:
        """The day on which the first of those known today was entered."""
        return min((timezone.localdate(person.row.created_at) for person in self.state.people), default=None)


@dataclass(frozen=True, slots=True)
class MapPage:
    """Everything on the map tab."""

    view: str
    picture: Chart | None  # None: the reader may not see stances, and this view is of nothing else
    is_open: bool
    lines: tuple[PersonLine, ...]
    everybody: int
    drawn: int
    key_players: int
    gaps: tuple[GapLine, ...]
    put_off: tuple[GapLine, ...]
    hidden_gaps: int
    knowledge: Knowledge
    dependence: Dependence | None
    changes: tuple[Changed, ...]
    cards: dict[str, dict[str, Any]]


def map_base(account: Account, user: User) -> MapBase:
    """Read the map of an account: people, links, our people, units, and lines for who may see them."""
    is_open = can(user, Verb.SENSITIVE, account)
    people = people_of([account.pk]).get(account.pk, [])
    lines = InfluenceLine.objects.filter(source__account=account).fetch_mode(FETCH_RAISE) if is_open else ()
    units = {unit.pk: unit for unit in Unit.objects.filter(account=account)}
    return MapBase(account, MapState(tuple(people), tuple(lines)), units, is_open)


def account_map(base: MapBase, filters: MapFilters, today: date) -> MapPage:
    """The map narrowed to `filters`; figures and gaps are of everybody on the day that is shown."""
    state, marks, fresh, gone = _states(base, filters, today)
    day = filters.on or today
    people = list(state.people)
    serving = active(people)
    shown = [person for person in people if _fits(person, filters)]
    drawn = [*shown, *(p for p in ghosts([*people, *gone], {p.row.pk for p in shown}, marks) if _narrow(p, filters))]
    lens = Lens(base.is_open, day, base.units, marks, frozenset(line.pk for line in fresh))
    scene = scene_of([*people, *gone], drawn, state.lines, lens)
    gaps = gaps_between(base.account.pk, people, day)
    seen_gaps = readable_gaps(gaps, is_open=base.is_open)
    lines = plain_lines(seen_gaps) if day < today else gap_lines(base.account.pk, seen_gaps, today)
    view = filters.view if filters.view in PICTURES else "org"
    is_hidden = view == "grid" and not base.is_open
    return MapPage(
        view=view,
        picture=None if is_hidden else PICTURES[view](scene),
        is_open=base.is_open,
        lines=tuple(_line(person, base.is_open, day) for person in _sorted(shown, filters.sort)),
        everybody=len(people),
        drawn=sum((person.influence or 0) >= LEAST for person in scene.people) if view == "influence" else len(drawn),
        key_players=sum(person.row.is_key_player for person in serving),
        gaps=tuple(line for line in lines if not line.is_asleep),
        put_off=tuple(line for line in lines if line.is_asleep),
        hidden_gaps=len(gaps) - len(seen_gaps),
        knowledge=knowledge(people),
        dependence=dependence(people),
        changes=changes_of([*people, *gone], marks),
        cards=cards_of(drawn, scene, day),
    )


def _states(
    base: MapBase, filters: MapFilters, today: date
) -> tuple[MapState, dict[int, list[Mark]], list[InfluenceLine], list[Person]]:
    """The map of the day asked for, what changed since the other day, new lines, and people gone from the records."""
    on = filters.on if filters.on and filters.on < today else None
    days = [day for day in (on, filters.since) if day is not None]
    if not days:
        return base.state, {}, [], []
    trail = trail_of(base.account.pk, end_of(min(days)))
    users = {link.user_id: link.user for person in base.state.people for link in person.links}
    if missing := past_user_ids(trail) - users.keys():
        users |= User.objects.only("name", "email").in_bulk(missing)

    def at(day: date) -> MapState:
        return past_state(base.state, trail, end_of(day), units=base.units, users=users)

    now = at(on) if on else base.state
    if filters.since is None or filters.since >= (on or today):
        return now, {}, [], []
    before = at(filters.since)
    marks = marks_between(before, now, is_open=base.is_open)
    known = {person.row.pk for person in now.people}
    gone = [
        Person(_as_left(person.row), person.links)
        for person in before.people
        if person.row.pk in marks and person.row.pk not in known
    ]
    return now, marks, new_lines(before, now), gone


def _as_left(row: Stakeholder) -> Stakeholder:
    row.status = Stakeholder.Status.LEFT
    return row


def _narrow(person: Person, filters: MapFilters) -> bool:
    """Whether somebody who is gone fits all filters but the status."""
    return _fits(person, replace(filters, status="all"))


def _fits(person: Person, filters: MapFilters) -> bool:
    row = person.row
    words = f"{row.name} {row.title} {row.department}".casefold()
    return (
        (not filters.q or filters.q.casefold() in words)
        and (filters.unit is None or row.unit_id in filters.within)
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
