"""Relationship score R: how well the people who matter at a customer stand to us, 0 to 100.

Described in docs/methods/relationship.md.
"""

import math
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Self

from scoring.engine import parameters
from scoring.engine.curve import at_least, clip, freshness

KEY_ROLES = frozenset({"economic_buyer", "approver"})


@dataclass(frozen=True, slots=True)
class Method:
    """Parameters of the score; the defaults are ``relationship-1``. ValueError when they cannot work."""

    version: str = "relationship-1"
    stance_share: float = 0.5  # the rest is strength
    strength_best: float = 5.0
    contact_days: float = 60.0  # a link keeps its full strength so long
    contact_half_life: float = 60.0
    min_knowledge: float = 60.0  # per cent of influence with a known stance
    min_known: int = 3
    key_influence: float = 4.0
    dependence_limit: float = 60.0  # per cent of relation weight held by one of ours
    rhythm_days: tuple[tuple[int, ...], ...] = ((5, 30), (4, 45), (3, 60), (1, 90))

    def __post_init__(self) -> None:
        if self.min_known < 1:
            raise ValueError("min_known: must be 1 or more")
        if not 0 <= self.stance_share <= 1:
            raise ValueError("stance_share: must lie between 0 and 1")
        if self.strength_best <= 0 or self.contact_half_life <= 0:
            raise ValueError("strength_best and contact_half_life: must be above zero")
        if not self.rhythm_days or any(len(step) != 2 for step in self.rhythm_days):
            raise ValueError("rhythm_days: pairs of influence and days are needed")

    def to_dict(self) -> dict[str, Any]:
        """The parameters as plain JSON."""
        return parameters.dump(self)

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """A stored version; ValueError names what is unknown, missing or wrong."""
        return parameters.load(cls(), data)


METHOD_1 = Method()


@dataclass(slots=True)  # frozen would cost several times as much to make
class Person:
    """An active stakeholder.

    ``influence`` 1 to 5; ``stance`` −2 opponent to +2 advocate, None unknown; ``strength``
    0 to 5 of the best link to one of our people, None without a link; ``days`` since that
    link's last two-way contact, None when no contact is recorded.
    """

    influence: float
    stance: float | None = None
    strength: float | None = None
    days: float | None = None


@dataclass(slots=True)  # frozen would cost several times as much to make
class Result:
    """R from 0 to 100, None unless reported; ``q`` (0 to 1) of people with known stance, in order.

    ``knowledge`` is the share of influence with a known stance in per cent, None when
    there is nobody.
    """

    q: tuple[float, ...]
    known: int
    knowledge: float | None
    reported: bool
    score: float | None


@dataclass(frozen=True, slots=True)
class Dependence:
    """Who of our people holds the largest share (per cent) of the relation weight."""

    person: Hashable
    share: float
    is_risk: bool


def live_strength(strength: float | None, days: float | None, method: Method = METHOD_1) -> float:
    """``strength ÷ 5 × d`` from 0 to 1: full to 60 days since contact, then halved every 60.

    No link is no strength. Without a recorded contact the link is not live either,
    otherwise it would be best never to record one.
    """
    if strength is None or days is None:
        return 0.0
    d = freshness(days, method.contact_days, method.contact_half_life)
    return strength / method.strength_best * d


def quality(person: Person, method: Method = METHOD_1) -> float | None:
    """``q = 0.5·stance01 + 0.5·strength01`` from 0 to 1; None when the stance is unknown.

    Raises ValueError for a stance or strength outside its range.
    """
    if person.stance is None:
        return None
    if not -2 <= person.stance <= 2:
        raise ValueError("stance: must lie between -2 and 2")
    if person.strength is not None and not 0 <= person.strength <= method.strength_best:
        raise ValueError(f"strength: must lie between 0 and {method.strength_best:g}")
    strength01 = live_strength(person.strength, person.days, method)
    share = method.stance_share
    return share * (person.stance + 2) / 4 + (1 - share) * strength01


def evaluate(people: Sequence[Person], method: Method = METHOD_1) -> Result:
    """``R = 100 × Σ influence·q ÷ Σ influence`` over active people with known stance.

    Reported only with 60 % of influence known and 3 people known. Pass active people
    only. Raises ValueError for an influence that is not above zero.
    """
    if not people:
        return Result((), known=0, knowledge=None, reported=False, score=None)
    scored = [(p.influence, q) for p in people if (q := quality(p, method)) is not None]
    qualities = tuple(q for _, q in scored)
    known = math.fsum(influence for influence, _ in scored)
    knowledge = 100.0 * known / _influence_of(people)
    if len(scored) < method.min_known or not at_least(knowledge, method.min_knowledge):
        return Result(qualities, len(scored), knowledge, reported=False, score=None)
    score = clip(100.0 * math.fsum(influence * q for influence, q in scored) / known)
    return Result(qualities, len(scored), knowledge, reported=True, score=score)


def points(people: Sequence[Person], method: Method = METHOD_1) -> tuple[float | None, ...]:
    """What each person brings to R, in order: ``100·influence·q ÷ Σ influence``; None where the stance is unknown.

    They add up to R wherever it is reported.
    """
    qualities = [quality(person, method) for person in people]
    known = [person for person, q in zip(people, qualities, strict=True) if q is not None]
    total = _influence_of(known) if known else 0.0
    return tuple(
        None if q is None else 100.0 * person.influence * q / total for person, q in zip(people, qualities, strict=True)
    )


def is_key_player(
    influence: float | None,
    roles: Collection[str] = (),
    *,
    has_veto: bool = False,
    method: Method = METHOD_1,
) -> bool:
    """Influence ≥ 4, or economic buyer, approver or veto."""
    strong = influence is not None and influence >= method.key_influence
    return strong or has_veto or not KEY_ROLES.isdisjoint(roles)


def rhythm_days(influence: float | None, method: Method = METHOD_1) -> int:
    """Default days between contacts: influence 5 → 30, 4 → 45, 3 → 60, else 90."""
    for least, days in method.rhythm_days:
        if influence is not None and influence >= least:
            return days
    return method.rhythm_days[-1][1]


def dependence(links: Iterable[tuple[Hashable, float, float]], method: Method = METHOD_1) -> Dependence | None:
    """The largest share of Σ(influence × strength) held by one of our people; > 60 % is a risk.

    ``links`` are (our person, influence of the stakeholder, strength of the link); None
    when there is no relation weight at all. Of equals the first one met is named.
    """
    held: dict[Hashable, float] = {}
    for person, influence, strength in links:
        held[person] = held.get(person, 0.0) + influence * strength
    total = math.fsum(held.values())
    if not total:
        return None
    person = max(held, key=held.__getitem__)
    share = 100.0 * held[person] / total
    return Dependence(person, share, not at_least(method.dependence_limit, share))


def stance_age(ages: Iterable[float]) -> float | None:
    """Median age in days of the stance checks of key players, the age of H2; None without any."""
    known = list(ages)
    return float(median(known)) if known else None


def _influence_of(people: Sequence[Person]) -> float:
    if any(not 0 < person.influence < math.inf for person in people):
        raise ValueError("influence: must be above zero")
    return math.fsum(person.influence for person in people)
