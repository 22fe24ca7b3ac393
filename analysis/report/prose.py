"""Sentences whose numbers, dates and names come only from evidence; quotes, tables and limits with
source lines.

A sentence may hold no digit and no number word: each comes in as a figure, a derived number, a
quote or an event, and leaves as a link to that evidence's record in the page. Nor may the record's
own words (a reason, a note, a refusal) bring in a number that the evidence beside them does not
report.

    say(f"{total:speaker} counts {total:unit}.")

After the colon stands the aspect of the evidence that is meant (see `wording.ASPECTS`). Several
items are worded one by one and joined with commas and "and"; words that would be repeated are given
once. What is false is left out: None, "", an empty selection. The words for gaps stand in
`gap_words`, the columns of tables in `table_columns`.

>>> prose.plain(prose.say(f"{record.figure('kt-572'):unit} were counted.").html)
'572 people were counted.'
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from markupsafe import Markup

from analysis.errors import ProseError, Refusal
from analysis.measures.clues import READINGS, Clue
from analysis.measures.derived import Derived, figures_of
from analysis.measures.findings import FINDINGS, Finding, overall
from analysis.measures.unknowns import Gap
from analysis.record.references import Evidence
from analysis.record.reported import Event, Figure, MissingFigure, Quote, Reported
from analysis.report.blocks import Block, evidence_of, limits_block, paragraph, table_block
from analysis.report.gap_words import GAPS
from analysis.report.placeholders import all_worded, assuming, assumptions_of, in_turn, rendered
from analysis.report.quotations import held_words, utterance
from analysis.report.table_columns import (
    EVENTS,
    FIGURES,
    MISSING,
    Columns,
    cell,
    filled,
    is_shown,
    with_doubts,
)
from analysis.report.typed import check_said
from analysis.report.wording import (
    Item,
    basis_words,
    capitalised,
    link,
    markup,
    own,
    plain,
    source_link,
    subject,
    worded,
)
from analysis.text.lexicon import alternation


def say(*sentences: Any) -> Block | None:
    """A paragraph of sentences, those left out that are false; None where nothing is left.

    Raises ProseError for a number that is typed by hand, and for what is no sentence.

    >>> total = record.figure("kt-572")
    >>> prose.plain(say(f"{total:speaker} counts {total:unit} {total:when}.").html)
    'The general department of immigration counts 572 people by February 2018.'
    """
    kept = _sentences(sentences)
    return paragraph("sentence", " ".join(kept)) if kept else None


@dataclass(frozen=True)
class Text:
    """What a person wrote for a finding, with references to its evidence; see `texts.written`.

    `because` is what the finding rests on. `texts` are those of all findings, in plain words and
    with whether they are the question's own; `told` is what the build has to say of it. `title` is
    that of a chart for the same finding, in plain words, "" for none; `titles` are all of them.
    """

    sentences: tuple[str, ...]
    finding: str
    because: tuple[Item, ...] = ()
    texts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    told: str = ""
    title: str = ""
    titles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __str__(self) -> str:
        """Its words, without links."""
        return plain(paragraph("sentence", " ".join(self.sentences)).html)

    @property
    def words(self) -> str:
        """The words that stand, without links; "" where none do."""
        return str(self.texts[self.finding]["words"])


def answer(*sentences: Any) -> Block:
    """The paragraph that answers the page's question, and below it what it assumes; one per page.

    Takes a text of `texts.written`, or sentences. The index shows the first sentence alone, with
    the next where that is a bare "Yes.": it has to be true by itself. Raises ProseError where no
    sentence is left.

    >>> prose.plain(answer(f"{record.figure('kt-572'):unit} were counted.").html)
    '572 people were counted.'
    """
    texts = [given for given in sentences if isinstance(given, Text)]
    kept = [*chain.from_iterable(text.sentences for text in texts)]
    kept += _sentences(given for given in sentences if not isinstance(given, Text))
    if not kept:
        raise ProseError("answer", "it has no sentence", "word what is known in every case")
    words, used = rendered(" ".join(kept))
    used += chain.from_iterable(text.because for text in texts)
    assumed = [each for each in assumptions_of(used) if not _is_said(each, words)]
    listed_below = Markup().join(markup("<li>{}</li>", each) for each in assumed)
    holds = markup('<p class="note">This holds if</p><ul>{}</ul>', listed_below) if assumed else ""
    extra: dict[str, Any] = {"short": str(_short(kept))}
    for text in texts:
        extra |= {"finding": text.finding, "texts": text.texts, "told": text.told}
        extra["titles"] = text.titles
    html = markup("<p>{}</p>{}", words, holds)
    return Block("answer", html, evidence_of(used), extra=extra)


def _short(sentences: Sequence[str]) -> Markup:
    """The first of several sentences as a paragraph, with the next where it rests on nothing:
    "Yes.", "It depends."
    """
    first = paragraph("answer", sentences[0])
    return first.html if first.evidence else paragraph("answer", " ".join(sentences[:2])).html


def _is_said(assumed: str, words: str) -> bool:
    """Whether words already make a condition of what is assumed: "if both cover the same time"."""
    conditions = re.findall(r"\bif both ([^.,]+)", plain(words))
    return plain(assumed).endswith(tuple(conditions))


def heading_of(name: str, text: Text) -> Block:
    """The heading of the section `name` of a page, in the words of a text of `texts`."""
    words, used = rendered(" ".join(text.sentences))
    extra = {"finding": text.finding, "texts": text.texts}
    return Block("heading", markup("<h2>{}</h2>", words), evidence_of(used), name, extra)


def choose(findings: Finding | Iterable[Finding], **texts: str) -> str:
    """The text for what one finding says, or several together; "" where there are none.

    Raises ProseError unless each word that they could have has its text: "agree", "clash" and
    "open", or "below", "above", "equal" and "unknown".

    >>> order = calculations.order(record.figure("kt-572"), record.figure("kt-500"))
    >>> choose(order, above="more", below="fewer", equal="as many", unknown="not known to be more")
    'not known to be more'
    """
    found = [findings] if isinstance(findings, Finding) else list(findings)
    words = {*texts, *(finding.word for finding in found)}
    asked = {FINDINGS[word][0] for word in words & FINDINGS.keys()}
    due = {word for word in FINDINGS if FINDINGS[word][0] in asked}
    if len(asked) != 1 or texts.keys() != due:
        named = ", ".join(sorted(texts)) or "nothing"
        do = "word each of agree, clash and open, or of below, above, equal and unknown"
        raise ProseError("choose", f"it has texts for {named}", do)
    return texts[decisive(found)] if found else ""


def decisive(found: Iterable[Finding]) -> str:
    """The word for several findings together: a single contradiction outweighs what agrees."""
    words = {finding.word for finding in found}
    if "clash" in words:
        return "clash"
    return "open" if "open" in words else overall(found)


def _sentences(given: Iterable[Any]) -> list[str]:
    """Those of several texts that are not false. Raises ProseError for anything else, and for what
    a sentence may not say of its evidence.
    """
    kept = [text for text in given if text]
    for text in kept:
        if not isinstance(text, str):
            do = 'put evidence into a sentence, as in f"{total:unit}"'
            raise ProseError(f"sentence {text!r:.60}", "is no text", do)
        check_said(text)
    return kept


def limits(*sentences: Block | str | None) -> Block:
    """What the record does not establish, or what would change the answer: one list item per
    sentence that is not false.

    >>> prose.plain(limits("What became of the others is not told.", None).html)
    'What became of the others is not told.'
    """
    items: dict[str, Markup] = {}
    evidence: list[Evidence] = []
    for sentence in sentences:
        block = say(sentence) if isinstance(sentence, str) else sentence
        if block:
            words = block.html.removeprefix("<p>").removesuffix("</p>")
            items[plain(words)] = words
            evidence += block.evidence
    return limits_block(list(items.values()), evidence)


def outcome(attempt: Derived | Refusal, figures: Sequence[Figure]) -> Block:
    """What became of a calculation asked of `figures`: its result, or why the evidence does not
    allow it.

    >>> two = record.figures(["kt-500", "kt-28"])
    >>> refused = derived.attempt(sums.total, record, two)
    >>> prose.plain(outcome(refused, two).html).partition(":")[0]
    'For more than 500 people and 28 people, no sum is given'
    """
    asked = all_worded(figures, "unit")
    if isinstance(attempt, Refusal):
        wrong = _linked(attempt.wrong, figures)
        said = markup("<p>For {}, {}. {}.</p>", asked, wrong, capitalised(own(attempt.do, ())))
        return Block("sentence", said, evidence_of(figures))
    found = worded(attempt, "unit") + assuming([attempt])
    said = markup("<p>From {} we calculate {}.</p>", asked, found)
    return Block("sentence", said, evidence_of([*figures, attempt]))


def _linked(words: str, figures: Sequence[Figure]) -> Markup:
    """Words in which "the 92" is a link to the figure that gives this number."""
    by_label = {figure.label(): figure for figure in figures}
    said = Markup()
    for piece in re.split(rf"(?<=\bthe )({alternation(by_label)})(?!\w)", words):
        said += link(by_label[piece], piece) if piece in by_label else own(piece, ())
    return said


def gaps(found: Iterable[Gap]) -> Block:
    """What the record does not establish, a list item for each gap of `unknowns.gaps`.

    >>> prose.plain(gaps(unknowns.gaps(record, [record.figure("kt-572")])).html).splitlines()[0]
    'This date rests on outside evidence: 572 people (by February 2018, “So far” in the source).'
    """
    items: list[Markup] = []
    used: list[Item] = []
    for gap in found:
        items.append(GAPS[gap.kind](gap))
        used += gap.items
        used += gap.others
        if gap.articles:
            used.append(gap.articles)
    return limits_block(items, evidence_of(used))


def quotes(selection: Iterable[Quote]) -> Block:
    """Quotations whole and in order, parts of one utterance joined and shown as split, each with
    its source line.

    >>> prose.plain(quotes(record.quotes(source_id="rfa")[:1]).html).splitlines()[0]
    '“unreasonable”'
    """
    found = list(selection)
    utterances: dict[str, list[Quote]] = {}
    for quote in found:
        utterances.setdefault(quote.utterance, []).append(quote)
    body = Markup()
    for parts in utterances.values():
        body += utterance(sorted(parts, key=lambda quote: quote.part))
    none = Markup("<p>No quotation in the record matches.</p>")
    return Block("quote", body or none, evidence_of(found))


def table(rows: Iterable[Any], columns: Columns | None = None) -> Block | None:
    r"""A table with a line for each of `rows`: evidence, findings, or tuples with evidence in them.

    `columns` are what is said of a row, by heading: an aspect of its evidence, or a function of
    the row whose text may refer to evidence as a sentence does. Without them, FIGURES or EVENTS,
    as the first row is. None where there are no rows. Raises ProseError for a typed number.

    >>> prose.plain(table([record.figure("kt-572")], {"How many": "unit", "When": "when"}).html)
    'How many\tWhen\t\n572 people\tby February 2018'
    """
    found = list(rows)
    if not found:
        return None
    columns = columns or (EVENTS if isinstance(found[0], Event) else FIGURES)
    return _table(found, filled(columns, found))


def missing(gaps: Iterable[MissingFigure]) -> Block:
    """Where a table gives no number, a row each: when, who would be counted, and why."""
    return _table(sorted(gaps, key=lambda gap: str(gap.period)), MISSING)


def _table(rows: Sequence[Any], columns: Columns) -> Block:
    """A table with a line for each row, which says of it what the columns say, and of each number
    that the record doubts that it does, and why.
    """
    used = list(_evidence_in(rows))
    heads = [*columns]
    lines = []
    reasons = []
    for row in rows:
        said = [cell(row, column) for column in columns.values()]
        named = list(chain.from_iterable(items for _, items in said))
        used += named
        doubted = [figure for figure in figures_of([*_evidence_in([row]), *named]) if figure.doubt]
        cells = [with_doubts(words, doubted) for words, _ in said]
        shown = [figure for figure in doubted if is_shown(figure, Markup().join(cells))]
        lines.append(cells)
        reasons.append(Markup(" ").join(own(figure.doubt, [figure]) for figure in shown))
    for name in columns:
        check_said(name, used)
    if any(reasons):
        heads.append("Why doubted")
        lines = [[*cells, why] for cells, why in zip(lines, reasons, strict=True)]
    return table_block(heads, lines, used)


def _evidence_in(rows: Iterable[Any]) -> Iterator[Item]:
    """The evidence of rows: of a finding what it compares, of a tuple what is evidence in it."""
    for row in rows:
        if isinstance(row, Finding):
            yield from row.inputs
        elif isinstance(row, tuple):
            yield from (item for item in row if isinstance(item, Item))
        else:
            yield row


def clues(
    found: Iterable[Clue],
    together: Derived,
    without: Iterable[Derived | Refusal],
    article: Reported,
) -> Block:
    """Clues to the day of the source of `article`: what each is, what it leaves, and what the
    others leave without it.

    `together` is what all of them leave, `without` for each clue, in the same order, what the
    others do.
    """
    used: list[Item] = [article]
    moved: list[Item] = []
    cells = []
    for clue, left in zip(found, without, strict=True):
        item = clue.item
        name = capitalised(link(item, subject(item)))
        words = in_turn(map(held_words, clue.words))
        reading, *_ = READINGS[clue.reading]
        cells.append(
            [
                markup("{} ({}, {})", name, worded(item, "date"), basis_words(item)),
                words or source_link(article, "see the note on its date"),
                markup("{}: {}", reading, link(clue, clue.label())),
                _left(left, together),
            ]
        )
        used.append(clue)
        if isinstance(left, Derived) and left.period != together.period:
            moved.append(left)
    heads = ("Clue", "In the words of the source", "So it is dated", "Without this clue")
    return table_block(heads, cells, used + moved)


def _left(left: Derived | Refusal, together: Derived) -> str:
    """What is left without a clue, where that is something else than with it."""
    if isinstance(left, Refusal):
        return "an end stays open"
    return "the same days" if left.period == together.period else worded(left, "date")
