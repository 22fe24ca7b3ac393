"""What a notebook sets where a question gives nothing, read from its file."""

import ast

import nbformat
import pytest
from questionlists import write_notebook

from analysis.build.defaults import default_scope, written_out


@pytest.mark.parametrize(
    ("cell", "scope"),
    [
        ('scope = "record"  # or "articles"', "record"),
        ('place = "River"', "articles"),
        ("scope = SCOPE", ""),
        ("scope = 3", ""),
        ("scope = (", ""),
    ],
)
def test_the_scope_of_a_notebook_is_that_of_its_parameters_or_the_articles(tmp_path, cell, scope):
    write_notebook(tmp_path / "harbour.ipynb", cell)
    assert default_scope(tmp_path / "harbour.ipynb") == scope


def test_a_cell_that_is_not_of_parameters_sets_no_scope(tmp_path):
    cell = nbformat.v4.new_code_cell('scope = "record"')
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "harbour.ipynb")
    assert default_scope(tmp_path / "harbour.ipynb") == "articles"


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"cells": [3]}', b'{"cells": [{}]}'])
def test_of_a_notebook_that_cannot_run_no_scope_is_told(tmp_path, content):
    assert default_scope(tmp_path / "absent.ipynb") == ""
    (tmp_path / "harbour.ipynb").write_bytes(content)
    assert default_scope(tmp_path / "harbour.ipynb") == ""


def test_what_a_cell_does_not_write_out_is_none():
    cell = "a = 3\nb: list = ['c']\nd = open('e')\na = d\nf, g = 1, 2"
    assert written_out(ast.parse(cell).body) == {"a": None, "b": ["c"], "d": None}
