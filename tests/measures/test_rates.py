"""Shares, averages and times are divided between bounds, and refused where a division says nothing."""

import calendar
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor, inf

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from records import loaded, refusal, related
from strategies import bounds_with_a_value

from analysis.measures import derived, rates, sums
from analysis.measures.derived import Derived
from analysis.quantities import bounds, dates
from analysis.quantities.bounds import Bound
from analysis.quantities.units import Unit
from analysis.record.record import Record
from analysis.record.reported import Event, Figure


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


counts = st.integers(0, 5000).map(Fraction)


# As rows give them: a count without a lower limit, or with one that is not below nothing.
bounds_of_counts = bounds_with_a_value(counts).filter(
    lambda drawn: drawn[0] != Bound(-inf, inf) and (drawn[0].low >= 0 or drawn[0].low == -inf)
)


def test_1412_of_more_than_1900_is_at_most_74_3_percent(real):
    share = rates.share(real, real.figure("kt-1412"), real.figure("kt-1900"))
    assert share.label() == "at most 74.3\u00a0%"
    assert share.bound.high == Fraction(1412, 1901) * 100
    assert share.formula == "1,412 ÷ (more than 1,900)"
    assert [item.id for item in share.inputs] == ["kt-1412", "kt-1900"]


def test_a_share_is_of_a_whole_that_is_a_sum_with_what_the_sum_assumes():
    record = Record.load(scope="record")
    parts = ["dhs-removals-convicted", "dhs-removals-not-convicted"]
    whole = sums.made_up(record, record.gap("dhs-fy2012-removals-corgis"), parts)
    share = rates.share(record, record.figure("dhs-fy2012-removals-convicted-corgis"), whole)
    assert (share.label(), share.formula) == ("91\u00a0%", "81 ÷ 89")
    assert share.assumptions == whole.assumptions != ()
    assert share.population.id == "dhs-removals-convicted"


def test_a_part_and_a_whole_of_tables_that_differ_have_no_share():
    record = Record.load(scope="record")
    whole = record.figure("dhs-fy2008-removals-ed2008")
    part = record.figure("dhs-fy2008-removals-convicted-corgis")
    words = refusal(rates.share, record, part, whole)
    assert "the table of the whole has another number of the part" in words
    alike = record.figure("dhs-fy2008-removals-convicted-ed2008")
    assert rates.share(record, alike, whole).label() == "61\u00a0%"


@pytest.mark.parametrize(
    ("whole", "label"), [(33, "61\u00a0%"), (99, "20\u00a0%"), (101, "19.8\u00a0%")]
)
def test_a_share_of_fewer_than_a_hundred_is_told_in_whole_percent(record, whole, label):
    part = replace(record.figure("pm-convicted"), bound=Bound.of("exact", 20))
    of = replace(record.figure("pm-34"), bound=Bound.of("exact", whole))
    assert rates.share(record, part, of).label() == label


def test_a_share_of_about_stays_about(record):
    assert (
        rates.share(record, record.figure("hp-310"), record.figure("hp-1250")).label()
        == "about 24.8\u00a0%"
    )


def test_a_share_of_a_range_is_a_range(record):
    share = rates.share(record, record.figure("pm-convicted"), record.figure("pm-34"))
    assert share.bound == Bound(Fraction(20, 34), Fraction(25, 34)) * 100


@given(part=bounds_of_counts, total=bounds_of_counts)
def test_the_true_share_lies_within_the_bound(record, part, total):
    assume(part[1] <= total[1])
    some, every = (
        replace(record.figure(key), bound=b)
        for key, b in (("pm-convicted", part[0]), ("pm-34", total[0]))
    )
    found = derived.attempt(rates.share, record, some, every)
    assume(isinstance(found, Derived))
    assert part[1] / total[1] * 100 in found.bound


@pytest.mark.parametrize(
    ("part", "whole", "why"),
    [
        ("hp-31", "hp-1250", "are separate groups. Assumed: Nobody waits again"),
        ("hp-310", "pm-34", "relate is not known. The record does not say"),
        ("hp-1250", "hp-310", "the 310 are part of the about 1,250"),
        ("hp-31", "pm-34", "are the same group"),
    ],
)
def test_only_a_stated_part_has_a_share(record, part, whole, why):
    words = refusal(rates.share, record, record.figure(part), record.figure(whole))
    assert words.startswith(f"figures {part} and {whole}: no share is given: ")
    assert why in words


def test_an_assumed_part_has_no_share(tmp_path):
    assumed = related(tmp_path, "waiting-without-papers", "waiting-sailors", "subset_of", "assumed")
    words = refusal(rates.share, assumed, assumed.figure("hp-310"), assumed.figure("hp-1250"))
    assert "are part of" in words
    assert "Assumed: A guess" in words


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"period": dates.parse("2021")}, "different times"),
        ({"period": None}, "different times"),
        ({"unit": "documents"}, "a flow in documents"),
        ({"measure": "cumulative"}, "a cumulative in persons"),
        ({"bound": Bound.of("exact", 35)}, "less than the part"),
    ],
)
def test_a_share_needs_a_part_of_the_same_time_and_kind_that_is_no_larger(record, changes, why):
    part = replace(record.figure("pm-convicted"), **changes)
    assert why in refusal(rates.share, record, part, record.figure("pm-34"))


@pytest.mark.parametrize(
    "part", [Bound.of("at_most", 25), Bound.of("exact", 0), Bound.of("about", 20)]
)
def test_a_whole_that_can_be_zero_has_no_shares(record, part):
    some, whole = replace(record.figure("pm-convicted"), bound=part), record.figure("pm-34")
    words = refusal(rates.share, record, some, replace(whole, bound=Bound.of("at_most", 40)))
    assert "the whole can be nothing" in words


def test_a_whole_is_no_less_than_its_part(record):
    whole = replace(record.figure("pm-34"), bound=Bound.of("at_most", 40))
    found = rates.share(
        record, replace(record.figure("pm-convicted"), bound=Bound.of("exact", 20)), whole
    )
    assert (found.bound, found.label()) == (Bound(50, 100), "at least 50 %")


def test_a_part_is_no_more_than_all_of_its_whole(record):
    whole = replace(record.figure("pm-34"), bound=Bound.of("between", 22, 30))
    share = rates.share(record, record.figure("pm-convicted"), whole)
    assert (share.bound.low, share.bound.high) == (Fraction(200, 3), 100)
    assert share.label() == "at least 66\u00a0%"


@pytest.mark.parametrize(
    ("on", "why"), [("2021-05-04", "later than its end"), ("2011?", "when it starts is not stated")]
)
def test_an_event_that_cannot_begin_a_count_gives_it_no_start(record, on, why):
    event = replace(record.event("hp-published"), on=dates.parse(on))
    assert why in refusal(
        rates.average, replace(record.figure("hp-400"), period=dates.parse("/2020")), event
    )


SHORT, UNSURE = "its period is shorter than a year", "its period may be shorter than a year"


@pytest.mark.parametrize(
    ("period", "why"),
    [
        ("2020-04-03", SHORT),
        ("2020-04", SHORT),
        ("2020-04/2020-04", SHORT),
        ("2020-01-01/2020-12-30", SHORT),
        (
            "2019-03-01/2020-02-28",
            SHORT,
        ),  # 365 days of the 366 from 1 March to the last of February
        ("2020/2020", UNSURE),
        ("2019/2020", UNSURE),
        ("2019-10/2020-09", UNSURE),
    ],
)
def test_a_period_that_is_or_may_be_shorter_than_a_year_gives_no_number_a_year(record, period, why):
    eight = replace(record.figure("hp-31"), bound=Bound.of("exact", 8), period=dates.parse(period))
    assert refusal(rates.average, eight) == (
        f"figures hp-31: no number a year is given: {why}; a count over at least a year would "
        f"allow it"
    )


@pytest.mark.parametrize(
    "period", ["2020", "2019-10-01/2020-09-30", "2019-03-01/2020-02-29", "2020-02-29/2021-02-28"]
)
def test_a_period_of_a_year_gives_a_number_a_year(record, period):
    number = replace(record.figure("hp-31"), period=dates.parse(period))
    assert isinstance(derived.attempt(rates.average, number), Derived)


def test_what_came_on_single_days_is_no_number_a_year(public):
    arrivals = [
        figure
        for figure in public.figures(measure="flow")
        if figure.period and figure.period.granularity == "day"
    ]
    assert len(arrivals) > 5
    for arrival in arrivals:
        assert SHORT in refusal(rates.average, arrival)


def a_year(number: Figure, bound: Bound, period: str, since: Event | None = None) -> Derived:
    return rates.average(replace(number, bound=bound, period=dates.parse(period)), since)


@pytest.mark.parametrize(
    ("period", "shortest", "longest"),
    [
        ("2020", 1, 1),
        ("2019-12-01/2020-12-31", Fraction(31, 365) + 1, Fraction(31, 365) + 1),
        ("2011-01-01/2020-12-31", 10, 10),
        ("2011/2020-12-31", 9 + Fraction(1, 365), 10),
        ("2011-01-01/2020", 9 + Fraction(1, 366), 10),
        ("2011/2020", 8 + Fraction(1, 365) + Fraction(1, 366), 10),
        (
            "2011-12/2020-01",
            8 + Fraction(1, 365) + Fraction(1, 366),
            8 + Fraction(31, 365) + Fraction(31, 366),
        ),
    ],
)
def test_a_count_is_divided_by_the_shortest_and_the_longest_that_its_period_can_last(
    record, period, shortest, longest
):
    found = a_year(record.figure("hp-400"), Bound.of("exact", 600), period)
    assert found.bound == Bound(600 / Fraction(longest), 600 / Fraction(shortest))


def test_an_average_says_what_it_is(record):
    flow = record.figure("hp-31")
    found = rates.average(flow)
    assert (found.id, found.label(), found.formula) == ("average-hp-31", "31", "31 ÷ 1 year")
    assert found.title == "sailors sent home from Graustark"
    assert (
        rates.average(record.figure("hp-400")).title
        == "average a year: sailors sent home from Graustark"
    )
    assert (found.unit, found.measure, found.period) == ("persons/year", "average", flow.period)
    assert (found.inputs, found.population, found.assumptions) == ((flow,), flow.population, ())


def test_an_average_of_a_lower_limit_is_a_lower_limit(record):
    found = rates.average(record.figure("hp-400"))
    assert (found.label(), found.formula) == (
        "at least 40",
        "(more than 400) ÷ between 8 and 10 years",
    )
    assert found.bound == Bound(Fraction(401, 10), inf)


def test_what_stood_before_has_an_average_over_what_is_left_of_the_time(record):
    before = sums.before(record, record.figure("hp-400"), record.figure("hp-31"))
    found = rates.average(before)
    assert found.bound == Bound(Fraction(370, 9), inf)
    assert (str(found.period), found.inputs) == ("2011/2019-12-31", (before,))


def test_a_year_that_is_not_stated_is_named_as_an_assumption_of_its_average(real):
    found = rates.average(real.figure("kt-28"))
    assert (found.label(), found.assumptions) == (
        "28",
        ("“last year” in the Khmer Times article means the calendar year 2017",),
    )


@pytest.mark.parametrize(
    ("key", "changes", "why"),
    [
        ("pm-papers", {}, "it is no count over a period"),
        ("hp-1250", {}, "it is no count over a period"),
        ("hp-400", {"unit": "years"}, "it is no count over a period"),
        ("hp-400", {"period": None}, "when it ends is not known exactly"),
        ("hp-400", {"period": dates.parse("2011/..")}, "when it ends is not known exactly"),
        ("hp-400", {"period": dates.parse("2011/")}, "when it ends is not known exactly"),
        ("hp-400", {"period": dates.parse("2011?/2020")}, "when it ends is not known exactly"),
        ("hp-31", {"period": dates.parse("2020?")}, "when it ends is not known exactly"),
        ("hp-31", {"period": dates.parse("[2019..2020]")}, "when it ends is not known exactly"),
        ("hp-400", {"period": dates.parse("/2020")}, "when it starts is not stated"),
        ("hp-400", {"period": dates.parse("../2020")}, "when it starts is not stated"),
    ],
)
def test_only_a_count_over_a_known_time_has_an_average(record, key, changes, why):
    words = refusal(rates.average, replace(record.figure(key), **changes))
    assert words.startswith(f"figures {key}: no average is given: {why}")


def test_an_average_or_a_share_has_no_average(record):
    share = rates.share(record, record.figure("pm-convicted"), record.figure("pm-34"))
    for number in (rates.average(record.figure("hp-31")), share):
        assert "it is no count over a period" in refusal(rates.average, number)


def test_an_event_that_a_count_is_assumed_to_start_with_is_an_input_and_the_assumption_is_named(
    record,
):
    start = replace(record.event("hp-published"), on=dates.parse("2011"))
    found = a_year(record.figure("hp-400"), Bound.of("more_than", 400), "/2020", start)
    assert found.bound == rates.average(record.figure("hp-400")).bound
    assert str(found.period) == "2011/2020"
    assert found.assumptions == (
        "the count of more than 400 starts with the publication of 2011",
        "the count of more than 400 ends in 2020, not before",
    )
    assert found.id == "average-hp-400-hp-published"
    assert [item["id"] for item in found.evidence() if item["kind"] == "event"] == ["hp-published"]


def test_an_event_on_a_day_starts_a_count_on_that_day(record):
    start = replace(record.event("hp-published"), on=dates.parse("2011-01-01"))
    found = a_year(record.figure("hp-400"), Bound.of("exact", 400), "/2020-12-31", start)
    assert found.bound == Bound.of("exact", 40)


@pytest.mark.parametrize("on", ["", "[2010..2011]", "2010/2011", "/2010", "2010/.."])
def test_an_event_that_is_not_of_one_day_month_or_year_starts_no_count(record, on):
    since = replace(record.event("hp-published"), on=dates.parse(on) if on else None)
    number = replace(record.figure("hp-400"), period=dates.parse("/2020"))
    assert "when it starts is not stated" in refusal(rates.average, number, since)


def test_a_stated_start_needs_no_event(record):
    number = record.figure("hp-400")
    assert rates.average(number, record.event("hp-published")) == rates.average(number)


def test_the_average_of_the_years_before_rests_on_the_memorandum_only_where_no_start_is_stated(
    real,
):
    dated, undated = (
        sums.before(real, real.figure(key), real.figure("kt-28")) for key in ("kt-500", "kt-572")
    )
    averages = [rates.average(number, real.event("kt-memorandum")) for number in (dated, undated)]
    assert [found.label() for found in averages] == ["at least 31", "between 36 and 39"]
    assert averages[1].bound == Bound(Fraction(544, 15), 544 / (14 + Fraction(1, 365)))
    assert [len(found.inputs) for found in averages] == [1, 2]
    assert set(averages[1].assumptions) > set(undated.assumptions)


days = st.dates(date(1999, 1, 1), date(2025, 12, 31))


@st.composite
def periods_with_their_days(draw: st.DrawFn) -> tuple[str, date, date]:
    """An interval in EDTF, and the first and last day that it really has."""
    first, last = sorted([draw(days), draw(days)])
    start, end = (day.isoformat()[: draw(st.sampled_from([4, 7, 10]))] for day in (first, last))
    return f"{start}/{end}", first, last


def lasted(first: date, last: date) -> Fraction:
    """The years from one day to another, both included: whole ones up to the same day of a year.

    Otherwise each day is its part of its own year.
    """
    after = last + timedelta(days=1)
    if (after.month, after.day) == (first.month, first.day):
        return Fraction(after.year - first.year)
    lengths = [
        Fraction(1, 365 + calendar.isleap(year)) for year in range(first.year, last.year + 1)
    ]
    spans = [
        (max(first, date(year, 1, 1)), min(last, date(year, 12, 31)))
        for year in range(first.year, last.year + 1)
    ]
    return sum(
        ((end - start).days + 1) * length
        for (start, end), length in zip(spans, lengths, strict=True)
    )


def encloses(outer: Bound, inner: Bound) -> bool:
    is_low = (outer.low, outer.low_open) <= (inner.low, inner.low_open)
    return is_low and (inner.high, not inner.high_open) <= (outer.high, not outer.high_open)


YEAR_ACROSS_A_LEAP_DAY = ("2000-01-02/2001-01-01", date(2000, 1, 2), date(2001, 1, 1))


@given(period=periods_with_their_days(), counted=bounds_of_counts)
@example(period=YEAR_ACROSS_A_LEAP_DAY, counted=(Bound.of("exact", 28), 28))
def test_the_true_average_lies_within_the_bound_and_within_what_is_shown(record, period, counted):
    (text, first, last), (bound, value) = period, counted
    number = replace(record.figure("hp-400"), bound=bound, period=dates.parse(text))
    found, true = derived.attempt(rates.average, number), value / lasted(first, last)
    assume(isinstance(found, Derived))
    assert true in found.bound
    assert_told_truly(found, true)


def assert_told_truly(found: Derived, true: Fraction) -> None:
    """Hold what a reader is told: an exact result as one number, limits that hold the true
    value.
    """
    if found.bound.low == found.bound.high:
        is_time = found.unit == "years"
        unit = Fraction(1, 10) if true < (10 if is_time else 100) else 1
        halves_up = floor(true / unit + Fraction(1, 2)) * unit
        is_rounded = halves_up != true
        told = Bound.of("about" if is_time and is_rounded else "exact", halves_up)
        is_lost = true > 0 and halves_up == 0
        assert found.shown == (Bound.of("less_than", unit) if is_lost else told)
        return
    assert encloses(found.shown, found.bound)
    assume(found.shown != Bound(-inf, inf))
    assert true in bounds.read(found.label())


@given(day=days, count=counts)
def test_the_average_of_one_year_is_exact(record, day, count):
    found = a_year(record.figure("hp-31"), Bound(count, count), str(day.year))
    assert found.bound == Bound(count, count)
    assert found.label() == f"{int(count):,}"


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        (Bound.of("exact", 31), "31"),
        (Bound.of("exact", Fraction(177, 4)), "44.3"),
        (Bound.of("exact", Fraction(428, 8)), "53.5"),
        (Bound.of("exact", Fraction(28, 3)), "9.3"),
        (Bound.of("exact", Fraction(1784, 7)), "255"),
        (Bound.of("exact", Fraction(2001, 2)), "1,001"),
        (Bound.of("exact", Fraction(1, 30)), "less than 0.1"),
        (Bound.of("exact", 0), "0"),
    ],
)
def test_an_exact_average_is_told_as_one_number(record, bound, words):
    assert (
        Derived("n", "n", bound, Unit.of("persons").a_year(), "", (record.figure("hp-31"),)).label()
        == words
    )


@pytest.mark.parametrize(
    ("years", "words"),
    [
        (Fraction(1412, 28), "about 50"),
        (Fraction(1784, 80), "about 22"),
        (Fraction(1784, 7), "about 255"),
        (Fraction(28, 3), "about 9.3"),
        (Fraction(5, 2), "2.5"),
        (Fraction(200), "200"),
        (Fraction(1, 30), "less than 0.1"),
        (Fraction(0), "0"),
    ],
)
def test_an_exact_time_is_told_as_about_so_many_years_where_it_is_rounded(record, years, words):
    bound = Bound.of("exact", years)
    found = Derived("n", "n", bound, "years", "", (record.figure("hp-31"),))
    assert (found.label(), found.bound) == (words, bound)


@pytest.mark.parametrize(
    ("bound", "words"),
    [
        (Bound(Fraction(999, 100), Fraction(30041, 100)), "between 9.9 and 300.5"),
        (Bound(Fraction(2099, 2), Fraction(2101, 2)), "between 1,049 and 1,051"),
        (Bound.of("more_than", Fraction(1, 3)), "at least 0.3"),
        (Bound.of("more_than", 40), "more than 40"),
        (Bound.of("less_than", Fraction(81, 2)), "at most 41"),
        (Bound(0, Fraction(81, 2), low_open=True), "at most 41"),
    ],
)
@pytest.mark.parametrize("unit", ["years", Unit.of("persons").a_year()])
def test_the_limits_of_a_quotient_are_told_rounded_outward(record, bound, words, unit):
    found = Derived("n", "n", bound, unit, "", (record.figure("hp-31"),))
    assert found.label() == words
    assert encloses(found.shown, bound)


@pytest.mark.parametrize(
    ("group", "pace", "words"),
    [
        (Bound.of("about", 1900), Bound.of("exact", 7), "about 270"),
        (Bound.of("about", 1900), Bound.of("exact", 80), "about 24"),
        (Bound.of("about", 1400), Bound.of("exact", 7), "about 200"),
        (Bound.of("about", 1412), Bound.of("exact", 28), "about 50"),
        (Bound.of("about", 1900), Bound.of("about", 7), "about 300"),
        (Bound.of("exact", 1784), Bound.of("about", 80), "about 20"),
        (Bound.of("about", 40, 50), Bound.of("exact", 7), "about 6 to 7"),
    ],
)
def test_a_time_is_told_to_no_more_digits_than_its_least_precise_number_has(
    record, group, pace, words
):
    assert cleared(record, group, pace).label() == words


@pytest.mark.parametrize("unit", ["persons", "usd"])
def test_limits_of_what_is_no_quotient_in_years_are_told_as_they_are(record, unit):
    bound = Bound(Fraction(1, 3), Fraction(2, 3))
    assert Derived("n", "n", bound, unit, "", (record.figure("hp-31"),)).shown == bound


NAMED = {"returned-sailors": ["waiting-without-papers"]}


REALLY_NAMED = {
    "deported-convicted": ["final-order", "final-order-convicted"],
    "repatriated": ["final-order", "final-order-convicted"],
}


def cleared(record: Record, stock: Bound, flow: Bound) -> Derived:
    pace = a_year(record.figure("hp-31"), flow, "2020")
    return rates.years_at_pace(record, replace(record.figure("hp-310"), bound=stock), pace, NAMED)


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"returned-sailors": ["waiting-sailors"]},
        {"waiting-without-papers": ["returned-sailors"]},
    ],
)
def test_a_group_is_divided_by_the_pace_of_another_only_where_the_question_names_both(
    record, named
):
    group, pace = record.figure("hp-310"), rates.average(record.figure("hp-31"))
    assert refusal(rates.years_at_pace, record, group, pace, named) == (
        "figures hp-310 and average-hp-31: no time is given: “waiting sailors without papers” and "
        "“sailors sent home from Graustark” are not stated to be the same group; a question that "
        "names both would allow it"
    )
    assert isinstance(rates.years_at_pace(record, group, pace, NAMED), Derived)


def test_a_group_that_is_the_same_as_those_returned_needs_no_naming(tmp_path):
    record = related(tmp_path, "waiting-without-papers", "returned-sailors", "same", "assumed")
    pace = rates.average(record.figure("hp-31"))
    found = rates.years_at_pace(record, record.figure("hp-310"), pace)
    assert (found.label(), "A guess" in found.assumptions) == ("10", True)


def test_a_time_says_what_it_is_and_what_it_assumes(record):
    group, pace = record.figure("hp-310"), rates.average(record.figure("hp-31"))
    found = rates.years_at_pace(record, group, pace, NAMED)
    assert (found.id, found.label(), found.unit) == ("years-hp-310-at-average-hp-31", "10", "years")
    assert found.title == "years at that pace: waiting sailors without papers"
    assert found.formula == "310 ÷ (31 a year, 2020; sailors sent home from Graustark)"
    assert (found.inputs, found.measure) == ((group, pace), "time")
    assert found.assumptions == (
        "the pace stays the same",
        "all counted in the yearly number were among the waiting sailors without papers",
        "none join the group or leave it in another way",
    )


def test_a_time_assumes_what_its_pace_does(real):
    pace = rates.average(real.figure("kt-28"))
    times = [
        rates.years_at_pace(real, real.figure(key), pace, REALLY_NAMED)
        for key in ("kt-1412", "kt-1900")
    ]
    assert [time.label() for time in times] == ["about 50", "at least 67"]
    assert [time.bound.low for time in times] == [Fraction(1412, 28), Fraction(1901, 28)]
    assert all(set(time.assumptions) > set(pace.assumptions) for time in times)


@pytest.mark.parametrize(
    ("stock", "flow", "words"),
    [
        (Bound.of("at_least", 310), Bound.of("exact", 31), "at least 10"),
        (Bound.of("at_most", 310), Bound.of("exact", 31), "at most 10"),
        (Bound.of("exact", 310), Bound.of("at_least", 31), "at most 10"),
        (Bound.of("between", 310, 620), Bound.of("between", 20, 31), "between 10 and 31"),
        (Bound.of("about", 310), Bound.of("exact", 31), "about 10"),
    ],
)
def test_the_least_time_is_of_the_fewest_at_the_fastest_pace_and_the_most_of_the_most_at_the_slowest(
    record, stock, flow, words
):
    assert cleared(record, stock, flow).label() == words


@pytest.mark.parametrize(
    ("stock", "flow", "why"),
    [
        (
            Bound.of("exact", 310),
            Bound.of("at_most", 31),
            "that pace is possibly nothing",
        ),
        (Bound.of("exact", 310), Bound.of("exact", 0), "that pace is possibly nothing"),
        (
            Bound.of("at_least", 310),
            Bound.of("at_least", 31),
            "both numbers are only lower limits",
        ),
    ],
)
def test_a_time_without_any_limit_is_refused(record, stock, flow, why):
    words = refusal(cleared, record, stock, flow)
    assert words.startswith(f"figures hp-310 and average-hp-31: no time is given: {why}")


@pytest.mark.parametrize(
    ("key", "unit"), [("pm-34", "persons"), ("hp-400", "persons"), ("hp-310", "documents")]
)
def test_a_time_needs_a_stock_and_an_average_of_one_unit(record, key, unit):
    pace = rates.average(record.figure("hp-31"))
    words = refusal(rates.years_at_pace, record, replace(record.figure(key), unit=unit), pace)
    assert words.startswith(
        f"figures {key} and average-hp-31: no time is given: it needs a group at a date"
    )


def test_a_count_is_no_pace(record):
    before = sums.before(record, record.figure("hp-400"), record.figure("hp-31"))
    words = refusal(rates.years_at_pace, record, record.figure("hp-310"), before)
    assert words.startswith(
        f"figures hp-310 and {before.id}: no time is given: it needs a group at a date"
    )


@pytest.mark.parametrize("basis", ["stated", "assumed"])
def test_a_group_apart_from_those_returned_has_no_time(tmp_path, basis):
    record = related(tmp_path, "waiting-without-papers", "returned-sailors", "disjoint", basis)
    words = refusal(cleared, record, Bound.of("exact", 310), Bound.of("exact", 31))
    assert words.startswith("figures hp-310 and average-hp-31: no time is given: ")
    assert "the groups are apart: A guess" in words


@given(group=bounds_of_counts, paced=bounds_of_counts)
def test_the_true_time_lies_within_the_bound_and_within_what_is_shown(record, group, paced):
    found = derived.attempt(cleared, record, group[0], paced[0])
    assume(isinstance(found, Derived))
    true = group[1] / paced[1]
    assert true in found.bound
    assert_told_truly(found, true)


@given(stock=st.integers(0, 5000), flow=st.integers(1, 500), more=st.integers(1, 50))
def test_more_people_take_longer_and_a_faster_pace_takes_less_time(record, stock, flow, more):
    usual, fuller, faster = (
        cleared(record, Bound.of("exact", people), Bound.of("exact", pace)).bound
        for people, pace in ((stock, flow), (stock + more, flow), (stock, flow + more))
    )
    assert usual.compare(fuller) == "below"
    assert faster.compare(usual) == ("below" if stock else "equal")


def more(number: derived.Derived) -> dict[str, str]:
    return dict(number.more())


@pytest.fixture(scope="module")
def public() -> Record:
    return Record.load(scope="record")


def fiscal(public: Record, *years: int) -> list[Figure]:
    periods = [f"{year - 1}-10-01/{year}-09-30" for year in years]
    return list(public.series("dhs-removals", period=periods))


def test_an_average_over_fiscal_years_divides_by_whole_years(public):
    average = rates.average_over(fiscal(public, 2018, 2019, 2020))
    assert average.bound == Bound.of(
        "exact", Fraction(220, 3)
    )  # whichever of the years are leap years
    assert average.formula.endswith("÷ 3 years")


def years(real_record: Record, *names: str) -> list[Figure]:
    return list(real_record.figures([f"dhs-fy{name}-removals-ed2022" for name in names]))


@pytest.fixture(scope="module")
def whole() -> Record:
    return Record.load(scope="record")
