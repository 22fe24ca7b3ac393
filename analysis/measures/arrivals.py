"""Who was announced and who came: an announcement for a time beside the groups that arrived in it.

Only what is announced for a time is set against arrivals: a flow, dated to a day or with a period
that its source states. Of any other the totals counted by then can be told, and nothing more.

>>> arrivals.is_timed(record.figure("planned-2018-searac"))
True
>>> arrivals.is_timed(record.figure("planned-2007-05"))
False
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import inf
from typing import NamedTuple

from analysis.errors import Refusal
from analysis.measures import chronology, coverage
from analysis.measures.chronology import in_order, latest_first
from analysis.measures.conditions import moment
from analysis.measures.derived import Counted, Derived, attempt, formula_of, id_of, whole
from analysis.measures.durations import first_day, latest_day
from analysis.measures.findings import Finding, is_doubted
from analysis.measures.ledgers import is_arrival
from analysis.record.reported import Figure, Figures
from analysis.record.selections import Selection

SAME_GROUP = "those who came were of the group expected for the same time"


class Arrival(NamedTuple):
    """An announcement, what came in its time, how the second stands to the first, and by how many.

    A group that nobody announced has no announcement, one that did not come has only that; without
    a `difference` the two are as many, or how they stand to each other is not known.
    """

    announced: Figure | None
    came: Counted | None
    finding: Finding | None
    difference: Derived | None


def groups(figures: Figures) -> Selection:
    """The groups that came on one occasion, in order of time."""
    return in_order(figure for figure in figures if is_arrival(figure))


def is_timed(announced: Figure) -> bool:
    """Whether an announcement says when people were to come."""
    period = announced.period
    if announced.measure != "flow" or not period or moment(announced) is None:
        return False
    return period.granularity == "day" or announced.period_basis == "stated"


def by_time(announced: Figures, groups: Figures) -> list[Arrival]:
    """What each announcement for a time brought, and each group in no such time, in their order.

    A day brings the groups of that day, and several counts of one group a row each.
    """
    arrived = list(groups)
    found: list[Arrival] = []
    met: set[str] = set()
    for one in filter(is_timed, announced):
        came = _came(one, arrived)
        found += [_arrival(one, number) for number in came] or [Arrival(one, None, None, None)]
        for number in came:
            met.update(item.id for item in (number, *getattr(number, "inputs", ())))
    found += [Arrival(None, group, None, None) for group in arrived if group.id not in met]
    return sorted(found, key=_first_day)


def known_in(time: Figure, groups: Sequence[Figure]) -> Derived:
    """How many the groups that are known make in the time of a figure, with no upper limit: others
    may have come too.

    Raises Refusal where there are none, and where some of their times overlap.
    """
    inside = coverage.within(coverage.time_of(time), groups)
    added = coverage.added(time, inside)
    return replace(
        added,
        id=f"known-in-{time.id}",
        title=f"{inside[0].population.label}: the groups known to have arrived in that time",
        bound=replace(added.bound, high=inf),
        period=time.period,
    )


def compared(announced: Figure, came: Counted) -> Finding:
    """Whether fewer came than were announced ("below"), more, as many, or that is not known.

    It is not known either of numbers that the record doubts or that count different things.
    """
    if is_doubted(announced) or is_doubted(came) or announced.unit != came.unit:
        return Finding("unknown", (came, announced))
    word = whole(came).compare(whole(announced))
    return Finding(word, (came, announced), () if word == "unknown" else (SAME_GROUP,))


def latest(totals: Figures, until: Figure | None = None) -> Selection:
    """The latest running totals of each population, several where they are of one day; with
    `until`, of those that were counted by the time of that figure whichever of the days given they
    are of. What the record doubts is left out.
    """
    day = _day_of(until) if until else date.max
    by_population: dict[str, list[Figure]] = defaultdict(list)
    for total in latest_first(totals):
        end = latest_day(total.period)
        if day and end and end <= day and not total.is_doubted:
            by_population[total.population.id].append(total)
    return sum(map(chronology.latest, by_population.values()), Selection())


def _day_of(count: Figure) -> date | None:
    """The day by which others were certainly counted before a count: its last where it runs to it,
    else the first that it can be of.
    """
    if not count.period:
        return None
    return count.period.latest if count.measure == "cumulative" else count.period.earliest


def _came(announced: Figure, groups: Sequence[Figure]) -> list[Counted]:
    """The groups of the day of an announcement, or what those in its longer time add up to."""
    period = coverage.time_of(announced)
    if period.granularity == "day":
        return [group for group in groups if moment(group) == moment(announced)]
    known = attempt(known_in, announced, groups)
    return [] if isinstance(known, Refusal) else [known]


def _arrival(announced: Figure, came: Counted) -> Arrival:
    """An announcement and what it brought; the difference only where one is certainly larger."""
    finding = compared(announced, came)
    if finding.word not in ("below", "above"):
        return Arrival(announced, came, finding, None)
    more, fewer = [announced, came] if finding.word == "below" else [came, announced]
    difference = Derived(
        id=id_of("difference", finding.inputs),
        title="the difference between those announced and those who came",
        bound=whole(more) - whole(fewer),
        unit=announced.unit,
        formula=formula_of("−", more, fewer),
        inputs=(more, fewer),
        assumptions=(SAME_GROUP,),
        period=announced.period,
        measure="flow",
    )
    return Arrival(announced, came, finding, difference)


def _first_day(row: Arrival) -> date:
    number = row.announced or row.came
    return first_day(number.period if number else None) or date.max
