"""What a plan needs from us: asked of the sponsor or a leader, granted or refused."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account, User
from accounts.models.rows import Versioned, currency
from accounts.models.rows import amount as money
from planning.models.plan import Plan
from planning.models.work import Objective


class ResourceQuerySet(models.QuerySet["Resource"]):
    """Which resources."""

    def undecided(self) -> "ResourceQuerySet":
        """Asked for, neither granted nor refused."""
        return self.filter(status=Resource.Status.ASKED)

    def live(self) -> "ResourceQuerySet":
        """Not taken back."""
        return self.exclude(status=Resource.Status.WITHDRAWN)


class Resource(Versioned):
    """Money, hours or help that a plan asks for, who decides, and what was decided."""

    class Kind(models.TextChoices):
        MONEY = "money", _("Money")
        HOURS = "hours", _("Working hours")
        HELP = "help", _("Help or a decision")

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("resource", "Asked for")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Taken back")

    DECIDED = (Status.GRANTED, Status.REFUSED)

    account = models.ForeignKey(Account, models.CASCADE, related_name="resources")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="resources")
    objective = models.ForeignKey(
        Objective, models.SET_NULL, null=True, blank=True, related_name="resources", verbose_name=_("objective")
    )
    title = models.CharField(_("what is asked for"), max_length=200)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices, default=Kind.HOURS)
    amount = money(_("amount"), null=True, blank=True)
    currency = currency()
    hours = models.PositiveIntegerField(_("hours"), null=True, blank=True)
    reason = models.TextField(_("why it is needed"), blank=True)
    needed_on = models.DateField(_("needed by"), null=True, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"), editable=False)
    decider = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who decides")
    )
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.ASKED, editable=False)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by"), editable=False
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True, editable=False)
    granted_amount = money(_("amount granted"), null=True, blank=True)
    granted_hours = models.PositiveIntegerField(_("hours granted"), null=True, blank=True)
    decision_note = models.TextField(_("reason for the decision"), blank=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        constraints = (
            models.CheckConstraint(
                condition=~Q(status__in=["granted", "refused"]) | Q(decided_on__isnull=False, decided_by__isnull=False),
                name="resource_decided_by_somebody",
            ),
        )
        indexes = (models.Index(fields=["decider"], condition=Q(status="asked"), name="resource_undecided"),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Waits for a decision."""
        return self.status == self.Status.ASKED

    def is_late(self, today: date) -> bool:
        """Waits for a decision after the day it was needed."""
        return self.is_open and self.needed_on is not None and self.needed_on < today
