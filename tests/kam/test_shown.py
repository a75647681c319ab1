"""How values are shown: rounding half up, money in both languages, near dates."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from kam.lib import shown

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("value", "text"),
    [(65.1786, "65.2"), (0.25, "0.3"), (Decimal("62.45"), "62.5"), (-0.04, "0.0"), (None, "–"), ("", "–"), (0, "0.0")],
)
def test_score_rounds_half_up_and_keeps_unknown_apart_from_zero(value, text):
    assert shown.score(value) == text


def test_money_shows_the_whole_amount_with_its_currency():
    assert shown.money(Decimal("1234567.50"), "EUR") == "1,234,568 EUR"
    assert shown.money(None, "EUR") == "–"


@pytest.mark.parametrize(
    ("language", "amount", "text"),
    [
        ("en", 1_234_567, "1.2M EUR"),
        ("en", 960_400, "960.4k EUR"),
        ("en", 999, "999 EUR"),
        ("en", -2_000_000_000, "-2B EUR"),
        ("zh-hans", 1_234_567, "123.5 万 EUR"),
        ("zh-hans", 250_000_000, "2.5 亿 EUR"),
        ("zh-hans", 9_999, "9,999 EUR"),
    ],
)
def test_money_short_follows_the_language(language, amount, text):
    with translation.override(language):
        assert shown.money_short(amount, "EUR") == text


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (-1, "yesterday"),
        (0, "today"),
        (1, "tomorrow"),
        (3, "in 3 days"),
        (20, "in 3 weeks"),
        (-5, "5 days ago"),
        (-30, "4 weeks ago"),
        (200, "June 10, 2027"),
    ],
)
def test_near_says_the_date_in_words_where_it_is_near(days, text):
    assert shown.near(TODAY + dt.timedelta(days=days), TODAY) == text


def test_near_of_nothing_is_a_dash():
    assert shown.near(None) == "–"


@pytest.mark.parametrize(
    ("value", "band", "sign"),
    [
        ("strong", "strong", "▲"),
        ("amber", "fair", "●"),
        ("RED", "weak", "▼"),
        (None, "unknown", "○"),
        ("?", "unknown", "○"),
    ],
)
def test_bands_have_one_name_and_one_sign(value, band, sign):
    assert (shown.band(value), shown.sign(value)) == (band, sign)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Anna Maria Lindqvist", "AL"), ("王小明", "小明"), ("cher", "CH"), ("", "?"), (None, "?")],
)
def test_initials(name, letters):
    assert shown.initials(name) == letters


def test_percent_signed_and_days():
    assert shown.percent(0.125) == "13%"
    assert shown.percent(0.125, 1) == "12.5%"
    assert shown.signed(3.25) == "+3.3"
    assert shown.signed(-2, 0) == "−2"
    assert shown.days(1) == "1 day"
    assert shown.days(1400) == "1,400 days"
