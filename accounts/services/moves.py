"""One human being at several customers: who is the same person, and who has moved from one to the other."""

from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account, RelationshipLink, Stakeholder, User
from accounts.services.gaps import relations_changed
from accounts.services.rows import row_create, row_update


@transaction.atomic
def same_person_set(*, stakeholder: Stakeholder, other: Stakeholder, by: User) -> UUID:
    """Say that two rows of different customers are one human being; returns the key that they share."""
    if stakeholder.account_id == other.account_id:
        raise ValidationError(_("Both stand on the same map. Delete one of them instead."))
    key = stakeholder.person_key or other.person_key or uuid4()
    rows = [stakeholder, other]
    if other.person_key and other.person_key != key:
        rows += Stakeholder.objects.filter(person_key=other.person_key).exclude(pk=other.pk)
    for row in rows:
        row_update(row, changes={"person_key": key}, by=by, verb="stakeholder.same_person")
    return key


@transaction.atomic
def same_person_unset(*, stakeholder: Stakeholder, by: User) -> Stakeholder:
    """Say that this row is a person of its own after all."""
    changes = {"person_key": None, "moved_to": None}
    return row_update(stakeholder, changes=changes, by=by, verb="stakeholder.own_person")


@transaction.atomic
def stakeholder_move(*, stakeholder: Stakeholder, to: Account, title: str, on: date, by: User) -> Stakeholder:
    """A person has moved to another customer: marked here, on the map there, and both tied together.

    The history stays with the old row. Our people's links go along, since they know the person still; role, influence
    and stance are of the old chair and are judged anew.
    """
    if to.pk == stakeholder.account_id:
        raise ValidationError(_("This is the customer where the person is now. Edit title and unit instead."))
    if stakeholder.moved_to_id is not None:
        raise ValidationError(_("This person has been moved already."))
    key = stakeholder.person_key or uuid4()
    there = row_create(
        Stakeholder(
            account=to,
            name=stakeholder.name,
            title=title,
            phone=stakeholder.phone,
            language=stakeholder.language,
            currency=to.currency,
            person_key=key,
        ),
        by=by,
        reason=_("Moved here from another customer."),
    )
    for link in stakeholder.links.all():
        known = RelationshipLink(
            stakeholder=there, user_id=link.user_id, strength=link.strength, last_contact_on=link.last_contact_on
        )
        row_create(known, by=by)
    changes = {"status": Stakeholder.Status.MOVED, "status_on": on, "moved_to": there, "person_key": key}
    row_update(stakeholder, changes=changes, by=by, verb="stakeholder.moved")
    for account_id in (stakeholder.account_id, to.pk):
        relations_changed(account_id=account_id, kind="stakeholder")
    return there
