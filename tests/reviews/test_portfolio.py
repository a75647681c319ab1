from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account, AccountFigures, AuditEvent, KeyStatus, Revenue
from accounts.selectors.money import month_of
from kam.lib import shown
from reviews.selectors.portfolio import Board, BoardFilter, board
from scoring.models import ScoreSnapshot
from tests.factories import AccountFactory, ActionFactory, ContractFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    """The day that the pages use too."""
    return timezone.localdate()


def key_account(org, name="Key", **figures):
    account = AccountFactory(
        name=name, key_status=KeyStatus.KEY, team=org.berlin, manager=org.manager, segment=figures.pop("segment", "A")
    )
    AccountFigures.objects.filter(pk=account.pk).update(**figures)
    return account


def seen(org, user, **narrowing) -> Board:
    return board(user, BoardFilter(**narrowing), timezone.localdate())


def test_only_key_accounts_that_the_reader_may_see_are_on_the_board(org):
    key_account(org)
    AccountFactory(name="Elsewhere", key_status=KeyStatus.KEY, team=org.south)
    assert [row.name for row in seen(org, org.leader).rows] == ["Key"]
    assert len(seen(org, org.administrator).rows) == 2
    assert seen(org, org.stranger).rows == []


def test_revenue_is_shared_among_bands_and_unknown_is_one_of_them(org):
    key_account(org, "One", health_band="green", revenue_12m=300)
    key_account(org, "Two", health_band="red", revenue_12m=100)
    key_account(org, "Three", revenue_12m=50)
    shares = seen(org, org.leader).revenue_by_band
    assert shares == {"green": 300, "amber": 0, "red": 100, "grey": 50}


def test_net_retention_counts_last_years_customers_only(org):
    key_account(org, "Old", revenue_12m=90, revenue_before=100)
    key_account(org, "New", revenue_12m=500, revenue_before=None)
    assert seen(org, org.leader).retention == pytest.approx(0.9)


def test_amounts_in_other_currencies_are_left_out_and_counted(org):
    key_account(org, "Euro", revenue_12m=100)
    Account.objects.filter(pk=key_account(org, "Yuan", revenue_12m=999).pk).update(currency="CNY")
    made = seen(org, org.leader)
    assert (made.revenue, made.left_out) == (Decimal(100), 1)


def test_movers_are_those_that_moved_by_five_points(org):
    key_account(org, "Fell", health_delta=-7.0)
    key_account(org, "Level", health_delta=4.9)
    key_account(org, "Rose", health_delta=5.0)
    assert [row.name for row in seen(org, org.leader).movers] == ["Fell", "Rose"]


def test_renewals_lie_within_180_days(org, today):
    account = key_account(org)
    ContractFactory(account=account, ends_on=today + timedelta(days=180), annual_value=70)
    ContractFactory(account=account, ends_on=today + timedelta(days=181), annual_value=900)
    assert seen(org, org.leader).renewal_amount == 70


def test_overdue_actions_by_owner(org, today):
    account = key_account(org)
    ActionFactory.create_batch(2, account=account, owner=org.member, due_on=today - timedelta(days=1))
    ActionFactory(account=account, owner=org.manager, due_on=today)
    assert seen(org, org.leader).overdue_by_owner == [(org.member.pk, "Mina Member", 2)]


def test_filters_narrow_by_team_subtree_segment_and_manager(org):
    key_account(org, "One", segment="A")
    key_account(org, "Two", segment="B")
    assert len(seen(org, org.leader, team=org.north).rows) == 2
    assert seen(org, org.leader, team=org.south).rows == []
    assert [row.name for row in seen(org, org.leader, segment="B").rows] == ["Two"]
    assert seen(org, org.leader, manager=org.stranger).rows == []


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_queries_with_1_and_3_accounts(client, org, count, django_assert_num_queries):
    for number in range(count):
        key_account(org, f"Key {number}", health=70, viability=60, revenue_12m=100, health_band="amber")
    client.force_login(org.leader)
    with django_assert_num_queries(13):
        page = client.get(reverse("reviews:portfolio"))
    assert page.status_code == 200


def test_filtered_fragment_is_the_board_alone(client, org):
    key_account(org)
    client.force_login(org.leader)
    headers = {"HX-Request": "true", "HX-Target": "board"}
    page = client.get(reverse("reviews:portfolio"), {"segment": "A"}, headers=headers)
    assert b"<html" not in page.content
    assert b'id="board"' in page.content


def test_tile_links_lead_to_the_account_list_with_the_filter(client, org):
    key_account(org, health_band="red", revenue_12m=10)
    client.force_login(org.leader)
    page = client.get(reverse("reviews:portfolio"), {"segment": "A"})
    at_risk = next(tile for tile in page.context["tiles"] if "band=red" in tile.href)
    rows = client.get(at_risk.href)
    assert rows.status_code == 200
    assert b"Key" in rows.content


@pytest.mark.parametrize(
    "table", ["accounts", "bands", "renewals", "movers", "stages", "workload", "overdue", "sponsors", "gaps"]
)
def test_every_table_has_its_csv(client, org, table):
    key_account(org, "=Key", health_delta=-9.0)
    client.force_login(org.leader)
    answer = client.get(reverse("reviews:portfolio-csv", args=[table]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert answer["Content-Type"].startswith("text/csv")
    assert "\n=Key" not in text


def test_auditors_see_the_board_without_its_files(client, org):
    key_account(org, "Key", health_delta=-9.0)
    url = reverse("reviews:portfolio-csv", args=["movers"])
    client.force_login(org.leader)
    assert url.encode() in client.get(reverse("reviews:portfolio")).content
    client.get(url)
    assert AuditEvent.objects.filter(verb="portfolio_movers.exported", by=org.leader).exists()
    client.force_login(org.auditor)
    assert url.encode() not in client.get(reverse("reviews:portfolio")).content
    assert client.get(url).status_code == 403


def test_unknown_table_is_not_found(client, org):
    client.force_login(org.leader)
    assert client.get(reverse("reviews:portfolio-csv", args=["secrets"])).status_code == 404


def test_empty_board_says_what_to_do(client, org):
    client.force_login(org.stranger)
    assert b"No key account here" in client.get(reverse("reviews:portfolio")).content


def snapshot(account, day, score, band):
    ScoreSnapshot.objects.create(
        account=account, model="health", method="health-1", day=day, score=score, band=band, raw=score,
        coverage=0.9, status="normal", inputs={}, result={},
    )  # fmt: skip


def test_a_comparison_shows_scores_and_revenue_of_the_day(org, today):
    fell, unknown = key_account(org, "Fell", health=40, health_band="red", revenue_12m=50), key_account(org, "New")
    day = today - timedelta(days=100)
    snapshot(fell, day - timedelta(days=3), 75, "green")
    snapshot(fell, day + timedelta(days=1), 10, "red")  # came later
    for months, amount in ((-1, 100), (-12, 30), (-13, 7)):  # the last is more than a year before the day
        Revenue.objects.create(account=fell, month=month_of(day, months), amount=amount, currency=fell.currency)
    made = seen(org, org.leader, compare=day)
    assert [(row.name, row.delta) for row in made.movers] == [("Fell", -35)]
    assert made.past.revenue_by_band == {"green": 130, "amber": 0, "red": 0, "grey": 0}
    assert made.past.accounts_by_band([fell.pk, unknown.pk]) == {"green": 1, "grey": 1}
    assert made.revenue == 50  # today's stays


def test_actions_late_on_the_day_of_comparison_are_counted_as_they_stood(org, today):
    account, day = key_account(org), today - timedelta(days=10)
    late, done_since, done_before, later = (
        ActionFactory(account=account, due_on=day - timedelta(days=2), done_on=done_on)
        for done_on in (None, day + timedelta(days=1), day - timedelta(days=1), None)
    )
    before = timezone.now() - timedelta(days=30)
    type(late).objects.filter(pk__in=[late.pk, done_since.pk, done_before.pk]).update(created_at=before)
    assert later.created_at > before
    assert seen(org, org.leader, compare=day).past.overdue == 2


def test_the_board_page_says_what_stood_there_on_the_day(client, org, today):
    snapshot(key_account(org, "Fell", health=40, health_band="red"), today - timedelta(days=50), 75, "green")
    client.force_login(org.leader)
    day = today - timedelta(days=40)
    page = client.get(reverse("reviews:portfolio"), {"compare": day.isoformat()}).content.decode()
    words = shown.full_date(day)
    assert f"Revenue by health on {words}" in page
    assert f"since {words}" in page
    csv = client.get(reverse("reviews:portfolio-csv", args=["bands"]), {"compare": day.isoformat()})
    lines = b"".join(csv.streaming_content).decode().splitlines()
    assert f"Accounts on {words}" in lines[0]
    assert [line.split(",")[4] for line in lines[1:]] == ["1", "0", "0", "0"]


def test_a_day_to_come_is_refused_and_the_board_stays(client, org, today):
    key_account(org)
    client.force_login(org.leader)
    page = client.get(reverse("reviews:portfolio"), {"compare": today.isoformat()}).content.decode()
    assert "Choose a day that has passed." in page
    assert "Revenue by health on" not in page
