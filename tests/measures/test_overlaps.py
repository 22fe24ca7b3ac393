"""How groups lie to one another is told as far as a source states it."""

import pytest
from records import ids, loaded, related

from analysis.measures import (
    overlaps,
    sums,
    unknowns,
)
from analysis.record.record import Record


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


def test_structure_tells_parts_open_pairs_and_what_stands_apart(record):
    figures = record.figures(["hp-1250", "hp-310", "pm-34"])
    layout = overlaps.structure(record, figures)
    assert [(part.id, whole.id) for part, whole in layout.parts] == [("hp-310", "hp-1250")]
    assert [figure.id for figure in layout.apart] == ["pm-34"]
    # One pair has no row, the other is only assumed to be disjoint.
    assert [(a.id, b.id) for a, b, _ in layout.unknown] == [
        ("hp-1250", "pm-34"),
        ("hp-310", "pm-34"),
    ]


def test_an_assumed_part_is_left_open(tmp_path):
    assumed = related(tmp_path, "waiting-without-papers", "waiting-sailors", "subset_of", "assumed")
    layout = overlaps.structure(assumed, assumed.figures(["hp-310", "hp-1250"]))
    assert layout.parts == ()
    assert [relation.note for _, _, relation in layout.unknown] == ["A guess"]


def told(record: Record, *keys: str) -> list[tuple[str, list[str], str]]:
    found = unknowns.gaps(record, record.items(keys))
    return [
        (gap.kind, ids(gap.items), gap.source) for gap in found if gap.kind in ("told", "quoted")
    ]


@pytest.fixture(scope="module")
def public() -> Record:
    return Record.load(scope="record")


def test_relations_are_told_from_the_part_and_unknown_ones_last(public):
    stocks = public.figures(["kt-1900", "kt-1412", "detained-2019-spring"])
    found = overlaps.relations(public, stocks)
    told = [(a.population.id, relation.relation, b.population.id) for a, b, relation in found]
    assert told == [
        ("final-order-convicted", "subset_of", "final-order"),
        ("final-order-detained", "subset_of", "final-order"),
        ("final-order-convicted", "unknown", "final-order-detained"),
    ]


def test_figures_beside_each_other_share_a_period(public):
    pairs = overlaps.beside(public.series("ice-removals"), public.series("dhs-removals"))
    assert {(a.label(), b.label()) for a, b in pairs} == {
        ("29", "31"),
        ("110", "111"),
        ("80", "81"),
    }
    assert overlaps.unrelated(public, pairs) == pairs


def test_groups_apart_at_one_time_stand_side_by_side(public):
    stocks = public.figures(
        ["nondetained-2019-spring", "detained-2019-spring", "nondetained-2018-12-14"]
    )
    assert [(a.label(), b.label()) for a, b in overlaps.side_by_side(public, stocks)] == [
        ("1,784", "45")
    ]


def test_a_running_total_stands_beside_a_stock_of_the_day_to_which_it_runs(public):
    found = public.figures("unaccounted-cambodia-2018-03-16-dpaa")
    counted = found + public.figures(population_id="accounted-cambodia")
    ((left, gone),) = overlaps.side_by_side(public, counted)
    together = sums.total(public, [left, gone])
    assert (left.label(), gone.label(), together.label()) == ("48", "42", "90")
    assert together.period == left.period


def test_only_the_groups_that_make_up_a_whole_stand_side_by_side(public):
    stocks = public.figures(measure="stock", population_id=FINAL_ORDERS)
    pairs = [(a.label(), b.label()) for a, b in overlaps.side_by_side(public, stocks)]
    assert pairs == [("1,784", "45"), ("1,294", "41")]


FINAL_ORDERS = (
    "final-order",
    "final-order-convicted",
    "final-order-nondetained",
    "final-order-nondetained-convicted",
    "final-order-detained",
    "final-order-detained-convicted",
)
