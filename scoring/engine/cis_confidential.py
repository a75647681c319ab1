"""What may be published of a confidential wave, so that nobody works out one person's answers. Pure.

A weighted score beside unweighted means, a score with many decimals beside the weights of three people, or the change
of those who answered twice beside both scores: each would let a reader solve for one person. So a confidential wave
publishes its score and range in whole points, groups and statements only as one of three levels, a trend only in words.
And a score of 100 or 0 would say of each what they answered, so beyond 95 and 5 it is not told any closer.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from scoring.engine.cis import METHOD_1, Method, Respondent, Result, person_score
from scoring.engine.curve import at_least, clip

AGREE, MIXED, DISAGREE = "agree", "mixed", "disagree"
AGREE_FROM = 5.0  # on the scale from 1 to 7; "disagree" ends where a low mean opens an action
LEAST = 3  # people in anything that is shown
FURTHEST = (5.0, 95.0)  # between these the score is published
EXACT = ("n_eff", "var", "pooled", "se")


def level_of(mean: float, method: Method = METHOD_1) -> str:
    """A mean from 1 to 7 as one of three levels."""
    if at_least(method.low_item_mean, mean):
        return DISAGREE
    return AGREE if at_least(mean, AGREE_FROM) else MIXED


def statement_levels(respondents: Sequence[Respondent], method: Method = METHOD_1) -> dict[str, str | None]:
    """The level of each statement over valid people; None with fewer than three answers."""
    valid = [row for row in respondents if person_score(row.answers, method) is not None]
    found: dict[str, str | None] = {}
    for at, item in enumerate(method.items):
        given = [answer for row in valid if (answer := row.answers[at]) is not None]
        found[item] = level_of(math.fsum(given) / len(given), method) if len(given) >= LEAST else None
    return found


def published(result: Result, dumped: Mapping[str, Any], method: Method = METHOD_1) -> dict[str, Any]:
    """A result as it is stored and shown: whole points, levels instead of group scores, no scores of persons."""
    kept = dict(dumped) | dict.fromkeys(EXACT)
    kept["persons"] = [{"id": person.id} for person in result.persons]
    for name, value in _range_told(result).items():
        kept[name] = None if value is None else float(math.floor(value + 0.5))
    if result.response_rate is not None:  # to tens: the exact share of weights would say who is missing
        kept["response_rate"] = 10.0 * math.floor(result.response_rate / 10 + 0.5)
    step = (method.scale_high - method.scale_low) / 100
    kept["groups"] = [
        {
            "name": group.name,
            "score": None,
            "people": None,
            "level": level_of(method.scale_low + group.score * step, method)
            if group.score is not None and group.people >= LEAST
            else None,
        }
        for group in result.groups
    ]
    return kept


def _range_told(result: Result) -> dict[str, float | None]:
    """Score, range and margin, the score kept away from both ends and the range laid about it."""
    if result.score is None or result.margin is None:
        return {"score": None, "low": None, "high": None, "margin": None}
    least, most = FURTHEST
    score = clip(result.score, least, most)
    return {
        "score": score,
        "low": clip(score - result.margin),
        "high": clip(score + result.margin),
        "margin": result.margin,
    }


def published_trend(change: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict alone."""
    return {"verdict": change["verdict"], "delta": None, "margin": None}
