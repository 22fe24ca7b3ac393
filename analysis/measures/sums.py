"""Sums and differences of figures; what the evidence does not allow is refused by name.

>>> sums.before(record, record.figure("kt-572"), record.figure("kt-28")).label()
'544'
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial, reduce
from itertools import combinations, pairwise
from operator import add

from analysis.measures.conditions import (
    assumed,
    at_one_time,
    is_stated_part,
    is_vague,
    kinds,
    moment,
    period_assumed,
    refusal,
    related,
)
from analysis.measures.derived import (
    Assumed,
    Counted,
    Derived,
    Row,
    attempt,
    formula_of,
    id_of,
    results,
    title_of,
    whole,
)
from analysis.measures.durations import DAY, first_day, latest_day
from analysis.quantities import dates
from analysis.quantities.bounds import TOO_SMALL, Bound
from analysis.quantities.dates import Date
from analysis.record.populations import Population, Relation
from analysis.record.record import Record
from analysis.record.reported import Figure, MissingFigure
from analysis.record.selections import Selection

Series = Sequence[Figure]


def total(record: Record, figures: Series) -> Derived:
    """The sum of `figures`. Refused unless unit and time agree and every two populations are stated
    to be disjoint.

    When two counts hold at one time, and on which assumption, `at_one_time` says, of sums as of
    shares.
    """
    if not figures:
        raise refusal("sum", figures, "there is nothing to add", "name the figures")
    for figure in figures:
        if figure.measure == "share":
            raise refusal("sum", [figure], "a share is no count", "add counts")
    assumptions: list[str] = []
    for a, b in combinations(figures, 2):
        _refuse_no_sum(record, a, b)
        assumptions += at_one_time(a, b) or ()
    measures = {figure.measure for figure in figures}
    return Derived(
        id=id_of("total", figures),
        title="; ".join(f.population.label for f in figures) + ", together",
        bound=reduce(add, map(whole, figures)),
        unit=figures[0].unit,
        formula=formula_of("+", *figures),
        inputs=tuple(figures),
        assumptions=tuple(assumptions),
        period=_time_of(figures),
        measure=measures.pop() if len(measures) == 1 else "",
    )


def _time_of(figures: Series) -> Date | None:
    """The period that all of several figures have, or the day of the stocks among them."""
    stocks = {figure.period for figure in figures if figure.measure == "stock"}
    periods = stocks or {figure.period for figure in figures}
    return periods.pop() if len(periods) == 1 else None


def _refuse_no_sum(record: Record, a: Figure, b: Figure) -> None:
    """Raise Refusal where two figures cannot be added."""
    refuse = partial(refusal, "sum", [a, b])
    relation = record.relation(a.population.id, b.population.id)
    if not _are_apart(record, relation):
        raise refuse(related(a, b, relation), "only groups stated to be separate are added")
    is_only_one_a_flow = (a.measure == "flow") != (b.measure == "flow")
    if a.unit != b.unit or is_only_one_a_flow:
        raise refuse(kinds(a, b), "add counts of the same kind")
    if at_one_time(a, b) is None:
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


def following(flows: Series) -> Derived:
    """The sum of flows of a population, in periods that follow each other: with no day between
    them, and none in two.

    Refused for anything else, and for periods whose days are not certain.
    """
    if not flows:
        raise refusal("sum", flows, "there is nothing to add", "name the figures")
    ordered = sorted(flows, key=_as_dated)
    first, last = ordered[0], ordered[-1]
    for flow in ordered:
        is_alike = flow.population == first.population and flow.unit == first.unit
        if flow.measure != "flow" or not moment(flow) or not is_alike:
            wrong = "not all are flows of the same group in the same unit"
            raise refusal("sum", [first, flow], wrong, "name such flows")
    for a, b in pairwise(ordered):
        if not _follows(a, b):
            raise refusal(
                "sum",
                [a, b],
                "their periods do not follow each other without a gap",
                "leave out neither",
            )
    return replace(
        over_periods(ordered),
        id=f"following-{first.id}-{last.id}",
        title=f"{first.population.label}, in periods that follow each other",
        formula=formula_of("+", *ordered),
    )


def _as_dated(item: Row) -> str:
    return str(item.period)


def _from_to(former: Row, latter: Row) -> Date | None:
    """The time from the first day of a period to the last of another."""
    first = first_day(former.period)
    last = latest_day(latter.period)
    if not first or not last:
        return None
    return dates.parse(f"{first}/{last}")


def _follows(former: Row, latter: Row) -> bool:
    """Whether a period begins on the day after another ends."""
    last = latest_day(former.period)
    first = first_day(latter.period)
    return first is not None and last is not None and first - last == DAY


def unbroken(flows: Series, before: Figure) -> list[Figure]:
    """The latest flows whose periods follow each other and end before that of another figure
    begins.
    """
    limit = first_day(before.period)
    if not limit:
        return []
    earlier = [flow for flow in flows if (latest_day(flow.period) or date.max) < limit]
    ordered = sorted(earlier, key=_as_dated)
    start = 0
    for place, (a, b) in enumerate(pairwise(ordered), start=1):
        if not _follows(a, b):
            start = place
    return ordered[start:]


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
    refuse = partial(refusal, "sum", figures)
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

    That the parts are all of it is assumed; `editions.parts_and_whole` tests it. Sums that are
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


def _sum_of_parts(record: Record, population: Population, figures: Series) -> Derived:
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


def _that_all_are_parts(figures: Series, population: Population) -> str:
    """The assumption that a group has no other parts: "people with and without a permit add up to
    all people"; without what all of their names end in (", by the office").
    """
    names = [figure.population.label for figure in figures] + [population.label]
    ending = ", " + population.label.rpartition(", ")[2]
    if all(name.endswith(ending) for name in names):
        names = [name.removesuffix(ending) for name in names]
    *parts, whole_group = names
    first, *others = parts
    others = [part.removeprefix(f"{whole_group} ") for part in others]
    said = re.sub(r"( .+) and (\S+)\1$", r" and \2\1", " and ".join([first, *others]))
    return f"{said} add up to all {whole_group}"


def _refuse_no_parts(record: Record, population: Population, figures: Series) -> None:
    """Raise Refusal for a figure that counts no stated part of a population."""
    for figure in figures:
        relation = record.relation(figure.population.id, population.id)
        if not is_stated_part(relation):
            raise refusal(
                "sum",
                [figure],
                "it is not stated to be part of what is left out",
                "name stated parts",
            )


def over_periods(items: Sequence[Row]) -> Derived:
    """The sum of flows of one population over periods that follow one another without a break.

    Where a period has no number but a gap, whatever belongs there is no less than nothing, so that
    the sum is a lower limit. Refused for flows of several populations, for periods that are not
    certain, and where periods overlap or leave a hole.
    """
    rows = sorted(items, key=_as_dated)
    flows = [item for item in rows if not isinstance(item, MissingFigure)]
    refuse = partial(refusal, "sum", flows)
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
    if any(row.period is None or is_vague(row.period) for row in rows):
        raise refuse("when a period begins or ends is not certain", "name flows of certain periods")
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
        title=f"{title_of(flow)}, over several periods",
        bound=reduce(add, bounds),
        unit=flow.unit,
        formula=" + ".join(words),
        inputs=tuple(rows),
        period=_from_to(rows[0], rows[-1]),
        population=flow.population,
        measure="flow",
    )


def no_more(limit: Counted) -> Derived:
    """The least that a number allows, as if it were the number: that there were no more is assumed.

    Refused for a number without a lower limit.
    """
    allowed = whole(limit)
    least = allowed.low
    if allowed.about or least <= 0 < allowed.high:
        do = "name a number that has a lower limit"
        raise refusal("number", [limit], "it has no lower limit", do)
    bound = Bound(least, least)
    return Derived(
        id=f"no-more-{limit.id}",
        title=f"{title_of(limit)}, if there were no more",
        bound=bound,
        unit=limit.unit,
        formula=f"{limit.label()}, and no more",
        inputs=(limit,),
        assumptions=(f"there were no more than {bound.words()}",),
        period=limit.period,
        population=limit.population,
        measure=limit.measure,
    )


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
        formula=formula_of("−", cumulative, flow),
        inputs=(cumulative, flow),
        assumptions=(*assumed(relation), *_period_assumptions(cumulative, flow)),
        period=_until(cumulative.period, flow.period),
        population=cumulative.population,
        measure="cumulative",
    )


def _refuse_no_part(record: Record, cumulative: Figure, flow: Figure) -> None:
    """Raise Refusal where `flow` can be no part of `cumulative`."""
    refuse = partial(refusal, "difference", [cumulative, flow])
    relation = record.relation(flow.population.id, cumulative.population.id)
    count, period = cumulative.period, flow.period
    are_such = cumulative.measure == "cumulative" and flow.measure == "flow"
    if not are_such or not count or not period:
        raise refuse(
            "it needs a cumulative count and a flow, each with its period", "name such figures"
        )
    if relation.relation not in ("same", "subset_of"):
        raise refuse(related(flow, cumulative, relation), "only a part is taken away")
    if cumulative.unit != flow.unit:
        raise refuse(kinds(cumulative, flow), "subtract counts in the same unit")
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


def _period_assumptions(cumulative: Figure, flow: Figure) -> Assumed:
    count, period = cumulative.period, flow.period
    if not count or not period:  # refused before
        return ()
    is_uncertain = count.uncertain or period.uncertain
    if count.start and count.latest == period.latest and not is_uncertain:
        return period_assumed(flow)
    includes = "" if count.start else f"includes the {flow.label()} and "
    ends = f"the count of {cumulative.label()} {includes}ends with their period"
    return (ends, *period_assumed(flow))
