"""Blocks: the pieces of a page, each with the evidence that it rests on.

A notebook shows blocks, and `prose` and `texts` make them for it. A paragraph is made of a text
with references to evidence, a list and a table of markup that is worded already.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from analysis.errors import ProseError
from analysis.record.csvfiles import harmless_markup
from analysis.record.references import MIME, Evidence
from analysis.report.beside import is_explored, with_words
from analysis.report.gate import refusals, unique
from analysis.report.placeholders import rendered
from analysis.report.wording import Item, capitalised, markup, plain


@dataclass(frozen=True)
class Block:
    """A piece of a page: what JupyterLab shows (`html`), its plain words, and the evidence it rests
    on.

    Raises ProseError for what the gate refuses, such as a number that leads to no evidence or a
    quotation of nobody's words, so that none comes in with HTML made by hand; and for HTML that is
    no Markup, since nothing says whether that is escaped.
    """

    role: str
    html: Markup
    evidence: tuple[Evidence, ...] = ()
    name: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if type(self.html) is not Markup:
            wrong = "its HTML may hold text that is not escaped"
            raise ProseError(f"{self.role} block", wrong, "make it with markupsafe.Markup")
        for refused in refusals(self.html, self.evidence):
            raise ProseError(f"{self.role} block", refused.wrong, refused.do)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        evidence = unique(self.evidence)
        data = {"role": self.role, "name": self.name, "evidence": evidence, **self.extra}
        shown = with_words(self.html, evidence) if is_explored() else str(self.html)
        return {"text/html": shown, "text/plain": plain(self.html), MIME: data}


def evidence_of(items: Iterable[Item]) -> tuple[Evidence, ...]:
    """The evidence records of several items, inputs of derived numbers included."""
    records: list[Evidence] = []
    for item in items:
        records += item.evidence()
    return tuple(records)


def paragraph(role: str, text: str) -> Block:
    """A paragraph of a text with references to evidence. Raises ProseError, as `rendered` does."""
    words, used = rendered(text)
    return Block(role, markup("<p>{}</p>", words), evidence_of(used))


def limits_block(items: Sequence[Markup], evidence: Iterable[Evidence]) -> Block:
    """A list of what the record does not establish, each item begun with a capital; a sentence
    where there is none.
    """
    body = Markup("<p>None that the record knows of.</p>")
    if items:
        lines = Markup().join(markup("<li>{}</li>", capitalised(item)) for item in items)
        body = markup("<ul>{}</ul>", lines)
    return Block("limits", body, tuple(evidence))


def table_block(heads: Iterable[str], rows: Iterable[Iterable[str]], used: Iterable[Item]) -> Block:
    """A table of cells that is safe to copy into a spreadsheet, resting on the evidence `used`."""
    head = Markup().join(markup('<th scope="col">{}</th>', name) for name in heads)
    body = Markup()
    for row in rows:
        cells = Markup()
        for cell in row:
            cells += markup("<td>{}</td>", Markup(harmless_markup(escape(cell))))
        body += markup("<tr>{}</tr>", cells)
    html = markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, body)
    return Block("table", html, evidence_of(used))
