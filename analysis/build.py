"""From questions to published reports: papermill runs one notebook for each question, `export` makes its page.

A question that fails publishes nothing: its last good report and charts stay where they are, the index says so, and
the other questions go on. Files are replaced one by one, whole or not at all, the index last.
"""

import ast
import logging
import os
import re
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from analysis.csvfiles import write_atomic
from analysis.errors import BuildError, did_you_mean, shown_path
from analysis.lexicon import typed_numbers

if TYPE_CHECKING:
    from analysis.index import Entry

KERNEL = "python3"
STARTS = 3  # of a kernel that dies before it answers
LIST = "notebooks/questions.toml"
ARCHIVE = "repatriation-record.zip"
FIELDS = {"id": str, "text": str, "topic": str, "notebook": str, "parameters": dict}
REQUIRED = ("id", "text", "notebook")


@dataclass(frozen=True)
class Question:
    """One report to build: which notebook answers the question `text`, with which parameters."""

    id: str
    text: str
    notebook: str
    topic: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Built:
    """What a run gives to publish, as bytes: the page, the executed notebook, the charts and their data by name."""

    page: bytes
    notebook: bytes
    charts: Mapping[str, bytes]


# ---- the list of questions


@dataclass(frozen=True)
class Questions:
    """The list of questions: those that can be run, the problems of the others by id, every id with text and topic.

    `about` says what all of them are about.
    """

    sound: Sequence[Question]
    problems: Mapping[str, BuildError]
    texts: Mapping[str, str]
    topics: Mapping[str, str]
    about: str


def load_questions(path: Path) -> Questions:
    """The questions of a TOML file, in its order. Raises BuildError for a file that holds no list of questions."""
    sound: list[Question] = []
    problems: dict[str, BuildError] = {}
    texts: dict[str, str] = {}
    topics: dict[str, str] = {}
    listed, about = _listed(path)
    for number, item in enumerate(listed, start=1):
        name = str(item.get("id") or f"number {number}")
        where = f"{LIST}, question {name}"
        if name in texts:
            problems[name] = BuildError(where, "the id stands twice", "give each question its own id")
        elif wrong := _wrong_question(item, path.parent):
            problems[name] = BuildError(where, *wrong)
        else:
            sound.append(Question(**item))
        text = str(item.get("text") or name)
        texts.setdefault(name, name if typed_numbers(text) else text)  # a page prints no number without its record
        topics.setdefault(name, str(item.get("topic") or ""))
    return Questions([question for question in sound if question.id not in problems], problems, texts, topics, about)


def _listed(path: Path) -> tuple[list[dict[str, Any]], str]:
    """The question tables of a TOML file, and what it says they are about."""
    do = "write one [[question]] table for each report"
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BuildError(LIST, f"cannot be read ({error.strerror})", do) from None
    except ValueError as error:  # not UTF-8, not TOML
        raise BuildError(LIST, f"is no TOML ({error})", do) from None
    listed, about = read.get("question", []), str(read.get("about", ""))
    if not isinstance(listed, list) or not listed or not all(isinstance(item, dict) for item in listed):
        raise BuildError(LIST, "holds no questions", do)
    if typed := typed_numbers(about):
        raise BuildError(LIST, f'about has "{typed[0]}", which leads to no evidence', "say it without a number")
    return listed, about


def _wrong_question(item: Mapping[str, Any], folder: Path) -> tuple[str, str] | None:
    """What is wrong with a question's table and what to do, or None."""
    from analysis.export import SLUG

    for name, value in item.items():
        if name not in FIELDS:
            return f'no field is called "{name}"', f"use {', '.join(FIELDS)}"
        if not isinstance(value, FIELDS[name]):
            return f"{name} is {value!r}", f"expected a {'table' if FIELDS[name] is dict else 'text'}"
    missing = [name for name in REQUIRED if not item.get(name)]
    if missing:
        return f"has no {missing[0]}", "give it one"
    for name in ("id", "notebook"):
        if not SLUG.fullmatch(item[name]):
            return f'the {name} is "{item[name]}"', "use lower-case letters, digits and single hyphens"
    if typed := typed_numbers(item["text"]):
        return (
            f'the text has "{typed[0]}", which leads to no evidence',
            "ask without a number or the name of a month or day",
        )
    if item["id"] == "index":
        return 'the id "index" is that of the index page', "choose another"
    if not (folder / f"{item['notebook']}.ipynb").is_file():
        known = ", ".join(sorted(path.stem for path in folder.glob("*.ipynb"))) or "none"
        return f'there is no notebook "{item["notebook"]}"', f"use one of {known}"
    return None


# ---- one run, in a process of its own


def run(root: str, question: Question) -> Built:
    """Run a question's notebook and export it. Raises BuildError naming the question and the cell."""
    from analysis.export import outputs, record, report_exporter

    executed = clean(_execute(Path(root) / "notebooks", question), question)
    page, _ = report_exporter().from_notebook_node(executed)
    charts = {}
    for _, output in outputs(executed):
        if (said := record(output)).get("role") == "chart":
            charts[f"{said['name']}.svg"] = output.data["image/svg+xml"].encode()
            charts[f"{said['name']}.csv"] = said["data"].encode()
    return Built(page.encode(), _notebook_bytes(executed), charts)


def _execute(folder: Path, question: Question) -> Any:
    """The executed notebook, by papermill."""
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    nb = _read_notebook(folder, question)
    _check_parameters(nb, question)
    started: list[int] = []
    try:
        return _papermill(nb, folder, question, started)
    except PapermillExecutionError as error:
        said = f"{error.ename}: {error.evalue}".strip().splitlines()[0]
        line = next(iter(error.source.strip().splitlines()), "")
        wrong = without_paths(f'{said}; the cell begins "{line}"', folder.parent)
        where = _place(nb, question, error.cell_index)
        raise BuildError(where, wrong, "mend the cell, or the row it names") from None
    except DeadKernelError:
        where = _place(nb, question, started[-1] if started else 0)
        raise BuildError(where, "the kernel died", "run the notebook in JupyterLab to see why") from None


def _papermill(nb: Any, folder: Path, question: Question, started: list[int]) -> Any:
    """Run a notebook, noting the cells as they start.

    papermill gets a node, no path: it formats braces in a path, and writes failed runs. Kernels that start at the same
    time may pick the same port, of which a later start knows nothing, so a kernel that never answered is started again.
    """
    import papermill

    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # its errors are raised too
    run = partial(
        papermill.execute_notebook,
        nb,
        None,
        dict(question.parameters),
        kernel_name=KERNEL,
        language="python",
        cwd=folder,
        progress_bar=False,
        # Below CRITICAL it reports that loopback is not encrypted, and that it is interrupted to be shut down.
        extra_arguments=["--log-level=CRITICAL"],
        on_cell_start=lambda cell, cell_index: started.append(cell_index),
    )
    for _ in range(STARTS):
        try:
            return run()
        except RuntimeError as error:
            if "before replying to kernel_info" not in str(error):
                raise
    raise BuildError(_place(nb, question), "the kernel never answered", "build it again when the machine is less busy")


def _read_notebook(folder: Path, question: Question) -> Any:
    import nbformat

    try:
        return nbformat.read(folder / f"{question.notebook}.ipynb", as_version=4)
    except Exception as error:  # nbformat raises whatever its JSON and schema parsers raise
        raise BuildError(_place(None, question), f"is no notebook ({type(error).__name__})", "restore it") from None


def _check_parameters(nb: Any, question: Question) -> None:
    """Refuse what papermill lets pass: no `parameters` cell, a parameter that it does not name, some but not all."""
    tagged = _parameter_cells(nb)
    if len(tagged) != 1:
        wrong = f"{len(tagged) or 'no'} cell{'s' * (len(tagged) > 1)} tagged parameters"
        raise BuildError(_place(nb, question), wrong, "tag the one cell that sets the parameters")
    where = f"{_place(nb, question)} cell {tagged[0] + 1}"
    try:
        body = ast.parse(nb.cells[tagged[0]].source).body
    except SyntaxError as error:
        raise BuildError(where, f"is no Python ({error.msg})", "mend the cell") from None
    known = [node.id for node in ast.walk(ast.Module(body, [])) if _is_set(node)]
    for name in question.parameters:
        if name not in known:
            raise BuildError(where, f'there is no parameter "{name}"', _advice(name, known))
    forgotten = [name for name in known if question.parameters and name not in question.parameters]
    if forgotten:  # the default belongs to another question
        raise BuildError(where, f'the question gives no "{forgotten[0]}"', "give every parameter, or none")


def _parameter_cells(nb: Any) -> list[int]:
    return [index for index, cell in enumerate(nb.cells) if "parameters" in cell.metadata.get("tags", [])]


def _is_set(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _advice(name: str, known: Sequence[str]) -> str:
    return did_you_mean(name, known) or f"use one of {', '.join(known) or 'none'}"


def _place(nb: Any, question: Question, executed: int | None = None) -> str:
    """The question and its notebook; for a cell of the executed notebook, its number in the notebook's own file."""
    where = f"question {question.id}, notebooks/{question.notebook}.ipynb"
    if executed is None:
        return where
    # papermill puts one cell after the parameters cell, if it has parameters to put there.
    return f"{where} cell {executed + 1 - (bool(question.parameters) and executed > _parameter_cells(nb)[0])}"


def without_paths(words: str, root: Path) -> str:
    """`words` without the folders of this machine: relative to the project inside of it, elsewhere the last name."""
    return re.sub(r"(?<![\w:/.])/(?:[^\s/'\"]+/)+", "…/", words.replace(f"{root}/", ""))


def clean(nb: Any, question: Question) -> Any:
    """The notebook without what differs between two runs of the same thing: times, paths, random ids, stderr."""
    nb.metadata = type(nb.metadata)(
        {key: nb.metadata[key] for key in ("kernelspec", "language_info") if key in nb.metadata}
    )
    nb.metadata["question"] = {"id": question.id, "text": question.text, "notebook": question.notebook}
    for number, cell in enumerate(nb.cells):
        cell["id"] = f"{question.notebook}-{number:02d}"
        tags = cell.metadata.get("tags", [])
        cell.metadata = type(cell.metadata)({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return nb


def _notebook_bytes(nb: Any) -> bytes:
    import nbformat

    return (str(nbformat.writes(nb)).rstrip("\n") + "\n").encode()


# ---- publishing


def publish(root: Path, question: Question, built: Built, ids: Iterable[str]) -> None:
    """Replace a question's charts, executed notebook and page; charts that it no longer draws go."""
    charts = {root / "figures" / f"{question.id}-{name}": content for name, content in built.charts.items()}
    for path in charts:
        if _owner(path.stem, ids) != question.id:
            wrong = f"its chart {path.name} has the name of a chart of {_owner(path.stem, ids)}"
            raise BuildError(f"question {question.id}", wrong, "name the chart otherwise")
    for path, content in charts.items():
        _write(path, content)
    for path in (root / "figures").glob(f"{question.id}-*.*"):
        if path not in charts and _owner(path.stem, ids) == question.id:
            path.unlink()
    _write(root / "reports" / f"{question.id}.ipynb", built.notebook)
    _write(root / "reports" / f"{question.id}.html", built.page)


def _owner(stem: str, ids: Iterable[str]) -> str:
    """The question that a chart file belongs to: the longest id that its name begins with."""
    return max((id_ for id_ in ids if stem.startswith(f"{id_}-")), key=len, default="")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        write_atomic(path, content)


def publish_index(root: Path, questions: Questions, problems: Mapping[str, BuildError]) -> None:
    """Write the index of the questions, from what stands in ``reports/``, and everything in one file beside it."""
    from analysis.index import index_page

    entries = [_entry(root, id_, questions, str(problems.get(id_, ""))) for id_ in questions.texts]
    _write(root / "reports" / ARCHIVE, _archive(root, entries, index_page(entries, about=questions.about)))
    _write(root / "reports" / "index.html", index_page(entries, ARCHIVE, questions.about).encode())


def _entry(root: Path, id_: str, questions: Questions, problem: str) -> "Entry":
    """How the report of a question stands."""
    import nbformat

    from analysis.export import SLUG
    from analysis.index import Entry

    page, notebook = root / "reports" / f"{id_}.html", root / "reports" / f"{id_}.ipynb"
    entry = Entry(id_, questions.texts[id_], questions.topics.get(id_, ""), problem=problem)
    if not (SLUG.fullmatch(id_) and page.is_file() and notebook.is_file()):
        return entry
    return replace(entry, nb=nbformat.read(notebook, as_version=4), page=page.read_text(encoding="utf-8"))


def _archive(root: Path, entries: Sequence["Entry"], index: str) -> bytes:
    """The reports, their index, the charts with their rows and the tables as a ZIP file, the same bytes every time."""
    found = {f"reports/{entry.id}.html": entry.page.encode() for entry in entries if entry.is_published}
    found["reports/index.html"] = index.encode()
    for pattern in ("figures/*.svg", "figures/*.csv", "data/*.csv", "data/*.json", "data/README.md", "LICENSE*"):
        found |= {path.relative_to(root).as_posix(): path.read_bytes() for path in root.glob(pattern)}
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(found):
            member = ZipInfo(name)  # of 1 January 1980, the first day that ZIP knows: no trace of the day it was made
            member.compress_type, member.external_attr = ZIP_DEFLATED, 0o100644 << 16
            archive.writestr(member, found[name])
    return packed.getvalue()


# ---- the whole build


def build(root: Path, ids: Sequence[str] = (), say: Callable[[str], None] = print) -> int:
    """Build the questions with these ids, or all; returns the exit status, 1 if any failed.

    Raises BuildError for a list of questions that cannot be read and for an id that is not in it.
    """
    root = root.resolve()
    questions = load_questions(root / LIST)
    for id_ in ids:
        if id_ not in questions.texts:
            raise BuildError(LIST, f'there is no question "{id_}"', _advice(id_, list(questions.texts)))
    wanted = [question for question in questions.sound if not ids or question.id in ids]
    failed = {id_: problem for id_, problem in questions.problems.items() if not ids or id_ in ids}
    for problem in failed.values():
        say(f"failed: {problem}")
    failed |= _run_all(root, wanted, questions.texts, say)
    publish_index(root, questions, {**questions.problems, **failed})
    done = sum(question.id not in failed for question in wanted)
    say(f"{done} built, {len(failed)} failed; open {shown_path(root / 'reports' / 'index.html')} in a browser")
    return 1 if failed else 0


def _run_all(
    root: Path, questions: Sequence[Question], ids: Iterable[str], say: Callable[[str], None]
) -> dict[str, BuildError]:
    """Run and publish the questions, as many at a time as there are cores; the problems by question."""
    problems = {}
    started = time.monotonic()
    for number, (question, finished) in enumerate(_finished(root, questions), start=1):
        problem = _finish(root, question, finished, ids)
        if problem:
            problems[question.id] = problem
        outcome = f"failed: {problem}" if problem else f"built after {time.monotonic() - started:.1f} s"
        say(f"[{number}/{len(questions)}] {question.id}: {outcome}")
    return problems


def _finished(root: Path, questions: Sequence[Question]) -> Iterator[tuple[Question, "Future[Built]"]]:
    """The questions as their runs finish. A worker that dies takes its pool along, so what that left runs alone."""
    lost = []
    with ProcessPoolExecutor(max(1, min(len(questions), os.cpu_count() or 1))) as pool:
        runs = {_submit(pool, root, question): question for question in questions}
        for finished in as_completed(runs):
            if isinstance(finished.exception(), BrokenProcessPool):
                lost.append(runs[finished])
            else:
                yield runs[finished], finished
    for question in lost:
        with ProcessPoolExecutor(1) as pool:
            yield question, _submit(pool, root, question)


def _submit(pool: ProcessPoolExecutor, root: Path, question: Question) -> "Future[Built]":
    try:
        return pool.submit(run, str(root), question)
    except BrokenProcessPool as error:  # a worker died before this question came to it
        refused: Future[Built] = Future()
        refused.set_exception(error)
        return refused


def _finish(root: Path, question: Question, finished: "Future[Built]", ids: Iterable[str]) -> BuildError | None:
    """Publish a finished run, or say why it cannot be."""
    try:
        publish(root, question, finished.result(), ids)
    except BuildError as error:
        return error
    except Exception as error:  # a worker that died, a disk that is full: the other questions go on
        wrong = without_paths(f"{type(error).__name__}: {error}", root)
        return BuildError(f"question {question.id}", wrong, "run it again on its own")
    return None
