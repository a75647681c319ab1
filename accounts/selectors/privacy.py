"""Who has read what is sensitive about a person, and what making them unknown would touch."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from accounts.models import Account, AuditEvent, Stakeholder

type Stays = Callable[[Account], tuple[int, str | Promise] | None]

STAYS: list[Stays] = []  # what stays as it was, said by the app that keeps it: how many, and in words why


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a person should know before they make somebody unknown."""

    rows: tuple[Stakeholder, ...]
    interests: int
    lines: int
    links: int
    stays: tuple[tuple[int, str | Promise], ...]


def same_rows(stakeholder: Stakeholder) -> list[Stakeholder]:
    """All rows of this human being, at whatever customer."""
    rule = Q(pk=stakeholder.pk)
    if stakeholder.person_key is not None:
        rule |= Q(person_key=stakeholder.person_key)
    return list(Stakeholder.objects.filter(rule).select_related("account").order_by("pk"))


def consequences(stakeholder: Stakeholder) -> Consequences:
    """What would go and what would stay."""
    rows = same_rows(stakeholder)
    said = [found for row in rows for stays in STAYS if (found := stays(row.account)) is not None]
    return Consequences(
        rows=tuple(rows),
        interests=sum(row.interests.count() for row in rows),
        lines=sum(row.lines_in.count() + row.lines_out.count() for row in rows),
        links=sum(row.links.count() for row in rows),
        stays=tuple(said),
    )


def readers(stakeholder: Stakeholder) -> QuerySet[AuditEvent]:
    """Every reading of what is sensitive about a person: their own page, and all that shows everybody's."""
    own = Q(object_type=Stakeholder._meta.label_lower, object_id=str(stakeholder.pk), verb="stakeholder.read")
    everybody = Q(account=stakeholder.account_id, verb="people.read", at__gte=stakeholder.created_at)
    return AuditEvent.objects.filter(own | everybody).select_related("by").order_by("-at", "-pk")
