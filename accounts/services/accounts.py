"""Changes to accounts themselves: entered, edited, handed over, archived."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.changes import account_changed
from accounts.models import Account, AccountFigures, User
from accounts.naming import domain_of, name_key, sort_key
from accounts.selectors.accounts import is_below
from accounts.services.editing import row_edit
from accounts.services.rows import row_create, row_update


def derived(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that follow from name and website, for those of the two that are given."""
    found: dict[str, Any] = {}
    if "name" in values:
        found |= {"name_key": name_key(values["name"]), "sort_key": sort_key(values["name"])}
    if "website" in values:
        found["domain"] = domain_of(values["website"])
    return found


@transaction.atomic
def account_create(*, values: Mapping[str, Any], by: User | None, verb: str = "", reason: str = "") -> Account:
    """Enter a customer, with an empty row of figures."""
    account = row_create(Account(**values, **derived(values)), by=by, verb=verb, reason=reason)
    AccountFigures.objects.create(account=account)
    account_changed(account.pk, "account")
    return account


def _refuse_circle(account: Account, parent: Account | None) -> None:
    if parent is not None and (parent.pk == account.pk or is_below(parent, account)):
        raise ValidationError({"parent": _("This company belongs to the account itself: choose another parent.")})


@transaction.atomic
def account_update(
    *,
    account: Account,
    changes: Mapping[str, Any],
    by: User | None,
    version: int | None = None,
    verb: str = "",
    reason: str = "",
) -> Account:
    """Change facts of an account; what the sender did not touch stays. Raises StaleRow on a conflict."""
    _refuse_circle(account, changes.get("parent"))
    account = row_edit(account, changes=changes, by=by, version=version, verb=verb, reason=reason, derive=derived)
    account_changed(account.pk, "account")
    return account


@transaction.atomic
def accounts_assign(*, accounts: Iterable[Account], changes: Mapping[str, Any], by: User, reason: str = "") -> int:
    """Hand accounts over: set manager, team or sponsor of each; returns how many changed.

    The caller has checked each account. In the order of their ids, so that two such changes never wait for each other.
    """
    changed = 0
    for account in sorted(accounts, key=lambda account: account.pk):
        fresh = row_update(account, changes=changes, by=by, verb="account.assigned", reason=reason)
        if fresh.version != account.version:
            changed += 1
            account_changed(account.pk, "team")
    return changed


@transaction.atomic
def account_archive(*, account: Account, by: User, reason: str = "") -> Account:
    """Take an account out of the lists; nothing of it is lost."""
    if account.archived_at is not None:
        return account
    account = row_update(
        account, changes={"archived_at": timezone.now()}, by=by, verb="account.archived", reason=reason
    )
    account_changed(account.pk, "account")
    return account


@transaction.atomic
def account_restore(*, account: Account, by: User) -> Account:
    """Bring an archived account back into the lists."""
    account = row_update(account, changes={"archived_at": None}, by=by, verb="account.unarchived")
    account_changed(account.pk, "account")
    return account
