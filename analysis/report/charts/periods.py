"""What stands above columns by year: averages over several years, and dated events."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import isfinite

from matplotlib.axes import Axes

from analysis.report.charts.canvas import area, in_points, line_across, text_at, width_of
from analysis.report.charts.plot import CENTRED, ON_PLATE, middle_on_canvas
from analysis.report.charts.rows import (
    Interval,
    Observation,
    around,
    days_left,
    extent_of_date,
    hull,
)
from analysis.report.charts.style import LEADING, PADDING, QUIET, SMALL, Look
from analysis.report.charts.text import balanced, measure, on_one_line

LINE_HEIGHT = SMALL * LEADING
BRACKET = 5.0  # between the words of an average and its bracket, and how far its ends reach down
LANE = SMALL + 2 * BRACKET + 6  # the height of an average
BESIDE_LINE = 5.0  # between the line of an event and its words
BELOW_WORDS = 3.0
ENOUGH = 150.0  # the words of an event stand to the right where there is as much room
SOFT = 3.0  # from so many points on, the days of an event are a band
SOFT_BAND: Look = {"fc": QUIET, "ec": "none", "alpha": 0.25}
THIN_LINE: Look = {"color": QUIET, "lw": 1, "zorder": 0.5}


def draw_averages(ax: Axes, y: float, rows: Iterable[Observation]) -> float:
    """Draw each average as a bracket over its years below its words; returns the y below them.

    Those that would touch stand one below the other.
    """
    lanes: list[list[Interval]] = []
    for row in rows:
        days = days_left(row.date)
        if days is None or not isfinite(days.length):
            continue
        span = in_points(ax, days)
        words = on_one_line(f"Average: {row.words()}")
        half = measure(words, SMALL) / 2
        middle = middle_on_canvas(ax, span.middle, half)
        place = hull([span, around(middle, half)])
        lane = _free_lane(lanes, place)
        base = y + lane * LANE + SMALL
        text_at(ax, middle, base, words, **CENTRED)
        _draw_bracket(ax, base + BRACKET, span.widened(-1), f"average-{row.id}")
    return y + len(lanes) * LANE


def _free_lane(lanes: list[list[Interval]], place: Interval) -> int:
    """The first lane in which nothing is near; it is taken there."""
    for number, lane in enumerate(lanes):
        if not any(place.is_near(other, PADDING) for other in lane):
            lane.append(place)
            return number
    lanes.append([place])
    return len(lanes) - 1


def _draw_bracket(ax: Axes, y: float, span: Interval, gid: str) -> None:
    """Draw a line over a span, whose ends reach down."""
    start = span.start
    end = span.end
    foot = y + BRACKET
    xs = [start, start, end, end]
    ys = [foot, y, y, foot]
    line_across(ax, xs, ys, color=QUIET, lw=1.2, gid=gid)


@dataclass(frozen=True)
class Told:
    """An event on the axis: its days, where those stand in points, and where its line begins."""

    event: Observation
    days: Interval
    at: Interval
    y: float = 0.0


def write_events(ax: Axes, events: Iterable[Observation]) -> tuple[list[Told], float]:
    """Write the words of events, each beside where its line will stand; returns them, and the y
    below.

    No line runs through the words of another: those to the left of their lines stand on top, the
    last day first, those to the right below, the first day first. Events of which no day is on the
    axis are left out.
    """
    width = width_of(ax)
    left: list[Told] = []
    right: list[Told] = []
    for told in _on_axis(ax, events):
        beyond = width - told.at.end
        is_right = beyond >= ENOUGH or beyond >= told.at.start
        (right if is_right else left).append(told)
    y = 0.0
    written = []
    for told in reversed(left):
        written.append(replace(told, y=y))
        x = told.at.start - BESIDE_LINE
        y = _write_event(ax, y, x, x, "right", told.event)
    limit = left[0].at.start - BESIDE_LINE if left else width
    for told in right:
        written.append(replace(told, y=y))
        x = told.at.end + BESIDE_LINE
        room = limit - x
        if room <= ENOUGH / 2:
            room = width - x
        y = _write_event(ax, y, x, room, "left", told.event)
    return written, y


def _on_axis(ax: Axes, events: Iterable[Observation]) -> list[Told]:
    """The events of which the days are on the axis, by day; an open end is the other."""
    shown = Interval(*ax.get_xlim())
    found = []
    for event in events:
        extent = extent_of_date(event.date)
        if extent and shown.holds(extent):
            days = Interval(extent.start, extent.end)
            told = Told(event, days, in_points(ax, days))
            found.append(told)
    return sorted(found, key=lambda told: told.days.start)


def _write_event(ax: Axes, y: float, x: float, room: float, side: str, event: Observation) -> float:
    """Write the day and the words of an event; returns the y below."""
    words = f"{event.words()}: {event.label}"
    for line in balanced(words, room, SMALL):
        text_at(ax, x, y + SMALL, line, ha=side, **ON_PLATE)
        y += LINE_HEIGHT
    return y + BELOW_WORDS


def draw_events(ax: Axes, events: Iterable[Told], base: float) -> None:
    """Draw each event down to `base`: a thin line, or a soft band over its days."""
    for told in events:
        gid = f"event-{told.event.id}"
        top = told.y
        if told.at.length > SOFT:
            area(ax, told.days, Interval(top, base), gid=gid, **SOFT_BAND)
        else:
            day = told.days.middle
            ax.plot([day, day], [top, base], gid=gid, **THIN_LINE)
