"""Leaving the programme: proposed, confirmed, handed over, taken back; nothing is ever deleted."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Account, AuditEvent
from accounts.work import work_for
from planning.gates import NO, YES
from planning.models import Action, Answer, ExitDecision, GateRecord, Plan, Question
from planning.selectors.gates import stage_checks
from planning.selectors.leaving import LEAVE
from planning.services import leaving
from scoring.models import Assessment
from tests.factories import ActionFactory, ExitFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture
def heir(org):
    return UserFactory(name="Hanna Heir", team=org.berlin)


@pytest.fixture
def proposed(org, plan, heir):
    org.account.key_status = "key"
    org.account.save()
    return ExitFactory(account=org.account, plan=plan, serves_next=heir, proposed_by=org.manager)


def values(heir, **more):
    return {
        "reason": "The margin fell below our floor and stays there",
        "serves_next": heir.pk,
        "handover_on": "2026-07-31",
        "plan_fate": "close",
        "promise_fate": "move",
        **more,
    }


def test_the_manager_records_it_and_nothing_changes_before_the_leader_confirms(client, org, plan, heir):
    client.force_login(org.manager)
    client.post(reverse("planning:exit-propose", args=[org.account.pk]), values(heir))
    decision = ExitDecision.objects.get()
    assert (decision.status, decision.plan, decision.serves_next) == ("proposed", plan, heir)
    org.account.refresh_from_db()
    assert org.account.key_status == "none"
    assert AuditEvent.objects.filter(verb="exit.proposed", account=org.account).exists()


def test_a_decision_without_a_reason_keeps_what_was_typed(client, org, plan, heir):
    client.force_login(org.manager)
    url = reverse("planning:exit-propose", args=[org.account.pk])
    answer = client.post(url, values(heir, reason="", note="Mara calls the buyer"))
    assert answer.status_code == 422
    assert b"Mara calls the buyer" in answer.content
    assert not ExitDecision.objects.exists()


def test_a_proposed_exit_waits_in_the_work_of_the_leader_only(org, proposed):
    def asked(user):
        return [item.key for item in work_for(user, TODAY) if item.kind == "decision"]

    assert [asked(user) for user in (org.leader, org.manager, org.administrator)] == [[f"exit:{proposed.pk}"], [], []]
    leaving.exit_confirm(decision=proposed, note="", by=org.leader, today=TODAY)
    assert asked(org.leader) == []


def test_confirming_makes_the_programmes_own_decision(client, org, proposed):
    client.force_login(org.leader)
    client.post(reverse("planning:exit-confirm", args=[proposed.pk]), {"note": "Agreed"})
    proposed.refresh_from_db()
    account = Account.objects.get(pk=org.account.pk)
    assert (proposed.status, proposed.decided_by, account.key_status) == ("confirmed", org.leader, "former")
    assessment = Assessment.objects.get(pk=proposed.assessment_id)
    assert (assessment.decision, assessment.decision_reason) == ("leaving", proposed.reason)


def test_what_follows_stands_on_peoples_lists(org, plan, heir, proposed):
    promise = ActionFactory(account=org.account, plan=plan, kind="commitment", owner=org.manager)
    leaving.exit_confirm(decision=proposed, note="", by=org.leader, today=TODAY)
    promise.refresh_from_db()
    assert promise.owner == heir
    told, taken = Action.objects.exclude(pk=promise.pk).order_by("due_on")
    assert (told.owner, told.kind) == (org.manager, "commitment")
    assert (taken.owner, taken.due_on) == (heir, proposed.handover_on)


def test_the_cycle_closes_with_the_reason_and_stays_readable(client, org, plan, proposed):
    leaving.exit_confirm(decision=proposed, note="", by=org.leader, today=TODAY)
    plan.refresh_from_db()
    assert plan.status == "closed"
    assert GateRecord.objects.get().reason == proposed.reason
    client.force_login(org.manager)
    assert client.get(plan.get_absolute_url()).status_code == 200


def test_the_account_changes_hands_on_its_day_and_only_then(org, plan, heir, proposed):
    ExitDecision.objects.update(plan_fate="finish")
    leaving.exit_confirm(decision=proposed, note="", by=org.leader, today=TODAY)
    assert leaving.handovers_due(today=proposed.handover_on - timedelta(days=1)) == 0
    assert Plan.objects.get().is_active
    assert leaving.handovers_due(today=proposed.handover_on) == 1
    assert leaving.handovers_due(today=proposed.handover_on) == 0
    assert (Account.objects.get(pk=org.account.pk).manager, Plan.objects.get().status) == (heir, "closed")


def test_a_leader_who_declines_says_why_and_the_account_stays(client, org, proposed):
    client.force_login(org.leader)
    url = reverse("planning:exit-decline", args=[proposed.pk])
    assert client.post(url, {"note": ""}).status_code == 422
    client.post(url, {"note": "Wait for the tender"})
    proposed.refresh_from_db()
    assert (proposed.status, proposed.decided_note) == ("declined", "Wait for the tender")
    assert Account.objects.get(pk=org.account.pk).key_status == "key"


def test_nobody_decides_twice(org, proposed):
    leaving.exit_confirm(decision=proposed, note="", by=org.leader, today=TODAY)
    with pytest.raises(leaving.ExitMoved):
        leaving.exit_decline(decision=proposed, note="No", by=org.leader, today=TODAY)


def test_it_comes_back_as_a_candidate_with_a_new_scorecard(client, org, proposed):
    leaving.exit_confirm(decision=proposed, note="", by=org.leader, today=TODAY)
    client.force_login(org.manager)
    client.post(reverse("planning:exit-return", args=[proposed.pk]), {"reason": "New board, new budget"})
    proposed.refresh_from_db()
    assert (proposed.status, Account.objects.get(pk=org.account.pk).key_status) == ("returned", "candidate")
    assert Assessment.objects.filter(account=org.account, status="draft").exists()
    leaving.exit_propose(
        account=org.account,
        values={"reason": "No", "serves_next": org.member, "handover_on": TODAY},
        by=org.manager,
        today=TODAY,
    )
    assert ExitDecision.objects.count() == 2


def test_u5_no_asks_for_the_decision_on_the_plan_and_at_the_gate(client, org, plan):
    Plan.objects.filter(pk=plan.pk).update(variant="full", stage="review")
    whole = Plan.objects.select_related("account__figures").get(pk=plan.pk)
    question = Question.objects.get(code="U5")
    Answer.objects.create(plan=plan, question=question, status="answered", choice=LEAVE)
    assert LEAVE in question.choices_en
    client.force_login(org.manager)
    exit_url = reverse("planning:account-exit", args=[org.account.pk])
    assert exit_url in client.get(plan.get_absolute_url()).content.decode()
    assert still_key(whole) == (NO, exit_url)
    decision = ExitFactory(account=org.account, plan=plan, serves_next=org.member, proposed_by=org.manager)
    assert still_key(whole) == (NO, exit_url)
    ExitDecision.objects.filter(pk=decision.pk).update(status="confirmed")
    assert still_key(whole)[0] == YES


def still_key(plan):
    checks = {row.check.id: row.verdict for row in stage_checks(plan, TODAY)}
    return checks["still-key"].state, checks["still-key"].url


def test_the_programme_lists_who_leaves(client, org, proposed):
    client.force_login(org.leader)
    page = client.get(reverse("planning:exit-list")).content.decode()
    assert "Aurora Foods" in page
    client.force_login(org.stranger)
    assert "Aurora Foods" not in client.get(reverse("planning:exit-list")).content.decode()
