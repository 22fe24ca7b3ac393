"""What the record does not establish is told until a row establishes it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from records import (
    SAME,
    TEXTS,
    Rows,
    changed,
    ids,
    loaded,
    narrow_and_wide,
    related,
    valid_rows,
    with_cited,
    write_record,
)

from analysis.measures import (
    chronology,
    corroboration,
    derived,
    findings,
    rates,
    sums,
    unknowns,
)
from analysis.measures.unknowns import Gap
from analysis.quantities import dates
from analysis.record import verify
from analysis.record.record import Record
from analysis.record.tables import read_tables
from analysis.record.verify import Standing


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


def gaps_of(record: Record, *keys: str) -> list[Gap]:
    """The gaps of these items but for who alone tells of them, which every word and event has."""
    return [
        gap
        for gap in unknowns.gaps(record, record.items(keys))
        if gap.kind not in ("told", "quoted")
    ]


def told(record: Record, *keys: str) -> list[tuple[str, list[str], str]]:
    found = unknowns.gaps(record, record.items(keys))
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
        gap for gap in unknowns.gaps(record, pair) if gap.kind not in ("alone", "told", "quoted")
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
    assert chronology.basis_of(item) == basis
    found = [
        gap for gap in unknowns.gaps(record, [item]) if gap.kind not in ("alone", "told", "quoted")
    ]
    assert found == [Gap(kind, (item,)) for kind in expected]


def test_a_date_of_no_known_basis_is_not_known(record):
    quote = record.quote("hp-unfair")
    assert chronology.basis_of(quote) == "unknown"
    assert kinds(record, "hp-unfair") == ["unknown"]
    assert chronology.by_basis([quote]) == {"unknown": (quote,)}


def test_a_figure_is_dated_by_its_period_not_by_the_day_on_which_it_was_told(record):
    figure = record.figure("pm-34")
    assert (figure.on_basis, chronology.basis_of(figure)) == ("external", "stated")
    assert kinds(record, "pm-34") == ["alone"]


@pytest.mark.parametrize(
    ("claim", "expected", "sources"),
    [("pm-34", ["alone"], {"harbour-post"}), ("hp-31", [], {"harbour-post", "bulletin"})],
)
def test_a_claim_stands_alone_until_a_second_source_makes_it(tmp_path, claim, expected, sources):
    record = changed(tmp_path, "figures", "pm-34", {"claim_id": claim})
    assert kinds(record, "hp-31") == kinds(record, "pm-34") == expected
    mentions = corroboration.mentions(record, record.figure("hp-31"))
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
    assert [gap.kind for gap in unknowns.gaps(wide, [other])] == ["alone"]


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
    return [gap for gap in unknowns.gaps(record, [item]) if gap.kind in ("alone", "told", "also")]


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
    found = unknowns.gaps(real, real.figures(["kt-1412", "kt-1900", "kt-92", "rfa-26"]))
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


def test_the_rearrests_are_not_told_by_khmer_times_alone_and_the_wish_to_amend_is(real):
    events = [real.event("kt-rearrested"), real.event("kt-amend"), real.event("kt-no-update")]
    found = unknowns.gaps(real, events)
    assert {gap.items[0].id: ids(gap.others) for gap in found if gap.kind == "also"} == {
        "kt-rearrested": ["raids-2017-10"],
    }
    assert [ids(gap.items) for gap in found if gap.kind == "told"] == [["kt-amend", "kt-no-update"]]


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
    found = unknowns.gaps(record, [unsure, quote, event, record.event("pm-silence"), *figures])
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
    assert unknowns.gaps(record, []) == []


def test_what_a_result_rests_on_is_followed_to_the_rows(record):
    count, flow, quote = record.figure("hp-400"), record.figure("hp-31"), record.quote("hp-safe")
    before = sums.before(record, count, flow)
    compared = findings.order(record, rates.average(flow), rates.average(before))
    assert derived.reported([quote, compared, before, count]) == [quote, flow, count]
    assert unknowns.gaps(record, [compared]) == unknowns.gaps(record, [flow, count])


def test_an_event_that_a_result_assumes_has_its_gaps_too(record):
    since = replace(record.event("hp-published"), on=dates.parse("2011"), on_basis="external")
    count = replace(record.figure("hp-400"), period=dates.parse("/2020"))
    found = unknowns.gaps(record, [rates.average(count, since)])
    assert [(gap.kind, ids(gap.items)) for gap in found] == [
        ("external", ["hp-published"]),
        ("alone", ["hp-400"]),
        ("told", ["hp-published"]),
    ]


def test_the_years_that_a_group_would_take_rest_on_a_relation_that_no_source_states(real):
    group, pace = real.figure("kt-1412"), rates.average(real.figure("kt-28"))
    named = {"deported-convicted": ["final-order-convicted"]}
    found = unknowns.gaps(real, [rates.years_at_pace(real, group, pace, named)])
    (gap,) = (gap for gap in found if gap.kind == "relation")
    assert ids(gap.items) == ["kt-1412", "kt-28"]
    assert "No source says" in gap.note


def test_a_relation_known_by_outside_evidence_is_no_gap(tmp_path):
    record = related(tmp_path, "waiting-sailors", "returned-sailors", "disjoint", "external")
    assert {gap.kind for gap in unknowns.gaps(record, record.figures(["hp-31", "hp-1250"]))} == {
        "alone"
    }


@pytest.fixture(scope="module")
def wide() -> Record:
    return Record.load(scope="record")


def test_how_groups_overlap_is_looked_up_in_the_whole_record(real):
    found, accounted = (
        real.figure("rfa-40-found"),
        real.whole.figure("accounted-cambodia-2018-03-16-dpaa"),
    )
    [gap] = [gap for gap in unknowns.gaps(real, [found, accounted]) if gap.kind == "relation"]
    assert gap.note.startswith("Hun Sen counts remains")
