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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate, repeat
from pathlib import Path
from typing import NamedTuple

from analysis.errors import UnusableInput, counted, shown, shown_path

DATA = Path(__file__).parents[2] / "data"  # this project's tables, and their contract
# the tables of this project, and their contract
PACKAGE = "datapackage.json"
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
_STRAY_MARK = (
    "has a quotation mark outside a quoted cell, or none that closes one",
    "quote the cell and double the mark",
)


def no_text(data: bytes) -> str:
    """What a file is that is no text in UTF-8, by the bytes that it begins with; "" where these do
    not tell.
    """
    kind = next((kind for begins, kind in NO_TEXTS.items() if data.startswith(begins)), "")
    return kind or ("text in UTF-16" if b"\0" in data[:2] and len(data) > 1 else "")


class Content(NamedTuple):
    """The header, the cells of each column below it, and the line of the file on which each row
    starts.
    """

    header: tuple[str, ...]
    columns: list[list[str]]
    lines: list[int]


def source_dirs(data: Path) -> tuple[Path, Path]:
    """Where texts are looked for: in shared/sources beside the project, then in sources/ next to
    the tables.
    """
    return data.resolve().parent.parent / "shared" / "sources", data / "sources"


# ---- reading


def read_text(path: Path) -> str:
    """The text of a file. Raises UnusableInput: missing, unreadable, not UTF-8, BOM, NUL, CR."""
    return "".join(block for _, block in _blocks(path))


def read_csv(path: Path) -> Content:
    """The content of a CSV file. Raises UnusableInput as `read_text` does, and for a ragged or
    oversized row.
    """
    columns: list[list[str]] = []
    shared: list[dict[str, str]] = []
    lines: list[int] = []
    for line, block in _blocks(path):
        fields, starts = _split(path, line, block.removesuffix("\n"), len(columns))
        width = len(fields) // len(starts)
        if not columns:
            columns, shared = [[] for _ in range(width)], [{} for _ in range(width)]
        for n, (column, known) in enumerate(zip(columns, shared, strict=True)):
            cells = fields[n::width]
            column += map(known.setdefault, cells, cells) if len(known) < SHARED else cells
        lines += starts
    return Content(tuple(column.pop(0) for column in columns), columns, lines[1:])


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
    if line == 1 and data.startswith(b"\xef\xbb\xbf"):
        raise UnusableInput(
            f"{shown_path(path)}:1", "starts with a byte order mark", "save it as UTF-8 without BOM"
        )
    if line == 1 and (kind := no_text(data)):
        raise UnusableInput(f"{shown_path(path)}:1", f"is {kind}", "save it as UTF-8 without BOM")
    for byte, found, do in (
        (b"\0", "NUL byte", "remove it"),
        (b"\r", "carriage return", "save it with LF line ends"),
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
    rows, flat = text.split("\n"), text.replace("\n", ",")
    width = width or rows[0].count(",") + 1
    fields = flat.split(",")
    places = accumulate(map(str.count, flat.split("\0")[:-1], repeat(",")))
    is_whole = (
        len(pieces) % 2 == 1
        and len(block) <= MAX_ROW
        and {*map(str.count, rows, repeat(","))} == {width - 1}
    )
    if not (is_whole and _put_back(fields, places, pieces[1::2])):
        raise _row_fault(path, first, pieces, rows, width)
    return fields, _starts(first, pieces, rows)


def _put_back(fields: list[str], places: Iterable[int], quoted: Sequence[str]) -> bool:
    """Put what stood between marks in its place; False if a field has more to it than the marks
    around it.

    A field of several pieces has doubled marks between them, each of which stands for one.
    """
    used = 0
    for place in dict.fromkeys(places):
        if (marks := fields[place]) == "\0":
            fields[place] = quoted[used]
        elif marks.strip("\0"):
            return False
        else:
            fields[place] = '"'.join(quoted[used : used + len(marks)])
        used += len(marks)
    return True


def _starts(first: int, pieces: Sequence[str], rows: Sequence[str]) -> list[int]:
    """The line on which each row starts: a field between marks may run over several."""
    if not any("\n" in piece for piece in pieces[1::2]):
        return list(range(first, first + len(rows)))
    quoted = iter(pieces[1::2])
    heights = [1 + sum(next(quoted).count("\n") for _ in range(row.count("\0"))) for row in rows]
    return list(accumulate(heights[:-1], initial=first))


def _row_fault(
    path: Path, first: int, pieces: Sequence[str], rows: Sequence[str], width: int
) -> UnusableInput:
    """What is wrong with the first faulty row of a block that has one."""
    starts = _starts(first, pieces, rows)
    too_long = f"is a row of more than {MAX_ROW:,} characters", "shorten it"
    faults = (
        (line, fault)
        for line, row in zip(starts, rows, strict=True)
        if (fault := _fault(row, width))
    )
    # The last row ends the block, because it has an odd mark or because it is long.
    line, (wrong, do) = next(faults, (starts[-1], too_long if len(pieces) % 2 else _STRAY_MARK))
    return UnusableInput(f"{shown_path(path)}:{line}", wrong, do)


def _fault(row: str, width: int) -> tuple[str, str] | None:
    """What is wrong with a row that has NULs in place of what stood between marks, and what to
    do.
    """
    fields = row.split(",")
    if any(field.strip("\0") for field in fields if "\0" in field):
        return _STRAY_MARK
    if len(fields) != width:
        wrong = (
            f"has {counted(len(fields), 'field')} where the header has {width}"
            if row
            else "is an empty line"
        )
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


def harmless_table(data: bytes) -> bytes:
    """The same CSV file with every cell made harmless; all other bytes stay as they are."""
    text = data.decode()
    if not _SUSPECT.search(text):
        return data
    pieces, kept = [], 0
    for _, start, end in _tokens(text):
        token = text[start:end]
        cell = token[1:-1].replace('""', '"') if token.startswith('"') else token
        if (marked := harmless(cell)) != cell:
            doubled = marked.replace('"', '""')
            pieces += [text[kept:start], f'"{doubled}"']
            kept = end
    return ("".join(pieces) + text[kept:]).encode()


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
    wanted = {
        (row + 1, header.index(name)): cell
        for row, cells in changes.items()
        for name, cell in cells.items()
    }
    text = read_text(path)
    pieces, kept = [], 0
    for at, start, end in _tokens(text):
        if at in wanted:
            pieces += [text[kept:start], _token(wanted[at], path)]
            kept = end
    write_atomic(path, ("".join(pieces) + text[kept:]).encode())


def _tokens(text: str) -> Iterator[tuple[tuple[int, int], int, int]]:
    """((row, field), start, end) of every field of CSV `text`, quotes included; row 0 is the
    header.
    """
    row = column = 0
    for match in re.finditer(r'("(?:[^"]|"")*"|[^,\n]*)(,|\n|\Z)', text):
        yield (row, column), match.start(1), match.end(1)
        row, column = (row, column + 1) if match[2] == "," else (row + 1, 0)


def _token(cell: str, path: Path) -> str:
    if "\0" in cell or "\r" in cell or len(cell) > MAX_ROW:
        wrong = f"cannot hold {shown(cell)}"
        raise UnusableInput(
            shown_path(path), wrong, "no NUL, no carriage return, no oversized cell"
        )
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[,"\n]', cell) else cell


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
            temporary = target.with_name(f".{target.name}.{os.urandom(8).hex()}.tmp")
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
