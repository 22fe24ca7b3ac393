"""Labels beside marks that stand anywhere: each where it overlaps nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from matplotlib.axes import Axes

from analysis.report.charts.canvas import text_at, width_of
from analysis.report.charts.rows import Interval
from analysis.report.charts.style import LEADING, SMALL
from analysis.report.charts.text import measure, on_one_line

BESIDE_LABEL = 4.0  # the least points between two labels on one line
BELOW_LABEL = 1.0  # and between two that stand one below the other
BESIDE_MARK = 4.5  # the points between a mark and its label
ABOVE_BASE = 0.78  # what letters take above their base line, in font sizes
BELOW_BASE = 0.22  # and below it
RAISED = (0, -4, 4, 8, 12, 16, 20)  # the points by which a label may be raised
SLIPS = range(13)  # the points by which one may slip down a side
UP_A_POLE = 4.0  # the points between the places beside a pole


@dataclass(frozen=True)
class Box:
    """What a mark or a label takes up, in points from the left and from the top."""

    across: Interval
    down: Interval

    def widened(self, gap: float) -> "Box":
        """With the room that is kept beside a label, and `gap` points above and below."""
        return Box(self.across.widened(BESIDE_LABEL), self.down.widened(gap))

    def meets(self, other: "Box") -> bool:
        """Whether both overlap."""
        mine = self.across
        across = other.across
        if mine.end <= across.start or across.end <= mine.start:
            return False
        return self.down.start < other.down.end and other.down.start < self.down.end

    def meets_any(self, others: Iterable["Box"]) -> bool:
        """Whether it overlaps one of others."""
        return any(self.meets(other) for other in others)


@dataclass(frozen=True)
class Point:
    """A place on the canvas, in points from the left and from the top."""

    x: float
    y: float


@dataclass(frozen=True)
class Label:
    """Lines of text, one below the other; of several, and where `is_strong`, the first is bold."""

    lines: tuple[str, ...]
    style: str = "normal"
    is_strong: bool = False

    @property
    def weights(self) -> tuple[str, ...]:
        """The weight of each line."""
        rest = ("normal",) * (len(self.lines) - 1)
        return ("bold" if rest or self.is_strong else "normal", *rest)

    @cached_property
    def width(self) -> float:
        """The width of the longest line, in points."""
        pairs = zip(self.lines, self.weights, strict=True)
        return max(measure(on_one_line(line), SMALL, weight) for line, weight in pairs)

    @property
    def height(self) -> float:
        """The height of all lines, in points."""
        between = (len(self.lines) - 1) * LEADING
        return SMALL * (ABOVE_BASE + between + BELOW_BASE)

    def box(self, corner: Point) -> Box:
        """What it takes up with its upper left corner there."""
        across = Interval(corner.x, corner.x + self.width)
        return Box(across, Interval(corner.y, corner.y + self.height))


def beside(mark: Box, label: Label) -> Iterator[Point]:
    """Corners of a label to the right or left of a mark, level with it or further up, or below."""
    level = mark.down.middle - label.height / 2
    for slip in RAISED:
        yield Point(mark.across.end + BESIDE_MARK, level - slip)
        yield Point(mark.across.start - BESIDE_MARK - label.width, level - slip)
    if len(label.lines) == 1:
        yield from _in_line(mark, label, mark.down.end + BELOW_LABEL)


def above(mark: Box, label: Label) -> Iterator[Point]:
    """Corners of a label just above a mark, first to its left, else beside it."""
    for slip in (0, 4, 8):
        yield from _in_line(mark, label, mark.down.start - BELOW_LABEL - slip - label.height)
    yield from beside(mark, label)


def near(mark: Box, label: Label) -> Iterator[Point]:
    """Corners of a label on all sides of a mark, the nearest first."""
    level = mark.down.middle - label.height / 2
    for away in range(0, 30, 3):
        right = mark.across.end + 1 + away
        left = mark.across.start - 1 - away - label.width
        over = mark.down.start - BELOW_LABEL - away - label.height
        under = mark.down.end + BELOW_LABEL + away
        for y in (level, over, under):
            for x in (right, left, mark.across.middle - label.width / 2):
                yield Point(x, y)


def _in_line(mark: Box, label: Label, y: float) -> Iterator[Point]:
    """Corners at `y`: the label ends with the mark, stands in its middle, begins with it."""
    yield Point(mark.across.end - label.width, y)
    yield Point(mark.across.middle - label.width / 2, y)
    yield Point(mark.across.start, y)


def down_the_side(mark: Box, label: Label) -> Iterator[Point]:
    """Corners of a label to the right of the top of a mark and below, else left of it and above."""
    right = mark.across.end + BESIDE_MARK
    left = mark.across.start - BESIDE_MARK - label.width
    for slip in SLIPS:
        yield Point(right, mark.down.start + BELOW_LABEL + slip)
    for slip in SLIPS:
        yield Point(left, mark.down.start - 4 - label.height - slip)


def up_the_pole(mark: Box, label: Label) -> Iterator[Point]:
    """Corners of a label to the right of a pole on top of a mark, from the lowest."""
    y = mark.down.start - UP_A_POLE - label.height
    while y > 0:
        yield Point(mark.across.middle + BESIDE_MARK + 1, y)
        y -= UP_A_POLE


def write_label(
    ax: Axes,
    label: Label,
    corners: Iterable[Point],
    taken: list[Box],
    rows: Interval,
    gap: float = BELOW_LABEL,
) -> Box | None:
    """Write a label at the first of `corners` where it overlaps nothing taken, and add it to that.

    It stays on the canvas and between the y of `rows`, at least `gap` points below or above what is
    taken. Returns what it takes up; None where there is no room.
    """
    canvas = Interval(0, width_of(ax))
    for corner in corners:
        box = label.box(corner)
        if not canvas.holds(box.across) or not rows.holds(box.down):
            continue
        wider = box.widened(gap)
        if not wider.meets_any(taken):
            _write(ax, label, corner)
            taken.append(box)
            return box
    return None


def _write(ax: Axes, label: Label, corner: Point) -> None:
    base = corner.y + ABOVE_BASE * SMALL
    for line, weight in zip(label.lines, label.weights, strict=True):
        text_at(
            ax,
            corner.x,
            base,
            on_one_line(line),
            size=SMALL,
            weight=weight,
            style=label.style,
        )
        base += SMALL * LEADING
