"""Cases of the selection scorecard ``select-1``; amounts are in millions."""

from typing import Any

from scoring.engine import selection
from scoring.engine.cases.fields import Fields
from scoring.engine.curve import half_up

MILLION = 1_000_000
MOST = 1e9  # millions; larger ones are typing mistakes
GATES = {
    selection.MARGIN: "margin of at least 10 %",
    selection.PAYMENT: "at most 60 days late",
    selection.SIZE: "revenue of at least 1 million or growth potential of at least 50",
}


def score(fields: Fields) -> tuple[dict[str, Any], list[str]]:
    """Result and explanation of one case."""
    result = selection.evaluate(read(fields))
    figures = {
        "values": dict(result.values),
        "value_axis": result.value_axis,
        "position_axis": result.position_axis,
        "total": result.total,
        "coverage": result.coverage,
        "failed_gates": list(result.failed_gates),
        "open_gates": list(result.open_gates),
        "decision": result.decision,
        "type": result.type,
    }
    return figures, _explain(result)


def read(fields: Fields) -> selection.Inputs:
    """Inputs from JSON; CaseError names what is wrong."""
    fields.only(
        *("revenue_m", "margin", "trend_pct", "servable_m", "days_late"),
        *("K5", "K6", "K7", "K8", "K9", "K10", "K12", "K13"),
    )
    revenue, servable = fields.number("revenue_m", 0, MOST), fields.number("servable_m", 0, MOST)
    return selection.Inputs(
        revenue=None if revenue is None else revenue * MILLION,
        margin=fields.number("margin", high=100),
        trend_pct=fields.number("trend_pct"),
        servable=None if servable is None else servable * MILLION,
        renewal=fields.number("K5", 0, 100),
        chance=fields.number("K6", 0, 5),
        effort=fields.number("K7", 0, 5),
        relationship=fields.number("K8", 0, 100),
        fit=fields.number("K9", 0, 5),
        name_value=fields.number("K10", 0, 5),
        days_late=fields.number("days_late"),
        access=fields.number("K12", 0, 5),
        openness=fields.number("K13", 0, 5),
    )


def _explain(result: selection.Result) -> list[str]:
    weights = selection.METHOD_1.weights
    lines = []
    for criterion, name in selection.CRITERIA.items():
        value = result.values.get(criterion)
        text = "not known, left out" if value is None else half_up(value)
        lines.append(f"{criterion} {name}: {text} (weight {weights[criterion]:g}).")
    lines += [f"Gate failed: {GATES[gate]}." for gate in result.failed_gates]
    lines += [f"Gate open, input missing: {GATES[gate]}." for gate in result.open_gates]
    if not result.type_known:
        lines.append("Revenue or growth potential is not known, so the type is only a guess.")
    lines.append(
        f"Value {half_up(result.value_axis)}, position {half_up(result.position_axis)}, "
        f"total {half_up(result.total)}, coverage {half_up(result.coverage)} %."
    )
    return [*lines, f"Decision help: {result.decision}, type {result.type}."]
