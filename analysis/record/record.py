"""The record: figures, gaps, quotes and events as values that know who said them, where, and in
which words.

It is asked in one of two scopes. "articles" reaches the sources whose text is or was held, so that
every row has its words; "record" reaches the sources that are only cited as well, whose rows have
none.
"""

import html
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import LookupFailed, counted, did_you_mean, shown
from analysis.fingerprints import digest
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date
from analysis.record import lookups, verify
from analysis.record.csvfiles import DATA, PACKAGE, harmless_markup
from analysis.record.references import refer
from analysis.record.rules import PLANNED, READ_NOTE, REFERENCE, cited_sources, gives_reason
from analysis.record.tables import (
    Field,
    Table,
    Tables,
    conditions_of,
    load_package,
    read_tables,
    singular,
)
from analysis.record.verify import Standing
from analysis.text.anchors import CITED, Span
from analysis.text.numbers import near_word

if TYPE_CHECKING:
    import pandas as pd

# The media type by which an output says what it rests on: what prose and charts show, and the
# exporter reads.
MIME = "application/vnd.repatriation-record+json"
BASIS = {
    "stated": "stated",
    "resolved_from_text": "resolved from the text",
    "external": "by outside evidence",
    "assumed": "assumed",
    "unknown": "not known",
}
# What those who speak are or belong to, in words, by the column `kind` of speakers.csv.
BODIES = {
    "government_body": "government",
    "agency": "government",
    "court": "court",
    "party": "party",
    "company": "company",
    "media": "news medium",
    "organisation": "civil society",
    "group": "group",
    "anonymous": "not named",
}

NAMES = "names"  # the names of all speakers, looked up at once
WHERE = "where "  # begins the name of a selection, among those of rows

# The table whose ids a column holds, where it is not its own; and by what else a reader may know a
# row of a table.
REFERS = {
    "source_id": "sources",
    "speaker_id": "speakers",
    "actors": "speakers",
    "population_id": "populations",
    "same_as": "events",
    "before": "events",
}
# The ids that columns of another name hold.
KEYS = {"actors": "speaker_id", "same_as": "event_id", "before": "event_id"}
CALLED = {
    "sources": ("title", "publisher"),
    "speakers": ("name", "aliases"),
    "populations": ("label",),
    "events": ("label",),
}

SCOPES = ("articles", "record")
# How much of what somebody said a quotation gives, in words, by the column `mode` of quotes.csv.
MODES = {
    "direct": "whole sentences",
    "partial": "words within the reporter’s sentence",
    "heading": "a heading",
    "comment": "a reader’s comment",
}
TRUST = {
    "official": "the office’s own page",
    "official_table_copy": "a copy of an official table, on another site",
    "press_or_ngo": "the page of a newspaper, broadcaster or organisation",
    "repost": "a repost, on another site",
}
# The note on two populations that no row relates.
NO_RELATION = "The record does not say how these groups overlap."
# Of these, the pages of offices and the tables that they publish, wherever these were read.
OFFICIAL = ("official", "official_table_copy")
# What a source's first publisher is followed by, where it was read on another site.
READ_ON = {"official_table_copy": "read from a copy at"}
# Kinds of text of which a reader has to know that their date is not known: what they say was true
# on a day. Tables and standing pages say themselves for when.
DATED = ("news_article", "statement", "court_document")
REASONS = {
    "withheld": "withheld by the office that publishes the table",
    "not_available": "marked as not available in the copy that was read",
    "not_listed": "no line for it in the table",
}
# What a number says, and how it stands among others of the same thing, by the columns of those
# names in figures.csv.
MEASURES = {
    "stock": "how many at one date",
    "flow": "how many in a time",
    "cumulative": "how many up to a date",
    "share": "what share of a whole",
}
RANKED = {
    "preferred": "leads among counts of the same thing",
    "normal": "on a par with other counts of the same thing",
    "superseded": "replaced by a later edition",
    "deprecated": "not relied on",
}
NO_WORDS = Span(0, 0, "")  # of what is only cited
READ_BY_A_PERSON = (
    "read by a person, since the program does not know all the words beside the "
    "number: see the note"
)
IN_FORCE = ("preferred", "normal")

Evidence = dict[str, Any]
Line = tuple[str, str]  # a name and what is said under it


def _said(lines: Iterable[Line]) -> list[Line]:
    """The lines under whose name anything is said."""
    return [(name, words) for name, words in lines if words]


@dataclass(frozen=True)
class Source:
    """One published text or table.

    `trust` is a key of TRUST, and `accessed` the day of reading, where it is only cited; `chars` is
    then 0.
    """

    id: str
    title: str
    publisher: str
    original_publisher: str
    authors: tuple[str, ...]
    translator: str
    genre: str
    url: str
    published: Date | None
    published_basis: str
    published_note: str
    accessed: str
    trust: str
    sha256: str
    chars: int
    rights: str

    @property
    def is_cited(self) -> bool:
        """Whether it is only cited: no text of it was ever held."""
        return not self.sha256

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
            "lines": [list(line) for line in _said(lines.items())],
            "source": self.brief(),
            "date": str(self.published or ""),
        }


@dataclass(frozen=True)
class Speaker:
    """A person, office, court, company, medium or reader to whom words or figures are
    attributed.
    """

    id: str
    name: str
    family_name: str
    kind: str
    role: str
    affiliation: str
    country: str
    # The body at the top of those that the speaker belongs to: a ministry's government.
    principal: str = ""
    body: str = ""  # what the speaker is or belongs to, one of the words of BODIES
    of: str = ""  # the body that a person belongs to, as it stands inside a sentence

    def __str__(self) -> str:
        office = ", ".join(filter(None, (self.role, self.affiliation)))
        if office and self.kind == "person":
            return f"{self.name} ({office})"
        return self.name

    def introduced(self) -> str:
        """The name as a sentence introduces it: "Koy Kuong of the Ministry of Foreign Affairs"."""
        if self.of and self.kind == "person":
            return f"{self.name} of {self.of}"
        return self.in_sentence()

    def in_sentence(self) -> str:
        """The name as it stands inside an English sentence: ministries and governments take an
        article.
        """
        return _in_sentence(self.name, self.kind)


@dataclass(frozen=True)
class Population:
    """A group that figures count, exactly as the source defines it; before `begins` nobody belongs
    to it. `record` is the one that hands it out and knows its relations to others.
    """

    id: str
    label: str
    definition: str
    unit: str
    legal_status: str
    begins: Date | None = None
    record: "Record | None" = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Relation:
    """How two populations stand to one another (`a` relation `b`), on what basis."""

    a: str
    b: str
    relation: str
    basis: str
    note: str

    @property
    def is_stated(self) -> bool:
        """Whether a source says so, rather than this record."""
        return self.basis == "stated"


@dataclass(frozen=True, repr=False)
class Reported:
    """What figures, gaps, quotes and events share: a source and its words, none if it is only
    cited; who, and when.
    """

    id: str
    source: Source
    speakers: tuple[Speaker, ...]
    on: Date | None
    on_basis: str
    span: Span
    standing: Standing
    note: str

    kind = ""

    @property
    def is_comment(self) -> bool:
        """Whether it is a reader's comment or its posting, which is no voice of the source and no
        event reported.
        """
        return False

    @property
    def as_of(self) -> Date | None:
        """The date that it is about: when it was said or happened."""
        return self.on

    @property
    def speaker(self) -> Speaker | None:
        """The one speaker, or the first of an event's actors; None where the source names
        nobody.
        """
        return self.speakers[0] if self.speakers else None

    def when(self) -> str:
        """The date that it is about, in words, a fiscal year by its number, and how it is known."""
        return _when(self.on, self.on_basis)

    def label(self) -> str:
        """The shortest words for it: the bound, the quotation, the event."""
        raise NotImplementedError

    def lines(self) -> list[Line]:
        """(name, value) of everything the record says of it, besides its words and its source."""
        said = dated(self.on, self.on_basis) if self.on_basis else ""
        return _said([*self._people("Said by"), ("Said", said)])

    def _people(self, role: str) -> list[Line]:
        """The people named, in their role, and their family names, which may stand first."""
        names = ", ".join(map(str, self.speakers))
        families = [speaker.family_name for speaker in self.speakers if speaker.family_name]
        return [(role, names), ("Family name", ", ".join(families))]

    def cells(self) -> dict[str, str]:
        """What a table shows of it besides id, words, speaker, source and verdict."""
        raise NotImplementedError

    def evidence(self) -> list[Evidence]:
        """Itself and its source as records for the page's annex."""
        given_in = self.source.title if self.standing.is_cited else ""
        lines = _said([*self.lines(), ("Note", self.note), ("Given in", given_in)])
        return [
            {
                "id": self.id,
                "kind": self.kind,
                "label": self.label(),
                "lines": [list(line) for line in lines],
                "source": self.source.brief(),
                "span": None if self.standing.is_cited else dict(vars(self.span)),
                "verdict": self.standing.verdict,
                "verified": "" if self.standing.is_cited else self.standing.on,
                "verdict_words": self.standing.words(),
                "held": self.standing.held,
                "outside": self.standing.outside,
                "as_of": str(self.as_of or ""),
                "when": self.when(),
                "by": ", ".join(speaker.in_sentence() for speaker in self.speakers),
                "is_comment": self.is_comment,
            },
            self.source.evidence(),
        ]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}: {self.label()}>"

    def __format__(self, aspect: str) -> str:
        return refer([self], aspect)

    def _repr_html_(self) -> str:
        return table_html([self])


@dataclass(frozen=True, repr=False)
class Figure(Reported):
    """A number as reported."""

    claim: str
    bound: Bound
    unit: str
    measure: str
    population: Population
    period: Date | None
    period_text: str
    period_basis: str
    period_note: str
    attribution: str
    rank: str
    rank_reason: str
    doubt: str

    kind = "figure"

    @property
    def is_doubted(self) -> bool:
        """Whether the record itself doubts it, or advises against it: then it contradicts no other
        figure.
        """
        return bool(self.doubt) or self.rank == "deprecated"

    def repeats(self, other: "Figure") -> bool:
        """Whether it gives a number of its own publisher again, of the same people and time,
        rounded or less hedged.
        """
        is_same_thing = self._counts() == other._counts()
        is_same_time = str(self.period) == str(other.period)
        is_same_voice = self.source.first_publisher == other.source.first_publisher
        return is_same_thing and is_same_time and is_same_voice and self.bound.rounds(other.bound)

    def _counts(self) -> tuple[str, str, str]:
        return self.population.id, self.unit, self.measure

    @property
    def as_of(self) -> Date | None:
        """The date that it is about: its period."""
        return self.period

    def when(self) -> str:
        """Its period."""
        return _when(self.period, self.period_basis)

    def label(self) -> str:
        """The bound in words, a percentage with its sign."""
        return self.bound.words("%" if self.unit == "percent" else "")

    def evidence(self) -> list[Evidence]:
        """Itself, with the name of the group it counts, and its source as records for the page's
        annex.
        """
        first, *others = super().evidence()
        return [first | {"group": self.population.label}, *others]

    def cells(self) -> dict[str, str]:
        """Its value, how that was hedged, what it counts and when."""
        kind, *ends = self.bound.fields
        value = "–".join(Bound.of("exact", end).words() for end in ends if end)
        return {
            "value": value,
            "bound": kind.replace("_", " "),
            "counts": self.population.label,
            "date": str(self.period or ""),
        }

    def lines(self) -> list[Line]:
        """What it counts, for which period, whose figure it is and how it ranks."""
        period = dated(self.period, self.period_basis)
        if self.period_text:
            period += f"; “{self.period_text}”"
        is_read = gives_reason(self.note, READ_NOTE)
        lines = [
            ("Counts", f"{self.population.definition} ({self.unit})"),
            ("Measure", MEASURES[self.measure]),
            ("Period", period),
            ("On the period", self.period_note),
            *super().lines(),
            ("Attributed in the words", f"“{self.attribution}”" if self.attribution else ""),
            ("Bound", READ_BY_A_PERSON if is_read else ""),
            ("Doubted", self.doubt),
            ("Rank", f"{RANKED[self.rank]}: {self.rank_reason}" if self.rank_reason else ""),
        ]
        return _said(lines)


@dataclass(frozen=True, repr=False)
class MissingFigure(Reported):
    """A number that is due in a source's table and not given there: not zero, but not known.
    `reason` is of REASONS.
    """

    measure: str
    population: Population
    period: Date
    reason: str

    kind = "gap"

    def when(self) -> str:
        """Its period."""
        return _when(self.period)

    def label(self) -> str:
        """That it is not given, and why."""
        return f"not given: {REASONS[self.reason]}"

    def cells(self) -> dict[str, str]:
        """What it would count and when, and why it is missing."""
        return {
            "counts": self.population.label,
            "date": str(self.period),
            "missing": REASONS[self.reason],
        }

    def lines(self) -> list[Line]:
        """What it would count, and for which period."""
        counts = [
            ("Would count", f"{self.population.definition} ({self.population.unit})"),
            ("Measure", MEASURES[self.measure]),
        ]
        return [*counts, ("Period", self.period.words()), *super().lines()]


@dataclass(frozen=True, repr=False)
class Quote(Reported):
    """Words as spoken or written by a named speaker: part `part` of the `parts` into which a source
    splits them.
    """

    utterance: str
    part: int
    parts: int
    mode: str
    venue: str
    topics: tuple[str, ...]
    target: str
    stance: str
    presupposes: str

    kind = "quote"

    @property
    def is_comment(self) -> bool:
        """Whether a reader wrote it below the source's own text."""
        return self.mode == "comment"

    def label(self) -> str:
        """The words in quotation marks."""
        return f"“{self.span.exact}”"

    def cells(self) -> dict[str, str]:
        """What it is about, the stance it takes, and when it was said."""
        return {"target": self.target, "stance": self.stance, "date": str(self.on or "")}

    def lines(self) -> list[Line]:
        """Who said it, when, where, and how much of it is quoted."""
        translator = "" if self.is_comment else self.source.translator
        lines = [
            *super().lines(),
            ("Venue", self.venue),
            ("Quotation", MODES[self.mode]),
            ("Translated by", translator),
            ("Takes for granted that", self.presupposes),
        ]
        return _said(lines)


@dataclass(frozen=True, repr=False)
class Event(Reported):
    """Something that happened or was done, as a source reports it; `on` is its date.

    `title` is in the record's own words, with the labels of `numbers` where `wording` names them in
    braces. `occasion` is the same for all rows that report one event. `before` are the ids of the
    events that it came before, as the words of sources say.
    """

    title: str
    sort: str
    wording: str = ""
    numbers: tuple[Figure, ...] = ()
    occasion: str = ""
    before: frozenset[str] = frozenset()

    kind = "event"

    @property
    def is_comment(self) -> bool:
        """Whether it is the posting of a reader's comment."""
        return self.sort == "comment"

    @property
    def as_of(self) -> Date | None:
        """Its date; None for what is only planned, which no record knows yet."""
        return None if self.sort == PLANNED else self.on

    def label(self) -> str:
        """The record's own words for it."""
        return self.title

    def parts(self) -> list["str | Figure"]:
        """The words of its title, and the figures between them, in order."""
        if not self.numbers:
            return [self.title]
        by_id = {figure.id: figure for figure in self.numbers}
        pieces = REFERENCE.split(self.wording)
        return [by_id.get(piece, piece) for piece in pieces if piece]

    def evidence(self) -> list[Evidence]:
        """Itself, its source and the figures that its title names."""
        own, *others = super().evidence()
        if self.numbers:
            own |= {"inputs": [figure.id for figure in self.numbers]}
        for figure in self.numbers:
            others += figure.evidence()
        return [own, *others]

    def cells(self) -> dict[str, str]:
        """The event and its date."""
        return {"event": self.title, "date": str(self.on or "")}

    def lines(self) -> list[Line]:
        """Who took part, and when."""
        return _said([*self._people("Who"), ("Date", dated(self.on, self.on_basis))])


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


def _when(date: Date | None, basis: str = "") -> str:
    """A date in words, a fiscal year by its number, with its basis if it has one; "" for none."""
    if date is None:
        return ""
    fiscal = dates.fiscal_year(date)
    words = f"fiscal year {fiscal}" if fiscal else date.words()
    return f"{words} ({BASIS[basis]})" if basis else words


def dated(date: Date | None, basis: str) -> str:
    """A date in words with its basis: "14 September 2017 (stated)"."""
    return f"{date.words()} ({BASIS[basis]})" if date else BASIS["unknown"]


class Selection(tuple[Any, ...]):
    """Figures, quotes, events or what follows from them, in a row; false where there are none.

    JupyterLab shows it as a table, `frame()` gives it to pandas, and an f-string refers to all of
    it: `f"{totals:unit}"`. Two are put together with +.

    >>> [figure.id for figure in record.figures(["kt-572", "kt-28"])]
    ['kt-572', 'kt-28']
    >>> bool(record.figures([]))
    False
    """

    def __getitem__(self, at: Any) -> Any:
        found = super().__getitem__(at)
        return Selection(found) if isinstance(at, slice) else found

    def __add__(self, others: Iterable[Any]) -> "Selection":
        return Selection((*self, *others))

    def __format__(self, aspect: str) -> str:
        return refer(self, aspect)

    def frame(self) -> "pd.DataFrame":
        """One row each: id, value and bound (or stance, or event), date, words, speaker, source,
        verdict.
        """
        import pandas as pd  # here, because a check that nothing changed has no time for it

        return pd.DataFrame([summary(item) for item in self])

    def _repr_html_(self) -> str:
        return table_html(self)


# Kinds of bound by where the number can lie: from what is only limited above to only below.
FROM_BELOW = ("less_than", "at_most", "between", "about", "exact", "at_least", "more_than")


def typed(figures: Iterable[Figure]) -> "pd.DataFrame":
    """Figures as a typed frame, a row each, by id.

    `low` and `high` are the limits of the number as floats, in the unit of the row, infinite where
    open; `start` and `end` the first and last day that its period can mean; `bound` is ordered as
    FROM_BELOW is.
    """
    import pandas as pd

    rows = [_typed_row(figure) for figure in figures]
    frame = pd.DataFrame(rows, columns=list(TYPED)).set_index("id")
    frame = frame.astype({"low": float, "high": float})
    frame["start"] = pd.to_datetime(frame["start"])
    frame["end"] = pd.to_datetime(frame["end"])
    frame["bound"] = pd.Categorical(frame["bound"], FROM_BELOW, ordered=True)
    return frame


TYPED = (
    "id claim population measure unit low high bound start end speaker source rank words is_cited"
).split()


def _typed_row(figure: Figure) -> list[Any]:
    """The cells of a figure, in the order of TYPED."""
    period = figure.period
    return [
        figure.id,
        figure.claim,
        figure.population.id,
        figure.measure,
        figure.unit,
        float(figure.bound.low),
        float(figure.bound.high),
        figure.bound.kind,
        period.earliest if period else None,
        period.latest if period else None,
        figure.speaker.name if figure.speaker else "",
        figure.source.id,
        figure.rank,
        figure.span.exact,
        figure.standing.is_cited,
    ]


def summary(item: Reported) -> dict[str, str]:
    """One reported item as a row of plain strings, from its id to its verdict."""
    return {
        "id": item.id,
        **item.cells(),
        "words": item.span.exact,
        "speaker": ", ".join(speaker.name for speaker in item.speakers),
        "source": item.source.imprint,
        "verdict": item.standing.verdict,
    }


def table_html(items: Sequence[Reported]) -> str:
    """An HTML table of reported items, everything escaped; items of several kinds share its
    columns.
    """
    rows = [summary(item) for item in items]
    if not rows:
        return "<p>Nothing in the record matches.</p>"
    columns = dict.fromkeys(chain.from_iterable(rows))
    head = "".join(f"<th>{name}</th>" for name in columns)
    body = "".join(_row_html(row, columns) for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row_html(row: Mapping[str, str], columns: Iterable[str]) -> str:
    cells = []
    for name in columns:
        cell = html.escape(row.get(name, ""))
        cells.append(f"<td>{harmless_markup(cell)}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def within(tables: Tables, scope: str) -> dict[str, Table]:
    """The tables as far as a scope of SCOPES reaches: rows of its sources, and the populations and
    speakers they name.

    Raises LookupFailed for any other scope.
    """
    if scope not in SCOPES:
        hint = did_you_mean(scope, SCOPES) or f"use one of {', '.join(SCOPES)}"
        raise LookupFailed("the record", f'no scope is called "{scope}"', hint)
    cited = cited_sources(tables["sources"]) if scope == "articles" else ()
    if not cited:
        return dict(tables)
    found = dict(tables)
    for name, table in tables.items():
        if "source_id" in table.columns:
            found[name] = _only(table, lambda row: row["source_id"] not in cited)
    counted = {*found["figures"].column("population_id"), *found["gaps"].column("population_id")}
    found["populations"] = _only(tables["populations"], lambda row: row["population_id"] in counted)
    found["relations"] = _only(
        tables["relations"],
        lambda row: row["population_a"] in counted and row["population_b"] in counted,
    )
    heard = _heard(found)
    found["speakers"] = _only(tables["speakers"], lambda row: row["speaker_id"] in heard)
    return found


def _heard(tables: Tables) -> set[str]:
    """The speakers that figures, gaps, quotes and events name, and the bodies that these belong
    to.
    """
    speakers = tables["speakers"]
    ids, bodies = speakers.column("speaker_id"), speakers.column("affiliation_id")
    above = dict(zip(ids, bodies, strict=True))
    ahead: set[str] = set()
    for name in ("figures", "gaps", "quotes"):
        ahead.update(tables[name].column("speaker_id"))
    for actors in tables["events"].column("actors"):
        ahead.update(_list(actors))
    heard: set[str] = set()
    while ahead:
        heard |= ahead
        ahead = {above[speaker] for speaker in ahead if above.get(speaker)} - heard
    return heard


def _only(table: Table, wanted: Callable[[dict[str, str]], bool]) -> Table:
    kept = [i for i, row in enumerate(table.records()) if wanted(row)]
    cells = {name: [column[i] for i in kept] for name, column in table.cells.items()}
    return replace(table, cells=cells, lines=[table.lines[i] for i in kept])


class Record:
    """The record, loaded once; hands out values and remembers which rows were asked for.

    `rows` are the cells of each row, by table and key. `wider` names the scope that holds more
    rows, if one does; `whole` is the record in that scope, or else itself. What is said of nobody,
    of no source or of one source alone has to hold there. `ids` are those of every scope, by column
    (`all_ids`), and `fields` say what the cells of a column may hold.

    >>> record.figure("kt-572").bound.words()
    '572'
    >>> len(record.figures(source_id="rfa")) > 2
    True
    """

    def __init__(
        self,
        tables: Tables,
        receipt: verify.Receipt,
        held: Iterable[str],
        fields: Mapping[tuple[str, str], Field] | None = None,
        wider: str = "",
        scope: str = SCOPES[0],
        whole: "Record | None" = None,
        ids: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self.whole = whole or self
        self.tables = dict(tables)
        self.scope = scope
        self.reads: set[tuple[str, str]] = set()
        self._fields = dict(fields or {})
        self._ids = ids or all_ids(tables)
        self._receipt = receipt
        self._held = frozenset(held)
        self._wider = wider
        self.rows = {
            name: {_key(table, row): row for row in table.records()}
            for name, table in tables.items()
        }
        self._parts = Counter(tables["quotes"].column("utterance_id"))

    @classmethod
    def load(cls, folder: Path | None = None, scope: str = SCOPES[0]) -> "Record":
        """The record in `folder` as far as `scope` reaches, with the standing of each row by its
        receipt.

        Raises UnusableInput, and LookupFailed for a scope that is none of SCOPES.

        Without a folder it is the record of the project in which this runs: ``data/`` in the
        working directory, or beside it where that is ``notebooks/``; else that of this package.
        """
        folder = folder or _nearest()
        with lookups.unseen():
            all_tables = read_tables(folder)
            tables = within(all_tables, scope)
            held = verify.held_sources(tables["sources"], folder)
            package = load_package(folder)
            receipt = verify.read_receipt(folder)
        fields = {}
        for table in package.resources.values():
            for column in table.fields:
                fields[table.name, column.name] = column
        ids = all_ids(all_tables)
        if len(tables["sources"]) == len(all_tables["sources"]):
            return cls(tables, receipt, held, fields, "", scope, None, ids)
        wider = SCOPES[-1]
        whole = cls(all_tables, receipt, held, fields, "", wider, None, ids)
        return cls(tables, receipt, held, fields, wider, scope, whole, ids)

    def _note(self, table: str, key: str) -> None:
        """Note that a row was looked at, or that rows were selected."""
        self.reads.add((table, key))
        lookups.note(
            f"data/{table}.csv {self.scope} {key}"
            if key.startswith(WHERE)
            else f"data/{table}.csv {key}"
        )

    def fingerprint(self, read: str) -> str:
        """A hash of what one of the look-ups in a record of this scope, as ``data/figures.csv
        kt-572``, finds here.
        """
        path, _, key = read.replace(f" {self.scope} {WHERE}", f" {WHERE}").partition(" ")
        table = Path(path).stem
        if table not in self.rows:
            return ""
        if key == NAMES:
            return digest(*(f"{name} {sorted(ids)}" for name, ids in self.names().items()))
        if key.startswith(WHERE):
            wanted = {
                column: set(values)
                for column, values in json.loads(key.removeprefix(WHERE)).items()
            }
            if not wanted.keys() <= {*self.tables[table].columns}:
                return ""
            return digest(*(key for key, row in self.rows[table].items() if _matches(row, wanted)))
        row = self.rows[table].get(key)
        if row is None:
            return ""
        if table not in verify.ANCHORED:
            return digest(json.dumps(row))
        source = self.rows["sources"].get(row["source_id"], {"sha256": ""})
        held = row["source_id"] in self._held
        standing = verify.standing(table, row, source["sha256"], self._receipt, held)
        return digest(json.dumps(row), repr(standing))

    def frame(self, name: str) -> "pd.DataFrame":
        """A table as it stands in ``data/``: every column as text, empty where missing.

        That of figures is typed, to be filtered, grouped and plotted; see `typed`.
        """
        import pandas as pd

        if name == "figures":
            return typed(self.figures())
        if name not in self.tables:
            hint = did_you_mean(str(name), self.tables) or f"use one of {', '.join(self.tables)}"
            raise LookupFailed("the record", f'no table is called "{name}"', hint)
        table = self.tables[name]
        for key in (_where({}), *self.rows[name]):
            self._note(name, key)
        return pd.DataFrame(table.rows, columns=list(table.columns), dtype=str)

    def pick(self, frame: "pd.DataFrame") -> Selection:
        """The evidence of the rows of a frame, in their order; its index holds their ids."""
        return self.items(list(frame.index))

    def _row(self, name: str, key: str) -> dict[str, str]:
        if not isinstance(key, str) or key not in self.rows[name]:
            hint = self._meant(name, str(key)) or "see the first column of the table"
            if str(key) in self._ids.get(self.tables[name].key[0], ()):
                hint += f', or ask in the scope "{self._wider}"'
            raise LookupFailed(f"data/{name}.csv", f'"{key}" is not in the table', hint)
        self._note(name, key)
        return self.rows[name][key]

    def source(self, key: str) -> Source:
        """The source with this id."""
        row = self._row("sources", key)
        names = (
            "title",
            "publisher",
            "original_publisher",
            "translator",
            "genre",
            "url",
            "published_basis",
            "published_note",
        )
        return Source(
            id=key,
            authors=_list(row["authors"]),
            published=_date(row["published"]),
            chars=int(row["chars"] or 0),
            **_cells(row, [*names, "accessed", "trust", "sha256", "rights"]),
        )

    def held(self) -> list[Source]:
        """The sources whose text is or was held: the articles."""
        self._note("sources", _where({}))
        cited = cited_sources(self.tables["sources"])
        return [self.source(key) for key in self.rows["sources"] if key not in cited]

    def speaker(self, key: str) -> Speaker:
        """The speaker with this id, with the name of the body that the speaker belongs to."""
        row = self._row("speakers", key)
        above = self._above(key)
        affiliation = above[1]["name"] if len(above) > 1 else ""
        cells = _cells(row, "name family_name kind role country".split())
        principal = _in_sentence(above[-1]["name"], above[-1]["kind"])
        kinds = [body["kind"] for body in above if body["kind"] in BODIES]
        body = BODIES[kinds[0]] if kinds else ""
        of = _in_sentence(affiliation, above[1]["kind"]) if affiliation else ""
        return Speaker(key, affiliation=affiliation, principal=principal, body=body, of=of, **cells)

    def _above(self, key: str) -> list[dict[str, str]]:
        """The rows of a speaker, of the body it belongs to, of that one's own body, and so on."""
        found: dict[str, dict[str, str]] = {}
        while key and key not in found:
            found[key] = self._row("speakers", key)
            key = found[key]["affiliation_id"]
        return list(found.values())

    def names(self) -> dict[str, set[str]]:
        """The names of all speakers, offices and media, and the titles of persons of several words,
        with the ids of those who have each.
        """
        self._note("speakers", NAMES)
        found: dict[str, set[str]] = defaultdict(set)
        for key, row in self.rows["speakers"].items():
            is_title = row["kind"] == "person" and " " in row["role"]
            titles = [row["role"]] if is_title else []
            for name in (row["name"], row["family_name"], *_list(row["aliases"]), *titles):
                if name:
                    found[name].add(key)
        return dict(found)

    def voices(self, item: Reported) -> set[str]:
        """The ids of those whose an item is: its speakers, the bodies they belong to, and who
        published its source.
        """
        found = set()
        for speaker in item.speakers:
            key = speaker.id
            while key and key not in found:
                found.add(key)
                key = self._row("speakers", key)["affiliation_id"]
        imprints = (item.source.publisher, item.source.original_publisher, *item.source.authors)
        for name, keys in self.names().items():
            if name in imprints:
                found |= keys
        return found

    def population(self, key: str) -> Population:
        """The population with this id."""
        row = self._row("populations", key)
        begins = dates.parse(row["begins"]) if row["begins"] else None
        return Population(
            key,
            **_cells(row, ["label", "definition", "unit", "legal_status"]),
            begins=begins,
            record=self,
        )

    def relation(self, a: str, b: str) -> Relation:
        """How population `a` stands to `b`; "unknown" where no row says, "same" for a population
        and itself.
        """
        for key in (a, b):
            self._check_id("populations", "population_id", key)
        if a == b:
            return Relation(a, b, "same", "stated", "")
        for key in (f"{a}|{b}", f"{b}|{a}"):
            self._note("relations", key)  # that a row is missing is something read too
            if row := self.rows["relations"].get(key):
                is_turned = row["relation"] == "subset_of" and row["population_a"] == b
                return Relation(
                    a, b, "contains" if is_turned else row["relation"], row["basis"], row["note"]
                )
        return Relation(a, b, "unknown", "unknown", NO_RELATION)

    def wholes(self, population: str) -> list[str]:
        """The ids of the populations that a source states this one to be part of."""
        wanted = {"population_a": {population}}
        self._note("relations", _where(wanted))
        rows = [row for row in self.rows["relations"].values() if _matches(row, wanted)]
        relations = [self.relation(population, row["population_b"]) for row in rows]
        return [
            relation.b
            for relation in relations
            if relation.relation == "subset_of" and relation.is_stated
        ]

    def figure(self, key: str) -> Figure:
        """The figure with this id."""
        row = self._row("figures", key)
        names = (
            "unit measure period_text period_basis period_note attribution rank rank_reason doubt"
        ).split()
        high = Fraction(row["value_high"]) if row["value_high"] else None
        return Figure(
            **self._reported(
                "figures", key, row, row["speaker_id"], row["said_on"], row["said_on_basis"]
            ),
            claim=row["claim_id"],
            bound=Bound.of(
                row["bound"], Fraction(row["value"]), high, row["hedge"] or near_word(row["exact"])
            ),
            population=self.population(row["population_id"]),
            period=_date(row["period"]),
            **_cells(row, names),
        )

    def quote(self, key: str) -> Quote:
        """The quote with this id."""
        row = self._row("quotes", key)
        self._note("quotes", _where({"utterance_id": {row["utterance_id"]}}))
        return Quote(
            **self._reported(
                "quotes", key, row, row["speaker_id"], row["said_on"], row["said_on_basis"]
            ),
            utterance=row["utterance_id"],
            part=int(row["part"]),
            parts=self._parts[row["utterance_id"]],
            topics=_list(row["topics"]),
            **_cells(row, ["mode", "venue", "target", "stance", "presupposes"]),
        )

    def event(self, key: str) -> Event:
        """The event with this id."""
        row = self._row("events", key)
        common = self._reported("events", key, row, row["actors"], row["date"], row["date_basis"])
        named = REFERENCE.findall(row["label"])
        numbers = {id: self.figure(id) for id in named if id in self.rows["figures"]}
        return Event(
            **common,
            title=REFERENCE.sub(
                lambda at: numbers[at[1]].label() if at[1] in numbers else at[0], row["label"]
            ),
            sort=row["kind"],
            wording=row["label"],
            numbers=tuple(numbers.values()),
            occasion=row["same_as"] or key,
            before=self._later(key),
        )

    def _later(self, key: str) -> frozenset[str]:
        """The events that one came before, and those that these came before, and so on, as far as
        the scope reaches.
        """
        found: set[str] = set()
        ahead = {key}
        while ahead:
            event = ahead.pop()
            if event in self.rows["events"]:
                later = set(_list(self._row("events", event)["before"]))
                ahead |= later - found
                found |= later
        return frozenset(found)

    def gap(self, key: str) -> MissingFigure:
        """The gap with this id: a number that is due in a table and not given."""
        row = self._row("gaps", key)
        return MissingFigure(
            **self._reported("gaps", key, row, row["speaker_id"], "", ""),
            measure=row["measure"],
            population=self.population(row["population_id"]),
            period=dates.parse(row["period"]),
            reason=row["reason"],
        )

    def _reported(
        self, table: str, key: str, row: Mapping[str, str], speakers: str, on: str, basis: str
    ) -> dict[str, Any]:
        source = self.source(row["source_id"])
        return {
            "id": key,
            "source": source,
            "speakers": tuple(map(self.speaker, _list(speakers))),
            "on": _date(on),
            "on_basis": basis,
            "span": verify.span_of(row) if row.get("exact") else NO_WORDS,
            "standing": self._standing(table, row, source),
            "note": row.get("note") or row.get("date_note", ""),
        }

    def _standing(self, table: str, row: Mapping[str, str], source: Source) -> Standing:
        """Of a row of words, what the receipt knows; of any other, that it is cited, and the day it
        was read.
        """
        if source.is_cited:
            return Standing(CITED, source.accessed)
        return verify.standing(table, row, source.sha256, self._receipt, source.id in self._held)

    def figures(
        self, ids: str | Iterable[str] | None = None, **filters: str | Iterable[str]
    ) -> Selection:
        """The figures with these ids, in that order, or all; of them those whose columns hold a
        value given.
        """
        return self._select("figures", self.figure, ids, filters)

    def series(self, population: str, **filters: str | Iterable[str]) -> Selection:
        """The figures of a population that no later edition of a table supersedes, as their periods
        end.
        """
        figures = self.figures(population_id=population, rank=IN_FORCE, **filters)
        return Selection(
            sorted(figures, key=lambda f: f.period.latest or date.max if f.period else date.min)
        )

    def gaps(
        self, ids: str | Iterable[str] | None = None, **filters: str | Iterable[str]
    ) -> Selection:
        """The gaps with these ids, in that order, or all; of them those whose columns hold a value
        given.
        """
        return self._select("gaps", self.gap, ids, filters)

    def quotes(
        self, ids: str | Iterable[str] | None = None, **filters: str | Iterable[str]
    ) -> Selection:
        """The quotes with these ids, in that order, or all; of them those whose columns hold a
        value given.
        """
        return self._select("quotes", self.quote, ids, filters)

    def utterances(self, quotes: Iterable[Quote]) -> Selection:
        """These quotes, each with the other parts of its utterance if a source splits it, in the
        order given.
        """
        order = list(dict.fromkeys(quote.utterance for quote in quotes))
        parts = self.quotes(utterance_id=order)
        return Selection(
            sorted(parts, key=lambda quote: (order.index(quote.utterance), quote.part))
        )

    def events(
        self, ids: str | Iterable[str] | None = None, **filters: str | Iterable[str]
    ) -> Selection:
        """The events with these ids, in that order, or all; of them those whose columns hold a
        value given.
        """
        return self._select("events", self.event, ids, filters)

    def items(self, ids: str | Iterable[str]) -> Selection:
        """The figures, gaps, quotes and events with these ids, in that order."""
        return Selection(map(self._item, [ids] if isinstance(ids, str) else ids))

    def _item(self, key: str) -> Reported:
        getters = {
            "figures": self.figure,
            "gaps": self.gap,
            "quotes": self.quote,
            "events": self.event,
        }
        for name, get in getters.items():
            if key in self.rows[name]:
                return get(key)
        known = chain.from_iterable(self.rows[name] for name in getters)
        hint = did_you_mean(str(key), known) or "see the first columns of these tables"
        where = "data/figures.csv, gaps.csv, quotes.csv, events.csv"
        raise LookupFailed(where, f'"{key}" is in none of the tables', hint)

    def _select(
        self,
        name: str,
        get: Callable[[str], Reported],
        ids: str | Iterable[str] | None,
        filters: Mapping[str, str | Iterable[str]],
    ) -> Selection:
        columns = self.tables[name].columns
        if unknown := [column for column in filters if column not in columns]:
            hint = f"filter on one of {', '.join(columns)}; {did_you_mean(unknown[0], columns)}"
            raise LookupFailed(f"data/{name}.csv", f'no column "{unknown[0]}"', hint.rstrip("; "))
        wanted = {column: set(_texts(name, column, given)) for column, given in filters.items()}
        for column, values in wanted.items():
            for value in sorted(values - {""}):
                self._check_value(name, column, value)
        if ids is None:
            self._note(name, _where(wanted))
            rows = self.rows[name]
            return Selection(get(key) for key in rows if _matches(rows[key], wanted))
        keys = _several(ids)
        return Selection(get(key) for key in keys if _matches(self._row(name, key), wanted))

    def _check_value(self, name: str, column: str, value: str) -> None:
        """Refuse a value that no cell of a column can hold: one of another form, or an id that no
        scope has.
        """
        if column.endswith("_id") or column in REFERS:
            return self._check_id(name, column, value)
        field = self._fields.get((name, column))
        for condition in conditions_of(field) if field else ():
            if not condition.holds(value):
                wrong = f'{column} is never "{value}"'
                if field and field.enum:
                    hint = condition.advise(value) or f"use one of {', '.join(field.enum)}"
                    raise LookupFailed(f"data/{name}.csv", wrong, hint)
                raise LookupFailed(
                    f"data/{name}.csv", f"{wrong}, which {condition.wrong}", condition.advise(value)
                )
        return None

    def _check_id(self, name: str, column: str, key: str) -> None:
        """Refuse an id that stands in this column in no scope."""
        known = self._ids[KEYS.get(column, column)]
        if key not in known:
            hint = (
                self._meant(REFERS[column], key)
                if column in REFERS
                else did_you_mean(str(key), known)
            )
            wrong = f'{column} is never "{key}": there is no such id'
            raise LookupFailed(
                f"data/{name}.csv", wrong, hint or "see the first column of its table"
            )

    def _meant(self, table: str, key: str) -> str:
        """The advice to take the id that `key` is close to, or whose row is called so; "" where
        there is none.
        """
        called: dict[str, str] = {}
        for id_, row in self.rows[table].items():
            for column in CALLED.get(table, ()):
                for words in (row[column], *_list(row[column])):
                    called.setdefault(words.casefold(), id_)
        sought = str(key).casefold()
        if sought not in called:
            if near := did_you_mean(str(key), self.rows[table]):
                return near
            whole = re.compile(rf"(?<!\w){re.escape(sought)}(?!\w)")
            parts = [words for words in called if len(sought) > 2 and whole.search(words)]
            sought = next(iter([*parts, *get_close_matches(sought, called, n=1, cutoff=0.75)]), "")
        return f"did you mean {shown(called[sought])}?" if sought else ""

    def __repr__(self) -> str:
        """How many rows each table has, in words; nothing that another run would word
        differently.
        """
        for name in self.tables:
            self._note(name, _where({}))
        return ", ".join(
            counted(len(table), singular(table)) for table in self.tables.values() if len(table)
        )

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>"


def all_ids(tables: Tables) -> dict[str, frozenset[str]]:
    """The ids of tables, by the name of the column that holds them, in whichever table."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for table in tables.values():
        for column, cells in table.cells.items():
            if column.endswith("_id"):
                found[column].update(cells)
    return {column: frozenset(ids) for column, ids in found.items()}


def _texts(name: str, column: str, given: Any) -> list[str]:
    """The values given for a column, one or several. Raises LookupFailed for what is no text, which
    every cell is.
    """
    values = _several(given)
    for value in values:
        if not isinstance(value, str):
            text = "" if value is None else getattr(value, "id", value)
            wrong = f"{column} is text, as every cell is, and never {value!r:.80}"
            raise LookupFailed(f"data/{name}.csv", wrong, f"write {column}={shown(str(text))}")
    return values


def _several(given: Any) -> list[Any]:
    """What is given, one or several, as a list."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        return [given]
    return list(given)


def _in_sentence(name: str, kind: str) -> str:
    return f"the {name}" if kind == "government_body" and "’s " not in name else name


def _nearest() -> Path:
    here = Path.cwd()
    folder = (here.parent if here.name == "notebooks" else here) / DATA.name
    return folder if (folder / PACKAGE).is_file() else DATA


def _matches(row: Mapping[str, str], wanted: Mapping[str, set[str]]) -> bool:
    return all(_holds(row[column], values) for column, values in wanted.items())


def _holds(cell: str, values: set[str]) -> bool:
    """Whether a cell, or a part of one that lists several, is one of the values."""
    return cell in values or (";" in cell and not values.isdisjoint(_list(cell)))


def _where(wanted: Mapping[str, set[str]]) -> str:
    return WHERE + json.dumps({column: sorted(values) for column, values in sorted(wanted.items())})


def _key(table: Table, row: Mapping[str, str]) -> str:
    return "|".join(row[column] for column in table.key)


def _cells(row: Mapping[str, str], names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _date(text: str) -> Date | None:
    return dates.parse(text) if text else None
