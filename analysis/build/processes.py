"""One process a question: started, listened to, and ended with all of its process group.

Where the system can fork, a process begins with everything imported; elsewhere it imports what it
needs itself. A crash, a hang or an `os._exit` takes one question.
"""

import atexit
import gc
import json
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from analysis.build import runs
from analysis.build.runs import Built, Stage, Task, without_paths
from analysis.errors import BuildError, without_controls
from analysis.text.cuts import first_sentence

# On Linux alone: elsewhere the system's own libraries run threads, which a fork loses.
START_METHOD = "fork" if sys.platform == "linux" else "spawn"
TICK = 0.1  # seconds between two looks at processes that say nothing
STAGES, OUTCOME = "stages", "outcome"  # files of a process
GRACE = 5.0  # seconds that a process has for what it does at exit
LOG_LINES, LOG_BYTES = 20, 100_000  # of a process that died, shown at the most
SIGNALS = {
    int(signal.SIGKILL): "killed, perhaps for want of memory",
    int(signal.SIGSEGV): "segmentation fault",
}
Files = Mapping[str, bytes]
Outcome = Built | BuildError
Tell = Callable[[str, str], None]  # told a question's id and what it is at


def cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_here(
    tasks: Sequence[Task],
    files: Files,
    jobs: int,
    work: Path,
    tell: Tell = lambda id, words: None,
    tick: Callable[[], None] = lambda: None,
) -> Generator[tuple[Task, Outcome]]:
    """The tasks with their outcomes as they finish, `jobs` at a time, with temporary files in
    `work`.

    `tick` is called again and again meanwhile. Closing the generator ends what still runs.
    """
    if START_METHOD == "fork":
        runs.prepare()
    waiting, running = deque(tasks), list[_Process]()
    finished: list[tuple[Task, Outcome]] = []
    try:
        while waiting or running or finished:
            while waiting and len(running) < jobs:
                task = waiting.popleft()
                started = _started(task, files, work)
                if isinstance(started, _Process):
                    running.append(started)
                else:
                    finished.append((task, started))
            yield from finished  # while others run
            wait([process.process.sentinel for process in running], TICK if running else 0)
            tick()
            finished = _finished(running, tell)
    finally:
        for process in running:
            process.end()


def _started(task: Task, files: Files, work: Path) -> "_Process | BuildError":
    """A process that runs a task, or why there can be none."""
    try:
        return _Process.start(task, files, work)
    except OSError as error:  # no room, or no more processes
        wrong = f"no process could be started for it ({error.strerror})"
        return BuildError(f"question {task.question.id}", wrong, "make room, and build again")


def run_alone(task: Task, files: Files, tell: Tell = lambda id, words: None) -> Built:
    """What one task gives. Raises BuildError."""
    with tempfile.TemporaryDirectory(prefix="record-") as work:
        [(_, outcome)] = run_here([task], files, 1, Path(work), tell)
    if isinstance(outcome, BuildError):
        raise outcome
    return outcome


def _finished(running: list["_Process"], tell: Tell) -> list[tuple[Task, Outcome]]:
    """Take out the processes that have an outcome; returns their tasks with these."""
    found = []
    for process in list(running):
        if outcome := process.outcome(tell):
            process.end()
            running.remove(process)
            found.append((process.task, outcome))
    return found


@dataclass
class _Process:
    """A process that runs a task, in a folder of its own, as the one that started it sees it.

    It appends what it is at to the file STAGES of the folder, and leaves what came of the task in
    OUTCOME: files, since nothing that a notebook does to them can hold up the one that reads.
    """

    task: Task
    process: Any
    folder: Path
    cell: str = ""  # the place of the cell that runs
    deadline: float = inf  # of `time.monotonic()`: for the cells, then for what is done at exit
    heard: int = 0  # the lines of STAGES that were read

    @classmethod
    def start(cls, task: Task, files: Files, work: Path) -> "_Process":
        """Start a process. Raises OSError."""
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=work))
        context: Any = multiprocessing.get_context(START_METHOD)
        process = context.Process(target=_main, args=(task, files, folder))
        process.start()
        return cls(task, process, folder)

    def outcome(self, tell: Tell) -> Outcome | None:
        """What came of the task, None while it runs. What it is at is told."""
        has_ended = not self.process.is_alive()  # asked first: then all that it wrote is here
        self._hear(tell)
        is_over = has_ended or time.monotonic() > self.deadline
        if (self.folder / OUTCOME).exists():
            if self.deadline == inf:
                self.deadline = time.monotonic() + GRACE
            return self._left() if is_over else None
        if has_ended:
            return self._death()
        if is_over:
            limit = f"{self.task.limit:g} s"
            wrong = f"was still running after {limit}, which is all that the question may take"
            return BuildError(self._place(), wrong, "make it shorter, or raise --timeout")
        return None

    def _hear(self, tell: Tell) -> None:
        """Tell the stages that are new, and note since when cells run."""
        with suppress(OSError, ValueError, TypeError):  # a notebook may have written into it
            lines = (self.folder / STAGES).read_text(encoding="utf-8").splitlines(keepends=True)
            for line in lines[self.heard :]:
                if not line.endswith("\n"):
                    return  # it is being written
                self.heard += 1
                words, cell = json.loads(line)
                if not cell:
                    self.deadline = inf
                elif not self.cell:
                    self.deadline = time.monotonic() + self.task.limit
                self.cell = cell
                tell(self.task.question.id, words)

    def _left(self) -> Outcome:
        """What the process left as the outcome of its task."""
        try:
            outcome: Outcome = pickle.loads((self.folder / OUTCOME).read_bytes())
        except Exception:  # a notebook has overwritten it
            return self._death()
        return outcome

    def _place(self) -> str:
        return self.cell or f"question {self.task.question.id}"

    def _death(self) -> BuildError:
        """The problem of a process that ended without an outcome, with the end of its log."""
        wrong = f"the process that ran it ended ({_ending(self.process.exitcode)})"
        log = _log_end(self.folder / "log", self.folder / "project", self.task.root)
        if log:
            wrong += f"; the end of its log: {first_sentence(log.splitlines()[-1]).rstrip('.')}"
        do = "run the notebook in JupyterLab to see why"
        if self.process.exitcode == 0:
            do = "take out what leaves the process, as exit() does"
        problem = BuildError(self._place(), wrong, do)
        if log:
            problem.add_note(log)
        return problem

    def end(self) -> None:
        """End the process and what it started, and remove its folder."""
        with suppress(ProcessLookupError, PermissionError):  # it has ended
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        shutil.rmtree(self.folder, ignore_errors=True)


def _ending(status: int | None) -> str:
    """How a process ended, from its exit status, which is negative for a signal."""
    if status is None or status >= 0:
        return "no exit status is known" if status is None else f"exit status {status}"
    return f"signal {-status}: {SIGNALS.get(-status) or signal.strsignal(-status) or 'unknown'}"


def _log_end(path: Path, *roots: Path | str) -> str:
    """The last lines that a process, and what it started, wrote to its standard output and
    error.
    """
    with suppress(OSError), path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - LOG_BYTES))
        lines = without_controls(log.read().decode(errors="replace")).strip().splitlines()
        return without_paths("\n".join(lines[-LOG_LINES:]), *roots)
    return ""


# ---- in the process that runs a task


def _main(task: Task, files: Files, folder: Path) -> None:
    """Run a task and leave its outcome in the folder."""
    os.setsid()  # a group of its own, which can be ended as one; Ctrl-C is for the builder
    atexit._clear()  # what the builder leaves to be done is the builder's
    gc.freeze()  # collecting what the builder holds would only copy its memory
    threading.Thread(target=_end_with_builder, daemon=True).start()
    _take_streams(folder / "log")
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    own = os.getpid()

    def tell(stage: Stage) -> None:
        if os.getpid() == own:  # a cell may have forked, and goes on in both
            with (folder / STAGES).open("a", encoding="utf-8") as stages:
                stages.write(json.dumps([stage.words, stage.cell]) + "\n")

    outcome = _outcome(task, files, folder, tell)
    if os.getpid() == own:
        half = folder / f"{OUTCOME}.half"
        half.write_bytes(pickle.dumps(outcome))
        half.replace(folder / OUTCOME)
        # What the notebook leaves to be done is done; what is imported is not taken apart, and
        # threads that still run are not waited for.
        atexit._run_exitfuncs()
    os._exit(0)


def _outcome(task: Task, files: Files, folder: Path, tell: Callable[[Stage], None]) -> Outcome:
    try:
        return runs.run(task, files, folder, tell)
    except BuildError as error:
        return error
    except Exception as error:  # a fault of this package: the other questions go on
        said = first_sentence(f"{type(error).__name__}: {error}").rstrip(".")
        words = without_paths(said, task.root)
        problem = BuildError(f"question {task.question.id}", words, "run it again on its own")
        problem.add_note(without_paths(traceback.format_exc(), task.root))
        return problem


def _take_streams(log: Path) -> None:
    """Have what this process, and what it starts, writes to its own standard streams go to a
    log.
    """
    null, written = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT)
    for target, source in ((0, null), (1, written), (2, written)):
        os.dup2(source, target)


def _end_with_builder() -> None:
    """End this process, and what it started, as soon as the builder has ended."""
    if builder := multiprocessing.parent_process():
        builder.join()
        os.killpg(0, signal.SIGKILL)
