"""Rules of dates: their bases, the words that give them, and what cannot have been so late."""

import re
from collections.abc import Callable, Container, Iterable
from functools import partial

from analysis.errors import DateError, shown
from analysis.quantities import dates
from analysis.quantities.dates import Date, Point, Reading
from analysis.record.cells import judged, lookup, missing, rows_with
from analysis.record.conventions import PLANNED, foreign_sources
from analysis.record.rulebook import Problems, rule
from analysis.record.tables import Problem, Tables

# ---- dates and their bases


Stated = Callable[[str], set[str]]  # the dates that words state
MODERN = (1900, 2099)  # numbers that are years in words that are not read
KNOWN = "say how it is known: stated, resolved_from_text, external or assumed"


@rule("D01")
def dates_and_bases_stand_together(tables: Tables) -> Problems:
    """A date has a basis other than unknown, and a basis other than unknown has a date."""
    for table in tables.values():
        for column in table.columns:
            date = column.removesuffix("_basis")
            if date == column or date not in table.columns:
                continue
            cells = table.column(date)
            bases = table.column(column)
            unknown = {"", "unknown"}
            for row in rows_with(bases, unknown):
                if cells[row]:
                    given = f"{date} is {shown(cells[row])}"
                    wrong = f"is {shown(bases[row])} although {given}"
                    yield Problem(table, row, column, wrong, KNOWN)
            needed = set(bases) - unknown
            yield from missing(table, date, column, needed, "give it, or say unknown")


@rule("D02")
def bases_not_stated_have_notes(tables: Tables) -> Problems:
    """A basis other than stated has its evidence in a note, or in the words of an event."""
    for table in tables.values():
        for basis in table.columns:
            name = basis.removesuffix("basis")
            note = f"{name}note" if f"{name}note" in table.columns else "note"
            if name == basis or note not in table.columns:
                continue
            needed = set(table.column(basis)) - {"", "stated"}
            for problem in missing(table, note, basis, needed, "name the evidence"):
                if note != "date_note" or not table.column("exact")[problem.row]:
                    yield problem


@rule("D03")
def dates_reread_from_their_words(tables: Tables) -> Problems:
    """Date words of a span or period_text give an end of the date; a stated one is theirs."""
    foreign = foreign_sources(tables["sources"])
    of_events = ("events", "date", "exact", _stated_of_event)
    of_figures = ("figures", "period", "period_text", dates.stated)
    for name, date, words, stated in (of_events, of_figures):
        table = tables[name]
        wrong_of = partial(_misdated, foreign, stated)
        columns = (date, f"{date}_basis", words, "source_id")
        for row, wrong in judged(table, columns, wrong_of):
            do = f'read the date again from {words}, or call it "resolved_from_text"'
            yield Problem(table, row, date, wrong, do)


@rule("D04")
def nothing_is_said_after_it_was_published(tables: Tables) -> Problems:
    """What a source reports was said by its publication; only readers' comments may be later."""
    published = lookup(tables["sources"], "published")

    def late(said_on: str, source: str, mode: str = "") -> str:
        day = published.get(source, "")
        if mode == "comment" or not is_after(said_on, day):
            return ""
        return f"{shown(said_on)} is after the publication, {shown(day)}"

    for table in (tables["figures"], tables["quotes"]):
        columns = [name for name in ("said_on", "source_id", "mode") if name in table.columns]
        for row, wrong in judged(table, columns, late):
            yield Problem(table, row, "said_on", wrong, "check the year")


@rule("D05")
def nothing_happened_after_it_was_read(tables: Tables) -> Problems:
    """What is no plan, and what is counted, is over by its source's day, or today if unknown."""
    accessed = lookup(tables["sources"], "accessed")
    published = lookup(tables["sources"], "published")

    def late(source: str, date: str, kind: str = "") -> str:
        if kind == PLANNED:
            return ""
        day_of_publication = published.get(source, "")
        if kind == "comment":  # readers comment on what was published
            day_of_publication = ""
        return _too_late(date, accessed.get(source, ""), day_of_publication)

    do = f'check the year; what is only planned has the kind "{PLANNED}"'
    events = tables["events"]
    for row, wrong in judged(events, ("source_id", "date", "kind"), late):
        yield Problem(events, row, "date", wrong, do)
    do = (
        "check the year; a count so far ends with the day of its source; what is only planned is "
        f'no figure, but an event of the kind "{PLANNED}"'
    )
    figures = tables["figures"]
    for row, wrong in judged(figures, ("source_id", "period"), late):
        yield Problem(figures, row, "period", wrong, do)


def _too_late(date: str, accessed: str, published: str) -> str:
    """What is wrong with a date whose end comes after its source was read, or else published, or
    else after today; "" if nothing.
    """
    known = accessed
    what = "the day its source was read"
    if not known:
        known = published
        what = "the day its source was published"
    if not _ends(known):
        known = dates.today().isoformat()
        what = "today (UTC)"
    if not is_after(_end_of(date), known):
        return ""
    return f"{shown(date)} is after {what}, {shown(known)}"


def is_after(text: str, published: str) -> bool:
    """Whether no day of a date can be as early as a publication; False where either is open,
    unknown or no date.
    """
    try:
        first = dates.parse(text).earliest
        last = dates.parse(published).latest
    except DateError:
        return False
    return first is not None and last is not None and first > last


def _ends(text: str) -> bool:
    """Whether a date has a latest day; False where it is open, unknown or no date."""
    try:
        return dates.parse(text).latest is not None
    except DateError:
        return False


def _end_of(text: str) -> str:
    """The end of an interval, where it has one; any other date as it stands."""
    start, separator, end = text.partition("/")
    return end if separator and end not in ("", "..") else start


def _misdated_abroad(text: str, basis: str, words: str) -> str:
    """What is wrong with a date beside words of another language than English, "" if nothing. Only
    their numbers are read: of a stated date the year and the day stand there, and no other year.
    """
    try:
        date = dates.parse(text)
    except DateError:
        return ""
    numbers = {int(digits) for digits in re.findall(r"(?<!\d)\d{1,4}(?!\d)", words)}
    years = {point.year for point in date.ends}
    others = {number for number in numbers if MODERN[0] <= number <= MODERN[1]} - years
    if others and not numbers & years:
        return f"{shown(text)} does not agree with {shown(str(min(others)))}"
    if basis != "stated" or not words:
        return ""
    if len(date.ends) < 2:
        return f"{shown(text)} is called stated, but no words for an open end are known here"
    for point in date.ends:
        if not {point.year, point.day} - {0} <= numbers:
            return f"{shown(text)} is called stated, but {shown(words)} gives no {point.words()}"
    return ""


def _misdated(
    foreign: Container[str], stated: Stated, text: str, basis: str, words: str, source: str
) -> str:
    """What is wrong with a date beside the words of a source that give it, "" if nothing; `stated`
    tells the dates that words state, those of a `foreign` source excepted.
    """
    if source in foreign:
        return _misdated_abroad(text, basis, words)
    if not words:  # F10 and S04 say so
        return ""
    try:
        date = dates.parse(text)
        readings = dates.read(words)
        said = stated(words)
    except DateError:  # cells without a date are D01's and the tables' to report
        return ""
    for reading in readings:
        is_number = not reading.cued and reading.text != words
        if not is_number and not _lies_in(reading, date, date.ends):
            return f"{shown(text)} does not agree with {shown(reading.text)}"
    if basis == "stated" and text not in said:
        return f"{shown(text)} is called stated, but {shown(words)} does not state {date.words()}"
    return ""


def _stated_of_event(words: str) -> set[str]:
    """The dates that the words of an event state; what goes on since a time began then."""
    said = dates.stated_in(words)
    began = {text.removesuffix("/..") for text in said}
    return said | began


def _lies_in(reading: Reading, date: Date, ends: Iterable[Point]) -> bool:
    """Whether a reading is one of the ends of a date; a weekday alone may be any day of it."""
    if reading.weekday is not None:
        return dates.agrees(reading, date)
    points = [Date("", "", end, end) for end in ends]
    return any(dates.agrees(reading, point) for point in points)
