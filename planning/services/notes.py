"""Making a record of the words of a note, and keeping where it came from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models, transaction

from accounts.models import Need, User
from accounts.services.knowledge import knowledge_create
from accounts.services.rows import record
from planning.models import Answer, Origin, Plan
from planning.origins import Note
from planning.services.answers import answer_save
from planning.services.work import action_create, risk_create


@transaction.atomic
def action_of_note(*, note: Note, quote: str, values: Mapping[str, Any], by: User) -> models.Model:
    """An action made of the words of a note."""
    return _linked(note, quote, action_create(account=note.account, values=values, by=by), by)


@transaction.atomic
def risk_of_note(*, note: Note, quote: str, values: Mapping[str, Any], plan: Plan | None, by: User) -> models.Model:
    """A risk made of the words of a note."""
    return _linked(note, quote, risk_create(account=note.account, plan=plan, values=values, by=by), by)


@transaction.atomic
def need_of_note(*, note: Note, quote: str, values: Mapping[str, Any], by: User) -> models.Model:
    """A need of the customer made of the words of a note."""
    return _linked(note, quote, knowledge_create(model=Need, account=note.account, values=values, by=by), by)


@transaction.atomic
def answer_of_note(
    *, note: Note, quote: str, values: Mapping[str, Any], plan: Plan, by: User, today: date
) -> models.Model:
    """The words of a note added to an answer, below what it says already. Raises PlanMoved."""
    values = dict(values)
    question = values.pop("question")
    stored = Answer.objects.select_for_update().filter(plan=plan, question=question).first()
    said = stored.text if stored else ""
    values["text"] = f"{said}\n{values['text']}".strip()
    if stored is not None and stored.source_note:
        values.pop("source_note")
    saved = answer_save(
        plan=plan, question=question, values=values, by=by, today=today, version=stored.version if stored else 0
    )
    return _linked(note, quote, saved.answer, by)


def _linked(note: Note, quote: str, row: models.Model, by: User) -> models.Model:
    names = {
        "source_kind": note.kind, "source_id": note.pk, "target_kind": row._meta.label_lower, "target_id": row.pk,
    }  # fmt: skip
    origin, is_new = Origin.objects.get_or_create(
        **names, defaults={"account": note.account, "quote": quote[:2_000], "by": by}
    )
    if is_new:  # the words stand in the note, which may be for few eyes; the trail names it only
        record(by, "origin.created", origin, changes={name: [None, value] for name, value in names.items()})
    return row
