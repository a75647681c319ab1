"""What is assumed or out of date: marked, gathered in U1, and told to its author once a week."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from planning.models import Answer, Assumption, Plan, Question
from planning.selectors.evidence import doubts_of
from planning.services.digest import digest_send
from planning.tasks import send_digest
from tests.factories import MemberFactory, PlanFactory

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 6, 15)


@pytest.fixture
def doubtful(org, plan, answer):
    """One assumed answer and one out of date, both of the member; a sound one too."""
    answer(plan, "N1", evidence="assumed", author=org.member, text="They want fewer stops")
    answer(plan, "N3", evidence="stated", author=org.member, review_by=date(2026, 5, 1))
    answer(plan, "I2", evidence="stated", author=org.member, review_by=date(2099, 5, 1))
    return plan


def test_assumed_and_stale_answers_gather_in_u1_by_themselves(client, org, doubtful):
    client.force_login(org.manager)
    page = client.get(doubtful.get_absolute_url(), {"q": "U1"})
    assert [item.code for item in page.context["gathered"]] == ["N1", "N3"]
    assert b"They want fewer stops" in page.content
    assert client.get(doubtful.get_absolute_url(), {"q": "U4"}).context["gathered"] == []


def test_assumption_leaves_u1_when_it_is_checked(client, org, doubtful):
    Answer.objects.filter(question__code="N1").update(evidence="observed")
    client.force_login(org.manager)
    page = client.get(doubtful.get_absolute_url(), {"q": "U1"})
    assert [item.code for item in page.context["gathered"]] == ["N3"]


def test_an_assumed_answer_stands_in_u1_once_and_becomes_a_row_there(client, org, doubtful):
    client.force_login(org.manager)
    page = client.get(doubtful.get_absolute_url(), {"q": "U1"})
    assert page.context["suggestions"] == []
    assert [one.offered and one.offered.text for one in page.context["gathered"]] == ["N1: They want fewer stops", None]
    client.post(reverse("planning:suggestion-accept", args=[doubtful.pk, "U1"]), {"text": "N1: They want fewer stops"})
    assert Assumption.objects.get().question.code == "N1"
    page = client.get(doubtful.get_absolute_url(), {"q": "U1"})
    assert [one.code for one in page.context["gathered"]] == ["N3"]


def test_what_is_gathered_about_persons_is_not_told_to_everybody(client, org, plan, answer):
    answer(plan, "P4", evidence="assumed", author=org.member, text="Ms Li is for us")
    client.force_login(org.leader)
    assert b"Ms Li is for us" not in client.get(plan.get_absolute_url(), {"q": "U1"}).content


def test_evidence_stands_beside_the_question_with_its_link(client, org, plan, answer):
    answer(plan, "N1", evidence="assumed", author=org.member, source_note="Report https://example.com/r?a=1&b=<x>")
    client.force_login(org.auditor)
    page = client.get(plan.get_absolute_url(), {"q": "N1"}).content
    assert b'<a href="https://example.com/r?a=1&amp;b=' in page
    assert b"<x>" not in page
    assert b"it counts half and stands in U1" in page


# ---------------------------------------------------------------- the weekly notice


def test_author_is_told_once_a_week_however_often_the_job_runs(org, doubtful):
    for day in (MONDAY, MONDAY, MONDAY + timedelta(days=6)):
        digest_send(today=day)
    (notice,) = Notice.objects.filter(kind="digest")
    assert notice.user == org.member
    assert notice.url == reverse("planning:doubt-list")
    assert "1 is assumed and 1 is out of date" in notice.text
    assert "Aurora Foods" in notice.text
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == [org.member.email]
    assert notice.text in mail.outbox[0].body
    digest_send(today=MONDAY + timedelta(days=7))
    assert Notice.objects.filter(kind="digest").count() == 2
    assert len(mail.outbox) == 2


def test_who_switched_it_off_is_not_told(client, org, doubtful):
    client.force_login(org.member)
    kept = {"name": "Mina", "language": "en", "time_zone": "UTC", "theme": "auto", "mails_mentions": "on"}
    client.post(reverse("accounts:profile"), kept)
    org.member.refresh_from_db()
    assert (org.member.wants_digest, org.member.mails_mentions) == (False, True)
    assert digest_send(today=MONDAY) == {"notices": 0, "mails": 0}


def test_only_what_still_counts_is_told(org, doubtful, answer):
    org.member.is_active = False
    org.member.save()
    assert digest_send(today=MONDAY)["notices"] == 0
    org.member.is_active = True
    org.member.save()
    Plan.objects.update(status="closed")
    assert digest_send(today=MONDAY)["notices"] == 0


def test_who_left_the_account_is_not_told_of_it_any_more(org, doubtful):
    org.account.team_members.update(left_on=MONDAY)
    assert digest_send(today=MONDAY)["notices"] == 0
    assert doubts_of(org.member, MONDAY) == []


def test_task_of_the_clock_runs_today(org, plan, answer):
    answer(plan, "N1", evidence="assumed", author=org.member)
    assert send_digest() == {"notices": 1, "mails": 1}


def test_digest_speaks_the_language_of_its_reader_and_takes_few_queries(org, doubtful, django_assert_max_num_queries):
    org.member.language = "zh-hans"
    org.member.save()
    with django_assert_max_num_queries(14):
        digest_send(today=MONDAY)
    assert Notice.objects.get(kind="digest").user == org.member


@pytest.mark.parametrize("rows", [1, 3])
def test_page_lists_own_doubts_and_confirms_them(client, org, rows, django_assert_num_queries):
    for _number in range(rows):
        plan = PlanFactory()
        MemberFactory(account=plan.account, user=org.member)
        Answer.objects.create(
            plan=plan, question=Question.objects.get(code="N1"), status="answered", text="Fewer stops",
            author=org.member, review_by=timezone.localdate() - timedelta(days=3),
        )  # fmt: skip
    client.force_login(org.member)
    with django_assert_num_queries(4):
        page = client.get(reverse("planning:doubt-list"))
    assert len(page.context["doubts"]) == rows
    row = page.context["doubts"][0]
    confirm = reverse("planning:answer-confirm", args=[row.answer.pk])
    assert client.post(confirm, {"next": reverse("planning:doubt-list")}).url == reverse("planning:doubt-list")
    assert len(doubts_of(org.member, timezone.localdate())) == rows - 1


def test_page_without_doubts_says_so(client, org):
    client.force_login(org.manager)
    assert b"checked and fresh" in client.get(reverse("planning:doubt-list")).content
