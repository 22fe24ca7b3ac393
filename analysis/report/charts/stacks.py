"""Stacked columns by year: a whole and its parts, as far as the parts are known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from matplotlib.axes import Axes

from analysis.report.charts.canvas import area, close, in_points, line_across, text_at, write
from analysis.report.charts.chart import Words, form
from analysis.report.charts.columns import ARROW_UP, draw_hedged, head_of
from analysis.report.charts.description import key_of_stacks, years_in_words
from analysis.report.charts.plot import (
    ABOVE,
    NARROWEST,
    NOUGHT,
    UNKNOWN,
    Plot,
    draw_gap,
    new_plot,
    scale_for,
    set_years,
    share_of,
    write_above,
    write_over,
    write_reason,
)
from analysis.report.charts.rows import (
    UPPER_LIMITS,
    Extent,
    Interval,
    Observation,
    between,
    days_left,
)
from analysis.report.charts.style import BLUE, HALF_CAPITAL, OTHER_PART, PADDING, SMALL, TINT, Look
from analysis.report.charts.text import measure, on_one_line

COLUMN = 190.0  # the height of the plot, in points
BROAD = 0.86  # the width of a column, as a share of its period
COLOURS = (BLUE, OTHER_PART, TINT)  # of the parts, from the base line up
ON_COLOURS = ("white", "black", "black")  # of a number that stands in its part
REST: Look = {**UNKNOWN, "lw": 0.8, "zorder": 1}
SWATCH = 9.0
NOTHING = Extent(0.0, 0.0, "exact")


@dataclass(frozen=True)
class Stack:
    """What is given for a period: each part, from the base line up, and the whole."""

    days: Interval
    parts: tuple[Observation | None, ...]
    whole: Observation | None

    @property
    def is_known(self) -> bool:
        """Whether a number is given for each part."""
        return all(part and part.bound for part in self.parts)

    @property
    def added(self) -> float:
        """What the known parts make together."""
        return sum(_number(part) for part in self.parts)

    @property
    def height(self) -> float:
        """How high the column is: as its whole, or as its parts together where that is more."""
        return max(self.added, _number(self.whole))

    @property
    def rows(self) -> list[Observation]:
        """All that is given."""
        return [row for row in (*self.parts, self.whole) if row]


def _number(row: Observation | None) -> float:
    """The number of a row; zero where there is none."""
    value = row.extent if row else None
    return value.end if value else 0.0


@form(Words("Stacked columns by year", key_of_stacks, years_in_words))
def stacked_columns(
    rows: Sequence[Observation], ax: Axes, *, parts: Mapping[str, str], unit: str = ""
) -> Axes:
    """A column for each period: its parts one upon the other, hatched where a part is not known.

    `parts` names in short the series that make up the whole, from the base line up, three at most;
    any other series is the whole, by which a column is as high where its parts do not tell.
    """
    stacks = _stacks(rows, list(parts))
    if not stacks:
        return close(ax, write(ax, 0, "no dates given"))
    heights = [stack.height for stack in stacks]
    scale = scale_for(heights, unit)
    names = {stack.days: stack.rows[0].label for stack in stacks}
    set_years(ax, names, scale.margin)
    y = _write_names(ax, list(parts.values()))
    plot = new_plot(ax, y, COLUMN, scale)
    for days in between(stack.days for stack in stacks):
        area(ax, days, plot.down, **UNKNOWN)
    for stack in stacks:
        across = in_points(ax, share_of(stack.days, BROAD))
        plot.take(across, Interval(plot.y(stack.height), plot.base))
    for stack in sorted(stacks, key=lambda stack: -stack.height):
        _draw_stack(plot, stack)
    return close(ax, plot.base)


def _stacks(rows: Iterable[Observation], parts: Sequence[str]) -> list[Stack]:
    """What is given for each period."""
    periods: dict[Interval, dict[str, Observation]] = {}
    for row in rows:
        days = days_left(row.date)
        if row.series and days and isfinite(days.length):
            series = row.series if row.series in parts else ""
            periods.setdefault(days, {})[series] = row
    stacks = []
    for days, given in periods.items():
        known = tuple(given.get(part) for part in parts)
        stacks.append(Stack(days, known, given.get("")))
    return stacks


def _write_names(ax: Axes, names: Sequence[str]) -> float:
    """Write what each part is, from the top of the columns down; returns the y below."""
    y = 0.0
    middle = SMALL * (1 - HALF_CAPITAL)
    for name, colour in reversed([*zip(names, COLOURS, strict=False)]):
        look: Look = {"marker": "s", "ms": SWATCH, "mew": 0, "color": colour}
        line_across(ax, [SWATCH / 2], [y + middle], **look)
        y = write(ax, y, name, indent=SWATCH + PADDING, size=SMALL)
    return y


def _draw_stack(plot: Plot, stack: Stack) -> None:
    """Draw the known parts of a period one upon the other, and hatch what is not known.

    A number stands in its part, or above the column where it has no room there; where the first has
    none, those of all stand above. A part that is nought is not told: the others are all there is.
    """
    across = share_of(stack.days, BROAD)
    below = 0.0
    free = plot.base  # up to where the mark of the part below leaves room
    words: list[str] = []
    beside: list[str] = []
    for part, colour, ink in zip(stack.parts, COLOURS, ON_COLOURS, strict=False):
        value = part.extent if part else None
        if part is None or value is None or value == NOTHING:
            continue
        look: Look = {"fc": colour, "ec": "white", "lw": 0.5}
        draw_hedged(plot, across, value, f"{part.id}-part", look, below)
        below += value.end
        top = plot.y(below)
        is_inside = _write_inside(plot, across, Interval(top, free), part, ink)
        is_all_above = bool(words) and beside == words
        words.append(part.words())
        if is_all_above or not is_inside:
            beside.append(part.words())
        free = top - head_of(plot, value)
    told = " + ".join(beside)
    if not stack.is_known:
        _draw_unknown(plot, stack, told, free)
    elif below == 0:
        plot.ax.plot([stack.days.middle], [plot.base], **NOUGHT)
    elif beside:
        words_above = told if beside == words else f"+ {told}"
        write_over(plot, in_points(plot.ax, across), free - ABOVE, words_above)


def _write_inside(
    plot: Plot, across: Interval, down: Interval, part: Observation, ink: str
) -> bool:
    """Write a number into its part of a column, across or upwards; returns whether there was room.

    A part without colour has black numbers below its arrow; one of two colours has none.
    """
    kind = part.extent.kind if part.extent else ""
    if kind == "between":
        return False
    if kind in UPPER_LIMITS:
        down = Interval(down.start + ARROW_UP, down.end)
    if kind in UPPER_LIMITS or kind == "about":
        ink = "black"
    line = on_one_line(part.words())
    place = in_points(plot.ax, across)
    long = measure(line, SMALL)
    if long <= place.length and down.length >= SMALL + 2:
        base = down.middle + HALF_CAPITAL * SMALL
        text_at(plot.ax, place.middle, base, line, ha="center", size=SMALL, color=ink)
        return True
    if place.length > NARROWEST and long + PADDING <= down.length:
        look: Look = {"ha": "center", "va": "center", "rotation": 90, "size": SMALL}
        text_at(plot.ax, place.middle, down.middle, line, color=ink, **look)
        return True
    return False


def _draw_unknown(plot: Plot, stack: Stack, told: str, top: float) -> None:
    """Hatch what is not known of a period, up to its whole, or to the top where that is not known
    either, and write why.

    The numbers of parts that are `told` beside them stand above `top`, or with that of the whole.
    """
    reason = _reason(stack.rows)
    whole = stack.whole
    days = share_of(stack.days, BROAD)
    across = in_points(plot.ax, days)
    if whole is None or whole.bound is None:
        if told:
            write_over(plot, across, top - ABOVE, told)
        draw_gap(plot, stack.days, reason, stack.rows[0].id)
        return
    down = Interval(plot.y(_number(whole)), plot.y(stack.added))
    area(plot.ax, days, down, gid=f"{whole.id}-split", **REST)
    words = f"{told} of {whole.words()}" if told else whole.words()
    base = min(down.start, top) - ABOVE
    if not write_over(plot, across, base, words):
        write_above(plot, across.middle, base, whole.words())
    write_reason(plot, across, down, reason)


def _reason(rows: Iterable[Observation]) -> str:
    """Why the first row without a number has none; "" where all have one."""
    for row in rows:
        if not row.bound:
            return row.reason or row.words()
    return ""
