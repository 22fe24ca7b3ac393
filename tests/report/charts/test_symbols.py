"""Each hedge of a number or date has a mark of its own."""

import pytest
from charting import artist, bound, drawn, lines, marks_of, moment

from analysis.record.csvfiles import DATA
from analysis.report import charts
from analysis.report.charts import Mark, dot_rows, timeline
from analysis.report.charts.canvas import new_canvas
from analysis.report.charts.rows import Extent
from analysis.report.charts.style import DOT, WIDE
from analysis.report.charts.symbols import MARKS, draw_sign


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("exact", {"dot"}),
        ("more_than", {"tick", "arrow"}),
        ("at_least", {"tick", "arrow"}),
        ("less_than", {"tick", "arrow"}),
        ("at_most", {"tick", "arrow"}),
        ("about", {"halo", "dot"}),
        ("between", {"line", "ticks"}),
    ],
)
def test_each_kind_of_bound_has_its_mark(kind, parts):
    chart = drawn(dot_rows, [Mark("a group", bound(kind))])
    assert marks_of(chart) == {f"{kind}-{part}" for part in parts}
    assert bound(kind).words() in lines(chart)


@pytest.mark.parametrize(
    ("date", "parts"),
    [
        ("2017-09-14", {"exact-dot"}),
        ("2017-09-14?", {"range-band"}),
        ("2017-09", {"range-band"}),
        ("2002/", {"at_least-tick", "at_least-arrow"}),
        ("/2002", {"at_most-tick", "at_most-arrow"}),
        ("", set()),
    ],
)
def test_what_is_not_known_of_a_date_is_drawn(date, parts):
    assert marks_of(drawn(timeline, [moment("2003-01-01"), moment(date)]), row=1) == parts


@pytest.mark.parametrize(("kind", "points_right"), [("more_than", True), ("at_most", False)])
def test_the_arrow_points_to_where_the_number_may_be(plates, kind, points_right):
    drawn(dot_rows, [Mark("a group", bound(kind))])
    tick, arrow = (
        artist(plates[0], f"row-0-{kind}-{part}").get_window_extent() for part in ("tick", "arrow")
    )
    assert bool(arrow.x1 + arrow.x0 > tick.x0 + tick.x1) == points_right


def test_an_exact_dot_is_solid_and_an_about_hollow(plates):
    drawn(dot_rows, [Mark("a", bound("exact")), Mark("b", bound("about"))])
    fills = [
        artist(plates[0], gid).get_markerfacecolor()
        for gid in ("row-0-exact-dot", "row-1-about-dot")
    ]
    assert fills == [charts.BLUE, "white"]


def test_an_about_without_one_end_is_drawn_open():
    assert "at_least-arrow" in marks_of(
        drawn(dot_rows, [Mark("a", bound("about") + bound("at_least"))])
    )


def test_the_table_of_marks_in_the_docs_is_that_of_the_code():
    docs = (DATA.parent / "docs" / "writing.md").read_text("utf-8")
    _, _, section = docs.partition("## What marks mean in charts\n")
    rows = [line for line in section.partition("\n## ")[0].splitlines() if line.startswith("|")]
    assert rows[2:] == [f"| {mark.meaning} | {mark.look} |" for mark in MARKS.values()]


def test_a_day_that_is_not_known_can_be_seen_on_the_longest_axis():
    _, ax = new_canvas(WIDE)
    ax.set_xlim(0, 100_000)
    assert draw_sign(ax, 0, Extent(5_000, 5_001, "range"), "row").length >= DOT
