"""Quotes stand where their mode may, and a comment is no voice."""

import pytest
from records import found, valid_rows


@pytest.mark.parametrize(
    ("code", "quote", "cells", "said"),
    [
        ("Q01", "hp-comment", {"mode": "direct"}, "is direct, but the span lies in comment"),
        ("Q03", "hp-safe", {"stance": "affirms", "target": "none"}, "the stance is affirms"),
        ("Q04", "hp-comment", {"stance": "affirms"}, "comments are not counted as stances"),
        ("Q05", "hp-safe", {"presupposes": "40 came"}, "holds"),
    ],
)
def test_a_quote_that_breaks_a_rule_is_told_how(tmp_path, code, quote, cells, said):
    rows = valid_rows()
    rows["quotes"][quote] |= cells
    assert any(said in error.wrong for error in found(tmp_path, rows) if error.code == code)
