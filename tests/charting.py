"""Rows to draw, and what a drawn chart holds: helpers for the tests of charts."""

import csv
import re
from io import StringIO
from itertools import product
from typing import Any
from xml.etree import ElementTree

from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text

from analysis.measures import (
    chronology,
    derived,
    ledgers,
    overlaps,
    rates,
    sums,
    tallies,
    voices,
)
from analysis.quantities import dates
from analysis.quantities.bounds import KINDS, Bound
from analysis.record.record import Record
from analysis.report import charts, wording
from analysis.report.charts import (
    Chart,
    LedgerRow,
    Mark,
    Moment,
    Observation,
    dot_rows,
    narrowing,
    nested_bars,
    timeline,
)

LONG = "people counted by an office whose name goes on " * 4


DATED = (timeline, narrowing)  # forms whose rows are moments


FORMS = (dot_rows, nested_bars, *DATED)


def bound(kind: str) -> Bound:
    return Bound.of(kind, 40, 60 if kind == "between" else None)


def evidence(
    publisher: str = "Harbour Post", published: str = "4 May 2021", id: str = "e"
) -> dict[str, Any]:
    return {"id": id, "kind": "figure", "source": {"publisher": publisher, "published": published}}


def numbers(*values: int, **more: Any) -> list[Mark]:
    return [
        Mark(f"group {n}", Bound.of("exact", value), id=f"g{n}", **more)
        for n, value in enumerate(values)
    ]


def moment(date: str, label: str = "Aske Lund", **more: Any) -> Moment:
    return Moment(label, dates.parse(date) if date else None, **more)


def rows_for(form: charts.Form, label: str = "a group", note: str = "a note") -> list[Any]:
    """Rows of every kind, for any of the forms."""
    if form in DATED:
        texts = (
            "2017-09-14",
            "2017",
            "/2017-09",
            "2002/..",
            "2018-02-01?",
            "[2018-02-23..2018-02-28]",
            "",
        )
        return [moment(text, label, side="Ruritania", note=note) for text in texts]
    return [Mark(label, bound(kind), id=kind, note=note) for kind in KINDS]


def drawn(form: charts.Form, rows: list[Any] | None = None, **options: Any) -> Chart:
    return charts.draw(
        form,
        rows_for(form) if rows is None else rows,
        **{"name": "n", "title": "Some groups"} | options,
    )


def every_form() -> str:
    return "".join(drawn(form).svg for form in FORMS)


def real_charts() -> dict[str, tuple[Any, ...]]:
    """(form, rows, options) of a chart of each shape of report, as the notebooks select them."""
    record = Record.load()
    totals, flow = record.figures(["kt-572", "kt-500"]), record.figure("kt-28")
    before = derived.results(derived.attempt(sums.before, record, totals[0], flow))
    waiting = record.figures(["rfa-26", "kt-92", "kt-1900", "kt-1412"])
    layout = overlaps.structure(record, waiting)
    unstated = [(a.id, b.id) for a, b, _ in layout.unknown]
    said = record.quotes(
        target=["cooperation", "remains_search", "linkage"], mode=["direct", "partial"]
    )
    told = record.events(
        ["rfa-visa-decision", "rfa-rejection", "kt-stall", "kt-continued", "kt-report-continued"]
    )
    sides = {"KH": "Cambodia", "US": "United States", "": "not stated"}
    start, waiting_long = record.event("kt-memorandum"), record.figures(["kt-1412", "kt-1900"])
    paces = [rates.average(flow), *(rates.average(total, start) for total in totals)]
    both = ["final-order", "final-order-convicted"]
    named = {"deported-convicted": both, "repatriated": both}
    pairs = product(waiting_long, paces)
    times = [derived.attempt(rates.years_at_pace, record, *pair, named) for pair in pairs]
    quotes = record.quotes(mode=["direct", "partial"])
    volumes = [
        tallies.words_quoted(f"w-{n}", q[0].speaker.name, q)
        for n, q in enumerate(voices.by_speaker(quotes))
    ]
    notes = {volume.id: wording.side_and_sources(volume.inputs, sides) for volume in volumes}
    every = charts.moments(chronology.in_order(record.events()), sides)
    return {
        "pace": (dot_rows, charts.marks(paces), {"unit": "people a year"}),
        "years": (dot_rows, charts.marks(derived.results(*times)), {"unit": "years"}),
        "words": (nested_bars, charts.marks(volumes, notes=notes), {"unit": "words"}),
        "timeline": (timeline, every, {"sides": sides.values()}),
        "totals": (dot_rows, charts.marks([*totals, flow, *before]), {"unit": "people"}),
        "populations": (
            nested_bars,
            charts.marks(waiting, layout.parts),
            {"unit": "people", "unstated": unstated},
        ),
        "positions": (timeline, charts.moments(chronology.in_order([*said, *told]), sides), {}),
    }


def texts(plate: Canvas) -> list[Text]:
    return [text for text in plate.findobj(Text) if text.get_visible() and text.get_text().strip()]


def artist(plate: Canvas, gid: str) -> Any:
    (found,) = plate.findobj(lambda each: each.get_gid() == gid)
    return found


def lines(chart: Chart) -> list[str]:
    """The lines of text of a chart, in the order drawn."""
    tree = ElementTree.fromstring(chart.svg)
    return ["".join(text.itertext()) for text in tree.iter("{http://www.w3.org/2000/svg}text")]


def marks_of(chart: Chart, row: int = 0) -> set[str]:
    """The parts of the mark of a row, by kind: {"exact-dot"}."""
    return set(re.findall(rf'id="row-{row}-(?!side)([\w-]+)"', chart.svg))


def assert_text_fits(plate: Canvas) -> None:
    renderer = RendererSVG(*plate.bbox.size, StringIO(), image_dpi=72)
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts(plate)]
    assert len(boxes) > 3
    outside = [
        words
        for words, box in boxes
        if box.x0 < 0 or box.y0 < 0 or box.x1 > plate.bbox.x1 or box.y1 > plate.bbox.y1
    ]
    assert outside == []
    pairs = [(a, b) for n, a in enumerate(boxes) for b in boxes[:n]]
    assert [(a, b) for (a, one), (b, two) in pairs if one.overlaps(two)] == []


def luminance(colour: Any) -> float:
    """Relative luminance by WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def csv_of(chart: Chart) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(chart.data.removeprefix("\ufeff"), newline="")))


def year(period: str, bound: Bound | None, **more: Any) -> Observation:
    words = {"series": "arrivals", "id": f"y{period[:4]}", "edition": "a table"}
    words["note"] = "" if bound else "not known"
    return Observation(period, dates.parse(period), bound, **words | more)


def observed(
    year: int, value: int | None, edition: str = "", *, old: bool = False, **more: Any
) -> Observation:
    given = None if value is None else Bound.of("exact", value)
    id = f"{more.get('series', 's')}-{year}-{edition or 'none'}"
    what = {
        "series": "a group",
        "note": "withheld" if value is None else "",
        "evidence": (evidence(id=id),),
    }
    date = dates.parse(f"{year - 1}-10-01/{year}-09-30")
    return Observation(
        f"FY {year}", date, given, edition=edition, id=id, is_superseded=old, **what | more
    )


def event(day: str, id: str = "event", label: str = "Something happens") -> Observation:
    return Observation(label, dates.parse(day), id=id, evidence=(evidence(id=id),))


def drawn_editions(rows: list[Observation]) -> Chart:
    return charts.draw(charts.year_columns, rows, name="n", title="Some groups", unit="people")


def entry(count: Bound, day: str, **more: Any) -> LedgerRow:
    given = {"label": "sailors", "id": day, "note": "a note", "by": "Harbour Post", **more}
    return LedgerRow(bound=count, date=dates.parse(day), **given)


def wide_ledgers() -> list[tuple[list[LedgerRow], list[Any]]]:
    """The rows and the corridor of the ledgers that are drawn from the record, without and with a
    supposition.
    """
    record, since = Record.load(scope="record"), dates.parse("2016-12")
    names = ["memorandum-returns", "repatriated", "deported-convicted", "reception-arrivals"]
    groups = [(names[:3], []), (names, [(names[3], names[0])])]
    found = [
        ledgers.ledger(record, record.figures(population_id=ids), pairs) for ids, pairs in groups
    ]
    return [(charts.entries(one, since), one.corridor(since.earliest)) for one in found]
