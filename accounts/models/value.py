"""What we can do for the customer, what it is worth to them, and the proof."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account, Unit
from accounts.models.customer import Need
from accounts.models.rows import Versioned, amount, currency
from accounts.models.stakeholder import Stakeholder


class Improvement(Versioned):
    """A part of the customer's business that could run better within a year with our help."""

    class Status(models.TextChoices):
        OPEN = "open", _("Seen")
        AGREED = "agreed", _("Agreed with the customer")
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    account = models.ForeignKey(Account, models.CASCADE, related_name="improvements")
    title = models.CharField(_("what could run better"), max_length=200)
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    need = models.ForeignKey(
        Need, models.SET_NULL, null=True, blank=True, related_name="improvements", verbose_name=_("answers the need")
    )
    how = models.CharField(_("how we help"), max_length=300, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=7, choices=Status.choices, default=Status.OPEN)

    class Meta:
        ordering = ("status", "due_on", "pk")
        verbose_name = _("improvement opportunity")
        verbose_name_plural = _("improvement opportunities")

    def __str__(self) -> str:
        return self.title


class ValueCase(Versioned):
    """What an improvement is worth to the customer in figures, and who there accepts them."""

    class Period(models.TextChoices):
        YEAR = "year", _("a year")
        ONCE = "once", _("once")
        MONTH = "month", _("a month")

    account = models.ForeignKey(Account, models.CASCADE, related_name="value_cases")
    title = models.CharField(_("value case"), max_length=200)
    improvement = models.ForeignKey(
        Improvement, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name=_("of the improvement")
    )
    cost_of_inaction = amount(_("cost of doing nothing, a year"), null=True, blank=True)
    amount = amount(_("worth to the customer"), null=True, blank=True)
    currency = currency()
    period = models.CharField(_("period"), max_length=5, choices=Period.choices, default=Period.YEAR)
    basis = models.CharField(_("how it is computed"), max_length=300, blank=True)
    inaction_note = models.CharField(_("what happens if nothing is done"), max_length=300, blank=True)
    accepted_by = models.ForeignKey(
        Stakeholder, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("accepted by")
    )
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)

    class Meta:
        ordering = (models.F("amount").desc(nulls_last=True), "pk")
        verbose_name = _("value case")
        verbose_name_plural = _("value cases")

    def __str__(self) -> str:
        return self.title


class ValueProof(Versioned):
    """A result that we have delivered, with its proof."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="value_proofs")
    title = models.CharField(_("result"), max_length=200)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    amount = amount(_("worth to the customer"), null=True, blank=True)
    currency = currency()
    proof = models.CharField(_("proof"), max_length=300, blank=True)
    confirmed_by = models.ForeignKey(
        Stakeholder, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("confirmed by")
    )

    class Meta:
        ordering = (models.F("delivered_on").desc(nulls_last=True), "pk")
        verbose_name = _("value proof")
        verbose_name_plural = _("value proofs")

    def __str__(self) -> str:
        return self.title


class Idea(Versioned):
    """A new thing that we could do with the customer."""

    class Kind(models.TextChoices):
        CO_CREATION = "co_creation", _("Built together")
        TECHNOLOGY = "technology", _("New technology")
        SERVICE = "service", _("New service")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        TRIED = "tried", _("Being tried")
        DROPPED = "dropped", _("Dropped")

    account = models.ForeignKey(Account, models.CASCADE, related_name="ideas")
    title = models.CharField(_("idea"), max_length=200)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices, default=Kind.CO_CREATION)
    note = models.CharField(_("note"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=7, choices=Status.choices, default=Status.OPEN)

    class Meta:
        ordering = ("status", "pk")
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")

    def __str__(self) -> str:
        return self.title


class Strength(Versioned):
    """Where we are clearly better than others, and whether the customer notices it."""

    class Visible(models.TextChoices):
        YES = "yes", _("The customer notices it")
        PARTLY = "partly", _("Some there notice it")
        NO = "no", _("Nobody there notices it")

    account = models.ForeignKey(Account, models.CASCADE, related_name="strengths")
    title = models.CharField(_("we are better at"), max_length=200)
    visible = models.CharField(_("seen by the customer"), max_length=6, choices=Visible.choices, blank=True)
    note = models.CharField(_("proof"), max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("our strength")
        verbose_name_plural = _("our strengths")

    def __str__(self) -> str:
        return self.title
