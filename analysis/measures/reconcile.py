"""Whether reported counts can all be true: what they leave one another, which cannot stand
together, and why perhaps.

Totals, flows and arrival groups each limit how a count that nobody knows rises between two days;
`reconcile` puts all that are claimed of one population together. Claims are read so:

- A count never falls: who comes back stays counted.
- A total counts from the start that it states, else from the beginning of its population's count;
  totals that state the same start share it. One that starts no later than its population `begins`,
  or one that is the same, counts from the beginning. A total as of a day includes that day.
- A flow over a day, a month or a year is over all of it. The day of a total, and an end of an
  interval, may be any in the month or year that it is given as.
- A group came on one occasion: in its period at least as many came.
- Stocks rise and fall: only those of one certain day limit one another.
- An "about" limits nothing, unless a policy of `bounds.WIDTHS` gives it a width. Nor does a count
  that the record itself doubts; that one is held to the others, and may not fit them.
- Counts of one population limit one another, and of populations related as `same`. Of a `subset_of`
  another no more are counted than of the other in the same time. Nothing else is compared; what
  nobody relates stands `apart`. That parts are disjoint is not made use of.

In every world in which the claims are true, each count lies in the interval that the other claims
leave it, and no claim added widens one while all can be true; a conflict is true in no world. Where
all days are certain and no subsets are related, intervals are as narrow as the claims allow, claims
that cannot all be true stand in a conflict, and any one taken out of a conflict lets its others be
true. On an uncertain day a count may stand between its values at the ends of two days: with such
days, and with subsets, intervals may be wider than need be, and conflicts missed, never the
reverse. Conflicts of up to `exhaustive` claims are missed for no other reason.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import inf

from analysis.errors import Refusal
from analysis.measures.claims import BEGINNING, Claim, Claims, labels_of, listed
from analysis.measures.differences import (
    Instant,
    Limit,
    Names,
    Step,
    System,
    end_of,
    gain_of,
    small_conflicts,
)
from analysis.measures.kinship import Group, Kinship, LimitsByGroup
from analysis.measures.resolutions import Resolution, Resolver
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date
from analysis.record.populations import Relation

MOST = 5  # claims in a conflict that is looked for

# 1 where what the claim of an id counts is added, -1 where it is taken away, and that id.
Term = tuple[int, str]
Terms = tuple[Term, ...]
Limits = Sequence[Limit]


@dataclass(frozen=True)
class Reckoned:
    """The interval that others leave for what a claim counts, and the terms that make its least and
    its most.
    """

    claim: Claim
    bound: Bound
    least: Terms
    most: Terms

    @property
    def against(self) -> Terms:
        """The terms of the end that the claim oversteps; none where it lies within, or says
        "about".
        """
        if self.claim.is_vague or self.claim.overlaps(self.bound):
            return ()
        return self.least if self._is_below else self.most

    @property
    def _is_below(self) -> bool:
        return self.claim.high < self.bound.low

    @property
    def standing(self) -> str:
        """How the claim stands to the interval: `within`, `near` (as if it were rounded) or
        `far`.
        """
        if self.claim.overlaps(self.bound):
            return "within"
        return "near" if self.claim.rounded().overlaps(self.bound) else "far"

    @property
    def overstepped(self) -> Bound:
        """The interval, without the end that the claim does not overstep."""
        if self._is_below:
            return replace(self.bound, high=inf)
        return replace(self.bound, low=0, low_open=False)


@dataclass(frozen=True)
class Conflict:
    """Claims that cannot all be true: the others leave `left` for what `over` counts, which is more
    than it says.
    """

    claims: tuple[Claim, ...]
    over: Claim
    left: Bound
    resolutions: tuple[Resolution, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its claims."""
        return tuple(claim.id for claim in self.claims)


@dataclass(frozen=True)
class Apart:
    """Claims that look like rivals, being of one kind and time, but count populations that nothing
    makes the same.
    """

    claims: tuple[Claim, ...]
    words: str


@dataclass(frozen=True)
class Reconciliation:
    """Claims, each once, and what becomes of them together.

    `conflicts` stand smallest first. All those of up to `exhaustive` claims are there; of larger
    ones, enough that the claims that stand in none can all be true.
    """

    claims: tuple[Claim, ...]
    kinship: Kinship
    conflicts: tuple[Conflict, ...]
    apart: tuple[Apart, ...]
    exhaustive: int

    @cached_property
    def _limits(self) -> LimitsByGroup:
        """What the claims say of the counts of each group."""
        return self.kinship.limits(self.claims)

    @cached_property
    def overstepping(self) -> frozenset[str]:
        """The ids of the claims that others exceed in a conflict; no conflict is among the rest."""
        return frozenset(conflict.over.id for conflict in self.conflicts)

    @cached_property
    def reckoned(self) -> dict[str, Reckoned]:
        """What those that overstep nothing leave for each claim, by its id, and of which of them
        that is made.
        """
        systems = {group: self._systems(group) for group in self._limits}
        none = {claim.id for claim in self.claims if not claim.high}
        found = {}
        for claim in self.claims:
            of_group = systems[self.kinship.group(claim)]
            found[claim.id] = _reckoned(claim, of_group, none)
        return found

    def _systems(self, group: Group) -> list[System]:
        """The limits of a group: those of arrivals, of arrivals and totals, and all."""
        arrivals = self._undisputed(group, "flow", "cumulative")
        totals = self._undisputed(group, "flow")
        return [arrivals, totals, self._undisputed(group)]

    def _undisputed(self, group: Group, *without: str) -> System:
        """The limits of a group, without what oversteps others and without claims of some kinds."""
        left_out = set(self.overstepping)
        for claim in self.claims:
            if claim.kind in without:
                left_out.add(claim.id)
        limits = self._limits[group]
        kept = [limit for limit in limits if limit.name not in left_out]
        return System(kept, group.is_ordered)

    @cached_property
    def breaks(self) -> tuple[Conflict, ...]:
        """Each claim that oversteps what the rest leave for it, with all that makes up the end it
        oversteps.
        """
        by_id = {claim.id: claim for claim in self.claims}
        resolver = Resolver(self.claims, self.kinship)
        found = []
        for left in self.reckoned.values():
            if not left.against:
                continue
            tested = replace(left.claim, is_doubted=False)  # else any change would let it fit
            others = [by_id[name] for _, name in left.against]
            claims = (tested, *others)
            ways = tuple(resolver.resolutions(claims))
            found.append(Conflict(claims, tested, left.overstepped, ways))
        found.sort(key=lambda conflict: conflict.over.end)
        return tuple(found)

    def corridor(self, like: Claim, days: Iterable[date]) -> list[tuple[date, Bound]]:
        """Between what a count from the beginning can lie at the end of each day, as the rest leave
        it.

        `like` is a claim of the population that is counted; what oversteps others is left out.
        """
        system = self._undisputed(self.kinship.group(like))
        found = []
        for day in days:
            end = end_of(day.toordinal())
            low, high = system.rise(BEGINNING, end)
            found.append((day, _interval(low, high)))
        return found


def reconcile(claims: Iterable[Claim], relations: Iterable[Relation] = ()) -> Reconciliation:
    """Put claims together: conflicts of up to MOST of them, what stands apart, and the intervals
    left for each.

    Claims of one id are mentions of one and count once; Refusal if they differ in what they count.
    """
    kinship = Kinship(relations)
    given = _prepared(claims, kinship)
    by_id = {claim.id: claim for claim in given}
    resolver = Resolver(given, kinship)
    exhaustive = MOST
    found: dict[Names, Conflict] = {}
    for group, limits in kinship.limits(given).items():
        sets, complete = _conflicts(limits, group.is_ordered)
        exhaustive = min(exhaustive, complete)
        for names in sets.difference(found):
            conflict = _conflict(names, limits, group.is_ordered, by_id)
            ways = resolver.resolutions(conflict.claims)
            found[names] = replace(conflict, resolutions=tuple(ways))
    conflicts = tuple(sorted(found.values(), key=_by_size))
    apart = tuple(_apart(given, kinship))
    claimed = tuple(given)
    return Reconciliation(claimed, kinship, conflicts, apart, exhaustive)


def _by_size(conflict: Conflict) -> tuple[int, tuple[str, ...]]:
    """A key that sorts the smallest conflicts first."""
    return len(conflict.claims), conflict.ids


def _prepared(claims: Iterable[Claim], kinship: Kinship) -> list[Claim]:
    """Each claim once, with when the count of its population, or of the same one, begins."""
    once = _once(claims)
    begins: dict[str, Date] = {}
    for claim in once:
        if claim.begins:
            root = kinship.root(claim.population)
            begins[root] = claim.begins
    prepared = []
    for claim in once:
        root = kinship.root(claim.population)
        prepared.append(replace(claim, begins=begins.get(root)))
    return prepared


def _content(claim: Claim) -> tuple[object, ...]:
    return claim.population, claim.kind, claim.bound, claim.period, claim.unit


def _once(claims: Iterable[Claim]) -> list[Claim]:
    """Each claim once; its mentions have to count the same."""
    found: dict[str, Claim] = {}
    for claim in claims:
        first = found.setdefault(claim.id, claim)
        if _content(first) == _content(claim):
            continue
        both = f"{first.words()} and {claim.words()}"
        raise Refusal(
            f"reconciliation of {claim.id}",
            f"{both} are mentions of one claim, but count different things",
            "give them claims of their own, or mend one",
        )
    return list(found.values())


def _conflicts(limits: Limits, ordered: bool) -> tuple[set[Names], int]:
    """The conflicts among limits, and up to which size all are there."""
    left_out = System(limits, ordered).left_out
    if not left_out:
        return set(), MOST
    found, complete = small_conflicts(limits, sorted(left_out), MOST, ordered)
    every = found.union(left_out.values())
    return every, complete


def _conflict(names: Names, limits: Limits, ordered: bool, by_id: Mapping[str, Claim]) -> Conflict:
    """The conflict of these claims: the last of them whose upper limit the others exceed, and what
    they leave it.
    """
    involved = [limit for limit in limits if limit.name in names]
    involved.sort(key=lambda limit: (limit.end, limit.name))
    claims = tuple(by_id[limit.name] for limit in involved)
    for limit in reversed(involved):
        others = [other for other in involved if other != limit]
        low, high = System(others, ordered).rise(limit.start, limit.end)
        if low is not None and low > limit.high:
            over = by_id[limit.name]
            return Conflict(claims, over, _interval(low, high))
    # Every cycle that gains has one.
    raise AssertionError("claims that cannot all be true exceed a limit of one")


def _interval(low: int | None, high: int | None) -> Bound:
    least = low or 0
    least = max(0, least)
    most = inf if high is None else high
    return Bound(least, most)


def _reckoned(claim: Claim, systems: Sequence[System], none: Collection[str]) -> Reckoned:
    """What the last of `systems` leaves for a claim; the terms are those of the first that leaves
    the same.

    A step that adds nothing is a term only of a claim that says that nobody was counted: one of
    `none`.
    """
    start, end = claim.instants
    low, high = systems[-1].rise(start, end, claim.id)
    bound = _interval(low, high)
    up = _path(systems, start, end, claim.id)
    least = _terms(up, none)
    down = _path(systems, end, start, claim.id)
    back = [step._replace(gain=-step.gain) for step in reversed(down)]
    most = _terms(back, none)
    return Reckoned(claim, bound, least, most)


def _path(systems: Sequence[System], start: Instant, end: Instant, without: str) -> Sequence[Step]:
    """A path of the highest gain in the last of `systems`, as the first with one of that gain has
    it; empty without one.
    """
    paths = [system.path(start, end, without) for system in systems]
    highest = gain_of(paths[-1])
    first = next(path for path in paths if gain_of(path) == highest)
    return first or []


def _terms(steps: Iterable[Step], none: Collection[str]) -> Terms:
    """The terms that steps make, those that are added first."""
    added: list[Term] = []
    taken_away: list[Term] = []
    for step in steps:
        if step.gain < 0:
            taken_away.append((-1, step.name))
        elif step.gain or step.name in none:
            added.append((1, step.name))
    return (*added, *taken_away)


def _apart(claims: Claims, kinship: Kinship) -> Iterator[Apart]:
    """Claims of one unit, kind and time that would contradict one another if they counted the same
    population.
    """
    alike: defaultdict[object, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.is_vague:
            continue
        likeness = _likeness(claim)
        alike[likeness].append(claim)
    for rivals in alike.values():
        roots = {kinship.root(claim.population) for claim in rivals}
        highest_low = max(claim.low for claim in rivals)
        lowest_high = min(claim.high for claim in rivals)
        if len(roots) > 1 and highest_low > lowest_high:
            yield Apart(tuple(rivals), _apart_words(rivals, kinship))


def _likeness(claim: Claim) -> tuple[object, ...]:
    """The unit, kind and days of a claim: alike for claims that may be rivals."""
    start, end = claim.instants
    starts = (start.first, start.last)
    ends = (end.first, end.last)
    return claim.unit, claim.kind, starts, ends


def _apart_words(rivals: Claims, kinship: Kinship) -> str:
    """How many each claim counts of whom, and what is known of how these relate."""
    labels = labels_of(rivals)
    counts = []
    for claim in rivals:
        label = labels[claim.population]
        counts.append(f"{claim.words()} ({label})")
    related = []
    for relation in kinship.between(rivals):
        kind = relation.relation.replace("_", " ")
        a = labels[relation.a]
        b = labels[relation.b]
        related.append(f"{a}: {kind} {b} ({relation.basis})")
    known = "; ".join(related) or "no source says how these relate"
    counted = listed(counts)
    return f"{counted} count different groups; {known}"
