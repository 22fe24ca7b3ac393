"""The English words that carry or change a quantity or a date: number words, hedges, negations,
denials, months.

One list of each, read by `numbers` (what a number says), `dates` (what a date says), `cuts` (what
may not be cut off or left out), `uncovered` (which tokens must be accounted for) and `typed` (which
words may not be typed by hand). All words but the codes of currencies are lower case; multi-word
phrases have single spaces.

Known limits: "both", "several", "few" and the pronoun "ones" are no tokens of number; neither are
Roman numerals in plain letters ("Part II"). A plain space parts no thousands ("12 540"), since it
may stand between two numbers.
"""

import re
from collections.abc import Iterable
from itertools import chain, product
from typing import NamedTuple

_SMALL = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
"""
UNITS = {word: n for n, word in enumerate(_SMALL.split())}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS = {word: 10 * n for n, word in enumerate(_TENS.split(), start=2)}
SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
COLLECTIVES = {"dozen": 12, "score": 20}
# Behind digits these can mean nothing but a scale: "3 mln", "5 lakh".
SCALE_ABBREVIATIONS = {
    "mn": 10**6, "mln": 10**6, "mil": 10**6, "mio": 10**6, "bn": 10**9, "bln": 10**9, "trn": 10**12,
    "grand": 1000, "lakh": 10**5, "lakhs": 10**5, "crore": 10**7, "crores": 10**7,
}  # fmt: skip
# These may be metres, tonnes or bytes: a scale only where they touch the digits, and a currency or
# people (not "women's") stand beside.
SCALE_LETTERS = {"k": 1000, "m": 10**6, "b": 10**9, "tn": 10**12}
CURRENCIES = (
    "USD",
    "EUR",
    "GBP",
    "KHR",
    "AUD",
    "CAD",
    "CHF",
    "JPY",
    "CNY",
    "INR",
    "Rs",
    "Rs.",
    "KSh",
    "Ksh",
)

# How a source hedged a number. Values are the vocabulary of the column `bound`.
HEDGES_BEFORE = {
    "more than": "more_than", "over": "more_than", "above": "more_than",
    "in excess of": "more_than", "upwards of": "more_than", "upward of": "more_than",
    "north of": "more_than", "exceeding": "more_than", "exceed": "more_than",
    "exceeds": "more_than", "exceeded": "more_than", "greater than": "more_than",
    "higher than": "more_than", "larger than": "more_than", "bigger than": "more_than",
    "topping": "more_than", "surpassing": "more_than", ">": "more_than", "at least": "at_least",
    "no fewer than": "at_least", "no less than": "at_least", "not fewer than": "at_least",
    "not less than": "at_least", "a minimum of": "at_least", "minimum": "at_least",
    "min": "at_least", "min.": "at_least", "as few as": "at_least", "as little as": "at_least",
    "as low as": "at_least", "≥": "at_least", "less than": "less_than", "fewer than": "less_than",
    "under": "less_than", "below": "less_than", "lower than": "less_than",
    "smaller than": "less_than", "not even": "less_than", "not quite": "less_than",
    "south of": "less_than", "nearly": "less_than", "almost": "less_than",
    "approaching": "less_than", "nearing": "less_than", "short of": "less_than",
    "just short of": "less_than", "shy of": "less_than", "just shy of": "less_than",
    "<": "less_than", "at most": "at_most", "up to": "at_most", "no more than": "at_most",
    "not more than": "at_most", "as many as": "at_most", "as much as": "at_most",
    "as high as": "at_most", "a maximum of": "at_most", "maximum": "at_most", "max": "at_most",
    "max.": "at_most", "≤": "at_most", "about": "about", "around": "about", "roughly": "about",
    "approximately": "about", "some": "about", "an estimated": "about", "estimated": "about",
    "circa": "about", "close to": "about", "closer to": "about", "perhaps": "about",
    "maybe": "about", "c.": "about", "ca.": "about", "~": "about", "≈": "about", "approx": "about",
    "approx.": "about", "est.": "about", "in the region of": "about", "on the order of": "about",
    "in the order of": "about", "something like": "about", "somewhere around": "about",
    "possibly": "about", "probably": "about", "likely": "about", "virtually": "about",
    "practically": "about",
}  # fmt: skip
# Words before it that may make another word of a hedge: "took over 540 people" from others,
# "concern over 540 people", "brought the total up to 540". By hedge, each a pattern of the word.
NO_HEDGES = {
    "over": r"""
        tak(?:es?|en|ing) took hand\w* turn\w* go goes went gone going r[ua]ns? running look\w*
        por(?:e[ds]?|ing) wins? won winning fight\w* fought argu\w* rows? rowed disput\w* protest\w*
        concern\w* ang(?:er\w*|ry) outrage\w* worr\w* fears? feared alarm\w* disagree\w* clash\w*
        presid\w* rule[ds]? ruling reign\w* sue[ds]? suing split vot(?:e[ds]?|ing) quarrel\w*
        bicker\w* feud\w* debat\w* sanction\w* critici\w* condemn\w* tensions? talks? controls?
        power jurisdiction authority custody victory triumph\w* advantage fl(?:y|ies|ew|own|ying)
        carr(?:y|ies|ied|ying) pass\w* left brought brings? bringing questions? scandal\w*
        negotiat\w* accus\w* warn\w* challeng\w* controvers\w* confusion doubts? uncertainty
    """,
    "about": r"""
        brought brings? bringing talk\w* ask\w* writ(?:es?|ing|ten) wrote tells? telling told hears?
        heard kn[eo]ws? known knowing learn\w* complain\w* concern\w* worr\w* thinks? thinking
        thought speaks? spoken? speaking disput\w* rows? protest\w* questions? information argu\w*
        debat\w* letters? inquir\w* enquir\w* warn\w* car(?:es?|ed|ing) ang(?:er\w*|ry) lied lying
        rumou?rs? doubts? confusion uncertainty reports? story stories articles? news details?
        books? films?
        (?:report|story|article|book|film|case|dispute|row|question|law|meeting|debate)\s+(?:is|was)
        (?:reports|stories|articles|books|films|cases|questions|laws|talks)\s+(?:are|were)
    """,
    "around": r"""
        turn\w* gather\w* rall(?:y|ies|ied|ying) revolv\w* cent(?:re|er)\w* brought brings? bringing
        liv(?:es?|ed|ing) walk\w*
    """,
    "under": r"""
        go goes went gone going com(?:es?|ing) came plac(?:es?|ed|ing) covered held issued signed
    """,
    "up to": r"""
        add\w* sums? summ(?:ed|ing) total number figure toll count tally it them this that brought
        brings? bringing com(?:es?|ing) came
    """,
    "short of": r"is are was were be been being r[ua]ns? running",
    "above": r"com(?:es?|ing) came finish\w* rank\w* placed?",
    "below": r"com(?:es?|ing) came finish\w* rank\w* placed?",
}
HEDGES_AFTER = {
    "or more": "at_least", "and more": "at_least", "and over": "at_least", "plus": "at_least",
    "+": "at_least", "at least": "at_least", "or above": "at_least", "or over": "at_least",
    "and counting": "at_least", "or even more": "at_least", "at the least": "at_least",
    "at the very least": "at_least", "at a minimum": "at_least", "or fewer": "at_most",
    "or less": "at_most", "or under": "at_most", "at most": "at_most", "or even fewer": "at_most",
    "or even less": "at_most", "at the most": "at_most", "at the very most": "at_most",
    "at a maximum": "at_most", "tops": "at_most", "at the outside": "at_most",
    "and rising": "at_least", "and change": "more_than", "and a bit": "more_than",
    "if not more": "at_least", "or so": "about", "more or less": "about", "or thereabouts": "about",
    "odd": "about", "give or take": "about",
}  # fmt: skip
# These say that a number is a little less: their bound alone would lose how near it is, so that
# pages print the word.
NEAR = (
    "nearly", "almost", "approaching", "nearing", "not quite", "short of", "just short of",
    "shy of", "just shy of",
)  # fmt: skip
# What may stand before a hedge: "well over" is over, "slightly more than" is more than.
DEGREES = (
    "well", "slightly", "a little", "a bit", "just", "far", "much", "significantly", "considerably",
    "substantially",
)  # fmt: skip
# These make a number uncertain wherever they stand near it, in ways that no kind of bound tells.
VAGUE = (
    "possibly", "probably", "likely", "perhaps", "maybe", "presumably", "apparently", "seemingly",
    "roughly", "approximately", "approx", "estimated", "est", "reportedly", "allegedly",
    "supposedly", "purportedly", "on average", "maximum", "minimum", "max", "min", "something",
)  # fmt: skip
# These leave the number exact but colour it; cutting them off changes what was said.
FOCUS = ("only", "just", "merely", "exactly", "precisely", "even", "a mere")

NEGATIONS = (
    "not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without",
    "cannot", "hardly", "scarcely", "barely", "no longer", "seldom", "rarely",
)  # fmt: skip
# Not after "a": a few is some.
SCARCE = ("few", "little")
# What denies what it is said of. Stems: a word that begins so denies what follows it; and the words
# that, behind words, take them back.
_DENYING = {
    "reject": ("rejected", "rejects"),
    "den(?:y|ie[ds]|ying|ial)": ("denied", "denies"),
    "refut": ("refuted", "refutes"),
    "dismiss": ("dismissed", "dismisses"),
    "disput": ("disputed", "disputes"),
    "contradict": ("contradicted", "contradicts"),
    "disavow": ("disavowed", "disavows"),
    "repudiat": ("repudiated", "repudiates"),
    "rebut": ("rebutted", "rebuts"),
    "debunk": ("debunked", "debunks"),
    "false": ("false", "falsely", "a falsehood"),
    "untrue": ("untrue", "not true"),
    "incorrect": ("incorrect", "not correct"),
    "inaccura": ("inaccurate", "not accurate"),
    "mistaken": ("mistaken",),
    "baseless": ("baseless",),
    "groundless": ("groundless",),
    "unfounded": ("unfounded",),
    r"wrong\s+(?:that|to)\b": ("is wrong", "was wrong", "are wrong", "were wrong"),
    r"lied\b": ("lied",),
    r"lying\b": ("lying",),
    r"an?\s+(?:\w+\s+)?lie\b": ("a lie",),
    r"lies?\s+that\b": ("lies",),
    "myth": ("a myth",),
    "hoax": ("a hoax",),
    "fabricat": ("a fabrication", "fabricated"),
    "nonsense": ("nonsense",),
    r"no\s+truth": ("no truth",),
}  # fmt: skip
# Stems: a word that begins so denies, refuses or withholds what follows it.
DENIALS = (
    *_DENYING, "refus", "rul(?:e|es|ed|ing) out", "fail", "far from", "stop(?:s|ped|ping)? short",
    "declin", "doubt", "lack", "unable", "unwilling", "unlikely", "impossib", "wrongly", "pretend",
    r"oppos(?:e|es|ed|ing)\b", r"object(?:s|ed|ing)?\s+to\b", "withdr[ae]w", r"yet\s+to\b",
    "neglect", "forg[eo]t", "resist",
)  # fmt: skip

# Ordinals and fractions: "third", "twentieth", "hundredths". "Second" and "seconds" may be of time;
# a doubt counts.
_ODD_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip


def _ordinal(word: str) -> str:
    return _ODD_ORDINALS.get(word) or (f"{word[:-1]}ieth" if word.endswith("y") else f"{word}th")


ORDINALS = tuple(_ordinal(word) for word in [*UNITS, *TENS, *SCALES])
# What a number of equal parts is called: "two thirds", "three quarters".
PARTS = ("halves", "quarters", *(f"{word}s" for word in ORDINALS[2:]))
# "Twos", "forties", "hundreds"; not "ones", which is mostly a pronoun.
PLURALS = tuple(
    f"{word[:-1]}ies" if word.endswith("y") else f"{word}es" if word.endswith("x") else f"{word}s"
    for word in [*UNITS, *TENS, *SCALES, *COLLECTIVES]
    if word != "one"
)
# Verbs that multiply, without their last letter.
_TIMES = "doubl trebl tripl quadrupl quintupl sextupl septupl octupl".split()
# Words that state a quantity without being a cardinal; prose may not type them by hand.
QUANTITIES = (
    *ORDINALS, *PARTS, *PLURALS, *(f"{word}fold" for word in [*UNITS, *TENS, *SCALES]),
    *(f"{tens}{unit}" for tens, unit in product(TENS, list(UNITS)[1:10])),  # "twentyeight"
    *(f"{word}{end}" for word, end in product(_TIMES, ("e", "ed", "ing"))),
    "half", "quarter", "once", "twice", "thrice", "single", "halve", "halved", "halving", "pair",
    "pairs", "couple", "duo", "trio", "quartet", "quintet", "triplets", "quadruplets",
    "quintuplets", "sextuplets", "threescore", "fourscore", "nil", "nought", "naught", "majority",
    "minority", "percent", "per cent",
)  # fmt: skip


# Nouns of people and of what is commonly counted, which say that a number stands for what they
# name.
COUNTED = """
    people persons person men women children boys girls kids adults families residents citizens
    nationals refugees migrants immigrants deportees detainees prisoners inmates patients students
    pupils voters workers employees staff soldiers troops police officers personnel passengers
    visitors users customers households jobs cases deaths homes houses dollars euros pounds riel
    riels yen yuan rupees pesos copies votes documents remains bodies tenants owners buyers members
    farmers doctors nurses teachers engineers drivers victims survivors candidates
    delegates shareholders subscribers doses shares tonnes tons hectares acres litres liters barrels
""".split()

_MONTHS = "january february march april may june july august september october november december"
MONTHS = {word: n for n, word in enumerate(_MONTHS.split(), start=1)}
MONTH_ABBREVIATIONS = {word[:3]: n for word, n in MONTHS.items() if word != "may"} | {"sept": 9}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# The words by which `cuts` sees how far a negation or a denial reaches, and where a sentence
# ends.
SUBJECTS = ("i", "we", "you", "he", "she", "it", "they", "there")
AUXILIARIES = (
    "am", "is", "are", "was", "were", "be", "been", "being", "do", "does", "did", "has", "have",
    "had", "can", "could", "will", "would", "shall", "should", "may", "might", "must",
)  # fmt: skip
SAYING = (
    "saying", "adding", "calling", "arguing", "noting", "insisting", "stressing", "explaining",
    "telling", "warning", "stating", "urging", "describing", "rejecting", "denying", "dismissing",
    "disputing",
)  # fmt: skip
SAID = (
    "said",
    "says",
    "added",
    "adds",
    "told",
    "stated",
    "wrote",
    "warned",
    "noted",
    "argued",
    "explained",
)
# What follows words and takes them back: "…, he denied", "… is false".
DENIED = (
    *chain.from_iterable(_DENYING.values()), "not so", "not the case", "or so it", "or so he",
    "or so she", "or so they", "or so the",
)  # fmt: skip
# Stems: a word that begins so hinders the verb that follows: "stopped accepting", "blocked … from
# deporting".
HINDRANCES = (
    "stop", "ceas", r"quit(?:s|ting)?\b", "halt", "suspend", "avoid", "prevent", "block", "barr",
    "bann", "prohibit", "forb", r"end(?:ed|ing)\b",
)  # fmt: skip
# What undoes only the words right behind it: "instead of accepting them", "all but stopped".
UNDOING = (
    "instead of", "rather than", "all but", "anything but", "nearly", "almost", "virtually",
    "practically", "as good as", "lest", "suppose", "supposing", "in case",
)  # fmt: skip
CONDITIONS = (
    "if", "unless", "except", "whether", "provided that", "providing that", "as long as",
    "so long as", "on condition that", "on the condition that", "assuming that", "alleged",
    "allegedly", "reportedly", "purportedly", "supposedly",
)  # fmt: skip
# What an ellipsis may not leave out beside these: whether something was done, or only might be,
# seemed or was said.
MODALS = ("can", "could", "may", "might", "must", "shall", "should", "will", "would", "ought")
# Stems: a word that begins so makes what follows an appearance, a wish or somebody's words.
UNREAL = (
    "seem", "appear", "likel", "probabl", "possibl", "presum", "suppos", "apparent", "ostensib",
    "potential", r"sa(?:id|ys?|ying)\b", r"t(?:old|ells?|elling)\b", "claim", "assert", "according",
    "suggest", "argu", "insist", "threat", "warn", r"tr(?:y|ies|ied|ying)\b", "attempt", "want",
    "wish", "hop(?:e|ing)", "plan", "inten[dt]", "seek", "sought", "vow", "promis", "pledg",
    "offer", "propos", "ask", "urg(?:e|ing)", "request", "demand", "expect", "believ", "think",
    "thought", "consider",
)  # fmt: skip
TITLES = (
    "mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "sgt", "cpl", "capt", "cmdr", "adm",
    "brig", "gov", "sen", "rep", "rev", "st", "hon", "pres", "amb", "sec", "asst", "atty", "min",
    "det", "supt", "art",
)  # fmt: skip
ABBREVIATIONS = (
    *MONTH_ABBREVIATIONS,
    "jr",
    "sr",
    "vs",
    "etc",
    "approx",
    "est",
    "c",
    "ca",
    "inc",
    "ltd",
    "co",
    "corp",
)
# A capitalised word that begins a sentence even after an abbreviation: "in the U.S. The ministry".
OPENERS = (
    "the",
    "this",
    "these",
    "it",
    "he",
    "she",
    "we",
    "they",
    "there",
    "but",
    "in",
    "on",
    "at",
    "after",
)


# Each mark that opens a quotation, with those that close it: “so”, „so“, „so”, «so», »so«, and
# single ones likewise.
QUOTATION_MARKS = {
    "“": "”\"", "‟": "”\"", '"': "”\"", "„": "“”\"", "«": "»", "»": "«",
    "‘": "’", "'": "'", "‚": "‘’'", "‹": "›", "›": "‹",
}  # fmt: skip
OPENING_MARKS = "".join(QUOTATION_MARKS)
CLOSING_MARKS = "".join(dict.fromkeys("".join(QUOTATION_MARKS.values())))


def alternation(phrases: Iterable[str]) -> str:
    """A regex alternation of `phrases`, longest first, any white space where a phrase has a
    space.
    """
    ordered = sorted(phrases, key=len, reverse=True)
    return "(?:" + "|".join(r"\s+".join(map(re.escape, p.split())) for p in ordered) + ")"


CARDINALS = {**UNITS, **TENS, **SCALES, **COLLECTIVES}
_WORD = alternation(CARDINALS)
_SMALL_WORD = alternation({**UNITS, **TENS})
_SIZE = alternation({**SCALES, **COLLECTIVES})
HYPHEN = "[-\u2010\u2011]"
# Thousands are parted by commas (in India lakhs too: 12,34,567), or by the spaces that printers use
# for it: thin, no-break, narrow no-break.
_COMMAS = r"[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d{2})+,\d{3}"
DIGITS = rf"(?:{_COMMAS}|[1-9]\d{{0,2}}(?:[\u00a0\u2009\u202f]\d{{3}})+|\d+)(?:\.\d+)?"
VULGAR = "[¼½¾⅐-⅞]"
# Whom a scale of one letter may count: "1.5m people" are no metres.
_COUNTED = alternation(COUNTED)
_LETTER = alternation(SCALE_LETTERS)
_MONEY = r"(?:(?<=[$€£¥₹])|(?<=\b(?:USD|EUR|GBP|AUD|CAD)\s))"
# "Grand" may tell of what stands behind it, as of juries: a scale behind a currency, or at an end.
_OTHERS = alternation(set(SCALE_ABBREVIATIONS) - {"grand"})
_ABBREVIATION = rf"{_OTHERS}\b|grand\b(?=\s*(?:[^\w\s]|\Z))"
_SCALED = rf"(?:\s+|{HYPHEN}){_SIZE}\b|(?:\s+|{HYPHEN})?(?:{_ABBREVIATION})"
_HALF = r"\s+and\s+a\s+half\b"
# A number as written: digits with a fraction or a scale ("3½", "1.4 million", "£3m"), or number
# words ("Twenty-eight", "two hundred and six", "a dozen", "half a million"). A scale without a
# multiplier ("several hundred") is none, nor are digits within something longer ("1,90", "20th",
# "40s", "Covid-19").
NUMBER = re.compile(
    rf"(?<![\w.,])(?<![^\W\d_]{HYPHEN})(?:{_MONEY}{DIGITS}(?:{_LETTER}|(?:\s+|{HYPHEN})?grand)\b|"
    rf"{DIGITS}(?:\s?{VULGAR})?{_LETTER}(?=\s+(?:(?-i:[A-Z])\w+\s+)?{_COUNTED}\b(?!['’ʼ]))|"
    rf"{DIGITS}(?:\s?{VULGAR}(?!\w)|{_HALF}|(?!\w|[.,]\d)|(?={_SCALED}))(?:{_SCALED})?|"
    rf"{VULGAR}(?!\w))|\bhalf\s+an?\s+{_SIZE}\b|\b(?:an?\s+{_SIZE}|{_SMALL_WORD})\b(?:(?:{HYPHEN}|"
    rf"\s+(?:and\s+)?){_WORD}\b)*(?:{_HALF}(?:\s+{_SIZE}\b)?)?",
    re.IGNORECASE,
)
# The last kind: letters beyond ASCII, of which some are numerals (½, Ⅳ, 三); `number_tokens` tells.
_TOKEN = re.compile(
    rf"\d[\w.,]*(?<![.,])|\b{alternation([*CARDINALS, *QUANTITIES])}\b|[^\W\d_\x00-\x7f]",
    re.IGNORECASE,
)
# Names of months and days. "May" and "March" are verbs too, "august" is an adjective: these need
# their capital.
_DATE_NAME = re.compile(
    rf"\b(?:{alternation(word.title() for word in (*MONTHS, *MONTH_ABBREVIATIONS))}"
    rf"|(?i:{alternation(word for word in MONTHS if word not in ('march', 'may', 'august'))}"
    rf"|{alternation(WEEKDAYS)}s?))\b"
)


# Ligatures of Latin letters, as a PDF has them, and the letters that they join.
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile(f"[{''.join(LIGATURES)}]")


class Token(NamedTuple):
    """A word or run of digits that states a quantity, at `[start, end)` of its text."""

    start: int
    end: int
    text: str

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands, half-open."""
        return self.start, self.end


def number_tokens(text: str) -> list[Token]:
    """Every token of `text` that states a quantity: each run of digits ("1,900", "20th"), number
    word and numeral.
    """
    letters = spelled_out(text)
    found = (Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(letters))
    tokens = [token for token in found if len(token.text) > 1 or token.text.isnumeric()]
    return tokens if letters == text else _in_ligatures(tokens, text)


def spelled_out(text: str) -> str:
    """`text` with the letters that its ligatures join, so that words are read in it: "ﬁfty" is
    fifty.
    """
    return _LIGATURE.sub(lambda match: LIGATURES[match.group()], text)


def _in_ligatures(tokens: list[Token], text: str) -> list[Token]:
    """The tokens of a text that was spelled out, at their places in the text as it stands."""
    places: list[int] = []  # of each letter of what was spelled out
    for at, char in enumerate(text):
        places += [at] * len(LIGATURES.get(char, char))
    spans = [(places[token.start], places[token.end - 1] + 1) for token in tokens]
    return [Token(start, end, text[start:end]) for start, end in spans]


# Phrases in which a number word states no quantity.
_IDLE = re.compile(r"\b(?:no\s+single|one\s+another|one\s+by\s+one)\b", re.IGNORECASE)


def typed_numbers(words: str) -> list[str]:
    """What must not be typed by hand in `words`, since only evidence may say it: numbers, months,
    days of the week.
    """
    words = _IDLE.sub("", words)
    return [token.text for token in number_tokens(words)] + _DATE_NAME.findall(spelled_out(words))
