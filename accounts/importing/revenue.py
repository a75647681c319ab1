"""Revenue: rows of one account, month and product are added up, so that a file may hold months or single invoices.

The sum is what the source says for that month, whatever it said before. That needs all rows of an import together: they
are gathered in a temporary table, and settled by a few statements in one transaction.
"""

from django.db import connection
from django.db.backends.utils import CursorWrapper

from accounts.importing.chunks import Chunk, Work
from accounts.importing.reasons import note, stored
from accounts.importing.records import Known, edited_here, write_events
from accounts.importing.values import NULL
from accounts.importing.writing import copy_text, escaped
from accounts.models import Revenue

GATHER = """
DROP TABLE IF EXISTS import_revenue, import_totals;
CREATE TEMPORARY TABLE import_revenue (
    file smallint, line int, account_id bigint, month date, product_id bigint, amount numeric(18, 2), currency text,
    notes text, raw text
) ON COMMIT DROP
"""
# One line a record: the first row of the file speaks for it. Rows of another currency than the first cannot be added.
TOTALS = """
CREATE TEMPORARY TABLE import_totals ON COMMIT DROP AS
WITH ordered AS (
    SELECT *, first_value(currency) OVER of_record AS first_currency, row_number() OVER of_record AS place,
        first_value(file) OVER of_record AS first_file, first_value(line) OVER of_record AS first_line
    FROM import_revenue WHERE account_id IS NOT NULL
    WINDOW of_record AS (PARTITION BY account_id, month, product_id ORDER BY file, line)
), totals AS (
    SELECT account_id, month, product_id, first_currency AS currency, first_file AS file, first_line AS line,
        sum(amount) FILTER (WHERE currency = first_currency) AS amount
    FROM ordered GROUP BY account_id, month, product_id, first_currency, first_file, first_line
)
SELECT t.*, r.id, r.amount AS old_amount, r.currency AS old_currency,
    CASE WHEN r.id IS NULL THEN 'created' WHEN (r.amount, r.currency) = (t.amount, t.currency) THEN 'unchanged'
        ELSE 'updated' END AS outcome, ''::text AS told
FROM totals t LEFT JOIN accounts_revenue r ON r.source = %s AND r.account_id = t.account_id AND r.month = t.month
    AND r.unit_id IS NULL AND r.product_id IS NOT DISTINCT FROM t.product_id
"""
CREATE = """
WITH made AS (
    INSERT INTO accounts_revenue (account_id, month, product_id, amount, currency, source, external_id)
    SELECT account_id, month, product_id, amount, currency, %s, '' FROM import_totals WHERE outcome = 'created'
    ORDER BY file, line
    RETURNING id, account_id, month, product_id
)
UPDATE import_totals t SET id = made.id FROM made
WHERE made.account_id = t.account_id AND made.month = t.month AND made.product_id IS NOT DISTINCT FROM t.product_id
"""
CHANGED = """
SELECT id::text, account_id::text, file, line, old_amount::text, amount::text, old_currency, currency, month::text
FROM import_totals WHERE outcome = 'updated'
"""
UPDATE = """
UPDATE accounts_revenue r SET amount = t.amount, currency = t.currency FROM import_totals t
WHERE t.outcome = 'updated' AND r.id = t.id
"""
ROWS = """
INSERT INTO accounts_importrow (run_id, file, line, kind, outcome, target_id, reason, raw)
SELECT %(run)s, r.file, r.line, 'revenue',
    CASE WHEN t.id IS NULL OR r.currency <> t.currency THEN 'listed'
        WHEN (r.file, r.line) = (t.file, t.line) THEN t.outcome ELSE 'merged' END,
    CASE WHEN r.currency = t.currency THEN t.id END,
    coalesce('[' || nullif(concat_ws(',',
        CASE WHEN r.currency <> t.currency THEN replace(%(other)s, '"LINE"', t.line::text)
            WHEN (r.file, r.line) <> (t.file, t.line) THEN replace(%(added)s, '"LINE"', t.line::text)
            ELSE nullif(t.told, '') END,
        nullif(r.notes, '')), '') || ']', ''),
    r.raw
FROM import_revenue r LEFT JOIN import_totals t ON t.account_id = r.account_id AND t.month = r.month
    AND t.product_id IS NOT DISTINCT FROM r.product_id
"""
TOUCHED = """
SELECT outcome, account_id::text FROM import_totals WHERE outcome IN ('created', 'updated')
"""
COUNTS = """
SELECT file, outcome, count(*) FROM accounts_importrow WHERE run_id = %s AND kind = 'revenue' GROUP BY 1, 2
"""
COLUMNS = ("file", "line", "account_id", "month", "product_id", "amount", "currency", "notes", "raw")


def begin(cursor: CursorWrapper) -> None:
    """Make the place where rows are gathered; it goes with the transaction."""
    cursor.execute(GATHER)


def gather(chunk: Chunk) -> None:
    """Read a chunk and put it aside."""
    chunk.take("month", "amount", "currency")
    chunk.point("account", chunk.work.book("account", needed=True), "account_id", "account")
    chunk.point("product", chunk.work.book("product"), "product")
    size = chunk.size
    for name in ("month", "amount"):
        for place, value in enumerate(chunk.cells[name]):
            if value == NULL and place not in chunk.refused:
                chunk.refuse(place, note(f"no_{name}"))
    accounts = [NULL if place in chunk.refused else pk for place, pk in enumerate(chunk.cells["account"])]
    notes = [stored(chunk.notes[place])[1:-1] if place in chunk.notes else "" for place in range(size)]
    rows = zip(
        [str(chunk.work.file)] * size,
        map(str, chunk.block.lines),
        accounts,
        chunk.cells["month"],
        chunk.cells.get("product") or [NULL] * size,
        chunk.cells["amount"],
        escaped(chunk.cells.get("currency") or [chunk.work.currency] * size),
        escaped(notes),
        escaped(chunk.block.raws),
        strict=True,
    )
    with connection.cursor() as cursor:
        copy_text(cursor, "import_revenue", COLUMNS, ["".join(f"{row}\n" for row in map("\t".join, rows))])


def settle_gathered(cursor: CursorWrapper, work: Work) -> list[tuple[int, str, int]]:
    """Settle everything that was gathered. Returns (file, outcome, how many)."""
    cursor.execute("ANALYZE import_revenue")
    cursor.execute(TOTALS, [work.source])
    _keep_ours(cursor, work)
    cursor.execute(CREATE, [work.source])
    cursor.execute(UPDATE)
    codes = {"added": note("added_up", line="LINE"), "other": note("other_currency", line="LINE")}
    cursor.execute(ROWS, {"run": work.run.pk, **codes})
    cursor.execute(TOUCHED)
    for outcome, account in cursor.fetchall():
        work.touch(outcome, [account])
    cursor.execute(COUNTS, [work.run.pk])
    return cursor.fetchall()


def _keep_ours(cursor: CursorWrapper, work: Work) -> None:
    """Leave sums that people corrected here; tell what changes the others."""
    cursor.execute(CHANGED)
    changed = cursor.fetchall()
    edited = {} if work.crm_wins("amount") else edited_here(Revenue._meta.label_lower, [row[0] for row in changed])
    kept = [int(row[0]) for row in changed if "amount" in edited.get(row[0], ())]
    if kept:
        told = note("kept_ours", fields=["amount"])
        cursor.execute("UPDATE import_totals SET outcome = 'unchanged', told = %s WHERE id = ANY(%s)", [told, kept])
    written = {place: row for place, row in enumerate(changed) if int(row[0]) not in set(kept)}
    changes = {place: _change(row) for place, row in written.items()}
    records = {place: Known(row[0], row[1], f"{row[8][:7]} {row[5]} {row[7]}", ()) for place, row in written.items()}
    write_events(work, Revenue, changes, records, lambda place: work.where(*written[place][2:4]))


def _change(row: tuple[str, ...]) -> dict[str, list[object]]:
    told: dict[str, list[object]] = {"amount": [row[4], row[5]]} if row[4] != row[5] else {}
    return told | ({"currency": [row[6], row[7]]} if row[6] != row[7] else {})
