"""Editions of a table stand side by side, period by period."""

import csv
from dataclasses import replace
from io import StringIO

import pytest
from charting import (
    LONG,
    artist,
    assert_text_fits,
    bound,
    drawn_editions,
    evidence,
    lines,
    observed,
)

from analysis.measures import editions, sums
from analysis.quantities import dates
from analysis.quantities.bounds import KINDS
from analysis.record.record import Record
from analysis.report import charts
from analysis.report.charts import Observation


def test_each_edition_has_a_mark_of_its_own_and_a_line_joins_those_that_differ(plates):
    rows = [
        observed(2001, 17, "old", old=True),
        observed(2001, 20, "new"),
        observed(2002, 5, "new"),
    ]
    chart = drawn_editions(rows)
    found = [artist(plates[-1], f"{row.id}-exact") for row in rows]
    assert [mark.get_marker() for mark in found] == ["o", "s", "s"]
    assert found[0].get_markerfacecolor() == "white"
    assert list(artist(plates[-1], f"joined-{rows[0].id}").get_xdata()) == [17, 20]
    assert "17 → 20" in lines(chart)
    assert [line for line in lines(chart) if "Circle: old. Square: new." in line]


def test_editions_that_agree_are_joined_by_no_line_and_give_their_number_once():
    chart = drawn_editions([observed(2001, 18, "old", old=True), observed(2001, 18, "new")])
    assert "joined-" not in chart.svg
    assert lines(chart).count("18") == 1


def test_what_an_edition_gives_by_its_parts_alone_says_so_and_stands_in_the_order_of_editions():
    public, parts = (
        Record.load(scope="record"),
        ["dhs-removals-convicted", "dhs-removals-not-convicted"],
    )
    wholes = public.figures(population_id="dhs-removals")
    found_sums = editions.without_whole(wholes, sums.sums_of_parts(public, "dhs-removals", parts))
    rows = charts.observations([*wholes, *found_sums])
    years = {
        year: [row for row in rows if row.label == f"FY {year}"] for year in (2007, 2008, 2013)
    }
    words = [set(lines(drawn_editions(found))) for found in years.values()]
    assert "29" in words[0]
    assert "38 → 40 (sum of its parts)" in words[1]
    assert "17 (sum of its parts) → 16" in words[2]
    assert [row.is_superseded for row in years[2013]] == [True, False]


def test_a_gap_stands_as_its_reason_and_as_no_mark(plates):
    gap = observed(2002, None, "new")
    chart = drawn_editions([observed(2001, 18, "new"), gap])
    assert "withheld by the office" in lines(chart)
    assert not plates[-1].findobj(lambda each: str(each.get_gid() or "").startswith(gap.id))
    assert list(csv.DictReader(StringIO(chart.data.removeprefix("\ufeff"))))[1]["low"] == ""


def test_an_event_stands_below_the_period_that_contains_it(plates):
    event = Observation(
        "Something happens", dates.parse("2001-03"), id="event", evidence=(evidence(id="event"),)
    )
    drawn_editions([observed(2001, 18, "new"), observed(2002, 19, "new"), event])
    line = artist(plates[-1], "event-event").get_ydata()[0]
    above, below = (
        artist(plates[-1], f"s-{year}-new-exact").get_ydata()[0] for year in (2001, 2002)
    )
    assert above < line < below


def test_groups_that_are_counted_apart_stand_apart():
    chart = drawn_editions(
        [observed(2001, 31, "new"), observed(2001, 29, "press", series="another group")]
    )
    assert [line for line in lines(chart) if line in ("a group", "another group")] == [
        "a group",
        "another group",
    ]
    assert "31 → 29" not in lines(chart)


def test_editions_of_many_periods_are_drawn_in_parts_of_one_scale_and_none_is_lost(plates):
    rows = [
        observed(year, year - 1980, "new", series=name)
        for name in ("one", "other")
        for year in range(1990, 2020)
    ]
    event = Observation(
        "Something happens", dates.parse("2001-03"), id="event", evidence=(evidence(id="event"),)
    )
    parts = charts.draw_editions(
        [*rows, event], name="n", title="Some groups", unit="people"
    ).charts
    assert [part.name for part in parts] == ["n", "n-2", "n-3", "n-4"]
    # Each group has its own charts, which name it: none has the title of another group.
    assert [part.title.split(" (")[0] for part in parts] == [
        "Some groups: one",
        "Some groups: one",
        "Some groups: other",
        "Some groups: other",
    ]
    assert [id for part in parts for id in part.row_ids if id != "event"] == [
        row.id for row in rows
    ]
    assert ["event" in part.row_ids for part in parts] == [True, False, True, False]
    assert len({plate.axes[0].get_xlim()[1] for plate in plates}) == 1


def test_groups_that_do_not_stand_in_one_chart_have_each_their_own():
    rows = [
        observed(year, 7, "new", series=name) for name in ("a", "b") for year in range(1990, 2000)
    ]
    parts = charts.draw_editions(rows, name="n", title="In each table", unit="people").charts
    assert [(part.name, part.title) for part in parts] == [
        ("n", "In each table: a"),
        ("n-2", "In each table: b"),
    ]
    for part, name in zip(parts, "ab", strict=True):
        assert {row[1] for row in part.rows} == {name}


def test_an_edition_keeps_its_mark_whichever_periods_a_chart_shows():
    public = Record.load(scope="record")
    rows = charts.observations(public.figures(population_id="dhs-removals"))
    parts = charts.draw_editions(rows, name="n", title="Some groups", unit="people").charts
    assert [("Circle:" in part.svg, "Diamond:" in part.svg) for part in parts] == [
        (True, False),
        (False, True),
    ]


def test_the_real_editions_keep_their_text_apart_and_inside(plates):
    public = Record.load(scope="record")
    numbers = [
        *public.figures(population_id="dhs-removals"),
        *public.gaps(population_id="dhs-removals"),
    ]
    events = public.events(["memorandum-signed", "visa-sanctions-effect"])
    chart = drawn_editions(charts.observations(numbers, events))
    assert_text_fits(plates[-1])
    assert len(chart.rows) == len(numbers) + len(events)


@pytest.mark.parametrize(
    "label", [LONG, "W" * 90, "$x^2$ costs $5", "<script>alert('&amp;')</script>"]
)
def test_text_of_editions_fits_whatever_it_says(plates, label):
    rows = [
        observed(2001, 17, label, old=True),
        observed(2001, 20, "new"),
        observed(2002, None, "new", note=label),
    ]
    event = replace(observed(2001, None), label=label, series="")
    drawn_editions([*(replace(row, label=f"{label} {n}") for n, row in enumerate(rows)), event])
    assert_text_fits(plates[-1])


@pytest.mark.parametrize("kind", KINDS)
def test_a_hedged_number_of_an_edition_has_the_mark_of_its_hedge(plates, kind):
    row = replace(observed(2001, 17, "new"), bound=bound(kind))
    drawn_editions([row, observed(2002, 100, "new")])
    assert plates[-1].findobj(lambda each: str(each.get_gid() or "").startswith(f"{row.id}-{kind}"))
    assert_text_fits(plates[-1])
