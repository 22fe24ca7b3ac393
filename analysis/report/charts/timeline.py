"""Timelines: what happened when, in a lane for each who acts, on an axis that gives more room to
the years in which much happened.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from itertools import cycle, groupby, pairwise
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
from analysis.report.charts.lanes import PITCH, DatedRow, DayScale, Lane, Placed, lay_out
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
    entries: tuple[DatedRow, ...]

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
    scale: DayScale
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
        lines = 2 if is_above else 1
        return lines * PITCH + 2 * BESIDE_LINE


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
    key = key_of_moments(rows)
    if len(periods(rows)) > 1:
        key += OWN_SCALE
    return key


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
    parts = _parts(rows, named, WIDE - 2 * MARGIN)
    height = sum(part.height for part in parts)
    cut = _best_cut(rows)
    if height <= MOST_HEIGHT or not cut:
        return [rows]
    return [*_parted(rows[:cut], named), *_parted(rows[cut:], named)]


def _best_cut(rows: Sequence[Moment]) -> int:
    """How many of the rows, in order, stand before the cut; 0 where all begin on one day.

    They are cut between years, as near to the middle as can be; between days where that would
    leave one part more than three times as long as the other.
    """
    starts = [_day(row.extent) for row in rows if row.extent]
    middle = len(rows) / 2
    days = []
    years = []
    for n, (before, after) in enumerate(pairwise(starts), start=1):
        if before != after:
            days.append(n)
        if before.year != after.year:
            years.append(n)
    if not days:
        return 0

    def off(cut: int) -> float:
        return abs(cut - middle)

    cut = min(years or days, key=off)
    if off(cut) > middle / 2:
        cut = min(days, key=off)
    return cut


def _parts(rows: Sequence[Moment], named: Collection[str], width: float) -> list[Part]:
    """The periods with the lanes of each."""
    lanes = _lanes(rows)
    return [_part(period, lanes, width) for period in periods(rows, named)]


def periods(rows: Sequence[Moment], named: Collection[str] = ()) -> list[Period]:
    """The rows with dates in parts of the axis: each BUSY year alone, and the years between."""
    entries = _entries(rows, named)
    entries.sort(key=lambda entry: entry.extent.start)
    years = Counter(_year(entry) for entry in entries)

    def busy_year(entry: DatedRow) -> int | None:
        year = _year(entry)
        return year if years[year] >= BUSY else None

    groups = [tuple(group) for _, group in groupby(entries, busy_year)]
    if len(groups) == 1:
        return [Period("", groups[0])]
    return [Period(_name(group), group) for group in groups]


def _entries(rows: Sequence[Moment], named: Collection[str]) -> list[DatedRow]:
    """The rows with dates, each with its words as they are written."""
    is_mixed = len({row.is_cited for row in rows}) > 1
    entries = []
    for place, row in enumerate(rows):
        if row.extent:
            weight = "bold" if row.id in named else "normal"
            style = "italic" if is_mixed and row.is_cited else "normal"
            words = on_one_line(row.note or row.label)
            long = measure(words, SMALL, weight)
            entry = DatedRow(place, row, row.extent, words, long, weight, style)
            entries.append(entry)
    return entries


def _day(extent: Extent) -> Day:
    """The day on which a date begins; its last day where only that is known."""
    number = int(extent.start)
    number = max(number, FIRST_DAY)
    number = min(number, LAST_DAY)
    return Day.fromordinal(number)


def _year(entry: DatedRow) -> int:
    return _day(entry.extent).year


def _name(entries: Sequence[DatedRow]) -> str:
    first = _year(entries[0])
    last = _year(entries[-1])
    return str(first) if first == last else f"{first}–{last}"


def _lanes(rows: Iterable[Moment]) -> dict[LaneName, LaneName]:
    """The lane of each who acts, that with most entries first; beyond MOST_LANES go together."""
    counts = Counter(row.lane for row in rows if row.extent)
    lanes = {name: name for name, _ in counts.most_common()}
    if len(lanes) > MOST_LANES:
        names = list(lanes)
        for name in names[MOST_LANES - 1 :]:
            lanes[name] = OTHERS
    return lanes


def _part(period: Period, lanes: Mapping[LaneName, LaneName], width: float) -> Part:
    """A period laid out: its scale, and a lane for each who acts in it."""
    scale = _scale(period, width)
    in_lanes: dict[LaneName, list[DatedRow]] = {lane: [] for lane in lanes.values()}
    for entry in period.entries:
        lane = lanes[entry.row.lane]
        in_lanes[lane].append(entry)
    strips = []
    for lane, entries in in_lanes.items():
        if entries:
            strip = _strip(lane, entries, scale, width)
            strips.append(strip)
    return Part(period, scale, tuple(strips))


def _scale(period: Period, width: float) -> DayScale:
    """Where the days of a period stand: right of the names of lanes, with room for its marks."""
    kinds = {entry.extent.kind for entry in period.entries}
    left = ARROW if "at_most" in kinds else DOT
    right = ARROW if "at_least" in kinds else DOT
    column = COLUMN if width >= WIDE_ENOUGH else 0
    across = Interval(column + left, width - right)
    return DayScale(period.days, across, Interval(column, width))


def _strip(lane: LaneName, entries: Iterable[DatedRow], scale: DayScale, width: float) -> Strip:
    """A lane laid out: its name in a column beside the marks where there is room for one."""
    is_beside = width >= WIDE_ENOUGH
    body: list[str] = []
    if is_beside:
        room = COLUMN - PADDING
        name = wrap(lane.name, room, SMALL, "bold")
        body = wrap(lane.body, room, SMALL)
    else:
        name = wrap(lane.words, width, SMALL, "bold")
    return Strip(tuple(name), tuple(body), lay_out(entries, scale), is_beside)


# ---- drawing


def _colours(rows: Iterable[Moment], sides: Iterable[str]) -> dict[str, str]:
    """The colour of each side."""
    shown = [row.side for row in rows if row.side]
    known = dict.fromkeys([*sides, *shown])
    colours = dict(zip(known, cycle(COLOURS), strict=False))
    colours[""] = QUIET
    return colours


def _draw_part(ax: Axes, y: float, part: Part, colours: Mapping[str, str]) -> None:
    """Draw a period from `y` down, its axis on top."""
    name = part.period.name
    if name:
        full_line(ax, y, color=EDGE, lw=0.8)
        base = _base(y + BESIDE_LINE)
        text_at(ax, 0, base, name, size=TEXT, weight="bold", gid=f"tick-{y:.0f}")
    end = y + part.height - BELOW_PERIOD
    y += part.axis
    _draw_axis(ax, Interval(y, end), part)
    for strip in part.strips:
        _draw_strip(ax, y, strip, colours)
        y += strip.height


def _draw_axis(ax: Axes, down: Interval, part: Part) -> None:
    """Write the labels of the axis above the lanes, and draw a guide from each over all of them."""
    base = _base(down.start - PITCH - BESIDE_LINE)
    xs: list[float] = []
    ys: list[float] = []
    for day, label in _ticks(part):
        x = part.scale.at(day)
        gid = f"tick-{down.start:.0f}-{x:.0f}"
        text_at(ax, x, base, label, size=SMALL, color=QUIET, ha="center", gid=gid)
        xs += [x, x, nan]
        ys += [down.start, down.end, nan]
    line_across(ax, xs, ys, color=GUIDE, lw=0.8, zorder=0)


def _ticks(part: Part) -> list[Tick]:
    """Where the axis of a period has labels, without the year that its name says."""
    year = f" {part.period.name}"
    choices = []
    for choice in calendar(part.period.days):
        without_year = {day: label.removesuffix(year) for day, label in choice.items()}
        choices.append(without_year)
    scale = part.scale
    return ticks_that_fit(choices, scale.at, scale.room)


def _draw_strip(ax: Axes, y: float, strip: Strip, colours: Mapping[str, str]) -> None:
    """Draw a lane from `y` down: who acts, and what happened."""
    full_line(ax, y, color=LINE, lw=0.8)
    y += BESIDE_LINE
    _write_lines(ax, 0, y, strip.name, weight="bold")
    body_top = y + len(strip.name) * PITCH
    _write_lines(ax, 0, body_top, strip.body, color=QUIET)
    y += strip.above
    for placed in strip.lane.placed:
        entry = placed.entry
        label = placed.label
        colour = colours[entry.row.side]
        _draw_mark(ax, y + placed.y, placed, colour)
        top = y + label.top * PITCH
        look: Look = {"ha": label.side, "weight": entry.weight, "style": entry.style}
        _write_lines(ax, label.x, top, label.words, **look)


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

    def symbol(name: str, x: float, look: Look) -> None:
        line_across(ax, [x], [y], gid=f"{gid}-{name}", ls="none", color=colour, **look)

    match kind:
        case "exact":
            symbol("dot", mark.middle, DISC)
        case "at_most":
            end = mark.end - 1
            symbol("tick", end, TICKS)
            draw_arrow(ax, end, y, -1, f"{gid}-arrow", colour)
        case "at_least":
            start = mark.start + 1
            symbol("tick", start, TICKS)
            draw_arrow(ax, start, y, 1, f"{gid}-arrow", colour)
        case _:
            ends = [mark.start, mark.end]
            line_across(ax, ends, [y, y], gid=f"{gid}-band", color=colour, **BAND)
