"""The power grid: stance across, influence upward; cells grow with the people in them, so that all can be read.

Who is not judged stands in a column, or a row, of their own: unknown is a place too, and can be dragged out of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _

from kam.lib.charts.frame import Box, Chart, Table, fit, rounded, uid
from kam.lib.charts.people.org import stance_legend
from kam.lib.charts.people.people import STANCES, MapPerson, Scene, ranked, signed

LEFT, TOP, FOOT = 74.0, 24.0, 58.0
CELL_WIDTH, CELL_LEAST, CHIP = 158.0, 66.0, 26.0
APART = 14.0  # between the judged and the unknown
IN_COLUMN = 9  # more people than that stand in two or more columns
STANCE_ORDER: tuple[int | None, ...] = (-2, -1, 0, 1, 2, None)
INFLUENCE_ORDER: tuple[int | None, ...] = (5, 4, 3, 2, 1, None)


@dataclass(frozen=True, slots=True)
class Chip:
    """A person in a cell: a dot as big as our link is strong, and the name."""

    person: MapPerson
    x: float
    y: float
    width: float
    name: str
    radius: float

    @property
    def box(self) -> Box:
        """The room it takes."""
        return Box(self.x, self.y, self.width, CHIP - 2)


@dataclass(frozen=True, slots=True)
class GridCell:
    """A place of the grid; stance or influence None: not known."""

    stance: int | None
    influence: int | None
    x: float
    y: float
    width: float
    height: float
    kind: str  # close, win, keep, watch, middle, unknown
    label: str

    @property
    def box(self) -> Box:
        """The room it takes."""
        return Box(self.x, self.y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Words:
    """A text beside the grid."""

    text: str
    x: float
    y: float
    anchor: str = "middle"
    sub: str = ""


@dataclass(frozen=True, kw_only=True)
class GridChart(Chart):
    """Cells, the people in them, and the words round them."""

    cells: tuple[GridCell, ...] = ()
    chips: tuple[Chip, ...] = ()
    columns: tuple[Words, ...] = ()
    rows: tuple[Words, ...] = ()
    quarters: tuple[Words, ...] = ()
    x_name: Words | None = None
    y_middle: float = 0
    left: float = LEFT - 2  # the ground of the words on the left, and of those at the foot
    bottom: float = 0
    foot: float = FOOT


def grid_chart(scene: Scene) -> GridChart:
    """Everybody of a scene by stance and influence."""
    people = ranked(scene.people)
    cells: dict[tuple[int | None, int | None], list[MapPerson]] = {}
    for person in people:
        cells.setdefault((person.influence, person.stance), []).append(person)
    levels = [one for one in INFLUENCE_ORDER if one is not None or any(key[0] is None for key in cells)]
    sides = [one for one in STANCE_ORDER if one is not None or any(key[1] is None for key in cells)]
    across = _spans([_across(cells, levels, side) * CELL_WIDTH for side in sides], LEFT, sides)
    counts = {side: _across(cells, levels, side) for side in sides}
    tall = [
        max(CELL_LEAST, *(ceil(len(cells.get((level, side), ())) / counts[side]) * CHIP + 14 for side in sides))
        for level in levels
    ]
    down = _spans(tall, TOP, levels)
    places = {
        (level, side): _cell(level, side, (*down[row], *across[column]))
        for row, level in enumerate(levels)
        for column, side in enumerate(sides)
    }
    right, bottom = across[-1][0] + across[-1][1], down[-1][0] + down[-1][1]
    judged_right = across[4][0] + across[4][1]
    judged_bottom = down[4][0] + down[4][1]
    return GridChart(
        title=scene.title or _("Power grid"),
        width=rounded(right + 4),
        height=rounded(bottom + FOOT),
        uid=uid("grid", [(p.id, p.name, p.stance, p.influence, p.strength) for p in people]),
        table=_table(people),
        legend=stance_legend(people),
        is_empty=not people,
        has_links=any(person.href for person in people),
        cells=tuple(places.values()),
        chips=tuple(chip for key, rows in cells.items() for chip in _chips(rows, places[key], counts[key[1]])),
        columns=tuple(_column_words(side, across[at], bottom) for at, side in enumerate(sides)),
        rows=tuple(_row_words(level, down[at]) for at, level in enumerate(levels)),
        quarters=(
            Words(_("win over"), LEFT + 8, TOP - 9, "start"),
            Words(_("keep close"), judged_right - 8, TOP - 9, "end"),
            Words(_("watch"), LEFT + 8, bottom + 50, "start"),
            Words(_("keep informed"), judged_right - 8, bottom + 50, "end"),
        ),
        x_name=Words(f"{_('Stance')} →", rounded((LEFT + judged_right) / 2), rounded(bottom + 50)),
        y_middle=rounded((TOP + judged_bottom) / 2),
        bottom=rounded(bottom + 1),
    )


def _across(
    cells: dict[tuple[int | None, int | None], list[MapPerson]], levels: Sequence[int | None], side: int | None
) -> int:
    """How many columns of people a column of cells needs: one to three."""
    most = max(len(cells.get((level, side), ())) for level in levels)
    return min(3, max(1, ceil(most / IN_COLUMN)))


def _spans(sizes: Sequence[float], start: float, values: Sequence[int | None]) -> list[tuple[float, float]]:
    """Where each begins and how long it is; the unknown stands a little apart."""
    spans, at = [], start
    for size, value in zip(sizes, values, strict=True):
        at += APART if value is None else 0
        spans.append((at, size))
        at += size
    return spans


def _cell(level: int | None, side: int | None, span: tuple[float, float, float, float]) -> GridCell:
    y, height, x, width = span
    label = f"{_('Stance')} {_stance(side)}, {_('Influence')} {level if level is not None else _('Unknown')}"
    return GridCell(side, level, rounded(x), rounded(y), rounded(width), rounded(height), _kind(level, side), label)


def _kind(level: int | None, side: int | None) -> str:
    if level is None or side is None:
        return "unknown"
    if side == 0 or level == 3:
        return "middle"
    return {(True, True): "close", (True, False): "win", (False, True): "keep", (False, False): "watch"}[
        level > 3, side > 0
    ]


def _stance(side: int | None) -> str:
    return _("Unknown") if side is None else f"{STANCES[side]} {signed(side)}"


def _chips(rows: Sequence[MapPerson], cell: GridCell, columns: int) -> list[Chip]:
    """The people of a cell in columns, the whole of it in the middle of the cell."""
    lines = ceil(len(rows) / columns)
    width = cell.width / columns
    top = cell.y + (cell.height - lines * CHIP) / 2 + 1
    return [
        Chip(
            person=person,
            x=rounded(cell.x + width * (at // lines) + 3),
            y=rounded(top + CHIP * (at % lines)),
            width=rounded(width - 6),
            name=fit(person.name, width - 44, 12),
            radius=rounded(5.0 + 1.15 * (person.strength or 0)),
        )
        for at, person in enumerate(rows)
    ]


def _column_words(side: int | None, span: tuple[float, float], bottom: float) -> Words:
    start, size = span
    word = _("not judged") if side is None else str(STANCES[side])
    return Words(word, rounded(start + size / 2), rounded(bottom + 16), sub="?" if side is None else signed(side))


def _row_words(level: int | None, span: tuple[float, float]) -> Words:
    start, size = span
    words = {5: _("decides"), 4: _("shapes"), 3: _("is heard"), 2: _("in details"), 1: _("hardly any")}
    text = "?" if level is None else str(level)
    return Words(text, LEFT - 10, rounded(start + size / 2), "end", sub=words[level] if level else _("unknown"))


def _table(people: Sequence[MapPerson]) -> Table:
    return Table(
        (_("Name"), _("Stance"), _("Influence"), _("Strength of our link")),
        tuple(
            (
                p.name,
                p.stance_words,
                _("Unknown") if p.influence is None else str(p.influence),
                "–" if p.strength is None else f"{p.strength}/5",
            )
            for p in people
        ),
    )
