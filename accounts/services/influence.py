"""Changes to the lines between people at a customer."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import AuditEvent, InfluenceLine, Stakeholder, User
from accounts.services.editing import row_edit
from accounts.services.gaps import relations_changed
from accounts.services.rows import row_create, row_delete


@transaction.atomic
def influence_line_create(*, stakeholder: Stakeholder, values: Mapping[str, Any], by: User) -> InfluenceLine:
    """Draw a line from a person to another one of the same customer."""
    line = row_create(InfluenceLine(source=stakeholder, **values), by=by)
    relations_changed(account_id=stakeholder.account_id, kind="stakeholder")
    return line


@transaction.atomic
def influence_line_update(
    *, line: InfluenceLine, changes: Mapping[str, Any], by: User, version: int | None = None
) -> InfluenceLine:
    """Change what a line says."""
    line = row_edit(line, changes=changes, by=by, version=version)
    relations_changed(account_id=line.source.account_id, kind="stakeholder")
    return line


@transaction.atomic
def influence_line_delete(*, line: InfluenceLine, by: User) -> list[AuditEvent]:
    """Remove a line; returns the event that an undo takes back."""
    account_id = line.source.account_id
    events = [row_delete(line, by=by)]
    relations_changed(account_id=account_id, kind="stakeholder")
    return events
