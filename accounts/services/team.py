"""Changes to the account team, to the account manager and to the sponsor."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from accounts.changes import account_changed
from accounts.models import Account, AccountTeamMember, AuditEvent, TeamRole, User
from accounts.services.editing import row_edit
from accounts.services.rows import row_create, row_delete, row_update


@transaction.atomic
def member_add(*, account: Account, user: User, values: Mapping[str, Any], by: User) -> AccountTeamMember:
    """Take a person into the account team; one who had left comes back with what is said now."""
    former = AccountTeamMember.objects.filter(account=account, user=user).first()
    if former is not None:
        changes = {**values, "left_on": None}
        member = row_update(former, changes=changes, by=by, verb="accountteammember.returned")
    else:
        member = row_create(AccountTeamMember(account=account, user=user, **values), by=by)
    account_changed(account.pk, "team")
    return member


@transaction.atomic
def member_update(
    *, member: AccountTeamMember, changes: Mapping[str, Any], by: User, version: int | None = None
) -> AccountTeamMember:
    """Change roles, hours, deputy or skills of a member."""
    member = row_edit(member, changes=changes, by=by, version=version)
    account_changed(member.account_id, "team")
    return member


@transaction.atomic
def member_role_set(*, member: AccountTeamMember, role: TeamRole, is_held: bool, by: User) -> AccountTeamMember:
    """Give a member one of the six roles, or take it away; the others stay as they are now."""
    fresh = AccountTeamMember.objects.select_for_update().get(pk=member.pk)
    wanted = {*fresh.roles, role.value} if is_held else {*fresh.roles} - {role.value}
    roles = [value for value in TeamRole.values if value in wanted]
    member = row_update(fresh, changes={"roles": roles}, by=by)
    account_changed(member.account_id, "team")
    return member


@transaction.atomic
def member_leave(*, member: AccountTeamMember, on: date, by: User) -> AccountTeamMember:
    """A member leaves the team; what they did stays under their name."""
    member = row_update(member, changes={"left_on": on}, by=by, verb="accountteammember.left")
    account_changed(member.account_id, "team")
    return member


@transaction.atomic
def member_return(*, member: AccountTeamMember, by: User) -> AccountTeamMember:
    """A member who left is back."""
    member = row_update(member, changes={"left_on": None}, by=by, verb="accountteammember.returned")
    account_changed(member.account_id, "team")
    return member


@transaction.atomic
def member_delete(*, member: AccountTeamMember, by: User) -> list[AuditEvent]:
    """Remove a member who was added by mistake; returns the event that an undo takes back."""
    account_id = member.account_id
    events = [row_delete(member, by=by)]
    account_changed(account_id, "team")
    return events


@transaction.atomic
def leaders_set(*, account: Account, changes: Mapping[str, Any], by: User, version: int | None = None) -> Account:
    """Name the account manager and the sponsor."""
    account = row_edit(account, changes=changes, by=by, version=version, verb="account.leaders_set")
    account_changed(account.pk, "team")
    return account
