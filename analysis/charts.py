"""Charts: one function per form, `(rows, ax) -> ax`, which neither loads nor saves anything.

A form draws into any matplotlib axes and makes one unit of the y axis one point of height; `draw` gives it a plate of
that height in the house style and returns a `Chart`, which knows its SVG, its alternative text and its data.

How a number was hedged is always drawn: exact as a solid dot, "more than" and "at least" as a tick with an arrow to the
right, "less than" and "at most" as a tick with an arrow to the left, "about" as a hollow dot in a soft band (whose
width means nothing: none was reported), a range as a line with end ticks. Marks are labelled directly, in words. What
those who speak are (a government, a party, a court, a news medium ...) is told by shape, of which country by colour,
and both in words, so that a chart still reads in grey; a news medium has the colour of no country.
"""

import base64
import csv
import html
import re
import unicodedata
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from fractions import Fraction
from functools import cache
from io import SEEK_END, StringIO
from itertools import pairwise
from math import inf, isfinite
from pathlib import Path
from typing import Any, Literal

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator

from analysis.anchors import CITED
from analysis.bounds import Bound, read
from analysis.clues import READINGS, Clue
from analysis.dates import Date, parse
from analysis.errors import RecordError
from analysis.gate import read_out, visible
from analysis.lexicon import MONTHS
from analysis.measures import Derived
from analysis.record import BODIES, MIME, Event, Figure, MissingFigure, Quote

HOUSE = Path(__file__).with_name("house.mplstyle")
PERCENT = ("%", "percent")
MONTH_LABELS = [name[:3].title() for name in MONTHS]

# Okabe and Ito (2008), "Color Universal Design": told apart whatever a reader's colour vision. Text is never in them.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000")
BLUE = COLOURS[0]
TINT, QUIET, LINE = "#d9e8f3", "#4d4d4d", "#dedede"
# The marker of each body that speaks (see `record.BODIES`) and what the key calls it; of several together, the last.
SHAPES = {
    "government": ("o", "Circle"),
    "party": ("D", "Diamond"),
    "civil society": ("^", "Triangle"),
    "court": ("s", "Square"),
    "news medium": ("P", "Plus sign"),
    "company": ("h", "Hexagon"),
    "group": ("p", "Pentagon"),
    "not named": ("v", "Triangle pointing down"),
    "": ("d", "Narrow diamond"),
}
SEVERAL = ("X", "Cross")
# What the reader's browser falls back to where it has no DejaVu Sans, or DejaVu Sans no such letter (Khmer).
FAMILIES = "'DejaVu Sans', Verdana, 'Noto Sans', sans-serif, 'Noto Sans Khmer', 'Khmer OS'"

# Points. A chart is 346 pt (461 px) wide: shown 320 px wide, as on a telephone, SMALL is still 10 px high.
WIDTH, MARGIN, TITLE, TEXT, SMALL, LEADING = 346.0, 12.0, 14.0, 12.0, 11.0, 1.25
STRIP, GAP, AIR, INDENT, BAR, FADE = 20.0, 12.0, 8.0, 16.0, 16.0, 22.0
DOT, HALO, TICK, ARROW, HEAD = 9.0, 20.0, 13.0, 26.0, 10.0
FADES = 8  # the steps in which the end of a bar dissolves
# A letter with its accents, joiners and Khmer vowels and subscripts (those follow a coeng, U+17D2).
LETTER = re.compile(r".(?:[\u0300-\u036f\u17b4-\u17d3\u200d\ufe0f]|(?<=[\u17d2\u200d]).)*")
# What makes a spreadsheet read a cell as a formula, in any width and after what it trims.
FORMULA = ("=", "+", "-", "@")
BOM = "\ufeff"  # without it Excel takes UTF-8 for the code page of its system, and turns ’ and Khmer into other letters
PAGE_ROWS = 10  # rows of a chart that is read on a page of paper, where a row takes some 80 points
UNKNOWN: dict[str, Any] = {"fc": "white", "ec": "#8c8c8c", "lw": 0, "hatch": "////", "zorder": 0}
COLUMN = 150.0  # the height of the tallest column
NEARBY = 45.0  # days on either side of a span that is drawn with what is near it
ALT_ROWS, ALT_OVERLAPS = 8, 2  # more than these, alternative text only counts or sums up

Ends = tuple[float, float]
Spot = tuple[float, float, Literal["left", "right"]]  # from, to, and the end that text stands at
Cells = tuple[tuple[str, ...], ...]
Pairs = Collection[tuple[str, str]]
Form = Callable[..., Axes]


@dataclass(frozen=True)
class Mark:
    """A number to draw: what it counts, its bound, and the evidence it leads back to.

    `group` is the id of the row whose population contains this one, where a source says so.
    """

    label: str
    bound: Bound
    id: str = ""
    note: str = ""
    group: str = ""
    evidence: tuple[Mapping[str, Any], ...] = ()

    def words(self, unit: str = "") -> str:
        """The bound in words."""
        return self.bound.words("%" if unit in PERCENT else unit)


@dataclass(frozen=True)
class Moment:
    """Something dated to draw: who or what (`label`), when, and in a few words what (`note`).

    `side` names the countries of those who speak, `body` what they are or belong to; a news medium stands for none.
    `is_cited`: it rests on a source that is only cited.
    """

    label: str
    date: Date | None
    id: str = ""
    side: str = ""
    body: str = ""
    note: str = ""
    evidence: tuple[Mapping[str, Any], ...] = ()
    is_cited: bool = False

    @property
    def whose(self) -> str:
        """What those who speak are and whose, and whether it is only cited: "government, Cambodia, cited"."""
        return ", ".join(filter(None, (self.body, self.side, CITED if self.is_cited else "")))

    def words(self, unit: str = "") -> str:
        """The date in words; a date has no unit."""
        return self.date.words() if self.date else "no date given"


@dataclass(frozen=True)
class Year(Moment):
    """A number for a period of a series (`date`), worded in `note`; without a `bound` the number is not known."""

    bound: Bound | None = None


Row = Mark | Moment
MORE, LESS = "Arrow to the right: more is possible", "Arrow to the left: less is possible"
KEY: dict[type, dict[str, str]] = {
    Mark: {
        "more_than": MORE,
        "at_least": MORE,
        "less_than": LESS,
        "at_most": LESS,
        "about": "Soft edge: about, how wide is not known",
        "between": "Between two ticks: anywhere in between",
    },
    Moment: {
        "range": "Hollow marks: some day between them",
        "at_most": "Arrow to the left: that day or before",
        "at_least": "Arrow to the right: that day or later",
        "about": "Soft edge: uncertain",
    },
}


def marks(
    numbers: Iterable[Figure | Derived],
    within: Iterable[tuple[Figure, Figure]] = (),
    notes: Mapping[str, str] | None = None,
) -> list[Mark]:
    """Figures and derived numbers as rows; `within` are pairs (part, whole) that draw the part inside the whole.

    `notes` give the small print of some by id; else it tells who says so and when, or the formula.
    """
    wholes = {part.id: whole.id for part, whole in within}
    rows = []
    for number in numbers:
        when = [number.period.words()] if number.period else []
        if isinstance(number, Derived):
            label, note = number.title, "; ".join([f"derived: {number.formula}", *when])
            # A derived share is a fraction of one, but its words are in percent.
            bound = read(number.label()) if number.unit == "percent" else number.shown
        else:
            who = [speaker.name for speaker in number.speakers]
            label, note, bound = number.population.label, ", ".join([*who, *(when or ["no date given"])]), number.bound
        note = (notes or {}).get(number.id, note)
        rows.append(Mark(label, bound, number.id, note, wholes.get(number.id, ""), tuple(number.evidence())))
    return rows


def moments(items: Iterable[Quote | Event], sides: Mapping[str, str]) -> list[Moment]:
    """Quotes and events as rows: who, when, on which side (`sides` names a country), and what position or event.

    Parts of a split utterance that take the same position are one row.
    """
    positions: dict[tuple[str, ...], Quote | Event] = {}
    for item in items:
        key = (item.id,) if isinstance(item, Event) else (item.utterance, item.stance, item.target)
        positions.setdefault(key, item)
    return [
        Moment(
            label=", ".join(speaker.name for speaker in item.speakers) or item.source.publisher,
            date=item.on,
            id=item.id,
            side=_side(item, sides),
            body=" and ".join(dict.fromkeys(speaker.body for speaker in item.speakers if speaker.body)),
            note=item.title if isinstance(item, Event) else f"{item.stance}: {item.target.replace('_', ' ')}",
            evidence=tuple(item.evidence()),
            is_cited=item.standing.is_cited,
        )
        for item in positions.values()
    ]


def spans(clues: Iterable[Clue], together: Derived) -> list[Moment]:
    """Clues to a day as rows, each with the days that it leaves, and last the days that all leave `together`."""
    rows = [
        Moment(
            label=f"{clue.item.label()} {getattr(getattr(clue.item, 'population', None), 'label', '')}".strip(),
            date=clue.period,
            id=clue.id,
            note=f"{clue.label()}: {READINGS[clue.reading][0]}",
            evidence=tuple(clue.evidence()),
            is_cited=clue.item.standing.is_cited,
        )
        for clue in clues
    ]
    return [*rows, Moment("All clues together", together.period, together.id, evidence=tuple(together.evidence()))]


def years(series: Iterable[Figure | MissingFigure | Derived]) -> list[Year]:
    """A series as rows in the order of its periods: its figures, its gaps, and (derived) times that it leaves out."""
    rows = []
    for item in series:
        more: dict[str, Any] = {"date": item.period, "id": item.id, "evidence": tuple(item.evidence())}
        if isinstance(item, Derived):
            rows.append(Year(item.title, note="not known", **more))
            continue
        more["bound"] = item.bound if isinstance(item, Figure) else None
        rows.append(Year(item.population.label, note=item.label(), is_cited=item.standing.is_cited, **more))
    return sorted(rows, key=lambda row: (row.date.earliest if row.date else None) or Day.max)


def _side(item: Quote | Event, sides: Mapping[str, str]) -> str:
    """The countries of those who speak, as `sides` names them; "" where only news media do."""
    apart = [speaker for speaker in item.speakers if speaker.body != BODIES["media"]]
    if item.speakers and not apart:
        return ""
    return " and ".join(dict.fromkeys(filter(None, (sides.get(s.country, "") for s in apart)))) or sides.get("", "")


@dataclass(frozen=True)
class Chart:
    """A drawn chart: its SVG text, the alternative text computed from its rows, and its rows as strings."""

    name: str
    title: str
    caption: str
    svg: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_ids: tuple[str, ...]
    data: str
    evidence: tuple[Mapping[str, Any], ...]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        alt, caption = html.escape(self.alt), html.escape(self.caption)
        image = f"data:image/svg+xml;base64,{base64.b64encode(self.svg.encode()).decode()}"
        img = f'<img alt="{alt}" style="width: 100%; max-width: 36rem" src="{image}">'
        return {
            "image/svg+xml": self.svg,
            "text/plain": self.alt,
            "text/html": f'<figure class="chart">{img}<figcaption>{caption}</figcaption></figure>',
            MIME: {"role": "chart"} | {name: value for name, value in vars(self).items() if name != "svg"},
        }


def draw(form: Form, rows: Sequence[Row], *, name: str, title: str, unit: str = "", **options: Any) -> Chart:
    """Draw `rows` in one of the forms of this module, in the house style; the same rows always give the same bytes.

    The picture carries its title and a source line taken from the evidence of its rows, because it is shared alone.
    `unit` is what is counted ("%" for bounds in percent); `options` go to the form. Raises RecordError for no rows.
    """
    if not rows:
        raise RecordError(f"chart {name}", "there are no rows to draw", "select at least one figure, quote or event")
    columns, cells = _table(rows, unit)
    alt = _alt(f"{CHART_TYPES[form]} of {title}", rows, cells, options.get("unstated", ()), _reading(rows, unit))
    if unit:
        options["unit"] = unit
    # The salt is the chart's name, so that ids do not clash where two charts stand inline in one page.
    with rc_context({"svg.hashsalt": name}, fname=str(HOUSE)), warnings.catch_warnings():
        # Letters that DejaVu Sans lacks are drawn by the reader's browser, not by matplotlib.
        warnings.filterwarnings("ignore", r"Glyph .* missing from", UserWarning)
        svg = _svg(form, rows, title, alt, options)
    evidence = {str(item["id"]): item for row in rows for item in row.evidence}
    ids, records = tuple(row.id for row in rows), tuple(evidence.values())
    return Chart(name, title, _source_line(rows), svg, alt, columns, cells, ids, _csv(rows, unit), records)


@dataclass(frozen=True)
class Parts:
    """The charts into which many rows are drawn, shown one after the other."""

    charts: tuple[Chart, ...]

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for chart in self.charts:
            display(chart)  # type: ignore[no-untyped-call]


def draw_in_parts(form: Form, rows: Sequence[Row], *, name: str, title: str, **options: Any) -> Parts:
    """As `draw`, in as many charts as it takes for each to be read on a printed page; the first has the name alone."""
    count = -(-len(rows) // PAGE_ROWS)
    cuts = [len(rows) * n // count for n in range(count + 1)] if count else [0, 0]
    names = [name, *(f"{name}-{n}" for n in range(2, count + 1))]
    titles = [title, *(f"{title}, continued{' further' * n}" for n in range(count - 1))]
    parts = zip(names, titles, pairwise(cuts), strict=True)
    return Parts(tuple(draw(form, rows[a:b], name=part, title=said, **options) for part, said, (a, b) in parts))


def _svg(form: Form, rows: Sequence[Row], title: str, alt: str, options: Mapping[str, object]) -> str:
    """The SVG text: title, the form at the height it asks for, and where its numbers come from."""
    inner = WIDTH - 2 * MARGIN
    plate = Canvas(figsize=(WIDTH / 72, 4))
    ax = plate.add_axes((MARGIN / WIDTH, 0.1, inner / WIDTH, 0.8))
    form(rows, ax, **options)
    for artist in (*ax.lines, *ax.patches):  # nothing leaves the plate, and every clip takes room in the file
        artist.set_clip_on(False)
    body, axis = ax.get_ylim()[0], 26 + SMALL * LEADING * len(ax.get_xlabel().splitlines())
    top = MARGIN + TITLE * LEADING * len(_wrap(title, inner, TITLE, "bold")) + GAP
    _write(ax, MARGIN - top, title, size=TITLE, weight="bold")
    key = KEYS.get(form) or _key(rows)
    end = _write(ax, body + axis, key, size=SMALL, color=QUIET)
    end = _write(ax, end, _source_line(rows), size=SMALL, color=QUIET) + MARGIN
    plate.set_size_inches(WIDTH / 72, (top + end) / 72)
    ax.set_position((MARGIN / WIDTH, (end - body) / (top + end), inner / WIDTH, body / (top + end)))
    text = StringIO()
    plate.savefig(text, format="svg", metadata={"Date": None, "Title": _clean(title), "Description": alt})
    # The fonts once for all text, no turning by nothing, and hundredths of a point are enough. Only tags hold an
    # unescaped "<", so no label is touched.
    needless = re.compile(r" font-family: 'DejaVu Sans';| transform=\"rotate\(-0 [^\"]*\)\"|(?<=\.\d\d)\d+")
    svg = re.sub("<[^>]*>", lambda tag: needless.sub("", tag[0]), text.getvalue())
    return svg.replace("</style>", f" text{{font-family: {FAMILIES}}}</style>", 1)


def _key(rows: Sequence[Row]) -> str:
    """What the marks mean that do not speak for themselves, each once."""
    kinds = [_what(row.bound)[0] if isinstance(row, Mark) else (_when(row.date) or [""])[0] for row in rows]
    found = dict.fromkeys(KEY[type(row)][kind] for row, kind in zip(rows, kinds, strict=True) if kind in KEY[type(row)])
    bodies = {row.body: SHAPES.get(row.body, SEVERAL)[1] for row in rows if isinstance(row, Moment) and row.body}
    found |= dict.fromkeys(f"{shape}: {body}" for body, shape in bodies.items())
    if any(isinstance(row, Moment) and row.is_cited for row in rows):
        found["Hollow sign before a name: only cited, the text is not held"] = None
    return f"{'. '.join(found)}." if found else ""


def _source_line(rows: Sequence[Row]) -> str:
    """Who published what the rows rest on, and when, each source once."""
    found = [evidence["source"] for row in rows for evidence in row.evidence if evidence.get("source")]
    names = dict.fromkeys(f"{source['publisher']}, {source['published']}" for source in found)
    return f"Source{'s' if len(names) > 1 else ''}: {'; '.join(names)}" if names else ""


def _reading(rows: Sequence[Row], unit: str) -> str:
    """What rows show together: the number that is certainly the highest, or from when to when the dates run."""
    marks = [row for row in rows if isinstance(row, Mark)]
    if marks:
        above = [all(row is o or row.bound.compare(o.bound) == "above" for o in marks) for row in marks]
        highest = next((row for row, is_highest in zip(marks, above, strict=True) if is_highest), None)
        return f"The highest is {highest.label}, {highest.words(unit)}." if highest and len(marks) > 1 else ""
    dates = [row.date for row in rows if isinstance(row, Moment) and row.date]
    days = sorted(day for date in dates for day in (date.earliest, date.latest) if day)
    ends = [parse(day.isoformat()).words() for day in (days[:1] + days[-1:])]
    return f"The dates run from {ends[0]} to {ends[1]}." if days and days[0] != days[-1] else ""


def _alt(what: str, rows: Sequence[Row], cells: Cells, unstated: Pairs, reading: str) -> str:
    """The alternative text: chart type, what it shows, its rows in words, and what they show together."""
    said = [", ".join(filter(None, row)) for row in cells[:ALT_ROWS]]
    if len(cells) > ALT_ROWS:
        said.append(f"and {len(cells) - ALT_ROWS} more")
    names = {row.id: row.label for row in rows}
    if len(unstated) > ALT_OVERLAPS:
        said.append("overlap between the others not stated")
    else:
        said += [f"overlap of {names[a]} and {names[b]} not stated" for a, b in unstated if {a, b} <= names.keys()]
    return _clean(f"{what}: {'; '.join(said)}. {reading}")


def _table(rows: Sequence[Row], unit: str) -> tuple[tuple[str, ...], Cells]:
    """The chart's data as titles and rows of words, without the columns that no row fills."""
    names = {row.id: f"part of {row.label}" for row in rows if row.id}
    groups = [names.get(row.group, "") if isinstance(row, Mark) else row.whose for row in rows]
    cells = [(row.label, group, row.words(unit), row.note) for row, group in zip(rows, groups, strict=True)]
    titles = ("label", "relation", "value", "note") if isinstance(rows[0], Mark) else ("label", "side", "date", "note")
    filled = [n for n, column in enumerate(zip(*cells, strict=True)) if any(column)]
    return tuple(titles[n] for n in filled), tuple(tuple(row[n] for n in filled) for row in cells)


def _csv(rows: Sequence[Row], unit: str) -> str:
    """The rows as CSV, their ends as numbers or days: empty where there is none."""
    text = StringIO(BOM)
    text.seek(0, SEEK_END)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")  # a lone CR would else end a row
    is_mark = isinstance(rows[0], Mark)
    dated = ("side", "date", "edtf", "earliest", "latest")
    ends: tuple[str, ...] = ("part_of", "value", "bound", "low", "high") if is_mark else dated
    ends += ("bound", "low", "high") if isinstance(rows[0], Year) else ()
    writer.writerow(["id", "label", *ends, "value" if isinstance(rows[0], Year) else "note"])
    for row in rows:
        words, cells = row.words(unit), [row.id, row.label]
        if isinstance(row, Mark):
            cells += [row.group, words, *_limits(row.bound)]
        else:
            days = (row.date.earliest, row.date.latest) if row.date else (None, None)
            cells += [row.whose, words, str(row.date or ""), *(day.isoformat() if day else "" for day in days)]
            cells += _limits(row.bound) if isinstance(row, Year) else []
        writer.writerow([_for_spreadsheets(cell) for cell in (*cells, row.note)])
    return text.getvalue()


def _limits(bound: Bound | None) -> list[str]:
    """The kind and the ends of a bound; empty where there is none, or an end is open."""
    ends = [end if isfinite(end) else None for end in (bound.low, bound.high)] if bound else [None, None]
    return [bound.kind if bound else "", *map(_decimal, ends)]


def _decimal(end: Fraction | float | None) -> str:
    return "" if end is None else str(end if Fraction(end).denominator == 1 else float(end))


def _for_spreadsheets(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; a number stays as it is."""
    is_number = re.fullmatch(r"[-+]?\d+(\.\d+)?", cell)
    is_formula = read_out(cell).lstrip().startswith(FORMULA) or cell.startswith(("\t", "\r"))
    return f"'{cell}" if is_formula and not is_number else cell


# ---- forms


def dot_rows(rows: Sequence[Mark], ax: Axes, *, unit: str = "") -> Axes:
    """Numbers side by side, one row each, the hedge drawn as the mark and the value in words beside it.

    Rows in succession that have one label stand below it as a group, told apart by their notes.
    """
    leftward = any(_what(row.bound)[0] in ("less_than", "at_most") for row in rows)
    _number_axis(ax, rows, unit, left=ARROW + 2 if leftward else DOT)
    y = 0.0
    for n, row in enumerate(rows):
        if not n or row.label != rows[n - 1].label:
            y = _write(ax, y + GAP / 2 * bool(n), row.label)
        y = _write(ax, y, row.note, size=SMALL, color=QUIET)
        spots = _around(ax, _mark(ax, y, *_what(row.bound), f"row-{n}"))
        placed = _place(ax, y, row.words(unit), spots, weight="bold")
        y = (y + STRIP if placed else _write(ax, y + STRIP, row.words(unit), weight="bold")) + GAP
    return _close(ax, y)


def nested_bars(rows: Sequence[Mark], ax: Axes, *, unit: str = "", unstated: Pairs = ()) -> Axes:
    """Populations as bars; one that is stated to be part of another (its `group` is the other's id) lies inside it.

    `unstated` holds the pairs of ids whose overlap the sources leave open, and the chart says so between the bars.
    Raises RecordError when a row's `group` is not the id of another row, or rows contain each other in a circle.
    """
    _number_axis(ax, rows, unit, left=0)
    y = 0.0
    apart: list[Mark] = []
    for n, (row, wholes) in enumerate(_nested(rows)):
        overlap = "" if wholes else _overlap(row, apart, unstated)
        y = _write(ax, y + GAP * bool(n), overlap, size=SMALL, color=QUIET, style="italic") + 4 * bool(overlap)
        y = _write(ax, y, row.words(unit), weight="bold")
        y = _write(ax, y, row.label)
        y = _write(ax, y, row.note, size=SMALL, color=QUIET) + 3
        gid, inset = f"row-{n}-{_what(row.bound)[0]}", 4 if wholes else 0
        for depth, whole in enumerate(wholes):
            _bar(ax, whole, y, y + BAR, TINT, depth / 100, f"{gid}-in-{depth}")
        _bar(ax, row, y + inset, y + BAR - inset, BLUE, 1.5, gid)
        y += BAR
        apart += [] if wholes else [row]
    return _close(ax, y)


def positions(rows: Sequence[Moment], ax: Axes, *, sides: Iterable[str] = ()) -> Axes:
    """Who said what when, one row each in the order given; what is not known about a date is drawn as a bar.

    Below the name, the dated mark and the note share a line where they fit. Each of `sides` keeps its colour, whichever
    of them a chart shows.
    """
    _date_axis(ax, [row.date for row in rows])
    known = list(dict.fromkeys([*sides, *(row.side for row in rows if row.side)]))
    width, y = _width(ax), 0.0
    for n, row in enumerate(rows):
        colour = COLOURS[known.index(row.side) % len(COLOURS)] if row.side else QUIET
        shape, _ = SHAPES.get(row.body, SEVERAL)
        key: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "gid": f"row-{n}-side"}
        face = "white" if row.is_cited else colour
        ax.plot([5 / width], [y + 8], shape, ms=DOT, color=colour, mfc=face, mew=1.5 if row.is_cited else None, **key)
        y = _write(ax, y, " · ".join(filter(None, (row.label, row.whose))), indent=INDENT, weight="bold")
        when = _when(row.date)
        reach = _mark(ax, y, *when, f"row-{n}", colour, shape) if when else (width + AIR, width + AIR)
        dated = _place(ax, y, row.words(), _around(ax, reach), size=SMALL)
        left, right = min(reach + (dated or ())), max(reach + (dated or ()))
        noted = _place(ax, y, row.note, [(INDENT, left - AIR, "left"), (right + AIR, width, "right")])
        y = y + STRIP if dated else _write(ax, y + STRIP, row.words(), indent=INDENT, size=SMALL)
        y = (y if noted else _write(ax, y, row.note, indent=INDENT)) + GAP
    return _close(ax, y)


def narrowing(rows: Sequence[Moment], ax: Axes, *, together: str = "") -> Axes:
    """Spans of days one below the other, each with what it leaves out white, and what all of them leave as a column.

    `together` is the id of the row that is the intersection of the others: it is drawn as a solid bar, its days are
    marked behind all rows, and the axis shows them and NEARBY days on either side. An end beyond is drawn as an arrow.
    """
    ends = {row.id: end for row in rows if (end := _ends(row.date))}
    middle = [end for id, end in ends.items() if id == together] or list(ends.values())
    if not middle:
        ax.set_axis_off()
    else:
        low, high = min(left for left, _ in middle), max(right for _, right in middle)
        outer = [x for end in ends.values() for x in end if low - NEARBY <= x <= high + NEARBY]
        low, high = min([low, *outer]), max([high, *outer])
        _axis(ax, low - 1, high + 1, ARROW, _calendar(range(int(low) - 1, int(high) + 2)))
    y = 0.0
    for n, row in enumerate(rows):
        is_all = row.id == together != ""
        y = _write(ax, y, " · ".join(filter(None, (row.label, row.whose))), weight="bold")
        if end := ends.get(row.id):
            _left_open(ax, y, end, f"row-{n}", is_all)
        y = _write(ax, y + STRIP, row.note or row.words(), size=SMALL, color=QUIET) + GAP
    if together in ends:
        column: dict[str, Any] = {"fc": TINT, "ec": "none", "zorder": -1, "gid": "together"}
        left, right = ends[together]
        ax.add_patch(Rectangle((left, 0), right - left, y, **column))
    return _close(ax, y)


def year_columns(rows: Sequence[Year], ax: Axes, *, unit: str = "") -> Axes:
    """A series over time: a column for each period; hatched from top to bottom where no number is known.

    The largest are labelled, as far as there is room; a number of nothing is a dot on the base line, "about" is pale.
    """
    dated = [(row, end) for row in rows if (end := _ends(row.date)) and isfinite(end[1] - end[0])]
    if not dated:
        return _close(ax, _write(ax, 0, "no dates given"))
    low, high = min(end[0] for _, end in dated), max(end[1] for _, end in dated)
    _axis(ax, low, high, 4, _calendar(range(int(low), int(high) + 1)))
    top = float(max((_what(row.bound)[1][1] for row, _ in dated if row.bound), default=0)) or 1.0
    base = COLUMN + STRIP
    for n, (start, stop) in enumerate(_between([ends for _, ends in dated])):
        ax.add_patch(Rectangle((start, base - COLUMN), stop - start, COLUMN, gid=f"between-{n}", **UNKNOWN))
    for n, (row, (left, right)) in enumerate(dated):
        kind, value = (_what(row.bound)[0], _what(row.bound)[1][1]) if row.bound else ("gap", 0.0)
        look: dict[str, Any] = {"fc": BLUE, "ec": "white", "lw": 0.5, "alpha": 0.45 if kind == "about" else 1.0}
        tall = COLUMN * value / top
        if kind == "gap":
            look, tall = UNKNOWN, COLUMN
        ax.add_patch(Rectangle((left, base - tall), right - left, tall, gid=f"row-{n}-{kind}", **look))
        if kind != "gap" and value == 0:
            ax.plot([(left + right) / 2], [base], "o", ms=3, mfc="white", color=BLUE, gid=f"row-{n}-none")
        if kind == "gap":
            _inside(ax, (left, right), base - COLUMN, row.label)
    ax.plot([0, 1], [base, base], color=QUIET, lw=1, transform=ax.get_yaxis_transform())
    _label_columns(ax, [(row.bound, end) for row, end in dated if row.bound], base, top)
    ax.set_xlabel("\n".join(_wrap(unit, _width(ax), SMALL)), loc="left", parse_math=False)
    return _close(ax, base)


def _between(spans: Iterable[Ends]) -> Iterator[Ends]:
    """What lies between spans and in none of them."""
    reached = inf
    for start, end in sorted(spans):
        if start > reached:
            yield reached, start
        reached = max(reached, end) if isfinite(reached) else end


def _label_columns(ax: Axes, columns: Sequence[tuple[Bound, Ends]], base: float, top: float) -> None:
    """Write numbers above their columns, the largest first, where they touch neither each other nor a taller column."""
    spots = [(_what(bound)[1][1], bound.words(), [_points(ax, end) for end in ends]) for bound, ends in columns]
    taken: list[Ends] = []
    for value, text, (left, right) in sorted(spots, key=lambda spot: -spot[0]):
        half = _measure(text, SMALL) / 2
        x = min(max((left + right) / 2, half), _width(ax) - half)
        is_below = any(other > value and b > x - half and a < x + half for other, _, (a, b) in spots)
        if value and not is_below and all(x + half + AIR < a or b + AIR < x - half for a, b in taken):
            taken.append((x - half, x + half))
            look: dict[str, Any] = {"ha": "center", "transform": ax.get_yaxis_transform(), "parse_math": False}
            ax.text(x / _width(ax), base - COLUMN * value / top - 4, text, size=SMALL, **look)


def _inside(ax: Axes, ends: Ends, top: float, text: str) -> None:
    """Write text into a column from its top downwards, if it is wide enough for its words."""
    left, right = (_points(ax, end) for end in ends)
    room = right - left - 2 * AIR
    if room < max(_measure(word, SMALL) for word in [*text.split(), "."]):
        return
    for n, line in enumerate(_wrap(text, room, SMALL)[: int(COLUMN / STRIP)], start=1):
        plate = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        look: dict[str, Any] = {"ha": "center", "bbox": plate, "color": QUIET, "parse_math": False}
        across = (left + right) / 2 / _width(ax)
        ax.text(across, top + 10 + n * (SMALL + 5), line, size=SMALL, transform=ax.get_yaxis_transform(), **look)


CHART_TYPES: dict[Form, str] = {
    year_columns: "Columns by year",
    dot_rows: "Dot chart",
    nested_bars: "Nested bars",
    positions: "Dated positions",
    narrowing: "Spans of days",
}
# The key of a form whose marks are the same for all rows.
KEYS: dict[Form, str] = {
    narrowing: "Band: days that are left; an arrow where they go on. Column: days that all leave.",
    year_columns: "Hatched: no number is known. Dot on the line: none. Pale: about.",
}


# ---- marks


def _ends(date: Date | None) -> Ends | None:
    """The days that a date leaves, counted from the year 1, its last day taken in; None without a date.

    An end that is open is infinite.
    """
    first, last = (date.earliest, date.latest) if date else (None, None)
    if not first and not last:
        return None
    return first.toordinal() if first else -inf, last.toordinal() + 1 if last else inf


def _left_open(ax: Axes, y: float, ends: Ends, gid: str, is_solid: bool) -> None:
    """Draw a span of days in the strip below `y`: a tick at each end on the plate, an arrow at one beyond it."""
    y, width, reach = y + STRIP / 2, _width(ax), ax.get_xlim()
    ax.plot([0, 1], [y, y], color=LINE, lw=1, zorder=0, transform=ax.get_yaxis_transform())
    inside = [reach[0] <= end <= reach[1] for end in ends]
    edges = (HEAD / 2, width - HEAD / 2)
    xs = [_points(ax, end) if is_in else edge for end, is_in, edge in zip(ends, inside, edges, strict=True)]
    across: dict[str, Any] = {"color": BLUE, "transform": ax.get_yaxis_transform()}
    look: dict[str, Any] = {"lw": 10, "alpha": 1.0 if is_solid else 0.3, "solid_capstyle": "butt"}
    ax.plot([x / width for x in xs], [y, y], gid=f"{gid}-span", **across, **look)
    for x, is_in, marker, side in zip(xs, inside, "<>", ("first", "last"), strict=True):
        sign: dict[str, Any] = {"marker": "|", "ms": TICK, "mew": 2.5} if is_in else {"marker": marker, "ms": HEAD}
        ax.plot([x / width], [y], ls="none", gid=f"{gid}-{side}{'' if is_in else '-open'}", **across, **sign)


def _mark(ax: Axes, y: float, kind: str, ends: Ends, gid: str, colour: str = BLUE, shape: str = "o") -> Ends:
    """Draw a number or date on its guide line, in the strip below `y`; returns its ends in points from the left."""
    y += STRIP / 2
    ax.plot([0, 1], [y, y], color=LINE, lw=1, zorder=0, transform=ax.get_yaxis_transform())

    def part(name: str, xs: Sequence[float], ls: str = "none", **look: Any) -> None:
        ax.plot(xs, [y] * len(xs), gid=f"{gid}-{kind}-{name}", ls=ls, color=colour, **look)

    centre, (left, right) = [sum(ends) / 2], (_points(ax, x) for x in ends)
    ticks: dict[str, Any] = {"marker": "|", "ms": TICK, "mew": 2.5}
    if kind == "exact":
        part("dot", centre, marker=shape, ms=DOT)
    elif kind == "between":
        part("line", ends, ls="-", lw=2.2)
        part("ticks", ends, **ticks)
    elif kind in ("about", "range"):
        part("band", ends, ls="-", lw=10, alpha=0.25)
        if kind == "about":
            part("halo", centre, marker=shape, ms=HALO, mew=0, alpha=0.25)
        is_long = kind == "range" and right - left > 1.5 * DOT
        part("dot", ends if is_long else centre, marker=shape, ms=DOT, mfc="white", mew=2)
    else:
        part("tick", ends[:1], **ticks)
        return _arrow(ax, ends[0], y, 1 if kind in ("more_than", "at_least") else -1, f"{gid}-{kind}-arrow", colour)
    half = (HALO if kind == "about" else DOT) / 2
    return left - half, right + half


def _around(ax: Axes, reach: Ends) -> list[Spot]:
    """Where the words of a mark may stand: to its right, else to its left."""
    return [(reach[1] + AIR, _width(ax), "left"), (0, reach[0] - AIR, "right")]


def _arrow(ax: Axes, x: float, y: float, way: int, gid: str, colour: str = BLUE) -> Ends:
    """Draw an arrow from `x` to the right (`way` 1) or the left (-1); returns its ends in points from the left."""
    width, start = _width(ax), _points(ax, x)
    tip = start + way * ARROW
    look: dict[str, Any] = {"marker": ">" if way > 0 else "<", "ms": HEAD, "mew": 0, "markevery": [1], "lw": 2}
    across = [start / width, (tip - way * HEAD / 2) / width]
    ax.plot(across, [y, y], color=colour, gid=gid, transform=ax.get_yaxis_transform(), **look)
    return min(start, tip), max(start, tip)


# ---- bars


def _nested(rows: Sequence[Mark]) -> list[tuple[Mark, list[Mark]]]:
    """The rows, each after the one that contains it, with the rows that contain it, outermost first."""
    by_id = {row.id: row for row in rows if row.id}
    nested = []
    for row in rows:
        path = [row]
        while group := path[0].group:
            if group not in by_id or by_id[group] in path:
                do = "give the id of a row that contains it, or leave the group empty"
                raise RecordError(f"chart row {path[0].label!r}", f"no bar contains it: its group is {group!r}", do)
            path.insert(0, by_id[group])
        nested.append((row, path[:-1]))
    return sorted(nested, key=lambda pair: [rows.index(row) for row in (*pair[1], pair[0])])


def _overlap(row: Mark, above: Sequence[Mark], unstated: Pairs) -> str:
    """What is not known of a bar beside the outermost bars above it."""
    labels = [other.label for other in above if {row.id, other.id} in map(set, unstated)]
    if not labels:
        return ""
    whom = " and ".join(f"“{label}”" for label in labels)
    if len(labels) == len(above):
        whom = "the bar above" if len(above) == 1 else "the bars above"
    return f"overlap with {whom} not stated"


def _bar(ax: Axes, row: Mark, top: float, bottom: float, fill: str, layer: float, gid: str) -> None:
    """A bar from zero: closed where its end is known, fading out where more is possible, dashed where less is."""
    kind, (low, high) = _what(row.bound)

    def rectangle(start: float, end: float, part: str, **style: Any) -> None:
        look: dict[str, Any] = {"ec": BLUE, "lw": 1, "zorder": layer, "gid": f"{gid}-{part}"}
        ax.add_patch(Rectangle((start, top), end - start, bottom - top, **look | style))

    if kind in ("less_than", "at_most"):
        rectangle(0, high, "most", fc="white" if fill == BLUE else fill, ls=(0, (4, 2)))
        return
    rectangle(0, low, "bar", fc=fill)
    if kind == "between":
        rectangle(low, high, "range", fc="white", hatch="////")
    elif kind != "exact":
        start, step = _points(ax, high), (FADE / 2 if kind == "about" else FADE) / FADES
        look: dict[str, Any] = {"fc": fill, "ec": "none", "alpha": 0.2, "zorder": layer - 0.001}
        for n in range(FADES):  # each on the one before
            end = (start + (n + 1) * step) / _width(ax)
            rectangle(start / _width(ax), end, f"fade-{n}", transform=ax.get_yaxis_transform(), **look)
    if kind in ("more_than", "at_least"):
        _arrow(ax, low, (top + bottom) / 2, 1, f"{gid}-arrow")


# ---- axes


def _what(bound: Bound) -> tuple[str, Ends]:
    """The kind of mark that a bound is drawn with, and its ends; one that is infinite is drawn at the other."""
    low, high = float(bound.low), float(bound.high)
    kind = bound.kind
    if kind == "about" and not isfinite(high - low):
        kind = "at_least" if isfinite(low) else "at_most"
    return kind, (low if isfinite(low) else high, high if isfinite(high) else low)


def _when(date: Date | None) -> tuple[str, Ends] | None:
    """The kind of mark that a date is drawn with, and its ends in days since the year 1; None without a date."""
    first, last = (date.earliest, date.latest) if date else (None, None)
    if first and last and first != last:
        return "range", (first.toordinal(), last.toordinal() + 1)
    day = first or last
    if not date or not day:
        return None
    kind = "at_most" if not first else "at_least" if not last else "about" if date.uncertain else "exact"
    return kind, (day.toordinal() + 0.5, day.toordinal() + 0.5)


def _number_axis(ax: Axes, rows: Sequence[Mark], unit: str, left: float) -> None:
    ends = [end for row in rows for end in _what(row.bound)[1]]
    low, high = min([0.0, *ends]), max([0.0, *ends]) or 1.0
    high = max(high, 100.0) if unit in PERCENT else high
    choices = [list(MaxNLocator(n, steps=[1, 2, 5, 10]).tick_values(low, high)) for n in (6, 5, 4, 3, 2, 1)]
    _axis(ax, low, high, left, [{x: f"{x:,.6f}".rstrip("0").rstrip(".") for x in choice} for choice in choices])
    ax.set_xlabel("\n".join(_wrap(unit, _width(ax), SMALL)), loc="left", parse_math=False)


def _date_axis(ax: Axes, dates: Sequence[Date | None]) -> None:
    known = [when for date in dates if (when := _when(date))]
    if not known:
        ax.set_axis_off()  # an axis would show dates that nobody gave
        return
    low, high = min(ends[0] for _, ends in known), max(ends[1] for _, ends in known)
    if high - low < 4:
        low, high = low - 2, high + 2
    left = ARROW + 2 if any(kind == "at_most" for kind, _ in known) else 10
    days = range(max(int(low), Day.min.toordinal()), min(int(high), Day.max.toordinal()) + 1)
    _axis(ax, low, high, left, _calendar(days))


def _calendar(days: range) -> Iterator[dict[float, str]]:
    """Ticks for `days`, counted from the year 1, from the densest choice to the sparsest."""
    for step in (1, 2, 7, 14):
        if len(days) < 8 * step:
            shown = map(Day.fromordinal, days[::step])
            yield {day.toordinal(): f"{day.day} {MONTH_LABELS[day.month - 1]} {day.year}" for day in shown}
    first, last = (day.year * 12 + day.month - 1 for day in map(Day.fromordinal, (days[0], days[-1])))
    for step in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 24000):
        if last - first < 8 * step:
            months = range(-(-first // step) * step, last + 1, step)
            names = {m: f"{m // 12}" if step >= 12 else f"{MONTH_LABELS[m % 12]} {m // 12}" for m in months}
            yield {Day(m // 12, m % 12 + 1, 1).toordinal(): name for m, name in names.items()}


def _axis(ax: Axes, low: float, high: float, left: float, choices: Iterable[Mapping[float, str]]) -> None:
    """Set the axis so that `low` stands `left` points from the left and `high` an arrow's length from the right.

    It gets the first choice of ticks whose labels keep apart and stay on the plate.
    """
    width = _width(ax)
    point = (high - low) / (width - left - ARROW - 6)
    ax.set_xlim(low - left * point, high + (ARROW + 6) * point)
    for choice in choices:
        halves = {tick: _measure(text, SMALL) / 2 for tick, text in choice.items()}
        spans = {tick: (_points(ax, tick) - half, _points(ax, tick) + half) for tick, half in halves.items()}
        shown = {tick: span for tick, span in spans.items() if span[0] >= -MARGIN and span[1] <= width + MARGIN}
        ax.set_xticks(list(shown), [choice[tick] for tick in shown], parse_math=False)
        if shown and all(after[0] - before[1] >= 10 for before, after in pairwise(shown.values())):
            return


def _close(ax: Axes, y: float) -> Axes:
    """End a form at `y`: from here on one unit of the y axis is one point, counted from the top."""
    ax.set_ylim(y + 6, 0)
    ax.set_yticks([])
    return ax


def _width(ax: Axes) -> float:
    """The width of the axes in points."""
    return float(ax.get_window_extent().width * 72 / ax.figure.dpi)


def _points(ax: Axes, x: float) -> float:
    """Where the value `x` stands, in points from the left of the axes."""
    return float((ax.transScale + ax.transLimits).transform((x, 0))[0]) * _width(ax)


# ---- text


def _write(
    ax: Axes, y: float, text: str, indent: float = 0, size: float = TEXT, weight: str = "normal", **style: Any
) -> float:
    """Write wrapped text from `y` downwards; returns the y below it."""
    width, across = _width(ax), ax.get_yaxis_transform()
    for line in _wrap(text, width - indent, size, weight):
        ax.text(indent / width, y + size, line, size=size, weight=weight, transform=across, parse_math=False, **style)
        y += size * LEADING
    return y


def _place(
    ax: Axes, y: float, text: str, spots: Iterable[Spot], size: float = TEXT, weight: str = "normal"
) -> Ends | None:
    """Write text into the first of `spots`, in the strip below `y`, that is long enough; returns its ends, or None."""
    text, width = _clean(text), _width(ax)
    long = _measure(text, size, weight)
    for start, end, side in spots:
        if end - start >= long:
            x, base = start if side == "left" else end, y + STRIP / 2 + 0.365 * size  # half the height of a capital
            plate = {"facecolor": "white", "edgecolor": "none", "pad": 1}
            look: dict[str, Any] = {"ha": side, "size": size, "weight": weight, "bbox": plate}
            ax.text(x / width, base, text, transform=ax.get_yaxis_transform(), parse_math=False, **look)
            return (x, x + long) if side == "left" else (x - long, x)
    return None


def _wrap(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Lines of `text` no wider than `width` points; a word too long is broken between letters."""
    lines: list[str] = []
    line = ""
    for word in re.findall(r"[^ \u200b]+[ \u200b]*", _clean(text)):
        pieces = [word] if _measure(word.rstrip(), size, weight) <= width else LETTER.findall(word)
        for piece in pieces:
            if line and _measure((line + piece).rstrip(), size, weight) > width:
                lines.append(line.rstrip())
                line = ""
            line += piece
    return [*lines, line.rstrip()] if line else lines


def _clean(text: str) -> str:
    """The text on one line, what does not show named, with U+FFFD for what XML cannot hold."""
    line = re.sub(r"[\s\u0085\u2028\u2029]+", lambda gap: gap[0] if gap[0] in "\u00a0\u202f" else " ", text).strip()
    return "".join("\ufffd" if unicodedata.category(c) == "Cs" or c in "\ufffe\uffff" else c for c in visible(line))


@cache
def _measure(text: str, size: float, weight: str = "normal") -> float:
    """The width of a line in points, in the font that comes with matplotlib."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, False)[0])
