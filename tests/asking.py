"""Small notebooks to run: a heading, parameters and some cells, each run in a process of its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import nbformat
import pytest
import samples

from analysis.build import processes
from analysis.build.questions import Question
from analysis.build.runs import Built, Task
from analysis.errors import BuildError

PARAMETERS = nbformat.v4.new_code_cell(
    'place = "Harbour"  # where\nids = ["a"]  # which\nmost = 3\nother = len(place)',
    metadata={"tags": ["parameters"]},
)
GIVEN = {"place": "River", "ids": ["b"], "most": 2, "other": 1}
ANSWER = samples.display(samples.answer())


@dataclass(frozen=True)
class Asked:
    """A task, and the files that its notebook finds around it."""

    task: Task
    files: dict[str, bytes]

    def of(self, **changes: Any) -> "Asked":
        """The same notebook for a task with other values."""
        return replace(self, task=replace(self.task, **changes))


def run(asked: Asked, tell: Callable[[str, str], None] = lambda id, words: None) -> Built:
    """What a task gives, in a process of its own."""
    return processes.run_alone(asked.task, asked.files, tell)


def problem(asked: Asked) -> BuildError:
    """What keeps a task from giving anything."""
    with pytest.raises(BuildError) as raised:
        run(asked)
    return raised.value


def task(
    *cells: Any, files: dict[str, bytes] | None = None, limit: float = 60, **parameters: Any
) -> Asked:
    """A notebook of a heading, the parameters and these cells, asked with these parameters."""
    made = [nbformat.v4.new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    nb = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Harbour"), PARAMETERS, *made]
    )
    files = {"notebooks/harbour.ipynb": nbformat.writes(nb).encode()} | (files or {})
    question = Question("boats", "How many?", "harbour", "", parameters)
    return Asked(Task(question, "/srv/project", limit=limit), files)


def printed(built: Built) -> str:
    """What the cells of a run printed."""
    nb = nbformat.reads(built.notebook.decode(), as_version=4)
    shown = [output for cell in nb.cells for output in cell.get("outputs", ())]
    return "".join(output.text for output in shown if output.output_type == "stream")
