"""Shares, averages a year, and the years that a group would take at a pace.

>>> rates.average(record.figure("kt-28")).unit
'persons/year'
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from math import isinf

from analysis.measures.conditions import (
    assumed,
    at_one_time,
    is_stated_part,
    is_vague,
    kinds,
    period_assumed,
    period_words,
    refusal,
    related,
    relation_of,
)
from analysis.measures.derived import (
    Assumed,
    Counted,
    Derived,
    Row,
    formula_of,
    id_of,
    title_of,
    whole,
)
from analysis.measures.durations import ONE_YEAR, length_in_words, years_of
from analysis.measures.editions import in_table_of
from analysis.measures.sums import over_periods
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date
from analysis.quantities.units import PERCENT, Unit
from analysis.record.record import Record
from analysis.record.reported import Event, Figure


def share(record: Record, part: Figure, total: Counted) -> Derived:
    """`part` as a share of `total`. Refused unless the part is a stated subset, counted in the same
    way and time, and where the table of the total has another number of the part.

    When two counts hold at one time, and on which assumption, `at_one_time` says, of shares as of
    sums.
    """
    refuse = partial(refusal, "share", [part, total])
    relation = relation_of(record, part, total)
    if not is_stated_part(relation):
        raise refuse(related(part, total, relation), "only a stated part has a share")
    assumptions = at_one_time(part, total)
    if assumptions is None:
        raise refuse("they hold at different times", "compare figures of the same date")
    is_alike = part.unit == total.unit and part.measure == total.measure
    if not is_alike or part.measure == "share":
        raise refuse(kinds(part, total), "compare counts of the same kind")
    if in_table_of(record, total, part).bound != part.bound:
        wrong = "the table of the whole has another number of the part"
        raise refuse(wrong, "take both from the same table")
    if whole(part).compare(whole(total)) == "above":
        raise refuse("the whole is less than the part", "check both figures")
    of = _no_less_than(whole(total), whole(part))
    if 0 in of:
        raise refuse("the whole can be nothing", "name a whole that is not")
    return Derived(
        id=f"share-{part.id}-of-{total.id}",
        title=f"{part.population.label}, as a share of {title_of(total)}",
        bound=_no_more_than_all(whole(part) / of) * 100,
        unit=PERCENT,
        formula=formula_of("÷", part, total),
        inputs=(part, total),
        assumptions=assumptions,
        period=part.period,
        population=part.population,
        measure="share",
    )


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


def average_over(items: Sequence[Row]) -> Derived:
    """How many a year over periods that follow one another; refused as `over_periods` and `average`
    are.
    """
    return average(over_periods(items))


def average(number: Counted, since: Event | None = None) -> Derived:
    """How many a year: a flow, or a cumulative count, divided by the years that its period lasts.

    The length of a period is a bound too: from some day of 2002 to the end of 2016 it is more than
    14 and at most 15 years. Refused for what is no count over a period, for a period that is or may
    be shorter than a year, and for a count that does not say when it starts, unless `since` is an
    event that it is assumed to start with.
    """
    if number.measure not in ("flow", "cumulative") or not Unit.of(number.unit).is_counted:
        raise refusal(
            "average", [number], "it is no count over a period", "name a flow or a cumulative count"
        )
    period, start = _lasting(number, since)
    years = years_of(period)
    if years.low < 1:
        verb = "is" if years.high < 1 else "may be"
        wrong = f"its period {verb} shorter than a year"
        raise refusal(
            "number a year", [number], wrong, "a count over at least a year would allow it"
        )
    title = title_of(number)
    inputs = (number, since) if since and start else (number,)
    meaning = period_assumed(number) if number.measure == "flow" else ()
    return Derived(
        id=id_of("average", inputs),
        title=title if years == ONE_YEAR else f"average a year: {title}",
        bound=whole(number) / years,
        unit=Unit.of(number.unit).a_year(),
        formula=f"{formula_of('÷', number)} ÷ {length_in_words(years)}",
        inputs=inputs,
        assumptions=(*start, *meaning),
        period=period,
        population=number.population,
        measure="average",
    )


def _lasting(number: Counted, since: Event | None) -> tuple[Date, Assumed]:
    """The period of a count from a known start to a known end, and what is assumed of its start."""
    refuse = partial(refusal, "average", [number])
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
    starts = f"{count} starts with the {since.sort} of {on.words()}"
    ends = f"{count} ends in {period.end.words()}, not before"
    # What is derived ends where its formula says; a source that says "by" may mean a day before.
    assumed = (starts, ends) if isinstance(number, Figure) else (starts,)
    _, _, end = period.text.partition("/")
    return dates.parse(f"{on.text}/{end}"), assumed


# What a time assumes, of a group by its name.
ONWARD = (
    "the pace stays the same",
    "all counted in the yearly number were among the {}",
    "none join the group or leave it in another way",
)


def years_at_pace(
    record: Record, stock: Figure, pace: Derived, named: Mapping[str, Collection[str]] | None = None
) -> Derived:
    """How many years it would take at a pace: stock ÷ pace. A calculation on assumptions, no
    forecast.

    The group and those counted a year are two populations, unless the record has them as the same.
    A number of the one is divided by a number of the other only where a question names both:
    `named` has, by the population of a pace, those of the groups.

    Refused else; unless the one is a stock and the other an average of one group, in the same unit;
    for a group apart from those counted in the pace; and where no limit follows (the pace may be
    nothing, or neither number has an upper limit).
    """
    refuse = partial(refusal, "time", [stock, pace])
    relation = relation_of(record, stock, pace)
    if stock.measure != "stock" or pace.unit != Unit.of(stock.unit).a_year():
        raise refuse(
            "it needs a group at a date and an average a year of the same unit", "name such numbers"
        )
    if pace.population is None:
        raise refuse("the pace is of no population", "name the average of a population")
    if relation.relation == "disjoint":
        raise refuse(f"the groups are apart: {relation.note}", "name the group that the pace is of")
    is_named = stock.population.id in (named or {}).get(pace.population.id, ())
    if relation.relation != "same" and not is_named:
        why = (
            f"“{stock.population.label}” and “{pace.population.label}” are not stated to be the "
            f"same group"
        )
        raise refuse(why, "a question that names both would allow it")
    if 0 in pace.bound:
        raise refuse("that pace is possibly nothing", "a pace above nothing would allow it")
    if isinf(whole(stock).high) and isinf(pace.bound.high):
        raise refuse(
            "both numbers are only lower limits", "an upper limit of either would allow it"
        )
    onward = [words.format(stock.population.label.removeprefix("the ")) for words in ONWARD]
    return Derived(
        id=f"years-{stock.id}-at-{pace.id}",
        title=f"years at that pace: {stock.population.label}",
        bound=whole(stock) / pace.bound,
        unit="years",
        formula=f"{formula_of('÷', stock)} ÷ ({pace.label()} a year, {period_words(pace)}; "
        f"{pace.population.label})",
        inputs=(stock, pace),
        assumptions=(*onward, *(assumed(relation) if relation.relation == "same" else ())),
        measure="time",
    )
