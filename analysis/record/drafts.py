"""Drafts: the numbers of texts that nobody has read through yet, in the words that they stand in.

A stretch of a text has the kind "unread" in regions.csv until a person has read it. What no row
covers there is a draft: found by the program, verified by nobody, and no figure. `verify` writes
them to ``data/drafts.json``, because a page is built without the texts. A draft goes when a row
covers its number, and a source's last ones when nothing of it is unread.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from analysis.errors import UnusableInput, shown_path
from analysis.record.tables import Tables
from analysis.record.uncovered import date_places, unread_numbers
from analysis.text.anchors import span_at
from analysis.text.cuts import sentence_at
from analysis.text.lexicon import NUMBER, Token
from analysis.text.numbers import without_hedge, without_hedge_after

DRAFTS = "drafts.json"
LONGEST = 500  # characters of a sentence; of a longer one, as in a table, the words around a number
AROUND = 120
# Thousands may be parted by a space, as in other languages than English.
_SPACED = r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?![\d.,])"
_NUMBER = re.compile(rf"(?:{_SPACED}|{NUMBER.pattern})(?:\s?(?:%|per\s?cent\b))?", re.IGNORECASE)

Place = tuple[int, int]
Draft = dict[str, Any]
Drafts = dict[str, dict[str, Any]]  # by source: the SHA-256 of its text, and its drafts
KEYS = {"number", "from", "to", "start", "end", "exact", "prefix", "suffix"}  # of a draft


def find_drafts(tables: Tables, texts: Mapping[str, str], old: Drafts) -> Drafts:
    """The drafts of each source that has any, in the order of its text.

    Of a source whose text is not held, those that `old` has, of the same text.
    """
    waiting = unread_numbers(tables, texts)
    found: Drafts = {}
    for row in tables["sources"].records():
        source = row["source_id"]
        if source in texts:
            drafts = _drafts_of(texts[source], waiting[source])
        else:
            drafts = _known_drafts(old, source, row["sha256"])
        if drafts:
            found[source] = {"text": row["sha256"], "drafts": drafts}
    return found


def _known_drafts(old: Drafts, source: str, sha256: str) -> list[Draft]:
    """The drafts that `old` has of a source, if its text is still the same."""
    entry = old.get(source)
    if not entry or entry["text"] != sha256:
        return []
    drafts: list[Draft] = entry["drafts"]
    return drafts


def _drafts_of(text: str, tokens: Iterable[Token]) -> list[Draft]:
    """The drafts of a text, each once: a number, or a date, may be of several tokens."""
    places = {_whole(text, token.start, token.end) for token in tokens}
    return [_draft(text, *place) for place in sorted(places)]


def _draft(text: str, start: int, end: int) -> Draft:
    """A number with its place, and the span of the sentence that it stands in."""
    number = re.sub(r"\s*\n\s*", " ", text[start:end])
    first, last = _sentence(text, start, end)
    span = span_at(text, first, last)
    return {"number": number, "from": start, "to": end, **vars(span)}


def _whole(text: str, start: int, end: int) -> Place:
    """The place of a number's token with the rest of its date, or of its number and hedges."""
    for first, last in date_places(text):
        if first <= start and end <= last:
            return first, last
    first, last = _sentence(text, start, end)
    for number in _NUMBER.finditer(text, first, last):
        if number.start() <= start and end <= number.end():
            start, end = number.span()
    before = without_hedge(text[first:start])
    after = without_hedge_after(text[end:last])
    hedge = text[first:start].removeprefix(before).lstrip()
    start -= len(hedge)
    end = last - len(after)
    return start, end


def _sentence(text: str, start: int, end: int) -> Place:
    """The place of the sentence around a place; of one that is too long, of the words around it."""
    first, last = sentence_at(text, start, end)
    if last - first <= LONGEST:
        return first, last
    near_start = max(first, start - AROUND)
    before = text.rfind(" ", first, near_start)
    if before >= 0:
        first = before + 1
    near_end = min(last, end + AROUND)
    after = text.find(" ", near_end, last)
    if after >= 0:
        last = after
    return first, last


def read_drafts(folder: Path) -> Drafts:
    """The drafts in `folder`, none where there is no file. Raises UnusableInput where it holds
    something else.
    """
    path = folder / DRAFTS
    try:
        drafts: Drafts = {}
        if path.exists():
            drafts = json.loads(path.read_bytes())
        for entry in drafts.values():
            for draft in entry["drafts"]:
                if draft.keys() != KEYS:
                    raise ValueError(f"not a draft: {draft}")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        kind = type(error).__name__
        wrong = f"holds no drafts ({kind}: {error})"
        raise UnusableInput(shown_path(path), wrong, "delete it and verify again") from None
    return drafts


def drafts_bytes(drafts: Drafts) -> bytes:
    """The drafts as they are stored, one a line."""
    sources = []
    for source, entry in sorted(drafts.items()):
        lines = [json.dumps(draft, ensure_ascii=False) for draft in entry["drafts"]]
        joined = ",\n  ".join(lines)
        text = json.dumps(entry["text"])
        name = json.dumps(source)
        sources.append(f' {name}: {{"text": {text}, "drafts": [\n  {joined}\n ]}}')
    joined = ",\n".join(sources)
    return f"{{\n{joined}\n}}\n".encode()
