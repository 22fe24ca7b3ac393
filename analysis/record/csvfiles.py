"""Read and edit CSV files byte-exactly: RFC 4180 in UTF-8 with LF line ends, and nothing that can
be read two ways.

`csv.reader` would take a stray quotation mark for text, and gives rows where checks run down
columns. Here `str.split` takes a block of rows apart, first at the quotation marks, then at the
commas, and repeated cells are kept once.
"""

import html
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from analysis.errors import UnusableInput, counted, shown, shown_path
from analysis.record.spreadsheets import delimiter_found

DATA = Path(__file__).parents[2] / "data"  # the tables of this project
PACKAGE = "datapackage.json"  # their descriptor, which stands beside them
MAX_ROW = 1 << 20  # characters; longer rows come from a pasted file
BLOCK = 1 << 15  # bytes read and split at once: few enough to stay in the processor's cache
SHARED = 4096  # distinct cells of a column that are kept once each, however often they stand there
# Files that are no text, by the bytes that they begin with.
NO_TEXTS = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive, as Word, Excel and EPUB files are",
    b"\xff\xfe\0\0": "text in UTF-32",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}
TIDY = "run `python -m analysis tidy`, which takes in what a spreadsheet saved"
_STRAY_MARK = (
    "has a quotation mark outside a quoted cell, or none that closes one",
    "quote the cell and double the mark",
)


def no_text(data: bytes) -> str:
    """What a file is that is no text in UTF-8, by the bytes that it begins with; "" where these do
    not tell.
    """
    for begins, kind in NO_TEXTS.items():
        if data.startswith(begins):
            return kind
    if len(data) > 1 and b"\0" in data[:2]:
        return "text in UTF-16"
    return ""


class Content(NamedTuple):
    """The header, the cells of each column below it, and the line of the file on which each row
    starts.
    """

    header: tuple[str, ...]
    columns: list[list[str]]
    lines: list[int]


def nearest_project(start: Path) -> Path | None:
    """The folder of the project that `start` lies in, the nearest going upwards whose ``data/``
    has a descriptor; None where there is none.
    """
    for folder in (start, *start.parents):
        if (folder / DATA.name / PACKAGE).is_file():
            return folder
    return None


def source_dirs(data: Path) -> tuple[Path, Path]:
    """Where texts are looked for: in shared/sources beside the project, then in sources/ next to
    the tables.
    """
    beside = data.resolve().parent.parent
    return beside / "shared" / "sources", data / "sources"


# ---- reading


def read_text(path: Path) -> str:
    """The text of a file. Raises UnusableInput: missing, unreadable, not UTF-8, BOM, NUL, CR."""
    return "".join(block for _, block in _blocks(path))


def read_csv(path: Path) -> Content:
    """The content of a CSV file. Raises UnusableInput as `read_text` does, for cells that no
    commas part, and for a ragged or oversized row.
    """
    columns: list[list[str]] = []
    shared: dict[int, dict[str, str]] = defaultdict(dict)
    lines: list[int] = []
    for line, block in _blocks(path):
        if line == 1:
            _check_delimiter(path, block)
        rows = block.removesuffix("\n")
        fields, starts = _split(path, line, rows, len(columns))
        width = len(fields) // len(starts)
        if not columns:
            columns = [[] for _ in range(width)]
        for n, column in enumerate(columns):
            cells = fields[n::width]
            known = shared[n]
            if len(known) < SHARED:
                column += map(known.setdefault, cells, cells)
            else:
                column += cells
        lines += starts
    header = tuple(column.pop(0) for column in columns)
    return Content(header, columns, lines[1:])


def _check_delimiter(path: Path, block: str) -> None:
    """Refuse a file whose first line parts its cells by something else than commas."""
    header, _, _ = block.partition("\n")
    found = delimiter_found(header)
    if found:
        raise UnusableInput(f"{shown_path(path)}:1", f"parts its cells by {found}", TIDY)


def _blocks(path: Path) -> Iterator[tuple[int, str]]:
    """(first line, text) of stretches of whole rows: a line end after an even number of quotation
    marks ends a row.
    """
    line = 1
    try:
        with path.open("rb") as file:
            while data := file.read(BLOCK) + file.readline():
                marks = data.count(b'"')
                parts = [data]
                while marks % 2 and (part := file.readline()):
                    parts.append(part)
                    marks += part.count(b'"')
                data = b"".join(parts)
                yield line, _decode(data, path, line)
                line += data.count(b"\n")
    except FileNotFoundError:
        raise UnusableInput(shown_path(path), "is missing", "restore the file") from None
    except OSError as error:
        raise UnusableInput(shown_path(path), f"cannot be read ({error.strerror})") from None


def _decode(data: bytes, path: Path, line: int) -> str:
    """`data`, which starts on `line` of the file, as text."""
    where = f"{shown_path(path)}:1"
    is_table = path.suffix == ".csv"
    do = TIDY if is_table else "save it as UTF-8 without BOM"
    if line == 1 and data.startswith(b"\xef\xbb\xbf"):
        raise UnusableInput(where, "starts with a byte order mark", do)
    if line == 1 and (kind := no_text(data)):
        if "UTF-16" not in kind:
            do = "save it as UTF-8 without BOM"
        raise UnusableInput(where, f"is {kind}", do)
    for byte, found, do in (
        (b"\0", "NUL byte", "remove it"),
        (b"\r", "carriage return", TIDY if is_table else "save it with LF line ends"),
    ):
        if byte in data:
            line += data.count(b"\n", 0, data.index(byte))
            raise UnusableInput(f"{shown_path(path)}:{line}", f"holds a {found}", do)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line += data.count(b"\n", 0, error.start)
        wrong = f"is not UTF-8: it holds the byte 0x{data[error.start]:02x}"
        raise UnusableInput(f"{shown_path(path)}:{line}", wrong, "save it as UTF-8") from None


def _split(path: Path, first: int, block: str, width: int) -> tuple[list[str], list[int]]:
    """The fields of a block of whole rows, and the line on which each row starts.

    Every row has `width` fields; where that is 0, as many as the first.
    """
    pieces = block.split('"')
    # With a NUL for what stands between two marks, every comma that is left parts two fields, every
    # line end two rows.
    text = "\0".join(pieces[::2])
    rows = text.split("\n")
    fields = text.replace("\n", ",").split(",")
    width = width or rows[0].count(",") + 1
    is_whole = len(pieces) % 2 == 1 and len(block) <= MAX_ROW
    is_even = all(row.count(",") == width - 1 for row in rows)
    if not (is_whole and is_even and _put_back(fields, pieces[1::2])):
        raise _row_fault(path, first, pieces, rows, width)
    return fields, _starts(first, pieces, rows)


def _put_back(fields: list[str], quoted: Sequence[str]) -> bool:
    """Put what stood between marks in its place; False if a field has more to it than the marks
    around it.

    A field of several pieces has doubled marks between them, each of which stands for one.
    """
    used = 0
    places = [place for place, field in enumerate(fields) if "\0" in field]
    for place in places:
        marks = fields[place]
        if marks.strip("\0"):
            return False
        end = used + len(marks)
        fields[place] = '"'.join(quoted[used:end])
        used = end
    return True


def _starts(first: int, pieces: Sequence[str], rows: Sequence[str]) -> list[int]:
    """The line on which each row starts: a field between marks may run over several."""
    quoted = pieces[1::2]
    if "\n" not in "".join(quoted):
        return list(range(first, first + len(rows)))
    starts = []
    line = first
    used = 0
    for row in rows:
        starts.append(line)
        end = used + row.count("\0")
        words = "".join(quoted[used:end])
        line += words.count("\n") + 1
        used = end
    return starts


def _row_fault(
    path: Path, first: int, pieces: Sequence[str], rows: Sequence[str], width: int
) -> UnusableInput:
    """What is wrong with the first faulty row of a block that has one."""
    starts = _starts(first, pieces, rows)
    for line, row in zip(starts, rows, strict=True):
        if fault := _fault(row, width):
            return UnusableInput(f"{shown_path(path)}:{line}", *fault)
    # The last row ends the block, because it has an odd mark or because it is long.
    too_long = f"is a row of more than {MAX_ROW:,} characters", "shorten it"
    fault = too_long if len(pieces) % 2 else _STRAY_MARK
    return UnusableInput(f"{shown_path(path)}:{starts[-1]}", *fault)


def _fault(row: str, width: int) -> tuple[str, str] | None:
    """What is wrong with a row that has NULs in place of what stood between marks, and what to
    do.
    """
    fields = row.split(",")
    for field in fields:
        if "\0" in field and field.strip("\0"):
            return _STRAY_MARK
    if not row and width > 1:
        return "is an empty line", "mend the line; quote a cell that holds a comma"
    if len(fields) != width:
        wrong = f"has {counted(len(fields), 'field')} where the header has {width}"
        return wrong, "mend the line; quote a cell that holds a comma"
    return None


# ---- spreadsheets

# What makes a spreadsheet read a cell as a formula, in plain width.
FORMULA = ("=", "+", "-", "@")
_FILLERS = "\u115f\u1160"  # letters that do not show
# What parts cells where a comma does not: spreadsheets of other countries part them by semicolons,
# pasted ones by tabs.
_PIECE = re.compile(r"(?<=[;\t\r\n])[^;\t\r\n]+")
# Where a table may have such a cell: behind what parts two of them, with nothing but what is no
# letter in between.
_SUSPECT = re.compile(
    r"(?:^|[,;\t\r])(?:[^\w,\n]|[\u115f\u1160\u3164\uffa0])*[=+\-@＝＋－＠﹦﹢﹣﹫⁺₊⩵⩶\t\r]",
    re.MULTILINE,
)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula: by its first character that shows, in
    any width.

    White space, what does not show and quotation marks before it do not count, as spreadsheets trim
    them; a number with its sign is none.
    """
    if cell.startswith(("\t", "\r")):
        return True
    if re.fullmatch(r"[-+]?\d+(\.\d+)?", cell):
        return False
    for char in unicodedata.normalize("NFKC", cell):
        if char != '"' and char not in _FILLERS and unicodedata.category(char)[0] not in "CMZ":
            return char in FORMULA
    return False


def harmless(cell: str) -> str:
    """A cell of which no spreadsheet takes anything for a formula: with an apostrophe before what
    one would.

    That is the cell, or a piece of it behind a semicolon, a tab or a line end, at which a
    spreadsheet may part it.
    """
    return _marked(_PIECE.sub(lambda piece: _marked(piece[0]), cell))


def _marked(words: str) -> str:
    return f"'{words}" if is_formula(words) else words


def harmless_markup(markup: str) -> str:
    """The HTML of a table's cell, from which it may be copied into a spreadsheet, with a mark
    before a formula.

    The mark is an apostrophe that opens no quotation.
    """
    words = html.unescape(re.sub("<[^>]*>", "", markup))
    return f"’{markup}" if is_formula(words) else markup


# A field of a CSV file, quotes included, and what ends it.
_TOKEN = re.compile(r'("(?:[^"]|"")*"|[^,\n]*)(,|\n|\Z)')


def harmless_table(data: bytes) -> bytes:
    """The same CSV file with every cell made harmless; all other bytes stay as they are."""
    text = data.decode()
    if not _SUSPECT.search(text):
        return data
    return _TOKEN.sub(_harmless_token, text).encode()


def _harmless_token(token: re.Match[str]) -> str:
    words, end = token.groups()
    cell = words
    if words.startswith('"'):
        cell = words[1:-1].replace('""', '"')
    marked = harmless(cell)
    if marked == cell:
        return words + end
    return _quoted(marked) + end


# ---- writing


def replace_fields(path: Path, changes: Mapping[int, Mapping[str, str]]) -> None:
    """Set cells of a CSV file, `{row from 0: {column: text}}`; every other byte of the file stays
    as it is.

    Raises UnusableInput if the file cannot be read, has no such row, or could not be read back; it
    is then left alone.
    """
    header, _, lines = read_csv(path)
    if changes and max(changes) >= len(lines):
        wrong = f"has only {counted(len(lines), 'row')}, not {max(changes) + 1}"
        raise UnusableInput(shown_path(path), wrong, "read it again")
    wanted = {}
    for row, cells in changes.items():
        for name, cell in cells.items():
            wanted[row + 1, header.index(name)] = cell
    pieces = []
    row = column = 0
    for token in _TOKEN.finditer(read_text(path)):
        words, end = token.groups()
        if (row, column) in wanted:
            words = _token(wanted[row, column], path)
        pieces += [words, end]
        if end == ",":
            column += 1
        else:
            row += 1
            column = 0
    write_atomic(path, "".join(pieces).encode())


def append_rows(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Add rows to the end of a CSV file, each by the names of its columns, those without one empty.

    Raises UnusableInput as `read_csv` does.
    """
    header, _, _ = read_csv(path)
    lines = [read_text(path).removesuffix("\n")]
    for row in rows:
        cells = [row.get(name, "") for name in header]
        lines.append(",".join(_token(cell, path) for cell in cells))
    write_atomic(path, ("\n".join(lines) + "\n").encode())


def _token(cell: str, path: Path) -> str:
    if "\0" in cell or "\r" in cell or len(cell) > MAX_ROW:
        do = "no NUL, no carriage return, no oversized cell"
        raise UnusableInput(shown_path(path), f"cannot hold {shown(cell)}", do)
    return _quoted(cell) if re.search(r'[,"\n]', cell) else cell


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def write_atomic(path: Path, data: bytes) -> None:
    """Replace the file by `data` at once: a reader, or a crash, sees the old bytes or the new,
    never a part of them.
    """
    replace_files({path: data})


def replace_files(files: Mapping[Path, bytes]) -> None:
    """Replace files, each at once and in this order, and none of them unless all could be written.

    Raises OSError that names the file to be replaced, not the temporary one beside it.
    """
    written: dict[Path, Path] = {}
    path = Path()
    try:
        for path, data in files.items():
            target = path.resolve()  # a link keeps pointing where it did
            mark = os.urandom(8).hex()
            temporary = target.with_name(f".{target.name}.{mark}.tmp")
            written[temporary] = target
            _write_new(temporary, data, target)
        for temporary, path in written.items():
            temporary.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        for temporary in written:
            with suppress(OSError):  # where nothing can be written, nothing was
                temporary.unlink(missing_ok=True)


def is_new(path: Path, content: bytes) -> bool:
    """Whether a file has other bytes than these, or is not there."""
    return not path.is_file() or path.read_bytes() != content


def _write_new(path: Path, data: bytes, like: Path) -> None:
    with path.open("xb") as file:
        if like.exists():
            os.fchmod(file.fileno(), like.stat().st_mode & 0o777)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def unpack(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, by their names in it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
