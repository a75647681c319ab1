"""Changes to the list of what we sell."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import Product, User
from accounts.services.deleting import refuse_if_used
from accounts.services.editing import row_edit
from accounts.services.rows import row_create, row_delete


def product_key(name: str) -> str:
    """The name as imports compare it: without case and blanks, so that "GTX Pro" and "GTXPro" are one product."""
    return "".join(name.casefold().split())


@transaction.atomic
def product_create(*, values: Mapping[str, Any], by: User) -> Product:
    """Add a product."""
    return row_create(Product(name_key=product_key(values["name"]), **values), by=by)


@transaction.atomic
def product_update(*, product: Product, changes: Mapping[str, Any], by: User, version: int | None = None) -> Product:
    """Change a product."""
    name = changes.get("name", product.name)
    return row_edit(product, changes={**changes, "name_key": product_key(name)}, by=by, version=version)


@transaction.atomic
def product_delete(*, product: Product, by: User) -> None:
    """Remove a product that nothing names. Raises StillUsed otherwise."""
    refuse_if_used(product)
    row_delete(product, by=by)
