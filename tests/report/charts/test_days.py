"""Spans of days show what each leaves, and what all leave."""

import pytest
from charting import artist, drawn, moment

from analysis.quantities import dates
from analysis.report.charts import Moment, narrowing


def spans_of(*dates_of: str, together: str = "") -> list[Moment]:
    rows = [moment(text, label=f"clue {n}", id=f"c{n}") for n, text in enumerate(dates_of)]
    return [*rows, *([moment(together, label="all", id="all")] if together else [])]


def test_what_all_spans_leave_stands_behind_every_row(plates):
    rows = spans_of("2018-02-09/..", "/2018-02-28", together="[2018-02-09..2018-02-28]")
    drawn(narrowing, rows, together="all")
    column, solid = artist(plates[0], "together"), artist(plates[0], "row-2-span")
    first, last = (
        dates.parse("2018-02-09").earliest.toordinal(),
        dates.parse("2018-02-28").latest.toordinal() + 1,
    )
    assert (column.get_x(), column.get_x() + column.get_width()) == (first, last)
    assert (solid.get_alpha(), artist(plates[0], "row-0-span").get_alpha()) == (1.0, 0.4)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2018-02-20/..", {"first", "last-open"}),
        ("/2018-02-20", {"first-open", "last"}),
        ("[2018-02-20..2018-02-22]", {"first", "last"}),
        ("1975/..", {"first-open", "last-open"}),
        ("1975/2030", {"first-open", "last-open"}),
    ],
)
def test_an_end_that_is_open_or_far_away_is_an_arrow_and_one_nearby_a_tick(plates, text, ends):
    drawn(narrowing, spans_of(text, together="[2018-02-09..2018-02-28]"), together="all")
    ids = {
        each.get_gid()
        for each in plates[0].findobj()
        if (each.get_gid() or "").startswith("row-0-")
    }
    assert ids == {"row-0-span", *(f"row-0-{end}" for end in ends)}


@pytest.mark.parametrize(
    ("spans", "together"),
    [
        (["2018-02-09/.."], ""),
        (["/2018-02-28"], ""),
        (["2018-02-09/..", "2018-03-01/.."], ""),
        (["2018-02-09/.."], "2018-02-09/.."),
        (["/2018-02-28"], "/2018-02-28"),
    ],
)
def test_open_spans_are_drawn_around_the_days_that_are_known(plates, spans, together):
    drawn(narrowing, spans_of(*spans, together=together), together="all")
    first, last = artist(plates[0], "row-0-span").axes.get_xlim()
    known = dates.parse(spans[0])
    day = known.earliest or known.latest
    assert first < day.toordinal() < last
    if together:
        column = artist(plates[0], "together")
        assert first <= column.get_x() < column.get_x() + column.get_width() <= last
