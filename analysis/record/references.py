"""Evidence named inside an f-string: what `f"{total:unit}"` puts there, and how it is found again.

An f-string is plain text as soon as it is made, so that nothing can travel inside it but
characters. A reference is therefore a mark between brackets: a key that no text of the record can
know, the numbers under which this process keeps the items, and the aspect that is asked of them.
The key is drawn at random when the package is loaded, and a reference never reaches a page.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import count
from secrets import token_hex
from typing import Any
from weakref import WeakValueDictionary

from analysis.errors import ProseError, shown

# The media type by which an output says what it rests on: what prose and charts show, and the
# exporter reads.
MIME = "application/vnd.record-evidence+json"

Evidence = dict[str, Any]
Line = tuple[str, str]  # a name and what is said under it

OPENS, CLOSES = "⟦", "⟧"
_KEY = token_hex(8)
_REFERENCE = re.compile(f"{OPENS}{_KEY}:([0-9 ]*):([^{OPENS}{CLOSES}]*){CLOSES}")

# The one thing here that changes: which item a number stands for. Items that have a name live as
# long as it; the last ones without a name, as in f"{record.figure(id):unit}", live on in `_unnamed`
# until as many others have come.
_items: WeakValueDictionary[int, Any] = WeakValueDictionary()
_unnamed: deque[Any] = deque(maxlen=10_000)
_numbers = count()


def refer(items: Iterable[Any], aspect: str) -> str:
    """A reference to items, of which a sentence is to show an aspect, "" for the shortest words."""
    numbers = []
    for item in items:
        number = next(_numbers)
        _items[number] = item
        _unnamed.append(item)
        numbers.append(str(number))
    return f"{OPENS}{_KEY}:{' '.join(numbers)}:{aspect}{CLOSES}"


def pieces(text: str) -> Iterator[tuple[str, list[Any] | None, str]]:
    """The words of a text, and after each the items and the aspect of the reference that follows.

    The last words have None and "" after them. Raises ProseError for brackets that hold no
    reference, and for a reference to an item that is gone.
    """
    at = 0
    for found in _REFERENCE.finditer(text):
        yield _without_brackets(text[at : found.start()]), _found(found[1]), found[2]
        at = found.end()
    yield _without_brackets(text[at:]), None, ""


def unmarked(text: str) -> str:
    """A text to be shown in a message, with {…} in place of each reference."""
    return _REFERENCE.sub("{…}", text)


def _without_brackets(words: str) -> str:
    if OPENS in words or CLOSES in words:
        do = 'name evidence in an f-string, as in f"{total:unit}"'
        raise ProseError(f"words {shown(words[:60])}", "brackets here hold no reference", do)
    return words


def _found(numbers: str) -> list[Any]:
    try:
        return [_items[int(number)] for number in numbers.split()]
    except KeyError:
        do = "run the cell that makes this sentence again, and give its evidence a name"
        raise ProseError("sentence", "its evidence is no longer held", do) from None


def filled(lines: Iterable[Line]) -> list[Line]:
    """The lines under whose name anything is said."""
    return [(name, words) for name, words in lines if words]
