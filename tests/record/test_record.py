"""The record hands out its rows as typed values, with who said them, where, and how they stand."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from records import HOSTILE, TEXTS, clipped, loaded, valid_rows, with_cited, write_record

from analysis.errors import LookupFailed, UnusableInput
from analysis.quantities.bounds import Bound
from analysis.record import verify
from analysis.record.csvfiles import DATA
from analysis.record.record import Record, typed
from analysis.record.tables import read_tables


@pytest.fixture
def record(tmp_path) -> Record:
    return loaded(tmp_path)


# ---- values


def test_evidence_shows_in_a_cell_by_its_id_and_its_words(record):
    figure, quote = record.figure("hp-31"), record.quote("hp-safe")
    assert repr(figure) == f"<Figure hp-31: {figure.label()}>"
    assert repr(quote).startswith("<Quote hp-safe: ")


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


def test_the_whole_record_is_at_hand_in_every_scope(tmp_path):
    write_record(tmp_path, with_cited())
    narrow, wide = Record.load(tmp_path), Record.load(tmp_path, "record")
    assert narrow.whole.figure("ports-2018") == wide.figure("ports-2018")
    assert wide.whole is wide
    assert (
        [source.id for source in wide.held()] == [source.id for source in narrow.held()] == [*TEXTS]
    )


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


def test_a_percentage_is_labelled_with_its_sign(record):
    assert record.figure("pm-papers").label() == "62.5\u00a0%"


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


def test_a_person_is_named_with_role_and_affiliation_and_a_body_without(record):
    assert str(record.speaker("aske-lund")) == "Aske Lund (Port Minister, Port Ministry)"
    assert str(record.speaker("port-ministry")) == "Port Ministry"


def test_a_row_without_a_speaker_has_none(tmp_path):
    rows = valid_rows()
    rows["quotes"]["hp-unfair"]["speaker_id"] = ""
    assert loaded(tmp_path, rows).quote("hp-unfair").speaker is None


# ---- lookups


@pytest.mark.parametrize(
    ("kind", "key", "meant"),
    [
        ("figure", "hp-13", "hp-31"),
        ("quote", "hp-unfare", "hp-unfair"),
        ("population", "waiting-sailor", "waiting-"),
    ],
)
def test_an_unknown_id_is_answered_with_the_nearest_one(record, kind, key, meant):
    with pytest.raises(
        LookupFailed, match=f'data/{kind}s.csv: "{key}" is not in the table; did you mean "{meant}'
    ):
        getattr(record, kind)(key)


def test_an_id_like_no_other_is_refused_without_a_guess(record):
    with pytest.raises(LookupFailed, match="see the first column") as failed:
        record.source(31)
    assert "did you mean" not in str(failed.value)


def test_an_unknown_filter_column_is_named_with_the_known_ones(record):
    with pytest.raises(
        LookupFailed, match=r'no column "stances"; filter on one of quote_id, .*, stance, '
    ):
        record.quotes(stances="affirms")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (
            lambda r: r.figures(speaker_id="Port Ministry"),
            'speaker_id is never "Port Ministry": there is no such id; ',
        ),
        (
            lambda r: r.quotes(speaker_id=["port-ministry", "ministry"]),
            'speaker_id is never "ministry"',
        ),
        (lambda r: r.events(actors="The Port Ministry"), 'actors is never "The Port Ministry"'),
        (lambda r: r.speaker("Port Ministry"), '"Port Ministry" is not in the table'),
        (lambda r: r.speaker("port ministry"), '"port ministry" is not in the table'),
    ],
)
def test_a_name_in_place_of_an_id_is_answered_with_the_id(record, ask, said):
    with pytest.raises(LookupFailed) as failed:
        ask(record)
    assert said in str(failed.value)
    assert str(failed.value).endswith('did you mean "port-ministry"?')


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (
            lambda r: r.figures(source_id="Harbour Post"),
            'source_id is never "Harbour Post": there is no such id; ',
        ),
        (
            lambda r: r.figures(claim_id="hp-31-agai"),
            'claim_id is never "hp-31-agai": there is no such id',
        ),
        (
            lambda r: r.series("waiting sailors"),
            'population_id is never "waiting sailors": there is no such id; ',
        ),
        (
            lambda r: r.relation("waiting-sailors", "nobody"),
            'population_id is never "nobody": there is no such id; ',
        ),
        (
            lambda r: r.relation("none", "none"),
            'population_id is never "none": there is no such id; ',
        ),
        (
            lambda r: r.figures(value=31),
            'value is text, as every cell is, and never 31; write value="31"',
        ),
        (
            lambda r: r.figures(value=["31", 40]),
            'value is text, as every cell is, and never 40; write value="40"',
        ),
        (
            lambda r: r.figures(period=None),
            'period is text, as every cell is, and never None; write period=""',
        ),
        (
            lambda r: r.figures(value="1,250"),
            'value is never "1,250", which is not a decimal number without separators',
        ),
        (
            lambda r: r.figures(period="May 2021"),
            'period is never "May 2021", which is not a date; write 2017-09-14',
        ),
        (
            lambda r: r.figures(bound="at least"),
            'bound is never "at least"; did you mean "at_least"?',
        ),
        (lambda r: r.figures(bound="zzz"), 'bound is never "zzz"; use one of exact, more_than'),
        (lambda r: r.figures(31), '"31" is not in the table; '),
        (lambda r: r.figures([None]), '"None" is not in the table; '),
        (
            lambda r: r.items(31 * ["hp-unfare"]),
            '"hp-unfare" is in none of the tables; did you mean "hp-unfair"?',
        ),
        (
            lambda r: r.items("hp-unfai"),
            '"hp-unfai" is in none of the tables; did you mean "hp-unfair"?',
        ),
        (lambda r: r.quotes(speaker="port-ministry"), 'did you mean "speaker_id"?'),
        (
            lambda r: r.frame("figure"),
            'the record: no table is called "figure"; did you mean "figures"?',
        ),
        (
            lambda r: r.frame("foo"),
            'the record: no table is called "foo"; use one of sources, regions, speakers, ',
        ),
    ],
)
def test_a_look_up_that_can_find_nothing_says_what_is_wrong(tmp_path, ask, said):
    record = Record.load(write_record(tmp_path))
    with pytest.raises(LookupFailed) as failed:
        ask(record)
    assert said in str(failed.value)


def test_an_id_of_the_wider_scope_is_a_filter_that_finds_nothing_in_the_narrower(tmp_path):
    folder = write_record(tmp_path, with_cited())
    wide, narrow = Record.load(folder, scope="record"), Record.load(folder)
    (figure,) = wide.figures("ports-2018")
    for column, value in (("source_id", figure.source.id), ("claim_id", figure.claim)):
        assert wide.figures(**{column: value})
        assert narrow.figures(**{column: value}) == ()
    with pytest.raises(LookupFailed):
        narrow.figures(source_id="nothing-of-the-kind")


def test_a_speaker_given_for_the_id_of_one_is_answered_with_the_id(record):
    with pytest.raises(
        LookupFailed, match=r'speaker_id is text, .*; write speaker_id="port-ministry"'
    ):
        record.figures(speaker_id=record.speaker("port-ministry"))


def test_a_selection_keeps_the_order_of_its_ids_and_else_that_of_the_table(record):
    assert [figure.id for figure in record.figures(["pm-34", "hp-31"])] == ["pm-34", "hp-31"]
    assert [figure.id for figure in record.figures("pm-34")] == ["pm-34"]
    assert [figure.id for figure in record.figures()] == list(valid_rows()["figures"])
    assert record.figures([]) == ()


def test_filters_match_any_value_given_all_columns_given_and_single_items_of_a_list(record):
    assert [quote.id for quote in record.quotes(stance=["affirms", "qualifies"])] == [
        "hp-not-stop",
        "hp-safe",
    ]
    assert [quote.id for quote in record.quotes(topics="returns")] == ["hp-not-stop"]
    assert [quote.id for quote in record.quotes(topics="cooperation;returns")] == ["hp-not-stop"]
    assert [quote.id for quote in record.quotes(mode="direct", target="returns")] == ["hp-safe"]
    assert "hp-not-stop" not in [quote.id for quote in record.quotes(topics="")]
    assert record.quotes(["hp-unfair"], stance="affirms") == ()


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


def test_a_frame_of_figures_is_typed_and_gives_its_evidence_back(record):
    frame = record.frame("figures")
    assert list(frame.index) == [figure.id for figure in record.figures()]
    assert (frame.loc["hp-400", "low"], frame.loc["hp-400", "high"]) == (400.0, float("inf"))
    assert frame.loc["hp-400", "start"] == pd.Timestamp(2011, 1, 1)
    assert frame.dtypes[["low", "high"]].tolist() == [float, float]
    assert frame["start"].dtype.kind == frame["end"].dtype.kind == "M"
    assert frame["bound"].cat.ordered
    assert frame["bound"].max() == "more_than"
    few = frame[frame["high"] < 40].sort_values("low", ascending=False)
    assert [figure.id for figure in record.pick(few)] == list(few.index)
    assert record.pick(frame.loc[["hp-400"]]) == record.figures(["hp-400"])


def test_a_frame_without_figures_is_typed_too():
    assert typed([]).dtypes["low"].kind == "f"
    assert typed([]).dtypes["start"].kind == "M"


def test_a_selection_gives_a_frame_with_a_row_for_each_item(record):
    frame = record.figures(["pm-34", "hp-400"]).frame()
    assert list(frame["value"]) == ["34", "400"]
    assert list(frame["bound"]) == ["exact", "more than"]
    assert list(frame["verdict"]) == ["verbatim", "verbatim"]


# ---- reads


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


# ---- relations


def test_a_relation_reads_in_both_directions(record):
    part, whole = "convicted-returned", "returned-sailors"
    assert record.relation(part, whole).relation == "subset_of"
    assert record.relation(whole, part).relation == "contains"
    assert record.relation("returned-sailors", "waiting-sailors").relation == "disjoint"
    assert record.relation(part, whole).is_stated
    assert not record.relation("returned-sailors", "waiting-sailors").is_stated


def test_a_pair_without_a_row_is_unknown_and_says_so(record):
    relation = record.relation("convicted-returned", "waiting-sailors")
    assert (relation.relation, relation.basis, relation.is_stated) == ("unknown", "unknown", False)
    assert "does not say" in relation.note


def test_a_population_is_the_same_as_itself(record):
    assert record.relation("returned-sailors", "returned-sailors").relation == "same"


# ---- standing


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


# ---- what is shown


@pytest.mark.parametrize(
    ("table", "key", "cells"),
    [
        ("speakers", "aske-lund", {"name": HOSTILE}),
        ("sources", "harbour-post", {"publisher": HOSTILE}),
        ("quotes", "hp-not-stop", {"exact": HOSTILE}),
    ],
)
def test_html_escapes_whatever_the_tables_hold(tmp_path, table, key, cells):
    rows = valid_rows()
    rows[table][key] |= cells
    record = Record(read_tables(write_record(tmp_path, rows)), {}, ())
    for shown in (record.quotes(), record.quote("hp-not-stop")):
        markup = shown._repr_html_()
        assert "<script>" not in markup
        assert (
            "&lt;script&gt;alert(&quot;it&#x27;s&quot;)&lt;/script&gt; &amp; &#x27;more&#x27;"
            in markup
        )


@pytest.mark.parametrize(
    ("table", "key", "cells"),
    [
        (
            "figures",
            "hp-1250",
            ["1,250", "about", "Some 1,250 sailors", "Seafarers’ League", "2021-04-30"],
        ),
        (
            "figures",
            "pm-convicted",
            ["20–25", "between", "Between 20 and 25", "Port Ministry", "2020"],
        ),
        (
            "quotes",
            "hp-not-stop",
            ["affirms", "We will not stop taking our people back", "Aske Lund", "2021-05-03"],
        ),
        (
            "events",
            "hp-published",
            ["The article is published", "4 May 2021", "Harbour Post", "2021-05-04"],
        ),
    ],
)
def test_html_shows_value_bound_or_stance_words_speaker_source_and_verdict(
    record, table, key, cells
):
    (item,) = getattr(record, table)(key)
    for markup in (item._repr_html_(), getattr(record, table)()._repr_html_()):
        for words in (key, *cells, item.source.publisher, "verbatim"):
            assert f"<td>{words}</td>" in markup


def test_items_of_several_kinds_share_a_table(record):
    items = record.items(["pm-silence", "hp-31", "hp-unfair"])
    assert [item.kind for item in items] == ["event", "figure", "quote"]
    assert items._repr_html_().count("<tr>") == 4
    assert {len(row.split("<td>")) for row in items._repr_html_().split("<tr>")[2:]} == {
        len(items.frame().columns) + 1
    }


def test_an_item_that_is_in_no_table_is_answered_with_the_nearest(record):
    with pytest.raises(
        LookupFailed, match='"hp-32" is in none of the tables; did you mean "hp-31"'
    ):
        record.items(["hp-32"])


def test_a_speaker_knows_the_topmost_body_that_it_belongs_to(record):
    assert record.speaker("aske-lund").principal == "the Port Ministry"
    assert record.speaker("port-ministry").principal == "the Port Ministry"
    assert record.speaker("harbour-post").principal == "Harbour Post"


def test_the_record_of_the_project_in_which_a_notebook_runs_is_loaded_without_asking(
    tmp_path, monkeypatch
):
    write_record(tmp_path / "data")
    for folder in (tmp_path / "notebooks", tmp_path):
        folder.mkdir(exist_ok=True)
        monkeypatch.chdir(folder)
        assert Record.load().figure("hp-31").bound == Bound.of("exact", 31)
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert "hp-31" not in Record.load().tables["figures"].column("figure_id")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "datapackage.json").unlink()
    assert Record.load().tables["figures"].rows == Record.load(DATA).tables["figures"].rows


def test_an_empty_selection_and_the_record_itself_say_what_they_are(record):
    assert record.figures([])._repr_html_() == "<p>Nothing in the record matches.</p>"
    assert f"{len(record.tables['figures'])} figures" in record._repr_html_()


def test_one_row_of_a_table_is_one(tmp_path):
    rows = valid_rows()
    rows["events"] = dict([*rows["events"].items()][:1])
    record = Record(read_tables(write_record(tmp_path, rows)), {}, ())
    assert ", 1 event" in repr(record)
    assert "1 events" not in repr(record)


def test_no_cell_of_a_selection_is_a_formula_to_a_spreadsheet(tmp_path):
    rows = valid_rows()
    rows["events"]["hp-published"]["label"] = "=HYPERLINK(A1)"
    record = Record(read_tables(write_record(tmp_path, rows)), {}, ())
    assert "<td>’=HYPERLINK(A1)</td>" in record.event("hp-published")._repr_html_()
    assert "<td>’=HYPERLINK(A1)</td>" in record.events()._repr_html_()


# ---- scopes, editions, gaps


@pytest.fixture
def folder(tmp_path) -> Path:
    """The record with cited sources, as a folder."""
    return write_record(tmp_path / "data", with_cited())


def test_unless_asked_otherwise_a_record_reaches_the_sources_with_a_text_and_what_they_name(
    tmp_path, folder
):
    articles, whole = Record.load(folder), Record.load(folder, scope="record")
    plain = Record.load(write_record(tmp_path / "plain"))
    for name, table in plain.tables.items():
        assert articles.tables[name].rows == table.rows, name
        assert {*table.rows} <= {*whole.tables[name].rows}, name
    assert len(whole.tables["figures"]) == len(plain.tables["figures"]) + 3


def test_the_articles_of_the_real_record_stand_in_both_scopes():
    articles, whole = Record.load(DATA), Record.load(DATA, scope="record")
    assert {*articles.tables["sources"].column("source_id")} == {"kt", "rfa"}
    for name in ("figures", "quotes", "events"):
        ids = articles.tables[name].column(articles.tables[name].key[0])
        assert whole.items(ids) == articles.items(ids), name


def test_a_speaker_whom_only_a_body_leads_to_stays_in_the_scope(tmp_path):
    rows = with_cited()
    rows["speakers"]["port-ministry"]["affiliation_id"] = "coast-group"
    record = Record.load(write_record(tmp_path, rows))
    assert "coast-group" in record.tables["speakers"].column("speaker_id")
    assert "coast-courier" not in record.tables["speakers"].column("speaker_id")


def test_an_unknown_scope_is_refused(folder):
    with pytest.raises(LookupFailed, match='no scope is called "article"; did you mean "articles"'):
        Record.load(folder, scope="article")


def test_a_row_beyond_the_scope_is_not_found_and_the_wider_scope_is_named(folder):
    with pytest.raises(LookupFailed, match='or ask in the scope "record"'):
        Record.load(folder).figure("ports-2018")


def test_what_is_cited_has_no_words_and_says_so(folder):
    record = Record.load(folder, scope="record")
    figure, event = record.figure("ports-2018"), record.event("blog-landing")
    assert (figure.span.exact, figure.standing.verdict, figure.standing.on) == (
        "",
        "cited",
        "2022-02-03",
    )
    assert (event.span.exact, event.note, event.standing.verdict) == (
        "",
        "By the ferry’s log",
        "cited",
    )
    assert record.source("blog").is_cited
    assert not record.source("bulletin").is_cited


def test_the_evidence_of_a_cited_figure_names_where_it_is_given_and_holds_no_words(folder):
    evidence, source = Record.load(folder, scope="record").figure("ports-2019-ed2021").evidence()
    assert (evidence["verdict"], evidence["span"], evidence["verified"]) == ("cited", None, "")
    assert evidence["verdict_words"].startswith(
        "cited: text not held; as given at its address when read, by Feb"
    )
    lines = dict(evidence["lines"])
    assert (lines["Given in"], lines.get("Said")) == ("Returns by port, 2021", None)
    brief = {
        "publisher": "Port Ministry, read from a copy at Copies",
        "published": "",
        "trust": "official_table_copy",
        "accessed": "/2022-02",
    }
    assert evidence["source"] == source["source"]
    assert (
        evidence["source"].items()
        >= (brief | {"url": "https://copies.example/ports", "sha256": ""}).items()
    )
    lines = dict(source["lines"])
    assert lines["Read"] == "on or before February 2022"
    assert lines["First published by"] == "Port Ministry"
    assert lines["Kind of page"] == "a copy of an official table, on another site"


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


# ---- evidence


def test_evidence_is_json_and_complete(record):
    keys = {
        "id",
        "kind",
        "label",
        "lines",
        "source",
        "span",
        "verdict",
        "verdict_words",
        "verified",
        "outside",
    }
    keys |= {"as_of", "when", "by", "is_comment", "held"}
    for item in (*record.figures(), *record.quotes(), *record.events()):
        evidence, source = item.evidence()
        assert (source["id"], source["kind"]) == (f"source-{item.source.id}", "source")
        assert json.loads(json.dumps(evidence)) == evidence
        assert set(evidence) == keys | ({"group"} if item.kind == "figure" else set())
        assert set(evidence["source"]) == {*"id title publisher published named url sha256".split()}
        assert set(evidence["span"]) >= {"start", "end", "exact", "prefix", "suffix"}
        assert all(
            len(line) == 2 and all(isinstance(words, str) for words in line)
            for line in evidence["lines"]
        )


def test_the_evidence_of_a_source_tells_how_its_date_is_known(record):
    evidence = record.source("bulletin").evidence()
    assert json.loads(json.dumps(evidence)) == evidence
    lines = dict(evidence["lines"])
    assert lines["Published"] == "March 2021 (by outside evidence)"
    assert lines["On that date"] == "The ministry’s list of publications"
    assert "Translated by" not in lines


def test_ministries_take_an_article_inside_a_sentence_and_people_do_not(record):
    names = [
        record.speaker(id).in_sentence() for id in ("port-ministry", "aske-lund", "harbour-post")
    ]
    assert names == ["the Port Ministry", "Aske Lund", "Harbour Post"]


def test_the_evidence_of_a_figure_tells_population_period_speaker_rank_and_note(record):
    lines = dict(record.figure("hp-400").evidence()[0]["lines"])
    assert lines["Counts"] == "All sailors sent home from Graustark (persons)"
    assert lines["Period"] == "2011 to 2020 (resolved from the text); “since 2011”"
    assert lines["On the period"] == "To the end of the year just named"
    assert (lines["Said by"], lines["Said"]) == (
        "Port Ministry",
        "3 May 2021 (resolved from the text)",
    )
    assert lines["Attributed in the words"] == "“the Port Ministry said”"
    assert lines["Note"] == "The Monday before publication"
    assert (
        dict(record.figure("pm-34").evidence()[0]["lines"])["Rank"]
        == "leads among counts of the same thing: The ministry’s own table"
    )


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("stock", "how many at one date"),
        ("flow", "how many in a time"),
        ("cumulative", "how many up to a date"),
    ],
)
def test_what_a_number_measures_is_said_in_plain_words(record, measure, words):
    figure = replace(record.figures()[0], measure=measure)
    assert dict(figure.lines())["Measure"] == words


def test_how_a_number_ranks_is_said_in_plain_words_where_a_reason_is_given(record):
    figure = record.figures()[0]
    ranks = ("preferred", "normal", "superseded", "deprecated")
    said = [dict(replace(figure, rank=rank, rank_reason="A later page").lines()) for rank in ranks]
    assert [lines["Rank"] for lines in said] == [
        "leads among counts of the same thing: A later page",
        "on a par with other counts of the same thing: A later page",
        "replaced by a later edition: A later page",
        "not relied on: A later page",
    ]
    assert "Rank" not in dict(replace(figure, rank_reason="").lines())


def test_the_evidence_of_quotes_and_events_tells_who_when_and_how(record):
    assert (
        dict(record.quote("hp-unfair").evidence()[0]["lines"])["Quotation"]
        == "words within the reporter’s sentence"
    )
    asks = replace(record.quote("hp-safe"), presupposes="the ships are unsafe")
    assert dict(asks.evidence()[0]["lines"])["Takes for granted that"] == "the ships are unsafe"
    lines = dict(record.event("pm-silence").evidence()[0]["lines"])
    assert lines == {"Who": "Seafarers’ League, Port Ministry", "Date": "not known"}


def test_changing_evidence_leaves_the_record_as_it_is(record):
    figure = record.figure("hp-31")
    figure.evidence()[0]["span"]["exact"] = "3,100 sailors"
    assert figure.span.exact == "31 Ruritanian sailors"


def test_a_filter_value_outside_the_vocabulary_is_refused(tmp_path):
    record = Record.load(write_record(tmp_path))
    with pytest.raises(
        LookupFailed, match='target is never "cooperatoin"; did you mean "cooperation"'
    ):
        record.quotes(target="cooperatoin")
    assert record.quotes(target="visa_sanctions") == ()


def test_an_item_is_about_its_period_or_the_day_it_was_said_or_happened_and_what_is_only_planned_about_none(
    record,
):
    event = record.event("hp-published")
    assert [
        str(item.as_of) for item in (record.figure("hp-400"), record.quote("hp-safe"), event)
    ] == [
        "2011/2020",
        "2021-05-03",
        "2021-05-04",
    ]
    assert replace(event, sort="plan").as_of is None
    assert record.figure("hp-400").evidence()[0]["as_of"] == "2011/2020"


def test_a_readers_comment_and_its_posting_are_comments_and_nothing_else_is(record):
    items = [*record.figures(), *record.quotes(), *record.events()]
    assert [item.id for item in items if item.is_comment] == ["hp-comment", "hp-commented"]
