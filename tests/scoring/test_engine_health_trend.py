"""Health compared with an earlier snapshot, and explained by factor."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import health, health_trend

BASE = health.Inputs(
    cis=70, relationship=70, contact_days=10, issues=(0, 0, 0), renewal=70, days_late=6, trend_pct=5, actions=(4, 0, 0)
)
percent = st.none() | st.floats(0, 100)
inputs = st.builds(
    health.Inputs,
    cis=percent,
    relationship=percent,
    contact_days=st.none() | st.floats(0, 120),
    renewal=percent,
    days_late=st.none() | st.floats(0, 90),
    trend_pct=st.none() | st.floats(-50, 50),
    actions_share=percent,
)


@pytest.mark.parametrize(
    ("cis", "direction"), [(95, "up"), (94.9, "level"), (70, "level"), (45.1, "level"), (45, "down"), (20, "down")]
)
def test_five_points_make_a_direction(cis, direction):
    now, before = health.evaluate(replace(BASE, cis=cis)), health.evaluate(BASE)
    trend = health_trend.trend(now, before)
    assert trend.direction == direction
    assert trend.change == pytest.approx((cis - 70) * 0.2)
    assert trend.common is None


def test_fall_by_a_cap_is_a_fall():
    now = health.evaluate(replace(BASE, sponsor_left=True))
    trend = health_trend.trend(now, health.evaluate(BASE))
    assert (trend.direction, trend.now) == ("down", 59)


def test_different_factors_are_recomputed_on_the_common_ones():
    now, before = health.evaluate(replace(BASE, cis=10)), health.evaluate(replace(BASE, cis=None))
    assert now.shown < before.shown - 5
    trend = health_trend.trend(now, before)
    assert (trend.direction, trend.change) == ("level", pytest.approx(0))
    assert trend.common == ("H2", "H3", "H4", "H5", "H6", "H7", "H8")
    assert trend.now == pytest.approx(before.shown)


def test_caps_and_overrides_stay_when_recomputed():
    before = health.evaluate(replace(BASE, cis=None, override=10, override_reason="deal"))
    now = health.evaluate(replace(BASE, notice_given=True))
    trend = health_trend.trend(now, before)
    assert (trend.now, trend.before) == (39, pytest.approx(before.shown))


def test_new_method_values_the_earlier_inputs_too():
    weights = {**health.METHOD_1.weights, "H1": 60.0}
    method = replace(health.METHOD_1, version="health-2", weights=weights)
    now, before = health.evaluate(replace(BASE, cis=20), method), health.evaluate(replace(BASE, cis=20))
    trend = health_trend.trend(now, before, method, before_inputs=replace(BASE, cis=20))
    assert (trend.direction, trend.change, len(trend.common)) == ("level", pytest.approx(0), 8)
    assert health_trend.trend(now, before, method).change < -5


def test_no_trend_without_two_scores_or_anything_in_common():
    known = health.evaluate(BASE)
    unknown = health.evaluate(health.Inputs(cis=50))
    assert health_trend.trend(known, unknown).direction is None
    assert health_trend.trend(unknown, known) == health_trend.Trend(None, None, None, known.shown)


def test_nothing_in_common_is_no_trend():
    wide = replace(health.METHOD_1, coverage_least=10)
    now, before = health.evaluate(health.Inputs(cis=50), wide), health.evaluate(health.Inputs(relationship=50), wide)
    assert health_trend.trend(now, before, wide) == health_trend.Trend(None, None, None, None, ())


def test_snapshot_closest_to_90_days_earlier_is_taken():
    on = date(2026, 6, 30)
    days = [date(2026, 6, 29), date(2026, 4, 4), date(2026, 3, 30), date(2025, 1, 1), date(2026, 7, 1)]
    assert health_trend.closest(days, on) == date(2026, 3, 30)
    assert health_trend.closest([date(2026, 4, 6), date(2026, 3, 28)], on) == date(2026, 3, 28)
    assert health_trend.closest([on, date(2026, 9, 1)], on) is None


def test_explanation_gives_the_points_of_the_published_case():
    th1 = health.Inputs(
        cis=72,
        relationship=64,
        contact_days=22,
        issues=(0, 1, 2),
        renewal=80,
        days_late=6,
        trend_pct=5,
        actions=(6, 1, 1),
    )
    lines = health_trend.explain(health.evaluate(th1))
    points = [14.40, 12.80, 9.00, 12.60, 8.00, 4.50, 7.00, 8.125]
    assert [line.points for line in lines] == pytest.approx(points)
    assert {line.change for line in lines} == {None}


def test_explanation_shows_what_changed_and_what_is_missing():
    now, before = health.evaluate(replace(BASE, renewal=None, cis=90)), health.evaluate(BASE)
    lines = {line.factor: line for line in health_trend.explain(now, before)}
    assert list(lines)[-1] == "H5"
    assert (lines["H5"].value, lines["H5"].points, lines["H5"].weight) == (None, None, 0)
    assert (lines["H5"].change, lines["H5"].known_before) == (pytest.approx(-7), True)
    assert lines["H1"].change == pytest.approx(20 * 90 / 90 - 14)


def test_explanation_keeps_a_factor_that_the_method_dropped():
    weights = {key: weight for key, weight in health.METHOD_1.weights.items() if key != "H6"}
    method = replace(health.METHOD_1, version="health-2", weights=weights)
    lines = health_trend.explain(health.evaluate(BASE, method), health.evaluate(BASE))
    assert (lines[-1].factor, lines[-1].points, lines[-1].change) == ("H6", None, pytest.approx(-4.5))


@given(inputs, inputs)
def test_points_add_up_to_the_score_and_changes_to_its_change(one, two):
    now, before = health.evaluate(one), health.evaluate(two)
    lines = health_trend.explain(now, before)
    assert sum(line.points or 0 for line in lines) == pytest.approx(now.raw or 0, abs=1e-6)
    assert sum(line.change for line in lines) == pytest.approx((now.raw or 0) - (before.raw or 0), abs=1e-6)
