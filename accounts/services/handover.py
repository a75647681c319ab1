"""Handing over what one of us holds: everything chosen goes in one transaction, or nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from accounts.changes import accounts_changed
from accounts.handover import KINDS, Giving, Kind
from accounts.models import AuditEvent, User
from accounts.services.gaps import gaps_refresh
from accounts.services.notices import Telling, notices_tell
from accounts.services.rows import StaleRow, record, row_delete, rows_update
from accounts.services.undo import deletion_undo

VERB = "user.handed_over"


@dataclass(frozen=True, slots=True)
class Gift:
    """One row that goes to somebody."""

    kind: str
    pk: int
    to: User


@transaction.atomic
def hand_over(
    *, person: User, gifts: Sequence[Gift], by: User, keeps_strength: bool = False, today: date | None = None
) -> AuditEvent | None:
    """Give what a person holds to others. Returns the event that lists all that was done, None when nothing was.

    A row that its new holder has already is left alone; one that somebody else has taken in between raises StaleRow,
    and nothing is changed. Links begin anew with the successor unless `keeps_strength`: who was introduced in person
    goes on where the other stopped.
    """
    wanted: dict[str, dict[int, User]] = defaultdict(dict)
    for gift in gifts:
        wanted[gift.kind][gift.pk] = gift.to
    events: list[AuditEvent] = []
    for name, kind in KINDS.items():
        if to := wanted.get(name):
            giving = Giving(person, to, keeps_strength, by)
            events += kind.give(giving) if kind.give else give_rows(kind, giving)
    if not events:
        return None
    ids = {event.account_id for event in events if event.account_id is not None}
    gaps_refresh(account_ids=sorted(ids), today=today or timezone.localdate())
    accounts_changed(ids, "handover")
    done = record(by, VERB, person, changes={"events": [None, [event.pk for event in events]]})
    _tell(person, gifts, by, done)
    return done


def locked(kind: Kind, giving: Giving) -> list[Model]:
    """The rows that are still with the person, locked. Raises StaleRow for one that somebody else has taken."""
    rows = kind.model._default_manager.filter(pk__in=giving.to).order_by("pk")
    # Locked before joined: a join by a holder who has changed while we waited would leave the row out.
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    found = []
    for row in rows.select_related(*kind.joins) if kind.joins else rows:
        holder, to = getattr(row, f"{kind.field}_id"), giving.to[row.pk]
        if holder == giving.person.pk:
            found.append(row)
        elif holder != to.pk:
            raise StaleRow(row, {kind.field: to}, [kind.field])
    return found


def give_rows(kind: Kind, giving: Giving) -> list[AuditEvent]:
    """Put the successor's name in the field of each row: two statements, and one for the trail."""
    changes = {row.pk: {kind.field: giving.to[row.pk]} for row in locked(kind, giving)}
    if not changes:
        return []
    verb = f"{kind.model._meta.model_name}.handed_over"
    return rows_update(kind.model, changes, by=giving.by, verb=verb, joins=kind.joins)


def _tell(person: User, gifts: Iterable[Gift], by: User, done: AuditEvent) -> None:
    taken: dict[User, int] = defaultdict(int)
    for gift in gifts:
        taken[gift.to] += 1
    notices_tell(
        Telling(user, f"handover:{done.pk}:{user.pk}", "handover", _words(person, user, n), reverse("home"))
        for user, n in taken.items()
        if user.pk != by.pk
    )


def _words(person: User, user: User, number: int) -> str:
    with translation.override(user.language):
        words = ngettext(
            "You have taken over %(n)s thing from %(name)s.", "You have taken over %(n)s things from %(name)s.", number
        )
        return words % {"n": number, "name": person.name}


@transaction.atomic
def handover_undo(*, done: AuditEvent, by: User) -> None:
    """Take a handing over back: what nobody has changed since. Raises CannotUndo."""
    events = events_of_handover(done)
    made = [event for event in events if event.verb.endswith(".created")]
    for event in made:
        row = apps.get_model(event.object_type)._default_manager.filter(pk=event.object_id).first()
        if row is not None:
            row_delete(row, by=by)
    deletion_undo(events=_others(events, made), by=by)


def events_of_handover(done: AuditEvent) -> list[AuditEvent]:
    """All that was done in one handing over, in the order in which it was."""
    ids = done.changes.get("events", [None, []])[1]
    return list(AuditEvent.objects.filter(pk__in=ids).select_related("account").order_by("pk"))


def _others(events: Iterable[AuditEvent], made: Collection[AuditEvent]) -> list[AuditEvent]:
    known = {event.pk for event in made}
    return [event for event in events if event.pk not in known]
