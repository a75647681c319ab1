"""What follows when all rows are in: figures of the accounts concerned, one audit event each, word to other apps."""

import json
from collections import Counter, defaultdict
from itertools import batched

from django.db import connection, transaction
from django.utils import timezone

from accounts.changes import accounts_changed
from accounts.importing.values import NULL
from accounts.importing.writing import copy_new
from accounts.models import AuditEvent, ImportRun, User
from accounts.services.money import figures_refresh
from kam.lib.request import current_request_id

BATCH = 5_000
TOUCHED = """
WITH changed AS (
    SELECT kind, outcome, target_id FROM accounts_importrow
    WHERE run_id = %s AND target_id IS NOT NULL AND outcome IN ('created', 'updated')
), touched AS (
    SELECT kind, outcome, target_id AS account_id FROM changed WHERE kind = 'account'
    UNION ALL
    SELECT c.kind, c.outcome, o.account_id FROM changed c JOIN accounts_opportunity o ON o.id = c.target_id
    WHERE c.kind = 'opportunity' AND o.account_id IS NOT NULL
    UNION ALL
    SELECT c.kind, c.outcome, s.account_id FROM changed c JOIN accounts_stakeholder s ON s.id = c.target_id
    WHERE c.kind = 'contact'
    UNION ALL
    SELECT c.kind, c.outcome, k.account_id FROM changed c JOIN accounts_contract k ON k.id = c.target_id
    WHERE c.kind = 'contract'
    UNION ALL
    SELECT c.kind, c.outcome, r.account_id FROM changed c JOIN accounts_revenue r ON r.id = c.target_id
    WHERE c.kind = 'revenue'
)
SELECT account_id::text, kind || '.' || outcome, count(*) FROM touched GROUP BY 1, 2
"""


def touched_before(run: ImportRun) -> Counter[tuple[str, str]]:
    """What the finished blocks of a run that goes on have done."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, [run.pk])
        return Counter({(account, what): rows for account, what, rows in cursor.fetchall()})


@transaction.atomic
def finish(run: ImportRun, touched: Counter[tuple[str, str]], *, by: User | None) -> None:
    """Close a run whose rows are all in: all of it or nothing, so that a run that is killed here can be repeated."""
    told: dict[str, dict[str, list[int | None]]] = defaultdict(dict)
    for (account, what), rows in sorted(touched.items()):
        told[account][what] = [None, rows]
    if told:
        _tell(run, told, by)
    account_ids = list(map(int, told))
    for batch in batched(account_ids, BATCH):
        figures_refresh(account_ids=batch, today=timezone.localdate())
    run.state, run.finished_at, run.note = ImportRun.State.DONE, timezone.now(), ""
    run.save(update_fields=["state", "finished_at", "note"])
    accounts_changed(account_ids, "import")


def _tell(run: ImportRun, told: dict[str, dict[str, list[int | None]]], by: User | None) -> None:
    """One event for each account, with counts of the rows that made or changed something there."""
    size = len(told)
    cells = {
        "by": [str(by.pk) if by else NULL] * size,
        "account": list(told),
        "verb": ["import.ran"] * size,
        "object_type": [ImportRun._meta.label_lower] * size,
        "object_id": [str(run.pk)] * size,
        "object_label": [str(run)] * size,
        "changes": list(map(json.dumps, told.values())),
        "request_id": [current_request_id()] * size,
    }
    with connection.cursor() as cursor:
        copy_new(cursor, AuditEvent, cells)
