"""An invented report for the tests of anchors and cuts, and the paragraphs of the source texts that
are held.
"""

import re

from conftest import ROOT

from analysis.text.anchors import span_at, verify

# An invented report with what real ones have: quotations, hedges, denials, abbreviations, dashes,
# thousands.
PARAGRAPHS = (
    "More than 1,900 boats were counted in U.S. harbours last year, about 40 of them new, the "
    "agency’s report said.",
    "“It is not easy to count boats,” Minister Ana Bel said on Sept. 14. “First, they move. "
    "Second, some boats sink.”",
    "The ministry expressed surprise at the decision, rejecting accusations that it has hidden "
    "boats from inspectors and calling the link between the two reports “unreasonable.”",
    "“So far, only 40 boats have been found, and there remain around 25 more,” Mr. Rao told the "
    "Gazette.",
    "Twenty-eight captains—most of them non-residents—paid $1.4 million, or 12 percent of it, "
    "between 1990 and 2002.",
    "The embassy did not respond to a letter. Inspectors can't enter the yard. They found two "
    "dozen boats or so.",
)
TEXT = "\n\n".join(PARAGRAPHS)


def held_paragraphs():
    folder = ROOT.parent / "shared" / "sources"
    texts = [path.read_bytes().decode() for path in sorted(folder.glob("*.txt"))]
    return [
        *PARAGRAPHS,
        *(line for text in texts for line in text.split("\n") if len(line.split()) > 5),
    ]


def span_of(text, words, nth=0):
    start = [m.start() for m in re.finditer(re.escape(words), text)][nth]
    return span_at(text, start, start + len(words))


def name_of(text, words):
    return verify(text, span_of(text, words)).name
