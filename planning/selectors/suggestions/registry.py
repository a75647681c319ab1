"""Which function suggests answers to which question. One small function a question code, one line above it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.access import can
from accounts.models import Account, User
from planning.models import Plan
from planning.selectors.questions import Sheet, previous_answer
from planning.selectors.records import slot_of

MOST = 8
ALL = 200  # more than there are questions


@dataclass(frozen=True)
class Place:
    """Where records of a kind live: what they are called, and the page of the account that shows them."""

    label: str | Promise
    view: str
    is_of_plan: bool = False

    def url(self, asking: "Asking") -> str:
        """The address for this account."""
        return reverse(self.view, args=[asking.plan.pk if self.is_of_plan else asking.account.pk])


@dataclass(frozen=True)
class Offer:
    """What may become a row of the answer: in words, of which kind, with which values.

    `row` is a record that is there already and is to be changed so that it becomes a row.
    """

    text: str
    kind: str
    values: Mapping[str, Any]
    row: Any = None


@dataclass(frozen=True)
class Suggestion:
    """A text that may become (part of) the answer, and its source; with an offer it becomes a row."""

    text: str
    source: str | Promise
    url: str = ""
    number: int = 0
    offer: Offer | None = None


@dataclass(frozen=True)
class Asking:
    """For whom, and about what. `sensitive` says whether facts about how persons stand to us may be offered."""

    plan: Plan
    account: Account
    today: date
    sensitive: bool
    sheet: Sheet
    user: User

    def rows_of(self, code: str) -> Collection[str]:
        """The names of the rows that answer a question already."""
        item = self.sheet.item(code)
        return (item.rows or ()) if item else ()


type Source = Callable[[Asking], Iterable[str | Offer]]

SOURCES: dict[str, list[tuple[Source, Place, int]]] = {}

ACCOUNT = Place(lazy("Account"), "account-overview")
CUSTOMER = Place(lazy("Customer"), "accounts:account-knowledge")
INDUSTRY = Place(lazy("Customers of the same industry"), "account-overview")
TEAM = Place(lazy("Account team"), "accounts:account-team")
MAP = Place(lazy("Stakeholder map"), "accounts:account-map")
MONEY = Place(lazy("Money"), "accounts:account-money")
DEALS = Place(lazy("Opportunities"), "accounts:opportunity-list")
ISSUES = Place(lazy("Issues"), "accounts:issue-list")
SURVEYS = Place(lazy("Customer survey"), "scoring:account-improvement")
SELECTION = Place(lazy("Selection scorecard"), "scoring:account-selection")
HISTORY = Place(lazy("History"), "accounts:account-history")
REVIEWS = Place(lazy("Reviews"), "reviews:account-reviews")
OBJECTIVES = Place(lazy("Objectives"), "planning:objective-list", is_of_plan=True)
ACTIONS = Place(lazy("Actions"), "planning:action-list", is_of_plan=True)
RISKS = Place(lazy("Risks"), "planning:risk-list", is_of_plan=True)
QUESTIONS = Place(lazy("Other answers"), "planning:plan-detail", is_of_plan=True)


def suggests(*codes: str, place: Place, most: int = MOST) -> Callable[[Source], Source]:
    """Register a function that suggests at most so many answers to these questions."""

    def decorate(function: Source) -> Source:
        for code in codes:
            SOURCES.setdefault(code, []).append((function, place, most))
        return function

    return decorate


def suggestions(code: str, asking: Asking) -> list[Suggestion]:
    """What the records and the last cycle say to a question; empty when they say nothing. A few queries."""
    sources = SOURCES.get(code, ())
    found = [
        one
        for function, place, most in sources
        for said in islice(function(asking), most)
        if said and (one := _suggestion(code, said, place, asking)) is not None
    ]
    shown = max((most for *_source, most in sources), default=MOST)
    found = [*found[:shown], *_from_last_cycle(code, asking)]
    return [replace(suggestion, number=number) for number, suggestion in enumerate(found, start=1)]


def _suggestion(code: str, said: str | Offer, place: Place, asking: Asking) -> Suggestion | None:
    """What a source said; what is a row already is not offered again. Who may not write the row gets its words."""
    if isinstance(said, str):
        return Suggestion(said, place.label, place.url(asking))
    slot = slot_of(code, said.kind)
    if slot is None or _named(said) in asking.rows_of(code):
        return None
    offer = said if can(asking.user, slot.kind.verb, asking.account) else None
    return Suggestion(said.text, place.label, place.url(asking), offer=offer)


def added(there: str, text: str) -> str:
    """A text with one more line."""
    return f"{there}\n{text}".strip()


def _named(offer: Offer) -> str:
    values = offer.values
    return " ".join(str(values.get("title") or values.get("name") or values.get("year") or offer.text).split())


def _from_last_cycle(code: str, asking: Asking) -> Iterable[Suggestion]:
    """What the cycle before said: offered, never copied by itself."""
    item = asking.sheet.item(code)
    if item is None or item.is_hidden or item.is_done:
        return
    if (old := previous_answer(asking.plan, code)) is not None:
        text = "\n".join(part for part in (old.choice_label, old.text) if part)
        yield Suggestion(text, _("Cycle %(name)s") % {"name": old.plan.name}, old.plan.get_absolute_url())


def place_of(code: str, asking: Asking) -> tuple[str | Promise, str] | None:
    """Label and address of the page whose records feed a question; None when it is answered in words alone."""
    found = SOURCES.get(code)
    return (found[0][1].label, found[0][1].url(asking)) if found else None
