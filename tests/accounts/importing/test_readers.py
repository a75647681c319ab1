"""Rows are read block by block, whatever the file does."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from accounts.importing import readers
from accounts.importing.readers import Block, Table, blocks, cell_text


def read(path: Path, width: int = 3, after: int = 1, size: int = 5_000, **how: str) -> list[Block]:
    return list(blocks(Table(path, **how), width, after, size))


@pytest.fixture
def file(tmp_path: Path):
    def make(text: str) -> Path:
        path = tmp_path / "rows.csv"
        path.write_bytes(text.encode())
        return path

    return make


def rows_of(block: Block) -> list[list[str]]:
    """The cells row by row."""
    return [list(row) for row in zip(*block.columns, strict=True)]


def test_rows_carry_their_line_and_raw_text(file) -> None:
    (block,) = read(file("a,b,c\r\n1,2,3\r\n4,5,6\r\n"))
    assert block.lines == [2, 3]
    assert rows_of(block) == [["1", "2", "3"], ["4", "5", "6"]]
    assert block.raws == ["1,2,3", "4,5,6"]


def test_blank_lines_are_no_rows_but_count_as_lines(file) -> None:
    (block,) = read(file("a,b,c\n\n1,2,3\n,,\n4,5,6\n"))
    assert block.lines == [3, 5]
    assert block.end == 5


def test_short_rows_are_filled_and_long_ones_marked(file) -> None:
    (block,) = read(file("a,b,c\n1\n1,2,3,4\n1,2,3,,\n"))
    assert rows_of(block) == [["1", "", ""], ["1", "2", "3"], ["1", "2", "3"]]
    assert block.broken == {1: "too_many_cells"}


def test_a_quoted_cell_may_have_several_lines(file) -> None:
    (block,) = read(file('a,b,c\n1,"two\nlines",3\n4,5,6\n'))
    assert rows_of(block) == [["1", "two\nlines", "3"], ["4", "5", "6"]]
    assert block.lines == [2, 4]
    assert block.raws[0] == '1,"two\nlines",3'


def test_an_open_quotation_mark_breaks_only_its_own_line(file) -> None:
    (block,) = read(file('a,b,c\n1,"open,3\n4,5,6\n7,"8",9\n'))
    assert block.broken == {0: "broken"}
    assert rows_of(block)[1:] == [["4", "5", "6"], ["7", "8", "9"]]
    assert block.lines == [2, 3, 4]


def test_a_cell_longer_than_any_text_breaks_only_its_own_line(file) -> None:
    (block,) = read(file(f"a,b,c\n1,{'x' * 140_000},3\n4,5,6\n"))
    assert block.broken == {0: "broken"}
    assert rows_of(block)[1] == ["4", "5", "6"]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_blocks_join_to_the_same_rows_whatever_their_size(file, size: int) -> None:
    path = file('a,b,c\n1,2,3\n4,"5\n5",6\n\n7,8,9\n10,11,12\n')
    found = read(path, size=size)
    assert [line for block in found for line in block.lines] == [2, 3, 6, 7]
    assert [row[0] for block in found for row in rows_of(block)] == ["1", "4", "7", "10"]


LINES = st.lists(st.text("ab1 ,é\ufffd\r\0", max_size=9) | st.sampled_from(["1,2,3", "a,,", ",,", ""]), max_size=12)
TEXTS = st.builds(
    lambda lines, end, last: f"a,b,c{end}{end.join(lines)}{end * last}",
    LINES,
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, size=st.integers(1, 13))
def test_lines_cut_all_at_once_are_cut_as_one_by_one(file, monkeypatch, text, size) -> None:
    path = file(text)
    at_once = read(path, size=size)
    with monkeypatch.context() as patched:
        patched.setattr(readers, "_even", lambda *_parts: None)
        assert at_once == read(path, size=size)


def test_even_lines_are_cut_at_once(file, monkeypatch) -> None:
    monkeypatch.delattr(readers, "_plain")
    (block,) = read(file("a,b,c\r\n1,,3\r\n 4,5,\r\n"))
    assert rows_of(block) == [["1", "", "3"], [" 4", "5", ""]]


def test_reading_goes_on_behind_a_line(file) -> None:
    found = read(file("a,b,c\n1,2,3\n4,5,6\n7,8,9\n"), after=3)
    assert found[0].lines == [4]


def test_signs_that_cannot_be_read_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"a,b,c\n1,caf\xe9,3\n4,5,6\n")
    (block,) = read(path)
    assert block.broken == {0: "unreadable_sign"}


def test_nul_bytes_are_dropped(file) -> None:
    (block,) = read(file("a,b,c\n1,\0two,3\n"))
    assert rows_of(block) == [["1", "two", "3"]]
    assert block.raws == ["1,two,3"]


def test_sheets_are_read_like_text(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "Accounts"
    for row in (["a", "b", "c"], ["Acme", 12.0, date(2026, 1, 2)], [None, None, None], ["Bee, Ltd", 1.5, None]):
        sheet.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    (block,) = read(path, sheet="Accounts")
    assert block.lines == [2, 4]
    assert rows_of(block) == [["Acme", "12", "2026-01-02"], ["Bee, Ltd", "1.5", ""]]
    assert block.raws[1] == '"Bee, Ltd",1.5'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "True"),
        (3, "3"),
        (3.0, "3"),
        (0.1, "0.1"),
        (datetime(2026, 1, 2), "2026-01-02"),  # noqa: DTZ001 -- Excel knows no zones
        (datetime(2026, 1, 2, 3, 4), "2026-01-02 03:04:00"),  # noqa: DTZ001
        ("lone \ud800 half", "lone ? half"),
    ],
)
def test_cells_of_sheets_become_text(value: object, expected: str) -> None:
    assert cell_text(value) == expected
