"""Cells become the text that the database itself would print."""

import pytest

from accounts.importing import values
from accounts.importing.books import full_id, short_key
from accounts.importing.reasons import sentences
from accounts.importing.stages import RENEWALS, role_reader, stage_reader
from accounts.importing.values import NULL, Memo, Read, Setting, decimal_of


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1054", "1054"),
        ("1,054", "1054"),
        ("1.054,50", "1054.50"),
        ("1,054.50", "1054.50"),
        ("12,5", "12.5"),
        ("1.234.567", "1234567"),
        ("1'234'567.5", "1234567.5"),
        ("1 234 567", "1234567"),
        ("¥1,200", "1200"),
        ("€ 1.200,00", "1200.00"),
        ("USD 5", "5"),
        ("(300)", "-300"),
        ("-2.5", "-2.5"),
        ("12万", "120000"),
        ("1.5亿", "150000000.0"),
        ("2k", "2000"),
        ("１２３．５", "123.5"),
        ("1e3", "1E+3"),
        (".5", "0.5"),
    ],
)
def test_numbers_are_read_as_people_write_them(cell: str, expected: str) -> None:
    assert str(decimal_of(cell)) == expected


@pytest.mark.parametrize("cell", ["about 500", "1.2.3", "1,2,3", "--5", "", "12-5", "nan", "inf", "0x10", "5%"])
def test_what_is_no_number_is_none(cell: str) -> None:
    assert decimal_of(cell) is None


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [("1054", 1, "1054.00"), ("007", 1, "7.00"), ("1.005", 1, "1.00"), ("1100.04", 1_000_000, "1100040000.00"),
     ("-0.001", 1, "0.00"), ("", 1, NULL)],
)  # fmt: skip
def test_money_has_two_places_and_the_unit_of_the_source(cell: str, unit: int, expected: str) -> None:
    assert values.money(Setting("amount", unit=unit))(cell) == expected


def test_money_refuses_what_the_database_cannot_hold() -> None:
    reading = values.money(Setting("amount"))("1" + "0" * 14)
    assert isinstance(reading, Read)
    assert sentences(f"[{reading.note}]") == ["“100000000000000” is too large (amount)."]


@pytest.mark.parametrize(
    ("cell", "order", "expected"),
    [
        ("2017-03-01", "", "2017-03-01"),
        ("2017/3/1", "", "2017-03-01"),
        ("2017.3.1", "", "2017-03-01"),
        ("2017年3月1日", "", "2017-03-01"),
        ("20170301", "", "2017-03-01"),
        ("2017-03-01T23:59:59Z", "", "2017-03-01"),
        ("2017-03-01 08:00", "", "2017-03-01"),
        ("1.3.2017", "", "2017-03-01"),
        ("13/3/2017", "", "2017-03-13"),
        ("3/13/2017", "", "2017-03-13"),
        ("3/4/2017", "dmy", "2017-04-03"),
        ("3/4/2017", "mdy", "2017-03-04"),
        ("4/4/2017", "", "2017-04-04"),
        ("1488326400000", "", "2017-03-01"),
        ("", "", NULL),
    ],
)
def test_days_are_read_in_many_forms(cell: str, order: str, expected: str) -> None:
    assert values.day(Setting("close_on", dates=order))(cell) == expected


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2017-02-30", "“2017-02-30” is not a date (close_on)."),
        ("soon", "“soon” is not a date (close_on)."),
        ("1017-01-01", "“1017-01-01” is not a date (close_on)."),
        ("3/4/2017", "“3/4/2017” may be day and month or month and day (close_on). Say which for this source."),
    ],
)
def test_days_that_cannot_be_read_keep_their_row_out(cell: str, reason: str) -> None:
    reading = values.day(Setting("close_on"))(cell)
    assert isinstance(reading, Read)
    assert reading.refused
    assert sentences(f"[{reading.note}]") == [reason]


@pytest.mark.parametrize(
    ("cell", "expected"), [("2026-03", "2026-03-01"), ("2026年3月", "2026-03-01"), ("2026-03-31", "2026-03-01")]
)
def test_months_begin_with_their_first_day(cell: str, expected: str) -> None:
    assert values.month(Setting("month"))(cell) == expected


def test_texts_lose_their_blanks_and_the_guard_of_a_mended_file() -> None:
    read = values.text(20)(Setting("name"))
    assert read("  Acme \n Foods ".strip()) == "Acme Foods"
    assert read("'+49 30 123") == "+49 30 123"
    assert read("'tis") == "'tis"
    assert isinstance(read("x" * 21), Read)


def test_addresses_are_completed_or_left_out() -> None:
    assert values.url(Setting("website"))("www.acme.com") == "https://www.acme.com"
    assert values.url(Setting("website"))("no address").value == ""
    assert values.email(Setting("email"))("a@b").value == ""
    assert values.currency(Setting("currency", currency="USD"))("") == "USD"
    assert values.currency(Setting("currency"))("人民币") == "CNY"


@pytest.mark.parametrize(
    ("word", "stage"),
    [("Won", "won"), ("Closed Won", "won"), ("closed_lost", "lost"), ("赢单", "won"), ("輸單", "lost"),
     ("Prospecting", "early"), ("Engaging", "mid"), ("Negotiation/Review", "late"), ("Simmering", "late")],
)  # fmt: skip
def test_stages_are_known_or_mapped(word: str, stage: str) -> None:
    assert stage_reader({"simmering": "late"})(word) == stage


def test_roles_are_lists_and_unknown_ones_are_left_out() -> None:
    read = role_reader(None)
    assert read("Decision Maker") == '["approver"]'
    assert read("老板").value == NULL
    assert "续约" in RENEWALS


def test_both_forms_of_a_salesforce_id_are_one() -> None:
    assert full_id("001D000000IRFma") == full_id("001D000000IRFmaIAH") == "001D000000IRFmaIAH"
    assert full_id("1C1I7A6R") == "1C1I7A6R"
    assert full_id("ABCDE1234567890") == "ABCDE1234567890"


def test_long_keys_are_shortened_without_meeting() -> None:
    first, second = short_key("a" * 150 + "1"), short_key("a" * 150 + "2")
    assert len(first) <= 100
    assert first != second


def test_a_memo_reads_each_text_once_and_forgets_when_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    memo = Memo(lambda cell: read.append(cell) or cell)  # type: ignore[func-returns-value]
    assert [memo[text] for text in ("a", "b", "a")] == ["a", "b", "a"]
    assert read == ["a", "b"]
    monkeypatch.setattr(values, "MEMO_LIMIT", 1)
    memo.trim()
    assert not memo
