"""Sources: what was published, by whom and when, and how a line names it."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.quantities import dates
from analysis.quantities.dates import Date
from analysis.record.bases import dated
from analysis.record.references import Evidence, filled

TRUST = {
    "official": "the office’s own page",
    "official_table_copy": "a copy of an official table, on another site",
    "press_or_ngo": "the page of a newspaper, broadcaster or organisation",
    "repost": "a repost, on another site",
}
# Of these, the pages of offices and the tables that they publish, wherever these were read.
OFFICIAL = ("official", "official_table_copy")
# What a source's first publisher is followed by, where it was read on another site.
READ_ON = {"official_table_copy": "read from a copy at"}
# Kinds of text of which a reader has to know that their date is not known: what they say was true
# on a day. Tables and standing pages say themselves for when.
DATED = ("news_article", "statement", "court_document")


def foreign(language: str) -> str:
    """A language, by its code, where it is another than English; "" otherwise."""
    return "" if language.partition("-")[0] == "en" else language


@dataclass(frozen=True)
class Source:
    """One published text or table.

    `trust` is a key of TRUST, and `accessed` the day of reading, where it is only cited.
    """

    id: str
    title: str
    publisher: str
    original_publisher: str
    authors: tuple[str, ...]
    translator: str
    genre: str
    language: str
    url: str
    published: Date | None
    published_basis: str
    published_note: str
    accessed: str
    trust: str
    sha256: str
    rights: str

    @property
    def is_cited(self) -> bool:
        """Whether it is only cited: no text of it was ever held."""
        return not self.sha256

    @property
    def foreign(self) -> str:
        """Its language where that is another than English; "" otherwise."""
        return foreign(self.language)

    @property
    def first_publisher(self) -> str:
        """Who published it first, wherever it was read."""
        return self.original_publisher or self.publisher

    @property
    def imprint(self) -> str:
        """Who published it; of a copy or repost, who did so first, and where it was read."""
        if not self.original_publisher:
            return self.publisher
        read_at = READ_ON.get(self.trust, "at")
        return f"{self.original_publisher}, {read_at} {self.publisher}"

    @property
    def named(self) -> str:
        """How a line names it: a table by its edition, what stands before the colon of its title;
        the press by its publisher and the day.
        """
        if self.genre == "official_table":
            return self.title.partition(":")[0]
        return ", ".join(filter(None, (self.imprint, self._published())))

    @property
    def is_dated(self) -> bool:
        """Whether its date is known, or of a kind whose readers have to know that it is not."""
        return bool(self.published) or self.genre in DATED

    def summary(self) -> dict[str, str]:
        """It as a row of plain strings."""
        return {
            "id": self.id,
            "title": self.title,
            "publisher": self.imprint,
            "published": str(self.published or ""),
            "kind": self.genre,
            "text": "only cited" if self.is_cited else "held",
            "address": self.url,
        }

    def brief(self) -> dict[str, str]:
        """What a reader needs to find the source; if it is only cited, also the kind of page and
        the day of reading. `published` is "" where a date is neither known nor missed.
        """
        brief = {
            "id": self.id,
            "title": self.title,
            "publisher": self.imprint,
            "url": self.url,
            "sha256": self.sha256,
            "published": self._published(),
            "named": self.named,
        }
        if self.foreign:
            brief["language"] = self.foreign
        if self.is_cited:
            brief |= {"trust": self.trust, "accessed": self.accessed}
        return brief

    def _published(self) -> str:
        if self.published:
            return dated(self.published, self.published_basis)
        return "date not known" if self.is_dated else ""

    def evidence(self) -> Evidence:
        """Itself as a record for the page's annex."""
        lines = {
            "Publisher": self.publisher,
            "First published by": self.original_publisher,
            "By": ", ".join(self.authors),
            "Translated by": self.translator,
            "Published": dated(self.published, self.published_basis) if self.is_dated else "",
            "On that date": self.published_note,
            "Read": _read(self.accessed) if self.is_cited else "",
            "Kind of page": TRUST.get(self.trust, ""),
            "Rights": self.rights,
        }
        return {
            "id": f"source-{self.id}",
            "kind": "source",
            "label": self.title,
            "lines": [list(line) for line in filled(lines.items())],
            "source": self.brief(),
            "date": str(self.published or ""),
        }


def source_words(source: Mapping[str, str]) -> str:
    """How a line names a source, from its `brief`; one without a name by its publisher and day."""
    words = [source["publisher"], source["published"]]
    return source.get("named") or ", ".join(filter(None, words))


def _read(accessed: str) -> str:
    """When a source was read, in words; "by" a day could mean that it was read again on it."""
    day = dates.parse(accessed)
    if day.start or not day.end:
        return day.words()
    return f"on or before {day.end.words()}"
