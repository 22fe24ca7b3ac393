"""Anchors: whether a quoted span stands in a source text, and says there what it says alone.

A span is half-open code-point offsets with the exact words and a little context on either side: the
position and the quote selector of the W3C Web Annotation model. Every doubt is decided against the
span. The verdicts:

    verbatim    the very characters stand at the offsets, between the prefix and the suffix given
    typographic only the style of quote marks or dashes differs, the kind and amount of white space,
                or how Unicode writes the same letters: an accent in its letter or behind it, a
                ligature or its letters
    elided      the words hold an ellipsis, and what it leaves out changes nothing that
                `cuts.dropped` looks for
    altered     other words stand there; the detail says what differs
    ambiguous   the words stand in several places, and the context given does not tell which
    missing     the words stand nowhere
    clipped     the words stand there, but cut so that they say something else: inside a word or
                number, without the hedge of a number, or without the negation or denial that
                governs them
    not_held    there is no text to look in

What is CITED has no span to give a verdict on: its source's text was never held, and its number or
date stands as its address gives it.
"""

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import islice, takewhile
from typing import NamedTuple

from analysis.errors import BoundError, counted
from analysis.text.cuts import LONGEST_ELLIPSIS, clips, dropped, torn
from analysis.text.lexicon import spelled_out
from analysis.text.numbers import number_value

CONTEXT = 32  # code points of prefix and suffix
MOST_SEGMENTS = 12  # pieces between ellipses
MOST_PLACES = 100  # places that are listed; more say no more
MOST_WORDS = 200  # words that are compared to say what differs
STEM = 5  # letters by which words are alike enough for a near miss
LIKENESS = 0.6  # share of the words that a near miss has in order
WORK = 10_000_000  # characters that a search may compare

PASSING = ("verbatim", "typographic", "elided")
CITED = "cited"
VERDICTS = (*PASSING, "altered", "ambiguous", "missing", "clipped", "not_held")

Place = tuple[int, int]

_LINE_BREAK = re.compile(r"[\r\n]")  # context stops there, so that a row of a table stays one line


@dataclass(frozen=True)
class Span:
    """Words at `[start, end)` of a text, in Unicode code points, with up to CONTEXT of the code
    points around them.
    """

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Verdict:
    """One of VERDICTS, why, and for `clipped` the source's words that the span leaves outside."""

    name: str
    detail: str = ""
    outside: str = ""

    @property
    def passes(self) -> bool:
        """Whether the words may be shown as the source's own."""
        return self.name in PASSING


@dataclass(frozen=True)
class Finding:
    """What a search came to: the verdict, the place if there is one, the words around it, and what
    differs.
    """

    verdict: Verdict
    span: Span | None = None
    context: str = ""
    difference: str = ""


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def span_at(text: str, start: int, end: int) -> Span:
    """The span of `text[start:end]` with full context: CONTEXT code points, or up to the line break
    before that.
    """
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Span(
        start, end, text[start:end], _LINE_BREAK.split(before)[-1], _LINE_BREAK.split(after)[0]
    )


def verify(text: str | None, span: Span) -> Verdict:
    """The verdict on a span that gives its offsets.

    A prefix or suffix shorter than that of `span_at` is not given in full: it passes where the
    words and what is given of their context stand only once in the text. Full ones may stand
    elsewhere too: then the offsets decide.
    """
    if text is None:
        return Verdict("not_held", "the source's text is not held here")
    if not 0 <= span.start < span.end <= len(text):
        return Verdict(
            "missing",
            f"the text has no {span.start}-{span.end}: it has {counted(len(text), 'character')}",
        )
    verdict = _compared(text, span)
    if not verdict.passes:
        return verdict
    before, after = text[: span.start], text[span.end :]
    for side, given, agrees, there in (
        ("before", span.prefix, before.endswith(span.prefix), before[-CONTEXT:]),
        ("after", span.suffix, after.startswith(span.suffix), after[:CONTEXT]),
    ):
        if not agrees:
            return Verdict("altered", f'{side} the words the source has "{there}", not "{given}"')
    if not _decided(text, span):
        return Verdict(
            "ambiguous",
            "the words stand more than once; a full prefix and suffix would tell which is meant",
        )
    if cut := clips(text, span.start, span.end):
        reasons, outside = zip(*cut, strict=True)
        return Verdict("clipped", "; ".join(reasons), " … ".join(outside))
    return verdict


def locate(text: str, words: str) -> list[Span]:
    """Every place of `words`, up to MOST_PLACES: the verbatim ones, else the typographic, else the
    elided.

    Places within a word or a number ("900" in "1,900") count only where there is no other.
    """
    return [span_at(text, start, end) for start, end in _places(text, words.strip())]


def find(text: str | None, words: str) -> Finding:
    """Look for `words`: the verdict, the place and its context, and for a near miss what
    differs.
    """
    words = words.strip()
    if text is None:
        return Finding(Verdict("not_held", "the source's text is not held here"))
    spans = [span_at(text, start, end) for start, end in _places(text, words)]
    if len(spans) > 1:
        more = " or more" if len(spans) == MOST_PLACES else ""
        detail = (
            f"the words stand {len(spans)}{more} times, at "
            f"{', '.join(str(s.start) for s in spans[:10])}"
        )
        return Finding(
            Verdict("ambiguous", detail),
            context=" … ".join(_around(text, s.start, s.end) for s in spans[:10]),
        )
    if spans:
        span = spans[0]
        verdict = verify(text, Span(span.start, span.end, words, span.prefix, span.suffix))
        return Finding(verdict, span, _around(text, span.start, span.end))
    near = _nearest(text, words)
    if near is None:
        return Finding(Verdict("missing", "the words stand nowhere in the text"))
    difference = _difference(text[near[0] : near[1]], words)
    return Finding(Verdict("altered", difference), None, _around(text, *near), difference)


def _around(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - CONTEXT) : end + CONTEXT].split())


def _compared(text: str, span: Span) -> Verdict:
    there = text[span.start : span.end]
    if there == span.exact:
        return Verdict("verbatim")
    if _fold(there) == _fold(span.exact):
        return Verdict(
            "typographic", "only quote marks, dashes, white space, accents or ligatures differ"
        )
    gaps = _gaps(there, span.exact)
    if gaps is None:
        return Verdict("altered", _elsewhere(text, span) or _difference(there, span.exact))
    for start, end in gaps:
        if why := dropped(text, span.start + start, span.start + end):
            return Verdict("altered", why)
    left_out = " and ".join(f'"{there[a:b].strip()}"' for a, b in gaps)
    return Verdict("elided", f"the ellipsis leaves out {left_out}")


def _elsewhere(text: str, span: Span) -> str:
    """Where the words of `span` stand verbatim nearest to its offsets, in a sentence; "" if
    nowhere.

    Words with white space at an end are not looked for: it is the words that need mending, not the
    offsets.
    """
    places = _whole_first(text, _hits(text, span.exact))
    if not places or span.exact != span.exact.strip():
        return ""
    start, end = min(places, key=lambda place: abs(place[0] - span.start))
    return (
        f"the words stand at {start}-{end}, not at {span.start}-{span.end}; empty start and "
        f"end and run fill"
    )


def _decided(text: str, span: Span) -> bool:
    full = span_at(text, span.start, span.end)
    if len(span.prefix) >= len(full.prefix) and len(span.suffix) >= len(full.suffix):
        return True
    wanted = text[span.start - len(span.prefix) : span.end + len(span.suffix)]
    return text.find(wanted, text.find(wanted) + 1) < 0


# What typography may change. A hyphen may become a dash and back, since printers disagree about
# ranges. A letter may have its accents in itself or behind it, which Unicode holds to be the same,
# and may be joined to the next one. Nothing else is folded: "½", "²", "①" and digits of another
# script or width stay what they are.

_TYPES = {
    "dash": r"\s*(?:[–—―]|--+)\s*|\s+[-‐‑‒−]\s+",
    "space": r"\s+",
    "hyphen": "[‐‑‒−]",
    "single": "[‘’‚‛‹›ʼ′`´]",
    "double": "[“”„‟″«»]",
}
# What may follow a letter as its accent: no letter or digit, and none of the marks above.
_ACCENT = r"[^\x00-\x7f\w\s–—―‐‑‒−‘’‚‛‹›′´“”„‟″«»]"
_TYPES["letter"] = rf"(?:[^\x00-\x7f]|[\x00-\x7f](?={_ACCENT})){_ACCENT}*+"
_MARKS = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _TYPES.items()))
_PLAIN = {"dash": "-", "space": " ", "hyphen": "-", "single": "'", "double": '"'}


def _fold(text: str) -> str:
    """`text` in one style of quote marks, dashes and white space, its accents behind their letters,
    no ligatures.
    """
    return _MARKS.sub(_plain, text)


def _plain(mark: re.Match[str]) -> str:
    if mark.lastgroup == "letter":
        return spelled_out(unicodedata.normalize("NFD", mark.group()))
    return _PLAIN[str(mark.lastgroup)]


class _Mark(NamedTuple):
    """Where a mark that folding made shorter or longer stands: in the folded text, and in the
    source.
    """

    start: int
    end: int
    source_start: int
    source_end: int


class _Folded:
    """A folded text that can tell where a piece of it stands in the source."""

    def __init__(self, text: str) -> None:
        self.text = _fold(text)
        self.marks = [_Mark(0, 0, 0, 0)]
        for found in _MARKS.finditer(text):
            length = len(_plain(found))
            if length != len(found.group()):
                start = self._shifted(found.start())
                self.marks.append(_Mark(start, start + length, found.start(), found.end()))

    def _shifted(self, at: int) -> int:
        """The place in the folded text of `at` in the source, behind all marks so far."""
        return self.marks[-1].end + at - self.marks[-1].source_end

    def place(self, start: int, end: int) -> Place:
        return self._source(start), self._source(end)

    def _source(self, index: int) -> int:
        """The place in the source of `index`: of what lies within a mark, the mark's start."""
        mark = self.marks[bisect_right(self.marks, index, key=lambda mark: mark.start) - 1]
        return mark.source_start if index < mark.end else mark.source_end + index - mark.end


# Places


def _hits(text: str, words: str) -> Iterator[Place]:
    """Every place of `words`, overlapping ones too, as far as WORK allows."""
    at = text.find(words) if words else -1
    for _ in range(max(MOST_PLACES, WORK // max(1, len(words)))):
        if at < 0:
            return
        yield at, at + len(words)
        at = text.find(words, at + 1)


def _whole_first(text: str, places: Iterator[Place]) -> list[Place]:
    """The places that are whole words, or those that are not where there are no others."""
    whole: list[Place] = []
    inside: list[Place] = []
    for start, end in places:
        is_torn = torn(text, start) or torn(text, end)
        (inside if is_torn else whole).append((start, end))
        if len(whole) == MOST_PLACES:
            break
    return whole or inside[:MOST_PLACES]


def _places(text: str, words: str) -> list[Place]:
    if places := _whole_first(text, _hits(text, words)):
        return places
    folded = _Folded(text)
    if places := _whole_first(
        text, (folded.place(*hit) for hit in _hits(folded.text, _fold(words)))
    ):
        return [(a, b) for a, b in places if _fold(text[a:b]) == _fold(words)]
    return list(islice(_elided_places(folded, words), MOST_PLACES))


_ELLIPSIS = re.compile(r"\[\s*(?:…|\.{3})\s*\]|…|\.{3}(?!\.)")


def _segments(words: str) -> list[str]:
    """The folded pieces between ellipses; none where there are too many, or one is empty."""
    pieces = [_fold(piece.strip()) for piece in _ELLIPSIS.split(words)]
    return pieces if 1 < len(pieces) <= MOST_SEGMENTS and all(pieces) else []


def _whole_starts(text: str, piece: str) -> list[int]:
    return [a for a, b in _hits(text, piece) if not (torn(text, a) or torn(text, b))]


def _elided_places(folded: _Folded, words: str) -> Iterator[Place]:
    """Where the segments stand in order, each at its next place; of places with the same end the
    shortest.
    """
    segments = _segments(words)
    starts = [_whole_starts(folded.text, segment) for segment in segments]
    shortest: dict[int, int] = {}
    for first in starts[0] if segments else []:
        end = first + len(segments[0])
        for segment, places in zip(segments[1:], starts[1:], strict=True):
            i = bisect_left(places, end)
            if i == len(places) or places[i] - end > LONGEST_ELLIPSIS:
                break
            end = places[i] + len(segment)
        else:
            shortest[end] = first
    return (folded.place(start, end) for end, start in shortest.items())


def _gaps(there: str, words: str) -> list[Place] | None:
    """What the ellipses of `words` leave out of `there`; None where the segments do not span it in
    order.
    """
    folded, segments = _Folded(there), _segments(words)
    if (
        not segments
        or not folded.text.startswith(segments[0])
        or not folded.text.endswith(segments[-1])
    ):
        return None
    gaps, end = [], len(segments[0])
    last = len(folded.text) - len(segments[-1])
    for segment in segments[1:]:
        places = [last] if segment is segments[-1] else _whole_starts(folded.text, segment)
        i = bisect_left(places, end)
        if i == len(places):
            return None
        gaps.append(folded.place(end, places[i]))
        end = places[i] + len(segment)
    return gaps


# What differs

_WORD = r"[\w\u0300-\u036f]+"  # with the accents of folded letters
_TOKEN = re.compile(rf"{_WORD}(?:[-,.'’]{_WORD})*|[^\w\s]")


def _quoted(tokens: Sequence[str]) -> str:
    words = unicodedata.normalize("NFC", " ".join(tokens[:12]))
    return f'"{words}{" …" if len(tokens) > 12 else ""}"'


def _difference(there: str, words: str) -> str:
    """What differs between the source's words and those given, in a sentence."""
    ours, theirs = _TOKEN.findall(_fold(words)), _TOKEN.findall(_fold(there))
    head = max(
        0, _alike(ours, theirs) - 1
    )  # all but one of the first words that agree need no comparing
    tail = max(0, _alike(ours[:head:-1], theirs[:head:-1]) - 1)
    ours, theirs = (each[head : len(each) - tail][:MOST_WORDS] for each in (ours, theirs))
    changes = [
        op
        for op in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
        if op[0] != "equal"
    ]
    if not changes:
        return "the words agree, but not the space between them"
    said = [_change(ours, theirs, *op) for op in changes]
    in_order = "all words in order, but " if all(op[0] == "insert" for op in changes) else ""
    return in_order + "; ".join(said[:3]) + (f"; and {len(said) - 3} more" if said[3:] else "")


def _alike(ours: Sequence[str], theirs: Sequence[str]) -> int:
    return sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False))
    )


def _change(
    ours: Sequence[str], theirs: Sequence[str], kind: str, i: int, j: int, k: int, m: int
) -> str:
    if kind == "replace":
        return f"the source has {_quoted(theirs[k:m])}, not {_quoted(ours[i:j])}"
    has = f"has {_quoted(theirs[k:m])}" if kind == "insert" else f"has no {_quoted(ours[i:j])}"
    if i > 0 and j < len(ours):
        return f"the source {has} between {_quoted(ours[i - 1 : i])} and {_quoted(ours[j : j + 1])}"
    return (
        f"the source {has} {'after' if i else 'before'} "
        f"{_quoted(ours[i - 1 : i] if i else ours[j : j + 1])}"
    )


def _nearest(text: str, words: str) -> Place | None:
    """Where most of `words` stand together, in order: a suggestion where to look, never a
    verification.
    """
    tokens = list(_TOKEN.finditer(text))
    theirs = [_likeness(token.group()) for token in tokens]
    ours = [_likeness(word) for word in _TOKEN.findall(words)[:MOST_WORDS]]
    at = _crowd(ours, theirs)
    if at < 0:
        return None
    low = max(0, at - len(ours))
    matcher = SequenceMatcher(None, ours, theirs[low : at + 3 * len(ours) + 8], autojunk=False)
    blocks = _without_strays([block for block in matcher.get_matching_blocks() if block.size])
    if sum(block.size for block in blocks) < LIKENESS * len(ours):
        return None
    first = max(0, low + blocks[0].b - blocks[0].a)
    last = min(len(tokens) - 1, low + blocks[-1].b - blocks[-1].a + len(ours) - 1)
    return tokens[first].start(), tokens[last].end()


def _likeness(word: str) -> str:
    """What `word` has in common with others like it: the value of a number, or else its first STEM
    letters.
    """
    try:
        return str(number_value(word))
    except BoundError:
        return _fold(word).lower()[:STEM]


def _without_strays(blocks: list[Match]) -> list[Match]:
    """The matching blocks without single words far off the others."""
    while len(blocks) > 1 and blocks[0].size == 1 and blocks[1].b - blocks[0].b > 5:
        del blocks[0]
    while (
        len(blocks) > 1
        and blocks[-1].size == 1
        and blocks[-1].b - blocks[-2].b - blocks[-2].size > 5
    ):
        del blocks[-1]
    return blocks


def _crowd(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """The index in `theirs` from which on most of the rarer words of `ours` stand close together,
    or -1.
    """
    common = {word for word, times in Counter(theirs).items() if times > 50}
    wanted = {word for word in ours if word[:1].isalnum()} - common
    hits = [i for i, word in enumerate(theirs) if word in wanted]
    width = len(ours) + 8
    crowds = [bisect_left(hits, hit + width) - i for i, hit in enumerate(hits)]
    return hits[crowds.index(max(crowds))] if hits else -1
