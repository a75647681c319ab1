"""Facts of an account put together as the engine takes them."""

from decimal import Decimal
from typing import Any

from scoring.engine import health, viability
from scoring.sources import CisFact, Fact, Known, RenewalFact, RevenueFact

AGED = (
    ("H1", Fact.CIS),
    ("H2", Fact.RELATIONSHIP),
    ("H4", Fact.ISSUES),
    ("H5", Fact.RENEWAL),
    ("H6", Fact.DAYS_LATE),
    ("H7", Fact.REVENUE),
)


def value_of(known: Known, fact: Fact) -> Any:
    """The value of a fact, None while it is unknown."""
    found = known.get(fact)
    return None if found is None else found.value


def health_inputs(known: Known, override: tuple[int, str] | None = None) -> health.Inputs:
    """What the health model asks for; `override` is the points in force today, with their reason."""
    found = {fact: value for fact, (value, _age) in known.items()}
    cis: CisFact | None = found.get(Fact.CIS)
    renewal: RenewalFact | None = found.get(Fact.RENEWAL)
    revenue: RevenueFact | None = found.get(Fact.REVENUE)
    points, reason = override or (0, "")
    ages = {
        factor: float(age)
        for factor, fact in AGED
        if (aged := known.get(fact)) is not None and (age := aged[1]) is not None
    }
    return health.Inputs(
        cis=cis.score if cis else None,
        relationship=found.get(Fact.RELATIONSHIP),
        contact_days=found.get(Fact.CONTACT_DAYS),
        issues=found.get(Fact.ISSUES),
        renewal=renewal.chance if renewal else None,
        contract_end_days=renewal.end_days if renewal else None,
        renewal_deal_open=renewal.deal_open if renewal else None,
        days_late=found.get(Fact.DAYS_LATE),
        trend_pct=revenue.trend_pct if revenue else None,
        actions=found.get(Fact.ACTIONS),
        ages=ages,
        critical_open_days=found.get(Fact.CRITICAL_OPEN_DAYS),
        sponsor_left=bool(found.get(Fact.SPONSOR_LEFT)),
        notice_given=bool(found.get(Fact.NOTICE_GIVEN)),
        override=float(points),
        override_reason=reason,
    )


def viability_inputs(known: Known) -> viability.Inputs:
    """What the viability model asks for. Negative sums (more credited than billed) say nothing about the future."""
    found = {fact: value for fact, (value, _age) in known.items()}
    sold: RevenueFact | None = found.get(Fact.REVENUE)
    return viability.Inputs(
        white_space=_amount(found.get(Fact.WHITE_SPACE)),
        revenue=_amount(sold.last) if sold else None,
        margin=found.get(Fact.MARGIN),
        credit=found.get(Fact.CREDIT),
        ratings=found.get(Fact.RATINGS),
        pipeline=_amount(found.get(Fact.PIPELINE)),
        target=_amount(found.get(Fact.GROWTH_TARGET)) or None,
        safety=found.get(Fact.SAFETY),
    )


def _amount(value: Decimal | None) -> float | None:
    return None if value is None or value < 0 else float(value)
