"""Taking a person's name out of everything that is written about an account."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import CharField, Field, JSONField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from accounts.models import Account, AuditEvent, Job, Notice, Stakeholder, User
from accounts.services.rows import row_update

SHORTEST = 4  # a shorter name in Latin letters is found in other words too; it is left to people
IDEOGRAPHS = "\u2e80"  # from here on two letters make a name, and nothing stands between words
NOT_WORDS = frozenset({"file", "key", "dedupe_key", "url", "sha256", "source", "external_id", "request_id"})
OTHER_PEOPLE = frozenset({"name", "email", "phone"})  # a namesake keeps theirs
UNTRACED: tuple[type[Model], ...] = (Job, Notice)  # what is no record of the account: no event for it
REDACTED = ("object_label", "changes", "reason")
KEPT = frozenset({"planning.planversion", "planning.gaterecord"})  # never changed but for this; see the migration


@dataclass(frozen=True)
class Traces:
    """What of a person may be found in texts, and what stands there instead."""

    words: tuple[str, ...]
    instead: str
    person: int = 0
    blanks: Mapping[str, Any] = field(default_factory=dict)  # of the person's row where a version of a plan keeps it

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Whole words in any case, the longest first."""
        found = sorted(filter(is_telling, self.words), key=len, reverse=True)
        return re.compile("|".join(map(_alone, found)) or r"(?!)", re.IGNORECASE)

    def out_of(self, value: Any) -> Any:
        """The value, however deep, with the person taken out of it."""
        if isinstance(value, str):
            return self.pattern.sub(lambda _found: self.instead, value)
        if isinstance(value, list):
            return [self.out_of(part) for part in value]
        if isinstance(value, dict):
            blanks = self.blanks if "stance_evidence" in value and value.get("id") == self.person else {}
            return {key: blanks[key] if key in blanks else self.out_of(part) for key, part in value.items()}
        return value


def is_telling(word: str) -> bool:
    """Whether a word names a person wherever it stands."""
    return len(word) >= (2 if word[:1] >= IDEOGRAPHS else SHORTEST)


def _alone(word: str) -> str:
    plain = re.escape(word)
    return plain if any(letter >= IDEOGRAPHS for letter in word) else rf"(?<!\w){plain}(?!\w)"


def texts_redact(*, accounts: Collection[int], traces: Traces, by: User) -> int:
    """Take the person out of every text of these accounts. Returns the number of rows changed."""
    changed = 0
    for model, path in _models():
        if fields := _text_fields(model):
            rows = model._default_manager.filter(**{f"{path}__in": accounts})
            found = rows if model._meta.label_lower in KEPT else _naming(rows, fields, traces)
            changed += sum(_row_redact(row, fields, traces, by) for row in found)
    return changed


def _models() -> Iterator[tuple[type[Model], str]]:
    """Every model of an account, with the path to it."""
    for model in apps.get_models():
        if model is AuditEvent:
            continue
        if model is Account:
            yield model, "pk"
        elif path := getattr(model, "account_path", ""):
            yield model, path
        elif any(one.name == "account" for one in model._meta.concrete_fields):
            yield model, "account"


def _text_fields(model: type[Model]) -> list[Field]:
    kept = NOT_WORDS | (OTHER_PEOPLE if model is Stakeholder else set())
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, CharField | TextField | JSONField)
        and not one.choices
        and not one.unique
        and one.name not in kept
    ]


def _naming[M: Model](rows: QuerySet[M], fields: Iterable[Field], traces: Traces) -> QuerySet[M]:
    """Those rows in which one of the words stands somewhere; the pattern looks closer."""
    names = [one.name for one in fields]
    condition = Q(pk__in=[])
    for word in filter(is_telling, traces.words):
        for name in names:
            condition |= Q(**{f"{name}_words__icontains": word})
    words = {f"{name}_words": Cast(name, TextField()) for name in names}
    return rows.order_by("pk").alias(**words).filter(condition)


def _row_redact(row: Model, fields: Iterable[Field], traces: Traces, by: User) -> bool:
    changes: dict[str, Any] = {}
    for one in fields:
        old = getattr(row, one.name)
        new = traces.out_of(old)
        if new != old:
            changes[one.name] = new[: one.max_length] if isinstance(new, str) and one.max_length else new
    if not changes:
        return False
    if isinstance(row, UNTRACED) or row._meta.label_lower in KEPT:
        type(row)._default_manager.filter(pk=row.pk).update(**changes)
    else:
        row_update(row, changes=changes, by=by)
    return True


# ---------------------------------------------------------------- the trail


@dataclass(frozen=True)
class Own:
    """Records that are about the person alone: which fields lose their values, and what stands there instead."""

    kind: str
    ids: frozenset[str]
    blanks: dict[str, Any]


def trail_redact(*, accounts: Collection[int], owns: Iterable[Own], traces: Traces) -> int:
    """Take the person out of the trail of these accounts. Returns the number of events changed."""
    owns = list(owns)
    about = Q(pk__in=[])
    for own in owns:
        about |= Q(object_type=own.kind, object_id__in=own.ids)
    names = [one for one in AuditEvent._meta.concrete_fields if one.name in REDACTED]
    events = {event.pk: event for event in AuditEvent.objects.filter(about)}
    events |= {event.pk: event for event in _naming(AuditEvent.objects.filter(account__in=accounts), names, traces)}
    changed = [event for event in events.values() if _event_redact(event, owns, traces)]
    AuditEvent.objects.bulk_update(changed, REDACTED, batch_size=500)
    return len(changed)


def _event_redact(event: AuditEvent, owns: Iterable[Own], traces: Traces) -> bool:
    before = (event.object_label, dict(event.changes), event.reason)
    own = next((own for own in owns if own.kind == event.object_type and event.object_id in own.ids), None)
    event.changes = traces.out_of(event.changes)
    event.reason = traces.out_of(event.reason)
    event.object_label = traces.out_of(event.object_label)[:200]
    if own is not None:
        event.object_label = traces.instead[:200]
        event.changes |= {
            name: [None if value is None else own.blanks[name] for value in values]
            for name, values in event.changes.items()
            if name in own.blanks
        }
    return before != (event.object_label, event.changes, event.reason)


def door_close() -> None:
    """Let the trail refuse every change again before the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kam.redaction', '', true)")
