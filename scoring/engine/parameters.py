"""Method parameters as plain JSON and back.

A method is a frozen dataclass. Its published version serves as the template: a stored
version must have the same keys and kinds of values, nothing missing and nothing more.
"""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, cast


def dump(parameters: object) -> dict[str, Any]:
    """A method, inputs or a result as a dict that ``json.dumps`` accepts."""
    return {f.name: _plain(getattr(parameters, f.name)) for f in fields(cast(Any, parameters))}


def load[T](template: T, data: object) -> T:
    """A method like ``template`` with the values of ``data``.

    Raises ValueError naming the key that is unknown, missing or of the wrong kind;
    the method's own checks raise ValueError for values outside their range.
    """
    if not isinstance(data, Mapping):
        raise ValueError("a method must be an object of parameters")
    names = [f.name for f in fields(cast(Any, template))]
    for key in data:
        if key not in names:
            raise ValueError(f"{key}: unknown parameter")
    for name in names:
        if name not in data:
            raise ValueError(f"{name}: parameter missing")
    values = {name: _like(getattr(template, name), data[name], name) for name in names}
    return type(template)(**values)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dump(value) if is_dataclass(value) else value


def _like(sample: object, value: object, path: str) -> object:
    if isinstance(sample, Mapping):
        return _mapping(sample, value, path)
    if isinstance(sample, tuple):
        return _sequence(sample, value, path)
    if isinstance(sample, str):
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{path}: a text is needed")
        return value
    return _number(sample, value, path)


def _number(sample: object, value: object, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{path}: a number is needed")
    if not isinstance(sample, int):
        return float(value)
    if value != int(value):
        raise ValueError(f"{path}: a whole number is needed")
    return int(value)


def _sequence(sample: tuple[object, ...], value: object, path: str) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"{path}: a list is needed")
    return tuple(_like(sample[0], item, f"{path}[{i}]") for i, item in enumerate(value))


def _mapping(sample: Mapping[str, object], value: object, path: str) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{path}: an object is needed")
    kind = next(iter(sample.values()))
    return {str(key): _like(kind, item, f"{path}.{key}") for key, item in value.items()}
