"""Gaps in the relation to a customer, as the rules found them: since when, whom they concern, put off until when."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from accounts.models.rows import Versioned
from accounts.models.user import User


class Severity(models.TextChoices):
    """How much a gap matters."""

    RED = "red", _("Severe")
    AMBER = "amber", _("Notable")


class AccountGapQuerySet(models.QuerySet["AccountGap"]):
    """Which gaps."""

    def open(self) -> "AccountGapQuerySet":
        """Found by the last run."""
        return self.filter(closed_on=None)

    def awake(self, today: date) -> "AccountGapQuerySet":
        """Open, and nobody has put them off to a later day; those that got worse since came back."""
        return self.open().filter(Q(snoozed_until=None) | Q(snoozed_until__lte=today) | Q(returned_on__isnull=False))


class AccountGap(Versioned):
    """What one rule found at one account. Runs of the rules write it; a person only puts it off.

    `key` tells two gaps of one rule apart. Whom it concerns may change while it is open: who put it off wants to hear
    of it again when it gets worse, not when it gets better.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="gaps")
    rule = models.CharField(_("rule"), max_length=3)
    key = models.CharField(max_length=5, blank=True)
    severity = models.CharField(_("severity"), max_length=5, choices=Severity.choices)
    is_sensitive = models.BooleanField(default=False)  # tells how somebody stands to us
    people = ArrayField(models.BigIntegerField(), default=list, blank=True)  # ids of the stakeholders concerned
    facts = models.JSONField(default=dict, blank=True)  # figures of the text, and names of units and colleagues
    opened_on = models.DateField(_("open since"))
    last_seen_on = models.DateField(_("last found on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    snoozed_until = models.DateField(_("put off until"), null=True, blank=True)
    snooze_reason = models.CharField(_("reason"), max_length=300, blank=True)
    snoozed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("put off by")
    )
    returned_on = models.DateField(_("came back on"), null=True, blank=True)  # it got worse

    objects = AccountGapQuerySet.as_manager()

    class Meta:
        ordering = ("-severity", "rule", "-key", "pk")
        verbose_name = _("gap on the map")
        verbose_name_plural = _("gaps on the map")
        constraints = (
            models.UniqueConstraint(
                fields=["account", "rule", "key"], condition=Q(closed_on=None), name="gap_open_once"
            ),
        )
        indexes = (
            models.Index(fields=["rule", "account"], condition=Q(closed_on=None), name="gap_open_rule"),
            models.Index(fields=["severity", "account"], condition=Q(closed_on=None), name="gap_open_severity"),
        )

    def __str__(self) -> str:
        return self.rule

    def get_absolute_url(self) -> str:
        return f"{reverse('accounts:account-map', args=[self.account_id])}#gaps"

    @property
    def slug(self) -> str:
        """How an address names it at its account."""
        return f"{self.rule}-{self.key}" if self.key else self.rule

    @property
    def is_confidential(self) -> bool:
        """Its events in the trail are for those who may read how people stand to us."""
        return self.is_sensitive

    def is_snoozed(self, today: date) -> bool:
        """Put off to a day that has not come, and no worse since."""
        return self.snoozed_until is not None and self.snoozed_until > today and self.returned_on is None
