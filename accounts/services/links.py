"""Changes to the links between our people and the customer's."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import AuditEvent, RelationshipLink, Stakeholder, User
from accounts.services.editing import row_edit
from accounts.services.gaps import relations_changed
from accounts.services.rows import row_create, row_delete, row_update

FIRST_STRENGTH = 1  # of a link that begins with a conversation


@transaction.atomic
def link_create(*, stakeholder: Stakeholder, values: Mapping[str, Any], by: User) -> RelationshipLink:
    """Note that one of ours knows a person. Only one keeps the link: a new keeper relieves the old one."""
    if values.get("is_primary"):
        _relieve(stakeholder, by)
    link = row_create(RelationshipLink(stakeholder=stakeholder, **values), by=by)
    relations_changed(account_id=stakeholder.account_id, kind="link")
    return link


@transaction.atomic
def link_update(
    *, link: RelationshipLink, changes: Mapping[str, Any], by: User, version: int | None = None
) -> RelationshipLink:
    """Change a link."""
    if changes.get("is_primary"):
        _relieve(link.stakeholder, by, but=link)
    link = row_edit(link, changes=changes, by=by, version=version)
    relations_changed(account_id=link.stakeholder.account_id, kind="link")
    return link


def _relieve(stakeholder: Stakeholder, by: User, but: RelationshipLink | None = None) -> None:
    keepers = stakeholder.links.filter(is_primary=True)
    for keeper in keepers.exclude(pk=but.pk) if but is not None else keepers:
        row_update(keeper, changes={"is_primary": False}, by=by)


@transaction.atomic
def link_delete(*, link: RelationshipLink, by: User) -> list[AuditEvent]:
    """Remove a link; returns the event that an undo takes back."""
    account_id = link.stakeholder.account_id
    events = [row_delete(link, by=by)]
    relations_changed(account_id=account_id, kind="link")
    return events


@transaction.atomic
def links_touch(*, stakeholders: Collection[Stakeholder], people: Collection[User], on: date, by: User) -> None:
    """A two-way contact took place: date the links of all pairs that are older, and begin those that are missing."""
    links = {
        (link.stakeholder_id, link.user_id): link
        for link in RelationshipLink.objects.filter(stakeholder__in=stakeholders, user__in=people)
    }
    for stakeholder in stakeholders:
        for person in people:
            link = links.get((stakeholder.pk, person.pk))
            if link is None:
                fresh = RelationshipLink(
                    stakeholder=stakeholder, user=person, strength=FIRST_STRENGTH, last_contact_on=on
                )
                row_create(fresh, by=by)
            elif link.last_contact_on is None or link.last_contact_on < on:
                row_update(link, changes={"last_contact_on": on}, by=by)
