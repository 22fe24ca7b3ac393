"""Tallies: how many rows of the record, or words of quotations, there are.

>>> tallies.count("named", "Figures named", record.figures(["kt-572", "kt-28"]), "rows").label()
'2'
"""

import re
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add

from analysis.errors import Refusal
from analysis.measures.derived import Derived, formula_of
from analysis.quantities.bounds import Bound
from analysis.record.reported import Quote, Reported
from analysis.record.selections import Selection

# What an editor put into quoted words: "[of these]".
BRACKETED = re.compile(r"\[[^\[\]]*\]")


def count(id: str, title: str, items: Sequence[Reported], unit: str) -> Derived:
    """How many `items` there are, in `unit` ("events", "quotations"); each of them is an input."""
    return Derived(
        id, title, Bound.of("exact", len(items)), unit, "counted in the record", tuple(items)
    )


def tally(id: str, groups: Mapping[str, Sequence[Reported]], unit: str) -> Selection:
    """How many items each group has, those groups left out that have none; `groups` are named in
    words.
    """
    found = []
    for title, items in groups.items():
        if items:
            slug = re.sub(r"[^a-z0-9]+", "-", title.lower())
            found.append(count(f"{id}-{slug}", title, items, unit))
    return Selection(found)


def altogether(id: str, title: str, parts: Sequence[Derived]) -> Derived:
    """The sum of tallies or of words quoted, whose groups have no item in common."""
    if not parts:
        raise Refusal(f"derived number {id}", "there is nothing to count", "name what is counted")
    bound = reduce(add, [part.bound for part in parts])
    return Derived(id, title, bound, parts[0].unit, formula_of("+", *parts), tuple(parts))


def words_quoted(
    id: str, title: str, quotes: Sequence[Quote], among: Sequence[Quote] = ()
) -> Derived:
    """How many words `quotes` hold, without what an editor put into brackets; `among` are those
    that were looked through, where there may be none of them.
    """
    words = 0
    for quote in quotes:
        said = BRACKETED.sub("", quote.span.exact)
        words += len(re.findall(r"\S*\w\S*", said))
    formula = "the words of its quotations, without those in brackets"
    inputs = tuple(quotes or among)
    return Derived(id, title, Bound.of("exact", words), "words", formula, inputs)
