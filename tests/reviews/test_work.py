from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import KeyStatus
from planning.models import Answer, Question
from reviews.models import Snooze
from tests.factories import ActionFactory, ContractFactory, PlanFactory, ReviewFactory

pytestmark = pytest.mark.django_db


def kinds(client):
    work = client.get(reverse("home")).context["work"]
    return sorted(item.kind for group in work.groups for item in group.items)


def test_empty_work_says_what_comes_next(client, org):
    ReviewFactory(account=org.account, lead=org.manager, due_on=timezone.localdate() + timedelta(days=60))
    client.force_login(org.manager)
    page = client.get(reverse("home"))
    assert b"Nothing needs you now" in page.content
    assert len(page.context["work"].coming) == 1


def test_everything_that_needs_the_manager_is_there(client, org):
    today = timezone.localdate()
    plan = PlanFactory(account=org.account)
    ActionFactory(account=org.account, owner=org.manager, due_on=today)
    ReviewFactory(account=org.account, lead=org.manager, due_on=today)
    ContractFactory(account=org.account, ends_on=today + timedelta(days=100), notice_days=60)
    Answer.objects.create(plan=plan, question=Question.objects.get(code="P4"), assigned_to=org.manager, due_on=today)
    Answer.objects.create(
        plan=plan,
        question=Question.objects.get(code="N1"),
        author=org.manager,
        status="answered",
        text="x",
        review_by=today - timedelta(days=1),
    )
    org.account.key_status = KeyStatus.KEY
    org.account.save()
    client.force_login(org.manager)
    assert kinds(client) == ["action", "question", "renewal", "review", "sponsor", "stale"]


def test_work_of_an_account_that_one_left_is_gone(client, org):
    ActionFactory(account=org.account, owner=org.member, due_on=timezone.localdate())
    client.force_login(org.member)
    assert kinds(client) == ["action"]
    org.account.team_members.update(left_on=timezone.localdate())
    assert kinds(client) == []


def test_done_in_one_click_and_back_on_the_page(client, org):
    action = ActionFactory(account=org.account, owner=org.manager, due_on=timezone.localdate())
    client.force_login(org.manager)
    answer = client.post(reverse("planning:action-done", args=[action.pk]), {"next": "/"})
    action.refresh_from_db()
    assert (answer.url, action.done_on) == ("/", timezone.localdate())
    assert kinds(client) == []


def test_next_address_of_another_site_is_not_followed(client, org):
    action = ActionFactory(account=org.account, owner=org.manager)
    client.force_login(org.manager)
    answer = client.post(reverse("planning:action-done", args=[action.pk]), {"next": "https://evil.example/"})
    assert answer.url.startswith("/accounts/")


def test_putting_off_hides_it_until_the_day(client, org):
    action = ActionFactory(account=org.account, owner=org.manager, due_on=timezone.localdate())
    client.force_login(org.manager)
    client.post(reverse("reviews:work-snooze"), {"key": f"action:{action.pk}", "days": "7"})
    assert kinds(client) == []
    Snooze.objects.update(until=timezone.localdate())
    assert kinds(client) == ["action"]


@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_the_same_queries_with_1_and_3_things(client, org, rows, django_assert_num_queries):
    ActionFactory.create_batch(rows, account=org.account, owner=org.manager, due_on=timezone.localdate())
    client.force_login(org.manager)
    with django_assert_num_queries(16):
        client.get(reverse("home"))
