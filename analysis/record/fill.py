"""Fill in what nobody should count by hand: offsets, context, and value and bound as the words give
them.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from analysis.errors import AnchorError, BoundError, RecordError, UnknownWords, shown
from analysis.quantities import bounds
from analysis.quantities.bounds import Bound
from analysis.record.conventions import (
    FILL_BY_HAND,
    READ_NOTE,
    foreign_sources,
    gives_reason,
    unknown_hedges,
)
from analysis.record.csvfiles import replace_fields
from analysis.record.tables import Tables, place, unfilled
from analysis.record.verify import ANCHORED, clipped_advice, row_verdict
from analysis.text import anchors
from analysis.text.anchors import MOST_PLACES, Span, Verdict
from analysis.text.cuts import unread
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


def fill_tables(tables: Tables, texts: Mapping[str, str]) -> Filling:
    """Fill every anchored row that gives its words but no offsets, value or bound, and report those
    that it cannot.

    A row that cannot be filled (its text not held, its words altered, nowhere or in more than one
    place, or read otherwise than the value and bound given) is left as it was. Words that stand
    more than once are settled by giving a prefix or suffix, or the start. Words that are clipped
    are filled in, with a warning: whether they may stand so is for `verify` to say.
    """
    filling = Filling({}, [], [])
    foreign = foreign_sources(tables["sources"])
    for name in ANCHORED:
        table = tables[name]
        changes = {}
        for i, row in enumerate(table.records()):
            if not unfilled(table, i):
                continue
            where = place(table, i, "exact")
            source = row["source_id"]
            language = foreign.get(source, "")
            try:
                changes[i], verdict = _row_changes(name, row, texts.get(source), language)
            except RecordError as error:
                filling.problems.append(AnchorError(where, error.wrong, error.do))
                continue
            filled = row | changes[i]
            if warning := _warning(name, filled, verdict, texts[source], language):
                filling.warnings.append(AnchorError(where, *warning))
        if changes:
            replace_fields(table.path, changes)
            filling.filled[name] = len(changes)
    return filling


def _warning(
    name: str, row: Row, verdict: Verdict, text: str, language: str
) -> tuple[str, str] | None:
    """What a person has to look at in a row that is filled, and what to do; None if nothing."""
    if verdict.name == "clipped":
        return f"filled, but clipped: {verdict.detail}", clipped_advice(name, verdict)
    if name != "figures" or language or gives_reason(row["note"], READ_NOTE):
        return None
    words = unread(text, int(row["start"]), int(row["end"]))
    if not words:
        return None
    wrong = f'filled, but "{words}" beside its number is not known to leave it as it is'
    return wrong, READ_BY_HAND


def _row_changes(
    name: str, row: dict[str, str], text: str | None, language: str
) -> tuple[dict[str, str], Verdict]:
    if text is None:
        wrong = f"the text of {shown(row['source_id'])} is not held"
        raise AnchorError("", wrong, "put its file in data/sources/")
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
    near = f'; nearest: "…{finding.context}…" ({finding.difference})' if finding.context else ""
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
