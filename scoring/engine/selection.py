"""Selection scorecard ``select-1``: which accounts should be key accounts. From 0 to 100.

Two axes (value, position), gates that block "key", and a decision that a person takes.
``ranking`` orders accounts and tests weights. Described in docs/methods/select-1.md.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Self

from scoring.engine import parameters
from scoring.engine.coverage import check_values, check_weights, left_out, share_known, weighted_mean
from scoring.engine.curve import at_least, check_points, clip, value_at

CRITERIA = {
    "K1": "Revenue now",
    "K2": "Margin",
    "K3": "Purchases rising",
    "K4": "Growth potential",
    "K5": "Renewal likelihood",
    "K6": "Chance to win now and grow later",
    "K7": "Effort needed (5 = little)",
    "K8": "Relationship strength",
    "K9": "Fit: offer, culture, industry focus",
    "K10": "Name value",
    "K11": "Credit and payment",
    "K12": "Way into their business goals",
    "K13": "Openness to ideas and advice",
}
VALUE_AXIS = frozenset({"K1", "K2", "K3", "K4", "K10", "K11"})
LIGHT_SUFFIX = "-light"
LIGHT = ("K1", "K2", "K4", "K8", "K9", "K11", "K13")
MARGIN, PAYMENT, SIZE = GATES = ("margin", "payment", "size")
KEY, CANDIDATE, NOT_KEY, INSUFFICIENT = "key", "candidate", "not_key", "insufficient"
EXISTING, EMERGING, DEVELOPING = "existing", "emerging", "developing"

type Amount = float | Decimal
type Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Method:
    """Parameters of the scorecard; the defaults are ``select-1``. ValueError when they cannot work.

    Amounts are in whole units of the currency that boards use.
    """

    version: str = "select-1"
    weights: Mapping[str, float] = field(
        default_factory=lambda: {
            "K1": 12.0,
            "K2": 10.0,
            "K3": 8.0,
            "K4": 16.0,
            "K5": 8.0,
            "K6": 8.0,
            "K7": 6.0,
            "K8": 8.0,
            "K9": 6.0,
            "K10": 4.0,
            "K11": 6.0,
            "K12": 4.0,
            "K13": 4.0,
        }
    )
    curves: Mapping[str, Points] = field(
        default_factory=lambda: {
            "K2": ((10.0, 0.0), (40.0, 100.0)),
            "K3": ((-20.0, 0.0), (0.0, 40.0), (20.0, 100.0)),
            "K11": ((0.0, 100.0), (60.0, 0.0)),
        }
    )
    revenue_reference: float = 5_000_000.0
    growth_reference: float = 10_000_000.0
    rating_best: float = 5.0
    rating_gap: float = 2.0  # raters this far apart are flagged
    min_raters: int = 2
    coverage_least: float = 70.0
    key_total: float = 70.0
    candidate_total: float = 55.0
    gate_margin: float = 10.0
    gate_days_late: float = 60.0
    gate_revenue: float = 1_000_000.0
    gate_growth: float = 50.0  # K4 that makes up for a revenue below the minimum
    existing_revenue: float = 60.0  # K1
    emerging_growth: float = 70.0  # K4
    list_cap: int = 25
    leave_total: float = 60.0
    leave_days: int = 90
    leave_gate_days: int = 180

    def __post_init__(self) -> None:
        check_weights(self.weights, CRITERIA)
        if set(self.curves) != {"K2", "K3", "K11"}:
            raise ValueError("curves: K2, K3 and K11 are needed")
        for criterion, points in self.curves.items():
            check_points(points, f"curves.{criterion}")
        if min(self.revenue_reference, self.growth_reference, self.rating_best) <= 0:
            raise ValueError("revenue_reference, growth_reference, rating_best: must be above zero")

    def to_dict(self) -> dict[str, Any]:
        """The parameters as plain JSON."""
        return parameters.dump(self)

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """A stored version; ValueError names what is unknown, missing or wrong."""
        return parameters.load(cls(), data)


METHOD_1 = Method()


def light(method: Method = METHOD_1) -> Method:
    """The light variant: seven criteria, their weights re-based to 100."""
    kept = {key: weight for key, weight in method.weights.items() if key in LIGHT}
    total = math.fsum(kept.values())
    weights = {key: 100.0 * weight / total for key, weight in kept.items()}
    return replace(method, version=f"{method.version}{LIGHT_SUFFIX}", weights=weights)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is known about an account; None is not known and never counts as zero.

    Amounts are in whole currency units: ``revenue`` of 12 months and ``servable``, the
    spend we could serve. ``margin``, ``trend_pct`` and ``renewal`` (0 to 100) are in per
    cent, ``days_late`` is a mean. ``relationship`` is R from 0 to 100; without it
    ``relationship_rating`` is used, which like the other ratings runs from 0 to 5.
    ``waived`` names the gates that an executive has waived for now.
    """

    revenue: Amount | None = None  # K1, K4
    margin: float | None = None  # K2
    trend_pct: float | None = None  # K3
    servable: Amount | None = None  # K4
    renewal: float | None = None  # K5
    chance: float | None = None  # K6
    effort: float | None = None  # K7
    relationship: float | None = None  # K8
    relationship_rating: float | None = None  # K8
    fit: float | None = None  # K9
    name_value: float | None = None  # K10
    days_late: float | None = None  # K11
    access: float | None = None  # K12
    openness: float | None = None  # K13
    waived: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Result:
    """One assessment.

    ``total`` and the axes are None when nothing of them is known; below 70 % coverage
    the total is provisional and the decision ``insufficient``. ``open_gates`` lack an
    input. ``type_known`` is False while the type only follows from something missing.
    """

    method: str
    values: Mapping[str, float]
    value_axis: float | None
    position_axis: float | None
    total: float | None
    coverage: float
    failed_gates: tuple[str, ...]
    open_gates: tuple[str, ...]
    waived_gates: tuple[str, ...]
    decision: str
    type: str
    type_known: bool
    missing: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON for an assessment."""
        return parameters.dump(self)


@dataclass(frozen=True, slots=True)
class Rated:
    """Several raters' mean for one criterion, and whether they are too few or too far apart."""

    mean: float | None
    gap: float
    is_disputed: bool
    is_enough: bool


def combine_ratings(ratings: Sequence[float], method: Method = METHOD_1) -> Rated:
    """The mean of the raters; a gap of 2 or more is flagged, a new key account needs two."""
    if any(not 0 <= rating <= method.rating_best for rating in ratings):
        raise ValueError(f"a rating must lie between 0 and {method.rating_best:g}")
    enough = len(ratings) >= method.min_raters
    if not ratings:
        return Rated(None, 0.0, is_disputed=False, is_enough=enough)
    gap = float(max(ratings) - min(ratings))
    mean = math.fsum(ratings) / len(ratings)
    return Rated(mean, gap, is_disputed=gap >= method.rating_gap, is_enough=enough)


def criterion_values(inputs: Inputs, method: Method = METHOD_1) -> dict[str, float]:
    """The value from 0 to 100 of each criterion known. ValueError names one outside the range."""
    found = _fact_values(inputs, method) | _rating_values(inputs, method)
    weights = method.weights
    values = {key: v for key in weights if (v := found[key]) is not None}
    check_values(values)
    return values


def gate_states(inputs: Inputs, method: Method = METHOD_1) -> dict[str, bool | None]:
    """Per gate: passed, failed, or None while its input is missing.

    Margin ≥ 10 %; days late ≤ 60; revenue ≥ the minimum or growth potential K4 ≥ 50.
    """
    margin, late = inputs.margin, inputs.days_late
    return {
        MARGIN: None if margin is None else margin >= method.gate_margin,
        PAYMENT: None if late is None else late <= method.gate_days_late,
        SIZE: _size_gate(inputs, method),
    }


def evaluate(inputs: Inputs, method: Method = METHOD_1) -> Result:
    """One account's scorecard: ``total = Σ w·v ÷ Σ w`` over what is known.

    Raises ValueError for a negative amount, a rating outside 0 to 5 or a value outside
    0 to 100.
    """
    values = criterion_values(inputs, method)
    known = {key: method.weights[key] for key in values}
    coverage = share_known(known, method.weights)
    total = weighted_mean(values, known)
    gates = gate_states(inputs, method)
    failed, unknown = (tuple(g for g, state in gates.items() if state is which) for which in (False, None))
    waived = tuple(gate for gate in failed if gate in inputs.waived)
    blocked = bool(unknown) or failed != waived
    kind, is_known = _type_of(values, method)
    return Result(
        method=method.version,
        values=values,
        value_axis=_axis(values, known, on_value=True),
        position_axis=_axis(values, known, on_value=False),
        total=total,
        coverage=coverage,
        failed_gates=failed,
        open_gates=unknown,
        waived_gates=waived,
        decision=decide(total, coverage, blocked=blocked, method=method),
        type=kind,
        type_known=is_known,
        missing=left_out(values, method.weights),
    )


def decide(total: float | None, coverage: float, *, blocked: bool, method: Method = METHOD_1) -> str:
    """What the scorecard suggests; a gate failed (and not waived) or open blocks only "key"."""
    if total is None or not at_least(coverage, method.coverage_least):
        return INSUFFICIENT
    if at_least(total, method.key_total) and not blocked:
        return KEY
    return CANDIDATE if at_least(total, method.candidate_total) else NOT_KEY


def _fact_values(inputs: Inputs, method: Method) -> dict[str, float | None]:
    curves, reference = method.curves, method.revenue_reference
    revenue, margin, trend = _amount(inputs.revenue), inputs.margin, inputs.trend_pct
    late = inputs.days_late
    return {
        "K1": None if revenue is None else clip(100.0 * revenue / reference),
        "K2": None if margin is None else value_at(curves["K2"], margin),
        "K3": None if trend is None else value_at(curves["K3"], trend),
        "K4": growth_value(inputs, method),
        "K5": inputs.renewal,
        "K11": None if late is None else value_at(curves["K11"], late),
    }


def growth_value(inputs: Inputs, method: Method = METHOD_1) -> float | None:
    """K4, ``(spend we could serve − our revenue) ÷ reference × 100``, within 0 to 100."""
    revenue, servable = _amount(inputs.revenue), _amount(inputs.servable)
    if revenue is None or servable is None:
        return None
    return clip(100.0 * (servable - revenue) / method.growth_reference)


def _rating_values(inputs: Inputs, method: Method) -> dict[str, float | None]:
    ratings = {
        "K6": inputs.chance,
        "K7": inputs.effort,
        "K8": inputs.relationship_rating,
        "K9": inputs.fit,
        "K10": inputs.name_value,
        "K12": inputs.access,
        "K13": inputs.openness,
    }
    best = method.rating_best
    values = {key: None if r is None else 100.0 * r / best for key, r in ratings.items()}
    if inputs.relationship is not None:
        values["K8"] = inputs.relationship
    return values


def _size_gate(inputs: Inputs, method: Method) -> bool | None:
    revenue, growth = _amount(inputs.revenue), growth_value(inputs, method)
    if revenue is not None and revenue >= method.gate_revenue:
        return True
    if growth is None:
        return None
    return at_least(growth, method.gate_growth)


def _type_of(values: Mapping[str, float], method: Method) -> tuple[str, bool]:
    """The type, and whether all it rests on is known."""
    revenue, growth = values.get("K1"), values.get("K4")
    if revenue is None:
        return DEVELOPING, False
    if at_least(revenue, method.existing_revenue):
        return EXISTING, True
    if growth is not None and at_least(growth, method.emerging_growth):
        return EMERGING, True
    return DEVELOPING, growth is not None


def _axis(values: Mapping[str, float], weights: Mapping[str, float], *, on_value: bool) -> float | None:
    chosen = {key: v for key, v in values.items() if (key in VALUE_AXIS) is on_value}
    return weighted_mean(chosen, weights)


def _amount(amount: Amount | None) -> float | None:
    """As a float; ValueError when negative or not finite."""
    if amount is None:
        return None
    if not 0 <= amount < math.inf:
        raise ValueError("an amount must not be negative")
    return float(amount)
