"""Bars lie inside their wholes, end as they were hedged, and say what is not stated between them."""

import re

import pytest
from charting import (
    LONG,
    artist,
    assert_text_fits,
    bound,
    drawn,
    lines,
    marks_of,
    numbers,
    rows_for,
)

from analysis.errors import RecordError
from analysis.quantities.bounds import Bound
from analysis.report.charts import Mark, nested_bars


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("exact", {"bar"}),
        ("more_than", {"bar", "arrow"}),
        ("at_least", {"bar", "arrow"}),
        ("less_than", {"bar", "tick", "arrow"}),
        ("at_most", {"bar", "tick", "arrow"}),
        ("about", {"bar", "fade"}),
        ("between", {"bar", "line", "ticks"}),
    ],
)
def test_each_kind_of_bound_has_its_bar(kind, parts):
    chart = drawn(nested_bars, [Mark("a group", bound(kind))])
    assert {re.sub(r"-\d+$", "", part) for part in marks_of(chart)} == {
        f"{kind}-{part}" for part in parts
    }


def test_the_bar_of_a_part_lies_inside_that_of_its_whole(plates):
    whole, part = (
        Mark("all", bound("more_than"), id="all"),
        Mark("some", Bound.of("exact", 30), id="some", group="all"),
    )
    drawn(nested_bars, [part, whole])
    own, inner, outer = (
        artist(plates[0], gid).get_window_extent()
        for gid in ("row-0-more_than-bar", "row-1-exact-bar", "row-1-exact-in-0-bar")
    )
    assert (outer.x0, outer.x1) == (own.x0, own.x1)
    assert outer.x0 <= inner.x0 < inner.x1 < outer.x1
    assert outer.y0 < inner.y0 < inner.y1 < outer.y1
    assert outer.y1 == own.y0  # the whole goes on from its own bar


@pytest.mark.parametrize("plate", [0, 1], ids=["wide", "narrow"])
def test_bars_begin_at_zero_without_an_axis(plates, plate):
    drawn(nested_bars, numbers(400, 500))
    ax = plates[plate].axes[0]
    bars = [artist(plates[plate], f"row-{n}-exact-bar") for n in range(2)]
    assert [bar.get_x() for bar in bars] == [0, 0]
    assert not ax.axison


def test_parts_follow_their_whole():
    rows = [Mark("part", bound("exact"), "p", group="w"), Mark("other", bound("exact"), "o")]
    chart = drawn(nested_bars, [*rows, Mark("whole", bound("at_least"), "w")])
    shown = [line for line in lines(chart) if line in ("Part", "Other", "Whole")]
    assert shown == ["Other", "Whole", "Part"]
    assert "Pale: the group that those in the bar are part of." in " ".join(lines(chart))


@pytest.mark.parametrize(
    "rows",
    [
        [Mark("a", bound("exact"), "a", group="elsewhere")],
        [Mark("a", bound("exact"), "a", group="a")],
        [Mark("a", bound("exact"), "a", group="b"), Mark("b", bound("exact"), "b", group="a")],
    ],
    ids=["unknown", "itself", "circle"],
)
def test_a_bar_that_nothing_contains_is_refused(rows):
    with pytest.raises(
        RecordError, match=r"chart row '[ab]': no bar contains it: its group is '(elsewhere|a|b)'"
    ):
        drawn(nested_bars, rows)


def test_an_overlap_that_is_not_stated_is_said_between_the_bars():
    chart = drawn(
        nested_bars, numbers(1, 2, 3), unstated=[("g0", "g1"), ("g2", "g0"), ("g1", "g2")]
    )
    said = [line for line in lines(chart) if "Overlap" in line]
    assert said == [
        "Overlap with the group above not stated",
        "Overlap with the groups above not stated",
    ]


def test_an_overlap_with_one_of_two_bars_names_it():
    chart = drawn(nested_bars, numbers(1, 2, 3), unstated=[("g2", "g0")])
    said = [line for line in lines(chart) if "Overlap" in line]
    assert said == ["Overlap with “group 0” not stated"]
    assert "overlap of group 2 and group 0 not stated" in chart.alt


def test_many_overlaps_that_are_not_stated_are_told_once():
    chart = drawn(
        nested_bars, numbers(1, 2, 3), unstated=[("g0", "g1"), ("g0", "g2"), ("g1", "g2")]
    )
    assert chart.alt.count("overlap") == 1
    assert "overlap between the others not stated" in chart.alt


@pytest.mark.parametrize("label", ["a group", LONG, "W" * 90], ids=["short", "long", "one word"])
@pytest.mark.parametrize("plate", [0, 1], ids=["wide", "narrow"])
def test_text_of_bars_stays_apart_and_inside_at_both_widths(plates, label, plate):
    rows = rows_for(nested_bars, label, label)
    inside = [Mark(label, bound("about"), f"in-{row.id}", label, row.id) for row in rows]
    unstated = [(rows[0].id, row.id) for row in rows[1:]]
    drawn(nested_bars, [*rows, *inside], unit=label, unstated=unstated)
    assert_text_fits(plates[plate])
