"""How values are shown to people: money, shares, scores, days and near dates. No HTML here."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext

UNKNOWN = "–"

type Number = Decimal | float | int
type Text = str | Promise

BANDS = {
    "strong": "strong",
    "green": "strong",
    "good": "strong",
    "fair": "fair",
    "amber": "fair",
    "watch": "fair",
    "weak": "weak",
    "red": "weak",
    "risk": "weak",
    "info": "info",
    "accent": "accent",
}
SIGNS = {"strong": "▲", "fair": "●", "weak": "▼", "unknown": "○", "info": "◆", "accent": "◆"}


def as_decimal(value: object) -> Decimal | None:
    """The number behind a value, None when it is unknown or no number."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def half_up(value: object, places: int = 0) -> Decimal | None:
    """Rounded half up, as every shown number is."""
    number = as_decimal(value)
    if number is None:
        return None
    shown = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(shown) if shown == 0 else shown


def plain(value: object, places: int = 0) -> str:
    """A number with separators for thousands."""
    number = half_up(value, places)
    return UNKNOWN if number is None else f"{number:,}"


def money(value: object, currency: str = "", places: int = 0) -> str:
    """The whole amount with its currency: 1,234,567 EUR."""
    if as_decimal(value) is None:
        return UNKNOWN
    return f"{plain(value, places)} {currency}".strip()


def money_short(value: object, currency: str = "") -> str:
    """The amount at a glance: 1.2M EUR, in Chinese 123.5 万 EUR."""
    number = as_decimal(value)
    if number is None:
        return UNKNOWN
    steps = ((10**8, " 亿"), (10**4, " 万")) if _chinese() else ((10**9, "B"), (10**6, "M"), (10**3, "k"))
    for size, unit in steps:
        if abs(number) >= size:
            text = plain(number / size, 1).removesuffix(".0")
            return f"{text}{unit} {currency}".strip()
    return money(number, currency)


def score(value: object) -> str:
    """One decimal, half up; a dash when unknown."""
    number = half_up(value, 1)
    return UNKNOWN if number is None else str(number)


def percent(share: object, places: int = 0) -> str:
    """A share from 0 to 1 as per cent."""
    number = as_decimal(share)
    return UNKNOWN if number is None else f"{half_up(number * 100, places)}%"


def signed(value: object, places: int = 1) -> str:
    """A change with its sign, the minus a real one."""
    number = half_up(value, places)
    if number is None:
        return UNKNOWN
    return f"{'+' if number > 0 else '−' if number < 0 else '±'}{abs(number)}"


def days(value: object) -> str:
    """A length in days."""
    number = half_up(value)
    if number is None:
        return UNKNOWN
    return ngettext("%(count)s day", "%(count)s days", int(number)) % {"count": f"{int(number):,}"}


def as_day(value: object) -> dt.date | None:
    """The date of a date or a moment, in the time zone that is active."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, dt.date) else None


def full_date(value: dt.date | dt.datetime) -> str:
    """The date in the person's language, with the time when it is a moment."""
    if isinstance(value, dt.datetime):
        moment = timezone.localtime(value) if timezone.is_aware(value) else value
        return formats.date_format(moment, "DATETIME_FORMAT")
    return formats.date_format(value, "DATE_FORMAT")


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")


def short_day(day: dt.date) -> str:
    """Day and month, for the scale of a picture."""
    return f"{day.month}月{day.day}日" if _chinese() else formats.date_format(day, "j M")


def short_month(day: dt.date) -> str:
    """Month and year, for the scale of a picture."""
    return f"{day.year}年{day.month}月" if _chinese() else formats.date_format(day, "M Y")


def near(value: object, today: dt.date | None = None) -> str:
    """The date in words where it is near, else the date itself."""
    day = as_day(value)
    if day is None:
        return UNKNOWN
    gap = (day - (today or timezone.localdate())).days
    words = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    if gap in words:
        return words[gap]
    return _ahead(gap, day) if gap > 0 else _ago(-gap, day)


_DAYS_IN_WORDS, _WEEKS_IN_WORDS = 14, 70


def _ahead(gap: int, day: dt.date) -> str:
    if gap < _DAYS_IN_WORDS:
        return ngettext("in %(count)s day", "in %(count)s days", gap) % {"count": gap}
    if gap < _WEEKS_IN_WORDS:
        return ngettext("in %(count)s week", "in %(count)s weeks", round(gap / 7)) % {"count": round(gap / 7)}
    return formats.date_format(day, "DATE_FORMAT")


def _ago(gap: int, day: dt.date) -> str:
    if gap < _DAYS_IN_WORDS:
        return ngettext("%(count)s day ago", "%(count)s days ago", gap) % {"count": gap}
    if gap < _WEEKS_IN_WORDS:
        return ngettext("%(count)s week ago", "%(count)s weeks ago", round(gap / 7)) % {"count": round(gap / 7)}
    return formats.date_format(day, "DATE_FORMAT")


def band(value: object) -> str:
    """The one name of a band: strong, fair, weak, info, accent, else unknown."""
    return BANDS.get(str(getattr(value, "value", value) or "").lower(), "unknown")


def sign(value: object) -> str:
    """The sign that carries the band without colour."""
    return SIGNS[band(value)]


def initials(name: object) -> str:
    """Two letters for a portrait: the first of first and last word, of a Chinese name its last two signs."""
    words = str(name or "").split()
    if not words:
        return "?"
    first = words[0]
    if len(words) == 1:
        return first[-2:] if first[0] >= "\u2e80" else first[:2].upper()
    return (first[0] + words[-1][0]).upper()
