"""Drafts: the numbers of what nobody has read yet, each in its sentence, and none once a row covers
it.
"""

import json
from pathlib import Path

import pytest
from records import Rows, valid_rows, with_cited, write_record, write_texts

from analysis.errors import UnusableInput
from analysis.record.drafts import DRAFTS, drafts_bytes, find_drafts, read_drafts
from analysis.record.record import Record
from analysis.record.tables import UNREAD, read_tables
from analysis.record.uncovered import coverage
from analysis.record.verify import held_texts

TEXT = (
    "Fewer Boats\n\nThe council counted more than 1,400 boats on 12 June 2032.\nAbout 7.5 percent "
    "sank. Nobody said why.\n"
)


def drafts_in(text: str, folder, rows: Rows | None = None, old=None):
    """The drafts of an invented source with this text, all of it unread."""
    tables = read_tables(_written(text, folder, rows))
    return find_drafts(tables, {"boats": text}, old or {})


def _written(text: str, folder: Path, rows: Rows | None = None) -> Path:
    source = valid_rows()["sources"]["harbour-post"] | {
        "file": "boats.txt",
        "sha256": "0" * 64,
        "chars": str(len(text)),
    }
    region = {"source_id": "boats", "kind": UNREAD, "start": "0", "end": str(len(text))}
    empty = {name: {} for name in valid_rows()}
    given = {"sources": {"boats": source}, "regions": {"boats-1": region}}
    write_record(folder, empty | given | (rows or {}))
    return folder


def test_a_draft_is_a_number_with_its_hedge_or_a_whole_date_in_its_sentence(tmp_path):
    drafts = drafts_in(TEXT, tmp_path)["boats"]["drafts"]
    assert [(draft["number"], draft["exact"]) for draft in drafts] == [
        ("more than 1,400", "The council counted more than 1,400 boats on 12 June 2032."),
        ("12 June 2032", "The council counted more than 1,400 boats on 12 June 2032."),
        ("About 7.5 percent", "About 7.5 percent sank."),
    ]
    for draft in drafts:
        assert TEXT[draft["from"] : draft["to"]] == draft["number"]
        assert TEXT[draft["start"] : draft["end"]] == draft["exact"]


@pytest.mark.parametrize("number", ["1 500", "12\u00a0345\u00a0678", "1.500", "២៨"])
def test_a_number_of_another_language_is_one_draft(tmp_path, number):
    (draft,) = drafts_in(f"Il y avait {number} bateaux.", tmp_path)["boats"]["drafts"]
    assert draft["number"] == number


def test_of_a_sentence_without_an_end_only_the_words_around_the_number_are_shown(tmp_path):
    text = "word " * 400 + "1,400 boats " + "word " * 400
    (draft,) = drafts_in(text, tmp_path)["boats"]["drafts"]
    assert draft["number"] == "1,400"
    assert draft["exact"].startswith("word ")
    assert draft["exact"].endswith(" word")
    assert len(draft["exact"]) < 300


def test_unread_numbers_are_drafts_and_no_problem_of_coverage(tmp_path):
    tables = read_tables(_written(TEXT, tmp_path))
    assert coverage(tables, {"boats": TEXT}) == []


def test_a_number_leaves_the_drafts_when_a_row_covers_it(tmp_path):
    at = TEXT.index("7.5 percent")
    out = {"source_id": "boats", "start": str(at), "end": str(at + 11), "exact": "7.5 percent"}
    drafts = drafts_in(TEXT, tmp_path, {"exclusions": {"1": out | {"reason": "A guess"}}})
    assert [draft["number"] for draft in drafts["boats"]["drafts"]] == [
        "more than 1,400",
        "12 June 2032",
    ]


def test_drafts_of_a_text_that_is_not_here_stay_unless_the_text_is_another(tmp_path):
    tables = read_tables(_written(TEXT, tmp_path))
    old = find_drafts(tables, {"boats": TEXT}, {})
    assert find_drafts(tables, {}, old) == old
    old["boats"]["text"] = "1" * 64
    assert find_drafts(tables, {}, old) == {}


def test_the_file_gives_back_what_was_written(tmp_path):
    drafts = drafts_in(TEXT, tmp_path)
    (tmp_path / DRAFTS).write_bytes(drafts_bytes(drafts))
    assert read_drafts(tmp_path) == drafts
    assert drafts_bytes({}) == b"{\n\n}\n"


@pytest.mark.parametrize("content", [b"", b"[]", b'{"boats": {}}', b'{"boats": {"drafts": [1]}}'])
def test_what_is_no_list_of_drafts_is_refused(tmp_path, content):
    (tmp_path / DRAFTS).write_bytes(content)
    with pytest.raises(UnusableInput, match="verify again"):
        read_drafts(tmp_path)


def test_the_record_hands_out_drafts_of_the_text_recorded_as_what_nobody_verified(tmp_path):
    drafts = drafts_in(TEXT, tmp_path)
    (tmp_path / DRAFTS).write_bytes(drafts_bytes(drafts))
    first, *_ = record = Record.load(tmp_path).drafts()
    assert (len(record), first.label(), first.standing.verdict) == (3, "more than 1,400", "draft")
    assert "read by nobody" in first.standing.words()
    assert not Record.load(tmp_path).drafts("elsewhere")
    changed = json.loads(drafts_bytes(drafts)) | {}
    changed["boats"]["text"] = "1" * 64
    (tmp_path / DRAFTS).write_bytes(drafts_bytes(changed))
    assert not Record.load(tmp_path).drafts()


def test_a_record_that_is_read_through_has_none_nor_what_is_only_cited(tmp_path):
    data = tmp_path / "data"
    write_record(data, with_cited())
    texts, _ = held_texts(read_tables(data)["sources"], [write_texts(tmp_path / "texts")])
    assert texts
    assert find_drafts(read_tables(data), texts, {}) == {}
