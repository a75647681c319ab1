"""What became of accounts, and how well the scores had told it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, User
from accounts.models.rows import Versioned, amount


class Outcome(models.Model):
    """Something that came of an account, with its day. Worked out from the records every night, never typed here.

    `origin` names the record that it comes from ("contract:12", "wave:7", "half:2026-01-01", "product:3"), so that the
    night after finds its own row again. What people say of the end of a contract stands at the contract.
    """

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("Contract end")
        REVENUE = "revenue", _("Revenue, 12 months on")
        BOUGHT = "bought", _("New product or unit")
        STATUS = "status", _("Key-status decision")

    class Result(models.TextChoices):
        MORE = "more", _("Renewed for more")
        SAME = "same", _("Renewed for the same")
        LESS = "less", _("Renewed for less")
        LOST = "lost", _("Lost")
        RENEWED = "renewed", _("Renewed, value not known")
        GREW = "grew", _("Grew")
        LEVEL = "level", _("Level")
        SHRANK = "shrank", _("Shrank")
        PRODUCT = "product", _("New product")
        UNIT = "unit", _("New unit")
        IN = "in", _("Came in")
        OUT = "out", _("Left")

    GOOD = (Result.MORE, Result.SAME)  # of contract ends
    BAD = (Result.LESS, Result.LOST)

    account = models.ForeignKey(Account, models.CASCADE, related_name="outcomes", db_index=False)  # outcome_once has it
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    origin = models.CharField(max_length=40)
    from_on = models.DateField()  # the day that a prediction of it is asked on, less the lead
    happened_on = models.DateField(_("day"))
    result = models.CharField(_("result"), max_length=8, choices=Result.choices)
    is_by_hand = models.BooleanField(default=False)  # a person said so at the record
    before = amount(_("before"), null=True)
    after = amount(_("after"), null=True)
    change_pct = models.FloatField(null=True)
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-happened_on", "-pk")
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = (models.UniqueConstraint(fields=["account", "kind", "origin"], name="outcome_once"),)
        indexes = (models.Index(fields=["kind", "-happened_on"], name="outcome_recent"),)

    def __str__(self) -> str:
        return f"{self.get_result_display()} {self.happened_on}"


class ValidityReport(models.Model):
    """How well the scores told what came, computed on one day. The database refuses changes."""

    day = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    job_id = models.BigIntegerField(unique=True, null=True)  # a job that is run twice leaves one report
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    method = models.CharField(max_length=20)  # validity-1
    methods = models.JSONField(default=list)  # versions of the scores that were looked at
    result = models.JSONField()

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name = _("validity report")
        verbose_name_plural = _("validity reports")
        indexes = (models.Index(fields=["-made_at", "-id"], name="validity_newest"),)

    def __str__(self) -> str:
        return f"{self.method} {self.day}"


class MissReview(Versioned):
    """What a person found when they looked at one wrong prediction: green but lost, or red but renewed.

    It names the outcome by its origin, not by its row, since rows of outcomes come and go with what is recorded.
    """

    class Model(models.TextChoices):
        HEALTH = "health", _("Health")
        CIS = "cis", _("Customer Improvement Score")
        VIABILITY = "viability", _("Viability")

    account = models.ForeignKey(Account, models.CASCADE, related_name="miss_reviews", db_index=False)
    model = models.CharField(_("score"), max_length=9, choices=Model.choices)
    origin = models.CharField(max_length=40, editable=False)
    note = models.TextField(_("what it was"), max_length=1000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("looked at by"), editable=False)
    reviewed_on = models.DateField(_("looked at on"), editable=False)

    class Meta:
        ordering = ("-reviewed_on", "-pk")
        verbose_name = _("wrong prediction looked at")
        verbose_name_plural = _("wrong predictions looked at")
        constraints = (models.UniqueConstraint(fields=["account", "model", "origin"], name="miss_review_once"),)

    def __str__(self) -> str:
        return self.note[:80]
