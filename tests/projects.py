"""A small project of invented notebooks, as the tests of builds have it."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import samples

from analysis.build import build as building
from analysis.build.progress import lines
from analysis.build.site import LIST

ARCHIVE = "record.zip"  # of a project without a title
PARAMETERS = nbformat.v4.new_code_cell(
    'place: str = "Harbour"  # where', metadata={"tags": ["parameters"]}
)


class Project:
    """A tiny project in a folder: its questions and notebooks, and what a build said and
    published.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.said = root, list[str]()
        (root / "notebooks").mkdir(parents=True)

    def ask(
        self,
        id: Any,
        notebook: str = "harbour",
        more: str = "",
        text: str = "How many?",
        **parameters: str,
    ) -> None:
        """Add a question; `more` is TOML."""
        fields = {"id": id, "text": text, "notebook": notebook}
        lines = [
            "[[question]]",
            *(f"{name} = {json.dumps(value)}" for name, value in fields.items()),
        ]
        given = ", ".join(f"{name} = {json.dumps(value)}" for name, value in parameters.items())
        with (self.root / LIST).open("a") as file:
            file.write(
                "\n".join([*lines, f"parameters = {{ {given} }}" if given else "", more, ""])
            )

    def write(self, name: str, *cells: Any) -> None:
        """Write a notebook, as a person does; strings are code cells."""
        made = [
            nbformat.v4.new_code_cell(cell) if isinstance(cell, str) else deepcopy(cell)
            for cell in cells
        ]
        nb = nbformat.v4.new_notebook()
        nb.cells = [nbformat.v4.new_markdown_cell("# Harbour"), *made]
        nb.metadata.kernelspec = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        for number, cell in enumerate(nb.cells):
            cell.id = f"cell-{number}"
        nbformat.write(nb, self.root / "notebooks" / f"{name}.ipynb")

    def keep(self, id: str) -> None:
        """Put a report and chart of an earlier build in place."""
        for folder in ("reports", "figures"):
            (self.root / folder).mkdir(exist_ok=True)
        nbformat.write(
            samples.notebook(samples.code(samples.answer())), self.root / "reports" / f"{id}.ipynb"
        )
        (self.root / "reports" / f"{id}.html").write_text(f"last good {id}")
        (self.root / "figures" / f"{id}-old.svg").write_text(samples.SVG)
        (self.root / "figures" / f"{id}-old.csv").write_text("a,b\n")

    def build(self, *ids: str) -> int:
        return building.build(self.root, ids, lines(self.said.append))

    def files(self, folder: str = "") -> dict[str, bytes]:
        """Every file by its path in the project."""
        paths = sorted(path for path in (self.root / folder).rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in paths}

    def published(self) -> dict[str, bytes]:
        found = self.files("reports") | self.files("figures")
        return {
            name: data
            for name, data in found.items()
            if "/.build/" not in name and not name.endswith(".log")
        }

    def index(self) -> str:
        return (self.root / "reports" / "index.html").read_text()


ANSWER = samples.display(samples.answer())
CHART = samples.display(samples.chart())
