"""What can be said of numbers and words beside one another: agreement, order, containment, sides,
and what stays open.

A finding is a word that a measure decided ("agree", "below"), never a person: templates hold a
sentence for each word, so that a changed row changes the sentence.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

from analysis.errors import LookupFailed, did_you_mean
from analysis.measures.derived import (
    Conclusion,
    Counted,
    Derived,
    assumed,
    moment,
    relation_of,
    whole,
)
from analysis.measures.reconcile import Claim, Reckoned, Reconciliation, claim, reconcile
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date, Point
from analysis.record.record import (
    BASIS,
    IN_FORCE,
    Event,
    Evidence,
    Figure,
    MissingFigure,
    Quote,
    Record,
    Relation,
    Reported,
    Selection,
    Source,
)
from analysis.text.anchors import PASSING
from analysis.text.lexicon import UNITS

# What was asked of two numbers, and the finding in words, by the word that a measure decided.
BOTH, ORDER = "whether both can be true", "which of them is lower or higher"
FINDINGS = {
    "agree": (BOTH, "{} and {} do not contradict each other"),
    "clash": (BOTH, "{} and {} contradict each other"),
    "open": (BOTH, "{} and {} cannot be compared"),
    "below": (ORDER, "{}, beside {}: lower"),
    "above": (ORDER, "{}, beside {}: higher"),
    "equal": (ORDER, "{}, beside {}: the same"),
    "unknown": (ORDER, "{}, beside {}: neither is known to be higher"),
}


@dataclass(frozen=True)
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
        return "-".join([kind, *(number.id for number in self.inputs)])

    def label(self) -> str:
        """The finding, and on what."""
        return FINDINGS[self.word][1].format(*(number.label() for number in self.inputs))

    def about(self) -> tuple[str, str]:
        """What was asked, and of which numbers."""
        return FINDINGS[self.word][0], " compared with ".join(
            number.label() for number in self.inputs
        )


def agreement(record: Record, first: Counted, second: Counted) -> Finding:
    """Whether two numbers can both be true of one population ("agree") or not ("clash").

    Flows of one period and counts of one day agree if their bounds meet. A cumulative count grows:
    of two, that of the longer time must be able to reach the other. A number that repeats another
    of its publisher, rounded or without its hedge, agrees with it. "open" where no row says that
    the populations are the same, where the numbers measure different things or hold at times that
    are different or not known exactly, where one is only "about", and where they would clash but
    the record doubts one of them. What is assumed is named.
    """
    if _is_repeat(first, second):
        return Finding("agree", (first, second))
    relation = relation_of(record, first, second)
    if relation.relation != "same" or (first.unit, first.measure) != (second.unit, second.measure):
        return Finding("open", (first, second))
    word, covering = (_grown if first.measure == "cumulative" else _met)(first, second)
    if word == "clash" and (_rests_on_doubt(first) or _rests_on_doubt(second)):
        word = "open"
    return Finding(word, (first, second), () if word == "open" else (*assumed(relation), *covering))


def _is_repeat(first: Counted, second: Counted) -> bool:
    """Whether one of two reported numbers only repeats the other."""
    if isinstance(first, Derived) or isinstance(second, Derived):
        return False
    return first.repeats(second) or second.repeats(first)


def _rests_on_doubt(number: Counted) -> bool:
    """Whether the record doubts a number, or one that it is derived from."""
    return any(row.is_doubted for row in reported([number]) if isinstance(row, Figure))


def _met(first: Counted, second: Counted) -> tuple[str, tuple[str, ...]]:
    """The word for two numbers that are compared only where they hold at one time."""
    meets = whole(first).agrees(whole(second))
    if meets is None or moment(first) is None or moment(first) != moment(second):
        return "open", ()
    return "agree" if meets else "clash", ()


def _grown(first: Counted, second: Counted) -> tuple[str, tuple[str, ...]]:
    """The word for two cumulative counts, and what a clash assumes where an end of their times is
    open or overlaps.
    """
    a, b, meets = first.period, second.period, whole(first).agrees(whole(second))
    if meets is None or not a or not b or "set" in (a.granularity, b.granularity):
        return "open", ()
    begins, ends = _order(a.start, b.start), _order(a.end, b.end)
    if begins * ends > 0:  # one begins and ends before the other: neither takes in the other
        return "open", ()
    if begins or ends:
        longer, shorter = (first, second) if ends > begins else (second, first)
        is_clash = whole(longer).compare(whole(shorter)) == "below"
        covering = (
            f"the count of {longer.label()} takes in all that the count of {shorter.label()} does"
        )
    else:
        is_clash = not meets
        covering = f"the counts of {first.label()} and {second.label()} cover the same time"
    is_known = all((a.start, a.end, b.start, b.end)) and not (a.uncertain or b.uncertain)
    is_known &= bool(begins or a.start == b.start) and bool(ends or a.end == b.end)
    return "clash" if is_clash else "agree", (covering,) if is_clash and not is_known else ()


def _order(first: Point | None, second: Point | None) -> int:
    """1 where the first point is later, -1 where it is sooner, 0 where they overlap or one is not
    known.
    """
    return (first.first > second.last) - (first.last < second.first) if first and second else 0


def order(record: Record, first: Counted, second: Counted) -> Finding:
    """Whether every value that `first` can have is below or above every value that `second` can
    have.

    "unknown" where their bounds meet, where they are not counted in the same unit and way, and
    where no row says that the populations are the same; what is only assumed is named.
    """
    relation = relation_of(record, first, second)
    if relation.relation != "same" or (first.unit, first.measure) != (second.unit, second.measure):
        return Finding("unknown", (first, second))
    word = whole(first).compare(whole(second))
    return Finding(word, (first, second), () if word == "unknown" else assumed(relation))


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
    found = list(findings)
    if overall(found) == "unknown":
        return Selection(found)
    return Selection([min(found, key=lambda finding: len(finding.assumptions))])


def best_ranked(figures: Iterable[Figure]) -> Figure:
    """The figure that the record ranks first; the first given among equals."""
    return min(
        figures,
        key=lambda figure: ("preferred", "normal", "superseded", "deprecated").index(figure.rank),
    )


def preferred(figures: Iterable[Figure]) -> Selection:
    """The figure that the record ranks first, of equals the one that runs to the latest day; empty
    where there are no figures.
    """
    found = latest_first(figures)
    return Selection([best_ranked(found)] if found else [])


def of_word(findings: Iterable[Finding], word: str) -> Selection:
    """The second numbers of those findings that a measure decided to be this word."""
    return Selection(finding.inputs[1] for finding in findings if finding.word == word)


def speakers_of(items: Iterable[Reported]) -> list[str]:
    """The ids of those who speak in items, in order, each once."""
    found: dict[str, None] = {}
    for item in items:
        found |= dict.fromkeys(speaker.id for speaker in item.speakers)
    return list(found)


def latest_first(figures: Iterable[Figure]) -> list[Figure]:
    """Figures by the last day of their periods, the latest first, those without one last; else as
    they stood.
    """
    return sorted(
        figures, key=lambda f: (f.period.latest if f.period else None) or date.min, reverse=True
    )


@dataclass(frozen=True)
class Structure:
    """How the populations of several figures lie to one another, as far as is stated.

    `parts` are pairs (part, whole); `unknown` are pairs whose overlap no source states, each with
    the relation that says so; `apart` are the figures that are neither a stated part of another nor
    contain one.
    """

    parts: tuple[tuple[Figure, Figure], ...]
    unknown: tuple[tuple[Figure, Figure, Relation], ...]
    apart: tuple[Figure, ...]


def structure(record: Record, figures: Sequence[Figure]) -> Structure:
    """Which figures count a stated part of which others, and which pairs are left open."""
    pairs = [
        (a, b, record.relation(a.population.id, b.population.id))
        for a, b in combinations(figures, 2)
    ]
    parts = [
        (a, b)
        for a, b, relation in pairs
        if relation.is_stated and relation.relation == "subset_of"
    ]
    parts += [
        (b, a) for a, b, relation in pairs if relation.is_stated and relation.relation == "contains"
    ]
    nested = {figure.id for pair in parts for figure in pair}
    return Structure(
        parts=tuple(parts),
        unknown=tuple(pair for pair in pairs if not pair[2].is_stated),
        apart=tuple(figure for figure in figures if figure.id not in nested),
    )


def in_order(items: Iterable[Reported]) -> Selection:
    """Reported items by the first day they can mean, those without a date last; otherwise as they
    stood.

    One that is only dated from above stands before those of its last day. An event stands before
    those that it came before, by the words of its source.
    """
    ahead = sorted(items, key=_day_order)
    found: list[Reported] = []
    while ahead:
        first, *others = ahead
        earlier = [item for item in others if isinstance(item, Event) and first.id in item.before]
        found += [*in_order(earlier), first]
        ahead = [item for item in others if item not in earlier]
    return Selection(found)


def _day_order(item: Reported) -> tuple[date, bool]:
    earliest, latest = (item.on.earliest, item.on.latest) if item.on else (None, None)
    return earliest or latest or date.max, earliest is not None


def by_stance(quotes: Iterable[Quote]) -> Mapping[str, Selection]:
    """The first quotation of each speaker under each stance, in the order given; empty for a stance
    nobody takes.
    """
    found: dict[str, dict[str, Quote]] = defaultdict(dict)
    for quote in quotes:
        found[quote.stance].setdefault(quote.speakers[0].id if quote.speakers else "", quote)
    return defaultdict(
        Selection, {stance: Selection(said.values()) for stance, said in found.items()}
    )


def by_voice(points: Mapping[str, Iterable[Reported]]) -> list[tuple[list[str], Reported]]:
    """What each voice raised at one date, in order: the points (named in words), and the first item
    that raises one.

    A voice is the first speaker, or the source where that names nobody.
    """
    raised: dict[tuple[str, str], tuple[list[str], Reported]] = {}
    for point, item in ((point, item) for point, items in points.items() for item in items):
        voice = item.speaker.id if item.speaker else item.source.id
        found, _ = raised.setdefault((voice, str(item.on or "")), ([], item))
        found += [point] if point not in found else []
    order = {
        item.id: place for place, item in enumerate(in_order(item for _, item in raised.values()))
    }
    return sorted(raised.values(), key=lambda voiced: order[voiced[1].id])


def paraphrased(items: Iterable[Reported], quotes: Iterable[Quote]) -> Selection:
    """The first of `items` of each speaker whose words `quotes` do not hold, though a source gives
    what was said.

    Persons by name, and bodies for which nobody is quoted; what a news medium says itself is no
    paraphrase.
    """
    speakers = [speaker for quote in quotes for speaker in quote.speakers]
    quoted, heard = (
        {speaker.id for speaker in speakers},
        {speaker.principal for speaker in speakers},
    )
    found: dict[str, Reported] = {}
    for item in items:
        speaker = item.speaker
        if speaker is None or speaker.kind == "media" or speaker.id in quoted:
            continue
        if speaker.kind == "person" or speaker.principal not in heard:
            found.setdefault(speaker.id, item)
    return Selection(found.values())


def by_speaker(quotes: Iterable[Quote]) -> list[list[Quote]]:
    """The quotations of each speaker, in order of first appearance."""
    found: dict[str, list[Quote]] = defaultdict(list)
    for quote in quotes:
        found[quote.speakers[0].id if quote.speakers else ""].append(quote)
    return list(found.values())


def by_side(quotes: Iterable[Quote], sides: Mapping[str, str]) -> dict[str, list[Quote]]:
    """The quotations of each side (`sides` names a country), in the order of `sides`; empty for a
    side not quoted.
    """
    found: dict[str, list[Quote]] = {side: [] for side in sides.values()}
    for quote in quotes:
        country = quote.speakers[0].country if quote.speakers else ""
        found.setdefault(sides.get(country, country), []).append(quote)
    return found


def largest(numbers: Sequence[Counted]) -> Selection:
    """The numbers that no other exceeds: several where they tie, or where bounds leave open which
    is larger.
    """
    return Selection(
        n
        for n in numbers
        if not any(whole(n).compare(whole(other)) == "below" for other in numbers)
    )


def shared(quotes: Iterable[Quote]) -> Selection:
    """The quotations whose speakers belong to a body (see `Speaker.principal`) that more than one
    source quotes.

    Sources that quote the same body confirm that it said something, not that it is so.
    """
    sources: dict[str, set[str]] = defaultdict(set)
    quoted = [quote for quote in quotes if quote.speakers]
    for quote in quoted:
        sources[quote.speakers[0].principal].add(quote.source.id)
    return Selection(quote for quote in quoted if len(sources[quote.speakers[0].principal]) > 1)


def repeated(record: Record, figures: Iterable[Figure]) -> Selection:
    """The figures whose number more than one source within the scope of a record reports."""
    return Selection(figure for figure in figures if len(sources_of(record, figure)) > 1)


def editions(figures: Iterable[Figure]) -> list[list[Figure]]:
    """The figures that give one population, measure and period, in the order in which they replace
    one another.

    Those that a later edition supersedes stand first, as the record has them otherwise. A claim
    that is repeated counts once; groups are in the order of their periods.
    """
    claims = {figure.claim: figure for figure in reversed(list(figures))}
    groups: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for figure in reversed(claims.values()):
        groups[figure.population.id, figure.measure, str(figure.period)].append(figure)
    ordered = [
        sorted(group, key=lambda figure: figure.rank in IN_FORCE) for group in groups.values()
    ]
    return sorted(
        ordered,
        key=lambda group: group[0].period.latest or date.max if group[0].period else date.min,
    )


def revisions(
    record: Record, figures: Iterable[Figure], sums: Iterable[Derived] = ()
) -> list[Finding]:
    """How each later edition stands to the one before it of the same period: "above", "below" or
    "equal".

    An edition may give a number by its parts alone, which `sums` adds up (see
    `measures.sums_of_parts`). Such a sum stands where its edition stands among the others; where
    nothing tells which is the later, it is left out.
    """
    known, every = list(figures), list(sums)
    added = without_whole(known, every)
    parts = [row for row in reported(every) if isinstance(row, Figure)]
    order_of = _later_editions([*known, *parts])
    found = []
    for group in editions(known):
        numbers: list[Counted] = list(group)
        for number in added:
            if (number.population, str(number.period)) == (
                group[0].population,
                str(group[0].period),
            ):
                _place_among(number, numbers, order_of)
        found += [order(record, later, earlier) for earlier, later in pairwise(numbers)]
    return found


def _later_editions(figures: Iterable[Figure]) -> set[tuple[str, str]]:
    """Pairs of sources, of which the latter gives a number anew that the former gave."""
    pairs = [pair for group in editions(figures) for pair in combinations(group, 2)]
    return {(earlier.source.id, later.source.id) for earlier, later in pairs}


def _place_among(number: Derived, numbers: list[Counted], order_of: set[tuple[str, str]]) -> None:
    """Put a sum of parts among the numbers of one period, as its edition stands to theirs, if that
    is known.
    """
    own = _edition_of(number)
    later = [place for place, other in enumerate(numbers) if (own, _edition_of(other)) in order_of]
    earlier = [
        place for place, other in enumerate(numbers) if (_edition_of(other), own) in order_of
    ]
    if later:
        numbers.insert(later[0], number)
    elif earlier:
        numbers.insert(earlier[-1] + 1, number)


def _edition_of(number: Counted) -> str:
    """The source of a figure, and that of the parts of a sum."""
    return reported([number])[0].source.id


def parts_and_whole(
    record: Record, wholes: Iterable[Figure], sums: Iterable[Derived]
) -> list[Finding]:
    """How a number stands to the sum of its parts, for each edition and period that gives both.

    "equal" where they add up: it is what the sums of `measures.sums_of_parts` assume.
    """
    given = {
        (figure.source.id, figure.population.id, str(figure.period)): figure for figure in wholes
    }
    pairs = [(given.get(_edition_and_period(number)), number) for number in sums]
    return [order(record, whole_number, number) for whole_number, number in pairs if whole_number]


def without_whole(wholes: Iterable[Figure], sums: Iterable[Derived]) -> list[Derived]:
    """The sums of parts of those editions and periods that do not give the whole itself."""
    given = {(figure.source.id, figure.population.id, str(figure.period)) for figure in wholes}
    return [number for number in sums if _edition_and_period(number) not in given]


def _edition_and_period(number: Derived) -> tuple[str, str, str]:
    population = number.population.id if number.population else ""
    return _edition_of(number), population, str(number.period)


def relations(record: Record, figures: Iterable[Figure]) -> list[tuple[Figure, Figure, Relation]]:
    """How every two of the populations stand to one another, each by the first of its figures;
    unknown ones last.
    """
    firsts: dict[str, Figure] = {}
    for figure in figures:
        firsts.setdefault(figure.population.id, figure)
    pairs = [
        (a, b, record.relation(a.population.id, b.population.id))
        for a, b in combinations(firsts.values(), 2)
    ]
    turned = [(b, a, record.relation(b.population.id, a.population.id)) for a, b, _ in pairs]
    told = [
        t if t[2].relation == "subset_of" else pair for pair, t in zip(pairs, turned, strict=True)
    ]
    return sorted(told, key=lambda pair: pair[2].relation == "unknown")


def changes(record: Record, figures: Iterable[Figure]) -> list[Finding]:
    """How the last number of each population stands to its first: "above", "below", "equal" or
    "unknown".

    For populations with numbers at two certain times, one after the other.
    """
    by_population: dict[str, list[Figure]] = defaultdict(list)
    for group in editions(figures):
        by_population[group[0].population.id].append(best_ranked(group))
    ends = [(found[0], found[-1]) for found in by_population.values()]
    apart = [
        (a, b)
        for a, b in ends
        if a.period and b.period and is_ordered_by_period(a.period, b.period)
    ]
    return [order(record, last, first) for first, last in apart]


def outgrows(record: Record, total: Figure, other: Figure) -> bool:
    """Whether a cumulative total runs to a later day than another that it does not contradict: no
    other answer then.
    """
    if total.measure != "cumulative" or not total.period or not other.period:
        return False
    ends, other_ends = total.period.latest, other.period.latest
    is_later = ends is not None and other_ends is not None and other_ends < ends
    return is_later and agreement(record, total, other).word == "agree"


def is_ordered_by_period(first: Date, second: Date) -> bool:
    """Whether the first period is certainly over before the second begins."""
    return bool(first.latest and second.earliest and first.latest < second.earliest)


def beside(first: Iterable[Figure], others: Iterable[Figure]) -> list[tuple[Figure, Figure]]:
    """Pairs of a figure and another of the same period, in the order of `first`."""
    found = list(others)
    return [
        (a, b)
        for a in first
        for b in found
        if a.period and b.period and str(a.period) == str(b.period)
    ]


def unrelated(
    record: Record, pairs: Iterable[tuple[Figure, Figure]]
) -> list[tuple[Figure, Figure]]:
    """The pairs of figures of whose populations no source says how they stand to each other."""
    found = list(pairs)
    return [
        (a, b)
        for a, b in found
        if record.relation(a.population.id, b.population.id).relation == "unknown"
    ]


def side_by_side(record: Record, figures: Iterable[Figure]) -> list[tuple[Figure, Figure]]:
    """Pairs of figures of one time whose populations are apart, as far as that is stated.

    A part of a group is left out beside what is apart from all of that group, unless the group is
    too large for a whole that both belong to: those convicted in custody make up a whole with those
    convicted elsewhere, not with all.
    """
    found = list(figures)
    pairs = [
        (a, b)
        for a, b in combinations(found, 2)
        if a.period and b.period and str(a.period) == str(b.period)
    ]
    apart = [(a, b) for a, b in pairs if _stands(record, a, "disjoint", b)]
    return [(a, b) for a, b in apart if not _is_within_larger(record, a, b, found)]


def _is_within_larger(record: Record, a: Figure, b: Figure, figures: Sequence[Figure]) -> bool:
    """Whether a larger group could take the place of `a` or of `b` in every whole that both are
    part of.
    """
    wholes = [
        w
        for w in figures
        if _stands(record, a, "subset_of", w) and _stands(record, b, "subset_of", w)
    ]
    larger = [
        c
        for c in figures
        if _stands(record, a, "subset_of", c) and _stands(record, c, "disjoint", b)
    ]
    larger += [
        c
        for c in figures
        if _stands(record, b, "subset_of", c) and _stands(record, c, "disjoint", a)
    ]
    return any(all(_stands(record, c, "subset_of", w) for w in wholes) for c in larger)


def _stands(record: Record, a: Figure, relation: str, b: Figure) -> bool:
    """Whether the population of `a` stands in a relation to that of `b`."""
    return record.relation(a.population.id, b.population.id).relation == relation


def open_gaps(numbers: Iterable[Counted], gaps: Iterable[MissingFigure]) -> list[MissingFigure]:
    """The gaps that none of `numbers` fills: what another edition gives, or follows from parts, is
    known.
    """
    known = {(number.population.id, str(number.period)) for number in numbers if number.population}
    found = [gap for gap in gaps if (gap.population.id, str(gap.period)) not in known]
    return sorted(found, key=lambda gap: str(gap.period))


def from_day(items: Iterable[Figure | MissingFigure | Derived], day: Date) -> Selection:
    """The items whose periods begin on `day` or later."""
    first = day.earliest or date.min
    return Selection(
        i for i in items if i.period and i.period.earliest and i.period.earliest >= first
    )


def around(
    items: Iterable[Figure | MissingFigure | Derived], turn: Date
) -> tuple[Selection, Selection, Selection]:
    """Items by their periods: over before `turn` begins, all others, and those that begin after it
    has ended.

    What is between may lie on both sides of the turn, as a year does that contains it.
    """
    first, last = turn.earliest or date.min, turn.latest or date.max
    sides: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    for item in items:
        if item.period:
            is_before = item.period.latest is not None and item.period.latest < first
            is_after = item.period.earliest is not None and item.period.earliest > last
            sides[0 if is_before else 2 if is_after else 1].append(item)
    before, within, after = map(Selection, sides)
    return before, within, after


def parted(items: Iterable[Reported], turn: Date) -> tuple[Selection, Selection, Selection]:
    """Items in order: those certainly before `turn`, those dated otherwise, and those without a
    date.
    """
    ordered, first = in_order(items), turn.earliest or date.min
    before = [item for item in ordered if _is_before(item.on, first)]
    after = [item for item in ordered if item.on and item not in before]
    return Selection(before), Selection(after), Selection(item for item in ordered if not item.on)


def _is_before(on: Date | None, first: date) -> bool:
    return on is not None and on.latest is not None and on.latest < first and not on.uncertain


def is_ordered(items: Sequence[Reported]) -> bool:
    """Whether each item is certainly over before the next one begins."""
    ends = [(item.on.earliest, item.on.latest) if item.on else (None, None) for item in items]
    return all(last and first and last < first for (_, last), (first, _) in pairwise(ends))


def known_by(items: Iterable[Reported], basis: str) -> Selection:
    """The items whose dates are known in this way. Raises LookupFailed for a way that is none of
    BASIS.
    """
    if basis not in BASIS:
        hint = did_you_mean(basis, BASIS) or f"use any of {', '.join(BASIS)}"
        raise LookupFailed("basis of dates", f'"{basis}" is no basis', hint)
    return Selection(item for item in items if basis_of(item) == basis)


def to_the_day(items: Iterable[Reported]) -> Selection:
    """The items whose date is a certain day."""
    return Selection(
        item for item in items if item.on and item.on.granularity == "day" and not item.on.uncertain
    )


def by_text(items: Iterable[Reported]) -> dict[str, list[Reported]]:
    """Items by whether the text of their source is or was held or they are only cited, in words;
    only what occurs.
    """
    names, found = ("in words held", "only cited, from texts not held"), dict[str, list[Reported]]()
    for item in sorted(items, key=lambda item: item.standing.is_cited):
        found.setdefault(names[item.standing.is_cited], []).append(item)
    return found


def by_basis(items: Iterable[Reported]) -> dict[str, Selection]:
    """Items by how their dates are known, in the order of `BASIS`, only those that occur."""
    rows = list(items)
    found = {basis: known_by(rows, basis) for basis in BASIS}
    return {basis: known for basis, known in found.items() if known}


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
        return "the sources whose text is or was held", "; ".join(
            f"{s.publisher}: {s.title}" for s in self.sources
        )

    def evidence(self) -> list[Evidence]:
        """Itself, the same wherever it is named, and the sources that it counts."""
        own, *_ = super().evidence()
        counted = {
            "verdict": PASSING[0],
            "verdict_words": "counted in the list of sources",
            "assumptions": [],
        }
        found = [source.evidence() for source in self.sources]
        return [own | counted | {"inputs": [source["id"] for source in found]}, *found]


def articles(record: Record, items: Iterable[Reported | Conclusion]) -> Articles:
    """The articles of a record, to be named in a sentence about `items`. Raises Refusal where there
    are no items.
    """
    held, numbers = record.whole.held(), {number: word for word, number in UNITS.items()}
    many = f"the {numbers.get(len(held), f'{len(held):,}')} articles"
    return Articles("the article" if len(held) == 1 else many, tuple(held), tuple(reported(items)))


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


def gaps(record: Record, items: Iterable[Reported | Conclusion]) -> list[Gap]:
    """What the record does not establish of what `items` rest on, in this order of kinds.

    "relation": how two of the populations overlap is not known; "assumed": it is only assumed;
    "unknown", "external", "guessed": a date is not known, known by outside evidence alone, or
    assumed; "alone", "told": numbers, and events, that nobody else reports in the whole record,
    whatever the scope; "also": what nobody else reports within the scope, but others beyond it;
    "quoted": words that only one of the texts that are held quotes; "unverified": words that do not
    stand as verified.
    """
    rows = reported(items)
    return [
        *_relation_gaps(record, rows),
        *_date_gaps(rows),
        *_lonely_gaps(record, rows),
        *_text_gaps(rows),
    ]


def reported(items: Iterable[Reported | Conclusion]) -> list[Reported]:
    """The reported rows that `items` rest on, each once, in order of first use."""
    found: dict[str, Reported] = {}
    for item in items:
        for row in reported(item.inputs) if isinstance(item, Conclusion) else [item]:
            found.setdefault(row.id, row)
    return list(found.values())


def _relation_gaps(record: Record, rows: Sequence[Reported]) -> Iterable[Gap]:
    pairs: dict[frozenset[str], Gap] = {}
    for a, b in combinations([row for row in rows if isinstance(row, Figure)], 2):
        relation = record.whole.relation(a.population.id, b.population.id)
        if relation.relation == "unknown" or relation.basis in ("assumed", "unknown"):
            kind = "relation" if relation.relation == "unknown" else "assumed"
            pairs.setdefault(
                frozenset((a.population.id, b.population.id)), Gap(kind, (a, b), relation.note)
            )
    return sorted(pairs.values(), key=lambda gap: gap.kind != "relation")


def _date_gaps(rows: Sequence[Reported]) -> Iterable[Gap]:
    kinds = {"unknown": "unknown", "external": "external", "assumed": "guessed"}
    for basis, kind in kinds.items():
        if undated := tuple(row for row in rows if basis_of(row) == basis):
            yield Gap(kind, undated)


def basis_of(row: Reported) -> str:
    """How the date that a row is about is known: a figure's period, else the day on which it was
    said or happened.
    """
    return (row.period_basis if isinstance(row, Figure) else row.on_basis) or "unknown"


def _lonely_gaps(record: Record, rows: Sequence[Reported]) -> Iterable[Gap]:
    """What one publisher alone reports, by kind, and what is so only within the scope, each by
    itself.
    """
    lonely: dict[str, dict[str, list[Reported]]] = {
        kind: defaultdict(list) for kind in ("alone", "told", "quoted")
    }
    only_here: list[Gap] = []
    once: dict[tuple[str, str], Reported] = {}
    for row in rows:
        once.setdefault(_told(row), row)
    for row in once.values():
        beyond = elsewhere(record.whole, row)
        if not beyond:
            kind = (
                "alone"
                if isinstance(row, Figure)
                else "told"
                if isinstance(row, Event)
                else "quoted"
            )
            lonely[kind][row.source.first_publisher].append(row)
        elif not elsewhere(record, row):
            only_here.append(_also_gap(record, row, beyond))
    for kind, by_publisher in lonely.items():
        yield from (
            Gap(kind, tuple(items), source=items[0].source.id) for items in by_publisher.values()
        )
    yield from only_here


def _also_gap(record: Record, row: Reported, others: Sequence[Reported]) -> Gap:
    """What one source alone reports within the scope, and `others` beyond it."""
    otherwise = otherwise_given(record, row, others)
    named = articles(record, [row])
    return Gap("also", (row,), "", row.source.id, tuple(others), named, tuple(otherwise))


def otherwise_given(record: Record, row: Reported, others: Iterable[Reported]) -> list[Figure]:
    """Those of `others` that give the number of a figure with another hedge, in another unit or of
    other people.
    """
    figures = [other for other in others if isinstance(other, Figure)]
    return [
        other for other in figures if isinstance(row, Figure) and not is_alike(record, other, row)
    ]


def beyond(record: Record, figures: Iterable[Figure]) -> tuple[Selection, Selection]:
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
        alike += same
        otherwise += [] if same else unlike
    return Selection(alike), Selection(otherwise)


def _told(row: Reported) -> tuple[str, str]:
    """What a row tells in its source: a claim and an event count once, words by themselves."""
    told = (
        row.claim if isinstance(row, Figure) else row.occasion if isinstance(row, Event) else row.id
    )
    return row.source.id, told


def mentions(record: Record, item: Reported) -> list[Reported]:
    """The rows that report what `item` does: its number, or its event; of a quotation, or of a gap,
    it alone.

    A number is reported by the rows of its claim, and by those that give it in the same unit and
    with the same hedge, for the same time, of the same people or of some stated to be the same.
    """
    if isinstance(item, Event):
        return [*record.events(event_id=item.occasion), *record.events(same_as=item.occasion)]
    if not isinstance(item, Figure):
        return [item]
    others = _of_other_claims(record, item)
    return [
        *record.figures(claim_id=item.claim),
        *(figure for figure in others if is_alike(record, figure, item)),
    ]


def renderings(record: Record, item: Reported) -> list[Figure]:
    """The rows that give a number otherwise: with another hedge, or by the same speaker in another
    unit or of others.

    Those of its own claim are among its `mentions`.
    """
    if not isinstance(item, Figure):
        return []
    speakers = {speaker.id for speaker in item.speakers}
    return [
        figure
        for figure in _of_other_claims(record, item)
        if figure.bound.number is not None and figure.bound.number == item.bound.number
        if figure.population == item.population
        or speakers & {speaker.id for speaker in figure.speakers}
        if record.whole.relation(figure.population.id, item.population.id).relation != "disjoint"
        if not is_alike(record, figure, item)
    ]


def _of_other_claims(record: Record, item: Figure) -> list[Figure]:
    """The rows of other claims that are measured in the same way and for the same time."""
    period = str(item.period) if item.period else ""
    same_time = record.figures(measure=item.measure, period=period)
    return [figure for figure in same_time if figure.claim != item.claim]


def is_alike(record: Record, first: Figure, second: Figure) -> bool:
    """Whether two figures give one number in the same unit, with the same hedge, of the same
    people.
    """
    if (first.unit, first.bound) != (second.unit, second.bound):
        return False
    if first.claim == second.claim:
        return True
    relation = record.whole.relation(first.population.id, second.population.id)
    return relation.relation == "same" and relation.is_stated


def elsewhere(record: Record, item: Reported) -> list[Reported]:
    """The rows of a record in which another publisher than that of `item` reports what it does, the
    first of each.

    One that only gives the number otherwise (see `renderings`) stands for a publisher that does not
    report it as it is.
    """
    others: dict[str, Reported] = {}
    for mention in [*mentions(record, item), *renderings(record, item)]:
        others.setdefault(mention.source.first_publisher, mention)
    others.pop(item.source.first_publisher, None)
    return list(others.values())


def echoes(record: Record, result: Derived) -> list[Figure]:
    """The figures of the whole record that report what was calculated: the same number, and as of
    the same time.

    They are of the same people, or of a speaker whose figures it was calculated from.
    """
    used = [row for row in reported([result]) if isinstance(row, Figure)]
    speakers = {speaker.id for row in used for speaker in row.speakers}
    time = result.period or (used[-1].period if used else None)
    counted = [
        figure
        for figure in record.whole.figures()
        if figure.bound == result.bound and figure not in used
    ]
    return [
        figure
        for figure in counted
        if _ends_alike(figure.period, time)
        and (
            figure.population == result.population
            or speakers & {speaker.id for speaker in figure.speakers}
        )
    ]


def _ends_alike(first: Date | None, second: Date | None) -> bool:
    """Whether two times end on the same day, as far as they are known."""
    return (
        first is not None
        and second is not None
        and first.latest is not None
        and first.latest == second.latest
    )


def sources_of(record: Record, figure: Figure) -> set[str]:
    """The sources of a record that report the number of a figure."""
    return {mention.source.id for mention in mentions(record, figure)}


def _text_gaps(rows: Sequence[Reported]) -> Iterable[Gap]:
    unverified = tuple(row for row in rows if row.standing.verdict == "unverified")
    return [Gap("unverified", unverified)] if unverified else []


# Counts put together


@dataclass(frozen=True)
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
        return self.words, "; ".join(dict.fromkeys(number.label() for number in self.inputs))


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
        return self._derived(self.found.reckoned[figure.claim], is_broken=False)

    def room(self, figure: Figure) -> Remark | None:
        """What the others leave for a figure, beside it, in words; None where nothing limits it."""
        left = self.left(figure)
        if left is None:
            return None
        words = (
            f"{self._claim(figure.claim).words()}; the others leave {left.label()} ({left.formula})"
        )
        inputs = (figure, *left.inputs)
        return Remark(
            f"{self._name('room')}-{figure.id}", "what is left", words, inputs, left.assumptions
        )

    def breaks(self) -> list[Finding]:
        """A "clash" for each figure that the others leave no room for: the figure, and what they
        leave.
        """
        lefts = [self.found.reckoned[conflict.over.id] for conflict in self.found.breaks]
        derived = [self._derived(left, is_broken=True) for left in lefts]
        return [
            Finding("clash", (self._figure(d.claim.id), left))
            for d, left in zip(lefts, derived, strict=True)
            if left
        ]

    def remedies(self) -> list[Remark]:
        """For each figure that clashes, what would let it be true with the others, each change by
        itself.
        """
        found = []
        for conflict in self.found.breaks:
            figures = tuple(self._figure(claim.id) for claim in conflict.claims)
            over = conflict.over.words()
            ways = "; or ".join(way.words.removeprefix(f"{over} ") for way in conflict.resolutions)
            id = f"{self._name('remedy')}-{figures[0].id}"
            found.append(Remark(id, "what would resolve it", f"{over}: {ways}", figures))
        return found

    def approximate(self) -> list[Remark]:
        """How each number that is only "about" stands to what the others leave for it."""
        words = {
            "within": "fits",
            "near": "would fit only if it were rounded",
            "far": "would not fit even if rounded",
        }
        found = []
        for reckoned in self.found.reckoned.values():
            figure, left = self._figure(reckoned.claim.id), self._derived(reckoned, is_broken=False)
            if left and reckoned.claim.is_vague:
                said = (
                    f"{reckoned.claim.words()} {words[reckoned.standing]}: the others leave "
                    f"{left.label()}"
                )
                found.append(
                    Remark(
                        f"{self._name('beside')}-{figure.id}", "how it fits", said, (figure, left)
                    )
                )
        return found

    def apart(self) -> list[Remark]:
        """Counts of one time that differ and are no contradiction, because nothing makes what they
        count the same.
        """
        found = []
        for rivals in self.found.apart:
            figures = tuple(self._figure(claim.id) for claim in rivals.claims)
            found.append(
                Remark(
                    "apart-" + "-".join(f.id for f in figures),
                    "why it differs",
                    rivals.words,
                    figures,
                )
            )
        return found

    def corridor(self, since: date) -> list[tuple[date, Bound]]:
        """Between what the running total can lie from a day on, on each day that a figure names."""
        ends = {
            day
            for f in self.figures
            if f.period
            for day in (f.period.earliest, f.period.latest)
            if day
        }
        turns = {turn for day in ends for turn in (day - timedelta(days=1), day)}
        days = sorted({since, *(day for day in turns if day >= since)})
        return self.found.corridor(self._claim(self.totals[0].claim), days) if self.totals else []

    def _name(self, kind: str) -> str:
        """How the id of a result begins, so that one on a supposition is not taken for one
        without.
        """
        return f"{kind}-if-same" if self.supposed else kind

    def _figure(self, id: str) -> Figure:
        return next(figure for figure in self.figures if figure.claim == id)

    def _claim(self, id: str) -> Claim:
        return next(claim for claim in self.found.claims if claim.id == id)

    def _derived(self, left: Reckoned, is_broken: bool) -> Derived | None:
        figure = self._figure(left.claim.id)
        sides = [left.against] if is_broken else [left.least, left.most]
        inputs = dict.fromkeys(self._figure(id) for side in sides for _, id in side)
        if not inputs:
            return None
        named = zip(["at least ", "at most "] if len(sides) > 1 else [""], sides, strict=True)
        links = self.found.kinship.links([figure.population.id, *(f.population.id for f in inputs)])
        return Derived(
            id=f"{self._name('limit' if is_broken else 'left')}-{figure.id}",
            title=f"{figure.population.label}: what the other counts leave",
            bound=left.overstepped if is_broken else left.bound,
            unit=figure.unit,
            formula="; ".join(name + self._sum(side) for name, side in named if side),
            inputs=tuple(inputs),
            assumptions=tuple(words for relation in links for words in assumed(relation)),
            period=figure.period,
            population=figure.population,
            measure=figure.measure,
        )

    def _sum(self, terms: Sequence[tuple[int, str]]) -> str:
        named = ((sign, self._figure(id)) for sign, id in terms)
        words = (
            (sign, f.label() if f.bound.kind == "exact" else f"({f.label()})") for sign, f in named
        )
        return (
            "".join((" + " if sign > 0 else " − ") + label for sign, label in words)
            .removeprefix(" + ")
            .strip()
        )


def ledger(
    record: Record, figures: Iterable[Figure], supposed: Sequence[tuple[str, str]] = ()
) -> Ledger:
    """Totals, flows and arrivals put together; `supposed` are pairs of populations to be taken for
    the same.

    What is only supposed is an assumption of every result that rests on it.
    """
    known = (
        record.relation(row["population_a"], row["population_b"])
        for row in record.tables["relations"].records()
    )
    relations = [relation for relation in known if relation.relation != "unknown"]
    more = tuple(_supposed(record, a, b) for a, b in supposed)
    kept = {figure.claim: figure for figure in reversed(list(figures)) if figure.period}
    ordered = sorted(kept.values(), key=lambda figure: (_end(figure), figure.id))
    claims = [claim(figure, "group" if is_arrival(figure) else "") for figure in ordered]
    return Ledger(tuple(ordered), reconcile(claims, [*relations, *more]), more)


def is_arrival(figure: Figure) -> bool:
    """Whether a flow is taken for one arrival: it is dated to a day, to one of several, or to a
    month.
    """
    return (
        figure.measure == "flow"
        and figure.period is not None
        and figure.period.granularity in ("day", "month", "set")
    )


def _supposed(record: Record, a: str, b: str) -> Relation:
    first, second = record.population(a).label, record.population(b).label
    return Relation(a, b, "same", "assumed", f"{first} and {second} are the same people")


def cited(items: Iterable[Reported | Conclusion]) -> Selection:
    """The reported rows that `items` rest on of which no words are held."""
    return Selection(row for row in reported(items) if row.standing.is_cited)


def _end(figure: Figure) -> date:
    return (figure.period.latest if figure.period else None) or date.max
