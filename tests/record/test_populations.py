"""Two populations stand to one another as a row says, in either direction."""

import pytest
from records import loaded

from analysis.record.record import Record


@pytest.fixture
def record(tmp_path) -> Record:
    return loaded(tmp_path)


def test_a_relation_reads_in_both_directions(record):
    part, whole = "convicted-returned", "returned-sailors"
    assert record.relation(part, whole).relation == "subset_of"
    assert record.relation(whole, part).relation == "contains"
    assert record.relation("returned-sailors", "waiting-sailors").relation == "disjoint"
    assert record.relation(part, whole).is_stated
    assert not record.relation("returned-sailors", "waiting-sailors").is_stated


def test_a_pair_without_a_row_is_unknown_and_says_so(record):
    relation = record.relation("convicted-returned", "waiting-sailors")
    assert (relation.relation, relation.basis, relation.is_stated) == ("unknown", "unknown", False)
    assert "does not say" in relation.note


def test_a_population_is_the_same_as_itself(record):
    assert record.relation("returned-sailors", "returned-sailors").relation == "same"
