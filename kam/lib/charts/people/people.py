"""What the pictures of a stakeholder map are drawn of: people, our colleagues, ties and lines; no model, no query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kam.lib.charts.frame import GREY, PAINT, Text
from kam.lib.shown import initials
from kam.lib.shown import signed as with_sign

BANDS = {-2: "against", -1: "against", 0: "neutral", 1: "for", 2: "for"}
SIGNS = {"for": "M-3.5 0H3.5M0 -3.5V3.5", "against": "M-3.5 0H3.5", "neutral": "M-2.4 -2.4H2.4V2.4H-2.4Z"}
STANCES: dict[int, Promise] = {
    2: gettext_lazy("Advocate"),
    1: gettext_lazy("Supporter"),
    0: gettext_lazy("Neutral"),
    -1: gettext_lazy("Sceptic"),
    -2: gettext_lazy("Opponent"),
}
MARKS: dict[str, tuple[str, str, Promise]] = {  # sign, band, word
    "joined": ("+", "info", gettext_lazy("joined")),
    "left": ("×", "weak", gettext_lazy("left")),
    "stance_up": ("↗", "strong", gettext_lazy("stance better")),
    "stance_down": ("↘", "weak", gettext_lazy("stance worse")),
    "stance_known": ("?", "info", gettext_lazy("stance judged")),
    "influence_up": ("▲", "info", gettext_lazy("more influence")),
    "influence_down": ("▼", "info", gettext_lazy("less influence")),
    "line": ("∿", "info", gettext_lazy("new line")),
    "moved": ("→", "info", gettext_lazy("another place")),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What changed about a person between two dates."""

    kind: str
    note: str = ""  # from what to what

    @property
    def sign(self) -> str:
        """The sign on the card."""
        return MARKS[self.kind][0]

    @property
    def band(self) -> str:
        """The colour of the sign."""
        return MARKS[self.kind][1]

    @property
    def paint(self) -> str:
        """The colour on paper."""
        return PAINT.get(self.band, GREY)

    @property
    def words(self) -> str:
        """The change in words."""
        word = str(MARKS[self.kind][2])
        return f"{word} ({self.note})" if self.note else word


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPerson:
    """Somebody at the customer. `is_open` says whether the reader may see how they stand to us."""

    id: int
    name: str
    title: str = ""
    roles: tuple[str, ...] = ()
    tag: str = ""  # the role in decisions, as short as it gets
    unit: str = ""
    entity: str = ""
    boss: int | None = None
    influence: int | None = None
    stance: int | None = None
    is_open: bool = True
    strength: int | None = None
    is_key: bool = False
    is_stale: bool = False
    is_placeholder: bool = False
    is_gone: bool = False
    href: str = ""
    marks: tuple[Mark, ...] = ()

    @property
    def band(self) -> str:
        """Colour of the ring: for, neutral, against, or unknown."""
        return BANDS.get(self.stance, "unknown") if self.is_open and self.stance is not None else "unknown"

    @property
    def paint(self) -> str:
        """The colour of the ring on paper."""
        return PAINT.get(self.band, GREY)

    @property
    def badges(self) -> tuple[tuple[int, Mark], ...]:
        """The marks of what changed, from the right edge inwards; at most three."""
        return tuple((-11 - 19 * at, mark) for at, mark in enumerate(self.marks[:3]))

    @property
    def letters(self) -> str:
        """What stands in the ring where no stance is shown."""
        return initials(self.name)

    @property
    def sign(self) -> str:
        """The path of + 0 −; empty where the stance is unknown or not for the reader."""
        return SIGNS.get(self.band, "")

    @property
    def ring(self) -> float:
        """How thick the ring is drawn: the influence."""
        return 1.0 + 0.8 * (self.influence or 0)

    @property
    def stance_words(self) -> str:
        """The stance as word and number."""
        if not self.is_open:
            return _("not for your role")
        return f"{STANCES[self.stance]} {signed(self.stance)}" if self.stance is not None else _("Unknown")

    @property
    def hint(self) -> str:
        """Everything of the picture in one sentence, for who does not see it."""
        parts = [self.name, self.title, ", ".join(self.roles)]
        parts.append(f"{_('Influence')} {self.influence if self.influence is not None else _('Unknown')}")
        if self.is_open:
            parts.append(f"{_('Stance')} {self.stance_words}")
        parts.append(f"{_('Strength')} {self.strength}/5" if self.strength is not None else _("no link of ours"))
        parts += [mark.words for mark in self.marks]
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of our people."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Tie:
    """How well one of our people knows a person."""

    person: int
    colleague: int
    strength: int
    wanted: int | None = None
    is_owner: bool = False
    href: str = ""

    @property
    def is_below(self) -> bool:
        """More is wanted than there is."""
        return self.wanted is not None and self.wanted > self.strength


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two people at the customer: influences, conflicts, reports (informally)."""

    source: int
    target: int
    kind: str
    strength: int = 2
    words: str = ""
    note: str = ""
    is_new: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the four pictures share."""

    people: tuple[MapPerson, ...]
    colleagues: tuple[Colleague, ...] = ()
    ties: tuple[Tie, ...] = ()
    lines: tuple[Line, ...] = ()
    title: Text = ""
    names: dict[int, str] = field(default_factory=dict)  # of everybody, drawn or not


def signed(value: int) -> str:
    """A stance as a number: +2, 0, −1."""
    return with_sign(value, 0) if value else "0"


def ranked(people: Iterable[MapPerson]) -> list[MapPerson]:
    """The most influential first; always the same order for the same people."""
    return sorted(people, key=lambda person: (-(person.influence or 0), person.name.casefold(), person.id))


def bosses(people: Sequence[MapPerson]) -> dict[int, int | None]:
    """Who reports to whom among these people; circles, which only bad data have, are cut at their first person."""
    known = {person.id for person in people}
    boss = {p.id: p.boss if p.boss in known and p.boss != p.id else None for p in people}
    rank = {person.id: place for place, person in enumerate(ranked(people))}
    safe: set[int] = set()
    for person in ranked(people):
        path: list[int] = []
        at: int | None = person.id
        while at is not None and at not in safe and at not in path:
            path.append(at)
            at = boss[at]
        if at is not None and at in path:
            circle = path[path.index(at) :]
            boss[min(circle, key=lambda one: rank[one])] = None
        safe.update(path)
    return boss


def children_of(people: Sequence[MapPerson], boss: dict[int, int | None]) -> dict[int | None, list[MapPerson]]:
    """The reports of everybody in their order; under None those who report to nobody here."""
    found: dict[int | None, list[MapPerson]] = {}
    for person in ranked(people):
        found.setdefault(boss[person.id], []).append(person)
    return found
