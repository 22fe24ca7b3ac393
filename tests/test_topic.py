"""Nothing of this record's topic stands in what other records are made with: the package, its
templates, and the notebooks that are copied to a new project.

What a topic brings is data: the vocabularies of datapackage.json, the tables, the list of questions.
"""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Stems of the words of this topic, of its places and of its sources.
TOPIC = re.compile(
    r"deport|cambod|khmer|phnom|removal|custod|detain|detention|repatriat|immigra|returnee|"
    r"embass|\bvisas?\b|yearbook|\brfa\b|radio free|\bICE\b|convict|those returned|nationals\b|"
    r"legal_status|hun sen|\bKH\b",
    re.IGNORECASE,
)
# The language of reports on any topic: English words that leave a number as it is are listed by
# hand, whatever they are of, and those of this topic stand among a thousand others.
LANGUAGE = ("text/lexicon.py", "text/neutral.py")
# Khmer as a script, with its letters and fonts, beside Latin and Cyrillic.
SCRIPT = re.compile(
    r"_KHMER|(?:Noto (?:Sans|Serif) )?Khmer(?: OS)?(?=['\",;]|\s*\+)|\(Khmer\)|in Khmer\b|Khmer vowels|and Khmer\b"
)
PACKAGE = sorted(
    path
    for path in (ROOT / "analysis").rglob("*")
    if path.suffix in (".py", ".j2", ".css", ".json", ".mplstyle")
    and path.relative_to(ROOT / "analysis").as_posix() not in LANGUAGE
)
# What a notebook does not name either; the package counts the fiscal years of the US government.
COUNTRY = re.compile(
    r"\bU\.?S\b|\bUnited States|\bnationalit|\bcentury\b|\bAmerican", re.IGNORECASE
)
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# An id or a code of the record, as a parameter holds it: the project's own, by which a notebook
# runs as it stands. `new` puts its own in their place.
CODE = re.compile(r'"[a-z0-9]+(?:[-_][a-z0-9]+)*"')


def of_the_topic(text: str) -> list[str]:
    """The words of the topic in a text, but for the name of a script."""
    return TOPIC.findall(SCRIPT.sub("", text))


def without_examples(source: str) -> str:
    """A module without its examples, which run on this record, and what they give."""
    kept, in_example = [], False
    for line in source.splitlines():
        in_example = line.lstrip().startswith((">>>", "...")) or (in_example and bool(line.strip()))
        if line.strip().endswith('"""'):
            in_example = False
        if not in_example:
            kept.append(line)
    return "\n".join(kept)


@pytest.mark.parametrize("path", PACKAGE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_package_names_no_topic(path):
    text = path.read_text(encoding="utf-8")
    assert of_the_topic(without_examples(text) if path.suffix == ".py" else text) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebooks_name_no_topic(path):
    cells = json.loads(path.read_bytes())["cells"]
    text = CODE.sub("", "\n".join("".join(cell["source"]) for cell in cells))
    assert of_the_topic(text) == []
    assert COUNTRY.findall(text) == []


def test_a_word_of_the_topic_is_found():
    assert of_the_topic("People deported to Cambodia") == ["deport", "Cambod"]
    assert of_the_topic('"Noto Sans Khmer", and the Khmer Times') == ["Khmer"]
    assert of_the_topic(without_examples('"""A.\n\n>>> a\n\'deported\'\n\nremovals\n"""\n')) == [
        "removal"
    ]
