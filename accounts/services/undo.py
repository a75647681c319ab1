"""Taking a deletion back, from what the audit trail kept of it."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction

from accounts.models import AuditEvent, User
from accounts.models.recording import plain
from accounts.services.gaps import relations_changed
from accounts.services.money import money_changed
from accounts.services.rows import many_set, record, row_update


class CannotUndo(Exception):  # noqa: N818 -- told to the person as a state of the records
    """What the deletion needs to be taken back is gone, or its place is taken."""


@transaction.atomic
def deletion_undo(*, events: Iterable[AuditEvent], by: User) -> list[models.Model]:
    """Take back deletions and the changes that went with them, last first. Returns the rows that exist again."""
    events = sorted(events, key=lambda event: event.pk, reverse=True)
    try:
        with transaction.atomic():
            restored = [row for event in events if (row := _undo(event, by)) is not None]
    except (IntegrityError, ObjectDoesNotExist) as error:
        raise CannotUndo(str(error)) from error
    for account_id in {event.account_id for event in events if event.account_id}:
        relations_changed(account_id=account_id, kind="restored")
        money_changed(account_id=account_id, kind="restored")
    return restored


def _undo(event: AuditEvent, by: User) -> models.Model | None:
    if event.verb.endswith(".deleted"):
        return _bring_back(event, by)
    _take_back(event, by)
    return None


def _bring_back(event: AuditEvent, by: User) -> models.Model:
    model = apps.get_model(event.object_type)
    row = model(pk=model._meta.pk.to_python(event.object_id))
    for name, (before, _after) in event.changes.items():
        field = model._meta.get_field(name)
        setattr(row, field.attname, _still_there(field, field.to_python(before)))
    row.save(force_insert=True)
    changes = {name: [None, before] for name, (before, _after) in event.changes.items()}
    record(by, event.verb.removesuffix("deleted") + "restored", row, changes=changes)
    return row


def _still_there(field: models.Field, value: Any) -> Any:
    """The value of a foreign key only while the row it names exists; the database would notice too late."""
    if value is None or not isinstance(field, models.ForeignKey):
        return value
    target = field.related_model
    if target._default_manager.filter(pk=value).exists():
        return value
    if field.null:
        return None
    raise ObjectDoesNotExist


def _take_back(event: AuditEvent, by: User) -> None:
    """Undo an update, field by field, where nobody has changed the field since."""
    row = apps.get_model(event.object_type)._default_manager.filter(pk=event.object_id).first()
    if row is None:
        return
    values: dict[str, Any] = {}
    for name, (before, after) in event.changes.items():
        field = row._meta.get_field(name)
        if field.many_to_many:
            many_set(row, name, field.related_model._default_manager.filter(pk__in=before), by=by)
            continue
        if plain(getattr(row, field.attname)) != after:
            continue
        value = field.to_python(before)
        is_key = isinstance(field, models.ForeignKey) and value is not None
        values[name] = field.related_model._default_manager.get(pk=value) if is_key else value
    if values:
        row_update(row, changes=values, by=by)
