"""Tables that a spreadsheet saved are taken in: the cells stay, the differences are shown."""

import shutil

import pandas as pd
import pytest
from click.testing import CliRunner
from records import valid_rows, write_record

from analysis.__main__ import main
from analysis.record.csvfiles import DATA
from analysis.record.tables import check_tables, load_package, read_tables
from analysis.record.tidy import differences, tidied


def tidy(folder, *options: str, answer: str = ""):
    return CliRunner().invoke(main, ["tidy", "--data", str(folder), *options], input=answer)


@pytest.fixture
def folder(tmp_path):
    """The record, two tables of which a spreadsheet saved."""
    write_record(tmp_path)
    figures = tmp_path / "figures.csv"
    figures.write_bytes(b"\xef\xbb\xbf" + figures.read_bytes().replace(b"\n", b"\r\n"))
    regions = tmp_path / "regions.csv"
    regions.write_bytes(regions.read_bytes().replace(b",", b";"))
    return tmp_path


def test_what_a_spreadsheet_saved_is_shown_then_written_when_a_person_says_so(tmp_path, folder):
    saved = (folder / "figures.csv").read_bytes()
    result = tidy(folder, answer="n\n")
    assert "figures.csv: a byte order mark, line ends that are not LF" in result.output
    assert "regions.csv: cells parted by semicolons" in result.output
    assert "    -region_id;source_id;kind;start;end" in result.output
    assert "    +region_id,source_id,kind,start,end" in result.output
    assert "nothing written" in result.output
    assert (folder / "figures.csv").read_bytes() == saved
    assert "written" in tidy(folder, answer="y\n").output
    write_record(tmp_path / "sound")
    for name in ("figures.csv", "regions.csv"):
        assert (folder / name).read_bytes() == (tmp_path / "sound" / name).read_bytes()
    assert tidied(folder) == []


def test_tidy_asks_nothing_where_it_is_told_to_write(folder):
    assert tidy(folder, "--yes").exit_code == 0
    assert tidy(folder).output == "every table is as it should be\n"


def test_one_table_that_cannot_be_taken_in_leaves_all_as_they_are(folder):
    (folder / "quotes.csv").write_bytes(b"quote_id\ncaf\xe9\n")
    before = (folder / "figures.csv").read_bytes()
    result = tidy(folder, "--yes")
    assert result.exit_code == 2
    assert "quotes.csv: is neither UTF-8 nor UTF-16" in result.output
    assert (folder / "figures.csv").read_bytes() == before


def test_the_first_differences_of_a_long_table_are_shown_and_the_rest_counted(folder):
    rows = valid_rows()
    rows["speakers"] |= {f"speaker-{n}": {"name": "A name", "kind": "group"} for n in range(40)}
    path = write_record(folder, rows) / "speakers.csv"
    path.write_bytes(path.read_bytes().replace(b",", b"\t"))
    (table,) = tidied(folder)
    *_, last = differences(table)
    assert last.startswith("… and ")


@pytest.mark.parametrize("name", [path.name for path in sorted(DATA.glob("*.csv"))])
def test_the_documented_lines_of_pandas_lose_nothing(tmp_path, name):
    for path in DATA.glob("*.*"):
        if path.suffix in (".csv", ".json"):
            shutil.copy(path, tmp_path / path.name)
    path = tmp_path / name
    before = read_tables(tmp_path)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.to_csv(path, index=False, lineterminator="\n")
    after = read_tables(tmp_path)
    assert {key: table.cells for key, table in after.items()} == {
        key: table.cells for key, table in before.items()
    }


def test_pandas_without_them_is_told_what_happened(tmp_path):
    rows = valid_rows()
    rows["figures"]["new"] = {"value": "3"}  # without offsets: the column becomes one of floats
    path = write_record(tmp_path, rows) / "figures.csv"
    pd.read_csv(path).to_csv(path, index=False)
    found = check_tables(read_tables(tmp_path), load_package(tmp_path))
    start = [
        problem for problem in found if "column start" in problem.where and ".0" in problem.wrong
    ]
    assert start
    assert all("as pandas does where a cell of the column is empty" in p.do for p in start)


def test_a_date_that_a_spreadsheet_turned_around_is_refused_with_the_form_to_use(tmp_path):
    rows = valid_rows()
    rows["sources"]["harbour-post"]["published"] = "04.05.2021"
    tables = read_tables(write_record(tmp_path, rows))
    (problem,) = check_tables(tables, load_package(tmp_path))
    assert problem.wrong == '"04.05.2021" is not a date'
    assert "write 2021-05-04 or 2021-04-05, as the source has it" in problem.do
