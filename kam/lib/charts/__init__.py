"""Charts drawn on the server: typed functions compute the geometry, `templates/charts/*.html` draw it.

Pages and documents share both. Every chart carries its legend and a table of the same figures.
"""

from kam.lib.charts.bars import Bar, FunnelStage, funnel, horizontal_bars, share_bar, stacked_bars
from kam.lib.charts.frame import Chart, Legend, Table
from kam.lib.charts.lines import Level, Range, Series, dot_ranges, history, sparkline
from kam.lib.charts.matrix import Cell, matrix
from kam.lib.charts.plane import Axis, GridPerson, Point, Quarters, bubbles, power_grid

__all__ = [
    "Axis",
    "Bar",
    "Cell",
    "Chart",
    "FunnelStage",
    "GridPerson",
    "Legend",
    "Level",
    "Point",
    "Quarters",
    "Range",
    "Series",
    "Table",
    "bubbles",
    "dot_ranges",
    "funnel",
    "history",
    "horizontal_bars",
    "matrix",
    "power_grid",
    "share_bar",
    "sparkline",
    "stacked_bars",
]
