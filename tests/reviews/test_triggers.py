"""What pulls a review forward: each occasion once, with notice to manager and leader, and undoable."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Notice
from accounts.services.accounts import account_update
from reviews.models import Review, ReviewTrigger
from reviews.services.triggers import trigger_undo, triggers_run
from scoring.hooks import RESCORED
from scoring.models import ScoreSnapshot
from tests.factories import (
    AccountFactory,
    ContractFactory,
    IssueFactory,
    OpportunityFactory,
    PlanFactory,
    ReviewFactory,
    StakeholderFactory,
    UserFactory,
    WaveFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
LONG_AGO = TODAY - timedelta(days=31)


@pytest.fixture
def account(org):
    """A key account with a plan."""
    org.account.key_status = "key"
    org.account.save()
    PlanFactory(account=org.account)
    return org.account


@pytest.fixture
def planned(org, account):
    return ReviewFactory(account=account, lead=org.manager, kind="internal", due_on=TODAY + timedelta(days=60))


def kinds():
    return sorted(ReviewTrigger.objects.values_list("kind", flat=True))


def snapshot(account, days, score, band):
    moment = datetime(2026, 6, 15, tzinfo=UTC) - timedelta(days=days)
    ScoreSnapshot.objects.create(
        account=account, model="health", method="health-1", day=moment.date(), taken_at=moment, score=score, raw=score,
        coverage=90, status="normal", band=band, inputs={}, result={},
    )  # fmt: skip


def health(account, score, band):
    account.figures.health, account.figures.health_band = score, band
    account.figures.save()


# ---------------------------------------------------------------- each kind


def person_leaves(account):
    StakeholderFactory(account=account, name="Petra", decision_roles=["economic_buyer"], status="left", status_on=TODAY)


def champion_leaves(account):
    StakeholderFactory(account=account, name="Carl", stance=2, influence=2, status="moved", status_on=TODAY)


def our_sponsor_leaves(account):
    account.sponsor = UserFactory(name="Sonja", is_active=False)
    account.save()


def health_turns_red(account):
    snapshot(account, 8, 52, "amber")
    snapshot(account, 0, 45, "red")
    health(account, 45, "red")


def health_falls(account):
    snapshot(account, 29, 80, "green")
    health(account, 70, "green")


def cis_falls(account):
    moment = datetime(2026, 6, 10, tzinfo=UTC)
    WaveFactory(account=account, closed_at=moment, result={"status": "reported", "trend": {"verdict": "fell"}})


def tender(account):
    account.threat_notice_on = TODAY
    account.save()


def contract_ends(account):
    ContractFactory(account=account, name="Frame", ends_on=TODAY + timedelta(days=120))


def merger(account):
    account.owner_change_on = TODAY
    account.save()


def critical_issue(account):
    IssueFactory(account=account, title="Line stops", severity="critical", opened_on=TODAY - timedelta(days=15))


@pytest.mark.parametrize(
    "case",
    [
        (person_leaves, "person", "Petra left"),
        (champion_leaves, "person", "Carl left"),
        (our_sponsor_leaves, "person", "Sonja"),
        (health_turns_red, "red", "turned red: 45"),
        (health_falls, "fell", "by 10.0 points"),
        (cis_falls, "cis", "Spring"),
        (tender, "tender", "tender"),
        (contract_ends, "contract", "Frame"),
        (merger, "owner", "new owner"),
        (critical_issue, "issue", "Line stops"),
    ],
)
def test_each_occasion_pulls_the_review_forward_once_and_tells_why(org, account, planned, case):
    happen, kind, words = case
    happen(account)
    assert triggers_run(today=TODAY) == 1
    assert triggers_run(today=TODAY) == 0
    assert triggers_run(today=TODAY + timedelta(days=1)) == 0
    planned.refresh_from_db()
    assert kinds() == [kind]
    assert planned.due_on == TODAY + timedelta(days=7)
    assert words in planned.pulled_forward_because
    told = Notice.objects.filter(kind="review")
    assert {notice.user for notice in told} == {org.manager, org.leader}
    assert words in told[0].text


# ---------------------------------------------------------------- the edges


def test_what_stays_below_the_lines_pulls_nothing(account, planned):
    StakeholderFactory(account=account, influence=2, status="left", status_on=TODAY)
    StakeholderFactory(account=account, influence=5, status="left", status_on=LONG_AGO)
    snapshot(account, 29, 79.9, "green")
    health(account, 70, "green")
    ContractFactory(account=account, ends_on=TODAY + timedelta(days=121))
    renewed = ContractFactory(account=account, ends_on=TODAY + timedelta(days=30))
    renewed.renewal_deal = OpportunityFactory(account=account)
    renewed.save()
    IssueFactory(account=account, severity="critical", opened_on=TODAY - timedelta(days=14))
    IssueFactory(account=account, severity="major", opened_on=TODAY - timedelta(days=60))
    assert triggers_run(today=TODAY) == 0


def test_red_for_long_is_no_news(account):
    snapshot(account, 40, 52, "amber")
    snapshot(account, 31, 45, "red")
    health(account, 45, "red")
    assert triggers_run(today=TODAY) == 0


def test_a_new_parent_company_counts_as_a_new_owner(org, account):
    account_update(account=account, changes={"parent": AccountFactory(name="Holding")}, by=org.administrator)
    triggers_run(today=AuditEvent.objects.latest("pk").at.date())
    assert kinds() == ["owner"]


def test_accounts_that_nobody_reviews_are_left_alone(org):
    tender(org.account)
    assert triggers_run(today=TODAY) == 0


def test_without_a_planned_review_one_is_planned(org, account):
    tender(account)
    triggers_run(today=TODAY)
    review = Review.objects.get()
    assert (review.lead, review.due_on, review.kind) == (org.manager, TODAY + timedelta(days=7), "internal")
    account.figures.refresh_from_db()
    assert account.figures.next_review_on == review.due_on


def test_a_review_that_is_soon_anyway_keeps_its_day(org, account):
    soon = ReviewFactory(account=account, lead=org.manager, kind="customer", due_on=TODAY + timedelta(days=3))
    ReviewFactory(account=account, lead=org.manager, kind="check_in", due_on=TODAY + timedelta(days=1))
    tender(account)
    triggers_run(today=TODAY)
    soon.refresh_from_db()
    assert (soon.due_on, soon.pulled_forward_because[:8]) == (TODAY + timedelta(days=3), "a tender")


def test_the_number_of_queries_does_not_depend_on_the_accounts(org, account, django_assert_max_num_queries):
    for _ in range(5):
        other = AccountFactory(key_status="key")
        snapshot(other, 5, 60, "amber")
    with django_assert_max_num_queries(14):
        triggers_run(today=TODAY)


# ---------------------------------------------------------------- taking back


def test_taking_back_gives_the_review_its_old_day(client, org, account, planned):
    old = planned.due_on
    tender(account)
    triggers_run(today=TODAY)
    client.force_login(org.manager)
    url = reverse("reviews:trigger-undo", args=[ReviewTrigger.objects.get().pk])
    page = client.get(planned.get_absolute_url()).content.decode()
    assert url in page
    client.post(url)
    planned.refresh_from_db()
    assert (max(old, date.today()), planned.pulled_forward_because) == (planned.due_on, "")  # noqa: DTZ011
    assert triggers_run(today=TODAY) == 0


def test_taking_back_calls_off_a_review_that_was_made_for_it(org, account):
    tender(account)
    triggers_run(today=TODAY)
    trigger_undo(trigger=ReviewTrigger.objects.get(), by=org.manager, today=TODAY)
    assert Review.objects.get().status == "cancelled"


def test_while_something_else_pulls_it_the_day_stays(org, account, planned):
    old = planned.due_on
    tender(account)
    merger(account)
    triggers_run(today=TODAY)
    first, second = ReviewTrigger.objects.order_by("pk")
    trigger_undo(trigger=first, by=org.manager, today=TODAY)
    planned.refresh_from_db()
    assert planned.due_on == TODAY + timedelta(days=7)
    second.refresh_from_db()
    trigger_undo(trigger=second, by=org.manager, today=TODAY)
    planned.refresh_from_db()
    assert planned.due_on == old


def test_a_change_is_looked_at_once_it_is_scored(account):
    assert "triggers_after_scoring" in {callback.__name__ for callback in RESCORED}
