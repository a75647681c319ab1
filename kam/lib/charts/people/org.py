"""The org view: trees from the top down, a box round each legal entity, nothing on top of anything else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt

from django.utils.translation import gettext as _

from kam.lib.charts.frame import Box, Chart, Legend, Table, Text, fit, rounded, uid
from kam.lib.charts.people.people import MapPerson, Scene, bosses, children_of, ranked

CARD_WIDTH, CARD_HEIGHT = 208.0, 60.0
GAP, LEVEL = 16.0, 30.0  # beside each other, and from a card down to the next level
INDENT, BELOW = 20.0, 12.0  # of a card in a column under its boss
HEAD, PAD = 28.0, 16.0  # of the box round a legal entity
HEIGHTS = (4, 6, 9, 14, 22)  # how many cards a column may hold; the best is tried out
TEXT = 48.0  # where the words of a card begin


@dataclass(frozen=True, slots=True)
class Card:
    """A person where they are drawn."""

    person: MapPerson
    x: float
    y: float
    name: str
    title: str
    tag: str
    width: float = CARD_WIDTH
    height: float = CARD_HEIGHT

    @property
    def box(self) -> Box:
        """The room it takes."""
        return Box(self.x, self.y, self.width, self.height)

    @property
    def pips(self) -> tuple[tuple[float, bool], ...]:
        """Five dots for the strength of our best link: where, and whether filled."""
        return tuple((rounded(self.width - 40 + 7 * at), at < (self.person.strength or 0)) for at in range(5))


@dataclass(frozen=True, slots=True)
class Frame:
    """The box round a legal entity."""

    name: str
    x: float
    y: float
    width: float
    height: float
    count: int

    @property
    def box(self) -> Box:
        """The room it takes."""
        return Box(self.x, self.y, self.width, self.height)


@dataclass(frozen=True, kw_only=True)
class OrgChart(Chart):
    """Cards, the lines between them, and the boxes round them."""

    cards: tuple[Card, ...] = ()
    frames: tuple[Frame, ...] = ()
    paths: tuple[str, ...] = ()
    across: tuple[str, ...] = ()  # reporting lines from one legal entity to another
    dotted: tuple[str, ...] = ()  # who reports to a second boss, without saying so


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the picture with its own origin: cards, paths, and where the line from above comes in."""

    width: float
    height: float
    cards: tuple[Card, ...]
    paths: tuple[tuple[tuple[float, float], ...], ...] = ()
    entry: float = 0.0

    def at(self, x: float, y: float) -> "Block":
        """The same piece elsewhere."""
        cards = tuple(replace(card, x=card.x + x, y=card.y + y) for card in self.cards)
        paths = tuple(tuple((px + x, py + y) for px, py in path) for path in self.paths)
        return Block(self.width, self.height, cards, paths, self.entry + x)


def _card(person: MapPerson) -> Card:
    room = CARD_WIDTH - TEXT - 8
    return Card(
        person=person,
        x=0,
        y=0,
        name=fit(person.name, room - (14 if person.is_stale else 0), 12.5),
        title=fit(person.title or person.unit, room, 10.5),
        tag=fit(person.tag, room - 40, 10),
    )


def _column(people: Sequence[MapPerson]) -> Block:
    """Reports without reports of their own, one below the other on one line."""
    step = CARD_HEIGHT + BELOW
    line = INDENT / 2
    cards = tuple(replace(_card(person), x=INDENT, y=step * at) for at, person in enumerate(people))
    last = step * (len(people) - 1) + CARD_HEIGHT / 2
    stubs = tuple(
        ((line, step * at + CARD_HEIGHT / 2), (INDENT, step * at + CARD_HEIGHT / 2)) for at in range(len(people))
    )
    return Block(INDENT + CARD_WIDTH, step * len(people) - BELOW, cards, (((line, 0), (line, last)), *stubs), line)


def _columns(people: Sequence[MapPerson], most: int) -> list[Block]:
    count = ceil(len(people) / most)
    size = ceil(len(people) / count) if count else 0
    return [_column(people[at : at + size]) for at in range(0, len(people), size)] if people else []


def _beside(blocks: Sequence[Block]) -> Block:
    """Pieces from left to right, their tops in line."""
    x, placed = 0.0, []
    for block in blocks:
        placed.append(block.at(x, 0))
        x += block.width + GAP
    cards = tuple(card for block in placed for card in block.cards)
    paths = tuple(path for block in placed for path in block.paths)
    return Block(x - GAP, max(block.height for block in blocks), cards, paths)


def _tree(person: MapPerson, reports: dict[int | None, list[MapPerson]], most: int) -> Block:
    """A person with everybody below."""
    own = reports.get(person.id, [])
    if not own:
        return Block(CARD_WIDTH, CARD_HEIGHT, (_card(person),), (), CARD_WIDTH / 2)
    leaves = [one for one in own if one.id not in reports]
    branches = [_tree(one, reports, most) for one in own if one.id in reports]
    parts = [*_columns(leaves, most), *branches]
    below = _beside(parts).at(0, CARD_HEIGHT + LEVEL)
    entries, x = [], 0.0
    for part in parts:
        entries.append(x + part.entry)
        x += part.width + GAP
    middle = (entries[0] + entries[-1]) / 2
    left = min(max(middle - CARD_WIDTH / 2, 0), max(below.width - CARD_WIDTH, 0))
    centre = left + CARD_WIDTH / 2
    if len(parts) == 1 and leaves:  # one column hangs at the left edge of its boss
        left, centre = 0.0, entries[0]
    bar = CARD_HEIGHT + LEVEL / 2
    paths = [((centre, CARD_HEIGHT), (centre, bar), (entry, bar), (entry, CARD_HEIGHT + LEVEL)) for entry in entries]
    cards = (replace(_card(person), x=left), *below.cards)
    width = max(below.width, left + CARD_WIDTH)
    return Block(width, CARD_HEIGHT + LEVEL + below.height, cards, (*paths, *below.paths), left + CARD_WIDTH / 2)


def _loose(people: Sequence[MapPerson], width: float) -> Block:
    """People without any reporting line: a plain grid."""
    wanted = max(1, round(sqrt(len(people) * 0.75)))
    columns = max(1, min(len(people), max(wanted, int((width + GAP) // (CARD_WIDTH + GAP)) if width else wanted)))
    step = (CARD_WIDTH + GAP, CARD_HEIGHT + BELOW)
    cards = tuple(
        replace(_card(person), x=step[0] * (at % columns), y=step[1] * (at // columns))
        for at, person in enumerate(people)
    )
    rows = ceil(len(people) / columns)
    return Block(step[0] * min(columns, len(people)) - GAP, step[1] * rows - BELOW, cards)


def _shelves(blocks: Sequence[Block], width: float, gap: float) -> tuple[list[Block], float, float]:
    """Pieces in rows that are not wider than `width`, unless one piece is; where each went, and the whole size."""
    placed: list[Block] = []
    x = y = tall = wide = 0.0
    for block in blocks:
        if x and x + block.width > width:
            x, y, tall = 0.0, y + tall + gap, 0.0
        placed.append(block.at(x, y))
        x += block.width + gap
        tall, wide = max(tall, block.height), max(wide, x - gap)
    return placed, wide, y + tall


def _group(people: Sequence[MapPerson], most: int, width: float) -> Block:
    """All trees of one legal entity, then those without a line."""
    reports = children_of(people, bosses(people))
    roots = reports.get(None, [])
    trees = [_tree(root, reports, most) for root in roots if root.id in reports]
    alone = [root for root in roots if root.id not in reports]
    placed, wide, tall = _shelves(trees, width, GAP * 2) if trees else ([], 0.0, 0.0)
    if alone:
        loose = _loose(alone, wide).at(0, tall + (LEVEL if trees else 0))
        placed.append(loose)
        wide, tall = max(wide, loose.width), tall + (LEVEL if trees else 0) + loose.height
    cards = tuple(card for block in placed for card in block.cards)
    paths = tuple(path for block in placed for path in block.paths)
    return Block(wide, tall, cards, paths)


def _framed(name: str, block: Block) -> tuple[Block, str, int]:
    inner = block.at(PAD, HEAD + PAD / 2)
    return replace(inner, width=block.width + 2 * PAD, height=block.height + HEAD + PAD * 1.5), name, len(block.cards)


def entities(people: Sequence[MapPerson]) -> dict[str, list[MapPerson]]:
    """People by legal entity; who names none belongs where their boss does.

    Those that lead others come first, then the biggest.
    """
    by_id = {person.id: person for person in people}
    boss = bosses(people)

    def home(person: MapPerson) -> str:
        at: MapPerson | None = person
        while at is not None and not at.entity:
            above = boss[at.id]
            at = by_id[above] if above is not None else None
        return at.entity if at else ""

    found: dict[str, list[MapPerson]] = {}
    for person in ranked(people):
        found.setdefault(home(person), []).append(person)
    places = {person.id: name for name, members in found.items() for person in members}
    led = {name: {places[up] for one in members if (up := boss[one.id]) is not None} for name, members in found.items()}
    leads = {up for name, above in led.items() for up in above - {name}}

    def order(name: str) -> tuple[bool, bool, bool, int, str]:
        return not name, bool(led[name] - {name}), name not in leads, -len(found[name]), name

    return {name: found[name] for name in sorted(found, key=order)}


def _arranged(
    groups: dict[str, list[MapPerson]], most: int, width: float
) -> tuple[list[Block], list[Frame], float, float]:
    if len(groups) == 1:
        (people,) = groups.values()
        block = _group(people, most, width)
        return [block.at(2, 10)], [], block.width + 4, block.height + 14
    framed = [
        _framed(name or _("No legal entity named"), _group(people, most, width)) for name, people in groups.items()
    ]
    placed, wide, tall = _shelves([block for block, _name, _count in framed], width, GAP * 1.5)
    frames, x, y, row = [], 0.0, 0.0, 0.0
    for block, name, count in framed:
        if x and x + block.width > width:
            x, y, row = 0.0, y + row + GAP * 1.5, 0.0
        frames.append(Frame(name, rounded(x + 1), rounded(y + 1), rounded(block.width), rounded(block.height), count))
        x, row = x + block.width + GAP * 1.5, max(row, block.height)
    return [block.at(1, 1) for block in placed], frames, wide + 2, tall + 2


def org_chart(scene: Scene, *, room: tuple[float, float] = (1180, 700)) -> OrgChart:
    """Everybody of a scene in their reporting lines, arranged so that it fits `room` as large as possible."""
    people = scene.people
    name = uid("org", [(p.id, p.name, p.boss, p.stance) for p in people])
    groups = entities(people)
    best: tuple[list[Block], list[Frame], float, float] = ([], [], 320, 80)
    if people:
        options = [_arranged(groups, most, room[0] * scale) for most in HEIGHTS for scale in (1, 1.6, 2.4)]
        best = min(options, key=lambda option: max(option[2] / room[0], option[3] / room[1]))
    blocks, frames, wide, tall = best
    cards = tuple(replace(c, x=rounded(c.x), y=rounded(c.y)) for block in blocks for c in block.cards)
    dotted = tuple(_dotted(scene, cards))
    second = (Legend(_("dotted: reports informally to"), "neutral"),) if dotted else ()
    return OrgChart(
        title=scene.title or _("Org view"),
        width=rounded(wide),
        height=rounded(tall),
        uid=name,
        table=_table(people),
        legend=(*stance_legend(people), *second),
        is_empty=not people,
        has_links=any(person.href for person in people),
        cards=cards,
        frames=tuple(frames),
        paths=tuple(_drawn(path) for block in blocks for path in block.paths),
        across=tuple(_across(people, cards, groups)),
        dotted=dotted,
    )


def _drawn(path: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{rounded(x)} {rounded(y)}" for x, y in path)


def _across(people: Sequence[MapPerson], cards: Sequence[Card], groups: dict[str, list[MapPerson]]) -> Iterator[str]:
    """Dashed lines to a boss in another legal entity."""
    home = {person.id: name for name, members in groups.items() for person in members}
    at = {card.person.id: card for card in cards}
    for person, boss in sorted(bosses(people).items()):
        if boss is not None and home[person] != home[boss]:
            yield _bowed(at[boss], at[person])


def _dotted(scene: Scene, cards: Sequence[Card]) -> Iterator[str]:
    """Lines to a second boss, from below the boss to above the report."""
    at = {card.person.id: card for card in cards}
    for line in scene.lines:
        if line.kind == "reports" and line.source in at and line.target in at:
            yield _bowed(at[line.target], at[line.source])


def _bowed(high: Card, low: Card) -> str:
    x1, y1 = high.x + high.width / 2, high.y + high.height
    x2, y2 = low.x + low.width / 2, low.y
    bend = max(40.0, abs(y2 - y1) / 2)
    bow = f"{rounded(x1)} {rounded(y1 + bend)} {rounded(x2)} {rounded(y2 - bend)}"
    return f"M{rounded(x1)} {rounded(y1)}C{bow} {rounded(x2)} {rounded(y2)}"


def stance_legend(people: Sequence[MapPerson]) -> tuple[Legend, ...]:
    """What the rings mean; nothing for readers who may not see how people stand to us."""
    if not any(person.is_open for person in people):
        return ()
    names: tuple[tuple[Text, str], ...] = (
        (_("+ for us"), "for"),
        (_("0 neutral"), "neutral"),
        (_("− against us"), "against"),
        (_("unknown"), "unknown"),
    )
    return tuple(Legend(label, band) for label, band in names)


def _table(people: Sequence[MapPerson]) -> Table:
    names = {person.id: person.name for person in people}
    is_open = any(person.is_open for person in people)
    stance_head = (_("Stance"),) if is_open else ()
    head = (_("Name"), _("Job title"), _("Unit"), _("Reports to"), _("Say in decisions"), _("Influence"), *stance_head)
    rows = tuple(
        (
            p.name,
            p.title or "–",
            p.unit or p.entity or "–",
            names.get(p.boss or 0, "–"),
            ", ".join(p.roles) or "–",
            "–" if p.influence is None else str(p.influence),
            *((p.stance_words,) if is_open else ()),
        )
        for p in ranked(people)
    )
    return Table(head, rows)
