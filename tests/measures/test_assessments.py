"""Tests of analysis.measures.assessments: what other sources make of a claim."""

import pytest
from records import Rows, loaded, with_cited

from analysis.measures import assessments
from analysis.measures.assessments import Assessment
from analysis.record.record import Record

COUNT = {
    "bound": "exact",
    "unit": "persons",
    "measure": "flow",
    "population_id": "returned-sailors",
    "period": "2020",
    "period_basis": "stated",
    "speaker_id": "coast-courier",
    "source_id": "blog",
    "rank": "normal",
}


def rows_with(**counts: dict[str, str]) -> Rows:
    """The invented record without the ministry's own counts of that year, and with the Courier's
    `counts`.
    """
    rows = with_cited()
    del rows["figures"]["pm-34"], rows["figures"]["pm-convicted"]
    for name, cells in counts.items():
        rows["figures"][name] = {"claim_id": name, **COUNT, **cells}
    return rows


def assessed(folder, claim: str, **counts: dict[str, str]) -> Assessment:
    record = loaded(folder, rows_with(**counts))
    return assessments.assess(record, record.figure(claim))


def test_a_number_for_which_others_leave_no_room_is_contradicted_by_what_they_make(tmp_path):
    found = assessed(tmp_path, "hp-31", other={"value": "34"})
    assert (found.word, found.label()) == ("contradicted", "contradicted")
    (limit,) = found.others
    assert limit.label() == "at least 34"
    assert [figure.id for figure in limit.inputs] == ["other"]


def test_a_number_that_is_too_high_for_others_is_contradicted_too(tmp_path):
    found = assessed(tmp_path, "hp-31", other={"value": "29"})
    assert (found.word, found.others[0].label()) == ("contradicted", "at most 29")


def test_several_counts_contradict_a_number_only_together(tmp_path):
    parts = {
        "spring": {"value": "20", "period": "2020-04-02"},
        "autumn": {"value": "19", "period": "2020-10-08"},
    }
    found = assessed(tmp_path, "hp-31", **parts)
    assert found.word == "contradicted"
    assert [figure.id for figure in found.others[0].inputs] == ["spring", "autumn"]
    alone = assessed(tmp_path / "alone", "hp-31", spring=parts["spring"])
    assert alone.word == "fits"


def test_a_number_of_another_body_that_leaves_nothing_else_confirms_it(tmp_path):
    found = assessed(tmp_path, "hp-31", other={"value": "31"})
    assert found.word == "confirmed"
    assert [figure.id for figure in found.others[0].inputs] == ["other"]


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"speaker_id": "port-ministry"}, "repeated"),  # the body that the article has it from
        ({"bound": "at_least"}, "hedged"),
        ({"bound": "about"}, "hedged"),
        ({"claim_id": "hp-31"}, "repeated"),
        ({"population_id": "waiting-sailors"}, "alone"),
    ],
)
def test_the_same_number_confirms_nothing(tmp_path, cells, word):
    rows = rows_with(other={"value": "31"} | cells)
    record = loaded(tmp_path, rows)
    assert assessments.assess(record, record.figure("hp-31")).word == word


@pytest.mark.parametrize("value", ["31", "34"])
def test_what_a_newspaper_says_elsewhere_neither_confirms_nor_contradicts_it(tmp_path, value):
    rows = rows_with(other={"value": value})
    rows["sources"]["blog"]["original_publisher"] = "Harbour Post"
    record = loaded(tmp_path, rows)
    assert assessments.assess(record, record.figure("hp-31")).word == "alone"


@pytest.mark.parametrize("cells", [{"doubt": "A round number"}, {"rank": "deprecated"}])
def test_a_number_that_the_record_doubts_refutes_and_confirms_nothing(tmp_path, cells):
    assert assessed(tmp_path, "hp-31", other={"value": "34"} | cells).word == "alone"
    same = assessed(tmp_path / "same", "hp-31", other={"value": "31"} | cells)
    assert same.word not in ("contradicted", "confirmed")


def test_what_is_only_assumed_to_be_the_same_group_can_contradict_and_says_so_but_not_confirm(
    tmp_path,
):
    for value, word in (("34", "contradicted"), ("31", "fits")):
        rows = rows_with(other={"value": value, "population_id": "port-returns"})
        rows["relations"]["ports"] |= {"relation": "same", "basis": "assumed"}
        record = loaded(tmp_path / value, rows)
        found = assessments.assess(record, record.figure("hp-31"))
        assert (found.word, bool(found.assumptions)) == (word, True)


def test_an_event_is_confirmed_by_another_publisher_that_reports_it(tmp_path):
    rows = with_cited()
    rows["events"]["blog-landing"]["same_as"] = "pm-silence"
    record = loaded(tmp_path, rows)
    confirmed, alone = record.events(["pm-silence", "hp-published"])
    found = assessments.each(record, [confirmed, alone])
    assert [each.word for each in found] == ["confirmed", "alone"]
    assert [row.id for row in found[0].others] == ["blog-landing"]
    assert assessments.of_word(found, "confirmed") == (confirmed,)


def test_mentions_of_a_number_are_judged_together_and_the_farthest_contradiction_is_found(tmp_path):
    other = {"value": "34"}
    total = {"value": "380", "measure": "cumulative", "period": "2011/2021", "bound": "at_most"}
    record = loaded(tmp_path, rows_with(other=other, total=total))
    found = assessments.each(record, record.figures(["hp-31", "hp-31-again", "hp-400"]))
    assert [(each.claim.id, each.word) for each in found] == [
        ("hp-31", "contradicted"),
        ("hp-400", "contradicted"),
    ]
    assert [each.claim.id for each in assessments.gravest(found)] == ["hp-31"]
    assert not assessments.gravest([])


def counted(folder, measure: str, cells: dict[str, str]) -> str:
    """What is decided of a number of a day or a year of which another source has 34."""
    of = {"measure": measure, "period": "2020" if measure == "flow" else "2020-12-31"}
    rows = rows_with(other={"value": "34"} | of | cells)
    for id in ("hp-31", "hp-31-again"):
        rows["figures"][id] |= of
    record = loaded(folder, rows)
    return assessments.assess(record, record.figure("hp-31")).word


@pytest.mark.parametrize("measure", ["flow", "stock"])
@pytest.mark.parametrize(
    "cells",
    [
        {"rank": "superseded", "rank_reason": "Corrected since"},
        {"rank": "deprecated", "rank_reason": "Nobody relies on it"},
        {"doubt": "It may count others too"},
    ],
)
def test_what_is_doubted_or_replaced_contradicts_nothing(tmp_path, measure, cells):
    assert counted(tmp_path / "before", measure, {}) == "contradicted"
    assert counted(tmp_path, measure, cells) not in ("contradicted", "confirmed")


@pytest.fixture(scope="module")
def public() -> Record:
    return Record.load(scope="record")


def test_what_others_leave_a_total_stands_with_the_last_total_that_they_report_in_its_time(public):
    found = assessments.assess(public, public.figure("kt-500"))
    assert [other.label() for other in found.others] == ["at least 321", "566"]
    assert str(found.others[1].period) == "/2017-09-14"


def test_numbers_that_others_give_too_are_told_from_those_that_they_hedge_otherwise(public):
    claims = public.figures(["kt-1900", "kt-1412", "kt-92", "kt-145000", "rfa-40-found"])
    found = assessments.each(public, claims)
    assert {each.claim.id: each.word for each in found} == {
        "kt-1900": "hedged",
        "kt-145000": "hedged",
        "kt-1412": "repeated",
        "kt-92": "repeated",
        "rfa-40-found": "reworded",
    }
    assert len(assessments.given_again(found)) == 4


def test_a_total_dated_only_from_above_is_contradicted_if_it_runs_to_that_date(public):
    found = assessments.assess(public, public.figure("kt-572"))
    assert "the count of 572 runs to February 2018" in found.assumptions
    (year,) = public.figures(["kt-28"])
    assert not any("runs to" in said for said in assessments.assess(public, year).assumptions)


@pytest.mark.parametrize("numbers", [("100", "200"), ("200", "100")])
def test_a_total_is_told_with_all_totals_of_the_last_day_before_it(tmp_path, numbers):
    total = {"measure": "cumulative", "bound": "at_least", "period": "2011/2018"}
    counts = {f"by-{number}": {**total, "value": number} for number in numbers}
    found = assessed(tmp_path, "hp-400", **counts)
    assert found.word == "fits"
    assert [figure.id for figure in found.others[1:]] == list(counts)
