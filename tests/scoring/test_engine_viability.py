"""Viability viability-1 and the four boxes."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import viability

TV1 = viability.Inputs(
    white_space=3.0, revenue=5.0, margin=28, credit=4, ratings=(4, 3, 4), pipeline=0.9, target=1.2, safety=3
)
level = st.none() | st.floats(0, 5)
amount = st.none() | st.floats(0, 1e9)
inputs = st.builds(
    viability.Inputs,
    white_space=amount,
    revenue=amount,
    margin=st.none() | st.floats(-50, 100),
    credit=level,
    ratings=st.none() | st.tuples(level, level, level),
    pipeline=amount,
    target=amount,
    safety=level,
)


def test_published_case():
    result = viability.evaluate(TV1)
    values = {"VI1": 75, "VI2": 60, "VI3": 80, "VI4": 73.333333, "VI5": 75, "VI6": 60}
    assert result.values == pytest.approx(values, abs=1e-6)
    assert (result.score, result.raw, result.coverage) == pytest.approx((71, 71, 100))
    assert (result.status, result.missing, result.method) == ("normal", (), "viability-1")


def test_amounts_may_be_decimals_of_any_size():
    scaled = replace(
        TV1,
        white_space=Decimal(3_000_000),
        revenue=Decimal(5_000_000),
        pipeline=Decimal(900_000),
        target=Decimal(1_200_000),
    )
    assert viability.evaluate(scaled).score == pytest.approx(71)


@pytest.mark.parametrize(
    ("change", "coverage", "status", "score"),
    [
        ({"white_space": None}, 75, "provisional", 5225 / 75),
        ({"margin": None}, 80, "normal", 5900 / 80),
        ({"white_space": None, "margin": None}, 55, "insufficient", None),
        ({"margin": None, "credit": None}, 65, "provisional", 4700 / 65),
    ],
)
def test_missing_factors_follow_the_missing_data_rule(change, coverage, status, score):
    result = viability.evaluate(replace(TV1, **change))
    assert (result.coverage, result.status) == (coverage, status)
    assert result.score == (None if score is None else pytest.approx(score))


def test_nothing_known_is_insufficient():
    result = viability.evaluate(viability.Inputs())
    assert (result.raw, result.score, result.coverage, result.values) == (None, None, 0, {})
    assert (result.status, len(result.missing)) == ("insufficient", 6)
    assert viability.factor_points(result) == {}


@pytest.mark.parametrize(
    ("change", "factor", "value"),
    [
        ({"white_space": 5.0}, "VI1", 100),
        ({"white_space": 0.0}, "VI1", 0),
        ({"revenue": 0.0}, "VI1", 100),
        ({"white_space": 0.0, "revenue": 0.0}, "VI1", None),
        ({"revenue": None}, "VI1", None),
        ({"margin": 5}, "VI2", 0),
        ({"margin": 55}, "VI2", 100),
        ({"credit": 0}, "VI3", 0),
        ({"ratings": (4, None, 2)}, "VI4", 60),
        ({"ratings": (None, None, None)}, "VI4", None),
        ({"ratings": ()}, "VI4", None),
        ({"pipeline": 3.0}, "VI5", 100),
        ({"target": 0.0}, "VI5", None),
        ({"safety": 5}, "VI6", 100),
    ],
)
def test_inputs_are_mapped(change, factor, value):
    found = viability.factor_values(replace(TV1, **change)).get(factor)
    assert found == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    "change",
    [{"white_space": -1.0}, {"target": -1.0}, {"credit": 6}, {"ratings": (1, 2, -1)}, {"safety": float("nan")}],
)
def test_impossible_inputs_are_refused(change):
    with pytest.raises(ValueError, match="must"):
        viability.evaluate(replace(TV1, **change))


@pytest.mark.parametrize(
    ("health", "score", "box"),
    [
        (76.425, 71.0, "grow"),
        (60, 60, "grow"),
        (60, 59.9, "keep at low cost"),
        (59.9, 60, "repair first"),
        (10, 10, "re-examine key status"),
        (None, 71, None),
        (76, None, None),
    ],
)
def test_health_and_viability_give_the_box(health, score, box):
    assert viability.box(health, score) == box


@given(inputs)
def test_scores_stay_within_their_bounds(known):
    result = viability.evaluate(known)
    assert all(0 <= value <= 100 for value in result.values.values())
    assert result.raw is None or 0 <= result.raw <= 100
    assert sum(viability.factor_points(result).values()) == pytest.approx(result.raw or 0, abs=1e-6)


@given(inputs, st.floats(-50, 100), st.floats(-50, 100))
def test_more_margin_never_lowers_the_score(known, one, two):
    low, high = sorted((one, two))
    scores = [viability.evaluate(replace(known, margin=margin)).raw for margin in (low, high)]
    assert scores[0] <= scores[1] + 1e-9


@given(inputs, st.sampled_from(("margin", "credit", "ratings", "safety", "target", "white_space")))
def test_missing_never_counts_as_zero(known, name):
    result = viability.evaluate(replace(known, **{name: None}))
    lowest = min(result.values.values(), default=None)
    assert (result.raw is None) is (lowest is None)
    assert lowest is None or result.raw >= lowest - 1e-9


def test_method_survives_json():
    stored = json.loads(json.dumps(viability.METHOD_1.to_dict()))
    assert viability.Method.from_dict(stored) == viability.METHOD_1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"weights": {"H1": 5}}, "H1"),
        ({"curves": {}}, "curves"),
        ({"curves": {"VI1": [[0, 0], [0, 1]], "VI2": [[0, 0], [1, 1]], "VI5": [[0, 0], [1, 1]]}}, "curves.VI1"),
        ({"rating_best": 0}, "rating_best"),
    ],
)
def test_stored_method_that_cannot_work_is_refused(change, problem):
    with pytest.raises(ValueError, match=problem):
        viability.Method.from_dict(viability.METHOD_1.to_dict() | change)


def test_result_is_plain_json():
    data = json.loads(json.dumps(viability.evaluate(TV1).to_dict()))
    assert (data["score"], data["status"], data["missing"]) == (pytest.approx(71), "normal", [])
