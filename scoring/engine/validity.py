"""Figures that say how well a score told what came: areas, rank correlations, shares, each with its 90 % interval.

Pure. numpy, scipy and scikit-learn do the statistics; they are imported where a figure is computed, so that the web
servers, which only show finished reports, never load them. Described in docs/methods/validity.md.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

LEAST = 10  # outcomes of each kind, below which no figure is given
LEAST_PEOPLE = 30  # for the reliability of the survey
CONFIDENCE = 0.90
RESAMPLES, RESAMPLES_LARGE, LARGE = 1_000, 200, 10_000
SEED = 1
WEAK_ITEM = 0.3  # item-rest correlation below which a statement does not belong
CLOSE_ANCHOR = 0.6  # correlation with the anchor that is expected
BETTER, WORSE, SAME = "better", "worse", "same"

type Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its interval, and how many outcomes of each kind it rests on; no value below the minimum."""

    value: float | None
    low: float | None
    high: float | None
    bad: int
    good: int


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the Wilson interval; no value of none."""

    hits: int
    of: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two scores on the same cases: the area of each, their difference with its interval, and what that says."""

    first: float | None
    second: float | None
    difference: Figure
    verdict: str


@dataclass(frozen=True, slots=True)
class Warned:
    """A rule that warns of some accounts: how many of these were lost (precision), how many of the lost it named (recall)."""

    cases: int
    precision: Share
    recall: Share


@dataclass(frozen=True, slots=True)
class Reliability:
    """Whether the statements measure one thing, over people who answered all of them."""

    people: int
    complete: int
    alpha: float | None
    item_rest: tuple[float | None, ...]
    anchor: float | None  # correlation of the person score with the anchor item
    anchored: int


def share(hits: int, of: int) -> Share:
    """A share with its Wilson interval."""
    if not of:
        return Share(0, 0, None, None, None)
    from scipy.stats import binomtest  # noqa: PLC0415 -- the web servers never need it

    sure = binomtest(hits, of).proportion_ci(CONFIDENCE, method="wilson")
    return Share(hits, of, hits / of, float(sure.low), float(sure.high))


def discrimination(scores: Values, is_bad: Sequence[bool]) -> Figure:
    """How often of two accounts, one renewed and one lost or shrunk, the renewed one had the higher score (AUC).

    0.5 is chance, 1 is always. The interval resamples renewed and lost accounts apart from each other.
    """
    bad, good = _parted(scores, is_bad)
    if min(len(bad), len(good)) < LEAST:
        return Figure(None, None, None, len(bad), len(good))
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 -- the web servers never need it

    value = roc_auc_score([0] * len(bad) + [1] * len(good), bad + good)
    low, high = _stratified(good, bad, _area)
    return Figure(float(value), low, high, len(bad), len(good))


def compared(first: Values, second: Values, is_bad: Sequence[bool]) -> Comparison:
    """The areas of two scores on the cases of which both are known, and whether one is clearly the larger."""
    both = [(a, b, bad) for a, b, bad in zip(first, second, is_bad, strict=True) if a is not None and b is not None]
    labels = [bad for _a, _b, bad in both]
    bad_count = sum(labels)
    nothing = Figure(None, None, None, bad_count, len(both) - bad_count)
    if min(nothing.bad, nothing.good) < LEAST:
        return Comparison(None, None, nothing, "")
    import numpy as np  # noqa: PLC0415 -- the web servers never need it

    one, two = discrimination([a for a, _b, _c in both], labels), discrimination([b for _a, b, _c in both], labels)
    scores = np.array([(a, b) for a, b, _bad in both], dtype=float)
    is_lost = np.array(labels)
    good, bad = scores[~is_lost], scores[is_lost]

    def difference(good_at: Any, bad_at: Any, axis: int = -1) -> Any:
        at, lost_at = good_at.astype(int), bad_at.astype(int)
        return _area(good[at, 0], bad[lost_at, 0], axis) - _area(good[at, 1], bad[lost_at, 1], axis)

    low, high = _stratified(np.arange(len(good)), np.arange(len(bad)), difference)
    value = (one.value or 0.0) - (two.value or 0.0)
    verdict = BETTER if low > 0 else WORSE if high < 0 else SAME
    return Comparison(one.value, two.value, Figure(value, low, high, len(bad), len(good)), verdict)


def warned(is_warned: Sequence[bool | None], is_bad: Sequence[bool]) -> Warned:
    """Precision and recall of a rule over the cases of which it says anything."""
    known = [(flag, bad) for flag, bad in zip(is_warned, is_bad, strict=True) if flag is not None]
    hits = sum(flag and bad for flag, bad in known)
    flagged, lost = sum(bool(flag) for flag, _bad in known), sum(bad for _flag, bad in known)
    return Warned(len(known), share(hits, flagged), share(hits, lost))


def best_limit(scores: Values, is_bad: Sequence[bool]) -> float | None:
    """The score up to which an account would best be called red: the largest mean (F1) of precision and recall."""
    known = [(score, bad) for score, bad in zip(scores, is_bad, strict=True) if score is not None]
    lost = sum(bad for _score, bad in known)
    if min(lost, len(known) - lost) < LEAST:
        return None
    import numpy as np  # noqa: PLC0415 -- the web servers never need it
    from sklearn.metrics import precision_recall_curve  # noqa: PLC0415 -- the web servers never need it

    precision, recall, limits = precision_recall_curve(
        [bad for _score, bad in known], [-score for score, _bad in known]
    )
    both = precision[:-1] + recall[:-1]
    f1 = np.divide(2 * precision[:-1] * recall[:-1], both, out=np.zeros_like(both), where=both > 0)
    return -float(limits[int(np.argmax(f1))])


def rank_correlation(scores: Values, changes: Sequence[float], accounts: Sequence[Hashable], *, clear: float) -> Figure:
    """Spearman's correlation of a score with the change of revenue that followed.

    Accounts, not cases, are resampled: two years of one account tell less than one year of two. A change of at least
    `clear` per cent counts as growth; at least ten cases must have grown and ten not.
    """
    known = [row for row in zip(scores, changes, accounts, strict=True) if row[0] is not None]
    grew = sum(change >= clear for _score, change, _account in known)
    nothing = Figure(None, None, None, len(known) - grew, grew)
    if min(nothing.bad, nothing.good) < LEAST or len({score for score, _c, _a in known}) < 2:
        return nothing
    import numpy as np  # noqa: PLC0415 -- the web servers never need it

    known.sort(key=lambda row: str(row[2]))
    pairs = np.array([(score, change) for score, change, _account in known], dtype=float)
    _names, starts, sizes = np.unique([str(row[2]) for row in known], return_index=True, return_counts=True)
    rng = np.random.default_rng(SEED)
    found = []
    for _again in range(_resamples(len(known))):
        chosen = rng.integers(len(starts), size=len(starts))
        rho = _spearman(pairs[_of_clusters(starts[chosen], sizes[chosen])])
        if rho is not None:
            found.append(rho)
    edge = (1 - CONFIDENCE) / 2
    low, high = (float(at) for at in np.quantile(found, [edge, 1 - edge])) if found else (None, None)
    return Figure(_spearman(pairs), low, high, nothing.bad, nothing.good)


def reliability(answers: Sequence[Sequence[int | None]], scores: Values, anchors: Values) -> Reliability:
    """Cronbach's alpha and item-rest correlations over complete answers; the score beside the anchor item."""
    complete = [row for row in answers if row and all(value is not None for value in row)]
    anchored = [(s, a) for s, a in zip(scores, anchors, strict=True) if s is not None and a is not None]
    alpha: float | None = None
    anchor: float | None = None
    rest: tuple[float | None, ...] = ()
    if len(complete) >= LEAST_PEOPLE:
        import numpy as np  # noqa: PLC0415 -- the web servers never need it

        matrix = np.array(complete, dtype=float)
        alpha, sums = cronbach_alpha(complete), matrix.sum(axis=1)
        rest = tuple(_pearson(column, sums - column) for column in matrix.T)
    if len(anchored) >= LEAST_PEOPLE:
        anchor = _pearson([s for s, _a in anchored], [a for _s, a in anchored])
    return Reliability(len(answers), len(complete), alpha, rest, anchor, len(anchored))


def cronbach_alpha(answers: Sequence[Sequence[float | None]]) -> float | None:
    """`k ÷ (k − 1) × (1 − Σ variance of the items ÷ variance of the sums)`; None where everybody has the same sum."""
    import numpy as np  # noqa: PLC0415 -- the web servers never need it

    matrix = np.array(answers, dtype=float)
    items, total = matrix.shape[1], float(matrix.sum(axis=1).var(ddof=1))
    if items < 2 or total <= 0:
        return None
    return float(items / (items - 1) * (1 - matrix.var(axis=0, ddof=1).sum() / total))


# ---------------------------------------------------------------- arithmetic


def _parted(scores: Values, is_bad: Sequence[bool]) -> tuple[list[float], list[float]]:
    """The known scores of what was lost or shrank, and of what was renewed."""
    known = [(score, bad) for score, bad in zip(scores, is_bad, strict=True) if score is not None]
    return [score for score, bad in known if bad], [score for score, bad in known if not bad]


def _area(good: Any, bad: Any, axis: int = -1) -> Any:
    """The area under the curve from ranks, for many resamples at once."""
    import numpy as np  # noqa: PLC0415 -- the web servers never need it
    from scipy.stats import rankdata  # noqa: PLC0415 -- the web servers never need it

    n, m = good.shape[axis], bad.shape[axis]
    ranks = rankdata(np.concatenate([good, bad], axis=axis), axis=axis)
    return (np.take(ranks, np.arange(n), axis=axis).sum(axis=axis) - n * (n + 1) / 2) / (n * m)


def _stratified(good: Any, bad: Any, statistic: Callable[..., Any]) -> tuple[float, float]:
    import numpy as np  # noqa: PLC0415 -- the web servers never need it
    from scipy.stats import bootstrap  # noqa: PLC0415 -- the web servers never need it

    sure = bootstrap(
        (np.asarray(good, dtype=float), np.asarray(bad, dtype=float)),
        statistic,
        n_resamples=_resamples(len(good) + len(bad)),
        batch=100,
        vectorized=True,
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return float(sure.low), float(sure.high)


def _resamples(cases: int) -> int:
    return RESAMPLES if cases <= LARGE else RESAMPLES_LARGE


def _of_clusters(starts: Any, sizes: Any) -> Any:
    """The places of all cases of the chosen accounts, which lie beside each other."""
    import numpy as np  # noqa: PLC0415 -- the web servers never need it

    before = np.concatenate([[0], sizes.cumsum()[:-1]])
    return np.repeat(starts - before, sizes) + np.arange(sizes.sum())


def _spearman(pairs: Any) -> float | None:
    from scipy.stats import spearmanr  # noqa: PLC0415 -- the web servers never need it

    if min(pairs[:, 0].std(), pairs[:, 1].std()) == 0:
        return None
    return float(spearmanr(pairs[:, 0], pairs[:, 1]).statistic)


def _pearson(first: Any, second: Any) -> float | None:
    import numpy as np  # noqa: PLC0415 -- the web servers never need it

    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if min(one.std(), two.std()) == 0:
        return None
    return float(np.corrcoef(one, two)[0, 1])
