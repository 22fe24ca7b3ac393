"""Reading and editing CSV files: every byte accounted for."""

import csv
import io
import itertools
import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import UnusableInput
from analysis.record.csvfiles import (
    MAX_ROW,
    harmless,
    harmless_markup,
    harmless_table,
    is_formula,
    read_csv,
    read_text,
    replace_fields,
    write_atomic,
)

COLUMNS = ["population_a", "population_b", "relation", "basis", "note"]
# Cells as people write them: commas, quotation marks, line ends, other scripts, next to nothing.
CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8
) | st.sampled_from(["", '"', '""', ",", "\n", 'said "no", twice\n', "​", "ខ្មែរ"])


def csv_text(rows: list[list[str]], quoting: int = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=quoting).writerows(rows)
    return text.getvalue()


def csv_lines(path: Path) -> list[int]:
    """The line on which each row starts, by the csv module: after the last line of the row
    before.
    """
    reader = csv.reader(io.StringIO(path.read_bytes().decode(), newline="\n"))
    return [1 + reader.line_num for _ in reader][:-1]


# ---- reading


@given(
    st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=6),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_the_csv_module_writes_is_read_back(tmp_path_factory, rows, quoting):
    path = tmp_path_factory.mktemp("csv") / "relations.csv"
    path.write_text(csv_text([COLUMNS, *rows], quoting), encoding="utf-8", newline="")
    content = read_csv(path)
    assert content.header == tuple(COLUMNS)
    assert list(zip(*content.columns, strict=True)) == [tuple(row) for row in rows]
    assert content.lines == csv_lines(path)


@given(st.lists(st.sampled_from(['"', '""', ",", "\n", "a", "é"]), max_size=9).map("".join))
def test_what_is_read_can_be_read_in_no_other_way(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_text(f"x,y\n{text}\n", encoding="utf-8", newline="")
    field = r'(?:"(?:[^"]|"")*"|[^",\n]*)'
    if re.fullmatch(f"(?:{field},{field}\n)+", f"{text}\n"):
        rows = list(csv.reader(io.StringIO(text, newline="\n"), strict=True))
        assert [list(row) for row in zip(*read_csv(path).columns, strict=True)] == rows
    else:
        with pytest.raises(UnusableInput, match=r"a.csv:[0-9]+"):
            read_csv(path)


def test_rows_are_read_alike_across_blocks(tmp_path):
    rows = [[str(n), f'row {n},\n"{"x" * 90}"'] for n in range(3000)]
    path = tmp_path / "a.csv"
    path.write_text(csv_text([["n", "reason"], *rows]), encoding="utf-8", newline="")
    content = read_csv(path)
    assert content.columns == [list(column) for column in zip(*rows, strict=True)]
    assert content.lines == list(range(2, 2 + 2 * 3000, 2))


FAULTS = {
    "a mark in a cell": ('1,a\n2,"b"\n3,c"d\n', 4, "quotation mark"),
    "a mark after a cell": ('1,a"\n2,b\n', 2, "quotation mark"),
    "two marks in a cell": ('1,a\n2,b"c"\n', 3, "quotation mark"),
    "words after a mark": ('1,"two\nlines"\n2,"b"c\n', 4, "quotation mark"),
    "a doubled mark without marks": ('1,a""b\n', 2, "quotation mark"),
    "two quoted words": ('1,"a" "b"\n', 2, "quotation mark"),
    "no closing mark": ('1,"two\nlines"\n2,"b\n3,c\n', 4, "quotation mark"),
    "too few fields": ('1,"two\nlines"\n2\n3,c\n', 4, "has 1 field where the header has 2"),
    "too many fields": ('1,"a, b"\n2,b,c\n', 3, "has 3 fields where the header has 2"),
    "an empty line": ('1,"a"\n\n2,b\n', 3, "is an empty line"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_faulty_row_is_named_with_its_line(tmp_path, case):
    text, line, wrong = FAULTS[case]
    path = tmp_path / "a.csv"
    path.write_text("x,y\n" + text)
    with pytest.raises(UnusableInput, match=wrong) as caught:
        read_csv(path)
    assert caught.value.where == f"{path}:{line}"


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (
            b"\xef\xbb\xbfx,y\n1,2\n",
            "starts with a byte order mark; run `python -m analysis tidy`, which takes in what a spreadsheet saved",
        ),
        (
            "x,y\n1,2\n".encode("utf-16"),
            "is text in UTF-16; run `python -m analysis tidy`, which takes in what a spreadsheet saved",
        ),
        (
            "x,y\n1,2\n".encode("utf-16-le"),
            "is text in UTF-16; run `python -m analysis tidy`, which takes in what a spreadsheet saved",
        ),
        (
            "x,y\n1,2\n".encode("utf-16-be"),
            "is text in UTF-16; run `python -m analysis tidy`, which takes in what a spreadsheet saved",
        ),
        (
            "x,y\n1,2\n".encode("utf-32"),
            "is text in UTF-32; save it as UTF-8 without BOM",
        ),
        (
            b"PK\x03\x04\x14\0",
            "is a ZIP archive, as Word, Excel and EPUB files are; save it as UTF-8 without BOM",
        ),
        (
            b"%PDF-1.7\nx,y\n",
            "is a PDF; save it as UTF-8 without BOM",
        ),
        (b"x,y\n1,\x92\n", "is not UTF-8: it holds the byte 0x92; save it as UTF-8"),
        (b"x,y\n1,\0\n", "holds a NUL byte; remove it"),
        (
            b"x,y\n1,2\r\n",
            "holds a carriage return; run `python -m analysis tidy`, which takes in what a spreadsheet saved",
        ),
    ],
)
def test_a_file_in_another_encoding_is_refused_with_the_cause(tmp_path, data, wrong):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(UnusableInput) as caught:
        read_csv(path)
    line = 1 if data[:4] != b"x,y\n" else 2
    assert str(caught.value) == f"{path}:{line}: {wrong}"


def test_a_cell_full_of_marks_is_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('x,y\n1,"' + '""' * 200_000 + '"\n')
    assert read_csv(path).columns == [["1"], ['"' * 200_000]]


def test_a_file_of_few_different_cells_keeps_each_of_them_once(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x,y\n" + "".join(f"{n},the same words\n" for n in range(9000)))
    column = read_csv(path).columns[1]
    assert len(column) == 9000
    assert {id(cell) for cell in column} == {id(column[0])}


def test_an_empty_file_has_no_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.touch()
    assert read_csv(path) == ((), [], [])


def test_a_text_is_read_whole(tmp_path):
    path = tmp_path / "a.txt"
    text = 'a "b\nc\n' * 20_000
    path.write_text(text)
    assert read_text(path) == text


# ---- writing


@given(
    st.lists(st.lists(CELLS, min_size=5, max_size=5), min_size=1, max_size=5),
    st.dictionaries(
        st.integers(0, 4),
        st.dictionaries(st.sampled_from(["population_a", "relation", "note"]), CELLS, max_size=2),
    ),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.booleans(),
)
def test_replaced_cells_change_and_nothing_else_does(
    tmp_path_factory, rows, changes, quoting, ends_with_line_end
):
    changes = {row: cells for row, cells in changes.items() if row < len(rows)}
    text = csv_text([COLUMNS, *rows], quoting)
    before = text if ends_with_line_end else text.removesuffix("\n")
    path = tmp_path_factory.mktemp("replace") / "relations.csv"
    path.write_text(before, encoding="utf-8", newline="")
    replace_fields(path, changes)
    after = path.read_bytes().decode()
    expected = [
        dict(zip(COLUMNS, row, strict=True)) | changes.get(n, {}) for n, row in enumerate(rows)
    ]
    assert list(csv.reader(io.StringIO(after, newline="\n"), strict=True))[1:] == [
        list(r.values()) for r in expected
    ]
    assert after.endswith("\n") == before.endswith("\n")
    if not any(changes.values()):
        assert after == before


def test_untouched_bytes_keep_their_quotation_marks(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'id,"note"\n"1","kept, ""as is"""\n2,\n')
    replace_fields(path, {1: {"note": 'now "quoted", two\nlines'}})
    assert (
        path.read_bytes() == b'id,"note"\n"1","kept, ""as is"""\n2,"now ""quoted"", two\nlines"\n'
    )


@pytest.mark.parametrize(
    "changes",
    [
        {2: {"note": "x"}},
        {0: {"note": "a\0b"}},
        {0: {"note": "a\rb"}},
        {0: {"note": "x" * MAX_ROW * 2}},
    ],
)
def test_a_change_that_cannot_be_read_back_leaves_the_file_alone(tmp_path, changes):
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,note\n1,a\n2,b\n")
    with pytest.raises(UnusableInput):
        replace_fields(path, changes)
    assert path.read_bytes() == b"id,note\n1,a\n2,b\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_replaced_whole_and_keeps_its_mode_and_its_link(tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_atomic(link, b"new")
    assert (link.is_symlink(), real.read_bytes(), stat.S_IMODE(real.stat().st_mode)) == (
        True,
        b"new",
        0o640,
    )


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomic(path, b"new")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"old", [path])


# ---- spreadsheets

FORMULAS = [
    '=HYPERLINK("https://example.org","x")', "+1+1", "-1+1", "@SUM(A1)", "\tboats", "＝1+1", "﹣1-1",
    " =1", "\u00a0=1", "\u200b=1", "\ufeff=1", '"=1', '" =1"', "\ufe0f=1", "\u3164=1", "-", "+7 %", "-7-1",
    "=", "⩵1",
]  # fmt: skip
WORDS = [
    "",
    "boats",
    "a=b",
    "1-2",
    "7",
    "-7",
    "+7.5",
    "'=1",
    "’=1",
    "“=1”",
    "−7",
    "–",
    "more than 40",
    "(-7)",
    ",",
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_that_begins_a_formula_gets_an_apostrophe_and_stays_whole(cell):
    assert is_formula(cell)
    assert harmless(cell) == f"'{cell}"
    assert harmless(harmless(cell)) == harmless(cell)


# Where a spreadsheet parts cells by semicolons or tabs, a piece of a cell is a cell, and a line end
# in it ends a row.
PARTED = {
    "a;=HYPERLINK(1)": "a;'=HYPERLINK(1)",
    "a; =1": "a;' =1",
    "a;b;@SUM(A1);-7;+1+1": "a;b;'@SUM(A1);-7;'+1+1",
    "a\t=1": "a\t'=1",
    "a\n=1": "a\n'=1",
    "\n=1": "\n'=1",
    "\t=1": "'\t'=1",
    "=1;=1": "'=1;'=1",
    'a;"=1"': 'a;\'"=1"',
    "a;＝1": "a;'＝1",
    ";;=1": ";;'=1",
}


@pytest.mark.parametrize("cell", PARTED)
def test_a_piece_of_a_cell_that_begins_a_formula_gets_an_apostrophe_too(cell):
    assert harmless(cell) == PARTED[cell]
    assert harmless(PARTED[cell]) == PARTED[cell]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("cell", [*PARTED, *FORMULAS])
def test_no_cell_of_a_table_is_a_formula_however_a_spreadsheet_parts_its_cells(cell, delimiter):
    made = harmless_table(csv_text([["a", cell], [cell, "b"]]).encode()).decode()
    for row in csv.reader(io.StringIO(made, newline=""), delimiter=delimiter):
        assert not [found for found in row if is_formula(found)]


def test_a_table_of_semicolons_is_made_harmless():
    assert harmless_table(b"a;=HYPERLINK(1),2\n") == b'"a;\'=HYPERLINK(1)",2\n'
    assert harmless_table(b"a;b,2; c\n") == b"a;b,2; c\n"


@pytest.mark.parametrize("cell", WORDS)
def test_any_other_cell_stays_as_it_is(cell):
    assert harmless(cell) == cell
    assert harmless_markup(cell) == cell


@pytest.mark.parametrize(
    "markup",
    ["=1", "<q>=1</q>", '<a href="#e-boats"><b> =1</b></a>', "&#61;1", "<span>&quot;=1</span>"],
)
def test_the_cell_of_a_page_that_begins_a_formula_gets_a_mark(markup):
    assert harmless_markup(markup) == f"’{markup}"
    assert harmless_markup(f"’{markup}") == f"’{markup}"


@given(
    st.lists(
        st.lists(CELLS | st.sampled_from(FORMULAS), min_size=1, max_size=4), min_size=1, max_size=4
    )
)
def test_of_a_table_every_formula_is_marked_and_every_other_byte_kept(rows):
    cells = [[cell.replace("\r", "") for cell in row] for row in rows]
    text = csv_text(cells)
    made = harmless_table(text.encode()).decode()
    assert list(csv.reader(io.StringIO(made, newline=""))) == [
        row for row in ([harmless(cell) for cell in row] for row in cells) if row
    ]
    if all(harmless(cell) == cell for cell in itertools.chain.from_iterable(cells)):
        assert made == text
