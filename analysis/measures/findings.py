"""What holds of two numbers: whether both can be true, and which of them is lower or higher.

A finding is a word that a measure decided ("agree", "below"), never a person: templates hold a
sentence for each word, so that a changed row changes the sentence.

>>> findings.agreement(record, record.figure("kt-572"), record.figure("kt-500")).word
'agree'
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.measures.conditions import assumed, moment, relation_of
from analysis.measures.derived import (
    Assumed,
    Conclusion,
    Counted,
    Derived,
    figures_of,
    id_of,
    whole,
)
from analysis.quantities.dates import Point
from analysis.record.record import Record
from analysis.record.reported import Figure
from analysis.record.selections import Selection

# What was asked of two numbers, and the finding in words, by the word that a measure decided.
BOTH = "whether both can be true"
ORDER = "which of them is lower or higher"
FINDINGS = {
    "agree": (BOTH, "{} and {} do not contradict each other"),
    "clash": (BOTH, "{} and {} contradict each other"),
    "open": (BOTH, "{} and {} cannot be compared"),
    "below": (ORDER, "{} is lower than {}"),
    "above": (ORDER, "{} is higher than {}"),
    "equal": (ORDER, "{} is the same as {}"),
    "unknown": (ORDER, "which is larger is not known: {} or {}"),
}


@dataclass(frozen=True, repr=False)
class Finding(Conclusion):
    """What holds of two numbers; `word` is one of FINDINGS.

    "agree", "clash" or "open" (nothing settles it) say whether both can be true; "below", "above",
    "equal" or "unknown", how the first stands to the second.
    """

    word: str
    inputs: tuple[Counted, Counted]
    assumptions: Assumed = ()

    # The base declares a field, which a dataclass would take as an argument; here it is derived.
    @property
    def id(self) -> str:  # type: ignore[override]
        """The id of its record in a page."""
        kind = "agreement" if FINDINGS[self.word][0] == BOTH else "order"
        return id_of(kind, self.inputs)

    def label(self) -> str:
        """The finding, and on what."""
        first, second = self.inputs
        _, words = FINDINGS[self.word]
        if self.word == "unknown":
            return words.format(*_told_apart(first, second))
        return words.format(first.label(), second.label())

    def about(self) -> tuple[str, str]:
        """What was asked, and of which numbers."""
        first, second = self.inputs
        question, _ = FINDINGS[self.word]
        return question, f"{first.label()} compared with {second.label()}"


def _told_apart(first: Counted, second: Counted) -> tuple[str, str]:
    """Two numbers in words, each with its group; of one group, each with its time."""
    for said_of in (_group, _time):
        one = said_of(first)
        other = said_of(second)
        if one and other and one != other:
            return f"{first.label()} ({one})", f"{second.label()} ({other})"
    return first.label(), second.label()


def _group(number: Counted) -> str:
    return number.population.label if number.population else ""


def _time(number: Counted) -> str:
    return number.period.words() if number.period else ""


def agreement(record: Record, first: Counted, second: Counted) -> Finding:
    """Whether two numbers can both be true of one population ("agree") or not ("clash").

    Flows of one period and counts of one day agree if their bounds meet. A cumulative count grows:
    of two, that of the longer time must be able to reach the other. A number that repeats another
    of its publisher, rounded or without its hedge, agrees with it. "open" where no row says that
    the populations are the same, where the numbers measure different things or hold at times that
    are different or not known exactly, where one is only "about", and where they would clash but
    the record doubts one of them. What a clash assumes is named. An agreement needs no two
    populations to be the same: counts of different people contradict each other even less.
    """
    pair = (first, second)
    if _is_repeat(first, second):
        return Finding("agree", pair)
    same_people = _assumed_same(record, first, second)
    if same_people is None:
        return Finding("open", pair)
    if first.measure == "cumulative":
        word, same_time = _compare_cumulative(first, second)
    else:
        word, same_time = _compare_at_one_time(first, second), ()
    match word:
        case "clash" if not any(map(is_doubted, pair)):
            return Finding("clash", pair, (*same_people, *same_time))
        case "agree":
            return Finding("agree", pair)
        case _:
            return Finding("open", pair)


def _is_repeat(first: Counted, second: Counted) -> bool:
    """Whether one of two reported numbers only repeats the other."""
    if isinstance(first, Derived) or isinstance(second, Derived):
        return False
    return first.repeats(second) or second.repeats(first)


def _assumed_same(record: Record, first: Counted, second: Counted) -> Assumed | None:
    """What is assumed so that two numbers count the same people in one unit and way, which may be
    nothing; None where they do not.
    """
    relation = relation_of(record, first, second)
    if first.unit != second.unit or first.measure != second.measure:
        return None
    if relation.relation != "same":
        return None
    return assumed(relation)


def _compare_at_one_time(first: Counted, second: Counted) -> str:
    """The word for two numbers that are compared only where they hold at one time."""
    meets = whole(first).agrees(whole(second))
    if meets is None or moment(first) is None or moment(first) != moment(second):
        return "open"
    return "agree" if meets else "clash"


def _compare_cumulative(first: Counted, second: Counted) -> tuple[str, Assumed]:
    """The word for two cumulative counts, and what a clash assumes where an end of their times is
    open or overlaps.
    """
    a = first.period
    b = second.period
    meets = whole(first).agrees(whole(second))
    if meets is None or not a or not b:
        return "open", ()
    if "set" in (a.granularity, b.granularity):
        return "open", ()
    begins = _order_of_points(a.start, b.start)
    ends = _order_of_points(a.end, b.end)
    if begins * ends > 0:  # one begins and ends before the other: neither takes in the other
        return "open", ()
    if begins or ends:
        longer, shorter = first, second
        if ends < begins:
            longer, shorter = second, first
        is_clash = whole(longer).compare(whole(shorter)) == "below"
        covering = (
            f"the count of {longer.label()} takes in all that the count of {shorter.label()} does"
        )
    else:
        is_clash = not meets
        covering = f"the counts of {first.label()} and {second.label()} cover the same time"
    if not is_clash:
        return "agree", ()
    if _is_order_certain(a.start, b.start) and _is_order_certain(a.end, b.end):
        return "clash", ()
    return "clash", (covering,)


def _order_of_points(first: Point | None, second: Point | None) -> int:
    """1 where the first point is later, -1 where it is sooner, 0 where they overlap or one is not
    known.
    """
    if not first or not second:
        return 0
    if first.first > second.last:
        return 1
    return -1 if first.last < second.first else 0


def _is_order_certain(first: Point | None, second: Point | None) -> bool:
    """Whether it is certain which of two points is sooner, or that they are the same."""
    if not first or not second or first.uncertain or second.uncertain:
        return False
    return first == second or _order_of_points(first, second) != 0


def order(record: Record, first: Counted, second: Counted) -> Finding:
    """Whether every value that `first` can have is below or above every value that `second` can
    have.

    "unknown" where their bounds meet, where they are not counted in the same unit and way, where no
    row says that the populations are the same, and where the record doubts a figure that one of
    them is or rests on; what is only assumed is named.
    """
    pair = (first, second)
    same_people = _assumed_same(record, first, second)
    if same_people is None or any(map(is_doubted, pair)):
        return Finding("unknown", pair)
    word = whole(first).compare(whole(second))
    return Finding(word, pair, () if word == "unknown" else same_people)


def overall(findings: Iterable[Finding]) -> str:
    """The word for several findings of `order` together: that of all if they share one, else
    "unknown".
    """
    words = {finding.word for finding in findings}
    return words.pop() if len(words) == 1 else "unknown"


def firmest(findings: Iterable[Finding]) -> Selection:
    """Those that an answer may lead with: of findings that share a word, the one that assumes
    least, else all.
    """
    found = Selection(findings)
    if overall(found) == "unknown":
        return found
    return Selection([min(found, key=lambda finding: len(finding.assumptions))])


def of_word(findings: Iterable[Finding], word: str) -> Selection:
    """The second numbers of those findings that a measure decided to be this word."""
    return Selection(finding.inputs[1] for finding in findings if finding.word == word)


def largest(numbers: Sequence[Counted]) -> Selection:
    """The numbers that no other exceeds: several where they tie, or where bounds leave open which
    is larger. What the record doubts is left out.
    """
    firm = [number for number in numbers if not is_doubted(number)]
    bounds = [whole(number) for number in firm]
    found = []
    for number, bound in zip(firm, bounds, strict=True):
        if not any(bound.compare(other) == "below" for other in bounds):
            found.append(number)
    return Selection(found)


def most_exact(numbers: Sequence[Counted]) -> Selection:
    """The numbers without those that say no more than another: "at least 1,900" beside "more than
    1,900", and the second of two that are equal. What is doubted takes the place of no other.
    """
    found: list[Counted] = []
    for number in sorted(numbers, key=is_doubted):
        if any(_implies(other, number) for other in found):
            continue
        if not is_doubted(number):
            found = [other for other in found if not _implies(number, other)]
        found.append(number)
    return Selection(number for number in numbers if number in found)


def _implies(first: Counted, second: Counted) -> bool:
    """Whether every value that the first can have is one that the second can have."""
    a, b = whole(first), whole(second)
    if a.about or b.about:
        return a == b
    return b.low <= a.low and a.high <= b.high


def is_doubted(number: Counted) -> bool:
    """Whether the record doubts any figure that a number is or rests on."""
    return any(figure.is_doubted for figure in figures_of([number]))


def outgrows(record: Record, total: Figure, other: Figure) -> bool:
    """Whether a cumulative total certainly runs to a later day than another that it does not
    contradict: no other answer then.
    """
    time, other_time = total.period, other.period
    if total.measure != "cumulative" or not time or not other_time:
        return False
    if time.uncertain or other_time.uncertain or not time.latest or not other_time.latest:
        return False
    is_later = other_time.latest < time.latest
    return is_later and agreement(record, total, other).word == "agree"
