"""Hash, length and regions of a text are found from the file and from a few words."""

import hashlib

import pytest
from records import TEXTS, valid_rows, write_record, write_texts

from analysis.record.fill_texts import fill_regions, fill_sources
from analysis.record.rules import check_rules
from analysis.record.tables import FILL, check_tables, load_package, read_tables

TEXT = "A title\n\nBy somebody\n\nThe body is here.\nMore of it is here.\n\nA reader wrote here.\n"
KINDS = ("headline", "byline", "body", "comment")
PLACES = [("0", "7"), ("9", "20"), ("22", "59"), ("61", "81")]


def regions(folder, cells, texts=None, ids=True):
    """The offsets of each region, and the problems, after these starts and ends were filled."""
    rows = valid_rows()
    rows["regions"] = {}
    for number, (kind, (start, end)) in enumerate(zip(KINDS, cells, strict=False)):
        key = f"part-{number}" if ids else f"{number}"
        row = {"source_id": "harbour-post", "kind": kind, "start": start, "end": end}
        rows["regions"][key] = row if ids else row | {"region_id": ""}
    write_record(folder, rows)
    texts = {"harbour-post": TEXT} if texts is None else texts
    _, problems = fill_regions(read_tables(folder), texts)
    own = [row for row in read_tables(folder)["regions"].records() if row["kind"]]
    found = [row for row in own if row["source_id"] == "harbour-post"]
    return found, [str(problem) for problem in problems]


@pytest.mark.parametrize(
    "cells",
    [
        [("A title", "A title"), ("By", "somebody"), ("The body", "it is here."), ("A", "wrote here.")],
        [("A title", ""), ("By", ""), ("The body", ""), ("A reader", "")],
        [("", "A title"), ("", "somebody"), ("", "of it is here."), ("", "")],
        [("0", "7"), ("By", ""), ("22", "59"), ("A reader", "81")],
        [("", ""), ("By", ""), ("The", ""), ("A reader", "")],
    ],
)  # fmt: skip
def test_first_or_last_words_or_offsets_place_a_region(tmp_path, cells):
    found, problems = regions(tmp_path, cells)
    assert problems == []
    assert [(row["start"], row["end"]) for row in found] == PLACES


@pytest.mark.parametrize("cells", [[("A title", ""), ("By", "")], [("0", "7"), ("9", "20")]])
def test_regions_without_an_id_are_numbered_by_kind(tmp_path, cells):
    found, _ = regions(tmp_path, cells, ids=False)
    ids = [row["region_id"] for row in found]
    assert ids == ["harbour-post-headline-1", "harbour-post-byline-1"]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([("A title", ""), ("nobody", "")], '"nobody" stands nowhere in the source'),
        ([("is here", "")], '"is here" stands 2 times, at 31, 51; give more words, or the offset'),
        ([("By", ""), ("A title", "By")], "out of the order"),
        ([("A title", ""), ("", "")], "is empty, and so is the start of the next region"),
    ],
)
def test_a_region_without_a_certain_place_changes_nothing(tmp_path, cells, why):
    before, _ = regions(tmp_path / "before", cells, {})
    found, problems = regions(tmp_path / "after", cells)
    assert found == before
    assert why in problems[0]
    assert "regions.csv:" in problems[0]


def test_a_region_of_a_text_that_is_not_held_is_named(tmp_path):
    _, problems = regions(tmp_path, [("A title", "")], {})
    assert 'the text of "harbour-post" is not held' in problems[0]


def test_offsets_are_left_alone(tmp_path):
    before = (write_record(tmp_path) / "regions.csv").read_bytes()
    assert fill_regions(read_tables(tmp_path), TEXTS) == (0, [])
    assert (tmp_path / "regions.csv").read_bytes() == before


def test_hash_and_length_of_a_file_are_those_of_its_text(tmp_path):
    rows = valid_rows()
    rows["sources"]["bulletin"] |= {"sha256": "", "chars": ""}
    folder = write_texts(write_record(tmp_path, rows) / "sources")
    assert fill_sources(read_tables(tmp_path)["sources"], [folder]) == (1, [])
    row = next(
        r for r in read_tables(tmp_path)["sources"].records() if r["source_id"] == "bulletin"
    )
    text = TEXTS["bulletin"]
    due = (hashlib.sha256(text.encode()).hexdigest(), str(len(text)))
    assert (row["sha256"], row["chars"]) == due


def test_a_recorded_hash_is_never_replaced(tmp_path):
    folder = write_texts(write_record(tmp_path) / "sources")
    (folder / "bulletin.txt").write_text("another text")
    assert fill_sources(read_tables(tmp_path)["sources"], [folder]) == (0, [])


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "is in no folder of source texts"), (b"%PDF-1.7", "is a PDF, not a text in UTF-8")],
)
def test_a_file_that_is_no_text_or_not_there_is_named(tmp_path, content, why):
    rows = valid_rows()
    rows["sources"]["bulletin"] |= {"sha256": "", "chars": ""}
    folder = write_texts(write_record(tmp_path, rows) / "sources")
    (folder / "bulletin.txt").unlink()
    if content:
        (folder / "bulletin.txt").write_bytes(content)
    filled, problems = fill_sources(read_tables(tmp_path)["sources"], [folder])
    assert filled == 0
    assert [why in str(problem) for problem in problems] == [True]


def checked(folder) -> list[tuple[str, str]]:
    tables = read_tables(folder)
    problems = [*check_tables(tables, load_package(folder)), *check_rules(tables)]
    return [(problem.code, problem.do) for problem in problems]


def test_before_it_is_filled_a_text_is_two_problems_that_name_the_remedy(tmp_path):
    rows = valid_rows()
    rows["sources"]["bulletin"] |= {"sha256": "", "chars": ""}
    assert checked(write_record(tmp_path, rows)) == [("S03", FILL)] * 2


@pytest.mark.parametrize("start", ["", "Graustark sent"])
def test_before_it_is_filled_a_region_names_the_remedy(tmp_path, start):
    rows = valid_rows()
    key = next(key for key, row in rows["regions"].items() if row["kind"] == "byline")
    rows["regions"][key]["start"] = start
    assert ("", FILL) in checked(write_record(tmp_path, rows))
