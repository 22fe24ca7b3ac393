"""Charts of editions: numbers by period, as each edition of a table gives them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan
from typing import Any

from matplotlib.axes import Axes

from analysis.quantities.bounds import Bound
from analysis.report.charts.axes import number_axis
from analysis.report.charts.canvas import (
    close,
    full_line,
    place,
    points,
    spots_beside,
    text_at,
    width_of,
    write,
)
from analysis.report.charts.chart import Part, Parts, Words, draw, form, parts_of
from analysis.report.charts.description import (
    key_of_editions,
    periods_that_differ,
    symbols_of_editions,
)
from analysis.report.charts.rows import Extent, Interval, Observation, around, hull
from analysis.report.charts.style import (
    DERIVED,
    DOT,
    GAP,
    HALF_CAPITAL,
    LINE,
    PADDING,
    QUIET,
    SMALL,
    STRIP,
    Look,
    Symbol,
)
from analysis.report.charts.symbols import draw_mark
from analysis.report.charts.text import measure, on_one_line

PERIOD = 15.5  # the height of a period, in points
PAGE_PERIODS = 18  # of a chart that is read on a page of paper
# Of the width of a chart, for the names of its periods; a longer one has a line of its own.
MOST_OF_NAME = 0.4
AROUND_EVENT = 4.0
Period = tuple[str, str]  # what is counted, and the name of the period
DASHED = (0, (4, 2))


def draw_editions(rows: Sequence[Observation], *, name: str, title: str, **options: Any) -> Parts:
    """`editions` in as many charts of one scale as it takes for each to be read on a printed page.

    Where all do not stand in one, each group that is counted has its own, and its name in the
    title. An event stands in each chart that has the period into which it falls.
    """
    counted = [row for row in rows if row.series]
    periods = list(dict.fromkeys(row.period for row in counted))
    numbers = [row.extent.end for row in rows if row.extent]
    reach = max(numbers, default=0.0)
    charts = []
    for part, shown in _parts(periods, name, title):
        inside = [row for row in counted if row.period in shown]
        inside += _events_in(rows, inside)
        chart = draw(
            editions,
            inside,
            name=part.name,
            title=part.title,
            reach=reach,
            **options,
        )
        charts.append(chart)
    return Parts(tuple(charts))


def _parts(
    periods: Sequence[Period], name: str, title: str
) -> Iterator[tuple[Part, Sequence[Period]]]:
    """The parts of a chart, each with its periods: all in one, or those of each group apart."""
    groups: dict[str, list[Period]] = {}
    if len(periods) > PAGE_PERIODS:
        for period in periods:
            groups.setdefault(f"{title}: {period[0]}", []).append(period)
    if len(groups) < 2:
        groups = {title: [*periods]}
    drawn = 0
    for titled, group in groups.items():
        for part in parts_of(len(group), PAGE_PERIODS, name, titled):
            drawn += 1
            numbered = replace(part, name=f"{name}-{drawn}" if drawn > 1 else name)
            yield numbered, group[part.rows]


def _events_in(rows: Iterable[Observation], periods: Sequence[Observation]) -> list[Observation]:
    """The events that begin within any of `periods`."""
    found = []
    for row in rows:
        if not row.series and any(period.contains(row) for period in periods):
            found.append(row)
    return found


@dataclass(frozen=True)
class Layout:
    """Where names and marks of periods stand: marks begin `margin` points from the left."""

    ax: Axes
    margin: float
    symbols: Mapping[str, Symbol]


@form(Words("Chart of editions", key_of_editions, periods_that_differ))
def editions(rows: Sequence[Observation], ax: Axes, *, unit: str = "", reach: float = 0) -> Axes:
    """Numbers by period, top down, each edition's as a mark of its own, and dated events between.

    A line joins the marks of editions that differ. What is superseded is pale and larger, so that
    it shows below what is in force where both are the same. A gap stands as its reason. What is
    counted apart stands apart. The axis goes as far as `reach`, or further where numbers do.
    """
    layout = _layout(ax, rows)
    bounds = [row.bound for row in rows if row.bound]
    bounds.append(Bound.of("exact", int(reach)))
    number_axis(ax, bounds, unit, left=layout.margin + DOT)
    events = [row for row in rows if not row.series]
    y = 0.0
    guides: list[float] = []
    told: set[str] = set()
    above = ""
    for period in _by_period(rows):
        series = period[0].series
        if series != above:
            if above:
                y += GAP
            y = write(ax, y, series, weight="bold")
            above = series
        y = _write_name(layout, y, period[0].label)
        if any(row.bound for row in period):
            guides.append(y + PERIOD / 2)
        y = _draw_period(layout, y, period)
        for event in events:
            if period[0].contains(event):
                is_told = event.id in told
                y = _draw_event(ax, y, event, is_told)
                told.add(event.id)
    _draw_guides(layout, guides)
    return close(ax, y)


def _by_period(rows: Iterable[Observation]) -> list[list[Observation]]:
    """What is given for each period, one series after the other, in the order of `rows`."""
    by_series: dict[str, dict[str, list[Observation]]] = {}
    for row in rows:
        if row.series:
            periods = by_series.setdefault(row.series, {})
            periods.setdefault(row.label, []).append(row)
    found = []
    for periods in by_series.values():
        found += list(periods.values())
    return found


def _layout(ax: Axes, rows: Sequence[Observation]) -> Layout:
    names = [on_one_line(row.label) for row in rows if row.series]
    longest = max(measure(name, SMALL) for name in names)
    most = width_of(ax) * MOST_OF_NAME
    symbols = symbols_of_editions(rows)
    symbols[""] = DERIVED
    return Layout(ax, min(longest + PADDING, most), symbols)


def _write_name(layout: Layout, y: float, label: str) -> float:
    """Write the name of a period: above its marks where it is too long to stand before them.

    Returns the y at which the marks begin.
    """
    name = on_one_line(label)
    if measure(name, SMALL) > layout.margin - PADDING:
        return write(layout.ax, y, name, size=SMALL)
    base = y + PERIOD / 2 + HALF_CAPITAL * SMALL
    text_at(layout.ax, 0, base, name, size=SMALL)
    return y


def _draw_period(layout: Layout, y: float, rows: Sequence[Observation]) -> float:
    """Draw the marks of a period with a line where they differ, and its numbers or the reason.

    Returns the y below it.
    """
    ax = layout.ax
    middle = y + PERIOD / 2
    given = [row for row in rows if row.bound]
    _join(ax, middle, given)
    taken = _draw_marks(layout, middle, given)
    weight = "bold" if given else "normal"
    spots = spots_beside(ax, taken, start=layout.margin)
    words = _words(rows)
    strip = middle - STRIP / 2
    is_beside = place(ax, strip, words, spots, size=SMALL, weight=weight)
    y += PERIOD
    if is_beside:
        return y
    return write(ax, y, words, indent=layout.margin, size=SMALL) + 2


def _join(ax: Axes, y: float, rows: Sequence[Observation]) -> None:
    """Draw a line between exact numbers that differ."""
    extents = [row.extent for row in rows]
    values = [each.start for each in extents if each and each.kind == "exact"]
    if len(set(values)) > 1:
        ends = [min(values), max(values)]
        gid = f"joined-{rows[0].id}"
        ax.plot(ends, [y, y], color=QUIET, lw=2.2, zorder=1, gid=gid)


def _draw_marks(layout: Layout, y: float, rows: Sequence[Observation]) -> Interval:
    """Draw the marks of a period, each before the last; returns their ends in points."""
    drawn: list[Interval] = []
    for row in rows:
        if row.extent:
            drawn.append(_draw_edition(layout, y, row, row.extent, layer=len(drawn)))
    return hull(drawn) if drawn else around(layout.margin, 0)


def _draw_edition(
    layout: Layout, y: float, row: Observation, value: Extent, layer: int
) -> Interval:
    """Draw the mark of what an edition gives; returns its ends in points from the left."""
    symbol = layout.symbols[row.edition]
    gid = f"{row.id}-{value.kind}"
    if value.kind != "exact":
        return draw_mark(layout.ax, y - STRIP / 2, value, gid, symbol)
    size = DOT + 4 if row.is_superseded else DOT - 1
    look: Look = {
        "ms": size,
        "mfc": "white" if row.is_superseded else symbol.colour,
        "mec": symbol.colour,
        "mew": 1.4,
        "zorder": 2 + layer,
    }
    layout.ax.plot([value.start], [y], symbol.marker, gid=gid, **look)
    return around(points(layout.ax, value.start), size / 2)


def _words(rows: Sequence[Observation]) -> str:
    """The numbers of a period in the order of its editions; where none is given, why."""
    given = [row for row in rows if row.bound]
    if not given:
        return "; ".join(dict.fromkeys(row.words() for row in rows))
    in_tables = {row.words() for row in given if row.edition}
    said = []
    for row in given:
        words = row.words()
        said.append(words if words in in_tables else f"{words} (sum of its parts)")
    return " → ".join(dict.fromkeys(said))


def _draw_event(ax: Axes, y: float, event: Observation, is_told: bool) -> float:
    """Draw an event below the period that it falls into: a dashed line and its date.

    What happened stands where it is new. Returns the y below it.
    """
    gid = f"event-{event.id}"
    words = event.words()
    if is_told:
        gid += "-again"
    else:
        words += f": {event.label}"
    full_line(ax, y + 3, color="black", lw=1, ls=DASHED, gid=gid)
    return write(ax, y + AROUND_EVENT, words, size=SMALL) + AROUND_EVENT


def _draw_guides(layout: Layout, ys: Sequence[float]) -> None:
    """Draw the guide lines of all periods as a single path, broken between them."""
    ax = layout.ax
    start = layout.margin / width_of(ax)
    across = [start, 1, nan] * len(ys)
    down: list[float] = []
    for y in ys:
        down += [y, y, nan]
    where: Look = {"transform": ax.get_yaxis_transform(), "zorder": 0}
    ax.plot(across, down, color=LINE, lw=1, gid="guides", **where)
