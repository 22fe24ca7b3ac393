"""What can be said of numbers and words beside one another: agreement, order, containment, sides,
and what stays open.

A finding is a word that a measure decided ("agree", "below"), never a person: templates hold a
sentence for each word, so that a changed row changes the sentence.

>>> (finding,) = findings.preferred(record.figures(["kt-572", "kt-500"]))
>>> finding.id
'kt-572'
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import chain, combinations, pairwise, product
from operator import add

from analysis.errors import LookupFailed, did_you_mean
from analysis.measures.derived import (
    Conclusion,
    Counted,
    Derived,
    Row,
    assumed,
    id_of,
    moment,
    period_assumed,
    relation_of,
    whole,
)
from analysis.measures.reconcile import Claim, Reconciliation, Term, claim, reconcile
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date, Point
from analysis.record.bases import BASIS
from analysis.record.populations import NO_RELATION, Population, Relation
from analysis.record.publications import OFFICIAL, Source
from analysis.record.record import Record
from analysis.record.references import Evidence
from analysis.record.reported import IN_FORCE, Event, Figure, MissingFigure, Quote, Reported
from analysis.record.selections import Selection
from analysis.record.speakers import BODIES
from analysis.text.anchors import PASSING
from analysis.text.lexicon import UNITS

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
    "unknown": (ORDER, "{} is not known to be lower or higher than {}"),
}
RANKS = ("preferred", "normal", "superseded", "deprecated")
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
# How a number that is only "about" stands to what the others leave for it.
STANDINGS = {
    "near": "would fit only if it were rounded",
    "far": "would not fit even if rounded",
}

# What the functions below take.
Pair = tuple[Figure, Figure]
Figures = Iterable[Figure]
Quotes = Iterable[Quote]
Sums = Iterable[Derived]
Items = Iterable[Reported]
Statements = Iterable[Reported | Conclusion]  # what is reported, and what follows from it


@dataclass(frozen=True, repr=False)
class Finding(Conclusion):
    """What holds of two numbers; `word` is one of FINDINGS.

    "agree", "clash" or "open" (nothing settles it) say whether both can be true; "below", "above",
    "equal" or "unknown", how the first stands to the second.
    """

    word: str
    inputs: tuple[Counted, Counted]
    assumptions: tuple[str, ...] = ()

    @property
    def id(self) -> str:  # type: ignore[override]  # derived from what a dataclass would make a field
        """The id of its record in a page."""
        kind = "agreement" if FINDINGS[self.word][0] == BOTH else "order"
        return id_of(kind, self.inputs)

    def label(self) -> str:
        """The finding, and on what."""
        first, second = self.inputs
        _, words = FINDINGS[self.word]
        return words.format(first.label(), second.label())

    def about(self) -> tuple[str, str]:
        """What was asked, and of which numbers."""
        first, second = self.inputs
        question, _ = FINDINGS[self.word]
        return question, f"{first.label()} compared with {second.label()}"


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
    is_doubted = any(figure.is_doubted for figure in figures_of(pair))
    match word:
        case "clash" if not is_doubted:
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


def _assumed_same(record: Record, first: Counted, second: Counted) -> tuple[str, ...] | None:
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


def _compare_cumulative(first: Counted, second: Counted) -> tuple[str, tuple[str, ...]]:
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

    "unknown" where their bounds meet, where they are not counted in the same unit and way, and
    where no row says that the populations are the same; what is only assumed is named.
    """
    pair = (first, second)
    same_people = _assumed_same(record, first, second)
    if same_people is None:
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


def best_ranked(figures: Figures) -> Figure:
    """The figure that the record ranks first; the first given among equals."""
    return min(figures, key=lambda figure: RANKS.index(figure.rank))


def preferred(figures: Figures) -> Selection:
    """The figure that the record ranks first, of equals the one that runs to the latest day; empty
    where there are no figures.
    """
    found = latest_first(figures)
    return Selection([best_ranked(found)] if found else [])


def of_word(findings: Iterable[Finding], word: str) -> Selection:
    """The second numbers of those findings that a measure decided to be this word."""
    return Selection(finding.inputs[1] for finding in findings if finding.word == word)


def speakers_of(items: Items) -> list[str]:
    """The ids of those who speak in items, in order, each once."""
    found = []
    for item in items:
        for speaker in item.speakers:
            if speaker.id not in found:
                found.append(speaker.id)
    return found


def latest_first(figures: Figures) -> list[Figure]:
    """Figures by the last day of their periods, the latest first, those without one last; else as
    they stood.
    """
    return sorted(figures, key=lambda figure: _latest(figure.period) or date.min, reverse=True)


def _latest(period: Date | None) -> date | None:
    """The last day of a period, as far as it is known."""
    return period.latest if period else None


@dataclass(frozen=True)
class Structure:
    """How the populations of several figures lie to one another, as far as is stated.

    `parts` are pairs (part, whole); `unknown` are pairs whose overlap no source states, each with
    the relation that says so; `apart` are the figures that are neither a stated part of another nor
    contain one.
    """

    parts: tuple[Pair, ...]
    unknown: tuple[tuple[Figure, Figure, Relation], ...]
    apart: tuple[Figure, ...]


def structure(record: Record, figures: Sequence[Figure]) -> Structure:
    """Which figures count a stated part of which others, and which pairs are left open."""
    parts = []
    containing = []
    unknown = []
    for a, b in combinations(figures, 2):
        relation = relation_of(record, a, b)
        if not relation.is_stated:
            unknown.append((a, b, relation))
        elif relation.relation == "subset_of":
            parts.append((a, b))
        elif relation.relation == "contains":
            containing.append((b, a))
    parts += containing
    nested = set()
    for part, container in parts:
        nested.update([part.id, container.id])
    apart = [figure for figure in figures if figure.id not in nested]
    return Structure(tuple(parts), tuple(unknown), tuple(apart))


def in_order(items: Items) -> Selection:
    """Reported items by the first day they can mean, those without a date last; otherwise as they
    stood.

    One that is only dated from above stands before those of its last day. An event stands before
    those that it came before, by the words of its source.
    """
    ahead = sorted(items, key=_day_order)
    found: list[Reported] = []
    while ahead:
        first, *others = ahead
        earlier = []
        ahead = []
        for item in others:
            if isinstance(item, Event) and first.id in item.before:
                earlier.append(item)
            else:
                ahead.append(item)
        found += in_order(earlier)
        found.append(first)
    return Selection(found)


def _day_order(item: Reported) -> tuple[date, bool]:
    """The first day that an item can mean, else its last; and whether that is the first."""
    if not item.on:
        return date.max, False
    if item.on.earliest:
        return item.on.earliest, True
    return item.on.latest or date.max, False


def by_stance(quotes: Quotes) -> Mapping[str, Selection]:
    """The first quotation of each speaker under each stance, in the order given; empty for a stance
    nobody takes.
    """
    found: dict[str, Selection] = defaultdict(Selection)
    heard = set()
    for quote in quotes:
        key = quote.stance, _speaker_id(quote)
        if key not in heard:
            heard.add(key)
            found[quote.stance] += [quote]
    return found


def _speaker_id(quote: Quote) -> str:
    return quote.speaker.id if quote.speaker else ""


def points_on(named: Mapping[str, Items]) -> dict[str, list[str]]:
    """The points that each item is on, by the item's id; `named` has the items of each point."""
    found: dict[str, list[str]] = defaultdict(list)
    for point, items in named.items():
        for item in items:
            found[item.id].append(point)
    return dict(found)


def paraphrased(items: Items, quotes: Quotes) -> Selection:
    """The first of `items` of each speaker whose words `quotes` do not hold, though a source gives
    what was said.

    Persons by name, and bodies for which nobody is quoted; what a news medium says itself is no
    paraphrase.
    """
    quoted = set()
    quoted_bodies = set()
    for quote in quotes:
        for voice in quote.speakers:
            quoted.add(voice.id)
            quoted_bodies.add(voice.principal)
    found: dict[str, Reported] = {}
    for item in items:
        speaker = item.speaker
        if not speaker or speaker.kind == "media" or speaker.id in quoted:
            continue
        if speaker.kind == "person" or speaker.principal not in quoted_bodies:
            found.setdefault(speaker.id, item)
    return Selection(found.values())


def by_speaker(quotes: Quotes) -> list[list[Quote]]:
    """The quotations of each speaker, in order of first appearance."""
    found = defaultdict(list)
    for quote in quotes:
        speaker = _speaker_id(quote)
        found[speaker].append(quote)
    return list(found.values())


def by_body(quotes: Quotes) -> list[Selection]:
    """The quotations of each body that speakers belong to (see `Speaker.principal`), in order of
    first appearance.
    """
    found: dict[str, Selection] = defaultdict(Selection)
    for quote in quotes:
        body = quote.speaker.principal if quote.speaker else ""
        found[body] += [quote]
    return list(found.values())


def for_themselves(quotes: Quotes) -> Selection:
    """The quotations of those who speak for no office, company, medium or organisation: persons by
    themselves, groups of them, and whom the source does not name.
    """
    by_themselves = ("", BODIES["group"], BODIES["anonymous"])
    return Selection(
        quote for quote in quotes if not quote.speaker or quote.speaker.body in by_themselves
    )


def by_side(quotes: Quotes, sides: Mapping[str, str]) -> dict[str, list[Quote]]:
    """The quotations of each side (`sides` names a country), in the order of `sides`; empty for a
    side not quoted.
    """
    found: dict[str, list[Quote]] = defaultdict(list)
    for side in sides.values():
        found[side] = []
    for quote in quotes:
        country = quote.speaker.country if quote.speaker else ""
        side = sides.get(country, country)
        found[side].append(quote)
    return dict(found)


def largest(numbers: Sequence[Counted]) -> Selection:
    """The numbers that no other exceeds: several where they tie, or where bounds leave open which
    is larger.
    """
    bounds = [whole(number) for number in numbers]
    found = []
    for number, bound in zip(numbers, bounds, strict=True):
        if not any(bound.compare(other) == "below" for other in bounds):
            found.append(number)
    return Selection(found)


def shared(quotes: Quotes) -> Selection:
    """The quotations whose speakers belong to a body (see `Speaker.principal`) that more than one
    source quotes.

    Sources that quote the same body confirm that it said something, not that it is so.
    """
    quoted = []
    sources = defaultdict(set)
    for quote in quotes:
        if quote.speaker:
            body = quote.speaker.principal
            sources[body].add(quote.source.id)
            quoted.append((body, quote))
    return Selection(quote for body, quote in quoted if len(sources[body]) > 1)


def repeated(record: Record, figures: Figures) -> Selection:
    """The figures whose number more than one source within the scope of a record reports."""
    found = []
    for figure in figures:
        sources = {mention.source.id for mention in mentions(record, figure)}
        if len(sources) > 1:
            found.append(figure)
    return Selection(found)


def editions(figures: Figures) -> list[list[Figure]]:
    """The figures that give one population, measure and period, in the order in which they replace
    one another.

    Those that a later edition supersedes stand first, as the record has them otherwise. A claim
    that is repeated counts once; groups are in the order of their periods.
    """
    groups = defaultdict(list)
    for figure in _one_of_each_claim(figures):
        key = figure.population, figure.measure, figure.period
        groups[key].append(figure)
    for group in groups.values():
        group.sort(key=lambda figure: figure.rank in IN_FORCE)
    return sorted(groups.values(), key=lambda group: group[0].ends())


def _one_of_each_claim(figures: Figures) -> list[Figure]:
    """The first figure of each claim, where the last one stood."""
    claims = {figure.claim: figure for figure in reversed(list(figures))}
    return list(reversed(claims.values()))


def revisions(record: Record, figures: Figures, sums: Sums = ()) -> list[Finding]:
    """How each later edition stands to the one before it of the same period: "above", "below" or
    "equal".

    An edition may give a number by its parts alone, which `sums` adds up (see
    `derived.sums_of_parts`). Such a sum stands where its edition stands among the others; where
    nothing tells which is the later, it is left out.
    """
    known = list(figures)
    given_sums = list(sums)
    added = without_whole(known, given_sums)
    successions = _successions(known + figures_of(given_sums))
    found = []
    for group in editions(known):
        numbers = _with_sums(group, added, successions)
        for earlier, later in pairwise(numbers):
            found.append(order(record, later, earlier))
    return found


def _successions(figures: Figures) -> set[tuple[str, str]]:
    """Pairs of sources, of which the latter gives a number anew that the former gave."""
    found: set[tuple[str, str]] = set()
    for group in editions(figures):
        sources = [figure.source.id for figure in group]
        found.update(combinations(sources, 2))
    return found


def _with_sums(group: list[Figure], sums: Sums, successions: set[tuple[str, str]]) -> list[Counted]:
    """The numbers of one population and period with the sums of parts that are of both, each as its
    edition stands to the others; without those of which that is not known.
    """
    first = group[0]
    numbers: list[Counted] = [*group]
    for number in sums:
        if number.population != first.population or number.period != first.period:
            continue
        own = _edition_of(number)
        later = []
        earlier = []
        for place, other in enumerate(numbers):
            edition = _edition_of(other)
            if (own, edition) in successions:
                later.append(place)
            if (edition, own) in successions:
                earlier.append(place)
        if later:
            numbers.insert(later[0], number)
        elif earlier:
            numbers.insert(earlier[-1] + 1, number)
    return numbers


def _edition_of(number: Counted) -> str:
    """The source of a figure, and that of the parts of a sum."""
    return reported([number])[0].source.id


def parts_and_whole(record: Record, wholes: Figures, sums: Sums) -> list[Finding]:
    """How a number stands to the sum of its parts, for each edition and period that gives both.

    "equal" where they add up: it is what the sums of `derived.sums_of_parts` assume.
    """
    given = {_edition_and_period(figure): figure for figure in wholes}
    found = []
    for number in sums:
        figure = given.get(_edition_and_period(number))
        if figure:
            found.append(order(record, figure, number))
    return found


def without_whole(wholes: Figures, sums: Sums) -> list[Derived]:
    """The sums of parts of those editions and periods that do not give the whole itself."""
    given = set(map(_edition_and_period, wholes))
    return [number for number in sums if _edition_and_period(number) not in given]


def _edition_and_period(number: Counted) -> tuple[str, Population | None, Date | None]:
    return _edition_of(number), number.population, number.period


def relations(record: Record, figures: Figures) -> list[tuple[Figure, Figure, Relation]]:
    """How every two of the populations stand to one another, each by the first of its figures, a
    part before its whole; unknown ones last.
    """
    firsts = {}
    for figure in figures:
        population = figure.population.id
        if population not in firsts:
            firsts[population] = figure
    known = []
    unknown = []
    for a, b in combinations(firsts.values(), 2):
        relation = relation_of(record, a, b)
        if relation.relation == "unknown":
            unknown.append((a, b, relation))
        elif relation.relation == "contains":
            known.append((b, a, relation_of(record, b, a)))
        else:
            known.append((a, b, relation))
    return known + unknown


def changes(record: Record, figures: Figures) -> list[Finding]:
    """How the last number of each population stands to its first: "above", "below", "equal" or
    "unknown".

    For populations with numbers at two certain times, one after the other.
    """
    by_population = defaultdict(list)
    for group in editions(figures):
        figure = best_ranked(group)
        by_population[figure.population.id].append(figure)
    found = []
    for numbers in by_population.values():
        first = numbers[0]
        last = numbers[-1]
        if _is_over_before(first.period, last.period):
            found.append(order(record, last, first))
    return found


def outgrows(record: Record, total: Figure, other: Figure) -> bool:
    """Whether a cumulative total runs to a later day than another that it does not contradict: no
    other answer then.
    """
    end = _latest(total.period)
    other_end = _latest(other.period)
    if total.measure != "cumulative" or not end or not other_end:
        return False
    return other_end < end and agreement(record, total, other).word == "agree"


def _is_over_before(first: Date | None, second: Date | None) -> bool:
    """Whether the first time is certainly over before the second begins."""
    if not first or not second or not first.latest or not second.earliest:
        return False
    return first.latest < second.earliest


def beside(first: Figures, others: Figures) -> list[Pair]:
    """Pairs of a figure and another of the same period, in the order of `first`."""
    found = []
    for a, b in product(first, others):
        if a.period and a.period == b.period:
            found.append((a, b))
    return found


def unrelated(record: Record, pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs of figures of whose populations no source says how they stand to each other."""
    found = []
    for a, b in pairs:
        if _stands(record, a, "unknown", b):
            found.append((a, b))
    return found


def side_by_side(record: Record, figures: Figures) -> list[Pair]:
    """Pairs of figures of one time whose populations are apart, as far as that is stated.

    A part of a group is left out beside what is apart from all of that group, unless the group is
    too large for a whole that both belong to: those convicted in custody make up a whole with those
    convicted elsewhere, not with all.
    """
    given = list(figures)
    found = []
    for a, b in combinations(given, 2):
        if not a.period or a.period != b.period:
            continue
        is_apart = _stands(record, a, "disjoint", b)
        if is_apart and not _is_within_larger(record, a, b, given):
            found.append((a, b))
    return found


def _is_within_larger(record: Record, a: Figure, b: Figure, figures: list[Figure]) -> bool:
    """Whether a larger group could take the place of `a` or of `b` in every whole that both are
    part of.
    """
    wholes = set()
    larger = []
    for figure in figures:
        is_around_a = _stands(record, a, "subset_of", figure)
        is_around_b = _stands(record, b, "subset_of", figure)
        if is_around_a and is_around_b:
            wholes.add(figure.id)
        elif is_around_a or is_around_b:
            other = b if is_around_a else a
            if _stands(record, figure, "disjoint", other):
                larger.append(figure)
    for group in larger:
        around = [figure for figure in figures if _stands(record, group, "subset_of", figure)]
        if wholes.issubset(figure.id for figure in around):
            return True
    return False


def _stands(record: Record, a: Figure, relation: str, b: Figure) -> bool:
    """Whether the population of `a` stands in a relation to that of `b`."""
    return relation_of(record, a, b).relation == relation


def open_gaps(numbers: Iterable[Counted], gaps: Iterable[MissingFigure]) -> list[MissingFigure]:
    """The gaps that none of `numbers` fills, by period: what another edition gives, or follows from
    parts, is known.

    A number that several editions leave out is one gap, that of the last edition.
    """
    known = {(number.population, number.period) for number in numbers}
    found = {}
    for gap in gaps:
        due = gap.population, gap.period
        if due not in known:
            found[due] = gap
    return sorted(found.values(), key=lambda gap: str(gap.period))


def in_rows(*series: Iterable[Counted | MissingFigure]) -> list[tuple[Row | None, ...]]:
    """What several series have for each period, a row for each in their order: an item of each
    series, or None.
    """
    found: dict[str, list[Row | None]] = {}
    for place, items in enumerate(series):
        for item in items:
            row = found.setdefault(str(item.period), [None] * len(series))
            row[place] = item
    return [tuple(found[period]) for period in sorted(found)]


def from_day(items: Iterable[Figure | MissingFigure | Derived], day: Date) -> Selection:
    """The items whose periods begin on `day` or later."""
    first = day.earliest or date.min
    found = []
    for item in items:
        begins = item.period.earliest if item.period else None
        if begins and begins >= first:
            found.append(item)
    return Selection(found)


def around(
    items: Iterable[Figure | MissingFigure | Derived], turn: Date
) -> tuple[Selection, Selection, Selection]:
    """Items by their periods: over before `turn` begins, all others, and those that begin after it
    has ended.

    What is between may lie on both sides of the turn, as a year does that contains it. Items
    without a period are left out.
    """
    before = []
    between = []
    after = []
    for item in items:
        if not item.period:
            continue
        if _is_over_before(item.period, turn):
            before.append(item)
        elif _is_over_before(turn, item.period):
            after.append(item)
        else:
            between.append(item)
    return Selection(before), Selection(between), Selection(after)


def parted(items: Items, turn: Date) -> tuple[Selection, Selection, Selection]:
    """Items in order: those certainly before `turn`, those dated otherwise, and those without a
    date.
    """
    before = []
    after = []
    undated = []
    for item in in_order(items):
        if not item.on:
            undated.append(item)
        elif _is_over_before(item.on, turn) and not item.on.uncertain:
            before.append(item)
        else:
            after.append(item)
    return Selection(before), Selection(after), Selection(undated)


def known_by(items: Items, basis: str) -> Selection:
    """The items whose dates are known in this way. Raises LookupFailed for a way that is none of
    BASIS.
    """
    if basis not in BASIS:
        known = ", ".join(BASIS)
        hint = did_you_mean(basis, BASIS) or f"use any of {known}"
        raise LookupFailed("basis of dates", f'"{basis}" is no basis', hint)
    return Selection(item for item in items if basis_of(item) == basis)


def to_the_day(items: Items) -> Selection:
    """The items whose date is a certain day."""
    return Selection(
        item for item in items if item.on and item.on.granularity == "day" and not item.on.uncertain
    )


def by_basis(items: Items) -> dict[str, Selection]:
    """Items by how their dates are known, in the order of `BASIS`, only those that occur."""
    rows = list(items)
    found = {}
    for basis in BASIS:
        known = known_by(rows, basis)
        if known:
            found[basis] = known
    return found


@dataclass(frozen=True)
class Articles(Conclusion):
    """The sources whose text is or was held, as a sentence names them: "the two articles"; `inputs`
    stand in them.
    """

    words: str
    sources: tuple[Source, ...]
    inputs: tuple[Reported, ...]
    assumptions: tuple[str, ...] = ()
    id: str = "articles"

    def label(self) -> str:
        """The words for them."""
        return self.words

    def about(self) -> tuple[str, str]:
        """Which articles they are."""
        named = [f"{source.publisher}: {source.title}" for source in self.sources]
        return "the sources whose text is or was held", "; ".join(named)

    def evidence(self) -> list[Evidence]:
        """Itself, the same wherever it is named, and the sources that it counts."""
        own, *_ = super().evidence()
        sources = [source.evidence() for source in self.sources]
        own["inputs"] = [source["id"] for source in sources]
        own["assumptions"] = []
        own["verdict"] = PASSING[0]
        own["verdict_words"] = "counted in the list of sources"
        return [own, *sources]


def articles(record: Record, items: Statements) -> Articles:
    """The articles of a record, to be named in a sentence about `items`. Raises Refusal where there
    are no items.
    """
    held = record.whole.held()
    count = len(held)
    number_words = list(UNITS)
    words = "the article"
    if count != 1:
        spelled = number_words[count] if count < len(number_words) else f"{count:,}"
        words = f"the {spelled} articles"
    return Articles(words, tuple(held), tuple(reported(items)))


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


def basis_of(row: Reported) -> str:
    """How the date that a row is about is known: a figure's period, else the day on which it was
    said or happened.
    """
    basis = row.period_basis if isinstance(row, Figure) else row.on_basis
    return basis or "unknown"


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


def otherwise_given(record: Record, row: Reported, others: Items) -> list[Figure]:
    """Those of `others` that give the number of a figure with another hedge, in another unit or of
    other people.
    """
    if not isinstance(row, Figure):
        return []
    found = []
    for other in others:
        if isinstance(other, Figure) and not is_alike(record, other, row):
            found.append(other)
    return found


def beyond(record: Record, figures: Figures) -> tuple[Selection, Selection]:
    """The rows of sources that are only cited which give the numbers of figures, and those that
    give them otherwise.

    A figure that such a source gives as it is has no row among the latter.
    """
    alike: list[Reported] = []
    otherwise: list[Reported] = []
    for figure in figures:
        others = cited(elsewhere(record.whole, figure))
        unlike = otherwise_given(record, figure, others)
        same = [other for other in others if other not in unlike]
        if same:
            alike += same
        else:
            otherwise += unlike
    return Selection(alike), Selection(otherwise)


def mentions(record: Record, item: Reported) -> list[Reported]:
    """The rows that report what `item` does: its number, or its event; of a quotation, or of a gap,
    it alone.

    A number is reported by the rows of its claim, and by those that give it in the same unit and
    with the same hedge, for the same time, of the same people or of some stated to be the same.
    """
    if isinstance(item, Event):
        original = record.events(event_id=item.occasion)
        repeats = record.events(same_as=item.occasion)
        return [*original, *repeats]
    if not isinstance(item, Figure):
        return [item]
    own = record.figures(claim_id=item.claim)
    others = _of_other_claims(record, item)
    alike = [figure for figure in others if is_alike(record, figure, item)]
    return [*own, *alike]


def renderings(record: Record, item: Reported) -> list[Figure]:
    """The rows that give a number otherwise: with another hedge, or by the same speaker in another
    unit or of others.

    Those of its own claim are among its `mentions`.
    """
    if not isinstance(item, Figure) or item.bound.number is None:
        return []
    speakers = speakers_of([item])
    found = []
    for figure in _of_other_claims(record, item):
        is_same_number = figure.bound.number == item.bound.number
        if not is_same_number or not _is_of_or_by(figure, item.population, speakers):
            continue
        is_disjoint = _stands(record.whole, figure, "disjoint", item)
        if not is_disjoint and not is_alike(record, figure, item):
            found.append(figure)
    return found


def _is_of_or_by(figure: Figure, population: Population | None, speakers: list[str]) -> bool:
    """Whether a figure counts a population, or is given by one of the speakers with these ids."""
    if figure.population == population:
        return True
    return any(speaker.id in speakers for speaker in figure.speakers)


def _of_other_claims(record: Record, item: Figure) -> list[Figure]:
    """The rows of other claims that are measured in the same way and for the same time."""
    period = str(item.period or "")
    same_time = record.figures(measure=item.measure, period=period)
    return [figure for figure in same_time if figure.claim != item.claim]


def is_alike(record: Record, first: Figure, second: Figure) -> bool:
    """Whether two figures give one number in the same unit, with the same hedge, of the same
    people.
    """
    if first.unit != second.unit or first.bound != second.bound:
        return False
    if first.claim == second.claim:
        return True
    relation = relation_of(record.whole, first, second)
    return relation.relation == "same" and relation.is_stated


def elsewhere(record: Record, item: Reported) -> list[Reported]:
    """The rows of a record in which another publisher than that of `item` reports what it does, the
    first of each.

    One that only gives the number otherwise (see `renderings`) stands for a publisher that does not
    report it as it is.
    """
    found = {}
    for mention in [*mentions(record, item), *renderings(record, item)]:
        publisher = mention.source.first_publisher
        if publisher not in found:
            found[publisher] = mention
    found.pop(item.source.first_publisher, None)
    return list(found.values())


def echoes(record: Record, result: Derived) -> list[Figure]:
    """The figures of the whole record that report what was calculated: the same number, and as of
    the same day.

    They are of the same people, or of a speaker whose figures it was calculated from.
    """
    used = figures_of([result])
    speakers = speakers_of(used)
    time = result.period
    if not time and used:
        time = used[-1].period
    end = _latest(time)
    found = []
    for figure in record.whole.figures():
        is_same_number = figure.bound == result.bound and figure not in used
        if not is_same_number or not end or _latest(figure.period) != end:
            continue
        if _is_of_or_by(figure, result.population, speakers):
            found.append(figure)
    return found


# Counts put together


@dataclass(frozen=True, repr=False)
class Remark(Conclusion):
    """What putting figures together says of them, in words; `what` names the kind of remark."""

    id: str
    what: str
    words: str
    inputs: tuple[Conclusion | Reported, ...]
    assumptions: tuple[str, ...] = ()

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
            figure = self._figure(conflict.over.id)
            reckoned = self.found.reckoned[figure.claim]
            sides = {"": reckoned.against}
            limit = self._derived("limit", figure, reckoned.overstepped, sides)
            if limit:
                found.append(Finding("clash", (figure, limit)))
        return found

    def but_one(self, clash: Finding) -> tuple[Selection, Selection]:
        """The arrival without which the others make just the number that clashes with them, and
        their sum; both empty where there is none, or more than one.
        """
        [number] = figures_of(clash.inputs[:1])
        given = figures_of(clash.inputs[1:])
        found = []
        for arrival in given:
            others = [other for other in given if other != arrival]
            made = self._sum_of(number, others) if others and all(map(is_arrival, given)) else None
            if made and made.bound == number.bound:
                found.append((arrival, made))
        if len(found) != 1:
            return Selection(), Selection()
        [(arrival, made)] = found
        return Selection([arrival]), Selection([made])

    def _sum_of(self, number: Figure, arrivals: list[Figure]) -> Derived | None:
        """What arrivals make by themselves, as a number beside another."""
        bound = reduce(add, [arrival.bound for arrival in arrivals])
        terms = [(1, arrival.claim) for arrival in arrivals]
        return self._derived("but-one", number, bound, {"": terms})

    def remedies(self) -> list[Remark]:
        """For each figure that clashes, what would let it be true with the others, each change by
        itself.
        """
        found = []
        for conflict in self.found.breaks:
            said = []
            before = ""
            for way in conflict.resolutions:
                subject = "it" if way.of == before else way.of
                said.append(f"{subject[0].upper()}{subject[1:]} {way.says}")
                before = way.of
            figures = self._figures(conflict.claims)
            words = ". ".join(said) or f"Nothing known would let {conflict.over.words()} fit"
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
                stands = f"{reckoned.claim.words()} {STANDINGS[reckoned.standing]}"
                words = f"{stands}: the others allow {left.label()}"
                found.append(self._remark("beside", "how it fits", words, (figure, left)))
        return found

    def apart(self) -> list[Remark]:
        """Counts of one time that differ and are no contradiction, because nothing makes what they
        count the same.
        """
        found = []
        for rivals in self.found.apart:
            figures = self._figures(rivals.claims)
            id = "-".join(["apart", *(figure.id for figure in figures)])
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
            days.add(day - timedelta(days=1))
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
        assumptions: tuple[str, ...] = (),
    ) -> Remark:
        """A remark on the first of its inputs."""
        return Remark(self._id(kind, inputs[0].id), what, words, inputs, assumptions)

    def _derived(
        self, kind: str, figure: Figure, bound: Bound, sides: Mapping[str, Sequence[Term]]
    ) -> Derived | None:
        """What the other counts leave for a figure, with the terms of each side by what is said
        before them; None where there are no terms.
        """
        terms = chain.from_iterable(sides.values())
        inputs = tuple(dict.fromkeys(self._figure(id) for _, id in terms))
        if not inputs:
            return None
        formulas = [words + self._sum(side) for words, side in sides.items() if side]
        populations = [number.population.id for number in (figure, *inputs)]
        links = self.found.kinship.links(populations)
        return Derived(
            id=self._id(kind, figure.id),
            title=f"{figure.population.label}: what the other counts make",
            bound=bound,
            unit=figure.unit,
            formula="; ".join(formulas),
            inputs=inputs,
            assumptions=(*chain.from_iterable(map(assumed, links)), *_periods((figure, *inputs))),
            period=figure.period,
            population=figure.population,
            measure=figure.measure,
        )

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


def ledger(record: Record, figures: Figures, supposed: Sequence[tuple[str, str]] = ()) -> Ledger:
    """Totals, flows and arrivals put together; `supposed` are pairs of populations to be taken for
    the same.

    What is only supposed is an assumption of every result that rests on it. Figures without a
    period are left out.
    """
    relations = []
    for row in record.tables["relations"].records():
        relation = record.relation(row["population_a"], row["population_b"])
        if relation.relation != "unknown":
            relations.append(relation)
    assumptions = [_supposed(record, a, b) for a, b in supposed]
    dated = [figure for figure in figures if figure.period]
    once = _one_of_each_claim(dated)
    once.sort(key=lambda figure: (figure.ends(), figure.id))
    claims = []
    for figure in once:
        kind = "group" if is_arrival(figure) else ""
        claims.append(claim(figure, kind))
    found = reconcile(claims, relations + assumptions)
    return Ledger(tuple(once), found, tuple(assumptions))


def is_arrival(figure: Figure) -> bool:
    """Whether a flow is taken for one arrival: it is dated to a day, to one of several, or to a
    month.
    """
    if figure.measure != "flow" or not figure.period:
        return False
    return figure.period.granularity in ("day", "month", "set")


def _periods(figures: Figures) -> tuple[str, ...]:
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
    note = f"{first.label} and {second.label} are the same people"
    return Relation(a, b, "same", "assumed", note)


def cited(items: Statements) -> Selection:
    """The reported rows that `items` rest on of which no words are held."""
    return Selection(row for row in reported(items) if row.standing.is_cited)
