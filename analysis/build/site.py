"""What the list of questions says of the site of all reports, and the key numbers of its index."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from analysis.errors import BuildError, did_you_mean
from analysis.report.cite import WORK, contributors
from analysis.text.lexicon import typed_numbers

LIST = "notebooks/questions.toml"
# What a page calls the scope of the record that its question is asked of.
HELD, WIDER = "Texts held here", "Wider public record"
ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?(/[A-Za-z0-9._~-]+)*/")


@dataclass(frozen=True)
class Key:
    """A key number of the index: evidence of the report of `question`, and words for it."""

    question: str
    evidence: Sequence[str]
    words: str


@dataclass(frozen=True)
class Site:
    """What the site of all reports says of itself; `subjects` are the topics in their order, any if
    none is given; `articles` and `record` are what pages call the two scopes of the record. What is
    "" is not known and not said.
    """

    title: str = WORK
    about: str = ""
    author: str = contributors(WORK)
    contact: str = ""
    licence: str = ""
    corrections: str = ""
    address: str = ""
    articles: str = HELD
    record: str = WIDER
    subjects: Sequence[str] = ()


def site_of(read: Mapping[str, Any]) -> Site:
    """What a list says of the site. Raises BuildError for a key or a value that it cannot have."""
    where, given = f"{LIST}, [site]", read.get("site", {})
    if not isinstance(given, dict):
        raise BuildError(where, "is no table", "write it as [site]")
    known = asdict(Site())
    for name, value in given.items():
        if name not in known:
            do = did_you_mean(name, known) or f"use {', '.join(known)}"
            raise BuildError(where, f'no field is called "{name}"', do)
        if not (are_texts(value) if name == "subjects" else isinstance(value, str)):
            kind = "list of texts" if name == "subjects" else "text"
            raise BuildError(where, f"{name} is {value!r}", f"expected a {kind}")
    for name in ("title", "about", "corrections", "subjects"):
        if typed := typed_numbers(str(given.get(name, ""))):
            wrong = f'{name} has "{typed[0]}", which leads to no evidence'
            raise BuildError(where, wrong, "say it without a number")
    if (address := given.get("address")) and not ADDRESS.fullmatch(address):
        do = "give the folder of the pages, as https://example.org/record/, or leave it empty"
        raise BuildError(where, f'address is "{address}"', do)
    said = {name: value for name, value in given.items() if value}
    return Site(**{"author": contributors(said.get("title", WORK))} | said)


def keys_of(read: Mapping[str, Any], titles: Mapping[str, object]) -> list[Key]:
    """The key numbers of a list. Raises BuildError for one that is not whole."""
    given = read.get("key", [])
    if given and not are_tables(given):
        raise BuildError(f"{LIST}, key", "is no list of tables", "write each as [[key]]")
    keys = []
    for number, item in enumerate(given, start=1):
        where = f"{LIST}, [[key]] {number}"
        fits = item.keys() == {"question", "evidence", "words"} and are_texts(item["evidence"])
        if not (fits and isinstance(item["words"], str) and item["words"] and item["evidence"]):
            do = "give it question (an id), evidence (a list of ids) and words, and nothing else"
            raise BuildError(where, "is not whole", do)
        if item["question"] not in titles:
            wrong = f"there is no question {item['question']!r}"
            raise BuildError(where, wrong, one_of(str(item["question"]), titles))
        if typed := typed_numbers(item["words"]):
            wrong = f'the words have "{typed[0]}", which leads to no evidence'
            raise BuildError(where, wrong, "say it without a number: the evidence brings its own")
        keys.append(Key(**item))
    return keys


def are_tables(found: Any) -> bool:
    """Whether this is an array of tables, and not an empty one."""
    is_list = isinstance(found, list) and bool(found)
    return is_list and all(isinstance(item, dict) for item in found)


def are_texts(found: Any) -> bool:
    """Whether this is a list of texts."""
    return isinstance(found, list) and all(isinstance(item, str) for item in found)


def one_of(name: str, known: Iterable[str]) -> str:
    """The advice to use a known name."""
    return did_you_mean(name, known) or f"use one of {', '.join(known)}"
