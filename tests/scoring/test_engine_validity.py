"""How well scores told what came: figures worked out by hand, and what holds of all of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import validity, validity_report
from scoring.engine.validity_report import Answered, Case, Change, Known

GOOD = [80, 70, 60, 90, 85, 75, 65, 55, 95, 88]
BAD = [65, 50, 40, 30, 20, 45, 58, 62, 35, 25]
IS_BAD = [False] * 10 + [True] * 10
DAY = date(2026, 1, 1)


def known(score: float | None, **values) -> Known:
    band = "grey" if score is None else "green" if score >= 75 else "amber" if score >= 50 else "red"
    return Known({"health": score, **values}, {"health": band})


def case(number: int, score: float | None, *, is_bad: bool, **values) -> Case:
    result, at = "lost" if is_bad else "same", known(score, **values)
    day = DAY + timedelta(days=number)
    return Case(number, f"contract:{number}", day, result, is_bad, dict.fromkeys(validity_report.LEADS, at))


def cases(count: int = 1) -> list[Case]:
    """The ten renewed and ten lost of above, in turn, so often."""
    pairs = [pair for both in zip(GOOD, BAD, strict=True) for pair in ((both[0], False), (both[1], True))]
    return [case(n, score, is_bad=is_bad) for n, (score, is_bad) in enumerate(pairs * count)]


def test_the_area_counts_pairs_in_the_right_order():
    found = validity.discrimination([*GOOD, *BAD], IS_BAD)
    # 60 is below 65 and 62; 55 below 65, 58 and 62; 65 equals 65: 5.5 of 100 pairs are lost
    assert (found.value, found.bad, found.good) == (pytest.approx(0.945), 10, 10)
    assert 0.85 < found.low < found.value < found.high <= 1
    assert found == validity.discrimination([*GOOD, *BAD], IS_BAD)  # the seed is fixed


def test_there_is_no_figure_below_ten_of_each_kind():
    found = validity.discrimination([*GOOD, *BAD[:9], None], IS_BAD)
    assert (found.value, found.low, found.bad, found.good) == (None, None, 9, 10)
    assert validity.compared([*GOOD, *BAD], [*GOOD[:9], None, *BAD], IS_BAD).verdict == ""
    assert validity.best_limit([*GOOD[:9], None, *BAD], IS_BAD) is None
    assert validity.rank_correlation(GOOD, GOOD, range(10), clear=0).value is None


def test_a_score_that_tells_more_beats_a_rival_and_not_itself():
    scores = [*GOOD, *BAD]
    assert validity.compared(scores, [1.0] * 20, IS_BAD).verdict == validity.BETTER
    assert validity.compared([1.0] * 20, scores, IS_BAD).verdict == validity.WORSE
    same = validity.compared(scores, scores, IS_BAD)
    assert (same.verdict, same.difference.value, same.difference.low) == (validity.SAME, 0, 0)


def test_shares_have_wilsons_interval():
    found = validity.share(7, 10)
    z2 = 1.6448536269514722**2
    middle, half = (0.7 + z2 / 20) / (1 + z2 / 10), (z2 * (0.021 + z2 / 400)) ** 0.5 / (1 + z2 / 10)
    assert (found.low, found.high) == (pytest.approx(middle - half), pytest.approx(middle + half))
    assert validity.share(0, 0).value is None


def test_precision_and_recall_leave_out_what_a_rule_does_not_know():
    found = validity.warned([True, True, False, None, False], [True, False, True, True, False])
    assert (found.cases, found.precision.value, found.recall.value) == (4, 0.5, 0.5)


def test_the_best_limit_parts_what_can_be_parted():
    scores = [70.0 + n for n in range(10)] + [40.0 + n for n in range(10)]
    assert validity.best_limit(scores, IS_BAD) == 49


def test_alpha_is_that_of_the_method_page():
    assert validity.cronbach_alpha([[1, 2], [2, 4], [3, 3]]) == pytest.approx(2 / 3)
    assert validity.cronbach_alpha([[1, 3], [2, 2], [3, 1]]) is None


def test_reliability_flags_a_statement_that_does_not_belong():
    answers = [(n % 7 + 1, n % 7 + 1, min(7, n % 7 + 1 + n % 2), (n * 5 + 3) % 7 + 1) for n in range(40)]
    found = validity.reliability(answers, [float(n % 7) for n in range(40)], [n % 7 + 1.0 for n in range(40)])
    assert (found.people, found.complete, found.anchor) == (40, 40, pytest.approx(1.0))
    assert found.item_rest[0] > 0.6 > validity.WEAK_ITEM > found.item_rest[3]
    few = validity.reliability([*answers[:29], (1, None, 2, 3)], [1.0] * 30, [None] * 30)
    assert (few.people, few.complete, few.alpha, few.anchor) == (30, 29, None, None)


def test_growth_is_a_rank_correlation_over_accounts():
    changes = [float(n - 15) for n in range(30)]
    up = validity.rank_correlation(changes, changes, range(30), clear=0)
    down = validity.rank_correlation([-c for c in changes], changes, range(30), clear=0)
    assert (up.value, up.low, down.value) == (pytest.approx(1), pytest.approx(1), pytest.approx(-1))
    shuffled = [changes[n * 7 % 30] for n in range(30)]
    apart = validity.rank_correlation(shuffled, changes, range(30), clear=0)
    of_few = validity.rank_correlation(shuffled, changes, [n // 5 for n in range(30)], clear=0)
    assert apart.value == of_few.value
    assert of_few.high - of_few.low > 0


scores_of_20 = st.lists(st.integers(0, 100), min_size=20, max_size=20)


@settings(max_examples=15, deadline=None)
@given(scores_of_20)
def test_the_area_is_bounded_turned_by_labels_and_deaf_to_monotone_change(scores):
    found = validity.discrimination(scores, IS_BAD)
    assert 0 <= found.low <= found.high <= 1
    assert 0 <= found.value <= 1
    stretched = validity.discrimination([score**3 + 7 for score in scores], IS_BAD)
    assert (stretched.value, stretched.low, stretched.high) == (found.value, found.low, found.high)
    turned = validity.discrimination(scores, [not bad for bad in IS_BAD])
    assert turned.value == pytest.approx(1 - found.value)


@settings(max_examples=15, deadline=None)
@given(scores_of_20, st.randoms(use_true_random=False))
def test_order_and_unknown_cases_change_no_figure(scores, rng):
    found = validity.discrimination(scores, IS_BAD)
    rows = [*zip(scores, IS_BAD, strict=True), (None, True), (None, False)]
    rng.shuffle(rows)
    again = validity.discrimination([score for score, _bad in rows], [bad for _score, bad in rows])
    assert (again.value, again.bad, again.good) == (pytest.approx(found.value), found.bad, found.good)


@given(st.integers(0, 40), st.integers(1, 40))
@settings(max_examples=20, deadline=None)
def test_a_share_lies_within_its_interval(hits, more):
    found = validity.share(hits, hits + more)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_below_the_minimum_the_report_holds_the_bands_alone():
    found = validity_report.report(cases()[:19], [], [])
    assert (found["is_enough"], found["cases"]["good"], found["cases"]["bad"]) == (False, 10, 9)
    assert not {"discrimination", "rivals", "misses", "warnings"} & set(found)
    assert [(row["band"], row["hits"], row["of"]) for row in found["bands"]["health"]] == [
        ("green", 6, 6), ("amber", 4, 8), ("red", 0, 5), ("grey", 0, 0),
    ]  # fmt: skip


def test_the_report_tells_scores_from_rivals_and_lists_both_errors():
    many = [*cases(2), case(98, 80, is_bad=True), case(99, 30, is_bad=False)]
    found = validity_report.report(many, [], [])
    by_lead = {(row["score"], row["lead"]): row["value"] for row in found["discrimination"]}
    assert by_lead["health", 90] == by_lead["health", 365] > 0.85
    assert by_lead["cis", 90] is None
    assert [(row["kind"], row["account"], row["value"]) for row in found["misses"]] == [
        ("missed", 98, 80), ("false_alarm", 99, 30),
    ]  # fmt: skip
    assert found["halves"]["border"] == "2026-01-22"
    assert found["limit"] is not None
    assert {row["rule"]: row["cases"] for row in found["warnings"]}["revenue_fell"] == 0


def test_a_score_is_that_of_its_lead():
    early = {90: known(80.0), 180: known(20.0), 365: Known()}
    told = [Case(n, f"contract:{n}", DAY, "lost" if bad else "same", bad, early) for n, bad in enumerate(IS_BAD)]
    found = validity_report.report(told, [], [])
    assert [(row["lead"], row["value"]) for row in found["discrimination"] if row["score"] == "health"] == [
        (90, 0.5), (180, 0.5), (365, None),
    ]  # fmt: skip


def test_growth_is_reported_once_contract_ends_suffice():
    changes = [Change(n, DAY, n - 12.0, known(float(n))) for n in range(30)]
    assert validity_report.report(cases()[:5], changes, [])["growth"] == []
    found = {row["score"]: row["value"] for row in validity_report.report(cases(), changes, [])["growth"]}
    assert (found["health"], found["cis"]) == (1.0, None)


def test_confidential_answers_enter_in_whole_blocks_of_ten_people():
    def kept(*sizes: int, same: bool = False) -> int:
        rows = [(wave, person if same else (wave, person)) for wave, size in enumerate(sizes) for person in range(size)]
        return len(validity_report.in_blocks(rows, lambda row: row[0], lambda row: row[1]))

    assert (kept(4, 5, 3, 9), kept(4, 5), kept(10), kept(4, 5, 3, same=True)) == (12, 0, 10, 0)


def test_reliability_is_rounded_to_two_places():
    people = [Answered((n % 5 + 1, n % 7 + 1, (n * 3) % 7 + 1), n * 1.7 % 11, n * 2.3 % 7) for n in range(31)]
    found = validity_report.report([], [], people)["reliability"]
    assert all(round(value, 2) == value for value in (found["alpha"], found["anchor"], *found["item_rest"]))
