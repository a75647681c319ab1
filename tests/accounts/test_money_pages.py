"""The Money tab and its lists, the white-space grid, products, and deals without a customer."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountFigures, Product
from accounts.selectors.money import month_of
from tests.factories import (
    AccountFactory,
    CellFactory,
    CompetitorFactory,
    ContractFactory,
    OpportunityFactory,
    ProductFactory,
    RevenueFactory,
    UnitFactory,
)


def at(name, *args):
    return reverse(f"accounts:{name}", args=args)


@pytest.fixture
def last_month():
    return month_of(timezone.localdate(), -1)


def test_money_tab_tells_every_figure(client, org, last_month):
    RevenueFactory(account=org.account, month=last_month, amount=12_000)
    RevenueFactory(account=org.account, month=last_month, amount=5, currency="USD", product=ProductFactory())
    ContractFactory(account=org.account, name="Frame contract", ends_on=timezone.localdate())
    CompetitorFactory(account=org.account, name="Rivalis")
    client.force_login(org.auditor)
    html = client.get(at("account-money", org.account.pk)).content.decode()
    for words in ("12k EUR", "Frame contract", "Rivalis", "none, and it ends soon", "1 row in another currency"):
        assert words in html
    assert "Add contract" not in html
    assert "revenue.csv" not in html


def test_money_tab_of_an_unknown_account_shows_no_zero(client, org):
    client.force_login(org.manager)
    html = client.get(at("account-money", org.account.pk)).content.decode()
    assert "No revenue is booked" in html
    assert "0 EUR" not in html


@pytest.mark.parametrize("name", ["account-money", "opportunity-list", "revenue-list", "white-space", "revenue-csv"])
def test_money_pages_are_invisible_to_a_stranger(client, org, name):
    client.force_login(org.stranger)
    assert client.get(at(name, org.account.pk)).status_code == 404


def test_revenue_file_holds_the_months_of_the_picture(client, org, last_month):
    RevenueFactory(account=org.account, month=last_month, amount="12.5")
    client.force_login(org.sponsor)
    answer = client.get(at("revenue-csv", org.account.pk))
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert (len(lines), lines[-1]) == (25, f"{last_month:%Y-%m},12.50,EUR")
    client.force_login(org.auditor)
    assert client.get(at("revenue-csv", org.account.pk)).status_code == 403


def test_money_facts_are_saved_and_checked(client, org):
    client.force_login(org.manager)
    url = at("money-facts", org.account.pk)
    assert client.get(url).status_code == 200
    assert client.post(url, {"credit_rating": 6, "version": 1}).status_code == 422
    assert client.post(url, {"days_late_on": "2999-01-01", "version": 1}).status_code == 422
    assert client.post(url, {"addressable_spend": 400, "credit_rating": "4.5", "version": 1}).status_code == 302
    org.account.refresh_from_db()
    assert (org.account.addressable_spend, float(org.account.credit_rating)) == (400, 4.5)
    client.force_login(org.auditor)
    assert client.get(url).status_code == 403


def test_a_month_is_booked_once_for_a_product(client, org):
    client.force_login(org.manager)
    url = at("revenue-create", org.account.pk)
    form = {"month": "2026-01", "amount": 100, "currency": "EUR"}
    assert client.post(url, form).status_code == 302
    answer = client.post(url, form)
    assert answer.status_code == 422
    assert "has an amount for that product and unit already" in answer.content.decode()
    assert client.post(url, {**form, "month": "2999-01"}).status_code == 422


def test_imported_revenue_says_where_it_comes_from(client, org):
    row = RevenueFactory(account=org.account, source="crm")
    client.force_login(org.manager)
    assert "This row came with an import" in client.get(at("revenue-edit", row.pk)).content.decode()


def test_opportunity_list_is_narrowed_in_place(client, org):
    OpportunityFactory(account=org.account, name="Line two", stage="won")
    OpportunityFactory(account=org.account, name="Line three")
    client.force_login(org.auditor)
    url = at("opportunity-list", org.account.pk)
    html = client.get(url, {"stage": "won"}, headers={"HX-Request": "true", "HX-Target": "deals"}).content.decode()
    assert ("Line two" in html, "Line three" in html, "<html" in html) == (True, False, False)
    assert "No opportunity fits" in client.get(url, {"q": "zzz"}).content.decode()


def test_a_deal_of_another_account_cannot_renew_a_contract(client, org):
    foreign = OpportunityFactory()
    client.force_login(org.manager)
    form = {"name": "Frame", "status": "active", "notice_days": 9, "currency": "EUR", "renewal_deal": foreign.pk}
    answer = client.post(at("contract-create", org.account.pk), form)
    assert list(answer.context["form"].errors) == ["renewal_deal"]


def test_white_space_is_filled_cell_by_cell(client, org):
    unit, product = UnitFactory(account=org.account, name="Dairy"), ProductFactory(name="GTX")
    client.force_login(org.manager)
    assert "Unknown" in client.get(at("white-space", org.account.pk)).content.decode()
    url = at("white-space-cell", org.account.pk, product.pk, unit.pk)
    assert "GTX in Dairy" in client.get(url).content.decode()
    form = {"status": "rival", "current_amount": 9, "potential_amount": 5, "currency": "EUR"}
    assert client.post(url, form).status_code == 422
    assert client.post(url, {**form, "potential_amount": 50}).status_code == 302
    assert AccountFigures.objects.get(account=org.account).white_space == 41
    words = " ".join(client.get(at("white-space", org.account.pk)).content.decode().split())
    assert ("A rival" in words, "9 / 50 EUR" in re.sub("<[^>]+>", "", words)) == (True, True)


def test_white_space_refuses_units_of_others_and_readers(client, org):
    product = ProductFactory()
    client.force_login(org.manager)
    foreign = UnitFactory()
    assert client.get(at("white-space-cell", org.account.pk, product.pk, foreign.pk)).status_code == 404
    client.force_login(org.auditor)
    assert client.get(at("white-space-cell", org.account.pk, product.pk, 0)).status_code == 403


def test_a_cell_that_a_colleague_changed_shows_both(client, org):
    product = ProductFactory()
    cell = CellFactory(account=org.account, product=product, status="unknown")
    client.force_login(org.manager)
    url = at("white-space-cell", org.account.pk, product.pk, 0)
    client.post(url, {"status": "rival", "currency": "EUR", "version": cell.version})
    answer = client.post(url, {"status": "ours", "currency": "EUR", "version": cell.version})
    assert answer.status_code == 409
    assert ("Status: Ours" in answer.content.decode(), "Status: A rival" in answer.content.decode()) == (True, True)


# ---------------------------------------------------------------- products


def test_products_are_edited_by_the_programme_and_seen_by_leaders(client, org):
    ProductFactory(name="GTX Basic", name_key="gtxbasic")
    client.force_login(org.leader)
    assert "GTX Basic" in client.get(at("product-list")).content.decode()
    assert client.get(at("product-create")).status_code == 403
    client.force_login(org.member)
    assert client.get(at("product-list")).status_code == 403
    client.force_login(org.administrator)
    assert client.get(at("product-create")).status_code == 200
    form = {"name": "GTX Pro", "series": "GTX", "list_price": 5, "currency": "EUR"}
    assert client.post(at("product-create"), form).status_code == 302
    assert Product.objects.get(name="GTX Pro").name_key == "gtxpro"


def test_products_count_their_open_deals(client, org):
    used, idle = ProductFactory(name="A"), ProductFactory(name="B")
    for stage in ("early", "late", "won", "lost"):
        OpportunityFactory(account=org.account, product=used, stage=stage)
    client.force_login(org.administrator)
    assert client.get(at("product-list")).context["products"] == [(used, 2), (idle, 0)]


def test_products_that_differ_by_blanks_only_are_one(client, org):
    product = ProductFactory(name="GTX Pro", name_key="gtxpro")
    client.force_login(org.administrator)
    answer = client.post(at("product-create"), {"name": "gtxpro", "currency": "EUR"})
    assert (answer.status_code, "of that name already" in answer.content.decode()) == (422, True)
    form = {"name": "GTX Plus", "currency": "EUR", "version": 1}
    assert client.post(at("product-edit", product.pk), form).status_code == 302
    product.refresh_from_db()
    assert (product.name, product.name_key, product.version) == ("GTX Plus", "gtxplus", 2)
    assert client.post(at("product-edit", product.pk), {**form, "name": "Mine"}).status_code == 409


def test_a_product_in_use_stays(client, org):
    product = ProductFactory()
    CellFactory(account=org.account, product=product)
    client.force_login(org.administrator)
    answer = client.post(at("product-delete", product.pk), follow=True)
    assert "other records name it" in str(next(iter(answer.context["messages"])))
    unused = ProductFactory()
    client.post(at("product-delete", unused.pk))
    assert list(Product.objects.all()) == [product]


# ---------------------------------------------------------------- deals without a customer


def test_unassigned_deals_are_given_to_an_account(client, org):
    deal = OpportunityFactory(account=None, name="Nameless", amount=100)
    client.force_login(org.leader)
    assert "Nameless" in client.get(at("opportunity-unassigned")).content.decode()
    url = at("opportunity-assign", deal.pk)
    assert client.get(url).status_code == 200
    assert client.post(url, {"account": ""}).status_code == 422
    assert client.post(url, {"account": AccountFactory().pk}).status_code == 422
    assert client.post(url, {"account": org.account.pk}).status_code == 302
    deal.refresh_from_db()
    assert deal.account == org.account
    assert AccountFigures.objects.get(account=org.account).pipeline_weighted == 20
    assert client.get(url).status_code == 404


def test_unassigned_deals_are_read_by_auditors_and_nobody_below(client, org):
    deal = OpportunityFactory(account=None)
    client.force_login(org.auditor)
    assert client.get(at("opportunity-unassigned")).status_code == 200
    assert client.post(at("opportunity-assign", deal.pk), {"account": org.account.pk}).status_code == 403
    client.force_login(org.manager)
    assert client.get(at("opportunity-unassigned")).status_code == 403


def test_unassigned_deals_are_edited_by_nobody(client, org):
    deal = OpportunityFactory(account=None)
    client.force_login(org.administrator)
    assert client.get(at("opportunity-edit", deal.pk)).status_code == 403


# ---------------------------------------------------------------- how much is asked


def fill(account, rows):
    for _ in range(rows):
        RevenueFactory(account=account, month=month_of(timezone.localdate(), -1), product=ProductFactory())
        deal = OpportunityFactory(account=account, product=ProductFactory(), amount=5)
        ContractFactory(account=account, renewal_deal=deal)
        CompetitorFactory(account=account, unit=UnitFactory(account=account), product=ProductFactory())
        CellFactory(account=account, unit=UnitFactory(account=account))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    "asked", [("account-money", 14), ("opportunity-list", 6), ("revenue-list", 4), ("white-space", 8)]
)
def test_money_query_counts(client, org, asked, rows, django_assert_num_queries):
    name, queries = asked
    fill(org.account, rows)
    client.force_login(org.manager)
    client.get(at(name, org.account.pk))
    with django_assert_num_queries(queries):
        client.get(at(name, org.account.pk))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("asked", [("product-list", 4), ("opportunity-unassigned", 4)])
def test_list_query_counts(client, org, asked, rows, django_assert_num_queries):
    name, queries = asked
    for _ in range(rows):
        OpportunityFactory(account=None, product=ProductFactory(), owner=org.member)
    client.force_login(org.administrator)
    client.get(at(name))
    with django_assert_num_queries(queries):
        client.get(at(name))
