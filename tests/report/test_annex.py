"""The record of sources: which entries stand under which source, and what they say together."""

import pytest
from samples import SOURCE, cited, evidence

from analysis.report import annex


def table(id: str, **changes: object) -> dict[str, object]:
    """An entry of a table of which no text is held."""
    lines = [["Counts", "rafts on the river"], ["Said by", "Port Ministry"]]
    item = evidence(id, lines=lines, span=None, verdict="cited", group="rafts")
    return item | {"by": "Port Ministry", "when": f"in {id}"} | changes


def by_id(*items: dict[str, object]) -> dict[str, dict[str, object]]:
    return {str(item["id"]): item for item in items}


def test_entries_stand_under_their_source_after_what_was_calculated_and_before_speakers():
    derived = {"id": "rest", "kind": "derived", "label": "28", "inputs": ["boats"]}
    speaker = {"id": "anna", "kind": "speaker", "label": "Anna"}
    other = cited(id="source-herald", source=SOURCE | {"id": "herald"})
    held = by_id(evidence(), cited(), speaker, other, derived)
    found = annex.groups(held)
    assert [group.title for group in found] == [
        annex.CALCULATED,
        "source-gazette",
        "source-herald",
        annex.SPEAKERS,
    ]
    assert [group.source and group.source["id"] for group in found] == [
        None,
        "source-gazette",
        "source-herald",
        None,
    ]


def families(*items: dict[str, object]) -> list[list[object]]:
    (group,) = annex.groups(by_id(*items, cited()))
    return [[item["id"] for item in family.items] for family in group.families]


def test_three_entries_that_differ_in_number_and_time_alone_are_told_together():
    assert families(table("a"), table("b"), table("c")) == [["a", "b", "c"]]
    assert families(table("a"), table("b")) == [["a"], ["b"]]


@pytest.mark.parametrize(
    "change", [{"group": "boats"}, {"lines": [["Counts", "boats"]]}, {"kind": "event"}]
)
def test_an_entry_that_says_anything_else_stands_by_itself(change):
    found = families(table("a"), table("b"), table("c", **change), table("d"))
    assert found == [["a", "b", "d"], ["c"]]


def test_what_an_entry_shows_is_not_told_again_below():
    lines = [
        ["Counts", "rafts on the river"],
        ["Period", "1 October 2018 to 30 September 2019 (stated)"],
        ["Said by", "Port Ministry"],
        ["Given in", "Returns by port"],
    ]
    item = table("a", lines=lines, when="fiscal year 2019 (stated)", by="the Port Ministry")
    assert annex.facts(item) == [("Counts", "rafts on the river")]


def test_the_words_by_which_a_period_is_known_are_told_below():
    lines = [["Period", "1 October 2018 to 30 September 2019 (stated); “last year”"]]
    item = table("a", lines=lines, when="fiscal year 2019 (stated)")
    assert annex.facts(item) == [("Period", lines[0][1])]


def test_the_words_of_a_verdict_are_told_of_what_passed_alone():
    assert ("Verdict", evidence()["verdict_words"]) in annex.facts(evidence())
    assert "Verdict" not in dict(annex.facts(table("a")))


def test_a_group_is_defined_where_several_entries_count_it():
    lines = [["Counts", "rafts on the river"], ["Note", "seen at night"]]
    items = [table("a"), table("b"), table("c", lines=lines), evidence(group="boats")]
    assert annex.definitions(by_id(*items)) == {"rafts": "rafts on the river"}
    assert annex.definitions(by_id(*items[:2])) == {}


def test_what_most_sources_say_is_said_once_where_each_says_something():
    rights = [["Rights", "Of its publisher"]]
    sources = [cited(id=f"source-{n}", lines=rights) for n in range(3)]
    other = cited(id="source-other", lines=[["Rights", "Of nobody"]])
    assert annex.usual(by_id(*sources, other)) == [("Rights", "Of its publisher")]
    assert annex.usual(by_id(*sources[1:], other)) == []
    silent = cited(id="source-silent", lines=[])
    assert annex.usual(by_id(*sources, silent)) == []
