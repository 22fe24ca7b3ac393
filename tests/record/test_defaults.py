"""Empty cells mean what another cell says, unless they say otherwise."""

import pytest
from records import TEXTS, valid_rows, with_cited, write_record

from analysis.record.defaults import AS_OF, RESOLVED
from analysis.record.tables import check_tables, load_package, read_tables


def resolved(folder, rows, table: str, key: str) -> dict[str, str]:
    tables = read_tables(write_record(folder, rows))
    return next(row for row in tables[table].records() if key in row.values())


def changed(table: str, key: str, **cells: str):
    rows = valid_rows()
    rows[table][key] |= cells
    return rows


@pytest.mark.parametrize(
    ("table", "column", "meant"),
    [
        ("figures", "claim_id", "hp-400"),
        ("figures", "rank", "normal"),
        ("figures", "unit", "persons"),
        ("quotes", "utterance_id", "hp-unfair"),
        ("quotes", "part", "1"),
    ],
)
def test_an_empty_cell_means_what_goes_without_saying(tmp_path, table, column, meant):
    key = "hp-400" if table == "figures" else "hp-unfair"
    row = resolved(tmp_path, changed(table, key, **{column: ""}), table, key)
    assert row[column] == meant


def test_a_share_is_in_percent(tmp_path):
    assert (
        resolved(tmp_path, changed("figures", "pm-papers", unit=""), "figures", "pm-papers")["unit"]
        == "percent"
    )


SAID = ("said_on", "said_on_basis", "note")


def test_a_row_is_said_on_the_day_of_its_source_with_its_basis_and_note(tmp_path):
    rows = changed("figures", "pm-34", said_on="", said_on_basis="", note="")
    row = resolved(tmp_path, rows, "figures", "pm-34")
    published = ("2021-03", "external", "The ministry’s list of publications")
    assert tuple(row[name] for name in SAID) == published


def test_a_note_of_its_own_stays_before_that_on_the_day(tmp_path):
    rows = changed("figures", "pm-34", said_on="", said_on_basis="", note="Mine")
    assert resolved(tmp_path, rows, "figures", "pm-34")["note"].startswith("Mine. ")


@pytest.mark.parametrize(
    ("table", "key", "cells"),
    [
        ("quotes", "hp-unfair", {"said_on_basis": "unknown"}),
        ("quotes", "hp-comment", {"said_on_basis": ""}),
        ("quotes", "hp-unfair", {"said_on_basis": "", "source_id": "nowhere"}),
    ],
)
def test_no_day_is_inherited_where_the_row_says_otherwise(tmp_path, table, key, cells):
    rows = changed(table, key, said_on="", **cells)
    row = resolved(tmp_path, rows, table, key)
    assert (row["said_on"], row["said_on_basis"]) == ("", cells["said_on_basis"])


def test_cited_rows_inherit_no_day(tmp_path):
    row = resolved(tmp_path, with_cited(), "figures", "ports-2018")
    assert (row["said_on"], row["said_on_basis"]) == ("", "")


@pytest.mark.parametrize(
    ("key", "words", "period", "basis", "note"),
    [
        ("hp-31", "in 2020", "2020", "stated", ""),
        ("hp-31", "last year", "2020", "resolved_from_text", RESOLVED),
        ("pm-34", "last year", "2020", "external", "The ministry’s list of publications"),
    ],
)
def test_a_period_is_as_sure_as_its_words_or_else_as_the_date_of_its_source(
    tmp_path, key, words, period, basis, note
):
    cells = {"period": period, "period_text": words, "period_basis": "", "period_note": ""}
    row = resolved(tmp_path, changed("figures", key, **cells), "figures", key)
    assert (row["period_basis"], row["period_note"]) == (basis, note)


def test_a_stock_without_a_date_is_assumed_to_be_of_the_day_on_which_it_was_said(tmp_path):
    cells = dict.fromkeys(("period", "period_text", "period_basis", "period_note"), "")
    rows = changed("figures", "hp-1250", said_on="", said_on_basis="", note="", **cells)
    row = resolved(tmp_path, rows, "figures", "hp-1250")
    found = (row["period"], row["period_basis"], row["period_note"])
    assert found == ("2021-05-04", "assumed", AS_OF)


@pytest.mark.parametrize("key", ["hp-31", "hp-400"])
def test_a_flow_and_a_total_without_a_period_get_none(tmp_path, key):
    cells = dict.fromkeys(("period", "period_text", "period_basis", "period_note"), "")
    row = resolved(tmp_path, changed("figures", key, **cells), "figures", key)
    assert (row["period"], row["period_basis"]) == ("", "")


def test_a_source_without_regions_is_all_body_and_one_with_any_is_as_they_say(tmp_path):
    rows = valid_rows()
    of_bulletin = {
        key: row for key, row in rows["regions"].items() if row["source_id"] == "bulletin"
    }
    for key in of_bulletin:
        del rows["regions"][key]
    tables = read_tables(write_record(tmp_path, rows))
    added = [row for row in tables["regions"].records() if row["source_id"] == "bulletin"]
    length = str(len(TEXTS["bulletin"]))
    cells = {"region_id": "bulletin-body", "source_id": "bulletin", "kind": "body"}
    assert added == [cells | {"start": "0", "end": length}]
    assert len(tables["regions"]) == len(rows["regions"]) + 1
    assert check_tables(tables, load_package(tmp_path)) == []


def test_a_descriptor_without_a_column_is_read_all_the_same(tmp_path):
    folder = write_record(tmp_path)
    package = folder / "datapackage.json"
    package.write_text(package.read_text().replace('{"name": "rank"', '{"name": "standing"'))
    path = folder / "figures.csv"
    path.write_text(path.read_text().replace(",rank,", ",standing,"))
    assert "standing" in read_tables(folder)["figures"].columns


@pytest.mark.parametrize(("is_own", "basis"), [(True, "stated"), (False, "assumed")])
def test_a_stated_date_is_only_assumed_to_be_that_of_what_another_says(tmp_path, is_own, basis):
    rows = changed("figures", "pm-34", said_on="", said_on_basis="")
    figure = rows["figures"]["pm-34"]
    name = rows["speakers"][figure["speaker_id"]]["name"]
    rows["sources"][figure["source_id"]] |= {
        "published": "2018-02-20",
        "published_basis": "stated",
        "publisher": name if is_own else "The Inland Courier",
        "authors": "",
    }
    found = resolved(tmp_path, rows, "figures", "pm-34")
    assert (found["said_on"], found["said_on_basis"]) == ("2018-02-20", basis)


def test_a_day_that_does_not_exist_gives_no_basis_and_ends_no_reading(tmp_path):
    cells = {"period": "2017", "period_text": "on 31 June 2017", "period_basis": ""}
    rows = changed("figures", "pm-34", **cells)
    assert resolved(tmp_path, rows, "figures", "pm-34")["period_basis"] == ""


@pytest.mark.parametrize("words", ["recently", "in the first half of 2017", "in fiscal year 2017"])
def test_words_that_do_not_state_a_period_never_make_it_stated(tmp_path, words):
    cells = {"period": "2017", "period_text": words, "period_basis": ""}
    rows = changed("figures", "pm-34", **cells)
    assert resolved(tmp_path, rows, "figures", "pm-34")["period_basis"] != "stated"
