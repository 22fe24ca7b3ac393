"""Tests of analysis.measures.coverage: what yearly figures cover of a total's time, add up to and leave."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import Refusal
from analysis.measures import coverage, derived
from analysis.measures.findings import order
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.record.record import Record
from analysis.record.reported import Figure

RECORD = Record.load(scope="record")
YEAR, TOTAL = RECORD.figure("dhs-fy1990-refugees-ed2004"), RECORD.figure("kt-145000")
BOUNDS = st.builds(
    Bound.of, st.sampled_from(["exact", "at_least", "more_than"]), st.integers(0, 500)
)


def year(period: str, bound: Bound | int = 7, id: str = "") -> Figure:
    bound = Bound.of("exact", bound) if isinstance(bound, int) else bound
    return replace(
        YEAR,
        id=id or f"y-{period[:4]}",
        claim=id or f"y-{period}",
        period=dates.parse(period),
        bound=bound,
    )


def total(period: str, bound: Bound | int = 1000) -> Figure:
    return replace(
        TOTAL,
        period=dates.parse(period),
        bound=Bound.of("exact", bound) if isinstance(bound, int) else bound,
    )


@st.composite
def series(draw: st.DrawFn) -> list[Figure]:
    """Fiscal years, some of them without a figure, in any order."""
    years = draw(st.lists(st.integers(1970, 2010), unique=True, min_size=1, max_size=12))
    return [year(f"{n - 1}-10-01/{n}-09-30", draw(BOUNDS), id=f"fy{n}") for n in years]


@given(series(), st.integers(1972, 1990), st.integers(0, 20))
def test_every_day_of_the_time_is_covered_by_a_figure_or_stands_in_one_stretch_without(
    figures, start, lasting
):
    time = dates.parse(f"{start}/{start + lasting}" if lasting else f"{start}")
    inside = coverage.within(time, figures)
    left = coverage.uncovered(time, inside)
    day = time.earliest
    while day <= time.latest:
        covering = [
            each
            for each in (*(f.period for f in inside), *left)
            if each.earliest <= day <= each.latest
        ]
        assert len(covering) == 1
        day += timedelta(days=17)
    ends = [(each.earliest, each.latest) for each in left]
    assert ends == sorted(ends)


@given(series())
def test_a_time_that_takes_in_every_year_gets_all_of_each(figures):
    found = coverage.added(total("1960/2020"), figures)
    assert found.bound.low == sum(coverage.whole(figure).low for figure in figures)
    assert [item.id for item in found.inputs] == [figure.id for figure in figures]


@given(series(), st.integers(1972, 2005))
def test_a_shorter_time_never_gets_more(figures, end):
    longer = coverage.added(total("1960/2020"), figures)
    inside = coverage.within(dates.parse(f"1960/{end}"), figures)
    if inside:
        shorter = coverage.added(total(f"1960/{end}"), inside)
        assert shorter.bound.low <= longer.bound.low
        assert shorter.bound.high <= longer.bound.high


def test_a_year_that_reaches_over_an_end_adds_anything_from_nothing_to_all_of_itself():
    found = coverage.added(
        total("1990/2000"), [year("1995-10-01/1996-09-30", 40), year("2000-10-01/2001-09-30", 23)]
    )
    assert (found.bound.low, found.bound.high) == (40, 63)


def test_mentions_of_one_claim_count_once():
    first, again = year("1996", id="a"), replace(year("1996", id="b"), claim="a")
    assert coverage.within(dates.parse("1990/2000"), [first, again]) == [first]


@pytest.mark.parametrize(
    ("figures", "wrong"),
    [
        ([], "there are none"),
        ([year("1996"), year("1996-10-01/1997-09-30")], "overlap"),
        ([year("1996"), TOTAL], "no flows of the same population"),
        ([replace(year("1996"), measure="stock")], "no flows of the same population"),
    ],
)
def test_what_is_no_series_is_not_added(figures, wrong):
    with pytest.raises(Refusal, match=wrong):
        coverage.added(total("1990/2000"), figures)


def test_the_days_of_a_time_with_an_open_end_are_not_known():
    with pytest.raises(Refusal, match="an end that is not known"):
        coverage.uncovered(dates.parse("1990/.."), [year("1996")])


# ---- what is left


@given(
    st.integers(0, 2000),
    st.sampled_from(["exact", "more_than", "at_least", "less_than"]),
    st.integers(0, 2000),
)
def test_what_is_left_and_what_was_added_make_the_total_again(number, kind, part):
    whole = Bound.of(kind, number + 1)
    added = coverage.added(total("1990/2000"), [year("1996", part)])
    try:
        left = coverage.rest(RECORD, total("1990/2000", whole), added)
    except Refusal:
        assert part > coverage.whole(total("1990/2000", whole)).high
        return
    back = left.bound + added.bound
    assert back.high == whole.whole().high
    assert back.low == max(whole.whole().low, part)


def test_that_two_offices_count_alike_is_an_assumption_unless_a_source_says_so():
    added = coverage.added(TOTAL, [YEAR])
    (assumption,) = coverage.rest(RECORD, TOTAL, added).assumptions
    assert "which no source says" in assumption
    same = replace(added, population=TOTAL.population)
    assert coverage.rest(RECORD, TOTAL, same).assumptions == ()


@pytest.mark.parametrize(("each", "word"), [(60, "above"), (50, "equal"), (40, "below")])
@pytest.mark.parametrize("measure", ["flow", "cumulative"])
def test_the_sum_of_the_years_of_a_total_is_compared_with_it_also_where_it_is_cumulative(
    each, word, measure
):
    of_same = {"measure": measure, "population": YEAR.population}
    whole = replace(total("1990/1991", 100), **of_same)
    years = [year("1990", each), year("1991", each)]
    assert order(RECORD, coverage.added(whole, years), whole).word == word
    doubted = [replace(one, doubt="Another table has fewer.") for one in years]
    assert order(RECORD, coverage.added(whole, doubted), whole).word == "unknown"


def test_another_unit_is_refused():
    with pytest.raises(Refusal, match="do not count alike"):
        coverage.rest(RECORD, replace(TOTAL, unit="remains"), coverage.added(TOTAL, [YEAR]))


def test_more_for_a_shorter_time_than_for_a_longer_one_is_told():
    few, many = year("1990/2000", 100), year("1992/1995", Bound.of("more_than", 100))
    assert coverage.exceeding([few, many]) == [(many, few)]
    assert coverage.exceeding([few, year("1992/1995", 100)]) == []
    assert coverage.exceeding([few, year("1992/2001", 500)]) == []


def test_a_number_that_the_record_doubts_exceeds_none_and_is_exceeded_by_none():
    few, many = year("1990/2000", 100), year("1992/1995", 200)
    assert coverage.exceeding([few, many]) == [(many, few)]
    assert coverage.exceeding([replace(few, doubt="Perhaps another group"), many]) == []
    assert coverage.exceeding([few, replace(many, doubt="Perhaps another group")]) == []


def test_a_number_without_the_hedge_of_its_own_publisher_is_no_rival_to_it_nor_exceeded_where_that_is_not():
    hedged, plain = year("1990/2000", Bound.of("more_than", 100), "a"), year("1990/2000", 100, "b")
    many = year("1992/1995", 150, "c")
    assert coverage.exceeding([hedged, plain, many]) == []
    elsewhere = replace(plain, source=replace(plain.source, original_publisher="Another"))
    assert coverage.exceeding([hedged, elsewhere]) == [(hedged, elsewhere)]


# ---- what takes in more


def test_a_ceiling_is_the_sum_of_all_years_that_have_a_day_of_the_times():
    wider = [year("1990", 10), year("1991", 20), year("1992", 40)]
    times = [dates.parse("1990-06/1990-12"), dates.parse("1991-01-05")]
    assert coverage.ceiling(times, wider).label() == "30"


@pytest.mark.parametrize("period", ["1989-12/1990-03", "1990-12-31/1992-01-01", "1992-06/1993"])
def test_what_leaves_a_day_of_the_times_without_a_number_is_no_ceiling(period):
    wider = [year("1990", 10), year("1992", 40)]
    with pytest.raises(Refusal, match="they leave a part of the time without a number"):
        coverage.ceiling([dates.parse(period)], wider)


def test_a_ceiling_of_numbers_that_are_about_is_told_to_the_digits_that_they_are_good_for():
    times = [dates.parse("1975-01-01/1989-09-30")]
    found = coverage.ceiling(times, RECORD.series("prm-refugee-admissions-asia", measure="flow"))
    assert found.bound.low == 930_647
    assert found.label() == "about 931,000"


# ---- the refugees of the record


def test_yearly_arrivals_leave_most_of_the_reported_refugees_to_years_without_a_figure():
    inside = coverage.within(TOTAL.period, RECORD.series("dhs-refugee-arrivals", measure="flow"))
    gaps = RECORD.gaps(population_id="dhs-refugee-arrivals")
    (without,) = coverage.stretches(TOTAL, inside, gaps)
    assert (without.period.earliest, without.period.latest) == (date(1975, 1, 1), date(1989, 9, 30))
    assert len(coverage.uncovered(TOTAL.period, inside)) == 1 + len(gaps)
    left = coverage.rest(RECORD, TOTAL, coverage.added(TOTAL, inside))
    assert left.bound.low > Fraction(9, 10) * TOTAL.bound.low
    assert derived.weakest(left) == "cited"
