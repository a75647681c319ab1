"""Demo records with a past: rows that were entered, and changed, on earlier days, with the trail that tells it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Model

from accounts.models import AuditEvent, User
from accounts.models.recording import plain, state
from accounts.services.rows import account_id_of


def moment_of(day: date) -> datetime:
    """Some time in the morning of that day."""
    return datetime.combine(day, time(9, 30), UTC)


def entered[M: Model](row: M, *, on: date, by: User) -> M:
    """Save a new row as if it had been entered on that day."""
    row.save(force_insert=True)
    row.created_at = moment_of(on)  # type: ignore[attr-defined]
    type(row)._default_manager.filter(pk=row.pk).update(created_at=moment_of(on))
    values = {name: [None, value] for name, value in state(row).items() if value not in (None, "", [], {})}
    _event(row, "created", values, on, by)
    return row


def changed[M: Model](row: M, *, on: date, by: User, **changes: Any) -> M:
    """Change a row as if it had happened on that day."""
    before = state(row)
    for name, value in changes.items():
        setattr(row, name, value)
    values = {name: [before[name], plain(value)] for name, value in changes.items() if before[name] != plain(value)}
    if values:
        row.version += 1  # type: ignore[attr-defined]
        row.save()
        _event(row, "updated", values, on, by)
    return row


def _event(row: Model, verb: str, changes: Mapping[str, Any], on: date, by: User) -> None:
    sensitive = set(getattr(type(row), "SENSITIVE", ())) & set(changes)
    AuditEvent.objects.create(
        at=moment_of(on),
        by=by,
        account_id=account_id_of(row),
        verb=f"{row._meta.model_name}.{verb}",
        object_type=row._meta.label_lower,
        object_id=str(row.pk),
        object_label=str(row)[:200],
        changes=changes,
        is_sensitive=bool(sensitive),
    )
