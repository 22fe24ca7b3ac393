"""How fast a build is, beside what people do today: the same notebooks run by a shell loop, by
scripts, by one process.

Everything runs on a copy of this project in a temporary folder. The rivals:

- the shell loop runs `papermill` and `jupyter nbconvert` for one question after the other;
- the scripts are the cells of each question as one Python file, with what a cell shows formatted as
  in Jupyter, two files at a time, and without any HTML;
- the warm interpreter has imported everything before the clock starts, runs the cells of all
  questions one after the other, formats what they show, and makes the same HTML pages as a build
  does.

Writes `results.json` beside this file, with every run, and its table into docs/building.md; `BENCH_RUNS`
in the environment sets how many runs there are.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from itertools import cycle
from pathlib import Path
from typing import Any

import nbformat

from analysis.build.questions import WORDS, Question, load_questions
from analysis.build.site import LIST
from analysis.quantities import dates
from analysis.record.csvfiles import read_csv, replace_fields

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("results.json")
PAGE = ROOT / "docs" / "building.md"  # which quotes what was measured
BEGIN, END = "<!-- measured by make bench -->", "<!-- end of what was measured -->"
RUNS = int(os.environ.get("BENCH_RUNS", "5"))
WORKERS, FEW, MORE, MANY = 2, 8, 80, 400
MET = {True: "yes", False: "no", None: ""}
EVERY = 3  # of the project's questions, which makes FEW of them, of all kinds and sizes
BIN = Path(sys.executable).parent
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
HEADER = """\
from IPython.core.formatters import DisplayFormatter
def show(value, into=[]):
    if value is not None:
        into.append(DisplayFormatter().format(value))
display = show
"""


# ---- the project and its questions


class Project:
    """A copy of this project with some of its questions, each as often as it takes to have `count`
    of them.
    """

    def __init__(self, folder: Path, count: int = FEW) -> None:
        self.root = folder / "project"
        for name in ("analysis", "data", "notebooks", "requirements.txt"):
            source, target = ROOT / name, self.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(source, target, ignore=ignored) if source.is_dir() else shutil.copy(
                source, target
            )
        few = load_questions(ROOT / LIST).sound[::EVERY][:FEW]
        again = [few[n % FEW] for n in range(count)]
        self.questions = [
            question
            if n < FEW
            else Question(
                f"{question.id}-{n}", question.text, question.notebook, "", question.parameters
            )
            for n, question in enumerate(again)
        ]
        (self.root / LIST).write_text("".join(map(as_toml, self.questions)), encoding="utf-8")
        self.environment = os.environ | {"PYTHONPATH": str(self.root)}

    def report(self, *options: str) -> None:
        """`python -m analysis report`, in this copy and with its code."""
        command = [sys.executable, "-m", "analysis", "report", *options]
        subprocess.run(command, cwd=self.root, env=self.environment, check=True, **QUIET)

    def clean(self) -> None:
        """Forget everything that was built."""
        for name in ("reports", "figures"):
            shutil.rmtree(self.root / name, ignore_errors=True)

    def cold(self, *options: str) -> float:
        """The seconds of a build of everything."""
        self.clean()
        return timed(lambda: self.report("--jobs", str(WORKERS), *options))


def as_toml(question: Question) -> str:
    """A question as it stands in the list; JSON's strings, lists and tables of strings are
    TOML's.
    """

    def value(given: Any) -> str:
        if isinstance(given, dict):
            return (
                "{ "
                + ", ".join(f"{json.dumps(key)} = {value(item)}" for key, item in given.items())
                + " }"
            )
        return json.dumps(given, ensure_ascii=False)

    fields = {"id": question.id, "text": question.text, "notebook": question.notebook}
    lines = [f"{name} = {value(given)}" for name, given in fields.items()]
    # The words of a question stand in tables of their own, and are parameters of its notebook.
    given = dict(question.parameters)
    tables = {table: given.pop(name) for table, name in WORDS.items() if name in given}
    for table, cells_of in {"parameters": given, **tables}.items():
        lines.append(f"[question.{table}]")
        lines += [f"{name} = {value(cell)}" for name, cell in cells_of.items()]
    return "\n".join(["[[question]]", *lines, "", ""])


def cells(root: Path, question: Question) -> list[str]:
    """The code of a question's notebook with its parameters, each cell's last expression shown."""
    import ast

    nb = nbformat.read(root / "notebooks" / f"{question.notebook}.ipynb", as_version=4)
    found = []
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        if (
            tree.body
            and isinstance(tree.body[-1], ast.Expr)
            and not cell.source.rstrip().endswith(";")
        ):
            call = ast.Call(ast.Name("show", ast.Load()), [tree.body[-1].value], [])
            tree.body[-1] = ast.Expr(call)
        found.append(ast.unparse(ast.fix_missing_locations(tree)))
        if "parameters" in cell.metadata.get("tags", []):
            found += [f"{name} = {given!r}" for name, given in question.parameters.items()]
    return found


# ---- the rivals


def shell_loop(project: Project) -> float:
    """Papermill and nbconvert, one question after the other."""
    out = project.root / "out"
    out.mkdir(exist_ok=True)
    lines = []
    for question in project.questions:
        given = f" -y '{json.dumps(dict(question.parameters))}'" if question.parameters else ""
        lines.append(
            f"{BIN}/papermill -k python3{given} {question.notebook}.ipynb {out}/{question.id}.ipynb"
        )
        lines.append(f"{BIN}/jupyter nbconvert --to html {out}/{question.id}.ipynb")
    script = "set -e\n" + "\n".join(lines)
    return timed(
        lambda: subprocess.run(
            ["bash", "-c", script], cwd=project.root / "notebooks", check=True, **QUIET
        )
    )


def scripts(project: Project) -> float:
    """The cells of each question as a script of their own, two at a time."""
    folder = project.root / "notebooks"
    for question in project.questions:
        body = "\n".join([HEADER, *cells(project.root, question)])
        (folder / f"{question.id}.py").write_text(body, encoding="utf-8")

    def run(question: Question) -> None:
        subprocess.run(
            [sys.executable, f"{question.id}.py"],
            cwd=folder,
            env=project.environment,
            check=True,
            **QUIET,
        )

    def all_of_them() -> None:
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(run, project.questions))

    return timed(all_of_them)


WARM = """\
import json, os, sys, time
import nbformat, pandas, matplotlib.pyplot
from IPython.core.formatters import DisplayFormatter
from analysis import charts
from analysis.report import prose
from analysis.build import runs
from analysis.measures import calculations
from analysis.report.export import report_exporter
from analysis.build.questions import Question
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
runs.prepare()
jobs = json.load(sys.stdin)
began = time.perf_counter()
for job in jobs:
    space, nb = {}, nbformat.v4.new_notebook()
    def show(value):
        if value is not None:
            data, metadata = DisplayFormatter().format(value)
            nb.cells[-1].outputs.append(nbformat.v4.new_output("display_data", data, metadata=metadata))
    space["show"] = space["display"] = show
    for code in job["cells"]:
        nb.cells.append(nbformat.v4.new_code_cell(code))
        exec(code, space)
    nb.cells.insert(0, nbformat.v4.new_markdown_cell("# " + job["text"]))
    question = Question(job["id"], job["text"], job["notebook"])
    report_exporter().from_notebook_node(runs.clean(nb, question))
print(time.perf_counter() - began)
"""


def warm_interpreter(project: Project) -> float:
    """All cells and pages in one process that has imported everything, on one core; what it
    measured itself.
    """
    jobs = [
        {"id": q.id, "text": q.text, "notebook": q.notebook, "cells": cells(project.root, q)}
        for q in project.questions
    ]
    command = [sys.executable, "-c", WARM]
    where: dict[str, Any] = {
        "cwd": project.root / "notebooks",
        "env": project.environment,
        "check": True,
    }
    done = subprocess.run(command, input=json.dumps(jobs), capture_output=True, text=True, **where)
    return float(done.stdout.split()[-1])


# ---- what is measured


def timed(run: Callable[[], Any]) -> float:
    """The seconds that something takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def rows_of_one(project: Project) -> list[str]:
    """For each report that alone looked at some figure, the first such figure."""
    states = [
        json.loads((project.root / f"reports/.build/{q.id}.json").read_text())
        for q in project.questions
    ]
    reads = [
        [use for use in state["uses"] if use.startswith("data/figures.csv ")] for state in states
    ]
    readers = Counter(use for uses in reads for use in uses)
    own = ([use for use in uses if readers[use] == 1 and " where " not in use] for uses in reads)
    return [uses[0].partition(" ")[2] for uses in own if uses]


def one_row(project: Project, key: str) -> float:
    """The seconds after a change of a figure that one report looked at; the row is put back."""
    table = project.root / "data" / "figures.csv"
    before = table.read_bytes()
    content = read_csv(table)
    row, note = content.columns[0].index(key), content.header.index("note")
    replace_fields(table, {row: {"note": f"{content.columns[note][row]} Looked at again.".strip()}})
    try:
        return timed(project.report)
    finally:
        table.write_bytes(before)
        project.report()


def pss(pids: set[int]) -> float:
    """The megabytes of memory of processes, with what they share counted once."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1000


def processes(mark: str) -> set[int]:
    """The processes whose environment has a mark."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            around = (folder / "environ").read_text(errors="replace")
        except OSError:
            continue
        if mark in around:
            found.add(int(folder.name))
    return found


@contextmanager
def peak(mark: str) -> Iterator[list[float]]:
    """The most memory that processes with a mark have together while this is entered, as the one
    item of a list.
    """
    most, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            most[0] = max(most[0], pss(processes(mark)))

    thread = threading.Thread(target=watch)
    thread.start()
    yield most
    over.set()
    thread.join()


def memory(project: Project, *options: str) -> float:
    """The megabytes that all processes of a build take together at the most."""
    project.environment["BENCH_MARK"] = str(project.root)
    with peak(f"BENCH_MARK={project.root}") as everything:
        project.cold(*options)
    return everything[0]


def cluster(project: Project) -> float:
    """The seconds of a build on a Dask scheduler with two workers, each a process of its own."""
    file = project.root / "scheduler.json"
    options = ["--scheduler-file", str(file), "--no-dashboard"]
    here: dict[str, Any] = {"env": project.environment, **QUIET}
    dask = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        *options,
        "--port",
        "0",
        "--host",
        "127.0.0.1",
    ]
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        *options,
        "--nthreads",
        "1",
        "--no-nanny",
    ]
    started = [
        subprocess.Popen(dask, **here),
        *(subprocess.Popen(worker, **here) for _ in range(WORKERS)),
    ]
    try:
        while not file.exists() or not file.read_text():
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        project.clean()
        return timed(lambda: project.report("--scheduler", address))
    finally:
        for process in started:
            process.kill()
            process.wait()


def measured() -> dict[str, list[float]]:
    """Every run of everything that is measured, in seconds or megabytes."""
    found: dict[str, list[float]] = {}

    def note(name: str, run: Callable[[], float], runs: int = RUNS) -> None:
        found[name] = [round(run(), 4) for _ in range(runs)]
        print(f"{name:>32} {statistics.median(found[name]):>10.3f}  of {runs}", flush=True)

    with tempfile.TemporaryDirectory() as temporary:
        few = Project(Path(temporary) / "few")
        few.cold()  # compiles the copy's modules, for everybody
        note("cold build", few.cold)
        note("scripts", lambda: scripts(few))
        note("warm interpreter", lambda: warm_interpreter(few))
        note("shell loop", lambda: shell_loop(few))
        few.cold()
        note(
            "starting Python",
            lambda: timed(lambda: subprocess.run([sys.executable, "-c", ""], check=True)),
        )
        note("nothing changed", lambda: timed(few.report))
        keys = cycle(rows_of_one(few))  # in turn, as reports take longer or shorter
        note("one row", lambda: one_row(few, next(keys)))
        note("memory", lambda: memory(few))
        note("memory of the stock engine", lambda: memory(few, "--engine", "nbclient"))
        more = Project(Path(temporary) / "more", MORE)
        note(f"cold build of {MORE}", more.cold, 1)
        many = Project(Path(temporary) / "many", MANY)
        note(f"cold build of {MANY}", many.cold, 1)
        note(f"{MANY} on a cluster", lambda: cluster(many), 1)
    return found


def table(found: dict[str, list[float]]) -> list[tuple[str, str, str, str]]:
    """(what, measured, goal, whether it is met) of every measure, from the medians."""
    at = {name: statistics.median(runs) for name, runs in found.items()}
    first = (at[f"cold build of {MORE}"] - at["cold build"]) / (MORE - FEW)
    later = (at[f"cold build of {MANY}"] - at[f"cold build of {MORE}"]) / (MANY - MORE)
    cold, idle = at["cold build"], at["nothing changed"] - at["starting Python"]
    faster, slower, warmer = (
        at["shell loop"] / cold,
        cold / at["scripts"],
        cold / at["warm interpreter"],
    )
    memory = at["memory"] / at["memory of the stock engine"]
    measures = [
        ("cold build against the shell loop", f"{faster:.1f} times faster", "≥ 10", faster >= 10),
        ("cold build against scripts, as many workers", f"{slower:.2f}", "≤ 0.9", slower <= 0.9),
        ("cold build against one warm interpreter", f"{warmer:.2f}", "≤ 1.0", warmer <= 1),
        (f"one more question, at {MORE}", f"{first:.2f} s", "≤ 0.28 s", first <= 0.28),
        ("nothing changed, more than starting Python", f"{idle:.3f} s", "≤ 0.06 s", idle <= 0.06),
        ("one row edited, one report affected", f"{at['one row']:.2f} s", "≤ 1.0 s", at["one row"] <= 1),
        ("memory of all processes against the stock engine's", f"{memory:.2f}", "≤ 1.0", memory <= 1),
        (f"one more question, {MORE} to {MANY} against {FEW} to {MORE}", f"{later / first - 1:+.0%}", "± 15 %",
         abs(later / first - 1) <= 0.15),
        (f"{MANY} questions on a Dask cluster", f"{at[f'{MANY} on a cluster']:.0f} s", "", None),
    ]  # fmt: skip
    return [(what, measured, goal, MET[met]) for what, measured, goal, met in measures]


def quoted(page: str, results: dict[str, Any]) -> str:
    """The page on building with the table of these results between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    versions = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
    day = date.fromisoformat(results["date"])
    rows = ["| " + " | ".join(row.values()) + " |" for row in results["measures"]]
    about = (
        f"On {day.day} {day:%B %Y}, {results['machine']['cores']} cores "
        f"({results['machine']['machine']}), {results['workers']} workers, {results['questions']} "
        f"questions; {versions}:"
    )
    table = "\n".join(["| measure | measured | goal | met |", "|---|---|---|---|", *rows])
    return f"{before}{BEGIN}\n{about}\n\n{table}\n{END}{after}"


def main() -> None:
    """Measure, print the table, write the results, and quote them in the page on building."""
    found = measured()
    names = (
        "pandas",
        "matplotlib",
        "jupyter_client",
        "ipykernel",
        "papermill",
        "nbconvert",
        "distributed",
    )
    machine = {
        "system": platform.platform(),
        "machine": platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
    }
    results = {
        "date": dates.today().isoformat(),
        "machine": machine,
        "versions": {"Python": platform.python_version()} | {name: version(name) for name in names},
        "workers": WORKERS,
        "questions": FEW,
        "runs": found,
        "measures": [
            dict(zip(("measure", "measured", "goal", "met"), row, strict=True))
            for row in table(found)
        ],
    }
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(quoted(PAGE.read_text(encoding="utf-8"), results), encoding="utf-8")
    for what, value, goal, met in table(found):
        print(f"{what:<56} {value:>20}  {goal:<10} {met}")


if __name__ == "__main__":
    main()
