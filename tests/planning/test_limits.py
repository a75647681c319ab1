"""How long plans may stay in a stage, and who hears of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Notice
from planning.models import Plan, StageLimit
from planning.selectors.limits import limit_of, limits_forget
from planning.services.limits import stages_escalate

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _fresh():
    limits_forget()
    yield
    limits_forget()


def told():
    return set(Notice.objects.filter(kind="stage").values_list("user__name", flat=True))


def stay(plan, days, variant="light"):
    Plan.objects.filter(pk=plan.pk).update(variant=variant, stage_since=TODAY - timedelta(days=days))


def test_the_time_of_each_stage_is_data_with_the_methods_figures():
    assert [limit_of("full", stage) for stage in ("strategy", "research", "action_plan", "review")] == [
        14,
        30,
        21,
        None,
    ]
    assert [limit_of("light", stage) for stage in ("strategy", "research", "action_plan")] == [7, 15, 10]


def test_within_its_time_nobody_hears_of_it(org, plan):
    stay(plan, 7)
    assert stages_escalate(today=TODAY) == 0


def test_over_its_time_the_manager_hears_of_it_once(org, plan):
    stay(plan, 8)
    assert stages_escalate(today=TODAY) == 1
    assert stages_escalate(today=TODAY + timedelta(days=1)) == 0
    assert told() == {"Mara Manager"}


def test_a_week_later_the_leader_hears_of_it_once(org, plan):
    stay(plan, 14)
    assert stages_escalate(today=TODAY) == 2
    assert stages_escalate(today=TODAY + timedelta(days=30)) == 0
    assert told() == {"Mara Manager", "Lars Leader"}


def test_a_closed_cycle_and_a_stage_without_limit_are_left_alone(org, plan):
    stay(plan, 90)
    Plan.objects.filter(pk=plan.pk).update(stage="execution")
    assert stages_escalate(today=TODAY) == 0
    Plan.objects.filter(pk=plan.pk).update(stage="strategy", status="closed")
    assert stages_escalate(today=TODAY) == 0


def test_each_stay_is_told_anew(org, plan):
    stay(plan, 8)
    stages_escalate(today=TODAY)
    stay(plan, 9)
    assert stages_escalate(today=TODAY) == 1


def test_an_administrator_sets_the_times(client, org, django_capture_on_commit_callbacks):
    client.force_login(org.administrator)
    rows = list(StageLimit.objects.all())
    values = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows)}
    for place, row in enumerate(rows):
        days = 5 if (row.variant, row.stage) == ("full", "strategy") else row.days
        values |= {f"form-{place}-id": row.pk, f"form-{place}-days": days or "", f"form-{place}-leader_after": 3}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("planning:stage-limits"), values)
    assert (limit_of("full", "strategy"), limit_of("full", "review")) == (5, None)


def test_a_limit_of_no_days_is_refused(client, org):
    client.force_login(org.administrator)
    row = StageLimit.objects.get(variant="full", stage="strategy")
    values = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": row.pk, "form-0-days": 0}
    assert client.post(reverse("planning:stage-limits"), values | {"form-0-leader_after": 7}).status_code == 422
