"""Changes to the white-space grid."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import Account, Product, Unit, User, WhiteSpaceCell
from accounts.services.editing import row_edit
from accounts.services.money import money_changed
from accounts.services.rows import row_create


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
