"""Small shared arithmetic: piecewise-linear mapping, freshness, limits, rounding."""

import itertools
import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

type Points = Sequence[tuple[float, float]]

# Sums of floats end a hair beside the exact value; a limit met on paper must be met here.
TOLERANCE = 1e-9


def value_at(points: Points, x: float) -> float:
    """Linear between the points (x rising), flat outside them. ValueError on NaN."""
    if math.isnan(x):
        raise ValueError("not a number")
    x0, y0 = points[0]
    if x <= x0:
        return y0
    for x1, y1 in points:
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
        x0, y0 = x1, y1
    return y0


def check_points(points: Points, name: str) -> None:
    """ValueError unless there are two points or more, x rises and y stays within 0 to 100."""
    if len(points) < 2:
        raise ValueError(f"{name}: at least two points are needed")
    if any(a[0] >= b[0] for a, b in itertools.pairwise(points)):
        raise ValueError(f"{name}: the points must rise from left to right")
    if not all(0 <= y <= 100 for _, y in points):
        raise ValueError(f"{name}: values must lie between 0 and 100")


def freshness(age: float, valid: float, half_life: float) -> float:
    """1 while ``age`` ≤ ``valid``, then halved every ``half_life``; all three in days."""
    return 1.0 if age <= valid else 0.5 ** ((age - valid) / half_life)


def at_least(value: float, limit: float) -> bool:
    """Whether the unrounded value reaches the limit, forgiving float noise only."""
    return value >= limit - TOLERANCE


def clip(value: float, low: float = 0.0, high: float = 100.0) -> float:
    """The value, moved to the nearer end when it lies outside low to high."""
    return low if value < low else high if value > high else value


def half_up(value: float | None, digits: int = 1) -> str:
    """The figure as people read it: rounded half up, a dash when unknown."""
    if value is None:
        return "–"
    exact = Decimal(repr(round(float(value), 9)))
    shown = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return str(abs(shown) if shown == 0 else shown)
