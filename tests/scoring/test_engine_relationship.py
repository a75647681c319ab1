"""Relationship score R, key players, rhythm and dependence."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import relationship
from scoring.engine.relationship import Person

TR1 = (Person(5, 2, 4, 10), Person(4, 0, 3, 30), Person(3, -1, 2, 120), Person(2, 1, 5, 20))
someone = st.builds(
    Person,
    influence=st.integers(1, 5),
    stance=st.none() | st.integers(-2, 2),
    strength=st.none() | st.integers(0, 5),
    days=st.none() | st.floats(0, 2000),
)
people = st.lists(someone, max_size=12)


def test_published_case():
    result = relationship.evaluate(TR1)
    assert result.q == pytest.approx((0.9, 0.55, 0.225, 0.875))
    assert (result.score, result.knowledge) == pytest.approx((65.178571, 100), abs=1e-6)
    assert (result.reported, result.known) == (True, 4)


def test_unknown_stance_lowers_knowledge_and_not_the_score():
    stranger = Person(5, None, 5, 1)
    result = relationship.evaluate([*TR1, stranger])
    assert result.score == pytest.approx(65.178571, abs=1e-6)
    assert result.knowledge == pytest.approx(100 * 14 / 19)


@pytest.mark.parametrize(
    ("group", "knowledge"),
    [
        ((), None),
        (TR1[:2], 100),
        ((*TR1, Person(5), Person(5)), 100 * 14 / 24),
        ((Person(5), Person(3)), 0),
    ],
)
def test_too_little_knowledge_is_not_reported(group, knowledge):
    result = relationship.evaluate(group)
    assert (result.reported, result.score) == (False, None)
    assert result.knowledge == (None if knowledge is None else pytest.approx(knowledge))


def test_exactly_60_per_cent_and_three_people_are_enough():
    group = (Person(2, 0), Person(2, 0), Person(2, 0), Person(4))
    result = relationship.evaluate(group)
    assert (result.knowledge, result.reported, result.score) == (60, True, 25)


@pytest.mark.parametrize(
    ("strength", "days", "live"),
    [(5, 0, 1), (4, 60, 0.8), (4, 120, 0.4), (5, 180, 0.25), (0, 5, 0), (None, 5, 0), (5, None, 0)],
)
def test_strength_decays_after_sixty_days(strength, days, live):
    assert relationship.live_strength(strength, days) == pytest.approx(live)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"influence": 0}, "influence"),
        ({"stance": 3}, "stance"),
        ({"strength": 6}, "strength"),
        ({"strength": -1}, "strength"),
    ],
)
def test_impossible_people_are_refused(change, problem):
    with pytest.raises(ValueError, match=problem):
        relationship.evaluate([replace(TR1[0], **change)])


@given(people)
def test_figures_stay_within_their_bounds(group):
    result = relationship.evaluate(group)
    assert all(0 <= q <= 1 for q in result.q)
    assert result.score is None or 0 <= result.score <= 100
    assert result.knowledge is None or 0 <= result.knowledge <= 100 + 1e-9


@given(people, st.randoms(use_true_random=False))
def test_order_of_people_changes_nothing(group, random):
    one, two = relationship.evaluate(group), relationship.evaluate(random.sample(group, len(group)))
    assert (one.score, one.knowledge, one.reported) == (two.score, two.knowledge, two.reported)
    assert sorted(one.q) == sorted(two.q)


@given(st.lists(someone.filter(lambda p: p.stance is not None), min_size=3, max_size=12), st.integers(1, 5))
def test_advocate_with_a_live_link_never_lowers_the_score(group, influence):
    before = relationship.evaluate(group)
    after = relationship.evaluate([*group, Person(influence, 2, 5, 0)])
    assert before.knowledge == after.knowledge == 100
    assert after.score >= before.score - 1e-9


@given(someone, st.integers(-2, 2), st.integers(-2, 2), st.floats(0, 500), st.floats(0, 500))
def test_better_stance_and_fresher_contact_never_lower_quality(person, one, two, early, late):
    (worse, better), (fresh, old) = sorted((one, two)), sorted((early, late))
    low = relationship.quality(replace(person, stance=worse, days=old))
    high = relationship.quality(replace(person, stance=better, days=fresh))
    assert low <= high + 1e-12


@pytest.mark.parametrize(
    ("influence", "roles", "veto", "is_key"),
    [
        (4, (), False, True),
        (3, (), False, False),
        (1, ("user", "approver"), False, True),
        (1, ("economic_buyer",), False, True),
        (2, ("influencer", "gatekeeper"), False, False),
        (1, (), True, True),
        (None, (), False, False),
    ],
)
def test_key_players(influence, roles, veto, is_key):
    assert relationship.is_key_player(influence, roles, has_veto=veto) is is_key


@pytest.mark.parametrize(("influence", "days"), [(5, 30), (4, 45), (3, 60), (2, 90), (1, 90), (None, 90)])
def test_default_rhythm_follows_influence(influence, days):
    assert relationship.rhythm_days(influence) == days


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([], None),
        ([("Ann", 5, 0)], None),
        ([("Ann", 5, 4)], relationship.Dependence("Ann", 100, is_risk=True)),
        ([("Ann", 3, 4), ("Bo", 4, 2)], relationship.Dependence("Ann", 60, is_risk=False)),
        ([("Bo", 2, 2), ("Ann", 3, 4), ("Bo", 5, 3)], relationship.Dependence("Bo", 100 * 19 / 31, is_risk=True)),
    ],
)
def test_dependence_is_the_largest_share_of_relation_weight(links, expected):
    assert relationship.dependence(links) == expected


@pytest.mark.parametrize(("ages", "age"), [((), None), ((40,), 40), ((10, 200, 30), 30), ((10, 20), 15)])
def test_age_of_the_relationship_is_the_median_of_its_checks(ages, age):
    assert relationship.stance_age(ages) == age


def test_method_survives_json():
    stored = json.loads(json.dumps(relationship.METHOD_1.to_dict()))
    assert relationship.Method.from_dict(stored) == relationship.METHOD_1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"stance_share": 1.5}, "stance_share"),
        ({"contact_half_life": 0}, "half_life"),
        ({"rhythm_days": []}, "rhythm_days"),
        ({"rhythm_days": [[5]]}, "rhythm_days"),
    ],
)
def test_stored_method_that_cannot_work_is_refused(change, problem):
    with pytest.raises(ValueError, match=problem):
        relationship.Method.from_dict(relationship.METHOD_1.to_dict() | change)


@given(people)
def test_unknown_stance_never_counts_as_zero(group):
    known = [person for person in group if person.stance is not None]
    result, alone = relationship.evaluate(group), relationship.evaluate(known)
    assert result.q == alone.q
    if result.reported:
        assert result.score == pytest.approx(alone.score)


@given(st.lists(someone.filter(lambda p: p.stance is not None), min_size=3, max_size=12), st.data())
def test_better_stance_of_anybody_never_lowers_the_score(group, data):
    at = data.draw(st.integers(0, len(group) - 1))
    better = replace(group[at], stance=data.draw(st.integers(group[at].stance, 2)))
    before, after = relationship.evaluate(group), relationship.evaluate([*group[:at], better, *group[at + 1 :]])
    assert after.score >= before.score - 1e-9


@given(people)
def test_points_of_all_people_add_up_to_the_score(group):
    points = relationship.points(group)
    assert [one is None for one in points] == [person.stance is None for person in group]
    result = relationship.evaluate(group)
    if result.reported:
        assert sum(one for one in points if one is not None) == pytest.approx(result.score)


@given(people, st.integers(2, 5))
def test_knowledge_rises_with_a_judgement_and_score_keeps_its_scale(group, times):
    stranger = Person(5)
    before, after = (
        relationship.evaluate([*group, stranger]),
        relationship.evaluate([*group, replace(stranger, stance=0)]),
    )
    assert after.knowledge > before.knowledge
    many = relationship.evaluate(group * times)
    one = relationship.evaluate(group)
    if one.reported:
        assert many.score == pytest.approx(one.score)
