"""Timelines: what happened when, in a lane for each who acts, on an axis that gives more room to
the years in which much happened.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from itertools import groupby
from math import inf, nan

from matplotlib.axes import Axes

from analysis.report.charts.axes import FIRST_DAY, LAST_DAY, Tick, calendar, ticks_that_fit
from analysis.report.charts.canvas import (
    close,
    full_line,
    line_across,
    text_at,
    width_of,
    write,
    write_small,
)
from analysis.report.charts.chart import Words, form
from analysis.report.charts.description import first_and_last_day, key_of_moments
from analysis.report.charts.lanes import PITCH, Entry, Lane, Placed, Scale, lay_out
from analysis.report.charts.rows import Interval, LaneName, Moment, days_left, hull
from analysis.report.charts.style import (
    ARROW,
    COLOURS,
    DOT,
    HALF_CAPITAL,
    LINE,
    PADDING,
    QUIET,
    SMALL,
    TEXT,
    Look,
)
from analysis.report.charts.symbols import TICKS, draw_arrow
from analysis.report.charts.text import measure, on_one_line, wrap

TIMES = 3  # the least times, one after the other, of which a timeline tells more than a list
BUSY = 8  # entries of a year that takes a part of the axis for itself
MOST_LANES = 6
OTHERS = LaneName("Others")
MOST_HEIGHT = 980.0  # of all lanes: with what stands around them, two screens
MORE_LINES = (0, 1, 2, 4, 8)  # of a lane for its words, where a chart is not too high for more

COLUMN = 124.0  # the names of lanes, where they stand left of the marks
WIDE_ENOUGH = 450.0  # for that column, of a chart
BESIDE_LINE = 3.0  # above and below what stands between two lines
BELOW_PERIOD = 6.0
EDGE = "#8c8c8c"
GUIDE = "#ececec"
DISC: Look = {"marker": "o", "ms": DOT + 1, "mec": "white", "mew": 1}
BAND: Look = {"lw": 12, "alpha": 0.3}
OWN_SCALE = " Each period has a scale of its own."
NO_ROOM = "Where there was no room for its words, a mark stands alone."


@dataclass(frozen=True)
class Period:
    """A part of the axis, with a scale of its own: its name, and the entries that begin in it."""

    name: str
    entries: tuple[Entry, ...]

    @property
    def days(self) -> Interval:
        """The days of all its entries."""
        days = hull(entry.extent for entry in self.entries)
        return days.widened(2) if days.length < 4 else days


@dataclass(frozen=True)
class Strip:
    """A lane in a period: the lines of its name, and of its marks and their words.

    `is_beside`: the name stands left of the marks, else above them.
    """

    name: tuple[str, ...]
    body: tuple[str, ...]
    lane: Lane
    is_beside: bool

    @property
    def above(self) -> float:
        """The height of a name above the marks."""
        return 0 if self.is_beside else len(self.name + self.body) * PITCH

    @property
    def height(self) -> float:
        """The height of all its lines, and what keeps them from the next lane."""
        named = len(self.name + self.body)
        marked = self.lane.lines
        lines = max(named, marked) if self.is_beside else named + marked
        return lines * PITCH + 2 * BESIDE_LINE


@dataclass(frozen=True)
class Part:
    """A period laid out: where its days stand, and its lanes."""

    period: Period
    scale: Scale
    strips: tuple[Strip, ...]

    @property
    def height(self) -> float:
        """The height of the axis and of all lanes."""
        return self.axis + sum(strip.height for strip in self.strips) + BELOW_PERIOD

    @property
    def is_worded(self) -> bool:
        """Whether all its entries have their words."""
        return all(strip.lane.is_worded for strip in self.strips)

    @property
    def axis(self) -> float:
        """The height of the labels of the axis, and of the name of the period where it stands
        above them.
        """
        is_above = self.period.name and not self.strips[0].is_beside
        return PITCH * (2 if is_above else 1) + 2 * BESIDE_LINE


def is_spread(rows: Iterable[Moment]) -> bool:
    """Whether at least TIMES of the rows certainly happened one after the other."""
    found = [days_left(row.date) for row in rows]
    spans = sorted((span.end, span.start) for span in found if span)
    times = 0
    last = -inf
    for end, start in spans:
        if start >= last:
            times += 1
            last = end
    return times >= TIMES


def key_of_timeline(rows: Sequence[Moment]) -> str:
    """What uncertain dates look like, what is only cited, and whether the scale changes."""
    return key_of_moments(rows) + (OWN_SCALE if len(periods(rows)) > 1 else "")


@form(Words("Timeline", key_of_timeline, first_and_last_day))
def timeline(
    rows: Sequence[Moment],
    ax: Axes,
    *,
    sides: Iterable[str] = (),
    named: Collection[str] = (),
) -> Axes:
    """What happened when, in lanes by who acts.

    Words stand beside marks: of the rows whose ids are `named` in any case and in bold, of all
    where none is; of others where there is room. Each of `sides` keeps its colour, whichever of
    them a chart shows. What has no date is said below.
    """
    width = width_of(ax)
    ax.set_axis_off()
    ax.set_xlim(0, width)
    parts = _laid_out(rows, named, width)
    colours = _colours(rows, sides)
    y = 0.0
    for part in parts:
        _draw_part(ax, y, part, colours)
        y += part.height
    undated = [row.note or row.label for row in rows if not row.extent]
    if undated:
        y = write(ax, y, f"No date given: {'; '.join(undated)}.", size=SMALL)
    if not all(part.is_worded for part in parts):
        y = write_small(ax, y, NO_ROOM)
    return close(ax, y)


# ---- periods and lanes


def _laid_out(rows: Sequence[Moment], named: Collection[str], width: float) -> list[Part]:
    """The periods with the lanes of each, with as many words as MOST_HEIGHT has room for."""
    lanes = _lanes(rows)
    parted = periods(rows, named)
    chosen: list[Part] = []
    for more in MORE_LINES:
        parts = [_part(period, lanes, width, more) for period in parted]
        if chosen and sum(part.height for part in parts) > MOST_HEIGHT:
            break
        chosen = parts
        if all(part.is_worded for part in parts):
            break
    return chosen


def periods(rows: Sequence[Moment], named: Collection[str] = ()) -> list[Period]:
    """The rows with dates in parts of the axis: each BUSY year alone, and the years between."""
    is_mixed = len({row.is_cited for row in rows}) > 1
    entries = []
    for place, row in enumerate(rows):
        if row.extent:
            is_named = not named or row.id in named
            weight = "bold" if named and is_named else "normal"
            style = "italic" if is_mixed and row.is_cited else "normal"
            words = on_one_line(row.note or row.label)
            long = measure(words, SMALL, weight)
            entry = Entry(place, row, row.extent, words, long, weight, style, is_named)
            entries.append(entry)
    entries.sort(key=lambda entry: entry.extent.start)
    years = Counter(_year(entry) for entry in entries)

    def busy_year(entry: Entry) -> int | None:
        year = _year(entry)
        return year if years[year] >= BUSY else None

    groups = [tuple(group) for _, group in groupby(entries, busy_year)]
    if len(groups) == 1:
        return [Period("", groups[0])]
    return [Period(_name(group), group) for group in groups]


def _year(entry: Entry) -> int:
    """The year in which an entry begins; that of its last day where only that is known."""
    day = min(max(int(entry.extent.start), FIRST_DAY), LAST_DAY)
    return Day.fromordinal(day).year


def _name(entries: Sequence[Entry]) -> str:
    first = _year(entries[0])
    last = _year(entries[-1])
    return str(first) if first == last else f"{first}–{last}"


def _lanes(rows: Iterable[Moment]) -> dict[LaneName, LaneName]:
    """The lane of each who acts, that with most entries first; beyond MOST_LANES go together."""
    counts = Counter(row.lane for row in rows if row.extent)
    names = [name for name, _ in counts.most_common()]
    own = names if len(names) <= MOST_LANES else names[: MOST_LANES - 1]
    return {name: name if name in own else OTHERS for name in names}


def _part(period: Period, lanes: Mapping[LaneName, LaneName], width: float, more: int) -> Part:
    kinds = {entry.extent.kind for entry in period.entries}
    left = ARROW if "at_most" in kinds else DOT
    right = ARROW if "at_least" in kinds else DOT
    is_wide = width >= WIDE_ENOUGH
    column = COLUMN if is_wide else 0
    across = Interval(column + left, width - right)
    scale = Scale(period.days, across, Interval(column, width))
    room = COLUMN - PADDING if is_wide else width
    strips = []
    for lane in dict.fromkeys(lanes.values()):
        entries = [entry for entry in period.entries if lanes[entry.row.lane] == lane]
        if entries:
            name = wrap(lane.name if is_wide else lane.words, room, SMALL, "bold")
            body = wrap(lane.body if is_wide else "", room, SMALL)
            least = len(name + body) if is_wide else 1
            laid = lay_out(entries, scale, least, more)
            strips.append(Strip(tuple(name), tuple(body), laid, is_wide))
    return Part(period, scale, tuple(strips))


# ---- drawing


def _colours(rows: Iterable[Moment], sides: Iterable[str]) -> dict[str, str]:
    """The colour of each side."""
    shown = [row.side for row in rows if row.side]
    known = dict.fromkeys([*sides, *shown])
    colours = {side: COLOURS[n % len(COLOURS)] for n, side in enumerate(known)}
    return colours | {"": QUIET}


def _draw_part(ax: Axes, y: float, part: Part, colours: Mapping[str, str]) -> None:
    """Draw a period from `y` down, its axis on top."""
    end = y + part.height - BELOW_PERIOD
    if part.period.name:
        full_line(ax, y, color=EDGE, lw=0.8)
        look: Look = {"size": TEXT, "weight": "bold", "gid": f"tick-{y:.0f}"}
        text_at(ax, 0, _base(y + BESIDE_LINE), part.period.name, **look)
    y += part.axis
    guides: list[float] = []
    for day, label in _ticks(part):
        x = part.scale.at(day)
        look = {"size": SMALL, "color": QUIET, "ha": "center", "gid": f"tick-{y:.0f}-{x:.0f}"}
        text_at(ax, x, _base(y - PITCH - BESIDE_LINE), label, **look)
        guides += [x, x, nan]
    line_across(ax, guides, [y, end, nan] * (len(guides) // 3), color=GUIDE, lw=0.8, zorder=0)
    for strip in part.strips:
        _draw_strip(ax, y, strip, colours)
        y += strip.height


def _ticks(part: Part) -> list[Tick]:
    """Where the axis of a period has labels, without the year that its name says."""
    year = f" {part.period.name}"
    choices = []
    for choice in calendar(part.period.days):
        choices.append({day: label.removesuffix(year) for day, label in choice.items()})
    return ticks_that_fit(choices, part.scale.at, part.scale.room)


def _draw_strip(ax: Axes, y: float, strip: Strip, colours: Mapping[str, str]) -> None:
    """Draw a lane from `y` down: who acts, and what happened."""
    full_line(ax, y, color=LINE, lw=0.8)
    y += BESIDE_LINE
    _write_lines(ax, 0, y, strip.name, weight="bold")
    _write_lines(ax, 0, y + len(strip.name) * PITCH, strip.body, color=QUIET)
    y += strip.above
    for placed in strip.lane.placed:
        _draw_mark(ax, y + placed.y, placed, colours[placed.entry.row.side])
        label = placed.label
        if label:
            entry = placed.entry
            look: Look = {"ha": label.side, "weight": entry.weight, "style": entry.style}
            _write_lines(ax, label.x, y + label.top * PITCH, label.words, **look)


def _write_lines(ax: Axes, x: float, y: float, lines: Iterable[str], **look: str) -> None:
    for line in lines:
        text_at(ax, x, _base(y), line, size=SMALL, **look)
        y += PITCH


def _base(y: float) -> float:
    """The base line of a line of text below `y`."""
    return y + PITCH / 2 + HALF_CAPITAL * SMALL


def _draw_mark(ax: Axes, y: float, placed: Placed, colour: str) -> None:
    """Draw the mark of an entry at `y`: a dot, a tick with an arrow, or a band."""
    mark = placed.mark
    kind = placed.entry.extent.kind
    gid = f"row-{placed.entry.place}-{kind}"
    look: Look = {"ls": "none", "color": colour}
    match kind:
        case "exact":
            line_across(ax, [mark.middle], [y], gid=f"{gid}-dot", **DISC, **look)
        case "at_most":
            line_across(ax, [mark.end - 1], [y], gid=f"{gid}-tick", **TICKS, **look)
            draw_arrow(ax, mark.end - 1, y, -1, f"{gid}-arrow", colour)
        case "at_least":
            line_across(ax, [mark.start + 1], [y], gid=f"{gid}-tick", **TICKS, **look)
            draw_arrow(ax, mark.start + 1, y, 1, f"{gid}-arrow", colour)
        case _:
            ends = [mark.start, mark.end]
            line_across(ax, ends, [y, y], gid=f"{gid}-band", color=colour, **BAND)
