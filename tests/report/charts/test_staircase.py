"""Ledgers show running totals, what limits them and what contradicts them."""

from dataclasses import replace
from datetime import date

import pytest
from charting import artist, assert_text_fits, bound, drawn, entry, lines, marks_of, wide_ledgers

from analysis.quantities.bounds import KINDS, Bound
from analysis.report.charts import ledger

LEDGER = [
    entry(Bound.of("exact", 40), "2017-01-01"),
    entry(Bound.of("exact", 9), "2017-06-01", is_flow=True),
    entry(
        Bound.of("exact", 44),
        "2018-01-01",
        left=Bound.of("at_least", 49),
        breaks="44: the others allow 49",
    ),
    entry(Bound.of("at_least", 45), "2018-06-01", left=Bound.of("between", 49, 60)),
]


CORRIDOR = [(date(2017, 1, 1), Bound.of("exact", 40)), (date(2017, 6, 1), Bound.of("at_least", 49))]


def test_a_total_that_contradicts_the_others_is_crossed_out_joined_to_them_and_said():
    chart = drawn(ledger, LEDGER, unit="people", corridor=CORRIDOR)
    assert marks_of(chart, 0) == {"exact-dot"}
    assert marks_of(chart, 2) == {"exact-dot", "exact-cross", "left"}
    assert marks_of(chart, 3) == {"at_least-tick", "at_least-arrow", "left"}
    assert "× 44: the others allow 49" in lines(chart)


def test_a_total_whose_words_were_verified_is_ringed_and_one_that_is_only_cited_is_not():
    rows = [LEDGER[0], replace(LEDGER[3], is_held=True)]
    chart = drawn(ledger, rows)
    assert "held" in marks_of(chart, 1)
    assert "held" not in marks_of(chart, 0)
    assert "Ringed: its words were verified" in " ".join(lines(chart))
    assert "Ringed" not in " ".join(lines(drawn(ledger, rows[:1])))
    held = {row.label for row in wide_ledgers()[0][0] if row.is_held and not row.is_flow}
    assert held == {"Cambodian citizens repatriated", "Cambodians deported after conviction"}


def test_an_arrival_is_a_mark_below_the_totals_and_a_contradicted_flow_a_bar():
    flow = replace(LEDGER[1], breaks="9: the others allow 12")
    chart = drawn(ledger, LEDGER, corridor=CORRIDOR)
    assert marks_of(chart, 1) == {"step"}
    assert "+9" in lines(chart)
    assert marks_of(drawn(ledger, [LEDGER[0], flow], corridor=CORRIDOR), 1) == {"flow", "cross"}


def test_the_band_is_drawn_only_where_something_limits_the_total():
    assert 'id="band"' in drawn(ledger, LEDGER, corridor=CORRIDOR).svg
    assert 'id="band"' not in drawn(ledger, LEDGER).svg


@pytest.mark.parametrize(("kind", "points_up"), [("more_than", True), ("at_most", False)])
def test_the_arrow_of_a_total_points_up_where_more_is_possible(plates, kind, points_up):
    drawn(ledger, [*LEDGER, entry(bound(kind), "2018-03-01")])
    tick, arrow = (
        artist(plates[0], f"row-4-{kind}-{part}").get_window_extent() for part in ("tick", "arrow")
    )
    assert (arrow.y1 + arrow.y0 > tick.y1 + tick.y0) == points_up


@pytest.mark.parametrize("kind", KINDS)
def test_a_total_is_drawn_as_it_was_hedged(kind):
    parts = {"exact": {"dot"}, "about": {"dot"}, "between": {"line", "ticks"}}.get(
        kind, {"tick", "arrow"}
    )
    chart = drawn(ledger, [entry(bound(kind), "2018-03-01")])
    assert marks_of(chart) == {f"{kind}-{part}" for part in parts}


def test_groups_are_told_by_shape_and_named():
    rows = [LEDGER[0], replace(LEDGER[3], label="cooks")]
    assert "Circle: sailors. Diamond: cooks." in " ".join(lines(drawn(ledger, rows)))


@pytest.mark.parametrize("which", [0, 1], ids=["without", "with a supposition"])
def test_text_of_the_real_ledgers_stays_apart_and_inside(plates, which):
    rows, corridor = wide_ledgers()[which]
    drawn(ledger, rows, unit="people", corridor=corridor)
    assert_text_fits(plates[0])
