"""What of a chart is refused: rows, alternative text and CSV that its records do not say."""

import nbformat
import pytest
from samples import (
    answer,
    chart,
    code,
    page_of,
    refused,
)

from analysis.errors import BuildError
from analysis.record.record import Record
from analysis.record.references import MIME
from analysis.report import charts
from analysis.report.checks import check_output


def test_a_formula_in_the_csv_of_a_chart_is_refused():
    csv = '"id","label","value"\n"boats","=1+x","more than 40"\n'
    assert 'a spreadsheet takes "=1+x" in its CSV for a formula' in refused(
        code(answer()), code(chart(data=csv))
    )


def test_a_row_without_evidence_is_no_link_and_holds_no_number():
    assert '<th scope="row">Harbour</th>' in page_of(
        code(chart(row_ids=[""], rows=[["Harbour", "many"]], alt="Bars"))
    )
    assert '"40" does not stand in the record of its row' in refused(
        code(answer()), code(chart(row_ids=[""]))
    )


@pytest.mark.parametrize(
    "row", [["Harbour", "more than 41"], ["Harbour 7", "more than 40"], ["Harbour", "a dozen"]]
)
def test_a_row_that_says_a_number_its_record_does_not_is_refused(row):
    assert "does not stand in the record of its row" in refused(
        code(answer()), code(chart(rows=[row]))
    )


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": "Boats 1"}, 'the chart is named "Boats 1"'),
        ({"name": ""}, 'the chart is named ""'),
        ({"name": "../boats"}, 'the chart is named "../boats"'),
        ({"title": " "}, "has no title"),
        (
            {"title": "The 41 boats"},
            'title of chart boats: it has "41", which its rows do not; say',
        ),
        ({"alt": ""}, "has no alt"),
        ({"data": ""}, "has no data"),
        ({"narrow": ""}, "has no narrow"),
        ({"rows": [], "row_ids": []}, "does not give its data"),
        ({"rows": [["Harbour"]]}, "does not give its data"),
        ({"row_ids": []}, "does not give its data"),
        ({"columns": [], "rows": [[]]}, "does not give its data"),
    ],
)
def test_a_chart_that_a_reader_could_not_use_is_refused(change, wrong):
    assert wrong in refused(code(answer()), code(chart() | {MIME: chart()[MIME] | change}))


@pytest.mark.parametrize("part", ["title", "subtitle"])
def test_a_title_that_states_how_many_without_a_number_is_refused(part):
    wrong = f'{part} of chart boats: it has "Almost all", which states how many'
    assert wrong in refused(code(answer()), code(chart(**{part: "Almost all boats"})))


BARE = 'has "40" without its hedge; say "more than 40"'
HEDGED = "beside a number, which brings its own hedge; take the hedge out"


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("40 boats were seen", BARE),
        ("Exactly 40 boats", BARE),
        ("At least 40 boats", BARE),
        ("Boats: more than 40, or 40", BARE),
        ("About more than 40 boats", f'"about" {HEDGED}'),
        ("More than 40 boats or so", f'"boats or so" {HEDGED}'),
        ("More than 40, give or take", ""),
        ("More than 40 boats by 3 May", ""),
    ],
)
@pytest.mark.parametrize("part", ["title", "subtitle", "label"])
def test_a_number_in_the_words_of_a_chart_stands_with_its_hedge(part, words, wrong):
    changed = {"rows": [[words, "more than 40"]]} if part == "label" else {part: words}
    wrong = wrong or '"3"' if "May" in words else wrong
    if wrong:
        assert wrong in refused(code(answer()), code(chart(**changed)))
    else:
        assert page_of(code(chart(**changed)))


@pytest.mark.parametrize(
    "given",
    [
        {"title": "1,900 people await return"},
        {"title": "Exactly 1,900 people"},
        {"title": "Around more than 1,900 people"},
        {"subtitle": "1,900 in all"},
        {"labels": {"kt-1900": "1,900 people exactly"}},
        {"notes": {"kt-1900": "1,900 in all"}},
        {"notes": {"kt-1900": "some 1,900, says ICE"}},
    ],
)
def test_no_words_of_a_drawn_chart_lose_a_hedge(given):
    figures = Record.load().figures(["kt-1900", "kt-1412"])
    rows = charts.marks(figures, labels=given.get("labels"), notes=given.get("notes"))
    words = {part: given.get(part, "More than 1,900 people") for part in ("title", "subtitle")}
    drawn = charts.draw(charts.dot_rows, rows, name="orders", unit="people", **words)
    output = nbformat.v4.new_output("display_data", drawn._repr_mimebundle_())
    with pytest.raises(BuildError, match="hedge"):
        check_output(output, "cell 1")


def test_a_chart_without_a_picture_is_refused():
    assert "chart boats has no image/svg+xml" in refused(
        code(answer()), code(chart() | {"image/svg+xml": ""})
    )


def test_two_charts_of_one_name_are_refused():
    assert "the id chart-boats stands twice" in refused(
        code(answer()), code(chart()), code(chart())
    )


DATED = {
    "columns": ["label", "date"],
    "rows": [["Ann", "2019"]],
    "alt": "Timeline: Ann, 2019. The dates run from 1 January 2019 to 31 December 2019.",
    "data": "\ufeffid,label,side,date,edtf,earliest,latest,note\nboats,Ann,,2019,2019,2019-01-01,2019-12-31,\n",
}


@pytest.mark.parametrize(
    "alt", ["9,999 boats", "harbour 41, and 1 more", "in May", "a dozen", "“We saw none.”"]
)
def test_alternative_text_with_a_number_or_a_quotation_that_no_row_has_is_refused(alt):
    assert "boats: " in refused(code(answer()), code(chart(alt=alt)))


def test_alternative_text_may_count_the_rows_that_it_leaves_out():
    rows = {"rows": [["Harbour", "more than 40"]] * 3, "row_ids": ["boats"] * 3}
    data = "id,label,value\n" + "boats,Harbour,more than 40\n" * 3
    assert page_of(code(chart(**rows, data=data, alt="Harbour, and 2 more")))
    assert '"3"' in refused(
        code(answer()), code(chart(**rows, data=data, alt="Harbour, and 3 more"))
    )


@pytest.mark.parametrize(
    "data",
    [
        "id,label,value\nboats,Harbour,9999\n",
        "id,label,value\nboats,Harbour 7,more than 40\n",
        "id,label,value\nrafts,Harbour,more than 40\n",
        "id,label,value\n",
        "id,label,value\nboats,Harbour,more than 40,9999\n",
        "id,label,value,low,high\nboats,Harbour,more than 40,9999,\n",
        "id,label,value,low,high\nboats,Harbour,more than 40,40,41\n",
    ],
)
def test_a_csv_that_says_what_its_records_do_not_is_refused(data):
    assert "chart boats: " in refused(code(answer()), code(chart(data=data)))


def test_a_csv_may_hold_the_ends_of_its_numbers_and_dates():
    assert page_of(
        code(chart(data="\ufeffid,label,value,low,high\nboats,Harbour,more than 40,40,\n"))
    )
    assert page_of(code(chart(**DATED)))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("2019-01-01", "2018-01-01"),
        (",2019,2019,", ",2019,2018,"),
        ("2019-12-31,", "2019-12-31,in 2018"),
        (",2019,2019", ",,"),
    ],
)
def test_a_csv_with_a_day_that_is_not_that_of_its_row_is_refused(was, now):
    assert "chart boats: " in refused(
        code(answer()), code(chart(**DATED | {"data": DATED["data"].replace(was, now)}))
    )
