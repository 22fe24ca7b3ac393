"""Fill in what is said of a text as a whole: its hash, its length, and where its regions stand.

In regions.csv `start` may hold the first words of a region, and `end` its last. An empty `end`
runs to the next region of the source, an empty `start` from the end of the one before, so that the
first words of each are enough. Rows stand in the order of the text.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import AnchorError, RecordError, shown
from analysis.record.cells import rows_of
from analysis.record.csvfiles import replace_fields
from analysis.record.tables import Table, Tables, place
from analysis.record.verify import bytes_fault
from analysis.text import anchors
from analysis.text.anchors import MOST_LISTED

Changes = dict[int, dict[str, str]]  # cells by row


def fill_sources(sources: Table, folders: Iterable[Path]) -> tuple[int, list[RecordError]]:
    """Write hash and length of each text that has a file and neither; the number of rows filled,
    and a problem for each file that is no text.
    """
    changes: Changes = {}
    problems: list[RecordError] = []
    folders = list(folders)
    for row, cells in enumerate(sources.records()):
        name = cells["file"]
        if not name or cells["sha256"] or cells["chars"]:
            continue
        path = _found(name, folders)
        if path is None:
            where = place(sources, row, "file")
            wrong = f"{shown(name)} is in no folder of source texts"
            problems.append(AnchorError(where, wrong, _HOLD))
            continue
        raw = path.read_bytes()
        fault = bytes_fault(path.name, raw)
        if fault:
            problems.append(fault.error(sources, row))
            continue
        text = raw.decode()
        changes[row] = {
            "sha256": hashlib.sha256(raw).hexdigest(),
            "chars": str(len(text)),
        }
    if changes:
        replace_fields(sources.path, changes)
    return len(changes), problems


def _found(name: str, folders: Iterable[Path]) -> Path | None:
    """The file of this name in the first folder that has it."""
    for folder in folders:
        path = folder / name
        if path.is_file():
            return path
    return None


_HOLD = "put the file into data/sources/, or empty the cell of a source that is only cited"


# ---- regions


def fill_regions(tables: Tables, texts: Mapping[str, str]) -> tuple[int, list[RecordError]]:
    """Write the offsets, and where it is empty the id, of each region that gives words or nothing
    in their place; the number of rows filled, and the first problem of each source that cannot be.
    """
    regions = tables["regions"]
    problems: list[RecordError] = []
    changes: Changes = {}
    for source, rows in _waiting(regions).items():
        try:
            if source not in texts:
                wrong = f"the text of {shown(source)} is not held"
                raise _Unplaced(0, "start", wrong, "put its file in data/sources/")
            found = _places(
                texts[source],
                _cells(regions, "start", rows),
                _cells(regions, "end", rows),
            )
        except _Unplaced as error:
            row = rows[error.at]
            where = place(regions, row, error.column)
            problems.append(AnchorError(where, error.wrong, error.do))
            continue
        for row, (start, end) in zip(rows, found, strict=True):
            changes[row] = {"start": str(start), "end": str(end)}
    _name(regions, changes)
    if changes:
        replace_fields(regions.path, changes)
    return len(changes), problems


def _cells(table: Table, column: str, rows: Iterable[int]) -> list[str]:
    cells = table.column(column)
    return [cells[row] for row in rows]


def _waiting(regions: Table) -> dict[str, list[int]]:
    """The rows of each source of which a region has no offsets or no id yet."""
    rows = defaultdict(list)
    waiting = set()
    columns = ("source_id", "region_id", "start", "end")
    for row, (source, id_, start, end) in rows_of(regions, *columns):
        rows[source].append(row)
        if not (id_ and start.isdecimal() and end.isdecimal()):
            waiting.add(source)
    return {source: rows[source] for source in rows if source in waiting}


def _name(regions: Table, changes: Changes) -> None:
    """Add an id to the changes of each region that has none: source, kind and a number."""
    columns = ("region_id", "source_id", "kind")
    ids = set(regions.column("region_id"))
    for row, (id_, source, kind) in rows_of(regions, *columns):
        if id_ or row not in changes:
            continue
        number = 1
        while (new := f"{source}-{kind}-{number}") in ids:
            number += 1
        ids.add(new)
        changes[row]["region_id"] = new


@dataclass
class _Unplaced(Exception):
    """The region at this index, and the cell of it, that have no certain place."""

    at: int
    column: str
    wrong: str
    do: str


def _places(text: str, starts: Sequence[str], ends: Sequence[str]) -> list[tuple[int, int]]:
    """The offsets of the regions of a text, in its order, from the cells of start and end."""
    firsts = _offsets(text, "start", starts)
    lasts = _offsets(text, "end", ends, firsts)
    found: list[tuple[int, int]] = []
    begins = 0
    following = [*firsts[1:], len(text)]
    for at, (start, end, after) in enumerate(zip(firsts, lasts, following, strict=True)):
        if end < 0:
            if after < 0:
                wrong = "is empty, and so is the start of the next region"
                do = "give the last words of this region, or the first of the next"
                raise _Unplaced(at, "end", wrong, do)
            before = text[:after].rstrip()
            end = len(before)
        if start < 0:
            start = _skipped(text, begins)
        found.append((start, end))
        begins = end
    return found


def _skipped(text: str, at: int) -> int:
    """The offset of the first character from `at` on that is no white space."""
    rest = text[at:].lstrip()
    return len(text) - len(rest)


def _offsets(text: str, column: str, cells: Sequence[str], starts: Sequence[int] = ()) -> list[int]:
    """The offset that each cell gives, -1 for an empty one. Words are looked for between what is
    certain before and after them; those of an end behind its start.
    """
    hits = [_hits(text, column, cell) for cell in cells]
    sure = [found[0] if len(found) == 1 else -1 for found in hits]
    for at, cell in enumerate(cells):
        if not cell:
            continue
        after = at + 1
        low = max([0, *sure[:at], *starts[at:after]])
        later = [*sure[after:], *starts[after:], len(text)]
        high = min(offset for offset in later if offset >= 0)
        between = [offset for offset in hits[at] if low <= offset <= high]
        if len(between) != 1:
            wrong, do = _why(text, cell, between or hits[at])
            raise _Unplaced(at, column, wrong, do)
        sure[at] = between[0]
    return sure


def _hits(text: str, column: str, cell: str) -> list[int]:
    """Where a cell may mean: its offset, or where its words begin, or of an end stop."""
    if not cell:
        return []
    if cell.isdecimal():
        return [int(cell)]
    spans = anchors.locate(text, cell)
    if column == "start":
        return [span.start for span in spans]
    return [span.end for span in spans]


def _why(text: str, cell: str, offsets: Sequence[int]) -> tuple[str, str]:
    """What is wrong with words that have not one place, and what to do."""
    if not offsets:
        near = anchors.find(text, cell).context
        wrong = f"{shown(cell)} stands nowhere in the source"
        if near:
            wrong += f'; nearest: "…{near}…"'
        return wrong, "give the words as they stand"
    where = ", ".join(map(str, offsets[:MOST_LISTED]))
    times = len(offsets)
    if times == 1:
        wrong = f"{shown(cell)} stands at {where}, out of the order of the regions"
    else:
        wrong = f"{shown(cell)} stands {times} times, at {where}"
    do = "give more words, or the offset; the regions of a source stand in the order of its text"
    return wrong, do
