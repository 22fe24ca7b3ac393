"""The plot below columns: its scale begins at none and ends above the highest, its years are named."""

import pytest
from charting import artist, bound, drawn, drawn_editions, lines, observed, year

from analysis.quantities.bounds import Bound
from analysis.report import charts
from analysis.report.charts import year_columns
from analysis.report.charts.plot import scale_for


def test_the_number_at_the_top_of_the_scale_has_the_unit_and_no_column_is_higher(plates):
    chart = drawn(year_columns, [year("2001", Bound.of("exact", 111))], unit="people")
    assert "120 people" in lines(chart)
    assert artist(plates[0], "y2001-exact").get_height() < charts.columns.COLUMN


def test_fiscal_years_stand_below_their_columns(plates):
    drawn_editions([observed(2001, 50), observed(2002, 60)])
    labels = [label.get_text() for label in plates[0].axes[0].get_xticklabels()]
    assert labels == ["FY 2001", "2002"]
    column = artist(plates[0], "s-2002-none-exact")
    middle = column.get_x() + column.get_width() / 2
    assert plates[0].axes[0].get_xticks()[1] == pytest.approx(middle, abs=1)


@pytest.mark.parametrize("highest", [0, 0.4, 1, 7, 99, 111, 2166, 53522, 10**9])
def test_a_scale_has_few_lines_from_none_to_no_less_than_the_highest(highest):
    scale = scale_for([highest], "people")
    assert scale.ticks[0] == 0
    assert scale.top >= highest
    assert 2 <= len(scale.ticks) <= 7


def test_months_are_not_named_as_years(plates):
    drawn(year_columns, [year("2001-03", bound("exact")), year("2001-04", bound("exact"))])
    labels = [label.get_text() for label in plates[0].axes[0].get_xticklabels()]
    assert all(len(label) > 4 for label in labels)
