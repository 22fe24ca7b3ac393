"""A period lasts as many years as its ends leave open."""

from dataclasses import replace

import pytest
from records import loaded

from analysis.measures import derived, durations, rates, sums
from analysis.quantities import dates
from analysis.record.record import Record


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


@pytest.mark.parametrize(
    ("first", "second", "is_over"),
    [
        ("2017", "2018", True),
        ("2017", "2017-12", False),
        ("2017?", "2018", False),
        ("2017", "2018-03-05?", False),
        ("/2017", "2018/..", True),
        ("2017/..", "2018", False),
    ],
)
def test_a_time_is_over_before_another_only_where_both_are_certain(first, second, is_over):
    assert durations.is_over_before(dates.parse(first), dates.parse(second)) == is_over
    assert not durations.is_over_before(None, dates.parse(second))


@pytest.mark.parametrize(
    ("period", "length"),
    [
        ("2020", "1 year"),
        ("2019/2020-12-30", "between 1 and 2 years"),
        ("2015-01-01/2018-02-15", "3.1 years"),
    ],
)
def test_the_formula_of_an_average_names_how_long_its_period_lasts(record, period, length):
    assert (
        rates.average(replace(record.figure("hp-31"), period=dates.parse(period))).formula
        == f"31 ÷ {length}"
    )


def more(number: derived.Derived) -> dict[str, str]:
    return dict(number.more())


def test_an_average_says_how_long_its_period_lasts_and_between_which_days(real):
    total, latest = real.figure("kt-500"), real.figure("kt-28")
    left = sums.before(real, total, latest)
    assert more(rates.average(total))["Lasting"] == (
        "between 14 and 16 years: from some day in 2002 to some day in 2017"
    )
    assert more(rates.average(left))["Lasting"] == (
        "between 14 and 15 years: from some day in 2002 to 31 December 2016"
    )
    assert more(rates.average(latest))["Lasting"] == "1 year"
    assert "Lasting" not in more(left)
