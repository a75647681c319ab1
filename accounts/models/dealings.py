"""What happens between us and the customer: issues and interactions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from accounts.models.rows import Versioned
from accounts.models.stakeholder import Stakeholder
from accounts.models.user import User


class Issue(Versioned):
    """Something that goes wrong in delivery or service."""

    class Severity(models.TextChoices):
        CRITICAL = "critical", _("Critical")
        MAJOR = "major", _("Major")
        MINOR = "minor", _("Minor")

    account = models.ForeignKey(Account, models.CASCADE, related_name="issues")
    title = models.CharField(_("title"), max_length=200)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices, default=Severity.MINOR)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    owner_unit = models.CharField(_("our department"), max_length=80, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = (models.F("closed_on").desc(nulls_first=True), "-opened_on")
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=models.F("opened_on")),
                name="issue_closed_after_opened",
            ),
        )
        indexes = (models.Index(fields=["account"], condition=Q(closed_on=None), name="issue_open"),)

    def __str__(self) -> str:
        return self.title


class Interaction(Versioned):
    """A call, meeting, visit or message. Two-way ones refresh the links of the people in it."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        CALL = "call", _("Call")
        VISIT = "visit", _("Visit")
        MESSAGE = "message", _("Message")
        NOTE = "note", _("Note")

    account = models.ForeignKey(Account, models.CASCADE, related_name="interactions")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.MEETING)
    happened_on = models.DateField(_("on"))
    summary = models.TextField(_("notes"))
    is_two_way = models.BooleanField(_("two-way"), default=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    people = models.ManyToManyField(User, blank=True, related_name="+", verbose_name=_("our people"))
    stakeholders = models.ManyToManyField(
        Stakeholder, blank=True, related_name="interactions", verbose_name=_("customer's people")
    )

    class Meta:
        ordering = ("-happened_on", "-pk")
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        indexes = (models.Index(fields=["account", "-happened_on"], name="interaction_order"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.happened_on}"
