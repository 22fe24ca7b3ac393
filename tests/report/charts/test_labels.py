"""Labels stand where they overlap nothing, and what finds no room is told elsewhere."""

import pytest
from charting import drawn, entry, lines

from analysis.quantities.bounds import Bound
from analysis.report.charts import staircase
from analysis.report.charts.canvas import new_canvas
from analysis.report.charts.labels import Box, Label, Point, beside, up_the_pole, write_label
from analysis.report.charts.rows import Interval

ROWS = Interval(0, 200)


@pytest.fixture
def ax():
    _, axes = new_canvas(346)
    return axes


def test_a_label_without_room_is_told_below_by_a_letter():
    crowd = [entry(Bound.of("exact", 1_000_000 + n), "2018-03-01") for n in range(40)]
    said = lines(drawn(staircase, crowd))
    assert all(f"{row.words()}, Harbour Post" in " ".join(said) for row in crowd)
    assert {"a", "b", "z", "aa", "bb"} <= set(said)


def test_a_label_takes_the_first_place_where_it_overlaps_nothing(ax):
    mark = Box(Interval(100, 109), Interval(96, 105))
    taken = [mark]
    first = write_label(ax, Label(("one",)), beside(mark, Label(("one",))), taken, ROWS)
    second = write_label(ax, Label(("two",)), beside(mark, Label(("two",))), taken, ROWS)
    assert first.across.start > mark.across.end
    assert second.across.end < mark.across.start
    assert taken == [mark, first, second]


def test_a_label_that_has_no_place_inside_is_not_written(ax):
    taken = []
    wide = Label(("a name that goes on " * 9,))
    assert write_label(ax, wide, [Point(0, 10)], taken, ROWS) is None
    assert write_label(ax, Label(("low",)), [Point(0, 195)], taken, ROWS) is None
    assert taken == []
    assert not ax.texts


def test_the_first_of_several_lines_is_bold_and_a_strong_line_too():
    assert Label(("44", "Port Ministry", "a reason")).weights == ("bold", "normal", "normal")
    assert Label(("44",)).weights == ("normal",)
    assert Label(("44",), is_strong=True).weights == ("bold",)


def test_a_label_climbs_its_pole_past_what_is_in_the_way(ax):
    mark = Box(Interval(20, 30), Interval(150, 180))
    in_the_way = Box(Interval(0, 300), Interval(120, 148))
    label = Label(("5 in 2017",))
    box = write_label(ax, label, up_the_pole(mark, label), [mark, in_the_way], ROWS, gap=8)
    assert box.down.end <= in_the_way.down.start - 8
    assert box.across.start > mark.across.middle
