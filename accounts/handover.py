"""What one of us holds at accounts and can hand over to somebody else. Each app contributes the kinds that it owns.

A kind names a model and the field that says who holds a row. It registers when its module is imported, from
`AppConfig.ready()`. Where handing over is more than another name in that field, the kind brings its own `give`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from accounts.access import Verb
from accounts.models import AuditEvent, User


@dataclass(frozen=True, slots=True)
class Giving:
    """One kind of row on its way: who gives, which row goes to whom, who says so."""

    person: User
    to: Mapping[int, User]  # by the id of the row
    keeps_strength: bool
    by: User


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that people hold."""

    name: str
    place: int  # in the list
    label: str | Promise
    icon: str
    model: type[Model]
    field: str
    held: Callable[[User], QuerySet[Any]]  # rows that a person holds, not yet narrowed to a reader
    title: Callable[[Any], str]
    url: Callable[[Any], str]
    note: Callable[[Any], str] = lambda _row: ""
    joins: tuple[str, ...] = ("account",)
    needs: Verb | None = None  # what the role of the successor must allow
    is_personal: bool = False  # the person may hand these over themselves
    give: Callable[[Giving], list[AuditEvent]] | None = None


KINDS: dict[str, Kind] = {}


def handed_over(kind: Kind) -> Kind:
    """Register a kind; lists and locks follow the places, whichever app is ready first."""
    kinds = sorted({**KINDS, kind.name: kind}.values(), key=lambda one: one.place)
    KINDS.clear()
    KINDS.update({one.name: one for one in kinds})
    return kind
