"""JSON cases: read, checked, scored by the published methods, and explained in English."""

from collections.abc import Callable
from typing import Any

from scoring.engine.cases import cis, health, relationship, selection, viability
from scoring.engine.cases.fields import CaseError, Fields

type Answer = tuple[dict[str, Any], list[str]]

MODELS: dict[str, Callable[[Fields], Answer]] = {
    "cis-1": cis.score,
    "health-1": health.score,
    "viability-1": viability.score,
    "select-1": selection.score,
    "relationship": relationship.score,
}


def run(model: str, payload: object) -> list[dict[str, Any]]:
    """Scores one case ``{"id", "input"}`` or a list of them.

    A case copied from a table of vectors may carry its ``expected``, which is not read.
    Raises CaseError naming the case and the key that is unknown or has a wrong value.
    """
    cases = payload if isinstance(payload, list) else [payload]
    return [_run_case(model, case, f"case {place}") for place, case in enumerate(cases, start=1)]


def _run_case(model: str, case: object, place: str) -> dict[str, Any]:
    fields = Fields(case, place)
    name = fields.name("id")
    fields.case = f"case {name}"
    fields.only("id", "input", "expected")
    try:
        result, explanation = MODELS[model](fields.inner("input", at_top=True))
    except CaseError:
        raise
    except ValueError as error:
        raise CaseError(fields.case, str(error)) from error
    return {"id": name, "model": model, "result": result, "explanation": explanation}
