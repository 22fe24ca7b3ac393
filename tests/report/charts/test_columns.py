"""Columns by year are as high as their numbers; where none is known they are hatched."""

import pytest
from charting import (
    LONG,
    artist,
    assert_text_fits,
    bound,
    drawn,
    drawn_editions,
    event,
    lines,
    observed,
    year,
)

from analysis.measures import coverage, editions, sums
from analysis.quantities import dates
from analysis.quantities.bounds import KINDS, Bound
from analysis.record.record import Record
from analysis.report import charts
from analysis.report.charts import Observation, year_columns
from analysis.report.charts.columns import LARGER

REMOVALS = "dhs-removals"
PARTS = ["dhs-removals-convicted", "dhs-removals-not-convicted"]


def exact(value: int) -> Bound:
    return Bound.of("exact", value)


def every_table() -> list[Observation]:
    """What all tables give for removals, sums of parts and gaps among it, and two events."""
    public = Record.load(scope="record")
    wholes = public.figures(population_id=REMOVALS)
    gaps = public.gaps(population_id=REMOVALS)
    added_up = editions.without_whole(wholes, sums.sums_of_parts(public, REMOVALS, PARTS))
    events = public.events(["memorandum-signed", "visa-sanctions-effect"])
    return charts.observations([*wholes, *added_up, *gaps], events)


def test_a_year_without_a_number_is_a_hatched_gap_with_its_reason_and_no_column(plates):
    gap = year("2002", None, reason="withheld")
    chart = drawn(year_columns, [year("2001", bound("exact")), gap, year("2003", exact(0))])
    for plate in plates:
        assert artist(plate, "y2002-gap").get_hatch()
        assert artist(plate, "y2003-exact").get_height() == 0
        assert artist(plate, "y2003-none")
    assert "withheld" in lines(chart)
    assert any(line.startswith("Hatched: no number is known") for line in lines(chart))


def test_gaps_in_succession_with_one_reason_are_one(plates):
    gaps = [year(period, None, reason="withheld") for period in ("2002", "2003")]
    chart = drawn(year_columns, [year("2001", exact(3)), *gaps, year("2004", exact(4))])
    assert lines(chart).count("withheld") == 1
    assert artist(plates[0], "y2002-gap").get_width() > 700


def test_columns_are_as_high_as_their_numbers_and_as_wide_as_their_periods(plates):
    drawn(year_columns, [year("2001", exact(50)), year("2002/2003", exact(200))])
    for plate in plates:
        small, tall = (artist(plate, f"y{n}-exact") for n in (2001, 2002))
        assert tall.get_height() == pytest.approx(4 * small.get_height())
        assert tall.get_width() == pytest.approx(2 * small.get_width())


def test_what_lies_between_years_is_hatched_too(plates):
    rows = [year("2005", bound("exact")), year("2001", bound("exact")), year("2000/2002", None)]
    drawn(year_columns, rows)
    between = artist(plates[0], "between-0-gap")
    assert between.get_hatch()
    assert between.get_width() == pytest.approx(365 + 366, abs=15)
    assert "no figure" in [text.get_text() for text in plates[0].axes[0].texts]
    with pytest.raises(ValueError, match="unpack"):
        artist(plates[0], "between-1-gap")


def test_a_panel_is_hatched_where_only_another_has_columns(plates):
    rows = [year(f"{2001 + n}", exact(9), series="sailors", id=f"s{n}") for n in range(5)]
    rows += [year(f"{2004 + n}", exact(9), series="pilots", id=f"p{n}") for n in range(5)]
    drawn(year_columns, rows)
    for plate in plates:
        gaps = plate.findobj(lambda each: (each.get_gid() or "").startswith("between-"))
        assert [round(gap.get_width() / 365.25) for gap in gaps] == [3, 3]


def test_about_is_pale(plates):
    drawn(year_columns, [year("2001", bound("exact")), year("2002", bound("about"))])
    assert artist(plates[0], "y2001-exact").get_alpha() is None
    assert artist(plates[0], "y2002-about").get_alpha() < 1


@pytest.mark.parametrize(("kind", "head"), [("more_than", "^"), ("at_most", "v")])
def test_an_arrow_shows_which_way_a_number_may_go(plates, kind, head):
    drawn(year_columns, [year("2001", bound(kind)), year("2002", exact(100))])
    for plate in plates:
        assert artist(plate, f"y2001-{kind}-arrow").get_marker() == head


def test_no_column_is_filled_below_a_number_that_only_limits_from_above(plates):
    drawn(year_columns, [year("2001", bound("at_most")), year("2002", exact(100))])
    with pytest.raises(ValueError, match="unpack"):
        artist(plates[0], "y2001-at_most")


# ---- several tables


def test_what_another_table_gives_stands_pale_and_broad_behind_what_is_in_force(plates):
    old, new = observed(2001, 17, "old", old=True), observed(2001, 20, "new")
    chart = drawn_editions([old, new, observed(2002, 5, "new")])
    column = artist(plates[0], f"{new.id}-exact")
    other = artist(plates[0], f"{old.id}-other")
    assert other.get_height() == pytest.approx(column.get_height() * 17 / 20)
    assert other.get_width() > column.get_width()
    assert other.get_facecolor() != column.get_facecolor()
    assert "17 → 20" in lines(chart)
    assert any("Pale and wider: in another table." in line for line in lines(chart))


def test_tables_that_agree_are_one_column_and_give_their_number_once(plates):
    old, new = observed(2001, 18, "old", old=True), observed(2001, 18, "new")
    chart = drawn_editions([old, new])
    assert "-other" not in chart.svg
    assert lines(chart).count("18") == 1


def test_a_printed_number_stands_before_a_sum_of_parts_which_stands_before_what_is_superseded():
    public = Record.load(scope="record")
    rows = every_table()
    years = {
        year: [row for row in rows if row.label == f"FY {year}"] for year in (2008, 2011, 2013)
    }
    words = [set(lines(drawn_editions(found))) for found in years.values()]
    assert "38" in words[0]
    assert "89" in words[1]
    assert "17 → 16" in words[2]
    assert public.figure("dhs-fy2008-removals-ed2008").bound == exact(38)


def test_groups_that_are_counted_apart_stand_apart_on_one_scale(plates):
    rows = [observed(2001, 31, "new"), observed(2001, 62, "press", series="another group")]
    chart = drawn_editions(rows)
    assert [line for line in lines(chart) if line in ("A group", "Another group")] == [
        "A group",
        "Another group",
    ]
    low, high = (artist(plates[0], f"{row.id}-exact").get_height() for row in rows)
    assert high == pytest.approx(2 * low)


# ---- much lower columns


def test_columns_too_low_to_tell_apart_are_drawn_again_larger(plates):
    rows = [year("2001", exact(2166)), *(year(str(n), exact(n - 2000)) for n in range(2002, 2010))]
    chart = drawn(year_columns, rows, unit="people")
    assert LARGER in lines(chart)
    assert {"2,166", "9"} < set(lines(chart))
    again = [each for each in plates[0].axes[0].patches if each.get_gid() == "y2009-exact"]
    assert again[1].get_height() > 10 * again[0].get_height()


def test_columns_that_can_be_told_apart_are_drawn_once():
    chart = drawn(year_columns, [year("2001", exact(111)), year("2002", exact(7))])
    assert LARGER not in lines(chart)


# ---- text


@pytest.mark.parametrize("unit", ["people", LONG])
@pytest.mark.parametrize("label", ["arrivals", LONG, "x" * 500, "$x^2$"])
def test_text_fits_whatever_the_years(plates, unit, label):
    numbered = [year(str(n), exact(n * 977 % 5000)) for n in range(1990, 2024, 2)]
    gaps = [year(period, None, reason=label) for period in ("1975/1989", "1991", "1993")]
    drawn(year_columns, [*gaps, *numbered], unit=unit)
    for plate in plates:
        assert_text_fits(plate)


@pytest.mark.parametrize("label", [LONG, "W" * 90, "<script>alert('&amp;')</script>"])
def test_text_of_events_and_of_several_groups_fits_whatever_it_says(plates, label):
    rows = [
        observed(2001, 17, label, old=True),
        observed(2001, 20, "new"),
        observed(2002, None, "new", note=label),
        observed(2003, 10**9, "new", series=label),
        *(event(day, day, label) for day in ("2001-01-01", "2002-03", "2003-09-01")),
    ]
    drawn_editions(rows)
    for plate in plates:
        assert_text_fits(plate)


@pytest.mark.parametrize("kind", KINDS)
def test_text_of_hedged_numbers_fits(plates, kind):
    drawn(year_columns, [year("2001", bound(kind)), year("2002", exact(100))], unit="people")
    for plate in plates:
        assert_text_fits(plate)


def test_the_real_tables_keep_their_text_apart_and_inside(plates):
    rows = every_table()
    chart = drawn_editions(rows)
    for plate in plates:
        assert_text_fits(plate)
    assert len(chart.rows) == len(rows)


def test_the_real_arrivals_keep_their_text_apart_and_inside(plates):
    public = Record.load(scope="record")
    total, series = public.figure("kt-145000"), public.series("dhs-refugee-arrivals")
    gaps = public.gaps(population_id="dhs-refugee-arrivals")
    left = coverage.stretches(total, coverage.within(total.period, series), gaps)
    drawn_editions(charts.observations([*series, *gaps, *left]))
    for plate in plates:
        assert_text_fits(plate)


@pytest.mark.parametrize("date", [None, dates.parse("2002/..")])
def test_years_without_dates_say_so(date):
    rows = [Observation("", date, exact(4), series="arrivals")]
    assert "no dates given" in lines(drawn(year_columns, rows))
