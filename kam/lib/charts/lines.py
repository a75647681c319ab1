"""Lines over time, the sparkline, and dots with their range."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kam.lib import shown
from kam.lib.charts.frame import (
    GREY,
    PAINT,
    Chart,
    Format,
    Legend,
    Scale,
    Table,
    Text,
    Tick,
    band_of,
    fit,
    plain,
    rounded,
    text_width,
    ticks_to,
    uid,
)

type Moments = Sequence[tuple[dt.date, float | None]]


@dataclass(frozen=True)
class Series:
    """One line: its points in order of time; None where nothing is known."""

    name: Text
    points: Moments
    band: str = "accent"


@dataclass(frozen=True)
class Dot:
    """A point that was computed."""

    x: float
    y: float
    hint: str = ""


@dataclass(frozen=True)
class DrawnLine:
    """A line in as many parts as it has gaps."""

    name: Text
    band: str
    paths: tuple[str, ...]
    areas: tuple[str, ...]
    dots: tuple[Dot, ...]
    last: Dot | None
    last_label: str

    @property
    def stroke(self) -> str:
        """Its colour on paper."""
        return PAINT.get(self.band, GREY)


@dataclass(frozen=True)
class Level:
    """A height with a meaning, e.g. the border between fair and strong."""

    value: float
    label: Text


@dataclass(frozen=True, kw_only=True)
class LineChart(Chart):
    """Lines with both scales."""

    lines: tuple[DrawnLine, ...] = ()
    ticks: tuple[Tick, ...] = ()
    days: tuple[Tick, ...] = ()
    levels: tuple[Tick, ...] = ()
    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0


def _runs(points: Sequence[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    """The stretches between gaps."""
    runs: list[list[tuple[float, float]]] = [[]]
    for x, y in points:
        if y is None:
            runs.append([])
        else:
            runs[-1].append((x, y))
    return [run for run in runs if run]


def _path(run: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x} {y}" for x, y in run)


def history(
    series: Sequence[Series],
    *,
    title: Text,
    low: float | None = None,
    high: float | None = None,
    levels: Sequence[Level] = (),
    area: bool = False,
    fmt: Format = plain,
    width: float = 640,
    height: float = 220,
) -> LineChart:
    """Values over time, e.g. health over a year; a gap where nothing was known. `area` fills below the first line."""
    known = [(day, value) for line in series for day, value in line.points if value is not None]
    name = uid("history", str(title), [(str(s.name), list(s.points)) for s in series])
    days = [day for line in series for day, _value in line.points]
    steps = ticks_to(high if high is not None else max((value for _day, value in known), default=0))
    left = max(text_width(fmt(step), 11) for step in steps) + 10
    end = max((text_width(fmt(value)) for _day, value in known), default=20) + 12
    top, right, bottom = 10.0, width - end, height - 24
    y = Scale(low or 0, max(steps[-1], 1), bottom, top)
    first, last = (min(days), max(days)) if days else (dt.date.min, dt.date.min)
    x = Scale(0, max((last - first).days, 1), left, right)
    drawn = tuple(
        _line(line, x, y, first, area=area and not at, bottom=bottom, fmt=fmt) for at, line in enumerate(series)
    )
    rows = tuple((_day(day), *(_value_at(line, day, fmt) for line in series)) for day in sorted(set(days)))
    return LineChart(
        title=title,
        width=width,
        height=height,
        uid=name,
        table=Table((_("Date"), *(line.name for line in series)), rows),
        legend=tuple(Legend(line.name, band_of(line.band)) for line in series) if len(series) > 1 else (),
        is_empty=not known,
        lines=drawn,
        ticks=tuple(Tick(y(step), fmt(step)) for step in steps),
        days=_day_ticks(first, last, x) if known else (),
        levels=tuple(Tick(y(level.value), str(level.label)) for level in levels),
        left=rounded(left),
        right=rounded(right),
        top=top,
        bottom=bottom,
    )


def _line(line: Series, x: Scale, y: Scale, first: dt.date, *, area: bool, bottom: float, fmt: Format) -> DrawnLine:
    placed = [(x((day - first).days), None if value is None else y(value)) for day, value in line.points]
    runs = _runs(placed)
    dots = tuple(
        Dot(x((day - first).days), y(value), f"{line.name}, {_day(day)}: {fmt(value)}")
        for day, value in line.points
        if value is not None
    )
    newest = [value for _day, value in line.points if value is not None]
    shapes = tuple(f"{_path(run)} L{run[-1][0]} {bottom} L{run[0][0]} {bottom} Z" for run in runs) if area else ()
    return DrawnLine(
        name=line.name,
        band=band_of(line.band),
        paths=tuple(_path(run) for run in runs if len(run) > 1),
        areas=shapes,
        dots=dots,
        last=dots[-1] if dots else None,
        last_label=fmt(newest[-1]) if newest else "",
    )


def _day(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT")


def _value_at(line: Series, day: dt.date, fmt: Format) -> str:
    value = dict(line.points).get(day)
    return "–" if value is None else fmt(value)


def _day_ticks(first: dt.date, last: dt.date, x: Scale, most: int = 6) -> tuple[Tick, ...]:
    span = (last - first).days
    count = min(most, max(span, 1))
    steps = sorted({round(span * n / count) for n in range(count + 1)})
    words = shown.short_month if span > 200 else shown.short_day
    ticks = [Tick(x(step), words(first + dt.timedelta(days=step))) for step in steps]
    room = (x.end - x.start) / max(len(ticks) - 1, 1)
    every = 1 if max(text_width(tick.label, 11) for tick in ticks) + 8 < room else 2
    return tuple(ticks[::every])


@dataclass(frozen=True)
class Sparkline:
    """A line without words, for a cell of a table."""

    width: float
    height: float
    paths: tuple[str, ...]
    last: Dot | None
    band: str
    hint: str


def sparkline(
    values: Sequence[float | None],
    *,
    band: str = "accent",
    low: float | None = None,
    high: float | None = None,
    fmt: Format = plain,
    width: float = 72,
    height: float = 20,
) -> Sparkline:
    """A small line of evenly spaced values; the words say first and last."""
    known = [value for value in values if value is not None]
    if not known:
        return Sparkline(width, height, (), None, "unknown", _("unknown"))
    x = Scale(0, max(len(values) - 1, 1), 2, width - 4)
    bottom, top = min(known) if low is None else low, max(known) if high is None else high
    y = Scale(bottom, top, height - 3, 3) if top > bottom else Scale(bottom - 1, bottom + 1, height - 3, 3)
    placed = [(x(at), None if value is None else y(value)) for at, value in enumerate(values)]
    ends = [(px, py) for px, py in placed if py is not None]
    hint = _("from %(first)s to %(last)s") % {"first": fmt(known[0]), "last": fmt(known[-1])}
    paths = tuple(_path(run) for run in _runs(placed) if len(run) > 1)
    return Sparkline(width, height, paths, Dot(*ends[-1]), band_of(band), hint)


@dataclass(frozen=True)
class Range:
    """A value with the range it may lie in, on the scale of its picture; None is unknown."""

    name: Text
    value: float | None
    low: float | None = None
    high: float | None = None
    band: str | None = None
    target: float | None = None
    href: str = ""


@dataclass(frozen=True)
class DrawnRange:
    """A row with its dot."""

    name: str
    full_name: Text
    y: float
    text_y: float
    x: float | None
    low_x: float | None
    high_x: float | None
    target_x: float | None
    band: str
    fill: str
    label: str
    href: str


@dataclass(frozen=True, kw_only=True)
class RangeChart(Chart):
    """Dots with their ranges on one scale."""

    rows: tuple[DrawnRange, ...] = ()
    ticks: tuple[Tick, ...] = ()
    left: float = 0
    right: float = 0
    bottom: float = 0


def dot_ranges(
    rows: Sequence[Range],
    *,
    title: Text,
    low: float = 0,
    high: float = 100,
    fmt: Format = plain,
    width: float = 640,
    row_height: float = 28,
) -> RangeChart:
    """A dot for each value, a bar for how sure it is, a tick for the target."""
    left = rounded(min(max((text_width(row.name) for row in rows), default=0) + 14, width * 0.4))
    bottom = rounded(row_height * max(len(rows), 1))
    x = Scale(low, high, left, width - 44)

    def cells(row: Range) -> tuple[Text, ...]:
        values = (row.value, row.low, row.high, row.target)
        return (row.name, *("–" if value is None else fmt(value) for value in values))

    return RangeChart(
        title=title,
        width=width,
        height=bottom + 20,
        uid=uid("ranges", str(title), [(str(row.name), row.value, row.low, row.high) for row in rows]),
        table=Table((_("Name"), _("Value"), _("From"), _("To"), _("Target")), tuple(cells(row) for row in rows)),
        is_empty=not rows,
        has_links=any(row.href for row in rows),
        rows=tuple(_range(row, row_height * (at + 0.5), x, fmt) for at, row in enumerate(rows)),
        ticks=tuple(Tick(x(low + (high - low) * n / 4), fmt(low + (high - low) * n / 4)) for n in range(5)),
        left=left,
        right=width - 44,
        bottom=bottom,
    )


def _range(row: Range, middle: float, x: Scale, fmt: Format) -> DrawnRange:
    sure = row.low is not None and row.high is not None

    def at(value: float | None) -> float | None:
        return None if value is None else x(value)

    return DrawnRange(
        name=fit(row.name, x.start - 12),
        full_name=row.name,
        y=rounded(middle),
        text_y=rounded(middle + 4),
        x=at(row.value),
        low_x=at(row.low) if sure else None,
        high_x=at(row.high) if sure else None,
        target_x=at(row.target),
        band=band_of(row.band),
        fill=PAINT.get(row.band or "", GREY),
        label="–" if row.value is None else fmt(row.value),
        href=row.href,
    )
