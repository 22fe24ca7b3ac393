"""Small notebooks for the tests of build, export and the browser, which show what the record's own
objects show.
"""

import base64
import re
from html.parser import HTMLParser
from typing import Any

import nbformat
import pytest

from analysis.errors import BuildError
from analysis.record.references import MIME
from analysis.report.export import report_exporter

SOURCE = {
    "id": "gazette",
    "title": "Boats counted in the harbour",
    "publisher": "The Gazette",
    "published": "2019-03-02",
    "url": "https://example.org/boats",
    "sha256": "0f" * 32,
}
HOSTILE = (
    "<script>alert(this)</script>\"'><img src=x onerror=alert(this)>&amp;{{ 'rowboat' | upper }}"
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="468pt" height="220pt" viewBox="0 0 468 220">'
    '<rect x="120" y="40" width="300" height="40" fill="#0072B2"/><text x="20" y="66" '
    'font-size="14">Harbour</text>'
    '<rect x="120" y="110" width="90" height="40" fill="#D55E00"/><text x="20" y="136" '
    'font-size="14">River</text>'
    "</svg>"
)

PNG = base64.b64encode(b"\x89PNG, as far as the tests look").decode()


def evidence(id: str = "boats", **changes: Any) -> dict[str, Any]:
    """One figure as a notebook hands it over."""
    item: dict[str, Any] = {
        "id": id,
        "kind": "figure",
        "label": "more than 40",
        "lines": [["Population", "boats in the harbour"], ["Period", "on 2 March 2019 (stated)"]],
        "source": SOURCE,
        "span": {
            "start": 12,
            "end": 24,
            "exact": "more than 40",
            "prefix": "There were ",
            "suffix": " boats at the quay.",
        },
        "verdict": "verbatim",
        "verdict_words": "verbatim, verified on 21 November 2026 against the text",
    }
    return item | changes


def cited(**changes: Any) -> dict[str, Any]:
    """The source of that figure, as a notebook hands it over beside it."""
    lines = [
        ["Publisher", "The Gazette"],
        ["Published", "2 March 2019 (stated)"],
        ["On that date", "Printed below it."],
    ]
    item = {
        "id": "source-gazette",
        "kind": "source",
        "label": SOURCE["title"],
        "lines": lines,
        "source": SOURCE,
    }
    return item | changes


def shown(role: str, html: str, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A mime bundle."""
    said = {"role": role, "evidence": list(items), **more}
    return {"text/plain": role, "text/html": html, MIME: said}


def answer(
    html: str = '<p>There were <a class="evidence" href="#e-boats">more than 40</a> boats.</p>',
    **more: Any,
) -> dict[str, Any]:
    return shown("answer", html, evidence(), cited(), **more)


def chart(name: str = "boats", **changes: Any) -> dict[str, Any]:
    more: dict[str, Any] = {
        "title": "Boats by place",
        "narrow": SVG,
        "alt": "Bars: harbour more than 40.",
        "caption": "Boats counted on 2 March 2019.",
        "columns": ["Place", "Boats"],
        "rows": [["Harbour", "more than 40"]],
        "row_ids": ["boats"],
    } | changes
    lines = [
        ["id", "label", "value"],
        *([id, *row] for id, row in zip(more["row_ids"], more["rows"], strict=False)),
    ]
    data = "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines)
    return shown("chart", "", evidence(), cited(), name=name, **({"data": data} | more)) | {
        "image/svg+xml": SVG,
        "image/png": PNG,
    }


def display(bundle: dict[str, Any]) -> str:
    """The code of a cell that shows `bundle`."""
    return f"from IPython.display import display\ndisplay({bundle!r}, raw=True)"


def code(*outputs: Any) -> Any:
    """A code cell that has already shown these mime bundles, or has these outputs."""
    made = [o if "output_type" in o else nbformat.v4.new_output("display_data", o) for o in outputs]
    return nbformat.v4.new_code_cell("show()", outputs=made, execution_count=1)


def notebook(*cells: Any) -> Any:
    """An executed notebook that answers a question; strings are Markdown cells."""
    made = [
        nbformat.v4.new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells
    ]
    for number, cell in enumerate(made):
        cell.id = f"cell-{number}"
    question = {"id": "boats", "text": "How many boats were there?", "notebook": "harbour"}
    return nbformat.v4.new_notebook(cells=made, metadata={"question": question})


def page_of(*cells: Any) -> str:
    """The page of a notebook that answers, and then has these cells."""
    page, _ = report_exporter().from_notebook_node(notebook("# Harbour", code(answer()), *cells))
    return str(page)


class Tags(HTMLParser):
    """A page as a list of (tag, attributes), and its text by the tag that holds it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append((self.tags[-1][0] if self.tags else "", data))

    def names(self) -> set[str]:
        return {tag for tag, _ in self.tags}

    def values(self, name: str) -> list[str]:
        """The values of every attribute with this name."""
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]

    def words(self) -> str:
        """All text, in order."""
        return "".join(text for _, text in self.texts)


def sentence(html: str, *items: dict[str, object]) -> object:
    return code(shown("sentence", html, *items))


def refused(*cells: object) -> str:
    """What the exporter says of a notebook that it refuses."""
    with pytest.raises(BuildError) as error:
        report_exporter().from_notebook_node(notebook(*cells))
    return str(error.value)


def entry(page: str, id: str) -> str:
    """The annex entry of a piece of evidence."""
    return re.search(rf'<article id="e-{id}">.*?</article>', page, re.S)[0]


def seen() -> list[dict[str, object]]:
    """Evidence that was verified, on one day and before."""
    return [evidence("old", verified="2026-10-02"), evidence("seen", verified="2026-11-21")]


def with_question(**said: object) -> str:
    """The page of a question that says more of itself."""
    nb = notebook(code(answer(short="<p>There were <b>some</b> boats.</p>")))
    nb.metadata["question"] |= said
    page, _ = report_exporter().from_notebook_node(nb)
    return str(page)


def only_cited(**more: object) -> dict[str, object]:
    """A figure of a source of which no text is held."""
    words = "cited: text not held; as given at its address when read, on 3 February 2019"
    return (
        evidence(
            "rafts", label="3 rafts", span=None, verdict="cited", verdict_words=words, verified=""
        )
        | more
    )


def alike(count: int) -> list[dict[str, object]]:
    """Entries of one table, which differ in their numbers and years."""
    lines = [["Counts", "Rafts on the river"], ["Measure", "flow"]]
    return [
        only_cited(id=f"rafts-{n}", label=f"{n} rafts", lines=lines, group="rafts", when=f"201{n}")
        for n in range(count)
    ]
