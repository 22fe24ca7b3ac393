"""Markup: what an output may bring into a page, and what pages write themselves."""

import hashlib
import re
from base64 import b64encode
from html import unescape

import nh3
from markupsafe import Markup, escape
from mistune import BlockParser, InlineParser
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, MathBlockParser

from analysis.report.gate import visible
from analysis.text.lexicon import MONTH_ABBREVIATIONS, MONTHS, alternation

# What an output may bring into the page: structure and words. No id (the page gives its own),
# style, picture or form.
TAGS = set(
    "a abbr b blockquote br caption cite code dd del details div dl dt em figcaption figure h1 h2 "
    "h3 h4 h5 h6 hr i li mark ol p pre q s section small span strong sub summary sup table tbody "
    "td tfoot th thead time tr u ul".split()
)
ATTRIBUTES = {
    "*": {"lang"},
    "a": {"href"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
WEARERS = "a blockquote cite div figure p span".split()
WORN = set("date evidence quote source note warn".split())
CLASSES = dict.fromkeys(WEARERS, WORN)
MONTH = rf"{alternation(map(str.title, (*MONTHS, *MONTH_ABBREVIATIONS)))}\b\.?"
DATE = re.compile(
    rf"\b(?:\d{{1,2}} {MONTH}(?: \d{{4}})?|{MONTH} \d{{4}}|{MONTH} \d{{1,2}}(?:, \d{{4}})?"
    r"|\d{4}-\d\d(?:-\d\d)?)(?!\w)"
)


def sanitise(html: str) -> str:
    """`html` with only `TAGS`, the words of all others, and http(s) or inner links."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes={"http", "https"},
        url_relative=lambda url: url if url.startswith("#") else None,
        link_rel=None,
    )


class Prose(MathBlockParser):
    """Blocks of Markdown as nbconvert reads them, but none of mathematics: "$5" is a price, as is
    "$6" after it.
    """

    DEFAULT_RULES = BlockParser.DEFAULT_RULES


def markdown(source: str) -> str:
    """Markdown as HTML, not yet safe; without nbconvert's pilcrow links, whose targets the
    sanitiser takes away.
    """
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return MarkdownWithMath(renderer, Prose(), InlineParser()).render(source)


def plain(html: str) -> str:
    """The words of `html` on one line."""
    words = unescape(nh3.clean(html, tags=set()))
    return " ".join(words.split())


def unbroken(text: object) -> Markup:
    """`text` escaped, with every date kept on one line."""
    words = str(escape(text))
    return Markup(DATE.sub(r'<span class="date">\g<0></span>', words))


def anchor(topic: str) -> str:
    """The id of a subject on the index page."""
    return "t-" + re.sub(r"\W+", "-", topic.casefold()).strip("-")


def css_text(words: str) -> str:
    """`words` for a string of a style sheet: anything but letters, digits and spaces by its
    number.
    """
    words = visible(words)
    return re.sub(r"[^\w ]", lambda match: f"\\{ord(match[0]):06x}", words)


def begun(prefix: str) -> str:
    """What stands before a span, from a whole word on; offsets cut it anywhere, but a capital
    begins a word.
    """
    return re.sub(r"^(?=[^\W_A-Z])\S*\s+(?=\S)", "", prefix)


def ended(suffix: str) -> str:
    """What stands after a span, to the end of a whole word."""
    return re.sub(r"(?<=\S)\s+\S*\w$", "", suffix)


def minified(css: str) -> str:
    """A style sheet without its comments and the spaces that only its writers need."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?|(?<=:) ", r"\1", css).replace(";}", "}").strip()


def style_hash(css: str) -> str:
    """The hash by which the page's policy admits its style sheet, and no other."""
    digest = hashlib.sha256(css.encode()).digest()
    encoded = b64encode(digest).decode()
    return f"sha256-{encoded}"
