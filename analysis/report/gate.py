"""The gate: which numbers and quotations of a piece of HTML lead to no record of evidence. What has
any is refused.

And what does not show by itself is made to show.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from html.parser import HTMLParser
from itertools import chain
from typing import Any, NamedTuple

from markupsafe import Markup

from analysis.errors import shown
from analysis.record.references import Evidence
from analysis.text.lexicon import HEDGES_AFTER, HEDGES_BEFORE, typed_numbers

# What is no running text of a page: the records themselves, what several of them say alike and what
# is shown of them on a link, the code and the footer.
EXEMPT = {
    ("article", ""),
    ("details", "contents"),
    ("dl", "shared"),
    ("div", "hint"),
    ("pre", "listing"),
    ("footer", ""),
}
_INLINE = set("a abbr b br cite code em i mark s small span strong sub sup time u".split())

# What does not show, or turns, joins, marks or parts text unseen: controls, format characters
# (category Cf of Unicode 16), line and paragraph separators, and Default_Ignorable_Code_Point,
# which Python's own tables do not have.
_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
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


def hides(text: str) -> bool:
    """Whether a text holds characters that do not show."""
    return _INVISIBLE.search(text) is not None


def numbers(text: str) -> list[str]:
    """What `typed_numbers` finds in `text` as a reader sees it."""
    seen, plain = _INVISIBLE.sub("", text), read_out(text)
    return typed_numbers(seen) or (typed_numbers(plain) if plain != seen else [])


def mixed(text: str) -> list[str]:
    """The words of `text` that mix Latin letters with ones of another script that look like
    them.
    """
    words = re.findall(r"[^\W\d_]+", _INVISIBLE.sub("", text))
    return [word for word in words if _mixes(word)]


def _mixes(word: str) -> bool:
    if word.isascii():
        return False
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word}
    return "LATIN" in scripts and not scripts.isdisjoint(_LOOKALIKES)


def unique(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Each evidence record once, in order of first use."""
    return list({record["id"]: record for record in evidence}.values())


def said(record: Any) -> Iterator[str]:
    """Every string that a record says: what is in its lists and dicts, but for what is in
    `_UNSAID`.
    """
    match record:
        case str():
            yield record
        case list() | tuple():
            for value in record:
                yield from said(value)
        case dict():
            for key, value in record.items():
                if key not in _UNSAID:
                    yield from said(value)


def known_numbers(id: str, records: dict[str, Evidence]) -> set[str]:
    """The numbers that the record `id` says, or a record that it was derived from, folded."""
    known: set[str] = set()
    for other in (id, *records.get(id, {}).get("inputs", [])):
        for words in said(records.get(other)):
            known |= _numbers_of(words)
    return known


@cache
def _numbers_of(words: str) -> frozenset[str]:
    return frozenset(map(folded, typed_numbers(words) + typed_numbers(read_out(words))))


class Refused(NamedTuple):
    """Words of HTML that are refused, what is wrong with them, and what to do."""

    words: str
    wrong: str
    do: str


def refusals(markup: str, evidence: Iterable[Evidence]) -> Iterator[Refused]:
    """What is wrong with HTML that rests on `evidence`.

    A number, or the name of a month or day, leads to evidence inside a link to one of these records
    (`<a class="evidence" href="#e-ID">`) that says it or has an input that does, in a cell of a row
    whose heading is such a link, and inside a quotation (`<q>`) of the words of one, whole. What is
    no running text is in EXEMPT.
    """
    found = _Loose(markup, evidence)
    for number in numbers(found.words):
        wrong = f'"{number}" leads to no evidence'
        yield Refused(number, wrong, "let it come in from evidence, as a link to it")
    for number, id in found.mislinked:
        wrong = f'"{number}" does not stand in the record that its link leads to, {id}'
        yield Refused(number, wrong, "link what the record says")
    for quoted in found.unheld:
        wrong = f"{shown(quoted)} is no quotation of its evidence"
        yield Refused(quoted, wrong, "quote a record's words, whole in <q>")
    for word in found.mixed:
        yield Refused(word, f"{shown(word)} mixes letters of two scripts", "spell it in one")


def evidence_link(address: str, words: str) -> Markup:
    """Words as a link to the record at an address, which `refusals` holds them against."""
    return Markup('<a class="evidence" href="{}">{}</a>').format(address, words)


def loose_quotations(markup: str, evidence: Iterable[Evidence]) -> list[str]:
    """The quotations of HTML that are not the words of any of `evidence`.

    In `<q>` they must be a record's words whole. Between quotation marks and in `<blockquote>` they
    may be a part of them, or of words that the record quotes itself, or a hedge that is spoken of
    ("more than").
    """
    return _Loose(markup, evidence).unheld


class _Loose(HTMLParser):
    """The words of HTML without what leads to evidence, and the numbers and quotations that do
    not.

    `words` leads to nothing; `mislinked` has each number that the record it links to does not say,
    with the id of that record; `unheld` are quotations of nothing; `mixed` words mix two scripts.
    """

    def __init__(self, markup: str, evidence: Iterable[Evidence]) -> None:
        super().__init__()
        self._records = {record["id"]: record for record in evidence}
        # The numbers of a record, found once however many links lead to it.
        self._known = cache(lambda id: known_numbers(id, self._records))
        self._quotable = set(chain.from_iterable(map(_quotable, self._records.values())))
        self.words = ""
        self.mislinked: list[tuple[str, str]] = []
        self.unheld: list[str] = []
        self.mixed: list[str] = []
        self._exempt = ""  # the tag that began what is no running text
        self._link = ""  # the id that an open link leads to
        self._linked = ""  # the words of that link
        self._row = ""  # the id that the heading of an open row leads to
        self._cell = ""  # the tag of an open cell
        self._block = ""  # the words of an open block
        self._cited = 0  # how many <blockquote> are open
        self._quoted: list[str] = []  # the words of each <q> that is open
        self.feed(str(markup))  # pieces of a Markup would escape what they are added to
        self.close()
        self.words += " ".join(self._quoted)  # a quotation that never ends is none
        self._end_link()
        self._end_block()
        found = self.mixed + mixed(self.words)
        self.mixed = [word for word in found if word not in " ".join(self._said)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the start of what leads to evidence; words before and after a block are not one
        word.
        """
        if tag == "q" and not self._exempt:
            self._quoted.append("")
            return
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        self._note_cell(tag)
        link = ""
        if tag == "a" and "evidence" in classes:
            link = self._target(given.get("href") or "")
        self._part(tag, is_link=bool(link))
        if self._exempt:
            return
        if link:
            self._end_link()
            self._link = link
            self._row = self._row or (link if self._cell == "th" else "")
        elif tag == "blockquote":
            self._cited += 1
        elif any((tag, name) in EXEMPT for name in ("", *classes)):
            self._exempt = tag

    def _note_cell(self, tag: str) -> None:
        """Note where a row or a cell begins; the words of a cell lead where the heading of its row
        does.
        """
        if tag not in ("tr", "th", "td"):
            return
        self._end_cell()
        if tag == "tr":
            self._row = ""
        else:
            self._cell = tag
            self._link = self._row if tag == "td" else ""

    def _target(self, href: str) -> str:
        """The id of the record that an address leads to; "" for none."""
        id = href.removeprefix("#e-")
        return id if href.startswith("#e-") and id in self._records else ""

    def handle_endtag(self, tag: str) -> None:
        """Note the end of what leads to evidence."""
        if tag == "q" and self._quoted:
            self._end_quotation(self._quoted.pop())
        elif tag == "a":
            self._end_link()
        elif tag in ("td", "th", "table"):
            self._end_cell()
        self._part(tag)
        if tag == self._exempt:
            self._exempt = ""
        elif tag == "blockquote" and self._cited:
            self._cited -= 1

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
        if tag == "br":
            self._block += " "
        if tag == "br" or tag not in _INLINE or is_link:
            self.words += " "
            self._linked += " "

    def _end_quotation(self, quoted: str) -> None:
        """Take a quotation out where a record holds it; otherwise it is words like any other."""
        if quoted in self._quotable:
            self._block += _HELD
        else:
            self.unheld.append(quoted)
            self._keep(quoted)

    def _end_link(self) -> None:
        """Hold the numbers and the spelling of a link against the record that it leads to."""
        if not self._link:
            return
        for number in numbers(self._linked):
            if folded(number) not in self._known(self._link):
                self.mislinked.append((number, self._link))
        self.mixed += mixed(self._linked)
        self._linked = ""
        self._link = self._row if self._cell == "td" else ""

    def _end_cell(self) -> None:
        """End a cell: what stands behind it leads nowhere."""
        self._end_link()
        self._cell = self._link = ""

    def _end_block(self) -> None:
        """Hold the quotations of a block of text against the words of the records."""
        text, self._block = self._block, ""
        if self._unheld_in(text):
            self.unheld += self._unheld_in(self._without_own_marks(text))

    def _unheld_in(self, text: str) -> list[str]:
        """The quotations of a block of text that no record holds."""
        pieces = text.split(_HELD) if self._cited else _marked(text)
        return [piece.strip() for piece in pieces if not self._is_held(piece)]

    def _without_own_marks(self, text: str) -> str:
        """A block of text without the names and notes of records that have quotation marks of their
        own: these are no quotations of this page.
        """
        text = " ".join(text.split())
        for own in self._own_marked:
            if own.casefold() in text.casefold():
                text = re.sub(re.escape(own), _HELD, text, flags=re.I)
        return text

    def _is_held(self, words: str) -> bool:
        """Whether words between marks are words of a record, a part of them, or a hedge that is
        spoken of.
        """
        sought = _plain_words(words)
        if not sought or sought in _HEDGES:
            return True
        within = re.compile(rf"(?<!\w){re.escape(sought)}(?!\w)")
        return any(sought in told and within.search(told) for told in self._mentions)

    @cached_property
    def _mentions(self) -> list[str]:
        return [*chain.from_iterable(map(_mentionable, self._records.values()))]

    @cached_property
    def _said(self) -> list[str]:
        return [*chain.from_iterable(map(said, self._records.values()))]

    @cached_property
    def _own_marked(self) -> list[str]:
        """What the records say that has a quotation mark, of a pair or alone, and a letter; the
        longest first.
        """
        marked = filter(_ANY_MARK.search, self._said)
        own = {" ".join(text.split()) for text in marked if _plain_words(text)}
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
    return [words for words in (span.get("exact"), record.get("outside")) if words]


def _mentionable(record: Evidence) -> list[str]:
    """The words of a source that a record shows or itself puts between marks, and the name of the
    group it counts.
    """
    span = record.get("span") or {}
    passage = "".join(span.get(part, "") for part in ("prefix", "exact", "suffix"))
    mentions = [passage, record.get("outside", ""), record.get("group", "")]
    for text in said(record):
        mentions += _marked(text)
    return [*map(_plain_words, mentions)]


def _marked(text: str) -> list[str]:
    """What stands between quotation marks in `text`."""
    return [max(match.groups(default=""), key=len) for match in _MARKED.finditer(text)]
