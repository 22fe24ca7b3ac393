"""From an executed notebook to one HTML page that runs nothing, requests nothing and leads every
number to its source.

`ReportExporter` is an nbconvert exporter with its own templates. Only outputs that say what they
rest on are published: they carry `MIME`, a JSON object with the output's role and its evidence,
beside their `text/html`, which is sanitised here. The page fails closed: no answer, a chart without
its alternative text, a number that leads to no evidence, or a link to evidence that the page does
not hold is a BuildError, never a page with a hole in it.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup, escape
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import List, Unicode

from analysis.fingerprints import tables_digest
from analysis.record.csvfiles import harmless_markup
from analysis.record.references import MIME
from analysis.report import annex, cite, naming
from analysis.report.checks import check_page
from analysis.report.content import Report, read_report
from analysis.report.gate import visible
from analysis.report.markup import anchor, begun, ended, minified, style_hash, unbroken
from analysis.report.outputs import notebook_name, number_cells, record, without_empty_sections
from analysis.report.picture import picture
from analysis.report.seal import BLANK, COMMAND, seal, seal_words
from analysis.report.wording import capitalised


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
            work=naming.WORK,
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


def citation(report: Report) -> Markup:
    """The forms in which to cite a report's page, as HTML, with the place of its fingerprint."""
    question = report.question
    work = question.get("site", naming.WORK)
    author = question.get("author", naming.contributors(work))
    cited = cite.Citation(question["id"], question["text"], report.verified, BLANK, author, work)
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
