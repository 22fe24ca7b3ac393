"""Every notebook runs from top to bottom with its default parameters, as it does in JupyterLab."""

import shutil

import pytest
from conftest import ROOT

from analysis.build import build
from analysis.progress import lines

NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def outcome(tmp_path_factory) -> tuple[int, list[str], list[str]]:
    """The exit status of a build that asks each notebook its default question, its messages, and the pages it made."""
    root = tmp_path_factory.mktemp("defaults")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    questions = (f'[[question]]\nid = "{name}"\ntext = "As it stands?"\nnotebook = "{name}"\n' for name in NOTEBOOKS)
    (root / "notebooks" / "questions.toml").write_text("\n".join(questions))
    said: list[str] = []
    return build(root, (), lines(said.append)), said, sorted(path.stem for path in (root / "reports").glob("*.html"))


def test_every_notebook_answers_with_its_default_parameters(outcome):
    status, said, pages = outcome
    assert status == 0, said
    assert pages == sorted([*NOTEBOOKS, "index"])


def test_every_notebook_is_asked_a_question():
    listed = (ROOT / "notebooks" / "questions.toml").read_text()
    assert [name for name in NOTEBOOKS if f'notebook = "{name}"' not in listed] == []
