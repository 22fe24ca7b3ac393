"""The lines of a lane: dated marks and their words, each where it overlaps nothing.

Whatever stands across is given in points from the left, whatever stands down in points from the
top of the lane.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from math import ceil
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
DOT_TO_DOT = 5.0  # from middle to middle in a stack; dots overlap there

Side = Literal["left", "right"]
Spot = tuple[int, float, Side]  # of words: on which line, where, and with which end


@dataclass(frozen=True)
class Entry:
    """A row with a date: its place among all rows, how its date is drawn, its words on one line,
    how they look, and how long they are.

    `is_named`: its words stand in any case.
    """

    place: int
    row: Moment
    extent: Extent
    words: str
    long: float
    weight: str = "normal"
    style: str = "normal"
    is_named: bool = False


@dataclass(frozen=True)
class Scale:
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
class Label:
    """The words of a mark in lines, from the line `top` down; `x` is where they begin ("left") or
    end ("right").
    """

    words: tuple[str, ...]
    x: float
    side: Side
    top: int


@dataclass(frozen=True)
class Placed:
    """An entry in its lane: what its mark takes across, on which line and how far down its middle
    is, and its words where there was room.
    """

    entry: Entry
    mark: Interval
    line: int
    y: float
    label: Label | None = None
    is_stacked: bool = False


class Lane:
    """Entries on lines, and what is taken on each line."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.placed: list[Placed] = []
        self._taken: list[list[Interval]] = []

    @property
    def lines(self) -> int:
        """How many there are."""
        return len(self._taken)

    @property
    def is_worded(self) -> bool:
        """Whether all entries have their words."""
        return all(placed.label for placed in self.placed)

    def add_named(self, entry: Entry) -> None:
        """Place an entry with its words, on a line of its own where no other has room."""
        mark = self.scale.mark(entry.extent)
        for line in count():
            is_new = line >= len(self._taken)
            most = len(entry.words) + 1 if is_new else MOST_LINES
            if self._is_free([line], mark):
                label = self._label(entry, mark, line, most)
                if label or (is_new and not entry.words):
                    self._put(entry, mark, line, label)
                    return

    def add_worded(self, entry: Entry, most: int) -> bool:
        """Place an entry with its words on the first `most` lines; whether there was room."""
        mark = self.scale.mark(entry.extent)
        for line in range(most):
            if self._is_free([line], mark):
                label = self._label(entry, mark, line, min(MOST_LINES, most - line))
                if label:
                    self._put(entry, mark, line, label)
                    return True
        return False

    def add_stack(self, entries: Sequence[Entry]) -> None:
        """Place entries of one date without words, the dots of one day in a stack."""
        first = entries[0]
        mark = self.scale.mark(first.extent)
        if first.extent.kind == "exact" and len(entries) > 1:
            self._stack(entries, mark)
            return
        for entry in entries:
            self._put(entry, mark, self._first_free(mark, 1), None)

    def add_words(self) -> None:
        """Give words to marks that stand alone, where the lines that there are have room."""
        for n, placed in enumerate(self.placed):
            if placed.label or placed.is_stacked:
                continue
            most = min(MOST_LINES, self.lines - placed.line)
            label = self._label(placed.entry, placed.mark, placed.line, most)
            if label:
                self._take_words(label, placed.entry.weight)
                self.placed[n] = replace(placed, label=label)

    def _stack(self, entries: Sequence[Entry], mark: Interval) -> None:
        long = (len(entries) - 1) * DOT_TO_DOT + DOT
        lines = ceil(long / PITCH)
        top = self._first_free(mark, lines)
        y = top * PITCH + (lines * PITCH - long + DOT) / 2
        for entry in entries:
            self.placed.append(Placed(entry, mark, top, y, is_stacked=True))
            y += DOT_TO_DOT
        for line in range(top, top + lines):
            self._take(line, mark)

    def _first_free(self, mark: Interval, lines: int) -> int:
        """The first line from which on so many are free for a mark."""
        return next(line for line in count() if self._is_free(range(line, line + lines), mark))

    def _put(self, entry: Entry, mark: Interval, line: int, label: Label | None) -> None:
        self._take(line, mark)
        if label:
            self._take_words(label, entry.weight)
        self.placed.append(Placed(entry, mark, line, (line + 0.5) * PITCH, label))

    def _take_words(self, label: Label, weight: str) -> None:
        for line, words in enumerate(label.words, start=label.top):
            self._take(line, _ends(label, words, weight))

    def _label(self, entry: Entry, mark: Interval, line: int, most: int) -> Label | None:
        """Its words in at most so many lines, on as few as there is room for; None for no room.

        They stand in the mark where it is long enough, else beside it, else below it where it
        leaves no room beside.
        """
        if mark.length > entry.long + 2 * BESIDE_MARK:
            return Label((entry.words,), mark.start + BESIDE_MARK, "left", line)
        room = self.scale.room
        widest = max(room.end - mark.end, mark.start - room.start)
        is_below = widest < LEAST_ROOM + BESIDE_MARK
        for lines in range(1, most + 1):
            for spot in _below(mark, line) if is_below else _beside(mark, line):
                label = self._in_lines(entry, spot, lines)
                if label:
                    return label
        return None

    def _in_lines(self, entry: Entry, spot: Spot, lines: int) -> Label | None:
        """Its words in so many lines from a spot on; None for no room."""
        top, x, side = spot
        room = min(self._room(line, x, side) for line in range(top, top + lines))
        if room < min(LEAST_ROOM, entry.long) or room * lines < entry.long:
            return None
        for width in (1.15 * entry.long / lines, room):  # lines of one length, if they can be
            words = wrap(entry.words, min(width, room), SMALL, entry.weight)
            if len(words) <= lines:
                return Label(tuple(words), x, side, top)
        return None

    def _is_free(self, lines: Iterable[int], across: Interval) -> bool:
        taken = chain.from_iterable(map(self._on, lines))
        return not any(other.is_near(across, BETWEEN) for other in taken)

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


def _beside(mark: Interval, line: int) -> list[Spot]:
    right: Spot = (line, mark.end + BESIDE_MARK, "left")
    left: Spot = (line, mark.start - BESIDE_MARK, "right")
    return [right, left]


def _below(mark: Interval, line: int) -> list[Spot]:
    return [(line + 1, mark.start, "left"), (line + 1, mark.end, "right")]


def _ends(label: Label, words: str, weight: str) -> Interval:
    long = measure(words, SMALL, weight)
    if label.side == "left":
        return Interval(label.x, label.x + long)
    return Interval(label.x - long, label.x)


def lay_out(entries: Sequence[Entry], scale: Scale, least: int, more: int) -> Lane:
    """Entries on the lines of a lane, with as many words as there is room for.

    The lane takes `least` lines, or as many as its marks alone take, and at most `more` for words.
    """
    bare = _lay_out(entries, scale, 0)
    allowed = max(least, bare.lines) + more
    for most in range(allowed, 0, -1):
        lane = _lay_out(entries, scale, most)
        if lane.lines <= allowed:
            return lane
    return bare


def _lay_out(entries: Sequence[Entry], scale: Scale, most: int) -> Lane:
    """Entries on the lines of a lane: those that are named with their words, then others with
    theirs on the first `most` lines, then the rest without words.
    """
    lane = Lane(scale)
    for entry in entries:
        if entry.is_named:
            lane.add_named(entry)
    stacks: dict[Extent, list[Entry]] = {}
    for entry in entries:
        if not entry.is_named and not lane.add_worded(entry, most):
            stacks.setdefault(entry.extent, []).append(entry)
    for stack in stacks.values():
        lane.add_stack(stack)
    lane.add_words()
    return lane
