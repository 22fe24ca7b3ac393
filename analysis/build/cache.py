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
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from analysis.build.notebooks import canonical
from analysis.build.questions import Question, owner
from analysis.build.site import LIST
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

Names = Mapping[str, str]  # of files, look-ups or packages, each with a digest or a version


@dataclass(frozen=True)
class State:
    """What the last run of a question used and published; of a failed one its problem, and since
    which day it fails.
    """

    inputs: str = ""
    uses: Names = field(default_factory=dict)
    environment: Names = field(default_factory=dict)
    outputs: Names = field(default_factory=dict)
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
    path = root / STATE / f"{id}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(state), ensure_ascii=False)
    write_atomic(path, text.encode())


def as_published(root: Path, names: Iterable[str]) -> dict[str, str]:
    """What tells of files, by their names, that they stand as they do now: a digest of the bytes,
    and what the system says of the file.
    """
    told = {}
    for name in names:
        path = root / name
        # Said first: what is written into the file meanwhile shows in what is said later.
        said = _said_of(path)
        told[name] = f"{digest(path.read_bytes())} {said}"
    return told


def stands(root: Path, name: str, told: str) -> bool:
    """Whether a file stands as `as_published` told. Its bytes are read only where the system says
    something else of it, as of a copy.
    """
    path = root / name
    if not path.is_file():
        return False
    known, _, said = told.partition(" ")
    return said == _said_of(path) or known == digest(path.read_bytes())


def _said_of(path: Path) -> str:
    """The size, inode and times of a file. Nobody can set the time at which it was last changed."""
    stat = path.stat()
    return f"{stat.st_size} {stat.st_ino} {stat.st_mtime_ns} {stat.st_ctime_ns}"


def stray_charts(root: Path, ids: Collection[str]) -> list[Path]:
    """The charts of this project and their data in ``figures/`` that belong to none of these
    questions.
    """
    return [path for path in _of_no_question(root, ids) if was_drawn_here(path)]


def foreign_charts(root: Path, ids: Collection[str]) -> list[Path]:
    """The charts and tables in ``figures/`` that belong to none of these questions and that someone
    else put there.
    """
    return [path for path in _of_no_question(root, ids) if not was_drawn_here(path)]


def _of_no_question(root: Path, ids: Collection[str]) -> list[Path]:
    """The pictures and tables in ``figures/`` that belong to none of these questions, by name."""
    found = []
    for path in sorted((root / "figures").glob("*.*")):
        is_chart = path.suffix in (".csv", ".svg") and path.is_file()
        if is_chart and not owner(path.stem, ids):
            found.append(path)
    return found


def was_drawn_here(path: Path) -> bool:
    """Whether a file is one of the two that this project writes for a chart: the picture, with
    `MARK`, and its rows.
    """
    picture = path.with_suffix(".svg")
    rows = path.with_suffix(".csv")
    if path not in (picture, rows):
        return False
    return picture.is_file() and rows.is_file() and MARK in picture.read_bytes()


def _matching(folder: Path, patterns: Iterable[str], prefix: str = "") -> dict[str, Path]:
    """The files of a folder that match a pattern, by `prefix` and their names in the folder."""
    paths = chain.from_iterable(map(folder.glob, patterns))
    return {f"{prefix}{path.relative_to(folder).as_posix()}": path for path in paths}


class Inputs:
    """Everything that runs may use, as it stands when this is made: the files, by their names in
    the project, notebooks as `canonical` has them.

    `package` has the files of this package as they were read before anything imported them, for the
    same reason.
    """

    def __init__(self, root: Path, package: Mapping[str, bytes] | None = None) -> None:
        self.root = root
        self.package = read_package() if package is None else package
        # A project without tables of its own rests on those of this one, as in Record.load.
        own = root / DATA.name
        self.data = own if (own / PACKAGE_FILE).is_file() else DATA
        shared, _ = source_dirs(self.data)
        paths = _matching(root, PATTERNS)
        paths |= _matching(self.data, TABLES, "data/")
        paths |= _matching(shared, ["*.txt"], TEXTS)
        self.files = {}
        for name, path in sorted(paths.items()):
            content = path.read_bytes()
            self.files[name] = canonical(content) if path.suffix == ".ipynb" else content

    @cached_property
    def given(self) -> dict[str, bytes]:
        """The files that a run is given: all but the source texts, of which it is told which are
        held.

        A run needs no more, and what is not given cannot stay in the temporary folder of a worker
        that dies.
        """
        from analysis.record.verify import HELD, brief

        given, held = {}, {}
        for name, content in self.files.items():
            if name.startswith(TEXTS):
                held[name.removeprefix(TEXTS)] = brief(content)
            else:
                given[name] = content
        given[f"data/{HELD}"] = json.dumps(held).encode()
        return given

    @cached_property
    def digest(self) -> str:
        """One fingerprint of all of it and of the environment."""
        files = digest_of({**self.files, **self.package})
        return digest(json.dumps(self.environment), files)

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

        from analysis.record.record import Record
        from analysis.record.scopes import SCOPES

        with TemporaryDirectory(prefix="files-") as folder:
            unpack(self.given, Path(folder))
            data = Path(folder, "data")
            return {scope: Record.load(data, scope) for scope in SCOPES}

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
            head = dict(question.head)
            asked = [question.text, question.notebook, dict(question.parameters), head]
            # As they stand: a page has what it is given, sides and points, in their order.
            return digest(json.dumps(asked))
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
        if not (path.startswith("data/") and key):
            return ""
        scope = key.split(" ")[0]
        *_, whole = self.records.values()
        looked_up = self.records.get(scope, whole)
        return str(looked_up.fingerprint(use))

    def state(
        self,
        question: Question,
        used: Iterable[str],
        outputs: Names,
        ran: Names | None = None,
    ) -> State:
        """The state of a report that was just made, where `ran` is the environment, if not here."""
        names = sorted({*used, *self.always(question)})
        uses = {name: self.fingerprint(question, name) for name in names}
        return State(self.digest, uses, ran or self.environment, outputs)


def why(inputs: Inputs, question: Question, state: State) -> str:
    """Why a report has to be built, in words; "" if it is fresh, and words that begin with "behind"
    if it is behind.
    """
    if state.problem:
        return "failed last time"
    if not state.outputs:
        return "not built yet"
    outputs = state.outputs.items()
    wrong = [name for name, told in outputs if not stands(inputs.root, name, told)]
    if wrong:
        verb = "is" if len(wrong) == 1 else "are"
        return f"{_listed(wrong)} {verb} not as published"
    if state.inputs == inputs.digest:
        return ""
    uses = state.uses.items()
    changed = [use for use, known in uses if inputs.fingerprint(question, use) != known]
    if changed:
        return f"{_listed(changed)} changed"
    return _behind(state.environment, inputs.environment)


def _behind(was: Names, now: Names) -> str:
    """What changed from one environment to another, in words; "" if nothing did."""
    changes = []
    for name in {**was, **now}:
        before = was.get(name, "absent")
        after = now.get(name, "absent")
        if before != after:
            changes.append(f"{name} {before} → {after}")
    return f"behind: {_listed(changes)}" if changes else ""


def _listed(names: Sequence[str]) -> str:
    """At most three of some names, and how many more there are."""
    first = ", ".join(names[:3])
    return first if len(names) <= 3 else f"{first} and {len(names) - 3} more"
