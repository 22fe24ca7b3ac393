"""The measure of density counts code alone, and fails where a limit is passed."""

import ast

import density
import pytest

SOURCE = '''\
"""A module.

Two lines of it.
"""

# a comment
LIMIT = 3


def double(x):
    """Double it."""
    return 2 * x  # twice
'''


def test_a_line_of_code_is_no_docstring_comment_or_blank_line():
    assert density.code_lines(SOURCE, ast.parse(SOURCE)) == 3


def test_the_package_is_within_its_limits_and_says_its_measure(capsys):
    assert density.main() == 0
    said = capsys.readouterr()
    assert "syntax nodes" in said.out
    assert said.err == ""


@pytest.mark.parametrize(
    "limit", ["NODES", "NODES_A_LINE", "NODES_A_LINE_OF_A_MODULE", "NESTED_COMPREHENSIONS"]
)
def test_a_limit_that_is_passed_is_a_failure_with_what_to_do(monkeypatch, capsys, limit):
    monkeypatch.setattr(density, limit, -1)
    assert density.main() == 1
    assert "use plainer steps" in capsys.readouterr().err
