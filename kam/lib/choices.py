"""Labels of choices, put into words once a language: Django does it anew for every choice of every row."""

from functools import lru_cache
from typing import Any

from django.db.models import Field, Model
from django.utils.translation import get_language


def choice_label(row: Model, field: str) -> str:
    """What `row.get_<field>_display()` gives."""
    value = getattr(row, field)
    return _labels(type(row), field, get_language() or "").get(value, "" if value is None else str(value))


@lru_cache(maxsize=512)
def _labels(model: type[Model], field: str, language: str) -> dict[Any, str]:
    del language  # belongs to the answer, and so to the key
    found = model._meta.get_field(field)
    if not isinstance(found, Field):
        raise TypeError(f"{model.__name__}.{field} is a relation and has no choices")
    return {value: str(label) for value, label in found.flatchoices}
