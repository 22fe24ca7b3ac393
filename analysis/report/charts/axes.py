"""The horizontal axis of a chart: of numbers or of days, with ticks whose labels keep apart."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from functools import partial
from itertools import pairwise
from math import nan

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.quantities.bounds import Bound
from analysis.report.charts.canvas import points, width_of
from analysis.report.charts.rows import (
    PERCENT,
    UPPER_LIMITS,
    Interval,
    around,
    extent,
    hull,
)
from analysis.report.charts.style import ARROW, DOT, LINE, MARGIN, SMALL
from analysis.report.charts.text import measure
from analysis.text.lexicon import MONTHS

Tick = tuple[float, str]
Ticks = Mapping[float, str]  # the label of each value that has one

MONTH_LABELS = [name[:3].title() for name in MONTHS]
RIGHT_OF_AXIS = ARROW + 6  # the points that an arrow takes to the right of the highest value
LEFT_OF_ARROW = ARROW + 2  # and to the left of the lowest
BETWEEN_LABELS = 10.0
MOST_TICKS = 8
FIRST_DAY = Day.min.toordinal()
LAST_DAY = Day.max.toordinal()
STEPS_OF_DAYS = (1, 2, 7, 14)
STEPS_OF_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 24000)
STEPS_OF_NUMBERS = [1, 2, 5, 10]


def number_scale(ax: Axes, bounds: Iterable[Bound], unit: str, left: float) -> None:
    """Set a scale of numbers from zero, that of percents to a hundred at least.

    Its lowest value stands `left` points from the left.
    """
    least = Interval(0, 100 if unit in PERCENT else 0)
    extents = [extent(bound) for bound in bounds]
    values = hull([least, *extents])
    if values.end == 0:
        values = Interval(values.start, 1)
    set_axis(ax, values, left, _round_numbers(values))


def draw_grid(ax: Axes, downs: Iterable[Interval]) -> None:
    """Draw a pale upright line at each tick, over each of `downs`, in place of the axis."""
    across: list[float] = []
    along: list[float] = []
    for down in downs:
        for tick in ax.get_xticks():
            across += [tick, tick, nan]
            along += [down.start, down.end, nan]
    ax.plot(across, along, color=LINE, lw=1, zorder=0, gid="grid")
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(length=0)


def no_axis(ax: Axes) -> None:
    """Draw no axis: a place on it would tell nothing."""
    ax.set_xticks([])
    ax.set_axis_off()


def left_of_numbers(bounds: Iterable[Bound]) -> float:
    """The points that the marks of these bounds take to the left of the lowest value."""
    for bound in bounds:
        if extent(bound).kind in UPPER_LIMITS:
            return LEFT_OF_ARROW
    return DOT


def _round_numbers(values: Interval) -> Iterator[Ticks]:
    for most in (6, 5, 4, 3, 2, 1):
        locator = MaxNLocator(most, steps=STEPS_OF_NUMBERS)
        ticks = locator.tick_values(values.start, values.end)
        yield {tick: number_label(tick) for tick in ticks if tick >= values.start}


def number_label(number: float) -> str:
    """A number with at most six decimals, and none that says nothing."""
    digits = f"{number:,.6f}"
    return digits.rstrip("0").rstrip(".")


def calendar(days: Interval) -> Iterator[Ticks]:
    """Ticks for days, counted from the year 1, both ends taken in; the densest choice first."""
    first = max(int(days.start), FIRST_DAY)
    last = min(int(days.end), LAST_DAY)
    length = last + 1 - first
    for step in STEPS_OF_DAYS:
        if length < MOST_TICKS * step:
            shown = range(first, last + 1, step)
            yield {day: _day_label(day) for day in shown}
    first_month = _month_of(first)
    last_month = _month_of(last)
    for step in STEPS_OF_MONTHS:
        if last_month - first_month < MOST_TICKS * step:
            months = _multiples(step, first_month, last_month)
            yield {_first_of(month): _month_label(month, step) for month in months}


def _multiples(step: int, first: int, last: int) -> range:
    """The multiples of `step` from `first` to `last`, both taken in."""
    below = (first - 1) // step
    return range((below + 1) * step, last + 1, step)


def _day_label(number: int) -> str:
    day = Day.fromordinal(number)
    month = MONTH_LABELS[day.month - 1]
    return f"{day.day} {month} {day.year}"


def _month_of(number: int) -> int:
    """The months from the year 0 to the month of a day."""
    day = Day.fromordinal(number)
    return day.year * 12 + day.month - 1


def _first_of(month: int) -> int:
    year, past = divmod(month, 12)
    return Day(year, past + 1, 1).toordinal()


def _month_label(month: int, step: int) -> str:
    """The year alone where ticks are a year or more apart."""
    year, past = divmod(month, 12)
    if step >= 12:
        return str(year)
    return f"{MONTH_LABELS[past]} {year}"


def set_axis(
    ax: Axes,
    values: Interval,
    left: float,
    choices: Iterable[Ticks],
    right: float = RIGHT_OF_AXIS,
) -> None:
    """Set the axis, its lowest value `left` points from the left, its highest `right` points from
    the right: room for an arrow, unless told otherwise.

    It gets the first choice of ticks whose labels keep apart and stay on the canvas.
    """
    width = width_of(ax)
    point = values.length / (width - left - right)
    low = values.start - left * point
    high = values.end + right * point
    ax.set_xlim(low, high)
    canvas = Interval(0, width).widened(MARGIN)
    first = values.start - ARROW * point  # what is further left may be a column of labels
    inside = [{tick: label for tick, label in each.items() if tick >= first} for each in choices]
    shown = ticks_that_fit(inside, partial(points, ax), canvas)
    ticks = [tick for tick, _ in shown]
    labels = [label for _, label in shown]
    ax.set_xticks(ticks, labels, parse_math=False)


def ticks_that_fit(
    choices: Iterable[Ticks], place_of: Callable[[float], float], canvas: Interval
) -> list[Tick]:
    """The first choice of ticks whose labels keep apart and stay on the canvas.

    `place_of` tells where a value stands.
    """
    shown: list[Tick] = []
    for choice in choices:
        shown = []
        places = []
        for tick, label in choice.items():
            half = measure(label, SMALL) / 2
            place = around(place_of(tick), half)
            if canvas.holds(place):
                shown.append((tick, label))
                places.append(place)
        if shown and _keep_apart(places):
            break
    return shown


def _keep_apart(labels: Iterable[Interval]) -> bool:
    """Whether no label is near the one before it."""
    near = [one for one, next_one in pairwise(labels) if one.is_near(next_one, BETWEEN_LABELS)]
    return not near
