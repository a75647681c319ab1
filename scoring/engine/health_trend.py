"""How a health result compares with an earlier one, and what each factor adds to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scoring.engine.coverage import weighted_mean
from scoring.engine.curve import at_least
from scoring.engine.health import METHOD_1, Inputs, Method, Result, evaluate, limited

UP, DOWN, LEVEL = "up", "down", "level"


@dataclass(slots=True)  # frozen would cost several times as much to make
class Trend:
    """Direction and change in points.

    ``direction`` and ``change`` are None when either result has no score or nothing is
    common to both. ``common`` lists the factors both were recomputed on, None when the
    two scores could be compared as they were shown.
    """

    direction: str | None
    change: float | None
    now: float | None
    before: float | None
    common: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One factor of an explanation, in points of the score before caps and override.

    ``value``, ``points`` are None when the factor is not known, which adds nothing;
    ``weight`` is weight × freshness; ``change`` is the difference of the points to the
    earlier result, None without one. The changes add up to the change of ``raw``.
    """

    factor: str
    value: float | None
    weight: float
    points: float | None
    change: float | None = None
    known_before: bool | None = None


def closest(days: Iterable[date], on: date, method: Method = METHOD_1) -> date | None:
    """The snapshot day closest to 90 days before ``on``; the earlier of two equally close."""
    earlier = [day for day in days if day < on]
    return min(
        earlier,
        key=lambda day: (abs((on - day).days - method.trend_days), day),
        default=None,
    )


def trend(
    now: Result,
    before: Result,
    method: Method = METHOD_1,
    before_inputs: Inputs | None = None,
) -> Trend:
    """Compares with an earlier result: ≥ +5 up, ≤ −5 down, else level.

    When the method or the set of factors differs, both are recomputed on the common
    factors, each with its own caps and override. Pass ``before_inputs`` when the method
    differs: the earlier inputs are then valued by the present method; without them the
    earlier values and weights are taken as they were.
    """
    if now.shown is None or before.shown is None:
        return Trend(None, None, now.shown, before.shown)
    same_method = now.method == before.method
    if same_method and now.values.keys() == before.values.keys():
        return compared(now.shown, before.shown, method)
    if before_inputs and not same_method:
        before = evaluate(before_inputs, method)
    return _on_common(now, before, method)


def explain(now: Result, before: Result | None = None) -> tuple[Line, ...]:
    """What each factor adds: ``weight·f·value ÷ Σ weight·f``, and how that changed.

    Known factors first, in the order of the method, then the missing ones.
    """
    points = factor_points(now)
    earlier = factor_points(before) if before else {}
    gone = [key for key in earlier if key not in now.values and key not in now.missing]
    factors = [*now.values, *now.missing, *gone]
    return tuple(
        Line(
            factor=key,
            value=now.values.get(key),
            weight=now.weights.get(key, 0.0),
            points=points.get(key),
            change=points.get(key, 0.0) - earlier.get(key, 0.0) if before else None,
            known_before=key in earlier if before else None,
        )
        for key in factors
    )


def factor_points(result: Result) -> dict[str, float]:
    """Points of each factor known; they add up to ``raw``. Empty when nothing has weight."""
    total = sum(result.weights.values())
    if not total:
        return {}
    return {key: result.weights[key] * value / total for key, value in result.values.items()}


def _on_common(now: Result, before: Result, method: Method) -> Trend:
    common = tuple(key for key in now.values if key in before.values)
    score_now, score_before = _score_on(common, now), _score_on(common, before)
    if score_now is None or score_before is None:
        return Trend(None, None, None, None, common)
    return compared(score_now, score_before, method, common)


def _score_on(common: tuple[str, ...], result: Result) -> float | None:
    raw = weighted_mean({key: result.values[key] for key in common}, result.weights)
    return None if raw is None else limited(raw, result.override, result.caps)


def compared(now: float, before: float, method: Method = METHOD_1, common: tuple[str, ...] | None = None) -> Trend:
    """Two scores of one method over the same factors: ≥ +5 up, ≤ −5 down, else level."""
    change = now - before
    direction = LEVEL
    if at_least(change, method.trend_points):
        direction = UP
    elif at_least(-change, method.trend_points):
        direction = DOWN
    return Trend(direction, change, now, before, common)
