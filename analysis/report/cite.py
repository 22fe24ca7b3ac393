"""How to cite a page: as text, BibTeX, RIS and CSL-JSON, with the day of its record and its
fingerprint.

The day is the latest on which a row that the page rests on was verified, never the day of a build:
two builds of the same record cite alike. Nor is it a day of publication: forms with a field for one
give it as the day of access.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis import __version__
from analysis.quantities.dates import parse
from analysis.record.bases import BASIS
from analysis.record.publications import source_words
from analysis.report.naming import work_id
from analysis.text.lexicon import alternation

# What a record says of how a date is known, which a reference leaves out.
_BASIS = re.compile(rf" \({alternation(BASIS.values())}\)$")


@dataclass(frozen=True)
class Citation:
    """What identifies a page: the id and text of its question, the day its record was verified, its
    fingerprint, who wrote it, and the title of the record that it is a page of.

    `day` is a day in EDTF, or "" for a page that rests on nothing verified.
    """

    id: str
    title: str
    day: str
    fingerprint: str
    author: str
    work: str

    @property
    def verified(self) -> str:
        """When the record was verified, in words."""
        return (
            f"record verified on {parse(self.day).words()}" if self.day else "record not verified"
        )


def text(cited: Citation) -> str:
    """A reference for a list of sources."""
    return (
        f"{cited.author}. “{cited.title}” {cited.work}, version {__version__}, {cited.verified}. "
        f"{cited.id}.html, SHA-256 {cited.fingerprint}."
    )


def place(source: Mapping[str, str]) -> str:
    """Where a number or words stand, as a reference names it: without how the date is known."""
    return _BASIS.sub("", source_words(source))


def one(item: Mapping[str, Any]) -> str:
    """How to quote one number of a page: "28 (the Port Ministry, in Harbour Post, 2018)"; "" for
    what is calculated, which the page itself is cited for.
    """
    if not item.get("source"):
        return ""
    given = ", in ".join(filter(None, (item.get("by"), place(item["source"]))))
    return f"{item['label']} ({given})"


# What LaTeX reads as a command. BibTeX counts braces even behind a backslash, so these are written
# by name.
LATEX: dict[str, str] = {character: f"\\{character}" for character in "&%#$_"} | {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def bibtex(cited: Citation) -> str:
    """A BibTeX entry, of words that LaTeX sets as they stand. It has no year: none of publication
    is known.
    """
    fields = {
        "author": f"{{{latex(cited.author)}}}",
        "title": f"{{{latex(cited.title)}}}",
        "howpublished": latex(f"{cited.work}, version {__version__}, {cited.id}.html"),
        "note": latex(
            f"{cited.verified[0].upper()}{cited.verified[1:]}. SHA-256 {cited.fingerprint}"
        ),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{work_id(cited.work)}-{cited.id},\n{lines}}}\n"


def latex(words: str) -> str:
    """`words` on one line, as LaTeX writes them."""
    return "".join(LATEX.get(character, character) for character in " ".join(words.split()))


def ris(cited: Citation) -> str:
    """An RIS entry: one tag a line, a title on one line."""
    lines = [
        ("TY", "ELEC"),
        ("AU", " ".join(cited.author.split())),
        ("TI", " ".join(cited.title.split())),
        ("T2", " ".join(cited.work.split())),
        ("ET", __version__),
        ("Y2", cited.day.replace("-", "/")),
        ("N1", f"{cited.verified}; SHA-256 {cited.fingerprint}"),
        ("ID", cited.id),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in lines if value) + "ER  - \n"


def csl(cited: Citation) -> str:
    """A CSL-JSON item (Citation Style Language 1.0.2)."""
    item = {
        "id": f"{work_id(cited.work)}-{cited.id}",
        "type": "report",
        "author": [{"literal": cited.author}],
        "title": cited.title,
        "container-title": cited.work,
        "version": __version__,
        "note": f"{cited.verified}; SHA-256 {cited.fingerprint}",
    }
    accessed = (
        {"accessed": {"date-parts": [[int(part) for part in cited.day.split("-")]]}}
        if cited.day
        else {}
    )
    return json.dumps([item | accessed], ensure_ascii=False, indent=1) + "\n"


FORMS: dict[str, Callable[[Citation], str]] = {
    "Text": text,
    "BibTeX": bibtex,
    "RIS": ris,
    "CSL-JSON": csl,
}
