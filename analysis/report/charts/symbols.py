"""Marks of numbers and dates on a horizontal axis, each drawn as it was hedged."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from analysis.report.charts.canvas import guide_line, in_points, line_across, points
from analysis.report.charts.rows import ABOVE, Extent, Interval, around, hull
from analysis.report.charts.style import ARROW, BLUE, DOT, HALO, HEAD, STRIP, TICK, Look, Symbol

HOLLOW: Look = {"mfc": "white", "mew": 2}
TICKS: Look = {"marker": "|", "ms": TICK, "mew": 2.5}
BAND: Look = {"ls": "-", "lw": 10, "alpha": 0.25}
SOFT_EDGE: Look = {"ms": HALO, "mew": 0, "alpha": 0.25}
PLAIN = Symbol("o", "Circle")


def draw_mark(ax: Axes, y: float, mark: Extent, gid: str, symbol: Symbol = PLAIN) -> Interval:
    """Draw a number or date on its guide line, in the strip below `y`.

    Each part of the mark has an id that begins with `gid`. Returns its ends in points from the
    left.
    """
    y += STRIP / 2
    guide_line(ax, y)
    gid = f"{gid}-{mark.kind}"
    ends = [mark.start, mark.end]
    middle = [mark.middle]
    dot: Look = {"marker": symbol.marker, "ms": DOT}
    colour = symbol.colour

    def part(name: str, xs: Sequence[float], ls: str = "none", **look: Any) -> None:
        ys = [y] * len(xs)
        look["gid"] = f"{gid}-{name}"
        ax.plot(xs, ys, ls=ls, color=colour, **look)

    drawn = in_points(ax, mark)
    half = DOT / 2
    match mark.kind:
        case "exact":
            part("dot", middle, **dot)
        case "between":
            part("line", ends, ls="-", lw=2.2)
            part("ticks", ends, **TICKS)
        case "about":
            half = HALO / 2
            part("band", ends, **BAND)
            part("halo", middle, marker=symbol.marker, **SOFT_EDGE)
            part("dot", middle, **dot, **HOLLOW)
        case "range":
            part("band", ends, **BAND)
            is_long = drawn.length > 1.5 * DOT
            part("dot", ends if is_long else middle, **dot, **HOLLOW)
        case _:
            part("tick", ends[:1], **TICKS)
            way = 1 if mark.kind in ABOVE else -1
            return draw_arrow(ax, mark.start, y, way, f"{gid}-arrow", colour)
    return drawn.widened(half)


def draw_arrow(ax: Axes, x: float, y: float, way: int, gid: str, colour: str = BLUE) -> Interval:
    """Draw an arrow from the value `x` to the right (`way` 1) or the left (-1).

    Returns its ends in points from the left.
    """
    start = points(ax, x)
    tip = start + way * ARROW
    middle_of_head = tip - way * HEAD / 2
    look: Look = {
        "marker": ">" if way > 0 else "<",
        "ms": HEAD,
        "mew": 0,
        "markevery": [1],  # only the second end has a head
        "lw": 2,
        "color": colour,
    }
    line_across(ax, [start, middle_of_head], [y, y], gid=gid, **look)
    return hull([around(start, 0), around(tip, 0)])
