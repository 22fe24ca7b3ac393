"""The record hands out its rows as typed values, with who said them, where, and how they stand."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from records import TEXTS, clipped, loaded, related, valid_rows, with_cited, write_record

from analysis.errors import LookupFailed, UnusableInput
from analysis.quantities.bounds import Bound
from analysis.record import verify
from analysis.record.csvfiles import DATA
from analysis.record.queries import where
from analysis.record.record import Record
from analysis.record.tables import read_tables


@pytest.fixture
def record(tmp_path) -> Record:
    return loaded(tmp_path)


def test_load_reads_the_folder_and_the_receipt_in_it(tmp_path):
    write_record(tmp_path)
    tables = read_tables(tmp_path)
    receipt = verify.verify_record(tables, TEXTS, {}, date(2021, 6, 1)).receipt
    (tmp_path / verify.RECEIPT).write_bytes(verify.receipt_bytes(receipt))
    assert Record.load(tmp_path).figure("hp-31").standing.verdict == "verbatim"


def test_load_refuses_a_folder_without_tables(tmp_path):
    with pytest.raises(UnusableInput):
        Record.load(tmp_path / "nowhere")


def test_every_row_of_the_real_record_is_handed_out_and_stands_verified():
    record = Record.load(DATA)
    items = [*record.figures(), *record.quotes(), *record.events()]
    assert (
        len(items) == sum(len(record.tables[name]) for name in ("figures", "quotes", "events")) > 0
    )
    assert {item.id for item in items if item.standing.verdict == "unverified"} == set()


def test_a_number_in_the_label_of_an_event_is_that_of_its_figure(tmp_path):
    rows = valid_rows()
    rows["events"]["pm-silence"]["label"] = (
        "The league doubts {hp-31} and {hp-400} sailors, and {nobody}"
    )
    event = loaded(tmp_path, rows).event("pm-silence")
    assert event.title == "The league doubts 31 and more than 400 sailors, and {nobody}"
    assert [figure.id for figure in event.numbers] == ["hp-31", "hp-400"]
    assert [getattr(part, "id", part) for part in event.parts()][:3] == [
        "The league doubts ",
        "hp-31",
        " and ",
    ]
    records = {record["id"]: record for record in event.evidence()}
    assert records["pm-silence"]["inputs"] == ["hp-31", "hp-400"]
    assert {"hp-31", "hp-400"} <= records.keys()


def test_an_event_knows_its_occasion_and_all_that_it_came_before(tmp_path):
    rows = valid_rows()
    rows["events"]["hp-published"]["before"] = "hp-commented"
    rows["events"]["hp-commented"] |= {"before": "pm-silence", "same_as": "pm-silence"}
    record = loaded(tmp_path, rows)
    assert record.event("hp-published").before == {"hp-commented", "pm-silence"}
    assert (
        record.event("hp-commented").occasion == record.event("pm-silence").occasion == "pm-silence"
    )
    assert record.event("pm-silence").before == frozenset()


def test_a_figure_has_its_bound_population_period_and_speaker_as_values(record):
    figure = record.figure("hp-400")
    assert figure.bound == Bound.of("more_than", 400)
    assert figure.population.label == "sailors sent home from Graustark"
    assert (figure.period.earliest, figure.period.latest) == (date(2011, 1, 1), date(2020, 12, 31))
    assert figure.speaker.name == "Port Ministry"
    assert figure.on.earliest == date(2021, 5, 3)
    assert figure.source.publisher == "Harbour Post"
    assert (
        figure.span.exact
        == TEXTS["harbour-post"][figure.span.start : figure.span.end]
        == "more than 400"
    )


def test_a_range_has_both_of_its_ends(record):
    assert record.figure("pm-convicted").bound == Bound.of("between", 20, 25)


def test_a_quote_knows_its_part_and_in_how_many_it_is_split(record):
    quote = record.quote("hp-safe")
    assert (quote.part, quote.parts, quote.stance) == (2, 2, "qualifies")
    assert record.quote("hp-not-stop").topics == ("cooperation", "returns")
    assert record.quote("hp-unfair").parts == 1


def test_an_event_has_all_of_its_actors_in_order_and_no_date_where_none_is_known(record):
    event = record.event("pm-silence")
    assert [speaker.id for speaker in event.speakers] == ["seafarers-league", "port-ministry"]
    assert event.speaker.id == "seafarers-league"
    assert event.on is None


def test_a_row_without_a_speaker_has_none(tmp_path):
    rows = valid_rows()
    rows["quotes"]["hp-unfair"]["speaker_id"] = ""
    assert loaded(tmp_path, rows).quote("hp-unfair").speaker is None


def test_a_selection_keeps_the_order_of_its_ids_and_else_that_of_the_table(record):
    assert [figure.id for figure in record.figures(["pm-34", "hp-31"])] == ["pm-34", "hp-31"]
    assert [figure.id for figure in record.figures("pm-34")] == ["pm-34"]
    assert [figure.id for figure in record.figures()] == list(valid_rows()["figures"])
    assert record.figures([]) == ()


def test_utterances_keep_the_order_given_and_bring_all_of_their_parts(record):
    asked = record.quotes(["hp-unfair", "hp-safe"])
    assert [quote.id for quote in record.utterances(asked)] == [
        "hp-unfair",
        "hp-not-stop",
        "hp-safe",
    ]
    assert [quote.id for quote in record.utterances(asked[::-1])] == [
        "hp-not-stop",
        "hp-safe",
        "hp-unfair",
    ]


def test_frames_are_what_pandas_reads_from_the_file(tmp_path):
    record = loaded(tmp_path)
    for name, table in record.tables.items():
        if name == "figures":  # typed
            continue
        assert_frame_equal(
            record.frame(name), pd.read_csv(table.path, dtype=str, keep_default_na=False)
        )


def test_a_lookup_remembers_the_row_and_every_row_it_leads_to(record):
    assert record.reads == set()
    record.figure("hp-31-again")
    assert record.reads == {
        ("figures", "hp-31-again"),
        ("sources", "harbour-post"),
        ("speakers", "aske-lund"),
        ("speakers", "port-ministry"),
        ("populations", "returned-sailors"),
    }


def test_a_relation_is_remembered_and_so_is_that_there_was_none(record):
    record.relation("convicted-returned", "returned-sailors")
    assert record.reads == {("relations", "convicted-returned|returned-sailors")}
    record.relation("waiting-without-papers", "convicted-returned")
    assert ("relations", "convicted-returned|waiting-without-papers") in record.reads


def test_what_a_population_is_part_of_is_remembered_with_the_rows_that_say_so(record):
    assert record.wholes("waiting-without-papers") == ["waiting-sailors"]
    asked = ("relations", 'where {"population_a": ["waiting-without-papers"]}')
    assert record.reads == {asked, ("relations", "waiting-without-papers|waiting-sailors")}


def test_a_frame_remembers_every_row_and_that_there_are_no_others(record):
    record.frame("regions")
    assert record.reads == {("regions", key) for key in ("where {}", *valid_rows()["regions"])}


def test_a_filter_remembers_what_it_asked_for_and_the_rows_it_found(record):
    found = record.quotes(stance="warns")
    rows = {key for name, key in record.reads if name == "quotes" and not key.startswith("where ")}
    assert rows == {quote.id for quote in found}
    assert ("quotes", 'where {"stance": ["warns"]}') in record.reads
    assert {key for name, key in record.reads if name == "figures"} == set()


def test_a_quotation_remembers_which_parts_its_utterance_has(record):
    quote = record.quotes()[0]
    assert ("quotes", f'where {{"utterance_id": ["{quote.utterance}"]}}') in record.reads


def test_a_shown_record_remembers_how_many_rows_each_table_has(record):
    record._repr_html_()
    assert record.reads == {(name, "where {}") for name in record.tables}


def test_a_new_relation_is_seen_by_who_asked_for_all_of_them(tmp_path):
    record = loaded(tmp_path / "one")
    assert [(known.a, known.relation, known.b) for known in record.relations()] == [
        ("convicted-returned", "subset_of", "returned-sailors"),
        ("waiting-without-papers", "subset_of", "waiting-sailors"),
        ("waiting-sailors", "disjoint", "returned-sailors"),
    ]
    every = where({})
    assert ("relations", every) in record.reads
    wider = related(tmp_path / "two", "convicted-returned", "waiting-sailors", "overlaps")
    asked = f"data/relations.csv {every}"
    assert wider.fingerprint(asked) != record.fingerprint(asked)


@pytest.mark.parametrize("name", sorted(valid_rows().keys() - {"exclusions", "relations"}))
def test_a_fingerprint_changes_with_its_row_and_with_no_other(tmp_path, name):
    names = [f"data/{table}.csv {key}" for table in valid_rows() for key in valid_rows()[table]]
    record = Record(read_tables(write_record(tmp_path)), {}, TEXTS)
    before = {read: record.fingerprint(read) for read in names}
    for key, row in valid_rows()[name].items():
        rows = valid_rows()
        rows[name][key] = {**row, list(row)[-1]: "changed"}
        changed = Record(read_tables(write_record(tmp_path, rows)), {}, TEXTS)
        assert {read for read in names if changed.fingerprint(read) != before[read]} == {
            f"data/{name}.csv {key}"
        }


def test_a_selection_has_another_fingerprint_when_a_row_comes_into_it_or_leaves_it(
    record, tmp_path
):
    read = 'data/quotes.csv where {"stance": ["warns"]}'
    rows = valid_rows()
    quote = next(iter(rows["quotes"]))
    rows["quotes"][quote]["stance"] = (
        "affirms" if rows["quotes"][quote]["stance"] == "warns" else "warns"
    )
    changed = Record(read_tables(write_record(tmp_path, rows)), {}, TEXTS)
    assert record.fingerprint(read) != changed.fingerprint(read)
    assert record.fingerprint("data/quotes.csv nothing") == ""


def test_a_failed_lookup_is_not_remembered(record):
    with pytest.raises(LookupFailed):
        record.figure("nothing")
    assert record.reads == set()


def test_a_verified_row_says_on_which_day(record):
    assert str(record.figure("hp-31").standing) == "verbatim, verified on 1 June 2021"


def test_a_row_whose_text_is_not_held_says_so(record):
    elsewhere = Record(record.tables, record._receipt, held=())
    assert (
        str(elsewhere.figure("hp-31").standing)
        == "verbatim, verified on 1 June 2021, text not held here"
    )


@pytest.mark.parametrize(
    ("table", "key", "cells"),
    [
        ("figures", "hp-31", {"value": "32"}),
        ("quotes", "hp-safe", {"exact": "But the ships are safe."}),
        ("sources", "harbour-post", {"sha256": "0" * 64}),
    ],
)
def test_a_row_is_unverified_once_it_or_its_text_has_changed(tmp_path, record, table, key, cells):
    rows = valid_rows()
    rows[table][key] |= cells
    changed = Record(read_tables(write_record(tmp_path / "changed", rows)), record._receipt, TEXTS)
    item = changed.quote(key) if table == "quotes" else changed.figure("hp-31")
    assert item.standing.verdict == "unverified"
    assert "changed" in str(item.standing)


def test_a_clipped_row_carries_the_words_left_outside(tmp_path):
    figure = clipped(tmp_path).figure("hp-400")
    assert (figure.standing.verdict, figure.standing.outside) == ("clipped", "more than")
    assert figure.evidence()[0]["outside"] == "more than"


def test_the_record_of_the_project_in_which_a_notebook_runs_is_loaded_without_asking(
    tmp_path, monkeypatch
):
    write_record(tmp_path / "data")
    for folder in (tmp_path / "notebooks", tmp_path):
        folder.mkdir(exist_ok=True)
        monkeypatch.chdir(folder)
        assert Record.load().figure("hp-31").bound == Bound.of("exact", 31)
    (tmp_path / "reports" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "reports" / "deep")
    assert Record.load().figure("hp-31")
    monkeypatch.chdir(tmp_path.parent)
    assert "hp-31" not in Record.load().tables["figures"].column("figure_id")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "datapackage.json").unlink()
    assert Record.load().tables["figures"].rows == Record.load(DATA).tables["figures"].rows


def test_one_row_of_a_table_is_one(tmp_path):
    rows = valid_rows()
    rows["events"] = dict([*rows["events"].items()][:1])
    record = Record(read_tables(write_record(tmp_path, rows)), {}, ())
    assert ", 1 event" in repr(record)
    assert "1 events" not in repr(record)


@pytest.fixture
def folder(tmp_path) -> Path:
    """The record with cited sources, as a folder."""
    return write_record(tmp_path / "data", with_cited())


def test_a_series_holds_the_latest_observation_of_each_period_in_order(folder):
    record = Record.load(folder, scope="record")
    assert [figure.id for figure in record.series("port-returns")] == [
        "ports-2018",
        "ports-2019-ed2021",
    ]
    assert [figure.id for figure in record.series("port-returns", source_id="ports-2020")] == [
        "ports-2018"
    ]


def test_a_gap_is_handed_out_with_its_reason_and_is_no_figure(folder):
    record = Record.load(folder, scope="record")
    (gap,) = record.gaps(population_id="port-returns")
    assert (gap.label(), str(gap.period)) == (
        "not given: withheld by the office that publishes the table",
        "2020",
    )
    assert record.items(["ports-2020-ed2021"]) == (gap,)
    evidence, _ = gap.evidence()
    assert (evidence["kind"], evidence["verdict"]) == ("gap", "cited")
    assert dict(evidence["lines"])["Period"] == "2020"
    assert Record.load(folder).gaps() == ()
    assert "withheld" in record.gaps().frame()["missing"][0]
