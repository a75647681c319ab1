"""Takes an import back, as far as nobody has gone on working with what it brought.

Deals, contacts, contracts and revenue that are as the import made them, and that nothing refers to, are deleted.
Accounts at which nothing has happened since are archived: their audit trail keeps them. People, teams and products stay;
they are few, and others may have begun to use them. Changes to records that were here before are not taken back: they
stand in the audit trail, one by one.
"""

from collections import Counter
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.utils import timezone

from accounts.changes import accounts_changed
from accounts.importing.running import Report
from accounts.importing.runs import ImportRefused
from accounts.models import Account, AuditEvent, Contract, ImportRun, Job, Opportunity, Revenue, Stakeholder, User
from accounts.services.jobs import job_start
from accounts.services.money import figures_refresh
from kam.lib.request import current_request_id

UNDO = "import.undo"
REMOVED: tuple[tuple[str, type[Model]], ...] = (
    ("revenue", Revenue),
    ("contract", Contract),
    ("opportunity", Opportunity),
    ("contact", Stakeholder),
)
MADE = """
CREATE TEMPORARY TABLE import_undo ON COMMIT DROP AS
SELECT t.id FROM accounts_importrow r JOIN {table} t ON t.id = r.target_id
WHERE r.run_id = %(run)s AND r.kind = %(kind)s AND r.outcome = 'created' AND {unchanged} AND NOT EXISTS (
    SELECT 1 FROM accounts_auditevent e WHERE e.object_type = %(type)s AND e.object_id = t.id::text
)
"""
ARCHIVE = """
UPDATE accounts_account a SET archived_at = %(now)s, version = version + 1, updated_at = %(now)s
FROM accounts_importrow r
WHERE r.run_id = %(run)s AND r.kind = 'account' AND r.outcome = 'created' AND a.id = r.target_id
    AND a.archived_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM accounts_auditevent e WHERE e.account_id = a.id
        AND (e.by_id IS NOT NULL OR e.verb LIKE '%%import%%')
        AND NOT (e.verb = 'import.ran' AND e.object_id = %(run)s::text)
    )
RETURNING a.id, a.name
"""


@transaction.atomic
def import_undo(*, run: ImportRun, by: User) -> Job:
    """Queue the undoing of an import that is done."""
    fresh = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if fresh.state != ImportRun.State.DONE:
        raise ImportRefused(fresh.get_state_display())
    job = job_start(kind=UNDO, key=f"run {run.pk}", by=by, params={"run": run.pk})
    fresh.job = job
    fresh.save(update_fields=["job"])
    return job


@transaction.atomic
def undo_import(run: ImportRun, *, report: Report, by: User | None) -> dict[str, int]:
    """Remove what nobody touched. Returns how many of each kind; a second time there is nothing left."""
    removed: dict[str, int] = {}
    touched: Counter[tuple[str, str]] = Counter()
    with connection.cursor() as cursor:
        for number, (kind, model) in enumerate(REMOVED):
            accounts = _remove(cursor, run, kind, model)
            removed[kind] = len(accounts)
            touched.update((str(account), kind) for account in accounts if account is not None)
            report(number + 1, len(REMOVED) + 1, kind)
        # Before the events of this undoing are written, which would count as something that happened there.
        removed["account"] = _archive(cursor, run, by)
    account_ids = sorted({int(account) for account, _kind in touched})
    _tell(run, touched, by)
    figures_refresh(account_ids=account_ids, today=timezone.localdate())
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.UNDONE)
    accounts_changed(account_ids, "import")
    return removed


def _remove(cursor: CursorWrapper, run: ImportRun, kind: str, model: type[Model]) -> list[int | None]:
    """Delete the untouched records of a kind. Returns the account of each."""
    table = model._meta.db_table
    unchanged = "t.version = 1" if any(field.name == "version" for field in model._meta.fields) else "true"
    values = {"run": run.pk, "kind": kind, "type": model._meta.label_lower}
    cursor.execute("DROP TABLE IF EXISTS import_undo")
    cursor.execute(MADE.format(table=table, unchanged=unchanged), values)
    cursor.execute("CREATE UNIQUE INDEX ON import_undo (id)")
    for other, column, is_self in _pointing_to(model):
        inside = "AND NOT EXISTS (SELECT 1 FROM import_undo x WHERE x.id = o.id)" if is_self else ""
        cursor.execute(
            f"DELETE FROM import_undo u WHERE EXISTS (SELECT 1 FROM {other} o WHERE o.{column} = u.id {inside})"  # noqa: S608
        )
    cursor.execute(f"DELETE FROM {table} t USING import_undo u WHERE t.id = u.id RETURNING t.account_id")  # noqa: S608
    return [row[0] for row in cursor.fetchall()]


def _pointing_to(model: type[Model]) -> list[tuple[str, str, bool]]:
    """Tables and columns that refer to a model; records themselves refer last, so that whole chains can go."""
    found = []
    for relation in model._meta.related_objects:
        field: Any = relation.field
        if relation.many_to_many:
            found.append((relation.through._meta.db_table, field.m2m_reverse_name(), False))
        else:
            is_self = relation.related_model is model
            found.append((relation.related_model._meta.db_table, field.column, is_self))
    return sorted(found, key=lambda relation: relation[2])


def _archive(cursor: CursorWrapper, run: ImportRun, by: User | None) -> int:
    now = timezone.now()
    cursor.execute(ARCHIVE, {"run": run.pk, "now": now})
    archived = cursor.fetchall()
    AuditEvent.objects.bulk_create(
        AuditEvent(
            by=by,
            account_id=pk,
            verb="account.archived",
            object_type=Account._meta.label_lower,
            object_id=str(pk),
            object_label=name,
            changes={"archived_at": [None, now.isoformat()]},
            reason=str(run),
            request_id=current_request_id(),
        )
        for pk, name in archived
    )
    return len(archived)


def _tell(run: ImportRun, touched: Counter[tuple[str, str]], by: User | None) -> None:
    """One event for each account: how much of what was removed there."""
    AuditEvent.objects.bulk_create(
        AuditEvent(
            by=by,
            account_id=int(account),
            verb="import.undone",
            object_type=run._meta.label_lower,
            object_id=str(run.pk),
            object_label=str(run),
            changes={f"{kind}.removed": [None, rows]},
            request_id=current_request_id(),
        )
        for (account, kind), rows in touched.items()
    )
