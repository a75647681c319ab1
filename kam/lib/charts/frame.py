"""What all charts share: the frame with title, legend and table, colours for paper, scales, text that fits.

Colours are written as presentation attributes, which paper needs; on screen the classes of `static/css/charts.css`
overrule them. Coordinates are plain numbers rounded to a tenth.
"""

import math
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Text = str | Promise
type Format = Callable[[float], str]

PAINT = {
    "strong": "#1b9a6c",
    "fair": "#c48600",
    "weak": "#c9392d",
    "accent": "#0c5d63",
    "info": "#2f7fb5",
    "soft": "#cfe5e5",
    "for": "#1f5a96",
    "neutral": "#84979a",
    "against": "#b4550a",
}
BAND_LABELS: dict[str, Text] = {
    "strong": _("strong"),
    "fair": _("fair"),
    "weak": _("weak"),
    "unknown": _("unknown"),
}
GREY = "#566367"  # what is too thin or small to be hatched
FONT_SIZE = 12


@dataclass(frozen=True)
class Legend:
    """One entry of the legend; the value stands behind the label."""

    label: Text
    band: str
    value: str = ""

    @property
    def paint(self) -> str:
        """The colour of its swatch on paper."""
        return PAINT.get(self.band, GREY)


@dataclass(frozen=True)
class Table:
    """The same figures as text: what a screen reader, a spreadsheet and a doubter read."""

    head: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A picture's frame: its size, its name, what it says in words, its legend and its table."""

    title: Text
    width: float
    height: float
    uid: str
    table: Table
    description: Text = ""
    legend: tuple[Legend, ...] = ()
    is_empty: bool = False
    has_links: bool = False


@dataclass(frozen=True)
class Tick:
    """A line of the scale with its words."""

    at: float
    label: str


@dataclass(frozen=True)
class Box:
    """A rectangle that a label or a dot takes up."""

    x: float
    y: float
    width: float
    height: float

    def overlap(self, other: "Box") -> float:
        """The area that two boxes share."""
        wide = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        tall = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return wide * tall if wide > 0 and tall > 0 else 0


def plain(value: float) -> str:
    """A whole number with separators; the format when none is given."""
    return f"{math.floor(value + 0.5):,}"


def rounded(value: float) -> float:
    """A coordinate: a tenth of a unit is finer than any screen."""
    return round(float(value), 1)


def uid(*parts: object) -> str:
    """A short name for ids inside one picture, the same for the same data."""
    return f"c{zlib.crc32(repr(parts).encode()):08x}"


def paint(band: str, name: str) -> str:
    """The fill of a band on paper; what is unknown is hatched with the picture's own pattern."""
    return PAINT.get(band, f"url(#hatch-{name})")


def band_of(band: str | None) -> str:
    """A band with a colour of its own, else unknown."""
    return band if band in PAINT else "unknown"


@dataclass(frozen=True)
class Scale:
    """A straight scale from values to coordinates."""

    do_not_call_in_templates: ClassVar[bool] = True  # a template reads start and end

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The coordinate of a value, kept inside the scale."""
        span = (self.high - self.low) or 1
        share = min(max((float(value) - self.low) / span, 0), 1)
        return rounded(self.start + share * (self.end - self.start))


def nice_step(span: float, most: int = 4) -> float:
    """A step of 1, 2, 2.5 or 5 times a power of ten that parts the span into at most so many."""
    if span <= 0:
        return 1
    rough = span / most
    power = 10 ** math.floor(math.log10(rough))
    return next(power * step for step in (1, 2, 2.5, 5, 10) if power * step >= rough * 0.9999)


def ticks_to(high: float, most: int = 4) -> list[float]:
    """From zero in nice steps to the first that covers the highest value."""
    step = nice_step(high, most)
    return [step * n for n in range(math.ceil(round(high / step, 6)) + 1)] if high > 0 else [0, 1]


def text_width(text: object, size: float = FONT_SIZE) -> float:
    """About how wide a text is drawn: a Chinese sign is one em, a Latin letter a good half."""
    return sum(1 if unicodedata.east_asian_width(sign) in "WF" else 0.56 for sign in str(text)) * size


def fit(text: object, width: float, size: float = FONT_SIZE) -> str:
    """The text, cut with an ellipsis where it would not fit."""
    words = str(text)
    if text_width(words, size) <= width:
        return words
    while words and text_width(words + "…", size) > width:
        words = words[:-1]
    return words.rstrip() + "…"


def spread(count: int, room: float, wanted: float) -> int:
    """Show every n-th label so that none overlap."""
    return max(1, math.ceil(count * wanted / room)) if room > 0 else 1


def legend_of(
    bands: Iterable[str], labels: dict[str, Text] | None = None, values: dict[str, str] | None = None
) -> tuple[Legend, ...]:
    """The legend of the bands that occur."""
    names = {**BAND_LABELS, **(labels or {})}
    return tuple(Legend(names.get(band, band), band, (values or {}).get(band, "")) for band in bands)


def used(bands: Sequence[str], columns: Iterable[dict[str, float]]) -> list[str]:
    """The bands that have any value at all, in their order."""
    found = {band for values in columns for band, value in values.items() if value}
    return [band for band in bands if band in found]
