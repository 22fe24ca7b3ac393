"""What is found of two numbers follows the rows: a changed row changes the finding."""

from dataclasses import replace

import pytest
from records import changed, loaded, related, valid_rows

from analysis.measures import (
    findings,
    rates,
    sums,
)
from analysis.measures.derived import Derived
from analysis.measures.findings import FINDINGS, Finding
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


@pytest.mark.parametrize(
    ("bound", "word"),
    [
        (Bound.of("exact", 31), "agree"),
        (Bound.of("at_least", 20), "agree"),
        (Bound.of("exact", 34), "clash"),
        (Bound.of("less_than", 31), "clash"),
        (Bound.of("about", 31), "open"),
    ],
)
def test_counts_of_one_period_agree_clash_or_stay_open(record, bound, word):
    first, second = record.figure("hp-31"), replace(record.figure("pm-34"), bound=bound)
    for pair in ((first, second), (second, first)):
        assert findings.agreement(record, *pair) == Finding(word, pair)


@pytest.mark.parametrize("doubt", [{"doubt": "The page mixes two years"}, {"rank": "deprecated"}])
def test_a_number_that_the_record_doubts_contradicts_nothing(record, doubt):
    first, second = record.figure("hp-31"), replace(record.figure("pm-34"), **doubt)
    assert findings.agreement(record, first, second).word == "open"
    assert findings.agreement(record, second, first).word == "open"
    assert (
        findings.agreement(record, first, replace(second, bound=Bound.of("at_least", 20))).word
        == "agree"
    )


def test_what_is_derived_from_a_doubted_number_contradicts_nothing_either(record):
    sure, unsure = (
        record.figure("hp-31"),
        replace(record.figure("hp-31"), id="unsure", doubt="Perhaps misprinted"),
    )
    for figure, word in ((sure, "clash"), (unsure, "open")):
        sum_of_one = sums.total(record, [figure])
        sum_of_one = replace(sum_of_one, population=figure.population, measure="flow")
        assert findings.agreement(record, sum_of_one, record.figure("pm-34")).word == word


@pytest.mark.parametrize(
    ("number", "publisher", "word"),
    [("30", "Harbour Post", "agree"), ("31", "Harbour Post", "agree"), ("34", "Harbour Post", "clash"),
     ("30", "Coast Courier", "clash")],
)  # fmt: skip
def test_a_rounded_number_of_the_same_publisher_is_a_repeat(record, number, publisher, word):
    first = record.figure("hp-31")
    source = replace(first.source, id="other", publisher=publisher)
    second = replace(
        first, id="again", claim="again", source=source, bound=Bound.of("exact", int(number))
    )
    assert findings.agreement(record, first, second).word == word
    assert findings.agreement(record, second, first).word == word


def test_145000_repeats_more_than_145000_of_the_same_newspaper():
    record = Record.load(scope="record")
    hedged, plain = record.figures(["kt-145000", "refugees-1975-2000-khmer-times"])
    assert plain.repeats(hedged)
    assert not hedged.repeats(plain)
    assert findings.agreement(record, hedged, plain).word == "agree"


def test_the_finding_flips_with_a_row(tmp_path, record):
    rows = valid_rows()
    rows["figures"]["pm-34"]["value"] = "31"
    flipped = loaded(tmp_path, rows)
    found = [
        findings.agreement(r, r.figure("hp-31"), r.figure("pm-34")).word for r in (record, flipped)
    ]
    assert found == ["clash", "agree"]


@pytest.mark.parametrize(
    ("other", "changes"),
    [
        ("hp-1250", {}),  # disjoint populations
        ("hp-310", {}),  # no relation
        ("hp-400", {}),  # cumulative
        ("pm-papers", {}),  # a percentage
        ("pm-34", {"period": dates.parse("2019")}),
        ("pm-34", {"period": None}),
    ],
)
def test_numbers_of_different_things_or_times_neither_agree_nor_clash(record, other, changes):
    other = replace(record.figure(other), **changes)
    assert findings.agreement(record, record.figure("hp-31"), other).word == "open"


@pytest.mark.parametrize(
    ("first", "second", "word", "assumes"),
    [
        ((572, "/2018-02"), (600, "/2019-12"), "agree", ""),  # it grew
        ((900, "/2012"), (572, "/2018"), "clash", "takes in all"),  # where both began is not known
        ((900, "2002/2012"), (572, "2002/2018"), "clash", ""),
        ((572, "2002/2018"), (572, "2010/2018"), "agree", ""),
        ((500, "2002/2018"), (572, "2010/2018"), "clash", ""),
        ((100, "2002/2005"), (100, "2010/2017"), "open", ""),  # neither takes in the other
        ((500, "2002/2018"), (572, "2002/2018"), "clash", ""),
        ((500, "2002/2018"), (572, "2002/2018-06"), "clash", "same time"),
        ((500, "2002/.."), (572, "2002/.."), "clash", "same time"),
        ((500, "[2018..2019]"), (572, "[2018..2019]"), "open", ""),
    ],
)
def test_a_cumulative_count_grows(record, first, second, word, assumes):
    pair = [
        replace(
            record.figure("hp-400"),
            id=str(n),
            bound=Bound.of("exact", value),
            period=dates.parse(period),
        )
        for n, (value, period) in enumerate((first, second))
    ]
    for both in (pair, pair[::-1]):
        found = findings.agreement(record, *both)
        assert found.word == word
        assert bool(assumes) == bool(found.assumptions)
        assert assumes in "".join(found.assumptions)


def test_stocks_are_compared_only_where_both_are_of_one_certain_day(record):
    one, other = (replace(record.figure("hp-310"), bound=Bound.of("exact", n)) for n in (1, 2))
    assert findings.agreement(record, one, other).word == "clash"
    month = {"period": dates.parse("2021-04")}
    assert findings.agreement(record, replace(one, **month), replace(other, **month)).word == "open"


def test_a_clash_names_that_two_groups_are_only_taken_for_the_same(real):
    first, second = real.figure("kt-572"), real.figure("kt-500")
    clash = findings.agreement(real, first, replace(second, bound=Bound.of("more_than", 600)))
    assert clash.word == "clash"
    same, covering = clash.assumptions
    assert "are the same people" in same
    assert covering == "the count of 572 takes in all that the count of more than 600 does"


def test_an_agreement_holds_also_where_two_groups_are_not_the_same(real, tmp_path):
    found = findings.agreement(real, real.figure("kt-572"), real.figure("kt-500"))
    assert (found.word, found.assumptions) == ("agree", ())
    record = related(tmp_path, "waiting-without-papers", "returned-sailors", "same", "assumed")
    first = replace(record.figure("hp-31"), population=record.population("waiting-without-papers"))
    alike, other = (replace(record.figure("pm-34"), bound=Bound.of("exact", n)) for n in (31, 34))
    fits, breaks = (findings.agreement(record, first, number) for number in (alike, other))
    assert (fits.word, fits.assumptions) == ("agree", ())
    assert (breaks.word, breaks.assumptions) == ("clash", ("A guess",))


def test_an_agreement_with_a_derived_number_carries_its_assumptions(real):
    before = sums.before(real, real.figure("kt-572"), real.figure("kt-28"))
    found = findings.agreement(real, before, real.figure("kt-500"))
    assert found.word == "agree"
    assert set(found.assumptions) == set(before.assumptions)


def test_the_evidence_of_an_agreement_sets_the_numbers_against_each_other(record):
    own, *inputs = findings.agreement(
        record, record.figure("hp-31"), record.figure("pm-34")
    ).evidence()
    assert (own["id"], own["label"], own["formula"]) == (
        "agreement-hp-31-pm-34",
        "31 and 34 contradict each other",
        "31 compared with 34",
    )
    assert [item["id"] for item in inputs if item["kind"] != "source"] == ["hp-31", "pm-34"]


OPPOSITE = {"below": "above", "above": "below"}


@pytest.mark.parametrize(
    ("bound", "word"),
    [
        (Bound.of("exact", 34), "below"),
        (Bound.of("exact", 30), "above"),
        (Bound.of("exact", 31), "equal"),
        (Bound.of("more_than", 31), "below"),
        (Bound.of("at_least", 31), "unknown"),
        (Bound.of("less_than", 31), "above"),
        (Bound.of("at_most", 31), "unknown"),
        (Bound.of("between", 20, 30), "above"),
        (Bound.of("between", 30, 40), "unknown"),
        (Bound.of("about", 100), "unknown"),
    ],
)
def test_a_number_is_lower_or_higher_only_where_all_its_values_are(record, bound, word):
    first, second = record.figure("hp-31"), replace(record.figure("pm-34"), bound=bound)
    assert findings.order(record, first, second) == Finding(word, (first, second))
    assert findings.order(record, second, first) == Finding(
        OPPOSITE.get(word, word), (second, first)
    )


def test_counts_are_closed_to_whole_numbers_before_they_are_ordered(record):
    first, second = (
        replace(record.figure("hp-31"), id=kind, bound=Bound.of(kind, value))
        for kind, value in (("more_than", 31), ("less_than", 32))
    )
    assert findings.order(record, first, second).word == "above"
    in_fractions = [replace(figure, unit="years") for figure in (first, second)]
    assert findings.order(record, *in_fractions).word == "unknown"


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({}, "below"),
        ({"value": "31"}, "equal"),
        ({"value": "30"}, "above"),
        ({"bound": "about"}, "unknown"),
        ({"population_id": "waiting-without-papers"}, "unknown"),
        ({"unit": "documents"}, "unknown"),
        ({"measure": "cumulative"}, "unknown"),
    ],
)
def test_a_changed_row_changes_the_order(tmp_path, cells, word):
    record = changed(tmp_path, "figures", "pm-34", cells)
    assert findings.order(record, record.figure("hp-31"), record.figure("pm-34")).word == word


DOUBT = "It may be of another year."


@pytest.mark.parametrize("doubted", [0, 1])
@pytest.mark.parametrize("doubt", [{"doubt": DOUBT}, {"rank": "deprecated"}])
def test_a_number_that_the_record_doubts_is_neither_lower_nor_higher(record, doubted, doubt):
    pair = [record.figure("hp-31"), record.figure("pm-34")]
    assert findings.order(record, *pair).word == "below"
    pair[doubted] = replace(pair[doubted], **doubt)
    assert findings.order(record, *pair).word == "unknown"


def test_what_is_calculated_from_a_doubted_number_is_neither_lower_nor_higher(record):
    figure = record.figure("hp-31")
    low, high = rates.average(figure), rates.average(replace(figure, bound=Bound.of("exact", 60)))
    assert findings.order(record, low, high).word == "below"
    from_doubted = rates.average(replace(figure, doubt=DOUBT))
    assert findings.order(record, from_doubted, high).word == "unknown"


@pytest.mark.parametrize(
    ("times", "outgrows"), [(("2020", "2021"), True), (("2020?", "2021"), False)]
)
def test_a_total_outgrows_another_only_where_it_certainly_runs_longer(record, times, outgrows):
    earlier, later = (
        replace(record.figure("hp-400"), id=time, period=dates.parse(f"2011/{time}"))
        for time in times
    )
    assert findings.outgrows(record, later, earlier) == outgrows


def test_what_is_doubted_is_not_the_largest(record):
    few, many = record.figure("hp-31"), replace(record.figure("pm-34"), doubt=DOUBT)
    assert findings.largest([few, many]) == (few,)
    assert findings.largest([many]) == ()


@pytest.mark.parametrize(
    ("relation", "basis", "word", "assumptions"),
    [
        ("same", "stated", "below", ()),
        ("same", "assumed", "below", ("A guess",)),
        ("subset_of", "stated", "unknown", ()),
        ("disjoint", "assumed", "unknown", ()),
        ("unknown", "unknown", "unknown", ()),
    ],
)
def test_different_groups_have_an_order_only_if_they_are_the_same_and_what_is_assumed_is_named(
    tmp_path, relation, basis, word, assumptions
):
    record = related(tmp_path, "waiting-without-papers", "returned-sailors", relation, basis)
    other = replace(record.figure("pm-34"), population=record.population("waiting-without-papers"))
    found = findings.order(record, record.figure("hp-31"), other)
    assert (found.word, found.assumptions) == (word, assumptions)


def test_an_unknown_order_assumes_nothing(tmp_path):
    record = related(tmp_path, "waiting-without-papers", "returned-sailors", "same", "assumed")
    first = replace(record.figure("hp-31"), population=record.population("waiting-without-papers"))
    vague = replace(record.figure("pm-34"), bound=Bound.of("about", 34))
    assert findings.order(record, first, vague) == Finding("unknown", (first, vague))


def test_an_unknown_order_names_the_groups_or_else_the_times_of_its_numbers(record):
    first, second, vague = record.figures(["hp-31", "hp-310", "pm-34"])
    other = replace(vague, period=dates.parse("2019"))
    groups = [number.population.label for number in (first, second)]
    assert Finding("unknown", (first, second)).label() == (
        f"which is larger is not known: 31 ({groups[0]}) or 310 ({groups[1]})"
    )
    assert Finding("unknown", (first, other)).label() == (
        "which is larger is not known: 31 (2020) or 34 (2019)"
    )
    assert Finding("unknown", (first, vague)).label() == "which is larger is not known: 31 or 34"


def test_a_number_of_several_groups_has_no_order(record):
    figure = record.figure("hp-31")
    several = Derived("sum", "sum", Bound.of("exact", 99), "persons", "", (figure,), measure="flow")
    assert findings.order(record, figure, several).word == "unknown"
    assert (
        findings.order(record, figure, replace(several, population=figure.population)).word
        == "below"
    )


def earlier_averages(real: Record) -> list[Derived]:
    counts = [
        sums.before(real, real.figure(key), real.figure("kt-28")) for key in ("kt-500", "kt-572")
    ]
    return [rates.average(number, real.event("kt-memorandum")) for number in counts]


@pytest.mark.parametrize(
    ("returned", "words", "together"),
    [
        (28, ["below", "below"], "below"),
        (31, ["below", "below"], "below"),
        (33, ["unknown", "below"], "unknown"),
        (38, ["unknown", "unknown"], "unknown"),
        (60, ["unknown", "above"], "unknown"),
    ],
)
def test_the_latest_year_is_lower_than_those_before_only_while_its_row_says_so(
    real, returned, words, together
):
    latest = rates.average(replace(real.figure("kt-28"), bound=Bound.of("exact", returned)))
    found = [findings.order(real, latest, average) for average in earlier_averages(real)]
    assert [finding.word for finding in found] == words
    assert findings.overall(found) == together


def test_an_order_carries_the_assumptions_of_both_numbers(real):
    latest = rates.average(real.figure("kt-28"))
    for average in earlier_averages(real):
        found = findings.order(real, latest, average)
        assert set(found.assumptions) >= {*latest.assumptions, *average.assumptions}


def test_the_evidence_of_an_order_says_which_number_is_lower(record):
    own, *inputs = findings.order(record, record.figure("hp-31"), record.figure("pm-34")).evidence()
    assert (own["id"], own["label"], own["formula"]) == (
        "order-hp-31-pm-34",
        "31 is lower than 34",
        "31 compared with 34",
    )
    assert ["What", "which of them is lower or higher"] in own["lines"]
    assert [item["id"] for item in inputs if item["kind"] != "source"] == ["hp-31", "pm-34"]


def test_each_word_of_a_finding_has_words_of_its_own(record):
    pair = (record.figure("hp-31"), record.figure("pm-34"))
    assert len({Finding(word, pair).label() for word in FINDINGS}) == len(FINDINGS)


@pytest.mark.parametrize(
    ("words", "together"),
    [
        ([], "unknown"),
        (["below", "below"], "below"),
        (["above"], "above"),
        (["equal", "equal"], "equal"),
        (["unknown"], "unknown"),
        (["below", "above"], "unknown"),
        (["below", "equal"], "unknown"),
        (["above", "unknown"], "unknown"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_several_findings_have_a_word_together_only_where_they_share_it(
    record, words, together, turned
):
    pair = (record.figure("hp-31"), record.figure("pm-34"))
    found = [Finding(word, pair) for word in words]
    assert findings.overall(found[::-1] if turned else found) == together


@pytest.mark.parametrize(
    ("limits", "most"),
    [
        ([], []),
        ([(3, 3), (5, 5), (4, 4)], [1]),
        ([(5, 5), (3, 3), (5, 5)], [0, 2]),
        ([(3, 6), (5, 5), (1, 4)], [0, 1]),
        ([(3, 3), (3, 4), (5, 9)], [2]),
    ],
)
def test_the_largest_are_those_that_none_exceeds_for_certain(record, limits, most):
    inputs = (record.figure("hp-31"),)
    numbers = [
        Derived(str(n), "n", Bound(*ends), "words", "", inputs) for n, ends in enumerate(limits)
    ]
    assert findings.largest(numbers) == tuple(numbers[n] for n in most)


def test_a_vague_number_may_be_the_largest(record):
    inputs = (record.figure("hp-31"),)
    few, many = (
        Derived(kind, "n", Bound.of(kind, 5), "words", "", inputs) for kind in ("about", "exact")
    )
    assert findings.largest([few, many]) == (few, many)
    assert findings.largest([replace(few, bound=Bound.of("exact", 4)), many]) == (many,)


def test_an_answer_leads_with_the_finding_that_assumes_least_where_all_say_the_same(record):
    pair = record.figure("hp-31"), record.figure("pm-34")
    bold, firm = Finding("below", pair, ("a is b", "c is d")), Finding("below", pair, ("a is b",))
    assert findings.firmest([bold, firm]) == (firm,)
    other = Finding("above", pair)
    assert findings.firmest([bold, other]) == (bold, other)
    assert not findings.firmest([])


@pytest.fixture(scope="module")
def wide() -> Record:
    return Record.load(scope="record")


def test_a_total_of_a_later_date_is_no_other_answer_unless_it_contradicts(wide):
    later, earlier = wide.figures(["returned-2019-07-ministry", "kt-572"])
    assert findings.outgrows(wide, later, earlier)
    assert not findings.outgrows(wide, earlier, later)
    assert not findings.outgrows(wide, replace(later, bound=Bound.of("exact", 500)), earlier)
    assert not findings.outgrows(wide, replace(later, period=earlier.period), earlier)
    assert not findings.outgrows(
        wide, replace(later, measure="flow"), replace(earlier, measure="flow")
    )


def test_of_numbers_that_say_the_same_the_most_exact_are_kept(record):
    figure = record.figure("hp-31")

    def number(kind: str, value: int, doubt: str = "") -> Figure:
        return replace(figure, id=f"{kind}-{value}", bound=Bound.of(kind, value), doubt=doubt)

    more, least, about = number("more_than", 19), number("at_least", 19), number("about", 19)
    for given in ([more, least], [least, more]):
        assert list(findings.most_exact(given)) == [more]
    apart = [more, about, number("exact", 7)]
    assert list(findings.most_exact(apart)) == apart
    doubted = number("exact", 20, "It may be of another day.")
    for given in ([doubted, least], [least, doubted]):
        assert list(findings.most_exact(given)) == given
    assert findings.most_exact([replace(more, id="again"), more])[0].id == "again"


def test_where_every_number_is_doubted_none_takes_the_place_of_another(record):
    doubted = replace(record.figure("hp-31"), doubt="It may be of another day.")
    wider = replace(doubted, id="wider", bound=Bound.of("at_least", 3))
    assert list(findings.most_exact([wider, doubted])) == [wider, doubted]
