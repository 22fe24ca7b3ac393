"""Everything the package raises on purpose.

    RecordError                 a message that says where, what is wrong or was found, what to do
    ├── UnusableInput           a file cannot be read at all: missing, not UTF-8, wrong header
    ├── BoundError              words or operands that make no bound
    │   └── UnknownWords        words beside a number that may change it or not
    ├── DateError               words or text that make no date
    ├── AnchorError             words that cannot be anchored: nowhere, or in more than one place
    ├── LookupFailed            an id or a filter that names nothing in the record
    ├── Refusal                 a calculation that the evidence does not allow
    ├── ProseError              a sentence whose numbers do not come from evidence
    │   └── TextError           a text for a finding that says what its evidence does not
    └── BuildError              a question that cannot be built

A problem found by a check is a RecordError too, collected instead of raised. `shown` and
`shown_path` word what was found, and where; `did_you_mean` what may have been meant;
`without_controls` cuts what others say.
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path


class RecordError(Exception):
    """One problem: `where: wrong; do`, with the stable `code` of the rule that found it, if any.

    `where` names the place as a reader can open it (``data/figures.csv:14 figure kt-1900, column
    source_id``), `wrong` says what is wrong and quotes what was found, `do` says what to do about
    it.
    """

    def __init__(self, where: str, wrong: str, do: str = "", *, code: str = "") -> None:
        super().__init__(
            where, wrong, do
        )  # what a pickle calls the class with; the code is in its __dict__
        self.where, self.wrong, self.do, self.code = where, wrong, do, code

    def __str__(self) -> str:
        code = f"{self.code} " if self.code else ""
        return without_controls(
            f"{self.where}: {code}{self.wrong}" + (f"; {self.do}" if self.do else "")
        )


class UnusableInput(RecordError):
    """A file cannot be read at all: missing, not UTF-8, wrong header, NUL bytes, an oversized
    field.
    """


class BoundError(RecordError, ValueError):
    """Words or operands that make no bound."""


class UnknownWords(BoundError):
    """Words beside a number of which it is not known whether they change it: a person may read
    them.

    `kind` is the kind of bound that a hedge known beside them makes, which a person may not change;
    "" without one.
    """

    def __init__(self, where: str, wrong: str, do: str = "", kind: str = "") -> None:
        super().__init__(where, wrong, do)
        self.kind = kind


class DateError(RecordError, ValueError):
    """Words or text that make no date of the EDTF subset in use."""


class AnchorError(RecordError):
    """Words that cannot be anchored: they stand nowhere, or in more than one place."""


class LookupFailed(RecordError, KeyError):
    """An id or a filter that names nothing in the record."""

    __str__ = RecordError.__str__


class Refusal(RecordError):
    """A calculation that the evidence does not allow; names the rows and their relation. As a
    value it is false.
    """

    def __bool__(self) -> bool:
        return False


class ProseError(RecordError):
    """A sentence whose numbers, dates or names do not come from evidence."""


class TextError(ProseError):
    """A text that a person wrote for a finding; `where` begins with the finding and a comma."""


class BuildError(RecordError):
    """A question that cannot be built; names the question and the cell."""


def shown(text: str) -> str:
    """`text` in quotation marks, at most 80 characters of it; what does not print is named, as
    <ZERO WIDTH SPACE>.
    """
    cut = text if len(text) <= 80 else text[:79] + "…"
    return (
        '"'
        + "".join(
            c if c.isprintable() else f"<{unicodedata.name(c, f'U+{ord(c):04X}')}>" for c in cut
        )
        + '"'
    )


def counted(number: int, noun: str) -> str:
    """A count with its noun: "1 row", "2,000 rows"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


# What a terminal obeys: sequences that begin with ESC, or with the one character that stands for it
# and the next.
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # colours, the cursor
    # the window's title, the clipboard
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
# Control characters but tabs and line ends, and the marks that turn the direction of writing.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def without_controls(text: str) -> str:
    """`text` without anything that a terminal or a page would obey instead of showing it."""
    return _CONTROLS.sub("", _SEQUENCES.sub("", text))


def did_you_mean(name: str, choices: Iterable[str]) -> str:
    """The advice to take the choice that `name` is close to; "" where it is close to none."""
    near = get_close_matches(name[:80], list(choices), n=1)
    return f"did you mean {shown(near[0])}?" if near else ""


def shown_path(path: Path) -> str:
    """`path` relative to the working directory when it lies inside."""
    full = path.resolve()
    return str(full.relative_to(Path.cwd())) if full.is_relative_to(Path.cwd()) else str(path)
