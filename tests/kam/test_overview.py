"""The overview of one account."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Account, AccountFigures, Interaction
from kam.overview import Way, account_overview
from tests.factories import (
    AccountFactory,
    ActionFactory,
    ContractFactory,
    LinkFactory,
    ObjectiveFactory,
    PlanFactory,
    ReviewFactory,
    StakeholderFactory,
)

DAY = date(2026, 6, 15)


def url(org) -> str:
    return reverse("account-overview", args=[org.account.pk])


def fill(org, rows: int) -> None:
    plan = PlanFactory(account=org.account, growth_baseline=100, growth_target=200)
    for number in range(rows):
        ObjectiveFactory(plan=plan, owner=org.member, due_on=DAY + timedelta(days=number))
        ActionFactory(account=org.account, owner=org.member, due_on=DAY)
        ContractFactory(account=org.account)
        person = StakeholderFactory(account=org.account, influence=4, stance=1)
        LinkFactory(stakeholder=person, user=org.member, last_contact_on=DAY)
        ReviewFactory(account=org.account, lead=org.leader, due_on=DAY)
        AccountFactory(parent=org.account, manager=org.manager)
        note = Interaction.objects.create(account=org.account, author=org.member, happened_on=DAY, summary="Met")
        note.stakeholders.add(person)


@pytest.mark.parametrize("rows", [1, 3])
def test_overview_query_count(client, org, rows, django_assert_num_queries):
    fill(org, rows)
    client.force_login(org.manager)
    client.get(url(org))  # the first reading of a sitting is recorded
    with django_assert_num_queries(20):
        client.get(url(org))


def test_an_empty_account_says_what_to_do(client, org):
    client.force_login(org.manager)
    html = client.get(url(org)).content.decode()
    for words in ("Nobody has written down yet", "There is no plan yet", "Not scored yet", "Nothing has a date"):
        assert words in html


@pytest.mark.parametrize("who", ["administrator", "leader", "manager", "member", "sponsor", "auditor"])
def test_everybody_with_a_standing_reads_it(client, org, who):
    fill(org, 2)
    client.force_login(getattr(org, who))
    assert client.get(url(org)).status_code == 200


def test_stance_is_not_drawn_for_the_leader(org):
    fill(org, 2)
    assert account_overview(org.account, org.manager, DAY).grid is not None
    seen = account_overview(org.account, org.leader, DAY)
    assert (seen.grid, seen.may_see_grid) == (None, False)
    assert not any(line.gap.is_sensitive for line in seen.gaps)


def test_next_dates_are_the_five_soonest(org):
    fill(org, 3)
    dates = account_overview(org.account, org.manager, DAY).dates
    assert [thing.on for thing in dates] == [DAY] * 5


def test_the_quick_note_is_kept(client, org):
    client.force_login(org.member)
    form = {"summary": "They want an offer.", "kind": "call", "happened_on": "2026-06-01", "people": org.member.pk}
    response = client.post(reverse("accounts:interaction-create", args=[org.account.pk]), {**form, "next": url(org)})
    assert response.headers["Location"] == url(org)
    note = Interaction.objects.get()
    assert (note.summary, note.author, list(note.people.all())) == ("They want an offer.", org.member, [org.member])


def test_who_may_only_look_gets_no_forms(client, org):
    client.force_login(org.auditor)
    html = client.get(url(org)).content.decode()
    assert "Quick note" not in html
    assert "Edit intent" not in html


def test_way_to_the_target():
    way = Way(Decimal(100), Decimal(150), Decimal(200), None, "EUR", Decimal(60))
    assert (way.missing, way.share, way.is_covered) == (50, 50, True)
    unknown = Way(None, None, Decimal(200), None, "EUR", None)
    assert (unknown.missing, unknown.share, unknown.is_covered) == (None, None, None)
    beyond = Way(Decimal(100), Decimal(250), Decimal(200), None, "EUR", Decimal(0))
    assert (beyond.missing, beyond.share, beyond.is_covered) == (0, 100, True)


def test_amounts_of_two_currencies_are_never_compared(org):
    PlanFactory(account=org.account, growth_target=200, currency="USD")
    AccountFigures.objects.filter(pk=org.account.pk).update(revenue_12m=150)
    account = Account.objects.select_related("figures").get(pk=org.account.pk)
    way = account_overview(account, org.manager, DAY).way
    assert way is not None
    assert (way.target, way.now, way.missing) == (200, None, None)
