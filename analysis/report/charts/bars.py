"""Nested bars: populations as bars, parts inside their wholes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from analysis.errors import RecordError
from analysis.report.charts.axes import no_axis, number_scale
from analysis.report.charts.canvas import (
    area,
    close,
    full_line,
    label_column,
    points,
    width_of,
    write,
    write_small,
)
from analysis.report.charts.chart import Words, form
from analysis.report.charts.description import Pairs, highest, is_mixed, key_of_numbers
from analysis.report.charts.rows import LOWER_LIMITS, UPPER_LIMITS, Interval, Mark
from analysis.report.charts.style import BLUE, GAP, INDENT, LINE, PADDING, STRIP, TINT, Look
from analysis.report.charts.symbols import draw_arrow, draw_sign
from analysis.report.charts.text import with_capital

BAR = 18.0  # the height of a bar, in points
INSET = 5.0  # from the bar of a part to the end of its whole
ABOVE_BAR = 3.0
AROUND_RULE = 6.0
FADE = 11.0  # the length in which the end of a bar dissolves
FADE_STEPS = 8
PALE = "Pale: the group that those in the bar are part of."


@dataclass(frozen=True)
class Bar:
    """A bar to draw: its number, between which y, in which colour, on which layer."""

    row: Mark
    down: Interval
    fill: str
    layer: float
    gid: str


def _key(rows: Sequence[Mark]) -> str:
    """What the hedges of numbers look like, and what a bar behind a bar is."""
    inside = PALE if any(row.group for row in rows) else ""
    return " ".join(filter(None, (inside, key_of_numbers(rows))))


@form(Words("Nested bars", _key, highest))
def nested_bars(rows: Sequence[Mark], ax: Axes, *, unit: str = "", unstated: Pairs = ()) -> Axes:
    """Populations as bars; one whose `group` is the id of another lies inside that one.

    Labels stand to the left where there is room, else above; the number stands on its bar, so that
    there is no axis. `unstated` holds the pairs of ids whose overlap the sources leave open, and
    the chart says so above the later one. Raises RecordError when a row's `group` is not the id of
    another row, or rows contain each other in a circle.
    """
    column = label_column(ax)
    left = column + PADDING if column else 0.0
    number_scale(ax, [row.bound for row in rows], unit, left)
    no_axis(ax)
    mixed = is_mixed(rows)
    y = 0.0
    tops: dict[str, float] = {}
    ordered = _parts_after_wholes(rows)
    for n, row in enumerate(ordered):
        wholes = _wholes(row, rows)
        if not wholes:
            y = _write_overlap(ax, y, row, ordered[:n], unstated)
        look: Look = {
            "style": "italic" if row.is_cited and mixed else "normal",
            "indent": INDENT * len(wholes) if column else 0,
            "end": column,
        }
        below = write(ax, y, with_capital(row.label), **look)
        below = write_small(ax, below, with_capital(row.note), **look)
        if not column:
            y = below + ABOVE_BAR
        y = write(ax, y, row.words(unit), indent=left, weight="bold") + ABOVE_BAR
        tops[row.id] = y
        gid = f"row-{n}-{row.extent.kind}"
        for depth, whole in enumerate(wholes):
            top = tops[whole.id] + BAR if column else y
            down = Interval(top, y + BAR + INSET)
            layer = depth / 100
            _draw_bar(ax, Bar(whole, down, TINT, layer, f"{gid}-in-{depth}"))
        _draw_bar(ax, Bar(row, Interval(y, y + BAR), BLUE, 1.5, gid))
        _draw_end(ax, y + BAR / 2, row, gid)
        y = max(y + BAR, below) + GAP
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
    """Write what is not known of a bar beside those above it that are no parts; returns the y
    below.
    """
    pairs = [set(pair) for pair in unstated]
    outermost = [other for other in above if not other.group]
    labels = [f"“{each.label}”" for each in outermost if {row.id, each.id} in pairs]
    if not labels:
        return y
    whom = " and ".join(labels)
    if len(labels) == len(outermost):
        whom = "the group above" if len(above) == 1 else "the groups above"
    full_line(ax, y, color=LINE, lw=1)
    words = f"Overlap with {whom} not stated"
    return write_small(ax, y + AROUND_RULE, words) + AROUND_RULE


def _draw_bar(ax: Axes, bar: Bar) -> None:
    """Draw a bar from zero to where its number is sure to reach; pale where it may not reach."""
    value = bar.row.extent
    fill = TINT if value.kind in UPPER_LIMITS else bar.fill

    def part(name: str, start: float, end: float, **style: Any) -> None:
        look = {
            "ec": "none",
            "zorder": bar.layer,
            "fc": fill,
            "gid": f"{bar.gid}-{name}",
        }
        area(ax, Interval(start, end), bar.down, **{**look, **style})

    part("bar", 0, value.start)
    if value.kind != "about":
        return
    start = points(ax, value.end)
    step = FADE / FADE_STEPS
    width = width_of(ax)
    look = {
        "alpha": 0.2,
        "zorder": bar.layer - 0.001,
        "transform": ax.get_yaxis_transform(),
    }
    for n in range(FADE_STEPS):  # each on the one before
        end = start + (n + 1) * step
        part(f"fade-{n}", start / width, end / width, **look)


def _draw_end(ax: Axes, y: float, row: Mark, gid: str) -> None:
    """Draw at `y` how far the number may go on, by the mark that says so everywhere."""
    value = row.extent
    if value.kind in LOWER_LIMITS:
        draw_arrow(ax, value.start, y, 1, f"{gid}-arrow")
    elif value.kind in UPPER_LIMITS or value.kind == "between":
        draw_sign(ax, y - STRIP / 2, value, gid.removesuffix(f"-{value.kind}"))
