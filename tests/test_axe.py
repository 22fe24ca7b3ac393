"""What keeps somebody from reading the real reports: axe-core on the screen, contrast in the
charts, the PDF.
"""

import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from bs4 import BeautifulSoup
from charting import luminance
from matplotlib.colors import to_rgb
from playwright.sync_api import Browser, Page
from test_browser import IDS, LARGE, PAGES, ROOT, address

from analysis.questions import LIST, load_questions

TITLES = {**load_questions(ROOT / LIST).texts, "index": "Repatriation Record"}
CHARTS = sorted((ROOT / "figures").glob("*.svg"))

# Every width in light and in dark; narrow and wide, light and dark, with what can be opened open.
STATES = [
    (320, "light", "open"),
    (320, "dark", "closed"),
    (375, "light", "closed"),
    (375, "dark", "open"),
    (1280, "light", "open"),
    (1280, "dark", "open"),
]

# Of a page of the wider record, which takes axe-core ten times as long and is made of the same
# parts.
FEW_STATES = [(320, "light", "open"), (1280, "dark", "open")]

# All of axe-core, its experiments and best practice too, but for level AAA and what it has given up
# itself.
RULES = (
    "axe.getRules().filter(rule => !rule.tags.some(tag => "
    "/aaa$|^deprecated$/.test(tag))).map(rule => rule.ruleId)"
)
FIND = """([place, rules]) =>
    axe.run(place, {runOnly: {type: 'rule', values: rules}, resultTypes: ['violations', 'incomplete']})
    .then(({violations, incomplete}) => [...violations, ...incomplete.filter(({id}) => id === 'color-contrast')])
    .then(found => found.flatMap(({id, nodes}) => nodes.slice(0, 3).map(node =>
        `${id} (${nodes.length} in all) at ${node.target.join(' ')}: ${node.failureSummary}`)))"""
DETAILS = "open => document.querySelectorAll('details').forEach(details => details.open = open)"
PAINT = """[...document.querySelectorAll('body, body *')].map(element => getComputedStyle(element))
    .map(style => style.color + style.backgroundColor).join()"""
# What links within a page lead to, one of each kind that colours its words in its own way.
LED_TO = """['h2[id]', 'a.evidence[id]', '.entry:has(.context)', '.entry:has(.source)', '.entry:has(.warn)']
    .map(kind => document.querySelector(kind)?.id).filter((id, place, all) => id && all.indexOf(id) === place)"""

# Points. The browser cuts off what overflows beyond the margin (18 mm) and leaves the start of it,
# so that a word in the margin stands for words that are lost. The box of a last letter may reach a
# hair further than its line.
MARGIN = 18 / 25.4 * 72 - 2


def rules(page: Page) -> list[str]:
    """The names of the rules, once axe-core is in the page."""
    page.evaluate(AXE_SCRIPT)
    return page.evaluate(RULES)


def barriers(page: Page, place: str, names: list[str]) -> list[str]:
    """What axe-core has against a place by some rules: rule, element and summary; also a contrast
    left undecided.
    """
    return [" ".join(line.split()) for line in page.evaluate(FIND, [place, names])]


# On the screen


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_barrier_in_a_page(site, page, name):
    page.goto(address(site, name))
    names = rules(page)
    found, paint = [], {"light": set(), "dark": set()}
    for width, colours, details in FEW_STATES if name in LARGE else STATES:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=colours)
        page.evaluate(DETAILS, details == "open")
        # Contrast takes axe-core longest, and it decides only what is wholly in sight with nothing
        # beside it: the tables of a report on a wide screen, the index on a narrow one, where no
        # chart floats in its text.
        decidable = width < 1280 if name == "index" else width == 1280
        tried = [rule for rule in names if decidable or rule != "color-contrast"]
        found += [
            f"{width} px, {colours}, details {details}: {line}"
            for line in barriers(page, "html", tried)
        ]
        paint[colours].add(page.evaluate(PAINT))
    assert not found, "\n".join(found)
    assert [len(paints) for paints in paint.values()] == [1, 1]  # no colour depends on the width


@pytest.mark.parametrize("name", IDS)
def test_what_a_link_leads_to_is_readable_while_it_is_marked(site, page, name):
    page.goto(address(site, name))
    rules(page)
    ids = page.evaluate(LED_TO)
    assert len(ids) >= 3
    found = []
    for id in ids:
        page.goto(f"{address(site, name)}#{id}")
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            lines = barriers(page, f"[id='{id}']:target", ["color-contrast"])
            # Where a line is half out of sight axe-core leaves it undecided; it was decided with
            # the whole page.
            found += [f"{colours}: {line}" for line in lines if "partially obscured" not in line]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("rule", "harm"),
    [
        ("html-has-lang", "document.documentElement.removeAttribute('lang')"),
        ("image-alt", "document.querySelector('img').removeAttribute('alt')"),
        ("color-contrast", "document.querySelector('.kicker').style.color = '#8f8f8f'"),
        ("heading-order", "document.querySelector('h4').outerHTML = '<h6>Out of order</h6>'"),
        ("landmark-one-main", "document.querySelector('main').role = 'none'"),
    ],
)
def test_a_barrier_would_be_found(site, page, rule, harm):
    page.goto(address(site, IDS[0]))
    page.evaluate(harm)
    assert rule in {line.split()[0] for line in barriers(page, "html", rules(page))}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_its_language_and_in_its_title_what_it_answers(site, name):
    page = BeautifulSoup((site / "reports" / f"{name}.html").read_text(), "html.parser")
    assert page.html["lang"] == "en"
    assert TITLES[name] in page.title.get_text()


def test_every_number_of_the_index_leads_to_an_entry_of_its_report(site):
    pages = {
        f"{name}.html": BeautifulSoup(
            (site / "reports" / f"{name}.html").read_text(), "html.parser"
        )
        for name in PAGES
    }
    links = [link["href"].split("#") for link in pages["index.html"].select("a.evidence")]
    assert len(links) > len(IDS)
    assert [
        link for link in links if not pages[link[0]].select(f"article.entry[id='{link[1]}']")
    ] == []


# In the charts: a browser shows them as pictures, so that axe-core does not see their text


def on_white(
    element: ET.Element, given: dict[str, str], alpha: float = 1
) -> Iterator[tuple[str, float]]:
    """Each text of a drawing with its contrast against the white plate, as fill and opacity make
    it.
    """
    style = {**element.attrib, **dict(re.findall(r"([\w-]+):\s*([^;]+)", element.get("style", "")))}
    given = {**given, **{key: style[key] for key in ("fill", "fill-opacity") if key in style}}
    alpha *= float(style.get("opacity", 1))
    if element.tag.endswith(("}text", "}tspan")) and (element.text or "").strip():
        solid = alpha * float(given["fill-opacity"])
        colour = tuple(1 - solid * (1 - part) for part in to_rgb(given["fill"]))
        yield element.text, 1.05 / (luminance(colour) + 0.05)
    for child in element:
        yield from on_white(child, given, alpha)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda path: path.stem)
def test_every_text_of_a_committed_chart_can_be_read_on_white(chart):
    texts = list(on_white(ET.parse(chart).getroot(), {"fill": "black", "fill-opacity": "1"}))
    assert len(texts) > 5
    assert {text: round(contrast, 2) for text, contrast in texts if contrast < 4.5} == {}


@pytest.mark.parametrize(
    ("svg", "contrast"),
    [
        ("<text>words</text>", 21),
        ("<text fill='#767676'>words</text>", 4.54),
        ("<text style='fill: #767676; opacity: 0.9'>words</text>", 3.76),
        ("<g opacity='0.5'><text style='fill-opacity: 0.5'>words</text></g>", 1.84),
        ("<g style='fill: #ffffff'><text><tspan>words</tspan></text></g>", 1),
    ],
)
def test_contrast_counts_fill_and_opacity_wherever_they_are_given(svg, contrast):
    root = ET.fromstring(f"<svg xmlns='http://www.w3.org/2000/svg'>{svg}</svg>")
    found = list(on_white(root, {"fill": "black", "fill-opacity": "1"}))
    assert found == [("words", pytest.approx(contrast, abs=0.05))]


# On paper


@pytest.fixture(scope="module")
def papers(site: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the pages as PDF, as the browser prints them."""
    if shutil.which("pdftotext") is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("reading a PDF needs pdftotext: sudo apt install poppler-utils")
    folder = tmp_path_factory.mktemp("papers")
    with browser.new_context() as context:
        page = context.new_page()
        for name in PAGES:
            page.goto(address(site, name))
            page.pdf(path=folder / f"{name}.pdf", prefer_css_page_size=True, tagged=True)
    return folder


def said(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def packed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", PAGES)
def test_paper_keeps_every_heading_as_a_heading(site, papers, name):
    page = BeautifulSoup((site / "reports" / f"{name}.html").read_text(), "html.parser")
    levels = Counter(tag.name.upper() for tag in page.find_all(re.compile("^h[1-6]$")))
    assert (
        Counter(
            re.findall(r"^ *(H[1-6])\b", said("pdfinfo", "-struct", papers / f"{name}.pdf"), re.M)
        )
        == levels
    )


@pytest.mark.parametrize("name", PAGES)
def test_no_word_lies_in_the_margin_or_off_the_paper(papers, name):
    boxes = said("pdftotext", "-bbox", papers / f"{name}.pdf", "-")
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
def test_the_longest_line_of_code_and_the_longest_address_are_printed_whole(site, papers, name):
    page = BeautifulSoup((site / "reports" / f"{name}.html").read_text(), "html.parser")
    line = max(
        (line for code in page.select("pre.listing") for line in code.get_text().splitlines()),
        key=len,
    )
    addresses = sorted((link.get_text() for link in page.select("a[href^=http]")), key=len)
    assert len(line) > 60
    printed = packed(said("pdftotext", "-raw", papers / f"{name}.pdf", "-"))
    assert [text for text in (line, *addresses[-1:]) if packed(text) not in printed] == []
