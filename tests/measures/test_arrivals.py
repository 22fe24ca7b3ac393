"""Tests of analysis.measures.arrivals: what was announced for a time, and what came in it."""

from dataclasses import replace

import pytest

from analysis.errors import Refusal
from analysis.measures import arrivals
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.record.record import Record
from analysis.record.reported import Figure

RECORD = Record.load(scope="record")
GROUP, EXPECTED = RECORD.figure("returned-2018-04-05"), RECORD.figure("expected-2018-04-05")
DAY = "2018-04-05"


def made(like: Figure, period: str, number: int, id: str, kind: str = "exact") -> Figure:
    when, bound = dates.parse(period), Bound.of(kind, number)
    return replace(like, id=id, claim=id, period=when, bound=bound, period_basis="stated")


def group(period: str, number: int = 7, id: str = "") -> Figure:
    return made(GROUP, period, number, id or f"came-{period}")


def announced(period: str, number: int = 51, kind: str = "exact") -> Figure:
    return made(EXPECTED, period, number, f"expected-{period}", kind)


def ids(rows: list[arrivals.Arrival]) -> list[tuple[str, str]]:
    """The announcement and the group of each row, "" for none."""
    pairs = [(row.announced, row.came) for row in rows]
    return [(one.id if one else "", came.id if came else "") for one, came in pairs]


def test_a_group_of_the_announced_day_stands_with_it_and_others_by_themselves():
    rows = arrivals.by_time([announced(DAY)], [group("2018-08-22"), group(DAY)])
    assert ids(rows) == [(f"expected-{DAY}", f"came-{DAY}"), ("", "came-2018-08-22")]


def test_an_announcement_that_no_group_came_for_stands_alone_also_two_days_before_one():
    rows = arrivals.by_time([announced("2017-12-18")], [group("2017-12-20")])
    assert ids(rows) == [("expected-2017-12-18", ""), ("", "came-2017-12-20")]


def test_two_counts_of_one_group_stand_side_by_side():
    rows = arrivals.by_time([announced(DAY)], [group(DAY, 43, "a"), group(DAY, 40, "b")])
    assert ids(rows) == [(f"expected-{DAY}", "a"), (f"expected-{DAY}", "b")]


def test_a_group_that_is_only_dated_to_the_month_is_not_that_of_a_day():
    rows = arrivals.by_time([announced(DAY)], [group("2018-04")])
    assert all(row.finding is None for row in rows)


def test_the_groups_of_a_year_make_at_least_their_sum_and_leave_no_row_of_their_own():
    (row,) = arrivals.by_time([announced("2018", 200)], [group(DAY, 43), group("2018-08-22", 30)])
    assert row.came.label() == "at least 73"
    assert row.came.formula == "43 + 30"


def test_what_groups_make_that_are_only_about_is_about_too_and_settles_nothing():
    about = made(GROUP, DAY, 40, "came", "about")
    (row,) = arrivals.by_time([announced("2018", 39)], [about])
    assert row.came.label() == "about 40 or more"
    assert (row.finding.word, row.difference) == ("unknown", None)
    exact = group("2018-08-22", 30)
    assert arrivals.known_in(announced("2018"), [about, exact]).label() == "about 70 or more"


def test_groups_whose_times_overlap_are_not_added():
    with pytest.raises(Refusal):
        arrivals.known_in(announced("2018"), [group("2018-04"), group(DAY)])


@pytest.mark.parametrize(
    ("number", "came", "word", "difference"),
    [(51, 43, "below", "8"), (43, 51, "above", "8"), (43, 43, "equal", None)],
)
def test_the_difference_is_told_where_either_is_larger(number, came, word, difference):
    (row,) = arrivals.by_time([announced(DAY, number)], [group(DAY, came)])
    assert row.finding.word == word
    assert (row.difference.label() if row.difference else None) == difference


def test_that_fewer_came_assumes_that_they_were_of_the_group_expected():
    (row,) = arrivals.by_time([announced(DAY)], [group(DAY)])
    assert row.finding.assumptions == row.difference.assumptions == (arrivals.SAME_GROUP,)


@pytest.mark.parametrize("kind", ["about", "at_most"])
def test_a_hedge_that_leaves_it_open_is_no_difference(kind):
    (row,) = arrivals.by_time([announced(DAY, 51, kind)], [group(DAY, 43)])
    assert (row.finding.word, row.difference) == ("unknown", None)


def test_bounds_are_carried_into_the_difference():
    (row,) = arrivals.by_time([announced(DAY, 51, "at_least")], [group(DAY, 43)])
    assert (row.difference.label(), row.difference.formula) == ("at least 8", "(at least 51) − 43")


def test_a_number_that_the_record_doubts_decides_nothing():
    doubted = replace(group(DAY, 43), doubt="It may be of another day.")
    assert arrivals.compared(announced(DAY), doubted).word == "unknown"


@pytest.mark.parametrize(
    ("changes", "is_timed"),
    [
        ({}, True),
        ({"measure": "stock"}, False),
        ({"period": None}, False),
        ({"period": dates.parse("2018?")}, False),
        ({"period": dates.parse("2018"), "period_basis": "external"}, False),
        ({"period_basis": "external"}, True),
    ],
)
def test_only_what_names_a_day_or_a_stated_time_is_set_against_arrivals(changes, is_timed):
    assert arrivals.is_timed(replace(announced(DAY), **changes)) == is_timed


def total(period: str, number: int) -> Figure:
    return made(RECORD.figure("returned-2019-07-ministry"), period, number, f"total-{period}")


def test_the_latest_total_is_that_of_the_last_day_and_none_that_is_doubted():
    late = replace(total("/2020", 5), doubt="Lower than others.")
    found = arrivals.latest([total("/2018", 7), total("/2019", 8), late])
    assert [figure.id for figure in found] == ["total-/2019"]


@pytest.mark.parametrize("numbers", [(100, 300), (300, 100)])
def test_totals_of_one_day_that_differ_are_all_the_latest(numbers):
    totals = [replace(total("/2019", number), id=str(number)) for number in numbers]
    found = arrivals.latest([total("/2018", 7), *totals])
    assert [figure.id for figure in found] == [str(number) for number in numbers]


@pytest.mark.parametrize(("until", "found"), [("2018", []), ("2018-12-31", ["total-/2018"])])
def test_a_total_was_counted_by_then_only_where_that_is_certain(until, found):
    by_then = arrivals.latest([total("/2018", 7)], announced(until))
    assert [figure.id for figure in by_then] == found


def test_a_running_total_is_of_its_last_day():
    documents = RECORD.figure("travel-documents-2017-12-14")
    assert arrivals.latest([total("/2017-12-06", 7)], documents)
