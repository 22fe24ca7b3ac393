"""A reference in an f-string finds its items again, and nothing else can pass for one."""

import gc

import pytest
from records import loaded

from analysis.errors import ProseError
from analysis.record import references
from analysis.record.record import Record
from analysis.record.references import CLOSES, OPENS, pieces
from analysis.record.selections import Selection


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


def test_a_text_gives_its_words_and_what_it_refers_to_in_order(record):
    one, several = record.figure("hp-31"), record.figures(["hp-400", "pm-34"])
    text = f"Of {several:unit}, {one} came."
    assert [*pieces(text)] == [("Of ", [*several], "unit"), (", ", [one], ""), (" came.", None, "")]


def test_an_empty_selection_refers_to_nothing_and_is_false():
    assert not Selection()
    assert [*pieces(f"{Selection():unit}")] == [("", [], "unit"), ("", None, "")]


def test_what_has_no_name_is_held_until_the_sentence_is_said(record):
    text = f"{record.figure('hp-31'):unit}"
    gc.collect()
    assert next(pieces(text))[1] == [record.figure("hp-31")]


def test_what_is_gone_is_refused_with_what_to_do(record, monkeypatch):
    monkeypatch.setattr(references, "_unnamed", [])
    text = f"{record.figure('hp-31'):unit}"
    references._unnamed.clear()
    gc.collect()
    with pytest.raises(
        ProseError, match=r"no longer held; run the cell .* give its evidence a name"
    ):
        list(pieces(text))


@pytest.mark.parametrize(
    "forged", [f"{OPENS}hp-31:unit{CLOSES}", f"{OPENS}0:0:unit{CLOSES}", OPENS, f"a {CLOSES} b"]
)
def test_brackets_in_words_of_a_record_are_no_reference(record, forged):
    with pytest.raises(ProseError, match="brackets here hold no reference; name evidence in an f-"):
        list(pieces(f"{record.figure('hp-31'):unit} {forged}"))


def test_items_of_one_id_are_not_taken_for_one_another(record, tmp_path):
    same, other = record.figure("hp-31"), loaded(tmp_path).figure("hp-31")
    (_, first, _), (_, second, _), _ = pieces(f"{same}{other}")
    assert first[0] is same
    assert second[0] is other
