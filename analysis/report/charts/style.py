"""How every chart looks: matplotlib style, colours, symbols, fonts, and sizes in points (pt)."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from matplotlib import rc_context

STYLE_FILE = Path(__file__).parent.parent / "house.mplstyle"

# Okabe and Ito (2008), "Color Universal Design": told apart whatever a reader's colour vision. Text
# is never in them.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000")
BLUE, VERMILION, GREEN, PURPLE, BLACK = COLOURS
CONTRADICTION = VERMILION  # of a number that contradicts the others
TINT = "#d9e8f3"
OTHER_PART = "#b5b5b5"  # of the part of a column that is not the one asked for
EARLIER = "#a8cce6"  # of what another table gives, behind what is in force
PALE = 0.45  # how opaque a column is whose number is "about"
QUIET = "#4d4d4d"
LINE = "#dedede"

# What the reader's browser falls back to where it has no DejaVu Sans, or DejaVu Sans no such letter
# (Khmer).
FAMILIES = "'DejaVu Sans', Verdana, 'Noto Sans', sans-serif, 'Noto Sans Khmer', 'Khmer OS'"

# Each chart is drawn at both widths, in points. The wide one (853 px) is for a window beside a
# newspaper's column and for paper, where A4 shows SMALL 9 pt high; the narrow one (461 px) is for
# a telephone: shown 320 px wide, SMALL is still 10 px high.
WIDE = 640.0
NARROW = 346.0
MARGIN = 12.0  # on all four sides of a chart
TITLE = 15.0  # the font size of the title
TEXT = 12.0  # of labels and values
SMALL = 11.5  # of notes, keys, dates and axes
LEADING = 1.25  # from base line to base line, in font sizes
HALF_CAPITAL = 0.365  # half the height of a capital, in font sizes

STRIP = 20.0  # the height in which a mark stands on its guide line
GAP = 12.0  # between rows
PADDING = 8.0  # between a mark and what stands beside it
INDENT = 16.0  # of what belongs to the line above it

DOT = 9.0  # the diameter of a dot, as of every symbol
HALO = 20.0  # of the soft edge around a dot
TICK = 13.0  # the length of a tick
ARROW = 26.0  # of an arrow, its head included
HEAD = 10.0  # of the head alone


Look = dict[str, Any]  # the keyword arguments of a matplotlib artist


def in_style(salt: str = "charts") -> AbstractContextManager[None]:
    """A context in which matplotlib draws in the style of all charts.

    Charts of different `salt` have ids that do not clash where they stand in one page.
    """
    return rc_context({"svg.hashsalt": salt}, fname=str(STYLE_FILE))
