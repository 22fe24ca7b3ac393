"""What an empty cell means where another cell already says it: the same is not typed twice.

A table is read with these in place, so that every check, report and receipt sees what a cell means,
and a date that is mended in sources.csv is mended in all its rows. The files stay as they are.

    figures   claim_id       the figure's own id
              unit           that of the population; of a share percent
              rank           normal
              period         of a stock without words for it: the day on which it was said, assumed
              period_basis   stated where period_text states the period, else that of the source's
                             date, from which words such as "last year" are resolved
    quotes    utterance_id   the quotation's own id
              part           1
    both      said_on        the date of the source, with its basis and its note; assumed where it
                             is stated and another speaks than who published it; of a reader's
                             comment none
    regions   (no row)       a source without any is all body

A cell of a basis that says "unknown" is not empty: it says otherwise. Rows of cited sources say
nothing of when it was said.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress

from analysis.errors import DateError
from analysis.quantities import dates

AS_OF = "The source names no day: taken as of when it was said"
SAID = "The source names no day: taken as said on that of its publication"
RESOLVED = "From these words and the date of the source"
# Words that give a time by that of their source.
_RELATIVE = re.compile(r"\b(?:yesterday|today|tomorrow|ago|last|this|next|past|so far|now)\b", re.I)

Columns = Mapping[str, list[str]]
Tables = Mapping[str, Columns]
Dating = tuple[str, str, str]  # a date, its basis, and the note on it
Datings = Mapping[str, Dating]  # by source
Voices = set[tuple[str, str]]  # a source and a speaker


def complete(tables: Tables) -> None:
    """Put what they mean into the empty cells of the columns of tables, in place.

    Columns that a descriptor lacks stay out: what needs them says so.
    """
    with suppress(KeyError):
        _complete_regions(tables["regions"], tables["sources"])
        _complete_figures(tables)
        _complete_quotes(tables)


def _set_empty(column: list[str], defaults: list[str]) -> None:
    """Set each empty cell of a column to the default of its row."""
    if "" in column:
        for row, due in enumerate(defaults):
            column[row] = column[row] or due


def _set_all_empty(column: list[str], default: str) -> None:
    """Set each empty cell of a column to one default."""
    _set_empty(column, [default] * len(column))


def _lookup(table: Columns, key: str, column: str) -> dict[str, str]:
    """The cells of a column by those of another."""
    return dict(zip(table[key], table[column], strict=True))


def _complete_regions(regions: Columns, sources: Columns) -> None:
    divided = set(regions["source_id"])
    for source, length in zip(sources["source_id"], sources["chars"], strict=True):
        if length and source not in divided:
            whole = {
                "region_id": f"{source}-body",
                "source_id": source,
                "kind": "body",
                "start": "0",
                "end": length,
            }
            for name, column in regions.items():
                column.append(whole.get(name, ""))


def _complete_figures(tables: Tables) -> None:
    figures = tables["figures"]
    _set_empty(figures["claim_id"], figures["figure_id"])
    _set_all_empty(figures["rank"], "normal")
    if "" in figures["unit"]:
        due = _default_units(figures, tables["populations"])
        _set_empty(figures["unit"], due)
    dated = _dated_sources(tables["sources"])
    _complete_said(figures, dated, _own_voices(tables))
    _complete_periods(figures, dated)


def _default_units(figures: Columns, populations: Columns) -> list[str]:
    """For each figure the unit of its population; of a share percent."""
    units = _lookup(populations, "population_id", "unit")
    due = [units.get(population, "") for population in figures["population_id"]]
    for row, measure in enumerate(figures["measure"]):
        if measure == "share":
            due[row] = "percent"
    return due


def _complete_quotes(tables: Tables) -> None:
    quotes = tables["quotes"]
    _set_empty(quotes["utterance_id"], quotes["quote_id"])
    _set_all_empty(quotes["part"], "1")
    dated = _dated_sources(tables["sources"])
    _complete_said(quotes, dated, _own_voices(tables))


def _dated_sources(sources: Columns) -> Datings:
    """The date of each source that has one, with its basis and its note."""
    found = {}
    for row in _rows(sources):
        date = row["published"]
        if date:
            source = row["source_id"]
            found[source] = date, row["published_basis"], row["published_note"]
    return found


def _rows(table: Columns) -> Iterator[dict[str, str]]:
    """The rows of a table, each cell by its column."""
    for cells in zip(*table.values(), strict=True):
        yield dict(zip(table, cells, strict=True))


def _waiting(table: Columns, date: str) -> list[int]:
    """The rows with words of a source whose date has no basis."""
    words = table["exact"]
    found = []
    for row, basis in enumerate(table[f"{date}_basis"]):
        if words[row] and not basis:
            found.append(row)
    return found


def own_names(source: Mapping[str, str]) -> set[str]:
    """Who publishes a source or wrote it: what they say in it is said in its own voice."""
    names = {source["publisher"], source["original_publisher"]}
    names.update(source["authors"].split(";"))
    return names - {""}


def _own_voices(tables: Tables) -> Voices:
    """The pairs of a source and a speaker who publishes or wrote it, who speaks on its own day."""
    ids = _lookup(tables["speakers"], "name", "speaker_id")
    found = set()
    for row in _rows(tables["sources"]):
        source = row["source_id"]
        for name in own_names(row) & ids.keys():
            found.add((source, ids[name]))
    return found


def _complete_said(table: Columns, dated: Datings, own: Voices) -> None:
    """When words were said: on the day of their source, which of all but its own voice is only
    assumed.
    """
    notes = table["note"]
    for row in _waiting(table, "said_on"):
        source = table["source_id"][row]
        is_comment = "mode" in table and table["mode"][row] == "comment"
        if is_comment or table["said_on"][row] or source not in dated:
            continue
        date, basis, note = dated[source]
        speaker = table["speaker_id"][row]
        if basis == "stated" and (source, speaker) not in own:
            basis = "assumed"
            note = SAID
        table["said_on"][row] = date
        table["said_on_basis"][row] = basis
        if basis != "stated":
            own_note = notes[row].rstrip(".")
            notes[row] = f"{own_note}. {note}" if own_note else note


def _complete_periods(figures: Columns, dated: Datings) -> None:
    notes = figures["period_note"]
    for row in _waiting(figures, "period"):
        found = _dated_period(figures, row, dated)
        if found:
            period, basis, note = found
            figures["period"][row] = period
            figures["period_basis"][row] = basis
            notes[row] = notes[row] or note


def _dated_period(figures: Columns, row: int, dated: Datings) -> Dating | None:
    """The period of a figure by its words; of a stock with neither, the day on which it was
    said.
    """
    given = figures["period"][row]
    words = figures["period_text"][row]
    if given and words:
        source = figures["source_id"][row]
        return _resolved(given, words, dated.get(source))
    said_on = figures["said_on"][row]
    is_stock = figures["measure"][row] == "stock"
    if is_stock and said_on and not given and not words:
        return said_on, "assumed", AS_OF
    return None


def _resolved(given: str, words: str, source: Dating | None) -> Dating | None:
    """A date with the basis that its words give it, or the date of their source; None if neither
    does.
    """
    try:
        stated = dates.stated(words)
        readings = dates.read(words)
    except DateError:  # the date is reported as none
        return None
    if given in stated:
        return given, "stated", ""
    is_relative = readings or _RELATIVE.search(words)
    if source is None or not is_relative:
        return None
    _, basis, note = source
    if basis in ("stated", "resolved_from_text"):
        return given, "resolved_from_text", RESOLVED
    return given, basis, note
