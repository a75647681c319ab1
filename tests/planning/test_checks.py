"""Every exit check of the process: what it is computed from, what it says, where it leads."""

from datetime import date, timedelta

import pytest

from accounts.models import Interest, TeamRole
from kam.lib.workdays import after_working_days
from planning.gates import CHECKS, NO, NOT_APPLICABLE, YES, kept, run_checks
from planning.models import Answer, GrowthTarget, Plan, Question
from planning.selectors.gates import facts_of
from reviews.checks import quarters
from tests.factories import (
    ActionFactory,
    InteractionFactory,
    MemberFactory,
    ObjectiveFactory,
    OpportunityFactory,
    RiskFactory,
    StakeholderFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)

# The table of the method, stage by stage: light checks, then those that full plans are asked besides.
TABLE = {
    "strategy": (
        {"selected", "theme", "lead-sponsor", "target", "business"},
        {"charter", "roles", "strategy-answers", "sponsor-agreed", "partnership"},
    ),
    "research": (
        {"people-mapped", "research-core", "core-share", "assumptions"},
        {"all-questions", "units", "first-wave", "grid", "talks"},
    ),
    "action_plan": (
        {"objectives", "for-customer", "next-product", "first-actions", "risks"},
        {"value-accepted", "asks", "detractors", "approved", "customer-version"},
    ),
    "execution": (
        {"check-in", "overdue", "people-changes"},
        {"joint-meeting", "measured", "second-wave"},
    ),
    "review": (
        {"review-held", "snapshot", "next-date"},
        {"figures", "cis-trend", "losses", "still-key", "version-raised"},
    ),
}


@pytest.fixture
def full(plan):
    Plan.objects.filter(pk=plan.pk).update(variant="full")
    return Plan.objects.select_related("account__figures", "account__manager", "account__sponsor").get(pk=plan.pk)


def found(plan, check):
    """The verdict of one check."""
    stage = next(row.stage for row in CHECKS if row.id == check)
    checks = run_checks(facts_of(plan, TODAY), stage)
    return next(row.verdict for row in checks if row.check.id == check)


@pytest.mark.parametrize("stage", TABLE)
def test_every_check_of_the_method_is_there_and_no_other(stage):
    light, extra = TABLE[stage]
    assert {row.id for row in CHECKS if row.stage == stage and not row.full_only} == light
    assert {row.id for row in CHECKS if row.stage == stage and row.full_only} == extra


@pytest.mark.parametrize("stage", TABLE)
def test_what_is_missing_says_so_in_both_languages_and_leads_there(full, stage):
    facts = facts_of(full, TODAY)
    for row in kept(facts, run_checks(facts, stage)):
        assert row["words"]["en"]["detail"], row["id"]
        assert row["words"]["zh-hans"]["detail"], row["id"]
        if row["state"] == NO:
            assert row["url"].startswith("/"), row["id"]


def test_a_role_nobody_holds_is_named_until_t2_says_how_the_team_does_without(org, full):
    MemberFactory(account=org.account, roles=["project_manager", "innovator"])
    said = found(full, "roles")
    assert said.state == NO
    assert said.detail.startswith("2 of 6")
    assert "Results driver" in said.detail
    Answer.objects.create(plan=full, question=Question.objects.get(code="T2"), status="answered", text="Known")
    assert found(full, "roles").state == YES


def test_six_held_roles_need_no_words(org, full):
    MemberFactory(account=org.account, roles=TeamRole.values)
    assert found(full, "roles").state == YES


def test_units_do_not_apply_where_there_are_none(org, full):
    assert found(full, "units").state == NOT_APPLICABLE
    UnitFactory(account=org.account, name="Lyon", no_contact_reason="")
    assert "Lyon" in found(full, "units").detail


def test_talks_count_with_named_people_and_answers_that_rest_on_them(org, full):
    person = StakeholderFactory(account=org.account)
    for _ in range(2):
        talk = InteractionFactory(account=org.account, happened_on=TODAY, author=org.manager)
        assert found(full, "talks").state == NO
        talk.stakeholders.add(person)
    assert found(full, "talks").state == NO
    for question in Question.objects.filter(code__in=("N1", "N3")):
        Answer.objects.create(plan=full, question=question, status="answered", text="Known", evidence="stated")
    assert found(full, "talks").state == YES


def test_the_greatest_risks_need_somebody_who_keeps_watch(org, plan):
    grave = RiskFactory(account=org.account, title="Grave", probability=5, impact=5)
    RiskFactory.create_batch(3, account=org.account, owner=org.manager, kind="competitive", probability=1, impact=1)
    said = found(plan, "risks")
    assert (said.state, "Grave" in said.detail) == (NO, True)
    assert said.url.endswith(f"/{grave.pk}/edit/")


def test_who_is_against_us_needs_an_action_or_an_answer_to_each_threat(org, full):
    assert found(full, "detractors").state == NOT_APPLICABLE
    person = StakeholderFactory(account=org.account, name="Olga Opponent", stance=-1)
    assert found(full, "detractors").state == NO
    Interest.objects.create(stakeholder=person, kind="threat", text="Loses the budget", mitigation="Joint budget")
    assert found(full, "detractors").state == YES
    Interest.objects.create(stakeholder=person, kind="threat", text="Loses face")
    said = found(full, "detractors")
    assert (said.state, "Olga" in said.detail) == (NO, False)
    ActionFactory(account=org.account, stakeholder=person)
    assert found(full, "detractors").state == YES


def test_a_key_player_who_left_is_handled_within_ten_working_days(org, plan):
    assert found(plan, "people-changes").state == NOT_APPLICABLE
    left_on = TODAY - timedelta(days=14)
    gone = StakeholderFactory(account=org.account, influence=5, status="left", status_on=left_on)
    assert after_working_days(left_on, 10) == TODAY
    assert found(plan, "people-changes").state == NO
    ActionFactory(account=org.account, stakeholder=gone, done_on=TODAY)
    assert found(plan, "people-changes").state == YES


def test_each_whole_quarter_of_execution_needs_a_joint_meeting(org, full):
    Plan.objects.filter(pk=full.pk).update(stage_since=TODAY - timedelta(days=200))
    full.refresh_from_db(fields=["stage_since"])
    InteractionFactory(account=org.account, kind="visit", happened_on=TODAY - timedelta(days=30), author=org.manager)
    said = found(full, "joint-meeting")
    assert (said.state, said.detail[:8]) == (NO, "2 of 3 q")
    InteractionFactory(account=org.account, happened_on=TODAY - timedelta(days=150), author=org.manager)
    assert found(full, "joint-meeting").state == YES


def test_the_first_quarter_is_given_time():
    assert quarters(TODAY - timedelta(days=91), TODAY) == []
    assert len(quarters(TODAY - timedelta(days=92), TODAY)) == 2


def test_measures_older_than_a_month_are_named(org, full):
    assert found(full, "measured").state == NOT_APPLICABLE
    ObjectiveFactory(plan=full, account=org.account, title="Old", current_on=TODAY - timedelta(days=32))
    ObjectiveFactory(plan=full, account=org.account, title="Fresh", current_on=TODAY - timedelta(days=31))
    said = found(full, "measured")
    assert (said.state, said.detail) == (
        NO,
        "1 of 2 were measured in the last 31 days. Not measured lately: Old",
    )


def test_wins_and_losses_both_need_a_reason(org, full):
    assert found(full, "losses").state == NOT_APPLICABLE
    won = OpportunityFactory(account=org.account, stage="won", close_on=TODAY, name="Frame deal")
    OpportunityFactory(account=org.account, stage="lost", close_on=TODAY, loss_reason="Price")
    said = found(full, "losses")
    assert (said.state, "Frame deal" in said.detail) == (NO, True)
    won.win_reason = "Uptime proof"
    won.save()
    assert found(full, "losses").state == YES


def test_unknown_figures_are_named_and_counted(full):
    said = found(full, "figures")
    assert said.detail.startswith("0 of 13")
    assert "margin after service cost" in said.detail


def test_a_growth_target_of_a_coming_year_is_a_target_too(org, full):
    assert (found(full, "target").state, "target" in found(full, "figures").detail) == (NO, True)
    GrowthTarget.objects.create(account=org.account, year=full.starts_on.year - 1, amount=100)
    assert found(full, "target").state == NO
    GrowthTarget.objects.create(account=org.account, year=full.starts_on.year, amount=2_000_000, currency="USD")
    assert found(full, "target").detail == f"{full.starts_on.year}: 2M USD"
    assert "target" not in found(full, "figures").detail
