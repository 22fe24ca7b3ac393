"""Tests of analysis.measures.course: how a matter stands at last, and the days between groups."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures import course
from analysis.quantities import dates
from analysis.record.record import Record
from analysis.record.reported import Event, Figure

RECORD = Record.load(scope="record")
EVENT, GROUP = RECORD.event("visa-sanctions-effect"), RECORD.figure("returned-2017-05-17")
DURING = dates.parse("2016-10/2018-12")


def event(on: str) -> Event:
    return replace(EVENT, id=f"on {on}", on=dates.parse(on) if on else None)


def group(period: str, claim: str = "", **more: str) -> Figure:
    id = claim or period
    return replace(GROUP, id=id, claim=id, period=dates.parse(period), **more)


@pytest.mark.parametrize(
    ("begun", "held", "ended", "word"),
    [
        (["2017"], [], [], "begun"),
        (["2017"], ["2018-03"], [], "held"),
        (["2017"], ["2018-03"], ["2018-04"], "ended"),
        (["2017", "2018-05-01"], ["2018-03"], ["2018-04"], "begun"),
        (["2017"], ["2018-04"], ["2018-04-30"], "open"),  # on the same days, for all that is known
        (["2017"], [], ["2018?"], "open"),
        (["2018-03-05"], [], ["2018-02?"], "open"),
        (["2017?"], ["2018-03-05"], [], "open"),
        (["2017"], [], ["2016/.."], "open"),
        (["2017-06"], [], ["/2017-06"], "open"),
        (["2017-06"], [], ["/2017-05"], "begun"),
        (["2017"], [], [""], "begun"),
        ([""], [], [], "nothing"),
        ([], [], [], "nothing"),
    ],
)
def test_a_matter_stands_as_what_came_last_for_certain_says(begun, held, ended, word):
    roles = [[event(on) for on in found] for found in (begun, held, ended)]
    assert course.standing(*roles) == word


@given(st.permutations(["2016", "2017-04", "2017-05-17", "[2017-05-30..2017-06-02]"]))
def test_no_event_follows_the_latest_whichever_is_given_first(given_dates):
    (last,) = course.latest([event(on) for on in given_dates])
    assert str(last.on) == "[2017-05-30..2017-06-02]"


def test_groups_are_those_of_a_day_or_a_month_within_the_time_each_claim_once():
    groups = [
        group("2018-01-05", "later"),
        group("2017-03"),
        group("2017"),
        group("2016-09-30"),
        group("2018-01-05", "later"),
        group("2017-05-05", "deprecated", rank="deprecated"),
    ]
    assert [found.id for found in course.arrivals(groups, DURING)] == ["2017-03", "later"]


def test_days_run_from_a_group_to_the_next_with_limits_where_only_the_month_is_known():
    groups = course.arrivals(
        [group("2017-03"), group("2017-04"), group("2017-05-03"), group("2017-05-17")], DURING
    )
    assert [wait.label() for wait in course.waits(groups)] == [
        "between 1 and 60",
        "between 3 and 32",
        "14",
    ]


@pytest.mark.parametrize("turn", [1, -1])
def test_days_run_from_the_group_that_came_last_for_certain_of_two_with_one_last_day(turn):
    earlier = [group("2017-04"), group("2017-04-30")][::turn]
    (wait,) = course.waits([*earlier, group("2017-05-03")])[-1:]
    assert wait.label() == "3"


@pytest.mark.parametrize("periods", [("2017-01-05?", "2017-02-05"), ("2017-01-05", "2017-02-05?")])
def test_no_days_are_told_from_or_to_a_group_of_an_uncertain_date(periods):
    assert not course.waits([group(period) for period in periods])


def test_no_days_are_told_to_a_group_that_may_have_come_first():
    groups = course.arrivals([group("2017-04"), group("2017-04-20"), group("2017-06-01")], DURING)
    (wait,) = course.waits(groups)
    assert wait.inputs[1].id == "2017-06-01"
    assert wait.label() == "between 32 and 61"


@given(st.lists(st.integers(1, 700), min_size=2, max_size=8, unique=True))
def test_days_between_groups_add_up_to_the_days_from_the_first_to_the_last(days):
    start = date(2016, 12, 31)
    dated = [group(str(start + timedelta(day))) for day in days]
    waits = course.waits(course.arrivals(dated, dates.parse("2016/2019")))
    assert sum(wait.bound.low for wait in waits) == max(days) - min(days)
    assert all(wait.bound.kind == "exact" for wait in waits)


def test_the_real_record_has_no_group_for_217_days_of_2017():
    flows = RECORD.figures(population_id="memorandum-returns", measure="flow")
    waits = course.waits(course.arrivals(flows, DURING))
    longest = max(waits, key=lambda wait: wait.bound.high)
    assert (longest.label(), str(longest.period)) == ("217", "2017-05-17/2017-12-20")
    assert [figure.id for figure in longest.inputs] == [
        "returned-2017-05-17",
        "returned-2017-12-20",
    ]
