"""Spans of days: what each clue to a day leaves, and what all of them leave."""

from collections.abc import Iterable, Sequence
from math import isfinite

from matplotlib.axes import Axes

from analysis.report.charts.axes import calendar, set_axis
from analysis.report.charts.canvas import (
    area,
    close,
    guide_line,
    line_across,
    points,
    width_of,
    write,
    write_small,
)
from analysis.report.charts.chart import Words, form
from analysis.report.charts.description import first_and_last_day
from analysis.report.charts.rows import Interval, Moment, days_left, hull
from analysis.report.charts.style import ARROW, BLUE, GAP, HEAD, STRIP, TINT
from analysis.report.charts.symbols import TICKS

NEARBY = 45.0  # days on either side of a span that is drawn with what is near it
KEY = "Band: days that are left; an arrow where they go on. Column: days that all leave."
SOLID = 1.0
PALE = 0.3


@form(Words("Spans of days", lambda rows: KEY, first_and_last_day))
def narrowing(rows: Sequence[Moment], ax: Axes, *, together: str = "") -> Axes:
    """Spans of days one below the other, and what all of them leave as a column.

    What a span leaves out is white. `together` is the id of the row that is the intersection of the
    others: it is drawn as a solid bar, its days are marked behind all rows, and the axis shows them
    and NEARBY days on either side. An end beyond is drawn as an arrow.
    """
    found = {row.id: days_left(row.date) for row in rows}
    spans = {id: span for id, span in found.items() if span}
    common = spans.get(together)
    every = list(spans.values())
    _set_axis(ax, _known_ends([common] if common else every), every)
    y = 0.0
    for n, row in enumerate(rows):
        y = write(ax, y, row.heading, weight="bold")
        if row.id in spans:
            alpha = SOLID if together and row.id == together else PALE
            _draw_span(ax, y + STRIP / 2, spans[row.id], f"row-{n}", alpha)
        y = write_small(ax, y + STRIP, row.note or row.words())
        y += GAP
    if common:
        first, last = ax.get_xlim()
        column = Interval(max(common.start, first), min(common.end, last))
        area(ax, column, Interval(0, y), fc=TINT, ec="none", zorder=-1, gid="together")
    return close(ax, y)


def _known_ends(spans: Sequence[Interval]) -> list[Interval]:
    """The ends of spans that are not open, each as a span of its own without length."""
    starts = [span.start for span in spans]
    ends = [span.end for span in spans]
    return [Interval(end, end) for end in [*starts, *ends] if isfinite(end)]


def _set_axis(ax: Axes, middle: Sequence[Interval], spans: Iterable[Interval]) -> None:
    """Set an axis that shows the spans of `middle`, and the ends of `spans` nearby; else none."""
    if not middle:
        ax.set_axis_off()
        return
    shown = hull(middle)
    nearby = shown.widened(NEARBY)
    for span in spans:
        for end in (span.start, span.end):
            if nearby.contains(end):
                shown = hull([shown, Interval(end, end)])
    shown = shown.widened(1)
    set_axis(ax, shown, ARROW, calendar(shown))


def _draw_span(ax: Axes, y: float, span: Interval, gid: str, alpha: float) -> None:
    """Draw a span of days at `y`: a tick at an end on the canvas, an arrow at one beyond it."""
    guide_line(ax, y)
    shown = Interval(*ax.get_xlim())
    has_first = shown.contains(span.start)
    has_last = shown.contains(span.end)
    first = points(ax, span.start) if has_first else HEAD / 2
    last = points(ax, span.end) if has_last else width_of(ax) - HEAD / 2
    look = {
        "color": BLUE,
        "lw": 10,
        "alpha": alpha,
        "solid_capstyle": "butt",
        "gid": f"{gid}-span",
    }
    line_across(ax, [first, last], [y, y], **look)
    _draw_end(ax, first, y, "|" if has_first else "<", f"{gid}-first")
    _draw_end(ax, last, y, "|" if has_last else ">", f"{gid}-last")


def _draw_end(ax: Axes, x: float, y: float, marker: str, gid: str) -> None:
    """Draw the end of a span as a tick, or where it lies beyond the canvas as an arrow."""
    look = TICKS
    if marker != "|":
        look = {"marker": marker, "ms": HEAD}
        gid = f"{gid}-open"
    line_across(ax, [x], [y], ls="none", gid=gid, color=BLUE, **look)
