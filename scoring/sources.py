"""Who owns the data contributes the factor: the facts that scores are made of, and where they come from.

A *source* answers for many accounts at once: it takes account ids and a day and returns what is known, each value with
its age. An account that is missing from the answer is unknown, which is not zero. An app registers its sources in
`AppConfig.ready()`; one more fact is one function and one line:

    sources.register(Fact.ACTIONS, actions_due)
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple


class Fact(StrEnum):
    """What the models ask for. The comment says the type of the value."""

    CIS = "cis"  # CisFact
    RELATIONSHIP = "relationship"  # float, R of the stakeholder map
    CONTACT_DAYS = "contact_days"  # int, days since the last two-way contact with a key player
    ISSUES = "issues"  # (critical, major, minor) open ones
    CRITICAL_OPEN_DAYS = "critical_open_days"  # int, age of the oldest open critical issue
    RENEWAL = "renewal"  # RenewalFact
    DAYS_LATE = "days_late"  # float, mean of 12 months
    REVENUE = "revenue"  # RevenueFact
    ACTIONS = "actions"  # (on time, done late, still open) of those due in the last 90 days
    SPONSOR_LEFT = "sponsor_left"  # True
    NOTICE_GIVEN = "notice_given"  # True
    WHITE_SPACE = "white_space"  # Decimal, in the account's currency
    PIPELINE = "pipeline"  # Decimal, weighted, in the account's currency
    GROWTH_TARGET = "growth_target"  # Decimal: growth wanted over today's revenue, in the account's currency
    MARGIN = "margin"  # float, per cent after service cost
    CREDIT = "credit"  # float, 0 to 5
    SAFETY = "safety"  # float, 0 to 5
    RATINGS = "ratings"  # (fit, access to goals, openness), each 0 to 5 or None
    SERVABLE = "servable"  # Decimal, spend that we could serve, in the account's currency

    __hash__ = str.__hash__  # the one of enums costs several times as much, millions of times a night


class SourceValue(NamedTuple):
    """One value, and the days since somebody last confirmed it (None: it is live, or the day is not known)."""

    value: Any
    age_days: float | None = None


class CisFact(NamedTuple):
    """A reported Customer Improvement Score with its range."""

    score: float
    low: float
    high: float
    label: str
    on: date


class RenewalFact(NamedTuple):
    """The nearest running contract: its renewal chance, days to its end, whether its renewal is being dealt with."""

    contract_id: int
    chance: float | None
    end_days: int | None
    deal_open: bool


class RevenueFact(NamedTuple):
    """What was billed in 12 months and in the 12 before (None: not recorded that far back), and the last month of it."""

    last: Any
    before: Any
    through: date | None

    @property
    def trend_pct(self) -> float | None:
        """The change in per cent; None when there is nothing to compare with."""
        if self.before is None or self.before <= 0:
            return None
        return 100.0 * (float(self.last) / float(self.before) - 1.0)


type Source = Callable[[Sequence[int], date], Mapping[int, SourceValue]]
type Known = dict[Fact, SourceValue]
type Reading = Callable[[Sequence[int], date], Mapping[Fact, Mapping[int, SourceValue]]]


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """Several facts that one reading answers, because they stand in the same rows."""

    read: Reading


SOURCES: dict[Fact, Source | Together] = {}


def register(fact: Fact, source: Source) -> None:
    """Make `source` the one that answers for `fact`."""
    SOURCES[fact] = source


def register_together(facts: Iterable[Fact], read: Reading) -> None:
    """Make one reading answer for several facts."""
    SOURCES.update(dict.fromkeys(facts, Together(read)))


def gather(account_ids: Sequence[int], today: date, facts: Iterable[Fact] = Fact) -> dict[int, Known]:
    """Everything known of each account: a constant number of queries, however many accounts."""
    known: dict[int, Known] = {account_id: {} for account_id in account_ids}
    done: dict[Together, Mapping[Fact, Mapping[int, SourceValue]]] = {}
    for fact in facts:
        source = SOURCES.get(fact)
        if isinstance(source, Together):
            if source not in done:
                done[source] = source.read(account_ids, today)
            values = done[source].get(fact, {})
        else:
            values = source(account_ids, today) if source else {}
        for account_id, value in values.items():
            known[account_id][fact] = value
    return known
