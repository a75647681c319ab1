"""What planning contributes to the scores: actions done in time, and the growth that a plan aims at."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from scoring.selectors.rows import rows
from scoring.sources import Fact, SourceValue, register

WINDOW_DAYS = 90

DUE = """
SELECT account_id, count(*) FILTER (WHERE done_on <= due_on), count(*) FILTER (WHERE done_on > due_on),
    count(*) FILTER (WHERE done_on IS NULL)
FROM planning_action
WHERE account_id = ANY(%(ids)s) AND due_on > %(after)s AND due_on <= %(today)s
GROUP BY account_id
"""

# Amounts in another currency than the account's are no targets.
TARGETS = """
SELECT a.id, plan.growth_target, coming.amount, plan.growth_baseline, f.revenue_12m
FROM accounts_account a
LEFT JOIN planning_plan plan ON plan.account_id = a.id AND plan.status = 'active' AND plan.currency = a.currency
LEFT JOIN LATERAL (
    SELECT amount FROM planning_growthtarget
    WHERE account_id = a.id AND year >= %(year)s AND currency = a.currency ORDER BY year LIMIT 1
) coming ON TRUE
LEFT JOIN accounts_accountfigures f ON f.account_id = a.id AND f.account_id = ANY(%(ids)s)
WHERE a.id = ANY(%(ids)s) AND (plan.growth_target IS NOT NULL OR coming.amount IS NOT NULL)
"""


def actions_due(account_ids: Sequence[int], today: date) -> Mapping[int, SourceValue]:
    """Of the actions due in the last 90 days: how many were done in time, done late, are still open. One query."""
    params = {"ids": account_ids, "today": today, "after": today - timedelta(days=WINDOW_DAYS)}
    return {account_id: SourceValue(tuple(counts)) for account_id, *counts in rows(DUE, params)}


def growth_wanted(account_ids: Sequence[int], today: date) -> Mapping[int, SourceValue]:
    """How much more revenue is wanted than there is: the target of the active plan, else that of the next year.

    Measured from the revenue that the plan started from, else from today's, all in the account's currency. One query.
    """
    found = rows(TARGETS, {"ids": account_ids, "year": today.year})
    wanted = ((pk, _growth(targets, start if start is not None else now)) for pk, *targets, start, now in found)
    return {pk: SourceValue(growth) for pk, growth in wanted if growth is not None}


def _growth(targets: Iterable[Decimal | None], start: Decimal | None) -> Decimal | None:
    """From the start to the first target that lies above it; None when nothing is to grow, or the start is unknown."""
    if start is None:
        return None
    return next((target - start for target in targets if target is not None and target > start), None)


register(Fact.ACTIONS, actions_due)
register(Fact.GROWTH_TARGET, growth_wanted)
