"""What the customer's business is about: goals, needs, trends, results."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account, Unit
from accounts.models.rows import Versioned, amount, currency


class Evidence(models.TextChoices):
    """How we know something."""

    STATED = "stated", _("Stated by the customer")
    OBSERVED = "observed", _("Seen by us")
    ASSUMED = "assumed", _("Assumed")


class Horizon(models.TextChoices):
    """How far ahead something lies."""

    SHORT = "short", _("This year")
    LONG = "long", _("Three to five years")


class CustomerGoal(Versioned):
    """What the customer itself wants to reach, and the figure that it judges by."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="goals")
    title = models.CharField(_("goal"), max_length=200)
    horizon = models.CharField(_("horizon"), max_length=5, choices=Horizon.choices, default=Horizon.SHORT)
    metric = models.CharField(_("judged by"), max_length=120, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=16, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    evidence = models.CharField(_("how do we know?"), max_length=8, choices=Evidence.choices, blank=True)

    class Meta:
        ordering = ("-horizon", "due_on", "pk")
        verbose_name = _("customer goal")
        verbose_name_plural = _("customer goals")

    def __str__(self) -> str:
        return self.title


class Need(Versioned):
    """A problem or need of the customer: how grave, what it costs, what is set aside for it, and how we know."""

    class Severity(models.TextChoices):
        CRITICAL = "critical", _("Critical")
        MAJOR = "major", _("Major")
        MINOR = "minor", _("Minor")

    class Span(models.TextChoices):
        SHORT = "short", _("Quick answer")
        LONG = "long", _("Patient work")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        MET = "met", _("Met")
        DROPPED = "dropped", _("Dropped")

    account = models.ForeignKey(Account, models.CASCADE, related_name="needs")
    title = models.CharField(_("need"), max_length=200)
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices, blank=True)
    cost_estimate = amount(_("costs them a year"), null=True, blank=True)
    currency = currency()
    horizon = models.CharField(_("horizon"), max_length=5, choices=Span.choices, blank=True)
    evidence = models.CharField(_("how do we know?"), max_length=8, choices=Evidence.choices, blank=True)
    source_note = models.CharField(_("source"), max_length=200, blank=True)
    budget = amount(_("budget set aside"), null=True, blank=True)
    decision_on = models.DateField(_("decided on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=7, choices=Status.choices, default=Status.OPEN)

    class Meta:
        ordering = (models.F("cost_estimate").desc(nulls_last=True), "pk")
        verbose_name = _("need")
        verbose_name_plural = _("needs")

    def __str__(self) -> str:
        return self.title


class Trend(Versioned):
    """Something that changes round the customer or inside it."""

    class Kind(models.TextChoices):
        MARKET = "market", _("Market")
        REGULATION = "regulation", _("Rules and public events")
        TECHNOLOGY = "technology", _("Technology")
        DEMAND = "demand", _("What their customers expect")
        ORGANISATION = "organisation", _("Inside the company")

    class Effect(models.TextChoices):
        HELPS = "helps", _("Helps them")
        HURTS = "hurts", _("Hurts them")
        MIXED = "mixed", _("Both")

    account = models.ForeignKey(Account, models.CASCADE, related_name="trends")
    title = models.CharField(_("trend"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.MARKET)
    effect = models.CharField(_("effect on their results"), max_length=5, choices=Effect.choices, blank=True)
    expected_on = models.DateField(_("expected by"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    evidence = models.CharField(_("how do we know?"), max_length=8, choices=Evidence.choices, blank=True)

    class Meta:
        ordering = ("kind", "pk")
        verbose_name = _("trend")
        verbose_name_plural = _("trends")

    def __str__(self) -> str:
        return self.title


class AccountFinancial(Versioned):
    """The customer's own sales and profit in one year, or what it expects of it."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="financials")
    year = models.PositiveSmallIntegerField(_("year"))
    sales = amount(_("sales"), null=True, blank=True)
    profit = amount(_("profit"), null=True, blank=True)
    currency = currency()
    is_forecast = models.BooleanField(_("their forecast"), default=False)
    source_note = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ("-year",)
        verbose_name = _("financial year")
        verbose_name_plural = _("financial years")
        constraints = (
            models.UniqueConstraint(fields=["account", "year"], name="financial_year_once"),
            models.CheckConstraint(condition=Q(year__range=(1900, 2200)), name="financial_year_makes_sense"),
        )

    def __str__(self) -> str:
        return str(self.year)
