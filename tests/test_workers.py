"""Where runs take place: every task comes back once, whatever happens to the process that runs
it.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from test_build import ANSWER, CHART, PARAMETERS, Project
from test_kernels import soon

from analysis import runs, workers
from analysis.build import Options, build
from analysis.errors import BuildError
from analysis.questions import Question
from analysis.runs import Built, Task

distributed = pytest.importorskip("distributed")


def tasks(*ids: str) -> list[Task]:
    return [Task(Question(id, "How many?", "harbour"), {}, "/srv/project") for id in ids]


def quick(task: Task, stage: Any) -> Built:
    """Stands in for a run, in the pool's processes too, which are forked from this one."""
    stage("page")
    if task.question.id.startswith("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    if task.question.id.startswith("fails"):
        raise BuildError(task.question.id, "failed")
    return Built(f"{task.question.id} {os.getpid()}".encode(), os.environ["TMPDIR"].encode(), {})


def here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *ids: str, count: int = 2
) -> dict[str, Any]:
    monkeypatch.setattr(runs, "run", quick)
    found = workers.run_here(tasks(*ids), count, tmp_path, lambda id, words: None)
    return {task.question.id: future.exception() or future.result() for task, future in found}


def test_every_task_comes_back_once_from_processes_of_their_own(monkeypatch, tmp_path):
    ids = [f"q-{number}" for number in range(8)]
    found = here(monkeypatch, tmp_path, *ids)
    assert sorted(found) == ids
    pids = {int(built.page.split()[1]) for built in found.values()}
    assert 1 <= len(pids) <= 2
    assert os.getpid() not in pids
    assert {built.notebook for built in found.values()} == {str(tmp_path).encode()}


def test_a_task_that_fails_comes_back_with_its_problem(monkeypatch, tmp_path):
    found = here(monkeypatch, tmp_path, "fails", "works")
    assert str(found["fails"]) == "fails: failed"
    assert isinstance(found["works"], Built)


def test_tasks_that_a_dying_worker_takes_along_run_again_alone(monkeypatch, tmp_path):
    found = here(monkeypatch, tmp_path, "dies", "one", "two", "dies-too", "three", count=1)
    assert {id for id, outcome in found.items() if isinstance(outcome, Built)} == {
        "one",
        "two",
        "three",
    }
    assert found.keys() == {"dies", "one", "two", "dies-too", "three"}


def test_what_workers_are_at_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(runs, "run", quick)
    told: list[tuple[str, str]] = []
    list(
        workers.run_here(
            tasks("one", "two"), 2, tmp_path, lambda id, words: told.append((id, words))
        )
    )
    assert {("one", "kernel"), ("one", "page"), ("two", "page")} <= set(told)


def test_workers_end_when_no_more_is_wanted(monkeypatch, tmp_path):
    def slow(task: Task, stage: Any) -> Built:
        if task.question.id == "slow":
            (tmp_path / "pid").write_text(str(os.getpid()))
            signal.pause()
        while not (tmp_path / "pid").exists():
            pass
        return Built(b"", b"", {})

    monkeypatch.setattr(runs, "run", slow)
    found = workers.run_here(tasks("slow", "quick"), 2, tmp_path, lambda id, words: None)
    assert next(found)[0].question.id == "quick"
    pid = int((tmp_path / "pid").read_text())
    found.close()
    assert soon(lambda: not Path(f"/proc/{pid}").exists())


def test_there_is_at_least_one_core():
    assert 1 <= workers.cores() <= (os.cpu_count() or 1)


# ---- a cluster


@contextmanager
def started(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler and its two workers, each a process of its own that has its number
    as $WORKER.
    """
    file = folder / "scheduler.json"
    options = ["--scheduler-file", str(file), "--no-dashboard"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
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
    scheduler = subprocess.Popen(dask, **quiet)
    two = [
        subprocess.Popen([*worker], env=os.environ | {"WORKER": str(n)}, **quiet) for n in range(2)
    ]
    with distributed.Client(scheduler_file=str(file), timeout=60) as client:
        client.wait_for_workers(2, timeout=60)
        yield client.scheduler.address, two
    for process in (scheduler, *two):
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with started(tmp_path_factory.mktemp("cluster")) as (address, _):
        yield address


# The first kernel that comes here says which worker it is of, and never goes on.
STUCK = """
import os, time
from pathlib import Path
try:
    with open({path!r}, "x") as file:
        file.write(os.environ["WORKER"] + " " + str(os.getpid()))
except FileExistsError:
    pass
else:
    time.sleep(600)
"""


def test_on_a_cluster_of_which_a_worker_is_killed_in_mid_run_every_report_arrives_once(tmp_path):
    project = Project(tmp_path / "project")
    note = tmp_path / "stuck"
    project.write("harbour", PARAMETERS, STUCK.format(path=str(note)), ANSWER, CHART)
    ids = [f"boats-{n}" for n in "abcdef"]
    for id in ids:
        project.ask(id, place="River")

    def kill() -> str:
        assert soon(note.exists, 60)
        assert soon(lambda: " " in note.read_text())
        number, pid = note.read_text().split()
        two[int(number)].kill()
        return pid

    events: list[dict[str, Any]] = []
    with started(tmp_path) as (address, two), ThreadPoolExecutor(1) as thread:
        killed = thread.submit(kill)
        assert build(project.root, (), events.append, Options(scheduler=address)) == 0
        pid = killed.result()
        assert soon(lambda: not Path(f"/proc/{pid}").exists())
    assert sorted(event["question"] for event in events if event["event"] == "built") == ids
    there = project.published()
    assert {f"reports/{id}.html" for id in ids} < there.keys()
    assert build(project.root, options=Options(rebuild=True)) == 0
    assert project.published() == there


def test_a_task_that_fails_on_a_cluster_comes_back_with_its_problem(cluster):
    [(_, future)] = workers.run_there(tasks("boats"), cluster)
    assert "question boats, notebooks/harbour.ipynb: is no notebook" in str(future.exception())


def test_a_cluster_that_cannot_be_reached_is_a_problem_of_the_address(monkeypatch):
    monkeypatch.setattr("distributed.Client", refuse)
    with pytest.raises(
        BuildError, match=r"^--scheduler tcp://127.0.0.1:1: cannot be reached \(OSError\)"
    ):
        list(workers.run_there(tasks("boats"), "tcp://127.0.0.1:1"))


def refuse(address: str) -> Any:
    raise OSError(address)


def test_without_the_package_a_cluster_is_a_problem_of_what_is_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(
        BuildError, match=r"needs the package distributed; install requirements-dev\.txt"
    ):
        list(workers.run_there(tasks("boats"), "tcp://127.0.0.1:1"))
