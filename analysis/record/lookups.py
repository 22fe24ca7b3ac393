"""What is looked up in the record, and which files are opened, from the beginning of a run to its
end.

Nobody declares what a report rests on: the record notes each row and selection that it hands out,
and an audit hook sees each file that is opened. This module knows nothing of builds; whoever runs a
notebook asks it.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


@dataclass
class Lookups:
    """The look-ups noted and the paths of the files opened by one run."""

    noted: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)

    def files(self, root: Path) -> set[str]:
        """The opened files in the folder `root`, by their names in it; not those of this
        package.
        """
        names = set()
        for opened in self.opened:
            path = Path(os.path.realpath(opened))
            if path.is_relative_to(root) and PACKAGE not in path.parents:
                names.add(path.relative_to(root).as_posix())
        return names


_running: list[tuple[Lookups, Path]] = []  # at most one: a process runs one notebook at a time
_unseen: list[str] = []  # not empty while the record itself reads its tables


def begin() -> None:
    """Begin a run in the project whose ``notebooks/`` is the working folder; what an earlier one
    noted is forgotten.
    """
    _running[:] = [(Lookups(), Path.cwd().parent.resolve())]


def end() -> str:
    """End the run; returns what it looked up and opened, by name and in order, as a JSON array."""
    lookups, root = _running.pop()
    return json.dumps(sorted(lookups.noted | lookups.files(root)))


def is_running() -> bool:
    """Whether a run has begun and not ended: cells are run by a build, and not by a person."""
    return bool(_running)


def note(name: str) -> None:
    """Note something that was looked up, such as ``data/figures.csv kt-572``; outside of a run
    nothing is noted.
    """
    for lookups, _ in _running:
        lookups.noted.add(name)


@contextmanager
def unseen() -> Iterator[None]:
    """Leave out the files that are opened meanwhile: their reader notes more exactly what is looked
    up in them.
    """
    _unseen.append("")
    try:
        yield
    finally:
        _unseen.pop()


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _running and not _unseen and isinstance(arguments[0], str):
        for lookups, _ in _running:
            lookups.opened.add(str(Path.cwd() / arguments[0]))


sys.addaudithook(_audit)
