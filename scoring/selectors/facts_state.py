"""Facts from the account's own row, its issues, its survey waves and its selection ratings."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from scoring.selectors.rows import days_between, rows
from scoring.sources import CisFact, Source, SourceValue

ISSUES = """
SELECT a.id,
    count(*) FILTER (WHERE i.severity = 'critical' AND i.open),
    count(*) FILTER (WHERE i.severity = 'major' AND i.open),
    count(*) FILTER (WHERE i.severity = 'minor' AND i.open),
    greatest(a.issues_checked_on, max(i.opened_on), max(i.closed_on))
FROM accounts_account a
LEFT JOIN LATERAL (
    SELECT severity, opened_on, closed_on, closed_on IS NULL OR closed_on > %(today)s AS open
    FROM accounts_issue WHERE account_id = a.id AND opened_on <= %(today)s
) i ON TRUE
WHERE a.id = ANY(%(ids)s) AND (a.issues_checked_on IS NOT NULL OR i.severity IS NOT NULL)
GROUP BY a.id
"""

CRITICAL = """
SELECT account_id, min(opened_on) FROM accounts_issue
WHERE account_id = ANY(%(ids)s) AND severity = 'critical' AND opened_on <= %(today)s
    AND (closed_on IS NULL OR closed_on > %(today)s)
GROUP BY account_id
"""

CIS = """
SELECT DISTINCT ON (account_id) account_id, (closed_at AT TIME ZONE 'UTC')::date, result
FROM scoring_wave
WHERE account_id = ANY(%(ids)s) AND (closed_at AT TIME ZONE 'UTC')::date <= %(today)s AND result->>'status' = 'reported'
ORDER BY account_id, closed_at DESC, id DESC
"""

NOTICE = "SELECT id FROM accounts_account WHERE id = ANY(%(ids)s) AND threat_notice_on <= %(today)s"

# Per criterion the newest assessment that has ratings of it, and the mean of its raters.
RATINGS = """
SELECT DISTINCT ON (a.account_id, r.criterion) a.account_id, r.criterion, avg(r.value)
FROM scoring_assessment a JOIN scoring_rating r ON r.assessment_id = a.id
WHERE a.account_id = ANY(%(ids)s) AND a.made_on <= %(today)s AND r.criterion = ANY(%(criteria)s)
GROUP BY a.account_id, r.criterion, a.made_on, a.id
ORDER BY a.account_id, r.criterion, a.made_on DESC, a.id DESC
"""
FIT_ACCESS_OPENNESS = ("K9", "K12", "K13")


def cis_reported(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
    """The newest closed and reported wave."""
    found = {}
    for account_id, on, result_json in rows(CIS, {"ids": account_ids, "today": today}):
        result = json.loads(result_json)
        fact = CisFact(result["score"], result["low"], result["high"], result["label"], on)
        found[account_id] = SourceValue(fact, days_between(on, today))
    return found


def open_issues(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
    """Open issues by severity, once somebody has looked or recorded one; the age counts from the last such day."""
    found = rows(ISSUES, {"ids": list(account_ids), "today": today})
    return {
        account_id: SourceValue((critical, major, minor), days_between(seen_on, today))
        for account_id, critical, major, minor, seen_on in found
    }


def critical_open_days(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
    """How long the oldest critical issue has been open."""
    found = rows(CRITICAL, {"ids": list(account_ids), "today": today})
    return {account_id: SourceValue(days_between(opened_on, today)) for account_id, opened_on in found}


def selection_ratings(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
    """The latest ratings of fit, access to goals and openness."""
    known: dict[int, dict[str, float]] = {}
    params = {"ids": list(account_ids), "today": today, "criteria": list(FIT_ACCESS_OPENNESS)}
    for account_id, criterion, mean in rows(RATINGS, params):
        known.setdefault(account_id, {})[criterion] = float(mean)
    return {
        account_id: SourceValue(tuple(ratings.get(criterion) for criterion in FIT_ACCESS_OPENNESS))
        for account_id, ratings in known.items()
    }


def notices_given(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
    """True where a written notice or a tender against us is on record."""
    found = rows(NOTICE, {"ids": account_ids, "today": today})
    return {account_id: SourceValue(True) for (account_id,) in found}  # noqa: FBT003 -- the value itself


def column(field: str, checked_on: str = "", kind: Callable[[Any], Any] = float) -> Source:
    """A source that reads one column of the account, as old as the day in `checked_on`."""

    names = ", ".join(name for name in ("id", field, checked_on) if name)
    sql = f"SELECT {names} FROM accounts_account WHERE id = ANY(%(ids)s) AND {field} IS NOT NULL"  # noqa: S608 -- columns that this application names

    def source(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
        return {
            pk: SourceValue(kind(value), days_between(ages[0], today) if ages else None)
            for pk, value, *ages in rows(sql, {"ids": account_ids})
        }

    return source
