"""Calculations on figures, as bounds; what the evidence does not allow is refused by name.

Every result knows its formula, its inputs and the assumptions that it stands on, and is no better vouched for than
its weakest input.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
SEVERITY = ("verbatim", "typographic", "elided", "clipped", "unverified")
# Units that come in fractions; everything else is counted.
MEASURED = ("percent", "usd")


@dataclass(frozen=True)
class Derived:
    """A number computed from others: its bound, the formula in words, its inputs and assumptions.

    `unit` is that of the inputs, or "percent" for a share, whose bound is then a fraction of one. `measure` is as a
    figure's, empty where the inputs differ. The assumptions of inputs that are themselves derived are added. Raises
    Refusal for a number without inputs: it would rest on nothing.
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
        if not self.inputs:
            raise Refusal(f"derived number {self.id}", "it has no inputs", "name the figures that it is computed from")
        object.__setattr__(self, "assumptions", _with_inherited(self.assumptions, self.inputs))

    def label(self) -> str:
        """The bound in words; a share in percent, rounded outward to one decimal."""
        return percent(self.bound) if self.unit == "percent" else self.bound.words()

    def evidence(self) -> list[Evidence]:
        """Itself and its inputs as records for the page's annex."""
        return _derived_evidence(self, self.title, self.formula)


Counted = Figure | Derived


FINDINGS = {"agree": "do not contradict each other", "clash": "contradict each other", "open": "cannot be compared"}


@dataclass(frozen=True)
class Agreement:
    """Whether two numbers can both be true: `word` is "agree", "clash", or "open" where nothing settles it."""

    word: str
    inputs: tuple[Counted, Counted]
    assumptions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "assumptions", _with_inherited(self.assumptions, self.inputs))

    @property
    def id(self) -> str:
        """The id of its record in a page."""
        return "agreement-" + "-".join(number.id for number in self.inputs)

    def label(self) -> str:
        """The finding, and on what."""
        return f"{' and '.join(number.label() for number in self.inputs)} {FINDINGS[self.word]}"

    def evidence(self) -> list[Evidence]:
        """Itself and both numbers as records for the page's annex."""
        formula = " compared with ".join(number.label() for number in self.inputs)
        return _derived_evidence(self, "whether both can be true", formula)


def whole(number: Counted) -> Bound:
    """The bound of a count, its open ends closed to whole numbers; the bound of a share or of money as it is."""
    return number.bound if number.unit in MEASURED else number.bound.whole()


def share(record: Record, part: Figure, total: Figure) -> Derived:
    """`part` as a share of `total`. Refused unless the part is a stated subset, counted in the same way and time.

    A date that is not exact counts as the same within one source, and else by an assumption that is named.
    """
    refuse = partial(_refusal, "share", [part, total])
    relation = record.relation(part.population.id, total.population.id)
    if relation.relation != "subset_of" or not relation.is_stated:
        raise refuse(_related(part, total, relation), "only a stated part has a share")
    if not part.period or str(part.period) != str(total.period):
        raise refuse("they hold at different times", "compare figures of the same date")
    if (part.unit, part.measure) != (total.unit, total.measure) or part.measure == "share":
        raise refuse(_kinds(part, total), "compare counts of the same kind")
    if 0 in whole(total) or whole(part).compare(whole(total)) == "above":
        raise refuse("the whole can be nothing, or is less than the part", "check both figures")
    return Derived(
        id=f"share-{part.id}-of-{total.id}",
        title=f"{part.population.label}, as a share of {total.population.label}",
        bound=whole(part) / whole(total),
        unit="percent",
        formula=_formula("÷", part, total),
        inputs=(part, total),
        assumptions=_same_day(part, total),
        period=part.period,
        measure="share",
    )


def _same_day(part: Figure, total: Figure) -> tuple[str, ...]:
    """What a share assumes where both figures have one date that is not exact: one source may date both at once."""
    period = total.period
    if period is None or _moment(total) or (part.source.id == total.source.id and not _is_vague(period)):
        return ()
    return (f"{part.label()} and {total.label()} hold at the same time: {period.words()}",)


def total(record: Record, figures: Sequence[Figure]) -> Derived:
    """The sum of `figures`. Refused unless unit and time agree and every two populations are stated to be disjoint.

    The time agrees for flows of one period, and for other counts of one certain day.
    """
    if not figures:
        raise _refusal("sum", figures, "there is nothing to add", "name the figures")
    for figure in figures:
        if figure.measure == "share":
            raise _refusal("sum", [figure], "a share is no count", "add counts")
    for a, b in combinations(figures, 2):
        _refuse_no_sum(record, a, b)
    measures, periods = ({getattr(figure, name) for figure in figures} for name in ("measure", "period"))
    return Derived(
        id="total-" + "-".join(f.id for f in figures),
        title="; ".join(f.population.label for f in figures) + ", together",
        bound=reduce(add, map(whole, figures)),
        unit=figures[0].unit,
        formula=_formula("+", *figures),
        inputs=tuple(figures),
        period=periods.pop() if len(periods) == 1 else None,
        measure=measures.pop() if len(measures) == 1 else "",
    )


def _refuse_no_sum(record: Record, a: Figure, b: Figure) -> None:
    """Raise Refusal where two figures cannot be added."""
    refuse = partial(_refusal, "sum", [a, b])
    relation = record.relation(a.population.id, b.population.id)
    if relation.relation != "disjoint" or not relation.is_stated:
        raise refuse(_related(a, b, relation), "only groups stated to be disjoint are added")
    if a.unit != b.unit or (a.measure == "flow") != (b.measure == "flow"):
        raise refuse(_kinds(a, b), "add counts of the same kind")
    is_both_cumulative = a.measure == b.measure == "cumulative"
    if not _moment(a) or _moment(a) != _moment(b) or (is_both_cumulative and str(a.period) != str(b.period)):
        raise refuse("they hold at different times, or at times not known exactly", "add figures of the same date")


def _moment(number: Counted) -> Point | str | None:
    """When a number holds: the period of a flow, the day of any other count; None where it is not known exactly."""
    period = number.period
    if period is None or _is_vague(period):
        return None
    if number.measure == "flow":
        return str(period) if period.start and period.end else None
    return period.end if period.end and period.end.day else None


def _is_vague(period: Date) -> bool:
    return period.uncertain or period.granularity == "set"


def before(record: Record, cumulative: Figure, flow: Figure) -> Derived:
    """The cumulative count as it stood before the period of `flow`: cumulative − flow.

    Refused unless the one is cumulative and the other a flow that can be the last of its time, in one unit, of
    populations that are the same or nested. What the record only assumes, and what the dates leave open, are named as
    assumptions. Of what is counted, no less than nothing can be left.
    """
    _refuse_no_part(record, cumulative, flow)
    relation = record.relation(flow.population.id, cumulative.population.id)
    left = whole(cumulative) - whole(flow)
    return Derived(
        id=f"before-{flow.id}-in-{cumulative.id}",
        title=f"{cumulative.population.label}, before {flow.period.words() if flow.period else ''}",
        bound=replace(left, low=0, low_open=False) if left.low < 0 else left,
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
    if (cumulative.measure, flow.measure) != ("cumulative", "flow") or not (cumulative.period and flow.period):
        raise refuse("it needs a cumulative count and a flow, each with its period", "name such figures")
    if relation.relation not in ("same", "subset_of"):
        raise refuse(_related(flow, cumulative, relation), "only a part is taken away")
    if cumulative.unit != flow.unit:
        raise refuse(_kinds(cumulative, flow), "subtract counts in the same unit")
    if not _closes(flow.period, cumulative.period):
        raise refuse("the flow lies outside the time of the count, or cannot be its end", "name the latest flow in it")
    left = whole(cumulative) - whole(flow)
    if left.high < 0 or (left.high == 0 and left.high_open):
        raise refuse("the flow is larger than the count", "check both figures")


def _closes(flow: Date, count: Date) -> bool:
    """Whether a count does not begin after the flow does, and can end with it.

    A count dated only from above ("by February 2018") may end sooner, but by less than the length of the flow's own
    period: otherwise a later period of that length would be part of the count.
    """
    if not (flow.earliest and flow.latest and count.end) or "set" in (flow.granularity, count.granularity):
        return False
    if count.earliest and flow.earliest < count.earliest:
        return False
    slack = timedelta(0) if count.start else flow.latest - flow.earliest
    return count.end.first <= flow.latest + slack and flow.latest <= count.end.last


def _until(day: date | None) -> Date | None:
    return dates.parse(f"/{(day - timedelta(days=1)).isoformat()}") if day else None


def _period_assumptions(cumulative: Figure, flow: Figure) -> tuple[str, ...]:
    found = []
    count, period = cumulative.period, flow.period
    if not count or not period:  # refused before
        return ()
    if count.latest != period.latest or not count.start or count.uncertain or period.uncertain:
        takes_in = "" if count.start else "takes in and "
        found.append(f"the count of {cumulative.label()} {takes_in}ends with the period of {flow.label()}")
    if flow.period_basis != "stated":
        found.append(f"“{flow.period_text}” means {period.words()}, a calendar period")
    return tuple(found)


def agreement(record: Record, first: Counted, second: Counted) -> Agreement:
    """Whether two numbers can both be true of one population ("agree") or not ("clash").

    Flows of one period and counts of one day agree if their bounds meet. A cumulative count grows: of two, that of the
    longer time must be able to reach the other. "open" where no row says that the populations are the same, where the
    numbers measure different things or hold at times that are different or not known exactly, or where one is only
    "about". What is assumed is named.
    """
    relation = _relation(record, first, second)
    if relation.relation != "same" or (first.unit, first.measure) != (second.unit, second.measure):
        return Agreement("open", (first, second))
    word, assumed = (_grown if first.measure == "cumulative" else _met)(first, second)
    return Agreement(word, (first, second), () if word == "open" else (*_assumed(relation), *assumed))


def _met(first: Counted, second: Counted) -> tuple[str, tuple[str, ...]]:
    """The word for two numbers that are compared only where they hold at one time."""
    meets = whole(first).agrees(whole(second))
    if meets is None or _moment(first) is None or _moment(first) != _moment(second):
        return "open", ()
    return "agree" if meets else "clash", ()


def _grown(first: Counted, second: Counted) -> tuple[str, tuple[str, ...]]:
    """The word for two cumulative counts, and what a clash assumes where an end of their times is open or overlaps."""
    a, b, meets = first.period, second.period, whole(first).agrees(whole(second))
    if meets is None or not a or not b or "set" in (a.granularity, b.granularity):
        return "open", ()
    begins, ends = _order(a.start, b.start), _order(a.end, b.end)
    if begins * ends > 0:  # one begins and ends before the other: neither takes in the other
        return "open", ()
    if begins or ends:
        longer, shorter = (first, second) if ends > begins else (second, first)
        is_clash = whole(longer).compare(whole(shorter)) == "below"
        assumed = f"the count of {longer.label()} takes in all that the count of {shorter.label()} does"
    else:
        is_clash = not meets
        assumed = f"the counts of {first.label()} and {second.label()} cover the same time"
    is_known = all((a.start, a.end, b.start, b.end)) and not (a.uncertain or b.uncertain)
    is_known &= bool(begins or a.start == b.start) and bool(ends or a.end == b.end)
    return "clash" if is_clash else "agree", (assumed,) if is_clash and not is_known else ()


def _order(first: Point | None, second: Point | None) -> int:
    """1 where the first point is later, -1 where it is sooner, 0 where they overlap or one is not known."""
    return (first.first > second.last) - (first.last < second.first) if first and second else 0


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


def attempt(measure: Callable[..., Derived], *args: Any) -> Derived | Refusal:
    """The result of `measure`, or its refusal, so that a page can show a refusal as a finding."""
    try:
        return measure(*args)
    except Refusal as refusal:
        return refusal


def _derived_evidence(result: "Derived | Agreement", title: str, formula: str) -> list[Evidence]:
    worst = weakest(result)
    own = {
        "id": result.id,
        "kind": "derived",
        "label": result.label(),
        "lines": [["What", title]],
        "formula": formula,
        "inputs": [item.id for item in result.inputs],
        "assumptions": list(result.assumptions),
        "verdict": worst,
        "verdict_words": f"derived; its weakest input is {worst}",
    }
    return [own, *(record for item in result.inputs for record in item.evidence())]


def weakest(item: "Reported | Derived | Agreement") -> str:
    """The worst verdict among the reported rows that an item rests on."""
    if isinstance(item, Reported):
        return item.standing.verdict
    return max(map(weakest, item.inputs), key=_badness)


def _badness(verdict: str) -> int:
    return SEVERITY.index(verdict) if verdict in SEVERITY else len(SEVERITY)


def _with_inherited(own: Iterable[str], inputs: Iterable["Derived | Reported"]) -> tuple[str, ...]:
    """Assumptions and those of the inputs, each once."""
    inherited = (words for item in inputs if isinstance(item, Derived) for words in item.assumptions)
    return tuple(dict.fromkeys([*own, *inherited]))


def _formula(sign: str, *numbers: Counted) -> str:
    words = (n.label() if n.bound.kind == "exact" else f"({n.label()})" for n in numbers)
    return f" {sign} ".join(words)


def results(*attempts: Derived | Refusal) -> list[Derived]:
    """The attempts that gave a result."""
    return [attempt for attempt in attempts if isinstance(attempt, Derived)]


def _assumed(relation: Relation) -> tuple[str, ...]:
    return () if relation.is_stated else (relation.note,)


def _relation(record: Record, first: Counted, second: Counted) -> Relation:
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
    kinds = ("a share" if f.unit == "percent" else f"a {f.measure} in {f.unit}" for f in (a, b))
    return "the former is {}, the latter {}".format(*kinds)


def _refusal(what: str, figures: Sequence[Counted], why: str, do: str) -> Refusal:
    return Refusal("figures " + " and ".join(figure.id for figure in figures), f"no {what} is given: {why}", do)
