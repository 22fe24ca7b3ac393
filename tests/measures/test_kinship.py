"""Populations that are the same, or within one another, by the relations between them."""

from dataclasses import replace

from claimed import ONE_2018, SAME, reported

from analysis.measures.kinship import Kinship
from analysis.measures.reconcile import reconcile
from analysis.quantities.bounds import Bound
from analysis.record.populations import Relation


def test_populations_that_are_the_same_by_way_of_others_are_linked_by_the_relations_between():
    kinship = Kinship([*SAME, ONE_2018])
    assert kinship.links(["deported-convicted", "received"]) == [SAME[1], SAME[0]]
    assert kinship.links(["received", "elsewhere"]) == []


def test_counts_of_a_stated_part_fit_and_say_so():
    part = Relation("removed-by-ice", "removed", "subset_of", "stated", "")
    found = reconcile(reported("f127", "f009"), [part])
    assert found.conflicts == ()
    assert found.reckoned["f127"].bound == Bound.of("between", 0, 31)
    assert found.reckoned["f009"].bound == Bound.of("at_least", 29)
    assert "subset of Cambodian nationals removed from the US (stated)" in found.apart[0].words
    turned = replace(part, a="removed", b="removed-by-ice", relation="contains")
    assert reconcile(reported("f127", "f009"), [turned]).reckoned == found.reckoned
    assert (
        len(
            reconcile(
                reported("f127", "f009"), [replace(part, a="removed", b="removed-by-ice")]
            ).conflicts
        )
        == 1
    )
