"""One click on a gap: the action that it asks for, and what follows from it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountGap, AuditEvent, Stakeholder
from accounts.services.gaps import gaps_refresh
from accounts.services.undo import deletion_undo
from planning.models import Action, GapAction
from planning.services.gap_actions import ABOUT_NOBODY, TITLES, title_of
from planning.services.work import action_delete
from tests.factories import LinkFactory, StakeholderFactory

TODAY = timezone.localdate


def act(client, account, gap, **data):
    return client.post(reverse("planning:gap-action", args=[account.pk, gap]), data, follow=True)


def page_of(client, account):
    return client.get(reverse("accounts:account-map", args=[account.pk]))


@pytest.fixture
def foes(org):
    """Two opponents of influence whom we meet and keep."""
    rows = [StakeholderFactory(account=org.account, name=name, influence=4, stance=-2) for name in ("Foe", "Fiend")]
    for row in rows:
        LinkFactory(stakeholder=row, user=org.member, is_primary=True, last_contact_on=TODAY())
    gaps_refresh(account_ids=[org.account.pk], today=TODAY())
    return rows


def open_rules(account):
    return set(AccountGap.objects.open().filter(account=account).values_list("rule", flat=True))


def test_one_click_makes_the_action_of_the_manager_about_everybody_concerned(client, org, foes):
    client.force_login(org.member)
    answer = act(client, org.account, "G08")
    action = Action.objects.get()
    assert action.title == "Have a talk to learn their view: Fiend, Foe"
    assert (action.owner, action.due_on) == (org.manager, TODAY() + timedelta(days=7))
    assert {action.stakeholder, *action.people.all()} == set(foes)
    assert "New action of Mara Manager" in answer.content.decode()


def test_an_action_stills_the_rules_that_ask_for_one_and_done_it_wakes_them(client, org, foes):
    assert "G08" in open_rules(org.account)
    client.force_login(org.manager)
    act(client, org.account, "G08")
    assert "G08" not in open_rules(org.account)
    assert "G08" not in [line.gap.id for line in page_of(client, org.account).context["map"].gaps]
    Action.objects.update(done_on=TODAY())
    gaps_refresh(account_ids=[org.account.pk], today=TODAY())
    assert "G08" in open_rules(org.account)


def test_a_gap_shows_its_action_and_offers_no_second_one(client, org, foes):
    client.force_login(org.manager)
    act(client, org.account, "G01")
    lines = {line.gap.id: line for line in page_of(client, org.account).context["map"].gaps}
    assert [action.title for action in lines["G01"].actions] == ["Find out who decides and who approves"]
    assert lines["G01"].is_covered
    assert "There is an open action" in act(client, org.account, "G01").content.decode()
    assert Action.objects.count() == 1


def test_a_second_action_is_about_who_came_later(client, org):
    first = StakeholderFactory(account=org.account, name="First", has_veto=True)
    client.force_login(org.manager)
    act(client, org.account, "G05")
    second = StakeholderFactory(account=org.account, name="Second", has_veto=True)
    act(client, org.account, "G05")
    assert [action.stakeholder for action in Action.objects.order_by("pk")] == [first, second]


def test_an_amber_gap_has_three_weeks_and_an_account_without_a_manager_gives_it_to_who_asks(client, org):
    org.account.manager = None
    org.account.save()
    client.force_login(org.member)
    act(client, org.account, "G04")
    action = Action.objects.get()
    assert (action.owner, action.due_on, action.stakeholder) == (org.member, TODAY() + timedelta(days=21), None)


def test_the_click_is_taken_back(client, org, foes):
    client.force_login(org.manager)
    act(client, org.account, "G08")
    url = reverse("planning:gap-action-undo", args=[Action.objects.get().pk])
    assert client.post(url, follow=True).status_code == 200
    assert (Action.objects.count(), GapAction.objects.count()) == (0, 0)
    gaps_refresh(account_ids=[org.account.pk], today=TODAY())
    assert "G08" in open_rules(org.account)


def test_a_deleted_action_comes_back_with_its_people_and_gap(client, org, foes):
    client.force_login(org.manager)
    act(client, org.account, "G08")
    deletion_undo(events=action_delete(action=Action.objects.get(), by=org.manager), by=org.manager)
    action = Action.objects.get()
    assert ({action.stakeholder, *action.people.all()}, action.gap.rule) == (set(foes), "G08")


def test_the_leader_knows_of_the_action_and_not_of_its_gap(client, org, foes):
    client.force_login(org.leader)
    assert act(client, org.account, "G08").status_code == 404
    client.force_login(org.manager)
    act(client, org.account, "G08")
    assert AuditEvent.objects.get(verb="gapaction.created").is_sensitive
    client.force_login(org.leader)
    history = client.get(reverse("accounts:account-history", args=[org.account.pk])).content.decode()
    assert "Have a talk to learn their view" in history
    assert "G08" not in history


@pytest.mark.parametrize("gap", ["G99", "G06-red", "G20"])
def test_a_gap_that_is_not_there_is_not_there(client, org, gap):
    client.force_login(org.manager)
    assert act(client, org.account, gap).status_code == 404


def test_every_rule_has_words_that_do_not_tell_how_somebody_stands():
    assert sorted(TITLES) == [f"G{number:02}" for number in range(1, 21)]
    assert set(TITLES) > ABOUT_NOBODY
    assert title_of("G06", ["A", "B", "C", "D", "E"]) == "Arrange a meeting: A, B, C and 2 more"
    for words in map(str, TITLES.values()):
        assert not any(word in words.casefold() for word in ("oppon", "sceptic", "against", "rival", "threat"))


def test_a_person_named_in_an_open_gap_action_is_not_deleted_silently(client, org, foes):
    client.force_login(org.manager)
    act(client, org.account, "G08")
    client.post(reverse("accounts:stakeholder-delete", args=[foes[0].pk]))
    assert Stakeholder.objects.filter(pk=foes[0].pk).exists()
