"""Counts as claimed: of whom, of what kind, how many, when and by whom; and what a claim allows, as
`reconcile` reads it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil, floor, inf

from analysis.errors import Refusal
from analysis.measures.differences import Instant, end_of, instant
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date
from analysis.quantities.units import Unit
from analysis.record.reported import Figure

KINDS = ("cumulative", "flow", "group", "stock")
# Of every population's count, before the first day that a date can name.
BEGINNING = end_of(0)
END = date.max.toordinal()


@dataclass(frozen=True)
class Claim:
    """One count as claimed: of whom (`population`, worded `label`), of which of KINDS, how many,
    when, and by whom.

    `said` is when it was said or published: it covers nothing later. `begins` is before which there
    is nobody to count. `width` is the policy of `bounds.WIDTHS` by which an "about" is gone by.
    What `is_doubted` limits no other claim. Raises Refusal for what is no count.
    """

    id: str
    population: str
    kind: str
    bound: Bound
    period: Date
    unit: str = ""
    said: Date | None = None
    by: str = ""
    label: str = ""
    width: str = ""
    begins: Date | None = None
    is_doubted: bool = False

    def __post_init__(self) -> None:
        where = f"reconciliation of {self.id}"
        if self.kind not in KINDS or not Unit.of(self.unit).is_counted:
            raise Refusal(
                where,
                f"a {self.kind} of {self.unit or 'this kind'} is no count",
                f"name one of {', '.join(KINDS)}",
            )
        if self.high < 0:
            raise Refusal(where, f"{self.bound} is less than nothing", "check its bound")

    @property
    def is_vague(self) -> bool:
        """Whether it says "about", and no policy gave that a width."""
        return self.allowed.about and not self.allowed.width

    @property
    def allowed(self) -> Bound:
        """Its bound with the width that the policy gives it."""
        if not self.width:
            return self.bound
        return self.bound.widen(self.width)

    @property
    def low(self) -> int:
        """The least that it allows."""
        allowed = self.allowed
        if isinstance(allowed.low, float):
            return 0
        if allowed.low_open:
            return max(0, floor(allowed.low) + 1)
        return max(0, ceil(allowed.low))

    @property
    def high(self) -> float:
        """The most that it allows to be counted in its period; infinite where it sets no limit."""
        allowed = self.allowed
        if self.kind == "group" or isinstance(allowed.high, float):
            return inf
        if allowed.high_open:
            return ceil(allowed.high) - 1
        return floor(allowed.high)

    def overlaps(self, bound: Bound) -> bool:
        """Whether it allows a number of an interval."""
        return self.low <= bound.high and bound.low <= self.high

    def rounded(self) -> "Claim":
        """The claim as if its number, other than zero, were rounded to the last digit that is not
        zero; itself where it gives no one number.
        """
        bound = self.bound
        is_number = bound.about or bound.low == bound.high
        if not is_number or not bound.low or not bound.high:
            return self
        about = replace(bound, about=True)
        return replace(self, bound=about, width="last_digit")

    @property
    def until(self) -> int:
        """The last day that it can cover: that on which it was said; an ordinal."""
        if not self.said:
            return END
        return _ordinal(self.said.latest, END)

    @property
    def instants(self) -> tuple[Instant, Instant]:
        """From the end of which day to the end of which day it counts."""
        period = self.period
        first = _ordinal(period.earliest, 1)
        last = _ordinal(period.latest, max(first, self.until))
        end_name = f"end of {self.id}"
        end = instant(first, last, end_name)
        if self.kind == "stock":
            return BEGINNING, end
        if period.granularity == "interval":
            if period.end:
                end = instant(period.end.first.toordinal(), last, end_name)
            return self._start(first, last), end
        if self.kind == "cumulative":
            return BEGINNING, end
        if period.granularity == "set":
            start = instant(first - 1, last - 1, f"start of {self.id}")
            return start, end
        return end_of(first - 1), end_of(last)

    @property
    def start(self) -> Instant:
        """From the end of which day it counts."""
        return self.instants[0]

    @property
    def end(self) -> Instant:
        """To the end of which day it counts."""
        return self.instants[1]

    def _start(self, first: int, last: int) -> Instant:
        """The end of the day before an interval from `first` to `last`."""
        start = self.period.start
        name = f"start of {self.id}"
        if self.kind == "cumulative":
            if not start or first <= self._begins:
                return BEGINNING
            name = f"since {start.words()}"
        latest = start.last.toordinal() - 1 if start else last
        return instant(first - 1, latest, name)

    @property
    def _begins(self) -> int:
        """The first day on which there may be anybody to count, as an ordinal; 0 if unknown."""
        if not self.begins:
            return 0
        return _ordinal(self.begins.earliest, 0)

    def words(self) -> str:
        """The claim in words: "566 by 17 May 2017", "28 in 2017", "a group of 9 on 20 December
        2017".
        """
        words = f"{self.bound.words()} {self.when()}"
        return f"a group of {words}" if self.kind == "group" else words

    def when(self) -> str:
        """Its period in words: "by 17 May 2017", "in 2017", "from 1 January to 19 December
        2017".
        """
        period = self.period
        words = period.words()
        fiscal = dates.fiscal_year(period)
        if fiscal:
            return f"in the US fiscal year {fiscal}"
        match period.granularity:
            case "interval" if period.start and period.end:
                return f"from {words}"
            case "interval" | "set":
                return words
        if self.kind == "cumulative":
            return f"by {words}"
        return f"on {words}" if period.granularity == "day" else f"in {words}"


Claims = Sequence[Claim]


def _ordinal(day: date | None, otherwise: int) -> int:
    return day.toordinal() if day else otherwise


def claim(figure: Figure, kind: str = "") -> Claim:
    """What a figure claims; `kind` says where it is another than its measure: a flow that is one
    arrival group.

    Raises Refusal for a figure without a period, and for one that is no count.
    """
    if not figure.period:
        raise Refusal(
            f"reconciliation of {figure.id}", "it has no period", "date it, or leave it out"
        )
    speaker = figure.speaker.in_sentence() if figure.speaker else figure.source.publisher
    return Claim(
        id=figure.claim,
        population=figure.population.id,
        kind=kind or figure.measure,
        bound=figure.bound,
        period=figure.period,
        unit=figure.unit,
        said=figure.on or figure.source.published,
        by=speaker,
        label=figure.population.label,
        begins=figure.population.begins,
        is_doubted=figure.is_doubted,
    )


def labels_of(claims: Claims) -> dict[str, str]:
    """How the populations of claims are worded, by their ids."""
    return {claim.population: claim.label or claim.population for claim in claims}


def listed(words: Iterable[str], joint: str = "and") -> str:
    """Words in one line: "a, b and c", or with another word before the last."""
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last
