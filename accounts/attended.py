"""Which people an open action concerns, and which gap it works at. Actions are kept by a higher app: it registers here."""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import QuerySet

type Teller = Callable[[Collection[int]], QuerySet[Any]]

TELLERS: list[Teller] = []
ACTION_TELLERS: list[Teller] = []


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


def tells_gap_actions(teller: Teller) -> Teller:
    """Register `teller(account_ids)`: open actions made for a gap, as values of `account_id`, `rule` and `told`.

    `told` is JSON with the action's id, title, due_on, owner and people (ids of the stakeholders that it concerns).
    """
    if teller not in ACTION_TELLERS:
        ACTION_TELLERS.append(teller)
    return teller


def gap_actions(account_ids: Collection[int]) -> list[QuerySet[Any]]:
    """The rows of everybody who registered."""
    return [teller(account_ids) for teller in ACTION_TELLERS]
