"""The past of one record: its fields as they were on a day, and all that happened to it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst

from accounts.access import Verb, account_of, can, refusal, visible
from accounts.models import Account, AuditEvent, User
from accounts.models.recording import state
from accounts.recorded import RECORDED, Recorded
from accounts.selectors.changes import Names, label_of, shown
from accounts.selectors.history import rewind, timeline
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT


class NoRecord(Exception):  # noqa: N818 -- answered with 404
    """There is no such record, or the reader may not know that there is."""


@dataclass(frozen=True)
class Record:
    """A record whose past the reader may see; `row` is None when it was deleted."""

    entry: Recorded
    pk: str
    row: Model | None
    account: Account
    label: str
    may_see_sensitive: bool
    may_edit: bool

    @property
    def kind(self) -> str:
        """What kind of record it is, in words."""
        return capfirst(str(self.entry.model._meta.verbose_name))


@dataclass(frozen=True)
class Value:
    """One field on a day. `differs` says that it is another one today."""

    name: str
    label: str
    text: str
    today: str
    differs: bool


def record_of(user: User, key: str, pk: str) -> Record:
    """The record, after the same checks as its own pages. Raises NoRecord, or PermissionDenied for a sensitive one."""
    entry = RECORDED.get(key)
    if entry is None or not pk.isdecimal():
        raise NoRecord
    path = getattr(entry.model, "account_path", "account")
    rows = visible(entry.model._default_manager.all(), user).filter(pk=pk)
    row = (rows if entry.model is Account else rows.select_related(path)).first()
    if row is not None:
        account_id, label = account_of(row).pk, str(row)
    elif entry.model._default_manager.filter(pk=pk).exists():
        raise NoRecord
    else:
        last = AuditEvent.objects.filter(object_type=key, object_id=pk).first()
        account_id, label = (last.account_id, last.object_label) if last else (None, "")
    accounts = visible(Account.objects.filter(pk=account_id), user).select_related(*ACCOUNT_PAGE_SELECT)
    if (account := accounts.first()) is None:
        raise NoRecord
    sensitive = can(user, Verb.SENSITIVE, account)
    if not sensitive and (entry.is_sensitive or _is_confidential(entry, row, pk)):
        raise PermissionDenied(refusal(user))
    return Record(entry, pk, row, account, label, sensitive, can(user, Verb.EDIT, account))


def _is_confidential(entry: Recorded, row: Model | None, pk: str) -> bool:
    """Whether this one record is sensitive as a whole; of a deleted one its events tell."""
    if not hasattr(entry.model, "is_confidential"):
        return False
    if row is not None:
        return bool(row.is_confidential)  # type: ignore[attr-defined]
    return AuditEvent.objects.filter(object_type=entry.key, object_id=pk, is_sensitive=True).exists()


def record_events(record: Record) -> QuerySet[AuditEvent]:
    """All that happened to the record, newest first; who read it is for auditors only."""
    events = AuditEvent.objects.filter(object_type=record.entry.key, object_id=record.pk)
    events = events.exclude(verb__endswith=".read").select_related("by")
    return events if record.may_see_sensitive else events.filter(is_sensitive=False)


def record_values(record: Record, user: User, on: date | None) -> list[Value] | None:
    """The fields as they were at the end of a day beside those of today; None when it did not exist yet."""
    today = state(record.row) if record.row is not None else {}
    then = today
    if on is not None or record.row is None:
        end = timezone.make_aware(datetime.combine(on or timezone.localdate(), time.max))
        later = AuditEvent.objects.filter(object_type=record.entry.key, object_id=record.pk)
        # A deleted record is shown as it was before it went, unless a day is chosen.
        undone = Q(at__gt=end) if on is not None else Q(verb__endswith=".deleted")
        past = rewind(today, later.filter(undone)[:1] if on is None else later.filter(undone))
        if past is None or (on is not None and not past):
            return None
        then = past
    return _in_words(record, user, then, today)


def _in_words(record: Record, user: User, then: dict[str, Any], today: dict[str, Any]) -> list[Value]:
    hidden = set() if record.may_see_sensitive else set(getattr(record.entry.model, "SENSITIVE", ()))
    fields = [field for field in record.entry.fields() if field.name not in hidden and field.name != "account"]
    names = Names(user)
    for field in fields:
        names.want(field, then.get(field.name))
        names.want(field, today.get(field.name))
    names.fetch()
    return [
        Value(
            field.name,
            label_of(field, field.name),
            shown(field, then.get(field.name), names),
            shown(field, today.get(field.name), names),
            bool(today) and then.get(field.name) != today.get(field.name),
        )
        for field in fields
    ]


def account_events(
    account: Account, user: User, *, kind: str = "", person: User | None = None, since: date | None = None
) -> QuerySet[AuditEvent]:
    """The timeline of an account, narrowed by kind of record, by person, and from a day on."""
    return _narrowed(timeline(account, user), kind, person, since)


def all_events(*, kind: str = "", person: User | None = None, since: date | None = None) -> QuerySet[AuditEvent]:
    """Everything that was ever recorded, newest first; for who may read the whole trail."""
    events = AuditEvent.objects.select_related("by", "account")
    return _narrowed(events, kind, person, since)


def _narrowed(events: QuerySet[AuditEvent], kind: str, person: User | None, since: date | None) -> QuerySet[AuditEvent]:
    if kind:
        events = events.filter(object_type=kind)
    if person is not None:
        events = events.filter(by=person)
    if since is not None:
        events = events.filter(at__gte=timezone.make_aware(datetime.combine(since, time.min)))
    return events
