"""Runs on the workers of a Dask cluster.

A worker runs threads, so that no process can be forked from it safely. Each of its threads starts
one helper, which imports everything once and then runs task after task as a build does on its own
machine; a helper ends with its worker.
"""

import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.build import processes
from analysis.build.processes import Outcome
from analysis.build.runs import Task
from analysis.errors import BuildError

PATIENCE = 60.0  # seconds for a cluster to have a worker
TRIES = 3  # of a task that was lost with the workers that had its files
Files = Mapping[str, bytes]


def run_there(tasks: Sequence[Task], files: Files, address: str) -> Generator[tuple[Task, Outcome]]:
    """The tasks with their outcomes as they finish on the Dask cluster at an address like
    ``tcp://host:8786``, to each of whose workers `files` are sent once.
    """
    where = f"--scheduler {address}"
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise BuildError(
            where, "needs the package distributed", "install requirements-dev.txt"
        ) from None
    try:
        client = Client(address)
    except (OSError, ValueError, TimeoutError) as error:
        raise BuildError(
            where, f"cannot be reached ({type(error).__name__})", "start it, or mend the address"
        ) from None
    with client:
        waiting = list(tasks)
        for _ in range(TRIES):
            waiting = yield from _tried(client, as_completed, waiting, files, where)
        for task in waiting:
            yield task, _lost(task, "CancelledError")


def _tried(
    client: Any, as_completed: Any, tasks: Sequence[Task], files: Files, where: str
) -> Generator[tuple[Task, Outcome], None, list[Task]]:
    """The tasks with their outcomes as they finish; returns those that were lost with the workers
    that had the files.
    """
    if not tasks:
        return []
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise BuildError(where, "has no workers", "start some, and build again") from None
    [shared] = client.scatter([files], broadcast=True, hash=False)
    futures = {client.submit(run_on_worker, task, shared, pure=False): task for task in tasks}
    lost: list[Task] = []
    try:
        for future in as_completed(futures):
            task = futures[future]
            if future.status in ("cancelled", "lost"):
                lost.append(task)
            elif error := future.exception():
                yield task, _lost(task, type(error).__name__)
            else:
                yield task, future.result()
    finally:  # where no more is wanted, nothing more begins
        client.cancel(list(futures))
    return lost


def _lost(task: Task, reason: str) -> BuildError:
    """The problem of a task whose worker was lost."""
    wrong = f"its worker was lost ({reason})"
    return BuildError(f"question {task.question.id}", wrong, "look into the worker's log")


# ---- on a worker


_of_thread = threading.local()


def run_on_worker(task: Task, files: Files) -> Outcome:
    """Run a task in the helper of this thread, which is started where there is none.

    One that ended when it was asked is replaced once; raises EOFError or OSError where the next
    ends too.
    """
    try:
        return _ask(_helper(), task, files)
    except (EOFError, BrokenPipeError):
        _of_thread.helper.kill()
        _of_thread.helper.wait()
        return _ask(_helper(), task, files)


def _helper() -> Any:
    """The helper of this thread that still runs, else a new one."""
    helper: Any = getattr(_of_thread, "helper", None)
    if helper is None or helper.poll() is not None:
        code = "from analysis.build.cluster import help_worker; help_worker()"
        command = [sys.executable, "-c", code]
        helper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        _of_thread.helper = helper
    return helper


def _ask(helper: Any, task: Task, files: Files) -> Outcome:
    pickle.dump((task, files), helper.stdin)
    helper.stdin.flush()
    outcome: Outcome = pickle.load(helper.stdout)
    return outcome


def help_worker() -> None:
    """Run the tasks that come in by the standard input, and put their outcomes out, until it
    ends.
    """
    worker = os.getppid()
    outcomes = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else comes between them

    def end_with_worker() -> None:
        if os.getppid() != worker:
            raise SystemExit  # after what runs was ended and its files removed

    with tempfile.TemporaryDirectory(prefix="record-") as work:
        while True:
            try:
                task, files = pickle.load(sys.stdin.buffer)
            except EOFError:
                return
            runs = processes.run_here([task], files, 1, Path(work), tick=end_with_worker)
            for _, outcome in runs:
                pickle.dump(outcome, outcomes)
                outcomes.flush()
