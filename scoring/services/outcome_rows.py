"""What came of a batch of accounts, one statement a kind: written anew where it changed, gone where its record is gone.

Nothing is guessed. A contract counts from its last day on; one that is over and of which nobody said how it ended is no
outcome. A change of revenue counts when both years are whole, in the account's own currency alone.
"""

# ruff: noqa: S608 -- the statements are put together from constants of this module
from collections.abc import Sequence
from datetime import date
from typing import Any

from scoring.models import Outcome
from scoring.selectors.rows import rows

CLEAR_PCT = 5.0  # a change of less is "the same"
NEXT_DAYS = 180  # a contract that begins this near to the end of another is the one that renews it
SEEN_DAYS = 60  # a score is that of a day when it is at most so many days older

KEPT = "happened_on, from_on, result, is_by_hand, before, after, change_pct"
PUT = f"""
, put AS (
    INSERT INTO scoring_outcome AS o (account_id, kind, origin, {KEPT}, noted_at)
    SELECT account_id, %(kind)s, origin, {KEPT}, now() FROM found
    ON CONFLICT (account_id, kind, origin) DO UPDATE SET ({KEPT}, noted_at)
        = (excluded.happened_on, excluded.from_on, excluded.result, excluded.is_by_hand, excluded.before,
            excluded.after, excluded.change_pct, excluded.noted_at)
    WHERE (o.happened_on, o.from_on, o.result, o.is_by_hand, o.before, o.after, o.change_pct) IS DISTINCT FROM
        (excluded.happened_on, excluded.from_on, excluded.result, excluded.is_by_hand, excluded.before,
            excluded.after, excluded.change_pct)
    RETURNING 1
), gone AS (
    DELETE FROM scoring_outcome o
    WHERE o.account_id = ANY(%(ids)s) AND o.kind = %(kind)s AND o.from_on >= %(since)s
        AND NOT EXISTS (SELECT FROM found f WHERE f.account_id = o.account_id AND f.origin = o.origin)
    RETURNING 1
)
SELECT (SELECT count(*) FROM put), (SELECT count(*) FROM gone)
"""

CONTRACTS = """
WITH known AS (
    SELECT c.account_id, c.id, c.annual_value, next.annual_value AS next_value, c.end_result <> '' AS is_by_hand,
        c.end_result, c.status,
        CASE WHEN c.end_result <> '' THEN coalesce(c.end_result_on, least(c.ends_on, %(today)s)) ELSE c.ends_on END
            AS day,
        CASE WHEN c.annual_value > 0 THEN (100 * (next.annual_value / c.annual_value - 1))::float8 END AS pct
    FROM accounts_contract c LEFT JOIN LATERAL (
        SELECT n.annual_value FROM accounts_contract n
        WHERE n.account_id = c.account_id AND n.id <> c.id AND n.currency = c.currency
            AND n.starts_on > coalesce(c.starts_on, '-infinity')
            AND n.starts_on BETWEEN c.ends_on - %(next)s AND c.ends_on + %(next)s
        ORDER BY abs(n.starts_on - c.ends_on), n.id LIMIT 1
    ) next ON c.status = 'renewed' OR c.end_result <> ''
    WHERE c.account_id = ANY(%(ids)s) AND (c.end_result <> '' OR c.status IN ('renewed', 'lost'))
), found AS (
    SELECT account_id, 'contract:' || id AS origin, day AS happened_on, day AS from_on,
        CASE WHEN is_by_hand THEN end_result WHEN status = 'lost' THEN 'lost' WHEN pct IS NULL THEN 'renewed'
            WHEN pct >= %(clear)s THEN 'more' WHEN pct <= -%(clear)s THEN 'less' ELSE 'same' END AS result,
        is_by_hand, annual_value AS before, CASE WHEN NOT is_lost THEN next_value END AS after,
        CASE WHEN NOT is_lost THEN pct END AS change_pct
    FROM known, LATERAL (SELECT 'lost' IN (status, end_result) AS is_lost) told WHERE day <= %(today)s
)
"""

# Asked at the first whole month after a wave has closed, and at every half-year of which there is a score.
REVENUE = """
WITH asked AS (
    SELECT account_id, 'wave:' || id AS origin, (date_trunc('month', closed_at) + interval '1 month')::date AS from_on
    FROM scoring_wave WHERE account_id = ANY(%(ids)s) AND closed_at IS NOT NULL
    UNION ALL
    SELECT a.id, 'half:' || half, half FROM unnest(%(ids)s::bigint[]) AS a(id), unnest(%(halves)s::date[]) AS half
    WHERE EXISTS (
        SELECT FROM scoring_scoresnapshot
        WHERE account_id = a.id AND model = 'health' AND day BETWEEN half - %(seen)s AND half
    )
), sums AS (
    SELECT q.account_id, q.origin, q.from_on,
        sum(r.amount) FILTER (WHERE r.month < q.from_on) AS before,
        coalesce(sum(r.amount) FILTER (WHERE r.month >= q.from_on), 0) AS after
    FROM asked q JOIN accounts_account a ON a.id = q.account_id
    JOIN accounts_revenue r ON r.account_id = q.account_id
        AND r.month >= q.from_on - interval '12 months' AND r.month < q.from_on + interval '12 months'
    WHERE q.from_on >= %(since)s AND q.from_on + interval '12 months' <= %(until)s
        AND EXISTS (
            SELECT FROM accounts_revenue f
            WHERE f.account_id = q.account_id AND f.month < q.from_on - interval '11 months'
        )
    GROUP BY q.account_id, q.origin, q.from_on
    HAVING bool_and(r.currency = a.currency)
), found AS (
    SELECT account_id, origin, (from_on + interval '12 months')::date - 1 AS happened_on, from_on,
        CASE WHEN pct >= %(clear)s THEN 'grew' WHEN pct <= -%(clear)s THEN 'shrank' ELSE 'level' END AS result,
        FALSE AS is_by_hand, before, after, pct AS change_pct
    FROM sums, LATERAL (SELECT (100 * (after / before - 1))::float8 AS pct) change
    WHERE before > 0
)
"""

# What an account has bought from its first months on is nothing new.
BOUGHT = """
WITH bought AS (
    SELECT account_id, product_id, unit_id, month, min(month) OVER (PARTITION BY account_id) AS begun
    FROM accounts_revenue WHERE account_id = ANY(%(ids)s) AND amount > 0
), firsts AS (
    SELECT account_id, 'product:' || product_id AS origin, 'product' AS result, min(month) AS day, min(begun) AS begun
    FROM bought WHERE product_id IS NOT NULL GROUP BY account_id, product_id
    UNION ALL
    SELECT account_id, 'unit:' || unit_id, 'unit', min(month), min(begun)
    FROM bought WHERE unit_id IS NOT NULL GROUP BY account_id, unit_id
), found AS (
    SELECT account_id, origin, day AS happened_on, day AS from_on, result, FALSE AS is_by_hand,
        NULL::numeric AS before, NULL::numeric AS after, NULL::float8 AS change_pct
    FROM firsts WHERE day >= begun + interval '12 months' AND day >= %(since)s
)
"""

STATUS = """
WITH decided AS (
    SELECT account_id, id, decided_on, decision, lag(decision) OVER (PARTITION BY account_id ORDER BY id) AS earlier
    FROM scoring_assessment WHERE account_id = ANY(%(ids)s) AND status = 'decided' AND decided_on IS NOT NULL
), found AS (
    SELECT account_id, 'assessment:' || id AS origin, decided_on AS happened_on, decided_on AS from_on,
        CASE WHEN decision = 'key' THEN 'in' ELSE 'out' END AS result, FALSE AS is_by_hand,
        NULL::numeric AS before, NULL::numeric AS after, NULL::float8 AS change_pct
    FROM decided
    WHERE (decision = 'key' AND earlier IS DISTINCT FROM 'key')
        OR (decision <> 'key' AND (earlier = 'key' OR decision = 'leaving'))
)
"""

STATEMENTS = {
    Outcome.Kind.CONTRACT: CONTRACTS,
    Outcome.Kind.REVENUE: REVENUE,
    Outcome.Kind.BOUGHT: BOUGHT,
    Outcome.Kind.STATUS: STATUS,
}
WINDOWED = frozenset({Outcome.Kind.REVENUE, Outcome.Kind.BOUGHT})  # older ones stay as they were found


def note_batch(account_ids: Sequence[int], *, today: date, since: date, until: date, halves: Sequence[date]) -> int:
    """Bring the outcomes of these accounts up to date. Returns how many rows were written or went.

    Revenue and purchases are looked at from `since` on; `until` is the day up to which revenue is booked.
    """
    changed = 0
    for kind, found in STATEMENTS.items():
        params: dict[str, Any] = {
            "ids": account_ids,
            "kind": kind,
            "today": today,
            "since": since if kind in WINDOWED else date.min,
            "until": until,
            "halves": list(halves),
            "next": NEXT_DAYS,
            "seen": SEEN_DAYS,
            "clear": CLEAR_PCT,
        }
        ((put, gone),) = rows(found + PUT, params)
        changed += put + gone
    return changed
