"""What the tests of planning share: a plan, a way to answer, and counting of the statements that matter."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planning.models import Answer, Plan, Question
from tests.factories import PlanFactory

TODAY = date(2026, 6, 15)


@pytest.fixture
def plan(org):
    """A light plan of the organisation's account, in the first stage."""
    return PlanFactory(account=org.account)


@pytest.fixture
def question(db):
    """The question P4, a core one."""
    return Question.objects.get(code="P4")


@pytest.fixture
def answer(db) -> Callable[..., list[Answer]]:
    """Answer questions of a plan by their codes, all of them when none is named."""

    def make(plan: Plan, *codes: str, **values: object) -> list[Answer]:
        questions = Question.objects.filter(code__in=codes) if codes else Question.objects.all()
        values = {"status": "answered", "text": "Known", **values}
        return [Answer.objects.create(plan=plan, question=question, **values) for question in questions]

    return make


@pytest.fixture
def at_most() -> Callable[[int], contextlib.AbstractContextManager[None]]:
    """At most so many statements that read or write; savepoints are the tests' own."""

    @contextlib.contextmanager
    def count(most: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        real = [row["sql"] for row in captured if "SAVEPOINT" not in row["sql"]]
        assert len(real) <= most, "\n".join(sql[:160] for sql in real)

    return count
