"""Calculations on figures, as bounds; what the evidence does not allow is refused by name.

Every result knows its formula, its inputs and the assumptions that it stands on, and is no better vouched for than
its weakest input.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial, reduce
from itertools import combinations
from operator import add
from typing import Any

from analysis import dates
from analysis.bounds import Bound, percent
from analysis.dates import Date, Point
from analysis.errors import Refusal
from analysis.record import BASIS, Evidence, Figure, Population, Quote, Record, Relation, Reported, Selection

# From best to worst, for the standing of a result; any other verdict is no better than the last.
VERDICTS = ("verbatim", "typographic", "elided", "clipped", "unverified")
# Units that come in fractions; everything else is counted.
MEASURED = ("percent", "usd")


@dataclass(frozen=True)
class Derived:
    """A number computed from others: its bound, the formula in words, its inputs and assumptions.

    `unit` is that of the inputs, or "percent" for a share, whose bound is then a fraction of one. `measure` is as a
    figure's, empty where the inputs differ. The assumptions of inputs that are themselves derived are added.
    """

    id: str
    title: str
    bound: Bound
    unit: str
    formula: str
    inputs: tuple["Figure | Derived | Reported", ...]
    assumptions: tuple[str, ...] = ()
    period: Date | None = None
    population: Population | None = None
    measure: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "assumptions", _with_inherited(self.assumptions, self.inputs))

    def label(self) -> str:
        """The bound in words; a share in percent, rounded outward to one decimal."""
        return percent(self.bound) if self.unit == "percent" else self.bound.words()

    def evidence(self) -> list[Evidence]:
        """Itself and its inputs as records for the page's annex."""
        return _derived_evidence(self, self.title, self.formula)


Number = Figure | Derived


@dataclass(frozen=True)
class Agreement:
    """Whether two numbers can both be true: `word` is "agree", "clash", or "open" where nothing settles it."""

    word: str
    inputs: tuple[Number, Number]
    assumptions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "assumptions", _with_inherited(self.assumptions, self.inputs))

    @property
    def id(self) -> str:
        """The id of its record in a page."""
        return "agreement-" + "-".join(number.id for number in self.inputs)

    def label(self) -> str:
        """The finding, and on what."""
        return f"{self.word}: {' and '.join(number.label() for number in self.inputs)}"

    def evidence(self) -> list[Evidence]:
        """Itself and both numbers as records for the page's annex."""
        formula = " against ".join(number.label() for number in self.inputs)
        return _derived_evidence(self, "whether both can be true", formula)


def whole(number: Number) -> Bound:
    """The bound of a count, its open ends closed to whole numbers; the bound of a share or of money as it is."""
    return number.bound if number.unit in MEASURED else number.bound.whole()


def share(record: Record, part: Figure, total: Figure) -> Derived:
    """`part` as a share of `total`. Refused unless the part is a stated subset, counted in the same way and time."""
    refuse = partial(_refusal, "share", [part, total])
    relation = record.relation(part.population.id, total.population.id)
    if relation.relation != "subset_of" or not relation.is_stated:
        raise refuse(_related(part, total, relation), "only a stated part has a share")
    if not part.period or str(part.period) != str(total.period):
        raise refuse("they hold at different times", "compare figures of the same date")
    if (part.unit, part.measure) != (total.unit, total.measure) or part.measure == "share":
        raise refuse(_kinds(part, total), "compare counts of the same kind")
    if 0 in whole(total) or whole(part).compare(whole(total)) == "above":
        raise refuse("the whole can be zero, or is less than the part", "check both figures")
    return Derived(
        id=f"share-{part.id}-of-{total.id}",
        title=f"{part.population.label}, as a share of {total.population.label}",
        bound=whole(part) / whole(total),
        unit="percent",
        formula=_formula("÷", part, total),
        inputs=(part, total),
        period=part.period,
        measure="share",
    )


def total(record: Record, figures: Sequence[Figure]) -> Derived:
    """The sum of `figures`. Refused unless unit and time agree and every two populations are stated to be disjoint."""
    if not figures:
        raise _refusal("sum", figures, "there is nothing to add", "name the figures")
    for a, b in combinations(figures, 2):
        refuse = partial(_refusal, "sum", [a, b])
        relation = record.relation(a.population.id, b.population.id)
        if relation.relation != "disjoint" or not relation.is_stated:
            raise refuse(_related(a, b, relation), "only groups stated to be disjoint are added")
        if a.unit != b.unit or "share" in (a.measure, b.measure):
            raise refuse(_kinds(a, b), "add counts in the same unit")
        if not _moment(a) or _moment(a) != _moment(b):
            raise refuse("they hold at different times", "add figures of the same date")
    measures = {figure.measure for figure in figures}
    return Derived(
        id="total-" + "-".join(f.id for f in figures),
        title="; ".join(f.population.label for f in figures) + ", together",
        bound=reduce(add, map(whole, figures)),
        unit=figures[0].unit,
        formula=_formula("+", *figures),
        inputs=tuple(figures),
        period=figures[0].period,
        measure=measures.pop() if len(measures) == 1 else "",
    )


def _moment(figure: Figure) -> Point | str | None:
    """What must be the same for figures to be added: the whole period of a flow, the end of any other count's."""
    if figure.period is None:
        return None
    return str(figure.period) if figure.measure == "flow" or figure.period.granularity == "set" else figure.period.end


def before(record: Record, cumulative: Figure, flow: Figure) -> Derived:
    """The cumulative count as it stood before the period of `flow`: cumulative − flow.

    Refused unless the one is cumulative and the other a flow within its time, in one unit, of populations that are
    the same or nested. What the record only assumes, and what the dates leave open, are named as assumptions.
    """
    _refuse_no_part(record, cumulative, flow)
    relation = record.relation(flow.population.id, cumulative.population.id)
    return Derived(
        id=f"before-{flow.id}-in-{cumulative.id}",
        title=f"{cumulative.population.label}, before {flow.period.words() if flow.period else ''}",
        bound=whole(cumulative) - whole(flow),
        unit=cumulative.unit,
        formula=_formula("−", cumulative, flow),
        inputs=(cumulative, flow),
        assumptions=(*_assumed(relation), *_period_assumptions(cumulative, flow)),
        period=_until(flow.period.earliest) if flow.period else None,
        population=cumulative.population,
        measure="cumulative",
    )


def _refuse_no_part(record: Record, cumulative: Figure, flow: Figure) -> None:
    """Raise Refusal where `flow` can be no part of `cumulative`."""
    refuse = partial(_refusal, "difference", [cumulative, flow])
    relation = record.relation(flow.population.id, cumulative.population.id)
    if (cumulative.measure, flow.measure) != ("cumulative", "flow") or not flow.period:
        raise refuse("it needs a cumulative count and a flow with its period", "name such figures")
    if relation.relation not in ("same", "subset_of"):
        raise refuse(_related(flow, cumulative, relation), "only a part is taken away")
    if cumulative.unit != flow.unit:
        raise refuse(_kinds(cumulative, flow), "subtract counts in the same unit")
    if cumulative.period and not _within(flow.period, cumulative.period):
        raise refuse("the flow lies outside the time of the count", "name a flow within it")
    if whole(flow).compare(whole(cumulative)) == "above":
        raise refuse("the flow is larger than the count", "check both figures")


def _within(inner: Date, outer: Date) -> bool:
    """Whether `inner` can lie within `outer`, whose unknown ends exclude nothing."""
    begins, ends = inner.earliest or date.min, inner.latest or date.max
    return (outer.earliest or date.min) <= ends and begins <= (outer.latest or date.max)


def _until(day: date | None) -> Date | None:
    return dates.parse(f"/{(day - timedelta(days=1)).isoformat()}") if day else None


def _period_assumptions(cumulative: Figure, flow: Figure) -> tuple[str, ...]:
    found = []
    if _end(cumulative) != _end(flow):
        found.append(f"the count of {cumulative.label()} ends with the period of {flow.label()}")
    if flow.period_basis != "stated":
        found.append(f"“{flow.period_text}” means {flow.period.words() if flow.period else ''}, a calendar period")
    return tuple(found)


def agreement(record: Record, first: Number, second: Number) -> Agreement:
    """Whether two numbers can both be true of one population: their bounds meet ("agree") or not ("clash").

    "open" where no row says that the populations are the same, where the numbers measure different things or hold at
    different times, or where one is only "about". Cumulative counts are compared though their times differ, and a
    clash then assumes that they do not. What is assumed is named.
    """
    both = (first, second)
    relation = _relation(record, first, second)
    meets = whole(first).agrees(whole(second))
    is_like = relation.relation == "same" and (first.unit, first.measure) == (second.unit, second.measure)
    is_timed = first.period is not None and str(first.period) == str(second.period)
    if meets is None or not is_like or not (is_timed or first.measure == "cumulative"):
        return Agreement("open", both)
    assumed = _assumed(relation)
    if not meets and not is_timed:
        assumed += (f"the counts of {first.label()} and {second.label()} cover the same time",)
    return Agreement("agree" if meets else "clash", both, assumed)


def overall(agreements: Iterable[Agreement]) -> str:
    """The word for several agreements together: "clash" if any clashes, "agree" if all agree, else "open"."""
    words = {agreement.word for agreement in agreements}
    return "clash" if "clash" in words else "agree" if words == {"agree"} else "open"


def best_ranked(figures: Iterable[Figure]) -> Figure:
    """The figure that the record ranks first; the first given among equals."""
    return min(figures, key=lambda figure: ("preferred", "normal", "deprecated").index(figure.rank))


@dataclass(frozen=True)
class Structure:
    """How the populations of several figures lie to one another, as far as is stated.

    `parts` are pairs (part, whole); `unknown` are pairs whose overlap no source states, each with the relation that
    says so; `apart` are the figures that are neither a stated part of another nor contain one.
    """

    parts: tuple[tuple[Figure, Figure], ...]
    unknown: tuple[tuple[Figure, Figure, Relation], ...]
    apart: tuple[Figure, ...]


def structure(record: Record, figures: Sequence[Figure]) -> Structure:
    """Which figures count a stated part of which others, and which pairs are left open."""
    pairs = [(a, b, record.relation(a.population.id, b.population.id)) for a, b in combinations(figures, 2)]
    parts = [(a, b) for a, b, relation in pairs if relation.is_stated and relation.relation == "subset_of"]
    parts += [(b, a) for a, b, relation in pairs if relation.is_stated and relation.relation == "contains"]
    nested = {figure.id for pair in parts for figure in pair}
    return Structure(
        parts=tuple(parts),
        unknown=tuple(pair for pair in pairs if not pair[2].is_stated),
        apart=tuple(figure for figure in figures if figure.id not in nested),
    )


def in_order(items: Iterable[Reported]) -> Selection:
    """Reported items by the first day they can mean, those without a date last; otherwise as they stood.

    One that is only dated from above stands before those of its last day.
    """
    return Selection(sorted(items, key=_day_order))


def _day_order(item: Reported) -> tuple[date, bool]:
    earliest, latest = (item.on.earliest, item.on.latest) if item.on else (None, None)
    return earliest or latest or date.max, earliest is not None


def by_stance(quotes: Iterable[Quote]) -> Mapping[str, list[Quote]]:
    """The first quotation of each speaker under each stance, in the order given; empty for a stance nobody takes."""
    found: dict[str, dict[str, Quote]] = defaultdict(dict)
    for quote in quotes:
        found[quote.stance].setdefault(quote.speakers[0].id if quote.speakers else "", quote)
    return defaultdict(list, {stance: list(speakers.values()) for stance, speakers in found.items()})


def count(items: Sequence[Reported], name: str, title: str) -> Derived:
    """How many rows of the record `items` are, as a number with a record of its own."""
    bound = Bound.of("exact", len(items))
    return Derived(f"count-{name}", title, bound, "rows", "one for each row listed", tuple(items))


def attempt(measure: Callable[..., Derived], *args: Any) -> Derived | Refusal:
    """The result of `measure`, or its refusal, so that a page can show a refusal as a finding."""
    try:
        return measure(*args)
    except Refusal as refusal:
        return refusal


def _derived_evidence(result: "Derived | Agreement", title: str, formula: str) -> list[Evidence]:
    weakest = max(verdicts(result), key=_badness, default="")
    own = {
        "id": result.id,
        "kind": "derived",
        "label": result.label(),
        "lines": [["What", title]],
        "formula": formula,
        "inputs": [item.id for item in result.inputs],
        "assumptions": list(result.assumptions),
        "verdict": weakest,
        "verdict_words": f"derived; its weakest input is {weakest}" if weakest else "derived from no row",
    }
    return [own, *(record for item in result.inputs for record in item.evidence())]


def verdicts(item: "Reported | Derived | Agreement") -> list[str]:
    """The verdicts of the reported rows that an item rests on."""
    if isinstance(item, Reported):
        return [item.standing.verdict]
    return [verdict for part in item.inputs for verdict in verdicts(part)]


def _badness(verdict: str) -> int:
    return VERDICTS.index(verdict) if verdict in VERDICTS else len(VERDICTS)


def _with_inherited(own: Iterable[str], inputs: Iterable["Derived | Reported"]) -> tuple[str, ...]:
    """Assumptions and those of the inputs, each once."""
    inherited = (words for item in inputs if isinstance(item, Derived) for words in item.assumptions)
    return tuple(dict.fromkeys([*own, *inherited]))


def _formula(sign: str, *numbers: Number) -> str:
    words = (n.label() if n.bound.kind == "exact" else f"({n.label()})" for n in numbers)
    return f" {sign} ".join(words)


def results(*attempts: Derived | Refusal) -> list[Derived]:
    """The attempts that gave a result."""
    return [attempt for attempt in attempts if isinstance(attempt, Derived)]


def _end(figure: Figure) -> date | None:
    return figure.period.latest if figure.period else None


def _assumed(relation: Relation) -> tuple[str, ...]:
    return () if relation.is_stated else (relation.note,)


def _relation(record: Record, first: Number, second: Number) -> Relation:
    if first.population is None or second.population is None:
        return Relation("", "", "unknown", "unknown", "")
    return record.relation(first.population.id, second.population.id)


RELATIONS = {
    "subset_of": "{a} are part of {b}",
    "contains": "{a} include {b}",
    "same": "{a} and {b} are the same",
    "disjoint": "{a} and {b} are disjoint",
    "overlaps": "{a} and {b} overlap",
    "unknown": "how {a} and {b} overlap is unknown",
}


def _related(a: Figure, b: Figure, relation: Relation) -> str:
    """How the populations of two figures stand to one another, on what basis and with the note on it."""
    words = RELATIONS[relation.relation].format(a=f"“{a.population.label}”", b=f"“{b.population.label}”")
    about = [*([BASIS[relation.basis]] if relation.basis != "unknown" else []), relation.note.rstrip(".")]
    return words + (f" ({': '.join(filter(None, about))})" if any(about) else "")


def _kinds(a: Figure, b: Figure) -> str:
    return f"{a.label()} is a {a.measure} in {a.unit} and {b.label()} a {b.measure} in {b.unit}"


def _refusal(what: str, figures: Sequence[Number], why: str, do: str) -> Refusal:
    return Refusal("figures " + " and ".join(figure.id for figure in figures), f"no {what} is given: {why}", do)
