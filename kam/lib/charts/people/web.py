"""The influence view: our people on the left, theirs from "is heard" to "decides" on the right, and all lines between."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _

from kam.lib.charts.frame import Box, Chart, Legend, Table, fit, rounded, uid
from kam.lib.charts.people.org import stance_legend
from kam.lib.charts.people.people import Colleague, Line, MapPerson, Scene, Tie, ranked

LEAST = 3  # whoever has less influence is left out
NODE_WIDTH, NODE_HEIGHT = 168.0, 46.0
OURS_WIDTH, OURS_HEIGHT = 132.0, 34.0
ROW, HEAD, SIDE = 60.0, 34.0, 92.0  # a row, the words above, and the room for lines between two columns
MOST_ROWS = 12
TEXT = 42.0


@dataclass(frozen=True, slots=True)
class Node:
    """A person at the customer where they are drawn."""

    person: MapPerson
    x: float
    y: float
    name: str
    title: str
    width: float = NODE_WIDTH
    height: float = NODE_HEIGHT

    @property
    def box(self) -> Box:
        """The room it takes."""
        return Box(self.x, self.y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Ours:
    """One of our people where they are drawn."""

    colleague: Colleague
    x: float
    y: float
    name: str
    width: float = OURS_WIDTH
    height: float = OURS_HEIGHT

    @property
    def box(self) -> Box:
        """The room it takes."""
        return Box(self.x, self.y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Wire:
    """A line: its path, how thick, what it is, and the arrow at its end."""

    path: str
    kind: str  # tie, influences, conflicts, reports
    width: float
    hint: str
    ends: tuple[str, str]  # the names of what it joins, for highlighting
    arrow: str = ""
    middle: tuple[float, float] = (0, 0)
    is_new: bool = False
    is_thin: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The words above a column."""

    text: str
    x: float


@dataclass(frozen=True, kw_only=True)
class WebChart(Chart):
    """Nodes and wires."""

    nodes: tuple[Node, ...] = ()
    ours: tuple[Ours, ...] = ()
    wires: tuple[Wire, ...] = ()
    heads: tuple[Head, ...] = ()


def web_chart(scene: Scene) -> WebChart:
    """People with influence of 3 or more, our people, and how strongly each sways whom."""
    people = [person for person in ranked(scene.people) if (person.influence or 0) >= LEAST]
    shown = {person.id for person in people}
    ties = [tie for tie in scene.ties if tie.person in shown]
    lines = [line for line in scene.lines if line.source in shown and line.target in shown]
    ours = _order_ours(scene.colleagues, ties, people)
    placed_ours, nodes, heads, size = _placed(ours, people, ties)
    at_ours = {one.colleague.id: one for one in placed_ours}
    at = {node.person.id: node for node in nodes}
    wires = [_tie(tie, at_ours[tie.colleague], at[tie.person]) for tie in ties if tie.colleague in at_ours]
    wires += [_line(line, at[line.source], at[line.target]) for line in lines]
    kinds = {wire.kind for wire in wires}
    return WebChart(
        title=scene.title or _("Influence view"),
        width=rounded(size[0]),
        height=rounded(size[1]),
        uid=uid("web", [(n.person.id, n.x, n.y) for n in nodes], [w.path for w in wires]),
        table=_table(scene, people, ties, lines),
        legend=(*stance_legend(people), *_legend(kinds)),
        is_empty=not people,
        has_links=any(person.href for person in people),
        nodes=tuple(nodes),
        ours=tuple(placed_ours),
        wires=tuple(wires),
        heads=tuple(heads),
    )


def _order_ours(colleagues: Sequence[Colleague], ties: Sequence[Tie], people: Sequence[MapPerson]) -> list[Colleague]:
    """Those of us who hold any of these ties, so that lines cross little: by the mean place of whom they know."""
    place = {person.id: at for at, person in enumerate(people)}
    known: dict[int, list[int]] = {}
    for tie in ties:
        known.setdefault(tie.colleague, []).append(place[tie.person])
    held = [one for one in colleagues if one.id in known]
    return sorted(held, key=lambda one: (sum(known[one.id]) / len(known[one.id]), one.name, one.id))


def _columns(people: Sequence[MapPerson], weight: dict[int, float]) -> list[tuple[str, list[list[MapPerson]]]]:
    """The people by influence, each as one or more columns."""
    words = {3: _("Is heard · 3"), 4: _("Shapes the decision · 4"), 5: _("Decides · 5")}
    found = []
    for level, word in words.items():
        rows = [person for person in people if person.influence == level]
        rows.sort(key=lambda person: (weight[person.id], person.name.casefold(), person.id))
        count = ceil(len(rows) / MOST_ROWS)
        size = ceil(len(rows) / count) if count else 0
        if rows:
            found.append((word, [rows[at : at + size] for at in range(0, len(rows), size)]))
    return found


def _placed(
    ours: Sequence[Colleague], people: Sequence[MapPerson], ties: Sequence[Tie]
) -> tuple[list[Ours], list[Node], list[Head], tuple[float, float]]:
    place = {one.id: at for at, one in enumerate(ours)}
    reach: dict[int, list[float]] = {}
    for tie in ties:
        if tie.colleague in place:
            reach.setdefault(tie.person, []).append(place[tie.colleague])
    weight = {p.id: sum(reach[p.id]) / len(reach[p.id]) if p.id in reach else len(ours) for p in people}
    columns = _columns(people, weight)
    tallest = max((len(rows) for _word, parts in columns for rows in parts), default=1)
    tall = max(tallest, ceil(len(ours) * 44 / ROW)) * ROW
    heads = [Head(_("Our people"), OURS_WIDTH / 2)] if ours else []
    step = tall / max(len(ours), 1)
    placed = [
        Ours(one, 0, rounded(HEAD + step * (at + 0.5) - OURS_HEIGHT / 2), fit(one.name, OURS_WIDTH - 16, 12))
        for at, one in enumerate(ours)
    ]
    x = OURS_WIDTH + SIDE * 1.4 if ours else 0.0
    nodes: list[Node] = []
    for word, parts in columns:
        wide = len(parts) * (NODE_WIDTH + SIDE) - SIDE
        heads.append(Head(word, x + wide / 2))
        for rows in parts:
            own = tall / len(rows)
            nodes += [_node(person, x, HEAD + own * (at + 0.5) - NODE_HEIGHT / 2) for at, person in enumerate(rows)]
            x += NODE_WIDTH + SIDE
    return placed, nodes, heads, (max(x - SIDE + 40, 320), HEAD + tall + 4)


def _node(person: MapPerson, x: float, y: float) -> Node:
    room = NODE_WIDTH - TEXT - 8
    name = fit(person.name, room - (13 if person.is_stale else 0), 12)
    return Node(person, rounded(x), rounded(y), name, fit(person.tag or person.title, room, 10.5))


# ---------------------------------------------------------------- wires


def _tie(tie: Tie, ours: Ours, node: Node) -> Wire:
    x1, y1 = ours.x + ours.width, ours.y + ours.height / 2
    x2, y2 = node.x, node.y + node.height / 2
    bend = max(60.0, (x2 - x1) * 0.45)
    owner = _("keeps the link") if tie.is_owner else ""
    hint = f"{ours.colleague.name} – {node.person.name}: {_('Strength')} {tie.strength}/5"
    return Wire(
        path=f"M{x1} {y1}C{rounded(x1 + bend)} {y1} {rounded(x2 - bend)} {y2} {x2} {y2}",
        kind="tie",
        width=rounded(0.9 + 1.15 * tie.strength),
        hint=f"{hint}, {owner}" if owner else hint,
        ends=(f"u{tie.colleague}", f"p{tie.person}"),
        is_thin=tie.strength == 0,
    )


def _line(line: Line, source: Node, target: Node) -> Wire:
    """To the right it enters on the left; back or beside, it bows out on the right."""
    y1, y2 = source.y + source.height / 2, target.y + target.height / 2
    if target.x > source.x:
        x1, x2, into = source.x + source.width, target.x, 1
        c1, c2 = x1 + max(40.0, (x2 - x1) * 0.5), x2 - max(40.0, (x2 - x1) * 0.5)
    else:
        x1, x2, into = source.x + source.width, target.x + target.width, -1
        out = 26 + min(40.0, abs(y2 - y1) * 0.08)
        c1, c2 = x1 + out, x2 + out
    arrow = "" if line.kind == "conflicts" else f"M{x2} {y2}l{-8 * into} -4.5v9z"
    hint = f"{source.person.name} {line.words} {target.person.name}"
    return Wire(
        path=f"M{x1} {y1}C{rounded(c1)} {y1} {rounded(c2)} {y2} {x2} {y2}",
        kind=line.kind,
        width=rounded(0.8 + 0.8 * line.strength),
        hint=f"{hint}. {line.note}" if line.note else hint,
        ends=(f"p{line.source}", f"p{line.target}"),
        arrow=arrow,
        middle=(rounded((x1 + 3 * c1 + 3 * c2 + x2) / 8), rounded((y1 + y2) / 2)),
        is_new=line.is_new,
    )


def _legend(kinds: set[str]) -> tuple[Legend, ...]:
    names = {
        "tie": (_("our link, thicker is stronger"), "accent"),
        "influences": (_("influences"), "info"),
        "reports": (_("reports informally to"), "neutral"),
        "conflicts": (_("in conflict"), "weak"),
    }
    return tuple(Legend(*names[kind]) for kind in names if kind in kinds)


def _table(scene: Scene, people: Sequence[MapPerson], ties: Sequence[Tie], lines: Sequence[Line]) -> Table:
    names = {person.id: person.name for person in people}
    ours = {one.id: one.name for one in scene.colleagues}
    rows = [
        (ours.get(tie.colleague, "–"), _("knows"), names[tie.person], f"{tie.strength}/5", "–")
        for tie in sorted(ties, key=lambda tie: (ours.get(tie.colleague, ""), names[tie.person]))
    ]
    rows += [(names[one.source], one.words, names[one.target], f"{one.strength}/3", one.note or "–") for one in lines]
    joined = {tie.person for tie in ties} | {end for one in lines for end in (one.source, one.target)}
    rows += [(person.name, "–", "–", "–", "–") for person in people if person.id not in joined]
    return Table((_("Who"), _("Line"), _("To whom"), _("Strength"), _("How we handle it")), tuple(rows))
