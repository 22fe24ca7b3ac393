"""The words for each kind of gap: of what the record does not establish, see `unknowns.gaps`."""

from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup

from analysis.measures.unknowns import Gap
from analysis.record.reported import Event, Figure, Reported
from analysis.report.placeholders import all_worded, in_list, in_turn
from analysis.report.wording import (
    capitalised,
    date_of,
    group,
    link,
    markup,
    outlet,
    own,
    plain,
    since,
    source_link,
    subject,
    worded,
)

# By the kind of a gap.
GAPS: dict[str, Callable[[Gap], Markup]] = {
    "relation": lambda gap: markup(
        "{}: {}", all_worded(gap.items, "unit"), capitalised(own(gap.note, gap.items))
    ),
    "assumed": lambda gap: markup(
        "Only assumed, not reported: {}.", own(gap.note.rstrip("."), gap.items)
    ),
    "unknown": lambda gap: markup("No date is given: {}.", _names(gap.items)),
    "external": lambda gap: _dated(
        gap.items, "This date rests on outside evidence", "These dates rest on outside evidence"
    ),
    "guessed": lambda gap: _dated(gap.items, "This date is assumed", "These dates are assumed"),
    "alone": lambda gap: markup("{} for {}.", _resting(gap), _numbers(gap.items)),
    "told": lambda gap: markup("{} for this: {}.", _resting(gap), _names(gap.items)),
    "quoted": lambda gap: markup(
        "Of the texts held here, only {} quotes: {}.",
        source_link(gap.items[0]),
        _names(gap.items),
    ),
    "also": lambda gap: _also(gap),
    "unverified": lambda gap: markup("Not verified as they stand now: {}.", _names(gap.items)),
}


def _resting(gap: Gap) -> Markup:
    """On whom alone this record rests, by who published it first: that nobody else reports it, the
    record cannot know.
    """
    first = gap.items[0]
    publisher = source_link(first, outlet(first.source.first_publisher))
    return markup("This record rests on {} alone", publisher)


def _also(gap: Gap) -> Markup:
    """What only one of the articles reports, and who reports it elsewhere."""
    (item,) = gap.items
    where = worded(gap.articles, "") if gap.articles else "the articles"
    alike = [other for other in gap.others if other not in gap.otherwise]
    if isinstance(item, Event):
        told = markup("reports: {}", _names([item]))
        said = [markup("{} reports: {}", _medium(it), _names([it])) for it in alike]
    else:
        told = markup("has {}", worded(item, "in_year"))
        said = [*_reporters(alike, item)]
    said += [_otherwise(other, item) for other in gap.otherwise]
    return markup("of {} only {} {}.", where, source_link(item), in_turn([told, *said]))


def _reporters(others: Sequence[Reported], item: Reported) -> Iterator[Markup]:
    """Who else reports a number: together those who have it in the same words, then each in its own
    words ("almost" for "fewer than").
    """
    same = [_medium(other) for other in others if other.label() == item.label()]
    if same:
        yield markup("{} {} it too", in_list(same), "report" if same[1:] else "reports")
    unlike = [other for other in others if other.label() != item.label()]
    yield from (markup("{} as {}", _medium(other), worded(other, "unit")) for other in unlike)


def _medium(item: Reported) -> Markup:
    """Who first published what an item stands in, as a link to the item's own record."""
    return link(item, outlet(item.source.first_publisher))


def _otherwise(other: Figure, item: Reported) -> Markup:
    """Who gives a number otherwise, and how; whom it counts where these are others."""
    number = worded(other, "unit")
    if isinstance(item, Figure) and item.population != other.population:
        number = markup("{} ({})", number, group(other))
    return markup("{} has {}", _medium(other), number)


def _numbers(items: Sequence[Reported]) -> Markup:
    """Numbers, each with its time: the same number as of another time is another."""
    return in_turn(worded(item, "in_year") for item in items)


def _dated(items: Sequence[Reported], one: str, several: str) -> Markup:
    """How the dates of items are known, and for which words of their sources they stand."""
    how = one if len(items) == 1 else several
    return markup("{}: {}.", how, _names(items, has_words=True))


def _names(items: Sequence[Reported], has_words: bool = False) -> Markup:
    """Items, those of the same name once, where the last of them stands; see `_named`."""
    named: dict[str, Markup] = {}
    for item in reversed(items):
        name = _named(item, has_words)
        named[plain(name)] = name
    return in_turn(reversed(named.values()))


def _named(item: Reported, has_words: bool) -> Markup:
    """An item and its date: "28 people (2017)", "words of Aske Lund (14 September 2017)"; with the
    words that its source has for the date, "28 people (2017, “last year” in the source)".
    """
    date = date_of(item)
    if not date:
        return link(item, subject(item))
    words = item.period_text if has_words and isinstance(item, Figure) else ""
    said = markup(", “{}” in the source", words) if words else ""
    return link(item, markup("{} ({}{})", subject(item), since(date), said))
