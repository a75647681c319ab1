from hypothesis import given
from hypothesis import strategies as st

from planning.completeness import Asked, completeness

CORE = {"is_core": True}
asked = st.builds(
    Asked,
    is_core=st.booleans(),
    is_answered=st.booleans(),
    is_not_relevant=st.booleans(),
    is_assumed=st.booleans(),
    is_stale=st.booleans(),
)


def test_nothing_asked_has_no_completeness():
    assert completeness([]) is None


def test_core_questions_weigh_double():
    assert completeness([Asked(True, is_answered=True), Asked(False)]) == 100 * 2 / 3


def test_assumed_answer_counts_half():
    assert completeness([Asked(**CORE, is_answered=True, is_assumed=True)]) == 50


def test_stale_answer_counts_half():
    assert completeness([Asked(**CORE, is_answered=True, is_stale=True)]) == 50


def test_assumed_and_stale_answer_counts_a_quarter():
    assert completeness([Asked(**CORE, is_answered=True, is_assumed=True, is_stale=True)]) == 25


def test_not_relevant_counts_as_done_even_when_it_was_assumed():
    assert completeness([Asked(**CORE, is_not_relevant=True, is_assumed=True)]) == 100


def test_mixed_plan_by_hand():
    questions = [
        Asked(True, is_answered=True),  # 2 of 2
        Asked(True, is_answered=True, is_assumed=True),  # 1 of 2
        Asked(True),  # 0 of 2
        Asked(False, is_not_relevant=True),  # 1 of 1
        Asked(False, is_answered=True, is_stale=True),  # 0.5 of 1
    ]
    assert completeness(questions) == 100 * 4.5 / 8


@given(st.lists(asked, min_size=1))
def test_completeness_lies_between_0_and_100(questions):
    assert 0 <= completeness(questions) <= 100


@given(st.lists(asked, min_size=1))
def test_order_does_not_matter(questions):
    assert abs(completeness(questions) - completeness(questions[::-1])) < 1e-9
