"""One process a question: every task comes back once, whatever happens to the process that runs
it.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asking import ANSWER, printed, problem, run, task
from conftest import ROOT
from watching import lives, soon

from analysis.build import processes, runs
from analysis.build.processes import Outcome, run_here
from analysis.build.questions import Question
from analysis.build.runs import Built, Stage, Task
from analysis.errors import BuildError

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
WAIT = (
    "import os, pathlib, time\npathlib.Path({path!r}).write_text(str(os.getpid()))\ntime.sleep(600)"
)


def tasks(*ids: str) -> list[Task]:
    return [Task(Question(id, "How many?", "harbour"), "/srv/project") for id in ids]


def quick(task: Task, files: Any, folder: Path, tell: Any) -> Built:
    """Stands in for a run, in the processes too, which are forked from this one."""
    tell(Stage("page"))
    if task.question.id.startswith("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    if task.question.id.startswith("fails"):
        raise BuildError(task.question.id, "failed")
    if task.question.id.startswith("breaks"):
        raise ValueError("/srv/project/data is amiss. And more")
    return Built(f"{task.question.id} {os.getpid()}".encode(), os.environ["TMPDIR"].encode(), {})


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "run", quick)


def here(tmp_path: Path, *ids: str, jobs: int = 2) -> dict[str, Outcome]:
    return {
        task.question.id: outcome for task, outcome in run_here(tasks(*ids), {}, jobs, tmp_path)
    }


# ---- whatever happens to a process


@pytest.mark.usefixtures("stand_in")
def test_every_task_comes_back_once_from_a_process_and_a_folder_of_its_own(tmp_path):
    ids = [f"q-{number}" for number in range(8)]
    found = here(tmp_path, *ids)
    assert sorted(found) == ids
    built = [outcome for outcome in found.values() if isinstance(outcome, Built)]
    pids = {int(one.page.split()[1]) for one in built}
    assert len(pids - {os.getpid()}) == 8
    folders = {Path(one.notebook.decode()) for one in built}
    assert len(folders) == 8
    assert {folder.parent for folder in folders} == {tmp_path}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_a_process_that_fails_or_dies_takes_one_task(tmp_path, jobs):
    ids = ("dies", "one", "fails", "two", "dies-too", "breaks", "three")
    found = here(tmp_path, *ids, jobs=jobs)
    assert found.keys() == {*ids}
    good = {id for id, outcome in found.items() if isinstance(outcome, Built)}
    assert good == {"one", "two", "three"}
    assert str(found["fails"]) == "fails: failed"
    died = "ended (signal 9: killed, perhaps for want of memory)"
    assert f"question dies: the process that ran it {died}" in str(found["dies"])
    assert str(found["breaks"]) == (
        "question breaks: ValueError: data is amiss; run it again on its own"
    )
    assert "Traceback" in found["breaks"].__notes__[0]  # type: ignore[union-attr]


@pytest.mark.usefixtures("stand_in")
def test_what_processes_are_at_is_told(tmp_path):
    told: list[tuple[str, str]] = []
    list(run_here(tasks("one", "two"), {}, 2, tmp_path, lambda id, words: told.append((id, words))))
    assert sorted(told) == [("one", "page"), ("two", "page")]


def test_processes_end_when_no_more_is_wanted(monkeypatch, tmp_path):
    def slow(task: Task, files: Any, folder: Path, tell: Any) -> Built:
        if task.question.id == "slow":
            (tmp_path / "pid").write_text(str(os.getpid()))
            signal.pause()
        while not (tmp_path / "pid").exists():
            pass
        return Built(b"", b"", {})

    monkeypatch.setattr(runs, "run", slow)
    found = run_here(tasks("slow", "quick"), {}, 2, tmp_path)
    assert next(found)[0].question.id == "quick"
    pid = int((tmp_path / "pid").read_text())
    found.close()
    assert not lives(pid)
    assert [path.name for path in tmp_path.iterdir()] == ["pid"]


def test_there_is_at_least_one_core():
    assert 1 <= processes.cores() <= (os.cpu_count() or 1)


# ---- whatever a notebook does to its process


@pytest.mark.parametrize(
    ("code", "ending"),
    [
        ("import os; os._exit(3)", "exit status 3"),
        ("exit()", "exit status 0"),
        (
            "import ctypes, faulthandler; faulthandler.disable(); ctypes.string_at(0)",
            "signal 11: segmentation fault",
        ),
        ("import os; os.kill(os.getpid(), 15)", "signal 15: Terminated"),
        ("import os; os.kill(os.getpid(), 40)", "signal 40: Real-time signal 6"),
        ("import os; os.closerange(3, 100); os._exit(4)", "exit status 4"),
        (
            "import os\nif os.fork():\n    os._exit(5)\nimport time; time.sleep(600)",
            "exit status 5",
        ),
    ],
)
def test_a_notebook_that_ends_its_process_is_a_problem_of_its_cell(code, ending):
    do = "run the notebook in JupyterLab to see why"
    if ending == "exit status 0":
        do = "take out what leaves the process, as exit() does"
    assert str(problem(task(code))) == (
        "question boats, notebooks/harbour.ipynb cell 3: the process that ran it ended "
        f"({ending}); {do}"
    )


def test_a_crash_is_a_problem_with_the_end_of_its_log():
    code = (
        "import ctypes, faulthandler, os, sys\nfaulthandler.disable()\n\n"
        "print(os.getcwd(), file=sys.__stderr__, flush=True)\n"
        "os.write(2, b'about to crash in /srv/project/data/x.csv\\n')\nctypes.string_at(0)"
    )
    said = problem(task(code))
    assert (
        "cell 3: the process that ran it ended (signal 11: segmentation fault); the end of its "
        "log: about to crash in data/x.csv; run" in str(said)
    )
    assert said.__notes__ == ["notebooks\nabout to crash in data/x.csv"]


def test_of_the_log_of_a_process_that_dies_the_last_line_is_said_and_the_note_has_more():
    writes = (
        r"os.write(2, b'no \x1b[31mboats\n'); os.write(1, b'not one\n'); os.system('echo none')"
    )
    said = problem(task(f"import os; {writes}; os._exit(3)"))
    assert "ended (exit status 3); the end of its log: none; run the notebook" in str(said)
    assert said.__notes__ == ["no boats\nnot one\nnone"]


def test_of_a_long_log_the_last_lines_are_shown():
    code = "import os\nfor n in range(30_000): os.write(1, b'%d boats\\n' % n)\nos._exit(3)"
    [note] = problem(task(code)).__notes__
    assert note.splitlines() == [f"{n} boats" for n in range(29_980, 30_000)]


@pytest.mark.parametrize("engine", [runs.SHELL, runs.STOCK])
def test_what_a_cell_writes_to_the_process_itself_does_not_come_out_of_the_build(capfd, engine):
    code = (
        "import os, subprocess, sys\nos.write(1, b'not JSON\\n')\nos.system('echo nor this')\n"
        "os.system('echo nor that >&2')\nsubprocess.run('echo or this', shell=True)\n"
        "print('nor here', file=sys.__stdout__, flush=True)"
    )
    run(task(code, ANSWER).of(engine=engine))
    assert capfd.readouterr() == ("", "")


def test_a_notebook_that_hangs_is_a_problem_after_the_limit(tmp_path):
    path = tmp_path / "pid"
    said = str(problem(task(WAIT.format(path=str(path)), limit=1)))
    assert "cell 3: was still running after 1 s, which is all that the question may take" in said
    assert not lives(int(path.read_text()))


def test_the_limit_is_of_all_cells_together():
    nap = "import time; time.sleep(0.6)"
    assert "was still running after 1 s" in str(problem(task(nap, nap, nap, limit=1)))


def test_the_limit_is_not_of_what_is_done_beside_the_cells(monkeypatch, tmp_path):
    def slow(task: Task, files: Any, folder: Path, tell: Any) -> Built:
        time.sleep(0.3)
        tell(Stage("cell", "cell 1"))
        tell(Stage("page"))
        time.sleep(0.3)
        return Built(b"", b"", {})

    monkeypatch.setattr(runs, "run", slow)
    [(_, outcome)] = run_here([replace(tasks("slow")[0], limit=0.2)], {}, 1, tmp_path)
    assert isinstance(outcome, Built)


def test_a_cell_that_forks_is_one_run(tmp_path):
    path = tmp_path / "pids"
    code = (
        "import os\npid = os.fork()\n"
        f"with open({str(path)!r}, 'a') as file: file.write(f'{{os.getpid()}} ')\n"
        "print('in which', flush=True)\nif pid: os.waitpid(pid, 0)"
    )
    built = run(task(code, ANSWER))
    assert printed(built) == "in which\n"
    assert soon(lambda: len(path.read_text().split()) == 2)


def test_a_notebook_that_overwrites_its_outcome_is_a_problem():
    code = (
        "import atexit, pathlib, os\n"
        "there = pathlib.Path(os.environ['TMPDIR'], 'outcome')\n"
        "atexit.register(there.write_bytes, b'cfoo\\nbar\\n.')"
    )
    assert "the process that ran it ended (exit status 0)" in str(problem(task(code, ANSWER)))


@pytest.mark.parametrize("line", ["{", "7", '["words"]'])
def test_a_notebook_that_writes_into_what_it_tells_harms_nobody(line):
    code = (
        "import os, pathlib\n"
        "told = pathlib.Path(os.environ['TMPDIR'], 'stages').open('a')\n"
        f"told.write({line!r} + chr(10)); told.close()"
    )
    assert run(task(code, ANSWER))


@pytest.mark.usefixtures("stand_in")
def test_a_process_that_cannot_be_started_fails_its_question_alone(monkeypatch, tmp_path):
    make, made = tempfile.mkdtemp, []

    def full(**options: Any) -> str:
        made.append(1)
        if len(made) == 2:
            raise OSError(28, "No space left on device")
        return make(**options)

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    found = here(tmp_path, "one", "two", "three")
    assert {id for id, outcome in found.items() if isinstance(outcome, Built)} == {"one", "three"}
    assert "question two: no process could be started for it (No space left" in str(found["two"])


def test_what_a_notebook_started_ends_with_it(tmp_path):
    path = tmp_path / "pid"
    code = (
        "import pathlib, subprocess\nchild = subprocess.Popen(['sleep', '600'])\n"
        f"pathlib.Path({str(path)!r}).write_text(str(child.pid))"
    )
    run(task(code, ANSWER))
    assert soon(lambda: not lives(int(path.read_text())))


def test_threads_that_still_run_are_not_waited_for():
    code = "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()"
    assert run(task(code, ANSWER)).page


def test_what_a_notebook_leaves_to_be_done_at_exit_is_done(tmp_path):
    path = tmp_path / "done"
    code = f"import atexit, pathlib; atexit.register(pathlib.Path({str(path)!r}).touch)"
    run(task(code, ANSWER))
    assert path.exists()


def test_a_notebook_that_does_not_end_at_exit_is_ended_and_holds_up_no_other(monkeypatch, tmp_path):
    monkeypatch.setattr(processes, "GRACE", 3)
    slow, quick = (
        task("import atexit, time; atexit.register(time.sleep, 600)", ANSWER),
        task(ANSWER),
    )
    asked = [slow.task, replace(quick.task, question=replace(quick.task.question, id="quick"))]
    files = slow.files | {"notebooks/quick.ipynb": quick.files["notebooks/harbour.ipynb"]}
    asked[1] = replace(asked[1], question=replace(asked[1].question, notebook="quick"))
    found = list(run_here(asked, files, 2, tmp_path))
    assert [one.question.id for one, _ in found] == ["quick", "boats"]
    assert all(isinstance(outcome, Built) for _, outcome in found)


def test_a_notebook_can_be_asked_for_nothing():
    said = str(problem(task("input('How many? ')", limit=30)))
    assert "cell 3: EOFError" in said


def test_processes_end_with_a_builder_that_is_killed(tmp_path):
    code = f"""
import sys
sys.path.insert(0, {str(ROOT / "tests")!r})
from asking import run, task
run(task({WAIT.format(path=str(tmp_path / "pid"))!r}))
"""
    path = tmp_path / "pid"
    builder = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE)
    assert soon(path.exists)
    assert soon(lambda: path.read_text() != "")
    pid = int(path.read_text())
    assert lives(pid)
    builder.kill()
    builder.wait()
    assert soon(lambda: not lives(pid))
    assert builder.stderr is not None
    assert builder.stderr.read() == b""  # nobody holds the other end


# ---- wherever it runs


def test_two_processes_draw_different_random_numbers_and_have_the_builders_environment(monkeypatch):
    monkeypatch.setenv("HARBOUR", "Ruritania")
    monkeypatch.setenv("COLUMNS", "40")
    code = (
        "import os, random, numpy as np\n"
        "print(random.random(), np.random.rand(), os.environ['HARBOUR'], 'COLUMNS' in os.environ)"
    )
    first, second = (printed(run(task(code, ANSWER))).split() for _ in range(2))
    assert len({*first[:2], *second[:2]}) == 4
    assert first[2:] == second[2:] == ["Ruritania", "False"]


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_nothing_is_left_in_the_folder_for_temporary_files_however_long_its_name(
    tmp_path, monkeypatch, start
):
    folder = tmp_path / ("d" * 120)
    folder.mkdir()
    monkeypatch.setattr(processes, "START_METHOD", start)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    run(task("import tempfile\ntempfile.mkdtemp()", ANSWER))
    assert "cell 3: ZeroDivisionError" in str(problem(task("1 / 0")))
    assert "ended (exit status 3)" in str(problem(task("import os; os._exit(3)")))
    assert list(folder.iterdir()) == []


def test_it_runs_without_any_network_and_without_shared_memory():
    code = f"""
import sys
sys.path.insert(0, {str(ROOT / "tests")!r})
from asking import ANSWER, run, task
print(len(run(task(ANSWER)).page))
"""
    alone = ["unshare", "--mount", "--net", "--map-root-user"]
    no_memory = "mount -t tmpfs -o ro none /dev/shm && exec "
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("no namespace without network can be made here")
    command = [*alone, "sh", "-c", no_memory + '"$0" -c "$1"', sys.executable, code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert int(done.stdout) > 10_000
