"""Why a review was pulled forward, in words of the language that is active."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kam.lib.shown import score
from reviews.models import ReviewTrigger

Kind = ReviewTrigger.Kind


def trigger_words(kind: str, facts: dict[str, Any]) -> str:
    """What happened, with its names and figures."""
    if kind == Kind.PERSON and "sponsor" in facts:
        return _("%(sponsor)s, our sponsor, is not with us any more") % facts
    words = {
        Kind.PERSON: _("%(person)s left or moved on %(day)s"),
        Kind.RED: _("health turned red: %(health)s"),
        Kind.FELL: _("health fell by %(points)s points in 30 days, to %(health)s"),
        Kind.CIS: _("the Customer Improvement Score fell in the wave %(wave)s"),
        Kind.TENDER: _("a tender or a notice against us since %(day)s"),
        Kind.CONTRACT: _("contract “%(contract)s” ends on %(day)s without a renewal deal"),
        Kind.OWNER: _("merger or new owner on %(day)s"),
        Kind.ISSUE: _("critical issue “%(issue)s” open since %(day)s"),
    }
    return words[Kind(kind)] % {name: _shown(name, value) for name, value in facts.items()}


def _shown(name: str, value: Any) -> Any:
    if name == "day":
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    return score(value) if name in {"health", "points"} else value
