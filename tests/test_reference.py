"""The page of what notebooks use: as the docstrings have it, and its examples true of the record."""

import ast
import doctest
import inspect
import json

import pytest
import reference
from conftest import ROOT

from analysis.record.record import Record

# Those that have a docstring: not words by their codes.
NAMED = {**reference.face(), **reference.measures(), **reference.sentences()}
THINGS = {name: thing for name, thing in NAMED.items() if not isinstance(thing, dict)}


@pytest.fixture(scope="module")
def names() -> dict[str, object]:
    """What an example may name."""
    return {**THINGS, "prose": reference.prose, "record": Record.load(scope="record")}


@pytest.mark.parametrize("name", THINGS)
def test_each_name_has_an_example_that_is_true(name, names):
    thing = THINGS[name]
    tests = doctest.DocTestParser().get_examples(inspect.getdoc(thing) or "")
    assert tests
    test = doctest.DocTest(tests, dict(names), name, None, None, None)
    said: list[str] = []
    assert doctest.DocTestRunner().run(test, out=said.append).failed == 0, "".join(said)


def test_the_page_is_as_the_docstrings_have_it():
    remedy = "run python tests/reference.py --write"
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), remedy


def test_notebooks_take_from_the_package_what_the_page_names():
    known = {
        "analysis": {*reference.face()},
        "analysis.measures": {*reference.measures()},
        "analysis.report.prose": {*reference.sentences()},
    }
    taken: dict[str, set[str]] = {module: set() for module in known}
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text())["cells"]:
            if cell["cell_type"] == "code":
                for node in ast.walk(ast.parse("".join(cell["source"]))):
                    if isinstance(node, ast.ImportFrom) and node.module in taken:
                        taken[node.module] |= {alias.name for alias in node.names}
    assert taken["analysis"] <= known["analysis"]
    assert taken["analysis.measures"] <= known["analysis.measures"]
    assert known["analysis.report.prose"] <= taken["analysis.report.prose"]
