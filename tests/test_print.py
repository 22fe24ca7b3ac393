"""The real reports on paper: every word, every heading, nothing cut, nothing in the margin."""

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest
from conftest import as_new
from pages import IDS, PAGES, address, parsed
from playwright.sync_api import Page

from analysis.report.charts.style import SMALL

A4 = {"width": 658, "height": 963}  # CSS pixels between the margins
# Points. The browser cuts off what overflows beyond the margin (16 mm) and leaves the start of it,
# so that a word in the margin stands for words that are lost. The box of a last letter may reach a
# hair further than its line.
MARGIN = 16 / 25.4 * 72 - 2
MOST_PAGES = 16
# By the browser's own search: that of Playwright takes long to tell which items hold a paragraph.
BLOCKS = "h1, h2, h3, h4, p, li:not(:has(p)), figcaption, th, td, dt, dd, pre"
SHOWN = """selector => [...document.querySelectorAll(selector)]
    .filter(e => e.checkVisibility()).map(e => e.textContent)"""
TAGS = "all => all.filter(e => e.checkVisibility()).map(e => e.tagName)"
# How large a chart stands on paper, of the size it was drawn at for paper.
SCALES = """all => all.map(img => img.getBoundingClientRect().width /
    img.parentElement.querySelector('source').width)"""
# The browser takes the drawing for paper in its own time; until then the other stands in its place.
DRAWN = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    await Promise.all([...document.querySelectorAll('.plate img')].map(img => img.decode()));
    await frame();
}"""
SMALLEST = 7.5  # points of the letters of a chart on paper
PLATES = "all => all.map(e => [e.getBoundingClientRect().height, getComputedStyle(e).breakInside])"


@dataclass(frozen=True)
class Paper:
    """A page as the browser prints it, and what it then shows."""

    pdf: Path
    shown: list[str]  # the text of each block
    headings: list[str]  # their tags
    plates: list[tuple[float, str]]  # height, and whether they may break
    scales: list[float]

    @cached_property
    def text(self) -> str:
        """The text of the PDF, its pages parted by form feeds."""
        return said("pdftotext", "-raw", self.pdf, "-")


def said(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def printed(
    site: Path, window: Page, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Paper]:
    """A page as the browser prints it, or all of it, made the first time that it is asked for."""
    if shutil.which("pdftotext") is None:
        say: Any = pytest.fail if os.environ.get("CI") else pytest.skip
        say("reading a PDF needs pdftotext: sudo apt install poppler-utils")
    folder = tmp_path_factory.mktemp("papers")

    @cache
    def print_page(name: str, fragment: str = "") -> Paper:
        page = as_new(window)
        page.goto(address(site, name) + fragment)
        path = folder / f"{name}{fragment}.pdf"
        page.pdf(path=path, prefer_css_page_size=True, tagged=True)
        page.set_viewport_size(A4)
        page.emulate_media(media="print")
        page.evaluate(DRAWN)
        shown = page.evaluate(SHOWN, BLOCKS)
        headings = page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", TAGS)
        plates = page.eval_on_selector_all(".plate", PLATES)
        scales = page.eval_on_selector_all(".plate img", SCALES)
        return Paper(path, shown, headings, plates, scales)

    return print_page


def words(text: str) -> str:
    """The letters and digits of a text in one case: the rest is what line breaks and style sheets
    change.
    """
    return re.sub(r"\W+", "", text).casefold()


def packed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", PAGES)
def test_no_printed_page_is_blank_and_no_chart_is_cut(site, printed, name):
    paper = printed(name)
    sheets = [len(sheet.split()) for sheet in paper.text.split("\f")[:-1]]
    assert [number for number, count in enumerate(sheets, start=1) if count < 12] == []
    assert len(paper.plates) == len(parsed(site, name).select("figure.chart"))
    assert [height for height, _ in paper.plates if height > A4["height"]] == []
    assert {breaks for _, breaks in paper.plates} <= {"avoid"}


@pytest.mark.parametrize("name", IDS)
def test_no_letters_of_a_chart_are_small_on_paper(printed, name):
    assert [scale for scale in printed(name).scales if scale * SMALL < SMALLEST] == []


@pytest.mark.parametrize("name", PAGES)
def test_a4_pages_hold_every_word(printed, name):
    paper = printed(name)
    on_paper = words(paper.text)
    assert len(paper.shown) > 8
    assert [text for text in paper.shown if words(text) not in on_paper] == []
    content = paper.pdf.read_bytes()
    assert b"/StructTreeRoot" in content
    assert b"/MediaBox [0 0 594.95996 841.91998]" in content


@pytest.mark.parametrize("name", PAGES)
def test_paper_keeps_every_heading_as_a_heading(printed, name):
    structure = said("pdfinfo", "-struct", printed(name).pdf)
    kept = Counter(re.findall(r"^ *(H[1-6])\b", structure, re.M))
    assert kept == Counter(printed(name).headings)


@pytest.mark.parametrize("name", IDS)
def test_a_report_takes_few_pages_and_ends_with_its_sources_and_how_to_check_it(
    site, printed, name
):
    paper = printed(name)
    assert paper.text.count("\f") <= MOST_PAGES
    page = parsed(site, name)
    sources = page.select("article[id^=e-source-]")
    told = [part for entry in sources for part in entry.select("h3, p:not(.back)")]
    on_paper = words(paper.text)
    assert len(told) > 1
    assert [part.get_text() for part in told if words(part.get_text()) not in on_paper] == []
    assert words("check-page") in on_paper
    folded = [part.get_text() for part in page.select("article dl, pre.listing")]
    assert [text for text in folded if len(text) > 99 and words(text) in on_paper] == []


@pytest.mark.parametrize("name", IDS)
def test_all_of_a_report_is_printed_where_that_is_asked_for(site, printed, name):
    paper = printed(name, "#full")
    on_paper = words(paper.text)
    assert [text for text in paper.shown if words(text) not in on_paper] == []
    for part in parsed(site, name).select("article dd, .chart td, pre.listing"):
        assert words(part.get_text()) in on_paper


@pytest.mark.parametrize("name", PAGES)
def test_no_word_lies_in_the_margin_or_off_the_paper(printed, name):
    boxes = said("pdftotext", "-bbox", printed(name).pdf, "-")
    found = []
    for sheet in boxes.split("<page ")[1:]:
        width = float(re.match('width="(.+?)"', sheet)[1])
        for left, right, text in re.findall(
            r'<word xMin="(.+?)" .*?xMax="(.+?)" .*?>(.*?)</word>', sheet
        ):
            found.append((text, float(left) >= MARGIN and float(right) <= width - MARGIN))
    assert len(found) > 500
    assert [text for text, is_inside in found if not is_inside] == []


@pytest.mark.parametrize("name", IDS)
def test_the_longest_line_of_code_and_the_longest_address_are_printed_whole(site, printed, name):
    page = parsed(site, name)
    listings = page.select("pre.listing")
    line = max((line for code in listings for line in code.get_text().splitlines()), key=len)
    addresses = sorted((link.get_text() for link in page.select("a[href^=http]")), key=len)
    assert len(line) > 60
    on_paper = packed(printed(name, "#full").text)
    assert [text for text in (line, *addresses[-1:]) if packed(text) not in on_paper] == []
