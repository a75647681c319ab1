"""Answering, assigning and setting aside questions."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from accounts.changes import account_changed
from accounts.models import User
from accounts.services.rows import row_create, row_update
from planning.models import Answer, Plan, Question
from planning.services.figures import plan_figures_refresh

REVIEW_AFTER_DAYS = 180
GUARDED = ("text", "choice", "not_relevant_reason", "source_note")


class QuestionNotAsked(Exception):  # noqa: N818 -- a state of the plan, told to the user
    """The plan's variant does not ask this question."""


@transaction.atomic
def answer_save(
    *,
    plan: Plan,
    question: Question,
    values: Mapping[str, Any],
    by: User,
    today: date,
    version: int | None = None,
) -> Answer:
    """Save what is said to a question: text or choice, evidence, source, review-by date.

    What has content counts as answered; what is emptied is open again; a question set aside as not relevant stays so
    only while its reason stands. Raises StaleRow when somebody else wrote other words since `version`; what was empty
    is never in conflict.
    """
    changes = dict(values)
    changes["status"] = _status(changes)
    answer = _locked(plan, question)
    if changes["status"] == Answer.Status.ANSWERED:
        changes.setdefault("author", by)
        changes["answered_on"] = today
        if not changes.get("review_by"):
            changes["review_by"] = (answer and answer.review_by) or today + timedelta(days=REVIEW_AFTER_DAYS)
    if answer is None:
        answer = row_create(Answer(plan=plan, question=question, **changes), by=by, verb="answer.created")
    else:
        before = _unguarded(answer, changes)
        answer = row_update(answer, changes=changes, by=by, version=version, before=before, verb="answer.saved")
    plan_figures_refresh(plan=plan, today=today)
    account_changed(plan.account_id, "answer")
    return answer


def _unguarded(answer: Answer, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Fields where the newer value simply wins: derived ones, and those that hold nothing that could be lost."""
    current = {name: getattr(answer, f"{name}_id" if name == "author" else name) for name in changes}
    return {name: value for name, value in current.items() if name not in GUARDED or not value}


def _status(values: Mapping[str, Any]) -> str:
    if values.get("not_relevant_reason"):
        return Answer.Status.NOT_RELEVANT
    return Answer.Status.ANSWERED if values.get("text") or values.get("choice") else Answer.Status.OPEN


def _locked(plan: Plan, question: Question) -> Answer | None:
    """The answer's row, locked; the plan is locked first where there is no row yet, so that two never make one each."""
    found = Answer.objects.select_for_update().filter(plan=plan, question=question).first()
    if found is None:
        Plan.objects.select_for_update().only("pk").get(pk=plan.pk)
        found = Answer.objects.select_for_update().filter(plan=plan, question=question).first()
    return found


@transaction.atomic
def answer_assign(*, plan: Plan, question: Question, user: User | None, due_on: date | None, by: User) -> Answer:
    """Give a question to a person with a date, or take it back (None)."""
    changes = {"assigned_to": user, "due_on": due_on if user else None}
    answer = _locked(plan, question)
    if answer is None:
        return row_create(Answer(plan=plan, question=question, **changes), by=by, verb="answer.created")
    return row_update(answer, changes=changes, by=by, verb="answer.assigned")


@transaction.atomic
def answers_assign(*, plan: Plan, questions: Iterable[Question], user: User, due_on: date, by: User) -> int:
    """Give every open question among these to a person; returns how many."""
    done = set(
        Answer.objects.filter(plan=plan).exclude(status=Answer.Status.OPEN).values_list("question_id", flat=True)
    )
    given = [question for question in questions if question.pk not in done]
    for question in given:
        answer_assign(plan=plan, question=question, user=user, due_on=due_on, by=by)
    return len(given)
