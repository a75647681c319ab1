"""The money figures of accounts, kept for lists and boards; and the facts that nobody can compute."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.changes import account_changed
from accounts.models import Account, Opportunity, User
from accounts.selectors.money import PROBABILITY, YEAR, month_of
from accounts.services.editing import row_edit

# One statement for one account or for a hundred thousand, with a row for each that has none; each is looked up by itself in every table, else the
# planner takes to reading tables whole. What is not known stays null:
# - revenue: no row at all in the account's currency; the year before: no row that old;
# - pipeline: no deal was ever recorded; white space: neither a cell with a possible amount nor the spend we could serve.
REFRESH = """
WITH new AS (
    SELECT w.id, r.last_12, r.before_12, round(d.weighted, 2) AS weighted, k.next_end,
        coalesce(c.open, CASE WHEN w.addressable_spend IS NOT NULL AND r.last_12 IS NOT NULL
            THEN greatest(w.addressable_spend - r.last_12, 0) END) AS open
    FROM accounts_account w
    CROSS JOIN LATERAL (
        SELECT
            CASE WHEN min(month) < %(end)s
                THEN coalesce(sum(amount) FILTER (WHERE month >= %(year)s AND month < %(end)s), 0) END AS last_12,
            CASE WHEN min(month) < %(year)s
                THEN coalesce(sum(amount) FILTER (WHERE month >= %(before)s AND month < %(year)s), 0) END AS before_12
        FROM accounts_revenue WHERE account_id = w.id AND currency = w.currency
    ) r
    CROSS JOIN LATERAL (
        SELECT CASE WHEN (SELECT true FROM accounts_opportunity WHERE account_id = w.id LIMIT 1) THEN
            coalesce(sum(amount * coalesce(probability, (%(chances)s::jsonb ->> stage)::int) / 100.0), 0) END AS weighted
        FROM accounts_opportunity WHERE account_id = w.id AND stage = ANY(%(open)s) AND currency = w.currency
    ) d
    CROSS JOIN LATERAL (
        SELECT sum(greatest(potential_amount - coalesce(current_amount, 0), 0)) AS open
        FROM accounts_whitespacecell
        WHERE account_id = w.id AND currency = w.currency AND status <> 'not_needed' AND potential_amount IS NOT NULL
    ) c
    CROSS JOIN LATERAL (
        SELECT min(ends_on) AS next_end FROM accounts_contract
        WHERE account_id = w.id AND status = 'active' AND ends_on >= %(today)s
    ) k
    WHERE %(ids)s::bigint[] IS NULL OR w.id = ANY(%(ids)s::bigint[])
), made AS (
    INSERT INTO accounts_accountfigures
        (account_id, revenue_12m, revenue_before, pipeline_weighted, white_space, next_contract_end_on)
    SELECT id, last_12, before_12, weighted, open, next_end FROM new
    WHERE NOT EXISTS (SELECT FROM accounts_accountfigures WHERE account_id = new.id)
    ON CONFLICT (account_id) DO NOTHING
)
UPDATE accounts_accountfigures f
SET revenue_12m = n.last_12, revenue_before = n.before_12, pipeline_weighted = n.weighted, white_space = n.open,
    next_contract_end_on = n.next_end, updated_at = now()
FROM new n
WHERE f.account_id = n.id AND (%(ids)s::bigint[] IS NULL OR f.account_id = ANY(%(ids)s::bigint[]))
    AND (f.revenue_12m, f.revenue_before, f.pipeline_weighted, f.white_space, f.next_contract_end_on)
    IS DISTINCT FROM (n.last_12, n.before_12, n.weighted, n.open, n.next_end)
"""


def figures_refresh(*, account_ids: Collection[int] | None, today: date) -> None:
    """Compute the money figures of these accounts anew, of all with None: one statement, however many there are."""
    ids = (
        None if account_ids is None else f"{{{','.join(map(str, account_ids))}}}"
    )  # one array, not thousands of numbers
    values = {
        "ids": ids,
        "today": today,
        "end": month_of(today),
        "year": month_of(today, -YEAR),
        "before": month_of(today, -2 * YEAR),
        "open": [str(stage) for stage in Opportunity.OPEN],
        "chances": connection.ops.adapt_json_value({str(k): v for k, v in PROBABILITY.items()}, None),
    }
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, values)


def money_changed(*, account_id: int | None, kind: str, today: date | None = None) -> None:
    """After every change of money: compute the account's figures and tell who registered."""
    if account_id is None:  # a deal without an account concerns nobody's figures
        return
    figures_refresh(account_ids=[account_id], today=today or timezone.localdate())
    account_changed(account_id, kind)


@transaction.atomic
def money_facts_update(
    *, account: Account, changes: Mapping[str, Any], by: User, version: int | None = None
) -> Account:
    """Change what only people know: spend that we could serve, margin, payment, credit, competitive safety."""

    def derive(touched: Mapping[str, Any]) -> dict[str, Any]:
        is_dated = "days_late" not in touched or "days_late_on" in touched
        return {} if is_dated else {"days_late_on": timezone.localdate()}

    account = row_edit(account, changes=changes, by=by, version=version, derive=derive)
    money_changed(account_id=account.pk, kind="money")
    return account
