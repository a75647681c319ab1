"""The numbers of a method as a flat list, and back: what an administrator edits, one number or curve a line.

``weights.H1`` is a number, ``curves.H3`` a list of points, ``decay.H1`` two numbers, ``band_green`` a number.
"""

from collections.abc import Mapping
from typing import Any

from scoring.engine.curve import at_least

# Names and texts are no numbers; these belong to the scale of the ratings or to the programme's own settings.
FIXED = frozenset({"version", "rating_best", "list_cap", "revenue_reference", "growth_reference", "gate_revenue"})
WHOLE_WEIGHT = 100.0

type Flat = dict[str, Any]


def flat(parameters: Mapping[str, Any]) -> Flat:
    """Every number that may be edited, by its path, in the order of the method."""
    found: Flat = {}
    for name, value in parameters.items():
        if isinstance(value, Mapping):
            found |= {f"{name}.{key}": part for key, part in value.items()}
        elif name not in FIXED:
            found[name] = value
    return found


def put(parameters: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters with other numbers; paths that they do not have are left out."""
    filled: dict[str, Any] = {}
    for name, value in parameters.items():
        if isinstance(value, Mapping):
            filled[name] = {key: values.get(f"{name}.{key}", part) for key, part in value.items()}
        else:
            filled[name] = values.get(name, value) if name not in FIXED else value
    return filled


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What differs between two sets of parameters: path to (before, after)."""
    old, new = flat(before), flat(after)
    paths = [*old, *(path for path in new if path not in old)]
    return {path: (old.get(path), new.get(path)) for path in paths if not same(old.get(path), new.get(path))}


def same(one: Any, other: Any) -> bool:
    """Whether two numbers or lists of numbers are equal; 5 and 5.0 are."""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == other)


def missing_weight(parameters: Mapping[str, Any]) -> float:
    """How much the weights fall short of 100; below zero when they are too much, 0 when they are right."""
    gap = WHOLE_WEIGHT - sum(parameters["weights"].values())
    return 0.0 if at_least(gap, 0.0) and at_least(-gap, 0.0) else gap
