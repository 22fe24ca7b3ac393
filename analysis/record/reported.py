"""Reported rows as values: figures, gaps, quotes and events, each with who said it, where, and in
which words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date
from analysis.quantities.units import Unit
from analysis.record.bases import dated, when
from analysis.record.conventions import PLANNED, READ_NOTE, REFERENCE, gives_reason
from analysis.record.populations import Population
from analysis.record.publications import Source
from analysis.record.references import Evidence, Line, filled, refer
from analysis.record.selections import table_html
from analysis.record.speakers import Speaker
from analysis.record.terms import Term
from analysis.record.verify import Standing
from analysis.text.anchors import Span

# How much of what somebody said a quotation gives, in words, by the column `mode` of quotes.csv.
MODES = {
    "direct": "whole sentences",
    "partial": "words within the reporter’s sentence",
    "heading": "a heading",
    "comment": "a reader’s comment",
}
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
NO_TARGET = "none"  # what words are about that take no position
NO_WORDS = Span(0, 0, "")  # of what is only cited
READ_BY_A_PERSON = (
    "read by a person, since the program does not know all the words beside the "
    "number: see the note"
)
Cells = dict[str, str]  # of a table that is shown, by their headings
Lines = list[Line]
IN_FORCE = ("preferred", "normal")


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
        return when(self.on, self.on_basis)

    def label(self) -> str:
        """The shortest words for it: the bound, the quotation, the event."""
        raise NotImplementedError

    def lines(self) -> Lines:
        """(name, value) of everything the record says of it, besides its words and its source."""
        said = dated(self.on, self.on_basis) if self.on_basis else ""
        return filled([*self._people("Said by"), ("Said", said)])

    def _people(self, role: str) -> Lines:
        """The people named, in their role, and their family names, which may stand first."""
        names = ", ".join(map(str, self.speakers))
        families = [speaker.family_name for speaker in self.speakers if speaker.family_name]
        return [(role, names), ("Family name", ", ".join(families))]

    def cells(self) -> Cells:
        """What a table shows of it besides id, words, speaker, source and verdict."""
        raise NotImplementedError

    def summary(self) -> Cells:
        """It as a row of plain strings, from its id to its verdict."""
        return {
            "id": self.id,
            **self.cells(),
            "words": self.span.exact,
            "speaker": ", ".join(speaker.name for speaker in self.speakers),
            "source": self.source.imprint,
            "verdict": self.standing.verdict,
        }

    def evidence(self) -> list[Evidence]:
        """Itself and its source as records for the page's annex."""
        given_in = self.source.title if self.standing.is_cited else ""
        lines = filled([*self.lines(), ("Note", self.note), ("Given in", given_in)])
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
        return table_html([self.summary()])


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

    def ends(self) -> date:
        """The last day of its period: the last day of all where it is open, the first where there
        is no period.
        """
        if not self.period:
            return date.min
        return self.period.latest or date.max

    def _counts(self) -> tuple[str, str, str]:
        return self.population.id, self.unit, self.measure

    @property
    def as_of(self) -> Date | None:
        """The date that it is about: its period."""
        return self.period

    def when(self) -> str:
        """Its period."""
        return when(self.period, self.period_basis)

    def label(self) -> str:
        """The bound in words, with the sign of its unit, such as "%" or "$", where that has one."""
        return self.bound.words(Unit.of(self.unit).sign_alone)

    def evidence(self) -> list[Evidence]:
        """Itself, with the name of the group it counts, and its source as records for the page's
        annex.
        """
        first, *others = super().evidence()
        return [first | {"group": self.population.label}, *others]

    def cells(self) -> Cells:
        """Its value, how that was hedged, what it counts and when."""
        kind, *ends = self.bound.fields
        value = "–".join(Bound.of("exact", end).words() for end in ends if end)
        return {
            "value": value,
            "bound": kind.replace("_", " "),
            "counts": self.population.label,
            "date": str(self.period or ""),
        }

    def lines(self) -> Lines:
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
        return filled(lines)


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
        return when(self.period)

    def label(self) -> str:
        """That it is not given, and why."""
        return f"not given: {REASONS[self.reason]}"

    def cells(self) -> Cells:
        """What it would count and when, and why it is missing."""
        return {
            "counts": self.population.label,
            "date": str(self.period),
            "missing": REASONS[self.reason],
        }

    def lines(self) -> Lines:
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
    target: Term
    stance: Term
    presupposes: str

    kind = "quote"

    @property
    def is_comment(self) -> bool:
        """Whether a reader wrote it below the source's own text."""
        return self.mode == "comment"

    def label(self) -> str:
        """The words in quotation marks."""
        return f"“{self.span.exact}”"

    def cells(self) -> Cells:
        """What it is about, the stance it takes, and when it was said."""
        return {"target": self.target, "stance": self.stance, "date": str(self.on or "")}

    def lines(self) -> Lines:
        """Who said it, when, where, and how much of it is quoted."""
        translator = "" if self.is_comment else self.source.translator
        lines = [
            *super().lines(),
            ("Venue", self.venue),
            ("Quotation", MODES[self.mode]),
            ("Translated by", translator),
            ("Takes for granted that", self.presupposes),
        ]
        return filled(lines)


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

    def cells(self) -> Cells:
        """The event and its date."""
        return {"event": self.title, "date": str(self.on or "")}

    def lines(self) -> Lines:
        """Who took part, and when."""
        return filled([*self._people("Who"), ("Date", dated(self.on, self.on_basis))])


@dataclass(frozen=True, repr=False)
class Draft(Reported):
    """A number of a text that nobody has read through yet, with the sentence that it stands in.

    It is no figure: nothing is said of what it counts, and nothing can be calculated with it.
    `place` is where the number stands in the text.
    """

    number: str
    place: tuple[int, int]

    kind = "draft"

    def label(self) -> str:
        """The number as it stands, with its hedge; a date whole."""
        return self.number

    def cells(self) -> Cells:
        """The number."""
        return {"number": self.number}

    def lines(self) -> Lines:
        """Where the number stands."""
        start, end = self.place
        return [("Number at", f"characters {start} to {end} of the text")]


Figures = Iterable[Figure]
Quotes = Iterable[Quote]
Items = Iterable[Reported]
