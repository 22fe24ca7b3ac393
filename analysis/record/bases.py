"""How the date of a row is known, in words."""

from analysis.quantities import dates
from analysis.quantities.dates import Date

BASIS = {
    "stated": "stated",
    "resolved_from_text": "resolved from the text",
    "external": "by outside evidence",
    "assumed": "assumed",
    "unknown": "not known",
}


def when(date: Date | None, basis: str = "") -> str:
    """A date in words, a fiscal year by its number, with its basis if it has one; "" for none."""
    if date is None:
        return ""
    fiscal = dates.fiscal_year(date)
    words = f"fiscal year {fiscal}" if fiscal else date.words()
    return f"{words} ({BASIS[basis]})" if basis else words


def dated(date: Date | None, basis: str) -> str:
    """A date in words with its basis: "14 September 2017 (stated)"."""
    return f"{date.words()} ({BASIS[basis]})" if date else BASIS["unknown"]
