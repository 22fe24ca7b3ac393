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
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import Match, SequenceMatcher
from functools import lru_cache
from itertools import islice

from analysis.errors import BoundError, counted
from analysis.text.cuts import LONGEST_ELLIPSIS, Place, clips, dropped, squeezed, torn
from analysis.text.lexicon import spelled_out
from analysis.text.numbers import number_value

CONTEXT = 32  # code points of prefix and suffix
MOST_SEGMENTS = 12  # pieces between ellipses
MOST_PLACES = 100  # places that are looked for; more say no more
MOST_LISTED = 10  # places that are named
MOST_WORDS = 200  # words that are compared to say what differs
MOST_CHANGES = 3  # differences that are told; the others are counted
MOST_QUOTED = 12  # words and marks of one difference
STEM = 5  # letters by which words are alike enough for a near miss
LIKENESS = 0.6  # share of the words that a near miss has in order
FAR = 5  # words from the next match, from which on a single word is no part of a near miss
COMMON = 50  # times in a text; a more frequent word says little about where to look
WORK = 10_000_000  # characters that a search may compare

PASSING = ("verbatim", "typographic", "elided")
CITED = "cited"
VERDICTS = (*PASSING, "altered", "ambiguous", "missing", "clipped", "not_held")

Opcode = tuple[str, int, int, int, int]  # of difflib: the kind of change, and what it changes
Words = list[str]  # of a text, with the marks between them

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
    """One of VERDICTS, why, and for `clipped` the source's words that the span leaves outside, and
    whether a word or a number with its hedge goes on in these.
    """

    name: str
    detail: str = ""
    outside: str = ""
    is_cut: bool = False

    @property
    def passes(self) -> bool:
        """Whether the words may be shown as the source's own."""
        return self.name in PASSING


@dataclass(frozen=True)
class Found:
    """What a search came to: the verdict, whose detail says what differs, the place if there is
    one, and the words around it.
    """

    verdict: Verdict
    span: Span | None = None
    context: str = ""


_NOT_HELD = Verdict("not_held", "the source's text is not held here")


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def span_at(text: str, start: int, end: int) -> Span:
    """The span of `text[start:end]` with full context: CONTEXT code points, or up to the line break
    before that.
    """
    before = text[max(0, start - CONTEXT) : start]
    after = text[end : end + CONTEXT]
    prefix = _LINE_BREAK.split(before)[-1]
    suffix = _LINE_BREAK.split(after)[0]
    return Span(start, end, text[start:end], prefix, suffix)


def verify(text: str | None, span: Span) -> Verdict:
    """The verdict on a span that gives its offsets.

    A prefix or suffix shorter than that of `span_at` is not given in full: it passes where the
    words and what is given of their context stand only once in the text. Full ones may stand
    elsewhere too: then the offsets decide.
    """
    if text is None:
        return _NOT_HELD
    start = span.start
    end = span.end
    if not 0 <= start < end <= len(text):
        length = counted(len(text), "character")
        return Verdict("missing", f"the text has no {start}-{end}: it has {length}")
    verdict = _compared(text, span)
    if not verdict.passes:
        return verdict
    differs = _other_context(text, span)
    if differs:
        return Verdict("altered", differs)
    if not _is_told_apart(text, span):
        wrong = "the words stand more than once; a full prefix and suffix would tell which is meant"
        return Verdict("ambiguous", wrong)
    cut = clips(text, start, end)
    if not cut:
        return verdict
    reasons = "; ".join(clip.why for clip in cut)
    outside = " … ".join(clip.outside for clip in cut)
    return Verdict("clipped", reasons, outside, any(clip.is_cut for clip in cut))


def _other_context(text: str, span: Span) -> str:
    """What the source has instead of the prefix or suffix given; "" where both agree."""
    before = text[: span.start]
    after = text[span.end :]
    if not before.endswith(span.prefix):
        return f'before the words the source has "{before[-CONTEXT:]}", not "{span.prefix}"'
    if not after.startswith(span.suffix):
        return f'after the words the source has "{after[:CONTEXT]}", not "{span.suffix}"'
    return ""


def locate(text: str, words: str) -> list[Span]:
    """Every place of `words`, up to MOST_PLACES: the verbatim ones, else the typographic, else the
    elided.

    Places within a word or a number ("900" in "1,900") count only where there is no other.
    """
    places = _places(text, words.strip())
    return [span_at(text, start, end) for start, end in places]


def find(text: str | None, words: str) -> Found:
    """Look for `words`: the verdict, the place and its context; of a near miss the verdict says
    what differs.
    """
    words = words.strip()
    if text is None:
        return Found(_NOT_HELD)
    places = _places(text, words)
    if len(places) > 1:
        return _several(text, places)
    if not places:
        return _near_miss(text, words)
    start, end = places[0]
    span = span_at(text, start, end)
    verdict = verify(text, replace(span, exact=words))
    return Found(verdict, span, _around(text, start, end))


def _several(text: str, places: Sequence[Place]) -> Found:
    """The finding on words that stand at every one of `places`."""
    listed = places[:MOST_LISTED]
    context = " … ".join(_around(text, start, end) for start, end in listed)
    starts = ", ".join(str(start) for start, _ in listed)
    times = str(len(places))
    if len(places) == MOST_PLACES:
        times += " or more"
    detail = f"the words stand {times} times, at {starts}"
    return Found(Verdict("ambiguous", detail), context=context)


def _near_miss(text: str, words: str) -> Found:
    """The finding on words that stand nowhere: what differs from the ones nearest to them."""
    near = _nearest(text, words)
    if near is None:
        return Found(Verdict("missing", "the words stand nowhere in the text"))
    start, end = near
    difference = _difference(text[start:end], words)
    context = _around(text, start, end)
    return Found(Verdict("altered", difference), context=context)


def _around(text: str, start: int, end: int) -> str:
    """`text[start:end]` and its context, on one line."""
    before = max(0, start - CONTEXT)
    after = end + CONTEXT
    return squeezed(text[before:after])


def _compared(text: str, span: Span) -> Verdict:
    """The verdict on the words alone, at their offsets."""
    start = span.start
    exact = span.exact
    there = text[start : span.end]
    if there == exact:
        return Verdict("verbatim")
    if _fold(there) == _fold(exact):
        only = "only quote marks, dashes, white space, accents or ligatures differ"
        return Verdict("typographic", only)
    gaps = _gaps(there, exact)
    if gaps is None:
        return Verdict("altered", _elsewhere(text, span) or _difference(there, exact))
    left_out = []
    for low, high in gaps:
        why = dropped(text, start + low, start + high)
        if why:
            return Verdict("altered", why)
        words = there[low:high].strip()
        left_out.append(f'"{words}"')
    listed = " and ".join(left_out)
    return Verdict("elided", f"the ellipsis leaves out {listed}")


def _elsewhere(text: str, span: Span) -> str:
    """Where the words of `span` stand verbatim nearest to its offsets, in a sentence; "" if
    nowhere.

    Words with white space at an end are not looked for: it is the words that need mending, not the
    offsets.
    """
    if span.exact != span.exact.strip():
        return ""
    places = _whole_first(text, _hits(text, span.exact))
    if not places:
        return ""

    def distance(place: Place) -> int:
        start, _ = place
        return abs(start - span.start)

    start, end = min(places, key=distance)
    wrong = f"the words stand at {start}-{end}, not at {span.start}-{span.end}"
    return f"{wrong}; empty start and end and run fill"


def _is_told_apart(text: str, span: Span) -> bool:
    """Whether the context given, which agrees, is full, or stands with the words only once."""
    full = span_at(text, span.start, span.end)
    if span.prefix.endswith(full.prefix) and span.suffix.startswith(full.suffix):
        return True
    wanted = span.prefix + full.exact + span.suffix
    first = text.find(wanted)
    return text.find(wanted, first + 1) < 0


# What typography may change. A hyphen may become a dash and back, since printers disagree about
# ranges; but not between digits, where it is an em dash or in spaces, which may open an aside. A
# letter may have its accents in itself or behind it, which Unicode holds to be the same, and may be
# joined to the next one. Nothing else is folded: "½", "²", "①" and digits of another script or
# width stay what they are.

# What may follow a letter as its accent: no letter or digit, and none of the marks below.
_ACCENT = r"[^\x00-\x7f\w\s–—―‐‑‒−‘’‚‛‹›′´“”„‟″«»]"
_MARKS = re.compile(
    r"(?P<dash>\s*(?:[–—―]|--+)\s*|\s+[-‐‑‒−]\s+)"
    r"|(?P<space>\s+)"
    r"|(?P<hyphen>[‐‑‒−])"
    r"|(?P<single>[‘’‚‛‹›ʼ′`´])"
    r"|(?P<double>[“”„‟″«»])"
    rf"|(?P<letter>(?:[^\x00-\x7f]|[\x00-\x7f](?={_ACCENT})){_ACCENT}*+)"
)
_PLAIN = {"dash": "-", "space": " ", "hyphen": "-", "single": "'", "double": '"'}


def _fold(text: str) -> str:
    """`text` in one style of quote marks, dashes and white space, its accents behind their letters,
    no ligatures.
    """
    return _MARKS.sub(_plain, text)


def _plain(mark: re.Match[str]) -> str:
    """What a mark is folded to."""
    if mark.lastgroup == "letter":
        return spelled_out(unicodedata.normalize("NFD", mark.group()))
    if mark.lastgroup == "dash" and _is_between_digits(mark):
        return _plain_dash(mark.group())
    return _PLAIN[str(mark.lastgroup)]


def _is_between_digits(mark: re.Match[str]) -> bool:
    """Whether a digit stands right before a mark and another right behind it."""
    text = mark.string
    before = text[max(0, mark.start() - 1) : mark.start()]
    after = text[mark.end() : mark.end() + 1]
    return before.isdigit() and after.isdigit()


def _plain_dash(dash: str) -> str:
    """What a dash between digits is folded to: "40 — 50 stayed —" is no range, "40-50" is one."""
    plain = "-"
    if "—" in dash or "―" in dash or "--" in dash:
        plain = "—"
    if dash != dash.strip():
        plain = f" {plain} "
    return plain


class _Folded:
    """A folded text that can tell where a piece of it stands in the source.

    `sources` has the place in the source of each character, and of the end: of what a mark became
    that folding made shorter or longer, the mark's start.
    """

    def __init__(self, text: str) -> None:
        self.text = _fold(text)
        self.sources = array("L")
        at = 0
        for mark in _MARKS.finditer(text):
            start, end = mark.span()
            length = len(_plain(mark))
            if length != end - start:
                self.sources.extend(range(at, start))
                self.sources.extend([start] * length)
                at = end
        self.sources.extend(range(at, len(text) + 1))

    def place(self, start: int, end: int) -> Place:
        """The place in the source of `[start, end)` of the folded text."""
        return self.sources[start], self.sources[end]


# Places


def _hits(text: str, words: str) -> Iterator[Place]:
    """Every place of `words`, overlapping ones too, as far as WORK allows."""
    if not words:
        return
    most = max(MOST_PLACES, WORK // len(words))
    at = -1
    for _ in range(most):
        at = text.find(words, at + 1)
        if at < 0:
            return
        yield at, at + len(words)


def _is_torn(text: str, start: int, end: int) -> bool:
    """Whether a word or number goes on across an end of `[start, end)`."""
    return torn(text, start) or torn(text, end)


def _whole_first(text: str, places: Iterator[Place]) -> list[Place]:
    """The places that are whole words, or those that are not where there are no others."""
    whole: list[Place] = []
    inside: list[Place] = []
    for start, end in places:
        found = inside if _is_torn(text, start, end) else whole
        found.append((start, end))
        if len(whole) == MOST_PLACES:
            break
    return whole or inside[:MOST_PLACES]


def _places(text: str, words: str) -> list[Place]:
    """See `locate`."""
    places = _whole_first(text, _hits(text, words))
    if places:
        return places
    folded = _Folded(text)
    wanted = _fold(words)
    places = _whole_first(text, _folded_hits(folded, wanted))
    if not places:
        return list(islice(_elided_places(folded, words), MOST_PLACES))
    found = []
    for start, end in places:
        if _fold(text[start:end]) == wanted:
            found.append((start, end))
    return found


def _folded_hits(folded: _Folded, wanted: str) -> Iterator[Place]:
    """The places in the source of every place of folded words."""
    for start, end in _hits(folded.text, wanted):
        yield folded.place(start, end)


_ELLIPSIS = re.compile(r"\[\s*(?:…|\.{3})\s*\]|…|\.{3}(?!\.)")


def _segments(words: str) -> list[str]:
    """The folded pieces between ellipses; none where there are too many, or one is empty."""
    pieces = [_fold(piece.strip()) for piece in _ELLIPSIS.split(words)]
    is_elided = 1 < len(pieces) <= MOST_SEGMENTS and all(pieces)
    return pieces if is_elided else []


def _whole_starts(text: str, piece: str) -> list[int]:
    """Where `piece` starts in `text`, each time as whole words."""
    starts = []
    for start, end in _hits(text, piece):
        if not _is_torn(text, start, end):
            starts.append(start)
    return starts


def _gaps_before(segments: list[str], starts: list[list[int]], end: int) -> list[Place] | None:
    """What stands before each of `segments`, from the end of the one before it to its next start;
    None where one has none. `starts` are theirs, sorted; the first gap begins at `end`.
    """
    gaps = []
    for segment, places in zip(segments, starts, strict=True):
        index = bisect_left(places, end)
        if index == len(places):
            return None
        gaps.append((end, places[index]))
        end = places[index] + len(segment)
    return gaps


def _elided_places(folded: _Folded, words: str) -> Iterator[Place]:
    """Where the segments stand in order, each at its next place; of places with the same end the
    shortest.
    """
    segments = _segments(words)
    if not segments:
        return
    first, *others = segments
    starts = [_whole_starts(folded.text, segment) for segment in others]
    shortest: dict[int, int] = {}
    for start in _whole_starts(folded.text, first):
        gaps = _gaps_before(others, starts, start + len(first))
        if gaps and _are_short(gaps):
            _, last = gaps[-1]
            shortest[last] = start
    for last, start in shortest.items():
        end = last + len(segments[-1])
        yield folded.place(start, end)


def _are_short(gaps: Sequence[Place]) -> bool:
    """Whether an ellipsis may leave out each of these."""
    return all(end - begin <= LONGEST_ELLIPSIS for begin, end in gaps)


def _gaps(there: str, words: str) -> list[Place] | None:
    """What the ellipses of `words` leave out of `there`; None where the segments do not span it in
    order.
    """
    segments = _segments(words)
    if not segments:
        return None
    folded = _Folded(there)
    text = folded.text
    first, *inner, last = segments
    if not text.startswith(first) or not text.endswith(last):
        return None
    starts = [_whole_starts(text, segment) for segment in inner]
    starts.append([len(text) - len(last)])
    gaps = _gaps_before(segments[1:], starts, len(first))
    return gaps and [folded.place(*gap) for gap in gaps]


# What differs

_WORD = r"[\w\u0300-\u036f]+"  # with the accents of folded letters
_TOKEN = re.compile(rf"{_WORD}(?:[-,.'’]{_WORD})*|[^\w\s]")


def _quoted(tokens: Words) -> str:
    """The first of `tokens` in quotation marks, with an ellipsis for the others."""
    words = unicodedata.normalize("NFC", " ".join(tokens[:MOST_QUOTED]))
    more = " …" if len(tokens) > MOST_QUOTED else ""
    return f'"{words}{more}"'


def _difference(there: str, words: str) -> str:
    """What differs between the source's words and those given, in a sentence."""
    ours, theirs = _about_changes(_tokens(words), _tokens(there))
    opcodes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    changes = [change for change in opcodes if change[0] != "equal"]
    if not changes:
        return "the words agree, but not the space between them"
    told = [_change(ours, theirs, change) for change in changes[:MOST_CHANGES]]
    said = "; ".join(told)
    kinds = {change[0] for change in changes}
    if kinds == {"insert"}:
        said = f"all words in order, but {said}"
    more = len(changes) - MOST_CHANGES
    return f"{said}; and {more} more" if more > 0 else said


def _tokens(text: str) -> Words:
    """The words and marks of `text`, folded."""
    return _TOKEN.findall(_fold(text))


def _about_changes(ours: Words, theirs: Words) -> tuple[Words, Words]:
    """Both without the first and the last words that agree, but for one at either end; at most
    MOST_WORDS of each.
    """
    shared = _alike(ours, theirs)
    if shared > 1:
        ours = ours[shared - 1 :]
        theirs = theirs[shared - 1 :]
    shared = _alike(ours[:0:-1], theirs[:0:-1])
    if shared > 1:
        ours = ours[: 1 - shared]
        theirs = theirs[: 1 - shared]
    return ours[:MOST_WORDS], theirs[:MOST_WORDS]


def _alike(ours: Words, theirs: Words) -> int:
    """How many of the first words agree."""
    count = 0
    for our, their in zip(ours, theirs, strict=False):
        if our != their:
            break
        count += 1
    return count


def _change(ours: Words, theirs: Words, opcode: Opcode) -> str:
    """One change from `ours[i:j]` to `theirs[k:m]`, told with the words beside it."""
    kind, i, j, k, m = opcode
    given = _quoted(ours[i:j])
    there = _quoted(theirs[k:m])
    if kind == "replace":
        return f"the source has {there}, not {given}"
    said = "the source has "
    said += there if kind == "insert" else f"no {given}"
    before = ours[max(0, i - 1) : i]
    after = ours[j : j + 1]
    if not before:
        return f"{said} before {_quoted(after)}"
    if not after:
        return f"{said} after {_quoted(before)}"
    return f"{said} between {_quoted(before)} and {_quoted(after)}"


def _nearest(text: str, words: str) -> Place | None:
    """Where most of `words` stand together, in order: a suggestion where to look, never a
    verification.
    """
    tokens = list(_TOKEN.finditer(text))
    theirs = [_likeness(token.group()) for token in tokens]
    wanted = _TOKEN.findall(words)[:MOST_WORDS]
    ours = [_likeness(word) for word in wanted]
    at = _crowd(ours, theirs)
    if at is None:
        return None
    count = len(ours)
    low = max(0, at - count)
    window = theirs[low : at + 3 * count + 8]
    matcher = SequenceMatcher(None, ours, window, autojunk=False)
    # The last block is an empty one that ends the list.
    blocks = _without_strays(matcher.get_matching_blocks()[:-1])
    if sum(block.size for block in blocks) < LIKENESS * count:
        return None
    our, their, _ = blocks[0]
    first = low + their - our
    our, their, _ = blocks[-1]
    last = low + their - our + count
    found = tokens[max(0, first) : last]
    return found[0].start(), found[-1].end()


@lru_cache(10_000)
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
    while len(blocks) > 1:
        first, second = blocks[:2]
        away = second.b - first.b
        if first.size > 1 or away <= FAR:
            break
        del blocks[0]
    while len(blocks) > 1:
        before, last = blocks[-2:]
        away = last.b - before.b - before.size
        if last.size > 1 or away <= FAR:
            break
        del blocks[-1]
    return blocks


def _crowd(ours: Words, theirs: Words) -> int | None:
    """The index in `theirs` from which on most of the rarer words of `ours` stand close together;
    None where none of them stands there.
    """
    times = Counter(theirs)
    rarer = {word for word in ours if times[word] <= COMMON}
    wanted = {word for word in rarer if word[:1].isalnum()}
    hits = [index for index, word in enumerate(theirs) if word in wanted]
    width = len(ours) + 8
    most = 0
    found = None
    for index, hit in enumerate(hits):
        close = bisect_left(hits, hit + width) - index
        if close > most:
            most = close
            found = hit
    return found
