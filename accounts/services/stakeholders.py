"""Changes to people at the customer and to what moves them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account, AuditEvent, InfluenceLine, Interest, RelationshipLink, Stakeholder, User
from accounts.selectors.history import events_of
from accounts.selectors.stakeholders import reporting_cycle
from accounts.services.deleting import refuse_if_used
from accounts.services.editing import row_edit
from accounts.services.gaps import relations_changed
from accounts.services.rows import row_create, row_delete, row_update

JUDGED = frozenset({"stance", "stance_evidence"})
WEIGHED = frozenset({"influence", "influence_evidence"})
CHARACTER = frozenset({"orientation", "attitude", "rival_preferred", "character_evidence"})


@transaction.atomic
def stakeholder_create(*, account: Account, values: Mapping[str, Any], by: User) -> Stakeholder:
    """Put a person on the map of an account."""
    person = Stakeholder(account=account, **values)
    person.currency = values.get("currency") or account.currency
    if person.stance is not None:
        person.stance_on, person.stance_by = timezone.localdate(), by
    if person.influence is not None:
        person.influence_on, person.influence_by = timezone.localdate(), by
    if any(getattr(person, name) for name in CHARACTER):
        person.character_on, person.character_by = timezone.localdate(), by
    row_create(person, by=by)
    relations_changed(account_id=account.pk, kind="stakeholder")
    return person


@transaction.atomic
def stakeholders_add(*, account: Account, people: Sequence[Mapping[str, Any]], by: User) -> list[Stakeholder]:
    """Put several people on the map at once, each by name and what else is known."""
    added = [row_create(Stakeholder(account=account, currency=account.currency, **values), by=by) for values in people]
    if added:
        relations_changed(account_id=account.pk, kind="stakeholder")
    return added


@transaction.atomic
def stakeholder_update(
    *, stakeholder: Stakeholder, changes: Mapping[str, Any], by: User, version: int | None = None
) -> Stakeholder:
    """Change a person. A new stance, influence, character or evidence is dated and signed; a new status is dated.

    Raises ValidationError when the reporting line would run in a circle.
    """
    if "reports_to" in changes:
        check_reporting_line(stakeholder, changes["reports_to"])

    def derive(touched: Mapping[str, Any]) -> dict[str, Any]:
        further: dict[str, Any] = {}
        if JUDGED & set(touched):
            further |= {"stance_on": timezone.localdate(), "stance_by": by}
        if WEIGHED & set(touched):
            further |= {"influence_on": timezone.localdate(), "influence_by": by}
        if CHARACTER & set(touched):
            further |= {"character_on": timezone.localdate(), "character_by": by}
        if "status" in touched and "status_on" not in touched:
            further["status_on"] = timezone.localdate()
        return further

    person = row_edit(stakeholder, changes=changes, by=by, version=version, derive=derive)
    relations_changed(account_id=person.account_id, kind="stakeholder")
    return person


@transaction.atomic
def stakeholders_judge(*, changes: Sequence[tuple[Stakeholder, Mapping[str, Any], int]], by: User) -> None:
    """Change many people, each with the version that was shown: all of them, or none."""
    for person, values, version in changes:
        stakeholder_update(stakeholder=person, changes=values, by=by, version=version)


@transaction.atomic
def stakeholder_place(
    *, stakeholder: Stakeholder, changes: Mapping[str, Any], evidence: str, by: User, version: int | None = None
) -> list[AuditEvent]:
    """Put a person elsewhere in the power grid: stance, influence, or both, for one reason.

    Returns the events that an undo takes back, none where the person stood there already.
    """
    stakeholder = Stakeholder.objects.get(pk=stakeholder.pk)
    moved = {name: value for name, value in changes.items() if getattr(stakeholder, name) != value}
    if not moved:
        return []
    grounds = {f"{name}_evidence": evidence for name in moved}
    person = stakeholder_update(stakeholder=stakeholder, changes={**moved, **grounds}, by=by, version=version)
    return list(events_of(person).filter(verb="stakeholder.updated")[:1])


def check_reporting_line(stakeholder: Stakeholder, boss: Stakeholder | None) -> None:
    """Raise ValidationError when `stakeholder` reporting to `boss` would make a circle."""
    if boss is not None and boss.pk == stakeholder.pk:
        raise ValidationError(_("Nobody reports to themselves."))
    if circle := reporting_cycle(stakeholder, boss):
        line = " → ".join(person.name for person in [stakeholder, *circle])
        raise ValidationError(_("The reporting line would run in a circle: %(line)s.") % {"line": line})


@transaction.atomic
def stance_confirm(*, stakeholder: Stakeholder, by: User, today: date) -> Stakeholder:
    """Say that the judgement of the stance still holds today."""
    changes = {"stance_on": today, "stance_by": by}
    person = row_update(stakeholder, changes=changes, by=by, verb="stakeholder.stance_confirmed")
    relations_changed(account_id=person.account_id, kind="stakeholder")
    return person


@transaction.atomic
def stakeholder_delete(*, stakeholder: Stakeholder, by: User) -> list[AuditEvent]:
    """Take a person off the map, with links and interests. Returns the events that an undo takes back.

    Raises StillUsed when interactions, actions, reviews or surveys name the person: then they have left, not vanished.
    """
    refuse_if_used(stakeholder, but=(RelationshipLink, Interest, InfluenceLine, Stakeholder))
    events: list[AuditEvent] = []
    for report in stakeholder.reports.all():
        row_update(report, changes={"reports_to": stakeholder.reports_to}, by=by)
        events += events_of(report)[:1]
    lines = InfluenceLine.objects.filter(Q(source=stakeholder) | Q(target=stakeholder))
    parts: Iterable[RelationshipLink | Interest | InfluenceLine] = [
        *stakeholder.links.all(),
        *stakeholder.interests.all(),
        *lines,
    ]
    events += [row_delete(part, by=by) for part in parts]
    account_id = stakeholder.account_id
    # Undo works from the last event to the first: the person first, then what hangs on them.
    events.append(row_delete(stakeholder, by=by))
    relations_changed(account_id=account_id, kind="stakeholder")
    return events


@transaction.atomic
def interest_create(*, stakeholder: Stakeholder, values: Mapping[str, Any], by: User) -> Interest:
    """Note what a person wants or fears."""
    interest = row_create(Interest(stakeholder=stakeholder, **values), by=by)
    relations_changed(account_id=stakeholder.account_id, kind="stakeholder")
    return interest


@transaction.atomic
def interest_update(
    *, interest: Interest, changes: Mapping[str, Any], by: User, version: int | None = None
) -> Interest:
    """Change an interest."""
    interest = row_edit(interest, changes=changes, by=by, version=version)
    relations_changed(account_id=interest.stakeholder.account_id, kind="stakeholder")
    return interest


@transaction.atomic
def interest_delete(*, interest: Interest, by: User) -> list[AuditEvent]:
    """Remove an interest; returns the event that an undo takes back."""
    account_id = interest.stakeholder.account_id
    events = [row_delete(interest, by=by)]
    relations_changed(account_id=account_id, kind="stakeholder")
    return events
