"""Tables as a spreadsheet saved them, beside what they should be."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from itertools import islice
from pathlib import Path

from analysis.errors import counted
from analysis.record.spreadsheets import canonical
from analysis.record.tables import load_package

MOST_LINES = 20  # of the differences of one table that are shown
MOST_CHARACTERS = 160  # of one of them


@dataclass(frozen=True)
class Tidied:
    """A table that is not as it should be: its text before and after, and what was found."""

    path: Path
    before: str
    after: str
    found: list[str]


def tidied(data: Path) -> list[Tidied]:
    """The tables in a folder that are not in canonical form. Raises UnusableInput for one that
    cannot be read.
    """
    tables = []
    for resource in load_package(data).resources.values():
        path = data / resource.path
        before, after, found = canonical(path, resource.columns)
        if found:
            tables.append(Tidied(path, before, after, found))
    return tables


def differences(table: Tidied) -> Iterator[str]:
    """The lines that would change, of a long table the first of them. Line ends and encoding are
    none: where only these change there is no line.
    """
    changes = unified_diff(
        table.before.splitlines(),
        table.after.splitlines(),
        n=0,
        lineterm="",
    )
    lines = [line for line in islice(changes, 2, None) if not line.startswith("@@")]
    for line in lines[:MOST_LINES]:
        yield line[:MOST_CHARACTERS]
    more = len(lines) - MOST_LINES
    if more > 0:
        yield f"… and {counted(more, 'more line')}"
