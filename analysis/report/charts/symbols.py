"""The one table of marks, and those of numbers and dates on a horizontal axis.

Each mark means the same in every chart of the project.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from analysis.report.charts.canvas import in_points, line_across, points
from analysis.report.charts.rows import LOWER_LIMITS, Extent, Interval, around, hull
from analysis.report.charts.style import ARROW, BLUE, DOT, HALO, HEAD, STRIP, TICK, Look


@dataclass(frozen=True)
class Sign:
    """A mark: what is said by it, what it looks like, and its words in the key of a chart.

    One that speaks for itself has no words.
    """

    meaning: str
    look: str
    words: str = ""


# docs/writing.md has the same table. A scale that goes up has its arrows up and down.
MARKS = {
    "exact": Sign("an exact number, a known day", "solid dot"),
    "more": Sign(
        "more than, at least",
        "tick with an arrow to the right",
        "Arrow to the right: more is possible",
    ),
    "less": Sign(
        "less than, at most",
        "tick with an arrow to the left",
        "Arrow to the left: less is possible",
    ),
    "about": Sign(
        "about",
        "hollow dot in a soft band; nothing else is hollow",
        "Soft edge: about, how wide is not known",
    ),
    "between": Sign(
        "between two numbers",
        "line between two ticks",
        "Line between two ticks: anywhere in between",
    ),
    "uncertain": Sign(
        "a day that is not known",
        "soft band over the days that it can be",
        "Soft band: not known to the day",
    ),
    "before": Sign(
        "in or before",
        "tick with an arrow to the left",
        "Arrow to the left: that day or before",
    ),
    "after": Sign(
        "since",
        "tick with an arrow to the right",
        "Arrow to the right: that day or later",
    ),
    "cited": Sign(
        "only cited, beside what is held",
        "name in italics",
        "Italics: only cited, the text is not held",
    ),
    "withheld": Sign(
        "withheld or not known",
        "hatched gap with the word",
        "Hatched: no number is known",
    ),
    "superseded": Sign(
        "in another table, or superseded",
        "the same mark, pale",
        "Pale and wider: in another table",
    ),
    "contradicted": Sign("contradicts the others", "vermilion"),
}

HOLLOW: Look = {"mfc": "white", "mew": 2}
TICKS: Look = {"marker": "|", "ms": TICK, "mew": 2.5}
BAND: Look = {"ls": "-", "lw": 10, "alpha": 0.4}
SOFT_EDGE: Look = {"ms": HALO, "mew": 0, "alpha": 0.25}
ROUND: Look = {"marker": "o", "ms": DOT}


def draw_sign(ax: Axes, y: float, mark: Extent, gid: str) -> Interval:
    """Draw a number or date, in the strip below `y`.

    Each part of the mark has an id that begins with `gid`. Returns its ends in points from the
    left.
    """
    y += STRIP / 2
    gid = f"{gid}-{mark.kind}"
    ends = [mark.start, mark.end]
    middle = [mark.middle]

    def part(name: str, xs: Sequence[float], ls: str = "none", **look: Any) -> None:
        ys = [y] * len(xs)
        look["gid"] = f"{gid}-{name}"
        ax.plot(xs, ys, ls=ls, color=BLUE, **look)

    drawn = in_points(ax, mark)
    half = DOT / 2
    match mark.kind:
        case "exact":
            part("dot", middle, **ROUND)
        case "between":
            part("line", ends, ls="-", lw=2.2)
            part("ticks", ends, **TICKS)
        case "about":
            half = HALO / 2
            if mark.length:
                part("band", ends, **BAND)
            part("halo", middle, marker="o", **SOFT_EDGE)
            part("dot", middle, **ROUND, **HOLLOW)
        case "range":
            drawn = hull([drawn, around(drawn.middle, half)])  # a day has to be seen too
            half = 0
            days = [drawn.start, drawn.end]
            line_across(ax, days, [y, y], gid=f"{gid}-band", color=BLUE, **BAND)
        case _:
            part("tick", ends[:1], **TICKS)
            way = 1 if mark.kind in LOWER_LIMITS else -1
            return draw_arrow(ax, mark.start, y, way, f"{gid}-arrow")
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
