"""Rules of sources, of the regions and spans in their texts, and of what every row needs."""

from collections.abc import Iterator
from itertools import pairwise

from analysis.errors import counted, shown
from analysis.record.cells import (
    keys_of,
    missing,
    rows_with,
    spans,
    tables_with,
    whole_numbers,
)
from analysis.record.conventions import (
    DRAFT_ID,
    FILL_BY_HAND,
    PROPOSED,
    READ_NOTE,
    cited_sources,
    foreign_sources,
    gives_reason,
    to_fill,
    unknown_hedges,
)
from analysis.record.rulebook import Problems, rule
from analysis.record.tables import FILL, NEEDED_FROM_WORDS, UNREAD, Problem, Table, Tables, unfilled

# What only the words of a source can fill in.
WORDS = ("start", "end", "exact", "prefix", "suffix", "period_text", "attribution")
TEXT, CITATION = ("file", "sha256", "chars"), ("url", "accessed", "trust")


# ---- sources, regions, spans


@rule("S01")
def regions_lie_in_their_source(tables: Tables) -> Problems:
    """The regions of a source lie within its text and do not overlap."""
    regions = tables["regions"]
    yield from _outside_text(tables, regions)
    for before, after in pairwise(sorted(spans(regions))):
        source, _, end, _ = before
        other, start, _, row = after
        if source == other and 0 <= start < end:
            wrong = f"starts at {start}, inside the region that ends at {end}"
            yield Problem(regions, row, "start", wrong)


@rule("S02")
def spans_lie_in_their_source(tables: Tables) -> Problems:
    """A span lies within its source, and starts before it ends."""
    for table in tables_with("exact", tables):
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
                is_filled = column in ("sha256", "chars") and source["file"]
                yield Problem(sources, row, column, wrong, FILL if is_filled else "give it")
        if has_text and source["trust"]:
            wrong = f"is {shown(source['trust'])} although the source {kind}"
            yield Problem(sources, row, "trust", wrong, "leave it empty: the text decides")


@rule("S04")
def rows_have_words_where_their_source_has_a_text(tables: Tables) -> Problems:
    """A row of a source with a text has its span; a row of a cited source has no words."""
    cited = cited_sources(tables["sources"])
    for table in tables_with("start", tables):
        sources = table.column("source_id")
        for column in WORDS:
            if column in table.columns:
                cells = table.column(column)
                for row in rows_with(sources, cited):
                    if cells[row]:
                        source = sources[row]
                        wrong = f"is {shown(cells[row])} although {source} is only cited"
                        do = "leave it empty, or hold the source's text"
                        yield Problem(table, row, column, wrong, do)
        if table.name in ("figures", "events"):
            for row in rows_with(table.column("exact"), ("",)):
                if sources[row] not in cited:
                    wrong = "is empty although its source has a text"
                    do = "give the source's words; `fill` finds their place"
                    yield Problem(table, row, "exact", wrong, do)


@rule("S05")
def copies_name_their_original_publisher(tables: Tables) -> Problems:
    """A repost, and a copy of an official table, names who published it first."""
    copies = {"official_table_copy", "repost"}
    do = "name who published it first, or leave the source out"
    yield from missing(tables["sources"], "original_publisher", "trust", copies, do)


@rule("S06")
def rows_are_filled(tables: Tables) -> Problems:
    """A row with its words has their offsets, and a figure its value and bound: see `fill`."""
    foreign = foreign_sources(tables["sources"])
    for table in tables_with("exact", tables):
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


@rule("S07")
def what_is_read_says_whose_it_is(tables: Tables) -> Problems:
    """A source has nothing left to be filled, unless some of its text is still unread."""
    regions = tables["regions"]
    kinds = zip(regions.column("source_id"), regions.column("kind"), strict=True)
    unread = {source for source, kind in kinds if kind == UNREAD}
    sources = tables["sources"]
    for row, columns in to_fill(sources):
        if sources.column("source_id")[row] not in unread:
            wrong = "is still to be filled although the text is read"
            yield Problem(sources, row, columns[0], wrong, "say it as published")


def _unfilled_rows(table: Table) -> Iterator[tuple[int, list[str]]]:
    """(row, the columns that `fill` has yet to fill) of every row that waits for it."""
    empty: set[int] = set()
    for column in NEEDED_FROM_WORDS:
        if column in table.columns:
            empty.update(rows_with(table.column(column), ("",)))
    for row in sorted(empty):
        if columns := unfilled(table, row):
            yield row, columns


def _is_read_by_hand(figures: Table, row: int) -> bool:
    """Whether a figure has a value and a bound, and a note that a person read them."""
    is_given = figures.column("value")[row] and figures.column("bound")[row]
    note = figures.column("note")[row]
    return bool(is_given) and gives_reason(note, READ_NOTE)


@rule("X01")
def exclusions_are_confirmed(tables: Tables) -> Problems:
    """An exclusion that `fill` proposed counts once a person has confirmed it."""
    exclusions = tables["exclusions"]
    for row, reason in enumerate(exclusions.column("reason")):
        if reason.lstrip().casefold().startswith(PROPOSED):
            do = f'take away "{PROPOSED}" if that is what it is, else the row'
            yield Problem(exclusions, row, "reason", f"is only {shown(reason)}", do)


@rule("C01")
def evidence_ids_are_unique(tables: Tables) -> Problems:
    """No id is used twice among figures, gaps, quotes, events, sources and drafts on a page."""
    shown_as = {f"source-{source}" for source in keys_of(tables["sources"])}
    for name, others in (
        ("events", ()),
        ("quotes", ("events",)),
        ("gaps", ("events", "quotes")),
        ("figures", ("gaps", "quotes", "events")),
    ):
        taken = dict.fromkeys(shown_as, "already the id under which pages show a source")
        for other in others:
            used = f"already an id in {other}.csv"
            taken |= dict.fromkeys(keys_of(tables[other]), used)
        table = tables[name]
        for row, id_ in enumerate(keys_of(table)):
            wrong = taken.get(id_, "")
            if id_.startswith(DRAFT_ID):
                wrong = f'of drafts, which begin with "{DRAFT_ID}"'
            if wrong:
                do = "give it another id"
                yield Problem(table, row, table.key[0], f"{shown(id_)} is {wrong}", do)


def _outside_text(tables: Tables, table: Table) -> Problems:
    """The rows whose span does not end after its start, or beyond the text of its source."""
    sources = tables["sources"]
    lengths = dict(zip(keys_of(sources), whole_numbers(sources, "chars"), strict=True))
    for source, start, end, row in spans(table):
        length = lengths.get(source, -1)
        if 0 <= end <= start:
            yield Problem(table, row, "end", f"{end} is not after the start {start}")
        elif 0 <= length < end:
            size = counted(length, "character")
            wrong = f"{end} is beyond the {size} of {source}"
            yield Problem(table, row, "end", wrong)
