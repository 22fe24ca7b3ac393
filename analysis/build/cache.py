"""Which reports are fresh: what each run rests on, with a fingerprint of each thing, against what
stands there now.

That is its question, its notebook, this package as a whole, each row that it looked up in the
record, each selection of rows that it made, and each other file that a cell opened.

Beside the reports, ``reports/.build/<question>.json`` remembers of the last run what it used, in
which environment, and which files were published. A report is fresh while all of these are as they
were; it is behind if only the environment is of another version. This module imports neither
Jupyter nor pandas, so that finding nothing to do takes no time.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from analysis.build.questions import LIST, Question, owner
from analysis.fingerprints import LOCKED, digest, digest_of, environment, read_package
from analysis.record.csvfiles import DATA, source_dirs, unpack, write_atomic
from analysis.record.csvfiles import PACKAGE as PACKAGE_FILE

STATE = "reports/.build"
# What stands in each chart that this project draws: the rule for its letters, as `charts` writes
# it.
MARK = (
    b"text{font-family: 'DejaVu Sans', Verdana, 'Noto Sans', sans-serif, 'Noto Sans Khmer', "
    b"'Khmer OS'}</style>"
)
CODE = "analysis/"  # this package, as one thing that every report rests on
# What a run or the archive of all reports may use, in the project's folder; of the package, all but
# compiled files.
PATTERNS = ("notebooks/*.ipynb", LIST, LOCKED, "LICENSE*")
TEXTS = "data/sources/"
TABLES = ("*.csv", "*.json", "README.md", "sources/*.txt")  # in its folder of tables


@dataclass(frozen=True)
class State:
    """What the last run of a question used and published; of a failed one its problem, and since
    which day it fails.
    """

    inputs: str = ""
    uses: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    since: str = ""


def read_state(root: Path, id: str) -> State:
    """The state of a question's report; an empty one where there is none, or none that can be
    read.
    """
    try:
        return State(**json.loads((root / STATE / f"{id}.json").read_bytes()))
    except (OSError, ValueError, TypeError):
        return State()


def write_state(root: Path, id: str, state: State) -> None:
    """Remember the state of a question's report."""
    (root / STATE).mkdir(parents=True, exist_ok=True)
    write_atomic(
        root / STATE / f"{id}.json", json.dumps(asdict(state), ensure_ascii=False).encode()
    )


def file_digests(root: Path, names: Iterable[str]) -> dict[str, str]:
    """The digests of files by name; "" for one that is not there."""
    paths = {name: root / name for name in names}
    return {
        name: digest(path.read_bytes()) if path.is_file() else "" for name, path in paths.items()
    }


def stray_charts(root: Path, ids: Iterable[str]) -> list[Path]:
    """The charts of this project and their data in ``figures/`` that belong to none of these
    questions.
    """
    return [path for path in _of_no_question(root, ids) if was_drawn_here(path)]


def foreign_charts(root: Path, ids: Iterable[str]) -> list[Path]:
    """The charts and tables in ``figures/`` that belong to none of these questions and that someone
    else put there.
    """
    return [path for path in _of_no_question(root, ids) if not was_drawn_here(path)]


def _of_no_question(root: Path, ids: Iterable[str]) -> list[Path]:
    known = list(ids)
    charts = (
        path for path in sorted((root / "figures").glob("*.*")) if path.suffix in (".csv", ".svg")
    )
    return [path for path in charts if path.is_file() and not owner(path.stem, known)]


def was_drawn_here(path: Path) -> bool:
    """Whether a file is one of the two that this project writes for a chart: the picture, with
    `MARK`, and its rows.
    """
    picture, rows = path.with_suffix(".svg"), path.with_suffix(".csv")
    return (
        path in (picture, rows)
        and picture.is_file()
        and rows.is_file()
        and MARK in picture.read_bytes()
    )


class Inputs:
    """Everything that runs may use, as it stands when this is made: the files, by their names in
    the project.

    `package` has the files of this package as they were read before anything imported them, for the
    same reason.
    """

    def __init__(self, root: Path, package: Mapping[str, bytes] | None = None) -> None:
        self.root = root
        self.package = read_package() if package is None else package
        self.data = (
            root / DATA.name if (root / DATA.name / PACKAGE_FILE).is_file() else DATA
        )  # as Record.load has it
        texts = source_dirs(self.data)[0]
        paths = {
            path.relative_to(root).as_posix(): path for name in PATTERNS for path in root.glob(name)
        }
        paths |= {
            f"data/{path.relative_to(self.data).as_posix()}": path
            for name in TABLES
            for path in self.data.glob(name)
        }
        paths |= {f"{TEXTS}{path.name}": path for path in texts.glob("*.txt")}
        self.files = {name: path.read_bytes() for name, path in sorted(paths.items())}

    @cached_property
    def given(self) -> dict[str, bytes]:
        """The files that a run is given: all but the source texts, of which it is told which are
        held.

        A run needs no more, and what is not given cannot stay in the temporary folder of a worker
        that dies.
        """
        from analysis.record.verify import HELD, brief

        texts = {name: content for name, content in self.files.items() if name.startswith(TEXTS)}
        briefs = {name.removeprefix(TEXTS): brief(content) for name, content in texts.items()}
        others = {name: content for name, content in self.files.items() if name not in texts}
        return others | {f"data/{HELD}": json.dumps(briefs).encode()}

    @cached_property
    def digest(self) -> str:
        """One fingerprint of all of it and of the environment."""
        return digest(json.dumps(self.environment), digest_of({**self.files, **self.package}))

    @cached_property
    def environment(self) -> dict[str, str]:
        """What would run here now."""
        return environment(self.files)

    @cached_property
    def code(self) -> str:
        """One fingerprint of all files of this package: templates, styles and code."""
        return digest_of(self.package)

    @cached_property
    def records(self) -> dict[str, Any]:
        """The record by scope, of the files that runs are given, whatever was changed meanwhile."""
        from tempfile import TemporaryDirectory

        from analysis.record.record import SCOPES, Record

        with TemporaryDirectory(prefix="files-") as folder:
            unpack(
                {name: content for name, content in self.given.items() if name.startswith("data/")},
                Path(folder),
            )
            return {scope: Record.load(Path(folder, "data"), scope) for scope in SCOPES}

    def always(self, question: Question) -> list[str]:
        """What every run of a question rests on: itself, its notebook, the contract of the tables,
        this package.
        """
        return [
            f"{LIST} {question.id}",
            f"notebooks/{question.notebook}.ipynb",
            "data/datapackage.json",
            CODE,
        ]

    def fingerprint(self, question: Question, use: str) -> str:
        """The fingerprint of one thing that a question's run used; "" if there is no such thing."""
        if use == f"{LIST} {question.id}":
            return digest(
                json.dumps(
                    [question.text, question.notebook, dict(question.parameters)], sort_keys=True
                )
            )
        if use == CODE:
            return self.code
        if use in self.files:
            return digest(self.files[use])
        return self._of_rows(use)

    @cached_property
    def _of_rows(self) -> Callable[[str], str]:
        """The fingerprint of a look-up in the record, remembered: reports share most of them."""
        return cache(self._fingerprint_of_rows)

    def _fingerprint_of_rows(self, use: str) -> str:
        path, _, key = use.partition(" ")
        if path.startswith("data/") and key:
            *_, whole = self.records.values()
            return str(self.records.get(key.partition(" ")[0], whole).fingerprint(use))
        return ""

    def state(
        self,
        question: Question,
        used: Iterable[str],
        outputs: Mapping[str, str],
        ran: Mapping[str, str] | None = None,
    ) -> State:
        """The state of a report that was just made, where `ran` is the environment, if not here."""
        uses = {
            use: self.fingerprint(question, use) for use in sorted({*used, *self.always(question)})
        }
        return State(self.digest, uses, ran or self.environment, outputs)


def why(inputs: Inputs, question: Question, state: State) -> str:
    """Why a report has to be built, in words; "" if it is fresh, and words that begin with "behind"
    if it is behind.
    """
    if state.problem:
        return "failed last time"
    if not state.outputs:
        return "not built yet"
    found = file_digests(inputs.root, state.outputs)
    if wrong := [name for name, known in state.outputs.items() if found[name] != known]:
        return f"{_listed(wrong)} {'is' if len(wrong) == 1 else 'are'} not as published"
    if state.inputs == inputs.digest:
        return ""
    if changed := [
        use for use, known in state.uses.items() if inputs.fingerprint(question, use) != known
    ]:
        return f"{_listed(changed)} changed"
    return _behind(state.environment, inputs.environment)


def _behind(was: Mapping[str, str], now: Mapping[str, str]) -> str:
    names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    changes = [f"{name} {was.get(name, 'absent')} → {now.get(name, 'absent')}" for name in names]
    return f"behind: {_listed(changes)}" if changes else ""


def _listed(names: Sequence[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
