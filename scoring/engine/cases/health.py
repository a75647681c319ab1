"""Cases of the health score ``health-1``."""

from typing import Any

from scoring.engine import health, health_trend
from scoring.engine.cases.fields import Fields
from scoring.engine.curve import half_up

KEYS = (
    "cis",
    "relationship",
    "contact_days",
    "issues",
    "renewal",
    "contract_end_days",
    "renewal_deal_open",
    "days_late",
    "trend_pct",
    "actions",
    "actions_share",
    "ages",
    "cap",
    "cap_reason",
)


def score(fields: Fields) -> tuple[dict[str, Any], list[str]]:
    """Result and explanation of one case."""
    result = health.evaluate(read(fields))
    figures = {
        "values": dict(result.values),
        "weight_x_freshness": dict(result.weights),
        "raw": result.raw,
        "coverage": result.coverage,
        "status": result.status,
        "shown": result.shown,
        "band": result.band,
    }
    return figures, _explain(result)


def read(fields: Fields) -> health.Inputs:
    """Inputs from JSON; CaseError names what is wrong."""
    fields.only(*KEYS)
    if "actions" in fields and "actions_share" in fields:
        raise fields.wrong("actions_share", "give either this or actions, not both")
    issues = fields.counts("issues", ("critical", "major", "minor"))
    actions = fields.counts("actions", ("on time", "late", "open"))
    return health.Inputs(
        cis=fields.number("cis", 0, 100),
        relationship=fields.number("relationship", 0, 100),
        contact_days=fields.number("contact_days", 0),
        issues=None if issues is None else (issues[0], issues[1], issues[2]),
        renewal=fields.number("renewal", 0, 100),
        contract_end_days=fields.number("contract_end_days"),
        renewal_deal_open=fields.flag("renewal_deal_open"),
        days_late=fields.number("days_late"),
        trend_pct=fields.number("trend_pct"),
        actions=None if actions is None else (actions[0], actions[1], actions[2]),
        actions_share=fields.number("actions_share", 0, 100),
        ages=_ages(fields),
        caps=_caps(fields),
    )


def _ages(fields: Fields) -> dict[str, float]:
    if "ages" not in fields:
        return {}
    ages = fields.inner("ages")
    ages.only(*health.FACTORS)
    found = {factor: ages.number(factor, 0) for factor in health.FACTORS}
    return {factor: age for factor, age in found.items() if age is not None}


def _caps(fields: Fields) -> tuple[health.Cap, ...]:
    limit, reason = fields.number("cap", 0, 100), fields.text("cap_reason")
    if limit is None and reason:
        raise fields.wrong("cap_reason", "given without a cap")
    return () if limit is None else (health.Cap(limit, reason),)


def _explain(result: health.Result) -> list[str]:
    lines = []
    for line in health_trend.explain(result):
        name = f"{line.factor} {health.FACTORS[line.factor]}"
        if line.value is None:
            lines.append(f"{name}: not known, left out.")
        else:
            value, weight = half_up(line.value), half_up(line.weight)
            lines.append(f"{name}: {value} at weight {weight} gives {half_up(line.points, 2)} points.")
    lines.append(f"Coverage {half_up(result.coverage)} %: {result.status}.")
    if result.shown is None:
        return [*lines, "Too little is known for a score."]
    if result.raw is not None and result.shown < result.raw:
        reason = result.caps[0].reason or "no reason given"
        lines.append(f"{half_up(result.raw)} → {half_up(result.shown)}, capped: {reason}.")
    return [*lines, f"Health {half_up(result.shown)}, {result.band}."]
