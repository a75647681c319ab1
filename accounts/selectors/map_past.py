"""The map as of a past day: today's rows with everything taken back that happened since, in a few queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Field, Model
from django.utils import timezone

from accounts.models import AuditEvent, InfluenceLine, RelationshipLink, Stakeholder, Unit, User
from accounts.models.recording import plain
from accounts.selectors.history import rewind
from accounts.selectors.stakeholders import Person

PERSON_FIELDS = (
    *("name", "title", "unit", "department", "decision_roles", "has_veto", "influence", "stance", "stance_on"),
    *("status", "status_on", "is_placeholder", "is_external", "reports_to"),
)
LINK_FIELDS = ("stakeholder", "user", "strength", "wanted_strength", "last_contact_on", "rhythm_days", "is_primary")
LINE_FIELDS = ("source", "target", "kind", "strength", "note")
KINDS: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Stakeholder, PERSON_FIELDS),
    (RelationshipLink, LINK_FIELDS),
    (InfluenceLine, LINE_FIELDS),
)


@dataclass(frozen=True, slots=True)
class MapState:
    """Who was there, with our links to them, and the lines between them, on one day."""

    people: tuple[Person, ...]
    lines: tuple[InfluenceLine, ...]


@dataclass(frozen=True, slots=True)
class Trail:
    """What happened to the map of one account since a moment: by kind of record and its id, newest first."""

    events: dict[tuple[str, str], list[AuditEvent]]

    def since(self, model: type[Model], moment: datetime) -> dict[int, list[AuditEvent]]:
        """The events of one kind after a moment, by the record's id."""
        kind = model._meta.label_lower
        return {
            int(own): later
            for (label, own), events in self.events.items()
            if label == kind and (later := [event for event in events if event.at > moment])
        }


def end_of(day: date) -> datetime:
    """The moment at which a day is over, where the reader is."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def trail_of(account_id: int, moment: datetime) -> Trail:
    """One query for all that has happened to people, links and lines of an account since."""
    kinds = [model._meta.label_lower for model, _fields in KINDS]
    rows = AuditEvent.objects.filter(account_id=account_id, at__gt=moment, object_type__in=kinds).order_by("-at", "-pk")
    found: dict[tuple[str, str], list[AuditEvent]] = defaultdict(list)
    for event in rows.only("object_type", "object_id", "verb", "changes", "at"):
        found[event.object_type, event.object_id].append(event)
    return Trail(dict(found))


def past_state(
    state: MapState, trail: Trail, moment: datetime, *, units: dict[int, Unit], users: dict[int, User]
) -> MapState:
    """`state` with the trail since `moment` taken back. No query: units and users are at hand."""
    rows = [person.row for person in state.people]
    links = [link for person in state.people for link in person.links]
    people = {row.pk: row for row in _rewound(Stakeholder, PERSON_FIELDS, rows, trail, moment)}
    for row in people.values():
        row.unit = units.get(row.unit_id)  # type: ignore[assignment]
    held: dict[int, list[RelationshipLink]] = defaultdict(list)
    for link in _rewound(RelationshipLink, LINK_FIELDS, links, trail, moment):
        if link.user_id in users:
            link.user = users[link.user_id]
            held[link.stakeholder_id].append(link)
    lines = _rewound(InfluenceLine, LINE_FIELDS, state.lines, trail, moment)
    return MapState(
        tuple(Person(row, tuple(held.get(row.pk, ()))) for row in people.values()),
        tuple(line for line in lines if line.source_id in people and line.target_id in people),
    )


def past_user_ids(trail: Trail) -> set[int]:
    """Colleagues whom links of the past name."""
    label = RelationshipLink._meta.label_lower
    named = (
        value
        for (kind, _own), events in trail.events.items()
        if kind == label
        for event in events
        for value in event.changes.get("user", ())
    )
    return {int(value) for value in named if value is not None}


def _rewound[M: Model](
    model: type[M], names: tuple[str, ...], rows: Iterable[M], trail: Trail, moment: datetime
) -> list[M]:
    """The rows of one kind as they were, those that are gone since too."""
    later = trail.since(model, moment)
    found: list[M] = []
    for row in rows:
        events = later.pop(row.pk, [])
        if not events:
            if _known_then(row, moment):
                found.append(row)
            continue
        values = {name: plain(getattr(row, _attname(model, name))) for name in names}
        past = rewind(values, events)
        if past is not None:
            found.append(_row_of(model, row.pk, names, past, row, moment))
    for own, events in later.items():
        past = rewind({}, events) if events[0].verb.endswith(".deleted") else None
        if past is not None:
            found.append(_row_of(model, own, names, past, None, moment))
    return found


def _known_then(row: Model, moment: datetime) -> bool:
    """A row of which the trail tells nothing since was there, unless it is younger."""
    created = row.__dict__.get("created_at")
    return created is None or created <= moment


def _row_of[M: Model](  # noqa: PLR0917 -- what a row of the past is made of
    model: type[M], own: int, names: tuple[str, ...], past: dict[str, Any], now: M | None, moment: datetime
) -> M:
    row = model(pk=own)
    for name in names:
        field: Field = model._meta.get_field(name)  # type: ignore[assignment]
        value = past.get(name)
        if value is None and not field.null:
            value = field.get_default()
        setattr(row, field.attname, field.to_python(value))
    if isinstance(row, Stakeholder):
        row.account_id = getattr(now, "account_id", None)  # type: ignore[assignment]
        row.created_at = now.created_at if isinstance(now, Stakeholder) else moment
    return row


def _attname(model: type[Model], name: str) -> str:
    return model._meta.get_field(name).attname  # type: ignore[union-attr]
