"""Queries: which rows an id or a filter finds, and what is wrong with one that can find none."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from analysis.errors import LookupFailed, did_you_mean, shown
from analysis.quantities import dates
from analysis.quantities.dates import Date
from analysis.record.tables import Table, Tables, conditions_of

# What is looked up of a whole table at once; no id of a row has a space.
NAMES = "all names"  # of speakers
HELD = "all held"  # which sources have a text
WHERE = "where "  # begins the name of a selection, among those of rows

# The table whose ids a column holds, where it is not its own; and by what else a reader may know a
# row of a table.
REFERS = {
    "source_id": "sources",
    "speaker_id": "speakers",
    "actors": "speakers",
    "population_id": "populations",
    "same_as": "events",
    "before": "events",
}
# The ids that columns of another name hold.
KEYS = {"actors": "speaker_id", "same_as": "event_id", "before": "event_id"}
CALLED = {
    "sources": ("title", "publisher"),
    "speakers": ("name", "aliases"),
    "populations": ("label",),
    "events": ("label",),
}


Rows = Mapping[str, Mapping[str, dict[str, str]]]  # by table, and by what `key_of` gives
Wanted = Mapping[str, set[str]]  # the values of each column that is asked about


@dataclass(frozen=True)
class Known:
    """What can be asked for: the tables and their rows in one scope, and the ids of every scope by
    the column that holds them (see `all_ids`).
    """

    tables: Tables
    rows: Rows
    ids: Mapping[str, frozenset[str]]

    def wanted(self, name: str, filters: Mapping[str, Any]) -> Wanted:
        """The values that filters on a table ask for, by column. Raises LookupFailed for a column
        that it has not, and for a value that no cell of the column can hold.
        """
        for column in filters:
            self._check_column(name, column)
        wanted = {}
        for column, given in filters.items():
            wanted[column] = set(_texts(name, column, given))
        for column, values in wanted.items():
            for value in sorted(values - {""}):
                self._check_value(name, column, value)
        return wanted

    def _check_column(self, name: str, column: str) -> None:
        """Refuse a column that a table has not."""
        columns = self.tables[name].columns
        if column in columns:
            return
        known = ", ".join(columns)
        hint = f"filter on one of {known}; {did_you_mean(column, columns)}"
        raise LookupFailed(f"data/{name}.csv", f'no column "{column}"', hint.rstrip("; "))

    def _check_value(self, name: str, column: str, value: str) -> None:
        """Refuse a value that no cell of a column can hold: one of another form, or an id that no
        scope has.
        """
        if column.endswith("_id") or column in REFERS:
            self.check_id(name, column, value)
            return
        field = self.tables[name].fields[column]
        for condition in conditions_of(field):
            if condition.holds(value):
                continue
            wrong = f'{column} is never "{value}"'
            if field.choices:
                choices = ", ".join(field.choices)
                hint = did_you_mean(value, field.choices) or f"use one of {choices}"
            else:
                wrong += f", which {condition.wrong}"
                hint = condition.advise(value)
            raise LookupFailed(f"data/{name}.csv", wrong, hint)

    def check_id(self, name: str, column: str, key: str) -> None:
        """Refuse an id that stands in this column in no scope."""
        held_by = KEYS.get(column, column)
        known = self.ids[held_by]
        if key in known:
            return
        if column in REFERS:
            hint = self.meant(REFERS[column], key)
        else:
            hint = did_you_mean(str(key), known)
        wrong = f'{column} is never "{key}": there is no such id'
        hint = hint or "see the first column of its table"
        raise LookupFailed(f"data/{name}.csv", wrong, hint)

    def meant(self, name: str, key: str) -> str:
        """The advice to take the id that `key` is close to, or whose row is called so; "" where
        there is none.
        """
        called = self._called(name)
        sought = key.casefold()
        if sought not in called:
            near = did_you_mean(key, self.rows[name])
            if near:
                return near
            sought = _nearest(sought, called)
        if not sought:
            return ""
        return f"did you mean {shown(called[sought])}?"

    def _called(self, name: str) -> dict[str, str]:
        """The ids of a table by what else a reader may know their rows by, in small letters."""
        called: dict[str, str] = {}
        for key, row in self.rows[name].items():
            for column in CALLED.get(name, ()):
                for words in (row[column], *listed(row[column])):
                    called.setdefault(words.casefold(), key)
        return called


def _nearest(sought: str, called: Iterable[str]) -> str:
    """What holds the words sought as whole words, else what is spelled much like them; "" for
    none.
    """
    whole = re.compile(rf"(?<!\w){re.escape(sought)}(?!\w)")
    if len(sought) > 2:
        for words in called:
            if whole.search(words):
                return words
    close = get_close_matches(sought, called, n=1, cutoff=0.75)
    return close[0] if close else ""


def all_ids(tables: Tables) -> dict[str, frozenset[str]]:
    """The ids of tables, by the name of the column that holds them, in whichever table."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for table in tables.values():
        for column, cells in table.cells.items():
            if column.endswith("_id"):
                found[column].update(cells)
    return {column: frozenset(ids) for column, ids in found.items()}


def _texts(name: str, column: str, given: Any) -> list[str]:
    """The values given for a column, one or several. Raises LookupFailed for what is no text, which
    every cell is.
    """
    values = several(given)
    for value in values:
        if not isinstance(value, str):
            wrong = f"{column} is text, as every cell is, and never {value!r:.80}"
            text = "" if value is None else getattr(value, "id", value)
            do = f"write {column}={shown(str(text))}"
            raise LookupFailed(f"data/{name}.csv", wrong, do)
    return values


def several(given: Any) -> list[Any]:
    """What is given, one or several, as a list."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        return [given]
    return list(given)


def matches(row: Mapping[str, str], wanted: Wanted) -> bool:
    """Whether each column that is asked about holds one of the values wanted."""
    return all(_holds(row[column], values) for column, values in wanted.items())


def _holds(cell: str, values: set[str]) -> bool:
    """Whether a cell, or a part of one that lists several, is one of the values."""
    if cell in values:
        return True
    return ";" in cell and not values.isdisjoint(listed(cell))


def where(wanted: Wanted) -> str:
    """The name of a selection of rows, among the names of rows that were looked at."""
    asked = {column: sorted(values) for column, values in sorted(wanted.items())}
    return WHERE + json.dumps(asked)


def asked_in(name: str) -> dict[str, set[str]]:
    """What a selection with the name `where` gives asks for."""
    asked = json.loads(name.removeprefix(WHERE))
    return {column: set(values) for column, values in asked.items()}


def key_of(table: Table, row: Mapping[str, str]) -> str:
    """What a row is known by: the cells of its key, of a pair both."""
    return "|".join(row[column] for column in table.key)


def cells_of(row: Mapping[str, str], names: Iterable[str]) -> dict[str, Any]:
    """The cells of these columns of a row."""
    return {name: row[name] for name in names}


def listed(cell: str) -> tuple[str, ...]:
    """The parts of a cell that lists several, between semicolons."""
    parts = [part.strip() for part in cell.split(";")]
    return tuple(filter(None, parts))


def date_in(cell: str) -> Date | None:
    """The date that a cell holds; None for an empty one."""
    return dates.parse(cell) if cell else None
