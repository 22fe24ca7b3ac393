"""Staircases show groups that arrived as steps, running totals, and what contradicts them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from charting import (
    LONG,
    artist,
    assert_text_fits,
    bound,
    drawn,
    entry,
    lines,
    marks_of,
    wide_ledgers,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.quantities.bounds import KINDS, Bound
from analysis.report.charts import LedgerRow, staircase
from analysis.report.charts.canvas import finish, new_canvas
from analysis.report.charts.chart import Texts
from analysis.report.charts.style import CONTRADICTION, NARROW, SMALL, WIDE, in_style

ROWS = [
    entry(Bound.of("exact", 40), "2017-01-01"),
    entry(Bound.of("exact", 9), "2017-06-01", is_flow=True),
    entry(
        Bound.of("exact", 44),
        "2018-01-01",
        by="Port Ministry",
        left=Bound.of("at_least", 49),
        breaks="the others make 49",
    ),
    entry(Bound.of("at_least", 45), "2018-06-01", left=Bound.of("between", 49, 60)),
]
CORRIDOR = [
    (date(2016, 12, 31), Bound.of("between", 12, 40)),
    (date(2017, 1, 1), Bound.of("exact", 40)),
    (date(2017, 6, 1), Bound.of("at_least", 49)),
]
UNFITTING = entry(Bound.of("exact", 5), "2017", is_flow=True, breaks="the others make 9")
KHMER = "ក្រសួងមហាផ្ទៃនៃព្រះរាជាណាចក្រកម្ពុជា"


def assert_fits(rows, corridor, width):
    """No text overlaps another or leaves the plate, drawn at `width`."""
    texts = Texts("A title", "A subtitle", "words", "", "Source: Harbour Post")
    with in_style():
        canvas, ax = new_canvas(width)
        staircase(rows, ax, unit="people", corridor=corridor)
        finish(canvas, ax, texts)
        assert_text_fits(canvas)


def test_a_total_that_contradicts_the_others_is_vermilion_and_says_so_beside_its_mark(plates):
    chart = drawn(staircase, ROWS, unit="people", corridor=CORRIDOR)
    assert marks_of(chart, 2) == {"exact-dot"}
    assert artist(plates[0], "row-2-exact-dot").get_color() == CONTRADICTION
    said = lines(chart)
    second = said.index("Port Ministry")
    assert said[second - 1 : second + 2] == ["44", "Port Ministry", "the others make 49"]


def test_what_has_no_room_beside_its_mark_is_said_below_with_when():
    unlike = replace(ROWS[2], breaks="the others make 49 " * 90)
    said = " ".join(lines(drawn(staircase, [*ROWS[:2], unlike], corridor=CORRIDOR)))
    assert "44, Port Ministry, by 1 January 2018: the others make 49" in said


def test_an_arrival_is_a_riser_with_its_number_and_day(plates):
    chart = drawn(staircase, ROWS, corridor=CORRIDOR)
    assert marks_of(chart, 1) == {"step"}
    assert "+9 · 1 Jun 2017" in lines(chart)
    riser = artist(plates[0], "row-1-step").get_ydata()
    stairs = artist(plates[0], "stairs").get_ydata()
    assert {min(riser), max(riser)} == {min(stairs), max(stairs)}


def test_an_arrival_of_which_only_the_month_is_known_is_a_soft_block_over_it():
    month = entry(Bound.of("exact", 9), "2017-06", is_flow=True)
    chart = drawn(staircase, [ROWS[0], month], corridor=CORRIDOR)
    assert marks_of(chart, 1) == {"step-days"}
    assert "+9 · Jun 2017" in lines(chart)


def test_a_flow_that_contradicts_the_others_is_a_bar_as_high_as_its_number(plates):
    chart = drawn(staircase, [*ROWS[:2], UNFITTING], corridor=CORRIDOR)
    assert marks_of(chart, 2) == {"flow", "ends", "link"}
    bar, riser = (artist(plates[0], f"row-{part}").get_ydata() for part in ("2-flow", "1-step"))
    assert max(bar) == max(riser)
    height = max(riser) - min(riser)
    assert max(bar) - min(bar) == pytest.approx(height * 5 / 9)
    said = lines(chart)
    assert {"5 in 2017", "the others make 9"} <= set(said)


def test_the_four_groups_of_the_year_are_bracketed_by_the_count_that_they_make(plates):
    """The real ledger: the department's 28 of 2017 without the group of 20 December."""
    rows, corridor = wide_ledgers()[0]
    drawn(staircase, rows, unit="people", corridor=corridor)
    number = {row.id: n for n, row in enumerate(rows)}
    (year,) = (n for n, row in enumerate(rows) if row.breaks and row.is_flow)
    first = artist(plates[0], f"row-{number['returned-2017-03-embassy']}-step-days")
    last = artist(plates[0], f"row-{number['returned-2017-05-17']}-step")
    bar = artist(plates[0], f"row-{year}-flow").get_ydata()
    assert max(bar) == pytest.approx(first.get_paths()[0].vertices[:, 1].max())
    assert min(bar) == pytest.approx(min(last.get_ydata()))


def test_the_staircase_is_the_most_before_the_first_known_total_and_then_the_least(plates):
    corridor = [
        (date(2016, 1, 1), Bound.of("between", 1, 30)),
        (date(2017, 1, 1), Bound.of("exact", 40)),
        (date(2018, 1, 1), Bound.of("between", 50, 90)),
    ]
    drawn(staircase, [entry(Bound.of("exact", 40), "2017-01-01")], corridor=corridor)
    thirty, _, forty, _, fifty, _ = artist(plates[0], "stairs").get_ydata()
    assert thirty - forty == pytest.approx(forty - fifty)


def test_band_and_staircase_are_drawn_only_where_something_limits_the_total():
    assert {"band", "stairs"} <= set(ids(drawn(staircase, ROWS, corridor=CORRIDOR)))
    assert not {"band", "stairs"} & set(ids(drawn(staircase, ROWS)))


def ids(chart):
    return [part.partition('"')[0] for part in chart.svg.split('id="')]


@pytest.mark.parametrize(("kind", "points_up"), [("more_than", True), ("at_most", False)])
def test_the_arrow_of_a_total_points_up_where_more_is_possible(plates, kind, points_up):
    drawn(staircase, [*ROWS, entry(bound(kind), "2018-03-01")])
    tick, arrow = (
        artist(plates[0], f"row-4-{kind}-{part}").get_window_extent() for part in ("tick", "arrow")
    )
    assert (arrow.y1 + arrow.y0 > tick.y1 + tick.y0) == points_up


@pytest.mark.parametrize("kind", KINDS)
def test_a_total_is_drawn_as_it_was_hedged(kind):
    parts = {"exact": {"dot"}, "about": {"halo", "dot"}, "between": {"line", "ticks"}}.get(
        kind, {"tick", "arrow"}
    )
    chart = drawn(staircase, [entry(bound(kind), "2018-03-01")])
    assert marks_of(chart) == {f"{kind}-{part}" for part in parts}


def test_a_total_of_which_the_day_is_not_known_has_a_soft_band_over_its_days():
    chart = drawn(staircase, [entry(bound("exact"), "2018-03")])
    assert marks_of(chart) == {"exact-days", "exact-dot"}


def test_labels_of_what_is_only_cited_are_in_italics_where_something_is_not(plates):
    drawn(staircase, [ROWS[0], replace(ROWS[3], is_held=True)])
    style = {text.get_text(): text.get_style() for text in plates[0].axes[0].texts}
    assert style["40, Harbour Post"] == "italic"
    assert style["at least 45, Harbour Post"] == "normal"
    chart = drawn(staircase, ROWS)
    assert "italic" not in chart.svg
    assert "In italics" not in " ".join(lines(chart))


def test_the_alternative_text_says_what_does_not_fit():
    assert "Do not fit the others: 44 people (a note)." in drawn(staircase, ROWS, unit="people").alt


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("which", [0, 1], ids=["without", "with a supposition"])
def test_text_of_the_real_ledgers_stays_apart_and_inside(which, width):
    assert_fits(*wide_ledgers()[which], width)


@pytest.mark.parametrize("which", [0, 1], ids=["without", "with a supposition"])
def test_every_entry_of_the_real_ledgers_has_its_label_or_a_letter_at_its_mark(plates, which):
    rows, corridor = wide_ledgers()[which]
    drawn(staircase, rows, unit="people", corridor=corridor)
    for plate in plates:
        said = [text.get_text() for text in plate.axes[0].texts]
        letters = [text for text in said if len(text) == 1 and text.isalpha()]
        at_marks = [text for text in said if text[1:3] == " ·" and text[0].isalpha()]
        plain = {letter for letter in letters if letters.count(letter) > 1}
        assert {text[0] for text in at_marks} | plain == set(letters)
        dated = [text for text in said if text.startswith("+") and "·" in text]
        steps = [text for text in said if text.startswith("+") and "," in text]
        assert len(dated + steps) == sum(row.is_flow and not row.breaks for row in rows)


def test_a_name_in_khmer_is_written_unbroken():
    said = lines(drawn(staircase, [entry(Bound.of("exact", 40), "2017-01-01", by=KHMER)]))
    assert f"40, {KHMER}" in said


@st.composite
def ledgers(draw) -> list[LedgerRow]:
    """Some entries of any kind, close together or far apart, with long labels and short ones."""
    names = st.sampled_from(["AP", "Ministry of Interior", LONG])
    rows = []
    for n in range(draw(st.integers(1, 14))):
        day = date(2017, 1, 1) + timedelta(days=draw(st.integers(0, 900)))
        low = draw(st.sampled_from([1, 7, 560, 566, 1_000_000]))
        kind = draw(st.sampled_from(KINDS))
        count = Bound.of(kind, low, low + 40 if kind == "between" else None)
        breaks = draw(st.sampled_from(["", "", "the others make at least 37"]))
        more = {"breaks": breaks, "by": draw(names), "is_flow": draw(st.booleans())}
        rows.append(replace(entry(count, day.isoformat()), id=f"r{n}", **more))
    return rows


@pytest.mark.parametrize("width", [WIDE, NARROW])
@settings(max_examples=15, deadline=None)
@given(rows=ledgers())
def test_text_of_any_ledger_stays_apart_and_inside(width, rows):
    assert_fits(rows, CORRIDOR, width)
    assert_fits(rows, [], width)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_what_stands_below_the_axis_is_followed_by_the_sources_without_a_gap(width):
    with in_style():
        canvas, ax = new_canvas(width)
        staircase(ROWS, ax, corridor=CORRIDOR)
        finish(canvas, ax, Texts("A title", "", "words", "", "Source: Harbour Post"))
    *_, legend, _title, source = ax.texts
    bases = [text.get_position()[1] for text in (legend, source)]
    assert bases[1] - bases[0] < 2 * SMALL
