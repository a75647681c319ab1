"""Closing the loop: a low answer of a survey opens an action for the account manager."""

from collections.abc import Sequence

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Account, Stakeholder
from kam.lib.workdays import after_working_days
from planning.models import Action
from planning.services.work import action_create
from scoring.hooks import LowAnswer, on_low_answer

WORKING_DAYS = 10


@on_low_answer
def follow_up(found: Sequence[LowAnswer]) -> None:
    """One action a wave and person, once, due in ten working days; it names the statements."""
    accounts = Account.objects.select_related("manager", "figures").in_bulk({low.account_id for low in found})
    people = Stakeholder.objects.in_bulk({low.stakeholder_id for low in found if low.stakeholder_id})
    due_on = after_working_days(timezone.localdate(), WORKING_DAYS)
    statements: dict[tuple[int, int, int | None], list[str]] = {}
    for low in found:
        statements.setdefault((low.account_id, low.wave_id, low.stakeholder_id), []).append(low.statement)
    for (account_id, wave_id, stakeholder_id), codes in statements.items():
        account = accounts[account_id]
        note = f"wave {wave_id}"
        if Action.objects.filter(account=account, note=note, stakeholder_id=stakeholder_id).exists():
            continue
        with translation.override(account.manager.language if account.manager else "en"):
            title = _title(codes, people.get(stakeholder_id))
        values = {
            "title": title,
            "kind": Action.Kind.COMMITMENT,
            "owner": account.manager,
            "due_on": due_on,
            "stakeholder_id": stakeholder_id,
            "note": note,
        }
        action_create(account=account, values=values, by=None)


def _title(codes: Sequence[str], person: Stakeholder | None) -> str:
    named = ", ".join(sorted(code for code in codes if code))
    if not named:
        return _("Find out why the Customer Improvement Score fell")
    if person is None:
        return _("Follow up low survey answers: %(statements)s") % {"statements": named}
    return _("Follow up with %(name)s: low survey answers %(statements)s") % {"name": person.name, "statements": named}
