"""Facts about the customer's people: how they stand to us, when we spoke, whether the sponsor has left."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from scoring.engine import relationship
from scoring.selectors.rows import days_between, rows
from scoring.sources import SourceValue

IS_KEY = """(s.influence >= 4 OR s.has_veto OR s.decision_roles ?| ARRAY['economic_buyer', 'approver'])"""

PEOPLE = f"""
SELECT s.account_id, s.influence, s.stance, l.strength, l.last_contact_on, s.stance_on, {IS_KEY}
FROM accounts_stakeholder s
LEFT JOIN LATERAL (
    SELECT strength, last_contact_on FROM accounts_relationshiplink
    WHERE stakeholder_id = s.id ORDER BY strength DESC, last_contact_on DESC NULLS LAST LIMIT 1
) l ON TRUE
WHERE s.account_id = ANY(%(ids)s) AND s.status = 'active' AND s.influence IS NOT NULL
ORDER BY s.account_id, s.id
"""  # noqa: S608 -- constants of this module

# An interaction names its people even where nobody has recorded a link yet.
CONTACT = f"""
SELECT s.account_id, max(contact.on_day)
FROM accounts_stakeholder s
CROSS JOIN LATERAL (
    SELECT max(last_contact_on) AS on_day FROM accounts_relationshiplink
    WHERE stakeholder_id = s.id AND last_contact_on <= %(today)s
    UNION ALL
    SELECT max(i.happened_on) FROM accounts_interaction_stakeholders p
    JOIN accounts_interaction i ON i.id = p.interaction_id
    WHERE p.stakeholder_id = s.id AND i.is_two_way AND i.happened_on <= %(today)s
) contact
WHERE s.account_id = ANY(%(ids)s) AND s.status = 'active' AND {IS_KEY} AND contact.on_day IS NOT NULL
GROUP BY s.account_id
"""  # noqa: S608 -- constants of this module

# The sponsor is who decides on money, a champion is an advocate or a coach. One who is still there replaces one who
# left; a placeholder without a name replaces nobody.
GONE = """
WITH people AS (
    SELECT account_id, status IN ('left', 'moved') AS gone, status = 'active' AND NOT is_placeholder AS here,
        decision_roles ? 'economic_buyer' AS sponsor, (stance = 2 OR decision_roles ? 'coach') AS champion
    FROM accounts_stakeholder WHERE account_id = ANY(%(ids)s)
)
SELECT account_id FROM people GROUP BY account_id
HAVING (bool_or(gone AND sponsor) AND NOT bool_or(here AND sponsor))
    OR (bool_or(gone AND champion) AND NOT bool_or(here AND champion))
"""


def relationship_scores(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
    """R where it is reported, as old as the median stance check of the key players."""
    people: dict[int, list[relationship.Person]] = defaultdict(list)
    checks: dict[int, list[int]] = defaultdict(list)
    for account_id, influence, stance, strength, contact_on, stance_on, is_key in rows(PEOPLE, {"ids": account_ids}):
        days = days_between(contact_on, today)
        people[account_id].append(relationship.Person(influence, stance, strength, days))
        if is_key and stance is not None and stance_on is not None:
            checks[account_id].append(days_between(stance_on, today) or 0)
    found = {}
    for account_id, known in people.items():
        result = relationship.evaluate(known)
        if result.reported:
            found[account_id] = SourceValue(result.score, relationship.stance_age(checks[account_id]))
    return found


def contact_days(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
    """Days since the last two-way contact with any key player."""
    found = rows(CONTACT, {"ids": account_ids, "today": today})
    return {account_id: SourceValue(days_between(on, today)) for account_id, on in found}


def sponsors_gone(account_ids: Sequence[int], today: date) -> dict[int, SourceValue]:
    """True where the customer's sponsor or only champion has left and nobody took the place."""
    del today  # the map has no past
    return {account_id: SourceValue(True) for (account_id,) in rows(GONE, {"ids": account_ids})}  # noqa: FBT003
