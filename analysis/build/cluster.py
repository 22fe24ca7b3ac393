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
        client.wait_for_workers(1, timeout=PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        raise BuildError(
            where, f"cannot be reached ({type(error).__name__})", "start it, or mend the address"
        ) from None
    with client:
        [shared] = client.scatter([files], broadcast=True, hash=False)
        futures = {client.submit(run_on_worker, task, shared, pure=False): task for task in tasks}
        for future in as_completed(futures):
            yield futures[future], _outcome(futures[future], future)


def _outcome(task: Task, future: Any) -> Outcome:
    """What a future of the cluster gives: an outcome, or that of a worker that was lost."""
    if error := future.exception():
        wrong = f"its worker was lost ({type(error).__name__})"
        return BuildError(f"question {task.question.id}", wrong, "look into the worker's log")
    outcome: Outcome = future.result()
    return outcome


# ---- on a worker


_of_thread = threading.local()


def run_on_worker(task: Task, files: Files) -> Outcome:
    """Run a task in the helper of this thread, which is started where there is none."""
    helper: Any = getattr(_of_thread, "helper", None)
    if helper is None or helper.poll() is not None:
        code = "from analysis.build.cluster import help_worker; help_worker()"
        command = [sys.executable, "-c", code]
        helper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        _of_thread.helper = helper
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
            os._exit(1)

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
