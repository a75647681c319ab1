import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam.lib.merging import LINE, TOKEN, Piece, differences, merged, shortened

WORDS = st.lists(st.sampled_from(["price", "list", "plant", "one", "客户", "\n", "two, three", "  "]), max_size=12)
TEXTS = WORDS.map(" ".join)


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("We want price lists.", "They want price lists for all plants.", "We want price lists for all plants."),
        ("They want price lists.", "They want two price lists.", "They want two price lists."),
        ("They want price lists. Soon.", "First: They want price lists.", "First: They want price lists. Soon."),
    ],
)
def test_changes_of_different_places_are_put_together(mine, theirs, both):
    found = merged("They want price lists.", mine, theirs)
    assert (found.text, found.is_clean) == (both, True)


def test_what_both_add_at_one_place_reads_as_one_sentence():
    both = merged("They want price lists.", "They want price lists, one a plant.", "They want price lists, and soon.")
    assert both.text == "They want price lists, and soon, one a plant."


def test_where_both_rewrote_a_place_both_versions_stand_there():
    found = merged("They want price lists.", "They want one price book.", "They want one price board.")
    assert not found.is_clean
    assert found.text == "They want one price board book."


def test_a_word_that_is_part_of_another_is_not_taken_for_it():
    assert merged("", "art", "start now").text == "start now art"
    assert merged("They", "They now", "They nowhere").text == "They nowhere now"
    assert merged("They", "They now", "They go now").text == "They go now"
    assert merged("", "price list", "price \n \n \n").text == "price list"


def test_two_first_texts_stand_one_after_the_other():
    assert merged("", "Mine.", "Theirs.").text == "Theirs. Mine."


def test_a_rewritten_place_wins_over_its_removal():
    assert merged("Keep this. Old end.", "Keep this. ", "Keep this. New end.").text == "Keep this. New end."


def test_lines_added_by_both_stay_lines():
    assert merged("a\nb\n", "a\nmine\nb\n", "a\ntheirs\nb\n").text == "a\ntheirs\nmine\nb\n"


def test_chinese_is_compared_sign_by_sign():
    assert merged("客户需要价格表", "客户马上需要价格表", "客户需要两份价格表").text == "客户马上需要两份价格表"


@given(TEXTS, TEXTS)
def test_who_changed_nothing_changes_nothing(before, after):
    assert merged(before, after, before).text == after
    assert merged(before, before, after).text == after
    assert merged(before, after, after).text == after


@given(TEXTS, TEXTS, TEXTS)
def test_no_word_that_somebody_added_is_lost(before, mine, theirs):
    both = merged(before, mine, theirs).text
    for word in {*mine.split(), *theirs.split()} - set(before.split()):
        assert word in both


@given(TEXTS, TEXTS)
def test_differences_lead_from_one_text_to_the_other(before, after):
    pieces = differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before or before == after
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


@given(st.text())
def test_no_sign_falls_between_the_words(text):
    assert "".join(TOKEN.findall(text)) == text
    assert "".join(LINE.findall(text)) == text


def test_the_longest_answers_are_merged_in_time():
    before = "We help them to bake bread of the best kind. \n" * 430
    began = time.monotonic()
    found = merged(before, "Mine. " + before, before + "Theirs.")
    assert found.text.startswith("Mine. ")
    assert found.text.endswith("Theirs.")
    assert time.monotonic() - began < 2


def test_long_unchanged_stretches_are_cut():
    pieces = shortened(differences("a " * 200 + "old", "a " * 200 + "new"), around=20)
    assert [piece.kind for piece in pieces] == ["gap", "same", "removed", "added"]
    assert pieces[1] == Piece("same", " a" * 10)
