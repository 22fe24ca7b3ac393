"""Calculations give bounds that know where they come from; what the evidence does not allow is refused by name."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import valid_rows
from test_record import loaded

from analysis import dates, measures
from analysis.bounds import Bound
from analysis.errors import Refusal
from analysis.measures import Agreement, Derived
from analysis.record import Figure, Record
from analysis.verify import Standing


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


def related(folder, a: str, b: str, relation: str, basis: str = "stated") -> Record:
    """The invented record with one more relation, in place of any other of the two populations."""
    rows = valid_rows()
    kept = {k: v for k, v in rows["relations"].items() if {v["population_a"], v["population_b"]} != {a, b}}
    cells = {"population_a": a, "population_b": b, "relation": relation, "basis": basis, "note": "A guess"}
    rows["relations"] = kept | {"new": cells}
    return loaded(folder, rows)


def refusal(measure: Callable[..., object], *args: object) -> str:
    with pytest.raises(Refusal) as refused:
        measure(*args)
    return str(refused.value)


# ---- shares


def test_1412_of_more_than_1900_is_at_most_74_3_percent(real):
    share = measures.share(real, real.figure("kt-1412"), real.figure("kt-1900"))
    assert share.label() == "at most 74.3\u00a0%"
    assert share.bound.high == Fraction(1412, 1901)
    assert share.formula == "1,412 ÷ (more than 1,900)"
    assert [item.id for item in share.inputs] == ["kt-1412", "kt-1900"]


def test_a_share_of_about_stays_about(record):
    assert measures.share(record, record.figure("hp-310"), record.figure("hp-1250")).label() == "about 24.8\u00a0%"


def test_a_share_of_a_range_is_a_range(record):
    share = measures.share(record, record.figure("pm-convicted"), record.figure("pm-34"))
    assert share.bound == Bound(Fraction(20, 34), Fraction(25, 34))


@given(part=st.integers(0, 50), extra=st.integers(0, 50), least=st.integers(1, 50))
def test_the_true_share_lies_within_the_bound(record, part, extra, least):
    least = max(least, part)
    some = replace(record.figure("pm-convicted"), bound=Bound.of("exact", part))
    every = replace(record.figure("pm-34"), bound=Bound.of("at_least", least))
    assert Fraction(part, least + extra) in measures.share(record, some, every).bound


@pytest.mark.parametrize(
    ("part", "whole", "why"),
    [
        ("hp-31", "hp-1250", "are disjoint (assumed: Nobody waits again)"),
        ("hp-310", "pm-34", "overlap is unknown (The record does not say"),
        ("hp-1250", "hp-310", "include"),
        ("hp-31", "pm-34", "are the same"),
    ],
)
def test_only_a_stated_part_has_a_share(record, part, whole, why):
    words = refusal(measures.share, record, record.figure(part), record.figure(whole))
    assert words.startswith(f"figures {part} and {whole}: no share is given: ")
    assert why in words


def test_an_assumed_part_has_no_share(tmp_path):
    assumed = related(tmp_path, "waiting-without-papers", "waiting-sailors", "subset_of", "assumed")
    words = refusal(measures.share, assumed, assumed.figure("hp-310"), assumed.figure("hp-1250"))
    assert "are part of" in words
    assert "(assumed: A guess)" in words


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
    assert why in refusal(measures.share, record, part, record.figure("pm-34"))


def test_two_unknown_dates_are_not_the_same_date(record):
    both = (replace(record.figure(key), period=None) for key in ("pm-convicted", "pm-34"))
    assert "different times" in refusal(measures.share, record, *both)


def test_a_whole_that_can_be_zero_has_no_shares(record):
    whole = replace(record.figure("pm-34"), bound=Bound.of("at_most", 40))
    assert "can be nothing" in refusal(measures.share, record, record.figure("pm-convicted"), whole)


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
    share = measures.share(record, part, replace(record.figure("hp-1250"), **changes))
    assert len(share.assumptions) == assumed
    assert all("310 and about 1,250 hold at the same time" in words for words in share.assumptions)


# ---- sums


def test_40_and_about_40_are_about_80(real):
    total = measures.total(real, [real.figure("rfa-40-found"), real.figure("rfa-40-left")])
    assert (total.label(), total.unit) == ("about 80", "remains")
    assert total.measure == ""  # a cumulative count and a stock


@pytest.mark.parametrize(
    ("relation", "basis", "why"),
    [("unknown", "unknown", "is unknown"), ("overlaps", "stated", "overlap"), ("disjoint", "assumed", "are disjoint")],
)
def test_only_populations_stated_to_be_disjoint_are_added(tmp_path, relation, basis, why):
    record = related(tmp_path, "returned-sailors", "waiting-sailors", relation, basis)
    words = refusal(measures.total, record, [record.figure("hp-31"), record.figure("hp-1250")])
    assert words.startswith("figures hp-31 and hp-1250: no sum is given: ")
    assert why in words
    assert "“sailors sent home from Graustark”" in words


def test_two_mentions_of_one_claim_are_not_added(record):
    assert "are the same" in refusal(measures.total, record, record.figures(claim_id="hp-31"))


def disjoint(folder) -> tuple[Record, Figure, Figure]:
    record = related(folder, "returned-sailors", "waiting-sailors", "disjoint")
    return record, record.figure("hp-31"), replace(record.figure("hp-1250"), measure="flow", period=dates.parse("2020"))


def test_flows_of_one_period_are_added(tmp_path):
    record, first, second = disjoint(tmp_path)
    total = measures.total(record, [first, second])
    assert (total.label(), total.measure, str(total.period)) == ("about 1,281", "flow", "2020")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"unit": "documents"}, "a flow in persons, the latter a flow in documents"),
        ({"measure": "share"}, "a share is no count"),
        ({"period": dates.parse("2019/2020")}, "different times"),
        ({"period": None}, "different times"),
        ({"measure": "stock", "period": dates.parse("2020")}, "a flow in persons, the latter a stock in persons"),
    ],
)
def test_figures_that_differ_in_unit_kind_or_time_are_not_added(tmp_path, changes, why):
    record, first, second = disjoint(tmp_path)
    assert why in refusal(measures.total, record, [first, replace(second, **changes)])


@pytest.mark.parametrize(
    ("measure", "first", "second"),
    [
        ("stock", "2020", "2020"),
        ("stock", "2020-04?", "2020-04?"),
        ("stock", "2020-04-01?", "2020-04-01?"),
        ("flow", "[2020-04-01..2020-04-03]", "[2020-04-01..2020-04-03]"),
        ("cumulative", "1990/2020-04-01", "2015/2020-04-01"),
        ("cumulative", "/2020", "/2020"),
    ],
)
def test_counts_of_dates_that_are_not_exactly_the_same_are_not_added(tmp_path, measure, first, second):
    record, *figures = disjoint(tmp_path)
    dated = [
        replace(figure, measure=measure, period=dates.parse(period))
        for figure, period in zip(figures, (first, second), strict=True)
    ]
    assert "not known exactly" in refusal(measures.total, record, dated)


def test_stocks_of_one_day_are_added_and_their_sum_has_a_date_only_if_it_is_the_same(tmp_path):
    record, *figures = disjoint(tmp_path)
    first, second = (replace(figure, measure="stock", period=dates.parse("2020-04-01")) for figure in figures)
    assert str(measures.total(record, [first, second]).period) == "2020-04-01"
    since = replace(first, measure="cumulative", period=dates.parse("2011/2020-04-01"))
    assert measures.total(record, [since, second]).period is None


def test_a_share_is_not_added_even_alone(record):
    assert "a share is no count" in refusal(measures.total, record, [record.figure("pm-papers")])


def test_counts_without_dates_are_not_added(tmp_path):
    record, first, second = disjoint(tmp_path)
    assert "different times" in refusal(measures.total, record, [replace(f, period=None) for f in (first, second)])


def test_a_sum_of_nothing_is_refused(record):
    assert "nothing to add" in refusal(measures.total, record, [])


def test_money_is_not_closed_to_whole_numbers(record):
    usd = replace(record.figure("hp-400"), unit="usd")
    assert measures.whole(usd) == Bound.of("more_than", 400)
    assert measures.whole(record.figure("hp-400")) == Bound.of("at_least", 401)


# ---- what stood before


def test_before_names_every_assumption(real):
    before = measures.before(real, real.figure("kt-572"), real.figure("kt-28"))
    assert (before.label(), before.formula) == ("544", "572 − 28")
    assert str(before.period) == "/2016-12-31"
    same_people, same_end, calendar = before.assumptions
    assert "same group" in same_people
    assert same_end == "the count of 572 takes in and ends with the period of 28"
    assert calendar == "“last year” means 2017, a calendar period"


def test_before_assumes_nothing_that_is_stated(record):
    before = measures.before(record, record.figure("hp-400"), record.figure("hp-31"))
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
def test_a_difference_needs_a_flow_within_a_cumulative_count(record, cumulative, flow, changes, why):
    words = refusal(measures.before, record, record.figure(cumulative), replace(record.figure(flow), **changes))
    assert words.startswith(f"figures {cumulative} and {flow}: no difference is given: ")
    assert why in words


def test_a_difference_with_another_population_is_refused(record):
    waiting = replace(record.figure("hp-31"), population=record.population("waiting-sailors"))
    words = refusal(measures.before, record, record.figure("hp-400"), waiting)
    assert "are disjoint" in words


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
    found = measures.attempt(
        measures.before, record, cumulative, replace(record.figure("hp-31"), period=dates.parse(flow))
    )
    assert isinstance(found, Derived) == allowed
    assert allowed or "cannot be its end" in str(found)


def test_no_less_than_nothing_is_left_of_a_count(record):
    flow = replace(record.figure("hp-31"), bound=Bound.of("exact", 600))
    assert measures.before(record, record.figure("hp-400"), flow).bound == Bound.of("at_least", 0)
    about = [replace(record.figure(id), bound=Bound.of("about", n)) for id, n in (("hp-400", 30), ("hp-31", 40))]
    assert "larger than the count" in refusal(measures.before, record, *about)


def test_a_flow_larger_than_the_count_is_refused(record):
    small = replace(record.figure("hp-400"), bound=Bound.of("at_most", 30))
    assert "larger than the count" in refusal(measures.before, record, small, record.figure("hp-31"))


# ---- agreement


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
        assert measures.agreement(record, *pair) == Agreement(word, pair)


def test_the_finding_flips_with_a_row(tmp_path, record):
    rows = valid_rows()
    rows["figures"]["pm-34"]["value"] = "31"
    flipped = loaded(tmp_path, rows)
    found = [measures.agreement(r, r.figure("hp-31"), r.figure("pm-34")).word for r in (record, flipped)]
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
    assert measures.agreement(record, record.figure("hp-31"), other).word == "open"


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
        replace(record.figure("hp-400"), id=str(n), bound=Bound.of("exact", value), period=dates.parse(period))
        for n, (value, period) in enumerate((first, second))
    ]
    for both in (pair, pair[::-1]):
        found = measures.agreement(record, *both)
        assert found.word == word
        assert bool(assumes) == bool(found.assumptions)
        assert assumes in "".join(found.assumptions)


def test_stocks_are_compared_only_where_both_are_of_one_certain_day(record):
    one, other = (replace(record.figure("hp-310"), bound=Bound.of("exact", n)) for n in (1, 2))
    assert measures.agreement(record, one, other).word == "clash"
    month = {"period": dates.parse("2021-04")}
    assert measures.agreement(record, replace(one, **month), replace(other, **month)).word == "open"


def test_what_an_agreement_assumes_is_named(real):
    first, second = real.figure("kt-572"), real.figure("kt-500")
    (assumption,) = measures.agreement(real, first, second).assumptions
    assert "same group" in assumption
    clash = measures.agreement(real, first, replace(second, bound=Bound.of("more_than", 600)))
    assert clash.word == "clash"
    assert clash.assumptions[1] == "the count of 572 takes in all that the count of more than 600 does"


def test_several_agreements_clash_if_one_does_and_agree_if_all_do(record):
    pair = (record.figure("hp-31"), record.figure("pm-34"))
    agree, clash, left_open = (Agreement(word, pair) for word in ("agree", "clash", "open"))
    assert measures.overall([agree, left_open, clash]) == "clash"
    assert measures.overall([agree, agree]) == "agree"
    assert measures.overall([agree, left_open]) == measures.overall([]) == "open"


def test_the_best_ranked_is_the_preferred_and_else_the_first(record):
    assert measures.best_ranked(record.figures(["hp-31", "pm-34"])).id == "pm-34"
    assert measures.best_ranked(record.figures(["hp-400", "hp-31"])).id == "hp-400"


# ---- what results carry


def test_a_derived_number_rests_on_something():
    with pytest.raises(Refusal, match="derived number n: it has no inputs"):
        Derived("n", "typed", Bound.of("exact", 9999), "persons", "typed", ())


def test_a_number_made_of_derived_numbers_carries_their_assumptions_once(real):
    before = measures.before(real, real.figure("kt-572"), real.figure("kt-28"))
    again = Derived("twice", "twice", before.bound + before.bound, "persons", "", (before, before), ("its own",))
    assert again.assumptions == ("its own", *before.assumptions)


def test_an_agreement_with_a_derived_number_carries_its_assumptions(real):
    before = measures.before(real, real.figure("kt-572"), real.figure("kt-28"))
    found = measures.agreement(real, before, real.figure("kt-500"))
    assert found.word == "agree"
    assert set(found.assumptions) == set(before.assumptions)


def test_a_result_is_no_better_vouched_for_than_its_weakest_input(record):
    cut = replace(record.figure("hp-400"), standing=Standing("clipped", "2021-06-01"))
    before = measures.before(record, cut, record.figure("hp-31"))
    own = before.evidence()[0]
    assert (own["verdict"], own["verdict_words"]) == ("clipped", "derived; its weakest input is clipped")
    loose = replace(before, inputs=(before, replace(record.figure("pm-34"), standing=Standing("unverified"))))
    assert loose.evidence()[0]["verdict"] == "unverified"


def test_evidence_names_formula_inputs_and_assumptions_and_holds_the_inputs_records(real):
    before = measures.before(real, real.figure("kt-572"), real.figure("kt-28"))
    own, *inputs = before.evidence()
    assert json.loads(json.dumps(own)) == own
    assert (own["id"], own["kind"], own["label"]) == (before.id, "derived", "544")
    assert own["formula"] == "572 − 28"
    assert own["assumptions"] == list(before.assumptions)
    assert own["inputs"] == ["kt-572", "kt-28"]
    assert [item["id"] for item in inputs if item["kind"] != "source"] == ["kt-572", "kt-28"]


def test_the_evidence_of_an_agreement_sets_the_numbers_against_each_other(record):
    own, *inputs = measures.agreement(record, record.figure("hp-31"), record.figure("pm-34")).evidence()
    assert (own["id"], own["label"], own["formula"]) == (
        "agreement-hp-31-pm-34",
        "31 and 34 contradict each other",
        "31 compared with 34",
    )
    assert [item["id"] for item in inputs if item["kind"] != "source"] == ["hp-31", "pm-34"]


# ---- order and structure


def test_structure_tells_parts_open_pairs_and_what_stands_apart(record):
    figures = record.figures(["hp-1250", "hp-310", "pm-34"])
    layout = measures.structure(record, figures)
    assert [(part.id, whole.id) for part, whole in layout.parts] == [("hp-310", "hp-1250")]
    assert [figure.id for figure in layout.apart] == ["pm-34"]
    # One pair has no row, the other is only assumed to be disjoint.
    assert [(a.id, b.id) for a, b, _ in layout.unknown] == [("hp-1250", "pm-34"), ("hp-310", "pm-34")]


def test_an_assumed_part_is_left_open(tmp_path):
    assumed = related(tmp_path, "waiting-without-papers", "waiting-sailors", "subset_of", "assumed")
    layout = measures.structure(assumed, assumed.figures(["hp-310", "hp-1250"]))
    assert layout.parts == ()
    assert [relation.note for _, _, relation in layout.unknown] == ["A guess"]


def test_items_are_ordered_by_first_day_undated_last_and_by_last_day_where_the_first_is_unknown(record):
    day = record.event("hp-published")
    on = {
        "b": "2020-05-04",
        "undated": "",
        "by": "/2020-05-04",
        "a": "2020-05",
        "b-again": "2020-05-04",
        "since": "2021/..",
    }
    items = [replace(day, id=key, on=dates.parse(text) if text else None) for key, text in on.items()]
    assert [item.id for item in measures.in_order(items)] == ["a", "by", "b", "b-again", "since", "undated"]


def test_stances_list_each_speaker_once_and_are_empty_where_nobody_takes_them(record):
    affirms = record.quote("hp-not-stop")
    stances = measures.by_stance([affirms, replace(affirms, id="later"), record.quote("hp-safe")])
    assert [quote.id for quote in stances["affirms"]] == ["hp-not-stop"]
    assert [quote.id for quote in stances["qualifies"]] == ["hp-safe"]
    assert stances["denies"] == []


def test_an_attempt_gives_the_result_or_the_refusal(record):
    allowed = measures.attempt(measures.before, record, record.figure("hp-400"), record.figure("hp-31"))
    refused = measures.attempt(measures.total, record, [])
    assert isinstance(refused, Refusal)
    assert measures.results(allowed, refused) == [allowed]


def test_the_day_before_a_period_is_its_end(record):
    before = measures.before(record, record.figure("hp-400"), record.figure("hp-31"))
    assert (before.period.earliest, before.period.latest) == (None, date(2019, 12, 31))
