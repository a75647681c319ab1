"""Cases of the viability score ``viability-1``."""

from typing import Any

from scoring.engine import viability
from scoring.engine.cases.fields import Fields
from scoring.engine.curve import half_up

MOST = 1e15  # amounts; larger ones are typing mistakes


def score(fields: Fields) -> tuple[dict[str, Any], list[str]]:
    """Result and explanation of one case."""
    result = viability.evaluate(read(fields))
    figures = {
        "values": dict(result.values),
        "score": result.score,
        "coverage": result.coverage,
        "status": result.status,
    }
    return figures, _explain(result)


def read(fields: Fields) -> viability.Inputs:
    """Inputs from JSON; CaseError names what is wrong."""
    fields.only("white_space", "revenue", "margin", "credit", "ratings", "pipeline", "target", "safety")
    return viability.Inputs(
        white_space=fields.number("white_space", 0, MOST),
        revenue=fields.number("revenue", 0, MOST),
        margin=fields.number("margin", high=100),
        credit=fields.number("credit", 0, 5),
        ratings=fields.levels("ratings", 3, 0, 5),
        pipeline=fields.number("pipeline", 0, MOST),
        target=fields.number("target", 0, MOST),
        safety=fields.number("safety", 0, 5),
    )


def _explain(result: viability.Result) -> list[str]:
    points = viability.factor_points(result)
    lines = []
    for factor, name in viability.FACTORS.items():
        value = result.values.get(factor)
        text = f"{half_up(value)} gives {half_up(points.get(factor), 2)} points"
        lines.append(f"{factor} {name}: {'not known, left out' if value is None else text}.")
    lines.append(f"Coverage {half_up(result.coverage)} %: {result.status}.")
    if result.score is None:
        return [*lines, "Too little is known for a score."]
    return [*lines, f"Viability {half_up(result.score)}."]
