"""The methods in force and those that were: parameters from the database, as the engine takes them."""

from functools import lru_cache
from typing import Any

from django.core.cache import cache

from scoring.engine import cis, health, selection, viability
from scoring.models import Method, Programme

type EngineMethod = cis.Method | health.Method | viability.Method | selection.Method

KINDS: dict[str, Any] = {
    "cis": cis.Method,
    "health": health.Method,
    "viability": viability.Method,
    "select": selection.Method,
}
KEPT_SECONDS = 3600


def cache_key(model: str) -> str:
    """Where the name of the published version of a model is kept."""
    return f"scoring.method.{model}"


def published(model: str) -> Any:
    """The newest published method of a model."""
    name = cache.get(cache_key(model))
    if name is None:
        name = newest(model).version
        cache.add(cache_key(model), name, KEPT_SECONDS)  # never over the name that publishing has just set
    return version(name)


def newest(model: str) -> Method:
    """The row of the method in force, past the cache."""
    return Method.objects.filter(model=model).order_by("-published_at", "-pk")[0]


def next_version(model: str) -> str:
    """The name that the next published version gets: health-2 after health-1."""
    taken = Method.objects.filter(model=model).values_list("version", flat=True)
    return f"{model}-{1 + max(int(name.rpartition('-')[2]) for name in taken)}"


def loaded(method: Method) -> Any:
    """A stored version as the engine takes it."""
    return checked(method.model, method.parameters)


def checked(model: str, parameters: Any) -> Any:
    """Parameters as the engine takes them; ValueError says what cannot work."""
    return KINDS[model].from_dict(parameters)


@lru_cache(maxsize=64)
def version(name: str) -> Any:
    """One version; a published one is never changed, so it is read once a process."""
    row = Method.objects.get(version=name)
    return KINDS[row.model].from_dict(row.parameters)


def cis_method() -> cis.Method:
    """The Customer Improvement Score in force."""
    method: cis.Method = published("cis")
    return method


def health_method() -> health.Method:
    """The health model in force."""
    method: health.Method = published("health")
    return method


def viability_method() -> viability.Method:
    """The viability model in force."""
    method: viability.Method = published("viability")
    return method


def selection_method() -> selection.Method:
    """The scorecard in force, before the programme's own amounts."""
    method: selection.Method = published("select")
    return method


def programme() -> Programme:
    """The organisation's own figures."""
    return Programme.objects.get(pk=1)
