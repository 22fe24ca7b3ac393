"""Dated positions: who said what when, one row each."""

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes

from analysis.report.charts.axes import date_axis
from analysis.report.charts.canvas import (
    Spot,
    close,
    line_across,
    place,
    spots_beside,
    width_of,
    write,
)
from analysis.report.charts.chart import Words, form
from analysis.report.charts.description import first_and_last_day, key_of_moments
from analysis.report.charts.rows import Moment, around, hull
from analysis.report.charts.style import (
    COLOURS,
    DOT,
    GAP,
    INDENT,
    PADDING,
    QUIET,
    SEVERAL,
    SHAPES,
    SMALL,
    STRIP,
    Symbol,
)
from analysis.report.charts.symbols import draw_mark


@form(Words("Dated positions", key_of_moments, first_and_last_day))
def positions(rows: Sequence[Moment], ax: Axes, *, sides: Iterable[str] = ()) -> Axes:
    """Who said what when, in the order given; what is not known about a date is drawn as a bar.

    Below the name, the dated mark and the note share a line where they fit. Each of `sides` keeps
    its colour, whichever of them a chart shows.
    """
    date_axis(ax, [row.date for row in rows])
    shown = [row.side for row in rows if row.side]
    known = list(dict.fromkeys([*sides, *shown]))
    y = 0.0
    for n, row in enumerate(rows):
        symbol = _symbol(row, known)
        _draw_speaker(ax, y, row, symbol, f"row-{n}-side")
        y = write(ax, y, row.heading, indent=INDENT, weight="bold")
        y = _dated(ax, y, row, symbol, f"row-{n}")
        y += GAP
    return close(ax, y)


def _symbol(row: Moment, sides: Sequence[str]) -> Symbol:
    """The shape of what speaks, in the colour of its side."""
    shape = SHAPES.get(row.body, SEVERAL)
    colour = QUIET
    if row.side:
        place_of_side = sides.index(row.side)
        colour = COLOURS[place_of_side % len(COLOURS)]
    return Symbol(shape.marker, shape.name, colour)


def _draw_speaker(ax: Axes, y: float, row: Moment, symbol: Symbol, gid: str) -> None:
    """Draw who speaks before the name; hollow where that is only cited."""
    hollow = {"mfc": "white", "mew": 1.5} if row.is_cited else {}
    look = {
        "marker": symbol.marker,
        "ms": DOT,
        "color": symbol.colour,
        "ls": "none",
        "gid": gid,
    }
    line_across(ax, [5], [y + 8], **look, **hollow)


def _dated(ax: Axes, y: float, row: Moment, symbol: Symbol, gid: str) -> float:
    """Draw the date, and write it and the note beside it, else below it; returns the y below."""
    width = width_of(ax)
    mark = around(width + PADDING, 0)
    if row.extent:
        mark = draw_mark(ax, y, row.extent, gid, symbol)
    spots = spots_beside(ax, mark)
    date = place(ax, y, row.words(), spots, size=SMALL)
    taken = hull([mark, date]) if date else mark
    before = Spot(INDENT, taken.start - PADDING, "left")
    after = Spot(taken.end + PADDING, width, "right")
    note = place(ax, y, row.note, [before, after])
    y += STRIP
    if date is None:
        y = write(ax, y, row.words(), indent=INDENT, size=SMALL)
    if note is None:
        y = write(ax, y, row.note, indent=INDENT)
    return y
