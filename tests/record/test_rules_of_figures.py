"""Values are re-read from their words, or by a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import TEXTS, found, span, valid_rows, write_record

from analysis.errors import BoundError
from analysis.quantities import bounds
from analysis.quantities.bounds import Bound
from analysis.record.rulebook import RULES
from analysis.record.tables import read_tables
from analysis.text.lexicon import FOCUS, HEDGES_AFTER, HEDGES_BEFORE, NEGATIONS, number_tokens

READ = "read: as a person does"


FRENCH = {"value": "500", "bound": "more_than", "exact": "plus de 500 personnes"}


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({}, 'the hedges of its language, "fr", are not known here'),
        ({"bound": "exact"}, 'the hedges of its language, "fr", are not known here'),
        ({"note": READ, "value": "600"}, "has other digits"),
        ({"note": READ}, ""),
    ],
)
def test_a_bound_in_another_language_is_a_persons_reading(tmp_path, cells, wrong):
    rows = valid_rows()
    rows["sources"]["harbour-post"]["language"] = "fr"
    for key in [
        key
        for key, row in rows["figures"].items()
        if row["source_id"] == "harbour-post" and key != "hp-400"
    ]:
        del rows["figures"][key]
    rows["figures"]["hp-400"] |= FRENCH | cells
    problems = [problem for problem in found(tmp_path, rows) if problem.code == "F05"]
    assert [wrong in problem.wrong for problem in problems] == ([True] if wrong else [])


@pytest.mark.parametrize(
    ("cells", "is_wrong"),
    [
        ({"bound": "about"}, True),
        ({"bound": "about", "note": READ}, False),
        ({"bound": "exact", "note": READ}, True),
        ({"bound": "about", "value": "1350", "note": READ}, True),
    ],
)
def test_a_person_reads_unknown_words_but_no_known_hedge_and_no_digit_away(
    tmp_path, cells, is_wrong
):
    rows = valid_rows()
    rows["figures"]["hp-1250"] |= {"exact": "Some 1,250 more sailors"} | cells
    assert any(problem.code == "F05" for problem in found(tmp_path, rows)) == is_wrong


def test_a_publishers_own_figure_needs_no_attribution(tmp_path):
    rows = valid_rows()
    rows["figures"]["hp-310"] |= {"attribution": "", "speaker_id": "harbour-post"}
    assert found(tmp_path, rows) == []


@pytest.mark.parametrize("column", ["original_publisher", "authors"])
def test_a_figure_of_who_published_first_or_wrote_needs_no_attribution(tmp_path, column):
    rows = valid_rows()
    rows["sources"]["harbour-post"][column] = "Port Ministry"
    rows["figures"]["hp-31"]["attribution"] = ""
    assert found(tmp_path, rows) == []


def test_overlapping_mentions_of_one_claim_are_one_claim(tmp_path):
    rows = valid_rows()
    rows["figures"]["hp-31-again"] |= span("harbour-post", "31 Ruritanian")
    assert found(tmp_path, rows) == []


def test_two_mentions_of_the_preferred_claim_are_one_preference(tmp_path):
    rows = valid_rows()
    rows["figures"]["pm-34"] |= {"rank": "normal"}
    for mention in ("hp-31", "hp-31-again"):
        rows["figures"][mention] |= {"rank": "preferred", "rank_reason": "Printed twice"}
    assert found(tmp_path, rows) == []


COMMON = "people only the “ $ - of May in to million percent dozen between and # twenty".split()


WORDS = st.sampled_from(["", *COMMON, *HEDGES_BEFORE, *HEDGES_AFTER, *FOCUS, *NEGATIONS])


PHRASES = st.lists(WORDS, max_size=3).map(" ".join)


@given(
    PHRASES,
    st.sampled_from([" ", "", "-", ","]),
    st.integers(0, 10**7),
    st.sampled_from(["", ","]),
    PHRASES,
    st.sampled_from(list(bounds.KINDS)),
)
def test_the_short_way_to_re_read_a_number_finds_what_the_long_way_finds(
    record_of_one, before, gap, n, group, after, kind
):
    exact = f"{before} {n:{group}}{gap}{after}".strip()
    try:
        agrees = bounds.read(exact) == Bound.of(kind, n)
    except BoundError:
        agrees = False
    table = record_of_one(value=str(n), value_high="", bound=kind, exact=exact)
    if kind != "between":  # a range without its end is another rule's
        assert (list(RULES["F05"](table)) == []) == agrees


@pytest.fixture(scope="module")
def record_of_one(tmp_path_factory):
    """Gives the tables of the invented record with one figure, whose cells are set."""
    rows = valid_rows()
    rows["figures"] = {"hp-31": rows["figures"]["hp-31"]}
    tables = read_tables(write_record(tmp_path_factory.mktemp("one"), rows))

    def changed(**cells: str) -> dict:
        for column, cell in cells.items():
            tables["figures"].column(column)[0] = cell
        return tables

    return changed


def test_every_number_of_the_invented_texts_is_a_figure_an_event_or_an_exclusion():
    rows = valid_rows()
    for source, text in TEXTS.items():
        cells = [
            row
            for name in ("figures", "events", "exclusions")
            for row in rows[name].values()
            if row["source_id"] == source
        ]
        stated = [row["period_text"] for row in cells if "period_text" in row]
        for token in number_tokens(text):
            inside = any(
                int(row["start"]) <= token.start and token.end <= int(row["end"]) for row in cells
            )
            assert inside or any(token.text in words for words in stated), (source, token)


def test_rows_that_have_no_id_yet_are_no_mentions_of_one_claim(tmp_path):
    rows = valid_rows()
    for key in ("hp-31", "hp-400"):
        rows["figures"][key] |= {"figure_id": "", "claim_id": ""}
    assert [problem for problem in found(tmp_path, rows) if problem.code == "F07"] == []
