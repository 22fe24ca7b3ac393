"""The index page: every question with its answer, what the answer rests on, and how its report
stands.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

from markupsafe import Markup

from analysis import __version__
from analysis.errors import BuildError
from analysis.quantities.dates import parse
from analysis.report import cite
from analysis.report.export import (
    SVG,
    find_answer,
    fingerprint,
    latest,
    outputs,
    picture,
    record,
    report_exporter,
    sanitise,
)
from analysis.report.gate import visible
from analysis.text.anchors import CITED
from analysis.text.lexicon import number_tokens

_ENDS_IN_NAME = re.compile(r"[^\W\d][-_./]?$")
_SEVERAL = re.compile(r"…(?:[-–.,:/]?…)+")
# What a report is said to rest on: kinds of evidence, each with its noun.
COUNTED = {"source": "source", "figure": "figure", "quote": "quotation"}


@dataclass(frozen=True)
class Entry:
    """One question on the index page: its published report, if any, and what went wrong since, if
    anything did.

    `since` is the day of the first failure since that report, in EDTF; "" where it is not known.
    """

    id: str
    text: str
    topic: str = ""
    nb: Any = None
    page: str = ""
    problem: str = ""
    since: str = ""

    @property
    def is_published(self) -> bool:
        """Whether a report stands to be read."""
        return bool(self.page)

    @property
    def status(self) -> str:
        """One of fresh, stale (the last good report stands, a later build failed), failed (none
        stands), not built.
        """
        if self.problem:
            return "stale" if self.is_published else "failed"
        return "fresh" if self.is_published else "not built"

    @property
    def headline(self) -> str:
        """How a question whose build failed stands, and since when: "Stale since 26 November
        2026".
        """
        words = self.status.capitalize()
        return f"{words} since {parse(self.since).words()}" if self.since else words

    @cached_property
    def evidence(self) -> Mapping[str, Mapping[str, Any]]:
        """The records that the report rests on, by id."""
        if not self.nb:
            return {}
        found = {}
        for _, output in outputs(self.nb):
            for item in record(output).get("evidence", []):
                found[item["id"]] = item
        return found

    @property
    def counts(self) -> str:
        """How many sources, figures and quotations it rests on; a reader's comment is no quotation
        of a source.
        """
        items = [item for item in self.evidence.values() if not item.get("is_comment")]
        kinds = Counter(item["kind"] for item in items)
        cited = Counter(item["kind"] for item in items if _is_cited(item))
        told = []
        for kind, noun in COUNTED.items():
            count = kinds[kind]
            words = f"{count} {noun}" if count == 1 else f"{count} {noun}s"
            if cited[kind]:
                words += f" ({cited[kind]} only cited)"
            if count:
                told.append(words)
        return ", ".join(told)

    @property
    def has_cited(self) -> bool:
        """Whether anything that it rests on is only cited."""
        return any(map(_is_cited, self.evidence.values()))

    @property
    def verified(self) -> str:
        """The day on which its record was last verified, in words; "" if it never was."""
        return _in_words(self.verified_day)

    @property
    def verified_day(self) -> str:
        """The day on which its record was last verified, in EDTF; "" if it never was."""
        days = [item.get("verified") or "" for item in self.evidence.values()]
        return max(days, default="")

    @property
    def size(self) -> str:
        """The size of the page, in kilobytes of a thousand bytes, rounded up."""
        return f"{ceil(len(self.page.encode()) / 1000)} kB"

    @property
    def fingerprint(self) -> str:
        """The fingerprint in the report's footer."""
        return fingerprint(self.page)

    @cached_property
    def answer(self) -> Markup:
        """The answer in short, or whole where a notebook marks none; its links lead into the
        report's own page.
        """
        words = self._answered.get("short") or find_answer(self.nb)
        return Markup(sanitise(words).replace('href="#', f'href="{self.id}.html#'))

    @property
    def as_of(self) -> str:
        """The latest date that the answer's evidence is about, in words; "" where it has none."""
        words, _ = latest(self._answered.get("evidence", []))
        return words

    @cached_property
    def _answered(self) -> Mapping[str, Any]:
        """What the notebook's answer says of itself."""
        for _, output in outputs(self.nb):
            said = record(output)
            if said.get("role") == "answer":
                return said
        return {}

    @cached_property
    def charts(self) -> list[Any]:
        """The outputs of the report that are charts."""
        return [output for _, output in outputs(self.nb) if record(output).get("role") == "chart"]

    @cached_property
    def chart(self) -> Markup | None:
        """The report's first chart."""
        if not self.charts:
            return None
        first = self.charts[0]
        return picture(first["data"][SVG], record(first)["alt"])

    @property
    def chart_name(self) -> str:
        """The name of the report's first chart; "" where it has none."""
        return str(record(self.charts[0])["name"]) if self.charts else ""


def problem_words(problem: BuildError) -> str:
    """A problem as the index says it: its place, then the rest without numbers, which would lead to
    no record there.
    """
    wrong = without_numbers(problem.wrong)
    return str(BuildError(problem.where, wrong, without_numbers(problem.do)))


def without_numbers(text: str) -> str:
    """`text` with "…" for each number in digits or in words; digits that are part of a name, as in
    "kt-501", stay.
    """
    words, kept = "", 0
    for token in number_tokens(text):
        is_in_name = token.text[0].isdigit() and _ENDS_IN_NAME.search(text, 0, token.start)
        if not is_in_name:
            words += text[kept : token.start] + "…"
            kept = token.end
    return _SEVERAL.sub("…", words + text[kept:])


def _is_cited(item: Mapping[str, Any]) -> bool:
    """Whether a record, or a source itself, was never held as a text."""
    if item.get("verdict") == CITED:
        return True
    return item["kind"] == "source" and not item["source"].get("sha256")


def _in_words(day: str) -> str:
    """A day in EDTF as a reader says it; "" for none."""
    return parse(day).words() if day else ""


def by_topic(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The questions of each topic, in the order of the list; those without a topic last."""
    found: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: not entry.topic):
        found.setdefault(entry.topic or "Other questions", []).append(entry)
    return found


def by_source(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The reports that rest on each source, by what the source is called."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if not entry.is_published:
            continue
        for item in entry.evidence.values():
            if item["kind"] == "source":
                name = f"{item['label']}, {item['source']['publisher']}"
                found.setdefault(name, []).append(entry)
    return found


def index_page(entries: Sequence[Entry], archive: str = "", about: str = "") -> str:
    """The page that lists every question; `archive` names a file with everything, `about` says what
    it is about.
    """
    template = report_exporter().environment.get_template("index.html.j2")
    last_verified = max((entry.verified_day for entry in entries), default="")
    page = template.render(
        entries=entries,
        topics=by_topic(entries),
        sources=by_source(entries),
        archive=archive,
        has_cited=any(entry.has_cited for entry in entries),
        about=about,
        verified=_in_words(last_verified),
        author=cite.AUTHORS,
        version=__version__,
    )
    return visible(str(page))
