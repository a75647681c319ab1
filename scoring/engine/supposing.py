"""What a health score would be if some of its factors were different. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import replace

from scoring.engine.coverage import INSUFFICIENT, check_values, left_out, share_known, status_of, weighted_mean
from scoring.engine.health import METHOD_1, Method, Result, band_of, limited


def suppose(now: Result, values: Mapping[str, float], method: Method = METHOD_1, *, lift_caps: bool = False) -> Result:
    """The result with other values; a factor whose value is given anew counts as fresh, the others as they were.

    ``lift_caps`` supposes that the trouble behind the caps is over. ValueError for a value outside 0 to 100.
    """
    moved = {key: float(value) for key, value in values.items() if key in method.weights}
    check_values(moved)
    moved = {key: value for key, value in moved.items() if now.values.get(key) != value}
    known = {key: moved.get(key, now.values.get(key)) for key in method.weights}
    then = {key: value for key, value in known.items() if value is not None}
    weights = {key: method.weights[key] if key in moved else now.weights[key] for key in then}
    raw = weighted_mean(then, weights)
    coverage = share_known(weights, method.weights)
    status = status_of(coverage, method.coverage_normal, method.coverage_least)
    caps = () if lift_caps else now.caps
    calculated = shown = None
    if raw is not None and status != INSUFFICIENT:
        calculated, shown = limited(raw, 0.0, caps), limited(raw, now.override, caps)
    return replace(
        now,
        values=then,
        weights=weights,
        raw=raw,
        coverage=coverage,
        status=status,
        calculated=calculated,
        shown=shown,
        band=band_of(shown, method),
        missing=left_out(then, method.weights),
        caps=caps,
    )
