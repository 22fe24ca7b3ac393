"""Spans of days: what each clue to a day leaves, and what all of them leave."""

from collections.abc import Iterable, Sequence
from math import isfinite

from matplotlib.axes import Axes

from analysis.report.charts.axes import calendar, draw_grid, set_axis
from analysis.report.charts.canvas import (
    area,
    close,
    label_column,
    line_across,
    points,
    width_of,
    write,
    write_small,
)
from analysis.report.charts.chart import Words, form
from analysis.report.charts.description import first_and_last_day, is_mixed
from analysis.report.charts.rows import Interval, Moment, days_left, hull
from analysis.report.charts.style import ARROW, BLUE, GAP, HEAD, PADDING, STRIP, TINT, Look
from analysis.report.charts.symbols import MARKS, TICKS

NEARBY = 45.0  # days on either side of a span that is drawn with what is near it
KEY = "Band: days that are left; an arrow where they go on. Column: days that all leave."
SOLID = 1.0
PALE = 0.4
TOGETHER: Look = {"fc": TINT, "ec": "none", "zorder": -1}


def _key(rows: Sequence[Moment]) -> str:
    cited = MARKS["cited"].words
    return f"{KEY} {cited}." if is_mixed(rows[:-1]) else KEY


@form(Words("Spans of days", _key, first_and_last_day))
def narrowing(rows: Sequence[Moment], ax: Axes, *, together: str = "") -> Axes:
    """Spans of days one below the other, and what all of them leave as a column.

    Labels stand to the left where there is room, else above. What a span leaves out is white.
    `together` is the id of the row that is the intersection of the others: it is drawn as a solid
    bar, its days are marked behind all rows, and the axis shows them and NEARBY days on either
    side. An end beyond is drawn as an arrow.
    """
    found = {row.id: days_left(row.date) for row in rows}
    spans = {id: span for id, span in found.items() if span}
    common = spans.get(together)
    every = list(spans.values())
    middle = _known_ends([common] if common else every)
    column = label_column(ax)
    left = column + PADDING if column else 0.0
    _set_axis(ax, left, middle, every)
    others = [row for row in rows if row.id != together]
    mixed = is_mixed(others)
    y = 0.0
    strips: list[Interval] = []
    for n, row in enumerate(rows):
        is_common = bool(together) and row.id == together
        letters = "italic" if row.is_cited and mixed else "normal"
        weight = "bold" if is_common else "normal"
        words = row.note or row.words()
        below = write(ax, y, row.label, end=column, weight=weight, style=letters)
        below = write_small(ax, below, words, end=column, style=letters)
        top = y if column else below
        if row.id in spans:
            alpha = SOLID if is_common else PALE
            bar_y = top + STRIP / 2
            _draw_span(ax, bar_y, left, spans[row.id], f"row-{n}", alpha)
        y = max(below, top + STRIP) + GAP
        strips.append(Interval(top, y))
    if spans:
        draw_grid(ax, strips)
    if common:
        first, last = ax.get_xlim()
        start = max(common.start, first)
        end = min(common.end, last)
        area(ax, Interval(start, end), Interval(0, y), gid="together", **TOGETHER)
    return close(ax, y)


def _known_ends(spans: Sequence[Interval]) -> list[Interval]:
    """The ends of spans that are not open, each as a span of its own without length."""
    found = []
    for span in spans:
        for end in (span.start, span.end):
            if isfinite(end):
                found.append(Interval(end, end))
    return found


def _set_axis(ax: Axes, left: float, middle: Sequence[Interval], spans: Iterable[Interval]) -> None:
    """Set an axis, `left` points from the left, that shows the spans of `middle`, and the ends of
    `spans` nearby; else none.
    """
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
    set_axis(ax, shown, left + ARROW, calendar(shown))


def _draw_span(ax: Axes, y: float, left: float, span: Interval, gid: str, alpha: float) -> None:
    """Draw a span of days at `y`: a tick at an end on the plot, an arrow at one beyond it."""
    _, last_shown = ax.get_xlim()
    shown = Interval(_day_at(ax, left), last_shown)
    has_first = shown.contains(span.start)
    has_last = shown.contains(span.end)
    first = points(ax, span.start) if has_first else left + HEAD / 2
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


def _day_at(ax: Axes, x: float) -> float:
    """The day that stands `x` points from the left."""
    first, last = ax.get_xlim()
    past = (last - first) * x / width_of(ax)
    return first + past


def _draw_end(ax: Axes, x: float, y: float, marker: str, gid: str) -> None:
    """Draw the end of a span as a tick, or where it lies beyond the canvas as an arrow."""
    look = TICKS
    if marker != "|":
        look = {"marker": marker, "ms": HEAD}
        gid = f"{gid}-open"
    line_across(ax, [x], [y], ls="none", gid=gid, color=BLUE, **look)
