"""Who is quoted: by speaker, by body, by side and by stance.

>>> voices.speakers_of(record.figures(["kt-572"]))
['immigration-department']
"""

from collections import defaultdict
from collections.abc import Mapping

from analysis.record.reported import (
    Items,
    Quote,
    Quotes,
    Reported,
)
from analysis.record.selections import Selection
from analysis.record.speakers import BODIES


def speakers_of(items: Items) -> list[str]:
    """The ids of those who speak in items, in order, each once."""
    found = []
    for item in items:
        for speaker in item.speakers:
            if speaker.id not in found:
                found.append(speaker.id)
    return found


def by_stance(quotes: Quotes) -> Mapping[str, Selection]:
    """The first quotation of each speaker under each stance, in the order given; empty for a stance
    nobody takes.
    """
    found: dict[str, Selection] = defaultdict(Selection)
    heard = set()
    for quote in quotes:
        key = quote.stance, _speaker_id(quote)
        if key not in heard:
            heard.add(key)
            found[quote.stance] += [quote]
    return found


def _speaker_id(quote: Quote) -> str:
    return quote.speaker.id if quote.speaker else ""


def points_on(named: Mapping[str, Items]) -> dict[str, list[str]]:
    """The points that each item is on, by the item's id; `named` has the items of each point."""
    found: dict[str, list[str]] = defaultdict(list)
    for point, items in named.items():
        for item in items:
            found[item.id].append(point)
    return dict(found)


def paraphrased(items: Items, quotes: Quotes) -> Selection:
    """The first of `items` of each speaker whose words `quotes` do not hold, though a source gives
    what was said.

    Persons by name, and bodies for which nobody is quoted; what a news medium says itself is no
    paraphrase.
    """
    quoted = set()
    quoted_bodies = set()
    for quote in quotes:
        for voice in quote.speakers:
            quoted.add(voice.id)
            quoted_bodies.add(voice.principal)
    found: dict[str, Reported] = {}
    for item in items:
        speaker = item.speaker
        if not speaker or speaker.kind == "media" or speaker.id in quoted:
            continue
        if speaker.kind == "person" or speaker.principal not in quoted_bodies:
            found.setdefault(speaker.id, item)
    return Selection(found.values())


def by_speaker(quotes: Quotes) -> list[list[Quote]]:
    """The quotations of each speaker, in order of first appearance."""
    found = defaultdict(list)
    for quote in quotes:
        speaker = _speaker_id(quote)
        found[speaker].append(quote)
    return list(found.values())


def by_body(quotes: Quotes) -> list[Selection]:
    """The quotations of each body that speakers belong to (see `Speaker.principal`), in order of
    first appearance.
    """
    found: dict[str, Selection] = defaultdict(Selection)
    for quote in quotes:
        body = quote.speaker.principal if quote.speaker else ""
        found[body] += [quote]
    return list(found.values())


def for_themselves(quotes: Quotes) -> Selection:
    """The quotations of those who speak for no office, company, medium or organisation: persons by
    themselves, groups of them, and whom the source does not name.
    """
    by_themselves = ("", BODIES["group"], BODIES["anonymous"])
    return Selection(
        quote for quote in quotes if not quote.speaker or quote.speaker.body in by_themselves
    )


def by_side(quotes: Quotes, sides: Mapping[str, str]) -> dict[str, list[Quote]]:
    """The quotations of each side, in the order of `sides`, which names each; empty for a side not
    quoted.
    """
    found: dict[str, list[Quote]] = defaultdict(list)
    for side in sides.values():
        found[side] = []
    for quote in quotes:
        side = quote.speaker.side if quote.speaker else ""
        found[sides.get(side, side)].append(quote)
    return dict(found)


def shared(quotes: Quotes) -> Selection:
    """The quotations whose speakers belong to a body (see `Speaker.principal`) that more than one
    source quotes.

    Sources that quote the same body confirm that it said something, not that it is so.
    """
    quoted = []
    sources = defaultdict(set)
    for quote in quotes:
        if quote.speaker:
            body = quote.speaker.principal
            sources[body].add(quote.source.id)
            quoted.append((body, quote))
    return Selection(quote for body, quote in quoted if len(sources[body]) > 1)
