"""What has to hold of numbers that are put together, what is assumed where no source states it, and
how a refusal says what does not hold.
"""

import re
from collections.abc import Sequence

from analysis.errors import Refusal
from analysis.measures.derived import Assumed, Counted, Derived, title_of
from analysis.quantities import dates
from analysis.quantities.dates import Date, Point
from analysis.quantities.units import PERCENT
from analysis.record.populations import Relation
from analysis.record.record import Record

# Words that may mean a year or a month of the calendar, or the twelve months before; "late last
# year" is neither.
_BARE_PERIOD = re.compile(r"(?:in\s+)?(?:last|this)\s+(?P<unit>year|month)", re.IGNORECASE)


def is_stated_part(relation: Relation) -> bool:
    """Whether a source states the one population to be part of the other."""
    return relation.relation == "subset_of" and relation.is_stated


def at_one_time(a: Counted, b: Counted) -> Assumed | None:
    """What is assumed so that two counts hold at one time, which may be nothing; None where they do
    not.

    Flows hold at one time if they have one period, other counts if they are of one certain day. A
    date that is not exact is one time where one source gives both for it, and else by an assumption
    that is named. Two cumulative counts need one start as well.
    """
    if a.period is None or b.period is None:
        return None
    is_one_date = str(a.period) == str(b.period)
    is_both_cumulative = a.measure == b.measure == "cumulative"
    if moment(a) and moment(a) == moment(b):
        return () if is_one_date or not is_both_cumulative else None
    if not is_one_date:
        return None
    if _is_one_source(a, b) and not is_vague(a.period):
        return ()
    return (f"the counts dated {a.period.words()} are of the same time",)


def _is_one_source(a: Counted, b: Counted) -> bool:
    """Whether two numbers were reported by one source."""
    if isinstance(a, Derived) or isinstance(b, Derived):
        return False
    return a.source.id == b.source.id


def moment(number: Counted) -> Point | str | None:
    """When a number holds: the period of a flow, the day of any other count; None where it is not
    known exactly.
    """
    period = number.period
    if period is None or is_vague(period):
        return None
    end = period.end
    if number.measure == "flow":
        return str(period) if period.start and end else None
    return end if end and end.day else None


def is_vague(period: Date) -> bool:
    """Whether a period is marked uncertain, or is only one of several."""
    return period.uncertain or period.granularity == "set"


def period_assumed(flow: Counted) -> Assumed:
    """What is assumed of a flow whose period its source does not state."""
    if isinstance(flow, Derived) or flow.period_basis == "stated" or flow.period is None:
        return ()
    source = flow.source
    publisher = source.publisher
    words = flow.period_text
    if not words:  # of what is only cited no words are held
        return (f"the {flow.label()} that {publisher} gives are of {period_words(flow)}",)
    _, _, genre = source.genre.rpartition("_")
    meant = flow.period.words()
    unit = flow.period.granularity
    bare = _BARE_PERIOD.fullmatch(words.strip())
    if bare and bare["unit"].lower() == unit:
        meant = f"the calendar {unit} {meant}"
    return (f"“{words}” in the {publisher} {genre} means {meant}",)


def period_words(number: Counted) -> str:
    """The period of a number in words, a US fiscal year as such: "fiscal 2022"."""
    fiscal = dates.fiscal_year(number.period)
    if fiscal:
        return f"fiscal {fiscal}"
    return number.period.words() if number.period else "a time not given"


def assumed(relation: Relation) -> Assumed:
    """What is assumed of two populations where no source states their relation."""
    return () if relation.is_stated else (relation.note,)


def relation_of(record: Record, first: Counted, second: Counted) -> Relation:
    """How the populations of two numbers stand to one another; unknown where one of them counts
    several.
    """
    if first.population is None or second.population is None:
        return Relation("", "", "unknown", "unknown", "")
    return record.relation(first.population.id, second.population.id)


RELATIONS = {
    "subset_of": "the {a} are part of the {b}",
    "contains": "the {b} are part of the {a}",
    "same": "the {a} and the {b} are the same group",
    "disjoint": "the {a} and the {b} are separate groups",
    "overlaps": "the {a} and the {b} overlap",
    "unknown": "how the {a} and the {b} relate is not known",
}


def related(a: Counted, b: Counted, relation: Relation) -> str:
    """How the groups of two figures stand to one another, with the note on it as a sentence."""
    template = RELATIONS[relation.relation]
    words = template.format(a=a.label(), b=b.label())
    note = relation.note.rstrip(".")
    if not note:
        return words
    if relation.basis == "assumed":
        note = f"Assumed: {note}"
    return f"{words}. {note}"


def kinds(a: Counted, b: Counted) -> str:
    """Which kind of count each of two figures is, by whom it counts: a page may name the two in
    another order.
    """
    first = f"{_group(a)} is {_kind(a)}"
    second = f"{_group(b)} {_kind(b)}"
    return f"{first}, {second}"


def _group(number: Counted) -> str:
    return f"“{title_of(number)}”"


def _kind(number: Counted) -> str:
    if number.unit == PERCENT:
        return "a share"
    return f"a {number.measure} in {number.unit}"


def refusal(what: str, figures: Sequence[Counted], why: str, do: str) -> Refusal:
    """A refusal to put figures together: what is not given, why, and what would allow it."""
    ids = " and ".join(figure.id for figure in figures)
    return Refusal(f"figures {ids}", f"no {what} is given: {why}", do)
