"""The selection board: the newest assessment of every account that the reader may see, ranked."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, QuerySet
from django.db.models.functions import Abs
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import visible
from accounts.models import Account, KeyStatus, User
from kam.lib import shown
from kam.lib.charts import Axis, Point, Quarters, bubbles
from kam.lib.charts.plane import PlaneChart
from scoring.engine.curve import at_least
from scoring.engine.ranking import sensitivity
from scoring.models import Assessment, GateWaiver, Rating
from scoring.selectors import methods
from scoring.selectors.assessments import gate_state, with_programme
from scoring.words import ADVICE, CRITERIA, GATES, TYPES

MOST_BUBBLES = 80
MOST_COMPARED = 500

RANK = (
    F("total").desc(nulls_last=True),
    F("value_axis").desc(nulls_last=True),
    F("account__sort_key"),
    F("pk"),
)


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board is narrowed to."""

    q: str = ""
    status: str = ""  # key status of the account
    advice: str = ""
    type: str = ""
    gates: str = ""  # failed, open, passed


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One account on the board."""

    assessment: Assessment
    advice: str | Promise
    type: str | Promise
    gates_failed: Sequence[str | Promise]
    gates_open: Sequence[str | Promise]
    is_first_below: bool = False  # the line of 70 runs above this row
    waived_until: date | None = None  # the first waiver to end
    is_disputed: bool = False  # raters are two or more points apart

    @property
    def has_waiver(self) -> bool:
        """Whether an executive let a gate pass."""
        return bool(self.assessment.result["waived_gates"])


@dataclass(frozen=True, slots=True)
class Places:
    """How many places of the programme are taken; over all accounts, not only those that the reader may see."""

    key: int
    waiting: int
    candidates: int
    cap: int

    @property
    def free(self) -> int:
        """Places that are left."""
        return max(self.cap - self.key, 0)


def board(user: User, narrow: BoardFilter) -> QuerySet[Assessment]:
    """The ranking, by total, then value axis, then name."""
    rows = visible(Assessment.objects.filter(is_latest=True, account__archived_at=None).exclude(result={}), user)
    rows = _narrowed(rows, narrow).select_related("account", "account__figures", "account__manager", "decided_by")
    return rows.order_by(*RANK).fetch_mode(models.FETCH_RAISE)


def _narrowed(rows: QuerySet[Assessment], narrow: BoardFilter) -> QuerySet[Assessment]:
    if narrow.q:
        rows = rows.filter(account__name__icontains=narrow.q)
    if narrow.status:
        rows = rows.filter(account__key_status=narrow.status)
    if narrow.advice:
        rows = rows.filter(result__decision=narrow.advice)
    if narrow.type:
        rows = rows.filter(result__type=narrow.type)
    if narrow.gates == "failed":
        rows = rows.exclude(result__failed_gates=[])
    elif narrow.gates == "open":
        rows = rows.exclude(result__open_gates=[])
    elif narrow.gates == "passed":
        rows = rows.filter(result__failed_gates=[], result__open_gates=[])
    return rows


def board_rows(assessments: Sequence[Assessment], line: float) -> list[BoardRow]:
    """A page of the ranking in words, the row below the line marked."""
    below = [row.total is None or not at_least(row.total, line) for row in assessments]
    until, disputed = _waived_until(assessments), _disputed(assessments)
    return [
        replace(
            board_row(row),
            is_first_below=at > 0 and below[at] and not below[at - 1],
            waived_until=until.get(row.pk),
            is_disputed=row.pk in disputed,
        )
        for at, row in enumerate(assessments)
    ]


def _waived_until(assessments: Sequence[Assessment]) -> dict[int, date]:
    """The end of the first waiver to end of each scorecard."""
    waivers = GateWaiver.objects.filter(assessment__in=[row.pk for row in assessments]).order_by()
    return dict(waivers.values_list("assessment_id").annotate(first=models.Min("ends_on")))


def _disputed(assessments: Sequence[Assessment]) -> set[int]:
    """The scorecards with a criterion on which the raters are far apart."""
    far = methods.selection_method().rating_gap
    ratings = Rating.objects.filter(assessment__in=[row.pk for row in assessments]).order_by()
    pairs = ratings.values_list("assessment_id", "criterion")
    apart = pairs.annotate(gap=models.Max("value") - models.Min("value")).filter(gap__gte=far)
    return {pk for pk, _criterion, _gap in apart}


def board_row(assessment: Assessment) -> BoardRow:
    """An assessment in words."""
    result = assessment.result
    states = {gate: gate_state(gate, result) for gate in GATES}
    return BoardRow(
        assessment=assessment,
        advice=ADVICE[result["decision"]],
        type=TYPES[result["type"]],
        gates_failed=[GATES[gate] for gate, state in states.items() if state == "failed"],
        gates_open=[GATES[gate] for gate, state in states.items() if state == "open"],
    )


def places() -> Places:
    """Places taken and free."""
    counts = dict(
        Account.objects.filter(archived_at=None)
        .exclude(key_status=KeyStatus.NONE)
        .order_by()
        .values_list("key_status")
        .annotate(models.Count("pk"))
    )
    cap = methods.programme().key_account_cap
    key, waiting, candidate = (
        counts.get(status, 0) for status in (KeyStatus.KEY, KeyStatus.WAITING, KeyStatus.CANDIDATE)
    )
    return Places(key, waiting, candidate, cap)


def waiting_list(user: User) -> list[BoardRow]:
    """Accounts that wait for a place, the next one first."""
    return [board_row(row) for row in board(user, BoardFilter(status=KeyStatus.WAITING))[:50]]


def board_chart(rows: Sequence[Assessment]) -> PlaneChart:
    """Position across, value up, revenue as size, health as colour."""
    currency = methods.programme().currency
    points = [
        Point(
            name=row.account.name,
            x=row.position_axis,
            y=row.value_axis,
            size=_size(row.account, currency),
            band=shown.band(row.account.figures.health_band),
            href=reverse("scoring:account-selection", args=[row.account_id]),
        )
        for row in rows[:MOST_BUBBLES]
    ]
    return bubbles(
        points,
        title=_("Value and position"),
        x_axis=Axis(_("Position"), low_label=_("weak"), high_label=_("strong")),
        y_axis=Axis(pgettext("of an account", "Value"), low_label=_("low"), high_label=_("high")),
        quarters=Quarters(_("Win a position"), _("Key accounts"), _("Serve simply"), _("Harvest")),
        size_label=_("Revenue, 12 months"),
        fmt=shown.plain,
        size_fmt=lambda value: shown.money_short(value, currency),
    )


def _size(account: Account, currency: str) -> float | None:
    revenue = account.figures.revenue_12m
    return float(revenue) if revenue is not None and revenue > 0 and account.currency == currency else None


# ---------------------------------------------------------------- what the weights decide


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """Which accounts would cross the line of 70 if one weight moved."""

    criterion: str
    label: str | Promise
    weight: float
    step: float
    entered: Sequence[str]
    left: Sequence[str]


def shifts(user: User) -> list[ShiftLine]:
    """Each weight moved by −5 and +5; only the moves that change who reaches the line. Full scorecards only.

    Of very many accounts those nearest to the line are compared: the others are too far from it to cross.
    """
    method = with_programme(methods.selection_method(), methods.programme(), light=False)
    full = board(user, BoardFilter()).filter(variant="full", total__isnull=False)
    rows = sorted(full.order_by(Abs(F("total") - method.key_total), "pk")[:MOST_COMPARED], key=_ranked)
    names: Mapping[Any, str] = {row.account_id: row.account.name for row in rows}
    values: dict[Hashable, Mapping[str, float]] = {row.account_id: row.result["values"] for row in rows}
    return [
        ShiftLine(
            criterion=shift.criterion,
            label=CRITERIA[shift.criterion],
            weight=method.weights[shift.criterion],
            step=shift.step,
            entered=[names[account] for account in shift.entered],
            left=[names[account] for account in shift.left],
        )
        for shift in sensitivity(values, method)
        if shift.entered or shift.left
    ]


def _ranked(row: Assessment) -> tuple[float, float, str]:
    return (-(row.total or 0.0), -(row.value_axis or 0.0), row.account.sort_key)


def csv_header() -> list[str]:
    """The columns of the download."""
    return [
        _("Rank"),
        _("Account"),
        _("Total"),
        pgettext("of an account", "Value"),
        _("Position"),
        _("Coverage, %"),
        _("Suggestion"),
        _("Type"),
        _("Gates failed"),
        _("Gates open"),
        _("Key status"),
        _("Decided on"),
        _("Assessed on"),
    ]


def csv_rows(assessments: QuerySet[Assessment]) -> Iterator[list[Any]]:
    """The lines of the download, read as they are sent."""
    for rank, row in enumerate(assessments.iterator(chunk_size=500), 1):
        line = board_row(row)
        yield [
            rank,
            row.account.name,
            shown.score(row.total),
            shown.score(row.value_axis),
            shown.score(row.position_axis),
            shown.score(row.result["coverage"]),
            str(line.advice),
            str(line.type),
            "; ".join(str(gate) for gate in line.gates_failed),
            "; ".join(str(gate) for gate in line.gates_open),
            row.account.get_key_status_display(),
            row.decided_on or "",
            row.made_on,
        ]
