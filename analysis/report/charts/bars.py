"""Nested bars: populations as bars, parts inside their wholes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from analysis.errors import RecordError
from analysis.report.charts.axes import number_axis
from analysis.report.charts.canvas import area, close, points, width_of, write, write_small
from analysis.report.charts.chart import Words, form
from analysis.report.charts.description import Pairs, highest, key_of_numbers
from analysis.report.charts.rows import ABOVE, BELOW, Interval, Mark
from analysis.report.charts.style import BLUE, GAP, TINT
from analysis.report.charts.symbols import draw_arrow

BAR = 16.0  # the height of a bar, in points
INSET = 4.0  # how far a part lies inside its whole
ABOVE_BAR = 3.0
BELOW_OVERLAP = 4.0
FADE = 22.0  # the length in which the end of a bar dissolves
FADE_STEPS = 8
DASHED = (0, (4, 2))


@dataclass(frozen=True)
class Bar:
    """A bar to draw: its number, between which y, in which colour, on which layer."""

    row: Mark
    down: Interval
    fill: str
    layer: float
    gid: str


@form(Words("Nested bars", key_of_numbers, highest))
def nested_bars(rows: Sequence[Mark], ax: Axes, *, unit: str = "", unstated: Pairs = ()) -> Axes:
    """Populations as bars; one whose `group` is the id of another lies inside that one.

    `unstated` holds the pairs of ids whose overlap the sources leave open, and the chart says so
    between the bars. Raises RecordError when a row's `group` is not the id of another row, or rows
    contain each other in a circle.
    """
    number_axis(ax, [row.bound for row in rows], unit, left=0)
    y = -GAP
    outermost: list[Mark] = []
    for n, row in enumerate(_parts_after_wholes(rows)):
        wholes = _wholes(row, rows)
        y += GAP
        if not wholes:
            y = _write_overlap(ax, y, row, outermost, unstated)
            outermost.append(row)
        y = write(ax, y, row.words(unit), weight="bold")
        y = write(ax, y, row.label)
        y = write_small(ax, y, row.note) + ABOVE_BAR
        gid = f"row-{n}-{row.extent.kind}"
        _draw_nested(ax, y, row, wholes, gid)
        y += BAR
    return close(ax, y)


def _parts_after_wholes(rows: Sequence[Mark]) -> list[Mark]:
    """The rows, each after the one that contains it."""

    def place(row: Mark) -> list[int]:
        return [rows.index(each) for each in (*_wholes(row, rows), row)]

    return sorted(rows, key=place)


def _wholes(row: Mark, rows: Sequence[Mark]) -> list[Mark]:
    """The rows that contain a row, outermost first.

    Raises RecordError where one is missing, or contains itself.
    """
    by_id = {each.id: each for each in rows if each.id}
    path = [row]
    while path[0].group:
        path.insert(0, _whole(path, by_id))
    return path[:-1]


def _whole(path: Sequence[Mark], by_id: Mapping[str, Mark]) -> Mark:
    """The row that contains the first of `path`, and is none of them."""
    part = path[0]
    whole = by_id.get(part.group)
    if whole is None or whole in path:
        raise RecordError(
            f"chart row {part.label!r}",
            f"no bar contains it: its group is {part.group!r}",
            "give the id of a row that contains it, or leave the group empty",
        )
    return whole


def _write_overlap(ax: Axes, y: float, row: Mark, above: Sequence[Mark], unstated: Pairs) -> float:
    """Write what is not known of a bar beside the outermost bars above it; returns the y below."""
    pairs = [set(pair) for pair in unstated]
    others = [other for other in above if {row.id, other.id} in pairs]
    labels = [f"“{other.label}”" for other in others]
    if not labels:
        return y
    whom = " and ".join(labels)
    if len(labels) == len(above):
        whom = "the bar above" if len(above) == 1 else "the bars above"
    words = f"overlap with {whom} not stated"
    return write_small(ax, y, words, style="italic") + BELOW_OVERLAP


def _draw_nested(ax: Axes, y: float, row: Mark, wholes: Sequence[Mark], gid: str) -> None:
    """Draw the bar of a row below `y`, in front of the bars of its wholes."""
    down = Interval(y, y + BAR)
    for depth, whole in enumerate(wholes):
        layer = depth / 100
        _draw_bar(ax, Bar(whole, down, TINT, layer, f"{gid}-in-{depth}"))
    if wholes:
        down = down.widened(-INSET)
    _draw_bar(ax, Bar(row, down, BLUE, 1.5, gid))


def _draw_bar(ax: Axes, bar: Bar) -> None:
    """Draw a bar from zero.

    It is closed where its end is known, fades out where more is possible, is dashed where less is.
    """
    value = bar.row.extent

    def part(name: str, start: float, end: float, fill: str, **style: Any) -> None:
        look = {
            "ec": BLUE,
            "lw": 1,
            "zorder": bar.layer,
            "fc": fill,
            "gid": f"{bar.gid}-{name}",
        }
        area(ax, Interval(start, end), bar.down, **{**look, **style})

    if value.kind in BELOW:
        fill = "white" if bar.fill == BLUE else bar.fill
        part("most", 0, value.end, fill, ls=DASHED)
        return
    part("bar", 0, value.start, bar.fill)
    if value.kind == "between":
        part("range", value.start, value.end, "white", hatch="////")
    elif value.kind != "exact":
        start = points(ax, value.end)
        length = FADE / 2 if value.kind == "about" else FADE
        step = length / FADE_STEPS
        width = width_of(ax)
        look = {
            "ec": "none",
            "alpha": 0.2,
            "zorder": bar.layer - 0.001,
            "transform": ax.get_yaxis_transform(),
        }
        for n in range(FADE_STEPS):  # each on the one before
            end = start + (n + 1) * step
            part(f"fade-{n}", start / width, end / width, bar.fill, **look)
    if value.kind in ABOVE:
        draw_arrow(ax, value.start, bar.down.middle, 1, f"{bar.gid}-arrow")
