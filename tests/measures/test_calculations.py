"""Calculations take all that is given, and what is refused is false and says why."""

from functools import partial

import pytest
from records import loaded

from analysis.errors import LookupFailed, Refusal
from analysis.measures import calculations, corroboration, derived, editions, findings, rates, sums
from analysis.measures.findings import Finding
from analysis.record.record import Record


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


def test_each_number_is_compared_with_each_other_without_naming_the_record(record):
    first, second = record.figures(["hp-31", "hp-400"]), record.figures(["pm-34", "hp-31"])
    found = calculations.order(first, second)
    assert [finding.inputs for finding in found] == [(a, b) for a in first for b in second]
    assert found[0] == findings.order(record, first[0], second[0])
    assert calculations.agreement(first[0], second[0]) == (
        findings.agreement(record, first[0], second[0]),
    )


def test_what_is_refused_is_left_out_false_and_keeps_its_reason(record):
    pair = record.figures(["hp-31", "hp-400"])
    summed = calculations.total(pair)
    assert not summed
    ((refused, inputs),) = summed.outcomes
    assert isinstance(refused, Refusal)
    assert [*inputs] == [*pair]
    assert "no sum is given" in str(refused)


def test_of_nothing_nothing_follows(record):
    nothing = record.figures([])
    assert not calculations.total(nothing)
    assert not calculations.before(nothing, record.figure("hp-31"))
    assert calculations.order(nothing, nothing).outcomes == ()


@pytest.mark.parametrize("measure", [sums.before, rates.share, rates.years_at_pace])
def test_a_calculation_is_that_of_the_measure_with_the_record_of_its_figures(record, measure):
    first, second = record.figure("hp-400"), record.figure("hp-31")
    asked = partial(measure, record, first, second)
    ((outcome, _),) = getattr(calculations, measure.__name__)(first, second).outcomes
    assert str(outcome) == str(derived.attempt(asked))


def test_an_average_needs_no_record_at_all(record):
    assert calculations.average(record.figure("hp-31")) == derived.results(
        derived.attempt(rates.average, record.figure("hp-31"))
    )


def test_what_is_of_no_record_is_refused_with_what_to_do(record):
    with pytest.raises(LookupFailed, match=r"of no record; give figures of a record"):
        calculations.record_of([record.quote("hp-safe")])


def test_numbers_that_report_a_result_are_those_of_each_result(record):
    counts = derived.results(derived.attempt(rates.average, record.figure("hp-31")))
    expected = [figure for result in counts for figure in corroboration.echoes(record, result)]
    assert [*calculations.echoes(counts)] == expected


def test_all_totals_have_to_outgrow_all_others(record):
    late, early = record.figures(["hp-400"]), record.figures(["hp-31"])
    assert calculations.all_outgrow(late, early) == findings.outgrows(record, late[0], early[0])
    assert calculations.all_outgrow(late, [])


def test_the_second_numbers_of_a_word_and_the_preferred_one(record):
    pair = (record.figure("hp-31"), record.figure("hp-400"))
    assert [*findings.of_word([Finding("agree", pair)], "agree")] == [pair[1]]
    assert not findings.of_word([Finding("agree", pair)], "clash")
    assert [f.id for f in editions.preferred(record.figures(["hp-31", "pm-34"]))] == ["pm-34"]
    assert not editions.preferred([])
