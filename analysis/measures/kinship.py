"""Which populations limit one another, by their relations, and what claims say of the counts of
each.
"""

from collections import defaultdict
from collections.abc import Iterable
from math import inf
from typing import NamedTuple

from analysis.measures.claims import Claim, Claims
from analysis.measures.differences import Limit, can_hold
from analysis.record.populations import Relation


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


LimitsByGroup = dict[Group, list[Limit]]
Populations = dict[str, set[str]]  # by one, those that stand in some way to it


class Kinship:
    """Which populations limit one another, by their relations."""

    def __init__(self, relations: Iterable[Relation] = ()) -> None:
        self.relations = tuple(relations)
        self._links = [known for known in self.relations if known.relation == "same"]
        self._same = _joined(self._links)
        stated = self._stated_parts()
        # By population, those stated to be within it, and those within these.
        self._parts = {whole: _within(whole, stated) for whole in stated}

    def _stated_parts(self) -> Populations:
        """By population, those that a relation puts into it."""
        parts: Populations = defaultdict(set)
        for known in self.relations:
            a = self.root(known.a)
            b = self.root(known.b)
            if known.relation == "subset_of":
                parts[b].add(a)
            elif known.relation == "contains":
                parts[a].add(b)
        return parts

    def root(self, population: str) -> str:
        """One name for all populations that are the same."""
        names = self._same.get(population)
        return min(names) if names else population

    def group(self, claim: Claim) -> Group:
        """What a claim is limited with."""
        return Group(self.root(claim.population), claim.unit, claim.kind == "stock")

    def links(self, populations: Iterable[str]) -> list[Relation]:
        """The relations by which populations that are the same come to be so, the shortest way from
        the first.
        """
        first, *others = dict.fromkeys(populations)
        ways = self._ways(first)
        found: list[Relation] = []
        for name in others:
            found += ways.get(name, [])
        return list(dict.fromkeys(found))

    def _ways(self, first: str) -> dict[str, list[Relation]]:
        """The relations that lead from a population to each that is the same, the shortest way."""
        ways: dict[str, list[Relation]] = {first: []}
        ahead = [first]
        for here in ahead:
            for relation in self._links:
                there = _across(relation, here)
                if there not in ways:
                    ways[there] = [*ways[here], relation]
                    ahead.append(there)
        return ways

    def between(self, claims: Claims) -> list[Relation]:
        """The relations stated or assumed between populations of claims."""
        names = {claim.population for claim in claims}
        return [known for known in self.relations if known.a in names and known.b in names]

    def limits(self, claims: Claims) -> LimitsByGroup:
        """What claims say of the counts of each group: of their own, and of populations that hold
        it or are in it.
        """
        found: LimitsByGroup = {self.group(claim): [] for claim in claims}
        for claim in claims:
            if claim.is_vague or claim.is_doubted:
                continue
            start, end = claim.instants
            limit = Limit(claim.id, start, end, claim.low, claim.high)
            own = self.group(claim)
            found[own].append(limit)
            if self._parts:
                self._pass_on(limit, own, found)
        return found

    def _pass_on(self, limit: Limit, own: Group, found: LimitsByGroup) -> None:
        """Add what a limit of one group says of the parts of its population, and of its wholes."""
        for other, limits in found.items():
            if (other.unit, other.is_stock) != (own.unit, own.is_stock):
                continue
            if self._is_within(other, own):
                limits.append(limit._replace(low=0))
            elif self._is_within(own, other):
                limits.append(limit._replace(high=inf))

    def _is_within(self, part: Group, whole: Group) -> bool:
        return part.population in self._parts.get(whole.population, ())

    def fits(self, claim: Claim, others: Claims) -> bool:
        """Whether a claim can be true together with others."""
        for group, limits in self.limits([*others, claim]).items():
            if not can_hold(limits, group.is_ordered):
                return False
        return True


def _joined(links: Iterable[Relation]) -> Populations:
    """By population, all that are the same as it, by way of others too."""
    joined: Populations = {}
    for link in links:
        names = {link.a, link.b}
        for end in (link.a, link.b):
            names |= joined.get(end, set())
        joined |= dict.fromkeys(names, names)
    return joined


def _within(whole: str, stated: Populations) -> set[str]:
    """The populations within another, and within those."""
    found: set[str] = set()
    ahead = [whole]
    for here in ahead:
        new = stated.get(here, set()) - found
        found |= new
        ahead += new
    return found - {whole}


def _across(relation: Relation, here: str) -> str:
    """The population at the other end of a relation; `here` where it stands at neither."""
    if here == relation.a:
        return relation.b
    return relation.a if here == relation.b else here
