"""What the list of questions says of the site of all reports, and the key numbers of its index."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from analysis.errors import BuildError, did_you_mean
from analysis.report.naming import WORK, contributors
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
    where = f"{LIST}, [site]"
    given = read.get("site", {})
    if not isinstance(given, dict):
        raise BuildError(where, "is no table", "write it as [site]")
    for name, value in given.items():
        _check_field(where, name, value)
    for name in ("title", "about", "corrections", "articles", "record", "subjects"):
        words = str(given.get(name, ""))
        _check_numberless(where, f"{name} has", words, "say it without a number")
    address = given.get("address")
    if address and not ADDRESS.fullmatch(address):
        do = "give the folder of the pages, as https://example.org/record/, or leave it empty"
        raise BuildError(where, f'address is "{address}"', do)
    said = {name: value for name, value in given.items() if value}
    title = said.get("title", WORK)
    said.setdefault("author", contributors(title))
    return Site(**said)


def _check_field(where: str, name: str, value: Any) -> None:
    """Refuse a field that a site has not, and a value of another kind than its own."""
    known = asdict(Site())
    if name not in known:
        do = did_you_mean(name, known) or f"use {', '.join(known)}"
        raise BuildError(where, f'no field is called "{name}"', do)
    if name == "subjects":
        kind = "list of texts"
        fits = are_texts(value)
    else:
        kind = "text"
        fits = isinstance(value, str)
    if not fits:
        raise BuildError(where, f"{name} is {value!r}", f"expected a {kind}")


def _check_numberless(where: str, subject: str, words: str, do: str) -> None:
    """Refuse words that hold a number; `subject` begins the sentence that says so."""
    typed = typed_numbers(words)
    if typed:
        wrong = f'{subject} "{typed[0]}", which leads to no evidence'
        raise BuildError(where, wrong, do)


def keys_of(read: Mapping[str, Any], titles: Mapping[str, object]) -> list[Key]:
    """The key numbers of a list. Raises BuildError for one that is not whole."""
    given = read.get("key", [])
    if given and not are_tables(given):
        raise BuildError(f"{LIST}, key", "is no list of tables", "write each as [[key]]")
    keys = []
    for number, item in enumerate(given, start=1):
        where = f"{LIST}, [[key]] {number}"
        if not _is_whole(item):
            do = "give it question (an id), evidence (a list of ids) and words, and nothing else"
            raise BuildError(where, "is not whole", do)
        question = item["question"]
        if question not in titles:
            do = one_of(str(question), titles)
            raise BuildError(where, f"there is no question {question!r}", do)
        do = "say it without a number: the evidence brings its own"
        _check_numberless(where, "the words have", item["words"], do)
        keys.append(Key(**item))
    return keys


def _is_whole(key: Mapping[str, Any]) -> bool:
    """Whether a key number has all that it needs, and nothing else."""
    if key.keys() != {"question", "evidence", "words"}:
        return False
    evidence = key["evidence"]
    words = key["words"]
    return are_texts(evidence) and bool(evidence) and isinstance(words, str) and bool(words)


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
