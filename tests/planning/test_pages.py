import pytest
from django.urls import reverse

from planning.models import Answer, Plan, Question
from tests.factories import ActionFactory, ObjectiveFactory, RiskFactory

pytestmark = pytest.mark.django_db

PAGES = ("plan-detail", "plan-stages", "objective-list", "action-list", "risk-list")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ["administrator", "leader", "manager", "member", "sponsor", "auditor"])
def test_everybody_of_the_account_reads_the_plan(client, org, plan, name, role):
    client.force_login(getattr(org, role))
    assert client.get(reverse(f"planning:{name}", args=[plan.pk])).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, "plan-settings"])
def test_a_stranger_does_not_find_the_plan(client, org, plan, name):
    client.force_login(org.stranger)
    assert client.get(reverse(f"planning:{name}", args=[plan.pk])).status_code == 404


def test_account_without_plan_offers_both_variants(client, org):
    client.force_login(org.manager)
    page = client.get(reverse("planning:account-plan", args=[org.account.pk]))
    assert b"90 minutes" in page.content
    assert b"8 hours" in page.content


def test_starting_a_plan_leads_to_it(client, org):
    client.force_login(org.manager)
    values = {"variant": "light", "name": "2026", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    answer = client.post(reverse("planning:account-plan", args=[org.account.pk]), values)
    plan = Plan.objects.get(account=org.account)
    assert answer.url == plan.get_absolute_url()
    org.account.figures.refresh_from_db()
    assert (org.account.figures.stage, org.account.figures.completeness) == ("strategy", 0)


def test_a_cycle_that_ends_before_it_starts_is_refused_and_keeps_what_was_typed(client, org):
    client.force_login(org.manager)
    values = {"variant": "light", "name": "Typed", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}
    answer = client.post(reverse("planning:account-plan", args=[org.account.pk]), values)
    assert answer.status_code == 422
    assert b"Typed" in answer.content
    assert not Plan.objects.exists()


def test_a_member_cannot_start_a_plan(client, org):
    client.force_login(org.member)
    values = {"variant": "light", "name": "2026", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    client.post(reverse("planning:account-plan", args=[org.account.pk]), values)
    assert not Plan.objects.exists()


def test_open_question_shows_its_form_and_the_next_open_one(client, org, plan):
    client.force_login(org.manager)
    page = client.get(plan.get_absolute_url(), {"q": "P4"})
    assert page.context["opened"].code == "P4"
    assert page.context["next_item"].code == "P5"


@pytest.mark.parametrize("filled", [1, 57])
def test_plan_page_takes_the_same_queries_with_1_and_57_answers(client, org, plan, filled, django_assert_num_queries):
    Plan.objects.filter(pk=plan.pk).update(variant="full")
    for question in Question.objects.all()[:filled]:
        Answer.objects.create(plan=plan, question=question, status="answered", text="Known", author=org.member)
    client.force_login(org.manager)
    with django_assert_num_queries(6):
        client.get(plan.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_queries_with_1_and_3_rows(client, org, plan, rows, django_assert_max_num_queries):
    ObjectiveFactory.create_batch(rows, plan=plan)
    ActionFactory.create_batch(rows, account=org.account, owner=org.member)
    RiskFactory.create_batch(rows, account=org.account, owner=org.member)
    client.force_login(org.manager)
    for name in ("objective-list", "action-list", "risk-list"):
        with django_assert_max_num_queries(10):
            client.get(reverse(f"planning:{name}", args=[plan.pk]))
