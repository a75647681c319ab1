"""Keeping the number of gaps on an account's map up to date."""

from collections.abc import Iterable
from datetime import date
from itertools import batched

from django.db import connection
from django.utils import timezone

from accounts.changes import account_changed
from accounts.models import AccountFigures
from accounts.selectors.gaps import relationship_gaps
from accounts.services.figures import figures_set

CHUNK = 2_000

WRITE = """
UPDATE accounts_accountfigures AS f SET gap_count = new.gaps, updated_at = now()
FROM unnest(%s::bigint[], %s::int[]) AS new(account_id, gaps)
WHERE f.account_id = new.account_id AND f.gap_count <> new.gaps
"""


def gaps_refresh(*, account_ids: Iterable[int], today: date) -> None:
    """Count the gaps of many accounts anew: a few queries for every two thousand accounts."""
    for ids in batched(account_ids, CHUNK, strict=False):
        counts = {account_id: len(gaps) for account_id, gaps in relationship_gaps(ids, today).items()}
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [list(counts), list(counts.values())])


def relations_changed(*, account_id: int, kind: str, today: date | None = None) -> None:
    """After every change of people, links or units: count the gaps of the account and tell who registered."""
    gaps = relationship_gaps([account_id], today or timezone.localdate())[account_id]
    figures_set(account_id=account_id, gap_count=len(gaps))
    account_changed(account_id, kind)


def gaps_refresh_all(*, today: date) -> None:
    """Count the gaps of every account: rules look at the calendar, so the night does it."""
    gaps_refresh(account_ids=AccountFigures.objects.order_by("pk").values_list("pk", flat=True), today=today)
