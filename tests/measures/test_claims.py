"""Counts as claimed: what is one, and what a figure claims."""

from dataclasses import replace

import pytest
from claimed import total

from analysis.errors import Refusal
from analysis.measures.claims import claim
from analysis.quantities.bounds import Bound
from analysis.record.record import Record


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"kind": "share"}, "a share of this kind is no count"),
        ({"unit": "percent"}, "a cumulative of percent is no count"),
        ({"bound": Bound.of("less_than", 0)}, "fewer than 0|less than 0"),
    ],
)
def test_what_is_no_count_is_refused(change, wrong):
    with pytest.raises(Refusal, match=wrong):
        replace(total("one", 5, "2020"), **change)


def test_a_figure_without_a_period_is_refused():
    figure = Record.load().figure("kt-28")
    with pytest.raises(Refusal, match="kt-28: it has no period"):
        claim(replace(figure, period=None))


def test_a_figure_claims_what_its_row_says():
    one = claim(Record.load().figure("kt-28"), "group")
    assert (one.id, one.population, one.kind, one.words()) == (
        "kt-28", "deported-convicted", "group", "a group of 28 in 2017"
    )  # fmt: skip
