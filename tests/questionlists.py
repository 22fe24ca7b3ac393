"""Lists of questions as a person writes them."""

from pathlib import Path

from analysis.build.questions import Questions, load_questions


def loaded(folder: Path, content: str | bytes) -> Questions:
    """The questions of a list beside one notebook, harbour."""
    (folder / "harbour.ipynb").touch()
    (folder / "questions.toml").write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )
    return load_questions(folder / "questions.toml")


def question(id: str, more: str = "", scope: str = "articles") -> str:
    """A sound question as a list has it."""
    fields = f'id = "{id}"\ntext = "{id.upper()}?"\nnotebook = "harbour"\n{more}\n'
    return f'[[question]]\n{fields}parameters = {{ scope = "{scope}" }}\n'
