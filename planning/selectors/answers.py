"""The past of one answer: what it said at an earlier version, and its history in sittings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import AuditEvent, User
from accounts.models.recording import state
from accounts.selectors.history import events_of, rewind
from kam.lib.merging import Piece, differences, shortened
from planning.models import Answer

SITTING = timedelta(minutes=10)
SHOWN_EVENTS = 200
OTHER_WORDS = ("choice", "evidence", "source_note", "not_relevant_reason")


@dataclass
class Sitting:
    """What one person did to an answer without a pause of ten minutes; every save of it is in the trail."""

    by: User | None
    began_at: datetime
    ended_at: datetime
    changes: dict[str, list[Any]] = field(default_factory=dict)
    verbs: set[str] = field(default_factory=set)
    last_event: int = 0

    @property
    def is_confirmed(self) -> bool:
        """The person said that the answer is still right."""
        return "answer.confirmed" in self.verbs

    @property
    def is_given(self) -> bool:
        """The question was given to somebody, or taken back."""
        return "assigned_to" in self.changes

    @property
    def text(self) -> str:
        """The answer as it stood after the sitting; empty when the words were not touched."""
        return str(self.changes.get("text", ["", ""])[1] or "")

    @property
    def pieces(self) -> list[Piece]:
        """What became of the text in the sitting, word by word; long unchanged stretches are cut."""
        before, after = self.changes.get("text", ["", ""])
        return shortened(differences(before or "", after or ""))

    @property
    def fields(self) -> list[tuple[str, Any, Any]]:
        """The other fields that changed, by name, from and to."""
        return [(name, *both) for name, both in self.changes.items() if name in OTHER_WORDS]

    @property
    def is_short(self) -> bool:
        """It began and ended in the same minute."""
        return self.ended_at - self.began_at < timedelta(minutes=1)

    @property
    def is_said(self) -> bool:
        """The words or the choice were touched."""
        return bool({"text", "choice", "not_relevant_reason"} & set(self.changes))


def sittings(events: Iterable[AuditEvent]) -> list[Sitting]:
    """Events of one answer, newest first, put together by person and time. What changed back and forth is left out."""
    found: list[Sitting] = []
    for event in events:
        last = found[-1] if found else None
        if last is None or last.by != event.by or last.began_at - event.at > SITTING:
            last = Sitting(event.by, event.at, event.at, last_event=event.pk)
            found.append(last)
        last.began_at = event.at
        last.verbs.add(event.verb)
        for name, (before, after) in event.changes.items():
            last.changes[name] = [before, last.changes[name][1] if name in last.changes else after]
    for sitting in found:
        sitting.changes = {name: both for name, both in sitting.changes.items() if both[0] != both[1]}
    return found


def answer_history(answer: Answer) -> list[Sitting]:
    """The latest sittings over an answer, newest first. One query."""
    return sittings(events_of(answer)[:SHOWN_EVENTS])


def answer_at(answer: Answer, version: int) -> Mapping[str, Any]:
    """The recorded fields of an answer as they were at an earlier version; empty when it did not exist yet.

    Every change raises the version by one and leaves one event, so the newest events are the ones to take back.
    """
    later = events_of(answer)[: max(0, answer.version - version)]
    return rewind(state(answer), later) or {}
