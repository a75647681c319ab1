"""Health and viability computed through the database."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, AccountFigures, Issue, Notice, Stakeholder
from accounts.services.notices import notices_tell
from scoring.models import HealthOverride, ScoreSnapshot
from scoring.selectors import snapshots
from scoring.services.alerts import unknown_tellings
from scoring.services.health import health_rescore
from tests.factories import TODAY, AccountFactory, IssueFactory, UserFactory
from tests.scoring.conftest import ago, make_th1, make_th2, make_tv1, reported_wave

NIGHTLY, CHANGE = ScoreSnapshot.Trigger.NIGHTLY, ScoreSnapshot.Trigger.CHANGE
HEALTH, VIABILITY = ScoreSnapshot.Model.HEALTH, ScoreSnapshot.Model.VIABILITY

pytestmark = pytest.mark.django_db


def rescore(*accounts, day=TODAY, trigger=CHANGE):
    return health_rescore(account_ids=[account.pk for account in accounts], today=day, trigger=trigger)


def health_of(account):
    return ScoreSnapshot.objects.filter(account=account, model=HEALTH).first()


def test_the_example_with_everything_known(contributed):
    account = make_th1(contributed)
    rescore(account)
    snapshot = health_of(account)
    assert snapshot.result["values"] == {
        "H1": 72.0, "H2": pytest.approx(64.0), "H3": 90.0, "H4": 84.0,
        "H5": 80.0, "H6": 90.0, "H7": pytest.approx(70.0), "H8": 81.25,
    }  # fmt: skip
    assert snapshot.score == pytest.approx(76.425)
    assert (snapshot.coverage, snapshot.status, snapshot.band, snapshot.method) == (
        100.0,
        "normal",
        "green",
        "health-1",
    )


def test_the_example_with_old_and_missing_facts(contributed):
    account = make_th2(contributed)
    rescore(account)
    snapshot = health_of(account)
    assert snapshot.result["values"] == {
        "H2": pytest.approx(40.0), "H3": 20.0, "H4": 65.0, "H5": 40.0, "H6": 25.0, "H7": pytest.approx(30.0), "H8": 37.5,
    }  # fmt: skip
    assert snapshot.result["weights"]["H2"] == pytest.approx(10.0)
    assert snapshot.score == pytest.approx(39.642857)
    assert (snapshot.coverage, snapshot.status, snapshot.band) == (pytest.approx(70.0), "provisional", "red")


def test_the_example_of_viability_and_its_box(contributed):
    account = make_tv1(contributed, make_th1(contributed))
    rescore(account)
    snapshot = ScoreSnapshot.objects.get(account=account, model=VIABILITY)
    assert snapshot.result["values"] == pytest.approx(
        {"VI1": 75.0, "VI2": 60.0, "VI3": 80.0, "VI4": 73.333333, "VI5": 75.0, "VI6": 60.0}
    )
    assert snapshot.score == pytest.approx(71.0)
    figures = AccountFigures.objects.get(account=account)
    assert (figures.viability, figures.box) == (pytest.approx(71.0), "grow")


def test_an_account_of_which_nothing_is_known_is_grey_and_not_zero():
    account = AccountFactory()
    rescore(account)
    figures = AccountFigures.objects.get(account=account)
    assert (figures.health, figures.health_band, figures.health_status) == (None, "grey", "insufficient")
    assert (figures.viability, figures.box, figures.cis) == (None, "", None)
    assert health_of(account).score is None


def test_figures_show_score_trend_survey_and_relationship(contributed):
    account = make_th1(contributed)
    account.waves.update(closed_at=F("closed_at") - timedelta(days=5))
    rescore(account, day=ago(1), trigger=NIGHTLY)  # the issues were not open yet
    rescore(account)
    figures = AccountFigures.objects.get(account=account)
    assert figures.health == pytest.approx(76.425)
    assert (figures.health_delta, figures.health_trend) == (pytest.approx(-2.525), "level")
    assert (figures.cis, figures.cis_low, figures.cis_high, figures.cis_on) == (72.0, 61.0, 83.0, ago(5))
    assert figures.relationship == pytest.approx(64.0)


def test_trend_takes_the_snapshot_closest_to_ninety_days_ago(contributed):
    account = make_th2(contributed)
    for days in (200, 95, 20):
        ScoreSnapshot.objects.create(
            account=account, model=HEALTH, method="health-1", day=ago(days), trigger=NIGHTLY, score=float(days),
            coverage=100, status="normal", band="amber", inputs={}, result={},
        )  # fmt: skip
    assert snapshots.closest([account.pk], HEALTH, TODAY, 90)[account.pk].score == 95.0
    assert snapshots.closest([account.pk], HEALTH, ago(20), 90)[account.pk].score == 95.0


def test_two_nightly_runs_of_a_day_keep_one_snapshot_each(contributed):
    accounts = [make_th1(contributed), make_th2(contributed)]
    rescore(*accounts, trigger=NIGHTLY)
    rescore(*accounts, trigger=NIGHTLY)
    found = ScoreSnapshot.objects.values_list("account_id", "model")
    assert sorted(found) == sorted((account.pk, model) for account in accounts for model in (HEALTH, VIABILITY))


def test_a_change_that_changes_nothing_keeps_no_snapshot(contributed):
    account = make_th1(contributed)
    rescore(account)
    rescore(account)
    assert ScoreSnapshot.objects.filter(account=account, model=HEALTH).count() == 1


def test_a_change_of_an_input_keeps_a_snapshot(contributed):
    account = make_th1(contributed)
    rescore(account)
    IssueFactory(account=account, severity=Issue.Severity.MAJOR)
    rescore(account)
    scores = ScoreSnapshot.objects.filter(account=account, model=HEALTH).values_list("score", flat=True)
    assert list(scores) == [pytest.approx(74.925), pytest.approx(76.425)]


def test_a_critical_issue_open_for_more_than_two_weeks_caps(contributed):
    account = make_th1(contributed)
    IssueFactory(account=account, severity=Issue.Severity.CRITICAL, opened_on=ago(15))
    rescore(account)
    snapshot = health_of(account)
    assert (snapshot.score, snapshot.raw) == (59.0, pytest.approx(72.675))
    assert snapshot.result["caps"] == [{"limit": 59.0, "reason": "critical_issue"}]


def test_the_only_champion_who_left_caps_until_somebody_takes_the_place(contributed):
    account = make_th1(contributed)
    Stakeholder.objects.filter(account=account, stance=2).update(status=Stakeholder.Status.LEFT)
    rescore(account)
    assert health_of(account).result["caps"] == [{"limit": 59.0, "reason": "sponsor_left"}]
    Stakeholder.objects.filter(account=account, stance=1).update(stance=2)
    rescore(account)
    assert health_of(account).result["caps"] == []


def test_a_notice_against_us_caps_at_39(contributed):
    account = make_th1(contributed, threat_notice_on=ago(3))
    rescore(account)
    assert health_of(account).score == 39.0


def test_an_override_in_force_moves_what_is_shown_and_ends_by_itself(contributed):
    account = make_th1(contributed)
    HealthOverride.objects.create(
        account=account, points=-10, reason="They told us.", by=UserFactory(), starts_on=ago(5), ends_on=TODAY
    )
    rescore(account)
    assert health_of(account).score == pytest.approx(66.425)
    assert health_of(account).result["calculated"] == pytest.approx(76.425)
    rescore(account, day=TODAY + timedelta(days=1))
    assert health_of(account).result["override"] == 0.0


def test_an_old_survey_loses_weight_but_not_value(contributed):
    account = make_th1(contributed)
    account.waves.all().delete()
    reported_wave(account, 72.0, closed=270)
    rescore(account)
    result = health_of(account).result
    assert (result["values"]["H1"], result["weights"]["H1"]) == (72.0, 10.0)


@pytest.mark.parametrize("trigger", [NIGHTLY, CHANGE])
def test_the_number_of_queries_does_not_depend_on_the_number_of_accounts(contributed, trigger):
    counts = []
    for size, day in ((10, ago(40)), (50, ago(39))):
        accounts = [*AccountFactory.create_batch(size - 2), make_th1(contributed), make_th2(contributed)]
        rescore(*accounts, day=ago(60), trigger=NIGHTLY)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            rescore(*accounts, day=day, trigger=trigger)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 36


def test_a_snapshot_computed_anew_from_its_inputs_is_the_same(contributed):
    account = make_tv1(contributed, make_th2(contributed))
    rescore(account)
    for snapshot in ScoreSnapshot.objects.filter(account=account):
        anew = snapshots.recomputed(snapshot).to_dict()
        assert json.loads(json.dumps(anew)) == snapshot.result


def test_an_account_whose_records_contradict_the_method_does_not_stop_the_others(contributed, monkeypatch):
    bad, good = make_th2(contributed), make_th1(contributed)
    contributed[next(iter(contributed))][bad.pk] = (-50, 1, 100)
    assert rescore(bad, good) == 1
    assert health_of(good).score == pytest.approx(76.425)
    assert health_of(bad) is None


def test_turning_red_tells_the_manager_once(contributed):
    manager = UserFactory()
    account = make_th1(contributed, manager=manager, name="Aurora")
    rescore(account, day=ago(1))
    Account.objects.filter(pk=account.pk).update(threat_notice_on=TODAY)
    rescore(account)
    rescore(account, trigger=NIGHTLY)
    notice = Notice.objects.get(user=manager)
    assert (notice.kind, notice.text) == ("health.red", "Aurora turned red: health is now 39.0.")
    assert notice.url == f"/accounts/{account.pk}/health/"


def test_a_fall_of_ten_points_in_thirty_days_is_told_when_the_line_is_passed(contributed):
    manager = UserFactory()
    account = make_th1(contributed, manager=manager, name="Aurora")
    account.waves.update(closed_at=F("closed_at") - timedelta(days=5))
    rescore(account, day=ago(2))
    IssueFactory.create_batch(3, account=account, severity=Issue.Severity.CRITICAL, opened_on=ago(1))
    rescore(account, day=ago(1))
    rescore(account)
    kinds = Notice.objects.filter(user=manager).values_list("kind", "text")
    assert list(kinds) == [("health.fell", "Aurora fell by 11.4 points within 30 days: health is now 67.7.")]


def test_the_first_score_is_no_news(contributed):
    rescore(make_th2(contributed, manager=UserFactory()))
    assert not Notice.objects.exists()


def test_too_little_known_for_a_month_is_told_once_and_again_only_after_a_score(contributed):
    manager = UserFactory()
    account = AccountFactory(name="Aurora", manager=manager, key_status="key")
    for day in (ago(31), ago(10)):
        rescore(account, day=day, trigger=NIGHTLY)
    for days, told in ((29, 0), (31, 1), (32, 1)):
        list(unknown_tellings(ago(31 - days)))
        notices_tell(unknown_tellings(ago(31 - days)))
        assert Notice.objects.filter(kind="health.unknown").count() == told
    assert Notice.objects.get().text == "Aurora: too little is known for a health score for 31 days."
    snapshot = health_of(account)
    known = dict.fromkeys(("pk", "id"))
    ScoreSnapshot.objects.create(
        **{field.name: getattr(snapshot, field.name) for field in snapshot._meta.fields if field.name not in known}
        | {"day": ago(9), "status": "normal", "score": 80.0}
    )
    assert list(unknown_tellings(TODAY + timedelta(days=60))) == []
    rescore(account, day=ago(8), trigger=NIGHTLY)
    assert [telling.key for telling in unknown_tellings(TODAY + timedelta(days=60))] == [
        f"health.unknown:{account.pk}:{ago(8).isoformat()}"
    ]


def test_too_little_known_of_a_customer_outside_the_programme_is_no_news(contributed):
    account = AccountFactory(manager=UserFactory())
    rescore(account, day=ago(40), trigger=NIGHTLY)
    assert list(unknown_tellings(TODAY)) == []
