"""One exclusion names a sentence or a region, and stands for every number in it."""

import pytest
from records import TEXTS, valid_rows, write_record

from analysis.errors import AnchorError
from analysis.record.fill import fill_tables
from analysis.record.stretches import abridged, stands_for, stretch_of
from analysis.record.tables import read_tables
from analysis.record.verify import row_verdict

TEXT = "It was 5 o’clock. Mr. Lund ate 12 eggs, 3 of them raw. He left.\n\nAt 9 he slept."
REGION = {
    "region_id": "x-body",
    "source_id": "x",
    "kind": "body",
    "start": "0",
    "end": str(len(TEXT)),
}


def row(**cells: str) -> dict[str, str]:
    return {"source_id": "x", "start": "", "end": "", "exact": "", "reason": "eggs"} | cells


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("12 eggs", "Mr. Lund ate 12 eggs, 3 of them raw."),
        ("It was", "It was 5 o’clock."),
        ("slept", "At 9 he slept."),
        ("raw. He", "Mr. Lund ate 12 eggs, 3 of them raw. He left."),
    ],
)
def test_a_sentence_is_named_by_some_of_its_words(words, sentence):
    found = stretch_of(row(exact=words, end="sentence"), TEXT, [])
    assert TEXT[int(found["start"]) : int(found["end"])] == sentence
    assert found["exact"] == sentence


def test_a_region_is_named_by_its_id_and_abridged():
    found = stretch_of(row(start="x-body"), TEXT, [REGION])
    assert found == {
        "start": "0",
        "end": str(len(TEXT)),
        "exact": "It was 5 o’clock. Mr. … left. At 9 he slept.",
    }


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"exact": "he slept", "end": "sentence"}, "stands 2 times, at "),
        ({"exact": "nobody", "end": "sentence"}, "stands nowhere in the source"),
        ({"start": "x-bodi"}, 'is no region of x; did you mean "x-body"'),
    ],
)
def test_a_stretch_without_a_certain_place_is_refused(cells, why):
    with pytest.raises(AnchorError, match=why):
        stretch_of(row(**cells), f"{TEXT} At 10 he slept.", [REGION])


def test_a_stretch_stands_for_itself_and_for_no_other():
    long = " ".join(map(str, range(20)))
    assert abridged(long) == "0 1 2 3 4 … 15 16 17 18 19"
    assert stands_for(abridged(long), long)
    assert not stands_for(abridged(long), long + " 20")
    assert not stands_for("0 1 … 19", long)


def test_fill_writes_the_stretch_and_verify_passes_it(tmp_path):
    rows = valid_rows()
    name = next(
        key
        for key, cells in rows["regions"].items()
        if cells["source_id"] == "harbour-post" and cells["kind"] == "body"
    )
    rows["exclusions"]["body"] = row(source_id="harbour-post", start=name)
    filled, problems, _ = fill_tables(read_tables(write_record(tmp_path, rows)), TEXTS)
    assert (filled, problems) == ({"exclusions": 1}, [])
    written = next(
        r for r in read_tables(tmp_path)["exclusions"].records() if r["reason"] == "eggs"
    )
    assert row_verdict("exclusions", written, TEXTS["harbour-post"]).name == "elided"
    assert (written["start"], written["end"]) == (
        rows["regions"][name]["start"],
        rows["regions"][name]["end"],
    )
