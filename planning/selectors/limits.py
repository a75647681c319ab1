"""How long plans may stay in a stage: the organisation's own figures, kept in the cache."""

from dataclasses import dataclass

from django.core.cache import cache

from planning.models import StageLimit

KEY = "planning.stage-limits"


@dataclass(frozen=True, slots=True)
class Limit:
    """Days in the stage, None without a limit; the sales leader hears of it so many days later."""

    days: int | None
    leader_after: int


def limits() -> dict[tuple[str, str], Limit]:
    """The limits by variant and stage."""
    known: dict[tuple[str, str], Limit] | None = cache.get(KEY)
    if known is None:
        known = {(row.variant, row.stage): Limit(row.days, row.leader_after) for row in StageLimit.objects.all()}
        cache.set(KEY, known)
    return known


def limits_forget() -> None:
    """Read them anew the next time; the cached ones may be those of a transaction that was rolled back."""
    cache.delete(KEY)


def limit_of(variant: str, stage: str) -> int | None:
    """How long a plan of a variant may stay in a stage, None without a limit."""
    limit = limits().get((variant, stage))
    return limit.days if limit else None
