"""What the words of a number say: its value, the kind of bound that its hedge makes, the ends of a range.

Every doubt is an error: a hedge that is not in the lexicon, a second number, a date or a negation beside the number
is refused with what was found, so that nothing reads as exact that its source did not give as exact. So is a denial
or a condition, before the number or after it: a number that is denied stands alone, with the reason in its row's note.

Known limits: only English is read. A rate ("40 a year", "40 each") reads as its number; a compound ("the 40-member
group") and a decimal that may be thousands ("1.900") are refused. A negation after the number ("40 did not come")
counts those who did not; "40 dismissed officials" is refused, since a doubt counts as a denial.
"""

import re
from fractions import Fraction
from typing import NamedTuple

from analysis.errors import BoundError, shown
from analysis.lexicon import (
    CARDINALS,
    COLLECTIVES,
    CONDITIONS,
    CURRENCIES,
    DENIALS,
    DENIED,
    FOCUS,
    HEDGES_AFTER,
    HEDGES_BEFORE,
    HYPHEN,
    MONTH_ABBREVIATIONS,
    MONTHS,
    NEGATIONS,
    NUMBER,
    SCALE_ABBREVIATIONS,
    SCALES,
    TENS,
    UNITS,
    VAGUE,
    alternation,
    number_tokens,
)

MOST_DIGITS = 30  # of one number; a count of anything real has fewer
MOST_CHARACTERS = 1000  # of words that are read for one number


def number_value(number: str) -> Fraction:
    """The value of one number as written: "1,900", "1.4 million", "Twenty-eight", "two hundred and six".

    Raises BoundError for words in an order that spells no number ("twenty fifteen", "forty and fifty"), and for more
    than MOST_DIGITS digits.
    """
    if sum(map(str.isdecimal, number)) > MOST_DIGITS or len(number) > MOST_CHARACTERS:
        raise BoundError(
            "number", f"{shown(number)} has more than {MOST_DIGITS} digits or too many words", "shorten it"
        )
    words = re.split(rf"\s+|{HYPHEN}", number.lower())
    value: Fraction | int | None = None
    if NUMBER.fullmatch(number):
        if number[0].isdecimal():
            value = Fraction(words[0].replace(",", "")) * (CARDINALS[words[1]] if len(words) > 1 else 1)
        else:
            value = _spelled(words)
    if value is None:
        do = 'write one such as "1,900", "1.4 million" or "twenty-eight"'
        raise BoundError("number", f'"{number}" is no number', do)
    return Fraction(value)


def _spelled(words: list[str]) -> int | None:
    """The value of number words in order, None if they spell no number.

    The largest word splits them: what stands before it multiplies, what stands after it is smaller and is added.
    """
    sizes = [CARDINALS.get(word, -1) for word in words]  # -1: "and"
    size = max(sizes)
    before, after = words[: sizes.index(size)], words[sizes.index(size) + 1 :]
    if words[-1] in COLLECTIVES:
        times = _spelled(words[:-1]) if words[1:] else 1
        return times * sizes[-1] if times and times < 100 else None
    if size < 100:
        digit = UNITS.get(after[0], 0) if len(after) == 1 else 0
        is_tens_and_digit = size in TENS.values() and 0 < digit < 10
        return None if size < 0 or before or (after and not is_tens_and_digit) else size + digit
    if after[:1] == ["and"] and after[1:]:
        after = after[1:]
    times = _spelled(before) if before else 1
    rest = _spelled(after) if after else 0
    if not times or rest is None or times >= min(size, 1000) or rest >= size:
        return None
    return None if after and (rest == 0 or after[0] in SCALES) else times * size + rest


SIGN = r"(?:(?<!\S)minus\s+|(?<!\w)[-−])"
CURRENCY = rf"(?:(?<!\w)[A-Z]{{0,3}}[$€£¥៛]\s?|(?<!\w){alternation(CURRENCIES)}\s?)"
_SIGNED = re.compile(rf"(?:(?<!\S){SIGN})?(?:{NUMBER.pattern})", re.IGNORECASE)
_RANGE = re.compile(r"\s*[-–]\s*|\s+to\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<!\w)between\s+$", re.IGNORECASE)
_AND_BUT = re.compile(r",?\s+(?:and|but)\s+(?=\S)", re.IGNORECASE)
# A dot before three digits may part thousands, as it does outside English.
_MAYBE_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?!\d)")
# What may stand between a hedge and its number: an article, an opening mark, a currency.
_GAP = rf"\s*(?:\ban?\s+)?[\[(\"“‘']?{CURRENCY}?$"
_HEDGE = rf"(?:(?<!\w){alternation(HEDGES_BEFORE)}|[~≈<>≤≥])"
_BEFORE = re.compile(rf"(?P<hedge>{_HEDGE}|(?<!\w){alternation(FOCUS)}){_GAP}", re.IGNORECASE)
_AFTER = re.compile(rf"\s*{HYPHEN}?(?:(?<!\w)|(?=\+))(?P<hedge>{alternation(HEDGES_AFTER)})(?!\w)", re.IGNORECASE)
_AFTER_NOUN = re.compile(
    rf"(?:\s+[^\W\d_]+){{1,3}}?\s+(?P<hedge>{alternation(p for p in HEDGES_AFTER if p.startswith('or '))})(?!\w)",
    re.IGNORECASE,
)
# The only words that may stand before a hedged number: whatever else does may hedge it in a way that is not known here.
_PLAIN_BEFORE = re.compile(
    r"[\s\[(\"“‘']*(?:(?:the|these|those|all|another|an?\s+(?:additional|further|total\s+of)|so(?:\s+far)?|and"
    r"|there\s+(?:is|are|was|were|remain(?:s|ed)?)|it\s+(?:is|was))[,\s]+)*" + _GAP,
    re.IGNORECASE,
)
# What changes a number from behind: a scale, a suffix, an alternative, an uncertainty, the month of a date.
_CHANGES_AFTER = re.compile(
    rf"\A\s*{alternation(SCALE_ABBREVIATIONS)}\b|\A{HYPHEN}|\A\s*fold\b|\(|\bor\b"
    rf"|\bat\s+(?:\w+\s+){{0,2}}(?:least|most|best|worst)\b"
    rf"|\b{alternation([*VAGUE, *(phrase for phrase in HEDGES_AFTER if ' ' in phrase)])}\b"
    rf"|\A\s+(?:of\s+)?(?-i:{alternation(word.title() for word in [*MONTHS, *MONTH_ABBREVIATIONS])})\b",
    re.IGNORECASE,
)
# What makes the number one that is denied or conditional: before it any word that denies, after it one that takes back.
_DENIAL = re.compile(
    rf"(?<!\w)(?:(?:{'|'.join(DENIALS)})\w*|\w+n['’ʼ]t\b|{alternation([*CONDITIONS, *NEGATIONS])}(?!\w))", re.IGNORECASE
)
_TAKES_BACK = re.compile(rf"(?<!\w){alternation([*DENIED, *CONDITIONS])}(?!\w)", re.IGNORECASE)
_ONLY = "give only the number and its hedge"
_DENIED_ONLY = f'{_ONLY}, and the reason in note after "clipped:"'


class Stated(NamedTuple):
    """What words say of a number: the kind of bound, the value, and the upper value of a range."""

    kind: str
    value: Fraction
    high: Fraction | None = None


def stated(words: str) -> list[Stated]:
    """What the one hedged number in `words` says: one statement, or two that limit it from below and from above.

    Before the number and its hedge only determiners and "there were" may stand; after them any words that leave the
    number as it is. Raises BoundError otherwise, with what was found and what to give instead.
    """
    numbers = _numbers(words)
    first, last = numbers[0], numbers[-1]
    before, between, after = words[: first.start()], words[first.end() : last.start()], words[last.end() :]
    if range_words := _BETWEEN.search(before):
        ends = _ends(words, _splits(words[range_words.end() : last.end()]))
        return [_range(words, before[: range_words.start()], *ends, after)]
    if len(numbers) == 1:
        return [Stated(_kind(words, before, after) or "exact", _signed(first.group()))]
    if len(numbers) == 2 and _RANGE.fullmatch(between):
        return [_range(words, before, *_ends(words, [(first.group(), last.group())]), after)]
    if len(numbers) == 2 and (limits := _limits(words, numbers)):
        return limits
    several = ", ".join(f'"{n.group()}"' for n in numbers[:5])
    raise _unread(words, f"it has {len(numbers)} numbers ({several})", "give the words of one number with its hedge")


def _numbers(words: str) -> list[re.Match[str]]:
    """The numbers in `words`. Raises BoundError for none, for other words of number, and for doubtful digits."""
    if len(words) > MOST_CHARACTERS:
        raise _unread(words, f"it has more than {MOST_CHARACTERS} characters", "give only the number and its hedge")
    numbers = list(_SIGNED.finditer(words))
    for token in number_tokens(words):
        is_percent = " ".join(token.text.lower().split()) in ("percent", "per cent")
        if not is_percent and not any(n.start() <= token.start < n.end() for n in numbers):
            raise _unread(words, f'it has "{token.text}"', "give one number, written as 1,900, 1.4 million or forty")
    if not numbers:
        raise _unread(words, "it has no number", 'give a number with its hedge, such as "more than 1,900"')
    if doubtful := _MAYBE_THOUSANDS.search(words):
        raise _unread(words, f'"{doubtful.group()}" may mean thousands', "leave the figure out and say so in a note")
    return numbers


def _limits(words: str, numbers: list[re.Match[str]]) -> list[Stated]:
    """A lower and an upper limit of one number ("more than 500 but fewer than 600"); empty for anything else."""
    first, last = numbers
    between = words[first.end() : last.start()]
    joint = _AND_BUT.match(between)
    hedge = _BEFORE.search(between)
    if not (joint and hedge and hedge.start() == joint.end()):
        return []
    low = Stated(_kind(words, words[: first.start()], "") or "exact", _signed(first.group()))
    high = Stated(_kind(words, hedge.group(), words[last.end() :]) or "exact", _signed(last.group()))
    is_pair = low.kind in ("more_than", "at_least") and high.kind in ("less_than", "at_most")
    return [low, high] if is_pair else []


def _unread(words: str, wrong: str, do: str) -> BoundError:
    return BoundError("words of a number", f"{shown(words)} cannot be read: {wrong}", do)


def _signed(number: str) -> Fraction:
    sign = re.match(r"minus\s+|[-−]", number, re.IGNORECASE)
    return -number_value(number[sign.end() :]) if sign else number_value(number)


def _splits(words: str) -> list[tuple[str, str]]:
    """Every way to cut "one hundred and two hundred and six" at an "and" into two numbers."""
    cuts = [(words[: m.start()], words[m.end() :]) for m in re.finditer(r"\s+and\s+", words, re.IGNORECASE)]
    return [cut for cut in cuts if all(_SIGNED.fullmatch(end) for end in cut)]


def _ends(words: str, cuts: list[tuple[str, str]]) -> tuple[Fraction, Fraction]:
    """The two ends of a range. "1.2 to 1.4 million" shares its scale; spelled out ("one to two thousand") who knows."""
    found = []
    for low_words, high_words in cuts:
        try:
            low, high = _signed(low_words), _signed(high_words)
        except BoundError:
            continue
        scale = SCALES.get(re.split(r"[\s-]+", high_words.lower())[-1], 1)
        if scale >= 1000 and not any(word in low_words.lower() for word in SCALES) and low * scale < high:
            if not any(char.isdigit() for char in low_words):
                wrong = f"whether the lower number is in {high_words.split()[-1]} too is not said"
                raise _unread(words, wrong, "make no range of it")
            low *= scale
        found.append((low, high))
    if len(found) != 1 or found[0][0] >= found[0][1]:
        raise _unread(words, "its two numbers make no range", 'give the lower first, as in "between 40 and 50"')
    return found[0]


def _range(words: str, before: str, low: Fraction, high: Fraction, after: str) -> Stated:
    kind = _kind(words, before, after)
    if kind not in ("", "about"):
        raise _unread(words, f'a range cannot be "{kind}" too', "give the range alone")
    return Stated(kind or "between", low, high)


def _kind(words: str, before: str, after: str) -> str:
    """The kind that the hedges next to a number give it, "" without one; BoundError where they cannot be told."""
    hedges: dict[str, str] = {}
    while hedge := _BEFORE.search(before):
        phrase = " ".join(hedge["hedge"].lower().split())
        if phrase not in FOCUS:
            hedges[HEDGES_BEFORE[phrase]] = phrase
        before = before[: hedge.start()]
    while hedge := _AFTER.match(after) or _AFTER_NOUN.match(after):
        phrase = " ".join(hedge["hedge"].lower().split())
        hedges[HEDGES_AFTER[phrase]] = phrase
        after = after[hedge.end() :]
    if len(hedges) > 1:
        both = " and ".join(f'"{phrase}"' for phrase in hedges.values())
        raise _unread(words, f"{both} together are no one kind of bound", "leave the figure out and say so in a note")
    if not _PLAIN_BEFORE.fullmatch(before):
        do = _DENIED_ONLY if _DENIAL.search(before) else _ONLY
        raise _unread(words, f"{shown(before.strip())} before it is no hedge in use", do)
    if change := _CHANGES_AFTER.search(after):
        raise _unread(words, f"{shown(change.group().strip())} after it may change it", _ONLY)
    if denial := _TAKES_BACK.search(after):
        raise _unread(words, f"{shown(denial.group())} after it may take it back", _DENIED_ONLY)
    return next(iter(hedges), "")
