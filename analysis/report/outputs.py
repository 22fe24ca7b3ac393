"""The outputs of an executed notebook: what each says of itself, and where it stands."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from analysis.errors import BuildError, counted
from analysis.record.references import MIME
from analysis.report.markup import markdown, plain, sanitise

OutputRecord = dict[str, Any]  # what an output says about itself, under MIME


def record(output: Any) -> OutputRecord:
    """What an output says about itself: its role, evidence, and for a chart its words and rows;
    empty if nothing.
    """
    said = output.get("data", {}).get(MIME, {})
    return said if isinstance(said, dict) else {}


def _role(output: Any) -> str:
    """The role of an output; "" if it says nothing of itself."""
    return str(record(output).get("role", ""))


def outputs(nb: Any) -> Iterator[tuple[int, Any]]:
    """Every output of a notebook with the index of its cell."""
    for index, cell in enumerate(nb.cells):
        for output in cell.get("outputs", []):
            yield index, output


def _tags(cell: Any) -> list[str]:
    """The tags of a cell."""
    return list(cell.metadata.get("tags", []))


def without_empty_sections(cells: list[Any]) -> list[Any]:
    """The cells without the headings, but for that at the top, below which no text stands and no
    code shows anything to publish.
    """
    kept = []
    for number, cell in enumerate(cells):
        if number == 0 or not _is_empty_section(cell, cells[number + 1 :]):
            kept.append(cell)
    return kept


def _is_empty_section(cell: Any, following: Iterable[Any]) -> bool:
    """Whether a cell is a heading alone, over code, and what stands below it shows nothing to
    publish.
    """
    if _has_text(cell) or not _begins_section(cell):
        return False
    has_code = False
    for other in following:
        if _begins_section(other):
            break
        if _has_text(other) or _shows(other):
            return False
        if other.cell_type == "code":
            has_code = True
    return has_code


def _has_text(cell: Any) -> bool:
    """Whether a cell is Markdown with more than headings."""
    if cell.cell_type != "markdown":
        return False
    for line in cell.source.splitlines():
        is_heading = line.startswith("#")
        if line.strip() and not is_heading:
            return True
    return False


def _shows(cell: Any) -> bool:
    """Whether a cell shows anything to publish."""
    return any(map(record, cell.get("outputs", [])))


def _is_heading(cell: Any) -> bool:
    """Whether a cell of code shows the heading of a section."""
    return any(_role(output) == "heading" for output in cell.get("outputs", []))


def _begins_section(cell: Any) -> bool:
    """Whether a cell begins with the heading of a section."""
    if cell.cell_type == "markdown":
        return bool(cell.source.startswith("#"))
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
    number = cell.metadata.get("number", index + 1)
    kind = " (Markdown)" if cell.cell_type == "markdown" else ""
    return f"{notebook_name(nb)} cell {number}{kind}"


def find_answer(nb: Any) -> str:
    """The HTML of the one output that answers the question. Raises BuildError for none or
    several.
    """
    found = []
    for index, output in outputs(nb):
        if _role(output) == "answer":
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
        if _role(output) == "answer":
            return str(record(output).get("short", ""))
    return ""


def pieces(nb: Any) -> Iterator[tuple[str, str]]:
    """The name of each cell with the safe HTML of its Markdown, or of one of its outputs."""
    for index, cell in enumerate(nb.cells):
        if cell.cell_type == "markdown":
            html = markdown(cell.source)
            yield cell_name(nb, index), sanitise(html)
    for index, output in outputs(nb):
        if record(output):  # any other is not published
            html = output.data.get("text/html", "")
            yield cell_name(nb, index), sanitise(html)
