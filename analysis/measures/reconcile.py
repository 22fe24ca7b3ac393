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

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from analysis.errors import Refusal
from analysis.measures.derived import MEASURED
from analysis.measures.differences import Instant, Limit, System, can_hold, instant, small_conflicts
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date
from analysis.record.record import Figure, Relation

KINDS = ("cumulative", "flow", "group", "stock")
ROUND = 10  # the unit from which on a number with zeros at its end may have been rounded
MOST = 5  # claims in a conflict that is looked for
BEGINNING = instant(
    0, 0, ""
)  # of every population's count, before the first day that a date can name
END = date.max.toordinal()

Group = tuple[str, str, bool]  # what limits one another: a population, a unit, and whether stocks
Term = tuple[
    int, str
]  # 1 where what the claim of this id counts is added, -1 where it is taken away


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
    unit: str = "persons"
    said: Date | None = None
    by: str = ""
    label: str = ""
    width: str = ""
    begins: Date | None = None
    is_doubted: bool = False

    def __post_init__(self) -> None:
        where = f"reconciliation of {self.id}"
        if self.kind not in KINDS or self.unit in MEASURED:
            raise Refusal(
                where,
                f"a {self.kind} in {self.unit} is no count",
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
        return self.bound.widen(self.width) if self.width else self.bound

    @property
    def low(self) -> int:
        """The least that it allows."""
        low = self.allowed.low
        least = (
            0
            if isinstance(low, float)
            else math.floor(low) + 1
            if self.allowed.low_open
            else math.ceil(low)
        )
        return max(0, least)

    @property
    def high(self) -> float:
        """The most that it allows to be counted in its period; infinite where it sets no limit."""
        high = self.allowed.high
        if self.kind == "group" or isinstance(high, float):
            return math.inf
        return math.ceil(high) - 1 if self.allowed.high_open else math.floor(high)

    @property
    def until(self) -> int:
        """The last day that it can cover: that on which it was said; an ordinal."""
        return _ordinal(self.said.latest if self.said else None, END)

    @property
    def instants(self) -> tuple[Instant, Instant]:
        """From the end of which day to the end of which day it counts."""
        first = _ordinal(self.period.earliest, 1)
        last = _ordinal(self.period.latest, max(first, self.until))
        start_name, end_name = f"start of {self.id}", f"end of {self.id}"
        if self.kind in ("flow", "group") and self.period.granularity == "set":
            return instant(first - 1, last - 1, start_name), instant(first, last, end_name)
        if self.kind in ("flow", "group") and self.period.granularity != "interval":
            return instant(first - 1, first - 1, ""), instant(last, last, "")
        if self.kind == "stock" or self.period.granularity != "interval":
            return BEGINNING, instant(first, last, end_name)
        end = instant(
            _ordinal(self.period.end.first if self.period.end else None, first), last, end_name
        )
        if self.kind == "cumulative" and self.begins and first <= _ordinal(self.begins.earliest, 0):
            return BEGINNING, end
        if not self.period.start:
            return BEGINNING if self.kind == "cumulative" else instant(0, last, start_name), end
        shared = f"since {self.period.start.words()}"
        latest = _ordinal(self.period.start.last, 1)
        return instant(
            first - 1, latest - 1, shared if self.kind == "cumulative" else start_name
        ), end

    def words(self) -> str:
        """The claim in words: "566 by 17 May 2017", "28 in 2017", "a group of 9 on 20 December
        2017".
        """
        return f"{'a group of ' if self.kind == 'group' else ''}{self.bound.words()} {self.when()}"

    def when(self) -> str:
        """Its period in words: "by 17 May 2017", "in 2017", "from 1 January to 19 December
        2017".
        """
        if self.period.granularity in ("interval", "set"):
            is_from_to = (
                self.period.granularity == "interval" and self.period.start and self.period.end
            )
            return f"from {self.period.words()}" if is_from_to else self.period.words()
        joint = (
            "by"
            if self.kind == "cumulative"
            else "on"
            if self.period.granularity == "day"
            else "in"
        )
        return f"{joint} {self.period.words()}"


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
    speaker = figure.speaker.name if figure.speaker else figure.source.publisher
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
class Left:
    """The interval that the other claims leave for what a claim counts.

    `without` names those not gone by, because they contradict one another even without this claim.
    """

    bound: Bound
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reckoned:
    """The interval that others leave for what a claim counts, and the terms that make its least and
    its most.
    """

    claim: Claim
    bound: Bound
    least: tuple[Term, ...]
    most: tuple[Term, ...]

    @property
    def against(self) -> tuple[Term, ...]:
        """The terms of the end that the claim oversteps; none where it lies within, or says
        "about".
        """
        if self.claim.is_vague or _overlap(self.claim, self.bound):
            return ()
        return self.least if self.claim.high < self.bound.low else self.most

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
        is_low = self.claim.high < self.bound.low
        return (
            replace(self.bound, high=math.inf)
            if is_low
            else replace(self.bound, low=0, low_open=False)
        )


@dataclass(frozen=True)
class Resolution:
    """One thing that would let the claims of a conflict be true together: its name, whose fault it
    were, in words.
    """

    kind: str
    claims: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Conflict:
    """Claims that cannot all be true: the others leave `left` for what `over` counts, which is more
    than it says.
    """

    claims: tuple[Claim, ...]
    over: Claim
    left: Bound
    resolutions: tuple[Resolution, ...] = ()

    def words(self) -> str:
        """The contradiction in a sentence."""
        others = _listed(claim.words() for claim in self.claims if claim != self.over)
        return f"{self.over.words()} cannot be, if {others}: these leave {self.left}"


@dataclass(frozen=True)
class Apart:
    """Claims that look like rivals, being of one kind and time, but count populations that nothing
    makes the same.
    """

    claims: tuple[Claim, ...]
    words: str


@dataclass(frozen=True)
class Approximate:
    """How an "about" without a width stands to the interval left for it: `within`, `near` or `far`.

    Near is within half a unit of its last digit that is not zero, as if rounded to the digits that
    it is good for.
    """

    claim: Claim
    left: Left
    standing: str


class Kinship:
    """Which populations limit one another, by their relations."""

    def __init__(self, relations: Iterable[Relation] = ()) -> None:
        self.relations = tuple(relations)
        same: dict[str, set[str]] = {}
        for relation in self.relations:
            if relation.relation == "same":
                joined = same.get(relation.a, {relation.a}) | same.get(relation.b, {relation.b})
                same |= dict.fromkeys(joined, joined)
        self._root = {name: min(names) for name, names in same.items()}
        self._parts: defaultdict[str, set[str]] = defaultdict(set)
        for relation in self.relations:
            if relation.relation in ("subset_of", "contains"):
                a, b = self.root(relation.a), self.root(relation.b)
                self._parts[b if relation.relation == "subset_of" else a].add(
                    a if relation.relation == "subset_of" else b
                )

    def root(self, population: str) -> str:
        """One name for all populations that are the same."""
        return self._root.get(population, population)

    def group(self, claim: Claim) -> Group:
        """What a claim is limited with."""
        return self.root(claim.population), claim.unit, claim.kind == "stock"

    def parts(self, root: str) -> set[str]:
        """The populations within another, and within those."""
        found: set[str] = set()
        ahead = [root]
        while ahead:
            new = self._parts.get(ahead.pop(), set()) - found - {root}
            found |= new
            ahead += new
        return found

    def links(self, populations: Iterable[str]) -> list[Relation]:
        """The relations by which populations that are the same come to be so, the shortest way from
        the first.
        """
        first, *others = dict.fromkeys(populations)
        ways: dict[str, list[Relation]] = {first: []}
        ahead = [first]
        for here in ahead:
            for relation in self.relations:
                there = {relation.a: relation.b, relation.b: relation.a}.get(here)
                if relation.relation == "same" and there and there not in ways:
                    ways[there] = [*ways[here], relation]
                    ahead.append(there)
        return list(dict.fromkeys(relation for name in others for relation in ways.get(name, ())))

    def between(self, claims: Sequence[Claim]) -> list[Relation]:
        """The relations stated or assumed between populations of claims."""
        names = {claim.population for claim in claims}
        return [
            relation for relation in self.relations if relation.a in names and relation.b in names
        ]

    def limits(self, claims: Sequence[Claim]) -> dict[Group, list[Limit]]:
        """What claims say of the counts of each group: of their own, and of populations that hold
        it or are in it.
        """
        found: dict[Group, list[Limit]] = {self.group(claim): [] for claim in claims}
        parts = {root: self.parts(root) for root, _, _ in found}
        for claim in claims:
            if claim.is_vague or claim.is_doubted:
                continue
            own, unit, is_stock = self.group(claim)
            limit = Limit(claim.id, *claim.instants, claim.low, claim.high)
            found[own, unit, is_stock].append(limit)
            for (root, *rest), limits in found.items() if self._parts else ():
                if rest == [unit, is_stock] and root in parts[own]:
                    limits.append(limit._replace(low=0))
                elif rest == [unit, is_stock] and own in parts[root]:
                    limits.append(limit._replace(high=math.inf))
        return found

    def can_hold(self, claims: Sequence[Claim]) -> bool:
        """Whether claims can all be true."""
        return all(
            can_hold(limits, not is_stock)
            for (_, _, is_stock), limits in self.limits(claims).items()
        )


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

    @property
    def involvement(self) -> dict[str, int]:
        """In how many conflicts a claim stands, by its id, the most involved first."""
        return dict(
            Counter(
                claim.id for conflict in self.conflicts for claim in conflict.claims
            ).most_common()
        )

    @cached_property
    def intervals(self) -> dict[str, Left]:
        """What the other claims leave for each, by its id; it takes a search of its group's claims
        for each.
        """
        found: dict[str, Left] = {}
        limits = self.kinship.limits(self.claims)
        sets = [frozenset(claim.id for claim in conflict.claims) for conflict in self.conflicts]
        for group, claims in _grouped(self.claims, self.kinship).items():
            found |= dict(_intervals(claims, limits[group], sets, not group[2]))
        return {claim.id: found[claim.id] for claim in self.claims}

    @cached_property
    def overstepping(self) -> frozenset[str]:
        """The ids of the claims that others exceed in a conflict; no conflict is among the rest."""
        return frozenset(conflict.over.id for conflict in self.conflicts)

    @cached_property
    def reckoned(self) -> dict[str, Reckoned]:
        """What those that overstep nothing leave for each claim, by its id, and of which of them
        that is made.
        """
        found: dict[str, Reckoned] = {}
        for group, claims in _grouped(self.claims, self.kinship).items():
            systems = [
                self._undisputed(group, without)
                for without in (("flow", "cumulative"), ("flow",), ())
            ]
            none = {claim.id for claim in self.claims if not claim.high}
            found |= {claim.id: _reckoned(claim, systems, none) for claim in claims}
        return {claim.id: found[claim.id] for claim in self.claims}

    def _undisputed(self, group: Group, without: Collection[str] = ()) -> System:
        """The limits of a group, without what oversteps others and without claims of some kinds."""
        kinds = {claim.id: claim.kind for claim in self.claims}
        limits = self.kinship.limits(self.claims)[group]
        kept = (
            n for n in limits if n.name not in self.overstepping and kinds[n.name] not in without
        )
        return System(kept, ordered=not group[2])

    @cached_property
    def breaks(self) -> tuple[Conflict, ...]:
        """Each claim that oversteps what the rest leave for it, with all that makes up the end it
        oversteps.
        """
        by_id = {claim.id: claim for claim in self.claims}
        totals = _totals(self.claims, self.kinship)
        found = []
        for left in self.reckoned.values():
            if left.against:
                tested = replace(left.claim, is_doubted=False)  # else any change would let it fit
                claims = (tested, *(by_id[name] for _, name in left.against))
                ways = tuple(_resolutions(claims, totals, self.kinship))
                found.append(Conflict(claims, tested, left.overstepped, ways))
        return tuple(sorted(found, key=lambda conflict: conflict.over.instants[1]))

    def corridor(self, like: Claim, days: Iterable[date]) -> list[tuple[date, Bound]]:
        """Between what a count from the beginning can lie at the end of each day, as the rest leave
        it.

        `like` is a claim of the population that is counted; what oversteps others is left out.
        """
        system = self._undisputed(self.kinship.group(like))
        ends = ((day, instant(day.toordinal(), day.toordinal(), "")) for day in days)
        return [(day, _interval(*system.rise(BEGINNING, end))) for day, end in ends]

    @cached_property
    def approximate(self) -> tuple[Approximate, ...]:
        """How every "about" without a width stands to what the others leave for it."""
        vague = (claim for claim in self.claims if claim.is_vague)
        lefts = ((claim, self.intervals[claim.id]) for claim in vague)
        return tuple(
            Approximate(c, left, Reckoned(c, left.bound, (), ()).standing) for c, left in lefts
        )


def reconcile(
    claims: Iterable[Claim],
    relations: Iterable[Relation] = (),
    *,
    width: str = "",
    most: int = MOST,
) -> Reconciliation:
    """Put claims together: conflicts of up to `most` of them, what stands apart, and the intervals
    left for each.

    Claims of one id are mentions of one and count once; Refusal if they differ in what they count.
    `width` is a policy of `bounds.WIDTHS` for every "about".
    """
    once, kinship = _once(claims), Kinship(relations)
    begins = {kinship.root(claim.population): claim.begins for claim in once if claim.begins}
    given = [
        replace(
            claim, width=width or claim.width, begins=begins.get(kinship.root(claim.population))
        )
        for claim in once
    ]
    by_id = {claim.id: claim for claim in given}
    found: dict[frozenset[str], Conflict] = {}
    exhaustive = most
    for (_, _, is_stock), limits in kinship.limits(given).items():
        sets, complete = _conflicts(limits, not is_stock, most)
        exhaustive = min(exhaustive, complete)
        found |= {
            names: _conflict(names, limits, not is_stock, by_id)
            for names in sets
            if names not in found
        }
    ordered = sorted(
        found.values(), key=lambda conflict: (len(conflict.claims), [c.id for c in conflict.claims])
    )
    totals = _totals(given, kinship)
    resolved = (
        replace(c, resolutions=tuple(_resolutions(c.claims, totals, kinship))) for c in ordered
    )
    return Reconciliation(
        tuple(given), kinship, tuple(resolved), tuple(_apart(given, kinship)), exhaustive
    )


def _content(claim: Claim) -> tuple[object, ...]:
    return claim.population, claim.kind, claim.bound, claim.period, claim.unit


def _once(claims: Iterable[Claim]) -> list[Claim]:
    found: dict[str, Claim] = {}
    for claim in claims:
        first = found.setdefault(claim.id, claim)
        if _content(first) != _content(claim):
            wrong = (
                f"{first.words()} and {claim.words()} are mentions of one claim, but count "
                f"different things"
            )
            raise Refusal(
                f"reconciliation of {claim.id}", wrong, "give them claims of their own, or mend one"
            )
    return list(found.values())


def _grouped(claims: Iterable[Claim], kinship: Kinship) -> dict[Group, list[Claim]]:
    groups: defaultdict[Group, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[kinship.group(claim)].append(claim)
    return groups


def _conflicts(
    limits: Sequence[Limit], ordered: bool, most: int
) -> tuple[set[frozenset[str]], int]:
    """The conflicts among limits, and up to which size all are there."""
    left_out = System(limits, ordered).left_out
    if not left_out:
        return set(), most
    found, complete = small_conflicts(limits, sorted(left_out), most, ordered)
    return found.union(left_out.values()), complete


def _conflict(
    names: frozenset[str], limits: Sequence[Limit], ordered: bool, by_id: Mapping[str, Claim]
) -> Conflict:
    """The conflict of these claims: the last of them whose upper limit the others exceed, and what
    they leave it.
    """
    involved = sorted(
        (limit for limit in limits if limit.name in names),
        key=lambda limit: (limit.end, limit.name),
    )
    claims = tuple(by_id[name] for name in dict.fromkeys(limit.name for limit in involved))
    for limit in reversed(involved):
        others = System((other for other in involved if other.name != limit.name), ordered)
        low, high = others.rise(limit.start, limit.end)
        if low is not None and low > limit.high:
            return Conflict(claims, by_id[limit.name], _interval(low, high))
    raise AssertionError(
        "claims that cannot all be true exceed a limit of one"
    )  # every cycle that gains has one


def _interval(low: int | None, high: int | None) -> Bound:
    return Bound(max(0, low or 0), math.inf if high is None else high)


def _intervals(
    claims: Sequence[Claim],
    limits: Sequence[Limit],
    conflicts: Sequence[frozenset[str]],
    ordered: bool,
) -> Iterator[tuple[str, Left]]:
    """What the others leave for each claim of a group.

    Where it stands in conflicts, it is what its rivals leave: only those left out that contradict
    one another too.
    """
    names = {limit.name for limit in limits}
    here = [conflict for conflict in conflicts if conflict <= names]
    disputed = frozenset[str]().union(*here)
    undisputed = System((limit for limit in limits if limit.name not in disputed), ordered)
    for claim in claims:
        system, without = undisputed, set(disputed)
        if claim.id in disputed:
            without = set().union(*(conflict for conflict in here if claim.id not in conflict))
            system = System(
                (limit for limit in limits if limit.name not in without | {claim.id}), ordered
            )
        bound = _interval(*system.rise(*claim.instants, without=claim.id))
        yield claim.id, Left(bound, tuple(sorted(without | set(system.left_out))))


def _reckoned(claim: Claim, systems: Sequence[System], none: Collection[str]) -> Reckoned:
    """What the last of `systems` leaves for a claim; the terms are those of the first that leaves
    the same.

    A step that adds nothing is a term only of a claim that says that nobody was counted: one of
    `none`.
    """
    start, end = claim.instants
    rises = [system.rise(start, end, without=claim.id) for system in systems]
    (low, high), kinds = rises[-1], list(zip(rises, systems, strict=True))
    least = (
        next(system for (least, _), system in kinds if least == low).path(start, end, claim.id)
        or []
    )
    most = (
        next(system for (_, most), system in kinds if most == high).path(end, start, claim.id) or []
    )
    terms = [*least], [step._replace(gain=-step.gain) for step in reversed(most)]
    kept = ([step for step in way if step.gain or step.name in none] for way in terms)
    signed = (
        sorted(((1 if step.gain >= 0 else -1, step.name) for step in way), key=_added_first)
        for way in kept
    )
    return Reckoned(claim, _interval(low, high), *map(tuple, signed))


def _added_first(term: Term) -> int:
    return -term[0]


def _overlap(claim: Claim, left: Bound) -> bool:
    return claim.low <= left.high and left.low <= claim.high


def _rounded(claim: Claim) -> Claim:
    """A claim as if its number, other than zero, were rounded to the last digit that is not
    zero.
    """
    is_number = claim.bound.about or claim.bound.low == claim.bound.high
    has_digit = is_number and claim.bound.low and claim.bound.high
    return (
        replace(claim, bound=replace(claim.bound, about=True), width="last_digit")
        if has_digit
        else claim
    )


def _apart(claims: Sequence[Claim], kinship: Kinship) -> Iterator[Apart]:
    """Claims of one unit, kind and time that would contradict one another if they counted the same
    population.
    """
    alike: defaultdict[object, list[Claim]] = defaultdict(list)
    for claim in claims:
        if not claim.is_vague:
            times = [(moment.first, moment.last) for moment in claim.instants]
            alike[claim.unit, claim.kind, *times].append(claim)
    for rivals in alike.values():
        roots = {kinship.root(claim.population) for claim in rivals}
        if len(roots) > 1 and max(claim.low for claim in rivals) > min(
            claim.high for claim in rivals
        ):
            yield Apart(tuple(rivals), _apart_words(rivals, kinship))


def _apart_words(rivals: Sequence[Claim], kinship: Kinship) -> str:
    labels = {claim.population: claim.label or claim.population for claim in rivals}
    counts = _listed(f"{claim.words()} ({labels[claim.population]})" for claim in rivals)
    related = [
        f"{labels[r.a]}: {r.relation.replace('_', ' ')} {labels[r.b]} ({r.basis})"
        for r in kinship.between(rivals)
    ]
    return f"{counts} count different populations; " + (
        "; ".join(related) or "nothing says how these relate"
    )


# What would resolve a conflict


Totals = Mapping[tuple[Group, Bound], Sequence[Claim]]


def _totals(claims: Iterable[Claim], kinship: Kinship) -> Totals:
    """The totals of a group with one bound, in the order of time."""
    found: defaultdict[tuple[Group, Bound], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.kind == "cumulative":
            found[kinship.group(claim), claim.bound].append(claim)
    return {key: sorted(alike, key=lambda claim: claim.instants[1]) for key, alike in found.items()}


def _resolutions(
    conflict: Sequence[Claim], totals: Totals, kinship: Kinship
) -> Iterator[Resolution]:
    """Each change that would let the claims of a conflict be true together."""
    for claim in conflict:
        others = [other for other in conflict if other != claim]
        yield from _stale_repeat(claim, others, totals, kinship)
        yield from _wrong_period(claim, others, kinship)
        yield from _rounding(claim, others, kinship)
    yield from _population_mismatch(conflict, kinship)


def _stale_repeat(
    claim: Claim, others: Sequence[Claim], totals: Totals, kinship: Kinship
) -> Iterator[Resolution]:
    """A total that repeats an earlier one, and would fit as of that one's date."""
    alike = (
        totals.get((kinship.group(claim), claim.bound), ()) if claim.kind == "cumulative" else ()
    )
    for earlier in alike:
        is_before = earlier.instants[1].last < claim.instants[1].first
        if is_before and kinship.can_hold([*others, replace(claim, period=earlier.period)]):
            words = f"{claim.words()} repeats {earlier.words()}; as of that date it would fit"
            yield Resolution("stale repeat", (claim.id, earlier.id), words)
            return


def _wrong_period(claim: Claim, others: Sequence[Claim], kinship: Kinship) -> Iterator[Resolution]:
    """The nearest other end, the nearest other start, and the other kind of year, for which a claim
    would fit.
    """
    fitting = []
    for periods in _other_periods(claim, others):
        moved = (replace(claim, period=period) for period in periods)
        fitting += [
            next((other.when() for other in moved if kinship.can_hold([*others, other])), "")
        ]
    if any(fitting):
        words = f"{claim.words()} would fit if that were {' or '.join(filter(None, fitting))}"
        yield Resolution("wrong period", (claim.id,), words)


def _other_periods(claim: Claim, others: Sequence[Claim]) -> Iterator[list[Date]]:
    """Other ends, other starts and other kinds of year, each the nearest first, none after the
    claim was said.

    They lie where another claim starts or ends, or a day before; a flow keeps at least half of its
    time.
    """
    start, end = claim.instants
    turns = {
        day for other in others for moment in other.instants for day in (moment.first, moment.last)
    }
    turns -= {start.first, start.last, end.first, end.last}
    days = sorted({day for turn in turns for day in (turn - 1, turn) if 0 < day <= claim.until})
    ends = sorted((day for day in days if day > start.last), key=lambda day: abs(day - end.last))
    if claim.kind == "cumulative":
        since = f"{claim.period.text.partition('/')[0]}/" if start != BEGINNING else ""
        yield [dates.parse(since + _text(day)) for day in ends]
    elif claim.kind == "flow" and start.is_day and end.is_day:
        half = (end.first - start.first) / 2
        yield [_days(start.first + 1, day) for day in ends if day - start.first >= half]
        starts = sorted(days, key=lambda day: abs(day - start.first))
        yield [
            _days(day + 1, end.first)
            for day in starts
            if end.first - day >= half and day < end.first
        ]
        yield [
            period
            for period in _other_year(start, end)
            if _ordinal(period.latest, END) <= claim.until
        ]


def _other_year(start: Instant, end: Instant) -> Iterator[Date]:
    """For a calendar year the US fiscal year of that name (from 1 October of the year before), and
    the reverse.
    """
    year = date.fromordinal(end.last).year
    calendar, fiscal = (
        dates.parse(f"{year:04}"),
        dates.parse(f"{year - 1:04}-10-01/{year:04}-09-30"),
    )
    for given, other in ((calendar, fiscal), (fiscal, calendar)):
        if (start.last + 1, end.last) == (_ordinal(given.earliest, 0), _ordinal(given.latest, 0)):
            yield other


def _days(first: int, last: int) -> Date:
    return dates.parse(_text(first) if first == last else f"{_text(first)}/{_text(last)}")


def _text(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _rounding(claim: Claim, others: Sequence[Claim], kinship: Kinship) -> Iterator[Resolution]:
    """A round number that would fit if it were rounded, and an "about" whose width is only a
    policy's.
    """
    if claim.bound.about:
        words = (
            f"{claim.words()} has a width only by the policy {claim.allowed.width}; a larger "
            f"one may fit"
        )
        yield Resolution("rounding", (claim.id,), words)
        return
    rounded = _rounded(claim)
    ends = replace(rounded.allowed, about=False)
    if rounded != claim and ends.high - ends.low >= ROUND and kinship.can_hold([*others, rounded]):
        words = f"{claim.words()} would fit if it were rounded, from a number {ends}"
        yield Resolution("rounding", (claim.id,), words)


def _population_mismatch(conflict: Sequence[Claim], kinship: Kinship) -> Iterator[Resolution]:
    """That not all count the same people: going by the record's own words for them, or by who
    counted.
    """
    ids = tuple(claim.id for claim in conflict)
    labels = {claim.population: claim.label or claim.population for claim in conflict}
    counters = sorted({claim.by for claim in conflict if claim.by})
    if len(labels) > 1:
        bases = sorted(
            {relation.basis for relation in [*kinship.between(conflict), *kinship.links(labels)]}
        )
        taken = f" ({', '.join(bases)})" if bases else ""
        words = f"{_listed(labels.values())} may not be related as the record has it{taken}"
        yield Resolution("population mismatch", ids, words)
    if len(counters) > 1:
        yield Resolution(
            "population mismatch", ids, f"{_listed(counters)} may not count the same people"
        )


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
