"""Stacked columns show a whole by its parts, and hatch what is not known of it."""

from dataclasses import replace

import pytest
from charting import LONG, artist, assert_text_fits, drawn, lines, observed, texts

from analysis.quantities.bounds import KINDS, Bound
from analysis.record.record import Record
from analysis.report import charts
from analysis.report.charts import Chart, Observation, stacked_columns
from analysis.report.charts.description import KEY_OF_COLUMNS
from analysis.report.charts.rows import LOWER_LIMITS, UPPER_LIMITS
from analysis.report.charts.style import PALE

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


def test_numbers_for_which_parts_are_too_narrow_stand_upwards_in_them(plates):
    chart = drawn_stacks(*(stack(year, year, 500, None) for year in range(1990, 2025)))
    numbers = {text.get_text(): text for text in texts(plates[0])}
    assert {"2,024", "500"} < set(lines(chart))
    assert numbers["2,024"].get_rotation() == 90


def test_numbers_for_which_parts_are_too_low_stand_above_all_of_them_where_the_first_is(plates):
    chart = drawn_stacks(stack(2001, 2, 3, 5), stack(2002, 60, 40, 100))
    assert "2 + 3" in lines(chart)


def test_a_number_for_which_an_upper_part_is_too_low_stands_above_the_column(plates):
    chart = drawn_stacks(stack(2001, 98, 2, 100))
    assert {"98", "+ 2"} < set(lines(chart))


def test_a_part_that_is_nought_is_not_told_beside_the_others(plates):
    chart = drawn_stacks(stack(2001, 0, 2, 2), stack(2002, 60, 40, 100))
    assert "2" in lines(chart)


def hedged(kind: str, value: int, year: int = 2001, series: str = "with") -> Observation:
    bound = Bound.of(kind, value, 60 if kind == "between" else None)
    return replace(observed(year, value, series=series), bound=bound)


@pytest.mark.parametrize("kind", KINDS)
def test_a_part_is_drawn_and_explained_as_it_is_hedged(plates, kind):
    rows = [hedged(kind, 40), observed(2001, 50, series="without")]
    chart = drawn_stacks(rows)
    parts = plates[0].findobj(lambda each: str(each.get_gid()).startswith("with-2001-none-part"))
    areas = [part for part in parts if part.get_gid().endswith("-part")]
    arrows = [part for part in parts if part.get_gid().endswith("-arrow")]
    assert bool(areas) == (kind not in UPPER_LIMITS)
    assert bool(arrows) == (kind in (*LOWER_LIMITS, *UPPER_LIMITS))
    assert areas == [] or (areas[0].get_alpha() == PALE) == (kind == "about")
    key = " ".join(lines(chart))
    assert (KEY_OF_COLUMNS[kind] in key) if kind in KEY_OF_COLUMNS else ("Arrow" not in key)


@pytest.mark.parametrize("kind", KINDS)
def test_the_number_of_a_hedged_part_stands_in_the_chart_with_its_hedge(plates, kind):
    number = hedged(kind, 3)
    for others in ([], [observed(2001, None, series="without"), observed(2001, 50, series="all")]):
        chart = drawn_stacks([number, *others], stack(2002, 60, 40, 100))
        assert any(line.startswith(number.words()) for line in lines(chart))
        for plate in plates[-2:]:
            assert_text_fits(plate)


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
