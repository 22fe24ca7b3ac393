"""What a question can say: the text for each finding as a reader would see it, of its answer, of
the title of its chart and of the headings of its sections, to be read aloud.
"""

import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat

from analysis.build.cache import Inputs
from analysis.build.processes import run_alone
from analysis.build.questions import load_questions
from analysis.build.runs import Task
from analysis.build.site import LIST, one_of
from analysis.errors import BuildError
from analysis.fingerprints import digest_of
from analysis.report.outputs import outputs, record
from analysis.report.texts import faults, title_faults


def proof(root: Path, id: str) -> Iterator[str]:
    """The lines of a proof: each text of a question with today's evidence, whose words they are,
    which one stands, and what an editor would say of it.

    Raises BuildError for a question that there is not, or that cannot be run.
    """
    questions = load_questions(root / LIST)
    if id in questions.problems:
        raise questions.problems[id]
    if id not in questions.texts:
        do = one_of(id, questions.texts)
        raise BuildError(LIST, f'there is no question "{id}"', do)
    inputs = Inputs(root)
    task = Task(questions.by_id(id), str(root), code=digest_of(inputs.package))
    built = run_alone(task, inputs.given)
    nb = nbformat.reads(built.notebook.decode(), as_version=4)
    yield questions.texts[id]
    for _, output in outputs(nb):
        said = record(output)
        match said.get("role"):
            case "answer":
                yield from _texts(said["texts"], said["finding"], "", faults)
                titles = said["titles"]
                own = {finding: titles[finding] for finding in titles if titles[finding]["own"]}
                yield from _texts(own, said["finding"], "title, ", title_faults)
            case "heading":
                of = f"heading {said['name']}, "
                yield from _texts(said["texts"], said["finding"], of, title_faults)


def _texts(
    texts: Mapping[str, Any], stands: str, of: str, faults_of: Callable[[str], list[str]]
) -> Iterator[str]:
    """The lines of one text for each finding; `stands` is the finding of today."""
    for finding, text in texts.items():
        words = text["words"]
        length = len(words.split())
        whose = "the question’s own" if text["own"] else "the notebook’s"
        today = ", stands" if finding == stands else ""
        yield f"\n{of}{finding} ({whose}, {length} words{today})"
        lines = textwrap.fill(words or "nothing to say today")
        yield textwrap.indent(lines, "    ")
        for fault in faults_of(words):
            yield f"    ! {fault}"
