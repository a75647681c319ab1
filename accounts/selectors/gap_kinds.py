"""What a rule about the map of people looks at, and what it finds. Plain data: no rule reads the database."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse_lazy
from django.utils.functional import Promise

from accounts.models import Severity, Unit
from accounts.selectors.gap_words import said
from accounts.selectors.stakeholders import Person

PERSON_PAGE = "accounts:stakeholder-detail"


@dataclass(frozen=True, slots=True)
class Concerned:
    """A person, colleague or unit that a gap is about, with the page where something can be done."""

    name: str
    url: str | Promise = ""
    person_id: int | None = None  # of a stakeholder
    user_id: int | None = None  # of one of us


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap of an account. `is_sensitive` gaps tell how somebody stands to us; `key` tells two of one rule apart."""

    id: str
    severity: Severity
    concerned: tuple[Concerned, ...] = ()
    is_sensitive: bool = False
    action: str | Promise = ""  # the words of the link that helps to close it
    url: str | Promise = ""
    key: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)  # what its text says beside the rule's words

    @property
    def text(self) -> str | Promise:
        """What is missing, in words."""
        return said(self.id, self.key, self.figures)

    @property
    def slug(self) -> str:
        """How an address names it at its account."""
        return f"{self.id}-{self.key}" if self.key else self.id

    @property
    def person_ids(self) -> tuple[int, ...]:
        """The stakeholders concerned, in their order."""
        return tuple(one.person_id for one in self.concerned if one.person_id is not None)

    @property
    def colleagues(self) -> tuple[Concerned, ...]:
        """Those of us whom it is about."""
        return tuple(one for one in self.concerned if one.user_id is not None)

    @property
    def other_names(self) -> tuple[str, ...]:
        """The units and colleagues concerned."""
        return tuple(one.name for one in self.concerned if one.person_id is None)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules ask of one account beside its people and units."""

    sponsor_id: int | None = None  # ours
    attended: frozenset[int] = frozenset()  # whom an open action concerns
    threatened: frozenset[int] = frozenset()  # whose threat of 2 or more our plan hurts, with nothing done about it
    conflicts: tuple[tuple[int, int], ...] = ()  # pairs of people at odds, with no note how we handle it
    judges: Mapping[int, frozenset[int]] = field(default_factory=dict)  # who ever judged the stance of a person
    leavers: Mapping[int, str] = field(default_factory=dict)  # our people who left, and their names
    units: Mapping[int, str] = field(default_factory=dict)  # units with spend or white space, and their names


@dataclass(frozen=True, slots=True)
class Situation:
    """What a rule looks at: one account on one day."""

    account_id: int
    people: list[Person]  # the active ones
    today: date
    busy: Collection[int]  # ids of people whom an open action concerns
    lonely_units: list[Unit]  # with spend or white space, and nobody known there
    facts: Facts = field(default_factory=Facts)
    gone: list[Person] = field(default_factory=list)  # who left or moved


type Rule = Callable[[Situation], Iterator[Gap]]


def named(people: Iterable[Person]) -> tuple[Concerned, ...]:
    """People as what a gap concerns. Their addresses are made when a page asks: a night asks for none of them."""
    return tuple(Concerned(p.row.name, reverse_lazy(PERSON_PAGE, args=[p.row.pk]), p.row.pk) for p in people)
