from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, RelationshipLink, WhiteSpaceCell
from accounts.services.undo import deletion_undo
from accounts.services.white_space import cell_update
from planning.measures import MEASURES, Ask, in_words, read_all
from planning.models import Objective, ObjectiveValue
from planning.selectors.measured import objective_line, way_chart
from planning.services.measures import measures_refresh_all, objectives_measure
from planning.services.work import objective_create, objective_delete, objective_measure, objective_update
from tests.factories import (
    LinkFactory,
    ObjectiveFactory,
    OpportunityFactory,
    PlanFactory,
    ProductFactory,
    RevenueFactory,
    StakeholderFactory,
)
from tests.planning.conftest import TODAY

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)


def read(key, account, today=TODAY):
    ask = Ask(account.pk, START, account.currency)
    return read_all([(key, ask)], today).get((key, ask))


def test_revenue_adds_the_months_of_the_period_and_says_how(org):
    for month in (1, 2, 4):
        RevenueFactory(account=org.account, month=date(2026, month, 1), amount=1_000)
    RevenueFactory(account=org.account, month=date(2025, 12, 1), amount=9_000)
    RevenueFactory(account=org.account, month=date(2026, 3, 1), amount=50, currency="USD")
    found = read("revenue", org.account)
    assert found.value == Decimal(3_000)
    words = in_words("revenue", found.facts)
    assert words.startswith("revenue Jan 2026 – Apr 2026 = 3,000 EUR from 3 months")
    assert words.endswith("1 row in another currency is left out")


def test_unknown_revenue_is_unknown_and_not_nothing(org):
    assert read("revenue", org.account) is None


def test_deals_won_in_the_period_count_by_amount_and_number(org):
    OpportunityFactory(account=org.account, stage="won", close_on=date(2026, 3, 3), amount=700)
    OpportunityFactory(account=org.account, stage="won", close_on=date(2026, 4, 3), amount=None)
    OpportunityFactory(account=org.account, stage="won", close_on=date(2025, 3, 3), amount=700)
    OpportunityFactory(account=org.account, stage="late", close_on=date(2026, 4, 3), amount=700)
    assert read("won_amount", org.account).value == 700
    count = read("won_count", org.account)
    assert count.value == 2
    assert "1 deal has no amount" in in_words("won_count", count.facts)


def test_coverage_is_the_share_of_key_players_that_somebody_keeps(org):
    kept, _lonely = StakeholderFactory.create_batch(2, account=org.account, influence=5)
    StakeholderFactory(account=org.account, influence=2)
    LinkFactory(stakeholder=kept, user=org.member, is_primary=True)
    assert RelationshipLink.objects.filter(is_primary=True).count() == 1
    assert read("coverage", org.account).value == 50


def test_white_space_counts_fields_that_turned_ours_and_still_are(org):
    cell = WhiteSpaceCell.objects.create(
        account=org.account, product=ProductFactory(), status="target", current_amount=None
    )
    WhiteSpaceCell.objects.create(account=org.account, product=ProductFactory(), status="ours", current_amount=99)
    cell_update(cell=cell, changes={"status": "ours", "current_amount": 400}, by=org.manager)
    assert read("white_space", org.account, timezone.localdate()).value == 400


def test_share_of_wallet_needs_both_figures(org):
    assert read("wallet", org.account) is None
    org.account.figures.revenue_12m = 250
    org.account.figures.save()
    org.account.addressable_spend = 1_000
    org.account.save()
    assert read("wallet", org.account).value == 25


@pytest.mark.parametrize("accounts", [1, 3])
@pytest.mark.parametrize("key", sorted(MEASURES))
def test_every_measure_reads_many_accounts_with_at_most_two_queries(key, accounts, org, at_most):
    plans = PlanFactory.create_batch(accounts)
    asks = [(key, Ask(plan.account_id, START, "EUR")) for plan in plans]
    with at_most(2):
        read_all(asks, TODAY)


def test_a_new_objective_computes_its_value_at_once(org, plan):
    RevenueFactory(account=org.account, month=date(2026, 2, 1), amount=1_200)
    values = {"title": "Grow", "measured_by": "revenue", "baseline": 0, "target": 2_400}
    objective = objective_create(plan=plan, values=values, by=org.manager, today=TODAY)
    assert (objective.current, objective.progress) == (1_200, 50)
    line = objective_line(objective)
    assert line.how == "revenue Feb 2026 – Feb 2026 = 1,200 EUR from 1 month"
    assert line.rows_url == f"/accounts/{org.account.pk}/revenue/"


def test_the_page_of_objectives_shows_the_calculation(client, org, plan):
    RevenueFactory(account=org.account, month=date(2026, 2, 1), amount=1_200)
    objective_create(plan=plan, values={"title": "Grow", "measured_by": "revenue"}, by=org.manager, today=TODAY)
    objective = Objective.objects.get()
    client.force_login(org.auditor)
    for url in (
        reverse("planning:objective-list", args=[plan.pk]),
        reverse("planning:objective-detail", args=[objective.pk]),
    ):
        assert b"1,200 EUR from 1 month" in client.get(url).content


def test_measuring_twice_changes_nothing(org, plan):
    RevenueFactory(account=org.account, month=date(2026, 2, 1), amount=1_200)
    ObjectiveFactory(plan=plan, measured_by="revenue")
    assert measures_refresh_all(today=TODAY) == 1
    assert measures_refresh_all(today=TODAY) == 0
    assert AuditEvent.objects.filter(verb="objective.measured").count() == 1
    assert ObjectiveValue.objects.count() == 1


def test_a_value_that_moves_is_kept_over_time_and_one_that_does_not_once_a_month(org, plan):
    RevenueFactory(account=org.account, month=date(2026, 2, 1), amount=100)
    objective = ObjectiveFactory(plan=plan, measured_by="revenue")
    for day in (TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=30)):
        measures_refresh_all(today=day)
    RevenueFactory(account=org.account, month=date(2026, 7, 1), amount=20)
    measures_refresh_all(today=TODAY + timedelta(days=31))
    found = list(objective.values.values_list("day", "value"))
    assert found == [(TODAY, 100), (date(2026, 7, 15), 100), (date(2026, 7, 16), 120)]


def test_measuring_takes_the_same_statements_for_1_and_3_objectives(org, plan, at_most):
    RevenueFactory(account=org.account, month=date(2026, 2, 1), amount=100)
    ObjectiveFactory.create_batch(3, plan=plan, measured_by="revenue")
    rows = list(Objective.objects.select_related("account", "plan"))
    with at_most(8):
        assert objectives_measure(objectives=rows, today=TODAY) == 3


def test_closed_objectives_and_closed_cycles_are_not_measured(org, plan):
    RevenueFactory(account=org.account, month=date(2026, 2, 1), amount=100)
    ObjectiveFactory(plan=plan, measured_by="revenue", status="reached")
    ObjectiveFactory(plan=PlanFactory(account=org.account, name="2025", status="closed"), measured_by="revenue")
    assert measures_refresh_all(today=TODAY) == 0


def test_what_is_typed_is_kept_over_time_and_the_last_of_a_day_counts(org, plan):
    objective = ObjectiveFactory(plan=plan)
    for value in (3, 4):
        objective_measure(objective=objective, current=Decimal(value), by=org.manager, today=TODAY)
    assert list(objective.values.values_list("day", "value", "is_computed")) == [(TODAY, 4, False)]


def test_choosing_another_measure_forgets_the_old_value(org, plan):
    objective = objective_create(plan=plan, values={"title": "T", "current": Decimal(5)}, by=org.manager, today=TODAY)
    changed = objective_update(objective=objective, changes={"measured_by": "revenue"}, by=org.manager, today=TODAY)
    assert (changed.current, objective_line(changed).how) == (None, "")


def test_a_deleted_objective_comes_back_with_its_values(org, plan):
    objective = objective_create(plan=plan, values={"title": "T", "current": Decimal(5)}, by=org.manager, today=TODAY)
    pk = objective.pk
    deletion_undo(events=objective_delete(objective=objective, by=org.manager), by=org.manager)
    assert Objective.objects.get(pk=pk).values.get().value == 5


def test_the_picture_shows_the_way_to_the_target(org, plan):
    objective = ObjectiveFactory(plan=plan, baseline=0, target=10, due_on=date(2026, 12, 1))
    assert way_chart(objective) is None
    objective_measure(objective=objective, current=Decimal(4), by=org.manager, today=TODAY)
    chart = way_chart(objective)
    assert [line.name for line in chart.lines] == ["Measured", "Way to the target"]
