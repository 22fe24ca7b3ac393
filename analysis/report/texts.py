"""Texts that a person writes and the record chooses: one for each finding, with places for
evidence, checked.

    words = {"agree": "{best:unit}, according to {best:speaker}. Both can be true.", "clash": …}
    answer(written(record, compared, words, answers, best=best))

In braces stands evidence, by its id or by a name that the notebook hands over, and after a colon
the aspect that is meant (see `wording.ASPECTS`). `words` are a notebook's own, for any record;
`answers` those of one question, which stand before them. The finding decides which text stands. All
texts are checked each time, also those that do not stand, so that a changed row brings up no slip.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from analysis.errors import LookupFailed, ProseError, TextError, did_you_mean, shown
from analysis.measures.derived import Derived
from analysis.measures.findings import Finding
from analysis.record.record import Figure, Record, Reported
from analysis.record.references import refer
from analysis.report.prose import Text, overall, paragraph
from analysis.report.wording import ASPECTS, Item, plain
from analysis.text.lexicon import HEDGES_AFTER, HEDGES_BEFORE, alternation

# Words that compare, by what has to be so where they stand.
MORE = "more higher larger greater above exceeds exceeded outnumber outnumbers".split()
FEWER = "fewer less lower smaller below".split()
RISES = "rose rises risen rising grew grown growing climbed increased increase increases".split()
FALLS = "fell falls fallen falling dropped declined decreased decrease shrank".split()
MOST = "most peak peaked highest largest greatest".split()
LEAST = "lowest fewest least smallest".split()
SAME = ("same number", "as many", "unchanged")
FITS = (
    "both can be true", "can both be true", "can all be true", "can be true", "fits", "fit",
    "agree", "agrees", "consistent",
)  # fmt: skip
BREAKS = (
    "do not fit", "does not fit", "did not fit", "cannot both be true", "cannot all be true",
    "cannot be true", "contradict", "contradicts", "conflict", "conflicts",
)  # fmt: skip

# The words that compare, by the finding that licenses them in its text. Any other finding licenses
# none. A notebook that hands over evidence under one of these names ("agree", "most") says that the
# finding is of it: then they may stand in the sentences that it is in.
LICENSED: Mapping[str, Iterable[str]] = {
    "agree": FITS,
    "clash": BREAKS,
    "below": (*FEWER, *FALLS),
    "above": (*MORE, *RISES),
    "equal": SAME,
    "most": MOST,
    "least": LEAST,
}
# Names of countries, which in a sentence are places, whatever speaker has them as an alias.
COUNTRIES = ("Cambodia", "United States", "the US", "the U.S.")

_COMPARISONS = (MORE, FEWER, RISES, FALLS, MOST, LEAST, SAME, FITS, BREAKS)
_COMPARING = re.compile(
    rf"(?<![\w-]){alternation(chain.from_iterable(_COMPARISONS))}(?![\w-])", re.IGNORECASE
)
_PLACE = re.compile(r"\{([\w-]+)(?::(\w*))?\}")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[“‘A-Z{])")
_HEDGE_BEFORE = re.compile(rf"(?<!\w){alternation(HEDGES_BEFORE)}\s*\Z", re.IGNORECASE)
_HEDGE_AFTER = re.compile(rf"\A\s*{alternation(HEDGES_AFTER)}(?!\w)", re.IGNORECASE)
_HELD_PLACE = "\ufffc"  # stands for evidence in the words that a person typed


@dataclass(frozen=True)
class Place:
    """A place for evidence in a text: what stands in its braces, and the words before and after
    it.
    """

    name: str
    aspect: str
    before: str
    after: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence of a text: what a person typed of it, and its places for evidence."""

    template: str
    typed: str
    places: tuple[Place, ...]

    @property
    def items(self) -> list[Item]:
        """All evidence that stands in it, in order."""
        return [*chain.from_iterable(place.items for place in self.places)]

    @property
    def is_full(self) -> bool:
        """Whether each of its places has evidence; without, the sentence is left out."""
        return all(place.items for place in self.places)

    def filled(self) -> str:
        """The sentence with a reference to its evidence in each place."""
        found = iter(self.places)

        def put(_: re.Match[str]) -> str:
            place = next(found)
            return refer(place.items, place.aspect)

        return _PLACE.sub(put, self.template)


def written(
    record: Record,
    finding: str | Finding | Iterable[Finding],
    words: Mapping[str, str],
    answers: Mapping[str, str] | None = None,
    /,
    because: Iterable[Item] = (),
    **named: Any,
) -> Text:
    """The text for a finding: of `answers`, or else of `words`; `named` is what their places may
    hold.

    A finding is a word ("agree"), or findings that decide one together. A sentence one of whose
    places has no evidence is left out. `because` is further evidence that the finding rests on;
    what it assumes is told with what the text's own evidence assumes. Raises ProseError for a
    finding without a text, and for what no text may hold: typed numbers, hedges, comparisons that
    nothing licenses, names and quotations of others than its evidence, places for what there is
    not.
    """
    word, found = _decided(finding)
    own = dict(answers or {})
    if extra := [key for key in own if key not in words]:
        known = ", ".join(words)
        do = f"{did_you_mean(extra[0], words) or 'use one of ' + known}"
        raise ProseError(f'answer "{extra[0]}"', "the notebook comes to no such finding", do)
    if word not in words:
        known = ", ".join(words) or "none"
        raise ProseError("words", f'none for the finding "{word}"; there are {known}', "add them")
    texts = {key: read(record, text, named, key) for key, text in {**words, **own}.items()}
    for key, sentences in texts.items():
        for sentence in sentences:
            check(record, sentence, key)
    for sentence in texts[word]:
        if sentence.is_full:
            check_comparisons(sentence, word, named)
    kept = {key: _kept(sentences) for key, sentences in texts.items()}
    is_default = bool(own) and word not in own
    told = f'the question has no words for "{word}"; the notebook’s own stand' if is_default else ""
    shown_texts = {}
    for key, filled in kept.items():
        said = plain(paragraph("sentence", " ".join(filled)).html) if filled else ""
        shown_texts[key] = {"words": said, "own": key in own}
    return Text(tuple(kept[word]), word, (*found, *because), shown_texts, told)


def _decided(finding: str | Finding | Iterable[Finding]) -> tuple[str, list[Finding]]:
    """The word of a finding, or of several together, and what it rests on."""
    if isinstance(finding, str):
        return finding, []
    found = [finding] if isinstance(finding, Finding) else list(finding)
    return (overall(found) if found else "none"), found


def read(record: Record, text: str, named: Mapping[str, Any], key: str) -> list[Sentence]:
    """The sentences of a text with the evidence that its places hold.

    Raises ProseError for a place that holds nothing known, and for braces that are no place.
    """
    return [_sentence(record, words, named, key) for words in _SENTENCE_END.split(text.strip())]


def _sentence(record: Record, words: str, named: Mapping[str, Any], key: str) -> Sentence:
    where = f"{key}, {shown(words[:60])}"
    found = list(_PLACE.finditer(words))
    typed = _PLACE.sub(_HELD_PLACE, words)
    if "{" in typed or "}" in typed:
        raise TextError(where, "a brace holds no evidence", "write {id:aspect} or {name:aspect}")
    places = []
    pieces = typed.split(_HELD_PLACE)
    for number, match in enumerate(found):
        items = _items(record, match[1], named, where)
        if (aspect := match[2] or "") not in ASPECTS:
            do = did_you_mean(aspect, ASPECTS) or f"use one of {', '.join(filter(None, ASPECTS))}"
            raise TextError(where, f'there is no aspect "{aspect}"', do)
        places.append(Place(match[1], aspect, pieces[number], pieces[number + 1], items))
    return Sentence(words, typed, tuple(places))


def _items(record: Record, name: str, named: Mapping[str, Any], where: str) -> tuple[Item, ...]:
    """The evidence of a place: what the notebook calls so, or the row with this id."""
    if name in named:
        return _several(named[name])
    try:
        return tuple(record.whole.items(name))
    except LookupFailed:
        near = did_you_mean(name, [*named])
        do = near or f"name a row by its id, or one of {', '.join(named) or 'nothing'}"
        raise TextError(where, f"{{{name}}} is no evidence that this text can have", do) from None


def _several(given: Any) -> tuple[Item, ...]:
    """What a notebook hands over under a name, in a row: an item, several, or nothing."""
    return (given,) if isinstance(given, Item) else tuple(given or ())


def _kept(sentences: Iterable[Sentence]) -> list[str]:
    """The sentences with evidence in each place."""
    return [sentence.filled() for sentence in sentences if sentence.is_full]


# ---- what a person may type


def check(record: Record, sentence: Sentence, key: str) -> None:
    """Hold what a person typed against the evidence beside it. Raises ProseError.

    Numbers and quotations are the gate's, for each sentence by itself: its evidence, not that of
    another, has to hold them.
    """
    where = f"{key}, {shown(sentence.template[:60])}"
    _check_hedges(sentence, where)
    _check_nouns(sentence, where)
    _check_names(record, sentence, where)
    if not sentence.is_full:
        return
    try:
        paragraph("sentence", sentence.filled())
    except ProseError as error:
        raise TextError(where, error.wrong, error.do) from None


def _check_hedges(sentence: Sentence, where: str) -> None:
    """Refuse a hedge beside a number, which brings its own.

    "Fewer than" behind another number compares the two: that is held against the numbers.
    """
    is_compared = False
    for place in sentence.places:
        if place.aspect in TIMES or not any(isinstance(i, Figure | Derived) for i in place.items):
            continue
        before, after = _HEDGE_BEFORE.search(place.before), _HEDGE_AFTER.search(place.after)
        if before and is_compared and _COMPARING.match(before[0]):
            before = None
        is_compared = True
        if typed := before or after:
            said = " and ".join(item.label() for item in place.items)
            wrong = f'"{typed[0].strip()}" hedges {{{place.name}}}, which says itself: {said}'
            raise TextError(where, wrong, "take the hedge out")


# Aspects of a number that show no number.
TIMES = ("when", "date", "year", "speaker", "who", "publisher", "published", "population", "basis")


def _check_nouns(sentence: Sentence, where: str) -> None:
    """Refuse bare numbers of different things joined by "and", of which only one has its noun."""
    for first, second in pairwise(sentence.places):
        if first.after.strip() not in ("and", ",", ", and") or first.aspect or second.aspect:
            continue
        units = {item.unit for item in (*first.items, *second.items) if hasattr(item, "unit")}
        if len(units) > 1:
            wrong = f"{{{first.name}}} and {{{second.name}}} count different things"
            raise TextError(where, wrong, "give each its own noun")


def _check_names(record: Record, sentence: Sentence, where: str) -> None:
    """Refuse a speaker, office or source that none of the evidence in the sentence is of."""
    names = record.whole.names()
    allowed: set[str] = set()
    for item in _reported(sentence.items):
        allowed |= record.whole.voices(item)
    sought = [name for name in names if name not in COUNTRIES]
    for name in _names_in(sentence.typed, sought):
        if not names[name] & allowed:
            wrong = f"names {shown(name)}, but no evidence in the sentence is of that name"
            raise TextError(where, wrong, "name who said it, or put their evidence in")


def _names_in(typed: str, names: Iterable[str]) -> list[str]:
    """The names that stand in typed words, the longest where several begin at one place.

    A name of several words may stand in any case ("foreign ministry"); one of a single word, which
    may be a common one, only as it is.
    """
    found = []
    for name in sorted(names, key=len, reverse=True):
        flags = re.IGNORECASE if " " in name else 0
        pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])", flags)
        if pattern.search(typed):
            found.append(name)
            typed = pattern.sub(_HELD_PLACE, typed)
    return found


def _reported(items: Iterable[Any]) -> Iterable[Reported]:
    """The rows that items are or rest on."""
    for item in items:
        if isinstance(item, Reported):
            yield item
        else:
            yield from _reported(getattr(item, "inputs", ()))


def check_comparisons(sentence: Sentence, word: str, named: Mapping[str, Any]) -> None:
    """Refuse a word that compares where neither a finding nor the numbers of the sentence license
    it.

    "From 31 it rose to 111" and "31, fewer than 111" are true of two numbers that follow each
    other.
    """
    licensed = {*LICENSED.get(word, ())}
    for name in LICENSED.keys() & named.keys():
        ids = {item.id for item in _several(named[name])}
        if any(item.id in ids for item in sentence.items):
            licensed |= {*LICENSED[name]}
    for match in _COMPARING.finditer(sentence.typed):
        typed = " ".join(match[0].lower().split())
        if typed not in licensed and not _is_true(typed, sentence):
            where = f"{word}, {shown(sentence.template[:60])}"
            wrong = f'"{match[0]}" is licensed neither by the finding nor by numbers beside it'
            do = f'say it under the finding for which it holds, or without "{match[0]}"'
            raise TextError(where, wrong, do)


def _is_true(typed: str, sentence: Sentence) -> bool:
    """Whether a word that compares is true of two numbers that follow each other in its
    sentence.
    """
    numbers = [item for item in sentence.items if isinstance(item, Figure | Derived)]
    pairs = pairwise(numbers)
    orders = {first.bound.compare(second.bound) for first, second in pairs}
    if typed in RISES or typed in FEWER:
        return "below" in orders
    if typed in FALLS or typed in MORE:
        return "above" in orders
    return typed in SAME and "equal" in orders


# ---- how a text reads


MOST_WORDS, MOST_IN_SENTENCE = 45, 30
BANNED = (
    "as it gives it", "preferred here", "derived here", "made here", "stands beside", "hangs on",
    "goes by", "leaves for it", "of whole years", "backlog", "those who wait", "waiting to be",
    "would last", "to clear", "the former", "the latter",
)  # fmt: skip


def faults(words: str) -> list[str]:
    """What an editor would send an answer back for: its length, a long sentence, brackets,
    semicolons, words that the house style does not use.
    """
    found = []
    count = len(words.split())
    if count > MOST_WORDS:
        found.append(f"{count} words, more than {MOST_WORDS}")
    for sentence in _SENTENCE_END.split(words):
        length = len(sentence.split())
        if length > MOST_IN_SENTENCE:
            found.append(f"a sentence of {length} words, more than {MOST_IN_SENTENCE}")
    found += [f'"{mark}"' for mark in "();" if mark in words]
    found += [f'"{banned}"' for banned in BANNED if banned in words.lower()]
    return found
