"""One run: a notebook executed with the parameters of a question, and its report.

A run changes the process that it is in: its folder, its environment, IPython's shell. So it has one
of its own (see `processes`). What it finds beside the notebook is a snapshot, which no change
during the build can mix with another, and what it gives is bytes.
"""

import base64
import gc
import json
import logging
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis import fingerprints
from analysis.build.parameters import check_given, check_not_set_again, holder, place, unread_words
from analysis.build.questions import Question
from analysis.build.site import LIST
from analysis.errors import BuildError, shown, without_controls
from analysis.record import lookups
from analysis.record.csvfiles import unpack
from analysis.text.cuts import first_sentence

SHELL, STOCK = "shell", "nbclient"  # engines: this project's, and papermill's own
# What notebooks import of this package, what makes their pages, and what a shell begins with.
PRELOADED = (
    "IPython.core.application",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "analysis.build.engine",
    "analysis.measures.calculations",
    "analysis.measures.clues",
    "analysis.measures.coverage",
    "analysis.report.charts",
    "analysis.report.export",
    "analysis.report.prose",
    "analysis.report.texts",
    "numpy.random",
)
BACKEND = "module://matplotlib_inline.backend_inline"  # as a Jupyter kernel has it
BEGIN = "__import__('importlib').import_module('analysis.record.lookups').begin()"
END = "print(__import__('sys').modules['analysis.record.lookups'].end())"


@dataclass(frozen=True)
class Task:
    """A question to run, in the project whose folder is `root`, which no message shall say.

    `engine` is the name of a papermill engine; `limit` the seconds that its cells may take; `code`
    the digest of the package's files that the build is of, "" for any.
    """

    question: Question
    root: str
    engine: str = SHELL
    limit: float = 600.0
    code: str = ""


@dataclass(frozen=True)
class Stage:
    """What a run is at, in words; for a cell also its place."""

    words: str
    cell: str = ""


@dataclass(frozen=True)
class Built:
    """What a run gives to publish, as bytes: the page, the executed notebook, the charts and their
    data by name.

    `uses` names the rows that it looked up and the files that it opened, `environment` has the
    versions that ran, `cells` the first line and the seconds of each cell; `warnings` say what is
    amiss and kept nothing from being made.
    """

    page: bytes
    notebook: bytes
    charts: Mapping[str, bytes]
    uses: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    cells: Sequence[tuple[str, float]] = ()
    warnings: Sequence[str] = ()
    seconds: float = 0.0


Tell = Callable[[Stage], None]
_prepared: list[str] = []  # the digest of the code that this process runs, once it is imported


# ---- getting ready


def prepare() -> None:
    """Import what runs need, once for all the processes that are forked from here."""
    if _prepared:
        return
    _prepared.append(fingerprints.digest_of(fingerprints.read_package()))
    with _settling():
        import_nbformat()
        with _environment(MPLBACKEND=BACKEND, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1"):
            for name in PRELOADED:
                import_module(name)
        from analysis.report import charts, export

        charts.rehearse()
        export.rehearse()


def import_nbformat() -> None:
    """Import nbformat as if an optional module were not installed.

    jsonschema, which nbformat imports, would have that build a grammar of international addresses
    in a second, and no schema of notebooks has such an address.
    """
    with _absent("rfc3987_syntax"):
        import nbformat  # noqa: F401


@contextmanager
def _absent(module: str) -> Iterator[None]:
    known = sys.modules.get(module)
    sys.modules[module] = known  # type: ignore[assignment]  # None makes an import fail
    try:
        yield
    finally:
        if known is None:
            del sys.modules[module]


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    """These variables of the environment meanwhile, where it has no others: libraries read them
    while they are imported. Those of linear algebra must start no threads, which a fork would lose.
    """
    before = dict(os.environ)
    os.environ |= {name: value for name, value in variables.items() if name not in before}
    try:
        yield
    finally:
        for name in variables.keys() - before.keys():
            del os.environ[name]


@contextmanager
def _settling() -> Iterator[None]:
    """Leave what is imported meanwhile out of every garbage collection.

    Now these take a sixth of the time and find next to nothing; after a fork they would only copy
    its memory.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


# ---- a run


def run(
    task: Task, files: Mapping[str, bytes], folder: Path, tell: Tell = lambda stage: None
) -> Built:
    """Run a question's notebook among `files`, by name, and export it, telling what it is at.

    It takes place in `folder`, which is empty. Raises BuildError naming the question and cell.
    """
    began = time.monotonic()
    prepare()
    if task.code not in ("", _prepared[0]):
        wrong = "the process that was to run it has imported other code than this build"
        do = "build again; restart the workers of a cluster"
        raise BuildError(f"question {task.question.id}", wrong, do)
    project = (folder / "project").resolve()
    (project / "notebooks").mkdir(parents=True)
    unpack(files, project)
    os.chdir(project / "notebooks")
    be_a_kernels_process()
    built = _built(project, task, files, tell)
    seconds = round(time.monotonic() - began, 3)
    return replace(built, environment=fingerprints.environment(files), seconds=seconds)


def be_a_kernels_process() -> None:
    """Set this process up as that of a Jupyter kernel, whatever was imported before: where charts
    of matplotlib go, how many columns pandas shows, chance of its own, no terminal that waits.
    """
    os.environ.setdefault("MPLBACKEND", BACKEND)
    os.environ |= {"PAGER": "cat", "GIT_PAGER": "cat", "TERM": "xterm-color", "CLICOLOR": "1"}
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)
    sys.path.insert(0, "")  # a cell may import what an earlier one has written
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    if matplotlib := sys.modules.get("matplotlib"):
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
    if pandas := sys.modules.get("pandas"):
        pandas.set_option("display.max_columns", 20)  # which pandas sets where it is no terminal


def _built(project: Path, task: Task, files: Mapping[str, bytes], tell: Tell) -> Built:
    """What a run in a folder with its files gives."""
    from analysis.report.export import report_exporter
    from analysis.report.outputs import outputs, record

    question = task.question
    nb = _read_notebook(project / "notebooks", question)
    check_given(nb, question)
    check_not_set_again(nb, question)
    unread = unread_words(nb, question)
    executed, uses = _execute(nb, project, task, tell)
    tell(Stage("page"))
    cells, executed = _cell_times(executed), clean(executed, question)
    tables = fingerprints.tables_digest(files)
    page, _ = report_exporter().from_notebook_node(executed, {"tables": tables})
    charts = {}
    warnings = [unread] if unread else []
    for _, output in outputs(executed):
        said = record(output)
        if said.get("told"):
            warnings.append(f"{place(nb, question)}: {said['told']}")
        if said.get("role") == "chart":
            charts[f"{said['name']}.svg"] = output.data["image/svg+xml"].encode()
            charts[f"{said['name']}.csv"] = said["data"].encode()
            charts[f"{said['name']}.png"] = base64.b64decode(output.data["image/png"])
    notebook = _notebook_bytes(executed)
    return Built(page.encode(), notebook, charts, uses, cells=cells, warnings=warnings)


def _cell_times(nb: Any) -> list[tuple[str, float]]:
    ran = [
        cell for cell in nb.cells if cell.cell_type == "code" and cell.metadata.papermill.duration
    ]
    first_lines = (without_controls(next(iter(cell.source.splitlines()), "")) for cell in ran)
    return [
        (line, cell.metadata.papermill.duration)
        for line, cell in zip(first_lines, ran, strict=True)
    ]


def _execute(nb: Any, project: Path, task: Task, tell: Tell) -> tuple[Any, list[str]]:
    """The notebook as papermill executed it, and what its cells looked up."""
    from papermill.exceptions import PapermillExecutionError

    question = task.question
    places = [place(nb, question)]

    total = len(nb.cells) + bool(question.parameters)

    def note(cell: Any, cell_index: int) -> None:
        places.append(place(nb, question, cell_index))
        tell(Stage(f"cell {min(cell_index + 1, total)} of {total}", places[-1]))

    try:
        execute = _in_shell if task.engine == SHELL else _in_kernel
        return execute(nb, dict(question.parameters), note)
    except PapermillExecutionError as error:
        raise _cell_problem(error, nb, question, (project, task.root)) from None
    except RuntimeError as error:  # of a kernel, which died or never answered
        wrong = f"its kernel died ({first_sentence(str(error))})"
        do = "run the notebook in JupyterLab to see why"
        raise BuildError(places[-1], wrong, do) from None


def _in_shell(nb: Any, parameters: dict[str, Any], note: Any) -> tuple[Any, list[str]]:
    """The notebook as IPython's shell ran it in this process, and what its cells looked up."""
    from papermill.engines import papermill_engines

    from analysis.build.engine import ShellEngine

    papermill_engines.register(SHELL, ShellEngine)
    lookups.begin()
    try:
        executed = _papermill(nb, parameters, SHELL, on_cell_start=note)
    finally:
        uses = lookups.end()
    return executed, json.loads(uses)


def _in_kernel(nb: Any, parameters: dict[str, Any], note: Any) -> tuple[Any, list[str]]:
    """The notebook as papermill's own engine ran it in a kernel, and what its cells looked up.

    A cell at its end, which is taken off again, asks the kernel for that.
    """
    import nbformat

    nb.cells.append(nbformat.v4.new_code_cell(END))
    # Nothing of the user's own IPython: start-up files and settings change what a notebook gives.
    extra = [f"--ipython-dir={os.environ['TMPDIR']}", f"--IPKernelApp.exec_lines={BEGIN}"]
    os.environ["JUPYTER_RUNTIME_DIR"] = os.environ["TMPDIR"]
    executed = _papermill(nb, parameters, STOCK, on_cell_start=note, extra_arguments=extra)
    last = executed.cells.pop()
    if not last.outputs:
        raise RuntimeError("a cell left the notebook before its end")
    return executed, json.loads(last.outputs[0].text)


def _papermill(nb: Any, parameters: dict[str, Any], engine: str, **options: Any) -> Any:
    """Run a notebook.

    papermill gets a node, no path: it formats braces in a path, and writes failed runs.
    """
    import papermill

    for name in ("papermill", "traitlets"):  # what they log is raised or told too
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return papermill.execute_notebook(
        nb,
        None,
        parameters,
        engine_name=engine,
        kernel_name="python3",
        language="python",
        progress_bar=False,
        **options,
    )


def _cell_problem(
    error: Any, nb: Any, question: Question, roots: Sequence[Path | str]
) -> BuildError:
    """The error that a cell raised, at the parameter that brought it about, or at the cell."""
    said = first_sentence(f"{error.ename}: {error.evalue.strip()}").rstrip(".")
    if error.ename == "LookupFailed" and (
        parameter := holder(question.parameters, re.findall(r'"([^"]*)"', said))
    ):
        where = f"{LIST}, question {question.id}, parameter {parameter}"
        problem = BuildError(where, said.removeprefix("LookupFailed: "))
    elif error.ename == "TextError":
        name, _, rest = re.split("(, |: )", error.evalue, maxsplit=1)
        where = _place_of_words(name, nb, question)
        problem = BuildError(where, first_sentence(rest).rstrip("."))
    else:
        line = next(iter(error.source.strip().splitlines()), "")
        wrong = without_paths(f"{said}; the cell begins {shown(line)}", *roots)
        problem = BuildError(
            place(nb, question, error.cell_index), wrong, "mend the cell, or the row it names"
        )
    trace = without_controls("\n".join(error.traceback))
    problem.add_note(without_paths(trace, *roots))
    return problem


def _place_of_words(name: str, nb: Any, question: Question) -> str:
    """Where the text for a finding is written: the list of questions, or the notebook.

    It is named by the finding ("below"), or as one of a table ("titles.below",
    "headings.follow.below").
    """
    *tables, finding = name.split(".")
    own: Any = question.parameters
    for table in tables or ["answers"]:
        own = own.get(table, {})
    if finding in own:
        return f"{LIST}, question {question.id}, {name if tables else 'answer.' + finding}"
    *_, section = tables or [""]
    words = f"sections.{section}.{finding}" if tables else f"words.{finding}"
    return f"{place(nb, question)}, {words}"


def _read_notebook(folder: Path, question: Question) -> Any:
    import nbformat

    try:
        saved = (folder / f"{question.notebook}.ipynb").read_text(
            "utf-8-sig"
        )  # with a byte order mark or without
        return nbformat.reads(saved, as_version=4)
    except Exception as error:  # nbformat raises whatever its JSON and schema parsers raise
        raise BuildError(
            place(None, question), f"is no notebook ({type(error).__name__})", "restore it"
        ) from None


def without_paths(words: str, *roots: Path | str) -> str:
    """`words` without the folders of this machine: relative to the project inside of it, elsewhere
    the last name.
    """
    for root in roots:
        words = words.replace(f"{root}/", "")
    return re.sub(r"(?<![\w:/.])/(?:[^\s/'\"]+/)+", "…/", words)


def clean(nb: Any, question: Question) -> Any:
    """The notebook without what differs between two runs of the same thing: times, paths, random
    ids, stderr.
    """
    nb.metadata = type(nb.metadata)(
        {key: nb.metadata[key] for key in ("kernelspec", "language_info") if key in nb.metadata}
    )
    nb.metadata["question"] = {
        "id": question.id,
        "text": question.text,
        "notebook": question.notebook,
        **question.head,
    }
    for number, cell in enumerate(nb.cells):
        cell["id"] = f"{question.notebook}-{number:02d}"
        tags = cell.metadata.get("tags", [])
        cell.metadata = type(cell.metadata)({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            cell.outputs = without_stderr(cell.outputs)
    return nb


def without_stderr(outputs: Sequence[Any]) -> list[Any]:
    """The outputs without standard error; texts that it stood between, or that came from a kernel
    in pieces, become one.
    """
    kept: list[Any] = []
    for output in outputs:
        if output.get("name") == "stderr":
            continue
        if kept and output.output_type == kept[-1].output_type == "stream":
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def _notebook_bytes(nb: Any) -> bytes:
    import nbformat

    return (str(nbformat.writes(nb)).rstrip("\n") + "\n").encode()
