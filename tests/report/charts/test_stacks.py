"""Stacked columns show a whole by its parts, and hatch what is not known of it."""

import pytest
from charting import LONG, artist, assert_text_fits, drawn, lines, observed

from analysis.record.record import Record
from analysis.report import charts
from analysis.report.charts import Chart, Observation, stacked_columns

NAMES = {"with": "With a conviction", "without": "Without a conviction"}


def stack(
    year: int, convicted: int | None, others: int | None, whole: int | None
) -> list[Observation]:
    given = {"with": convicted, "without": others, "all": whole}
    return [observed(year, value, series=name) for name, value in given.items()]


def drawn_stacks(*stacks: list[Observation]) -> Chart:
    rows = [row for given in stacks for row in given]
    return drawn(stacked_columns, rows, unit="people", parts=NAMES)


def test_parts_stand_one_upon_the_other_with_their_numbers(plates):
    chart = drawn_stacks(stack(2001, 60, 40, 100), stack(2002, 10, 30, 40))
    for plate in plates:
        lower, upper = (artist(plate, f"{name}-2001-none-part") for name in NAMES)
        assert upper.get_y() + upper.get_height() == pytest.approx(lower.get_y())
        assert lower.get_height() == pytest.approx(upper.get_height() * 1.5)
    assert {"60", "40", *NAMES.values()} < set(lines(chart))
    assert "100" not in lines(chart)


def test_a_whole_of_which_the_parts_are_not_known_is_hatched_up_to_its_number(plates):
    chart = drawn_stacks(stack(2001, 60, 40, 100), stack(2002, None, None, 50))
    hatched = artist(plates[0], "all-2002-none-split")
    assert hatched.get_hatch()
    assert "50" in lines(chart)
    assert "withheld" in lines(chart)


def test_a_part_that_is_known_stands_below_the_rest_that_is_hatched(plates):
    drawn_stacks(stack(2001, 60, 40, 100), stack(2002, 20, None, 50))
    part, rest = (
        artist(plates[0], f"{id}") for id in ("with-2002-none-part", "all-2002-none-split")
    )
    assert rest.get_y() + rest.get_height() == pytest.approx(part.get_y())
    assert rest.get_height() == pytest.approx(part.get_height() * 1.5)


def test_a_year_of_which_nothing_is_known_is_a_gap(plates):
    drawn_stacks(stack(2001, 60, 40, 100), stack(2002, None, None, None))
    assert artist(plates[0], "with-2002-none-gap").get_hatch()


def test_numbers_for_which_parts_are_too_narrow_stand_above(plates):
    chart = drawn_stacks(*(stack(year, year, 5, None) for year in range(1990, 2025)))
    assert "2024 + 5" in {line.replace(",", "") for line in lines(chart)}


@pytest.mark.parametrize("name", ["With", LONG, "W" * 90, "ប្រទេសកម្ពុជា"])
def test_text_fits_whatever_the_parts_are_called(plates, name):
    rows = [*stack(2001, 60, 10**9, None), *stack(2002, None, None, 40), *stack(2005, 0, 0, 0)]
    drawn(stacked_columns, rows, unit=name, parts={"with": name, "without": "Without"})
    for plate in plates:
        assert_text_fits(plate)


def test_the_real_parts_keep_their_text_apart_and_inside(plates):
    public = Record.load(scope="record")
    populations = ["dhs-removals-convicted", "dhs-removals-not-convicted", "dhs-removals"]
    numbers = []
    for name in populations:
        numbers += [*public.series(name, measure="flow"), *public.gaps(population_id=name)]
    names = {public.population(name).label: name for name in populations[:2]}
    drawn(stacked_columns, charts.observations(numbers), unit="people", parts=names)
    for plate in plates:
        assert_text_fits(plate)


def test_parts_without_dates_say_so():
    rows = [Observation("", None, series="with")]
    assert "no dates given" in lines(drawn(stacked_columns, rows, parts=NAMES))
