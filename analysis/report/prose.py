"""Sentences whose numbers, dates and names come only from evidence; quotes, tables and limits with
source lines.

A sentence may hold no digit and no number word: each comes in as a figure, a derived number, a
quote or an event, and leaves as a link to that evidence's record in the page. Nor may the record's
own words (a reason, a note, a refusal) bring in a number that the evidence beside them does not
report.

    say(f"{total:speaker} counts {total:unit}.")

After the colon stands the aspect of the evidence that is meant (see ASPECTS). Several items are
worded one by one and joined with commas and "and"; words that would be repeated are given once.
What is false is left out: None, "", an empty selection.

>>> prose.plain(prose.say(f"{record.figure('kt-572'):unit} were counted.").html)
'572 people were counted.'
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from markupsafe import Markup, escape

from analysis.errors import ProseError, Refusal, shown
from analysis.measures.arrivals import Arrival
from analysis.measures.assessments import Assessment
from analysis.measures.clues import READINGS, Clue
from analysis.measures.derived import FEW, Conclusion, Counted, Derived
from analysis.measures.findings import FINDINGS, Finding
from analysis.measures.findings import overall as together
from analysis.measures.tallies import BRACKETED
from analysis.measures.unknowns import Gap
from analysis.record.bases import BASIS
from analysis.record.csvfiles import harmless_markup
from analysis.record.populations import Relation
from analysis.record.references import MIME, Evidence, pieces, unmarked
from analysis.record.reported import Event, Figure, MissingFigure, Quote, Reported
from analysis.report.beside import is_explored, with_words
from analysis.report.gate import refusals, unique
from analysis.report.wording import (
    ASPECTS,
    Item,
    basis_words,
    capitalised,
    date_of,
    edition,
    group,
    in_row,
    introduced,
    leading,
    link,
    listed,
    markup,
    note,
    outlet,
    own,
    plain,
    population,
    principal,
    quoted,
    since,
    source_link,
    subject,
    time,
    titled,
    who,
    worded,
)
from analysis.text.lexicon import alternation, typed_numbers

MODES = {"partial": " Quoted in part.", "heading": " A heading.", "comment": " A reader’s comment."}
Column = str | Callable[[Any], str]  # an aspect, or what says something of a row
Columns = Mapping[str, Column]  # by their headings


@dataclass(frozen=True)
class Block:
    """A piece of a page: what JupyterLab shows (`html`), its plain words, and the evidence it rests
    on.

    Raises ProseError for what the gate refuses, such as a number that leads to no evidence or a
    quotation of nobody's words, so that none comes in with HTML made by hand; and for HTML that is
    no Markup, since nothing says whether that is escaped.
    """

    role: str
    html: Markup
    evidence: tuple[Evidence, ...] = ()
    name: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if type(self.html) is not Markup:
            wrong = "its HTML may hold text that is not escaped"
            raise ProseError(f"{self.role} block", wrong, "make it with markupsafe.Markup")
        for refused in refusals(self.html, self.evidence):
            raise ProseError(f"{self.role} block", refused.wrong, refused.do)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        evidence = unique(self.evidence)
        data = {"role": self.role, "name": self.name, "evidence": evidence, **self.extra}
        shown = with_words(self.html, evidence) if is_explored() else str(self.html)
        return {"text/html": shown, "text/plain": plain(self.html), MIME: data}


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
    words, used = _rendered(" ".join(kept))
    used += chain.from_iterable(text.because for text in texts)
    assumed = [each for each in _assumed(used) if not _is_said(each, words)]
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


def heading_of(name: str, text: Text) -> Block:
    """The heading of the section `name` of a page, in the words of a text of `texts`."""
    words, used = _rendered(" ".join(text.sentences))
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
    return texts[overall(found)] if found else ""


def overall(found: Iterable[Finding]) -> str:
    """The word for several findings together: a single contradiction outweighs what agrees."""
    words = {finding.word for finding in found}
    if "clash" in words:
        return "clash"
    return "open" if "open" in words else together(found)


def _sentences(given: Iterable[Any]) -> list[str]:
    """Those of several texts that are not false. Raises ProseError for anything else."""
    kept = [text for text in given if text]
    for text in kept:
        if not isinstance(text, str):
            do = 'put evidence into a sentence, as in f"{total:unit}"'
            raise ProseError(f"sentence {text!r:.60}", "is no text", do)
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
    return _list(list(items.values()), evidence)


def outcome(attempt: Derived | Refusal, figures: Sequence[Figure]) -> Block:
    """What became of a calculation asked of `figures`: its result, or why the evidence does not
    allow it.

    >>> two = record.figures(["kt-500", "kt-28"])
    >>> refused = derived.attempt(sums.total, record, two)
    >>> prose.plain(outcome(refused, two).html).partition(":")[0]
    'For more than 500 people and 28 people, no sum is given'
    """
    asked = _all(figures, "unit")
    if isinstance(attempt, Refusal):
        wrong = _linked(attempt.wrong, figures)
        said = markup("<p>For {}, {}. {}.</p>", asked, wrong, capitalised(own(attempt.do, ())))
        return Block("sentence", said, evidence_of(figures))
    found = worded(attempt, "unit") + _placeholder([attempt], "assuming")
    said = markup("<p>From {} we calculate {}.</p>", asked, found)
    return Block("sentence", said, evidence_of([*figures, attempt]))


def _linked(words: str, figures: Sequence[Figure]) -> Markup:
    """Words in which "the 92" is a link to the figure that gives this number."""
    by_label = {figure.label(): figure for figure in figures}
    said = Markup()
    for piece in re.split(rf"(?<=\bthe )({alternation(by_label)})(?!\w)", words):
        said += link(by_label[piece], piece) if piece in by_label else own(piece, ())
    return said


# What is said of each kind of gap of `unknowns.gaps`.
GAPS: dict[str, Callable[[Gap], Markup]] = {
    "relation": lambda gap: markup(
        "{}: {}", _all(gap.items, "unit"), capitalised(own(gap.note, gap.items))
    ),
    "assumed": lambda gap: markup(
        "Only assumed, not reported: {}.", own(gap.note.rstrip("."), gap.items)
    ),
    "unknown": lambda gap: markup("No date is given: {}.", _names(gap.items)),
    "external": lambda gap: _dated(
        gap.items, "This date rests on outside evidence", "These dates rest on outside evidence"
    ),
    "guessed": lambda gap: _dated(gap.items, "This date is assumed", "These dates are assumed"),
    "alone": lambda gap: markup(
        "Only {} reports {}.", _publisher(gap.items[0]), _numbers(gap.items)
    ),
    "told": lambda gap: markup("Only {} reports: {}.", _publisher(gap.items[0]), _names(gap.items)),
    "quoted": lambda gap: markup(
        "Of the texts held here, only {} quotes: {}.",
        source_link(gap.items[0]),
        _names(gap.items),
    ),
    "also": lambda gap: _also(gap),
    "unverified": lambda gap: markup("Not verified as they stand now: {}.", _names(gap.items)),
}


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
    return _list(items, evidence_of(used))


def _publisher(item: Reported) -> Markup:
    """Who first published what an item stands in, wherever that was read, as a link to the
    source.
    """
    return source_link(item, outlet(item.source.first_publisher))


def _also(gap: Gap) -> Markup:
    """What only one of the articles reports, and who reports it elsewhere."""
    (item,) = gap.items
    where = worded(gap.articles, "") if gap.articles else "the articles"
    alike = [other for other in gap.others if other not in gap.otherwise]
    if isinstance(item, Event):
        told = markup("reports: {}", _names([item]))
        said = [markup("{} reports: {}", _medium(it), _names([it])) for it in alike]
    else:
        told = markup("has {}", worded(item, "in_year"))
        said = [*_reporters(alike, item)]
    said += [_otherwise(other, item) for other in gap.otherwise]
    return markup("of {} only {} {}.", where, source_link(item), _in_turn([told, *said]))


def _reporters(others: Sequence[Reported], item: Reported) -> Iterator[Markup]:
    """Who else reports a number: together those who have it in the same words, then each in its own
    words ("almost" for "fewer than").
    """
    same = [_medium(other) for other in others if other.label() == item.label()]
    if same:
        yield markup("{} {} it too", _listed(same), "report" if same[1:] else "reports")
    unlike = [other for other in others if other.label() != item.label()]
    yield from (markup("{} as {}", _medium(other), worded(other, "unit")) for other in unlike)


def _medium(item: Reported) -> Markup:
    """Who first published what an item stands in, as a link to the item's own record."""
    return link(item, outlet(item.source.first_publisher))


def _otherwise(other: Figure, item: Reported) -> Markup:
    """Who gives a number otherwise, and how; whom it counts where these are others."""
    number = worded(other, "unit")
    if isinstance(item, Figure) and item.population != other.population:
        number = markup("{} ({})", number, group(other))
    return markup("{} has {}", _medium(other), number)


def _all(items: Iterable[Item], aspect: str) -> Markup:
    return _listed([worded(item, aspect) for item in items])


def _listed(words: Sequence[Markup]) -> Markup:
    """Markup as a list in a sentence: "a, b and c"."""
    return markup(listed(["{}"] * len(words)), *words)


def _in_turn(words: Iterable[str]) -> Markup:
    """What has commas of its own, set apart by semicolons."""
    return Markup("; ").join(words)


def _numbers(items: Sequence[Reported]) -> Markup:
    """Numbers, each with its time: the same number as of another time is another."""
    said = _in_turn(worded(item, "in_year") for item in items)
    return markup("these numbers: {}", said) if len(items) > 1 else said


def _dated(items: Sequence[Reported], one: str, several: str) -> Markup:
    """How the dates of items are known, and for which words of their sources they stand."""
    how = one if len(items) == 1 else several
    return markup("{}: {}.", how, _names(items, has_words=True))


def _names(items: Sequence[Reported], has_words: bool = False) -> Markup:
    """Items, those of the same name once, where the last of them stands; see `_named`."""
    named: dict[str, Markup] = {}
    for item in reversed(items):
        name = _named(item, has_words)
        named[plain(name)] = name
    return _in_turn(reversed(named.values()))


def _named(item: Reported, has_words: bool) -> Markup:
    """An item and its date: "28 people (2017)", "words of Aske Lund (14 September 2017)"; with the
    words that its source has for the date, "28 people (2017, “last year” in the source)".
    """
    date = date_of(item)
    if not date:
        return link(item, subject(item))
    words = item.period_text if has_words and isinstance(item, Figure) else ""
    said = markup(", “{}” in the source", words) if words else ""
    return link(item, markup("{} ({}{})", subject(item), since(date), said))


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
        body += _utterance(sorted(parts, key=lambda quote: quote.part))
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
    columns = _filled(columns or (EVENTS if isinstance(found[0], Event) else FIGURES), found)
    used = list(_evidence_in(found))
    cells = []
    for row in found:
        cells.append([_cell(row, column, used) for column in columns.values()])
    return _table(columns, cells, used)


def _cell(row: Any, column: Column, used: list[Item]) -> Markup:
    """The markup of a cell; evidence that its text refers to is added to `used`."""
    if isinstance(column, str):
        return worded(row, column)
    said = column(row)
    if isinstance(said, Markup):
        return said
    words, items = _rendered(said)
    used += items
    return words


def _evidence_in(rows: Iterable[Any]) -> Iterator[Item]:
    """The evidence of rows: of a finding what it compares, of a tuple what is evidence in it."""
    for row in rows:
        if isinstance(row, Finding):
            yield from row.inputs
        elif isinstance(row, tuple):
            yield from (item for item in row if isinstance(item, Item))
        else:
            yield row


def _doubted(figure: Figure) -> Markup:
    """That the record doubts a number; `_doubt` says why, in a column of its own."""
    return Markup(" (doubted)") if figure.doubt else Markup()


def _doubt(figure: Figure) -> Markup:
    """Why the record doubts a number; "" where it does not."""
    return own(figure.doubt, [figure])


def _in_edition(number: Figure | Derived) -> Markup:
    """A number and the edition that gives it, or its parts."""
    if isinstance(number, Figure):
        words, part = "{}, {}", number
    else:
        words = "{}, sum of its parts in {}"
        part = next(item for item in number.inputs if isinstance(item, Figure))
    return markup(words, worded(number, ""), source_link(part, edition(part)))


# How a group stands to another, by the relation that the record has.
STANDS = {
    "subset_of": "is part of",
    "contains": "contains",
    "same": "is the same as",
    "disjoint": "is apart from",
    "overlaps": "overlaps with",
    "unknown": "not known how it relates to",
}


def _share(share: Derived) -> Markup:
    """A share in percent, or of a small whole in its own numbers: "41 of 45"."""
    part, whole = share.inputs[:2]
    if isinstance(part, Figure) and isinstance(whole, Figure) and whole.bound.high < FEW:
        return link(share, f"{part.label()} of {whole.label()}")
    return worded(share, "")


def _sum_of(limit: Derived) -> Markup:
    """What a limit is added from; of a single count, that it is no sum."""
    return link(limit, limit.formula) if len(limit.inputs) > 1 else Markup("that count alone")


def _publishers(items: Iterable[Item]) -> Markup:
    """Who published reported items, each once."""
    reported = [item for item in items if isinstance(item, Reported)]
    named = {item.source.imprint: _imprint(item) for item in reported}
    return _in_turn(named.values())


def _imprint(item: Reported) -> Markup:
    """Who published an item first, and where it was read."""
    return source_link(item, item.source.imprint)


def _decided_by(found: Assessment) -> Markup:
    """What others make of a claim: a number, with who reports what it is added from, or rows."""
    said = []
    for other in found.others:
        if isinstance(other, Derived):
            number = worded(other, "unit")
            by = _publishers(other.inputs)
        else:
            number = worded(other, "unit" if isinstance(other, Figure) else "when")
            by = _imprint(other)
        said.append(markup("{} ({})", number, by))
    return _in_turn(said) if said else Markup("nothing noted")


def _counted_by(number: Counted | None) -> Markup:
    """A number and who counted it; of a sum, what it is added from; "" where there is none."""
    if number is None:
        return Markup()
    if isinstance(number, Derived):
        return markup("{} ({})", worded(number, "unit"), _sum_of(number))
    by = leading(number, introduced(number))
    return markup("{}{} ({})", worded(number, "unit"), _doubted(number), by)


def _difference(row: Arrival) -> Markup:
    """By how many fewer or more came than were announced, as far as that is known."""
    if row.difference and row.finding:
        sense = "fewer" if row.finding.word == "below" else "more"
        return markup("{} {}", worded(row.difference, ""), sense)
    if not row.finding:
        return Markup()
    return Markup("none" if row.finding.word == "equal" else "not known")


def _known_by(row: tuple[Figure, Figure, Relation]) -> Markup:
    """How a relation is known: that a source states it, or the record's note."""
    a, b, relation = row
    return Markup("The source says so.") if relation.is_stated else own(relation.note, [a, b])


def missing(gaps: Iterable[MissingFigure]) -> Block:
    """Where a table gives no number, a row each: when, who would be counted, and why."""
    found = sorted(gaps, key=lambda gap: str(gap.period))
    cells = []
    for gap in found:
        row = [
            capitalised(worded(gap, "year")),
            group(gap),
            link(gap, gap.label()),
            source_link(gap, edition(gap)),
        ]
        cells.append(row)
    return _table(["When", "Who would be counted", "What stands there", "Table"], cells, found)


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
        words = _in_turn(map(_held_words, clue.words))
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
    return _table(heads, cells, used + moved)


def _left(left: Derived | Refusal, together: Derived) -> str:
    """What is left without a clue, where that is something else than with it."""
    if isinstance(left, Refusal):
        return "an end stays open"
    return "the same days" if left.period == together.period else worded(left, "date")


def evidence_of(items: Iterable[Item]) -> tuple[Evidence, ...]:
    """The evidence records of several items, inputs of derived numbers included."""
    records: list[Evidence] = []
    for item in items:
        records += item.evidence()
    return tuple(records)


def paragraph(role: str, text: str) -> Block:
    """A paragraph of a text with references to evidence. Raises ProseError, as `say` does."""
    words, used = _rendered(text)
    return Block(role, markup("<p>{}</p>", words), evidence_of(used))


def _rendered(text: str) -> tuple[Markup, list[Item]]:
    """The markup of a text, begun with a capital, and the evidence that it refers to."""
    used: list[Item] = []
    said = Markup()
    for literal, items, aspect in pieces(str(text)):  # plain text, even if it is given as Markup
        _refuse_numbers(literal, text)
        begins = literal.endswith((". ", "? ")) if literal else not said
        said += escape(literal)
        if items is None:
            continue
        words = _placeholder(items, aspect)
        said += capitalised(words) if begins else words
        used += items
    return capitalised(said), used


def _placeholder(items: Sequence[Item], aspect: str) -> Markup:
    """What stands for several items: what the aspect says of each, equal words once."""
    if aspect == "assumptions":
        return _assumptions(items)
    if aspect == "assuming":
        assumed = _assumptions(items)
        return markup(", assuming that {}", assumed) if assumed else assumed
    if not items:
        is_speaker = aspect in ASPECTS and ASPECTS[aspect].is_speaker
        return Markup("nobody" if is_speaker else "nothing")
    distinct: dict[tuple[str, str], Markup] = {}
    for item in items:
        words = worded(item, aspect)
        # Equal numbers are named once only where they are mentions of the same claim.
        claim = getattr(item, "claim", item.id) if ASPECTS[aspect].is_number else ""
        distinct.setdefault((plain(words), claim), words)
    said = list(distinct.values())
    said = in_row(said) if aspect == "year" else said
    return _in_turn(said) if ASPECTS[aspect].has_commas else _listed(said)


def _assumptions(items: Sequence[Item]) -> Markup:
    """What derived numbers and findings assume, in a sentence."""
    *most, last = _assumed(items) or [Markup()]
    return markup("{}; and {}", _in_turn(most), last) if most else last


def _assumed(items: Sequence[Item]) -> list[Markup]:
    """What derived numbers and findings assume, each assumption once."""
    assumed: dict[str, Markup] = {}
    for item in items:
        if not isinstance(item, Conclusion):
            continue
        for words in item.assumptions:
            assumed.setdefault(words, leading(item, own(words, [item])))
    return [*assumed.values()]


def _is_said(assumed: str, words: str) -> bool:
    """Whether words already make a condition of what is assumed: "if both cover the same time"."""
    conditions = re.findall(r"\bif both ([^.,]+)", plain(words))
    return plain(assumed).endswith(tuple(conditions))


def _refuse_numbers(words: str, sentence: str) -> None:
    if typed := typed_numbers(words):
        where = f"sentence {shown(unmarked(sentence)[:60])}"
        raise ProseError(where, f'"{typed[0]}" is typed by hand', "let it come in from evidence")


def _utterance(parts: Sequence[Quote]) -> Markup:
    """The parts of one utterance as a quotation, with a line on its speaker, date and source."""
    first = parts[0]
    words = Markup().join(markup("<p>{}</p>", quoted(quote)) for quote in parts)
    venue = f", {first.venue}" if first.venue else ""
    basis = markup(" ({})", basis_words(first)) if first.on else ""
    by = markup("{}{}, {}{}. ", _who(first), venue, time(first.on), basis)
    line = link(first, by + first.source.publisher) + "." + MODES.get(first.mode, "")
    # A reader's comment is as the reader wrote it, whoever translated the article.
    if first.source.translator and not first.is_comment:
        line += f" Translated by {first.source.translator}."
    if any(BRACKETED.search(quote.span.exact) for quote in parts):
        line += " Words in brackets are an editor’s."
    if len(parts) < first.parts:
        line += " A part of what the source gives in separate parts."
    elif first.parts > 1:
        line += " Given in separate parts by the source."
    for quote in parts:
        if quote.presupposes:
            line += f" Takes for granted that {own(quote.presupposes, [quote])}."
    line += Markup().join(map(_caveat, parts))
    return markup(
        '<figure class="quote"><blockquote>{}</blockquote><figcaption>{}</figcaption></figure>',
        words,
        line,
    )


def _held_words(item: Reported) -> Markup:
    """The words of a source, with what a reader must know of them; of what is only cited, that
    there are none.
    """
    return link(item, "not held") if item.standing.is_cited else quoted(item) + _caveat(item)


def _filled(columns: Columns, rows: Iterable[Any]) -> Columns:
    """The columns that say anything of some row: not the words of sources where none is held, nor
    why a number is doubted where none is.
    """
    found = [row for row in rows if isinstance(row, Reported)]
    is_held = any(not row.standing.is_cited for row in found)
    is_doubted = any(getattr(row, "doubt", "") for row in found)
    empty = [column for column, says in ((_held_words, is_held), (_doubt, is_doubted)) if not says]
    return {name: column for name, column in columns.items() if column not in empty}


def _caveat(item: Reported) -> Markup:
    """What a reader must know of words that did not pass as they stand."""
    standing = item.standing
    if standing.outside:
        return markup(" Left outside: <q>{}</q>.", standing.outside)
    is_unverified = standing.verdict == "unverified"
    return " " + link(item, f"({standing})") if is_unverified else Markup()


def _list(items: Sequence[Markup], evidence: Iterable[Evidence]) -> Block:
    """List items, each begun with a capital; a sentence where there is none."""
    body = Markup("<p>None that the record knows of.</p>")
    if items:
        lines = Markup().join(markup("<li>{}</li>", capitalised(item)) for item in items)
        body = markup("<ul>{}</ul>", lines)
    return Block("limits", body, tuple(evidence))


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]], used: Iterable[Item]) -> Block:
    """A table of cells that is safe to copy into a spreadsheet, resting on the evidence `used`."""
    head = Markup().join(markup('<th scope="col">{}</th>', name) for name in heads)
    body = Markup()
    for row in rows:
        cells = Markup()
        for cell in row:
            cells += markup("<td>{}</td>", Markup(harmless_markup(escape(cell))))
        body += markup("<tr>{}</tr>", cells)
    html = markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, body)
    return Block("table", html, evidence_of(used))


# ---- columns of tables


def _who(item: Reported) -> Markup:
    """The speakers with role and affiliation, as a sentence begins with them."""
    return capitalised(escape(who(item)))


def _publisher_name(item: Reported) -> Markup:
    return leading(item, item.source.publisher)


def _speakers(item: Reported) -> Markup:
    return leading(item, _who(item))


# Figures as reported: number, what it counts, period, who says so, source.
FIGURES: Columns = {
    "Reported": lambda figure: worded(figure, "unit") + _doubted(figure),
    "In the words": _held_words,
    "Who is counted": group,
    "When": "when",
    "Who says so": _speakers,
    "Source": _publisher_name,
    "Why doubted": _doubt,
}
# What was reported of speakers without quotation marks: when, who, what, in the source's words.
EVENTS: Columns = {
    "When": "when",
    "Who": _speakers,
    "What": lambda event: capitalised(titled(event)),
    "In the source’s words": _held_words,
    "Source": _publisher_name,
}
# The same where most is only cited, and no words are held.
STATED = {head: column for head, column in EVENTS.items() if column is not _held_words}
# What speakers said, whether it is quoted or told in a source's own words.
STATEMENTS: Columns = {
    "Who": _speakers,
    "When": "date",
    "In which words": _held_words,
    "Whose words": lambda item: "the speaker’s" if item.kind == "quote" else "the source’s",
    "Source": _publisher_name,
}
# What was said without quotation marks, by those whose words are not quoted.
RETOLD: Columns = {
    "Who": _speakers,
    "When": "when",
    "In the source’s words": "words",
    "Source": "publisher",
}
# The bodies whose words are quoted, the rows are the quotations of each: its name, who speaks for
# it, and who quotes them.
BODIES: Columns = {
    "Body": lambda quotes: leading(quotes[0], capitalised(escape(principal(quotes[0])))),
    "Speakers quoted": lambda quotes: _in_turn(dict.fromkeys(map(_speakers, quotes))),
    "Quoted in": lambda quotes: _in_turn(dict.fromkeys(map(source_link, quotes))),
}
# When sources were published; the rows are an item of each.
PUBLISHED: Columns = {
    "Source": source_link,
    "Published": "published",
    "How it is known": lambda item: escape(BASIS[item.source.published_basis or "unknown"]),
}
# How the date of each item is known: what it is, the date, on what basis.
DATES: Columns = {
    "What": lambda item: leading(item, capitalised(subject(item))),
    "Date": "date",
    "How it is known": basis_words,
    "Source": _publisher_name,
}
# The same with the words of each: several are the same number, or of the same speaker.
DATES_OF_WORDS: Columns = {
    "What": DATES["What"],
    "In the source’s words": _held_words,
    **DATES,
}
# What editions of a table give for one period; the rows are findings of `editions.revisions`, each
# of a later and an earlier number.
REVISIONS: Columns = {
    "When": lambda finding: capitalised(worded(finding.inputs[0], "year")),
    "Earlier": lambda finding: _in_edition(finding.inputs[1]),
    "Later": lambda finding: _in_edition(finding.inputs[0]),
    "Who is counted": lambda finding: group(finding.inputs[0]),
}
# What a table gives by its parts alone; the rows are sums of `sums.made_up`.
SUMS: Columns = {
    "When": lambda number: capitalised(worded(number, "year")),
    "Sum of the parts": "",
    "Added from": lambda number: link(number, number.formula),
    "Table": lambda number: source_link(number.inputs[0], edition(number.inputs[0])),
}
# Numbers that others contradict; the rows are findings of `Ledger.breaks`, of a number and what the
# others make.
CLASHES: Columns = {
    "Count": lambda clash: capitalised(worded(clash.inputs[0], "in_year")),
    "Who says so": lambda clash: _speakers(clash.inputs[0]),
    "What the others make": lambda clash: worded(clash.inputs[1], "unit"),
    "Added from": lambda clash: _sum_of(clash.inputs[1]),
}
# What other sources make of claims; the rows are of `assessments.each`, on figures or
# events.
CLAIMED: Columns = {
    "In the article’s words": lambda found: _held_words(found.claim),
    "Who is counted": lambda found: group(found.claim),
    "Who says so": lambda found: _speakers(found.claim),
    "Finding": lambda found: link(found, found.label()),
    "What others report": lambda found: _decided_by(found),
}
CLAIMED_EVENTS: Columns = {
    "What": lambda found: capitalised(titled(found.claim)),
    "When": lambda found: worded(found.claim, "when"),
    "Source": lambda found: _publisher_name(found.claim),
    "Who else reports it": lambda found: _decided_by(found),
}
# Who was announced and who came; the rows are those of `arrivals.by_time`.
ARRIVALS: Mapping[str, Column] = {
    "When": lambda row: capitalised(worded(row.announced or row.came, "year")),
    "Expected": lambda row: _counted_by(row.announced),
    "Came": lambda row: _counted_by(row.came),
    "Difference": _difference,
    "What the record notes": lambda row: note(row.announced, row.came),
}
# Counts of longer times; the rows are a figure, and what groups known in its time make, if any.
LONGER: Mapping[str, Column] = {
    "When": lambda row: capitalised(worded(row[0], "year")),
    "Counted": lambda row: _counted_by(row[0]),
    "Who is counted": lambda row: group(row[0]),
    "Groups known in that time": lambda row: worded(row[1], "unit") if row[1] else Markup(),
    "What the record notes": lambda row: note(row[0]),
}
# What share of a whole a part is; the rows are results of `calculations.share`.
SHARES: Columns = {
    "Part": lambda share: worded(share.inputs[0], "unit"),
    "Who is counted": lambda share: group(share.inputs[0]),
    "Whole": lambda share: worded(share.inputs[1], "unit"),
    "Who is counted in all": lambda share: group(share.inputs[1]),
    "When": "when",
    "Share": _share,
}
# How groups stand to one another; the rows are two figures and their relation.
RELATIONS: Columns = {
    "Group": lambda row: leading(row[0], capitalised(population(row[0]))),
    "Relation": lambda row: escape(STANDS[row[2].relation]),
    "Other group": lambda row: group(row[1]),
    "How it is known": _known_by,
}
