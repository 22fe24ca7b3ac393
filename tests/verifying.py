"""What the tests of a verification share: how rows are verified, and what came of it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from records import ANCHOR, TEXTS, Rows, span, write_record

from analysis.record.tables import read_tables
from analysis.record.verify import Verification, verify_record

DAY = date(2021, 6, 1)


def verified(
    folder: Path,
    rows: Rows,
    texts: Mapping[str, str] = TEXTS,
    receipt: Mapping | None = None,
    today: date = DAY,
) -> Verification:
    """What came of rows, by default against both texts, with no receipt so far."""
    return verify_record(read_tables(write_record(folder, rows)), texts, receipt or {}, today)


def codes(outcome):
    return [problem.code for problem in outcome.problems]


def messages(outcome):
    return "\n".join(map(str, outcome.problems))


def without_context(source, words):
    return span(source, words, ANCHOR)
