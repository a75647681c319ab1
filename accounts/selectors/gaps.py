"""Gaps on the map of people: what is missing or at risk in the relation, by rule, for many accounts at once."""

from collections.abc import Collection
from datetime import date

from accounts.models import Unit
from accounts.selectors.gap_facts import facts_of
from accounts.selectors.gap_kinds import Concerned, Facts, Gap, Severity, Situation
from accounts.selectors.gap_risks import RISKS
from accounts.selectors.gap_rules import RULES
from accounts.selectors.stakeholders import Person, active, people_of

__all__ = ["Concerned", "Gap", "Severity", "as_if", "gaps_between", "judge", "relationship_gaps", "situations"]


def relationship_gaps(account_ids: Collection[int], today: date, *, busy: Collection[int] = ()) -> dict[int, list[Gap]]:
    """The gaps of each account, the severe ones first; every account asked for has an entry.

    Whom an open action concerns is read; `busy` names people beside these.
    """
    found = situations(account_ids, people_of(account_ids), today, busy=busy)
    return {at.account_id: judge(at) for at in found}


def gaps_between(account_id: int, people: list[Person], today: date, *, busy: Collection[int] = ()) -> list[Gap]:
    """The gaps of one account whose people are at hand already."""
    (at,) = situations([account_id], {account_id: people}, today, busy=busy)
    return judge(at)


def situations(
    account_ids: Collection[int], people: dict[int, list[Person]], today: date, *, busy: Collection[int] = ()
) -> list[Situation]:
    """What the rules look at, of each account: one query, however many accounts there are."""
    facts = facts_of(account_ids, people, today)
    return [_situation(pk, people.get(pk, []), today, busy, facts.get(pk, Facts())) for pk in account_ids]


def as_if(at: Situation, people: list[Person]) -> Situation:
    """The same account with its people altered: what the rules would find then. Reads nothing."""
    return _situation(at.account_id, people, at.today, at.busy, at.facts)


def _situation(pk: int, people: list[Person], today: date, busy: Collection[int], known: Facts) -> Situation:
    serving = active(people)
    peopled = {person.row.unit_id for person in serving}
    lonely = sorted((Unit(pk=one, name=name) for one, name in known.units.items() if one not in peopled), key=str)
    gone = [person for person in people if person.row.status in {"left", "moved"}]
    return Situation(pk, serving, today, known.attended.union(busy), lonely, known, gone)


def judge(at: Situation) -> list[Gap]:
    """What the twenty rules find, the severe first."""
    gaps = [gap for rule in (*RULES, *RISKS) for gap in rule(at)]
    return sorted(gaps, key=lambda gap: (gap.severity != Severity.RED, gap.id))
