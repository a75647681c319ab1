"""Lines between people at a customer that no organisation chart shows. Sensitive."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from accounts.models.rows import Versioned
from accounts.models.stakeholder import Stakeholder


class InfluenceLine(Versioned):
    """Who sways whom, who is at odds with whom, who reports to whom without saying so."""

    SENSITIVE = ("kind", "strength", "note")
    account_path = "source__account"

    class Kind(models.TextChoices):
        INFLUENCES = "influences", _("Influences")
        CONFLICTS = "conflicts", _("Is in conflict with")
        REPORTS = "reports", _("Reports informally to")

    source = models.ForeignKey(Stakeholder, models.CASCADE, related_name="lines_out", verbose_name=_("from"))
    target = models.ForeignKey(Stakeholder, models.CASCADE, related_name="lines_in", verbose_name=_("to"))
    kind = models.CharField(_("kind of line"), max_length=10, choices=Kind.choices, default=Kind.INFLUENCES)
    strength = models.PositiveSmallIntegerField(_("how strong, 1 to 3"), default=2)
    note = models.CharField(_("how we handle it"), max_length=300, blank=True)

    class Meta:
        ordering = ("-strength", "pk")
        verbose_name = _("influence line")
        verbose_name_plural = _("influence lines")
        constraints = (
            models.UniqueConstraint(fields=["source", "target", "kind"], name="influence_line_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="influence_line_of_two"),
            models.CheckConstraint(condition=Q(strength__range=(1, 3)), name="influence_line_strength_1_to_3"),
        )

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"

    @property
    def account(self) -> Account:
        """The account that access is decided on."""
        return self.source.account
