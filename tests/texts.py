"""What becomes of a text that a person wrote for one finding."""

import pytest

from analysis.errors import ProseError
from analysis.record.record import Record
from analysis.report.texts import written


def said(record: Record, words: str, finding: str = "alone", **named: object) -> str:
    """The words of a text in which these stand for its finding."""
    return str(written(record, finding, {finding: words}, **named))


def refused(record: Record, words: str, finding: str = "alone", **named: object) -> str:
    with pytest.raises(ProseError) as error:
        written(record, finding, {finding: words}, **named)
    return str(error.value)
