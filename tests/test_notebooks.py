"""Every notebook runs from top to bottom: with its default parameters, as in JupyterLab, and for
each question.
"""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT
from pages import EXPLORE, parsed

from analysis.build.build import Options, build
from analysis.build.progress import lines
from analysis.build.site import LIST

# All but the one that explores, which answers no question: tests/test_explore.py runs it.
NOTEBOOKS = sorted({path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} - {EXPLORE})
DEFAULTS = "".join(
    f'\n[[question]]\nid = "{name}-as-it-stands"\ntext = "As it stands?"\nnotebook = "{name}"\n'
    for name in NOTEBOOKS
)


@dataclass(frozen=True)
class Outcome:
    """What a build of every notebook as it stands said, and all that it published by path."""

    status: int
    said: list[str]
    published: dict[str, bytes]


def built(root: Path, engine: str) -> Outcome:
    """The outcome of every notebook with its default parameters, in a folder of its own."""
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    (root / LIST).write_text(DEFAULTS)
    said: list[str] = []
    status = build(root, (), lines(said.append), Options(engine=engine))
    paths = [
        path
        for folder in ("reports", "figures")
        for path in (root / folder).iterdir()
        if path.is_file()
    ]
    return Outcome(
        status, said, {f"{path.parent.name}/{path.name}": path.read_bytes() for path in paths}
    )


@pytest.fixture(scope="module")
def as_they_stand(tmp_path_factory) -> Outcome:
    return built(tmp_path_factory.mktemp("shell"), "shell")


def test_every_notebook_answers_with_its_default_parameters(as_they_stand):
    assert as_they_stand.status == 0, as_they_stand.said
    pages = {f"reports/{name}-as-it-stands.html" for name in NOTEBOOKS}
    assert pages < as_they_stand.published.keys()


# What is imported before the fork could hide an import that a notebook forgot, and be in another
# state than its own.
def test_papermills_own_engine_gives_the_same_bytes_for_every_notebook(tmp_path, as_they_stand):
    stock = built(tmp_path, "nbclient")
    assert stock.status == 0, stock.said
    assert len(stock.published) > 4 * len(NOTEBOOKS)
    assert stock.published == as_they_stand.published


def test_every_notebook_is_asked_a_question():
    questions = (ROOT / LIST).read_text()
    unasked = [name for name in NOTEBOOKS if f'notebook = "{name}"' not in questions]
    assert unasked == ["drafts"]  # no text of this record is unread


# The years for which tables differ, by the question and the group that it asks about.
REVISED = {
    "removals-series": ("7", "11", {"1999", "2000", "2002", "2003", "2008", "2013", "2014"}),
    "removals-by-conviction": ("5", "10", {"2002", "2003", "2007", "2008", "2014"}),
}


@pytest.mark.parametrize("question", REVISED)
def test_a_page_counts_the_years_for_which_tables_differ_of_the_group_that_it_asks_about(
    site, question
):
    page = parsed(site, question)
    words = " ".join(page.get_text().split()).replace(" (cited)", "")
    said = re.search(
        r"Of (\d+) years that different tables give for [^.]*, the figures for (\d+) differ: ([^.]*)\.",
        words,
    )
    assert said
    changed, several, years = REVISED[question]
    assert (said[2], said[1]) == (changed, several)
    assert set(re.findall(r"[0-9]{4}", said[3])) == years


BY_OTHERS = (
    "Other reports make at least 37 people in 2017, against the 28 of the general department"
)


@pytest.mark.parametrize("question", ["returned-pace", "returned-pace-record"])
def test_what_others_make_of_a_year_leaves_open_whether_it_was_below_the_average(site, question):
    words = " ".join(parsed(site, question).get_text().split()).replace(" (cited)", "")
    assert BY_OTHERS in words
    assert "By that number, whether that is fewer or more than on average before cannot" in words


@pytest.mark.parametrize("question", ["years-to-clear", "years-to-clear-record"])
def test_a_time_is_told_at_the_pace_that_others_make_of_the_year_too(site, question):
    words = " ".join(parsed(site, question).get_text().split()).replace(" (cited)", "")
    assert BY_OTHERS in words
    assert "it would take at least 51 years at that pace for more than 1,900 people" in words


def test_counts_that_do_not_show_a_change_are_not_said_to_show_none(site):
    words = " ".join(parsed(site, "years-to-clear-record").get_text().split())
    assert (
        "The counts of this group do not show whether it changed: more than 1,900 people" in words
    )


def rows_of(site, question: str) -> list[str]:
    """The rows of the tables of a page, the words of their cells in one line."""
    rows = parsed(site, question).select("table tr")
    return ["|".join(cell.get_text().strip() for cell in row.select("td")) for row in rows]


def test_a_share_is_of_numbers_of_one_table_and_what_another_makes_is_told(site):
    rows = rows_of(site, "conviction-share")
    assert "Fiscal 2008|23|38|61\u00a0%" in rows
    assert any(row.startswith("Fiscal 2008|22|40|55\u00a0%|CORGIS") for row in rows)


def test_counts_side_by_side_say_what_is_doubted_assumed_and_noted_of_which_year(site):
    words = " ".join(parsed(site, "counts-beside").get_text().split())
    assert "21, 28, 15 and 16 in fiscal 2009, 2010, 2011 and 2012. A file of the same" in words
    assert "Doubted: 13 in fiscal 2013. A file of the same repository" in words
    assert "This date is assumed: 80 people (fiscal 2019)." in words
    noted = [row for row in rows_of(site, "counts-beside") if "From ICE’s report" in row]
    assert [row.split("|")[1:] for row in noted] == [
        ["Fiscal 2017 and 2018", "From ICE’s report for FY2018, as the newspaper gives it."],
        ["Fiscal 2019", "From ICE’s report for FY2019, as the newspaper gives it."],
    ]


@pytest.mark.parametrize("question", ["conviction-share", "removals-by-conviction"])
def test_a_nought_beside_what_is_withheld_is_told_with_what_it_would_mean(site, question):
    words = " ".join(parsed(site, question).get_text().split()).replace(" (cited)", "")
    assert (
        "For fiscal 2021 the table prints 0 for Cambodian nationals removed without a prior "
        "conviction, by the Yearbook. If that is a count, all it counts for that year were "
    ) in words
    assert "Where a table gives nobody for a period, whether nobody was counted" in words


# Words that a page says of its numbers, by the question.
SAID = {
    "claims-checked": "the count of 572 runs to February 2018",
    "totals-against-arrivals": "This date is assumed: 80 people (fiscal 2019)",
    "returned-total-record": "are the same. If so, this would not fit.",
    "refugee-arrivals": "0, perhaps rounded",
}


@pytest.mark.parametrize("question", SAID)
def test_a_page_says_on_what_its_numbers_hold(site, question):
    assert SAID[question] in " ".join(parsed(site, question).get_text().split())


def test_a_programme_s_total_is_set_against_what_the_others_would_make_of_the_same_people(site):
    rows = rows_of(site, "returned-total-record")
    assert any("768 people" in row and "at least 774 people|749 + 25" in row for row in rows)


def test_the_articles_answer_on_remains_alone(site):
    text = " ".join(parsed(site, "remains-total").get_text().split())
    assert "As of 14 September 2017." in text
    assert "said Hun Sen, then prime minister. Together we calculate about 80 remains." in text
