"""Ledgers of totals over time: running totals, and below them what came between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from fractions import Fraction
from itertools import pairwise
from math import isfinite
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.quantities.bounds import Bound
from analysis.report.charts.axes import STEPS_OF_NUMBERS, calendar, set_axis
from analysis.report.charts.canvas import close, full_line, points, text_at, write, write_small
from analysis.report.charts.chart import Words, form
from analysis.report.charts.description import highest, key_of_totals
from analysis.report.charts.labels import Box, Point, beside, write_label
from analysis.report.charts.rows import (
    ABOVE,
    BELOW,
    Interval,
    LedgerRow,
    around,
    extent_of_date,
    hull,
)
from analysis.report.charts.style import (
    ARROW,
    BLACK,
    BLUE,
    CONTRADICTION,
    DOT,
    GAP,
    HALO,
    HEAD,
    LEADING,
    LINE,
    PADDING,
    QUIET,
    SEVERAL,
    SHAPES,
    SMALL,
    TICK,
    TINT,
    Look,
    Symbol,
)
from analysis.report.charts.symbols import HOLLOW
from analysis.report.charts.text import measure

Corridor = Sequence[tuple[Day, Bound]]

PLOT = 330.0  # the height of the totals, in points
LANES = 5  # the lines that labels of arrivals may take below them
LANE = SMALL + 3  # the height of each
FLOOR = PLOT + LANES * LANE  # where arrivals stand, in points from the top
LEAST_DAYS = 4  # that the axis shows
LEVEL: Look = {"marker": "_", "ms": TICK, "mew": 2.5}
RING: Look = {"ms": DOT + 6, "mfc": "none", "mec": BLACK, "mew": 1}
CROSS: Look = {
    "marker": "x",
    "ms": DOT * 2,
    "mew": 2,
    "color": CONTRADICTION,
}
LINK: Look = {"color": CONTRADICTION, "lw": 1.5, "ls": (0, (2, 2))}
WHAT_IS_LEFT: Look = {"color": QUIET, "lw": 0.75}
WHEN_CONTRADICTED: Look = {"color": CONTRADICTION, "lw": 3}
STEP: Look = {"color": QUIET, "lw": 1.5}
BAND: Look = {"color": TINT, "lw": 0, "zorder": 0.1}
LEAST: Look = {"color": BLUE, "lw": 1.5, "zorder": 0.5}
WHAT_IS_SHOWN = [
    "Small marks below: arrivals",
    "Blue edge: the least that all make",
    "Band: where the total can lie",
    "Thin line: what the others allow",
    "×: contradicts the others",
]
RINGED = "Ringed: its words were verified; a total without a ring is only cited"


@dataclass(frozen=True)
class Scale:
    """Where days and counts stand: a day on the x axis, a count in points from the top."""

    ax: Axes
    counts: Interval

    def y(self, count: Fraction | float) -> float:
        """Points from the top at which a count stands; one beyond the scale, at its end."""
        low = self.counts.start
        high = self.counts.end
        shown = max(low, min(high, float(count)))
        share = (high - shown) / (high - low)
        return HALO + share * (PLOT - 2 * HALO)

    def day(self, row: LedgerRow) -> float:
        """The day at which an entry stands: in the middle of those it can mean."""
        when = extent_of_date(row.date)
        return when.middle if when else self.ax.get_xlim()[0]

    def place(self, row: LedgerRow) -> Point:
        """Where the mark of a total stands."""
        x = points(self.ax, self.day(row))
        return Point(x, self.y(row.extent.start))

    def box(self, row: LedgerRow) -> Box:
        """What the mark of a total takes up."""
        at = self.place(row)
        kind = row.extent.kind
        up = ARROW if kind in ABOVE else DOT / 2
        down = ARROW if kind in BELOW else DOT / 2
        across = around(at.x, DOT / 2)
        top = at.y - up
        bottom = at.y + down
        return Box(across, Interval(top, bottom))


@form(Words("Ledger of totals over time", key_of_totals, highest))
def ledger(rows: Sequence[LedgerRow], ax: Axes, *, unit: str = "", corridor: Corridor = ()) -> Axes:
    """Running totals over time, and below them the arrivals between them.

    The band is where the total can lie (`corridor`: its bound at the end of days, in order), its
    lower edge the least that arrivals and totals make together. A thin line is what the others
    leave for a total; a number that contradicts them is crossed out, joined to them by a dashed
    line, and said below.
    """
    scale = Scale(ax, _counts(rows, corridor))
    _set_axes(scale, rows, corridor)
    totals = [row for row in rows if not row.is_flow]
    flows = [row for row in rows if row.is_flow]
    symbols = _symbols(totals)
    _draw_band(scale, corridor)
    for row in totals:
        gid = f"row-{rows.index(row)}"
        symbol = symbols.get(row.label, SEVERAL)
        _draw_total(scale, row, gid, symbol)
    for row in flows:
        gid = f"row-{rows.index(row)}"
        _draw_flow(scale, row, gid)
    taken = [scale.box(row) for row in totals]
    untold = [row for row in totals if not _label_total(scale, row, taken)]
    untold += [row for row in flows if not _label_flow(scale, row, taken)]
    bottom = FLOOR + TICK / 2
    ax.spines["bottom"].set_position(("data", bottom))
    y = FLOOR + TICK + 2 * LEADING * SMALL
    for row in rows:
        if row.breaks:
            y = write(ax, y, f"× {row.breaks}")
            y += GAP / 2
    said = []
    for label, symbol in symbols.items():
        said.append(f"{symbol.name}: {label}")
    if unit:
        said.append(f"Up the side: {unit}")
    said += WHAT_IS_SHOWN
    if any(row.is_held for row in totals):
        said.append(RINGED)
    for row in untold:
        said.append(f"Not labelled: {_label(row)}, {row.note}")
    legend = ". ".join(said)
    return close(ax, write_small(ax, y, f"{legend}."))


def _symbols(totals: Iterable[LedgerRow]) -> dict[str, Symbol]:
    """The symbol of each group that is counted, by its label, as far as there are symbols."""
    labels = dict.fromkeys(row.label for row in totals)
    return dict(zip(labels, SHAPES.values(), strict=False))


# ---- axes


def _counts(rows: Iterable[LedgerRow], corridor: Corridor) -> Interval:
    """The counts that the scale shows: all totals, and of the corridor what is near them."""
    extents = [row.extent for row in rows if not row.is_flow]
    totals = hull(extents or [Interval(0, 1)])
    nearby = totals.widened((totals.length or 1.0) / 8)
    ends = [totals.start, totals.end]
    for _, bound in corridor:
        limits = (bound.low, bound.high)
        ends += [float(limit) for limit in limits if isfinite(limit)]
    low = max(min(ends), nearby.start)
    high = min(max(ends), nearby.end)
    if low < high:
        return Interval(low, high)
    return Interval(low - 1, high + 1)


def _days(rows: Iterable[LedgerRow], corridor: Corridor) -> Interval:
    """The days from the first entry or limit to the last, LEAST_DAYS at least."""
    dates = [extent_of_date(row.date) for row in rows]
    known: list[Interval] = [when for when in dates if when]
    for day, _ in corridor:
        known.append(around(day.toordinal(), 0))
    days = hull(known or [around(1, 0)])
    last = max(days.end, days.start + LEAST_DAYS)
    return Interval(days.start, last)


def _set_axes(scale: Scale, rows: Sequence[LedgerRow], corridor: Corridor) -> None:
    """Set the axis of days, and draw that of counts beside the labels of its ticks."""
    ax = scale.ax
    locator = MaxNLocator(6, steps=STEPS_OF_NUMBERS, integer=True)
    counts = scale.counts
    ticks = locator.tick_values(counts.start, counts.end)
    labels = {tick: f"{tick:,.0f}" for tick in ticks if counts.contains(tick)}
    widths = [measure(label, SMALL) for label in labels.values()]
    widest = max(widths, default=0.0)
    days = _days(rows, corridor)
    set_axis(ax, days, widest + PADDING, calendar(days))
    for tick, label in labels.items():
        y = scale.y(tick)
        full_line(ax, y, color=LINE, lw=0.75, zorder=0)
        text_at(ax, 0, y - 2, label, size=SMALL, color=QUIET)


def _draw_band(scale: Scale, corridor: Corridor) -> None:
    """Draw where the total can lie.

    Between two days that is at the least of the former and at the most of the latter.
    """
    xs: list[float] = []
    lows: list[float] = []
    highs: list[float] = []
    for (start, before), (end, after) in pairwise(corridor):
        least = scale.y(before.low)
        most = scale.y(after.high)
        xs += [_noon(start), _noon(end)]
        lows += [least, least]
        highs += [most, most]
    ax = scale.ax
    if xs:
        ax.fill_between(xs, lows, highs, gid="band", **BAND)
        ax.plot(xs, lows, gid="least", **LEAST)


def _noon(day: Day) -> float:
    return day.toordinal() + 0.5


# ---- entries


def _draw_total(scale: Scale, row: LedgerRow, gid: str, symbol: Symbol) -> None:
    """Draw a running total with its hedge, upright, and what the others leave for it."""
    ax = scale.ax
    x = scale.day(row)
    y = scale.y(row.extent.start)
    colour = CONTRADICTION if row.breaks else BLUE
    marked = f"{gid}-{row.extent.kind}"
    if row.left:
        _draw_left(scale, row, row.left, f"{gid}-left")
    when = extent_of_date(row.date)
    if when and when.kind == "range":
        days = [when.start, when.end]
        ax.plot(days, [y, y], color=colour, lw=2, gid=f"{marked}-when")
    _draw_hedged(scale, row, marked, replace(symbol, colour=colour))
    if row.is_held:
        ax.plot([x], [y], symbol.marker, gid=f"{gid}-held", **RING)
    if row.breaks:
        ax.plot([x], [y], gid=f"{marked}-cross", **CROSS)


def _draw_hedged(scale: Scale, row: LedgerRow, gid: str, symbol: Symbol) -> None:
    """Draw the count of a total on its day, as it was hedged."""
    value = row.extent
    day = scale.day(row)
    y = scale.y(value.start)
    dot: Look = {"marker": symbol.marker, "ms": DOT}

    def part(name: str, ys: Sequence[float], **look: Any) -> None:
        days = [day] * len(ys)
        look["gid"] = f"{gid}-{name}"
        scale.ax.plot(days, ys, color=symbol.colour, **look)

    match value.kind:
        case "exact":
            part("dot", [y], **dot)
        case "about":
            part("dot", [y], **dot, **HOLLOW)
        case "between":
            ends = [y, scale.y(value.end)]
            part("line", ends, lw=2.2)
            part("ticks", ends, ls="none", **LEVEL)
        case _:
            is_up = value.kind in ABOVE
            tip = y - ARROW if is_up else y + ARROW
            look: Look = {
                "lw": 2,
                "marker": "^" if is_up else "v",
                "ms": HEAD,
                "mew": 0,
                "markevery": [1],  # only the second end has a head
            }
            part("tick", [y], **LEVEL)
            part("arrow", [y, tip], **look)


def _draw_left(scale: Scale, row: LedgerRow, left: Bound, gid: str) -> None:
    """Draw what the others leave for a total.

    It is a thin line along all of it; where the total contradicts it, a dashed one up to it.
    """
    days = [scale.day(row)] * 2
    low = scale.y(left.low)
    high = scale.y(left.high)
    if not row.breaks:
        scale.ax.plot(days, [low, high], gid=gid, **WHAT_IS_LEFT)
        return
    y = scale.y(row.extent.start)
    to_low = abs(low - y)
    to_high = abs(high - y)
    near = low if to_low <= to_high else high
    scale.ax.plot(days, [y, near], gid=gid, **LINK)


def _draw_flow(scale: Scale, row: LedgerRow, gid: str) -> None:
    """Draw an arrival as a small mark; a flow that contradicts the others as a bar."""
    ax = scale.ax
    day = scale.day(row)
    if not row.breaks:
        step = around(FLOOR, TICK / 4)
        ends = [step.start, step.end]
        ax.plot([day, day], ends, gid=f"{gid}-step", **STEP)
        return
    when = extent_of_date(row.date) or around(day, 0)
    days = [when.start, when.end]
    ax.plot(days, [FLOOR, FLOOR], gid=f"{gid}-flow", **WHEN_CONTRADICTED)
    ax.plot([day], [FLOOR], gid=f"{gid}-cross", **CROSS)


# ---- labels


def _label(row: LedgerRow) -> str:
    return f"+{row.words()}" if row.is_flow else row.words()


def _label_total(scale: Scale, row: LedgerRow, taken: list[Box]) -> bool:
    """Write the label of a total beside its mark; whether there was room."""
    label = _label(row)
    mark = scale.place(row)
    starts = beside(mark, measure(label, SMALL))
    rows = Interval(0, PLOT)
    return write_label(scale.ax, label, starts, taken, rows)


def _label_flow(scale: Scale, row: LedgerRow, taken: list[Box]) -> bool:
    """Write the label of an arrival above its mark; whether there was room, or none is needed.

    A flow that contradicts the others is said below.
    """
    if row.breaks:
        return True
    label = _label(row)
    middle = points(scale.ax, scale.day(row))
    x = middle - measure(label, SMALL) / 2
    lowest = FLOOR - TICK / 2
    starts = []
    for lane in range(LANES):
        y = lowest - lane * LANE
        starts.append(Point(x, y))
    rows = Interval(PLOT, FLOOR)
    return write_label(scale.ax, label, starts, taken, rows)
