"""Between which days a source that shows no date was published, as clues leave it: each bounds it,
all together do.

A clue is a dated item of the record, read in one of the ways of READINGS. It leaves a span of days
that may be open at an end; what all clues leave is the intersection of their spans. An item whose
own date is only assumed may be off by OFF_BY days, and that is named as an assumption. A date that
was resolved from the source's own date is no clue to it: it would give that date again.

>>> clues.clue("past", record.event("effigies-burned")).label()
'not before 23 February 2018'
"""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analysis.errors import Refusal, did_you_mean
from analysis.measures.chronology import basis_of
from analysis.measures.derived import Assumed, Conclusion, Derived, attempt
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date
from analysis.record.reported import Reported

OFF_BY = 1
OFF = "the day inferred for {}, {}, is off by no more than a day"
BEFORE = (
    "the article listed before it appeared no later, and its headline is about what followed {}"
)
AFTER = "an article listed next to it appeared no earlier, and its headline is about {}"
# What a reading says of the source, whether it bounds its day from below and from above, and what
# it assumes.
READINGS = {
    "past": ("it reports this as past", True, False, ""),
    "this month": ("it puts this earlier in its own month", True, True, ""),
    "older neighbour": ("the headline before it is about what followed this", True, False, BEFORE),
    "newer neighbour": ("a headline next to it is about this, no later", False, True, AFTER),
}


@dataclass(frozen=True, repr=False)
class Clue(Conclusion):
    """What one dated item leaves of the days on which a source can have been published, from
    `first` to `last`.

    None is an end that it leaves open. The first input is the item; the second, if there is one,
    the source's own words for it.
    """

    id: str
    reading: str
    inputs: tuple[Reported, ...]
    first: date | None
    last: date | None
    assumptions: Assumed = ()

    @property
    def item(self) -> Reported:
        """The dated item."""
        return self.inputs[0]

    @property
    def words(self) -> tuple[Reported, ...]:
        """Where the source itself speaks of it; empty where it does not."""
        return self.inputs[1:]

    @property
    def period(self) -> Date:
        """The days that it leaves."""
        return _span(self.first, self.last)

    def label(self) -> str:
        """What it leaves: "not before 9 February 2018"."""
        ends = (("not before", self.first), ("not after", self.last))
        return " and ".join(f"{side} {_day(end)}" for side, end in ends if end)

    def about(self) -> tuple[str, str]:
        """What it is a clue to, and how it is read."""
        read_as = READINGS[self.reading][0]
        return "when the source can have been published", f"{self.item.label()}: {read_as}"


def clue(reading: str, item: Reported, *words: Reported, off_by: int = OFF_BY) -> Clue:
    """What `item` leaves when it is read in one way of READINGS; an assumed date may be off by
    `off_by` days.

    `words` are the items in which the source itself speaks of it.

    Raises Refusal for another reading, and for an item without the date that it needs.
    """
    if reading not in READINGS:
        do = did_you_mean(reading, READINGS) or f"use any of {', '.join(READINGS)}"
        raise Refusal(f"clue {item.id}", f'"{reading}" is no way to read it', do)
    _, is_lower, is_upper, assumed = READINGS[reading]
    on = item.as_of
    first = on.earliest if on and is_lower else None
    last = on.latest if on and is_upper else None
    if bool(first) != is_lower or bool(last) != is_upper:
        raise Refusal(
            f"clue {item.id}",
            "it has no date that bounds anything",
            "name an item whose date is known",
        )
    if last and is_lower:
        last = _month_end(last)
    slack = off_by if basis_of(item) == "assumed" else 0
    named = _named(item)
    assumptions = [assumed.format(named)] if assumed else []
    if slack and on:
        assumptions.append(OFF.format(named, on.words()))
    return Clue(
        id=f"clue-{item.id}",
        reading=reading,
        inputs=(item, *words),
        first=_shifted(first, -slack),
        last=_shifted(last, slack),
        assumptions=tuple(assumptions),
    )


def window(source: str, clues: Sequence[Clue], name: str = "") -> Derived:
    """The days that all `clues` leave for the publication of `source`: as its `period`, and how
    many they are. It rests on a clue for each end, of several the one that assumes least.

    Raises Refusal where a side stays open, and where two clues exclude each other.
    """
    lower, upper = binding(clues)
    if not lower or not upper:
        raise Refusal(
            f"publication of {source}",
            "one side of it stays open",
            "name clues that bound both sides",
        )
    low, high = firmest(lower)[0], firmest(upper)[0]
    first = low.first or date.min
    last = high.last or date.max
    if first > last:
        wrong = f"{low.item.id} has it {low.label()}, {high.item.id} {high.label()}"
        raise Refusal(f"publication of {source}", wrong, "see which of them does not concern it")
    return Derived(
        id="-".join(filter(None, ("window", source, name))),
        title="days on which the source can have been published",
        bound=Bound.of("exact", (last - first).days + 1),
        unit="days",
        formula=f"what all clues leave: no day before {_day(first)}, none after {_day(last)}",
        inputs=tuple(dict.fromkeys([low, high])),
        period=_span(first, last),
    )


def binding(clues: Sequence[Clue]) -> tuple[list[Clue], list[Clue]]:
    """The clues that set the first, and those that set the last, of the days that all of them
    leave.
    """
    first = max((clue.first for clue in clues if clue.first), default=None)
    last = min((clue.last for clue in clues if clue.last), default=None)
    return (
        [clue for clue in clues if clue.first and clue.first == first],
        [clue for clue in clues if clue.last and clue.last == last],
    )


def firmest(clues: Sequence[Clue]) -> list[Clue]:
    """The clues that assume least."""
    least = min((len(clue.assumptions) for clue in clues), default=0)
    return [clue for clue in clues if len(clue.assumptions) == least]


def without(source: str, clues: Sequence[Clue], dropped: Clue) -> Derived | Refusal:
    """The days that are left where one clue falls away; a refusal where a side of them stays open
    then.
    """
    kept = [clue for clue in clues if clue != dropped]
    return attempt(window, source, kept, f"without-{dropped.item.id}")


def exactly(clues: Sequence[Clue]) -> list[Clue]:
    """The same clues with no day of leeway for dates that are only inferred."""
    return [replace(clue(c.reading, *c.inputs, off_by=0), id=f"{c.id}-exactly") for c in clues]


def _named(item: Reported) -> str:
    """What an item is, to stand in a sentence: in quotation marks, but for "The burning of …"."""
    label = item.label()
    if re.match(r"The [a-z]+ing of ", label):
        return label.replace("The", "the", 1)
    return f"“{label}”"


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _shifted(day: date | None, by: int) -> date | None:
    """A day so many days later, or the first or last that there is; None for none."""
    if not day:
        return None
    try:
        return day + timedelta(days=by)
    except OverflowError:
        return date.min if by < 0 else date.max


def _span(first: date | None, last: date | None) -> Date:
    """The days from `first` to `last`; None is an end that is open."""
    if first and last:
        return dates.parse(f"{first}" if first == last else f"[{first}..{last}]")
    return dates.parse(f"{first}/.." if first else f"/{last}")


def _day(day: date) -> str:
    return dates.parse(day.isoformat()).words()
