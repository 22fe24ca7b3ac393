"""Notes give a reason in words, and a source without a text is only cited."""

import pytest
from records import valid_rows, with_cited, write_record

from analysis.record.conventions import (
    CLIPPED_NOTE,
    READ_NOTE,
    cited_sources,
    foreign_sources,
    gives_reason,
)
from analysis.record.tables import read_tables


@pytest.mark.parametrize(
    ("note", "is_reason"),
    [
        ("read: as a person does", True),
        ("Checked. read: the second column", True),
        ("read: it", False),
        ("clipped: the hedge stands before", False),
        ("", False),
    ],
)
def test_a_reason_is_three_words_after_its_own_word(note, is_reason):
    assert gives_reason(note, READ_NOTE) == is_reason


def test_the_reason_for_a_clipped_row_is_no_reason_for_one_that_was_read():
    assert gives_reason("clipped: the hedge stands before", CLIPPED_NOTE)


def test_a_source_without_a_text_is_only_cited(tmp_path):
    assert cited_sources(read_tables(write_record(tmp_path / "held"))["sources"]) == frozenset()
    tables = read_tables(write_record(tmp_path / "wide", with_cited()))
    assert "blog" in cited_sources(tables["sources"])


def test_a_source_in_another_language_is_foreign(tmp_path):
    rows = valid_rows()
    rows["sources"]["bulletin"]["language"] = "fr-CA"
    sources = read_tables(write_record(tmp_path, rows))["sources"]
    assert foreign_sources(sources) == {"bulletin": "fr-CA"}
