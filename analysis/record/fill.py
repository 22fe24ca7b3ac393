"""Fill in what nobody should count or type by hand: offsets, context, value and bound, the period
as the words give them, an id, and how words are quoted.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

from analysis.errors import AnchorError, BoundError, DateError, RecordError, UnknownWords, shown
from analysis.quantities import bounds, dates
from analysis.quantities.bounds import Bound
from analysis.record.cells import keys_of
from analysis.record.conventions import (
    FILL_BY_HAND,
    READ_NOTE,
    foreign_sources,
    gives_reason,
    unknown_hedges,
    words_of_id,
)
from analysis.record.csvfiles import replace_fields
from analysis.record.fill_texts import fill_regions, fill_sources
from analysis.record.stretches import names_stretch, stretch_of
from analysis.record.tables import Tables, place, read_tables, unfilled
from analysis.record.verify import (
    ANCHORED,
    clipped_advice,
    held_texts,
    is_quoted,
    may_stand_clipped,
    row_verdict,
)
from analysis.text import anchors
from analysis.text.anchors import MOST_PLACES, Span, Verdict
from analysis.text.cuts import unknown_words
from analysis.text.numbers import READ_BY_HAND

Row = Mapping[str, str]
READ = ("bound", "value", "value_high")
PLACED = ("start", "end", "prefix", "suffix")
_QUOTE_AS_IT_STANDS = "quote the source's words as they stand"


class Filling(NamedTuple):
    """The rows filled per table, a problem for each that cannot be, and a warning for each that is
    filled clipped.
    """

    filled: dict[str, int]
    problems: list[RecordError]
    warnings: list[RecordError]


def fill_record(data: Path, folders: Sequence[Path]) -> Filling:
    """Fill the tables in `data`, beside the texts in `folders`: first what is said of each text,
    then the regions, then the rows with words.
    """
    sources, problems = fill_sources(read_tables(data)["sources"], folders)
    tables = read_tables(data)
    texts, faults = held_texts(tables["sources"], folders)
    regions, unplaced = fill_regions(tables, texts)
    filling = fill_tables(read_tables(data), texts)
    filled = {"sources": sources, "regions": regions} | filling.filled
    filled = {name: rows for name, rows in filled.items() if rows}
    return Filling(filled, [*problems, *faults, *unplaced, *filling.problems], filling.warnings)


def fill_tables(tables: Tables, texts: Mapping[str, str]) -> Filling:
    """Fill every anchored row that gives its words but no offsets, value or bound, and report those
    that it cannot.

    A row that cannot be filled (its text not held, its words altered, nowhere or in more than one
    place, or read otherwise than the value and bound given) is left as it was. Words that stand
    more than once are settled by giving a prefix or suffix, or the start. Words that are clipped
    are filled in, with a warning: whether they may stand so is for `verify` to say.
    """
    filling = Filling({}, [], [])
    held = _Held(
        texts,
        foreign_sources(tables["sources"]),
        list(tables["regions"].records()),
        _evidence_ids(tables),
    )
    for name in ANCHORED:
        table = tables[name]
        changes = {}
        for i, row in enumerate(table.records()):
            if not unfilled(table, i) and not names_stretch(name, row):
                if dated := _period_of(row):
                    changes[i] = dated
                continue
            where = place(table, i, "exact")
            try:
                changes[i], warning = _changes(name, row, held)
            except RecordError as error:
                filling.problems.append(AnchorError(where, error.wrong, error.do))
                continue
            if warning:
                filling.warnings.append(AnchorError(where, *warning))
        if changes:
            replace_fields(table.path, changes)
            filling.filled[name] = len(changes)
    return filling


class _Held(NamedTuple):
    """What rows are filled from: texts and languages by source, the regions, and the ids in use."""

    texts: Mapping[str, str]
    foreign: Mapping[str, str]
    regions: list[dict[str, str]]
    ids: set[str]


def _evidence_ids(tables: Tables) -> set[str]:
    found = {f"source-{source}" for source in keys_of(tables["sources"])}
    for name in ("figures", "gaps", "quotes", "events"):
        found.update(keys_of(tables[name]))
    return found


def _changes(
    name: str, row: dict[str, str], held: _Held
) -> tuple[dict[str, str], tuple[str, str] | None]:
    """The cells to fill of a row, and what a person has to look at, if anything.

    Raises RecordError, with what is wrong and what to do, for a row that cannot be filled.
    """
    source = row["source_id"]
    if source not in held.texts:
        wrong = f"the text of {shown(source)} is not held"
        raise AnchorError("", wrong, "put its file in data/sources/")
    text = held.texts[source]
    if names_stretch(name, row):
        return stretch_of(row, text, held.regions), None
    language = held.foreign.get(source, "")
    changes, verdict = _row_changes(name, row, text, language)
    changes |= _period_of(row)
    if row.get("mode") == "":
        changes["mode"] = _mode(row | changes, text, held.regions)
    key = ANCHORED[name]
    if key and not row[key]:
        changes[key] = _new_id(name, row | changes, held.ids)
        held.ids.add(changes[key])
    return changes, _warning(name, row | changes, verdict, text, language)


def _period_of(row: Row) -> dict[str, str]:
    """The period of a figure that gives none, where its words state it."""
    if row.get("period") != "" or not row["period_text"]:
        return {}
    try:
        period = dates.written(row["period_text"])
    except DateError:
        return {}
    return {"period": period} if period else {}


def _new_id(name: str, row: Row, taken: Container[str]) -> str:
    """An id that no evidence has: of a figure its source and value, else its source and first
    words.
    """
    if name == "figures":
        words = [row["value"].replace(".", "-")]
    else:
        words = words_of_id(row["exact"])[:3] or ["words"]
    stem = "-".join([row["source_id"], *words])
    if stem not in taken:
        return stem
    numbered = (f"{stem}-{number}" for number in count(2))
    return next(id_ for id_ in numbered if id_ not in taken)


UNQUOTED = {"comment": "comment", "headline": "heading"}
_WHOLE = re.compile(r"[\W_]*[A-Z].*\s.*", re.DOTALL)  # begins as a sentence, and has two words


def _mode(row: Row, text: str, regions: Iterable[Row]) -> str:
    """How the words of a quotation stand in its text: as a comment, a heading, quoted whole, or in
    part. Raises AnchorError where they are not quoted.
    """
    start, end = int(row["start"]), int(row["end"])
    kind = ""
    for region in regions:
        is_own = region["source_id"] == row["source_id"]
        if is_own and int(region["start"]) <= start and end <= int(region["end"]):
            kind = region["kind"]
    if kind in UNQUOTED:
        return UNQUOTED[kind]
    if is_quoted(text, start, end):
        return "direct" if _WHOLE.fullmatch(row["exact"]) else "partial"
    wrong = "the words stand in no quotation marks"
    raise AnchorError("", wrong, "take the quoted words alone; a reporter's words are an event")


def _warning(
    name: str, row: Row, verdict: Verdict, text: str, language: str
) -> tuple[str, str] | None:
    """What a person has to look at in a row that is filled, and what to do; None if nothing."""
    if verdict.name == "clipped" and not may_stand_clipped(name, row, verdict):
        return f"filled, but clipped: {verdict.detail}", clipped_advice(name, verdict)
    if name != "figures" or language or gives_reason(row["note"], READ_NOTE):
        return None
    words = unknown_words(text, int(row["start"]), int(row["end"]))
    if not words:
        return None
    wrong = f'filled, but "{words}" beside its number is not known to leave it as it is'
    return wrong, READ_BY_HAND


def _row_changes(
    name: str, row: dict[str, str], text: str, language: str
) -> tuple[dict[str, str], Verdict]:
    span = _place_of(row, text)
    columns = [column for column in PLACED if column in row]
    changes = {column: str(getattr(span, column)) for column in columns}
    verdict = row_verdict(name, row | changes, text)
    if not verdict.passes and verdict.name != "clipped":
        raise AnchorError("", f"{verdict.name}: {verdict.detail}", _QUOTE_AS_IT_STANDS)
    if "bound" in row:
        changes |= _read(row, language)
    return changes, verdict


def _read(row: Row, language: str) -> dict[str, str]:
    """Value and bound as the words give them, or none where a person gave both. `language` is one
    that is not read.

    Raises AnchorError where the row gives others, and where a person has to read them and did not.
    """
    try:
        bound = _bound_in(row["exact"], language)
    except UnknownWords as error:
        if row["value"] and row["bound"] and gives_reason(row["note"], READ_NOTE):
            return {}
        raise AnchorError("", error.wrong, FILL_BY_HAND) from None
    except BoundError as error:
        raise AnchorError("", error.wrong, error.do) from None
    read = dict(zip(READ, bound.fields, strict=True))
    for column, cell in read.items():
        if row[column] not in ("", cell):
            given = f"{column} is {shown(row[column])}"
            wrong = f"{given}, but {shown(row['exact'])} reads as {shown(cell)}"
            raise AnchorError("", wrong, f"empty {column}, or mend the words")
    return {column: cell for column, cell in read.items() if cell and not row[column]}


def _bound_in(words: str, language: str) -> Bound:
    """The bound that words give. Raises UnknownWords if they are in a language that is not read."""
    if language:
        raise UnknownWords("", unknown_hedges(language), READ_BY_HAND)
    return bounds.read(words)


def _place_of(row: Row, text: str) -> Span:
    """The one place that a row can mean. Raises AnchorError, which lists the candidates."""
    spans = anchors.locate(text, row["exact"])
    meant = [span for span in spans if _fits(row, span, text)]
    are_all = len(spans) < MOST_PLACES  # else the row may mean a place that is not listed
    if len(meant) == 1 and are_all:
        return meant[0]
    if meant:
        times = f"{len(spans)}{'' if are_all else ' or more'} times"
        tells = "the start"
        if "prefix" in row:
            tells = "as much of prefix or suffix as tells which of these is meant"
        do = f"give more words, or {tells}:"
        raise AnchorError("", f"the words stand {times}", do + _listed(meant))
    if spans:
        wrong = "the words do not stand with the start, end, prefix and suffix that the row gives"
        do = "empty these, or mend them; the words stand here:"
        raise AnchorError("", wrong, do + _listed(spans))
    finding = anchors.find(text, row["exact"])
    near = f'; nearest: "…{finding.context}…" ({finding.verdict.detail})' if finding.context else ""
    wrong = f"the words stand nowhere in the source{near}"
    raise AnchorError("", wrong, _QUOTE_AS_IT_STANDS)


def _fits(row: Row, span: Span, text: str) -> bool:
    """Whether a place agrees with what the row gives of it; white space next to the words is no
    matter.
    """
    return (
        row["start"] in ("", str(span.start))
        and row["end"] in ("", str(span.end))
        and text[: span.start].rstrip().endswith(row.get("prefix", "").strip())
        and text[span.end :].lstrip().startswith(row.get("suffix", "").strip())
    )


def _listed(spans: Sequence[Span]) -> str:
    lines = []
    for span in spans:
        words = f"{span.prefix}[{span.exact}]{span.suffix}".split()
        lines.append(f'\n    {span.start}: "…{" ".join(words)}…"')
    return "".join(lines)
