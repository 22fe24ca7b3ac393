"""Counts put together say what each leaves the others."""

from dataclasses import replace
from datetime import date

import pytest
from records import loaded

from analysis.measures import (
    ledgers,
)
from analysis.quantities.bounds import Bound
from analysis.record.record import Record
from analysis.record.selections import Selection


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def wide() -> Record:
    return Record.load(scope="record")


def put_together(
    record: Record, more: tuple[str, ...] = (), supposed: tuple[tuple[str, str], ...] = ()
):
    names = ("memorandum-returns", "repatriated", "deported-convicted", *more)
    return ledgers.ledger(record, record.figures(population_id=names), supposed)


def test_a_ledger_says_which_counts_leave_no_room_for_which(wide):
    breaks = put_together(wide).breaks()
    assert [
        (clash.inputs[0].id, clash.inputs[1].label(), clash.inputs[1].formula) for clash in breaks
    ] == [
        ("kt-28", "at least 37", "5 + 8 + 8 + 7 + 9"),
        ("kt-572", "at least 575", "566 + 9"),
        ("returned-2018-12-21-asia-times", "at least 684", "566 + 9 + 43 + 30 + 36"),
        ("returned-2019-07-05-interior", "at least 737", "(at least 700) + 37"),
    ]
    assert {clash.word for clash in breaks} == {"clash"}
    assert breaks[2].assumptions == ("the count of 566 runs to 21 December 2018",)
    assert breaks[1].assumptions == (
        "the count of 572 runs to February 2018",
        wide.relation("repatriated", "memorandum-returns").note,
    )
    assert breaks[0].assumptions == (
        wide.relation("deported-convicted", "repatriated").note,
        wide.relation("repatriated", "memorandum-returns").note,
        "“last year” in the Khmer Times article means the calendar year 2017",
    )


def test_that_a_year_is_the_calendar_year_is_assumed_only_where_its_source_does_not_say_so(wide):
    names = ["returned-2017-04-embassy", "returned-2017-05-03", "returned-2017-05-17"]
    arrivals = wide.figures(names)
    year = replace(wide.figure("kt-28"), bound=Bound.of("exact", 5))
    year = replace(year, population=arrivals[0].population)
    said = "“last year” in the Khmer Times article means the calendar year 2017"
    [clash] = ledgers.ledger(wide, [year, *arrivals]).breaks()
    assert said in clash.assumptions
    [clash] = ledgers.ledger(wide, [replace(year, period_basis="stated"), *arrivals]).breaks()
    assert clash.assumptions == ()


def test_every_number_of_a_break_leads_to_the_records_that_make_it_up(wide):
    clash = put_together(wide).breaks()[1]
    evidence = {record["id"]: record for record in clash.evidence()}
    assert evidence[clash.id]["inputs"] == ["kt-572", "limit-kt-572"]
    assert set(evidence["limit-kt-572"]["inputs"]) <= evidence.keys()
    assert evidence[clash.id]["verdict"] == "cited"


def test_what_is_only_supposed_is_an_assumption_and_has_ids_of_its_own(wide):
    plain = put_together(wide)
    whole = put_together(
        wide, ("reception-arrivals",), (("reception-arrivals", "memorandum-returns"),)
    )
    known = [clash.inputs[0].id for clash in plain.breaks()]
    beyond = [clash for clash in whole.breaks() if clash.inputs[0].id not in known]
    said = [
        (clash.inputs[0].id, clash.inputs[1].label(), clash.inputs[1].formula) for clash in beyond
    ]
    assert ("arrivals-to-2020-01-15-kvao", "at least 774", "749 + 25") in said
    assert all("are the same people" in clash.assumptions[0] for clash in beyond)
    assert not {clash.inputs[1].id for clash in whole.breaks()} & {
        clash.inputs[1].id for clash in plain.breaks()
    }


def test_what_no_row_relates_is_not_put_together_unless_supposed(wide):
    found = put_together(wide, ("reception-arrivals",))
    assert [clash.inputs[0].id for clash in found.breaks()] == [
        clash.inputs[0].id for clash in put_together(wide).breaks()
    ]


def test_a_remedy_says_what_would_let_a_number_be_true(wide):
    remedies = {remark.inputs[0].id: remark.words for remark in put_together(wide).remedies()}
    assert remedies["returned-2018-12-21-asia-times"].startswith(
        "566 by 21 December 2018 repeats 566 by 17 May 2017, and would fit as of that date. It "
        "would fit if counted by 19 December 2017. All would fit if "
    )
    assert "or in the US fiscal year 2017. All" in remedies["kt-28"]


def test_a_clash_is_explained_by_an_arrival_only_where_the_others_make_the_very_number(wide):
    found = put_together(wide)
    of_2017, *others = found.breaks()
    [dropped], [rest] = found.but_one(of_2017)
    assert (str(dropped.period), rest.label(), rest.formula) == (
        "2017-12-20",
        "28",
        "5 + 8 + 8 + 7",
    )
    assert rest.bound == of_2017.inputs[0].bound
    assert rest.assumptions == of_2017.inputs[1].assumptions
    assert [found.but_one(clash) for clash in others] == [((), ())] * len(others)


@pytest.mark.parametrize("count", [9, 10])  # that none, or that two of them would explain
def test_of_several_arrivals_that_would_explain_a_clash_none_is_named(wide, count):
    one, other, third = wide.figures(
        ["returned-2017-04-embassy", "returned-2017-05-03", "returned-2017-05-17"]
    )
    year = replace(wide.figure("kt-28"), bound=Bound.of("exact", count), population=one.population)
    small = replace(third, bound=Bound.of("exact", 2))
    found = ledgers.ledger(wide, [year, one, other, small])
    [clash] = found.breaks()
    assert clash.inputs[1].label() == "at least 18"
    assert found.but_one(clash) == (Selection(), Selection())


def test_a_number_that_its_own_note_doubts_refutes_no_other(wide):
    press = ledgers.ledger(wide, wide.figures(population_id="deported-press"))
    assert wide.figure("deported-2018-to-12-19-lo").is_doubted
    assert press.approximate() == []
    assert press.breaks() == []


def test_what_the_record_advises_against_is_held_to_the_others_and_limits_none(wide):
    old, total = wide.figure("returned-2018-12-21-asia-times"), wide.figure("returned-2018-04-05")
    repeat = ledgers.ledger(wide, wide.figures(population_id="memorandum-returns"))
    assert old.id in [clash.inputs[0].id for clash in repeat.breaks()]
    assert old.claim not in {name for _, name in repeat.found.reckoned[total.claim].most}


def test_an_about_stands_within_near_or_far_from_what_the_others_leave(wide):
    figures = wide.figures(population_id="deported-press")
    press = ledgers.ledger(wide, [replace(figure, doubt="") for figure in figures])
    assert [remark.words for remark in press.approximate()] == [
        "about 130 in 2018 would not fit even if rounded: the others allow between 146 and 149",
    ]
    assert press.breaks() == []


def test_an_about_that_lies_within_what_the_others_leave_is_not_told_of(wide):
    found = put_together(wide)
    [about] = found.approximate()
    assert about.inputs[0].label() == "about 500"
    vague = [claim.id for claim in found.found.claims if claim.is_vague]
    assert "returned-2017-12-06-hun-sen" in vague


def test_offices_that_count_by_rules_of_their_own_stand_apart_and_break_nothing(wide):
    offices = ledgers.ledger(wide, [*wide.series("ice-removals"), *wide.series("dhs-removals")])
    assert offices.breaks() == []
    counts = [{figure.label() for figure in remark.inputs} for remark in offices.apart()]
    assert counts == [{"31", "29"}, {"111", "110"}, {"81", "80"}]
    assert all("count different groups" in remark.words for remark in offices.apart())


def test_a_flow_within_a_month_is_taken_for_an_arrival_and_a_longer_one_is_not(wide):
    flows = wide.figures(["returned-2017-03-embassy", "returned-2017-05-03", "first-arrivals-2002"])
    assert all(map(ledgers.is_arrival, flows))
    longer = wide.figures(
        ["returned-2011-embassy", "returned-2017-to-05-08-daily", "returned-2017-05-17-daily"]
    )
    assert not any(map(ledgers.is_arrival, longer))


def test_a_number_that_nothing_limits_has_no_room_left_to_tell(wide):
    alone = ledgers.ledger(wide, wide.figures("kt-572"))
    assert alone.left(alone.figures[0]) is None
    assert alone.room(alone.figures[0]) is None


def test_the_room_of_a_number_is_told_with_what_makes_it_up(wide):
    found = put_together(wide)
    [figure] = [figure for figure in found.figures if figure.id == "returned-2018-04-05-ap"]
    room = found.room(figure)
    assert room.words.startswith("at least 500 by 5 April 2018; the others allow between 618 and ")
    assert "at least 566 + 9 + 43" in room.words
    assert room.inputs[0] == figure


def test_the_corridor_of_a_ledger_starts_on_the_day_asked_for(wide):
    corridor = put_together(wide).corridor(date(2017, 6, 1))
    assert corridor[0][0] == date(2017, 6, 1)
    assert [day for day, _ in corridor] == sorted(day for day, _ in corridor)
    assert corridor[0][1].low == 566


def test_changes_that_do_the_same_are_told_together_with_whose_counts_they_are(wide):
    figures = wide.figures(["returned-2011-embassy", "arrivals-2011-risc"])
    same = [("reception-arrivals", "memorandum-returns")]
    [way] = ledgers.ledger(wide, figures, same).remedies()
    assert way.words.startswith(
        "87 in 2011 by the US embassy in Phnom Penh or 88 in 2011 by Returnee Integration Support "
        "Center would fit if counted in the US fiscal year 2011. All would fit if "
    )
