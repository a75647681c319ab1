"""Facts of an account put together as the engine takes them."""

from decimal import Decimal
from typing import Any

from scoring.engine import health, viability
from scoring.sources import Fact, Known, RevenueFact

AGED = {
    "H1": Fact.CIS,
    "H2": Fact.RELATIONSHIP,
    "H4": Fact.ISSUES,
    "H5": Fact.RENEWAL,
    "H6": Fact.DAYS_LATE,
    "H7": Fact.REVENUE,
}


def value_of(known: Known, fact: Fact) -> Any:
    """The value of a fact, None while it is unknown."""
    found = known.get(fact)
    return None if found is None else found.value


def health_inputs(known: Known, override: tuple[int, str] | None = None) -> health.Inputs:
    """What the health model asks for; `override` is the points in force today, with their reason."""
    cis, renewal = value_of(known, Fact.CIS), value_of(known, Fact.RENEWAL)
    revenue: RevenueFact | None = value_of(known, Fact.REVENUE)
    ages = {
        factor: float(found.age_days)
        for factor, fact in AGED.items()
        if (found := known.get(fact)) is not None and found.age_days is not None
    }
    points, reason = override or (0, "")
    return health.Inputs(
        cis=cis.score if cis else None,
        relationship=value_of(known, Fact.RELATIONSHIP),
        contact_days=value_of(known, Fact.CONTACT_DAYS),
        issues=value_of(known, Fact.ISSUES),
        renewal=renewal.chance if renewal else None,
        contract_end_days=renewal.end_days if renewal else None,
        renewal_deal_open=renewal.deal_open if renewal else None,
        days_late=value_of(known, Fact.DAYS_LATE),
        trend_pct=revenue.trend_pct if revenue else None,
        actions=value_of(known, Fact.ACTIONS),
        ages=ages,
        critical_open_days=value_of(known, Fact.CRITICAL_OPEN_DAYS),
        sponsor_left=bool(value_of(known, Fact.SPONSOR_LEFT)),
        notice_given=bool(value_of(known, Fact.NOTICE_GIVEN)),
        override=float(points),
        override_reason=reason,
    )


def viability_inputs(known: Known) -> viability.Inputs:
    """What the viability model asks for. Negative sums (more credited than billed) say nothing about the future."""
    sold: RevenueFact | None = value_of(known, Fact.REVENUE)
    return viability.Inputs(
        white_space=_amount(value_of(known, Fact.WHITE_SPACE)),
        revenue=_amount(sold.last if sold else None),
        margin=value_of(known, Fact.MARGIN),
        credit=value_of(known, Fact.CREDIT),
        ratings=value_of(known, Fact.RATINGS),
        pipeline=_amount(value_of(known, Fact.PIPELINE)),
        target=_amount(value_of(known, Fact.GROWTH_TARGET)) or None,
        safety=value_of(known, Fact.SAFETY),
    )


def _amount(value: Decimal | None) -> float | None:
    return None if value is None or value < 0 else float(value)
