"""A plan: one cycle of an account through the five stages."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Stage, Stakeholder, User
from accounts.models.rows import Versioned, amount, currency


class Plan(Versioned):
    """One cycle of one account, light (20 questions) or full (57), in one of the five stages."""

    class Variant(models.TextChoices):
        LIGHT = "light", _("Light")
        FULL = "full", _("Full")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        CLOSED = "closed", _("Closed")

    account = models.ForeignKey(Account, models.CASCADE, related_name="plans")
    name = models.CharField(_("cycle"), max_length=40)
    variant = models.CharField(_("variant"), max_length=5, choices=Variant.choices, default=Variant.LIGHT)
    status = models.CharField(_("status"), max_length=6, choices=Status.choices, default=Status.ACTIVE)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.STRATEGY)
    stage_since = models.DateField(_("in this stage since"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    is_protect_goal = models.BooleanField(_("the goal is to protect what we have"), default=False)
    growth_baseline = amount(_("revenue at the start"), null=True, blank=True)
    growth_target = amount(_("growth target, revenue a year"), null=True, blank=True)
    growth_target_on = models.DateField(_("target reached by"), null=True, blank=True)
    currency = currency()
    charter = models.TextField(_("team charter"), blank=True)
    asks = models.TextField(_("decisions and help asked of the sponsor"), blank=True)
    asks_outcome = models.TextField(_("what was granted or refused"), blank=True)
    sponsor_agreed_on = models.DateField(_("sponsor agreed on"), null=True, blank=True)
    partnership_note = models.TextField(_("the customer's own wish for a partnership"), blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    absence_reason = models.CharField(_("why not by the sponsor"), max_length=300, blank=True)
    version_label = models.CharField(_("plan version"), max_length=8, default="0.1")
    customer_agreed_on = models.DateField(_("customer version agreed on"), null=True, blank=True)
    customer_agreed_with = models.ForeignKey(
        Stakeholder, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("agreed with")
    )

    class Meta:
        ordering = ("-starts_on", "-pk")
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = (
            models.UniqueConstraint(fields=["account"], condition=Q(status="active"), name="plan_one_active"),
            models.UniqueConstraint(fields=["account", "name"], name="plan_cycle_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=models.F("starts_on")), name="plan_ends_after_start"),
        )
        indexes = (models.Index(fields=["stage"], condition=Q(status="active"), name="plan_stage"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("planning:plan-detail", args=[self.pk])

    @property
    def is_active(self) -> bool:
        """The cycle runs; a closed one is read only."""
        return self.status == self.Status.ACTIVE


class GateRecord(models.Model):
    """One passing of a stage, forward or back: every check as it was at that moment. Never changed afterwards."""

    class Direction(models.TextChoices):
        FORWARD = "forward", _("Moved on")
        BACK = "back", _("Went back")
        CLOSE = "close", _("Closed")

    account_path = "plan__account"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="gates")
    from_stage = models.CharField(max_length=12, choices=Stage.choices)
    to_stage = models.CharField(max_length=12, choices=Stage.choices)
    direction = models.CharField(max_length=7, choices=Direction.choices)
    checks = models.JSONField(default=list)  # [{id, state: yes|no|na, words: {en: {text, detail}, zh-hans: …}}]
    is_override = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("gate record")
        verbose_name_plural = _("gate records")

    def __str__(self) -> str:
        return f"{self.from_stage} → {self.to_stage}"

    @property
    def account(self) -> Account:
        """The account that access is decided on."""
        return self.plan.account

    @property
    def missing(self) -> list[dict[str, str]]:
        """The checks that were not met, in the language of the reader: text and detail."""
        return [row for row in self.kept if row["state"] == "no"]

    @property
    def kept(self) -> list[dict[str, str]]:
        """Every check as it was, in the language of the reader: state, text and detail."""
        language = "zh-hans" if (get_language() or "").startswith("zh") else "en"
        return [{"state": row["state"], **row["words"][language]} for row in self.checks]


class PlanVersion(models.Model):
    """The whole plan as it was when the sponsor approved it. Never changed afterwards."""

    account_path = "plan__account"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions")
    label = models.CharField(max_length=8)
    content = models.JSONField()
    absence_reason = models.CharField(max_length=300, blank=True)  # a leader approved it for the sponsor
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("plan version")
        verbose_name_plural = _("plan versions")
        constraints = (models.UniqueConstraint(fields=["plan", "label"], name="plan_version_once"),)

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("planning:version-detail", args=[self.pk])

    @property
    def account(self) -> Account:
        """The account that access is decided on."""
        return self.plan.account
