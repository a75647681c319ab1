"""Points on a plane with four quarters: bubbles, the power grid; labels that keep out of each other's way."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from kam.lib.charts.frame import (
    Box,
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
    text_width,
    uid,
)
from kam.lib.shown import signed

LABEL_SIZE = 11
LABEL_HEIGHT = 13


@dataclass(frozen=True)
class Axis:
    """A direction of the plane: its name, its ends, where it is parted, and words at its ends."""

    label: Text
    low: float = 0
    high: float = 100
    middle: float = 50
    low_label: Text = ""
    high_label: Text = ""


@dataclass(frozen=True)
class Point:
    """Something to place. x or y None: it is named beside the picture instead."""

    name: Text
    x: float | None
    y: float | None
    size: float | None = None
    band: str | None = None
    href: str = ""
    note: Text = ""


@dataclass(frozen=True)
class Quarters:
    """What the four quarters are called."""

    top_left: Text = ""
    top_right: Text = ""
    bottom_left: Text = ""
    bottom_right: Text = ""


@dataclass(frozen=True)
class Placed:
    """A point that was computed, with its label; no label where none fits."""

    name: str
    full_name: Text
    x: float
    y: float
    radius: float
    band: str
    fill: str
    hint: str
    href: str = ""
    label_x: float = 0
    label_y: float = 0
    anchor: str = "start"
    labelled: bool = False

    @property
    def box(self) -> Box:
        """The square round the dot."""
        return Box(self.x - self.radius, self.y - self.radius, 2 * self.radius, 2 * self.radius)


@dataclass(frozen=True)
class Plane:
    """The field that points are placed on."""

    x_axis: Axis
    y_axis: Axis
    x: Scale
    y: Scale
    quarters: Quarters
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]

    @property
    def box(self) -> Box:
        """The field as a rectangle."""
        return Box(self.x.start, self.y.end, self.x.end - self.x.start, self.y.start - self.y.end)

    @property
    def corners(self) -> tuple[Box, ...]:
        """The room that the names of the quarters take."""
        named, box = self.quarters, self.box
        top, bottom = box.y + 4, box.y + box.height - 4 - LABEL_HEIGHT
        places = (
            (named.top_left, False, top),
            (named.top_right, True, top),
            (named.bottom_left, False, bottom),
            (named.bottom_right, True, bottom),
        )
        return tuple(_corner(str(words), box, y, at_end=at_end) for words, at_end, y in places if words)

    @property
    def right_width(self) -> float:
        """How wide the right half is."""
        return rounded(self.x.end - self.middle_x)

    @property
    def upper_height(self) -> float:
        """How high the upper half is."""
        return rounded(self.middle_y - self.y.end)

    @property
    def centre_x(self) -> float:
        """The middle of the lower edge."""
        return rounded((self.x.start + self.x.end) / 2)

    @property
    def centre_y(self) -> float:
        """The middle of the left edge."""
        return rounded((self.y.start + self.y.end) / 2)

    @property
    def middle_x(self) -> float:
        """Where left and right part."""
        return self.x(self.x_axis.middle)

    @property
    def middle_y(self) -> float:
        """Where above and below part."""
        return self.y(self.y_axis.middle)


@dataclass(frozen=True, kw_only=True)
class PlaneChart(Chart):
    """A plane with its points, and those whose place is not known."""

    plane: Plane
    points: tuple[Placed, ...] = ()
    unplaced: tuple[Point, ...] = ()


def _scales(x_axis: Axis, y_axis: Axis, width: float, height: float) -> tuple[Scale, Scale]:
    return Scale(x_axis.low, x_axis.high, 44, width - 8), Scale(y_axis.low, y_axis.high, height - 40, 6)


def bubbles(
    points: Sequence[Point],
    *,
    title: Text,
    x_axis: Axis,
    y_axis: Axis,
    quarters: Quarters | None = None,
    size_label: Text = "",
    fmt: Format = plain,
    size_fmt: Format = plain,
    labels: dict[str, Text] | None = None,
    width: float = 640,
    height: float = 420,
) -> PlaneChart:
    """Points whose area is their size, e.g. health by viability by revenue; the biggest are drawn first."""
    name = uid("bubbles", str(title), [(str(p.name), p.x, p.y, p.size, p.band) for p in points])
    x, y = _scales(x_axis, y_axis, width, height)
    plane = Plane(x_axis, y_axis, x, y, quarters or Quarters(), _ends(x, x_axis, fmt), _ends(y, y_axis, fmt))
    most = max((point.size or 0 for point in points), default=0)

    def hint(point: Point) -> str:
        words = f"{point.name}: {x_axis.label} {_shown(point.x, fmt)}, {y_axis.label} {_shown(point.y, fmt)}"
        return f"{words}, {size_label} {_shown(point.size, size_fmt)}" if size_label else words

    drawn = [
        _place(point, (x(point.x), y(point.y)), 5 + 21 * math.sqrt((point.size or 0) / most) if most else 7, name, hint)
        for point in sorted(points, key=lambda p: -(p.size or 0))
        if point.x is not None and point.y is not None
    ]
    bands = [band for band in ("strong", "fair", "weak", "unknown") if any(p.band == band for p in drawn)]
    heads = (_("Name"), x_axis.label, y_axis.label, *((size_label,) if size_label else ()))
    return PlaneChart(
        title=title,
        width=width,
        height=height,
        uid=name,
        table=Table(heads, tuple(_row(point, fmt, size_fmt, sized=bool(size_label)) for point in points)),
        legend=legend_of(bands, labels) if len(bands) > 1 else (),
        is_empty=not points,
        has_links=any(point.href for point in points),
        plane=plane,
        points=tuple(_with_labels(drawn, plane)),
        unplaced=tuple(point for point in points if point.x is None or point.y is None),
    )


def _place(point: Point, at: tuple[float, float], radius: float, name: str, hint: Callable[[Point], str]) -> Placed:
    band = band_of(point.band)
    return Placed(
        name=fit(point.name, 130, LABEL_SIZE),
        full_name=point.name,
        x=rounded(at[0]),
        y=rounded(at[1]),
        radius=rounded(radius),
        band=band,
        fill=paint(band, name),
        hint=f"{hint(point)}. {point.note}" if point.note else hint(point),
        href=point.href,
    )


def _row(point: Point, fmt: Format, size_fmt: Format, *, sized: bool) -> tuple[Text, ...]:
    sizes = (_shown(point.size, size_fmt),) if sized else ()
    return (point.name, _shown(point.x, fmt), _shown(point.y, fmt), *sizes)


def _ends(scale: Scale, axis: Axis, fmt: Format) -> tuple[Tick, ...]:
    return tuple(Tick(scale(value), fmt(value)) for value in (axis.low, axis.middle, axis.high))


# ---------------------------------------------------------------- labels


def _spots(dot: Placed) -> Iterator[tuple[Box, float, float, str]]:
    """Where a label may stand: right, left, above, below, then the corners."""
    wide, gap = text_width(dot.name, LABEL_SIZE), dot.radius + 4
    for dx, dy in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
        anchor = {1: "start", -1: "end", 0: "middle"}[dx]
        corner = 0.75 if dx and dy else 1
        at_x, middle = dot.x + dx * gap * corner, dot.y + dy * (gap * corner + (LABEL_HEIGHT / 2 if not dx else 4))
        start = at_x - {"start": 0, "end": wide, "middle": wide / 2}[anchor]
        yield Box(start, middle - LABEL_HEIGHT / 2, wide, LABEL_HEIGHT), at_x, middle + 4, anchor


class _Taken:
    """Boxes that take up room, kept by squares: a label is compared with its neighbours, not with the whole board."""

    SQUARE = 40

    def __init__(self, boxes: Sequence[Box]) -> None:
        self.boxes: list[Box] = []
        self.squares: dict[tuple[int, int], list[int]] = {}
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """From now on this room is taken."""
        for square in self._touched(box):
            self.squares.setdefault(square, []).append(len(self.boxes))
        self.boxes.append(box)

    def clash(self, box: Box, own: Box) -> float:
        """The area that a box shares with others than its own dot."""
        near = {place for square in self._touched(box) for place in self.squares.get(square, ())}
        return sum(box.overlap(self.boxes[place]) for place in near if self.boxes[place] != own)

    def _touched(self, box: Box) -> Iterator[tuple[int, int]]:
        across = range(int(box.x // self.SQUARE), int((box.x + box.width) // self.SQUARE) + 1)
        down = range(int(box.y // self.SQUARE), int((box.y + box.height) // self.SQUARE) + 1)
        return ((column, row) for column in across for row in down)


def _corner(words: str, box: Box, y: float, *, at_end: bool) -> Box:
    wide = text_width(words, LABEL_SIZE) * 1.1 + 8  # bold, and a little room from the edge
    return Box(box.x + box.width - wide if at_end else box.x, y, wide, LABEL_HEIGHT)


def _with_labels(dots: Sequence[Placed], plane: Plane, *, all_of_them: bool = False) -> Iterator[Placed]:
    """Give each dot the freest place for its label; without a free one it keeps its hint only."""
    plot, taken = plane.box, _Taken([*(dot.box for dot in dots), *plane.corners])
    for dot in dots:
        options = []
        own = dot.box
        for rank, (box, x, y, anchor) in enumerate(_spots(dot)):
            inside = box.overlap(plot) >= box.width * box.height * 0.999
            # The first free place inside is taken as it is; where all are crowded, the least crowded one.
            clash = round(taken.clash(box, own)) if inside or all_of_them else 1
            options.append(((0 if inside else 1, clash, rank), box, x, y, anchor))
            if inside and not clash:
                break
        (outside, clash, _rank), box, x, y, anchor = min(options, key=lambda option: option[0])
        if (outside or clash) and not all_of_them:
            yield dot
            continue
        taken.add(box)
        yield replace(dot, label_x=rounded(x), label_y=rounded(y), anchor=anchor, labelled=True)


# ---------------------------------------------------------------- power grid


@dataclass(frozen=True)
class GridPerson:
    """A stakeholder on the grid: stance −2 to 2, influence 1 to 5, strength of our best link 0 to 5."""

    name: Text
    stance: int | None
    influence: int | None
    strength: float | None = None
    href: str = ""
    note: Text = ""


STANCE_BANDS = {-2: "against", -1: "against", 0: "neutral", 1: "for", 2: "for"}


def power_grid(
    people: Sequence[GridPerson], *, title: Text = "", width: float = 640, height: float = 440
) -> PlaneChart:
    """Stance across, influence upward, size is the strength of our link; people of one cell stand side by side."""
    name = uid("grid", str(title), [(str(p.name), p.stance, p.influence, p.strength) for p in people])
    x_axis = Axis(_("Stance"), -2.6, 2.6, 0, _("against us"), _("for us"))
    y_axis = Axis(_("Influence"), 0.4, 5.6, 3, _("low"), _("high"))
    x, y = _scales(x_axis, y_axis, width, height)
    x_ticks = tuple(Tick(x(value), signed(value, 0) if value else "0") for value in range(-2, 3))
    y_ticks = tuple(Tick(y(value), str(value)) for value in range(1, 6))
    quarters = Quarters(_("win over"), _("keep close"), _("watch"), _("keep informed"))
    plane = Plane(x_axis, y_axis, x, y, quarters, x_ticks, y_ticks)
    drawn = [
        _person(person, x(person.stance or 0) + dx, y(person.influence or 0) + dy, name)
        for person, dx, dy in _side_by_side([p for p in people if p.stance is not None and p.influence is not None])
    ]
    unknown = [p for p in people if p.stance is None or p.influence is None]
    return PlaneChart(
        title=title or _("Stance and influence"),
        width=width,
        height=height,
        uid=name,
        table=Table(
            (_("Name"), _("Stance"), _("Influence"), _("Strength of our link")),
            tuple((p.name, *(_shown(value) for value in (p.stance, p.influence, p.strength))) for p in people),
        ),
        legend=(
            Legend(_("for us"), "for"),
            Legend(_("neutral"), "neutral"),
            Legend(_("against us"), "against"),
        ),
        is_empty=not people,
        has_links=any(person.href for person in people),
        plane=plane,
        points=tuple(_with_labels(drawn, plane, all_of_them=True)),
        unplaced=tuple(Point(p.name, None, None, href=p.href, note=p.note) for p in unknown),
    )


def _person(person: GridPerson, x: float, y: float, name: str) -> Placed:
    stance = person.stance or 0
    hint = f"{person.name}: {_('Stance')} {signed(stance, 0)}, {_('Influence')} {person.influence}"
    point = Point(person.name, stance, person.influence, person.strength, None, person.href, person.note)
    band = STANCE_BANDS[stance]
    dot = _place(point, (x, y), 5 + 1.5 * (person.strength or 0), name, lambda _point: hint)
    return replace(dot, band=band, fill=paint(band, name))


def _shown(value: float | None, fmt: Format = "{:g}".format) -> str:
    return "–" if value is None else fmt(value)


def _side_by_side(people: Sequence[GridPerson]) -> Iterator[tuple[GridPerson, float, float]]:
    """People of one cell, spread over it: one in the middle, then rows of two."""
    cells: dict[tuple[int | None, int | None], list[GridPerson]] = {}
    for person in people:
        cells.setdefault((person.stance, person.influence), []).append(person)
    for group in cells.values():
        rows = math.ceil(len(group) / 2)
        step = min(26.0, 66.0 / rows)
        for at, person in enumerate(group):
            if len(group) == 1:
                yield person, 0, 0
                continue
            alone = at == len(group) - 1 and len(group) % 2
            dx = 0 if alone else (-28 if at % 2 == 0 else 28)
            yield person, dx, (at // 2 - (rows - 1) / 2) * step + (7 if at % 2 else -7) * (not alone)
