"""Changes to contracts and to what we know of rivals."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.changes import account_changed
from accounts.models import Account, AuditEvent, Competitor, Contract, User
from accounts.services.editing import row_edit
from accounts.services.money import money_changed
from accounts.services.rows import row_create, row_delete


@transaction.atomic
def contract_create(*, account: Account, values: Mapping[str, Any], by: User) -> Contract:
    """Add a contract. A renewal chance is dated today unless a day is given."""
    contract = Contract(account=account, **values)
    if contract.renewal_chance is not None and contract.renewal_chance_on is None:
        contract.renewal_chance_on = timezone.localdate()
    if contract.end_result and contract.end_result_on is None:
        contract.end_result_on = _known_on(contract.ends_on)
    row_create(contract, by=by)
    money_changed(account_id=account.pk, kind="contract")
    return contract


@transaction.atomic
def contract_update(
    *, contract: Contract, changes: Mapping[str, Any], by: User, version: int | None = None
) -> Contract:
    """Change a contract. A renewal chance judged anew is dated, and so is how it ended."""

    def derive(touched: Mapping[str, Any]) -> dict[str, Any]:
        days: dict[str, Any] = {}
        if "renewal_chance" in touched and "renewal_chance_on" not in touched:
            days["renewal_chance_on"] = timezone.localdate()
        if "end_result" in touched and "end_result_on" not in touched:
            ends_on = touched.get("ends_on", contract.ends_on)
            days["end_result_on"] = _known_on(ends_on) if touched["end_result"] else None
        return days

    contract = row_edit(contract, changes=changes, by=by, version=version, derive=derive)
    money_changed(account_id=contract.account_id, kind="contract")
    return contract


def _known_on(ends_on: date | None) -> date:
    """The day that the end of a contract is dated when nobody says more."""
    today = timezone.localdate()
    return min(ends_on, today) if ends_on else today


@transaction.atomic
def contract_delete(*, contract: Contract, by: User) -> list[AuditEvent]:
    """Remove a contract that was entered by mistake; returns the event that an undo takes back."""
    account_id = contract.account_id
    events = [row_delete(contract, by=by)]
    money_changed(account_id=account_id, kind="contract")
    return events


@transaction.atomic
def competitor_create(*, account: Account, values: Mapping[str, Any], by: User) -> Competitor:
    """Note a rival at an account."""
    rival = row_create(Competitor(account=account, **values), by=by)
    account_changed(account.pk, "money")
    return rival


@transaction.atomic
def competitor_update(
    *, competitor: Competitor, changes: Mapping[str, Any], by: User, version: int | None = None
) -> Competitor:
    """Change what we know of a rival."""
    rival = row_edit(competitor, changes=changes, by=by, version=version)
    account_changed(rival.account_id, "money")
    return rival


@transaction.atomic
def competitor_delete(*, competitor: Competitor, by: User) -> list[AuditEvent]:
    """Remove a rival; returns the event that an undo takes back."""
    account_id = competitor.account_id
    events = [row_delete(competitor, by=by)]
    account_changed(account_id, "money")
    return events
