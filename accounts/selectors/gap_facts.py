"""The facts beside people and units that the rules ask for, of many accounts with one query."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from accounts.attended import attended
from accounts.models import (
    Account,
    AccountTeamMember,
    AuditEvent,
    InfluenceLine,
    Interest,
    RelationshipLink,
    Revenue,
    Unit,
    WhiteSpaceCell,
)
from accounts.selectors.gap_kinds import Facts
from accounts.selectors.stakeholders import Person, active

WORRYING, HIGH = 2, 4  # strength of a threat, influence
SPEND_DAYS = 366


def facts_of(account_ids: Collection[int], people: dict[int, list[Person]], today: date) -> dict[int, Facts]:
    """The facts of these accounts; accounts with nothing to tell are missing."""
    judged = [
        person
        for rows in people.values()
        for person in active(rows)
        if person.row.stance is not None and (person.row.influence or 0) >= HIGH
    ]
    found: dict[str, dict[int, list[tuple[int, int, str]]]] = defaultdict(lambda: defaultdict(list))
    for kind, account_id, one, other, name in _rows(account_ids, [person.row.pk for person in judged], today):
        found[kind][account_id].append((one, other, name))
    judges: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for account_id, rows in found["judge"].items():
        for person_id, user_id, _name in rows:
            judges[account_id][person_id].add(user_id)
    for person in judged:
        if person.row.stance_by_id is not None:
            judges[person.row.account_id][person.row.pk].add(person.row.stance_by_id)
    told = {account_id for kind in found.values() for account_id in kind} | judges.keys()
    return {
        pk: Facts(
            sponsor_id=next((one for one, _other, _name in found["sponsor"].get(pk, ())), None),
            attended=frozenset(one for one, _other, _name in found["attended"].get(pk, ())),
            threatened=frozenset(one for one, _other, _name in found["threat"].get(pk, ())),
            conflicts=tuple((one, other) for one, other, _name in found["conflict"].get(pk, ())),
            judges={person_id: frozenset(users) for person_id, users in judges[pk].items()},
            leavers={one: name for one, _other, name in found["leaver"].get(pk, ())},
            units={one: name for one, _other, name in found["unit"].get(pk, ())},
        )
        for pk in told
    }


def _rows(account_ids: Collection[int], judged: list[int], today: date) -> Iterable[tuple[str, int, int, int, str]]:
    """(kind, account, one, other, name) of everything, as one query."""
    threats = Interest.objects.filter(
        stakeholder__account_id__in=account_ids, kind="threat", effect="hurts", strength__gte=WORRYING, mitigation=""
    )
    conflicts = InfluenceLine.objects.filter(
        source__account_id__in=account_ids, kind=InfluenceLine.Kind.CONFLICTS, note=""
    )
    sponsors = Account.objects.filter(pk__in=account_ids, sponsor__isnull=False)
    gone = RelationshipLink.objects.filter(stakeholder__account_id__in=account_ids, user__is_active=False)
    left = AccountTeamMember.objects.filter(account_id__in=account_ids, left_on__isnull=False).exclude(
        Q(user_id=F("account__manager_id")) | Q(user_id=F("account__sponsor_id"))
    )
    opinions = AuditEvent.objects.filter(
        object_type="accounts.stakeholder",
        object_id__in=[str(pk) for pk in judged],
        changes__has_key="stance_by",
        by__isnull=False,
    )
    parts = _part(threats, "threat", "stakeholder__account_id", "stakeholder_id").union(
        _part(conflicts, "conflict", "source__account_id", "source_id", "target_id"),
        _part(sponsors, "sponsor", "pk", "sponsor_id"),
        _part(gone, "leaver", "stakeholder__account_id", "user_id", name="user__name"),
        _part(left, "leaver", "account_id", "user_id", name="user__name"),
        *(_part(rows, "attended", "account_id", "stakeholder_id") for rows in attended(account_ids)),
        _part(opinions, "judge", "account_id", "object_id", "by_id"),
        _part(_units_with_money(account_ids, today), "unit", "account_id", "pk", name="name"),
    )
    return parts.order_by()


def _units_with_money(account_ids: Collection[int], today: date) -> QuerySet[Unit]:
    """Units with spend or white space, except where a reason is noted why we know nobody."""
    cells = (
        WhiteSpaceCell.objects.filter(account_id__in=account_ids, unit__isnull=False)
        .filter(Q(current_amount__gt=0) | Q(potential_amount__gt=0))
        .exclude(status=WhiteSpaceCell.Status.NOT_NEEDED)
    )
    billed = Revenue.objects.filter(
        account_id__in=account_ids, unit__isnull=False, month__gte=today - timedelta(days=SPEND_DAYS), amount__gt=0
    )
    with_money = cells.order_by().values("unit_id").union(billed.order_by().values("unit_id"))
    return Unit.objects.filter(pk__in=with_money, no_contact_reason="")


def _part(  # noqa: PLR0917 -- private
    rows: QuerySet, kind: str, account: str, one: str, other: str = "", name: str = ""
) -> QuerySet:
    number, words = BigIntegerField(), CharField()
    return (
        rows.order_by()
        .annotate(
            fact_kind=Value(kind, words),
            fact_account=Cast(account, number),
            fact_one=Cast(one, number),
            fact_other=Cast(other, number) if other else Value(0, number),
            fact_name=Cast(name, words) if name else Value("", words),
        )
        .values_list("fact_kind", "fact_account", "fact_one", "fact_other", "fact_name")
    )
