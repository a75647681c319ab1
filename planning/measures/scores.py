"""Measures that are scores: CIS, relationship, coverage, health."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.models import AccountFigures, RelationshipLink, Stakeholder
from accounts.models.stakeholder import DECIDERS
from kam.lib import shown
from planning.measures.registry import Ask, Measured, day_of, ids_of, measure
from scoring.sources import Fact, gather

KEY_INFLUENCE = 4


def _say_cis(facts: Mapping[str, Any]) -> str:
    return _("score of the wave closed on %(day)s, range %(low)s to %(high)s") % {
        "day": shown.full_date(day_of(facts, "on")),
        "low": shown.score(facts["low"]),
        "high": shown.score(facts["high"]),
    }


@measure("cis", lazy("Customer Improvement Score"), _say_cis, unit=lazy("points"), view="scoring:account-improvement")
def cis(asks: Sequence[Ask], today: date) -> Mapping[Ask, Measured]:
    """The score of the latest closed wave, as of that wave."""
    found = {}
    for account_id, known in gather(ids_of(asks), today, [Fact.CIS]).items():
        if Fact.CIS in known:
            fact = known[Fact.CIS].value
            facts = {"on": fact.on.isoformat(), "low": fact.low, "high": fact.high}
            found[account_id] = Measured(_points(fact.score), fact.on, facts)
    return {ask: found[ask.account_id] for ask in asks if ask.account_id in found}


def _points(score: float) -> Decimal:
    return shown.half_up(score, 1) or Decimal(0)


def _say_relationship(facts: Mapping[str, Any]) -> str:
    return _("strength of the relationship R from the map of people on %(day)s") % {
        "day": shown.full_date(day_of(facts, "on"))
    }


@measure("relationship", lazy("Relationship R"), _say_relationship, unit=lazy("points"), view="accounts:account-map")
def relationship(asks: Sequence[Ask], today: date) -> Mapping[Ask, Measured]:
    """R of the map of people, where enough of it is known to be reported."""
    known = gather(ids_of(asks), today, [Fact.RELATIONSHIP])
    return {
        ask: Measured(_points(known[ask.account_id][Fact.RELATIONSHIP].value), today, {"on": today.isoformat()})
        for ask in asks
        if Fact.RELATIONSHIP in known[ask.account_id]
    }


def _say_coverage(facts: Mapping[str, Any]) -> str:
    words = ngettext(
        "%(kept)s of %(count)s key player has one of us who keeps the link",
        "%(kept)s of %(count)s key players have one of us who keeps the link",
        facts["people"],
    )
    return words % {"kept": facts["kept"], "count": facts["people"]}


@measure("coverage", lazy("Coverage of key players"), _say_coverage, unit="%", view="accounts:account-map")
def coverage(asks: Sequence[Ask], today: date) -> Mapping[Ask, Measured]:
    """The share of the key players with an owner among us. One query."""
    is_key = Q(influence__gte=KEY_INFLUENCE) | Q(has_veto=True) | Q(decision_roles__has_any_keys=list(DECIDERS))
    is_kept = Exists(RelationshipLink.objects.filter(stakeholder=OuterRef("pk"), is_primary=True))
    rows = (
        Stakeholder.objects.filter(is_key, account_id__in=ids_of(asks), status=Stakeholder.Status.ACTIVE)
        .order_by()
        .annotate(is_kept=is_kept)
        .values("account_id")
        .annotate(people=Count("pk"), kept=Count("pk", filter=Q(is_kept=True)))
    )
    found = {
        row["account_id"]: Measured(
            Decimal(100 * row["kept"]) / row["people"], today, {"people": row["people"], "kept": row["kept"]}
        )
        for row in rows
    }
    return {ask: found[ask.account_id] for ask in asks if ask.account_id in found}


def _say_health(facts: Mapping[str, Any]) -> str:
    return _("health of the account on %(day)s") % {"day": shown.full_date(day_of(facts, "on"))}


@measure("health", lazy("Health"), _say_health, unit=lazy("points"), view="scoring:account-health")
def health(asks: Sequence[Ask], today: date) -> Mapping[Ask, Measured]:
    """The health of the account as it was last scored. One query."""
    del today
    rows = AccountFigures.objects.filter(pk__in=ids_of(asks), health__isnull=False, health_on__isnull=False)
    found = {
        pk: Measured(_points(score), on, {"on": on.isoformat()})
        for pk, score, on in rows.values_list("pk", "health", "health_on")
    }
    return {ask: found[ask.account_id] for ask in asks if ask.account_id in found}
