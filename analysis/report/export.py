"""From an executed notebook to one HTML page that runs nothing, requests nothing and leads every
number to its source.

`ReportExporter` is an nbconvert exporter with its own templates. Only outputs that say what they
rest on are published: they carry `MIME`, a JSON object with the output's role and its evidence,
beside their `text/html`, which is sanitised here. The page fails closed: no answer, a chart without
its alternative text, a number that leads to no evidence, or a link to evidence that the page does
not hold is a BuildError, never a page with a hole in it.
"""

import csv
import hashlib
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from functools import cache, cached_property
from html import unescape
from html.parser import HTMLParser
from io import StringIO
from itertools import chain, takewhile, zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nbformat
import nh3
from markupsafe import Markup, escape
from mistune import BlockParser, InlineParser
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, MathBlockParser
from traitlets import List, Unicode

from analysis import __version__
from analysis.errors import BuildError, counted, shown
from analysis.fingerprints import tables_digest
from analysis.quantities.dates import Date, fiscal_year, parse
from analysis.record.csvfiles import harmless, harmless_markup
from analysis.record.publications import source_words
from analysis.record.references import MIME, Evidence, Line
from analysis.report import annex, cite
from analysis.report.gate import (
    folded,
    known_numbers,
    loose_quotations,
    numbers,
    refusals,
    unique,
    visible,
)
from analysis.report.wording import capitalised
from analysis.text.anchors import CITED, PASSING
from analysis.text.cuts import first_sentence
from analysis.text.lexicon import MONTH_ABBREVIATIONS, MONTHS, alternation

OutputRecord = dict[str, Any]  # what an output says about itself, under MIME
EvidenceById = dict[str, Evidence]

SVG = "image/svg+xml"
WIDE_ENOUGH = "print, (min-width: 46em)"  # for the wide drawing of a chart
# besides letters and digits, what needs no escape in an address of data
PLAIN = ' !"$&()*+,/:;<=>?@[]^`{|}~'
NAMED_SOURCES = 3  # as many stand under a chart
BLANK = "0" * 64  # stands in a page for its fingerprint, while that is found
# The last words of every page; nothing but the end of the file stands behind them.
SEAL = Markup(
    '<p id="seal">Sealed as the page <code>{id}</code> of version {version}, from tables of the '
    'record with the digest <span class="hash">{tables}</span>. Fingerprint, the SHA-256 of this '
    'whole file with noughts in place of these 64 digits wherever they stand: <span class="hash" '
    'id="fingerprint">{digits}</span></p>'
)
SEALED = re.compile(
    '<p id="seal">Sealed as the page <code>(?P<id>[^<]*)</code> of version (?P<version>[^<]*), '
    'from tables of the record with the digest <span class="hash">(?P<tables>[0-9a-f]{64})</span>. '
    "Fingerprint, the SHA-256 of this whole file with noughts in place of these 64 digits wherever "
    'they stand: <span class="hash" id="fingerprint">(?P<digits>[0-9a-f]{64})</span></p>'
)
END = "\n</footer>\n</body>\n</html>\n"
# What prints the fingerprint of the page whose path follows, on any system with Python.
COMMAND = (
    "python3 -c \"import hashlib, re, sys; page, nought = open(sys.argv[1], 'rb').read(), b'0' * "
    "64; digits = re.findall(b'id=.fingerprint.>([0-9a-f]{64})<', page)[-1]; "
    'print(hashlib.sha256(page if nought in page else page.replace(digits, nought)).hexdigest())"'
)
# What a page calls the scope of the record that its question is asked of.
SCOPES = {"articles": "Two articles", "record": "Wider public record"}
# A link to the report of another question, which leads there only where that is published.
ONWARD = re.compile(r'<a data-page="([a-z0-9-]+)"(?: href="\1\.html")?>')
ROLES = "answer heading sentence quote table chart limits".split()
KINDS = ("derived", "figure", "gap", "quote", "event", "speaker", "source")
# What cited evidence of each kind is called.
CITABLE = {"figure": "numbers", "gap": "numbers", "event": "events", "quote": "quotations"}
# What a record of each kind must say of itself; any other needs the words of a source.
NEEDED = {"derived": ("formula", "inputs"), "speaker": (), "source": ("source",)}
NEEDED_OF_WORDS = ("span", "source", "verdict")
# The columns of a chart's CSV that are for machines.
UNWORDED = "id part_of low high edtf earliest latest".split()

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


# ---- pieces of HTML


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


def picture(wide: str, narrow: str, alt: str) -> Markup:
    """A chart drawn at two widths, of which the browser chooses one.

    It is an `img`: there a browser runs no script, follows no link, and the styles of an SVG need
    no exception.
    """
    source = Markup("<source media=\"{}\" srcset='{}'{}>").format(WIDE_ENOUGH, *_shown(wide))
    img = Markup("<img alt=\"{}\" src='{}'{}>").format(alt, *_shown(narrow))
    return Markup("<picture>{}{}</picture>").format(source, img)


def _shown(svg: str) -> tuple[Markup, Markup]:
    """The address of an SVG, and the attributes that say its size in CSS pixels, where it has
    any.
    """
    # A `srcset` ends an address at a space.
    data = Markup(address(compact(svg), SVG).replace(" ", "%20"))
    box = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', svg)
    if box is None:
        return data, Markup()
    width, height = (float(points) * 96 / 72 for points in box.groups())
    return data, Markup(' width="{:.0f}" height="{:.0f}"').format(width, height)


def compact(svg: str) -> str:
    """A chart's SVG without what only the file that is shared alone needs: its metadata, names of
    parts and spaces; and with each style and each sign that it repeats under a short name.
    """
    svg = re.sub(r"^<\?xml.*?(?=<svg)|<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub("<[^>]*>", _compact_tag, svg)
    svg = re.sub('<g id="[^"]*">', "<g>", svg)
    svg = re.sub('<g id="[^"]*"/>', "", svg)
    svg = re.sub(r">\s+<", "><", svg).replace("\n", " ")
    svg = re.sub('<path d="M[-0-9.]+,[-0-9.]+"[^>]*/>', "", svg)  # a point draws nothing
    return _with_classes(_with_short_ids(_without_bare_groups(svg)))


def _without_bare_groups(svg: str) -> str:
    """An SVG without the groups that say nothing of what they hold."""
    is_kept: list[bool] = []

    def changed(tag: re.Match[str]) -> str:
        if tag[0] != "</g>":
            is_kept.append(tag[0] != "<g>")
            return tag[0] if is_kept[-1] else ""
        return tag[0] if is_kept.pop() else ""

    return re.sub("<g>|<g [^>]*>|</g>", changed, svg)


def _compact_tag(tag: re.Match[str]) -> str:
    """A tag of an SVG without the spaces that its styles and paths do not need."""
    one_line = re.sub(r"\s+", " ", tag[0])
    short = re.sub(r"(?<=[:;]) | (?=[CLMQz]) *|(?<=[CLMQ]) | (?=\"[ />])", "", one_line)
    return re.sub(' d="[^"]*"', lambda path: " " + path[0][1:].replace(" ", ","), short)


def _in_tags(svg: str, changed: Callable[[str], str]) -> str:
    """An SVG with each of its tags changed; a text in it may hold what looks like an attribute."""
    return re.sub("<[^>]*>", lambda tag: changed(tag[0]), svg)


def _with_short_ids(svg: str) -> str:
    """An SVG whose signs are called by a number, and used by the attribute of SVG itself."""
    ids = dict.fromkeys(re.findall('<path id="([^"]*)"', svg))
    short = {id: f"m{number}" for number, id in enumerate(ids)}

    def changed(tag: str) -> str:
        if id := re.search('(?:^<path id="|xlink:href="#)([^"]*)"', tag):
            name = short.get(id[1], id[1])
            tag = tag.replace(f'id="{id[1]}"', f'id="{name}"')
            tag = tag.replace(f'xlink:href="#{id[1]}"', f'href="#{name}"')
        return re.sub(' xmlns:xlink="[^"]*"', "", tag)

    return _in_tags(svg, changed)


def _with_classes(svg: str) -> str:
    """An SVG whose repeated styles are classes of its style sheet."""
    if "</style>" not in svg:
        return svg
    styles = Counter(re.findall('<[^>]* style="([^"]*)"', svg))
    repeated = [style for style, count in styles.items() if count > 1]
    names = {style: f"s{number}" for number, style in enumerate(repeated)}

    def changed(tag: str) -> str:
        style = re.search(' style="([^"]*)"', tag)
        if style is None or style[1] not in names:
            return tag
        return tag.replace(style[0], f' class="{names[style[1]]}"')

    rules = "".join(f".{name}{{{style}}}" for style, name in names.items())
    return _in_tags(svg, changed).replace("</style>", f"{rules}</style>", 1)


def address(data: str, kind: str) -> Markup:
    """The address of a file that a page carries in itself, for an attribute in single quotes.

    It is escaped where an address needs it, which takes a quarter less room than base64.
    """
    quoted = quote(data, safe=PLAIN).replace("&", "&amp;")
    return Markup(f"data:{kind},{quoted}")


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


def record(output: Any) -> OutputRecord:
    """What an output says about itself: its role, evidence, and for a chart its words and rows;
    empty if nothing.
    """
    said = output.get("data", {}).get(MIME, {})
    return said if isinstance(said, dict) else {}


def outputs(nb: Any) -> Iterator[tuple[int, Any]]:
    """Every output of a notebook with the index of its cell."""
    for index, cell in enumerate(nb.cells):
        for output in cell.get("outputs", []):
            yield index, output


# ---- one report


@dataclass
class Report:
    """What the page is made of, gathered from the notebook before the templates run."""

    question: dict[str, Any]
    answer: str = ""
    summary: str = ""  # the first sentence of the answer, without markup
    is_fiscal: bool = False  # whether it speaks of fiscal years, which it then explains
    has_title: bool = False  # whether the notebook's own title was met, which the page leaves out
    contents: list[tuple[str, str]] = field(default_factory=list)
    evidence: EvidenceById = field(default_factory=dict)
    answered: list[Evidence] = field(default_factory=list)  # what the answer rests on
    # The id of the first link to each record, by the section that it stands in.
    uses: dict[str, dict[str, str]] = field(default_factory=dict)
    section: str = "Answer"
    links: int = 0
    level: int = 1
    tables: int = 0
    first_chart: OutputRecord = field(default_factory=dict)
    # The class of the tables with these headings.
    heads: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def verified(self) -> str:
        """The latest day on which a row of the evidence was verified; "" if none was."""
        days = [item.get("verified") or "" for item in self.evidence.values()]
        return max(days, default="")

    @property
    def groups(self) -> list[annex.Group]:
        """The evidence by the source that it stands in."""
        return annex.groups(self.evidence)

    @cached_property
    def definitions(self) -> dict[str, str]:
        """What is said once for the page: who is counted, by the name of the group."""
        return annex.definitions(self.evidence)

    @cached_property
    def usual(self) -> list[Line]:
        """What is said once for the page of all entries that do not say otherwise."""
        return annex.usual(self.evidence)

    def own(self, family: annex.Family, item: Evidence) -> list[Line]:
        """The folded facts of one entry that stand nowhere else."""
        return [] if family.shared else self.told(annex.facts(item))

    def told(self, facts: Iterable[Line]) -> list[Line]:
        """Facts without who is counted, where that is said once for the page."""
        defined = self.definitions.values()
        kept = [(term, words) for term, words in facts if (term, words) not in self.usual]
        return [fact for fact in kept if fact[0] not in annex.COUNTS or fact[1] not in defined]

    @cached_property
    def as_of(self) -> Markup:
        """The latest date that the answer's evidence is about, as a link to what is of it."""
        date, id = latest(self.answered)
        return self.lead(id, date)

    @cached_property
    def fiscal_year(self) -> Markup:
        """The latest fiscal year that evidence is about and its days, as links to what is of it."""
        dated = [item for item in self.evidence.values() if item.get("as_of")]
        name, id = latest(item for item in dated if fiscal_year(parse(item["as_of"])).isdecimal())
        days = parse(self.evidence[id]["as_of"]).words() if id else ""
        return self.lead(id, name) + " is " + self.lead(id, days)

    @cached_property
    def last_verified(self) -> Markup:
        """The latest day on which a row of the evidence was verified, as a link to such a row."""
        for id, item in self.evidence.items():
            if self.verified and item.get("verified") == self.verified:
                return self.lead(id, parse(self.verified).words())
        return Markup()

    def hints(self) -> list[Evidence]:
        """The evidence that the page's text uses whose words show on the link to it."""
        return [item for id, item in self.evidence.items() if id in self.uses and is_hinted(item)]

    def formula(self, item: Evidence) -> tuple[Markup, list[str]]:
        """A formula whose numbers are links to what they are, and the inputs that it does not
        name.
        """
        text, linked, unnamed = str(item.get("formula") or ""), Markup(), []
        for id in item.get("inputs") or []:
            label = self.evidence[id]["label"]
            found = re.search(rf"(?<!\w){re.escape(label)}(?![\w,.]*\d)", text)
            if found is None:
                unnamed.append(id)
                continue
            link = Markup('<a href="#e-{}">{}</a>').format(id, label)
            linked += escape(text[: found.start()]) + link
            text = text[found.end() :]
        return linked + escape(text), unnamed

    def source_entry(self, source: Evidence) -> str:
        """The id of the entry of a cited source."""
        return f"source-{source['id']}"

    @cached_property
    def cited(self) -> list[Evidence]:
        """What is only cited of what was reported."""
        return [item for item in self.evidence.values() if is_cited(item) and item.get("source")]

    @property
    def cited_kinds(self) -> str:
        """What is only cited, as a sentence names it: "numbers and events"."""
        return " and ".join(dict.fromkeys(CITABLE[item["kind"]] for item in self.cited))

    @property
    def calculates_cited(self) -> bool:
        """Whether any number is calculated from what is only cited."""
        return any(is_cited(item) for item in self.evidence.values() if item["kind"] == "derived")

    @cached_property
    def is_mixed(self) -> bool:
        """Whether the page rests on what is only cited and on words that are held."""
        held = [item for item in self.evidence.values() if item.get("span")]
        return bool(self.cited and held)

    def standing_class(self, item: Evidence) -> str:
        """The class by which the page tells words that pass, what is only cited, and what did not
        pass.
        """
        if item["verdict"] in PASSING:
            return ""
        return "cited" if item["verdict"] == CITED else "warn"

    def link_class(self, id: str) -> str:
        """The classes of a link to evidence: on a page that rests on both, what is cited shows."""
        shows = self.is_mixed and is_cited(self.evidence.get(id, {}))
        return "evidence cited" if shows else "evidence"

    def use(self, id: str) -> Markup:
        """The attribute that names the first link to the evidence `id` in its section, so that its
        entry can lead back there.
        """
        used = self.uses.setdefault(id, {})
        if self.section in used:
            return Markup()
        self.links += 1
        used[self.section] = f"u-{self.links}"
        return Markup(' id="{}"').format(used[self.section])

    def head(self, columns: Iterable[str]) -> str:
        """The class of tables with these headings, by which a narrow screen names their cells."""
        return self.heads.setdefault(tuple(columns), f"t-{len(self.heads) + 1}")

    def style(self, css: str) -> str:
        """The style sheet of the page: where rows become blocks, a cell is named by the heading of
        its column.
        """
        rules = ""
        for names, table in self.heads.items():
            for place, name in enumerate(names[1:], start=2):
                words = css_text(name)
                rules += f'.{table} td:nth-child({place})::before{{content:"{words}: "}}'
        return f"{css}@media screen and (max-width:30rem){{{rules}}}\n" if rules else css

    def link(self, id: str, words: str) -> Markup:
        """`words` as a link to the evidence `id`; the words alone where there is none."""
        if not id:
            return unbroken(words)
        tag = Markup('<a class="{}"{} href="#e-{}"{}>{}</a>')
        return tag.format(self.link_class(id), self.use(id), id, self.hint(id), unbroken(words))

    def hint(self, id: str) -> Markup:
        """The attribute that shows the words of a record on its link: a popover, without a
        script.
        """
        if not is_hinted(self.evidence.get(id, {})):
            return Markup()
        return Markup(' interestfor="h-{}"').format(id)

    def lead(self, id: str, words: str) -> Markup:
        """`words` as a link to the evidence `id`, to which the entry does not lead back; the words
        alone where there is none.
        """
        if not id:
            return unbroken(words)
        tag = Markup('<a class="{}" href="#e-{}">{}</a>')
        return tag.format(self.link_class(id), id, unbroken(words))

    def row(self, id: str, cells: Iterable[str], chart: str) -> list[Markup]:
        """The cells of a chart's row: the first is a link to the evidence `id`, which has the
        numbers of the others too. Its entry leads back to the chart.
        """
        first, *others = cells
        if id:
            self.uses.setdefault(id, {}).setdefault(self.section, f"chart-{chart}")
        return [self.lead(id, first), *map(unbroken, others)]

    def sources(self, items: list[Evidence]) -> list[Markup]:
        """Who published what `items` rest on, and when, each source once, as a link to its record;
        of more than three, those first three and a link to all.
        """
        found = [item for item in unique(items) if item["kind"] == "source"]
        if len(found) <= NAMED_SOURCES:
            return [self.link(item["id"], source_words(item["source"])) for item in found]
        publishers = {item["source"]["publisher"]: item["id"] for item in reversed(found)}
        named = list(reversed(publishers.items()))[:NAMED_SOURCES]
        links = [self.link(id, publisher) for publisher, id in named]
        return [*links, Markup('<a href="#sources">and others, in the record of sources</a>')]

    def clean(self, html: str) -> Markup:
        """`html` made safe and part of the page: headings in order, links that lead back, tables
        that scroll.

        The patterns are exact because they read only what the sanitiser wrote: there, every `<` of
        a text is `&lt;` and every `"` of an attribute is `&quot;`.
        """
        heading = r'<h([1-6])(?: [a-z-]+="[^"]*")*>(.*?)</h\1>'
        html = re.sub(heading, self._heading, sanitise(html), flags=re.S)
        html = re.sub(r'<a((?: [a-z-]+="[^"]*")*?) href="#e-([^"]*)"', self._use, html)
        html = re.sub("<table(.*?)</table>", self._table, html, flags=re.S)
        self.is_fiscal |= bool(re.search(r"iscal (year )?\d", html))
        return Markup(html)

    def _heading(self, match: re.Match[str]) -> str:
        level = int(match[1])
        words = match[2]
        if level == 1 and not self.has_title:
            self.has_title = True
            return ""
        self.level = max(2, min(level, self.level + 1))
        if self.level > 2:
            return f"<h{self.level}>{words}</h{self.level}>"
        id = f"s-{len(self.contents) + 1}"
        self.section = plain(words)
        self.contents.append((id, self.section))
        return f'<h2 id="{id}">{words}</h2>'

    def _use(self, match: re.Match[str]) -> str:
        others, id = match.groups()
        worn = f' class="{self.link_class(id)}"'
        others = others.replace(' class="evidence"', worn)
        return f'<a{others}{self.use(id)} href="#e-{id}"{self.hint(id)}'

    def _table(self, match: re.Match[str]) -> str:
        self.tables += 1
        table = match[1]
        head = re.match(r">\s*(?:<caption>.*?</caption>\s*)?<thead>(.*?)</thead>", table, re.S)
        names = re.findall(r"<th\b[^>]*>(.*?)</th>", head[1], re.S) if head else []
        kind = ""
        if names:
            name = self.head(map(plain, names))
            kind = f' class="{name}"'
        region = f'<div class="scroll" role="region" tabindex="0" aria-label="Table {self.tables}">'
        cells = re.sub(r"(<(t[dh])\b[^>]*>)(.*?)(?=</\2>)", _harmless, table, flags=re.S)
        return f"{region}<table{kind}{cells}</table></div>"


def is_cited(item: Evidence) -> bool:
    """Whether evidence is only cited, or derived from what is."""
    return item.get("verdict") == CITED


def is_hinted(item: Evidence) -> bool:
    """Whether the words of evidence show on a link to it: those held of a figure, or a formula."""
    return bool(item) and (
        item["kind"] == "derived" or (item["kind"] == "figure" and bool(item["span"]))
    )


def latest(evidence: Iterable[Evidence]) -> tuple[str, str]:
    """The latest date that evidence is about, in words, and the id of what is of it; both "" where
    none has a date. Of a period that is its end.
    """
    dates = {item["id"]: parse(item["as_of"]) for item in evidence if item.get("as_of")}
    known = {id: date for id, date in dates.items() if date.latest}
    if not known:
        return "", ""
    id = max(known, key=lambda id: (known[id].latest or Day.min, known[id].earliest or Day.min))
    return end_of(known[id]), id


def end_of(date: Date) -> str:
    """The end of a time in words: "February 2018", "fiscal 2022"; a day that lies between two as
    "22 to 27 February 2018".
    """
    if fiscal := fiscal_year(date):
        return f"fiscal {fiscal}"
    _, _, end = date.text.rpartition("/")
    between = end.strip("[]").replace("..", "/")
    return parse(between).words()


def _harmless(cell: re.Match[str]) -> str:
    return cell[1] + harmless_markup(cell[3])


def _tags(cell: Any) -> list[str]:
    """The tags of a cell."""
    return list(cell.metadata.get("tags", []))


def without_empty_sections(cells: list[Any]) -> list[Any]:
    """The cells without the headings and the Markdown, but for that at the top, over code of which
    none shows anything to publish.
    """
    kept = []
    for number, cell in enumerate(cells):
        if number == 0 or not _is_empty_section(cell, cells[number + 1 :]):
            kept.append(cell)
    return kept


def _is_empty_section(cell: Any, following: Iterable[Any]) -> bool:
    """Whether a cell is a heading or Markdown, and the code below it shows nothing to publish."""
    is_words = cell.cell_type == "markdown"
    if not is_words and not _is_heading(cell):
        return False
    section = takewhile(lambda other: not _begins_section(other, is_words), following)
    code = [other for other in section if other.cell_type == "code"]
    return bool(code) and not any(map(_shows, code))


def _shows(cell: Any) -> bool:
    """Whether a cell shows anything to publish."""
    return any(map(record, cell.get("outputs", [])))


def _is_heading(cell: Any) -> bool:
    """Whether a cell of code shows the heading of a section."""
    return any(record(output).get("role") == "heading" for output in cell.get("outputs", []))


def _begins_section(cell: Any, is_words: bool) -> bool:
    """Whether a cell ends what stands below a heading, or below other words: for these, any words
    do.
    """
    if cell.cell_type == "markdown":
        return is_words or cell.source.startswith("#")
    return _is_heading(cell)


def number_cells(nb: Any) -> None:
    """Note in each cell its number as a reader counts them: the notebook's own cells, from one,
    without papermill's.
    """
    number = 0
    for cell in nb.cells:
        if "injected-parameters" not in _tags(cell):
            number += 1
        cell.metadata["number"] = number


def notebook_name(nb: Any) -> str:
    """The question and its notebook."""
    question = nb.metadata.get("question", {})
    id = question.get("id", "?")
    notebook = question.get("notebook", "?")
    return f"question {id}, notebooks/{notebook}.ipynb"


def cell_name(nb: Any, index: int) -> str:
    """The question, its notebook and the number of a cell, as `number_cells` counts them; its kind
    if it is no code.
    """
    cell = nb.cells[index]
    number = cell.metadata["number"]
    kind = " (Markdown)" if cell.cell_type == "markdown" else ""
    return f"{notebook_name(nb)} cell {number}{kind}"


def read_report(nb: Any) -> Report:
    """Gather the report of an executed notebook, and write each output's safe HTML into the
    output's own metadata.

    Raises BuildError naming the cell for what cannot be published, and when there is not exactly
    one answer.
    """
    report = Report(question=nb.metadata.get("question", {"id": "report", "text": "Report"}))
    for index, output in outputs(nb):
        where = cell_name(nb, index)
        check_output(output, where)
        add_evidence(report, record(output).get("evidence", []), where)
        if record(output).get("role") == "answer":
            report.answered += record(output).get("evidence", [])
    for index, output in outputs(nb):
        check_leads(record(output), report.evidence, cell_name(nb, index))
    check_sources(report, notebook_name(nb))
    report.answer = report.clean(find_answer(nb))
    report.summary = first_sentence(plain(short_answer(nb) or report.answer))
    for number, cell in enumerate(nb.cells):
        if cell.cell_type == "markdown":
            words = report.clean(markdown(cell.source))
            # The first says what the notebook is, to who opens it: the page has its question.
            cell.metadata["shown"] = words if number else ""
        for output in cell.get("outputs", []):
            write_safe_html(report, output)
    return report


def write_safe_html(report: Report, output: Any) -> None:
    """Write into an output's metadata what the page shows of it, but for the answer."""
    said = record(output)
    if not said or said["role"] == "answer":
        return
    if said["role"] != "chart":
        output.metadata["shown"] = report.clean(output.data["text/html"])
    else:
        report.first_chart = report.first_chart or said
        columns, rows, alike = told_once(said["columns"], said["rows"])
        output.metadata["head"] = report.head(columns)
        output.metadata["columns"], output.metadata["alike"] = columns, alike
        output.metadata["sources"] = report.sources(said["evidence"])
        found = zip(said["row_ids"], rows, strict=True)
        output.metadata["rows"] = [report.row(id, cells, said["name"]) for id, cells in found]


def told_once(
    columns: list[str], rows: list[list[str]]
) -> tuple[list[str], list[tuple[str, ...]], list[str]]:
    """The columns and rows of a chart's table, and apart from these what several rows all say."""
    table = list(zip(columns, zip(*rows, strict=True), strict=True))
    kept = [(name, cells) for name, cells in table if not _are_alike(cells)] or table[:1]
    alike = [cells[0] for name, cells in table if (name, cells) not in kept]
    return [name for name, _ in kept], list(zip(*(cells for _, cells in kept), strict=True)), alike


def _are_alike(cells: tuple[str, ...]) -> bool:
    """Whether several cells say the same, which leads to no evidence of one of them."""
    first = cells[0]
    is_evidence = not first or re.search('[“"]', first) or numbers(first)
    return len(cells) >= annex.SEVERAL and len({*cells}) == 1 and not is_evidence


def find_answer(nb: Any) -> str:
    """The HTML of the one output that answers the question. Raises BuildError for none or
    several.
    """
    found = []
    for index, output in outputs(nb):
        if record(output).get("role") == "answer":
            found.append((index, str(output.data["text/html"])))
    if len(found) != 1:
        have = f"{counted(len(found), 'output')} have" if found else "no output has"
        index = found[1][0] if found else len(nb.cells) - 1
        wrong = f'{have} the role "answer"'
        raise BuildError(
            cell_name(nb, index),
            wrong,
            "show the answer once: answer(…) as the last line of one cell",
        )
    index, html = found[0]
    if not re.search(r"\w", plain(html)):
        where = cell_name(nb, index)
        raise BuildError(where, "the answer has no word", "give it what to answer from")
    return html


def short_answer(nb: Any) -> str:
    """The HTML of the first sentence of the answer, as the answer itself gives it; "" if not."""
    for _, output in outputs(nb):
        if record(output).get("role") == "answer":
            return str(record(output).get("short", ""))
    return ""


def check_output(output: Any, where: str) -> None:
    """Refuse what a reader could not read or check: errors, unknown roles, outputs and charts
    without words.
    """
    if output.output_type == "error":
        raise BuildError(where, f"{output.ename}: {output.evalue}", "mend the cell")
    if MIME not in output.get("data", {}):
        return
    said = record(output)
    role = said.get("role", "")
    if role not in ROLES:
        wrong = f"the role is {shown(str(role))}"
        raise BuildError(where, wrong, f"use one of {', '.join(ROLES)}")
    if role == "chart":
        check_chart(said, output.data.get(SVG, ""), where)
    elif not output.data.get("text/html"):
        raise BuildError(where, f'the {role} has no "text/html"', "give it one")


def check_leads(said: OutputRecord, evidence: Container[str], where: str) -> None:
    """Refuse an output with a row or an input that leads to no evidence of the report."""
    leads = [id for id in said.get("row_ids", []) if id]
    for item in said.get("evidence", []):
        leads += item.get("inputs") or []
    for id in leads:
        if id not in evidence:
            raise dangling(f"e-{id}", where)


def check_page(page: str, nb: Any, evidence: EvidenceById) -> None:
    """Refuse a page with a link that leads nowhere, or with a number or a quotation that leads to
    no record of `evidence`.
    """
    check_links(page, nb)
    body = page[page.index("<body") :]
    refused = next(refusals(body, evidence.values()), None)
    if refused is None:
        return
    for where, html in chain(pieces(nb), [(notebook_name(nb), body)]):
        if refused in refusals(html, evidence.values()):
            around = words_around(plain(html), refused.words)
            within = f", in {shown(around)}" if around else ""
            raise BuildError(where + within, refused.wrong, refused.do)


def pieces(nb: Any) -> Iterator[tuple[str, str]]:
    """The name of each cell with the safe HTML of its Markdown, or of one of its outputs."""
    for index, cell in enumerate(nb.cells):
        if cell.cell_type == "markdown":
            yield cell_name(nb, index), sanitise(markdown(cell.source))
    for index, output in outputs(nb):
        if record(output):  # any other is not published
            html = output.data.get("text/html", "")
            yield cell_name(nb, index), sanitise(html)


def words_around(text: str, found: str) -> str:
    """What stands around `found` in a text, in whole words; "" where nothing does, or `found` is
    read otherwise.
    """
    word = rf"\S*(?<!\w){re.escape(found)}(?!\w)\S*"
    match = re.search(rf"(?:\S+ ){{0,4}}{word}(?: \S+){{0,4}}", text)
    return match[0] if match and match[0] != found else ""


def check_chart(said: OutputRecord, svg: str, where: str) -> None:
    """Refuse a chart without a file name, title, alternative text, picture or data."""
    name = said.get("name", "")
    if not cite.SLUG.fullmatch(name):
        do = "use lower-case letters, digits and single hyphens"
        raise BuildError(where, f'the chart is named "{name}"', do)
    title = str(said.get("title", ""))
    given = {key: str(said.get(key, "")) for key in ("title", "alt", "data", "narrow")}
    missing = [key for key, text in given.items() if not text.strip()]
    if missing or not svg:
        wrong = f"chart {name} has no {', '.join(missing) or SVG}"
        raise BuildError(where, wrong, "a reader needs it")
    rows = said.get("rows", [])
    columns = said.get("columns", [])
    row_ids = said.get("row_ids", [])
    lengths = {len(row) for row in rows}
    if not columns or lengths != {len(columns)} or len(row_ids) != len(rows):
        wrong = (
            f"chart {name} does not give its data: {counted(len(columns), 'column')}, "
            f"{counted(len(rows), 'row')}, {counted(len(row_ids), 'row id')}"
        )
        raise BuildError(where, wrong, "give a full row and an id for each mark")
    known = numbers_of_rows(said)
    strange = [number for number in numbers(title) if folded(number) not in known]
    if strange:
        wrong = f'the title of chart {name} has "{strange[0]}", which its rows do not'
        raise BuildError(where, wrong, "say what they say, or no number")
    evidence = {item["id"]: item for item in said.get("evidence", [])}
    where = f"{where}, chart {name}"
    for row, id in zip(rows, row_ids, strict=True):
        check_row(row, id, evidence, where)
    check_data(said, evidence, where)
    check_alt(said, evidence, where)


def check_row(row: Iterable[str], id: str, evidence: EvidenceById, where: str) -> None:
    """Every number of a chart's row stands in the record that the row leads to, or in an input of
    that.
    """
    known = known_numbers(id, evidence)
    for number in chain.from_iterable(map(numbers, row)):
        if folded(number) not in known:
            wrong = f'"{number}" does not stand in the record of its row'
            raise BuildError(where, wrong, "draw what a record says")


def check_data(said: OutputRecord, evidence: EvidenceById, where: str) -> None:
    """A chart's CSV has a line for each row; its words say what their records say, and its ends
    what its words say.
    """
    lines = csv_rows(said["data"])
    ids = [line.get("id") for line in lines]
    if ids != said["row_ids"]:
        raise BuildError(where, "its CSV does not have its rows", "write the rows that were drawn")
    for line in lines:
        check_line(line, evidence, where)


def check_line(line: dict[str, str], evidence: EvidenceById, where: str) -> None:
    """A line of a chart's CSV says what the record of its row says, and its ends what its words
    say.
    """
    for cell in line.values():
        if harmless(cell) != cell:
            wrong = f"a spreadsheet takes {shown(cell)} in its CSV for a formula"
            raise BuildError(where, wrong, "write an apostrophe before it")
    worded = [cell for column, cell in line.items() if column not in UNWORDED]
    check_row(worded, line["id"], evidence, where)
    values = numbers(line.get("value", ""))
    stated = {value.replace(",", "") for value in values}
    written = set(numbers(line.get("low", "")))
    written.update(numbers(line.get("high", "")))
    strange = sorted(written - stated) or strange_days(line)
    if strange:
        wrong = f"the end {strange[0]} in its CSV is not that of its row"
        raise BuildError(where, wrong, "write what the row says")


def csv_rows(data: str) -> list[dict[str, str]]:
    """The rows of a CSV file by the names of their columns; what a row has too much or too little
    is "" there.
    """
    text = data.removeprefix("\ufeff")
    head, *rows = csv.reader(StringIO(text, newline=""))
    return [dict(zip_longest(head, row, fillvalue="")) for row in rows]


def strange_days(line: dict[str, str]) -> list[str]:
    """The cells of a dated row that are not those of its date in words."""
    days = {"earliest": "", "latest": ""}
    if line.get("edtf"):
        date = parse(line["edtf"])
        days["earliest"] = str(date.earliest or "")
        days["latest"] = str(date.latest or "")
        days["date"] = date.words()
    strange = [column for column, cell in days.items() if line.get(column, "") != cell]
    return [line.get(column) or "none" for column in strange]


def check_alt(said: OutputRecord, evidence: EvidenceById, where: str) -> None:
    """Alternative text has numbers of its rows only, of their first and last days, and how many
    more rows there are.
    """
    alt = said["alt"]
    count = len(said["rows"])
    rest = re.sub(r"\band (\d+) more\b", lambda more: "" if int(more[1]) < count else more[0], alt)
    known = numbers_of_rows(said)
    for number in numbers(rest):
        if folded(number) not in known:
            wrong = f'its alternative text has "{number}", which its rows do not'
            raise BuildError(where, wrong, "say what they say")
    for text in (said["title"], alt):
        for quoted in loose_quotations(str(escape(text)), evidence.values()):
            wrong = f"{shown(quoted)} is no quotation of its evidence"
            raise BuildError(where, wrong, "quote a record's words")


def numbers_of_rows(said: OutputRecord) -> set[str]:
    """The numbers of a chart's rows and of their first and last days, folded."""
    words = [*chain.from_iterable(said["rows"])]
    for line in csv_rows(said["data"]):
        for end in ("earliest", "latest"):
            if line.get(end):
                words.append(parse(line[end]).words())
    found: set[str] = set()
    for text in words:
        found.update(map(folded, numbers(text)))
        found.update(map(folded, numbers(visible(text))))
    return found


def add_evidence(report: Report, items: list[Evidence], where: str) -> None:
    """Add evidence to the report, once each; two pieces of evidence under one id would make a link
    lie.
    """
    for item in items:
        check_evidence(item, where)
        id = item["id"]
        if report.evidence.setdefault(id, item) != item:
            wrong = f"two different pieces of evidence are called {id}"
            raise BuildError(where, wrong, "give each its own id")


def check_evidence(item: Evidence, where: str) -> None:
    """Refuse evidence without an id, kind or label, or without what its kind must say of itself."""
    id = item.get("id", "")
    kind = item.get("kind", "")
    is_usable = re.fullmatch(r"[\w.-]+", id, re.ASCII)
    if not is_usable or kind not in KINDS or not item.get("label"):
        wrong = f"evidence {id!r} lacks a usable id, kind or label"
        raise BuildError(where, wrong, f"kinds are {', '.join(KINDS)}")
    is_cited = kind not in NEEDED and item.get("verdict") == CITED
    if is_cited and item.get("span"):
        wrong = f"evidence {id} is only cited, and yet brings words"
        raise BuildError(where, wrong, "verify the words, or leave them out")
    for key in NEEDED.get(kind, NEEDED_OF_WORDS):
        if not item.get(key) and not (is_cited and key == "span"):
            wrong = f"evidence {id} has no {key}"
            raise BuildError(where, wrong, "hand over the whole record")


def check_sources(report: Report, where: str) -> None:
    """Refuse evidence whose source the page does not hold."""
    for id, item in report.evidence.items():
        source = item.get("source")
        if source and report.source_entry(source) not in report.evidence:
            wrong = f"evidence {id} stands in {shown(source['id'])}, which the page does not hold"
            raise BuildError(where, wrong, "hand over its source with it")


# ---- the page


class ReportExporter(TemplateExporter):
    """nbconvert's way from a notebook to the report page. The notebook's metadata hold the question
    it answers.
    """

    template_name = Unicode("templates")
    template_file = Unicode("report.html.j2")
    file_extension = Unicode(".html")
    extra_template_basedirs = List(Unicode(), [str(Path(__file__).parent)])
    output_mimetype = "text/html"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """The page of an executed notebook, and nbconvert's resources. Raises BuildError for a page
        with a hole.

        ``resources["tables"]`` is the digest of the record's tables, which the seal names; that of
        no tables if absent.
        """
        nb = deepcopy(nb)
        number_cells(nb)
        cells = nb.cells
        nb.cells = without_empty_sections(cells)
        report = read_report(nb)
        given = {"tables": tables_digest({}), **(resources or {}), "report": report}
        page, resources = super().from_notebook_node(nb, given, **kw)
        check_page(page, nb, report.evidence)
        # What a link leads to shows in its address; its class was for the check.
        page = page.replace('<a class="evidence cited"', '<a class="cited"')
        page = page.replace('<a class="evidence"', "<a")
        return seal(visible(page), notebook_name(nb)), resources

    def _create_environment(self) -> Any:
        environment: Any = super()._create_environment()  # type: ignore[no-untyped-call]
        css = minified((Path(__file__).parent / "templates" / "page.css").read_text("utf-8"))
        environment.autoescape = True
        environment.globals.update(
            css=Markup(css),
            fingerprint_command=COMMAND,
            work=cite.WORK,
            scopes=SCOPES,
            page_address=page_address,
            share_image=share_image,
            seal_words=seal_words,
            citation=citation,
        )
        environment.filters.update(
            unbroken=unbroken,
            anchor=anchor,
            picture=picture,
            record=record,
            place=cite.place,
            brief=annex.brief,
            when=annex.when,
            facts=annex.facts,
            sentence=capitalised,
            begun=begun,
            ended=ended,
            style_hash=style_hash,
            harmless=lambda cell: Markup(harmless_markup(escape(cell))),
        )
        environment.tests.update(
            link=lambda url: re.match("https?://", url or ""),
            ran=lambda cell: cell.cell_type == "code" and cell.source.strip(),
        )
        return environment


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


@cache
def report_exporter() -> ReportExporter:
    """The exporter of this process, which compiles its templates once; nbconvert's constructor has
    no types.
    """
    return ReportExporter()  # type: ignore[no-untyped-call]


def rehearse() -> None:
    """Make a page that nobody sees, so that templates and schemas are compiled once for all the
    processes that are forked from here.
    """
    shown = {"text/html": "<p>Rehearsed.</p>", MIME: {"role": "answer"}}
    output = nbformat.v4.new_output("display_data", shown)
    heading = nbformat.v4.new_markdown_cell("# Rehearsed")
    cell = nbformat.v4.new_code_cell("show()", outputs=[output])
    nb = nbformat.v4.new_notebook(cells=[heading, cell])
    nbformat.validate(nb)
    report_exporter().from_notebook_node(nb)


class Fragments(HTMLParser):
    """The ids of a page and the fragments its links lead to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag's id and the fragment it leads to."""
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href" and value and value.startswith("#"):
                self.targets.append(value[1:])


def check_links(page: str, nb: Any) -> None:
    """Every link within the page leads somewhere, and to one place only."""
    fragments = Fragments(page)
    counts = Counter(fragments.ids)
    for target in fragments.targets:
        if target not in counts:
            link = f'href="#{escape(target)}"'
            places = (where for where, html in pieces(nb) if link in html)
            raise dangling(target, next(places, notebook_name(nb)))
    twice = [id for id, count in counts.items() if count > 1]
    if twice:
        wrong = f"the id {min(twice)} stands twice in the page"
        raise BuildError(notebook_name(nb), wrong, "name each chart once")


def dangling(target: str, where: str) -> BuildError:
    """A link to a place that the page does not hold."""
    wrong = f"the page links to #{target}, which it does not hold"
    return BuildError(where, wrong, "hand over the evidence with the output")


def citation(report: Report) -> Markup:
    """The forms in which to cite a report's page, as HTML, with the place of its fingerprint."""
    question = report.question
    author = question.get("author", cite.AUTHORS)
    cited = cite.Citation(question["id"], question["text"], report.verified, BLANK, author)
    forms = Markup()
    for name, form in cite.FORMS.items():
        shown = Markup('<div class="form"><h3>{}</h3><pre tabindex="0">{}</pre></div>')
        forms += shown.format(name, form(cited))
    return forms


def page_address(question: Mapping[str, Any]) -> str:
    """The address of a report's page; "" where that of the site is not known."""
    site = question.get("address", "")
    return f"{site}{question['id']}.html" if site else ""


def share_image(report: Report) -> str:
    """The address of the PNG of a page's first chart; "" where the page has none, or none that is
    known.
    """
    site = report.question.get("address", "")
    if not site or not report.first_chart:
        return ""
    return f"{site}{report.question['id']}-{report.first_chart['name']}.png"


# ---- the seal


def seal_words(id: str, tables: str) -> Markup:
    """The seal of a page before its fingerprint is known: the id of its question and the digest of
    the tables.
    """
    return SEAL.format(id=id, version=__version__, tables=tables, digits=BLANK)


def fingerprint(page: str) -> str:
    """SHA-256 of a whole page in hexadecimal, taken with `BLANK` wherever the page states its own
    fingerprint.

    A page that has `BLANK` in it was changed since it was sealed, and is hashed as it stands, with
    the digits that it states: else some of these could be exchanged for noughts unnoticed. Bytes
    that were no UTF-8 come as surrogates.
    """
    stated = [match["digits"] for match in SEALED.finditer(page)]
    if stated and BLANK not in page:
        page = page.replace(stated[-1], BLANK)
    return hashlib.sha256(page.encode("utf-8", "surrogateescape")).hexdigest()


def seal(page: str, where: str) -> str:
    """The page with its fingerprint in every place that is kept for it: in its seal and in each
    form of citation.

    Raises BuildError for a page that holds what could be taken for its seal or its fingerprint.
    """
    seals = page.count('id="fingerprint">')
    if page.count(BLANK) != 1 + len(cite.FORMS) or seals != 1:
        wrong = "the page holds words like those of a seal, or a row of 64 noughts"
        raise BuildError(where, wrong, "take them out of its cells and its record")
    if not page.endswith(END):
        wrong = "the page goes on behind its seal"
        raise BuildError(where, wrong, "end the template with the seal")
    digits = hashlib.sha256(page.encode()).hexdigest()
    return page.replace(BLANK, digits)


def sealed_again(page: str, tables: str) -> str:
    """A page whose words stay, sealed as of tables with another digest; one without a seal as it
    is.
    """
    sealed = SEALED.search(page)
    if sealed is None or sealed["tables"] == tables:
        return page
    page = page.replace(sealed["digits"], BLANK).replace(sealed["tables"], tables)
    return seal(page, f"question {sealed['id']}")


# ---- links to other reports


def linked(page: str, is_published: Callable[[str], bool]) -> str:
    """A report's page with links to the other reports that are published, and to no other, sealed
    as it then is.
    """

    def lead(match: re.Match[str]) -> str:
        href = f' href="{match[1]}.html"' if is_published(match[1]) else ""
        return f'<a data-page="{match[1]}"{href}>'

    found = ONWARD.sub(lead, page)
    sealed = SEALED.search(page)
    if found == page or sealed is None:
        return found
    return seal(found.replace(sealed["digits"], BLANK), f"question {sealed['id']}")


def unlinked(page: str) -> str:
    """A report's page without its links to other reports, which depend on what else is published.
    Its seal is not renewed.
    """
    return ONWARD.sub(r'<a data-page="\1">', page)
