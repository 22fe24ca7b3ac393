"""The gate: which numbers and quotations of a piece of HTML lead to no record of evidence. What has
any is refused.

And what does not show by itself is made to show.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from html.parser import HTMLParser
from typing import Any, NamedTuple

from analysis.errors import shown
from analysis.record.record import Evidence
from analysis.text.lexicon import HEDGES_AFTER, HEDGES_BEFORE, typed_numbers

# What is no running text of a page: the records themselves and what is shown of them on a link, the
# code, the footer.
EXEMPT = {("article", "entry"), ("div", "hint"), ("pre", "listing"), ("footer", "")}
_INLINE = set("a abbr b br cite code em i mark s small span strong sub sup time u".split())

# What does not show, or turns, joins, marks or parts text unseen: controls, format characters
# (category Cf of Unicode 16), line and paragraph separators, and Default_Ignorable_Code_Point,
# which Python's own tables do not have.
_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Joiners (U+200C, U+200D) spell words, and a zero-width space does in Khmer: they stay as they are,
# but hide nothing.
_KHMER = "[\u1780-\u17ff\u19e0-\u19ff]"
_UNSEEN = re.compile(f"[{_HIDDEN}]|(?<!{_KHMER})\u200b|\u200b(?!{_KHMER})")
_INVISIBLE = re.compile(f"[{_HIDDEN}\u200b-\u200d]")
# Scripts with letters that look like Latin ones, by the first word of their letters' names.
_LOOKALIKES = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")

# A quotation to a reader: between marks of any kind, one that never ends running on to the end of
# its block. What is an apostrophe too, or points the wrong way, needs both ends.
_MARKED = re.compile(
    r"„([^“”\"＂]*)[“”\"＂]?|[“‟\"＂〝]([^”\"＂〞]*)[”\"＂〞]?|«([^»]*)»?|»([^»«]*)«|‹([^›]*)›?|›([^›‹]*)‹"
    r"|(?<!\w)‚([^‘’']*)[‘’']?|(?<!\w)['‘‛](?=\S)([^'’]*(?:['’]\w[^'’]*)*)['’](?!\w)"
)
_ANY_MARK = re.compile(r"[\"＂'‘’‚‛“”„‟«»‹›〝〞]")
_PLAIN_MARKS = str.maketrans(dict.fromkeys("‘’‚‛‹›", "'") | dict.fromkeys("“”„‟«»", '"'))
_HELD = "\ufffc"  # stands for a quotation that a record holds
_HEDGES = {*HEDGES_BEFORE, *HEDGES_AFTER}
# What a record knows but does not say: the words around its span, addresses and hashes.
_UNSAID = {"prefix", "suffix", "url", "sha256", "id", "inputs", "verified"}


def visible(text: str) -> str:
    """`text` with every character that does not show, or turns what does, named in place:
    ⟦U+202E⟧.
    """
    return _UNSEEN.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", text)


def read_out(text: str) -> str:
    """`text` as a reader sees it: without what does not show, and in the plain forms of its letters
    and digits.
    """
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))


def numbers(text: str) -> list[str]:
    """What `typed_numbers` finds in `text` as a reader sees it."""
    seen = _INVISIBLE.sub("", text)
    return typed_numbers(seen) or typed_numbers(unicodedata.normalize("NFKC", seen))


def mixed(text: str) -> list[str]:
    """The words of `text` that mix Latin letters with ones of another script that look like
    them.
    """
    words = re.findall(r"[^\W\d_]+", _INVISIBLE.sub("", text))
    return [word for word in words if not word.isascii() and _mixes(word)]


def _mixes(word: str) -> bool:
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word}
    return "LATIN" in scripts and not scripts.isdisjoint(_LOOKALIKES)


def unique(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Each evidence record once, in order of first use."""
    return list({record["id"]: record for record in evidence}.values())


def said(record: Any) -> Iterator[str]:
    """Every string that a record says: what is in its lists and dicts, but for what is in
    `_UNSAID`.
    """
    if isinstance(record, str):
        yield record
    inner = (
        [value for key, value in record.items() if key not in _UNSAID]
        if isinstance(record, dict)
        else record
    )
    for value in inner if isinstance(inner, list | tuple) else ():
        yield from said(value)


def known_numbers(id: str, records: dict[str, Evidence]) -> set[str]:
    """The numbers that the record `id` says, or a record that it was derived from."""
    record = records.get(id, {})
    about = [record, *(records.get(other, {}) for other in record.get("inputs", []))]
    return {number for words in said(about) for number in _numbers_of(words)}


@cache
def _numbers_of(words: str) -> frozenset[str]:
    return frozenset(
        folded(number) for text in (words, read_out(words)) for number in typed_numbers(text)
    )


class Refused(NamedTuple):
    """Words of HTML that are refused, what is wrong with them, and what to do."""

    words: str
    wrong: str
    do: str


def refusals(markup: str, evidence: Iterable[Evidence]) -> Iterator[Refused]:
    """What is wrong with HTML that rests on `evidence`."""
    found = _Loose(markup, unique(evidence))
    for number in numbers(found.words):
        yield Refused(
            number,
            f'"{number}" leads to no evidence',
            "let it come in from evidence, as a link to it",
        )
    for number, id in found.mislinked:
        wrong = f'"{number}" does not stand in the record that its link leads to, {id}'
        yield Refused(number, wrong, "link what the record says")
    for quoted in found.unheld:
        wrong = f"{shown(quoted)} is no quotation of its evidence"
        yield Refused(quoted, wrong, "quote a record's words, whole in <q>")
    for word in found.mixed:
        yield Refused(word, f"{shown(word)} mixes letters of two scripts", "spell it in one")


def loose_numbers(markup: str, evidence: Iterable[Evidence]) -> list[str]:
    """The numbers, and names of months and days, in the running text of HTML that lead to none of
    `evidence`.

    A number leads there inside a link to one of these records (`<a class="evidence"
    href="#e-ID">`), and inside a quotation (`<q>`) of the words of one, whole. What is no running
    text is in EXEMPT.
    """
    return numbers(_Loose(markup, unique(evidence)).words)


def mislinked_numbers(markup: str, evidence: Iterable[Evidence]) -> list[str]:
    """The numbers inside links to `evidence` that do not stand in the record linked to, nor in an
    input of it.
    """
    return [number for number, _ in _Loose(markup, unique(evidence)).mislinked]


def loose_quotations(markup: str, evidence: Iterable[Evidence]) -> list[str]:
    """The quotations of HTML that are not the words of any of `evidence`.

    In `<q>` they must be a record's words whole. Between quotation marks and in `<blockquote>` they
    may be a part of them, or of words that the record quotes itself, or a hedge that is spoken of
    ("more than").
    """
    return _Loose(markup, unique(evidence)).unheld


class _Loose(HTMLParser):
    """The words of HTML without what leads to evidence, and the numbers and quotations that do
    not.
    """

    def __init__(self, markup: str, evidence: Iterable[Evidence]) -> None:
        super().__init__()
        self._records = {record["id"]: record for record in evidence}
        self._quotable = {words for record in self._records.values() for words in _quotable(record)}
        self.words = ""  # what leads to no evidence
        self._exempt, self._link = (
            "",
            "",
        )  # the tag of what is no running text; the id that a link leads to
        self._linked, self._block, self._cited = (
            "",
            "",
            0,
        )  # the words of a link and of a block; depth of <blockquote>
        self._quoted: list[str] = []  # a text for each <q> that is open
        self.unheld: list[str] = []
        self.mislinked: list[tuple[str, str]] = []
        self.mixed: list[str] = []
        self.feed(str(markup))  # pieces of a Markup would escape what they are added to
        self.close()
        self.words += " ".join(self._quoted)  # a quotation that never ends is none
        self._end_link()
        self._end_block()
        self.mixed = [
            word for word in [*self.mixed, *mixed(self.words)] if word not in self._own_words
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the start of what leads to evidence; words before and after a block are not one
        word.
        """
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        id = (given.get("href") or "").removeprefix("#e-")
        is_link = (
            tag == "a"
            and "evidence" in classes
            and given.get("href") == f"#e-{id}"
            and id in self._records
        )
        if tag == "q" and not self._exempt:
            self._quoted.append("")
            return
        self._part(tag, is_link)
        if is_link and not self._exempt:
            self._end_link()
            self._link = id
        elif not self._exempt and any((tag, name) in EXEMPT for name in ("", *classes)):
            self._exempt = tag
        self._cited += tag == "blockquote" and not self._exempt

    def handle_endtag(self, tag: str) -> None:
        """Note the end of what leads to evidence; a quotation that none of it holds is words like
        any other.
        """
        if tag == "q" and self._quoted:
            quoted = self._quoted.pop()
            is_held = quoted in self._quotable
            self._block += _HELD if is_held else ""
            if not is_held:
                self.unheld.append(quoted)
                self._keep(quoted)
        if tag == "a":
            self._end_link()
        self._part(tag)
        if tag == self._exempt:
            self._exempt = ""
        self._cited -= tag == "blockquote" and self._cited > 0

    def handle_data(self, data: str) -> None:
        """Keep words that lead to nothing, unless a quotation they stand in turns out to be
        held.
        """
        if self._quoted:
            self._quoted[-1] += data
        else:
            self._keep(data)

    def _keep(self, data: str) -> None:
        if self._exempt:
            return
        self._block += data
        if self._link:
            self._linked += data
        else:
            self.words += data

    def _part(self, tag: str, is_link: bool = False) -> None:
        """Part the words before and after a tag, where it is no part of a word."""
        if tag not in _INLINE:
            self._end_block()
        self.words += "" if tag in _INLINE - {"br"} and not is_link else " "
        self._block += " " if tag == "br" else ""

    def _end_link(self) -> None:
        """Hold the numbers and the spelling of a link against the record that it leads to."""
        if self._link:
            known = known_numbers(self._link, self._records)
            strange = [number for number in numbers(self._linked) if folded(number) not in known]
            self.mislinked += [(number, self._link) for number in strange]
            self.mixed += mixed(self._linked)
        self._link, self._linked = "", ""

    def _end_block(self) -> None:
        """Hold the quotations of a block of text against the words of the records."""
        text, self._block = self._block, ""
        pieces = text.split(_HELD) if self._cited else _marked(text)
        if any(not self._is_held(piece) for piece in pieces):
            # A name or a note that has quotation marks of its own is no quotation of this page.
            text = " ".join(text.split())
            for own in self._own_marked:
                if own.casefold() in text.casefold():
                    text = re.sub(re.escape(own), _HELD, text, flags=re.I)
            pieces = text.split(_HELD) if self._cited else _marked(text)
            self.unheld += [piece.strip() for piece in pieces if not self._is_held(piece)]

    def _is_held(self, words: str) -> bool:
        """Whether words between marks are words of a record, a part of them, or a hedge that is
        spoken of.
        """
        sought = _plain_words(words)
        within = re.compile(rf"(?<!\w){re.escape(sought)}(?!\w)")
        told = (words for words in self._mentions if sought in words)
        return not sought or sought in _HEDGES or any(map(within.search, told))

    @cached_property
    def _mentions(self) -> list[str]:
        return [words for record in self._records.values() for words in _mentionable(record)]

    @cached_property
    def _own_words(self) -> str:
        return " ".join(text for record in self._records.values() for text in said(record))

    @cached_property
    def _own_marked(self) -> list[str]:
        """What the records say that has a quotation mark, of a pair or alone, and a letter; the
        longest first.
        """
        texts = {
            text
            for record in self._records.values()
            for text in said(record)
            if _ANY_MARK.search(text)
        }
        own = (" ".join(text.split()) for text in texts if _plain_words(text))
        return sorted(own, key=len, reverse=True)


@cache
def folded(text: str) -> str:
    """`text` as a reader sees it, in one case and with single spaces."""
    return " ".join(read_out(text).casefold().split())


@cache
def _plain_words(text: str) -> str:
    """Words folded, marks within them plain and none around them; "" where there is no word."""
    plain = folded(text.replace(_HELD, " ")).translate(_PLAIN_MARKS)
    return re.sub(r"^\W+|\W+$", "", plain)


def _quotable(record: Evidence) -> list[str]:
    """The words of a source that a record holds."""
    span = record.get("span") or {}
    return [words for words in (span.get("exact", ""), record.get("outside", "")) if words]


def _mentionable(record: Evidence) -> list[str]:
    """The words of a source that a record shows or itself puts between marks, and the name of the
    group it counts.
    """
    span = record.get("span") or {}
    passage = "".join(span.get(part, "") for part in ("prefix", "exact", "suffix"))
    marked = [words for text in said(record) for words in _marked(text)]
    return [
        _plain_words(words)
        for words in (passage, record.get("outside", ""), *marked, record.get("group", ""))
    ]


def _marked(text: str) -> list[str]:
    """What stands between quotation marks in `text`."""
    return [max(match.groups(default=""), key=len) for match in _MARKED.finditer(text)]
