"""What has a day at an account, for the calendar: a registry that higher apps add to.

A source reads the days of one account between two dates with a constant number of queries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Contract
from planning.models import Action, Objective, Plan, Resource, Risk


@dataclass(frozen=True)
class Dated:
    """One thing with a day."""

    kind: str
    on: date
    title: str
    url: str
    owner_id: int | None = None
    is_done: bool = False
    note: str = ""

    def is_late(self, today: date) -> bool:
        """Past its day and not done."""
        return not self.is_done and self.on < today


type DateSource = Callable[[Plan, date, date], list[Dated]]


@dataclass(frozen=True)
class DateKind:
    """One kind of day: its name and sign."""

    key: str
    label: Any
    icon: str
    read: DateSource


KINDS: dict[str, DateKind] = {}


def date_kind(key: str, label: Any, icon: str) -> Callable[[DateSource], DateSource]:
    """Register a kind of day with the function that reads it."""

    def decorate(read: DateSource) -> DateSource:
        KINDS[key] = DateKind(key, label, icon, read)
        return read

    return decorate


@date_kind("action", lazy("Actions"), "square-check")
def actions(plan: Plan, first: date, last: date) -> list[Dated]:
    """When actions are due."""
    rows = Action.objects.filter(account=plan.account_id, due_on__range=(first, last))
    return [
        Dated(
            "action",
            row.due_on,
            row.title,
            reverse("planning:action-detail", args=[row.pk]),
            row.owner_id,
            row.done_on is not None,
        )
        for row in rows
        if row.due_on
    ]


@date_kind("objective", lazy("Objectives"), "target")
def objectives(plan: Plan, first: date, last: date) -> list[Dated]:
    """When objectives are to be reached."""
    rows = Objective.objects.filter(plan=plan, due_on__range=(first, last)).live()
    return [
        Dated(
            "objective",
            row.due_on,
            row.title,
            reverse("planning:objective-detail", args=[row.pk]),
            row.owner_id,
            not row.is_open,
        )
        for row in rows
        if row.due_on
    ]


@date_kind("risk", lazy("Risks"), "shield-alert")
def risks(plan: Plan, first: date, last: date) -> list[Dated]:
    """When risks are looked at again."""
    rows = Risk.objects.filter(account=plan.account_id, check_on__range=(first, last)).open()
    return [
        Dated("risk", row.check_on, row.title, reverse("planning:risk-detail", args=[row.pk]), row.owner_id)
        for row in rows
        if row.check_on
    ]


@date_kind("resource", lazy("Resources"), "hand-helping")
def resources(plan: Plan, first: date, last: date) -> list[Dated]:
    """By when resources are needed."""
    url = reverse("planning:resource-list", args=[plan.pk])
    rows = Resource.objects.filter(plan=plan, needed_on__range=(first, last)).live()
    return [
        Dated(
            "resource",
            row.needed_on,
            row.title,
            f"{url}#resource-{row.pk}",
            row.decider_id,
            not row.is_open,
            str(row.get_status_display()),
        )
        for row in rows
        if row.needed_on
    ]


@date_kind("contract", lazy("Contract ends"), "file-clock")
def contracts(plan: Plan, first: date, last: date) -> list[Dated]:
    """When running contracts end."""
    rows = Contract.objects.filter(account=plan.account_id, ends_on__range=(first, last), status=Contract.Status.ACTIVE)
    url = reverse("accounts:account-money", args=[plan.account_id])
    return [
        Dated("contract", row.ends_on, row.name, url, note=_("contract ends")) for row in rows if row.ends_on
    ]  # fmt: skip


@date_kind("plan", lazy("The cycle"), "flag")
def cycle(plan: Plan, first: date, last: date) -> list[Dated]:
    """The end of the cycle."""
    if not first <= plan.ends_on <= last:
        return []
    title = _("The cycle %(name)s ends") % {"name": plan.name}
    return [Dated("plan", plan.ends_on, title, plan.get_absolute_url(), is_done=not plan.is_active)]
