"""Trend between two reported waves of the Customer Improvement Score."""

import math
from dataclasses import dataclass

from scoring.engine.cis import METHOD_1, REPORTED, Method, Result, capped, mean_of, spread_of

IMPROVED, FELL, NO_CHANGE = "improved", "fell", "no clear change"


@dataclass(frozen=True, slots=True)
class Trend:
    """Change in points from the earlier wave to the later one, with its uncertainty.

    ``differences`` are those of the people who answered both waves, in the order of the
    later one; they, ``var`` and ``pooled`` are None when too few people answered both
    and the two scores are compared instead.
    """

    delta: float
    se: float
    margin: float
    verdict: str
    differences: tuple[float, ...] | None = None
    var: float | None = None
    pooled: float | None = None


def trend(now: Result, before: Result, method: Method = METHOD_1) -> Trend | None:
    """Compares two waves; None unless both are reported.

    With 3 people or more in both: weighted mean of their differences, weights of the
    later wave capped among them, ``SE_d`` with a starting spread of 12 points and twice
    the answer noise. Otherwise: difference of the scores, root of the two squared SEs.
    """
    if now.status != REPORTED or before.status != REPORTED:
        return None
    earlier = {person.id: person.score for person in before.persons}
    both = [person for person in now.persons if person.id in earlier]
    if len(both) < method.trend_min_pairs:
        return _unpaired(now, before, method)
    differences = tuple(person.score - earlier[person.id] for person in both)
    weights = capped([person.weight for person in both])
    delta = mean_of(differences, weights)
    spread = spread_of(
        differences,
        weights,
        now.eligible,
        prior_spread=method.trend_prior_spread,
        prior_count=method.prior_count,
        noise_var=2 * method.noise**2,
    )
    margin = method.z * spread.se
    verdict = verdict_of(delta, margin)
    return Trend(delta, spread.se, margin, verdict, differences, spread.var, spread.pooled)


def verdict_of(delta: float, margin: float) -> str:
    """``improved`` or ``fell`` only beyond the margin, otherwise ``no clear change``."""
    if abs(delta) <= margin:
        return NO_CHANGE
    return IMPROVED if delta > 0 else FELL


def _unpaired(now: Result, before: Result, method: Method) -> Trend:
    delta = (now.score or 0.0) - (before.score or 0.0)
    se = math.hypot(now.se or 0.0, before.se or 0.0)
    margin = method.z * se
    return Trend(delta, se, margin, verdict_of(delta, margin))
