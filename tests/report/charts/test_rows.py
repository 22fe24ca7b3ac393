"""The cells of rows give numbers as numbers and days as days."""

import csv
from io import StringIO

import pytest
from charting import bound, csv_of, drawn, moment, year

from analysis.quantities.bounds import Bound
from analysis.quantities.units import Unit
from analysis.report import charts
from analysis.report.charts import Mark, dot_rows, timeline, year_columns


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("exact", "40", "40"),
        ("more_than", "40", ""),
        ("at_least", "40", ""),
        ("less_than", "", "40"),
        ("at_most", "", "40"),
        ("about", "40", "40"),
        ("between", "40", "60"),
    ],
)
def test_the_csv_of_numbers_gives_their_bounds_as_numbers_and_in_words(kind, low, high):
    (row,) = csv_of(
        drawn(
            dot_rows, [Mark("boats", bound(kind), id="b", note="a note", group="g")], unit="people"
        )
    )
    assert row == {
        "id": "b",
        "label": "boats",
        "part_of": "g",
        "value": bound(kind).words("people"),
        "bound": kind,
        "low": low,
        "high": high,
        "note": "a note",
    }


def test_one_of_what_a_chart_counts_is_one():
    chart = drawn(
        dot_rows,
        [Mark("spoken", Bound.of("exact", 1)), Mark("written", Bound.of("exact", 2))],
        unit=Unit.of("words").noun,
    )
    assert [row["value"] for row in csv_of(chart)] == ["1 word", "2 words"]
    assert [row[1] for row in chart.rows] == ["1 word", "2 words"]
    assert "1 words" not in chart.svg + chart.alt


def test_the_csv_of_dates_gives_their_days():
    rows = [moment("[2018-02-23..2018-02-28]", side="Ruritania"), moment("/2017"), moment("")]
    columns = ("side", "date", "edtf", "earliest", "latest")
    assert [tuple(row[column] for column in columns) for row in csv_of(drawn(timeline, rows))] == [
        (
            "Ruritania",
            "between 23 and 28 February 2018",
            "[2018-02-23..2018-02-28]",
            "2018-02-23",
            "2018-02-28",
        ),
        ("", "in or before 2017", "/2017", "", "2017-12-31"),
        ("", "no date given", "", "", ""),
    ]


def test_a_decimal_stays_one_in_the_csv():
    (row,) = csv_of(drawn(dot_rows, [Mark("share", Bound.of("at_most", "74.3"))], unit="%"))
    assert row["high"] == "74.3"


def test_a_negative_number_stays_a_number_in_the_csv():
    (row,) = csv_of(drawn(dot_rows, [Mark("change", Bound.of("exact", "-4.5"))]))
    assert (row["low"], row["high"]) == ("-4.5", "-4.5")


def test_the_csv_of_years_leaves_an_unknown_number_empty():
    chart = drawn(year_columns, [year("2001", bound("about")), year("2002", None)])
    known, unknown = list(csv.DictReader(StringIO(chart.data.removeprefix(charts.BOM))))
    assert (known["bound"], known["low"], known["high"], known["value"]) == (
        "about",
        "40",
        "40",
        "about 40",
    )
    assert (unknown["bound"], unknown["low"], unknown["high"], unknown["value"]) == (
        "",
        "",
        "",
        "not known",
    )
