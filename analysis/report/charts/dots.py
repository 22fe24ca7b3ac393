"""Dot charts: numbers side by side, one row each."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from matplotlib.axes import Axes

from analysis.report.charts.axes import draw_grid, left_of_numbers, no_axis, number_scale
from analysis.report.charts.canvas import (
    close,
    label_column,
    place,
    spots_beside,
    write,
    write_small,
)
from analysis.report.charts.chart import Words, form
from analysis.report.charts.description import highest, is_mixed, key_of_numbers
from analysis.report.charts.rows import Interval, Mark
from analysis.report.charts.style import GAP, HALF_CAPITAL, PADDING, STRIP, TEXT
from analysis.report.charts.symbols import draw_sign
from analysis.report.charts.text import with_capital

BETWEEN_GROUPS = 7.0  # whose headings part them
BETWEEN_ROWS = 3.0  # of one group, whose labels stand to the left
BETWEEN_LABELS = 7.0  # and whose labels stand above


@dataclass(frozen=True)
class Plate:
    """Where rows are drawn: labels up to `column` points from the left, marks from `left` on."""

    ax: Axes
    unit: str
    column: float
    left: float
    is_mixed: bool

    def letters(self, is_cited: bool) -> str:
        """The style of the letters of what is only cited or not."""
        return "italic" if is_cited and self.is_mixed else "normal"


@form(Words("Dot chart", key_of_numbers, highest))
def dot_rows(rows: Sequence[Mark], ax: Axes, *, unit: str = "") -> Axes:
    """Numbers one below the other, the hedge drawn as the mark and the value in words beside it.

    Labels stand to the left where there is room, else above. Rows in succession that have one label
    stand below it as a group, told apart by their notes. There are no ticks where all rows stand at
    one place.
    """
    bounds = [row.bound for row in rows]
    column = label_column(ax)
    left = column + PADDING if column else 0.0
    number_scale(ax, bounds, unit, left + left_of_numbers(bounds))
    between = BETWEEN_ROWS if column else BETWEEN_LABELS
    plate = Plate(ax, unit, column, left, is_mixed(rows))
    is_grouped = any(one.label == other.label for one, other in pairwise(rows))
    apart = BETWEEN_GROUPS if is_grouped else GAP
    y = 0.0
    strips: list[Interval] = []
    numbered = enumerate(rows)
    for label, members in groupby(numbered, key=lambda member: member[1].label):
        group = list(members)
        if is_grouped:
            y = _write_heading(plate, y, label, [row for _, row in group])
        for n, row in group:
            top, below = _draw_row(plate, y, row, f"row-{n}", is_grouped)
            is_last = row is group[-1][1]
            y = below + (apart if is_last else between)
            strips.append(Interval(top, y))
    if len({row.extent for row in rows}) > 1:
        draw_grid(ax, strips)
    else:
        no_axis(ax)
    return close(ax, y)


def _write_heading(plate: Plate, y: float, label: str, rows: Sequence[Mark]) -> float:
    """Write what all rows of a group count, across the chart; returns the y below it."""
    is_cited = all(row.is_cited for row in rows)
    letters = plate.letters(is_cited)
    return write(plate.ax, y, with_capital(label), weight="bold", style=letters) + BETWEEN_ROWS


def _draw_row(plate: Plate, y: float, row: Mark, gid: str, is_grouped: bool) -> tuple[float, float]:
    """Draw a row from `y` downwards: its label, its mark, its value.

    Returns the y above its mark, and the y below it.
    """
    ax = plate.ax
    label, note = (row.note, "") if is_grouped else (row.label, row.note)
    letters = plate.letters(row.is_cited)
    first_line = y
    if plate.column:
        first_line += STRIP / 2 + HALF_CAPITAL * TEXT - TEXT  # level with the mark
    below = write(ax, first_line, with_capital(label), end=plate.column, style=letters)
    below = write_small(ax, below, with_capital(note), end=plate.column, style=letters)
    top = y if plate.column else below
    mark = draw_sign(ax, top, row.extent, gid)
    value = row.words(plate.unit)
    is_beside = place(ax, top, value, spots_beside(ax, mark, plate.left), weight="bold")
    bottom = top + STRIP
    if not is_beside:
        bottom = write(ax, bottom, value, indent=plate.left, weight="bold")
    return top, max(below, bottom)
