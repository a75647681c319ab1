"""Writing an account's figures at a glance (see AccountFigures: a cache, so without audit events)."""

from typing import Any

from accounts.models import AccountFigures


def figures_set(*, account_id: int, **values: Any) -> None:
    """Set some figures of one account; the row is made when it is missing."""
    if not AccountFigures.objects.filter(pk=account_id).update(**values):
        AccountFigures.objects.update_or_create(pk=account_id, defaults=values)
