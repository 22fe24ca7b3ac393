"""Charts: what was reported as pictures, each with its words, its data and its evidence.

Rows are made from the record (`from_record`) and drawn in a form; `draw` gives a form a canvas in
the style of all charts and returns a `Chart`, which knows its SVG, its alternative text and its
data.

How a number was hedged is always drawn: exact as a solid dot, "more than" and "at least" as a tick
with an arrow to the right, "less than" and "at most" as a tick with an arrow to the left, "about"
as a hollow dot in a soft band (whose width means nothing: none was reported), a range as a line
with end ticks. Marks are labelled directly, in words. What those who speak are (a government, a
party, a court, a news medium ...) is told by shape, of which country by colour, and both in words,
so that a chart still reads in grey; a news medium has the colour of no country.

>>> rows = charts.marks(record.figures(["kt-572", "kt-28"]))
>>> charts.draw(charts.dot_rows, rows, name="totals", title="Two numbers").name
'totals'
"""

from analysis.report.charts.bars import nested_bars
from analysis.report.charts.canvas import rehearse
from analysis.report.charts.chart import Chart, Form, Parts, draw, draw_in_parts
from analysis.report.charts.columns import COLUMN, year_columns
from analysis.report.charts.days import narrowing
from analysis.report.charts.description import BOM
from analysis.report.charts.dots import dot_rows
from analysis.report.charts.from_record import entries, marks, moments, observations, spans, years
from analysis.report.charts.periods import draw_editions, editions
from analysis.report.charts.rows import LedgerRow, Mark, Moment, Observation, Row, Year
from analysis.report.charts.style import BLUE, COLOURS, FAMILIES, QUIET, SEVERAL, SHAPES, TEXT
from analysis.report.charts.timeline import is_spread, timeline
from analysis.report.charts.totals import ledger

__all__ = [
    "BLUE",
    "BOM",
    "COLOURS",
    "COLUMN",
    "FAMILIES",
    "QUIET",
    "SEVERAL",
    "SHAPES",
    "TEXT",
    "Chart",
    "Form",
    "LedgerRow",
    "Mark",
    "Moment",
    "Observation",
    "Parts",
    "Row",
    "Year",
    "dot_rows",
    "draw",
    "draw_editions",
    "draw_in_parts",
    "editions",
    "entries",
    "is_spread",
    "ledger",
    "marks",
    "moments",
    "narrowing",
    "nested_bars",
    "observations",
    "rehearse",
    "spans",
    "timeline",
    "year_columns",
    "years",
]
