"""What the public record in data/ holds to beyond the rules: editions, sums, fiscal years, what is
not compared.
"""

from collections import defaultdict
from fractions import Fraction
from itertools import combinations

import pytest

from analysis.errors import Refusal
from analysis.measures import chronology, corroboration, derived, ledgers, rates, sums
from analysis.record.record import Record
from analysis.record.reported import IN_FORCE, Figure

REMOVALS, PARTS = "dhs-removals", ("dhs-removals-convicted", "dhs-removals-not-convicted")
RETURNS = (REMOVALS, "ice-removals", "memorandum-returns", "reception-arrivals", "deported-press")


@pytest.fixture(scope="module")
def record() -> Record:
    return Record.load(scope="record")


@pytest.fixture(scope="module")
def cited(record) -> list[Figure]:
    return [figure for figure in record.figures() if figure.source.is_cited]


def test_every_row_is_handed_out_and_is_verified_or_cited(record):
    rows = [*record.figures(), *record.gaps(), *record.quotes(), *record.events()]
    assert {row.standing.verdict for row in rows} == {"verbatim", "cited"}
    assert all((row.standing.verdict == "cited") == (not row.span.exact) for row in rows)
    assert len({row.id for row in rows}) == len(rows)


def test_every_cited_row_says_what_it_was_collected_as(record):
    for name in ("figures", "events"):
        rows = [
            row for row in record.tables[name].records() if record.source(row["source_id"]).is_cited
        ]
        assert rows
        assert all(row["collected_as"] for row in rows)
        taken = {(row["collected_as"], row.get("claim_id") or row["date"]) for row in rows}
        assert len(taken) == len(rows)


def test_an_edition_is_superseded_by_one_that_gives_the_same_period(cited):
    given = defaultdict(list)
    for figure in cited:
        given[figure.population.id, figure.measure, str(figure.period)].append(figure)
    superseded = [figure for figure in cited if figure.rank == "superseded"]
    assert superseded
    for figure in superseded:
        others = given[figure.population.id, figure.measure, str(figure.period)]
        assert [other.rank for other in others].count("preferred") == 1


def test_a_series_gives_each_period_once(record):
    for population in {
        figure.population.id for figure in record.figures(source_id="dhs-2022-table-42")
    }:
        periods = [str(figure.period) for figure in record.series(population)]
        assert periods == sorted(set(periods))


def test_a_series_of_totals_runs_by_the_days_on_which_they_end(record):
    ends = [
        figure.period.latest for figure in record.series("memorandum-returns", measure="cumulative")
    ]
    assert len(ends) > 10
    assert ends == sorted(ends)


def test_removals_with_and_without_a_conviction_add_up_to_the_total_of_their_edition(record):
    totals = {(f.source.id, str(f.period)): f for f in record.figures(population_id=REMOVALS)}
    parts = defaultdict(list)
    for figure in record.figures(population_id=PARTS):
        parts[figure.source.id, str(figure.period)].append(figure)
    whole = {
        edition
        for edition, found in parts.items()
        if len(found) == len(PARTS) and edition in totals
    }
    assert len(whole) >= 20
    for edition in whole:
        assert sums.total(record, parts[edition]).bound == totals[edition].bound


def test_fiscal_years_are_periods_of_a_year(record):
    offices = ("dhs", "prm", "ice")
    flows = [
        f
        for f in record.figures(speaker_id=offices, measure="flow")
        if f.period.granularity == "interval"
    ]
    assert len(flows) >= 200
    for figure in flows:
        days = (figure.period.latest - figure.period.earliest).days + 1
        assert days in (365, 366) or "quarter of transition" in figure.period_note, figure.id


def test_no_withheld_cell_is_a_zero(record):
    zeros = {
        (f.source.id, f.population.id, str(f.period)) for f in record.figures() if f.bound.high == 0
    }
    gaps = {(gap.source.id, gap.population.id, str(gap.period)) for gap in record.gaps()}
    assert zeros
    assert gaps
    assert not zeros & gaps


@pytest.mark.parametrize(("one", "other"), list(combinations(RETURNS, 2)))
def test_what_offices_count_by_rules_of_their_own_is_neither_added_nor_shared(record, one, other):
    assert record.relation(one, other).relation == "unknown"
    a, b = record.figures(population_id=one)[0], record.figures(population_id=other)[0]
    with pytest.raises(Refusal):
        sums.total(record, [a, b])
    with pytest.raises(Refusal):
        rates.share(record, a, b)


def test_what_is_found_and_what_is_left_of_one_day_may_be_added(record):
    found, left = record.figures(
        ["accounted-cambodia-2018-03-16-dpaa", "unaccounted-cambodia-2018-03-16-dpaa"]
    )
    total = sums.total(record, [found, left])
    assert total.bound.low == Fraction(found.bound.low) + Fraction(left.bound.low)
    assert derived.weakest(total) == "cited"


def test_a_mention_of_what_an_article_gives_is_counted_with_it(record):
    mentions = record.figures(claim_id="kt-1412")
    assert {figure.standing.verdict for figure in mentions} == {"verbatim", "cited"}
    assert len({figure.source.id for figure in mentions}) == len(mentions) > 2


def test_only_what_is_in_force_stands_in_a_series(record, cited):
    for population in {figure.population.id for figure in cited}:
        assert {figure.rank for figure in record.series(population)} <= {*IN_FORCE}


def test_a_group_that_a_second_page_names_in_its_title_has_two_reports(record):
    for group, other in {
        "returned-2017-05-17": "Cambodia Daily",
        "returned-2017-12-20": "Khmer Times",
        "returned-2018-04-05": "AP",
        "returned-2018-08-22": "Khmer Times",
        "returned-2018-12-19": "Asia Times",
    }.items():
        found = corroboration.elsewhere(record, record.figure(group))
        assert [row.source.first_publisher for row in found] == [other]


def test_the_order_that_restrained_removals_is_told_by_three(record):
    found = corroboration.elsewhere(record, record.event("restraining-order-2017"))
    assert {row.source.publisher for row in found} == {"Sacramento Bee", "HuffPost"}


def test_every_group_that_is_counted_for_a_day_or_month_of_its_own_arrives(record):
    groups = [
        figure
        for figure in record.figures(population_id="memorandum-returns", measure="flow")
        if ledgers.is_arrival(figure)
    ]
    arriving = record.events(kind="arrival")
    told = {number.claim for event in arriving for number in event.numbers}
    assert {figure.claim for figure in groups} <= told


def test_a_day_that_is_only_assumed_is_no_certain_day(record):
    daily = chronology.to_the_day(record.events())
    assert [event.id for event in daily if event.on_basis == "assumed"] == []


def test_whom_a_ruling_blocks_is_not_said_to_have_made_it(record):
    assert [actor.id for actor in record.event("kt-ruling").speakers] == ["us-district-judge"]
