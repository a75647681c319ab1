from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Trend
from planning.models import Action
from reviews.models import Decision, Review
from reviews.services import reviews as services
from tests.factories import PlanFactory, ResourceFactory, ReviewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(org):
    """A planned review of the account."""
    return ReviewFactory(account=org.account, lead=org.manager, due_on=timezone.localdate())


def hold_values(org, **more):
    today = timezone.localdate()
    return {
        "version": "1",
        "held_on": today.isoformat(),
        "notes": "Stops fell by a fifth",
        "rating": "4",
        "next_on": (today + timedelta(days=90)).isoformat(),
        "decision-TOTAL_FORMS": "2",
        "decision-INITIAL_FORMS": "0",
        "decision-0-text": "Engineer on site on Mondays",
        "decision-0-owner": str(org.member.pk),
        "decision-0-due_on": (today + timedelta(days=20)).isoformat(),
        **more,
    }


def test_planning_a_review_sets_the_next_date_of_the_account(client, org):
    client.force_login(org.manager)
    values = {
        "kind": "internal",
        "due_on": "2027-03-01",
        "lead": org.manager.pk,
        "people": [org.member.pk],
        "agenda": "x",
    }
    client.post(reverse("reviews:review-create", args=[org.account.pk]), values)
    org.account.figures.refresh_from_db()
    assert org.account.figures.next_review_on == date(2027, 3, 1)
    assert list(Review.objects.get().people.all()) == [org.member]


def test_agenda_begins_with_decisions_that_are_still_open(client, org, review):
    due_on = timezone.localdate()
    services.decision_add(review=review, text="Mend the parts list", owner=org.member, due_on=due_on, by=org.manager)
    client.force_login(org.manager)
    page = client.get(reverse("reviews:review-create", args=[org.account.pk]))
    assert page.context["form"].initial["agenda"].startswith("Still open: Mend the parts list")


def test_change_inside_the_customer_is_on_our_agenda_and_not_on_theirs(client, org):
    Trend.objects.create(account=org.account, title="New owner", kind="organisation")
    client.force_login(org.manager)
    url = reverse("reviews:review-create", args=[org.account.pk])
    ours, theirs = (
        client.get(url, {"kind": kind}).context["form"].initial["agenda"] for kind in ("internal", "customer")
    )
    assert ours.startswith("Change at the customer: New owner")
    assert "New owner" not in theirs


def test_holding_makes_actions_and_plans_the_next_review(client, org, review):
    client.force_login(org.manager)
    client.post(reverse("reviews:review-hold", args=[review.pk]), hold_values(org))
    review.refresh_from_db()
    action = Action.objects.get()
    assert (review.status, review.rating) == ("held", 4)
    assert (action.title, action.owner, action.kind) == ("Engineer on site on Mondays", org.member, "decision")
    assert Decision.objects.get().action == action
    assert Review.objects.filter(status="planned").get().due_on == timezone.localdate() + timedelta(days=90)


def test_holding_keeps_the_scores_of_the_day(client, org, review):
    org.account.figures.health, org.account.figures.health_band = 61.5, "amber"
    org.account.figures.save()
    client.force_login(org.manager)
    client.post(reverse("reviews:review-hold", args=[review.pk]), hold_values(org))
    review.refresh_from_db()
    assert (review.scores["health"], review.scores["health_band"]) == (61.5, "amber")


def test_a_review_of_tomorrow_cannot_have_been_held(client, org, review):
    client.force_login(org.manager)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    answer = client.post(reverse("reviews:review-hold", args=[review.pk]), hold_values(org, held_on=tomorrow))
    assert answer.status_code == 422
    assert b"Stops fell by a fifth" in answer.content
    review.refresh_from_db()
    assert review.status == "planned"


def test_holding_twice_changes_nothing(client, org, review):
    client.force_login(org.manager)
    url = reverse("reviews:review-hold", args=[review.pk])
    client.post(url, hold_values(org))
    client.post(url, hold_values(org, notes="Other"))
    review.refresh_from_db()
    assert review.notes == "Stops fell by a fifth"
    assert Action.objects.count() == 1


def test_cancelling_keeps_the_reason_in_the_trail(client, org, review):
    client.force_login(org.manager)
    client.post(reverse("reviews:review-cancel", args=[review.pk]), {"reason": "Plant is closed"})
    review.refresh_from_db()
    assert review.status == "cancelled"
    assert AuditEvent.objects.get(verb="review.cancelled").reason == "Plant is closed"


def test_changed_meanwhile_answers_409_and_keeps_what_was_typed(client, org, review):
    services.review_update(review=review, changes={"agenda": "Theirs"}, by=org.member)
    client.force_login(org.manager)
    values = {"version": "1", "kind": "internal", "due_on": "2027-01-02", "lead": org.manager.pk, "agenda": "Mine"}
    answer = client.post(reverse("reviews:review-edit", args=[review.pk]), values)
    assert answer.status_code == 409
    assert b"Mine" in answer.content
    assert b"Theirs" in answer.content


@pytest.mark.parametrize(("role", "status"), [("sponsor", 403), ("auditor", 403), ("stranger", 404), ("member", 200)])
@pytest.mark.parametrize("name", ["review-edit", "review-hold", "review-cancel"])
def test_who_may_change_a_review(client, org, review, name, role, status):  # noqa: PLR0917 -- fixtures and a table
    client.force_login(getattr(org, role))
    assert client.get(reverse(f"reviews:{name}", args=[review.pk])).status_code == status


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries_with_1_and_3_rows(client, org, rows, django_assert_num_queries):
    ReviewFactory.create_batch(rows, account=org.account, lead=org.manager)
    client.force_login(org.manager)
    with django_assert_num_queries(3):
        page = client.get(reverse("reviews:review-list"))
    assert len(page.context["listing"].rows) == rows


def test_list_of_a_stranger_is_empty(client, org, review):
    client.force_login(org.stranger)
    page = client.get(reverse("reviews:review-list"))
    assert list(page.context["listing"].rows) == []


def test_help_that_the_plan_asks_for_is_shown_and_decided_at_the_review(client, org, review):
    plan = PlanFactory(account=org.account)  # begun after the review was planned
    engineer = ResourceFactory(plan=plan, title="An engineer", kind="hours", hours=80)
    ResourceFactory(plan=plan, title="Not needed any more", status="withdrawn")
    decide = f"{reverse('planning:resource-decide', args=[engineer.pk])}?next={review.get_absolute_url()}"
    client.force_login(org.manager)
    shown = client.get(review.get_absolute_url()).content.decode()
    assert ("An engineer" in shown, "Not needed" in shown, decide in shown) == (True, False, False)
    client.force_login(org.sponsor)
    assert decide in unquote(client.get(review.get_absolute_url()).content.decode())
    values = {"status": "granted", "granted_hours": "40", "decision_note": "From May on"}
    assert client.post(decide, values).url == review.get_absolute_url()
    assert "From May on" in client.get(review.get_absolute_url()).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_review_takes_the_same_queries_with_1_and_3_resources(client, org, review, rows, django_assert_num_queries):
    ResourceFactory.create_batch(rows, plan=PlanFactory(account=org.account), decider=org.sponsor)
    client.force_login(org.sponsor)
    with django_assert_num_queries(11):
        client.get(review.get_absolute_url())
