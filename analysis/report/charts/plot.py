"""The plot on which columns by year stand: its scale, its years, its gaps and its labels."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from math import nan

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.report.charts.axes import Ticks, calendar, number_label, set_axis
from analysis.report.charts.canvas import (
    area,
    full_line,
    in_points,
    line_across,
    text_at,
    width_of,
    write_small,
)
from analysis.report.charts.labels import BELOW_BASE, Box
from analysis.report.charts.rows import Interval, around, hull
from analysis.report.charts.style import BLUE, LINE, PADDING, QUIET, SMALL, Look
from analysis.report.charts.text import measure, on_one_line, wrap

YEAR = 365.2425  # days
STEPS_OF_NUMBERS = [1, 2, 4, 5, 10]
STEPS_OF_YEARS = (1, 2, 5, 10, 20, 50)
LINE_HEIGHT = SMALL + 5
ABOVE = 4.0  # between a column and its number
ON_GRID = 2.5  # between a line of the grid and its number
RIGHT_OF_YEARS = 2.0
NARROWEST = 8.5  # where words stand upwards; as much as they take without what hangs below
UPRIGHT = 14.0  # what they take with it
SLIM = 0.7  # the width of a column, as a share of its period
BROAD = 0.96  # of what stands behind it, and of a gap
BESIDE = (0, -4, 4, -7, 7)  # how far from the middle of a column its number may stand
PLATE: Look = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
ON_PLATE: Look = {"size": SMALL, "bbox": PLATE, "zorder": 4}  # what lines may run below
UNKNOWN: Look = {"fc": "white", "ec": "#9a9a9a", "lw": 0, "hatch": "////", "zorder": 0}
CENTRED: Look = {**ON_PLATE, "ha": "center"}
IN_GAP: Look = {**CENTRED, "color": QUIET}
UPWARDS: Look = {**IN_GAP, "rotation": 90, "va": "center"}
NOUGHT: Look = {"marker": "o", "ls": "none", "ms": 4, "mew": 0, "color": BLUE, "zorder": 5}


@dataclass(frozen=True)
class Scale:
    """The numbers at the lines of the grid, from nothing up, and the unit."""

    ticks: tuple[float, ...]
    unit: str

    @property
    def top(self) -> float:
        """The number at the top of the plot."""
        return self.ticks[-1]

    @property
    def margin(self) -> float:
        """What its numbers take to the left of the columns."""
        labels = [number_label(tick) for tick in self.ticks]
        widest = max(measure(label, SMALL) for label in labels)
        return widest + PADDING


@dataclass(frozen=True)
class Plot:
    """Where columns stand: from which base line up, how high, and the number at the top.

    `taken` is what columns and labels take up already, `labels` what labels do alone.
    """

    ax: Axes
    base: float
    height: float
    top: float
    taken: list[Box] = field(default_factory=list)
    labels: list[Box] = field(default_factory=list)

    @property
    def down(self) -> Interval:
        """From its top to its base line."""
        return Interval(self.base - self.height, self.base)

    def y(self, number: float) -> float:
        """Where a number stands, in points from the top; one beyond the plot at its top."""
        shown = min(number, self.top)
        above_base = self.height * shown / self.top
        return self.base - above_base

    def take(self, across: Interval, down: Interval) -> None:
        """Keep labels away from what stands there."""
        self.taken.append(Box(across, down))

    def is_free(self, across: Interval, down: Interval) -> bool:
        """Whether no label stands there."""
        box = Box(across, down)
        return not box.meets_any(self.labels)


def scale_for(numbers: Sequence[float], unit: str) -> Scale:
    """The scale on which all `numbers` stand."""
    highest = max(numbers, default=0) or 1.0
    is_whole = highest >= 1
    locator = MaxNLocator(5, steps=STEPS_OF_NUMBERS, integer=is_whole)
    ticks = locator.tick_values(0, highest)
    return Scale(tuple(map(float, ticks)), unit)


def set_years(ax: Axes, periods: Mapping[Interval, str], left: float) -> None:
    """Set the axis of days for `periods` and their names, `left` points from the left.

    Where all of them are years, names of years stand below their middles.
    """
    shown = hull(periods)
    choices = [*_named_years(periods, shown), *calendar(shown)]
    set_axis(ax, shown, left, choices, right=RIGHT_OF_YEARS)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="x", length=0, pad=2)


def _named_years(periods: Mapping[Interval, str], shown: Interval) -> Iterator[Ticks]:
    """Ticks with the names of years below their middles, the densest choice first; on the first of
    each also that they are fiscal years. None where a period is shorter than a year.
    """
    years = [days for days in periods if abs(days.length - YEAR) < 1]
    shortest = min(days.length for days in periods)
    if not years or shortest < YEAR - 1:
        return
    known = years[0]
    last_day = Day.fromordinal(int(known.end) - 1)
    name = last_day.year
    kind = "FY " if periods[known].startswith("FY ") else ""
    before = int((known.start - shown.start) / YEAR)
    after = int((shown.end - known.start) / YEAR)
    middles = {}
    for n in range(-before, after + 1):
        middles[name + n] = known.middle + n * YEAR
    for step in STEPS_OF_YEARS:
        ticks: dict[float, str] = {}
        for year, middle in middles.items():
            if year % step == 0:
                is_first = not ticks
                ticks[middle] = f"{kind}{year}" if is_first else str(year)
        yield ticks


def new_plot(ax: Axes, y: float, height: float, scale: Scale) -> Plot:
    """A plot from `y` downwards, with the lines and numbers of its scale, and its base line.

    The unit stands at the number on top.
    """
    labels = {tick: number_label(tick) for tick in scale.ticks}
    with_unit = on_one_line(f"{labels[scale.top]} {scale.unit}")
    if measure(with_unit, SMALL) > width_of(ax):
        y = write_small(ax, y, scale.unit)
    else:
        labels[scale.top] = with_unit
    base = y + LINE_HEIGHT + height
    plot = Plot(ax, base, height, scale.top)
    _draw_scale(plot, labels)
    full_line(ax, base, color=QUIET, lw=1)
    return plot


def _draw_scale(plot: Plot, labels: Ticks) -> None:
    """Draw a line across the plot at each tick, with its label on it, at the left end."""
    width = width_of(plot.ax)
    xs: list[float] = []
    ys: list[float] = []
    for tick, label in labels.items():
        y = plot.y(tick)
        base = y - ON_GRID
        text_at(plot.ax, 0, base, label, size=SMALL, color=QUIET, gid=f"tick-{y:.0f}")
        across = Interval(0, measure(label, SMALL))
        down = Interval(base - SMALL, base)
        plot.take(across, down)
        xs += [0, width, nan]
        ys += [y, y, nan]
    line_across(plot.ax, xs, ys, color=LINE, lw=1, zorder=-1, gid="grid")


def share_of(days: Interval, share: float) -> Interval:
    """The middle of a period, as a share of it."""
    half = days.length * share / 2
    return around(days.middle, half)


def draw_gap(plot: Plot, days: Interval, reason: str, gid: str) -> None:
    """Hatch a time without a number, and write why.

    The words stand across where it is wide enough, else upwards, else above it.
    """
    left_out = YEAR * (1 - BROAD)
    half = (days.length - left_out) / 2
    hatched = around(days.middle, half)
    area(plot.ax, hatched, plot.down, gid=f"{gid}-gap", **UNKNOWN)
    across = in_points(plot.ax, hatched)
    plot.take(across, plot.down)
    write_reason(plot, across, plot.down, reason)


def write_reason(plot: Plot, across: Interval, down: Interval, reason: str) -> None:
    """Write a reason into a hatched area where there is room, else above it."""
    reason = on_one_line(reason)
    if _write_across(plot, across, down, reason):
        return
    if _write_upwards(plot, across, down, reason):
        return
    base = down.start - ABOVE
    write_above(plot, across.middle, base, reason, color=QUIET)


def _write_across(plot: Plot, across: Interval, down: Interval, reason: str) -> bool:
    """Write a reason in lines, without breaking a word; returns whether there was room."""
    room = across.length - PADDING
    widths = [measure(word, SMALL) for word in reason.split()]
    if max(widths, default=room) >= room:
        return False
    lines = wrap(reason, room, SMALL) if room > SMALL else []
    half = (len(lines) * LINE_HEIGHT + PADDING) / 2
    block = around(down.middle, half)
    if not down.holds(block) or not plot.is_free(across, block):
        return False
    y = block.start
    for line in lines:
        y += LINE_HEIGHT
        text_at(plot.ax, across.middle, y, line, **IN_GAP)
    return True


def _write_upwards(plot: Plot, across: Interval, down: Interval, reason: str) -> bool:
    """Write a reason in one line from the bottom to the top; returns whether there was room."""
    if across.length <= NARROWEST:
        return False
    length = measure(reason, SMALL) + PADDING
    half = length / 2
    upwards = around(down.middle, half)
    if not down.holds(upwards) or not plot.is_free(across, upwards):
        return False
    text_at(plot.ax, across.middle, down.middle, reason, **UPWARDS)
    column = around(across.middle, UPRIGHT / 2)
    plot.take(column, upwards)
    return True


def middle_on_canvas(ax: Axes, middle: float, half: float) -> float:
    """The place nearest to `middle` from which words may reach so far on both sides."""
    furthest = width_of(ax) - half
    return max(min(middle, furthest), half)


def write_above(plot: Plot, middle: float, base: float, words: str, **style: object) -> bool:
    """Write words over the middle of a column where they touch nothing.

    They stand on the canvas, if need be a little beside the middle. Returns whether there was room.
    """
    line = on_one_line(words)
    half = measure(line, SMALL) / 2
    width = width_of(plot.ax)
    canvas = Interval(0, width)
    nearest = middle_on_canvas(plot.ax, middle, half)
    down = Interval(base - SMALL, base + BELOW_BASE)
    for aside in BESIDE:
        middle_of_words = nearest + aside
        across = around(middle_of_words, half)
        box = Box(across, down)
        if not canvas.holds(across):
            continue
        if not across.contains(middle):
            continue
        if box.meets_any(plot.taken):
            continue
        text_at(plot.ax, across.middle, base, line, **CENTRED, **style)
        plot.taken.append(box)
        plot.labels.append(box)
        return True
    return False


def write_over(plot: Plot, across: Interval, base: float, words: str) -> bool:
    """Write words over a column, upwards from `base` where they are far longer than it is wide, or
    where they touch others; returns whether there was room.
    """
    long = measure(on_one_line(words), SMALL)
    is_far_longer = long > 2 * across.length
    if is_far_longer and _write_upwards_from(plot, across, base, words):
        return True
    if write_above(plot, across.middle, base, words):
        return True
    return _write_upwards_from(plot, across, base, words)


def _write_upwards_from(plot: Plot, across: Interval, base: float, words: str) -> bool:
    """Write words upwards over a column; returns whether there was room."""
    long = measure(on_one_line(words), SMALL)
    length = long + PADDING + 1
    upwards = Interval(base - length, base)
    if not plot.down.holds(upwards):
        return False
    half = min(across.length, UPRIGHT) / 2
    column = around(across.middle, half)
    return _write_upwards(plot, column, upwards, words)


def write_first(plot: Plot, middle: float, base: float, choices: Iterable[str]) -> None:
    """Write the first of several wordings for which there is room above a column."""
    for words in choices:
        if write_above(plot, middle, base, words):
            return
