"""Measures that objectives compute from records: a registry of small functions.

A measure reads many objectives at once with a constant number of queries and answers for each that it knows with the
value, its day and the facts that it was computed from. The facts are plain data; `say` puts them in words in the
language of who reads, and `url` leads to the rows. One more measure is one class and one line.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext

from accounts.models import Account


@dataclass(frozen=True, slots=True)
class Ask:
    """What is measured: one account from one day on, in its currency."""

    account_id: int
    start: date
    currency: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measure found, and what it was computed from."""

    value: Decimal
    as_of: date
    facts: dict[str, Any] = field(default_factory=dict)


type Reading = Callable[[Sequence[Ask], date], Mapping[Ask, Measured]]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: what it is called, its unit, how it is read and said, and where its rows are."""

    key: str
    label: str | Promise
    unit: str | Promise  # empty: the currency of the account
    read: Reading
    say: Callable[[Mapping[str, Any]], str]
    view: str
    query: Mapping[str, str] = field(default_factory=dict)
    is_money: bool = False
    counts_from: bool = False  # adds up from a day on; the others are a state

    def url(self, account_id: int) -> str:
        """The rows that it was computed from."""
        return reverse(self.view, args=[account_id], query=dict(self.query) or None)

    def unit_of(self, account: Account) -> str:
        """The unit in words."""
        return account.currency if self.is_money else str(self.unit)


MEASURES: dict[str, Measure] = {}


def measure(
    key: str, label: str | Promise, say: Callable[[Mapping[str, Any]], str], **more: Any
) -> Callable[[Reading], Reading]:
    """Register a measure; the decorated function reads it."""

    def decorate(read: Reading) -> Reading:
        MEASURES[key] = Measure(key=key, label=label, read=read, say=say, **{"unit": "", **more})
        return read

    return decorate


def read_all(asked: Iterable[tuple[str, Ask]], today: date) -> dict[tuple[str, Ask], Measured]:
    """Every measure that is asked for, each read once for all who ask. What is unknown is missing."""
    by_key: dict[str, list[Ask]] = defaultdict(list)
    for key, ask in asked:
        by_key[key].append(ask)
    return {
        (key, ask): found
        for key, asks in by_key.items()
        if key in MEASURES
        for ask, found in MEASURES[key].read(list(dict.fromkeys(asks)), today).items()
    }


def in_words(key: str, facts: Mapping[str, Any]) -> str:
    """How a value was computed, in the language of who reads; empty when nothing was computed."""
    return MEASURES[key].say(facts) if key in MEASURES and facts else ""


def ids_of(asks: Iterable[Ask]) -> list[int]:
    """The accounts, each once."""
    return sorted({ask.account_id for ask in asks})


def day_of(facts: Mapping[str, Any], name: str) -> date:
    """A day among the facts."""
    return date.fromisoformat(facts[name])


def left_out(facts: Mapping[str, Any]) -> str:
    """What to say of amounts that could not be added."""
    count = facts.get("left_out", 0)
    words = ngettext(
        "; %(count)s row in another currency is left out", "; %(count)s rows in other currencies are left out", count
    )
    return words % {"count": count} if count else ""
