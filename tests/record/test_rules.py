"""The cross-row rules: each on a row that breaks it, and none on rows that don't."""

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import (
    TEXTS,
    found,
    relation,
    shortened,
    span,
    valid_rows,
    with_cited,
    write_record,
)

from analysis.record.csvfiles import DATA
from analysis.record.rulebook import RULES
from analysis.record.rules import check_rules
from analysis.record.tables import check_tables, load_package, read_tables


def test_the_invented_record_and_the_record_break_no_rule(tmp_path):
    assert found(tmp_path, valid_rows()) == []
    assert check_rules(read_tables(DATA)) == []


def test_every_rule_is_stated_in_one_sentence():
    for code, rule in RULES.items():
        sentence = rule.__doc__ or ""
        assert sentence.endswith("."), code
        assert "\n" not in sentence, code


EMPTY = {"end": span("harbour-post", "31 sailors")["start"]}


COMMENT = span("harbour-post", "They should all come home.")


BODY_END = str(len(TEXTS["bulletin"]) + 1)


BEYOND = {
    "start": str(int(BODY_END) - len("The Seafarers’ League sent no report")),
    "end": BODY_END,
}


READ = "read: as a person does"


AMID = {**span("harbour-post", "31"), "claim_id": "x"}


SECOND = span("harbour-post", "second")["start"]
# code: table, key, the cells that break it, and where that is reported.
BROKEN = [
    ("S01", "regions", "bulletin-body-1", {"end": BODY_END}, "region bulletin-body-1, column end"),
    ("S01", "regions", "bulletin-body-1", {"start": "28"}, "region bulletin-body-1, column start"),
    ("S01", "regions", "bulletin-body-1", {"start": "60", "end": "60"}, "region bulletin-body-1, "
                                                                        "column end"),
    ("S02", "figures", "hp-31-again", EMPTY, "figure hp-31-again, column end"),
    ("S02", "quotes", "hp-unfair", {"start": "400", "end": "390"}, "quote hp-unfair, column end"),
    ("S02", "events", "pm-silence", BEYOND, "event pm-silence, column end"),
    ("S02", "exclusions", "second", {"end": "9999"}, f"exclusion harbour-post {SECOND} 9999, "
                                                     f"column end"),
    ("C01", "quotes", "hp-unfair", {"quote_id": "hp-31"}, "figure hp-31, column figure_id"),
    ("C01", "events", "pm-silence", {"event_id": "hp-safe"}, "quote hp-safe, column quote_id"),
    ("C01", "figures", "hp-31-again", {"figure_id": "source-bulletin"}, "figure source-bulletin, column figure_id"),
    ("C01", "events", "pm-silence", {"event_id": "draft-bulletin-4"}, "event draft-bulletin-4, column event_id"),
    ("C01", "quotes", "hp-safe", {"quote_id": "source-harbour-post"}, "quote source-harbour-post, column quote_id"),
    ("D01", "sources", "bulletin", {"published": ""}, "source bulletin, column published"),
    ("D01", "events", "hp-published", {"date_basis": "unknown"}, "event hp-published, column "
                                                                 "date_basis"),
    ("D01", "quotes", "hp-comment", {"said_on_basis": ""}, "quote hp-comment, column said_on_basis"),
    ("D02", "sources", "bulletin", {"published_note": ""}, "source bulletin, column published_note"),
    ("D02", "figures", "hp-400", {"period_note": ""}, "figure hp-400, column period_note"),
    ("D02", "figures", "hp-400", {"note": ""}, "figure hp-400, column note"),
    ("D02", "quotes", "hp-safe", {"note": ""}, "quote hp-safe, column note"),
    ("D02", "relations", "waiting", {"note": ""}, "relation waiting-sailors returned-sailors, "
                                                  "column note"),
    ("D03", "events", "hp-published", {"date": "2021-05-05"}, "event hp-published, column date"),
    ("D03", "events", "pm-silence", {"date": "2021", "date_basis": "stated"}, "event pm-silence, column date"),
    ("D03", "figures", "hp-400", {"period": "2012/2020"}, "figure hp-400, column period"),
    ("D03", "figures", "hp-400", {"period": "1900/2099"}, "figure hp-400, column period"),
    ("D03", "figures", "hp-400", {"period": "2010/2012"}, "figure hp-400, column period"),
    ("D03", "figures", "hp-400", {"period_basis": "stated"}, "figure hp-400, column period"),
    ("D03", "events", "hp-published", {"date": "2021-05-01/2021-05-09"}, "event hp-published, column date"),
    ("D03", "events", "hp-published", {"date": "[2021-05-01..2021-05-09]"}, "event hp-published, column date"),
    ("D03", "figures", "pm-34", {"period": "2020-05"}, "figure pm-34, column period"),
    ("D04", "figures", "hp-31", {"said_on": "2021-05-05"}, "figure hp-31, column said_on"),
    ("D04", "quotes", "hp-safe", {"said_on": "2031"}, "quote hp-safe, column said_on"),
    ("D05", "events", "hp-published", {"date": "9999", "date_basis": "external"}, "event hp-published, column date"),
    ("D05", "events", "hp-published", {"date": "2021-05-01/9999"}, "event hp-published, column date"),
    ("F01", "figures", "hp-31", COMMENT, "figure hp-31, column start"),
    ("F01", "figures", "hp-31", span("harbour-post", "Holt, 4 May"), "figure hp-31, column start"),
    ("F01", "figures", "hp-31", span("harbour-post", "go on\n\nBy"), "figure hp-31, column start"),
    ("F02", "figures", "hp-31", {"rank": "preferred", "rank_reason": "Printed"}, "figure pm-34, column rank"),
    ("F03", "figures", "pm-convicted", {"value_high": ""}, "figure pm-convicted, column value_high"),
    ("F03", "figures", "pm-convicted", {"value_high": "15"}, "figure pm-convicted, column value_high"),
    ("F03", "figures", "pm-convicted", {"value_high": "20"}, "figure pm-convicted, column value_high"),
    ("F03", "figures", "hp-31", {"value_high": "40"}, "figure hp-31, column value_high"),
    ("F04", "figures", "hp-31", {"period": "", "period_basis": ""}, "figure hp-31, column period"),
    ("F04", "figures", "hp-310", {"period": "", "period_basis": ""}, "figure hp-310, column period"),
    ("F04", "figures", "hp-310", {"period": "2020/2021"}, "figure hp-310, column period"),
    ("F04", "figures", "hp-400", {"period": "2020"}, "figure hp-400, column period"),
    ("F05", "figures", "hp-400", {"bound": "exact"}, "figure hp-400, column value"),
    ("F05", "figures", "hp-400", {"bound": "at_least"}, "figure hp-400, column value"),
    ("S06", "figures", "hp-31", {"start": "", "end": ""}, "figure hp-31, column start"),
    ("S06", "figures", "hp-31", {"value": "", "bound": ""}, "figure hp-31, column value"),
    ("S06", "figures", "hp-31", {"start": "", "end": "", "value": "", "bound": ""}, "figure hp-31, column start"),
    ("S06", "quotes", "hp-safe", {"end": ""}, "quote hp-safe, column end"),
    ("S07", "sources", "bulletin", {"rights": "[to be filled]"}, "source bulletin, column rights"),
    ("S07", "sources", "bulletin", {"language": "und"}, "source bulletin, column language"),
    ("X01", "exclusions", "second", {"reason": "proposed: an age"}, "exclusion harbour-post 368 374, column reason"),
    ("F05", "figures", "hp-400", {"bound": "exact", "note": READ}, "figure hp-400, column value"),
    ("F13", "figures", "hp-400", {"hedge": "nearly"}, "figure hp-400, column hedge"),
    ("F05", "figures", "hp-310", {"value": "311"}, "figure hp-310, column value"),
    ("F05", "figures", "hp-310", {"value": "31"}, "figure hp-310, column value"),
    ("F05", "figures", "pm-convicted", {"value_high": "26"}, "figure pm-convicted, column value"),
    ("F05", "figures", "pm-papers", {"value": "62"}, "figure pm-papers, column value"),
    ("F06", "figures", "hp-310", {"unit": "remains"}, "figure hp-310, column unit"),
    ("F06", "figures", "pm-papers", {"unit": "persons"}, "figure pm-papers, column unit"),
    ("F14", "figures", "hp-31", {"exact": "$31", "unit": "persons"}, "figure hp-31, column unit"),
    ("F14", "figures", "hp-31", {"exact": "31 euros", "unit": "usd"}, "figure hp-31, column unit"),
    ("F14", "figures", "hp-31", {"exact": "£31", "unit": "persons"}, "figure hp-31, column unit"),
    ("F14", "figures", "hp-31", {"unit": "usd"}, "figure hp-31, column unit"),
    ("F14", "figures", "pm-papers", {"unit": "persons"}, "figure pm-papers, column unit"),
    ("F15", "figures", "hp-310", {"claim_id": "hp-300"}, "figure hp-310, column claim_id"),
    ("R06", "populations", "waiting-sailors", {"label": "sailors who waited half a day"}, "population waiting-sailors, column label"),
    ("F07", "figures", "hp-31-again", {"period": "2019"}, "figure hp-31-again, column period"),
    ("F07", "figures", "hp-31-again", {"population_id": "waiting-sailors"}, "figure hp-31-again, column population_id"),
    ("F08", "figures", "hp-310", {"attribution": ""}, "figure hp-310, column attribution"),
    ("F09", "figures", "pm-34", {"rank_reason": ""}, "figure pm-34, column rank_reason"),
    ("F09", "figures", "hp-400", {"rank": "deprecated"}, "figure hp-400, column rank_reason"),
    ("F10", "figures", "hp-400", {"period_text": ""}, "figure hp-400, column period_text"),
    ("F10", "figures", "pm-34", {"period_text": ""}, "figure pm-34, column period_text"),
    ("F11", "figures", "hp-310", span("harbour-post", "1,250 sailors"), "figure hp-310, column "
                                                                        "claim_id"),
    ("F11", "figures", "hp-31-again", AMID, "figure hp-31-again, column claim_id"),
    ("F12", "figures", "pm-34", {"doubt": "Perhaps a misprint"}, "figure pm-34, column doubt"),
    ("Q01", "quotes", "hp-comment", {"mode": "direct"}, "quote hp-comment, column mode"),
    ("Q01", "quotes", "hp-safe", {"mode": "comment"}, "quote hp-safe, column mode"),
    ("Q01", "quotes", "hp-safe", {"mode": "heading"}, "quote hp-safe, column mode"),
    ("Q01", "quotes", "hp-unfair", span("harbour-post", "Comments"), "quote hp-unfair, column mode"),
    ("Q02", "quotes", "hp-safe", {"part": "3"}, "quote hp-safe, column part"),
    ("Q02", "quotes", "hp-safe", {"part": "1"}, "quote hp-safe, column part"),
    ("Q02", "quotes", "hp-unfair", {"part": "2"}, "quote hp-unfair, column part"),
    ("Q02", "quotes", "hp-safe", {"speaker_id": "port-ministry"}, "quote hp-safe, column "
                                                                  "utterance_id"),
    ("Q02", "quotes", "hp-safe", span("harbour-post", "our people back,” Port"), "quote hp-safe, column start"),
    ("Q02", "quotes", "hp-safe", span("harbour-post", "31 Ruritanian"), "quote hp-safe, column start"),
    ("Q03", "quotes", "hp-safe", {"target": "none"}, "quote hp-safe, column target"),
    ("Q04", "quotes", "hp-comment", {"stance": "asks", "target": "returns"}, "quote hp-comment, column stance"),
    ("Q04", "quotes", "hp-comment", {"speaker_id": "aske-lund"}, "quote hp-comment, column "
                                                                 "speaker_id"),
    ("Q05", "quotes", "hp-unfair", {"presupposes": "there are fees"}, "quote hp-unfair, column "
                                                                      "target"),
    ("Q05", "quotes", "hp-safe", {"presupposes": "two ships sank"}, "quote hp-safe, column "
                                                                    "presupposes"),
    ("E01", "events", "pm-silence", {"same_as": "pm-silence"}, "event pm-silence, column same_as"),
    ("E02", "events", "pm-silence", {"before": "hp-commented; pm-silence"}, "event pm-silence, column before"),
    ("E03", "events", "hp-commented", {"before": "pm-silence; hp-published"}, "event hp-commented, column before"),
    ("E04", "events", "pm-silence", {"label": "{hp-99} come home"}, "event pm-silence, column "
                                                                    "label"),
    ("P01", "speakers", "port-ministry", {"affiliation_id": "aske-lund"}, "speaker aske-lund, column affiliation_id"),
    ("P01", "speakers", "aske-lund", {"affiliation_id": "aske-lund"}, "speaker aske-lund, column affiliation_id"),
]  # fmt: skip


# The same, of the record with sources that are only cited.
CITED = [
    ("S03", "sources", "bulletin", {"chars": ""}, "source bulletin, column chars"),
    ("S03", "sources", "bulletin", {"trust": "official"}, "source bulletin, column trust"),
    ("S03", "sources", "blog", {"file": "a.txt", "sha256": "0" * 64, "trust": ""}, "source blog, column chars"),
    ("S03", "sources", "ports-2020", {"url": ""}, "source ports-2020, column url"),
    ("S03", "sources", "ports-2020", {"accessed": ""}, "source ports-2020, column accessed"),
    ("S03", "sources", "ports-2020", {"trust": ""}, "source ports-2020, column trust"),
    ("S04", "figures", "pm-34", {"exact": ""}, "figure pm-34, column exact"),
    ("S06", "figures", "pm-34", {"start": ""}, "figure pm-34, column start"),
    ("S06", "events", "pm-silence", {"end": ""}, "event pm-silence, column end"),
    ("F13", "figures", "ports-2018", {"hedge": "nearly"}, "figure ports-2018, column hedge"),
    ("S04", "figures", "ports-2018", {"exact": "9"}, "figure ports-2018, column exact"),
    ("S04", "figures", "ports-2018", {"period_text": "in 2018"}, "figure ports-2018, column "
                                                                 "period_text"),
    ("S04", "events", "blog-landing", {"end": "12"}, "event blog-landing, column end"),
    ("S04", "regions", "bulletin-body-1", {"source_id": "blog", "end": ""}, "region bulletin-body-1, column start"),
    ("S05", "sources", "ports-2020", {"original_publisher": ""}, "source ports-2020, column "
                                                                 "original_publisher"),
    ("S05", "sources", "blog", {"original_publisher": ""}, "source blog, column original_publisher"),
    ("C01", "gaps", "ports-2020-ed2021", {"gap_id": "hp-31"}, "figure hp-31, column figure_id"),
    ("D02", "events", "blog-landing", {"date_note": ""}, "event blog-landing, column date_note"),
    ("D05", "events", "blog-landing", {"date": "9999"}, "event blog-landing, column date"),
    ("D05", "events", "blog-landing", {"date": "2022-02-04"}, "event blog-landing, column date"),
    ("F09", "figures", "ports-2019-ed2020", {"rank_reason": ""}, "figure ports-2019-ed2020, "
                                                                 "column rank_reason"),
    ("G02", "gaps", "ports-2020-ed2021", {"source_id": "bulletin"}, "gap ports-2020-ed2021, "
                                                                    "column source_id"),
    ("G01", "gaps", "ports-2020-ed2021", {"period": "2019"}, "gap ports-2020-ed2021, column period"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "table", "key", "cells", "where"), BROKEN)
def test_a_row_that_breaks_a_rule_is_reported_with_code_and_place(
    tmp_path, code, table, key, cells, where
):
    rows = valid_rows()
    rows[table][key] |= cells
    assert shortened(code, found(tmp_path, rows)) == [where]


@pytest.mark.parametrize(("code", "table", "key", "cells", "where"), CITED)
def test_a_row_beside_cited_ones_that_breaks_a_rule_is_reported(
    tmp_path, code, table, key, cells, where
):
    rows = with_cited()
    assert found(tmp_path, rows) == []
    rows[table][key] |= cells
    assert shortened(code, found(tmp_path, rows)) == [where]


RETURNED, CONVICTED, WAITING, PAPERS = (
    "returned-sailors",
    "convicted-returned",
    "waiting-sailors",
    "waiting-without-papers",
)


NOTED = f"relation {PAPERS} {RETURNED}, column note"


RELATED = [
    ("R01", relation(RETURNED, "same", RETURNED), f"relation {RETURNED} {RETURNED}, column "
                                                  f"population_b"),
    ("R01", relation(RETURNED, "overlaps", CONVICTED), f"relation {RETURNED} {CONVICTED}"),
    ("R02", relation(WAITING, "subset_of", PAPERS), f"relation {WAITING} {PAPERS}, column relation"),
    ("R03", relation(PAPERS, "subset_of", CONVICTED), f"relation {PAPERS} {CONVICTED}, column "
                                                      f"relation"),
    ("R03", relation(PAPERS, "overlaps", CONVICTED), f"relation {PAPERS} {CONVICTED}, column "
                                                     f"relation"),
    ("R03", relation(PAPERS, "overlaps", RETURNED), f"relation {PAPERS} {RETURNED}, column "
                                                    f"relation"),
    ("R03", relation(CONVICTED, "same", WAITING), f"relation {CONVICTED} {WAITING}, column "
                                                  f"relation"),
    ("R04", {**relation(PAPERS, "unknown", RETURNED), "note": "twice"}, f"relation {PAPERS} {RETURNED}, column note"),
    ("R05", {**relation(PAPERS, "unknown", RETURNED), "note": "The former wait"}, NOTED),
    ("R05", {**relation(PAPERS, "unknown", RETURNED), "note": "The latter left"}, NOTED),
]  # fmt: skip


@pytest.mark.parametrize(("code", "added", "where"), RELATED)
def test_a_relation_that_breaks_a_rule_is_reported_with_code_and_place(
    tmp_path, code, added, where
):
    rows = valid_rows()
    rows["relations"]["added"] = added
    assert where in shortened(code, found(tmp_path, rows))


def test_every_rule_has_a_row_that_breaks_it():
    assert {case[0] for case in [*BROKEN, *CITED, *RELATED]} == set(RULES)


def test_the_garbage_collector_is_paused_only_while_rules_run(tmp_path, monkeypatch):
    tables = read_tables(write_record(tmp_path))
    monkeypatch.setitem(RULES, "X01", lambda _: iter([paused.append(not gc.isenabled())][:0]))
    paused: list[bool] = []
    check_rules(tables)
    assert (paused, gc.isenabled()) == ([True], True)


def test_problems_come_in_the_order_of_tables_and_lines(tmp_path):
    rows = valid_rows()
    rows["quotes"]["hp-safe"]["target"] = "none"
    rows["figures"]["pm-34"]["rank_reason"] = ""
    rows["figures"]["hp-310"] |= {"value": "311", "attribution": ""}
    rows["sources"]["bulletin"]["published"] = ""
    assert [error.code for error in found(tmp_path, rows)] == ["D01", "F05", "F08", "F09", "Q03"]


@given(st.data())
def test_no_cell_whatever_ends_in_anything_but_problems(tmp_path_factory, data):
    rows = valid_rows()
    for _ in range(data.draw(st.integers(1, 3))):
        table = data.draw(st.sampled_from(sorted(rows)))
        key = data.draw(st.sampled_from(sorted(rows[table])))
        column = data.draw(st.sampled_from(load_package(DATA).resources[table].columns))
        odd = st.sampled_from(
            [
                "",
                "-1",
                "0",
                "9" * 20,
                "9" * 5000,
                "1.5",
                "²",
                "unknown",
                "between",
                "2020/..",
                "none",
                "hp-31",
            ]
        )
        cell = data.draw(
            odd | st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=9)
        )
        rows[table][key] = {**rows[table][key], column: cell}
    folder = write_record(tmp_path_factory.mktemp("odd"), rows)
    tables = read_tables(folder)
    for error in check_tables(tables, load_package(folder)) + check_rules(tables):
        assert str(error).isprintable() or error.code, error
