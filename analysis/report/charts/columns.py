"""Columns by year: a series over time, with the periods for which no number is known."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf, isfinite

from matplotlib.axes import Axes

from analysis.report.charts.axes import calendar, label_axis, set_axis
from analysis.report.charts.canvas import (
    area,
    close,
    full_line,
    in_points,
    text_at,
    width_of,
    write,
)
from analysis.report.charts.chart import Words, form
from analysis.report.charts.description import first_and_last_day
from analysis.report.charts.rows import Extent, Interval, Year, around, days_left, extent, hull
from analysis.report.charts.style import BLUE, PADDING, QUIET, SMALL, STRIP, Look
from analysis.report.charts.text import measure, wrap

COLUMN = 150.0  # the height of the tallest column, in points
BASE = COLUMN + STRIP  # the base line of all columns, in points from the top
LEFT = 4.0  # points to the left of the first column
ABOVE_COLUMN = 4.0
LINE_HEIGHT = SMALL + 5
WHOLE_HEIGHT = Interval(BASE - COLUMN, BASE)
MOST_LINES = int(COLUMN / STRIP)
UNKNOWN = {
    "fc": "white",
    "ec": "#8c8c8c",
    "lw": 0,
    "hatch": "////",
    "zorder": 0,
}
ON_BASE_LINE: Look = {"ms": 3, "mfc": "white", "color": BLUE}
IN_GAP = {
    "size": SMALL,
    "color": QUIET,
    "ha": "center",
    "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1},
}
KEY = "Hatched: no number is known. Dot on the line: none. Pale: about."


@dataclass(frozen=True)
class Column:
    """The days of a period, its number, and that number in words, or why there is none."""

    days: Interval
    value: Extent | None
    words: str
    gid: str

    @property
    def number(self) -> float:
        """The number that its height stands for; zero where there is none."""
        return self.value.end if self.value else 0.0


@form(Words("Columns by year", lambda rows: KEY, first_and_last_day))
def year_columns(rows: Sequence[Year], ax: Axes, *, unit: str = "") -> Axes:
    """A column for each period; hatched from top to bottom where no number is known.

    The largest are labelled, as far as there is room; a number of nothing is a dot on the base
    line, "about" is pale.
    """
    columns = _columns(rows)
    if not columns:
        return close(ax, write(ax, 0, "no dates given"))
    periods = [column.days for column in columns]
    shown = hull(periods)
    set_axis(ax, shown, LEFT, calendar(shown))
    for n, days in enumerate(_between(periods)):
        area(ax, days, WHOLE_HEIGHT, gid=f"between-{n}", **UNKNOWN)
    numbers = [column.number for column in columns if column.value]
    highest = max(numbers, default=0) or 1.0
    point = highest / COLUMN
    for column in columns:
        if column.value:
            _draw_column(ax, column, column.value.kind, point)
        else:
            _draw_gap(ax, column)
    full_line(ax, BASE, color=QUIET, lw=1)
    numbered = [column for column in columns if column.value]
    _label_columns(ax, numbered, point)
    label_axis(ax, unit)
    return close(ax, BASE)


def _columns(rows: Iterable[Year]) -> list[Column]:
    """A column for each row whose period has a first and a last day."""
    columns: list[Column] = []
    for row in rows:
        days = days_left(row.date)
        gid = f"row-{len(columns)}"
        if days is None or not isfinite(days.length):
            continue
        if row.bound is None:
            columns.append(Column(days, None, row.label, gid))
        else:
            value = extent(row.bound)
            columns.append(Column(days, value, row.bound.words(), gid))
    return columns


def _between(periods: Iterable[Interval]) -> Iterator[Interval]:
    """What lies between periods and in none of them."""
    reached = inf
    for period in sorted(periods, key=lambda period: period.start):
        if period.start > reached:
            yield Interval(reached, period.start)
        reached = period.end if reached == inf else max(reached, period.end)


def _draw_column(ax: Axes, column: Column, kind: str, point: float) -> None:
    """Draw a column in which a point of height stands for `point` of what is counted."""
    top = BASE - column.number / point
    look = {
        "fc": BLUE,
        "ec": "white",
        "lw": 0.5,
        "alpha": 0.45 if kind == "about" else 1.0,
        "gid": f"{column.gid}-{kind}",
    }
    area(ax, column.days, Interval(top, BASE), **look)
    if column.number == 0:
        middle = column.days.middle
        ax.plot([middle], [BASE], "o", gid=f"{column.gid}-none", **ON_BASE_LINE)


def _draw_gap(ax: Axes, column: Column) -> None:
    """Hatch a period without a number, and write why where it is wide enough for the words."""
    area(ax, column.days, WHOLE_HEIGHT, gid=f"{column.gid}-gap", **UNKNOWN)
    across = in_points(ax, column.days)
    room = across.length - 2 * PADDING
    words = [*column.words.split(), "."]
    widest = max(measure(word, SMALL) for word in words)
    if room < widest:
        return
    y = BASE - COLUMN + 10
    lines = wrap(column.words, room, SMALL)
    for line in lines[:MOST_LINES]:
        y += LINE_HEIGHT
        text_at(ax, across.middle, y, line, **IN_GAP)


def _label_columns(ax: Axes, columns: Iterable[Column], point: float) -> None:
    """Write numbers above their columns, the highest first.

    One that touches a label, or a higher column, is left out.
    """
    highest_first = sorted(columns, key=lambda column: -column.number)
    taken: list[Interval] = []
    for column in highest_first:
        label = _label_of(ax, column)
        higher = [other for other in highest_first if other.number > column.number]
        is_hidden = any(label.is_near(in_points(ax, other.days)) for other in higher)
        is_beside = any(label.is_near(other, PADDING) for other in taken)
        if column.number and not is_hidden and not is_beside:
            taken.append(label)
            base = BASE - column.number / point - ABOVE_COLUMN
            text_at(ax, label.middle, base, column.words, size=SMALL, ha="center")


def _label_of(ax: Axes, column: Column) -> Interval:
    """Where the label of a column stands: above its middle, but on the canvas."""
    half = measure(column.words, SMALL) / 2
    middle = in_points(ax, column.days).middle
    rightmost = width_of(ax) - half
    return around(min(max(middle, half), rightmost), half)
