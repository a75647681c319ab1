"""Audit events in words: labels instead of field names, choices as they are shown, names instead of ids."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, ForeignKey, ManyToManyField, Model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb, may_ever, visible
from accounts.models import Account, AuditEvent, DecisionRole, TeamRole, User
from accounts.recorded import RECORDED
from kam.lib.shown import UNKNOWN, full_date

ORGANISATION = frozenset({"accounts.user", "accounts.team"})
NAMING_FIELDS = ("name", "title", "text", "code")

WORDS: dict[str, Promise] = {
    "created": _("added"),
    "updated": _("changed"),
    "deleted": _("deleted"),
    "restored": _("brought back"),
    "handed_over": _("handed over"),
    "anonymised": _("made unknown"),
    "read": _("read"),
    "imported": _("imported"),
    "ran": _("imported"),
    "assigned": _("handed over"),
    "leaders_set": _("new people in charge"),
    "archived": _("archived"),
    "unarchived": _("taken out of the archive"),
    "returned": _("back in the team"),
    "left": _("left the team"),
    "closed": _("closed"),
    "reopened": _("opened again"),
    "approved": _("approved"),
    "frozen": _("kept as a version"),
    "done": _("done"),
    "held": _("held"),
    "cancelled": _("cancelled"),
    "saved": _("saved"),
    "answered": _("answered"),
    "ended": _("ended"),
    "replaced": _("replaced"),
    "made": _("made"),
    "ordered": _("asked for"),
    "downloaded": _("downloaded"),
    "exported": _("downloaded as a list"),
    "rescored": _("scored again"),
    "stance_confirmed": _("stance confirmed"),
    "moved": _("moved to another customer"),
    "same_person": _("known as the same person"),
    "own_person": _("known as a person of their own"),
    "issues_checked": _("issues looked through"),
    "undone": _("taken back"),
    "redone": _("done again"),
    "text_restored": _("an earlier text brought back"),
    "field_restored": _("an earlier value restored"),
    "asked": _("asked for"),
    "withdrawn": _("withdrawn"),
    "answer_received": _("an answer came in"),
    "checked": _("checked"),
    "confirmed": _("confirmed"),
    "decided": _("decided"),
    "discarded": _("discarded"),
    "draft_started": _("draft started"),
    "draft_changed": _("draft changed"),
    "draft_published": _("draft published"),
    "draft_discarded": _("draft discarded"),
    "followed": _("followed by a newer one"),
    "found": _("found"),
    "invited": _("invited"),
    "key_status_decided": _("key status decided"),
    "programme_decided": _("decided for the programme"),
    "let_in": _("access given"),
    "sent_away": _("access taken away"),
    "link_sent": _("link sent"),
    "link_handed": _("link handed over"),
    "link_revoked": _("link taken back"),
    "measured": _("measured"),
    "moved_on": _("moved on"),
    "went_back": _("went back"),
    "profile_set": _("profile changed"),
    "proposed": _("proposed"),
    "published": _("published"),
    "put_off": _("put off"),
    "rated": _("rated"),
    "rescheduled": _("moved to another day"),
    "rows_kept": _("rows kept with the answer"),
    "shown_again": _("shown again"),
    "started": _("started"),
}

# Lists that are stored as JSON but have words of their own.
LISTS: dict[tuple[str, str], Mapping[str, Any]] = {
    ("accounts.stakeholder", "decision_roles"): dict(DecisionRole.choices),
    ("accounts.accountteammember", "roles"): dict(TeamRole.choices),
}


@dataclass(frozen=True)
class Line:
    """One field of a change, in words. `can_restore` says that the earlier value may be set again."""

    name: str
    label: str
    before: str
    after: str
    can_restore: bool = False


@dataclass(frozen=True)
class Change:
    """One event of the trail, in words."""

    event: AuditEvent
    kind: str
    label: str
    what: str
    lines: tuple[Line, ...]
    has_page: bool

    @property
    def icon(self) -> str:
        """The sign in the timeline."""
        last = self.event.verb.rpartition(".")[2]
        return {"created": "plus", "imported": "plus", "deleted": "trash-2", "restored": "undo-2"}.get(last, "pencil")


def model_of(label: str) -> type[Model] | None:
    """The model that an event names; None when there is none of this name any more."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def field_of(model: type[Model] | None, name: str) -> Field | None:
    """The field of this name, None when the model has lost it since."""
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


class Names:
    """The names behind the ids of many changes: one query for each model that occurs."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.wanted: dict[type[Model], set[Any]] = defaultdict(set)
        self.found: dict[type[Model], dict[str, str]] = {}

    def want(self, field: Field | None, value: Any) -> None:
        """Note that this value of the field will be shown."""
        if isinstance(field, ForeignKey | ManyToManyField) and value not in (None, "", []):
            self.wanted[field.related_model].update(value if isinstance(value, list) else [value])

    def fetch(self) -> None:
        """Look everything up. Names of accounts only where the reader may open them."""
        for model, ids in self.wanted.items():
            rows = model._default_manager.filter(pk__in=ids)
            if model is Account:
                rows = visible(rows, self.user)
            known = {field.name for field in model._meta.concrete_fields}
            naming = next((name for name in NAMING_FIELDS if name in known), "pk")
            self.found[model] = {str(pk): str(name) for pk, name in rows.order_by().values_list("pk", naming)}

    def of(self, field: Field, value: Any) -> str:
        """The name behind an id; who is gone or may not be opened is said to be so."""
        name = self.found.get(field.related_model, {}).get(str(value))
        return name if name is not None else gettext("one that is gone or not open to you")


def shown(field: Field | None, value: Any, names: Names) -> str:
    """A stored value as a person reads it."""
    if value in (None, "", []):
        return UNKNOWN
    if isinstance(field, ManyToManyField):
        return ", ".join(names.of(field, part) for part in value)
    if isinstance(field, ForeignKey):
        return names.of(field, value)
    if field is not None:
        words = LISTS.get((field.model._meta.label_lower, field.name)) or dict(field.flatchoices or ())
        if words:
            return ", ".join(str(words.get(part, part)) for part in (value if isinstance(value, list) else [value]))
        value = _typed(field, value)
    return _plain(value)


def _typed(field: Field, value: Any) -> Any:
    try:
        return field.to_python(value)
    except ValidationError:
        return value


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, date | datetime):
        return full_date(value)
    if isinstance(value, Decimal):
        return f"{value:,.2f}".removesuffix(".00")
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {part}" for key, part in value.items())
    return str(value)


def label_of(field: Field | None, name: str) -> str:
    """The field's label."""
    return capfirst(str(field.verbose_name)) if field is not None else name.replace("_", " ")


def in_words(
    events: Iterable[AuditEvent],
    user: User,
    *,
    may_edit: bool = False,
    sensitive: bool = True,
    also: frozenset[str] = frozenset(),
) -> list[Change]:
    """The events as changes in words; a query for each kind of name that occurs, however many events.

    Without the right to what is sensitive, the fields that a model calls so are left out. Of records whose past is
    not open (confidential answers, for one) only the headline is told.
    """
    events = list(events)
    names = Names(user)
    lines: list[list[tuple[Field | None, str, Any, Any]]] = []
    for event in events:
        model = model_of(event.object_type)
        own = [
            (field_of(model, name), name, before, after)
            for name, (before, after) in event.changes.items()
            if name in _open_names(event, model, sensitive=sensitive, also=also)
        ]
        for field, _name, before, after in own:
            names.want(field, before)
            names.want(field, after)
        lines.append(own)
    names.fetch()
    return [_change(event, own, names, may_edit=may_edit) for event, own in zip(events, lines, strict=True)]


def _open_names(event: AuditEvent, model: type[Model] | None, *, sensitive: bool, also: frozenset[str]) -> set[str]:
    if event.object_type in also:
        return set(event.changes)
    entry = RECORDED.get(event.object_type)
    if entry is None:
        return set()
    kept_back = {"account"} | entry.hidden | (set() if sensitive else set(getattr(model, "SENSITIVE", ())))
    return set(event.changes) - kept_back


def audit_words(events: Iterable[AuditEvent], user: User) -> list[Change]:
    """As `in_words`, for the trail of everything: people and teams too; what is sensitive is not even named."""
    events = list(events)
    sensitive = may_ever(user, Verb.SENSITIVE)
    changes = in_words(events, user, sensitive=sensitive, also=ORGANISATION)
    if sensitive:
        return changes
    return [replace(change, label="", lines=()) if change.event.is_sensitive else change for change in changes]


def headlines(events: Iterable[AuditEvent]) -> list[Change]:
    """The events without their fields, which needs no query of its own."""
    names = Names(User())
    return [_change(event, [], names, may_edit=False) for event in events]


def _change(
    event: AuditEvent, own: list[tuple[Field | None, str, Any, Any]], names: Names, *, may_edit: bool
) -> Change:
    model, entry = model_of(event.object_type), RECORDED.get(event.object_type)
    last = event.verb.rpartition(".")[2]
    restorable = entry.restorable if entry and may_edit and not last.startswith(("created", "deleted")) else frozenset()
    return Change(
        event=event,
        label=event.object_label,
        kind=capfirst(str(model._meta.verbose_name)) if model else event.object_type,
        what=str(WORDS.get(last, last.replace("_", " "))),
        lines=tuple(
            Line(
                name, label_of(field, name), shown(field, before, names), shown(field, after, names), name in restorable
            )
            for field, name, before, after in own
        ),
        has_page=entry is not None,
    )
