"""A derived number knows its formula, its inputs and its assumptions, and how its bound came about."""

import json
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from records import loaded

from analysis.errors import Refusal
from analysis.measures import coverage, derived, rates, sums, tallies
from analysis.measures.derived import Derived
from analysis.quantities import bounds, dates
from analysis.quantities.bounds import Bound
from analysis.quantities.units import Unit
from analysis.record.record import Record
from analysis.record.reported import Event, Figure
from analysis.record.verify import Standing


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


@pytest.mark.parametrize("unit", ["percent", "years", Unit.of("persons").a_year()])
def test_what_comes_in_fractions_is_not_closed_to_whole_numbers(record, unit):
    assert derived.whole(replace(record.figure("hp-400"), unit=unit)) == Bound.of("more_than", 400)
    assert derived.whole(record.figure("hp-400")) == Bound.of("at_least", 401)


@pytest.mark.parametrize(
    ("kind", "value", "closed"),
    [
        ("less_than", 10, Bound(0, 9)),
        ("at_most", 10, Bound(0, 10)),
        ("less_than", 1, Bound.of("exact", 0)),
        ("at_least", 0, Bound.of("at_least", 0)),
        ("about", 10, Bound.of("about", 10)),
    ],
)
def test_nobody_counts_less_than_nothing(record, kind, value, closed):
    figure = replace(record.figure("hp-31"), bound=Bound.of(kind, value))
    assert derived.whole(figure) == closed
    measured = replace(figure, unit="percent")
    assert derived.whole(measured) == figure.bound


def test_an_upper_limit_is_told_by_itself_where_no_less_than_nothing_goes_without_saying(record):
    most = replace(record.figure("hp-31"), bound=Bound.of("at_most", 10))
    fewer = replace(most, bound=Bound.of("less_than", 10))
    assert "Bound" not in dict(sums.following([most]).more())
    assert dict(sums.following([fewer]).more())["Bound"] == "less than 10 is at most 9"


@pytest.mark.parametrize("rounded", ["1900", "1850"])
def test_no_number_is_calculated_that_is_smaller_than_the_place_of_a_rounded_input(record, rounded):
    figure = record.figure("hp-31")
    left = Bound.of("about", 1900) - int(rounded)
    with pytest.raises(Refusal, match="too small beside what was rounded to tell"):
        Derived("left", "what is left", left, "persons", "a − b", (figure,))


def a_year(number: Figure, bound: Bound, period: str, since: Event | None = None) -> Derived:
    return rates.average(replace(number, bound=bound, period=dates.parse(period)), since)


NAMED = {"returned-sailors": ["waiting-without-papers"]}


REALLY_NAMED = {
    "deported-convicted": ["final-order", "final-order-convicted"],
    "repatriated": ["final-order", "final-order-convicted"],
}


def cleared(record: Record, stock: Bound, flow: Bound) -> Derived:
    pace = a_year(record.figure("hp-31"), flow, "2020")
    return rates.years_at_pace(record, replace(record.figure("hp-310"), bound=stock), pace, NAMED)


def test_a_derived_number_rests_on_something():
    with pytest.raises(Refusal, match="derived number n: it has no inputs"):
        Derived("n", "typed", Bound.of("exact", 9999), "persons", "typed", ())


def test_a_number_made_of_derived_numbers_carries_their_assumptions_once(real):
    before = sums.before(real, real.figure("kt-572"), real.figure("kt-28"))
    again = Derived(
        "twice", "twice", before.bound + before.bound, "persons", "", (before, before), ("its own",)
    )
    assert again.assumptions == ("its own", *before.assumptions)


def test_a_result_is_no_better_vouched_for_than_its_weakest_input(record):
    cut = replace(record.figure("hp-400"), standing=Standing("clipped", "2021-06-01"))
    before = sums.before(record, cut, record.figure("hp-31"))
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
    before = sums.before(real, real.figure("kt-572"), real.figure("kt-28"))
    own, *inputs = before.evidence()
    assert json.loads(json.dumps(own)) == own
    assert (own["id"], own["kind"], own["label"]) == (before.id, "derived", "544")
    assert own["formula"] == "572 − 28"
    assert own["assumptions"] == list(before.assumptions)
    assert own["inputs"] == ["kt-572", "kt-28"]
    assert [item["id"] for item in inputs if item["kind"] != "source"] == ["kt-572", "kt-28"]


def test_an_attempt_gives_the_result_or_the_refusal(record):
    allowed = derived.attempt(sums.before, record, record.figure("hp-400"), record.figure("hp-31"))
    refused = derived.attempt(sums.total, record, [])
    assert isinstance(refused, Refusal)
    assert derived.results(allowed, refused) == (allowed,)


def more(number: derived.Derived) -> dict[str, str]:
    return dict(number.more())


def test_limits_that_were_reckoned_with_are_given_as_decimals_rounded_outward(real):
    pace = rates.average(real.figure("kt-572"), real.event("kt-memorandum"))
    times = rates.years_at_pace(real, real.figure("kt-1900"), pace, REALLY_NAMED)
    assert more(times)["Bound"] == (
        "more than 1,900 is at least 1,901; between 35 and 38 is between 35.39 and 37.91 before "
        "rounding; limits are rounded outward"
    )
    exact = bounds.read("between 35.39 and 37.91")
    assert (exact.low <= pace.bound.low, exact.high >= pace.bound.high) == (True, True)


def test_a_limit_that_says_nothing_new_is_not_repeated(real):
    left = sums.before(real, real.figure("kt-500"), real.figure("kt-28"))
    assert more(left)["Bound"] == "more than 500 is at least 501"
    assert more(rates.average(left))["Bound"] == "limits are rounded outward"
    pace = replace(rates.average(real.figure("kt-28")), bound=Bound.of("between", 40, 50))
    time = rates.years_at_pace(real, real.figure("kt-1412"), pace, REALLY_NAMED)
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
    time = rates.years_at_pace(record, record.figure("hp-310"), pace, NAMED)
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
    counted = tallies.count("held", "rows", real.figures(["kt-145000", "rfa-40-left"]), "entries")
    assert "Bound" not in more(counted)


@pytest.fixture(scope="module")
def whole() -> Record:
    return Record.load(scope="record")


def test_an_id_names_its_inputs_as_long_as_it_fits_into_an_address():
    short, long = (
        SimpleNamespace(id=id) for id in ("kt-28", "dhs-fy2013-removals-convicted-ed2022")
    )
    assert derived.id_of("total", [short, short]) == "total-kt-28-kt-28"
    named = derived.id_of("total", [long, long])
    assert re.fullmatch("total-[0-9a-f]{16}", named)
    assert named == derived.id_of("total", [long, long]) != derived.id_of("total", [long, short])


def test_rows_without_held_words_are_told_from_those_with(whole):
    rows = whole.figures(["kt-572", "returned-2017-05-17-daily"])
    assert [row.id for row in derived.cited(rows)] == ["returned-2017-05-17-daily"]
