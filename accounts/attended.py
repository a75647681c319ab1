"""Which people an open action concerns. Actions are kept by a higher app, so it tells by registering here."""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import QuerySet

type Teller = Callable[[Collection[int]], QuerySet[Any]]

TELLERS: list[Teller] = []


def tells_attended(teller: Teller) -> Teller:
    """Register `teller(account_ids)`: rows with `account_id` and `stakeholder_id`; usable as a decorator.

    Rows and not ids, so that the rules read them in the same query as their other facts.
    """
    if teller not in TELLERS:
        TELLERS.append(teller)
    return teller


def attended(account_ids: Collection[int]) -> list[QuerySet[Any]]:
    """The rows of everybody who registered."""
    return [teller(account_ids) for teller in TELLERS]
