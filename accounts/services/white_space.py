"""Changes to the white-space grid."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import Account, AuditEvent, Product, Unit, User, WhiteSpaceCell
from accounts.services.editing import row_edit
from accounts.services.money import money_changed
from accounts.services.rows import row_create, row_delete


@transaction.atomic
def cell_set(
    *,
    account: Account,
    unit: Unit | None,
    product: Product,
    values: Mapping[str, Any],
    by: User,
    version: int | None = None,
) -> WhiteSpaceCell:
    """Set one product in one unit; the cell is made when it is the first thing said about it."""
    cell = WhiteSpaceCell.objects.filter(account=account, unit=unit, product=product).first()
    if cell is None:
        cell = WhiteSpaceCell(account=account, unit=unit, product=product, **values)
        row_create(cell, by=by, verb="whitespacecell.created")
    else:
        cell = row_edit(cell, changes=values, by=by, version=version)
    money_changed(account_id=account.pk, kind="white_space")
    return cell


@transaction.atomic
def cell_update(
    *, cell: WhiteSpaceCell, changes: Mapping[str, Any], by: User, version: int | None = None
) -> WhiteSpaceCell:
    """Change a cell. Raises StaleRow when somebody else changed the same field."""
    cell = row_edit(cell, changes=changes, by=by, version=version)
    money_changed(account_id=cell.account_id, kind="white_space")
    return cell


@transaction.atomic
def cell_delete(*, cell: WhiteSpaceCell, by: User) -> list[AuditEvent]:
    """Forget what was said about a cell; returns the event that an undo takes back."""
    account_id = cell.account_id
    events = [row_delete(cell, by=by)]
    money_changed(account_id=account_id, kind="white_space")
    return events
