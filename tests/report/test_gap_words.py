"""Each kind of gap is worded as a sentence that leads to what it touches."""

from dataclasses import replace

import pytest
from records import loaded, with_cited, write_record

from analysis.measures import unknowns
from analysis.measures.unknowns import Gap
from analysis.quantities import dates
from analysis.record.record import Record
from analysis.report import gap_words, prose
from analysis.report.wording import plain


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


DATED = ("external", "guessed")


GAPS = {
    "relation": "31 people and about 1,250 people: Nobody says so",
    "assumed": "Only assumed, not reported: nobody says so.",
    "unknown": "No date is given: 31 people (2020); about 1,250 people (30 April 2021).",
    "external": "These dates rest on outside evidence: 31 people (2020, “in 2020” in the source); "
    "about 1,250 people (30 April 2021, “at the end of April” in the source).",
    "guessed": "These dates are assumed: 31 people (2020, “in 2020” in the source); about 1,250 "
    "people (30 April 2021, “at the end of April” in the source).",
    "told": "This record rests on the Harbour Post alone for this: 31 people (2020); about 1,250 people "
    "(30 April 2021).",
    "quoted": "Of the texts held here, only Harbour Post quotes: 31 people (2020); "
    "about 1,250 people (30 April 2021).",
    "alone": "This record rests on the Harbour Post alone for 31 people in 2020; about 1,250 people on "
    "30 April 2021.",
    "unverified": "Not verified as they stand now: 31 people (2020); about 1,250 people (30 April "
    "2021).",
}


def test_every_kind_of_gap_has_its_words():
    assert {*GAPS, "also"} == set(gap_words.GAPS)


@pytest.mark.parametrize("kind", GAPS)
def test_a_gap_is_worded_as_a_sentence_that_leads_to_what_it_touches(record, kind):
    items = record.figures(["hp-31", "hp-1250"])
    block = prose.gaps([Gap(kind, items, "nobody says so")])
    assert plain(block.html) == GAPS[kind]
    assert {"hp-31", "hp-1250", "source-harbour-post"} <= {item["id"] for item in block.evidence}


def test_quotes_and_events_in_a_gap_are_named_by_speaker_and_by_title(record):
    items = (record.quote("hp-unfair"), record.event("hp-published"), record.event("pm-silence"))
    assert plain(prose.gaps([Gap("external", items)]).html) == (
        "These dates rest on outside evidence: words of Aske Lund; the article is published (4 May "
        "2021); the league sends no report."
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({}, "31 people (2020, “in 2020” in the source)"),
        ({"period_text": ""}, "31 people (2020)"),
        (
            {"period": dates.parse("2018-10-01/2019-09-30"), "period_text": ""},
            "31 people (fiscal 2019)",
        ),
    ],
)
def test_a_date_known_otherwise_stands_with_the_words_of_the_source(record, cells, said):
    figure = replace(record.figure("hp-31"), **cells)
    outside, guessed = (plain(prose.gaps([Gap(kind, (figure,))]).html) for kind in DATED)
    assert outside == f"This date rests on outside evidence: {said}."
    assert guessed == f"This date is assumed: {said}."


# ---- what others report elsewhere


def test_what_others_report_elsewhere_is_told_with_the_number_where_they_hedge_it_otherwise(real):
    found = [
        gap for gap in unknowns.gaps(real, real.figures(["kt-1900", "kt-92"])) if gap.kind == "also"
    ]
    only = "Of the two articles only Khmer Times has"
    assert plain(prose.gaps(found).html).splitlines() == [
        f"{only} more than 1,900 people in December 2017; the Sacramento Bee has at least 1,900 "
        "people; VOA has at least 1,900 people.",
        f"{only} 92 people on 25 January 2018; Reuters reports it too.",
    ]


def test_a_number_that_its_speaker_is_given_with_otherwise_is_not_said_to_be_reported_also(real):
    [gap] = [
        gap for gap in unknowns.gaps(real, [real.figure("rfa-40-found")]) if gap.kind == "also"
    ]
    assert plain(prose.gaps([gap]).html) == (
        "Of the two articles only Radio Free Asia has 40 remains by 14 September 2017; Fresh News "
        "has at least 40 people (Americans found in Cambodia, by Hun Sen)."
    )


def test_what_stands_in_a_copy_is_from_who_published_it_first(tmp_path):
    write_record(tmp_path, with_cited())
    record = Record.load(tmp_path, "record")
    gap = Gap("alone", (record.figure("ports-2018"),))
    assert plain(prose.gaps([gap]).html) == (
        "This record rests on Port Ministry alone for 9 people in 2018."
    )


def test_an_event_that_others_report_elsewhere_is_told_with_its_date(real):
    found = [gap for gap in unknowns.gaps(real, [real.event("kt-ruling")]) if gap.kind == "also"]
    assert plain(prose.gaps(found).html) == (
        "Of the two articles only Khmer Times reports: a district judge blocks immediate "
        "deportations (25 January 2018); the US District Court for the Central District of "
        "California reports: a judge signs a preliminary injunction against the removals (25 "
        "January 2018)."
    )


def test_no_source_is_credited_with_more_than_its_own_row_of_an_event_holds(real):
    [gap] = [
        gap for gap in unknowns.gaps(real, [real.event("kt-risch-meeting")]) if gap.kind == "also"
    ]
    said = plain(prose.gaps([gap]).html)
    assert said.startswith(
        "Of the two articles only Khmer Times reports: Sar Kheng, meeting Carl Risch, asks for "
        "more funding for deportees (February 2018); "
    )
    assert said.endswith(
        "Reuters reports: Carl Risch meets Sar Kheng; returns are to start again (9 February 2018)."
    )
