"""The list of questions: what each report answers, with which notebook and parameters."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from analysis.errors import BuildError
from analysis.report.cite import SLUG
from analysis.text.lexicon import typed_numbers

LIST = "notebooks/questions.toml"
FIELDS = {
    "id": str,
    "text": str,
    "topic": str,
    "notebook": str,
    "parameters": dict,
    "answer": dict,
    "titles": dict,
}
# The tables of a question that hold words for each finding, and the parameter that takes them.
WORDS = {"answer": "answers", "titles": "titles"}
INDEX = "index"  # the name of the index page, which no question can have as its id
REQUIRED = ("id", "text", "notebook")


@dataclass(frozen=True)
class Question:
    """One report to build: which notebook answers the question `text`, with which parameters."""

    id: str
    text: str
    notebook: str
    topic: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Questions:
    """The list of questions: those that can be run, the problems of the others by id, every id with
    text and topic.

    `about` says what all of them are about; `slips` names the entries that have no id of their own,
    by a slip perhaps.
    """

    sound: Sequence[Question]
    problems: Mapping[str, BuildError]
    texts: Mapping[str, str]
    topics: Mapping[str, str]
    about: str
    slips: Sequence[str] = ()

    def by_id(self, id: str) -> Question:
        """The sound question with this id."""
        return next(question for question in self.sound if question.id == id)


def load_questions(path: Path) -> Questions:
    """The questions of a TOML file, in its order. Raises BuildError for a file that holds no list
    of questions.
    """
    sound: list[Question] = []
    problems: dict[str, BuildError] = {}
    texts: dict[str, str] = {}
    topics: dict[str, str] = {}
    slips: list[str] = []
    listed, about = _listed(path)
    for number, item in enumerate(listed, start=1):
        name = str(item.get("id") or f"number {number}")
        where = f"{LIST}, question {name}"
        if name in texts:
            problems[name] = BuildError(
                where, "the id stands twice", "give each question its own id"
            )
        elif wrong := _wrong_question(item, path.parent):
            problems[name] = BuildError(where, *wrong)
        else:
            sound.append(_question(item))
        if name in texts or not _is_id(item.get("id")):
            slips.append(name)
        text, topic = str(item.get("text") or name), str(item.get("topic") or "")
        texts.setdefault(
            name, name if typed_numbers(text) else text
        )  # a page prints no number without its record
        topics.setdefault(name, "" if typed_numbers(topic) else topic)
    sound = [question for question in sound if question.id not in problems]
    return Questions(sound, problems, texts, topics, about, slips)


def _question(item: Mapping[str, Any]) -> Question:
    """The question of a sound table; its words for each finding are parameters like others."""
    fields = {name: value for name, value in item.items() if name not in WORDS}
    words = {WORDS[name]: item[name] for name in WORDS if name in item}
    parameters = _with_dates_as_texts(item.get("parameters", {})) | words
    return replace(Question(**fields), parameters=parameters)


def owner(stem: str, ids: Iterable[str]) -> str:
    """The question that a chart's file belongs to: the longest id that its name begins with; "" if
    there is none.
    """
    return max((id_ for id_ in ids if stem.startswith(f"{id_}-")), key=len, default="")


def _listed(path: Path) -> tuple[list[dict[str, Any]], str]:
    """The question tables of a TOML file, and what it says they are about."""
    do = "write one [[question]] table for each report"
    try:
        read = tomllib.loads(
            path.read_text(encoding="utf-8-sig")
        )  # with a byte order mark or without
    except OSError as error:
        raise BuildError(LIST, f"cannot be read ({error.strerror})", do) from None
    except (ValueError, RecursionError) as error:  # not UTF-8, not TOML, nested too deeply
        raise BuildError(LIST, f"is no TOML ({error})", do) from None
    listed, about = read.get("question", []), str(read.get("about", ""))
    if (
        not isinstance(listed, list)
        or not listed
        or not all(isinstance(item, dict) for item in listed)
    ):
        raise BuildError(LIST, "holds no questions", do)
    if typed := typed_numbers(about):
        raise BuildError(
            LIST, f'about has "{typed[0]}", which leads to no evidence', "say it without a number"
        )
    return listed, about


def _is_id(found: Any) -> bool:
    """Whether this can be the id of a question: a name for files, and not that of the index
    page.
    """
    return isinstance(found, str) and SLUG.fullmatch(found) is not None and found != INDEX


def _wrong_question(item: Mapping[str, Any], folder: Path) -> tuple[str, str] | None:
    """What is wrong with a question's table and what to do, or None."""
    if wrong := _wrong_fields(item):
        return wrong
    for name in ("id", "notebook"):
        if not SLUG.fullmatch(item[name]):
            return (
                f'the {name} is "{item[name]}"',
                "use lower-case letters, digits and single hyphens",
            )
    for name in ("text", "topic"):
        if typed := typed_numbers(item.get(name, "")):
            do = "say it without a number or the name of a month or day"
            return f'the {name} has "{typed[0]}", which leads to no evidence', do
    if item["id"] == INDEX:
        return f'the id "{INDEX}" is that of the index page', "choose another"
    if not (folder / f"{item['notebook']}.ipynb").is_file():
        known = ", ".join(sorted(path.stem for path in folder.glob("*.ipynb"))) or "none"
        return f'there is no notebook "{item["notebook"]}"', f"use one of {known}"
    return _wrong_words(item) or _wrong_times(item)


def _wrong_times(item: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is wrong with a parameter that has a time of day and what to do, or None."""
    for name, value in item.get("parameters", {}).items():
        if times := [part for part in _parts(value) if isinstance(part, datetime | time)]:
            do = "give a day, as 2017-09-14, or put it in quotation marks if a text is meant"
            return f"parameter {name} has the time {times[0].isoformat()}", do
    return None


def _wrong_words(item: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is wrong with a question's words for each finding and what to do, or None."""
    for name, parameter in WORDS.items():
        if parameter in item.get("parameters", {}):
            return f"{parameter} stands among its parameters", f"write [question.{name}]"
        for finding, words in item.get(name, {}).items():
            if not isinstance(words, str):
                return f"{name}.{finding} is {words!r}", "write one text for each finding"
    return None


def _parts(value: Any) -> Iterator[Any]:
    """The single values that a parameter's value holds, at any depth."""
    match value:
        case dict():
            for part in value.values():
                yield from _parts(part)
        case list():
            for part in value:
                yield from _parts(part)
        case _:
            yield value


def _with_dates_as_texts(value: Any) -> Any:
    """A parameter's value with each date of TOML as notebooks have dates: the text 2017-09-14."""
    match value:
        case dict():
            return {name: _with_dates_as_texts(part) for name, part in value.items()}
        case list():
            return [_with_dates_as_texts(part) for part in value]
        case date():
            return value.isoformat()
    return value


def _wrong_fields(item: Mapping[str, Any]) -> tuple[str, str] | None:
    for name, value in item.items():
        if name not in FIELDS:
            return f'no field is called "{name}"', f"use {', '.join(FIELDS)}"
        if not isinstance(value, FIELDS[name]):
            found = value.isoformat() if isinstance(value, date | time) else repr(value)
            return f"{name} is {found}", f"expected a {'table' if FIELDS[name] is dict else 'text'}"
    missing = [name for name in REQUIRED if not item.get(name)]
    return (f"has no {missing[0]}", "give it one") if missing else None
