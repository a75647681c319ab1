"""Facts about money from contracts and deals, in the account's own currency."""

import json
from collections.abc import Sequence
from datetime import date

from accounts.models import Opportunity
from accounts.selectors.money import PROBABILITY
from scoring.selectors.rows import days_between, rows
from scoring.sources import RenewalFact, SourceValue

CHANCES = json.dumps({str(stage): chance for stage, chance in PROBABILITY.items()})

# The next to end comes first, then one without an end, then the one that ended last. A renewal deal that is won keeps
# the chance from being held down as much as an open one does. Each account is looked up by itself, and the deals of the
# one contract alone; asked with EXISTS, the planner takes to reading all deals for some thousands of accounts.
RENEWAL = """
SELECT c.account_id, c.id, c.renewal_chance, c.renewal_chance_on, c.ends_on,
    coalesce((SELECT stage IN ('early', 'mid', 'late', 'won') FROM accounts_opportunity WHERE id = c.renewal_deal_id), FALSE)
    OR coalesce((
        SELECT TRUE FROM accounts_opportunity o
        WHERE o.account_id = c.account_id AND o.is_renewal AND o.stage IN ('early', 'mid', 'late')
            AND NOT EXISTS (SELECT FROM accounts_contract other WHERE other.renewal_deal_id = o.id AND other.id <> c.id)
        LIMIT 1
    ), FALSE)
FROM unnest(%(ids)s::bigint[]) AS wanted(id)
CROSS JOIN LATERAL (
    SELECT account_id, id, renewal_chance, renewal_chance_on, ends_on, renewal_deal_id FROM accounts_contract
    WHERE account_id = wanted.id AND status = 'active'
    ORDER BY CASE WHEN ends_on >= %(today)s THEN 0 WHEN ends_on IS NULL THEN 1 ELSE 2 END, abs(ends_on - %(today)s), id
    LIMIT 1
) c
"""

# Open deals weighted by their chance, without renewals, which only keep what we sell. Without any deal on record the
# pipeline is unknown; with closed ones only, it is empty.
EXPANSION = """
SELECT o.account_id, coalesce(sum(o.amount * coalesce(o.probability, (%(chances)s::jsonb ->> o.stage)::int) / 100)
    FILTER (WHERE o.stage = ANY(%(open)s) AND NOT o.is_renewal AND o.currency = a.currency), 0)
FROM accounts_opportunity o JOIN accounts_account a ON a.id = o.account_id
WHERE o.account_id = ANY(%(ids)s) AND a.id = ANY(%(ids)s)
GROUP BY o.account_id
"""


def renewals(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
    """The nearest running contract with our estimate of its renewal."""
    found = {}
    for account_id, contract_id, percent, judged_on, ends_on, deal_open in rows(
        RENEWAL, {"ids": account_ids, "today": today}
    ):
        end_days = (ends_on - today).days if ends_on else None
        fact = RenewalFact(contract_id, None if percent is None else float(percent), end_days, deal_open)
        found[account_id] = SourceValue(fact, days_between(judged_on, today))
    return found


def expansion(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
    """The weighted pipeline without renewals."""
    del today
    found = rows(
        EXPANSION, {"ids": account_ids, "open": [str(stage) for stage in Opportunity.OPEN], "chances": CHANCES}
    )
    return {pk: SourceValue(amount) for pk, amount in found}
