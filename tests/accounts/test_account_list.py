"""The list of accounts: rows, filters, order, columns, bulk changes, download."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import Account, AccountFigures, AuditEvent, KeyStatus, Stage
from accounts.naming import sort_key
from accounts.selectors.accounts import AccountFilters, account_rows
from tests.factories import AccountFactory, MemberFactory, TeamFactory

LIST = "/accounts/"


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


def names(response) -> list[str]:
    return [account.name for account in response.context["listing"].rows]


def figures(account, **values):
    AccountFigures.objects.filter(pk=account.pk).update(**values)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_query_count(client, org, rows, django_assert_num_queries):
    AccountFactory.create_batch(rows, manager=org.manager, team=org.berlin, sponsor=org.sponsor)
    client.force_login(org.manager)
    with django_assert_num_queries(9):
        client.get(LIST, {"view": "all"})


def test_everybody_sees_their_own_rows_only(client, org):
    AccountFactory(name="Foreign", team=org.south)
    seen = {}
    for who in ("administrator", "auditor", "leader", "manager", "member", "sponsor", "stranger"):
        client.force_login(getattr(org, who))
        seen[who] = names(client.get(LIST, {"view": "all"}))
    everything, own = ["Aurora Foods", "Foreign"], ["Aurora Foods"]
    assert seen["administrator"] == seen["auditor"] == everything
    assert seen["leader"] == seen["manager"] == seen["member"] == seen["sponsor"] == own
    assert seen["stranger"] == []


def test_list_opens_on_ones_own_accounts(client, org):
    client.force_login(org.member)
    assert client.get(LIST).context["filters"].view == "mine"
    client.force_login(org.auditor)
    assert client.get(LIST).context["filters"].view == "all"


def test_mine_holds_managed_sponsored_and_served(org):
    served = AccountFactory(name="Served")
    MemberFactory(account=served, user=org.manager)
    AccountFactory(name="Sponsored", sponsor=org.manager)
    rows = account_rows(org.manager, AccountFilters(view="mine"))
    assert [row.name for row in rows] == ["Aurora Foods", "Served", "Sponsored"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "aur"}, True),
        ({"q": "foods aurora"}, True),
        ({"q": "borealis"}, False),
        ({"view": "key"}, True),
        ({"view": "waiting"}, False),
        ({"view": "risk"}, True),
        ({"segment": "A"}, True),
        ({"segment": "B"}, False),
        ({"industry": "Food"}, True),
        ({"country": "Germany"}, True),
        ({"key_status": "key"}, True),
        ({"key_status": "none"}, False),
        ({"stage": "execution"}, True),
        ({"stage": "review"}, False),
        ({"band": "red"}, True),
        ({"band": "green"}, False),
        ({"theme": "expand"}, True),
        ({"no_manager": "on"}, False),
        ({"overdue": "on"}, True),
        ({"archived": "on"}, False),
        ({"stage": "no such stage", "team": "999999", "view": "nonsense"}, True),
    ],
)
def test_filters_narrow(client, org, query, found):
    Account.objects.filter(pk=org.account.pk).update(
        segment="A", industry="Food", country="Germany", key_status=KeyStatus.KEY, theme="expand"
    )
    figures(org.account, stage=Stage.EXECUTION, health=40, health_band="red", overdue_actions=2)
    client.force_login(org.administrator)
    assert names(client.get(LIST, {"view": "all", **query})) == (["Aurora Foods"] if found else [])


def test_team_filter_takes_the_teams_below(client, org):
    client.force_login(org.administrator)
    assert names(client.get(LIST, {"view": "all", "team": org.north.pk})) == ["Aurora Foods"]
    assert names(client.get(LIST, {"view": "all", "team": org.south.pk})) == []


def test_manager_filter(client, org):
    client.force_login(org.administrator)
    assert names(client.get(LIST, {"view": "all", "manager": org.manager.pk})) == ["Aurora Foods"]
    assert names(client.get(LIST, {"view": "all", "manager": org.stranger.pk})) == []


def test_chinese_names_are_found_by_sign_and_by_pinyin(org):
    AccountFactory(name="北京银行", sort_key=sort_key("北京银行"))
    for words in ("北京", "银行", "beijing", "yinhang BEI"):
        assert [row.name for row in account_rows(org.administrator, AccountFilters(q=words))] == ["北京银行"]


def test_unknown_health_stands_last_in_both_directions(org):
    low, high = AccountFactory(name="Low"), AccountFactory(name="High")
    figures(low, health=20)
    figures(high, health=90)
    up = account_rows(org.administrator, AccountFilters(), "health")
    down = account_rows(org.administrator, AccountFilters(), "-health")
    assert [row.name for row in up] == ["Low", "High", "Aurora Foods"]
    assert [row.name for row in down] == ["High", "Low", "Aurora Foods"]


def test_stages_sort_in_the_order_of_the_cycle_and_next_is_the_earlier_date(org):
    first, last = AccountFactory(name="First"), AccountFactory(name="Last")
    figures(first, stage=Stage.STRATEGY, next_review_on=date(2026, 9, 1), next_contract_end_on=date(2026, 7, 1))
    figures(last, stage=Stage.REVIEW, next_review_on=date(2026, 8, 1))
    by_stage = account_rows(org.administrator, AccountFilters(), "stage")
    by_date = account_rows(org.administrator, AccountFilters(), "next")
    assert [row.name for row in by_stage] == ["First", "Last", "Aurora Foods"]
    assert [row.name for row in by_date][:2] == ["First", "Last"]


def test_every_column_sorts(client, org):
    client.force_login(org.administrator)
    for column in client.get(LIST, {"view": "all"}).context["form"].fields["cols"].choices:
        for sign in ("", "-"):
            response = client.get(LIST, {"view": "all", "sort": f"{sign}{column[0]}", "cols": column[0]})
            assert names(response) == ["Aurora Foods"]


def test_columns_are_remembered(client, org):
    client.force_login(org.manager)
    usual = [column.key for column in client.get(LIST).context["columns"]]
    assert usual == ["name", "theme", "stage", "health", "cis", "completeness", "next", "manager"]
    client.get(LIST, {"cols": ["", "industry", "team", "nonsense"]})
    assert [column.key for column in client.get(LIST).context["columns"]] == ["name", "team", "industry"]


def test_pages_are_counted_up_to_the_cap(client, org):
    AccountFactory.create_batch(60, team=org.berlin)
    client.force_login(org.leader)
    first = client.get(LIST, {"view": "all"}).context["listing"]
    second = client.get(LIST, {"view": "all", "page": 2}).context["listing"]
    assert (first.first, first.last, first.total, first.next) == (1, 50, 61, 2)
    assert (second.first, second.last, second.previous, second.next) == (51, 61, 1, None)
    assert client.get(LIST, {"view": "all", "page": 99}).context["listing"].number == 1


def test_htmx_gets_the_rows_alone(client, org):
    client.force_login(org.manager)
    response = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "account-rows"})
    html = response.content.decode()
    assert "Aurora Foods" in html
    assert "<html" not in html


def test_empty_views_say_what_to_do(client, org):
    client.force_login(org.stranger)
    assert "No accounts yet" in client.get(LIST).content.decode()
    assert "No account matches" in client.get(LIST, {"view": "all", "q": "zzz"}).content.decode()
    assert "No account in this view" in client.get(LIST, {"view": "waiting"}).content.decode()


# ---------------------------------------------------------------- handing over


def test_assign_changes_what_one_manages_and_names_the_rest(client, org):
    mine, other = org.account, AccountFactory(name="Served only")
    unseen = AccountFactory(name="Unseen")
    MemberFactory(account=other, user=org.manager)
    client.force_login(org.manager)
    response = client.post(
        reverse("accounts:accounts-assign"),
        {"ids": [mine.pk, other.pk, unseen.pk], "manager": org.member.pk, "next": LIST},
        follow=True,
    )
    said = " ".join(str(message) for message in response.context["messages"])
    managers = dict(Account.objects.values_list("name", "manager__name"))
    assert managers == {"Aurora Foods": "Mina Member", "Served only": None, "Unseen": None}
    assert "1 account was handed over" in said
    assert "Served only" in said
    assert "Unseen" not in said
    event = AuditEvent.objects.get(verb="account.assigned")
    assert event.changes == {"manager": [org.manager.pk, org.member.pk]}


def test_assign_moves_to_a_team_that_one_may_choose(client, org):
    munich, far = TeamFactory(name="Munich", parent=org.north), TeamFactory(name="Far")
    client.force_login(org.leader)
    url = reverse("accounts:accounts-assign")
    client.post(url, {"ids": [org.account.pk], "team": far.pk})
    assert Account.objects.get(pk=org.account.pk).team == org.berlin
    client.post(url, {"ids": [org.account.pk], "team": munich.pk})
    assert Account.objects.get(pk=org.account.pk).team == munich


def test_assign_refuses_nothing_chosen_and_get(client, org):
    client.force_login(org.manager)
    url = reverse("accounts:accounts-assign")
    assert client.get(url).status_code == 405
    response = client.post(url, {"ids": [org.account.pk]}, follow=True)
    assert "Choose a manager or a team" in " ".join(str(message) for message in response.context["messages"])


# ---------------------------------------------------------------- download


def test_download_holds_the_filtered_rows_and_is_recorded(client, org):
    AccountFactory(name="=Evil", team=org.berlin)
    client.force_login(org.leader)
    response = client.get(reverse("accounts:account-csv"), {"view": "all", "sort": "name"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Name,Key status,Theme")
    assert [line.split(",")[0] for line in lines[1:]] == ["'=Evil", "Aurora Foods"]
    event = AuditEvent.objects.get(verb="account_list.exported")
    assert (event.by, event.changes) == (org.leader, {"filters": [None, "view=all&sort=name"]})


def test_download_is_refused_to_auditors(client, org):
    client.force_login(org.auditor)
    assert client.get(reverse("accounts:account-csv")).status_code == 403
