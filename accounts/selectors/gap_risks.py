"""The rules about what endangers the relation: threats, rivals, quarrels, people who go, judgements that age. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from accounts.models import DecisionRole, Stance
from accounts.models.stakeholder import DECIDERS
from accounts.selectors.gap_kinds import Concerned, Gap, Rule, Severity, Situation, named
from accounts.selectors.stakeholders import LIVE_DAYS, Person

MISSING_STRENGTH = 2
SUCCESSOR_WORKING_DAYS = 10
JUDGEMENT_DAYS = 180
PLACEHOLDER_DAYS = 45
TOP, HIGH = 5, 4  # influence
SATURDAY = 5
CHAMPIONS = frozenset({*DECIDERS, DecisionRole.COACH})


def _high(person: Person) -> bool:
    return (person.row.influence or 0) >= HIGH


def _g09(at: Situation) -> Iterator[Gap]:
    if people := [p for p in at.people if p.row.pk in at.facts.threatened and p.row.pk not in at.busy]:
        yield Gap("G09", Severity.RED, named(people), is_sensitive=True)


def _g10(at: Situation) -> Iterator[Gap]:
    sponsor = at.facts.sponsor_id
    if sponsor is None:
        return
    top = [p for p in at.people if p.row.influence == TOP]
    if not any(_is_live(p, sponsor, at.today) for p in top):
        yield Gap("G10", Severity.AMBER, named(top))


def _is_live(person: Person, user_id: int, today: date) -> bool:
    days = [link.days_since_contact(today) for link in person.links if link.user_id == user_id]
    return any(since is not None and since <= LIVE_DAYS for since in days)


def _g11(at: Situation) -> Iterator[Gap]:
    def is_short(person: Person) -> bool:
        return any((link.wanted_strength or 0) - link.strength >= MISSING_STRENGTH for link in person.links)

    if people := [p for p in at.people if p.row.pk not in at.busy and is_short(p)]:
        yield Gap("G11", Severity.AMBER, named(people))


def _g13(at: Situation) -> Iterator[Gap]:
    late = [p for p in at.gone if _working_days(p.row.status_on, at.today) > SUCCESSOR_WORKING_DAYS]
    holders = [p for p in late if CHAMPIONS & set(p.row.decision_roles)]
    friends = [p for p in late if p not in holders and p.row.stance == Stance.ADVOCATE]
    if open_chairs := [p for p in holders if not _succeeded(p, at.people)]:
        yield Gap("G13", Severity.RED, named(open_chairs))
    elif friends and not any(p.row.stance == Stance.ADVOCATE for p in at.people):
        yield Gap("G13", Severity.RED, named(friends), is_sensitive=True)


def _succeeded(gone: Person, people: list[Person]) -> bool:
    """Somebody with a name holds every role that made the one who went a champion."""
    held = {role for p in people if not p.row.is_placeholder for role in p.row.decision_roles}
    return CHAMPIONS & set(gone.row.decision_roles) <= held


def _working_days(since: date | None, today: date) -> int:
    """Working days that have passed after a day; none while the day is unknown."""
    if since is None or since >= today:
        return 0
    weeks, rest = divmod((today - since).days, 7)
    return 5 * weeks + sum((since.weekday() + step) % 7 < SATURDAY for step in range(1, rest + 1))


def _g15(at: Situation) -> Iterator[Gap]:
    if people := [p for p in at.people if p.row.rival_preferred and _high(p) and p.row.pk not in at.busy]:
        yield Gap("G15", Severity.RED, named(people), is_sensitive=True)


def _g16(at: Situation) -> Iterator[Gap]:
    key = {p.row.pk: p for p in at.people if p.row.is_key_player}
    pairs = [pair for pair in at.facts.conflicts if pair[0] in key and pair[1] in key]
    if pairs:
        people = {pk: key[pk] for pair in pairs for pk in pair}
        yield Gap("G16", Severity.AMBER, named(people.values()), is_sensitive=True)


def _g17(at: Situation) -> Iterator[Gap]:
    limit = at.today - timedelta(days=JUDGEMENT_DAYS)

    def is_old(person: Person) -> bool:
        row = person.row
        judged = [
            on for value, on in ((row.stance, row.stance_on), (row.influence, row.influence_on)) if value is not None
        ]
        return any(on is not None and on < limit for on in judged)

    if people := [p for p in at.people if is_old(p)]:
        yield Gap("G17", Severity.AMBER, named(people), is_sensitive=True)


def _g18(at: Situation) -> Iterator[Gap]:
    limit = at.today - timedelta(days=PLACEHOLDER_DAYS)
    if people := [p for p in at.people if p.row.is_placeholder and p.row.created_at.date() < limit]:
        yield Gap("G18", Severity.AMBER, named(people))


def _g19(at: Situation) -> Iterator[Gap]:
    def is_alone(person: Person) -> bool:
        return person.row.stance is not None and len(at.facts.judges.get(person.row.pk, ())) == 1

    if people := [p for p in at.people if _high(p) and is_alone(p)]:
        yield Gap("G19", Severity.AMBER, named(people), is_sensitive=True)


def _g20(at: Situation) -> Iterator[Gap]:
    left = [p for p in at.people if any(link.user_id in at.facts.leavers for link in p.links)]
    if left:
        users = {link.user_id for p in left for link in p.links} & at.facts.leavers.keys()
        ours = sorted((at.facts.leavers[user_id], user_id) for user_id in users)
        colleagues = (Concerned(name, user_id=user_id) for name, user_id in ours)
        yield Gap("G20", Severity.RED, (*colleagues, *named(left)))


RISKS: tuple[Rule, ...] = (_g09, _g10, _g11, _g13, _g15, _g16, _g17, _g18, _g19, _g20)
