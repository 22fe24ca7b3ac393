"""What a question can say: the text for each finding as a reader would see it, to be read aloud."""

import textwrap
from collections.abc import Iterator
from pathlib import Path

import nbformat

from analysis.build.cache import Inputs
from analysis.build.processes import run_alone
from analysis.build.questions import load_questions
from analysis.build.runs import Task
from analysis.build.site import LIST
from analysis.errors import BuildError, did_you_mean
from analysis.fingerprints import digest_of
from analysis.report.export import outputs, record
from analysis.report.texts import faults


def proof(root: Path, id: str) -> Iterator[str]:
    """The lines of a proof: each text of a question with today's evidence, whose words they are,
    which one stands, and what an editor would say of it.

    Raises BuildError for a question that there is not, or that cannot be run.
    """
    questions = load_questions(root / LIST)
    if id in questions.problems:
        raise questions.problems[id]
    if id not in questions.texts:
        known = list(questions.texts)
        do = did_you_mean(id, known) or f"use one of {', '.join(known)}"
        raise BuildError(LIST, f'there is no question "{id}"', do)
    inputs = Inputs(root)
    task = Task(questions.by_id(id), str(root), code=digest_of(inputs.package))
    nb = nbformat.reads(run_alone(task, inputs.files).notebook.decode(), as_version=4)
    yield questions.texts[id]
    for _, output in outputs(nb):
        said = record(output)
        for finding, text in said.get("texts", {}).items():
            whose = "the question’s own" if text["own"] else "the notebook’s"
            stands = ", stands" if finding == said["finding"] else ""
            yield f"\n{finding} ({whose}, {len(text['words'].split())} words{stands})"
            yield textwrap.indent(textwrap.fill(text["words"] or "nothing to say today"), "    ")
            for fault in faults(text["words"]):
                yield f"    ! {fault}"
