"""How a text with references to evidence becomes markup: what stands in it for each placeholder.

Each piece of evidence is worded as `wording` has it. Several in one placeholder are listed as an
editor would list them, and words that would be repeated are given once. The text around them may
hold no number that a person typed.
"""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from analysis.errors import ProseError, shown
from analysis.measures.derived import Conclusion
from analysis.record.references import pieces, unmarked
from analysis.report.wording import (
    ASPECTS,
    Item,
    capitalised,
    in_row,
    leading,
    listed,
    markup,
    own,
    plain,
    worded,
)
from analysis.text.lexicon import typed_numbers


def rendered(text: str) -> tuple[Markup, list[Item]]:
    """The markup of a text, begun with a capital, and the evidence that it refers to.

    Raises ProseError for a number that is typed by hand, and for an aspect that the evidence does
    not have.
    """
    used: list[Item] = []
    said = Markup()
    for literal, items, aspect in pieces(str(text)):  # plain text, even if it is given as Markup
        _refuse_numbers(literal, text)
        begins = literal.endswith((". ", "? ")) if literal else not said
        said += escape(literal)
        if items is None:
            continue
        words = _placeholder(items, aspect)
        said += capitalised(words) if begins else words
        used += items
    return capitalised(said), used


def _refuse_numbers(words: str, sentence: str) -> None:
    if typed := typed_numbers(words):
        where = f"sentence {shown(unmarked(sentence)[:60])}"
        raise ProseError(where, f'"{typed[0]}" is typed by hand', "let it come in from evidence")


def _placeholder(items: Sequence[Item], aspect: str) -> Markup:
    """What stands for several items: what the aspect says of each, equal words once."""
    if aspect == "assumptions":
        return _assumptions(items)
    if aspect == "assuming":
        return assuming(items)
    if not items:
        is_speaker = aspect in ASPECTS and ASPECTS[aspect].is_speaker
        return Markup("nobody" if is_speaker else "nothing")
    distinct: dict[tuple[str, str], Markup] = {}
    for item in items:
        words = worded(item, aspect)
        # Equal numbers are named once only where they are mentions of the same claim.
        claim = getattr(item, "claim", item.id) if ASPECTS[aspect].is_number else ""
        distinct.setdefault((plain(words), claim), words)
    said = list(distinct.values())
    said = in_row(said) if aspect == "year" else said
    return in_turn(said) if ASPECTS[aspect].has_commas else in_list(said)


# ---- what evidence assumes


def assumptions_of(items: Sequence[Item]) -> list[Markup]:
    """What derived numbers and findings assume, each assumption once."""
    assumed: dict[str, Markup] = {}
    for item in items:
        if not isinstance(item, Conclusion):
            continue
        for words in item.assumptions:
            assumed.setdefault(words, leading(item, own(words, [item])))
    return [*assumed.values()]


def assuming(items: Sequence[Item]) -> Markup:
    """What derived numbers and findings assume, as the end of a sentence: ", assuming that …"; ""
    where they assume nothing.
    """
    assumed = _assumptions(items)
    return markup(", assuming that {}", assumed) if assumed else assumed


def _assumptions(items: Sequence[Item]) -> Markup:
    """What derived numbers and findings assume, in a sentence."""
    *most, last = assumptions_of(items) or [Markup()]
    return markup("{}; and {}", in_turn(most), last) if most else last


# ---- several in a sentence


def all_worded(items: Iterable[Item], aspect: str) -> Markup:
    """What an aspect says of each of several items, as a list in a sentence."""
    return in_list([worded(item, aspect) for item in items])


def in_list(words: Sequence[Markup]) -> Markup:
    """Markup as a list in a sentence: "a, b and c"."""
    return markup(listed(["{}"] * len(words)), *words)


def in_turn(words: Iterable[str]) -> Markup:
    """What has commas of its own, set apart by semicolons."""
    return Markup("; ").join(words)
