"""Axes of numbers and dates are readable whatever they show."""

import pytest
from charting import assert_text_fits, drawn, moment, numbers

from analysis.report.charts import dot_rows, timeline


def test_an_axis_of_numbers_starts_at_zero(plates):
    drawn(dot_rows, numbers(400, 500))
    assert 0 in plates[0].axes[0].get_xticks()


@pytest.mark.parametrize(
    "values",
    [(1,), (0,), (-40, 40), (10**12,), (1, 1_234_567)],
    ids=["one", "zero", "negative", "huge", "apart"],
)
def test_text_fits_whatever_the_numbers(plates, values):
    drawn(dot_rows, numbers(*values, note="a note"), unit="people")
    for plate in plates[:2]:
        assert_text_fits(plate)


@pytest.mark.parametrize(
    "ends",
    [("0001-01-01", "9999-12-31"), ("2017-09-14", "2017-09-15"), ("1975", "2018-02"), ("", "2017")],
)
def test_text_fits_whatever_the_dates(plates, ends):
    drawn(timeline, [moment(end, note="a note") for end in ends])
    assert_text_fits(plates[0])
