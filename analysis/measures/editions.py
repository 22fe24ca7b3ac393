"""Editions of a table: what each gives for a period, how it revises the one before, and what stays
missing.

>>> (figure,) = editions.preferred(record.figures(["kt-572", "kt-500"]))
>>> figure.id
'kt-572'
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise, product

from analysis.measures.chronology import latest
from analysis.measures.derived import Counted, Derived, Row, Sums, figures_of, reported
from analysis.measures.durations import is_over_before
from analysis.measures.findings import Finding, most_exact, order
from analysis.quantities.dates import Date
from analysis.record.populations import Population
from analysis.record.record import Record
from analysis.record.reported import (
    IN_FORCE,
    Figure,
    Figures,
    MissingFigure,
)
from analysis.record.selections import Selection

Successions = set[
    tuple[str, str]
]  # of sources: the former, and the latter that gives a number anew
RANKS = ("preferred", "normal", "superseded", "deprecated")


def best_ranked(figures: Figures) -> list[Figure]:
    """The figures that the record ranks first: several where nothing says which of them to take."""
    given = list(figures)
    for rank in RANKS:
        found = [figure for figure in given if figure.rank == rank]
        if found:
            return found
    return []


def in_force(figures: Figures) -> Selection:
    """The figures that are neither replaced nor called not to be relied on."""
    return Selection(figure for figure in figures if figure.rank in IN_FORCE)


def preferred(figures: Figures) -> Selection:
    """The figures that the record ranks first, of these those that run to the latest day: several
    where they tie, in the order given.
    """
    return latest(best_ranked(figures))


def in_succession(figures: Figures) -> list[list[Figure]]:
    """The figures that give one population, measure and period, in the order in which they replace
    one another.

    Those that a later edition supersedes stand first, as the record has them otherwise. Of several
    in force none replaces another. A claim that is repeated counts once; groups are in the order of
    their periods.
    """
    groups = defaultdict(list)
    for figure in one_of_each_claim(figures):
        key = figure.population, figure.measure, figure.period
        groups[key].append(figure)
    for group in groups.values():
        group.sort(key=lambda figure: figure.rank in IN_FORCE)
    return sorted(groups.values(), key=lambda group: group[0].ends())


def one_of_each_claim(figures: Figures) -> list[Figure]:
    """The first figure of each claim, where the last one stood."""
    claims = {figure.claim: figure for figure in reversed(list(figures))}
    return list(reversed(claims.values()))


def revisions(record: Record, figures: Figures, sums: Sums = ()) -> list[Finding]:
    """How each later edition stands to the one before it of the same period: "above", "below" or
    "equal".

    An edition may give a number by its parts alone, which `sums` adds up (see
    `sums.sums_of_parts`). Such a sum stands where its edition stands among the others; where
    nothing tells which is the later, it is left out. Of two numbers in force neither revises the
    other.
    """
    known = list(figures)
    given_sums = list(sums)
    added = without_whole(known, given_sums)
    successions = _successions(known + figures_of(given_sums))
    found = []
    for group in in_succession(known):
        numbers = _with_sums(group, added, successions)
        for earlier, later in pairwise(numbers):
            if not _are_in_force(earlier, later):
                found.append(order(record, later, earlier))
    return found


def _are_in_force(*numbers: Counted) -> bool:
    """Whether several numbers are figures that nothing replaces."""
    return all(isinstance(number, Figure) and number.rank in IN_FORCE for number in numbers)


def _successions(figures: Figures) -> Successions:
    """Pairs of sources, of which the latter gives a number anew that the former gave."""
    found: Successions = set()
    for group in in_succession(figures):
        for former, latter in combinations(group, 2):
            if not _are_in_force(former, latter):
                found.add((former.source.id, latter.source.id))
    return found


def _with_sums(group: list[Figure], sums: Sums, successions: Successions) -> list[Counted]:
    """The numbers of one population and period with the sums of parts that are of both, each as its
    edition stands to the others; without those of which that is not known.
    """
    first = group[0]
    numbers: list[Counted] = [*group]
    for number in sums:
        if number.population != first.population or number.period != first.period:
            continue
        own = _edition_of(number)
        later = []
        earlier = []
        for place, other in enumerate(numbers):
            edition = _edition_of(other)
            if (own, edition) in successions:
                later.append(place)
            if (edition, own) in successions:
                earlier.append(place)
        if later:
            numbers.insert(later[0], number)
        elif earlier:
            numbers.insert(earlier[-1] + 1, number)
    return numbers


def _edition_of(number: Counted) -> str:
    """The source of a figure, and that of the parts of a sum."""
    return reported([number])[0].source.id


def in_table_of(record: Record, whole: Counted, part: Figure) -> Figure:
    """The number of a part that the table of a whole gives for its period; the part itself where it
    is of that table, or the table gives none.
    """
    table = _edition_of(whole)
    if part.source.id == table:
        return part
    given = record.figures(
        source_id=table,
        population_id=part.population.id,
        measure=part.measure,
        period=str(part.period or ""),
    )
    return given[0] if given else part


def parts_and_whole(record: Record, wholes: Figures, sums: Sums) -> list[Finding]:
    """How a number stands to the sum of its parts, for each edition and period that gives both.

    "equal" where they add up: it is what the sums of `sums.sums_of_parts` assume.
    """
    given = list(wholes)
    found = []
    for number in sums:
        for figure in given:
            if _edition_and_period(figure) == _edition_and_period(number):
                found.append(order(record, figure, number))
    return found


def without_whole(wholes: Figures, sums: Sums) -> list[Derived]:
    """The sums of parts of those editions and periods that do not give the whole itself."""
    given = set(map(_edition_and_period, wholes))
    return [number for number in sums if _edition_and_period(number) not in given]


def _edition_and_period(number: Counted) -> tuple[str, Population | None, Date | None]:
    return _edition_of(number), number.population, number.period


def changes(record: Record, figures: Figures) -> list[Finding]:
    """How the last numbers of each population stand to its first: "above", "below", "equal" or
    "unknown".

    For populations with numbers at two certain times, one after the other. Where several of one
    rank are the last, or the first, and say different things, each pair has its finding:
    `findings.overall` says what is known by all.
    """
    by_population: dict[str, list[Figure]] = defaultdict(list)
    for group in in_succession(figures):
        population = group[0].population.id
        by_population[population] += best_ranked(group)
    found = []
    for numbers in by_population.values():
        firsts = _ending_with(numbers[0], numbers)
        lasts = _ending_with(numbers[-1], numbers)
        for last, first in product(lasts, firsts):
            if is_over_before(first.period, last.period):
                found.append(order(record, last, first))
    return found


def _ending_with(one: Figure, numbers: Figures) -> Selection:
    """Those of several numbers whose times end as that of one of them does, each that says more
    than another.
    """
    end = one.ends()
    return most_exact([number for number in numbers if number.ends() == end])


def open_gaps(numbers: Iterable[Counted], gaps: Iterable[MissingFigure]) -> list[MissingFigure]:
    """The gaps that none of `numbers` fills, by period: what another edition gives, or follows from
    parts, is known.

    A number that several editions leave out is one gap, that of the last edition.
    """
    known = {(number.population, number.period) for number in numbers}
    found = {}
    for gap in gaps:
        due = gap.population, gap.period
        if due not in known:
            found[due] = gap
    return sorted(found.values(), key=lambda gap: str(gap.period))


def empty_parts(record: Record, gap: MissingFigure, parts: Sequence[str]) -> Selection:
    """The numbers of the other parts that are nought in the table and period in which one is
    missing: if nobody was in these, all of the whole was in the missing one.
    """
    others = [part for part in parts if part != gap.population.id]
    if len(others) == len(parts):
        return Selection()
    given = record.figures(
        population_id=others,
        source_id=gap.source.id,
        measure=gap.measure,
        period=str(gap.period),
    )
    return Selection(figure for figure in given if figure.bound.high == 0)


def in_rows(*series: Iterable[Counted | MissingFigure]) -> list[tuple[Row | None, ...]]:
    """What several series have for each period, a row for each in their order: an item of each
    series, or None.
    """
    found: dict[str, list[Row | None]] = {}
    for place, items in enumerate(series):
        for item in items:
            row = found.setdefault(str(item.period), [None] * len(series))
            row[place] = item
    return [tuple(found[period]) for period in sorted(found)]
