"""The lines of a lane: dated marks and their words, each where it overlaps nothing.

Whatever stands across is given in points from the left, whatever stands down in points from the
top of the lane.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Literal

from analysis.report.charts.rows import Extent, Interval, Moment, around, hull
from analysis.report.charts.style import ARROW, DOT, LEADING, SMALL
from analysis.report.charts.text import measure, wrap

PITCH = SMALL * LEADING  # from line to line
BESIDE_MARK = 4.0  # between a mark and its words
BETWEEN = 4.0  # the least points free on either side of what stands on one line
LEAST_ROOM = 80.0  # in which words are broken into lines
MOST_LINES = 3  # of the words of one mark, where other lines are left
SHORTEST_BAND = 12.0

Side = Literal["left", "right"]
LineSpot = tuple[int, float, Side]  # of words: on which line, where, and with which end


@dataclass(frozen=True)
class DatedRow:
    """A row with a date: its place among all rows, how its date is drawn, its words on one line,
    how they look, and how long they are.
    """

    place: int
    row: Moment
    extent: Extent
    words: str
    long: float
    weight: str = "normal"
    style: str = "normal"


@dataclass(frozen=True)
class DayScale:
    """Where days stand: `days` from end to end of `across`; words may stand within `room`."""

    days: Interval
    across: Interval
    room: Interval

    def at(self, day: float) -> float:
        """Where a day stands."""
        share = (day - self.days.start) / self.days.length
        return self.across.start + share * self.across.length

    def mark(self, extent: Extent) -> Interval:
        """What the mark of a date takes."""
        start = self.at(extent.start)
        end = self.at(extent.end)
        match extent.kind:
            case "exact":
                return around(start, DOT / 2)
            case "at_most":
                return Interval(start - ARROW, start + 1)
            case "at_least":
                return Interval(start - 1, start + ARROW)
        middle = (start + end) / 2
        return hull([around(middle, SHORTEST_BAND / 2), Interval(start, end)])


@dataclass(frozen=True)
class LaneLabel:
    """The words of a mark in lines, from the line `top` down; `x` is where they begin ("left") or
    end ("right").
    """

    words: tuple[str, ...]
    x: float
    side: Side
    top: int


@dataclass(frozen=True)
class Placed:
    """An entry in its lane: what its mark takes across, on which line, and its words."""

    entry: DatedRow
    mark: Interval
    line: int
    label: LaneLabel

    @property
    def y(self) -> float:
        """How far down the middle of its mark is."""
        return (self.line + 0.5) * PITCH


class Lane:
    """Entries on lines, and what is taken on each line."""

    def __init__(self, scale: DayScale) -> None:
        self.scale = scale
        self.placed: list[Placed] = []
        self._taken: list[list[Interval]] = []

    @property
    def lines(self) -> int:
        """How many there are."""
        return len(self._taken)

    def add(self, entry: DatedRow) -> None:
        """Place an entry with its words, on a line of its own where no other has room."""
        mark = self.scale.mark(entry.extent)
        for line in count():
            is_new = line >= len(self._taken)
            most = len(entry.words) + 1 if is_new else MOST_LINES
            label = self._label(entry, mark, line, most) if self._is_free(line, mark) else None
            if label:
                self._take(line, mark)
                for place, words in enumerate(label.words, start=label.top):
                    self._take(place, _ends(label, words, entry.weight))
                self.placed.append(Placed(entry, mark, line, label))
                return

    def _label(self, entry: DatedRow, mark: Interval, line: int, most: int) -> LaneLabel | None:
        """Its words in at most so many lines, on as few as there is room for; None for no room.

        They stand in the mark where it is long enough, else beside it, else below it where it
        leaves no room beside.
        """
        if mark.length > entry.long + 2 * BESIDE_MARK:
            return LaneLabel((entry.words,), mark.start + BESIDE_MARK, "left", line)
        room = self.scale.room
        widest = max(room.end - mark.end, mark.start - room.start)
        is_below = widest < LEAST_ROOM + BESIDE_MARK
        for lines in range(1, most + 1):
            for spot in _below(mark, line) if is_below else _beside(mark, line):
                label = self._in_lines(entry, spot, lines)
                if label:
                    return label
        return None

    def _in_lines(self, entry: DatedRow, spot: LineSpot, lines: int) -> LaneLabel | None:
        """Its words in so many lines from a spot on; None for no room."""
        top, x, side = spot
        room = min(self._room(line, x, side) for line in range(top, top + lines))
        if room < min(LEAST_ROOM, entry.long) or room * lines < entry.long:
            return None
        for width in (1.15 * entry.long / lines, room):  # lines of one length, if they can be
            words = wrap(entry.words, min(width, room), SMALL, entry.weight)
            if len(words) <= lines:
                return LaneLabel(tuple(words), x, side, top)
        return None

    def _is_free(self, line: int, across: Interval) -> bool:
        return not any(other.is_near(across, BETWEEN) for other in self._on(line))

    def _room(self, line: int, x: float, side: Side) -> float:
        """How far words may reach that begin (or end) at `x`."""
        room = self.scale.room
        for other in self._on(line):
            wider = other.widened(BETWEEN)
            if wider.contains(x):
                return 0
            if wider.start > x:
                room = Interval(room.start, min(room.end, wider.start))
            else:
                room = Interval(max(room.start, wider.end), room.end)
        return room.end - x if side == "left" else x - room.start

    def _on(self, line: int) -> list[Interval]:
        return self._taken[line] if line < len(self._taken) else []

    def _take(self, line: int, across: Interval) -> None:
        while len(self._taken) <= line:
            self._taken.append([])
        self._taken[line].append(across)


def _beside(mark: Interval, line: int) -> list[LineSpot]:
    right: LineSpot = (line, mark.end + BESIDE_MARK, "left")
    left: LineSpot = (line, mark.start - BESIDE_MARK, "right")
    return [right, left]


def _below(mark: Interval, line: int) -> list[LineSpot]:
    return [(line + 1, mark.start, "left"), (line + 1, mark.end, "right")]


def _ends(label: LaneLabel, words: str, weight: str) -> Interval:
    long = measure(words, SMALL, weight)
    if label.side == "left":
        return Interval(label.x, label.x + long)
    return Interval(label.x - long, label.x)


def lay_out(entries: Iterable[DatedRow], scale: DayScale) -> Lane:
    """Entries with their words on as few lines as these need, those in bold first."""
    lane = Lane(scale)
    for entry in sorted(entries, key=lambda entry: entry.weight != "bold"):
        lane.add(entry)
    return lane
