"""What a spreadsheet did to a table is recognised and named; of dates it is said what to write."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import UnusableInput
from analysis.quantities import dates
from analysis.record.spreadsheets import canonical, date_advice, integer_advice

COLUMNS = ("id", "words", "note")
ROWS = [
    ["a-1", "four, or five; or 6", ""],
    ["a-2", 'said "no"\ntwice', "ខ្មែរ"],
    ["a-3", "é", "x\ty"],
]


def saved(rows=ROWS, columns=COLUMNS, delimiter=",", ends="\n", quoting=csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ends, quoting=quoting)
    writer.writerows([columns, *rows])
    return out.getvalue()


TABLE = saved()
SAVED = {
    "a byte order mark": (b"\xef\xbb\xbf" + TABLE.encode(), ["a byte order mark"]),
    "CRLF": (saved(ends="\r\n").encode(), ["line ends that are not LF"]),
    "CR": (saved(ends="\r").encode(), ["line ends that are not LF"]),
    "semicolons": (saved(delimiter=";").encode(), ["cells parted by semicolons"]),
    "tabs": (saved(delimiter="\t").encode(), ["cells parted by tabs"]),
    "UTF-16": (TABLE.encode("utf-16"), ["UTF-16"]),
    "UTF-16 without its mark": (TABLE.encode("utf-16-le"), ["UTF-16"]),
    "UTF-16 the other way": (TABLE.encode("utf-16-be"), ["UTF-16"]),
    "Excel's Unicode text": (
        saved(delimiter="\t", ends="\r\n").encode("utf-16"),
        ["UTF-16", "line ends that are not LF", "cells parted by tabs"],
    ),
    "a line for the separator": (
        ("sep=;\r\n" + saved(delimiter=";", ends="\r\n")).encode(),
        [
            "line ends that are not LF",
            "a line that names the separator",
            "cells parted by semicolons",
        ],
    ),
    "empty columns and rows": (
        (saved([[*row, "", ""] for row in ROWS], [*COLUMNS, "", ""]) + ",,,,\n,,,,\n").encode(),
        ["empty rows or columns"],
    ),
    "another order": (
        saved([row[::-1] for row in ROWS], COLUMNS[::-1]).encode(),
        ["columns in another order"],
    ),
}


@pytest.mark.parametrize("case", SAVED)
def test_what_was_saved_is_named_and_taken_in_byte_for_byte(tmp_path, case):
    data, named = SAVED[case]
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    _, tidy, found = canonical(path, COLUMNS)
    assert found == named
    assert tidy == TABLE


def test_columns_that_were_left_out_are_added_empty_and_an_unknown_one_is_not_taken(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("words,id\nfour,a-1\n")
    assert canonical(path, COLUMNS)[1:] == ("id,words,note\na-1,four,\n", ["without note"])
    path.write_text("words,id,remark\nfour,a-1,\n")
    assert canonical(path, COLUMNS)[2] == []


def test_a_table_as_it_should_be_has_nothing_to_undo_however_it_is_quoted(tmp_path):
    path = tmp_path / "a.csv"
    for text in (TABLE, saved(quoting=csv.QUOTE_ALL), TABLE.removesuffix("\n")):
        path.write_text(text, newline="")
        assert canonical(path, COLUMNS)[2] == []


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=4),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_no_cell_is_lost_whatever_it_holds(tmp_path_factory, rows, delimiter, encoding):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    rows = [["a", *row[1:]] for row in rows]  # a row without any cell is an empty one
    path.write_bytes(saved(rows, delimiter=delimiter).encode(encoding))
    _, tidy, _ = canonical(path, COLUMNS)
    assert list(csv.reader(io.StringIO(tidy, newline=""))) == [[*COLUMNS], *rows]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"id,words,note\na,caf\xe9,\n", "is neither UTF-8 nor UTF-16"),
        ("id,words,note\n".encode("utf-32"), "is text in UTF-32"),
        (b"id,words,note\na,b,c,d\n", "has 4 cells in row 2 where the header has 3"),
        (b'id,words,note\na,"b,c\n', "cannot be parted into cells"),
        (b"", "is empty"),
    ],
)
def test_what_cannot_be_taken_in_for_certain_is_refused(tmp_path, data, why):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(UnusableInput, match=why):
        canonical(path, COLUMNS)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("14/09/2017", ["2017-09-14"]),
        ("9/14/17", ["2017-09-14"]),
        ("14.09.2017", ["2017-09-14"]),
        ("14-9-2017", ["2017-09-14"]),
        ("2017/9/14", ["2017-09-14"]),
        ("2017-09-14 00:00:00", ["2017-09-14"]),
        ("14-Sep-17", ["2017-09-14"]),
        ("September 14, 2017", ["2017-09-14"]),
        ("Sep-17", ["2017-09", "the year with -09-17"]),
        ("Sep-2017", ["2017-09"]),
        ("03/04/2017", ["2017-04-03", "2017-03-04"]),
        ("05/05/2017", ["2017-05-05"]),
        ("1/1/75", ["1975-01-01"]),
        ("42992", ["2017-09-14"]),
        ("2017.0", ["2017"]),
    ],
)
def test_a_date_that_was_turned_around_is_told_with_what_to_write(text, meant):
    with pytest.raises(dates.DateError):
        dates.parse(text)
    ends = ", as the source has it" if meant[1:] else ""
    due = f"a spreadsheet turned the date around: write {' or '.join(meant)}{ends}"
    assert date_advice(text) == due


@pytest.mark.parametrize("text", ["31/31/2017", "yesterday", "2017", "Smarch-17", "", "1/2"])
def test_what_no_spreadsheet_makes_of_a_date_is_left_to_others(text):
    assert date_advice(text) == ""


def test_a_float_says_what_happened():
    assert "write 91, and read tables with dtype=str" in integer_advice("91.0")
    assert integer_advice("91.5") == integer_advice("x") == ""
