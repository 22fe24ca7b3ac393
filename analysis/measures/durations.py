"""Periods: how many years they last, and whether one is over before another begins."""

import calendar
from datetime import date, timedelta
from fractions import Fraction

from analysis.errors import Refusal
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date, Point
from analysis.quantities.units import Unit


def first_day(period: Date | None) -> date | None:
    """The first day of a period, as far as it is known."""
    return period.earliest if period else None


def latest_day(period: Date | None) -> date | None:
    """The last day of a period, as far as it is known."""
    return period.latest if period else None


def is_over_before(first: Date | None, second: Date | None) -> bool:
    """Whether the first time is certainly over before the second begins: not where one of them is
    marked as uncertain.
    """
    if not first or not second or first.uncertain or second.uncertain:
        return False
    end = first.latest
    begin = second.earliest
    if not end or not begin:
        return False
    return end < begin


DAY = timedelta(days=1)
ONE_YEAR = Bound.of("exact", 1)


def years_of(period: Date) -> Bound:
    """How many years a period lasts, its last day included; a bound where its ends are known to the
    month or year.
    """
    start = period.start
    end = period.end
    if not start or not end:
        raise Refusal(
            f"period {period}", "has an end that is not known", "give a period with both ends"
        )
    most = _between(start.first, end.last + DAY)
    if period.granularity != "interval":
        return Bound.of("exact", most)
    least = _between(start.last, end.first + DAY)
    return Bound(max(least, Fraction(0)), most, low_open=least <= 0)


def length_in_words(years: Bound) -> str:
    """How long a period lasts, in words: "1 year", "3.1 years", "between 14 and 15 years"."""
    if years == ONE_YEAR:
        return "1 year"
    unit = Unit.of("years")
    return years.told(1).words(unit.noun)


def lasting_words(period: Date) -> str:
    """How long a period lasts, and where it has two ends, between which days it does."""
    first = period.start
    last = period.end
    length = length_in_words(years_of(period))
    if period.granularity != "interval" or not first or not last:
        return length
    return f"{length}: from {_some_day(first)} to {_some_day(last)}"


def _some_day(point: Point) -> str:
    words = point.words()
    return words if point.day else f"some day in {words}"


def _between(first: date, after: date) -> Fraction:
    """How many years lie between the starts of two days: whole ones where both are the same day of
    a year.
    """
    if (first.month, first.day) == (after.month, after.day):
        return Fraction(after.year - first.year)
    return _instant(after) - _instant(first)


def _instant(day: date) -> Fraction:
    """The start of a day in years of the calendar: 2017-07-02 is 2017 and 182/365."""
    days_of_year = 366 if calendar.isleap(day.year) else 365
    days_before = day.timetuple().tm_yday - 1
    return day.year + Fraction(days_before, days_of_year)
