"""What a spreadsheet does to tables: recognised, named, and undone where nothing is lost by it.

A file saved by one may begin with a byte order mark, be in UTF-16, end its lines with CRLF, part
its cells by semicolons or tabs, or have its columns in another order and empty ones behind them.
Columns that a person left out, as nothing is said in them, are added empty. `canonical` gives the
same cells in the form of the tables here. A date that was turned around is
not undone, since 03/04/2017 is two days: `date_advice` says what to write.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from analysis.errors import UnusableInput, counted, shown_path
from analysis.text.lexicon import MONTH_ABBREVIATIONS, MONTHS

# ---- files

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
UTF_8_MARK = b"\xef\xbb\xbf"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\n')  # for Excel, before the header


def canonical(path: Path, columns: Sequence[str]) -> tuple[str, str, list[str]]:
    """The text of a table as it was saved and as it should be, and what was found that is undone.

    Raises UnusableInput for a file in an encoding that is not certain, and for one whose cells
    cannot be told apart.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnusableInput(shown_path(path), f"cannot be read ({error.strerror})") from None
    saved, found = _decoded(raw, path)
    text = saved.replace("\r\n", "\n").replace("\r", "\n")
    if text != saved:
        found.append("line ends that are not LF")
    if line := _SEPARATOR_LINE.match(text):
        text = text[line.end() :]
        found.append("a line that names the separator")
    delimiter = _delimiter(text, columns)
    if delimiter != ",":
        found.append(f"cells parted by {DELIMITERS[delimiter]}")
    rows = _rows(text, delimiter, path)
    trimmed = list(_trimmed(rows, path))
    if trimmed != rows:
        found.append("empty rows or columns")
    header = trimmed[0]
    if _has_other_order(header, columns):
        missing = [column for column in columns if column not in header]
        without = ", ".join(missing)
        found.append(f"without {without}" if missing else "columns in another order")
        trimmed = _in_order(trimmed, columns)
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(trimmed)
    return text, written.getvalue(), found


def _has_other_order(header: list[str], columns: Sequence[str]) -> bool:
    """Whether a header has columns of a table, each once, but not just these in this order."""
    if header == list(columns):
        return False
    names = set(header)
    return len(names) == len(header) and names.issubset(columns)


def _in_order(rows: Sequence[list[str]], columns: Sequence[str]) -> list[list[str]]:
    """The rows, header first, with these columns; a cell of one that is missing is empty."""
    header, *others = rows
    ordered = [list(columns)]
    for row in others:
        cells = dict(zip(header, row, strict=True))
        ordered.append([cells.get(column, "") for column in columns])
    return ordered


def _decoded(raw: bytes, path: Path) -> tuple[str, list[str]]:
    """The text of a file, and what its encoding has that is to be undone."""
    with suppress(UnicodeDecodeError):
        if raw.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
            raise UnusableInput(shown_path(path), "is text in UTF-32", _SAVE)
        if raw.startswith(UTF_16_MARKS):
            return raw.decode("utf-16"), ["UTF-16"]
        if raw[1:2] == b"\0":
            return raw.decode("utf-16-le"), ["UTF-16"]
        if raw[:1] == b"\0":
            return raw.decode("utf-16-be"), ["UTF-16"]
        if raw.startswith(UTF_8_MARK):
            return raw.decode("utf-8-sig"), ["a byte order mark"]
        return raw.decode(), []
    wrong = "is neither UTF-8 nor UTF-16, and which other encoding it is in cannot be known"
    raise UnusableInput(shown_path(path), wrong, _SAVE)


_SAVE = "save it again from the spreadsheet as CSV UTF-8"


def _delimiter(text: str, columns: Sequence[str]) -> str:
    """What parts the cells of the header, by how many of the columns it finds."""
    header = text.partition("\n")[0]

    def hits(delimiter: str) -> int:
        names = header.replace('"', "").split(delimiter)
        return len(set(names).intersection(columns))

    return max(DELIMITERS, key=hits)


def delimiter_found(header: str) -> str:
    """What parts the cells of a header where commas do not, in words; "" if commas do."""
    if "," in header:
        return ""
    for delimiter, words in DELIMITERS.items():
        if delimiter in header:
            return words
    return ""


def _rows(text: str, delimiter: str, path: Path) -> list[list[str]]:
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        rows = [row for row in reader if row]
    except csv.Error as error:
        where = f"{shown_path(path)}:{reader.line_num}"
        raise UnusableInput(where, f"cannot be parted into cells ({error})", _SAVE) from None
    if not rows:
        raise UnusableInput(shown_path(path), "is empty", "restore the file")
    return rows


def _trimmed(rows: Sequence[list[str]], path: Path) -> Iterator[list[str]]:
    """The rows, each as wide as the header is without empty cells at its end, and none that is
    empty.
    """
    header = list(rows[0])
    while header and not header[-1]:
        header.pop()
    width = len(header)
    for number, row in enumerate(rows, start=1):
        if any(row[width:]):
            cells = counted(len(row), "cell")
            wrong = f"has {cells} in row {number} where the header has {width}"
            raise UnusableInput(shown_path(path), wrong, "mend the row")
        if any(row):
            missing = width - len(row)
            yield row[:width] + [""] * missing


# ---- dates

_MONTH_NUMBERS = {**MONTHS, **MONTH_ABBREVIATIONS}
_DIGITS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[ T].*)?")
_NAMED = re.compile(r"(?:(\d{1,2})[ .-]+)?([A-Za-z]{3,9})[ .-]+(?:(\d{1,2}),? +)?(\d{2}|\d{4})")
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.0)?")  # days since the end of 1899
_FLOAT_YEAR = re.compile(r"([12]\d{3})\.0")
_TURNED = "a spreadsheet turned the date around: write "


def date_advice(text: str) -> str:
    """What to write for a date that a spreadsheet turned around: 14/09/2017, 9/14/17, 14.09.2017,
    Sep-17, 42992; "" for what is none.
    """
    meant = list(dict.fromkeys(_meant(text)))
    if not meant:
        return ""
    advice = _TURNED + " or ".join(meant)
    if len(meant) > 1:
        advice += ", as the source has it"
    return advice


def _meant(text: str) -> Iterator[str]:
    """Every date in EDTF that a text may have been before a spreadsheet turned it around."""
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
        yield from _day(year, month, day)
    elif found := _DIGITS.fullmatch(text):
        first = int(found[1])
        second = int(found[2])
        year = _year(found[3])
        yield from _day(year, second, first)
        yield from _day(year, first, second)
    elif found := _NAMED.fullmatch(text):
        before, name, after, digits = found.groups()
        yield from _named(name, before or after, digits)
    elif _SERIAL.fullmatch(text):
        days = int(text[:5])
        turned = date(1899, 12, 30) + timedelta(days)
        yield turned.isoformat()
    elif found := _FLOAT_YEAR.fullmatch(text):
        yield found[1]


def _named(name: str, day: str | None, year: str) -> Iterator[str]:
    """A day or a month with the month's name; of "Sep-17" the month, or a day without a year."""
    month = _MONTH_NUMBERS.get(name.lower(), 0)
    if not month:
        return
    if day:
        yield from _day(_year(year), month, int(day))
        return
    yield f"{_year(year):04}-{month:02}"
    if len(year) == 2 and int(year) <= 31:
        yield f"the year with -{month:02}-{year}"


def _day(year: int, month: int, day: int) -> Iterator[str]:
    with suppress(ValueError):  # there is no such day
        yield date(year, month, day).isoformat()


def _year(digits: str) -> int:
    """A year; one of two digits is one from 1930 to 2029, as spreadsheets read it."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 30 else 1900)


# ---- numbers

_FLOAT = re.compile(r"(\d{1,18})\.0+")


def integer_advice(text: str) -> str:
    """What happened to a whole number that was read as a float, and what to do; "" otherwise."""
    found = _FLOAT.fullmatch(text)
    if not found:
        return ""
    return (
        f"it was read as a float, as pandas does where a cell of the column is empty: write "
        f"{found[1]}, and read tables with dtype=str, keep_default_na=False"
    )
