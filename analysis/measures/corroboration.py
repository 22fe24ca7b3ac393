"""Who else reports a number or an event, and in which words.

>>> len(corroboration.mentions(record, record.figure("kt-1412"))) > 1
True
"""

from dataclasses import dataclass

from analysis.measures.conditions import relation_of
from analysis.measures.derived import (
    Assumed,
    Conclusion,
    Derived,
    Statements,
    cited,
    figures_of,
    reported,
)
from analysis.measures.durations import latest_day
from analysis.measures.overlaps import stands
from analysis.measures.voices import speakers_of
from analysis.record.populations import Population
from analysis.record.publications import Source
from analysis.record.record import Record
from analysis.record.references import Evidence
from analysis.record.reported import (
    Event,
    Figure,
    Figures,
    Items,
    Reported,
)
from analysis.record.selections import Selection
from analysis.text.anchors import PASSING
from analysis.text.lexicon import UNITS


def repeated(record: Record, figures: Figures) -> Selection:
    """The figures whose number more than one source within the scope of a record reports."""
    found = []
    for figure in figures:
        sources = {mention.source.id for mention in mentions(record, figure)}
        if len(sources) > 1:
            found.append(figure)
    return Selection(found)


@dataclass(frozen=True)
class Articles(Conclusion):
    """The sources whose text is or was held, as a sentence names them: "the two articles"; `inputs`
    stand in them.
    """

    words: str
    sources: tuple[Source, ...]
    inputs: tuple[Reported, ...]
    assumptions: Assumed = ()
    id: str = "articles"

    @property
    def verdict(self) -> str:
        """That nothing is left to verify: they are counted in the list of sources."""
        return PASSING[0]

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
        is_disjoint = stands(record.whole, figure, "disjoint", item)
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
    end = latest_day(time)
    found = []
    for figure in record.whole.figures():
        is_same_number = figure.bound == result.bound and figure not in used
        if not is_same_number or not end or latest_day(figure.period) != end:
            continue
        if _is_of_or_by(figure, result.population, speakers):
            found.append(figure)
    return found
