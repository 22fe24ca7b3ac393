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
leave it as it is, V10 a receipt dated in the future. V11 is a warning: `attributions`.

Known limits: quotation marks are those of `lexicon`; one that opens in an earlier paragraph must
open again.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from analysis.errors import RecordError, UnusableInput, counted, shown, shown_path
from analysis.quantities import dates
from analysis.record.conventions import (
    CLIPPED_NOTE,
    READ_NOTE,
    cited_sources,
    foreign_sources,
    gives_reason,
)
from analysis.record.csvfiles import no_text, source_dirs
from analysis.record.phrases import (
    GAP,
    Phrase,
    Texts,
    is_within,
    offsets,
    phrases_of,
)
from analysis.record.stretches import stands_for
from analysis.record.tables import Problem, Table, Tables, singular
from analysis.record.uncovered import coverage
from analysis.text import anchors
from analysis.text.anchors import CITED, VERDICTS, Span, Verdict
from analysis.text.cuts import (
    paragraph_of,
    paragraphs,
    quotations,
    unknown_words,
)
from analysis.text.numbers import READ_BY_HAND

ANCHORED = {"figures": "figure_id", "quotes": "quote_id", "events": "event_id", "exclusions": ""}
# The record's own remarks: a row in which only these change is still verified.
UNVOUCHED = ("note", "doubt", "rank", "rank_reason", "same_as", "before", "presupposes")
RECEIPT = "verified.json"
DRAFT = "draft"  # what stands in a text and was read by nobody: no row, and no verdict of one
# beside a copy of the tables, without the texts: their briefs by file name, where they are held
HELD = "held.json"

Row = Mapping[str, str]
Entry = dict[str, str]
Receipt = dict[str, dict[str, Entry]]  # by table and key of a row
Problems = list[RecordError]


class Fault(NamedTuple):
    """What is wrong with a row: the column to look at, what is wrong, what to do, the code."""

    column: str
    wrong: str
    do: str
    code: str

    def error(self, table: Table, row: int) -> RecordError:
        """The fault as a message that says where it is."""
        return Problem(table, row, self.column, self.wrong, self.do).error(self.code)


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
        if self.held or self.verdict in ("unverified", CITED, DRAFT):
            return self.words()
        return f"{self.words()}, text not held here"

    def words(self) -> str:
        """The verdict and its day, the same wherever they are read: whether the text is held here
        is no part of it.
        """
        if self.verdict == DRAFT:
            return f"{DRAFT}, not verified: found by the program, and read by nobody yet"
        if self.is_cited:
            read = dates.parse(self.on)
            day = read.words()
            if read.granularity != "interval":
                day = f"on {day}"
            return f"{CITED}: text not held; as given at its address when read, {day}"
        if self.verdict == "unverified":
            return "unverified: the row changed since its last verification, or never had one"
        return f"{self.verdict}, verified on {dates.parse(self.on).words()}"


@dataclass(frozen=True)
class Verification:
    """The result of a verification: every problem, the new receipt, rows verified per verdict, and
    rows only cited.
    """

    problems: Problems
    receipt: Receipt
    verdicts: dict[str, int] = field(default_factory=dict)
    cited: int = 0


def row_key(table: str, row: Row) -> str:
    """The key of a row in the receipt: its id, or for an exclusion its source and offsets."""
    if table == "exclusions":
        return f"{row['source_id']}:{row['start']}-{row['end']}"
    return row[ANCHORED[table]]


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
    if entry.get("text") != sha256:
        return False
    return entry.get("row") == row_digest(row)


def span_of(row: Row, text: str = "") -> Span:
    """The span that a row gives. Where its table has no columns for context, that comes from
    `text`, if given.
    """
    start, end = offsets(row)
    if text and "prefix" not in row:
        return replace(anchors.span_at(text, start, end), exact=row["exact"])
    prefix = row.get("prefix", "")
    suffix = row.get("suffix", "")
    return Span(start, end, row["exact"], prefix, suffix)


def read_receipt(folder: Path) -> Receipt:
    """The receipt in `folder`, empty where there is none. Raises UnusableInput when it is no
    receipt.
    """
    path = folder / RECEIPT
    try:
        receipt: Receipt = json.loads(path.read_bytes()) if path.exists() else {}
        for entry in _entries(receipt):
            dates.parse(entry["on"])
            if entry["verdict"] not in VERDICTS or not {"row", "text"} <= entry.keys():
                raise ValueError(f"not the entry of a row: {entry}")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        wrong = f"is no receipt ({type(error).__name__}: {error})"
        do = "restore it, or delete it and verify again"
        raise UnusableInput(shown_path(path), wrong, do) from None
    return receipt


def _entries(receipt: Receipt) -> Iterator[Entry]:
    for rows in receipt.values():
        yield from rows.values()


def receipt_bytes(receipt: Receipt) -> bytes:
    """The receipt as it is stored: sorted, one row a line, so that a changed row is one changed
    line.
    """
    tables = []
    for table, entries in sorted(receipt.items()):
        rows = []
        for key, entry in sorted(entries.items()):
            rows.append(f"  {json.dumps(key)}: {json.dumps(entry, sort_keys=True)}")
        joined = ",\n".join(rows)
        tables.append(f" {json.dumps(table)}: {{\n{joined}\n }}")
    joined = ",\n".join(tables)
    return f"{{\n{joined}\n}}\n".encode()


def held_texts(sources: Table, folders: Iterable[Path]) -> tuple[dict[str, str], Problems]:
    """The texts found in `folders`, by source id, and a problem for each file that is not the text
    recorded.
    """
    texts = {}
    problems = []
    for i, source, raw, fault in _files(sources, folders):
        if fault:
            problems.append(fault.error(sources, i))
        else:
            texts[source] = raw.decode()
    return texts, problems


def with_true_lengths(
    tables: dict[str, Table], folders: Iterable[Path]
) -> tuple[dict[str, Table], Problems]:
    """The tables with the length of each text that is held, and a problem for each source that
    gives another.

    So no row is called wrong only because the length of its source is.
    """
    sources = tables["sources"]
    problems = []
    lengths = list(sources.column("chars"))
    for i, _, raw, fault in _files(sources, folders):
        if fault and fault.column == "chars":
            problems.append(fault.error(sources, i))
            lengths[i] = str(len(raw.decode()))
    if not problems:
        return tables, []
    cells = {**sources.cells, "chars": lengths}
    return {**tables, "sources": replace(sources, cells=cells)}, problems


def _files(
    sources: Table, folders: Iterable[Path]
) -> Iterator[tuple[int, str, bytes, Fault | None]]:
    """(row, source, bytes, what is wrong) of each source whose file is in one of the folders."""
    folders = list(folders)
    for i, row in enumerate(sources.records()):
        paths = [folder / row["file"] for folder in folders if row["file"]]
        path = next(filter(Path.is_file, paths), None)
        if path is not None:
            raw = path.read_bytes()
            fault = _text_fault(path.name, raw, row)
            yield i, row["source_id"], raw, fault


def bytes_fault(name: str, raw: bytes) -> Fault | None:
    """What keeps a file from being a text in UTF-8; None if nothing."""
    wrong = _no_text(raw)
    if not wrong:
        return None
    do = (
        "save its text as UTF-8 in a file of its own, and give the name, SHA-256 and length of that"
    )
    return Fault("file", f"{name} {wrong}", do, "V01")


def _text_fault(name: str, raw: bytes, row: Row) -> Fault | None:
    """What keeps a file from being the text that its row records: the first thing that does, alone;
    None if nothing.
    """
    if fault := bytes_fault(name, raw):
        return fault
    text = raw.decode()
    sha256 = hashlib.sha256(raw).hexdigest()
    chars = str(len(text))
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


def _no_text(raw: bytes) -> str:
    """Why bytes are no text in UTF-8, in words; "" if they are one."""
    if kind := no_text(raw):
        return f"is {kind}, not a text in UTF-8"
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return f"is not UTF-8: line {line} holds the byte 0x{raw[error.start]:02x}"
    before, nul, _ = text.partition("\0")
    if nul:
        line = before.count("\n") + 1
        return f"is no text: line {line} holds a NUL byte"
    return ""


def brief(raw: bytes) -> str:
    """What tells the bytes of a text from those of any other, in words."""
    text = raw.decode("utf-8", errors="replace")
    broken = "" if text.encode() == raw else ", not UTF-8"
    sha256 = hashlib.sha256(raw).hexdigest()
    return f"SHA-256 {sha256}, {len(text)} characters{broken}"


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
    held = set()
    for row in sources.records():
        if briefs.get(row["file"]) == _recorded(row):
            held.add(row["source_id"])
    return held


def verify_record(tables: Tables, texts: Texts, receipt: Receipt, today: date) -> Verification:
    """Verify every anchored row, against its text where held and against the receipt where not.

    The tables must have passed `check`. The new receipt holds the rows that passed; where a row's
    text is not held it keeps the old entry, of a row that is gone too, since nothing was looked at
    anew.
    """
    sources = tables["sources"]
    hashes = dict(zip(sources.column("source_id"), sources.column("sha256"), strict=True))
    held = {hashes[source] for source in texts}
    only_cited = cited_sources(sources)
    foreign = foreign_sources(sources)
    phrases = phrases_of(tables["figures"], texts)
    problems: Problems = []
    renewed: Receipt = {}
    verdicts: Counter[str] = Counter()
    cited = 0
    for name in ANCHORED:
        table = tables[name]
        entries = renewed.setdefault(name, {})
        left = dict(receipt.get(name, {}))
        for i, row in enumerate(table.records()):
            source = row["source_id"]
            if source in only_cited:
                cited += 1
                continue
            key = row_key(name, row)
            old = left.pop(key, {})
            sha256 = hashes[source]
            if source not in texts:
                entry, faults = _verify_by_receipt(name, row, sha256, old)
            else:
                knows_words = name == "figures" and source not in foreign
                text = texts[source]
                entry, faults = _verify_row(name, row, text, sha256, old, today, knows_words)
            if name == "figures":
                faults += _phrase_faults(phrases.get(key, ()))
            problems += [fault.error(table, i) for fault in faults]
            verdicts[entry["verdict"]] += 1
            if not faults:
                entries[key] = entry
            elif old and source not in texts:
                entries[key] = old
        for key, entry in left.items():
            if entry["text"] not in held:
                entries[key] = entry
                problems.append(_gone(table, key))
    problems += coverage(tables, texts)
    return Verification(problems, renewed, dict(verdicts), cited)


def _gone(table: Table, key: str) -> RecordError:
    do = (
        f"restore it, or verify without it beside its text; of a source given up, take the lines "
        f"out of {RECEIPT}"
    )
    where = f"{shown_path(table.path)} {singular(table)} {key}"
    return RecordError(where, "was verified and is gone", do, code="V07")


def _verify_by_receipt(name: str, row: Row, sha256: str, old: Entry) -> tuple[Entry, list[Fault]]:
    """The entry that the receipt has of a row whose text is not held, and the row's faults."""
    if not vouches(old, row, sha256):
        since = "the row or its text changed since it was" if old else "it was never"
        do = "hold the source's text and verify again"
        fault = Fault("exact", f"unverified: {since} verified", do, "V02")
        return {"verdict": "unverified"}, [fault]
    verdict = Verdict(old["verdict"], "by the receipt", old.get("outside", ""))
    faults = list(_verdict_faults(name, row, verdict))
    faults += _unknown_faults(row, old.get("unread", ""))
    return dict(old), faults


def _verify_row(
    name: str, row: Row, text: str, sha256: str, old: Entry, today: date, knows_words: bool
) -> tuple[Entry, list[Fault]]:
    """The new entry of a row, verified against its text, and its faults; `knows_words` says that
    the words beside its number can be judged.
    """
    verdict = row_verdict(name, row, text)
    words = unknown_words(text, *offsets(row)) if knows_words else ""
    entry = {
        "verdict": verdict.name,
        "row": row_digest(row),
        "text": sha256,
        "on": today.isoformat(),
    }
    if verdict.outside:
        entry["outside"] = verdict.outside
    if words:
        entry["unread"] = words
    is_same = entry | {"on": old.get("on")} == old
    if is_same and not _is_later(old["on"], today):
        entry["on"] = old["on"]
    faults = list(_verdict_faults(name, row, verdict))
    faults += _unknown_faults(row, words)
    faults += _quotation_faults(row, text)
    return entry, faults


def _is_later(day: str, today: date) -> bool:
    """Whether a day of the receipt is still to come: the clock was wrong then, or is now."""
    latest = dates.parse(day).latest
    return latest is None or latest > today


def days_to_come(receipt: Receipt, today: date) -> list[str]:
    """The days of a receipt that are still to come, in order."""
    days = {entry["on"] for entry in _entries(receipt)}
    return sorted(day for day in days if _is_later(day, today))


def row_verdict(table: str, row: Row, text: str) -> Verdict:
    """The verdict on a row's words. Those of an exclusion need say nothing by themselves, but stand
    there verbatim, or stand for a stretch that they begin and end.
    """
    span = span_of(row, text)
    if table != "exclusions":
        return anchors.verify(text, span)
    words = text[span.start : span.end]
    if words == span.exact:
        return Verdict("verbatim")
    if stands_for(span.exact, words):
        return Verdict("elided", "the first and the last words stand for the whole stretch")
    return Verdict("altered", "the excluded words do not stand at these offsets")


def _verdict_faults(name: str, row: Row, verdict: Verdict) -> Iterator[Fault]:
    """Why a verdict does not pass. A figure never stands without its hedge: it would be calculated
    with as exact.
    """
    if verdict.passes:
        return
    do = "quote the source's words as they stand; `find` shows them"
    if verdict.name == "clipped":
        if may_stand_clipped(name, row, verdict):
            return
        do = clipped_advice(name, verdict)
    yield Fault("exact", f"{verdict.name}: {verdict.detail}", do, "V03")


def _unknown_faults(row: Row, words: str) -> Iterator[Fault]:
    """Why a figure does not pass beside whose number words stand that nobody has read."""
    if words and not gives_reason(row["note"], READ_NOTE):
        wrong = f'"{words}" beside its number is not known to leave it as it is'
        yield Fault("exact", wrong, READ_BY_HAND, "V09")


def may_stand_clipped(name: str, row: Row, verdict: Verdict) -> bool:
    """Whether a clipped row passes, as its note says why and no number is cut in it."""
    is_cut = is_number_cut(name, verdict)
    return "note" in row and not is_cut and gives_reason(row["note"], CLIPPED_NOTE)


def is_number_cut(name: str, verdict: Verdict) -> bool:
    """Whether a figure's number or hedge is cut; a denial outside it is another thing."""
    return name == "figures" and verdict.is_cut


def clipped_advice(name: str, verdict: Verdict) -> str:
    """What to do about a clipped row. A denied number is never made exact by taking its denial into
    the span.
    """
    take = f'take in the words left outside ("{verdict.outside}")'
    note = f'give the reason in a few words in note after "{CLIPPED_NOTE}"'
    if name == "quotes":
        return f"{take}, or {note}"
    if name == "figures" and not is_number_cut(name, verdict):
        return f"do not tabulate a number that is denied, or {note}"
    return take


def is_quoted(text: str, start: int, end: int) -> bool:
    """Whether the words stand inside one quotation that opens before them, in their paragraph."""
    places = paragraphs(text)
    begin, stop = places[paragraph_of(places, start)]
    paragraph = text[begin : max(stop, end)]
    return is_within((start - begin, end - begin), quotations(paragraph))


def _quotation_faults(row: Row, text: str) -> Iterator[Fault]:
    mode = row.get("mode", "")
    if mode in ("direct", "partial") and not is_quoted(text, *offsets(row)):
        wrong = f"is {mode}, but the words do not stand inside one pair of quotation marks"
        do = "take the quoted words alone; a reporter's words are an event"
        yield Fault("mode", wrong, do, "V08")


def _phrase_faults(phrases: Iterable[Phrase]) -> Iterator[Fault]:
    do = f'give the source\'s own words, pieces joined by "{GAP}"'
    for phrase in phrases:
        if phrase.at is None:
            wrong = f'"{phrase.words}" does not stand near the figure, in whole words'
            yield Fault(phrase.column, wrong, do, "V04")


def standing(table: str, row: Row, sha256: str, receipt: Receipt, held: bool) -> Standing:
    """The standing of a row by the receipt: its verdict and day, or "unverified" where row or text
    changed since.
    """
    entry = receipt.get(table, {}).get(row_key(table, row), {})
    if not vouches(entry, row, sha256):
        return Standing("unverified", held=held)
    return Standing(entry["verdict"], entry["on"], held, entry.get("outside", ""))
