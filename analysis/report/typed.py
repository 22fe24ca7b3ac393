"""What a person may type beside evidence: no hedge, no amount, no comparison that nothing licenses,
nobody's name but that of the evidence in the same sentence.

Numbers and quotations are the gate's, for each sentence by itself. Known limits: a role ("the
minister") and a side, as a country, are no names; a name is held against its sentence, not against
its clause; a capital that begins a sentence, or what stands behind a colon, may be any word.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from analysis.errors import ProseError, TextError, shown
from analysis.measures.derived import Derived
from analysis.record.record import Record
from analysis.record.references import pieces, refer
from analysis.record.reported import Figure, Reported
from analysis.report.blocks import paragraph
from analysis.report.gate import folded, read_out, said
from analysis.report.wording import ASPECTS, Item, date_of
from analysis.text.cuts import sentence_ends
from analysis.text.lexicon import HEDGES_AFTER, HEDGES_BEFORE, alternation, typed_numbers

PLACE = re.compile(r"\{([\w-]+)(?::(\w*))?\}")
HELD = "\ufffc"  # stands for evidence in the words that a person typed

# Words that compare, by what has to be so where they stand.
COMPARING = {
    "more": r"more|higher|larger|greater|bigger|above|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|"
    r"outnumber(?:s|ed|ing)?",
    "fewer": r"fewer|less|lower|smaller|below",
    "rises": r"rose|ris(?:e|es|en|ing)|grew|grow(?:s|n|ing)?|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|"
    r"increas(?:e|es|ed|ing)|surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|up\s+(?:from|to)",
    "falls": r"fell|fall(?:s|en|ing)?|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|shr[aiu]nk\w*|"
    r"decreas(?:e|es|ed|ing)|plung(?:e|es|ed|ing)|plummet\w*|dwindl\w*|down\s+(?:from|to)",
    "most": r"most|peak(?:s|ed|ing)?|highest|largest|greatest|biggest|record\s+(?:high|number)s?",
    "least": r"lowest|fewest|least|smallest|record\s+lows?",
    "same": r"(?:the\s+)?same\s+number|as\s+many|unchanged|equal(?:s|led)?",
    "fits": r"(?:(?:both|all)\s+)?can\s+(?:both\s+|all\s+)?be\s+true|fit(?:s|ted|ting)?|consistent|"
    r"agree(?:s|d)?(?!\s+to\b)|match(?:es|ed|ing)?|compatible",
    "breaks": r"(?:do|does|did)\s+not\s+(?:fit|match|agree)|cannot\s+(?:both\s+|all\s+)?be\s+true|"
    r"contradict\w*|conflict\w*|incompatible|inconsistent|disagree\w*",
}
# What a finding licenses in its text. Any other finding licenses nothing. A notebook that hands
# over evidence under one of these names ("agree", "most") says that the finding is of it: then the
# words may stand in the sentences that it is in.
LICENSED: Mapping[str, tuple[str, ...]] = {
    "agree": ("fits",),
    "clash": ("breaks",),
    "contradicted": ("breaks",),
    "mixed": ("breaks",),
    "below": ("fewer", "falls"),
    "above": ("more", "rises"),
    "equal": ("same",),
    "most": ("most",),
    "least": ("least",),
}
# Of what is not known a sentence may say that it is not: "Which is higher is not known."
UNSETTLED = ("unknown", "open", "none")  # the findings under which it may
NOT_KNOWN = r"not known|unknown|cannot be known|cannot be told|leaves? open|left open"
# What states how many, and no evidence brings in. "Exactly" may stand beside exact numbers alone.
AMOUNTS = (
    r"(?:almost|nearly|virtually|practically) (?:all|every|none|no)|all but|hardly any|handfuls?|"
    r"few|several|(?<!how )(?<!as )many|numerous|countless|a lot|lots|plenty|a fraction|the bulk|"
    r"decades|centuries"
)
EXACT = r"exactly|precisely"
PAIR = 2
SHORT_NAME = 3  # letters; a name of so few may be a common word, and is one only as it is spelled

# The longer families first: "do not fit" is no "fit".
_FAMILIES = ("breaks", "fits", *(name for name in COMPARING if name not in ("breaks", "fits")))
_COMPARING = re.compile(
    rf"(?<!\w)(?:{'|'.join(f'(?P<{name}>{COMPARING[name]})' for name in _FAMILIES)})(?!\w)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?<!\w)(?:not|no(?![,.])|never|neither|nor|hardly|cannot|without|false|wrong)"
    r"(?:\W+\w+){0,2}\W*\Z",
    re.IGNORECASE,
)
_NOT_KNOWN = re.compile(rf"(?<!\w)(?:{NOT_KNOWN})(?!\w)", re.IGNORECASE)
_AMOUNT = re.compile(rf"(?<!\w)(?:{AMOUNTS})(?!\w)", re.IGNORECASE)
_EXACT = re.compile(rf"(?<!\w)(?:{EXACT})(?!\w)", re.IGNORECASE)
# Between a number and a date that makes them one: "{kt-28} in {kt-28:year}".
_OF_DATE = re.compile(r"\s*(?:(?:in|on|for|by|of)\s+)?", re.IGNORECASE)
_DATES = ("when", "date", "year")  # the aspects that are dates
# A word with a capital, and one that begins no sentence.
_CAPITALISED = re.compile(r"(?<!\w)[A-Z][^\W_]*")
_CAPITAL = re.compile(rf"(?<=[\w,;’”{HELD}] )[*_(]*([A-Z][^\W_]*)")
# Not "add up to", which hedges nothing.
_HEDGE_BEFORE = re.compile(
    rf"(?<!\w)(?<!add )(?<!adds ){alternation(HEDGES_BEFORE)}\s*\Z", re.IGNORECASE
)
# Behind a number and, where there is one, the noun of what it counts: "40 boats or more".
_HEDGE_AFTER = re.compile(rf"\A(?:\s+[^\W\d]+)?\s*{alternation(HEDGES_AFTER)}(?!\w)", re.IGNORECASE)
# Between two numbers this compares them; any other "fewer than" may hedge the second.
_COMPARED = re.compile(
    r"\A(?:\s+[^\W\d]+)?\s*(?:is|are|was|were)\s+"
    r"(?:(?:more|fewer|less|higher|lower|larger|smaller|greater)\s+than|as\s+many\s+as)\s*\Z",
    re.IGNORECASE,
)


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

    @property
    def is_number(self) -> bool:
        """Whether it shows a number, where its evidence is one."""
        is_one = all(isinstance(item, Figure | Derived) for item in self.items)
        return is_one and self.aspect in ASPECTS and ASPECTS[self.aspect].is_number


@dataclass(frozen=True)
class Sentence:
    """A sentence of the text for a finding: what a person typed of it, and its places for
    evidence. A title of a chart or a heading of a section has a `table` that holds it.
    """

    key: str
    template: str
    places: tuple[Place, ...]
    table: str = ""

    @property
    def typed(self) -> str:
        """The words that a person typed, as a reader sees them."""
        return read_out(PLACE.sub(HELD, self.template))

    @property
    def items(self) -> list[Item]:
        """All evidence that stands in it, in order."""
        return [*chain.from_iterable(place.items for place in self.places)]

    @property
    def is_full(self) -> bool:
        """Whether each of its places has evidence; without, the sentence is left out."""
        return all(place.items for place in self.places)

    @property
    def where(self) -> str:
        """The finding, behind the name of its table if it has one, and the first words, for a
        message.
        """
        begins = self.template[:60].replace(HELD, "{…}")
        return f"{in_table(self.table, self.key)}, {shown(begins)}"

    def filled(self) -> str:
        """The sentence with a reference to its evidence in each place."""
        found = iter(self.places)

        def put(_: re.Match[str]) -> str:
            place = next(found)
            return refer(place.items, place.aspect)

        return PLACE.sub(put, self.template)


def in_table(table: str, key: str) -> str:
    """The text for a finding as a message names it: "below", "titles.below"."""
    return f"{table}.{key}" if table else key


def check(record: Record, sentence: Sentence) -> None:
    """Hold what a person typed against the evidence of its sentence. Raises TextError.

    Where a place has no evidence today, names and quotations wait until it has.
    """
    if typed := typed_numbers(sentence.typed):
        wrong = f'"{typed[0]}" is typed by hand'
        raise TextError(sentence.where, wrong, "let it come in from evidence")
    _check_amounts(sentence)
    _check_hedges(sentence)
    _check_nouns(sentence)
    if not sentence.is_full:
        return
    _check_dates(sentence)
    _check_names(record, sentence)
    try:
        paragraph("sentence", sentence.filled())
    except ProseError as error:
        raise TextError(sentence.where, error.wrong, error.do) from None


def _check_hedges(sentence: Sentence) -> None:
    """Refuse a hedge beside a number, which brings its own.

    "Is fewer than" between two numbers compares them, which is held against them.
    """
    is_compared = False
    for place in sentence.places:
        if not place.is_number:
            continue
        before = "" if is_compared and _COMPARED.match(place.before) else place.before
        is_compared = True
        if typed := hedge_beside(before, place.after):
            wrong = f'"{typed}" hedges {{{place.name}}}, which brings its own hedge'
            raise TextError(sentence.where, wrong, "take the hedge out")


def hedge_beside(before: str, after: str) -> str:
    """The hedge at the end of the words before a number, or at the beginning of those after it; ""
    for none.
    """
    found = _HEDGE_BEFORE.search(before) or _HEDGE_AFTER.search(after)
    return found[0].strip() if found else ""


def check_said(text: str, beside: Sequence[Item] = ()) -> None:
    """Hold a text of a notebook, with references to evidence, against that evidence and what stands
    beside it. Raises ProseError.

    It has no finding, so that a word that compares is held against the numbers around it alone;
    and no record, so that a name is a capital that stands in its evidence.
    """
    sentences = _said(text)
    if any(typed_numbers(sentence.template) for sentence in sentences):
        return  # which is refused where it is rendered
    try:
        for sentence in sentences:
            _check_amounts(sentence)
            _check_hedges(sentence)
            _check_dates(sentence)
            _check_compared(sentence)
        check_capitals(sentences, beside=beside)
    except TextError as error:
        raise ProseError(error.where, error.wrong, error.do) from None


def _said(text: str) -> list[Sentence]:
    """The sentences of a text of a notebook, each with its places for evidence."""
    typed = ""
    referred: list[tuple[tuple[Item, ...], str]] = []
    for words, items, aspect in pieces(text):
        typed += words
        if items:
            typed += HELD
            referred.append((tuple(items), aspect))
    left = iter(referred)
    sentences = []
    # A digit, for a letter before a full stop would be an initial.
    for words in parted(typed, typed.replace(HELD, "0")):
        places = []
        around = words.split(HELD)
        for before, after in pairwise(around):
            shown_items, aspect = next(left)
            place = Place(shown_items[0].id, aspect, before, after, shown_items)
            places.append(place)
        sentences.append(Sentence("sentence", words, tuple(places)))
    return sentences


def parted(text: str, masked: str) -> list[str]:
    """The sentences of a text, which end where those of `masked` do, a text of the same length."""
    ends = [after for _, after in sentence_ends(masked)]
    found = []
    for start, end in pairwise([0, *ends, len(text)]):
        words = text[start:end].strip()
        if words:
            found.append(words)
    return found


def _check_amounts(sentence: Sentence) -> None:
    """Refuse words that state how many, and "exactly" in a sentence with a number that is not."""
    if amount := amount_in(sentence.typed):
        wrong = f'"{amount}" states how many, and leads to no evidence'
        raise TextError(sentence.where, wrong, "let the number come in from evidence")
    exactly = _EXACT.search(sentence.typed)
    if not exactly:
        return
    numbers = [place for place in sentence.places if place.is_number]
    for item in chain.from_iterable(place.items for place in numbers):
        if isinstance(item, Figure | Derived) and item.bound.kind != "exact":
            wrong = f'"{exactly[0]}" stands beside "{item.label()}", which is no exact number'
            raise TextError(sentence.where, wrong, f'leave out "{exactly[0]}"')


def amount_in(words: str) -> str:
    """The first words that state how many without a number: "almost all"; "" for none."""
    found = _AMOUNT.search(words)
    return found[0] if found else ""


def _check_dates(sentence: Sentence) -> None:
    """Refuse a date right behind a number that is of another time."""
    for number, date in pairwise(sentence.places):
        if not number.is_number or date.aspect not in _DATES:
            continue
        own = {str(date_of(item)) for item in number.items if date_of(item)}
        given = {str(date_of(item)) for item in date.items}
        if own and not own & given and _OF_DATE.fullmatch(number.after):
            wrong = f"{{{date.name}}} gives {{{number.name}}} the date of something else"
            do = f"give it its own, {{{number.name}:{date.aspect}}}, or put words between them"
            raise TextError(sentence.where, wrong, do)


def _check_nouns(sentence: Sentence) -> None:
    """Refuse bare numbers of different things joined by "and", of which only one has its noun."""
    for first, second in pairwise(sentence.places):
        if first.after.strip() not in ("and", ",", ", and") or first.aspect or second.aspect:
            continue
        units = {item.unit for item in (*first.items, *second.items) if hasattr(item, "unit")}
        if len(units) > 1:
            wrong = f"{{{first.name}}} and {{{second.name}}} count different things"
            raise TextError(sentence.where, wrong, "give each its own noun")


# ---- names


def _check_names(record: Record, sentence: Sentence) -> None:
    """Refuse a speaker, office or source that no evidence in the sentence is of, and those named
    who are of a part alone of what one place shows.
    """
    names = record.whole.names()
    allowed: set[str] = set()
    for item in _reported(sentence.items):
        allowed |= record.whole.voices(item)
    named: set[str] = set()
    found, _ = _named_in(sentence.typed, names.keys() - record.whole.sides_named())
    for name in found:
        if not names[name] & allowed:
            wrong = f"names {shown(name)}, but no evidence in the sentence is of that name"
            raise TextError(sentence.where, wrong, "name who said it, or put their evidence in")
        named |= names[name]
    speakers = record.whole.rows["speakers"]
    media = {key for key in named if speakers[key]["kind"] == "media"}
    people = named - media
    for place in sentence.places:
        rows = _reported(place.items)
        _check_part(record, sentence, place, rows, media)
        _check_part(record, sentence, place, place.items, people)


def _check_part(
    record: Record,
    sentence: Sentence,
    place: Place,
    items: Iterable[Item],
    named: set[str],
) -> None:
    """Refuse a place that shows items of which some are of those named and others are not."""
    is_theirs = set()
    for item in items:
        voices: set[str] = set()
        for row in _reported([item]):
            voices |= record.whole.voices(row)
        is_theirs.add(not named.isdisjoint(voices))
    if len(is_theirs) > 1:
        wrong = f"{{{place.name}}} is in part of others than those whom the sentence names"
        do = "name all of them, from evidence ({name:speaker}, {articles:publisher})"
        raise TextError(sentence.where, wrong, do)


def check_capitals(
    sentences: Sequence[Sentence],
    names: Iterable[str] = (),
    places: Iterable[str] = (),
    beside: Iterable[Item] = (),
) -> None:
    """Refuse a word with a capital, inside a sentence, that is no part of one of `names` or
    `places`, begins as none of the places ("Ruritanian"), and stands in no evidence of the text or
    `beside` it.
    """
    evidence = [*chain.from_iterable(each.items for each in sentences), *beside]
    words = chain.from_iterable(map(_CAPITALISED.findall, places))
    begins = tuple(word for word in words if len(word) >= SHORT_NAME)  # not the "U" of "the U.S."
    for sentence in sentences:
        _, rest = _named_in(sentence.typed, [*names, *places])
        for word in _CAPITAL.findall(rest):
            if not word.startswith(begins) and not _is_told(word, evidence):
                wrong = f"names {shown(word)}, which stands in no evidence of the text"
                do = "name what its evidence has, or put the evidence of that name in"
                raise TextError(sentence.where, wrong, do)


def _is_told(word: str, items: Iterable[Item]) -> bool:
    """Whether a word, without the end of "Ruritanians", stands in what records of evidence say of
    themselves; what is noted of their sources is of others too.
    """
    ending = "s" if word.isupper() else "ns|n|s"  # an acronym has no other
    stem = folded(word)
    if len(word) > SHORT_NAME:
        stem = re.sub(rf"(?:{ending})$", "", stem)
    told = re.compile(rf"(?<!\w){re.escape(stem)}(?:{ending})?(?!\w)")
    for item in items:
        for record in item.evidence():
            if record["kind"] == "source":
                continue
            if any(told.search(folded(words)) for words in said(record)):
                return True
    return False


def _named_in(typed: str, names: Iterable[str]) -> tuple[list[str], str]:
    """The names that stand in typed words, in any case ("foreign ministry"), the longest where
    several begin at one place; and the words with HELD in the place of each.
    """
    found = []
    for name in sorted(names, key=lambda name: (-len(name), name)):
        flags = re.IGNORECASE if len(name) > SHORT_NAME else 0
        words = r"\s+".join(map(re.escape, read_out(name).split()))
        pattern = re.compile(rf"(?<!\w){words}(?!\w)", flags)
        if pattern.search(typed):
            found.append(name)
            typed = pattern.sub(HELD, typed)
    return found, typed


def _reported(items: Iterable[Any]) -> Iterable[Reported]:
    """The rows that items are or rest on."""
    for item in items:
        if isinstance(item, Reported):
            yield item
        else:
            yield from _reported(getattr(item, "inputs", ()))


# ---- words that compare


def check_comparisons(sentence: Sentence, named: Mapping[str, Any], stands: bool) -> None:
    """Refuse a word that compares where neither a finding nor the numbers around it license it.

    Only of the text that `stands` the numbers have to bear it out: another is of another day.
    """
    typed = sentence.typed
    for match in _COMPARING.finditer(typed):
        family = str(match.lastgroup)
        if sentence.key in UNSETTLED and _NOT_KNOWN.search(typed):
            continue
        is_licensed = family in _licensed(sentence, match, named)
        if is_licensed and _DENIED.search(typed[: match.start()]):
            raise _unlicensed(sentence, match, "stands behind a word that denies it")
        if is_licensed or _is_true(sentence, match, family):
            continue
        if stands or not _could_be_true(sentence, family, named):
            wrong = "is licensed neither by the finding nor by numbers beside it"
            raise _unlicensed(sentence, match, wrong)


def _unlicensed(sentence: Sentence, match: re.Match[str], wrong: str) -> TextError:
    do = f'say it under the finding for which it holds, or without "{match[0]}"'
    if sentence.key in UNSETTLED:
        do = f'say in its sentence that it is not known, or leave out "{match[0]}"'
    return TextError(sentence.where, f'"{match[0]}" {wrong}', do)


def _licensed(sentence: Sentence, match: re.Match[str], named: Mapping[str, Any]) -> set[str]:
    """The families of words that may stand at a place: those of the finding, and of the names
    whose evidence stands there. A title without numbers is of what was handed over: "the highest".
    """
    families = {*LICENSED.get(sentence.key, ())}
    for name in LICENSED.keys() & named.keys():
        ids = {item.id for item in several(named[name], sentence.where)}
        is_extreme = name in ("most", "least")
        near = _nearest(sentence, match) if is_extreme else sentence.items
        has_no_numbers = not any(place.is_number for place in sentence.places)
        is_of_it = sentence.table and is_extreme and has_no_numbers
        if is_of_it or any(item.id in ids for item in near):
            families |= {*LICENSED[name]}
    return families


def _nearest(sentence: Sentence, match: re.Match[str]) -> list[Item]:
    """The numbers that a superlative can be of: the next one in its clause, else those before."""
    before, after = _around(sentence, match)
    between = sentence.typed[match.end() :].partition(HELD)[0]
    if after and not re.search(r"[,.;:]", between):
        return list(after[0].items)
    return [*chain.from_iterable(place.items for place in before)]


def _around(sentence: Sentence, match: re.Match[str]) -> tuple[list[Place], list[Place]]:
    """The places of numbers before and after a word, in order."""
    count = sentence.typed[: match.start()].count(HELD)
    before = [place for place in sentence.places[:count] if place.is_number and place.items]
    after = [place for place in sentence.places[count:] if place.is_number and place.items]
    return before, after


def _check_compared(sentence: Sentence) -> None:
    """Refuse a word that compares two numbers, one before and one after it, and is not known to be
    true of them.
    """
    typed = sentence.typed
    for match in _COMPARING.finditer(typed):
        before, after = _around(sentence, match)
        if not before or not after:
            continue
        family = str(match.lastgroup)
        is_order = family in ("more", "fewer", "rises", "falls", "same")
        if is_order and not _NOT_KNOWN.search(typed) and not _is_true(sentence, match, family):
            wrong = f'"{match[0]}" is not known to be true of the numbers before and after it'
            do = f'choose words that are, or leave out "{match[0]}"'
            raise TextError(sentence.where, wrong, do)


def _is_true(sentence: Sentence, match: re.Match[str], family: str) -> bool:
    """Whether a word that compares is true of the numbers around it: "{a} is fewer than {b}",
    "from {a} it rose to {b}".
    """
    before, after = _around(sentence, match)
    if family not in ("rises", "falls"):
        first, second = _last(before), after[0] if after else None
    elif second := _led_by("to", after):
        first = _led_by("from", after) or _last(before)
    else:
        first, second = _led_by("from", [*after, *before]), _led_by("to", before)
    if not first or not second:
        return False
    order = _order(first, second)
    wanted = {"rises": "below", "fewer": "below", "falls": "above", "more": "above"}
    return order == wanted.get(family, "equal" if family == "same" else "")


def _led_by(word: str, places: Iterable[Place]) -> Place | None:
    """The first of several places that follows this word."""
    follows = re.compile(rf"(?<!\w){word}\s*\Z", re.IGNORECASE)
    return next((place for place in places if follows.search(place.before)), None)


def _last(places: list[Place]) -> Place | None:
    return places[-1] if places else None


def _order(first: Place, second: Place) -> str:
    """How the number of one place stands to that of another; "" where they count other things."""
    numbers = [item for item in (*first.items, *second.items) if isinstance(item, Figure | Derived)]
    if len(numbers) != len(first.items) + len(second.items) or len(numbers) != PAIR:
        return ""
    one, other = numbers
    if (one.unit, one.measure) != (other.unit, other.measure):
        return ""
    return one.bound.compare(other.bound)


def _could_be_true(sentence: Sentence, family: str, named: Mapping[str, Any]) -> bool:
    """Whether a word that compares could be licensed on another day: by numbers, or by a name."""
    names = {place.name for place in sentence.places} | {"most", "least"}
    families = chain.from_iterable(
        LICENSED[name] for name in LICENSED.keys() & named.keys() & names
    )
    if family in families:
        return True
    numbers = [place for place in sentence.places if ASPECTS[place.aspect].is_number]
    return family not in ("fits", "breaks", "most", "least") and len(numbers) > 1


def several(given: Any, where: str) -> tuple[Item, ...]:
    """What a notebook hands over under a name, in a row: an item, several, or nothing."""
    items = (given,) if isinstance(given, Item) else given or ()
    if isinstance(items, str) or not isinstance(items, Iterable):
        raise TextError(where, f"{given!r:.60} is no evidence", "hand over what the record gives")
    found = tuple(items)
    for item in found:
        if not isinstance(item, Item):
            wrong = f"{item!r:.60} is no evidence"
            raise TextError(where, wrong, "hand over what the record gives")
    return found
