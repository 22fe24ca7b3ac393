"""The record's cross-row invariants, each with a stable code and a docstring that states it in one
sentence.

A rule gets the tables as read and yields a problem for every row that breaks it. It passes over a
row whose own cells are already wrong (an unknown source, a start that is no number):
`tables.check_tables` reports those. All but the few rules that follow chains (P01, E02, R02, R03)
look at each row once.
"""

import gc
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from math import inf
from operator import itemgetter

from analysis.errors import BoundError, DateError, RecordError, UnknownWords, counted, shown
from analysis.quantities import bounds, dates
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import Date, Point, Reading
from analysis.record.csvfiles import SHARED
from analysis.record.tables import (
    FILLED,
    NEEDED_FROM_WORDS,
    NUMERALS,
    Problem,
    Table,
    Tables,
    unfilled,
)
from analysis.text.lexicon import typed_numbers
from analysis.text.numbers import READ_BY_HAND, has_digits, unit_of

_NUMBER = "#"
_WHOLE = re.compile(NUMERALS["integer"][0])
_DECIMAL = re.compile(NUMERALS["number"][0])
# In the label of an event: the id of a figure, whose number stands there.
REFERENCE = re.compile(r"\{([a-z0-9]+(?:-[a-z0-9]+)+)\}")
# Words that mean one of a pair by its place in it, and turn false where the pair is printed the
# other way round. "Those" with words that say which ("those who waited") names a group by itself.
_BY_PLACE = re.compile(
    r"\b(?:the\s+(?:former|latter|ones?|others?|first|second|above|following|preceding|previous)|"
    r"respectively|vice\s+versa|them|these|(?:this|that)\s+(?:group|population|count|number|total|"
    r"list|set|one)|those(?=\s*(?:[,.;:)]|$)|\s+(?:are|were|is|was|have|had|include|contain|"
    r"belong|overlap|number|groups?)\b)|^(?:they|their|its|it(?!\s+is\s+(?:not|nowhere|unclear|"
    r"unknown|unstated))))\b",
    re.IGNORECASE,
)
_WITHOUT_NUMBER = "say it without a number"
_QUOTED = re.compile("“[^”]*”")


# A row may stand clipped, or be read by a person, when its note says so: the word, then three words
# at least.
CLIPPED_NOTE, READ_NOTE = "clipped:", "read:"
_REASONS = {
    word: re.compile(rf"\b{word}\s*(?:\S*\w\S*\s+){{2}}\S*\w") for word in (CLIPPED_NOTE, READ_NOTE)
}


def gives_reason(note: str, word: str) -> bool:
    """Whether a note gives a reason after CLIPPED_NOTE or READ_NOTE, in three words at least."""
    return bool(_REASONS[word].search(note))


# What to do about a row whose value and bound `fill` cannot read.
FILL_BY_HAND = (
    f'give value and bound by hand, and say in note after "{READ_NOTE}" which words tell them'
)

Pair = tuple[str, str]
Cells = tuple[str, ...]
Problems = Iterator[Problem]
Rule = Callable[[Tables], Problems]
RULES: dict[str, Rule] = {}

PLANNED = "plan"  # the kind of an event that had not happened when its source was read
PROSE = ("headline", "caption", "body")
ADMISSIBLE = {"direct": PROSE, "partial": PROSE, "heading": ("headline",), "comment": ("comment",)}
# What only the words of a source can fill in.
WORDS = ("start", "end", "exact", "prefix", "suffix", "period_text", "attribution")
TEXT, CITATION = ("file", "sha256", "chars"), ("url", "accessed", "trust")
CLAIM = ("value", "value_high", "bound", "unit", "measure", "population_id", "period")


def check_rules(tables: Tables) -> list[RecordError]:
    """Every problem that a rule finds, in the order of tables, lines and codes."""
    found: list[tuple[str, Problem]] = []
    with _uncollected():
        for code, rule in RULES.items():
            found += [(code, problem) for problem in rule(tables)]
    _offsets.cache_clear()  # lets go of the tables
    order = list(tables)

    def by_place(item: tuple[str, Problem]) -> tuple[int, int, str]:
        code, problem = item
        return order.index(problem.table.name), problem.row, code

    found.sort(key=by_place)
    return [problem.error(code) for code, problem in found]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Pauses the garbage collector, which would go through millions of tuples in search of cycles
    they cannot form.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def rule(code: str) -> Callable[[Rule], Rule]:
    """Registers a function as the rule `code`."""

    def register(function: Rule) -> Rule:
        RULES[code] = function
        return function

    return register


# ---- sources, regions, spans


@rule("S01")
def regions_lie_in_their_source(tables: Tables) -> Problems:
    """The regions of a source lie within its text and do not overlap."""
    regions = tables["regions"]
    yield from _outside_text(tables, regions)
    for before, after in pairwise(sorted(_spans(regions))):
        source, _, end, _ = before
        other, start, _, row = after
        if source == other and 0 <= start < end:
            wrong = f"starts at {start}, inside the region that ends at {end}"
            yield Problem(regions, row, "start", wrong)


@rule("S02")
def spans_lie_in_their_source(tables: Tables) -> Problems:
    """A span lies within its source, and starts before it ends."""
    for table in _tables_with("exact", tables):
        yield from _outside_text(tables, table)


@rule("S03")
def sources_have_a_text_or_are_cited(tables: Tables) -> Problems:
    """A source has file, hash and length of its text, or address, day of reading and trust."""
    sources = tables["sources"]
    for row, source in enumerate(sources.records()):
        has_text = any(source[column] for column in TEXT)
        kind = "has a text" if has_text else "is only cited"
        for column in TEXT if has_text else CITATION:
            if not source[column]:
                wrong = f"is empty although the source {kind}"
                yield Problem(sources, row, column, wrong, "give it")
        if has_text and source["trust"]:
            wrong = f"is {shown(source['trust'])} although the source {kind}"
            yield Problem(sources, row, "trust", wrong, "leave it empty: the text decides")


@rule("S04")
def rows_have_words_where_their_source_has_a_text(tables: Tables) -> Problems:
    """A row of a source with a text has its span; a row of a cited source has no words."""
    cited = cited_sources(tables["sources"])
    for table in _tables_with("start", tables):
        sources = table.column("source_id")
        for column in WORDS:
            if column in table.columns:
                cells = table.column(column)
                for row in _rows_with(sources, cited):
                    if cells[row]:
                        source = sources[row]
                        wrong = f"is {shown(cells[row])} although {source} is only cited"
                        do = "leave it empty, or hold the source's text"
                        yield Problem(table, row, column, wrong, do)
        if table.name in ("figures", "events"):
            for row in _rows_with(table.column("exact"), ("",)):
                if sources[row] not in cited:
                    wrong = "is empty although its source has a text"
                    do = "give the source's words; `fill` finds their place"
                    yield Problem(table, row, "exact", wrong, do)


@rule("S05")
def copies_name_their_original_publisher(tables: Tables) -> Problems:
    """A repost, and a copy of an official table, names who published it first."""
    copies = {"official_table_copy", "repost"}
    do = "name who published it first, or leave the source out"
    yield from _missing(tables["sources"], "original_publisher", "trust", copies, do)


@rule("S06")
def rows_are_filled(tables: Tables) -> Problems:
    """A row with its words has their offsets, and a figure its value and bound: see `fill`."""
    foreign = foreign_sources(tables["sources"])
    for table in _tables_with("exact", tables):
        for row, columns in _unfilled_rows(table):
            language = foreign.get(table.column("source_id")[row], "")
            if table.name == "figures" and language and not _is_read_by_hand(table, row):
                wrong = f"waits for a person to read it: {unknown_hedges(language)}"
                do = f"{FILL_BY_HAND}; then run `python -m analysis fill`"
                yield Problem(table, row, "value", wrong, do)
            else:
                wrong = "is empty: the row waits for its offsets, or its value and bound"
                do = "run `python -m analysis fill`, which finds them"
                yield Problem(table, row, columns[0], wrong, do)


def _unfilled_rows(table: Table) -> Iterator[tuple[int, list[str]]]:
    """(row, the columns that `fill` has yet to fill) of every row that waits for it."""
    empty: set[int] = set()
    for column in NEEDED_FROM_WORDS:
        if column in table.columns:
            empty.update(_rows_with(table.column(column), ("",)))
    for row in sorted(empty):
        if columns := unfilled(table, row):
            yield row, columns


def _is_read_by_hand(figures: Table, row: int) -> bool:
    """Whether a figure has a value and a bound, and a note that a person read them."""
    is_given = figures.column("value")[row] and figures.column("bound")[row]
    note = figures.column("note")[row]
    return bool(is_given) and gives_reason(note, READ_NOTE)


@rule("C01")
def evidence_ids_are_unique(tables: Tables) -> Problems:
    """No id is used twice among figures, gaps, quotes and events: reports link by them."""
    for name, others in (
        ("quotes", ("events",)),
        ("gaps", ("events", "quotes")),
        ("figures", ("gaps", "quotes", "events")),
    ):
        taken: dict[str, str] = {}
        for other in others:
            taken |= dict.fromkeys(_keys(tables[other]), other)
        table = tables[name]
        ids = _keys(table)
        for row in _rows_with(ids, taken):
            id_ = ids[row]
            wrong = f"{shown(id_)} is already an id in {taken[id_]}.csv"
            yield Problem(table, row, table.key[0], wrong)


# ---- dates and their bases


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
            for row in _rows_with(bases, unknown):
                if cells[row]:
                    given = f"{date} is {shown(cells[row])}"
                    wrong = f"is {shown(bases[row])} although {given}"
                    yield Problem(table, row, column, wrong, "say how it is known")
            needed = set(bases) - unknown
            yield from _missing(table, date, column, needed, "give it, or say unknown")


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
            for problem in _missing(table, note, basis, needed, "name the evidence"):
                if note != "date_note" or not table.column("exact")[problem.row]:
                    yield problem


@rule("D03")
def dates_reread_from_their_words(tables: Tables) -> Problems:
    """Date words of a span or period_text give an end of the date; a stated one is in them."""
    for name, date, words in (("events", "date", "exact"), ("figures", "period", "period_text")):
        table = tables[name]
        for row, wrong in _judged(table, (date, f"{date}_basis", words), _misdated):
            yield Problem(table, row, date, wrong, f"read the date again from {words}")


@rule("D04")
def nothing_is_said_after_it_was_published(tables: Tables) -> Problems:
    """What a source reports was said by its publication; only readers' comments may be later."""
    published = _lookup(tables["sources"], "published")

    def late(said_on: str, source: str, mode: str = "") -> str:
        day = published.get(source, "")
        if mode == "comment" or not _is_after(said_on, day):
            return ""
        return f"{shown(said_on)} is after the publication, {shown(day)}"

    for table in (tables["figures"], tables["quotes"]):
        columns = [name for name in ("said_on", "source_id", "mode") if name in table.columns]
        for row, wrong in _judged(table, columns, late):
            yield Problem(table, row, "said_on", wrong, "check the year")


@rule("D05")
def nothing_happened_after_it_was_read(tables: Tables) -> Problems:
    """An event that is no plan is over by its source's day, or by today if that is unknown."""
    events = tables["events"]
    accessed = _lookup(tables["sources"], "accessed")
    published = _lookup(tables["sources"], "published")
    today = dates.today().isoformat()
    for row, (source, kind, date) in _rows(events, "source_id", "kind", "date"):
        if kind == PLANNED:
            continue
        known = accessed.get(source, "")
        what = "the day its source was read"
        if not known and kind != "comment":  # readers comment on what was published
            known = published.get(source, "")
            what = "the day its source was published"
        if not _ends(known):
            known = today
            what = "today (UTC)"
        if _is_after(_end_of(date), known):
            wrong = f"{shown(date)} is after {what}, {shown(known)}"
            do = f'check the year; what is only planned has the kind "{PLANNED}"'
            yield Problem(events, row, "date", wrong, do)


# ---- figures


@rule("F01")
def figures_stand_in_admissible_regions(tables: Tables) -> Problems:
    """A figure's span lies in a headline, a caption or the body of its source."""
    figures = tables["figures"]
    for row, kind in _region_kinds(tables, figures):
        if kind not in PROSE:
            yield Problem(
                figures, row, "start", f"the span lies in {kind or 'no region'}", _one_of(PROSE)
            )


@rule("F02")
def one_claim_is_preferred(tables: Tables) -> Problems:
    """At most one claim is preferred for one measure, population and period."""
    figures = tables["figures"]
    claims = figures.column("claim_id")
    things = [figures.column(name) for name in ("measure", "population_id", "period")]
    first: dict[Cells, str] = {}
    for row in _rows_with(figures.column("rank"), ("preferred",)):
        thing = tuple(column[row] for column in things)
        other = first.setdefault(thing, claims[row])
        if other != claims[row]:
            wrong = f"is preferred, as is claim {shown(other)} of the same thing"
            yield Problem(figures, row, "rank", wrong)


@rule("F03")
def values_make_a_bound(tables: Tables) -> Problems:
    """A range has a value_high above its value, and no other bound has one."""
    figures = tables["figures"]
    for row, (kind, value, high) in _rows(figures, "bound", "value", "value_high"):
        is_range = high or kind == "between"
        if is_range and (wrong := _no_bound(kind, value, high)):
            yield Problem(figures, row, "value_high", wrong)


@rule("F04")
def periods_fit_measures(tables: Tables) -> Problems:
    """A stock has an as-of date, a flow a period, a cumulative total an interval."""
    figures = tables["figures"]
    for row, wrong in _judged(figures, ("measure", "period"), _unfit_period):
        yield Problem(figures, row, "period", wrong)


@rule("F05")
def numbers_reread_from_their_words(tables: Tables) -> Problems:
    """A figure's value and bound are as its words read, or as a person reads unknown ones."""
    figures = tables["figures"]
    foreign = foreign_sources(tables["sources"])
    numbers = _numbers(figures, "value")
    columns = ("source_id", "bound", "value", "value_high", "exact", "note")
    for row, (source, kind, value, high, exact, note) in _rows(figures, *columns):
        if not exact:
            continue
        language = foreign.get(source, "")
        if numbers[row] >= 0 and not high and not language:
            around = exact.replace(f"{numbers[row]:,}", _NUMBER, 1)
            if _is_kind_around(kind, around):
                continue
        if unfilled(figures, row):  # S06 says so, and `fill` reads the words
            continue
        is_read = gives_reason(note, READ_NOTE)
        if fault := _misread(kind, value, high, exact, is_read, language):
            yield Problem(figures, row, "value", *fault)


@rule("F06")
def units_fit_populations(tables: Tables) -> Problems:
    """A figure counts in its population's unit; a share is in percent."""
    figures = tables["figures"]
    units = _lookup(tables["populations"], "unit")

    def misfit(unit: str, measure: str, population: str) -> str:
        due = "percent" if measure == "share" else units.get(population, unit)
        if unit == due:
            return ""
        what = "a share" if measure == "share" else f"the population {population}"
        return f"is {shown(unit)}, but {what} counts in {due}"

    for row, wrong in _judged(figures, ("unit", "measure", "population_id"), misfit):
        yield Problem(figures, row, "unit", wrong)


@rule("F14")
def units_fit_words(tables: Tables) -> Problems:
    """A number beside a currency, per cent or people has that unit; the currency is dollars."""
    figures = tables["figures"]
    for row, (unit, exact, note) in _rows(figures, "unit", "exact", "note"):
        if not exact or gives_reason(note, READ_NOTE):
            continue
        due = unit_of(exact)
        if due not in ("", unit):
            wrong = f"is {unit}, but {shown(exact)} counts {due or 'something else'}"
            do = 'give the unit of the words, or say in note, after "read:", what is counted'
            yield Problem(figures, row, "unit", wrong, do)
        elif unit == "usd" and not due:
            wrong = f"is usd, but {shown(exact)} names no currency"
            yield Problem(figures, row, "unit", wrong, "take the currency into the words")


@rule("F07")
def mentions_of_a_claim_agree(tables: Tables) -> Problems:
    """Mentions of a claim_id agree in value, bound, unit, measure, population and period."""
    figures = tables["figures"]
    first: dict[str, int] = {}
    for row, claim in enumerate(figures.column("claim_id")):
        earlier = first.setdefault(claim, row)
        if earlier == row:
            continue
        same = f"line {figures.lines[earlier]} gives the same claim with"
        for column in CLAIM:
            cells = figures.column(column)
            here = cells[row]
            there = cells[earlier]
            waits = column in FILLED and not (here and there)
            if here != there and not waits:
                wrong = f"is {shown(here)}, but {same} {shown(there)}"
                do = "mend it, or give the claim its own claim_id"
                yield Problem(figures, row, column, wrong, do)


@rule("F08")
def figures_of_others_keep_their_attribution(tables: Tables) -> Problems:
    """A figure that is not the publisher's own keeps the source's words that say whose it is."""
    figures = tables["figures"]
    publishers = _lookup(tables["sources"], "publisher")
    names = _lookup(tables["speakers"], "name")
    cited = cited_sources(tables["sources"])
    for row, (attribution, source, speaker) in _rows(
        figures, "attribution", "source_id", "speaker_id"
    ):
        if attribution or source in cited:
            continue
        if names.get(speaker) != publishers.get(source):
            wrong = f"is empty although the figure is {shown(speaker)}'s"
            yield Problem(figures, row, "attribution", wrong)


@rule("F09")
def ranks_have_reasons(tables: Tables) -> Problems:
    """A figure whose rank is other than normal has its rank_reason."""
    figures = tables["figures"]
    ranked = set(figures.column("rank")) - {"normal"}
    yield from _missing(figures, "rank_reason", "rank", ranked)


@rule("F10")
def periods_from_the_text_keep_its_words(tables: Tables) -> Problems:
    """A period stated, or resolved from a text, keeps the source's words in period_text."""
    figures = tables["figures"]
    cited = cited_sources(tables["sources"])
    in_text = {"stated", "resolved_from_text"}
    for problem in _missing(figures, "period_text", "period_basis", in_text):
        if figures.column("source_id")[problem.row] not in cited:
            yield problem


@rule("F11")
def figures_that_overlap_are_mentions_of_one_claim(tables: Tables) -> Problems:
    """Figures whose spans share words of a source make one claim."""
    figures = tables["figures"]
    claims = figures.column("claim_id")
    furthest: dict[str, tuple[int, int]] = {}  # how far the figures of a source reach, and which
    for source, start, end, row in sorted(_spans(figures), key=itemgetter(1)):
        reach, other = furthest.setdefault(source, (end, row))
        claim = claims[row]
        known = claims[other]
        if 0 <= start < reach and claim != known:
            overlapped = f"line {figures.lines[other]}, of {shown(known)}"
            wrong = f"is {shown(claim)}, but the span overlaps that of {overlapped}"
            do = "take the words of each number alone, or give one claim_id"
            yield Problem(figures, row, "claim_id", wrong, do)
        if end > reach:
            furthest[source] = end, row


@rule("F12")
def what_is_doubted_is_not_preferred(tables: Tables) -> Problems:
    """A figure that the record doubts is not the one that it prefers."""
    figures = tables["figures"]
    doubts = figures.column("doubt")
    for row in _rows_with(figures.column("rank"), ("preferred",)):
        if doubts[row]:
            wrong = f"is {shown(doubts[row])} although the figure is preferred"
            yield Problem(figures, row, "doubt", wrong, "choose one")


@rule("G01")
def gaps_are_no_figures(tables: Tables) -> Problems:
    """A source gives no figure and gap at once for a population, measure and period."""
    gaps, figures = tables["gaps"], tables["figures"]
    if not len(gaps):
        return
    columns = ("source_id", "population_id", "measure", "period")
    ids = _keys(figures)
    given = {}
    for row, cells in _rows(figures, *columns):
        given[cells] = ids[row]
    for row, cells in _rows(gaps, *columns):
        if cells in given:
            wrong = f"is that of the figure {shown(given[cells])}"
            yield Problem(gaps, row, "period", wrong, "take one of them out")


@rule("G02")
def gaps_stand_in_cited_tables(tables: Tables) -> Problems:
    """A gap is one of a source that is only cited: nothing in a text says what it leaves out."""
    gaps = tables["gaps"]
    sources = tables["sources"]
    with_text = set(_keys(sources)) - cited_sources(sources)
    for row, (source,) in _rows(gaps, "source_id"):
        if source in with_text:
            wrong = f"is {shown(source)}, which has a text"
            yield Problem(gaps, row, "source_id", wrong, "take it out")


# ---- quotes and speakers


@rule("F13")
def hedges_are_words_for_a_little_less(tables: Tables) -> Problems:
    """A hedge is a word for a little less, beside a less_than of which no words are held."""
    figures = tables["figures"]
    for row, (hedge, kind, exact) in _rows(figures, "hedge", "bound", "exact"):
        if not hedge:
            continue
        if exact:
            wrong = f"is {shown(hedge)}, but the words are held"
            yield Problem(figures, row, "hedge", wrong, "leave it empty")
        elif kind != "less_than":
            wrong = f"is {shown(hedge)} beside a bound that is {kind}"
            do = "give the bound less_than, or leave it empty"
            yield Problem(figures, row, "hedge", wrong, do)


@rule("Q01")
def quotes_stand_where_their_mode_may(tables: Tables) -> Problems:
    """A quote lies in a region that its mode admits: comment, headline or prose."""
    quotes = tables["quotes"]
    modes = quotes.column("mode")
    for row, kind in _region_kinds(tables, quotes):
        allowed = ADMISSIBLE.get(modes[row], (kind,))
        if kind not in allowed:
            wrong = f"is {modes[row]}, but the span lies in {kind or 'no region'}"
            yield Problem(quotes, row, "mode", wrong, _one_of(allowed))


@rule("Q02")
def parts_make_an_utterance(tables: Tables) -> Problems:
    """The parts of an utterance count from 1, by one speaker in one source, not overlapping."""
    quotes = tables["quotes"]
    voices = dict(_rows(quotes, "source_id", "speaker_id"))
    for parts in _utterances(quotes):
        *_, first = parts[0]
        for due, (part, _, _, row) in enumerate(parts, start=1):
            if part != due:
                wrong = f"is {part} where part {due} of the utterance is due"
                yield Problem(quotes, row, "part", wrong)
            if voices[row] != voices[first]:
                wrong = "joins parts of different sources or speakers"
                yield Problem(quotes, row, "utterance_id", wrong)
        for before, after in pairwise(parts):
            _, _, end, _ = before
            _, start, _, row = after
            if 0 <= start < end:
                wrong = f"starts at {start}, before the end {end} of the part before"
                yield Problem(quotes, row, "start", wrong)


@rule("Q03")
def stances_have_targets(tables: Tables) -> Problems:
    """A stance other than none has a target other than none."""
    quotes = tables["quotes"]
    for row, (stance, target) in _rows(quotes, "stance", "target"):
        if stance != "none" and target == "none":
            wrong = f"is none although the stance is {stance}"
            yield Problem(quotes, row, "target", wrong, "say towards what")


@rule("Q04")
def comments_are_no_voices(tables: Tables) -> Problems:
    """A reader's comment carries no stance, and its speaker is anonymous."""
    quotes = tables["quotes"]
    kinds = _lookup(tables["speakers"], "kind")
    for row, (mode, stance, speaker) in _rows(quotes, "mode", "stance", "speaker_id"):
        if mode != "comment":
            continue
        if stance != "none":
            wrong = f"is {stance}, but comments are not counted as stances"
            yield Problem(quotes, row, "stance", wrong, "say none")
        kind = kinds.get(speaker, "anonymous")
        if kind != "anonymous":
            wrong = f"{speaker} is a {kind}, but the words are a comment"
            yield Problem(quotes, row, "speaker_id", wrong)


@rule("Q05")
def presuppositions_are_of_a_target_and_hold_no_number(tables: Tables) -> Problems:
    """What words presuppose is of their target and has no number, since reports print it."""
    quotes = tables["quotes"]
    for row, (presupposes, target) in _rows(quotes, "presupposes", "target"):
        if presupposes and target == "none":
            wrong = "is none although the words presuppose something"
            yield Problem(quotes, row, "target", wrong, "say of what")
        if typed := typed_numbers(presupposes):
            wrong = f"holds {shown(typed[0])}"
            yield Problem(quotes, row, "presupposes", wrong, _WITHOUT_NUMBER)


@rule("P01")
def affiliations_have_no_cycle(tables: Tables) -> Problems:
    """No speaker is affiliated to itself, directly or through others."""
    speakers = tables["speakers"]
    edges = {}
    for row, (speaker, body) in _rows(speakers, "speaker_id", "affiliation_id"):
        if body:
            edges[speaker, body] = row
    for row, cycle in _cycles(edges):
        yield Problem(speakers, row, "affiliation_id", f"closes a circle: {cycle}")


# ---- events


@rule("E01")
def reports_of_one_event_name_its_first_row(tables: Tables) -> Problems:
    """An event that is the same as another names the row that all name, itself no repeat."""
    events = tables["events"]
    first = _lookup(events, "same_as")
    for row, (same,) in _rows(events, "same_as"):
        if first.get(same):
            wrong = f"names {shown(same)}, which is itself the same as {shown(first[same])}"
            yield Problem(events, row, "same_as", wrong, "name that one")


@rule("E02")
def events_before_others_make_no_circle(tables: Tables) -> Problems:
    """No event comes before itself, directly or through others."""
    edges = {}
    for row, key, later in _before(tables):
        edges[key, later] = row
    for row, cycle in _cycles(edges):
        yield Problem(tables["events"], row, "before", f"closes a circle: {cycle}")


@rule("E03")
def events_before_others_are_not_dated_after_them(tables: Tables) -> Problems:
    """An event that came before another has no date that is certainly later."""
    events = tables["events"]
    dated = _lookup(events, "date")
    for row, key, later in _before(tables):
        earliest = dated[key]
        latest = dated.get(later, "")
        if _is_after(earliest, latest):
            wrong = f"names {shown(later)}, of {latest}, which is before {earliest}"
            yield Problem(events, row, "before", wrong, "check both dates, or leave it out")


@rule("E04")
def numbers_in_labels_are_figures(tables: Tables) -> Problems:
    """An id in braces in an event's label is a figure's, of a text where the event's has one."""
    events = tables["events"]
    sources = _lookup(tables["figures"], "source_id")
    cited = cited_sources(tables["sources"])
    for row, (label, source) in _rows(events, "label", "source_id"):
        for named in REFERENCE.findall(label):
            if named not in sources:
                wrong = f"names {shown(named)}, which is no figure"
                yield Problem(events, row, "label", wrong, "name the figure's id")
            elif sources[named] in cited and source not in cited:
                wrong = (
                    f"names {shown(named)}, which is only cited, although the event's source "
                    f"has a text"
                )
                yield Problem(events, row, "label", wrong, "name a figure of that text")


# ---- relations of populations


@rule("R01")
def population_pairs_stand_once(tables: Tables) -> Problems:
    """A relation is between two populations; a pair of them stands once, in either order."""
    relations = tables["relations"]
    first: dict[frozenset[str], int] = {}
    for row, (a, b) in _rows(relations, "population_a", "population_b"):
        earlier = first.setdefault(frozenset((a, b)), row)
        if a == b:
            yield Problem(relations, row, "population_b", f"relates {a} to itself")
        elif earlier != row:
            wrong = f"the pair stands in line {relations.lines[earlier]} already"
            yield Problem(relations, row, "", wrong)


@rule("R02")
def subsets_have_no_cycle(tables: Tables) -> Problems:
    """No population is a subset of itself, directly or through others."""
    edges = {}
    for row, a, b in _related(tables, "subset_of"):
        if a != b:
            edges[a, b] = row
    for row, cycle in _cycles(edges):
        wrong = f"closes a circle: {cycle}"
        do = "equal populations are the same"
        yield Problem(tables["relations"], row, "relation", wrong, do)


@rule("R03")
def relations_do_not_contradict(tables: Tables) -> Problems:
    """Populations that share members are not subsets of disjoint ones."""
    wider = defaultdict(set)
    for _, a, b in _related(tables, "subset_of", "same"):
        wider[a].add(b)
    for _, a, b in _related(tables, "same"):
        wider[b].add(a)
    apart = defaultdict(set)
    for _, a, b in _related(tables, "disjoint"):
        apart[a].add(b)
        apart[b].add(a)
    if not apart:
        return
    for row, a, b in _related(tables, "subset_of", "same", "overlaps"):
        around_b = _reach(wider, b)
        for c in sorted(_reach(wider, a)):
            for d in sorted(apart[c] & around_b):
                wrong = f"cannot hold while {c} and {d} are disjoint"
                yield Problem(tables["relations"], row, "relation", wrong)


@rule("R04")
def notes_on_relations_hold_no_number(tables: Tables) -> Problems:
    """Notes that reports print hold no number, for no record would stand behind it."""
    relations = tables["relations"]
    for row, (note,) in _rows(relations, "note"):
        if typed := typed_numbers(note):
            wrong = f"holds {shown(typed[0])}"
            yield Problem(relations, row, "note", wrong, _WITHOUT_NUMBER)


@rule("R05")
def notes_on_relations_hold_in_either_order(tables: Tables) -> Problems:
    """A note on two populations names them, since pages print the pair in either order."""
    relations = tables["relations"]
    for row, (note,) in _rows(relations, "note"):
        own_words = _QUOTED.sub("“”", note)  # a source may say “of them”
        if found := _BY_PLACE.search(own_words):
            wrong = f'says "{found[0]}", which another order of the pair would turn round'
            yield Problem(relations, row, "note", wrong, "name the group that is meant")


# ---- what the rules share


def cited_sources(sources: Table) -> frozenset[str]:
    """The sources that are only cited: no text of theirs was ever held, so nothing of them can be
    compared with one.
    """
    hashes = _lookup(sources, "sha256")
    return frozenset(source for source in hashes if not hashes[source])


def foreign_sources(sources: Table) -> dict[str, str]:
    """The language of each source that is in another than English, whose hedges are not known
    here.
    """
    foreign = {}
    for source, language in _lookup(sources, "language").items():
        if language.partition("-")[0] != "en":
            foreign[source] = language
    return foreign


def _tables_with(column: str, tables: Tables) -> Iterator[Table]:
    """The tables that have a column."""
    return (table for table in tables.values() if column in table.columns)


def unknown_hedges(language: str) -> str:
    """That the words of a language other than English are read by a person, not here."""
    return f'the hedges of its language, "{language}", are not known here'


def _rows(table: Table, *columns: str) -> Iterator[tuple[int, Cells]]:
    return enumerate(zip(*map(table.column, columns), strict=True))


def _rows_with(cells: Sequence[Hashable], wanted: Collection[Hashable]) -> Iterator[int]:
    """The rows whose cell is wanted; a column without any costs next to nothing."""
    wanted = frozenset(wanted)
    if wanted.isdisjoint(cells):
        return
    for row, cell in enumerate(cells):
        if cell in wanted:
            yield row


def _missing(
    table: Table, column: str, other: str, needed: Collection[str], do: str = ""
) -> Problems:
    """The rows without a cell in `column` although the `other` column has one of those that need
    it.
    """
    others = table.column(other)
    if set(needed).isdisjoint(others):
        return
    for row in _rows_with(table.column(column), ("",)):
        if others[row] in needed:
            wrong = f"is empty although {other} is {shown(others[row])}"
            yield Problem(table, row, column, wrong, do)


def _judged(
    table: Table, columns: Sequence[str], fault: Callable[..., str]
) -> Iterator[tuple[int, str]]:
    """(row, what is wrong) where `fault` finds the cells of a row at fault; it sees each
    combination of cells once.
    """
    cells = list(zip(*map(table.column, columns), strict=True))
    faults = {}
    for combination in set(cells):
        if wrong := fault(*combination):
            faults[combination] = wrong
    for row in _rows_with(cells, faults):
        yield row, faults[cells[row]]


def _keys(table: Table) -> list[str]:
    return table.column(table.key[0])


def _lookup(table: Table, column: str) -> dict[str, str]:
    return dict(zip(_keys(table), table.column(column), strict=True))


def _one_of(kinds: Iterable[str]) -> str:
    return f"it must lie in {' or '.join(kinds)}"


def _numbers(table: Table, column: str) -> list[int]:
    """The cells of a column of whole numbers; -1 for one that is none."""
    cells = table.column(column)
    try:
        return list(map(int, cells))
    except ValueError:
        return [int(cell) if _WHOLE.fullmatch(cell) else -1 for cell in cells]


@lru_cache(maxsize=8)
def _offsets(table: Table) -> tuple[list[int], list[int]]:
    return _numbers(table, "start"), _numbers(table, "end")


def _spans(table: Table) -> Iterable[tuple[str, int, int, int]]:
    """(source, start, end, row) of every row; -1 for an offset that is no whole number."""
    return zip(table.column("source_id"), *_offsets(table), range(len(table)), strict=True)


def _utterances(quotes: Table) -> Iterator[list[tuple[int, int, int, int]]]:
    """(part, start, end, row) of the quotes of each utterance, in the order of their parts; -1 for
    no offset yet.
    """
    utterances = defaultdict(list)
    names = quotes.column("utterance_id")
    starts, ends = _offsets(quotes)
    for row, part in enumerate(_numbers(quotes, "part")):
        if part >= 0:
            quote = (part, starts[row], ends[row], row)
            utterances[names[row]].append(quote)
    return map(sorted, utterances.values())


def _outside_text(tables: Tables, table: Table) -> Problems:
    sources = tables["sources"]
    lengths = dict(zip(_keys(sources), _numbers(sources, "chars"), strict=True))
    for source, start, end, row in _spans(table):
        length = lengths.get(source, -1)
        if 0 <= end <= start:
            yield Problem(table, row, "end", f"{end} is not after the start {start}")
        elif 0 <= length < end:
            size = counted(length, "character")
            wrong = f"{end} is beyond the {size} of {source}"
            yield Problem(table, row, "end", wrong)


def _region_kinds(tables: Tables, table: Table) -> Iterator[tuple[int, str]]:
    """(row, kind of the region that holds the row's whole span, or "") for every row with a
    span.
    """
    regions = tables["regions"]
    kinds = regions.column("kind")
    held = {source: [(-1, -1, "")] for source in _keys(tables["sources"])}
    for source, start, end, row in _spans(regions):
        if source in held:
            held[source].append((start, end, kinds[row]))
    for places in held.values():
        places.sort()
    for source, start, end, row in _spans(table):
        if 0 <= start < end and source in held:
            places = held[source]
            after = bisect_right(places, (start, inf))
            _, stop, kind = places[after - 1]
            yield row, kind if end <= stop else ""


def _no_bound(kind: str, value: str, high: str) -> str:
    try:
        Bound.of(kind, value, high)
    except BoundError as error:
        if kind in bounds.KINDS and _DECIMAL.fullmatch(value):
            return error.wrong
    return ""


# Most figures are few words around a number, and which number makes no difference to the kind of
# the bound.
@lru_cache(maxsize=SHARED)
def _is_kind_around(kind: str, words: str) -> bool:
    """Whether words make this kind of bound of any number in the place of _NUMBER.

    Which digits the number has makes no difference to its kind, but for a year, which is written
    without a comma.
    """
    if words.count(_NUMBER) != 1:
        return False
    try:
        return bounds.read(words.replace(_NUMBER, "7")) == Bound.of(kind, 7)
    except BoundError:
        return False


def _misread(
    kind: str, value: str, high: str, exact: str, is_read: bool, language: str
) -> tuple[str, str] | None:
    """What is wrong with a value and bound beside the words they were read from, and what to do;
    None if nothing.

    `is_read` says that a person read them, `language` that the words are in one whose hedges are
    not known.
    """
    try:
        held = Bound.of(kind, value, high)
        said = bounds.read(exact) if not language else None
    except UnknownWords as error:
        return _unread(held, exact, is_read, error.wrong, error.kind)
    except BoundError as error:
        if error.where == "bound":
            return None  # F03 says so
        wrong = f'is "{held}", which cannot be re-read from {shown(exact)}: {error.wrong}'
        return wrong, _WORDS_DECIDE
    if said is None:
        return _unread(held, exact, is_read, unknown_hedges(language))
    if said == held:
        return None
    wrong = f'is "{held}", but {shown(exact)} reads as "{said}"'
    return wrong, _WORDS_DECIDE


_WORDS_DECIDE = "the words decide: mend value and bound, or the span"


def _unread(
    held: Bound, exact: str, is_read: bool, why: str, kind: str = ""
) -> tuple[str, str] | None:
    """What is wrong where a person has to read the bound; None if nothing.

    That nobody did, that it is of another kind than the hedge that is known, or that the value has
    other digits.
    """
    if is_read and kind and held.kind != kind:
        wrong = f'is "{held}", but {shown(exact)} has a hedge that makes it {kind}'
        return wrong, _WORDS_DECIDE
    if not is_read:
        wrong = f'is "{held}", which cannot be re-read from {shown(exact)}: {why}'
        return wrong, READ_BY_HAND
    _, *numbers = held.fields
    for digits in numbers:
        if digits and not has_digits(exact, digits):
            wrong = f"is {shown(digits)}, but {shown(exact)} has other digits"
            return wrong, "mend the value, or the span"
    return None


def _is_after(text: str, published: str) -> bool:
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


def _misdated(text: str, basis: str, words: str) -> str:
    """What is wrong with a date beside the words that give it, "" if nothing."""
    try:
        date = dates.parse(text)
        readings = dates.read(words)
    except DateError:  # cells without a date are D01's and the tables' to report
        return ""
    if not words:  # F10 and S04 say so
        return ""
    ends = [end for end in (date.start, date.end) if end]
    for reading in readings:
        if not _lies_in(reading, date, ends):
            return f"{shown(text)} does not agree with {shown(reading.text)}"
    if basis == "stated":
        for end in ends:
            if not any(_gives(reading, end) for reading in readings):
                given = f"{shown(words)} gives no {end.words()}"
                return f"{shown(text)} is called stated, but {given}"
    return ""


def _lies_in(reading: Reading, date: Date, ends: Iterable[Point]) -> bool:
    """Whether a reading is one of the ends of a date; a weekday alone may be any day of it."""
    if reading.weekday is not None:
        return dates.agrees(reading, date)
    points = [Date("", "", end, end) for end in ends]
    return any(dates.agrees(reading, point) for point in points)


def _gives(reading: Reading, end: Point) -> bool:
    """Whether a reading gives every part of one end of a date; a number that may be no year gives
    none.
    """
    if not reading.cued:
        return False
    for part in ("year", "month", "day"):
        due = getattr(end, part)
        if due not in (0, getattr(reading, part)):
            return False
    return True


def _unfit_period(measure: str, period: str) -> str:
    try:
        extent = dates.parse(period).granularity if period else ""
    except DateError:
        return ""
    if not extent and measure == "stock":
        return "is empty, but a stock needs an as-of date"
    if not extent and measure != "share":
        return f"is empty, but a {measure} needs a period"
    if measure == "stock" and extent == "interval":
        return f"{period} is an interval, but a stock needs an as-of date"
    if measure == "cumulative" and extent != "interval":
        return (
            f"{period} is no interval, but a cumulative total runs from a start to an end, "
            f"known or not"
        )
    return ""


def _before(tables: Tables) -> Iterator[tuple[int, str, str]]:
    """(row, event, event that it came before) for each that the column names."""
    for row, (key, cell) in _rows(tables["events"], "event_id", "before"):
        for later in cell.split(";"):
            if later.strip():
                yield row, key, later.strip()


def _related(tables: Tables, *wanted: str) -> Iterator[tuple[int, str, str]]:
    """(row, population, other population) of each relation of one of the kinds wanted."""
    columns = ("population_a", "population_b", "relation")
    for row, (a, b, relation) in _rows(tables["relations"], *columns):
        if relation in wanted:
            yield row, a, b


def _reach(edges: Mapping[str, set[str]], start: str) -> set[str]:
    reached, ahead = {start}, [start]
    while ahead:
        new = edges.get(ahead.pop(), set()) - reached
        reached |= new
        ahead += new
    return reached


def _cycles(edges: Mapping[Pair, int]) -> Iterator[tuple[int, str]]:
    """(row, the circle in words) for every circle in the graph `{(from, to): row}`; its last row
    closes it.
    """
    graph: dict[str, dict[str, None]] = defaultdict(dict)
    for a, b in edges:
        graph[a][b] = None
    while True:
        try:
            return TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = error.args[1][::-1]
            last = max(pairwise(circle), key=edges.__getitem__)
            yield edges[last], " → ".join(circle)
            a, b = last
            del graph[a][b]  # broken here, it is not found again
