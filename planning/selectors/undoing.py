"""What a person changed last in a plan, and can take back."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from accounts.models import Account, AuditEvent, User
from accounts.recorded import RECORDED
from accounts.selectors.history import timeline
from planning.models import Answer, Plan

ANSWER = Answer._meta.label_lower
# Accounts, plans and what was approved are no slips of the hand.
KEPT = frozenset({Account._meta.label_lower, Plan._meta.label_lower})
WITHIN = timedelta(minutes=30)
# Saves of one answer with no longer pause between them are one change: what was typed in one go.
ONE_GO = timedelta(seconds=60)
TYPED = frozenset({"answer.created", "answer.saved"})
UNDOES, REDOES = "undoes ", "redoes "
MOST = 300


def last_change(plan: Plan, user: User) -> list[AuditEvent]:
    """The events of the last change that is not taken back yet, newest first; empty when there is none. One query."""
    events = timeline(plan.account, user).filter(by=user, at__gt=timezone.now() - WITHIN)
    standing = _still_standing(list(events.filter(object_type__in=set(RECORDED) - KEPT)[:MOST]))
    return _one_change(standing)


def change_of(plan: Plan, user: User, event_id: int) -> list[AuditEvent]:
    """The named change of this person, if it may be taken back: to do again what was undone."""
    events = timeline(plan.account, user).filter(by=user, pk=event_id, object_type__in=set(RECORDED) - KEPT)
    return list(events)


def _still_standing(events: Iterable[AuditEvent]) -> list[AuditEvent]:
    """Events that no later one took back. An undoing names the first event that it covers, in its reason."""
    covered: dict[tuple[str, str], int] = {}
    restored: set[tuple[str, str]] = set()
    standing = []
    for event in events:
        row = (event.object_type, event.object_id)
        if row in covered and event.pk >= covered[row]:
            continue
        if event.reason.startswith(UNDOES):
            covered[row] = int(event.reason.removeprefix(UNDOES))
        elif event.verb.endswith(".restored"):
            restored.add(row)
        elif event.verb.endswith(".deleted") and row in restored:
            restored.remove(row)
        else:
            standing.append(event)
    return standing


def _one_change(events: list[AuditEvent]) -> list[AuditEvent]:
    """The newest event with those of the same request, or of the same go of typing in one answer."""
    if not events:
        return []
    found = [events[0]]
    for event in events[1:]:
        last = found[-1]
        is_request = bool(event.request_id) and event.request_id == last.request_id
        is_typing = {event.verb, last.verb} <= TYPED and event.object_id == last.object_id and _leads_to(event, last)
        if not is_request and not (is_typing and last.at - event.at <= ONE_GO):
            break
        found.append(event)
    return found


def _leads_to(event: AuditEvent, later: AuditEvent) -> bool:
    """Nobody else changed the same field between the two."""
    both = event.changes.keys() & later.changes.keys()
    return all(event.changes[name][1] == later.changes[name][0] for name in both)
