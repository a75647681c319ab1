"""The trial of an import: everything is done in one transaction that is taken back; what was said about rows stays."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO

from django.db import connection, connections, transaction

from accounts.importing.readers import BLOCK
from accounts.importing.running import Driver, Report
from accounts.importing.writing import IMPORT_COLUMNS
from accounts.models import ImportRow, ImportRun, User

PART = 1 << 20
# Records that the trial made are gone afterwards, so nothing may point to them.
KEPT = """
COPY (
    SELECT run_id, file, kind, line, outcome,
        CASE WHEN outcome = 'created' OR reason LIKE '%["again%' OR reason LIKE '%["added_up%' THEN NULL
            ELSE target_id END, reason, raw
    FROM accounts_importrow WHERE run_id = {run}
) TO STDOUT
"""


def check_import(run: ImportRun, *, report: Report, by: User | None, size: int = BLOCK) -> dict[str, dict[str, int]]:
    """Do everything, take it back, keep what was said about the rows. Returns the counts that the import will have."""
    with _outside(report) as outside, tempfile.TemporaryFile() as spool:
        with transaction.atomic():
            ImportRow.objects.filter(run=run).delete()
            run.counts, run.progress = {}, {}
            ImportRun.objects.filter(pk=run.pk).update(counts={}, progress={})
            Driver(run, outside, by, size).go()
            _write_down(run, spool)
            transaction.set_rollback(True)
        counts, run.counts, run.progress = run.counts, {}, {}
        with transaction.atomic():
            ImportRow.objects.filter(run=run).delete()
            _read_back(spool)
            ImportRun.objects.filter(pk=run.pk).update(checked=counts, counts={}, progress={}, files=run.files)
    run.checked = counts
    return counts


@contextmanager
def _outside(report: Report) -> Iterator[Report]:
    """Report on another connection, because nobody can see what happens inside the transaction of a trial."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            yield lambda done, total, message: thread.submit(report, done, total, message).result()
        finally:
            thread.submit(connections.close_all).result()


def _write_down(run: ImportRun, spool: IO[bytes]) -> None:
    with connection.cursor() as cursor, cursor.copy(KEPT.format(run=run.pk)) as copy:
        for part in copy:
            spool.write(part)


def _read_back(spool: IO[bytes]) -> None:
    spool.seek(0)
    statement = f"COPY {ImportRow._meta.db_table} ({', '.join(IMPORT_COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        while part := spool.read(PART):
            copy.write(part)
