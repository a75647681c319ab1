"""Customer Improvement Score cis-1: persons, weights, rules, uncertainty, groups, closing the loop."""

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import cis

HELD = {"abs": 1e-6}


def person(name, weight, department, answers):
    return cis.Respondent(name, weight, department, answers)


TC1 = cis.Wave(
    8,
    10,
    (
        person("A", 3, "d1", (6, 5, 6, 5, 5, 6, 6, 5, None)),
        person("B", 2, "d1", (5, 5, 4, 6, 5, 5, 5, 5, 5)),
        person("C", 1, "d2", (4, 4, 4, 3, 5, 4, 4, 4, 4)),
        person("D", 2, "d2", (6, 6, 6, 7, 5, 6, 6, 6, 6)),
    ),
)
TC2 = cis.Wave(
    10,
    14,
    (person("A", 3, "d1", (6,) * 9), person("B", 1, "d1", (4,) * 9), person("C", 1, "d2", (3,) * 9)),
)
TC3 = cis.Wave(6, 9, (person("A", 3, "d1", (6,) * 9), person("B", 2, "d2", (5,) * 9)))

TABLE = [
    (
        TC1,
        (75.0, 66.666667, 50.0, 83.333333),
        (3, 2, 1, 2),
        {
            "score": 71.875,
            "n_eff": 3.555556,
            "var": 143.417874,
            "pooled": 290.036232,
            "se": 6.771178,
            "margin": 11.138587,
            "low": 60.736413,
            "high": 83.013587,
            "response_rate": 80.0,
        },
        "medium",
    ),
    (
        TC2,
        (83.333333, 50.0, 33.333333),
        (2, 1, 1),
        {
            "score": 62.5,
            "n_eff": 2.666667,
            "var": 750.0,
            "pooled": 516.666667,
            "se": 11.818418,
            "margin": 19.441297,
            "low": 43.058703,
            "high": 81.941297,
            "response_rate": 35.714286,
        },
        "low",
    ),
]

answer = st.none() | st.integers(1, 7)
respondent = st.builds(
    cis.Respondent,
    id=st.integers(0, 10**9),
    weight=st.sampled_from((1, 2, 3)),
    department=st.sampled_from(("d1", "d2", "d3", None)),
    answers=st.lists(answer, min_size=9, max_size=9).map(tuple),
)
crowd = st.lists(respondent, max_size=12, unique_by=lambda r: r.id)


def wave_of(people, extra=2):
    weight = sum(r.weight for r in people)
    return cis.Wave(len(people) + extra, weight + extra, tuple(people))


@pytest.mark.parametrize(("wave", "persons", "weights", "figures", "label"), TABLE, ids=["TC1", "TC2"])
def test_published_cases_give_the_published_figures(wave, persons, weights, figures, label):
    result = cis.evaluate(wave)
    assert [p.score for p in result.persons] == pytest.approx(persons, **HELD)
    assert tuple(p.weight_used for p in result.persons) == weights
    assert {key: getattr(result, key) for key in figures} == pytest.approx(figures, **HELD)
    assert (result.status, result.failed_rules, result.label) == ("reported", (), label)


def test_two_respondents_are_not_reported_and_give_no_number():
    result = cis.evaluate(TC3)
    assert (result.status, result.failed_rules) == ("not_reported", (1,))
    assert {result.score, result.low, result.high, result.margin, result.label, result.band} == {None}
    assert result.groups == ()


def test_person_with_five_answers_is_left_out_everywhere():
    extra = person("E", 3, "d3", (6,) * 5 + (None,) * 4)
    with_extra = replace(TC1, respondents=(*TC1.respondents, extra))
    assert cis.person_score(extra.answers) is None
    assert cis.evaluate(with_extra) == cis.evaluate(TC1)


@pytest.mark.parametrize(("given", "score"), [(0, None), (5, None), (6, 83.333333), (9, 83.333333)])
def test_person_needs_six_answers(given, score):
    assert cis.person_score((6,) * given + (None,) * (9 - given)) == pytest.approx(score, **HELD)


@pytest.mark.parametrize("answers", [(8,) * 9, (0,) * 9, (math.nan,) * 9, (4,) * 8, (4,) * 10])
def test_answers_off_the_scale_or_of_the_wrong_number_are_refused(answers):
    with pytest.raises(ValueError, match="answers"):
        cis.person_score(answers)


@pytest.mark.parametrize(
    ("weights", "used"),
    [((), ()), ((3,), (3,)), ((3, 2), (2, 2)), ((3, 1, 1), (2, 1, 1)), ((3, 3, 1), (3, 3, 1)), ((0, 0), (0, 0))],
)
def test_nobody_weighs_more_than_all_others_together(weights, used):
    assert cis.capped(weights) == used


@given(st.lists(st.floats(0, 100), min_size=2, max_size=12))
def test_cap_holds_and_touches_one_weight_at_most(weights):
    used = cis.capped(weights)
    assert all(w <= math.fsum(used) - w + 1e-6 for w in used)
    assert all(after <= before for after, before in zip(used, weights, strict=True))
    assert sum(after != before for after, before in zip(used, weights, strict=True)) <= 1


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        ({"respondents": [replace(r, department="d1") for r in TC2.respondents]}, (2,)),
        ({"respondents": [replace(r, department=None) for r in TC2.respondents]}, (2,)),
        ({"respondents": [replace(r, weight=1) for r in TC2.respondents]}, (3, 4)),
        ({"invited_weight": 16.7}, (4,)),
        ({"respondents": ()}, (1, 2, 3, 4)),
        ({"respondents": (), "invited_weight": 0, "eligible": 0}, (1, 2, 3, 4)),
    ],
)
def test_each_rule_that_fails_is_named(change, failed):
    result = cis.evaluate(replace(TC2, **change))
    assert (result.status, result.failed_rules, result.score) == ("not_reported", failed, None)


def test_response_of_exactly_30_per_cent_is_enough():
    wave = replace(TC2, invited_weight=5 / 0.3)
    assert cis.evaluate(wave).status == "reported"


def test_one_respondent_is_not_reported():
    result = cis.evaluate(replace(TC3, respondents=TC3.respondents[:1]))
    assert (result.failed_rules, result.persons[0].score) == ((1, 2), pytest.approx(83.333333))


def test_margin_keeps_answer_noise_when_everybody_answers():
    result = cis.evaluate(replace(TC1, eligible=4))
    assert result.se == pytest.approx(math.sqrt(36 / result.n_eff))


def test_zero_weights_have_no_say():
    people = [replace(r, weight=0) for r in TC1.respondents]
    assert cis.evaluate(replace(TC1, respondents=people)).failed_rules == (1, 2, 3, 4)
    one_left = [TC1.respondents[0], *people[1:]]
    assert cis.evaluate(replace(TC1, respondents=one_left)).failed_rules == (1, 2)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"eligible": 2}, "eligible"),
        ({"invited_weight": 4}, "invited_weight"),
        ({"respondents": [replace(r, weight=-1) for r in TC2.respondents]}, "w: "),
    ],
)
def test_figures_that_contradict_each_other_are_refused(change, key):
    with pytest.raises(ValueError, match=key):
        cis.evaluate(replace(TC2, **change))


@given(crowd)
def test_figures_stay_within_their_bounds(people):
    result = cis.evaluate(wave_of(people))
    if result.status == "not_reported":
        assert result.score is None
        return
    assert 0 <= result.low <= result.score <= result.high <= 100
    assert min(p.score for p in result.persons) - 1e-9 <= result.score <= max(p.score for p in result.persons) + 1e-9
    assert result.se > 0


@given(crowd, st.randoms(use_true_random=False))
def test_order_of_people_changes_nothing(people, random):
    shuffled = random.sample(people, len(people))
    one, two = cis.evaluate(wave_of(people)), cis.evaluate(wave_of(shuffled))
    assert one.failed_rules == two.failed_rules
    assert (one.score, one.se) == (pytest.approx(two.score), pytest.approx(two.se))


@given(st.lists(respondent, max_size=3, unique_by=lambda r: r.id), st.lists(st.integers(1, 7), min_size=9, max_size=9))
def test_better_answers_never_lower_the_score(others, answers):
    better = [min(7, answer + 1) for answer in answers]
    scores = []
    for given_answers in (answers, better):
        first = replace(TC2.respondents[0], answers=given_answers)
        scores.append(cis.evaluate(wave_of([first, *TC2.respondents[1:], *others])).score)
    assert scores[0] <= scores[1] + 1e-9


@given(st.lists(answer, min_size=9, max_size=9))
def test_cannot_say_never_counts_as_zero(answers):
    score = cis.person_score(answers)
    known = [a for a in answers if a is not None]
    assert (score is None) is (len(known) < 6)
    assert score is None or score == pytest.approx(100 * (sum(known) / len(known) - 1) / 6)


def test_groups_have_their_own_scores():
    groups = {group.name: (group.score, group.people) for group in cis.evaluate(TC1).groups}
    assert groups["results"] == (pytest.approx(72.395833), 4)
    assert groups["ideas"] == (pytest.approx(72.222222), 4)
    assert groups["road ahead"] == (pytest.approx(68.75), 4)


def test_group_counts_people_with_half_of_its_items_and_caps_among_them():
    none, few, two = (None,) * 3, (7, None, None), (7, 7, None)
    people = [
        person("A", 3, "d1", (5, 5, 5, 5, *two, 6, None)),
        person("B", 1, "d1", (5, 5, 5, 5, 4, 4, 4, None, None)),
        person("C", 2, "d2", (5, 5, 5, 5, *few, 6, 6)),
        person("D", 2, "d2", (5, 5, 5, 5, *none, 6, 6)),
    ]
    groups = {group.name: group for group in cis.group_scores(people)}
    assert (groups["ideas"].people, groups["ideas"].score) == (2, pytest.approx((100 + 50) / 2))
    assert (groups["road ahead"].people, groups["road ahead"].score) == (3, pytest.approx(83.333333))


def test_group_nobody_answered_is_unknown():
    people = [person(name, 2, "d1", (5,) * 7 + (None, None)) for name in "ABC"]
    assert cis.group_scores(people)[2] == cis.Group("road ahead", None, 0)


@pytest.mark.parametrize(("margin", "label"), [(8, "high"), (8.001, "medium"), (15, "medium"), (15.001, "low")])
def test_label_follows_the_margin(margin, label):
    assert cis.label_of(margin) == label


@pytest.mark.parametrize(("score", "band"), [(75, "strong"), (74.99, "fair"), (60, "fair"), (59.99, "weak")])
def test_band_uses_the_unrounded_score(score, band):
    assert cis.band_of(score) == band


def test_band_is_clear_only_when_no_edge_lies_within_the_margin():
    assert not cis.evaluate(TC1).band_is_clear
    top = replace(TC1, eligible=4, respondents=[replace(r, answers=(7,) * 9) for r in TC1.respondents])
    assert cis.evaluate(top).band_is_clear


def test_low_answers_of_weight_3_people_open_the_loop():
    people = [
        person("A", 3, "d1", (3, 4, 4, 4, 4, 4, 4, 4, 2)),
        person("B", 2, "d1", (1,) * 9),
        person("C", 3, "d1", (1,) * 5 + (None,) * 4),
    ]
    assert cis.low_answers(people) == (("A", "CS1"), ("A", "CS9"))


def test_confidential_loop_needs_three_people_and_a_low_mean():
    people = [person(name, 1, "d1", (3, 4, 2, 5, 5, 5, 5, 5, None)) for name in "AB"]
    assert cis.low_items(people) == ()
    third = person("C", 1, "d1", (4, 3, None, 5, 5, 5, 5, 5, 1))
    assert cis.low_items([*people, third]) == ("CS1",)


def test_organisation_spread_waits_for_thirty_waves():
    assert cis.organisation_spread([100.0] * 29) is None
    assert cis.organisation_spread([100.0] * 15 + [300.0] * 15) == pytest.approx(math.sqrt(200))


def test_method_survives_json():
    stored = json.loads(json.dumps(cis.METHOD_1.to_dict()))
    assert cis.Method.from_dict(stored) == cis.METHOD_1
    assert stored["version"] == "cis-1"
    assert cis.Method.from_dict(stored | {"noise": 5}).noise == 5.0


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"noise": "6"}, "noise: a number"),
        ({"noise": True}, "noise: a number"),
        ({"colour": 1}, "colour: unknown"),
        ({"min_answered": 6.5}, "min_answered: a whole"),
        ({"min_answered": 10}, "min_answered: must lie"),
        ({"groups": [["results", "CS99"]]}, "groups"),
        ({"trend_min_pairs": 1}, "two people"),
        ({"version": " "}, "version: a text"),
        ({"prior_spread": -1}, "prior_spread"),
    ],
)
def test_stored_method_that_cannot_work_is_refused(change, problem):
    with pytest.raises(ValueError, match=problem):
        cis.Method.from_dict(cis.METHOD_1.to_dict() | change)
