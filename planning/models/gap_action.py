"""Which gap of the map an action was made for. It may tell how somebody stands to us, the action itself never does."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from planning.models.work import Action


class GapAction(models.Model):
    """The rule that an action works at."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="gap_actions")
    action = models.OneToOneField(Action, models.CASCADE, related_name="gap", verbose_name=_("action"))
    rule = models.CharField(_("rule"), max_length=3)
    is_sensitive = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("gap of an action")
        verbose_name_plural = _("gaps of actions")

    def __str__(self) -> str:
        return self.rule

    @property
    def is_confidential(self) -> bool:
        """Its events in the trail are for those who may read how people stand to us."""
        return self.is_sensitive
