"""Read and check the record's tables under `data/datapackage.json`.

The descriptor (Data Package v2, https://datapackage.org) is the only list of tables, columns,
types, keys and vocabularies: nothing of it is repeated here but the names of the tables that the
package cannot do without. Two properties go beyond the standard: a field whose `rdfType` is `EDTF`
holds a date of the subset that `dates` reads, and a list field's `items` names the vocabulary
(`enum`) or the table (`reference`) of its items. Types are read more strictly than the standard's:
digits are ASCII, without separators, exponents or surrounding space, so that a cell has one reading
only.
"""

import json
import math
import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count, filterfalse
from pathlib import Path
from typing import Any, NamedTuple

from analysis.errors import (
    DateError,
    RecordError,
    UnusableInput,
    counted,
    did_you_mean,
    shown,
    shown_path,
)
from analysis.quantities import dates
from analysis.record.csvfiles import PACKAGE, SHARED, read_csv, read_text

EDTF = "http://id.loc.gov/datatypes/edtf"
NEEDED = (
    "sources regions speakers populations relations figures gaps quotes events exclusions".split()
)
# Comparisons spent on did-you-mean hints for one column: enough for people's typos, never minutes
# for a broken file.
HINT_BUDGET = 50_000
EMPTY = "is empty"
# What `fill` reads from the words of a row.
FILLED = frozenset(("start", "end", "prefix", "suffix", "value", "value_high", "bound"))
NUMERALS = {
    "integer": (r"[0-9]{1,18}", "is not a whole number written in digits"),
    "number": (r"[0-9]{1,18}(?:\.[0-9]{1,18})?", "is not a decimal number without separators"),
}


@dataclass(frozen=True)
class Field:
    """One column: `reference` is the (table, column) its values come from, `delimiter` parts the
    items of a list.
    """

    name: str
    title: str
    type: str
    edtf: bool
    constraints: Mapping[str, Any]
    enum: tuple[str, ...]
    delimiter: str
    reference: tuple[str, str] | None


@dataclass(frozen=True)
class Resource:
    """One table as the descriptor defines it."""

    name: str
    path: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in the order the file must have them."""
        return tuple(field.name for field in self.fields)


@dataclass(frozen=True)
class Package:
    """The descriptor: its tables by name, in its order."""

    resources: dict[str, Resource]


@dataclass(frozen=True, eq=False)
class Table:
    """One CSV file as read: the cells of each column, "" where missing; row `i` starts on line
    `lines[i]` of the file.

    It holds columns because checks run down columns, and a million rows would be a million objects
    more.
    """

    name: str
    path: Path
    key: tuple[str, ...]
    cells: Mapping[str, list[str]]
    lines: list[int]

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the file."""
        return tuple(self.cells)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The cells of each row, in the order of `columns`."""
        return list(zip(*self.cells.values(), strict=True))

    def column(self, name: str) -> list[str]:
        """The cells of column `name`, top to bottom."""
        return self.cells[name]

    def records(self) -> Iterator[dict[str, str]]:
        """The rows as dicts from column to cell."""
        return (dict(zip(self.cells, row, strict=True)) for row in self.rows)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_vocabulary(value: Any) -> bool:
    return (
        isinstance(value, (list, tuple))
        and bool(value)
        and all(isinstance(item, str) for item in value)
    )


def _is_pattern(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(_each_line(_bare(value)))
    except (re.error, OverflowError, RecursionError):
        return False


# The constraints that are held to, and what each may be. One that is not among them would pass
# unseen.
CONSTRAINTS: dict[str, Callable[[Any], bool]] = {
    "required": lambda value: isinstance(value, bool),
    "unique": lambda value: isinstance(value, bool),
    "enum": _is_vocabulary,
    "pattern": _is_pattern,
    "minimum": _is_number,
    "maxLength": lambda value: _is_number(value) and isinstance(value, int) and value > 0,
}
TYPES = ("string", "list", *NUMERALS)


class Condition(NamedTuple):
    """What a cell must meet: `holds(cell)` is truthy, or the cell is `wrong`; `advise(cell)` then
    says what to do.

    `all_hold(cells)` says so of many cells at once, empty ones included, where there is a faster
    way than one by one.
    """

    holds: Callable[[str], Any]
    wrong: str
    advise: Callable[[str], str] = lambda cell: ""
    all_hold: Callable[[Collection[str]], bool] | None = None


# ---- reading


def load_package(data_dir: Path) -> Package:
    """The descriptor in `data_dir`. Raises UnusableInput where it is missing or is no Data Package
    of tables.
    """
    path = data_dir / PACKAGE
    text = read_text(path)
    try:
        described = [_resource(descriptor) for descriptor in json.loads(text)["resources"]]
        resources = {resource.name: resource for resource in described}
        fault = next(
            _package_faults(resources),
            "has a table twice" if len(resources) < len(described) else "",
        )
    except json.JSONDecodeError as error:
        raise UnusableInput(
            f"{shown_path(path)}:{error.lineno}", f"is not JSON ({error.msg})"
        ) from None
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError) as error:
        wrong = f"is no Data Package of tables ({type(error).__name__}: {error})"
        raise UnusableInput(shown_path(path), wrong, "restore the file") from None
    if fault:
        raise UnusableInput(shown_path(path), fault, "mend it, or restore the file")
    return Package(resources)


def _package_faults(resources: Mapping[str, Resource]) -> Iterator[str]:
    """What makes a descriptor one that tables cannot be held to."""
    yield from (f"lacks the table {name}" for name in NEEDED if name not in resources)
    for name, resource in resources.items():
        if not (isinstance(name, str) and isinstance(resource.path, str) and resource.primary_key):
            yield f"gives the table {name} no path, no primary key or no name"
        for field in resource.fields:
            yield from (f"has {wrong} for {name}.{field.name}" for wrong in _field_faults(field))
            if field.reference and (to := resources.get(field.reference[0])) is None:
                yield (
                    f"refers {name}.{field.name} to the table {field.reference[0]}, which it "
                    f"does not describe"
                )
            elif field.reference and to and field.reference[1] not in to.columns:
                yield (
                    f"refers {name}.{field.name} to {'.'.join(field.reference)}, which it does "
                    f"not describe"
                )


def _field_faults(field: Field) -> Iterator[str]:
    if field.type not in TYPES:
        yield f"the type {field.type!r}"
    for name, value in field.constraints.items():
        if name not in CONSTRAINTS or not CONSTRAINTS[name](value):
            yield f"the constraint {shown(f'{name}: {value!r}')}"
    if field.type == "list" and not (field.delimiter and isinstance(field.delimiter, str)):
        yield "no delimiter"


def _resource(descriptor: dict[str, Any]) -> Resource:
    schema, name, references = descriptor["schema"], descriptor["name"], {}
    for key in schema.get("foreignKeys", []):
        (column,), (target,) = key["fields"], key["reference"]["fields"]
        references[column] = (key["reference"].get("resource", name), target)
    fields = tuple(_field(field, references.get(field["name"])) for field in schema["fields"])
    resource = Resource(name, descriptor["path"], fields, tuple(schema["primaryKey"]))
    if len({*resource.columns}) < len(fields):
        raise ValueError(f"{name} has a column twice")
    if unknown := {*references, *resource.primary_key} - {*resource.columns}:
        raise ValueError(f"{name} has a key of columns that it lacks: {unknown}")
    return resource


def _field(descriptor: dict[str, Any], reference: tuple[str, str] | None) -> Field:
    constraints, items = descriptor.get("constraints", {}), descriptor.get("items", {})
    if "reference" in items:
        reference = (items["reference"]["resource"], items["reference"]["fields"][0])
    edtf, enum = descriptor.get("rdfType") == EDTF, constraints.get("enum", items.get("enum"))
    if not (enum is None or _is_vocabulary(enum)):
        raise TypeError(f"the vocabulary of {descriptor['name']} is no list of words")
    delimiter = descriptor.get("delimiter", ",") if descriptor["type"] == "list" else ""
    name, title, kind = descriptor["name"], descriptor["title"], descriptor["type"]
    return Field(name, title, kind, edtf, constraints, tuple(enum or ()), delimiter, reference)


def read_tables(data_dir: Path) -> dict[str, Table]:
    """Every table of the descriptor in `data_dir`, by name.

    Raises UnusableInput for the first file that is missing, no CSV as `csvfiles` reads it, or has
    another header.
    """
    return {
        name: _table(data_dir / known.path, known)
        for name, known in load_package(data_dir).resources.items()
    }


def _table(path: Path, resource: Resource) -> Table:
    header, columns, lines = read_csv(path)
    if header != resource.columns:
        raise UnusableInput(f"{shown_path(path)}:1", *_header_fault(header, resource.columns))
    return Table(
        resource.name, path, resource.primary_key, dict(zip(header, columns, strict=True)), lines
    )


def _header_fault(found: tuple[str, ...], expected: tuple[str, ...]) -> tuple[str, str]:
    parts = [f"lacks {c}" for c in expected if c not in found] + [
        f"has {shown(c)}" for c in found if c not in expected
    ]
    wrong = ", ".join(parts[:12]) or f"has its columns in another order or twice: {','.join(found)}"
    return f"the header {wrong}", f"it must be {','.join(expected)}"


# ---- checking


def check_tables(tables: dict[str, Table], package: Package) -> list[RecordError]:
    """Every problem of types, vocabularies, dates, keys and references, in the order of tables,
    lines and columns.
    """
    known = {
        field.reference: frozenset(tables[field.reference[0]].column(field.reference[1]))
        for resource in package.resources.values()
        for field in resource.fields
        if field.reference
    }
    return [
        error
        for resource in package.resources.values()
        for error in _check(tables[resource.name], resource, known)
    ]


def _check(
    table: Table, resource: Resource, known: Mapping[tuple[str, str], frozenset[str]]
) -> list[RecordError]:
    found: list[tuple[int, int, RecordError]] = []
    for position, field in enumerate(resource.fields):
        for i, wrong, do in _column_problems(
            table, field, known[field.reference] if field.reference else frozenset()
        ):
            found.append((i, position, RecordError(place(table, i, field.name), wrong, do)))
    for key in [
        resource.primary_key,
        *((f.name,) for f in resource.fields if f.constraints.get("unique")),
    ]:
        for i, first in _repeats(table, key):
            wrong = (
                f"{', '.join(shown(table.column(c)[i]) for c in key)} stands in line "
                f"{table.lines[first]} already"
            )
            column = key[0] if len(key) == 1 else ""
            found.append(
                (
                    i,
                    len(resource.fields),
                    RecordError(place(table, i, column), wrong, "it must be unique"),
                )
            )
    kept = [item for item in found if not _waits(table, resource, *item)]
    return [error for _, _, error in sorted(kept, key=lambda item: item[:2])]


def _waits(table: Table, resource: Resource, row: int, position: int, error: RecordError) -> bool:
    """Whether a problem is only that `fill` has not yet filled the row, which one rule (S06) says
    once.
    """
    if "exact" not in table.columns or not waits_for_fill(table, row):
        return False
    if position == len(resource.fields):  # a key that stands twice
        return not FILLED.isdisjoint(resource.primary_key)
    return error.wrong == EMPTY and resource.fields[position].name in FILLED


def waits_for_fill(table: Table, row: int) -> bool:
    """Whether a row gives its words, and lacks what `fill` reads from them: offsets, value or
    bound.
    """
    needed = [column for column in ("start", "end", "value", "bound") if column in table.columns]
    return bool(table.column("exact")[row]) and not all(
        table.column(column)[row] for column in needed
    )


def _column_problems(
    table: Table, field: Field, known: frozenset[str]
) -> Iterator[tuple[int, str, str]]:
    """(row, what is wrong, what to do). Cells are taken one by one only in a column that has a
    problem.
    """
    column, conditions = table.column(field.name), list(conditions_of(field, known))
    cells = _few(column)
    is_missing = field.constraints.get("required") and "" in cells
    if not (field.delimiter or is_missing) and all(
        _all_hold(condition, cells) for condition in conditions
    ):
        return
    items = {
        cell: cell.split(field.delimiter) if field.delimiter else [cell]
        for cell in dict.fromkeys(column)
        if cell
    }
    faults = _faults(dict.fromkeys(chain.from_iterable(items.values())), conditions)
    bad = {
        cell: [faults[item] for item in parts if item in faults] for cell, parts in items.items()
    }
    bad[""] = [(EMPTY, f"every {singular(table)} needs it: {field.title}")] if is_missing else []
    for i, cell in enumerate(column) if any(bad.values()) else ():
        for wrong, do in bad[cell]:
            yield i, wrong, do


def _few(column: list[str]) -> Collection[str]:
    """The distinct cells of a column if they are few; of many it would cost more to tell them apart
    than it saves.
    """
    few = set(column[:SHARED])
    return few if few.issuperset(column) else column


def _all_hold(condition: Condition, cells: Collection[str]) -> bool:
    return (
        condition.all_hold(cells)
        if condition.all_hold
        else all(map(condition.holds, filter(None, cells)))
    )


def _faults(cells: Iterable[str], conditions: Iterable[Condition]) -> dict[str, tuple[str, str]]:
    """What is wrong and what to do, for every cell that fails a condition; the first one it fails
    decides.
    """
    faults: dict[str, tuple[str, str]] = {}
    for condition in conditions:
        for cell in filterfalse(condition.holds, [cell for cell in cells if cell not in faults]):
            faults[cell] = (f"{shown(cell)} {condition.wrong}", condition.advise(cell))
    return faults


def conditions_of(field: Field, known: frozenset[str] = frozenset()) -> Iterator[Condition]:
    """What every item of a cell of a column must meet; `known` are the ids of the table that it
    refers to.
    """
    rules = field.constraints
    if field.delimiter:
        yield Condition(lambda item: item and item == item.strip(), "is an empty or padded item")
    if field.type in NUMERALS:
        yield _matches(*NUMERALS[field.type])
    if rules.get("minimum"):  # digits alone are never less than 0
        yield Condition(
            lambda cell: float(cell) >= rules["minimum"], f"is less than {rules['minimum']}"
        )
    if most := rules.get("maxLength"):
        yield Condition(
            lambda cell: len(cell) <= most,
            f"is longer than {counted(most, 'character')}",
            all_hold=lambda cells: max(map(len, cells), default=0) <= most,
        )
    if "pattern" in rules:
        yield _matches(_bare(rules["pattern"]), f"does not have the form {rules['pattern']}")
    if field.edtf:
        yield Condition(lambda cell: not _date_advice(cell), "is not a date", _date_advice)
    if field.enum:
        yield _is_in(field.enum, f"is not one of {', '.join(field.enum)}")
    if field.reference:
        yield _is_in(known, f"is not in {field.reference[0]}.csv")


def _bare(pattern: str) -> str:
    return pattern.strip("^$")  # a pattern must match the whole of a cell anyway


def _each_line(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?:(?:{pattern})?\n)*+")


def _matches(pattern: str, wrong: str) -> Condition:
    each = _each_line(pattern)

    def all_match(cells: Collection[str]) -> bool:  # one search of all, instead of one for each
        lines = "\n".join([*cells, ""])
        return lines.count("\n") == len(cells) and each.fullmatch(lines) is not None

    return Condition(re.compile(pattern).fullmatch, wrong, all_hold=all_match)


def _is_in(choices: Collection[str], wrong: str) -> Condition:
    known = frozenset(["", *choices])
    return Condition(known.__contains__, wrong, _hints(choices), known.issuperset)


@lru_cache(maxsize=SHARED)
def _date_advice(text: str) -> str:
    """What to do about a date that `dates` does not read; "" if it does."""
    try:
        dates.parse(text)
    except DateError as error:
        return error.do
    return ""


def _hints(choices: Collection[str]) -> Callable[[str], str]:
    left = count(HINT_BUDGET, -len(choices))
    return lambda cell: did_you_mean(cell, choices) if next(left) > 0 else ""


def _repeats(table: Table, key: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """(row, earlier row with the same key) for every repeated key that is not wholly empty."""
    columns = [table.column(name) for name in key]
    cells: Sequence[Hashable] = columns[0] if len(key) == 1 else list(zip(*columns, strict=True))
    first: dict[Hashable, int] = {}
    for i, cell in enumerate(cells) if len(set(cells)) < len(cells) else ():
        if first.setdefault(cell, i) != i and any(column[i] for column in columns):
            yield i, first[cell]


# ---- places and words for messages


def place(table: Table, row: int, column: str = "") -> str:
    """Where a reader finds row `row` (from 0): `data/figures.csv:14 figure kt-1900, column
    source_id`.
    """
    cells = [table.column(name)[row] for name in table.key]
    key = " ".join(
        cell if re.fullmatch(r"[\w-]{1,80}", cell, re.ASCII) else shown(cell) for cell in cells
    )
    where = f"{shown_path(table.path)}:{table.lines[row]} {singular(table)} {key}"
    return f"{where}, column {column}" if column else where


def singular(table: Table) -> str:
    """What one row of the table is called: its name without the plural s."""
    return table.name.removesuffix("s")
