"""Customer Improvement Score ``cis-1``: how far a customer's people say we improve their business.

Statements are answered from 1 (disagree fully) to 7 (agree fully) or None (cannot say).
Scores run from 0 to 100. ``cis_trend`` compares two waves. Described in docs/methods/cis-1.md.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from scoring.engine import parameters
from scoring.engine.curve import at_least, clip

REPORTED, NOT_REPORTED = "reported", "not_reported"

type Answers = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Method:
    """Parameters of the score; the defaults are ``cis-1``. ValueError when they cannot work."""

    version: str = "cis-1"
    items: tuple[str, ...] = ("CS1", "CS2", "CS3", "CS4", "CS5", "CS6", "CS7", "CS8", "CS9")
    groups: tuple[tuple[str, ...], ...] = (  # name, then its items
        ("results", "CS1", "CS2", "CS3", "CS4"),
        ("ideas", "CS5", "CS6", "CS7"),
        ("road ahead", "CS8", "CS9"),
    )
    scale_low: float = 1.0
    scale_high: float = 7.0
    min_answered: int = 6  # items, for a valid person
    min_group_share: float = 0.5  # of a group's items, for a person to count in it
    min_respondents: int = 3  # rule 1
    min_departments: int = 2  # rule 2
    top_weight: float = 3.0  # rule 3: decides or approves
    min_response: float = 30.0  # rule 4, per cent of weight
    prior_spread: float = 20.0  # points; starting spread between people of one account
    prior_count: float = 4.0  # people that the starting spread counts for
    noise: float = 6.0  # points; the same person asked a week later
    z: float = 1.645  # 90 % margin
    label_high: float = 8.0  # margin up to which the label is "high"
    label_medium: float = 15.0
    band_strong: float = 75.0
    band_fair: float = 60.0
    trend_prior_spread: float = 12.0  # points; starting spread of one person's change
    trend_min_pairs: int = 3
    low_answer: float = 3.0  # closing the loop, named mode
    low_item_mean: float = 3.5  # closing the loop, confidential mode
    low_item_people: int = 3

    def __post_init__(self) -> None:
        if not self.scale_low < self.scale_high:
            raise ValueError("scale_high: must be above scale_low")
        if not 0 < self.min_answered <= len(self.items):
            raise ValueError("min_answered: must lie between 1 and the number of items")
        if any(item not in self.items for _, *items in self.groups for item in items):
            raise ValueError("groups: an item is not a statement of this method")
        if min(self.min_respondents, self.trend_min_pairs) < 2:
            raise ValueError("min_respondents and trend_min_pairs: a spread needs two people")
        if min(self.prior_spread, self.prior_count, self.noise, self.z) < 0:
            raise ValueError("prior_spread, prior_count, noise and z must not be negative")

    def to_dict(self) -> dict[str, Any]:
        """The parameters as plain JSON."""
        return parameters.dump(self)

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """A stored version; ValueError names what is unknown, missing or wrong."""
        return parameters.load(cls(), data)


METHOD_1 = Method()


@dataclass(frozen=True, slots=True)
class Respondent:
    """One person's answers; ``weight`` is the one frozen at invitation (3, 2 or 1), uncapped."""

    id: Hashable
    weight: float
    department: str | None
    answers: Answers


@dataclass(frozen=True, slots=True)
class Wave:
    """One survey: N people who should have a view, uncapped weight invited, who answered."""

    eligible: int
    invited_weight: float
    respondents: Sequence[Respondent]


@dataclass(frozen=True, slots=True)
class Person:
    """A valid respondent: score 0 to 100, weight on the map and weight used after the cap."""

    id: Hashable
    score: float
    weight: float
    weight_used: float


@dataclass(frozen=True, slots=True)
class Group:
    """Score of one group of statements; None when nobody answered half of it."""

    name: str
    score: float | None
    people: int


@dataclass(frozen=True, slots=True)
class Result:
    """A wave's score. When ``status`` is ``not_reported`` all figures are None and hidden.

    ``response_rate`` is in per cent of the uncapped weight, None when nobody was invited;
    ``band_is_clear`` says that no band edge lies within the margin, so colour is allowed.
    """

    status: str
    failed_rules: tuple[int, ...]
    persons: tuple[Person, ...]
    eligible: int
    response_rate: float | None
    score: float | None = None
    n_eff: float | None = None
    var: float | None = None
    pooled: float | None = None
    se: float | None = None
    margin: float | None = None
    low: float | None = None
    high: float | None = None
    label: str | None = None
    band: str | None = None
    band_is_clear: bool = False
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """Uncertainty of a weighted mean of ``n`` out of ``eligible`` people, in points."""

    n_eff: float
    var: float
    pooled: float
    se: float


def answers_mean(answers: Answers, least: float, method: Method = METHOD_1) -> float | None:
    """``100 × (mean − 1) ÷ 6`` over what was answered; None below ``least`` answers.

    Raises ValueError for an answer outside the scale.
    """
    given = [answer for answer in answers if answer is not None]
    if any(not method.scale_low <= answer <= method.scale_high for answer in given):
        raise ValueError(f"answers must lie between {method.scale_low} and {method.scale_high}")
    if not given or len(given) < least:
        return None
    mean = math.fsum(given) / len(given)
    return clip(100.0 * (mean - method.scale_low) / (method.scale_high - method.scale_low))


def person_score(answers: Answers, method: Method = METHOD_1) -> float | None:
    """One person's score, None when fewer than 6 of CS1 to CS9 are answered (not valid).

    Raises ValueError when the number of answers differs from the number of statements.
    """
    if len(answers) != len(method.items):
        raise ValueError(f"answers: {len(method.items)} are needed, one a statement")
    return answers_mean(answers, method.min_answered, method)


def capped(weights: Sequence[float]) -> tuple[float, ...]:
    """No one weighs more than all others together: ``w_max ← min(w_max, Σ others)``.

    A single person has no others to be measured against and keeps the weight.
    """
    used = list(weights)
    if len(used) > 1:
        heaviest = max(range(len(used)), key=used.__getitem__)
        others = math.fsum(used[:heaviest] + used[heaviest + 1 :])
        used[heaviest] = min(used[heaviest], others)
    return tuple(used)


def mean_of(scores: Sequence[float], weights: Sequence[float]) -> float:
    """``Σ w·s ÷ Σ w``; the weights must not sum to zero."""
    pairs = zip(scores, weights, strict=True)
    return math.fsum(w * s for s, w in pairs) / math.fsum(weights)


def spread_of(
    scores: Sequence[float],
    weights: Sequence[float],
    eligible: int,
    *,
    prior_spread: float,
    prior_count: float,
    noise_var: float,
) -> Spread:
    """Pooled spread and finite group, for at least two people with positive weights.

    ``pooled = ((n−1)·var + k·prior²) ÷ (n−1+k)`` and
    ``SE = sqrt((pooled·(1−n/N) + noise·n/N) ÷ n_eff)`` with ``n_eff = (Σw)² ÷ Σw²``.
    """
    n, total = len(scores), math.fsum(weights)
    squares = math.fsum(w * w for w in weights)
    mean = mean_of(scores, weights)
    deviation = math.fsum(w * (s - mean) ** 2 for s, w in zip(scores, weights, strict=True))
    var = deviation / (total - squares / total)
    pooled = ((n - 1) * var + prior_count * prior_spread**2) / (n - 1 + prior_count)
    share, n_eff = n / eligible, total * total / squares
    se = math.sqrt((pooled * (1 - share) + noise_var * share) / n_eff)
    return Spread(n_eff, var, pooled, se)


def label_of(margin: float, method: Method = METHOD_1) -> str:
    """``high``, ``medium`` or ``low`` certainty for a 90 % margin in points."""
    if at_least(method.label_high, margin):
        return "high"
    return "medium" if at_least(method.label_medium, margin) else "low"


def band_of(score: float, method: Method = METHOD_1) -> str:
    """``strong``, ``fair`` or ``weak`` for an unrounded score."""
    if at_least(score, method.band_strong):
        return "strong"
    return "fair" if at_least(score, method.band_fair) else "weak"


def evaluate(wave: Wave, method: Method = METHOD_1) -> Result:
    """The account's score with uncertainty, or the rules that keep it from being reported.

    Raises ValueError when figures contradict each other: fewer eligible than valid
    people, less weight invited than answered, a negative weight, an answer off the scale.
    """
    valid = _valid(wave, method)
    _check(wave, valid)
    weight = math.fsum(r.weight for r, _ in valid)
    rate = 100.0 * weight / wave.invited_weight if wave.invited_weight else None
    used = capped([r.weight for r, _ in valid])
    persons = tuple(Person(r.id, score, r.weight, w) for (r, score), w in zip(valid, used, strict=True))
    failed = _failed_rules([r for r, _ in valid], rate, method)
    if failed:
        return Result(NOT_REPORTED, failed, persons, wave.eligible, rate)
    return _reported(wave, persons, rate, [r for r, _ in valid], method)


def group_scores(respondents: Iterable[Respondent], method: Method = METHOD_1) -> tuple[Group, ...]:
    """Scores by group of statements; a person needs half of the group's items to count.

    Weights are capped anew among the people who count. Pass valid respondents only.
    """
    people = list(respondents)
    return tuple(_group(name, items, people, method) for name, *items in method.groups)


def low_answers(respondents: Iterable[Respondent], method: Method = METHOD_1) -> tuple[tuple[Hashable, str], ...]:
    """Closing the loop, named mode: (person, statement) answered ≤ 3 by a valid weight-3 person."""
    return tuple(
        (r.id, item)
        for r in respondents
        if r.weight >= method.top_weight and person_score(r.answers, method) is not None
        for item, answer in zip(method.items, r.answers, strict=True)
        if answer is not None and answer <= method.low_answer
    )


def low_items(respondents: Iterable[Respondent], method: Method = METHOD_1) -> tuple[str, ...]:
    """Closing the loop, confidential mode: statements with a mean ≤ 3.5 over at least 3 people."""
    valid = [r for r in respondents if person_score(r.answers, method) is not None]
    low = []
    for i, item in enumerate(method.items):
        given = [answer for r in valid if (answer := r.answers[i]) is not None]
        enough = len(given) >= method.low_item_people
        if enough and at_least(method.low_item_mean, math.fsum(given) / len(given)):
            low.append(item)
    return tuple(low)


def organisation_spread(variances: Sequence[float], least: int = 30) -> float | None:
    """Root mean square of the ``var`` of reported waves, to replace the starting spread.

    None until ``least`` waves are reported.
    """
    return math.sqrt(math.fsum(variances) / len(variances)) if len(variances) >= least else None


def _valid(wave: Wave, method: Method) -> list[tuple[Respondent, float]]:
    """Valid people and scores; somebody without any weight has no say and is left out."""
    scored = ((r, person_score(r.answers, method)) for r in wave.respondents)
    return [(r, score) for r, score in scored if score is not None and r.weight]


def _check(wave: Wave, valid: Sequence[tuple[Respondent, float]]) -> None:
    if any(not 0 <= r.weight < math.inf for r in wave.respondents):
        raise ValueError("w: a weight must not be negative")
    if wave.eligible < len(valid):
        raise ValueError(f"eligible: {wave.eligible} is fewer than the {len(valid)} who answered")
    weight = math.fsum(r.weight for r, _ in valid)
    if not at_least(wave.invited_weight, weight):
        raise ValueError(f"invited_weight: {wave.invited_weight} is less than the {weight} that answered")


def _failed_rules(valid: Sequence[Respondent], rate: float | None, method: Method) -> tuple[int, ...]:
    departments = {r.department for r in valid if r.department}
    rules: Mapping[int, bool] = {
        1: len(valid) >= method.min_respondents,
        2: len(departments) >= method.min_departments,
        3: any(r.weight >= method.top_weight for r in valid),
        4: rate is not None and at_least(rate, method.min_response),
    }
    return tuple(number for number, kept in rules.items() if not kept)


def _reported(
    wave: Wave,
    persons: tuple[Person, ...],
    rate: float | None,
    valid: Sequence[Respondent],
    method: Method,
) -> Result:
    scores, weights = [p.score for p in persons], [p.weight_used for p in persons]
    score = clip(mean_of(scores, weights))
    spread = spread_of(
        scores,
        weights,
        wave.eligible,
        prior_spread=method.prior_spread,
        prior_count=method.prior_count,
        noise_var=method.noise**2,
    )
    margin = method.z * spread.se
    edges = (method.band_strong, method.band_fair)
    return Result(
        status=REPORTED,
        failed_rules=(),
        persons=persons,
        eligible=wave.eligible,
        response_rate=rate,
        score=score,
        n_eff=spread.n_eff,
        var=spread.var,
        pooled=spread.pooled,
        se=spread.se,
        margin=margin,
        low=clip(score - margin),
        high=clip(score + margin),
        label=label_of(margin, method),
        band=band_of(score, method),
        band_is_clear=all(abs(score - edge) > margin for edge in edges),
        groups=group_scores(valid, method),
    )


def _group(name: str, items: Sequence[str], respondents: Sequence[Respondent], method: Method) -> Group:
    least = method.min_group_share * len(items)
    places = [method.items.index(item) for item in items]
    scored = [(r.weight, answers_mean([r.answers[i] for i in places], least, method)) for r in respondents]
    counted = [(weight, score) for weight, score in scored if score is not None]
    weights = capped([weight for weight, _ in counted])
    if not math.fsum(weights):
        return Group(name, None, 0)
    return Group(name, clip(mean_of([score for _, score in counted], weights)), len(counted))
