"""The past of records, rebuilt from the audit trail: today's row with later changes taken back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from accounts.access import Verb, can
from accounts.models import Account, AuditEvent, User
from accounts.models.recording import state
from accounts.models.rows import Versioned


def events_of(row: Model) -> QuerySet[AuditEvent]:
    """Everything that happened to one record, newest first."""
    return AuditEvent.objects.filter(object_type=row._meta.label_lower, object_id=str(row.pk)).select_related("by")


def timeline(account: Account, user: User) -> QuerySet[AuditEvent]:
    """The events of an account that the user may read, newest first; who read what is for auditors only."""
    events = AuditEvent.objects.filter(account=account).exclude(verb__endswith=".read").select_related("by")
    return events if can(user, Verb.SENSITIVE, account) else events.filter(is_sensitive=False)


def rewind(values: dict[str, Any], events: Iterable[AuditEvent]) -> dict[str, Any] | None:
    """`values` with the changes of `events` (newest first) taken back; None when the record did not exist yet."""
    past: dict[str, Any] | None = dict(values)
    for event in events:
        created = event.verb.endswith((".created", ".imported", ".restored"))
        for field, (before, _after) in event.changes.items():
            if past is not None:
                past[field] = before
        if created:
            past = None
        elif past is None:
            past = {field: before for field, (before, _after) in event.changes.items()}
    return past


def as_of(row: Model, moment: datetime) -> dict[str, Any] | None:
    """The recorded fields of a record as they were at a moment; None when it did not exist yet."""
    return rewind(state(row), events_of(row).filter(at__gt=moment))


def at_version(row: Versioned, version: int) -> dict[str, Any]:
    """The recorded fields as they were at an earlier version: what a form that was opened then has shown.

    Each version is one event that changed a field of the row itself.
    """
    values = state(row)
    steps = max(row.version - version, 0)
    return rewind(values, events_of(row).filter(changes__has_any_keys=list(values))[:steps]) or {}
