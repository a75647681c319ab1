"""Reading the resources of a plan."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kam.lib import shown
from planning.models import Plan, Resource


@dataclass(frozen=True)
class ResourcesStanding:
    """How many resources a plan asks for, and how they were decided. What was taken back does not count."""

    asked: int = 0
    granted: int = 0
    refused: int = 0
    first_undecided: str = ""

    @property
    def total(self) -> int:
        """Everything that was asked for."""
        return self.asked + self.granted + self.refused

    @property
    def is_decided(self) -> bool:
        """Something was asked for, and all of it was granted or refused."""
        return bool(self.total) and not self.asked


def standing_of(resources: Iterable[tuple[str, str]]) -> ResourcesStanding:
    """What the gate of the action plan asks, of status and title of each resource."""
    rows = list(resources)
    counts = Counter(status for status, _title in rows)
    open_titles = [title for status, title in rows if status == Resource.Status.ASKED]
    return ResourcesStanding(
        asked=counts[Resource.Status.ASKED],
        granted=counts[Resource.Status.GRANTED],
        refused=counts[Resource.Status.REFUSED],
        first_undecided=open_titles[0] if open_titles else "",
    )


def plan_resources(plan: Plan) -> QuerySet[Resource]:
    """Everything that a plan asks for: what waits for a decision first, then by the day it is needed."""
    waiting = models.Case(models.When(status=Resource.Status.ASKED, then=0), default=1)
    return (
        Resource.objects.filter(plan=plan)
        .select_related("objective", "decider", "decided_by", "asked_by")
        .order_by(waiting, models.F("needed_on").asc(nulls_last=True), "pk")
        .fetch_mode(models.FETCH_RAISE)
    )


@dataclass(frozen=True)
class ResourceLine:
    """A resource in words, for the page, the review and documents."""

    resource: Resource
    is_late: bool

    @property
    def size(self) -> str:
        """How much is asked for; empty when it is no amount."""
        return size_of(self.resource.amount, self.resource.currency, self.resource.hours)

    @property
    def granted(self) -> str:
        """How much was granted; empty when it is no amount, or nothing was."""
        if self.resource.status != Resource.Status.GRANTED:
            return ""
        return size_of(self.resource.granted_amount, self.resource.currency, self.resource.granted_hours)

    @property
    def band(self) -> str:
        """Granted, refused, late, waiting."""
        status = self.resource.status
        if status == Resource.Status.GRANTED:
            return "strong"
        if status == Resource.Status.REFUSED or self.is_late:
            return "weak"
        return "fair" if status == Resource.Status.ASKED else ""


def size_of(amount: object, currency: str, hours: int | None) -> str:
    """How much, in words; empty when it is no amount."""
    if amount is not None:
        return shown.money(amount, currency)
    return _("%(hours)s hours") % {"hours": shown.plain(hours)} if hours is not None else ""


def resource_lines(plan: Plan, today: date, *, live: bool = False) -> list[ResourceLine]:
    """The resources in words; `live` leaves out what was taken back."""
    return [
        ResourceLine(row, row.is_late(today))
        for row in plan_resources(plan)
        if not (live and row.status == Resource.Status.WITHDRAWN)
    ]
