"""Which words beside a number leave it as it is: the closed list by which the reader fails closed.

A number stands in a phrase: what counts it stands behind it ("540 harvest workers"), and what
brings it in stands before it ("sent home 540", "a group of 540"). Words of the phrase are neutral
(`neutral` lists them), or known to change the number (`lexicon.HEDGES_BEFORE` and the like: then
they belong to its span), or unknown. A word that is on no list is unknown, however plain it is to a
person: "nudging 540", "a target of 540", "540 extra". Then a person reads it.

Words behind a number are judged by their form too, since what is counted may be anything: a plural,
an adjective, a proper name. Known limits: only English is read; behind the noun that is counted the
list is an open one, of what makes a number uncertain ("540 people, give or take"); a rate ("540 a
day"), "so far" and a "may" behind the number are neutral.
"""

import re

from analysis.text import neutral
from analysis.text.lexicon import (
    ABBREVIATIONS,
    AUXILIARIES,
    COUNTED,
    CURRENCIES,
    HEDGES_AFTER,
    HEDGES_BEFORE,
    HYPHEN,
    MONTH_ABBREVIATIONS,
    MONTHS,
    NO_HEDGES,
    VAGUE,
    WEEKDAYS,
    alternation,
)

# ---- on both sides of a number

# Stems of words that make a number a guess, a limit or an average.
_GUESSES = (
    r"(?:estimat|project(?:ion|ed)|forecast|target|quota|capacit|limit|ceiling|expect|predict|"
    r"believ|suppos|presum|alleg|rumou?r|averag|minim|maxim|threshold|potential|possib|likel|"
    r"probab|unconfirm|unverif|unofficial|provisional|preliminar|reckon|guess|approx|apparent|"
    r"seem|conservativ|theor|notional|nominal|round(?:ed|ing)|rough|imagin|typical|hypothe|assum|"
    r"suggest|equivalent|extrapolat|undercount|overcount)\w*|perhaps|maybe|est|sic|median|mean|"
    r"nearest|usually|often|sometimes|normally|FTE|net|gross|etc|thought|think"
)
# Words that make it a plan or a wish, which only before a verb bear on the number: "may vaccinate
# 540".
_WISHES = (
    r"(?:pledg|vow|promis|intend|propos|threat|attempt)\w*|hop(?:e|es|ed|ing)|appears?|appeared|"
    r"fears?|feared|plan(?:s|ned|ning)?|claim(?:s|ed|ing)?|aim(?:s|ed|ing)?|goals?|caps?|capped|"
    r"wants?|wanted|(?-i:may)|might|could|would|should|must|say|some|what\s+\w+\s+(?:says?|said|"
    r"calls?|called)"
)
GUESSED = re.compile(rf"\b(?:{_GUESSES})\b", re.IGNORECASE)
_UNREAL = re.compile(rf"\b(?:{_GUESSES}|{_WISHES})\b", re.IGNORECASE)
# What makes a guess or a wish of what "that" opens: "it is hoped that 540 came".
_CLAIMED = re.compile(
    rf"\b(?:{_GUESSES}|hop(?:e|es|ed|ing)|fear(?:s|ed)?|claim(?:s|ed)?|jok(?:e|es|ed)|pretend(?:s|"
    rf"ed)?|dream(?:s|ed|t)?"
    r"|might|could|would|should|appears?|appeared)\b",
    re.IGNORECASE,
)
# Openings that do not vouch for what they open: "By one count, 540 people came".
_LOOSE = re.compile(
    r"\b(?:counts?|effect|principle|paper|so\s+to\s+speak|as\s+it\s+were|accounts)\s*\Z",
    re.IGNORECASE,
)
# What makes a number uncertain, or another one, from behind the noun that it counts.
_UNCERTAIN = re.compile(
    r"[±†‡*?…]|\.\.\.|\bgive\s+or\s+take\b|\bmore\s+or\s+less\b|\bround\s+(?:numbers?|figures?)\b|"
    r"\bplus\s+or\s+minus\b|\bat\s+(?:\w+\s+)?(?:least|most|best|worst|peak|capacity)\b|"
    r"\b(?:on\s+paper|in\s+error)\b|\band\s+(?:\w+\s+)?(?:up|above|over|under|counting|rising|"
    r"climbing|growing|falling|upwards?|change|a\s+bit|more|then\s+some|some|others|dozens)\b|"
    r"\A\s*,?\s*or\b|\bbut\s+\w+\s+more\b|\bif\b|\bupwards?\b|\btoo\s+(?:many|few)\b|\b(?:subject|"
    r"yet)\s+to\b|\b(?:depending|pending|unless|wrong(?:ly)?|duplicates?|twice|excluding)\b|"
    r"\bnot\s+(?:counting|all)\b|\bper\s+(?:\d|lakh|thousand|million)|\b(?:range|margin|CI|"
    r"squared|et\s+al)\b|\b(?:less|minus|plus)\s+(?:a|an|some|the|\d)|\bthousands?\)|"
    r"\bin\s+(?:thousands|millions)\b|\bas\s+(?:near|far)\s+as\b|\bto\s+the\s+(?:nearest|best)\b|"
    r"\bas\s+a\s+(?:minimum|maximum)\b|\bto\s+some\b|\bsome\s+accounts\b",
    re.IGNORECASE,
)
# What makes a plan of a number from behind its noun: "540 people would be sent home", "540 to be
# sent".
_PLANNED = re.compile(
    r"\b(?:will|would|shall|should|might|could)\b|['’](?:ll|d)\s+(?:be|soon)\b"
    r"|\b(?:is|are|was|were)\s+to\s+(?!\w+ing\b)|\bto\s+be\s+(?:\w+ly\s+)?\w+(?:ed|en|wn|nt|ld)\b"
    r"|\b(?:set|due|about|going|scheduled|slated|ready|poised|awaiting)\s+(?:for\b|to\b|\w+ion\b)",
    re.IGNORECASE,
)
# The same in an aside, which may take back what was said.
_LATER = re.compile(
    rf"(?:{_UNCERTAIN.pattern})|\b(?:{_GUESSES}|some\s+say|max|tops|up\s+to|joked|lied|in\s+jest|"
    rf"doubt|was\s+it|growing"
    r"|rising|climbing|double-counted|true\s+figure|as\s+it\s+were|so\s+to\s+speak|though\s+some|"
    r"[\[(]\d)\b",
    re.IGNORECASE,
)
# The same anywhere in the rest of the sentence, where it can be of nothing but its number.
_TAIL = re.compile(
    r"(?:\b(?:or|and|perhaps|maybe|possibly|probably|likely)\s+(?:even\s+|possibly\s+|perhaps\s+|"
    r"maybe\s+|many\s+)?(?:more|fewer|less|higher|lower|so|thereabouts)|"
    r"\b(?:at\s+(?:the\s+)?(?:least|most)|give\s+or\s+take|more\s+or\s+less))(?=\s*[).,;:!–—]|"
    r"\s*\Z)|\b(?:true|real|actual)\s+(?:number|figure|toll|total|count)\b|\b(?:under|"
    r"over)-?count(?:s|ed)?\b|,\s+(?:\w+\s+){1,3}(?:claimed|claims|joked|lied|guessed|estimated|"
    r"reckoned)\b",
    re.IGNORECASE,
)
_BEFORE_HEDGES = alternation([hedge for hedge in HEDGES_BEFORE if hedge[0].isalpha()])
# A hedge that stands at the end of words.
_HEDGED = re.compile(
    rf"(?<!\w)(?:{_BEFORE_HEDGES}|"
    rf"{alternation([*(p for p in HEDGES_AFTER if p[0].isalpha()), *VAGUE])})"
    r"[\s“”\"‘’',:–—-]*\Z",
    re.IGNORECASE,
)
# A number with a hedge, and what it counts, joined to the next number: "around 300 men and".
_HEDGED_AMOUNT = re.compile(
    rf"(?<!\w)(?:{_BEFORE_HEDGES}|between)\s+\W?\d[\d.,]*(?:\s+[^\s,.;]+){{0,3}}(?:,|"
    rf",?\s+and)\s*\Z",
    re.IGNORECASE,
)
_MONTH_NAMES = frozenset(name.title() for name in (*MONTHS, *MONTH_ABBREVIATIONS))

# ---- before a number

# What else than a verb may stand before a preposition that brings in a number: "documents for 26",
# "along with 40".
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
_TIMES = {
    *_DATE_NAMES,
    "year",
    "month",
    "week",
    "morning",
    "night",
    "summer",
    "winter",
    "spring",
    "autumn",
}
_TIME = re.compile(
    rf"\b(?:in|last|this|that|since|during|on|next|early|late|by|"
    rf"until)\s+{alternation(_TIMES)}\.?\Z",
    re.IGNORECASE,
)
_GROUP_BEFORE = re.compile(r"(?:\b(?:an?|the)\s+)?[\w-]+\s*\Z", re.IGNORECASE)
_LEAST = re.compile(
    r"\b(?:start(?:s|ed|ing)?|rang(?:e|es|ed|ing)|prices?|anywhere|anything)\Z", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"\w['’]s?\Z")
_QUESTIONS = frozenset("were was is are did do does has have had provided if".split())
_COPULAS = frozenset("is was are were been be".split())
MOST_WORDS_BEFORE = 8  # of a clause, in which a word may make a plan or a limit of its number
_PER_CENT = re.compile(r"\s*(?:%|per\s?cent)", re.IGNORECASE)
_CHANGES = alternation(neutral.CHANGES)
_ONE_OF = re.compile(r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine))\Z", re.IGNORECASE)
_CLAUSE = r"(?:[^.;:]|\.\d)*"  # what a clause goes on with, decimals too
CHANGE = re.compile(rf"\b{_CHANGES}\b(?!{_CLAUSE}\b{_CHANGES}\b){_CLAUSE}\Z", re.IGNORECASE)


_MADE_OF_HEDGES = [
    rf"(?:{'|'.join(words.split())})\s+{alternation([hedge])}" for hedge, words in NO_HEDGES.items()
]
_NO_HEDGE = re.compile(rf"(?<!\w)(?:{'|'.join(_MADE_OF_HEDGES)})(?!\w)\s*\Z", re.IGNORECASE)


def no_hedge(left: str) -> str:
    """The words at the end of `left`, right before a number, that may make no hedge of what looks
    like one: "took over"; "" if none do.
    """
    found = _NO_HEDGE.search(left)
    return " ".join(found.group().split()) if found else ""


def unknown_before(left: str, after: str = "") -> str:
    """The words at the end of `left`, right before a number with its hedge, that are not known to
    leave it as it is.

    `left` is what stands before the number in its sentence, `after` what stands behind it. "" where
    all are known.
    """
    if _HEDGED_AMOUNT.search(left):
        return _ending(left)
    rest, is_walked = _SKIPPED.sub("", left), False
    while rest:
        last = _LAST.search(rest)
        if not last:
            return _unknown_mark(rest)
        if is_walked and _HEDGED.search(rest):
            return _ending(rest)
        word, before = last["word"].lower().rstrip("."), rest[: last.start()].rstrip()
        if not _is_transparent(word, before, is_walked):
            return (
                ""
                if _opens(word, rest, before, after) and not _hedges(word, before)
                else _ending(rest)
            )
        rest, is_walked = _SKIPPED.sub("", before), True
    return ""


def _hedges(word: str, before: str) -> bool:
    """Whether a hedge stands before the word that opens a phrase: "nearly killed 540", "about a
    group of 540".
    """
    group = _GROUP_BEFORE.sub("", before) if word == "of" else before
    return bool(_HEDGED.search(group))


def _is_transparent(word: str, before: str, is_walked: bool) -> bool:
    """Whether what stands before a word decides; an article is no such word right before a number
    ("a 540").
    """
    if word in ("a", "an"):
        return is_walked
    follows_article = re.search(r"\b(?:an?|the)\Z", before, re.IGNORECASE)
    return word in neutral.TRANSPARENT or bool(word in neutral.AFTER_ARTICLE and follows_article)


def _unknown_mark(rest: str) -> str:
    """What a mark before a number leaves unknown, with the words that it sets off; "" where they
    are known.

    A hedge, or a word that makes the number a guess, before the mark or in the words that it sets
    off.
    """
    mark, said = rest[-1], rest[:-1]
    if mark in ".;!":
        return ""
    if mark not in ",:…–—-)]":
        return mark
    opening = {")": "(", "]": "["}.get(mark, mark)
    before = said.rpartition(opening)[0]
    if mark == "-" and said[-1:].isalpha():  # "quasi-540"
        return _ending(rest)
    is_opening = mark in ",:–—" and not before  # "By one estimate, 540"
    unclear = (
        _HEDGED.search(said)
        or (before and _HEDGED.search(before))
        or _UNREAL.search(_last_words(said, 4))
    )
    is_loose = mark == "," and _LOOSE.search(said)
    if is_opening and (is_loose or _UNREAL.search(said) or _UNCERTAIN.search(said)):
        return _ending(rest)
    return _ending(rest) if unclear else ""


def _last_words(words: str, most: int) -> str:
    return " ".join(words.split()[-most:])


def _ending(words: str) -> str:
    return " ".join(words.split()[-3:])


def _opens(word: str, upto: str, before: str, after: str) -> bool:
    """Whether the phrase of a number begins with `word`, the last of `upto`: nothing before it
    bears on the number.
    """
    previous = last["word"].lower() if (last := _LAST.search(before)) else ""
    if word in ("of", "to", "by", "in", "from", "but"):
        return _leads_in(word, previous, before, after) or bool(_YEAR.search(upto))
    if word in _AFTER_WHAT:
        return not previous or previous in neutral.VERBS | neutral.OPENING | _AFTER_WHAT[word]
    if (word in _QUESTIONS or word == "say") and not before:
        return False
    if word in neutral.VERBS:
        return _is_done_to(word, previous, before)
    if word in neutral.CHANGES:
        return bool(_PER_CENT.match(after))
    if word in _COPULAS:
        return not _UNREAL.search(_last_words(before, MOST_WORDS_BEFORE))
    if word in ("that", "it"):
        return previous not in ("call", "make") and not _CLAIMED.search(_last_words(before, 4))
    if _POSSESSIVE.search(word):
        return True
    is_known = word in neutral.OPENING | neutral.COUNTING
    return is_known or bool(_TIME.search(upto) or _YEAR.search(upto))


def _is_done_to(verb: str, previous: str, before: str) -> bool:
    """Whether a verb says that something was done to so many: not "to house 540", "plans to",
    "some counts".
    """
    is_base = verb in neutral.VERB_BASES
    is_infinitive = previous == "to" and is_base
    is_unlisted_adverb = previous.endswith("ly") and previous not in neutral.ADVERBS
    is_noun = previous in neutral.BEFORE_NOUN
    return not (
        is_infinitive or is_unlisted_adverb or is_noun or _UNREAL.search(_last_words(before, 3))
    )


def _leads_in(word: str, previous: str, before: str, after: str) -> bool:
    """Whether a preposition or "but" leads in a number that it leaves as it is, by the word
    previous to it.
    """
    is_percent = bool(_PER_CENT.match(after))
    match word:
        case "of":
            return previous in neutral.GROUPS or (previous in neutral.CHANGES and is_percent)
        case "to":
            is_reached = previous in neutral.REACHING | neutral.VERBS or CHANGE.search(before)
            return bool(is_reached) and not _UNREAL.search(_last_words(before, MOST_WORDS_BEFORE))
        case "by":
            return (is_percent and bool(CHANGE.search(before))) or _is_done(previous)
        case "in":
            return not _ONE_OF.search(before)
        case "from":
            return not _LEAST.search(before)
        case _:  # "all but 540" is not "…, but 540"
            return not before or before[-1] in ",.;–—"


def _is_done(word: str) -> bool:
    """Whether a participle may name what a number of people did: "signed by 40"."""
    return word in neutral.VERBS and word.endswith(("ed", "en", "wn", "ld", "nt", "un"))


# ---- behind a number

# These make another number of the one before them, and are judged before their form is.
_CHANGING = frozenset(
    """
    more fewer less extra additional further short shy up down above below higher lower greater
    larger bigger smaller times fold ish odd plus minus strong max maximum min minimum tops alleged
    suspected presumed projected potential possible probable planned expected proposed so-called
    supposed purported likely rumoured rumored forecast estimated hundred hundreds thousand
    thousands million millions billion billions trillion trillions dozen dozens score scores lots
    percentiles equivalent equivalents than over under around about near
    """.split()
)
_MARK_AFTER = re.compile(r"[\s“”\"‘’'\])]*(?:[,.;:!…–—]|\Z|\()|(?:[\]\)]\s)")
_NEXT = re.compile(r"[\s“”\"‘’'\[\])]*(?P<word>[^\W\d_]+(?:[-'’.][^\W\d_]+)*\.?)")
_UNIT_AFTER = re.compile(rf"\s?(?:%|‰|°[CF]?|[$€£¥៛₹]|{alternation(CURRENCIES)}\b)")
_FIGURES_AFTER = re.compile(r"\s+(?:of|to|or|in|and|out\s+of)\s+[\d$€£]", re.IGNORECASE)
# What touches the noun and is no mark of a sentence ("people*"), or a number right behind it ("5
# feet 4").
_TOUCHES = re.compile(r"[^\s\w.,;:!)\]”\"’'–—(\[-]|\s+\d+")
_JOINED = re.compile(rf"{HYPHEN}[^\W\d_]+")  # "540 people-plus"
# An aside right behind a number or its noun: brackets, or dashes.
_ASIDE = re.compile(
    r"\s*(?:[(\[](?P<bracketed>[^()\[\]]*)[)\]]?|(?:\s-\s|\s?[–—])\s*(?P<dashed>[^–—]*))"
)
_YEARS_ALONE = re.compile(r"\s*(?:1\d|20)\d\d(?:[-–/]\d{2,4})?\s*")
_STOP = re.compile(r"[;!]|\.(?!\d)")
MOST_WORDS_BETWEEN = 4  # adjectives and names between a number and the noun that it counts
MOST_WORDS_BEHIND = 6  # behind the noun, in which a word may still bear on the number


def unknown_after(right: str) -> str:
    """The words at the beginning of `right`, right behind a number, that are not known to leave it;
    "" if none.

    Looked at up to the noun that is counted, or what ends the phrase, and then for what makes the
    number uncertain from behind.
    """
    if right.startswith(("…", "...")):
        return "…"
    if unit := _UNIT_AFTER.match(right):
        right = right[unit.end() :]
    for _ in range(MOST_WORDS_BETWEEN):
        if _MARK_AFTER.match(right) or _FIGURES_AFTER.match(right):
            return _uncertain(right)
        found = _NEXT.match(right)
        if not found:
            return right.split()[0][:20] if right.split() else ""
        if found.start("word") == 0:  # it touches the number
            return found["word"]
        word = found["word"].rstrip(".")
        judged = _judged_after(word)
        if judged == "unknown":
            return word
        if judged == "neutral":
            return _uncertain(right)
        right = right[found.end() :]
        if judged == "noun":
            return _changing_at(right) or _uncertain(right)
    return _uncertain(right)


def _changing_at(right: str) -> str:
    """The word right behind the noun that is counted, where it makes another number of it: "540
    people more".
    """
    if touching := _TOUCHES.match(right) or _JOINED.match(right):
        return touching.group().strip()
    found = _NEXT.match(right)
    word = found["word"].rstrip(".") if found else ""
    return word if word.lower() in _CHANGING else ""


def _uncertain(right: str) -> str:
    """What makes a number uncertain from behind: in the words that follow, up to a comma, and in an
    aside after it.
    """
    if (aside := _ASIDE.match(right)) and not _is_plain(aside):
        return aside.group().strip()
    clause, _, rest = right.partition(",")
    near = _last_words_before_stop(clause)
    if found := _UNCERTAIN.search(near) or GUESSED.search(near) or _PLANNED.search(near):
        return found.group()
    after_comma = rest.split(",")[0]
    if len(clause.split()) <= MOST_WORDS_BETWEEN and (
        found := _LATER.search(_last_words_before_stop(after_comma))
    ):
        return found.group()
    tail = _TAIL.search(right)
    return tail.group().strip() if tail else ""


def _is_plain(aside: re.Match[str]) -> bool:
    """Whether an aside leaves the number before it: dashes may set off anything that makes it no
    guess.
    """
    words = aside["bracketed"] if aside["dashed"] is None else aside["dashed"]
    first = words.split()[0].lower() if words.split() else ""
    if _YEARS_ALONE.fullmatch(words):
        return True
    is_listed = first in neutral.CLOSING | neutral.ASIDE and len(words) > 1
    is_known = aside["dashed"] is not None or is_listed
    return is_known and not _LATER.search(words)


def _last_words_before_stop(words: str) -> str:
    """The first words of a clause, as many as can bear on the number before them."""
    return " ".join(_STOP.split(words)[0].split()[:MOST_WORDS_BEHIND])


def _judged_after(word: str) -> str:
    """What a word behind a number is: the "noun" that is counted, what "goes on" to it, "neutral"
    or "unknown".
    """
    lower = word.lower()
    is_noun = lower in neutral.NOUNS | neutral.UNITS or lower in COUNTED
    is_month = word in _MONTH_NAMES
    if is_month or lower in _CHANGING or (lower in ABBREVIATIONS and not is_noun):
        return "unknown"
    if is_noun:
        return "noun"
    if lower in neutral.CLOSING | neutral.VERBS or lower in AUXILIARIES:
        return "neutral"
    if neutral.PLURAL.fullmatch(lower):
        return "noun"
    if word in neutral.SHORT_NAMES or lower in neutral.ADVERBS or lower in neutral.KINDS:
        return "goes on"
    return (
        "goes on"
        if neutral.ADJECTIVE.fullmatch(word) or neutral.PROPER.fullmatch(word)
        else "unknown"
    )
