"""Facts that stand in an account's own row and in that of its figures, read together.

The figures are in the account's own currency, the same numbers that its Money page shows.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from scoring.selectors.rows import days_between, rows
from scoring.sources import Fact, RevenueFact, SourceValue

ACCOUNT = """
SELECT a.id, a.days_late::float8, a.days_late_on, coalesce(a.threat_notice_on <= %(today)s, FALSE), f.revenue_12m,
    f.revenue_before, last.month,
    a.gross_margin_pct::float8, a.credit_rating::float8, a.competitive_safety::float8, a.addressable_spend, f.white_space
FROM accounts_account a LEFT JOIN accounts_accountfigures f ON f.account_id = a.id AND f.account_id = ANY(%(ids)s)
LEFT JOIN LATERAL (
    SELECT month FROM accounts_revenue
    WHERE account_id = a.id AND currency = a.currency AND month < date_trunc('month', %(today)s::date)::date
    ORDER BY month DESC LIMIT 1
) last ON f.revenue_12m IS NOT NULL
WHERE a.id = ANY(%(ids)s)
"""
PLAIN = (Fact.MARGIN, Fact.CREDIT, Fact.SAFETY, Fact.SERVABLE, Fact.WHITE_SPACE)  # the last columns, without an age
FACTS = (Fact.DAYS_LATE, Fact.NOTICE_GIVEN, Fact.REVENUE, *PLAIN)

TRUE = SourceValue(True)  # noqa: FBT003 -- the value itself


def account_facts(account_ids: Sequence[int], today: date) -> dict[Fact, dict[int, SourceValue]]:
    """Payment, margin, credit, safety, servable spend, notice, white space and revenue of 12 months and those before.

    Revenue is as old as the last month with any.
    """
    found: dict[Fact, dict[int, SourceValue]] = {fact: {} for fact in FACTS}
    plain = [found[fact] for fact in PLAIN]
    lates, notices, sales = found[Fact.DAYS_LATE], found[Fact.NOTICE_GIVEN], found[Fact.REVENUE]
    for pk, late, late_on, noticed, last, before, month, *values in rows(ACCOUNT, {"ids": account_ids, "today": today}):
        for known, value in zip(plain, values, strict=True):
            if value is not None:
                known[pk] = SourceValue(value)
        if late is not None:
            lates[pk] = SourceValue(late, days_between(late_on, today))
        if noticed:
            notices[pk] = TRUE
        if last is not None:
            age = days_between(month_end(month), today) if month else None
            sales[pk] = SourceValue(RevenueFact(last, before, month), age)
    return found


@lru_cache(maxsize=64)
def month_end(month: date) -> date:
    """The last day of the month of this day."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
