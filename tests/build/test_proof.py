"""Before a change an editor reads aloud every text that a question can answer with."""

import pytest
from conftest import ROOT

from analysis.build.proof import proof
from analysis.errors import BuildError


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return list(proof(ROOT, "returned-total"))


def test_each_finding_has_its_text_and_one_stands(lines):
    heads = [line.strip() for line in lines if line.startswith("\n")]
    assert [head.partition(" ")[0] for head in heads] == [
        "added", "agree", "alone", "apart", "clash", "open", "title,", "title,", *["heading"] * 9
    ]  # fmt: skip
    assert [head.partition(" (")[0] for head in heads if "stands" in head] == [
        "agree", "title, agree", "heading reported, agree", "heading follow, left"
    ]  # fmt: skip
    assert "the question’s own" in heads[1]
    assert "the notebook’s" in heads[0]


def test_today_s_evidence_stands_in_it(lines):
    words = " ".join(" ".join(lines).split())
    assert words.count("572") > 1
    assert "{" not in words


def test_a_question_that_there_is_not_is_named_with_the_nearest():
    with pytest.raises(BuildError, match='no question "returned-totl"; did you mean'):
        list(proof(ROOT, "returned-totl"))
