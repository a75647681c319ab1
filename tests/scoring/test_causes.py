"""Why a factor moved since the score before: the record, linked; or what else did."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Account, Contract, Issue
from accounts.services.rows import row_create, row_update
from scoring.models import ScoreSnapshot
from scoring.selectors import health as selectors
from scoring.services.health import health_rescore
from tests.factories import TODAY
from tests.scoring.conftest import make_th1, make_tv1, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(org, contributed):
    """TH1 in the organisation of the tests, scored."""
    row = make_th1(contributed, team=org.berlin, manager=org.manager, sponsor=org.sponsor, name="Nordwerk")
    health_rescore(account_ids=[row.pk], today=TODAY)
    return row


def told(account, user, *, day=TODAY):
    """What is said of each factor that moved."""
    health_rescore(account_ids=[account.pk], today=day)
    lines = selectors.panel(account, user).lines
    return {
        line.id: [cause.change.label if cause.change else "hidden" for cause in line.causes] or str(line.why)
        for line in lines
        if line.change
    }


def report(account, title, by):
    return row_create(Issue(account=account, title=title, severity="major", opened_on=TODAY), by=by)


def test_the_record_that_moved_a_factor_is_named_and_linked(client, org, account):
    issue = report(account, "Line stands still", org.member)
    assert told(account, org.manager) == {"H4": ["Line stands still"]}
    client.force_login(org.manager)
    text = text_of(client.get(reverse("scoring:account-health", args=[account.pk])))
    assert "Changed by:" in text
    assert reverse("accounts:record-history", args=["accounts.issue", issue.pk]) in text


def test_only_records_that_feed_the_factor_are_named(org, account):
    contract = Contract.objects.get(account=account)
    row_update(contract, changes={"renewal_chance": 20}, by=org.member)
    row_update(account, changes={"days_late": 50}, by=org.member)
    row_update(Account.objects.get(pk=account.pk), changes={"city": "Ulm"}, by=org.member)
    found = told(account, org.manager)
    assert found["H5"] == [str(contract)]
    assert found["H6"] == ["Nordwerk"]


def test_time_and_age_are_named_where_no_record_changed(org, account):
    found = told(account, org.manager, day=TODAY + timedelta(days=45))
    assert found["H3"] == "the days that have passed"
    assert found["H4"] == "what we know has got older"


def test_what_happened_before_the_score_before_is_not_named(org, account):
    report(account, "Old story", org.member)
    health_rescore(account_ids=[account.pk], today=TODAY)
    report(account, "New story", org.member)
    assert told(account, org.manager) == {"H4": ["New story"]}


def test_who_may_not_read_judgements_is_not_told_whose_it_was(org, account):
    person = account.stakeholders.filter(stance=1).first()
    row_update(person, changes={"stance": -2}, by=org.manager)
    assert told(account, org.leader)["H2"] == ["hidden"]
    assert told(account, org.manager)["H2"] == [str(person)]


def test_viability_names_its_records_too(org, contributed):
    account = make_tv1(contributed, make_th1(contributed, manager=org.manager, name="Südwerk"))
    health_rescore(account_ids=[account.pk], today=TODAY)
    row_update(Account.objects.get(pk=account.pk), changes={"credit_rating": 1}, by=org.manager)
    health_rescore(account_ids=[account.pk], today=TODAY)
    lines = selectors.viability_panel(account, 76.0, org.manager).lines
    causes = {line.id: [str(cause.change.label) for cause in line.causes] for line in lines if line.change}
    assert causes == {"VI3": ["Südwerk"]}


@pytest.mark.parametrize("rows", [1, 5])
def test_causes_cost_one_query_however_many_records(org, account, rows, django_assert_num_queries):
    for place in range(rows):
        report(account, f"Issue {place}", org.member)
    health_rescore(account_ids=[account.pk], today=TODAY)
    snapshot = ScoreSnapshot.objects.filter(account=account, model="health").first()
    selectors.panel(account, org.manager, snapshot)  # methods and standings are remembered
    with django_assert_num_queries(4):
        panel = selectors.panel(account, org.manager, snapshot)
    assert len(next(line for line in panel.lines if line.id == "H4").causes) == min(rows, 3)
