"""What a block shows: where its links lead, and what the cells of a table say."""

import re

from analysis.report.blocks import Block
from analysis.report.wording import plain


def links(markup: str) -> list[str]:
    """The ids of the records that links lead to, in order."""
    return re.findall(r'href="#e-([^"]*)"', markup)


def rows_of(block: Block) -> list[list[str]]:
    """The plain words of each cell, by row, without the headings."""
    return [line.split("\t") for line in plain(block.html).splitlines()[1:]]
