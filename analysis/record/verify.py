"""Verify every row that has words against the texts that are held: verdicts, the coverage ledger
and the receipt.

The receipt, ``data/verified.json``, holds for each row the hash of what was verified, the hash of
the text it was verified against, the verdict and the day. It lets a copy of the record that holds
no text say what was verified, and notice every row that changed or was taken out since. It vouches
for figures, quotes, events and exclusions, all their columns but UNVOUCHED; the other tables hold
no words of a source, and nothing vouches for them. Nor does anything for the rows of sources that
are only cited: there is no text to compare them with, and they are counted apart.

The codes: V01 a file that is not the text recorded, V02 a row not verified since it changed, V03 a
verdict that does not pass, V04 words of period or attribution that do not stand near, V05 a number
that no row covers, V06 text in no region, V07 a verified row that is gone, V08 a quotation that
stands in no quotation marks, V09 a figure beside whose number stand words that are not known to
leave it as it is, V10 a receipt dated in the future.

Known limits: quotation marks are those of `lexicon`; one that opens in an earlier paragraph must
open again.
"""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from analysis.errors import DateError, RecordError, UnusableInput, counted, shown, shown_path
from analysis.quantities import dates
from analysis.record.csvfiles import no_text, source_dirs
from analysis.record.rules import (
    CLIPPED_NOTE,
    READ_NOTE,
    cited_sources,
    foreign_sources,
    gives_reason,
)
from analysis.record.tables import Table, place, singular
from analysis.text import anchors
from analysis.text.anchors import CITED, VERDICTS, Span, Verdict
from analysis.text.cuts import (
    paragraph_of,
    paragraphs,
    quotations,
    shortest_paragraphs,
    torn,
    unread,
)
from analysis.text.lexicon import number_tokens
from analysis.text.numbers import READ_BY_HAND

ANCHORED = {"figures": "figure_id", "quotes": "quote_id", "events": "event_id", "exclusions": ""}
# The record's own remarks: a row in which only these change is still verified.
UNVOUCHED = ("note", "doubt", "rank", "rank_reason", "same_as", "before", "presupposes")
RECEIPT = "verified.json"
# beside a copy of the tables, without the texts: their briefs by file name, where they are held
HELD = "held.json"
GAP = " … "

Row = Mapping[str, str]
Receipt = dict[str, dict[str, dict[str, str]]]
Entry = Mapping[str, str]
Place = tuple[int, int]


class Fault(NamedTuple):
    """What is wrong with a row: the column to look at, what is wrong, what to do, the code."""

    column: str
    wrong: str
    do: str
    code: str


class Phrase(NamedTuple):
    """Words of a figure's period_text or attribution, and where they stand near the figure, if they
    do.
    """

    column: str
    words: str
    at: Place | None


@dataclass(frozen=True)
class Standing:
    """What is known of a row's words: the verdict (or "unverified"), the day it was given, whether
    the text is held.

    What is cited has no words that could be verified, and its day is the one on which the source
    was read, in EDTF.
    """

    verdict: str
    on: str = ""
    held: bool = False
    outside: str = ""

    @property
    def is_cited(self) -> bool:
        """Whether the row rests on a citation alone, of a text that was never held."""
        return self.verdict == CITED

    def __str__(self) -> str:
        is_noted = not self.held and self.verdict not in ("unverified", CITED)
        return f"{self.words()}, text not held here" if is_noted else self.words()

    def words(self) -> str:
        """The verdict and its day, the same wherever they are read: whether the text is held here
        is no part of it.
        """
        if self.is_cited:
            read = dates.parse(self.on)
            day = f"{'' if read.granularity == 'interval' else 'on '}{read.words()}"
            return f"{CITED}: text not held; as given at its address when read, {day}"
        if self.verdict == "unverified":
            return "unverified: the row changed since its last verification, or never had one"
        return f"{self.verdict}, verified on {dates.parse(self.on).words()}"


@dataclass(frozen=True)
class Outcome:
    """The result of a verification: every problem, the new receipt, rows verified per verdict, and
    rows only cited.
    """

    problems: list[RecordError]
    receipt: Receipt
    verdicts: dict[str, int] = field(default_factory=dict)
    cited: int = 0


def row_key(table: str, row: Row) -> str:
    """The key of a row in the receipt: its id, or for an exclusion its source and offsets."""
    column = ANCHORED[table]
    return row[column] if column else f"{row['source_id']}:{row['start']}-{row['end']}"


def row_digest(row: Row) -> str:
    """SHA-256 of the cells that a verification vouches for; an empty cell is one the row does not
    have.
    """
    cells = {column: cell for column, cell in row.items() if cell and column not in UNVOUCHED}
    return anchors.digest(json.dumps(cells, sort_keys=True, ensure_ascii=False))


def vouches(entry: Entry, row: Row, sha256: str) -> bool:
    """Whether an entry of the receipt is of this very row, verified against the text with this
    hash.
    """
    return entry.get("row") == row_digest(row) and entry.get("text") == sha256


def span_of(row: Row, text: str = "") -> Span:
    """The span that a row gives. Where its table has no columns for context, that comes from
    `text`, if given.
    """
    start, end = int(row["start"]), int(row["end"])
    around = anchors.span_at(text, start, end) if text else Span(start, end, "", "", "")
    return Span(
        start, end, row["exact"], row.get("prefix", around.prefix), row.get("suffix", around.suffix)
    )


def read_receipt(folder: Path) -> Receipt:
    """The receipt in `folder`, empty where there is none. Raises UnusableInput when it is no
    receipt.
    """
    path = folder / RECEIPT
    try:
        receipt: Receipt = json.loads(path.read_bytes()) if path.exists() else {}
        for entry in (entry for rows in receipt.values() for entry in rows.values()):
            dates.parse(entry["on"])
            if entry["verdict"] not in VERDICTS or not {"row", "text"} <= entry.keys():
                raise ValueError(f"not the entry of a row: {entry}")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        wrong = f"is no receipt ({type(error).__name__}: {error})"
        raise UnusableInput(
            shown_path(path), wrong, "restore it, or delete it and verify again"
        ) from None
    return receipt


def receipt_bytes(receipt: Receipt) -> bytes:
    """The receipt as it is stored: sorted, one row a line, so that a changed row is one changed
    line.
    """
    tables = []
    for table in sorted(receipt):
        rows = [
            f"  {json.dumps(k)}: {json.dumps(v, sort_keys=True)}"
            for k, v in sorted(receipt[table].items())
        ]
        tables.append(f" {json.dumps(table)}: {{\n" + ",\n".join(rows) + "\n }")
    return ("{\n" + ",\n".join(tables) + "\n}\n").encode()


def held_texts(sources: Table, folders: Iterable[Path]) -> tuple[dict[str, str], list[RecordError]]:
    """The texts found in `folders`, by source id, and a problem for each file that is not the text
    recorded.
    """
    texts, problems = {}, []
    for i, source, raw, fault in _files(sources, folders):
        if fault:
            problems.append(_file_problem(sources, i, fault))
        else:
            texts[source] = raw.decode()
    return texts, problems


def with_true_lengths(
    tables: dict[str, Table], folders: Iterable[Path]
) -> tuple[dict[str, Table], list[RecordError]]:
    """The tables with the length of each text that is held, and a problem for each source that
    gives another.

    So no row is called wrong only because the length of its source is.
    """
    sources, problems = tables["sources"], []
    lengths = list(sources.column("chars"))
    for i, _, raw, fault in _files(sources, folders):
        if fault and fault.column == "chars":
            problems.append(_file_problem(sources, i, fault))
            lengths[i] = str(len(raw.decode()))
    if not problems:
        return tables, []
    return {
        **tables,
        "sources": replace(sources, cells={**sources.cells, "chars": lengths}),
    }, problems


def _files(
    sources: Table, folders: Iterable[Path]
) -> Iterator[tuple[int, str, bytes, Fault | None]]:
    """(row, source, bytes, what is wrong) of each source whose file is in one of the folders."""
    folders = list(folders)
    for i, row in enumerate(sources.records()):
        path = next(
            (f / row["file"] for f in folders if row["file"] and (f / row["file"]).is_file()), None
        )
        if path is not None:
            raw = path.read_bytes()
            yield i, row["source_id"], raw, _text_fault(path.name, raw, row)


def _file_problem(sources: Table, row: int, fault: Fault) -> RecordError:
    return RecordError(place(sources, row, fault.column), fault.wrong, fault.do, code=fault.code)


def _text_fault(name: str, raw: bytes, row: Row) -> Fault | None:
    """What keeps a file from being the text that its row records: the first thing that does, alone;
    None if nothing.
    """
    do = (
        "save its text as UTF-8 in a file of its own, and give the name, SHA-256 and length of that"
    )
    if kind := no_text(raw):
        return Fault("file", f"{name} is {kind}, not a text in UTF-8", do, "V01")
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        wrong = f"{name} is not UTF-8: line {line} holds the byte 0x{raw[error.start]:02x}"
        return Fault("file", wrong, do, "V01")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return Fault("file", f"{name} is no text: line {line} holds a NUL byte", do, "V01")
    sha256, chars = hashlib.sha256(raw).hexdigest(), str(len(text))
    if sha256 != row["sha256"]:
        found = f"SHA-256 {sha256}, {counted(len(text), 'character')}"
        if text.startswith("\ufeff"):
            found += ", starting with a byte order mark"
        wrong = f"{name} is not the text that was recorded ({found})"
        return Fault("sha256", wrong, "restore the text as received", "V01")
    if chars != row["chars"]:
        wrong = f"is {shown(row['chars'])}, but {name}, which is the text recorded, has {chars}"
        return Fault("chars", wrong, f"write {chars}", "V01")
    return None


def brief(raw: bytes) -> str:
    """What tells the bytes of a text from those of any other, in words."""
    text = raw.decode("utf-8", errors="replace")
    broken = "" if text.encode() == raw else ", not UTF-8"
    return f"SHA-256 {hashlib.sha256(raw).hexdigest()}, {len(text)} characters{broken}"


def _recorded(row: Row) -> str:
    """What `brief` gives for the text that a source's row is of."""
    return f"SHA-256 {row['sha256']}, {row['chars']} characters"


def held_sources(sources: Table, folder: Path) -> set[str]:
    """The ids of the sources whose text is held beside the tables in `folder`, or was where they
    were copied from.
    """
    try:
        briefs = json.loads((folder / HELD).read_bytes())
    except FileNotFoundError:
        return {*held_texts(sources, source_dirs(folder))[0]}
    return {
        row["source_id"] for row in sources.records() if briefs.get(row["file"]) == _recorded(row)
    }


def verify_record(
    tables: Mapping[str, Table], texts: Mapping[str, str], receipt: Receipt, today: date
) -> Outcome:
    """Verify every anchored row, against its text where held and against the receipt where not.

    The tables must have passed `check`. The new receipt holds the rows that passed; where a row's
    text is not held it keeps the old entry, of a row that is gone too, since nothing was looked at
    anew.
    """
    foreign = foreign_sources(tables["sources"])
    hashes = dict(
        zip(tables["sources"].column("source_id"), tables["sources"].column("sha256"), strict=True)
    )
    held, unread = {hashes[source] for source in texts}, cited_sources(tables["sources"])
    phrases = _phrases(tables["figures"], texts)
    problems: list[RecordError] = []
    renewed: Receipt = {}
    verdicts: Counter[str] = Counter()
    cited = sum(
        source in unread for name in ANCHORED for source in tables[name].column("source_id")
    )
    for name in ANCHORED:
        table, entries, left = (
            tables[name],
            renewed.setdefault(name, {}),
            dict(receipt.get(name, {})),
        )
        for i, row in enumerate(table.records()):
            key, source = row_key(name, row), row["source_id"]
            if source in unread:
                continue
            old = left.pop(key, {})
            text, knows_words = texts.get(source), name == "figures" and source not in foreign
            entry, faults = _verify_row(name, row, text, hashes[source], old, today, knows_words)
            faults += _phrase_faults(phrases.get(key, ()) if name == "figures" else ())
            problems += [
                RecordError(place(table, i, f.column), f.wrong, f.do, code=f.code) for f in faults
            ]
            verdicts[entry["verdict"]] += 1
            if not faults:
                entries[key] = entry
            elif old and source not in texts:
                entries[key] = old
        gone = {key: entry for key, entry in left.items() if entry["text"] not in held}
        entries.update(gone)
        problems += [_gone(table, key) for key in gone]
    return Outcome([*problems, *coverage(tables, texts)], renewed, dict(verdicts), cited)


def _gone(table: Table, key: str) -> RecordError:
    do = (
        f"restore it, or verify without it beside its text; of a source given up, take the lines "
        f"out of {RECEIPT}"
    )
    return RecordError(
        f"{shown_path(table.path)} {singular(table)} {key}",
        "was verified and is gone",
        do,
        code="V07",
    )


def _verify_row(
    name: str,
    row: Row,
    text: str | None,
    sha256: str,
    old: dict[str, str],
    today: date,
    knows_words: bool,
) -> tuple[dict[str, str], list[Fault]]:
    """The new entry of a row, and its faults; `knows_words` says that the words beside its number
    can be judged.
    """
    unchanged = vouches(old, row, sha256)
    if text is None:
        if unchanged:
            verdict = Verdict(old["verdict"], "by the receipt", old.get("outside", ""))
            return dict(old), [
                *_verdict_faults(name, row, verdict),
                *_unread_faults(row, old.get("unread", "")),
            ]
        wrong = (
            f"unverified: "
            f"{'the row or its text changed since it was' if old else 'it was never'} verified"
        )
        return {"verdict": "unverified"}, [
            Fault("exact", wrong, "hold the source's text and verify again", "V02")
        ]
    verdict = row_verdict(name, row, text)
    entry = {
        "verdict": verdict.name,
        "row": row_digest(row),
        "text": sha256,
        "on": today.isoformat(),
    }
    if verdict.outside:
        entry["outside"] = verdict.outside
    if knows_words and (words := unread(text, int(row["start"]), int(row["end"]))):
        entry["unread"] = words
    if unchanged and {**entry, "on": old["on"]} == old and not _is_later(old["on"], today):
        entry["on"] = old["on"]
    faults = [*_verdict_faults(name, row, verdict), *_unread_faults(row, entry.get("unread", ""))]
    return entry, [*faults, *_quotation_faults(row, text)]


def _is_later(day: str, today: date) -> bool:
    """Whether a day of the receipt is still to come: the clock was wrong then, or is now."""
    latest = dates.parse(day).latest
    return latest is None or latest > today


def days_to_come(receipt: Receipt, today: date) -> list[str]:
    """The days of a receipt that are still to come, in order."""
    days: set[str] = set()
    for entries in receipt.values():
        days |= {entry["on"] for entry in entries.values()}
    return sorted(day for day in days if _is_later(day, today))


def row_verdict(table: str, row: Row, text: str) -> Verdict:
    """The verdict on a row's words. Those of an exclusion need say nothing by themselves, but stand
    there verbatim.
    """
    span = span_of(row, text)
    if table != "exclusions":
        return anchors.verify(text, span)
    same = text[span.start : span.end] == span.exact
    return (
        Verdict("verbatim")
        if same
        else Verdict("altered", "the excluded words do not stand at these offsets")
    )


def _verdict_faults(name: str, row: Row, verdict: Verdict) -> list[Fault]:
    """Why a verdict does not pass. A figure never stands without its hedge: it would be calculated
    with as exact.
    """
    may_stand = "note" in row and not is_number_cut(name, verdict)
    if verdict.passes or (
        verdict.name == "clipped" and may_stand and gives_reason(row["note"], CLIPPED_NOTE)
    ):
        return []
    do = "quote the source's words as they stand; `find` shows them"
    if verdict.name == "clipped":
        do = clipped_advice(name, verdict)
    return [Fault("exact", f"{verdict.name}: {verdict.detail}", do, "V03")]


def _unread_faults(row: Row, unread: str) -> list[Fault]:
    """Why a figure does not pass beside whose number words stand that nobody has read."""
    if not unread or gives_reason(row["note"], READ_NOTE):
        return []
    wrong = f'"{unread}" beside its number is not known to leave it as it is'
    return [Fault("exact", wrong, READ_BY_HAND, "V09")]


def is_number_cut(name: str, verdict: Verdict) -> bool:
    """Whether a figure's number or hedge is cut, as `cuts` words it; a denial outside it is another
    thing.
    """
    return name == "figures" and verdict.detail.startswith("cuts")


def clipped_advice(name: str, verdict: Verdict) -> str:
    """What to do about a clipped row. A denied number is never made exact by taking its denial into
    the span.
    """
    take, note = (
        f'take in the words left outside ("{verdict.outside}")',
        f'give the reason in a few words in note after "{CLIPPED_NOTE}"',
    )
    if name != "figures":
        return f"{take}, or {note}" if name == "quotes" else take
    return (
        take
        if is_number_cut(name, verdict)
        else f"do not tabulate a number that is denied, or {note}"
    )


def is_quoted(text: str, start: int, end: int) -> bool:
    """Whether the words stand inside one quotation that opens before them, in their paragraph."""
    begin, stop = paragraphs(text)[paragraph_of(paragraphs(text), start)]
    paragraph = text[begin : max(stop, end)]
    return any(
        begin + opened <= start and end <= begin + closed
        for opened, closed in quotations(paragraph)
    )


def _quotation_faults(row: Row, text: str) -> list[Fault]:
    start, end, mode = int(row["start"]), int(row["end"]), row.get("mode", "")
    if mode not in ("direct", "partial") or is_quoted(text, start, end):
        return []
    wrong = f"is {mode}, but the words do not stand inside one pair of quotation marks"
    return [
        Fault("mode", wrong, "take the quoted words alone; a reporter's words are an event", "V08")
    ]


def _phrases(figures: Table, texts: Mapping[str, str]) -> dict[str, list[Phrase]]:
    """The words of period and attribution of each figure whose text is held: the source's own, in
    whole words.

    They stand in the paragraph of the figure or next to it, or so beside another mention of the
    same claim.
    """
    rows = [row for row in figures.records() if row["source_id"] in texts]
    mentions = defaultdict(list)
    for row in rows:
        mentions[row["source_id"], row["claim_id"]].append(int(row["start"]))
    phrases = {}
    for row in rows:
        text, starts = (
            texts[row["source_id"]],
            [int(row["start"]), *mentions[row["source_id"], row["claim_id"]]],
        )
        phrases[row["figure_id"]] = [
            Phrase(
                column,
                words,
                next(filter(None, (nearest(text, words, start) for start in starts)), None),
            )
            for column in ("period_text", "attribution")
            for words in row[column].split(GAP)
            if words
        ]
    return phrases


def nearest(text: str, words: str, start: int) -> Place | None:
    """The place of `words`, uncut, that is nearest to `start`, in its paragraph or the one before
    or after it.
    """
    paragraph = shortest_paragraphs(text)
    own = paragraph_of(paragraph, start)
    begin, end = paragraph[max(0, own - 1)][0], paragraph[min(own + 1, len(paragraph) - 1)][1]
    hits = re.compile(re.escape(words)).finditer(text, begin, end)
    places = [hit.span() for hit in hits if not (torn(text, hit.start()) or torn(text, hit.end()))]
    return min(places, key=lambda place: abs(place[0] - start), default=None)


def _phrase_faults(phrases: Iterable[Phrase]) -> list[Fault]:
    do = f'give the source\'s own words, pieces joined by "{GAP}"'
    return [
        Fault(
            phrase.column,
            f'"{phrase.words}" does not stand near the figure, in whole words',
            do,
            "V04",
        )
        for phrase in phrases
        if phrase.at is None
    ]


def coverage(tables: Mapping[str, Table], texts: Mapping[str, str]) -> list[RecordError]:
    """A problem for each token of a held text that states a quantity or stands outside every
    region, and no row names.

    Figures cover their span and the dates in the words of their period and attribution; events
    cover the dates in their span; exclusions cover what they name. Quotations cover nothing: a
    number inside one is a figure of its own.
    """
    problems: list[RecordError] = []
    covered, regions = _covered(tables, texts), defaultdict(list)
    for row in tables["regions"].records():
        regions[row["source_id"]].append((int(row["start"]), int(row["end"])))
    for i, source_id in enumerate(tables["sources"].column("source_id")):
        if source_id in texts:
            where, text = place(tables["sources"], i), texts[source_id]
            problems += _uncovered(text, covered[source_id], where)
            problems += _outside_regions(text, regions[source_id], where)
    return problems


def _uncovered(text: str, covered: Iterable[Place], where: str) -> Iterator[RecordError]:
    for token in number_tokens(text):
        if not any(a <= token.start and token.end <= b for a, b in covered):
            around = _around(text, token.start, token.end)
            wrong = f'"{token.text}" at {token.start} in "…{around}…" is covered by no row'
            do = "add a figure or an event, or list it in exclusions.csv with the reason"
            yield RecordError(where, wrong, do, code="V05")


def _around(text: str, start: int, end: int, width: int = 24) -> str:
    return " ".join(text[max(0, start - width) : end + width].split())


def _covered(tables: Mapping[str, Table], texts: Mapping[str, str]) -> Mapping[str, list[Place]]:
    spans: dict[str, list[Place]] = defaultdict(list)
    phrases = _phrases(tables["figures"], texts)
    told = {source: _dates_of(text) for source, text in texts.items()}
    for name in ("figures", "events", "exclusions"):
        for row in tables[name].records():
            if (source := row["source_id"]) not in texts:
                continue
            span = int(row["start"]), int(row["end"])
            dated = (
                [phrase.at for phrase in phrases[row["figure_id"]] if phrase.at]
                if name == "figures"
                else [span]
            )
            if name != "events":
                spans[source].append(span)
            if name != "exclusions":
                spans[source] += [
                    day
                    for day in told[source]
                    if any(a <= day[0] and day[1] <= b for a, b in dated)
                ]
    return spans


_CENTURY = re.compile(
    r"(?<![\w-])(?:\d{1,2}(?:st|nd|rd|th)|[a-z-]*(?:first|second|third|th))\s+century\b",
    re.IGNORECASE,
)


def _dates_of(text: str) -> list[Place]:
    """The places of date words in a text, read with what stands around them, paragraph by
    paragraph.
    """
    found = []
    for at, end in paragraphs(text):
        paragraph = text[at:end]
        with suppress(
            DateError
        ):  # a day that does not exist: nothing beside it is sure to be a date
            found += [
                (at + reading.start, at + reading.end)
                for reading in dates.read(paragraph)
                if reading.cued
            ]
        found += [(at + match.start(), at + match.end()) for match in _CENTURY.finditer(paragraph)]
    return found


def _outside_regions(text: str, regions: Iterable[Place], where: str) -> Iterator[RecordError]:
    left = list(text)
    for start, end in regions:
        left[start:end] = " " * (end - start)
    if words := "".join(left).split():
        wrong = f'"{" ".join(words)[:80]}" stands in no region'
        yield RecordError(
            where, wrong, "give every part of the text a region in regions.csv", code="V06"
        )


def standing(table: str, row: Row, sha256: str, receipt: Receipt, held: bool) -> Standing:
    """The standing of a row by the receipt: its verdict and day, or "unverified" where row or text
    changed since.
    """
    entry = receipt.get(table, {}).get(row_key(table, row), {})
    if not vouches(entry, row, sha256):
        return Standing("unverified", held=held)
    return Standing(entry["verdict"], entry["on"], held, entry.get("outside", ""))
