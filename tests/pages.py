"""The pages of this project's own reports, as tests of them name and find them."""

from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup
from conftest import ROOT

from analysis.build.questions import load_questions
from analysis.build.site import LIST

IDS = list(load_questions(ROOT / LIST).texts)
EXPLORE = "explore"  # the notebook that looks at the whole record and answers no question
PAGES = [*IDS, "index", "sources"]

# Pages of the wider record whose charts or evidence take more room than that of others: of whole
# series in several editions, of what counts leave each other, of every event.
LARGE = {
    "conviction-share": 153_000,
    "refugee-arrivals": 175_000,
    "removals-by-conviction": 180_500,
    "removals-series": 159_000,
    "sources": 165_000,
    "timeline-record": 300_000,
    "totals-against-arrivals": 173_000,
}


def address(site: Path, name: str) -> str:
    """The address of a page of the project that was built in a folder."""
    return (site / "reports" / f"{name}.html").as_uri()


@cache
def parsed(site: Path, name: str) -> BeautifulSoup:
    """A page, parsed once for all tests of a process: no test may change it."""
    return BeautifulSoup((site / "reports" / f"{name}.html").read_text(), "html.parser")
