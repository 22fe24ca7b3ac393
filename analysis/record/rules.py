"""The record's cross-row invariants, each with a stable code and a docstring that states it in one
sentence.

A rule gets the tables as read and yields a problem for every row that breaks it. It passes over a
row whose own cells are already wrong (an unknown source, a start that is no number):
`tables.check_tables` reports those. All but the few rules that follow chains (P01, E02, R02, R03)
look at each row once.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from analysis.errors import RecordError
from analysis.record import (  # noqa: F401  each enters its rules in the rulebook
    rules_of_dates,
    rules_of_events,
    rules_of_figures,
    rules_of_quotes,
    rules_of_relations,
    rules_of_sources,
)
from analysis.record.cells import offsets
from analysis.record.rulebook import RULES
from analysis.record.tables import (
    Problem,
    Tables,
)


def check_rules(tables: Tables) -> list[RecordError]:
    """Every problem that a rule finds, in the order of tables, lines and codes."""
    found: list[tuple[str, Problem]] = []
    with _uncollected():
        for code, rule in RULES.items():
            found += [(code, problem) for problem in rule(tables)]
    offsets.cache_clear()  # lets go of the tables
    order = list(tables)

    def by_place(item: tuple[str, Problem]) -> tuple[int, int, str]:
        code, problem = item
        return order.index(problem.table.name), problem.row, code

    found.sort(key=by_place)
    return [problem.error(code) for code, problem in found]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Pauses the garbage collector, which would go through millions of tuples in search of cycles
    they cannot form.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
