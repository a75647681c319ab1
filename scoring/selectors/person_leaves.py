"""What would change if somebody at the customer left: computed on altered copies of the facts, nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import DecisionRole, InfluenceLine, RelationshipLink, Stakeholder
from accounts.selectors.gaps import Gap, as_if, judge, situations
from accounts.selectors.stakeholders import Person, active, altered, people_of
from scoring.selectors.standing import Compared, Standing, compared, standing_of

LATER = timedelta(days=21)  # by then ten working days have passed, holidays too
MOST_SUCCESSORS = 5
NEAR = 2  # how close somebody must stand to the chair to be proposed


@dataclass(frozen=True, slots=True)
class PartLine:
    """What one person brings to R now, and would bring then."""

    name: str
    is_leaver: bool
    now: float | None
    then: float | None


@dataclass(frozen=True, slots=True)
class LostLink:
    """A link of ours that would end with the person."""

    name: str
    strength: int
    last_contact_on: date | None
    is_primary: bool
    others: int  # further people here whom the colleague knows


@dataclass(frozen=True, slots=True)
class Successor:
    """Somebody who could take the chair, and why."""

    id: int
    name: str
    title: str
    url: str
    reasons: tuple[str, ...]
    influence: int | None
    strength: int | None


@dataclass(frozen=True, slots=True)
class PersonLeaves:
    """Everything that would change."""

    figures: Sequence[Compared]
    parts: tuple[PartLine, ...] | None  # None: the reader may not see how people stand to us
    opened: tuple[Gap, ...]
    closed: tuple[Gap, ...]
    later: tuple[Gap, ...]  # unless a successor is named in time
    roles: tuple[str, ...]
    links: tuple[LostLink, ...]
    reports: tuple[Stakeholder, ...]
    lines: int | None
    successors: tuple[Successor, ...]
    hidden_gaps: int


def person_leaves(stakeholder: Stakeholder, today: date, *, is_open: bool) -> PersonLeaves:
    """The map of the account now and as it would be without the person: the same pure rules on both."""
    pk, account_id = stakeholder.pk, stakeholder.account_id
    people = people_of([account_id]).get(account_id, [])
    gone = altered(people, pk, status=Stakeholder.Status.LEFT, status_on=today)
    long_gone = altered(people, pk, status=Stakeholder.Status.LEFT, status_on=today - LATER)
    (at,) = situations([account_id], {account_id: people}, today)
    before = {gap.slug: gap for gap in judge(at)}
    after = {gap.slug: gap for gap in judge(as_if(at, gone))}
    later = {gap.slug: gap for gap in judge(as_if(at, long_gone))}
    told = [
        [gap for slug, gap in these.items() if slug not in those]
        for these, those in ((after, before), (before, after), (later, {**before, **after}))
    ]
    opened, closed, afterwards = (tuple(gap for gap in gaps if is_open or not gap.is_sensitive) for gaps in told)
    now, then = standing_of(people, today), standing_of(gone, today)
    staying = active(gone)
    return PersonLeaves(
        figures=compared(now, then, is_open=is_open),
        parts=_parts(people, pk, now, then) if is_open else None,
        opened=opened,
        closed=closed,
        later=afterwards,
        hidden_gaps=sum(map(len, told)) - len(opened) - len(closed) - len(afterwards),
        roles=_roles_alone(stakeholder, staying),
        links=_lost(people, pk),
        reports=tuple(person.row for person in staying if person.row.reports_to_id == pk),
        lines=_lines(stakeholder) if is_open else None,
        successors=_successors(stakeholder, staying),
    )


def _parts(people: list[Person], pk: int, now: Standing, then: Standing) -> tuple[PartLine, ...]:
    """Who moves R: the leaver first, then those who bring most."""
    lines = [
        PartLine(person.row.name, person.row.pk == pk, now.parts[person.row.pk], then.parts.get(person.row.pk))
        for person in people
        if person.row.pk in now.parts
    ]
    return tuple(sorted(lines, key=lambda line: (not line.is_leaver, -(line.now or 0.0))))


def _roles_alone(leaver: Stakeholder, staying: list[Person]) -> tuple[str, ...]:
    held = {role for person in staying for role in person.row.decision_roles}
    alone = [str(label) for value, label in DecisionRole.choices if value in set(leaver.decision_roles) - held]
    if leaver.has_veto and not any(person.row.has_veto for person in staying):
        alone.append(_("can stop it"))
    return tuple(alone)


def _lost(people: list[Person], pk: int) -> tuple[LostLink, ...]:
    mine = next((person.links for person in people if person.row.pk == pk), ())
    others = [link for person in active(people) if person.row.pk != pk for link in person.links]
    return tuple(
        LostLink(link.user.name, link.strength, link.last_contact_on, link.is_primary, _count(others, link.user_id))
        for link in mine
    )


def _count(links: list[RelationshipLink], user_id: int) -> int:
    return sum(link.user_id == user_id for link in links)


def _lines(stakeholder: Stakeholder) -> int:
    return InfluenceLine.objects.filter(Q(source=stakeholder) | Q(target=stakeholder)).count()


def _successors(leaver: Stakeholder, staying: list[Person]) -> tuple[Successor, ...]:
    """People near the chair: who reports to it, sits beside it, or says the same in decisions."""
    ranked = []
    for person in staying:
        points, reasons = _nearness(person.row, leaver)
        if points >= NEAR and not person.row.is_external and not person.row.is_placeholder:
            ranked.append((points, person.row.influence or 0, person, reasons))
    ranked.sort(key=lambda one: (-one[0], -one[1], one[2].row.name))
    return tuple(
        Successor(
            person.row.pk,
            person.row.name,
            person.row.title,
            person.row.get_absolute_url(),
            reasons,
            person.row.influence,
            person.strength,
        )
        for _points, _influence, person, reasons in ranked[:MOST_SUCCESSORS]
    )


def _nearness(row: Stakeholder, leaver: Stakeholder) -> tuple[int, tuple[str, ...]]:
    found: list[tuple[int, str]] = []
    if row.reports_to_id == leaver.pk:
        found.append((3, _("reports to the person")))
    elif leaver.reports_to_id is not None and row.reports_to_id == leaver.reports_to_id:
        found.append((2, _("has the same boss")))
    if (leaver.unit_id and row.unit_id == leaver.unit_id) or (
        leaver.department and row.department.casefold() == leaver.department.casefold()
    ):
        found.append((1, _("same unit")))
    if shared := set(row.decision_roles) & set(leaver.decision_roles):
        labels = [str(label) for value, label in DecisionRole.choices if value in shared]
        found.append((2, ", ".join(labels)))
    return sum(points for points, _why in found), tuple(why for _points, why in found)
