"""Editing rows that two people may have open at once."""

from collections.abc import Callable, Mapping
from typing import Any

from accounts.models import User
from accounts.models.recording import plain, state
from accounts.models.rows import Versioned
from accounts.selectors.history import at_version
from accounts.services.rows import row_update

type Derive = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def row_edit[M: Versioned](
    row: M,
    *,
    changes: Mapping[str, Any],
    by: User | None,
    version: int | None = None,
    verb: str = "",
    reason: str = "",
    derive: Derive | None = None,
) -> M:
    """Apply what a form or an API call sent, leaving alone what it did not touch.

    A form sends every field; those that still hold what its version showed were not touched by this person, so a
    colleague's change to them in between survives and is no conflict. Raises StaleRow when both changed one field.
    `derive` takes the touched fields and names further ones to set with them (a date, an author).
    """
    fresh = type(row)._default_manager.get(pk=row.pk)
    shown = state(fresh) if version is None else at_version(fresh, version)
    touched = {name: value for name, value in changes.items() if name not in shown or plain(value) != shown[name]}
    if derive is not None and touched:
        touched |= derive(touched)
    return row_update(row, changes=touched, by=by, version=version, before=shown, verb=verb, reason=reason)
