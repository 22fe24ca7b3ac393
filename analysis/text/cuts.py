"""What may not be cut off from words without changing what they say.

Four things are looked for around a span, and every doubt is decided against it:

- a word, or a number with its hedge, sign, scale and unit, that goes on across the span's edge;
- a negation or denial before the span that governs it. A negation governs what follows it in its
  sentence up to a semicolon, a "but", a new report (", adding that", "and calling"), the end of its
  own quotation, or a single comma or dash that opens a clause with its own subject (", we have"). A
  denial ("rejecting accusations that") reaches past such a comma. Verbs that hinder ("blocked …
  from", "unable to") govern the verb that follows;
- a condition before the span in its sentence ("if the US pays, …", "whether …") or directly after
  it;
- a negation directly after the span ("did not", "no one"), or a denial in the rest of its sentence
  (", he denied").

An ellipsis may leave out none of these, nor a number, a hedge, a modal verb ("may"), a verb of
saying, wishing or seeming, a quotation mark, the end of a sentence, or what may bring in another
subject: a name, a pronoun, "and".

Known limits: only English is read; a negation in an earlier or later sentence is not seen, nor is
irony, nor a modal verb or one of seeming or claiming at the edge of a span ("seemed to |", "|,
critics claim"), nor that words stand in a question, nor what the head of a column says of its
numbers ("2031, est."). An adverb on a hedge ("well over 40") may be cut off, since "over 40" still
holds.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from analysis.errors import without_controls
from analysis.text.lexicon import (
    ABBREVIATIONS,
    AUXILIARIES,
    CLOSING_MARKS,
    CONDITIONS,
    DENIALS,
    DENIED,
    FOCUS,
    HEDGES_AFTER,
    HEDGES_BEFORE,
    HINDRANCES,
    HYPHEN,
    MODALS,
    MONTH_ABBREVIATIONS,
    MONTHS,
    NEGATIONS,
    NO_HEDGES,
    NUMBER,
    OPENERS,
    OPENING_MARKS,
    ORDINALS,
    PARTS,
    QUOTATION_MARKS,
    SAID,
    SAYING,
    SCALE_ABBREVIATIONS,
    SCALE_LETTERS,
    SCALES,
    SCARCE,
    SUBJECTS,
    TITLES,
    UNDOING,
    UNREAL,
    VAGUE,
    alternation,
    number_tokens,
    spelled_out,
)
from analysis.text.numbers import CURRENCY, SIGN, says_none, without_hedge, without_hedge_after
from analysis.text.phrases import CHANGE, GUESSED, no_hedge, unknown_after, unknown_before

LONGEST_ELLIPSIS = 300  # code points that an ellipsis may leave out; never a paragraph's end
LONGEST_SENTENCE = 300  # characters of one that is told on one line
MOST_WORDS_AFTER_CHANGE = 4  # "rose last year from 54 to 92"
# code points around a span within which a number's hedge or a verb's hindrance is looked for
NEARBY = 200

Place = tuple[int, int]

# Paragraphs

_LINE_END = r"(?>\r\n|[\n\r\x85\u2028])"
# Two line ends with nothing between them but what does not show, or the character that is made for
# it.
_BLANK_LINE = rf"(?:{_LINE_END}[\s\u200b\u2060\ufeff]*{_LINE_END}|\u2029)"
_PARAGRAPH_END = re.compile(_BLANK_LINE)
_PAGE_END = r"(?<![^\S\f\v])(?:[^\S\f\v]*+[\f\v])++\s*"  # a form feed parts the pages of a PDF
_ANY_END = re.compile(rf"{_BLANK_LINE}|{_PAGE_END}|(?P<line>{_LINE_END})(?=\s*(?P<next_word>\S*))")
# A cell of a table, as pdftotext and a browser set them: a tab or three spaces part two.
_CELL = re.compile(r"\S+(?:[^\S\n\t]{1,2}\S+)*")
_RAGGED = 0.85  # of the longest line: letters are of unlike width, so few lines are as long
_ENDS_AS_SENTENCE = re.compile(r"[.!?…។៕”\"»)][’'›\]]*[\s\u200b\u2060\ufeff]*\Z")


@lru_cache(maxsize=64)
def paragraphs(text: str) -> list[Place]:
    """The places of the paragraphs of `text`, in order: what stands between blank lines, whatever
    its line ends.
    """
    return _between(text, list(_PARAGRAPH_END.finditer(text)))


@lru_cache(maxsize=64)
def shortest_paragraphs(text: str) -> list[Place]:
    """The same, but a page and a line that was not wrapped end a paragraph too: for what must stand
    near something.

    Whatever reaches to the end of a paragraph, as a negation may, goes by `paragraphs`: there the
    longer one is safe.
    """
    width = _wrapped_width(text)
    ends = []
    line_start = 0
    for end in _ANY_END.finditer(text):
        line = text[line_start : end.start()]
        if end["line"] is None or not _goes_on(line, end["next_word"], width):
            ends.append(end)
        line_start = end.end()
    return _between(text, ends)


def _wrapped_width(text: str) -> int:
    """The length of the longest wrapped line of a text whose lines are wrapped, as many of those
    that stand right below another go on from it; else 0.
    """
    stripped = [line.strip() for line in text.splitlines()]
    lines = [line for line in stripped if not _is_row_of_numbers(line)]
    below = [(upper, line) for upper, line in pairwise(lines) if upper and line]
    wrapped = [len(upper) for upper, line in below if _continues(line)]
    return max(wrapped) if len(wrapped) > len(below) / 3 else 0


def _continues(words: str) -> bool:
    """Whether words go on with a sentence: no capital begins them, nor a digit or a mark."""
    return words[:1].isalpha() and not words[0].isupper()


def _goes_on(line: str, next_word: str, width: int) -> bool:
    """Whether a line was only wrapped, and the next one goes on; `width` is that of a wrapped text,
    0 of any other.

    So it was unless it ends as a sentence does, is a row of a table, or the next line begins as a
    sentence though its first word had room here.
    """
    words = line.strip()
    if _ENDS_AS_SENTENCE.search(line) or _is_row_of_numbers(words):
        return False
    if _continues(next_word):
        return True
    needed = len(f"{words} {next_word}")
    return 0 < width * _RAGGED < needed


def _between(text: str, ends: list[re.Match[str]]) -> list[Place]:
    starts = [0, *(match.end() for match in ends)]
    stops = [*(match.start() for match in ends), len(text)]
    return list(zip(starts, stops, strict=True))


def paragraph_of(places: list[Place], at: int) -> int:
    """The index among `places` of the paragraph that holds `at`, or that ends before it."""
    return bisect_right(places, at, key=lambda place: place[0]) - 1


# Quotations

# Single marks are apostrophes too: they open before a word and close after one, and "'90s" opens
# none. A straight one opens after a space. A guillemet that points the other way closes more often
# than it opens: it needs both ends.
_OPENS = {
    '"': r'(?<![^\s(\[—–])"',
    "‘": r"(?<!\w)‘",
    "'": r"(?<![\w.,!?])'(?!\d)",
    "‚": r"(?<!\w)‚",
}
_APOSTROPHES = "’'‘"


def _quotation(opening: str) -> str:
    """The pattern of a quotation that `opening` begins: its words as a group, up to a mark that
    closes it.
    """
    marks = QUOTATION_MARKS[opening]
    closing = rf"[{marks}](?!\w)" if marks[0] in _APOSTROPHES else f"[{marks}]"
    end = closing if opening in "»›" else rf"{closing}|\Z"
    return rf"{_OPENS.get(opening, opening)}((?:(?!{closing}).)*+)(?:{end})"


_QUOTATION = re.compile("|".join(map(_quotation, QUOTATION_MARKS)), re.DOTALL)


def quotations(text: str) -> Iterator[Place]:
    """The places of the words of each quotation in `text`, without its marks; one never closed runs
    to the end.
    """
    for quotation in _QUOTATION.finditer(text):
        yield quotation.span(quotation.lastindex or 0)


# Words, numbers and their hedges

_JOINT_WORDS = "-‐‑–.'’ʼ@"  # between letters; between digits these and more
_JOINT_DIGITS = _JOINT_WORDS + "‒—−,:/"
_POSSESSIVE = re.compile(r"['’ʼ]s(?![\w'’ʼ])", re.IGNORECASE)
# A French or Italian word that lost its last vowel before another: "qu'entre", "d'environ".
# The negation "n'" is none of them: it belongs to what it denies.
_ELIDED = re.compile(r"(?<![^\W_])(?:[cdjlmst]|(?:lors|puis|jus)?qu)['’ʼ]\Z", re.IGNORECASE)
_WITH_ARTICLE = alternation([p for p in HEDGES_BEFORE if " " in p] + list(FOCUS))
_HEDGE = (
    rf"(?:(?:(?<!\w){_WITH_ARTICLE}(?!\w)\s*(?:(?:an?\s+)?(?:total\s+of|another|additional|"
    rf"further|the|these|those)\s+)?"
    rf"|(?<!\w){alternation(HEDGES_BEFORE)}\s*(?:an?\s+)?"
    r"|(?<!\w)(?:half|most|many|few|some|several|none|part|all)\s+of\s+(?:all\s+)?(?:the|these|"
    r"those)\s+"
    rf"|(?<!\w)an?\s+average\s+of\s+)(?:[{OPENING_MARKS}(\[]\s?)?)"
)
_SCALES_AND_PARTS = [*SCALE_ABBREVIATIONS, *SCALE_LETTERS, *PARTS]
_UNIT = (
    r"(?:\s?[%‰°]|\s+per\s?cent(?!\w)|\s+percentage\s+points?|\s+and\s+a\s+half(?!\w)"
    rf"|(?:\s+|{HYPHEN}){alternation(_SCALES_AND_PARTS)}(?!\w))"
)
_FRACTION = rf"(?<!\w)(?:one|an?)(?:\s+|{HYPHEN})(?:half|quarter|{alternation(ORDINALS[3:])})(?!\w)"
_AMOUNT = (
    rf"(?:(?:{CURRENCY}|{SIGN}|(?<!\w)[+±]|(?<!\w)(?:half|"
    rf"a\s+quarter\s+of)\s+an?\s+)?(?:{NUMBER.pattern}){_UNIT}?|{_FRACTION})"
)
# "one in 40", "3 out of 40", "4 in every 40", and no "4,310 in 2028, 4,655 in 2029". Of "one in
# 2000," who knows: it is taken for a rate.
_EVERY = (
    r"(?:(?:out\s+of|per)\s+(?:every\s+|each\s+)?|(?:of|for)\s+every\s+|in\s+(?:every|each)\s+)"
)
_YEAR = r"(?:1\d|20)\d\d"
_ONE_IN = (
    rf"(?:(?<![\w.,])(?:one|1)\s+in\s+(?!{_YEAR}(?![\d,])){_AMOUNT}"
    rf"|(?:{NUMBER.pattern})\s+(?:{_EVERY}|in\s+(?!{_YEAR}(?!\d|,\d{{3}}))){_AMOUNT})"
)
_AFTER_NOUN = alternation(p for p in HEDGES_AFTER if p.startswith(("or ", "at ", "and counting")))
_CLOSED = rf"(?:\s?[{CLOSING_MARKS}])?"
_AFTER = (
    rf"(?:{_CLOSED}(?:,?\s*\(?{alternation([*HEDGES_AFTER, *VAGUE])}"
    rf"|(?:\s+[^\W\d_]+){{1,2}}?,?\s+{_AFTER_NOUN})(?!\w)(?!\s+(?:than|\d)))"
)


_ONE_HEDGE = re.compile(rf"{alternation(NO_HEDGES)}\s+", re.IGNORECASE)
_NOUN = r"(?:\s+(?:people|persons|men|women|boats|cases|dollars|per\s?cent))"
# What joins the two ends of a range, or two numbers of which either may hold.
_OR = r"(?:\s+(?:to|or|and/or|through)\s+|\s*(?:\.{2,3}|…)\s*|\s+[-–—]\s+|[-–])"
_ONE_AMOUNT = rf"{_HEDGE}{{0,3}}{_AMOUNT}{_AFTER}?"
# Two numbers that make no range: "in 2016 to 92", "fell by 12 per cent to 340", "rose from 54 to
# 92".
_YEAR_FIRST = re.compile(r"(?:1\d|20)\d\d\s+to\s", re.IGNORECASE)
_AFTER_IN = re.compile(
    r"\b(?:in|since|of|by|until|during)\s+(?:the\s+)?(?:end\s+of\s+)?(?:(?:fiscal|"
    r"calendar)\s+)?(?:year\s+)?"
    rf"(?:{alternation([*MONTHS, *MONTH_ABBREVIATIONS])}\.?\s+)?\Z",
    re.IGNORECASE,
)
_FROM_OR_BY = re.compile(r"(?:\b\w+ly)?\s*(?:\b(?:from|by))?\s*\Z", re.IGNORECASE)


# compiled when a text is first looked at, which takes longer than a report takes to load its record
@cache
def _quantities() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(
            rf"(?:(?<!\w)between\s+{_HEDGE}?{_AMOUNT}\s+and\s+{_HEDGE}?{_AMOUNT}|{_ONE_IN}|"
            rf"{_HEDGE}{{0,3}}(?<!\w)from\s+{_HEDGE}{{0,3}}{_AMOUNT}{_NOUN}?\s+to\s+{_HEDGE}?{_AMOUNT}|"
            rf"{_HEDGE}{{0,3}}{_AMOUNT}(?:{_NOUN}?{_OR}{_HEDGE}?{_AMOUNT})?){_AFTER}?",
            re.IGNORECASE,
        ),
        re.compile(r"\d[\d,]*\s*(?:\.{2,3}|…)\s*\d[\d,]*"),
        re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)"),
        re.compile(
            r"\b(?:tens|dozens|scores|hundreds|thousands)\s+of\s+(?:thousands|millions|billions)\b",
            re.IGNORECASE,
        ),
    )


@cache
def _one_amount() -> re.Pattern[str]:
    return re.compile(_ONE_AMOUNT, re.IGNORECASE)


def _amounts(text: str, start: int, end: int) -> Iterator[Place]:
    """The places of numbers with their hedges around `[start, end)`; a range is one place."""
    for pattern in _quantities():
        for found in pattern.finditer(text, max(0, start - NEARBY), end + NEARBY):
            if not _are_apart(text, found):
                yield found.span()
                continue
            for amount in _one_amount().finditer(text, found.start(), found.end()):
                yield amount.span()


def _are_apart(text: str, found: re.Match[str]) -> bool:
    """Whether the two numbers of "54 to 92" are no range: the first is a year, or what is counted
    rose from it.
    """
    if not re.search(r"\sto\s", found.group()):
        return False
    before = text[max(0, found.start() - NEARBY) : found.start()]
    if _YEAR_FIRST.match(found.group()) and _AFTER_IN.search(before):
        return True
    return bool(_change_at_end(before))


def _change_at_end(before: str) -> str:
    """The words of a change that end what stands before a number, "" if none do: "rose last year"
    before "from 54".
    """
    change = CHANGE.search(_FROM_OR_BY.sub("", before))
    words = change.group().split() if change else []
    return " ".join(words) if len(words) <= MOST_WORDS_AFTER_CHANGE else ""


def _is_letter(char: str) -> bool:
    return char.isalnum() or char in "_\u200c\u200d\u00ad" or unicodedata.category(char)[0] == "M"


def _joins(before: str, mark: str, after: str) -> bool:
    if before.isdigit() and after.isdigit():
        return mark in _JOINT_DIGITS
    return mark in _JOINT_WORDS and _is_letter(before) and _is_letter(after)


def torn(text: str, at: int) -> bool:
    """Whether one word or number goes on across `at`. A cut before a possessive 's is a cut between
    words, as is one behind an elided word.
    """
    if not 0 < at < len(text):
        return False
    if _is_letter(text[at - 1]) and _is_letter(text[at]):
        return True
    is_elided = _ELIDED.search(text, max(0, at - 8), at) and not text[at].isupper()
    if is_elided or _POSSESSIVE.match(text, at):
        return False
    if at + 1 < len(text) and _joins(*text[at - 1 : at + 2]):
        return True
    return at > 1 and _joins(*text[at - 2 : at + 1])


@lru_cache(10_000)
def _extent(text: str, start: int, end: int) -> Place:
    """`[start, end)` widened to hold whole every word and every number with its hedge that it
    cuts.
    """
    first, last = start, end
    for begin, stop in _amounts(text, start, end):
        if begin < end and stop > start:
            begin = _behind_no_hedge(text, begin, stop)
            first, last = min(first, begin), max(last, stop)
    while torn(text, first):
        first -= 1
    while torn(text, last):
        last += 1
    return first, last


def _behind_no_hedge(text: str, begin: int, stop: int) -> int:
    """Where an amount begins behind a hedge that may be none: "830" of "took over 830"."""
    hedge = _ONE_HEDGE.match(text, begin, stop)
    if hedge and no_hedge(text[max(0, begin - NEARBY) : hedge.end()]):
        return hedge.end()
    return begin


_NEGATION = rf"{alternation(NEGATIONS)}(?!\w)"
_CONDITION = rf"{alternation(CONDITIONS)}(?!\w)"
_STEMS = "|".join((*DENIALS, *HINDRANCES, *UNREAL))
_WORDS = alternation(
    (
        *NEGATIONS, *SCARCE, *CONDITIONS, *FOCUS, *MODALS,
        *HEDGES_BEFORE, *HEDGES_AFTER, *VAGUE,
    )
)  # fmt: skip
# Words that may bring in another subject, whose words those behind an ellipsis would then be.
_CLAUSE_WORDS = frozenset(SUBJECTS) | frozenset(
    """
    and or but yet while whereas because although though who whom whose when where
    """.split()
)
_WORD_OR_MARK = re.compile(r"[^\W\d_]+|[;:]")
_WEIGHTY = re.compile(
    rf"(?<!\w){_WORDS}(?!\w)|\w+n['’ʼ]t\b|\b(?:{_STEMS})\w*|[%‰$€£¥“”\"„‟″«»‹›‚]", re.IGNORECASE
)


def dropped(text: str, start: int, end: int) -> str:
    """Why an ellipsis may not stand for `text[start:end]`, "" if it may."""
    text, start, end = _spelled_out(text, start, end)
    gap = text[start:end]
    if not any(char.isalnum() for char in gap):
        return "an ellipsis leaves out no word"
    if len(gap) > LONGEST_ELLIPSIS or _PARAGRAPH_END.search(gap):
        return (
            f"an ellipsis leaves out a paragraph's end or more than {LONGEST_ELLIPSIS} characters"
        )
    if weighty := _WEIGHTY.search(gap):
        return f'an ellipsis leaves out "{weighty.group()}"'
    if tokens := number_tokens(gap):
        return f'an ellipsis leaves out "{tokens[0].text}"'
    first, _ = _extent(text, start, start + 1)
    _, last = _extent(text, end - 1, end)
    if (first, last) != (start, end):
        return f'an ellipsis cuts "{text[first:last]}"'
    if _ends_sentence_in(text, start, end):
        return "an ellipsis leaves out the end of a sentence"
    if subject := _other_subject(gap):
        return f'an ellipsis leaves out "{subject}", which may have another subject'
    return ""


def _ends_sentence_in(text: str, start: int, end: int) -> bool:
    """Whether a sentence ends within `[start, end)`, or right before it."""
    for stop, after in sentence_ends(text, max(0, start - 8)):
        if stop >= end:
            return False
        if after > start:
            return True
    return False


def _other_subject(gap: str) -> str:
    """The first word or mark that may be, or bring in, another subject: a name, "and"; "" if none
    does.
    """
    for found in _WORD_OR_MARK.finditer(gap):
        word = found.group()
        if word in ";:" or word[0].isupper() or word.lower() in _CLAUSE_WORDS:
            return word
    return ""


# What governs a span from outside

_APOSTROPHE_T = r"\w+n['’ʼ]t\b"
_SCARCE = rf"(?<!\ba )(?<!\bas ){alternation(SCARCE)}(?!\w)"
_NOUGHT = r"(?:zero|nil|nought)(?![\w-])(?!\s+tolerance)"
_SAID = alternation(SAID)
_SUBJECT = alternation(SUBJECTS)
_AUXILIARY = alternation(AUXILIARIES)
_NO_HEDGE = rf"{alternation(p for p in HEDGES_BEFORE if re.match('not? .* than', p))}(?!\w)"
_CUE = re.compile(
    rf"(?P<hedge>(?<!\w){_NO_HEDGE})|"
    rf"(?<!\w)(?:{_SUBJECT}\s+)?(?:{_AUXILIARY}\s+)?(?:(?P<negation>{_NEGATION}|{_NOUGHT}|"
    rf"{_SCARCE}|{_APOSTROPHE_T})|(?P<denial>(?:{'|'.join(DENIALS)})\w*|"
    rf"{_CONDITION})|"
    rf"(?P<hindrance>(?:{'|'.join(HINDRANCES)})\w*)|"
    rf"(?P<undoing>{alternation(UNDOING)}(?!\w)|(?-i:Had|Were|Should)(?!\w)))",
    re.IGNORECASE,
)
_RIGHT_BEHIND = re.compile(rf"\s+(?:that\s+)?(?:\w+ly\s+)?[{OPENING_MARKS}]?\s?")
_GERUND = re.compile(rf"(?:[{OPENING_MARKS}]\s?)?(?:\w+ly\s+)?\w+ing\b", re.IGNORECASE)
_HINDERED = re.compile(r"(?:\s.*\bfrom)?\s+(?P<to>to\s+)?(?:\w+ly\s+)?", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(
    r";|(?<!\ball )(?<!thing )(?<!none )\bbut\b(?!(?:\s+[^\s,]+){1,4},)", re.IGNORECASE
)
_PAUSE = re.compile(r",(?!\d)|[–—]|\s-\s")
_REPORT = re.compile(
    rf"(?:[,–—]|\band\b)\s*{alternation(SAYING)}\b|,\s*{_SAID}\b(?=:|\s+(?:that|he|she|it|"
    rf"they)\b|\s+[{OPENING_MARKS}])",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    rf"[,–—]\s*[{CLOSING_MARKS}]?\s*(?:(?:and|so|as)\s+)?(?:{_SUBJECT}\b(?!\s+{_SAID}\b)"
    r"|(?:which|who|where|although|though|whereas|while|because)\b)",
    re.IGNORECASE,
)
# A quotation that ended, with a mark of punctuation of its own: what opens it, what is not in it,
# what closes it. The first one of a sentence may have opened in the sentence before.
_ENDED = (
    (r"(?:\A|[“\"])", '“”"„«»', '”"'),
    (r"(?:\A|«)", '«»“”"„', "»"),
    ("„", '“”"', "“”"),
    ("»", "«»", "«"),
    ("‹", "‹›", "›"),
    ("›", "‹›", "‹"),
    ("‚", "‚‘’", "‘"),
)
_CLOSED_QUOTATION = re.compile(
    "|".join(rf"{opens}[^{no}]*[,.!?—]\s?[{ends}](?=\s)" for opens, no, ends in _ENDED)
)
_PROVIDED = rf"provided\s+(?:the|an?|its|their|{_SUBJECT})\b"
_NO_ONE = r"(?:nobody|no[\s-]one|none|neither|few|hardly\s+any(?:one|body))"
_NOT_AFTER = re.compile(
    rf"{_CLOSED}(?:['’ʼ]s)?\s+(?!{_NO_HEDGE})(?:{_AUXILIARY}\s+)?(?:\w+ly\s+)?"
    rf"(?:{_NEGATION}|{_NOUGHT}|{_SCARCE}|{_APOSTROPHE_T}|(?:in\s+name|on\s+paper)(?!\w))"
    rf"|,?{_CLOSED}(?:\s*[–—-])?\s+(?:but\s+)?(?:only\s+|even\s+)?(?:{_CONDITION}|{_PROVIDED})"
    rf"|[,.!?]?{_CLOSED}\s+(?:{_SAID}\s+{_NO_ONE}|{_NO_ONE}\s+{_SAID})(?!\w)",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    rf"(?:[^\s.;!?]*\s+|[^\w\s]+)(?:[^\s.;!?]+\s+){{0,8}}?{alternation(DENIED)}\b",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(
    rf"(?<![.!?…])(?P<stop>[!?]+|\.(?![.…])|[។៕])(?:\s?[»›]|[{CLOSING_MARKS})\]])*\s+"
    rf"(?=[{OPENING_MARKS}(\[]*\s?(?P<next>\w+))|(?P<blank>{_BLANK_LINE})"
)
_NO_END = re.compile(
    rf"(?:(?<!\w){alternation((*TITLES, *ABBREVIATIONS))}|(?:\b|\.)[^\W\d_])\Z",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"(?<![\w.])(?:{alternation(TITLES)}|[^\W\d_])\Z", re.IGNORECASE)


def sentence_ends(text: str, start: int = 0) -> Iterator[Place]:
    """From `start` on: where each sentence stops and where the next begins. In doubt ("U.S. Army")
    it goes on.
    """
    for end in _FULL_STOP.finditer(text, start):
        if end["blank"] or _ends_sentence(text, end):
            yield end.span()


def _ends_sentence(text: str, end: re.Match[str]) -> bool:
    """Whether a full stop, with the first word behind it, ends a sentence."""
    before = text[max(0, end.start() - 12) : end.start()]
    following = end["next"] or ""
    if following[:1].islower():
        return False
    if end["stop"] != ".":
        return True
    if following.isdigit() and re.search(r"\bNos?\Z", before):
        return False
    if not _NO_END.search(before):
        return True
    return following.lower() in OPENERS and not _SINGLE.search(before)


def _sentence_stop(text: str, start: int, end: int) -> int:
    """Where the first sentence stops whose white space behind it reaches to `end` or past it.

    That may be a little before `end`, where the words take in the end of their sentence.
    """
    for stop, after in sentence_ends(text, max(start, end - 8)):
        if after >= end:
            return stop
    return len(text)


def sentence_at(text: str, start: int, end: int) -> Place:
    """Where the sentences begin and end in which `text[start:end]` stands, without the space around
    them: one, unless it spans several.
    """
    places = shortest_paragraphs(text)
    first = places[paragraph_of(places, start)][0]
    last = places[paragraph_of(places, max(start, end - 1))][1]
    for stop, after in sentence_ends(text, first):
        if after <= start:
            first = after
        elif stop >= end:
            last = min(after, last)
            break
    words = text[first:last].strip()
    first = text.index(words, first)
    return first, first + len(words)


def first_sentence(text: str) -> str:
    """The first sentence of `text`, on one line, without control characters; at most
    LONGEST_SENTENCE characters of it.
    """
    first_line = next(iter(without_controls(text).strip().splitlines()), "")
    line = " ".join(first_line.split())
    end = next((after for _, after in sentence_ends(line, 0)), len(line))
    sentence = line[:end].rstrip()
    if len(sentence) <= LONGEST_SENTENCE:
        return sentence
    return sentence[: LONGEST_SENTENCE - 1] + "…"


class Clip(NamedTuple):
    """Why words say something else than they do in their place, the words left outside, and whether
    a word or a number with its hedge goes on in these: else they govern it or take it back.
    """

    why: str
    outside: str
    is_cut: bool = False


def clips(text: str, start: int, end: int) -> list[Clip]:
    """Why `text[start:end]` says something else than it does in its place."""
    text, start, end = _spelled_out(text, start, end)
    found: list[Clip] = []
    if _is_cell(text, start, end) and not _changing_label(text, start, end):
        return found
    first, last = _extent(text, start, end)
    if (first, last) != (start, end):
        whole = squeezed(text[first:last])
        before_and_after = (squeezed(text[first:start]), squeezed(text[end:last]))
        outside = " … ".join(filter(None, before_and_after))
        found.append(Clip(f'cuts "{whole}"', outside, is_cut=True))
    if change := _change_before_range(text, start, end):
        why = f'cuts "{change}", which makes two numbers of it and no range'
        found.append(Clip(why, change, is_cut=True))
    if before := _governing(text, start):
        found.append(Clip(f'leaves out "{before}", which governs it', before))
    if after := _denying(text, start, end):
        found.append(Clip(f'leaves out "{after}", which takes it back', after))
    return found


def _spelled_out(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The same words in the same text, both without ligatures: "ﬁve" is a number, and has a
    hedge.
    """
    before = spelled_out(text[:start])
    up_to_end = spelled_out(text[:end])
    return spelled_out(text), len(before), len(up_to_end)


def unknown_words(text: str, start: int, end: int) -> str:
    """The words beside the number in `text[start:end]` that are not known to leave it as it is; ""
    where all are.

    Looked at within the number's phrase, in the span and outside it; see `phrases`.
    """
    text, start, end = _spelled_out(text, start, end)
    numbers = list(NUMBER.finditer(text, start, end))
    if not numbers or says_none(text[start:end]):
        return ""
    for number in numbers:
        whole = NUMBER.match(text, number.start())
        if not whole or whole.end() < number.end():  # "2 grand" of "2 grand juries"
            return " ".join(text[number.start() : end + NEARBY].split()[:3])
    if _is_cell(text, start, end):
        return _changing_label(text, start, end)
    first, last = numbers[0].start(), numbers[-1].end()
    stop = _sentence_stop(text, start, end)
    if text[stop : stop + 1] == "?":
        return "?"
    right = text[last : max(end, stop)][:NEARBY]
    if text[:first].endswith("(") and right.startswith(")"):
        return f"({numbers[0].group()})"  # of accounts, less than nothing
    left = _left_of(text, start) + text[start:first]
    left = left[-NEARBY:]
    if other := no_hedge(re.sub(rf"{CURRENCY}\Z", "", left)):
        return other
    left = without_hedge(left)
    if len(numbers) > 1:
        left = re.sub(r"\b(?:between|from)\s+\Z", "", left, flags=re.IGNORECASE)
    return unknown_before(left, right) or unknown_after(without_hedge_after(right))


def is_whole_cell(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is all of a line, or of a cell into which gaps part one."""
    line, place = _line_of(text, start, end)
    return place in _cells(line)


def _line_of(text: str, start: int, end: int) -> tuple[str, Place]:
    """The line in which `text[start:end]` begins, and its place there."""
    line_start = text.rfind("\n", 0, start) + 1
    line, _, _ = text[line_start:].partition("\n")
    return line, (start - line_start, end - line_start)


# What the label of a row would make of its numbers: a sign, an opening mark, a scale, a change or
# a rate.
_OPEN_LABEL = re.compile(
    rf"(?:\bminus|[-−–—(\[:,$€£])\s*\Z|\b000s?\b"
    rf"|\b{alternation([*SCALES, *_SCALES_AND_PARTS])}s?\b"
    r"|\b(?:plan(?:s|ned)?|goals?|caps?|changes?|growth|increases?|decreases?|differences?|rates?"
    r"|ratios?|index|per)\b",
    re.IGNORECASE,
)
# A scale that the head of a table gives all its numbers: "(in thousands)", "’000".
_SCALED_HEAD = re.compile(
    r"\bin\s+(?:hundreds|thousands|millions|billions)\b|[(,]\s*(?:hundreds|thousands|millions"
    r"|billions)\b|(?<![\d,.])000s?\b|\bper\s+(?:thousand|hundred|million|1,?000?)\b",
    re.IGNORECASE,
)


def _is_cell(text: str, start: int, end: int) -> bool:
    """Whether a span is a number alone in a row of numbers, with nothing beside it but another
    number, the end of the row, or before the first number the label of the row.
    """
    if not NUMBER.fullmatch(text[start:end]):
        return False
    line, place = _line_of(text, start, end)
    cells = _cells(line)
    if place not in cells or not _is_row_of_numbers(line):
        return False
    at = cells.index(place)
    beside = [line[slice(*cell)] for cell in cells[max(0, at - 1) : at + 2]]
    if at == 1 and not NUMBER.fullmatch(beside[0]):
        beside = beside[1:]  # the label of the row
    return all(map(NUMBER.fullmatch, beside))


def _changing_label(text: str, start: int, end: int) -> str:
    """The words that may change every number of the row of a span: in its label, or a scale in the
    head of its table; "" if none do.
    """
    line, _ = _line_of(text, start, end)
    for cell in _cells(line):
        label = line[slice(*cell)]
        if NUMBER.fullmatch(label):
            break
        if _changes(label):
            return label
    places = paragraphs(text)
    own = paragraph_of(places, start)
    begin, _ = places[max(0, own - 1)]
    head = _SCALED_HEAD.search(text, begin, text.rfind("\n", 0, start) + 1)
    return squeezed(head.group()) if head else ""


def _changes(label: str) -> bool:
    """Whether the label of a row may change its numbers."""
    patterns = (_OPEN_LABEL, _WEIGHTY, GUESSED)
    return any(pattern.search(label) for pattern in patterns)


def _is_row_of_numbers(line: str) -> bool:
    """Whether gaps part a line into cells, two of which are a number alone."""
    numbers = [cell for cell in _cells(line) if NUMBER.fullmatch(line[slice(*cell)])]
    return len(numbers) > 1


def _cells(line: str) -> list[Place]:
    """The places of the cells into which gaps part a line: of one, where there is no gap."""
    return [cell.span() for cell in _CELL.finditer(line)]


def _change_before_range(text: str, start: int, end: int) -> str:
    """The words that make two numbers of what reads as a range, "" if none do: "rose" before "from
    54 to 92".
    """
    numbers = list(NUMBER.finditer(text, start, end))
    if len(numbers) < 2:
        return ""
    first, last = numbers[0], numbers[-1]
    if not re.search(r"\sto\s", text[first.end() : last.start()]):
        return ""
    return _change_at_end(_left_of(text, start) + text[start : first.start()])


def squeezed(words: str) -> str:
    """`words` with one space between them, and none around them."""
    return " ".join(words.split())


def _left_of(text: str, start: int) -> str:
    """What stands before `start` in its sentence; a quotation that ended before it is blank: it
    governs only itself.
    """
    places = paragraphs(text)
    begin, _ = places[paragraph_of(places, start)]
    for _, after in sentence_ends(text, begin):
        if after > start:
            break
        begin = after
    left = text[begin:start]
    ends = [end for _, end in quotations(text[begin : start + 1])]
    if len(left) + 1 in ends:
        return left
    return _CLOSED_QUOTATION.sub(lambda quotation: " " * len(quotation.group()), left)


def _governing(text: str, start: int) -> str:
    """The words from the negation or denial that governs the words at `start` up to them, "" if
    there is none.
    """
    left = _left_of(text, start)
    # The span's own first words may open the clause that frees it.
    seen = left + text[start : start + NEARBY]
    pauses = [pause.start() for pause in _PAUSE.finditer(left)]
    last = pauses[-1] if pauses else 0
    opens_clause = _CLAUSE.match(seen, last)
    breaks = chain(_BREAK.finditer(seen), _REPORT.finditer(seen, last))
    starts = [found.start() for found in breaks if found.start() <= len(left)]
    for cue in _CUE.finditer(left, max(starts, default=0)):
        between = left[cue.end() :]
        pauses_between = len(pauses) - bisect_left(pauses, cue.end())
        if cue["hedge"]:
            continue
        if cue["negation"] and opens_clause and pauses_between == 1:
            continue
        if cue["hindrance"] and not _hinders(between[:NEARBY], text, start):
            continue
        if cue["undoing"] and not _undoes(between, text, start):
            continue
        return squeezed(left[cue.start() :])
    return ""


def _hinders(between: str, text: str, start: int) -> bool:
    hindered = _HINDERED.fullmatch(between)
    return bool(hindered and (hindered["to"] or _GERUND.match(text, start)))


def _undoes(between: str, text: str, start: int) -> bool:
    """Whether the words at `start` stand right behind "nearly" and the like, and are no number of
    which it is the hedge.
    """
    return bool(_RIGHT_BEHIND.fullmatch(between)) and not NUMBER.match(text, start)


def _denying(text: str, start: int, end: int) -> str:
    """The words of the same sentence after `end` up to those that negate or deny what was said, ""
    if none do.
    """
    stop = _sentence_stop(text, start, end)
    rest = text[end : max(end, stop)][:400]
    denied = _NOT_AFTER.match(rest) or _DENIED_AFTER.match(rest)
    return squeezed(denied.group()) if denied else ""
