"""The starting spread of a survey: 20 points, until the organisation has enough waves of its own to know better."""

from dataclasses import replace

from django.db.models import FloatField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from scoring.engine import cis
from scoring.models import Wave
from scoring.selectors import methods


def own_spread() -> float | None:
    """The spread within our own accounts, in points; None until thirty named waves are reported.

    Confidential waves do not count: their spread is told to nobody, and could be worked out from a change of this one.
    """
    waves = Wave.objects.filter(mode=Wave.Mode.NAMED, closed_at__isnull=False, result__status=cis.REPORTED)
    variances = waves.annotate(var=Cast(KT("result__var"), FloatField())).order_by("pk").values_list("var", flat=True)
    return cis.organisation_spread([var for var in variances if var is not None])


def method_of(wave: Wave) -> cis.Method:
    """The method that the wave is computed by, with the starting spread that its inputs keep."""
    method, spread = methods.version(wave.method), (wave.inputs or {}).get("prior_spread")
    return method if spread is None else replace(method, prior_spread=spread)
