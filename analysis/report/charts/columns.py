"""Columns by year on one time axis, with the periods for which no number is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import isfinite

from matplotlib.axes import Axes

from analysis.report.charts.canvas import area, close, in_points, write
from analysis.report.charts.chart import Words, form
from analysis.report.charts.description import key_of_columns, years_in_words
from analysis.report.charts.periods import draw_averages, draw_events, write_events
from analysis.report.charts.plot import (
    ABOVE,
    BROAD,
    NOUGHT,
    ON_PLATE,
    SLIM,
    Plot,
    Scale,
    draw_gap,
    new_plot,
    scale_for,
    set_years,
    share_of,
    write_first,
)
from analysis.report.charts.rows import (
    LOWER_LIMITS,
    UPPER_LIMITS,
    Extent,
    Interval,
    Observation,
    around,
    between,
    days_left,
    hull,
)
from analysis.report.charts.style import BLUE, EARLIER, GAP, PALE, Look
from analysis.report.wording import capitalised

COLUMN = 170.0  # the height of the plot, in points
SEVERAL = 105.0  # of each plot where there are several
SOFT_TOP = 6.0  # of a column that is "about" its number
HEAD = 8.0  # of an arrow up or down
SHAFT = 9.0  # without its head
ARROW_UP = SHAFT + HEAD / 2
SOLID: Look = {"fc": BLUE, "ec": "none"}
BEHIND: Look = {"fc": EARLIER, "ec": "none"}
# Only the second end of the shaft has a head.
ARROW: Look = {"lw": 2, "ms": HEAD, "mew": 0, "markevery": [1]}
NO_FIGURE = "no figure"  # of days that no table gives a number or a gap for
FAR_ABOVE = 20  # where most columns are so many times lower, they are drawn again, larger
LARGER = "The same years, drawn larger. Columns that are cut go on above."


@dataclass(frozen=True)
class Column:
    """What is given for a period: the number in force, or a gap, and what other tables give."""

    days: Interval
    row: Observation
    others: tuple[Observation, ...] = ()

    @property
    def number(self) -> float:
        """The number that its height stands for; zero where there is none."""
        return self.row.extent.end if self.row.extent else 0.0

    @property
    def width(self) -> Interval:
        """The days across which it is drawn."""
        return share_of(self.days, SLIM)

    @property
    def wordings(self) -> list[str]:
        """Its number after an earlier one that it replaces, and alone."""
        words = self.row.words()
        earlier = [other.words() for other in self.others if other.is_superseded]
        one_after_the_other = " → ".join([*earlier, words])
        return [one_after_the_other, words]


@form(Words("Columns by year", key_of_columns, years_in_words))
def year_columns(rows: Sequence[Observation], ax: Axes, *, unit: str = "") -> Axes:
    """A column for each period, hatched from top to bottom where no number is known.

    What other tables give stands pale behind the number in force. What is counted apart has a plot
    of its own on the same axes. Averages are brackets above, events thin lines. Columns too low to
    tell apart are drawn again, larger.
    """
    panels = _panels(rows)
    columns = list(chain.from_iterable(panels.values()))
    if not columns:
        return close(ax, write(ax, 0, "no dates given"))
    numbers = [column.number for column in columns]
    scale = scale_for(numbers, unit)
    names = {column.days: column.row.label for column in columns}
    set_years(ax, names, scale.margin)
    shown = hull(names)
    dated = [row for row in rows if row.is_event]
    averages = [row for row in rows if row.is_average]
    events, y = write_events(ax, dated)
    y = draw_averages(ax, y, averages)
    if len(panels) == 1:
        base = _draw_single_plot(ax, y, columns, shown, scale)
    else:
        for series, panel in panels.items():
            y = write(ax, y, capitalised(series), weight="bold", **ON_PLATE)
            plot = new_plot(ax, y, SEVERAL, scale)
            base = _draw_panel(plot, panel, shown)
            y = base + GAP
    draw_events(ax, events, base)
    return close(ax, base)


def _draw_single_plot(
    ax: Axes, y: float, columns: Sequence[Column], shown: Interval, scale: Scale
) -> float:
    """Draw the plot of all columns, and one more of those too low in it to tell apart.

    Returns the base line of the last plot.
    """
    plot = new_plot(ax, y, COLUMN, scale)
    lower = _lower(columns)
    if not lower:
        return _draw_panel(plot, columns, shown)
    base = _draw_panel(plot, columns, shown, above=max(lower))
    y = write(ax, base + GAP, LARGER, **ON_PLATE)
    larger_scale = scale_for(lower, scale.unit)
    larger = new_plot(ax, y, SEVERAL, larger_scale)
    return _draw_panel(larger, columns, shown)


def _panels(rows: Iterable[Observation]) -> dict[str, list[Column]]:
    """The columns of each group that is counted, by period."""
    found: dict[str, dict[Interval, list[Observation]]] = {}
    for row in rows:
        days = days_left(row.date)
        is_column = row.series and not row.is_average
        if is_column and days and isfinite(days.length):
            periods = found.setdefault(row.series, {})
            given = periods.setdefault(days, [])
            given.append(row)
    panels = {}
    for series, periods in found.items():
        panels[series] = [_column(days, given) for days, given in periods.items()]
    return panels


def _column(days: Interval, rows: Sequence[Observation]) -> Column:
    """The column of a period: of what is in force, a printed number before a sum."""

    def rank(row: Observation) -> tuple[bool, bool, bool]:
        is_number = row.bound is not None
        is_in_force = not row.is_superseded
        is_printed = bool(row.edition)
        return is_number, is_in_force, is_printed

    shown = max(rows, key=rank)
    others = [row for row in rows if row.bound and row.bound != shown.bound]
    return Column(days, shown, tuple(others))


def _lower(columns: Iterable[Column]) -> list[float]:
    """The numbers that are FAR_ABOVE times lower than the highest, where most are; else none."""
    numbers = [column.number for column in columns if column.number]
    highest = max(numbers, default=0)
    lower = [number for number in numbers if number * FAR_ABOVE < highest]
    are_most = len(lower) * 2 > len(numbers)
    return lower if are_most else []


def _draw_panel(plot: Plot, columns: Sequence[Column], shown: Interval, above: float = -1) -> float:
    """Draw columns and gaps over the days `shown`, and write their reasons, and their numbers that
    are higher than `above`; returns the base line.
    """
    numbered = [column for column in columns if column.row.extent]
    for column in numbered:
        _draw_numbers(plot, column)
    highest_first = sorted(numbered, key=lambda column: -column.number)
    told = [column for column in highest_first if above < column.number <= plot.top]
    first = 1 if above < 0 else len(told)
    _label_columns(plot, told[:first])  # the highest may have their numbers over a gap
    _draw_gaps(plot, columns, shown)
    _label_columns(plot, told[first:])
    return plot.base


def _draw_gaps(plot: Plot, columns: Sequence[Column], shown: Interval) -> None:
    """Hatch the days `shown` for which nothing is given, and the gaps that are given."""
    first = around(shown.start, 0)
    last = around(shown.end, 0)
    periods = [column.days for column in columns]
    for n, days in enumerate(between([first, *periods, last])):
        draw_gap(plot, days, NO_FIGURE, f"between-{n}")
    for gap in _gaps(columns):
        row = gap.row
        reason = row.reason or row.words()
        draw_gap(plot, gap.days, reason, row.id)


def _gaps(columns: Iterable[Column]) -> list[Column]:
    """The gaps, those in succession with one reason as one."""
    gaps: list[Column] = []
    for column in columns:
        if column.row.extent:
            continue
        last = gaps[-1] if gaps else column
        is_next = last.days.end == column.days.start
        if is_next and last.row.reason == column.row.reason:
            days = Interval(last.days.start, column.days.end)
            gaps[-1] = replace(last, days=days)
        else:
            gaps.append(column)
    return gaps


def _draw_numbers(plot: Plot, column: Column) -> None:
    """Draw the number of a column, and behind it, pale and broad, what other tables give."""
    for other in column.others:
        if other.extent:
            across = share_of(column.days, BROAD)
            top = plot.y(other.extent.end)
            down = Interval(top, plot.base)
            gid = f"{other.id}-other"
            area(plot.ax, across, down, gid=gid, **BEHIND)
    if column.row.extent:
        _draw_column(plot, column, column.row.extent)
    taken = Interval(plot.y(column.number), plot.base)
    across = in_points(plot.ax, column.width)
    plot.take(across, taken)


def _draw_column(plot: Plot, column: Column, value: Extent) -> None:
    """Draw a number as it was hedged, cut between the parts it is made of and where it goes on."""
    row = column.row
    across = column.width
    draw_hedged(plot, across, value, f"{row.id}-{value.kind}")
    if value.end == 0:
        alpha = PALE if value.kind == "about" else 1
        gid = f"{row.id}-none"
        plot.ax.plot([across.middle], [plot.base], gid=gid, alpha=alpha, **NOUGHT)
    for part in row.parts:
        _cut(plot, across, plot.y(part))
    if value.end > plot.top:
        _cut(plot, across, plot.down.start + GAP)


def draw_hedged(
    plot: Plot, across: Interval, value: Extent, gid: str, look: Look = SOLID, below: float = 0.0
) -> None:
    """Draw a number upon what stands `below` it, solid as far as it is certain."""
    ax = plot.ax
    top = plot.y(below + value.start)
    certain = Interval(top, plot.y(below))
    faint: Look = {**look, "alpha": PALE}
    fainter: Look = {**look, "alpha": PALE / 2}
    colour = look["fc"]
    if value.kind in UPPER_LIMITS:
        _draw_tick(plot, across, top, colour)
        _draw_arrow(plot, across.middle, top, 1, gid, colour)
    elif value.kind == "about":
        area(ax, across, certain, gid=gid, **faint)
        soft_top = top - _soft_top(plot, value.end)
        soft = Interval(soft_top, top)
        area(ax, across, soft, **fainter)
    else:
        area(ax, across, certain, gid=gid, **look)
    if value.kind in LOWER_LIMITS:
        _draw_arrow(plot, across.middle, top, -1, gid, colour)
    if value.kind == "between":
        highest = plot.y(below + value.end)
        possible = Interval(highest, top)
        area(ax, across, possible, **fainter)
        _draw_tick(plot, across, highest, colour)


def head_of(plot: Plot, value: Extent) -> float:
    """How far the mark of a number reaches above it."""
    if value.kind == "about":
        return _soft_top(plot, value.end)
    return ARROW_UP if value.kind in LOWER_LIMITS else 0.0


def _soft_top(plot: Plot, number: float) -> float:
    """How high the soft top of a column is: no higher than the column."""
    return min(SOFT_TOP, plot.base - plot.y(number))


def _cut(plot: Plot, across: Interval, y: float) -> None:
    """Cut a column by a white line."""
    down = around(y, 0.8)
    area(plot.ax, across, down, fc="white", ec="none", zorder=2)


def _draw_tick(plot: Plot, across: Interval, y: float, colour: str) -> None:
    """Draw the end of a range, or a limit, as a tick as wide as a column."""
    ends = [across.start, across.end]
    plot.ax.plot(ends, [y, y], color=colour, lw=2.5)


def _draw_arrow(plot: Plot, x: float, y: float, way: int, gid: str, colour: str) -> None:
    """Draw an arrow up (`way` -1) or down (1) from `y`, for the number whose parts are `gid`."""
    shaft = [y, y + way * SHAFT]
    head = "^" if way < 0 else "v"
    look: Look = {**ARROW, "marker": head, "color": colour}
    gid = f"{gid}-arrow"
    plot.ax.plot([x, x], shaft, gid=gid, **look)


def _label_columns(plot: Plot, columns: Iterable[Column]) -> None:
    """Write numbers above their columns, each where it touches nothing written before."""
    for column in columns:
        rows = (column.row, *column.others)
        drawn = [row.extent for row in rows if row.extent]
        highest = max(drawn, key=lambda extent: extent.end)
        base = plot.y(highest.end) - ABOVE
        base -= head_of(plot, highest)
        middle = in_points(plot.ax, column.days).middle
        write_first(plot, middle, base, column.wordings)
