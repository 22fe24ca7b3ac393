"""The pages of this project's own reports, as tests of them name and find them."""

from pathlib import Path

from conftest import ROOT

from analysis.build.questions import LIST, load_questions

IDS = list(load_questions(ROOT / LIST).texts)
PAGES = [*IDS, "index", "sources"]

# Pages of the wider record, which hold the records of whole series; nearly all of a page is its
# evidence. Those on removals hold every row that gives a total and its parts too, since their
# answers say of all these rows that the parts add up.
LARGE = {
    "before-and-after-sanctions": 330_000,
    "refugee-arrivals": 300_000,
    "removals-by-conviction": 400_000,
    "removals-series": 400_000,
    "timeline-record": 450_000,
    "totals-against-arrivals": 350_000,
}


def address(site: Path, name: str) -> str:
    """The address of a page of the project that was built in a folder."""
    return (site / "reports" / f"{name}.html").as_uri()
