"""Calculations give bounds that know where they come from; what the evidence does not allow is
refused by name.
"""

import ast
import calendar
import inspect
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor, inf
from types import ModuleType, SimpleNamespace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from records import loaded, related, valid_rows
from strategies import bounds_with_a_value

from analysis.errors import Refusal
from analysis.measures import coverage, derived
from analysis.measures.derived import Derived
from analysis.quantities import bounds, dates
from analysis.quantities.bounds import Bound
from analysis.record.record import Record
from analysis.record.reported import Event, Figure, Quote
from analysis.record.verify import Standing
from analysis.text.lexicon import typed_numbers


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


def refusal(measure: Callable[..., object], *args: object) -> str:
    with pytest.raises(Refusal) as refused:
        measure(*args)
    return str(refused.value)


counts = st.integers(0, 5000).map(Fraction)
# As rows give them: a count without a lower limit, or with one that is not below nothing.
bounds_of_counts = bounds_with_a_value(counts).filter(
    lambda drawn: drawn[0] != Bound(-inf, inf) and (drawn[0].low >= 0 or drawn[0].low == -inf)
)


# ---- shares


def test_1412_of_more_than_1900_is_at_most_74_3_percent(real):
    share = derived.share(real, real.figure("kt-1412"), real.figure("kt-1900"))
    assert share.label() == "at most 74.3\u00a0%"
    assert share.bound.high == Fraction(1412, 1901) * 100
    assert share.formula == "1,412 ÷ (more than 1,900)"
    assert [item.id for item in share.inputs] == ["kt-1412", "kt-1900"]


def test_a_share_of_about_stays_about(record):
    assert (
        derived.share(record, record.figure("hp-310"), record.figure("hp-1250")).label()
        == "about 24.8\u00a0%"
    )


def test_a_share_of_a_range_is_a_range(record):
    share = derived.share(record, record.figure("pm-convicted"), record.figure("pm-34"))
    assert share.bound == Bound(Fraction(20, 34), Fraction(25, 34)) * 100


@given(part=bounds_of_counts, total=bounds_of_counts)
def test_the_true_share_lies_within_the_bound(record, part, total):
    assume(part[1] <= total[1])
    some, every = (
        replace(record.figure(key), bound=b)
        for key, b in (("pm-convicted", part[0]), ("pm-34", total[0]))
    )
    found = derived.attempt(derived.share, record, some, every)
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
    words = refusal(derived.share, record, record.figure(part), record.figure(whole))
    assert words.startswith(f"figures {part} and {whole}: no share is given: ")
    assert why in words


def test_an_assumed_part_has_no_share(tmp_path):
    assumed = related(tmp_path, "waiting-without-papers", "waiting-sailors", "subset_of", "assumed")
    words = refusal(derived.share, assumed, assumed.figure("hp-310"), assumed.figure("hp-1250"))
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
    assert why in refusal(derived.share, record, part, record.figure("pm-34"))


def test_two_unknown_dates_are_not_the_same_date(record):
    both = (replace(record.figure(key), period=None) for key in ("pm-convicted", "pm-34"))
    assert "different times" in refusal(derived.share, record, *both)


@pytest.mark.parametrize(
    "part", [Bound.of("at_most", 25), Bound.of("exact", 0), Bound.of("about", 20)]
)
def test_a_whole_that_can_be_zero_has_no_shares(record, part):
    some, whole = replace(record.figure("pm-convicted"), bound=part), record.figure("pm-34")
    words = refusal(derived.share, record, some, replace(whole, bound=Bound.of("at_most", 40)))
    assert "the whole can be nothing" in words


def test_a_whole_is_no_less_than_its_part(record):
    whole = replace(record.figure("pm-34"), bound=Bound.of("at_most", 40))
    found = derived.share(
        record, replace(record.figure("pm-convicted"), bound=Bound.of("exact", 20)), whole
    )
    assert (found.bound, found.label()) == (Bound(50, 100), "at least 50 %")


@pytest.mark.parametrize(
    ("period", "source", "assumed"),
    [
        ("2021-04", "harbour-post", False),  # one source gives both in one sentence
        ("2021-04", "bulletin", True),
        ("2021-04-30", "bulletin", False),
        ("2021-04?", "harbour-post", True),
        ("[2021-04-28..2021-04-30]", "harbour-post", True),
    ],
)
def test_a_date_that_is_not_exact_is_one_date_only_by_assumption(record, period, source, assumed):
    changes = {"period": dates.parse(period)}
    part = replace(record.figure("hp-310"), source=record.source(source), **changes)
    share = derived.share(record, part, replace(record.figure("hp-1250"), **changes))
    assert len(share.assumptions) == assumed
    assert all("310 and about 1,250 hold at the same time" in words for words in share.assumptions)


# ---- sums


def test_40_and_about_40_are_about_80(real):
    total = derived.total(real, [real.figure("rfa-40-found"), real.figure("rfa-40-left")])
    assert (total.label(), total.unit) == ("about 80", "remains")
    assert total.measure == ""  # a cumulative count and a stock


@pytest.mark.parametrize(
    ("relation", "basis", "why"),
    [
        ("unknown", "unknown", "how the 31 and the about 1,250 relate is not known"),
        ("overlaps", "stated", "the 31 and the about 1,250 overlap"),
        ("disjoint", "assumed", "the 31 and the about 1,250 are separate groups. Assumed: "),
    ],
)
def test_only_populations_stated_to_be_disjoint_are_added(tmp_path, relation, basis, why):
    record = related(tmp_path, "returned-sailors", "waiting-sailors", relation, basis)
    words = refusal(derived.total, record, [record.figure("hp-31"), record.figure("hp-1250")])
    assert words.startswith("figures hp-31 and hp-1250: no sum is given: ")
    assert why in words


def test_two_mentions_of_one_claim_are_not_added(record):
    assert "are the same group" in refusal(derived.total, record, record.figures(claim_id="hp-31"))


def disjoint(folder) -> tuple[Record, Figure, Figure]:
    record = related(folder, "returned-sailors", "waiting-sailors", "disjoint")
    return (
        record,
        record.figure("hp-31"),
        replace(record.figure("hp-1250"), measure="flow", period=dates.parse("2020")),
    )


def test_flows_of_one_period_are_added(tmp_path):
    record, first, second = disjoint(tmp_path)
    total = derived.total(record, [first, second])
    assert total.bound == Bound.of("about", 1281)
    assert (total.label(), total.measure, str(total.period)) == ("about 1,280", "flow", "2020")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"unit": "documents"}, "“sailors waiting in Graustark” a flow in documents"),
        ({"measure": "share"}, "a share is no count"),
        ({"period": dates.parse("2019/2020")}, "different times"),
        ({"period": None}, "different times"),
        (
            {"measure": "stock", "period": dates.parse("2020")},
            "“sailors waiting in Graustark” a stock in persons",
        ),
    ],
)
def test_figures_that_differ_in_unit_kind_or_time_are_not_added(tmp_path, changes, why):
    record, first, second = disjoint(tmp_path)
    assert why in refusal(derived.total, record, [first, replace(second, **changes)])


ONE_DATE = [
    ("stock", "2020-04", "harbour-post", False),  # one source gives both
    ("stock", "2020-04", "bulletin", True),
    ("stock", "2020-04-30", "bulletin", False),
    ("stock", "2020-04?", "harbour-post", True),
    ("stock", "[2020-03..2020-05]", "harbour-post", True),
    ("flow", "[2020-04-01..2020-04-03]", "harbour-post", True),
    ("cumulative", "/2020", "bulletin", True),
]


@pytest.mark.parametrize(("measure", "period", "source", "is_assumed"), ONE_DATE)
def test_a_sum_and_a_share_go_by_one_rule_for_a_date_that_is_not_exact(
    tmp_path, measure, period, source, is_assumed
):
    record, first, second = disjoint(tmp_path)
    dated = {"measure": measure, "period": dates.parse(period)}
    second = replace(second, source=record.source("harbour-post"), **dated)
    total = derived.total(record, [replace(first, source=record.source(source), **dated), second])
    part = replace(record.figure("hp-310"), source=record.source(source), **dated)
    share = derived.share(
        record, part, replace(record.figure("hp-1250"), source=second.source, **dated)
    )
    when = f"hold at the same time: {dates.parse(period).words()}"
    assert total.assumptions == ((f"31 and about 1,250 {when}",) if is_assumed else ())
    assert share.assumptions == ((f"310 and about 1,250 {when}",) if is_assumed else ())


@pytest.mark.parametrize(
    ("measure", "first", "second"),
    [
        ("stock", "2020-04", "2020-05"),
        ("stock", "2020-04-01", "2020-04"),
        ("cumulative", "1990/2020-04-01", "2015/2020-04-01"),
    ],
)
def test_counts_of_different_dates_are_not_added(tmp_path, measure, first, second):
    record, *figures = disjoint(tmp_path)
    dated = [
        replace(figure, measure=measure, period=dates.parse(period))
        for figure, period in zip(figures, (first, second), strict=True)
    ]
    assert "they hold at different times" in refusal(derived.total, record, dated)


def test_those_in_detention_and_those_elsewhere_are_added_on_the_assumption_that_their_shares_name(
    public,
):
    spring = "hold at the same time: between March 2019 and May 2019"
    all_of_them = public.figures(["nondetained-2019-spring", "detained-2019-spring"])
    convicted = public.figures(
        ["nondetained-convicted-2019-spring", "detained-convicted-2019-spring"]
    )
    sums = [derived.total(public, pair) for pair in (all_of_them, convicted)]
    assert [found.label() for found in sums] == ["1,829", "1,335"]
    assert [found.assumptions for found in sums] == [
        (f"1,784 and 45 {spring}",),
        (f"1,294 and 41 {spring}",),
    ]
    share = derived.share(public, convicted[0], all_of_them[0])
    assert share.assumptions == (f"1,294 and 1,784 {spring}",)


def with_parts_of_those_returned(folder, basis: str = "stated") -> Record:
    """The invented record, in which those waiting are stated to be apart from those returned."""
    rows = valid_rows()
    kept = {
        k: v
        for k, v in rows["relations"].items()
        if "returned-sailors" not in (v["population_a"], v["population_b"])
    }
    apart = {
        "population_a": "returned-sailors",
        "population_b": "waiting-sailors",
        "relation": "disjoint",
    }
    rows["relations"] = kept | {"apart": apart | {"basis": basis, "note": "A guess"}}
    return loaded(folder, rows)


@pytest.mark.parametrize(("basis", "allowed"), [("stated", True), ("assumed", False)])
def test_parts_of_groups_stated_to_be_disjoint_are_disjoint(tmp_path, basis, allowed):
    record = with_parts_of_those_returned(tmp_path, basis)
    assert record.wholes("waiting-without-papers") == ["waiting-sailors"]
    part = replace(record.figure("hp-310"), measure="flow", period=dates.parse("2020"))
    found = derived.attempt(derived.total, record, [record.figure("hp-31"), part])
    assert isinstance(found, Derived) == allowed
    assert allowed or "only groups stated to be separate are added" in str(found)


def test_stocks_of_one_day_are_added_and_their_sum_has_a_date_only_if_it_is_the_same(tmp_path):
    record, *figures = disjoint(tmp_path)
    first, second = (
        replace(figure, measure="stock", period=dates.parse("2020-04-01")) for figure in figures
    )
    assert str(derived.total(record, [first, second]).period) == "2020-04-01"
    since = replace(first, measure="cumulative", period=dates.parse("2011/2020-04-01"))
    assert derived.total(record, [since, second]).period is None


def test_a_share_is_not_added_even_alone(record):
    assert "a share is no count" in refusal(derived.total, record, [record.figure("pm-papers")])


def test_counts_without_dates_are_not_added(tmp_path):
    record, first, second = disjoint(tmp_path)
    assert "different times" in refusal(
        derived.total, record, [replace(f, period=None) for f in (first, second)]
    )


def test_a_sum_of_nothing_is_refused(record):
    assert "nothing to add" in refusal(derived.total, record, [])


@pytest.mark.parametrize("unit", ["usd", "percent", "years", "persons/year"])
def test_what_comes_in_fractions_is_not_closed_to_whole_numbers(record, unit):
    assert derived.whole(replace(record.figure("hp-400"), unit=unit)) == Bound.of("more_than", 400)
    assert derived.whole(record.figure("hp-400")) == Bound.of("at_least", 401)


# ---- what stood before


def test_before_names_every_assumption(real):
    before = derived.before(real, real.figure("kt-572"), real.figure("kt-28"))
    assert (before.label(), before.formula) == ("544", "572 − 28")
    assert str(before.period) == "/2016-12-31"
    same_people, same_end, calendar = before.assumptions
    assert "are the same people" in same_people
    assert same_end == "the count of 572 includes the 28 and ends with their period"
    assert calendar == "“last year” means the calendar year 2017"


@pytest.mark.parametrize(
    ("count", "flow"),
    [("2020", "2020"), ("2011/2020", "2011/2020"), ("2011-01-01/2020", "2011/2020")],
)
def test_a_flow_that_takes_up_the_whole_time_of_the_count_leaves_none_before_it(
    record, count, flow
):
    cumulative, part = (
        replace(record.figure(id), period=dates.parse(p))
        for id, p in (("hp-400", count), ("hp-31", flow))
    )
    assert "takes up the whole time" in refusal(derived.before, record, cumulative, part)


def test_a_part_is_no_more_than_all_of_its_whole(record):
    whole = replace(record.figure("pm-34"), bound=Bound.of("between", 22, 30))
    share = derived.share(record, record.figure("pm-convicted"), whole)
    assert (share.bound.low, share.bound.high) == (Fraction(200, 3), 100)
    assert share.label() == "at least 66.6\u00a0%"


@pytest.mark.parametrize(
    ("on", "why"), [("2021-05-04", "later than its end"), ("2011?", "when it starts is not stated")]
)
def test_an_event_that_cannot_begin_a_count_gives_it_no_start(record, on, why):
    event = replace(record.event("hp-published"), on=dates.parse(on))
    assert why in refusal(
        derived.average, replace(record.figure("hp-400"), period=dates.parse("/2020")), event
    )


@pytest.mark.parametrize(
    ("words", "period", "said"),
    [
        ("last year", "2020", "means the calendar year 2020"),
        ("this year", "2020", "means the calendar year 2020"),
        ("Last year", "2020", "means the calendar year 2020"),
        ("late last year", "2020", "means 2020"),
        ("early last year", "2020", "means 2020"),
        ("in the first half of last year", "2020", "means 2020"),
        ("so far this year", "2020", "means 2020"),
        ("the last year", "2020", "means 2020"),
        ("last year", "2019-10/2020-12", "means October 2019 to December 2020"),
        ("since last spring", "2019-04/2020-12", "means April 2019 to December 2020"),
    ],
)
def test_only_the_bare_words_for_a_year_or_a_month_are_called_a_calendar_period(
    record, words, period, said
):
    figure = replace(
        record.figure("hp-31"),
        period=dates.parse(period),
        period_text=words,
        period_basis="resolved_from_text",
    )
    assert derived.average(figure).assumptions == (f"“{words}” {said}",)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("last month", "means the calendar month April 2021"),
        ("earlier this month", "means April 2021"),
        ("in April", "means April 2021"),
        ("last year", "means April 2021"),
    ],
)
def test_a_month_of_the_calendar_is_one_by_its_bare_words_alone(record, words, said):
    flow = replace(
        record.figure("hp-31"),
        period=dates.parse("2021-04"),
        period_text=words,
        period_basis="resolved_from_text",
    )
    total = replace(
        record.figure("hp-400"), period=dates.parse("2010/2021-04"), bound=Bound.of("exact", 400)
    )
    flow = replace(flow, population=total.population)
    assert f"“{words}” {said}" in derived.before(record, total, flow).assumptions


@pytest.mark.parametrize("rounded", ["1900", "1850"])
def test_no_number_is_calculated_that_is_smaller_than_the_place_of_a_rounded_input(record, rounded):
    figure = record.figure("hp-31")
    left = Bound.of("about", 1900) - int(rounded)
    with pytest.raises(Refusal, match="too small beside what was rounded to tell"):
        Derived("left", "what is left", left, "persons", "a − b", (figure,))


@pytest.mark.parametrize("flow", [1899, 1950])
def test_what_is_left_of_a_rounded_count_is_refused_where_the_rounding_may_be_all_of_it(
    record, flow
):
    total = replace(
        record.figure("hp-400"), period=dates.parse("2010/2020"), bound=Bound.of("about", 1900)
    )
    last = replace(
        record.figure("hp-31"), population=total.population, bound=Bound.of("exact", flow)
    )
    assert "what is left is too small beside what was rounded to tell" in refusal(
        derived.before, record, total, last
    )


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
        derived.average(replace(record.figure("hp-31"), period=dates.parse(period))).formula
        == f"31 ÷ {length}"
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
    assert refusal(derived.average, eight) == (
        f"figures hp-31: no number a year is given: {why}; a count over at least a year would "
        f"allow it"
    )


@pytest.mark.parametrize(
    "period", ["2020", "2019-10-01/2020-09-30", "2019-03-01/2020-02-29", "2020-02-29/2021-02-28"]
)
def test_a_period_of_a_year_gives_a_number_a_year(record, period):
    number = replace(record.figure("hp-31"), period=dates.parse(period))
    assert isinstance(derived.attempt(derived.average, number), Derived)


def test_what_came_on_single_days_is_no_number_a_year(public):
    arrivals = [
        figure
        for figure in public.figures(measure="flow")
        if figure.period and figure.period.granularity == "day"
    ]
    assert len(arrivals) > 5
    for arrival in arrivals:
        assert SHORT in refusal(derived.average, arrival)


def test_what_is_no_word_is_not_counted_as_one(record):
    quote = record.quote("hp-safe")
    quote = replace(quote, span=replace(quote.span, exact="We … must — be re[turn]ed."))
    assert derived.words_quoted("w", "w", [quote]).bound == Bound.of("exact", 4)


def test_before_assumes_nothing_that_is_stated(record):
    before = derived.before(record, record.figure("hp-400"), record.figure("hp-31"))
    assert before.assumptions == ()
    assert before.label() == "at least 370"  # more than 400 sailors are 401 or more


@pytest.mark.parametrize(
    ("cumulative", "flow", "changes", "why"),
    [
        ("hp-1250", "hp-31", {}, "needs a cumulative count and a flow, each with its period"),
        ("hp-400", "hp-31", {"period": None}, "a flow, each with its period"),
        ("hp-400", "hp-31", {"period": dates.parse("2010")}, "outside the time of the count"),
        ("hp-400", "hp-31", {"period": dates.parse("2021")}, "outside the time of the count"),
        ("hp-400", "hp-31", {"unit": "documents"}, "a flow in documents"),
    ],
)
def test_a_difference_needs_a_flow_within_a_cumulative_count(
    record, cumulative, flow, changes, why
):
    words = refusal(
        derived.before, record, record.figure(cumulative), replace(record.figure(flow), **changes)
    )
    assert words.startswith(f"figures {cumulative} and {flow}: no difference is given: ")
    assert why in words


def test_a_difference_with_another_population_is_refused(record):
    waiting = replace(record.figure("hp-31"), population=record.population("waiting-sailors"))
    words = refusal(derived.before, record, record.figure("hp-400"), waiting)
    assert "are separate groups" in words


@pytest.mark.parametrize(
    ("count", "flow", "allowed"),
    [
        ("2011/2020", "2015", False),  # in the middle
        ("2011/2020", "2020", True),
        ("2020-06/2020", "2020", False),  # begins before the count
        ("2011/2020-01", "2020", False),  # ends after the count
        ("2011/2021-02", "2020", False),  # the count goes on
        ("/2021-02", "2020", True),  # dated only from above
        ("/2021-02", "2019", False),  # a whole year more would lie between
        ("2011/..", "2020", False),
        ("2011/2020", "[2020-12-30..2020-12-31]", False),
        ("2011/2020", "/2020", False),
    ],
)
def test_only_a_flow_that_can_be_the_last_of_a_count_is_taken_away(record, count, flow, allowed):
    cumulative = replace(record.figure("hp-400"), period=dates.parse(count))
    found = derived.attempt(
        derived.before,
        record,
        cumulative,
        replace(record.figure("hp-31"), period=dates.parse(flow)),
    )
    assert isinstance(found, Derived) == allowed
    assert allowed or "cannot be its end" in str(found)


def test_no_less_than_nothing_is_left_of_a_count(record):
    flow = replace(record.figure("hp-31"), bound=Bound.of("exact", 600))
    assert derived.before(record, record.figure("hp-400"), flow).bound == Bound.of("at_least", 0)
    about = [
        replace(record.figure(id), bound=Bound.of("about", n))
        for id, n in (("hp-400", 30), ("hp-31", 40))
    ]
    assert "larger than the count" in refusal(derived.before, record, *about)


def test_a_flow_larger_than_the_count_is_refused(record):
    small = replace(record.figure("hp-400"), bound=Bound.of("at_most", 30))
    assert "larger than the count" in refusal(derived.before, record, small, record.figure("hp-31"))


@pytest.mark.parametrize(
    ("count", "left"),
    [
        ("2011/2020", "2011/2019-12-31"),
        ("2011-05/2020-12-31", "2011-05/2019-12-31"),
        ("/2020", "/2019-12-31"),
        ("../2020", "/2019-12-31"),
    ],
)
def test_what_stood_before_keeps_the_start_of_the_count_and_ends_the_day_before_the_flow(
    record, count, left
):
    cumulative = replace(record.figure("hp-400"), period=dates.parse(count))
    assert str(derived.before(record, cumulative, record.figure("hp-31")).period) == left


def test_what_stood_before_is_a_cumulative_count_of_all_whom_the_count_takes_in(record):
    before = derived.before(record, record.figure("hp-400"), record.figure("pm-convicted"))
    assert (before.measure, before.unit, before.population.id) == (
        "cumulative",
        "persons",
        "returned-sailors",
    )


# ---- averages


def a_year(number: Figure, bound: Bound, period: str, since: Event | None = None) -> Derived:
    return derived.average(replace(number, bound=bound, period=dates.parse(period)), since)


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
    found = derived.average(flow)
    assert (found.id, found.label(), found.formula) == ("average-hp-31", "31", "31 ÷ 1 year")
    assert found.title == "sailors sent home from Graustark"
    assert (
        derived.average(record.figure("hp-400")).title
        == "average a year: sailors sent home from Graustark"
    )
    assert (found.unit, found.measure, found.period) == ("persons/year", "average", flow.period)
    assert (found.inputs, found.population, found.assumptions) == ((flow,), flow.population, ())


def test_an_average_of_a_lower_limit_is_a_lower_limit(record):
    found = derived.average(record.figure("hp-400"))
    assert (found.label(), found.formula) == (
        "at least 40",
        "(more than 400) ÷ between 8 and 10 years",
    )
    assert found.bound == Bound(Fraction(401, 10), inf)


def test_what_stood_before_has_an_average_over_what_is_left_of_the_time(record):
    before = derived.before(record, record.figure("hp-400"), record.figure("hp-31"))
    found = derived.average(before)
    assert found.bound == Bound(Fraction(370, 9), inf)
    assert (str(found.period), found.inputs) == ("2011/2019-12-31", (before,))


def test_a_year_that_is_not_stated_is_named_as_an_assumption_of_its_average(real):
    found = derived.average(real.figure("kt-28"))
    assert (found.label(), found.assumptions) == (
        "28",
        ("“last year” means the calendar year 2017",),
    )


@pytest.mark.parametrize(
    ("key", "changes", "why"),
    [
        ("pm-papers", {}, "it is no count over a period"),
        ("hp-1250", {}, "it is no count over a period"),
        ("hp-400", {"unit": "usd"}, "it is no count over a period"),
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
    words = refusal(derived.average, replace(record.figure(key), **changes))
    assert words.startswith(f"figures {key}: no average is given: {why}")


def test_an_average_or_a_share_has_no_average(record):
    share = derived.share(record, record.figure("pm-convicted"), record.figure("pm-34"))
    for number in (derived.average(record.figure("hp-31")), share):
        assert "it is no count over a period" in refusal(derived.average, number)


def test_an_event_that_a_count_is_assumed_to_start_with_is_an_input_and_the_assumption_is_named(
    record,
):
    start = replace(record.event("hp-published"), on=dates.parse("2011"))
    found = a_year(record.figure("hp-400"), Bound.of("more_than", 400), "/2020", start)
    assert found.bound == derived.average(record.figure("hp-400")).bound
    assert str(found.period) == "2011/2020"
    assert found.assumptions == (
        "the count of more than 400 starts with this: The article is published (2011)",
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
    assert "when it starts is not stated" in refusal(derived.average, number, since)


def test_a_stated_start_needs_no_event(record):
    number = record.figure("hp-400")
    assert derived.average(number, record.event("hp-published")) == derived.average(number)


def test_the_average_of_the_years_before_rests_on_the_memorandum_only_where_no_start_is_stated(
    real,
):
    dated, undated = (
        derived.before(real, real.figure(key), real.figure("kt-28")) for key in ("kt-500", "kt-572")
    )
    averages = [derived.average(number, real.event("kt-memorandum")) for number in (dated, undated)]
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
    found, true = derived.attempt(derived.average, number), value / lasted(first, last)
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
    assert Derived("n", "n", bound, "persons/year", "", (record.figure("hp-31"),)).label() == words


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
@pytest.mark.parametrize("unit", ["years", "persons/year"])
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


# ---- times


NAMED = {"returned-sailors": ["waiting-without-papers"]}
REALLY_NAMED = {
    "deported-convicted": ["final-order", "final-order-convicted"],
    "repatriated": ["final-order", "final-order-convicted"],
}


def cleared(record: Record, stock: Bound, flow: Bound) -> Derived:
    pace = a_year(record.figure("hp-31"), flow, "2020")
    return derived.years_at_pace(record, replace(record.figure("hp-310"), bound=stock), pace, NAMED)


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
    group, pace = record.figure("hp-310"), derived.average(record.figure("hp-31"))
    assert refusal(derived.years_at_pace, record, group, pace, named) == (
        "figures hp-310 and average-hp-31: no time is given: “waiting sailors without papers” and "
        "“sailors sent home from Graustark” are not stated to be the same group; a question that "
        "names both would allow it"
    )
    assert isinstance(derived.years_at_pace(record, group, pace, NAMED), Derived)


def test_a_group_that_is_the_same_as_those_returned_needs_no_naming(tmp_path):
    record = related(tmp_path, "waiting-without-papers", "returned-sailors", "same", "assumed")
    pace = derived.average(record.figure("hp-31"))
    found = derived.years_at_pace(record, record.figure("hp-310"), pace)
    assert (found.label(), "A guess" in found.assumptions) == ("10", True)


def test_a_time_says_what_it_is_and_what_it_assumes(record):
    group, pace = record.figure("hp-310"), derived.average(record.figure("hp-31"))
    found = derived.years_at_pace(record, group, pace, NAMED)
    assert (found.id, found.label(), found.unit) == ("years-hp-310-at-average-hp-31", "10", "years")
    assert found.title == "years at that pace: waiting sailors without papers"
    assert found.formula == "310 ÷ (31 a year, 2020; sailors sent home from Graustark)"
    assert (found.inputs, found.measure) == ((group, pace), "time")
    assert found.assumptions == (
        "the pace stays the same",
        "all those counted in the pace come from this group",
        "nobody joins the group or leaves it in another way",
    )


def test_a_time_assumes_what_its_pace_does(real):
    pace = derived.average(real.figure("kt-28"))
    times = [
        derived.years_at_pace(real, real.figure(key), pace, REALLY_NAMED)
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
            "at that pace possibly nobody is returned",
        ),
        (Bound.of("exact", 310), Bound.of("exact", 0), "at that pace possibly nobody is returned"),
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
    pace = derived.average(record.figure("hp-31"))
    words = refusal(derived.years_at_pace, record, replace(record.figure(key), unit=unit), pace)
    assert words.startswith(
        f"figures {key} and average-hp-31: no time is given: it needs a group at a date"
    )


def test_a_count_is_no_pace(record):
    before = derived.before(record, record.figure("hp-400"), record.figure("hp-31"))
    words = refusal(derived.years_at_pace, record, record.figure("hp-310"), before)
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


# ---- counting rows and words


def test_a_count_of_rows_rests_on_each_of_them(record):
    events = record.events()
    found = derived.count("events", "events in the record", events, "events")
    assert (found.bound, found.unit, found.label()) == (Bound.of("exact", 3), "events", "3")
    assert found.inputs == tuple(events)
    assert found.formula == "counted in the record"


def test_a_count_of_nothing_is_refused():
    assert "derived number none: it has no inputs" in refusal(
        derived.count, "none", "nothing", [], "events"
    )


def test_a_tally_leaves_out_empty_groups_and_makes_ids_of_their_names(record):
    one, two = record.events(["hp-published"]), record.events(["hp-commented", "pm-silence"])
    counts = derived.tally(
        "dates", {"by a Reader’s word": two, "not known": [], "stated": one}, "events"
    )
    assert [(n.id, n.title, n.label(), n.unit) for n in counts] == [
        ("dates-by-a-reader-s-word", "by a Reader’s word", "2", "events"),
        ("dates-stated", "stated", "1", "events"),
    ]
    assert [n.inputs for n in counts] == [tuple(two), tuple(one)]


def test_what_is_tallied_altogether_is_the_sum_of_its_parts(record):
    events = record.events()
    counts = derived.tally("n", {"a": events[:1], "b": events[1:]}, "events")
    found = derived.altogether("all", "all events", counts)
    assert (found.label(), found.formula, found.unit) == ("3", "1 + 2", "events")
    assert found.inputs == tuple(counts)


def test_nothing_tallied_is_not_added_up():
    assert "derived number all: there is nothing to count" in refusal(
        derived.altogether, "all", "all", []
    )


def quoted(quote: Quote, words: str) -> Quote:
    return replace(quote, span=replace(quote.span, exact=words))


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("unfair", 1),
        ("So far, so\ngood.", 4),
        ("They aren’t well-known, 1,900 of them", 6),
        ("only 40 [of these] have been found", 5),
        ("[The ships] must be [made] safe", 3),
        ("[of these]", 0),
    ],
)
def test_words_are_counted_without_those_of_an_editor(record, words, number):
    found = derived.words_quoted("words", "words", [quoted(record.quote("hp-unfair"), words)])
    assert (found.bound, found.unit) == (Bound.of("exact", number), "words")


def test_the_parts_of_an_utterance_are_counted_together(record):
    parts = record.quotes(["hp-not-stop", "hp-safe"])
    found = derived.words_quoted("words-of-lund", "Aske Lund", parts)
    assert (found.id, found.title, found.label()) == ("words-of-lund", "Aske Lund", "14")
    assert found.inputs == tuple(parts)
    each = [derived.words_quoted(part.id, part.id, [part]) for part in parts]
    assert derived.altogether("sum", "sum", each).bound == found.bound


def test_the_words_of_nobody_are_not_counted():
    assert "it has no inputs" in refusal(derived.words_quoted, "words", "nobody", [])


def test_that_nobody_is_quoted_rests_on_the_quotations_that_were_looked_through(record):
    looked = record.quotes(["hp-not-stop", "hp-safe"])
    found = derived.words_quoted("words", "nobody", [], among=looked)
    assert (found.label(), found.inputs) == ("0", tuple(looked))


def test_the_editors_words_in_a_quotation_are_not_the_prime_ministers(real):
    found = derived.words_quoted("words", "words", [real.quote("rfa-only-40")])
    assert (found.label(), "[of these]" in real.quote("rfa-only-40").span.exact) == ("13", True)


# ---- what results carry


def test_a_derived_number_rests_on_something():
    with pytest.raises(Refusal, match="derived number n: it has no inputs"):
        Derived("n", "typed", Bound.of("exact", 9999), "persons", "typed", ())


def test_a_number_made_of_derived_numbers_carries_their_assumptions_once(real):
    before = derived.before(real, real.figure("kt-572"), real.figure("kt-28"))
    again = Derived(
        "twice", "twice", before.bound + before.bound, "persons", "", (before, before), ("its own",)
    )
    assert again.assumptions == ("its own", *before.assumptions)


def test_a_result_is_no_better_vouched_for_than_its_weakest_input(record):
    cut = replace(record.figure("hp-400"), standing=Standing("clipped", "2021-06-01"))
    before = derived.before(record, cut, record.figure("hp-31"))
    own = before.evidence()[0]
    assert (own["verdict"], own["verdict_words"]) == (
        "clipped",
        "derived; its weakest input is clipped",
    )
    cited = replace(
        before, inputs=(before, replace(record.figure("pm-34"), standing=Standing("cited", "2022")))
    )
    assert cited.evidence()[0]["verdict"] == "cited"
    loose = replace(
        cited, inputs=(cited, replace(record.figure("pm-34"), standing=Standing("unverified")))
    )
    assert loose.evidence()[0]["verdict"] == "unverified"


def test_evidence_names_formula_inputs_and_assumptions_and_holds_the_inputs_records(real):
    before = derived.before(real, real.figure("kt-572"), real.figure("kt-28"))
    own, *inputs = before.evidence()
    assert json.loads(json.dumps(own)) == own
    assert (own["id"], own["kind"], own["label"]) == (before.id, "derived", "544")
    assert own["formula"] == "572 − 28"
    assert own["assumptions"] == list(before.assumptions)
    assert own["inputs"] == ["kt-572", "kt-28"]
    assert [item["id"] for item in inputs if item["kind"] != "source"] == ["kt-572", "kt-28"]


def test_an_attempt_gives_the_result_or_the_refusal(record):
    allowed = derived.attempt(
        derived.before, record, record.figure("hp-400"), record.figure("hp-31")
    )
    refused = derived.attempt(derived.total, record, [])
    assert isinstance(refused, Refusal)
    assert derived.results(allowed, refused) == (allowed,)


def refusals_in(module: ModuleType) -> list[str]:
    """The words of a module's refusals, as they stand in its code, without what is put into
    them.
    """
    calls = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call)
    ]
    named = [call for call in calls if ast.unparse(call.func) in ("refuse", "_refusal", "Refusal")]
    texts = []
    for call in named:
        texts += [part.value for part in ast.walk(call) if isinstance(part, ast.Constant)]
    return [text for text in texts if isinstance(text, str)]


@pytest.mark.parametrize("module", [derived, coverage])
def test_a_refusal_holds_no_number_word_so_that_a_page_can_show_it(module):
    words = refusals_in(module)
    assert len(words) > 10
    assert [said for said in words if typed_numbers(said)] == []


# ---- what a record says of its bound


def more(number: derived.Derived) -> dict[str, str]:
    return dict(number.more())


def test_limits_that_were_reckoned_with_are_given_as_decimals_rounded_outward(real):
    pace = derived.average(real.figure("kt-572"), real.event("kt-memorandum"))
    times = derived.years_at_pace(real, real.figure("kt-1900"), pace, REALLY_NAMED)
    assert more(times)["Bound"] == (
        "more than 1,900 is at least 1,901; between 35 and 38 is between 35.39 and 37.91 before "
        "rounding; limits are rounded outward"
    )
    exact = bounds.read("between 35.39 and 37.91")
    assert (exact.low <= pace.bound.low, exact.high >= pace.bound.high) == (True, True)


def test_a_limit_that_says_nothing_new_is_not_repeated(real):
    left = derived.before(real, real.figure("kt-500"), real.figure("kt-28"))
    assert more(left)["Bound"] == "more than 500 is at least 501"
    assert more(derived.average(left))["Bound"] == "limits are rounded outward"
    pace = replace(derived.average(real.figure("kt-28")), bound=Bound.of("between", 40, 50))
    time = derived.years_at_pace(real, real.figure("kt-1412"), pace, REALLY_NAMED)
    assert "between 40 and 50" not in more(time)["Bound"]


def test_a_record_says_how_its_number_was_rounded(record):
    exact, about, limit = (
        cleared(record, bound, Bound.of("exact", 7))
        for bound in map(Bound.of, ("exact", "about", "at_least"), [1780] * 3)
    )
    assert more(exact)["Bound"] == "rounded to the nearest"
    assert more(about)["Bound"] == (
        "about 1,780 has no width that anybody stated; rounded to the digits that its least "
        "precise number is good for"
    )
    assert more(limit)["Bound"] == "limits are rounded outward"
    assert "Bound" not in more(cleared(record, Bound.of("exact", 1780), Bound.of("exact", 10)))
    pace = a_year(record.figure("hp-400"), Bound.of("exact", 177), "2016-01-01/2019-12-31")
    time = derived.years_at_pace(record, record.figure("hp-310"), pace, NAMED)
    assert (time.label(), more(time)["Bound"]) == (
        "about 7",
        "44.3 is 44.25 before rounding; rounded to the nearest",
    )


def test_a_record_says_nothing_of_limits_that_its_formula_does_not_reckon_with(real):
    wide = Record.load(scope="record")
    total, series = wide.figure("kt-145000"), wide.series("dhs-refugee-arrivals")
    inside = coverage.within(total.period, series)
    assert all("Bound" not in more(time) for time in coverage.stretches(total, inside))
    rest = coverage.rest(wide, total, coverage.added(total, inside))
    assert more(rest)["Bound"] == "more than 145,000 is at least 145,001"
    counted = derived.count("held", "rows", real.figures(["kt-145000", "rfa-40-left"]), "entries")
    assert "Bound" not in more(counted)


def test_an_average_says_how_long_its_period_lasts_and_between_which_days(real):
    total, latest = real.figure("kt-500"), real.figure("kt-28")
    left = derived.before(real, total, latest)
    assert more(derived.average(total))["Lasting"] == (
        "between 14 and 16 years: from some day in 2002 to some day in 2017"
    )
    assert more(derived.average(left))["Lasting"] == (
        "between 14 and 15 years: from some day in 2002 to 31 December 2016"
    )
    assert more(derived.average(latest))["Lasting"] == "1 year"
    assert "Lasting" not in more(left)


# ---- over several periods


@pytest.fixture(scope="module")
def public() -> Record:
    return Record.load(scope="record")


PARTS = ["dhs-removals-convicted", "dhs-removals-not-convicted"]


def fiscal(public: Record, *years: int) -> list[Figure]:
    periods = [f"{year - 1}-10-01/{year}-09-30" for year in years]
    return list(public.series("dhs-removals", period=periods))


def test_flows_that_follow_one_another_add_up_to_a_flow_over_all_their_periods(public):
    total = derived.over_periods(fiscal(public, 2016, 2014, 2015))
    assert (total.label(), total.formula, str(total.period)) == (
        "161",
        "71 + 16 + 74",
        "2013-10-01/2016-09-30",
    )
    assert (total.measure, total.population.id, total.unit) == ("flow", "dhs-removals", "persons")


def test_a_period_without_a_number_leaves_a_lower_limit(public):
    gap = public.gap("dhs-fy2021-removals-ed2022")
    total = derived.over_periods([*fiscal(public, 2020, 2022), gap])
    assert (total.label(), total.formula) == ("at least 35", "28 + (no number) + 7")
    assert gap in total.inputs


@pytest.mark.parametrize("years", [(2014, 2016), (2014, 2014)])
def test_periods_with_a_hole_or_an_overlap_are_not_added(public, years):
    flows = [figure for year in years for figure in fiscal(public, year)]
    assert "their periods do not follow each other" in refusal(derived.over_periods, flows)


def test_flows_of_several_populations_are_not_added_over_periods(public):
    others = public.series("ice-removals", period="2017-10-01/2018-09-30")
    assert "not flows of the same population" in refusal(
        derived.over_periods, [*fiscal(public, 2017), *others]
    )


def test_gaps_alone_have_no_sum(public):
    assert "no number" in refusal(derived.over_periods, [public.gap("dhs-fy2021-removals-ed2022")])


def test_an_average_over_fiscal_years_divides_by_whole_years(public):
    average = derived.average_over(fiscal(public, 2018, 2019, 2020))
    assert average.bound == Bound.of(
        "exact", Fraction(220, 3)
    )  # whichever of the years are leap years
    assert average.formula.endswith("÷ 3 years")


def test_what_a_table_leaves_out_is_the_sum_of_its_parts(public):
    made = derived.made_up(public, public.gap("dhs-fy2011-removals-corgis"), PARTS)
    assert (made.label(), made.formula, made.population.id) == ("89", "74 + 15", "dhs-removals")
    assert [
        words for words in made.assumptions if "add up to all Cambodian nationals removed" in words
    ]


def test_parts_of_which_a_number_is_missing_make_no_whole(public):
    withheld = public.gap("dhs-fy2021-removals-ed2022")  # of its parts only a zero is published
    assert "a part has no number" in refusal(derived.made_up, public, withheld, PARTS)


def test_what_is_not_stated_to_be_a_part_makes_up_nothing(public):
    gap = public.gap("dhs-fy2011-removals-corgis")
    assert "not stated to be part" in refusal(derived.made_up, public, gap, ["dhs-returns"])


def test_parts_of_two_tables_make_up_nothing(public):
    gap = replace(
        public.gap("dhs-fy2011-removals-corgis"), period=dates.parse("2007-10-01/2008-09-30")
    )
    assert derived.made_up(public, gap, PARTS).label() == "40"
    mixed = Mixed(public)
    assert "its parts stand in different tables" in refusal(derived.made_up, mixed, gap, PARTS)


class Mixed:
    """A record in which only one part of a year was given anew by a later edition."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def __getattr__(self, name: str) -> object:
        return getattr(self._record, name)

    def series(self, population: str, **filters: str) -> list[Figure]:
        source = "dhs-2008-table-37" if population == PARTS[0] else "corgis-immigration"
        return list(self._record.figures(population_id=population, source_id=source, **filters))


def test_the_parts_of_every_edition_are_added_where_it_gives_all_of_them(public):
    sums = derived.sums_of_parts(public, "dhs-removals", PARTS)
    assert len(sums) == 30
    assert {found.population.id for found in sums} == {"dhs-removals"}
    assert {len({part.source.id for part in found.inputs}) for found in sums} == {1}
    by_edition = {(found.inputs[0].source.id, str(found.period)): found.label() for found in sums}
    assert by_edition["corgis-immigration", "2007-10-01/2008-09-30"] == "40"
    assert by_edition["dhs-2008-table-37", "2007-10-01/2008-09-30"] == "38"
    made = derived.made_up(public, public.gap("dhs-fy2011-removals-corgis"), PARTS)
    assert made in sums


def test_what_is_not_stated_to_be_a_part_gives_no_sums(public):
    unlike = ["dhs-returns", "dhs-removals-convicted"]
    assert not derived.sums_of_parts(public, "dhs-removals", unlike)


# ---- periods that follow each other


def years(real_record: Record, *names: str) -> list[Figure]:
    return list(real_record.figures([f"dhs-fy{name}-removals-ed2022" for name in names]))


@pytest.fixture(scope="module")
def whole() -> Record:
    return Record.load(scope="record")


def test_flows_of_years_that_follow_each_other_are_added_in_any_order(whole):
    flows = years(whole, "2015", "2013", "2014")
    found = derived.following(flows)
    assert found.bound == sum((flow.bound for flow in flows), start=Bound.of("exact", 0))
    assert str(found.period) == "2012-10-01/2015-09-30"
    assert [item.id for item in found.inputs] == [
        flow.id for flow in years(whole, "2013", "2014", "2015")
    ]
    assert derived.average(found).label() == "34.3"


@pytest.mark.parametrize("names", [("2013", "2015"), ("2013", "2013")])
def test_flows_with_a_gap_between_them_or_twice_the_same_are_not_added(whole, names):
    assert "their periods do not follow each other without a gap" in refusal(
        derived.following, years(whole, *names)
    )


def test_flows_of_other_people_or_of_no_certain_time_are_not_added(whole):
    first, second = years(whole, "2018"), years(whole, "2019")
    other = whole.figure("ice-fy2019-removals")
    unsure = replace(second[0], period=dates.parse("2018-10-01/2019-09-30?"))
    total = replace(second[0], measure="cumulative")
    for flow in (other, unsure, total):
        assert "not all are flows of the same people" in refusal(derived.following, [*first, flow])
    assert "there is nothing to add" in refusal(derived.following, [])


def test_the_years_before_reach_back_to_the_last_gap(whole):
    flows = whole.series("dhs-removals")
    assert [flow.id for flow in derived.unbroken(flows, years(whole, "2022")[0])] == [
        flow.id
        for flow in years(whole, "2013", "2014", "2015", "2016", "2017", "2018", "2019", "2020")
    ]
    assert derived.unbroken(flows[:1], flows[0]) == []
    before = derived.following(derived.unbroken(flows, years(whole, "2022")[0]))
    assert more(before)["When"] == "1 October 2012 to 30 September 2020, fiscal 2013 to 2020"


def test_a_period_that_is_assumed_for_a_source_without_words_is_named_by_its_number(whole):
    figure = whole.figure("ice-fy2019-removals")
    assert derived.average(figure).assumptions == (f"the {figure.label()} are of fiscal 2019",)


def test_an_id_names_its_inputs_as_long_as_it_fits_into_an_address():
    short, long = (
        SimpleNamespace(id=id) for id in ("kt-28", "dhs-fy2013-removals-convicted-ed2022")
    )
    assert derived.id_of("total", [short, short]) == "total-kt-28-kt-28"
    named = derived.id_of("total", [long, long])
    assert re.fullmatch("total-[0-9a-f]{16}", named)
    assert named == derived.id_of("total", [long, long]) != derived.id_of("total", [long, short])
