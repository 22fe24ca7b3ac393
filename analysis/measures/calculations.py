"""Calculations and comparisons of everything that is given, one with another.

Each takes a figure or several and returns a selection: what followed, without what was refused. An
empty one is false, and its `outcomes` say why. No record is needed: a figure knows its population,
and a population the record whose relations it is in.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import product
from typing import Any

from analysis.errors import LookupFailed, Refusal
from analysis.measures import coverage, derived, findings
from analysis.measures.derived import Conclusion, Derived
from analysis.measures.findings import reported
from analysis.record.record import Event, Figure, Record, Reported, Selection


class Results(Selection):
    """What followed from calculations; `outcomes` are all of them: (result or refusal, inputs)."""

    outcomes: tuple[tuple[Any, tuple[Any, ...]], ...] = ()

    @classmethod
    def of(cls, outcomes: Iterable[tuple[Any, tuple[Any, ...]]]) -> "Results":
        """The results among outcomes, which it keeps."""
        kept = tuple(outcomes)
        found = cls(result for result, _ in kept if not isinstance(result, Refusal))
        found.outcomes = kept
        return found


def before(totals: Any, flows: Any) -> Results:
    """Each cumulative count as it stood before the period of each flow; see `measures.before`."""
    return _each(_with_record(derived.before), totals, flows)


def share(parts: Any, wholes: Any) -> Results:
    """Each part as a share of each whole; see `measures.share`."""
    return _each(_with_record(derived.share), parts, wholes)


def total(figures: Any) -> Results:
    """The sum of figures, if there are any and they may be added; see `measures.total`."""
    added = tuple(_several(figures))
    if not added:
        return Results()
    return Results.of([(derived.attempt(derived.total, record_of(added), added), added)])


def average(numbers: Any, since: Event | None = None) -> Results:
    """How many a year each number makes; see `measures.average`."""
    return _each(lambda number: derived.average(number, since), numbers)


def years_to_clear(
    groups: Any, paces: Any, named: Mapping[str, Collection[str]] | None = None
) -> Results:
    """How many years each group would take at each pace; see `measures.years_to_clear`."""
    clear = _with_record(derived.years_to_clear)
    return _each(lambda group, pace: clear(group, pace, named), groups, paces)


def rest(totals: Any, parts: Any) -> Results:
    """What each total leaves for the time that each part does not cover; see `coverage.rest`."""
    return _each(_with_record(coverage.rest), totals, parts)


def agreement(first: Any, second: Any) -> Results:
    """Whether each of the first and each of the second can be true; see `findings.agreement`."""
    return _each(_with_record(findings.agreement), first, second)


def order(first: Any, second: Any) -> Results:
    """How each of the first stands to each of the second; see `findings.order`."""
    return _each(_with_record(findings.order), first, second)


def echoes(results: Iterable[Derived]) -> Selection:
    """The figures of the whole record that report what was calculated; see `findings.echoes`."""
    found: list[Figure] = []
    for result in results:
        found += findings.echoes(record_of([result]), result)
    return Selection(found)


def all_outgrow(totals: Any, others: Any) -> bool:
    """Whether each total runs to a later day than each of the others, and contradicts none."""
    pairs = product(totals, others)
    return all(findings.outgrows(record_of(pair), *pair) for pair in pairs)


def record_of(items: Iterable[Reported | Conclusion]) -> Record:
    """The record that items are from. Raises LookupFailed where none of them is of a record."""
    for row in reported(items):
        if isinstance(row, Figure) and row.population.record:
            return row.population.record
    do = "give figures of a record, as record.figures() hands them out"
    raise LookupFailed("calculation", "its figures are of no record", do)


def _each(measure: Callable[..., Any], *given: Any) -> Results:
    """The outcomes of a measure for every combination of what is given."""
    combinations = product(*map(_several, given))
    return Results.of((derived.attempt(measure, *inputs), inputs) for inputs in combinations)


def _with_record(measure: Callable[..., Any]) -> Callable[..., Any]:
    """A measure that takes a record first, as one that takes that of its figures."""
    return lambda *given: measure(record_of(given[:2]), *given)


def _several(given: Any) -> Iterable[Any]:
    return [given] if isinstance(given, Reported | Derived) else given
