"""How higher apps learn that something at an account has changed, without accounts knowing them.

An app registers a callback in `AppConfig.ready()`; services here call `account_changed` after each write. The
callbacks run once the transaction has been committed, so they may queue work; a rolled-back change is never told.
Kinds: account, team, stakeholder, link, unit, interaction, issue, contract, opportunity, revenue, white_space, money.
"""

from collections.abc import Callable
from functools import partial

from django.db import transaction

type Callback = Callable[[int, str], None]

CALLBACKS: list[Callback] = []


def on_account_change(callback: Callback) -> Callback:
    """Register `callback(account_id, kind)`; usable as a decorator."""
    if callback not in CALLBACKS:
        CALLBACKS.append(callback)
    return callback


def account_changed(account_id: int, kind: str) -> None:
    """Tell everybody who registered, after the commit."""
    for callback in CALLBACKS:
        transaction.on_commit(partial(callback, account_id, kind), robust=True)
