"""Charts: what was reported as pictures, each with its words, its data and its evidence.

Rows are made from the record (`from_record`) and drawn in a form; `draw` gives a form a canvas in
the style of all charts and returns a `Chart`, which knows its SVG, its alternative text and its
data.

How a number was hedged is always drawn, and one mark means the same in every chart:
`symbols.MARKS` is the table of them. Marks are labelled directly, in words. Of which country those
are who speak is told by colour and in words, so that a chart still reads in grey; a news medium has
the colour of no country.

>>> rows = charts.marks(record.figures(["kt-572", "kt-28"]))
>>> charts.draw(charts.dot_rows, rows, name="totals", title="Two numbers").name
'totals'
"""

from analysis.report.charts.bars import nested_bars
from analysis.report.charts.canvas import rehearse
from analysis.report.charts.chart import Chart, Form, draw
from analysis.report.charts.columns import year_columns
from analysis.report.charts.days import narrowing
from analysis.report.charts.description import BOM
from analysis.report.charts.dots import dot_rows
from analysis.report.charts.from_record import entries, marks, moments, observations, spans
from analysis.report.charts.rows import LedgerRow, Mark, Moment, Observation, Row
from analysis.report.charts.stacks import stacked_columns
from analysis.report.charts.staircase import staircase
from analysis.report.charts.style import BLUE, COLOURS, FAMILIES, QUIET, TEXT
from analysis.report.charts.timeline import is_spread, sheets, timeline

__all__ = [
    "BLUE",
    "BOM",
    "COLOURS",
    "FAMILIES",
    "QUIET",
    "TEXT",
    "Chart",
    "Form",
    "LedgerRow",
    "Mark",
    "Moment",
    "Observation",
    "Row",
    "dot_rows",
    "draw",
    "entries",
    "is_spread",
    "marks",
    "moments",
    "narrowing",
    "nested_bars",
    "observations",
    "rehearse",
    "sheets",
    "spans",
    "stacked_columns",
    "staircase",
    "timeline",
    "year_columns",
]
