"""What is said of a chart in words says what it shows and no more."""

import re

import pytest
from charting import (
    bound,
    csv_of,
    drawn,
    drawn_editions,
    evidence,
    lines,
    moment,
    numbers,
    observed,
    rows_for,
)

from analysis.quantities.bounds import Bound
from analysis.record.csvfiles import is_formula
from analysis.report.charts import Mark, Moment, dot_rows, nested_bars, timeline


def test_the_key_tells_of_italics_where_some_rows_are_cited_and_others_held():
    held, cited = moment("2017-01-02"), moment("2018-01-02", is_cited=True)
    for rows in ([held], [cited], [held, cited]):
        said = " ".join(lines(drawn(timeline, rows)))
        assert ("Italics: only cited" in said) == (len(rows) > 1)


@pytest.mark.parametrize(
    ("form", "kind"),
    [(dot_rows, "Dot chart"), (nested_bars, "Nested bars"), (timeline, "Timeline")],
)
def test_alternative_text_names_the_chart_and_every_row(form, kind):
    chart = drawn(form, rows_for(form)[:3])
    said = [", ".join(row) for row in chart.rows]
    assert chart.alt.startswith(f"{kind} of Some groups: {'; '.join(said)}.")


@pytest.mark.parametrize(
    ("rows", "reading"),
    [
        (numbers(26, 92, 40), "The highest is group 1, 92."),
        (numbers(92, 92), ""),
        (numbers(92), ""),
        ([*numbers(92), Mark("more", Bound.of("more_than", 90))], ""),
        (
            [*numbers(92), Mark("more", Bound.of("more_than", 92))],
            "The highest is more, more than 92.",
        ),
        ([*numbers(92), Mark("about", Bound.of("about", 900))], ""),
        (
            [moment("2017"), moment("2018-02-03"), moment("")],
            "The dates run from 1 January 2017 to 3 February 2018.",
        ),
        (
            [moment("/2017-09-14"), moment("2002/..")],
            "The dates run from 1 January 2002 to 14 September 2017.",
        ),
        ([moment("2017-09-14")], ""),
        ([moment("")], ""),
    ],
)
def test_alternative_text_ends_with_what_the_rows_certainly_show(rows, reading):
    alt = drawn(timeline if isinstance(rows[0], Moment) else dot_rows, rows).alt
    assert alt.endswith(reading)
    assert bool(reading) == bool(re.search("highest is|dates run", alt))


def test_alternative_text_of_many_rows_says_how_many_more():
    assert (
        "group 7, 7 people; and 3 more" in drawn(dot_rows, numbers(*range(11)), unit="people").alt
    )
    assert "more" not in drawn(dot_rows, numbers(*range(8))).alt


def test_alternative_text_says_what_is_part_of_what():
    rows = [Mark("all", bound("about"), "all"), Mark("some", bound("at_most"), "some", group="all")]
    chart = drawn(nested_bars, rows, unit="people")
    assert "some, part of all, at most 40 people" in chart.alt
    assert chart.columns == ("label", "relation", "value")
    assert chart.rows[1] == ("some", "part of all", "at most 40 people")


@pytest.mark.parametrize(
    ("found", "line"),
    [
        ([evidence(), evidence(id="f")], "Source: Harbour Post, 4 May 2021"),
        (
            [evidence(), evidence("Bulletin", "March 2021")],
            "Sources: Harbour Post, 4 May 2021; Bulletin, March 2021",
        ),
        ([{"id": "e", "source": None}], ""),
    ],
)
def test_the_source_line_names_each_source_of_the_evidence_once(found, line):
    chart = drawn(dot_rows, numbers(1, 2, evidence=tuple(found)))
    assert chart.caption == line
    assert (
        " ".join(reversed([part for part in lines(chart) if part in line and not part.isdecimal()]))
        == line
    )


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        (numbers(26, 92), ""),
        (
            [Mark("a", bound("more_than")), Mark("b", bound("at_least"))],
            "Arrow to the right: more is possible.",
        ),
        ([Mark("a", bound("at_most"))], "Arrow to the left: less is possible."),
        ([Mark("a", bound("about"))], "Soft edge: about, how wide is not known."),
        ([Mark("a", bound("between"))], "Line between two ticks: anywhere in between."),
        ([moment("2017")], "Soft band: not known to the day."),
        ([moment("/2017")], "Arrow to the left: that day or before."),
        ([moment("2017-09-14"), moment("")], ""),
    ],
)
def test_a_key_explains_the_marks_that_do_not_speak_for_themselves(rows, key):
    drawn_text = " ".join(lines(drawn(timeline if isinstance(rows[0], Moment) else dot_rows, rows)))
    assert (key in drawn_text) if key else not re.search("Arrow|Soft|Hollow|ticks", drawn_text)


STARTS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"]


@pytest.mark.parametrize(
    "start",
    [
        "\t",
        "\r",
        *STARTS,
        *(f"{c}=" for c in " \n\xa0\u200b\u200d\ufeff\u2009\u3000\xad"),
        " \n ﹣",
    ],
)
def test_no_cell_of_the_csv_is_a_formula_to_a_spreadsheet(start):
    (row,) = csv_of(drawn(dot_rows, [Mark(f"{start}SUM(A1)", bound("exact"), note=f"{start}1+1")]))
    for cell, words in ((row["label"], f"{start}SUM(A1)"), (row["note"], f"{start}1+1")):
        assert cell.replace("'", "") == words
        assert not [piece for piece in [cell, *re.split(r"[;\t\r\n]", cell)] if is_formula(piece)]


@pytest.mark.parametrize("cell", ["a=b", " 7", "’tis", "1-2"])
def test_what_begins_no_formula_is_left_as_it_is(cell):
    assert csv_of(drawn(dot_rows, [Mark(cell, bound("exact"))]))[0]["label"] == cell


def test_the_csv_begins_with_the_mark_by_which_excel_knows_utf_8():
    assert drawn(dot_rows, [Mark("Hun’s", bound("exact"))]).data.startswith('\ufeff"id","label"')


def test_alternative_text_names_the_periods_for_which_tables_differ():
    chart = drawn_editions(
        [observed(2001, 17, "old", old=True), observed(2001, 20, "new"), observed(2002, 5, "new")]
    )
    assert chart.alt.endswith("Tables differ for FY 2001.")
