"""Verify every row against the texts that are held: verdicts, the coverage ledger and the receipt.

The receipt, ``data/verified.json``, holds for each row the hash of what was verified, the hash of the text it was
verified against, the verdict and the day. It lets a copy of the record that holds no text say what was verified,
and notice every row that changed since.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from analysis import anchors, dates
from analysis.anchors import VERDICTS, Span, Verdict
from analysis.errors import DateError, RecordError, UnusableInput, shown_path
from analysis.lexicon import number_tokens
from analysis.tables import DATA, Table, place

ANCHORED = {"figures": "figure_id", "quotes": "quote_id", "events": "event_id", "exclusions": ""}
# What a verification vouches for: a row whose other columns change is still verified.
VOUCHED = "source_id start end exact prefix suffix value value_high bound period_text attribution".split()
# A row may stand clipped when its note says so in these words, followed by the reason.
CLIPPED_NOTE = "clipped:"
SOURCE_DIRS = (DATA.parent.parent / "shared" / "sources", DATA / "sources")
RECEIPT = "verified.json"
GAP = " … "

Row = Mapping[str, str]
Receipt = dict[str, dict[str, dict[str, str]]]
Place = tuple[int, int]


@dataclass(frozen=True)
class Standing:
    """What is known of a row's words: the verdict (or "unverified"), the day it was given, whether the text is held."""

    verdict: str
    on: str = ""
    held: bool = False
    outside: str = ""

    def __str__(self) -> str:
        if self.verdict == "unverified":
            return "unverified: the row changed since its last verification, or never had one"
        day = f"{self.verdict}, verified on {dates.parse(self.on).words()}"
        return day if self.held else f"{day}, text not held here"


@dataclass(frozen=True)
class Outcome:
    """The result of a verification: every problem, the new receipt, and rows verified per verdict."""

    problems: list[RecordError]
    receipt: Receipt
    verdicts: dict[str, int] = field(default_factory=dict)


def row_key(table: str, row: Row) -> str:
    """The key of a row in the receipt: its id, or for an exclusion its source and offsets."""
    column = ANCHORED[table]
    return row[column] if column else f"{row['source_id']}:{row['start']}-{row['end']}"


def row_digest(row: Row) -> str:
    """SHA-256 of the vouched-for columns of a row."""
    return anchors.digest(json.dumps([row.get(column, "") for column in VOUCHED], ensure_ascii=False))


def span_of(row: Row, text: str = "") -> Span:
    """The span that a row gives. Where its table has no columns for context, that comes from `text`, if given."""
    start, end = int(row["start"]), int(row["end"])
    around = anchors.span_at(text, start, end) if text else Span(start, end, "", "", "")
    return Span(start, end, row["exact"], row.get("prefix", around.prefix), row.get("suffix", around.suffix))


def read_receipt(folder: Path) -> Receipt:
    """The receipt in `folder`, empty where there is none. Raises UnusableInput when it is no receipt."""
    path = folder / RECEIPT
    try:
        receipt: Receipt = json.loads(path.read_bytes()) if path.exists() else {}
        for entry in (entry for rows in receipt.values() for entry in rows.values()):
            dates.parse(entry["on"])
            if entry["verdict"] not in VERDICTS or not {"row", "text"} <= entry.keys():
                raise ValueError(f"not the entry of a row: {entry}")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        wrong = f"is no receipt ({type(error).__name__}: {error})"
        raise UnusableInput(shown_path(path), wrong, "restore it, or delete it and verify again") from None
    return receipt


def receipt_bytes(receipt: Receipt) -> bytes:
    """The receipt as it is stored: sorted, one row a line, so that a changed row is one changed line."""
    tables = []
    for table in sorted(receipt):
        rows = [f"  {json.dumps(k)}: {json.dumps(v, sort_keys=True)}" for k, v in sorted(receipt[table].items())]
        tables.append(f" {json.dumps(table)}: {{\n" + ",\n".join(rows) + "\n }")
    return ("{\n" + ",\n".join(tables) + "\n}\n").encode()


def held_texts(sources: Table, folders: Iterable[Path]) -> tuple[dict[str, str], list[RecordError]]:
    """The texts found in `folders`, by source id, and a problem for each file that is not the text recorded."""
    texts, problems = {}, []
    for i, row in enumerate(sources.records()):
        path = next((f / row["file"] for f in folders if row["file"] and (f / row["file"]).is_file()), None)
        if path is None:
            continue
        raw = path.read_bytes()
        text = raw.decode("utf-8", errors="replace")
        broken = "" if text.encode() == raw else ", not UTF-8"
        found = f"SHA-256 {hashlib.sha256(raw).hexdigest()}, {len(text)} characters{broken}"
        if found == f"SHA-256 {row['sha256']}, {row['chars']} characters":
            texts[row["source_id"]] = text
        else:
            wrong = f"{path.name} is not the text that was recorded ({found})"
            problems.append(RecordError(place(sources, i, "sha256"), wrong, "restore the text as received", code="V01"))
    return texts, problems


def verify_record(tables: Mapping[str, Table], texts: Mapping[str, str], receipt: Receipt, today: date) -> Outcome:
    """Verify every anchored row, against its text where held and against the receipt where not.

    The tables must have passed `check`. The new receipt holds the rows that passed; of a row whose text is not held it
    keeps the old entry, since nothing was looked at anew.
    """
    hashes = dict(zip(tables["sources"].column("source_id"), tables["sources"].column("sha256"), strict=True))
    problems: list[RecordError] = []
    renewed: Receipt = {}
    verdicts: dict[str, int] = {}
    for name in ANCHORED:
        table = tables[name]
        entries = renewed.setdefault(name, {})
        for i, row in enumerate(table.records()):
            key = row_key(name, row)
            old = receipt.get(name, {}).get(key, {})
            source = row["source_id"]
            entry, found = _verify_row(name, row, texts.get(source), hashes[source], old, today)
            problems += [RecordError(place(table, i, c), wrong, do, code=code) for c, wrong, do, code in found]
            verdicts[entry["verdict"]] = verdicts.get(entry["verdict"], 0) + 1
            if not found:
                entries[key] = entry
            elif old and source not in texts:
                entries[key] = dict(old)
    problems += coverage(tables, texts)
    return Outcome(problems, renewed, verdicts)


Finding = tuple[str, str, str, str]  # column, what is wrong, what to do, code


def _verify_row(
    name: str, row: Row, text: str | None, sha256: str, old: Mapping[str, str], today: date
) -> tuple[dict[str, str], list[Finding]]:
    digest = row_digest(row)
    unchanged = old.get("row") == digest and old.get("text") == sha256
    if text is None:
        if unchanged:
            return dict(old), _verdict_findings(row, Verdict(old["verdict"], "by the receipt", old.get("outside", "")))
        wrong = f"unverified: {'the row or its text changed since it was' if old else 'it was never'} verified"
        return {"verdict": "unverified"}, [("exact", wrong, "hold the source's text and verify again", "V02")]
    verdict = row_verdict(name, row, text)
    entry = {"verdict": verdict.name, "row": digest, "text": sha256, "on": today.isoformat()}
    if verdict.outside:
        entry["outside"] = verdict.outside
    if unchanged and {**entry, "on": old["on"]} == dict(old):
        entry["on"] = old["on"]
    return entry, [*_verdict_findings(row, verdict), *_phrase_findings(row, text)]


def row_verdict(table: str, row: Row, text: str) -> Verdict:
    """The verdict on a row's words. Those of an exclusion need say nothing by themselves, but stand there verbatim."""
    span = span_of(row, text)
    if table != "exclusions":
        return anchors.verify(text, span)
    same = text[span.start : span.end] == span.exact
    return Verdict("verbatim") if same else Verdict("altered", "the excluded words do not stand at these offsets")


def _verdict_findings(row: Row, verdict: Verdict) -> list[Finding]:
    has_reason = re.search(rf"\b{CLIPPED_NOTE}\s*\S", row.get("note", ""))
    if verdict.passes or (verdict.name == "clipped" and has_reason):
        return []
    do = "quote the source's words as they stand; `find` shows them"
    if verdict.name == "clipped":
        do = f'take in the words left outside ("{verdict.outside}")'
        do += f', or give the reason in note after "{CLIPPED_NOTE}"' if "note" in row else ""
    return [("exact", f"{verdict.name}: {verdict.detail}", do, "V03")]


def phrases(row: Row) -> list[tuple[str, str]]:
    """(column, words) for each piece of a figure's period_text and attribution, which are the source's own words."""
    return [(c, piece) for c in ("period_text", "attribution") for piece in row.get(c, "").split(GAP) if piece]


def nearest(text: str, words: str, start: int) -> int:
    """The offset of the place of `words` in `text` that is nearest to `start`, or -1."""
    before, after = text.rfind(words, 0, start + len(words)), text.find(words, start)
    if -1 in (before, after):
        return max(before, after)
    return before if start - before <= after - start else after


def _phrase_findings(row: Row, text: str) -> list[Finding]:
    do = f'give the source\'s own words, pieces joined by "{GAP}"'
    return [
        (column, f'"{words}" does not stand in the source', do, "V04")
        for column, words in phrases(row)
        if nearest(text, words, int(row["start"])) < 0
    ]


def coverage(tables: Mapping[str, Table], texts: Mapping[str, str]) -> list[RecordError]:
    """A problem for each token of a held text that states a quantity or stands outside every region, and no row names.

    Figures cover their span and the words of their period and attribution; events cover the dates in their span;
    exclusions cover what they name. Quotations cover nothing: a number inside one is a figure of its own.
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
    for name in ("figures", "events", "exclusions"):
        for row in tables[name].records():
            if (text := texts.get(row["source_id"])) is None:
                continue
            start, end = int(row["start"]), int(row["end"])
            found = [(start + a, start + b) for a, b in _dated(text[start:end])] if name == "events" else [(start, end)]
            places = ((nearest(text, words, start), len(words)) for _, words in phrases(row))
            spans[row["source_id"]] += found + [(at, at + length) for at, length in places if at >= 0]
    return spans


def _dated(words: str) -> list[Place]:
    try:
        return [(reading.start, reading.end) for reading in dates.read(words)]
    except DateError:  # a day that does not exist dates nothing
        return []


def _outside_regions(text: str, regions: Iterable[Place], where: str) -> Iterator[RecordError]:
    left = list(text)
    for start, end in regions:
        left[start:end] = " " * (end - start)
    if words := "".join(left).split():
        wrong = f'"{" ".join(words)[:80]}" stands in no region'
        yield RecordError(where, wrong, "give every part of the text a region in regions.csv", code="V06")


def standing(table: str, row: Row, sha256: str, receipt: Receipt, held: bool) -> Standing:
    """The standing of a row by the receipt: its verdict and day, or "unverified" where row or text changed since."""
    entry = receipt.get(table, {}).get(row_key(table, row), {})
    if entry.get("row") != row_digest(row) or entry.get("text") != sha256:
        return Standing("unverified", held=held)
    return Standing(entry["verdict"], entry["on"], held, entry.get("outside", ""))
