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
from analysis.record.phrases import Place, offsets
from analysis.record.tables import Table, Tables, place
from analysis.text.cuts import paragraph_of, shortest_paragraphs

BEFORE, AFTER = 2, 1  # paragraphs around the words: "he said" reaches back to a name

Row = Mapping[str, str]


def unnamed_speakers(tables: Tables, texts: Mapping[str, str]) -> list[RecordError]:
    """A warning for each figure and quotation whose speaker is not named near its words, in its
    text or in its attribution. What a publisher says itself, and a reader, need no name.
    """
    speakers = {}
    for row in tables["speakers"].records():
        speakers[row["speaker_id"]] = row
    own = {}
    for row in tables["sources"].records():
        own[row["source_id"]] = own_names(row)
    warnings = []
    for table in (tables["figures"], tables["quotes"]):
        for i, row in enumerate(table.records()):
            key = row["source_id"]
            if key not in texts or not _needs_name(row, speakers, own[key]):
                continue
            speaker = row["speaker_id"]
            names = _names(speaker, speakers)
            around = _around(texts[key], offsets(row))
            if not _stands_any(names, around):
                warnings.append(_warning(table, i, speaker, names))
    return warnings


def _needs_name(row: Row, speakers: Mapping[str, Row], own: set[str]) -> bool:
    """Whether the speaker of a row is neither a reader nor among those whose own source it is, and
    no note says how else it is known.
    """
    speaker = speakers[row["speaker_id"]]
    if speaker["kind"] == "anonymous" or speaker["name"] in own:
        return False
    return not gives_reason(row["note"], SPEAKER_NOTE)


def _names(key: str, speakers: Mapping[str, Row]) -> list[str]:
    """What a text may call a speaker: names, aliases, role, and the names of the bodies above."""
    speaker = speakers[key]
    own = (speaker["speaker_id"], speaker["affiliation_id"])
    found = [speaker["family_name"], speaker["role"]]
    while key:  # the tables have passed `check`: no circle
        above = speakers[key]
        is_government = above["kind"] == "government_body" and not above["affiliation_id"]
        if is_government and key not in own:
            break  # a whole government is named everywhere, and names none of those far below it
        found.append(above["name"])
        found += above["aliases"].split(";")
        key = above["affiliation_id"]
    return list(filter(None, dict.fromkeys(found)))


def _around(text: str, place: Place) -> str:
    """The paragraph of words, with BEFORE and AFTER more."""
    start, end = place
    paragraphs = shortest_paragraphs(text)
    first = paragraph_of(paragraphs, start) - BEFORE
    last = paragraph_of(paragraphs, end - 1) + AFTER
    around = paragraphs[max(0, first) : last + 1]
    begin, _ = around[0]
    _, stop = around[-1]
    return text[begin:stop]


def _stands_any(names: list[str], text: str) -> bool:
    """Whether one of the names stands in a text in whole words, whatever its spaces and its case;
    of an acronym in its own case: "what we do" does not name WE.
    """
    words = " ".join(text.split())
    for name in names:
        name_words = " ".join(name.split())
        wanted = rf"(?<!\w){re.escape(name_words)}(?!\w)"
        if not name.isupper():
            wanted = f"(?i:{wanted})"
        if re.search(wanted, words):
            return True
    return False


def _warning(table: Table, row: int, speaker: str, names: list[str]) -> RecordError:
    looked_for = ", ".join(map(shown, names))
    wrong = f"is {shown(speaker)}, but none of {looked_for} stands near the words"
    do = (
        "mend it, add the alias that is used, or say in note, in three words or more after "
        f'"{SPEAKER_NOTE}", how it is known'
    )
    where = place(table, row, "speaker_id")
    return RecordError(where, wrong, do, code="V11")
