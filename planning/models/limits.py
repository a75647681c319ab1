"""How long a plan may stay in a stage."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Stage
from accounts.models.rows import Versioned
from planning.models.plan import Plan


class StageLimit(Versioned):
    """The time that a plan of a variant may take in a stage, and when the sales leader hears of it."""

    variant = models.CharField(_("variant"), max_length=5, choices=Plan.Variant.choices)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices)
    days = models.PositiveSmallIntegerField(_("days in this stage"), null=True, blank=True)
    leader_after = models.PositiveSmallIntegerField(_("sales leader is told, days later"), default=7)

    class Meta:
        ordering = ("variant", "pk")
        verbose_name = _("time of a stage")
        verbose_name_plural = _("times of stages")
        constraints = (models.UniqueConstraint(fields=["variant", "stage"], name="stage_limit_once"),)

    def __str__(self) -> str:
        return f"{self.get_variant_display()}, {self.get_stage_display()}"
