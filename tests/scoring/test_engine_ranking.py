"""Order, cap and waiting list, what weights change, and who should be re-examined."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import ranking, selection
from scoring.engine.ranking import Entry

DAY = date(2026, 6, 30)
figure = st.none() | st.floats(0, 100)
entry = st.builds(Entry, id=st.integers(), total=figure, value_axis=figure, name=st.text(max_size=5))


def ago(days):
    return DAY - timedelta(days=days)


def test_rank_is_by_total_then_value_axis_then_name():
    entries = [
        Entry(1, None, 90, "Aa"),
        Entry(2, 70, 60, "Bb"),
        Entry(3, 70, 65, "Zz"),
        Entry(4, 80, None, "Dd"),
        Entry(5, 80, 10, "Ee"),
        Entry(6, 70, 60, "Ab"),
    ]
    assert [e.id for e in ranking.rank(entries)] == [5, 4, 3, 6, 2, 1]


def test_totals_equal_on_paper_rank_by_the_value_axis():
    entries = [Entry("a", 0.1 + 0.2, 1, "a"), Entry("b", 0.3, 2, "b")]
    assert [e.id for e in ranking.rank(entries)] == ["b", "a"]


def test_accounts_over_the_cap_wait():
    entries = [Entry(number, number, 50, "x") for number in range(30)]
    listed, waiting = ranking.split_at_cap(entries)
    assert ([e.id for e in listed], [e.id for e in waiting]) == (list(range(29, 4, -1)), [4, 3, 2, 1, 0])
    assert ranking.split_at_cap(entries[:3], 5)[1] == []


@given(st.lists(entry, max_size=8, unique_by=lambda e: e.id), st.randoms(use_true_random=False))
def test_rank_does_not_depend_on_the_given_order(entries, random):
    shuffled = random.sample(entries, len(entries))
    assert [e.id for e in ranking.rank(shuffled)] == [e.id for e in ranking.rank(entries)]


def test_sensitivity_shows_who_crosses_the_line():
    # Worked by hand: Rich falls below 70 when K1 counts 7 instead of 12, Poor never reaches it.
    values = {
        "Rich": {"K1": 100.0, "K2": 37.0},
        "Even": {"K1": 70.0, "K2": 70.0},
        "Poor": {"K1": 0.0, "K2": 70.0},
    }
    shifts = {(s.criterion, s.step): s for s in ranking.sensitivity(values)}
    assert len(shifts) == 26
    down = shifts["K1", -5.0]
    assert (down.entered, down.left, down.order) == ((), ("Rich",), ("Even", "Rich", "Poor"))
    up = shifts["K1", 5.0]
    assert (up.entered, up.left, up.order) == ((), (), ("Rich", "Even", "Poor"))
    assert shifts["K13", 5.0].order == ("Rich", "Even", "Poor")


def test_sensitivity_finds_those_who_would_enter():
    values = {"New": {"K1": 50.0, "K2": 92.0}}
    shifts = {(s.criterion, s.step): s for s in ranking.sensitivity(values)}
    assert (shifts["K2", 5.0].entered, shifts["K2", -5.0].entered) == (("New",), ())


def test_weight_is_never_moved_below_zero():
    method = selection.METHOD_1
    values = {"A": {"K13": 80.0}}
    shifts = {(s.criterion, s.step): s for s in ranking.sensitivity(values, method)}
    assert (shifts["K13", -5.0].left, shifts["K13", 5.0].left) == (("A",), ())


@pytest.mark.parametrize(
    ("assessments", "gate_days", "reason"),
    [
        ([], None, None),
        ([(0, 50)], None, None),
        ([(0, 50), (90, 59.9)], None, "total"),
        ([(0, 50), (89, 55)], None, None),
        ([(0, 50), (45, 55), (90, 55)], None, "total"),
        ([(0, 50), (45, 60), (90, 55)], None, None),
        ([(0, 61), (90, 50), (200, 50)], None, None),
        ([(0, 50), (45, None), (90, 50)], None, None),
        ([(0, 80)], 179, None),
        ([(0, 80)], 180, "gate"),
    ],
)
def test_leaving_needs_two_low_totals_apart_or_a_gate_failing_long(assessments, gate_days, reason):
    rows = [(ago(days), total) for days, total in assessments]
    since = None if gate_days is None else ago(gate_days)
    assert ranking.leaving_reason(rows, since, DAY) == reason
    assert ranking.leaving_reason(rows[::-1], since, DAY) == reason
