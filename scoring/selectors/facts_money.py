"""Facts about money: renewal, and what accounts keeps as figures: revenue, white space, pipeline.

The figures are in the account's own currency, the same numbers that its Money page shows.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import DecimalField, F, Q, Sum, Value
from django.db.models.functions import Coalesce

from accounts.models import Opportunity
from accounts.selectors.money import chance
from scoring.selectors.rows import days_between, rows
from scoring.sources import RenewalFact, RevenueFact, Source, SourceValue

# The next to end comes first, then one without an end, then the one that ended last. A renewal deal that is won keeps
# the chance from being held down as much as an open one does.
RENEWAL = """
SELECT DISTINCT ON (c.account_id) c.account_id, c.id, c.renewal_chance, c.renewal_chance_on, c.ends_on,
    coalesce(deal.stage IN ('early', 'mid', 'late', 'won'), FALSE) OR EXISTS (
        SELECT FROM accounts_opportunity o
        WHERE o.account_id = c.account_id AND o.is_renewal AND o.stage IN ('early', 'mid', 'late')
            AND NOT EXISTS (SELECT FROM accounts_contract other WHERE other.renewal_deal_id = o.id AND other.id <> c.id)
    )
FROM accounts_contract c LEFT JOIN accounts_opportunity deal ON deal.id = c.renewal_deal_id
WHERE c.account_id = ANY(%(ids)s) AND c.status = 'active'
ORDER BY c.account_id, CASE WHEN c.ends_on >= %(today)s THEN 0 WHEN c.ends_on IS NULL THEN 1 ELSE 2 END,
    abs(c.ends_on - %(today)s), c.id
"""

REVENUE = """
SELECT f.account_id, f.revenue_12m, f.revenue_before, last.month
FROM accounts_accountfigures f JOIN accounts_account a ON a.id = f.account_id
CROSS JOIN LATERAL (
    SELECT max(r.month) AS month FROM accounts_revenue r
    WHERE r.account_id = a.id AND r.currency = a.currency AND r.month < date_trunc('month', %(today)s::date)
) last
WHERE f.account_id = ANY(%(ids)s) AND f.revenue_12m IS NOT NULL
"""


def renewals(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
    """The nearest running contract with our estimate of its renewal."""
    found = {}
    for account_id, contract_id, percent, judged_on, ends_on, deal_open in rows(
        RENEWAL, {"ids": list(account_ids), "today": today}
    ):
        end_days = (ends_on - today).days if ends_on else None
        fact = RenewalFact(contract_id, None if percent is None else float(percent), end_days, deal_open)
        found[account_id] = SourceValue(fact, days_between(judged_on, today))
    return found


def month_end(month: date) -> date:
    """The last day of the month of this day."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def revenues(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
    """Revenue of the last 12 whole months and of the 12 before, as old as the last month with revenue."""
    found = {}
    for account_id, last, before, month in rows(REVENUE, {"ids": list(account_ids), "today": today}):
        age = days_between(month_end(month), today) if month else None
        found[account_id] = SourceValue(RevenueFact(last, before, month), age)
    return found


def figure(field: str) -> Source:
    """A source that reads one money figure as accounts keeps it."""

    sql = f"SELECT account_id, {field} FROM accounts_accountfigures WHERE account_id = ANY(%(ids)s) AND {field} IS NOT NULL"  # noqa: S608 -- columns that this application names

    def source(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
        del today
        return {pk: SourceValue(value) for pk, value in rows(sql, {"ids": account_ids})}

    return source


def expansion(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
    """Open deals weighted by their chance, without renewals, which only keep what we sell.

    Without any deal on record the pipeline is unknown; with closed ones only, it is empty.
    """
    del today
    money = DecimalField(max_digits=20, decimal_places=4)
    counts = Q(stage__in=Opportunity.OPEN, is_renewal=False, currency=F("account__currency"))
    weighted = Sum(F("amount") * chance() / Value(Decimal(100)), filter=counts, output_field=money)
    found = (
        Opportunity.objects.filter(account_id__in=account_ids)
        .order_by()
        .values_list("account_id")
        .annotate(weighted=Coalesce(weighted, Value(Decimal(0)), output_field=money))
    )
    return {pk: SourceValue(amount) for pk, amount in found}
