"""What every editable row shares."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Versioned(models.Model):
    """A row that two people may edit: `version` rises with every change (see services.rows)."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        abstract = True


def amount(verbose_name: Any, **kwargs: Any) -> models.DecimalField:
    """A money column: exact, up to 99,999,999,999,999.99."""
    return models.DecimalField(verbose_name, max_digits=16, decimal_places=2, **kwargs)


def currency() -> models.CharField:
    """The ISO 4217 code that stands beside every amount."""
    return models.CharField(_("currency"), max_length=3, default="EUR")
