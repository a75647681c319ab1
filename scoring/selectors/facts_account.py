"""Facts that stand in an account's own row and in that of its figures, read together.

The figures are in the account's own currency, the same numbers that its Money page shows.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from scoring.selectors.rows import days_between, rows
from scoring.sources import Fact, RevenueFact, SourceValue

ACCOUNT = """
SELECT a.id, a.days_late, a.days_late_on, a.gross_margin_pct, a.credit_rating, a.competitive_safety,
    a.addressable_spend, coalesce(a.threat_notice_on <= %(today)s, FALSE), f.white_space, f.revenue_12m, f.revenue_before,
    last.month
FROM accounts_account a LEFT JOIN accounts_accountfigures f ON f.account_id = a.id AND f.account_id = ANY(%(ids)s)
LEFT JOIN LATERAL (
    SELECT month FROM accounts_revenue
    WHERE account_id = a.id AND currency = a.currency AND month < date_trunc('month', %(today)s::date)::date
    ORDER BY month DESC LIMIT 1
) last ON f.revenue_12m IS NOT NULL
WHERE a.id = ANY(%(ids)s)
"""
FACTS = (
    Fact.DAYS_LATE,
    Fact.MARGIN,
    Fact.CREDIT,
    Fact.SAFETY,
    Fact.SERVABLE,
    Fact.NOTICE_GIVEN,
    Fact.WHITE_SPACE,
    Fact.REVENUE,
)

TRUE = SourceValue(True)  # noqa: FBT003 -- the value itself


def account_facts(account_ids: Sequence[int], today: date) -> dict[Fact, dict[int, SourceValue]]:
    """Payment, margin, credit, safety, servable spend, notice, white space and revenue of 12 months and those before."""
    found: dict[Fact, dict[int, SourceValue]] = {fact: {} for fact in FACTS}
    for account_id, *columns in rows(ACCOUNT, {"ids": account_ids, "today": today}):
        for fact, value in _known(columns, today):
            found[fact][account_id] = value
    return found


def _known(columns: Sequence[Any], today: date) -> Iterator[tuple[Fact, SourceValue]]:
    """What is not null. Revenue is as old as the last month with any."""
    late, late_on, margin, credit, safety, servable, noticed, white_space, last, before, month = columns
    if late is not None:
        yield Fact.DAYS_LATE, SourceValue(float(late), days_between(late_on, today))
    for fact, rating in ((Fact.MARGIN, margin), (Fact.CREDIT, credit), (Fact.SAFETY, safety)):
        if rating is not None:
            yield fact, SourceValue(float(rating))
    for fact, amount in ((Fact.SERVABLE, servable), (Fact.WHITE_SPACE, white_space)):
        if amount is not None:
            yield fact, SourceValue(amount)
    if noticed:
        yield Fact.NOTICE_GIVEN, TRUE
    if last is not None:
        age = days_between(month_end(month), today) if month else None
        yield Fact.REVENUE, SourceValue(RevenueFact(last, before, month), age)


def month_end(month: date) -> date:
    """The last day of the month of this day."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
