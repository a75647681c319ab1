"""Gaps on the pages of an account: put off with a reason, shown again, and for whom they are."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountGap, User
from accounts.services.gaps import gaps_refresh
from tests.factories import LinkFactory, StakeholderFactory, UserFactory


def url(account, gap, verb="gap-put-off"):
    return reverse(f"accounts:{verb}", args=[account.pk, gap])


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def put_off(client, account, gap="G01", days=30, reason="The fair is in May", **data):
    data |= {"snoozed_until": in_days(days).isoformat(), "snooze_reason": reason}
    return client.post(url(account, gap), data)


def map_lines(client, account):
    found = client.get(reverse("accounts:account-map", args=[account.pk])).context["map"]
    return {line.gap.slug for line in found.gaps}, {line.gap.slug for line in found.put_off}


@pytest.fixture
def anna(org):
    """Somebody on the map, so that it shows its gaps."""
    return StakeholderFactory(account=org.account, name="Anna")


def test_a_gap_is_put_off_with_a_reason_and_shown_again(client, org, anna):
    client.force_login(org.member)
    assert "No economic buyer or approver is known." in client.get(url(org.account, "G01")).content.decode()
    assert put_off(client, org.account).status_code == 302
    shown, hidden = map_lines(client, org.account)
    assert ("G01" in shown, hidden) == (False, {"G01"})
    page = client.get(reverse("accounts:account-map", args=[org.account.pk])).content.decode()
    assert "by Mina Member: The fair is in May" in page
    client.post(url(org.account, "G01", "gap-show-again"))
    assert "G01" in map_lines(client, org.account)[0]


def test_both_are_taken_back_with_the_undo_of_the_message(client, org, anna):
    client.force_login(org.manager)

    def undo(answer):
        (message,) = list(client.get(answer["location"]).context["messages"])
        client.post(message.extra_tags, headers={"referer": "/"})
        client.get("/")

    undo(put_off(client, org.account))
    assert map_lines(client, org.account)[1] == set()
    put_off(client, org.account)
    client.get("/")
    undo(client.post(url(org.account, "G01", "gap-show-again")))
    gap = AccountGap.objects.open().get(rule="G01")
    assert (map_lines(client, org.account)[1], gap.snooze_reason) == ({"G01"}, "The fair is in May")


@pytest.mark.parametrize(
    ("days", "reason", "words"),
    [
        (0, "Later", "Choose tomorrow or later"),
        (400, "Later", "for a year at most"),
        (30, "", "This field is required"),
    ],
)
def test_nonsense_is_refused_and_what_was_typed_stays(  # noqa: PLR0917 -- cases
    client, org, anna, days, reason, words
):
    client.force_login(org.manager)
    answer = put_off(client, org.account, days=days, reason=reason)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert in_days(days).isoformat() in answer.content.decode()
    assert map_lines(client, org.account)[1] == set()


def test_two_who_put_off_the_same_gap_see_each_other(client, org, anna):
    client.force_login(org.manager)
    version = client.get(url(org.account, "G01")).context["form"].initial["version"]
    put_off(client, org.account, days=10, reason="Mine", version=version)
    client.force_login(org.member)
    answer = put_off(client, org.account, days=20, reason="Theirs", version=version)
    assert (answer.status_code, "Mine" in answer.content.decode()) == (409, True)


def test_who_may_not_read_stances_meets_no_gap_of_them(client, org, anna):
    LinkFactory(stakeholder=anna, user=org.member)
    client.force_login(org.manager)
    put_off(client, org.account, "G02", reason="They know")
    client.force_login(org.leader)
    assert client.get(url(org.account, "G02")).status_code == 404
    assert client.post(url(org.account, "G02", "gap-show-again")).status_code == 404
    for page in (reverse("accounts:account-map", args=[org.account.pk]), org.account.get_absolute_url()):
        body = client.get(page).content.decode()
        assert "G01" in body
        assert "G02" not in body
        assert "They know" not in body


def test_the_overview_counts_what_is_put_off_and_links_to_it(client, org, anna):
    client.force_login(org.manager)
    put_off(client, org.account)
    page = client.get(org.account.get_absolute_url())
    assert page.context["overview"].put_off == 1
    assert "1 gap put off" in page.content.decode()


def test_a_long_list_of_people_is_folded(client, org):
    for number in range(8):
        StakeholderFactory(account=org.account, name=f"Person {number}", has_veto=True)
    client.force_login(org.manager)
    page = client.get(reverse("accounts:account-map", args=[org.account.pk])).content.decode()
    assert "and 3 more" in page


def test_a_day_of_the_past_is_only_looked_at(client, org, anna):
    type(anna).objects.update(created_at=timezone.now() - timedelta(days=30))
    client.force_login(org.manager)
    day = in_days(-3).isoformat()
    page = client.get(reverse("accounts:account-map", args=[org.account.pk]), {"on": day})
    assert page.context["map"].gaps
    assert "Create action" not in page.content.decode()


def test_a_gap_that_came_back_says_why(client, org, anna):
    gaps_refresh(account_ids=[org.account.pk], today=timezone.localdate())
    client.force_login(org.manager)
    StakeholderFactory(account=org.account, name="Veto", has_veto=True)
    put_off(client, org.account, "G05")
    StakeholderFactory(account=org.account, name="Second", has_veto=True)
    gaps_refresh(account_ids=[org.account.pk], today=timezone.localdate())
    page = client.get(reverse("accounts:account-map", args=[org.account.pk])).content.decode()
    assert "Came back, because it got worse. It was put off: The fair is in May" in page


def test_taking_access_away_asks_at_once_to_hand_the_links_over(client, org, anna):
    LinkFactory(stakeholder=anna, user=org.member)
    left = AccountGap.objects.open().filter(account=org.account, rule="G20")
    client.force_login(org.administrator)
    client.post(reverse("accounts:person-deactivate", args=[org.member.pk]))
    assert left.get().facts["names"] == [org.member.name]
    client.post(reverse("accounts:person-let-in", args=[org.member.pk]), {"email": "mina@example.com"})
    assert not left.exists()


@pytest.mark.parametrize(("who", "leads"), [("manager", True), ("leader", True), ("member", False)])
def test_the_gap_of_who_left_leads_to_the_list_of_what_they_hold(client, org, anna, who, leads):
    LinkFactory(stakeholder=anna, user=UserFactory(name="Gus Gone", is_active=False))
    client.force_login(getattr(org, who))
    html = client.get(reverse("accounts:account-map", args=[org.account.pk])).content.decode()
    gone = User.objects.get(name="Gus Gone")
    assert "Gus Gone" in html
    if leads:
        list_url = reverse("scoring:colleague-leaves", args=[User.objects.get(name="Gus Gone").pk])
        assert "What Gus Gone still holds" in client.get(list_url).content.decode()
    assert (f'href="{reverse("scoring:colleague-leaves", args=[gone.pk])}"' in html) is leads


def test_everybody_finds_their_own_list_of_what_they_hold(client, org):
    client.force_login(org.member)
    own = f'href="{reverse("scoring:colleague-leaves", args=[org.member.pk])}"'
    assert own in client.get(reverse("accounts:profile")).content.decode()
    assert own in client.get(reverse("accounts:account-team", args=[org.account.pk])).content.decode()
