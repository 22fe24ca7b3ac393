"""Conventions that others than the rules go by too: sources that are only cited or in another
language, and notes that give a reason.
"""

import re
import unicodedata
from collections.abc import Iterator

from analysis.record.cells import lookup
from analysis.record.publications import foreign
from analysis.record.tables import Table

# In the label of an event: the id of a figure, whose number stands there.
REFERENCE = re.compile(r"\{([a-z0-9]+(?:-[a-z0-9]+)+)\}")


# A row may stand clipped, or be read by a person, when its note says so: the word, then three words
# at least.
CLIPPED_NOTE, READ_NOTE = "clipped:", "read:"
SPEAKER_NOTE = "speaker:"  # or that its speaker is known otherwise than by a name near its words
_REASONS = {
    word: re.compile(rf"\b{word}\s*(?:\S*\w\S*\s+){{2}}\S*\w")
    for word in (CLIPPED_NOTE, READ_NOTE, SPEAKER_NOTE)
}


def words_of_id(text: str) -> list[str]:
    """The words of which an id is made of a text: lower-case ASCII letters and digits."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", plain.lower())


def gives_reason(note: str, word: str) -> bool:
    """Whether a note gives a reason after one of these words, in three words at least."""
    return bool(_REASONS[word].search(note))


# What to do about a row whose value and bound `fill` cannot read.
FILL_BY_HAND = (
    f'give value and bound by hand, and say in note after "{READ_NOTE}" which words tell them'
)

# What stands in a source's row until a person has said it, and the language that nobody has named.
TO_FILL, UNKNOWN_LANGUAGE = "[to be filled]", "und"
PROPOSED = "proposed:"  # begins the reason of an exclusion that a person has yet to confirm
DRAFT_ID = "draft-"  # begins the id under which a page shows a draft
PLANNED = "plan"  # the kind of an event that had not happened when its source was read


# ---- what the rules share


def cited_sources(sources: Table) -> frozenset[str]:
    """The sources that are only cited: no text of theirs was ever held, so nothing of them can be
    compared with one.
    """
    hashes = lookup(sources, "sha256")
    files = lookup(sources, "file")
    return frozenset(source for source in hashes if not hashes[source] and not files[source])


def to_fill(sources: Table) -> Iterator[tuple[int, list[str]]]:
    """(row, columns) of each source of which a person has yet to say something."""
    waiting = (TO_FILL, UNKNOWN_LANGUAGE)
    for row, source in enumerate(sources.records()):
        if columns := [column for column, cell in source.items() if cell in waiting]:
            yield row, columns


def foreign_sources(sources: Table) -> dict[str, str]:
    """The language of each source that is in another than English, whose hedges are not known
    here.
    """
    found = {}
    for source, language in lookup(sources, "language").items():
        if foreign(language):
            found[source] = language
    return found


def unknown_hedges(language: str) -> str:
    """That the words of a language other than English are read by a person, not here."""
    return f'the hedges of its language, "{language}", are not known here'
