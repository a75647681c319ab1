"""Facts from an account's issues, its survey waves and its selection ratings."""

from collections.abc import Sequence
from datetime import date

from scoring.selectors.rows import days_between, rows
from scoring.sources import CisFact, Fact, SourceValue

ISSUES = """
SELECT a.id,
    count(*) FILTER (WHERE i.severity = 'critical' AND i.open),
    count(*) FILTER (WHERE i.severity = 'major' AND i.open),
    count(*) FILTER (WHERE i.severity = 'minor' AND i.open),
    greatest(a.issues_checked_on, max(i.opened_on), max(i.closed_on)),
    min(i.opened_on) FILTER (WHERE i.severity = 'critical' AND i.open)
FROM accounts_account a
LEFT JOIN LATERAL (
    SELECT severity, opened_on, closed_on, closed_on IS NULL OR closed_on > %(today)s AS open
    FROM accounts_issue WHERE account_id = a.id AND account_id = ANY(%(ids)s) AND opened_on <= %(today)s
) i ON TRUE
WHERE a.id = ANY(%(ids)s) AND (a.issues_checked_on IS NOT NULL OR i.severity IS NOT NULL)
GROUP BY a.id
"""

CIS = """
SELECT DISTINCT ON (account_id) account_id, (closed_at AT TIME ZONE 'UTC')::date, (result->>'score')::float8,
    (result->>'low')::float8, (result->>'high')::float8, result->>'label'
FROM scoring_wave
WHERE account_id = ANY(%(ids)s) AND (closed_at AT TIME ZONE 'UTC')::date <= %(today)s AND result->>'status' = 'reported'
ORDER BY account_id, closed_at DESC, id DESC
"""

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
    return {
        account_id: SourceValue(CisFact(score, low, high, label, on), days_between(on, today))
        for account_id, on, score, low, high, label in rows(CIS, {"ids": account_ids, "today": today})
    }


def issues(account_ids: Sequence[int], today: date) -> dict[Fact, dict[int, SourceValue]]:
    """Open issues by severity, once somebody has looked or recorded one; the age counts from the last such day.

    And how long the oldest critical one has been open.
    """
    found: dict[int, SourceValue] = {}
    oldest: dict[int, SourceValue] = {}
    for account_id, critical, major, minor, seen_on, since in rows(ISSUES, {"ids": account_ids, "today": today}):
        found[account_id] = SourceValue((critical, major, minor), days_between(seen_on, today))
        if since is not None:
            oldest[account_id] = SourceValue(days_between(since, today))
    return {Fact.ISSUES: found, Fact.CRITICAL_OPEN_DAYS: oldest}


def selection_ratings(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
    """The latest ratings of fit, access to goals and openness."""
    known: dict[int, dict[str, float]] = {}
    params = {"ids": account_ids, "today": today, "criteria": list(FIT_ACCESS_OPENNESS)}
    for account_id, criterion, mean in rows(RATINGS, params):
        known.setdefault(account_id, {})[criterion] = float(mean)
    return {
        account_id: SourceValue(tuple(ratings.get(criterion) for criterion in FIT_ACCESS_OPENNESS))
        for account_id, ratings in known.items()
    }
