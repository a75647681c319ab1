"""Leaving the programme: a decision with its follow-up, never a deletion."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, User
from accounts.models.rows import Versioned
from planning.models.plan import Plan
from scoring.models import Assessment


class ExitDecision(Versioned):
    """An account leaves the programme: why, who serves the customer from when on, what becomes of plan and promises.

    Who manages the account proposes it, a sales leader confirms it or declines. The account stays with its history.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Waits for the sales leader")
        CONFIRMED = "confirmed", _("Leaves the programme")
        DECLINED = "declined", _("Declined: stays")
        RETURNED = "returned", _("Came back as candidate")

    class PlanFate(models.TextChoices):
        CLOSE = "close", _("Close the cycle now")
        FINISH = "finish", _("Close it at the hand-over")

    class PromiseFate(models.TextChoices):
        MOVE = "move", _("Go to who serves the customer then")
        KEEP = "keep", _("Stay with their owners")

    account = models.ForeignKey(Account, models.CASCADE, related_name="exits")
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="exits")
    assessment = models.ForeignKey(Assessment, models.SET_NULL, null=True, blank=True, related_name="+")
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.PROPOSED)
    reason = models.TextField(_("why the customer leaves the programme"))
    serves_next = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("who serves the customer then")
    )
    handover_on = models.DateField(_("handed over on"))
    plan_fate = models.CharField(_("the plan"), max_length=6, choices=PlanFate.choices, default=PlanFate.CLOSE)
    promise_fate = models.CharField(
        _("open promises to the customer"), max_length=4, choices=PromiseFate.choices, default=PromiseFate.MOVE
    )
    note = models.TextField(_("what the customer is told, and by whom"), blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_on = models.DateField(_("proposed on"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_note = models.TextField(_("word of the sales leader"), blank=True)
    handed_over_on = models.DateField(_("handed over"), null=True, blank=True)

    class Meta:
        ordering = ("-proposed_on", "-pk")
        verbose_name = _("exit decision")
        verbose_name_plural = _("exit decisions")
        constraints = (
            models.UniqueConstraint(fields=["account"], condition=Q(status="proposed"), name="exit_one_proposed"),
        )
        indexes = (
            models.Index(fields=["account", "-proposed_on"], name="exit_account"),
            models.Index(fields=["handover_on"], condition=Q(status="confirmed"), name="exit_handover"),
        )

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {self.decided_on or self.proposed_on}"

    def get_absolute_url(self) -> str:
        return reverse("planning:account-exit", args=[self.account_id])

    @property
    def is_open(self) -> bool:
        """Nobody has decided yet."""
        return self.status == self.Status.PROPOSED

    @property
    def is_confirmed(self) -> bool:
        """The account leaves, or has left."""
        return self.status == self.Status.CONFIRMED

    def is_handover_due(self, today: date) -> bool:
        """Confirmed, not handed over yet, and the day is there."""
        return self.is_confirmed and self.handed_over_on is None and self.handover_on <= today
