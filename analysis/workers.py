"""Where runs take place: a pool of processes on this machine, or the workers of a Dask cluster."""

import os
import signal
import tempfile
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from analysis import runs
from analysis.errors import BuildError
from analysis.kernels import CAN_FORK
from analysis.runs import Built, Task

PATIENCE = 60.0  # seconds for a cluster to have a worker
TICK = 0.1  # seconds between two looks at what the workers are at
Stage = Callable[[str, str], None]  # told a question's id and what it is at
Run = tuple[Task, "Future[Built]"]


def cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_here(tasks: Sequence[Task], workers: int, work: Path, stage: Stage) -> Generator[Run]:
    """The tasks as their runs finish in a pool of processes, with temporary files in the folder
    `work`.

    A worker that dies takes its pool along, so what that left runs alone, each task in a pool of
    its own.
    """
    lost: list[Task] = []
    for task, future in _in_pool(tasks, workers, work, stage):
        if isinstance(future.exception(), BrokenProcessPool):
            lost.append(task)
        else:
            yield task, future
    for task in lost:
        yield from _in_pool([task], 1, work, stage)


def run_there(tasks: Sequence[Task], address: str) -> Generator[Run]:
    """The tasks as their runs finish on the Dask cluster at an address like ``tcp://host:8786``."""
    where = f"--scheduler {address}"
    try:
        from distributed import Client
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
        yield from _as_run(client.get_executor(pure=False), runs.run, tasks)


def _in_pool(tasks: Sequence[Task], workers: int, work: Path, stage: Stage) -> Generator[Run]:
    """The tasks as they run in processes that end with this one, whatever ends it."""
    if not tasks:
        return
    context = get_context("fork" if CAN_FORK else None)
    alive, life = context.Pipe(duplex=False)
    stages, tell = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(
        workers, context, initializer=_begin, initargs=(alive, life, tell, str(work))
    )
    is_over = False
    try:
        yield from _as_run(pool, _run_in_pool, tasks, lambda: _drain(stages, stage))
        is_over = True
    finally:  # after Ctrl-C, or where no more is wanted, the workers are told by the end of `life`
        if not is_over:
            life.close()
        pool.shutdown(wait=is_over, cancel_futures=True)
        for end in (alive, life, stages, tell):
            end.close()


def _as_run(
    executor: Executor,
    run: Callable[[Task], Built],
    tasks: Sequence[Task],
    meanwhile: Callable[[], None] = lambda: None,
) -> Generator[Run]:
    waiting = {_submit(executor, run, task): task for task in tasks}
    while waiting:
        done = wait(waiting, TICK, FIRST_COMPLETED).done
        meanwhile()
        for future in done:
            yield waiting.pop(future), future


def _submit(executor: Executor, run: Callable[[Task], Built], task: Task) -> "Future[Built]":
    try:
        return executor.submit(run, task)
    except BrokenProcessPool as error:  # a worker died before this task came to it
        refused: Future[Built] = Future()
        refused.set_exception(error)
        return refused


def _drain(stages: Connection, stage: Stage) -> None:
    while stages.poll():
        id, _, words = stages.recv_bytes().decode().partition(" ")
        stage(id, words)


# ---- in a process of the pool


_tell: list[Connection] = []


def _begin(alive: Connection, life: Connection, tell: Connection, work: str) -> None:
    """Prepare a worker: it ends with its builder, leaves Ctrl-C to that, and keeps its temporary
    files in `work`.
    """
    life.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(alive,), daemon=True).start()
    os.environ["TMPDIR"] = tempfile.tempdir = work
    _tell[:] = [tell]


def _end_with(alive: Connection) -> None:
    with suppress(OSError, EOFError):
        alive.recv_bytes()  # nothing is ever sent: this is the builder's end
    os._exit(1)


def _run_in_pool(task: Task) -> Built:
    def stage(words: str) -> None:
        with suppress(OSError):
            _tell[0].send_bytes(f"{task.question.id} {words}".encode())

    stage("kernel")
    return runs.run(task, stage)
