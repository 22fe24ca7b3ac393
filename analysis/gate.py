"""The gate: which numbers of a piece of HTML lead to no record of evidence. Blocks and pages with any are refused."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

from analysis.lexicon import typed_numbers
from analysis.record import Evidence

# What is no running text of a page: the records themselves, the code, and the footer with its fingerprint.
EXEMPT = {("article", "entry"), ("pre", ""), ("footer", "")}
_INLINE = set("a abbr b cite code em i mark s small span strong sub sup u".split())


def unique(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Each evidence record once, in order of first use."""
    return list({record["id"]: record for record in evidence}.values())


def loose_numbers(markup: str, evidence: Iterable[Evidence]) -> list[str]:
    """The numbers, and names of months and days, in the running text of HTML that lead to none of `evidence`.

    A number leads there inside a link to one of these records (`<a class="evidence" href="#e-ID">`), and inside a
    quotation (`<q>`) whose words one of them holds. What is no running text is in EXEMPT.
    """
    return typed_numbers(_Loose(markup, unique(evidence)).words)


class _Loose(HTMLParser):
    """The words of HTML without what leads to evidence."""

    def __init__(self, markup: str, evidence: Iterable[Evidence]) -> None:
        super().__init__()
        records = list(evidence)
        self._links = {f"#e-{record['id']}" for record in records}
        self._quotable = [words for record in records for words in _quotable(record)]
        self.words, self._within = "", ""  # the tag of what leads to evidence
        self._quoted: str | None = None
        self.feed(markup)
        self.close()
        self.words += self._quoted or ""  # a quotation that never ends is none

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the start of what leads to evidence; words before and after a block are not one word."""
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        is_link = tag == "a" and "evidence" in classes and given.get("href") in self._links
        is_exempt = any((tag, name) in EXEMPT for name in ("", *classes))
        if not self._within and (is_link or is_exempt):
            self._within = tag
        elif tag == "q" and not self._within:
            self._quoted = ""
        self.words += "" if tag in _INLINE and not is_link else " "

    def handle_endtag(self, tag: str) -> None:
        """Note the end of what leads to evidence; a quotation that none of it holds is words like any other."""
        if tag == "q" and self._quoted is not None:
            whole = re.compile(rf"(?<!\w){re.escape(self._quoted)}(?!\w)")
            is_held = any(whole.search(words) for words in self._quotable)
            self.words += " " if is_held else self._quoted
            self._quoted = None
        if tag == self._within:
            self._within = ""
        self.words += "" if tag in _INLINE else " "

    def handle_data(self, data: str) -> None:
        """Keep words that lead to nothing."""
        if self._quoted is not None:
            self._quoted += data
        elif not self._within:
            self.words += data


def _quotable(record: Evidence) -> list[str]:
    """The words of a source that a record holds."""
    span = record.get("span") or {}
    held = [span.get("exact", ""), record.get("outside", ""), *(words for _, words in record.get("lines", ()))]
    return [words for words in held if words]
