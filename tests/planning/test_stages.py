from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from planning.gates import NO, YES
from planning.models import Answer, GateRecord, Plan, PlanVersion, Question
from planning.selectors.gates import days_over, facts_of, stage_checks
from planning.services import stages
from planning.services.plans import PlanMoved
from tests.factories import (
    ActionFactory,
    AssessmentFactory,
    LinkFactory,
    ObjectiveFactory,
    RiskFactory,
    StakeholderFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


def states(plan):
    return {checked.check.id: checked.verdict.state for checked in stage_checks(plan, TODAY)}


def answer(plan, *codes):
    for question in Question.objects.filter(code__in=codes):
        Answer.objects.create(plan=plan, question=question, status="answered", text="Known")


@pytest.fixture
def open_gate(org, plan):
    """The strategy stage with every light check met."""
    AssessmentFactory(account=org.account, status="decided", decision="key", decided_on=TODAY)
    org.account.theme = "expand"
    org.account.save()
    plan.is_protect_goal = True
    plan.save()
    answer(plan, "I2", "I8")
    return Plan.objects.get(pk=plan.pk)


def test_fresh_plan_misses_selection_theme_target_and_business(plan):
    assert states(plan) == {
        "selected": NO,
        "theme": NO,
        "lead-sponsor": YES,
        "target": NO,
        "business": NO,
    }


def test_full_variant_asks_five_checks_more(plan):
    plan.variant = "full"
    assert len(states(plan)) == 10


def test_every_light_check_of_strategy_can_be_met(open_gate):
    assert set(states(open_gate).values()) == {YES}


def test_research_wants_five_mapped_people(org, plan):
    plan.stage = "research"
    for _ in range(5):
        person = StakeholderFactory(account=org.account, decision_roles=["user"], stance=1, influence=3)
        assert states(plan)["people-mapped"] == NO
        LinkFactory(stakeholder=person, is_primary=True)
    assert states(plan)["people-mapped"] == YES


def test_research_wants_sixty_per_cent_of_core(plan):
    plan.stage = "research"
    core = list(Question.objects.filter(is_core=True).values_list("code", flat=True))
    answer(plan, *core[:11])
    assert states(plan)["core-share"] == NO
    answer(plan, core[11])
    assert states(plan)["core-share"] == YES


def test_action_plan_wants_complete_objectives(org, plan):
    plan.stage = "action_plan"
    whole = {
        "plan": plan,
        "measure": "stops",
        "baseline": 42,
        "target": 21,
        "due_on": TODAY,
        "owner": org.manager,
    }
    ObjectiveFactory(**whole, improves_customer=True)
    assert states(plan)["objectives"] == NO
    second = ObjectiveFactory(**whole | {"owner": None})
    assert states(plan)["objectives"] == NO
    second.owner = org.manager
    second.save()
    assert states(plan)["objectives"] == YES


def test_action_plan_wants_the_rivals_move_among_three_risks(org, plan):
    plan.stage = "action_plan"
    answer(plan, "U4", "C6")
    risks = RiskFactory.create_batch(3, account=org.account, owner=org.manager)
    assert states(plan)["risks"] == NO
    risks[0].kind = "competitive"
    risks[0].save()
    assert states(plan)["risks"] == YES


def test_execution_minds_actions_late_by_more_than_14_days(org, plan):
    plan.stage = "execution"
    action = ActionFactory(account=org.account, due_on=TODAY - timedelta(days=14))
    assert states(plan)["overdue"] == YES
    action.due_on = TODAY - timedelta(days=15)
    action.save()
    assert states(plan)["overdue"] == NO


def test_facts_of_all_stages_take_a_constant_number_of_queries(org, plan, django_assert_max_num_queries):
    StakeholderFactory.create_batch(3, account=org.account)
    whole = Plan.objects.select_related("account__figures").get(pk=plan.pk)
    with django_assert_max_num_queries(15):
        facts_of(whole, TODAY)


def test_moving_on_keeps_every_check_as_it_was(client, org, open_gate):
    client.force_login(org.manager)
    client.post(reverse("planning:stage-advance", args=[open_gate.pk]), {"seen": "strategy"})
    open_gate.refresh_from_db()
    record = GateRecord.objects.get()
    assert (open_gate.stage, record.is_override) == ("research", False)
    assert {row["state"] for row in record.checks} == {"yes"}
    assert record.checks[0]["words"]["en"]["text"] == "The selection decision is dated"
    org.account.figures.refresh_from_db()
    assert org.account.figures.stage == "research"
    assert AuditEvent.objects.filter(verb="plan.moved_on", account=org.account).exists()


def test_a_shut_gate_stays_shut_for_the_manager(client, org, plan):
    client.force_login(org.manager)
    client.post(reverse("planning:stage-advance", args=[plan.pk]), {"seen": "strategy"})
    plan.refresh_from_db()
    assert plan.stage == "strategy"
    assert not GateRecord.objects.exists()


def test_only_a_leader_makes_an_exception_and_says_why(client, org, plan):
    url, values = reverse("planning:stage-advance", args=[plan.pk]), {"seen": "strategy", "reason": "Board meets now"}
    client.force_login(org.manager)
    assert client.post(url, values).status_code == 403
    client.force_login(org.leader)
    client.post(url, values)
    record = GateRecord.objects.get()
    assert (record.is_override, record.reason, record.by) == (True, "Board meets now", org.leader)


def test_a_plan_that_moved_meanwhile_is_not_moved_twice(org, open_gate):
    seen = open_gate.version
    stages.stage_advance(plan=open_gate, version=seen, by=org.manager, today=TODAY)
    with pytest.raises(PlanMoved):
        stages.stage_advance(plan=open_gate, version=seen, by=org.manager, today=TODAY, override_reason="x")


def test_going_back_needs_a_reason_and_is_kept(client, org, plan):
    Plan.objects.filter(pk=plan.pk).update(stage="execution")
    client.force_login(org.manager)
    url = reverse("planning:stage-back", args=[plan.pk])
    client.post(url, {"seen": "execution", "to_stage": "research", "reason": ""})
    assert Plan.objects.get(pk=plan.pk).stage == "execution"
    client.post(url, {"seen": "execution", "to_stage": "research", "reason": "New owner"})
    assert Plan.objects.get(pk=plan.pk).stage == "research"
    assert GateRecord.objects.get().direction == "back"


@pytest.mark.parametrize(("role", "status"), [("member", 403), ("sponsor", 403), ("auditor", 403), ("stranger", 404)])
def test_who_may_not_move_a_plan(client, org, plan, role, status):
    client.force_login(getattr(org, role))
    answer = client.post(reverse("planning:stage-advance", args=[plan.pk]), {"seen": "strategy"})
    assert answer.status_code == status


def test_sponsor_approves_and_freezes_everything(client, org, plan):
    answer(plan, "P4")
    Plan.objects.filter(pk=plan.pk).update(stage="action_plan")
    client.force_login(org.sponsor)
    client.post(reverse("planning:plan-approve", args=[plan.pk]), {"version": plan.version})
    version = PlanVersion.objects.get()
    assert (version.label, version.by) == ("1.0", org.sponsor)
    assert version.content["answers"][0]["code"] == "P4"


def test_the_manager_cannot_approve_the_own_plan(client, org, plan):
    client.force_login(org.manager)
    assert client.post(reverse("planning:plan-approve", args=[plan.pk])).status_code == 403


@pytest.mark.parametrize(
    ("variant", "days", "over"), [("full", 15, 1), ("full", 14, 0), ("light", 8, 1), ("light", 7, 0)]
)
def test_a_light_plan_has_half_the_time_in_a_stage(plan, variant, days, over):
    plan.variant, plan.stage_since = variant, TODAY - timedelta(days=days)
    assert days_over(plan, TODAY) == over


def test_closing_lets_the_next_cycle_start(client, org, plan):
    client.force_login(org.manager)
    values = {"version": plan.version, "reason": "The customer was bought"}
    client.post(reverse("planning:plan-close", args=[plan.pk]), values)
    plan.refresh_from_db()
    assert plan.status == "closed"
    assert client.get(reverse("planning:account-plan", args=[org.account.pk])).status_code == 200


def test_a_passing_shows_every_check_as_it_was(client, org, open_gate):
    client.force_login(org.manager)
    client.post(reverse("planning:stage-advance", args=[open_gate.pk]), {"version": open_gate.version})
    org.account.theme = ""
    org.account.save()
    page = client.get(reverse("planning:plan-stages", args=[open_gate.pk])).content.decode()
    passing = page[page.index("The checks as they were") :]
    assert "A theme is chosen: penetrate, expand or protect" in passing
    assert ("Expand" in passing, "Choose the theme" in passing) == (True, False)
