import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from kam.lib import presence
from planning.models import Plan, Question
from planning.services import answers as services
from planning.services.work import risk_create

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_is_here(db):
    cache.clear()
    yield
    cache.clear()


def pulse(client, plan, **asked):
    return client.get(reverse("planning:plan-pulse", args=[plan.pk]), asked).json()


def write(plan, code, by, text="Known"):
    question = Question.objects.get(code=code)
    return services.answer_save(plan=plan, question=question, values={"text": text}, by=by, today=plan.starts_on)


def test_two_people_see_each_other_and_where_they_are(client, org, plan):
    client.force_login(org.member)
    assert pulse(client, plan, q="P4", busy="1")["people"] == []
    client.force_login(org.manager)
    (other,) = pulse(client, plan, q="T1")["people"]
    assert (other["name"], other["initials"], other["code"], other["busy"]) == ("Mina Member", "MM", "P4", True)
    assert other["href"] == f"{plan.get_absolute_url()}?q=P4#P4"


def test_who_leaves_or_falls_silent_is_gone(client, org, plan, monkeypatch):
    for gone in (org.member, org.sponsor):
        client.force_login(gone)
        pulse(client, plan, q="P4")
    client.force_login(org.member)
    pulse(client, plan, leave="1")
    client.force_login(org.manager)
    assert [person["name"] for person in pulse(client, plan)["people"]] == ["Sven Sponsor"]
    now = presence.time.time()
    monkeypatch.setattr(presence.time, "time", lambda: now + presence.STAY + 1)
    assert pulse(client, plan)["people"] == []


def test_without_redis_the_plan_still_tells_what_changed(client, org, plan, settings):
    write(plan, "T1", org.member)
    client.force_login(org.manager)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    body = pulse(client, plan)
    assert body["people"] == []
    assert "#line-T1" in body["html"]


def test_a_change_of_somebody_else_is_marked_with_who_and_when(client, org, plan):
    client.force_login(org.manager)
    now = pulse(client, plan)["now"]
    write(plan, "T1", org.member, "A trend")
    body = pulse(client, plan, since=now)
    assert "A trend" in body["html"]["#line-T1"]
    assert "Mina Member" in body["html"]["#changed-T1"]
    assert "1 of 20" in body["html"]["#plan-progress"]
    assert (body["news"][0]["by"], body["news"][0]["text"]) == ("Mina Member", "Answer T1 added")


def test_what_i_changed_in_another_window_follows_without_a_mark(client, org, plan):
    write(plan, "T1", org.manager, "My own")
    client.force_login(org.manager)
    body = pulse(client, plan)
    assert "My own" in body["html"]["#line-T1"]
    assert "changed by" not in body["html"]["#changed-T1"]
    assert body["news"] == []


def test_the_open_question_hands_over_what_it_holds_now(client, org, plan):
    saved = write(plan, "T1", org.member, "A trend").answer
    client.force_login(org.manager)
    opened = pulse(client, plan, q="T1")["open"]
    assert (opened["code"], opened["version"], opened["values"]["text"]) == ("T1", saved.version, "A trend")


def test_a_record_that_changes_refreshes_the_questions_that_it_answers(client, org, plan):
    client.force_login(org.manager)
    now = pulse(client, plan)["now"]
    assert "html" not in pulse(client, plan, since=now)
    Plan.objects.filter(pk=plan.pk).update(variant="full")
    risk_create(account=org.account, values={"title": "They may merge"}, by=org.member, plan=plan)
    html = pulse(client, plan, since=now)["html"]
    assert any("They may merge" in part for part in html.values())


def test_old_changes_are_no_news(client, org, plan):
    write(plan, "T1", org.member)
    client.force_login(org.manager)
    later = pulse(client, plan)["now"] + 60
    assert "html" not in pulse(client, plan, since=later)


def test_what_is_sensitive_stays_hidden_from_who_may_not_read_it(client, org, plan):
    write(plan, "P4", org.member, "Ms Li is against us")
    client.force_login(org.auditor)
    body = pulse(client, plan, q="P4")
    assert "Ms Li" not in str(body)
    assert body["news"] == []


@pytest.mark.parametrize("who", ["manager", "member", "sponsor", "auditor"])
def test_a_look_takes_three_queries_and_five_with_news(client, org, plan, who):
    client.force_login(getattr(org, who))
    pulse(client, plan)
    with CaptureQueriesContext(connection) as quiet:
        pulse(client, plan, q="T1")
    write(plan, "T1", org.administrator)
    with CaptureQueriesContext(connection) as busy:
        assert "html" in pulse(client, plan, q="T1")
    assert (len(quiet), len(busy)) == (3, 5)


def test_nonsense_is_refused(client, org, plan):
    client.force_login(org.manager)
    assert client.get(reverse("planning:plan-pulse", args=[plan.pk]), {"since": "soon"}).status_code == 400


def test_a_stranger_does_not_find_out_who_is_there(client, org, plan):
    client.force_login(org.stranger)
    assert client.get(reverse("planning:plan-pulse", args=[plan.pk])).status_code == 404
    assert AuditEvent.objects.count() == 0
