"""Geometry of the charts: what is drawn where, and that the table says the same."""

import datetime as dt

import pytest
from django.template.loader import render_to_string

from kam import design_charts
from kam.lib import charts
from kam.lib.charts.frame import Box, fit, nice_step, text_width, ticks_to
from kam.lib.charts.plane import LABEL_HEIGHT, LABEL_SIZE


def test_stacked_bars_stack_without_gap_and_sum_up():
    chart = charts.stacked_bars([charts.Bar("Jan", {"strong": 60, "weak": 30, "unknown": 10})], title="T")
    pieces = chart.bars[0].pieces
    assert [piece.band for piece in pieces] == ["strong", "weak", "unknown"]
    assert pieces[0].y + pieces[0].height == pytest.approx(chart.bottom)
    assert pieces[1].y + pieces[1].height == pytest.approx(pieces[0].y, abs=0.11)
    assert chart.bars[0].total == "100"
    assert pieces[2].fill == f"url(#hatch-{chart.uid})"
    assert chart.table.rows == (("Jan", "60", "30", "10", "100"),)


def test_stacked_bars_of_nothing_are_empty():
    assert charts.stacked_bars([], title="T").is_empty
    assert charts.stacked_bars([charts.Bar("Jan", {"strong": 0})], title="T").is_empty


def test_horizontal_bars_mark_the_capacity_on_the_same_scale():
    rows = [charts.Bar("A", {"accent": 60}, capacity=120), charts.Bar("B", {"accent": 120})]
    chart = charts.horizontal_bars(rows, title="T")
    first, second = chart.bars
    assert second.pieces[0].width == pytest.approx(2 * first.pieces[0].width, abs=0.2)
    assert first.capacity_x == pytest.approx(second.pieces[0].x + second.pieces[0].width, abs=0.2)


def test_share_bar_fills_its_width_and_says_the_shares():
    chart = charts.share_bar({"strong": 50, "fair": 0, "unknown": 150}, title="T", width=400)
    assert [piece.width for piece in chart.pieces] == [99, 299]
    assert [entry.value for entry in chart.legend] == ["50 · 25%", "150 · 75%"]
    assert len(chart.table.rows) == 3


def test_bubbles_name_beside_the_picture_what_cannot_be_placed():
    points = [charts.Point("A", 50, 50, 4), charts.Point("B", None, 20, 9)]
    chart = charts.bubbles(points, title="T", x_axis=charts.Axis("X"), y_axis=charts.Axis("Y"))
    assert [point.full_name for point in chart.points] == ["A"]
    assert [point.name for point in chart.unplaced] == ["B"]
    assert chart.table.rows[1] == ("B", "–", "20")
    assert (chart.points[0].x, chart.points[0].y) == (chart.plane.middle_x, chart.plane.middle_y)


def test_bubbles_have_an_area_in_proportion_to_their_size():
    points = [charts.Point("A", 10, 10, 100), charts.Point("B", 90, 90, 25)]
    big, small = charts.bubbles(points, title="T", x_axis=charts.Axis("X"), y_axis=charts.Axis("Y")).points
    assert big.radius - 5 == pytest.approx(2 * (small.radius - 5), abs=0.1)


def test_labels_of_bubbles_keep_out_of_each_others_way():
    points = [charts.Point(f"Account {n}", 50 + n % 3, 50 + n // 3, 5, "fair") for n in range(12)]
    chart = charts.bubbles(points, title="T", x_axis=charts.Axis("X"), y_axis=charts.Axis("Y"))
    boxes = [label_box(point) for point in chart.points if point.labelled]
    assert boxes
    assert all(not a.overlap(b) for at, a in enumerate(boxes) for b in boxes[at + 1 :])
    assert all(box.overlap(chart.plane.box) == pytest.approx(box.width * box.height) for box in boxes)


def test_labels_keep_clear_of_the_names_of_the_quarters():
    points = [charts.Point("Bluewater Packaging", 88, 97, 5, "fair"), charts.Point("Serve them", 6, 3, 5, "weak")]
    quarters = charts.Quarters("Win a position", "Key accounts", "Serve simply", "Harvest")
    chart = charts.bubbles(points, title="T", x_axis=charts.Axis("X"), y_axis=charts.Axis("Y"), quarters=quarters)
    assert len(chart.plane.corners) == 4
    boxes = [label_box(point) for point in chart.points if point.labelled]
    assert len(boxes) == 2
    assert not any(box.overlap(corner) for box in boxes for corner in chart.plane.corners)


def label_box(point):
    wide = text_width(point.name, LABEL_SIZE)
    start = point.label_x - {"start": 0, "end": wide, "middle": wide / 2}[point.anchor]
    return Box(start, point.label_y - 4 - LABEL_HEIGHT / 2, wide, LABEL_HEIGHT)


def test_power_grid_spreads_people_of_one_cell_and_labels_everybody():
    people = [charts.GridPerson(f"Person {n}", 2, 5, 3) for n in range(5)] + [charts.GridPerson("X", None, 5)]
    chart = charts.power_grid(people)
    assert len({(point.x, point.y) for point in chart.points}) == 5
    assert all(point.labelled for point in chart.points)
    assert [point.name for point in chart.unplaced] == ["X"]
    assert {point.band for point in chart.points} == {"for"}


def test_history_breaks_where_nothing_was_known():
    days = [dt.date(2026, month, 1) for month in range(1, 7)]
    line = charts.Series("Health", list(zip(days, [50, 60, None, 70, 80, 90], strict=True)))
    chart = charts.history([line], title="T", high=100, area=True)
    assert len(chart.lines[0].paths) == len(chart.lines[0].areas) == 2
    assert len(chart.lines[0].dots) == 5
    assert chart.lines[0].last_label == "90"
    assert chart.table.rows[2][1] == "–"


def test_history_of_one_point_draws_a_dot():
    chart = charts.history([charts.Series("A", [(dt.date(2026, 1, 1), 5)])], title="T")
    assert (chart.lines[0].paths, len(chart.lines[0].dots)) == ((), 1)


def test_sparkline_of_nothing_is_unknown():
    spark = charts.sparkline([None, None])
    assert (spark.paths, spark.last, spark.hint) == ((), None, "unknown")


def test_dot_ranges_leave_out_what_is_unknown():
    chart = charts.dot_ranges([charts.Range("A", None, target=60), charts.Range("B", 50, 40, 60, "fair")], title="T")
    assert (chart.rows[0].x, chart.rows[0].label) == (None, "–")
    assert chart.rows[1].x == pytest.approx((chart.left + chart.right) / 2, abs=0.1)


def test_matrix_table_shows_missing_cells_as_dash():
    chart = charts.matrix(("A",), ("X", "Y"), {(0, 1): charts.Cell("3", "accent")}, title="T")
    assert chart.table.rows == (("A", "–", "3"),)


def test_funnel_shows_unknown_days_as_unknown():
    chart = charts.funnel([charts.FunnelStage("A", 4, 21), charts.FunnelStage("B", 2)], title="T")
    assert chart.table.rows == (("A", "4", "21"), ("B", "2", "–"))


@pytest.mark.parametrize(("high", "ticks"), [(0, [0, 1]), (7, [0, 2, 4, 6, 8]), (100, [0, 25, 50, 75, 100])])
def test_scales_have_nice_steps(high, ticks):
    assert ticks_to(high) == ticks


def test_nice_step_of_nothing_is_one():
    assert nice_step(0) == 1


def test_fit_cuts_what_is_too_long_and_knows_chinese_widths():
    assert fit("short", 100) == "short"
    assert fit("华南精密制造有限公司", 60) == "华南精密…"
    assert text_width("华南", 10) == 20


DRAWN = {
    "renewals": "stacked_bars",
    "history": "history",
    "bubbles": "bubbles",
    "grid": "power_grid",
    "workload": "horizontal_bars",
    "funnel": "funnel",
    "share": "share_bar",
    "ranges": "dot_ranges",
    "matrix": "matrix",
}


@pytest.mark.parametrize(("name", "template"), DRAWN.items())
def test_every_chart_is_drawn_with_its_name_and_colours_for_paper(name, template):
    chart = design_charts.pictures()[name]
    html = render_to_string(f"charts/{template}.html", {"chart": chart})
    assert f'<title id="{chart.uid}-t">{chart.title}</title>' in html
    assert 'fill="' in html
    assert '=""' not in html
    assert "style=" not in html
