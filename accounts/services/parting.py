"""Somebody at the customer leaves: marked with the day, and whoever takes the chair gets the reports."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, Stakeholder, User
from accounts.selectors.history import events_of
from accounts.services.gaps import relations_changed
from accounts.services.rows import row_update, rows_update

GONE = frozenset({Stakeholder.Status.LEFT, Stakeholder.Status.MOVED})


@transaction.atomic
def stakeholder_leave(
    *, stakeholder: Stakeholder, on: date, successor: Stakeholder | None, by: User, version: int | None = None
) -> list[AuditEvent]:
    """Mark a person as having left; a successor takes the place in the reporting line, nothing else.

    Returns the events that an undo takes back. Raises StaleRow when somebody changed the status in between, and
    ValidationError for who is gone already.
    """
    person = Stakeholder.objects.select_for_update().get(pk=stakeholder.pk)
    if person.status in GONE:
        raise ValidationError(_("Somebody has marked this person as gone already."))
    line: dict[int, dict[str, object]] = {}
    if successor is not None:
        reports = person.reports.exclude(pk=successor.pk).values_list("pk", flat=True)
        line = {pk: {"reports_to": successor} for pk in reports}
        line[successor.pk] = {"reports_to": person.reports_to if person.reports_to_id != successor.pk else None}
    events = rows_update(Stakeholder, line, by=by, verb="stakeholder.updated") if line else []
    changes = {"status": Stakeholder.Status.LEFT, "status_on": on}
    gone = row_update(person, changes=changes, by=by, verb="stakeholder.left", version=version)
    relations_changed(account_id=gone.account_id, kind="stakeholder")
    return [*events, *events_of(gone)[:1]]
