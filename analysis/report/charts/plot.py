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
    write,
)
from analysis.report.charts.labels import BELOW_BASE, Box
from analysis.report.charts.rows import Interval, around, hull
from analysis.report.charts.style import LINE, PADDING, QUIET, SMALL, Look
from analysis.report.charts.text import measure, on_one_line, wrap

YEAR = 365.2425  # days
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
IN_GAP: Look = {**ON_PLATE, "color": QUIET, "ha": "center"}
UPWARDS: Look = {**IN_GAP, "rotation": 90, "va": "center"}


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
        widest = max(measure(number_label(tick), SMALL) for tick in self.ticks)
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
        return self.base - self.height * shown / self.top

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
    locator = MaxNLocator(5, steps=[1, 2, 4, 5, 10], integer=highest >= 1)
    ticks = locator.tick_values(0, highest)
    return Scale(tuple(float(tick) for tick in ticks), unit)


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
    name = Day.fromordinal(int(known.end) - 1).year
    kind = "FY " if periods[known].startswith("FY ") else ""
    first = name - int((known.start - shown.start) / YEAR)
    last = name + int((shown.end - known.start) / YEAR)
    for step in STEPS_OF_YEARS:
        ticks = {}
        before = kind
        for number in range(-(-first // step) * step, last + 1, step):
            middle = known.middle + (number - name) * YEAR
            ticks[middle] = f"{before}{number}"
            before = ""
        yield ticks


def new_plot(ax: Axes, y: float, height: float, scale: Scale) -> Plot:
    """A plot from `y` downwards, with the lines and numbers of its scale, and its base line.

    The unit stands at the number on top.
    """
    words = on_one_line(f"{number_label(scale.top)} {scale.unit}".strip())
    if measure(words, SMALL) > width_of(ax):
        y = write(ax, y, scale.unit, size=SMALL, color=QUIET)
        words = number_label(scale.top)
    plot = Plot(ax, y + LINE_HEIGHT + height, height, scale.top)
    width = width_of(ax)
    xs: list[float] = []
    levels: list[float] = []
    for tick in scale.ticks:
        label = words if tick == scale.top else number_label(tick)
        level = plot.y(tick)
        base = level - ON_GRID
        text_at(ax, 0, base, label, size=SMALL, color=QUIET, gid=f"tick-{level:.0f}")
        plot.take(Interval(0, measure(label, SMALL)), Interval(base - SMALL, base))
        xs += [0, width, nan]
        levels += [level, level, nan]
    line_across(ax, xs, levels, color=LINE, lw=1, zorder=-1, gid="grid")
    full_line(ax, plot.base, color=QUIET, lw=1)
    return plot


def share_of(days: Interval, share: float) -> Interval:
    """The middle of a period, as a share of it."""
    return around(days.middle, days.length * share / 2)


def draw_gap(plot: Plot, days: Interval, reason: str, gid: str) -> None:
    """Hatch a time without a number, and write why.

    The words stand across where it is wide enough, else upwards, else above it.
    """
    days = around(days.middle, (days.length - YEAR * (1 - BROAD)) / 2)
    area(plot.ax, days, plot.down, gid=f"{gid}-gap", **UNKNOWN)
    across = in_points(plot.ax, days)
    plot.take(across, plot.down)
    write_reason(plot, across, plot.down, reason)


def write_reason(plot: Plot, across: Interval, down: Interval, reason: str) -> None:
    """Write a reason into a hatched area where there is room, else above it."""
    reason = on_one_line(reason)
    room = across.length - PADDING
    lines = wrap(reason, room, SMALL) if room > SMALL else []
    words = [measure(word, SMALL) for word in reason.split()]
    widest = max(words, default=room)
    height = len(lines) * LINE_HEIGHT + PADDING
    length = measure(reason, SMALL) + PADDING
    block = around(down.middle, height / 2)
    upwards = around(down.middle, length / 2)
    if widest < room and down.holds(block) and plot.is_free(across, block):
        y = block.start
        for line in lines:
            y += LINE_HEIGHT
            text_at(plot.ax, across.middle, y, line, **IN_GAP)
    elif across.length > NARROWEST and down.holds(upwards) and plot.is_free(across, upwards):
        text_at(plot.ax, across.middle, down.middle, reason, **UPWARDS)
        plot.take(around(across.middle, UPRIGHT / 2), upwards)
    else:
        write_above(plot, across.middle, down.start - ABOVE, reason, color=QUIET)


def write_above(plot: Plot, middle: float, base: float, words: str, **style: object) -> bool:
    """Write words over the middle of a column where they touch nothing.

    They stand on the canvas, if need be a little beside the middle. Returns whether there was room.
    """
    line = on_one_line(words)
    half = measure(line, SMALL) / 2
    canvas = Interval(0, width_of(plot.ax))
    nearest = max(min(middle, canvas.end - half), half)
    down = Interval(base - SMALL, base + BELOW_BASE)
    for aside in BESIDE:
        across = around(nearest + aside, half)
        box = Box(across, down)
        if not canvas.holds(across):
            continue
        if not across.contains(middle):
            continue
        if box.meets_any(plot.taken):
            continue
        text_at(plot.ax, across.middle, base, line, ha="center", **ON_PLATE, **style)
        plot.taken.append(box)
        plot.labels.append(box)
        return True
    return False


def write_first(plot: Plot, middle: float, base: float, choices: Iterable[str]) -> None:
    """Write the first of several wordings for which there is room above a column."""
    for words in choices:
        if write_above(plot, middle, base, words):
            return
