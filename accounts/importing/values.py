"""Reads cells. Every value becomes the text that PostgreSQL itself would print, so comparing is comparing texts.

A reader takes a stripped cell and returns that text, or a `Read` with something to say. Cells repeat, so readers are
wrapped in a `Memo`: each text is read once, and a column is a map over a dict.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from accounts.importing.reasons import note
from kam.lib.csvout import FORMULA_STARTS

NULL = "\\N"  # COPY's word for nothing
NOTHING = frozenset({"", NULL})
MEMO_LIMIT = 50_000


class Read(NamedTuple):
    """A value with a remark; a refused one keeps its row out."""

    value: str
    note: str
    refused: bool = False


type Reading = str | Read
type Reader = Callable[[str], Reading]


class Setting(NamedTuple):
    """What a source says about the files' values."""

    field: str
    currency: str = "EUR"
    dates: str = ""  # "dmy", "mdy", or unknown
    unit: int = 1  # amounts are in thousands, millions …


class Memo(dict[str, str]):
    """Text → value, filled by a reader; `noted` and `refused` hold what there is to say about some texts."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader
        self.noted: dict[str, str] = {}
        self.refused: dict[str, str] = {}

    def __missing__(self, text: str) -> str:
        reading = self.reader(text.strip())
        if type(reading) is str:
            self[text] = reading
            return reading
        return self.keep(text, reading)

    def keep(self, text: str, reading: Reading) -> str:
        """Remember a reading."""
        if isinstance(reading, Read):
            (self.refused if reading.refused else self.noted)[text] = reading.note
            reading = reading.value
        self[text] = reading
        return reading

    def trim(self) -> None:
        """Forget all when there is too much of it, so that memory does not grow with the file."""
        if len(self) > MEMO_LIMIT:
            self.clear()
            self.noted.clear()
            self.refused.clear()


def refuse(code: str, **values: object) -> Read:
    """A value that keeps its row out."""
    return Read(NULL, note(code, **values), refused=True)


# ---------------------------------------------------------------- texts


def text(limit: int) -> Callable[[Setting], Reader]:
    """One line of text, blanks made single."""

    def make(setting: Setting) -> Reader:
        def read(cell: str) -> Reading:
            value = " ".join(cell.split())
            if value[:1] == "'" and value.startswith(FORMULA_STARTS, 1):  # a guard of ours, in rows that were mended
                value = value[1:]
            return value if len(value) <= limit else refuse("too_long", field=setting.field, limit=limit)

        return read

    return make


def long_text(setting: Setting) -> Reader:
    """Text with its line breaks."""
    del setting
    return lambda cell: cell.replace("\r\n", "\n").replace("\r", "\n")


def email(setting: Setting) -> Reader:
    """An e-mail address; a bad one is left out, for the person matters more."""
    del setting

    def read(cell: str) -> Reading:
        if not cell:
            return ""
        try:
            validate_email(cell)
        except ValidationError:
            return Read("", note("bad_email", value=cell[:100]))
        return cell

    return read


_url_valid = URLValidator(schemes=["http", "https"])


def url(setting: Setting) -> Reader:
    """A web address; without a scheme it is taken for https."""
    del setting

    def read(cell: str) -> Reading:
        if not cell:
            return ""
        address = cell if "://" in cell else f"https://{cell}"
        try:
            _url_valid(address)
        except ValidationError:
            return Read("", note("bad_address", value=cell[:100]))
        return address if len(address) <= 200 else Read("", note("bad_address", value=cell[:100]))

    return read


def currency(setting: Setting) -> Reader:
    """An ISO code; the source's own where the cell is empty."""

    def read(cell: str) -> Reading:
        code = CURRENCY_WORDS.get(cell, cell.upper())
        if not code:
            return setting.currency
        return code if re.fullmatch("[A-Z]{3}", code) else refuse("bad_currency", value=cell[:40])

    return read


CURRENCY_WORDS = {"人民币": "CNY", "人民幣": "CNY", "RMB": "CNY", "¥": "CNY", "€": "EUR", "$": "USD", "美元": "USD",
                  "欧元": "EUR", "歐元": "EUR", "港币": "HKD", "港幣": "HKD", "日元": "JPY", "台币": "TWD", "新台幣": "TWD"}  # fmt: skip


# ---------------------------------------------------------------- numbers

_MARKS = re.compile(r"[\s\u00a0\u202f'’€$£¥￥]|(?<![A-Za-z])(?:EUR|USD|CNY|RMB|GBP|CHF|JPY)(?![A-Za-z])")
_GROUPED = re.compile(r"[+-]?\d{1,3}([,.])\d{3}(\1\d{3})*")
_PLAIN = re.compile(r"[+-]?\d*\.?\d+(?:[eE][+-]?\d{1,2})?|[+-]?\d+\.")
TENS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000, "k": 1_000, "m": 1_000_000}
WIDE = str.maketrans("０１２３４５６７８９．，－（）", "0123456789.,-()")


def decimal_of(cell: str) -> Decimal | None:
    """A number as people write it: 1,234.50  1.234,50  ¥ 12万  (300)  1e6; None when it is none."""
    bare = _MARKS.sub("", cell.translate(WIDE))
    sign = -1 if bare.startswith("(") and bare.endswith(")") else 1
    bare = bare.strip("()") if sign < 0 else bare
    times = TENS.get(bare[-1:].lower(), 1)
    bare = _without_groups(bare[:-1] if times > 1 else bare)
    if not _PLAIN.fullmatch(bare):
        return None
    try:
        return sign * times * Decimal(bare)
    except InvalidOperation:
        return None


def _without_groups(bare: str) -> str:
    """Only a decimal point left: the last of two different marks, or one that cannot be a group mark."""
    comma, point = bare.rfind(","), bare.rfind(".")
    if comma >= 0 and point >= 0:
        group = "." if comma > point else ","
        return bare.replace(group, "").replace(",", ".")
    if comma >= 0:
        return bare.replace(",", "" if _GROUPED.fullmatch(bare) else ".", -1 if _GROUPED.fullmatch(bare) else 1)
    if bare.count(".") > 1 and _GROUPED.fullmatch(bare):
        return bare.replace(".", "")
    return bare


MOST = Decimal(10) ** 14


def money(setting: Setting) -> Reader:
    """An amount, two places."""

    def read(cell: str) -> Reading:
        if not cell:
            return NULL
        if cell.isdecimal() and cell.isascii() and len(cell) < 10 and setting.unit == 1:  # nearly all, at once
            return f"{int(cell)}.00"
        value = decimal_of(cell)
        if value is None:
            return refuse("bad_number", value=cell[:60], field=setting.field)
        value *= setting.unit
        if abs(value) >= MOST:
            return refuse("too_big", value=cell[:60], field=setting.field)
        return f"{value:.2f}" if round(value, 2) else "0.00"

    return read


def whole(low: int, high: int) -> Callable[[Setting], Reader]:
    """A whole number in a range; a share sign is ignored."""

    def make(setting: Setting) -> Reader:
        def read(cell: str) -> Reading:
            if not cell:
                return NULL
            value = decimal_of(cell.rstrip("%％"))
            if value is None:
                return refuse("bad_number", value=cell[:60], field=setting.field)
            number = int(value.to_integral_value()) if abs(value) < MOST else high + 1
            if not low <= number <= high:
                return refuse("out_of_range", value=cell[:60], low=low, high=high, field=setting.field)
            return str(number)

        return read

    return make


# ---------------------------------------------------------------- days

_ISO = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\d")
_DAY_FIRST_YEAR = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s].*)?")
_DAY_LAST_YEAR = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:\s.*)?")
_MONTH_ONLY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_DIGITS = re.compile(r"\d{8}|\d{13}")


def day(setting: Setting) -> Reader:
    """A day: ISO, 2017/3/1, 2017年3月1日, 20170301, 1.3.2017, 3/1/2017 by the source's order, milliseconds since 1970."""

    def read(cell: str) -> Reading:
        if not cell:
            return NULL
        if len(cell) == 10 and _ISO.fullmatch(cell):  # nearly all
            try:
                date.fromisoformat(cell)
            except ValueError:
                pass
            else:
                return cell
        found = day_of(cell, setting.dates)
        if isinstance(found, date):
            return found.isoformat()
        return refuse("day_or_month" if found else "bad_day", value=cell[:60], field=setting.field)

    return read


def month(setting: Setting) -> Reader:
    """The first day of a month, from a month or any day in it."""
    as_day = day(setting)

    def read(cell: str) -> Reading:
        if found := _MONTH_ONLY.fullmatch(cell):
            cell = f"{found[1]}-{found[2]}-1"
        value = as_day(cell)
        return f"{value[:7]}-01" if isinstance(value, str) and value != NULL else value

    return read


def day_of(cell: str, order: str) -> date | str | None:
    """The day; "order" when day and month cannot be told apart; None when it is no day."""
    if found := _DAY_FIRST_YEAR.fullmatch(cell):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if _DIGITS.fullmatch(cell):
        if len(cell) == 8:
            return _day(int(cell[:4]), int(cell[4:6]), int(cell[6:]))
        return datetime.fromtimestamp(int(cell) / 1000, UTC).date()
    if found := _DAY_LAST_YEAR.fullmatch(cell):
        return _day_by_order(int(found[1]), int(found[3]), int(found[4]), "dmy" if found[2] == "." else order)
    return None


def _day_by_order(first: int, second: int, year: int, order: str) -> date | str | None:
    if not order:
        if first <= 12 and second <= 12 and first != second:
            return "order"
        order = "dmy" if first > 12 else "mdy"
    number, month_number = (first, second) if order == "dmy" else (second, first)
    return _day(year, month_number, number)


def _day(year: int, month_number: int, number: int) -> date | None:
    try:
        return date(year, month_number, number) if 1900 <= year <= 2200 else None
    except ValueError:
        return None
