from datetime import date

import pytest

from kam.lib.workdays import after_working_days
from planning.followups import follow_up
from planning.models import Action
from scoring.hooks import LowAnswer
from tests.factories import StakeholderFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 6, 15), 1, date(2026, 6, 16)),
        (date(2026, 6, 12), 1, date(2026, 6, 15)),
        (date(2026, 6, 15), 10, date(2026, 6, 29)),
    ],
)
def test_working_days_leave_out_weekends(day, count, then):
    assert after_working_days(day, count) == then


def test_low_answers_of_one_person_open_one_action(org):
    person = StakeholderFactory(account=org.account)
    low = [LowAnswer(org.account.pk, 7, code, person.pk) for code in ("CS4", "CS1")]
    follow_up(low)
    follow_up(low)
    action = Action.objects.get()
    assert action.title == f"Follow up with {person.name}: low survey answers CS1, CS4"
    assert (action.owner, action.stakeholder) == (org.manager, person)


def test_a_fall_of_the_whole_score_opens_an_action_too(org):
    follow_up([LowAnswer(org.account.pk, 7, "")])
    assert "fell" in Action.objects.get().title
