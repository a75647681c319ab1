"""Bars: stacked per month, horizontal, one bar of shares, the funnel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from kam.lib.charts.frame import (
    BAND_LABELS,
    Chart,
    Format,
    Legend,
    Scale,
    Table,
    Text,
    Tick,
    band_of,
    fit,
    legend_of,
    paint,
    plain,
    rounded,
    spread,
    text_width,
    ticks_to,
    uid,
    used,
)

BANDS = ("strong", "fair", "weak", "unknown")


@dataclass(frozen=True)
class Bar:
    """One row or column before it is drawn: values per band, where it leads, a word at its end."""

    name: Text
    values: Mapping[str, float]
    href: str = ""
    note: Text = ""
    capacity: float | None = None


@dataclass(frozen=True)
class Piece:
    """A rectangle that was computed."""

    x: float
    y: float
    width: float
    height: float
    band: str
    fill: str
    hint: str = ""


@dataclass(frozen=True)
class DrawnBar:
    """A bar with its pieces, its name, its total and where they stand."""

    name: str
    full_name: Text
    x: float
    y: float
    total: str
    total_x: float
    total_y: float
    pieces: tuple[Piece, ...]
    href: str = ""
    note: Text = ""
    show_name: bool = True
    capacity_x: float | None = None


@dataclass(frozen=True, kw_only=True)
class BarChart(Chart):
    """Bars with their scale."""

    bars: tuple[DrawnBar, ...] = ()
    ticks: tuple[Tick, ...] = ()
    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0
    bar_height: float = 0


def _total(bar: Bar) -> float:
    return sum(float(value) for value in bar.values.values() if value)


@dataclass(frozen=True)
class _Paints:
    """How the pieces of one picture are named, filled and written."""

    uid: str
    bands: Sequence[str]
    labels: Mapping[str, Text]
    fmt: Format


def _stack(bar: Bar, bands: Sequence[str]) -> Iterator[tuple[str, float, float]]:
    """Each band with the sum before it and its own value."""
    base = 0.0
    for band in bands:
        if value := float(bar.values.get(band) or 0):
            yield band, base, value
            base += value


def _table(head: Text, bars: Sequence[Bar], paints: _Paints) -> Table:
    bands = paints.bands if len(paints.bands) > 1 else ()
    rows = tuple(
        (bar.name, *(paints.fmt(bar.values.get(band) or 0) for band in bands), paints.fmt(_total(bar))) for bar in bars
    )
    return Table((head, *(paints.labels.get(band, band) for band in bands), _("Total")), rows)


def stacked_bars(
    columns: Sequence[Bar],
    *,
    title: Text,
    head: Text = "",
    bands: Sequence[str] = BANDS,
    labels: Mapping[str, Text] | None = None,
    fmt: Format = plain,
    width: float = 640,
    height: float = 240,
) -> BarChart:
    """Columns stacked by band, e.g. renewals per month: the sum on top, the unknown part hatched."""
    name = uid("stacked", str(title), [(str(c.name), dict(c.values)) for c in columns])
    shown = used(bands, [dict(c.values) for c in columns])
    steps = ticks_to(max((_total(c) for c in columns), default=0))
    left = rounded(max(text_width(fmt(step), 11) for step in steps) + 10)
    right, top, bottom = width - 4, 18.0, height - 24
    scale = Scale(0, steps[-1], bottom, top)
    slot = (right - left) / max(len(columns), 1)
    every = spread(len(columns), right - left, max((text_width(c.name, 11) for c in columns), default=1) + 8)
    paints = _Paints(name, shown, {**BAND_LABELS, **(labels or {})}, fmt)
    drawn = (
        _column(column, left + slot * (at + 0.5), min(slot * 0.64, 44), scale, paints)
        for at, column in enumerate(columns)
    )
    return BarChart(
        title=title,
        width=width,
        height=height,
        uid=name,
        table=_table(head or _("Month"), columns, paints),
        legend=legend_of(shown, dict(labels or {})) if len(shown) > 1 else (),
        is_empty=not shown,
        has_links=any(c.href for c in columns),
        bars=tuple(replace(bar, show_name=at % every == 0) for at, bar in enumerate(drawn)),
        ticks=tuple(Tick(scale(step), fmt(step)) for step in steps),
        left=left,
        right=right,
        top=top,
        bottom=bottom,
    )


def _column(column: Bar, middle: float, thick: float, scale: Scale, paints: _Paints) -> DrawnBar:
    pieces = tuple(
        Piece(
            rounded(middle - thick / 2),
            scale(base + value),
            rounded(thick),
            rounded(scale(base) - scale(base + value)),
            band,
            paint(band, paints.uid),
            f"{column.name}, {paints.labels.get(band, band)}: {paints.fmt(value)}",
        )
        for band, base, value in _stack(column, paints.bands)
    )
    total = _total(column)
    return DrawnBar(
        name=str(column.name),
        full_name=column.name,
        x=rounded(middle),
        y=rounded(scale.start + 16),
        total=paints.fmt(total) if total else "",
        total_x=rounded(middle),
        total_y=rounded(scale(total) - 5),
        pieces=pieces,
        href=column.href,
    )


def horizontal_bars(
    rows: Sequence[Bar],
    *,
    title: Text,
    head: Text = "",
    bands: Sequence[str] = ("accent", *BANDS),
    labels: Mapping[str, Text] | None = None,
    fmt: Format = plain,
    width: float = 640,
    row_height: float = 28,
) -> BarChart:
    """One bar a row, e.g. workload or white space; a tick marks the capacity where one is given."""
    name = uid("horizontal", str(title), [(str(r.name), dict(r.values), r.capacity) for r in rows])
    shown = used(bands, [dict(r.values) for r in rows])
    left = rounded(min(max((text_width(r.name) for r in rows), default=0) + 12, width * 0.36))
    end = max((text_width(f"{fmt(_total(r))} {r.note}") for r in rows), default=0) + 12
    most = max((max(_total(r), r.capacity or 0) for r in rows), default=0)
    scale = Scale(0, most or 1, left, max(width - end, left + 40))
    paints = _Paints(name, shown, {**BAND_LABELS, **(labels or {})}, fmt)
    thick = rounded(min(row_height * 0.56, 16))
    return BarChart(
        title=title,
        width=width,
        height=rounded(row_height * max(len(rows), 1)),
        uid=name,
        table=_table(head or _("Name"), rows, paints),
        legend=legend_of(shown, dict(labels or {})) if len(shown) > 1 else (),
        is_empty=not rows,
        has_links=any(r.href for r in rows),
        bars=tuple(_row(row, row_height * (at + 0.5), thick, scale, paints) for at, row in enumerate(rows)),
        left=left,
        right=rounded(scale.end),
        bar_height=thick,
    )


def _row(row: Bar, middle: float, thick: float, scale: Scale, paints: _Paints) -> DrawnBar:
    pieces = tuple(
        Piece(
            scale(base),
            rounded(middle - thick / 2),
            rounded(scale(base + value) - scale(base)),
            thick,
            band,
            paint(band, paints.uid),
            f"{row.name}, {paints.labels.get(band, '')}: {paints.fmt(value)}".replace(", :", ":"),
        )
        for band, base, value in _stack(row, paints.bands)
    )
    total, end = paints.fmt(_total(row)), scale(_total(row)) + 6
    capacity = scale(row.capacity) if row.capacity else None
    if capacity and end - 6 < capacity < end + text_width(f"{total} {row.note}"):
        end = capacity + 6  # the words stand behind the tick, not under it
    return DrawnBar(
        name=fit(row.name, scale.start - 10),
        full_name=row.name,
        x=rounded(scale.start - 8),
        y=rounded(middle + 4),
        total=total,
        total_x=rounded(end),
        total_y=rounded(middle + 4),
        pieces=pieces,
        href=row.href,
        note=row.note,
        capacity_x=capacity,
    )


@dataclass(frozen=True, kw_only=True)
class ShareChart(Chart):
    """One bar that is a whole."""

    pieces: tuple[Piece, ...] = ()


def share_bar(
    parts: Mapping[str, float],
    *,
    title: Text,
    labels: Mapping[str, Text] | None = None,
    fmt: Format = plain,
    width: float = 640,
    height: float = 22,
) -> ShareChart:
    """The shares of a whole by band, e.g. revenue strong, fair, weak and unknown."""
    name = uid("share", str(title), dict(parts))
    total = sum(value for value in parts.values() if value)
    names = {**BAND_LABELS, **(labels or {})}
    pieces, x, legend, rows = [], 0.0, [], []
    for band, value in parts.items():
        share = f"{round(100 * float(value or 0) / float(total))}%" if total else "–"
        rows.append((names.get(band, band), fmt(value or 0), share))
        if not value:
            continue
        legend.append(Legend(names.get(band, band), band_of(band), f"{fmt(value)} · {share}"))
        wide = width * float(value) / float(total)
        pieces.append(
            Piece(
                rounded(x),
                0,
                rounded(max(wide - 1, 0.5)),
                height,
                band,
                paint(band, name),
                f"{names.get(band, band)}: {share}",
            )
        )
        x += wide
    return ShareChart(
        title=title,
        width=width,
        height=height,
        uid=name,
        table=Table((_("Part"), _("Amount"), _("Share")), tuple(rows)),
        legend=tuple(legend),
        is_empty=not total,
        pieces=tuple(pieces),
    )


@dataclass(frozen=True)
class FunnelStage:
    """A stage, how many are in it and how long they have been there (median, in days)."""

    name: Text
    count: int
    days: int | None = None
    href: str = ""


def funnel(stages: Sequence[FunnelStage], *, title: Text, width: float = 640, row_height: float = 34) -> BarChart:
    """Stages from first to last with their counts and the days spent in each."""

    def days_of(stage: FunnelStage) -> str:
        return "" if stage.days is None else _("%(count)s days in stage") % {"count": stage.days}

    rows = [Bar(s.name, {"accent": s.count}, s.href, days_of(s)) for s in stages]
    chart = horizontal_bars(rows, title=title, width=width, row_height=row_height)
    table = Table(
        (_("Stage"), _("Accounts"), _("Days in stage")),
        tuple((s.name, plain(s.count), "–" if s.days is None else plain(s.days)) for s in stages),
    )
    empty = not any(s.count for s in stages)
    return replace(chart, table=table, is_empty=empty)
