"""Texts that a person writes and the record chooses: one for each finding, with places for
evidence, checked.

    words = {"agree": "{best:unit}, according to {best:speaker}. Both can be true.", "clash": …}
    answer(written(record, compared, words, answers, best=best))

In braces stands evidence, by its id or by a name that the notebook hands over, and after a colon
the aspect that is meant (see `wording.ASPECTS`). `words` are a notebook's own, for any record;
`answers` those of one question, which stand before them. The finding decides which text stands. All
texts are checked each time, also those that do not stand, as far as their evidence is there today:
see `typed`. The titles of charts and the headings of sections are such texts too, of a few words.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from analysis.errors import LookupFailed, ProseError, TextError, did_you_mean
from analysis.measures.findings import Finding
from analysis.record.record import Record
from analysis.record.reported import Event, Quote
from analysis.report.blocks import Block, paragraph
from analysis.report.gate import hides
from analysis.report.prose import Text, decisive, heading_of
from analysis.report.typed import (
    HELD,
    PLACE,
    Place,
    Sentence,
    check,
    check_capitals,
    check_comparisons,
    in_table,
    parted,
    several,
)
from analysis.report.wording import ASPECTS, Item, plain


def written(
    record: Record,
    finding: str | Finding | Iterable[Finding],
    words: Mapping[str, str],
    answers: Mapping[str, str] | None = None,
    /,
    because: Iterable[Item] = (),
    titles: Mapping[str, str] | None = None,
    **named: Any,
) -> Text:
    """The text for a finding: of `answers`, or else of `words`; `named` is what their places may
    hold.

    A finding is a word ("agree"), or findings that decide one together. A sentence one of whose
    places has no evidence is left out. `because` is further evidence that the finding rests on;
    what it assumes is told with what the text's own evidence assumes. `titles` are those of a
    chart, one for each finding, and become the `title` of the text; its numbers have to stand in
    the rows of the chart, which is checked where it is published. Raises ProseError for a finding
    without a text, and for what no text may hold: typed numbers, hedges, comparisons that nothing
    licenses, names and quotations of others than its evidence, places for what there is not.
    """
    word, found = _decided(finding)
    own = dict(answers or {})
    text = _chosen(record, word, words, own, named)
    told = ""
    if own and word not in own:
        told = f'the question has no words for "{word}"; the notebook’s own stand'
    title = _chosen(record, word, dict.fromkeys(words, ""), titles or {}, named, "titles")
    because = (*found, *because)
    return replace(text, because=because, told=told, title=title.words, titles=title.texts)


def heading(
    record: Record,
    name: str,
    finding: str | Finding | Iterable[Finding],
    sections: Mapping[str, Mapping[str, str]],
    headings: Mapping[str, Mapping[str, str]],
    /,
    **named: Any,
) -> Block:
    """The heading of the section `name` for a finding: one of `headings`, which are a question's
    own, or else of `sections`; read and checked as the title of a chart is.

    Raises ProseError as `written` does, and for one that needs evidence which is not there today.
    """
    word, _ = _decided(finding)
    table, own = f"headings.{name}", headings.get(name, {})
    text = _chosen(record, word, sections[name], own, named, table)
    if not text.sentences:
        raise TextError(in_table(table, word), "it has no evidence today", "name less of it")
    return heading_of(name, text)


def _chosen(
    record: Record,
    word: str,
    words: Mapping[str, str],
    own: Mapping[str, str],
    named: Mapping[str, Any],
    table: str = "",
) -> Text:
    """The text for the finding `word`, of `own` or else of `words`, once all of both are checked;
    `table` is that of a title or a heading.
    """
    _check_keys(word, words, own, table)
    texts = {}
    for key, text in {**words, **own}.items():
        texts[key] = read(record, text, named, key, table)
    for key, sentences in texts.items():
        _check_text(record, sentences, named, key == word)
    kept = tuple(_filled(texts[word]))
    said = {}
    for key, sentences in texts.items():
        said[key] = {"words": _said(sentences), "own": key in own}
    return Text(kept, word, texts=said)


def _check_keys(word: str, words: Mapping[str, str], own: Iterable[str], table: str) -> None:
    """Refuse a finding without words, and words for one that the notebook does not come to."""
    known = ", ".join(words) or "none"
    for key in own:
        if key not in words:
            do = did_you_mean(key, words) or f"use one of {known}"
            where = f'{table or "answer"} "{key}"'
            raise ProseError(where, "the notebook comes to no such finding", do)
    if word not in words:
        wrong = f'none for the finding "{word}"; there are {known}'
        raise ProseError("words", wrong, "add them")


def _check_text(
    record: Record, sentences: Iterable[Sentence], named: Mapping[str, Any], stands: bool
) -> None:
    """Refuse what the text for a finding may not hold; of what is left out, comparisons wait."""
    sentences = [*sentences]
    for sentence in sentences:
        check(record, sentence)
        check_comparisons(sentence, named, stands and sentence.is_full)
    # Where the text has no evidence today, names wait until it has.
    if any(sentence.items for sentence in sentences):
        check_capitals(sentences, record.whole.names(), record.whole.sides_named())


def _said(sentences: Iterable[Sentence]) -> str:
    """A text with today's evidence, in plain words; "" where none of its sentences has any."""
    filled = " ".join(_filled(sentences))
    return plain(paragraph("sentence", filled).html) if filled else ""


def _filled(sentences: Iterable[Sentence]) -> list[str]:
    """Those of the sentences that have all of their evidence today, with it."""
    return [sentence.filled() for sentence in sentences if sentence.is_full]


def _decided(finding: str | Finding | Iterable[Finding]) -> tuple[str, list[Finding]]:
    """The word of a finding, or of several together, and what it rests on."""
    if isinstance(finding, str):
        return finding, []
    if isinstance(finding, Finding):
        return finding.word, [finding]
    found = list(finding)
    word = decisive(found) if found else "none"
    return word, found


def read(
    record: Record, text: str, named: Mapping[str, Any], key: str, table: str = ""
) -> list[Sentence]:
    """The sentences of a text with the evidence that its places hold; see `Sentence`.

    Raises TextError for what is no text, for a character in it that does not show, for a place that
    holds nothing known, and for braces that are no place.
    """
    if not isinstance(text, str):
        raise TextError(f"{key}, its words", f"{text!r:.60} is no text", "write one in quotes")
    if hides(text):
        wrong = "holds a character that does not show"
        raise TextError(Sentence(key, text, (), table).where, wrong, "type it anew")
    text = " ".join(text.split())
    # A place begins like a name: behind a full stop it begins a sentence.
    masked = PLACE.sub(_masked, text)
    sentences = []
    for words in parted(text, masked):
        bare = Sentence(key, words, (), table)
        sentences.append(_with_places(record, bare, named))
    return sentences


def _masked(place: re.Match[str]) -> str:
    return "X" * len(place[0])


def _with_places(record: Record, bare: Sentence, named: Mapping[str, Any]) -> Sentence:
    """A sentence with its places. Raises TextError for a brace that is none of a place."""
    where, words = bare.where, bare.template
    typed = PLACE.sub(HELD, words)
    if "{" in typed or "}" in typed:
        raise TextError(where, "a brace holds no evidence", "write {id:aspect} or {name:aspect}")
    places = []
    around = typed.split(HELD)
    matches = PLACE.finditer(words)
    for match, (before, after) in zip(matches, pairwise(around), strict=True):
        name = match[1]
        aspect = _aspect(match[2] or "", where)
        items = _items(record, name, named, where)
        if _OPEN_QUOTATION.search(before) and _quotes(items, aspect):
            wrong = f"{{{match[1]}}} stands in quotation marks, and a quotation has its own"
            raise TextError(where, wrong, "leave out the marks around it")
        places.append(Place(name, aspect, before, after, items))
    return replace(bare, places=tuple(places))


# An opening mark that no closing one follows: a straight one opens behind a space or a bracket.
_OPEN_QUOTATION = re.compile(r"""[“„‟«‹‘][^“”„‟«»‹›‘’]*\Z|(?<![^\s(])["'][^"']*\Z|»\s*\Z""")


def _quotes(items: Iterable[Item], aspect: str) -> bool:
    """Whether a place shows words of a source in quotation marks."""
    is_quoted = any(isinstance(item, Quote | Event) for item in items)
    return aspect == "words" or (is_quoted and not aspect)


def _aspect(aspect: str, where: str) -> str:
    """An aspect that there is. Raises TextError for another."""
    if aspect not in ASPECTS:
        known = ", ".join(filter(None, ASPECTS))
        do = did_you_mean(aspect, ASPECTS) or f"use one of {known}"
        raise TextError(where, f'there is no aspect "{aspect}"', do)
    return aspect


def _items(record: Record, name: str, named: Mapping[str, Any], where: str) -> tuple[Item, ...]:
    """The evidence of a place: what the notebook calls so, or the row with this id."""
    if name in named:
        return several(named[name], where)
    try:
        return tuple(record.whole.items(name))
    except LookupFailed:
        known = ", ".join(named) or "nothing"
        do = did_you_mean(name, [*named]) or f"name a row by its id, or one of {known}"
        wrong = f"{{{name}}} is no evidence that this text can have"
        raise TextError(where, wrong, do) from None


# ---- how a text reads


MOST_WORDS = 45
MOST_IN_SENTENCE = 30
MOST_IN_TITLE = 15
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
    for sentence in parted(words, words):
        length = len(sentence.split())
        if length > MOST_IN_SENTENCE:
            found.append(f"a sentence of {length} words, more than {MOST_IN_SENTENCE}")
    found += [f'"{mark}"' for mark in "();" if mark in words]
    found += [f'"{banned}"' for banned in BANNED if banned in words.lower()]
    return found


def title_faults(words: str) -> list[str]:
    """What an editor would send the title of a chart or a heading of a section back for: what an
    answer may not have either, its length, and that it asks or ends as a sentence does.
    """
    found = faults(words)
    count = len(words.split())
    if count > MOST_IN_TITLE:
        found.append(f"{count} words, more than {MOST_IN_TITLE}")
    if words.endswith((".", "?", "!", ":")):
        found.append(f'"{words[-1]}" at its end')
    return found
