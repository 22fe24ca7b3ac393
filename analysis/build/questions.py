"""The list of questions: what each report answers, with which notebook and parameters."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from analysis.build.defaults import default_scope
from analysis.build.site import LIST, Key, Site, are_tables, are_texts, keys_of, one_of, site_of
from analysis.errors import BuildError, did_you_mean
from analysis.report.naming import SLUG
from analysis.text.lexicon import typed_numbers

FIELDS: dict[str, type[Any]] = {
    "id": str,
    "text": str,
    "short": str,
    "topic": str,
    "notebook": str,
    "parameters": dict,
    "answer": dict,
    "titles": dict,
    "headings": dict,
    "twin": str,
    "related": list,
}
# The tables of a question that hold words for each finding, and the parameter that takes them.
WORDS = {"answer": "answers", "titles": "titles", "headings": "headings"}
KINDS: dict[type[Any], str] = {str: "text", dict: "table", list: "list of texts"}
INDEX, SOURCES = "index", "sources"
# The names of pages that are no report, which no question can have as its id.
PAGES = {INDEX: "the index page", SOURCES: "the page of sources"}
REQUIRED = ("id", "text", "notebook")
Fields = Mapping[str, Any]  # of a question or of a table in it, as the list has them
Fault = tuple[str, str] | None  # what is wrong, and what to do; None where nothing is
SHORT = 40  # characters of a short title
# What a link to another question is called on a page, by what that question is to it.
SAME_OF = {
    "articles": "The same question of the articles",
    "record": "The same question of the wider public record",
}


@dataclass(frozen=True)
class Title:
    """What other pages say of a question, whether it can be run or not: its text, its short title,
    its subject, of which scope of the record it is asked, if that is known, and the id of its twin.
    """

    text: str
    short: str
    topic: str = ""
    scope: str = ""
    twin: str = ""


@dataclass(frozen=True)
class Question:
    """One report to build: which notebook answers the question `text`, with which parameters.

    `twin` is the id of the same question of the other scope, `related` has those of others; `head`
    is what its page says of it that stands elsewhere in the list: its subject and scope, its links
    to other questions, and of the site the title, author and address.
    """

    id: str
    text: str
    notebook: str
    topic: str = ""
    parameters: Fields = field(default_factory=dict)
    short: str = ""
    twin: str = ""
    related: Sequence[str] = ()
    head: Fields = field(default_factory=dict)


@dataclass(frozen=True)
class Questions:
    """The list of questions: those that can be run, the problems of the others by id, the text and
    the title of every one by its id.

    `slips` names the entries that have no id of their own, by a slip perhaps.
    """

    sound: Sequence[Question]
    problems: Mapping[str, BuildError]
    titles: Mapping[str, Title]
    site: Site = field(default_factory=Site)
    keys: Sequence[Key] = ()
    slips: Sequence[str] = ()

    @property
    def texts(self) -> dict[str, str]:
        """The text of every question by its id, in the order of the list."""
        return {id_: title.text for id_, title in self.titles.items()}

    def by_id(self, id: str) -> Question:
        """The sound question with this id."""
        return next(question for question in self.sound if question.id == id)

    def in_order(self) -> list[str]:
        """The ids of all questions as a reader meets them: by subject, those without one last."""
        return _in_order(self.titles, self.site)


def load_questions(path: Path) -> Questions:
    """The questions of a TOML file, in its order. Raises BuildError for a file that holds no list
    of questions, and for what is wrong with its other tables.
    """
    read = _read(path)
    site, items = site_of(read), read["question"]
    named: dict[str, dict[str, Any]] = {}
    slips: list[str] = []
    problems: dict[str, BuildError] = {}
    wrong: Fault
    for number, item in enumerate(items, start=1):
        name = str(item.get("id") or f"number {number}")
        if name in named or not _is_id(item.get("id")):
            slips.append(name)
        if name in named:
            wrong = ("the id stands twice", "give each question its own id")
        else:
            named[name] = item
            wrong = _wrong_question(item, path.parent, site)
        if wrong:
            problems[name] = BuildError(f"{LIST}, question {name}", *wrong)
    defaults = cache(lambda notebook: default_scope(path.parent / f"{notebook}.ipynb"))
    scopes = {name: scope_of(item, defaults) for name, item in named.items()}
    for name, item in named.items():
        if name not in problems and (wrong := _wrong_links(item, named, scopes)):
            problems[name] = BuildError(f"{LIST}, question {name}", *wrong)
    titles = {name: _title(name, item, scopes[name], site) for name, item in named.items()}
    order = _in_order(titles, site)  # once: sorting all for each question would be quadratic
    sound = [_question(named[name], titles, order, site) for name in named if name not in problems]
    return Questions(sound, problems, titles, site, keys_of(read, titles), slips)


def _title(name: str, item: Fields, scope: str, site: Site) -> Title:
    """The title of a question; what has a number is left out, as a page prints none without its
    record.
    """
    text = _without_number(item.get("text"), name)
    short = _without_number(item.get("short"), text)
    topic = _without_number(item.get("topic"), "")
    if _wrong_topic(topic, site):
        topic = ""
    return Title(text, short, topic, scope, str(item.get("twin", "")))


def _without_number(words: Any, instead: str) -> str:
    """Words of a question; others instead of none, of what is no text and of any with a number."""
    if not isinstance(words, str) or not words or typed_numbers(words):
        return instead
    return words


def scope_of(item: Fields, defaults: Callable[[str], str]) -> str:
    """The scope of the record that a question is asked of: its parameter, or else what is the
    default of its notebook; "" where neither can be told.
    """
    parameters = item.get("parameters")
    if isinstance(parameters, dict) and "scope" in parameters:
        return str(parameters["scope"])
    return defaults(str(item.get("notebook")))


def _question(
    item: Fields, titles: Mapping[str, Title], order: Sequence[str], site: Site
) -> Question:
    """A sound question with what its page says of it; its words for each finding are parameters."""
    fields = {name: value for name, value in item.items() if name not in WORDS}
    words = {WORDS[name]: item[name] for name in WORDS if name in item}
    question = Question(**fields)
    title = titles[question.id]
    head = {
        "topic": title.topic,
        "scope": title.scope,
        "links": _links(question, titles, order),
        "site": site.title,
        "author": site.author,
        "address": site.address,
        "scopes": {"articles": site.articles, "record": site.record},
    }
    parameters = _with_dates_as_texts(question.parameters) | words
    return replace(question, parameters=parameters, head=head)


def _links(
    question: Question, titles: Mapping[str, Title], order: Sequence[str]
) -> list[dict[str, str]]:
    """The links of a question's page to other questions, each of them once: to its twin, to those
    that are related, to the next in `order`.
    """
    place = order.index(question.id)
    behind = order[place + 1 : place + 3]  # the second follows where the first is the twin
    following = [id_ for id_ in behind if id_ != question.twin][:1]
    called = {}
    if question.twin:
        scope = titles[question.twin].scope
        called[question.twin] = SAME_OF.get(scope, "The same question")
    for id_ in question.related:
        if id_ not in following:
            called.setdefault(id_, "Related")
    for id_ in following:
        called[id_] = "Next"
    links = []
    for id_, words in called.items():
        title = titles[id_]
        link = {"id": id_, "called": words, "short": title.short, "scope": title.scope}
        if _is_id(id_):
            links.append(link)
    return links


def _in_order(titles: Mapping[str, Title], site: Site) -> list[str]:
    """The ids of questions by subject, those without one last; each twin behind the other."""
    subjects = list(site.subjects)
    subjects += [title.topic for title in titles.values() if title.topic]
    subjects.append("")
    places = {id_: place for place, id_ in enumerate(titles)}

    def key(id_: str) -> tuple[int, int, int]:
        title = titles[id_]
        place = places[id_]
        of_twin = places.get(title.twin, place)
        return subjects.index(title.topic), min(place, of_twin), place

    return sorted(titles, key=key)


def owner(stem: str, ids: Iterable[str]) -> str:
    """The question that a chart's file belongs to: the longest id that its name begins with; "" if
    there is none.
    """
    return max((id_ for id_ in ids if stem.startswith(f"{id_}-")), key=len, default="")


def _read(path: Path) -> dict[str, Any]:
    """What a TOML file with questions holds."""
    do = "write one [[question]] table for each report"
    try:
        read = tomllib.loads(
            path.read_text(encoding="utf-8-sig")
        )  # with a byte order mark or without
    except OSError as error:
        raise BuildError(LIST, f"cannot be read ({error.strerror})", do) from None
    except (ValueError, RecursionError) as error:  # not UTF-8, not TOML, nested too deeply
        mend = "mend that place; a text stands between quotation marks"
        raise BuildError(LIST, f"is no TOML ({error})", mend) from None
    if not are_tables(read.get("question", [])):
        raise BuildError(LIST, "holds no questions", do)
    for name in read:
        if name not in ("question", "site", "key"):
            do = did_you_mean(name, ("question", "site", "key")) or "use question, site and key"
            raise BuildError(LIST, f'no table is called "{name}"', do)
    return read


def _is_id(found: Any) -> bool:
    """Whether this can be the id of a question: a name for files, and not that of another page."""
    return isinstance(found, str) and SLUG.fullmatch(found) is not None and found not in PAGES


def _wrong_question(item: Fields, folder: Path, site: Site) -> Fault:
    """What is wrong with a question's table and what to do, or None."""
    if wrong := _wrong_fields(item):
        return wrong
    for name in ("id", "notebook"):
        if not SLUG.fullmatch(item[name]):
            return (
                f'the {name} is "{item[name]}"',
                "use lower-case letters, digits and single hyphens",
            )
    if item["id"] in PAGES:
        return f'the id "{item["id"]}" is that of {PAGES[item["id"]]}', "choose another"
    if wrong := _wrong_names(item, site):
        return wrong
    if not (folder / f"{item['notebook']}.ipynb").is_file():
        known = ", ".join(sorted(path.stem for path in folder.glob("*.ipynb"))) or "none"
        return f'there is no notebook "{item["notebook"]}"', f"use one of {known}"
    return _wrong_words(item) or _wrong_times(item)


def _wrong_times(item: Fields) -> Fault:
    """What is wrong with a parameter that has a time of day and what to do, or None."""
    for name, value in item.get("parameters", {}).items():
        if times := [part for part in _parts(value) if isinstance(part, datetime | time)]:
            do = "give a day, as 2017-09-14, or put it in quotation marks if a text is meant"
            return f"parameter {name} has the time {times[0].isoformat()}", do
    return None


def _wrong_names(item: Fields, site: Site) -> Fault:
    """What is wrong with the words of a question and what to do, or None."""
    for name in ("text", "short", "topic"):
        if typed := typed_numbers(item.get(name, "")):
            do = "say it without a number or the name of a month or day"
            return f'the {name} has "{typed[0]}", which leads to no evidence', do
    if (length := len(item.get("short", ""))) > SHORT:
        return f"the short title has {length} characters", f"use at most {SHORT}"
    return _wrong_topic(item.get("topic", ""), site)


def _wrong_words(item: Fields) -> Fault:
    """What is wrong with a question's words for each finding and what to do, or None."""
    for name, parameter in WORDS.items():
        if parameter in item.get("parameters", {}):
            return f"{parameter} stands among its parameters", f"write [question.{name}]"
        if wrong := _wrong_texts(name, item.get(name, {})):
            return wrong
    return None


def _wrong_texts(place: str, found: Any) -> Fault:
    """What is wrong with a text, or with a table of texts or of such tables, and what to do."""
    if isinstance(found, dict):
        wrong = (_wrong_texts(f"{place}.{name}", part) for name, part in found.items())
        return next(filter(None, wrong), None)
    if isinstance(found, str):
        return None
    return f"{place} is {found!r}", "write one text for each finding"


def _wrong_topic(topic: str, site: Site) -> Fault:
    """What is wrong with the topic of a question and what to do, or None."""
    if topic and site.subjects and topic not in site.subjects:
        do = did_you_mean(topic, site.subjects) or "use one of them, or add it there"
        return f'the topic "{topic}" is none of the subjects of [site]', do
    return None


def _wrong_links(
    item: Fields,
    named: Mapping[str, Fields],
    scopes: Mapping[str, str],
) -> Fault:
    """What is wrong with the questions that a question names, and what to do, or None."""
    twin = item.get("twin", "")
    for field_name, other in [
        ("twin", twin),
        *(("related", id_) for id_ in item.get("related", [])),
    ]:
        if other and other not in named:
            return f'{field_name} has "{other}", which is no question', one_of(other, named)
        if other == item["id"]:
            return f"{field_name} has the question itself", "name another question"
    if not twin:
        return None
    if scopes[twin] == scopes[item["id"]]:
        do = "name the same question of the other scope, or make it related"
        return f'its twin "{twin}" is asked of the same scope', do
    if named[twin].get("twin") != item["id"]:
        return f'its twin "{twin}" does not name it as its own', "let each name the other"
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


def _wrong_fields(item: Fields) -> Fault:
    """What is wrong with the fields of a question's table and what to do, or None."""
    for name, value in item.items():
        kind = FIELDS.get(name)
        if kind is None:
            do = did_you_mean(name, FIELDS) or f"use {', '.join(FIELDS)}"
            return f'no field is called "{name}"', do
        if not isinstance(value, kind) or (kind is list and not are_texts(value)):
            is_time = isinstance(value, date | time)
            found = value.isoformat() if is_time else repr(value)
            return f"{name} is {found}", f"expected a {KINDS[kind]}"
    for name in REQUIRED:
        if not item.get(name):
            return f"has no {name}", "give it one"
    return None
