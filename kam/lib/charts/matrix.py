"""A matrix of cells with a band and a word each, e.g. who of us covers whom of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kam.lib.charts.frame import Box, Chart, Table, Text, band_of, fit, legend_of, paint, rounded, text_width, uid


@dataclass(frozen=True)
class Cell:
    """A word and a band; hatched says that more is wanted than there is."""

    text: str = ""
    band: str | None = None
    href: str = ""
    hint: Text = ""
    hatched: bool = False


@dataclass(frozen=True)
class DrawnCell:
    """A cell that was computed."""

    x: float
    y: float
    text_x: float
    text_y: float
    text: str
    band: str
    fill: str
    href: str
    hint: str
    hatched: bool


@dataclass(frozen=True)
class Heading:
    """A row's or column's name where it stands."""

    name: str
    full_name: Text
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class MatrixChart(Chart):
    """Rows, columns and the cells between."""

    cells: tuple[DrawnCell, ...] = ()
    rows: tuple[Heading, ...] = ()
    columns: tuple[Heading, ...] = ()
    cell_width: float = 0
    cell_height: float = 0


def matrix(
    rows: Sequence[Text],
    columns: Sequence[Text],
    cells: Mapping[tuple[int, int], Cell],
    *,
    title: Text,
    head: Text = "",
    labels: Mapping[str, Text] | None = None,
    width: float = 640,
    row_height: float = 30,
) -> MatrixChart:
    """A coverage matrix: `cells` by (row, column); what is missing stays empty."""
    name = uid("matrix", str(title), [str(row) for row in rows], [(at, cells[at].text) for at in sorted(cells)])
    left = min(max((text_width(row) for row in rows), default=0) + 14, width * 0.36)
    wide = min((width - left) / max(len(columns), 1), 120)
    top = 26.0
    drawn = tuple(
        _drawn(cell, Box(left + wide * column, top + row_height * row, wide, row_height), name)
        for (row, column), cell in sorted(cells.items())
    )
    bands = sorted({band_of(cell.band) for cell in cells.values() if cell.band})
    table_rows = tuple(
        (row, *(cells[at, to].text or "–" if (at, to) in cells else "–" for to in range(len(columns))))
        for at, row in enumerate(rows)
    )
    return MatrixChart(
        title=title,
        width=width,
        height=rounded(top + row_height * max(len(rows), 1)),
        uid=name,
        table=Table((head or _("Name"), *columns), table_rows),
        legend=legend_of(bands, dict(labels or {})) if labels else (),
        is_empty=not rows or not columns,
        has_links=any(cell.href for cell in cells.values()),
        cells=drawn,
        rows=tuple(
            Heading(fit(row, left - 12), row, rounded(left - 8), rounded(top + row_height * (at + 0.5) + 4))
            for at, row in enumerate(rows)
        ),
        columns=tuple(
            Heading(fit(column, wide - 6, 11), column, rounded(left + wide * (at + 0.5)), 16.0)
            for at, column in enumerate(columns)
        ),
        cell_width=rounded(wide - 3),
        cell_height=rounded(row_height - 3),
    )


def _drawn(cell: Cell, box: Box, name: str) -> DrawnCell:
    band = band_of(cell.band)
    return DrawnCell(
        x=rounded(box.x + 1.5),
        y=rounded(box.y + 1.5),
        text_x=rounded(box.x + box.width / 2),
        text_y=rounded(box.y + box.height / 2 + 4),
        text=cell.text,
        band=band,
        fill=paint(band, name),
        href=cell.href,
        hint=str(cell.hint or cell.text),
        hatched=cell.hatched,
    )
