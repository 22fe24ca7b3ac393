"""Rebuild what changed as files are saved: one line for each build.

A build runs in a process of its own, so that it goes by the files as they were saved, those of the
package too.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path

from analysis.build.progress import Event
from analysis.errors import UnusableInput, counted
from analysis.text.cuts import first_sentence

WATCHED = ("data", "notebooks", "analysis")  # folders of a project
ENDINGS = (".csv", ".ipynb", ".json", ".py", ".toml", ".txt")
WRITTEN = ("verified.json", "drafts.json")  # by the build itself
PROGRAM = [sys.executable, "-m", "analysis"]


def is_watched(name: str) -> bool:
    """Whether a build may rest on a file of this name, and does not write it itself."""
    path = Path(name)
    if path.suffix not in ENDINGS or path.name in WRITTEN:
        return False
    return not any(part.startswith(".") for part in path.parts)


def saved(root: Path) -> Iterator[list[str]]:
    """The names of files that were saved in a project, time after time, until it is interrupted.

    Raises UnusableInput where the library that watches files is missing.
    """
    try:
        watchfiles = import_module("watchfiles")
    except ImportError:
        wrong = "needs watchfiles, which is not installed here"
        raise UnusableInput("watch", wrong, "run `make watch`") from None
    folders = [root / name for name in WATCHED]
    present = [folder for folder in folders if folder.is_dir()]
    for changes in watchfiles.watch(*present, raise_interrupt=False):
        names = set()
        for _, file in changes:
            path = Path(file).relative_to(root)
            names.add(path.as_posix())
        found = sorted(filter(is_watched, names))
        if found:
            yield found


def watch(root: Path, tell: Callable[[str], None], changes: Iterable[list[str]]) -> None:
    """Build once, then after each of the changes; tell each time in one line what came of it."""
    watched = ", ".join(WATCHED)
    tell(f"watching {watched}: {rebuilt(root)}")
    for first, *others in changes:
        saved_files = f"{first} and {len(others)} more" if others else first
        tell(f"{saved_files}: {rebuilt(root)}")


def rebuilt(root: Path) -> str:
    """Build what is not fresh; on one line how many reports were built, and what failed."""
    command = [*PROGRAM, "--project", str(root), "report", "--json"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True)
    events = _events(run.stdout)
    if "done" not in events:
        problem = _first_problem(run.stderr) or f"the build ended with status {run.returncode}"
        return f"not built: {first_sentence(problem)}"
    [done] = events["done"]
    built = counted(done["built"], "report")
    words = f"{built} built in {done['seconds']:.1f} s"
    failed = events.get("failed")
    if failed:
        question = failed[0]["question"]
        problem = first_sentence(failed[0]["problem"])
        words += f", {len(failed)} failed: {question}: {problem}"
    return words


def _first_problem(told: str) -> str:
    """The first line that a build told beside its events and that is no warning; "" for none."""
    for line in told.splitlines():
        if line.strip() and not line.startswith("warning: "):
            return line
    return ""


def _events(said: str) -> dict[str, list[Event]]:
    """What a build told among the lines that it said, by kind."""
    found: dict[str, list[Event]] = {}
    for line in said.splitlines():
        if line.startswith("{"):
            event = json.loads(line)
            found.setdefault(event["event"], []).append(event)
    return found
