"""Sentences whose numbers, dates and names come only from evidence; quotes, tables and limits with source lines.

A template may hold no digit and no number word: each comes in as a placeholder for a figure, a derived number, a
quote or an event, and leaves as a link to that evidence's record in the page. Nor may the record's own words (a
reason, a note, a refusal) bring in a number that the evidence beside them does not report.

    say("{report} counts {total:unit}.", report=figure, total=figure)

A placeholder is a name, and after a colon the aspect of the evidence that is meant (see ASPECTS). A list of evidence
is worded one by one and joined with commas and "and"; words that would be repeated are given once.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from string import Formatter
from typing import Any

from analysis.anchors import PASSING
from analysis.dates import Date, parse
from analysis.errors import ProseError, Refusal
from analysis.lexicon import typed_numbers
from analysis.measures import Agreement, Derived, weakest
from analysis.record import BASIS, MIME, Event, Evidence, Figure, Quote, Relation, Reported

NOUNS = {
    "persons": ("person", "people"),
    "remains": ("remains", "remains"),
    "documents": ("document", "documents"),
    "countries": ("country", "countries"),
    "events": ("event", "events"),
    "sets": ("set", "sets"),
    "usd": ("US dollar", "US dollars"),
}
MODES = {"partial": " Quoted in part.", "heading": " A heading.", "comment": " A reader’s comment."}

Item = Reported | Derived | Agreement

# Where a number may stand besides a link to its evidence: in a date, in a source's own words, in a table that says
# what each row rests on.
LINKED = {"time", "q", "blockquote", "td", "th"}
_INLINE = set("a abbr b cite code em i mark s small span strong sub sup u".split())
_TAG = re.compile(r"(<[^>]*>)")
# What our own tags are in plain words; all others are nothing.
_PLAIN = (
    {"<q>": "“", "</q>": "”"}
    | dict.fromkeys(("</p>", "</li>", "</tr>"), "\n")
    | dict.fromkeys(("</th>", "</td>"), "\t")
)


@dataclass(frozen=True)
class Block:
    """A piece of a page: what JupyterLab shows (`html`), its plain words, and the evidence it rests on.

    Raises ProseError for a number that leads to no evidence, so that none comes in with HTML made by hand.
    """

    role: str
    html: str
    evidence: tuple[Evidence, ...] = ()
    name: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if loose := loose_numbers(self.html):
            raise ProseError(f"{self.role} block", f'"{loose[0]}" leads to no evidence', "let it come in by say()")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        data = {"role": self.role, "name": self.name, "evidence": unique(self.evidence), **self.extra}
        return {"text/html": self.html, "text/plain": plain(self.html), MIME: data}


def say(template: str, /, **evidence: Any) -> Block:
    """A paragraph. Raises ProseError for a number in the template or a value that is not evidence."""
    return _paragraph("sentence", template, evidence)


def answer(template: str, /, **evidence: Any) -> Block:
    """The paragraph that answers the page's question; one per page."""
    return _paragraph("answer", template, evidence)


def limits(*sentences: Block) -> Block:
    """What the record does not establish, or what would change the answer: one list item per sentence."""
    items = {plain(sentence.html): _inner(sentence.html) for sentence in sentences}
    return _list(list(items.values()), [e for sentence in sentences for e in sentence.evidence])


def result(attempt: Derived | Refusal, figures: Sequence[Figure], template: str, /, **evidence: Any) -> Block:
    """A paragraph on a calculation; where the evidence does not allow it, its refusal as a finding."""
    return outcome(attempt, figures) if isinstance(attempt, Refusal) else say(template, **evidence)


def outcome(attempt: Derived | Refusal, figures: Sequence[Figure]) -> Block:
    """What became of a calculation asked of `figures`: its result, or why the evidence does not allow it."""
    asked = listed([_worded(figure, "unit") for figure in figures])
    if isinstance(attempt, Refusal):
        words = _own(f"{attempt.wrong}; {attempt.do}", ())
        return Block("sentence", f"<p>For {asked}, {words}.</p>", evidence_of(figures))
    found = _worded(attempt, "unit") + _placeholder([attempt], "assuming")
    return Block("sentence", f"<p>From {asked} follows {found}.</p>", evidence_of([*figures, attempt]))


def pairs(found: Iterable[tuple[Figure, Figure, Relation]]) -> Block:
    """Pairs of figures and what the record says of how their populations relate, a list item each."""
    related = list(found)
    items = [f"{_worded(a, 'unit')} and {_worded(b, 'unit')}: {_own(about.note, ())}" for a, b, about in related]
    return _list(items, evidence_of([figure for a, b, _ in related for figure in (a, b)]))


def quotes(selection: Iterable[Quote]) -> Block:
    """Quotations whole and in order, parts of one utterance joined and shown as split, each with its source line."""
    found = list(selection)
    utterances: dict[str, list[Quote]] = {}
    for quote in found:
        utterances.setdefault(quote.utterance, []).append(quote)
    body = "".join(_utterance(sorted(parts, key=lambda quote: quote.part)) for parts in utterances.values())
    return Block("quote", body or "<p>No quotation in the record matches.</p>", evidence_of(found))


def table(selection: Iterable[Figure]) -> Block:
    """Figures as reported, a row each: number, what it counts, period, who says so, source."""
    found = list(selection)
    heads = ("Reported", "In the words", "Counts", "When", "Who says so", "Source")
    cells = [
        [
            _worded(figure, "unit"),
            f"“{html.escape(figure.span.exact)}”{_caveat(figure)}",
            _population(figure),
            _worded(figure, "when"),
            html.escape(_who(figure)),
            html.escape(figure.source.publisher),
        ]
        for figure in found
    ]
    return Block("table", _table(heads, cells), evidence_of(found))


def statements(selection: Iterable[Event]) -> Block:
    """What was reported of speakers without quotation marks: who, when, and the source's own words."""
    found = list(selection)
    heads = ("When", "Who", "In the source’s words", "Source")
    cells = [
        [
            _worded(event, "when"),
            html.escape(_who(event)),
            _worded(event, "words") + _caveat(event),
            html.escape(event.source.publisher),
        ]
        for event in found
    ]
    return Block("table", _table(heads, cells), evidence_of(found))


def evidence_of(items: Iterable[Item]) -> tuple[Evidence, ...]:
    """The evidence records of several items, inputs of derived numbers included."""
    return tuple(record for item in items for record in item.evidence())


def unique(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Each evidence record once, in order of first use."""
    return list({record["id"]: record for record in evidence}.values())


def plain(markup: str) -> str:
    """The words of a piece of our own HTML."""
    pieces = (_PLAIN.get(piece, "" if piece.startswith("<") else piece) for piece in _TAG.split(markup))
    return html.unescape("".join(pieces)).strip()


def loose_numbers(markup: str) -> list[str]:
    """The numbers and names of months and days in HTML that stand in no link to evidence and in nothing `LINKED`."""
    return typed_numbers(_Loose(markup).words)


class _Loose(HTMLParser):
    """The words of HTML without what leads to evidence."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.words = ""
        self._linked: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the start of what leads to evidence; words before and after a block are not one word."""
        is_evidence = tag == "a" and "evidence" in (dict(attrs).get("class") or "").split()
        if is_evidence or tag in LINKED:
            self._linked.append(tag)
        self.words += "" if tag in _INLINE and not is_evidence else " "

    def handle_endtag(self, tag: str) -> None:
        """Note the end of what leads to evidence."""
        if self._linked[-1:] == [tag]:
            self._linked.pop()
        self.words += "" if tag in _INLINE else " "

    def handle_data(self, data: str) -> None:
        """Keep words that lead to nothing."""
        self.words += "" if self._linked else data


def _paragraph(role: str, template: str, evidence: Mapping[str, Any]) -> Block:
    used: list[Item] = []
    pieces = []
    for literal, name, aspect, _ in _parsed(template):
        _refuse_numbers(literal, template)
        pieces.append(html.escape(literal))
        if name is None:
            continue
        if name not in evidence:
            names = ", ".join(sorted(evidence)) or "nothing"
            raise ProseError(_where(template), f'no evidence named "{name}"', f"give it to say(); given: {names}")
        items = _checked(evidence[name], template)
        pieces.append(_placeholder(items, aspect or ""))
        used += [item for item in items if not isinstance(item, str)]
    return Block(role, f"<p>{_capitalised(''.join(pieces))}</p>", evidence_of(used))


def _parsed(template: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        parts = list(Formatter().parse(template))
        if any(conversion for *_, conversion in parts):
            raise ValueError("a placeholder takes no conversion")
    except ValueError as error:
        raise ProseError(_where(template), f"is no template: {error}", "write {name} or {name:aspect}") from None
    return parts


def _checked(given: Any, template: str) -> list[Item | str]:
    """The evidence given for a placeholder, as a list. Raises ProseError for anything else, and for typed numbers."""
    items = list(given) if isinstance(given, (list, tuple)) else [given]
    for item in items:
        if isinstance(item, str):
            _refuse_numbers(item, template)
        elif not isinstance(item, Item):
            do = "give a figure, a derived number, a quote or an event"
            raise ProseError(_where(template), f"{item!r} is not evidence", do)
    return items


def _placeholder(items: Sequence[Item | str], aspect: str) -> str:
    if aspect in ("assumptions", "assuming"):
        return _assumptions(items, ", assuming that " if aspect == "assuming" else "")
    pieces: dict[tuple[str, str], str] = {}
    for item in items:
        words = html.escape(item) if isinstance(item, str) else _worded(item, aspect)
        # Equal numbers are named once only where they are mentions of the same claim.
        claim = getattr(item, "claim", getattr(item, "id", "")) if aspect in NUMBERS else ""
        pieces.setdefault((plain(words), claim), words)
    if aspect == "title" and pieces:  # whole sentences
        return "; ".join(pieces.values())
    return listed(list(pieces.values())) if pieces else "nobody" if aspect in SPEAKERS else "nothing"


def _assumptions(items: Sequence[Item | str], before: str) -> str:
    """What derived numbers and agreements assume, each assumption once; `before` it, if there is any."""
    pieces: dict[str, str] = {}
    for item in (item for item in items if isinstance(item, (Derived, Agreement))):
        for words in item.assumptions:
            pieces.setdefault(words, _link(item, _own(words, [item])))
    return before + "; that ".join(pieces.values()) if pieces else ""


def _capitalised(markup: str) -> str:
    """A sentence that begins with a capital, unless it begins with quoted words."""
    return re.sub(r"^((?:<(?!q>)[^>]*>)*)([a-z])", lambda match: match[1] + match[2].upper(), markup)


def _refuse_numbers(words: str, template: str) -> None:
    if typed := typed_numbers(words):
        raise ProseError(_where(template), f'"{typed[0]}" is typed by hand', "let it come in from evidence")


def noun(numbers: Iterable[Figure | Derived]) -> str:
    """What numbers count, for a chart's axis: "people". Raises ProseError where they count different things."""
    units = {number.unit for number in numbers}
    if len(units) != 1:
        raise ProseError(
            "chart", f"counts {' and '.join(sorted(units)) or 'nothing'}", "chart numbers of the same unit"
        )
    unit = units.pop()
    return "%" if unit == "percent" else NOUNS[unit][1]


def _own(words: str, items: Iterable[Item]) -> str:
    """Words of the record's own, escaped. Raises ProseError for a number in them that `items` do not report."""
    known = {typed for item in items for said in _reported(item) for typed in typed_numbers(said)}
    for typed in typed_numbers(words):
        if typed not in known:
            do = "leave it out, or tabulate it with its source"
            raise ProseError(f'words "{words[:60]}"', f'"{typed}" is not reported by their evidence', do)
    return html.escape(words)


def _reported(item: Item) -> list[str]:
    """All words in which a piece of evidence reports a number or a date."""
    if isinstance(item, Agreement):
        return [said for number in item.inputs for said in _reported(number)]
    dates = [date.words() for date in (getattr(item, "period", None), getattr(item, "on", None)) if date]
    if isinstance(item, Derived):
        return [item.label(), *dates, *(said for number in item.inputs for said in _reported(number))]
    return [item.label(), item.span.exact, getattr(item, "period_text", ""), *dates]


def _where(template: str) -> str:
    return f'sentence "{template[:60]}"'


def listed(words: Sequence[str]) -> str:
    """A list as an editor would write it: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _worded(item: Item, aspect: str) -> str:
    if aspect not in ASPECTS:
        known = ", ".join(filter(None, [*ASPECTS, "assumptions", "assuming"]))
        raise ProseError(f"evidence {item.id}", f'no aspect "{aspect}"', f"use one of {known}")
    words = ASPECTS[aspect](item)
    if not words:
        raise ProseError(f"evidence {item.id}", f'it has no "{aspect}"', "ask for it of a kind of evidence that has it")
    return _link(item, words + (_mark(item) if aspect in CONTENT else ""))


def _mark(item: Item) -> str:
    """What a sentence adds to a number or to words that do not stand as verified."""
    worst = weakest(item)
    outside = item.standing.outside if isinstance(item, Reported) else ""
    if worst in PASSING:
        return ""
    return f" ({worst}; left outside: <q>{html.escape(outside)}</q>)" if outside else f" ({worst})"


def _link(item: Item, markup: str) -> str:
    return f'<a class="evidence" href="#e-{html.escape(item.id)}">{markup}</a>'


def _label(item: Item) -> str:
    return _quoted(item) if isinstance(item, (Quote, Event)) else html.escape(item.label())


def _unit(item: Item) -> str:
    """A number with what it counts: "more than 1,900 people", "1 person"."""
    if isinstance(item, (Figure, Derived)) and item.unit in NOUNS:
        is_single = item.bound.words().split()[-1] == "1"
        return html.escape(item.bound.words(NOUNS[item.unit][not is_single]))
    return html.escape(item.label())


def _quoted(item: Item) -> str:
    return f"<q>{html.escape(item.span.exact)}</q>" if isinstance(item, Reported) else html.escape(item.label())


def _who(item: Reported) -> str:
    return listed([str(speaker) for speaker in item.speakers]) or "nobody named"


def _speaker(item: Item) -> str:
    names = [speaker.in_sentence() for speaker in item.speakers] if isinstance(item, Reported) else ["this record"]
    return html.escape(listed(names) or "nobody named")


def _population(item: Item) -> str:
    """The group that a number counts; for a number made of several groups, what it is."""
    if isinstance(item, (Figure, Derived)) and item.population:
        return _own(item.population.label, [item])
    return _own(item.title, [item]) if isinstance(item, Derived) else ""


def time(date: Date | None) -> str:
    """A date in words as a time element where HTML can hold it, else as words that do not break."""
    if date is None:
        return "no date given"
    tag = f'time datetime="{date}"' if date.granularity in ("day", "month", "year") and not date.uncertain else "span"
    return f'<{tag} class="date">{html.escape(date.words())}</{tag.split()[0]}>'


def _date(item: Item) -> Date | None:
    """The date that an item is about: a number's period, else the day it was said or happened."""
    return item.period if isinstance(item, (Figure, Derived)) else item.on if isinstance(item, Reported) else None


def _when(item: Item) -> str:
    """The date as part of a sentence: "on 14 September 2017", "in 2017", "from 1975 to 2000", "by February 2018"."""
    date = _date(item)
    if date is None:
        return "at a date not given"
    if date.granularity == "set":
        return time(date)
    if date.granularity != "interval":
        return f"{'on' if date.granularity == 'day' else 'in'} {time(date)}"
    if date.start is None and date.end:
        return f"by {time(parse(date.text.rpartition('/')[2]))}"
    return time(date) if date.text.endswith("..") else f"from {time(date)}"


def _basis(item: Item) -> str:
    basis = item.period_basis if isinstance(item, Figure) else item.on_basis if isinstance(item, Reported) else ""
    return html.escape(BASIS[basis]) if basis else "derived"


# What a placeholder may show of its evidence, after the colon; "" for evidence that has no such thing. Besides these,
# "assumptions" are those of all evidence given, and "assuming" puts words before them, if there are any.
ASPECTS: dict[str, Callable[[Any], str]] = {
    "": _label,
    "unit": _unit,
    "counted": lambda item: f"{_unit(item)} ({_population(item)})",
    "words": _quoted,
    "title": lambda item: _own(item.title, [item]) if isinstance(item, Event) else "",
    "speaker": _speaker,
    "who": lambda item: html.escape(_who(item)) if isinstance(item, Reported) else "this record",
    "dated": lambda item: f"{_speaker(item)} ({time(_date(item))})",
    "when": _when,
    "date": lambda item: time(_date(item)),
    "said": lambda item: time(item.on) if isinstance(item, Reported) else "",
    "basis": _basis,
    "source": lambda item: html.escape(item.source.publisher) if isinstance(item, Reported) else "this record",
    "population": _population,
    "period_words": lambda item: (
        html.escape(f"“{item.period_text}”" if item.period_text else "no words") if isinstance(item, Figure) else ""
    ),
    "reason": lambda item: _own(item.rank_reason or "no reason is given", [item]) if isinstance(item, Figure) else "",
}
NUMBERS, SPEAKERS = ("", "unit", "counted"), ("speaker", "who", "dated")
CONTENT = (*NUMBERS, "words", "title", "dated")


def _utterance(parts: Sequence[Quote]) -> str:
    first = parts[0]
    words = "".join(f"<p>“{html.escape(quote.span.exact)}”</p>" for quote in parts)
    venue = f", {html.escape(first.venue)}" if first.venue else ""
    basis = f" ({_basis(first)})" if first.on else ""
    by = _capitalised(html.escape(_who(first)))
    line = _link(first, f"{by}{venue}, {time(first.on)}{basis}. {html.escape(first.source.publisher)}") + "."
    line += MODES.get(first.mode, "")
    if len(parts) < first.parts:
        line += " A part of what the source gives in separate parts."
    elif first.parts > 1:
        line += " Given in separate parts by the source."
    line += "".join(map(_caveat, parts))
    return f'<figure class="quote"><blockquote>{words}</blockquote><figcaption>{line}</figcaption></figure>'


def _caveat(item: Reported) -> str:
    """What a reader must know of words that did not pass as they stand."""
    if item.standing.outside:
        return f" Left outside: <q>{html.escape(item.standing.outside)}</q>."
    return " " + _link(item, f"({html.escape(str(item.standing))})") if item.standing.verdict == "unverified" else ""


def _list(items: Sequence[str], evidence: Iterable[Evidence]) -> Block:
    """List items, each begun with a capital; a sentence where there is none."""
    listed = "".join(f"<li>{_capitalised(item)}</li>" for item in items)
    return Block("limits", f"<ul>{listed}</ul>" if items else "<p>None that the record knows of.</p>", tuple(evidence))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _inner(markup: str) -> str:
    return markup.removeprefix("<p>").removesuffix("</p>")
