"""Entering and editing accounts, archiving them, and their company group."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Account, AccountFigures, AuditEvent
from accounts.selectors.accounts import group_of, is_below, likely_duplicates
from accounts.services.accounts import account_create, account_update, accounts_assign
from accounts.services.rows import StaleRow, row_update
from tests.factories import AccountFactory

NEW = "/accounts/new/"


def values(**changes):
    return {"name": "Borealis AG", "currency": "EUR", "language": "en", "time_zone": "UTC", **changes}


def edit(account) -> str:
    return reverse("accounts:account-edit", args=[account.pk])


def facts(account, **changes):
    return values(name=account.name, version=account.version, **changes)


# ---------------------------------------------------------------- entering


def test_create_enters_the_company_with_its_keys_and_figures(client, org):
    client.force_login(org.manager)
    response = client.post(NEW, values(manager=org.manager.pk, website="https://www.Borealis.com/de"))
    account = Account.objects.get(name="Borealis AG")
    assert response.headers["Location"] == f"/accounts/{account.pk}/"
    assert (account.name_key, account.sort_key, account.domain) == ("borealis", "borealis ag", "borealis.com")
    assert AccountFigures.objects.filter(pk=account.pk).exists()
    event = AuditEvent.objects.get(verb="account.created", account=account)
    assert event.changes["name"] == [None, "Borealis AG"]
    assert "name_key" not in event.changes


def test_create_shows_what_is_wrong_and_keeps_what_was_typed(client, org):
    client.force_login(org.manager)
    response = client.post(NEW, values(name="", city="Bonn", time_zone="Mars/Olympus"))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "time_zone", "manager"}
    assert 'value="Bonn"' in response.content.decode()


def test_create_takes_any_time_zone_of_the_world(client, org):
    client.force_login(org.manager)
    client.post(NEW, values(manager=org.manager.pk, time_zone="Pacific/Chatham"))
    assert Account.objects.get(name="Borealis AG").time_zone == "Pacific/Chatham"


def test_create_refuses_an_account_that_one_would_not_see(client, org):
    client.force_login(org.manager)
    response = client.post(NEW, values(manager=org.stranger.pk))
    assert response.status_code == 422
    assert "would not see" in response.context["form"].errors["manager"][0]
    client.force_login(org.leader)
    assert client.post(NEW, values(team=org.berlin.pk)).status_code == 302


def test_create_offers_only_teams_of_ones_own(client, org):
    client.force_login(org.leader)
    response = client.post(NEW, values(team=org.south.pk, manager=org.leader.pk))
    assert response.status_code == 422
    assert "team" in response.context["form"].errors


def test_create_hints_at_a_company_that_is_here_already(client, org):
    client.force_login(org.manager)
    response = client.post(NEW, values(name="AURORA FOODS GmbH", manager=org.manager.pk))
    assert response.status_code == 422
    assert [account.name for account in response.context["duplicates"]] == ["Aurora Foods"]
    assert client.post(NEW, values(name="AURORA FOODS GmbH", manager=org.manager.pk, is_new="on")).status_code == 302


def test_create_does_not_betray_companies_of_others(client, org):
    client.force_login(org.stranger)
    assert client.post(NEW, values(name="Aurora Foods", manager=org.stranger.pk)).status_code == 302


@pytest.mark.parametrize(
    ("who", "status"),
    [("administrator", 200), ("leader", 200), ("manager", 200), ("member", 403), ("sponsor", 403), ("auditor", 403)],
)
def test_create_is_for_those_who_may(client, org, who, status):
    client.force_login(getattr(org, who))
    assert client.get(NEW).status_code == status


def test_duplicates_fragment_names_what_the_reader_may_see(client, org):
    AccountFactory(name="Aurora Foods Ltd", name_key="aurora foods", team=org.south)
    client.force_login(org.manager)
    html = client.get("/accounts/duplicates/", {"name": "The Aurora Foods Inc."}).content.decode()
    assert "Aurora Foods</a>" in html
    assert "Ltd" not in html


def test_likely_duplicates_also_go_by_the_website(org):
    Account.objects.filter(pk=org.account.pk).update(domain="aurora.example")
    found = likely_duplicates(org.manager, name="Other", website="http://www.aurora.example/x")
    assert found == [org.account]


# ---------------------------------------------------------------- editing


def test_edit_changes_the_facts_and_follows_the_name(client, org):
    client.force_login(org.member)
    response = client.post(edit(org.account), {**facts(org.account), "name": "Boreal GmbH", "city": "Bonn"})
    account = Account.objects.get(pk=org.account.pk)
    assert response.status_code == 302
    assert (account.name, account.name_key, account.sort_key, account.city) == (
        "Boreal GmbH",
        "boreal",
        "boreal gmbh",
        "Bonn",
    )
    assert AuditEvent.objects.latest("pk").changes == {"name": ["Aurora Foods", "Boreal GmbH"], "city": ["", "Bonn"]}


def test_edit_offers_the_team_to_who_manages_only(client, org):
    client.force_login(org.member)
    assert "team" not in client.get(edit(org.account)).context["form"].fields
    client.post(edit(org.account), facts(org.account, team=org.south.pk))
    assert Account.objects.get(pk=org.account.pk).team == org.berlin
    client.force_login(org.administrator)
    client.post(edit(org.account), facts(org.account, team=org.south.pk))
    assert Account.objects.get(pk=org.account.pk).team == org.south


def test_edit_shows_what_is_wrong_and_the_stored_name_above(client, org):
    client.force_login(org.manager)
    response = client.post(edit(org.account), {**facts(org.account), "name": "", "website": "no address"})
    assert response.status_code == 422
    assert "<h1>Aurora Foods</h1>" in response.content.decode()


def test_edit_of_the_same_field_by_two_shows_both(client, org):
    opened = facts(org.account, city="Bonn")
    row_update(org.account, changes={"city": "Ulm"}, by=org.member)
    client.force_login(org.manager)
    response = client.post(edit(org.account), opened)
    html = response.content.decode()
    assert response.status_code == 409
    assert "City: Bonn" in html
    assert "City: Ulm" in html
    assert Account.objects.get(pk=org.account.pk).city == "Ulm"


def test_edit_of_other_fields_by_two_is_no_conflict(org):
    account_update(account=org.account, changes={"website": "https://a.example"}, by=org.member, version=1)
    account = account_update(account=org.account, changes={"name": "Boreal"}, by=org.manager, version=1)
    assert (account.name, account.domain, account.version) == ("Boreal", "a.example", 3)
    with pytest.raises(StaleRow):
        account_update(account=org.account, changes={"name": "Austral"}, by=org.manager, version=1)


@pytest.mark.parametrize(
    ("who", "status"),
    [("leader", 200), ("manager", 200), ("member", 200), ("sponsor", 403), ("auditor", 403), ("stranger", 404)],
)
def test_edit_is_for_those_who_may(client, org, who, status):
    client.force_login(getattr(org, who))
    assert client.get(edit(org.account)).status_code == status


def test_edit_opens_as_a_panel_for_htmx(client, org):
    client.force_login(org.manager)
    response = client.get(edit(org.account), headers={"HX-Request": "true", "HX-Target": "side"})
    html = response.content.decode()
    assert "<html" not in html
    assert 'id="side"' in html


def test_intent_is_edited_by_itself(client, org):
    url = reverse("accounts:intent-edit", args=[org.account.pk])
    client.force_login(org.member)
    assert client.get(url).status_code == 200
    client.post(url, {"theme": "expand", "intent": "Grow with them.", "version": org.account.version})
    account = Account.objects.get(pk=org.account.pk)
    assert (account.theme, account.intent) == ("expand", "Grow with them.")
    client.force_login(org.sponsor)
    assert client.post(url, {"theme": "protect"}).status_code == 403


# ---------------------------------------------------------------- archive


def test_archive_and_back(client, org):
    client.force_login(org.manager)
    client.post(reverse("accounts:account-archive", args=[org.account.pk]), {"reason": "Merged"})
    assert client.get("/accounts/?view=all").context["listing"].rows == []
    assert client.get("/accounts/?view=all&archived=on").context["listing"].rows == [org.account]
    assert AuditEvent.objects.get(verb="account.archived").reason == "Merged"
    client.post(reverse("accounts:account-restore", args=[org.account.pk]))
    assert client.get("/accounts/?view=all").context["listing"].rows == [org.account]


def test_archive_is_for_who_manages(client, org):
    url = reverse("accounts:account-archive", args=[org.account.pk])
    for who, status in (("member", 403), ("auditor", 403), ("stranger", 404)):
        client.force_login(getattr(org, who))
        assert client.post(url).status_code == status
    assert client.get(url).status_code == 405


# ---------------------------------------------------------------- services and the group


def test_accounts_assign_counts_what_changed(org):
    other = AccountFactory(manager=org.member)
    assert accounts_assign(accounts=[org.account, other], changes={"manager": org.member}, by=org.administrator) == 1


def test_a_company_cannot_belong_to_itself(org):
    middle = account_create(values={"name": "Middle", "parent": org.account}, by=org.manager)
    below = account_create(values={"name": "Below", "parent": middle}, by=org.manager)
    assert is_below(below, org.account)
    for parent in (below, org.account):
        with pytest.raises(ValidationError):
            account_update(account=org.account, changes={"parent": parent}, by=org.manager)


def test_group_counts_only_what_the_reader_may_open(org):
    mine = AccountFactory(name="Mine", parent=org.account, manager=org.manager)
    foreign = AccountFactory(name="Foreign", parent=org.account, team=org.south)
    for account, amount in ((org.account, 100), (mine, 20), (foreign, 7)):
        AccountFigures.objects.filter(pk=account.pk).update(revenue_12m=amount)
    seen = group_of(Account.objects.select_related("figures").get(pk=org.account.pk), org.manager)
    every = group_of(Account.objects.select_related("figures").get(pk=org.account.pk), org.administrator)
    assert ([row.name for row in seen.subsidiaries], seen.revenue, seen.counted) == (["Mine"], {"EUR": Decimal(120)}, 2)
    assert (every.revenue, every.counted) == ({"EUR": Decimal(127)}, 3)
    assert group_of(foreign, org.stranger).parent is None
