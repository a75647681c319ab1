"""Leaving the programme: proposed, confirmed or declined by a sales leader, handed over, perhaps taken back.

Nothing is deleted: the account keeps its history, and can come back as a candidate.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.changes import account_changed
from accounts.models import Account, KeyStatus, User
from accounts.services.rows import row_create, row_update
from accounts.services.team import leaders_set
from planning.models import Action, ExitDecision, Plan
from planning.selectors.plans import active_plan
from planning.services.plans import plan_close
from planning.services.work import action_create, action_update
from scoring.services.assessments import LEAVING, assessment_create, assessment_decide

TELL_DAYS = 14


class ExitMoved(Exception):  # noqa: N818 -- a state of the decision, told to the user
    """Somebody decided on it meanwhile, or another one waits already."""


@transaction.atomic
def exit_propose(*, account: Account, values: Mapping[str, Any], by: User, today: date) -> ExitDecision:
    """Record that an account should leave the programme. Raises ExitMoved while another one waits or holds."""
    locked = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    holding = (ExitDecision.Status.PROPOSED, ExitDecision.Status.CONFIRMED)
    if ExitDecision.objects.filter(account=locked, status__in=holding).exists():
        raise ExitMoved
    decision = ExitDecision(account=locked, plan=active_plan(locked), proposed_by=by, proposed_on=today, **values)
    return row_create(decision, by=by, verb="exit.proposed", reason=decision.reason)


@transaction.atomic
def exit_update(
    *, decision: ExitDecision, changes: Mapping[str, Any], by: User, version: int | None = None
) -> ExitDecision:
    """Put a proposal differently while it waits. Raises ExitMoved, StaleRow."""
    _waiting(decision)
    return row_update(decision, changes=changes, by=by, version=version, verb="exit.updated")


@transaction.atomic
def exit_decline(*, decision: ExitDecision, note: str, by: User, today: date) -> ExitDecision:
    """The sales leader says no: the account stays. Raises ExitMoved."""
    row = _waiting(decision)
    return _decided(row, ExitDecision.Status.DECLINED, note, by, today)


@transaction.atomic
def exit_confirm(*, decision: ExitDecision, note: str, by: User, today: date) -> ExitDecision:
    """The sales leader confirms: the programme's own decision is made, and what follows is put on people's lists.

    The plan closes now or at the hand-over, as was proposed; open promises go to who serves the customer then.
    Raises ExitMoved.
    """
    row = _waiting(decision)
    account = Account.objects.select_related("figures", "manager").get(pk=row.account_id)
    assessment = assessment_create(account=account, variant="light", today=today, by=by)
    decided = assessment_decide(assessment=assessment, decision=LEAVING, reason=row.reason, today=today, by=by)
    row = row_update(row, changes={"assessment": decided}, by=by, verb="exit.programme_decided")
    row = _decided(row, ExitDecision.Status.CONFIRMED, note, by, today)
    _follow_up(row, account, by, today)
    if row.plan_fate == ExitDecision.PlanFate.CLOSE:
        _close_plan(row, by, today)
    if row.is_handover_due(today):
        row = exit_hand_over(decision=row, by=by, today=today)
    return row


@transaction.atomic
def exit_hand_over(*, decision: ExitDecision, by: User | None, today: date) -> ExitDecision:
    """The day has come: who serves the customer then becomes account manager, and the cycle closes. Safe to repeat."""
    row = _locked(decision)
    if not row.is_handover_due(today):
        return row
    leaders_set(account=row.account, changes={"manager": row.serves_next}, by=by or row.decided_by)
    _close_plan(row, by or row.decided_by, today)
    changes = {"handed_over_on": today}
    return row_update(row, changes=changes, by=by, verb="exit.handed_over", reason=row.reason)


def handovers_due(*, today: date) -> int:
    """Hand over all whose day has come; returns how many there were."""
    due = ExitDecision.objects.filter(status=ExitDecision.Status.CONFIRMED, handed_over_on=None, handover_on__lte=today)
    rows = list(due)
    for row in rows:
        exit_hand_over(decision=row, by=None, today=today)
    return len(rows)


@transaction.atomic
def exit_return(*, decision: ExitDecision, reason: str, by: User, today: date) -> ExitDecision:
    """An account that left comes back as a candidate, with a new scorecard. Raises ExitMoved."""
    row = _locked(decision)
    if not row.is_confirmed:
        raise ExitMoved
    changes = {"key_status": KeyStatus.CANDIDATE}
    account = row_update(row.account, changes=changes, by=by, verb="account.proposed", reason=reason)
    assessment_create(account=account, variant="light", today=today, by=by)
    row = row_update(row, changes={"status": ExitDecision.Status.RETURNED}, by=by, verb="exit.returned", reason=reason)
    account_changed(row.account_id, "account")
    return row


def _locked(decision: ExitDecision) -> ExitDecision:
    rows = ExitDecision.objects.select_for_update(of=("self",))
    return rows.select_related("account", "serves_next", "decided_by", "plan").get(pk=decision.pk)


def _waiting(decision: ExitDecision) -> ExitDecision:
    row = _locked(decision)
    if not row.is_open:
        raise ExitMoved
    return row


def _decided(row: ExitDecision, status: str, note: str, by: User, today: date) -> ExitDecision:
    changes = {"status": status, "decided_by": by, "decided_on": today, "decided_note": note}
    verb = "exit.confirmed" if status == ExitDecision.Status.CONFIRMED else "exit.declined"
    return row_update(row, changes=changes, by=by, verb=verb, reason=note)


def _close_plan(row: ExitDecision, by: User | None, today: date) -> None:
    plan = Plan.objects.filter(account_id=row.account_id, status=Plan.Status.ACTIVE).first()
    if plan is not None and by is not None:
        plan_close(plan=plan, by=by, today=today, reason=row.reason)


def _follow_up(row: ExitDecision, account: Account, by: User, today: date) -> None:
    """Tell the customer, hand over, and move the open promises; each in the language of who does it."""
    teller = account.manager or row.serves_next
    with override(teller.language):
        tell = _("Tell the customer who serves them from now on")
    with override(row.serves_next.language):
        take_over = _("Take over %(account)s: people, contracts, open promises") % {"account": account.name}
    told_by = min(row.handover_on, today + timedelta(days=TELL_DAYS))
    _action(row, account, tell, teller, max(told_by, today), Action.Kind.COMMITMENT, by)
    _action(row, account, take_over, row.serves_next, max(row.handover_on, today), Action.Kind.GENERAL, by)
    if row.promise_fate == ExitDecision.PromiseFate.MOVE:
        promises = Action.objects.filter(account=account, kind=Action.Kind.COMMITMENT).open()
        for promise in promises.exclude(title=tell):
            action_update(action=promise, changes={"owner": row.serves_next}, by=by)


def _action(  # noqa: PLR0917 -- one row
    row: ExitDecision, account: Account, title: str, owner: User, due_on: date, kind: str, by: User
) -> None:
    values = {"title": title[:200], "owner": owner, "due_on": due_on, "kind": kind, "note": row.note}
    action_create(account=account, plan=row.plan, values=values, by=by)
