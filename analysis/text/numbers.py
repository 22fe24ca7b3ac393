"""What the words of a number say: its value, the kind of bound that its hedge makes, the ends of a
range.

Every doubt is an error, so that nothing reads as exact that its source did not give as exact: a
second number, a date, a negation, a denial or a condition beside the number, and any word next to
it that `phrases` does not know to leave it as it is. What is not known at all raises UnknownWords:
of such words a person may say in the row's note what they mean.

Known limits: only English is read. A dash in spaces between two numbers ("40 – 50") makes a range
of them, though it may open an aside. A rate ("40 a year", "40 each") reads as its number; a
compound ("the 40-member group") and a decimal that may be thousands ("1.900") are refused. A
negation after the number ("40 did not come") counts those who did not; "40 dismissed officials" is
refused, since a doubt counts as a denial.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from analysis.errors import BoundError, UnknownWords, shown
from analysis.text.lexicon import (
    CARDINALS,
    COLLECTIVES,
    CONDITIONS,
    CURRENCIES,
    DEGREES,
    DENIALS,
    DENIED,
    DIGITS,
    FOCUS,
    HEDGES_AFTER,
    HEDGES_BEFORE,
    HYPHEN,
    MONTH_ABBREVIATIONS,
    MONTHS,
    NEAR,
    NEGATIONS,
    NUMBER,
    SCALE_ABBREVIATIONS,
    SCALE_LETTERS,
    SCALES,
    TENS,
    UNITS,
    VAGUE,
    VULGAR,
    alternation,
    number_tokens,
)
from analysis.text.neutral import AFTER_ARTICLE
from analysis.text.phrases import unknown_after

Pairs = list[tuple[str, str]]  # of words, before and after a cut
MOST_DIGITS = 30  # of one number; a count of anything real has fewer
MOST_CHARACTERS = 1000  # of words that are read for one number

# What a scale behind digits multiplies them by.
_SIZES = {**SCALES, **COLLECTIVES}
_SCALE = {**_SIZES, **SCALE_ABBREVIATIONS, **SCALE_LETTERS}
_WRITTEN = re.compile(
    rf"(?P<digits>{DIGITS})?\s?(?P<part>{VULGAR})?(?:(?:\s|"
    rf"{HYPHEN})?(?P<scale>{alternation(_SCALE)}))?"
)
_PARTING = re.compile(rf"\s|{HYPHEN}")
# The values of what is spelled in one or two words: "forty", "twenty eight".
_ROUND = [word for word, value in CARDINALS.items() if value in TENS.values()]
_BELOW_HUNDRED = {**UNITS, **TENS}
for _tens, _unit in product(_ROUND, list(UNITS)[1:10]):
    _BELOW_HUNDRED[f"{_tens} {_unit}"] = CARDINALS[_tens] + UNITS[_unit]
_HALF_OF = re.compile(r"half an? (?P<scale>\w+)")
_AND_HALF = re.compile(r"(?P<whole>.+?) and a half(?: (?P<scale>\w+))?")
_ARTICLE = re.compile(r"an? (?=\w)")


def number_value(number: str) -> Fraction:
    """The value of one number as written: "1,900", "3½", "1.4 million", "Twenty-eight", "a dozen",
    "half a million".

    Raises BoundError for words in an order that spells no number ("twenty fifteen", "forty and
    fifty"), for a scale without a multiplier ("hundred"), and for more than MOST_DIGITS digits.
    """
    if sum(map(str.isdecimal, number)) > MOST_DIGITS or len(number) > MOST_CHARACTERS:
        wrong = f"{shown(number)} has more than {MOST_DIGITS} digits or too many words"
        raise BoundError("number", wrong, "shorten it")
    words = re.sub(r"(?<!\d)\s+|\s+(?!\d)", " ", number.lower())
    value = _half(words) if "half" in words else _plain(words)
    if value is None:
        do = 'write one such as "1,900", "1.4 million" or "twenty-eight"'
        raise BoundError("number", f'"{number}" is no number', do)
    return Fraction(value)


def _half(words: str) -> Fraction | None:
    """The value of "half a million", "two and a half million" or "a million and a half"; None for
    anything else.
    """
    if half := _HALF_OF.fullmatch(words):
        size = _SCALE.get(half["scale"])
        return Fraction(size, 2) if size else None
    mixed = _AND_HALF.fullmatch(words)
    if mixed is None:
        return None
    if _ARTICLE.match(mixed["whole"]):  # "a million and a half" is half a million more
        size = _SCALE.get(_ARTICLE.sub("", mixed["whole"]))
        return size * Fraction(3, 2) if size and not mixed["scale"] else None
    whole = _plain(mixed["whole"])
    size = _SCALE.get(mixed["scale"], 0) if mixed["scale"] else 1
    if whole is None or whole >= 100:
        return None
    return (whole + Fraction(1, 2)) * size or None


def _plain(words: str) -> Fraction | int | None:
    """The value of digits with a fraction and a scale, or of number words; None for anything
    else.
    """
    written = _WRITTEN.fullmatch(words)
    if written and (written["digits"] or written["part"]):
        digits = Fraction(re.sub(r"[,\s]", "", written["digits"] or "0"))
        part = Fraction(unicodedata.numeric(written["part"] or "0")).limit_denominator(10)
        return (digits + part) * _SCALE.get(written["scale"] or "", 1)
    # A scale has its multiplier, were it only "a": "hundred" alone may stand for several.
    if _PARTING.split(words)[0] in _SIZES:
        return None
    return _spelled(_PARTING.split(_ARTICLE.sub("", words, count=1)))


def _spelled(words: list[str]) -> int | None:
    """The value of number words in order, None if they spell no number.

    The largest word splits them: what stands before it multiplies, what stands after it is smaller
    and is added.
    """
    if not all(word in CARDINALS or word == "and" for word in words):
        return None
    if words[-1] in COLLECTIVES:
        times = _spelled(words[:-1]) if words[1:] else 1
        return times * COLLECTIVES[words[-1]] if times and times < 100 else None
    sizes = [CARDINALS.get(word, -1) for word in words]  # -1: "and"
    size = max(sizes)
    if size < 100:
        return _BELOW_HUNDRED.get(" ".join(words))
    at = sizes.index(size)
    before, after = words[:at], words[at + 1 :]
    if after[:1] == ["and"] and after[1:]:
        after = after[1:]
    times = _spelled(before) if before else 1
    if not times or times >= min(size, 1000):
        return None
    if not after:
        return times * size
    rest = _spelled(after)
    if not rest or rest >= size or after[0] in SCALES:
        return None
    return times * size + rest


SIGN = r"(?:(?<!\S)minus\s+|(?<!\w)[-−])"
CURRENCY = rf"(?:(?<!\w)[A-Z]{{0,3}}[$€£¥៛₹₦₱₩]\s?|(?<!\w){alternation(CURRENCIES)}\s?)"
_SIGNED = re.compile(rf"(?:(?<!\S){SIGN})?(?:{NUMBER.pattern})", re.IGNORECASE)
_RANGE = re.compile(r"\s*[-–]\s*|\s+(?:to|or)\s+", re.IGNORECASE)
_JOINT = r"\s*[-–]\s*|\s+(?:to|or|and)\s+"
_SIGN_BEFORE_BOTH = re.compile(
    rf"(?P<sign>{CURRENCY})(?P<number>{NUMBER.pattern})(?:{_JOINT})(?P<again>(?P=sign))"
    rf"(?P<high>{NUMBER.pattern})",
    re.IGNORECASE,
)
_UNIT_AFTER_BOTH = re.compile(
    rf"(?P<low>{NUMBER.pattern})(?P<unit>\s?(?:%|per\s?cent))(?P<joint>{_JOINT})"
    rf"(?=(?:{NUMBER.pattern})(?P=unit))",
    re.IGNORECASE,
)
_FROM = re.compile(rf"(?<!\w)from\s+(?={CURRENCY}?$)", re.IGNORECASE)
_BETWEEN = re.compile(rf"(?<!\w)between\s+{CURRENCY}?$", re.IGNORECASE)
# What names the two ends of a range, so that the lower one shares no scale with the upper one.
_NAMES_ENDS = re.compile(r"(?<!\w)(?:from\s.*\sto|between\s.*\sand|about\s.*\sto)\s", re.IGNORECASE)
_AND_BUT = re.compile(r",?\s+(?:and|but)\s+(?=\S)", re.IGNORECASE)
# A dot before three digits may part thousands, as it does outside English.
_MAYBE_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?!\d)")
# What may stand between a hedge and its number: an article, an opening mark, a currency.
_GAP = rf"\s*(?:\ban?\s+)?[\[(\"“‘']?{CURRENCY}?$"
_HEDGE = rf"(?:(?<!\w){alternation(HEDGES_BEFORE)}|[~≈<>≤≥])"
_DEGREE = rf"(?:(?<!\w){alternation(DEGREES)}\s+)?"
_BEFORE = re.compile(
    rf"(?P<hedge>{_DEGREE}{_HEDGE}|(?<!\w){alternation(FOCUS)}){_GAP}", re.IGNORECASE
)
# What a scale behind digits multiplies them by, in languages near at hand: words of each power of
# ten. Some words are of two, as "mil" and "billion" are.
_POWERS = {
    2: "hundert honderd hundra hundrede cientos centaines",
    3: "mil mille mila tausend tsd duizend tusen tusind tys tysięcy tysiące tisíc bin ribu nghìn "
    "ngàn тыс тысяч тысячи тысяча k",
    6: "mil mio millions millón millones millionen milhão milhões milione milioni miljoen miljon "
    "miljoner milion miliony milionów milyon juta triệu млн миллион миллиона миллионов m",
    9: "mrd mds mld milliard milliards milliarde milliarden miliardo miliardi miljard miliar tỷ "
    "bilhão bilhões млрд миллиард миллиарда миллиардов b",
    12: "billion billions billones billionen",
}
# Those of scripts that part no words.
_POWERS_UNSPACED = {
    2: "百", 3: "千 ពាន់ พัน", 4: "万 萬 만 ម៉ឺន หมื่น", 5: "សែន แสน", 6: "លាន ล้าน", 8: "億 亿 억",
}  # fmt: skip
_MAYBE_NO_SCALE = frozenset("k m b bin".split())  # metres, and words of other meanings


def _factors() -> dict[str, set[int]]:
    """What each scale of any language may multiply by: by 1 too where it may be none."""
    found: dict[str, set[int]] = defaultdict(set)
    found["mil millones"].add(10**9)
    for word, factor in _SCALE.items():
        found[word].add(factor)
    for power, words in (*_POWERS.items(), *_POWERS_UNSPACED.items()):
        for word in words.split():
            found[word].add(10**power)
    for word in _MAYBE_NO_SCALE:
        found[word].add(1)
    return found


_FACTORS = _factors()
_UNSPACED = alternation(" ".join(_POWERS_UNSPACED.values()).split())
_DIGITS_OF_ANY = re.compile(
    r"(?P<digits>\d+(?:[.,'’\u00a0\u2009\u202f ]\d+)*)"
    rf"(?:\s?(?P<scale>{_UNSPACED}|{alternation(_FACTORS)}(?!\w)))?",
    re.IGNORECASE,
)
_DEGREE_FIRST = re.compile(_DEGREE, re.IGNORECASE)
_AFTER = re.compile(
    rf"\s*{HYPHEN}?(?:(?<!\w)|(?=\+))(?P<hedge>{alternation(HEDGES_AFTER)})(?!\w)", re.IGNORECASE
)
_ALTERNATIVES = [phrase for phrase in HEDGES_AFTER if phrase.startswith("or ")]
_AFTER_NOUN = re.compile(
    rf"(?:\s+[^\W\d_]+){{1,3}}?\s+(?P<hedge>{alternation(_ALTERNATIVES)})(?!\w)",
    re.IGNORECASE,
)
# The only words that may stand before a hedged number: whatever else does may hedge it in a way
# that is not known here.
_GROUP = (
    rf"an?\s+(?:{alternation(AFTER_ARTICLE)}|(?:total|group|crowd|team|list|batch|delegation)\s+of)"
)
_PLAIN_BEFORE = re.compile(
    rf"[\s\[(\"“‘']*(?:(?:the|these|those|all|another|{_GROUP}|in\s+(?:all|total)|so(?:\s+far)?|"
    rf"and|down\s+to"
    r"|there\s+(?:is|are|was|were|remain(?:s|ed)?)|it\s+(?:is|was))[,\s]+)*" + _GAP,
    re.IGNORECASE,
)
_MONTHS_AS_WRITTEN = [word.title() for word in [*MONTHS, *MONTH_ABBREVIATIONS]]
# What changes a number from behind: a scale, a suffix, an alternative, an uncertainty, the month of
# a date.
_CHANGES_AFTER = re.compile(
    rf"\A{HYPHEN}|\A\s*fold\b|\(|\bor\b|\bat\s+(?:\w+\s+){{0,2}}(?:least|most|best|worst)\b|"
    rf"\b{alternation([*VAGUE, *(phrase for phrase in HEDGES_AFTER if ' ' in phrase)])}\b|"
    rf"\A\s+(?:of\s+)?(?-i:{alternation(_MONTHS_AS_WRITTEN)})\b",
    re.IGNORECASE,
)
# What makes the number one that is denied or conditional: before it any word that denies, after it
# one that takes back.
_DENIAL = re.compile(
    rf"(?<!\w)(?:(?:{'|'.join(DENIALS)})\w*|\w+n['’ʼ]t\b|"
    rf"{alternation([*CONDITIONS, *NEGATIONS])}(?!\w))",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(rf"(?<!\w){alternation([*DENIED, *CONDITIONS])}(?!\w)", re.IGNORECASE)
_NONE = re.compile(
    r"[“\"]?(?:nobody|no one|no-one|none)(?:\s+of\s+(?:them|whom|these|those))?", re.IGNORECASE
)
_ONLY = "give the number, whole with its hedge, and nothing else"
# What to do about words that are not known to leave a number as it is.
READ_BY_HAND = (
    'take in the words that change it, or say in note, after "read:", what they make of the number'
)
_NEAR = re.compile(
    rf"(?<!\w)(?P<near>{alternation(NEAR)})\s+(?:{alternation(FOCUS)}\s+)?{CURRENCY}?(?:{NUMBER.pattern})",
    re.IGNORECASE,
)
_DENIED_ONLY = f'{_ONLY}, and the reason in note after "clipped:"'


_FROM_BELOW = ("more_than", "at_least")
_FROM_ABOVE = ("less_than", "at_most")


class Stated(NamedTuple):
    """What words say of a number: the kind of bound, the value, and the upper value of a range."""

    kind: str
    value: Fraction
    high: Fraction | None = None


def stated(words: str) -> list[Stated]:
    """What the one hedged number in `words` says: one statement, or two that limit it from below
    and from above.

    Before the number and its hedge only determiners and "there were" may stand; after them any
    words that leave the number as it is. Raises BoundError otherwise, with what was found and what
    to give instead.
    """
    if says_none(words):
        return [Stated("exact", Fraction(0))]
    if len(words) > MOST_CHARACTERS:
        wrong = f"it has more than {MOST_CHARACTERS} characters"
        raise _unreadable(words, wrong, "give only the number and its hedge")
    given = words
    words = _without_repeated_unit(words)
    numbers = _numbers(words)
    first, last = numbers[0], numbers[-1]
    before, after = words[: first.start()], words[last.end() :]
    if range_words := _BETWEEN.search(before):
        pairs = _splits(words[range_words.end() : last.end()])
        return [_range(words, before[: range_words.start()], pairs, after)]
    if first is last:
        return [_limit(words, before, first, after)]
    if len(numbers) == 2:
        between = words[first.end() : last.start()]
        if _RANGE.fullmatch(between):
            pair = first.group(), last.group()
            return [_range(words, _FROM.sub("", before), [pair], after)]
        joint, hedge = _AND_BUT.match(between), _BEFORE.search(between)
        if joint and hedge and hedge.start() == joint.end():
            low = _limit(words, before, first, "")
            high = _limit(words, hedge.group(), last, after)
            if low.kind in _FROM_BELOW and high.kind in _FROM_ABOVE:
                return [low, high]
    several = ", ".join(f'"{number.group()}"' for number in numbers[:5])
    wrong = f"it has {len(numbers)} numbers ({several})"
    raise _unreadable(given, wrong, "give the words of one number with its hedge")


def _without_repeated_unit(words: str) -> str:
    """Words in which a range names its unit once: "$90 to $110" as "$90 to 110", "10% to 12%" as
    "10 to 12%". Whether the lower end of "$1 to $5 million" is in millions too is not said.
    """
    found = _SIGN_BEFORE_BOTH.search(words)
    if found and _scale_of(found["high"]) == _scale_of(found["number"]):
        words = words[: found.start("again")] + words[found.end("again") :]
    return _UNIT_AFTER_BOTH.sub(r"\g<low>\g<joint>", words)


def _limit(words: str, before: str, number: re.Match[str], after: str) -> Stated:
    """What one number says between what stands before and after it."""
    kind = _kind(words, before, after)
    return Stated(kind or "exact", _signed(number.group()))


def _numbers(words: str) -> list[re.Match[str]]:
    """The numbers in `words`. Raises BoundError for none, for other words of number, and for
    doubtful digits.
    """
    numbers = list(_SIGNED.finditer(words))
    for token in number_tokens(words):
        is_percent = _squeezed(token.text) in ("percent", "per cent")
        is_read = any(n.start() <= token.start and token.end <= n.end() for n in numbers)
        if not is_percent and not is_read:
            do = "give one number, written as 1,900, 1.4 million or forty"
            raise _unreadable(words, f'it has "{token.text}"', do)
    if not numbers:
        do = 'give a number with its hedge, such as "more than 1,900"'
        raise _unreadable(words, "it has no number", do)
    if doubtful := _MAYBE_THOUSANDS.search(words):
        wrong = f'"{doubtful.group()}" may mean thousands'
        raise _unreadable(words, wrong, "leave the figure out and say so in a note")
    return numbers


def _squeezed(words: str) -> str:
    """`words` in lower case, with one space between them: as the lists of `lexicon` have them."""
    return " ".join(words.lower().split())


def _unreadable(words: str, wrong: str, do: str) -> BoundError:
    return BoundError("words of a number", f"{shown(words)} cannot be read: {wrong}", do)


def _unknown(words: str, wrong: str, hedges: Mapping[str, str]) -> UnknownWords:
    kind = next(iter(hedges), "")
    return UnknownWords(
        "words of a number", f"{shown(words)} cannot be read: {wrong}", READ_BY_HAND, kind
    )


def _kind_of_hedge(phrase: str) -> str:
    """The kind of bound that a hedge before a number makes, without the degree that may stand
    before it.
    """
    return HEDGES_BEFORE.get(phrase) or HEDGES_BEFORE[_DEGREE_FIRST.sub("", phrase, count=1)]


def has_digits(words: str, value: str) -> bool:
    """Whether `value` (decimal text) can be a number of `words`, in any language; True where none
    is in digits.

    Thousands may be parted in the way of any language, and a scale behind the digits multiplies
    them: "1,5 millones" is 1500000, "31 personnes" nothing but 31.
    """
    written = list(_DIGITS_OF_ANY.finditer(words))
    wanted = Fraction(value)
    return not written or any(wanted in _readings(number) for number in written)


def _readings(number: re.Match[str]) -> set[Fraction]:
    """What a number written in digits may be: its separators part thousands or decimals, its scale
    multiplies it.
    """
    digits = number["digits"]
    plain = {Fraction(re.sub(r"\D", "", digits))}
    if decimal := re.fullmatch(r"(.*)[.,](\d+)", digits):
        whole = re.sub(r"[^0-9]", "", decimal[1])
        plain.add(Fraction(f"{whole}.{decimal[2]}"))
    factors = _FACTORS[_squeezed(number["scale"])] if number["scale"] else {1}
    return {value * factor for value, factor in product(plain, factors)}


# What names money: a sign, a code, or a noun with the country whose it is ("Canadian dollars").
_MONEY_NOUNS = (
    "dollars? euros? pounds? riels? dongs? baht yuan yen rupees? pesos? francs? krona kronor "
    "kroner rand reais"
).split()
_MONEY = re.compile(
    rf"[A-Z]{{0,3}}[$€£¥៛₹₦₱₩]|\b{alternation(CURRENCIES)}(?!\w)|"
    rf"(?:\b(?!(?i:{alternation(CARDINALS)})\b)[A-Z]\w+\s+)?\b(?:{'|'.join(_MONEY_NOUNS)})\b"
)
_PER_CENT = re.compile(r"%|\bper\s?cent\b", re.IGNORECASE)
# Rates that are no per cent, by the names that they are given.
_OTHER_RATES = {
    "percentage points": re.compile(r"\b(?:percentage|per\s?cent)[\s-]+points?\b", re.IGNORECASE),
    "basis points": re.compile(r"\bbasis[\s-]+points?\b|\bbps?\b", re.IGNORECASE),
    "per mille": re.compile(
        r"[‰]|\bper\s?mil(?:l|le)?\b|\bper\s+(?:thousand|1[,.]?000)\b", re.IGNORECASE
    ),
    "per million": re.compile(r"\bppm\b|\bper\s+million\b", re.IGNORECASE),
}
OTHER_MONEY = "another currency"
# What behind a noun says that the noun has ended.
_NO_NOUN = "(?:of|in|on|at|from|to|by|with|who|that|which|were|was|are|is|have|had|since|during)"


def unit_of(words: str, units: Mapping[str, tuple[str, ...]]) -> str:
    """What the words of a number say that it counts: one of `units`, by the words that stand for
    each ("€", "euros"), the first that is named, or "percent"; "" where they do not say.

    Money of none of the units is OTHER_MONEY, and a rate that is no per cent is named as it is.
    """
    if money := _MONEY.search(words):
        name = _squeezed(money[0])
        for unit, known in units.items():
            if name in map(_squeezed, known):
                return unit
        return OTHER_MONEY
    for rate, pattern in _OTHER_RATES.items():
        if pattern.search(words):
            return rate
    if _PER_CENT.search(words):
        return "percent"
    named = {}
    for unit, known in units.items():
        if known and (found := _any_of(known).search(words)):
            named[unit] = found.start()
    return min(named, key=named.__getitem__, default="")


def counted_as(words: str, names: Mapping[str, Iterable[str]]) -> str:
    """The unit whose name is what the number in `words` counts: the noun behind it, with three
    words between them at most, and nothing that goes on with the noun; "" where it is none of them.
    """
    numbers = list(NUMBER.finditer(words))
    behind = words[numbers[-1].end() :] if numbers else ""
    for unit, known in names.items():
        name = alternation(filter(None, known))
        counted = rf"(?:\s+[^\W\d_][\w-]*){{0,3}}?\s+{name}(?:\s*\Z|\s*[,.;:)]|\s+{_NO_NOUN}\b)"
        if re.match(counted, behind, re.IGNORECASE):
            return unit
    return ""


def is_money(words: Iterable[str]) -> bool:
    """Whether one of the words that stand for a unit names money."""
    return any(_MONEY.fullmatch(word) for word in words)


@lru_cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Where one of these words stands, behind a digit too, as in "7ha"."""
    return re.compile(rf"(?<![^\W\d_]){alternation(words)}(?!\w)", re.IGNORECASE)


def says_none(words: str) -> bool:
    """Whether words say nought in a word of their own: "nobody", "none of them"."""
    return bool(_NONE.fullmatch(words))


def without_hedge(before: str) -> str:
    """What stands before a number, without the hedges right before it, their degrees and a
    currency.
    """
    while hedge := _BEFORE.search(before):
        before = before[: hedge.start()]
    return re.sub(rf"{CURRENCY}\Z", "", before)


def _hedge_after(after: str) -> re.Match[str] | None:
    return _AFTER.match(after) or _AFTER_NOUN.match(after)


def without_hedge_after(after: str) -> str:
    """What stands behind a number, without the hedges right behind it or its noun."""
    while hedge := _hedge_after(after):
        after = after[hedge.end() :]
    return after


def near_word(words: str) -> str:
    """The source's own word where it says that a number is a little less ("nearly 700"); "" where
    it does not.
    """
    said = _NEAR.search(words)
    return _squeezed(said["near"]) if said else ""


def _signed(number: str) -> Fraction:
    sign = re.match(r"minus\s+|[-−]", number, re.IGNORECASE)
    return -number_value(number[sign.end() :]) if sign else number_value(number)


def _splits(words: str) -> Pairs:
    """Every way to cut "one hundred and two hundred and six" at an "and" into two numbers."""
    cuts = re.finditer(r"\s+and\s+", words, re.IGNORECASE)
    ends = [(words[: cut.start()], words[cut.end() :]) for cut in cuts]
    return [pair for pair in ends if all(map(_SIGNED.fullmatch, pair))]


def _ends(words: str, cuts: Pairs) -> tuple[Fraction, Fraction]:
    """The two ends of a range. "1.2 to 1.4 million" shares its scale; spelled out ("one to two
    thousand") who knows, as of "5 or 600".
    """
    found = []
    for low_words, high_words in cuts:
        try:
            low, high = _signed(low_words), _signed(high_words)
        except BoundError:
            continue
        scale = _scale_of(high_words)
        if low and scale > 1 and _scale_of(low_words) == 1 and low * scale < high:
            if not any(char.isdigit() for char in low_words):
                wrong = f"whether the lower number is in {high_words.split()[-1]} too is not said"
                raise _unreadable(words, wrong, "make no range of it")
            low *= scale
        if 0 < low * UNEVEN <= high and not _NAMES_ENDS.search(words):
            wrong = "whether the lower number is as small as it is written is not said"
            raise _unreadable(words, wrong, "make no range of it")
        found.append((low, high))
    if len(found) != 1 or found[0][0] >= found[0][1]:
        do = 'give the lower first, as in "between 40 and 50"'
        raise _unreadable(words, "its two numbers make no range", do)
    return found[0]


UNEVEN = 100  # times the lower end of a range, from which on "40 or 50,000" may mean 40,000


def _scale_of(number: str) -> int:
    """What the scale at the end of a number multiplies it by; 1 without one."""
    return _SCALE.get(re.split(rf"[\s\d½]|{HYPHEN}", number.lower())[-1], 1)


def _range(words: str, before: str, pairs: Pairs, after: str) -> Stated:
    """What a range says; `pairs` are the two numbers, in every way to cut them apart."""
    low, high = _ends(words, pairs)
    kind = _kind(words, before, after)
    if kind not in ("", "about"):
        raise _unreadable(words, f'a range cannot be "{kind}" too', "give the range alone")
    return Stated(kind or "between", low, high)


def _kind(words: str, before: str, after: str) -> str:
    """The kind that the hedges next to a number give it, "" without one; BoundError where they
    cannot be told.
    """
    hedges: dict[str, str] = {}
    while hedge := _BEFORE.search(before):
        phrase = _squeezed(hedge["hedge"])
        if phrase not in FOCUS:
            hedges[_kind_of_hedge(phrase)] = phrase
        before = before[: hedge.start()]
    while hedge := _hedge_after(after):
        phrase = _squeezed(hedge["hedge"])
        hedges[HEDGES_AFTER[phrase]] = phrase
        after = after[hedge.end() :]
    if len(hedges) > 1:
        both = " and ".join(f'"{phrase}"' for phrase in hedges.values())
        wrong = f"{both} together are no one kind of bound"
        raise _unreadable(words, wrong, "leave the figure out and say so in a note")
    if not _PLAIN_BEFORE.fullmatch(before):
        wrong = f"{shown(before.strip())} before it is no hedge in use"
        if _DENIAL.search(before):
            raise _unreadable(words, wrong, _DENIED_ONLY)
        raise _unknown(words, wrong, hedges)
    if change := _CHANGES_AFTER.search(after):
        raise _unreadable(words, f"{shown(change.group().strip())} after it may change it", _ONLY)
    if denial := _TAKES_BACK.search(after):
        raise _unreadable(words, f"{shown(denial.group())} after it may take it back", _DENIED_ONLY)
    if unknown := unknown_after(after):
        wrong = f"{shown(unknown)} after it is not known to leave it as it is"
        raise _unknown(words, wrong, hedges)
    return next(iter(hedges), "")
