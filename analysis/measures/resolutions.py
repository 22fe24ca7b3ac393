"""What would let claims that contradict one another be true together, each change by itself: an
earlier date, another period, a rounded number, populations that are not the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analysis.measures.claims import BEGINNING, Claim, Claims, labels_of, listed
from analysis.measures.kinship import Group, Kinship
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date
from analysis.quantities.units import Unit

ROUND = 10  # the unit from which on a number with zeros at its end may have been rounded


@dataclass(frozen=True)
class Resolution:
    """One thing that would let the claims of a conflict be true together: its name, whose fault it
    were, and what it `says` of which claim, or of all.
    """

    kind: str
    claims: tuple[str, ...]
    says: str
    of: str = "all"


Resolutions = Iterator[Resolution]
Totals = dict[tuple[Group, Bound], list[Claim]]


class Resolver:
    """What would resolve conflicts among claims, by the kinship of their populations."""

    def __init__(self, claims: Iterable[Claim], kinship: Kinship) -> None:
        self._kinship = kinship
        self._totals: Totals = defaultdict(list)
        for claim in sorted(claims, key=lambda claim: claim.end):
            if claim.kind == "cumulative":
                self._alike(claim).append(claim)

    def _alike(self, total: Claim) -> list[Claim]:
        """The totals of the same group and bound as one, in the order of time."""
        group = self._kinship.group(total)
        return self._totals[group, total.bound]

    def resolutions(self, conflict: Claims) -> Resolutions:
        """Each change that would let the claims of a conflict be true together."""
        for claim in conflict:
            others = [other for other in conflict if other != claim]
            yield from self._stale_repeat(claim, others)
            yield from self._wrong_period(claim, others)
            yield from self._rounding(claim, others)
        yield from self._population_mismatch(conflict)

    def _stale_repeat(self, claim: Claim, others: Claims) -> Resolutions:
        """A total that repeats an earlier one, and would fit as of that one's date."""
        if claim.kind != "cumulative":
            return
        for earlier in self._alike(claim):
            if earlier.end.last >= claim.end.first:
                continue
            moved = replace(claim, period=earlier.period)
            if self._kinship.fits(moved, others):
                ids = (claim.id, earlier.id)
                says = f"repeats {earlier.words()}, and would fit as of that date"
                yield Resolution("stale repeat", ids, says, claim.words())
                return

    def _wrong_period(self, claim: Claim, others: Claims) -> Resolutions:
        """The nearest other end, the nearest other start, and the other kind of year, for which a
        claim would fit.
        """
        fitting = []
        for periods in _other_periods(claim, others):
            for period in periods:
                moved = replace(claim, period=period)
                if self._kinship.fits(moved, others):
                    fitting.append(moved.when())
                    break
        if fitting:
            says = f"would fit if counted {listed(fitting, 'or')}"
            yield _change_of("wrong period", claim, says)

    def _rounding(self, claim: Claim, others: Claims) -> Resolutions:
        """A round number that would fit if it were rounded, and an "about" whose width is only a
        policy's.
        """
        if claim.bound.about:
            policy = f"the policy {claim.allowed.width}"
            says = f"has a width only by {policy}; a larger one may fit"
            yield _change_of("rounding", claim, says)
            return
        rounded = claim.rounded()
        if rounded == claim:
            return
        ends = replace(rounded.allowed, about=False)
        if ends.high - ends.low < ROUND:
            return
        if self._kinship.fits(rounded, others):
            says = f"would fit if it were rounded, from a number {ends}"
            yield _change_of("rounding", claim, says)

    def _population_mismatch(self, conflict: Claims) -> Resolutions:
        """That not all count the same: going by the record's own words for them, or by who
        counted.
        """
        ways = []
        labels = labels_of(conflict)
        if len(labels) > 1:
            people = listed(labels.values())
            ways.append(f"{people} {self._otherwise(conflict)}")
        counters = {claim.by for claim in conflict if claim.by}
        if len(counters) > 1:
            ways.append("those who give the numbers count differently")
        if ways:
            ids = tuple(claim.id for claim in conflict)
            either = ", or if ".join(ways)
            yield Resolution("population mismatch", ids, f"would fit if {either}")

    def _otherwise(self, conflict: Claims) -> str:
        """How the populations of a conflict would have to be related."""
        populations = [claim.population for claim in conflict]
        relations = self._kinship.between(conflict) + self._kinship.links(populations)
        if any(relation.relation != "same" for relation in relations):
            return "were related otherwise"
        unit = Unit.of(conflict[0].unit)
        return f"were not all {unit.alike}"


def _change_of(kind: str, claim: Claim, says: str) -> Resolution:
    """A change of one claim alone."""
    return Resolution(kind, (claim.id,), says, claim.words())


def _other_periods(claim: Claim, others: Claims) -> list[list[Date]]:
    """Other ends, other starts and other kinds of year, each the nearest first, none after the
    claim was said.

    They lie where another claim starts or ends, or a day before; a flow keeps at least half of its
    time.
    """
    turns = _turns(claim, others)
    if claim.kind == "cumulative":
        return [_other_ends(claim, turns)]
    if claim.kind == "flow" and claim.start.is_day and claim.end.is_day:
        before = claim.start.last
        last = claim.end.last
        ended, begun = _shortened(before, last, turns)
        year = _other_year(before + 1, last, claim.until)
        return [ended, begun, year]
    return []


def _turns(claim: Claim, others: Claims) -> list[int]:
    """The days on which other claims start or end and the claim itself does not, and the days
    before; as ordinals in order, none after it was said.
    """
    turns = _ends(others) - _ends([claim])
    for turn in list(turns):
        turns.add(turn - 1)
    return sorted(day for day in turns if 0 < day <= claim.until)


def _ends(claims: Claims) -> set[int]:
    """The first and last days on which claims may start or end."""
    ends: set[int] = set()
    for claim in claims:
        for first, last, _ in claim.instants:
            ends |= {first, last}
    return ends


def _other_ends(total: Claim, turns: Iterable[int]) -> list[Date]:
    """The period of a total, with each turn after its start as its end."""
    since = ""
    if total.start != BEGINNING:
        stated, _, _ = total.period.text.partition("/")
        since = f"{stated}/"
    periods = []
    for end in _nearest_first(turns, total.end.last):
        if end > total.start.last:
            periods.append(dates.parse(since + _text(end)))
    return periods


def _shortened(before: int, last: int, turns: Sequence[int]) -> tuple[list[Date], list[Date]]:
    """The time after the day `before` and up to `last`, ended at each turn, and begun after each;
    nothing shorter than half of it.
    """
    half = (last - before) / 2
    ended = []
    for turn in _nearest_first(turns, last):
        if turn - before >= half:
            ended.append(_days(before + 1, turn))
    begun = []
    for turn in _nearest_first(turns, before):
        if last - turn >= half:
            begun.append(_days(turn + 1, last))
    return ended, begun


def _nearest_first(days: Iterable[int], to: int) -> list[int]:
    return sorted(days, key=lambda day: abs(day - to))


def _other_year(first: int, last: int, until: int) -> list[Date]:
    """For a calendar year the US fiscal year of that name (from 1 October of the year before), and
    the reverse; nothing that ends after `until`.
    """
    year = date.fromordinal(last).year
    calendar = f"{year:04}-01-01/{year:04}-12-31"
    fiscal = f"{year - 1:04}-10-01/{year:04}-09-30"
    given = f"{_text(first)}/{_text(last)}"
    last_said = date.fromordinal(until)
    if given == calendar and date(year, 9, 30) <= last_said:
        return [dates.parse(fiscal)]
    if given == fiscal and date(year, 12, 31) <= last_said:
        return [dates.parse(f"{year:04}")]
    return []


def _days(first: int, last: int) -> Date:
    start = _text(first)
    if first == last:
        return dates.parse(start)
    return dates.parse(f"{start}/{_text(last)}")


def _text(day: int) -> str:
    return date.fromordinal(day).isoformat()
