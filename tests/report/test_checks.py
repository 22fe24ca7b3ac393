"""What of a chart is refused: rows, alternative text and CSV that its records do not say."""

import pytest
from samples import (
    answer,
    chart,
    code,
    page_of,
    refused,
)

from analysis.record.references import MIME


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
            'the title of chart boats has "41", which its rows do not; say',
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
