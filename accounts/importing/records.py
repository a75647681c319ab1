"""Records that are here already: how a kind's are found and written, what people edited in them, what is told of them."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from accounts.importing.chunks import Chunk, Work
from accounts.importing.values import NOTHING, NULL
from accounts.importing.writing import any_id, any_of, columns_of, copy_new
from accounts.models import Account, AuditEvent
from kam.lib.request import current_request_id

IMPORT_VERB = "import_updated"


@dataclass(frozen=True, slots=True)
class Known:
    """A record that is here already."""

    pk: str
    account: str
    label: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """How records of a kind are found and written."""

    model: type[Model]
    key: str = "external_id"
    has_source: bool = True
    once: frozenset[str] = frozenset()  # written to new records only
    follows: Mapping[str, str] = field(default_factory=dict)  # a field that changes only together with another
    untold: frozenset[str] = frozenset()  # no business of the audit trail
    # Chunk, keys without a record → {key: (known record, note)}: others that they may mean.
    adopt: Callable[[Chunk, dict[str, int]], dict[str, tuple[str, str]]] | None = None
    made: Callable[[CursorWrapper, list[str]], None] | None = None  # what new records need besides


@dataclass(frozen=True, slots=True)
class Which:
    """Which records to select: by their key in the source, or by their id."""

    key: str
    where: str
    values: Sequence[object]
    lock: str = ""


def by_ids(ids: Sequence[str], *, locked: bool = False) -> Which:
    """Records by id, locked for a change."""
    lock = "FOR NO KEY UPDATE" if locked else ""
    return Which("t.id::text", "t.id = ANY(%s::bigint[])", [any_id(ids)], lock)


def by_keys(target: Target, source: str, keys: Sequence[str]) -> Which:
    """Records by what the source calls them."""
    where, joined = f"t.{target.key} = ANY(string_to_array(%s, chr(31)))", any_of(keys)
    if target.has_source:
        return Which(f"t.{target.key}", f"{where} AND t.source = %s", [joined, source])
    return Which(f"t.{target.key}", where, [joined])


def select(cursor: CursorWrapper, target: Target, names: Sequence[str], which: Which) -> dict[str, Known]:
    """Records with these fields, by the key that was asked for."""
    columns = columns_of(target.model)
    account = "t.id" if target.model is Account else "t.account_id" if "account" in columns else "NULL"
    shown = "".join(f", {columns[name].shown}" for name in names)
    cursor.execute(
        f"SELECT {which.key}, t.id::text, coalesce({account}::text, ''), t.name{shown} "  # noqa: S608 -- names of ours
        f"FROM {target.model._meta.db_table} AS t WHERE {which.where} {which.lock}",
        which.values,
    )
    return {row[0]: Known(row[1], row[2], row[3], row[4:]) for row in cursor.fetchall()}


def differences(names: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Fields in which a row says something else than the record; an empty cell says nothing."""
    rows = zip(names, ours, theirs, strict=True)
    return [name for name, new, old in rows if new != old and new not in NOTHING]


def edited_here(object_type: str, ids: Sequence[str]) -> dict[str, set[str]]:
    """{record: fields whose last change was made by a person here}, read from the audit trail."""
    edited: dict[str, set[str]] = defaultdict(set)
    if not ids:
        return edited
    events = AuditEvent.objects.filter(object_type=object_type, object_id__in=ids).order_by("at", "pk")
    for pk, verb, by, changes in events.values_list("object_id", "verb", "by_id", "changes"):
        if by is None or verb.endswith(IMPORT_VERB):
            edited[pk] -= changes.keys()
        else:
            edited[pk] |= changes.keys()
    return edited


def write_events(
    work: Work,
    model: type[Model],
    changes: Mapping[int, dict[str, list[object]]],
    records: Mapping[int, Known],
    where: Callable[[int], str],
) -> None:
    """One audit event for each changed record, from what to what; `where` names the row that says so."""
    make = partial(
        AuditEvent,
        by=work.by,
        verb=f"{model._meta.model_name}.{IMPORT_VERB}",
        object_type=model._meta.label_lower,
        request_id=current_request_id(),
    )
    AuditEvent.objects.bulk_create(
        [
            make(
                account_id=int(records[place].account) if records[place].account else None,
                object_id=records[place].pk,
                object_label=records[place].label[:200],
                changes=told,
                reason=where(place),
            )
            for place, told in changes.items()
            if told
        ],
        batch_size=1_000,
    )


type Made = list[tuple[type[Model], Mapping[str, Any]]]


def write_created(cursor: CursorWrapper, work: Work, made: Made) -> None:
    """One audit event for each new record that no row of a file stands for, told by its fields, id and name too."""
    if not made:
        return
    size = len(made)
    told = [
        {name: [None, value] for name, value in row.items() if name != "id" and value is not None}
        for _model, row in made
    ]
    cells = {
        "by": [str(work.by.pk) if work.by else NULL] * size,
        "verb": [f"{model._meta.model_name}.created" for model, _row in made],
        "object_type": [model._meta.label_lower for model, _row in made],
        "object_id": [str(row["id"]) for _model, row in made],
        "object_label": [row["name"] for _model, row in made],
        "changes": list(map(json.dumps, told)),
        "reason": [str(work.run)] * size,
        "request_id": [current_request_id()] * size,
    }
    copy_new(cursor, AuditEvent, cells)
