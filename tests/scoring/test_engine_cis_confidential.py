"""What is published of a confidential wave, and properties that the score keeps whatever comes in."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.engine import cis, cis_confidential, parameters

ANSWER = st.one_of(st.none(), st.integers(1, 7))
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PERSON = st.tuples(
    st.sampled_from([1.0, 2.0, 3.0]), st.sampled_from(["a", "b"]), st.lists(ANSWER, min_size=9, max_size=9)
)


def wave_of(people):
    rows = tuple(cis.Respondent(at, w, dept, tuple(answers)) for at, (w, dept, answers) in enumerate(people))
    return cis.Wave(len(rows) + 3, sum(row.weight for row in rows) + 2, rows)


@PATIENT
@given(st.lists(PERSON, max_size=9))
def test_a_score_lies_within_its_range_and_the_range_within_0_and_100(people):
    result = cis.evaluate(wave_of(people))
    if result.score is not None:
        assert 0 <= result.low <= result.score <= result.high <= 100


@PATIENT
@given(st.lists(PERSON, min_size=3, max_size=9), st.randoms())
def test_the_order_of_people_does_not_matter(people, chance):
    one = cis.evaluate(wave_of(people))
    mixed = list(wave_of(people).respondents)
    chance.shuffle(mixed)
    other = cis.evaluate(cis.Wave(len(people) + 3, wave_of(people).invited_weight, tuple(mixed)))
    assert (one.status, one.failed_rules) == (other.status, other.failed_rules)
    if one.score is not None:
        assert abs(one.score - other.score) < 1e-9


@PATIENT
@given(st.lists(st.integers(1, 7), min_size=6, max_size=8), st.integers(0, 100))
def test_what_nobody_can_say_counts_for_nothing_and_never_as_zero(given_, seed):
    short = [*given_, *[None] * (9 - len(given_))]
    random.Random(seed).shuffle(short)  # noqa: S311 -- a test
    mean = sum(given_) / len(given_)
    assert abs(cis.person_score(short) - 100 * (mean - 1) / 6) < 1e-9


@PATIENT
@given(st.lists(PERSON, min_size=3, max_size=9))
def test_an_invalid_person_changes_no_score(people):
    wave = wave_of(people)
    silent = cis.Respondent("silent", 3.0, "a", (1, 1, 1, 1, 1, None, None, None, None))
    more = cis.Wave(wave.eligible, wave.invited_weight, (*wave.respondents, silent))
    assert cis.evaluate(more) == cis.evaluate(wave)


@PATIENT
@given(st.lists(PERSON, min_size=3, max_size=9))
def test_a_confidential_result_is_whole_points_without_anybody(people):
    result = cis.evaluate(wave_of(people))
    kept = cis_confidential.published(result, parameters.dump(result))
    for name in ("score", "low", "high", "margin"):
        assert kept[name] is None or kept[name] == int(kept[name])
    assert all(set(person) == {"id"} for person in kept["persons"])
    assert all(group["score"] is None and group["people"] is None for group in kept["groups"])
    assert {kept[name] for name in cis_confidential.EXACT} == {None}


@PATIENT
@given(st.lists(PERSON, max_size=6))
def test_levels_need_three_people(people):
    rows = wave_of(people).respondents
    valid = [row for row in rows if cis.person_score(row.answers) is not None]
    for at, level in enumerate(cis_confidential.statement_levels(rows).values()):
        count = sum(row.answers[at] is not None for row in valid)
        assert (level is None) == (count < 3)


def test_levels_end_where_an_action_begins():
    assert [cis_confidential.level_of(mean) for mean in (3.5, 3.6, 4.99, 5.0)] == [
        "disagree", "mixed", "mixed", "agree",
    ]  # fmt: skip


def test_a_score_at_the_end_does_not_say_that_everybody_answered_alike():
    def told(*answers):
        people = [(2.0 if at else 3.0, f"d{at}", row) for at, row in enumerate(answers)]
        result = cis.evaluate(wave_of(people))
        return cis_confidential.published(result, parameters.dump(result))

    alike, mixed = told([7] * 9, [7] * 9, [7] * 9), told([7] * 9, [7] * 8 + [6], [6] + [7] * 8)
    assert (alike["score"], alike["high"]) == (95, 100)
    assert (mixed["score"], mixed["low"], mixed["margin"]) == (95, alike["low"], alike["margin"])
    assert told([1] * 9, [1] * 9, [1] * 9)["score"] == 5
    unbound = told([5] * 9, [6] * 9, [6] * 9)  # (3 · 66.7 + 2 · 83.3 + 2 · 83.3) ÷ 7
    assert unbound["score"] == 76
