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
from collections.abc import Container, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
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
from analysis.quantities.dates import parse
from analysis.record.csvfiles import harmless, harmless_markup
from analysis.record.record import MIME
from analysis.report import cite
from analysis.report.gate import folded, known_numbers, loose_quotations, numbers, refusals, visible
from analysis.text.anchors import CITED, PASSING
from analysis.text.lexicon import MONTH_ABBREVIATIONS, MONTHS, alternation

SVG = "image/svg+xml"
# besides letters and digits, what needs no escape in an address of data
PLAIN = ' !"$&()*+,/:;<=>?@[]^`{|}~'
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
    "from tables of the "
    'record with the digest <span class="hash">(?P<tables>[0-9a-f]{64})</span>. Fingerprint, the '
    "SHA-256 of this whole "
    "file with noughts in place of these 64 digits wherever they stand: "
    '<span class="hash" id="fingerprint">(?P<digits>[0-9a-f]{64})</span></p>'
)
END = "\n</footer>\n</body>\n</html>\n"
# What prints the fingerprint of the page whose path follows, on any system with Python.
COMMAND = (
    "python3 -c \"import hashlib, re, sys; page, nought = open(sys.argv[1], 'rb').read(), b'0' * "
    "64; "
    "digits = re.findall(b'id=.fingerprint.>([0-9a-f]{64})<', page)[-1]; "
    'print(hashlib.sha256(page if nought in page else page.replace(digits, nought)).hexdigest())"'
)
ROLES = ("answer", "sentence", "quote", "table", "chart", "limits")
KINDS = {
    "derived": "Derived figures",
    "figure": "Figures",
    "gap": "Figures not given",
    "quote": "Quotations",
    "event": "Events",
    "speaker": "Speakers",
    "source": "Sources",
}
HINTED = ("figure", "derived")  # evidence whose words show on a link to it, where the browser can
# What a record of each kind must say of itself; any other needs the words of a source.
NEEDED = {"derived": ("formula", "inputs"), "speaker": (), "source": ("source",)}
UNWORDED = (
    "id",
    "part_of",
    "low",
    "high",
    "edtf",
    "earliest",
    "latest",
)  # columns of a chart's CSV for machines
FIGURE_HEADS = ("Figure", "In the source’s words", "Source")

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
WEARERS = ("a", "blockquote", "cite", "div", "figure", "p", "span")
CLASSES = {tag: {"date", "evidence", "quote", "source", "note", "warn"} for tag in WEARERS}

MONTH = rf"{alternation(name.title() for name in (*MONTHS, *MONTH_ABBREVIATIONS))}\b\.?"
DATE = re.compile(
    rf"\b(?:\d{{1,2}} {MONTH}(?: \d{{4}})?|{MONTH} \d{{4}}|{MONTH} \d{{1,2}}(?:, \d{{4}})?"
    r"|\d{4}-\d\d(?:-\d\d)?)(?!\w)"
)


# ---- pieces of HTML


def sanitise(html: str, without: frozenset[str] = frozenset()) -> str:
    """`html` with only `TAGS` (those in `without` lose all but their words) and http(s) or inner
    links.
    """
    return nh3.clean(
        html,
        tags=TAGS - without,
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
    return " ".join(unescape(nh3.clean(html, tags=set())).split())


def unbroken(text: object) -> Markup:
    """`text` escaped, with every date kept on one line."""
    return Markup(DATE.sub(r'<span class="date">\g<0></span>', str(escape(text))))


def picture(svg: str, alt: str) -> Markup:
    """An SVG as an `img`: there a browser runs no script, follows no link, and its styles need no
    exception.
    """
    box = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', svg)
    size = f' width="{float(box[1]):.0f}" height="{float(box[2]):.0f}"' if box else ""
    data = address(compact(svg), SVG)
    return Markup("<img alt=\"{}\" src='{}'{}>").format(alt, data, Markup(size))


def compact(svg: str) -> str:
    """A chart's SVG without what only the file that is shared alone needs: its metadata, names of
    parts and spaces.
    """
    svg = re.sub(r"^<\?xml.*?(?=<svg)|<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(
        "<[^>]*>",
        lambda tag: re.sub(r"(?<=[:;]) | (?=[LMz]) *|(?<=[LM]) ", "", _one_line(tag[0])),
        svg,
    )
    unnamed = re.sub('<g id="[^"]*"/>', "", re.sub('<g id="[^"]*">', "<g>", svg))
    bare = unnamed if "<g " in unnamed else re.sub("</?g>", "", unnamed)
    return re.sub(r">\s+<", "><", bare).replace("\n", " ")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def address(data: str, kind: str) -> Markup:
    """The address of a file that a page carries in itself, for an attribute in single quotes.

    It is escaped where an address needs it, which takes a quarter less room than base64.
    """
    return Markup(f"data:{kind},{quote(data, safe=PLAIN).replace('&', '&amp;')}")


def css_text(words: str) -> str:
    """`words` for a string of a style sheet: anything but letters, digits and spaces by its
    number.
    """
    return re.sub(r"[^\w ]", lambda match: f"\\{ord(match[0]):06x}", visible(words))


def begun(prefix: str) -> str:
    """What stands before a span, from a whole word on; offsets cut it anywhere, but a capital
    begins a word.
    """
    return re.sub(r"^(?=[^\W_A-Z])\S*\s+(?=\S)", "", prefix)


def ended(suffix: str) -> str:
    """What stands after a span, to the end of a whole word."""
    return re.sub(r"(?<=\S)\s+\S*\w$", "", suffix)


def record(output: Any) -> dict[str, Any]:
    """What an output says about itself: its role, evidence, and for a chart its words and rows;
    empty if nothing.
    """
    said = output.get("data", {}).get(MIME, {})
    return dict(said) if isinstance(said, dict) else {}


def outputs(nb: Any) -> Iterator[tuple[int, Any]]:
    """Every output of a notebook with the index of its cell."""
    return (
        (index, output) for index, cell in enumerate(nb.cells) for output in cell.get("outputs", [])
    )


# ---- one report


@dataclass
class Report:
    """What the page is made of, gathered from the notebook before the templates run."""

    question: dict[str, str]
    answer: str = ""
    kicker: str = ""
    contents: list[tuple[str, str]] = field(default_factory=list)
    evidence: dict[str, dict[str, Any]] = field(default_factory=dict)
    uses: dict[str, list[tuple[str, str]]] = field(
        default_factory=dict
    )  # of each record: its links, by section
    section: str = "Answer"
    links: int = 0
    level: int = 1
    tables: int = 0
    heads: list[tuple[str, ...]] = field(
        default_factory=list
    )  # the headings of tables, each row of them once

    @property
    def figures(self) -> list[dict[str, Any]]:
        """The evidence that is a figure as reported."""
        return [item for item in self.evidence.values() if item["kind"] == "figure"]

    def groups(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """The evidence by kind, each kind with its title."""
        items = self.evidence.values()
        groups = (
            (title, [item for item in items if item["kind"] == kind])
            for kind, title in KINDS.items()
        )
        return [(title, items) for title, items in groups if items]

    def label(self, id: str) -> str:
        """The words that stand for a piece of evidence."""
        return self.evidence[id]["label"] if id in self.evidence else id

    @property
    def verified(self) -> str:
        """The latest day on which a row of the evidence was verified; "" if none was."""
        return max((item.get("verified") or "" for item in self.evidence.values()), default="")

    def hints(self) -> list[dict[str, Any]]:
        """The numbers that the page's text uses, whose words show on the link to them."""
        return [
            item for id, item in self.evidence.items() if item["kind"] in HINTED and id in self.uses
        ]

    def results(self, id: str) -> list[str]:
        """The derived figures that `id` is an input of."""
        return [other for other, item in self.evidence.items() if id in item.get("inputs", [])]

    def source_entry(self, source: dict[str, Any]) -> str:
        """The id of the entry of a cited source; "" where the page holds none."""
        id = f"source-{source.get('id')}"
        return id if id in self.evidence else ""

    def passes(self, item: dict[str, Any]) -> bool:
        """Whether the verdict of a piece of evidence is one that passes."""
        return item["verdict"] in PASSING

    @property
    def has_cited(self) -> bool:
        """Whether anything of the evidence is only cited."""
        return any(item.get("verdict") == CITED for item in self.evidence.values())

    def standing_class(self, item: dict[str, Any]) -> str:
        """The class by which the page tells words that pass, what is only cited, and what did not
        pass.
        """
        return "" if self.passes(item) else "cited" if item["verdict"] == CITED else "warn"

    def use(self, id: str) -> str:
        """The id of the next link to the evidence `id`, so that its entry can lead back there."""
        self.links += 1
        self.uses.setdefault(id, []).append((self.section, f"u-{self.links}"))
        return f"u-{self.links}"

    def back(self, id: str) -> list[tuple[str, list[str]]]:
        """The links to the evidence `id`, by the section that they stand in."""
        found: dict[str, list[str]] = {}
        for section, link in self.uses.get(id, []):
            found.setdefault(section, []).append(link)
        return list(found.items())

    def within(self, section: str) -> "Report":
        """Itself, at a section that the template adds."""
        self.section = section
        return self

    def head(self, columns: Iterable[str]) -> str:
        """The class of tables with these headings, by which a narrow screen names their cells."""
        key = tuple(columns)
        if key not in self.heads:
            self.heads.append(key)
        return f"t-{self.heads.index(key) + 1}"

    def style(self, css: str) -> str:
        """The style sheet of the page: where rows become blocks, a cell is named by the heading of
        its column.
        """
        rules = [
            f'.t-{table} td:nth-child({place})::before{{content:"{css_text(name)}: "}}'
            for table, names in enumerate(self.heads, start=1)
            for place, name in enumerate(names, start=1)
            if place > 1
        ]
        return f"{css}@media screen and (max-width:30rem){{{''.join(rules)}}}\n" if rules else css

    def link(self, id: str, words: str) -> Markup:
        """`words` as a link to the evidence `id`; the words alone where there is none."""
        if not id:
            return unbroken(words)
        hint = self.hint(id)
        return Markup('<a class="evidence" id="{}" href="#e-{}"{}>{}</a>').format(
            self.use(id), id, hint, unbroken(words)
        )

    def hint(self, id: str) -> Markup:
        """The attribute that shows the words of a number on its link: a popover, without a
        script.
        """
        is_hinted = self.evidence.get(id, {}).get("kind") in HINTED
        return Markup(' interestfor="h-{}"').format(id) if is_hinted else Markup("")

    def lead(self, id: str, words: str) -> Markup:
        """`words` as a link to the evidence `id` where they hold a number, which may not stand
        without one.
        """
        if not numbers(words) or id not in self.evidence:
            return unbroken(words)
        return Markup('<a class="evidence" href="#e-{}">{}</a>').format(id, unbroken(words))

    def sources(self, items: list[dict[str, Any]]) -> list[Markup]:
        """Who published what `items` rest on, and when, each source once, as a link to its
        record.
        """
        found = {item["id"]: item["source"] for item in items if item["kind"] == "source"}
        return [
            self.link(id, f"{source['publisher']}, {source['published']}")
            for id, source in found.items()
        ]

    def clean(self, html: str) -> Markup:
        """`html` made safe and part of the page: headings in order, links that lead back, tables
        that scroll.

        The patterns are exact because they read only what the sanitiser wrote: there, every `<` of
        a text is `&lt;` and every `"` of an attribute is `&quot;`.
        """
        html = re.sub(
            r"<h([1-6])((?: [a-z-]+=\"[^\"]*\")*)>(.*?)</h\1>",
            self._heading,
            sanitise(html),
            flags=re.S,
        )
        html = re.sub(r'<a((?: [a-z-]+="[^"]*")*?) href="#e-([^"]*)"', self._use, html)
        return Markup(re.sub("<table(.*?)</table>", self._table, html, flags=re.S))

    def _heading(self, match: re.Match[str]) -> str:
        level, words = int(match[1]), match[3]
        if level == 1 and not self.kicker:
            self.kicker = plain(words)
            return ""
        self.level = max(2, min(level, self.level + 1))
        if self.level > 2:
            return f"<h{self.level}>{words}</h{self.level}>"
        id = f"s-{len(self.contents) + 1}"
        self.section = plain(words)
        self.contents.append((id, self.section))
        return f'<h2 id="{id}">{words}</h2>'

    def _use(self, match: re.Match[str]) -> str:
        return f'<a{match[1]} id="{self.use(match[2])}" href="#e-{match[2]}"{self.hint(match[2])}'

    def _table(self, match: re.Match[str]) -> str:
        self.tables += 1
        head = re.match(r">\s*(?:<caption>.*?</caption>\s*)?<thead>(.*?)</thead>", match[1], re.S)
        names = (
            [plain(cell) for cell in re.findall(r"<th\b[^>]*>(.*?)</th>", head[1], re.S)]
            if head
            else []
        )
        kind = f' class="{self.head(names)}"' if names else ""
        region = f'<div class="scroll" role="region" tabindex="0" aria-label="Table {self.tables}">'
        cells = re.sub(r"(<(t[dh])\b[^>]*>)(.*?)(?=</\2>)", _harmless, match[1], flags=re.S)
        return f"{region}<table{kind}{cells}</table></div>"


def _harmless(cell: re.Match[str]) -> str:
    return cell[1] + harmless_markup(cell[3])


def without_defaults(cells: list[Any]) -> list[Any]:
    """The cells without the defaults of the parameters, where the question's own stand below
    them.
    """
    tags = {tag for cell in cells for tag in cell.metadata.get("tags", [])}
    is_default = ("parameters" in cell.metadata.get("tags", []) for cell in cells)
    given = "injected-parameters" in tags
    return [
        cell for cell, default in zip(cells, is_default, strict=True) if not (given and default)
    ]


def without_empty_sections(cells: list[Any]) -> list[Any]:
    """The cells without the Markdown, but for that at the top, over code of which none shows
    anything to publish.
    """
    kept: list[Any] = []
    for number, cell in enumerate(cells):
        below = takewhile(lambda other: other.cell_type == "code", cells[number + 1 :])
        shows = [any(record(output) for output in other.get("outputs", [])) for other in below]
        if number == 0 or cell.cell_type == "code" or not shows or any(shows):
            kept.append(cell)
    return kept


def number_cells(nb: Any) -> None:
    """Note in each cell its number as a reader counts them: the notebook's own cells, from one,
    without papermill's.
    """
    number = 0
    for cell in nb.cells:
        number += "injected-parameters" not in cell.metadata.get("tags", [])
        cell.metadata["number"] = number


def notebook_name(nb: Any) -> str:
    """The question and its notebook."""
    question = nb.metadata.get("question", {})
    return f"question {question.get('id', '?')}, notebooks/{question.get('notebook', '?')}.ipynb"


def cell_name(nb: Any, index: int) -> str:
    """The question, its notebook and the number of a cell, as `number_cells` counts them; its kind
    if it is no code.
    """
    cell = nb.cells[index]
    kind = " (Markdown)" if cell.cell_type == "markdown" else ""
    return f"{notebook_name(nb)} cell {cell.metadata['number']}{kind}"


def read_report(nb: Any) -> Report:
    """Gather the report of an executed notebook, and write each output's safe HTML into the
    output's own metadata.

    Raises BuildError naming the cell for what cannot be published, and when there is not exactly
    one answer.
    """
    report = Report(question=nb.metadata.get("question", {"id": "report", "text": "Report"}))
    for index, output in outputs(nb):
        check_output(output, cell_name(nb, index))
        add_evidence(report, record(output).get("evidence", []), cell_name(nb, index))
    for index, output in outputs(nb):
        check_leads(record(output), report.evidence, cell_name(nb, index))
    report.answer = report.clean(find_answer(nb))
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            cell.metadata["shown"] = report.clean(markdown(cell.source))
        for output in cell.get("outputs", []):
            said = record(output)
            if said.get("role") == "chart":
                report.head(said["columns"])
                output.metadata["sources"] = report.sources(said["evidence"])
                output.metadata["rows"] = [
                    [report.link(id, row[0]), *(report.lead(id, cell) for cell in row[1:])]
                    for row, id in zip(said["rows"], said["row_ids"], strict=True)
                ]
            elif said and said["role"] != "answer":
                output.metadata["shown"] = report.clean(output.data["text/html"])
    report.head(FIGURE_HEADS)
    return report


def find_answer(nb: Any) -> str:
    """The HTML of the one output that answers the question. Raises BuildError for none or
    several.
    """
    answers = [
        (index, output) for index, output in outputs(nb) if record(output).get("role") == "answer"
    ]
    if len(answers) != 1:
        found = "no output has" if not answers else f"{counted(len(answers), 'output')} have"
        where = cell_name(nb, answers[1][0] if answers else len(nb.cells) - 1)
        raise BuildError(
            where, f'{found} the role "answer"', "show the answer sentence exactly once"
        )
    html = str(answers[0][1].data["text/html"])
    if not re.search(r"\w", plain(html)):
        raise BuildError(
            cell_name(nb, answers[0][0]), "the answer has no word", "give it what to answer from"
        )
    return html


def check_output(output: Any, where: str) -> None:
    """Refuse what a reader could not read or check: errors, unknown roles, outputs and charts
    without words.
    """
    said = record(output)
    if output.output_type == "error":
        raise BuildError(where, f"{output.ename}: {output.evalue}", "mend the cell")
    if MIME in output.get("data", {}) and said.get("role") not in ROLES:
        raise BuildError(
            where,
            f"the role is {shown(str(said.get('role', '')))}",
            f"use one of {', '.join(ROLES)}",
        )
    if said.get("role") == "chart":
        check_chart(said, output.data.get(SVG, ""), where)
    elif said and not output.data.get("text/html"):
        raise BuildError(where, f'the {said["role"]} has no "text/html"', "give it one")


def check_leads(said: Mapping[str, Any], evidence: Container[str], where: str) -> None:
    """Refuse an output with a row or an input that leads to no evidence of the report."""
    leads = [id for id in said.get("row_ids", []) if id]
    for item in said.get("evidence", []):
        leads += item.get("inputs") or []
    if missing := [id for id in leads if id not in evidence]:
        raise dangling(f"e-{missing[0]}", where)


def check_page(page: str, nb: Any, evidence: Mapping[str, dict[str, Any]]) -> None:
    """Refuse a page with a link that leads nowhere, or with a number or a quotation that leads to
    no record of `evidence`.
    """
    body = page[page.index("<body") :]
    check_links(page, nb)
    for refused in refusals(body, evidence.values()):
        whole = (notebook_name(nb), body)
        places = (
            (where, html)
            for where, html in pieces(nb)
            if refused in refusals(html, evidence.values())
        )
        where, html = next(places, whole)
        if around := words_around(plain(html), refused.words):
            where = f"{where}, in {shown(around)}"
        raise BuildError(where, refused.wrong, refused.do)


def pieces(nb: Any) -> Iterator[tuple[str, str]]:
    """The name of each cell with the safe HTML of its Markdown, or of one of its outputs."""
    for index, cell in enumerate(nb.cells):
        if cell.cell_type == "markdown":
            yield cell_name(nb, index), sanitise(markdown(cell.source))
    for index, output in outputs(nb):
        yield cell_name(nb, index), sanitise(output.get("data", {}).get("text/html", ""))


def words_around(text: str, found: str) -> str:
    """What stands around `found` in a text, in whole words; "" where nothing does, or `found` is
    read otherwise.
    """
    place = re.search(rf"(?:\S+ ){{0,4}}\S*(?<!\w){re.escape(found)}(?!\w)\S*(?: \S+){{0,4}}", text)
    return place.group() if place and place.group() != found else ""


def check_chart(said: dict[str, Any], svg: str, where: str) -> None:
    """Refuse a chart without a file name, title, alternative text, picture or data."""
    name = said.get("name", "")
    if not cite.SLUG.fullmatch(name):
        raise BuildError(
            where,
            f'the chart is named "{name}"',
            "use lower-case letters, digits and single hyphens",
        )
    if typed := numbers(str(said.get("title", ""))):
        raise BuildError(
            where, f'the title of chart {name} has "{typed[0]}"', "say it without a number"
        )
    missing = [key for key in ("title", "alt", "data") if not str(said.get(key, "")).strip()]
    if missing or not svg:
        raise BuildError(
            where, f"chart {name} has no {', '.join(missing) or SVG}", "a reader needs it"
        )
    rows, columns, row_ids = said.get("rows", []), said.get("columns", []), said.get("row_ids", [])
    if (
        not rows
        or not columns
        or len(row_ids) != len(rows)
        or any(len(row) != len(columns) for row in rows)
    ):
        wrong = (
            f"chart {name} does not give its data: {counted(len(columns), 'column')}, "
            f"{counted(len(rows), 'row')}, "
        )
        wrong += counted(len(row_ids), "row id")
        raise BuildError(where, wrong, "give a full row and an id for each mark")
    evidence = {item["id"]: item for item in said.get("evidence", [])}
    for row, id in zip(rows, row_ids, strict=True):
        check_row(row, id, evidence, f"{where}, chart {name}")
    check_data(said, evidence, f"{where}, chart {name}")
    check_alt(said, evidence, f"{where}, chart {name}")


def check_row(row: Iterable[str], id: str, evidence: dict[str, dict[str, Any]], where: str) -> None:
    """Every number of a chart's row stands in the record that the row leads to, or in an input of
    that.
    """
    known = known_numbers(id, evidence)
    if strange := [typed for cell in row for typed in numbers(cell) if folded(typed) not in known]:
        raise BuildError(
            where,
            f'"{strange[0]}" does not stand in the record of its row',
            "draw what a record says",
        )


def check_data(said: dict[str, Any], evidence: dict[str, dict[str, Any]], where: str) -> None:
    """A chart's CSV has a line for each row; its words say what their records say, and its ends
    what its words say.
    """
    lines = csv_rows(said["data"])
    if [line.get("id") for line in lines] != said["row_ids"]:
        raise BuildError(where, "its CSV does not have its rows", "write the rows that were drawn")
    for line in lines:
        if taken := [cell for cell in line.values() if harmless(cell) != cell]:
            wrong = f"a spreadsheet takes {shown(taken[0])} in its CSV for a formula"
            raise BuildError(where, wrong, "write an apostrophe before it")
        check_row(
            [cell for column, cell in line.items() if column not in UNWORDED],
            line["id"],
            evidence,
            where,
        )
        stated = {number.replace(",", "") for number in numbers(line.get("value", ""))}
        written = {number for end in ("low", "high") for number in numbers(line.get(end, ""))}
        if strange := [*sorted(written - stated), *strange_days(line)]:
            raise BuildError(
                where,
                f"the end {strange[0]} in its CSV is not that of its row",
                "write what the row says",
            )


def csv_rows(data: str) -> list[dict[str, str]]:
    """The rows of a CSV file by the names of their columns; what a row has too much or too little
    is "" there.
    """
    head, *rows = csv.reader(StringIO(data.removeprefix("\ufeff"), newline=""))
    return [dict(zip_longest(head, row, fillvalue="")) for row in rows]


def strange_days(line: Mapping[str, str]) -> list[str]:
    """The cells of a dated row that are not those of its date in words."""
    if not line.get("edtf"):
        return [cell for column in ("earliest", "latest") if (cell := line.get(column, ""))]
    date = parse(line["edtf"])
    days = {column: str(getattr(date, column) or "") for column in ("earliest", "latest")}
    said = days | {"edtf": line["edtf"], "date": date.words()}
    return [
        line.get(column, "") or "none"
        for column, cell in said.items()
        if line.get(column, "") != cell
    ]


def check_alt(said: dict[str, Any], evidence: dict[str, dict[str, Any]], where: str) -> None:
    """Alternative text has numbers of its rows only, of their first and last days, and how many
    more rows there are.
    """
    lines, rows = csv_rows(said["data"]), said["rows"]
    days = [
        parse(day).words()
        for line in lines
        for end in ("earliest", "latest")
        if (day := line.get(end))
    ]
    words = [*days, *chain.from_iterable(rows)]
    known = {folded(number) for text in (*words, *map(visible, words)) for number in numbers(text)}
    rest = re.sub(
        r"\band (\d+) more\b", lambda more: "" if int(more[1]) < len(rows) else more[0], said["alt"]
    )
    if strange := [number for number in numbers(rest) if folded(number) not in known]:
        raise BuildError(
            where,
            f'its alternative text has "{strange[0]}", which its rows do not',
            "say what they say",
        )
    for text in (said["title"], said["alt"]):
        if loose := loose_quotations(str(escape(text)), evidence.values()):
            raise BuildError(
                where,
                f"{shown(loose[0])} is no quotation of its evidence",
                "quote a record's words",
            )


def add_evidence(report: Report, items: list[dict[str, Any]], where: str) -> None:
    """Add evidence to the report, once each; two pieces of evidence under one id would make a link
    lie.
    """
    for item in items:
        id = item.get("id", "")
        if (
            not re.fullmatch(r"[\w.-]+", id, re.ASCII)
            or item.get("kind") not in KINDS
            or not item.get("label")
        ):
            raise BuildError(
                where,
                f"evidence {id!r} lacks a usable id, kind or label",
                f"kinds are {', '.join(KINDS)}",
            )
        is_cited = item["kind"] not in NEEDED and item.get("verdict") == CITED
        needed = NEEDED.get(
            item["kind"], ("source", "verdict") if is_cited else ("span", "source", "verdict")
        )
        if is_cited and item.get("span"):
            wrong = f"evidence {id} is only cited, and yet brings words"
            raise BuildError(where, wrong, "verify the words, or leave them out")
        if lacking := [key for key in needed if not item.get(key)]:
            raise BuildError(
                where, f"evidence {id} has no {lacking[0]}", "hand over the whole record"
            )
        if report.evidence.setdefault(id, item) != item:
            raise BuildError(
                where, f"two different pieces of evidence are called {id}", "give each its own id"
            )


# ---- the page


class ReportExporter(TemplateExporter):
    """nbconvert's way from a notebook to the report page. The notebook's metadata hold the question
    it answers.
    """

    template_name = Unicode("templates").tag(config=True, affects_template=True)
    template_file = Unicode("report.html.j2").tag(config=True, affects_template=True)
    file_extension = Unicode(".html").tag(config=True)
    extra_template_basedirs = List(Unicode(), [str(Path(__file__).parent)]).tag(
        config=True, affects_environment=True
    )
    output_mimetype = "text/html"
    export_from_notebook = "Repatriation Record report"

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """The page of an executed notebook, and nbconvert's resources. Raises BuildError for a page
        with a hole.

        ``resources["tables"]`` is the digest of the record's tables, which the seal names; that of
        no tables if absent.
        """
        nb, where = deepcopy(nb), notebook_name(nb)
        number_cells(nb)
        nb.cells = without_empty_sections(without_defaults(nb.cells))
        report = read_report(nb)
        given = {"tables": tables_digest({}), **(resources or {}), "report": report}
        page, resources = super().from_notebook_node(nb, given, **kw)
        check_page(page, nb, report.evidence)
        return seal(visible(page), where), resources

    def _create_environment(self) -> Any:
        environment: Any = super()._create_environment()  # type: ignore[no-untyped-call]
        css = (Path(__file__).parent / "templates" / "page.css").read_text("utf-8")
        environment.autoescape = True
        environment.globals.update(
            css=Markup(css), fingerprint_command=COMMAND, figure_heads=FIGURE_HEADS
        )
        environment.globals.update(seal_words=seal_words, citation=citation)
        environment.filters.update(
            unbroken=unbroken, picture=picture, record=record, address=address
        )
        environment.filters.update(begun=begun, ended=ended, style_hash=style_hash)
        environment.filters["harmless"] = lambda cell: Markup(harmless_markup(escape(cell)))
        environment.tests["link"] = lambda url: bool(re.match("https?://", url or ""))
        environment.tests["ran"] = lambda cell: (
            cell.cell_type == "code" and bool(cell.source.strip())
        )
        return environment


def style_hash(css: str) -> str:
    """The hash by which the page's policy admits its style sheet, and no other."""
    return f"sha256-{b64encode(hashlib.sha256(css.encode()).digest()).decode()}"


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
    cell = nbformat.v4.new_code_cell("show()", outputs=[output])
    nb = nbformat.v4.new_notebook(cells=[cell])
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
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.targets += [
            value[1:] for name, value in attrs if name == "href" and value and value.startswith("#")
        ]


def check_links(page: str, nb: Any) -> None:
    """Every link within the page leads somewhere, and to one place only."""
    fragments = Fragments(page)
    known = set(fragments.ids)
    for target in fragments.targets:
        if target not in known:
            link = f'href="#{target}"'
            places = (where for where, html in pieces(nb) if link in html)
            raise dangling(target, next(places, notebook_name(nb)))
    twice = {id for id, count in Counter(fragments.ids).items() if count > 1}
    if twice:
        wrong = f"the id {min(twice)} stands twice in the page"
        raise BuildError(notebook_name(nb), wrong, "name each chart once")


def dangling(target: str, where: str) -> BuildError:
    """A link to a place that the page does not hold."""
    wrong = f"the page links to #{target}, which it does not hold"
    return BuildError(where, wrong, "hand over the evidence with the output")


def citation(report: Report) -> Markup:
    """The forms in which to cite a report's page, as HTML, with the place of its fingerprint."""
    cited = cite.Citation(report.question["id"], report.question["text"], report.verified, BLANK)
    forms = (
        f'<h3>{name}</h3><pre tabindex="0">{escape(form(cited))}</pre>'
        for name, form in cite.FORMS.items()
    )
    return Markup("".join(forms))


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
    if page.count(BLANK) != 1 + len(cite.FORMS) or len(SEALED.findall(page)) != 1:
        wrong = "the page holds words like those of a seal, or a row of 64 noughts"
        raise BuildError(where, wrong, "take them out of its cells and its record")
    if not page.endswith(END):
        raise BuildError(
            where, "the page goes on behind its seal", "end the template with the seal"
        )
    digits = hashlib.sha256(page.encode()).hexdigest()
    return page.replace(BLANK, digits)


def sealed_again(page: str, tables: str) -> str:
    """A page whose words stay, sealed as of tables with another digest; one without a seal as it
    is.
    """
    sealed = SEALED.search(page)
    if sealed is None or sealed["tables"] == tables:
        return page
    open_page = page.replace(sealed["digits"], BLANK).replace(sealed["tables"], tables)
    return seal(open_page, f"question {sealed['id']}")
