"""The notebook that explores runs on any record, from top to bottom, and names nothing of this one."""

import json
import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient
from pages import EXPLORE
from records import valid_rows, write_record

from analysis.record.csvfiles import DATA, PACKAGE
from analysis.record.record import Record
from analysis.record.tables import load_package

PATH = ROOT / "notebooks" / f"{EXPLORE}.ipynb"


def run(root: Path) -> list:
    """The cells of the notebook as they ran in a project."""
    folder = root / "notebooks"
    folder.mkdir(parents=True)
    shutil.copy(PATH, folder)
    notebook = nbformat.read(folder / PATH.name, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    return notebook.cells


@pytest.fixture(autouse=True)
def package(monkeypatch) -> None:
    """The package that is tested is the one that the kernel imports."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))


def test_it_runs_on_this_record(tmp_path):
    shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("sources"))
    cells = [cell for cell in run(tmp_path) if cell.cell_type == "code"]
    assert len(cells) == 10
    assert all(cell.outputs for cell in cells)


def test_it_runs_on_an_invented_record(tmp_path):
    write_record(tmp_path / "data", valid_rows())
    cells = run(tmp_path)
    assert "sailors" in json.dumps(cells)


def test_it_runs_on_an_empty_record(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(DATA / PACKAGE, data)
    for resource in load_package(data).resources.values():
        (data / resource.path).write_text(f"{','.join(resource.columns)}\n")
    run(tmp_path)


def test_it_names_nothing_of_this_record():
    record = Record.load(scope="record")
    words = set(re.findall(r"[\w-]+", " ".join("".join(cell["source"]) for cell in cells())))
    named = {speaker.id for speaker in record.speakers()} | {
        source.id for source in record.sources()
    }
    named |= {population.id for population in record.populations()}
    named |= {figure.id for figure in record.figures()}
    assert not words & named
    assert not re.search(r"Cambodia|Khmer|deport|repatriat|removal", " ".join(words), re.IGNORECASE)


def cells() -> list[dict]:
    return json.loads(PATH.read_bytes())["cells"]
