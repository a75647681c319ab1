"""Kept gaps over many accounts: who may read which, filters of lists, and how many there are by rule."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from accounts.access import SEES_ALL, Verb, may_ever, own_account_ids, visible
from accounts.models import AccountGap, Severity, Stakeholder, User
from accounts.selectors.gap_words import TITLES, said

SEVERE = "severe"  # the filter for any severe gap


def unhidden(gaps: QuerySet[AccountGap], user: User) -> QuerySet[AccountGap]:
    """Without the gaps that tell how somebody stands to us, except where the person may read that.

    The same as `can(user, Verb.SENSITIVE, account)` for the account of each row.
    """
    if not may_ever(user, Verb.SENSITIVE):
        return gaps.filter(is_sensitive=False)
    if user.role in SEES_ALL:
        return gaps
    return gaps.filter(Q(is_sensitive=False) | Q(account_id__in=own_account_ids(user)))


def readable(gaps: QuerySet[AccountGap], user: User) -> QuerySet[AccountGap]:
    """The gaps that the person may see."""
    return unhidden(visible(gaps, user), user)


def accounts_with_gap(user: User, wanted: str, today: date) -> QuerySet:
    """Ids of accounts with an open gap of a rule, or a severe one, that the person may know of and nobody put off."""
    gaps = AccountGap.objects.awake(today)
    gaps = gaps.filter(severity=Severity.RED) if wanted == SEVERE else gaps.filter(rule=wanted)
    return unhidden(gaps, user).order_by().values("account_id")


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many accounts have a gap of one rule."""

    rule: str
    title: str | Promise
    accounts: int
    severe: int


@dataclass(frozen=True, slots=True)
class GapCounts:
    """The gaps of a set of accounts."""

    rules: tuple[RuleCount, ...]  # the rule that most accounts break severely first
    severe: int  # accounts with a severe gap


def gap_counts(user: User, account_ids: Collection[int], today: date) -> GapCounts:
    """The gaps of these accounts, which the person may see, by rule: one query."""
    gaps = unhidden(AccountGap.objects.awake(today).filter(account_id__in=account_ids), user)
    found: dict[str, set[int]] = defaultdict(set)
    severe: dict[str, set[int]] = defaultdict(set)
    for account_id, rule, severity in gaps.order_by().values_list("account_id", "rule", "severity"):
        found[rule].add(account_id)
        if severity == Severity.RED:
            severe[rule].add(account_id)
    rules = [RuleCount(rule, TITLES[rule], len(rows), len(severe[rule])) for rule, rows in found.items()]
    rules.sort(key=lambda one: (-one.severe, -one.accounts, one.rule))
    return GapCounts(tuple(rules), len(set().union(*severe.values())))


def names_of(gaps: Iterable[AccountGap]) -> dict[int, str]:
    """The names of all people whom these gaps concern."""
    ids = {pk for gap in gaps for pk in gap.people}
    return dict(Stakeholder.objects.filter(pk__in=ids).order_by().values_list("pk", "name"))


def text_of(gap: AccountGap) -> str:
    """What is missing, in words."""
    figures = {name: value for name, value in gap.facts.items() if name != "names"}
    return str(said(gap.rule, gap.key, figures))
