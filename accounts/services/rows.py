"""The one door through which rows are created, changed and deleted, with their audit event.

Every service of every app saves through `row_create`, `row_update`, `row_delete`: so there is no change without an
event in the same transaction, and no silent overwriting of what somebody else changed in between.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from django.db import models, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import Account, AuditEvent, User
from accounts.models.recording import NOT_RECORDED, plain, state
from kam.lib.request import current_request_id


class StaleRow(Exception):  # noqa: N818 -- it is a state of the row, told to the user as a conflict
    """Somebody else changed the same field since the form was opened.

    `row` is the row as it is now, `mine` what was sent, `fields` the names in conflict.
    """

    def __init__(self, row: Model, mine: Mapping[str, Any], fields: list[str]) -> None:
        super().__init__(f"{row._meta.label} {row.pk} was changed by somebody else")
        self.row, self.mine, self.fields = row, mine, fields


def account_id_of(row: Model) -> int | None:
    """The account whose timeline shows the row's events."""
    if isinstance(row, Account):
        return row.pk
    if hasattr(row, "account_id"):
        return row.account_id
    account = getattr(row, "account", None)
    if account is None and (path := getattr(type(row), "account_path", None)):
        account = row
        for step in path.split("__"):
            account = getattr(account, step)
    return account.pk if account is not None else None


def record(
    by: User | None,
    verb: str,
    row: Model,
    *,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
    account_id: int | None = None,
) -> AuditEvent:
    """Write one audit event. Fields in SENSITIVE of the row's class, or `is_confidential` of the row, mark it sensitive."""
    event = _event(by, verb, row, changes=changes, reason=reason, account_id=account_id)
    event.save(force_insert=True)
    return event


def record_all(by: User | None, verb: str, rows: Iterable[Model]) -> None:
    """Write one event for each row, with one statement."""
    AuditEvent.objects.bulk_create([_event(by, verb, row) for row in rows])


def _event(
    by: User | None,
    verb: str,
    row: Model,
    *,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
    account_id: int | None = None,
) -> AuditEvent:
    changes = dict(changes or {})
    sensitive = set(getattr(type(row), "SENSITIVE", ())) & set(changes)
    return AuditEvent(
        by=by,
        account_id=account_id if account_id is not None else account_id_of(row),
        verb=verb,
        object_type=row._meta.label_lower,
        object_id=str(row.pk),
        object_label=str(row)[:200],
        changes=changes,
        reason=reason,
        is_sensitive=any(changes[name] != [None, None] for name in sensitive)
        or bool(getattr(row, "is_confidential", False)),
        request_id=current_request_id(),
    )


@transaction.atomic
def row_create[M: Model](row: M, *, by: User | None, verb: str = "", reason: str = "") -> M:
    """Save a new row and record every field that has a value."""
    row.save(force_insert=True)
    changes = {name: [None, value] for name, value in state(row).items() if value not in (None, "", [], {})}
    record(by, verb or f"{row._meta.model_name}.created", row, changes=changes, reason=reason)
    return row


def row_update[M: Model](
    row: M,
    *,
    changes: Mapping[str, Any],
    by: User | None,
    verb: str = "",
    version: int | None = None,
    before: Mapping[str, Any] | None = None,
    reason: str = "",
    is_locked: bool = False,
) -> M:
    """Change fields of a row: lock it, compare, save, record. Returns the fresh row.

    `version` is the one that the form was opened with. When the row has moved on since, it is a conflict only if a
    field that is sent differs from `before` (what the form showed; without it, any sent field that differs counts).
    Raises StaleRow then, and nothing is changed. `is_locked` says that the caller has just read the row with a lock,
    in this transaction, and lets it fail as a whole.
    """
    with nullcontext() if is_locked else transaction.atomic():
        fresh = row if is_locked else type(row)._default_manager.select_for_update().get(pk=row.pk)
        wanted = {
            name: value
            for name, value in changes.items()
            if plain(getattr(fresh, _attname(fresh, name))) != plain(value)
        }
        if version is not None and hasattr(fresh, "version") and fresh.version != version:
            clash = [name for name in wanted if name not in NOT_RECORDED and _moved(fresh, name, before)]
            if clash:
                raise StaleRow(fresh, changes, clash)
        if wanted:
            diff = _set(fresh, wanted)
            fresh.save()
            record(by, verb or f"{fresh._meta.model_name}.updated", fresh, changes=diff, reason=reason)
    return fresh


def _set(row: Model, wanted: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set the fields, count the version on, and say what changed for the trail."""
    diff = {
        name: [plain(getattr(row, _attname(row, name))), plain(value)]
        for name, value in wanted.items()
        if name not in NOT_RECORDED
    }
    for name, value in wanted.items():
        setattr(row, name, value)
    if hasattr(row, "version"):
        row.version += 1
    return diff


def _attname(row: Model, name: str) -> str:
    field = row._meta.get_field(name)
    return field.attname if isinstance(field, models.ForeignKey) else name


def _moved(fresh: Model, name: str, before: Mapping[str, Any] | None) -> bool:
    return before is None or name not in before or plain(getattr(fresh, _attname(fresh, name))) != plain(before[name])


@transaction.atomic
def rows_update[M: Model](
    model: type[M], changes: Mapping[int, Mapping[str, Any]], *, by: User | None, verb: str, joins: Sequence[str] = ()
) -> list[AuditEvent]:
    """Change many rows by their id as `row_update` does one: a constant number of statements. Returns the events.

    `joins` names the relations that the label and the account of a row are read from.
    """
    changed, events, names = [], [], set()
    rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=changes).order_by("pk")
    for row in rows.select_related(*joins) if joins else rows:
        old, wanted = state(row), changes[row.pk]
        diff = {name: [old.get(name), plain(value)] for name, value in wanted.items() if old.get(name) != plain(value)}
        if not diff:
            continue
        for name, value in wanted.items():
            setattr(row, name, value)
        if hasattr(row, "version"):
            row.version += 1
            row.updated_at = timezone.now()  # type: ignore[attr-defined]
            names |= {"version", "updated_at"}
        names |= set(wanted)
        changed.append(row)
        events.append(_event(by, verb, row, changes=diff))
    if changed:
        model._default_manager.bulk_update(changed, sorted(names))
        AuditEvent.objects.bulk_create(events)
    return events


@transaction.atomic
def row_delete(row: Model, *, by: User | None, verb: str = "", reason: str = "") -> AuditEvent:
    """Delete a row; the event, which is returned, keeps every field, so that it can be shown or restored."""
    changes = {name: [value, None] for name, value in state(row).items() if value not in (None, "", [], {})}
    event = record(by, verb or f"{row._meta.model_name}.deleted", row, changes=changes, reason=reason)
    row.delete()
    return event


@transaction.atomic
def many_set(row: Model, field: str, values: Iterable[Model], *, by: User | None) -> AuditEvent | None:
    """Set a many-to-many field and record the ids before and after; None when nothing changed."""
    manager = getattr(row, field)
    before = sorted(manager.values_list("pk", flat=True))
    after = sorted(value.pk for value in values)
    if before == after:
        return None
    manager.set(after)
    return record(by, f"{row._meta.model_name}.updated", row, changes={field: [before, after]})
