"""What an objective measured over time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from planning.models.work import Objective


class ObjectiveValue(models.Model):
    """The measure of an objective on one day: typed, or computed from records with the facts it was computed from."""

    account_path = "objective__account"

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="values")
    day = models.DateField(_("measured on"))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    is_computed = models.BooleanField(default=False)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("day",)
        verbose_name = _("measured value")
        verbose_name_plural = _("measured values")
        constraints = (models.UniqueConstraint(fields=["objective", "day"], name="objective_value_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.day}: {self.value}"

    @property
    def account(self) -> Account:
        """The account that access is decided on."""
        return self.objective.account
