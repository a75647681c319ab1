"""Gaps of the map in My work, on the portfolio, in the list of accounts and in the API: each reader sees their own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import Verb, can
from accounts.models import Account, AccountGap, AuditEvent, KeyStatus, Role
from accounts.selectors.gap_rows import readable
from planning.models import Action
from reviews.selectors.portfolio import BoardFilter, board
from tests.factories import AccountFactory, GapFactory, MemberFactory, StakeholderFactory, UserFactory

EVERYBODY = ("administrator", "leader", "manager", "member", "sponsor", "auditor", "stranger")


def soon():
    return timezone.localdate() + timedelta(days=9)


@pytest.fixture
def three(org):
    """A severe gap, one that tells a stance, and one that matters less, at a key account."""
    Account.objects.filter(pk=org.account.pk).update(key_status=KeyStatus.KEY)
    anna = StakeholderFactory(account=org.account, name="Anna Berg", has_veto=True)
    return [
        GapFactory(account=org.account, rule="G04", severity="amber", facts={"count": 1}),
        GapFactory(account=org.account, rule="G05", people=[anna.pk]),
        GapFactory(account=org.account, rule="G08", people=[anna.pk], is_sensitive=True),
    ]


def work_of(client, user):
    client.force_login(user)
    page = client.get(reverse("home"))
    return page, [item for group in page.context["work"].groups for item in group.items if item.kind == "gap"]


def counts(org, who):
    made = board(getattr(org, who), BoardFilter(), timezone.localdate())
    return {one.rule: (one.accounts, one.severe) for one in made.gaps.rules}, made.gaps.severe


def post(client, url, data):
    return client.post(url, data, content_type="application/json")


def listed(client, user, gap):
    client.force_login(user)
    page = client.get(reverse("accounts:account-list"), {"view": "all", "gap": gap})
    return [row.name for row in page.context["listing"].rows]


# ---------------------------------------------------------------- My work


def test_my_work_holds_the_gaps_of_who_manages_the_severe_first(client, org, three):
    page, items = work_of(client, org.manager)
    assert [item.code for item in items] == ["G05", "G08", "G04"]
    assert [item.note for item in items] == ["Anna Berg", "1 person", ""]
    assert "fewer than three people: 1." in page.content.decode()
    Account.objects.update(key_status=KeyStatus.NONE)
    assert work_of(client, org.manager)[1] == []
    Account.objects.update(key_status=KeyStatus.KEY)
    for who in ("member", "leader", "sponsor", "administrator"):
        assert work_of(client, getattr(org, who))[1] == []


def test_a_gap_leaves_my_work_by_its_two_buttons(client, org, three):
    _page, items = work_of(client, org.manager)
    later, acted = items[0], items[2]
    assert client.post(acted.act_url, {"next": "/"}).url == "/"
    assert Action.objects.get().title == "Arrange contact with three people"
    form = client.get(later.later_url)
    assert form.context["back"] == "/"
    data = {"snoozed_until": soon().isoformat(), "snooze_reason": "Later", "next": "/"}
    assert client.post(later.later_url, data).url == "/"
    assert not {"G05", "G04"} & {item.code for item in work_of(client, org.manager)[1]}


@pytest.mark.parametrize("rows", [1, 3])
def test_my_work_takes_the_same_queries_with_1_and_3_gaps(client, org, rows, django_assert_num_queries):
    for number in range(rows):
        account = AccountFactory(manager=org.manager, key_status=KeyStatus.CANDIDATE)
        person = StakeholderFactory(account=account, name=f"P {number}")
        GapFactory(account=account, people=[person.pk])
    client.force_login(org.manager)
    with django_assert_num_queries(18):
        client.get(reverse("home"))


# ---------------------------------------------------------------- the portfolio and the list


def test_the_board_counts_accounts_by_rule_as_far_as_the_reader_may_know(org, three):
    assert counts(org, "manager") == ({"G05": (1, 1), "G08": (1, 1), "G04": (1, 0)}, 1)
    assert counts(org, "leader") == ({"G05": (1, 1), "G04": (1, 0)}, 1)
    assert counts(org, "auditor")[0].keys() == {"G05", "G04"}
    assert counts(org, "stranger") == ({}, 0)
    three[1].delete()
    assert (counts(org, "leader")[1], counts(org, "administrator")[1]) == (0, 1)


def test_closed_and_put_off_gaps_are_not_counted(org, three):
    AccountGap.objects.filter(rule="G05").update(closed_on=timezone.localdate())
    AccountGap.objects.filter(rule="G08").update(snoozed_until=soon())
    assert counts(org, "manager") == ({"G04": (1, 0)}, 0)
    AccountGap.objects.filter(rule="G08").update(returned_on=timezone.localdate())
    assert counts(org, "manager")[1] == 1


def test_tile_and_table_of_the_board_lead_to_the_accounts(client, org, three):
    AccountFactory(name="Fine", key_status=KeyStatus.KEY, team=org.berlin)
    client.force_login(org.leader)
    page = client.get(reverse("reviews:portfolio"))
    tile = next(tile for tile in page.context["tiles"] if "gap=severe" in tile.href)
    assert (tile.value, tile.band) == ("1", "weak")
    assert [row.name for row in client.get(tile.href).context["listing"].rows] == ["Aurora Foods"]
    (href,) = [row.href for row in page.context["gaps"] if row.count.rule == "G05"]
    assert "Key player without an owner" in page.content.decode()
    assert [row.name for row in client.get(href).context["listing"].rows] == ["Aurora Foods"]


@pytest.mark.parametrize(
    ("who", "gap", "found"),
    [
        ("manager", "G08", True),
        ("leader", "G08", False),
        ("auditor", "G08", False),
        ("administrator", "G08", True),
        ("leader", "G05", True),
        ("leader", "severe", True),
        ("leader", "G01", False),
        ("leader", "nonsense", True),
    ],
)
def test_the_list_is_narrowed_by_gaps_that_the_reader_may_know_of(  # noqa: PLR0917 -- cases
    client, org, three, who, gap, found
):
    assert listed(client, getattr(org, who), gap) == (["Aurora Foods"] if found else [])


def test_readable_gaps_are_those_where_the_access_rule_allows_it(org):
    other = AccountFactory(manager=org.leader, team=org.south)
    MemberFactory(account=other, user=org.stranger)
    auditing = UserFactory(role=Role.AUDITOR)
    MemberFactory(account=other, user=auditing)
    for account in (org.account, other):
        GapFactory(account=account, is_sensitive=True)
        GapFactory(account=account, rule="G01")
    for user in (*(getattr(org, who) for who in EVERYBODY), auditing):
        told = {(gap.account_id, gap.is_sensitive) for gap in readable(AccountGap.objects.all(), user)}
        wanted = {
            (account.pk, sensitive)
            for account in (org.account, other)
            for sensitive in (False, True)
            if can(user, Verb.VIEW, account) and (not sensitive or can(user, Verb.SENSITIVE, account))
        }
        assert told == wanted, user


# ---------------------------------------------------------------- the API


def test_the_api_gives_gaps_and_records_who_reads_stances(client, org, three):
    client.force_login(org.leader)
    assert [row["rule"] for row in client.get("/api/v1/gaps/").json()["results"]] == ["G04", "G05"]
    assert not AuditEvent.objects.filter(verb="people.read", by=org.leader).exists()
    client.force_login(org.manager)
    rows = client.get("/api/v1/gaps/", {"rule": "G08"}).json()["results"]
    assert (rows[0]["severity"], "Opponents or sceptics" in rows[0]["text"]) == ("red", True)
    assert AuditEvent.objects.filter(verb="people.read", by=org.manager).count() == 1


def test_the_api_puts_a_gap_off_and_wakes_it(client, org, three):
    client.force_login(org.member)
    url = f"/api/v1/gaps/{three[1].pk}/"
    person = three[1].people[0]
    bad = post(client, f"{url}snooze/", {"snoozed_until": "2020-01-01", "snooze_reason": "x"})
    assert (bad.status_code, "Choose tomorrow" in bad.json()["snoozed_until"][0]) == (400, True)
    sent = {"snoozed_until": soon().isoformat(), "snooze_reason": "The fair is in May", "version": 1}
    answer = post(client, f"{url}snooze/", sent).json()
    assert (answer["is_snoozed"], answer["snoozed_by"], answer["people"]) == (True, org.member.pk, [person])
    again = post(client, f"{url}snooze/", {**sent, "snooze_reason": "No"})
    assert again.status_code == 409
    assert client.post(f"{url}wake/").json()["is_snoozed"] is False


def test_the_api_hides_stances_from_who_may_not_read_them(client, org, three):
    client.force_login(org.leader)
    url = f"/api/v1/gaps/{three[2].pk}/"
    assert client.get(url).status_code == 404
    assert post(client, f"{url}snooze/", {"snoozed_until": str(soon()), "snooze_reason": "x"}).status_code == 404
