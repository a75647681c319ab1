"""The missing-data rule: what is not known is left out, and coverage says how much is left.

``score = Σ weight·value ÷ Σ weight`` over what is known, ``coverage = 100 × Σ weight
known ÷ Σ weight``. A missing value never counts as zero.
"""

import math
from collections.abc import Mapping

from scoring.engine.curve import at_least, clip

NORMAL, PROVISIONAL, INSUFFICIENT = "normal", "provisional", "insufficient"


def weighted_mean(values: Mapping[str, float], weights: Mapping[str, float]) -> float | None:
    """Mean (0 to 100) of the values that have a weight; None when nothing has any."""
    known = [weights[key] for key in values if key in weights]
    total = math.fsum(known)
    if not total:
        return None
    return clip(math.fsum([weights[key] * value for key, value in values.items() if key in weights]) / total)


def share_known(known: Mapping[str, float], total: Mapping[str, float]) -> float:
    """Weight known as a percentage (0 to 100) of all weight; 0 when there is none."""
    whole = math.fsum(total.values())
    return 100.0 * math.fsum(known.values()) / whole if whole else 0.0


def left_out(known: Mapping[str, float], weights: Mapping[str, float]) -> tuple[str, ...]:
    """The factors that are not known, in the order of the method."""
    return () if len(known) == len(weights) else tuple(key for key in weights if key not in known)


def status_of(coverage: float, normal: float, least: float) -> str:
    """``normal``, ``provisional`` or ``insufficient`` for a coverage in per cent."""
    if at_least(coverage, normal):
        return NORMAL
    return PROVISIONAL if at_least(coverage, least) else INSUFFICIENT


def check_values(values: Mapping[str, float]) -> None:
    """ValueError naming the factor whose value is not between 0 and 100."""
    for key, value in values.items():
        if not 0 <= value <= 100:
            raise ValueError(f"{key}: {value!r} is not between 0 and 100")


def check_weights(weights: Mapping[str, float], known: Mapping[str, str]) -> None:
    """ValueError unless weights name known factors, none is negative and one is positive."""
    for key, weight in weights.items():
        if key not in known:
            raise ValueError(f"weights: {key!r} is not a factor of this model")
        if not 0 <= weight < math.inf:
            raise ValueError(f"weights: {key} must not be negative")
    if not any(weights.values()):
        raise ValueError("weights: at least one must be above zero")
