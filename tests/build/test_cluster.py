"""Runs on a Dask cluster: every task comes back once, whatever happens to a worker."""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from asking import ANSWER as SHOWN
from asking import printed, task
from projects import ANSWER, CHART, PARAMETERS, Project
from watching import lives, soon

from analysis.build import cluster
from analysis.build.build import Options, build
from analysis.build.questions import Question
from analysis.build.runs import Built, Task
from analysis.errors import BuildError

distributed = pytest.importorskip("distributed")


def tasks(*ids: str) -> list[Task]:
    return [Task(Question(id, "How many?", "harbour"), "/srv/project") for id in ids]


Running = tuple[str, list[subprocess.Popen[bytes]]]


@contextmanager
def started(folder: Path) -> Iterator[Running]:
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
    ]
    scheduler = subprocess.Popen(dask, **quiet)
    two = [
        subprocess.Popen([*worker, nanny], env=os.environ | {"WORKER": str(n)}, **quiet)
        for n, nanny in enumerate(("--nanny", "--no-nanny"))
    ]
    with distributed.Client(scheduler_file=str(file), timeout=60) as client:
        client.wait_for_workers(2, timeout=60)
        yield client.scheduler.address, two
    for process in (scheduler, *two):
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with started(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="module")
def address(running: Running) -> str:
    return running[0]


def test_a_task_that_fails_on_a_cluster_comes_back_with_its_problem(address):
    [(_, outcome)] = cluster.run_there(tasks("boats"), {}, address)
    assert "question boats, notebooks/harbour.ipynb: is no notebook" in str(outcome)


def test_the_files_are_sent_to_each_worker_once_and_with_no_task(address, monkeypatch):
    sent: list[Any] = []
    scatter = distributed.Client.scatter

    def noted(client: Any, data: Any, **options: Any) -> Any:
        sent.append((data, options["broadcast"]))
        return scatter(client, data, **options)

    monkeypatch.setattr(distributed.Client, "scatter", noted)
    asked = task(SHOWN)
    files = asked.files | {"data/large.csv": bytes(1_000_000)}
    found = list(cluster.run_there([asked.task] * 3, files, address))
    assert [type(outcome) for _, outcome in found] == [Built] * 3
    assert sent == [([files], True)]
    assert len(pickle.dumps(asked.task)) < 1000


# The first run that comes here says which worker it is of, and never goes on.
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


# The last test on this cluster, which is left with one worker.
def test_on_a_cluster_of_which_a_worker_is_killed_in_mid_run_every_report_arrives_once(
    tmp_path, running
):
    address, two = running
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
    with ThreadPoolExecutor(1) as thread:
        killed = thread.submit(kill)
        assert build(project.root, (), events.append, Options(scheduler=address)) == 0
        pid = killed.result()
        assert soon(lambda: not lives(int(pid)))
    assert sorted(event["question"] for event in events if event["event"] == "built") == ids
    there = project.published()
    assert {f"reports/{id}.html" for id in ids} < there.keys()
    assert build(project.root, options=Options(rebuild=True)) == 0
    assert project.published() == there


@pytest.fixture
def without_helper() -> Iterator[None]:
    """No helper of this thread is left."""
    yield
    with cluster._of_thread.helper as helper:
        helper.stdin.close()


def test_a_helper_runs_task_after_task_and_one_that_ended_is_replaced(without_helper):
    asked = task("import os\nprint(os.getppid())", SHOWN)

    def helper_of_run() -> int:
        built = cluster.run_on_worker(asked.task, asked.files)
        assert isinstance(built, Built)
        return int(printed(built))

    first = helper_of_run()
    assert helper_of_run() == first
    os.kill(first, signal.SIGKILL)
    assert soon(lambda: not lives(first))
    assert helper_of_run() != first


@dataclass(frozen=True)
class Future:
    """Stands in for a future of a cluster."""

    status: str

    def exception(self) -> None:
        """Nothing was raised."""

    def result(self) -> Built:
        """What a run gave."""
        return Built(b"", b"", {})


class Cluster:
    """Stands in for a cluster whose workers are lost, with the files, the first times."""

    def __init__(self, lost: int) -> None:
        self.lost, self.scattered = lost, 0

    def wait_for_workers(self, count: int, timeout: float) -> None:
        """There is one."""

    def scatter(self, data: list[Any], **options: Any) -> list[str]:
        """The files are sent."""
        self.scattered += 1
        return ["files"]

    def submit(self, run: Any, task: Task, files: str, pure: bool) -> Future:
        """A run is asked for, with no file but those that were sent."""
        assert files == "files"
        return Future("cancelled" if self.scattered <= self.lost else "finished")

    def cancel(self, futures: Any) -> None:
        """Nothing more begins."""

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_: Any) -> None:
        pass


@pytest.mark.parametrize(("lost", "kind"), [(0, Built), (2, Built), (3, BuildError)])
def test_a_task_that_is_lost_with_the_workers_that_had_its_files_is_tried_again(
    monkeypatch, lost, kind
):
    made = Cluster(lost)
    monkeypatch.setattr("distributed.Client", lambda address: made)
    monkeypatch.setattr("distributed.as_completed", list)
    [(_, outcome)] = cluster.run_there(tasks("boats"), {}, "tcp://127.0.0.1:1")
    assert isinstance(outcome, kind)
    assert made.scattered == min(lost + 1, cluster.TRIES)


def test_a_cluster_that_cannot_be_reached_is_a_problem_of_the_address(monkeypatch):
    monkeypatch.setattr("distributed.Client", refuse)
    with pytest.raises(
        BuildError, match=r"^--scheduler tcp://127.0.0.1:1: cannot be reached \(OSError\)"
    ):
        list(cluster.run_there(tasks("boats"), {}, "tcp://127.0.0.1:1"))


def refuse(address: str) -> Any:
    raise OSError(address)


def test_without_the_package_a_cluster_is_a_problem_of_what_is_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(
        BuildError, match=r"needs the package distributed; install requirements-dev\.txt"
    ):
        list(cluster.run_there(tasks("boats"), {}, "tcp://127.0.0.1:1"))
