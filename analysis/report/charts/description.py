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
from analysis.report.charts.rows import (
    Cells,
    LedgerRow,
    Mark,
    Moment,
    Observation,
    Row,
    between,
    days_left,
)
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
UP = "Arrow up: more is possible"
DOWN = "Arrow down: less is possible"
KEY_OF_COLUMNS = {
    "more_than": UP,
    "at_least": UP,
    "less_than": DOWN,
    "at_most": DOWN,
    "about": "Pale with a soft top: about",
    "between": "Pale up to a tick: anywhere in between",
}
KEY_OF_STACKS = (
    "Hatched below a number: its parts are not known",
    "Hatched from top to bottom: no number is known",
    "Dot on the line: none",
)
ONLY_CITED = MARKS["cited"].words
NOT_KNOWN = MARKS["withheld"].words
OTHER_TABLE = MARKS["superseded"].words
NONE = "Dot on the line: none"
SUM = "Cut by a white line: our sum of its parts"


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


def key_of_columns(rows: Sequence[Observation]) -> str:
    """What columns look like that are not simply as high as their numbers."""
    counted = [row for row in rows if row.series and not row.is_average]
    numbers = [row for row in counted if row.bound]
    given: dict[tuple[str, str], set[str]] = {}
    for row in numbers:
        given.setdefault(row.period, set()).add(row.words())
    said = []
    periods = [days_left(row.date) for row in counted]
    if len(numbers) < len(counted) or any(between(filter(None, periods))):
        reasons = [row.reason for row in counted if row.reason]
        words = ", ".join(dict.fromkeys(reasons))
        said.append(f"{NOT_KNOWN} ({words})" if words else NOT_KNOWN)
    if any(row.extent and row.extent.end == 0 for row in numbers):
        said.append(NONE)
    if any(len(words) > 1 for words in given.values()):
        said.append(OTHER_TABLE)
    if any(row.parts for row in numbers):
        said.append(SUM)
    return _sentences(said + _hedges(KEY_OF_COLUMNS, numbers))


def key_of_stacks(rows: Sequence[Observation]) -> str:
    """What is hatched in stacked columns, and what parts look like that are hedged."""
    return _sentences([*KEY_OF_STACKS, *_hedges(KEY_OF_COLUMNS, rows)])


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


def years_in_words(rows: Sequence[Observation], unit: str) -> str:
    """From when to when columns run, and the periods for which tables differ."""
    counted = [row for row in rows if row.series]
    said = [first_and_last_day(counted, unit), periods_that_differ(counted, unit)]
    return " ".join(filter(None, said))


def first_and_last_day(rows: Sequence[Moment | Observation], unit: str) -> str:
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
    """The periods for which tables give different numbers."""
    given = defaultdict(set)
    for row in rows:
        if row.bound:
            given[row.period].add(row.words())
    differ = [period for period, words in given.items() if len(words) > 1]
    labels = ", ".join(label for _, label in differ)
    return f"Tables differ for {labels}." if labels else ""


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
