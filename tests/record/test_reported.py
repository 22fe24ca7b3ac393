"""Reported rows are values that know their words, their dates and their people, and say so as evidence."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from records import loaded, with_cited, write_record

from analysis.record.record import Record


@pytest.fixture
def record(tmp_path) -> Record:
    return loaded(tmp_path)


def test_evidence_shows_in_a_cell_by_its_id_and_its_words(record):
    figure, quote = record.figure("hp-31"), record.quote("hp-safe")
    assert repr(figure) == f"<Figure hp-31: {figure.label()}>"
    assert repr(quote).startswith("<Quote hp-safe: ")


def test_a_percentage_is_labelled_with_its_sign(record):
    assert record.figure("pm-papers").label() == "62.5\u00a0%"


@pytest.fixture
def folder(tmp_path) -> Path:
    """The record with cited sources, as a folder."""
    return write_record(tmp_path / "data", with_cited())


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
