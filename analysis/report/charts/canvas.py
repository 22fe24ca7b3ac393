"""The canvas of a chart: what is drawn on it and written on it in points, and the SVG it becomes.

On the axes of a form one unit of y is one point, counted from the top. What stands across the axes
is given in points from their left end.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from string import printable
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from analysis.report.charts.rows import Interval
from analysis.report.charts.style import (
    FAMILIES,
    HALF_CAPITAL,
    LEADING,
    MARGIN,
    PADDING,
    QUIET,
    SMALL,
    STRIP,
    TEXT,
    TITLE,
    Look,
    in_style,
)
from analysis.report.charts.text import balanced, measure, on_one_line, wrap

BELOW_TITLE = 12.0
LABELS = 284.0  # the width of a column of labels beside a plot
PIXELS = 144  # in an inch of the PNG: two for each point
TICK_LABELS = 26.0  # the height of the axis and of the labels of its ticks
BELOW_ROWS = 6.0
# In a tag of the SVG: the family of each text, which is said once for all, a turning by nothing,
# and whatever follows hundredths of a point.
NEEDLESS = re.compile(
    r" font-family: 'DejaVu Sans';| transform=\"rotate\(-0 [^\"]*\)\"|(?<=\.\d\d)\d+"
)


@dataclass(frozen=True)
class Spot:
    """Where a text may stand: between which points from the left, and at which end of that."""

    start: float
    end: float
    side: Literal["left", "right"]


def width_of(ax: Axes) -> float:
    """The width of the axes in points."""
    return float(ax.get_window_extent().width * 72 / ax.figure.dpi)


def points(ax: Axes, x: float) -> float:
    """Where the value `x` stands, in points from the left of the axes."""
    to_axes = ax.transScale + ax.transLimits
    return float(to_axes.transform((x, 0))[0]) * width_of(ax)


def in_points(ax: Axes, values: Interval) -> Interval:
    """Where an interval of values stands, in points from the left of the axes."""
    start = points(ax, values.start)
    end = points(ax, values.end)
    return Interval(start, end)


def close(ax: Axes, y: float) -> Axes:
    """End a form at `y`, in points from the top."""
    ax.set_ylim(y + BELOW_ROWS, 0)
    ax.set_yticks([])
    return ax


# ---- lines and areas


def line_across(ax: Axes, xs: Sequence[float], ys: Sequence[float], **style: Any) -> None:
    """Draw a line or markers at `xs`, in points from the left."""
    width = width_of(ax)
    shares = [x / width for x in xs]
    ax.plot(shares, ys, transform=ax.get_yaxis_transform(), **style)


def full_line(ax: Axes, y: float, **style: Any) -> None:
    """Draw a line from the left end of the axes to the right."""
    ax.plot([0, 1], [y, y], transform=ax.get_yaxis_transform(), **style)


def area(ax: Axes, across: Interval, down: Interval, **style: Any) -> None:
    """Fill a rectangle: `across` in values of the x axis, `down` in points from the top."""
    corner = (across.start, down.start)
    ax.add_patch(Rectangle(corner, across.length, down.length, **style))


# ---- text


def text_at(ax: Axes, x: float, base: float, text: str, **style: Any) -> None:
    """Write a line `x` points from the left on the base line `base`; no markup is read in it."""
    share = x / width_of(ax)
    across = ax.get_yaxis_transform()
    ax.text(share, base, text, transform=across, parse_math=False, **style)


def label_column(ax: Axes) -> float:
    """The points that labels take to the left of a plot; none where they stand above their rows."""
    return LABELS if width_of(ax) > 2 * LABELS else 0.0


def write(
    ax: Axes,
    y: float,
    text: str,
    *,
    indent: float = 0,
    end: float = 0,
    size: float = TEXT,
    **style: Any,
) -> float:
    """Write wrapped text from `y` downwards, up to `end` points from the left or over the whole
    width; returns the y below it.
    """
    weight = style.get("weight", "normal")
    end = end or width_of(ax)
    lines = wrap(text, end - indent, size, weight)
    return write_lines(ax, y, lines, indent=indent, size=size, **style)


def write_lines(
    ax: Axes, y: float, lines: Iterable[str], *, indent: float = 0, size: float = TEXT, **style: Any
) -> float:
    """Write lines from `y` downwards; returns the y below them."""
    for line in lines:
        text_at(ax, indent, y + size, line, size=size, **style)
        y += size * LEADING
    return y


def write_small(ax: Axes, y: float, text: str, **style: Any) -> float:
    """Write small print, wrapped, from `y` downwards; returns the y below it."""
    return write(ax, y, text, size=SMALL, color=QUIET, **style)


def place(ax: Axes, y: float, text: str, spots: Iterable[Spot], **style: Any) -> Interval | None:
    """Write text into the first of `spots`, in the strip below `y`, that is long enough.

    Returns its ends in points from the left; None where no spot is long enough.
    """
    line = on_one_line(text)
    long = measure(line, TEXT, style.get("weight", "normal"))
    base = y + STRIP / 2 + HALF_CAPITAL * TEXT
    plate = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    for spot in spots:
        if spot.end - spot.start < long:
            continue
        is_left = spot.side == "left"
        x = spot.start if is_left else spot.end
        text_at(ax, x, base, line, ha=spot.side, size=TEXT, bbox=plate, **style)
        return Interval(x, x + long) if is_left else Interval(x - long, x)
    return None


def spots_beside(ax: Axes, mark: Interval, start: float = 0.0) -> list[Spot]:
    """Where the words of a mark may stand: to its right, else to its left, not before `start`."""
    right = Spot(mark.end + PADDING, width_of(ax), "left")
    left = Spot(start, mark.start - PADDING, "right")
    return [right, left]


# ---- the picture


@dataclass(frozen=True)
class Texts:
    """What stands around the rows of a chart: above them title and subtitle, below them key and
    sources.

    `description` is the alternative text, which the file carries too.
    """

    title: str
    subtitle: str
    description: str
    key: str
    sources: str


def new_canvas(width: float) -> tuple[Canvas, Axes]:
    """A canvas `width` points wide, and its axes; its height is set at the end."""
    canvas = Canvas(figsize=(width / 72, 4))
    left = MARGIN / width
    ax = canvas.add_axes((left, 0.1, 1 - 2 * left, 0.8))
    return canvas, ax


def finish(canvas: Canvas, ax: Axes, texts: Texts) -> None:
    """Write the texts around a form, and give the canvas the height that all take."""
    # Nothing leaves the canvas, and every clip takes room in the file.
    for artist in (*ax.lines, *ax.patches):
        artist.set_clip_on(False)
    body = ax.get_ylim()[0]
    inner_width = width_of(ax)
    title_lines = balanced(texts.title, inner_width, TITLE, "bold")
    subtitle_lines = balanced(texts.subtitle, inner_width, TEXT)
    heading = TITLE * len(title_lines) + TEXT * len(subtitle_lines)
    top = MARGIN + heading * LEADING + BELOW_TITLE
    y = write_lines(ax, MARGIN - top, title_lines, size=TITLE, weight="bold")
    write_lines(ax, y, subtitle_lines, color=QUIET)
    is_below = ax.spines["bottom"].get_position()[0] != "data"  # not above what is written last
    axis = TICK_LABELS if ax.axison and is_below and len(ax.get_xticks()) else 0.0
    end = write_small(ax, body + axis, texts.key)
    end = write_small(ax, end, texts.sources)
    end += MARGIN
    height = top + end
    left, _, width, _ = ax.get_position().bounds
    canvas.set_size_inches(canvas.get_figwidth(), height / 72)
    ax.set_position((left, (end - body) / height, width, body / height))


def png(canvas: Canvas) -> bytes:
    """The PNG of a finished canvas, the same every time for the same fonts."""
    written = BytesIO()
    # The default level takes twice the time for a chart, and makes it no smaller.
    quick = {"compress_level": 2}
    look: Look = {"dpi": PIXELS, "metadata": {"Software": None}, "pil_kwargs": quick}
    canvas.savefig(written, format="png", **look)
    return written.getvalue()


def svg(canvas: Canvas, texts: Texts) -> str:
    """The SVG text of a finished canvas, the same every time, without what it can be drawn
    without.
    """
    written = StringIO()
    metadata: Look = {
        "Date": None,
        "Title": on_one_line(texts.title),
        "Description": texts.description,
    }
    canvas.savefig(written, format="svg", metadata=metadata)
    # Only tags hold an unescaped "<", so no label is touched.
    drawn = re.sub("<[^>]*>", _without_needless, written.getvalue())
    return drawn.replace("</style>", f" text{{font-family: {FAMILIES}}}</style>", 1)


def _without_needless(tag: re.Match[str]) -> str:
    return NEEDLESS.sub("", tag[0])


def rehearse() -> None:
    """Draw something: whatever is forked from here has found the fonts and measured the letters."""
    with in_style():
        canvas = Canvas()
        canvas.subplots().set_title("Rehearsal", weight="bold")
        canvas.savefig(BytesIO(), format="svg")
    for weight in ("normal", "bold"):
        measure(printable, TEXT, weight)
