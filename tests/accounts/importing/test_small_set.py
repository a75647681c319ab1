"""A small export with every defect that we know, from end to end with exact counts."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from accounts.models import (
    Account,
    AuditEvent,
    Contract,
    ImportRun,
    Opportunity,
    Product,
    Revenue,
    Role,
    Stakeholder,
    Team,
    User,
)
from tests.accounts.importing.conftest import DATA, counts, told

EXPECTED = {
    "accounts.csv": {"rows": 14, "created": 9, "merged": 2, "listed": 3},
    "data_dictionary.csv": {},
    "products.csv": {"rows": 4, "created": 3, "merged": 1},
    "revenue.tsv": {"rows": 7, "created": 2, "merged": 1, "listed": 4},
    "sales_pipeline.csv": {"rows": 17, "created": 10, "merged": 2, "listed": 5},
    "sales_teams.csv": {"rows": 5, "created": 4, "merged": 1},
    "verträge.csv": {"rows": 4, "created": 2, "merged": 1, "listed": 1},
    "联系人.csv": {"rows": 7, "created": 4, "merged": 1, "listed": 2},
}


@pytest.fixture
def run(load: Callable[..., ImportRun]) -> ImportRun:
    """The small set, imported."""
    return load(DATA, options={"currency": "USD"})


def test_every_row_is_counted_once(run: ImportRun) -> None:
    assert counts(run) == EXPECTED
    assert run.rows.count() == sum(one.get("rows", 0) for one in EXPECTED.values())


def test_a_second_time_changes_nothing(run: ImportRun, load: Callable[..., ImportRun]) -> None:
    events = AuditEvent.objects.exclude(verb="import.created").count()
    again = load(DATA)
    known = {
        name: {"unchanged" if outcome == "created" else outcome: rows for outcome, rows in one.items()}
        for name, one in EXPECTED.items()
    }
    assert counts(again) == known
    assert AuditEvent.objects.exclude(verb="import.created").count() == events


def test_the_check_foretells_the_import(
    check: Callable[..., ImportRun], load: Callable[..., ImportRun], db: None
) -> None:
    foretold = check(DATA)
    assert not Account.objects.exists()
    assert not User.objects.filter(external_key__isnull=False).exists()
    real = load(DATA)
    assert foretold.checked == real.counts
    for name in EXPECTED:
        assert told(foretold, name) == told(real, name)


def test_a_check_knows_what_is_unchanged(run: ImportRun, check: Callable[..., ImportRun]) -> None:
    foretold = check(DATA)
    assert counts(foretold)["accounts.csv"] == {"rows": 14, "unchanged": 9, "merged": 2, "listed": 3}
    assert foretold.rows.filter(outcome="unchanged", target_id=None).count() == 0


def test_rows_of_accounts_say_why(run: ImportRun) -> None:
    said = told(run, "accounts.csv")
    near = "“technolgy” is close to “Technology”. It was left as it is."
    assert said[2] == ("created", [near])
    assert said[6] == ("merged", [near, "The same as line 2. Not taken because they differ: name, employees."])
    assert said[7][1] == ["The parent company “Nobody Inc.” is not here; it was left out."]
    assert said[9][1] == ["With “Golddex” as parent the companies would stand in a circle; it was left out."]
    assert said[10][1] == ["The company cannot be its own parent; it was left out."]
    assert said[11] == ("listed", ["There is no name."])
    assert said[12] == ("listed", ["“four and a half” is not a number (annual_revenue)."])
    assert said[15] == ("merged", ["The same as line 8."])


def test_rows_of_deals_say_why(run: ImportRun) -> None:
    said = told(run, "sales_pipeline.csv")
    assert said[3] == ("created", ["“GTXPro” was read as “GTX Pro”."])
    assert said[4] == ("created", ["No account in the file."])
    assert said[7] == ("created", ["The person “Nobody Here” is not here; it was left out."])
    assert said[8] == ("created", ["The product “GTZ 900” is not here; it was left out."])
    assert said[9] == ("created", ["The account “Unheard Of Ltd” is not here."])
    assert said[12] == ("created", ["The stage “Simmering” is not mapped; the stage was left out."])
    assert said[14][1][-1] == "The same as line 3. Not taken because they differ: amount."
    assert said[15] == ("listed", ["The row cannot be read: a quotation mark is not closed."])
    assert said[16] == ("listed", ["The row has more cells than there are headings."])
    assert said[20] == ("listed", ["There is neither an id nor a name that tells the row apart."])


def test_deals_carry_what_the_file_says(run: ImportRun) -> None:
    deal = Opportunity.objects.get(external_id="D002")
    assert (deal.source, deal.name, deal.currency) == ("crm", "GTX Pro D002", "USD")
    assert (deal.account.name, deal.product.name, deal.owner.name) == ("Betatech", "GTX Pro", "Darcel Schlecht")
    assert (deal.stage, deal.source_stage, deal.amount) == ("won", "Won", Decimal("4514.00"))
    assert (deal.engaged_on, deal.close_on) == (date(2016, 10, 25), date(2017, 3, 11))
    assert Opportunity.objects.filter(account=None).count() == 3
    assert Opportunity.objects.get(external_id="D011").stage == "early"


def test_accounts_stand_under_their_parents_with_figures(run: ImportRun) -> None:
    parents = dict(Account.objects.exclude(parent=None).values_list("name", "parent__name"))
    assert parents == {"Bioholding": "Betatech", "Bluth Company": "Acme Corporation", "Golddex": "Inity"}
    assert Account.objects.filter(figures=None).count() == 0
    assert Account.objects.get(name="Acme Corporation").external_id == "acme"
    assert Account.objects.filter(industry="Medical").count() == 2


def test_people_come_with_teams_and_cannot_sign_in(run: ImportRun) -> None:
    anna = User.objects.get(name="Anna Snelling")
    assert (anna.email, anna.role, anna.is_active) == ("anna.snelling@imported.invalid", Role.MANAGER, False)
    assert not anna.has_usable_password()
    assert anna.team.name == "Dustin Brinkmann"
    assert anna.team.parent.name == "Central"
    assert anna.team.path == f"{anna.team.parent.path}{anna.team_id}/"
    dustin = User.objects.get(name="Dustin Brinkmann")
    assert (dustin.role, dustin.is_active, dustin.team) == (Role.LEADER, False, anna.team)
    assert Team.objects.count() == 5


def test_products_are_one_whatever_their_blanks(run: ImportRun) -> None:
    assert set(Product.objects.values_list("name", "currency")) == {
        ("GTX Basic", "USD"), ("GTX Pro", "USD"), ("MG Special", "USD")
    }  # fmt: skip


def test_contacts_come_from_a_chinese_export(run: ImportRun) -> None:
    li = Stakeholder.objects.get(name="李芳")
    assert (li.account.name, li.reports_to.name, li.decision_roles) == ("Acme Corporation", "王小明", ["influencer"])
    assert told(run, "联系人.csv")[4] == (
        "created",
        [
            "“不是邮箱” is not an e-mail address; it was left out.",
            "The role “老板” is not known; it was left out.",
            "“日出” was read as “日出有限公司”.",
        ],
    )
    assert told(run, "联系人.csv")[8][1] == ["The superior “不存在的人” is not at this account; it was left out."]


def test_contracts_come_from_a_western_export(run: ImportRun) -> None:
    contract = Contract.objects.get(name="Wartung Süd")
    assert (contract.starts_on, contract.ends_on) == (date(2025, 4, 1), date(2027, 3, 31))
    assert (contract.annual_value, contract.currency) == (Decimal("12500.50"), "USD")
    assert told(run, "verträge.csv")[3] == ("listed", ["It ends before it starts."])


def test_invoices_of_a_month_are_added_up(run: ImportRun) -> None:
    rows = Revenue.objects.order_by("month").values_list("month", "product__name", "amount", "currency", "source")
    assert list(rows) == [
        (date(2026, 1, 1), "GTX Pro", Decimal("1500.25"), "USD", "crm"),
        (date(2026, 2, 1), None, Decimal("300.00"), "USD", "crm"),
    ]
    said = told(run, "revenue.tsv")
    assert said[3][1][0] == "Added to line 2: the same account, month and product."
    assert said[5] == ("listed", ["Another currency than line 4 for the same account, month and product."])


def test_each_account_has_one_event_of_the_import(run: ImportRun) -> None:
    event = AuditEvent.objects.get(verb="import.ran", account__name="Acme Corporation")
    assert (event.object_id, event.by) == (str(run.pk), run.by)
    assert event.changes == {
        "account.created": [None, 1],
        "contact.created": [None, 2],
        "contract.created": [None, 1],
        "opportunity.created": [None, 1],
    }
    assert AuditEvent.objects.filter(verb="import.ran").count() == 9
