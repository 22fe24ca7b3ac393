"""Scopes: how far the record reaches, to the sources with a text or to those only cited too."""

from dataclasses import replace

from analysis.errors import LookupFailed, did_you_mean
from analysis.record.conventions import cited_sources
from analysis.record.queries import listed
from analysis.record.tables import Table, Tables

SCOPES = ("articles", "record")


def within(tables: Tables, scope: str) -> dict[str, Table]:
    """The tables as far as a scope of SCOPES reaches: rows of its sources, and the populations and
    speakers they name.

    Raises LookupFailed for any other scope.
    """
    if scope not in SCOPES:
        known = ", ".join(SCOPES)
        hint = did_you_mean(scope, SCOPES) or f"use one of {known}"
        raise LookupFailed("the record", f'no scope is called "{scope}"', hint)
    found = dict(tables)
    sources = tables["sources"]
    cited = cited_sources(sources)
    if scope == "record" or not cited:
        return found
    held = set(sources.column("source_id"))
    held.difference_update(cited)
    for name, table in tables.items():
        if "source_id" in table.columns:
            found[name] = _only(table, held, "source_id")
    counted: set[str] = set()
    for name in ("figures", "gaps"):
        counted.update(found[name].column("population_id"))
    heard = _heard(found)
    found["populations"] = _only(tables["populations"], counted, "population_id")
    found["relations"] = _only(tables["relations"], counted, "population_a", "population_b")
    found["speakers"] = _only(tables["speakers"], heard, "speaker_id")
    return found


def _heard(tables: Tables) -> set[str]:
    """The speakers that figures, gaps, quotes and events name, and the bodies that these belong
    to.
    """
    speakers = tables["speakers"]
    ids = speakers.column("speaker_id")
    bodies = speakers.column("affiliation_id")
    above = dict(zip(ids, bodies, strict=True))
    ahead: set[str] = set()
    for name in ("figures", "gaps", "quotes"):
        ahead.update(tables[name].column("speaker_id"))
    for actors in tables["events"].column("actors"):
        ahead.update(listed(actors))
    heard: set[str] = set()
    while ahead:
        heard |= ahead
        ahead = {above.get(speaker, "") for speaker in ahead}
        ahead -= {"", *heard}
    return heard


def _only(table: Table, wanted: set[str], *columns: str) -> Table:
    """The rows of a table of which each of these columns holds one of the values wanted."""
    kept = []
    for row, record in enumerate(table.records()):
        if all(record[column] in wanted for column in columns):
            kept.append(row)
    cells = {}
    for name, column in table.cells.items():
        cells[name] = [column[row] for row in kept]
    lines = [table.lines[row] for row in kept]
    return replace(table, cells=cells, lines=lines)
