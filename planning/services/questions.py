"""The organisation's own questions, and which of the method's it leaves out."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.services.editing import row_edit
from accounts.services.rows import row_create, row_update
from planning.models import Question
from planning.tasks import refresh_figures


class CannotHide(Exception):  # noqa: N818 -- told to the person
    """A core question of the method is asked by every plan."""


@transaction.atomic
def question_create(*, values: Mapping[str, Any], by: User) -> Question:
    """Add a question of the organisation's own; its code is the next free one: X1, X2 …

    It stands behind the others of its category. Every plan is counted anew afterwards.
    """
    everything = list(Question.objects.select_for_update(no_key=True))
    place = [row for row in everything if row.category == values["category"] and not row.is_own][-1]
    numbers = [int(row.code.removeprefix(Question.OWN_LETTER)) for row in everything if row.is_own]
    question = Question(
        code=f"{Question.OWN_LETTER}{max(numbers, default=0) + 1}",
        order=place.order,
        category_en=place.category_en,
        category_zh=place.category_zh,
        is_own=True,
        **values,
    )
    question = row_create(question, by=by)
    refresh_figures.delay_on_commit()
    return question


@transaction.atomic
def question_update(
    *, question: Question, changes: Mapping[str, Any], by: User, version: int | None = None
) -> Question:
    """Put an own question differently. Its category and the kind of its answer stay. Raises StaleRow."""
    kept = {name: value for name, value in changes.items() if name not in {"category", "kind"}}
    question = row_edit(question, changes=kept, by=by, version=version)
    refresh_figures.delay_on_commit()
    return question


@transaction.atomic
def question_hide(*, question: Question, by: User) -> Question:
    """No plan asks it any more; answers that there are stay with their plans. Raises CannotHide."""
    if not question.may_be_hidden:
        raise CannotHide
    return _hidden_set(question, by, is_hidden=True)


@transaction.atomic
def question_show(*, question: Question, by: User) -> Question:
    """Plans ask it again, and earlier answers are there again."""
    return _hidden_set(question, by, is_hidden=False)


def _hidden_set(question: Question, by: User, *, is_hidden: bool) -> Question:
    verb = "question.hidden" if is_hidden else "question.shown"
    question = row_update(question, changes={"is_hidden": is_hidden}, by=by, verb=verb)
    refresh_figures.delay_on_commit()
    return question
