"""Rules of events."""

from collections.abc import Iterator

from analysis.errors import shown
from analysis.record.cells import cycles, lookup, rows_of
from analysis.record.conventions import REFERENCE, cited_sources
from analysis.record.rulebook import Problems, rule
from analysis.record.rules_of_dates import is_after
from analysis.record.tables import Problem, Tables

# ---- events


@rule("E01")
def reports_of_one_event_name_its_first_row(tables: Tables) -> Problems:
    """An event that is the same as another names the row that all name, itself no repeat."""
    events = tables["events"]
    first = lookup(events, "same_as")
    for row, (same,) in rows_of(events, "same_as"):
        if first.get(same):
            wrong = f"names {shown(same)}, which is itself the same as {shown(first[same])}"
            yield Problem(events, row, "same_as", wrong, "name that one")


@rule("E02")
def events_before_others_make_no_circle(tables: Tables) -> Problems:
    """No event comes before itself, directly or through others."""
    edges = {}
    for row, key, later in _before(tables):
        edges[key, later] = row
    for row, cycle in cycles(edges):
        yield Problem(tables["events"], row, "before", f"closes a circle: {cycle}")


@rule("E03")
def events_before_others_are_not_dated_after_them(tables: Tables) -> Problems:
    """An event that came before another has no date that is certainly later."""
    events = tables["events"]
    dated = lookup(events, "date")
    for row, key, later in _before(tables):
        earliest = dated[key]
        latest = dated.get(later, "")
        if is_after(earliest, latest):
            wrong = f"names {shown(later)}, of {latest}, which is before {earliest}"
            yield Problem(events, row, "before", wrong, "check both dates, or leave it out")


@rule("E04")
def numbers_in_labels_are_figures(tables: Tables) -> Problems:
    """An id in braces in an event's label is a figure's, of a text where the event's has one."""
    events = tables["events"]
    sources = lookup(tables["figures"], "source_id")
    cited = cited_sources(tables["sources"])
    for row, (label, source) in rows_of(events, "label", "source_id"):
        for named in REFERENCE.findall(label):
            if named not in sources:
                wrong = f"names {shown(named)}, which is no figure"
                yield Problem(events, row, "label", wrong, "name the figure's id")
            elif sources[named] in cited and source not in cited:
                wrong = (
                    f"names {shown(named)}, which is only cited, although the event's source "
                    f"has a text"
                )
                yield Problem(events, row, "label", wrong, "name a figure of that text")


def _before(tables: Tables) -> Iterator[tuple[int, str, str]]:
    """(row, event, event that it came before) for each that the column names."""
    for row, (key, cell) in rows_of(tables["events"], "event_id", "before"):
        for later in cell.split(";"):
            if later.strip():
                yield row, key, later.strip()
