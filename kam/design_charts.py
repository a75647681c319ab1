"""One picture of each kind for the page of the design system, with figures of nobody."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kam.lib import charts
from kam.lib.shown import money_short

PEOPLE = (
    ("Anna Lindqvist", 2, 5, 4),
    ("王小明", 0, 4, 3),
    ("Marc Dubois", -1, 3, 2),
    ("Priya Raman", 1, 2, 5),
    ("李娜", 2, 5, 2),
    ("Jonas Weber", 2, 5, 1),
    ("Sofia Rossi", -2, 4, 0),
    ("陈建国", 1, 4, 3),
    ("Tom Becker", 1, 4, 1),
    ("Elena Petrova", None, 5, 2),
)
ACCOUNTS = (
    ("Nordwind Energie", 81, 74, 4_812_000, "strong"),
    ("华南精密制造", 58, 66, 12_350_000, "fair"),
    ("Brightwater Foods", 34, 41, 960_000, "weak"),
    ("Helios Rail", 77, 32, 2_700_000, "strong"),
    ("Kestrel Air", 62, 70, 5_100_000, "fair"),
    ("上海远洋物流", 60, 62, 3_000_000, "fair"),
    ("Ostara Medical", None, 55, 1_200_000, None),
)


def pictures() -> dict[str, Any]:
    """Every chart by its name in the template."""
    return {
        "renewals": renewals(),
        "history": health(),
        "bubbles": portfolio(),
        "grid": grid(),
        "workload": workload(),
        "funnel": stages(),
        "share": share(),
        "ranges": groups(),
        "matrix": coverage(),
        "sparks": [
            charts.sparkline([60, 62, 61, 70, 74, 81], band="strong"),
            charts.sparkline([55, 54, None, 40, 34], band="weak"),
            charts.sparkline([None, None]),
        ],
        "none": charts.stacked_bars([], title=_("Nothing to draw")),
    }


def renewals() -> charts.Chart:
    """Contract ends of six months by health."""
    today = timezone.localdate().replace(day=1)
    months = [(today + dt.timedelta(days=31 * n)).replace(day=1) for n in range(6)]
    values = (
        (420_000, 120_000, 0, 0),
        (0, 310_000, 90_000, 0),
        (910_000, 0, 240_000, 160_000),
        (0, 0, 0, 0),
        (150_000, 420_000, 0, 300_000),
        (640_000, 0, 0, 0),
    )
    bands = ("strong", "fair", "weak", "unknown")
    columns = [
        charts.Bar(date_format(month, "M"), dict(zip(bands, amounts, strict=True)), href="#")
        for month, amounts in zip(months, values, strict=True)
    ]
    return charts.stacked_bars(columns, title=_("Renewals by month"), fmt=money_short)


def health() -> charts.Chart:
    """A year of one score with a gap, beside the portfolio's mean."""
    today = timezone.localdate()
    days = [today - dt.timedelta(days=30 * n) for n in range(12, -1, -1)]
    own = [62, 61, 64, 66, None, None, 70, 72, 69, 74, 79, 80, 81.6]
    mean = [58, 58, 59, 60, 60, 61, 61, 60, 61, 62, 62, 61, 62]
    series = [
        charts.Series("Nordwind Energie", list(zip(days, own, strict=True))),
        charts.Series(_("Portfolio, mean"), list(zip(days, mean, strict=True)), band="unknown"),
    ]
    levels = [charts.Level(75, _("strong from 75"))]
    return charts.history(series, title=_("Health over time"), high=100, levels=levels, area=True)


def portfolio() -> charts.Chart:
    """Health by viability by revenue."""
    points = [charts.Point(name, x, y, size, band, href="#") for name, x, y, size, band in ACCOUNTS]
    return charts.bubbles(
        points,
        title=_("Health and viability"),
        x_axis=charts.Axis(_("Health")),
        y_axis=charts.Axis(_("Viability")),
        quarters=charts.Quarters(_("mend"), _("grow"), _("question"), _("harvest")),
        size_label=_("Revenue"),
        size_fmt=money_short,
    )


def grid() -> charts.Chart:
    """Ten stakeholders, three of them in one cell, one of unknown stance."""
    people = [charts.GridPerson(name, stance, influence, strength, "#") for name, stance, influence, strength in PEOPLE]
    return charts.power_grid(people)


def workload() -> charts.Chart:
    """Hours by person against capacity."""
    rows = [
        charts.Bar("Anna Lindqvist", {"accent": 96}, "#", _("%(count)s accounts") % {"count": 6}, 120),
        charts.Bar("王小明", {"accent": 141}, "#", _("%(count)s accounts") % {"count": 9}, 120),
        charts.Bar("Maximiliane von Hohenstein-Wittgenstein", {"accent": 40}, "#", "", 60),
    ]
    return charts.horizontal_bars(rows, title=_("Workload"))


def stages() -> charts.Chart:
    """The funnel of plans."""
    names = (_("Strategy"), _("Research"), _("Action plan"), _("Execution"), _("Review"))
    counts = ((4, 21), (9, 48), (6, 33), (14, 96), (3, None))
    found = [charts.FunnelStage(name, *figures, "#") for name, figures in zip(names, counts, strict=True)]
    return charts.funnel(found, title=_("Stages"))


def share() -> charts.Chart:
    """Revenue by health."""
    parts = {"strong": 48_000_000, "fair": 22_000_000, "weak": 7_000_000, "unknown": 16_000_000}
    return charts.share_bar(parts, title=_("Revenue by health"), fmt=money_short)


def groups() -> charts.Chart:
    """Four groups of the customer improvement score."""
    rows = [
        charts.Range(_("Cost"), 72, 61, 80, "strong", 70),
        charts.Range(_("Growth"), 55, 31, 74, "fair", 70),
        charts.Range(_("Risk"), 28, 20, 41, "weak", 60),
        charts.Range(_("Knowledge"), None, target=60),
    ]
    return charts.dot_ranges(rows, title=_("CIS by group"))


def coverage() -> charts.Chart:
    """Who of us covers whom of them."""
    cells = {
        (0, 0): charts.Cell("4", "accent"),
        (0, 1): charts.Cell("2", "soft", hatched=True),
        (1, 1): charts.Cell("5", "accent"),
        (2, 2): charts.Cell("1", "soft", hatched=True),
        (2, 0): charts.Cell("–", None),
    }
    ours = ("Anna", "王小明", "Marc")
    return charts.matrix(("Jonas Weber", "Sofia Rossi", "陈建国"), ours, cells, title=_("Coverage"))
