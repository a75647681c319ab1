"""Objectives with what they measure, in words and over time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kam.lib import charts, shown
from kam.lib.charts.lines import LineChart
from planning.measures import MEASURES, in_words
from planning.models import Objective, ObjectiveValue

ENOUGH_POINTS = 2
MOST_VALUES = 24


@dataclass(frozen=True)
class ObjectiveLine:
    """An objective with what its value was computed from."""

    objective: Objective
    measure: str = ""  # what it is computed by, in words
    how: str = ""  # the calculation
    rows_url: str = ""
    unit: str = ""

    @property
    def is_computed(self) -> bool:
        """The value comes from records."""
        return bool(self.measure)


def objective_line(objective: Objective) -> ObjectiveLine:
    """One objective in words; its account is joined when the value is computed."""
    measure = MEASURES.get(objective.measured_by)
    if measure is None:
        return ObjectiveLine(objective, unit=objective.unit)
    return ObjectiveLine(
        objective,
        measure=str(measure.label),
        how=in_words(measure.key, objective.measured_facts),
        rows_url=measure.url(objective.account_id),
        unit=objective.unit or measure.unit_of(objective.account),
    )


def objective_lines(objectives: Iterable[Objective]) -> list[ObjectiveLine]:
    """Many of them."""
    return [objective_line(objective) for objective in objectives]


def last_values(objective: Objective) -> QuerySet[ObjectiveValue]:
    """What was measured, the latest first."""
    return ObjectiveValue.objects.filter(objective=objective).order_by("-day")[:MOST_VALUES]


def way_chart(objective: Objective) -> LineChart | None:
    """The way from the baseline over the measured values to the target; None while nothing is measured."""
    values = list(ObjectiveValue.objects.filter(objective=objective).values_list("day", "value"))
    if not values:
        return None
    start = min(objective.plan.starts_on, values[0][0])
    measured: list[tuple[date, float | None]] = [(day, float(value)) for day, value in values]
    series = [charts.Series(_("Measured"), measured)]
    if (
        objective.baseline is not None
        and objective.target is not None
        and objective.due_on
        and objective.due_on > start
    ):
        way = [(start, float(objective.baseline)), (objective.due_on, float(objective.target))]
        series.append(charts.Series(_("Way to the target"), way, "unknown"))
    known = [value for line in series for _at, value in line.points if value is not None]
    return charts.history(
        series,
        title=objective.title,
        low=min(0.0, *known),
        high=max(known) or 1.0,
        levels=[charts.Level(float(objective.target), _("target"))] if objective.target is not None else (),
        fmt=_number,
        width=520,
        height=200,
    )


def _number(value: object) -> str:
    number = shown.as_decimal(value) or Decimal(0)
    return (
        shown.money_short(number).strip() if abs(number) >= 10_000 else shown.plain(number, 0 if number % 1 == 0 else 1)
    )
