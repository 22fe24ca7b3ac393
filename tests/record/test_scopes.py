"""A scope reaches the rows of its sources and what they name."""

from pathlib import Path

import pytest
from records import TEXTS, loaded, with_cited, write_record

from analysis.errors import LookupFailed
from analysis.record.csvfiles import DATA
from analysis.record.record import Record


@pytest.fixture
def record(tmp_path) -> Record:
    return loaded(tmp_path)


def test_the_whole_record_is_at_hand_in_every_scope(tmp_path):
    write_record(tmp_path, with_cited())
    narrow, wide = Record.load(tmp_path), Record.load(tmp_path, "record")
    assert narrow.whole.figure("ports-2018") == wide.figure("ports-2018")
    assert wide.whole is wide
    assert (
        [source.id for source in wide.held()] == [source.id for source in narrow.held()] == [*TEXTS]
    )


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
