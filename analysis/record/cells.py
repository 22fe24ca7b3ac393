"""Cells as rules read them: the rows at fault, spans, regions, circles."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from math import inf

from analysis.errors import shown
from analysis.record.rulebook import Problems
from analysis.record.tables import NUMERALS, UNREAD, Problem, Table, Tables

_WHOLE = re.compile(NUMERALS["integer"][0])

Pair = tuple[str, str]
Region = tuple[int, int, str]  # start, end, kind
Faults = Iterator[tuple[int, str]]  # rows, and what is said of each
Cells = tuple[str, ...]
Graph = dict[str, dict[str, None]]  # by node, those that edges lead to, in order
PROSE = ("headline", "caption", "body", UNREAD)


def tables_with(column: str, tables: Tables) -> Iterator[Table]:
    """The tables that have a column."""
    for table in tables.values():
        if column in table.columns:
            yield table


def rows_of(table: Table, *columns: str) -> Iterator[tuple[int, Cells]]:
    """The rows of a table, each with its cells of some columns."""
    return enumerate(_combinations(table, columns))


def _combinations(table: Table, columns: Iterable[str]) -> Iterator[Cells]:
    """The cells of each row in some columns."""
    cells = [table.column(column) for column in columns]
    return zip(*cells, strict=True)


def rows_with(cells: Sequence[Hashable], wanted: Collection[Hashable]) -> Iterator[int]:
    """The rows whose cell is wanted; a column without any costs next to nothing."""
    wanted = frozenset(wanted)
    if wanted.isdisjoint(cells):
        return
    for row, cell in enumerate(cells):
        if cell in wanted:
            yield row


def missing(
    table: Table, column: str, other: str, needed: Collection[str], do: str = ""
) -> Problems:
    """The rows without a cell in `column` although the `other` column has one of those that need
    it.
    """
    others = table.column(other)
    if set(needed).isdisjoint(others):
        return
    empty = rows_with(table.column(column), ("",))
    for row in empty:
        cell = others[row]
        if cell in needed:
            wrong = f"is empty although {other} is {shown(cell)}"
            yield Problem(table, row, column, wrong, do)


def judged(table: Table, columns: Sequence[str], fault: Callable[..., str]) -> Faults:
    """(row, what is wrong) where `fault` finds the cells of a row at fault; it sees each
    combination of cells once.
    """
    cells = list(_combinations(table, columns))
    faults = {}
    for combination in set(cells):
        wrong = fault(*combination)
        if wrong:
            faults[combination] = wrong
    for row in rows_with(cells, faults):
        combination = cells[row]
        yield row, faults[combination]


def keys_of(table: Table) -> list[str]:
    """The first column of the key of each row: its id."""
    return table.column(table.key[0])


def lookup(table: Table, column: str) -> dict[str, str]:
    """The cells of a column, by the id of their row."""
    keys = keys_of(table)
    cells = table.column(column)
    return dict(zip(keys, cells, strict=True))


def one_of(kinds: Iterable[str]) -> str:
    """The advice to take words of one of several kinds of region."""
    regions = " or ".join(kinds)
    return f"it must lie in {regions}"


def whole_numbers(table: Table, column: str) -> list[int]:
    """The cells of a column of whole numbers; -1 for one that is none."""
    numbers = []
    for cell in table.column(column):
        number = -1
        if _WHOLE.fullmatch(cell):
            number = int(cell)
        numbers.append(number)
    return numbers


@lru_cache(maxsize=8)
def offsets(table: Table) -> tuple[list[int], list[int]]:
    """The starts and the ends of the rows of a table; -1 for what is no whole number."""
    starts = whole_numbers(table, "start")
    ends = whole_numbers(table, "end")
    return starts, ends


def spans(table: Table) -> Iterable[tuple[str, int, int, int]]:
    """(source, start, end, row) of every row; -1 for an offset that is no whole number."""
    sources = table.column("source_id")
    starts, ends = offsets(table)
    rows = range(len(table))
    return zip(sources, starts, ends, rows, strict=True)


def region_kinds(tables: Tables, table: Table) -> Faults:
    """(row, kind of the region that holds the row's whole span, or "") for every row with a
    span.
    """
    sources = tables["sources"]
    known = set(keys_of(sources))
    regions = _regions_by_source(tables["regions"])
    for source, start, end, row in spans(table):
        if 0 <= start < end and source in known:
            yield row, _kind_at(start, end, regions[source])


def _regions_by_source(table: Table) -> Mapping[str, list[Region]]:
    """The regions of each source, in the order of its text."""
    kinds = table.column("kind")
    regions: dict[str, list[Region]] = defaultdict(list)
    for source, start, end, row in spans(table):
        regions[source].append((start, end, kinds[row]))
    for of_source in regions.values():
        of_source.sort()
    return regions


def _kind_at(start: int, end: int, regions: Sequence[Region]) -> str:
    """The kind of the last region that begins no later than a span, if it holds all of it."""
    after = bisect_right(regions, (start, inf))
    if after:
        _, stop, kind = regions[after - 1]
        if end <= stop:
            return kind
    return ""


def cycles(edges: Mapping[Pair, int]) -> Faults:
    """(row, the circle in words) for every circle in the graph `{(from, to): row}`; its last row
    closes it.
    """
    graph: Graph = defaultdict(dict)
    for a, b in edges:
        graph[a][b] = None
    while circle := _circle(graph):
        last = max(pairwise(circle), key=edges.__getitem__)
        yield edges[last], " → ".join(circle)
        a, b = last
        del graph[a][b]  # broken here, it is not found again


def _circle(graph: Graph) -> list[str]:
    """The nodes of a circle, the first of them again at its end; empty where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        _, backwards = error.args
        return list(reversed(backwards))
    return []
