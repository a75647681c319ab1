"""The board's pictures: what is drawn, from which figures, with the links to the rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.models import Band
from kam.lib import charts, shown
from reviews.selectors.portfolio import BANDS, Board, renewal_months
from reviews.tables import account_link

BAND_NAMES = {Band.GREEN: "strong", Band.AMBER: "fair", Band.RED: "weak", Band.GREY: "unknown"}
DRAWN = 120


@dataclass(frozen=True)
class Picture:
    """A chart with what stands round it."""

    template: str
    chart: charts.Chart
    title: str
    frame: str
    unit: str
    csv: str
    anchor: str
    wide: bool = False


def pictures(board: Board, query: QueryDict, *, may_export: bool) -> list[Picture]:
    """All pictures of the board, in the order of the page; their tables as files for who may export."""
    made = [
        ("share_bar", _shares(board, board.revenue_by_band), _("Revenue by health"), _("12 months"), board.currency, "bands", "bands", True),
        *_before(board),
        ("bubbles", _bubbles(board), _("Health and viability"), _("today"), _("size is revenue"), "accounts", "boxes", False),
        ("horizontal_bars", _movers(board), _("What moved"), _moved_since(board), _("points of health"), "movers", "movers", False),
        ("stacked_bars", _renewals(board), _("Renewals by month"), _("next 180 days"), board.currency, "renewals", "renewals", False),
        ("funnel", _stages(board, query), _("Plans by stage"), _("today"), _("accounts"), "stages", "stages", False),
        ("horizontal_bars", _white_space(board), _("White space"), _("a year"), board.currency, "accounts", "white-space", False),
        ("horizontal_bars", _workload(board, query), _("Workload"), _("today"), _("accounts"), "workload", "workload", False),
        ("horizontal_bars", _overdue(board), _("Overdue actions by owner"), _("today"), _("actions"), "overdue", "overdue", False),
    ]  # fmt: skip
    suffix = f"?{query.urlencode()}" if query else ""
    return [
        Picture(
            template=f"charts/{template}.html",
            chart=chart,
            title=title,
            frame=frame,
            unit=unit,
            csv=reverse("reviews:portfolio-csv", args=[table]) + suffix if may_export else "",
            anchor=anchor,
            wide=wide,
        )
        for template, chart, title, frame, unit, table, anchor, wide in made
    ]


def _before(board: Board) -> list[tuple[str, charts.Chart, str, str, str, str, str, bool]]:
    """The same accounts' revenue by health on the day compared with."""
    if board.past is None:
        return []
    title = _("Revenue by health on %(day)s") % {"day": shown.full_date(board.past.day)}
    chart = _shares(board, board.past.revenue_by_band)
    return [("share_bar", chart, title, _("12 months"), board.currency, "bands", "bands-then", True)]


def _moved_since(board: Board) -> str:
    if board.past is None:
        return _("about 90 days")
    return _("since %(day)s") % {"day": shown.full_date(board.past.day)}


def _shares(board: Board, revenue: Mapping[str, Decimal]) -> charts.Chart:
    parts = {BAND_NAMES[Band(band)]: float(revenue[band]) for band in BANDS}
    return charts.share_bar(
        parts, title=_("Revenue by health"), fmt=lambda value: shown.money_short(value, board.currency)
    )


def _bubbles(board: Board) -> charts.Chart:
    largest = sorted(board.rows, key=lambda row: row.revenue or 0, reverse=True)[:DRAWN]
    points = [
        charts.Point(
            row.name,
            row.health,
            row.viability,
            float(row.revenue) if row.revenue else None,
            BAND_NAMES[Band(row.band)],
            reverse("account-overview", args=[row.pk]),
        )
        for row in largest
    ]
    return charts.bubbles(
        points,
        title=_("Health and viability"),
        x_axis=charts.Axis(_("Health"), 0, 100, 60),
        y_axis=charts.Axis(_("Viability"), 0, 100, 60),
        quarters=charts.Quarters(_("repair first"), _("grow"), _("re-examine key status"), _("keep at low cost")),
        size_label=_("Revenue, 12 months"),
        fmt=shown.score,
        size_fmt=lambda value: shown.money_short(value, board.currency),
    )


def _movers(board: Board) -> charts.Chart:
    rows = [
        charts.Bar(
            row.name,
            {"weak" if (row.delta or 0) < 0 else "strong": abs(row.delta or 0)},
            reverse("account-overview", args=[row.pk]),
            "▼" if (row.delta or 0) < 0 else "▲",
        )
        for row in board.movers[:12]
    ]
    labels = {"weak": _("fell"), "strong": _("rose")}
    return charts.horizontal_bars(
        rows, title=_("What moved"), head=_("Account"), bands=("weak", "strong"), labels=labels, fmt=shown.score
    )


def _renewals(board: Board) -> charts.Chart:
    months = renewal_months(board.renewals, board.currency, board.today)
    columns = [
        charts.Bar(
            formats.date_format(month, "YEAR_MONTH_FORMAT" if month.month == 1 else "M"),
            {BAND_NAMES[Band(band)]: float(amount) for band, amount in bands.items()},
        )
        for month, bands in months.items()
    ]
    return charts.stacked_bars(columns, title=_("Renewals by month"), head=_("Month"), fmt=shown.money_short)


def _stages(board: Board, query: QueryDict) -> charts.Chart:
    stages = [
        charts.FunnelStage(stage.label, stage.accounts, stage.median_days, account_link(query, stage=stage.stage))
        for stage in board.stages
    ]
    return charts.funnel(stages, title=_("Plans by stage"))


def _white_space(board: Board) -> charts.Chart:
    rows = sorted((row for row in board.counted if row.white_space), key=lambda row: -(row.white_space or 0))[:10]
    bars = [
        charts.Bar(row.name, {"accent": float(row.white_space or 0)}, reverse("accounts:account-money", args=[row.pk]))
        for row in rows
    ]
    return charts.horizontal_bars(bars, title=_("White space"), head=_("Account"), fmt=shown.money_short)


def _workload(board: Board, query: QueryDict) -> charts.Chart:
    bars = [
        charts.Bar(
            load.manager or _("nobody"),
            {"accent": load.accounts},
            account_link(query, manager=str(load.manager_id)) if load.manager_id else "",
            _("%(count)s overdue") % {"count": load.overdue} if load.overdue else "",
        )
        for load in board.workload[:12]
    ]
    return charts.horizontal_bars(bars, title=_("Workload"), head=_("Account manager"))


def _overdue(board: Board) -> charts.Chart:
    bars = [charts.Bar(name or _("nobody"), {"weak": count}) for _pk, name, count in board.overdue_by_owner[:12]]
    return charts.horizontal_bars(
        bars, title=_("Overdue actions by owner"), head=_("Owner"), bands=("weak",), labels={"weak": _("overdue")}
    )
