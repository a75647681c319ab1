"""Taking the last change back: a new change in the trail, never a rewriting of the past."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Field, ForeignKey, Model

from accounts.models import AuditEvent, User
from accounts.models.recording import plain
from accounts.selectors.history import events_of
from accounts.services.deleting import StillUsed, refuse_if_used
from accounts.services.gaps import relations_changed
from accounts.services.money import money_changed
from accounts.services.rows import row_delete, row_update
from accounts.services.undo import CannotUndo, deletion_undo
from planning.models import Answer, Plan
from planning.selectors.undoing import REDOES, UNDOES
from planning.services.figures import plan_figures_refresh
from planning.services.plans import refuse_closed

FIXED = frozenset({"plan", "question", "account"})
# What follows from the words: set back where nobody has changed it since.
FOLLOWS = frozenset({"status", "author", "answered_on", "review_by"})


@dataclass
class Undone:
    """What was taken back: the answers as they are now, whether other records changed too, and how to do it again."""

    answers: list[Answer] = field(default_factory=list)
    has_records: bool = False
    events: list[AuditEvent] = field(default_factory=list)


@transaction.atomic
def change_undo(*, plan: Plan, events: Sequence[AuditEvent], by: User, today: date) -> Undone:
    """Take a change back, given by its events, newest first. Raises CannotUndo when somebody has built on it since."""
    refuse_closed(plan)
    done = Undone()
    objects: dict[tuple[str, str], list[AuditEvent]] = {}
    for event in events:
        objects.setdefault((event.object_type, event.object_id), []).append(event)
    deletions = [event for event in events if event.verb.endswith(".deleted")]
    if deletions:
        deletion_undo(events=deletions, by=by)
    for (kind, pk), own in objects.items():
        if any(event in deletions for event in own):
            done.has_records = True
            continue
        _take_back(done, apps.get_model(kind), pk, own, by)
    if done.has_records:
        relations_changed(account_id=plan.account_id, kind="restored")
        money_changed(account_id=plan.account_id, kind="restored")
    plan_figures_refresh(plan=plan, today=today)
    return done


def _take_back(done: Undone, model: type[Model], pk: str, events: Sequence[AuditEvent], by: User) -> None:
    row = model._default_manager.filter(pk=pk).first()
    if row is None:
        raise CannotUndo(pk)
    is_again = any(event.reason.startswith(UNDOES) for event in events)
    reason = f"{REDOES if is_again else UNDOES}{events[-1].pk}"
    if isinstance(row, Answer):
        row = Answer.objects.select_for_update().get(pk=row.pk)
    elif any(event.verb.endswith(".created") for event in events):
        done.has_records = True
        _remove(row, by, reason)
        return
    values = _before(row, events)
    verb = f"{model._meta.model_name}.{'redone' if is_again else 'undone'}"
    fresh = row_update(row, changes=values, by=by, verb=verb, reason=reason)
    if isinstance(fresh, Answer):
        done.answers.append(fresh)
    else:
        done.has_records = True
    done.events += events_of(fresh)[:1]


def _remove(row: Model, by: User, reason: str) -> None:
    try:
        refuse_if_used(row)
    except StillUsed as used:
        raise CannotUndo(str(row)) from used
    row_delete(row, by=by, reason=reason)


def _before(row: Model, events: Sequence[AuditEvent]) -> dict[str, Any]:
    """The fields as they were before the change. Raises CannotUndo where another change came on top."""
    net: dict[str, list[Any]] = {}
    for event in events:
        for name, (before, after) in event.changes.items():
            net[name] = [before, net[name][1] if name in net else after]
    values: dict[str, Any] = {}
    for name, (before, after) in net.items():
        definition = row._meta.get_field(name)
        if name in FIXED or not isinstance(definition, Field):
            continue
        if plain(getattr(row, definition.attname)) != after:
            if name in FOLLOWS:
                continue
            raise CannotUndo(name)
        values[name] = _value(definition, before)
    return values


def _value(definition: Field, stored: Any) -> Any:
    """The stored value as the field takes it; a name that is gone cannot come back."""
    if stored is None:
        return None if definition.null else definition.get_default()
    if isinstance(definition, ForeignKey):
        target = definition.related_model._default_manager.filter(pk=stored).first()
        if target is None:
            raise CannotUndo(definition.name)
        return target
    return definition.to_python(stored)
