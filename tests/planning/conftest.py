import pytest

from planning.models import Question
from tests.factories import PlanFactory


@pytest.fixture
def plan(org):
    """A light plan of the organisation's account, in the first stage."""
    return PlanFactory(account=org.account)


@pytest.fixture
def question(db):
    """The question P4, a core one."""
    return Question.objects.get(code="P4")
