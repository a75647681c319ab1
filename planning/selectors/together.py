"""What others have just changed in a plan."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from accounts.models import AuditEvent, User
from accounts.selectors.history import timeline
from planning.models import Answer, Plan
from planning.selectors.records import SLOTS

ANSWER = Answer._meta.label_lower
FIRST_LOOK = timedelta(minutes=10)
# An event is written a moment before its transaction ends: each look goes back a little behind the last one.
OVERLAP = timedelta(seconds=5)
MOST = 200


@dataclass(frozen=True)
class Changes:
    """The events since the last look, newest first, and the codes of the questions whose answers changed."""

    events: list[AuditEvent]
    until: datetime

    @property
    def codes(self) -> dict[str, AuditEvent]:
        """The latest event of each answer that changed, by the code of its question."""
        found: dict[str, AuditEvent] = {}
        for event in self.events:
            if event.object_type == ANSWER:
                found.setdefault(event.object_label, event)
        return found

    @property
    def touched(self) -> set[str]:
        """The codes whose answer or rows may have changed."""
        kinds = {event.object_type for event in self.events}
        of_rows = {
            code
            for code, slots in SLOTS.items()
            if any(slot.kind.model._meta.label_lower in kinds for slot in slots.values())
        }
        return of_rows | set(self.codes)

    def by_others(self, user: User) -> dict[str, AuditEvent]:
        """Those that somebody else changed last."""
        return {code: event for code, event in self.codes.items() if event.by_id not in {None, user.pk}}


def changes_since(plan: Plan, user: User, since: float | None) -> Changes:
    """What happened at the plan's account since a moment that an earlier look has named. One query."""
    now = timezone.now()
    start = datetime.fromtimestamp(since, UTC) - OVERLAP if since else now - FIRST_LOOK
    events = timeline(plan.account, user).filter(at__gt=max(start, now - FIRST_LOOK))
    return Changes(list(events[:MOST]), now)
