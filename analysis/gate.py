"""The gate: which numbers of a piece of HTML lead to no record of evidence. Blocks and pages with any are refused.

And what does not show by itself is made to show.
"""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

from analysis.lexicon import typed_numbers
from analysis.record import Evidence

# What is no running text of a page: the records themselves and what is shown of them on a link, the code, the footer.
EXEMPT = {("article", "entry"), ("div", "hint"), ("pre", "listing"), ("footer", "")}
# What does not show, and might hide a number from the gate: soft hyphens, zero-width spaces and joiners.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Controls, and what turns, joins, marks or parts text unseen. Joiners (U+200C, U+200D) spell words; a zero-width
# space does so in Khmer.
_KHMER = "[\u1780-\u17ff\u19e0-\u19ff]"
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
    f"|(?<!{_KHMER})\u200b|\u200b(?!{_KHMER})"
)
_INLINE = set("a abbr b cite code em i mark s small span strong sub sup time u".split())


def visible(text: str) -> str:
    """`text` with every character that does not show, or turns what does, named in place: ⟦U+202E⟧."""
    return _UNSEEN.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", text)


def unique(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Each evidence record once, in order of first use."""
    return list({record["id"]: record for record in evidence}.values())


def loose_numbers(markup: str, evidence: Iterable[Evidence]) -> list[str]:
    """The numbers, and names of months and days, in the running text of HTML that lead to none of `evidence`.

    A number leads there inside a link to one of these records (`<a class="evidence" href="#e-ID">`), and inside a
    quotation (`<q>`) of the words of one, whole. What is no running text is in EXEMPT.
    """
    return typed_numbers(_INVISIBLE.sub("", _Loose(markup, unique(evidence)).words))


def loose_quotations(markup: str, evidence: Iterable[Evidence]) -> list[str]:
    """The quotations (`<q>`) of HTML that are not the words of any of `evidence`, whole."""
    return _Loose(markup, unique(evidence)).unheld


class _Loose(HTMLParser):
    """The words of HTML without what leads to evidence, and the quotations that do not."""

    def __init__(self, markup: str, evidence: Iterable[Evidence]) -> None:
        super().__init__()
        records = list(evidence)
        self._links = {f"#e-{record['id']}" for record in records}
        self._quotable = {words for record in records for words in _quotable(record)}
        self.words, self._within = "", ""  # the tag of what leads to evidence
        self._quoted: list[str] = []  # a text for each quotation that is open
        self.unheld: list[str] = []
        self.feed(markup)
        self.close()
        self.words += " ".join(self._quoted)  # a quotation that never ends is none

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the start of what leads to evidence; words before and after a block are not one word."""
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        is_link = tag == "a" and "evidence" in classes and given.get("href") in self._links
        is_exempt = any((tag, name) in EXEMPT for name in ("", *classes))
        if tag == "q" and self._is_running:
            self._quoted.append("")
        elif not self._within and (is_link or is_exempt):
            self._within = tag
        self.words += "" if tag in _INLINE and not is_link else " "

    def handle_endtag(self, tag: str) -> None:
        """Note the end of what leads to evidence; a quotation that none of it holds is words like any other."""
        if tag == "q" and self._quoted:
            quoted = self._quoted.pop()
            if quoted not in self._quotable:
                self.unheld.append(quoted)
                self._keep(quoted)
        if tag == self._within:
            self._within = ""
        self.words += "" if tag in _INLINE else " "

    def handle_data(self, data: str) -> None:
        """Keep words that lead to nothing, unless a quotation they stand in turns out to be held."""
        if self._quoted:
            self._quoted[-1] += data
        else:
            self._keep(data)

    @property
    def _is_running(self) -> bool:
        """Whether this is running text: a link may quote, an entry and the code may not be asked to."""
        return self._within in ("", "a")

    def _keep(self, data: str) -> None:
        self.words += "" if self._within else data


def _quotable(record: Evidence) -> list[str]:
    """The words of a source that a record holds."""
    span = record.get("span") or {}
    return [words for words in (span.get("exact", ""), record.get("outside", "")) if words]
