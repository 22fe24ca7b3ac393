"""Editions of a table replace one another, and what they give by parts alone is added up."""

from dataclasses import replace
from itertools import permutations

import pytest
from records import ids, loaded, with_cited

from analysis.measures import (
    editions,
    sums,
)
from analysis.measures.findings import Finding, overall
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import fiscal_year
from analysis.record.record import Record
from analysis.record.reported import Figure


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


def test_the_best_ranked_is_the_preferred_and_else_all_of_one_rank(record):
    assert ids(editions.best_ranked(record.figures(["hp-31", "pm-34"]))) == ["pm-34"]
    assert ids(editions.best_ranked(record.figures(["hp-400", "hp-31"]))) == ["hp-400", "hp-31"]
    assert editions.best_ranked([]) == []


def test_what_a_later_edition_supersedes_ranks_below_what_is_in_force(tmp_path):
    record = loaded(tmp_path, with_cited())
    figures = record.figures(["ports-2019-ed2020", "ports-2018"])
    assert ids(editions.best_ranked(figures)) == ["ports-2018"]


@pytest.fixture(scope="module")
def public() -> Record:
    return Record.load(scope="record")


def test_editions_of_a_period_stand_together_and_what_is_superseded_stands_before(public):
    groups = editions.in_succession(public.figures(population_id="dhs-removals"))
    assert [[f.label() for f in group] for group in groups if len(group) > 1] == [
        ["17", "18"], ["10", "13"], ["18", "18"], ["22", "24"], ["58", "66"]
    ]  # fmt: skip
    assert all(group[-1].rank != "superseded" for group in groups)


def test_a_claim_that_is_repeated_is_no_further_edition(public):
    groups = editions.in_succession(public.figures(population_id="ice-removals"))
    assert [[figure.label() for figure in group] for group in groups] == [["29"], ["110"], ["80"]]


def test_a_revision_says_how_the_later_edition_stands_to_the_earlier(public):
    found = editions.revisions(public, public.figures(population_id="dhs-removals"))
    assert [finding.word for finding in found] == ["above", "above", "equal", "above", "above"]


PARTS = ["dhs-removals-convicted", "dhs-removals-not-convicted"]


def years_changed(found: list[Finding]) -> set[int]:
    """The fiscal years that a later edition gives another number for."""
    return {
        finding.inputs[0].period.latest.year
        for finding in found
        if finding.word in ("above", "below")
    }


def test_an_edition_that_gives_the_parts_alone_revises_the_whole_by_their_sum(public):
    found_sums = sums.sums_of_parts(public, "dhs-removals", PARTS)
    found = editions.revisions(public, public.figures(population_id="dhs-removals"), found_sums)
    numbers = {
        f.inputs[0].period.latest.year: (f.inputs[1].label(), f.inputs[0].label()) for f in found
    }
    assert numbers[2008] == ("38", "40")  # the later edition gives the parts
    assert numbers[2013] == ("17", "16")  # the earlier one does
    assert numbers[2014] == ("67", "71")
    assert len(found) == 11
    by_sum = next(finding for finding in found if finding.inputs[0].label() == "40")
    assert any(
        "removed with and without a prior conviction add up to all" in words
        for words in by_sum.assumptions
    )


def test_five_years_of_those_with_a_conviction_were_revised(public):
    found = editions.revisions(public, public.figures(population_id="dhs-removals-convicted"))
    moved = {
        fiscal_year(finding.inputs[0].period)
        for finding in found
        if finding.word in ("above", "below")
    }
    assert moved == {"2002", "2003", "2007", "2008", "2014"}


def test_the_whole_and_its_parts_agree_about_the_years_that_were_revised(public):
    found_sums = sums.sums_of_parts(public, "dhs-removals", PARTS)
    whole = editions.revisions(public, public.figures(population_id="dhs-removals"), found_sums)
    parts = editions.revisions(public, public.figures(population_id=PARTS))
    assert years_changed(whole) == {1999, 2000, 2002, 2003, 2008, 2013, 2014}
    assert years_changed(parts) - years_changed(whole) == {
        2007
    }  # one fewer with a conviction, one more without
    assert years_changed(whole) <= years_changed(parts)


def test_a_sum_of_an_edition_that_nothing_puts_before_or_after_another_revises_nothing(public):
    found_sums = [
        n for n in sums.sums_of_parts(public, "dhs-removals", PARTS) if n.period.latest.year == 2008
    ]
    [compiled] = [
        number for number in found_sums if number.inputs[0].source.id == "corgis-immigration"
    ]
    assert (
        editions.revisions(public, public.figures(["dhs-fy2008-removals-ed2008"]), [compiled]) == []
    )
    assert (
        len(editions.revisions(public, public.figures(["dhs-fy2008-removals-ed2008"]), found_sums))
        == 1
    )


def test_the_parts_add_up_in_every_edition_and_year_that_gives_them_and_the_whole(public):
    found_sums = sums.sums_of_parts(public, "dhs-removals", PARTS)
    tested = editions.parts_and_whole(
        public, public.figures(population_id="dhs-removals"), found_sums
    )
    assert [finding.word for finding in tested] == ["equal"] * 20


def test_parts_that_do_not_add_up_are_found(public):
    found_sums = sums.sums_of_parts(public, "dhs-removals", PARTS)
    [figure] = public.figures(["dhs-fy2003-removals-ed2008"])
    wrong = replace(figure, bound=Bound.of("exact", 67))
    assert [finding.word for finding in editions.parts_and_whole(public, [wrong], found_sums)] == [
        "above"
    ]
    hedged = replace(figure, bound=Bound.of("about", 66))
    assert [finding.word for finding in editions.parts_and_whole(public, [hedged], found_sums)] == [
        "unknown"
    ]


def test_a_gap_is_open_until_a_number_of_its_period_is_known(public):
    series = public.series("dhs-removals")
    gaps = public.gaps(population_id="dhs-removals")
    gap = public.gap("dhs-fy2011-removals-corgis")
    parts = ["dhs-removals-convicted", "dhs-removals-not-convicted"]
    made = sums.made_up(public, gap, parts)
    assert gap in editions.open_gaps(series, gaps)
    assert gap not in editions.open_gaps([*series, made], gaps)


def test_a_number_that_two_editions_leave_out_is_one_gap_of_the_last(public):
    gaps = public.gaps(population_id="dhs-removals-convicted", period="2000-10-01/2001-09-30")
    assert len(gaps) == 2
    assert editions.open_gaps([], gaps) == [public.gap("dhs-fy2001-removals-convicted-ed2008")]


def test_series_stand_in_rows_by_period_with_none_where_one_has_nothing(public):
    whole = public.series("dhs-removals")
    parts = public.series("dhs-removals-convicted")
    withheld = public.gaps(["dhs-fy2021-removals-ed2022"])
    rows = editions.in_rows([*whole, *withheld], parts)
    words = {
        row[0].period.latest.year: [item and item.label() for item in row] for row in rows if row[0]
    }
    assert words[2018] == ["111", "105"]
    assert words[2017] == ["31", None]
    assert words[2021][1] is None
    assert list(words) == sorted(words)


def test_a_change_sets_the_latest_number_of_a_population_beside_its_earliest(public):
    names = ["final-order", "final-order-nondetained", "final-order-detained"]
    found = editions.changes(public, public.figures(population_id=names))
    assert [(finding.word, *(f.label() for f in finding.inputs)) for finding in found] == [
        ("unknown", "about 1,900", "more than 1,900"),
        ("below", "1,784", "1,799"),
    ]


def stock(record: Record, year: str, number: int, id: str, kind: str = "exact") -> Figure:
    when, bound = dates.parse(year), Bound.of(kind, number)
    return replace(record.figure("hp-310"), id=id, claim=id, period=when, bound=bound)


RIVALS = [("2015", 100, "a"), ("2015", 300, "b"), ("2020", 200, "c")]


@pytest.mark.parametrize("given", list(permutations(RIVALS)))
def test_a_change_from_two_first_numbers_that_differ_is_unknown_in_any_order(record, given):
    found = editions.changes(record, [stock(record, *row) for row in given])
    assert overall(found) == "unknown"
    assert {ids(finding.inputs)[1]: finding.word for finding in found} == {
        "a": "above",
        "b": "below",
    }


def test_a_change_to_two_last_numbers_is_known_where_both_say_so(record):
    rows = [("2015", 100, "a"), ("2020", 200, "b"), ("2020", 300, "c")]
    found = editions.changes(record, [stock(record, *row) for row in rows])
    assert [finding.word for finding in found] == ["above", "above"]


def test_a_change_from_a_number_that_the_record_doubts_is_unknown(record):
    first, last = stock(record, "2015", 100, "a"), stock(record, "2020", 200, "b")
    doubted = replace(first, doubt="It may be of another group.")
    assert [finding.word for finding in editions.changes(record, [first, last])] == ["above"]
    assert [finding.word for finding in editions.changes(record, [doubted, last])] == ["unknown"]


def test_a_first_number_that_another_says_more_exactly_makes_no_second_change(record):
    loose = stock(record, "2015", 50, "loose", "at_least")
    rows = [loose, stock(record, "2015", 100, "a"), stock(record, "2020", 200, "b")]
    assert [finding.inputs for finding in editions.changes(record, rows)] == [(rows[2], rows[1])]


def test_of_two_numbers_in_force_of_one_year_neither_revises_the_other(record):
    rivals = [stock(record, "2015", 100, "a"), stock(record, "2015", 300, "b")]
    assert editions.revisions(record, rivals) == []
    older = replace(rivals[1], rank="superseded")
    found = editions.revisions(record, [rivals[0], older])
    assert [finding.word for finding in found] == ["below"]


def test_the_sum_of_parts_is_set_against_each_whole_that_its_table_gives(public):
    found_sums = sums.sums_of_parts(public, "dhs-removals", PARTS)
    [figure] = public.figures(["dhs-fy2003-removals-ed2008"])
    wrong = replace(figure, id="wrong", bound=Bound.of("exact", 67))
    for wholes in ([wrong, figure], [figure, wrong]):
        found = editions.parts_and_whole(public, wholes, found_sums)
        assert {finding.word for finding in found} == {"above", "equal"}


def test_the_preferred_are_all_of_the_best_rank_and_the_latest_day(record):
    rows = [stock(record, *row) for row in (*RIVALS, ("2020", 250, "d"))]
    assert ids(editions.preferred(rows)) == ["c", "d"]


def test_a_part_is_that_of_the_table_that_has_the_whole(public):
    whole = public.figure("dhs-fy2008-removals-ed2008")
    part = public.figure("dhs-fy2008-removals-convicted-corgis")
    assert editions.in_table_of(public, whole, part).label() == "23"
    alone = public.figure("dhs-fy2018-removals-ed2022")
    assert editions.in_table_of(public, alone, part) == part


def test_a_part_that_is_nought_beside_a_missing_one_leaves_everyone_to_that(public):
    missing = public.gap("dhs-fy2021-removals-convicted-ed2022")
    none = editions.empty_parts(public, missing, PARTS)
    assert [figure.id for figure in none] == ["dhs-fy2021-removals-not-convicted-ed2022"]
    whole = public.gap("dhs-fy2021-removals-ed2022")
    assert not editions.empty_parts(public, whole, PARTS)
    withheld = public.gap("dhs-fy2020-removals-convicted-ed2022")
    assert not editions.empty_parts(public, withheld, PARTS)
