"""Rows made from the record: of figures, quotes, events, clues, series and ledgers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from itertools import accumulate

from analysis.measures.clues import READINGS, Clue
from analysis.measures.derived import Conclusion, Derived, Row, weakest, whole
from analysis.measures.durations import first_day, latest_day
from analysis.measures.findings import Finding
from analysis.measures.ledgers import Ledger
from analysis.quantities.dates import Date, fiscal_year, parse
from analysis.quantities.units import PERCENT, Unit
from analysis.record.reported import IN_FORCE, Event, Figure, MissingFigure, Quote
from analysis.record.speakers import BODIES, Speaker
from analysis.report.charts.rows import (
    LedgerRow,
    Mark,
    Moment,
    Observation,
    period_words,
)
from analysis.report.wording import capitalised, edition, listed, stance, taking_part
from analysis.text.anchors import CITED

# Why a table gives no number, in as few words as a gap has room for.
SHORT_REASONS = {
    "withheld": "withheld",
    "not_available": "not available",
    "not_listed": "not listed",
}

NO_BREAK_SPACE = "\u00a0"

Said = Quote | Event


def marks(
    numbers: Iterable[Figure | Derived],
    within: Iterable[tuple[Figure, Figure]] = (),
    notes: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> list[Mark]:
    """Figures and derived numbers as rows.

    `within` are pairs (part, whole) that draw the part inside the whole. `labels` name some by id;
    else they have the name of what is counted. `notes` give their small print; else it tells who
    says so and when, or the formula.
    """
    wholes = {part.id: whole.id for part, whole in within}
    rows = []
    for number in numbers:
        row = _mark(number)
        label = (labels or {}).get(number.id, row.label)
        note = (notes or {}).get(number.id, row.note)
        group = wholes.get(number.id, "")
        rows.append(replace(row, label=label, note=note, group=group))
    return rows


def _mark(number: Figure | Derived) -> Mark:
    if isinstance(number, Derived):
        return _mark_of_derived(number)
    return _mark_of_figure(number)


def _mark_of_derived(number: Derived) -> Mark:
    said = [f"we calculate: {number.formula}"]
    if number.period:
        said.append(period_words(number.period))
    return Mark(
        label=number.title,
        bound=number.shown,
        id=number.id,
        note="; ".join(said),
        evidence=tuple(number.evidence()),
        is_cited=weakest(number) == CITED,
    )


def _mark_of_figure(figure: Figure) -> Mark:
    said = [_office(speaker) for speaker in figure.speakers]
    said.append(period_words(figure.period))
    return Mark(
        label=figure.population.label,
        bound=figure.bound,
        id=figure.id,
        note=", ".join(said),
        evidence=tuple(figure.evidence()),
        is_cited=figure.standing.is_cited,
    )


def observations(numbers: Iterable[Row], events: Iterable[Event] = ()) -> list[Observation]:
    """Numbers and gaps of one or several tables as rows, averages among them, then `events`.

    The numbers go by what is counted, in the order given, and by period; of one period, what is
    superseded goes first. A time that no population is named for stands with those given first.
    """
    rows = [_observation(item) for item in numbers]
    series = list(dict.fromkeys(row.series for row in rows if row.series))
    rows = [replace(row, series=row.series or series[0]) for row in rows] if series else rows

    def in_order(row: Observation) -> tuple[int, Day, bool]:
        return series.index(row.series), _first_day(row), not row.is_superseded

    placed = sorted(rows, key=in_order) if series else rows
    for event in events:
        evidence = tuple(event.evidence())
        row = Observation(event.title, event.on, id=event.id, evidence=evidence)
        placed.append(row)
    return placed


def _observation(item: Row) -> Observation:
    """A figure, a gap or a derived number as a row; a derived number that is of no population is a
    time without any.
    """
    fiscal = fiscal_year(item.period)
    row = Observation(
        label=f"FY {fiscal}" if fiscal else period_words(item.period),
        date=item.period,
        series=item.population.label if item.population else "",
        id=item.id,
        is_superseded=any(figure.rank not in IN_FORCE for figure in _figures(item)),
        is_cited=weakest(item) == CITED,
        evidence=tuple(item.evidence()),
    )
    if isinstance(item, Figure):
        return replace(row, bound=item.bound, edition=edition(item))
    if isinstance(item, MissingFigure):
        reason = SHORT_REASONS[item.reason]
        return replace(row, edition=edition(item), note=item.label(), reason=reason)
    if not item.population:
        return replace(row, note=item.title, reason=item.title)
    if Unit.of(item.unit).is_average:
        formula = f"average, we calculate: {item.formula}"
        return replace(row, bound=item.shown, edition=formula, is_average=True)
    if item.unit == PERCENT:
        return replace(row, bound=item.shown, edition=f"share, we calculate: {item.formula}")
    return replace(row, bound=item.shown, parts=_running_totals(item))


def _running_totals(total: Derived) -> tuple[float, ...]:
    """How many the parts of a sum make together, from the first to the last but one."""
    parts = [float(whole(figure).low) for figure in _figures(total)]
    return tuple(accumulate(parts[:-1]))


def _figures(item: Row) -> list[Figure]:
    """The figure itself, or those that a derived number is made of."""
    inputs = item.inputs if isinstance(item, Derived) else (item,)
    return [number for number in inputs if isinstance(number, Figure)]


def entries(ledger: Ledger, since: Date) -> list[LedgerRow]:
    """The totals, arrivals and contradicted flows of a ledger, by date.

    Those that end before `since`, or have no date, are left out.
    """
    first = since.earliest or Day.min
    clashes = {clash.inputs[0].id: clash for clash in ledger.breaks()}
    arrivals = ledger.arrivals
    rows = []
    for figure in ledger.figures:
        end = latest_day(figure.period) or Day.max
        if figure.period is None or end < first:
            continue
        clash = clashes.get(figure.id)
        if clash:
            rows.append(_contradicted(figure, clash, ledger))
        elif figure.measure == "cumulative":
            rows.append(_total(figure, ledger))
        elif figure in arrivals:
            rows.append(_entry(figure))
    return rows


def _entry(figure: Figure) -> LedgerRow:
    """A figure as an entry, a total on its last day."""
    is_total = figure.measure == "cumulative"
    date = figure.period
    if date and is_total:
        date = parse(date.text.rpartition("/")[2])
    return LedgerRow(
        label=figure.population.label,
        bound=figure.bound,
        id=figure.id,
        note=_given_by(figure),
        evidence=tuple(figure.evidence()),
        date=date,
        by=" and ".join(_office(speaker) for speaker in figure.speakers),
        is_flow=not is_total,
        is_held=not figure.standing.is_cited,
    )


def _total(figure: Figure, ledger: Ledger) -> LedgerRow:
    """A total with what the others leave for it, where anything limits it."""
    left = ledger.left(figure)
    room = ledger.room(figure)
    if room is None or left is None:
        return _entry(figure)
    return _limited(figure, room, left)


def _contradicted(figure: Figure, clash: Finding, ledger: Ledger) -> LedgerRow:
    """A figure with what the others leave, which has no room for it."""
    left = clash.inputs[1]
    row = _limited(figure, clash, left)
    breaks = f"the others make {left.label()}"
    note = row.note
    dropped, rest = ledger.but_one(clash)
    for arrival, made in zip(dropped, rest, strict=True):
        unbroken = made.formula.replace(" ", NO_BREAK_SPACE)
        sum_of_rest = f"{made.label()} ({unbroken})"
        breaks += f"; without the group of {period_words(arrival.period)}, {sum_of_rest}"
        note += f"; without the group of {arrival.label()}, {sum_of_rest}"
    return replace(row, breaks=breaks, note=note)


def _limited(figure: Figure, conclusion: Conclusion, left: Figure | Derived) -> LedgerRow:
    """A figure beside what the others leave for it, as a conclusion says."""
    row = _entry(figure)
    said = [row.note, f"the others allow {left.label()}"]
    return replace(
        row,
        id=conclusion.id,
        note="; ".join(filter(None, said)),
        evidence=tuple(conclusion.evidence()),
        left=left.bound,
    )


def _office(speaker: Speaker) -> str:
    """The office in whose name a person speaks, else the speaker's own name."""
    is_of_office = speaker.kind == "person" and speaker.of != speaker.principal
    return (speaker.affiliation if is_of_office else "") or speaker.name


def _given_by(figure: Figure) -> str:
    said = [speaker.name for speaker in figure.speakers]
    if figure.period:
        said.append(period_words(figure.period))
    return ", ".join(said)


def moments(
    items: Iterable[Said],
    sides: Mapping[str, str],
    points: Mapping[str, Sequence[str]] | None = None,
) -> list[Moment]:
    """Quotes and events as rows: who, when, on which side, and what position or event.

    `sides` names each side. `points` has what some quotations are on, by their ids, which is told
    in place of their position. Parts of a split utterance that take the same position are one row.
    """
    positions: dict[tuple[str, str, str], Said] = {}
    for item in items:
        if isinstance(item, Event):
            positions[item.id, "", ""] = item
        else:
            positions.setdefault((item.utterance, item.stance, item.target), item)
    return [_moment(item, sides, points or {}) for item in positions.values()]


def _moment(item: Said, sides: Mapping[str, str], points: Mapping[str, Sequence[str]]) -> Moment:
    bodies = dict.fromkeys(speaker.body for speaker in item.speakers if speaker.body)
    return Moment(
        label=taking_part(item, [speaker.name for speaker in item.speakers]),
        date=item.on,
        id=item.id,
        side=_side(item, sides),
        body=" and ".join(bodies),
        note=item.title if isinstance(item, Event) else _position(item, points),
        evidence=tuple(item.evidence()),
        is_cited=item.standing.is_cited,
    )


def _position(quote: Quote, points: Mapping[str, Sequence[str]]) -> str:
    """What a quotation is on, else the position that it takes, with the words where only some are
    quoted.
    """
    if quote.id in points:
        return capitalised(listed(points[quote.id]))
    words = f": {quote.label()}" if quote.mode == "partial" else ""
    return stance(quote) + words


def _side(item: Said, sides: Mapping[str, str]) -> str:
    """The sides of those who speak, as and in the order in which `sides` names them; "" where only
    news media do, or groups of no side.
    """
    others = []
    for speaker in item.speakers:
        is_of_none = speaker.body == BODIES["group"] and not speaker.side
        if speaker.body != BODIES["media"] and not is_of_none:
            others.append(speaker)
    if item.speakers and not others:
        return ""
    own = {speaker.side for speaker in others if speaker.side}
    named = [name for side, name in sides.items() if side in own]
    return " and ".join(named) or sides.get("", "")


def spans(clues: Iterable[Clue], together: Derived) -> list[Moment]:
    """Clues to a day as rows, each with the days that it leaves; last, those that all leave."""
    rows = [_span(clue) for clue in clues]
    evidence = tuple(together.evidence())
    rows.append(Moment("All clues together", together.period, together.id, evidence=evidence))
    return rows


def _span(clue: Clue) -> Moment:
    population = getattr(clue.item, "population", None)
    counted = getattr(population, "label", "")
    reading = READINGS[clue.reading][0]
    return Moment(
        label=f"{clue.item.label()} {counted}".strip(),
        date=clue.period,
        id=clue.id,
        note=f"{clue.label()}: {reading}",
        evidence=tuple(clue.evidence()),
        is_cited=clue.item.standing.is_cited,
    )


def _first_day(row: Observation) -> Day:
    return first_day(row.date) or Day.max
