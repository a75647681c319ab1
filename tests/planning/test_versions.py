"""Versions: approved, compared with each other and with now, and the plan as of a past day."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditEvent
from planning.models import Answer, Plan, PlanVersion, Question
from planning.selectors.compare import compare
from planning.selectors.frozen import plan_as_of, plan_frozen
from planning.services import stages, work
from planning.services.answers import answer_save
from planning.services.resources import resource_ask, resource_decide
from planning.services.unknowns import target_create, target_update
from planning.word_diff import ADDED, REMOVED, word_diff
from tests.factories import ActionFactory, MemberFactory, ObjectiveFactory, RiskFactory, StakeholderFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture
def ready(org, plan):
    Plan.objects.filter(pk=plan.pk).update(stage="action_plan")
    return Plan.objects.get(pk=plan.pk)


def sections(before, after, *, sensitive=True):
    return {row.key: row.changes for row in compare(before, after, sensitive=sensitive).sections}


def shown(change, label):
    pieces = next(field.pieces for field in change.fields if field.label == label)
    return [(piece.how, piece.text.strip()) for piece in pieces if piece.how != "kept"]


# ---------------------------------------------------------------- approval


def test_later_versions_count_on_and_a_main_one_counts_up(org, ready):
    labels = [
        stages.plan_approve(plan=ready, by=org.sponsor, is_major=major).label for major in (False, False, True, False)
    ]
    assert labels == ["1.0", "1.1", "2.0", "2.1"]


def test_a_leader_approves_for_the_absent_sponsor_and_says_why(client, org, ready):
    client.force_login(org.leader)
    url = reverse("planning:plan-approve-absent", args=[ready.pk])
    assert client.post(url, {"version": ready.version, "reason": ""}).status_code == 422
    client.post(url, {"version": ready.version, "reason": "On leave until July"})
    version = PlanVersion.objects.get()
    assert (version.by, version.absence_reason) == (org.leader, "On leave until July")
    assert "On leave until July" in client.get(version.get_absolute_url()).content.decode()
    assert AuditEvent.objects.get(verb="plan.approved").reason == "On leave until July"


# ---------------------------------------------------------------- what changed


def test_words_that_were_added_and_removed_are_marked(org, ready):
    question = Question.objects.get(code="N1")
    answer = Answer.objects.create(plan=ready, question=question, status="answered", text="Stops down to 4 percent")
    before = plan_frozen(ready)
    answer.text = "Stops down to 2 percent soon"
    answer.save()
    change = sections(before, plan_frozen(ready))["answers"][0]
    assert (change.code, change.how) == ("N1", "changed")
    assert shown(change, "answer") == [("removed", "4"), ("added", "2"), ("added", "soon")]


def test_rows_come_and_go_and_move(org, ready):
    aim = ObjectiveFactory(plan=ready, account=org.account, title="Halve the stops", target=21)
    gone = RiskFactory(account=org.account, plan=ready, title="Old risk")
    before = plan_frozen(ready)
    ActionFactory(account=org.account, plan=ready, title="Send the list")
    MemberFactory(account=org.account)
    aim.target = 18
    aim.save()
    gone.delete()
    found = sections(before, plan_frozen(ready))
    assert [(row.title, row.how) for row in found["risks"]] == [("Old risk", "removed")]
    assert [(row.title, row.how) for row in found["actions"]] == [("Send the list", "added")]
    assert found["team"][0].how == "added"
    assert shown(found["objectives"][0], "target") == [("removed", "21.00"), ("added", "18.00")]


def test_nothing_changed_is_nothing(ready):
    assert sections(plan_frozen(ready), plan_frozen(ready)) == {}


def test_how_persons_stand_to_us_is_kept_back(org, ready):
    person = StakeholderFactory(account=org.account, name="Petra", stance=0)
    Answer.objects.create(plan=ready, question=Question.objects.get(code="P5"), text="Nobody", status="answered")
    before = plan_frozen(ready)
    person.stance = -2
    person.save()
    Answer.objects.filter(plan=ready).update(text="Petra")
    after = plan_frozen(ready)
    assert set(sections(before, after)) == {"answers", "people"}
    kept_back = compare(before, after, sensitive=False)
    assert (kept_back.sections, kept_back.hidden) == ([], 1)


@given(st.text(), st.text())
def test_the_pieces_are_both_texts(before, after):
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.how != ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.how != REMOVED) == after


# ---------------------------------------------------------------- as of a day


def yesterday_from_now_on():
    """What was recorded so far happened the day before: the trail is append-only, so it is told to look away."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        AuditEvent.objects.update(at=timezone.now() - timedelta(days=1))
        cursor.execute("SET session_replication_role = DEFAULT")


def test_the_plan_as_of_yesterday_has_yesterdays_words_and_rows(client, org, ready):
    save = {"plan": ready, "question": Question.objects.get(code="N1"), "by": org.manager, "today": TODAY}
    answer_save(**save, values={"text": "First words"}, version=0)
    risk = work.risk_create(account=org.account, values={"title": "Old risk", "kind": "market"}, by=org.manager)
    yesterday_from_now_on()
    answer_save(**save, values={"text": "Second words"}, version=None)
    work.risk_delete(risk=risk, by=org.manager)
    work.action_create(account=org.account, values={"title": "New action"}, by=org.manager)
    past = plan_as_of(ready, timezone.localdate() - timedelta(days=1))
    assert [row["text"] for row in past["answers"]] == ["First words"]
    assert [row["title"] for row in past["risks"]] == ["Old risk"]
    assert past["actions"] == []
    client.force_login(org.manager)
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    page = client.get(reverse("planning:plan-as-of", args=[ready.pk]), {"on": day}).content.decode()
    assert ("First words" in page, "Second words" in page, "Old risk" in page) == (True, False, True)
    changes = client.get(reverse("planning:plan-changes", args=[ready.pk]), {"from": day}).content.decode()
    assert "<del>First" in changes
    assert "<ins>Second" in changes


def test_a_large_target_is_written_out(client, org, ready):
    ObjectiveFactory(plan=ready, account=org.account, measure="revenue", baseline=0, target=19_100_000)
    client.force_login(org.manager)
    page = client.get(reverse("planning:plan-as-of", args=[ready.pk])).content.decode()
    assert "revenue : 0 → 19,100,000" in page or "revenue: 0 → 19,100,000" in page


def test_what_was_asked_for_and_granted_and_the_growth_wanted_are_kept(client, org, ready):
    asked = resource_ask(plan=ready, values={"title": "An engineer", "kind": "hours", "hours": 80}, by=org.manager)
    growth = target_create(account=org.account, values={"year": 2027, "amount": 900, "currency": "EUR"}, by=org.manager)
    yesterday_from_now_on()
    resource_decide(
        resource=asked, status="granted", values={"granted_hours": 40, "decision_note": "Half"}, by=org.sponsor,
        today=TODAY,
    )  # fmt: skip
    target_update(growth_target=growth, changes={"amount": 950}, by=org.manager)
    version = stages.plan_approve(plan=ready, by=org.sponsor)
    client.force_login(org.manager)
    frozen = client.get(version.get_absolute_url()).content.decode()
    assert [words in frozen for words in ("Granted 40 hours", "80 hours · Half", "950 EUR")] == [True] * 3
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    past = client.get(reverse("planning:plan-as-of", args=[ready.pk]), {"on": day}).content.decode()
    assert [words in past for words in ("Asked for", "900 EUR", "40 hours")] == [True, True, False]
    changes = client.get(reverse("planning:plan-changes", args=[ready.pk]), {"from": day}).content.decode()
    assert [words in changes for words in ("<ins>Granted", "<ins>950", "An engineer")] == [True] * 3


@pytest.mark.parametrize("typed", ["2026-13-45", "soon", "v999999x"])
def test_a_day_that_is_none_says_so(client, org, ready, typed):
    client.force_login(org.manager)
    answer = client.get(reverse("planning:plan-changes", args=[ready.pk]), {"from": typed})
    assert answer.status_code == 200


def test_a_version_of_another_plan_is_not_there(client, org, ready):
    client.force_login(org.manager)
    url = reverse("planning:plan-changes", args=[ready.pk])
    assert client.get(url, {"from": "v999999"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_comparing_takes_the_same_queries_with_1_and_3_rows(org, ready, rows, django_assert_num_queries):
    before = plan_frozen(ready)
    ObjectiveFactory.create_batch(rows, plan=ready, account=org.account, owner=org.manager)
    RiskFactory.create_batch(rows, plan=ready, account=org.account, owner=org.manager)
    with django_assert_num_queries(21):
        compare(before, plan_frozen(ready), sensitive=True)
