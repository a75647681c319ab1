from datetime import date, timedelta

import pytest
from django.core import mail

from accounts.models import Notice
from planning.models import Answer, Plan, Question
from reviews.services.reminders import remind
from tests.factories import ActionFactory, ContractFactory, PlanFactory, ReviewFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


def kinds_of(user):
    return sorted(Notice.objects.filter(user=user).values_list("kind", flat=True))


@pytest.fixture
def action(org):
    """An action of the member, due in two days."""
    return ActionFactory(account=org.account, owner=org.member, due_on=TODAY + timedelta(days=2), title="Send the list")


def test_the_owner_is_reminded_three_days_before_and_on_the_day(org, action):
    remind(today=TODAY)
    assert kinds_of(org.member) == ["action"]
    remind(today=TODAY + timedelta(days=2))
    assert len(kinds_of(org.member)) == 2


def test_running_the_job_again_tells_nothing_twice(org, action):
    first = remind(today=TODAY)
    second = remind(today=TODAY)
    assert (first["notices"], second["notices"]) == (1, 0)
    assert len(mail.outbox) == 1


def test_the_manager_hears_of_it_after_a_week_and_the_leader_after_two(org, action):
    remind(today=action.due_on + timedelta(days=7))
    assert kinds_of(org.manager) == ["action"]
    assert kinds_of(org.leader) == []
    remind(today=action.due_on + timedelta(days=14))
    assert kinds_of(org.leader) == ["action"]


def test_days_without_a_run_tell_only_the_step_that_is_reached(org, action):
    remind(today=action.due_on + timedelta(days=4))
    assert len(kinds_of(org.member)) == 1


def test_a_done_action_reminds_nobody(org, action):
    action.done_on = TODAY
    action.save()
    assert remind(today=TODAY)["notices"] == 0


def test_a_moved_day_starts_anew(org, action):
    remind(today=TODAY)
    action.due_on = TODAY + timedelta(days=3)
    action.save()
    assert remind(today=TODAY)["notices"] == 1


def test_a_review_not_held_reaches_the_leader_and_then_the_sponsor(org):
    review = ReviewFactory(account=org.account, lead=org.manager, due_on=TODAY)
    remind(today=review.due_on + timedelta(days=7))
    assert kinds_of(org.leader) == ["review"]
    remind(today=review.due_on + timedelta(days=21))
    assert kinds_of(org.sponsor) == ["review"]


def test_a_contract_is_called_to_mind_by_its_day_of_notice(org):
    ContractFactory(account=org.account, ends_on=TODAY + timedelta(days=120), notice_days=90)
    remind(today=TODAY)
    notice = Notice.objects.get(user=org.manager)
    assert "2026-07-15" in notice.text


def test_text_and_mail_are_in_the_language_of_the_person(org, action):
    org.member.language = "zh-hans"
    org.member.save()
    remind(today=TODAY)
    assert "Send the list" in Notice.objects.get().text
    assert mail.outbox[0].to == ["member@example.com"]


def test_people_who_may_not_sign_in_are_not_reminded(org, action):
    org.member.is_active = False
    org.member.save()
    assert remind(today=TODAY) == {"notices": 0, "mails": 0}


def test_queries_do_not_grow_with_rows(org, django_assert_max_num_queries):
    ActionFactory.create_batch(30, account=org.account, owner=org.member, due_on=TODAY)
    with django_assert_max_num_queries(25):
        remind(today=TODAY)


# ---------------------------------------------------------------- questions


@pytest.fixture
def given(org):
    """Three questions of one plan that the member is to answer in three days."""
    plan = PlanFactory(account=org.account)
    return [
        Answer.objects.create(
            plan=plan,
            question=Question.objects.get(code=code),
            assigned_to=org.member,
            due_on=TODAY + timedelta(days=3),
        )
        for code in ("T1", "P4", "N1")
    ]


def test_questions_of_one_day_are_told_in_one_notice(org, given):
    remind(today=TODAY)
    (notice,) = Notice.objects.filter(user=org.member)
    assert notice.text == "Aurora Foods: 3 questions given to you are due on June 18, 2026: T1, P4, N1"
    assert "q=T1" in notice.url
    assert remind(today=TODAY)["notices"] == 0


def test_a_question_is_called_to_mind_on_its_day_and_after_it_until_it_is_answered(org, given):
    Answer.objects.exclude(pk=given[0].pk).update(status="answered")
    texts = []
    for days in range(12):
        remind(today=TODAY + timedelta(days=days))
        texts.append(Notice.objects.filter(user=org.member).count())
    assert texts == [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 3]
    (notice,) = Notice.objects.filter(user=org.manager)
    assert notice.text == "Aurora Foods: question T1, given to Mina Member, is 7 days late"
    assert len(mail.outbox) == 4


def test_questions_of_a_closed_cycle_remind_nobody(org, given):
    Plan.objects.update(status="closed")
    assert remind(today=TODAY)["notices"] == 0
