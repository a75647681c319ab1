"""What happens when rows meet records that are here already."""

from collections.abc import Callable

import pytest

from accounts.importing.running import Driver
from accounts.models import Account, AuditEvent, ImportRun, Opportunity, Product, Stakeholder, User
from accounts.services.rows import row_create, row_update
from tests.accounts.importing.conftest import counts, told
from tests.factories import AccountFactory, StakeholderFactory, UserFactory

Load = Callable[..., ImportRun]
ACCOUNTS = "Id,Account Name,Industry,Employees,Website,Phone\n"


def test_a_changed_row_updates_its_record_and_tells_from_and_to(load: Load, administrator: User) -> None:
    load({"accounts.csv": f"{ACCOUNTS}A1,Acme,retail,10,,\n"})
    run = load({"accounts.csv": f"{ACCOUNTS}A1,Acme Foods,retail,12,,\n"})
    assert counts(run) == {"accounts.csv": {"rows": 1, "updated": 1}}
    account = Account.objects.get()
    assert (account.name, account.name_key, account.employees, account.version) == ("Acme Foods", "acme foods", 12, 2)
    event = AuditEvent.objects.get(verb="account.import_updated")
    assert event.changes == {"name": ["Acme", "Acme Foods"], "employees": [10, 12]}
    assert (event.account, event.by, event.reason) == (account, administrator, f"crm {run.pk}, accounts.csv:2")


def test_an_empty_cell_clears_nothing(load: Load) -> None:
    load({"accounts.csv": f"{ACCOUNTS}A1,Acme,retail,10,acme.com,\n"})
    run = load({"accounts.csv": f"{ACCOUNTS}A1,Acme,,,,\n"})
    assert counts(run) == {"accounts.csv": {"rows": 1, "unchanged": 1}}
    assert Account.objects.get().employees == 10


def test_what_somebody_edited_here_is_kept(load: Load, administrator: User) -> None:
    load({"accounts.csv": f"{ACCOUNTS}A1,Acme,retail,10,,\n"})
    row_update(Account.objects.get(), changes={"industry": "food"}, by=administrator)
    run = load({"accounts.csv": f"{ACCOUNTS}A1,Acme,retail,12,,\n"})
    assert told(run) == {2: ("updated", ["Kept what was edited here: industry."])}
    assert list(Account.objects.values_list("industry", "employees")) == [("food", 12)]
    again = load({"accounts.csv": f"{ACCOUNTS}A1,Acme,retail,12,,\n"})
    assert told(again) == {2: ("unchanged", ["Kept what was edited here: industry."])}


def test_the_crm_wins_where_the_source_says_so(load: Load, administrator: User) -> None:
    load({"accounts.csv": f"{ACCOUNTS}A1,Acme,retail,10,,\n"})
    row_update(Account.objects.get(), changes={"industry": "food"}, by=administrator)
    load({"accounts.csv": f"{ACCOUNTS}A1,Acme,retail,10,,\n"}, crm_wins=["account.industry"])
    assert Account.objects.get().industry == "retail"
    # The CRM had the last word, so the field is its own from now on.
    load({"accounts.csv": f"{ACCOUNTS}A1,Acme,wholesale,10,,\n"}, crm_wins=[])
    assert Account.objects.get().industry == "wholesale"


def test_an_account_entered_here_gets_the_id_of_its_row(load: Load, administrator: User) -> None:
    account = row_create(Account(name="Acme GmbH", name_key="acme", sort_key="acme", industry="food"), by=administrator)
    run = load({"accounts.csv": f"{ACCOUNTS}A1,ACME,retail,10,,\n"})
    said = "Joined with the record of this name that was here already."
    assert told(run) == {2: ("merged", [said, "Kept what was edited here: name, industry."])}
    account.refresh_from_db()
    assert (account.source, account.external_id, account.employees) == ("crm", "A1", 10)
    assert counts(load({"accounts.csv": f"{ACCOUNTS}A1,ACME,,10,,\n"})) == {"accounts.csv": {"rows": 1, "unchanged": 1}}


def test_another_website_means_another_company(load: Load) -> None:
    AccountFactory(name="Acme", name_key="acme", website="https://acme.com", domain="acme.com")
    run = load({"accounts.csv": f"{ACCOUNTS}A1,Acme,,,acme.cn,\n"})
    assert told(run) == {2: ("created", ["Another account has the same name (KAM)."])}
    assert Account.objects.get(external_id="A1").domain == "acme.cn"


def test_the_website_chooses_among_accounts_of_one_name(load: Load) -> None:
    AccountFactory(name="Acme", name_key="acme")
    right = AccountFactory(name="Acme", name_key="acme", domain="acme.cn")
    load({"accounts.csv": f"{ACCOUNTS}A1,Acme,,,acme.cn,\n"})
    right.refresh_from_db()
    assert right.external_id == "A1"


def test_several_accounts_of_one_name_keep_the_row_out(load: Load) -> None:
    AccountFactory.create_batch(2, name="Acme", name_key="acme")
    run = load({"accounts.csv": f"{ACCOUNTS}A1,Acme,,,,\n"})
    assert told(run) == {2: ("listed", ["Several accounts here have this name. Give one of them the id of this row."])}


def test_two_sources_keep_their_own_records(load: Load) -> None:
    load({"accounts.csv": f"{ACCOUNTS}A1,Acme,retail,,,\n"}, source="one")
    run = load({"accounts.csv": f"{ACCOUNTS}A1,Acme,food,,,\n"}, source="two")
    assert told(run) == {2: ("created", ["Another account has the same name (one)."])}
    assert Account.objects.count() == 2


def test_duplicates_are_found_across_blocks_and_files(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    go = Driver.__init__
    monkeypatch.setattr(Driver, "__init__", lambda self, run, report, by, _size: go(self, run, report, by, 1))
    files = {
        "a.csv": "Opportunity ID,Account,Deal Stage,Amount\n1,,Won,5\n2,,Won,6\n1,,Won,5\n",
        "b.csv": "Opportunity ID,Account,Deal Stage,Amount\n2,,Won,7\n3,,Won,8\n",
    }
    run = load(files)
    assert counts(run) == {
        "a.csv": {"rows": 3, "created": 2, "merged": 1},
        "b.csv": {"rows": 2, "created": 1, "merged": 1},
    }
    assert told(run, "a.csv")[4] == ("merged", ["No account in the file.", "The same as line 2."])
    assert told(run, "b.csv")[2][1][-1] == "The same as line 3. Not taken because they differ: amount."
    again = load(files)
    assert counts(again)["b.csv"] == {"rows": 2, "unchanged": 1, "merged": 1}
    event = AuditEvent.objects.filter(verb="import.ran")
    assert not event.exists()  # the deals have no account


def test_deals_without_ids_are_told_apart_by_account_and_name(load: Load) -> None:
    AccountFactory(name="Acme", name_key="acme")
    head = "Opportunity Name,Account,Deal Stage,Amount\n"
    run = load({"deals.csv": f"{head}Roof,Acme,Won,5\nRoof,Acme,Won,5\nRoof,Acme,Won,9\nRoof,,Won,9\n"})
    assert told(run) == {
        2: ("created", []),
        3: ("merged", ["The same as line 2."]),
        4: ("listed", ["The same name as line 2, but other values (amount). Give both an id."]),
        5: ("created", ["No account in the file."]),
    }
    assert Opportunity.objects.count() == 2


def test_an_assigned_deal_keeps_its_account(load: Load, administrator: User) -> None:
    files = {"deals.csv": "Opportunity ID,Account,Deal Stage,Amount\n1,,Won,5\n"}
    load(files)
    account = AccountFactory()
    row_update(Opportunity.objects.get(), changes={"account": account}, by=administrator)
    assert counts(load(files)) == {"deals.csv": {"rows": 1, "unchanged": 1}}
    assert Opportunity.objects.get().account == account


def test_an_owner_makes_the_account_manager_and_the_team(load: Load) -> None:
    run = load(
        {
            "people.csv": "Sales Agent,Manager,Regional Office\nAnna Snelling,Dustin Brinkmann,Central\n",
            "accounts.csv": "Account Name,Owner\nAcme,Anna Snelling\nBee,Nobody Here\n",
        }
    )
    acme = Account.objects.get(name="Acme")
    assert (acme.manager.name, acme.team.name) == ("Anna Snelling", "Dustin Brinkmann")
    assert told(run, "accounts.csv")[3] == ("created", ["The person “Nobody Here” is not here; it was left out."])


def test_people_are_known_by_their_address(load: Load) -> None:
    person = UserFactory(name="Anna S.", email="Anna@example.com", is_active=True)
    head = "Employee,Email,Title,Manager\n"
    run = load({"people.csv": f"{head}Anna Snelling,anna@example.com,Key account manager,Dustin Brinkmann\n"})
    said = told(run)[2]
    assert said[0] == "merged"
    assert said[1][0] == "Joined with the person of this e-mail address who was here already."
    assert "Anna Snelling signs in here already: role and team were left as they are." in said[1]
    person.refresh_from_db()
    assert (person.title, person.email, person.role, person.team) == (
        "Key account manager", "Anna@example.com", "member", None
    )  # fmt: skip


def test_people_of_one_name_get_addresses_of_their_own(load: Load) -> None:
    load({"people.csv": "User Id,Employee,Region\n1,Li Wei,North\n2,Li Wei,South\n3,李伟,South\n"})
    addresses = User.objects.filter(external_key__isnull=False).order_by("external_key").values_list("email", flat=True)
    assert list(addresses) == ["li.wei@imported.invalid", "li.wei-2@imported.invalid", "li.wei-3@imported.invalid"]


def test_a_contact_entered_here_gets_the_id_of_its_row(load: Load) -> None:
    account = AccountFactory(name="Acme", name_key="acme")
    known = StakeholderFactory(account=account, name="Wang Xiaoming", email="wang@acme.example", stance=1)
    run = load(
        {"contacts.csv": "Contact ID,Account Name,Full Name,Email,Title\nC1,Acme,X. Wang,WANG@acme.example,CEO\n"}
    )
    assert counts(run) == {"contacts.csv": {"rows": 1, "merged": 1}}
    known.refresh_from_db()
    assert (known.external_id, known.title, known.stance, known.name) == ("C1", "CEO", 1, "X. Wang")


def test_superiors_are_found_by_id_and_never_in_a_circle(load: Load) -> None:
    AccountFactory(name="Acme", name_key="acme")
    head = "Contact ID,Account Name,Full Name,Title,Reports To\n"
    rows = "C1,Acme,Ann,Boss,C2\nC2,Acme,Ben,Chief,Cid\nC3,Acme,Cid,Chair,C1\n"
    run = load({"contacts.csv": head + rows})
    assert dict(Stakeholder.objects.values_list("name", "reports_to__name")) == {
        "Ann": "Ben",
        "Ben": "Cid",
        "Cid": None,
    }
    assert told(run)[4][1] == ["With “C1” as superior people would report in a circle; it was left out."]


def test_a_parent_that_changes_is_an_update(load: Load, administrator: User) -> None:
    head = "Account Name,Parent Account\n"
    load({"accounts.csv": f"{head}Acme,\nBee,\nCid,Acme\n"})
    run = load({"accounts.csv": f"{head}Acme,\nBee,\nCid,Bee\n"})
    assert counts(run) == {"accounts.csv": {"rows": 3, "unchanged": 2, "updated": 1}}
    cid = Account.objects.get(name="Cid")
    assert (cid.parent.name, cid.version) == ("Bee", 2)
    row_update(cid, changes={"parent": None}, by=administrator)
    run = load({"accounts.csv": f"{head}Acme,\nBee,\nCid,Bee\n"})
    assert told(run)[4] == ("unchanged", ["Kept what was edited here: parent."])


def test_a_known_product_keeps_its_spelling(load: Load) -> None:
    load({"products.csv": "Product,Series,Price\nGTX Pro,GTX,100\n"})
    run = load({"products.csv": "Product,Series,Price\nGTXPRO,GTX,110\n"})
    assert counts(run) == {"products.csv": {"rows": 1, "updated": 1}}
    assert list(Product.objects.values_list("name", "list_price")) == [("GTX Pro", 110)]


@pytest.mark.parametrize(("cell", "stored"), [("Tab\there", "Tab here"), ("Back\\slash \\N", "Back\\slash \\N")])
def test_signs_that_copy_treats_specially_arrive_unharmed(load: Load, cell: str, stored: str) -> None:
    run = load({"accounts.csv": f'Account Name,Description\n"{cell}","first\nsecond\\t"\n'})
    account = Account.objects.get()
    assert (account.name, account.description) == (stored, "first\nsecond\\t")
    assert run.rows.get().raw == f'"{cell}","first\nsecond\\t"'
