"""The four pictures of a stakeholder map, drawn from one scene; pure, the same for screen and paper."""

from kam.lib.charts.people.coverage import CoverageChart, coverage_chart
from kam.lib.charts.people.grid import GridChart, grid_chart
from kam.lib.charts.people.org import OrgChart, org_chart
from kam.lib.charts.people.people import Colleague, Line, MapPerson, Mark, Scene, Tie
from kam.lib.charts.people.web import WebChart, web_chart

__all__ = [
    "Colleague",
    "CoverageChart",
    "GridChart",
    "Line",
    "MapPerson",
    "Mark",
    "OrgChart",
    "Scene",
    "Tie",
    "WebChart",
    "coverage_chart",
    "grid_chart",
    "org_chart",
    "web_chart",
]
