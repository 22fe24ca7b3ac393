"""Whole numbers that never fall in time, and what limits on their differences leave of them.

A count stands at a value at each `Instant`, and is never lower at a later one. A `Limit` says by
how much it may rise between two instants. Written as "the value there is at least the value here,
plus so much", limits make a graph: they can all hold exactly if no cycle of it gains (its instants
would have to lie above themselves), and the highest gain of a way from one instant to another is
the least by which the count must rise between them.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

WORK = 1_000_000  # steps that `small_conflicts` may take: a second or two
MOST_FOUND = 2_000  # sets that it may find


class Instant(NamedTuple):
    """The end of a day that lies from `first` to `last` (ordinals of days); named unless these are
    the same.
    """

    first: int
    last: int
    name: str = ""

    @property
    def is_day(self) -> bool:
        """Whether its day is certain."""
        return self.first == self.last


def instant(first: int, last: int, name: str) -> Instant:
    """The end of a day from `first` to `last`. Two of one name are the same; a certain day needs
    none.
    """
    return Instant(first, last, "" if first == last else name)


class Limit(NamedTuple):
    """What the claim `name` says: from `start` to `end` the count rises by `low` to `high` (which
    may be infinite).
    """

    name: str
    start: Instant
    end: Instant
    low: int
    high: float


class Step(NamedTuple):
    """That the value at `end` is at least the value here, plus `gain`; `name` is empty for the
    order of time.
    """

    end: Instant
    gain: int
    name: str


class Graph:
    """Instants and the steps between them: those of time, in which no value falls, and those of
    limits.

    Days stand in a chain; an instant without a certain day hangs between its first and its last
    day. A graph that is not `ordered` knows no time: its values may fall.
    """

    def __init__(self, limits: Iterable[Limit] = (), ordered: bool = True) -> None:
        self.ordered = ordered
        self._days: list[int] = []
        self._hanging: defaultdict[int, list[Instant]] = defaultdict(list)  # by their first day
        self._next: dict[
            Instant, Step
        ] = {}  # from a day to the next, from what hangs to its last day
        self.stated: dict[Instant, list[Step]] = {}  # the steps of limits, by where they start
        for limit in limits:
            self.link(limit)

    def __len__(self) -> int:
        return sum(map(len, self.stated.values())) + len(self._days)

    def place(self, new: Instant) -> None:
        """Take in an instant, and the days that it lies between."""
        if new in self.stated:
            return
        self.stated[new] = []
        if self.ordered and new.is_day:
            at = bisect_right(self._days, new.first)
            if at < len(self._days):
                self._next[new] = Step(Instant(self._days[at], self._days[at]), 0, "")
            if at:
                self._next[Instant(self._days[at - 1], self._days[at - 1])] = Step(new, 0, "")
            self._days.insert(at, new.first)
        elif self.ordered:
            self.place(Instant(new.first, new.first))
            self.place(Instant(new.last, new.last))
            self._hanging[new.first].append(new)
            self._next[new] = Step(Instant(new.last, new.last), 0, "")

    def link(self, limit: Limit) -> list[tuple[Instant, Step]]:
        """Take in the instants and the steps of a limit; the steps, each with where it starts."""
        self.place(limit.start)
        self.place(limit.end)
        steps = [(limit.start, Step(limit.end, limit.low, limit.name))]
        if not math.isinf(limit.high):
            steps.append((limit.end, Step(limit.start, -int(limit.high), limit.name)))
        for here, step in steps:
            self.stated[here].append(step)
        return steps

    def unlink(self, limit: Limit) -> None:
        """Take out the steps of a limit."""
        for here in (limit.start, limit.end):
            self.stated[here] = [step for step in self.stated[here] if step.name != limit.name]

    def steps(self, here: Instant) -> Iterator[Step]:
        """Every step from an instant: to the next day, to what hangs on this one, and those of
        limits.
        """
        yield from self.stated[here]
        if here in self._next:
            yield self._next[here]
        if here.is_day and here.first in self._hanging:
            for hanging in self._hanging[here.first]:
                yield Step(hanging, 0, "")

    def later(self, here: Instant) -> Iterator[Instant]:
        """An instant and all that are certainly not earlier, in order."""
        yield here
        if not self.ordered:
            return
        if here.is_day:
            yield from self._hanging.get(here.first, ())
        for at in range(
            (bisect_right if here.is_day else _bisect_from)(self._days, here.last), len(self._days)
        ):
            yield Instant(self._days[at], self._days[at])
            yield from self._hanging.get(self._days[at], ())

    def gains(self, target: Instant, most: int) -> list[dict[Instant, int]]:
        """For 0, 1, … `most` steps of limits: the highest gain of a way to `target` that takes no
        more, by start.
        """
        layers = [self._earlier_too({target: 0})]
        for _ in range(most):
            ahead, reached = layers[-1], dict(layers[-1])
            for here, steps in self.stated.items():
                for step in steps:
                    if step.end in ahead and ahead[step.end] + step.gain > reached.get(
                        here, -math.inf
                    ):
                        reached[here] = ahead[step.end] + step.gain
            layers.append(self._earlier_too(reached))
        return layers

    def _earlier_too(self, reached: dict[Instant, int]) -> dict[Instant, int]:
        """Gains by start, with those of later starts given to earlier ones, which time leads to
        them.
        """
        best: float = -math.inf
        for day in reversed(self._days):
            for hanging in self._hanging.get(day, ()):
                _raise_to(
                    reached, hanging, reached.get(Instant(hanging.last, hanging.last), -math.inf)
                )
                best = max(best, reached.get(hanging, -math.inf))
            _raise_to(reached, Instant(day, day), best)
            best = max(best, reached.get(Instant(day, day), -math.inf))
        return reached


def _raise_to(reached: dict[Instant, int], here: Instant, gain: float) -> None:
    if gain > reached.get(here, -math.inf):
        reached[here] = int(gain)


def _bisect_from(days: Sequence[int], day: int) -> int:
    return bisect_right(days, day - 1)


class System(Graph):
    """Limits that can all hold, with values (`values`) that they do hold for.

    Where one more cannot, it and those that it contradicts are left out together: which of them is
    wrong is not known.
    """

    def __init__(self, limits: Iterable[Limit] = (), ordered: bool = True) -> None:
        super().__init__(ordered=ordered)
        self.values: dict[Instant, int] = {}
        self.left_out: dict[
            str, frozenset[str]
        ] = {}  # by name: all that were left out together, a minimal conflict
        held: dict[str, Limit] = {}
        for limit in _in_time(limits):
            held[limit.name] = limit
            if cycle := self.add(limit):
                conflict = minimal([held[name] for name in cycle], ordered)
                self.left_out |= dict.fromkeys(conflict, conflict)
                for name in conflict - {limit.name}:
                    self.unlink(held[name])

    def place(self, new: Instant) -> None:
        """Take in an instant at the lowest value that it can have beside the others."""
        if new not in self.stated:
            super().place(new)
            at = bisect_right(self._days, new.first - new.is_day)
            before = self._days[at - 1] if at else None
            self.values[new] = 0 if before is None else self.values[Instant(before, before)]

    def add(self, limit: Limit) -> frozenset[str]:
        """Take in a limit if it can hold together with the others; if not, the names on a cycle
        that rules it out.
        """
        steps = self.link(limit)
        cycle = next(filter(None, (self._rise(*step) for step in steps)), frozenset[str]())
        if cycle:
            self.unlink(limit)
        return cycle

    def _rise(self, start: Instant, first: Step) -> frozenset[str]:
        """Raise values until `first` and all other steps hold; where they never would, the names on
        that cycle.

        The value that must rise most goes first, so that none rises twice (Cotton and Maler 2006).
        """
        wanted = {first.end: self.values[start] + first.gain - self.values[first.end]}
        came, raised = {first.end: (start, first.name)}, {}
        queue = [(-wanted[first.end], first.end)] if wanted[first.end] > 0 else []
        while queue:
            less, here = heappop(queue)
            if here in raised:
                continue
            if here == start:
                return _names(came, start)
            raised[here] = self.values[here] - less
            for step in self.steps(here):
                more = raised[here] + step.gain - self.values[step.end]
                if step.end not in raised and more > wanted.get(step.end, 0):
                    wanted[step.end], came[step.end] = more, (here, step.name)
                    heappush(queue, (-more, step.end))
        self.values.update(raised)
        return frozenset()

    def rise(
        self, start: Instant, end: Instant, without: str = ""
    ) -> tuple[int | None, int | None]:
        """The least and the most by which the count can rise between two instants; None where
        nothing limits it.

        `without` names a limit to go without. Both ends are reached by values for which all other
        limits hold.
        """
        self.place(start)
        self.place(end)
        forth, back = self.way(start, end, without), self.way(end, start, without)
        most = _gain(back)
        return _gain(forth), None if most is None else -most

    def way(self, start: Instant, end: Instant, without: str = "") -> list[Step] | None:
        """The steps of limits on a way of the highest gain; None where there is none.

        It is the shortest by Dijkstra's algorithm, over what the values leave of each step.
        """
        queue: list[tuple[int, Instant, int]] = [(0, start, 0)]
        came: list[tuple[int, Step]] = [
            (0, Step(start, 0, ""))
        ]  # by number: the step, and that before it
        done = set()
        while queue:
            slack, here, number = heappop(queue)
            if here == end:
                return _steps_to(number, came)
            if here in done:
                continue
            done.add(here)
            for step in self.steps(here):
                if step.end not in done and (not step.name or step.name != without):
                    left = self.values[step.end] - self.values[here] - step.gain
                    heappush(queue, (slack + left, step.end, len(came)))
                    came.append((number, step))
        return None


def _gain(way: Sequence[Step] | None) -> int | None:
    return None if way is None else sum(step.gain for step in way)


def _steps_to(number: int, came: Sequence[tuple[int, Step]]) -> list[Step]:
    """The steps of limits on the way that ends with step `number`, in order."""
    found = []
    while number:
        number, step = came[number]
        found += [step] if step.name else []
    return found[::-1]


def _names(came: dict[Instant, tuple[Instant, str]], start: Instant) -> frozenset[str]:
    """The names on the cycle that ends where it started."""
    here, name = came[start]
    names = {name}
    while here != start:
        here, name = came[here]
        names.add(name)
    return frozenset(names - {""})


def _in_time(limits: Iterable[Limit]) -> list[Limit]:
    """Limits in the order in which each moves few values but the last."""
    return sorted(limits, key=lambda limit: (limit.end.last, limit.start.first))


def can_hold(limits: Iterable[Limit], ordered: bool = True) -> bool:
    """Whether there are values for which all of the limits hold."""
    system = System(ordered=ordered)
    return not any(system.add(limit) for limit in _in_time(limits))


def minimal(limits: Sequence[Limit], ordered: bool = True) -> frozenset[str]:
    """Of limits that cannot all hold, the names of some that cannot, but can without any one of
    them.
    """
    names = {limit.name for limit in limits}
    for name in sorted(names):
        if not can_hold((limit for limit in limits if limit.name in names - {name}), ordered):
            names.remove(name)
    return frozenset(names)


def small_conflicts(
    limits: Collection[Limit], suspects: Sequence[str], most: int, ordered: bool = True
) -> tuple[set[frozenset[str]], int]:
    """The smallest sets of up to `most` names that cannot all hold, and the size up to which they
    are all there.

    `suspects` are names without which all limits can hold, so that one is in every such set. The
    size falls short of `most` where the search would take more than WORK steps, or finds more than
    MOST_FOUND sets.
    """
    graph = Graph(limits, ordered)
    found: set[frozenset[str]] = set()
    complete, work = 1, 0
    for size in range(2, most + 1):
        work += len(graph) * len(suspects) * size * 2
        search = _Search(graph, size, WORK - work)
        sets = {
            names
            for at, name in enumerate(suspects)
            for names in search.through(name, frozenset(suspects[:at]))
        }
        if search.budget < 0 or len(sets) > MOST_FOUND:
            break
        found, complete, work = sets, size, WORK - search.budget
    return {
        names for names in found if not any(other < names for other in _near(names, found))
    }, complete


def _near(names: frozenset[str], found: set[frozenset[str]]) -> Iterator[frozenset[str]]:
    """The sets found that can be part of `names`."""
    parts = [frozenset[str]()]
    for name in names:
        parts += [part | {name} for part in parts]
    return (part for part in parts if part in found)


class _Search:
    """A search for cycles that gain, of at most `size` limits, in at most `budget` steps."""

    def __init__(self, graph: Graph, size: int, budget: int) -> None:
        self._graph, self._size, self.budget = graph, size, budget
        self._by_name: defaultdict[str, list[tuple[Instant, Step]]] = defaultdict(list)
        for here, steps in graph.stated.items():
            for step in steps:
                self._by_name[step.name].append((here, step))

    def through(self, name: str, barred: frozenset[str]) -> Iterator[frozenset[str]]:
        """The names on cycles through the limit `name` and none of those barred."""
        for start, step in self._by_name[name]:
            if self.budget >= 0:
                gains = self._graph.gains(start, self._size - 1)
                yield from self._onward(step.end, step.gain, (name,), barred, gains)

    def _onward(
        self,
        here: Instant,
        gain: int,
        taken: tuple[str, ...],
        barred: frozenset[str],
        gains: list[dict[Instant, int]],
    ) -> Iterator[frozenset[str]]:
        """The names on ways from `here` that close a cycle; no way is followed that can no longer
        gain.
        """
        if gain + gains[0].get(here, -math.inf) > 0:
            yield frozenset(taken)
            return  # a longer one would only add to these
        left = self._size - len(taken)
        if not left:
            return
        for there in self._graph.later(here):
            self.budget -= 1
            if self.budget < 0 or (there.is_day and gain + gains[left].get(there, -math.inf) <= 0):
                return
            for step in self._graph.stated[there]:
                is_open = step.name not in taken and step.name not in barred
                if is_open and gain + step.gain + gains[left - 1].get(step.end, -math.inf) > 0:
                    yield from self._onward(
                        step.end, gain + step.gain, (*taken, step.name), barred, gains
                    )
