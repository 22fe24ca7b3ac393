"""How many cells a person types for a figure and for a quotation: the rest is found or inherited."""

import csv
from datetime import date
from pathlib import Path

import pytest
import second_record
from records import write_record

from analysis.record.fill import fill_record
from analysis.record.record import Record
from analysis.record.rules import check_rules
from analysis.record.tables import check_tables, load_package, read_tables
from analysis.record.verify import held_texts, read_receipt, receipt_bytes, verify_record

FIGURE = {
    "source_id": "lantern",
    "exact": "900 harvest workers",
    "measure": "stock",
    "population_id": "ordered",
    "period_text": "On 31 March 2032",
    "speaker_id": "return-office",
    "attribution": "the Return Office said",
}
QUOTATION = {
    "source_id": "wire",
    "exact": "The boats are on hold until the fee is returned",
    "speaker_id": "quillonia",
    "topics": "returns",
    "target": "returns",
    "stance": "suspends",
}


@pytest.fixture
def project(tmp_path) -> Path:
    """The second record with these two rows alone as typed, nothing of it filled."""
    rows = second_record.valid_rows()
    rows["figures"] = {"": FIGURE}
    rows["quotes"] = {"": QUOTATION}
    rows["exclusions"] = {}
    rows["events"] = {}
    sources = second_record._sources(second_record.TEXTS)
    for cells in sources.values():
        del cells["sha256"], cells["chars"]
    rows |= {"sources": sources, "regions": {}}
    data = write_record(tmp_path / "data", rows, second_record.SIDES)
    (data / "sources").mkdir()
    for name in second_record.TEXTS:
        text = second_record._text(second_record.TEXTS, name)
        (data / "sources" / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
    filling = fill_record(data, [data / "sources"])
    assert filling.problems == []
    return tmp_path


def test_seven_cells_make_a_figure_and_six_a_quotation():
    assert len(FIGURE) == 7
    assert len(QUOTATION) == 6


def test_what_is_found_and_inherited_passes_every_check(project):
    data = project / "data"
    tables = read_tables(data)
    assert [*check_tables(tables, load_package(data)), *check_rules(tables)] == []
    texts, _ = held_texts(tables["sources"], [data / "sources"])
    outcome = verify_record(tables, texts, {}, date(2032, 7, 1))
    assert {problem.code for problem in outcome.problems} == {"V05"}  # numbers not yet tabulated
    assert outcome.verdicts == {"verbatim": 2}


def verified(data: Path) -> Record:
    """The record, with every row that passes in its receipt."""
    tables = read_tables(data)
    texts, _ = held_texts(tables["sources"], [data / "sources"])
    receipt = verify_record(tables, texts, {}, date(2032, 7, 1)).receipt
    (data / "verified.json").write_bytes(receipt_bytes(receipt))
    return Record.load(data)


def test_a_figure_of_seven_cells_and_a_quotation_of_six_say_all_that_others_do(project):
    record = verified(project / "data")
    figure = record.figure("lantern-900")
    assert (figure.claim, figure.unit, figure.rank) == ("lantern-900", "persons", "normal")
    assert (str(figure.period), figure.period_basis) == ("2032-03-31", "stated")
    assert (str(figure.on), figure.on_basis) == ("2032-06-12", "assumed")
    quote = record.quote("wire-the-boats-are")
    assert (quote.utterance, quote.part, quote.mode) == (quote.id, 1, "direct")
    assert (str(quote.on), quote.on_basis) == ("[2032-06-20..2032-06-22]", "external")
    assert quote.note == second_record.UNDATED["note"]
    assert quote.standing.verdict == "verbatim"


def test_an_entry_shows_what_is_inherited_as_it_shows_what_is_typed(project):
    data = project / "data"
    ids = ("lantern-900", "wire-the-boats-are")
    short = [item.evidence() for item in verified(data).items(ids)]
    for name in ("figures", "quotes"):
        table = read_tables(data)[name]
        with table.path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([table.columns, *table.rows])
    assert "[2032-06-20..2032-06-22]" in (data / "quotes.csv").read_text()
    assert [item.evidence() for item in verified(data).items(ids)] == short


def test_the_receipt_of_a_row_no_longer_holds_when_what_it_inherits_changed(project):
    data = project / "data"
    verified(data)
    receipt = read_receipt(data)
    path = data / "sources.csv"
    path.write_text(path.read_text().replace(",2032-06-12,", ",2032-06-13,"))
    outcome = verify_record(read_tables(data), {}, receipt, date(2032, 7, 2))
    changed = [problem for problem in outcome.problems if problem.code == "V02"]
    assert ["lantern-900" in problem.where for problem in changed] == [True]


def test_the_file_keeps_the_empty_cells_that_a_person_left(project):
    with (project / "data" / "figures.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert [row[name] for name in ("claim_id", "unit", "rank", "said_on", "note")] == [""] * 5
