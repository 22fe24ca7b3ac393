"""How one piece of evidence is worded: every number, date and name as a link to its record in the
page.

ASPECTS are what a sentence may ask of it, from the bare number ("more than 1,900") to who said it
and when.

>>> wording.listed(["boats", "rafts", "ferries"]), wording.noun([record.figure("kt-572")])
('boats, rafts and ferries', 'people')
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from analysis.errors import ProseError, shown
from analysis.measures.clues import Clue
from analysis.measures.derived import BRACKETED, PER_YEAR, Conclusion, Derived, weakest
from analysis.measures.findings import Finding, Remark, basis_of
from analysis.quantities.bounds import NOUNS
from analysis.quantities.dates import Date, by, fiscal_year, parse
from analysis.record.record import BASIS, Event, Figure, MissingFigure, Quote, Reported
from analysis.text.anchors import PASSING
from analysis.text.lexicon import typed_numbers

# What a quotation does about its target, and the target, in words.
STANCES = {
    "affirms": "affirms",
    "denies": "denies",
    "suspends": "suspends",
    "asks": "asks for",
    "qualifies": "qualifies",
    "criticises": "criticises",
    "reports": "reports on",
    "warns": "warns of",
    "none": "mentions",
}
TARGETS = {
    "cooperation": "cooperation",
    "agreement": "the agreement",
    "remains_search": "the search for remains",
    "visa_sanctions": "visa sanctions",
    "linkage": "the link between matters",
    "returns": "returns",
    "returnees": "those returned",
    "government": "the government",
}

Item = Reported | Conclusion
# The words that open a title and are no name, whatever follows them.
_OPENING = re.compile(r"^(?:The|An?|Both|Those|These)\b")
BOTH = 2  # the numbers that a finding compares
_TAG = re.compile(r"(<[^>]*>)")
_LINK = re.compile(r"(<a .*?</a>)")
# What our own tags are in plain words; all others are nothing.
_PLAIN = (
    {"<q>": "“", "</q>": "”"}
    | dict.fromkeys(("</p>", "</li>", "</tr>"), "\n")
    | dict.fromkeys(("</th>", "</td>"), "\t")
)


def subject(item: Reported) -> str:
    """What an item is, in few words."""
    if isinstance(item, Quote):
        return f"words of {speaker(item)}"
    return title(item) if isinstance(item, Event) else unit(item)


def source_link(item: Reported, markup: str = "") -> str:
    """Words about an item's source, or its publisher, as a link to the source's own record."""
    words = markup or html.escape(item.source.publisher)
    return f'<a class="evidence" href="#e-source-{html.escape(item.source.id)}">{words}</a>'


def plain(markup: str) -> str:
    """The words of a piece of our own HTML."""
    pieces = (
        _PLAIN.get(piece, "" if piece.startswith("<") else piece) for piece in _TAG.split(markup)
    )
    return html.unescape("".join(pieces)).strip()


def capitalised(markup: str) -> str:
    """A sentence that begins with a capital, unless it begins with quoted words."""
    return re.sub(
        r"^((?:<(?!q>)[^>]*>)*)([a-z])", lambda match: match[1] + match[2].upper(), markup
    )


def noun(numbers: Iterable[Figure | Derived]) -> str:
    """What numbers count, for a chart's axis: "people". Raises ProseError where they count
    different things.
    """
    units = {number.unit for number in numbers}
    if len(units) != 1:
        raise ProseError(
            "chart",
            f"counts {' and '.join(sorted(units)) or 'nothing'}",
            "chart numbers of the same unit",
        )
    unit = units.pop()
    return "%" if unit == "percent" else _noun(unit)


def own(words: str, items: Iterable[Item]) -> str:
    """Words of the record's own, escaped. Raises ProseError for a number in them that `items` do
    not report.
    """
    known: set[str] = set()
    for said in chain.from_iterable(map(_reported, items)):
        known.update(typed_numbers(said))
    for typed in typed_numbers(words):
        if typed not in known:
            wrong = f'"{typed}" is not reported by their evidence'
            do = "leave it out, or tabulate it with its source"
            raise ProseError(f"words {shown(words[:60])}", wrong, do)
    return html.escape(words)


def _reported(item: Item) -> Iterator[str]:
    """All words in which a piece of evidence reports a number or a date."""
    if isinstance(item, (Reported, Derived)):
        yield item.label()
        for date in (getattr(item, "period", None), getattr(item, "on", None)):
            if date:
                yield date.words()
    if isinstance(item, Reported):
        yield from (item.span.exact, getattr(item, "period_text", ""))
    else:
        yield from chain.from_iterable(map(_reported, item.inputs))


def listed(words: Sequence[str]) -> str:
    """A list as an editor would write it: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def worded(item: Item, aspect: str) -> str:
    """What a placeholder shows of its evidence, linked. Raises ProseError for an aspect that it
    does not have.
    """
    if aspect not in ASPECTS:
        known = ", ".join(filter(None, [*ASPECTS, "assumptions", "assuming"]))
        raise ProseError(f"evidence {item.id}", f'no aspect "{aspect}"', f"use any of {known}")
    found = ASPECTS[aspect]
    words = found.words(item)
    if not words:
        raise ProseError(
            f"evidence {item.id}",
            f'it has no "{aspect}"',
            "ask for it of a kind of evidence that has it",
        )
    return found.lead(item, words + (_mark(item) if found.is_content else ""))


def _mark(item: Item) -> str:
    """What a sentence adds to a number or to words that do not stand as verified."""
    worst = weakest(item)
    outside = item.standing.outside if isinstance(item, Reported) else ""
    if worst in PASSING:
        return ""
    return f" ({worst}; left outside: <q>{html.escape(outside)}</q>)" if outside else f" ({worst})"


def link(item: Item, markup: str) -> str:
    """`markup` as a link to the record of `item`; what is a link in it already stays one, and parts
    it.
    """
    pieces = _LINK.split(markup)
    return "".join(
        piece if piece.startswith("<a ") or not plain(piece) else _link(item, piece)
        for piece in pieces
    )


def _link(item: Item, markup: str) -> str:
    return f'<a class="evidence" href="#e-{html.escape(item.id)}">{markup}</a>'


def leading(item: Item, markup: str) -> str:
    """Words from the record, as a link to it where they hold a number ("Channel 4") that is no link
    already.

    Words beside a link that hold no number stay plain: where all is a link, none is large enough to
    be hit on a phone.
    """
    pieces = _LINK.split(markup)
    return "".join(link(item, piece) if typed_numbers(plain(piece)) else piece for piece in pieces)


def _label(item: Item) -> str:
    return quoted(item) if isinstance(item, (Quote, Event)) else html.escape(item.label())


def unit(item: Item) -> str:
    """A number with what it counts: "more than 1,900 people", "1 person", "28 people a year"."""
    if isinstance(item, (Figure, Derived)) and item.unit.removesuffix(PER_YEAR) in NOUNS:
        bound = item.shown if isinstance(item, Derived) else item.bound
        return html.escape(bound.words(_noun(item.unit)))
    return html.escape(item.label())


def _noun(unit: str) -> str:
    """What a unit is called, of many: "people", "people a year"."""
    _, noun = NOUNS[unit.removesuffix(PER_YEAR)]
    return f"{noun} a year" if unit.endswith(PER_YEAR) else noun


def quoted(item: Item) -> str:
    """Words in quotation marks, what an editor put into brackets set off from them."""
    if not isinstance(item, Reported) or not item.span.exact:
        return html.escape(item.label())
    words = BRACKETED.sub(r"<i>\g<0></i>", html.escape(item.span.exact))
    return f"<q>{words}</q>"


def who(item: Reported) -> str:
    """The speakers with role and affiliation, as plain words."""
    return listed([str(speaker) for speaker in item.speakers]) or "nobody named"


def speaker(item: Item, most: int | None = None) -> str:
    """The names of the speakers (of the `most` first ones), as they stand inside a sentence."""
    names = (
        [speaker.in_sentence() for speaker in item.speakers]
        if isinstance(item, Reported)
        else ["this record"]
    )
    return html.escape(listed(names[:most]) or "nobody named")


def title(item: Item) -> str:
    """The record's own words for an event or a derived number, as they stand inside a sentence;
    else "".
    """
    if not isinstance(item, (Event, Derived)):
        return ""
    pieces = item.parts() if isinstance(item, Event) else [item.title]
    markup = [
        link(piece, html.escape(piece.label())) if isinstance(piece, Figure) else own(piece, [item])
        for piece in pieces
    ]
    return _OPENING.sub(lambda match: match[0].lower(), "".join(markup))


def stance(quote: Quote) -> str:
    """What a quotation does about its target, in plain words that follow a speaker: "asks for
    cooperation".
    """
    return (
        f"{STANCES[quote.stance]} {TARGETS[quote.target]}"
        if quote.target in TARGETS
        else "takes no position"
    )


def side_and_sources(quotes: Iterable[Quote], sides: Mapping[str, str]) -> str:
    """On which side (`sides` names a country) and in which sources words are quoted, and whether in
    translation.
    """
    found = list(quotes)
    countries = [quote.speaker.country if quote.speaker else "" for quote in found]
    named = [sides.get(country, country) for country in countries] + [
        quote.source.publisher for quote in found
    ]
    named += ["in translation" for quote in found if quote.source.translator]
    return ", ".join(dict.fromkeys(named))


def principal(item: Item) -> str:
    """The body at the top of those that the speakers belong to: whose side they speak for."""
    principals = (
        dict.fromkeys(s.principal for s in item.speakers) if isinstance(item, Reported) else []
    )
    return html.escape(listed(list(principals)) or "nobody named")


def _counted(item: Item) -> str:
    return f"{link(item, unit(item))} ({leading(item, population(item))})"


def _given(item: Item) -> str:
    """A number, what it counts, for when and whose it is."""
    when, by = link(item, _when(item)), link(item, speaker(item))
    return f"{link(item, unit(item))} ({leading(item, population(item))}; {when}, as {by} gives it)"


def _part(item: Item) -> str:
    """A share with its part and its whole."""
    if not isinstance(item, Derived) or item.measure != "share":
        return ""
    part, total = item.inputs
    return f"{_counted(part)} of {_given(total)}, {link(item, html.escape(item.label()))}"


def _taken(item: Item) -> str:
    """An average with the count that it is taken of."""
    if not isinstance(item, Derived):
        return ""
    return (
        f"{link(item, unit(item))} ({link(item.inputs[0], unit(item.inputs[0]))} "
        f"{link(item, _when(item))})"
    )


def _labelled(item: Item) -> str:
    return (
        f"{link(item, _label(item))} {leading(item, title(item))}"
        if isinstance(item, Derived)
        else ""
    )


def _for(item: Item) -> str:
    """A time with the group that it is of."""
    return (
        f"{link(item, unit(item))} for {_counted(item.inputs[0])}"
        if isinstance(item, Derived)
        else ""
    )


def _at(item: Item) -> str:
    """A time with the number of its group and the pace, whose people are named."""
    if not isinstance(item, Derived):
        return ""
    group, pace = item.inputs[0], item.inputs[-1]
    paced = f"a pace of {_counted(pace)} {link(pace, _when(pace))}"
    return f"{link(item, unit(item))} for {link(group, unit(group))} at {paced}"


def _against(item: Item) -> str:
    """A number that does not fit, whose it is, and what the others leave for it, with their sum."""
    if not isinstance(item, Finding):
        return ""
    number, left = item.inputs
    by = (
        f"{link(number, unit(number))} {link(number, _when(number))} "
        f"({link(number, speaker(number))})"
    )
    formula = left.formula if isinstance(left, Derived) else ""
    return (
        f"{by} against {link(left, unit(left))} ({link(left, html.escape(formula))})"
        if formula
        else ""
    )


def _who(item: Item) -> str:
    return html.escape(who(item)) if isinstance(item, Reported) else "this record"


def _dated(item: Item) -> str:
    return f"{speaker(item)} ({since(date_of(item))})"


def _by(item: Item) -> str:
    return f"{speaker(item, 1)}, {since(date_of(item))}"


def _position(item: Item) -> str:
    """Who takes a position and when, with the words where only some are quoted."""
    words = f": {quoted(item)}" if isinstance(item, Quote) and item.mode == "partial" else ""
    return f"{speaker(item)} ({since(date_of(item))}{words})"


def _presumed(item: Item) -> str:
    """What words take for granted: "the words of Sanne Okuro (no date given) presuppose that the
    boats had stopped".
    """
    if not isinstance(item, Quote) or not item.presupposes:
        return ""
    return (
        f"the words of {speaker(item)} ({since(date_of(item))}) presuppose that "
        f"{own(item.presupposes, [item])}"
    )


def _told(item: Item) -> str:
    """An event in the record's own words, with its date."""
    if not isinstance(item, Event):
        return ""
    return f"{leading(item, title(item))} ({link(item, since(item.on))})"


def _reported_by(item: Item) -> str:
    """An event in the record's own words, with its date and the source that reports it."""
    if not isinstance(item, Event):
        return ""
    return (
        f"{leading(item, title(item))} ({link(item, since(item.on))}, as {source_link(item)} "
        f"reports)"
    )


def _written(item: Item) -> str:
    """A source with its own words for an event, and its date."""
    if not isinstance(item, Event):
        return ""
    return f"{source_link(item)} writes {link(item, quoted(item))} ({link(item, since(item.on))})"


def _clue(item: Item) -> str:
    """What a clue leaves, and what it is: "not before 9 May 2021 (the ministers meet, 9 May
    2021)".
    """
    if not isinstance(item, Clue):
        return ""
    dated = f"{subject(item.item)}, {time(date_of(item.item))}"
    return f"{link(item, html.escape(item.label()))} ({link(item.item, dated)})"


def _publisher(item: Item) -> str:
    return html.escape(item.source.publisher) if isinstance(item, Reported) else ""


def _imprint(item: Item) -> str:
    return html.escape(item.source.imprint) if isinstance(item, Reported) else ""


def _read_as(item: Item) -> str:
    """As which period the words of a figure's source are read; without such words, its period."""
    if not isinstance(item, Figure):
        return ""
    what = (
        f"the words “{html.escape(item.period_text)}” are read as"
        if item.period_text
        else "its period is"
    )
    return f"{what} {time(date_of(item))}, {basis_words(item)}"


def _reason(item: Item) -> str:
    return own(item.rank_reason or "no reason is given", [item]) if isinstance(item, Figure) else ""


def since(date: Date | None) -> str:
    """A date in brackets: as it stands; one that is only known from above as "by …", of a year "in
    or before …".
    """
    if date and date.start is None and date.end:
        return f"{by(date.end)} {time(parse(date.text.rpartition('/')[2]))}"
    return time(date)


def population(item: Item) -> str:
    """The group that a number counts; for a number made of several groups, what it is."""
    if isinstance(item, (Figure, MissingFigure, Derived)) and item.population:
        return own(item.population.label, [item])
    return own(item.title, [item]) if isinstance(item, Derived) else ""


def time(date: Date | None) -> str:
    """A date in words as a time element where HTML can hold it, else as words that do not break."""
    if date is None:
        return "no date given"
    tag = (
        f'time datetime="{date}"'
        if date.granularity in ("day", "month", "year") and not date.uncertain
        else "span"
    )
    # A range may break over lines between its ends, which stay whole.
    ends = re.split(r" (?=and |to (?!an unknown))", date.words())
    return " ".join(f'<{tag} class="date">{html.escape(end)}</{tag.split()[0]}>' for end in ends)


def date_of(item: Item) -> Date | None:
    """The date that an item is about: the period of a number or of a gap, else the day it was said
    or happened.
    """
    if isinstance(item, (Figure, MissingFigure, Derived, Clue)):
        return item.period
    return item.on if isinstance(item, Reported) else None


def _when(item: Item) -> str:
    """The date as part of a sentence: "on 14 September 2017", "in 2017", "from 1975 to 2000", "by
    February 2018".
    """
    date = date_of(item)
    if date is None:
        return "at a date not given"
    if date.granularity == "set":
        return time(date)
    if date.granularity != "interval":
        return f"{'on' if date.granularity == 'day' else 'in'} {time(date)}"
    return since(date) if date.start is None or date.text.endswith("..") else f"from {time(date)}"


def year(item: Item) -> str:
    """The fiscal year that an item is about, in words; any other date as it stands."""
    fiscal = fiscal_year(date_of(item))
    return f'<span class="date">fiscal year {fiscal}</span>' if fiscal else time(date_of(item))


def _in_year(item: Item) -> str:
    """A number and the fiscal year that it is for: "31 people in the fiscal year 2017"."""
    fiscal = fiscal_year(date_of(item))
    when = f'in the <span class="date">fiscal year {fiscal}</span>' if fiscal else _when(item)
    return f"{unit(item)} {when}"


def _after(item: Item) -> str:
    """The numbers that a finding compares: "1,784 people in 2019, after 1,799 people in 2018 (who
    is counted)".
    """
    if not isinstance(item, Conclusion) or len(item.inputs) < BOTH:
        return ""
    later, earlier = item.inputs[:BOTH]
    said = [
        f"{worded(number, 'unit')} {link(number, _when(number))}" for number in (later, earlier)
    ]
    return f"{', after '.join(said)} ({leading(later, population(later))})"


def edition(item: Reported) -> str:
    """Which edition of a table gives an item: its title without what follows a colon; of the press,
    the publisher.
    """
    is_table = item.source.trust in ("official", "official_table_copy")
    return item.source.title.partition(":")[0] if is_table else item.source.imprint


def basis_words(item: Item) -> str:
    """How the date of an item is known, in words."""
    return html.escape(BASIS[basis_of(item)]) if isinstance(item, Reported) else "derived"


@dataclass(frozen=True)
class Aspect:
    """What a placeholder may show of its evidence: `words`, "" for evidence that has no such thing.

    `lead` makes a link of them. `is_content`: they hold a number or words of a source, and say
    where these do not stand as verified. `is_number`: equal ones are named once only as mentions of
    one claim. `is_speaker`: of an empty list they say "nobody". `has_commas`: several are set apart
    by semicolons.
    """

    words: Callable[[Any], str]
    lead: Callable[[Any, str], str] = link
    is_content: bool = False
    is_number: bool = False
    is_speaker: bool = False
    has_commas: bool = False


def _source_dated(item: Item) -> str:
    if not isinstance(item, Reported):
        return ""
    return f"{html.escape(item.source.publisher)} (published {time(item.source.published)})"


def _linked(item: Item, markup: str) -> str:
    """Words whose numbers, names and quotations are links already."""
    return markup


# By the name after a placeholder's colon. Besides these, "assumptions" are those of all evidence
# given, and "assuming" puts words before them, if there are any.
ASPECTS: dict[str, Aspect] = {
    "": Aspect(_label, is_content=True, is_number=True),
    "unit": Aspect(unit, is_content=True, is_number=True),
    "counted": Aspect(_counted, _linked, is_content=True, is_number=True),
    "given": Aspect(_given, _linked, is_content=True),
    "taken": Aspect(_taken, _linked, is_content=True),
    "labelled": Aspect(_labelled, _linked, is_content=True),
    "part": Aspect(_part, _linked, is_content=True),
    "for": Aspect(_for, _linked, is_content=True),
    "remark": Aspect(
        lambda item: html.escape(item.words) if isinstance(item, Remark) else "", is_content=True
    ),
    "against": Aspect(_against, _linked, is_content=True, has_commas=True),
    "at": Aspect(_at, _linked, is_content=True),
    "words": Aspect(quoted, is_content=True),
    "written": Aspect(_written, _linked, is_content=True),
    "title": Aspect(title, leading, is_content=True, has_commas=True),
    "told": Aspect(_told, _linked, is_content=True, has_commas=True),
    "reported": Aspect(_reported_by, _linked, is_content=True, has_commas=True),
    "speaker": Aspect(speaker, is_speaker=True),
    "who": Aspect(_who, is_speaker=True),
    "dated": Aspect(_dated, is_content=True, is_speaker=True),
    "by": Aspect(_by, is_content=True, is_speaker=True, has_commas=True),
    "position": Aspect(_position, is_content=True, is_speaker=True),
    "presumed": Aspect(_presumed, is_content=True),
    "named": Aspect(lambda item: html.escape(item.label())),
    "principal": Aspect(principal),
    "when": Aspect(_when),
    "date": Aspect(lambda item: time(date_of(item))),
    "year": Aspect(year),
    "after": Aspect(_after, _linked, has_commas=True),
    "in_year": Aspect(_in_year, is_content=True, is_number=True),
    "basis": Aspect(basis_words),
    "source_dated": Aspect(_source_dated, source_link),
    "clue": Aspect(_clue, _linked, is_content=True, has_commas=True),
    "publisher": Aspect(_publisher, source_link),
    "published": Aspect(_imprint, is_content=True),
    "population": Aspect(population, leading),
    "read_as": Aspect(_read_as),
    "reason": Aspect(_reason),
}
