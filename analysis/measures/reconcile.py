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
from math import ceil, floor, inf
from typing import NamedTuple

from analysis.errors import Refusal
from analysis.measures.differences import (
    Instant,
    Limit,
    Names,
    Step,
    System,
    can_hold,
    end_of,
    gain_of,
    instant,
    small_conflicts,
)
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date
from analysis.quantities.units import Unit
from analysis.record.populations import Relation
from analysis.record.reported import Figure

KINDS = ("cumulative", "flow", "group", "stock")
ROUND = 10  # the unit from which on a number with zeros at its end may have been rounded
MOST = 5  # claims in a conflict that is looked for
# Of every population's count, before the first day that a date can name.
BEGINNING = end_of(0)
END = date.max.toordinal()

# 1 where what the claim of an id counts is added, -1 where it is taken away, and that id.
Term = tuple[int, str]
Terms = tuple[Term, ...]


class Group(NamedTuple):
    """Whose counts limit one another: those of one population, or of one that is the same, in one
    unit; stocks apart.
    """

    population: str
    unit: str
    is_stock: bool

    @property
    def is_ordered(self) -> bool:
        """Whether its counts never fall in time."""
        return not self.is_stock


@dataclass(frozen=True)
class Claim:
    """One count as claimed: of whom (`population`, worded `label`), of which of KINDS, how many,
    when, and by whom.

    `said` is when it was said or published: it covers nothing later. `begins` is before which there
    is nobody to count. `width` is the policy of `bounds.WIDTHS` by which an "about" is gone by.
    What `is_doubted` limits no other claim. Raises Refusal for what is no count.
    """

    id: str
    population: str
    kind: str
    bound: Bound
    period: Date
    unit: str = ""
    said: Date | None = None
    by: str = ""
    label: str = ""
    width: str = ""
    begins: Date | None = None
    is_doubted: bool = False

    def __post_init__(self) -> None:
        where = f"reconciliation of {self.id}"
        if self.kind not in KINDS or not Unit.of(self.unit).is_counted:
            raise Refusal(
                where,
                f"a {self.kind} of {self.unit or 'this kind'} is no count",
                f"name one of {', '.join(KINDS)}",
            )
        if self.high < 0:
            raise Refusal(where, f"{self.bound} is less than nothing", "check its bound")

    @property
    def is_vague(self) -> bool:
        """Whether it says "about", and no policy gave that a width."""
        return self.allowed.about and not self.allowed.width

    @property
    def allowed(self) -> Bound:
        """Its bound with the width that the policy gives it."""
        if not self.width:
            return self.bound
        return self.bound.widen(self.width)

    @property
    def low(self) -> int:
        """The least that it allows."""
        allowed = self.allowed
        if isinstance(allowed.low, float):
            return 0
        least = floor(allowed.low) + 1 if allowed.low_open else ceil(allowed.low)
        return max(0, least)

    @property
    def high(self) -> float:
        """The most that it allows to be counted in its period; infinite where it sets no limit."""
        allowed = self.allowed
        if self.kind == "group" or isinstance(allowed.high, float):
            return inf
        return ceil(allowed.high) - 1 if allowed.high_open else floor(allowed.high)

    @property
    def until(self) -> int:
        """The last day that it can cover: that on which it was said; an ordinal."""
        return _ordinal(self.said.latest if self.said else None, END)

    @property
    def instants(self) -> tuple[Instant, Instant]:
        """From the end of which day to the end of which day it counts."""
        period = self.period
        first = _ordinal(period.earliest, 1)
        last = _ordinal(period.latest, max(first, self.until))
        end_name = f"end of {self.id}"
        end = instant(first, last, end_name)
        if self.kind == "stock":
            return BEGINNING, end
        if period.granularity == "interval":
            start = self._start(first, last)
            first = period.end.first.toordinal() if period.end else first
            return start, instant(first, last, end_name)
        if self.kind == "cumulative":
            return BEGINNING, end
        if period.granularity == "set":
            return instant(first - 1, last - 1, f"start of {self.id}"), end
        return end_of(first - 1), end_of(last)

    def _start(self, first: int, last: int) -> Instant:
        """The end of the day before an interval from `first` to `last`."""
        start = self.period.start
        if self.kind == "cumulative":
            begins = _ordinal(self.begins.earliest if self.begins else None, 0)
            if not start or first <= begins:
                return BEGINNING
            name = f"since {start.words()}"
        else:
            name = f"start of {self.id}"
        latest = start.last.toordinal() - 1 if start else last
        return instant(first - 1, latest, name)

    def words(self) -> str:
        """The claim in words: "566 by 17 May 2017", "28 in 2017", "a group of 9 on 20 December
        2017".
        """
        words = f"{self.bound.words()} {self.when()}"
        return f"a group of {words}" if self.kind == "group" else words

    def when(self) -> str:
        """Its period in words: "by 17 May 2017", "in 2017", "from 1 January to 19 December
        2017".
        """
        period = self.period
        words = period.words()
        granularity = period.granularity
        fiscal = dates.fiscal_year(period)
        if fiscal:
            return f"in the US fiscal year {fiscal}"
        if granularity == "interval" and period.start and period.end:
            return f"from {words}"
        if granularity in ("interval", "set"):
            return words
        if self.kind == "cumulative":
            return f"by {words}"
        return f"on {words}" if granularity == "day" else f"in {words}"


Claims = Sequence[Claim]
Limits = Sequence[Limit]


def _ordinal(day: date | None, otherwise: int) -> int:
    return day.toordinal() if day else otherwise


def claim(figure: Figure, kind: str = "") -> Claim:
    """What a figure claims; `kind` says where it is another than its measure: a flow that is one
    arrival group.

    Raises Refusal for a figure without a period, and for one that is no count.
    """
    if not figure.period:
        raise Refusal(
            f"reconciliation of {figure.id}", "it has no period", "date it, or leave it out"
        )
    speaker = figure.speaker.in_sentence() if figure.speaker else figure.source.publisher
    return Claim(
        id=figure.claim,
        population=figure.population.id,
        kind=kind or figure.measure,
        bound=figure.bound,
        period=figure.period,
        unit=figure.unit,
        said=figure.on or figure.source.published,
        by=speaker,
        label=figure.population.label,
        begins=figure.population.begins,
        is_doubted=figure.is_doubted,
    )


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
        if self.claim.is_vague or _overlap(self.claim, self.bound):
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
        if _overlap(self.claim, self.bound):
            return "within"
        return "near" if _overlap(_rounded(self.claim), self.bound) else "far"

    @property
    def overstepped(self) -> Bound:
        """The interval, without the end that the claim does not overstep."""
        if self._is_below:
            return replace(self.bound, high=inf)
        return replace(self.bound, low=0, low_open=False)


@dataclass(frozen=True)
class Resolution:
    """One thing that would let the claims of a conflict be true together: its name, whose fault it
    were, and what it `says` of which claim, or of all.
    """

    kind: str
    claims: tuple[str, ...]
    says: str
    of: str = "all"


Resolutions = Iterator[Resolution]


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


LimitsByGroup = dict[Group, list[Limit]]


class Kinship:
    """Which populations limit one another, by their relations."""

    def __init__(self, relations: Iterable[Relation] = ()) -> None:
        self.relations = tuple(relations)
        same: dict[str, set[str]] = {}
        for relation in self.relations:
            if relation.relation == "same":
                a = relation.a
                b = relation.b
                joined = same.get(a, {a}) | same.get(b, {b})
                same |= dict.fromkeys(joined, joined)
        self._root = {name: min(names) for name, names in same.items()}
        self._parts: defaultdict[str, set[str]] = defaultdict(set)
        for relation in self.relations:
            a = self.root(relation.a)
            b = self.root(relation.b)
            if relation.relation == "subset_of":
                self._parts[b].add(a)
            elif relation.relation == "contains":
                self._parts[a].add(b)

    def root(self, population: str) -> str:
        """One name for all populations that are the same."""
        return self._root.get(population, population)

    def group(self, claim: Claim) -> Group:
        """What a claim is limited with."""
        return Group(self.root(claim.population), claim.unit, claim.kind == "stock")

    def parts(self, root: str) -> set[str]:
        """The populations within another, and within those."""
        found: set[str] = set()
        ahead = [root]
        for here in ahead:
            new = self._parts.get(here, set()) - found
            found |= new
            ahead += new
        return found - {root}

    def links(self, populations: Iterable[str]) -> list[Relation]:
        """The relations by which populations that are the same come to be so, the shortest way from
        the first.
        """
        first, *others = dict.fromkeys(populations)
        ways: dict[str, list[Relation]] = {first: []}
        ahead = [first]
        for here in ahead:
            for relation in self.relations:
                ends = {relation.a: relation.b, relation.b: relation.a}
                there = ends.get(here, here)
                if relation.relation == "same" and there not in ways:
                    ways[there] = [*ways[here], relation]
                    ahead.append(there)
        found = []
        for name in others:
            found += ways.get(name, [])
        return list(dict.fromkeys(found))

    def between(self, claims: Claims) -> list[Relation]:
        """The relations stated or assumed between populations of claims."""
        names = {claim.population for claim in claims}
        return [known for known in self.relations if {known.a, known.b} <= names]

    def limits(self, claims: Claims) -> LimitsByGroup:
        """What claims say of the counts of each group: of their own, and of populations that hold
        it or are in it.
        """
        found: LimitsByGroup = {self.group(claim): [] for claim in claims}
        parts = {group: self.parts(group.population) for group in found}
        for claim in claims:
            if claim.is_vague or claim.is_doubted:
                continue
            own = self.group(claim)
            limit = Limit(claim.id, *claim.instants, claim.low, claim.high)
            found[own].append(limit)
            if not self._parts:
                continue
            for other, limits in found.items():
                if other._replace(population=own.population) != own:
                    continue
                if other.population in parts[own]:
                    limits.append(limit._replace(low=0))
                elif own.population in parts[other]:
                    limits.append(limit._replace(high=inf))
        return found

    def fits(self, claim: Claim, others: Claims) -> bool:
        """Whether a claim can be true together with others."""
        found = self.limits([*others, claim])
        return all(can_hold(limits, group.is_ordered) for group, limits in found.items())


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
            group = self.kinship.group(claim)
            found[claim.id] = _reckoned(claim, systems[group], none)
        return found

    def _systems(self, group: Group) -> list[System]:
        """The limits of a group: those of arrivals, of arrivals and totals, and all."""
        arrivals = self._undisputed(group, "flow", "cumulative")
        totals = self._undisputed(group, "flow")
        return [arrivals, totals, self._undisputed(group)]

    def _undisputed(self, group: Group, *without: str) -> System:
        """The limits of a group, without what oversteps others and without claims of some kinds."""
        left_out = {claim.id for claim in self.claims if claim.kind in without}
        left_out |= self.overstepping
        limits = self._limits[group]
        kept = [limit for limit in limits if limit.name not in left_out]
        return System(kept, group.is_ordered)

    @cached_property
    def breaks(self) -> tuple[Conflict, ...]:
        """Each claim that oversteps what the rest leave for it, with all that makes up the end it
        oversteps.
        """
        by_id = {claim.id: claim for claim in self.claims}
        totals = _totals(self.claims, self.kinship)
        found = []
        for left in self.reckoned.values():
            if not left.against:
                continue
            tested = replace(left.claim, is_doubted=False)  # else any change would let it fit
            claims = (tested, *(by_id[name] for _, name in left.against))
            ways = tuple(_resolutions(claims, totals, self.kinship))
            found.append(Conflict(claims, tested, left.overstepped, ways))
        found.sort(key=lambda conflict: conflict.over.instants[1])
        return tuple(found)

    def corridor(self, like: Claim, days: Iterable[date]) -> list[tuple[date, Bound]]:
        """Between what a count from the beginning can lie at the end of each day, as the rest leave
        it.

        `like` is a claim of the population that is counted; what oversteps others is left out.
        """
        system = self._undisputed(self.kinship.group(like))
        found = []
        for day in days:
            low, high = system.rise(BEGINNING, end_of(day.toordinal()))
            found.append((day, _interval(low, high)))
        return found


def reconcile(
    claims: Iterable[Claim],
    relations: Iterable[Relation] = (),
    most: int = MOST,
) -> Reconciliation:
    """Put claims together: conflicts of up to `most` of them, what stands apart, and the intervals
    left for each.

    Claims of one id are mentions of one and count once; Refusal if they differ in what they count.
    """
    kinship = Kinship(relations)
    given = _prepared(claims, kinship)
    by_id = {claim.id: claim for claim in given}
    totals = _totals(given, kinship)
    exhaustive = most
    found: dict[Names, Conflict] = {}
    for group, limits in kinship.limits(given).items():
        sets, complete = _conflicts(limits, group.is_ordered, most)
        exhaustive = min(exhaustive, complete)
        for names in sets.difference(found):
            conflict = _conflict(names, limits, group.is_ordered, by_id)
            ways = tuple(_resolutions(conflict.claims, totals, kinship))
            found[names] = replace(conflict, resolutions=ways)
    ordered = sorted(found.values(), key=lambda conflict: conflict.ids)
    ordered.sort(key=lambda conflict: len(conflict.claims))
    apart = _apart(given, kinship)
    return Reconciliation(tuple(given), kinship, tuple(ordered), tuple(apart), exhaustive)


def _prepared(claims: Iterable[Claim], kinship: Kinship) -> list[Claim]:
    """Each claim once, with when the count of its population, or of the same one, begins."""
    once = _once(claims)
    begins = {kinship.root(claim.population): claim.begins for claim in once if claim.begins}
    prepared = []
    for claim in once:
        began = begins.get(kinship.root(claim.population))
        prepared.append(replace(claim, begins=began))
    return prepared


def _content(claim: Claim) -> tuple[object, ...]:
    return claim.population, claim.kind, claim.bound, claim.period, claim.unit


def _once(claims: Iterable[Claim]) -> list[Claim]:
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


def _conflicts(limits: Limits, ordered: bool, most: int) -> tuple[set[Names], int]:
    """The conflicts among limits, and up to which size all are there."""
    left_out = System(limits, ordered).left_out
    if not left_out:
        return set(), most
    found, complete = small_conflicts(limits, sorted(left_out), most, ordered)
    return found.union(left_out.values()), complete


def _conflict(names: Names, limits: Limits, ordered: bool, by_id: Mapping[str, Claim]) -> Conflict:
    """The conflict of these claims: the last of them whose upper limit the others exceed, and what
    they leave it.
    """
    involved = [limit for limit in limits if limit.name in names]
    involved.sort(key=lambda limit: (limit.end, limit.name))
    claims = tuple(by_id[limit.name] for limit in involved)
    for limit in reversed(involved):
        others = System([other for other in involved if other != limit], ordered)
        low, high = others.rise(limit.start, limit.end)
        if low is not None and low > limit.high:
            return Conflict(claims, by_id[limit.name], _interval(low, high))
    # Every cycle that gains has one.
    raise AssertionError("claims that cannot all be true exceed a limit of one")


def _interval(low: int | None, high: int | None) -> Bound:
    least = max(0, low or 0)
    return Bound(least, inf if high is None else high)


def _reckoned(claim: Claim, systems: Sequence[System], none: Collection[str]) -> Reckoned:
    """What the last of `systems` leaves for a claim; the terms are those of the first that leaves
    the same.

    A step that adds nothing is a term only of a claim that says that nobody was counted: one of
    `none`.
    """
    start, end = claim.instants
    up = _path(systems, start, end, claim.id)
    down = _path(systems, end, start, claim.id)
    low, high = systems[-1].rise(start, end, claim.id)
    least = _terms(up, none)
    most = _terms([step._replace(gain=-step.gain) for step in reversed(down)], none)
    return Reckoned(claim, _interval(low, high), least, most)


def _path(systems: Sequence[System], start: Instant, end: Instant, without: str) -> Sequence[Step]:
    """A path of the highest gain in the last of `systems`, as the first with one of that gain has
    it; empty without one.
    """
    paths = [system.path(start, end, without) for system in systems]
    gains = [gain_of(path) for path in paths]
    return paths[gains.index(gains[-1])] or []


def _terms(steps: Iterable[Step], none: Collection[str]) -> Terms:
    """The terms that steps make, those that are added first."""
    kept = [step for step in steps if step.gain or step.name in none]
    kept.sort(key=lambda step: step.gain < 0)
    return tuple((-1 if step.gain < 0 else 1, step.name) for step in kept)


def _overlap(claim: Claim, left: Bound) -> bool:
    return claim.low <= left.high and left.low <= claim.high


def _rounded(claim: Claim) -> Claim:
    """A claim as if its number, other than zero, were rounded to the last digit that is not
    zero.
    """
    bound = claim.bound
    is_number = bound.about or bound.low == bound.high
    if not is_number or not bound.low or not bound.high:
        return claim
    return replace(claim, bound=replace(bound, about=True), width="last_digit")


def _apart(claims: Claims, kinship: Kinship) -> Iterator[Apart]:
    """Claims of one unit, kind and time that would contradict one another if they counted the same
    population.
    """
    alike: defaultdict[object, list[Claim]] = defaultdict(list)
    for claim in claims:
        if not claim.is_vague:
            start, end = claim.instants
            like = claim.unit, claim.kind, start[:2], end[:2]
            alike[like].append(claim)
    for rivals in alike.values():
        roots = {kinship.root(claim.population) for claim in rivals}
        highest_low = max(claim.low for claim in rivals)
        lowest_high = min(claim.high for claim in rivals)
        if len(roots) > 1 and highest_low > lowest_high:
            yield Apart(tuple(rivals), _apart_words(rivals, kinship))


def _apart_words(rivals: Claims, kinship: Kinship) -> str:
    labels = _labels(rivals)
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
    return f"{_listed(counts)} count different groups; {known}"


# What would resolve a conflict


Totals = Mapping[tuple[Group, Bound], Claims]


def _totals(claims: Iterable[Claim], kinship: Kinship) -> Totals:
    """The totals of a group with one bound, in the order of time."""
    found: defaultdict[tuple[Group, Bound], list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda claim: claim.instants[1]):
        if claim.kind == "cumulative":
            group = kinship.group(claim)
            found[group, claim.bound].append(claim)
    return found


def _resolutions(conflict: Claims, totals: Totals, kinship: Kinship) -> Resolutions:
    """Each change that would let the claims of a conflict be true together."""
    for claim in conflict:
        others = [other for other in conflict if other != claim]
        yield from _stale_repeat(claim, others, totals, kinship)
        yield from _wrong_period(claim, others, kinship)
        yield from _rounding(claim, others, kinship)
    yield from _population_mismatch(conflict, kinship)


def _stale_repeat(claim: Claim, others: Claims, totals: Totals, kinship: Kinship) -> Resolutions:
    """A total that repeats an earlier one, and would fit as of that one's date."""
    if claim.kind != "cumulative":
        return
    for earlier in totals[kinship.group(claim), claim.bound]:
        if earlier.instants[1].last >= claim.instants[1].first:
            continue
        moved = replace(claim, period=earlier.period)
        if kinship.fits(moved, others):
            says = f"repeats {earlier.words()}, and would fit as of that date"
            yield Resolution("stale repeat", (claim.id, earlier.id), says, claim.words())
            return


def _wrong_period(claim: Claim, others: Claims, kinship: Kinship) -> Resolutions:
    """The nearest other end, the nearest other start, and the other kind of year, for which a claim
    would fit.
    """
    fitting = []
    for periods in _other_periods(claim, others):
        for period in periods:
            moved = replace(claim, period=period)
            if kinship.fits(moved, others):
                fitting.append(moved.when())
                break
    if fitting:
        says = f"would fit if counted {_listed(fitting, 'or')}"
        yield Resolution("wrong period", (claim.id,), says, claim.words())


def _other_periods(claim: Claim, others: Claims) -> Iterator[list[Date]]:
    """Other ends, other starts and other kinds of year, each the nearest first, none after the
    claim was said.

    They lie where another claim starts or ends, or a day before; a flow keeps at least half of its
    time.
    """
    start, end = claim.instants
    turns: set[int] = set()
    for other in others:
        for first, last, _ in other.instants:
            turns |= {first, last}
    turns -= {start.first, start.last, end.first, end.last}
    turns |= {turn - 1 for turn in turns}
    days = sorted(day for day in turns if 0 < day <= claim.until)
    ends = [day for day in _nearest_first(days, end.last) if day > start.last]
    if claim.kind == "cumulative":
        stated, _, _ = claim.period.text.partition("/")
        since = "" if start == BEGINNING else f"{stated}/"
        yield [dates.parse(since + _text(day)) for day in ends]
    elif claim.kind == "flow" and start.is_day and end.is_day:
        before = start.first
        last = end.first
        half = (last - before) / 2
        ends = [day for day in ends if day - before >= half]
        yield [_days(before + 1, day) for day in ends]
        starts = [day for day in _nearest_first(days, before) if last - day >= half]
        yield [_days(day + 1, last) for day in starts]
        years = _other_year(start, end)
        yield [year for year in years if _ordinal(year.latest, END) <= claim.until]


def _nearest_first(days: Iterable[int], to: int) -> list[int]:
    return sorted(days, key=lambda day: abs(day - to))


def _other_year(start: Instant, end: Instant) -> Iterator[Date]:
    """For a calendar year the US fiscal year of that name (from 1 October of the year before), and
    the reverse.
    """
    first = date.fromordinal(start.last + 1)
    last = date.fromordinal(end.last)
    year = last.year
    calendar = dates.parse(f"{year:04}")
    fiscal = dates.parse(f"{year - 1:04}-10-01/{year:04}-09-30")
    for given, other in ((calendar, fiscal), (fiscal, calendar)):
        if (given.earliest, given.latest) == (first, last):
            yield other


def _days(first: int, last: int) -> Date:
    if first == last:
        return dates.parse(_text(first))
    return dates.parse(f"{_text(first)}/{_text(last)}")


def _text(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _rounding(claim: Claim, others: Claims, kinship: Kinship) -> Resolutions:
    """A round number that would fit if it were rounded, and an "about" whose width is only a
    policy's.
    """
    if claim.bound.about:
        policy = f"the policy {claim.allowed.width}"
        says = f"has a width only by {policy}; a larger one may fit"
        yield Resolution("rounding", (claim.id,), says, claim.words())
        return
    rounded = _rounded(claim)
    ends = replace(rounded.allowed, about=False)
    is_round = rounded != claim and ends.high - ends.low >= ROUND
    if is_round and kinship.fits(rounded, others):
        says = f"would fit if it were rounded, from a number {ends}"
        yield Resolution("rounding", (claim.id,), says, claim.words())


def _labels(claims: Claims) -> dict[str, str]:
    """How populations are worded, by their ids."""
    return {claim.population: claim.label or claim.population for claim in claims}


def _population_mismatch(conflict: Claims, kinship: Kinship) -> Resolutions:
    """That not all count the same: going by the record's own words for them, or by who
    counted.
    """
    labels = _labels(conflict)
    counters = {claim.by for claim in conflict if claim.by}
    ways = []
    if len(labels) > 1:
        relations = [*kinship.between(conflict), *kinship.links(labels)]
        is_same = all(relation.relation == "same" for relation in relations)
        other = f"were not all {Unit.of(conflict[0].unit).alike}"
        related = other if is_same else "were related otherwise"
        ways.append(f"{_listed(labels.values())} {related}")
    if len(counters) > 1:
        ways.append("those who give the numbers count differently")
    if ways:
        ids = tuple(claim.id for claim in conflict)
        says = f"would fit if {', or if '.join(ways)}"
        yield Resolution("population mismatch", ids, says)


def _listed(words: Iterable[str], joint: str = "and") -> str:
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last
