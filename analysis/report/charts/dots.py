"""Dot charts: numbers side by side, one row each."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from analysis.report.charts.axes import left_of_numbers, number_axis
from analysis.report.charts.canvas import close, place, spots_beside, write, write_small
from analysis.report.charts.chart import Words, form
from analysis.report.charts.description import highest, key_of_numbers
from analysis.report.charts.rows import Mark
from analysis.report.charts.style import GAP, STRIP
from analysis.report.charts.symbols import draw_mark


@form(Words("Dot chart", key_of_numbers, highest))
def dot_rows(rows: Sequence[Mark], ax: Axes, *, unit: str = "") -> Axes:
    """Numbers one below the other, the hedge drawn as the mark and the value in words beside it.

    Rows in succession that have one label stand below it as a group, told apart by their notes.
    """
    bounds = [row.bound for row in rows]
    number_axis(ax, bounds, unit, left=left_of_numbers(bounds))
    y = -GAP / 2
    label = None
    for n, row in enumerate(rows):
        if row.label != label:
            label = row.label
            y = write(ax, y + GAP / 2, label)
        y = write_small(ax, y, row.note)
        spots = spots_beside(ax, draw_mark(ax, y, row.extent, f"row-{n}"))
        value = row.words(unit)
        is_beside = place(ax, y, value, spots, weight="bold")
        y += STRIP
        if not is_beside:
            y = write(ax, y, value, weight="bold")
        y += GAP
    return close(ax, y)
