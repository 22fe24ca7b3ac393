"""Every notebook runs from top to bottom: with its default parameters, as in JupyterLab, and for
each question.
"""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

from analysis.build import Options, build
from analysis.progress import lines
from analysis.questions import LIST

NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
DEFAULTS = "".join(
    f'\n[[question]]\nid = "{name}-as-it-stands"\ntext = "As it stands?"\nnotebook = "{name}"\n'
    for name in NOTEBOOKS
)


@dataclass(frozen=True)
class Outcome:
    """What a build of every question said, and all that it published by path."""

    status: int
    said: list[str]
    published: dict[str, bytes]


def built(root: Path, questions: str, **options: Any) -> Outcome:
    """The outcome of these questions, asked of the real notebooks in a folder of their own."""
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    (root / LIST).write_text(questions)
    said: list[str] = []
    status = build(root, (), lines(said.append), Options(**options))
    paths = [
        path
        for folder in ("reports", "figures")
        for path in (root / folder).iterdir()
        if path.is_file()
    ]
    return Outcome(
        status, said, {f"{path.parent.name}/{path.name}": path.read_bytes() for path in paths}
    )


def shown(outcome: Outcome, name: str) -> Any:
    """A published file; of a notebook without the name of its kernel."""
    content = outcome.published.get(name, b"")
    if not content or not name.endswith(".ipynb"):
        return content
    nb = json.loads(content)
    del nb["metadata"]["kernelspec"]
    return nb


@pytest.fixture(scope="module")
def questions() -> str:
    return (ROOT / LIST).read_text()


@pytest.fixture(scope="module")
def warm(tmp_path_factory, questions) -> Outcome:
    return built(tmp_path_factory.mktemp("warm"), questions + DEFAULTS)


def test_every_notebook_answers_with_its_default_parameters(warm):
    assert warm.status == 0, warm.said
    assert {f"reports/{name}-as-it-stands.html" for name in NOTEBOOKS} <= warm.published.keys()


# What is imported before the fork could hide an import that a notebook forgot, and be in another
# state than its own.
def test_a_stock_kernel_answers_every_question_with_the_same_bytes(tmp_path, warm, questions):
    stock = built(tmp_path, questions, stock=True)
    assert stock.status == 0, stock.said
    assert not any("stock kernel" in line for line in warm.said)
    of_all = {"reports/index.html", "reports/repatriation-record.zip"}
    compared = stock.published.keys() - of_all
    assert len(compared) > 2 * questions.count("[[question]]")
    assert [name for name in sorted(compared) if shown(stock, name) != shown(warm, name)] == []


def test_every_notebook_is_asked_a_question(questions):
    assert [name for name in NOTEBOOKS if f'notebook = "{name}"' not in questions] == []


# The years that later editions changed, by the question and the group that its answer speaks of.
REVISED = {
    "removals-series": ("7", "11", {"1999", "2000", "2002", "2003", "2008", "2013", "2014"}),
    "removals-by-conviction": ("5", "10", {"2002", "2003", "2007", "2008", "2014"}),
}


@pytest.mark.parametrize("question", REVISED)
def test_an_answer_counts_the_revisions_of_the_group_that_it_names(warm, question):
    page = BeautifulSoup(warm.published[f"reports/{question}.html"], "html.parser")
    said = (
        page.select_one("#answer")
        .get_text()
        .partition("later editions changed ")[2]
        .partition(";")[0]
    )
    changed, several, years = REVISED[question]
    assert re.findall(r"[0-9]+", said.partition("that several give")[0]) == [changed, several]
    assert set(re.findall(r"fiscal year ([0-9]{4})", said.partition(".")[0])) == years
