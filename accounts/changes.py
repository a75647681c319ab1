"""How higher apps learn that something at an account has changed, without accounts knowing them.

An app registers a callback in `AppConfig.ready()`; services here call `account_changed` after each write. The
callbacks run once the transaction has been committed, so they may queue work; a rolled-back change is never told.
Kinds: account, team, stakeholder, link, unit, interaction, issue, contract, opportunity, revenue, white_space, money;
import stands for any of them.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from django.db import transaction

type Callback = Callable[[int, str], None]
type BulkCallback = Callable[[Sequence[int], str], None]

CALLBACKS: list[Callback] = []
BULK_CALLBACKS: list[BulkCallback] = []


def on_account_change(callback: Callback) -> Callback:
    """Register `callback(account_id, kind)`; usable as a decorator."""
    if callback not in CALLBACKS:
        CALLBACKS.append(callback)
    return callback


def account_changed(account_id: int, kind: str) -> None:
    """Tell everybody who registered, after the commit."""
    for callback in CALLBACKS:
        transaction.on_commit(partial(callback, account_id, kind), robust=True)


def on_accounts_change(callback: BulkCallback) -> BulkCallback:
    """Register `callback(account_ids, kind)` for changes of many accounts at once, such as an import."""
    if callback not in BULK_CALLBACKS:
        BULK_CALLBACKS.append(callback)
    return callback


def accounts_changed(account_ids: Iterable[int], kind: str) -> None:
    """Tell everybody who registered for many accounts, after the commit."""
    ids = list(account_ids)
    for callback in BULK_CALLBACKS if ids else ():
        transaction.on_commit(partial(callback, ids, kind), robust=True)
