"""Gaps on the map of people: what is missing or at risk in the relation, by rule, for many accounts at once."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q

from accounts.models import Revenue, Unit, WhiteSpaceCell
from accounts.selectors.gap_facts import facts_of
from accounts.selectors.gap_kinds import Concerned, Facts, Gap, Severity, Situation
from accounts.selectors.gap_risks import RISKS
from accounts.selectors.gap_rules import RULES
from accounts.selectors.stakeholders import Person, active, people_of

__all__ = ["Concerned", "Gap", "Severity", "gaps_between", "relationship_gaps", "situations"]

SPEND_DAYS = 366


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
    """What the rules look at, of each account: two queries, however many accounts there are."""
    units = _lonely_units(account_ids, people, today)
    facts = facts_of(account_ids, people)
    return [_situation(pk, people.get(pk, []), today, busy, units, facts) for pk in account_ids]


def _situation(  # noqa: PLR0917 -- private
    pk: int,
    people: list[Person],
    today: date,
    busy: Collection[int],
    units: dict[int, list[Unit]],
    facts: dict[int, Facts],
) -> Situation:
    known = facts.get(pk, Facts())
    gone = [person for person in people if person.row.status in {"left", "moved"}]
    return Situation(pk, active(people), today, known.attended.union(busy), units.get(pk, []), known, gone)


def judge(at: Situation) -> list[Gap]:
    """What the twenty rules find, the severe first."""
    gaps = [gap for rule in (*RULES, *RISKS) for gap in rule(at)]
    return sorted(gaps, key=lambda gap: (gap.severity != Severity.RED, gap.id))


def _lonely_units(account_ids: Collection[int], people: dict[int, list[Person]], today: date) -> dict[int, list[Unit]]:
    """Units with money in them and nobody known there, except where a reason is noted."""
    known = {p.row.unit_id for rows in people.values() for p in active(rows) if p.row.unit_id}
    cells = (
        WhiteSpaceCell.objects.filter(account_id__in=account_ids, unit__isnull=False)
        .filter(Q(current_amount__gt=0) | Q(potential_amount__gt=0))
        .exclude(status=WhiteSpaceCell.Status.NOT_NEEDED)
    )
    billed = Revenue.objects.filter(
        account_id__in=account_ids, unit__isnull=False, month__gte=today - timedelta(days=SPEND_DAYS), amount__gt=0
    )
    with_money = cells.order_by().values("unit_id").union(billed.order_by().values("unit_id"))
    units = Unit.objects.filter(pk__in=with_money, no_contact_reason="").exclude(pk__in=known).order_by("name")
    found: dict[int, list[Unit]] = {}
    for unit in units:
        found.setdefault(unit.account_id, []).append(unit)
    return found
