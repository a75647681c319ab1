"""What every formula keeps, whatever comes in: bounds, direction, no matter of order, unknown is never zero.

The files of the single formulas hold their own properties; here stand those that are asked of all of them alike.
"""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring.engine import (
    cis,
    cis_confidential,
    cis_trend,
    curve,
    health,
    health_trend,
    ranking,
    relationship,
    selection,
    viability,
)
from tests.scoring.test_engine_cis_confidential import PERSON
from tests.scoring.test_engine_cis_confidential import wave_of as confidential_wave
from tests.scoring.test_engine_cis_trend import wave_of as trend_wave
from tests.scoring.test_engine_health import inputs as health_inputs
from tests.scoring.test_engine_selection import inputs as selection_inputs
from tests.scoring.test_engine_viability import inputs as viability_inputs

FEW = settings(max_examples=40, derandomize=True, deadline=None)
NOISE = 1e-9
chance = st.randoms(use_true_random=False)
four = st.tuples(*[st.integers(1, 7)] * 4)


# ---------------------------------------------------------------- cis-1


@FEW
@given(st.lists(PERSON, min_size=3, max_size=8), st.integers(0, 40))
def test_cis_more_people_who_were_not_heard_never_narrow_the_range(people, more):
    wave = confidential_wave(people)
    here, there = cis.evaluate(wave), cis.evaluate(replace(wave, eligible=wave.eligible + more))
    if here.score is None:
        assert there.score is None
        return
    assert there.score == pytest.approx(here.score)
    assert there.margin >= here.margin - NOISE


@FEW
@given(st.lists(PERSON, min_size=1, max_size=8), chance)
def test_cis_groups_stay_in_bounds_and_order_of_people_changes_none(people, random):
    wave = confidential_wave(people)
    groups = {group.name: group for group in cis.evaluate(wave).groups}
    mixed = replace(wave, respondents=tuple(random.sample(wave.respondents, len(wave.respondents))))
    for group in cis.evaluate(mixed).groups:
        assert group.people == groups[group.name].people
        assert (group.score is None) is (groups[group.name].score is None)
        if group.score is not None:
            assert 0 <= group.score <= 100
            assert group.score == pytest.approx(groups[group.name].score)


@FEW
@given(st.lists(st.floats(0, 9), min_size=2, max_size=9), chance)
def test_cis_no_weight_is_more_than_all_others_together_in_any_order(weights, random):
    capped = cis.capped(weights)
    assert all(after <= before + NOISE for before, after in zip(weights, capped, strict=True))
    assert max(capped) <= sum(capped) - max(capped) + NOISE
    assert sorted(cis.capped(random.sample(weights, len(weights)))) == pytest.approx(sorted(capped))


# ---------------------------------------------------------------- trend


@FEW
@given(four, four, st.integers(0, 3))
def test_trend_stays_in_bounds_and_a_better_answer_never_lowers_it(before, after, who):
    then, now = trend_wave(before), trend_wave(after)
    found = cis_trend.trend(now, then)
    assert -100 <= found.delta <= 100
    assert found.se > 0
    better = tuple(min(7, given_ + 1) if at == who else given_ for at, given_ in enumerate(after))
    assert cis_trend.trend(trend_wave(better), then).delta >= found.delta - NOISE


@FEW
@given(four, four, chance)
def test_trend_does_not_depend_on_the_order_of_people(before, after, random):
    then, now = trend_wave(before), trend_wave(after)
    mixed = replace(now, persons=tuple(random.sample(now.persons, len(now.persons))))
    one, two = cis_trend.trend(now, then), cis_trend.trend(mixed, then)
    assert (two.delta, two.se, two.verdict) == (pytest.approx(one.delta), pytest.approx(one.se), one.verdict)


@FEW
@given(four, four)
def test_trend_of_who_answered_once_only_counts_for_nothing(before, after):
    then, now = trend_wave(before), trend_wave((*after[:3], None), eligible=8)
    assume(now.status == cis.REPORTED)
    assert len(cis_trend.trend(now, then).differences) == 3
    assert cis_trend.trend(now, then).delta == pytest.approx(
        cis_trend.trend(now, replace(then, persons=then.persons[:3])).delta
    )


# ---------------------------------------------------------------- confidential cuts


@FEW
@given(st.lists(PERSON, min_size=3, max_size=8), chance)
def test_cuts_do_not_tell_the_order_and_better_answers_never_lower_a_level(people, random):
    rows = confidential_wave(people).respondents
    levels = cis_confidential.statement_levels(rows)
    assert cis_confidential.statement_levels(random.sample(rows, len(rows))) == levels
    better = [replace(row, answers=tuple(a if a is None else min(7, a + 1) for a in row.answers)) for row in rows]
    steps = (cis_confidential.DISAGREE, cis_confidential.MIXED, cis_confidential.AGREE)
    for item, level in cis_confidential.statement_levels(better).items():
        assert (level is None) is (levels[item] is None)
        assert level is None or steps.index(level) >= steps.index(levels[item])


# ---------------------------------------------------------------- health-1 and its trend

BETTER = {
    "relationship": lambda value: min(100.0, value + 10),
    "renewal": lambda value: min(100.0, value + 10),
    "days_late": lambda value: value - 10,
    "trend_pct": lambda value: value + 10,
    "issues": lambda value: tuple(max(0, count - 1) for count in value),
    "actions": lambda value: (value[0] + value[2], value[1], 0),
}


@FEW
@given(health_inputs, st.sampled_from(sorted(BETTER)))
def test_health_whatever_gets_better_never_lowers_the_score(known, name):
    value = getattr(known, name)
    assume(value is not None)
    before, after = health.evaluate(known), health.evaluate(replace(known, **{name: BETTER[name](value)}))
    assert (after.raw or 0) >= (before.raw or 0) - NOISE
    assert after.weights == before.weights


@FEW
@given(st.floats(0, 3000), st.floats(0, 3000), st.floats(0, 365), st.floats(1, 365))
def test_age_lowers_the_weight_alone_and_never_below_zero(one, two, valid, half_life):
    young, old = sorted((one, two))
    weights = [curve.freshness(age, valid, half_life) for age in (young, old)]
    assert 0 <= weights[1] <= weights[0] <= 1
    assert curve.freshness(valid + half_life, valid, half_life) == pytest.approx(0.5)
    fresh, aged = (health.evaluate(health.Inputs(cis=72.0, ages={"H1": age})) for age in (young, old))
    assert fresh.values == aged.values == {"H1": 72.0}
    assert aged.coverage <= fresh.coverage + NOISE


@FEW
@given(health_inputs, health_inputs)
def test_health_trend_turns_its_sign_with_time_and_compares_what_both_know(one, two):
    first, second = health.evaluate(one), health.evaluate(two)
    forth, back = health_trend.trend(second, first), health_trend.trend(first, second)
    assert (forth.change is None) is (back.change is None)
    if forth.change is not None:
        assert forth.change == pytest.approx(-back.change)
        assert -100 <= forth.change <= 100
    if forth.common:
        assert set(forth.common) == set(first.values) & set(second.values)
    same = health_trend.trend(first, first)
    assert same.change in (None, 0.0)


# ---------------------------------------------------------------- viability-1

RISING = ("white_space", "margin", "credit", "pipeline", "safety")


@FEW
@given(viability_inputs, st.sampled_from(RISING), st.floats(0, 1))
def test_viability_whatever_gets_better_never_lowers_the_score(known, name, share):
    value = getattr(known, name)
    assume(value is not None)
    top = 5 if name in {"credit", "safety"} else max(float(value) * 2, 10.0)
    better = float(value) + share * (top - float(value))
    before, after = viability.evaluate(known), viability.evaluate(replace(known, **{name: better}))
    assume(before.values.keys() == after.values.keys())  # 0 of 0 is unknown, 1 of 1 is all
    assert (after.raw or 0) >= (before.raw or 0) - NOISE


@FEW
@given(viability_inputs, chance)
def test_viability_does_not_depend_on_the_order_of_weights_and_raters(known, random):
    backwards = replace(viability.METHOD_1, weights=dict(reversed(viability.METHOD_1.weights.items())))
    mixed = replace(known, ratings=tuple(random.sample(known.ratings, 3)) if known.ratings else None)
    one, two = viability.evaluate(known), viability.evaluate(mixed, backwards)
    assert (one.coverage, one.status) == (pytest.approx(two.coverage), two.status)
    assert one.raw == (None if two.raw is None else pytest.approx(two.raw))


# ---------------------------------------------------------------- select-1, ranking, sensitivity

FACTS = {"margin": 5.0, "trend_pct": 5.0, "servable": 100_000, "renewal": 5.0, "relationship": 5.0, "days_late": -5.0}


@FEW
@given(selection_inputs, st.sampled_from(sorted(FACTS)))
def test_selection_a_better_fact_never_lowers_the_total_or_shuts_a_gate(known, name):
    value = getattr(known, name)
    assume(value is not None and float(value) + FACTS[name] >= 0)
    better = value + type(value)(FACTS[name])
    assume(name not in {"renewal", "relationship"} or better <= 100)
    before, after = selection.evaluate(known), selection.evaluate(replace(known, **{name: better}))
    assert after.total >= before.total - NOISE
    assert set(after.failed_gates) <= set(before.failed_gates)


@FEW
@given(selection_inputs, st.sampled_from(("margin", "days_late")))
def test_selection_a_gate_without_its_figure_is_open_and_never_failed(known, name):
    gate = {"margin": selection.MARGIN, "days_late": selection.PAYMENT}[name]
    result = selection.evaluate(replace(known, **{name: None}))
    assert gate in result.open_gates
    assert gate not in result.failed_gates


@FEW
@given(st.lists(st.integers(0, 5), min_size=1, max_size=5), chance)
def test_selection_raters_count_alike_in_any_order(ratings, random):
    one, two = selection.combine_ratings(ratings), selection.combine_ratings(random.sample(ratings, len(ratings)))
    assert (one.mean, one.gap, one.is_disputed) == (pytest.approx(two.mean), two.gap, two.is_disputed)
    assert min(ratings) <= one.mean <= max(ratings)


scored = st.dictionaries(
    st.integers(0, 30),
    st.dictionaries(st.sampled_from(sorted(selection.METHOD_1.weights)), st.floats(0, 100), min_size=1),
    max_size=6,
)


@FEW
@given(scored, chance)
def test_sensitivity_names_only_who_crosses_in_any_order(values, random):
    shuffled = dict(random.sample(list(values.items()), len(values)))
    for one, two in zip(ranking.sensitivity(values), ranking.sensitivity(shuffled), strict=True):
        assert (set(one.entered), set(one.left)) == (set(two.entered), set(two.left))
        assert not set(one.entered) & set(one.left)
        assert sorted(one.order) == sorted(values)


@FEW
@given(st.sampled_from([key for key, weight in selection.METHOD_1.weights.items() if weight > 5]), st.floats(0, 100))
def test_sensitivity_one_known_criterion_is_the_total_whatever_it_weighs(criterion, value):
    assert all(not (shift.entered or shift.left) for shift in ranking.sensitivity({1: {criterion: value}}))


# ---------------------------------------------------------------- relationship R

someone = st.builds(
    relationship.Person,
    influence=st.integers(1, 5),
    stance=st.integers(-2, 2),
    strength=st.none() | st.integers(0, 5),
    days=st.none() | st.integers(0, 400),
)


@FEW
@given(st.lists(someone, min_size=3, max_size=9), st.integers(0, 8))
def test_r_a_better_stance_never_lowers_it(people, who):
    at = who % len(people)
    person = people[at]
    better = [*people[:at], replace(person, stance=min(2, person.stance + 1)), *people[at + 1 :]]
    assert relationship.evaluate(better).score >= relationship.evaluate(people).score - NOISE


@FEW
@given(st.lists(someone, min_size=6, max_size=9))
def test_r_who_is_not_known_lowers_knowledge_and_never_the_score(people):
    stranger = relationship.Person(influence=1)
    before, after = relationship.evaluate(people), relationship.evaluate([*people, stranger])
    assert after.knowledge < before.knowledge
    assert after.score is None or after.score == pytest.approx(before.score)
