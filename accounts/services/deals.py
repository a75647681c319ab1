"""Changes to opportunities."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Account, AuditEvent, Contract, Opportunity, User
from accounts.selectors.history import events_of
from accounts.services.deleting import refuse_if_used
from accounts.services.editing import row_edit
from accounts.services.money import money_changed
from accounts.services.rows import row_create, row_delete, row_update


@transaction.atomic
def opportunity_create(*, account: Account, values: Mapping[str, Any], by: User) -> Opportunity:
    """Add a deal to an account."""
    deal = Opportunity(account=account, **values)
    deal.engaged_on = deal.engaged_on or timezone.localdate()
    row_create(deal, by=by)
    money_changed(account_id=account.pk, kind="opportunity")
    return deal


@transaction.atomic
def opportunity_update(
    *, opportunity: Opportunity, changes: Mapping[str, Any], by: User, version: int | None = None
) -> Opportunity:
    """Change a deal. One that is won or lost without a day is closed today."""

    def derive(touched: Mapping[str, Any]) -> dict[str, Any]:
        is_over = touched.get("stage") in {Opportunity.Stage.WON, Opportunity.Stage.LOST}
        has_day = touched.get("close_on", opportunity.close_on)
        return {"close_on": timezone.localdate()} if is_over and not has_day else {}

    deal = row_edit(opportunity, changes=changes, by=by, version=version, derive=derive)
    money_changed(account_id=deal.account_id, kind="opportunity")
    return deal


@transaction.atomic
def opportunity_assign(*, opportunity: Opportunity, account: Account, by: User) -> Opportunity:
    """Give a deal that came without a customer to an account."""
    deal = row_update(opportunity, changes={"account": account}, by=by, verb="opportunity.assigned")
    money_changed(account_id=account.pk, kind="opportunity")
    return deal


@transaction.atomic
def opportunity_delete(*, opportunity: Opportunity, by: User) -> list[AuditEvent]:
    """Remove a deal that was entered by mistake. Returns the events that an undo takes back."""
    refuse_if_used(opportunity, but=(Contract,))
    events: list[AuditEvent] = []
    for contract in opportunity.renews.all():
        row_update(contract, changes={"renewal_deal": None}, by=by)
        events += events_of(contract)[:1]
    account_id = opportunity.account_id
    events.append(row_delete(opportunity, by=by))
    money_changed(account_id=account_id, kind="opportunity")
    return events
