"""What is said of a chart in words: its key, its sources, its alternative text, its table, its CSV.

Alternative text says what type of chart it is, what it shows, and its rows as far as they can be
listened to.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from io import SEEK_END, StringIO

from analysis.quantities.dates import parse
from analysis.record.csvfiles import harmless
from analysis.record.publications import source_words
from analysis.report.charts.rows import Cells, LedgerRow, Mark, Moment, Observation, Row
from analysis.report.charts.style import DERIVED, EDITIONS, Symbol
from analysis.report.charts.symbols import MARKS
from analysis.report.charts.text import on_one_line

Pairs = Collection[tuple[str, str]]

# Without it Excel takes UTF-8 for the code page of its system, and turns ’ and Khmer into other
# letters.
BOM = "\ufeff"
MOST_SOURCES = 3  # named below a chart
MOST_ROWS_SAID = 8  # of more, alternative text only says how many they are
MOST_OVERLAPS_SAID = 2

MORE = MARKS["more"].words
LESS = MARKS["less"].words
KEY_OF_NUMBERS = {
    "more_than": MORE,
    "at_least": MORE,
    "less_than": LESS,
    "at_most": LESS,
    "about": MARKS["about"].words,
    "between": MARKS["between"].words,
}
KEY_OF_DATES = {
    "range": MARKS["uncertain"].words,
    "at_most": MARKS["before"].words,
    "at_least": MARKS["after"].words,
}
ONLY_CITED = MARKS["cited"].words
SUPERSEDED = MARKS["superseded"].words


# ---- the key: what marks mean that do not speak for themselves, each once


def key_of_numbers(rows: Sequence[Mark]) -> str:
    """What the hedges of numbers look like, and what is only cited beside what is held."""
    said = _hedges(KEY_OF_NUMBERS, rows)
    if is_mixed(rows):
        said.append(ONLY_CITED)
    return _sentences(said)


def is_mixed(rows: Sequence[Mark | Moment]) -> bool:
    """Whether some of the rows are only cited and others are not, so that a chart tells which."""
    return len({row.is_cited for row in rows}) > 1


def key_of_standings(rows: Sequence[LedgerRow]) -> str:
    """What italics mean where some numbers are only cited and others are not."""
    standings = {row.is_held for row in rows}
    return f"{ONLY_CITED}." if len(standings) > 1 else ""


def key_of_moments(rows: Sequence[Moment]) -> str:
    """What dates that are not known to the day look like, and what only some rows are: cited."""
    said = _hedges(KEY_OF_DATES, rows)
    if is_mixed(rows):
        said.append(ONLY_CITED)
    return _sentences(said)


def key_of_editions(rows: Sequence[Observation]) -> str:
    """Which symbol is of which edition, and what is superseded or hedged."""
    symbols = symbols_of_editions(rows)
    said = [f"{symbol.name}: {edition}" for edition, symbol in symbols.items()]
    numbers = [row for row in rows if row.bound]
    if not all(row.edition for row in numbers):
        said.append(f"{DERIVED.name}: sum of its parts")
    if any(row.is_superseded for row in rows):
        said.append(SUPERSEDED)
    return _sentences(said + _hedges(KEY_OF_NUMBERS, rows))


def symbols_of_editions(rows: Iterable[Observation]) -> dict[str, Symbol]:
    """The symbol of each edition that gives a number; of more than there are, the last."""
    places: dict[str, int | None] = {}
    for row in rows:
        if row.bound and row.edition:
            places[row.edition] = row.place
    last = len(EDITIONS) - 1
    symbols = {}
    for n, (edition, place) in enumerate(places.items()):
        chosen = n if place is None else place
        symbols[edition] = EDITIONS[min(chosen, last)]
    return symbols


def _hedges(key: Mapping[str, str], rows: Sequence[Row]) -> list[str]:
    extents = [row.extent for row in rows]
    kinds = [each.kind for each in extents if each]
    return [key[kind] for kind in kinds if kind in key]


def _sentences(said: Iterable[str]) -> str:
    joined = ". ".join(dict.fromkeys(said))
    return f"{joined}." if joined else ""


# ---- the reading: what rows show together, as far as that is certain


def highest(rows: Sequence[Mark], unit: str) -> str:
    """The number that is certainly the highest; nothing of a single one."""
    if len(rows) < 2:
        return ""
    for row in rows:
        others = [other.bound for other in rows if other is not row]
        if all(row.bound.compare(other) == "above" for other in others):
            return f"The highest is {row.label}, {row.words(unit)}."
    return ""


def what_does_not_fit(rows: Sequence[LedgerRow], unit: str) -> str:
    """The numbers that contradict the others."""
    said = [f"{row.words(unit)} ({row.note})" for row in rows if row.breaks]
    return f"Do not fit the others: {'; '.join(said)}." if said else ""


def first_and_last_day(rows: Sequence[Moment], unit: str) -> str:
    """From when to when the dates run; nothing where they are one day."""
    days: list[Day | None] = []
    for row in rows:
        if row.date:
            days += [row.date.earliest, row.date.latest]
    known = [day for day in days if day]
    if len(set(known)) < 2:
        return ""
    first = _day(min(known))
    last = _day(max(known))
    return f"The dates run from {first} to {last}."


def _day(day: Day) -> str:
    return parse(day.isoformat()).words()


def periods_that_differ(rows: Sequence[Observation], unit: str) -> str:
    """The periods for which editions give different numbers."""
    given = defaultdict(set)
    for row in rows:
        if row.bound:
            given[row.period].add(row.words())
    differ = [period for period, words in given.items() if len(words) > 1]
    labels = ", ".join(label for _, label in differ)
    return f"Editions differ for {labels}." if labels else ""


# ---- sources, alternative text, table, CSV


def source_line(rows: Iterable[Row]) -> str:
    """Who published what the rows rest on: each source once, with its day; of more than
    MOST_SOURCES, those publishers on whom most rows rest.
    """
    sources = []
    for row in rows:
        given = [record["source"] for record in row.evidence if record.get("source")]
        sources += given
    names = list(dict.fromkeys(_without_basis(source_words(each)) for each in sources))
    if len(names) > MOST_SOURCES:
        publishers = Counter(_publisher(each) for each in sources)
        names = [name for name, _ in publishers.most_common()]
    if not names:
        return ""
    heading = "Source" if len(names) == 1 else "Sources"
    others = "; and others, in the record of sources" if len(names) > MOST_SOURCES else ""
    return f"{heading}: {'; '.join(names[:MOST_SOURCES])}{others}"


def _without_basis(name: str) -> str:
    """The name of a source without how its day is known, which its entry on the page tells."""
    return re.sub(r", date not known$| \([^()]*\)$", "", name)


def _publisher(source: Mapping[str, str]) -> str:
    """Who first published a source, without the site on which a copy of it was read."""
    return re.sub(r", (at|read from a copy at) .*$", "", source["publisher"])


@dataclass(frozen=True)
class Table:
    """The rows of a chart in words, without the columns that none of them fills."""

    titles: Cells
    cells: tuple[Cells, ...]


def table(rows: Sequence[Row], unit: str) -> Table:
    """The rows as a table."""
    labels = {row.id: row.label for row in rows if row.id}
    cells = [row.cells(unit, labels) for row in rows]
    columns = zip(*cells, strict=True)
    filled = [n for n, column in enumerate(columns) if any(column)]
    titles = _chosen(rows[0].TITLES.split(), filled)
    shown = [_chosen(row, filled) for row in cells]
    return Table(titles, tuple(shown))


def _chosen(row: Sequence[str], columns: Sequence[int]) -> Cells:
    return tuple(row[n] for n in columns)


def alternative_text(
    what: str, rows: Sequence[Row], shown: Table, unstated: Pairs, reading: str
) -> str:
    """Chart type and title (`what`), the rows in words, and what they show together."""
    first_rows = shown.cells[:MOST_ROWS_SAID]
    more = len(shown.cells) - len(first_rows)
    said = [", ".join(filter(None, cells)) for cells in first_rows]
    if more:
        said.append(f"and {more} more")
    said += _overlaps(rows, unstated)
    listed = "; ".join(said)
    return on_one_line(f"{what}: {listed}. {reading}")


def _overlaps(rows: Sequence[Row], unstated: Pairs) -> list[str]:
    if len(unstated) > MOST_OVERLAPS_SAID:
        return ["overlap between the others not stated"]
    labels = {row.id: row.label for row in rows}
    said = []
    for one, other in unstated:
        if one in labels and other in labels:
            said.append(f"overlap of {labels[one]} and {labels[other]} not stated")
    return said


def csv_text(rows: Sequence[Row], unit: str) -> str:
    """The rows as CSV, their ends as numbers or days: empty where there is none."""
    text = StringIO(BOM)
    text.seek(0, SEEK_END)
    # All is quoted: a lone CR would else end a row.
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(rows[0].CSV_TITLES.split())
    for row in rows:
        cells = row.csv_cells(unit)
        writer.writerow([harmless(cell) for cell in cells])
    return text.getvalue()
