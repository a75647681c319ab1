"""The gap rules, one by one, and the figure that counts them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.changes import CALLBACKS
from accounts.models import AccountFigures, DecisionRole, Stakeholder
from accounts.selectors.gaps import Severity, gaps_between, relationship_gaps
from accounts.selectors.stakeholders import people_of
from accounts.services import links, stakeholders
from accounts.services.gaps import gaps_refresh, gaps_refresh_all
from tests.factories import AccountFactory, CellFactory, LinkFactory, RevenueFactory, StakeholderFactory, UnitFactory

TODAY = date(2026, 6, 15)


def gaps_of(account, today=TODAY, **kwargs):
    return {gap.id: gap for gap in relationship_gaps([account.pk], today, **kwargs)[account.pk]}


def names(gap):
    return [one.name for one in gap.concerned]


def add(account, name, *, entered=TODAY, **fields):
    person = StakeholderFactory(account=account, name=name, **fields)
    moment = timezone.make_aware(timezone.datetime(entered.year, entered.month, entered.day, 12))
    Stakeholder.objects.filter(pk=person.pk).update(created_at=moment)
    return person


def know(person, user, days=1, **fields):
    return LinkFactory(stakeholder=person, user=user, last_contact_on=TODAY - timedelta(days=days), **fields)


@pytest.fixture
def whole(org):
    """An account without any gap."""
    users = (org.manager, org.member, org.sponsor)
    roles = ([DecisionRole.ECONOMIC_BUYER], [], [])
    for at, user in enumerate(users):
        person = add(org.account, f"Person {at}", influence=(4, 4, 5)[at], stance=1, decision_roles=roles[at])
        know(person, user, strength=3, is_primary=True)
    return org.account


def test_a_whole_map_has_no_gap(whole):
    assert gaps_of(whole) == {}


def test_an_empty_map_lacks_a_buyer_a_friend_and_contacts(org):
    gaps = gaps_of(org.account)
    assert list(gaps) == ["G01", "G02", "G04", "G10"]
    assert [gap.severity for gap in gaps.values()] == [*(Severity.RED,) * 2, *(Severity.AMBER,) * 2]
    assert f"/accounts/{org.account.pk}/stakeholders/new/" in gaps["G01"].url


def test_g01_wants_a_buyer_with_a_name(whole):
    Stakeholder.objects.filter(name="Person 0").update(is_placeholder=True)
    assert "G01" in gaps_of(whole)
    Stakeholder.objects.filter(name="Person 1").update(decision_roles=[DecisionRole.APPROVER])
    assert "G01" not in gaps_of(whole)


def test_g02_wants_a_friend_with_influence_of_three(whole):
    Stakeholder.objects.update(stance=0)
    assert gaps_of(whole)["G02"].is_sensitive
    Stakeholder.objects.filter(name="Person 1").update(stance=1, influence=3)
    assert "G02" not in gaps_of(whole)


def test_g03_finds_a_single_thread(whole):
    Stakeholder.objects.exclude(name="Person 0").update(stance=0)
    assert names(gaps_of(whole)["G03"]) == ["Person 0"]


def test_g04_counts_people_with_contact_in_ninety_days(whole):
    link = whole.stakeholders.first().links.get()
    links_query = type(link).objects.filter(pk=link.pk)
    links_query.update(last_contact_on=TODAY - timedelta(days=90), rhythm_days=500)
    assert "G04" not in gaps_of(whole)
    links_query.update(last_contact_on=TODAY - timedelta(days=91))
    assert "fewer than three people: 2." in str(gaps_of(whole)["G04"].text)


def test_g05_names_key_players_whom_nobody_keeps(org, whole):
    veto = add(whole, "Veto", influence=1, has_veto=True, stance=0)
    know(veto, org.member, is_primary=False)
    add(whole, "User", influence=3, stance=0)
    assert names(gaps_of(whole)["G05"]) == ["Veto"]


@pytest.mark.parametrize(
    ("days", "severity"), [(45, None), (46, Severity.AMBER), (90, Severity.AMBER), (91, Severity.RED)]
)
def test_g06_follows_the_rhythm_and_doubles_to_red(whole, days, severity):
    link = whole.stakeholders.get(name="Person 1").links.get()
    type(link).objects.filter(pk=link.pk).update(last_contact_on=TODAY - timedelta(days=days))
    gap = gaps_of(whole).get("G06")
    assert (gap and gap.severity) == severity


def test_g06_counts_from_the_day_of_entry_without_any_contact(org, whole):
    person = add(whole, "Silent", influence=5, stance=0, entered=TODAY - timedelta(days=40))
    LinkFactory(stakeholder=person, user=org.member, is_primary=True, strength=0)
    assert (names(gaps_of(whole)["G06"]), gaps_of(whole)["G06"].severity) == (["Silent"], Severity.AMBER)


def test_g07_waits_thirty_days_for_a_stance(org, whole):
    old = add(whole, "Old", influence=4, entered=TODAY - timedelta(days=31))
    new = add(whole, "New", influence=4, entered=TODAY - timedelta(days=30))
    for person in (old, new):
        know(person, org.member, is_primary=True)
    assert names(gaps_of(whole)["G07"]) == ["Old"]


def test_g08_names_opponents_of_influence_without_an_action(org, whole):
    person = add(whole, "Nay", influence=4, stance=-1)
    know(person, org.member, is_primary=True)
    assert names(gaps_of(whole)["G08"]) == ["Nay"]
    assert "G08" not in gaps_of(whole, busy={person.pk})


def test_g12_finds_relations_in_one_pair_of_hands(org, whole):
    whole.stakeholders.get(name="Person 1").links.update(user=org.manager, strength=5)
    gap = gaps_of(whole)["G12"]
    assert str(gap.text) == "Mara Manager alone holds 68 % of our relations here."


def test_g14_finds_units_with_money_where_we_know_nobody(whole):
    known, lonely, excused, billed = (
        UnitFactory(account=whole, name=name) for name in ("Known", "Lonely", "Excused", "Billed")
    )
    excused.no_contact_reason = "buys centrally"
    excused.save()
    for unit in (known, lonely, excused):
        CellFactory(account=whole, unit=unit, potential_amount=5_000)
    RevenueFactory(account=whole, unit=billed, month=date(2026, 5, 1))
    Stakeholder.objects.filter(name="Person 2").update(unit=known)
    assert names(gaps_of(whole)["G14"]) == ["Billed", "Lonely"]


def test_people_who_left_count_nowhere(org):
    add(org.account, "Gone", influence=5, stance=2, status="left", decision_roles=[DecisionRole.APPROVER])
    assert list(gaps_of(org.account)) == ["G01", "G02", "G04", "G10"]


def test_gaps_of_many_accounts_cost_no_more_queries(org, django_assert_num_queries):
    accounts = AccountFactory.create_batch(3)
    for account in accounts:
        know(add(account, "A", influence=4), org.member)
    with django_assert_num_queries(4):
        found = relationship_gaps([account.pk for account in accounts], TODAY)
    assert sorted(found) == sorted(account.pk for account in accounts)


def test_one_account_with_its_people_at_hand_gives_the_same(whole):
    Stakeholder.objects.update(stance=0)
    people = people_of([whole.pk])[whole.pk]
    assert gaps_between(whole.pk, people, TODAY) == relationship_gaps([whole.pk], TODAY)[whole.pk]


def test_the_figure_follows_every_change(org, django_capture_on_commit_callbacks):
    told = []
    CALLBACKS.append(lambda account_id, kind: told.append((account_id, kind)))
    try:
        with django_capture_on_commit_callbacks(execute=True):
            person = stakeholders.stakeholder_create(account=org.account, values={"name": "A"}, by=org.manager)
            links.link_create(stakeholder=person, values={"user": org.member, "strength": 2}, by=org.manager)
    finally:
        CALLBACKS.pop()
    assert AccountFigures.objects.get(account=org.account).gap_count == 4
    assert told == [(org.account.pk, "stakeholder"), (org.account.pk, "link")]


def test_the_figure_of_all_accounts_is_counted_in_sets(org, whole):
    empty = AccountFactory()
    gaps_refresh_all(today=TODAY)
    assert AccountFigures.objects.get(account=empty).gap_count == 3
    assert AccountFigures.objects.get(account=whole).gap_count == 0
    gaps_refresh(account_ids=[whole.pk], today=TODAY + timedelta(days=60))
    assert AccountFigures.objects.get(account=whole).gap_count == 2
