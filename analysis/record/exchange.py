"""The tables of a record in the forms that other programs read: SQLite, Parquet, one Excel
workbook, JSON Lines.

The same tables give the same bytes. Nothing is worded or left out: a cell that is empty is missing
there too, a number is a number by its column's type, and every other cell is the text that stands
in `data/`, also where it begins as a formula would.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from analysis.errors import UnusableInput
from analysis.record.csvfiles import PACKAGE, read_text, write_atomic
from analysis.record.search import TOKENS
from analysis.record.tables import Resource, Table, Tables, load_package, read_tables

DATABASE = "record.sqlite"
WORKBOOK = "record.xlsx"
SETTINGS = "metadata.json"  # by which Datasette shows the database
# The columns whose words are searched in the database, by table.
SEARCHED = {
    "figures": ("exact", "attribution", "note", "doubt"),
    "quotes": ("exact", "venue", "note"),
    "events": ("label", "exact", "date_note"),
    "sources": ("title", "publisher", "published_note"),
}
HEADS = ("title", "description")  # of the record and of a table
LABELS = (
    "name",
    "title",
    "label",
    "exact",
)  # columns by which a person knows a row, the best first
CELL = 32_767  # characters that a cell of a workbook can hold
MOST_IN_FLOAT = 2**53  # the largest up to which a float holds every whole number
LARGEST = 10**15  # from where on a workbook loses digits of a number
BEGINNING = datetime(1980, 1, 1, tzinfo=UTC)  # of the time of archives: nothing is dated later
INSTALL = "run `make export TO=folder`, or install requirements-explore.txt"

Value = str | int | float | Decimal | None
Row = tuple[Value, ...]
Resources = Mapping[str, Resource]  # by name


def export(data: Path, folder: Path) -> list[str]:
    """Write the tables in `data` into a folder, which is made; the names of its files, in order.

    Raises UnusableInput where a library for one of the forms is missing; then nothing is written.
    """
    described = json.loads(read_text(data / PACKAGE))
    resources = load_package(data).resources
    tables = read_tables(data)
    files = {
        DATABASE: _database(tables, resources),
        WORKBOOK: _workbook(tables, resources),
        SETTINGS: _lines([_settings(described)], indent=2),
    }
    for name, table in tables.items():
        resource = resources[name]
        rows = list(values(table, resource))
        files[f"{name}.parquet"] = _parquet(rows, resource)
        files[f"{name}.jsonl"] = _lines(_records(rows, resource))
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        write_atomic(folder / name, content)
    return sorted(files)


def values(table: Table, resource: Resource) -> Iterator[Row]:
    """The rows of a table, each cell as its column's type has it; None where it is missing."""
    types = [field.type for field in resource.fields]
    for row in table.rows:
        cells = zip(row, types, strict=True)
        yield tuple(_value(cell, type) for cell, type in cells)


def _value(cell: str, type: str) -> Value:
    """What a cell of a column of some type holds; a whole number stays whole."""
    if not cell:
        return None
    if type == "integer":
        return int(cell)
    if type == "number":
        return int(cell) if cell.isdigit() else float(cell)
    return cell


def _records(rows: Iterable[Row], resource: Resource) -> list[dict[str, Value]]:
    """Rows with the names of their columns."""
    columns = resource.columns
    return [dict(zip(columns, row, strict=True)) for row in rows]


# ---- SQLite


def _database(tables: Tables, resources: Resources) -> bytes:
    """A database of the tables, with keys, references and full-text search."""
    with TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder, DATABASE)
        base = sqlite3.connect(path)
        try:
            for name, resource in resources.items():
                base.execute(_definition(resource))
                marks = ", ".join("?" * len(resource.fields))
                insert = f"INSERT INTO {_name(name)} VALUES ({marks})"
                base.executemany(insert, values(tables[name], resource))
                for statement in _search(resource):
                    base.execute(statement)
            base.commit()
        finally:
            base.close()
        return path.read_bytes()


def _name(name: str) -> str:
    """A name of a table or a column, quoted for SQL."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _names(names: Iterable[str]) -> str:
    return ", ".join(map(_name, names))


def _definition(resource: Resource) -> str:
    """The statement that makes a table with its key, its references and what must not be empty.

    A column that lists several ids refers to none by itself, which no database could hold it to.
    """
    kinds = {"integer": "INTEGER", "number": "NUMERIC"}
    lines = []
    for field in resource.fields:
        kind = kinds.get(field.type, "TEXT")
        needed = " NOT NULL" if field.constraints.get("required") else ""
        lines.append(f"{_name(field.name)} {kind}{needed}")
    lines.append(f"PRIMARY KEY ({_names(resource.primary_key)})")
    for field in resource.fields:
        if field.reference and field.type != "list":
            table, column = field.reference
            key = f"FOREIGN KEY ({_name(field.name)})"
            lines.append(f"{key} REFERENCES {_name(table)} ({_name(column)})")
    inside = ", ".join(lines)
    return f"CREATE TABLE {_name(resource.name)} ({inside})"


def _search(resource: Resource) -> Iterator[str]:
    """The statements that make the full-text index of a table, if it has one."""
    searched = SEARCHED.get(resource.name, ())
    columns = [name for name in searched if name in resource.columns]
    if columns:
        table = _name(resource.name)
        index = _name(f"{resource.name}_fts")
        options = f"content={table}, tokenize='{TOKENS}'"
        yield f"CREATE VIRTUAL TABLE {index} USING fts5({_names(columns)}, {options})"
        yield f"INSERT INTO {index} ({index}) VALUES ('rebuild')"


def _settings(described: Mapping[str, Any]) -> dict[str, Any]:
    """What Datasette says of the record and its tables, by the descriptor; which column names a
    row, and what is searched.
    """
    shown: dict[str, Any] = {}
    for resource in described["resources"]:
        name = resource["name"]
        columns = {field["name"] for field in resource["schema"]["fields"]}
        about = _heads(resource)
        labels = [label for label in LABELS if label in columns]
        if labels:
            about["label_column"] = labels[0]
        if name in SEARCHED:
            about |= {"fts_table": f"{name}_fts", "fts_pk": "rowid"}
        shown[name] = about
    for name in SEARCHED:
        shown[f"{name}_fts"] = {"hidden": True}
    database = Path(DATABASE).stem
    return {**_heads(described), "databases": {database: {"tables": shown}}}


def _heads(described: Mapping[str, Any]) -> dict[str, str]:
    """The title and the description of the record or of a table, as far as it has them."""
    return {head: described.get(head, "") for head in HEADS}


# ---- JSON Lines, Parquet, Excel


def _lines(values: Iterable[Any], indent: int | None = None) -> bytes:
    """Values as JSON, each with a line end."""
    texts = []
    for value in values:
        text = json.dumps(value, ensure_ascii=False, indent=indent)
        texts.append(f"{text}\n")
    return "".join(texts).encode()


def _parquet(rows: Sequence[Row], resource: Resource) -> bytes:
    """A table as one Parquet file; its numbers are floats, or decimals where a float would lose
    digits of a whole one.
    """
    arrow = _library("pyarrow")
    kinds = {"integer": arrow.int64(), "number": arrow.float64()}
    if any(map(_has_large, rows)):
        kinds["number"] = arrow.decimal128(36, 18)  # as many digits as a cell may have
        rows = [tuple(map(_decimal, row)) for row in rows]
    columns = []
    for field in resource.fields:
        kind = kinds.get(field.type, arrow.string())
        columns.append((field.name, kind))
    schema = arrow.schema(columns)
    table = arrow.Table.from_pylist(_records(rows, resource), schema)
    written = BytesIO()
    _library("pyarrow.parquet").write_table(table, written)
    return written.getvalue()


def _has_large(row: Row) -> bool:
    """Whether a row has a number whose digits a float would lose."""
    numbers = [value for value in row if isinstance(value, int)]
    return max(numbers, default=0) > MOST_IN_FLOAT


def _decimal(value: Value) -> Value:
    """A float as a decimal of the digits that it is written with."""
    return Decimal(str(value)) if isinstance(value, float) else value


def _workbook(tables: Tables, resources: Resources) -> bytes:
    """A workbook with a sheet for each table; text is text, whatever it begins with."""
    written = BytesIO()
    book = _library("xlsxwriter").Workbook(written, {"in_memory": True})
    book.set_properties({"created": BEGINNING})
    head = book.add_format({"bold": True})
    for name, resource in resources.items():
        sheet = book.add_worksheet(name[:31])
        last_column = len(resource.fields) - 1
        last_row = max(len(tables[name]), 1)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, last_column, 18)
        for column, title in enumerate(resource.columns):
            sheet.write_string(0, column, title, head)
        rows = values(tables[name], resource)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write_cell(sheet, number, column, value)
        sheet.autofilter(0, 0, last_row, last_column)
    book.close()
    return written.getvalue()


def _write_cell(sheet: Any, row: int, column: int, value: Value) -> None:
    """Write a cell: a number as far as a workbook holds its digits, else text; a text that is too
    long for a cell is cut, with an ellipsis.
    """
    if value is None:
        return
    if isinstance(value, int | float) and abs(value) < LARGEST:
        sheet.write_number(row, column, value)
        return
    text = str(value)
    if len(text) > CELL:
        text = text[: CELL - 1] + "…"
    sheet.write_string(row, column, text)


def _library(name: str) -> Any:
    """A library that only this needs. Raises UnusableInput where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        package, _, _ = name.partition(".")
        wrong = f"needs {package}, which is not installed here"
        raise UnusableInput("export", wrong, INSTALL) from None
