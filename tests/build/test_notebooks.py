"""What an editor notes in a notebook is no change of it; what is written in its cells is."""

import json
from copy import deepcopy

import nbformat
import pytest
from conftest import ROOT
from pages import EXPLORE
from projects import ANSWER, PARAMETERS, Project

from analysis.build.notebooks import before_save, canonical

PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_notebook_of_the_project_stands_as_it_would_be_saved(path):
    assert canonical(path.read_bytes()) == path.read_bytes()


def opened(content: bytes) -> dict:
    """A notebook as an editor has it after its cells ran."""
    notebook = json.loads(content)
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.12.1", "mimetype": "x"}
    notebook["metadata"]["toc"] = {"base_numbering": 1}
    for cell in notebook["cells"]:
        cell["metadata"] |= {"collapsed": True, "execution": {"iopub.status.busy": "now"}}
        if cell["cell_type"] == "code":
            cell["execution_count"] = 7
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["boats"]}]
    return notebook


def test_running_and_saving_is_no_change_and_an_edited_cell_is_one():
    before = PATHS[0].read_bytes()
    notebook = opened(before)
    assert canonical(json.dumps(notebook).encode()) == before
    edited = deepcopy(notebook)
    edited["cells"][-1]["source"] = "boats"
    assert canonical(json.dumps(edited).encode()) != before


@pytest.mark.parametrize(
    "content", [b"", b"boats", b"[]", b'{"cells": 3, "metadata": {}}', b"\xff", b'{"cells": [{}]}']
)
def test_what_is_no_notebook_stays_as_it_is(content):
    assert canonical(content) == content


def test_a_report_stays_fresh_when_its_notebook_was_run_and_saved(tmp_path):
    project = Project(tmp_path)
    project.write("harbour", PARAMETERS, ANSWER)
    project.ask("boats")
    assert project.build() == 0
    path = tmp_path / "notebooks" / "harbour.ipynb"
    path.write_text(json.dumps(opened(path.read_bytes())))
    built = project.published()
    assert project.build() == 0
    assert "boats: fresh" in project.said
    assert project.published() == built
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source = "# Boats"
    nbformat.write(notebook, path)
    project.build()
    assert any("harbour.ipynb changed" in line for line in project.said)


def test_only_notebooks_that_answer_are_stripped_as_they_are_saved():
    notebook = opened(PATHS[0].read_bytes())
    for path, stripped in (("notebooks/boats.ipynb", True), ("reports/boats.ipynb", False)):
        model = {"type": "notebook", "content": deepcopy(notebook)}
        before_save(model=model, path=path, contents_manager=None)
        assert (model["content"] != notebook) == stripped
    before_save(model={"type": "file", "content": "boats"}, path="notebooks/boats.toml")


def test_the_notebook_that_explores_has_no_parameters_and_answers_no_question():
    notebook = json.loads((ROOT / "notebooks" / f"{EXPLORE}.ipynb").read_bytes())
    assert not any(cell["metadata"].get("tags") for cell in notebook["cells"])
    assert f'notebook = "{EXPLORE}"' not in (ROOT / "notebooks" / "questions.toml").read_text()


def test_a_new_project_is_served_as_this_one_is():
    given = (ROOT / "analysis" / "starter" / "jupyter_server_config").read_text()
    assert given == (ROOT / "jupyter_server_config.py").read_text()
