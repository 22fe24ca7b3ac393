"""Numbers are put together only where what they count and when agree, and what is assumed is named."""

import ast
import inspect
from dataclasses import replace
from types import ModuleType

import pytest
from records import loaded, refusal, related

from analysis.measures import coverage, rates, sums
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.record.record import Record
from analysis.record.reported import Figure
from analysis.text.lexicon import typed_numbers


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


def test_two_unknown_dates_are_not_the_same_date(record):
    both = (replace(record.figure(key), period=None) for key in ("pm-convicted", "pm-34"))
    assert "different times" in refusal(rates.share, record, *both)


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
    share = rates.share(record, part, replace(record.figure("hp-1250"), **changes))
    assert len(share.assumptions) == assumed
    dated = f"the counts dated {dates.parse(period).words()} are of the same time"
    assert share.assumptions == ((dated,) if assumed else ())


def disjoint(folder) -> tuple[Record, Figure, Figure]:
    record = related(folder, "returned-sailors", "waiting-sailors", "disjoint")
    return (
        record,
        record.figure("hp-31"),
        replace(record.figure("hp-1250"), measure="flow", period=dates.parse("2020")),
    )


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
    total = sums.total(record, [replace(first, source=record.source(source), **dated), second])
    part = replace(record.figure("hp-310"), source=record.source(source), **dated)
    share = rates.share(
        record, part, replace(record.figure("hp-1250"), source=second.source, **dated)
    )
    when = f"the counts dated {dates.parse(period).words()} are of the same time"
    assert total.assumptions == share.assumptions == ((when,) if is_assumed else ())


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
    assert rates.average(figure).assumptions == (f"“{words}” in the Harbour Post article {said}",)


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
    said = f"“{words}” in the Harbour Post article {said}"
    assert said in sums.before(record, total, flow).assumptions


def refusals_in(module: ModuleType) -> list[str]:
    """The words of a module's refusals, as they stand in its code, without what is put into
    them.
    """
    calls = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call)
    ]
    named = [call for call in calls if ast.unparse(call.func) in ("refuse", "refusal", "Refusal")]
    texts = []
    for call in named:
        texts += [part.value for part in ast.walk(call) if isinstance(part, ast.Constant)]
    return [text for text in texts if isinstance(text, str)]


@pytest.mark.parametrize("module", [sums, rates, coverage])
def test_a_refusal_holds_no_number_word_so_that_a_page_can_show_it(module):
    words = refusals_in(module)
    assert len(words) > 10
    assert [said for said in words if typed_numbers(said)] == []


@pytest.fixture(scope="module")
def whole() -> Record:
    return Record.load(scope="record")


def test_a_period_that_is_assumed_for_a_source_without_words_is_named_by_its_number(whole):
    figure = whole.figure("ice-fy2019-removals")
    assert rates.average(figure).assumptions == (
        "the 80 that Khmer Times gives are of fiscal 2019",
    )
