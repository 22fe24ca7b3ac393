"""Lists of questions as a person writes them."""

from pathlib import Path

import nbformat

from analysis.build.questions import Questions, load_questions


def loaded(folder: Path, content: str | bytes) -> Questions:
    """The questions of a list beside one notebook, harbour."""
    if not (folder / "harbour.ipynb").exists():
        write_notebook(folder / "harbour.ipynb", "")
    (folder / "questions.toml").write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )
    return load_questions(folder / "questions.toml")


def write_notebook(path: Path, parameters: str) -> None:
    """A notebook file whose one cell, of parameters, has this code."""
    cell = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)


def question(id: str, more: str = "", scope: str = "articles") -> str:
    """A sound question as a list has it."""
    fields = f'id = "{id}"\ntext = "{id.upper()}?"\nnotebook = "harbour"\n{more}\n'
    return f'[[question]]\n{fields}parameters = {{ scope = "{scope}" }}\n'
