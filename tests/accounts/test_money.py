"""The money figures: what is summed, what is left out, what stays unknown; and what a change sets beside itself."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import AccountFigures, Opportunity, WhiteSpaceCell
from accounts.selectors.money import (
    DealFilter,
    contract_lines,
    month_of,
    opportunities,
    pipeline,
    revenue_by_month,
    white_space_grid,
)
from accounts.selectors.money_page import money_page, revenue_chart
from accounts.services import contracts, deals, money, revenue
from accounts.services.white_space import cell_set
from tests.factories import (
    AccountFactory,
    CellFactory,
    ContractFactory,
    OpportunityFactory,
    ProductFactory,
    RevenueFactory,
    UnitFactory,
)

TODAY = date(2026, 6, 15)


@pytest.fixture
def account(db):
    return AccountFactory()


def figures(account):
    money.figures_refresh(account_ids=[account.pk], today=TODAY)
    return AccountFigures.objects.get(account=account)


def test_months_are_counted_across_years():
    assert month_of(TODAY) == date(2026, 6, 1)
    assert month_of(TODAY, -6) == date(2025, 12, 1)
    assert month_of(date(2026, 12, 31), 1) == date(2027, 1, 1)


def test_revenue_is_the_last_twelve_whole_months(account):
    for month, amount in (
        ("2026-06-01", 1),
        ("2026-05-01", 10),
        ("2025-06-01", 20),
        ("2025-05-01", 40),
        ("2024-05-01", 80),
    ):
        RevenueFactory(account=account, month=month, amount=amount)
    RevenueFactory(account=account, month="2026-05-01", amount=1_000, currency="USD", product=ProductFactory())
    assert (figures(account).revenue_12m, figures(account).revenue_before) == (30, 40)
    months = revenue_by_month(account, TODAY)
    assert (months.last_year, months.year_before, months.change, months.left_out) == (30, 40, Decimal("-0.25"), 1)
    assert (months.months[0], months.months[-1]) == (date(2024, 6, 1), date(2026, 5, 1))


def test_revenue_that_was_never_booked_is_unknown(account):
    assert (figures(account).revenue_12m, figures(account).revenue_before) == (None, None)
    months = revenue_by_month(account, TODAY)
    assert (months.is_known, months.last_year, months.change) == (False, None, None)
    assert revenue_chart(months).is_empty


def test_the_year_before_the_first_booking_is_unknown(account):
    RevenueFactory(account=account, month="2026-01-01", amount=7)
    assert (figures(account).revenue_12m, figures(account).revenue_before) == (7, None)
    assert revenue_by_month(account, TODAY).amounts.count(None) == 19


def test_a_customer_who_stopped_buying_counts_zero(account):
    RevenueFactory(account=account, month="2023-01-01", amount=7)
    assert (figures(account).revenue_12m, figures(account).revenue_before) == (0, 0)


def test_pipeline_weighs_by_probability_or_stage(account):
    for stage, amount, probability in (("early", 100, None), ("mid", 100, None), ("late", 100, None), ("mid", 100, 10)):
        OpportunityFactory(account=account, stage=stage, amount=amount, probability=probability)
    OpportunityFactory(account=account, stage="won", amount=900)
    OpportunityFactory(account=account, stage="mid", amount=None)
    OpportunityFactory(account=account, stage="late", amount=500, currency="USD")
    assert figures(account).pipeline_weighted == 155
    found = pipeline(account)
    assert (found.weighted, found.open_amount, found.without_amount, found.left_out) == (155, 400, 1, 1)
    assert [(stage.stage, stage.count, stage.amount) for stage in found.stages][:2] == [
        ("early", 1, 100),
        ("mid", 3, 200),
    ]


def test_pipeline_is_unknown_without_and_zero_with_closed_deals(account):
    assert (figures(account).pipeline_weighted, pipeline(account).weighted) == (None, None)
    OpportunityFactory(account=account, stage="lost", amount=5)
    assert (figures(account).pipeline_weighted, pipeline(account).weighted) == (0, 0)


def test_white_space_is_possible_less_bought(account):
    unit = UnitFactory(account=account)
    for status, current, potential in (
        ("ours", 40, 100),
        ("rival", None, 50),
        ("not_needed", None, 900),
        ("ours", 30, 20),
        ("unknown", None, None),
    ):
        CellFactory(account=account, unit=unit, status=status, current_amount=current, potential_amount=potential)
    CellFactory(account=account, status="target", potential_amount=1_000, currency="USD", product=ProductFactory())
    assert figures(account).white_space == 110
    grid = white_space_grid(account)
    assert (grid.open, grid.current, grid.left_out, grid.filled, grid.size) == (110, 70, 1, 5, 12)


def test_white_space_falls_back_to_the_spend_we_could_serve(account):
    account.addressable_spend = 500
    account.save()
    assert figures(account).white_space is None
    RevenueFactory(account=account, month="2026-01-01", amount=200)
    assert figures(account).white_space == 300
    found = money_page(account, TODAY)
    assert (found.white_space, found.share_of_wallet) == (300, Decimal("0.4"))


def test_next_contract_end_looks_ahead_at_running_contracts(account):
    ContractFactory(account=account, ends_on="2026-06-14")
    ContractFactory(account=account, ends_on="2026-08-01")
    ContractFactory(account=account, ends_on="2026-07-01", status="renewed")
    assert str(figures(account).next_contract_end_on) == "2026-08-01"


def test_all_accounts_are_computed_in_one_statement_with_a_row_for_each(db, django_assert_num_queries):
    accounts = AccountFactory.create_batch(3)
    for account in accounts:
        RevenueFactory(account=account, month="2026-01-01", amount=account.pk)
    AccountFigures.objects.filter(account=accounts[0]).delete()
    with django_assert_num_queries(1):
        money.figures_refresh(account_ids=None, today=TODAY)
    found = AccountFigures.objects.filter(account__in=accounts).order_by("account")
    assert [row.revenue_12m for row in found] == [account.pk for account in accounts]
    assert (found[0].health_band, found[0].stage, found[0].open_actions) == ("grey", "", 0)


def test_contracts_say_what_their_dates_mean(account):
    ContractFactory(account=account, name="Soon", ends_on="2026-09-01", notice_days=30)
    deal = OpportunityFactory(account=account, stage="mid")
    ContractFactory(account=account, name="Handled", ends_on="2026-09-02", renewal_deal=deal)
    ContractFactory(account=account, name="Over", ends_on="2026-06-01")
    ContractFactory(account=account, name="Old", ends_on="2020-01-01", status="ended")
    lines = contract_lines(account, TODAY)
    assert [line.contract.name for line in lines] == ["Over", "Soon", "Handled", "Old"]
    assert [line.needs_renewal for line in lines] == [False, True, False, False]
    assert [line.is_overdue for line in lines] == [True, False, False, False]
    assert str(lines[1].notice_on) == "2026-08-02"


def test_grid_without_units_is_about_the_whole_account(account):
    ProductFactory(name="A")
    grid = white_space_grid(account)
    assert ([row.unit for row in grid.rows], grid.size, grid.filled_share) == ([None], 1, 0.0)


def test_a_cell_is_made_once_and_then_changed(org):
    product = ProductFactory()
    first = cell_set(account=org.account, unit=None, product=product, values={"status": "rival"}, by=org.manager)
    values = {"status": "target", "potential_amount": Decimal(70)}
    cell_set(account=org.account, unit=None, product=product, values=values, by=org.manager, version=first.version)
    cell = WhiteSpaceCell.objects.get()
    assert (cell.status, cell.potential_amount, cell.version) == ("target", 70, 2)
    assert AccountFigures.objects.get(account=org.account).white_space == 70


def test_every_change_of_money_updates_the_figures(org):
    row = revenue.revenue_create(
        account=org.account, values={"month": month_of(timezone.localdate(), -1), "amount": Decimal(9)}, by=org.manager
    )
    assert AccountFigures.objects.get(account=org.account).revenue_12m == 9
    revenue.revenue_update(revenue=row, changes={"amount": Decimal(11)}, by=org.manager)
    assert AccountFigures.objects.get(account=org.account).revenue_12m == 11
    revenue.revenue_delete(revenue=row, by=org.manager)
    assert AccountFigures.objects.get(account=org.account).revenue_12m is None


def test_a_won_deal_without_a_day_closes_today(org):
    deal = deals.opportunity_create(account=org.account, values={"name": "A"}, by=org.manager)
    assert deal.engaged_on == timezone.localdate()
    deal = deals.opportunity_update(opportunity=deal, changes={"stage": "won"}, by=org.manager)
    assert deal.close_on == timezone.localdate()


def test_a_deleted_deal_is_taken_out_of_its_contract(org):
    deal = OpportunityFactory(account=org.account)
    contract = ContractFactory(account=org.account, renewal_deal=deal)
    deals.opportunity_delete(opportunity=deal, by=org.manager)
    contract.refresh_from_db()
    assert (contract.renewal_deal, Opportunity.objects.count()) == (None, 0)


def test_a_renewal_chance_is_dated(org):
    values = {"name": "Frame", "renewal_chance": 50}
    contract = contracts.contract_create(account=org.account, values=values, by=org.manager)
    assert contract.renewal_chance_on == timezone.localdate()
    changes = {"renewal_chance": 70, "renewal_chance_on": date(2026, 1, 5)}
    contract = contracts.contract_update(contract=contract, changes=changes, by=org.manager)
    assert contract.renewal_chance_on == date(2026, 1, 5)
    contract = contracts.contract_update(contract=contract, changes={"renewal_chance": 80}, by=org.manager)
    assert contract.renewal_chance_on == timezone.localdate()


def test_payment_is_dated_when_it_changes(org):
    account = money.money_facts_update(account=org.account, changes={"days_late": Decimal(9)}, by=org.manager)
    assert (account.days_late, account.days_late_on) == (9, timezone.localdate())


@pytest.mark.parametrize(
    ("narrow", "names"),
    [
        (DealFilter(), ["Soon", "Later", "Won"]),
        (DealFilter(stage="open"), ["Soon", "Later"]),
        (DealFilter(stage="won"), ["Won"]),
        (DealFilter(q="OO"), ["Soon"]),
        (DealFilter(sort="-amount"), ["Later", "Won", "Soon"]),
        (DealFilter(sort="nonsense"), ["Soon", "Later", "Won"]),
    ],
)
def test_deals_are_narrowed_and_sorted(account, narrow, names):
    OpportunityFactory(account=account, name="Later", amount=9, close_on="2026-09-01")
    OpportunityFactory(account=account, name="Soon", amount=1, close_on="2026-07-01")
    OpportunityFactory(account=account, name="Won", amount=5, stage="won")
    assert [deal.name for deal in opportunities(account, narrow)] == names
