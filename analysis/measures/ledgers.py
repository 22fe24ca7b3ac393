"""Ledgers: running totals, flows and arrivals put together, and what they leave one another.

>>> ledgers.ledger(record, record.figures(["kt-572", "kt-28"])).breaks()
[]
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import groupby
from operator import add, attrgetter

from analysis.measures.claims import Claim, claim
from analysis.measures.conditions import assumed, period_assumed
from analysis.measures.derived import Assumed, Conclusion, Derived, figures_of
from analysis.measures.durations import DAY
from analysis.measures.editions import one_of_each_claim
from analysis.measures.findings import Finding
from analysis.measures.reconcile import Conflict, Reconciliation, Term, reconcile
from analysis.quantities.bounds import Bound
from analysis.quantities.units import Unit
from analysis.record.populations import Relation
from analysis.record.record import Record
from analysis.record.reported import IN_FORCE, Figure, Figures, Reported
from analysis.record.selections import Selection

# How a number that is only "about" stands to what the others leave for it.
STANDINGS = {
    "near": "would fit only if it were rounded",
    "far": "would not fit even if rounded",
}


# Counts put together


@dataclass(frozen=True, repr=False)
class Remark(Conclusion):
    """What putting figures together says of them, in words; `what` names the kind of remark."""

    id: str
    what: str
    words: str
    inputs: tuple[Conclusion | Reported, ...]
    assumptions: Assumed = ()

    def label(self) -> str:
        """What kind of remark it is, and on which number."""
        return f"{self.what}: {self.inputs[0].label()}"

    def about(self) -> tuple[str, str]:
        """The words, and the numbers put together."""
        labels = dict.fromkeys(number.label() for number in self.inputs)
        return self.words, "; ".join(labels)


@dataclass(frozen=True)
class Ledger:
    """Running totals, flows and arrivals of what is taken for one population, and what they leave
    one another.

    `figures` give each claim once, as their periods end; `supposed` are relations that no source
    and no row gives.
    """

    figures: tuple[Figure, ...]
    found: Reconciliation
    supposed: tuple[Relation, ...] = ()

    @property
    def totals(self) -> list[Figure]:
        """The running totals."""
        return [figure for figure in self.figures if figure.measure == "cumulative"]

    @property
    def arrivals(self) -> list[Figure]:
        """The arrivals: what came on one occasion."""
        return [figure for figure in self.figures if is_arrival(figure)]

    def left(self, figure: Figure) -> Derived | None:
        """The interval that the others leave for a figure; None where nothing limits it."""
        reckoned = self.found.reckoned[figure.claim]
        sides = {"at least ": reckoned.least, "at most ": reckoned.most}
        return self._derived("left", figure, reckoned.bound, sides)

    def room(self, figure: Figure) -> Remark | None:
        """What the others leave for a figure, beside it, in words; None where nothing limits it."""
        left = self.left(figure)
        if not left:
            return None
        claimed = self.found.reckoned[figure.claim].claim.words()
        words = f"{claimed}; the others allow {left.label()} ({left.formula})"
        inputs = (figure, *left.inputs)
        return self._remark("room", "what is left", words, inputs, left.assumptions)

    def breaks(self) -> list[Finding]:
        """A "clash" for each figure that the others leave no room for: the figure, and what they
        leave.
        """
        found = []
        for conflict in self.found.breaks:
            clash = self.clash(self._figure(conflict.over.id))
            if clash:
                found.append(clash)
        return found

    def clash(self, figure: Figure) -> Finding | None:
        """The "clash" of a figure with what the others leave, if they leave it no room."""
        reckoned = self.found.reckoned[figure.claim]
        limit = self._derived("limit", figure, reckoned.overstepped, {"": reckoned.against})
        if not limit:
            return None
        return Finding("clash", (figure, limit), _end_assumed(figure))

    def but_one(self, clash: Finding) -> tuple[Selection, Selection]:
        """The arrival without which the others make just the number that clashes with them, and
        their sum; both empty where there is none, or more than one.
        """
        [number] = figures_of(clash.inputs[:1])
        given = figures_of(clash.inputs[1:])
        found = []
        if not all(map(is_arrival, given)):
            return Selection(), Selection()
        for arrival in given:
            others = [other for other in given if other != arrival]
            made = self._sum_of(number, others)
            if made and made.bound == number.bound:
                found.append((arrival, made))
        if len(found) != 1:
            return Selection(), Selection()
        [(arrival, made)] = found
        return Selection([arrival]), Selection([made])

    def _sum_of(self, number: Figure, arrivals: list[Figure]) -> Derived | None:
        """What arrivals make by themselves, as a number beside another; None without any."""
        if not arrivals:
            return None
        bound = reduce(add, [arrival.bound for arrival in arrivals])
        terms = [(1, arrival.claim) for arrival in arrivals]
        return self._derived("but-one", number, bound, {"": terms})

    def remedies(self) -> list[Remark]:
        """For each figure that clashes, what would let it be true with the others, each change by
        itself.
        """
        found = []
        for conflict in self.found.breaks:
            words = ". ".join(_resolutions_in_words(conflict))
            if not words:
                words = f"Nothing known would let {conflict.over.words()} fit"
            figures = self._figures(conflict.claims)
            found.append(self._remark("remedy", "what would resolve it", words, figures))
        return found

    def approximate(self) -> list[Remark]:
        """How each number that is only "about" stands to what the others leave for it, unless it
        lies within.
        """
        found = []
        for reckoned in self.found.reckoned.values():
            if not reckoned.claim.is_vague or reckoned.standing == "within":
                continue
            figure = self._figure(reckoned.claim.id)
            left = self.left(figure)
            if left:
                claimed = reckoned.claim.words()
                stands = STANDINGS[reckoned.standing]
                only = "only " if left.bound.low == left.bound.high else ""
                words = f"{claimed} {stands}: the others allow {only}{left.label()}"
                found.append(self._remark("beside", "how it fits", words, (figure, left)))
        return found

    def apart(self) -> list[Remark]:
        """Counts of one time that differ and are no contradiction, because nothing makes what they
        count the same.
        """
        found = []
        for rivals in self.found.apart:
            figures = self._figures(rivals.claims)
            ids = [figure.id for figure in figures]
            id = "-".join(["apart", *ids])
            found.append(Remark(id, "why it differs", rivals.words, figures))
        return found

    def corridor(self, since: date) -> list[tuple[date, Bound]]:
        """Between what the running total can lie at the end of days, in order: `since`, and from
        then on each day on which a period begins or ends and the day before. Empty without totals.
        """
        totals = [claim for claim in self.found.claims if claim.kind == "cumulative"]
        if not totals:
            return []
        days = {since}
        for day in self._ends():
            days.add(day)
            days.add(day - DAY)
        asked = sorted(day for day in days if day >= since)
        return self.found.corridor(totals[0], asked)

    def _ends(self) -> Iterator[date]:
        """The first and last days of the periods, as far as they are known."""
        for figure in self.figures:
            if figure.period and figure.period.earliest:
                yield figure.period.earliest
            if figure.period and figure.period.latest:
                yield figure.period.latest

    def _figure(self, claim_id: str) -> Figure:
        return next(figure for figure in self.figures if figure.claim == claim_id)

    def _figures(self, claims: Iterable[Claim]) -> tuple[Figure, ...]:
        return tuple(self._figure(claim.id) for claim in claims)

    def _id(self, kind: str, id: str) -> str:
        """The id of a result, so that one on a supposition is not taken for one without."""
        return f"{kind}-if-same-{id}" if self.supposed else f"{kind}-{id}"

    def _remark(
        self,
        kind: str,
        what: str,
        words: str,
        inputs: tuple[Conclusion | Reported, ...],
        assumptions: Assumed = (),
    ) -> Remark:
        """A remark on the first of its inputs."""
        return Remark(self._id(kind, inputs[0].id), what, words, inputs, assumptions)

    def _derived(
        self, kind: str, figure: Figure, bound: Bound, sides: Mapping[str, Sequence[Term]]
    ) -> Derived | None:
        """What the other counts leave for a figure, with the terms of each side by what is said
        before them; None where there are no terms.
        """
        inputs: list[Figure] = []
        formulas = []
        for words, terms in sides.items():
            if terms:
                inputs += [self._figure(id) for _, id in terms]
                formulas.append(words + self._sum(terms))
        if not inputs:
            return None
        inputs = list(dict.fromkeys(inputs))
        numbers = [figure, *inputs]
        return Derived(
            id=self._id(kind, figure.id),
            title=f"{figure.population.label}: what the other counts make",
            bound=bound,
            unit=figure.unit,
            formula="; ".join(formulas),
            inputs=tuple(inputs),
            assumptions=(*self._links_assumed(numbers), *_periods(numbers)),
            period=figure.period,
            population=figure.population,
            measure=figure.measure,
        )

    def _links_assumed(self, figures: Figures) -> Assumed:
        """What is assumed so that the populations of figures are the same."""
        populations = [figure.population.id for figure in figures]
        found: list[str] = []
        for link in self.found.kinship.links(populations):
            found += assumed(link)
        return tuple(found)

    def _sum(self, terms: Iterable[Term]) -> str:
        """Terms as a formula: "572 − (more than 28) + 9"."""
        formula = ""
        for sign, id in terms:
            figure = self._figure(id)
            label = figure.label()
            if figure.bound.kind != "exact":
                label = f"({label})"
            formula += f" + {label}" if sign > 0 else f" − {label}"
        return formula.removeprefix(" + ").strip()


def _resolutions_in_words(conflict: Conflict) -> list[str]:
    """What would resolve a conflict, a sentence each; a claim that the sentence before names is
    "it", and several of which the same is said are told apart by who made them.
    """
    by = {claim.id: claim.by for claim in conflict.claims}
    sentences = []
    before = ""
    for says, ways in groupby(conflict.resolutions, attrgetter("says")):
        first, *more = ways
        subject = "it" if first.of == before else first.of
        if more:
            subject = " or ".join(f"{way.of} by {by[way.claims[0]]}" for way in (first, *more))
        capital = subject[0].upper()
        sentences.append(f"{capital}{subject[1:]} {says}")
        before = first.of
    return sentences


def ledger(record: Record, figures: Figures, supposed: Sequence[tuple[str, str]] = ()) -> Ledger:
    """Totals, flows and arrivals put together; `supposed` are pairs of populations to be taken for
    the same.

    What is only supposed is an assumption of every result that rests on it. Figures without a
    period are left out.
    """
    relations = [known for known in record.relations() if known.relation != "unknown"]
    suppositions = [_supposed(record, a, b) for a, b in supposed]
    dated = [figure for figure in figures if figure.period]
    once = one_of_each_claim(dated)
    once.sort(key=lambda figure: (figure.ends(), figure.id))
    claims = []
    for figure in once:
        kind = "group" if is_arrival(figure) else ""
        claims.append(claim(figure, kind))
    found = reconcile(claims, relations + suppositions)
    return Ledger(tuple(once), found, tuple(suppositions))


def contradictions(record: Record) -> Selection:
    """A "clash" for each count in force that the others leave no room for: the figure, and what
    they leave. What is counted in fractions is not among them.

    >>> [clash.inputs[0].id for clash in ledgers.contradictions(record)][:1]
    ['kt-28']
    """
    figures = record.figures(rank=IN_FORCE)
    return Selection(ledger(record, filter(is_count, figures)).breaks())


def is_count(figure: Figure) -> bool:
    """Whether a figure counts whole ones, at a time or over times that are known, as a ledger puts
    together.
    """
    unit = Unit.of(figure.unit)
    return unit.is_counted and figure.period is not None


def is_arrival(figure: Figure) -> bool:
    """Whether a flow is taken for one arrival: it is dated to a day, to one of several, or to a
    month.
    """
    if figure.measure != "flow" or not figure.period:
        return False
    return figure.period.granularity in ("day", "month", "set")


def _end_assumed(figure: Figure) -> Assumed:
    """What is assumed of a total that is only dated from above, "by" a day: it may stop earlier."""
    period = figure.period
    if figure.measure != "cumulative" or not period or not period.end or period.start:
        return ()
    return (f"the count of {figure.label()} runs to {period.end.words()}",)


def _periods(figures: Figures) -> Assumed:
    """What is assumed of the periods of flows that are no arrivals, as far as they are not
    stated.
    """
    found: list[str] = []
    for figure in figures:
        if figure.measure == "flow" and not is_arrival(figure):
            found += period_assumed(figure)
    return tuple(dict.fromkeys(found))


def _supposed(record: Record, a: str, b: str) -> Relation:
    """The relation of two populations that are taken for the same."""
    first = record.population(a)
    second = record.population(b)
    note = f"{first.label} and {second.label} are {first.unit.alike}"
    return Relation(a, b, "same", "assumed", note)
