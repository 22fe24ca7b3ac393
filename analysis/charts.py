"""Charts: one function per form, `(rows, ax) -> ax`, which neither loads nor saves anything.

A form draws into any matplotlib axes and makes one unit of the y axis one point of height; `draw`
gives it a plate of that height in the house style and returns a `Chart`, which knows its SVG, its
alternative text and its data.

How a number was hedged is always drawn: exact as a solid dot, "more than" and "at least" as a tick
with an arrow to the right, "less than" and "at most" as a tick with an arrow to the left, "about"
as a hollow dot in a soft band (whose width means nothing: none was reported), a range as a line
with end ticks. Marks are labelled directly, in words. What those who speak are (a government, a
party, a court, a news medium ...) is told by shape, of which country by colour, and both in words,
so that a chart still reads in grey; a news medium has the colour of no country.
"""

import base64
import csv
import html
import re
import unicodedata
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from fractions import Fraction
from functools import cache
from io import SEEK_END, BytesIO, StringIO
from itertools import pairwise
from math import inf, isfinite, nan
from pathlib import Path
from string import ascii_uppercase, printable
from typing import Any, Literal

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from analysis.anchors import CITED
from analysis.bounds import Bound, read
from analysis.clues import READINGS, Clue
from analysis.csvfiles import harmless
from analysis.dates import Date, fiscal_year, parse
from analysis.errors import RecordError
from analysis.findings import Ledger
from analysis.gate import visible
from analysis.lexicon import MONTHS
from analysis.measures import Derived
from analysis.record import BODIES, IN_FORCE, MIME, Event, Figure, MissingFigure, Quote
from analysis.wording import edition, stance

HOUSE = Path(__file__).with_name("house.mplstyle")
PERCENT = ("%", "percent")
MONTH_LABELS = [name[:3].title() for name in MONTHS]

# Okabe and Ito (2008), "Color Universal Design": told apart whatever a reader's colour vision. Text
# is never in them.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000")
BLUE, BREAK = COLOURS[:2]
TINT, QUIET, LINE = "#d9e8f3", "#4d4d4d", "#dedede"
# The marker of each body that speaks (see `record.BODIES`) and what the key calls it; of several
# together, the last.
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
# What the reader's browser falls back to where it has no DejaVu Sans, or DejaVu Sans no such letter
# (Khmer).
FAMILIES = "'DejaVu Sans', Verdana, 'Noto Sans', sans-serif, 'Noto Sans Khmer', 'Khmer OS'"

# Points. A chart is 346 pt (461 px) wide: shown 320 px wide, as on a telephone, SMALL is still 10
# px high.
WIDTH, MARGIN, TITLE, TEXT, SMALL, LEADING = 346.0, 12.0, 14.0, 12.0, 11.0, 1.25
STRIP, GAP, AIR, INDENT, BAR, FADE = 20.0, 12.0, 8.0, 16.0, 16.0, 22.0
PERIOD = 15.5  # the height of a period in a chart of editions
DOT, HALO, TICK, ARROW, HEAD = 9.0, 20.0, 13.0, 26.0, 10.0
PLOT, LANES = (
    330.0,
    5,
)  # the height of a ledger, and the lines that labels of arrivals may take below it
LANE = SMALL + 3
FADES = 8  # the steps in which the end of a bar dissolves
# A letter with its accents, joiners and Khmer vowels and subscripts (those follow a coeng, U+17D2).
LETTER = re.compile(r".(?:[\u0300-\u036f\u17b4-\u17d3\u200d\ufe0f]|(?<=[\u17d2\u200d]).)*")
# without it Excel takes UTF-8 for the code page of its system, and turns ’ and Khmer into other
# letters
BOM = "\ufeff"
PAGE_ROWS = 10  # rows of a chart that is read on a page of paper, where a row takes some 80 points
# of the width of a chart of editions for the names of its periods; a longer one has its own line
MOST_OF_NAME = 0.4
PAGE_PERIODS = 18  # the same of a chart of editions
UNKNOWN: dict[str, Any] = {"fc": "white", "ec": "#8c8c8c", "lw": 0, "hatch": "////", "zorder": 0}
COLUMN = 150.0  # the height of the tallest column
NEARBY = 45.0  # days on either side of a span that is drawn with what is near it
ALT_ROWS, ALT_OVERLAPS = 8, 2  # more than these, alternative text only counts or sums up

Ends = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right and bottom, in points
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
class Entry(Mark):
    """A running total or, where `is_flow`, what came in a time: of whom (`label`), how many, by or
    in what `date`.

    `left` is what the other entries leave for a total; `breaks` says in words that this contradicts
    it. `is_held`: its words were verified, it is not only cited.
    """

    date: Date | None = None
    left: Bound | None = None
    breaks: str = ""
    is_flow: bool = False
    is_held: bool = False


@dataclass(frozen=True)
class Moment:
    """Something dated to draw: who or what (`label`), when, and in a few words what (`note`).

    `side` names the countries of those who speak, `body` what they are or belong to; a news medium
    stands for none. `is_cited`: it rests on a source that is only cited.
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
        """What those who speak are and whose, and whether it is only cited: "government, Cambodia,
        cited".
        """
        return ", ".join(filter(None, (self.body, self.side, CITED if self.is_cited else "")))

    def words(self, unit: str = "") -> str:
        """The date in words; a date has no unit."""
        return self.date.words() if self.date else "no date given"


@dataclass(frozen=True)
class Observation:
    """What one edition of a table gives for a period: a number, or a gap with its reason in `note`;
    or a dated event.

    `series` is what is counted, "" for an event; `edition` which table gives it, "" for what is
    derived. `place` is its place among all editions, by which its mark is chosen in every chart;
    without it goes the order of those drawn.
    """

    label: str
    date: Date | None
    bound: Bound | None = None
    series: str = ""
    edition: str = ""
    id: str = ""
    note: str = ""
    is_superseded: bool = False
    place: int | None = None
    evidence: tuple[Mapping[str, Any], ...] = ()

    def words(self, unit: str = "") -> str:
        """The bound in words; of a gap its reason, of an event its date."""
        if self.bound:
            return self.bound.words("%" if unit in PERCENT else unit)
        return self.note if self.series or not self.date else self.date.words()


@dataclass(frozen=True)
class Year(Moment):
    """A number for a period of a series (`date`), worded in `note`; without a `bound` the number is
    not known.
    """

    bound: Bound | None = None


Row = Mark | Moment | Observation
MORE, LESS = "Arrow to the right: more is possible", "Arrow to the left: less is possible"
ABOVE, BELOW = ("more_than", "at_least"), ("less_than", "at_most")
UP, DOWN = "Arrow up: more is possible", "Arrow down: less is possible"
KEY: dict[type, dict[str, str]] = {
    Mark: {
        "more_than": MORE,
        "at_least": MORE,
        "less_than": LESS,
        "at_most": LESS,
        "about": "Soft edge: about, how wide is not known",
        "between": "Between two ticks: anywhere in between",
    },
    Entry: {
        "more_than": UP,
        "at_least": UP,
        "less_than": DOWN,
        "at_most": DOWN,
        "about": "Hollow: about, how wide is not known",
        "between": "Two ticks: anywhere in between",
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
    """Figures and derived numbers as rows; `within` are pairs (part, whole) that draw the part
    inside the whole.

    `notes` give the small print of some by id; else it tells who says so, when, and whether that is
    only cited, or the formula.
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
            known = [*who, *(when or ["no date given"]), *[CITED] * number.standing.is_cited]
            label, note, bound = number.population.label, ", ".join(known), number.bound
        note = (notes or {}).get(number.id, note)
        rows.append(
            Mark(label, bound, number.id, note, wholes.get(number.id, ""), tuple(number.evidence()))
        )
    return rows


# Why a table gives no number, in few words.
SHORT_REASONS = {
    "withheld": "withheld by the office",
    "not_available": "not available in the copy",
    "not_listed": "no line in the table",
}


def observations(
    numbers: Iterable[Figure | Derived | MissingFigure], events: Iterable[Event] = ()
) -> list[Observation]:
    """Numbers and gaps of several editions as rows, by what is counted and by period, then
    `events`.
    """
    rows = [_observation(item) for item in numbers]
    places = {row.series: n for n, row in reversed(list(enumerate(rows)))}
    rows.sort(key=lambda row: (places[row.series], _end_of(row.date), not row.is_superseded))
    named = list(dict.fromkeys(row.edition for row in rows if row.bound and row.edition))
    rows = [
        replace(row, place=named.index(row.edition)) if row.edition in named else row
        for row in rows
    ]
    dated = [
        Observation(event.title, event.on, id=event.id, evidence=tuple(event.evidence()))
        for event in events
    ]
    return [*rows, *dated]


def _observation(item: Figure | Derived | MissingFigure) -> Observation:
    fiscal = fiscal_year(item.period)
    return Observation(
        label=f"FY {fiscal}" if fiscal else item.period.words() if item.period else "no date given",
        date=item.period,
        bound=item.bound
        if isinstance(item, Figure)
        else item.shown
        if isinstance(item, Derived)
        else None,
        series=item.population.label if item.population else item.label(),
        edition="" if isinstance(item, Derived) else edition(item),
        id=item.id,
        note=SHORT_REASONS[item.reason] if isinstance(item, MissingFigure) else "",
        is_superseded=any(figure.rank not in IN_FORCE for figure in _figures(item)),
        evidence=tuple(item.evidence()),
    )


def _figures(item: Figure | Derived | MissingFigure) -> list[Figure]:
    """The figure itself, or those that a derived number is made of."""
    inputs = item.inputs if isinstance(item, Derived) else (item,)
    return [number for number in inputs if isinstance(number, Figure)]


def _end_of(period: Date | None) -> Day:
    return (period.latest if period else None) or Day.max


def entries(ledger: Ledger, since: Date) -> list[Entry]:
    """The totals, arrivals and contradicted flows of a ledger that do not end before `since`, by
    date.
    """
    first, clashes = (
        since.earliest or Day.min,
        {clash.inputs[0].id: clash for clash in ledger.breaks()},
    )
    arrivals, rows = ledger.arrivals, []
    for figure in ledger.figures:
        is_total, clash = figure.measure == "cumulative", clashes.get(figure.id)
        if figure.period is None or (figure.period.latest or Day.max) < first:
            continue
        if not is_total and not clash and figure not in arrivals:
            continue
        left = clash.inputs[1] if clash else ledger.left(figure) if is_total else None
        sums = (
            f"the others leave {left.label()} ({left.formula})" if isinstance(left, Derived) else ""
        )
        stands = clash or (ledger.room(figure) if left else None) or figure
        rows.append(
            Entry(
                figure.population.label,
                figure.bound,
                stands.id,
                "; ".join(
                    filter(
                        None,
                        [_given_by(figure), f"the others leave {left.label()}" if left else ""],
                    )
                ),
                evidence=tuple(stands.evidence()),
                date=parse(figure.period.text.rpartition("/")[2]) if is_total else figure.period,
                left=left.bound if left else None,
                breaks=f"{figure.label()}, {_given_by(figure)}: {sums}" if clash else "",
                is_flow=not is_total,
                is_held=not figure.standing.is_cited,
            )
        )
    return rows


def _given_by(figure: Figure) -> str:
    names = [speaker.name for speaker in figure.speakers]
    return ", ".join([*names, *([figure.period.words()] if figure.period else [])])


def moments(items: Iterable[Quote | Event], sides: Mapping[str, str]) -> list[Moment]:
    """Quotes and events as rows: who, when, on which side (`sides` names a country), and what
    position or event.

    Parts of a split utterance that take the same position are one row.
    """
    positions: dict[tuple[str, ...], Quote | Event] = {}
    for item in items:
        key = (item.id,) if isinstance(item, Event) else (item.utterance, item.stance, item.target)
        positions.setdefault(key, item)
    return [
        Moment(
            label=", ".join(speaker.name for speaker in item.speakers) or "nobody named",
            date=item.on,
            id=item.id,
            side=_side(item, sides),
            body=" and ".join(
                dict.fromkeys(speaker.body for speaker in item.speakers if speaker.body)
            ),
            note=item.title if isinstance(item, Event) else stance(item),
            evidence=tuple(item.evidence()),
            is_cited=item.standing.is_cited,
        )
        for item in positions.values()
    ]


def spans(clues: Iterable[Clue], together: Derived) -> list[Moment]:
    """Clues to a day as rows, each with the days that it leaves, and last the days that all leave
    `together`.
    """
    rows = [
        Moment(
            label=f"{clue.item.label()} "
            f"{getattr(getattr(clue.item, 'population', None), 'label', '')}".strip(),
            date=clue.period,
            id=clue.id,
            note=f"{clue.label()}: {READINGS[clue.reading][0]}",
            evidence=tuple(clue.evidence()),
            is_cited=clue.item.standing.is_cited,
        )
        for clue in clues
    ]
    return [
        *rows,
        Moment(
            "All clues together", together.period, together.id, evidence=tuple(together.evidence())
        ),
    ]


def years(series: Iterable[Figure | MissingFigure | Derived]) -> list[Year]:
    """A series as rows in the order of its periods: its figures, its gaps, and (derived) times that
    it leaves out.
    """
    rows = []
    for item in series:
        more: dict[str, Any] = {
            "date": item.period,
            "id": item.id,
            "evidence": tuple(item.evidence()),
        }
        if isinstance(item, Derived):
            rows.append(Year(item.title, note="not known", **more))
            continue
        more["bound"] = item.bound if isinstance(item, Figure) else None
        rows.append(
            Year(item.population.label, note=item.label(), is_cited=item.standing.is_cited, **more)
        )
    return sorted(rows, key=lambda row: (row.date.earliest if row.date else None) or Day.max)


def _side(item: Quote | Event, sides: Mapping[str, str]) -> str:
    """The countries of those who speak, as `sides` names them; "" where only news media do."""
    apart = [speaker for speaker in item.speakers if speaker.body != BODIES["media"]]
    if item.speakers and not apart:
        return ""
    return " and ".join(
        dict.fromkeys(filter(None, (sides.get(s.country, "") for s in apart)))
    ) or sides.get("", "")


@dataclass(frozen=True)
class Chart:
    """A drawn chart: its SVG text, the alternative text computed from its rows, and its rows as
    strings.
    """

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
            MIME: {"role": "chart"}
            | {name: value for name, value in vars(self).items() if name != "svg"},
        }


def draw(
    form: Form, rows: Sequence[Row], *, name: str, title: str, unit: str = "", **options: Any
) -> Chart:
    """Draw `rows` in one of the forms of this module, in the house style; the same rows always give
    the same bytes.

    The picture carries its title and a source line taken from the evidence of its rows, because it
    is shared alone. `unit` is what is counted ("%" for bounds in percent); `options` go to the
    form. Raises RecordError for no rows.
    """
    if not rows:
        raise RecordError(
            f"chart {name}",
            "there are no rows to draw",
            "select at least one figure, quote or event",
        )
    columns, cells = _table(rows, unit)
    alt = _alt(
        f"{CHART_TYPES[form]} of {title}",
        rows,
        cells,
        options.get("unstated", ()),
        _reading(rows, unit),
    )
    if unit:
        options["unit"] = unit
    # The salt is the chart's name, so that ids do not clash where two charts stand inline in one
    # page.
    with rc_context({"svg.hashsalt": name}, fname=str(HOUSE)), warnings.catch_warnings():
        # Letters that DejaVu Sans lacks are drawn by the reader's browser, not by matplotlib.
        warnings.filterwarnings("ignore", r"Glyph .* missing from", UserWarning)
        svg = _svg(form, rows, title, alt, options)
    evidence = {str(item["id"]): item for row in rows for item in row.evidence}
    ids, records = tuple(row.id for row in rows), tuple(evidence.values())
    return Chart(
        name, title, _source_line(rows), svg, alt, columns, cells, ids, _csv(rows, unit), records
    )


@dataclass(frozen=True)
class Parts:
    """The charts into which many rows are drawn, shown one after the other."""

    charts: tuple[Chart, ...]

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for chart in self.charts:
            display(chart)  # type: ignore[no-untyped-call]


def draw_in_parts(
    form: Form, rows: Sequence[Row], *, name: str, title: str, **options: Any
) -> Parts:
    """As `draw`, in as many charts as it takes for each to be read on a printed page; the first has
    the name alone.
    """
    parts = _parts(len(rows), PAGE_ROWS, name, title)
    return Parts(
        tuple(draw(form, rows[a:b], name=part, title=said, **options) for part, said, a, b in parts)
    )


def draw_editions(rows: Sequence[Observation], *, name: str, title: str, **options: Any) -> Parts:
    """`editions` in as many charts of one scale as it takes for each to be read on a printed page.

    An event stands in each chart that has the period into which it falls.
    """
    periods = list(dict.fromkeys((row.series, row.label) for row in rows if row.series))
    reach = max((end for row in rows if row.bound for end in _what(row.bound)[1]), default=0.0)
    parts = []
    for part, said, a, b in _parts(len(periods), PAGE_PERIODS, name, title):
        inside = [row for row in rows if (row.series, row.label) in periods[a:b]]
        events = [
            row
            for row in rows
            if not row.series and any(_contains(period, row) for period in inside)
        ]
        parts.append(
            draw(editions, [*inside, *events], name=part, title=said, reach=reach, **options)
        )
    return Parts(tuple(parts))


def _parts(rows: int, most: int, name: str, title: str) -> Iterator[tuple[str, str, int, int]]:
    """Name, title and rows (from, to) of the charts into which `rows` are parted, with at most so
    many in each.
    """
    count = max(-(-rows // most), 1)
    for n in range(count):
        said = f"{title} (part {_letter(n)} of {_letter(count - 1)})" if count > 1 else title
        yield f"{name}-{n + 1}" if n else name, said, rows * n // count, rows * (n + 1) // count


def _letter(n: int) -> str:
    """A, B … Z, AA, AB …: a title takes no number that leads to no evidence."""
    return (_letter(n // 26 - 1) if n > 25 else "") + ascii_uppercase[n % 26]


def _svg(
    form: Form, rows: Sequence[Row], title: str, alt: str, options: Mapping[str, object]
) -> str:
    """The SVG text: title, the form at the height it asks for, and where its numbers come from."""
    inner = WIDTH - 2 * MARGIN
    plate = Canvas(figsize=(WIDTH / 72, 4))
    ax = plate.add_axes((MARGIN / WIDTH, 0.1, inner / WIDTH, 0.8))
    form(rows, ax, **options)
    for artist in (
        *ax.lines,
        *ax.patches,
    ):  # nothing leaves the plate, and every clip takes room in the file
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
    plate.savefig(
        text, format="svg", metadata={"Date": None, "Title": _clean(title), "Description": alt}
    )
    # The fonts once for all text, no turning by nothing, and hundredths of a point are enough. Only
    # tags hold an unescaped "<", so no label is touched.
    needless = re.compile(
        r" font-family: 'DejaVu Sans';| transform=\"rotate\(-0 [^\"]*\)\"|(?<=\.\d\d)\d+"
    )
    svg = re.sub("<[^>]*>", lambda tag: needless.sub("", tag[0]), text.getvalue())
    return svg.replace("</style>", f" text{{font-family: {FAMILIES}}}</style>", 1)


def _key(rows: Sequence[Row]) -> str:
    """What the marks mean that do not speak for themselves, each once."""
    if isinstance(rows[0], Observation):
        return _key_of_editions(rows)
    kinds = [
        _what(row.bound)[0] if isinstance(row, Mark) else (_when(row.date) or [""])[0]
        for row in rows
    ]
    found = dict.fromkeys(
        KEY[type(row)][kind]
        for row, kind in zip(rows, kinds, strict=True)
        if kind in KEY[type(row)]
    )
    bodies = {
        row.body: SHAPES.get(row.body, SEVERAL)[1]
        for row in rows
        if isinstance(row, Moment) and row.body
    }
    found |= dict.fromkeys(f"{shape}: {body}" for body, shape in bodies.items())
    if any(isinstance(row, Moment) and row.is_cited for row in rows):
        found["Hollow sign before a name: only cited, the text is not held"] = None
    return f"{'. '.join(found)}." if found else ""


def _key_of_editions(rows: Sequence[Row]) -> str:
    """Which mark is whose, and what is shown of the others."""
    found = [row for row in rows if isinstance(row, Observation)]
    said = [f"{look[1]}: {name}" for name, look in _looks(found).items() if name]
    said += [f"{MADE[1]}: derived here"] * any(row.bound and not row.edition for row in found)
    said += ["Hollow and larger: superseded by the later mark"] * any(
        row.is_superseded for row in found
    )
    kinds = dict.fromkeys(_what(row.bound)[0] for row in found if row.bound)
    said += [KEY[Mark][kind] for kind in kinds if kind in KEY[Mark]]
    return f"{'. '.join(dict.fromkeys(said))}."


def _source_line(rows: Sequence[Row]) -> str:
    """Who published what the rows rest on, and when, each source once."""
    found = [
        evidence["source"] for row in rows for evidence in row.evidence if evidence.get("source")
    ]
    names = dict.fromkeys(f"{source['publisher']}, {source['published']}" for source in found)
    return f"Source{'s' if len(names) > 1 else ''}: {'; '.join(names)}" if names else ""


def _reading(rows: Sequence[Row], unit: str) -> str:
    """What rows show together: the number that is certainly the highest, or from when to when the
    dates run.
    """
    marks = [row for row in rows if isinstance(row, Mark)]
    if marks:
        above = [
            all(row is o or row.bound.compare(o.bound) == "above" for o in marks) for row in marks
        ]
        highest = next(
            (row for row, is_highest in zip(marks, above, strict=True) if is_highest), None
        )
        return (
            f"The highest is {highest.label}, {highest.words(unit)}."
            if highest and len(marks) > 1
            else ""
        )
    given = [row for row in rows if isinstance(row, Observation)]
    if given:
        values: dict[tuple[str, str], set[str]] = {}
        for row in given:
            values.setdefault((row.series, row.label), set()).update(
                {row.words()} if row.bound else ()
            )
        differ = [label for (_, label), words in values.items() if len(words) > 1]
        return f"Editions differ for {', '.join(differ)}." if differ else ""
    dates = [row.date for row in rows if isinstance(row, Moment) and row.date]
    days = sorted(day for date in dates for day in (date.earliest, date.latest) if day)
    ends = [parse(day.isoformat()).words() for day in (days[:1] + days[-1:])]
    return f"The dates run from {ends[0]} to {ends[1]}." if days and days[0] != days[-1] else ""


def _alt(what: str, rows: Sequence[Row], cells: Cells, unstated: Pairs, reading: str) -> str:
    """The alternative text: chart type, what it shows, its rows in words, and what they show
    together.
    """
    said = [", ".join(filter(None, row)) for row in cells[:ALT_ROWS]]
    if len(cells) > ALT_ROWS:
        said.append(f"and {len(cells) - ALT_ROWS} more")
    names = {row.id: row.label for row in rows}
    if len(unstated) > ALT_OVERLAPS:
        said.append("overlap between the others not stated")
    else:
        said += [
            f"overlap of {names[a]} and {names[b]} not stated"
            for a, b in unstated
            if {a, b} <= names.keys()
        ]
    return _clean(f"{what}: {'; '.join(said)}. {reading}")


def _table(rows: Sequence[Row], unit: str) -> tuple[tuple[str, ...], Cells]:
    """The chart's data as titles and rows of words, without the columns that no row fills."""
    if isinstance(rows[0], Observation):
        return _table_of_editions([row for row in rows if isinstance(row, Observation)], unit)
    names = {row.id: f"part of {row.label}" for row in rows if row.id}
    groups = [
        names.get(row.group, "") if isinstance(row, Mark) else getattr(row, "whose", "")
        for row in rows
    ]
    cells = [
        (row.label, group, row.words(unit), row.note)
        for row, group in zip(rows, groups, strict=True)
    ]
    titles = (
        ("label", "relation", "value", "note")
        if isinstance(rows[0], Mark)
        else ("label", "side", "date", "note")
    )
    filled = [n for n, column in enumerate(zip(*cells, strict=True)) if any(column)]
    return tuple(titles[n] for n in filled), tuple(tuple(row[n] for n in filled) for row in cells)


def _table_of_editions(rows: Sequence[Observation], unit: str) -> tuple[tuple[str, ...], Cells]:
    whose = {row.id: row.edition or ("derived here" if row.bound else "event") for row in rows}
    cells = [(row.label, row.series, row.words(unit), whose[row.id]) for row in rows]
    return ("when", "series", "value", "edition"), tuple(cells)


def _csv(rows: Sequence[Row], unit: str) -> str:
    """The rows as CSV, their ends as numbers or days: empty where there is none."""
    text = StringIO(BOM)
    text.seek(0, SEEK_END)
    writer = csv.writer(
        text, quoting=csv.QUOTE_ALL, lineterminator="\n"
    )  # a lone CR would else end a row
    if isinstance(rows[0], Observation):
        _write_editions(writer, [row for row in rows if isinstance(row, Observation)], unit)
        return text.getvalue()
    is_mark = isinstance(rows[0], Mark)
    dated = ("side", "date", "edtf", "earliest", "latest")
    ends: tuple[str, ...] = ("part_of", "value", "bound", "low", "high") if is_mark else dated
    ends += ("bound", "low", "high") if isinstance(rows[0], Year) else ()
    writer.writerow(["id", "label", *ends, "value" if isinstance(rows[0], Year) else "note"])
    for row in rows:
        words, cells = row.words(unit), [row.id, row.label]
        if isinstance(row, Mark):
            cells += [row.group, words, *_limits(row.bound)]
        elif isinstance(row, Moment):
            days = (row.date.earliest, row.date.latest) if row.date else (None, None)
            cells += [
                row.whose,
                words,
                str(row.date or ""),
                *(day.isoformat() if day else "" for day in days),
            ]
            cells += _limits(row.bound) if isinstance(row, Year) else []
        writer.writerow([harmless(cell) for cell in (*cells, row.note)])
    return text.getvalue()


def rehearse() -> None:
    """Draw something, so that fonts are found and their glyphs are known to what is forked from
    here.
    """
    with rc_context(fname=str(HOUSE)):
        canvas = Canvas()
        canvas.subplots().set_title("Rehearsal", weight="bold")
        canvas.savefig(BytesIO(), format="svg")
    for weight in ("normal", "bold"):
        _measure(printable, TEXT, weight)


def _write_editions(writer: Any, rows: Iterable[Observation], unit: str) -> None:
    writer.writerow(
        "id label series date edtf earliest latest edition superseded value bound low high".split()
    )
    for row in rows:
        ends = (row.bound.low, row.bound.high) if row.bound else ()
        low, high = (_decimal(end if isfinite(end) else None) for end in ends) if ends else ("", "")
        days = (row.date.earliest, row.date.latest) if row.date else (None, None)
        dated = [
            row.date.words() if row.date else "",
            str(row.date or ""),
            *(str(day or "") for day in days),
        ]
        cells = [
            row.id,
            row.label,
            row.series,
            *dated,
            row.edition,
            "yes" if row.is_superseded else "",
        ]
        cells += [row.words(unit), row.bound.kind if row.bound else "", low, high]
        writer.writerow([harmless(cell) for cell in cells])


def _limits(bound: Bound | None) -> list[str]:
    """The kind and the ends of a bound; empty where there is none, or an end is open."""
    ends = (
        [end if isfinite(end) else None for end in (bound.low, bound.high)]
        if bound
        else [None, None]
    )
    return [bound.kind if bound else "", *map(_decimal, ends)]


def _decimal(end: Fraction | float | None) -> str:
    return "" if end is None else str(end if Fraction(end).denominator == 1 else float(end))


# ---- forms


def dot_rows(rows: Sequence[Mark], ax: Axes, *, unit: str = "") -> Axes:
    """Numbers side by side, one row each, the hedge drawn as the mark and the value in words beside
    it.

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
    """Populations as bars; one that is stated to be part of another (its `group` is the other's id)
    lies inside it.

    `unstated` holds the pairs of ids whose overlap the sources leave open, and the chart says so
    between the bars. Raises RecordError when a row's `group` is not the id of another row, or rows
    contain each other in a circle.
    """
    _number_axis(ax, rows, unit, left=0)
    y = 0.0
    apart: list[Mark] = []
    for n, (row, wholes) in enumerate(_nested(rows)):
        overlap = "" if wholes else _overlap(row, apart, unstated)
        y = _write(
            ax, y + GAP * bool(n), overlap, size=SMALL, color=QUIET, style="italic"
        ) + 4 * bool(overlap)
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
    """Who said what when, one row each in the order given; what is not known about a date is drawn
    as a bar.

    Below the name, the dated mark and the note share a line where they fit. Each of `sides` keeps
    its colour, whichever of them a chart shows.
    """
    _date_axis(ax, [row.date for row in rows])
    known = list(dict.fromkeys([*sides, *(row.side for row in rows if row.side)]))
    width, y = _width(ax), 0.0
    for n, row in enumerate(rows):
        colour = COLOURS[known.index(row.side) % len(COLOURS)] if row.side else QUIET
        shape, _ = SHAPES.get(row.body, SEVERAL)
        key: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "gid": f"row-{n}-side"}
        face = "white" if row.is_cited else colour
        ax.plot(
            [5 / width],
            [y + 8],
            shape,
            ms=DOT,
            color=colour,
            mfc=face,
            mew=1.5 if row.is_cited else None,
            **key,
        )
        y = _write(
            ax, y, " · ".join(filter(None, (row.label, row.whose))), indent=INDENT, weight="bold"
        )
        when = _when(row.date)
        reach = (
            _mark(ax, y, *when, f"row-{n}", colour, shape) if when else (width + AIR, width + AIR)
        )
        dated = _place(ax, y, row.words(), _around(ax, reach), size=SMALL)
        left, right = min(reach + (dated or ())), max(reach + (dated or ()))
        noted = _place(
            ax, y, row.note, [(INDENT, left - AIR, "left"), (right + AIR, width, "right")]
        )
        y = y + STRIP if dated else _write(ax, y + STRIP, row.words(), indent=INDENT, size=SMALL)
        y = (y if noted else _write(ax, y, row.note, indent=INDENT)) + GAP
    return _close(ax, y)


def editions(rows: Sequence[Observation], ax: Axes, *, unit: str = "", reach: float = 0) -> Axes:
    """Numbers by period, top down, with what each edition gives for it as a mark of its own, and
    dated events between.

    A line joins the marks of editions that differ. What is superseded is pale and larger, so that
    it shows below what is in force where both are the same. A gap stands as its reason. What is
    counted apart stands apart. The axis goes as far as `reach`, or further where numbers do.
    """
    values = [Mark(row.label, row.bound) for row in rows if row.bound] + [
        Mark("", Bound.of("exact", int(reach)))
    ]
    longest = max(_measure(_clean(row.label), SMALL) for row in rows if row.series)
    margin = min(longest + AIR, _width(ax) * MOST_OF_NAME)
    _number_axis(ax, values, unit, left=margin + DOT)
    looks, y = _looks(rows), 0.0
    guides: list[float] = []
    told: set[str] = set()
    for n, series in enumerate(dict.fromkeys(row.series for row in rows if row.series)):
        y = _write(ax, y + GAP * bool(n), series, weight="bold")
        inside = [row for row in rows if row.series == series]
        for label in dict.fromkeys(row.label for row in inside):
            given = [row for row in inside if row.label == label]
            middle, y = _period(ax, y, given, looks, margin)
            guides += [middle] * any(row.bound for row in given)
            for event in rows:
                if not event.series and _contains(given[0], event):
                    y = _event(ax, y, event, event.id in told)
                    told.add(event.id)
    # A single path for all guide lines, broken between them.
    across, down = (
        [margin / _width(ax), 1, nan] * len(guides),
        [y for guide in guides for y in (guide, guide, nan)],
    )
    ax.plot(
        across, down, color=LINE, lw=1, zorder=0, gid="guides", transform=ax.get_yaxis_transform()
    )
    return _close(ax, y)


def _contains(period: Observation, event: Observation) -> bool:
    """Whether a period is the one within which an event begins."""
    first, last = (period.date.earliest, period.date.latest) if period.date else (None, None)
    day = event.date.earliest or event.date.latest if event.date else None
    return bool(day and first and last and first <= day <= last)


# The marker and the colour of each edition, in the order of their appearance; of more, the last.
EDITIONS = (
    ("o", "Circle", COLOURS[0]),
    ("s", "Square", COLOURS[1]),
    ("D", "Diamond", COLOURS[2]),
    ("^", "Triangle", COLOURS[4]),
    ("v", "Triangle pointing down", COLOURS[3]),
    ("p", "Pentagon", COLOURS[4]),
    ("h", "Hexagon", COLOURS[0]),
)
MADE = ("X", "Cross", QUIET)  # of what is derived


Look = tuple[str, str, str]  # a marker, its name, a colour


def _looks(rows: Iterable[Row]) -> dict[str, Look]:
    """The marker, its name and the colour of each edition that gives a number."""
    found = [row for row in rows if isinstance(row, Observation) and row.bound and row.edition]
    named = {row.edition: row.place for row in found}
    places = {name: n if place is None else place for n, (name, place) in enumerate(named.items())}
    return {"": MADE} | {
        name: EDITIONS[min(place, len(EDITIONS) - 1)] for name, place in places.items()
    }


def _period(
    ax: Axes, y: float, rows: Sequence[Observation], looks: Mapping[str, Look], margin: float
) -> Ends:
    """One period: its name, the marks of its editions with a line where they differ, and the
    numbers or the reason.

    Returns where its marks stand, and the y below it.
    """
    width, label = _width(ax), _clean(rows[0].label)
    if _measure(label, SMALL) > margin - AIR:
        y = _write(ax, y, label, size=SMALL)
    else:
        base = y + PERIOD / 2 + 0.365 * SMALL  # half the height of a capital
        ax.text(0, base, label, size=SMALL, transform=ax.get_yaxis_transform(), parse_math=False)
    middle, given = y + PERIOD / 2, [row for row in rows if row.bound]
    ends = [float(row.bound.low) for row in given if row.bound and row.bound.kind == "exact"]
    if len(set(ends)) > 1:
        ax.plot(
            [min(ends), max(ends)],
            [middle, middle],
            color=QUIET,
            lw=2.2,
            zorder=1,
            gid=f"joined-{given[0].id}",
        )
    reaches = [_edition(ax, middle, row, looks[row.edition], n) for n, row in enumerate(given)] or [
        (margin, margin)
    ]
    left, right = min(reach[0] for reach in reaches), max(reach[1] for reach in reaches)
    spots: list[Spot] = [(right + AIR, width, "left"), (margin, left - AIR, "right")]
    words = _said(rows)
    if not _place(
        ax, middle - STRIP / 2, words, spots, size=SMALL, weight="bold" if given else "normal"
    ):
        return middle, _write(ax, y + PERIOD, words, indent=margin, size=SMALL) + 2
    return middle, y + PERIOD


def _edition(ax: Axes, y: float, row: Observation, look: Look, layer: int) -> Ends:
    """The mark of what an edition gives; returns its ends in points from the left."""
    marker, _, colour = look
    kind, span = _what(row.bound) if row.bound else ("", (0.0, 0.0))
    if kind != "exact":
        return _mark(ax, y - STRIP / 2, kind, span, f"{row.id}-{kind}", colour, marker)
    size, fill = (DOT + 4, "white") if row.is_superseded else (DOT - 1, colour)
    ax.plot(
        span[:1],
        [y],
        marker,
        ms=size,
        mfc=fill,
        mec=colour,
        mew=1.4,
        zorder=2 + layer,
        gid=f"{row.id}-exact",
    )
    return _points(ax, span[0]) - size / 2, _points(ax, span[0]) + size / 2


def _said(rows: Sequence[Observation]) -> str:
    """The numbers of a period in the order of its editions; where none is given, why."""
    given = [row for row in rows if row.bound]
    if not given:
        return "; ".join(dict.fromkeys(row.words() for row in rows))
    in_tables = {row.words() for row in given if row.edition}
    said = [
        row.words() if row.words() in in_tables else f"{row.words()} (sum of its parts)"
        for row in given
    ]
    return " → ".join(dict.fromkeys(said))


def _event(ax: Axes, y: float, event: Observation, is_told: bool) -> float:
    """A dated event below the period that it falls into: a dashed line and its date, what happened
    where it is new.
    """
    look: dict[str, Any] = {
        "color": "black",
        "lw": 1,
        "ls": (0, (4, 2)),
        "gid": f"event-{event.id}{'-again' * is_told}",
    }
    ax.plot([0, 1], [y + 3, y + 3], transform=ax.get_yaxis_transform(), **look)
    return (
        _write(
            ax, y + 4, event.words() if is_told else f"{event.words()}: {event.label}", size=SMALL
        )
        + 4
    )


def ledger(
    rows: Sequence[Entry], ax: Axes, *, unit: str = "", corridor: Sequence[tuple[Day, Bound]] = ()
) -> Axes:
    """Running totals over time, and below them the arrivals between them.

    The band is where the total can lie (`corridor`: its bound at the end of days, in order), its
    lower edge the least that arrivals and totals make together. A thin line is what the others
    leave for a total; a number that contradicts them is crossed out, joined to them by a dashed
    line, and said below.
    """
    scale = _Scale(ax, rows, corridor)
    totals, flows = ([row for row in rows if row.is_flow == is_flow] for is_flow in (False, True))
    series = dict(zip(dict.fromkeys(row.label for row in totals), SHAPES.values(), strict=False))
    _band(ax, scale, corridor)
    taken, untold = [scale.box(row) for row in totals], list[Entry]()
    for row in totals:
        _total(ax, scale, row, f"row-{rows.index(row)}", series.get(row.label, SEVERAL)[0])
    for row in totals:
        x, y = _points(ax, scale.day(row)), scale.y(_what(row.bound)[1][0])
        ways = ((x + dx, y + dy) for dx, dy in _ways(_measure(row.words(), SMALL)))
        untold += [] if _beside(ax, row.words(), ways, taken, (0, PLOT)) else [row]
    floor = PLOT + LANES * LANE
    for row in flows:
        _flow(ax, scale, row, f"row-{rows.index(row)}", floor)
        start = _points(ax, scale.day(row)) - _measure(f"+{row.words()}", SMALL) / 2
        ways = ((start, floor - TICK / 2 - n * LANE) for n in range(LANES))
        is_told = row.breaks or _beside(ax, f"+{row.words()}", ways, taken, (PLOT, floor))
        untold += [] if is_told else [row]
    ax.spines["bottom"].set_position(("data", floor + TICK / 2))
    y = floor + TICK + SMALL * LEADING * 2
    for row in rows:
        y = _write(ax, y, f"× {row.breaks}") + GAP / 2 if row.breaks else y
    named, is_ringed = (
        {name: word for name, (_, word) in series.items()},
        any(row.is_held for row in totals),
    )
    return _close(ax, _legend(ax, y, named, unit, untold, is_ringed))


def _legend(
    ax: Axes,
    y: float,
    series: Mapping[str, str],
    unit: str,
    untold: Sequence[Entry],
    is_ringed: bool,
) -> float:
    """What a ledger shows, and the entries that found no room for their label."""
    told = [f"{word}: {name}" for name, word in series.items()]
    said = [
        f"Up the side: {unit}" * bool(unit),
        "Small marks below: arrivals",
        "Blue edge: the least that all make",
    ]
    said += [
        "Band: where the total can lie",
        "Thin line: what the others leave",
        "×: contradicts the others",
    ]
    said += ["Ringed: its words were verified; a total without a ring is only cited"] * is_ringed
    also = [f"Not labelled: {'+' * row.is_flow}{row.words()}, {row.note}" for row in untold]
    return _write(
        ax, y, ". ".join(filter(None, [*told, *said, *also])) + ".", size=SMALL, color=QUIET
    )


def narrowing(rows: Sequence[Moment], ax: Axes, *, together: str = "") -> Axes:
    """Spans of days one below the other, each with what it leaves out white, and what all of them
    leave as a column.

    `together` is the id of the row that is the intersection of the others: it is drawn as a solid
    bar, its days are marked behind all rows, and the axis shows them and NEARBY days on either
    side. An end beyond is drawn as an arrow.
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
    """A series over time: a column for each period; hatched from top to bottom where no number is
    known.

    The largest are labelled, as far as there is room; a number of nothing is a dot on the base
    line, "about" is pale.
    """
    dated = [(row, end) for row in rows if (end := _ends(row.date)) and isfinite(end[1] - end[0])]
    if not dated:
        return _close(ax, _write(ax, 0, "no dates given"))
    low, high = min(end[0] for _, end in dated), max(end[1] for _, end in dated)
    _axis(ax, low, high, 4, _calendar(range(int(low), int(high) + 1)))
    top = float(max((_what(row.bound)[1][1] for row, _ in dated if row.bound), default=0)) or 1.0
    base = COLUMN + STRIP
    for n, (start, stop) in enumerate(_between([ends for _, ends in dated])):
        ax.add_patch(
            Rectangle((start, base - COLUMN), stop - start, COLUMN, gid=f"between-{n}", **UNKNOWN)
        )
    for n, (row, (left, right)) in enumerate(dated):
        kind, value = (_what(row.bound)[0], _what(row.bound)[1][1]) if row.bound else ("gap", 0.0)
        look: dict[str, Any] = {
            "fc": BLUE,
            "ec": "white",
            "lw": 0.5,
            "alpha": 0.45 if kind == "about" else 1.0,
        }
        tall = COLUMN * value / top
        if kind == "gap":
            look, tall = UNKNOWN, COLUMN
        ax.add_patch(
            Rectangle((left, base - tall), right - left, tall, gid=f"row-{n}-{kind}", **look)
        )
        if kind != "gap" and value == 0:
            ax.plot(
                [(left + right) / 2],
                [base],
                "o",
                ms=3,
                mfc="white",
                color=BLUE,
                gid=f"row-{n}-none",
            )
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


def _label_columns(
    ax: Axes, columns: Sequence[tuple[Bound, Ends]], base: float, top: float
) -> None:
    """Write numbers above their columns, the largest first, where they touch neither each other nor
    a taller column.
    """
    spots = [
        (_what(bound)[1][1], bound.words(), [_points(ax, end) for end in ends])
        for bound, ends in columns
    ]
    taken: list[Ends] = []
    for value, text, (left, right) in sorted(spots, key=lambda spot: -spot[0]):
        half = _measure(text, SMALL) / 2
        x = min(max((left + right) / 2, half), _width(ax) - half)
        is_below = any(
            other > value and b > x - half and a < x + half for other, _, (a, b) in spots
        )
        if (
            value
            and not is_below
            and all(x + half + AIR < a or b + AIR < x - half for a, b in taken)
        ):
            taken.append((x - half, x + half))
            look: dict[str, Any] = {
                "ha": "center",
                "transform": ax.get_yaxis_transform(),
                "parse_math": False,
            }
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
        ax.text(
            across,
            top + 10 + n * (SMALL + 5),
            line,
            size=SMALL,
            transform=ax.get_yaxis_transform(),
            **look,
        )


CHART_TYPES: dict[Form, str] = {
    year_columns: "Columns by year",
    dot_rows: "Dot chart",
    nested_bars: "Nested bars",
    positions: "Dated positions",
    editions: "Chart of editions",
    ledger: "Ledger of totals over time",
    narrowing: "Spans of days",
}
# The key of a form whose marks are the same for all rows.
KEYS: dict[Form, str] = {
    narrowing: "Band: days that are left; an arrow where they go on. Column: days that all leave.",
    year_columns: "Hatched: no number is known. Dot on the line: none. Pale: about.",
}


# ---- marks


def _ends(date: Date | None) -> Ends | None:
    """The days that a date leaves, counted from the year 1, its last day taken in; None without a
    date.

    An end that is open is infinite.
    """
    first, last = (date.earliest, date.latest) if date else (None, None)
    if not first and not last:
        return None
    return first.toordinal() if first else -inf, last.toordinal() + 1 if last else inf


def _left_open(ax: Axes, y: float, ends: Ends, gid: str, is_solid: bool) -> None:
    """Draw a span of days in the strip below `y`: a tick at each end on the plate, an arrow at one
    beyond it.
    """
    y, width, reach = y + STRIP / 2, _width(ax), ax.get_xlim()
    ax.plot([0, 1], [y, y], color=LINE, lw=1, zorder=0, transform=ax.get_yaxis_transform())
    inside = [reach[0] <= end <= reach[1] for end in ends]
    edges = (HEAD / 2, width - HEAD / 2)
    xs = [
        _points(ax, end) if is_in else edge
        for end, is_in, edge in zip(ends, inside, edges, strict=True)
    ]
    across: dict[str, Any] = {"color": BLUE, "transform": ax.get_yaxis_transform()}
    look: dict[str, Any] = {"lw": 10, "alpha": 1.0 if is_solid else 0.3, "solid_capstyle": "butt"}
    ax.plot([x / width for x in xs], [y, y], gid=f"{gid}-span", **across, **look)
    for x, is_in, marker, side in zip(xs, inside, "<>", ("first", "last"), strict=True):
        sign: dict[str, Any] = (
            {"marker": "|", "ms": TICK, "mew": 2.5} if is_in else {"marker": marker, "ms": HEAD}
        )
        ax.plot(
            [x / width],
            [y],
            ls="none",
            gid=f"{gid}-{side}{'' if is_in else '-open'}",
            **across,
            **sign,
        )


def _mark(
    ax: Axes, y: float, kind: str, ends: Ends, gid: str, colour: str = BLUE, shape: str = "o"
) -> Ends:
    """Draw a number or date on its guide line, in the strip below `y`; returns its ends in points
    from the left.
    """
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
        return _arrow(
            ax,
            ends[0],
            y,
            1 if kind in ("more_than", "at_least") else -1,
            f"{gid}-{kind}-arrow",
            colour,
        )
    half = (HALO if kind == "about" else DOT) / 2
    return left - half, right + half


def _around(ax: Axes, reach: Ends) -> list[Spot]:
    """Where the words of a mark may stand: to its right, else to its left."""
    return [(reach[1] + AIR, _width(ax), "left"), (0, reach[0] - AIR, "right")]


def _arrow(ax: Axes, x: float, y: float, way: int, gid: str, colour: str = BLUE) -> Ends:
    """Draw an arrow from `x` to the right (`way` 1) or the left (-1); returns its ends in points
    from the left.
    """
    width, start = _width(ax), _points(ax, x)
    tip = start + way * ARROW
    look: dict[str, Any] = {
        "marker": ">" if way > 0 else "<",
        "ms": HEAD,
        "mew": 0,
        "markevery": [1],
        "lw": 2,
    }
    across = [start / width, (tip - way * HEAD / 2) / width]
    ax.plot(across, [y, y], color=colour, gid=gid, transform=ax.get_yaxis_transform(), **look)
    return min(start, tip), max(start, tip)


# ---- ledgers


class _Scale:
    """Where days and counts stand in a ledger: a day on the x axis, a count in points from the
    top.
    """

    def __init__(
        self, ax: Axes, rows: Sequence[Entry], corridor: Sequence[tuple[Day, Bound]]
    ) -> None:
        self._ax = ax
        totals = [end for row in rows if not row.is_flow for end in _what(row.bound)[1]]
        ends = totals + [
            float(end) for _, bound in corridor for end in (bound.low, bound.high) if isfinite(end)
        ]
        reach = max(totals, default=1.0) - min(totals, default=0.0) or 1.0
        self.low = max(min(ends, default=0.0), min(totals, default=0.0) - reach / 8)
        self.high = min(max(ends, default=1.0), max(totals, default=1.0) + reach / 8)
        self.low, self.high = (
            (self.low, self.high) if self.low < self.high else (self.low - 1, self.high + 1)
        )
        days = [when for row in rows if (when := _when(row.date))]
        first = min(
            [ends[0] for _, ends in days] + [day.toordinal() for day, _ in corridor], default=1.0
        )
        last = max(
            [ends[1] for _, ends in days] + [day.toordinal() for day, _ in corridor], default=first
        )
        ticks = list(
            MaxNLocator(6, steps=[1, 2, 5, 10], integer=True).tick_values(self.low, self.high)
        )
        kept = {tick: f"{tick:,.0f}" for tick in ticks if self.low <= tick <= self.high}
        wide = max((_measure(name, SMALL) for name in kept.values()), default=0.0)
        _axis(
            ax,
            first,
            max(last, first + 4),
            wide + AIR,
            _calendar(range(int(first), int(max(last, first + 4)) + 1)),
        )
        for tick, name in kept.items():
            ax.plot(
                [0, 1],
                [self.y(tick)] * 2,
                color=LINE,
                lw=0.75,
                zorder=0,
                transform=ax.get_yaxis_transform(),
            )
            ax.text(
                0,
                self.y(tick) - 2,
                name,
                size=SMALL,
                color=QUIET,
                transform=ax.get_yaxis_transform(),
            )

    def y(self, count: Fraction | float) -> float:
        """Points from the top at which a count stands; within the plot."""
        share = (self.high - max(self.low, min(self.high, float(count)))) / (self.high - self.low)
        return HALO + share * (PLOT - 2 * HALO)

    def day(self, row: Entry) -> float:
        """The day at which an entry stands: in the middle of those it can mean."""
        when = _when(row.date)
        return sum(when[1]) / 2 if when else self._ax.get_xlim()[0]

    def box(self, row: Entry) -> Box:
        """What the mark of an entry takes up, in points."""
        kind, (low, _) = _what(row.bound)
        x, y = _points(self._ax, self.day(row)), self.y(low)
        up, down = (ARROW if kind in kinds else DOT / 2 for kinds in (ABOVE, BELOW))
        return x - DOT / 2, y - up, x + DOT / 2, y + down


def _band(ax: Axes, scale: _Scale, corridor: Sequence[tuple[Day, Bound]]) -> None:
    """The band in which a total can lie, between days at the least of the former and the most of
    the latter.
    """
    xs, lows, highs = [], [], []
    for (start, before), (end, after) in pairwise(corridor):
        xs += [start.toordinal() + 0.5, end.toordinal() + 0.5]
        lows += [scale.y(before.low)] * 2
        highs += [scale.y(after.high)] * 2
    if xs:
        ax.fill_between(xs, lows, highs, color=TINT, lw=0, zorder=0.1, gid="band")
        ax.plot(xs, lows, color=BLUE, lw=1.5, zorder=0.5, gid="least")


def _total(ax: Axes, scale: _Scale, row: Entry, gid: str, shape: str) -> None:
    """A running total with its hedge, upright; what the others leave for it as a line, dashed where
    it breaks.
    """
    kind, (low, high) = _what(row.bound)
    x, y, colour = scale.day(row), scale.y(low), BREAK if row.breaks else BLUE

    def part(name: str, xs: Sequence[float], ys: Sequence[float], **look: Any) -> None:
        ax.plot(xs, ys, color=colour, gid=f"{gid}-{kind}-{name}", **look)

    if row.left:
        ends = [scale.y(row.left.low), scale.y(row.left.high)]
        near = min(ends, key=lambda end: abs(end - y))
        look: dict[str, Any] = {
            "color": colour if row.breaks else QUIET,
            "lw": 1.5 if row.breaks else 0.75,
        }
        ax.plot(
            [x, x],
            [y, near] if row.breaks else ends,
            ls=(0, (2, 2)) if row.breaks else "-",
            gid=f"{gid}-left",
            **look,
        )
    when = _when(row.date)
    if when and when[0] == "range":
        part("when", when[1], [y, y], lw=2)
    if kind == "about":
        part("dot", [x], [y], marker=shape, ms=DOT, mfc="white", mew=2)
    elif kind == "between":
        part("line", [x, x], [y, scale.y(high)], lw=2.2)
        part("ticks", [x, x], [y, scale.y(high)], marker="_", ms=TICK, mew=2.5, ls="none")
    elif kind != "exact":
        part("tick", [x], [y], marker="_", ms=TICK, mew=2.5)
        tip = y + ARROW * (-1 if kind in ABOVE else 1)
        part(
            "arrow",
            [x, x],
            [y, tip],
            lw=2,
            marker="^" if tip < y else "v",
            ms=HEAD,
            mew=0,
            markevery=[1],
        )
    else:
        part("dot", [x], [y], marker=shape, ms=DOT)
    if row.is_held:
        ax.plot([x], [y], shape, ms=DOT + 6, mfc="none", mec=COLOURS[-1], mew=1, gid=f"{gid}-held")
    if row.breaks:
        part("cross", [x], [y], marker="x", ms=DOT * 2, mew=2)


def _flow(ax: Axes, scale: _Scale, row: Entry, gid: str, floor: float) -> None:
    """An arrival as a small mark below the plot; a flow that contradicts the others as a bar along
    its time.
    """
    if not row.breaks:
        ax.plot(
            [scale.day(row)] * 2,
            [floor - TICK / 4, floor + TICK / 4],
            color=QUIET,
            lw=1.5,
            gid=f"{gid}-step",
        )
        return
    when = _when(row.date)
    ends = when[1] if when else (scale.day(row), scale.day(row))
    ax.plot(ends, [floor, floor], color=BREAK, lw=3, gid=f"{gid}-flow")
    ax.plot(
        [scale.day(row)], [floor], marker="x", ms=DOT * 2, mew=2, color=BREAK, gid=f"{gid}-cross"
    )


def _ways(wide: float) -> Iterator[tuple[float, float]]:
    """Where a label of this width may stand beside a mark: right, left, above, below, and further
    out.
    """
    for step in range(5):
        for dy in dict.fromkeys((-step * SMALL, step * SMALL)):
            yield from ((dx, dy + 0.365 * SMALL) for dx in (DOT, -DOT - wide))
            yield from [(-wide / 2, dy + 0.365 * SMALL)] if step else []


def _beside(
    ax: Axes, words: str, ways: Iterable[tuple[float, float]], taken: list[Box], rows: Ends
) -> bool:
    """Write a label in the first of `ways` (its left end and base) that overlaps nothing taken,
    between two `rows`.
    """
    wide, width = _measure(_clean(words), SMALL), _width(ax)
    for x, base in ways:
        box = x, base - SMALL, x + wide, base + 2
        is_inside = box[0] >= 0 and box[2] <= width and box[1] >= rows[0] and box[3] <= rows[1]
        if is_inside and not any(_meet(box, other) for other in taken):
            plate = {"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.75}
            look: dict[str, Any] = {
                "transform": ax.get_yaxis_transform(),
                "parse_math": False,
                "bbox": plate,
            }
            ax.text(x / width, base, _clean(words), size=SMALL, **look)
            taken.append(box)
            return True
    return False


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] + 2 and b[0] < a[2] + 2 and a[1] < b[3] and b[1] < a[3]


# ---- bars


def _nested(rows: Sequence[Mark]) -> list[tuple[Mark, list[Mark]]]:
    """The rows, each after the one that contains it, with the rows that contain it, outermost
    first.
    """
    by_id = {row.id: row for row in rows if row.id}
    nested = []
    for row in rows:
        path = [row]
        while group := path[0].group:
            if group not in by_id or by_id[group] in path:
                do = "give the id of a row that contains it, or leave the group empty"
                raise RecordError(
                    f"chart row {path[0].label!r}",
                    f"no bar contains it: its group is {group!r}",
                    do,
                )
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
    """A bar from zero: closed where its end is known, fading out where more is possible, dashed
    where less is.
    """
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
            rectangle(
                start / _width(ax), end, f"fade-{n}", transform=ax.get_yaxis_transform(), **look
            )
    if kind in ("more_than", "at_least"):
        _arrow(ax, low, (top + bottom) / 2, 1, f"{gid}-arrow")


# ---- axes


def _what(bound: Bound) -> tuple[str, Ends]:
    """The kind of mark that a bound is drawn with, and its ends; one that is infinite is drawn at
    the other.
    """
    low, high = float(bound.low), float(bound.high)
    kind = bound.kind
    if kind == "about" and not isfinite(high - low):
        kind = "at_least" if isfinite(low) else "at_most"
    return kind, (low if isfinite(low) else high, high if isfinite(high) else low)


def _when(date: Date | None) -> tuple[str, Ends] | None:
    """The kind of mark that a date is drawn with, and its ends in days since the year 1; None
    without a date.
    """
    first, last = (date.earliest, date.latest) if date else (None, None)
    if first and last and first != last:
        return "range", (first.toordinal(), last.toordinal() + 1)
    day = first or last
    if not date or not day:
        return None
    kind = (
        "at_most"
        if not first
        else "at_least"
        if not last
        else "about"
        if date.uncertain
        else "exact"
    )
    return kind, (day.toordinal() + 0.5, day.toordinal() + 0.5)


def _number_axis(ax: Axes, rows: Sequence[Mark], unit: str, left: float) -> None:
    ends = [end for row in rows for end in _what(row.bound)[1]]
    low, high = min([0.0, *ends]), max([0.0, *ends]) or 1.0
    high = max(high, 100.0) if unit in PERCENT else high
    choices = [
        list(MaxNLocator(n, steps=[1, 2, 5, 10]).tick_values(low, high)) for n in (6, 5, 4, 3, 2, 1)
    ]
    _axis(
        ax,
        low,
        high,
        left,
        [{x: f"{x:,.6f}".rstrip("0").rstrip(".") for x in choice} for choice in choices],
    )
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
            yield {
                day.toordinal(): f"{day.day} {MONTH_LABELS[day.month - 1]} {day.year}"
                for day in shown
            }
    first, last = (
        day.year * 12 + day.month - 1 for day in map(Day.fromordinal, (days[0], days[-1]))
    )
    for step in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 24000):
        if last - first < 8 * step:
            months = range(-(-first // step) * step, last + 1, step)
            names = {
                m: f"{m // 12}" if step >= 12 else f"{MONTH_LABELS[m % 12]} {m // 12}"
                for m in months
            }
            yield {Day(m // 12, m % 12 + 1, 1).toordinal(): name for m, name in names.items()}


def _axis(
    ax: Axes, low: float, high: float, left: float, choices: Iterable[Mapping[float, str]]
) -> None:
    """Set the axis so that `low` stands `left` points from the left and `high` an arrow's length
    from the right.

    It gets the first choice of ticks whose labels keep apart and stay on the plate.
    """
    width = _width(ax)
    point = (high - low) / (width - left - ARROW - 6)
    ax.set_xlim(low - left * point, high + (ARROW + 6) * point)
    for choice in choices:
        halves = {tick: _measure(text, SMALL) / 2 for tick, text in choice.items()}
        spans = {
            tick: (_points(ax, tick) - half, _points(ax, tick) + half)
            for tick, half in halves.items()
        }
        shown = {
            tick: span
            for tick, span in spans.items()
            if span[0] >= -MARGIN and span[1] <= width + MARGIN
        }
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
    ax: Axes,
    y: float,
    text: str,
    indent: float = 0,
    size: float = TEXT,
    weight: str = "normal",
    **style: Any,
) -> float:
    """Write wrapped text from `y` downwards; returns the y below it."""
    width, across = _width(ax), ax.get_yaxis_transform()
    for line in _wrap(text, width - indent, size, weight):
        ax.text(
            indent / width,
            y + size,
            line,
            size=size,
            weight=weight,
            transform=across,
            parse_math=False,
            **style,
        )
        y += size * LEADING
    return y


def _place(
    ax: Axes, y: float, text: str, spots: Iterable[Spot], size: float = TEXT, weight: str = "normal"
) -> Ends | None:
    """Write text into the first of `spots`, in the strip below `y`, that is long enough; returns
    its ends, or None.
    """
    text, width = _clean(text), _width(ax)
    long = _measure(text, size, weight)
    for start, end, side in spots:
        if end - start >= long:
            x, base = (
                start if side == "left" else end,
                y + STRIP / 2 + 0.365 * size,
            )  # half the height of a capital
            plate = {"facecolor": "white", "edgecolor": "none", "pad": 1}
            look: dict[str, Any] = {"ha": side, "size": size, "weight": weight, "bbox": plate}
            ax.text(
                x / width, base, text, transform=ax.get_yaxis_transform(), parse_math=False, **look
            )
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
    line = re.sub(
        r"[\s\u0085\u2028\u2029]+", lambda gap: gap[0] if gap[0] in "\u00a0\u202f" else " ", text
    ).strip()
    return "".join(
        "\ufffd" if unicodedata.category(c) == "Cs" or c in "\ufffe\uffff" else c
        for c in visible(line)
    )


def _measure(text: str, size: float, weight: str = "normal") -> float:
    """The width of a line in points, in the font that comes with matplotlib; its letters as if each
    stood alone.
    """
    return size * sum(_advance(letter, weight) for letter in text)


@cache
def _advance(letter: str, weight: str) -> float:
    """How far a letter takes a line, of the size of its font."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))
    font.set_size(72, 72)  # points, and dots in an inch: 72 dots are the size of the font
    glyph = font.load_glyph(font.get_char_index(ord(letter)), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / 72  # a fixed-point number of dots
