"""What the record does not establish of what an answer rests on.

>>> [gap.kind for gap in unknowns.gaps(record, [record.figure("kt-572")])]
['external', 'alone']
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from analysis.measures.chronology import basis_of
from analysis.measures.conditions import relation_of
from analysis.measures.corroboration import Articles, articles, elsewhere, otherwise_given
from analysis.measures.derived import Statements, figures_of, reported
from analysis.record.populations import NO_RELATION
from analysis.record.publications import OFFICIAL
from analysis.record.record import Record
from analysis.record.reported import Event, Figure, Items, Reported

# The kinds of gap, in the order in which they are told; see `gaps`.
KINDS = (
    "relation",
    "assumed",
    "unknown",
    "external",
    "guessed",
    "alone",
    "told",
    "quoted",
    "also",
    "unverified",
)
# Kinds of gap by how the date of a row is known, and by the kind of a row that nobody else reports.
UNDATED = {"unknown": "unknown", "external": "external", "assumed": "guessed"}
LONELY = {"figure": "alone", "event": "told", "quote": "quoted", "gap": "quoted"}


@dataclass(frozen=True)
class Gap:
    """Something that the record does not establish: its `kind` (see `gaps`), and the items that it
    touches.

    `note` is what the record says of it, `source` the source that it is about, "" where there is
    none. Of a number or an event that others report too, `others` are the rows in which they do,
    and `articles` those that are looked at; `otherwise` are those of `others` that hedge or count
    the number otherwise.
    """

    kind: str
    items: tuple[Reported, ...]
    note: str = ""
    source: str = ""
    others: tuple[Reported, ...] = ()
    articles: Articles | None = None
    otherwise: tuple[Figure, ...] = ()

    @property
    def is_noted(self) -> bool:
        """Whether the record has words of its own on it."""
        return self.note not in ("", NO_RELATION)

    @property
    def is_of_one_time(self) -> bool:
        """Whether all the items that it touches are about one date, or have none."""
        return len({str(item.as_of) for item in self.items}) == 1


def gaps(record: Record, items: Statements) -> list[Gap]:
    """What the record does not establish of what `items` rest on, in the order of KINDS.

    "relation": how two of the populations overlap is not known; "assumed": it is only assumed;
    "unknown", "external", "guessed": a date is not known, known by outside evidence alone, or
    assumed; "alone", "told": numbers, without those that an office counts and publishes itself, and
    events, that nobody else reports in the whole record, whatever the scope; "quoted": words that
    only one of the texts that are held quotes; "also": what nobody else reports within the scope,
    but others beyond it; "unverified": words that do not stand as verified.
    """
    rows = reported(items)
    found = list(_relation_gaps(record, rows))
    found += _date_gaps(rows)
    found += _lonely_gaps(record, rows)
    unverified = [row for row in rows if row.standing.verdict == "unverified"]
    if unverified:
        found.append(Gap("unverified", tuple(unverified)))
    return sorted(found, key=lambda gap: KINDS.index(gap.kind))


def _relation_gaps(record: Record, rows: Items) -> Iterable[Gap]:
    """A gap for each pair of populations whose relation is unknown or only assumed."""
    found = {}
    for a, b in combinations(figures_of(rows), 2):
        relation = relation_of(record.whole, a, b)
        pair = frozenset((relation.a, relation.b))
        if pair in found:
            continue
        if relation.relation == "unknown":
            found[pair] = Gap("relation", (a, b), relation.note)
        elif relation.basis in ("assumed", "unknown"):
            found[pair] = Gap("assumed", (a, b), relation.note)
    return found.values()


def _date_gaps(rows: Items) -> Iterable[Gap]:
    """A gap for each way of UNDATED in which a date is known otherwise than from the sources."""
    found = defaultdict(list)
    for row in rows:
        basis = basis_of(row)
        if basis in UNDATED:
            found[basis].append(row)
    return [Gap(UNDATED[basis], tuple(items)) for basis, items in found.items()]


def _lonely_gaps(record: Record, rows: Items) -> Iterable[Gap]:
    """What one publisher alone reports, a gap for each kind and publisher; and what is so only
    within the scope, each by itself.
    """
    lonely = defaultdict(list)
    for row in _each_told_once(rows):
        if _is_own_count(row):
            continue
        others = elsewhere(record.whole, row)
        if not others:
            key = LONELY[row.kind], row.source.first_publisher
            lonely[key].append(row)
        elif not elsewhere(record, row):
            yield _also_gap(record, row, others)
    for (kind, _), items in lonely.items():
        first = items[0]
        yield Gap(kind, tuple(items), source=first.source.id)


def _is_own_count(row: Reported) -> bool:
    """Whether a number stands on a page or in a table of the office that counts: it alone can."""
    if not isinstance(row, Figure) or row.source.trust not in OFFICIAL:
        return False
    return row.source.first_publisher in [speaker.name for speaker in row.speakers]


def _each_told_once(rows: Items) -> Items:
    """The first row of each claim and of each event in each source; words by themselves."""
    found = {}
    for row in rows:
        told = row.id
        if isinstance(row, Figure):
            told = row.claim
        elif isinstance(row, Event):
            told = row.occasion
        key = row.source.id, told
        if key not in found:
            found[key] = row
    return found.values()


def _also_gap(record: Record, row: Reported, others: Sequence[Reported]) -> Gap:
    """What one source alone reports within the scope, and `others` beyond it."""
    return Gap(
        kind="also",
        items=(row,),
        source=row.source.id,
        others=tuple(others),
        articles=articles(record, [row]),
        otherwise=tuple(otherwise_given(record, row, others)),
    )
