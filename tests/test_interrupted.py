"""Builds that are cut off, refused or short of room lose nothing, and the next ends as if nothing
had happened.
"""

import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from projects import ANSWER, ARCHIVE, CHART, PARAMETERS, Project

from analysis.build import runs
from analysis.build.build import build
from analysis.build.cache import STATE
from analysis.build.processes import START_METHOD
from analysis.build.runs import Built, Task
from analysis.errors import BuildError
from analysis.fingerprints import digest
from analysis.record.csvfiles import write_atomic
from analysis.report import seal

PATIENCE = 60  # seconds, for what is sure to come


def made(root: Path) -> Project:
    """A project of two questions, one with a chart."""
    project = Project(root)
    project.write("harbour", PARAMETERS, ANSWER, CHART)
    project.write("river", PARAMETERS, ANSWER)
    project.ask("boats", place="Lake")
    project.ask("rafts", "river", place="River")
    return project


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    project = made(tmp_path_factory.mktemp("undisturbed") / "project")
    assert project.build() == 0
    return project.published()


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files of the test alone, in which nothing may be left."""
    folder = Path(tempfile.mkdtemp(prefix="t-"))
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    left = [path.name for path in folder.iterdir()]
    shutil.rmtree(folder)
    assert left == []


@pytest.fixture
def project(tmp_path: Path, temporary: Path) -> Project:
    return made(tmp_path / "project")


def in_background(project: Project) -> subprocess.Popen[str]:
    """A build in a process of its own, as from a shell."""
    code = (
        f"import sys, pathlib; from analysis.build.build import build; "
        f"sys.exit(build(pathlib.Path({str(project.root)!r})))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code], stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def until(condition: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.01)
    return found


def of(temporary: Path, session: int = -1) -> list[str]:
    """The processes that work in the folder for temporary files, as runs do, or belong to a
    session.
    """
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            at, stat = (
                str((folder / "cwd").readlink()),
                (folder / "stat").read_text().rpartition(")")[2].split(),
            )
        except OSError:
            continue
        if stat[0] != "Z" and (at.startswith(f"{temporary}/") or stat[3] == str(session)):
            found.append(f"{folder.name} in {at}")
    return found


def leftovers(project: Project) -> list[str]:
    names = (path.name for path in project.root.rglob("*") if path.is_file())
    return [name for name in names if name.endswith(".tmp")]


# ---- kill -9


class Killer:
    """An audit hook that ends a process at its nth point: just before it forks, opens a file to
    write or renames one.

    It counts the points; with `point` 0 it ends nothing.
    """

    def __init__(self, point: int) -> None:
        self.point, self.count, self.process = point, 0, os.getpid()
        sys.addaudithook(self)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        is_write = event == "open" and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
        is_point = is_write or event in ("os.fork", "os.rename")
        if is_point and os.getpid() == self.process:
            self.count += 1
            if self.count == self.point:
                os.kill(self.process, signal.SIGKILL)


def killed_build(root: Path, point: int) -> int:
    """Build in a forked process that is killed at a point; how many points it had, 0 if it was."""
    read, write = os.pipe()
    if not (pid := os.fork()):
        try:
            killer = Killer(point)
            build(root)
            os.write(write, str(killer.count).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        points = int(told.read() or 0)
    os.waitpid(pid, 0)
    return points


@pytest.fixture
def ran_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give what a question's first run gave again, in processes that are started as ever."""
    run = runs.run

    def run_once(task: Task, *rest: Any) -> Built:
        kept = tmp_path / f"{task.question.id}.built"
        if not kept.exists():
            write_atomic(kept, pickle.dumps(run(task, *rest)))
        return pickle.loads(kept.read_bytes())

    monkeypatch.setattr(runs, "run", run_once)


@pytest.mark.skipif(START_METHOD != "fork", reason="processes are forked on Linux only")
def test_a_build_that_is_killed_at_any_point_while_notebooks_run_is_made_good_by_the_next(
    project, undisturbed, temporary
):
    kill_at_every_point(project, undisturbed, temporary, ("reports", "figures"))


# What a build does is the same whether its runs take long or not.
@pytest.mark.skipif(START_METHOD != "fork", reason="processes are forked on Linux only")
@pytest.mark.parametrize("gone", ["reports", "figures"])
def test_a_build_that_is_killed_where_some_files_stand_is_made_good_by_the_next(
    project, undisturbed, temporary, ran_once, gone
):
    kill_at_every_point(project, undisturbed, temporary, (gone,))


def kill_at_every_point(
    project: Project, undisturbed: dict[str, bytes], temporary: Path, gone: tuple[str, ...]
) -> None:
    """Build, where folders are gone, with a kill and then without, and look at what stands.

    Over every point at which a build does something that cannot be taken back.
    """
    # The standard library tries the folder once with a file, which a kill just then would leave.
    tempfile.gettempdir()
    runs.prepare()
    for point in count():
        for folder in gone:
            shutil.rmtree(project.root / folder, ignore_errors=True)
        points = killed_build(project.root, point)
        check_what_stands(project, undisturbed)
        if not point:
            assert project.published() == undisturbed
            assert points > 9
            total = points
        assert project.build() == 0
        assert project.published() == undisturbed, point
        assert leftovers(project) == []
        if point == total:
            break
    assert until(lambda: not of(temporary)), of(temporary)


def without_links(data: bytes) -> bytes:
    """A page without its links to other reports, which are set when a build ends, and its seal; any
    other file as it is.
    """
    if not data.startswith(b"<!DOCTYPE html>"):
        return data
    page = seal.unlinked(data.decode())
    sealed = seal.SEALED.search(page)
    return (page.replace(sealed["digits"], seal.BLANK) if sealed else page).encode()


def check_what_stands(project: Project, good: dict[str, bytes]) -> None:
    """No report or chart that stands is torn, and the index leads to none that does not stand."""
    stands = {name: data for name, data in project.published().items() if "/." not in name}
    of_all = ("reports/index.html", "reports/sources.html", f"reports/{ARCHIVE}")
    reports = {name: data for name, data in stands.items() if name not in of_all}
    torn = [
        name for name, data in reports.items() if without_links(good[name]) != without_links(data)
    ]
    assert torn == []
    for data in reports.values():
        led = re.findall(rb'<a data-page="[^"]+" href="([^"]+)"', data)
        assert {f"reports/{name.decode()}" for name in led} <= stands.keys()
    index = stands.get("reports/index.html", b"").decode()
    listed = {f"reports/{name}" for name in re.findall(r'<th scope="row"><a href="([^"]+)"', index)}
    assert listed <= stands.keys()


# ---- Ctrl-C, two builds, no room, no right to write


def test_ctrl_c_ends_a_build_with_what_it_started(project, undisturbed, temporary):
    project.write("river", PARAMETERS, "import time, pathlib; time.sleep(600)", ANSWER)
    running = in_background(project)
    assert until(lambda: of(temporary))
    assert len(of(temporary, running.pid)) > 1  # a run, the builder
    os.killpg(running.pid, signal.SIGINT)
    assert running.wait(PATIENCE) != 0
    assert until(lambda: not of(temporary, running.pid)), of(temporary, running.pid)
    project.write("river", PARAMETERS, ANSWER)
    assert project.build() == 0
    assert project.published() == undisturbed
    assert leftovers(project) == []


def test_a_second_build_at_a_time_is_refused_with_the_owner_of_the_lock(
    project, undisturbed, temporary
):
    project.write("river", PARAMETERS, "import time, pathlib; time.sleep(600)", ANSWER)
    running = in_background(project)
    assert until(lambda: of(temporary))
    with pytest.raises(
        BuildError,
        match=rf"another build is under way \(process {running.pid}\); wait for it, or end it",
    ):
        project.build()
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    # A run of the build that was killed could still write where the next one has cleared up.
    assert until(lambda: not of(temporary))
    project.write("river", PARAMETERS, ANSWER)
    assert project.build() == 0
    assert f"the last build (process {running.pid}) was cut off; this one goes on" in project.said
    assert project.published() == undisturbed


def test_what_a_dead_build_left_is_recovered_and_nothing_of_another(
    project, undisturbed, temporary
):
    dead = temporary / f"record-{digest(str(project.root))}-4194304-left"
    others = [
        temporary / f"record-{digest(str(project.root))}-{os.getpid()}-left",
        temporary / "record-0-4194304-left",
    ]
    for work in (dead, *others):
        work.mkdir()
    (project.root / STATE).mkdir(parents=True)
    (project.root / STATE / "lock").write_text("4194304")
    for name in ("reports/.boats.html.0123456789abcdef.tmp", "reports/.build/.boats.json.0.tmp"):
        (project.root / name).write_text("half")
    assert project.build() == 0
    assert "the last build (process 4194304) was cut off; this one goes on" in project.said
    assert sorted(temporary.iterdir()) == sorted(others)
    assert leftovers(project) == []
    assert project.published() == undisturbed
    for work in others:
        work.rmdir()


@pytest.mark.parametrize("content", ["", "{", "many", "-1", "9" * 99])
def test_a_lock_with_other_content_is_no_obstacle(project, content):
    (project.root / STATE).mkdir(parents=True)
    (project.root / STATE / "lock").write_text(content)
    assert project.build() == 0


def test_reports_that_are_no_folder_to_write_in_are_a_problem_of_that_folder(project):
    (project.root / "reports").write_text("in the way")
    with pytest.raises(
        BuildError, match=r"^reports/: cannot be written \(.+\); make it a writable folder"
    ):
        project.build()


@pytest.mark.skipif(
    os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write anywhere"
)
def test_reports_without_the_right_to_write_are_a_problem_of_that_folder(project):
    (project.root / "reports").mkdir()
    (project.root / "reports").chmod(0o555)
    code = (
        f"import pathlib; from analysis.build.build import build; "
        f"build(pathlib.Path({str(project.root)!r}))"
    )
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*drop, sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    (project.root / "reports").chmod(0o755)
    assert (
        "reports/: cannot be written (Permission denied); make it a writable folder" in done.stderr
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a hundred kilobytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100k", "none", folder],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_fails_what_has_no_room_and_leaves_nothing_torn(small_disk, undisturbed):
    project = made(small_disk / "project")
    (small_disk / "filler").write_bytes(bytes(30_000))
    try:
        status = project.build()
    except OSError:
        status = 1
    assert status == 1
    good = {name: data for name, data in project.published().items() if name in undisturbed}
    stands = {
        name: data
        for name, data in good.items()
        if not name.endswith((".zip", "index.html", "sources.html"))
    }
    assert all(
        without_links(undisturbed[name]) == without_links(data) for name, data in stands.items()
    )
    assert leftovers(project) == []
    subprocess.run(["mount", "-o", "remount,size=4m", small_disk], check=True)
    assert project.build() == 0
    assert project.published() == undisturbed


def test_nothing_runs_on_after_a_build(project, undisturbed, temporary):
    running = in_background(project)
    assert running.wait(PATIENCE) == 0
    assert until(lambda: not of(temporary, running.pid)), of(temporary, running.pid)
    assert project.published() == undisturbed
