"""Exclusions proposed for numbers that count nothing: dates, clock times, ages, telephone numbers,
and names such as "Article 54" or "Covid-19".

A proposal is a row whose reason begins with "proposed:". `check` refuses it (rule X01) until a
person takes that word away, or the row: no number leaves the account by itself.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from analysis.record.conventions import PROPOSED, foreign_sources
from analysis.record.csvfiles import append_rows
from analysis.record.tables import Tables
from analysis.record.uncovered import date_places, uncovered_numbers
from analysis.text.lexicon import Token

_CLOCK = (
    r"\b(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?\b"
    r"|\b(?:1[0-2]|[1-9])(?:[:.][0-5]\d)?\s?(?:[ap]m\b|[ap]\.m\.)|\b(?:1[0-2]|[1-9])\s+o[’']clock\b"
    r"|\b(?:[01]?\d|2[0-4])\s?h\s?[0-5]\d\b|(?<=\bà )(?:[01]?\d|2[0-4])\s?h\b(?!-)"
)
_AGE = (
    r"\d{1,3}-years?-old\b|\d{1,3}\s+years?\s+old\b|\b(?:aged?|at the age of)\s+\d{1,3}\b"
    r"|(?<=[a-z],\s)\d{1,2}(?=,)|(?<=\b(?:man|boy) of )\d{1,3}\b|(?<=\b(?:woman) of )\d{1,3}\b"
    r"|(?<=\bgirl of )\d{1,3}\b"
)
_TELEPHONE = r"\+\d{1,3}(?:[\s.()-]*\d){6,12}|\(?\b\d{2,4}\)?[\s.-]\d{3}[\s.-]\d{3,4}\b"
_NAMED_BY_NUMBER = (
    "Article Articles Section Chapter Title Paragraph Clause Annex Appendix Schedule Rule "
    "Regulation Resolution Directive Proclamation Order Act Law Bill Decree Case Docket Form Room "
    "Gate Pier Terminal Flight Route Highway Line Channel Camp Block Unit Ward District Zone Level "
    "Phase Tier Windows Boeing Airbus"
)
_NAME = (
    rf"\b(?:{'|'.join(_NAMED_BY_NUMBER.split())})\s+(?:No\.?\s*)?\d+(?:[./-]\d+)*(?:\(\w+\))*"
    r"|\b(?:Covid|COVID|Sars|SARS|[A-Z]{1,4})-\d+\b|\bG-?\d{1,2}\b"
)
# From the surest to the least sure; the first that takes in a number gives its reason.
REASONS = {
    "the number of a paragraph": re.compile(r"(?:(?<=\n\n)|\A)\d{1,2}(?=[.)]\s+[^\W\d_])"),
    "a telephone number": re.compile(_TELEPHONE),
    "part of a name": re.compile(_NAME),
    "an age": re.compile(_AGE),
    "a time of day": re.compile(_CLOCK, re.IGNORECASE),
}
# "9. November 2023", "1er mars 1999", "3 de mayo de 2023": the months of languages near English.
_MONTH_ABROAD = (
    r"(?:jan|ene|gen|fe[bv]|fév|mar|mär|avr|abr|apr|ma[iyg]|juin|jun|giu|juil|jul|lug|ao[uû]|ago"
    r"|aug|se[pt]|o[ck]t|out|ott|nov|d[ée][cz]|dic)[^\W\d_]*"
)
_DATE_ABROAD = re.compile(
    rf"\b(?:[12]?\d|3[01])(?:er|[.º°])?\s+(?:de\s+)?{_MONTH_ABROAD}\.?\s+(?:de\s+)?"
    r"(?:1\d|20)\d\d\b",
    re.IGNORECASE,
)
DATE = "a date that dates nothing tabulated"


Reasoned = tuple[int, int, str]  # start, end, reason


class Proposal(NamedTuple):
    """An exclusion for a person to confirm."""

    source: str
    start: int
    end: int
    exact: str
    reason: str


def proposals(tables: Tables, texts: Mapping[str, str]) -> list[Proposal]:
    """An exclusion for each stretch with a standing reason that holds a number no row covers, in
    the order of the sources and their texts.
    """
    found = []
    foreign = foreign_sources(tables["sources"])
    for source, tokens in uncovered_numbers(tables, texts).items():
        text = texts[source]
        stretches = list(_stretches(text, source in foreign))
        reached = 0
        for token in tokens:
            stretch = next((s for s in stretches if _holds(s, token)), None)
            if stretch and token.start >= reached:
                start, reached, reason = stretch
                found.append(Proposal(source, start, reached, text[start:reached], reason))
    return found


def _holds(stretch: Reasoned, token: Token) -> bool:
    start, end, _ = stretch
    return start <= token.start and token.end <= end


def _stretches(text: str, is_foreign: bool) -> Iterator[Reasoned]:
    """Everything in a text that has a standing reason, as (start, end, reason)."""
    for reason, pattern in REASONS.items():
        for match in pattern.finditer(text):
            yield match.start(), match.end(), reason
    if is_foreign:
        for match in _DATE_ABROAD.finditer(text):
            yield match.start(), match.end(), DATE
    for start, end in date_places(text):
        yield start, end, DATE


def append_proposals(tables: Tables, found: list[Proposal]) -> None:
    """Add proposals to exclusions.csv; its other bytes stay as they are."""
    rows = []
    for proposal in found:
        cells = {
            "source_id": proposal.source,
            "start": str(proposal.start),
            "end": str(proposal.end),
            "exact": proposal.exact,
            "reason": f"{PROPOSED} {proposal.reason}",
        }
        rows.append(cells)
    append_rows(tables["exclusions"].path, rows)
