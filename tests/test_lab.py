"""The project in JupyterLab: it opens at the notebook that explores, whose cells run and whose evidence can be
read there; a save leaves the file as it was.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from conftest import ROOT, copy_of_project
from pages import EXPLORE
from playwright.sync_api import Browser, Page

CONFIGURATION = "jupyter_server_config.py"
NOTEBOOK = f"notebooks/{EXPLORE}.ipynb"
TOKEN = "lab"
LONG = 240_000  # milliseconds for a kernel to start and run on a busy machine


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that serves a copy of this project from its folder."""

    root: Path
    address: str

    def contents(self, path: str, model: dict | None = None) -> dict:
        """What the server has of a file, after it was given `model` to save, if any."""
        request = Request(f"{self.address}/api/contents/{path}")
        request.add_header("Authorization", f"token {TOKEN}")
        if model is not None:
            request.method, request.data = "PUT", json.dumps(model).encode()
        with urlopen(request) as answered:
            return json.load(answered)


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[Lab]:
    root = copy_of_project(tmp_path_factory.mktemp("lab") / "project")
    shutil.copy(ROOT / CONFIGURATION, root)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{name}_DIR": str(root.parent / name) for name in ("CONFIG", "RUNTIME", "DATA")}
    own |= {"IPYTHONDIR": str(root.parent / "ipython"), "PYTHONPATH": str(ROOT)}
    options = [f"--ServerApp.port={port}", f"--IdentityProvider.token={TOKEN}", "--no-browser"]
    options += [f"--config={CONFIGURATION}", "--ServerApp.root_dir=.", "--allow-root", NOTEBOOK]
    with (root.parent / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            cwd=root,
            env=os.environ | own,
            stdout=log,
            stderr=log,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/api")
            yield Lab(root, address)
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    """Wait until a server answers."""
    for _ in range(600):
        try:
            urlopen(address).close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"{address} did not answer")


def test_a_save_through_the_server_keeps_neither_outputs_nor_what_an_editor_notes(lab):
    before = (lab.root / NOTEBOOK).read_bytes()
    model = lab.contents(NOTEBOOK)
    cell = next(cell for cell in model["content"]["cells"] if cell["cell_type"] == "code")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "boats"}]
    cell["execution_count"] = 4
    cell["metadata"] = {"collapsed": True, "trusted": True}
    model["content"]["metadata"]["language_info"] |= {"version": "3.11.7", "mimetype": "text/x"}
    lab.contents(NOTEBOOK, model)
    assert (lab.root / NOTEBOOK).read_bytes() == before
    cell["source"] += "\n# looked at"
    lab.contents(NOTEBOOK, model)
    assert b"# looked at" in (lab.root / NOTEBOOK).read_bytes()
    (lab.root / NOTEBOOK).write_bytes(before)


def test_a_save_of_an_executed_report_keeps_its_outputs(lab):
    report = lab.root / "reports" / "boats.ipynb"
    report.parent.mkdir(exist_ok=True)
    model = lab.contents(NOTEBOOK)
    cell = next(cell for cell in model["content"]["cells"] if cell["cell_type"] == "code")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "boats"}]
    lab.contents("reports/boats.ipynb", model)
    assert b'"boats"' in report.read_bytes()


@pytest.fixture(scope="module")
def explored(browser: Browser, lab: Lab) -> Iterator[Page]:
    """The notebook that explores, run from top to bottom."""
    with browser.new_context(viewport={"width": 1400, "height": 1000}) as context:
        page = context.new_page()
        page.goto(f"{lab.address}/lab/tree/{NOTEBOOK}?token={TOKEN}")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=LONG)
        page.wait_for_selector("text=/ipykernel. \\| Idle/", timeout=LONG)
        page.click(".lm-MenuBar-itemLabel:text-is('Run')")
        page.click(".lm-Menu-itemLabel:text-is('Run All Cells')")
        number = sum(cell["cell_type"] == "code" for cell in cells(lab))
        done = f"[...document.querySelectorAll('.jp-InputPrompt')].some(e => e.textContent == '[{number}]:')"
        page.wait_for_function(done, timeout=LONG)
        yield page


def cells(lab: Lab) -> list[dict]:
    return json.loads((lab.root / NOTEBOOK).read_bytes())["cells"]


def test_the_notebook_runs_there_without_an_error(explored):
    assert explored.query_selector_all(".jp-RenderedText[data-mime-type*=error]") == []
    assert explored.query_selector("img[alt^='Dot chart']") is not None


def test_the_words_behind_a_sentence_are_read_below_it_and_its_links_lead_to_sources(explored):
    fold = explored.query_selector(".jp-OutputArea details")
    assert not fold.query_selector("li").is_visible()
    fold.query_selector("summary").click()
    assert fold.query_selector("li").is_visible()
    assert fold.query_selector("mark").inner_text()
    hrefs = explored.eval_on_selector_all(
        ".jp-OutputArea .jp-RenderedHTMLCommon a[target=_blank]", "all => all.map(e => e.href)"
    )
    assert hrefs
    assert all(href.startswith(("https://", "http://")) for href in hrefs)
    assert explored.query_selector_all(".jp-OutputArea a[href^='#e-']") == []


def test_the_whole_project_is_at_hand_there(lab):
    names = {item["name"] for item in lab.contents("")["content"]}
    assert {"data", "notebooks"} <= names


def test_a_save_in_the_browser_changes_no_byte(explored, lab):
    before = (ROOT / NOTEBOOK).read_bytes()
    saved_at = lab.contents(NOTEBOOK)["last_modified"]
    explored.keyboard.press("Control+s")
    until(lambda: lab.contents(NOTEBOOK)["last_modified"] != saved_at)
    assert (lab.root / NOTEBOOK).read_bytes() == before


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail("it never held")
