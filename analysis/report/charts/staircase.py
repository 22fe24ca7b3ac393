"""Staircases: groups that arrived as steps, the running totals on them, and what does not fit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from fractions import Fraction
from itertools import chain, pairwise
from math import isfinite
from string import ascii_lowercase
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date
from analysis.report.charts.axes import MONTH_LABELS, STEPS_OF_NUMBERS, calendar, set_axis
from analysis.report.charts.canvas import (
    TICK_LABELS,
    close,
    full_line,
    in_points,
    line_across,
    points,
    text_at,
    write,
    write_small,
)
from analysis.report.charts.chart import Words, form
from analysis.report.charts.description import key_of_standings, what_does_not_fit
from analysis.report.charts.labels import (
    BELOW_LABEL,
    Box,
    Label,
    Point,
    above,
    beside,
    down_the_side,
    near,
    up_the_pole,
    write_label,
)
from analysis.report.charts.rows import (
    LOWER_LIMITS,
    UPPER_LIMITS,
    Extent,
    Interval,
    LedgerRow,
    around,
    extent_of_date,
    hull,
    period_words,
)
from analysis.report.charts.style import (
    ARROW,
    BLUE,
    CONTRADICTION,
    DOT,
    GAP,
    HALF_CAPITAL,
    HALO,
    HEAD,
    INDENT,
    LINE,
    PADDING,
    QUIET,
    SMALL,
    TEXT,
    TICK,
    TINT,
    Look,
)
from analysis.report.charts.symbols import HOLLOW, SOFT_EDGE
from analysis.report.charts.text import measure, wrap

Corridor = Sequence[tuple[Day, Bound]]
Places = Callable[[Box, Label], Iterable[Point]]  # the corners that a label may have at a mark

PLOT = 440.0  # the height of the plot
LEAST_DAYS = 4  # that the axis shows
AFTER_LAST = 1 / 6  # of the days shown, that the last step goes on
NEARBY = 1 / 8  # of the counts between the totals, that the corridor is shown beyond them
HEADROOM = 1 / 24  # of the counts shown, above the highest
LABEL = 205.0  # the longest line of a label of several

LEVEL: Look = {"marker": "_", "ms": TICK, "mew": 2.5}
POINTED: Look = {"ms": HEAD, "mew": 0, "lw": 2, "markevery": [1]}  # only the second end has a head
SOFT: Look = {"alpha": 0.25, "lw": 0, "clip_on": False}
LINK: Look = {"color": CONTRADICTION, "lw": 1, "ls": (0, (2, 2)), "zorder": 1.5}
BAND: Look = {"color": TINT, "lw": 0, "zorder": 0.1, "clip_on": False}
STAIRS: Look = {"color": BLUE, "lw": 1.25, "zorder": 1.6}
RISER: Look = {"color": BLUE, "lw": 3.5, "zorder": 1.7}
POLE: Look = {"color": CONTRADICTION, "lw": 1}
BAR: Look = {"color": CONTRADICTION, "lw": 3.5}
ENDS_OF_BAR: Look = {**LEVEL, "color": CONTRADICTION, "ls": "none"}
LEGEND = (
    "Steps: the groups that arrived, added to the totals that fit. Shaded: where the total can lie."
)


@dataclass(frozen=True)
class Stairs:
    """Where days and counts stand, and how far totals and arrivals make the count on each day.

    `levels` are pairs of a day, at noon, and the count from then on.
    """

    ax: Axes
    counts: Interval
    levels: tuple[tuple[float, float], ...]

    def y(self, count: Fraction | float) -> float:
        """Points from the top at which a count stands; one beyond the scale, at its end."""
        low = self.counts.start
        high = self.counts.end
        shown = max(low, min(high, float(count)))
        return (high - shown) / (high - low) * PLOT

    def x(self, day: float) -> float:
        """Points from the left at which a day stands."""
        return points(self.ax, day)

    @property
    def last_shown(self) -> float:
        """The day at the right end of the axis."""
        return self.ax.get_xlim()[1]

    def before(self, day: float) -> float:
        """The count just before a day; the lowest shown where nothing makes any."""
        level = self.counts.start
        for noon, count in self.levels:
            if noon < day:
                level = count
        return level

    def when(self, row: LedgerRow) -> Extent:
        """The days that an entry can mean; the first one shown where none is known."""
        first = self.ax.get_xlim()[0]
        when = extent_of_date(row.date)
        return when or Extent(first, first, "exact")

    def riser(self, row: LedgerRow) -> Interval:
        """From which count to which those who came in a time take the total."""
        foot = self.before(self.when(row).start)
        return Interval(foot, foot + row.extent.start)

    def down(self, counts: Interval) -> Interval:
        """The points from the top between which some counts stand, the highest first."""
        return Interval(self.y(counts.end), self.y(counts.start))


@dataclass(frozen=True)
class Marked:
    """An entry whose mark is drawn: what that takes up, and the style of its label."""

    row: LedgerRow
    box: Box
    style: str


@form(Words("Step chart", key_of_standings, what_does_not_fit))
def staircase(
    rows: Sequence[LedgerRow], ax: Axes, *, unit: str = "", corridor: Corridor = ()
) -> Axes:
    """Arrivals as the steps of a staircase over time, and the running totals on it.

    The staircase follows `corridor`, the bound of the total at the end of days, in order: the most
    before the first day on which it is known exactly, from then on the least. What contradicts the
    others is vermilion. What is said of an entry stands beside its mark, or below the chart where
    there is no room: then a letter stands beside the mark.
    """
    levels = _levels(corridor)
    stairs = Stairs(ax, _counts(rows, corridor, levels), levels)
    taken = _set_axes(stairs, rows, corridor, unit)
    _draw_band(stairs, corridor)
    taken += _draw_stairs(stairs)
    is_mixed = len({row.is_held for row in rows}) > 1
    marked = []
    for n, row in enumerate(rows):
        boxes = _draw(stairs, row, f"row-{n}")
        taken += boxes
        style = "italic" if is_mixed and not row.is_held else "normal"
        marked.append(Marked(row, boxes[0], style))
    lettered = _write_labels(stairs, marked, taken)

    ax.spines["bottom"].set_position(("data", PLOT))
    y = PLOT + TICK_LABELS
    for letter, row in lettered.items():
        y = _write_below(ax, y, letter, row)
    if corridor:
        y = write_small(ax, y, LEGEND)
    return close(ax, y)


def _write_below(ax: Axes, y: float, letter: str, row: LedgerRow) -> float:
    """Write what an entry says that has only a letter beside its mark, with a dot in the colour of
    the mark before it; returns the y below it.
    """
    base = y + TEXT
    middle = base - HALF_CAPITAL * TEXT
    colour = CONTRADICTION if row.breaks else BLUE
    line_across(ax, [DOT / 2], [middle], color=colour, marker="o", ms=DOT)
    text_at(ax, INDENT, base, letter, weight="bold")
    words = _told(row)
    if row.breaks:
        words = f"{words}: {row.breaks}"
    below = write(ax, y, words, indent=2 * INDENT)
    return below + GAP / 3


def _told(row: LedgerRow) -> str:
    """An entry in words: of a flow when it was, of a total who gives it, and by when."""
    sign = _sign(row)
    when = period_words(row.date)
    if not row.is_flow:
        return f"{sign}, {row.by}, by {when}"
    if row.breaks:
        return f"{sign}, {row.by}"
    return f"{sign}, {when}"


# ---- axes


def _levels(corridor: Corridor) -> tuple[tuple[float, float], ...]:
    """The count from noon of each day on: the most before it is known exactly, then the least."""
    known = [day for day, bound in corridor if bound.low == bound.high]
    first = known[0] if known else Day.min
    levels = []
    reached = None
    for day, bound in corridor:
        count = float(bound.high if day < first else bound.low)
        if count != reached:
            level = (_noon(day), count)
            levels.append(level)
            reached = count
    return tuple(levels)


def _noon(day: Day) -> float:
    return day.toordinal() + 0.5


def _counts(
    rows: Iterable[LedgerRow], corridor: Corridor, levels: Sequence[tuple[float, float]]
) -> Interval:
    """The counts that the scale shows: totals and steps, and of the corridor what is near them.

    Without a corridor arrivals stand on nought.
    """
    heights: list[Interval] = []
    for row in rows:
        if not row.is_flow or not corridor:
            heights.append(row.extent)
    for _, count in levels:
        if isfinite(count):
            heights.append(around(count, 0))
    if not corridor:
        heights.append(Interval(0, 1))
    shown = hull(heights)
    low = shown.start
    high = shown.end
    for _, bound in corridor:
        for limit in (bound.low, bound.high):
            if isfinite(limit):
                low = min(low, float(limit))
                high = max(high, float(limit))
    nearby = (shown.length or 1.0) * NEARBY
    low = max(low, shown.start - nearby)
    high = min(high, shown.end + nearby)
    headroom = (high - low or 1.0) * HEADROOM
    return Interval(low, high + headroom)


def _days(rows: Iterable[LedgerRow], corridor: Corridor) -> Interval:
    """The days from the first entry or limit to the last, LEAST_DAYS at least, and some more."""
    dates = [extent_of_date(row.date) for row in rows]
    known: list[Interval] = [when for when in dates if when]
    for day, _ in corridor:
        known.append(around(day.toordinal(), 0))
    days = hull(known or [around(1, 0)])
    last = max(days.end, days.start + LEAST_DAYS)
    after_last = (last - days.start) * AFTER_LAST
    return Interval(days.start, last + after_last)


def _set_axes(
    stairs: Stairs, rows: Sequence[LedgerRow], corridor: Corridor, unit: str
) -> list[Box]:
    """Set the axis of days, draw that of counts, and return what the labels of its ticks take up.

    The highest tick names the unit.
    """
    ax = stairs.ax
    counts = stairs.counts
    locator = MaxNLocator(6, steps=STEPS_OF_NUMBERS, integer=True)
    ticks = locator.tick_values(counts.start, counts.end)
    labels = {tick: f"{tick:,.0f}" for tick in ticks if counts.contains(tick)}
    widths = [measure(label, SMALL) for label in labels.values()]
    left = max(widths, default=0.0) + PADDING
    days = _days(rows, corridor)
    set_axis(ax, days, left, calendar(days))
    if labels and unit:
        labels[max(labels)] += f" {unit}"
    taken = []
    for tick, label in labels.items():
        y = stairs.y(tick)
        full_line(ax, y, color=LINE, lw=0.75, zorder=0)
        base = y - 2
        text_at(ax, 0, base, label, size=SMALL, color=QUIET, gid=f"tick-{y:.0f}")
        across = Interval(0, measure(label, SMALL))
        down = Interval(base - SMALL, y)
        taken.append(Box(across, down))
    return taken


def _draw_band(stairs: Stairs, corridor: Corridor) -> None:
    """Draw where the total can lie.

    Between two days that is at the least of the former and at the most of the latter.
    """
    if len(corridor) < 2:
        return
    xs: list[float] = []
    lows: list[float] = []
    highs: list[float] = []
    days = [_noon(day) for day, _ in corridor]
    days.append(stairs.last_shown)
    for start, end in pairwise(days):
        xs += [start, end]
    bounds = [bound for _, bound in corridor]
    bounds.append(bounds[-1])  # the last one holds to the end of the axis
    for before, after in pairwise(bounds):
        low = stairs.y(before.low)
        high = stairs.y(after.high)
        lows += [low, low]
        highs += [high, high]
    stairs.ax.fill_between(xs, lows, highs, gid="band", **BAND)


def _draw_stairs(stairs: Stairs) -> list[Box]:
    """Draw the line of the staircase; returns what its steps and risers take up."""
    if not stairs.levels:
        return []
    _, last = stairs.levels[-1]
    levels = [*stairs.levels, (stairs.last_shown, last)]
    xs: list[float] = []
    ys: list[float] = []
    taken = []
    for (start, before), (end, after) in pairwise(levels):
        y = stairs.y(before)
        xs += [start, end]
        ys += [y, y]
        step = in_points(stairs.ax, Interval(start, end))
        taken.append(Box(step, around(y, 0.5)))
        if before != after:
            riser = around(step.end, 0.5)
            low, high = sorted([before, after])
            down = stairs.down(Interval(low, high))
            taken.append(Box(riser, down))
    stairs.ax.plot(xs, ys, gid="stairs", **STAIRS)
    return taken


# ---- entries


def _draw(stairs: Stairs, row: LedgerRow, gid: str) -> list[Box]:
    """Draw an entry; returns what its mark takes up, and then what belongs to it."""
    if not row.is_flow:
        return _draw_total(stairs, row, gid)
    if row.breaks:
        return _draw_unfitting_flow(stairs, row, gid)
    return [_draw_arrival(stairs, row, gid)]


def _draw_arrival(stairs: Stairs, row: LedgerRow, gid: str) -> Box:
    """Draw an arrival as a riser; one of which no day is known, as a soft block over its days."""
    when = stairs.when(row)
    down = stairs.down(stairs.riser(row))
    foot = down.end
    top = down.start
    if when.kind == "range":
        days = [when.start, when.end]
        stairs.ax.fill_between(days, foot, top, color=BLUE, gid=f"{gid}-step-days", **SOFT)
        across = in_points(stairs.ax, when)
    else:
        days = [when.middle, when.middle]
        stairs.ax.plot(days, [foot, top], gid=f"{gid}-step", **RISER)
        across = around(stairs.x(when.middle), 1.5)
    return Box(across, down)


def _draw_unfitting_flow(stairs: Stairs, row: LedgerRow, gid: str) -> list[Box]:
    """Draw a flow that contradicts the others as a bar, as high as what it counts.

    It stands at the beginning of its time, on the count of then, and a dashed line leads from its
    top to the end of its time.
    """
    ax = stairs.ax
    when = stairs.when(row)
    first = when.start
    if stairs.levels:
        first_step, _ = stairs.levels[0]
        first = max(first, first_step)
    down = stairs.down(stairs.riser(row))
    top = down.start
    upright = [first, first]
    ends = [down.end, top]
    ax.plot(upright, ends, gid=f"{gid}-flow", **BAR)
    ax.plot(upright, ends, gid=f"{gid}-ends", **ENDS_OF_BAR)
    days = Interval(first, when.end)
    ax.plot([days.start, days.end], [top, top], gid=f"{gid}-link", **LINK)
    across = in_points(ax, days)
    bar = Box(around(across.start, TICK / 2), down)
    pole = Box(around(across.start, 1), Interval(0, top))
    link = Box(across, around(top, 0.5))
    return [bar, pole, link]


def _draw_total(stairs: Stairs, row: LedgerRow, gid: str) -> list[Box]:
    """Draw a running total with its hedge, upright, and its days where they are not known."""
    ax = stairs.ax
    when = stairs.when(row)
    value = row.extent
    y = stairs.y(value.start)
    colour = CONTRADICTION if row.breaks else BLUE
    gid = f"{gid}-{value.kind}"
    if when.kind == "range":
        days = [when.start, when.end]
        band = around(y, DOT / 2)
        ax.fill_between(days, band.start, band.end, color=colour, gid=f"{gid}-days", **SOFT)
    _draw_hedged(stairs, row, gid, colour)
    half = HALO / 2 if value.kind == "about" else DOT / 2
    across = around(stairs.x(when.middle), half)
    symbol = Box(across, around(y, half))
    hedge = _hedge(stairs, value)
    return [symbol, Box(across, hedge)] if hedge else [symbol]


def _hedge(stairs: Stairs, value: Extent) -> Interval | None:
    """The points from the top that the arrow or the range of a total takes; None if it has none."""
    y = stairs.y(value.start)
    if value.kind in LOWER_LIMITS:
        end_of_line = y - ARROW
        return Interval(end_of_line - HEAD / 2, y)
    if value.kind in UPPER_LIMITS:
        end_of_line = y + ARROW
        return Interval(y, end_of_line + HEAD / 2)
    if value.kind == "between":
        return stairs.down(value)
    return None


def _draw_hedged(stairs: Stairs, row: LedgerRow, gid: str, colour: str) -> None:
    """Draw the count of a total on its day, as it was hedged."""
    value = row.extent
    day = stairs.when(row).middle
    y = stairs.y(value.start)

    def part(name: str, ys: Sequence[float], **look: Any) -> None:
        days = [day] * len(ys)
        look["gid"] = f"{gid}-{name}"
        stairs.ax.plot(days, ys, color=colour, **look)

    match value.kind:
        case "exact":
            part("dot", [y], marker="o", ms=DOT)
        case "about":
            part("halo", [y], marker="o", **SOFT_EDGE)
            part("dot", [y], marker="o", ms=DOT, **HOLLOW)
        case "between":
            ends = [y, stairs.y(value.end)]
            part("line", ends, lw=2.2)
            part("ticks", ends, ls="none", **LEVEL)
        case _:
            is_up = value.kind in LOWER_LIMITS
            tip = y - ARROW if is_up else y + ARROW
            part("tick", [y], **LEVEL)
            part("arrow", [y, tip], marker="^" if is_up else "v", **POINTED)


# ---- labels


def _write_labels(
    stairs: Stairs, marked: Sequence[Marked], taken: list[Box]
) -> dict[str, LedgerRow]:
    """Write the labels; returns the entries, in order, for whose label there is no room, by the
    letters that stand beside their marks in its place.
    """
    without_room = []
    for each in _by_urgency(marked):
        if not _label(stairs, each, _full(each.row), taken):
            without_room.append(each)
    in_order = [each for each in marked if each in without_room]
    lettered = {}
    for n, each in enumerate(in_order):
        letter = _letter(n)
        with_number = f"{letter} · {_sign(each.row)}"
        if not _label(stairs, each, [(with_number,)], taken):
            _label(stairs, each, [(letter,)], taken, near)
        lettered[letter] = each.row
    return lettered


def _by_urgency(marked: Iterable[Marked]) -> list[Marked]:
    """The entries in the order in which their labels are given places.

    First come totals that do not fit; then arrivals, from the last; then other totals; and at
    last flows that do not fit, which find room above their pole.
    """
    unfitting_totals: list[Marked] = []
    arrivals: list[Marked] = []
    totals: list[Marked] = []
    unfitting_flows: list[Marked] = []
    for each in marked:
        row = each.row
        if row.is_flow:
            group = unfitting_flows if row.breaks else arrivals
        else:
            group = unfitting_totals if row.breaks else totals
        group.append(each)
    arrivals.reverse()
    return [*unfitting_totals, *arrivals, *totals, *unfitting_flows]


def _letter(n: int) -> str:
    """The letter of the entry `n`, counted from nought; after "z" comes "aa", then "bb"."""
    rounds, place = divmod(n, len(ascii_lowercase))
    return ascii_lowercase[place] * (rounds + 1)


def _label(
    stairs: Stairs,
    each: Marked,
    choices: Iterable[tuple[str, ...]],
    taken: list[Box],
    places: Places | None = None,
) -> bool:
    """Write the first of `choices` for which there is room, where an entry of its kind has its
    label, else at one of `places`; whether there is.
    """
    mark = each.box
    is_unfitting = bool(each.row.breaks)
    is_flag = is_unfitting and each.row.is_flow
    gap = PADDING if is_flag else BELOW_LABEL
    rows = Interval(0, PLOT)
    corners_of = _corners(each.row)
    for lines in choices:
        label = Label(lines, each.style, is_unfitting)
        corners = corners_of(mark, label)
        if places:
            corners = chain(corners, places(mark, label))
        box = write_label(stairs.ax, label, corners, taken, rows, gap)
        if box and is_flag:
            x = mark.across.middle
            line_across(stairs.ax, [x, x], [box.down.start, mark.down.start], **POLE)
        if box:
            return True
    return False


def _corners(row: LedgerRow) -> Places:
    if row.is_flow:
        return up_the_pole if row.breaks else down_the_side
    return beside if row.breaks else above


def _full(row: LedgerRow) -> list[tuple[str, ...]]:
    """What the label of an entry says in full, in one line or several."""
    sign = _sign(row)
    who = wrap(row.by, LABEL, SMALL)
    if row.breaks:
        why = wrap(row.breaks, LABEL, SMALL)
        return [(sign, *who, *why)]
    if row.is_flow:
        return [(f"{sign} · {_short(row.date)}",)]
    one_line = f"{sign}, {row.by}" if row.by else sign
    return [(one_line,), (sign, *who)]


def _sign(row: LedgerRow) -> str:
    """The number of an entry; that of a flow that does not fit with its time."""
    number = row.words()
    if not row.is_flow:
        return number
    if row.breaks:
        return f"{number} in {period_words(row.date)}"
    return f"+{number}"


def _short(date: Date | None) -> str:
    """A date with the month in three letters, as far as it is one day or one month."""
    if date is None or not date.earliest or date.granularity not in ("day", "month"):
        return period_words(date)
    day = date.earliest
    month = f"{MONTH_LABELS[day.month - 1]} {day.year}"
    return f"{day.day} {month}" if date.granularity == "day" else month
