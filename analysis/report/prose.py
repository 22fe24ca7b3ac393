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

import html
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from markupsafe import Markup

from analysis.errors import ProseError, Refusal, shown
from analysis.measures.clues import READINGS, Clue
from analysis.measures.derived import BRACKETED, Conclusion, Derived
from analysis.measures.findings import FINDINGS, Finding, Gap
from analysis.measures.findings import overall as together
from analysis.record.csvfiles import harmless_markup
from analysis.record.record import (
    BASIS,
    MIME,
    Event,
    Evidence,
    Figure,
    MissingFigure,
    Quote,
    Relation,
    Reported,
)
from analysis.record.references import pieces
from analysis.report.gate import refusals, unique
from analysis.report.wording import (
    ASPECTS,
    Item,
    basis_words,
    capitalised,
    date_of,
    edition,
    leading,
    link,
    listed,
    own,
    plain,
    population,
    principal,
    quoted,
    since,
    source_link,
    stance,
    subject,
    time,
    title,
    who,
    worded,
)
from analysis.text.lexicon import typed_numbers

# What a quotation does about its target, said of the target; the words of a speaker follow.
STANCES = {
    "affirms": "affirmed by",
    "denies": "denied by",
    "suspends": "suspended by",
    "qualifies": "qualified by",
    "criticises": "criticised by",
    "asks": "the subject of requests by",
    "reports": "reported on by",
    "warns": "warned of by",
    "none": "mentioned by",
}
MODES = {"partial": " Quoted in part.", "heading": " A heading.", "comment": " A reader’s comment."}


Column = str | Callable[[Any], str]  # an aspect, or what says something of a row


@dataclass(frozen=True)
class Block:
    """A piece of a page: what JupyterLab shows (`html`), its plain words, and the evidence it rests
    on.

    Raises ProseError for what the gate refuses, such as a number that leads to no evidence or a
    quotation of nobody's words, so that none comes in with HTML made by hand.
    """

    role: str
    html: str
    evidence: tuple[Evidence, ...] = ()
    name: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for refused in refusals(self.html, self.evidence):
            raise ProseError(f"{self.role} block", refused.wrong, refused.do)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        data = {
            "role": self.role,
            "name": self.name,
            "evidence": unique(self.evidence),
            **self.extra,
        }
        return {"text/html": self.html, "text/plain": plain(self.html), MIME: data}


def say(*sentences: Any) -> Block | None:
    """A paragraph of sentences, those left out that are false; None where nothing is left.

    Raises ProseError for a number that is typed by hand, and for what is no sentence.

    >>> total = record.figure("kt-572")
    >>> prose.plain(say(f"{total:speaker} counts {total:unit} {total:when}.").html)
    'The general department of immigration counts 572 people by February 2018.'
    """
    kept = _sentences(sentences)
    return _paragraph("sentence", " ".join(kept)) if kept else None


def answer(*sentences: Any) -> Block:
    """The paragraph that answers the page's question; one per page.

    The index shows the first sentence alone, so it has to be true by itself: with its numbers,
    their bounds and who gives them, and the caveats and assumptions without which it would mislead.
    Raises ProseError where no sentence is left.

    >>> prose.plain(answer(f"{record.figure('kt-572'):unit} were counted.").html)
    '572 people were counted.'
    """
    kept = _sentences(sentences)
    if not kept:
        raise ProseError("answer", "it has no sentence", "word what is known in every case")
    first = _paragraph("answer", kept[0])
    whole = _paragraph("answer", " ".join(kept))
    return replace(whole, extra={"short": first.html})


def clauses(*parts: Any, joint: str = "; ") -> str:
    """The clauses that are not false, joined; a part may be a clause or several.

    >>> clauses("it is reported", record.figures([]) and "more are", "nobody denies it")
    'it is reported; nobody denies it'
    """
    found: list[str] = []
    for part in parts:
        found += _sentences([part] if isinstance(part, str) else part or ())
    return joint.join(found)


def choose(findings: Finding | Iterable[Finding], **texts: str) -> str:
    """The text for what one finding says, or several together; "" where there are none.

    Raises ProseError unless each word that they could have has its text: "agree", "clash" and
    "open", or "below", "above", "equal" and "unknown".

    >>> order = calculations.order(record.figure("kt-572"), record.figure("kt-500"))
    >>> choose(order, above="more", below="fewer", equal="as many", unknown="not known to be more")
    'not known to be more'
    """
    found = [findings] if isinstance(findings, Finding) else list(findings)
    asked = {
        FINDINGS[word][0] for word in (*texts, *(one.word for one in found)) if word in FINDINGS
    }
    due = {word for word, (question, _) in FINDINGS.items() if question in asked}
    if len(asked) != 1 or texts.keys() != due:
        named = ", ".join(sorted(texts)) or "nothing"
        do = "word each of agree, clash and open, or of below, above, equal and unknown"
        raise ProseError("choose", f"it has texts for {named}", do)
    return texts[_overall(found)] if found else ""


def _overall(found: Sequence[Finding]) -> str:
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
    said = [say(each) if isinstance(each, str) else each for each in sentences]
    blocks = [block for block in said if block]
    items = {plain(block.html): _inner(block.html) for block in blocks}
    evidence = chain.from_iterable(block.evidence for block in blocks)
    return _list(list(items.values()), evidence)


def outcome(attempt: Derived | Refusal, figures: Sequence[Figure]) -> Block:
    """What became of a calculation asked of `figures`: its result, or why the evidence does not
    allow it.

    >>> two = record.figures(["kt-500", "kt-28"])
    >>> refused = derived.attempt(derived.total, record, two)
    >>> prose.plain(outcome(refused, two).html).partition(":")[0]
    'For more than 500 people and 28 people, no sum is given'
    """
    asked = listed([worded(figure, "unit") for figure in figures])
    if isinstance(attempt, Refusal):
        words = own(f"{attempt.wrong}; {attempt.do}", ())
        return Block("sentence", f"<p>For {asked}, {words}.</p>", evidence_of(figures))
    found = worded(attempt, "unit") + _placeholder([attempt], "assuming")
    return Block(
        "sentence", f"<p>From {asked} follows {found}.</p>", evidence_of([*figures, attempt])
    )


# What is said of each kind of gap of `findings.gaps`.
GAPS: dict[str, Callable[[Gap], str]] = {
    "relation": lambda gap: (
        f"How {_all(gap.items, 'counted')} relate to each other is not established: "
        f"{own(gap.note, gap.items)}"
    ),
    "assumed": lambda gap: f"Only assumed, not reported: {own(gap.note.rstrip('.'), gap.items)}.",
    "unknown": lambda gap: f"No date is given: {_names(gap.items)}.",
    "external": lambda gap: f"Dated by outside evidence alone: {_names(gap.items)}.",
    "guessed": lambda gap: f"Dated by assumption alone: {_names(gap.items)}.",
    "alone": lambda gap: (
        f"Numbers in this record from {_publisher(gap.items[0])} alone: {_numbers(gap.items)}."
    ),
    "told": lambda gap: (
        f"Events in this record from {_publisher(gap.items[0])} alone: {_names(gap.items)}."
    ),
    "quoted": lambda gap: (
        f"Quoted in {source_link(gap.items[0])} alone of the texts that are held: "
        f"{_names(gap.items)}."
    ),
    "also": lambda gap: _also(gap),
    "unverified": lambda gap: f"Not verified as they stand now: {_names(gap.items)}.",
}


def gaps(found: Iterable[Gap]) -> Block:
    """What the record does not establish, a list item for each gap of `findings.gaps`.

    >>> prose.plain(gaps(findings.gaps(record, [record.figure("kt-572")])).html).splitlines()[0]
    'Dated by outside evidence alone: 572 people (by February 2018).'
    """
    listed_gaps = list(found)
    items = [GAPS[gap.kind](gap) for gap in listed_gaps]
    used: list[Item] = []
    for gap in listed_gaps:
        used += [*gap.items, *gap.others, *([gap.articles] if gap.articles else [])]
    return _list(items, evidence_of(used))


def _publisher(item: Reported) -> str:
    """Who first published what an item stands in, wherever that was read, as a link to the
    source.
    """
    return source_link(item, html.escape(item.source.first_publisher))


def _also(gap: Gap) -> str:
    """What only one of the articles reports, and who reports it elsewhere."""
    (item,) = gap.items
    told = _names([item]) if isinstance(item, Event) else worded(item, "counted")
    where = worded(gap.articles, "named") if gap.articles else "the articles"
    said = [f"in {where} only {source_link(item)} reports this"]
    alike = [other for other in gap.others if other not in gap.otherwise]
    if isinstance(item, Event):
        said += [f"{worded(other, 'published')} reports: {_names([other])}" for other in alike]
    elif alike:
        said += ["also reported by " + "; ".join(_reporter(other, item) for other in alike)]
    said += [_otherwise(other, item) for other in gap.otherwise]
    return f"{told}: {'; '.join(said)}."


def _reporter(other: Reported, item: Reported) -> str:
    """Who else reports a number, in its own words where these are others ("almost" for "fewer
    than").
    """
    if other.label() == item.label():
        return worded(other, "published")
    return f"{link(other, html.escape(other.source.imprint))}, as {worded(other, 'unit')}"


def _otherwise(other: Figure, item: Reported) -> str:
    """Who gives a number otherwise, and how; whom it counts where these are others."""
    is_of_others = isinstance(item, Figure) and item.population != other.population
    number = worded(other, "counted" if is_of_others else "unit")
    return f"otherwise in {link(other, html.escape(other.source.imprint))}: {number}"


def _all(items: Iterable[Item], aspect: str) -> str:
    return listed([worded(item, aspect) for item in items])


def _numbers(items: Iterable[Reported]) -> str:
    """Numbers, each with its time: the same number as of another time is another."""
    return "; ".join(worded(item, "in_year") for item in items)


def _names(items: Iterable[Reported]) -> str:
    named = {plain(words): words for words in map(_named, reversed(list(items)))}
    return "; ".join(reversed(named.values()))


def _named(item: Reported) -> str:
    """An item and its date: "28 people (2017)", "words of Sar Kheng (14 September 2017)"."""
    date = date_of(item)
    return link(item, f"{subject(item)} ({since(date)})" if date else subject(item))


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
    body = "".join(
        _utterance(sorted(parts, key=lambda quote: quote.part)) for parts in utterances.values()
    )
    return Block("quote", body or "<p>No quotation in the record matches.</p>", evidence_of(found))


def table(rows: Iterable[Any], columns: Mapping[str, Column] | None = None) -> Block | None:
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
    used = list(_evidence_in(found))
    cells = [[_cell(row, column, used) for column in columns.values()] for row in found]
    return Block("table", _table(tuple(columns), cells), evidence_of(used))


def _cell(row: Any, column: Column, used: list[Item]) -> str:
    """The markup of a cell; evidence that its text refers to is added to `used`."""
    if isinstance(column, str):
        return worded(row, column)
    said = column(row)
    if isinstance(said, Markup):
        return said
    markup, items = _rendered(said)
    used += items
    return markup


def _evidence_in(rows: Iterable[Any]) -> Iterator[Item]:
    """The evidence of rows: of a finding what it compares, of a tuple what is evidence in it."""
    for row in rows:
        if isinstance(row, Finding):
            yield from row.inputs
        elif isinstance(row, tuple):
            yield from (item for item in row if isinstance(item, Item))
        else:
            yield row


def _doubted(figure: Figure) -> str:
    """That the record doubts a number, as a link to its record, where the reason stands."""
    return " " + link(figure, "(doubted)") if figure.doubt else ""


def _in_edition(number: Figure | Derived) -> str:
    """A number and the edition that gives it, or its parts."""
    if isinstance(number, Figure):
        return f"{worded(number, '')}, {source_link(number, html.escape(edition(number)))}"
    part = next(item for item in number.inputs if isinstance(item, Figure))
    return (
        f"{worded(number, '')}, sum of its parts in {source_link(part, html.escape(edition(part)))}"
    )


# How a group stands to another, by the relation that the record has.
STANDS = {
    "subset_of": "is part of",
    "contains": "contains",
    "same": "is the same as",
    "disjoint": "is apart from",
    "overlaps": "overlaps with",
    "unknown": "not established beside",
}


def _relation_note(row: tuple[Figure, Figure, Relation]) -> str:
    """The record's note on a relation that no source states."""
    a, b, relation = row
    return "none" if relation.is_stated else own(relation.note, [a, b])


def missing(gaps: Iterable[MissingFigure], filled: Iterable[Derived] = ()) -> Block:
    """Where a table gives no number, a row each: when, who would be counted, why, and what its
    parts add up to.
    """
    found, sums = (
        sorted(gaps, key=lambda gap: str(gap.period)),
        {str(number.period): number for number in filled},
    )
    used = [sums[str(gap.period)] for gap in found if str(gap.period) in sums]
    cells = [
        [
            capitalised(worded(gap, "year")),
            leading(gap, population(gap)),
            link(gap, html.escape(gap.label())),
            source_link(gap, html.escape(edition(gap))),
            worded(sums[str(gap.period)], "") if str(gap.period) in sums else "not known",
        ]
        for gap in found
    ]
    heads = ("When", "Who would be counted", "What stands there", "Table", "Sum of its parts")
    return Block("table", _table(heads, cells), evidence_of([*found, *used]))


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
    pairs = list(zip(found, without, strict=True))
    note = source_link(article, "see the note on its date")
    cells = [
        [
            capitalised(link(clue.item, subject(clue.item)))
            + f" ({worded(clue.item, 'date')}, {basis_words(clue.item)})",
            "; ".join(map(_held_words, clue.words)) or note,
            f"{READINGS[clue.reading][0]}: {link(clue, html.escape(clue.label()))}",
            _left(left, together),
        ]
        for clue, left in pairs
    ]
    heads = ("Clue", "In the words of the source", "So it is dated", "Without this clue")
    moved = [
        left for _, left in pairs if isinstance(left, Derived) and left.period != together.period
    ]
    return Block(
        "table", _table(heads, cells), evidence_of([article, *(clue for clue, _ in pairs), *moved])
    )


def _left(left: Derived | Refusal, together: Derived) -> str:
    """What is left without a clue, where that is something else than with it."""
    if isinstance(left, Refusal):
        return "an end stays open"
    return "the same days" if left.period == together.period else worded(left, "date")


def matters(named: Mapping[str, Iterable[Quote | Event]]) -> Block:
    """Who brought up each matter, when, and in which words: quoted ones in a quotation, or the
    source's own.
    """
    rows: list[tuple[str, Quote | Event]] = []
    for matter, items in named.items():
        _refuse_numbers(matter, matter)
        rows += [(matter, item) for item in items]
    cells = [
        [
            html.escape(matter),
            worded(item, "by"),
            worded(item, "words") + _caveat(item),
            "quoted" if isinstance(item, Quote) else "reported",
            leading(item, html.escape(item.source.publisher)),
        ]
        for matter, item in rows
    ]
    heads = ("Matter", "Who, when", "In which words", "How", "Source")
    return Block("table", _table(heads, cells), evidence_of([item for _, item in rows]))


def by_source(items: Iterable[Quote | Event]) -> Block:
    """What each source has: the positions in words that it quotes, and what it reports without
    quotation marks.
    """
    found = list(items)
    sources = {item.source.id: item for item in found}
    cells = []
    for id, first in sources.items():
        quoted = [item for item in found if item.source.id == id and isinstance(item, Quote)]
        told = [item for item in found if item.source.id == id and isinstance(item, Event)]
        positions: dict[
            tuple[str, ...], str
        ] = {}  # parts of an utterance that take one position are named once
        for quote in quoted:
            positions.setdefault((quote.utterance, quote.stance, quote.target), _position(quote))
        reports = dict.fromkeys(worded(event, "told") for event in told)
        columns = (
            capitalised("; ".join(words)) or "nothing" for words in (positions.values(), reports)
        )
        cells.append([source_link(first), *columns])
    heads = ("Source", "In words that it quotes", "Without quotation marks")
    return Block("table", _table(heads, cells), evidence_of(found))


def _position(quote: Quote) -> str:
    """Who says something, when, and what the words do: "Prak Sokhon, 14 September 2017, affirms
    cooperation".
    """
    return f"{worded(quote, 'by')}, {html.escape(stance(quote))}"


def bodies(quotes: Iterable[Quote]) -> Block:
    """Whose side the quoted speakers speak for: each body with the speakers and the sources that
    quote them.
    """
    found = list(quotes)
    by_body: dict[str, list[Quote]] = {}
    for quote in found:
        by_body.setdefault(principal(quote), []).append(quote)
    cells = [
        [
            leading(said[0], capitalised(body)),
            "; ".join(
                dict.fromkeys(
                    link(quote, capitalised(html.escape(who(quote))))
                    for quote in {who(quote): quote for quote in said}.values()
                )
            ),
            "; ".join(dict.fromkeys(map(source_link, said))),
        ]
        for body, said in by_body.items()
    ]
    return Block(
        "table", _table(("Body", "Speakers quoted", "Quoted in"), cells), evidence_of(found)
    )


def evidence_of(items: Iterable[Item]) -> tuple[Evidence, ...]:
    """The evidence records of several items, inputs of derived numbers included."""
    return tuple(chain.from_iterable(item.evidence() for item in items))


def _paragraph(role: str, text: str) -> Block:
    markup, used = _rendered(text)
    return Block(role, f"<p>{markup}</p>", evidence_of(used))


def _rendered(text: str) -> tuple[str, list[Item]]:
    """The markup of a text, begun with a capital, and the evidence that it refers to."""
    used: list[Item] = []
    markup = ""
    for literal, items, aspect in pieces(text):
        _refuse_numbers(literal, text)
        begins = literal.endswith((". ", "? ")) if literal else not markup
        markup += html.escape(literal)
        if items is None:
            continue
        words = _placeholder(items, aspect)
        markup += capitalised(words) if begins else words
        used += items
    return capitalised(markup), used


def _placeholder(items: Sequence[Item], aspect: str) -> str:
    if aspect in ("assumptions", "assuming"):
        return _assumptions(items, ", assuming that " if aspect == "assuming" else "")
    kind, pieces = ASPECTS.get(aspect), dict[tuple[str, str], str]()
    for item in items:
        words = worded(item, aspect)
        # Equal numbers are named once only where they are mentions of the same claim.
        claim = getattr(item, "claim", getattr(item, "id", "")) if kind and kind.is_number else ""
        pieces.setdefault((plain(words), claim), words)
    if kind and kind.has_commas and pieces:
        return "; ".join(pieces.values())
    return (
        listed(list(pieces.values()))
        if pieces
        else "nobody"
        if kind and kind.is_speaker
        else "nothing"
    )


def _assumptions(items: Sequence[Item], before: str) -> str:
    """What derived numbers and findings assume, each assumption once; `before` it, if there is
    any.
    """
    pieces: dict[str, str] = {}
    for item in (item for item in items if isinstance(item, Conclusion)):
        for words in item.assumptions:
            pieces.setdefault(words, leading(item, own(words, [item])))
    return before + "; that ".join(pieces.values()) if pieces else ""


def _refuse_numbers(words: str, template: str) -> None:
    if typed := typed_numbers(words):
        raise ProseError(
            _where(template), f'"{typed[0]}" is typed by hand', "let it come in from evidence"
        )


def _where(template: str) -> str:
    return f"sentence {shown(template[:60])}"


def _utterance(parts: Sequence[Quote]) -> str:
    first = parts[0]
    words = "".join(f"<p>{quoted(quote)}</p>" for quote in parts)
    venue = f", {html.escape(first.venue)}" if first.venue else ""
    basis = f" ({basis_words(first)})" if first.on else ""
    by = capitalised(html.escape(who(first)))
    line = (
        link(first, f"{by}{venue}, {time(first.on)}{basis}. {html.escape(first.source.publisher)}")
        + "."
    )
    line += MODES.get(first.mode, "") + _translation(first)
    line += (
        " Words in brackets are an editor’s."
        if any(BRACKETED.search(q.span.exact) for q in parts)
        else ""
    )
    if len(parts) < first.parts:
        line += " A part of what the source gives in separate parts."
    elif first.parts > 1:
        line += " Given in separate parts by the source."
    line += "".join(map(_caveat, parts))
    return (
        f"<figure "
        f'class="quote"><blockquote>{words}</blockquote><figcaption>{line}</figcaption></figure>'
    )


def _translation(quote: Quote) -> str:
    """Who translated the words, where their source credits somebody; a reader's comment is as the
    reader wrote it.
    """
    if quote.is_comment or not quote.source.translator:
        return ""
    return f" Translated by {html.escape(quote.source.translator)}."


def _held_words(item: Reported) -> str:
    """The words of a source, with what a reader must know of them; of what is only cited, that
    there are none.
    """
    return link(item, "cited") if item.standing.is_cited else quoted(item) + _caveat(item)


def _caveat(item: Reported) -> str:
    """What a reader must know of words that did not pass as they stand."""
    if item.standing.outside:
        return f" Left outside: <q>{html.escape(item.standing.outside)}</q>."
    return (
        " " + link(item, f"({html.escape(str(item.standing))})")
        if item.standing.verdict == "unverified"
        else ""
    )


def _list(items: Sequence[str], evidence: Iterable[Evidence]) -> Block:
    """List items, each begun with a capital; a sentence where there is none."""
    listed = "".join(f"<li>{capitalised(item)}</li>" for item in items)
    return Block(
        "limits",
        f"<ul>{listed}</ul>" if items else "<p>None that the record knows of.</p>",
        tuple(evidence),
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{harmless_markup(cell)}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _inner(markup: str) -> str:
    return markup.removeprefix("<p>").removesuffix("</p>")


# ---- columns of tables


def _publisher_name(item: Reported) -> Markup:
    return Markup(leading(item, html.escape(item.source.publisher)))


def _speakers(item: Reported) -> Markup:
    return Markup(leading(item, html.escape(who(item))))


# Figures as reported: number, what it counts, period, who says so, source.
FIGURES: Mapping[str, Column] = {
    "Reported": lambda figure: Markup(worded(figure, "unit") + _doubted(figure)),
    "In the words": lambda figure: Markup(_held_words(figure)),
    "Who is counted": lambda figure: Markup(leading(figure, population(figure))),
    "When": "when",
    "Who says so": _speakers,
    "Source": _publisher_name,
}
# What was reported of speakers without quotation marks: when, who, what, in the source's words.
EVENTS: Mapping[str, Column] = {
    "When": "when",
    "Who": _speakers,
    "What": lambda event: Markup(capitalised(leading(event, title(event)))),
    "In the source’s words": lambda event: Markup(_held_words(event)),
    "Source": _publisher_name,
}
# How the date of each item is known: what it is, the date, on what basis.
DATES: Mapping[str, Column] = {
    "What": lambda item: Markup(leading(item, capitalised(subject(item)))),
    "Date": "date",
    "How it is known": lambda item: Markup(basis_words(item)),
    "Source": _publisher_name,
}
# What editions of a table give for one period; the rows are findings of `findings.revisions`, each
# of a later and an earlier number.
REVISIONS: Mapping[str, Column] = {
    "When": lambda finding: Markup(capitalised(worded(finding.inputs[0], "year"))),
    "Earlier": lambda finding: Markup(_in_edition(finding.inputs[1])),
    "Later": lambda finding: Markup(_in_edition(finding.inputs[0])),
    "Who is counted": lambda finding: Markup(
        leading(finding.inputs[0], population(finding.inputs[0]))
    ),
}
# How groups stand to one another; the rows are two figures and their relation.
RELATIONS: Mapping[str, Column] = {
    "Group": lambda row: Markup(leading(row[0], capitalised(population(row[0])))),
    "Relation": lambda row: Markup(STANDS[row[2].relation]),
    "Other group": lambda row: Markup(leading(row[1], population(row[1]))),
    "How it is known": lambda row: Markup(html.escape(BASIS[row[2].basis])),
    "Note": lambda row: Markup(_relation_note(row)),
}
