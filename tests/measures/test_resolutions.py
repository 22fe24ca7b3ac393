"""What would let claims be true together: another date, another period, a rounded number."""

from dataclasses import replace

from claimed import SAME, ids, reported, resolutions, total, words

from analysis.measures.reconcile import reconcile
from analysis.quantities import dates
from analysis.quantities.bounds import Bound


def test_a_year_that_is_the_fiscal_year_would_fit():
    calendar, group = reported("kt-28", "f165")
    many = replace(group, id="many", bound=Bound.of("exact", 29))
    [conflict] = reconcile([calendar, many], SAME).conflicts
    # Not for the eleven days that follow the group either: what is left of the year is less than
    # half of it.
    assert words(resolutions(conflict, "wrong period")[0]) == (
        "28 in 2017 would fit if counted from 1 January to 19 December 2017 "
        "or in the US fiscal year 2017"
    )


def test_a_year_is_not_shortened_to_less_than_half_of_it():
    calendar, group = reported("kt-28", "f165")
    early = replace(group, bound=Bound.of("exact", 29), period=dates.parse("2017-01-10"))
    [conflict] = reconcile([calendar, early], SAME).conflicts
    [period] = resolutions(conflict, "wrong period")
    assert words(period) == "28 in 2017 would fit if counted from 11 January to 31 December 2017"


def test_a_total_that_was_true_a_year_before_is_a_stale_repeat():
    found = reconcile(reported("f160", "f165", "f178", "f188"), SAME)
    assert ids(found) == [{"f160", "f165", "f188"}, {"f160", "f178", "f188"}]
    for conflict in found.conflicts:
        [repeat] = resolutions(conflict, "stale repeat")
        assert repeat.claims == ("f188", "f160")
        assert words(repeat) == (
            "566 by 21 December 2018 repeats 566 by 17 May 2017, and would fit as of that date"
        )


def test_a_round_number_that_would_fit_if_rounded_is_said_to():
    [conflict] = reconcile([total("a", 203, "2010-01-01"), total("b", 200, "2011-01-01")]).conflicts
    [rounding] = resolutions(conflict, "rounding")
    assert (
        words(rounding)
        == "200 by 1 January 2011 would fit if it were rounded, from a number between 150 and 250"
    )


def test_no_period_is_proposed_that_reaches_beyond_the_day_on_which_a_claim_was_said():
    total, group, later = reported("f160", "f165", "kt-572")
    [conflict] = reconcile(
        [replace(total, said=dates.parse("2017-05-19")), group, later], SAME
    ).conflicts
    assert [r.claims for r in resolutions(conflict, "wrong period")] == [("kt-572",)]
