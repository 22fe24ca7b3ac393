"""How the groups that figures count lie to one another: parts, separate groups, what is not known.

>>> layout = overlaps.structure(record, record.figures(["kt-1900", "kt-1412"]))
>>> [(part.id, whole.id) for part, whole in layout.parts]
[('kt-1412', 'kt-1900')]
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from analysis.measures.conditions import at_one_time, relation_of
from analysis.record.populations import Relation
from analysis.record.record import Record
from analysis.record.reported import (
    Figure,
    Figures,
)

# What the functions below take.
Pair = tuple[Figure, Figure]


@dataclass(frozen=True)
class Structure:
    """How the populations of several figures lie to one another, as far as is stated.

    `parts` are pairs (part, whole); `unknown` are pairs whose overlap no source states, each with
    the relation that says so; `apart` are the figures that are neither a stated part of another nor
    contain one.
    """

    parts: tuple[Pair, ...]
    unknown: tuple[tuple[Figure, Figure, Relation], ...]
    apart: tuple[Figure, ...]


def structure(record: Record, figures: Sequence[Figure]) -> Structure:
    """Which figures count a stated part of which others, and which pairs are left open."""
    parts = []
    containing = []
    unknown = []
    for a, b in combinations(figures, 2):
        relation = relation_of(record, a, b)
        if not relation.is_stated:
            unknown.append((a, b, relation))
        elif relation.relation == "subset_of":
            parts.append((a, b))
        elif relation.relation == "contains":
            containing.append((b, a))
    parts += containing
    nested = set()
    for part, container in parts:
        nested.update([part.id, container.id])
    apart = [figure for figure in figures if figure.id not in nested]
    return Structure(tuple(parts), tuple(unknown), tuple(apart))


def relations(record: Record, figures: Figures) -> list[tuple[Figure, Figure, Relation]]:
    """How every two of the populations stand to one another, each by the first of its figures, a
    part before its whole; unknown ones last.
    """
    firsts = {}
    for figure in figures:
        population = figure.population.id
        if population not in firsts:
            firsts[population] = figure
    known = []
    unknown = []
    for a, b in combinations(firsts.values(), 2):
        relation = relation_of(record, a, b)
        if relation.relation == "unknown":
            unknown.append((a, b, relation))
        elif relation.relation == "contains":
            known.append((b, a, relation_of(record, b, a)))
        else:
            known.append((a, b, relation))
    return known + unknown


def beside(first: Figures, others: Figures) -> list[Pair]:
    """Pairs of a figure and another of the same period, in the order of `first`."""
    found = []
    for a, b in product(first, others):
        if a.period and a.period == b.period:
            found.append((a, b))
    return found


def unrelated(record: Record, pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs of figures of whose populations no source says how they stand to each other."""
    found = []
    for a, b in pairs:
        if stands(record, a, "unknown", b):
            found.append((a, b))
    return found


def side_by_side(record: Record, figures: Figures) -> list[Pair]:
    """Pairs of figures of one time whose populations are apart, as far as that is stated.

    A part of a group is left out beside what is apart from all of that group, unless the group is
    too large for a whole that both belong to: let flats that are
    damp make up a whole with those that are not, not with all flats.
    """
    given = list(figures)
    found = []
    for a, b in combinations(given, 2):
        if at_one_time(a, b) is None:
            continue
        is_apart = stands(record, a, "disjoint", b)
        if is_apart and not _is_within_larger(record, a, b, given):
            found.append((a, b))
    return found


def _is_within_larger(record: Record, a: Figure, b: Figure, figures: list[Figure]) -> bool:
    """Whether a larger group could take the place of `a` or of `b` in every whole that both are
    part of.
    """
    wholes = set()
    larger = []
    for figure in figures:
        is_around_a = stands(record, a, "subset_of", figure)
        is_around_b = stands(record, b, "subset_of", figure)
        if is_around_a and is_around_b:
            wholes.add(figure.id)
        elif is_around_a or is_around_b:
            other = b if is_around_a else a
            if stands(record, figure, "disjoint", other):
                larger.append(figure)
    for group in larger:
        around = [figure for figure in figures if stands(record, group, "subset_of", figure)]
        if wholes.issubset(figure.id for figure in around):
            return True
    return False


def stands(record: Record, a: Figure, relation: str, b: Figure) -> bool:
    """Whether the population of `a` stands in a relation to that of `b`."""
    return relation_of(record, a, b).relation == relation
