"""What planning tells viability of the growth that is wanted: the plan's target, else that of the next year (V7)."""

from decimal import Decimal

import pytest

from accounts.models import AccountFigures
from planning.models import GrowthTarget
from planning.sources import growth_wanted
from tests.factories import TODAY, PlanFactory

pytestmark = pytest.mark.django_db


def _wanted(account):
    found = growth_wanted([account.pk], TODAY).get(account.pk)
    return found and found.value


def _earns(account, amount):
    AccountFigures.objects.filter(account=account).update(revenue_12m=amount)


def _target(account, year, amount, **values):
    return GrowthTarget.objects.create(account=account, year=year, amount=amount, **values)


def test_target_of_the_plan_counts_from_the_revenue_that_it_started_from(org):
    _earns(org.account, 150)
    PlanFactory(account=org.account, growth_baseline=100, growth_target=220)
    assert _wanted(org.account) == Decimal(120)


def test_target_of_the_next_year_reaches_viability_without_one_in_the_plan(org):
    _earns(org.account, 150)
    _target(org.account, TODAY.year + 3, 900)
    _target(org.account, TODAY.year + 1, 200)
    _target(org.account, TODAY.year - 1, 500)
    assert _wanted(org.account) == Decimal(50)


def test_target_of_the_plan_comes_before_the_one_of_a_year(org):
    _earns(org.account, 150)
    _target(org.account, TODAY.year, 200)
    PlanFactory(account=org.account, growth_target=400)
    assert _wanted(org.account) == Decimal(250)


def test_growth_is_unknown_without_revenue_in_another_currency_and_where_nothing_grows(org):
    row = _target(org.account, TODAY.year, 200)
    assert _wanted(org.account) is None
    _earns(org.account, 300)
    assert _wanted(org.account) is None
    _earns(org.account, 100)
    GrowthTarget.objects.filter(pk=row.pk).update(currency="USD")
    assert _wanted(org.account) is None


def test_many_accounts_cost_one_query(org, django_assert_num_queries):
    with django_assert_num_queries(1):
        growth_wanted([org.account.pk, 999_999], TODAY)
