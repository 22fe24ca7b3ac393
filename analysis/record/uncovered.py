"""The account of every number of a text: those that no row covers, and those of texts that nobody
has read through.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from analysis.errors import DateError, RecordError
from analysis.quantities import dates
from analysis.record.conventions import foreign_sources
from analysis.record.phrases import Phrase, Place, Texts, is_within, offsets, phrases_of
from analysis.record.tables import UNREAD, Tables, place
from analysis.text.cuts import paragraphs
from analysis.text.lexicon import Token, number_tokens

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
            where = place(sources, i)
            for token in left[source]:
                if not is_within(token.place, unread[source]):
                    problems.append(_uncovered(texts[source], token, where))
            problems += _outside_regions(texts[source], regions[source], where)
    return problems


def unread_numbers(tables: Tables, texts: Texts) -> dict[str, list[Token]]:
    """By source, the tokens that no row covers in the stretches that nobody has read through."""
    places = _regions(tables, UNREAD)
    found: dict[str, list[Token]] = {}
    for source, tokens in uncovered_numbers(tables, texts).items():
        found[source] = []
        for token in tokens:
            if is_within(token.place, places[source]):
                found[source].append(token)
    return found


def _regions(tables: Tables, kind: str = "") -> Mapping[str, list[Place]]:
    """By source the places of its regions, or of those of a kind."""
    regions: dict[str, list[Place]] = defaultdict(list)
    for row in tables["regions"].records():
        if kind in ("", row["kind"]):
            regions[row["source_id"]].append(offsets(row))
    return regions


def uncovered_numbers(tables: Tables, texts: Texts) -> dict[str, list[Token]]:
    """The numbers of each held text that no row covers, in the order of the text."""
    covered = _covered(tables, texts)
    found: dict[str, list[Token]] = {}
    for source, text in texts.items():
        places = covered[source]
        found[source] = []
        for token in number_tokens(text):
            if not is_within(token.place, places):
                found[source].append(token)
    return found


def _uncovered(text: str, token: Token, where: str) -> RecordError:
    begin = max(0, token.start - CONTEXT)
    words = text[begin : token.end + CONTEXT].split()
    around = " ".join(words)
    wrong = f'"{token.text}" at {token.start} in "…{around}…" is covered by no row'
    do = "add a figure or an event, or list it in exclusions.csv with the reason"
    return RecordError(where, wrong, do, code="V05")


def _covered(tables: Tables, texts: Texts) -> Mapping[str, list[Place]]:
    """By source, the places that its rows cover."""
    covered: dict[str, list[Place]] = defaultdict(list)
    phrases = phrases_of(tables["figures"], texts)
    told = {source: [*date_places(text)] for source, text in texts.items()}
    foreign = foreign_sources(tables["sources"])
    for name, date in (("figures", "period"), ("events", "date"), ("exclusions", "")):
        for row in tables[name].records():
            source = row["source_id"]
            if source not in texts:
                continue
            span = offsets(row)
            if name != "events":
                covered[source].append(span)
            if not date:
                continue
            dated = [span]
            if name == "figures":
                dated = [phrase.at for phrase in phrases[row["figure_id"]] if phrase.at]
            days = told[source]
            if source in foreign:
                days = _named(texts[source], row[date], dated)
            elif name == "figures":
                days = [*days, *_years_of_periods(texts[source], phrases[row["figure_id"]])]
            covered[source] += [day for day in days if is_within(day, dated)]
    return covered


def _years_of_periods(text: str, phrases: Iterable[Phrase]) -> Iterator[Place]:
    """The places of the dates that are all that the words of a period say, such as a year alone at
    the head of a row.
    """
    for phrase in phrases:
        if phrase.at and phrase.column == "period_text":
            start, end = phrase.at
            words = text[start:end]
            with suppress(DateError):
                readings = dates.read(words) if dates.written(words) else []
                for reading in readings:
                    yield start + reading.start, start + reading.end


def _named(text: str, date: str, dated: list[Place]) -> list[Place]:
    """The places of the numbers of a date in a text of a language whose dates are not read here.

    Every mention of a year counts; of a day the one that stands nearest to its year, and of a month
    the number that marks join to another of the date ("14/3/2031"): 3 children are no March.
    """
    by_value: dict[int, list[Token]] = defaultdict(list)
    for token in number_tokens(text):
        if token.text.isdecimal() and is_within(token.place, dated):
            value = int(token.text)
            by_value[value].append(token)
    found = []
    for year, month, day in _PARTS.findall(date):
        years = by_value[int(year)]
        at = years[0].start if years else 0
        found += years
        if day:
            days = by_value[int(day)]
            nearest = sorted(days, key=lambda token: abs(token.start - at))
            found += nearest[:1]
        if month:
            months = by_value[int(month)]
            found += [token for token in months if _is_joined(text, token)]
    return [token.place for token in found]


def _is_joined(text: str, token: Token) -> bool:
    """Whether a mark of dates joins a number to another one."""
    begin = max(0, token.start - 2)
    around = text[begin : token.end + 2]
    joined = re.search(r"\d[./-]\d", around)
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
            yield at + match.start(), at + match.end()


def _outside_regions(text: str, regions: Iterable[Place], where: str) -> Iterator[RecordError]:
    left = list(text)
    for start, end in regions:
        left[start:end] = " " * (end - start)
    if words := "".join(left).split():
        wrong = f'"{" ".join(words)[:80]}" stands in no region'
        do = "give every part of the text a region in regions.csv"
        yield RecordError(where, wrong, do, code="V06")
