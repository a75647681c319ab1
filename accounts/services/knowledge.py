"""Changes to what we know of the customer's business: goals, needs, trends, results, improvements and their value."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.changes import account_changed
from accounts.models import (
    Account,
    AccountFinancial,
    AuditEvent,
    CustomerGoal,
    Idea,
    Improvement,
    Need,
    Strength,
    Trend,
    User,
    ValueCase,
    ValueProof,
)
from accounts.services.editing import row_edit
from accounts.services.rows import row_create, row_delete

type Knowledge = CustomerGoal | Need | Trend | AccountFinancial | Improvement | ValueCase | ValueProof | Idea | Strength


@transaction.atomic
def knowledge_create[K: Knowledge](
    *, model: type[K], account: Account, values: Mapping[str, Any], by: User | None
) -> K:
    """Note something about the customer's business."""
    row = row_create(model(account=account, **values), by=by)
    account_changed(account.pk, "knowledge")
    return row


@transaction.atomic
def knowledge_update[K: Knowledge](*, row: K, changes: Mapping[str, Any], by: User, version: int | None = None) -> K:
    """Change what was noted. Raises StaleRow when somebody else changed the same field."""
    row = row_edit(row, changes=changes, by=by, version=version)
    account_changed(row.account_id, "knowledge")
    return row


@transaction.atomic
def knowledge_delete(*, row: Knowledge, by: User) -> list[AuditEvent]:
    """Remove what was noted by mistake; returns the event that an undo takes back."""
    account_id = row.account_id
    events = [row_delete(row, by=by)]
    account_changed(account_id, "knowledge")
    return events
