"""The validity report ``validity-1``: what the scores had said 90, 180 and 365 days before contracts ended, and growth.

Pure. The past is never shuffled: a score counts only when it was known so many days before, and what is tuned on the
earlier half of the outcomes is tried on the later half.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from scoring.engine import validity

METHOD = "validity-1"
LEADS = (90, 180, 365)
MAIN = LEADS[0]  # bands, warnings and the two lists are looked at this many days before
HEALTH, CIS, VIABILITY = "health", "cis", "viability"
SCORES = (HEALTH, CIS, VIABILITY)
GROWTH, GUESS, ANCHOR = "growth", "guess", "anchor"
RIVALS = (GROWTH, GUESS, ANCHOR)  # last year's growth, the manager's own guess, one statement alone
REPORTED, SILENT, NOT_ASKED = "reported", "silent", "not_asked"
ASKED = (REPORTED, SILENT, NOT_ASKED)
BANDS = {HEALTH: ("green", "amber", "red", "grey"), CIS: ("strong", "fair", "weak", "grey")}
BEST, WORST = {HEALTH: "green", CIS: "strong"}, {HEALTH: "red", CIS: "weak"}
DOUBTFUL_GUESS = 50.0  # a renewal chance below this is a warning
CLEAR_PCT = 5.0  # growth of less is level
MISSED, FALSE_ALARM = "missed", "false_alarm"
MOST_LISTED = 500
PLACES = 3
SHOWN_PLACES = 2  # of what is computed from people's answers


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of an account on a day; None is not known."""

    values: Mapping[str, float | None] = field(default_factory=dict)  # by SCORES and RIVALS
    bands: Mapping[str, str] = field(default_factory=dict)
    asked: str = NOT_ASKED  # in a survey of the year before
    snapshot: int | None = None

    def band(self, score: str) -> str:
        """The band as it was shown, grey where there was none."""
        return self.bands.get(score) or "grey"


UNKNOWN = Known()


@dataclass(frozen=True, slots=True)
class Case:
    """One end of a contract and what had been known at each lead."""

    account: int
    origin: str
    day: date
    result: str
    is_bad: bool
    known: Mapping[int, Known]

    def at(self, lead: int) -> Known:
        """What was known so many days before."""
        return self.known.get(lead, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Change:
    """Revenue twelve months on against the twelve months before, and what was known when they began."""

    account: int
    day: date
    change_pct: float
    known: Known


@dataclass(frozen=True, slots=True)
class Answered:
    """One person's answers to the statements; the score as the method gives it. Nothing here says who it was."""

    answers: tuple[int | None, ...]
    score: float | None
    anchor: float | None


type Told = Callable[[], None]


def report(
    cases: Sequence[Case], changes: Sequence[Change], people: Sequence[Answered], told: Told = lambda: None
) -> dict[str, Any]:
    """Everything that the page shows, as plain JSON. Below the minimum there are bands and reliability alone.

    `told` is called between the figures, which may take seconds each.
    """
    bad = sum(case.is_bad for case in cases)
    is_enough = min(bad, len(cases) - bad) >= validity.LEAST
    found: dict[str, Any] = {
        "cases": _counted(cases, bad),
        "least": validity.LEAST,
        "is_enough": is_enough,
        "bands": {score: _bands(cases, score) for score in BANDS},
        "reliability": _reliability(people),
    }
    told()
    if is_enough:
        parts: tuple[tuple[str, Callable[[], Any]], ...] = (
            ("discrimination", lambda: _discrimination(cases, told)),
            ("halves", lambda: _halves(cases)),
            ("warnings", lambda: _warnings(cases)),
            ("limit", lambda: _limit(cases)),
            ("rivals", lambda: _rivals(cases, told)),
            ("asked", lambda: _asked(cases)),
            ("misses", lambda: _misses(cases)),
        )
        for name, compute in parts:
            found[name] = compute()
            told()
    found["growth"] = _growth(changes, told) if is_enough else []
    rounded: dict[str, Any] = _rounded(found)
    return rounded


def in_blocks[R](
    rows: Iterable[R], wave: Callable[[R], int], person: Callable[[R], int], least: int = validity.LEAST
) -> list[R]:
    """The rows of whole blocks of waves with at least `least` people each, in the order they came; the rest waits.

    Answers given in confidence enter figures in such blocks only: between two reports so many people join at once
    that nobody can work out one of them.
    """
    kept: list[R] = []
    block: list[R] = []
    for _wave, answers in groupby(rows, key=wave):
        block += answers
        if len({person(row) for row in block}) >= least:
            kept += block
            block = []
    return kept


# ---------------------------------------------------------------- parts


def _counted(cases: Sequence[Case], bad: int) -> dict[str, Any]:
    days = [case.day for case in cases]
    return {
        "bad": bad,
        "good": len(cases) - bad,
        "accounts": len({case.account for case in cases}),
        "unvalued": sum(case.result == "renewed" for case in cases),
        "first": min(days).isoformat() if days else None,
        "last": max(days).isoformat() if days else None,
    }


def _labels(cases: Sequence[Case]) -> list[bool]:
    return [case.is_bad for case in cases]


def _values(cases: Sequence[Case], name: str, lead: int = MAIN) -> list[float | None]:
    return [case.at(lead).values.get(name) for case in cases]


def _renewed(cases: Sequence[Case]) -> dict[str, Any]:
    return asdict(validity.share(sum(not case.is_bad for case in cases), len(cases)))


def _bands(cases: Sequence[Case], score: str) -> list[dict[str, Any]]:
    return [
        {"band": band, **_renewed([case for case in cases if case.at(MAIN).band(score) == band])}
        for band in BANDS[score]
    ]


def _asked(cases: Sequence[Case]) -> list[dict[str, Any]]:
    return [{"asked": kind, **_renewed([case for case in cases if case.at(MAIN).asked == kind])} for kind in ASKED]


def _discrimination(cases: Sequence[Case], told: Told) -> list[dict[str, Any]]:
    found = []
    for score in SCORES:
        for lead in LEADS:
            figure = validity.discrimination(_values(cases, score, lead), _labels(cases))
            found.append({"score": score, "lead": lead, **asdict(figure)})
            told()
    return found


def _parted(cases: Sequence[Case]) -> tuple[list[Case], list[Case]]:
    """The earlier and the later half; outcomes of one day stay together."""
    ordered = sorted(cases, key=lambda case: (case.day, case.origin))
    border = ordered[len(ordered) // 2].day
    return [case for case in ordered if case.day < border], [case for case in ordered if case.day >= border]


def _halves(cases: Sequence[Case]) -> dict[str, Any]:
    earlier, later = _parted(cases)
    rows = [
        {"score": score, "half": half, **asdict(validity.discrimination(_values(part, score), _labels(part)))}
        for score in SCORES
        for half, part in (("earlier", earlier), ("later", later))
    ]
    return {"border": min(case.day for case in later).isoformat(), "rows": rows}


RULES: dict[str, Callable[[Known], bool | None]] = {
    "health_red": lambda known: None if known.band(HEALTH) == "grey" else known.band(HEALTH) == "red",
    "cis_weak": lambda known: None if known.band(CIS) == "grey" else known.band(CIS) == "weak",
    "revenue_fell": lambda known: None if (pct := known.values.get(GROWTH)) is None else pct < 0,
    "guess_low": lambda known: None if (chance := known.values.get(GUESS)) is None else chance < DOUBTFUL_GUESS,
}


def _warnings(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Each rule over the cases that it knows, and red health over the same cases beside it."""
    found = []
    for name, rule in RULES.items():
        said = [rule(case.at(MAIN)) for case in cases]
        same = [case for case, flag in zip(cases, said, strict=True) if flag is not None]
        red = [RULES["health_red"](case.at(MAIN)) for case in same]
        found.append(
            {
                "rule": name,
                **asdict(validity.warned(said, _labels(cases))),
                "red": asdict(validity.warned(red, _labels(same))),
            }
        )
    return found


def _limit(cases: Sequence[Case]) -> dict[str, Any] | None:
    """The limit for red that the earlier half would have asked for, tried on the later half."""
    earlier, later = _parted(cases)
    limit = validity.best_limit(_values(earlier, HEALTH), _labels(earlier))
    bad = sum(_labels(later))
    if limit is None or min(bad, len(later) - bad) < validity.LEAST:
        return None
    below = [None if score is None else score <= limit for score in _values(later, HEALTH)]
    red = [RULES["health_red"](case.at(MAIN)) for case in later]
    return {
        "limit": limit,
        "then": asdict(validity.warned(below, _labels(later))),
        "now": asdict(validity.warned(red, _labels(later))),
    }


def _rivals(cases: Sequence[Case], told: Told) -> list[dict[str, Any]]:
    """Health and CIS against each simple rival, and health against CIS alone, on the same cases."""
    pairs = [(score, rival) for score in (HEALTH, CIS) for rival in RIVALS] + [(HEALTH, CIS)]
    found = []
    for score, rival in pairs:
        comparison = validity.compared(_values(cases, score), _values(cases, rival), _labels(cases))
        found.append({"score": score, "rival": rival, **asdict(comparison)})
        told()
    return found


def _growth(changes: Sequence[Change], told: Told) -> list[dict[str, Any]]:
    found = []
    for score in (*SCORES, *RIVALS):
        figure = validity.rank_correlation(
            [change.known.values.get(score) for change in changes],
            [change.change_pct for change in changes],
            [change.account for change in changes],
            clear=CLEAR_PCT,
        )
        found.append({"score": score, **asdict(figure)})
        told()
    return found


def _reliability(people: Sequence[Answered]) -> dict[str, Any]:
    found = validity.reliability(
        [one.answers for one in people], [one.score for one in people], [one.anchor for one in people]
    )
    data = asdict(found)
    return {
        **data,
        "alpha": _round(found.alpha, SHOWN_PLACES),
        "item_rest": [_round(value, SHOWN_PLACES) for value in found.item_rest],
        "anchor": _round(found.anchor, SHOWN_PLACES),
        "least": validity.LEAST_PEOPLE,
    }


def _misses(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Green but lost or shrunk, red but renewed: to be looked at by people, the newest first."""
    found = []
    for case in sorted(cases, key=lambda case: (case.day, case.origin), reverse=True):
        known = case.at(MAIN)
        for score in BANDS:
            kind = _miss(known.band(score), score, is_bad=case.is_bad)
            if kind:
                found.append(
                    {
                        "kind": kind,
                        "score": score,
                        "account": case.account,
                        "origin": case.origin,
                        "day": case.day.isoformat(),
                        "result": case.result,
                        "value": known.values.get(score),
                        "band": known.band(score),
                        "snapshot": known.snapshot if score == HEALTH else None,
                    }
                )
    return [row for kind in (MISSED, FALSE_ALARM) for row in [r for r in found if r["kind"] == kind][:MOST_LISTED]]


def _miss(band: str, score: str, *, is_bad: bool) -> str:
    if is_bad and band == BEST[score]:
        return MISSED
    return FALSE_ALARM if not is_bad and band == WORST[score] else ""


def _round(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)


def _rounded(value: Any) -> Any:
    """All floats to the places that are kept."""
    if isinstance(value, float):
        return round(value, PLACES)
    if isinstance(value, Mapping):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value
