"""Reported rows in order of time, before and after a turn, and by how their dates are known.

>>> [figure.id for figure in chronology.latest_first(record.figures(["kt-500", "kt-572"]))]
['kt-572', 'kt-500']
"""

from collections.abc import Iterable
from datetime import date

from analysis.errors import LookupFailed, did_you_mean
from analysis.measures.derived import Derived
from analysis.measures.durations import first_day, is_over_before, latest_day
from analysis.quantities.dates import Date
from analysis.record.bases import BASIS
from analysis.record.reported import (
    Event,
    Figure,
    Figures,
    Items,
    MissingFigure,
    Reported,
)
from analysis.record.selections import Selection


def latest_first(figures: Figures) -> list[Figure]:
    """Figures by the last day of their periods, the latest first, those without one last; else as
    they stood.
    """
    return sorted(figures, key=lambda figure: latest_day(figure.period) or date.min, reverse=True)


def latest(figures: Figures) -> Selection:
    """The figures that run to the latest day of all: several where they tie, in the order given."""
    given = list(figures)
    last = max((latest_day(figure.period) or date.min for figure in given), default=date.min)
    return Selection(figure for figure in given if (latest_day(figure.period) or date.min) == last)


def in_order(items: Items) -> Selection:
    """Reported items by the first day they can mean, those without a date last; otherwise as they
    stood.

    One that is only dated from above stands before those of its last day. An event stands before
    those that it came before, by the words of its source.
    """
    ahead = sorted(items, key=_day_order)
    found: list[Reported] = []
    while ahead:
        first, *others = ahead
        earlier = []
        ahead = []
        for item in others:
            if isinstance(item, Event) and first.id in item.before:
                earlier.append(item)
            else:
                ahead.append(item)
        found += in_order(earlier)
        found.append(first)
    return Selection(found)


def _day_order(item: Reported) -> tuple[date, bool]:
    """The first day that an item can mean, else its last; and whether that is the first."""
    if not item.on:
        return date.max, False
    if item.on.earliest:
        return item.on.earliest, True
    return item.on.latest or date.max, False


def from_day(items: Iterable[Figure | MissingFigure | Derived], day: Date) -> Selection:
    """The items whose periods begin on `day` or later."""
    first = day.earliest or date.min
    found = []
    for item in items:
        begins = first_day(item.period)
        if begins and begins >= first:
            found.append(item)
    return Selection(found)


def around(
    items: Iterable[Figure | MissingFigure | Derived], turn: Date
) -> tuple[Selection, Selection, Selection]:
    """Items by their periods: over before `turn` begins, all others, and those that begin after it
    has ended.

    What is between may lie on both sides of the turn, as a year does that contains it. Items
    without a period are left out.
    """
    before = []
    between = []
    after = []
    for item in items:
        if not item.period:
            continue
        if is_over_before(item.period, turn):
            before.append(item)
        elif is_over_before(turn, item.period):
            after.append(item)
        else:
            between.append(item)
    return Selection(before), Selection(between), Selection(after)


def parted(items: Items, turn: Date | None) -> tuple[Selection, Selection, Selection]:
    """Items in order: those certainly before `turn`, none where there is none; those dated
    otherwise; and those without a date.
    """
    before = []
    after = []
    undated = []
    for item in in_order(items):
        if not item.on:
            undated.append(item)
        elif is_over_before(item.on, turn):
            before.append(item)
        else:
            after.append(item)
    return Selection(before), Selection(after), Selection(undated)


def known_by(items: Items, basis: str) -> Selection:
    """The items whose dates are known in this way. Raises LookupFailed for a way that is none of
    BASIS.
    """
    if basis not in BASIS:
        known = ", ".join(BASIS)
        hint = did_you_mean(basis, BASIS) or f"use any of {known}"
        raise LookupFailed("basis of dates", f'"{basis}" is no basis', hint)
    return Selection(item for item in items if basis_of(item) == basis)


def to_the_day(items: Items) -> Selection:
    """The items whose date is a certain day."""
    return Selection(
        item for item in items if item.on and item.on.granularity == "day" and not item.on.uncertain
    )


def by_basis(items: Items) -> dict[str, Selection]:
    """Items by how their dates are known, in the order of `BASIS`, only those that occur."""
    rows = list(items)
    found = {}
    for basis in BASIS:
        known = known_by(rows, basis)
        if known:
            found[basis] = known
    return found


def basis_of(row: Reported) -> str:
    """How the date that a row is about is known: a figure's period, else the day on which it was
    said or happened.
    """
    basis = row.period_basis if isinstance(row, Figure) else row.on_basis
    return basis or "unknown"
