"""Revenue entered by hand. Rows that an import brought belong to their source and are changed there."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import Account, AuditEvent, Revenue, User
from accounts.services.money import money_changed
from accounts.services.rows import row_create, row_delete, row_update


@transaction.atomic
def revenue_create(*, account: Account, values: Mapping[str, Any], by: User) -> Revenue:
    """Book what was billed in a month."""
    row = row_create(Revenue(account=account, **values), by=by)
    money_changed(account_id=account.pk, kind="revenue")
    return row


@transaction.atomic
def revenue_update(*, revenue: Revenue, changes: Mapping[str, Any], by: User) -> Revenue:
    """Correct a booked month."""
    row = row_update(revenue, changes=changes, by=by)
    money_changed(account_id=row.account_id, kind="revenue")
    return row


@transaction.atomic
def revenue_delete(*, revenue: Revenue, by: User) -> list[AuditEvent]:
    """Remove a booked month; returns the event that an undo takes back."""
    account_id = revenue.account_id
    events = [row_delete(revenue, by=by)]
    money_changed(account_id=account_id, kind="revenue")
    return events
