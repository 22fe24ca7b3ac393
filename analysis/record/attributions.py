"""Speakers who are named nowhere near the words that a row gives to them.

A verdict says that words stand in a text, not whose they are. Where neither the speaker's name, an
alias or the role stands near, nor a name of the body for which the speaker speaks, a person looks
again: it is a warning, which a note answers that says after "speaker:" how it is known.
"""

import re
from collections.abc import Mapping

from analysis.errors import RecordError, shown
from analysis.record.conventions import SPEAKER_NOTE, gives_reason
from analysis.record.defaults import own_names
from analysis.record.tables import Table, Tables, place
from analysis.text.cuts import paragraph_of, shortest_paragraphs

BEFORE, AFTER = 2, 1  # paragraphs around the words: "he said" reaches back to a name

Row = Mapping[str, str]


def unnamed_speakers(tables: Tables, texts: Mapping[str, str]) -> list[RecordError]:
    """A warning for each figure and quotation whose speaker is not named near its words, in its
    text or in its attribution. What a publisher says itself, and a reader, need no name.
    """
    speakers = {}
    for speaker in tables["speakers"].records():
        speakers[speaker["speaker_id"]] = speaker
    own = {row["source_id"]: own_names(row) for row in tables["sources"].records()}
    warnings = []
    for table in (tables["figures"], tables["quotes"]):
        for i, row in enumerate(table.records()):
            source = row["source_id"]
            key = row["speaker_id"]
            if source not in texts or gives_reason(row["note"], SPEAKER_NOTE):
                continue
            if not _needs_name(speakers[key], own[source]):
                continue
            names = _names(key, speakers)
            around = _around(texts[source], int(row["start"]), int(row["end"]))
            if not _stands_any(names, around):
                warnings.append(_warning(table, i, key, names))
    return warnings


def _needs_name(speaker: Row, own: set[str]) -> bool:
    """Whether a speaker is neither a reader nor among those whose own source it is."""
    return speaker["kind"] != "anonymous" and speaker["name"] not in own


def _names(key: str, speakers: Mapping[str, Row]) -> list[str]:
    """What a text may call a speaker: names, aliases, role, and the names of the bodies above."""
    speaker = speakers[key]
    found = [speaker["family_name"], speaker["role"]]
    while key:  # the tables have passed `check`: no circle
        above = speakers[key]
        is_own = key in (speaker["speaker_id"], speaker["affiliation_id"])
        if above["kind"] == "government_body" and not (is_own or above["affiliation_id"]):
            break  # a whole government is named everywhere, and names none of those far below it
        found.append(above["name"])
        found += above["aliases"].split(";")
        key = above["affiliation_id"]
    return list(filter(None, dict.fromkeys(found)))


def _around(text: str, start: int, end: int) -> str:
    """The paragraph of words, with BEFORE and AFTER more."""
    places = shortest_paragraphs(text)
    first = max(0, paragraph_of(places, start) - BEFORE)
    last = min(len(places) - 1, paragraph_of(places, end - 1) + AFTER)
    begin = places[first][0]
    stop = places[last][1]
    return text[begin:stop]


def _stands_any(names: list[str], text: str) -> bool:
    """Whether one of the names stands in a text in whole words, whatever its case and spaces."""
    words = " ".join(text.split())
    for name in names:
        wanted = re.escape(" ".join(name.split()))
        if re.search(rf"(?<!\w){wanted}(?!\w)", words, re.IGNORECASE):
            return True
    return False


def _warning(table: Table, row: int, speaker: str, names: list[str]) -> RecordError:
    looked_for = ", ".join(map(shown, names))
    wrong = f"is {shown(speaker)}, but none of {looked_for} stands near the words"
    do = (
        "mend it, add the alias that is used, or say in note, in three words or more after "
        f'"{SPEAKER_NOTE}", how it is known'
    )
    return RecordError(place(table, row, "speaker_id"), wrong, do, code="V11")
