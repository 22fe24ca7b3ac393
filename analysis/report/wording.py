"""How one piece of evidence is worded: every number, date and name as a link to its record in the
page.

ASPECTS are what a sentence may ask of it, from the bare number ("more than 1,900") to who said it
and when. What is markup is `Markup`; any other text is plain, and escaped where it enters markup.

>>> wording.listed(["boats", "rafts", "ferries"]), wording.noun([record.figure("kt-572")])
('boats, rafts and ferries', 'people')
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import UnionType
from typing import Any, TypeVar

from markupsafe import Markup, escape

from analysis.errors import ProseError, shown
from analysis.measures.chronology import basis_of
from analysis.measures.clues import Clue
from analysis.measures.corroboration import Articles
from analysis.measures.derived import Conclusion, Derived, weakest
from analysis.measures.ledgers import Remark
from analysis.measures.tallies import BRACKETED
from analysis.quantities.dates import Date, by, fiscal_year, parse
from analysis.quantities.units import Noun, Unit
from analysis.record.bases import BASIS
from analysis.record.publications import OFFICIAL
from analysis.record.reported import NO_TARGET, Event, Figure, MissingFigure, Quote, Reported
from analysis.report.gate import evidence_link
from analysis.text.anchors import CITED, PASSING
from analysis.text.lexicon import typed_numbers

Item = Reported | Conclusion
Text = TypeVar("Text", str, Markup)
# The words that open a title and are no name, whatever follows them.
_OPENING = re.compile(r"(?:The|An?|Both|Those|These)\b")
# What stands before the small letter that a sentence begins with.
_BEFORE_SMALL = re.compile(r"(?:<(?!q[ >])[^>]*>)*(?=[a-z])")
_TAG = re.compile(r"<[^>]*>")
# Publishers whose names take an article.
_WITH_ARTICLE = re.compile(r"US |\S.* (?:Post|Bee|Daily|Agency)$|Straits Times$")
_LINK = re.compile(r"(<a .*?</a>)")
_FISCAL = ">fiscal "  # how the words for a fiscal year begin
# What our own tags are in plain words; all others are nothing.
_PLAIN = {
    "<q>": "“",
    "</q>": "”",
    "</p>": "\n",
    "</li>": "\n",
    "</tr>": "\n",
    "</th>": "\t",
    "</td>": "\t",
}


def markup(template: str, *pieces: object) -> Markup:
    """HTML with a piece for each {} of its template; a piece that is no markup is escaped."""
    return Markup(template).format(*pieces)


def subject(item: Reported) -> Markup:
    """What an item is, in few words."""
    if isinstance(item, Quote):
        return markup("words of {}", speaker(item))
    return title(item) if isinstance(item, Event) else escape(unit(item))


def source_link(item: Reported, words: str = "") -> Markup:
    """Words about an item's source, or its publisher, as a link to the source's own record."""
    return _anchor(f"source-{item.source.id}", words or item.source.publisher)


def outlet(name: str) -> str:
    """A publisher's name as it stands inside a sentence: "the Sacramento Bee", "VOA"."""
    return f"the {name}" if _WITH_ARTICLE.match(name) else name


def plain(words: str) -> str:
    """The words of a piece of our own HTML."""
    without_tags = _TAG.sub(_plain_tag, words)
    return html.unescape(without_tags).strip()


def _plain_tag(tag: re.Match[str]) -> str:
    return "“" if tag[0].startswith("<q ") else _PLAIN.get(tag[0], "")


def capitalised(words: Text) -> Text:
    """A sentence that begins with a capital, unless it begins with quoted words."""
    before = _BEFORE_SMALL.match(words)
    if not before:
        return words
    at = before.end()
    return words[:at] + words[at].upper() + words[at + 1 :]


def noun(numbers: Iterable[Figure | Derived]) -> Noun:
    """What numbers count, for a chart's axis: "people". Raises ProseError where they count
    different things.
    """
    units = {number.unit for number in numbers}
    if len(units) != 1:
        counted = " and ".join(sorted(units)) or "nothing"
        raise ProseError("chart", f"counts {counted}", "chart numbers of the same unit")
    return Unit.of(units.pop()).noun


def own(words: str, items: Iterable[Item]) -> Markup:
    """Words of the record's own, escaped. Raises ProseError for a number in them that `items` do
    not report.
    """
    known: set[str] = set()
    for item in items:
        for said in _reported(item):
            known.update(typed_numbers(said))
    for typed in typed_numbers(words):
        if typed not in known:
            wrong = f'"{typed}" is not reported by their evidence'
            do = "leave it out, or tabulate it with its source"
            raise ProseError(f"words {shown(words[:60])}", wrong, do)
    return escape(words)


def _reported(item: Item) -> Iterator[str]:
    """All words in which a piece of evidence reports a number or a date."""
    if isinstance(item, (Reported, Derived)):
        yield item.label()
        for date in (getattr(item, "period", None), getattr(item, "on", None)):
            if date:
                yield date.words()
    if isinstance(item, Reported):
        yield item.span.exact
        yield getattr(item, "period_text", "")
        yield item.source.publisher
        return
    for each in item.inputs:
        yield from _reported(each)


def listed(words: Sequence[str]) -> str:
    """A list as an editor would write it: "a", "a and b", "a, b and c"."""
    others = ", ".join(words[:-1])
    return " and ".join(filter(None, [others, *words[-1:]]))


def worded(item: Item, aspect: str) -> Markup:
    """What a placeholder shows of its evidence, linked. Raises ProseError for an aspect that it
    does not have.
    """
    where = f"evidence {item.id}"
    if aspect not in ASPECTS:
        known = ", ".join(filter(None, [*ASPECTS, "assumptions", "assuming"]))
        raise ProseError(where, f'no aspect "{aspect}"', f"use any of {known}")
    found = ASPECTS[aspect]
    words = found.words(item) if isinstance(item, found.of) else ""
    if not words:
        do = "ask for it of a kind of evidence that has it"
        raise ProseError(where, f'it has no "{aspect}"', do)
    mark = _mark(item) if found.is_content else ""
    return found.lead(item, escape(words) + mark)


def _mark(item: Item) -> Markup:
    """What a sentence adds to a number or to words that did not pass. That some are only cited is
    said once, by the page.
    """
    worst = weakest(item)
    if worst in PASSING or worst == CITED:
        return Markup()
    if isinstance(item, Reported) and item.standing.outside:
        return markup(" ({}; left outside: <q>{}</q>)", worst, item.standing.outside)
    return markup(" ({})", worst)


def link(item: Item, words: str) -> Markup:
    """Words as a link to the record of `item`; what is a link in them already stays one, and parts
    them.
    """
    pieces = []
    for piece in _parted(words):
        is_link = piece.startswith("<a ")
        if not is_link and plain(piece):
            piece = _anchor(item.id, piece)
        pieces.append(piece)
    return Markup().join(pieces)


def leading(item: Item, words: str) -> Markup:
    """Words from the record, as a link to it where they hold a number ("Channel 4") that is no link
    already.

    Words beside a link that hold no number stay plain: where all is a link, none is large enough to
    be hit on a phone.
    """
    pieces = []
    for piece in _parted(words):
        if typed_numbers(plain(piece)):
            piece = link(item, piece)
        pieces.append(piece)
    return Markup().join(pieces)


def _parted(words: str) -> Iterator[Markup]:
    """The links in words, and what stands before, between and after them."""
    return map(Markup, _LINK.split(escape(words)))


def _anchor(id: str, words: str) -> Markup:
    return evidence_link(f"#e-{id}", words)


def _label(item: Item) -> str:
    if isinstance(item, Remark):
        return item.words
    return quoted(item) if isinstance(item, (Quote, Event)) else item.label()


def unit(item: Item) -> str:
    """A number with what it counts: "more than 1,900 people", "1 person", "28 people a year"."""
    if not isinstance(item, (Figure, Derived)):
        return item.label()
    bound = item.shown if isinstance(item, Derived) else item.bound
    return bound.words(Unit.of(item.unit).noun)


def quoted(item: Item) -> Markup:
    """Words in quotation marks, what an editor put into brackets set off from them."""
    if not isinstance(item, Reported) or not item.span.exact:
        return escape(item.label())
    # As a plain string: of Markup, `sub` would escape the tags that it puts in.
    words = str(escape(item.span.exact))
    language = item.source.foreign
    opened = markup('<q lang="{}">', language) if language else Markup("<q>")
    return opened + markup("{}</q>", Markup(BRACKETED.sub(r"<i>\g<0></i>", words)))


def who(item: Item) -> str:
    """The speakers with role and affiliation."""
    if not isinstance(item, Reported):
        return "this record"
    return taking_part(item, [str(speaker) for speaker in item.speakers])


def taking_part(item: Reported, names: Sequence[str]) -> str:
    """The names of those whom an item is of; of a meeting whose it is, and with whom."""
    if isinstance(item, Event) and item.sort == "meeting" and names:
        return " with ".join(filter(None, [names[0], listed(names[1:])]))
    return listed(names) or "not named"


def speaker(item: Item) -> str:
    """The names of the speakers, as they stand inside a sentence."""
    if not isinstance(item, Reported):
        return "this record"
    names = [speaker.in_sentence() for speaker in item.speakers]
    return listed(names) or "nobody named"


def introduced(item: Item) -> str:
    """The speakers, each with the body that a person belongs to."""
    if not isinstance(item, Reported):
        return "this record"
    return listed([speaker.introduced() for speaker in item.speakers]) or "nobody named"


def title(item: Event | Derived) -> Markup:
    """The record's own words for an event or a derived number, as they stand inside a sentence."""
    pieces = item.parts() if isinstance(item, Event) else [item.title]
    words = Markup()
    for piece in pieces:
        if isinstance(piece, Figure):
            words += link(piece, piece.label())
        else:
            words += own(piece, [item])
    opening = _OPENING.match(words)
    at = opening.end() if opening else 0
    return words[:at].lower() + words[at:]


def stance(quote: Quote) -> str:
    """What a quotation does about its target, in plain words that follow a speaker: "asks for
    cooperation".
    """
    if quote.target == NO_TARGET:
        return "takes no position"
    return f"{quote.stance.label} {quote.target.label}"


def side_and_sources(quotes: Iterable[Quote], sides: Mapping[str, str]) -> str:
    """On which side (`sides` are those of the record, by name) and in which sources words are
    quoted, and whether in translation.
    """
    found = list(quotes)
    named = []
    for quote in found:
        side = quote.speaker.side if quote.speaker else ""
        named.append(sides.get(side, side))
    named += [quote.source.publisher for quote in found]
    named += ["in translation" for quote in found if quote.source.translator]
    return ", ".join(dict.fromkeys(named))


def principal(item: Item) -> str:
    """The body at the top of those that the speakers belong to: whose side they speak for."""
    speakers = item.speakers if isinstance(item, Reported) else ()
    principals = dict.fromkeys(speaker.principal for speaker in speakers)
    return listed(list(principals)) or "nobody named"


def note(*items: Item | None) -> Markup:
    """The record's notes on those of several items that are reported rows, one after another.

    One with a number that its row does not report stands in the entry of the row alone.
    """
    said = []
    for item in items:
        if isinstance(item, Reported) and item.note:
            try:
                said.append(leading(item, own(item.note, [item])))
            except ProseError:
                continue
    return Markup(" ").join(said)


def group(item: Item) -> Markup:
    """The group that a number counts, as a link where its name holds a number."""
    return leading(item, population(item))


def titled(item: Event | Derived) -> Markup:
    """The record's own words for an event or a derived number, as a link where they hold a
    number.
    """
    return leading(item, title(item))


def _read_as(item: Figure) -> Markup:
    """As which period the words of a figure's source are read; without such words, its period."""
    what = Markup("its period is")
    if item.period_text:
        what = markup("the words “{}” are read as", item.period_text)
    return markup("{} {}, {}", what, time(item.period), basis_words(item))


def since(date: Date | None) -> Markup:
    """A date in brackets: as it stands, a fiscal year by its name; one that is only known from
    above as "by …", of a year "in or before …".
    """
    if fiscal := _fiscal_year(date):
        return fiscal
    if date and date.start is None and date.end:
        *_, last = date.text.split("/")
        return markup("{} {}", by(date.end), time(parse(last)))
    return time(date)


def population(item: Item) -> Markup:
    """The group that a number counts; for a number made of several groups, what it is."""
    if isinstance(item, (Figure, MissingFigure, Derived)) and item.population:
        return own(item.population.label, [item])
    if isinstance(item, Derived):
        return own(item.title, [item])
    return Markup()


def time(date: Date | None) -> Markup:
    """A date in words as a time element where HTML can hold it, else as words that do not break."""
    if date is None:
        return Markup("no date given")
    element = Markup('<span class="date">{words}</span>')
    if date.granularity in ("day", "month", "year") and not date.uncertain:
        element = Markup('<time datetime="{date}" class="date">{words}</time>')
    # A range may break over lines between its ends, which stay whole.
    ends = re.split(r" (?=and |to (?!an unknown))", date.words())
    return Markup(" ").join(element.format(date=date, words=end) for end in ends)


def date_of(item: Item) -> Date | None:
    """The date that an item is about: the period of a number or of a gap, else the day it was said
    or happened.
    """
    if isinstance(item, (Figure, MissingFigure, Derived, Clue)):
        return item.period
    return item.on if isinstance(item, Reported) else None


def _when(item: Item) -> Markup:
    return at(date_of(item))


def at(date: Date | None) -> Markup:
    """A date as part of a sentence: "on 14 September 2017", "in 2017", "in fiscal 2022", "from
    1975 to 2000", "by February 2018".
    """
    if date is None:
        return Markup("at a date not given")
    if fiscal := _fiscal_year(date):
        return markup("in {}", fiscal)
    if date.granularity == "set":
        return time(date)
    if date.granularity == "interval":
        is_open = date.start is None or date.text.endswith("..")
        return since(date) if is_open else markup("from {}", time(date))
    return markup("{} {}", "on" if date.granularity == "day" else "in", time(date))


def year(item: Item) -> Markup:
    """The fiscal year that an item is about, in words; any other date as it stands."""
    return _fiscal_year(date_of(item)) or time(date_of(item))


def in_row(years: Sequence[Markup]) -> list[Markup]:
    """Fiscal years one after another, with the word before the first alone: "fiscal 2015" and
    "2016".
    """
    if not all(_FISCAL in year for year in years):
        return list(years)
    found = list(years[:1])
    for year in years[1:]:
        number = str(year).replace(_FISCAL, ">", 1)
        found.append(Markup(number))
    return found


def _fiscal_year(date: Date | None) -> Markup:
    """The fiscal year that a date is, as "fiscal 2022"; "" where it is none."""
    fiscal = fiscal_year(date)
    return markup('<span class="date">fiscal {}</span>', fiscal) if fiscal else Markup()


def _in_year(item: Item) -> Markup:
    """A number and the fiscal year that it is for: "31 people in fiscal 2017"."""
    return markup("{} {}", unit(item), _when(item))


def edition(item: Reported) -> str:
    """Which edition of a table gives an item: its title without what follows a colon; of the press,
    the publisher.
    """
    is_table = item.source.trust in OFFICIAL
    return item.source.title.partition(":")[0] if is_table else item.source.imprint


def _publisher(item: Reported | Articles) -> str:
    """Who published the source of an item; of articles, who published each, as links to them."""
    if isinstance(item, Reported):
        return item.source.publisher
    links: dict[str, Markup] = {}
    for source in item.sources:
        links.setdefault(source.publisher, _anchor(f"source-{source.id}", source.publisher))
    return markup(listed(["{}"] * len(links)), *links.values())


def _by_publisher(item: Reported | Articles, words: Markup) -> Markup:
    """The words of `_publisher`, as a link to the source."""
    return source_link(item, words) if isinstance(item, Reported) else words


def basis_words(item: Item) -> Markup:
    """How the date of an item is known, in words."""
    return escape(BASIS[basis_of(item)] if isinstance(item, Reported) else "derived")


@dataclass(frozen=True)
class Aspect:
    """What a placeholder may show of its evidence: `words`, "" for evidence that has no such thing.

    `of`: the kinds of evidence that may have them. `lead` makes a link of them. `is_content`: they
    hold a number or words of a source, and say where these do not stand as verified. `is_number`:
    equal ones are named once only as mentions of one claim. `is_speaker`: of an empty list they say
    "nobody". `has_commas`: several are set apart by semicolons.
    """

    words: Callable[[Any], str]
    of: type | UnionType = Item
    lead: Callable[[Any, Markup], Markup] = link
    is_content: bool = False
    is_number: bool = False
    is_speaker: bool = False
    has_commas: bool = False


# Of what holds a number or words of a source.
_content = partial(Aspect, is_content=True)

# By the name after a placeholder's colon. Besides these, "assumptions" are those of all evidence
# given, and "assuming" puts words before them, if there are any.
ASPECTS: dict[str, Aspect] = {
    "": _content(_label, is_number=True),
    "unit": _content(unit, is_number=True),
    "words": _content(quoted),
    "title": _content(title, Event | Derived, leading, has_commas=True),
    "speaker": Aspect(speaker, is_speaker=True),
    "introduced": Aspect(introduced, is_speaker=True),
    "principal": Aspect(principal),
    "when": Aspect(_when),
    "date": Aspect(lambda item: time(date_of(item))),
    "year": Aspect(year),
    "in_year": _content(_in_year, is_number=True),
    "publisher": Aspect(_publisher, Reported | Articles, _by_publisher),
    "published": Aspect(lambda item: time(item.source.published), Reported, source_link),
    "population": Aspect(population, lead=leading),
    "read_as": Aspect(_read_as, Figure),
}
