"""The words of sources as a page shows them, with what a reader must know of them."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from analysis.measures.tallies import BRACKETED
from analysis.record.reported import NO_TARGET, Quote, Reported
from analysis.report.wording import basis_words, capitalised, link, markup, own, quoted, time, who

# What the source line adds of a quotation that is not direct, by its mode.
MODES = {"partial": " Quoted in part.", "heading": " A heading.", "comment": " A reader’s comment."}


def utterance(parts: Sequence[Quote]) -> Markup:
    """The parts of one utterance as a quotation, with a line on its speaker, date and source."""
    words = Markup().join(markup("<p>{}</p>", quoted(quote)) for quote in parts)
    return markup(
        '<figure class="quote"><blockquote>{}</blockquote><figcaption>{}</figcaption></figure>',
        words,
        _source_line(parts),
    )


def _source_line(parts: Sequence[Quote]) -> Markup:
    """Who said the parts of one utterance, when and where, and what a reader must know of them."""
    first = parts[0]
    venue = f", {first.venue}" if first.venue else ""
    basis = markup(" ({})", basis_words(first)) if first.on else ""
    speakers = capitalised(escape(who(first)))
    by = markup("{}{}, {}{}. ", speakers, venue, time(first.on), basis)
    line = link(first, by + first.source.publisher) + "."
    line += MODES.get(first.mode, "")
    if first.mode == "partial" and first.target != NO_TARGET:
        line += f" Said of {first.target.label}."
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
    return line + Markup().join(map(_caveat, parts))


def held_words(item: Reported) -> Markup:
    """The words of a source, with what a reader must know of them; of what is only cited, that
    there are none.
    """
    if item.standing.is_cited:
        return link(item, "not held")
    return quoted(item) + _caveat(item)


def _caveat(item: Reported) -> Markup:
    """What a reader must know of words that did not pass as they stand."""
    standing = item.standing
    if standing.outside:
        return markup(" Left outside: <q>{}</q>.", standing.outside)
    if standing.verdict == "unverified":
        return " " + link(item, f"({standing})")
    return Markup()
