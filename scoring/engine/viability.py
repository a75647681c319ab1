"""Viability ``viability-1``: can this account stay and grow as a key account? From 0 to 100.

The same missing-data rule as health. Together with health it gives the four boxes.
Described in docs/methods/viability-1.md.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Any, Self

from scoring.engine import parameters
from scoring.engine.coverage import (
    INSUFFICIENT,
    check_values,
    check_weights,
    left_out,
    share_known,
    status_of,
    weighted_mean,
)
from scoring.engine.curve import at_least, check_points, value_at

FACTORS = {
    "VI1": "Room to grow",
    "VI2": "Margin after service cost",
    "VI3": "Customer's own strength and credit",
    "VI4": "Fit, access to goals, openness",
    "VI5": "Expansion pipeline",
    "VI6": "Competitive safety",
}
GROW, KEEP, REPAIR, RE_EXAMINE = "grow", "keep at low cost", "repair first", "re-examine key status"

type Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Method:
    """Parameters of the score; the defaults are ``viability-1``. ValueError when they cannot work."""

    version: str = "viability-1"
    weights: Mapping[str, float] = field(
        default_factory=lambda: {
            "VI1": 25.0,
            "VI2": 20.0,
            "VI3": 15.0,
            "VI4": 15.0,
            "VI5": 15.0,
            "VI6": 10.0,
        }
    )
    curves: Mapping[str, Points] = field(
        default_factory=lambda: {
            "VI1": ((0.0, 0.0), (0.5, 100.0)),  # white space ÷ (white space + revenue)
            "VI2": ((10.0, 0.0), (40.0, 100.0)),  # per cent
            "VI5": ((0.0, 0.0), (1.0, 100.0)),  # weighted pipeline ÷ growth target
        }
    )
    rating_best: float = 5.0
    coverage_normal: float = 80.0
    coverage_least: float = 60.0
    box_health: float = 60.0
    box_viability: float = 60.0

    def __post_init__(self) -> None:
        check_weights(self.weights, FACTORS)
        if set(self.curves) != {"VI1", "VI2", "VI5"}:
            raise ValueError("curves: VI1, VI2 and VI5 are needed")
        for factor, points in self.curves.items():
            check_points(points, f"curves.{factor}")
        if not self.rating_best > 0:
            raise ValueError("rating_best: must be above zero")

    def to_dict(self) -> dict[str, Any]:
        """The parameters as plain JSON."""
        return parameters.dump(self)

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """A stored version; ValueError names what is unknown, missing or wrong."""
        return parameters.load(cls(), data)


METHOD_1 = Method()


@dataclass(slots=True)  # frozen would cost several times as much to make
class Inputs:
    """What is known about an account; None is not known and never counts as zero.

    ``white_space`` and ``revenue``, ``pipeline`` (weighted) and ``target`` are amounts of
    one currency, not negative; ``margin`` is in per cent; ``credit``, ``safety`` and the
    three ``ratings`` (fit, access to goals, openness) run from 0 to 5.
    """

    white_space: float | Decimal | None = None
    revenue: float | Decimal | None = None
    margin: float | None = None
    credit: float | None = None
    ratings: Sequence[float | None] | None = None
    pipeline: float | Decimal | None = None
    target: float | Decimal | None = None
    safety: float | None = None


@dataclass(slots=True)  # frozen would cost several times as much to make
class Result:
    """One viability result; ``score`` is None when ``status`` is insufficient, ``raw`` is not."""

    method: str
    values: Mapping[str, float]
    raw: float | None
    score: float | None
    coverage: float
    status: str
    missing: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON for a snapshot; lean, nightly runs write a hundred thousand of these."""
        data = dict(zip(self.__slots__, FIELDS(self), strict=True))
        data["missing"] = list(self.missing)
        return data


FIELDS = attrgetter(*Result.__slots__)


def share_open(white_space: float | Decimal | None, revenue: float | Decimal | None) -> float | None:
    """``white space ÷ (white space + revenue)``, 0 to 1; None when unknown or both are zero."""
    if white_space is None or revenue is None:
        return None
    _check_amounts(white_space, revenue)
    whole = float(white_space) + float(revenue)
    return float(white_space) / whole if whole else None


def pipeline_share(pipeline: float | Decimal | None, target: float | Decimal | None) -> float | None:
    """``pipeline ÷ growth target``; None when unknown or there is no target to reach."""
    if pipeline is None or target is None:
        return None
    _check_amounts(pipeline, target)
    return float(pipeline) / float(target) if target else None


def ratings_value(ratings: Sequence[float | None] | None, method: Method = METHOD_1) -> float | None:
    """Mean of the ratings that are known, from 0 to 100; None when none is."""
    given = [rating for rating in ratings or () if rating is not None]
    for rating in given:
        if not 0 <= rating <= method.rating_best:
            raise ValueError(f"ratings: must lie between 0 and {method.rating_best:g}")
    return 100.0 * math.fsum(given) / (len(given) * method.rating_best) if given else None


def factor_values(inputs: Inputs, method: Method = METHOD_1) -> dict[str, float]:
    """The value from 0 to 100 of each factor known. ValueError names one outside the range."""
    curves = method.curves
    room = share_open(inputs.white_space, inputs.revenue)
    reach = pipeline_share(inputs.pipeline, inputs.target)
    found = {
        "VI1": None if room is None else value_at(curves["VI1"], room),
        "VI2": None if inputs.margin is None else value_at(curves["VI2"], inputs.margin),
        "VI3": ratings_value((inputs.credit,), method),
        "VI4": ratings_value(inputs.ratings, method),
        "VI5": None if reach is None else value_at(curves["VI5"], reach),
        "VI6": ratings_value((inputs.safety,), method),
    }
    weights = method.weights
    values = {key: v for key, v in found.items() if v is not None and key in weights}
    check_values(values)
    return values


def evaluate(inputs: Inputs, method: Method = METHOD_1) -> Result:
    """The viability of one account: ``Σ weight·value ÷ Σ weight`` over what is known.

    Raises ValueError for a negative amount or a rating outside 0 to 5.
    """
    values = factor_values(inputs, method)
    weights = {key: method.weights[key] for key in values}
    raw = weighted_mean(values, weights)
    coverage = share_known(weights, method.weights)
    status = status_of(coverage, method.coverage_normal, method.coverage_least)
    return Result(
        method=method.version,
        values=values,
        raw=raw,
        score=None if status == INSUFFICIENT else raw,
        coverage=coverage,
        status=status,
        missing=left_out(values, method.weights),
    )


def factor_points(result: Result, method: Method = METHOD_1) -> dict[str, float]:
    """Points of each factor known, ``weight·value ÷ Σ weight``; they add up to ``raw``."""
    total = sum(method.weights[key] for key in result.values)
    if not total:
        return {}
    return {key: method.weights[key] * value / total for key, value in result.values.items()}


def box(health: float | None, viability: float | None, method: Method = METHOD_1) -> str | None:
    """Which of the four boxes, limits 60 and 60; None when either score is unknown."""
    if health is None or viability is None:
        return None
    healthy = at_least(health, method.box_health)
    if is_high(viability, method):
        return GROW if healthy else REPAIR
    return KEEP if healthy else RE_EXAMINE


def is_high(viability: float, method: Method = METHOD_1) -> bool:
    """Whether the score is on the upper side of the four boxes."""
    return at_least(viability, method.box_viability)


def _check_amounts(*amounts: float | Decimal) -> None:
    for amount in amounts:
        if not 0 <= amount < math.inf:
            raise ValueError("an amount must not be negative")
