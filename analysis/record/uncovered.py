"""The account of every number of a text: those that no row covers, and those of texts that nobody
has read through.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from analysis.errors import DateError, RecordError
from analysis.quantities import dates
from analysis.record.conventions import foreign_sources
from analysis.record.phrases import Phrase, Place, Texts, is_within, offsets, phrases_of
from analysis.record.tables import UNREAD, Table, Tables, place
from analysis.text.cuts import is_whole_cell, paragraphs
from analysis.text.lexicon import Token, number_tokens

Tokens = dict[str, list[Token]]  # by source
Places = Mapping[str, list[Place]]  # by source
CONTEXT = 24  # characters on either side of a number that a message shows


def coverage(tables: Tables, texts: Texts) -> list[RecordError]:
    """A problem for each token of a held text that states a quantity or stands outside every
    region, and no row names.

    Figures cover their span and the dates in the words of their period and attribution; events
    cover the dates in their span; exclusions cover what they name. Quotations cover nothing: a
    number inside one is a figure of its own. In a stretch that nobody has read through yet, of the
    kind UNREAD, no token is a problem: it is a draft. The words of a date in another language
    than English cover the numbers of the date that a person read in them.
    """
    problems = []
    left = uncovered_numbers(tables, texts)
    sources = tables["sources"]
    regions = _regions(tables)
    unread = _regions(tables, UNREAD)
    for i, source in enumerate(sources.column("source_id")):
        if source in texts:
            text = texts[source]
            where = place(sources, i)
            for token in _outside(left[source], unread[source]):
                problems.append(_uncovered(text, token, where))
            problems += _outside_regions(text, regions[source], where)
    return problems


def unread_numbers(tables: Tables, texts: Texts) -> Tokens:
    """By source, the tokens that no row covers in the stretches that nobody has read through."""
    places = _regions(tables, UNREAD)
    found: Tokens = {}
    for source, tokens in uncovered_numbers(tables, texts).items():
        found[source] = []
        for token in tokens:
            if is_within(token.place, places[source]):
                found[source].append(token)
    return found


def _regions(tables: Tables, kind: str = "") -> Places:
    """By source the places of its regions, or of those of a kind."""
    regions: Places = defaultdict(list)
    for row in tables["regions"].records():
        if kind in ("", row["kind"]):
            source = row["source_id"]
            regions[source].append(offsets(row))
    return regions


def uncovered_numbers(tables: Tables, texts: Texts) -> Tokens:
    """The numbers of each held text that no row covers, in the order of the text."""
    covered = _covered(tables, texts)
    found: Tokens = {}
    for source, text in texts.items():
        tokens = number_tokens(text)
        found[source] = list(_outside(tokens, covered[source]))
    return found


def _outside(tokens: Iterable[Token], places: Sequence[Place]) -> Iterator[Token]:
    """The tokens that lie in none of some places."""
    for token in tokens:
        if not is_within(token.place, places):
            yield token


def _uncovered(text: str, token: Token, where: str) -> RecordError:
    begin = max(0, token.start - CONTEXT)
    end = token.end + CONTEXT
    around = " ".join(text[begin:end].split())
    wrong = f'"{token.text}" at {token.start} in "…{around}…" is covered by no row'
    do = "add a figure or an event, or list it in exclusions.csv with the reason"
    return RecordError(where, wrong, do, code="V05")


def _covered(tables: Tables, texts: Texts) -> Places:
    """By source, the places that its rows cover."""
    covered: Places = defaultdict(list)
    for name in ("figures", "exclusions"):
        for row in _held_rows(tables[name], texts):
            source = row["source_id"]
            covered[source].append(offsets(row))
    told = {}
    for source, text in texts.items():
        told[source] = list(date_places(text))
    foreign = foreign_sources(tables["sources"])
    phrases = phrases_of(tables["figures"], texts)
    for row in _held_rows(tables["figures"], texts):
        source = row["source_id"]
        text = texts[source]
        words = phrases[row["figure_id"]]
        places = [phrase.at for phrase in words if phrase.at]
        days = told[source] + _years_of_periods(text, words)
        if source in foreign:
            days = _named(text, row["period"], places)
        covered[source] += _within(days, places)
    for row in _held_rows(tables["events"], texts):
        source = row["source_id"]
        text = texts[source]
        places = [offsets(row)]
        days = told[source]
        if source in foreign:
            days = _named(text, row["date"], places)
        covered[source] += _within(days, places)
    return covered


def _within(days: Iterable[Place], places: Sequence[Place]) -> Iterator[Place]:
    """The places of dates that lie in one of some places."""
    for day in days:
        if is_within(day, places):
            yield day


def _held_rows(table: Table, texts: Texts) -> Iterator[Mapping[str, str]]:
    """The rows of sources whose text is held."""
    for row in table.records():
        if row["source_id"] in texts:
            yield row


def _years_of_periods(text: str, phrases: Iterable[Phrase]) -> list[Place]:
    """The places of years that are all that the words of a period say, each a cell of its own in a
    table: elsewhere "2031" may count.
    """
    places: list[Place] = []
    for phrase in phrases:
        if phrase.at and phrase.column == "period_text":
            start, end = phrase.at
            if _YEAR.fullmatch(text[start:end]) and is_whole_cell(text, start, end):
                places.append(phrase.at)
    return places


_YEAR = re.compile(r"\d{4}")


def _named(text: str, date: str, dated: list[Place]) -> list[Place]:
    """The places of the numbers of a date in a text of a language whose dates are not read here.

    Every mention of a year counts; of a day the one that stands nearest to its year, and of a month
    the number that marks join to another of the date ("14/3/2031"): 3 children are no March.
    """
    by_value = _tokens_by_value(text, dated)
    found = []
    for year, month, day in _PARTS.findall(date):
        years = by_value[int(year)]
        found += years
        at = years[0].start if years else 0
        if day:
            days = by_value[int(day)]
            nearest = sorted(days, key=lambda token: abs(token.start - at))
            found += nearest[:1]
        if month:
            for token in by_value[int(month)]:
                if _is_joined(text, token):
                    found.append(token)
    return [token.place for token in found]


def _tokens_by_value(text: str, places: Sequence[Place]) -> Mapping[int, list[Token]]:
    """The whole numbers in digits that lie in some places, by their values."""
    by_value = defaultdict(list)
    for token in number_tokens(text):
        if token.text.isdecimal() and is_within(token.place, places):
            value = int(token.text)
            by_value[value].append(token)
    return by_value


def _is_joined(text: str, token: Token) -> bool:
    """Whether a mark of dates joins a number to another one."""
    begin = max(0, token.start - 2)
    end = token.end + 2
    joined = re.search(r"\d[./-]\d", text[begin:end])
    return joined is not None


_PARTS = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_CENTURY = re.compile(
    r"(?<![\w-])(?:\d{1,2}(?:st|nd|rd|th)|[a-z-]*(?:first|second|third|th))\s+century\b",
    re.IGNORECASE,
)


def date_places(text: str) -> Iterator[Place]:
    """The places of date words in a text, read with what stands around them, paragraph by
    paragraph.
    """
    for at, end in paragraphs(text):
        paragraph = text[at:end]
        try:
            readings = dates.read(paragraph)
        except DateError:
            readings = []  # beside a day that does not exist nothing is sure to be a date
        for reading in readings:
            if reading.cued:
                yield at + reading.start, at + reading.end
        for match in _CENTURY.finditer(paragraph):
            start, stop = match.span()
            yield at + start, at + stop


def _outside_regions(text: str, regions: Iterable[Place], where: str) -> Iterator[RecordError]:
    left = list(text)
    for start, end in regions:
        left[start:end] = " " * (end - start)
    words = "".join(left).split()
    if words:
        shown = " ".join(words)[:80]
        wrong = f'"{shown}" stands in no region'
        do = "give every part of the text a region in regions.csv"
        yield RecordError(where, wrong, do, code="V06")
