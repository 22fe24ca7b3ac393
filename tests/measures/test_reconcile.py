"""Claims put together: against every small world, and on what was reported of returns to
Cambodia.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from unittest.mock import patch

import pytest
from claimed import ONE_2018, SAME, contradiction, ids, reported, resolutions, total, words
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import Refusal
from analysis.measures.claims import Claim
from analysis.measures.reconcile import Conflict, reconcile
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.record.populations import Relation

# Small worlds: so many people on each of four days, one of them in the year before the others.

COMING = (date(2019, 7, 1), date(2020, 2, 28), date(2020, 2, 29), date(2020, 3, 1))
World = tuple[int, ...]
WORLDS: list[World] = list(product(range(3), repeat=len(COMING)))
DAY = timedelta(days=1)
CERTAIN = (
    "2020-02-28",
    "2020-02-29",
    "2020-03-01",
    "2020-02-28/2020-02-29",
    "2020-02-29/2020-03-01",
)
UNSURE = ("2020", "2020-02", "2020-03", "2020-02/2020-03-01", "2020-02-29/2020-03", "/2020-02-29", "/2020-02",
          "2019/2020-02", "2019/2020-03-01", "[2020-02-28..2020-03-01]", "[2020-02-29..2020-03-01]")  # fmt: skip


def counted(world: World, after: date, until: date) -> int:
    """How many came after one day and until another."""
    return sum(came for came, day in zip(world, COMING, strict=True) if after < day <= until)


def turns(first: date, last: date) -> list[date]:
    """Days of a period that stand for all of them: its ends, and those around a day on which people
    may come.
    """
    return [
        day
        for day in {first, last, *COMING, *(day - DAY for day in COMING)}
        if first <= day <= last
    ]


Starts = dict[str, date]  # on which day counting started, of the starts that totals state
STARTS = {text: turns(*ends) for text, ends in {
    "2019": (date(2019, 1, 1), date(2019, 12, 31)), "2020-02": (date(2020, 2, 1), date(2020, 2, 29)),
}.items()}  # fmt: skip
ANY_STARTS: list[Starts] = [
    dict(zip(STARTS, days, strict=True)) for days in product(*STARTS.values())
]


def readings(claim: Claim, shared: Starts) -> Iterator[tuple[date, date]]:
    """Every (day after which, day until which) that a claim may count; totals that state one start
    share it.
    """
    period, beginning = claim.period, date(2000, 1, 1)
    first, last = period.earliest or beginning, period.latest or date(2021, 1, 1)
    if claim.kind in ("flow", "group") and period.granularity == "set":
        yield from ((day - DAY, day) for day in turns(first, last))
    elif claim.kind in ("flow", "group") and period.granularity != "interval":
        yield first - DAY, last
    elif claim.kind == "stock" or period.granularity != "interval":
        yield from ((beginning, day) for day in turns(first, last))
    else:
        starts = turns(first, period.start.last) if period.start else turns(beginning, last)
        if claim.kind == "cumulative":
            stated = claim.period.text.partition("/")[0]
            starts = (
                [shared[stated]] if stated in shared else starts if period.start else [beginning]
            )
        ends = turns(period.end.first, last)
        yield from ((start - DAY, end) for start in starts for end in ends if start <= end)


def is_true(claim: Claim, world: World, shared: Starts) -> bool:
    counts = (counted(world, *reading) for reading in readings(claim, shared))
    return any(
        count >= claim.low if claim.kind == "group" else count in claim.bound for count in counts
    )


def true_worlds(claims: Sequence[Claim]) -> list[tuple[World, Starts]]:
    """The worlds in which all claims are true, each with the days on which shared counting
    started.
    """
    return [
        (world, shared)
        for world in WORLDS
        for shared in ANY_STARTS
        if all(is_true(c, world, shared) for c in claims)
    ]


counts = st.one_of(
    st.integers(0, 4).map(lambda n: Bound.of("exact", n)),
    st.builds(Bound.of, st.sampled_from(["more_than", "at_least", "at_most"]), st.integers(0, 4)),
    st.integers(1, 4).map(lambda n: Bound.of("less_than", n)),
    st.integers(0, 3).map(lambda n: Bound.of("between", n, n + 1)),
)


@st.composite
def sets_of_claims(
    draw: st.DrawFn, periods: Sequence[str], kinds: Sequence[str], most: int = 5
) -> list[Claim]:
    """Claims of one population, named by their place."""
    one = st.tuples(st.sampled_from(kinds), counts, st.sampled_from(periods))
    drawn = draw(st.lists(one, min_size=1, max_size=most))
    return [
        Claim(str(at), "people", kind, bound, dates.parse(when))
        for at, (kind, bound, when) in enumerate(drawn)
    ]


any_claims = sets_of_claims(CERTAIN + UNSURE, ["cumulative", "flow", "group"])


@given(any_claims)
def test_no_world_makes_a_conflict_true(claims):
    for conflict in reconcile(claims).conflicts:
        assert not true_worlds(conflict.claims)


@given(any_claims)
def test_the_claims_that_stand_in_no_conflict_can_all_be_true(claims):
    # Without a search for more conflicts than are met with.
    with patch("analysis.measures.reconcile.MOST", 1):
        found = reconcile(claims)
    involved = set().union(*ids(found))
    assert not reconcile([one for one in claims if one.id not in involved]).conflicts


@given(any_claims)
def test_any_claim_taken_out_of_a_conflict_resolves_it(claims):
    for conflict in reconcile(claims).conflicts:
        for one in conflict.claims:
            assert not reconcile([other for other in conflict.claims if other != one]).conflicts


@given(sets_of_claims(CERTAIN, ["cumulative", "flow", "group"]))
def test_of_certain_days_a_conflict_is_named_exactly_where_no_world_is_true(claims):
    # Enough come on a day for any claim: four would do, were they not also left for what is claimed
    # of other days.
    wide = product(range(6), repeat=len(COMING))
    has_world = any(all(is_true(one, world, ANY_STARTS[0]) for one in claims) for world in wide)
    assert bool(reconcile(claims).conflicts) != has_world


@given(any_claims, any_claims)
def test_a_claim_more_never_widens_an_interval_while_all_can_be_true(claims, more):
    extended = [*claims, replace(more[0], id="more")]
    before, after = reconcile(claims), reconcile(extended)
    if not after.conflicts:
        for name, left in before.reckoned.items():
            assert left.bound.low <= after.reckoned[name].bound.low
            assert after.reckoned[name].bound.high <= left.bound.high


@given(any_claims, any_claims)
def test_a_claim_that_is_doubted_changes_nothing_for_the_others(claims, more):
    doubted = replace(more[0], id="doubted", is_doubted=True)
    before, after = reconcile(claims), reconcile([*claims, doubted])
    assert ids(before) == ids(after)
    assert {
        name: left for name, left in after.reckoned.items() if name != "doubted"
    } == before.reckoned


@given(any_claims, st.randoms())
def test_the_order_in_which_claims_are_given_changes_no_conflict(claims, random):
    shuffled = random.sample(claims, len(claims))
    assert ids(reconcile(claims)) == ids(reconcile(shuffled))


@given(
    sets_of_claims(("2020-02-28", "2020-02-29", "[2020-02-28..2020-02-29]", "2020-02"), ["stock"])
)
def test_stocks_limit_one_another_on_one_certain_day_only(claims):
    by_day = {
        str(one.period): [other for other in claims if other.period == one.period] for one in claims
    }
    clash = [
        when for when, of_day in by_day.items()
        if dates.parse(when).granularity == "day" and max(c.low for c in of_day) > min(c.high for c in of_day)
    ]  # fmt: skip
    assert bool(reconcile(claims).conflicts) == bool(clash)


PART = [Relation("part", "whole", "subset_of", "stated", "")]
# (came of the whole, of them of the part) by day
NESTED = list(
    product([(whole, part) for whole in range(3) for part in range(whole + 1)], repeat=len(COMING))
)
nested_claims = st.tuples(
    sets_of_claims(CERTAIN, ["cumulative", "flow", "group"], 3),
    sets_of_claims(CERTAIN, ["cumulative", "flow"], 2),
).map(
    lambda drawn: [
        *(replace(one, population="whole") for one in drawn[0]),
        *(replace(one, population="part", id=f"part {one.id}") for one in drawn[1]),
    ]
)


@settings(max_examples=40)  # each walks through every world
@given(nested_claims)
def test_a_part_is_no_more_than_the_whole_and_nothing_else_is_taken_from_it(claims):
    found = reconcile(claims, PART)
    worlds = [
        dict(zip(("whole", "part"), zip(*world, strict=True), strict=True)) for world in NESTED
    ]
    for one in [*claims, *found.conflicts]:
        within = (
            one.claims
            if isinstance(one, Conflict)
            else [c for c in claims if c.id != one.id and c.id not in found.overstepping]
        )
        true = [
            world
            for world in worlds
            if all(is_true(c, world[c.population], ANY_STARTS[0]) for c in within)
        ]
        if isinstance(one, Conflict):
            assert not true
        else:
            reading = next(readings(one, ANY_STARTS[0]))
            assert all(
                counted(world[one.population], *reading) in found.reckoned[one.id].bound
                for world in true
            )


@settings(max_examples=40)  # each walks through every world
@given(any_claims)
def test_what_those_that_overstep_nothing_leave_holds_in_every_world_in_which_they_are_true(claims):
    found = reconcile(claims)
    for one in claims:
        others = [
            other for other in claims if other.id != one.id and other.id not in found.overstepping
        ]
        for world, shared in true_worlds(others):
            assert all(
                counted(world, *reading) in found.reckoned[one.id].bound
                for reading in readings(one, shared)
            )


@given(any_claims)
def test_the_terms_of_an_end_add_up_to_it(claims):
    found = reconcile(claims)
    by_id = {claim.id: claim for claim in claims}
    for left in found.reckoned.values():
        for terms, end in ((left.least, left.bound.low), (left.most, left.bound.high)):
            ends = [(sign, (by_id[name].low, by_id[name].high)) for sign, name in terms]
            added = 0 if terms is left.least else 1
            total = sum(
                sign * (pair[added] if sign > 0 else pair[1 - added]) for sign, pair in ends
            )
            assert (
                total == end or (not terms and end in (0, float("inf"))) or (end == 0 and total < 0)
            )


@given(any_claims)
def test_what_breaks_is_what_its_terms_contradict_and_no_other(claims):
    for conflict in reconcile(claims).breaks:
        assert not true_worlds(conflict.claims)
        assert conflict.over == conflict.claims[0]


# What was reported


def test_the_arrivals_of_2017_are_more_than_the_year_is_said_to_have_had():
    found = reconcile(reported("kt-28", "f151", "f152", "f158", "f159", "f165"), SAME)
    assert found.reckoned["kt-28"].bound == Bound.of("at_least", 5 + 8 + 8 + 7 + 9)
    # The 28 that came by May are no conflict; with those of December any three of the four groups
    # are too many.
    batches = {"f151", "f152", "f158", "f159"}
    assert all({"kt-28", "f165"} < names and len(names & batches) == 3 for names in ids(found))
    assert len(found.conflicts) == len(batches)
    assert found.exhaustive == 5
    conflict = found.conflicts[0]
    assert contradiction(conflict) == (
        "28 in 2017 cannot be, if a group of 5 in March 2017, a group of 8 in April 2017, a group "
        "of 8 on 3 May 2017 and a group of 9 on 20 December 2017: these leave at least 30"
    )
    assert words(resolutions(conflict, "wrong period")[-1]) == (
        "28 in 2017 would fit if counted from 1 January to 19 December 2017, from 31 March to "
        "31 December 2017 or in the US fiscal year 2017"
    )


def test_a_break_names_every_arrival_that_makes_it_up_and_what_would_resolve_it_whole():
    found = reconcile(reported("kt-28", "f151", "f152", "f158", "f159", "f165", "f160"), SAME)
    [conflict] = found.breaks
    assert contradiction(conflict) == (
        "28 in 2017 cannot be, if a group of 5 in March 2017, a group of 8 in April 2017, a group "
        "of 8 on 3 May 2017, a group of 7 on 17 May 2017 and a group of 9 on 20 December 2017: "
        "these leave at least 37"
    )
    [period] = resolutions(conflict, "wrong period")
    assert "from 1 January to 19 December 2017" in words(period)
    assert "in the US fiscal year 2017" in words(period)
    assert "31 March" not in words(
        period
    )  # for which the arrivals of one month only would have to be left out


def test_the_arrivals_since_are_added_to_a_total_to_show_that_its_repeat_is_stale():
    found = reconcile(reported("f160", "f165", "f178", "f188"), SAME)
    [conflict] = found.breaks
    assert conflict.left == Bound.of("at_least", 566 + 9 + 43)
    assert found.reckoned["f188"].against == ((1, "f160"), (1, "f165"), (1, "f178"))
    assert [resolution.kind for resolution in conflict.resolutions][:2] == [
        "stale repeat",
        "wrong period",
    ]


def test_a_corridor_rises_by_what_arrives_and_is_closed_by_later_totals():
    found = reconcile(reported("f160", "f165", "f200"), SAME)
    days = [date(2017, 5, 17), date(2017, 12, 19), date(2017, 12, 20), date(2020, 1, 15)]
    [(_, first), (_, before), (_, after), (_, last)] = found.corridor(found.claims[0], days)
    assert (first, last) == (Bound.of("exact", 566), Bound.of("exact", 768))
    assert (before, after) == (Bound.of("between", 566, 759), Bound.of("between", 575, 768))


def test_a_total_of_572_is_less_than_an_earlier_one_and_the_group_after_it():
    found = reconcile(reported("f160", "f165", "kt-572"), SAME)
    assert ids(found) == [{"f160", "f165", "kt-572"}]
    [conflict] = found.conflicts
    assert contradiction(conflict) == (
        "572 by February 2018 cannot be, if 566 by 17 May 2017 and a group of 9 on 20 December "
        "2017: these leave at least 575"
    )
    assert found.reckoned["kt-572"].bound == Bound.of("at_least", 575)
    assert [words(r) for r in resolutions(conflict, "wrong period")] == [
        "566 by 17 May 2017 would fit if counted by 20 December 2017",
        "572 by February 2018 would fit if counted by 19 December 2017",
    ]
    [mismatch] = resolutions(conflict, "population mismatch")
    people, _, counters = words(mismatch).partition(", or if ")
    assert people.startswith("all would fit if ")
    assert people.endswith(" were not all the same persons")
    assert counters == "those who give the numbers count differently"


def test_749_in_july_are_more_than_768_in_january_less_those_who_came_then():
    found = reconcile(reported("f197", "f199", "f200"), SAME)
    assert [contradiction(conflict) for conflict in found.conflicts] == [
        "768 by 15 January 2020 cannot be, if 749 by July 2019 and a group of 25 on 15 January "
        "2020: these leave at least 774"
    ]
    assert found.reckoned["f200"].bound == Bound.of("at_least", 774)
    [mismatch] = resolutions(found.conflicts[0], "population mismatch")
    assert words(mismatch) == (
        "all would fit if Cambodians repatriated under the 2002 arrangement and "
        "Cambodian deportees arriving were not all the same persons, or if those who give the "
        "numbers count differently"
    )


def test_totals_of_2018_contradict_one_another_if_they_count_the_same():
    year = reported("f184", "f185", "f186", "f187")
    found = reconcile(year, [*SAME, ONE_2018])
    assert ids(found) == [{"f184", "f185"}]
    assert reconcile(year, SAME).conflicts == ()


def test_an_about_is_a_rival_only_with_a_width_that_a_policy_gives():
    year = reported("f184", "f186", "f187")
    vague = reconcile(year).reckoned["f186"]
    assert (vague.standing, vague.bound) == ("far", Bound.of("between", 146, 149))
    [conflict] = reconcile([replace(one, width="last_digit") for one in year]).conflicts
    assert {one.id for one in conflict.claims} == {"f184", "f186"}
    [rounding] = resolutions(conflict, "rounding")
    assert (
        words(rounding)
        == "about 130 in 2018 has a width only by the policy last_digit; a larger one may fit"
    )
    found = reconcile(reported("f185", "f186"), [*SAME, ONE_2018])
    assert found.reckoned["f186"].standing == "near"


def test_two_agencies_counts_of_the_same_years_are_apart_and_no_conflict():
    found = reconcile(reported("f127", "f128", "f130", "f009", "f010", "f013"))
    assert found.conflicts == ()
    assert [{one.id for one in apart.claims} for apart in found.apart] == [
        {"f127", "f009"}, {"f128", "f010"}, {"f130", "f013"}
    ]  # fmt: skip
    assert found.apart[0].words == (
        "29 in the US fiscal year 2017 (Cambodian nationals removed by ICE) and 31 in the US "
        "fiscal year 2017 (Cambodian nationals removed from the US) count different groups; no "
        "source says how these relate"
    )


def test_all_that_was_reported_at_once_gives_the_same_conflicts():
    found = reconcile([*reported(), *reported("kt-28", "kt-572")], SAME)
    for names in ({"kt-572", "f160", "f165"}, {"f197", "f199", "f200"}, {"f160", "f165", "f188"}):
        assert names in ids(found)
    assert {"kt-28", "f150", "f160", "f165"} in ids(found)
    assert len(found.apart) == 3


# What claims are


def test_mentions_of_one_claim_count_once_and_must_agree():
    one = total("one", 5, "2020-01-01")
    assert reconcile([one, replace(one, by="somebody else")]).claims == (one,)
    with pytest.raises(
        Refusal, match="5 by 1 January 2020 and 6 by 1 January 2020 are mentions of one claim"
    ):
        reconcile([one, replace(one, bound=Bound.of("exact", 6))])


def test_totals_that_state_one_start_share_it_and_others_do_not():
    since = [total("a", 5, "2002/2010-01-01"), total("b", 4, "2002/2011-01-01")]
    assert ids(reconcile(since)) == [{"a", "b"}]
    assert reconcile([since[0], total("b", 4, "2003/2011-01-01")]).conflicts == ()
    assert (
        reconcile([since[1], total("a", 5, "2010-01-01")]).conflicts == ()
    )  # which may have begun before 2002


def test_a_total_with_an_open_end_covers_nothing_after_it_was_said():
    said = replace(total("open", 9, "2002/.."), said=dates.parse("2010-05-01"))
    later = total("later", 8, "2002/2011-01-01")
    assert ids(reconcile([said, later])) == [{"open", "later"}]
    assert reconcile([replace(said, said=None), later]).conflicts == ()


def test_a_total_that_ends_in_a_month_may_end_on_any_of_its_days():
    by_february = total("a", 5, "2019/2020-02")
    assert reconcile([by_february, total("b", 6, "2019/2020-02-20")]).conflicts == ()
    assert ids(reconcile([by_february, total("b", 6, "2019/2020-01-31")])) == [{"a", "b"}]


def test_a_total_since_its_population_began_counts_all_of_it():
    def totals(begins: str) -> list[Claim]:
        counted = [
            ("early", "/2006", 163),
            ("middle", "/2017-12", 600),
            ("all", "2002/2019-07", 749),
        ]
        when = dates.parse(begins) if begins else None
        return [
            Claim(id, "returned", "cumulative", Bound(n, n), dates.parse(period), begins=when)
            for id, period, n in counted
        ]

    most = {
        begins: reconcile(totals(begins)).reckoned["middle"].bound.high
        for begins in ("", "2002-03", "2001")
    }
    assert most == {"": 163 + 749, "2002-03": 749, "2001": 163 + 749}


def test_populations_that_are_the_same_begin_together():
    start = dates.parse("2002")
    begun = Claim(
        "returned", "returned", "cumulative", Bound(749, 749), dates.parse("/2019"), begins=start
    )
    served = Claim("served", "served", "cumulative", Bound(700, 700), dates.parse("2002/2020"))
    assert reconcile([begun, served]).breaks == ()
    assert (
        len(
            reconcile(
                [begun, served], [Relation("returned", "served", "same", "assumed", "")]
            ).breaks
        )
        == 1
    )
