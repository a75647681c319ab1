"""Pages about health."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, RelationshipLink
from scoring.models import HealthOverride, ScoreSnapshot
from scoring.selectors import health as selectors
from scoring.services.health import health_rescore
from scoring.services.overrides import override_end, override_set
from tests.factories import TODAY, IssueFactory
from tests.scoring.conftest import make_th1, make_th2, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(org, contributed):
    """TH1 in the organisation of the tests."""
    return make_th1(contributed, team=org.berlin, manager=org.manager, sponsor=org.sponsor, name="Nordwerk")


def rescore(account, day=TODAY):
    health_rescore(account_ids=[account.pk], today=day)


def health_url(account):
    return reverse("scoring:account-health", args=[account.pk])


@pytest.mark.parametrize(
    ("who", "status"),
    [("administrator", 200), ("leader", 200), ("manager", 200), ("sponsor", 200), ("auditor", 200), ("stranger", 404)],
)
def test_account_health_by_role(client, org, account, who, status):
    rescore(account)
    client.force_login(getattr(org, who))
    assert client.get(health_url(account)).status_code == status


def test_account_health_explains_each_factor(client, org, account):
    rescore(account)
    client.force_login(org.manager)
    text = text_of(client.get(health_url(account)))
    for words in ("76.4", "score of 72.0 in the last wave", "open: 0 critical, 1 major, 2 minor", "+5.0%", "14.4"):
        assert words in text
    assert "Everything the method asks for is known and fresh." in text


def test_account_health_before_the_first_score_says_when_it_comes(client, org):
    client.force_login(org.manager)
    text = text_of(client.get(health_url(org.account)))
    assert "Not scored yet" in text


def test_what_is_missing_becomes_a_list_of_things_to_do(client, org, contributed):
    account = make_th2(contributed, manager=org.manager)
    rescore(account)
    panel = selectors.panel(account, org.manager)
    assert [(todo.factor, todo.view) for todo in panel.todos] == [
        ("H1", "scoring:account-improvement"),
        ("H2", "accounts:account-map"),
    ]
    assert panel.snapshot.status == "provisional"


def test_a_cap_shows_both_figures(client, org, account):
    IssueFactory(account=account, severity="critical", opened_on=TODAY - timedelta(days=20))
    rescore(account)
    client.force_login(org.manager)
    text = text_of(client.get(health_url(account)))
    assert "72.7 → 59.0" in text
    assert "capped: a critical issue has been open for more than 14 days." in text


def test_the_change_since_the_last_snapshot_is_told_by_factor(org, account):
    rescore(account)
    IssueFactory(account=account, severity="major")
    rescore(account)
    lines = {line.id: line.change for line in selectors.panel(account, org.manager).lines}
    assert lines["H4"] == pytest.approx(-1.5)
    assert {change for factor, change in lines.items() if factor != "H4"} == {0.0}


def test_a_snapshot_opens_as_it_was(client, org, account):
    rescore(account)
    old = ScoreSnapshot.objects.get(account=account, model="health")
    RelationshipLink.objects.filter(stakeholder__account=account).delete()
    rescore(account)
    client.force_login(org.auditor)
    text = text_of(client.get(reverse("scoring:snapshot-detail", args=[old.pk])))
    assert "R 64.0 on the map of people" in text
    assert "76.4" in text


def test_a_snapshot_of_an_invisible_account_is_not_found(client, org, account):
    rescore(account)
    client.force_login(org.stranger)
    for snapshot in ScoreSnapshot.objects.filter(account=account):
        assert client.get(reverse("scoring:snapshot-detail", args=[snapshot.pk])).status_code == 404


def test_a_viability_snapshot_opens(client, org, account):
    rescore(account)
    snapshot = ScoreSnapshot.objects.get(account=account, model="viability")
    client.force_login(org.manager)
    assert client.get(reverse("scoring:snapshot-detail", args=[snapshot.pk])).status_code == 200


def test_snapshot_rows_come_alone_for_htmx(client, org, account):
    rescore(account)
    client.force_login(org.manager)
    answer = client.get(health_url(account), headers={"HX-Request": "true", "HX-Target": "snapshot-rows"})
    assert answer.content.decode().strip().startswith('<div id="snapshot-rows"')


# ---------------------------------------------------------------- the manager's correction


def override_post(client, account, **changes):
    today = timezone.localdate()
    data = {"points": "-10", "reason": "They told us.", "ends_on": (today + timedelta(days=30)).isoformat(), **changes}
    return client.post(reverse("scoring:override-create", args=[account.pk]), data)


def test_a_correction_shows_both_values(client, org, account):
    override_set(
        account=account,
        points=-10,
        reason="They told us.",
        ends_on=TODAY + timedelta(days=30),
        today=TODAY,
        by=org.manager,
    )
    client.force_login(org.leader)
    text = text_of(client.get(health_url(account)))
    assert "76.4 → 66.4" in text
    assert "corrected by −10.0 points: They told us." in text


def test_override_create_stores_and_tells_the_trail(client, org, account):
    client.force_login(org.manager)
    assert override_post(client, account).status_code == 302
    override = HealthOverride.objects.get()
    assert (override.points, override.by, override.account) == (-10, org.manager, account)
    assert AuditEvent.objects.filter(verb="health_override.created", by=org.manager).count() == 1


@pytest.mark.parametrize(
    "changes", [{"points": "21"}, {"points": "0"}, {"reason": ""}, {"ends_on": "2020-01-01"}, {"ends_on": "2099-01-01"}]
)
def test_override_create_refuses_what_the_method_does_not_allow(client, org, account, changes):
    client.force_login(org.manager)
    answer = override_post(client, account, **changes)
    assert answer.status_code == 422
    assert "They told us." in text_of(answer) or "reason" in changes
    assert not HealthOverride.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("sponsor", 403), ("auditor", 403), ("stranger", 404)])
def test_override_create_is_for_the_lead(client, org, who, status):
    client.force_login(getattr(org, who))
    assert override_post(client, org.account).status_code == status


def test_a_second_correction_replaces_the_first(org, account):
    for points in (-10, 5):
        override_set(
            account=account, points=points, reason="So.", ends_on=TODAY + timedelta(days=9), today=TODAY, by=org.manager
        )
    assert ScoreSnapshot.objects.filter(model="health").first().score == pytest.approx(81.425)


def test_a_correction_ends_early(client, org, account):
    override = override_set(
        account=account, points=-10, reason="So.", ends_on=TODAY + timedelta(days=9), today=TODAY, by=org.manager
    )
    override_end(override=override, today=TODAY, by=org.manager)
    assert ScoreSnapshot.objects.filter(model="health").first().score == pytest.approx(76.425)
    client.force_login(org.member)
    assert client.post(reverse("scoring:override-end", args=[override.pk])).status_code == 404
    client.force_login(org.leader)
    assert client.post(reverse("scoring:override-end", args=[override.pk])).status_code == 302


@pytest.mark.parametrize(("who", "status"), [("member", 302), ("manager", 302), ("auditor", 403), ("stranger", 404)])
def test_account_rescore_by_role(client, org, who, status):
    client.force_login(getattr(org, who))
    assert client.post(reverse("scoring:account-rescore", args=[org.account.pk])).status_code == status
    assert ScoreSnapshot.objects.filter(account=org.account).exists() is (status == 302)


@pytest.mark.parametrize("rows", [1, 3])
def test_account_health_query_count(client, org, account, rows, django_assert_max_num_queries):
    for day in range(rows):
        rescore(account, TODAY - timedelta(days=day))
    client.force_login(org.manager)
    client.get(health_url(account))
    with django_assert_max_num_queries(16):
        client.get(health_url(account))
