"""Calculations on figures, as bounds; what the evidence does not allow is refused by name.

Every result knows its formula, its inputs and the assumptions that it stands on, and is no better
vouched for than its weakest input.

>>> derived.count("named", "Figures named", record.figures(["kt-572", "kt-28"]), "rows").label()
'2'
"""

import calendar
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import partial, reduce
from itertools import combinations, pairwise
from math import inf, isinf
from operator import add
from typing import Any

from analysis.errors import Refusal
from analysis.fingerprints import digest
from analysis.quantities import dates
from analysis.quantities.bounds import TOO_SMALL, Bound, percent
from analysis.quantities.dates import Date, Point
from analysis.record.populations import Population, Relation
from analysis.record.record import Record
from analysis.record.references import Evidence, refer
from analysis.record.reported import Event, Figure, MissingFigure, Quote, Reported
from analysis.record.selections import Selection

# From best to worst, for the standing of a result; any other verdict is no better than the last.
LONGEST = 50  # characters of ids in the id of a conclusion
SEVERITY = ("verbatim", "typographic", "elided", "clipped", "cited", "unverified")
# Units that come in fractions; everything else is counted. A unit per year is "persons/year".
MEASURED = ("percent", "usd", "years")
PER_YEAR = "/year"
DAY = timedelta(days=1)
ONE_YEAR = Bound.of("exact", 1)
# Words that may mean a year or a month of the calendar, or the twelve months before; "late last
# year" is neither.
_BARE_PERIOD = re.compile(r"(?:in\s+)?(?:last|this)\s+(?P<unit>year|month)", re.IGNORECASE)
# What an editor put into quoted words: "[of these]".
BRACKETED = re.compile(r"\[[^\[\]]*\]")
# From where on a quotient is told in whole numbers; a smaller one has one decimal. Limits stay true
# when they are rounded outward, so that they may be told more coarsely than an exact result. So may
# a time in years, which is told as about that many.
WHOLE_LIMITS = 10
WHOLE_RESULTS = 100


class Conclusion:
    """What follows from reported rows: a number derived from them, or a finding about them.

    The assumptions of inputs that are themselves conclusions are added. Raises Refusal without
    inputs: it would rest on nothing.
    """

    id: str
    inputs: tuple[Any, ...]
    assumptions: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.inputs:
            raise Refusal(
                f"derived number {self.id}",
                "it has no inputs",
                "name the figures that it is computed from",
            )
        assumptions = list(self.assumptions)
        for item in self.inputs:
            if isinstance(item, Conclusion):
                assumptions += item.assumptions
        object.__setattr__(self, "assumptions", tuple(dict.fromkeys(assumptions)))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}: {self.label()}>"

    def __format__(self, aspect: str) -> str:
        return refer([self], aspect)

    def label(self) -> str:
        """The shortest words for it."""
        raise NotImplementedError

    def about(self) -> tuple[str, str]:
        """What it is, in words, and how it came about."""
        raise NotImplementedError

    def more(self) -> list[list[str]]:
        """Further lines of its record."""
        return []

    def evidence(self) -> list[Evidence]:
        """Itself and its inputs as records for the page's annex."""
        worst = weakest(self)
        title, formula = self.about()
        own = {
            "id": self.id,
            "kind": "derived",
            "label": self.label(),
            "lines": [["What", title], *self.more()],
            "formula": formula,
            "inputs": [item.id for item in self.inputs],
            "assumptions": list(self.assumptions),
            "verdict": worst,
            "verdict_words": f"derived; its weakest input is {worst}",
        }
        found = [own]
        for item in self.inputs:
            found += item.evidence()
        return found


def id_of(kind: str, inputs: Iterable[Any]) -> str:
    """The id of what follows from inputs, which fits into an address: with a digest of theirs where
    all of them are too long.
    """
    ids = "-".join(item.id for item in inputs)
    return f"{kind}-{ids if len(ids) <= LONGEST else digest(ids)}"


def weakest(item: "Reported | Conclusion") -> str:
    """The worst verdict among the reported rows that an item rests on."""
    if isinstance(item, Reported):
        return item.standing.verdict
    return max(map(weakest, item.inputs), key=_badness)


def _badness(verdict: str) -> int:
    return SEVERITY.index(verdict) if verdict in SEVERITY else len(SEVERITY)


@dataclass(frozen=True, repr=False)
class Derived(Conclusion):
    """A number computed from others: its bound, the formula in words, its inputs and assumptions.

    `unit` is that of the inputs; "persons/year" for an average, "years" for a time; "percent" for a
    share, whose bound is then a fraction of one. `measure` is as a figure's, empty where the inputs
    differ.
    """

    id: str
    title: str
    bound: Bound
    unit: str
    formula: str
    inputs: tuple["Figure | Conclusion | Reported", ...]
    assumptions: tuple[str, ...] = ()
    period: Date | None = None
    population: Population | None = None
    measure: str = ""

    def __post_init__(self) -> None:
        """Refuse a number that its rounded inputs leave nothing to say of. Raises Refusal."""
        super().__post_init__()
        if self.bound.is_too_small:
            do = "counts that are not rounded would tell it"
            raise Refusal(
                f"derived number {self.id}", f"no result is given: it would be {TOO_SMALL}", do
            )

    @property
    def shown(self) -> Bound:
        """The bound as a reader is told it, rounded as `Bound.told` says."""
        if self.unit == "percent":
            return percent(self.bound)
        bound = self.bound
        if bound.low == 0 and bound.high not in (0, inf):
            bound = replace(bound, low=-inf)  # no less than none goes without saying
        is_quotient = self.unit == "years" or self.unit.endswith(PER_YEAR)
        if not is_quotient:
            return bound.told()
        told = bound.told(_decimals(bound, self.unit))
        # An exact time is told as a rounded one where it is: nobody counts the days of a division.
        is_rounded = told.kind == "exact" and told != bound
        return replace(told, about=True) if is_rounded and self.unit == "years" else told

    def label(self) -> str:
        """The bound in words; a share in percent, to one decimal."""
        return self.shown.words("%" if self.unit == "percent" else "")

    def about(self) -> tuple[str, str]:
        """Its title and its formula."""
        return self.title, self.formula

    def more(self) -> list[list[str]]:
        """The time it holds for, how long that is where it is an average, and how its bound came
        about.
        """
        lines = []
        if self.period:
            fiscal = dates.fiscal_year(self.period)
            years = f", fiscal {fiscal}" if fiscal else ""
            lines.append(["When", self.period.words() + years])
            if self.unit.endswith(PER_YEAR):
                lines.append(["Lasting", _lasting_words(self.period)])
        limits = self._limits()
        if limits:
            lines.append(["Bound", "; ".join(limits)])
        return lines

    def _limits(self) -> list[str]:
        """How its bound came about: what its numbers are reckoned with, and how it is rounded."""
        numbers = [item for item in self.inputs if isinstance(item, Counted)]
        numbers = [number for number in numbers if _stands_in(number, self.formula)]
        limits = []
        for number in numbers:
            exact = _exactly(number)
            if exact:
                limits.append(f"{number.label()} is {exact}")
        for number in numbers:
            if number.bound.about:
                limits.append(f"{number.label()} has no width that anybody stated")
        if _is_rounded(self):
            limits.append(_rounding(self))
        return limits


Counted = Figure | Derived
Row = Counted | MissingFigure


def _decimals(quotient: Bound, unit: str) -> int:
    """To how many places a quotient is told: to one while it is small, else to none."""
    smallest = quotient.high if isinf(quotient.low) else quotient.low
    is_limited = quotient.low != quotient.high and not quotient.about
    whole_from = WHOLE_LIMITS if is_limited or unit == "years" else WHOLE_RESULTS
    return 0 if smallest >= whole_from else 1


def _is_rounded(number: Derived) -> bool:
    """Whether a reader is told less than the exact bound."""
    if number.unit == "percent":
        return number.bound.told(1) != number.bound
    shown, bound = number.shown, number.bound
    is_low_moved = shown.low != bound.low and not isinf(shown.low)
    is_high_moved = shown.high != bound.high and not isinf(shown.high)
    return is_low_moved or is_high_moved


def _stands_in(number: Counted, formula: str) -> bool:
    """Whether a formula reckons with a number, and not with its period or with how many rows there
    are.
    """
    label = re.escape(number.label())
    return re.search(rf"(?<![\w.,]){label}(?!\w|[.,][0-9])", formula) is not None


def _rounding(number: Derived) -> str:
    """How a number was rounded, in words."""
    if number.bound.about:
        return "rounded to the digits that its least precise number is good for"
    if number.bound.kind == "exact":
        return "rounded to the nearest"
    return "limits are rounded outward"


def _is_measured(number: Counted) -> bool:
    """Whether a number counts what comes in fractions."""
    return number.unit in MEASURED or number.unit.endswith(PER_YEAR)


def whole(number: Counted) -> Bound:
    """The bound of a count, its open ends closed to whole numbers; the bound of what comes in
    fractions as it is.
    """
    return number.bound if _is_measured(number) else number.bound.whole()


def _exactly(number: Counted) -> str:
    """What a number is reckoned with where it is told otherwise, to two decimals; "" where it is as
    told.
    """
    if number.bound.about or number.unit == "percent":
        return ""
    words = whole(number).told(2).words()
    if words == number.label():
        return ""
    return f"{words} before rounding" if _is_measured(number) else words


def share(record: Record, part: Figure, total: Figure) -> Derived:
    """`part` as a share of `total`. Refused unless the part is a stated subset, counted in the same
    way and time.

    When two counts hold at one time, and on which assumption, `_at_one_time` says, of shares as of
    sums.
    """
    refuse = partial(_refusal, "share", [part, total])
    relation = record.relation(part.population.id, total.population.id)
    if not _is_stated_part(relation):
        raise refuse(_related(part, total, relation), "only a stated part has a share")
    assumptions = _at_one_time(part, total)
    if assumptions is None:
        raise refuse("they hold at different times", "compare figures of the same date")
    is_alike = part.unit == total.unit and part.measure == total.measure
    if not is_alike or part.measure == "share":
        raise refuse(_kinds(part, total), "compare counts of the same kind")
    if whole(part).compare(whole(total)) == "above":
        raise refuse("the whole is less than the part", "check both figures")
    of = _no_less_than(whole(total), whole(part))
    if 0 in of:
        raise refuse("the whole can be nothing", "name a whole that is not")
    return Derived(
        id=f"share-{part.id}-of-{total.id}",
        title=f"{part.population.label}, as a share of {total.population.label}",
        bound=_no_more_than_all(whole(part) / of) * 100,
        unit="percent",
        formula=_formula("÷", part, total),
        inputs=(part, total),
        assumptions=assumptions,
        period=part.period,
        measure="share",
    )


def _is_stated_part(relation: Relation) -> bool:
    return relation.relation == "subset_of" and relation.is_stated


def _no_less_than(total: Bound, part: Bound) -> Bound:
    """The bound of a whole whose lower end is raised to that of its part: it holds at least as
    many.
    """
    if total.about or part.about or total.low >= part.low:
        return total
    return replace(total, low=part.low, low_open=part.low_open)


def _no_more_than_all(share: Bound) -> Bound:
    """The share of a part, which is no larger than its whole."""
    if share.about or share.high <= 1:
        return share
    return replace(share, high=Fraction(1), high_open=False)


def _at_one_time(a: Figure, b: Figure) -> tuple[str, ...] | None:
    """What is assumed so that two counts hold at one time, which may be nothing; None where they do
    not.

    Flows hold at one time if they have one period, other counts if they are of one certain day. A
    date that is not exact is one time where one source gives both for it, and else by an assumption
    that is named. Two cumulative counts need one start as well.
    """
    if a.period is None or b.period is None:
        return None
    is_one_date = str(a.period) == str(b.period)
    is_both_cumulative = a.measure == b.measure == "cumulative"
    if moment(a) and moment(a) == moment(b):
        return () if is_one_date or not is_both_cumulative else None
    if not is_one_date:
        return None
    if a.source.id == b.source.id and not is_vague(a.period):
        return ()
    both = f"{a.label()} and {b.label()}"
    return (f"{both} hold at the same time: {a.period.words()}",)


def total(record: Record, figures: Sequence[Figure]) -> Derived:
    """The sum of `figures`. Refused unless unit and time agree and every two populations are stated
    to be disjoint.

    When two counts hold at one time, and on which assumption, `_at_one_time` says, of sums as of
    shares.
    """
    if not figures:
        raise _refusal("sum", figures, "there is nothing to add", "name the figures")
    for figure in figures:
        if figure.measure == "share":
            raise _refusal("sum", [figure], "a share is no count", "add counts")
    assumptions: list[str] = []
    for a, b in combinations(figures, 2):
        _refuse_no_sum(record, a, b)
        assumptions += _at_one_time(a, b) or ()
    measures = {figure.measure for figure in figures}
    periods = {figure.period for figure in figures}
    return Derived(
        id=id_of("total", figures),
        title="; ".join(f.population.label for f in figures) + ", together",
        bound=reduce(add, map(whole, figures)),
        unit=figures[0].unit,
        formula=_formula("+", *figures),
        inputs=tuple(figures),
        assumptions=tuple(assumptions),
        period=periods.pop() if len(periods) == 1 else None,
        measure=measures.pop() if len(measures) == 1 else "",
    )


def _refuse_no_sum(record: Record, a: Figure, b: Figure) -> None:
    """Raise Refusal where two figures cannot be added."""
    refuse = partial(_refusal, "sum", [a, b])
    relation = record.relation(a.population.id, b.population.id)
    if not _are_apart(record, relation):
        raise refuse(_related(a, b, relation), "only groups stated to be separate are added")
    is_only_one_a_flow = (a.measure == "flow") != (b.measure == "flow")
    if a.unit != b.unit or is_only_one_a_flow:
        raise refuse(_kinds(a, b), "add counts of the same kind")
    if _at_one_time(a, b) is None:
        raise refuse("they hold at different times", "add figures of the same date")


def _are_apart(record: Record, relation: Relation) -> bool:
    """Whether two populations are stated to be disjoint, or are stated parts of some that are."""
    if relation.is_stated:
        return relation.relation == "disjoint"
    for a in (relation.a, *record.wholes(relation.a)):
        for b in (relation.b, *record.wholes(relation.b)):
            found = record.relation(a, b)
            if found.relation == "disjoint" and found.is_stated:
                return True
    return False


def following(flows: Sequence[Figure]) -> Derived:
    """The sum of flows of a population, in periods that follow each other: with no day between
    them, and none in two.

    Refused for anything else, and for periods whose days are not certain.
    """
    if not flows:
        raise _refusal("sum", flows, "there is nothing to add", "name the figures")
    ordered = sorted(flows, key=_as_dated)
    first, last = ordered[0], ordered[-1]
    for flow in ordered:
        is_alike = flow.population == first.population and flow.unit == first.unit
        if flow.measure != "flow" or not moment(flow) or not is_alike:
            raise _refusal(
                "sum", [first, flow], "not all are flows of the same people", "name such flows"
            )
    for a, b in pairwise(ordered):
        if not _follows(a, b):
            raise _refusal(
                "sum",
                [a, b],
                "their periods do not follow each other without a gap",
                "leave out neither",
            )
    return replace(
        over_periods(ordered),
        id=f"following-{first.id}-{last.id}",
        title=f"{first.population.label}, in periods that follow each other",
        formula=_formula("+", *ordered),
    )


def _as_dated(item: Row) -> str:
    return str(item.period)


def _days(item: Row) -> tuple[date | None, date | None]:
    """The first and the last day of a period; None for an end that is not known."""
    period = item.period
    return (period.earliest, period.latest) if period else (None, None)


def _from_to(former: Row, latter: Row) -> Date | None:
    """The time from the first day of a period to the last of another."""
    first, _ = _days(former)
    _, last = _days(latter)
    if not first or not last:
        return None
    return dates.parse(f"{first}/{last}")


def _follows(former: Row, latter: Row) -> bool:
    """Whether a period begins on the day after another ends."""
    _, last = _days(former)
    first, _ = _days(latter)
    return first is not None and last is not None and first - last == DAY


def unbroken(flows: Sequence[Figure], before: Figure) -> list[Figure]:
    """The latest flows whose periods follow each other and end before that of another figure
    begins.
    """
    limit = before.period.earliest if before.period else None
    if not limit:
        return []
    earlier = [flow for flow in flows if (_days(flow)[1] or date.max) < limit]
    ordered = sorted(earlier, key=_as_dated)
    start = 0
    for place, (a, b) in enumerate(pairwise(ordered), start=1):
        if not _follows(a, b):
            start = place
    return ordered[start:]


def moment(number: Counted) -> Point | str | None:
    """When a number holds: the period of a flow, the day of any other count; None where it is not
    known exactly.
    """
    period = number.period
    if period is None or is_vague(period):
        return None
    if number.measure == "flow":
        return str(period) if period.start and period.end else None
    return period.end if period.end and period.end.day else None


def is_vague(period: Date) -> bool:
    """Whether a period is marked uncertain, or is only one of several."""
    return period.uncertain or period.granularity == "set"


def made_up(record: Record, gap: MissingFigure, parts: Sequence[str]) -> Derived:
    """The number that a table leaves out, as the sum of the populations `parts`, which it gives for
    the same period.

    Refused as `total` is, and where a part has no number, is not stated to be part of what is left
    out, or stands in another table than the others. That the parts are all of it is assumed.
    """
    figures: list[Figure] = []
    for part in parts:
        figures += record.series(part, period=str(gap.period), measure=gap.measure)
    _refuse_no_parts(record, gap.population, figures)
    refuse = partial(_refusal, "sum", figures)
    if sorted(figure.population.id for figure in figures) != sorted(parts):
        raise refuse("a part has no number", "a number for each part would allow it")
    if len({figure.source.id for figure in figures}) > 1:
        raise refuse(
            "its parts stand in different tables", "parts in the same table would allow it"
        )
    return _sum_of_parts(record, gap.population, figures)


def sums_of_parts(record: Record, population: str, parts: Sequence[str]) -> Selection:
    """What each edition's numbers of `parts` of a population add up to, for every period that it
    gives all of them for.

    That the parts are all of it is assumed; `findings.parts_and_whole` tests it. Sums that are
    refused are left out: of what is not stated to be part of the population, and of parts that are
    not stated to be disjoint.
    """
    whole_population = record.population(population)
    editions: defaultdict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in record.figures(population_id=parts, measure="flow"):
        edition = figure.source.id, str(figure.period)
        editions[edition].append(figure)
    sums = []
    for figures in editions.values():
        figures.sort(key=lambda figure: parts.index(figure.population.id))
        if [figure.population.id for figure in figures] == list(parts):
            sums.append(attempt(_sum_of_parts, record, whole_population, figures))
    return results(*sums)


def _sum_of_parts(record: Record, population: Population, figures: Sequence[Figure]) -> Derived:
    """The sum of figures of parts of a population. Refused as `total` is, and for what is not
    stated to be part.
    """
    _refuse_no_parts(record, population, figures)
    added = total(record, figures)
    return replace(
        added,
        title=f"{population.label}, as its parts add up",
        population=population,
        assumptions=(_that_all_are_parts(figures, population), *added.assumptions),
    )


def _that_all_are_parts(figures: Sequence[Figure], population: Population) -> str:
    """The assumption that a group has no other parts, in its words without what all of their names
    end in (", by the office").
    """
    names = [figure.population.label for figure in figures] + [population.label]
    ending = ", " + population.label.rpartition(", ")[2]
    if all(name.endswith(ending) for name in names):
        names = [name.removesuffix(ending) for name in names]
    *parts, whole_group = names
    return f"{' and '.join(parts)} add up to all {whole_group}"


def _refuse_no_parts(record: Record, population: Population, figures: Sequence[Figure]) -> None:
    """Raise Refusal for a figure that counts no stated part of a population."""
    for figure in figures:
        relation = record.relation(figure.population.id, population.id)
        if not _is_stated_part(relation):
            raise _refusal(
                "sum",
                [figure],
                "it is not stated to be part of what is left out",
                "name stated parts",
            )


def over_periods(items: Sequence[Row]) -> Derived:
    """The sum of flows of one population over periods that follow one another without a break.

    Where a period has no number but a gap, whatever belongs there is no less than nothing, so that
    the sum is a lower limit. Refused for flows of several populations, and where periods overlap or
    leave a hole.
    """
    rows = sorted(items, key=_as_dated)
    flows = [item for item in rows if not isinstance(item, MissingFigure)]
    refuse = partial(_refusal, "sum", flows)
    if not flows:
        raise refuse("there is no number for any of the periods", "name flows")
    flow = flows[0]
    units = {flow.unit for flow in flows}
    kinds = {(item.population, item.measure) for item in rows}
    if len(units) > 1 or kinds != {(flow.population, "flow")}:
        raise refuse(
            "they are not flows of the same population in the same unit",
            "name flows of the same population",
        )
    if not all(_follows(a, b) for a, b in pairwise(rows)):
        raise refuse(
            "their periods do not follow each other",
            "name flows without a hole or an overlap between them",
        )
    bounds = [whole(flow) for flow in flows]
    bounds += [Bound.of("at_least", 0)] * (len(rows) - len(flows))
    words = ["(no number)" if isinstance(item, MissingFigure) else item.label() for item in rows]
    return Derived(
        id=f"over-{rows[0].id}-to-{rows[-1].id}",
        title=f"{_what(flow)}, over several periods",
        bound=reduce(add, bounds),
        unit=flow.unit,
        formula=" + ".join(words),
        inputs=tuple(rows),
        period=_from_to(rows[0], rows[-1]),
        population=flow.population,
        measure="flow",
    )


def average_over(items: Sequence[Row]) -> Derived:
    """How many a year over periods that follow one another; refused as `over_periods` and `average`
    are.
    """
    return average(over_periods(items))


def before(record: Record, cumulative: Figure, flow: Figure) -> Derived:
    """The cumulative count as it stood before the period of `flow`: cumulative − flow.

    Refused unless the one is cumulative and the other a flow that can be the last of its time, in
    one unit, of populations that are the same or nested. What the record only assumes, and what the
    dates leave open, are named as assumptions. Of what is counted, no less than nothing can be
    left.
    """
    _refuse_no_part(record, cumulative, flow)
    relation = record.relation(flow.population.id, cumulative.population.id)
    left = whole(cumulative) - whole(flow)
    return Derived(
        id=f"before-{flow.id}-in-{cumulative.id}",
        title=f"{cumulative.population.label}, before {flow.period.words() if flow.period else ''}",
        bound=replace(left, low=0, low_open=False) if left.low < 0 else left,
        unit=cumulative.unit,
        formula=_formula("−", cumulative, flow),
        inputs=(cumulative, flow),
        assumptions=(*assumed(relation), *_period_assumptions(cumulative, flow)),
        period=_until(cumulative.period, flow.period),
        population=cumulative.population,
        measure="cumulative",
    )


def _refuse_no_part(record: Record, cumulative: Figure, flow: Figure) -> None:
    """Raise Refusal where `flow` can be no part of `cumulative`."""
    refuse = partial(_refusal, "difference", [cumulative, flow])
    relation = record.relation(flow.population.id, cumulative.population.id)
    count, period = cumulative.period, flow.period
    are_such = cumulative.measure == "cumulative" and flow.measure == "flow"
    if not are_such or not count or not period:
        raise refuse(
            "it needs a cumulative count and a flow, each with its period", "name such figures"
        )
    if relation.relation not in ("same", "subset_of"):
        raise refuse(_related(flow, cumulative, relation), "only a part is taken away")
    if cumulative.unit != flow.unit:
        raise refuse(_kinds(cumulative, flow), "subtract counts in the same unit")
    if not _closes(period, count):
        raise refuse(
            "the flow lies outside the time of the count, or cannot be its end",
            "name the latest flow in it",
        )
    if count.start and period.earliest and period.earliest <= count.start.first:
        raise refuse(
            "the flow takes up the whole time of the count", "name a flow that begins after it"
        )
    left = whole(cumulative) - whole(flow)
    if left.is_too_small:
        raise refuse(f"what is left is {TOO_SMALL}", "counts that are not rounded would allow it")
    if left.high < 0 or (left.high == 0 and left.high_open):
        raise refuse("the flow is larger than the count", "check both figures")


def _closes(flow: Date, count: Date) -> bool:
    """Whether a count does not begin after the flow does, and can end with it.

    A count dated only from above ("by February 2018") may end sooner, but by less than the length
    of the flow's own period: otherwise a later period of that length would be part of the count.
    """
    if "set" in (flow.granularity, count.granularity):
        return False
    if not flow.earliest or not flow.latest or not count.end:
        return False
    if count.earliest and flow.earliest < count.earliest:
        return False
    slack = timedelta(0) if count.start else flow.latest - flow.earliest
    return count.end.first <= flow.latest + slack and flow.latest <= count.end.last


def _until(count: Date | None, flow: Date | None) -> Date | None:
    """The time of a count up to the day before a flow began."""
    if not (count and flow and flow.earliest):
        return None
    start = count.text.partition("/")[0] if count.start else ""
    end = flow.earliest - DAY
    return dates.parse(f"{start}/{end}")


def _period_assumptions(cumulative: Figure, flow: Figure) -> tuple[str, ...]:
    count, period = cumulative.period, flow.period
    if not count or not period:  # refused before
        return ()
    is_uncertain = count.uncertain or period.uncertain
    if count.start and count.latest == period.latest and not is_uncertain:
        return period_assumed(flow)
    includes = "" if count.start else f"includes the {flow.label()} and "
    ends = f"the count of {cumulative.label()} {includes}ends with their period"
    return (ends, *period_assumed(flow))


def period_assumed(flow: Counted) -> tuple[str, ...]:
    """What is assumed of a flow whose period its source does not state."""
    if isinstance(flow, Derived) or flow.period_basis == "stated" or flow.period is None:
        return ()
    if not flow.period_text:  # of what is only cited no words are held
        return (f"the {flow.label()} are of {_period_words(flow)}",)
    bare = _BARE_PERIOD.fullmatch(flow.period_text.strip())
    is_calendar = bare is not None and bare["unit"].lower() == flow.period.granularity
    calendar_unit = f"the calendar {flow.period.granularity} " if is_calendar else ""
    return (f"“{flow.period_text}” means {calendar_unit}{flow.period.words()}",)


def average(number: Counted, since: Event | None = None) -> Derived:
    """How many a year: a flow, or a cumulative count, divided by the years that its period lasts.

    The length of a period is a bound too: from some day of 2002 to the end of 2016 it is more than
    14 and at most 15 years. Refused for what is no count over a period, for a period that is or may
    be shorter than a year, and for a count that does not say when it starts, unless `since` is an
    event that it is assumed to start with.
    """
    if number.measure not in ("flow", "cumulative") or number.unit in MEASURED:
        raise _refusal(
            "average", [number], "it is no count over a period", "name a flow or a cumulative count"
        )
    period, start = _lasting(number, since)
    years = _years(period)
    if years.low < 1:
        verb = "is" if years.high < 1 else "may be"
        wrong = f"its period {verb} shorter than a year"
        raise _refusal(
            "number a year", [number], wrong, "a count over at least a year would allow it"
        )
    title = _what(number)
    inputs = (number, since) if since and start else (number,)
    meaning = period_assumed(number) if number.measure == "flow" else ()
    return Derived(
        id=id_of("average", inputs),
        title=title if years == ONE_YEAR else f"average a year: {title}",
        bound=whole(number) / years,
        unit=number.unit + PER_YEAR,
        formula=f"{_formula('÷', number)} ÷ {_length(years)}",
        inputs=inputs,
        assumptions=(*start, *meaning),
        period=period,
        population=number.population,
        measure="average",
    )


def _lasting(number: Counted, since: Event | None) -> tuple[Date, tuple[str, ...]]:
    """The period of a count from a known start to a known end, and what is assumed of its start."""
    refuse = partial(_refusal, "average", [number])
    period = number.period
    if period is None or not period.end or is_vague(period):
        raise refuse("when it ends is not known exactly", "a stated period would allow it")
    if period.start:
        return period, ()
    on = since.on if since else None
    if not since or not on or not on.start or on.granularity == "interval" or is_vague(on):
        raise refuse(
            "when it starts is not stated",
            "a stated start, or a dated event to assume for it, would allow it",
        )
    if on.start.first > period.end.last:
        raise refuse(
            "the event that it is assumed to start with is later than its end",
            "name an earlier event",
        )
    count = f"the count of {number.label()}"
    starts = f"{count} starts with this: {since.title} ({on.words()})"
    ends = f"{count} ends in {period.end.words()}, not before"
    # What is derived ends where its formula says; a source that says "by" may mean a day before.
    assumed = (starts, ends) if isinstance(number, Figure) else (starts,)
    _, _, end = period.text.partition("/")
    return dates.parse(f"{on.text}/{end}"), assumed


def _years(period: Date) -> Bound:
    """How many years a period lasts, its last day included; a bound where its ends are known to the
    month or year.
    """
    start, end = period.start, period.end
    if not start or not end:
        raise Refusal(
            f"period {period}", "has an end that is not known", "give a period with both ends"
        )
    most = _between(start.first, end.last + DAY)
    if period.granularity != "interval":
        return Bound.of("exact", most)
    least = _between(start.last, end.first + DAY)
    return Bound(max(least, Fraction(0)), most, low_open=least <= 0)


def _length(years: Bound) -> str:
    """How long a period lasts, in words: "1 year", "3.1 years", "between 14 and 15 years"."""
    return "1 year" if years == ONE_YEAR else years.told(1).words("years")


def _lasting_words(period: Date) -> str:
    """How long a period lasts, and where it has two ends, between which days it does."""
    first, last = period.start, period.end
    length = _length(_years(period))
    if period.granularity != "interval" or not first or not last:
        return length
    return f"{length}: from {_some_day(first)} to {_some_day(last)}"


def _some_day(point: Point) -> str:
    return point.words() if point.day else f"some day in {point.words()}"


def _between(first: date, after: date) -> Fraction:
    """How many years lie between the starts of two days: whole ones where both are the same day of
    a year.
    """
    if (first.month, first.day) == (after.month, after.day):
        return Fraction(after.year - first.year)
    return _instant(after) - _instant(first)


def _instant(day: date) -> Fraction:
    """The start of a day in years of the calendar: 2017-07-02 is 2017 and 182/365."""
    days_of_year = 366 if calendar.isleap(day.year) else 365
    return day.year + Fraction(day.timetuple().tm_yday - 1, days_of_year)


ONWARD = (
    "the pace stays the same",
    "all those counted in the pace come from this group",
    "nobody joins the group or leaves it in another way",
)


def years_at_pace(
    record: Record, stock: Figure, pace: Derived, named: Mapping[str, Collection[str]] | None = None
) -> Derived:
    """How many years it would take at a pace: stock ÷ pace. A calculation on assumptions, no
    forecast.

    The group and those returned are two populations, unless the record has them as the same. A
    number of the one is divided by a number of the other only where a question names both: `named`
    has, by the population of a pace, those of the groups.

    Refused else; unless the one is a stock and the other an average of people returned, in the same
    unit; for a group apart from those counted in the pace; and where no limit follows (nobody may
    be returned at that pace, or neither number has an upper limit).
    """
    refuse = partial(_refusal, "time", [stock, pace])
    relation = relation_of(record, stock, pace)
    if stock.measure != "stock" or pace.unit != stock.unit + PER_YEAR:
        raise refuse(
            "it needs a group at a date and an average a year of the same unit", "name such numbers"
        )
    if pace.population is None or pace.population.legal_status != "returned":
        raise refuse("the pace is not that of people returned", "name an average of those")
    if relation.relation == "disjoint":
        raise refuse(
            f"the groups are apart: {relation.note}", "name the group that is being returned"
        )
    is_named = stock.population.id in (named or {}).get(pace.population.id, ())
    if relation.relation != "same" and not is_named:
        why = (
            f"“{stock.population.label}” and “{pace.population.label}” are not stated to be the "
            f"same group"
        )
        raise refuse(why, "a question that names both would allow it")
    if 0 in pace.bound:
        raise refuse(
            "at that pace possibly nobody is returned", "a pace above nothing would allow it"
        )
    if isinf(whole(stock).high) and isinf(pace.bound.high):
        raise refuse(
            "both numbers are only lower limits", "an upper limit of either would allow it"
        )
    return Derived(
        id=f"years-{stock.id}-at-{pace.id}",
        title=f"years at that pace: {stock.population.label}",
        bound=whole(stock) / pace.bound,
        unit="years",
        formula=f"{_formula('÷', stock)} ÷ ({pace.label()} a year, {_period_words(pace)}; "
        f"{pace.population.label})",
        inputs=(stock, pace),
        assumptions=(*ONWARD, *(assumed(relation) if relation.relation == "same" else ())),
        measure="time",
    )


def _period_words(number: Counted) -> str:
    """The period of a number in words, a US fiscal year as such: "fiscal 2022"."""
    fiscal = dates.fiscal_year(number.period)
    if fiscal:
        return f"fiscal {fiscal}"
    return number.period.words() if number.period else "a time not given"


def count(id: str, title: str, items: Sequence[Reported], unit: str) -> Derived:
    """How many `items` there are, in `unit` ("events", "quotations"); each of them is an input."""
    return Derived(
        id, title, Bound.of("exact", len(items)), unit, "counted in the record", tuple(items)
    )


def tally(id: str, groups: Mapping[str, Sequence[Reported]], unit: str) -> Selection:
    """How many items each group has, those groups left out that have none; `groups` are named in
    words.
    """
    found = []
    for title, items in groups.items():
        if items:
            slug = re.sub(r"[^a-z0-9]+", "-", title.lower())
            found.append(count(f"{id}-{slug}", title, items, unit))
    return Selection(found)


def altogether(id: str, title: str, parts: Sequence[Derived]) -> Derived:
    """The sum of tallies or of words quoted, whose groups have no item in common."""
    if not parts:
        raise Refusal(f"derived number {id}", "there is nothing to count", "name what is counted")
    bound = reduce(add, [part.bound for part in parts])
    return Derived(id, title, bound, parts[0].unit, _formula("+", *parts), tuple(parts))


def words_quoted(
    id: str, title: str, quotes: Sequence[Quote], among: Sequence[Quote] = ()
) -> Derived:
    """How many words `quotes` hold, without what an editor put into brackets; `among` are those
    that were looked through, where there may be none of them.
    """
    words = 0
    for quote in quotes:
        said = BRACKETED.sub("", quote.span.exact)
        words += len(re.findall(r"\S*\w\S*", said))
    formula = "the words of its quotations, without those in brackets"
    inputs = tuple(quotes or among)
    return Derived(id, title, Bound.of("exact", words), "words", formula, inputs)


def attempt(measure: Callable[..., Derived], *args: Any) -> Derived | Refusal:
    """The result of `measure`, or its refusal, so that a page can show a refusal as a finding."""
    try:
        return measure(*args)
    except Refusal as refusal:
        return refusal


def _what(number: Counted) -> str:
    if number.population:
        return number.population.label
    return number.label() if isinstance(number, Figure) else number.title


def _formula(sign: str, *numbers: Counted) -> str:
    words = []
    for number in numbers:
        label = number.label()
        words.append(label if number.bound.kind == "exact" else f"({label})")
    return f" {sign} ".join(words)


def results(*attempts: Derived | Refusal) -> Selection:
    """The attempts that gave a result."""
    return Selection(attempt for attempt in attempts if isinstance(attempt, Derived))


def assumed(relation: Relation) -> tuple[str, ...]:
    """What is assumed of two populations where no source states their relation."""
    return () if relation.is_stated else (relation.note,)


def relation_of(record: Record, first: Counted, second: Counted) -> Relation:
    """How the populations of two numbers stand to one another; unknown where one of them counts
    several.
    """
    if first.population is None or second.population is None:
        return Relation("", "", "unknown", "unknown", "")
    return record.relation(first.population.id, second.population.id)


RELATIONS = {
    "subset_of": "the {a} are part of the {b}",
    "contains": "the {b} are part of the {a}",
    "same": "the {a} and the {b} are the same group",
    "disjoint": "the {a} and the {b} are separate groups",
    "overlaps": "the {a} and the {b} overlap",
    "unknown": "how the {a} and the {b} relate is not known",
}


def _related(a: Figure, b: Figure, relation: Relation) -> str:
    """How the groups of two figures stand to one another, with the note on it as a sentence."""
    words = RELATIONS[relation.relation].format(a=a.label(), b=b.label())
    note = relation.note.rstrip(".")
    if not note:
        return words
    is_assumed = relation.basis == "assumed"
    return f"{words}. {'Assumed: ' if is_assumed else ''}{note}"


def _kinds(a: Figure, b: Figure) -> str:
    """Which kind of count each of two figures is, by whom it counts: a page may name the two in
    another order.
    """
    return f"{_group(a)} is {_kind(a)}, {_group(b)} {_kind(b)}"


def _group(figure: Figure) -> str:
    return f"“{figure.population.label}”"


def _kind(figure: Figure) -> str:
    return "a share" if figure.unit == "percent" else f"a {figure.measure} in {figure.unit}"


def _refusal(what: str, figures: Sequence[Counted], why: str, do: str) -> Refusal:
    ids = " and ".join(figure.id for figure in figures)
    return Refusal(f"figures {ids}", f"no {what} is given: {why}", do)
