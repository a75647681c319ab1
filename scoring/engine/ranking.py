"""Order of the selection scorecards: the list with its cap, what weights change, who leaves."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scoring.engine.coverage import weighted_mean
from scoring.engine.curve import at_least
from scoring.engine.selection import METHOD_1, Method

YEAR_DAYS, QUARTER_DAYS, LOWEST = 365, 90, 5  # all are scored anew every year, the lowest five every quarter
DIGITS = 9  # totals equal on paper may differ by float noise; they must rank as equal


@dataclass(frozen=True, slots=True)
class Entry:
    """An account on the list; ``name`` is the text to sort by (the app's own collation)."""

    id: Hashable
    total: float | None
    value_axis: float | None
    name: str


@dataclass(frozen=True, slots=True)
class Shift:
    """What happens when one weight moves: who crosses the line for key, and the new order."""

    criterion: str
    step: float
    entered: tuple[Hashable, ...]
    left: tuple[Hashable, ...]
    order: tuple[Hashable, ...]


def rank(entries: Sequence[Entry]) -> list[Entry]:
    """By total, then value axis, both falling, then name; unknown figures come last. Two of one name go by their id."""
    return sorted(entries, key=lambda e: (_falling(e.total), _falling(e.value_axis), e.name, str(e.id)))


def split_at_cap(entries: Sequence[Entry], cap: int = METHOD_1.list_cap) -> tuple[list[Entry], list[Entry]]:
    """The ranked list up to the cap, and the waiting list."""
    ranked = rank(entries)
    return ranked[:cap], ranked[cap:]


def sensitivity(
    values: Mapping[Hashable, Mapping[str, float]], method: Method = METHOD_1, step: float = 5.0
) -> list[Shift]:
    """Moves each weight by −step and +step (not below zero) and recomputes every total.

    ``values`` are the criterion values per account; ties keep their given order. Only
    totals are compared with the line; gates and coverage are not looked at.
    """
    before = _totals(values, method.weights)
    return [_shift(values, before, criterion, delta, method) for criterion in method.weights for delta in (-step, step)]


@dataclass(frozen=True, slots=True)
class Again:
    """When an account of the list is to be scored anew, and whether it is one of the lowest."""

    id: Hashable
    due_on: date
    is_lowest: bool


def due_again(entries: Sequence[Entry], decided: Mapping[Hashable, date], lowest: int = LOWEST) -> list[Again]:
    """The day on which each account that was decided on is due again, in the order of the ranking.

    Those at the end of the ranking are due after a quarter, all others after a year. An account without a decision
    has nothing to be scored anew.
    """
    ranked = [entry for entry in rank(entries) if entry.id in decided]
    bottom = {entry.id for entry in ranked[-lowest:]} if lowest else set()
    return [
        Again(
            entry.id,
            decided[entry.id] + timedelta(days=QUARTER_DAYS if entry.id in bottom else YEAR_DAYS),
            entry.id in bottom,
        )
        for entry in ranked
    ]


def leaving_reason(
    assessments: Sequence[tuple[date, float | None]],
    gate_failed_since: date | None,
    on: date,
    method: Method = METHOD_1,
) -> str | None:
    """Why key status should be re-examined: ``total``, ``gate`` or None; never automatic removal.

    ``total``: the latest assessments, two or more running and 90 days or more from first
    to last, lie below 60 (an unknown total breaks the run). ``gate``: a gate has been
    failing for 180 days.
    """
    low: list[date] = []
    for day, total in sorted(assessments, key=lambda item: item[0], reverse=True):
        if total is None or at_least(total, method.leave_total):
            break
        low.append(day)
    if len(low) > 1 and (low[0] - low[-1]).days >= method.leave_days:
        return "total"
    if gate_failed_since and (on - gate_failed_since).days >= method.leave_gate_days:
        return "gate"
    return None


def _falling(figure: float | None) -> tuple[bool, float]:
    return (True, 0.0) if figure is None else (False, -round(figure, DIGITS))


def _totals(
    values: Mapping[Hashable, Mapping[str, float]], weights: Mapping[str, float]
) -> dict[Hashable, float | None]:
    return {account: weighted_mean(known, weights) for account, known in values.items()}


def _shift(
    values: Mapping[Hashable, Mapping[str, float]],
    before: Mapping[Hashable, float | None],
    criterion: str,
    step: float,
    method: Method,
) -> Shift:
    weights = {**method.weights, criterion: max(0.0, method.weights[criterion] + step)}
    after = _totals(values, weights)
    was = {account for account, total in before.items() if _is_key(total, method)}
    now = {account for account, total in after.items() if _is_key(total, method)}
    return Shift(
        criterion=criterion,
        step=step,
        entered=tuple(account for account in values if account in now - was),
        left=tuple(account for account in values if account in was - now),
        order=tuple(sorted(values, key=lambda account: _falling(after[account]))),
    )


def _is_key(total: float | None, method: Method) -> bool:
    return total is not None and at_least(total, method.key_total)
