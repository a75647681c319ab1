"""Changes to the sites, divisions and legal entities of a customer."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account, AuditEvent, Competitor, Stakeholder, Unit, User
from accounts.selectors.history import events_of
from accounts.services.deleting import refuse_if_used
from accounts.services.editing import row_edit
from accounts.services.gaps import relations_changed
from accounts.services.rows import row_create, row_delete, row_update


@transaction.atomic
def unit_create(*, account: Account, values: Mapping[str, Any], by: User) -> Unit:
    """Add a unit to a customer."""
    unit = row_create(Unit(account=account, **values), by=by)
    relations_changed(account_id=account.pk, kind="unit")
    return unit


@transaction.atomic
def unit_update(*, unit: Unit, changes: Mapping[str, Any], by: User, version: int | None = None) -> Unit:
    """Change a unit. Raises ValidationError when it would belong to itself."""
    if "parent" in changes:
        check_unit_place(unit, changes["parent"])
    unit = row_edit(unit, changes=changes, by=by, version=version)
    relations_changed(account_id=unit.account_id, kind="unit")
    return unit


def check_unit_place(unit: Unit, parent: Unit | None) -> None:
    """Raise ValidationError when `unit` below `parent` would make a circle."""
    above = dict(Unit.objects.filter(account_id=unit.account_id).values_list("pk", "parent_id"))
    at, seen = parent.pk if parent else None, set()
    while at is not None and at not in seen:
        if at == unit.pk:
            raise ValidationError(_("A unit cannot belong to itself or to a unit below it."))
        seen.add(at)
        at = above.get(at)


@transaction.atomic
def unit_delete(*, unit: Unit, by: User) -> list[AuditEvent]:
    """Remove a unit; its people and rivals stay without it. Returns the events that an undo takes back.

    Raises StillUsed when revenue or white space is booked there: figures do not vanish with a name.
    """
    refuse_if_used(unit, but=(Stakeholder, Competitor, Unit))
    events: list[AuditEvent] = []
    rows: list[Stakeholder | Competitor] = [*unit.stakeholders.all(), *Competitor.objects.filter(unit=unit)]
    for row in rows:
        row_update(row, changes={"unit": None}, by=by)
        events += events_of(row)[:1]
    for child in unit.children.all():
        row_update(child, changes={"parent": unit.parent}, by=by)
        events += events_of(child)[:1]
    account_id = unit.account_id
    events.append(row_delete(unit, by=by))
    relations_changed(account_id=account_id, kind="unit")
    return events
