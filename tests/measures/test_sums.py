"""Sums and differences are as the evidence allows, and refused by name where it does not."""

from dataclasses import replace

import pytest
from records import loaded, refusal, related, valid_rows

from analysis.measures import derived, rates, sums
from analysis.measures.derived import Derived
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.record.record import Record
from analysis.record.reported import Figure


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


def test_40_and_about_40_are_about_80(real):
    total = sums.total(real, [real.figure("rfa-40-found"), real.figure("rfa-40-left")])
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
    words = refusal(sums.total, record, [record.figure("hp-31"), record.figure("hp-1250")])
    assert words.startswith("figures hp-31 and hp-1250: no sum is given: ")
    assert why in words


def test_two_mentions_of_one_claim_are_not_added(record):
    assert "are the same group" in refusal(sums.total, record, record.figures(claim_id="hp-31"))


def disjoint(folder) -> tuple[Record, Figure, Figure]:
    record = related(folder, "returned-sailors", "waiting-sailors", "disjoint")
    return (
        record,
        record.figure("hp-31"),
        replace(record.figure("hp-1250"), measure="flow", period=dates.parse("2020")),
    )


def test_flows_of_one_period_are_added(tmp_path):
    record, first, second = disjoint(tmp_path)
    total = sums.total(record, [first, second])
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
    assert why in refusal(sums.total, record, [first, replace(second, **changes)])


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
    assert "they hold at different times" in refusal(sums.total, record, dated)


def test_those_in_detention_and_those_elsewhere_are_added_on_the_assumption_that_their_shares_name(
    public,
):
    spring = "the counts dated between March 2019 and May 2019 are of the same time"
    all_of_them = public.figures(["nondetained-2019-spring", "detained-2019-spring"])
    convicted = public.figures(
        ["nondetained-convicted-2019-spring", "detained-convicted-2019-spring"]
    )
    found_sums = [sums.total(public, pair) for pair in (all_of_them, convicted)]
    assert [found.label() for found in found_sums] == ["1,829", "1,335"]
    assert [found.assumptions for found in found_sums] == [(spring,), (spring,)]
    share = rates.share(public, convicted[0], all_of_them[0])
    assert share.assumptions == (spring,)


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
    found = derived.attempt(sums.total, record, [record.figure("hp-31"), part])
    assert isinstance(found, Derived) == allowed
    assert allowed or "only groups stated to be separate are added" in str(found)


def test_the_sum_of_stocks_and_running_totals_of_one_day_is_of_that_day(tmp_path):
    record, *figures = disjoint(tmp_path)
    first, second = (
        replace(figure, measure="stock", period=dates.parse("2020-04-01")) for figure in figures
    )
    assert str(sums.total(record, [first, second]).period) == "2020-04-01"
    since = replace(first, measure="cumulative", period=dates.parse("2011/2020-04-01"))
    assert sums.total(record, [since, second]).period == second.period


def test_a_share_is_not_added_even_alone(record):
    assert "a share is no count" in refusal(sums.total, record, [record.figure("pm-papers")])


def test_counts_without_dates_are_not_added(tmp_path):
    record, first, second = disjoint(tmp_path)
    assert "different times" in refusal(
        sums.total, record, [replace(f, period=None) for f in (first, second)]
    )


def test_a_sum_of_nothing_is_refused(record):
    assert "nothing to add" in refusal(sums.total, record, [])


def test_before_names_every_assumption(real):
    before = sums.before(real, real.figure("kt-572"), real.figure("kt-28"))
    assert (before.label(), before.formula) == ("544", "572 − 28")
    assert str(before.period) == "/2016-12-31"
    same_people, same_end, calendar = before.assumptions
    assert "are the same people" in same_people
    assert same_end == "the count of 572 includes the 28 and ends with their period"
    assert calendar == "“last year” in the Khmer Times article means the calendar year 2017"


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
    assert "takes up the whole time" in refusal(sums.before, record, cumulative, part)


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
        sums.before, record, total, last
    )


def test_before_assumes_nothing_that_is_stated(record):
    before = sums.before(record, record.figure("hp-400"), record.figure("hp-31"))
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
        sums.before, record, record.figure(cumulative), replace(record.figure(flow), **changes)
    )
    assert words.startswith(f"figures {cumulative} and {flow}: no difference is given: ")
    assert why in words


def test_a_difference_with_another_population_is_refused(record):
    waiting = replace(record.figure("hp-31"), population=record.population("waiting-sailors"))
    words = refusal(sums.before, record, record.figure("hp-400"), waiting)
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
        sums.before,
        record,
        cumulative,
        replace(record.figure("hp-31"), period=dates.parse(flow)),
    )
    assert isinstance(found, Derived) == allowed
    assert allowed or "cannot be its end" in str(found)


def test_no_less_than_nothing_is_left_of_a_count(record):
    flow = replace(record.figure("hp-31"), bound=Bound.of("exact", 600))
    assert sums.before(record, record.figure("hp-400"), flow).bound == Bound.of("at_least", 0)
    about = [
        replace(record.figure(id), bound=Bound.of("about", n))
        for id, n in (("hp-400", 30), ("hp-31", 40))
    ]
    assert "larger than the count" in refusal(sums.before, record, *about)


def test_a_flow_larger_than_the_count_is_refused(record):
    small = replace(record.figure("hp-400"), bound=Bound.of("at_most", 30))
    assert "larger than the count" in refusal(sums.before, record, small, record.figure("hp-31"))


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
    assert str(sums.before(record, cumulative, record.figure("hp-31")).period) == left


def test_what_stood_before_is_a_cumulative_count_of_all_whom_the_count_takes_in(record):
    before = sums.before(record, record.figure("hp-400"), record.figure("pm-convicted"))
    assert (before.measure, before.unit, before.population.id) == (
        "cumulative",
        "persons",
        "returned-sailors",
    )


def more(number: derived.Derived) -> dict[str, str]:
    return dict(number.more())


@pytest.fixture(scope="module")
def public() -> Record:
    return Record.load(scope="record")


PARTS = ["dhs-removals-convicted", "dhs-removals-not-convicted"]


def fiscal(public: Record, *years: int) -> list[Figure]:
    periods = [f"{year - 1}-10-01/{year}-09-30" for year in years]
    return list(public.series("dhs-removals", period=periods))


def test_flows_that_follow_one_another_add_up_to_a_flow_over_all_their_periods(public):
    total = sums.over_periods(fiscal(public, 2016, 2014, 2015))
    assert (total.label(), total.formula, str(total.period)) == (
        "161",
        "71 + 16 + 74",
        "2013-10-01/2016-09-30",
    )
    assert (total.measure, total.population.id, total.unit) == ("flow", "dhs-removals", "persons")


def test_a_period_without_a_number_leaves_a_lower_limit(public):
    gap = public.gap("dhs-fy2021-removals-ed2022")
    total = sums.over_periods([*fiscal(public, 2020, 2022), gap])
    assert (total.label(), total.formula) == ("at least 35", "28 + (no number) + 7")
    assert gap in total.inputs


@pytest.mark.parametrize("years", [(2014, 2016), (2014, 2014)])
def test_periods_with_a_hole_or_an_overlap_are_not_added(public, years):
    flows = [figure for year in years for figure in fiscal(public, year)]
    assert "their periods do not follow each other" in refusal(sums.over_periods, flows)


def test_flows_of_uncertain_periods_are_not_added_over_periods(public):
    first, second = fiscal(public, 2017, 2018)
    unsure = replace(first, period=dates.parse("2016-10-01/2017-09-30?"))
    assert "not certain" in refusal(sums.over_periods, [unsure, second])
    assert "not certain" in refusal(sums.over_periods, [unsure])


def test_flows_of_several_populations_are_not_added_over_periods(public):
    others = public.series("ice-removals", period="2017-10-01/2018-09-30")
    assert "not flows of the same population" in refusal(
        sums.over_periods, [*fiscal(public, 2017), *others]
    )


def test_gaps_alone_have_no_sum(public):
    assert "no number" in refusal(sums.over_periods, [public.gap("dhs-fy2021-removals-ed2022")])


def test_what_a_table_leaves_out_is_the_sum_of_its_parts(public):
    made = sums.made_up(public, public.gap("dhs-fy2011-removals-corgis"), PARTS)
    assert (made.label(), made.formula, made.population.id) == ("89", "74 + 15", "dhs-removals")
    assert [
        words
        for words in made.assumptions
        if "with and without a prior conviction add up to all" in words
    ]


def test_parts_of_which_a_number_is_missing_make_no_whole(public):
    withheld = public.gap("dhs-fy2021-removals-ed2022")  # of its parts only a zero is published
    assert "a part has no number" in refusal(sums.made_up, public, withheld, PARTS)


def test_what_is_not_stated_to_be_a_part_makes_up_nothing(public):
    gap = public.gap("dhs-fy2011-removals-corgis")
    assert "not stated to be part" in refusal(sums.made_up, public, gap, ["dhs-returns"])


def test_parts_of_two_tables_make_up_nothing(public):
    gap = replace(
        public.gap("dhs-fy2011-removals-corgis"), period=dates.parse("2007-10-01/2008-09-30")
    )
    assert sums.made_up(public, gap, PARTS).label() == "40"
    mixed = Mixed(public)
    assert "its parts stand in different tables" in refusal(sums.made_up, mixed, gap, PARTS)


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
    found_sums = sums.sums_of_parts(public, "dhs-removals", PARTS)
    assert len(found_sums) == 30
    assert {found.population.id for found in found_sums} == {"dhs-removals"}
    assert {len({part.source.id for part in found.inputs}) for found in found_sums} == {1}
    by_edition = {
        (found.inputs[0].source.id, str(found.period)): found.label() for found in found_sums
    }
    assert by_edition["corgis-immigration", "2007-10-01/2008-09-30"] == "40"
    assert by_edition["dhs-2008-table-37", "2007-10-01/2008-09-30"] == "38"
    made = sums.made_up(public, public.gap("dhs-fy2011-removals-corgis"), PARTS)
    assert made in found_sums


def test_what_is_not_stated_to_be_a_part_gives_no_sums(public):
    unlike = ["dhs-returns", "dhs-removals-convicted"]
    assert not sums.sums_of_parts(public, "dhs-removals", unlike)


def years(real_record: Record, *names: str) -> list[Figure]:
    return list(real_record.figures([f"dhs-fy{name}-removals-ed2022" for name in names]))


@pytest.fixture(scope="module")
def whole() -> Record:
    return Record.load(scope="record")


def test_flows_of_years_that_follow_each_other_are_added_in_any_order(whole):
    flows = years(whole, "2015", "2013", "2014")
    found = sums.following(flows)
    assert found.bound == sum((flow.bound for flow in flows), start=Bound.of("exact", 0))
    assert str(found.period) == "2012-10-01/2015-09-30"
    assert [item.id for item in found.inputs] == [
        flow.id for flow in years(whole, "2013", "2014", "2015")
    ]
    assert rates.average(found).label() == "34.3"


@pytest.mark.parametrize("names", [("2013", "2015"), ("2013", "2013")])
def test_flows_with_a_gap_between_them_or_twice_the_same_are_not_added(whole, names):
    assert "their periods do not follow each other without a gap" in refusal(
        sums.following, years(whole, *names)
    )


def test_flows_of_other_people_or_of_no_certain_time_are_not_added(whole):
    first, second = years(whole, "2018"), years(whole, "2019")
    other = whole.figure("ice-fy2019-removals")
    unsure = replace(second[0], period=dates.parse("2018-10-01/2019-09-30?"))
    total = replace(second[0], measure="cumulative")
    for flow in (other, unsure, total):
        assert "not all are flows of the same group in the same unit" in refusal(
            sums.following, [*first, flow]
        )
    assert "there is nothing to add" in refusal(sums.following, [])


def test_the_years_before_reach_back_to_the_last_gap(whole):
    flows = whole.series("dhs-removals")
    assert [flow.id for flow in sums.unbroken(flows, years(whole, "2022")[0])] == [
        flow.id
        for flow in years(whole, "2013", "2014", "2015", "2016", "2017", "2018", "2019", "2020")
    ]
    assert sums.unbroken(flows[:1], flows[0]) == []
    before = sums.following(sums.unbroken(flows, years(whole, "2022")[0]))
    assert more(before)["When"] == "1 October 2012 to 30 September 2020, fiscal 2013 to 2020"


def test_the_least_that_a_number_allows_is_taken_for_it_only_by_assuming_that_there_were_no_more(
    real,
):
    least = sums.no_more(real.figure("kt-500"))
    assert (least.label(), least.assumptions) == ("501", ("there were no more than 501",))
    assert "it has no lower limit" in refusal(sums.no_more, real.figure("rfa-40-left"))
    at_most = replace(real.figure("kt-500"), bound=Bound.of("at_most", 500))
    assert "it has no lower limit" in refusal(sums.no_more, at_most)


def test_a_sum_and_a_difference_with_fewer_than_a_number_have_both_limits(tmp_path):
    record, first, second = disjoint(tmp_path)
    few = replace(first, bound=Bound.of("less_than", 10))
    twenty = replace(second, bound=Bound.of("exact", 20))
    assert sums.total(record, [few, twenty]).label() == "between 20 and 29"
    total = replace(record.figure("hp-400"), bound=Bound.of("exact", 572))
    fewer = replace(record.figure("hp-31"), bound=Bound.of("less_than", 28))
    assert sums.before(record, total, fewer).label() == "between 545 and 572"
