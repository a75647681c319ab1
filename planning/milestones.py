"""Days that a plan is compared with: a registry, since higher apps know some of them (the last review)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from planning.models import Plan


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day in the life of a plan."""

    label: str | Promise
    on: date


type Source = Callable[[Plan], Iterable[Milestone]]

SOURCES: list[Source] = []


def milestone_source(source: Source) -> Source:
    """Register days of a plan; usable as a decorator."""
    if source not in SOURCES:
        SOURCES.append(source)
    return source


def milestones_of(plan: Plan) -> list[Milestone]:
    """The days of a plan that are worth a comparison, newest first."""
    return sorted((found for source in SOURCES for found in source(plan)), key=lambda found: found.on, reverse=True)
