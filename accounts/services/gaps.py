"""Keeping the gaps of the map as rows: found, seen again, closed, put off. A run may be repeated at any time."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.changes import account_changed
from accounts.models import Account, AccountFigures, AccountGap, AuditEvent, User
from accounts.selectors.gap_states import is_worse
from accounts.selectors.gap_words import WORDS
from accounts.selectors.gaps import Gap, relationship_gaps
from accounts.selectors.history import events_of
from accounts.services.rows import row_update

BATCH = 2_000

CLOSE = "UPDATE accounts_accountgap SET closed_on = %(today)s, updated_at = now() WHERE id = ANY(%(closed)s)"

RETURN = "UPDATE accounts_accountgap SET returned_on = %(today)s, updated_at = now() WHERE id = ANY(%(returned)s)"

# What is found is opened, or seen again; a gap is never open twice.
STORE = """
INSERT INTO accounts_accountgap AS g (
    account_id, rule, key, severity, is_sensitive, people, facts, opened_on, last_seen_on, snooze_reason, version,
    created_at, updated_at
)
SELECT account_id, rule, key, severity, is_sensitive, people, facts, %(today)s, %(today)s, '', 1, now(), now()
FROM jsonb_to_recordset(%(found)s::jsonb) AS d(
    account_id bigint, rule text, key text, severity text, is_sensitive boolean, people bigint[], facts jsonb
)
ON CONFLICT (account_id, rule, key) WHERE closed_on IS NULL DO UPDATE SET
    severity = excluded.severity, is_sensitive = excluded.is_sensitive, people = excluded.people,
    facts = excluded.facts, last_seen_on = excluded.last_seen_on, updated_at = now()
WHERE (g.severity, g.is_sensitive, g.people, g.facts, g.last_seen_on)
    IS DISTINCT FROM (excluded.severity, excluded.is_sensitive, excluded.people, excluded.facts, excluded.last_seen_on)
"""

COUNT = """
UPDATE accounts_accountfigures AS f SET gap_count = new.gaps, gaps_on = %(today)s, updated_at = now()
FROM unnest(%(ids)s::bigint[], %(counts)s::int[]) AS new(account_id, gaps)
WHERE f.account_id = new.account_id AND (f.gap_count, f.gaps_on) IS DISTINCT FROM (new.gaps, %(today)s::date)
"""


def gaps_refresh(*, account_ids: Iterable[int], today: date, tell: Callable[[int], None] | None = None) -> None:
    """Find the gaps of many accounts anew and keep them: the same few statements for every two thousand accounts.

    `tell` hears how many accounts are done, after each batch.
    """
    done = 0
    for ids in batched(account_ids, BATCH, strict=False):
        _refresh_batch(ids, today)
        done += len(ids)
        if tell is not None:
            tell(done)


@transaction.atomic
def _refresh_batch(ids: Collection[int], today: date) -> None:
    """One batch. The rows of figures are locked in order, so that two runs at one account follow each other."""
    ids = sorted(ids)
    rows = AccountFigures.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    list(rows.values_list("pk", flat=True))
    found = relationship_gaps(ids, today)
    kept = _open_rows(ids)
    returned, counts = [], []
    for pk in ids:
        asleep = 0
        for gap in found[pk]:
            row = kept.pop((pk, gap.id, gap.key), None)
            if row is None or not row.is_snoozed(today):
                continue
            if is_worse(row, gap):
                returned.append(row.pk)
            else:
                asleep += 1
        counts.append(len(found[pk]) - asleep)
    values = json.dumps([_values(pk, gap) for pk in ids for gap in found[pk]])
    closed = [row.pk for row in kept.values()]
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, {"closed": closed, "today": today})
        cursor.execute(RETURN, {"returned": returned, "today": today})
        cursor.execute(STORE, {"found": values, "today": today})
        cursor.execute(COUNT, {"ids": ids, "counts": counts, "today": today})


def _open_rows(ids: Collection[int]) -> dict[tuple[int, str, str], AccountGap]:
    """The open gaps of these accounts, each by what tells it from the others."""
    rows = AccountGap.objects.open().filter(account_id__in=ids).order_by()
    needed = ("account_id", "rule", "key", "severity", "people", "facts", "snoozed_until", "returned_on")
    return {(row.account_id, row.rule, row.key): row for row in rows.only(*needed)}


def _values(account_id: int, gap: Gap) -> dict[str, Any]:
    facts: dict[str, Any] = {name: _plain(value) for name, value in gap.figures.items()}
    if gap.other_names:
        facts["names"] = list(gap.other_names)
    return {
        "account_id": account_id,
        "rule": gap.id,
        "key": gap.key,
        "severity": gap.severity,
        "is_sensitive": gap.is_sensitive,
        "people": gap.person_ids,
        "facts": facts,
    }


def _plain(value: object) -> object:
    return value if isinstance(value, int) else str(value)


def relations_changed(*, account_id: int, kind: str, today: date | None = None) -> None:
    """After every change of people, links or units: find the gaps of the account anew and tell who registered."""
    AccountFigures.objects.get_or_create(pk=account_id)
    gaps_refresh(account_ids=[account_id], today=today or timezone.localdate())
    account_changed(account_id, kind)


def gaps_refresh_all(*, today: date) -> None:
    """Find the gaps of every account in use: rules look at the calendar."""
    ids = Account.objects.filter(archived_at=None).order_by("pk").values_list("pk", flat=True)
    gaps_refresh(account_ids=ids, today=today)


# ---------------------------------------------------------------- putting off


def open_gap(*, account: Account, slug: str, today: date) -> AccountGap | None:
    """The open gap of this name at the account; the rules run first where it is not kept yet."""
    rule, _dash, key = slug.partition("-")
    rows = AccountGap.objects.open().filter(account=account, rule=rule, key=key).select_related("account")
    gap = rows.first()
    if gap is None and rule in WORDS:
        gaps_refresh(account_ids=[account.pk], today=today)
        gap = rows.first()
    return gap


@transaction.atomic
def gap_snooze(
    *, gap: AccountGap, changes: Mapping[str, Any], by: User, today: date, version: int | None = None
) -> list[AuditEvent]:
    """Put a gap off until a day, with a reason. It comes back on that day, or when it gets worse. Raises StaleRow.

    Returns the event that an undo takes back.
    """
    values = {**changes, "snoozed_by": by, "returned_on": None}
    reason = changes["snooze_reason"]
    row = row_update(gap, changes=values, by=by, verb="accountgap.put_off", version=version, reason=reason)
    gaps_refresh(account_ids=[row.account_id], today=today)
    return list(events_of(row)[:1])


@transaction.atomic
def gap_wake(*, gap: AccountGap, by: User, today: date) -> list[AuditEvent]:
    """Show a gap again that was put off; the event can be taken back."""
    values = {"snoozed_until": None, "snooze_reason": "", "snoozed_by": None, "returned_on": None}
    row = row_update(gap, changes=values, by=by, verb="accountgap.shown_again")
    gaps_refresh(account_ids=[row.account_id], today=today)
    return list(events_of(row)[:1])
