"""What of the time of a total yearly figures leave out, what they add up to, and what is left for
the rest of it.

Yearly figures are flows of one population over successive periods. One that reaches over an end of
the total's time adds anything from nothing to all of itself. The time of a total runs from the
first to the last day that its ends can mean.

>>> series = record.series("dhs-removals", measure="flow")
>>> [str(figure.period) for figure in coverage.within(dates.parse("2004/2004"), series)]
['2003-10-01/2004-09-30', '2004-10-01/2005-09-30']
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import reduce
from itertools import pairwise, permutations
from operator import add

from analysis.errors import Refusal
from analysis.measures.conditions import assumed
from analysis.measures.derived import Derived, whole
from analysis.measures.durations import DAY
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date
from analysis.quantities.units import Unit
from analysis.record.record import Record
from analysis.record.reported import Figure, MissingFigure

Series = Sequence[Figure]
ALIKE = "“{}” and “{}” count {}, which no source says"


def within(time: Date, series: Series) -> list[Figure]:
    """The figures of a series whose periods have a day of `time`, as they begin; mentions of one
    claim count once.
    """
    first, last = _ends(time)
    found = []
    for figure in series:
        days = _known(figure)
        if days and days[0] <= last and first <= days[1]:
            found.append(figure)
    claims = {figure.claim: figure for figure in reversed(found)}
    return sorted(claims.values(), key=lambda figure: _ends(figure.period))


def uncovered(time: Date, figures: Series) -> list[Date]:
    """The stretches of `time` that none of the figures covers, in order."""
    first, last = _ends(time)
    spans = sorted(filter(None, map(_known, figures)))
    found = []
    reached = first - DAY
    for covered_from, covered_to in [*spans, (last + DAY, last + DAY)]:
        start = reached + DAY
        end = min(covered_from - DAY, last)
        if start <= end:
            found.append(dates.parse(f"{start}/{end}"))
        reached = max(reached, covered_to)
    return found


def stretches(total: Figure, figures: Series, gaps: Sequence[MissingFigure] = ()) -> list[Derived]:
    """The stretches of the time of `total` that no figure covers, each with how many days it is.

    Those that `gaps` name are left out.
    """
    whole_time = time_of(total)
    named = {str(gap.period) for gap in gaps}
    times = [time for time in uncovered(whole_time, figures) if str(time) not in named]
    return [
        Derived(
            id=f"uncovered-{n}-{total.id}",
            title="time without a yearly figure",
            bound=Bound.of("exact", _length(time)),
            unit="days",
            formula=f"what the periods of the yearly figures leave of {whole_time.words()}",
            inputs=(total,),
            period=time,
        )
        for n, time in enumerate(times, start=1)
    ]


def added(total: Figure, figures: Series) -> Derived:
    """What yearly figures add up to within the time of `total`, as a bound; a count up to the end
    of that time where the total is one, so that the two can be compared.

    Raises Refusal for what is no flow of one population and unit, and for periods that overlap.
    """
    first, last = _ends(total.period)
    _refuse_no_series(figures)
    bounds = []
    for figure in figures:
        start, end = _ends(figure.period)
        bound = whole(figure)
        if start < first or last < end:
            bound = replace(bound, low=Fraction(0), low_open=False)
        bounds.append(bound)
    found = _sum(f"added-{figures[0].population.id}-in-{total.id}", figures, bounds)
    return replace(found, measure="cumulative") if total.measure == "cumulative" else found


def ceiling(times: Sequence[Date], series: Series) -> Derived:
    """The sum of all figures of a series that have a day of `times`, each taken whole, so that it
    is no less than what fell into these times.

    Raises Refusal as `added` does, and where the figures leave a day of `times` without a number.
    """
    touching: list[Figure] = []
    for time in times:
        touching += within(time, series)
    found = list(dict.fromkeys(touching))
    _refuse_no_series(found)
    if any(uncovered(time, found) for time in times):
        raise Refusal(
            f"figures from {found[0].id} to {found[-1].id}",
            "they leave a part of the time without a number",
            "name a series that covers all of it",
        )
    bounds = [whole(figure) for figure in found]
    return _sum(f"ceiling-{found[0].population.id}", found, bounds)


def rest(record: Record, total: Figure, part: Derived) -> Derived:
    """What a total leaves for the time that `part`, a sum of yearly figures, does not cover: total
    − part.

    That both count the same alike is an assumption unless a source says so. Raises Refusal
    where the groups are stated to be disjoint, where units differ, and where the part is more than
    the total.
    """
    where = f"figures {total.id} and {part.id}"
    if part.population is None or part.unit != total.unit:
        raise Refusal(where, "they do not count alike", "name counts in the same unit")
    relation = record.relation(part.population.id, total.population.id)
    if relation.relation == "disjoint":
        raise Refusal(where, "their groups are apart", "name a part of the total")
    left = whole(total) - part.bound
    if left.high < 0:
        raise Refusal(where, "the part is larger than the total", "check both")
    if left.low < 0:
        left = replace(left, low=Fraction(0), low_open=False)
    same = Unit.of(total.unit).alike
    alike = ALIKE.format(total.population.label, part.population.label, same)
    is_known = relation.relation in ("same", "subset_of")
    return Derived(
        id=f"rest-{total.id}",
        title=f"{total.population.label}, in the time that yearly figures do not cover",
        bound=left,
        unit=total.unit,
        formula=f"({total.label()}) − ({part.label()})",
        inputs=(total, part),
        assumptions=assumed(relation) if is_known else (alike,),
        population=total.population,
        measure="flow",
    )


def exceeding(figures: Series) -> list[tuple[Figure, Figure]]:
    """Pairs of one population, the first certainly more than the second over a time that is no
    longer.

    Their years are taken whole: on other days of the same years both might be true. What the record
    doubts refutes nothing, and what only repeats a hedged number says no more than that.
    """
    firm = [figure for figure in figures if not figure.is_doubted]
    told = [figure for figure in firm if not _is_repeated(figure, firm)]
    flows = [figure for figure in told if figure.measure == "flow" and _known(figure)]
    return [
        (a, b)
        for a, b in permutations(flows, 2)
        if _is_in(a, b) and whole(a).compare(whole(b)) == "above"
    ]


def _is_repeated(figure: Figure, others: Series) -> bool:
    """Whether another figure gives the same number more exactly, or with the hedge that this one
    leaves out.
    """
    return any(figure.repeats(other) and figure.bound != other.bound for other in others)


def _is_in(a: Figure, b: Figure) -> bool:
    """Whether two figures count one population, the first in a time within that of the second."""
    if a.population.id != b.population.id or a.unit != b.unit:
        return False
    start, end = _ends(a.period)
    first, last = _ends(b.period)
    return first <= start and end <= last


def _refuse_no_series(figures: Series) -> None:
    if not figures:
        raise Refusal(
            "yearly figures", "there are none for this time", "name a series that covers some of it"
        )
    where = "figures " + " and ".join(figure.id for figure in figures[:2])
    kinds = {(figure.population.id, figure.unit, figure.measure) for figure in figures}
    if len(kinds) > 1 or figures[0].measure != "flow":
        raise Refusal(
            where, "they are no flows of the same population", "name figures of the same series"
        )
    periods = sorted(_ends(figure.period) for figure in figures)
    for (_, end), (start, _) in pairwise(periods):
        if start <= end:
            raise Refusal(
                where,
                "some of their periods overlap",
                "leave out all but the latest figure for each period",
            )


def _sum(id: str, figures: Series, bounds: Sequence[Bound]) -> Derived:
    population = figures[0].population
    return Derived(
        id=id,
        title=f"{population.label}, in the years added",
        bound=reduce(add, bounds),
        unit=figures[0].unit,
        formula=" + ".join(figure.label() for figure in figures),
        inputs=tuple(figures),
        population=population,
        measure="flow",
    )


def _known(figure: Figure) -> tuple[date, date] | None:
    """The days of a figure's period, where both ends are known."""
    period = figure.period
    if not period or not period.earliest or not period.latest:
        return None
    return period.earliest, period.latest


def time_of(figure: Figure) -> Date:
    """The period of a figure. Raises Refusal where it has none."""
    if not figure.period:
        raise Refusal(f"figure {figure.id}", "it has no period", "name a figure that has a period")
    return figure.period


def _length(time: Date) -> int:
    first, last = _ends(time)
    return (last - first).days + 1


def _ends(time: Date | None) -> tuple[date, date]:
    """The outermost days of a time. Raises Refusal where one of them is not known."""
    if not time or not time.earliest or not time.latest:
        raise Refusal(f"time {time}", "has an end that is not known", "name a time with both ends")
    return time.earliest, time.latest
