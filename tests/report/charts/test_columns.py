"""Columns by year are as high as their numbers; where none is known they are hatched."""

from dataclasses import replace

import pytest
from charting import LONG, artist, assert_text_fits, bound, drawn, lines, year

from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.report import charts
from analysis.report.charts import Year, year_columns


def test_a_year_without_a_number_is_a_hatched_gap_and_no_column(plates):
    chart = drawn(
        year_columns,
        [year("2001", bound("exact")), year("2002", None), year("2003", Bound.of("exact", 0))],
    )
    gap = artist(plates[0], "row-1-gap")
    assert gap.get_hatch()
    assert (gap.get_height(), artist(plates[0], "row-2-exact").get_height()) == (charts.COLUMN, 0)
    assert artist(plates[0], "row-2-none")
    assert any(line.startswith("Hatched: no number is known") for line in lines(chart))


def test_columns_are_as_high_as_their_numbers_and_as_wide_as_their_periods(plates):
    rows = [year("2001", Bound.of("exact", 50)), year("2002/2003", Bound.of("exact", 200))]
    drawn(year_columns, rows)
    small, tall = (artist(plates[0], f"row-{n}-exact") for n in (0, 1))
    assert tall.get_height() == 4 * small.get_height() == charts.COLUMN
    assert (small.get_width(), tall.get_width()) == (365, 730)


def test_what_lies_between_years_is_hatched_too(plates):
    drawn(
        year_columns,
        [year("2005", bound("exact")), year("2001", bound("exact")), year("2000/2002", None)],
    )
    (between,) = plates[0].findobj(lambda each: (each.get_gid() or "").startswith("between-"))
    assert between.get_hatch()
    assert between.get_width() == 365 + 366
    with pytest.raises(ValueError, match="unpack"):
        artist(plates[0], "between-1")


def test_about_is_pale(plates):
    drawn(year_columns, [year("2001", bound("exact")), year("2002", bound("about"))])
    assert (
        artist(plates[0], "row-1-about").get_alpha() < artist(plates[0], "row-0-exact").get_alpha()
    )


@pytest.mark.parametrize("unit", ["people", LONG])
@pytest.mark.parametrize("label", ["arrivals", LONG, "x" * 500, "$x^2$", "ប្រទេសកម្ពុជា"])
def test_text_fits_whatever_the_years(plates, unit, label):
    numbered = [year(str(n), Bound.of("exact", n * 977 % 5000)) for n in range(1990, 2024, 2)]
    gaps = [replace(year(period, None), label=label) for period in ("1975/1989", "1991", "1993")]
    drawn(year_columns, [*gaps, *numbered], unit=unit)
    assert_text_fits(plates[0])


@pytest.mark.parametrize(
    "rows", [[Year("arrivals", None)], [Year("arrivals", dates.parse("2002/.."))]]
)
def test_years_without_dates_say_so(rows):
    assert "no dates given" in lines(drawn(year_columns, rows))
