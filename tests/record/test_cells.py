"""Cells are read by column, and a circle is found and broken once."""

import pytest
from records import write_record

from analysis.record import cells
from analysis.record.tables import read_tables


@pytest.mark.parametrize(
    ("edges", "rows"),
    [
        ([("a", "b"), ("b", "c")], []),
        ([("a", "a")], [0]),
        ([("a", "b"), ("b", "a")], [1]),
        ([("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")], [1, 3]),
    ],
)
def test_every_circle_is_found_at_the_row_that_closes_it(edges, rows):
    found = cells.cycles({edge: row for row, edge in enumerate(edges)})
    assert sorted(row for row, _ in found) == rows


def test_rows_are_found_by_their_cells():
    assert list(cells.rows_with(["x", "", "x", "y"], ["x", "z"])) == [0, 2]
    assert list(cells.rows_with(["x"], ["z"])) == []


def test_a_cell_that_is_no_whole_number_is_minus_one(tmp_path):
    figures = read_tables(write_record(tmp_path))["figures"]
    figures.cells["start"][0] = "first"
    numbers = cells.whole_numbers(figures, "start")
    assert numbers[0] == -1
    assert min(numbers[1:]) >= 0
