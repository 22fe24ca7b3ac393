"""Stretches of a text that one exclusion names: a whole sentence, or a whole region.

A person gives a few words of the sentence in `exact` and "sentence" in `end`, or the region's id
in `start`; `fill` writes the offsets, and in `exact` the first and the last words of the stretch,
which together stand for all of it.
"""

from collections.abc import Iterable, Mapping

from analysis.errors import AnchorError, did_you_mean, shown
from analysis.text import anchors
from analysis.text.cuts import sentence_at

Row = Mapping[str, str]
SENTENCE = "sentence"
ELLIPSIS = " … "
MOST_WORDS = 12  # of a stretch that stands in its row in full
END_WORDS = 5  # at either end of a longer one


def names_stretch(table: str, row: Row) -> bool:
    """Whether a row of a table is an exclusion that names a sentence or a region, unfilled."""
    if table != "exclusions":
        return False
    if row["exact"]:
        return row["end"] == SENTENCE
    start = row["start"]
    return start != "" and not start.isdecimal()


def stretch_of(row: Row, text: str, regions: Iterable[Row]) -> dict[str, str]:
    """The offsets of the stretch that an exclusion names, and the words that stand for it.

    Raises AnchorError for words that stand nowhere or more than once, and for an unknown region.
    """
    if row["exact"]:
        start, end = _sentence(row, text)
    else:
        start, end = _region(row, regions)
    return {
        "start": str(start),
        "end": str(end),
        "exact": abridged(text[start:end]),
    }


def _region(row: Row, regions: Iterable[Row]) -> tuple[int, int]:
    source = row["source_id"]
    wanted = row["start"]
    known = []
    for region in regions:
        if region["source_id"] != source:
            continue
        if region["region_id"] == wanted:
            return int(region["start"]), int(region["end"])
        known.append(region["region_id"])
    do = did_you_mean(wanted, known) or "name its region_id"
    raise AnchorError("start", f"{shown(wanted)} is no region of {source}", do)


def _sentence(row: Row, text: str) -> tuple[int, int]:
    words = row["exact"]
    given = row["start"]
    places = []
    for span in anchors.locate(text, words):
        if given in ("", str(span.start)):
            places.append((span.start, span.end))
    if len(places) == 1:
        ((start, end),) = places
        return sentence_at(text, start, end)
    times = "nowhere in the source"
    if places:
        starts = ", ".join(str(start) for start, _ in places)
        times = f"{len(places)} times, at {starts}"
    do = "give words of the sentence that stand there alone"
    raise AnchorError("exact", f"{shown(words)} stands {times}", do)


def abridged(words: str) -> str:
    """Words in full where they are few, else the first and the last of them; on one line."""
    each = words.split()
    if len(each) <= MOST_WORDS:
        return " ".join(each)
    first = " ".join(each[:END_WORDS])
    last = " ".join(each[-END_WORDS:])
    return f"{first}{ELLIPSIS}{last}"


def stands_for(exact: str, words: str) -> bool:
    """Whether `exact` stands for `words`, in full or abridged."""
    return exact == words or exact == abridged(words)
