"""What charts draw: rows, each with its words, its cells, and the evidence it leads back to.

A row knows how a reader is told about it: in the table that stands for the chart (`TITLES` and
`cells`) and in the CSV file beside it (`CSV_TITLES` and `csv_cells`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from fractions import Fraction
from math import inf, isfinite
from typing import Any

from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date, fiscal_year
from analysis.quantities.units import Noun
from analysis.record.speakers import BODIES
from analysis.report.wording import capitalised
from analysis.text.anchors import CITED

PERCENT = ("%", "percent")
LOWER_LIMITS = ("more_than", "at_least")  # kinds of bound whose number may be higher
UPPER_LIMITS = ("less_than", "at_most")  # and those whose number may be lower

Evidence = tuple[Mapping[str, Any], ...]
Labels = Mapping[str, str]
Cells = tuple[str, ...]


def period_words(period: Date | None) -> str:
    """A period in words, of fiscal years by their names."""
    fiscal = fiscal_year(period)
    if fiscal:
        return f"fiscal {fiscal}"
    return period.words() if period else "no date given"


@dataclass(frozen=True)
class Interval:
    """From `start` to `end`: in counts, in days since the year 1, or in points from the left."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        """Halfway between both ends."""
        return (self.start + self.end) / 2

    @property
    def length(self) -> float:
        """From one end to the other."""
        return self.end - self.start

    def widened(self, by: float) -> "Interval":
        """With as much more on either side."""
        return Interval(self.start - by, self.end + by)

    def contains(self, x: float) -> bool:
        """Whether `x` lies between the ends or is one of them."""
        return self.start <= x <= self.end

    def holds(self, other: "Interval") -> bool:
        """Whether all of another lies in this one."""
        return self.start <= other.start and other.end <= self.end

    def is_near(self, other: "Interval", gap: float = 0) -> bool:
        """Whether another overlaps this one, or leaves less than `gap` between them."""
        wider = other.widened(gap)
        return self.start < wider.end and wider.start < self.end


def around(middle: float, half: float) -> Interval:
    """As far on either side of `middle`."""
    return Interval(middle - half, middle + half)


def hull(intervals: Iterable[Interval]) -> Interval:
    """From the first start to the last end. Raises ValueError where there is none."""
    each = list(intervals)
    start = min(one.start for one in each)
    end = max(one.end for one in each)
    return Interval(start, end)


def between(periods: Iterable[Interval]) -> Iterator[Interval]:
    """What lies between periods and in none of them."""
    reached = inf
    for period in sorted(periods, key=lambda period: period.start):
        if period.start > reached:
            yield Interval(reached, period.start)
        reached = period.end if reached == inf else max(reached, period.end)


@dataclass(frozen=True)
class Extent(Interval):
    """A number or a date as it is drawn: between which values, and with which kind of mark."""

    kind: str


def extent(bound: Bound) -> Extent:
    """The extent of a bound; an end that is infinite is drawn at the other."""
    low = float(bound.low)
    high = float(bound.high)
    kind = bound.kind
    if kind == "about" and not isfinite(high - low):
        kind = "at_least" if isfinite(low) else "at_most"
    start = low if isfinite(low) else high
    end = high if isfinite(high) else low
    return Extent(start, end, kind)


def extent_of_date(date: Date | None) -> Extent | None:
    """The extent of a date, its last day taken in; None where it names no day."""
    days = days_left(date)
    if date is None or days is None:
        return None
    if days.start == -inf:
        return _at_noon(days.end - 1, "at_most")
    if days.end == inf:
        return _at_noon(days.start, "at_least")
    if days.length > 1 or date.uncertain:
        return Extent(days.start, days.end, "range")
    return _at_noon(days.start, "exact")


def _at_noon(day: float, kind: str) -> Extent:
    return Extent(day + 0.5, day + 0.5, kind)


def days_left(date: Date | None) -> Interval | None:
    """The days that a date leaves, its last day taken in; None where it names no day.

    An end that is open is infinite.
    """
    if date is None or not (date.earliest or date.latest):
        return None
    first = date.earliest.toordinal() if date.earliest else -inf
    last = date.latest.toordinal() + 1 if date.latest else inf
    return Interval(first, last)


def _in_unit(bound: Bound, unit: str) -> str:
    """The bound in words, with its unit; "percent" is written as a sign."""
    return bound.words("%" if unit in PERCENT else unit)


@dataclass(frozen=True)
class Mark:
    """A number to draw: what it counts, its bound, and the evidence it leads back to.

    `group` is the id of the row whose population contains this one, where a source says so.
    `is_cited`: it rests on a source that is only cited.
    """

    TITLES = "label relation value note"
    CSV_TITLES = "id label part_of value bound low high note"

    label: str
    bound: Bound
    id: str = ""
    note: str = ""
    group: str = ""
    evidence: Evidence = ()
    is_cited: bool = False

    @property
    def extent(self) -> Extent:
        """How the number is drawn."""
        return extent(self.bound)

    @property
    def remark(self) -> str:
        """The note, and whether the number is only cited, which a chart tells by its letters."""
        cited = CITED if self.is_cited else ""
        return ", ".join(filter(None, (self.note, cited)))

    def words(self, unit: str = "") -> str:
        """The bound in words."""
        return _in_unit(self.bound, unit)

    def cells(self, unit: str, labels: Labels) -> Cells:
        """The cells under TITLES; `labels` are those of all rows, by id."""
        relation = ""
        if self.group in labels:
            relation = f"part of {labels[self.group]}"
        return self.label, relation, self.words(unit), self.remark

    def csv_cells(self, unit: str) -> list[str]:
        """The cells under CSV_TITLES."""
        limits = _limits(self.bound)
        return [self.id, self.label, self.group, self.words(unit), *limits, self.remark]


@dataclass(frozen=True)
class LedgerRow(Mark):
    """A running total, or, where `is_flow`, what came in a time.

    Of whom (`label`), how many (`bound`), by or in what `date`, `by` whom in few words. `left` is
    what the other entries leave for a total; `breaks` says in words that this contradicts it.
    `is_held`: its words were verified, it is not only cited.
    """

    date: Date | None = None
    by: str = ""
    left: Bound | None = None
    breaks: str = ""
    is_flow: bool = False
    is_held: bool = False


@dataclass(frozen=True)
class LaneName:
    """Who acts in a lane of a timeline: a side, a group or a kind of body; of a side, the
    `body` that acts where that is not its government.
    """

    name: str
    body: str = ""

    @property
    def words(self) -> str:
        """Both on one line."""
        return ": ".join(filter(None, (self.name, self.body)))


@dataclass(frozen=True)
class Moment:
    """Something dated to draw: who or what (`label`), when, and in a few words what (`note`).

    `side` names the sides of those who speak, `body` what they are or belong to; a news medium
    stands for none. `is_cited`: it rests on a source that is only cited.
    """

    TITLES = "label side date note"
    CSV_TITLES = "id label side date edtf earliest latest note"

    label: str
    date: Date | None
    id: str = ""
    side: str = ""
    body: str = ""
    note: str = ""
    evidence: Evidence = ()
    is_cited: bool = False

    @property
    def extent(self) -> Extent | None:
        """How the date is drawn; None where it names no day."""
        return extent_of_date(self.date)

    @property
    def whose(self) -> str:
        """What those who speak are, whose, and whether that is only cited.

        As "government, Ruritania, cited". A group is what its name says.
        """
        cited = CITED if self.is_cited else ""
        body = "" if self.body == BODIES["group"] else self.body
        return ", ".join(filter(None, (body, self.side, cited)))

    @property
    def lane(self) -> LaneName:
        """Who acts: of several, the first that is neither a group nor a news medium."""
        bodies = self.body.split(" and ")
        acting = [body for body in bodies if body not in (BODIES["group"], BODIES["media"])]
        body = (acting or bodies)[0]
        if body == BODIES["group"] or not body:
            return LaneName(capitalised(self.label))
        if not self.side or body == BODIES["anonymous"]:
            return LaneName(capitalised(body))
        return LaneName(self.side, "" if body == BODIES["government_body"] else body)

    @property
    def heading(self) -> str:
        """Who or what it is, and what those who speak are."""
        return " · ".join(filter(None, (self.label, self.whose)))

    def words(self, unit: str = "") -> str:
        """The date in words; a date has no unit."""
        return self.date.words() if self.date else "no date given"

    def cells(self, unit: str, labels: Labels) -> Cells:
        """The cells under TITLES."""
        return self.label, self.whose, period_words(self.date), self.note

    def csv_cells(self, unit: str) -> list[str]:
        """The cells under CSV_TITLES."""
        days = _days(self.date)
        return [self.id, self.label, self.whose, self.words(unit), *days, self.note]


@dataclass(frozen=True)
class Observation:
    """What one table gives for a period, an average over several periods, or a dated event.

    It is a number, or a gap with its reason in `note`, and in few words in `reason`. `series` is
    what is counted, "" for an event; `edition` which table gives it, "" for what is derived.
    `parts` are the running totals of the parts that a sum is made of, without the last.
    """

    TITLES = "when series value edition note"
    CSV_TITLES = (
        "id label series date edtf earliest latest edition superseded value bound low high note"
    )

    label: str
    date: Date | None
    bound: Bound | None = None
    series: str = ""
    edition: str = ""
    id: str = ""
    note: str = ""
    reason: str = ""
    is_superseded: bool = False
    is_average: bool = False
    is_cited: bool = False
    parts: tuple[float, ...] = ()
    evidence: Evidence = ()

    @property
    def is_event(self) -> bool:
        """Whether it is something that happened, not a number or a gap."""
        return not self.series

    @property
    def extent(self) -> Extent | None:
        """How the number is drawn; None of a gap and of an event."""
        return extent(self.bound) if self.bound else None

    def words(self, unit: str = "") -> str:
        """The bound in words; of a gap its reason, of an event its date."""
        if self.bound:
            is_yearly = self.is_average and unit
            return _in_unit(self.bound, Noun.of(unit).a_year() if is_yearly else unit)
        if self.series or self.date is None:
            return self.note
        return self.date.words()

    @property
    def period(self) -> tuple[str, str]:
        """What is counted, and the name of the period."""
        return self.series, self.label

    def cells(self, unit: str, labels: Labels) -> Cells:
        """The cells under TITLES."""
        standing = CITED if self.is_cited else ""
        return self.label, self.series, self.words(unit), self._edition(), standing

    def _edition(self) -> str:
        """Which table gives it, or what it is where none does."""
        if self.is_event:
            return "event"
        return self.edition or ("sum of its parts" if self.bound else "")

    def csv_cells(self, unit: str) -> list[str]:
        """The cells under CSV_TITLES."""
        when = self.date.words() if self.date else ""
        superseded = "yes" if self.is_superseded else ""
        standing = CITED if self.is_cited else ""
        cells = [self.id, self.label, self.series, when, *_days(self.date)]
        value = [self.words(unit), *_limits(self.bound)]
        return [*cells, self._edition(), superseded, *value, standing]


Row = Mark | Moment | Observation


def _days(date: Date | None) -> list[str]:
    """A date as EDTF, and its first and last day; empty where there is none."""
    if date is None:
        return ["", "", ""]
    return [str(date), _iso(date.earliest), _iso(date.latest)]


def _iso(day: Day | None) -> str:
    return day.isoformat() if day else ""


def _limits(bound: Bound | None) -> list[str]:
    """The kind and the ends of a bound; empty where there is none, or an end is open."""
    if bound is None:
        return ["", "", ""]
    return [bound.kind, _decimal(bound.low), _decimal(bound.high)]


def _decimal(end: Fraction | float) -> str:
    if not isfinite(end):
        return ""
    is_whole = Fraction(end).denominator == 1
    return str(end if is_whole else float(end))
