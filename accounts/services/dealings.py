"""Changes to what happens between us and the customer: issues and interactions."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from accounts.changes import account_changed
from accounts.models import Account, AuditEvent, Interaction, Issue, Stakeholder, User
from accounts.services.editing import row_edit
from accounts.services.gaps import relations_changed
from accounts.services.links import links_touch
from accounts.services.rows import many_set, row_create, row_delete, row_update

# ---------------------------------------------------------------- issues


@transaction.atomic
def issue_create(*, account: Account, values: Mapping[str, Any], by: User) -> Issue:
    """Open an issue."""
    issue = row_create(Issue(account=account, **values), by=by, verb="issue.created")
    account_changed(account.pk, "issue")
    return issue


@transaction.atomic
def issue_update(*, issue: Issue, changes: Mapping[str, Any], by: User, version: int | None = None) -> Issue:
    """Change an issue."""
    issue = row_edit(issue, changes=changes, by=by, version=version)
    account_changed(issue.account_id, "issue")
    return issue


@transaction.atomic
def issue_close(*, issue: Issue, on: date, by: User) -> Issue:
    """Close an issue that is open; a closed one keeps its day."""
    issue = row_update(
        issue, changes={"closed_on": issue.closed_on or max(on, issue.opened_on)}, by=by, verb="issue.closed"
    )
    account_changed(issue.account_id, "issue")
    return issue


@transaction.atomic
def issue_reopen(*, issue: Issue, by: User) -> Issue:
    """Open an issue again."""
    issue = row_update(issue, changes={"closed_on": None}, by=by, verb="issue.reopened")
    account_changed(issue.account_id, "issue")
    return issue


@transaction.atomic
def issue_delete(*, issue: Issue, by: User) -> list[AuditEvent]:
    """Remove an issue that was none; returns the event that an undo takes back."""
    account_id = issue.account_id
    events = [row_delete(issue, by=by)]
    account_changed(account_id, "issue")
    return events


@transaction.atomic
def issues_check(*, account: Account, on: date, by: User) -> Account:
    """Say that the list of issues was looked through: no open issue means something only with a date."""
    account = row_update(account, changes={"issues_checked_on": on}, by=by, verb="account.issues_checked")
    account_changed(account.pk, "issue")
    return account


# ---------------------------------------------------------------- interactions


@transaction.atomic
def interaction_create(
    *,
    account: Account,
    values: Mapping[str, Any],
    by: User,
    people: Collection[User] = (),
    stakeholders: Collection[Stakeholder] = (),
) -> Interaction:
    """Note a call, meeting or message. A two-way one refreshes the links of everybody in it."""
    interaction = row_create(Interaction(account=account, author=by, **values), by=by)
    many_set(interaction, "people", people, by=by)
    many_set(interaction, "stakeholders", stakeholders, by=by)
    _links_follow(interaction, people, stakeholders, by)
    return interaction


@transaction.atomic
def interaction_update(
    *,
    interaction: Interaction,
    changes: Mapping[str, Any],
    by: User,
    people: Collection[User] | None = None,
    stakeholders: Collection[Stakeholder] | None = None,
    version: int | None = None,
) -> Interaction:
    """Change an interaction; people that are not given stay as they are."""
    interaction = row_edit(interaction, changes=changes, by=by, version=version)
    if people is not None:
        many_set(interaction, "people", people, by=by)
    if stakeholders is not None:
        many_set(interaction, "stakeholders", stakeholders, by=by)
    _links_follow(interaction, interaction.people.all(), interaction.stakeholders.all(), by)
    return interaction


def _links_follow(
    interaction: Interaction, people: Collection[User], stakeholders: Collection[Stakeholder], by: User
) -> None:
    if interaction.is_two_way:
        links_touch(stakeholders=stakeholders, people=people, on=interaction.happened_on, by=by)
    relations_changed(account_id=interaction.account_id, kind="interaction")


@transaction.atomic
def interaction_delete(*, interaction: Interaction, by: User) -> list[AuditEvent]:
    """Remove an interaction. The dates that it gave to links stay: other sources may have confirmed them since.

    Returns the events that an undo takes back.
    """
    account_id = interaction.account_id
    emptied = (many_set(interaction, "people", [], by=by), many_set(interaction, "stakeholders", [], by=by))
    events = [event for event in emptied if event is not None]
    events.append(row_delete(interaction, by=by))
    relations_changed(account_id=account_id, kind="interaction")
    return events
