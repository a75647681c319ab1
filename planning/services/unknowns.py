"""Changes to assumptions, to gaps in what we know, and to growth targets."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.changes import account_changed
from accounts.models import Account, AuditEvent, User
from accounts.services.editing import row_edit
from accounts.services.rows import row_create, row_delete, row_update
from planning.models import Action, Assumption, GrowthTarget, KnowledgeGap, Plan
from planning.services.work import action_create, action_update

# Who finds out and by when is kept in one place only: the action of the gap.
OF_ACTION = ("owner", "due_on")


def _active(account: Account, plan: Plan | None) -> Plan | None:
    return plan or Plan.objects.filter(account=account, status=Plan.Status.ACTIVE).first()


@transaction.atomic
def assumption_create(
    *, account: Account, values: Mapping[str, Any], by: User | None, plan: Plan | None = None
) -> Assumption:
    """Note what we believe without having checked it."""
    values = dict(values)
    row = row_create(
        Assumption(account=account, plan=values.pop("plan", None) or _active(account, plan), **values), by=by
    )
    account_changed(account.pk, "assumption")
    return row


@transaction.atomic
def assumption_update(
    *, assumption: Assumption, changes: Mapping[str, Any], by: User, version: int | None = None
) -> Assumption:
    """Change an assumption: confirmed, or wrong. Raises StaleRow."""
    row = row_edit(assumption, changes=changes, by=by, version=version)
    account_changed(row.account_id, "assumption")
    return row


@transaction.atomic
def assumption_delete(*, assumption: Assumption, by: User) -> list[AuditEvent]:
    """Remove an assumption; the event can be taken back."""
    account_id = assumption.account_id
    events = [row_delete(assumption, by=by)]
    account_changed(account_id, "assumption")
    return events


@transaction.atomic
def gap_create(
    *, account: Account, values: Mapping[str, Any], by: User | None, plan: Plan | None = None
) -> KnowledgeGap:
    """Note a fact that is missing. With somebody to find it or a day it gets its action "find out"."""
    values = dict(values)
    wanted = {name: values.pop(name) for name in OF_ACTION if name in values}
    plan = values.pop("plan", None) or _active(account, plan)
    gap = row_create(KnowledgeGap(account=account, plan=plan, **values), by=by)
    gap = _give(gap, wanted, by)
    account_changed(account.pk, "knowledge_gap")
    return gap


@transaction.atomic
def gap_update(
    *, knowledge_gap: KnowledgeGap, changes: Mapping[str, Any], by: User, version: int | None = None
) -> KnowledgeGap:
    """Change a gap; who and when go to its action. Raises StaleRow."""
    changes = dict(changes)
    wanted = {name: changes.pop(name) for name in OF_ACTION if name in changes}
    gap = row_edit(knowledge_gap, changes=changes, by=by, version=version)
    gap = _give(gap, wanted, by)
    account_changed(gap.account_id, "knowledge_gap")
    return gap


def _give(gap: KnowledgeGap, wanted: Mapping[str, Any], by: User | None) -> KnowledgeGap:
    """Write who and when into the action of the gap; it is made when it is the first thing said about that."""
    if gap.action_id is not None:
        action = Action.objects.get(pk=gap.action_id)
        if wanted:
            action_update(action=action, changes=wanted, by=by)
        return KnowledgeGap.objects.select_related("action").get(pk=gap.pk)
    if not any(wanted.values()):
        return gap
    values = {"title": gap.title, "kind": Action.Kind.FIND_OUT, "stakeholder": gap.ask, **wanted}
    action = action_create(account=gap.account, values=values, by=by, plan=gap.plan)
    return row_update(gap, changes={"action": action}, by=by)


@transaction.atomic
def gap_delete(*, knowledge_gap: KnowledgeGap, by: User) -> list[AuditEvent]:
    """Remove a gap; its action stays. The event can be taken back."""
    account_id = knowledge_gap.account_id
    events = [row_delete(knowledge_gap, by=by)]
    account_changed(account_id, "knowledge_gap")
    return events


@transaction.atomic
def target_create(
    *, account: Account, values: Mapping[str, Any], by: User | None, plan: Plan | None = None
) -> GrowthTarget:
    """Say what a year may bring."""
    values = dict(values)
    plan = values.pop("plan", None) or _active(account, plan)
    row = row_create(GrowthTarget(account=account, plan=plan, **values), by=by)
    account_changed(account.pk, "growth_target")
    return row


@transaction.atomic
def target_update(
    *, growth_target: GrowthTarget, changes: Mapping[str, Any], by: User, version: int | None = None
) -> GrowthTarget:
    """Change a growth target. Raises StaleRow."""
    row = row_edit(growth_target, changes=changes, by=by, version=version)
    account_changed(row.account_id, "growth_target")
    return row


@transaction.atomic
def target_delete(*, growth_target: GrowthTarget, by: User) -> list[AuditEvent]:
    """Remove a growth target; the event can be taken back."""
    account_id = growth_target.account_id
    events = [row_delete(growth_target, by=by)]
    account_changed(account_id, "growth_target")
    return events
