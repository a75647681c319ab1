"""What two people changed at the same time, in words for both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from django.db.models import Field, ForeignKey, Model
from django.utils.text import capfirst

from accounts.selectors.history import events_of


class Stale(Protocol):
    """The state that services.rows.StaleRow carries."""

    row: Model
    mine: Mapping[str, Any]
    fields: list[str]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both versions of the fields in conflict, a line each, and who made the other change."""

    mine: str
    theirs: str
    before: str
    by: str


def conflict_of(stale: Stale) -> Conflict:
    """The conflict as `components/conflict.html` shows it."""
    last = events_of(stale.row).filter(changes__has_any_keys=stale.fields).first()
    before = {name: change[0] for name, change in last.changes.items()} if last else {}
    return Conflict(
        mine=_lines(stale, stale.mine),
        theirs=_lines(stale, {name: getattr(stale.row, name) for name in stale.fields}),
        before=_lines(stale, before),
        by=str(last.by) if last and last.by else "",
    )


def _lines(stale: Stale, values: Mapping[str, Any]) -> str:
    return "\n".join(_line(stale.row, name, values[name]) for name in stale.fields if name in values)


def _line(row: Model, name: str, value: Any) -> str:
    field = cast("Field[Any, Any]", row._meta.get_field(name))
    if isinstance(field, ForeignKey) and value is not None and not isinstance(value, Model):
        value = field.related_model._default_manager.filter(pk=value).first()
    choices = dict(field.flatchoices)
    if isinstance(value, list):
        value = ", ".join(str(part) for part in value)
    shown = choices.get(value, value)
    return f"{capfirst(field.verbose_name)}: {'–' if shown in (None, '') else shown}"
