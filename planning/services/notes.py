"""Making a record of the words of a note, and keeping where it came from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models, transaction

from accounts.models import Account, Need, User
from accounts.services.knowledge import knowledge_create
from accounts.services.rows import record, row_create
from planning.models import Answer, Origin, Plan, Question
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


@transaction.atomic
def answer_leads_to(*, plan: Plan, code: str, row: models.Model, by: User) -> None:
    """Keep that a record came of the answer to a question; an answer that says nothing yet is begun."""
    answer = Answer.objects.filter(plan=plan, question__code=code).first()
    if answer is None:
        answer = row_create(Answer(plan=plan, question=Question.objects.get(code=code)), by=by)
    _kept(row, kind=Answer._meta.label_lower, pk=answer.pk, account=plan.account, by=by)


def _linked(note: Note, quote: str, row: models.Model, by: User) -> models.Model:
    _kept(row, kind=note.kind, pk=note.pk, account=note.account, by=by, quote=quote)
    return row


def _kept(row: models.Model, *, kind: str, pk: int, account: Account, by: User, quote: str = "") -> None:
    names = {"source_kind": kind, "source_id": pk, "target_kind": row._meta.label_lower, "target_id": row.pk}
    origin, is_new = Origin.objects.get_or_create(
        **names, defaults={"account": account, "quote": quote[:2_000], "by": by}
    )
    if is_new:  # the words stand in the note, which may be for few eyes; the trail names it only
        record(by, "origin.created", origin, changes={name: [None, value] for name, value in names.items()})
