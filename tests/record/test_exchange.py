"""What is exported is read back by the library that people would use, cell for cell; nothing in it runs."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from conftest import ROOT
from records import valid_rows, write_record

from analysis.errors import UnusableInput
from analysis.record import exchange
from analysis.record.csvfiles import DATA
from analysis.record.tables import Table, read_tables

HOSTILE = [
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("https://example.org")',
    "https://example.org",
    "007",
]


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> dict[str, Table]:
    rows = valid_rows()
    for row, words in zip(rows["figures"].values(), HOSTILE, strict=False):
        row["note"] = words
    return read_tables(write_record(tmp_path_factory.mktemp("record") / "data", rows))


@pytest.fixture(scope="module")
def exported(tables, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "made"
    exchange.export(tables["figures"].path.parent, folder)
    return folder


def as_texts(row: tuple) -> list[str]:
    """Cells as they stand in the tables; a whole number that a program has as a fraction stays whole."""
    cells = []
    for value in row:
        missing = value is None or value != value
        whole = isinstance(value, float) and not missing and value.is_integer()
        cells.append("" if missing else str(int(value) if whole else value))
    return cells


def test_the_same_tables_give_the_same_bytes(tables, exported, tmp_path):
    names = exchange.export(tables["figures"].path.parent, tmp_path)
    assert names == sorted(path.name for path in exported.iterdir())
    for name in names:
        assert (tmp_path / name).read_bytes() == (exported / name).read_bytes(), name


def test_sqlite_has_every_cell_and_holds_to_its_keys(tables, exported):
    base = sqlite3.connect(exported / exchange.DATABASE)
    for name, table in tables.items():
        rows = base.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall()
        assert [as_texts(row) for row in rows] == [list(row) for row in table.rows]
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    base.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        base.execute("UPDATE figures SET source_id = 'nobody'")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        base.execute("UPDATE figures SET figure_id = 'one'")
    base.close()


def test_sqlite_finds_words(exported):
    base = sqlite3.connect(exported / exchange.DATABASE)
    found = "SELECT quote_id FROM quotes WHERE rowid IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH ?)"
    assert base.execute(found, ["unfair"]).fetchall() == [("hp-unfair",)]
    base.close()


def test_parquet_has_every_cell_with_its_type(tables, exported):
    for name, table in tables.items():
        frame = pd.read_parquet(exported / f"{name}.parquet")
        assert list(frame.columns) == list(table.columns)
        assert [as_texts(row) for row in frame.itertuples(index=False)] == [
            list(row) for row in table.rows
        ]
    figures = pd.read_parquet(exported / "figures.parquet")
    assert figures["value"].dtype.kind == "f"


def test_json_lines_have_every_cell(tables, exported):
    for name, table in tables.items():
        lines = (exported / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        assert [as_texts(row.values()) for row in rows] == [list(row) for row in table.rows]


def test_the_workbook_has_every_cell_and_no_formula_or_link(tables, exported):
    book = openpyxl.load_workbook(exported / exchange.WORKBOOK)
    assert book.sheetnames == list(tables)
    for name, table in tables.items():
        head, *rows = book[name].iter_rows(values_only=True)
        assert head == table.columns
        assert [as_texts(row) for row in rows] == [list(row) for row in table.rows]
        cells = [cell for row in book[name].iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert not any(cell.hyperlink for cell in cells)
    notes = [row[0] for row in book["figures"].iter_rows(min_row=2, values_only=True)]
    assert notes


def test_a_text_that_is_too_long_for_a_cell_is_cut_and_a_number_keeps_its_digits():
    cells = []

    class Sheet:
        write_number = write_string = lambda self, row, column, value: cells.append(value)

    for value in ("x" * 40_000, 10**17 + 1, 31, None):
        exchange._write_cell(Sheet(), 1, 1, value)
    assert (len(cells[0]), cells[0][-1]) == (exchange.CELL, "…")
    assert cells[1:] == ["100000000000000001", 31]


def test_a_number_that_no_float_holds_keeps_its_digits_in_every_form(tmp_path):
    rows = valid_rows()
    large = str(2**53 + 1)
    one, two = list(rows["figures"].values())[:2]
    one["value"], two["value"] = large, "20.5"
    tables = read_tables(write_record(tmp_path / "data", rows))
    exchange.export(tables["figures"].path.parent, tmp_path)
    base = sqlite3.connect(tmp_path / exchange.DATABASE)
    assert large in {str(value) for (value,) in base.execute("SELECT value FROM figures")}
    base.close()
    held = {str(value).rstrip("0") for value in pd.read_parquet(tmp_path / "figures.parquet").value}
    assert {f"{large}.", "20.5"} <= held
    assert f'"value": {large},' in (tmp_path / "figures.jsonl").read_text(encoding="utf-8")


def test_a_missing_library_is_named_and_nothing_is_written(tables, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(
        UnusableInput, match="pyarrow, which is not installed here; run `make export"
    ):
        exchange.export(tables["figures"].path.parent, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_a_build_imports_none_of_what_exports():
    code = "import sys, analysis.build.build, analysis.record.record; print({'pandas', 'pyarrow', 'sqlite3'} & {*sys.modules})"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert said.stdout.strip() == "set()", said.stderr


def test_the_record_of_this_project_is_exported_whole(tmp_path):
    exchange.export(DATA, tmp_path)
    base = sqlite3.connect(tmp_path / exchange.DATABASE)
    for name, table in read_tables(DATA).items():
        assert base.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (len(table),)
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    base.close()
