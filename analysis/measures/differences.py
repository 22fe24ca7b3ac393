"""Whole numbers that never fall in time, and what limits on their differences leave of them.

A count stands at a value at each `Instant`, and is never lower at a later one. A `Limit` says by
how much it may rise between two instants. Written as "the value there is at least the value here,
plus so much", limits are a system of difference constraints, which makes a graph: they can all hold
exactly if no cycle of it gains (its instants would have to lie above themselves), and the highest
gain of a path from one instant to another is the least by which the count must rise between them.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import chain, combinations
from math import inf
from typing import NamedTuple

WORK = 1_000_000  # steps that `small_conflicts` may take: a second or two
MOST_FOUND = 2_000  # sets that it may find

Names = frozenset[str]  # of limits
Gains = dict["Instant", float]  # by start, of paths to one instant; -inf where there is none


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
    return end_of(first) if first == last else Instant(first, last, name)


def end_of(day: int) -> Instant:
    """The end of a certain day."""
    return Instant(day, day)


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
    """An edge of the graph: the value at `end` is at least the value at `start`, plus `gain`.

    `name` is that of the limit that says so; empty for the order of time.
    """

    start: Instant
    end: Instant
    gain: int = 0
    name: str = ""


class Graph:
    """Instants and the steps between them: those of time, in which no value falls, and those of
    limits.

    Days stand in a chain; an instant without a certain day stands between its first and its last
    day. A graph that is not `ordered` knows no time: its values may fall.
    """

    def __init__(self, ordered: bool) -> None:
        self.ordered = ordered
        self._days: list[Instant] = []
        # By day, the instants without a certain day of which it is the first.
        self._uncertain: dict[Instant, list[Instant]] = {}
        # The steps of limits, by where they start.
        self.stated: dict[Instant, list[Step]] = {}

    def __len__(self) -> int:
        return len(list(self.stated_steps())) + len(self._days)

    def place(self, new: Instant) -> None:
        """Take in an instant, and the days that it lies between."""
        if new in self.stated:
            return
        self.stated[new] = []
        if self.ordered and new.is_day:
            insort(self._days, new)
            self._uncertain[new] = []
        elif self.ordered:
            first = end_of(new.first)
            last = end_of(new.last)
            self.place(first)
            self.place(last)
            self._uncertain[first].append(new)

    def link(self, limit: Limit) -> list[Step]:
        """Take in the instants and the steps of a limit; the steps."""
        name, start, end, low, high = limit
        self.place(start)
        self.place(end)
        steps = [Step(start, end, low, name)]
        if high < inf:
            steps.append(Step(end, start, -int(high), name))
        for step in steps:
            self.stated[step.start].append(step)
        return steps

    def unlink(self, limit: Limit) -> None:
        """Take out the steps of a limit."""
        for steps in (self.stated[limit.start], self.stated[limit.end]):
            steps[:] = [step for step in steps if step.name != limit.name]

    def stated_steps(self) -> Iterator[Step]:
        """The steps of all limits, by where they start."""
        return chain.from_iterable(self.stated.values())

    def steps(self, here: Instant) -> Iterator[Step]:
        """Every step from an instant: those of limits, to the next day, to the uncertain instants
        from this day on.
        """
        yield from self.stated[here]
        if not self.ordered:
            return
        following = [end_of(here.last)]
        if here.is_day:
            after = bisect_right(self._days, here)
            following = self._days[after : after + 1] + self._uncertain[here]
        for there in following:
            yield Step(here, there)

    def later(self, here: Instant) -> Iterator[Instant]:
        """An instant and all that are certainly not earlier, in order."""
        yield here
        from_day = bisect_left(self._days, end_of(here.last))
        for day in self._days[from_day:]:
            if day != here:
                yield day
            yield from self._uncertain[day]

    def gains(self, target: Instant, most: int) -> list[Gains]:
        """For 0, 1, … `most` steps of limits: the highest gain of a path to `target` that takes no
        more.
        """
        reached: Gains = dict.fromkeys(self.stated, -inf)
        reached[target] = 0
        self._pass_to_earlier(reached)
        layers = [reached]
        for _ in range(most):
            ahead, reached = reached, reached.copy()
            for start, end, gain, _ in self.stated_steps():
                reached[start] = max(reached[start], ahead[end] + gain)
            self._pass_to_earlier(reached)
            layers.append(reached)
        return layers

    def _pass_to_earlier(self, reached: Gains) -> None:
        """Raise the gain of each start to that of the later ones, to which time leads."""
        best = -inf
        for day in reversed(self._days):
            for here in self._uncertain[day]:
                last = end_of(here.last)
                reached[here] = max(reached[here], reached[last])
                best = max(best, reached[here])
            best = max(best, reached[day])
            reached[day] = best


class System(Graph):
    """Limits that can all hold, with values (`values`) that they do hold for.

    Where one more cannot, it and those that it contradicts are left out together: which of them is
    wrong is not known. `left_out` has, by the name of each, all that were left out together: a
    minimal conflict.
    """

    def __init__(self, limits: Iterable[Limit] = (), ordered: bool = True) -> None:
        super().__init__(ordered)
        self.values: dict[Instant, int] = {}
        self.left_out: dict[str, Names] = {}
        taken: dict[str, Limit] = {}
        for limit in _in_time(limits):
            taken[limit.name] = limit
            cycle = self.add(limit)
            if not cycle:
                continue
            conflict = minimal([taken[name] for name in cycle], ordered)
            self.left_out |= dict.fromkeys(conflict, conflict)
            for name in conflict - {limit.name}:
                self.unlink(taken[name])

    def place(self, new: Instant) -> None:
        """Take in an instant at the lowest value that it can have beside the others."""
        if new in self.stated:
            return
        super().place(new)
        self.values[new] = 0
        at = bisect_left(self._days, new)
        if at:
            earlier = self._days[at - 1]
            self.values[new] = self.values[earlier]

    def add(self, limit: Limit) -> Names:
        """Take in a limit if it can hold together with the others; if not, the names on a cycle
        that rules it out.
        """
        for step in self.link(limit):
            cycle = self._rise(step)
            if cycle:
                self.unlink(limit)
                return cycle
        return frozenset()

    def _missing(self, step: Step) -> int:
        """By how much the value at the end of a step is too low; negative where it is higher."""
        start, end, gain, _ = step
        return self.values[start] + gain - self.values[end]

    def _rise(self, first: Step) -> Names:
        """Raise values until `first` and all other steps hold; where they never would, the names on
        that cycle.

        The value that must rise most goes first, so that none rises twice (Cotton and Maler 2006).
        """
        start, end, _, _ = first
        wanted = {end: self._missing(first)}  # by how much values must rise, as far as is known
        if wanted[end] <= 0:
            return frozenset()
        came = {end: first}
        raised: set[Instant] = set()
        queue = [(-wanted[end], end)]
        while queue:
            _, here = heappop(queue)
            if here in raised:
                continue
            if here == start:
                return frozenset(step.name for step in _path(start, start, came))
            raised.add(here)
            for step in self.steps(here):
                there = step.end
                more = wanted[here] + self._missing(step)
                if there not in raised and more > wanted.get(there, 0):
                    wanted[there] = more
                    came[there] = step
                    heappush(queue, (-more, there))
        for here in raised:
            self.values[here] += wanted[here]
        return frozenset()

    def rise(
        self, start: Instant, end: Instant, without: str = ""
    ) -> tuple[int | None, int | None]:
        """The least and the most by which the count can rise between two instants; None where
        nothing limits it.

        `without` names a limit to go without. Both ends are reached by values for which all other
        limits hold.
        """
        least = gain_of(self.path(start, end, without))
        back = gain_of(self.path(end, start, without))
        most = None if back is None else -back
        return least, most

    def path(self, start: Instant, end: Instant, without: str = "") -> list[Step] | None:
        """The steps of limits on a path of the highest gain; None where there is none.

        It is the shortest by Dijkstra's algorithm, over what the values leave of each step.
        """
        self.place(start)
        self.place(end)
        came: dict[Instant, Step] = {}
        pushed = 0  # breaks ties in the order of pushing
        queue = [(0, start, pushed, Step(start, start))]
        while queue:
            slack, here, _, last = heappop(queue)
            if here in came:
                continue
            came[here] = last
            if here == end:
                return _path(start, end, came)
            for step in self.steps(here):
                if without and step.name == without:
                    continue
                if step.end not in came:
                    pushed += 1
                    left = slack - self._missing(step)
                    heappush(queue, (left, step.end, pushed, step))
        return None


def gain_of(path: Sequence[Step] | None) -> int | None:
    """By how much a path raises the count; None without one."""
    if path is None:
        return None
    return sum(step.gain for step in path)


def _path(start: Instant, end: Instant, came: Mapping[Instant, Step]) -> list[Step]:
    """The steps of limits from `start` to `end`, in order; `came` has the step to each instant."""
    step = came[end]
    steps = [step]
    while step.start != start:
        step = came[step.start]
        steps.append(step)
    return [step for step in reversed(steps) if step.name]


def _in_time(limits: Iterable[Limit]) -> list[Limit]:
    """Limits in the order in which each moves few values but the last."""
    return sorted(limits, key=lambda limit: (limit.end.last, limit.start.first))


def can_hold(limits: Iterable[Limit], ordered: bool = True) -> bool:
    """Whether there are values for which all of the limits hold."""
    system = System(ordered=ordered)
    return not any(system.add(limit) for limit in _in_time(limits))


def minimal(limits: Sequence[Limit], ordered: bool = True) -> Names:
    """Of limits that cannot all hold, the names of some that cannot, but can without any one of
    them.
    """
    names = {limit.name for limit in limits}
    for name in sorted(names):
        rest = names - {name}
        if not can_hold([limit for limit in limits if limit.name in rest], ordered):
            names = rest
    return frozenset(names)


def small_conflicts(
    limits: Collection[Limit], suspects: Sequence[str], most: int, ordered: bool = True
) -> tuple[set[Names], int]:
    """The smallest sets of up to `most` names that cannot all hold, and the size up to which they
    are all there.

    `suspects` are names without which all limits can hold, so that one is in every such set. The
    size falls short of `most` where the search would take more than WORK steps, or finds more than
    MOST_FOUND sets.
    """
    graph = Graph(ordered)
    for limit in limits:
        graph.link(limit)
    found: set[Names] = set()
    complete = 1
    budget = WORK
    for size in range(2, most + 1):
        budget -= len(graph) * len(suspects) * size * 2
        search = _Search(graph, size, budget)
        sets = set(search.cycles(suspects))
        budget = search.budget
        if budget < 0 or len(sets) > MOST_FOUND:
            break
        found = sets
        complete = size
    smallest = {names for names in found if _is_smallest(names, found)}
    return smallest, complete


def _is_smallest(names: Names, found: set[Names]) -> bool:
    """Whether no part of `names` is among the sets found."""
    sizes = range(1, len(names))
    parts = chain.from_iterable(combinations(names, size) for size in sizes)
    return found.isdisjoint(map(frozenset, parts))


class _Search:
    """A search for cycles that gain, of at most `size` limits, in at most `budget` steps.

    The budget is below zero after a search that was cut short.
    """

    def __init__(self, graph: Graph, size: int, budget: int) -> None:
        self._graph = graph
        self._size = size
        self.budget = budget
        self._searched: set[str] = set()

    def cycles(self, names: Iterable[str]) -> Iterator[Names]:
        """The names on cycles through the limits `names`, each cycle from the first of these."""
        for name in names:
            for start, end, gain, of_limit in self._graph.stated_steps():
                if of_limit == name and self.budget >= 0:
                    gains = self._graph.gains(start, self._size - 1)
                    yield from self._onward(end, gain, (name,), gains)
            self._searched.add(name)

    def _onward(
        self, here: Instant, gain: int, taken: tuple[str, ...], gains: Sequence[Gains]
    ) -> Iterator[Names]:
        """The names on paths from `here` that close a cycle; no path is followed that can no longer
        gain.
        """
        if gain + gains[0][here] > 0:
            yield frozenset(taken)
            return  # a longer one would only add to these
        left = self._size - len(taken)
        if not left:
            return
        for there in self._graph.later(here):
            self.budget -= 1
            if self.budget < 0:
                return
            if there.is_day and gain + gains[left][there] <= 0:
                return  # nor can a path from a later one gain
            for _, end, more, name in self._graph.stated[there]:
                if name in taken or name in self._searched:
                    continue
                risen = gain + more
                if risen + gains[left - 1][end] > 0:
                    yield from self._onward(end, risen, (*taken, name), gains)
