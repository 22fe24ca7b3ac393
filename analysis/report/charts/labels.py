"""Labels beside marks that stand anywhere: each where it overlaps nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matplotlib.axes import Axes

from analysis.report.charts.canvas import text_at, width_of
from analysis.report.charts.rows import Interval
from analysis.report.charts.style import DOT, HALF_CAPITAL, SMALL
from analysis.report.charts.text import measure, on_one_line

MOST_STEPS = 5  # how far from its mark a label may stand, in lines
BESIDE_LABEL = 2.0  # the least points between two labels on one line
BELOW_BASE = 2.0  # what letters take below their base line
WHITE_PLATE = {
    "facecolor": "white",
    "edgecolor": "none",
    "pad": 0.5,
    "alpha": 0.75,
}


@dataclass(frozen=True)
class Box:
    """What a mark or a label takes up, in points from the left and from the top."""

    across: Interval
    down: Interval

    def meets(self, other: "Box") -> bool:
        """Whether both overlap, or nearly touch from side to side."""
        is_beside = self.across.is_near(other.across, BESIDE_LABEL)
        is_level = self.down.is_near(other.down)
        return is_beside and is_level


@dataclass(frozen=True)
class Point:
    """A place on the canvas, in points from the left and from the top."""

    x: float
    y: float


def beside(mark: Point, length: float) -> Iterator[Point]:
    """Where a label of this length may begin: right, left, above or below, and further out."""
    level = mark.y + HALF_CAPITAL * SMALL
    right = mark.x + DOT
    left = mark.x - DOT - length
    yield Point(right, level)
    yield Point(left, level)
    for step in range(1, MOST_STEPS):
        height = step * SMALL
        for y in (level - height, level + height):
            yield Point(right, y)
            yield Point(left, y)
            yield Point(mark.x - length / 2, y)


def write_label(
    ax: Axes, label: str, starts: Iterable[Point], taken: list[Box], rows: Interval
) -> bool:
    """Write a label at the first of `starts` where it overlaps nothing taken, and add it to that.

    It stays on the canvas and between the y of `rows`. Returns whether there was room.
    """
    line = on_one_line(label)
    length = measure(line, SMALL)
    canvas = Interval(0, width_of(ax))
    for start in starts:
        top = start.y - SMALL
        bottom = start.y + BELOW_BASE
        across = Interval(start.x, start.x + length)
        down = Interval(top, bottom)
        box = Box(across, down)
        is_inside = canvas.holds(across) and rows.holds(down)
        is_free = not any(box.meets(other) for other in taken)
        if is_inside and is_free:
            text_at(ax, start.x, start.y, line, size=SMALL, bbox=WHITE_PLATE)
            taken.append(box)
            return True
    return False
