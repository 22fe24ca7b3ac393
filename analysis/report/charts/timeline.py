"""Timelines: what happened when, in a lane for each who acts, on an axis that gives more room to
the years in which much happened.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from itertools import groupby, pairwise
from math import inf, nan

from matplotlib.axes import Axes

from analysis.quantities.dates import parse
from analysis.report.charts.axes import FIRST_DAY, LAST_DAY, Tick, calendar, ticks_that_fit
from analysis.report.charts.canvas import (
    close,
    full_line,
    line_across,
    text_at,
    width_of,
    write,
)
from analysis.report.charts.chart import Words, form
from analysis.report.charts.description import first_and_last_day, key_of_moments
from analysis.report.charts.lanes import PITCH, Entry, Lane, Placed, Scale, lay_out
from analysis.report.charts.rows import Extent, Interval, LaneName, Moment, days_left, hull
from analysis.report.charts.style import (
    ARROW,
    COLOURS,
    DOT,
    HALF_CAPITAL,
    LINE,
    MARGIN,
    PADDING,
    QUIET,
    SMALL,
    TEXT,
    WIDE,
    Look,
)
from analysis.report.charts.symbols import TICKS, draw_arrow
from analysis.report.charts.text import measure, on_one_line, wrap

TIMES = 3  # the least times, one after the other, of which a timeline tells more than a list
BUSY = 8  # entries of a year that takes a part of the axis for itself
MOST_LANES = 6
OTHERS = LaneName("Others")
# Of all lanes of a wide timeline. With what stands around them they fit a page of paper, below its
# heading, on which SMALL is still 7.5 pt high.
MOST_HEIGHT = 620.0

COLUMN = 124.0  # the names of lanes, where they stand left of the marks
WIDE_ENOUGH = 450.0  # for that column, of a chart
BESIDE_LINE = 3.0  # above and below what stands between two lines
BELOW_PERIOD = 6.0
EDGE = "#8c8c8c"
GUIDE = "#ececec"
DISC: Look = {"marker": "o", "ms": DOT + 1, "mec": "white", "mew": 1}
BAND: Look = {"lw": 12, "alpha": 0.3}
OWN_SCALE = " Each period has a scale of its own."


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

    Words stand beside marks, in bold those of the rows whose ids are `named`. Each of `sides` keeps
    its colour, whichever of them a chart shows. What has no date is said below.
    """
    width = width_of(ax)
    ax.set_axis_off()
    ax.set_xlim(0, width)
    parts = _parts(rows, named, width)
    colours = _colours(rows, sides)
    y = 0.0
    for part in parts:
        _draw_part(ax, y, part, colours)
        y += part.height
    undated = [row.note or row.label for row in rows if not row.extent]
    if undated:
        y = write(ax, y, f"No date given: {'; '.join(undated)}.", size=SMALL)
    return close(ax, y)


# ---- periods and lanes


def sheets(rows: Iterable[Moment], named: Collection[str] = ()) -> dict[str, list[Moment]]:
    """The rows by date, in so many parts that the timeline of each fits a page of paper.

    Each is called by its years, with months where a year is parted and days where a month is; a
    single one by nothing. They are parted between years where that leaves parts of like length.
    What has no date is in the last.
    """
    dated: list[tuple[float, Moment]] = []
    undated = []
    for row in rows:
        if row.extent:
            dated.append((row.extent.start, row))
        else:
            undated.append(row)
    dated.sort(key=lambda pair: pair[0])
    found = _parted([row for _, row in dated], named)
    found[-1].extend(undated)
    if len(found) == 1:
        return {"": found[0]}
    spans = [_span(sheet) for sheet in found]
    parted = {
        before.last.year
        for before, after in pairwise(spans)
        if before.last.year == after.first.year
    }
    names = [span.words(parted) for span in spans]
    if len({*names}) < len(names):  # several of one month: they are parted between days
        names = [span.in_days() for span in spans]
    return dict(zip(names, found, strict=True))


@dataclass(frozen=True)
class Span:
    """The days on which the first and the last of rows begin."""

    first: Day
    last: Day

    def words(self, parted: Collection[int]) -> str:
        """From which year to which, with the month where the year is one of `parted`."""
        start = _in_words(self.first, parted)
        end = _in_words(self.last, parted)
        if start == end:
            return end
        begun = start.removesuffix(f" {self.last.year}")
        return f"{begun} to {end}"

    def in_days(self) -> str:
        """From which day to which."""
        ends = {self.first.isoformat(): "", self.last.isoformat(): ""}
        return parse("/".join(ends)).words()


def _in_words(day: Day, parted: Collection[int]) -> str:
    letters = len("2017-09" if day.year in parted else "2017")
    return parse(day.isoformat()[:letters]).words()


def _span(rows: Iterable[Moment]) -> Span:
    """The span of rows in order."""
    days = [_day(row.extent) for row in rows if row.extent]
    return Span(days[0], days[-1])


def _parted(rows: list[Moment], named: Collection[str]) -> list[list[Moment]]:
    """Rows in order, cut in two as often as needed, never within a day."""
    height = sum(part.height for part in _parts(rows, named, WIDE - 2 * MARGIN))
    starts = [_day(row.extent) for row in rows if row.extent]
    days = []
    years = []
    for n, (before, after) in enumerate(pairwise(starts), start=1):
        if before != after:
            days.append(n)
        if before.year != after.year:
            years.append(n)
    if height <= MOST_HEIGHT or not days:
        return [rows]

    def off(cut: int) -> float:
        return abs(cut - len(rows) / 2)

    cut = min(years or days, key=off)
    if off(cut) > len(rows) / 4:
        cut = min(days, key=off)
    return _parted(rows[:cut], named) + _parted(rows[cut:], named)


def _parts(rows: Sequence[Moment], named: Collection[str], width: float) -> list[Part]:
    """The periods with the lanes of each."""
    lanes = _lanes(rows)
    return [_part(period, lanes, width) for period in periods(rows, named)]


def periods(rows: Sequence[Moment], named: Collection[str] = ()) -> list[Period]:
    """The rows with dates in parts of the axis: each BUSY year alone, and the years between."""
    is_mixed = len({row.is_cited for row in rows}) > 1
    entries = []
    for place, row in enumerate(rows):
        if row.extent:
            weight = "bold" if row.id in named else "normal"
            style = "italic" if is_mixed and row.is_cited else "normal"
            words = on_one_line(row.note or row.label)
            long = measure(words, SMALL, weight)
            entry = Entry(place, row, row.extent, words, long, weight, style)
            entries.append(entry)
    entries.sort(key=lambda entry: entry.extent.start)
    years = Counter(_day(entry.extent).year for entry in entries)

    def busy_year(entry: Entry) -> int | None:
        year = _day(entry.extent).year
        return year if years[year] >= BUSY else None

    groups = [tuple(group) for _, group in groupby(entries, busy_year)]
    if len(groups) == 1:
        return [Period("", groups[0])]
    return [Period(_name(group), group) for group in groups]


def _day(extent: Extent) -> Day:
    """The day on which a date begins; its last day where only that is known."""
    return Day.fromordinal(min(max(int(extent.start), FIRST_DAY), LAST_DAY))


def _name(entries: Sequence[Entry]) -> str:
    first = _day(entries[0].extent).year
    last = _day(entries[-1].extent).year
    return str(first) if first == last else f"{first}–{last}"


def _lanes(rows: Iterable[Moment]) -> dict[LaneName, LaneName]:
    """The lane of each who acts, that with most entries first; beyond MOST_LANES go together."""
    counts = Counter(row.lane for row in rows if row.extent)
    names = [name for name, _ in counts.most_common()]
    own = names if len(names) <= MOST_LANES else names[: MOST_LANES - 1]
    return {name: name if name in own else OTHERS for name in names}


def _part(period: Period, lanes: Mapping[LaneName, LaneName], width: float) -> Part:
    """A period laid out: its scale, and a lane for each who acts in it."""
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
            strips.append(Strip(tuple(name), tuple(body), lay_out(entries, scale), is_wide))
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
