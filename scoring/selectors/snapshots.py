"""Scores as they were: the newest, the one to compare with, one alone, and the same score computed anew."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accounts.models import Account
from scoring.engine import health, viability
from scoring.models import ScoreSnapshot
from scoring.selectors import methods
from scoring.selectors.rows import rows

COLUMNS = "s.account_id, s.day, s.method, s.score, s.band, s.inputs, s.result"

LATEST = f"""
SELECT {COLUMNS} FROM unnest(%(ids)s::bigint[]) AS wanted(id)
CROSS JOIN LATERAL (
    SELECT * FROM scoring_scoresnapshot
    WHERE account_id = wanted.id AND model = %(model)s AND day <= %(day)s
    ORDER BY day DESC, taken_at DESC LIMIT 1
) s
"""  # noqa: S608 -- constants of this module

CLOSEST = f"""
SELECT DISTINCT ON (s.account_id) {COLUMNS} FROM unnest(%(ids)s::bigint[]) AS wanted(id)
CROSS JOIN LATERAL (
    (SELECT * FROM scoring_scoresnapshot
     WHERE account_id = wanted.id AND model = %(model)s AND day <= %(target)s AND day < %(day)s
     ORDER BY day DESC, taken_at DESC LIMIT 1)
    UNION ALL
    (SELECT * FROM scoring_scoresnapshot
     WHERE account_id = wanted.id AND model = %(model)s AND day > %(target)s AND day < %(day)s
     ORDER BY day, taken_at LIMIT 1)
) s
ORDER BY s.account_id, abs(s.day - %(target)s), s.day
"""  # noqa: S608 -- constants of this module


UNKNOWN = """
SELECT wanted.id, (
    SELECT min(day) FROM scoring_scoresnapshot
    WHERE account_id = wanted.id AND model = 'health' AND status = 'insufficient'
        AND (known.day IS NULL OR (day, taken_at) > (known.day, known.taken_at))
)
FROM unnest(%(ids)s::bigint[]) AS wanted(id)
LEFT JOIN LATERAL (
    SELECT day, taken_at FROM scoring_scoresnapshot
    WHERE account_id = wanted.id AND model = 'health' AND status <> 'insufficient'
    ORDER BY day DESC, taken_at DESC LIMIT 1
) known ON TRUE
"""


# What a night asks of every account: the score alone, and what was missing in it.
NEWEST_SCORES = """
SELECT s.account_id, s.method, s.score, s.band FROM unnest(%(ids)s::bigint[]) AS wanted(id)
CROSS JOIN LATERAL (
    SELECT account_id, method, score, band FROM scoring_scoresnapshot
    WHERE account_id = wanted.id AND model = %(model)s AND day <= %(day)s
    ORDER BY day DESC, taken_at DESC LIMIT 1
) s
"""

CLOSEST_SCORES = """
SELECT s.account_id, s.id, s.method, s.score, s.missing FROM unnest(%(ids)s::bigint[]) AS wanted(id)
CROSS JOIN LATERAL (
    SELECT account_id, id, method, score, result ->> 'missing' AS missing FROM (
        (SELECT * FROM scoring_scoresnapshot
         WHERE account_id = wanted.id AND model = %(model)s AND day <= %(target)s AND day < %(day)s
         ORDER BY day DESC, taken_at DESC LIMIT 1)
        UNION ALL
        (SELECT * FROM scoring_scoresnapshot
         WHERE account_id = wanted.id AND model = %(model)s AND day > %(target)s AND day < %(day)s
         ORDER BY day, taken_at LIMIT 1)
    ) one_of
    ORDER BY abs(day - %(target)s), day LIMIT 1
) s
"""

PEAKS = """
SELECT account_id, max(score) FROM scoring_scoresnapshot
WHERE account_id = ANY(%(ids)s) AND model = %(model)s AND day BETWEEN %(first)s AND %(day)s AND score IS NOT NULL
GROUP BY account_id
"""


class PastScore(NamedTuple):
    """A score to compare with."""

    method: str
    score: float | None
    band: str


class ClosestScore(NamedTuple):
    """The score that a trend starts from, and the factors that were missing, as JSON."""

    snapshot_id: int
    method: str
    score: float | None
    missing_json: str


@dataclass(frozen=True, slots=True)
class Past:
    """A snapshot to compare with; its JSON is parsed when asked for."""

    account_id: int
    day: date
    method: str
    score: float | None
    band: str
    inputs_json: str
    result_json: str

    @property
    def inputs(self) -> dict[str, Any]:
        """The inputs as stored."""
        found: dict[str, Any] = json.loads(self.inputs_json)
        return found

    @property
    def result(self) -> dict[str, Any]:
        """The result as stored."""
        found: dict[str, Any] = json.loads(self.result_json)
        return found


def latest(account_ids: Sequence[int], model: str, today: date) -> dict[int, Past]:
    """The newest snapshot of each account up to today."""
    found = rows(LATEST, {"ids": account_ids, "model": model, "day": today})
    return {row[0]: Past(*row) for row in found}


def closest(account_ids: Sequence[int], model: str, today: date, days: int) -> dict[int, Past]:
    """The snapshot before today that is closest to `days` ago; of two equally close the earlier one."""
    params = {"ids": account_ids, "model": model, "day": today, "target": today - timedelta(days=days)}
    return {row[0]: Past(*row) for row in rows(CLOSEST, params)}


def newest_scores(account_ids: Sequence[int], model: str, today: date) -> dict[int, PastScore]:
    """The newest score of each account up to today, without what it was made of."""
    found = rows(NEWEST_SCORES, {"ids": account_ids, "model": model, "day": today})
    return {row[0]: PastScore(*row[1:]) for row in found}


def closest_scores(account_ids: Sequence[int], model: str, today: date, days: int) -> dict[int, ClosestScore]:
    """Like `closest`, without what the scores were made of."""
    params = {"ids": account_ids, "model": model, "day": today, "target": today - timedelta(days=days)}
    return {row[0]: ClosestScore(*row[1:]) for row in rows(CLOSEST_SCORES, params)}


def by_ids(snapshot_ids: Sequence[int]) -> dict[int, Past]:
    """These snapshots, by account."""
    found = rows(f"SELECT {COLUMNS} FROM scoring_scoresnapshot s WHERE id = ANY(%(ids)s)", {"ids": snapshot_ids})  # noqa: S608
    return {row[0]: Past(*row) for row in found}


def peaks(account_ids: Sequence[int], today: date, days: int) -> dict[int, float]:
    """The highest health shown in the last days before today."""
    params = {"model": ScoreSnapshot.Model.HEALTH.value, "first": today - timedelta(days=days), "day": today}
    return dict(rows(PEAKS, {"ids": account_ids, **params}))


def unknown_since(account_ids: Sequence[int]) -> dict[int, date]:
    """For accounts whose health is unknown: the first day since the last one that had a score."""
    return {pk: since for pk, since in rows(UNKNOWN, {"ids": list(account_ids)}) if since is not None}


def of_account(account: Account, model: str = ScoreSnapshot.Model.HEALTH) -> QuerySet[ScoreSnapshot]:
    """All snapshots of one model, newest first."""
    return ScoreSnapshot.objects.filter(account=account, model=model)


def before(snapshot: ScoreSnapshot) -> ScoreSnapshot | None:
    """The snapshot of the same model and account before this one."""
    earlier = of_account(snapshot.account, snapshot.model).filter(day__lte=snapshot.day, taken_at__lt=snapshot.taken_at)
    return earlier.first()


def recomputed(snapshot: ScoreSnapshot) -> health.Result | viability.Result:
    """The score computed anew from the stored inputs with the method of the time: it must be the stored one."""
    method = methods.version(snapshot.method)
    if snapshot.model == ScoreSnapshot.Model.HEALTH:
        return health.evaluate(health.Inputs.from_dict(snapshot.inputs), method)
    return viability.evaluate(viability.Inputs(**snapshot.inputs), method)


def as_stored(result: health.Result | viability.Result) -> dict[str, Any]:
    """A result as the database gives it back."""
    stored: dict[str, Any] = json.loads(json.dumps(result.to_dict()))
    return stored
