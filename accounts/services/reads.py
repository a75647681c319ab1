"""Reading what is sensitive about people is in the trail: once a sitting for each reader, so that it stays readable."""

from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone

from accounts.access import Verb, can
from accounts.models import Account, AuditEvent, Stakeholder, User
from accounts.services.rows import record_all

SITTING = timedelta(hours=4)


def stakeholder_read(*, stakeholder: Stakeholder, by: User) -> None:
    """Record that somebody has read how one person stands to us."""
    seen = AuditEvent.objects.filter(
        object_type=Stakeholder._meta.label_lower, object_id=str(stakeholder.pk), verb="stakeholder.read", by=by
    )
    if not seen.filter(at__gt=timezone.now() - SITTING).exists():
        record_all(by, "stakeholder.read", [stakeholder])


def people_read(*, accounts: Collection[Account], by: User) -> None:
    """Record that somebody has read how the people of these accounts stand to us; nothing where they may not."""
    told = {account.pk: account for account in accounts if can(by, Verb.SENSITIVE, account)}
    if not told:
        return
    recent = AuditEvent.objects.filter(
        account__in=told, at__gt=timezone.now() - SITTING, object_type=Account._meta.label_lower, verb="people.read"
    )
    known = set(recent.filter(by=by).order_by().values_list("account_id", flat=True))
    if fresh := [account for pk, account in told.items() if pk not in known]:
        record_all(by, "people.read", fresh)
