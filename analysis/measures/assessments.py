"""What the other sources of a record make of a claim: they contradict it, confirm it, leave room
for it, give the same number again, or say nothing of it.

Each claim is held against other publishers alone. A number is put together with theirs as in a
ledger, so that counts of the same people limit each other, mentions of one claim count once, a
number that the record doubts refutes nothing, and an "about" limits nothing. It is confirmed only
by the numbers of other bodies, which leave nothing but what it says and assume nothing. An event is
confirmed by another publisher that reports it.

>>> assessments.assess(record, record.figure("rfa-26")).label()
'left open: no other source'
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

from analysis.measures.chronology import latest
from analysis.measures.corroboration import elsewhere, is_alike
from analysis.measures.derived import Assumed, Conclusion, Counted, Derived, whole
from analysis.measures.findings import agreement
from analysis.measures.ledgers import is_count, ledger
from analysis.record.record import Record
from analysis.record.reported import IN_FORCE, Figure, Reported
from analysis.record.selections import Selection

# What is said of a claim, by the word that the measure decided.
ASSESSMENTS = {
    "contradicted": "contradicted",
    "confirmed": "confirmed",
    "fits": "left open: others leave room for it",
    "repeated": "left open: others give the same number",
    "hedged": "left open: others give it with another hedge",
    "reworded": "left open: others give it otherwise",
    "alone": "left open: no other source",
}
HELD = "held against the others, it limits none of them"  # as a ledger reads what is doubted
SETTLED = ("contradicted", "confirmed")
GIVEN_AGAIN = ("repeated", "hedged")
LIMITING = ("same", "subset_of", "contains")  # relations by which counts limit each other
FLOWS = ("flow", "cumulative")  # which limit each other; stocks limit stocks


@dataclass(frozen=True, repr=False)
class Assessment(Conclusion):
    """What others make of the first of its inputs, the claim; the rest are what decides it.

    `word` is one of ASSESSMENTS.
    """

    word: str
    inputs: tuple[Reported | Derived, ...]
    assumptions: Assumed = ()

    # The base declares a field, which a dataclass would take as an argument; here it is derived.
    @property
    def id(self) -> str:  # type: ignore[override]
        """The id of its record in a page."""
        return f"assessment-{self.claim.id}"

    @property
    def claim(self) -> Reported:
        """What is claimed."""
        claim = self.inputs[0]
        assert isinstance(claim, Reported)
        return claim

    @property
    def others(self) -> tuple[Reported | Derived, ...]:
        """What decides it: what others make, or their rows."""
        return self.inputs[1:]

    def label(self) -> str:
        """What was decided, in words."""
        return ASSESSMENTS[self.word]

    def about(self) -> tuple[str, str]:
        """What was asked, and of which claim."""
        return "what the other sources make of a claim", self.claim.label()


def assess(record: Record, claim: Reported) -> Assessment:
    """What the other sources of a record make of a figure, an event or a quotation."""
    rows = elsewhere(record, claim)
    if not isinstance(claim, Figure):
        return Assessment("confirmed" if rows else "alone", (claim, *rows))
    repeats = [row for row in rows if isinstance(row, Figure) and _is_of_the_same(row, claim)]
    settled = _settled(record, claim) if is_count(claim) else None
    if settled and settled.word != "fits":
        return settled
    if any(is_alike(record, row, claim) for row in repeats):
        return Assessment("repeated", (claim, *repeats))
    if repeats:
        return Assessment("hedged", (claim, *repeats))
    return settled or Assessment("reworded" if rows else "alone", (claim, *rows))


def _settled(record: Record, claim: Figure) -> Assessment | None:
    """Whether the numbers of others contradict a count, confirm it or leave room for it; None where
    they do not limit it.
    """
    others = _of_other_publishers(record, claim)
    held = replace(claim, doubt=HELD)
    against = ledger(record, [held, *others])
    clash = against.clash(held)
    if clash:
        return Assessment("contradicted", (claim, *clash.inputs[1:]), clash.assumptions)
    compared = [agreement(record, claim, other) for other in others]
    clashes = [found for found in compared if found.word == "clash"]
    if clashes:
        rivals = [found.inputs[1] for found in clashes]
        assumed = chain.from_iterable(found.assumptions for found in clashes)
        return Assessment("contradicted", (claim, *rivals), tuple(assumed))
    independent = [figure for figure in others if not _is_of_one_body(figure, claim)]
    enough = ledger(record, [held, *independent]).left(held)
    if enough and _says_it(enough, claim):
        return Assessment("confirmed", (claim, enough))
    left = against.left(held)
    if not left:
        return None
    within = _latest_within(others, claim) if claim.measure == "cumulative" else []
    return Assessment("fits", (claim, left, *within))


def _latest_within(others: list[Figure], claim: Figure) -> list[Figure]:
    """The last totals of others in the time of a total, several where they are of one day.

    Where that ends on an unknown day of a year, what the others leave it goes by the year's first.
    """
    end = claim.ends()
    found = []
    for other in others:
        if other.measure != "cumulative":
            continue
        if other.ends() <= end and not other.bound.about:
            found.append(other)
    return list(latest(found))


def _of_other_publishers(record: Record, claim: Figure) -> list[Figure]:
    """The figures of other claims and publishers that are counted in such a way that they
    may limit this one: none that is doubted, replaced or not relied on.
    """
    measures = FLOWS if claim.measure in FLOWS else (claim.measure,)
    kin = sorted(_kin(record, claim.population.id))
    found = []
    kind = {"unit": claim.unit, "measure": measures, "population_id": kin}
    for figure in record.figures(**kind, rank=IN_FORCE):
        is_own = figure.source.first_publisher == claim.source.first_publisher
        if figure.claim != claim.claim and not is_own and not figure.doubt:
            found.append(figure)
    return found


def _kin(record: Record, population: str) -> set[str]:
    """A population, and those whose counts may limit its own, through whatever others."""
    linked = defaultdict(set)
    for known in record.relations():
        if known.relation in LIMITING:
            linked[known.a].add(known.b)
            linked[known.b].add(known.a)
    found = {population}
    ahead = [population]
    while ahead:
        new = linked[ahead.pop()] - found
        found |= new
        ahead += new
    return found


def _is_of_one_body(first: Figure, second: Figure) -> bool:
    """Whether two numbers come from one body, or both from nobody named."""
    return {by.principal for by in first.speakers} == {by.principal for by in second.speakers}


def _is_of_the_same(row: Figure, claim: Figure) -> bool:
    """Whether a row counts the people that a claim does, in the same unit."""
    return row.population == claim.population and row.unit == claim.unit


def _says_it(left: Derived, claim: Figure) -> bool:
    """Whether what others leave for a claim is nothing but what it says, without an assumption."""
    said = whole(claim)
    allowed = whole(left)
    if left.assumptions or said.about:
        return False
    return said.low <= allowed.low and allowed.high <= said.high


def each(record: Record, claims: Iterable[Reported]) -> Selection:
    """What others make of each claim; of the mentions of one number, of the first."""
    found: dict[str, Assessment] = {}
    for claim in claims:
        key = claim.claim if isinstance(claim, Figure) else claim.id
        if key not in found:
            found[key] = assess(record, claim)
    return Selection(found.values())


def of_word(assessments: Iterable[Assessment], word: str) -> Selection:
    """The claims of which this word was decided."""
    return Selection(each.claim for each in assessments if each.word == word)


def given_again(assessments: Iterable[Assessment]) -> Selection:
    """The claims whose number others give too, of the same people, as it is or with another
    hedge.
    """
    given = list(assessments)
    found = Selection()
    for word in GIVEN_AGAIN:
        found += of_word(given, word)
    return found


def left_open(assessments: Iterable[Assessment]) -> Selection:
    """The claims that others neither contradict nor confirm."""
    return Selection(each.claim for each in assessments if each.word not in SETTLED)


def gravest(assessments: Iterable[Assessment]) -> Selection:
    """Of those that contradict a number, the one whose number lies farthest from what others
    make, in proportion to itself; empty where there is none.
    """
    contradicted = [each for each in assessments if each.word == "contradicted"]
    return Selection(sorted(contradicted, key=_distance, reverse=True)[:1])


def _distance(found: Assessment) -> float:
    """How far a contradicted number lies from what others make, as a share of itself."""
    claim, made_by_others = found.inputs[:2]
    assert isinstance(claim, Counted)
    assert isinstance(made_by_others, Counted)
    said = whole(claim)
    made = whole(made_by_others)
    if made.low > said.high:
        away, of = made.low - said.high, said.high
    else:
        away, of = said.low - made.high, said.low
    return float(away / max(1, of))
