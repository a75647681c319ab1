"""Health health-1: mapping, freshness, coverage, caps, override, bands."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import health

HELD = {"abs": 1e-6}
TH1 = health.Inputs(
    cis=72,
    relationship=64,
    contact_days=22,
    issues=(0, 1, 2),
    renewal=80,
    days_late=6,
    trend_pct=5,
    actions=(6, 1, 1),
)
TH2 = health.Inputs(
    relationship=40,
    contact_days=75,
    issues=(1, 1, 0),
    renewal=50,
    contract_end_days=60,
    renewal_deal_open=False,
    days_late=45,
    trend_pct=-15,
    actions=(1, 1, 2),
    ages={"H2": 150},
)
FULL = {"H1": 20, "H2": 20, "H3": 10, "H4": 15, "H5": 10, "H6": 5, "H7": 10, "H8": 10}
FIELDS = ("cis", "relationship", "contact_days", "issues", "renewal", "days_late", "trend_pct", "actions")

percent = st.floats(0, 100)
counts = st.tuples(*[st.integers(0, 20)] * 3)
inputs = st.builds(
    health.Inputs,
    cis=st.none() | percent,
    relationship=st.none() | percent,
    contact_days=st.none() | st.floats(0, 400),
    issues=st.none() | counts,
    renewal=st.none() | percent,
    contract_end_days=st.none() | st.floats(-50, 500),
    renewal_deal_open=st.none() | st.booleans(),
    days_late=st.none() | st.floats(-20, 200),
    trend_pct=st.none() | st.floats(-100, 300),
    actions=st.none() | counts,
    ages=st.dictionaries(st.sampled_from(sorted(FULL)), st.floats(0, 2000)),
    critical_open_days=st.none() | st.floats(0, 60),
    sponsor_left=st.booleans(),
    notice_given=st.booleans(),
)


def test_case_with_everything_known():
    result = health.evaluate(TH1)
    values = {"H1": 72, "H2": 64, "H3": 90, "H4": 84, "H5": 80, "H6": 90, "H7": 70, "H8": 81.25}
    assert result.values == pytest.approx(values, **HELD)
    assert result.weights == FULL
    assert (result.raw, result.shown, result.coverage) == pytest.approx((76.425, 76.425, 100), **HELD)
    assert (result.status, result.band, result.missing) == ("normal", "green", ())


def test_case_with_old_and_missing_figures():
    result = health.evaluate(TH2)
    values = {"H2": 40, "H3": 20, "H4": 65, "H5": 40, "H6": 25, "H7": 30, "H8": 37.5}
    weights = {"H2": 10, "H3": 10, "H4": 15, "H5": 10, "H6": 5, "H7": 10, "H8": 10}
    assert result.values == pytest.approx(values, **HELD)
    assert result.weights == pytest.approx(weights, **HELD)
    assert (result.raw, result.shown, result.coverage) == pytest.approx((39.642857, 39.642857, 70), **HELD)
    assert (result.status, result.band, result.missing) == ("provisional", "red", ("H1",))


def test_nothing_known_gives_no_score_and_no_colour():
    result = health.evaluate(health.Inputs())
    assert (result.raw, result.shown, result.band, result.coverage) == (None, None, None, 0)
    assert (result.status, result.missing) == ("insufficient", tuple(FULL))


def test_below_60_per_cent_coverage_shows_no_score():
    result = health.evaluate(replace(TH1, cis=None, relationship=None, actions=None))
    assert (result.coverage, result.status) == (50, "insufficient")
    assert result.raw == pytest.approx(82.2)
    assert (result.calculated, result.shown, result.band) == (None, None, None)


def test_exactly_60_per_cent_coverage_is_provisional():
    result = health.evaluate(replace(TH1, cis=None, relationship=None))
    assert (result.coverage, result.status, result.band) == (60, "provisional", "green")


@pytest.mark.parametrize(
    ("change", "factor", "value"),
    [
        ({"issues": (0, 0, 0)}, "H4", 100),
        ({"issues": (3, 2, 9)}, "H4", 0),
        ({"contact_days": 14}, "H3", 100),
        ({"contact_days": 90}, "H3", 0),
        ({"days_late": -3}, "H6", 100),
        ({"days_late": 75}, "H6", 0),
        ({"trend_pct": -40}, "H7", 0),
        ({"trend_pct": 10}, "H7", 80),
        ({"trend_pct": 400}, "H7", 100),
        ({"actions": (2, 1, 0)}, "H8", 250 / 3),
        ({"actions": (1, 1, 0)}, "H8", None),
        ({"actions": (0, 0, 0)}, "H8", None),
        ({"actions": None, "actions_share": 62.5}, "H8", 62.5),
    ],
)
def test_inputs_are_mapped(change, factor, value):
    found = health.factor_values(replace(TH1, **change)).get(factor)
    assert found == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("days", "deal_open", "value"),
    [
        (60, False, 40),
        (90, False, 40),
        (91, False, 80),
        (60, True, 80),
        (60, None, 40),
        (-5, False, 40),
        (None, None, 80),
    ],
)
def test_renewal_is_held_at_40_near_the_end_without_a_deal(days, deal_open, value):
    inputs = replace(TH1, contract_end_days=days, renewal_deal_open=deal_open)
    assert health.renewal_value(inputs) == value
    assert health.renewal_value(replace(inputs, renewal=30)) == 30
    assert health.renewal_value(replace(inputs, renewal=None)) is None


@pytest.mark.parametrize(
    ("factor", "age", "weight"),
    [
        ("H1", 180, 20),
        ("H1", 270, 10),
        ("H2", 150, 10),
        ("H4", 60, 7.5),
        ("H5", 120, 5),
        ("H6", 180, 2.5),
        ("H7", 120, 5),
    ],
)
def test_age_lowers_the_weight_and_not_the_value(factor, age, weight):
    result = health.evaluate(replace(TH1, ages={factor: age}))
    assert result.weights[factor] == pytest.approx(weight)
    assert result.values == health.evaluate(TH1).values
    assert result.coverage == pytest.approx(100 - FULL[factor] + weight)


def test_live_factors_and_missing_ones_have_no_age():
    result = health.evaluate(replace(TH1, cis=None, ages={"H3": 900, "H8": 900, "H1": 900}))
    assert (result.weights["H3"], result.weights["H8"], "H1" in result.weights) == (10, 10, False)


@pytest.mark.parametrize(
    ("facts", "shown", "band", "reasons"),
    [
        ({"critical_open_days": 14}, 76.425, "green", []),
        ({"critical_open_days": 14.5}, 59, "amber", ["critical_issue"]),
        ({"sponsor_left": True}, 59, "amber", ["sponsor_left"]),
        ({"notice_given": True}, 39, "red", ["notice_given"]),
        ({"sponsor_left": True, "notice_given": True}, 39, "red", ["notice_given", "sponsor_left"]),
        ({"caps": (health.Cap(95, "hand"),)}, 76.425, "green", ["hand"]),
    ],
)
def test_disasters_cap_the_score(facts, shown, band, reasons):
    result = health.evaluate(replace(TH1, **facts))
    assert (result.raw, result.shown) == pytest.approx((76.425, shown))
    assert (result.band, [cap.reason for cap in result.caps]) == (band, reasons)


@pytest.mark.parametrize(
    ("points", "cap", "calculated", "shown"),
    [
        (10, None, 76.425, 86.425),
        (-20, None, 76.425, 56.425),
        (20, 59, 59, 59),
        (-20, 59, 59, 56.425),
        (0, 59, 59, 59),
    ],
)
def test_override_keeps_both_values_and_stays_below_a_cap(points, cap, calculated, shown):
    caps = () if cap is None else (health.Cap(cap, "sponsor left"),)
    result = health.evaluate(replace(TH1, caps=caps, override=points, override_reason="merger agreed"))
    assert (result.calculated, result.shown) == pytest.approx((calculated, shown))
    assert (result.override, result.override_reason) == (points, "merger agreed")


def test_override_stays_within_the_scale_and_gives_nothing_to_an_unknown_score():
    high = replace(TH1, cis=100, relationship=100, contact_days=0, issues=(0, 0, 0), renewal=100)
    assert health.evaluate(replace(high, override=20, override_reason="x")).shown == 100
    assert health.evaluate(health.Inputs(cis=50, override=20, override_reason="x")).shown is None


@pytest.mark.parametrize(
    ("points", "reason", "problem"), [(21, "x", "20 points"), (-20.5, "x", "20 points"), (5, " ", "reason")]
)
def test_override_beyond_its_limit_or_without_reason_is_refused(points, reason, problem):
    with pytest.raises(ValueError, match=problem):
        health.evaluate(replace(TH1, override=points, override_reason=reason))


def test_override_ends_within_60_days():
    start = date(2026, 3, 1)
    good = health.Override(5, "new contract", start, date(2026, 4, 30))
    health.check_override_period(good)
    for end in (date(2026, 5, 1), date(2026, 2, 28)):
        with pytest.raises(ValueError, match="60 days"):
            health.check_override_period(replace(good, ends_on=end))


@pytest.mark.parametrize(("day", "points"), [(28, 0), (1, 5), (30, 5), (31, 0)])
def test_override_is_in_force_between_its_days(day, points):
    override = health.Override(5, "new contract", date(2026, 3, 1), date(2026, 3, 30))
    month = 2 if day == 28 else 3
    inputs = health.with_override(TH1, override, date(2026, month, day))
    assert (inputs.override, inputs.override_reason) == (points, "new contract" if points else "")
    assert health.with_override(inputs, None, date(2026, 3, 5)) == TH1


@pytest.mark.parametrize(
    ("score", "band"), [(75, "green"), (74.96, "amber"), (50, "amber"), (49.99, "red"), (0, "red"), (None, None)]
)
def test_bands_use_the_unrounded_score(score, band):
    assert health.band_of(score) == band


@pytest.mark.parametrize(
    "change", [{"cis": 101}, {"relationship": -1}, {"renewal": 140}, {"actions_share": 120, "actions": None}]
)
def test_value_outside_the_scale_is_refused_by_its_factor(change):
    with pytest.raises(ValueError, match=r"H[1258]: .* is not between 0 and 100"):
        health.evaluate(replace(TH1, **change))


@given(inputs)
def test_scores_stay_within_their_bounds(known):
    result = health.evaluate(known)
    assert all(0 <= value <= 100 for value in result.values.values())
    assert 0 <= result.coverage <= 100 + 1e-9
    assert result.raw is None or 0 <= result.raw <= 100
    assert (result.shown is None) is (result.status == "insufficient")
    assert (result.band is None) is (result.shown is None)


@given(inputs)
def test_cap_never_raises_the_score(known):
    free = health.evaluate(replace(known, critical_open_days=None, sponsor_left=False, notice_given=False))
    result = health.evaluate(known)
    assert result.raw == free.raw
    assert result.shown is None or result.shown <= free.shown


@given(inputs, st.sampled_from(FIELDS))
def test_missing_never_counts_as_zero(known, name):
    known = replace(known, contract_end_days=None)
    gone = replace(known, **{name: None})
    before, after = health.evaluate(known), health.evaluate(gone)
    kept = {key: before.values[key] for key in after.values}
    assert kept == after.values
    weight = sum(after.weights.values())
    mean = sum(kept[key] * after.weights[key] for key in kept) / weight if weight else None
    assert after.raw == (None if mean is None else pytest.approx(mean, abs=1e-6))
    assert after.coverage <= before.coverage + 1e-9


@given(inputs, percent)
def test_better_factor_never_lowers_the_score(known, better):
    low, high = sorted((known.cis or 0, better))
    one, two = (health.evaluate(replace(known, cis=value)) for value in (low, high))
    assert one.raw <= two.raw + 1e-9
    assert one.coverage == two.coverage


@given(inputs, st.floats(0, 400), st.floats(0, 400))
def test_later_contact_never_raises_the_score(known, one, two):
    soon, late = sorted((one, two))
    scores = [health.evaluate(replace(known, contact_days=days)).raw for days in (soon, late)]
    assert scores[1] <= scores[0] + 1e-9


@given(inputs)
def test_order_of_the_weights_changes_nothing(known):
    backwards = replace(health.METHOD_1, weights=dict(reversed(health.METHOD_1.weights.items())))
    one, two = health.evaluate(known), health.evaluate(known, backwards)
    assert (one.raw, one.coverage, one.shown) == (two.raw, two.coverage, two.shown)


@given(inputs)
def test_inputs_and_results_survive_a_snapshot(known):
    result = health.evaluate(known)
    assert health.Inputs.from_dict(json.loads(json.dumps(known.to_dict()))) == known
    assert health.Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result


def test_factor_of_weight_zero_is_known_but_adds_nothing():
    method = replace(health.METHOD_1, version="health-2", weights=FULL | {"H1": 0})
    result = health.evaluate(replace(TH1, cis=0), method)
    assert (result.values["H1"], result.weights["H1"], result.coverage) == (0, 0, 100)
    assert result.raw == pytest.approx((76.425 - 14.4) / 0.8)
    assert health.evaluate(health.Inputs(cis=50), method).raw is None


def test_method_survives_json_and_carries_other_limits():
    stored = json.loads(json.dumps(health.METHOD_1.to_dict()))
    assert health.Method.from_dict(stored) == health.METHOD_1
    strict = health.Method.from_dict(stored | {"version": "health-2", "band_green": 80})
    result = health.evaluate(TH1, strict)
    assert (result.method, result.band) == ("health-2", "amber")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"weights": {"H9": 5}}, "H9"),
        ({"weights": {"H1": -1}}, "H1"),
        ({"weights": {"H1": 0}}, "above zero"),
        ({"weights": {"H1": "20"}}, "weights.H1: a number"),
        ({"weights": [20]}, "weights: an object"),
        ({"curves": {"H3": [[0, 0], [1, 1]]}}, "curves"),
        ({"curves": {"H3": [[0, 0]], "H6": [[0, 0], [1, 1]], "H7": [[0, 0], [1, 1]]}}, "curves.H3"),
        ({"decay": {"H1": [180, 0]}}, "decay.H1"),
        ({"issue_points": [25, 10]}, "issue_points"),
        ({"caps": {"sponsor_left": 59}}, "caps"),
        ({"caps": 59}, "caps: an object"),
        ({"issue_points": 3}, "issue_points: a list"),
    ],
)
def test_stored_method_that_cannot_work_is_refused(change, problem):
    with pytest.raises(ValueError, match=problem):
        health.Method.from_dict(health.METHOD_1.to_dict() | change)


@pytest.mark.parametrize("stored", [None, [], {}, {"version": "health-2"}])
def test_stored_method_with_gaps_is_refused(stored):
    with pytest.raises(ValueError, match=r"missing|an object"):
        health.Method.from_dict(stored)
