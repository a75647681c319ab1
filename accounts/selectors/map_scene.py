"""What the pictures of a map are drawn of: people, ties and lines of one day, and what changed since another."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import DecisionRole, InfluenceLine, RelationshipLink, Stakeholder, Unit
from accounts.selectors.map_past import MapState
from accounts.selectors.stakeholders import Person
from kam.lib.charts.people import Colleague, Line, MapPerson, Mark, Scene, Tie
from kam.lib.charts.people.people import signed

STALE_DAYS = 180  # a judgement older than this carries a clock
ROLE_ORDER = (
    DecisionRole.ECONOMIC_BUYER,
    DecisionRole.APPROVER,
    DecisionRole.COACH,
    DecisionRole.EVALUATOR,
    DecisionRole.GATEKEEPER,
    DecisionRole.INFLUENCER,
    DecisionRole.USER,
)
CHANGE_ORDER = (
    *("left", "stance_down", "joined", "stance_up", "influence_up", "influence_down"),
    *("stance_known", "line", "moved"),
)


@dataclass(frozen=True, slots=True)
class Changed:
    """One line of the list of changes: who, what, and the sign on the picture."""

    name: str
    href: str
    mark: Mark


def entity_names(units: dict[int, Unit]) -> dict[int, str]:
    """The legal entity that each unit belongs to; units without one are missing."""
    found: dict[int, str] = {}
    for own, unit in units.items():
        at: Unit | None = unit
        seen: set[int] = set()
        while at is not None and at.kind != "entity" and at.pk not in seen:
            seen.add(at.pk)
            at = units.get(at.parent_id or 0)
        if at is not None and at.kind == "entity":
            found[own] = at.name
    return found


# ---------------------------------------------------------------- what changed


def marks_between(before: MapState, after: MapState, *, is_open: bool) -> dict[int, list[Mark]]:
    """What happened to each person between two days; stances only for who may see them."""
    then = {person.row.pk: person for person in before.people if person.is_active}
    now = {person.row.pk: person for person in after.people if person.is_active}
    marks: dict[int, list[Mark]] = defaultdict(list)
    for own in sorted(then.keys() | now.keys()):
        if own not in then:
            marks[own].append(Mark("joined"))
        elif own not in now:
            marks[own].append(Mark("left"))
        else:
            marks[own] += _moved(then[own].row, now[own].row, is_open=is_open)
    for line in new_lines(before, after) if is_open else ():
        for end in (line.source_id, line.target_id):
            marks[end].append(Mark("line", str(InfluenceLine.Kind(line.kind).label)))
    return {own: found for own, found in marks.items() if found}


def new_lines(before: MapState, after: MapState) -> list[InfluenceLine]:
    """Lines that were not there before."""
    old = {(line.source_id, line.target_id, line.kind) for line in before.lines}
    return [line for line in after.lines if (line.source_id, line.target_id, line.kind) not in old]


def _moved(before: Stakeholder, after: Stakeholder, *, is_open: bool) -> list[Mark]:
    marks: list[Mark] = []
    if is_open and after.stance is not None and after.stance != before.stance:
        if before.stance is None:
            marks.append(Mark("stance_known", signed(after.stance)))
        else:
            kind = "stance_up" if after.stance > before.stance else "stance_down"
            marks.append(Mark(kind, f"{signed(before.stance)} → {signed(after.stance)}"))
    if before.influence is not None and after.influence is not None and before.influence != after.influence:
        kind = "influence_up" if after.influence > before.influence else "influence_down"
        marks.append(Mark(kind, f"{before.influence} → {after.influence}"))
    if (before.unit_id, before.reports_to_id) != (after.unit_id, after.reports_to_id):
        marks.append(Mark("moved"))
    return marks


# ---------------------------------------------------------------- the scene


@dataclass(frozen=True, slots=True)
class Lens:
    """Through which eyes and on which day a map is looked at."""

    is_open: bool
    today: date
    units: dict[int, Unit]
    marks: dict[int, list[Mark]]
    new_lines: frozenset[int] = frozenset()
    has_links: bool = True


def ghosts(people: Iterable[Person], shown: Collection[int], marks: dict[int, list[Mark]]) -> list[Person]:
    """People who are gone but still lead somebody who is shown, or whose leaving the comparison marks."""
    people = list(people)
    led = {person.row.reports_to_id for person in people if person.is_active and person.row.pk in shown}
    return [
        person
        for person in people
        if person.row.pk not in shown
        and not person.is_active
        and (person.row.pk in led or any(mark.kind == "left" for mark in marks.get(person.row.pk, ())))
    ]


def scene_of(everybody: Sequence[Person], shown: Sequence[Person], lines: Iterable[InfluenceLine], lens: Lens) -> Scene:
    """The scene of those shown; whoever's boss is left out hangs below the next one above who is not."""
    ids = {person.row.pk for person in shown}
    boss = {person.row.pk: person.row.reports_to_id for person in everybody}
    entity = entity_names(lens.units)
    people = tuple(_person(person, _boss(person.row.pk, boss, ids), entity, lens) for person in shown)
    ties = tuple(_tie(person, link) for person in shown for link in person.links)
    ours = {link.user_id: link.user.name for person in shown for link in person.links}
    drawn = [line for line in lines if lens.is_open and line.source_id in ids and line.target_id in ids]
    return Scene(
        people=people,
        colleagues=tuple(Colleague(own, name) for own, name in sorted(ours.items())),
        ties=ties,
        lines=tuple(_line(line, lens) for line in drawn),
    )


def _boss(own: int, boss: dict[int, int | None], shown: Collection[int]) -> int | None:
    at, seen = boss.get(own), {own}
    while at is not None and at not in shown and at not in seen:
        seen.add(at)
        at = boss.get(at)
    return at if at in shown else None


def _tag(row: Stakeholder) -> str:
    """The weightiest decision role in words; a veto is said too."""
    first = next((str(DecisionRole(role).label) for role in ROLE_ORDER if role in row.decision_roles), "")
    more = len(row.decision_roles) - 1
    words = f"{first} +{more}" if more > 0 else first
    if row.has_veto:
        return f"{words} · {_('veto')}" if words else _("veto")
    return words


def _person(person: Person, boss: int | None, entity: dict[int, str], lens: Lens) -> MapPerson:
    row = person.row
    judged = row.stance is not None and row.stance_on is not None
    return MapPerson(
        id=row.pk,
        name=row.name,
        title=row.title,
        roles=tuple(row.role_labels()),
        tag=_tag(row),
        unit=row.unit.name if row.unit else row.department,
        entity=entity.get(row.unit_id or 0, ""),
        boss=boss,
        influence=row.influence,
        stance=row.stance if lens.is_open else None,
        is_open=lens.is_open,
        strength=person.strength,
        is_key=row.is_key_player,
        is_stale=bool(lens.is_open and judged and row.stance_on and (lens.today - row.stance_on).days > STALE_DAYS),
        is_placeholder=row.is_placeholder,
        is_gone=not person.is_active,
        href=row.get_absolute_url() if lens.has_links else "",
        marks=tuple(lens.marks.get(row.pk, ())),
    )


def _tie(person: Person, link: RelationshipLink) -> Tie:
    return Tie(person.row.pk, link.user_id, link.strength, link.wanted_strength, is_owner=link.is_primary)


def _line(line: InfluenceLine, lens: Lens) -> Line:
    kind = InfluenceLine.Kind(line.kind)
    words = {
        InfluenceLine.Kind.INFLUENCES: _("influences"),
        InfluenceLine.Kind.CONFLICTS: _("is in conflict with"),
        InfluenceLine.Kind.REPORTS: _("reports informally to"),
    }
    return Line(
        line.source_id,
        line.target_id,
        line.kind,
        line.strength,
        words[kind],
        line.note,
        is_new=line.pk in lens.new_lines,
    )


def changes_of(people: Iterable[Person], marks: dict[int, list[Mark]]) -> tuple[Changed, ...]:
    """The list of changes, the most telling kinds first."""
    rows = [
        Changed(person.row.name, person.row.get_absolute_url(), mark)
        for person in people
        for mark in marks.get(person.row.pk, ())
    ]
    return tuple(sorted(rows, key=lambda row: (CHANGE_ORDER.index(row.mark.kind), row.name)))
