"""What objectives measure: values that were typed and values computed from records, kept over time."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.services.rows import rows_update
from kam.lib import shown
from planning.measures import MEASURES, Ask, Measured, read_all
from planning.models import Objective, ObjectiveValue, Plan

BATCH = 1_000


def computed_objectives() -> QuerySet[Objective]:
    """Open objectives of running cycles whose value is computed, each with what its measure asks for."""
    return (
        Objective.objects.open()
        .filter(plan__status=Plan.Status.ACTIVE, measured_by__in=MEASURES)
        .select_related("account", "plan")
        .order_by("pk")
    )


def ask_of(objective: Objective) -> Ask:
    """What the measure of an objective asks for: without a day of its own it counts from the start of the cycle."""
    return Ask(objective.account_id, objective.measured_from or objective.plan.starts_on, objective.account.currency)


@transaction.atomic
def objectives_measure(*, objectives: Iterable[Objective], today: date, by: User | None = None) -> int:
    """Compute the current values of objectives: a constant number of statements. Returns how many moved.

    A value that moved is written through the one door and leaves its event; one that did not only gets its new day.
    Safe to run twice. What cannot be known now keeps its last value with the day of that value.
    """
    objectives = [objective for objective in objectives if objective.measured_by in MEASURES]
    found = read_all(((objective.measured_by, ask_of(objective)) for objective in objectives), today)
    known = {
        row.pk: found[row.measured_by, ask_of(row)] for row in objectives if (row.measured_by, ask_of(row)) in found
    }
    moved = {row.pk: _changes(known[row.pk]) for row in objectives if row.pk in known and _moves(row, known[row.pk])}
    changed = rows_update(Objective, moved, by=by, verb="objective.measured")
    still = [row for row in objectives if row.pk in known and row.pk not in moved]
    for row in still:
        row.current_on, row.measured_facts = known[row.pk].as_of, known[row.pk].facts
    Objective.objects.bulk_update(still, ["current_on", "measured_facts"])
    values_keep(known={pk: (measured, True) for pk, measured in known.items()})
    return len(changed)


def _rounded(value: Decimal) -> Decimal:
    return shown.half_up(value, 2) or Decimal(0)


def _moves(objective: Objective, measured: Measured) -> bool:
    return objective.current != _rounded(measured.value)


def _changes(measured: Measured) -> dict[str, Any]:
    return {"current": _rounded(measured.value), "current_on": measured.as_of, "measured_facts": measured.facts}


def values_keep(*, known: Mapping[int, tuple[Measured, bool]]) -> None:
    """Keep values by objective: one a day; a computed one only when it moved or a new month began. Three statements."""
    last = {
        row.objective_id: row
        for row in ObjectiveValue.objects.filter(objective__in=known)
        .order_by("objective_id", "-day")
        .distinct("objective_id")
    }
    rows = [
        ObjectiveValue(
            objective_id=pk,
            day=measured.as_of,
            value=_rounded(measured.value),
            is_computed=is_computed,
            facts=measured.facts,
        )
        for pk, (measured, is_computed) in known.items()
        if not (is_computed and _says_nothing_new(last.get(pk), measured))
    ]
    ObjectiveValue.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["objective", "day"],
        update_fields=["value", "is_computed", "facts"],
    )


def _says_nothing_new(last: ObjectiveValue | None, measured: Measured) -> bool:
    if last is None or last.value != _rounded(measured.value):
        return False
    return (last.day.year, last.day.month) == (measured.as_of.year, measured.as_of.month)


def measures_refresh(*, account_ids: Collection[int], today: date) -> int:
    """Compute what the objectives of some accounts measure."""
    return objectives_measure(objectives=computed_objectives().filter(account_id__in=account_ids), today=today)


def measures_refresh_all(*, today: date) -> int:
    """Every night: compute what all objectives measure, a thousand at a time. Returns how many moved."""
    ids = list(computed_objectives().values_list("pk", flat=True))
    return sum(
        objectives_measure(objectives=computed_objectives().filter(pk__in=some), today=today)
        for some in batched(ids, BATCH, strict=False)
    )
