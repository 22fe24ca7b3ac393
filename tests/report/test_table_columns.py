"""Each column of a table says of a row what its heading promises."""

from dataclasses import replace

import pytest
from markupsafe import Markup
from records import loaded, with_cited
from shown import links, rows_of

from analysis.errors import ProseError
from analysis.measures import derived, editions, ledgers, overlaps, rates, sums, voices
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.record.record import Record
from analysis.report import gate, prose, table_columns, wording
from analysis.report.table_columns import RETOLD, with_doubts
from analysis.report.wording import plain


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def public() -> Record:
    return Record.load(scope="record")


def test_a_column_that_names_no_aspect_is_an_error_with_the_known_ones(record):
    with pytest.raises(ProseError, match='no aspect "amount"; use any of'):
        prose.table(record.figures(["hp-31"]), {"How many": "amount"})


def test_a_number_that_a_function_of_a_column_types_is_refused(record):
    with pytest.raises(ProseError, match='"thirty" is typed by hand'):
        prose.table(record.figures(["hp-31"]), {"How many": lambda figure: "thirty-one"})


def test_a_name_that_holds_a_number_leads_to_the_record_that_bears_it(record):
    figure = record.figure("hp-31")
    figure = replace(figure, source=replace(figure.source, publisher="Channel 4"))
    assert '<a class="evidence" href="#e-hp-31">Channel 4</a>' in prose.table([figure]).html


# ---- figures and events


def test_a_table_has_no_column_for_words_where_none_are_held(tmp_path):
    cited = loaded(tmp_path, with_cited())
    for block in (
        prose.table(cited.figures(["ports-2018"])),
        prose.table(cited.events(["blog-landing"])),
    ):
        assert "ords</th>" not in block.html
        assert "<q>" not in block.html
        assert list(gate.refusals(block.html, block.evidence)) == []


def test_a_table_says_where_words_are_not_held_beside_those_that_are(tmp_path):
    record = loaded(tmp_path, with_cited())
    figures = record.figures(["ports-2018"])
    held = next(figure for figure in record.figures() if not figure.standing.is_cited)
    block = prose.table([*figures, held])
    link = '<td><a class="evidence" href="#e-ports-2018">not held</a></td>'
    assert link in block.html
    assert "<q>" in block.html


def test_a_table_has_a_row_for_each_figure_with_its_words(record):
    rows = plain(prose.table(record.figures(["hp-400", "pm-papers"])).html).splitlines()
    assert rows[1].split("\t")[:4] == [
        "more than 400 people",
        "“more than 400”",
        "sailors sent home from Graustark",
        "from 2011 to 2020",
    ]
    assert rows[2].startswith("62.5\u00a0%\t“62.5 percent”")


def test_a_table_says_which_number_the_record_doubts(record):
    doubted = replace(record.figure("hp-31"), doubt="Perhaps of another year")
    one, _ = rows_of(prose.table([doubted, record.figure("hp-400")]))
    assert (one[0], one[-2]) == ("31 people (doubted)", "Perhaps of another year")
    assert "Why doubted" not in plain(prose.table([record.figure("hp-400")]).html)
    assert dict(doubted.evidence()[0]["lines"])["Doubted"] == "Perhaps of another year"


def test_columns_of_ones_own_say_which_number_the_record_doubts_and_why(record):
    doubted = replace(record.figure("hp-31"), doubt="Perhaps of another year")
    columns = {"How many": lambda row: wording.worded(row[0], "unit"), "When": lambda row: "then"}
    made = prose.table([(doubted, 1), (record.figure("hp-400"), 2)], columns)
    assert rows_of(made)[0][:3] == ["31 people (doubted)", "Then", "Perhaps of another year"]


@pytest.mark.parametrize(
    ("shown", "is_marked"),
    [
        ("fewer than 40 people", True),
        ("in 2021, <time>fewer than 40</time> people <time>in May</time>", True),
        ("fewer than 405 people", False),
    ],
)
def test_a_doubted_number_is_marked_however_its_link_words_it(record, shown, is_marked):
    doubted = replace(record.figure("hp-31"), bound=Bound.of("less_than", 40), doubt="Perhaps")
    mark = " (doubted)" if is_marked else ""
    link, other = f'<a href="#e-hp-31">{shown}</a>', '<a href="#e-hp-400">less than 40</a>'
    assert with_doubts(Markup(link + other), [doubted]) == link + mark + other


@pytest.mark.parametrize(
    ("rank", "how"), [("superseded", "replaced"), ("deprecated", "not relied on")]
)
def test_a_table_says_which_number_is_no_longer_in_force(record, rank, how):
    replaced = replace(record.figure("hp-31"), rank=rank)
    one, other = rows_of(prose.table([replaced, record.figure("hp-400")]))
    assert (one[0], other[0]) == (f"31 people ({how})", "more than 400 people")


def test_what_is_retold_is_dated_by_the_day_on_which_it_was_said(record):
    figure = replace(record.figure("hp-31"), on=dates.parse("2021-05-04"))
    assert rows_of(prose.table([figure], RETOLD))[0][1] == "on 4 May 2021"


def test_statements_name_all_actors_and_quote_the_source(record):
    row = plain(prose.table(record.events("pm-silence")).html).splitlines()[1].split("\t")
    assert row[:4] == [
        "at a date not given",
        "Seafarers’ League and Port Ministry",
        "The league sends no report",
        "“The Seafarers’ League sent no report”",
    ]


# ---- speakers and dates


def test_a_statement_is_shown_with_who_when_and_whose_words_it_is_in(record):
    items = [record.quote("hp-safe"), record.event("pm-silence")]
    assert [row[:5] for row in rows_of(prose.table(items, table_columns.STATEMENTS))] == [
        [
            "Aske Lund (Port Minister, Port Ministry)",
            "3 May 2021",
            "“But the ships must be safe.”",
            "The speaker’s",
            "Harbour Post",
        ],
        [
            "Seafarers’ League and Port Ministry",
            "no date given",
            "“The Seafarers’ League sent no report”",
            "The source’s",
            "Port Ministry",
        ],
    ]


def test_the_body_behind_a_speaker_is_the_topmost(record):
    quotes = record.quotes(["hp-unfair", "hp-passage", "hp-safe"])
    bodies = voices.by_body(quotes)
    assert [row[:3] for row in rows_of(prose.table(bodies, table_columns.BODIES))] == [
        ["The Port Ministry", "Aske Lund (Port Minister, Port Ministry)", "Harbour Post"],
        ["Harbour Post", "Harbour Post", "Harbour Post"],
    ]


def test_the_day_of_publication_of_a_source_is_shown_with_how_it_is_known(record):
    shown = rows_of(prose.table([record.quote("hp-safe")], table_columns.PUBLISHED))
    assert [row[:3] for row in shown] == [["Harbour Post", "4 May 2021", "stated"]]
    block = prose.table([record.quote("hp-safe")], table_columns.PUBLISHED)
    assert set(links(block.html)) == {"source-harbour-post"}


def test_a_date_is_shown_with_how_it_is_known(record):
    items = [record.figure("hp-400"), record.quote("hp-unfair"), record.event("hp-published")]
    assert [row[:4] for row in rows_of(prose.table(items, table_columns.DATES))] == [
        ["More than 400 people", "2011 to 2020", "resolved from the text", "Harbour Post"],
        ["Words of Aske Lund", "no date given", "not known", "Harbour Post"],
        ["The article is published", "4 May 2021", "stated", "Harbour Post"],
    ]
    first, *_ = rows_of(prose.table(items, table_columns.DATES_OF_WORDS))
    assert first[:3] == ["More than 400 people", "“more than 400”", "2011 to 2020"]


# ---- editions, gaps and relations


def test_a_revision_is_a_row_with_both_editions(public):
    found = editions.revisions(public, public.figures(population_id="dhs-removals"))
    rows = plain(prose.table(found, table_columns.REVISIONS).html).splitlines()
    assert len(rows) == 1 + len(found)
    assert rows[-1].split("\t")[:3] == [
        "Fiscal 2003",
        "58, DHS Yearbook of Immigration Statistics 2003, table 43",
        "66, DHS Yearbook of Immigration Statistics 2008, table 37",
    ]


def test_a_gap_is_a_row_with_its_reason(public):
    gaps = public.gaps(["dhs-fy2021-removals-ed2022", "dhs-fy2011-removals-corgis"])
    rows = [row.split("\t") for row in plain(prose.missing(gaps).html).splitlines()]
    assert rows[0][:4] == ["When", "Who would be counted", "What stands there", "Table"]
    assert [(row[0], row[2]) for row in rows[1:]] == [
        ("Fiscal 2011", "not given: no line for it in the table"),
        ("Fiscal 2021", "not given: withheld by the office that publishes the table"),
    ]


def test_a_sum_of_parts_is_a_row_with_what_it_is_added_from(public):
    gap = public.gap("dhs-fy2011-removals-corgis")
    parts = ["dhs-removals-convicted", "dhs-removals-not-convicted"]
    rows = plain(
        prose.table([sums.made_up(public, gap, parts)], table_columns.SUMS).html
    ).splitlines()
    when, total, formula, table = rows[1].split("\t")[:4]
    assert (when, total, formula) == ("Fiscal 2011", "89", "74 + 15")
    assert table.startswith("CORGIS immigration dataset")


def test_a_relation_is_a_row_and_says_why_where_no_source_states_it(public):
    stocks = public.figures(["kt-1900", "kt-1412", "detained-2019-spring"])
    rows = [
        row.split("\t")
        for row in plain(
            prose.table(overlaps.relations(public, stocks), table_columns.RELATIONS).html
        ).splitlines()[1:]
    ]
    assert [(row[1], row[3]) for row in rows] == [
        ("is part of", "The source says so."),
        ("is part of", public.relation("final-order-detained", "final-order").note),
        ("not known how it relates to", "The record does not say how these groups overlap."),
    ]


def test_a_number_that_does_not_fit_is_a_row_with_what_the_others_make_and_from_what(public):
    names = ("memorandum-returns", "repatriated")
    clashes = ledgers.ledger(public, public.figures(population_id=names)).breaks()
    rows = plain(prose.table(clashes, table_columns.CLASHES).html).splitlines()
    assert rows[1].split("\t")[:4] == [
        "572 people by February 2018",
        "General department of immigration",
        "at least 575 people",
        "566 + 9",
    ]


def test_a_number_that_a_single_count_does_not_fit_has_no_sum(public):
    figures = public.figures(["returned-2017-12-20", "returned-2018-04-05"])
    year = replace(figures[0], period=figures[1].period, bound=Bound.of("exact", 9))
    clashes = ledgers.ledger(public, [replace(year, measure="cumulative"), figures[1]]).breaks()
    rows = plain(prose.table(clashes, table_columns.CLASHES).html).splitlines()
    assert rows[1].split("\t")[3] == "that count alone"


def test_a_share_is_a_row_with_its_part_and_its_whole(public):
    part, whole = public.figures(["kt-1412", "kt-1900"])
    [share] = derived.results(derived.attempt(rates.share, public, part, whole))
    block = prose.table([share], table_columns.SHARES)
    assert plain(block.html).splitlines()[1].split("\t")[:6] == [
        "1,412 people",
        "Cambodian nationals with a final order of removal and criminal convictions",
        "more than 1,900 people",
        "Cambodian nationals with a final order of removal",
        "in December 2017",
        "at most 74.3\u00a0%",
    ]
    assert {"kt-1412", "kt-1900"} <= {item["id"] for item in gate.unique(block.evidence)}


def test_a_share_of_a_small_group_is_told_in_its_own_numbers(public):
    part, whole = public.figures(["detained-convicted-2019-spring", "detained-2019-spring"])
    [share] = derived.results(derived.attempt(rates.share, public, part, whole))
    block = prose.table([share], table_columns.SHARES)
    assert plain(block.html).splitlines()[1].split("\t")[5].startswith("41 of 45")
    assert share.id in block.html
