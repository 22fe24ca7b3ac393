"""A chart and how it is drawn: the registry of forms, `draw`, and drawing in parts.

A form is a function `(rows, ax, **options) -> ax` that draws into any matplotlib axes, and neither
loads nor saves anything. It is registered where it is defined, with `form`.
"""

import base64
import html
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from analysis.errors import RecordError
from analysis.record.references import MIME
from analysis.report.charts.canvas import Texts, finish, new_canvas, png, svg
from analysis.report.charts.description import alternative_text, csv_text, source_line, table
from analysis.report.charts.rows import Row
from analysis.report.charts.style import NARROW, WIDE, in_style

Form = Callable[..., Axes]


@dataclass(frozen=True)
class Words:
    """What is said of every chart of a form: what type of chart it is, and two functions of rows.

    `key` tells what its marks mean, `reading` what rows, in a unit, show together.
    """

    chart_type: str
    key: Callable[[Sequence[Any]], str]
    reading: Callable[[Sequence[Any], str], str]


REGISTRY: dict[Form, Words] = {}


def form(words: Words) -> Callable[[Form], Form]:
    """Register the function that it decorates as a form."""

    def register(function: Form) -> Form:
        REGISTRY[function] = words
        return function

    return register


@dataclass(frozen=True)
class Chart:
    """A drawn chart: its SVG text at both widths, its PNG, and the alternative text and the table
    computed from its rows.

    `svg` and `png` are wide, `narrow` is the SVG text for a telephone. `columns` and `rows` are in
    words, `data` is the CSV text beside it, `evidence` what its rows lead back to.
    """

    name: str
    title: str
    subtitle: str
    caption: str
    svg: str
    narrow: str
    png: bytes
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_ids: tuple[str, ...]
    data: str
    evidence: tuple[Mapping[str, Any], ...]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        alt = html.escape(self.alt)
        caption = html.escape(self.caption)
        image = base64.b64encode(self.svg.encode()).decode()
        source = f"data:image/svg+xml;base64,{image}"
        img = f'<img alt="{alt}" style="width: 100%; max-width: 36rem" src="{source}">'
        record = {name: value for name, value in vars(self).items() if name not in ("svg", "png")}
        return {
            "image/svg+xml": self.svg,
            "image/png": base64.b64encode(self.png).decode(),
            "text/plain": self.alt,
            "text/html": f'<figure class="chart">{img}<figcaption>{caption}</figcaption></figure>',
            MIME: {"role": "chart", **record},
        }


def draw(
    form: Form,
    rows: Sequence[Row],
    *,
    name: str,
    title: str,
    subtitle: str = "",
    unit: str = "",
    **options: Any,
) -> Chart:
    """Draw `rows` in one of the forms, at both widths; the same rows always give the same bytes.

    `title` says what was found, `subtitle` what is shown. The picture carries both and a source
    line taken from the evidence of its rows, because it is shared alone. `unit` is what is counted
    ("%" for bounds in percent); `options` go to the form. Raises RecordError for no rows.
    """
    if not rows:
        raise RecordError(
            f"chart {name}",
            "there are no rows to draw",
            "select at least one figure, quote or event",
        )
    words = REGISTRY[form]
    shown = table(rows, unit)
    what = f"{words.chart_type} of {title}"
    unstated = options.get("unstated", ())
    alt = alternative_text(what, rows, shown, unstated, words.reading(rows, unit))
    shown_below = "" if subtitle == title else subtitle
    texts = Texts(title, shown_below, alt, words.key(rows), source_line(rows))
    if unit:
        options["unit"] = unit
    with in_style(name), warnings.catch_warnings():
        # Letters that DejaVu Sans lacks are drawn by the reader's browser, not by matplotlib.
        warnings.filterwarnings("ignore", r"Glyph .* missing from", UserWarning)
        wide = _drawn(form, rows, WIDE, texts, options)
        narrow = _drawn(form, rows, NARROW, texts, options)
        pictures = svg(wide, texts), svg(narrow, texts), png(wide)
    evidence: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        evidence |= {str(record["id"]): record for record in row.evidence}
    return Chart(
        name=name,
        title=title,
        subtitle=texts.subtitle,
        caption=texts.sources,
        svg=pictures[0],
        narrow=pictures[1],
        png=pictures[2],
        alt=alt,
        columns=shown.titles,
        rows=shown.cells,
        row_ids=tuple(row.id for row in rows),
        data=csv_text(rows, unit),
        evidence=tuple(evidence.values()),
    )


def _drawn(
    form: Form, rows: Sequence[Row], width: float, texts: Texts, options: Mapping[str, Any]
) -> Canvas:
    """The canvas: title and subtitle, the form at the height it asks for, key and sources."""
    canvas, ax = new_canvas(width)
    form(rows, ax, **options)
    finish(canvas, ax, texts)
    return canvas
