"""The English words that carry or change a quantity or a date: number words, hedges, negations, denials, months.

One list of each, read by `bounds` (what a number says), `dates` (what a date says), `anchors` (what may not be cut
off or altered), `verify` (which tokens must be accounted for) and `prose` (which words may not be typed by hand).
All words are lower case; multi-word phrases have single spaces.
"""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from analysis.errors import BoundError

_SMALL = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
"""
UNITS = {word: n for n, word in enumerate(_SMALL.split())}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS = {word: 10 * n for n, word in enumerate(_TENS.split(), start=2)}
SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
COLLECTIVES = {"dozen": 12, "score": 20}

# How a source hedged a number. Values are the vocabulary of the column `bound`.
HEDGES_BEFORE = {
    "more than": "more_than", "over": "more_than", "above": "more_than", "in excess of": "more_than",
    "upwards of": "more_than", "exceeding": "more_than", "greater than": "more_than", ">": "more_than",
    "at least": "at_least", "no fewer than": "at_least", "no less than": "at_least", "not fewer than": "at_least",
    "not less than": "at_least", "a minimum of": "at_least", "as few as": "at_least", "≥": "at_least",
    "less than": "less_than", "fewer than": "less_than", "under": "less_than", "below": "less_than",
    "not even": "less_than", "just short of": "less_than", "<": "less_than",
    "at most": "at_most", "up to": "at_most", "no more than": "at_most", "not more than": "at_most",
    "as many as": "at_most", "as much as": "at_most", "a maximum of": "at_most", "≤": "at_most",
    "about": "about", "around": "about", "roughly": "about", "approximately": "about", "some": "about",
    "an estimated": "about", "estimated": "about", "circa": "about", "nearly": "about", "almost": "about",
    "close to": "about", "perhaps": "about", "maybe": "about", "c.": "about", "ca.": "about", "~": "about",
    "≈": "about",
}  # fmt: skip
HEDGES_AFTER = {
    "or more": "at_least", "and more": "at_least", "and over": "at_least", "plus": "at_least", "+": "at_least",
    "at least": "at_least", "or above": "at_least", "or over": "at_least", "and counting": "at_least",
    "or fewer": "at_most", "or less": "at_most", "or under": "at_most", "at most": "at_most",
    "or so": "about", "or thereabouts": "about", "odd": "about",
}  # fmt: skip
# These leave the number exact but colour it; cutting them off changes what was said.
FOCUS = ("only", "just", "merely", "exactly", "precisely", "even", "a mere", "barely")

NEGATIONS = (
    "not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "cannot",
    "hardly", "scarcely", "barely", "no longer", "seldom", "rarely",
)  # fmt: skip
# Stems: a word that begins so denies, refuses or withholds what follows it.
DENIALS = (
    "reject", "den(?:y|ie[ds]|ying|ial)", "refus", "refut", "dismiss", "disput", "contradict", "disavow",
    "repudiat", "rebut", "rul(?:e|es|ed|ing) out", "fail", "false", "untrue", "far from", "stop(?:s|ped|ping)? short",
    "declin", "doubt", "lack", "unable", "unwilling", "unlikely", "impossib",
)  # fmt: skip

# Words that state a quantity without being a cardinal; prose may not type them by hand.
QUANTITIES = (
    "half", "halves", "third", "thirds", "quarter", "quarters", "once", "twice", "thrice", "single", "double",
    "doubled", "doubling", "triple", "tripled", "tripling", "quadruple", "quadrupled", "halved", "halving", "pair",
    "couple", "dozens", "hundreds", "thousands", "millions", "billions", "majority", "minority", "tenfold", "twofold",
    "percent", "first", "second", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip


_MONTHS = "january february march april may june july august september october november december"
MONTHS = {word: n for n, word in enumerate(_MONTHS.split(), start=1)}
MONTH_ABBREVIATIONS = {word[:3]: n for word, n in MONTHS.items() if word != "may"} | {"sept": 9}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# The words by which `anchors` sees how far a negation or a denial reaches, and where a sentence ends.
SUBJECTS = ("i", "we", "you", "he", "she", "it", "they", "there")
AUXILIARIES = (
    "am", "is", "are", "was", "were", "be", "been", "being", "do", "does", "did", "has", "have", "had", "can", "could",
    "will", "would", "shall", "should", "may", "might", "must",
)  # fmt: skip
SAYING = (
    "saying", "adding", "calling", "arguing", "noting", "insisting", "stressing", "explaining", "telling", "warning",
    "stating", "urging", "describing", "rejecting", "denying", "dismissing", "disputing",
)  # fmt: skip
SAID = ("said", "says", "added", "adds", "told", "stated", "wrote", "warned", "noted", "argued", "explained")
# What follows words and takes them back: "…, he denied", "… is false".
DENIED = (
    "denied", "denies", "rejected", "rejects", "refuted", "refutes", "disputed", "disputes", "dismissed", "dismisses",
    "contradicted", "contradicts", "rebutted", "rebuts", "disavowed", "repudiated", "false", "falsely", "untrue",
    "not true", "not so", "not the case", "not correct", "not accurate", "no truth",
)  # fmt: skip
# Stems: a word that begins so hinders the verb that follows: "stopped accepting", "blocked … from deporting".
HINDRANCES = (
    "stop", "ceas", r"quit(?:s|ting)?\b", "halt", "suspend", "avoid", "prevent", "block", "barr", "bann", "prohibit",
    "forb",
)  # fmt: skip
CONDITIONS = ("if", "unless", "except", "alleged", "allegedly", "reportedly", "purportedly", "supposedly")
TITLES = (
    "mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "sgt", "cpl", "capt", "cmdr", "adm", "brig", "gov",
    "sen", "rep", "rev", "st", "hon", "pres", "amb", "sec", "asst", "atty", "min", "det", "supt", "art",
)  # fmt: skip
ABBREVIATIONS = (*MONTH_ABBREVIATIONS, "jr", "sr", "vs", "etc", "approx", "est", "c", "ca", "inc", "ltd", "co", "corp")
# A capitalised word that begins a sentence even after an abbreviation: "in the U.S. The ministry".
OPENERS = ("the", "this", "these", "it", "he", "she", "we", "they", "there", "but", "in", "on", "at", "after")


def alternation(phrases: Iterable[str]) -> str:
    """A regex alternation of `phrases`, longest first, any white space where a phrase has a space."""
    ordered = sorted(phrases, key=len, reverse=True)
    return "(?:" + "|".join(r"\s+".join(map(re.escape, p.split())) for p in ordered) + ")"


CARDINALS = {**UNITS, **TENS, **SCALES, **COLLECTIVES}
_WORD = alternation(CARDINALS)
_HYPHEN = "[-\u2010\u2011]"
DIGITS = r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?"
# A number as written: digits with an optional scale ("1.4 million"), or a run of number words ("Twenty-eight",
# "two hundred and six"). Digits within something longer ("1,90", "20th", "40s", "Covid-19") are no number.
NUMBER = re.compile(
    rf"(?<![\w.,])(?<![^\W\d_]{_HYPHEN}){DIGITS}(?!\w|[.,]\d)"
    rf"(?:(?:\s+|{_HYPHEN}){alternation({**SCALES, **COLLECTIVES})}\b)?"
    rf"|\b{_WORD}\b(?:(?:{_HYPHEN}|\s+(?:and\s+)?){_WORD}\b)*",
    re.IGNORECASE,
)
_TOKEN = re.compile(rf"\d[\w.,]*(?<![.,])|\b{alternation([*CARDINALS, *QUANTITIES])}\b", re.IGNORECASE)


class Token(NamedTuple):
    """A word or run of digits that states a quantity, at `[start, end)` of its text."""

    start: int
    end: int
    text: str


def number_tokens(text: str) -> list[Token]:
    """Every token of `text` that states a quantity: each run of digits ("1,900", "20th"), each number word."""
    return [Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text)]


def number_value(number: str) -> Fraction:
    """The value of one number as written: "1,900", "1.4 million", "Twenty-eight", "two hundred and six".

    Raises BoundError for words in an order that spells no number ("twenty fifteen", "forty and fifty").
    """
    words = re.split(rf"\s+|{_HYPHEN}", number.lower())
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


class Stated(NamedTuple):
    """What words say of a number: the kind of bound, the value, and the upper value of a range."""

    kind: str
    value: Fraction
    high: Fraction | None = None


_SIGNED = re.compile(rf"(?:(?<!\S)(?:minus\s+|[-−]))?(?:{NUMBER.pattern})", re.IGNORECASE)
_RANGE = re.compile(r"\s*[-–]\s*|\s+to\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<!\w)between\s+$", re.IGNORECASE)
_AND_BUT = re.compile(r",?\s+(?:and|but)\s+(?=\S)", re.IGNORECASE)
# What may stand between a hedge and its number: an article, an opening mark, a currency.
_GAP = r"\s*(?:\ban?\s+)?[\[(\"“‘']?(?:US)?[$€£]?$"
_HEDGE = rf"(?:(?<!\w){alternation(HEDGES_BEFORE)}|[~≈<>≤≥])"
_BEFORE = re.compile(rf"(?P<hedge>{_HEDGE}|(?<!\w){alternation(FOCUS)}){_GAP}", re.IGNORECASE)
_AFTER = re.compile(
    rf"\s*[-\u2010\u2011]?(?:(?<!\w)|(?=\+))(?P<hedge>{alternation(HEDGES_AFTER)})(?!\w)", re.IGNORECASE
)
_AFTER_NOUN = re.compile(
    rf"(?:\s+[^\W\d_]+){{1,3}}?\s+(?P<hedge>{alternation(p for p in HEDGES_AFTER if p.startswith('or '))})(?!\w)",
    re.IGNORECASE,
)
# A hedge that stands further off: its meaning can't be read safely. Single words ("over", "some") are often no hedge,
# so they count only before a determiner ("about the 40").
_LOOSE_BEFORE = re.compile(
    rf"(?<!\w)(?:{alternation(p for p in HEDGES_BEFORE if ' ' in p)}(?!\w)"
    rf"|{alternation(HEDGES_BEFORE)}\s+(?:the|an?|another|these|those|further|additional|other|same)(?!\w)[^.;:]*$)",
    re.IGNORECASE,
)
_LOOSE_AFTER = re.compile(rf"(?<!\w){alternation(p for p in HEDGES_AFTER if ' ' in p)}(?!\w)", re.IGNORECASE)
_NEGATED = re.compile(rf"(?<!\w){alternation(NEGATIONS)}(?!\w)|n[’']t(?!\w)", re.IGNORECASE)
_MONTH = alternation(word.title() for word in [*MONTHS, *MONTH_ABBREVIATIONS])
_YEAR_BEFORE = re.compile(r"(?<!\w)(?:in|since|by|until|till|during|year)\s+$", re.IGNORECASE)
_MONTH_BEFORE = re.compile(rf"(?<!\w){_MONTH}\.?\s+(?:the\s+)?$")
_MONTH_AFTER = re.compile(rf"\s+(?:of\s+)?{_MONTH}(?!\w)")


def stated(words: str) -> list[Stated]:
    """What the one hedged number in `words` says: one statement, or two that limit it from below and from above.

    Other words may stand around it, but no second number, no date and no negation, so that nothing is taken for the
    figure that isn't. Raises BoundError otherwise, with what was found and what to give instead.
    """
    numbers = list(_SIGNED.finditer(words))
    for token in number_tokens(words):
        if token.text.lower() != "percent" and not any(n.start() <= token.start < n.end() for n in numbers):
            raise _unread(words, f'it has "{token.text}"', "give one number, written as 1,900, 1.4 million or forty")
    if not numbers:
        raise _unread(words, "it has no number", 'give a number with its hedge, such as "more than 1,900"')
    first, last = numbers[0], numbers[-1]
    before, between, after = words[: first.start()], words[first.end() : last.start()], words[last.end() :]
    if range_words := _BETWEEN.search(before):
        ends = _ends(words, _splits(words[range_words.end() : last.end()]))
        return [_range(words, before[: range_words.start()], *ends, after)]
    if len(numbers) == 1:
        return [Stated(_kind(words, before, first.group(), after) or "exact", _signed(first.group()))]
    if len(numbers) == 2 and _RANGE.fullmatch(between):
        return [_range(words, before, *_ends(words, [(first.group(), last.group())]), after)]
    joint = _AND_BUT.match(between)
    if len(numbers) == 2 and joint and (hedge := _BEFORE.search(between)) and hedge.start() == joint.end():
        low = Stated(_kind(words, before, first.group(), "") or "exact", _signed(first.group()))
        high = Stated(_kind(words, between[joint.end() :], last.group(), after) or "exact", _signed(last.group()))
        if low.kind in ("more_than", "at_least") and high.kind in ("less_than", "at_most"):
            return [low, high]
    several = ", ".join(f'"{n.group()}"' for n in numbers)
    raise _unread(words, f"it has {len(numbers)} numbers ({several})", "give the words of one number with its hedge")


def _unread(words: str, wrong: str, do: str) -> BoundError:
    return BoundError("words of a number", f'"{words}" cannot be read: {wrong}', do)


def _signed(number: str) -> Fraction:
    sign = re.match(r"minus\s+|[-−]", number, re.IGNORECASE)
    return -number_value(number[sign.end() :]) if sign else number_value(number)


def _splits(words: str) -> list[tuple[str, str]]:
    """Every way to cut "one hundred and two hundred and six" at an "and" into two numbers."""
    cuts = [(words[: m.start()], words[m.end() :]) for m in re.finditer(r"\s+and\s+", words, re.IGNORECASE)]
    return [cut for cut in cuts if all(_SIGNED.fullmatch(end) for end in cut)]


def _ends(words: str, cuts: list[tuple[str, str]]) -> tuple[Fraction, Fraction]:
    """The two ends of a range; "1.2 to 1.4 million" shares its scale, as English readers take it."""
    found = []
    for low_words, high_words in cuts:
        try:
            low, high = _signed(low_words), _signed(high_words)
        except BoundError:
            continue
        scale = SCALES.get(re.split(r"[\s-]+", high_words.lower())[-1], 1)
        if scale >= 1000 and not any(word in low_words.lower() for word in SCALES) and low * scale < high:
            low *= scale
        found.append((low, high))
    if len(found) != 1 or found[0][0] >= found[0][1]:
        raise _unread(words, "its two numbers make no range", 'give the lower first, as in "between 40 and 50"')
    return found[0]


def _range(words: str, before: str, low: Fraction, high: Fraction, after: str) -> Stated:
    if re.search(r"(?<!\w)from\s+$", before, re.IGNORECASE):
        raise _unread(words, '"from … to" may be a change', "give the words of one number with its hedge")
    kind = _kind(words, before, "", after)
    if kind not in ("", "about"):
        raise _unread(words, f'a range cannot be "{kind}" too', "give the range alone")
    return Stated(kind or "between", low, high)


def _kind(words: str, before: str, number: str, after: str) -> str:
    """The kind that the hedges next to `number` give it, "" without one; BoundError where they cannot be told."""
    hedges: dict[str, str] = {}
    while hedge := _BEFORE.search(before, max(0, len(before) - 80)):  # a hedge is far shorter: keeps long words linear
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
    if loose := _LOOSE_BEFORE.search(before) or _LOOSE_AFTER.search(after):
        raise _unread(words, f'"{loose.group()}" is not next to the number', "give only the number and its hedge")
    if negation := _NEGATED.search(before):
        raise _unread(words, f'"{negation.group()}" negates it', "give only the number and its hedge")
    is_year = re.fullmatch(r"1\d{3}|20\d\d", number) and _YEAR_BEFORE.search(before)
    if is_year or _MONTH_BEFORE.search(before) or _MONTH_AFTER.match(after):
        raise _unread(words, f'"{number}" is part of a date', "give a number that counts something")
    return next(iter(hedges), "")
