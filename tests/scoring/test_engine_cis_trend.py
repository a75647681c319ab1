"""Trend between two waves of the Customer Improvement Score."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import cis, cis_trend

PEOPLE = (("A", 3, "d1"), ("B", 2, "d1"), ("C", 1, "d2"), ("D", 2, "d2"))


def wave_of(answers, names="ABCD", eligible=8):
    people = [row for row in PEOPLE if row[0] in names]
    respondents = tuple(
        cis.Respondent(*row, (value,) * 9) for row, value in zip(people, answers, strict=True) if value is not None
    )
    return cis.evaluate(cis.Wave(eligible, sum(row[1] for row in people) + 2, respondents))


def test_people_who_answered_both_are_compared_one_by_one():
    trend = cis_trend.trend(wave_of((6, 5, 4, 6)), wave_of((4, 4, 4, 5)))
    # Differences 33.33, 16.67, 0, 16.67 at weights 3, 2, 1, 2, worked by hand.
    assert trend.differences == pytest.approx((100 / 3, 50 / 3, 0, 50 / 3))
    assert trend.delta == pytest.approx(500 / 24)
    assert trend.var == pytest.approx((3 * 12.5**2 + 4 * (25 / 6) ** 2 + (125 / 6) ** 2) / (8 - 18 / 8))
    assert trend.pooled == pytest.approx((3 * 169.0821256 + 4 * 12**2) / 7)
    assert trend.se == pytest.approx(math.sqrt((154.7494824 * 0.5 + 72 * 0.5) / (64 / 18)))
    assert trend.margin == pytest.approx(1.645 * trend.se)
    assert trend.verdict == "improved"


def test_weights_of_the_later_wave_are_capped_among_those_who_answered_both():
    now = wave_of((7, None, 4, 4))
    trend = cis_trend.trend(now, wave_of((4, 4, 4, 4)))
    assert trend.delta == pytest.approx(50 * 3 / 6)
    heavy = replace(now, persons=(replace(now.persons[0], weight=9), *now.persons[1:]))
    assert cis_trend.trend(heavy, wave_of((4, 4, 4, 4))).delta == pytest.approx(50 * 3 / 6)


def test_fewer_than_three_in_both_compares_the_two_scores():
    now, before = wave_of((6, 5, 4, 6)), wave_of((4, 4, 4, 5))
    strangers = tuple(replace(p, id=f"old {p.id}") for p in before.persons[1:])
    trend = cis_trend.trend(now, replace(before, persons=(before.persons[0], *strangers)))
    assert (trend.differences, trend.var, trend.pooled) == (None, None, None)
    assert trend.delta == pytest.approx(now.score - before.score)
    assert trend.se == pytest.approx(math.hypot(now.se, before.se))


def test_no_trend_unless_both_waves_are_reported():
    hidden = wave_of((6, None, None, 5))
    assert hidden.status == "not_reported"
    assert cis_trend.trend(hidden, wave_of((4, 4, 4, 5))) is None
    assert cis_trend.trend(wave_of((4, 4, 4, 5)), hidden) is None


def test_same_answers_are_no_clear_change_with_a_margin():
    trend = cis_trend.trend(wave_of((4, 4, 4, 5), eligible=4), wave_of((4, 4, 4, 5), eligible=4))
    assert (trend.delta, trend.verdict) == (0, "no clear change")
    assert trend.se == pytest.approx(math.sqrt(72 / (64 / 18)))


@pytest.mark.parametrize(
    ("delta", "verdict"), [(10.0, "no clear change"), (10.01, "improved"), (-10.0, "no clear change"), (-10.01, "fell")]
)
def test_words_are_used_only_beyond_the_margin(delta, verdict):
    assert cis_trend.verdict_of(delta, 10.0) == verdict


@given(st.tuples(*[st.integers(1, 7)] * 4), st.tuples(*[st.integers(1, 7)] * 4))
def test_turning_time_round_turns_the_sign(one, two):
    forth = cis_trend.trend(wave_of(one), wave_of(two))
    back = cis_trend.trend(wave_of(two), wave_of(one))
    assert forth.delta == pytest.approx(-back.delta)
    assert (forth.se, forth.var) == (pytest.approx(back.se), pytest.approx(back.var))
