"""Read and check the record's tables under `data/datapackage.json`.

The descriptor (Data Package v2, https://datapackage.org) is the only list of tables, columns,
types, keys and vocabularies: nothing of it is repeated here but the names of the tables that the
package cannot do without. Two properties go beyond the standard: a field whose `rdfType` is `EDTF`
holds a date of the subset that `dates` reads, and a list field's `items` names the vocabulary
(`enum` or `categories`) or the table (`reference`) of its items. Types are read more strictly than
the standard's: digits are ASCII, without separators, exponents or surrounding space, so that a cell
has one reading only.
"""

import json
import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count
from operator import attrgetter
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
from analysis.record.csvfiles import PACKAGE, SHARED, TIDY, read_csv, read_text
from analysis.record.defaults import complete
from analysis.record.spreadsheets import date_advice, integer_advice

CONTRACT = f"data/{PACKAGE}"  # where a person edits the vocabularies
EDTF = "http://id.loc.gov/datatypes/edtf"
NEEDED = (
    "sources regions speakers populations relations figures gaps quotes events exclusions".split()
)
# Comparisons spent on did-you-mean hints for one column: enough for people's typos, never minutes
# for a broken file.
HINT_BUDGET = 50_000
# What `fill` reads from the words of a row, and what of it every row needs.
FILLED = frozenset("figure_id quote_id mode start end prefix suffix value value_high bound".split())
NEEDED_FROM_WORDS = ("start", "end", "value", "bound", "mode", "figure_id", "quote_id")
# The kind of a stretch of text that nobody has read through yet: its numbers are drafts.
UNREAD = "unread"
NUMERALS = {
    "integer": (r"[0-9]{1,18}", "is not a whole number written in digits"),
    "number": (r"[0-9]{1,18}(?:\.[0-9]{1,18})?", "is not a decimal number without separators"),
}

Reference = tuple[str, str]  # a table and one of its columns
Texts = tuple[str, ...]  # cells, or names of columns
Category = Mapping[str, Any]  # a value of a vocabulary, with its label and what else is said of it
Faults = dict[str, tuple[str, str]]  # by cell: what is wrong with it, and what to do


@dataclass(frozen=True)
class Field:
    """One column: `reference` is the column that its values come from, `delimiter` parts the
    items of a list.

    Its values are one of `enum`, which code knows, or of `categories`, which are of a record's
    topic: each has a value, and may have a label and what else the column's reader knows.
    """

    name: str
    title: str
    type: str
    edtf: bool
    constraints: Mapping[str, Any]
    enum: Texts
    categories: tuple[Category, ...]
    delimiter: str
    reference: Reference | None

    @property
    def choices(self) -> Texts:
        """The values that a cell may hold, where it may not hold any."""
        values = [category["value"] for category in self.categories]
        return self.enum or tuple(values)


@dataclass(frozen=True)
class Resource:
    """One table as the descriptor defines it."""

    name: str
    path: str
    fields: tuple[Field, ...]
    primary_key: Texts

    @property
    def columns(self) -> Texts:
        """The names of the columns, in the order the file must have them."""
        return tuple(field.name for field in self.fields)


@dataclass(frozen=True)
class Package:
    """The descriptor: its tables by name, in its order."""

    resources: dict[str, Resource]


@dataclass(frozen=True, eq=False)
class Table:
    """One CSV file as read: the cells of each column, "" where missing; row `i` starts on line
    `lines[i]` of the file. `fields` are its columns as the descriptor defines them.

    It holds columns because checks run down columns, and a million rows would be a million objects
    more.
    """

    name: str
    path: Path
    key: Texts
    cells: Mapping[str, list[str]]
    lines: list[int]
    fields: Mapping[str, Field]

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def columns(self) -> Texts:
        """The names of the columns, in the order of the file."""
        return tuple(self.cells)

    @property
    def rows(self) -> list[Texts]:
        """The cells of each row, in the order of `columns`."""
        return list(zip(*self.cells.values(), strict=True))

    def column(self, name: str) -> list[str]:
        """The cells of column `name`, top to bottom."""
        return self.cells[name]

    def records(self) -> Iterator[dict[str, str]]:
        """The rows as dicts from column to cell."""
        for row in self.rows:
            yield dict(zip(self.cells, row, strict=True))


Tables = Mapping[str, Table]


class Problem(NamedTuple):
    """What is wrong with a row, the column to look at, and what to do."""

    table: Table
    row: int
    column: str
    wrong: str
    do: str = ""

    def error(self, code: str = "") -> RecordError:
        """The problem as a message that says where it is."""
        where = place(self.table, self.row, self.column)
        return RecordError(where, self.wrong, self.do, code=code)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _is_length(value: Any) -> bool:
    return type(value) is int and value > 0


def _is_vocabulary(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(item, str) for item in value)


def _are_categories(value: Any) -> bool:
    """Whether a list describes values that are words and all different, each with what is said of
    it: words, lists of words, or yes and no.
    """
    if not isinstance(value, list):
        return False
    names = []
    for item in value:
        if not isinstance(item, dict) or not all(map(_is_said, item.values())):
            return False
        names.append(item.get("value"))
    return _is_vocabulary(names) and len(set(names)) == len(names)


def _is_said(value: Any) -> bool:
    """Whether this may be said of a value: words, a list of words, or yes or no."""
    return _is_flag(value) or _are_words(value)


def _are_words(value: Any) -> bool:
    return bool(value) and (isinstance(value, str) or _is_vocabulary(value))


def _is_pattern(value: Any) -> bool:
    try:
        _matches(_bare(value), "")
    except (re.error, AttributeError, OverflowError, RecursionError):
        return False
    return True


# The constraints that are held to, and what each may be. One that is not among them would pass
# unseen.
CONSTRAINTS: dict[str, Callable[[Any], bool]] = {
    "required": _is_flag,
    "unique": _is_flag,
    "enum": _is_vocabulary,
    "pattern": _is_pattern,
    "minimum": _is_number,
    "maxLength": _is_length,
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
        fault = next(_package_faults(described), None)
    except json.JSONDecodeError as error:
        where = f"{shown_path(path)}:{error.lineno}"
        raise UnusableInput(where, f"is not JSON ({error.msg})") from None
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError) as error:
        wrong = f"is no Data Package of tables ({type(error).__name__}: {error})"
        raise UnusableInput(shown_path(path), wrong, "restore the file") from None
    if fault:
        raise UnusableInput(shown_path(path), fault, "mend it, or restore the file")
    return Package({resource.name: resource for resource in described})


def _package_faults(described: Sequence[Resource]) -> Iterator[str]:
    """What makes a descriptor one that tables cannot be held to."""
    resources = {resource.name: resource for resource in described}
    for name in NEEDED:
        if name not in resources:
            yield f"lacks the table {name}"
    for name, resource in resources.items():
        path = resource.path
        are_texts = isinstance(name, str) and isinstance(path, str)
        if not (are_texts and resource.primary_key):
            yield f"gives the table {name} no path, no primary key or no name"
        elif not re.fullmatch("[a-z_]+", name) or not re.fullmatch("[a-z_]+[.]csv", path):
            yield f"gives the table {name} a path or a name that is no file of its folder"
        for field in resource.fields:
            for wrong in _field_faults(field):
                yield f"has {wrong} for {name}.{field.name}"
            to = _unknown_reference(field, resources)
            if to:
                yield f"refers {name}.{field.name} to {to}, which it does not describe"
    if len(resources) < len(described):
        yield "has a table twice"


def _unknown_reference(field: Field, resources: Mapping[str, Resource]) -> str:
    """The table or column that a field refers to and no table has, in words; "" if there is
    none.
    """
    if field.reference is None:
        return ""
    table, column = field.reference
    if table not in resources:
        return f"the table {table}"
    if column not in resources[table].columns:
        return ".".join(field.reference)
    return ""


def _field_faults(field: Field) -> Iterator[str]:
    if field.type not in TYPES:
        yield f"the type {field.type!r}"
    for name, value in field.constraints.items():
        if name not in CONSTRAINTS or not CONSTRAINTS[name](value):
            yield f"the constraint {shown(f'{name}: {value!r}')}"
    has_delimiter = isinstance(field.delimiter, str) and field.delimiter
    if field.type == "list" and not has_delimiter:
        yield "no delimiter"


def _resource(descriptor: dict[str, Any]) -> Resource:
    schema = descriptor["schema"]
    name = descriptor["name"]
    references = {}
    for link in schema.get("foreignKeys", []):
        target = link["reference"]
        [column] = link["fields"]
        [referred] = target["fields"]
        references[column] = (target.get("resource", name), referred)
    fields = tuple(_field(field, references) for field in schema["fields"])
    columns = {field.name for field in fields}
    path = descriptor["path"]
    key = tuple(schema["primaryKey"])
    if len(columns) < len(fields):
        raise ValueError(f"{name} has a column twice")
    if unknown := {*references, *key} - columns:
        raise ValueError(f"{name} has a key of columns that it lacks: {unknown}")
    return Resource(name, path, fields, key)


def _field(descriptor: dict[str, Any], references: Mapping[str, Reference]) -> Field:
    name = descriptor["name"]
    reference = references.get(name)
    constraints = descriptor.get("constraints", {})
    items = descriptor.get("items", {})
    if "reference" in items:
        target = items["reference"]
        reference = target["resource"], target["fields"][0]
    enum = constraints.get("enum", items.get("enum"))
    if enum is not None and not _is_vocabulary(enum):
        raise TypeError(f"the vocabulary of {name} is no list of words")
    categories = descriptor.get("categories", items.get("categories"))
    if categories is not None and not _are_categories(categories):
        raise TypeError(f"the categories of {name} are no list of different values with labels")
    kind = descriptor["type"]
    return Field(
        name=name,
        title=descriptor["title"],
        type=kind,
        edtf=descriptor.get("rdfType") == EDTF,
        constraints=constraints,
        enum=tuple(enum or ()),
        categories=tuple(categories or ()),
        delimiter=descriptor.get("delimiter", ",") if kind == "list" else "",
        reference=reference,
    )


def read_tables(data_dir: Path) -> dict[str, Table]:
    """Every table of the descriptor in `data_dir`, by name, with what `defaults` puts into empty
    cells.

    Raises UnusableInput for the first file that is missing, no CSV as `csvfiles` reads it, or has
    another header.
    """
    resources = load_package(data_dir).resources.values()
    tables = {known.name: _table(data_dir, known) for known in resources}
    complete({name: table.cells for name, table in tables.items()})
    regions = tables["regions"]
    ids = regions.column(regions.key[0])
    added = len(ids) - len(regions)
    regions.lines.extend([1] * added)  # of regions that stand in no line
    return tables


def _table(data_dir: Path, resource: Resource) -> Table:
    path = data_dir / resource.path
    header, columns, lines = read_csv(path)
    expected = resource.columns
    if header != expected:
        do = TIDY
        is_taken_in = set(header).issubset(expected) and len(set(header)) == len(header)
        if not is_taken_in:
            do = f"it must be {','.join(expected)}"
        raise UnusableInput(f"{shown_path(path)}:1", _header_fault(header, expected), do)
    cells = dict(zip(header, columns, strict=True))
    fields = {field.name: field for field in resource.fields}
    return Table(resource.name, path, resource.primary_key, cells, lines, fields)


def _header_fault(found: Texts, expected: Texts) -> str:
    parts = [f"lacks {name}" for name in expected if name not in found]
    parts += [f"has {shown(name)}" for name in found if name not in expected]
    if parts:
        return f"the header {', '.join(parts[:12])}"
    return f"the header has its columns in another order or twice: {','.join(found)}"


# ---- checking


def check_tables(tables: Tables, package: Package) -> list[RecordError]:
    """Every problem of types, vocabularies, dates, keys and references, in the order of tables,
    lines and columns.
    """
    problems: list[RecordError] = []
    for name, resource in package.resources.items():
        table = tables[name]
        found: list[Problem] = []
        for field in resource.fields:
            found += _missing_cells(table, field)
            found += _wrong_cells(table, field, _referred(tables, field))
        found += _key_problems(table, resource)
        found.sort(key=attrgetter("row"))  # the columns of a row stay in their order
        problems += [problem.error() for problem in found]
    return problems


def _referred(tables: Tables, field: Field) -> frozenset[str]:
    """The ids that a column may hold because it refers to another table; none if it does not."""
    if field.reference is None:
        return frozenset()
    name, column = field.reference
    return frozenset(tables[name].column(column))


def _key_problems(table: Table, resource: Resource) -> Iterator[Problem]:
    """A problem for every key that stands twice.

    Where offsets are part of the key, a row that waits for `fill` has none yet.
    """
    needs_fill = not FILLED.isdisjoint(resource.primary_key)
    keys = [resource.primary_key]
    for field in resource.fields:
        if field.constraints.get("unique"):
            keys.append((field.name,))
    for key in keys:
        for problem in _repeats(table, key):
            if not (needs_fill and unfilled(table, problem.row)):
                yield problem


def _repeats(table: Table, key: Sequence[str]) -> Iterator[Problem]:
    """A problem for every row whose key an earlier row has, unless all its cells are empty."""
    columns = [table.column(name) for name in key]
    for column in columns:
        if len(set(column)) == len(column):
            return  # a column that repeats no cell makes a key that repeats none
    where = key[0] if len(key) == 1 else ""
    first: dict[Texts, int] = {}
    for row, cells in enumerate(zip(*columns, strict=True)):
        earlier = first.setdefault(cells, row)
        if earlier != row and any(cells):
            words = ", ".join(map(shown, cells))
            line = table.lines[earlier]
            wrong = f"{words} stands in line {line} already"
            yield Problem(table, row, where, wrong, "it must be unique")


def unfilled(table: Table, row: int) -> list[str]:
    """The columns that `fill` has yet to read from the words that a row gives: offsets, value or
    bound.
    """
    cells = {name: column[row] for name, column in table.cells.items()}
    if not cells.get("exact"):
        return []
    return [name for name in NEEDED_FROM_WORDS if cells.get(name) == ""]


def _missing_cells(table: Table, field: Field) -> Iterator[Problem]:
    """A problem for every empty cell of a column that is required.

    There is none where the row waits for `fill`, which one rule (S06) says once for the row.
    """
    column = table.column(field.name)
    if not field.constraints.get("required") or "" not in column:
        return
    is_filled = field.name in FILLED
    do = f"every {singular(table)} needs it: {field.title}"
    if table.name == "regions" and field.name in ("region_id", "start", "end"):
        do = FILL
    for row, cell in enumerate(column):
        if not cell and not (is_filled and unfilled(table, row)):
            yield Problem(table, row, field.name, "is empty", do)


def _wrong_cells(table: Table, field: Field, known: frozenset[str]) -> Iterator[Problem]:
    """A problem for every item of a cell that fails a condition; `known` as in `conditions_of`.

    Cells are taken one by one only in a column that has a problem.
    """
    column = table.column(field.name)
    conditions = list(conditions_of(field, known))
    cells = _few(column)
    if not field.delimiter and all(_all_hold(condition, cells) for condition in conditions):
        return
    items = {}
    for cell in dict.fromkeys(column):
        items[cell] = _items(cell, field.delimiter)
    distinct = dict.fromkeys(chain.from_iterable(items.values()))
    faults = _faults(distinct, conditions)
    if not faults:
        return
    for row, cell in enumerate(column):
        for item in items[cell]:
            if item in faults:
                yield Problem(table, row, field.name, *faults[item])


def _items(cell: str, delimiter: str) -> list[str]:
    """The items of a cell: of a list, what its delimiter parts."""
    if not cell:
        return []
    return cell.split(delimiter) if delimiter else [cell]


def _few(column: list[str]) -> Collection[str]:
    """The distinct cells of a column if they are few; of many it would cost more to tell them apart
    than it saves.
    """
    few = set(column[:SHARED])
    return few if few.issuperset(column) else column


def _all_hold(condition: Condition, cells: Collection[str]) -> bool:
    if condition.all_hold:
        return condition.all_hold(cells)
    return all(condition.holds(cell) for cell in cells if cell)


def _faults(cells: Collection[str], conditions: Iterable[Condition]) -> Faults:
    """What is wrong and what to do, for every cell that fails a condition; the first one it fails
    decides.
    """
    faults: Faults = {}
    for condition in conditions:
        for cell in cells:
            if cell not in faults and not condition.holds(cell):
                wrong = f"{shown(cell)} {condition.wrong}"
                faults[cell] = wrong, condition.advise(cell)
    return faults


def conditions_of(field: Field, known: frozenset[str] = frozenset()) -> Iterator[Condition]:
    """What every item of a cell of a column must meet; `known` are the ids of the table that it
    refers to.
    """
    rules = field.constraints
    if field.delimiter:
        yield Condition(_is_item, "is an empty or padded item")
    if field.type in NUMERALS:
        is_numeral = _matches(*NUMERALS[field.type])
        yield is_numeral._replace(advise=_number_advice(field))
    if least := rules.get("minimum"):  # digits alone are never less than 0
        yield Condition(lambda cell: float(cell) >= least, f"is less than {least}")
    if most := rules.get("maxLength"):
        yield Condition(
            lambda cell: len(cell) <= most,
            f"is longer than {counted(most, 'character')}",
            all_hold=lambda cells: max(map(len, cells), default=0) <= most,
        )
    pattern = rules.get("pattern")
    if pattern is not None:
        yield _matches(_bare(pattern), f"does not have the form {pattern}")
    if field.edtf:
        yield Condition(lambda cell: not _date_advice(cell), "is not a date", _date_advice)
    if field.choices:
        do = f'add it to the categories of "{field.name}" in {CONTRACT}'
        wrong = f"is not one of {', '.join(field.choices)}"
        yield _is_in(field.choices, wrong, do if field.categories else "")
    if field.reference:
        table, _ = field.reference
        yield _is_in(known, f"is not in {table}.csv")


def _is_item(words: str) -> bool:
    return words != "" and words == words.strip()


def _bare(pattern: str) -> str:
    return pattern.strip("^$")  # a pattern must match the whole of a cell anyway


def _matches(pattern: str, wrong: str) -> Condition:
    each = re.compile(f"(?:(?:{pattern})?\n)*+")

    def all_match(cells: Collection[str]) -> bool:  # one search of all, instead of one for each
        lines = "\n".join([*cells, ""])
        are_single = lines.count("\n") == len(cells)
        return are_single and each.fullmatch(lines) is not None

    return Condition(re.compile(pattern).fullmatch, wrong, all_hold=all_match)


def _is_in(choices: Collection[str], wrong: str, do: str = "") -> Condition:
    """That a cell is one of `choices`; what to do is to take the nearest of them, or `do`."""
    known = frozenset(["", *choices])
    return Condition(known.__contains__, wrong, _hints(choices, do), known.issuperset)


@lru_cache(maxsize=SHARED)
def _date_advice(text: str) -> str:
    """What to do about a date that `dates` does not read; "" if it does."""
    try:
        dates.parse(text)
    except DateError as error:
        return date_advice(text) or error.do
    return ""


FILL = "run `python -m analysis fill`, which finds it"


def _number_advice(field: Field) -> Callable[[str], str]:
    """What to do about a cell of a column that is no number: one that was read as a float, or words
    where `fill` puts their offset.
    """
    is_offset = field.name in ("start", "end")

    def advise(cell: str) -> str:
        if field.type != "integer":
            return ""
        advice = integer_advice(cell)
        if not advice and is_offset and re.search("[^0-9.-]", cell):
            return FILL
        return advice

    return advise


def _hints(choices: Collection[str], do: str) -> Callable[[str], str]:
    left = count(HINT_BUDGET, -len(choices))

    def advise(cell: str) -> str:
        near = did_you_mean(cell, choices) if next(left) > 0 else ""
        if near and do:
            return f"{near} or {do}"
        return near or do

    return advise


# ---- places and words for messages

_PLAIN_KEY = re.compile(r"[\w-]{1,80}", re.ASCII)


def place(table: Table, row: int, column: str = "") -> str:
    """Where a reader finds row `row` (from 0): `data/figures.csv:14 figure kt-1900, column
    source_id`.
    """
    exact = table.cells.get("exact")
    words = exact[row] if exact else ""  # by which a person knows a row that has no id yet
    key = []
    for name in table.key:
        cell = table.column(name)[row] or words
        key.append(cell if _PLAIN_KEY.fullmatch(cell) else shown(cell))
    line = f"{shown_path(table.path)}:{table.lines[row]}"
    named = " ".join(key)
    where = f"{line} {singular(table)} {named}"
    return f"{where}, column {column}" if column else where


def singular(table: Table) -> str:
    """What one row of the table is called: its name without the plural s."""
    return table.name.removesuffix("s")
