"""What is found of numbers and words side by side follows the rows: a changed row changes the
finding.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import TEXTS, Rows, loaded, related, span, valid_rows, with_cited, write_record
from strategies import edtf_dates

from analysis.errors import LookupFailed
from analysis.measures import derived, findings
from analysis.measures.derived import Derived
from analysis.measures.findings import FINDINGS, Finding, Gap
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import fiscal_year
from analysis.record import verify
from analysis.record.bases import BASIS
from analysis.record.record import Record
from analysis.record.selections import Selection
from analysis.record.tables import read_tables
from analysis.record.verify import Standing


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


def changed(folder, table: str, key: str, cells: dict[str, str]) -> Record:
    """The invented record with some cells of one row changed, or with one more row."""
    rows = valid_rows()
    rows[table][key] = rows[table].get(key, {}) | cells
    return loaded(folder, rows)


def ids(items: Iterable[object]) -> list[str]:
    return [item.id for item in items]


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
        sum_of_one = derived.total(record, [figure])
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
    before = derived.before(real, real.figure("kt-572"), real.figure("kt-28"))
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


# ---- order


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
        derived.before(real, real.figure(key), real.figure("kt-28")) for key in ("kt-500", "kt-572")
    ]
    return [derived.average(number, real.event("kt-memorandum")) for number in counts]


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
    latest = derived.average(replace(real.figure("kt-28"), bound=Bound.of("exact", returned)))
    found = [findings.order(real, latest, average) for average in earlier_averages(real)]
    assert [finding.word for finding in found] == words
    assert findings.overall(found) == together


def test_an_order_carries_the_assumptions_of_both_numbers(real):
    latest = derived.average(real.figure("kt-28"))
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


def test_the_best_ranked_is_the_preferred_and_else_the_first(record):
    assert findings.best_ranked(record.figures(["hp-31", "pm-34"])).id == "pm-34"
    assert findings.best_ranked(record.figures(["hp-400", "hp-31"])).id == "hp-400"


def test_what_a_later_edition_supersedes_ranks_below_what_is_in_force(tmp_path):
    record = loaded(tmp_path, with_cited())
    assert (
        findings.best_ranked(record.figures(["ports-2019-ed2020", "ports-2018"])).id == "ports-2018"
    )


# ---- structure


def test_structure_tells_parts_open_pairs_and_what_stands_apart(record):
    figures = record.figures(["hp-1250", "hp-310", "pm-34"])
    layout = findings.structure(record, figures)
    assert [(part.id, whole.id) for part, whole in layout.parts] == [("hp-310", "hp-1250")]
    assert [figure.id for figure in layout.apart] == ["pm-34"]
    # One pair has no row, the other is only assumed to be disjoint.
    assert [(a.id, b.id) for a, b, _ in layout.unknown] == [
        ("hp-1250", "pm-34"),
        ("hp-310", "pm-34"),
    ]


def test_an_assumed_part_is_left_open(tmp_path):
    assumed = related(tmp_path, "waiting-without-papers", "waiting-sailors", "subset_of", "assumed")
    layout = findings.structure(assumed, assumed.figures(["hp-310", "hp-1250"]))
    assert layout.parts == ()
    assert [relation.note for _, _, relation in layout.unknown] == ["A guess"]


# ---- what is not established


def gaps_of(record: Record, *keys: str) -> list[Gap]:
    """The gaps of these items but for who alone tells of them, which every word and event has."""
    return [
        gap
        for gap in findings.gaps(record, record.items(keys))
        if gap.kind not in ("told", "quoted")
    ]


def told(record: Record, *keys: str) -> list[tuple[str, list[str], str]]:
    found = findings.gaps(record, record.items(keys))
    return [
        (gap.kind, ids(gap.items), gap.source) for gap in found if gap.kind in ("told", "quoted")
    ]


def kinds(record: Record, *keys: str) -> list[str]:
    return [gap.kind for gap in gaps_of(record, *keys)]


def verified_before(folder, rows: Rows, held: Iterable[str] = TEXTS) -> Record:
    """A record of `rows` by the receipt of the invented record as it was, with the texts of some
    sources.
    """
    was, now = (
        read_tables(write_record(folder / name, cells))
        for name, cells in (("was", None), ("now", rows))
    )
    return Record(now, verify.verify_record(was, TEXTS, {}, date(2021, 6, 1)).receipt, held)


@pytest.mark.parametrize(
    ("relation", "basis", "expected"),
    [
        ("unknown", "unknown", ["relation"]),
        ("overlaps", "assumed", ["assumed"]),
        ("same", "assumed", ["assumed"]),
        ("disjoint", "stated", []),
        ("subset_of", "stated", []),
    ],
)
def test_how_two_groups_overlap_is_a_gap_until_a_source_states_it(
    tmp_path, relation, basis, expected
):
    record = related(tmp_path, "waiting-without-papers", "returned-sailors", relation, basis)
    pair = record.figure("hp-310"), record.figure("hp-31")
    found = [
        gap for gap in findings.gaps(record, pair) if gap.kind not in ("alone", "told", "quoted")
    ]
    assert found == [Gap(kind, pair, "A guess") for kind in expected]


def test_two_groups_without_a_row_are_a_gap_and_one_group_is_none(record):
    assert (
        gaps_of(record, "hp-310", "hp-31")[0].note
        == "The record does not say how these groups overlap."
    )
    assert kinds(record, "hp-31", "hp-400") == ["alone"]


def test_a_pair_of_groups_is_one_gap_however_many_figures_count_them(record):
    found = [
        gap
        for gap in gaps_of(record, "hp-31", "hp-310", "pm-34", "hp-400")
        if gap.kind == "relation"
    ]
    assert [ids(gap.items) for gap in found] == [["hp-31", "hp-310"]]


DATED = [
    ("figures", "hp-31", "period_basis"),
    ("quotes", "hp-safe", "said_on_basis"),
    ("events", "hp-commented", "date_basis"),
]


@pytest.mark.parametrize(("table", "key", "column"), DATED)
@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("stated", []),
        ("resolved_from_text", []),
        ("external", ["external"]),
        ("assumed", ["guessed"]),
        ("unknown", ["unknown"]),
    ],
)
def test_a_date_is_a_gap_while_the_text_does_not_give_it(
    tmp_path, table, key, column, basis, expected
):
    record = changed(tmp_path, table, key, {column: basis})
    (item,) = record.items([key])
    assert findings.basis_of(item) == basis
    found = [
        gap for gap in findings.gaps(record, [item]) if gap.kind not in ("alone", "told", "quoted")
    ]
    assert found == [Gap(kind, (item,)) for kind in expected]


def test_a_date_of_no_known_basis_is_not_known(record):
    quote = record.quote("hp-unfair")
    assert (quote.on_basis, findings.basis_of(quote)) == ("", "unknown")
    assert kinds(record, "hp-unfair") == ["unknown"]
    assert findings.by_basis([quote]) == {"unknown": (quote,)}


def test_a_figure_is_dated_by_its_period_not_by_the_day_on_which_it_was_told(record):
    figure = record.figure("pm-34")
    assert (figure.on_basis, findings.basis_of(figure)) == ("external", "stated")
    assert kinds(record, "pm-34") == ["alone"]


@pytest.mark.parametrize(
    ("claim", "expected", "sources"),
    [("pm-34", ["alone"], {"harbour-post"}), ("hp-31", [], {"harbour-post", "bulletin"})],
)
def test_a_claim_stands_alone_until_a_second_source_makes_it(tmp_path, claim, expected, sources):
    record = changed(tmp_path, "figures", "pm-34", {"claim_id": claim})
    assert kinds(record, "hp-31") == kinds(record, "pm-34") == expected
    mentions = findings.mentions(record, record.figure("hp-31"))
    assert {mention.source.id for mention in mentions} == sources


def test_claims_that_stand_alone_are_listed_once_and_by_source(record):
    assert [
        (gap.kind, ids(gap.items), gap.source)
        for gap in gaps_of(record, "hp-31", "pm-34", "hp-31-again", "hp-400")
    ] == [
        ("alone", ["hp-31", "hp-400"], "harbour-post"),
        ("alone", ["pm-34"], "bulletin"),
    ]


def test_a_count_that_an_office_has_published_itself_is_not_said_to_stand_alone(tmp_path):
    write_record(tmp_path, with_cited())
    wide = Record.load(tmp_path, "record")
    own = wide.figure("ports-2018")
    assert kinds(wide, "ports-2018") == []
    other = replace(own, speakers=wide.figure("hp-31").speakers[:0])
    assert [gap.kind for gap in findings.gaps(wide, [other])] == ["alone"]


def test_a_gap_is_noted_where_the_record_has_words_of_its_own_on_two_groups(tmp_path):
    silent = valid_rows()
    silent["relations"] = {}
    for record, is_noted in (
        (loaded(tmp_path / "none", silent), False),
        (
            related(
                tmp_path / "row", "waiting-without-papers", "returned-sailors", "unknown", "unknown"
            ),
            True,
        ),
    ):
        [gap] = [gap for gap in gaps_of(record, "hp-31", "hp-310") if gap.kind == "relation"]
        assert gap.is_noted == is_noted


def test_words_and_events_are_told_by_the_source_they_stand_in_and_figures_are_not(record):
    assert told(record, "hp-safe", "hp-31", "pm-silence", "hp-commented") == [
        ("told", ["pm-silence"], "bulletin"),
        ("told", ["hp-commented"], "harbour-post"),
        ("quoted", ["hp-safe"], "harbour-post"),
    ]
    assert told(record, "hp-31") == []


def lonely(record: Record, item: object) -> list[Gap]:
    """What is said of an item that one source alone reports."""
    return [gap for gap in findings.gaps(record, [item]) if gap.kind in ("alone", "told", "also")]


def narrow_and_wide(folder, figures: dict | None = None, events: dict | None = None) -> Record:
    """The articles of the invented record, beside cited rows of the blog that are changed by these
    cells.
    """
    rows = with_cited()
    if figures:
        rows["figures"]["blog-31"] = (
            rows["figures"]["ports-2018"] | {"source_id": "blog", "value": "31"} | figures
        )
    rows["events"]["blog-landing"] |= events or {}
    write_record(folder, rows)
    return Record.load(folder)


SAME = {"population_id": "returned-sailors", "period": "2020"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({**SAME, "claim_id": "hp-31"}, ["also"]),  # another mention of the claim
        ({**SAME, "bound": "at_least"}, ["also"]),  # the same number, hedged more weakly
        ({**SAME, "value": "32"}, ["alone"]),
        ({**SAME, "period": "2019"}, ["alone"]),
        ({"period": "2020", "speaker_id": "aske-lund"}, ["alone"]),  # of other people, by another
        ({"period": "2020"}, ["also"]),  # by the same speaker, of people who may be the same
        (
            {**SAME, "source_id": "harbour-post", "start": "1", "end": "3", "exact": "ur"},
            ["alone"],
        ),  # no other voice
    ],
)
def test_nobody_else_is_said_of_the_whole_record_whatever_the_scope(tmp_path, cells, expected):
    record = narrow_and_wide(tmp_path, cells)
    assert record.scope == "articles"
    assert [gap.kind for gap in lonely(record, record.figure("hp-31"))] == expected


@pytest.mark.parametrize(
    ("cells", "is_otherwise"),
    [
        (SAME, False),
        ({**SAME, "claim_id": "hp-31"}, False),
        ({**SAME, "claim_id": "hp-31", "bound": "at_least"}, True),
        ({**SAME, "bound": "at_least"}, True),
        ({**SAME, "bound": "at_most"}, True),
        ({**SAME, "bound": "about"}, True),
        ({**SAME, "unit": "documents"}, True),
        (
            {"period": "2020"},
            True,
        ),  # by the same speaker, of people of whom nobody says that they are the same
    ],
)
def test_a_number_that_is_hedged_or_counted_otherwise_is_not_the_same_number(
    tmp_path, cells, is_otherwise
):
    record = narrow_and_wide(tmp_path, cells)
    [gap] = lonely(record, record.figure("hp-31"))
    assert ids(gap.others) == ["blog-31"]
    assert ids(gap.otherwise) == (["blog-31"] if is_otherwise else [])


@pytest.mark.parametrize(
    ("first", "second"),
    [("at_least", "at_most"), ("exact", "at_most"), ("about", "at_most"), ("about", "exact")],
)
def test_hedges_of_two_kinds_make_two_numbers_in_either_order(tmp_path, first, second):
    record = narrow_and_wide(tmp_path, {**SAME, "bound": first})
    one = record.whole.figure("blog-31")
    other = replace(one, claim="another", bound=Bound.of(second, 31))
    assert not findings.is_alike(record, one, other)
    assert not findings.is_alike(record, other, one)
    assert findings.is_alike(record, one, replace(one, claim="another"))


def test_what_cited_sources_have_of_the_articles_is_told_as_they_have_it(real):
    alike, otherwise = findings.beyond(real, real.figures())
    assert {figure.label() for figure in alike} == {"92", "1,412"}
    assert [figure.label() for figure in otherwise] == [
        "about 145,000",
        "at least 1,900",
        "at least 1,900",
        "at least 40",
    ]
    assert all(figure.standing.is_cited for figure in [*alike, *otherwise])


@pytest.mark.parametrize(("basis", "is_alike"), [("stated", True), ("assumed", False)])
def test_a_number_of_people_only_assumed_to_be_the_same_is_not_the_same_number(
    tmp_path, basis, is_alike
):
    rows = with_cited()
    rows["relations"]["ports"] |= {"relation": "same", "basis": basis}
    write_record(tmp_path, rows)
    record = Record.load(tmp_path, "record")
    port = record.figure("ports-2018")
    sailors = replace(port, claim="another", population=record.population("returned-sailors"))
    assert findings.is_alike(record, port, sailors) == is_alike


def test_what_only_one_article_reports_names_who_reports_it_elsewhere(tmp_path):
    record = narrow_and_wide(tmp_path, {**SAME, "bound": "at_least"})
    [gap] = lonely(record, record.figure("hp-31"))
    assert (ids(gap.items), ids(gap.others)) == (["hp-31"], ["blog-31"])
    assert gap.articles.label() == "the two articles"
    assert "Harbour Post" in gap.articles.about()[1]


def test_an_event_that_another_source_reports_is_not_told_by_one_alone(tmp_path):
    apart, same = (
        narrow_and_wide(tmp_path / "apart"),
        narrow_and_wide(tmp_path / "same", events={"same_as": "pm-silence"}),
    )
    assert [gap.kind for gap in lonely(apart, apart.event("pm-silence"))] == ["told"]
    [gap] = lonely(same, same.event("pm-silence"))
    assert (gap.kind, ids(gap.others)) == ("also", ["blog-landing"])
    assert lonely(same.whole, same.whole.event("pm-silence")) == []
    assert lonely(same.whole, same.whole.event("blog-landing")) == []


def test_the_numbers_of_ice_and_of_the_court_are_also_reported_by_others(real):
    found = findings.gaps(real, real.figures(["kt-1412", "kt-1900", "kt-92", "rfa-26"]))
    also = {
        gap.items[0].id: {other.source.publisher for other in gap.others}
        for gap in found
        if gap.kind == "also"
    }
    assert also == {
        "kt-1412": {"Sacramento Bee", "VOA"},
        "kt-1900": {"Sacramento Bee", "VOA"},
        "kt-92": {"Asia Times"},
    }
    otherwise = {
        gap.items[0].id: {other.label() for other in gap.otherwise}
        for gap in found
        if gap.kind == "also"
    }
    assert otherwise == {"kt-1412": set(), "kt-1900": {"at least 1,900"}, "kt-92": set()}
    assert [ids(gap.items) for gap in found if gap.kind == "alone"] == [["rfa-26"]]


def test_the_rearrests_and_the_wish_to_amend_are_not_told_by_khmer_times_alone(real):
    events = [real.event("kt-rearrested"), real.event("kt-amend"), real.event("kt-no-update")]
    found = findings.gaps(real, events)
    assert {gap.items[0].id: ids(gap.others) for gap in found if gap.kind == "also"} == {
        "kt-rearrested": ["raids-2017-10"],
        "kt-amend": ["amendment-letter"],
    }
    assert [ids(gap.items) for gap in found if gap.kind == "told"] == [["kt-no-update"]]


def test_a_calculated_number_that_a_source_reports_too_is_found_in_the_whole_record(real):
    remains = derived.total(real, real.figures(["rfa-40-found", "rfa-40-left"]))
    assert ids(findings.echoes(real, remains)) == ["missing-2017-09-14-hun-sen"]
    left = derived.before(real, real.figure("kt-572"), real.figure("kt-28"))
    assert findings.echoes(real, left) == []


@pytest.mark.parametrize(
    ("sources", "words"), [(1, "the article"), (2, "the two articles"), (21, "the 21 articles")]
)
def test_the_articles_are_named_with_how_many_they_are(record, monkeypatch, sources, words):
    one = record.source("bulletin")
    monkeypatch.setattr(Record, "held", lambda _: [one] * sources)
    assert findings.articles(record, [record.figure("hp-31")]).label() == words


def test_what_is_only_cited_has_no_words_to_stand_as_last_verified(tmp_path):
    assert "unheld" not in kinds(loaded(tmp_path, with_cited()), "ports-2018", "blog-landing")


def test_a_row_that_changed_since_its_receipt_is_a_gap(tmp_path):
    rows = valid_rows()
    rows["quotes"]["hp-safe"]["stance"] = "affirms"
    for record, expected in (
        (verified_before(tmp_path, rows), ["unverified"]),
        (loaded(tmp_path / "new", rows), []),
    ):
        assert kinds(record, "hp-safe") == expected
        assert kinds(record, "hp-not-stop") == []


def test_gaps_come_in_the_order_of_their_kinds(record):
    unsure = replace(record.event("hp-published"), standing=Standing("unverified", held=False))
    quote = replace(record.quote("hp-safe"), on_basis="assumed")
    event = replace(record.event("hp-commented"), on_basis="external")
    figures = record.figures(["hp-31", "hp-1250", "hp-310"])
    found = findings.gaps(record, [unsure, quote, event, record.event("pm-silence"), *figures])
    assert [gap.kind for gap in found] == [
        "relation",
        "assumed",
        "unknown",
        "external",
        "guessed",
        "alone",
        "told",
        "told",
        "quoted",
        "unverified",
    ]
    assert found[1].note == "Nobody waits again"


def test_nothing_has_no_gaps(record):
    assert findings.gaps(record, []) == []


def test_what_a_result_rests_on_is_followed_to_the_rows(record):
    count, flow, quote = record.figure("hp-400"), record.figure("hp-31"), record.quote("hp-safe")
    before = derived.before(record, count, flow)
    compared = findings.order(record, derived.average(flow), derived.average(before))
    assert findings.reported([quote, compared, before, count]) == [quote, flow, count]
    assert findings.gaps(record, [compared]) == findings.gaps(record, [flow, count])


def test_an_event_that_a_result_assumes_has_its_gaps_too(record):
    since = replace(record.event("hp-published"), on=dates.parse("2011"), on_basis="external")
    count = replace(record.figure("hp-400"), period=dates.parse("/2020"))
    found = findings.gaps(record, [derived.average(count, since)])
    assert [(gap.kind, ids(gap.items)) for gap in found] == [
        ("external", ["hp-published"]),
        ("alone", ["hp-400"]),
        ("told", ["hp-published"]),
    ]


def test_the_years_that_a_group_would_take_rest_on_a_relation_that_no_source_states(real):
    group, pace = real.figure("kt-1412"), derived.average(real.figure("kt-28"))
    named = {"deported-convicted": ["final-order-convicted"]}
    found = findings.gaps(real, [derived.years_at_pace(real, group, pace, named)])
    (gap,) = (gap for gap in found if gap.kind == "relation")
    assert ids(gap.items) == ["kt-1412", "kt-28"]
    assert "No source says" in gap.note


# ---- speakers and sides


def test_the_quotations_of_a_speaker_stand_together_in_order_of_first_appearance(record):
    nobodys = replace(record.quote("hp-unfair"), id="nobodys", speakers=())
    quotes = record.quotes(["hp-comment", "hp-not-stop", "hp-passage", "hp-safe"])
    assert [ids(said) for said in findings.by_speaker([*quotes, nobodys])] == [
        ["hp-comment"],
        ["hp-not-stop", "hp-safe"],
        ["hp-passage"],
        ["nobodys"],
    ]


def test_a_changed_speaker_parts_the_quotations(tmp_path):
    record = changed(tmp_path, "quotes", "hp-safe", {"speaker_id": "port-ministry"})
    assert [
        ids(said) for said in findings.by_speaker(record.quotes(["hp-not-stop", "hp-safe"]))
    ] == [
        ["hp-not-stop"],
        ["hp-safe"],
    ]


def test_a_side_that_is_not_quoted_is_there_and_empty(record):
    nobodys = replace(record.quote("hp-unfair"), id="nobodys", speakers=())
    sides = {"XG": "Graustark", "XR": "Ruritania", "": "not stated"}
    found = findings.by_side(
        [record.quote("hp-comment"), nobodys, *record.quotes(["hp-safe", "hp-passage"])], sides
    )
    assert [(side, ids(quotes)) for side, quotes in found.items()] == [
        ("Graustark", []),
        ("Ruritania", ["hp-safe", "hp-passage"]),
        ("not stated", ["hp-comment", "nobodys"]),
    ]


def test_a_country_without_a_name_is_a_side_by_its_code_and_countries_may_share_a_side(record):
    quotes = record.quotes(["hp-safe", "hp-comment"])
    assert {
        side: ids(said) for side, said in findings.by_side(quotes, {"XG": "Graustark"}).items()
    } == {
        "Graustark": [],
        "XR": ["hp-safe"],
        "": ["hp-comment"],
    }
    assert findings.by_side(quotes, {"XR": "here", "": "here"}) == {"here": list(quotes)}


def test_no_quotation_is_lost_among_the_speakers_and_sides(real):
    quotes = real.quotes()
    for groups in (
        findings.by_speaker(quotes),
        findings.by_side(quotes, {"US": "over there"}).values(),
    ):
        assert sorted(quote.id for said in groups for quote in said) == sorted(ids(quotes))


def test_no_american_is_quoted(real):
    quotes = real.quotes(mode=["direct", "partial"])
    sides = findings.by_side(quotes, {"KH": "Cambodia", "US": "United States"})
    assert sides == {"Cambodia": list(quotes), "United States": []}


def test_stances_list_each_speaker_once_and_are_empty_where_nobody_takes_them(record):
    affirms = record.quote("hp-not-stop")
    stances = findings.by_stance([affirms, replace(affirms, id="later"), record.quote("hp-safe")])
    assert [quote.id for quote in stances["affirms"]] == ["hp-not-stop"]
    assert [quote.id for quote in stances["qualifies"]] == ["hp-safe"]
    assert not stances["denies"]


REPORTED_TWICE = {
    "utterance_id": "pm-no-report",
    "part": "1",
    "speaker_id": "port-ministry",
    "mode": "direct",
    "target": "none",
    "stance": "none",
    **span("bulletin", "The Seafarers’ League sent no report."),
}


@pytest.mark.parametrize(
    ("speaker", "above", "found"),
    [
        ("port-ministry", "port-ministry", ["hp-not-stop", "hp-safe", "hp-unfair", "pm-no-report"]),
        ("port-ministry", "", []),  # the minister is no longer of the ministry
        ("seafarers-league", "port-ministry", []),
        ("reader-one", "port-ministry", ["hp-comment", "pm-no-report"]),
    ],
)
def test_a_body_is_shared_where_more_than_one_source_quotes_those_who_belong_to_it(
    tmp_path, speaker, above, found
):
    rows = valid_rows()
    rows["quotes"]["pm-no-report"] = REPORTED_TWICE | {"speaker_id": speaker}
    rows["speakers"]["aske-lund"]["affiliation_id"] = above
    assert ids(findings.shared(loaded(tmp_path, rows).quotes())) == found


def test_several_quotations_in_one_source_are_not_shared_nor_are_words_of_nobody(record):
    assert not findings.shared(record.quotes())
    quote = replace(record.quote("hp-safe"), speakers=())
    again = replace(quote, id="again", source=record.source("bulletin"))
    assert not findings.shared([quote, again])


def test_both_articles_quote_one_government(real):
    found = findings.shared(real.quotes(mode=["direct", "partial"]))
    assert {quote.speaker.principal for quote in found} == {"the government of Cambodia"}
    assert {quote.source.id for quote in found} == {"kt", "rfa"}


@pytest.mark.parametrize(
    ("claim", "found"),
    [("pm-34", []), ("hp-31", ["hp-31", "hp-31-again", "pm-34"]), ("hp-400", ["hp-400", "pm-34"])],
)
def test_a_figure_is_repeated_where_a_second_source_makes_its_claim(tmp_path, claim, found):
    record = changed(tmp_path, "figures", "pm-34", {"claim_id": claim})
    assert ids(findings.repeated(record, record.figures())) == found


def test_neither_article_repeats_a_figure_of_the_other(real):
    assert not findings.repeated(real, real.figures())


# ---- dates


def ordered(record: Record, dates_of: dict[str, str], before: dict[str, set[str]]) -> list[str]:
    event = record.event("hp-published")
    items = [
        replace(
            event,
            id=id,
            on=dates.parse(text) if text else None,
            before=frozenset(before.get(id, ())),
        )
        for id, text in dates_of.items()
    ]
    return ids(findings.in_order(items))


def test_an_event_dated_only_from_above_stands_before_what_it_came_before(record):
    dated_so = {"talks": "2017", "arrest": "/2017", "vote": "2017-03", "rest": "2018"}
    assert ordered(record, dated_so, {}) == ["talks", "vote", "arrest", "rest"]
    assert ordered(record, dated_so, {"arrest": {"talks"}}) == ["arrest", "talks", "vote", "rest"]
    assert ordered(record, dated_so, {"arrest": {"vote"}}) == ["talks", "arrest", "vote", "rest"]


def test_events_that_come_before_one_another_stand_in_that_order_and_without_a_date_too(record):
    dated_so = {"end": "2016", "middle": "/2017", "start": "", "rest": "2018"}
    before = {"start": {"middle", "end"}, "middle": {"end"}}
    assert ordered(record, dated_so, before) == ["start", "middle", "end", "rest"]
    assert ordered(record, {"a": "2016", "b": "2015"}, {"a": {"b"}, "b": {"a"}}) == [
        "a",
        "b",
    ]  # a circle ends too


def test_no_item_is_lost_where_one_stands_twice(record):
    event = record.event("hp-published")
    assert ids(findings.in_order([event, event])) == ["hp-published", "hp-published"]


def test_the_arrest_and_the_dissolution_stand_before_the_barbs_that_followed_them(real):
    found = ids(findings.in_order(real.events()))
    assert found.index("kt-arrest") < found.index("kt-dissolution") < found.index("kt-barbs")
    assert found.index("kt-barbs") < found.index("rfa-photo")


def test_items_are_ordered_by_first_day_undated_last_and_by_last_day_where_the_first_is_unknown(
    record,
):
    day = record.event("hp-published")
    on = {
        "b": "2020-05-04",
        "undated": "",
        "by": "/2020-05-04",
        "a": "2020-05",
        "b-again": "2020-05-04",
        "since": "2021/..",
    }
    items = [
        replace(day, id=key, on=dates.parse(text) if text else None) for key, text in on.items()
    ]
    assert [item.id for item in findings.in_order(items)] == [
        "a",
        "by",
        "b",
        "b-again",
        "since",
        "undated",
    ]


def dated(record: Record, *texts: str | None) -> list[object]:
    """One event for each date, with its place for an id."""
    event = record.event("hp-published")
    return [
        replace(event, id=str(n), on=dates.parse(text) if text else None)
        for n, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("on", "part"),
    [
        ("2016-12-31", "before"),
        ("2016", "before"),
        ("2011/2016", "before"),
        ("/2016", "before"),
        ("[2015..2016]", "before"),
        ("2017-01-01", "since"),
        ("2017", "since"),
        ("2016/2017-01-01", "since"),
        ("/2017", "since"),
        ("2011/..", "since"),
        ("2011/", "since"),
        (None, "undated"),
    ],
)
def test_what_may_reach_the_turn_is_not_before_it(record, on, part):
    found = findings.parted(dated(record, on), dates.parse("2017"))
    assert dict(zip(("before", "since", "undated"), map(len, found), strict=True))[part] == 1
    assert sum(map(len, found)) == 1


def test_nothing_is_before_a_turn_that_has_no_start(record):
    assert [
        ids(part) for part in findings.parted(dated(record, "1900", None), dates.parse("/2017"))
    ] == [
        [],
        ["0"],
        ["1"],
    ]


@given(texts=st.lists(st.none() | edtf_dates()), turn=edtf_dates())
def test_parted_items_are_all_there_once_and_each_part_is_in_order(record, texts, turn):
    items, turn = dated(record, *texts), dates.parse(turn)
    before, since, undated = findings.parted(items, turn)
    assert sorted(ids([*before, *since, *undated]), key=int) == ids(items)
    assert all(item.on.latest < turn.earliest for item in before)
    sure = [item.on.latest for item in since if item.on.latest and not item.on.uncertain]
    assert not turn.earliest or all(latest >= turn.earliest for latest in sure)
    assert not any(item.on for item in undated)
    assert [*before, *since] == [
        *findings.in_order(item for item in items if item in before),
        *findings.in_order(item for item in items if item in since),
    ]
    assert ids(undated) == sorted(ids(undated), key=int)


def test_a_changed_date_moves_an_event_to_the_other_part(tmp_path):
    for on, part in (("2016", 0), ("2017-03", 1)):
        record = changed(tmp_path / on, "events", "hp-published", {"date": on})
        found = findings.parted(record.events(), dates.parse("2017"))
        assert "hp-published" in ids(found[part])
        assert ids(found[2]) == ["pm-silence"]


@pytest.mark.parametrize(
    ("on", "is_certain_day"),
    [
        ("2017-09-14", True),
        ("2017-09-14?", False),
        ("2017-09", False),
        ("2017", False),
        ("2017-09-14/2017-09-14", False),
        ("[2018-02-23..2018-02-28]", False),
        ("/2017-09-14", False),
        (None, False),
    ],
)
def test_only_a_certain_day_is_a_date_to_the_day(record, on, is_certain_day):
    assert len(findings.to_the_day(dated(record, on))) == is_certain_day


def test_dates_are_grouped_by_basis_from_best_to_worst_and_only_as_they_occur(record):
    bases = ("unknown", "external", "stated", "unknown")
    items = [
        replace(item, on_basis=basis)
        for item, basis in zip(dated(record, *[None] * 4), bases, strict=True)
    ]
    found = findings.by_basis(items)
    assert [(basis, ids(rows)) for basis, rows in found.items()] == [
        ("stated", ["2"]),
        ("external", ["1"]),
        ("unknown", ["0", "3"]),
    ]


def test_each_date_of_the_record_is_counted_under_one_basis(real):
    items = [*real.figures(), *real.quotes(), *real.events()]
    groups = findings.by_basis(items)
    assert sorted(groups, key=list(BASIS).index) == list(groups)
    counts = derived.tally("dates", groups, "dates")
    assert derived.altogether("all", "all", counts).bound == Bound.of("exact", len(items))
    assert all(findings.basis_of(item) == basis for basis, rows in groups.items() for item in rows)


def test_an_iterator_of_items_loses_none(record):
    events = record.events()
    turn = dates.parse("2021-05-05")
    assert findings.parted(iter(events), turn) == findings.parted(events, turn)
    assert findings.by_basis(iter(events)) == findings.by_basis(events)


def test_an_uncertain_date_is_not_certainly_before(record):
    event = replace(record.event("hp-published"), on=dates.parse("2016?"))
    assert findings.parted([event], dates.parse("2017")) == ((), (event,), ())


def test_a_relation_known_by_outside_evidence_is_no_gap(tmp_path):
    record = related(tmp_path, "waiting-sailors", "returned-sailors", "disjoint", "external")
    assert {gap.kind for gap in findings.gaps(record, record.figures(["hp-31", "hp-1250"]))} == {
        "alone"
    }


def test_the_items_known_in_a_way_are_those_of_that_basis(record):
    items = [*record.figures(), *record.quotes(), *record.events()]
    assert findings.known_by(items, "stated") == findings.by_basis(items)["stated"] != []
    with pytest.raises(LookupFailed, match='"staetd" is no basis; did you mean "stated"'):
        findings.known_by(items, "staetd")


# ---- voices, points and what an answer leads with


def test_an_answer_leads_with_the_finding_that_assumes_least_where_all_say_the_same(record):
    pair = record.figure("hp-31"), record.figure("pm-34")
    bold, firm = Finding("below", pair, ("a is b", "c is d")), Finding("below", pair, ("a is b",))
    assert findings.firmest([bold, firm]) == (firm,)
    other = Finding("above", pair)
    assert findings.firmest([bold, other]) == (bold, other)
    assert not findings.firmest([])


def test_an_item_has_all_the_points_that_it_is_named_for(record):
    stop, safe = record.quotes(["hp-not-stop", "hp-safe"])
    points = {"ships": [safe, stop], "people": [stop], "talks": []}
    assert findings.points_on(points) == {
        "hp-safe": ["ships"],
        "hp-not-stop": ["ships", "people"],
    }


def test_quotations_are_taken_together_by_the_body_behind_their_speakers(record):
    stop, passage, unfair = record.quotes(["hp-not-stop", "hp-passage", "hp-unfair"])
    assert findings.by_body([stop, passage, unfair]) == [(stop, unfair), (passage,)]


def test_those_speak_for_themselves_who_belong_to_nothing_that_speaks(record):
    quote = record.quote("hp-safe")
    speaker = quote.speaker
    assert not findings.for_themselves([quote, record.quote("hp-passage")])
    alone = [
        replace(quote, id=body, speakers=(replace(speaker, body=body),))
        for body in ("", "group", "not named", "civil society", "news medium")
    ]
    unnamed = replace(quote, id="unnamed", speakers=())
    found = findings.for_themselves([*alone, unnamed])
    assert [item.id for item in found] == ["", "group", "not named", "unnamed"]


def test_whoever_is_named_but_never_quoted_is_paraphrased_and_a_news_medium_is_not(record):
    minister, league, paper = (
        record.speaker(id) for id in ("aske-lund", "seafarers-league", "harbour-post")
    )
    captain = replace(minister, id="captain")
    said = record.figure("hp-310")
    items = [
        replace(said, id=who.id, speakers=(who,))
        for who in (minister, captain, captain, league, paper)
    ]
    quotes = [record.quote("hp-safe")]
    assert [item.id for item in findings.paraphrased(items, quotes)] == [
        "captain",
        "seafarers-league",
    ]
    assert [item.id for item in findings.paraphrased(items, [])] == [
        "aske-lund",
        "captain",
        "seafarers-league",
    ]
    assert not findings.paraphrased([replace(said, speakers=())], quotes)


def test_a_body_is_quoted_where_somebody_who_belongs_to_it_is(record):
    ministry = replace(record.figure("hp-310"), speakers=(record.speaker("port-ministry"),))
    assert not findings.paraphrased([ministry], [record.quote("hp-safe")])
    assert findings.paraphrased([ministry], [record.quote("hp-passage")]) == (ministry,)


# ---- editions, sides of an event, definitions


@pytest.fixture(scope="module")
def public() -> Record:
    return Record.load(scope="record")


def test_editions_of_a_period_stand_together_and_what_is_superseded_stands_before(public):
    groups = findings.editions(public.figures(population_id="dhs-removals"))
    assert [[f.label() for f in group] for group in groups if len(group) > 1] == [
        ["17", "18"], ["10", "13"], ["18", "18"], ["22", "24"], ["58", "66"]
    ]  # fmt: skip
    assert all(group[-1].rank != "superseded" for group in groups)


def test_a_claim_that_is_repeated_is_no_further_edition(public):
    groups = findings.editions(public.figures(population_id="ice-removals"))
    assert [[figure.label() for figure in group] for group in groups] == [["29"], ["110"], ["80"]]


def test_a_revision_says_how_the_later_edition_stands_to_the_earlier(public):
    found = findings.revisions(public, public.figures(population_id="dhs-removals"))
    assert [finding.word for finding in found] == ["above", "above", "equal", "above", "above"]


PARTS = ["dhs-removals-convicted", "dhs-removals-not-convicted"]


def years_changed(found: list[Finding]) -> set[int]:
    """The fiscal years that a later edition gives another number for."""
    return {
        finding.inputs[0].period.latest.year
        for finding in found
        if finding.word in ("above", "below")
    }


def test_an_edition_that_gives_the_parts_alone_revises_the_whole_by_their_sum(public):
    sums = derived.sums_of_parts(public, "dhs-removals", PARTS)
    found = findings.revisions(public, public.figures(population_id="dhs-removals"), sums)
    numbers = {
        f.inputs[0].period.latest.year: (f.inputs[1].label(), f.inputs[0].label()) for f in found
    }
    assert numbers[2008] == ("38", "40")  # the later edition gives the parts
    assert numbers[2013] == ("17", "16")  # the earlier one does
    assert numbers[2014] == ("67", "71")
    assert len(found) == 11
    by_sum = next(finding for finding in found if finding.inputs[0].label() == "40")
    assert any("add up to all Cambodian nationals removed" in words for words in by_sum.assumptions)


def test_five_years_of_those_with_a_conviction_were_revised(public):
    found = findings.revisions(public, public.figures(population_id="dhs-removals-convicted"))
    moved = {
        fiscal_year(finding.inputs[0].period)
        for finding in found
        if finding.word in ("above", "below")
    }
    assert moved == {"2002", "2003", "2007", "2008", "2014"}


def test_the_whole_and_its_parts_agree_about_the_years_that_were_revised(public):
    sums = derived.sums_of_parts(public, "dhs-removals", PARTS)
    whole = findings.revisions(public, public.figures(population_id="dhs-removals"), sums)
    parts = findings.revisions(public, public.figures(population_id=PARTS))
    assert years_changed(whole) == {1999, 2000, 2002, 2003, 2008, 2013, 2014}
    assert years_changed(parts) - years_changed(whole) == {
        2007
    }  # one fewer with a conviction, one more without
    assert years_changed(whole) <= years_changed(parts)


def test_a_sum_of_an_edition_that_nothing_puts_before_or_after_another_revises_nothing(public):
    sums = [
        n
        for n in derived.sums_of_parts(public, "dhs-removals", PARTS)
        if n.period.latest.year == 2008
    ]
    [compiled] = [number for number in sums if number.inputs[0].source.id == "corgis-immigration"]
    assert (
        findings.revisions(public, public.figures(["dhs-fy2008-removals-ed2008"]), [compiled]) == []
    )
    assert (
        len(findings.revisions(public, public.figures(["dhs-fy2008-removals-ed2008"]), sums)) == 1
    )


def test_the_parts_add_up_in_every_edition_and_year_that_gives_them_and_the_whole(public):
    sums = derived.sums_of_parts(public, "dhs-removals", PARTS)
    tested = findings.parts_and_whole(public, public.figures(population_id="dhs-removals"), sums)
    assert [finding.word for finding in tested] == ["equal"] * 20


def test_parts_that_do_not_add_up_are_found(public):
    sums = derived.sums_of_parts(public, "dhs-removals", PARTS)
    [figure] = public.figures(["dhs-fy2003-removals-ed2008"])
    wrong = replace(figure, bound=Bound.of("exact", 67))
    assert [finding.word for finding in findings.parts_and_whole(public, [wrong], sums)] == [
        "above"
    ]
    hedged = replace(figure, bound=Bound.of("about", 66))
    assert [finding.word for finding in findings.parts_and_whole(public, [hedged], sums)] == [
        "unknown"
    ]


def test_a_period_that_contains_the_day_stands_on_neither_side(public):
    numbers = public.series(
        "ice-removals", source_id=["khmer-times-2018-12-rise", "khmer-times-report-80"]
    )
    sides = findings.around(numbers, dates.parse("2017-09-13"))
    assert [[figure.label() for figure in side] for side in sides] == [[], ["29"], ["110", "80"]]


@pytest.mark.parametrize(
    ("day", "side"), [("2017-09-30", 1), ("2017-10-01", 0), ("2016-10-01", 1), ("2016-09-30", 2)]
)
def test_the_ends_of_a_period_belong_to_it(public, day, side):
    sides = findings.around([public.figure("ice-fy2017-removals")], dates.parse(day))
    assert [len(items) for items in sides] == [int(n == side) for n in range(3)]


def test_a_gap_is_open_until_a_number_of_its_period_is_known(public):
    series = public.series("dhs-removals")
    gaps = public.gaps(population_id="dhs-removals")
    gap = public.gap("dhs-fy2011-removals-corgis")
    parts = ["dhs-removals-convicted", "dhs-removals-not-convicted"]
    made = derived.made_up(public, gap, parts)
    assert gap in findings.open_gaps(series, gaps)
    assert gap not in findings.open_gaps([*series, made], gaps)


def test_a_number_that_two_editions_leave_out_is_one_gap_of_the_last(public):
    gaps = public.gaps(population_id="dhs-removals-convicted", period="2000-10-01/2001-09-30")
    assert len(gaps) == 2
    assert findings.open_gaps([], gaps) == [public.gap("dhs-fy2001-removals-convicted-ed2008")]


def test_series_stand_in_rows_by_period_with_none_where_one_has_nothing(public):
    whole = public.series("dhs-removals")
    parts = public.series("dhs-removals-convicted")
    withheld = public.gaps(["dhs-fy2021-removals-ed2022"])
    rows = findings.in_rows([*whole, *withheld], parts)
    words = {
        row[0].period.latest.year: [item and item.label() for item in row] for row in rows if row[0]
    }
    assert words[2018] == ["111", "105"]
    assert words[2017] == ["31", None]
    assert words[2021][1] is None
    assert list(words) == sorted(words)


def test_items_from_a_day_on_begin_on_it_or_later(public):
    found = findings.from_day(public.series("dhs-removals"), dates.parse("2018-10-01"))
    assert [figure.label() for figure in found] == ["81", "28", "7"]


def test_relations_are_told_from_the_part_and_unknown_ones_last(public):
    stocks = public.figures(["kt-1900", "kt-1412", "detained-2019-spring"])
    found = findings.relations(public, stocks)
    told = [(a.population.id, relation.relation, b.population.id) for a, b, relation in found]
    assert told == [
        ("final-order-convicted", "subset_of", "final-order"),
        ("final-order-detained", "subset_of", "final-order"),
        ("final-order-convicted", "unknown", "final-order-detained"),
    ]


def test_a_change_sets_the_latest_number_of_a_population_beside_its_earliest(public):
    names = ["final-order", "final-order-nondetained", "final-order-detained"]
    found = findings.changes(public, public.figures(population_id=names))
    assert [(finding.word, *(f.label() for f in finding.inputs)) for finding in found] == [
        ("unknown", "about 1,900", "more than 1,900"),
        ("below", "1,784", "1,799"),
    ]


def test_figures_beside_each_other_share_a_period(public):
    pairs = findings.beside(public.series("ice-removals"), public.series("dhs-removals"))
    assert {(a.label(), b.label()) for a, b in pairs} == {
        ("29", "31"),
        ("110", "111"),
        ("80", "81"),
    }
    assert findings.unrelated(public, pairs) == pairs


def test_groups_apart_at_one_time_stand_side_by_side(public):
    stocks = public.figures(
        ["nondetained-2019-spring", "detained-2019-spring", "nondetained-2018-12-14"]
    )
    assert [(a.label(), b.label()) for a, b in findings.side_by_side(public, stocks)] == [
        ("1,784", "45")
    ]


def test_only_the_groups_that_make_up_a_whole_stand_side_by_side(public):
    stocks = public.figures(measure="stock", population_id=FINAL_ORDERS)
    pairs = [(a.label(), b.label()) for a, b in findings.side_by_side(public, stocks)]
    assert pairs == [("1,784", "45"), ("1,294", "41")]


FINAL_ORDERS = (
    "final-order",
    "final-order-convicted",
    "final-order-nondetained",
    "final-order-nondetained-convicted",
    "final-order-detained",
    "final-order-detained-convicted",
)


# ---- counts put together


@pytest.fixture(scope="module")
def wide() -> Record:
    return Record.load(scope="record")


def put_together(
    record: Record, more: tuple[str, ...] = (), supposed: tuple[tuple[str, str], ...] = ()
):
    names = ("memorandum-returns", "repatriated", "deported-convicted", *more)
    return findings.ledger(record, record.figures(population_id=names), supposed)


def test_a_ledger_says_which_counts_leave_no_room_for_which(wide):
    breaks = put_together(wide).breaks()
    assert [
        (clash.inputs[0].id, clash.inputs[1].label(), clash.inputs[1].formula) for clash in breaks
    ] == [
        ("kt-28", "at least 37", "5 + 8 + 8 + 7 + 9"),
        ("kt-572", "at least 575", "566 + 9"),
        ("returned-2018-12-21-asia-times", "at least 684", "566 + 9 + 43 + 30 + 36"),
        ("returned-2019-07-05-interior", "at least 737", "(at least 700) + 37"),
    ]
    assert {clash.word for clash in breaks} == {"clash"}
    assert breaks[2].assumptions == ()
    assert breaks[1].assumptions == (wide.relation("repatriated", "memorandum-returns").note,)
    assert breaks[0].assumptions == (
        wide.relation("deported-convicted", "repatriated").note,
        wide.relation("repatriated", "memorandum-returns").note,
        "“last year” means the calendar year 2017",
    )


def test_that_a_year_is_the_calendar_year_is_assumed_only_where_its_source_does_not_say_so(wide):
    names = ["returned-2017-04-embassy", "returned-2017-05-03", "returned-2017-05-17"]
    arrivals = wide.figures(names)
    year = replace(wide.figure("kt-28"), bound=Bound.of("exact", 5))
    year = replace(year, population=arrivals[0].population)
    said = "“last year” means the calendar year 2017"
    [clash] = findings.ledger(wide, [year, *arrivals]).breaks()
    assert said in clash.assumptions
    [clash] = findings.ledger(wide, [replace(year, period_basis="stated"), *arrivals]).breaks()
    assert clash.assumptions == ()


def test_every_number_of_a_break_leads_to_the_records_that_make_it_up(wide):
    clash = put_together(wide).breaks()[1]
    evidence = {record["id"]: record for record in clash.evidence()}
    assert evidence[clash.id]["inputs"] == ["kt-572", "limit-kt-572"]
    assert set(evidence["limit-kt-572"]["inputs"]) <= evidence.keys()
    assert evidence[clash.id]["verdict"] == "cited"


def test_what_is_only_supposed_is_an_assumption_and_has_ids_of_its_own(wide):
    plain = put_together(wide)
    whole = put_together(
        wide, ("reception-arrivals",), (("reception-arrivals", "memorandum-returns"),)
    )
    known = [clash.inputs[0].id for clash in plain.breaks()]
    beyond = [clash for clash in whole.breaks() if clash.inputs[0].id not in known]
    said = [
        (clash.inputs[0].id, clash.inputs[1].label(), clash.inputs[1].formula) for clash in beyond
    ]
    assert ("arrivals-to-2020-01-15-kvao", "at least 774", "749 + 25") in said
    assert all("are the same people" in clash.assumptions[0] for clash in beyond)
    assert not {clash.inputs[1].id for clash in whole.breaks()} & {
        clash.inputs[1].id for clash in plain.breaks()
    }


def test_what_no_row_relates_is_not_put_together_unless_supposed(wide):
    found = put_together(wide, ("reception-arrivals",))
    assert [clash.inputs[0].id for clash in found.breaks()] == [
        clash.inputs[0].id for clash in put_together(wide).breaks()
    ]


def test_a_remedy_says_what_would_let_a_number_be_true(wide):
    remedies = {remark.inputs[0].id: remark.words for remark in put_together(wide).remedies()}
    assert remedies["returned-2018-12-21-asia-times"].startswith(
        "566 by 21 December 2018 repeats 566 by 17 May 2017, and would fit as of that date. It "
        "would fit if counted by 19 December 2017. All would fit if "
    )
    assert "or in the US fiscal year 2017. All" in remedies["kt-28"]


def test_a_clash_is_explained_by_an_arrival_only_where_the_others_make_the_very_number(wide):
    found = put_together(wide)
    of_2017, *others = found.breaks()
    [dropped], [rest] = found.but_one(of_2017)
    assert (str(dropped.period), rest.label(), rest.formula) == (
        "2017-12-20",
        "28",
        "5 + 8 + 8 + 7",
    )
    assert rest.bound == of_2017.inputs[0].bound
    assert rest.assumptions == of_2017.inputs[1].assumptions
    assert [found.but_one(clash) for clash in others] == [((), ())] * len(others)


@pytest.mark.parametrize("count", [9, 10])  # that none, or that two of them would explain
def test_of_several_arrivals_that_would_explain_a_clash_none_is_named(wide, count):
    one, other, third = wide.figures(
        ["returned-2017-04-embassy", "returned-2017-05-03", "returned-2017-05-17"]
    )
    year = replace(wide.figure("kt-28"), bound=Bound.of("exact", count), population=one.population)
    small = replace(third, bound=Bound.of("exact", 2))
    found = findings.ledger(wide, [year, one, other, small])
    [clash] = found.breaks()
    assert clash.inputs[1].label() == "at least 18"
    assert found.but_one(clash) == (Selection(), Selection())


def test_a_number_that_its_own_note_doubts_refutes_no_other(wide):
    press = findings.ledger(wide, wide.figures(population_id="deported-press"))
    assert wide.figure("deported-2018-to-12-19-lo").is_doubted
    assert press.approximate() == []
    assert press.breaks() == []


def test_what_the_record_advises_against_is_held_to_the_others_and_limits_none(wide):
    old, total = wide.figure("returned-2018-12-21-asia-times"), wide.figure("returned-2018-04-05")
    repeat = findings.ledger(wide, wide.figures(population_id="memorandum-returns"))
    assert old.id in [clash.inputs[0].id for clash in repeat.breaks()]
    assert old.claim not in {name for _, name in repeat.found.reckoned[total.claim].most}


def test_an_about_stands_within_near_or_far_from_what_the_others_leave(wide):
    figures = wide.figures(population_id="deported-press")
    press = findings.ledger(wide, [replace(figure, doubt="") for figure in figures])
    assert [remark.words for remark in press.approximate()] == [
        "about 130 in 2018 would not fit even if rounded: the others allow between 146 and 149",
    ]
    assert press.breaks() == []


def test_an_about_that_lies_within_what_the_others_leave_is_not_told_of(wide):
    found = put_together(wide)
    [about] = found.approximate()
    assert about.inputs[0].label() == "about 500"
    vague = [claim.id for claim in found.found.claims if claim.is_vague]
    assert "returned-2017-12-06-hun-sen" in vague


def test_offices_that_count_by_rules_of_their_own_stand_apart_and_break_nothing(wide):
    offices = findings.ledger(wide, [*wide.series("ice-removals"), *wide.series("dhs-removals")])
    assert offices.breaks() == []
    counts = [{figure.label() for figure in remark.inputs} for remark in offices.apart()]
    assert counts == [{"31", "29"}, {"111", "110"}, {"81", "80"}]
    assert all("count different groups" in remark.words for remark in offices.apart())


def test_a_flow_within_a_month_is_taken_for_an_arrival_and_a_longer_one_is_not(wide):
    flows = wide.figures(["returned-2017-03-embassy", "returned-2017-05-03", "first-arrivals-2002"])
    assert all(map(findings.is_arrival, flows))
    longer = wide.figures(
        ["returned-2011-embassy", "returned-2017-to-05-08-daily", "returned-2017-05-17-daily"]
    )
    assert not any(map(findings.is_arrival, longer))


def test_a_number_that_nothing_limits_has_no_room_left_to_tell(wide):
    alone = findings.ledger(wide, wide.figures("kt-572"))
    assert alone.left(alone.figures[0]) is None
    assert alone.room(alone.figures[0]) is None


def test_the_room_of_a_number_is_told_with_what_makes_it_up(wide):
    found = put_together(wide)
    [figure] = [figure for figure in found.figures if figure.id == "returned-2018-04-05-ap"]
    room = found.room(figure)
    assert room.words.startswith("at least 500 by 5 April 2018; the others allow between 618 and ")
    assert "at least 566 + 9 + 43" in room.words
    assert room.inputs[0] == figure


def test_the_corridor_of_a_ledger_starts_on_the_day_asked_for(wide):
    corridor = put_together(wide).corridor(date(2017, 6, 1))
    assert corridor[0][0] == date(2017, 6, 1)
    assert [day for day, _ in corridor] == sorted(day for day, _ in corridor)
    assert corridor[0][1].low == 566


def test_rows_without_held_words_are_told_from_those_with(wide):
    rows = wide.figures(["kt-572", "returned-2017-05-17-daily"])
    assert ids(findings.cited(rows)) == ["returned-2017-05-17-daily"]


def test_a_total_of_a_later_date_is_no_other_answer_unless_it_contradicts(wide):
    later, earlier = wide.figures(["returned-2019-07-ministry", "kt-572"])
    assert findings.outgrows(wide, later, earlier)
    assert not findings.outgrows(wide, earlier, later)
    assert not findings.outgrows(wide, replace(later, bound=Bound.of("exact", 500)), earlier)
    assert not findings.outgrows(wide, replace(later, period=earlier.period), earlier)
    assert not findings.outgrows(
        wide, replace(later, measure="flow"), replace(earlier, measure="flow")
    )


def test_how_groups_overlap_is_looked_up_in_the_whole_record(real):
    found, accounted = (
        real.figure("rfa-40-found"),
        real.whole.figure("accounted-cambodia-2018-03-16-dpaa"),
    )
    [gap] = [gap for gap in findings.gaps(real, [found, accounted]) if gap.kind == "relation"]
    assert gap.note.startswith("Hun Sen counts remains")


def test_the_latest_figure_stands_first(wide):
    rows = wide.figures(["kt-572", "returned-2019-07-ministry", "kt-28"])
    assert ids(findings.latest_first(rows))[0] == "returned-2019-07-ministry"
