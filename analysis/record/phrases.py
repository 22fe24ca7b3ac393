"""Where words of a row stand in a text: its span, and near it those of period and attribution."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from analysis.record.tables import Table
from analysis.text.cuts import paragraph_of, shortest_paragraphs, torn

GAP = " … "
_WHITE_SPACE = r"(?!\s*\n[^\S\n]*\n)\s+"  # within a paragraph

Row = Mapping[str, str]
Texts = Mapping[str, str]  # by source id
Place = tuple[int, int]  # half-open, in code points


class Phrase(NamedTuple):
    """Words of a figure's period_text or attribution, and where they stand near the figure, if they
    do.
    """

    column: str
    words: str
    at: Place | None


def offsets(row: Row) -> Place:
    """The place of the words of a row."""
    start = int(row["start"])
    end = int(row["end"])
    return start, end


def is_within(place: Place, spans: Iterable[Place]) -> bool:
    """Whether a place lies in one of several."""
    start, end = place
    return any(first <= start and end <= last for first, last in spans)


def phrases_of(figures: Table, texts: Texts) -> dict[str, list[Phrase]]:
    """The words of period and attribution of each figure whose text is held: the source's own, in
    whole words.

    They stand in the paragraph of the figure or next to it, or so beside another mention of the
    same claim.
    """
    rows = [row for row in figures.records() if row["source_id"] in texts]
    mentions = defaultdict(list)
    for row in rows:
        claim = row["source_id"], row["claim_id"]
        start, _ = offsets(row)
        mentions[claim].append(start)
    found = {}
    for row in rows:
        claim = row["source_id"], row["claim_id"]
        start, _ = offsets(row)
        starts = [start, *mentions[claim]]
        text = texts[row["source_id"]]
        found[row["figure_id"]] = _phrases(row, text, starts)
    return found


def _phrases(row: Row, text: str, starts: Sequence[int]) -> list[Phrase]:
    """The words of period and attribution of a figure, with their places beside the first of
    several starts that has them near.
    """
    found = []
    for column in ("period_text", "attribution"):
        for words in row[column].split(GAP):
            if words:
                at = _nearest_to_any(text, words, starts)
                found.append(Phrase(column, words, at))
    return found


def _nearest_to_any(text: str, words: str, starts: Iterable[int]) -> Place | None:
    """The place that `nearest` finds for the first of several starts beside which there is one."""
    for start in starts:
        place = nearest(text, words, start)
        if place:
            return place
    return None


def nearest(text: str, words: str, start: int) -> Place | None:
    """The place of `words`, uncut, that is nearest to `start`, in its paragraph or the one before
    or after it; a line that is wrapped within them has other white space.
    """
    paragraphs = shortest_paragraphs(text)
    own = paragraph_of(paragraphs, start)
    before = max(0, own - 1)
    around = paragraphs[before : own + 2]
    begin, _ = around[0]
    _, end = around[-1]
    escaped = [re.escape(word) for word in words.split()]
    pattern = re.compile(_WHITE_SPACE.join(escaped))
    uncut = []
    for hit in pattern.finditer(text, begin, end):
        first, last = hit.span()
        if not torn(text, first) and not torn(text, last):
            uncut.append((first, last))

    def distance(place: Place) -> int:
        first, _ = place
        return abs(first - start)

    return min(uncut, key=distance, default=None)
