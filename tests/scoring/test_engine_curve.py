"""Piecewise-linear mapping, freshness, limits, rounding, and the missing-data rule."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import coverage, curve

POINTS = ((14.0, 100.0), (30.0, 80.0), (60.0, 40.0), (90.0, 0.0))
values = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 100), max_size=8)
weights = st.fixed_dictionaries({key: st.just(0.0) | st.floats(0.001, 50) for key in "abcdefgh"})


@pytest.mark.parametrize(
    ("x", "y"), [(-5, 100), (14, 100), (22, 90), (30, 80), (45, 60), (60, 40), (75, 20), (90, 0), (1e12, 0)]
)
def test_mapping_is_linear_between_points_and_flat_outside(x, y):
    assert curve.value_at(POINTS, x) == pytest.approx(y)


def test_mapping_refuses_what_is_no_number():
    with pytest.raises(ValueError, match="not a number"):
        curve.value_at(POINTS, math.nan)


@given(st.floats(-1000, 1000), st.floats(-1000, 1000))
def test_mapping_keeps_the_order_and_the_bounds(a, b):
    low, high = sorted((a, b))
    assert 0 <= curve.value_at(POINTS, high) <= curve.value_at(POINTS, low) + 1e-9 <= 100 + 1e-9


@pytest.mark.parametrize(
    ("points", "problem"),
    [
        (((0.0, 0.0),), "at least two"),
        (((0.0, 0.0), (0.0, 100.0)), "rise"),
        (((0.0, 0.0), (1.0, 101.0)), "between 0 and 100"),
    ],
)
def test_points_that_make_no_curve_are_refused(points, problem):
    with pytest.raises(ValueError, match=f"K2: .*{problem}"):
        curve.check_points(points, "K2")


@pytest.mark.parametrize(("age", "factor"), [(0, 1), (90, 1), (150, 0.5), (210, 0.25), (120, 0.5**0.5)])
def test_freshness_is_full_while_valid_then_halves(age, factor):
    assert curve.freshness(age, 90, 60) == pytest.approx(factor)


@given(st.floats(0, 5000), st.floats(0, 5000))
def test_freshness_never_rises_with_age(a, b):
    young, old = sorted((a, b))
    assert 0 <= curve.freshness(old, 60, 30) <= curve.freshness(young, 60, 30) <= 1


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (71.875, 1, "71.9"),
        (76.425, 1, "76.4"),
        (8.125, 2, "8.13"),
        (2.675, 2, "2.68"),
        (0.25, 1, "0.3"),
        (74.95, 1, "75.0"),
        (-0.04, 1, "0.0"),
        (-2.25, 1, "-2.3"),
        (59, 0, "59"),
        (None, 1, "–"),
    ],
)
def test_figures_are_shown_rounded_half_up(value, digits, text):
    assert curve.half_up(value, digits) == text


def test_limits_are_met_on_the_unrounded_value_but_forgive_float_noise():
    assert curve.at_least(0.1 + 0.2, 0.3)
    assert curve.at_least(75 - 1e-12, 75)
    assert not curve.at_least(74.999, 75)


def test_mean_of_nothing_is_unknown():
    assert coverage.weighted_mean({}, {"a": 1.0}) is None
    assert coverage.weighted_mean({"a": 50.0}, {"a": 0.0}) is None
    assert coverage.share_known({}, {}) == 0


@given(values, weights)
def test_mean_lies_between_its_smallest_and_largest_value(known, weight):
    mean = coverage.weighted_mean(known, weight)
    counted = [value for key, value in known.items() if weight[key]]
    assert mean is None or min(counted) - 1e-6 <= mean <= max(counted) + 1e-6


@given(values, weights)
def test_mean_does_not_depend_on_the_order(known, weight):
    backwards = dict(reversed(known.items()))
    assert coverage.weighted_mean(backwards, weight) == coverage.weighted_mean(known, weight)


@pytest.mark.parametrize(
    ("share", "status"),
    [(100, "normal"), (80, "normal"), (79.9, "provisional"), (60, "provisional"), (59.99, "insufficient")],
)
def test_coverage_decides_the_status(share, status):
    assert coverage.status_of(share, 80, 60) == status
