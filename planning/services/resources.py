"""Resources: asked for, granted or refused, taken back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Account, AuditEvent, User
from accounts.services.notices import Telling, notices_tell
from accounts.services.rows import row_create, row_delete, row_update
from planning.models import Plan, Resource
from planning.services.plans import refuse_closed


@transaction.atomic
def resource_ask(*, plan: Plan, values: Mapping[str, Any], by: User) -> Resource:
    """Ask for money, hours or help; who decides is told. Without a decider it is the sponsor. Raises PlanMoved."""
    refuse_closed(plan)
    values = {**values, "decider": values.get("decider") or plan.account.sponsor}
    resource = row_create(
        Resource(plan=plan, account=plan.account, asked_by=by, **values), by=by, verb="resource.asked"
    )
    _tell_decider(resource, by)
    return resource


@transaction.atomic
def resource_update(
    *, resource: Resource, changes: Mapping[str, Any], by: User, version: int | None = None
) -> Resource:
    """Change what is asked for while nobody has decided. Raises StaleRow, ValidationError."""
    _refuse_decided(resource)
    before = resource.decider_id
    resource = row_update(resource, changes=changes, by=by, version=version)
    if resource.decider_id != before:
        _tell_decider(resource, by)
    return resource


@transaction.atomic
def resource_decide(*, resource: Resource, status: str, values: Mapping[str, Any], by: User, today: date) -> Resource:
    """Grant (all or a part) or refuse, with the reason; who asked is told. Raises ValidationError when it is decided."""
    stored = Resource.objects.select_for_update().get(pk=resource.pk)
    _refuse_decided(stored)
    changes: dict[str, Any] = {
        "status": status,
        "decided_by": by,
        "decided_on": today,
        "decision_note": values.get("decision_note", ""),
    }
    if status == Resource.Status.GRANTED:
        amount, hours = values.get("granted_amount"), values.get("granted_hours")
        changes["granted_amount"] = stored.amount if amount is None else amount
        changes["granted_hours"] = stored.hours if hours is None else hours
    verb = "resource.granted" if status == Resource.Status.GRANTED else "resource.refused"
    decided = row_update(stored, changes=changes, by=by, verb=verb, reason=changes["decision_note"])
    _tell_asker(decided, by)
    return decided


@transaction.atomic
def resource_reopen(*, resource: Resource, by: User) -> Resource:
    """Take a decision back, or ask again for what was taken back."""
    changes = {
        "status": Resource.Status.ASKED, "decided_by": None, "decided_on": None, "granted_amount": None,
        "granted_hours": None,
    }  # fmt: skip
    return row_update(resource, changes=changes, by=by, verb="resource.reopened")


@transaction.atomic
def resource_withdraw(*, resource: Resource, by: User) -> Resource:
    """Not needed any more. Raises ValidationError when it is decided."""
    _refuse_decided(resource)
    return row_update(resource, changes={"status": Resource.Status.WITHDRAWN}, by=by, verb="resource.withdrawn")


@transaction.atomic
def resource_delete(*, resource: Resource, by: User) -> list[AuditEvent]:
    """Remove one that was a mistake; the event can be taken back. Raises ValidationError when it is decided."""
    _refuse_decided(resource)
    return [row_delete(resource, by=by)]


def resource_make(*, account: Account, values: Mapping[str, Any], by: User) -> Resource:
    """As the API asks for one: the plan is among the values."""
    del account  # it is the plan's
    values = dict(values)
    return resource_ask(plan=values.pop("plan"), values=values, by=by)


def _refuse_decided(resource: Resource) -> None:
    if resource.status in Resource.DECIDED:
        raise ValidationError(_("This is decided already. Take the decision back first, or ask for something new."))


def resources_url(plan_id: int, resource_id: int) -> str:
    """Where a resource stands."""
    return f"{reverse('planning:resource-list', args=[plan_id])}#resource-{resource_id}"


def _tell_decider(resource: Resource, by: User) -> None:
    person = resource.decider
    if person is None or person == by:
        return
    with translation.override(person.language):
        words = _("%(name)s asks you to decide for %(account)s: %(title)s") % {
            "name": by.name,
            "account": resource.account.name,
            "title": resource.title,
        }
    url = resources_url(resource.plan_id, resource.pk)
    key = f"resource:{resource.pk}:asked:{resource.version}"
    notices_tell([Telling(person, key, "resource", words, url, resource.account_id)])


def _tell_asker(resource: Resource, by: User) -> None:
    person = resource.asked_by
    if person == by:
        return
    with translation.override(person.language):
        words = _("%(name)s decided for %(account)s: %(title)s – %(decision)s") % {
            "name": by.name,
            "account": resource.account.name,
            "title": resource.title,
            "decision": resource.get_status_display(),
        }
    url = resources_url(resource.plan_id, resource.pk)
    key = f"resource:{resource.pk}:decided:{resource.version}"
    notices_tell([Telling(person, key, "resource", words, url, resource.account_id)])
