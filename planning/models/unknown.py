"""What we do not know yet, and how much the account may grow."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Stakeholder, User
from accounts.models.rows import Versioned, amount, currency
from planning.models.plan import Plan
from planning.models.question import Question
from planning.models.work import Action


class Assumption(Versioned):
    """Something that we believe about the customer without having checked it."""

    class Status(models.TextChoices):
        OPEN = "open", _("Not checked")
        CONFIRMED = "confirmed", _("Confirmed")
        WRONG = "wrong", _("Was wrong")

    account = models.ForeignKey(Account, models.CASCADE, related_name="assumptions")
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="assumptions")
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("question")
    )
    title = models.CharField(_("we believe that"), max_length=300)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who checks it")
    )
    check_by = models.DateField(_("checked by"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=Status.choices, default=Status.OPEN)

    class Meta:
        ordering = ("-status", "check_by", "pk")
        verbose_name = _("assumption")
        verbose_name_plural = _("assumptions")

    def __str__(self) -> str:
        return self.title

    @property
    def is_confidential(self) -> bool:
        """One that stands for an answer about persons is as sensitive as that answer."""
        return self.question is not None and self.question.is_sensitive


class KnowledgeGap(Versioned):
    """A fact that is missing. Who finds it out, and by when, is the action of kind "find out" that it names."""

    class Priority(models.IntegerChoices):
        HIGH = 1, _("Would change the plan")
        MEDIUM = 2, _("Matters")
        LOW = 3, _("Good to know")

    account = models.ForeignKey(Account, models.CASCADE, related_name="knowledge_gaps")
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="knowledge_gaps")
    title = models.CharField(_("what we do not know"), max_length=200)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.MEDIUM)
    ask = models.ForeignKey(
        Stakeholder, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ask")
    )
    action = models.OneToOneField(
        Action, models.SET_NULL, null=True, blank=True, related_name="knowledge_gap", verbose_name=_("action")
    )
    finding = models.CharField(_("what we found"), max_length=300, blank=True)

    class Meta:
        ordering = ("priority", "pk")
        verbose_name = _("knowledge gap")
        verbose_name_plural = _("knowledge gaps")

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> User | None:
        """Who finds it out."""
        return self.action.owner if self.action else None

    @property
    def due_on(self) -> date | None:
        """By when."""
        return self.action.due_on if self.action else None


class GrowthTarget(Versioned):
    """What the account may bring in one year, and on what that depends."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="growth_targets")
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="growth_targets")
    year = models.PositiveSmallIntegerField(_("year"))
    amount = amount(_("revenue in that year"))
    currency = currency()
    depends_on = models.CharField(_("depends on"), max_length=300, blank=True)

    class Meta:
        ordering = ("year",)
        verbose_name = _("growth target")
        verbose_name_plural = _("growth targets")
        constraints = (
            models.UniqueConstraint(fields=["account", "year"], name="growth_target_once"),
            models.CheckConstraint(condition=Q(year__range=(1900, 2200)), name="growth_target_year_makes_sense"),
        )

    def __str__(self) -> str:
        return str(self.year)
