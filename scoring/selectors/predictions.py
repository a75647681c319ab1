"""What had been known of accounts before something came of them, in batches: what the validity report is made of."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Count

from scoring.engine import cis, validity_report
from scoring.engine.validity_report import Answered, Case, Change, Known
from scoring.models import Outcome, Wave
from scoring.selectors import methods
from scoring.selectors.rows import rows

BATCH = 2_000
SEEN_DAYS = 60  # a score is that of a day when it is at most so many days older
SURVEY_DAYS = 365  # and a survey
LEAST_ANCHORS = 3  # people behind the anchor item of an account

OUTCOMES = """
WITH outcome AS (
    SELECT * FROM scoring_outcome WHERE kind = %(kind)s AND id > %(after)s ORDER BY id LIMIT %(batch)s
)
SELECT o.id, o.account_id, o.origin, o.happened_on, o.result, o.change_pct, lead.days,
    health.id, health.score, health.band, (health.inputs ->> 'trend_pct')::float8,
    (health.inputs ->> 'renewal')::float8, viability.score,
    (survey.result ->> 'score')::float8, survey.result ->> 'band', survey.result ->> 'status',
    (
        SELECT avg(anchor)::float8 FROM scoring_respondent
        WHERE wave_id = survey.id AND anchor IS NOT NULL HAVING count(*) >= %(anchors)s
    )
FROM outcome o CROSS JOIN unnest(%(leads)s::int[]) AS lead(days)
LEFT JOIN LATERAL (
    SELECT id, score, band, inputs FROM scoring_scoresnapshot
    WHERE account_id = o.account_id AND model = 'health'
        AND day BETWEEN o.from_on - lead.days - %(seen)s AND o.from_on - lead.days
    ORDER BY day DESC, taken_at DESC LIMIT 1
) health ON TRUE
LEFT JOIN LATERAL (
    SELECT score FROM scoring_scoresnapshot
    WHERE account_id = o.account_id AND model = 'viability'
        AND day BETWEEN o.from_on - lead.days - %(seen)s AND o.from_on - lead.days
    ORDER BY day DESC, taken_at DESC LIMIT 1
) viability ON TRUE
LEFT JOIN LATERAL (
    SELECT id, result FROM scoring_wave
    WHERE account_id = o.account_id AND closed_at IS NOT NULL AND (closed_at AT TIME ZONE 'UTC')::date
        BETWEEN o.from_on - lead.days - %(survey)s AND o.from_on - lead.days
    ORDER BY result ->> 'status' = 'reported' DESC, closed_at DESC, id DESC LIMIT 1
) survey ON TRUE
ORDER BY o.id
"""

ANSWERS = """
SELECT w.id, w.mode, r.stakeholder_id, r.answers, r.anchor, w.method
FROM scoring_respondent r JOIN scoring_wave w ON w.id = r.wave_id
WHERE w.closed_at IS NOT NULL AND r.answered_at IS NOT NULL AND jsonb_array_length(r.answers) > 0
ORDER BY w.closed_at, w.id, r.id
"""

type Told = Callable[[int], None]


def counts() -> dict[str, dict[str, int]]:
    """How many outcomes there are of each kind and result."""
    found: dict[str, dict[str, int]] = {kind: {} for kind in Outcome.Kind.values}
    for row in Outcome.objects.order_by().values("kind", "result").annotate(number=Count("pk")):
        found[row["kind"]][row["result"]] = row["number"]
    return found


def contract_cases(told: Told = lambda done: None) -> list[Case]:
    """Every contract end with what had been known at each lead."""
    found: dict[int, tuple[tuple[Any, ...], dict[int, Known]]] = {}
    for row in _outcomes(Outcome.Kind.CONTRACT, validity_report.LEADS, told):
        found.setdefault(row[0], (row, {}))[1][row[6]] = _known(row)
    return [Case(row[1], row[2], row[3], row[4], row[4] in Outcome.BAD, known) for row, known in found.values()]


def revenue_changes(told: Told = lambda done: None) -> list[Change]:
    """Every change of revenue with what was known on the day that its twelve months began."""
    return [Change(row[1], row[3], row[5], _known(row)) for row in _outcomes(Outcome.Kind.REVENUE, (0,), told)]


def answered() -> list[Answered]:
    """The answers of people in closed waves, the newest of each; confidential ones in whole blocks of waves.

    Nobody's later answers in a named wave take the place of confidential ones: few of these would be left then, beside
    others that are known.
    """
    found = list(rows(ANSWERS, {}))
    secret = [row for row in found if row[1] != Wave.Mode.NAMED]
    counted = {row[0] for row in validity_report.in_blocks(secret, lambda row: row[0], lambda row: row[2])}
    newest = {row[1:3]: row for row in found if row[1] == Wave.Mode.NAMED or row[0] in counted}
    return [_answered(answers, anchor, method) for _w, _m, _p, answers, anchor, method in newest.values()]


def versions() -> list[str]:
    """The versions of the methods in force when a report is made."""
    return [methods.newest(model).version for model in validity_report.SCORES]


def _outcomes(kind: str, leads: Sequence[int], told: Told) -> Iterator[tuple[Any, ...]]:
    after, done = 0, 0
    while True:
        params = {"kind": kind, "after": after, "batch": BATCH, "leads": list(leads)}
        limits = {"seen": SEEN_DAYS, "survey": SURVEY_DAYS, "anchors": LEAST_ANCHORS}
        batch = list(rows(OUTCOMES, params | limits))
        if not batch:
            return
        yield from batch
        after, done = batch[-1][0], done + len(batch)
        told(done)


def _known(row: tuple[Any, ...]) -> Known:
    snapshot, score, band, growth, guess, viability, cis_score, cis_band, status, anchor = row[7:]
    is_reported = status == cis.REPORTED
    return Known(
        values={
            "health": score,
            "cis": cis_score if is_reported else None,
            "viability": viability,
            "growth": growth,
            "guess": guess,
            "anchor": anchor,
        },
        bands={"health": band or "", "cis": (cis_band or "") if is_reported else ""},
        asked=_asked(status),
        snapshot=snapshot,
    )


def _asked(status: str | None) -> str:
    if status is None:
        return validity_report.NOT_ASKED
    return validity_report.REPORTED if status == cis.REPORTED else validity_report.SILENT


def _answered(answers: str, anchor: int | None, version: str) -> Answered:
    given = tuple(json.loads(answers))
    return Answered(given, cis.person_score(given, methods.version(version)), anchor)
