"""One run: a notebook executed with the parameters of a question, and its report.

A task carries everything that its run needs as bytes and gives back bytes, so that it can run in
any process that has this package: a worker of a pool, or one of a cluster. What it finds beside the
notebook is a snapshot, which no change during the build can mix with another.
"""

import ast
import logging
import re
import signal
import symtable
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Lock
from typing import Any, TypeGuard

from analysis import fingerprints, kernels
from analysis.csvfiles import unpack
from analysis.cuts import first_sentence
from analysis.errors import BuildError, did_you_mean, shown, without_controls
from analysis.questions import LIST, Question

WARM, STOCK = kernels.KERNELSPEC, "python3"  # kernelspecs
# Magics whose text is no code of the notebook's own: other languages, other processes, files, a
# scope of its own.
NO_PYTHON = frozenset(
    "HTML SVG bash cmd env file html javascript js latex markdown perl pypy python python2 "
    "python3 ruby script set_env sh svg sx system timeit writefile".split()
)
LOG_LINES = 20  # of a kernel that died, shown
BEGIN = "__import__('importlib').import_module('analysis.lookups').begin()"
END = "__import__('sys').modules['analysis.lookups'].end()"
WORDS = {
    int(signal.SIGKILL): "killed, perhaps for want of memory",
    int(signal.SIGSEGV): "segmentation fault",
}


@dataclass(frozen=True)
class Task:
    """A question to run: the files that its notebook finds around it, by name, and what it may
    take.

    `root` is the project's folder, which no message shall say; `code` the digest of the package's
    files that the build is of, "" for any.
    """

    question: Question
    files: Mapping[str, bytes]
    root: str
    kernel: str = WARM
    limit: float = 600.0  # seconds that its cells may take
    code: str = ""


@dataclass(frozen=True)
class Built:
    """What a run gives to publish, as bytes: the page, the executed notebook, the charts and their
    data by name.

    `uses` names the rows that it looked up and the files that it opened, `environment` has the
    versions that ran, `cells` the seconds and the first line of each cell; `warnings` say what is
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


_prepared: list[str] = []  # the digest of the code that this process runs, once it is imported


def prepare() -> None:
    """Import what runs need, once for all the workers that are forked from here."""
    if _prepared:
        return
    _prepared.append(fingerprints.digest_of(fingerprints.read_package()))
    with kernels.settling():
        with _absent("rfc3987_syntax"):
            import papermill  # noqa: F401

        from analysis.export import report_exporter

        report_exporter().template  # noqa: B018  compiled here, for all workers


@contextmanager
def _absent(module: str) -> Iterator[None]:
    """An import as if this optional module were not installed.

    jsonschema, which nbformat imports, would have it build a grammar of international addresses in
    a second, and no schema of notebooks has such an address.
    """
    known = sys.modules.get(module)
    sys.modules[module] = known  # type: ignore[assignment]  # None makes an import fail
    try:
        yield
    finally:
        if known is None:
            del sys.modules[module]


_one_at_a_time = Lock()  # in a process, whose imports and log levels two runs would set at once


def run(task: Task, stage: Callable[[str], None] = lambda words: None) -> Built:
    """Run a question's notebook and export it, saying what it is at. Raises BuildError naming the
    question and cell.
    """
    began = time.monotonic()
    with _one_at_a_time, TemporaryDirectory(prefix="files-") as folder:
        prepare()
        if task.code not in ("", _prepared[0]):
            wrong = "the process that was to run it has imported other code than this build"
            raise BuildError(
                f"question {task.question.id}",
                wrong,
                "build again; restart the workers of a cluster",
            )
        unpack(task.files, Path(folder))
        built = _built(Path(folder).resolve(), task, stage)
        ran, seconds = fingerprints.environment(task.files), round(time.monotonic() - began, 3)
        return replace(built, environment=ran, seconds=seconds)


def _built(folder: Path, task: Task, stage: Callable[[str], None]) -> Built:
    """What a run in a folder with its files gives."""
    from analysis.export import outputs, record, report_exporter

    nb = _read_notebook(folder / "notebooks", task.question)
    _check_parameters(nb, task.question)
    _check_that_none_is_set_again(nb, task.question)
    unread = _unread(nb, task.question)
    executed = _execute(nb, folder / "notebooks", task, stage)
    stage("page")
    ran, cells = executed.metadata.pop("run"), _cell_times(executed)
    executed = clean(executed, task.question)
    page, _ = report_exporter().from_notebook_node(
        executed, {"tables": fingerprints.tables_digest(task.files)}
    )
    charts = {}
    for _, output in outputs(executed):
        if (said := record(output)).get("role") == "chart":
            charts[f"{said['name']}.svg"] = output.data["image/svg+xml"].encode()
            charts[f"{said['name']}.csv"] = said["data"].encode()
    warnings = [warning for warning in (ran["warning"], unread) if warning]
    return Built(
        page.encode(),
        _notebook_bytes(executed),
        charts,
        ran["after"],
        cells=cells,
        warnings=warnings,
    )


def _cell_times(nb: Any) -> list[tuple[str, float]]:
    ran = [
        cell for cell in nb.cells if cell.cell_type == "code" and cell.metadata.papermill.duration
    ]
    first_lines = (without_controls(next(iter(cell.source.splitlines()), "")) for cell in ran)
    return [
        (line, cell.metadata.papermill.duration)
        for line, cell in zip(first_lines, ran, strict=True)
    ]


def _execute(nb: Any, folder: Path, task: Task, stage: Callable[[str], None]) -> Any:
    """The executed notebook, by papermill."""
    from nbclient.exceptions import CellTimeoutError
    from papermill.exceptions import PapermillExecutionError

    from analysis.engine import KernelEnded

    question = task.question
    roots = (folder.parent, task.root)
    started: list[int] = [0]
    with TemporaryFile() as log:
        try:
            return _papermill(nb, folder, task, log, started, stage)
        except PapermillExecutionError as error:
            raise _cell_problem(error, nb, question, roots) from None
        except CellTimeoutError:
            wrong = (
                f"was still running after {task.limit:g} s, which is all that the question may take"
            )
            raise BuildError(
                _place(nb, question, started[-1]), wrong, "make it shorter, or raise --timeout"
            ) from None
        except KernelEnded as error:
            wrong, do = (
                f"the kernel died ({_ending(error.status)})",
                "run the notebook in JupyterLab to see why",
            )
            raise _with_log(
                _place(nb, question, started[-1]), wrong, do, _log_end(log, roots)
            ) from None
        except RuntimeError as error:
            if "kernel_info" not in str(error):
                raise
            wrong, do = "the kernel never answered", "build it again when the machine is less busy"
            raise _with_log(_place(nb, question), wrong, do, _log_end(log, roots)) from None


def _cell_problem(
    error: Any, nb: Any, question: Question, roots: Sequence[Path | str]
) -> BuildError:
    """The error that a cell raised, at the parameter that brought it about, or at the cell."""
    said = first_sentence(f"{error.ename}: {error.evalue.strip()}")
    if error.ename == "LookupFailed" and (
        parameter := _holder(question.parameters, re.findall(r'"([^"]*)"', said))
    ):
        where = f"{LIST}, question {question.id}, parameter {parameter}"
        problem = BuildError(where, said.removeprefix("LookupFailed: "))
    else:
        line = next(iter(error.source.strip().splitlines()), "")
        wrong = without_paths(f"{said}; the cell begins {shown(line)}", *roots)
        problem = BuildError(
            _place(nb, question, error.cell_index), wrong, "mend the cell, or the row it names"
        )
    trace = without_controls("\n".join(error.traceback))
    problem.add_note(without_paths(trace, *roots))
    return problem


def _holder(parameters: Mapping[str, Any], words: Sequence[str]) -> str:
    """The name of the parameter that holds one of `words` as a value, or as a part of one."""

    def holds(value: Any) -> bool:
        parts = (
            value.values()
            if isinstance(value, dict)
            else value
            if isinstance(value, list)
            else None
        )
        return value in words if parts is None else any(map(holds, parts))

    return next((name for name, value in parameters.items() if holds(value)), "")


def _ending(status: int | None) -> str:
    """How a kernel ended, from its exit status."""
    if status is None or status >= 0:
        return "no exit status is known" if status is None else f"exit status {status}"
    return f"signal {-status}: {WORDS.get(-status, signal.Signals(-status).name)}"


def _log_end(log: Any, roots: Sequence[Path | str]) -> str:
    """The last lines that a kernel, and what it started, wrote to its standard output and error."""
    log.seek(0)
    lines = without_controls(log.read().decode(errors="replace")).strip().splitlines()[-LOG_LINES:]
    return without_paths("\n".join(lines), *roots)


def _with_log(where: str, wrong: str, do: str, log: str) -> BuildError:
    """The problem of a kernel with the first sentence of the end of its log, and all of that as a
    note.
    """
    problem = BuildError(
        where, f"{wrong}; the end of its log: {first_sentence(log)}" if log else wrong, do
    )
    if log:
        problem.add_note(log)
    return problem


def _papermill(
    nb: Any, folder: Path, task: Task, log: Any, started: list[int], stage: Callable[[str], None]
) -> Any:
    """Run a notebook, noting the cells as they start.

    papermill gets a node, no path: it formats braces in a path, and writes failed runs.
    """
    import papermill

    from analysis.engine import ENGINE

    for name in ("papermill", "traitlets"):  # what they log is raised or told too
        logging.getLogger(name).setLevel(logging.CRITICAL)
    total = len(nb.cells)

    def note(cell: Any, cell_index: int) -> None:
        started.append(cell_index)
        stage(f"cell {min(cell_index + 1, total)} of {total}")

    return papermill.execute_notebook(
        nb,
        None,
        dict(task.question.parameters),
        engine_name=ENGINE,
        kernel_name=task.kernel,
        language="python",
        cwd=folder,
        progress_bar=False,
        limit=task.limit,
        stderr=log,
        around=(BEGIN, END),
        on_cell_start=note,
    )


def _read_notebook(folder: Path, question: Question) -> Any:
    import nbformat

    try:
        saved = (folder / f"{question.notebook}.ipynb").read_text(
            "utf-8-sig"
        )  # with a byte order mark or without
        return nbformat.reads(saved, as_version=4)
    except Exception as error:  # nbformat raises whatever its JSON and schema parsers raise
        raise BuildError(
            _place(None, question), f"is no notebook ({type(error).__name__})", "restore it"
        ) from None


def _check_parameters(nb: Any, question: Question) -> None:
    """Refuse what papermill lets pass: no `parameters` cell, a parameter that it does not name,
    some but not all.
    """
    tagged = _parameter_cells(nb)
    if len(tagged) != 1:
        wrong = f"{len(tagged) or 'no'} cell{'s' * (len(tagged) > 1)} tagged parameters"
        raise BuildError(_place(nb, question), wrong, "tag the one cell that sets the parameters")
    where = f"{_place(nb, question)} cell {tagged[0] + 1}"
    known = _defaults(nb.cells[tagged[0]].source, where)
    for name, value in question.parameters.items():
        if name not in known:
            raise BuildError(where, f'there is no parameter "{name}"', _advice(name, list(known)))
        if known[name] is not None and _kind(value) != _kind(known[name]):
            wrong = f"is {_kind(value)}, where the notebook has {_kind(known[name])}"
            raise BuildError(
                f"{LIST}, question {question.id}, parameter {name}",
                wrong,
                "write it as the notebook does",
            )
    forgotten = [name for name in known if question.parameters and name not in question.parameters]
    if forgotten:  # the default belongs to another question
        raise BuildError(
            where, f'the question gives no "{forgotten[0]}"', "give every parameter, or none"
        )


def _check_that_none_is_set_again(nb: Any, question: Question) -> None:
    """Refuse a cell that gives a parameter another value below, so that what the question gives is
    lost.
    """
    for number, source in _cells_below_the_parameters(nb):
        for name in question.parameters:
            if name in _set_names(source):
                where = f"{_place(nb, question)} cell {number}"
                wrong = (
                    f'sets the parameter "{name}" again, so that what the question gives for '
                    f"it is lost"
                )
                raise BuildError(where, wrong, "give what the cell makes of it another name")


def _unread(nb: Any, question: Question) -> str:
    """Which of the parameters that the question gives no cell below them reads, in words; "" if
    each is read.
    """
    read: set[str] = set()
    for _, source in _cells_below_the_parameters(nb):
        read |= _read_names(source)
    if not (unread := [name for name in question.parameters if name not in read]):
        return ""
    where = f"notebooks/{question.notebook}.ipynb cell {_parameter_cells(nb)[0] + 1}"
    names = ", ".join(f'"{name}"' for name in unread)
    return (
        f"{where}: no cell reads the parameter {names}, which changes nothing; use it, or take "
        f"it out"
    )


def _cells_below_the_parameters(nb: Any) -> list[tuple[int, str]]:
    """The number in the notebook and the source of each code cell after the one that sets the
    parameters.
    """
    first = _parameter_cells(nb)[0] + 1
    below = enumerate(nb.cells[first:], start=first + 1)
    return [(number, cell.source) for number, cell in below if cell.cell_type == "code"]


def _set_names(source: str) -> set[str]:
    """The names that a cell sets for the cells below it; not those of a function's or a
    comprehension's own.
    """
    try:
        plain = _without_magics(source)
        tables = [symtable.symtable(plain, "cell", "exec")]
    except (SyntaxError, ValueError):  # what will fail when it runs
        return set()
    names: set[str] = set()
    while tables:
        table = tables.pop()
        tables += table.get_children()  # those of functions, classes and comprehensions
        is_cell = table.get_type() == "module"
        for symbol in table.get_symbols():
            is_set = symbol.is_assigned() or symbol.is_imported()
            if is_set and (is_cell or symbol.is_declared_global()):
                names.add(symbol.get_name())
    for node in ast.walk(ast.parse(plain)):
        names |= _set_by_text(node)
    return names


def _without_magics(source: str) -> str:
    """A cell as plain Python: one that is none as IPython runs it, where a magic is a call with
    texts.
    """
    try:
        ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager

        plain: str = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
        return plain
    return source


def _set_by_text(node: ast.AST) -> set[str]:
    """The names that a piece of a cell sets by a text: an item of `globals()`, or the code that a
    magic runs.
    """
    match node:
        case ast.Subscript(value=value, slice=ast.Constant(value=str(name)), ctx=ast.Store()) if (
            _is_namespace(value)
        ):
            return {name}
        case ast.Call(func=ast.Attribute(value=it, attr="update"), args=args, keywords=given) if (
            _is_namespace(it)
        ):
            names = {keyword.arg for keyword in given if keyword.arg}
            for arg in args:
                if isinstance(arg, ast.Dict):
                    names |= set(_texts(arg.keys))
            return names
        case ast.Call(func=ast.Attribute(attr="run_line_magic" | "run_cell_magic"), args=args):
            return _set_by_magic(_texts(args))
    return set()


def _is_namespace(node: ast.AST) -> bool:
    """Whether this is `globals()`, or what is the same in a cell."""
    match node:
        case ast.Call(func=ast.Name(id="globals" | "locals" | "vars"), args=[]):
            return True
    return False


def _texts(nodes: Sequence[ast.AST | None]) -> list[str]:
    """Those of some pieces of a cell that are texts written out."""
    values = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return [value for value in values if isinstance(value, str)]


def _set_by_magic(texts: Sequence[str]) -> set[str]:
    """The names that a magic sets, by its name and its texts: those that its code sets, and what
    `%%capture` fills.
    """
    if len(texts) < 2 or texts[0] in NO_PYTHON:
        return set()
    code = re.sub(r"\A\s*(?:-\w+\s+)*", "", texts[-1])  # behind its options
    captured = (
        {word for word in texts[1].split() if word.isidentifier()}
        if texts[0] == "capture"
        else set()
    )
    return captured | _set_names(code)


def _read_names(source: str) -> set[str]:
    """The names of the notebook that a cell reads; of one that is no plain Python all its words."""
    try:
        tables = [symtable.symtable(source, "cell", "exec")]
    except (SyntaxError, ValueError):
        return set(re.findall(r"\w+", source))
    read: set[str] = set()
    while tables:
        table = tables.pop()
        tables += table.get_children()  # those of functions and comprehensions
        is_cell = table.get_type() == "module"
        read |= {
            s.get_name()
            for s in table.get_symbols()
            if s.is_referenced() and (is_cell or s.is_global())
        }
    return read


def _defaults(source: str, where: str) -> dict[str, Any]:
    """What a cell sets, with the values that are written out there; None for others."""
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise BuildError(where, f"is no Python ({error.msg})", "mend the cell") from None
    found = {node.id: None for node in ast.walk(ast.Module(body, [])) if _is_set(node)}
    for node in body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name):
            with suppress(ValueError):
                found[target.id] = ast.literal_eval(node.value)  # type: ignore[attr-defined]
    return found


def _kind(value: Any) -> str:
    kinds = {
        str: "a text",
        list: "a list",
        dict: "a table",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return kinds.get(type(value), type(value).__name__)


def _parameter_cells(nb: Any) -> list[int]:
    return [
        index
        for index, cell in enumerate(nb.cells)
        if "parameters" in cell.metadata.get("tags", [])
    ]


def _is_set(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _advice(name: str, known: Sequence[str]) -> str:
    return did_you_mean(name, known) or f"use one of {', '.join(known) or 'none'}"


def _place(nb: Any, question: Question, executed: int | None = None) -> str:
    """The question and its notebook; for a cell of the executed notebook, its number in the
    notebook's own file.
    """
    where = f"question {question.id}, notebooks/{question.notebook}.ipynb"
    if executed is None:
        return where
    # papermill puts one cell after the parameters cell, if it has parameters to put there.
    return (
        f"{where} cell "
        f"{executed + 1 - (bool(question.parameters) and executed > _parameter_cells(nb)[0])}"
    )


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
    }
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
