"""What several tests share: the hypothesis profile, the held source texts, the browser, the charts
as they are saved.
"""

import fcntl
import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from matplotlib.figure import Figure as Canvas
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from analysis.build import runs
from analysis.build.build import build
from analysis.build.progress import lines
from analysis.fingerprints import LOCKED
from analysis.record.csvfiles import DATA, source_dirs

ROOT = Path(__file__).resolve().parent.parent

runs.import_nbformat()  # before a test does, to whom it would take seconds longer

# No deadline and no health check of speed or luck: a test says what is true, never how long it
# takes on a busy machine. Under CI the same examples every time, so that a failure there is of the
# change and not of the draw.
settings.register_profile(
    "record",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("record")


# What takes longest, in the order in which it is begun: no process that runs tests is left alone
# with one of these files at the end, and none waits for the other to build the site.
LONGEST = (
    "test_axe test_interrupted test_notebooks test_shapes test_browser test_print test_hostile "
    "test_engine test_processes test_main test_anchors test_build"
).split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


def pytest_collection_finish() -> None:
    """Leave out of garbage collection the tests themselves, which stay to the end."""
    gc.collect()
    gc.freeze()


def held_source_texts() -> dict[str, str]:
    """The source texts of the first folder that holds any, by file name."""
    found = (sorted(folder.glob("*.txt")) for folder in source_dirs(DATA))
    return {path.name: path.read_bytes().decode() for path in next(filter(None, found), [])}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say above the closing line, where nobody overlooks it, that the articles themselves were not
    read.
    """
    if not held_source_texts():
        terminalreporter.write_line(
            "No source text is held here: what reads the articles themselves was not tested."
        )


@pytest.fixture(scope="session")
def source_texts() -> dict[str, str]:
    """The held source texts by file name; skips where none is held, as in a clone without them."""
    return held_source_texts() or pytest.skip(
        "no source text is held here: put the texts into data/sources/"
    )


def copy_of_project(folder: Path) -> Path:
    """The tables, notebooks, questions and locked requirements of this project in a folder of their
    own.
    """
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*"))
    shutil.copy(ROOT / LOCKED, folder)
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """This project, built in a folder of its own: once for all the processes that run tests, so
    that no test may change it.
    """
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    root, done = shared / "site", shared / "site-is-built"
    with (shared / "site-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            said: list[str] = []
            assert build(copy_of_project(root), (), lines(said.append)) == 0, said
            done.touch()
    return root


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, headless. Without one the test is skipped, and under CI it fails."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("browser tests need Chromium: sudo apt install chromium")
    sandbox = (
        [] if os.geteuid() else ["--no-sandbox"]
    )  # Chromium refuses to run its sandbox as root
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=sandbox)
        yield running
        running.close()


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """A page that the tests of a file share: to open one takes longer than to go to an address."""
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture
def page(window: Page) -> Page:
    """The shared page as if it were new, for a test that goes to an address first."""
    return as_new(window)


WINDOW: ViewportSize = {"width": 1280, "height": 720}  # of a new page, in CSS pixels


def as_new(page: Page) -> Page:
    """A page with the window, the media and the mouse of a new one; what it shows stays."""
    page.set_viewport_size(WINDOW)
    page.emulate_media(media="null", color_scheme="light")
    page.mouse.move(0, 0)
    return page


@pytest.fixture
def plates(monkeypatch) -> Iterator[list[Canvas]]:
    """What matplotlib held when it wrote each chart: the wide one, then the narrow one.

    No PNG is drawn, for that would leave texts where they stand in pixels.
    """
    kept: list[Canvas] = []
    save = Canvas.savefig

    def savefig(canvas: Canvas, file: Any, **options: Any) -> None:
        if options["format"] == "svg":
            save(canvas, file, **options)
            kept.append(canvas)

    monkeypatch.setattr(Canvas, "savefig", savefig)
    return kept
