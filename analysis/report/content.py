"""What a page is made of, gathered from an executed notebook before the templates run."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from functools import cached_property
from itertools import islice
from typing import Any

from markupsafe import Markup, escape

from analysis.errors import BuildError, shown
from analysis.quantities.dates import Date, fiscal_year, parse
from analysis.record.csvfiles import harmless_markup
from analysis.record.publications import source_words
from analysis.record.references import Evidence, Line
from analysis.report import annex
from analysis.report.checks import (
    EvidenceById,
    check_evidence,
    check_leads,
    check_markdown,
    check_output,
)
from analysis.report.gate import numbers, unique
from analysis.report.markup import css_text, markdown, plain, sanitise, unbroken
from analysis.report.outputs import (
    OutputRecord,
    cell_name,
    find_answer,
    notebook_name,
    outputs,
    record,
    short_answer,
)
from analysis.text.anchors import CITED, PASSING
from analysis.text.cuts import first_sentence

NAMED_SOURCES = 3  # as many stand under a chart
# What cited evidence of each kind is called.
CITABLE = {"figure": "numbers", "gap": "numbers", "event": "events", "quote": "quotations"}


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
        if family.shared:
            return []
        return self.told(annex.facts(item))

    def told(self, facts: Iterable[Line]) -> list[Line]:
        """Facts without who is counted, where that is said once for the page."""
        defined = self.definitions.values()
        kept = []
        for term, words in facts:
            is_defined = term in annex.COUNTS and words in defined
            if not is_defined and (term, words) not in self.usual:
                kept.append((term, words))
        return kept

    @cached_property
    def as_of(self) -> Markup:
        """The latest date that the answer's evidence is about, as a link to what is of it."""
        date, id = latest(self.answered)
        return self.lead(id, date)

    @cached_property
    def fiscal_year(self) -> Markup:
        """The latest fiscal year that evidence is about and its days, as links to what is of it."""
        fiscal = []
        for item in self.evidence.values():
            as_of = item.get("as_of")
            if as_of and fiscal_year(parse(as_of)).isdecimal():
                fiscal.append(item)
        name, id = latest(fiscal)
        days = ""
        if id:
            date = parse(self.evidence[id]["as_of"])
            days = date.words()
        return Markup("{} is {}").format(self.lead(id, name), self.lead(id, days))

    @cached_property
    def last_verified(self) -> Markup:
        """The latest day on which a row of the evidence was verified, as a link to such a row."""
        for id, item in self.evidence.items():
            if self.verified and item.get("verified") == self.verified:
                return self.lead(id, parse(self.verified).words())
        return Markup()

    def hints(self) -> list[Evidence]:
        """The evidence that the page's text uses whose words show on the link to it."""
        found = []
        for id, item in self.evidence.items():
            if id in self.uses and is_hinted(item):
                found.append(item)
        return found

    def formula(self, item: Evidence) -> tuple[Markup, list[str]]:
        """A formula whose numbers are links to what they are, and the inputs that it does not
        name.
        """
        rest = str(item.get("formula") or "")
        linked = Markup()
        unnamed = []
        for id in item.get("inputs") or []:
            label = self.evidence[id]["label"]
            whole_number = rf"(?<!\w){re.escape(label)}(?![\w,.]*\d)"
            found = re.search(whole_number, rest)
            if found is None:
                unnamed.append(id)
                continue
            linked += escape(rest[: found.start()])
            linked += Markup('<a href="#e-{}">{}</a>').format(id, label)
            rest = rest[found.end() :]
        linked += escape(rest)
        return linked, unnamed

    def source_entry(self, source: Evidence) -> str:
        """The id of the entry of a cited source."""
        return f"source-{source['id']}"

    @cached_property
    def cited(self) -> list[Evidence]:
        """What is only cited of what was reported."""
        every = self.evidence.values()
        reported = [item for item in every if item.get("source")]
        return list(filter(is_cited, reported))

    @property
    def cited_kinds(self) -> str:
        """What is only cited, as a sentence names it: "numbers and events"."""
        names = [CITABLE[item["kind"]] for item in self.cited]
        return " and ".join(dict.fromkeys(names))

    @property
    def calculates_cited(self) -> bool:
        """Whether any number is calculated from what is only cited."""
        every = self.evidence.values()
        calculated = [item for item in every if item["kind"] == "derived"]
        return any(map(is_cited, calculated))

    @cached_property
    def is_mixed(self) -> bool:
        """Whether the page rests on what is only cited and on words that are held."""
        every = self.evidence.values()
        is_held = any(item.get("span") for item in every)
        return bool(self.cited) and is_held

    def standing_class(self, item: Evidence) -> str:
        """The class by which the page tells words that pass, what is only cited, and what did not
        pass.
        """
        if item["verdict"] in PASSING:
            return ""
        return "cited" if item["verdict"] == CITED else "warn"

    def link_class(self, id: str) -> str:
        """The classes of a link to evidence: on a page that rests on both, what is cited shows."""
        item = self.evidence.get(id, {})
        shows = self.is_mixed and is_cited(item)
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
        number = len(self.heads) + 1
        return self.heads.setdefault(tuple(columns), f"t-{number}")

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
        inner = unbroken(words)
        if not id:
            return inner
        tag = Markup('<a class="{}"{} href="#e-{}"{}>{}</a>')
        worn = self.link_class(id)
        used = self.use(id)
        return tag.format(worn, used, id, self.hint(id), inner)

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
        inner = unbroken(words)
        if not id:
            return inner
        tag = Markup('<a class="{}" href="#e-{}">{}</a>')
        return tag.format(self.link_class(id), id, inner)

    def row(self, id: str, cells: Iterable[str], chart: str) -> list[Markup]:
        """The cells of a chart's row: the first is a link to the evidence `id`, which has the
        numbers of the others too. Its entry leads back to the chart.
        """
        first, *others = cells
        if id:
            used = self.uses.setdefault(id, {})
            used.setdefault(self.section, f"chart-{chart}")
        lead = self.lead(id, first)
        return [lead, *map(unbroken, others)]

    def sources(self, items: list[Evidence]) -> list[Markup]:
        """Who published what `items` rest on, and when, each source once, as a link to its record;
        of more than three, those first three and a link to all.
        """
        found = [item for item in unique(items) if item["kind"] == "source"]
        if len(found) <= NAMED_SOURCES:
            links = []
            for item in found:
                words = source_words(item["source"])
                links.append(self.link(item["id"], words))
            return links
        first_of: dict[str, str] = {}
        for item in found:
            publisher = item["source"]["publisher"]
            first_of.setdefault(publisher, item["id"])
        named = islice(first_of.items(), NAMED_SOURCES)
        links = [self.link(id, publisher) for publisher, id in named]
        links.append(Markup('<a href="#sources">and others, in the record of sources</a>'))
        return links

    def clean(self, html: str) -> Markup:
        """`html` made safe and part of the page: headings in order, links that lead back, tables
        that scroll.

        The patterns are exact because they read only what the sanitiser wrote: there, every `<` of
        a text is `&lt;` and every `"` of an attribute is `&quot;`.
        """
        html = sanitise(html)
        heading = r'<h([1-6])(?: [a-z-]+="[^"]*")*>(.*?)</h\1>'
        html = re.sub(heading, self._heading, html, flags=re.S)
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
        deepest = self.level + 1
        self.level = max(2, min(level, deepest))
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
        used = self.use(id)
        hint = self.hint(id)
        return f'<a{others}{used} href="#e-{id}"{hint}'

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
    if not item:
        return False
    if item["kind"] == "figure":
        return bool(item["span"])
    return bool(item["kind"] == "derived")


def latest(evidence: Iterable[Evidence]) -> tuple[str, str]:
    """The latest date that evidence is about, in words, and the id of what is of it; both "" where
    none has a date. Of a period that is its end.
    """
    ends = {}
    for item in evidence:
        date = parse(item["as_of"]) if item.get("as_of") else None
        if date and date.latest:
            begins = date.earliest or Day.min
            ends[item["id"]] = (date.latest, begins, date)
    if not ends:
        return "", ""
    id = max(ends, key=lambda id: ends[id][:2])
    _, _, date = ends[id]
    return end_of(date), id


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
    tag = cell[1]
    words = cell[3]
    return tag + harmless_markup(words)


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
        said = record(output)
        evidence = said.get("evidence", [])
        add_evidence(report, evidence, where)
        if said.get("role") == "answer":
            report.answered += evidence
    for index, output in outputs(nb):
        check_leads(record(output), report.evidence, cell_name(nb, index))
    check_sources(report, notebook_name(nb))
    report.answer = report.clean(find_answer(nb))
    short = short_answer(nb) or report.answer
    report.summary = first_sentence(plain(short))
    for number, cell in enumerate(nb.cells):
        if cell.cell_type == "markdown":
            words = report.clean(markdown(cell.source))
            if number:
                check_markdown(plain(words), report.evidence.values(), cell_name(nb, number))
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
    if said["role"] == "chart":
        report.first_chart = report.first_chart or said
        output.metadata.update(chart_table(report, said))
    else:
        output.metadata["shown"] = report.clean(output.data["text/html"])


def chart_table(report: Report, said: OutputRecord) -> dict[str, Any]:
    """What the page shows below a chart: its sources, and its rows as a table."""
    columns, rows, alike = told_once(said["columns"], said["rows"])
    head = report.head(columns)
    sources = report.sources(said["evidence"])
    linked = []
    for id, cells in zip(said["row_ids"], rows, strict=True):
        row = report.row(id, cells, said["name"])
        linked.append(row)
    return {
        "head": head,
        "columns": columns,
        "alike": alike,
        "sources": sources,
        "rows": linked,
    }


def told_once(
    columns: list[str], rows: list[list[str]]
) -> tuple[list[str], list[tuple[str, ...]], list[str]]:
    """The columns and rows of a chart's table, and apart from these what several rows all say."""
    cells_of = list(zip(*rows, strict=True))
    kept = []
    alike = []
    for place, cells in enumerate(cells_of):
        if _are_alike(cells):
            alike.append(cells[0])
        else:
            kept.append(place)
    if not kept:  # a table has a column
        kept = [0]
        alike = alike[1:]
    kept_columns = [columns[place] for place in kept]
    kept_cells = [cells_of[place] for place in kept]
    kept_rows = list(zip(*kept_cells, strict=True))
    return kept_columns, kept_rows, alike


def _are_alike(cells: tuple[str, ...]) -> bool:
    """Whether several cells say the same, which leads to no evidence of one of them."""
    if len(cells) < annex.SEVERAL or len(set(cells)) > 1:
        return False
    words = cells[0]
    is_quoted = re.search('[“"]', words)
    return bool(words) and not is_quoted and not numbers(words)


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


def check_sources(report: Report, where: str) -> None:
    """Refuse evidence whose source the page does not hold."""
    for id, item in report.evidence.items():
        source = item.get("source")
        if not source:
            continue
        entry = report.source_entry(source)
        if entry not in report.evidence:
            wrong = f"evidence {id} stands in {shown(source['id'])}, which the page does not hold"
            raise BuildError(where, wrong, "hand over its source with it")
