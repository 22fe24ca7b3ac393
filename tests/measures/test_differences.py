"""Limits on a count that never falls, against every small world."""

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures import differences
from analysis.measures.differences import (
    Instant,
    Limit,
    System,
    can_hold,
    instant,
    minimal,
    small_conflicts,
)

DAYS, MOST = 3, 3
# Every count by the end of days 0 to 3 that rises by up to twice what a limit can ask for, so that
# none is missed.
WORLDS = [(0, a, a + b, a + b + c) for a, b, c in product(range(2 * MOST + 1), repeat=DAYS)]


def day(number: int) -> Instant:
    return instant(number, number, "")


@st.composite
def sets_of_limits(draw: st.DrawFn, most: int = 5) -> list[Limit]:
    """Limits between certain days, named by their place."""
    found = []
    for at in range(draw(st.integers(1, most))):
        start = draw(st.integers(0, DAYS - 1))
        end = draw(st.integers(start + 1, DAYS))
        low = draw(st.integers(0, MOST))
        high = draw(st.sampled_from([*range(low, MOST + 1), math.inf]))
        found.append(Limit(str(at), day(start), day(end), low, high))
    return found


def true_worlds(limits: list[Limit]) -> list[tuple[int, ...]]:
    return [
        world
        for world in WORLDS
        if all(
            low <= world[end.first] - world[start.first] <= high
            for _, start, end, low, high in limits
        )
    ]


@given(sets_of_limits())
def test_limits_can_hold_exactly_where_a_world_holds_them(limits):
    assert can_hold(limits) == bool(true_worlds(limits))


@given(sets_of_limits())
def test_the_values_of_a_system_hold_all_limits_that_were_not_left_out(limits):
    system = System(limits)
    for name, start, end, low, high in limits:
        assert name in system.left_out or low <= system.values[end] - system.values[start] <= high
    days = sorted(moment for moment in system.values if moment.is_day)
    assert [system.values[at] for at in days] == sorted(system.values[at] for at in days)


@given(sets_of_limits(), st.data())
def test_the_least_and_most_rise_are_those_of_the_worlds(limits, data):
    kept = [limit for limit in limits if limit.name not in System(limits).left_out]
    left_aside = data.draw(st.sampled_from(["", *(limit.name for limit in kept)]))
    start = data.draw(st.integers(0, DAYS - 1))
    end = data.draw(st.integers(start + 1, DAYS))
    worlds = true_worlds([limit for limit in kept if limit.name != left_aside])
    rises = {world[end] - world[start] for world in worlds}
    low, high = System(kept).rise(day(start), day(end), left_aside)
    assert low == min(rises)
    assert high is None or high == max(rises)
    assert high is not None or max(rises) >= 2 * MOST


@given(sets_of_limits(6))
def test_small_conflicts_are_all_those_that_no_world_holds_and_that_lose_nothing(limits):
    def holds(names: frozenset[str]) -> bool:
        return bool(true_worlds([limit for limit in limits if limit.name in names]))

    names = [limit.name for limit in limits]
    subsets = [frozenset(name for name, is_in in zip(names, choice, strict=True) if is_in)
               for choice in product([False, True], repeat=len(names))]  # fmt: skip
    expected = {s for s in subsets if not holds(s) and all(holds(s - {name}) for name in s)}
    found, complete = small_conflicts(limits, sorted(System(limits).left_out), most=len(limits))
    assert (found, complete) == (expected, max(1, len(limits)))


@given(sets_of_limits())
def test_what_is_left_out_of_a_system_contradicts_what_it_is_left_out_with_and_no_less(limits):
    for name, conflict in System(limits).left_out.items():
        involved = [limit for limit in limits if limit.name in conflict]
        assert name in conflict
        assert not true_worlds(involved)
        assert minimal(involved) == conflict


def test_what_is_left_out_of_a_system_limits_nothing():
    system = System([Limit("a", day(0), day(1), 3, 3), Limit("b", day(0), day(1), 2, 2)])
    assert set(system.left_out) == {"a", "b"}
    assert system.rise(day(0), day(1)) == (0, None)


def test_a_day_that_is_not_certain_lies_between_the_days_that_it_can_be():
    unsure = instant(1, 2, "unsure")
    system = System([Limit("a", day(0), day(1), 2, 2), Limit("b", day(0), day(2), 5, 5)])
    assert system.rise(day(0), unsure) == (2, 5)
    assert system.rise(unsure, day(3)) == (0, None)


def test_two_names_are_two_days_and_one_name_is_one():
    one, other = instant(1, 2, "one"), instant(1, 2, "other")
    exact, more = Limit("a", day(0), one, 2, 2), Limit("b", day(0), one, 3, 3)
    assert not can_hold([exact, more])
    assert can_hold([exact, more._replace(end=other)])


def test_values_without_an_order_may_fall():
    limits = [Limit("a", day(0), day(1), 3, 3), Limit("b", day(0), day(2), 2, 2)]
    assert not can_hold(limits)
    assert can_hold(limits, ordered=False)


@pytest.mark.parametrize(("limit", "least"), [("WORK", 1), ("MOST_FOUND", 1)])
def test_a_search_cut_short_says_up_to_which_size_it_is_complete(limit, least, monkeypatch):
    limits = [
        Limit("a", day(0), day(1), 3, 3),
        Limit("b", day(0), day(1), 2, 2),
        Limit("c", day(0), day(1), 1, 1),
    ]
    assert small_conflicts(limits, ["b", "c"], most=3) == (
        {frozenset(pair) for pair in ("ab", "ac", "bc")},
        3,
    )
    monkeypatch.setattr(differences, limit, least)
    assert small_conflicts(limits, ["b", "c"], most=3) == (set(), 1)


@given(sets_of_limits(), st.data())
def test_a_path_of_the_highest_gain_makes_up_the_least_rise_of_limits_that_hold(limits, data):
    start = data.draw(st.integers(0, DAYS - 1))
    end = data.draw(st.integers(start + 1, DAYS))
    system = System(limits)
    least, _ = system.rise(day(start), day(end))
    path = system.path(day(start), day(end))
    assert path is not None
    assert sum(step.gain for step in path) == least
    assert {step.name for step in path} <= {limit.name for limit in limits} - set(system.left_out)


def test_there_is_no_path_back_where_nothing_sets_a_most():
    system = System([Limit("a", day(0), day(1), 2, math.inf)])
    assert system.path(day(1), day(0)) is None
    assert [step.name for step in system.path(day(0), day(1)) or []] == ["a"]
    assert system.path(day(0), day(1), without="a") == []
