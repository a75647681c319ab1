"""Selection scorecard select-1: criteria, axes, gates, decision, type, light variant, raters."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import selection

HELD = {"abs": 1e-6}
MILLION = 1_000_000
TS1 = selection.Inputs(
    revenue=4 * MILLION,
    margin=31,
    trend_pct=10,
    servable=10 * MILLION,
    renewal=85,
    chance=4,
    effort=3,
    relationship=65,
    fit=4,
    name_value=3,
    days_late=12,
    access=3,
    openness=4,
)
TS3 = selection.Inputs(
    revenue=7.5 * MILLION,
    margin=8,
    trend_pct=-5,
    servable=8 * MILLION,
    renewal=90,
    chance=3,
    effort=2,
    relationship=50,
    fit=3,
    name_value=4,
    days_late=75,
    access=1,
    openness=1,
)
FIELDS = (
    "revenue",
    "margin",
    "trend_pct",
    "servable",
    "renewal",
    "chance",
    "effort",
    "relationship",
    "fit",
    "days_late",
)
level = st.none() | st.floats(0, 5)
amount = st.none() | st.floats(0, 5e7)
inputs = st.builds(
    selection.Inputs,
    revenue=amount,
    margin=st.none() | st.floats(-50, 100),
    trend_pct=st.none() | st.floats(-100, 200),
    servable=amount,
    renewal=st.none() | st.floats(0, 100),
    chance=level,
    effort=level,
    relationship=st.none() | st.floats(0, 100),
    relationship_rating=level,
    fit=level,
    name_value=level,
    days_late=st.none() | st.floats(-10, 120),
    access=level,
    openness=level,
)


def test_existing_key_account():
    result = selection.evaluate(TS1)
    values = {"K1": 80, "K2": 70, "K3": 70, "K4": 60, "K5": 85, "K6": 80, "K7": 60, "K8": 65, "K9": 80}
    values |= {"K10": 60, "K11": 80, "K12": 60, "K13": 80}
    assert result.values == pytest.approx(values, **HELD)
    axes = (result.value_axis, result.position_axis, result.total)
    assert axes == pytest.approx((69.642857, 73.636364, 71.4), **HELD)
    assert (result.coverage, result.failed_gates, result.open_gates) == (100, (), ())
    assert (result.decision, result.type, result.type_known) == ("key", "existing", True)


def test_big_customer_with_thin_margin_that_pays_late():
    result = selection.evaluate(TS3)
    values = {"K1": 100, "K2": 0, "K3": 30, "K4": 5, "K5": 90, "K6": 60, "K7": 40, "K8": 50, "K9": 60}
    values |= {"K10": 80, "K11": 0, "K12": 20, "K13": 20}
    assert result.values == pytest.approx(values, **HELD)
    axes = (result.value_axis, result.position_axis, result.total)
    assert axes == pytest.approx((32.857143, 53.636364, 42), **HELD)
    assert (result.failed_gates, result.decision, result.type) == (("margin", "payment"), "not_key", "existing")


def test_amounts_may_be_decimals():
    exact = replace(TS1, revenue=Decimal("4000000.00"), servable=Decimal("10000000.00"))
    assert selection.evaluate(exact) == selection.evaluate(TS1)


@pytest.mark.parametrize(
    ("change", "failed", "unknown", "decision"),
    [
        ({"margin": 10}, (), (), "candidate"),
        ({"margin": 9.9, "trend_pct": 40, "servable": 20e6}, ("margin",), (), "candidate"),
        ({"days_late": 60, "trend_pct": 40, "servable": 20e6}, (), (), "key"),
        ({"days_late": 60.1, "trend_pct": 40, "servable": 20e6}, ("payment",), (), "candidate"),
        ({"margin": None}, (), ("margin",), "candidate"),
        ({"days_late": None}, (), ("payment",), "candidate"),
    ],
)
def test_gate_failed_or_open_blocks_key_only(change, failed, unknown, decision):
    result = selection.evaluate(replace(TS1, **change))
    assert (result.failed_gates, result.open_gates, result.decision) == (failed, unknown, decision)


@pytest.mark.parametrize(
    ("revenue", "servable", "passed"),
    [
        (1e6, None, True),
        (0.9e6, 5.9e6, True),
        (0.9e6, 5.8e6, False),
        (0.9e6, None, None),
        (None, 9e6, None),
        (None, None, None),
    ],
)
def test_size_gate_takes_revenue_or_growth_potential(revenue, servable, passed):
    states = selection.gate_states(replace(TS1, revenue=revenue, servable=servable))
    assert states == {"margin": True, "payment": True, "size": passed}


def test_waived_gate_lets_a_good_account_be_key():
    good = replace(TS1, margin=9, trend_pct=40, servable=20 * MILLION)
    assert selection.evaluate(good).decision == "candidate"
    result = selection.evaluate(replace(good, waived=frozenset({"margin", "payment"})))
    assert (result.decision, result.failed_gates, result.waived_gates) == ("key", ("margin",), ("margin",))
    both = selection.evaluate(replace(good, days_late=70, waived=frozenset({"margin"})))
    assert (both.decision, both.waived_gates) == ("candidate", ("margin",))


def test_open_gate_cannot_be_waived():
    result = selection.evaluate(replace(TS1, days_late=None, waived=frozenset({"payment"})))
    assert (result.open_gates, result.waived_gates, result.decision) == (("payment",), (), "candidate")


@pytest.mark.parametrize(
    ("total", "coverage", "blocked", "decision"),
    [
        (70, 100, False, "key"),
        (70, 100, True, "candidate"),
        (69.99, 100, False, "candidate"),
        (55, 70, False, "candidate"),
        (54.99, 100, False, "not_key"),
        (90, 69.9, False, "insufficient"),
        (None, 0, False, "insufficient"),
    ],
)
def test_decision_help(total, coverage, blocked, decision):
    assert selection.decide(total, coverage, blocked=blocked) == decision


def test_little_known_gives_a_provisional_number_and_no_decision():
    result = selection.evaluate(selection.Inputs(revenue=4 * MILLION, margin=31, days_late=12))
    assert (result.coverage, result.decision) == (28, "insufficient")
    assert result.total == pytest.approx((12 * 80 + 10 * 70 + 6 * 80) / 28)
    assert (result.value_axis, result.position_axis) == (pytest.approx(result.total), None)


def test_nothing_known():
    result = selection.evaluate(selection.Inputs())
    assert (result.total, result.value_axis, result.position_axis, result.coverage) == (None, None, None, 0)
    assert (result.decision, result.open_gates) == ("insufficient", ("margin", "payment", "size"))
    assert (result.type, result.type_known, len(result.missing)) == ("developing", False, 13)


@pytest.mark.parametrize(
    ("revenue", "servable", "kind", "known"),
    [
        (3e6, 3e6, "existing", True),
        (3e6, None, "existing", True),
        (2.9e6, 9.9e6, "emerging", True),
        (2.9e6, 9.8e6, "developing", True),
        (2.9e6, None, "developing", False),
        (None, 20e6, "developing", False),
    ],
)
def test_type_of_the_account(revenue, servable, kind, known):
    result = selection.evaluate(replace(TS1, revenue=revenue, servable=servable))
    assert (result.type, result.type_known) == (kind, known)


@pytest.mark.parametrize(
    ("change", "criterion", "value"),
    [
        ({"revenue": 50e6}, "K1", 100),
        ({"trend_pct": -30}, "K3", 0),
        ({"trend_pct": 0}, "K3", 40),
        ({"trend_pct": 90}, "K3", 100),
        ({"servable": 1e6}, "K4", 0),
        ({"servable": 90e6}, "K4", 100),
        ({"revenue": None}, "K4", None),
        ({"relationship": None, "relationship_rating": 3}, "K8", 60),
        ({"relationship": 40, "relationship_rating": 3}, "K8", 40),
        ({"days_late": 90}, "K11", 0),
        ({"access": 0}, "K12", 0),
        ({"access": None}, "K12", None),
    ],
)
def test_inputs_are_mapped(change, criterion, value):
    assert selection.criterion_values(replace(TS1, **change)).get(criterion) == value


@pytest.mark.parametrize(
    "change", [{"revenue": -1}, {"servable": float("nan")}, {"fit": 6}, {"renewal": 101}, {"chance": -1}]
)
def test_impossible_inputs_are_refused(change):
    with pytest.raises(ValueError, match=r"amount|between 0 and 100"):
        selection.evaluate(replace(TS1, **change))


def test_light_variant_asks_seven_things_and_counts_to_100():
    method = selection.light()
    assert (method.version, tuple(method.weights)) == ("select-1-light", selection.LIGHT)
    assert sum(method.weights.values()) == pytest.approx(100)
    assert method.weights["K1"] == pytest.approx(1200 / 62)
    result = selection.evaluate(TS1, method)
    points = 12 * 80 + 10 * 70 + 16 * 60 + 8 * 65 + 6 * 80 + 6 * 80 + 4 * 80
    assert (result.total, result.coverage) == pytest.approx((points / 62, 100))
    assert (set(result.values), result.decision) == (set(selection.LIGHT), "key")


@pytest.mark.parametrize(
    ("ratings", "mean", "gap", "disputed", "enough"),
    [
        ((), None, 0, False, False),
        ((4,), 4, 0, False, False),
        ((4, 3), 3.5, 1, False, True),
        ((4, 2), 3, 2, True, True),
        ((0, 5, 4), 3, 5, True, True),
    ],
)
def test_raters_are_averaged_and_wide_gaps_flagged(ratings, mean, gap, disputed, enough):
    assert selection.combine_ratings(ratings) == selection.Rated(mean, gap, disputed, enough)


def test_rating_off_the_scale_is_refused():
    with pytest.raises(ValueError, match="between 0 and 5"):
        selection.combine_ratings((3, 6))


@given(inputs)
def test_figures_stay_within_their_bounds(known):
    result = selection.evaluate(known)
    for figure in (result.total, result.value_axis, result.position_axis, result.coverage, *result.values.values()):
        assert figure is None or 0 <= figure <= 100 + 1e-9
    assert not set(result.failed_gates) & set(result.open_gates)
    assert result.decision != "key" or not (result.failed_gates or result.open_gates)


@given(inputs, st.sampled_from(FIELDS))
def test_missing_never_counts_as_zero(known, name):
    before, after = selection.evaluate(known), selection.evaluate(replace(known, **{name: None}))
    lowest = min(after.values.values(), default=None)
    assert lowest is None or after.total >= lowest - 1e-9
    assert after.coverage <= before.coverage + 1e-9


@given(inputs, st.sampled_from(("chance", "effort", "fit", "name_value", "access", "openness")), st.floats(0, 4))
def test_better_rating_never_lowers_the_total(known, name, rating):
    low, high = (selection.evaluate(replace(known, **{name: value})) for value in (rating, rating + 1))
    assert low.total <= high.total + 1e-9


@given(inputs)
def test_order_of_the_weights_changes_nothing(known):
    backwards = replace(selection.METHOD_1, weights=dict(reversed(selection.METHOD_1.weights.items())))
    one, two = selection.evaluate(known), selection.evaluate(known, backwards)
    assert (one.total, one.value_axis, one.decision) == (two.total, two.value_axis, two.decision)


def test_method_survives_json_with_the_references_of_the_organisation():
    stored = json.loads(json.dumps(selection.METHOD_1.to_dict()))
    assert selection.Method.from_dict(stored) == selection.METHOD_1
    assert selection.Method.from_dict(selection.light().to_dict()) == selection.light()
    bigger = selection.Method.from_dict(stored | {"revenue_reference": 8_000_000})
    assert selection.evaluate(TS1, bigger).values["K1"] == 50


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"weights": {"K14": 5}}, "K14"),
        ({"curves": {}}, "curves"),
        ({"revenue_reference": 0}, "revenue_reference"),
        ({"list_cap": 25.5}, "list_cap: a whole"),
    ],
)
def test_stored_method_that_cannot_work_is_refused(change, problem):
    with pytest.raises(ValueError, match=problem):
        selection.Method.from_dict(selection.METHOD_1.to_dict() | change)


def test_result_is_plain_json():
    data = json.loads(json.dumps(selection.evaluate(TS3).to_dict()))
    assert (data["failed_gates"], data["decision"], data["total"]) == (["margin", "payment"], "not_key", 42)
