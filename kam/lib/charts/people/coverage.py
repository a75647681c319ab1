"""The coverage matrix: their people down, ours across, the strength of each link in its cell."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kam.lib.charts.frame import Box, Chart, Legend, Table, fit, rounded, uid
from kam.lib.charts.people.org import stance_legend
from kam.lib.charts.people.people import Colleague, MapPerson, Scene, Tie, ranked

LEFT, TOP, ROW = 252.0, 44.0, 30.0
NARROW, WIDE = 62.0, 104.0
TEXT = 36.0


@dataclass(frozen=True, slots=True)
class Row:
    """A person at the customer."""

    person: MapPerson
    y: float
    name: str
    title: str
    is_alone: bool  # nobody of ours knows them


@dataclass(frozen=True, slots=True)
class Column:
    """One of our people: the name in up to two lines, and how many links they hold."""

    colleague: Colleague
    x: float
    first: str
    second: str
    links: int


@dataclass(frozen=True, slots=True)
class Square:
    """A link, or its absence, in the matrix."""

    x: float
    y: float
    text: str
    hint: str
    opacity: float = 0
    is_hatched: bool = False
    is_owner: bool = False
    is_empty: bool = False
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class CoverageChart(Chart):
    """Rows, columns and squares."""

    rows: tuple[Row, ...] = ()
    columns: tuple[Column, ...] = ()
    squares: tuple[Square, ...] = ()
    cell: float = 0  # the width of a square
    half: float = 0
    row: float = ROW
    left: float = LEFT
    top: float = TOP


def coverage_chart(scene: Scene) -> CoverageChart:
    """Who of us covers whom of them, and where more is wanted than there is."""
    people = ranked(scene.people)
    ties = {(tie.person, tie.colleague): tie for tie in scene.ties}
    held = {one.id: sum(tie.colleague == one.id for tie in scene.ties) for one in scene.colleagues}
    ours = sorted(scene.colleagues, key=lambda one: (-held[one.id], one.name, one.id))
    wide = min(WIDE, max(NARROW, (960 - LEFT) / max(len(ours), 1)))
    squares = [
        _square(ties.get((person.id, one.id)), person, one, Box(LEFT + wide * column, TOP + ROW * row, wide, ROW))
        for row, person in enumerate(people)
        for column, one in enumerate(ours)
    ]
    covered = {tie.person for tie in scene.ties if tie.strength > 0}
    return CoverageChart(
        title=scene.title or _("Coverage"),
        width=rounded(LEFT + wide * max(len(ours), 1) + 2),
        height=rounded(TOP + ROW * max(len(people), 1) + 4),
        uid=uid("coverage", [p.id for p in people], [(s.x, s.y, s.text) for s in squares]),
        table=_table(people, ours, ties),
        legend=(
            *stance_legend(people),
            Legend(_("0 to 5: strength of the link"), "accent"),
            Legend(_("hatched: more is wanted"), "unknown"),
        ),
        is_empty=not people,
        has_links=any(person.href for person in people),
        rows=tuple(_row(person, at, covered) for at, person in enumerate(people)),
        columns=tuple(_column(one, LEFT + wide * (at + 0.5), wide, held[one.id]) for at, one in enumerate(ours)),
        squares=tuple(squares),
        cell=rounded(wide - 4),
        half=rounded(wide / 2),
    )


def _row(person: MapPerson, at: int, covered: set[int]) -> Row:
    room = LEFT - TEXT - 14
    name = fit(person.name, room, 12.5)
    return Row(
        person, rounded(TOP + ROW * at), name, fit(person.title or person.tag, room, 10), person.id not in covered
    )


def _column(one: Colleague, x: float, wide: float, links: int) -> Column:
    first, _gap, second = one.name.partition(" ") if " " in one.name else ("", "", one.name)
    if one.name.startswith("Dr. "):
        first, _gap, second = one.name.removeprefix("Dr. ").partition(" ")
    return Column(one, rounded(x), fit(first, wide - 4, 11), fit(second, wide - 4, 11), links)


def _square(tie: Tie | None, person: MapPerson, one: Colleague, box: Box) -> Square:
    pair = f"{one.name} – {person.name}"
    if tie is None:
        return Square(rounded(box.x), rounded(box.y), "", f"{pair}: {_('no link')}", is_empty=True)
    text = f"{tie.strength} → {tie.wanted}" if tie.is_below else str(tie.strength)
    words = f"{pair}: {_('Strength')} {tie.strength}/5"
    if tie.is_below:
        words += f", {_('wanted')} {tie.wanted}/5"
    if tie.is_owner:
        words += f", {_('keeps the link')}"
    opacity = round(0.06 + 0.075 * tie.strength, 3)
    return Square(rounded(box.x), rounded(box.y), text, words, opacity, tie.is_below, tie.is_owner, href=tie.href)


def _table(people: Sequence[MapPerson], ours: Sequence[Colleague], ties: dict[tuple[int, int], Tie]) -> Table:
    def cell(person: MapPerson, one: Colleague) -> str:
        tie = ties.get((person.id, one.id))
        if tie is None:
            return "–"
        words = f"{tie.strength}/5"
        words += f" ({_('wanted')} {tie.wanted})" if tie.is_below else ""
        return f"{words} ★" if tie.is_owner else words

    return Table(
        (_("Name"), *(one.name for one in ours)),
        tuple((person.name, *(cell(person, one) for one in ours)) for person in people),
    )
