"""Numbers that follow from reported figures, each with its formula, its inputs and its assumptions.

A result is no better vouched for than its weakest input.

>>> rates.share(record, record.figure("kt-1412"), record.figure("kt-1900")).formula
'1,412 ÷ (more than 1,900)'
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import inf, isinf
from typing import Any

from analysis.errors import Refusal
from analysis.fingerprints import digest
from analysis.measures.durations import lasting_words
from analysis.quantities import dates
from analysis.quantities.bounds import TOO_SMALL, Bound, percent
from analysis.quantities.dates import Date
from analysis.quantities.units import PERCENT, Unit
from analysis.record.populations import Population
from analysis.record.references import Evidence, refer
from analysis.record.reported import Figure, MissingFigure, Reported
from analysis.record.selections import Selection

Assumed = tuple[str, ...]  # what is assumed, each in words that can follow "that"
LONGEST = 50  # characters of ids in the id of a conclusion
# From best to worst, for the standing of a result; any other verdict is no better than the last.
SEVERITY = ("verbatim", "typographic", "elided", "clipped", "cited", "unverified")
# From where on a quotient is told in whole numbers; a smaller one has one decimal. Limits stay true
# when they are rounded outward, so that they may be told more coarsely than an exact result. So may
# a time in years, which is told as about that many.
WHOLE_LIMITS = 10
WHOLE_RESULTS = 100
# Of a whole of fewer, one more or less moves a share by more than a percent.
FEW = 100


class Conclusion:
    """What follows from reported rows: a number derived from them, or a finding about them.

    The assumptions of inputs that are themselves conclusions are added. Raises Refusal without
    inputs: it would rest on nothing.
    """

    id: str
    inputs: tuple[Any, ...]
    assumptions: Assumed

    def __post_init__(self) -> None:
        if not self.inputs:
            raise Refusal(
                f"derived number {self.id}",
                "it has no inputs",
                "name the figures that it is computed from",
            )
        assumptions = list(self.assumptions)
        for item in self.inputs:
            if isinstance(item, Conclusion):
                assumptions += item.assumptions
        object.__setattr__(self, "assumptions", tuple(dict.fromkeys(assumptions)))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}: {self.label()}>"

    def __format__(self, aspect: str) -> str:
        return refer([self], aspect)

    @property
    def verdict(self) -> str:
        """The worst verdict among the reported rows that it rests on."""
        return max(map(weakest, self.inputs), key=_badness)

    def label(self) -> str:
        """The shortest words for it."""
        raise NotImplementedError

    def about(self) -> tuple[str, str]:
        """What it is, in words, and how it came about."""
        raise NotImplementedError

    def more(self) -> list[list[str]]:
        """Further lines of its record."""
        return []

    def evidence(self) -> list[Evidence]:
        """Itself and its inputs as records for the page's annex."""
        title, formula = self.about()
        own = {
            "id": self.id,
            "kind": "derived",
            "label": self.label(),
            "lines": [["What", title], *self.more()],
            "formula": formula,
            "inputs": [item.id for item in self.inputs],
            "assumptions": list(self.assumptions),
            "verdict": self.verdict,
            "verdict_words": f"derived; its weakest input is {self.verdict}",
        }
        found = [own]
        for item in self.inputs:
            found += item.evidence()
        return found


def id_of(kind: str, inputs: Iterable[Any]) -> str:
    """The id of what follows from inputs, which fits into an address: with a digest of theirs where
    all of them are too long.
    """
    ids = "-".join(item.id for item in inputs)
    return f"{kind}-{ids if len(ids) <= LONGEST else digest(ids)}"


def weakest(item: "Reported | Conclusion") -> str:
    """The verdict on an item, or the worst among the reported rows that it rests on."""
    return item.standing.verdict if isinstance(item, Reported) else item.verdict


def _badness(verdict: str) -> int:
    return SEVERITY.index(verdict) if verdict in SEVERITY else len(SEVERITY)


@dataclass(frozen=True, repr=False)
class Derived(Conclusion):
    """A number computed from others: its bound, the formula in words, its inputs and assumptions.

    `unit` is that of the inputs; "persons/year" for an average, "years" for a time; "percent" for a
    share, whose bound is then a fraction of one. `measure` is as a figure's, empty where the inputs
    differ.
    """

    id: str
    title: str
    bound: Bound
    unit: str
    formula: str
    inputs: tuple["Figure | Conclusion | Reported", ...]
    assumptions: Assumed = ()
    period: Date | None = None
    population: Population | None = None
    measure: str = ""

    def __post_init__(self) -> None:
        """Refuse a number that its rounded inputs leave nothing to say of. Raises Refusal."""
        super().__post_init__()
        if self.bound.is_too_small:
            do = "counts that are not rounded would tell it"
            raise Refusal(
                f"derived number {self.id}", f"no result is given: it would be {TOO_SMALL}", do
            )

    @property
    def shown(self) -> Bound:
        """The bound as a reader is told it, rounded as `Bound.told` says."""
        if self.unit == PERCENT:
            return percent(self.bound, _decimals_of_share(self))
        bound = _without_nought(self.bound)
        is_quotient = self.unit == "years" or Unit.of(self.unit).is_average
        if not is_quotient:
            return bound.told()
        told = bound.told(_decimals(bound, self.unit))
        # An exact time is told as a rounded one where it is: nobody counts the days of a division.
        is_rounded = told.kind == "exact" and told != bound
        return replace(told, about=True) if is_rounded and self.unit == "years" else told

    def label(self) -> str:
        """The bound in words, with the sign of its unit where that has one."""
        return self.shown.words(Unit.of(self.unit).sign_alone)

    def about(self) -> tuple[str, str]:
        """Its title and its formula."""
        return self.title, self.formula

    def more(self) -> list[list[str]]:
        """The time it holds for, how long that is where it is an average, and how its bound came
        about.
        """
        lines = []
        if self.period:
            fiscal = dates.fiscal_year(self.period)
            years = f", fiscal {fiscal}" if fiscal else ""
            lines.append(["When", self.period.words() + years])
            if Unit.of(self.unit).is_average:
                lines.append(["Lasting", lasting_words(self.period)])
        limits = self._limits()
        if limits:
            lines.append(["Bound", "; ".join(limits)])
        return lines

    def _limits(self) -> list[str]:
        """How its bound came about: what its numbers are reckoned with, and how it is rounded."""
        numbers = [item for item in self.inputs if isinstance(item, Counted)]
        numbers = [number for number in numbers if _stands_in(number, self.formula)]
        limits = []
        for number in numbers:
            exact = _exactly(number)
            if exact:
                limits.append(f"{number.label()} is {exact}")
        for number in numbers:
            if number.bound.about:
                limits.append(f"{number.label()} has no width that anybody stated")
        if _is_rounded(self):
            limits.append(_rounding(self))
        return limits


Counted = Figure | Derived
Row = Counted | MissingFigure
Sums = Iterable[Derived]
Statements = Iterable[Reported | Conclusion]  # what is reported, and what follows from it


def _decimals(quotient: Bound, unit: str) -> int:
    """To how many places a quotient is told: to one while it is small, else to none."""
    smallest = quotient.high if isinf(quotient.low) else quotient.low
    is_limited = quotient.low != quotient.high and not quotient.about
    whole_from = WHOLE_LIMITS if is_limited or unit == "years" else WHOLE_RESULTS
    return 0 if smallest >= whole_from else 1


def _decimals_of_share(share: Derived) -> int:
    """To how many places a share is told in percent: to one, but to none of a small whole."""
    *_, of = share.inputs
    is_of_few = isinstance(of, Counted) and of.bound.high < FEW
    return 0 if is_of_few else 1


def _is_rounded(number: Derived) -> bool:
    """Whether a reader is told less than the exact bound."""
    if number.unit == PERCENT:
        return number.bound.told(_decimals_of_share(number)) != number.bound
    shown, bound = number.shown, number.bound
    is_low_moved = shown.low != bound.low and not isinf(shown.low)
    is_high_moved = shown.high != bound.high and not isinf(shown.high)
    return is_low_moved or is_high_moved


def _stands_in(number: Counted, formula: str) -> bool:
    """Whether a formula reckons with a number, and not with its period or with how many rows there
    are.
    """
    label = re.escape(number.label())
    return re.search(rf"(?<![\w.,]){label}(?!\w|[.,][0-9])", formula) is not None


def _rounding(number: Derived) -> str:
    """How a number was rounded, in words."""
    if number.bound.about:
        return "rounded to the digits that its least precise number is good for"
    if number.bound.kind == "exact":
        return "rounded to the nearest"
    return "limits are rounded outward"


def _is_measured(number: Counted) -> bool:
    """Whether a number counts what comes in fractions."""
    return not Unit.of(number.unit).is_counted


def whole(number: Counted) -> Bound:
    """The bound of a count, its open ends closed to whole numbers, none below nothing unless it is
    only about; the bound of what comes in fractions as it is.
    """
    if _is_measured(number):
        return number.bound
    bound = number.bound.whole()
    if bound.about or bound.low >= 0 or bound.high < 0:
        return bound
    return replace(bound, low=0, low_open=False)


def _without_nought(bound: Bound) -> Bound:
    """A bound as it is said: no less than none goes without saying."""
    if bound.low == 0 and bound.high not in (0, inf):
        return replace(bound, low=-inf)
    return bound


def _exactly(number: Counted) -> str:
    """What a number is reckoned with where it is told otherwise, to two decimals; "" where it is as
    told.
    """
    if number.bound.about or number.unit == PERCENT:
        return ""
    bound = _without_nought(whole(number))
    words = bound.told(2).words(Unit.of(number.unit).sign_alone)
    if words == number.label():
        return ""
    return f"{words} before rounding" if _is_measured(number) else words


def attempt(measure: Callable[..., Derived], *args: Any) -> Derived | Refusal:
    """The result of `measure`, or its refusal, so that a page can show a refusal as a finding."""
    try:
        return measure(*args)
    except Refusal as refusal:
        return refusal


def title_of(number: Counted) -> str:
    """Whom a number counts; what it is, where it counts several groups."""
    if number.population:
        return number.population.label
    return number.label() if isinstance(number, Figure) else number.title


def formula_of(sign: str, *numbers: Counted) -> str:
    """Numbers with a sign between them, in brackets where they are not exact."""
    words = []
    for number in numbers:
        label = number.label()
        words.append(label if number.bound.kind == "exact" else f"({label})")
    return f" {sign} ".join(words)


def results(*attempts: Derived | Refusal) -> Selection:
    """The attempts that gave a result."""
    return Selection(attempt for attempt in attempts if isinstance(attempt, Derived))


def reported(items: Statements) -> list[Reported]:
    """The reported rows that `items` rest on, each once, in order of first use."""
    found: dict[str, Reported] = {}
    for item in items:
        rows = reported(item.inputs) if isinstance(item, Conclusion) else [item]
        for row in rows:
            found.setdefault(row.id, row)
    return list(found.values())


def figures_of(items: Statements) -> list[Figure]:
    """The figures among the reported rows that `items` rest on."""
    return [row for row in reported(items) if isinstance(row, Figure)]


def cited(items: Statements) -> Selection:
    """The reported rows that `items` rest on of which no words are held."""
    return Selection(row for row in reported(items) if row.standing.is_cited)
