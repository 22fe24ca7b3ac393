"""Which words beside a number leave it as it is: the closed list by which the reader fails closed.

A number stands in a phrase: what counts it stands behind it ("540 Cambodian nationals"), and what brings it in stands
before it ("deported 540", "a group of 540"). Words of the phrase are neutral (`neutral` lists them), or known to change
the number (`lexicon.HEDGES_BEFORE` and the like: then they belong to its span), or unknown. A word that is on no list
is unknown, however plain it is to a person: "nudging 540", "a target of 540", "540 extra". Then a person reads it.

Words behind a number are judged by their form too, since what is counted may be anything: a plural, an adjective, a
proper name. Known limits: only English is read; the phrase ends one word after the noun that is counted; a rate
("540 a day") is neutral.
"""

import re

from analysis import neutral
from analysis.lexicon import (
    ABBREVIATIONS,
    AUXILIARIES,
    COUNTED,
    CURRENCIES,
    HEDGES_AFTER,
    MONTH_ABBREVIATIONS,
    MONTHS,
    VAGUE,
    WEEKDAYS,
    alternation,
)

# ---- before a number

# Nouns and verbs that make a number a guess, a wish or a limit, in any of their forms.
_UNREAL = re.compile(
    r"\b(?:(?:estimat|project(?:ion|ed)|forecast|target|quota|capacit|limit|ceiling|expect|predict|believ|suppos|presum"
    r"|alleg|rumou?r|averag|minim|maxim|threshold|potential|possib|likel|probab|unconfirmed|hop(?:e[sd]?|ing)\b)\w*"
    r"|caps?|capped|goals?|plan(?:s|ned|ning)?|thought|claim(?:s|ed|ing)?|median|mean|aim(?:s|ed|ing)?|may|might|could"
    r"|would|should|want(?:s|ed)?)\b",
    re.IGNORECASE,
)
# What else than a verb may stand before a preposition that brings in a number: "documents for 26", "along with 40".
_AFTER_WHAT = {
    "on": neutral.CHANGES,
    "for": neutral.ISSUED | neutral.GROUPS,
    "with": neutral.GROUPS | neutral.TOGETHER,
    "as": frozenset(["such"]),
    "at": frozenset(),
}
_SKIPPED = re.compile(r"[\s“”\"‘’'\[(]+\Z")
_LAST = re.compile(r"(?P<word>[^\W_]+(?:[-'’.][^\W_]+)*\.?)\Z")
_YEAR = re.compile(r"\b(?:in|of|since|by|until|during)\s+(?:1\d|20)\d\d\Z", re.IGNORECASE)
_DATE_NAMES = {*MONTHS, *MONTH_ABBREVIATIONS, *WEEKDAYS}
_TIMES = {*_DATE_NAMES, "year", "month", "week", "morning", "night", "summer", "winter", "spring", "autumn"}
_TIME = re.compile(
    rf"\b(?:in|last|this|that|since|during|on|next|early|late|by|until)\s+{alternation(_TIMES)}\.?\Z", re.IGNORECASE
)
_PER_CENT = re.compile(r"\s*(?:%|per\s?cent)", re.IGNORECASE)
_HEDGE_COMMA = re.compile(
    rf"(?<!\w){alternation([*(p for p in HEDGES_AFTER if p[0].isalpha()), *VAGUE])},?\s*\Z", re.IGNORECASE
)
_CHANGES = alternation(neutral.CHANGES)
_ONE_OF = re.compile(r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine))\Z", re.IGNORECASE)
_CLAUSE = r"(?:[^.;:]|\.\d)*"  # what a clause goes on with, decimals too
CHANGE = re.compile(rf"\b{_CHANGES}\b(?!{_CLAUSE}\b{_CHANGES}\b){_CLAUSE}\Z", re.IGNORECASE)


def unknown_before(left: str, after: str = "") -> str:
    """The words at the end of `left`, right before a number with its hedge, that are not known to leave it as it is.

    `left` is what stands before the number in its sentence, `after` what stands behind it. "" where all are known.
    """
    rest, is_walked = _SKIPPED.sub("", left), False
    while rest:
        last = _LAST.search(rest)
        if not last:
            return _unknown_mark(rest)
        word, before = last["word"].lower().rstrip("."), rest[: last.start()].rstrip()
        if not _is_transparent(word, before, is_walked):
            return "" if _opens(word, rest, before, after) else _ending(rest)
        rest, is_walked = _SKIPPED.sub("", before), True
    return ""


def _is_transparent(word: str, before: str, is_walked: bool) -> bool:
    """Whether what stands before a word decides; an article is no such word right before a number ("a 540")."""
    if word in ("a", "an"):
        return is_walked
    follows_article = re.search(r"\b(?:an?|the)\Z", before, re.IGNORECASE)
    return word in neutral.TRANSPARENT or bool(word in neutral.AFTER_ARTICLE and follows_article)


def _unknown_mark(rest: str) -> str:
    """What a mark before a number leaves unknown: a hedge set off by a comma, an estimate before a colon, a symbol."""
    if rest[-1] == ",":
        return _ending(rest) if _HEDGE_COMMA.search(rest[:-1]) else ""
    if rest[-1] == ":":
        return _ending(rest) if _UNREAL.search(rest[-60:]) else ""
    return "" if rest[-1] in ".;!?…–—-)]" else rest[-1]


def _ending(words: str) -> str:
    return " ".join(words.split()[-3:])


def _opens(word: str, upto: str, before: str, after: str) -> bool:
    """Whether the phrase of a number begins with `word`, the last of `upto`: nothing before it bears on the number."""
    previous = last["word"].lower() if (last := _LAST.search(before)) else ""
    if word in ("of", "to", "by", "in", "but"):
        return _leads_in(word, previous, before, after) or bool(_YEAR.search(upto))
    if word in _AFTER_WHAT:
        return not previous or previous in neutral.VERBS | neutral.OPENING | _AFTER_WHAT[word]
    if word in neutral.VERBS:
        is_verb = previous not in neutral.BEFORE_NOUN
        return is_verb and not _UNREAL.search(" ".join(before.split()[-3:]))
    if word in neutral.CHANGES:
        return bool(_PER_CENT.match(after))
    is_known = word in neutral.OPENING | neutral.PREPOSITIONS | neutral.COUNTING
    return is_known or bool(_TIME.search(upto) or _YEAR.search(upto))


def _leads_in(word: str, previous: str, before: str, after: str) -> bool:
    """Whether a preposition or "but" leads in a number that it leaves as it is, by the word previous to it."""
    is_percent = bool(_PER_CENT.match(after))
    match word:
        case "of":
            return previous in neutral.GROUPS or (previous in neutral.CHANGES and is_percent)
        case "to":
            return previous in neutral.REACHING | neutral.VERBS or bool(CHANGE.search(before))
        case "by":
            return (is_percent and bool(CHANGE.search(before))) or _is_done(previous)
        case "in":
            return not _ONE_OF.search(before)
        case _:  # "all but 540" is not "…, but 540"
            return not before or before[-1] in ",.;–—"


def _is_done(word: str) -> bool:
    """Whether a participle may name what a number of people did: "signed by 40"."""
    return word in neutral.VERBS and word.endswith(("ed", "en", "wn", "ld", "nt", "un"))


# ---- behind a number

# These make another number of the one before them, and are judged before their form is.
_CHANGING = frozenset(
    """
    more fewer less extra additional further short shy up down above below higher lower greater larger bigger
    smaller times fold ish odd plus minus strong max maximum min minimum tops alleged suspected presumed
    projected potential possible probable planned expected proposed so-called supposed purported likely rumoured
    rumored forecast estimated hundred hundreds thousand thousands million millions billion billions trillion
    trillions dozen dozens score scores lots percentiles than over under around about near
    """.split()
)
_MARK_AFTER = re.compile(r"[\s“”\"‘’'\])]*(?:[,.;:!…–—]|\Z|\()|(?:[\]\)]\s)")
_NEXT = re.compile(r"[\s“”\"‘’'\[\])]*(?P<word>[^\W\d_]+(?:[-'’.][^\W\d_]+)*\.?)")
_UNIT_AFTER = re.compile(rf"\s?(?:%|‰|°[CF]?|[$€£¥៛₹]|{alternation(CURRENCIES)}\b)")
_FIGURES_AFTER = re.compile(r"\s+(?:of|to|or|in|and|out\s+of)\s+[\d$€£]", re.IGNORECASE)
MOST_WORDS_BETWEEN = 4  # adjectives and names between a number and the noun that it counts


def unknown_after(right: str) -> str:
    """The word at the beginning of `right`, right behind a number, that is not known to leave it as it is; "" if none.

    Looked at up to the noun that is counted, or up to what ends the phrase.
    """
    if unit := _UNIT_AFTER.match(right):
        right = right[unit.end() :]
    for _ in range(MOST_WORDS_BETWEEN):
        if _MARK_AFTER.match(right) or _FIGURES_AFTER.match(right):
            return ""
        found = _NEXT.match(right)
        if not found:
            return right.split()[0][:20] if right.split() else ""
        if found.start("word") == 0:  # it touches the number
            return found["word"]
        word = found["word"].rstrip(".")
        judged = _judged_after(word)
        right = right[found.end() :]
        if judged == "unknown":
            return word
        if judged == "noun":
            return _changing_at(right)
        if judged == "neutral":
            return ""
    return ""


def _changing_at(right: str) -> str:
    """The word right behind the noun that is counted, where it makes another number of it: "540 people more"."""
    found = _NEXT.match(right)
    return found["word"] if found and found["word"].lower() in _CHANGING and not _MARK_AFTER.match(right) else ""


def _judged_after(word: str) -> str:
    """What a word behind a number is: the "noun" that is counted, what "goes on" to it, "neutral" or "unknown"."""
    lower = word.lower()
    is_noun = lower in neutral.NOUNS | neutral.UNITS or lower in COUNTED
    if lower in _CHANGING or (lower in ABBREVIATIONS and not is_noun):
        return "unknown"
    if is_noun:
        return "noun"
    if lower in neutral.CLOSING | neutral.VERBS or lower in AUXILIARIES:
        return "neutral"
    if neutral.PLURAL.fullmatch(lower):
        return "noun"
    if word in neutral.SHORT_NAMES or lower in neutral.ADVERBS:
        return "goes on"
    return "goes on" if neutral.ADJECTIVE.fullmatch(word) or neutral.PROPER.fullmatch(word) else "unknown"
