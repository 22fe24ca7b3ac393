"""Fill in what nobody should count by hand: offsets, context, and value and bound as the words give
them.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from analysis.errors import AnchorError, BoundError, RecordError, UnknownWords, shown
from analysis.quantities import bounds
from analysis.record.csvfiles import replace_fields
from analysis.record.rules import FILL_BY_HAND, READ_NOTE, foreign_sources, gives_reason
from analysis.record.tables import Table, place, unfilled
from analysis.record.verify import ANCHORED, clipped_advice, row_verdict
from analysis.text import anchors
from analysis.text.anchors import MOST_PLACES, Span, Verdict
from analysis.text.cuts import unread
from analysis.text.numbers import READ_BY_HAND

READ = ("bound", "value", "value_high")


class Filling(NamedTuple):
    """The rows filled per table, a problem for each that cannot be, and a warning for each that is
    filled clipped.
    """

    filled: dict[str, int]
    problems: list[RecordError]
    warnings: list[RecordError]


def fill_tables(tables: Mapping[str, Table], texts: Mapping[str, str]) -> Filling:
    """Fill every anchored row that gives its words but no offsets, value or bound, and report those
    that it cannot.

    A row that cannot be filled (its text not held, its words altered, nowhere or in more than one
    place, or read otherwise than the value and bound given) is left as it was. Words that stand
    more than once are settled by giving a prefix or suffix, or the start. Words that are clipped
    are filled in, with a warning: whether they may stand so is for `verify` to say.
    """
    filling, foreign = Filling({}, [], []), foreign_sources(tables["sources"])
    for name in ANCHORED:
        table = tables[name]
        changes, failed, clipped = _changes(table, texts, foreign)
        filling.problems.extend(failed)
        filling.warnings.extend(clipped)
        if changes:
            replace_fields(table.path, changes)
            filling.filled[name] = len(changes)
    return filling


def _changes(
    table: Table, texts: Mapping[str, str], foreign: Mapping[str, str]
) -> tuple[dict[int, dict[str, str]], list[RecordError], list[RecordError]]:
    changes: dict[int, dict[str, str]] = {}
    problems: list[RecordError] = []
    clipped: list[RecordError] = []
    for i, row in enumerate(table.records()):
        if unfilled(table, i):
            language = foreign.get(row["source_id"], "")
            try:
                changes[i], verdict = _row_changes(
                    table.name, row, texts.get(row["source_id"]), language
                )
            except RecordError as error:
                problems.append(AnchorError(place(table, i, "exact"), error.wrong, error.do))
            else:
                where = place(table, i, "exact")
                if verdict.name == "clipped":
                    do = clipped_advice(table.name, verdict)
                    clipped.append(AnchorError(where, f"filled, but clipped: {verdict.detail}", do))
                elif words := _unread(table.name, row | changes[i], texts, language):
                    wrong = (
                        f'filled, but "{words}" beside its number is not known to leave it as it is'
                    )
                    clipped.append(AnchorError(where, wrong, READ_BY_HAND))
    return changes, problems, clipped


def _unread(name: str, row: Mapping[str, str], texts: Mapping[str, str], language: str) -> str:
    """The words beside a figure's number that a person has to read and has not read; "" if there
    are none.
    """
    if name != "figures" or language or gives_reason(row["note"], READ_NOTE):
        return ""
    return unread(texts[row["source_id"]], int(row["start"]), int(row["end"]))


def _row_changes(
    name: str, row: dict[str, str], text: str | None, language: str
) -> tuple[dict[str, str], Verdict]:
    if text is None:
        raise AnchorError(
            "",
            f"the text of {shown(row['source_id'])} is not held",
            "put its file in data/sources/",
        )
    span = _place_of(row, text)
    cells = {
        "start": str(span.start),
        "end": str(span.end),
        "prefix": span.prefix,
        "suffix": span.suffix,
    }
    found = {column: cell for column, cell in cells.items() if column in row}
    verdict = row_verdict(name, row | found, text)
    if not verdict.passes and verdict.name != "clipped":
        raise AnchorError(
            "", f"{verdict.name}: {verdict.detail}", "quote the source's words as they stand"
        )
    return found | (_read(row, language) if "bound" in row else {}), verdict


def _read(row: Mapping[str, str], language: str) -> dict[str, str]:
    """Value and bound as the words give them, or none where a person gave both. `language` is one
    that is not read.

    Raises AnchorError where the row gives others, and where a person has to read them and did not.
    """
    try:
        if language:
            raise UnknownWords(
                "", f'the hedges of its language, "{language}", are not known here', READ_BY_HAND
            )
        read = dict(zip(READ, bounds.read(row["exact"]).fields, strict=True))
    except UnknownWords as error:
        if row["value"] and row["bound"] and gives_reason(row["note"], READ_NOTE):
            return {}
        raise AnchorError("", error.wrong, FILL_BY_HAND) from None
    except BoundError as error:
        raise AnchorError("", error.wrong, error.do) from None
    for column, cell in read.items():
        if row[column] not in ("", cell):
            wrong = (
                f"{column} is {shown(row[column])}, but {shown(row['exact'])} reads as "
                f"{shown(cell)}"
            )
            raise AnchorError("", wrong, f"empty {column}, or mend the words")
    return {column: cell for column, cell in read.items() if cell and not row[column]}


def _place_of(row: Mapping[str, str], text: str) -> Span:
    """The one place that a row can mean. Raises AnchorError, which lists the candidates."""
    spans = anchors.locate(text, row["exact"])
    meant = [span for span in spans if _fits(row, span, text)]
    are_all = len(spans) < MOST_PLACES  # else the row may mean a place that is not listed
    if len(meant) == 1 and are_all:
        return meant[0]
    if meant:
        times = f"{len(spans)}{'' if are_all else ' or more'} times"
        tells = (
            "as much of prefix or suffix as tells which of these is meant"
            if "prefix" in row
            else "the start"
        )
        do = f"give more words, or {tells}:"
        raise AnchorError("", f"the words stand {times}", do + _listed(meant))
    if spans:
        wrong = "the words do not stand with the start, end, prefix and suffix that the row gives"
        raise AnchorError(
            "", wrong, "empty these, or mend them; the words stand here:" + _listed(spans)
        )
    finding = anchors.find(text, row["exact"])
    near = f'; nearest: "…{finding.context}…" ({finding.difference})' if finding.context else ""
    raise AnchorError(
        "", f"the words stand nowhere in the source{near}", "quote the source's words as they stand"
    )


def _fits(row: Mapping[str, str], span: Span, text: str) -> bool:
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
    around = ((span.start, f"{span.prefix}[{span.exact}]{span.suffix}".split()) for span in spans)
    return "".join(f'\n    {start}: "…{" ".join(words)}…"' for start, words in around)
