"""Calculations and comparisons of everything that is given, one with another.

Each takes a figure or several and returns a selection: what followed, without what was refused. An
empty one is false, and its `outcomes` say why. No record is needed: a figure knows its population,
and a population the record whose relations it is in.

>>> (before,) = calculations.before(record.figure("kt-572"), record.figure("kt-28"))
>>> before.label(), before.formula
('544', '572 − 28')
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import product
from typing import Any

from analysis.errors import LookupFailed, Refusal
from analysis.measures import corroboration, coverage, derived, findings, rates, sums
from analysis.measures.derived import Conclusion, Derived
from analysis.record.record import Record
from analysis.record.reported import Event, Reported
from analysis.record.selections import Selection

Tried = tuple[Any, tuple[Any, ...]]  # a result or its refusal, and what it was calculated from


class Results(Selection):
    """What followed from calculations; `outcomes` are all of them: (result or refusal, inputs)."""

    outcomes: tuple[Tried, ...] = ()

    @classmethod
    def of(cls, outcomes: Iterable[Tried]) -> "Results":
        """The results among outcomes, which it keeps."""
        kept = tuple(outcomes)
        found = cls(result for result, _ in kept if not isinstance(result, Refusal))
        found.outcomes = kept
        return found


def before(totals: Any, flows: Any) -> Results:
    """Each cumulative count as it stood before the period of each flow; see `sums.before`."""
    return _each_pair(sums.before, totals, flows)


def share(parts: Any, wholes: Any) -> Results:
    """Each part as a share of each whole; see `rates.share`."""
    return _each_pair(rates.share, parts, wholes)


def total(figures: Any) -> Results:
    """The sum of figures, if there are any and they may be added; see `sums.total`."""
    added = tuple(_several(figures))
    if not added:
        return Results()
    outcome = derived.attempt(sums.total, record_of(added), added)
    return Results.of([(outcome, added)])


def average(numbers: Any, since: Event | None = None) -> Results:
    """How many a year each number makes; see `rates.average`."""
    outcomes = []
    for number in _several(numbers):
        outcome = derived.attempt(rates.average, number, since)
        outcomes.append((outcome, (number,)))
    return Results.of(outcomes)


def average_over(*runs: Iterable[Any]) -> Results:
    """How many a year over each run of periods; see `rates.average_over`."""
    outcomes = []
    for run in runs:
        items = tuple(run)
        outcome = derived.attempt(rates.average_over, items)
        outcomes.append((outcome, items))
    return Results.of(outcomes)


def years_at_pace(
    groups: Any, paces: Any, named: Mapping[str, Collection[str]] | None = None
) -> Results:
    """How many years each group would take at each pace; see `rates.years_at_pace`."""
    return _each_pair(rates.years_at_pace, groups, paces, named)


def rest(totals: Any, parts: Any) -> Results:
    """What each total leaves for the time that each part does not cover; see `coverage.rest`."""
    return _each_pair(coverage.rest, totals, parts)


def agreement(first: Any, second: Any) -> Results:
    """Whether each of the first and each of the second can be true; see `findings.agreement`."""
    return _each_pair(findings.agreement, first, second)


def order(first: Any, second: Any) -> Results:
    """How each of the first stands to each of the second; see `findings.order`."""
    return _each_pair(findings.order, first, second)


def echoes(results: Iterable[Derived]) -> Selection:
    """The figures that report what was calculated; see `corroboration.echoes`."""
    found = Selection()
    for result in results:
        found += corroboration.echoes(record_of([result]), result)
    return found


def all_outgrow(totals: Any, others: Any) -> bool:
    """Whether each total runs to a later day than each of the others, and contradicts none."""
    for pair in product(totals, others):
        record = record_of(pair)
        if not findings.outgrows(record, *pair):
            return False
    return True


def record_of(items: Iterable[Reported | Conclusion]) -> Record:
    """The record that items are from. Raises LookupFailed where none of them is of a record."""
    for figure in derived.figures_of(items):
        record: Record | None = figure.population.record
        if record:
            return record
    do = "give figures of a record, as record.figures() hands them out"
    raise LookupFailed("calculation", "its figures are of no record", do)


def _each_pair(measure: Callable[..., Any], first: Any, second: Any, *more: Any) -> Results:
    """The outcomes of a measure for every pair of what is given; it takes the record of the pair,
    the pair and `more`.
    """
    outcomes = []
    for pair in product(_several(first), _several(second)):
        record = record_of(pair)
        outcome = derived.attempt(measure, record, *pair, *more)
        outcomes.append((outcome, pair))
    return Results.of(outcomes)


def _several(given: Any) -> Iterable[Any]:
    """What is given, in a row: one number or row of the record by itself."""
    return [given] if isinstance(given, Reported | Derived) else given
