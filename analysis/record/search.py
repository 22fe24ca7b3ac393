"""Search: the figures, quotations, events and held texts in which words stand, ranked, each with a
snippet.

The index is SQLite's own full-text search (FTS5), made in memory from what a record hands out. It
knows English stems: "voluntary" finds "voluntarily", and accents make no difference.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from analysis.errors import LookupFailed, without_controls
from analysis.record.publications import Source
from analysis.record.reported import Reported
from analysis.record.selections import Selection, table_html
from analysis.text.cuts import paragraphs, sentence_at, squeezed

TOKENS = "porter unicode61 remove_diacritics 2"
SNIPPET = 24  # words of a snippet
WEIGHTS = (4.0, 1.0)  # of the words of a source, and of what the record says about them
_TERM = re.compile(r'"([^"]+)"|([^\s"]+)')  # a phrase in quotation marks, or one word

Indexed = tuple[
    Reported | Source, str, str, str
]  # item, kind, words of its source, what else is said


@dataclass(frozen=True, repr=False)
class Hit:
    """A place in which words were found: `item` is the figure, quote or event, or the source in
    whose text they stand; the words that were found stand between asterisks in `snippet`.
    """

    item: Reported | Source
    kind: str
    snippet: str

    @property
    def id(self) -> str:
        """The id of its item."""
        return self.item.id

    def summary(self) -> dict[str, str]:
        """It as a row of plain strings: what was found, where, by whom and in which source."""
        if isinstance(self.item, Source):
            source, speakers = self.item, ""
        else:
            source = self.item.source
            speakers = ", ".join(speaker.name for speaker in self.item.speakers)
        return {
            "id": self.id,
            "kind": self.kind,
            "found": self.snippet,
            "speaker": speakers,
            "source": source.named,
        }

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id}: {self.snippet}>"

    def _repr_html_(self) -> str:
        return table_html([self.summary()])


class Index:
    """A full-text index of reported items and of the texts of sources, which may be several
    paragraphs each.
    """

    def __init__(self, items: Iterable[Reported], texts: Mapping[Source, str]) -> None:
        self._entries = [*map(_entry, items), *chain.from_iterable(map(_parts, texts.items()))]
        self._base = sqlite3.connect(":memory:", check_same_thread=False)
        create = f"CREATE VIRTUAL TABLE found USING fts5(words, about, tokenize='{TOKENS}')"
        self._base.execute(create)
        rows = [(words, about) for _, _, words, about in self._entries]
        self._base.executemany("INSERT INTO found VALUES (?, ?)", rows)

    def search(self, words: str) -> Selection:
        """The places in which all of these words stand, the best first; the earlier where two are
        as good.

        Words between quotation marks stand together; an asterisk at the end of a word stands for
        any ending. Raises LookupFailed where there is no word to look for.
        """
        asked = query(words)
        select = (
            f"SELECT rowid, snippet(found, -1, '*', '*', '…', {SNIPPET}) FROM found "
            "WHERE found MATCH ? ORDER BY bm25(found, ?, ?), rowid"
        )
        hits = []
        for row, words_around in self._base.execute(select, [asked, *WEIGHTS]):
            item, kind, _, _ = self._entries[row - 1]
            hits.append(Hit(item, kind, squeezed(words_around)))
        return Selection(hits)


def query(words: str) -> str:
    """What FTS5 is asked for `words`: each as it stands, so that none is taken for an operator.

    Raises LookupFailed where no word holds a letter or a digit.
    """
    terms = []
    words = without_controls(words).encode(errors="ignore").decode()  # a lone surrogate is no word
    for phrase, word in _TERM.findall(words):
        term = phrase or word
        is_beginning = word.endswith("*")
        if any(char.isalnum() for char in term):
            terms.append(f'"{term.rstrip("*")}"{"*" if is_beginning else ""}')
    if not terms:
        raise LookupFailed("search", "there is no word to look for", 'write one, as in "talks"')
    return " ".join(terms)


def _entry(item: Reported) -> Indexed:
    """A row of the index for what was reported: its words, and what the record says of it."""
    said = dict.fromkeys([item.label(), *(words for _, words in item.lines()), item.note])
    about = " · ".join(words for words in said if words and words != item.span.exact)
    return item, item.kind, item.span.exact, about


def _parts(held: tuple[Source, str]) -> Iterator[Indexed]:
    """A row of the index for each paragraph of a text."""
    source, text = held
    for start, end in paragraphs(text):
        if words := text[start:end].strip():
            yield source, "text", words, ""


def sentence_of(item: Reported, text: str) -> str:
    """The sentence of its source in which an item stands, on one line; "" where it is only cited.

    Without the text (""), its words with as much of those around them as the record holds.
    """
    span = item.span
    if not span.exact:
        return ""
    if not text:
        before, after = span.prefix and f"…{span.prefix}", span.suffix and f"{span.suffix}…"
        return squeezed(f"{before}{span.exact}{after}")
    return squeezed(text[slice(*sentence_at(text, span.start, span.end))])
