"""What keeps somebody from reading the real reports: axe-core on the screen, contrast in the
charts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from conftest import ROOT, as_new
from pages import IDS, LARGE, PAGES, address, parsed
from playwright.sync_api import Page

from analysis.build.questions import load_questions
from analysis.build.site import LIST

TITLES = {**load_questions(ROOT / LIST).texts, "index": "Repatriation Record", "sources": "Sources"}

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

# Pages that are examined whole by the rules of paint, one of each template; of any other, what no
# page before it paints in its way.
WHOLE = (IDS[0], "index")

# All of axe-core, its experiments and best practice too, but for level AAA and what it has given up
# itself.
RULES = (
    "axe.getRules().filter(rule => !rule.tags.some(tag => "
    "/aaa$|^deprecated$/.test(tag))).map(rule => rule.ruleId)"
)
CONTRAST, LINKS = "color-contrast", "link-in-text-block"
# Rules that read how words are painted.
OF_PAINT = (CONTRAST, LINKS)
# Rules that read where things stand and how large they are. The others read words, how these are
# put together and which of them show.
OF_LAYOUT = ("target-size", "scrollable-region-focusable", "p-as-heading")
# The links, and the elements with words of their own, that show.
WORDED = """[...document.querySelectorAll('body, body *')].filter(element => element.checkVisibility()
    && (element.matches('a') || [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())))"""
# The rule that reads in the style sheet itself what turns a page by its orientation.
OF_SHEET = "css-orientation-lock"
# Of a place, or of some of the elements with words, by their numbers. Only OF_SHEET needs the style
# sheet loaded once more, which takes axe-core as long as all other rules.
FIND = f"""([place, rules], worded = {WORDED}) =>
    axe.run(typeof place === 'string' ? place : {{include: place.map(number => worded[number])}},
        {{runOnly: {{type: 'rule', values: rules}}, resultTypes: ['violations', 'incomplete'],
            preload: rules.includes('{OF_SHEET}')}})
    .then(({{violations, incomplete}}) => [...violations, ...incomplete.filter(({{id}}) => id === '{CONTRAST}')])
    .then(found => found.flatMap(({{id, nodes}}) => nodes.slice(0, 3).map(node =>
        `${{id}} (${{nodes.length}} in all) at ${{node.target.join(' ')}}: ${{node.failureSummary}}`)))"""
DETAILS = "open => document.querySelectorAll('details').forEach(details => details.open = open)"
COLOURS = """[...document.querySelectorAll('body, body *')].map(element => getComputedStyle(element))
    .map(style => style.color + style.backgroundColor + style.textDecoration).join()"""
# What of each element shows, and as what.
FORM = """[...document.querySelectorAll('body, body *')].map(element => {
    const {display, position, overflow} = getComputedStyle(element);
    const {right, bottom, width, height} = element.getBoundingClientRect();
    const shows = element.checkVisibility({opacityProperty: true, visibilityProperty: true});
    const isOnPage = right > 0 && bottom + scrollY > 0 && width * height > 0;
    return [shows, isOnPage, display, position, overflow].join();
}).join()"""
# Where each element stands, and how large its letters are.
LAYOUT = """[...document.querySelectorAll('body, body *')].map(element => {
    const {x, y, width, height} = element.getBoundingClientRect();
    const {fontSize, fontWeight, fontStyle} = getComputedStyle(element);
    return [x, y + scrollY, width, height, fontSize, fontWeight, fontStyle].join();
}).join()"""
# How each link, and each element with words of its own, is painted, by its kind and its parent's:
# letters, the ground that shows behind them, and whether a link has words beside it.
PAINT = f"""(() => {{
    const kind = element => element.tagName + '.' + element.className;
    const ground = element => {{
        for (; element; element = element.parentElement) {{
            const {{backgroundColor}} = getComputedStyle(element);
            if (backgroundColor !== 'rgba(0, 0, 0, 0)') return backgroundColor;
        }}
        return '';
    }};
    const isLinkAmongWords = element => {{
        let block = element.matches('a') && element.parentElement;
        while (block && getComputedStyle(block).display === 'inline') block = block.parentElement;
        return block && block.textContent.trim() !== element.textContent.trim();
    }};
    return {WORDED}.map(element => {{
        const {{color, fontSize, fontWeight, textDecoration}} = getComputedStyle(element);
        return [kind(element.parentElement), kind(element), color, ground(element), fontSize, fontWeight,
            textDecoration, isLinkAmongWords(element)].join();
    }});
}})()"""
# How what a link led to is painted: its elements by tag and class, with letters and ground.
PAINT_OF_TARGET = """[...document.querySelectorAll(':target, :target *')].map(element => {
    const {color, backgroundColor, fontSize, fontWeight} = getComputedStyle(element);
    return [element.tagName, element.className, color, backgroundColor, fontSize, fontWeight].join();
})"""
# What links within a page lead to, one of each kind that colours its words in its own way.
LED_TO = """['h2[id]', 'a[id]', 'article:has(.context)', 'article:has(> p)', 'article:has(.warn)']
    .map(kind => document.querySelector(kind)?.id).filter((id, place, all) => id && all.indexOf(id) === place)"""


def rules(page: Page) -> list[str]:
    """The names of the rules, once axe-core is in the page."""
    page.evaluate(AXE_SCRIPT)
    return page.evaluate(RULES)


def barriers(page: Page, place: str | list[int], names: list[str]) -> list[str]:
    """What axe-core has against a place by some rules: rule, element and summary; also a contrast
    left undecided.
    """
    return [" ".join(line.split()) for line in page.evaluate(FIND, [place, names])]


# On the screen


@dataclass(frozen=True)
class Marked:
    """What links of a page lead to: how many places, how each is painted, and what axe-core has
    against their contrast.
    """

    places: int
    paints: frozenset[str]
    barriers: list[str]


@dataclass(frozen=True)
class Examined:
    """What axe-core has against a page in every state, how many sets of colours it has in light and
    in dark, and what its links lead to.
    """

    barriers: list[str]
    colours: list[int]
    marked: Marked | None


@pytest.fixture(scope="module")
def examined(site: Path, window: Page) -> Callable[[str], Examined]:
    """A page as axe-core has examined it, in one visit, the first time that it is asked for.

    Contrast and links among words take axe-core longest, and depend on how words are painted
    alone: they are examined where no page before paints any in that way.
    """
    paints: set[str] = set()
    marks: set[str] = set()

    @cache
    def examine(name: str) -> Examined:
        page = as_new(window)
        page.goto(address(site, name))
        names = rules(page)
        found, colours = in_every_state(page, name, names, paints)
        marked = None if name == "index" else marked_on(page, address(site, name), marks)
        return Examined(found, colours, marked)

    return examine


def in_every_state(
    page: Page, name: str, names: list[str], known: set[str]
) -> tuple[list[str], list[int]]:
    """What axe-core has against a page in every state, and how many sets of colours it has in light
    and in dark. The ways to paint words that were not known are then.

    Rules are tried where what they read is as in no state before: which elements show and as what,
    or where they stand.
    """
    of_form = [rule for rule in names if rule not in (*OF_PAINT, *OF_LAYOUT, OF_SHEET)]
    tried, schemes = set(), {"light": set(), "dark": set()}
    found = barriers(page, "html", [OF_SHEET]) if name in WHOLE else []
    for width, colours, details in FEW_STATES if name in LARGE else STATES:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=colours)
        page.evaluate(DETAILS, details == "open")
        form, layout = page.evaluate(FORM), page.evaluate(LAYOUT)
        new = [
            *(of_form if form not in tried else []),
            *(OF_LAYOUT if (form, layout) not in tried else []),
        ]
        tried |= {form, (form, layout)}
        lines = barriers(page, "html", new) if new else []
        # axe-core decides the contrast only of what is wholly in sight with nothing beside it: the
        # tables of a report on a wide screen, the index on a narrow one, where no chart floats in
        # its text.
        if (width < 1280) == (name == "index"):
            lines += faults_of_paint(page, name in WHOLE and details == "open", known)
        found += [f"{width} px, {colours}, details {details}: {line}" for line in lines]
        schemes[colours].add(page.evaluate(COLOURS))
    return found, [len(seen) for seen in schemes.values()]


def faults_of_paint(page: Page, is_whole: bool, known: set[str]) -> list[str]:
    """What axe-core has against words that are painted as none that are known, or against the paint
    of the whole page; they are known then.
    """
    painted = page.evaluate(PAINT)
    new = {paint: number for number, paint in enumerate(painted) if paint not in known}
    known.update(new)
    if not new:
        return []
    return barriers(page, "html" if is_whole else [*new.values()], [*OF_PAINT])


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_barrier_in_a_page(examined, name):
    assert not examined(name).barriers, "\n".join(examined(name).barriers)
    assert examined(name).colours == [1, 1]  # no colour and no underline depends on the width


@pytest.mark.parametrize("name", PAGES)
def test_no_style_of_a_page_asks_how_the_screen_is_turned(site, name):
    styles = [style.string for style in parsed(site, name).find_all("style")]
    assert any(styles)
    assert not [style for style in styles if "orientation" in style]


def marked_on(page: Page, url: str, known: set[str]) -> Marked:
    """What links of one page lead to, where some ways to paint it are known.

    axe-core examines a place that is painted in some way, by the kinds of its elements, in which no
    page before it was: the same style sheet gives the same contrast.
    """
    page.evaluate(DETAILS, False)
    as_new(page)
    ids = page.evaluate(LED_TO)
    paints, found = frozenset[str](), []
    for id in ids:
        page.goto(f"{url}#{id}")
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            painted = frozenset(page.evaluate(PAINT_OF_TARGET))
            if not painted <= known:
                lines = barriers(page, f"[id='{id}']:target", [CONTRAST])
                # Where a line is half out of sight axe-core leaves it undecided; it was decided
                # with the whole page.
                found += [
                    f"{colours}: {line}" for line in lines if "partially obscured" not in line
                ]
            known.update(painted)
            paints |= painted
    return Marked(len(ids), paints, found)


@pytest.mark.parametrize("name", IDS)
def test_what_a_link_leads_to_is_readable_while_it_is_marked(examined, name):
    marked = examined(name).marked
    assert marked.places >= 3
    assert len(marked.paints) > 4
    assert not marked.barriers, "\n".join(marked.barriers)


@pytest.mark.parametrize(
    ("rule", "harm"),
    [
        ("html-has-lang", "document.documentElement.removeAttribute('lang')"),
        ("image-alt", "document.querySelector('img').removeAttribute('alt')"),
        ("color-contrast", "document.querySelector('.kicker').style.color = '#8f8f8f'"),
        (
            LINKS,
            "document.querySelector('#answer a').style = 'color: #444; text-decoration: none'",
        ),
        ("heading-order", "document.querySelector('h4').outerHTML = '<h6>Out of order</h6>'"),
        ("landmark-one-main", "document.querySelector('main').role = 'none'"),
    ],
)
def test_a_barrier_would_be_found(site, page, rule, harm):
    page.goto(address(site, IDS[0]))
    page.evaluate(DETAILS, True)
    page.evaluate(harm)
    assert rule in rules(page)
    assert barriers(page, "html", [rule]) != []


@pytest.mark.parametrize(
    ("rule", "harm"),
    [
        (CONTRAST, "document.querySelector('.kicker').style.color = '#8f8f8f'"),
        (
            LINKS,
            "document.querySelector('#answer a').style = 'color: #444; text-decoration: none'",
        ),
    ],
)
def test_words_that_are_painted_as_none_before_are_examined(site, page, rule, harm):
    page.goto(address(site, IDS[0]))
    rules(page)
    known: set[str] = set()
    assert faults_of_paint(page, True, known) == []
    assert faults_of_paint(page, False, known) == []
    page.evaluate(harm)
    assert {line.split()[0] for line in faults_of_paint(page, False, known)} == {rule}


def test_what_stands_elsewhere_or_in_other_letters_has_another_layout(site, page):
    page.goto(address(site, IDS[0]))
    layouts = [page.evaluate(LAYOUT)]
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(LAYOUT) == layouts[0]
    for change in ("marginTop = '1px'", "fontStyle = 'italic'", "fontWeight = '900'"):
        page.evaluate(f"document.querySelector('footer').style.{change}")
        assert page.evaluate(LAYOUT) not in layouts
        layouts.append(page.evaluate(LAYOUT))


@pytest.mark.parametrize(
    "change",
    [
        "document.querySelector('details').open ^= true",
        "document.querySelector('h2').style.display = 'inline'",
        "document.querySelector('h2').style.visibility = 'hidden'",
        "document.querySelector('h2').remove()",
    ],
)
def test_a_page_of_which_something_else_shows_has_another_form(site, page, change):
    page.goto(address(site, IDS[0]))
    form = page.evaluate(FORM)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(FORM) == form
    page.evaluate(change)
    assert page.evaluate(FORM) != form


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_its_language_and_in_its_title_what_it_answers(site, name):
    page = parsed(site, name)
    assert page.html["lang"] == "en"
    assert TITLES[name] in page.title.get_text()


def test_every_number_of_the_index_leads_to_an_entry_of_its_report(site):
    pages = {f"{name}.html": parsed(site, name) for name in PAGES}
    links = [link["href"].split("#") for link in pages["index.html"].select("a.evidence")]
    assert len(links) > len(IDS)
    assert [link for link in links if not pages[link[0]].select(f"article[id='{link[1]}']")] == []
