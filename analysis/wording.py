"""How one piece of evidence is worded: every number, date and name as a link to its record in the page.

ASPECTS are what a sentence may ask of it, from the bare number ("more than 1,900") to who said it and when.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from analysis.anchors import PASSING
from analysis.dates import Date, parse
from analysis.errors import ProseError, shown
from analysis.findings import basis_of
from analysis.lexicon import typed_numbers
from analysis.measures import BRACKETED, PER_YEAR, Conclusion, Derived, weakest
from analysis.record import BASIS, Event, Figure, Quote, Reported

NOUNS = {
    "persons": ("person", "people"),
    "remains": ("remains", "remains"),
    "documents": ("document", "documents"),
    "countries": ("country", "countries"),
    "events": ("event", "events"),
    "sets": ("set", "sets"),
    "usd": ("US dollar", "US dollars"),
    "years": ("year", "years"),
    "words": ("word", "words"),
    "quotations": ("quotation", "quotations"),
    "comments": ("comment", "comments"),
    "entries": ("entry", "entries"),
}

Item = Reported | Conclusion
_TAG = re.compile(r"(<[^>]*>)")
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
    pieces = (_PLAIN.get(piece, "" if piece.startswith("<") else piece) for piece in _TAG.split(markup))
    return html.unescape("".join(pieces)).strip()


def capitalised(markup: str) -> str:
    """A sentence that begins with a capital, unless it begins with quoted words."""
    return re.sub(r"^((?:<(?!q>)[^>]*>)*)([a-z])", lambda match: match[1] + match[2].upper(), markup)


def noun(numbers: Iterable[Figure | Derived]) -> str:
    """What numbers count, for a chart's axis: "people". Raises ProseError where they count different things."""
    units = {number.unit for number in numbers}
    if len(units) != 1:
        raise ProseError(
            "chart", f"counts {' and '.join(sorted(units)) or 'nothing'}", "chart numbers of the same unit"
        )
    unit = units.pop()
    return "%" if unit == "percent" else _noun(unit)


def own(words: str, items: Iterable[Item]) -> str:
    """Words of the record's own, escaped. Raises ProseError for a number in them that `items` do not report."""
    known = {typed for item in items for said in _reported(item) for typed in typed_numbers(said)}
    for typed in typed_numbers(words):
        if typed not in known:
            do = "leave it out, or tabulate it with its source"
            raise ProseError(f"words {shown(words[:60])}", f'"{typed}" is not reported by their evidence', do)
    return html.escape(words)


def _reported(item: Item) -> list[str]:
    """All words in which a piece of evidence reports a number or a date."""
    if isinstance(item, Conclusion) and not isinstance(item, Derived):
        return [said for number in item.inputs for said in _reported(number)]
    dates = [date.words() for date in (getattr(item, "period", None), getattr(item, "on", None)) if date]
    if isinstance(item, Derived):
        return [item.label(), *dates, *(said for number in item.inputs for said in _reported(number))]
    return [item.label(), item.span.exact, getattr(item, "period_text", ""), *dates]


def listed(words: Sequence[str]) -> str:
    """A list as an editor would write it: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def worded(item: Item, aspect: str) -> str:
    """What a placeholder shows of its evidence, linked. Raises ProseError for an aspect that it does not have."""
    if aspect not in ASPECTS:
        known = ", ".join(filter(None, [*ASPECTS, "assumptions", "assuming"]))
        raise ProseError(f"evidence {item.id}", f'no aspect "{aspect}"', f"use any of {known}")
    words = ASPECTS[aspect](item)
    if not words:
        raise ProseError(f"evidence {item.id}", f'it has no "{aspect}"', "ask for it of a kind of evidence that has it")
    if aspect in OF_SOURCE and isinstance(item, Reported):
        return source_link(item, words)
    return link(item, words + (_mark(item) if aspect in CONTENT else ""))


def _mark(item: Item) -> str:
    """What a sentence adds to a number or to words that do not stand as verified."""
    worst = weakest(item)
    outside = item.standing.outside if isinstance(item, Reported) else ""
    if worst in PASSING:
        return ""
    return f" ({worst}; left outside: <q>{html.escape(outside)}</q>)" if outside else f" ({worst})"


def link(item: Item, markup: str) -> str:
    """`markup` as a link to the record of `item`."""
    return f'<a class="evidence" href="#e-{html.escape(item.id)}">{markup}</a>'


def leading(item: Item, markup: str) -> str:
    """Words from the record, as a link to it where they hold a number ("Channel 4")."""
    return link(item, markup) if typed_numbers(plain(markup)) else markup


def _label(item: Item) -> str:
    return quoted(item) if isinstance(item, (Quote, Event)) else html.escape(item.label())


def unit(item: Item) -> str:
    """A number with what it counts: "more than 1,900 people", "1 person", "28 people a year"."""
    if isinstance(item, (Figure, Derived)) and item.unit.removesuffix(PER_YEAR) in NOUNS:
        bound = item.shown if isinstance(item, Derived) else item.bound
        return html.escape(bound.words(_noun(item.unit, bound.words().split()[-1] == "1")))
    return html.escape(item.label())


def _noun(unit: str, is_single: bool = False) -> str:
    """What a unit is called: "people", "person", "people a year"."""
    noun = NOUNS[unit.removesuffix(PER_YEAR)][not is_single]
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
    names = [speaker.in_sentence() for speaker in item.speakers] if isinstance(item, Reported) else ["this record"]
    return html.escape(listed(names[:most]) or "nobody named")


def title(item: Event | Derived) -> str:
    """The record's own words for an event or a derived number."""
    return own(item.title, [item])


def side_and_sources(quotes: Iterable[Quote], sides: Mapping[str, str]) -> str:
    """On which side (`sides` names a country) and in which sources words are quoted, as plain words."""
    found = list(quotes)
    countries = [quote.speaker.country if quote.speaker else "" for quote in found]
    named = [sides.get(country, country) for country in countries] + [quote.source.publisher for quote in found]
    return ", ".join(dict.fromkeys(named))


def principal(item: Item) -> str:
    """The body at the top of those that the speakers belong to: whose side they speak for."""
    principals = dict.fromkeys(s.principal for s in item.speakers) if isinstance(item, Reported) else []
    return html.escape(listed(list(principals)) or "nobody named")


def _part(item: Item) -> str:
    """A share with its part and its whole."""
    if not isinstance(item, Derived) or item.measure != "share":
        return ""
    part, total = item.inputs
    of = f"{unit(total)} ({population(total)}; {_when(total)}, as {speaker(total)} gives it)"
    return f"{unit(part)} ({population(part)}) of {of}, {html.escape(item.label())}"


def _position(item: Item) -> str:
    """Who takes a position and when, with the words where only some are quoted."""
    words = f": {quoted(item)}" if isinstance(item, Quote) and item.mode == "partial" else ""
    return f"{speaker(item)} ({since(date_of(item))}{words})"


def since(date: Date | None) -> str:
    """A date in brackets: as it stands, and one that is only known from above as "by …"."""
    if date and date.start is None and date.end:
        return f"by {time(parse(date.text.rpartition('/')[2]))}"
    return time(date)


def population(item: Item) -> str:
    """The group that a number counts; for a number made of several groups, what it is."""
    if isinstance(item, (Figure, Derived)) and item.population:
        return own(item.population.label, [item])
    return own(item.title, [item]) if isinstance(item, Derived) else ""


def time(date: Date | None) -> str:
    """A date in words as a time element where HTML can hold it, else as words that do not break."""
    if date is None:
        return "no date given"
    tag = f'time datetime="{date}"' if date.granularity in ("day", "month", "year") and not date.uncertain else "span"
    # A range may break over lines between its ends, which stay whole.
    ends = re.split(r" (?=and |to (?!an unknown))", date.words())
    return " ".join(f'<{tag} class="date">{html.escape(end)}</{tag.split()[0]}>' for end in ends)


def date_of(item: Item) -> Date | None:
    """The date that an item is about: a number's period, else the day it was said or happened."""
    return item.period if isinstance(item, (Figure, Derived)) else item.on if isinstance(item, Reported) else None


def _when(item: Item) -> str:
    """The date as part of a sentence: "on 14 September 2017", "in 2017", "from 1975 to 2000", "by February 2018"."""
    date = date_of(item)
    if date is None:
        return "at a date not given"
    if date.granularity == "set":
        return time(date)
    if date.granularity != "interval":
        return f"{'on' if date.granularity == 'day' else 'in'} {time(date)}"
    return since(date) if date.start is None or date.text.endswith("..") else f"from {time(date)}"


def basis_words(item: Item) -> str:
    """How the date of an item is known, in words."""
    return html.escape(BASIS[basis_of(item)]) if isinstance(item, Reported) else "derived"


# What a placeholder may show of its evidence, after the colon; "" for evidence that has no such thing. Besides these,
# "assumptions" are those of all evidence given, and "assuming" puts words before them, if there are any.
ASPECTS: dict[str, Callable[[Any], str]] = {
    "": _label,
    "unit": unit,
    "counted": lambda item: f"{unit(item)} ({population(item)})",
    "words": quoted,
    "title": lambda item: title(item) if isinstance(item, (Event, Derived)) else "",
    "labelled": lambda item: f"{_label(item)} {title(item)}" if isinstance(item, Derived) else "",
    "speaker": speaker,
    "who": lambda item: html.escape(who(item)) if isinstance(item, Reported) else "this record",
    "dated": lambda item: f"{speaker(item)} ({since(date_of(item))})",
    "by": lambda item: f"{speaker(item, 1)}, {since(date_of(item))}",
    "given": lambda item: f"{unit(item)} ({population(item)}; {_when(item)}, as {speaker(item)} gives it)",
    "part": _part,
    "taken": lambda item: f"{unit(item)} ({unit(item.inputs[0])} {_when(item)})" if isinstance(item, Derived) else "",
    "position": _position,
    "told": lambda item: f"{title(item)} ({since(date_of(item))})" if isinstance(item, Event) else "",
    "reported": lambda item: (
        f"{title(item)} ({since(date_of(item))}, as {html.escape(item.source.publisher)} reports)"
        if isinstance(item, Event)
        else ""
    ),
    "for": lambda item: f"{unit(item)} for {unit(item.inputs[0])}" if isinstance(item, Derived) else "",
    "at": lambda item: (
        f"{unit(item)} for {unit(item.inputs[0])} at a pace of {unit(item.inputs[-1])}"
        if isinstance(item, Derived)
        else ""
    ),
    "principal": principal,
    "when": _when,
    "date": lambda item: time(date_of(item)),
    "basis": basis_words,
    "source": lambda item: html.escape(item.source.publisher) if isinstance(item, Reported) else "this record",
    "source_dated": lambda item: (
        f"{html.escape(item.source.publisher)} (published {time(item.source.published)})"
        if isinstance(item, Reported)
        else ""
    ),
    "population": population,
    "period_words": lambda item: (
        html.escape(f"“{item.period_text}”" if item.period_text else "no words") if isinstance(item, Figure) else ""
    ),
    "reason": lambda item: own(item.rank_reason or "no reason is given", [item]) if isinstance(item, Figure) else "",
}
NUMBERS, SPEAKERS = ("", "unit", "counted"), ("speaker", "who", "dated", "by", "position")
CONTENT = (
    *NUMBERS,
    "given",
    "taken",
    "labelled",
    "words",
    "title",
    "told",
    "reported",
    "dated",
    "by",
    "position",
    "part",
    "for",
    "at",
)
SENTENCES = ("title", "told", "reported", "by")  # words that may hold commas
OF_SOURCE = ("source", "source_dated")  # words that lead to the record of the source
