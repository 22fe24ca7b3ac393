"""The index page: every question with its answer, what the answer rests on, and how its report
stands.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  a Date here is one of the record
from functools import cached_property
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
COUNTED = {
    "source": ("source", "sources"),
    "figure": ("figure", "figures"),
    "quote": ("quotation", "quotations"),
}


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
        return self.status.capitalize() + (
            f" since {parse(self.since).words()}" if self.since else ""
        )

    @cached_property
    def evidence(self) -> Mapping[str, Mapping[str, Any]]:
        """The records that the report rests on, by id."""
        shown = (
            (record(output).get("evidence", []) for _, output in outputs(self.nb))
            if self.nb
            else ()
        )
        return {item["id"]: item for items in shown for item in items}

    @property
    def counts(self) -> str:
        """How many sources, figures and quotations it rests on; a reader's comment is no quotation
        of a source.
        """
        items = [item for item in self.evidence.values() if not item.get("is_comment")]
        kinds, cited = (
            Counter(item["kind"] for item in some) for some in (items, filter(_is_cited, items))
        )
        counted = [
            (kind, f"{kinds[kind]} {words[kinds[kind] != 1]}")
            for kind, words in COUNTED.items()
            if kinds[kind]
        ]
        return ", ".join(
            words + f" ({cited[kind]} only cited)" * bool(cited[kind]) for kind, words in counted
        )

    @property
    def has_cited(self) -> bool:
        """Whether anything that it rests on is only cited."""
        return any(map(_is_cited, self.evidence.values()))

    @property
    def verified(self) -> str:
        """The day on which its record was last verified, in words; "" if it never was."""
        days = [item["verified"] for item in self.evidence.values() if item.get("verified")]
        return parse(max(days)).words() if days else ""

    @property
    def size(self) -> str:
        """The size of the page, in kilobytes of a thousand bytes, rounded up."""
        return f"{-(-len(self.page.encode()) // 1000)} kB"

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
        about = [
            parse(item["as_of"]) for item in self._answered.get("evidence", []) if item.get("as_of")
        ]
        known = [date for date in about if date.latest]
        if not known:
            return ""
        last = max(known, key=lambda date: (date.latest or Day.min, date.earliest or Day.min))
        return parse(last.text.rpartition("/")[2]).words()

    @cached_property
    def _answered(self) -> Mapping[str, Any]:
        """What the notebook's answer says of itself."""
        said = (record(output) for _, output in outputs(self.nb))
        return next((one for one in said if one.get("role") == "answer"), {})

    @property
    def charts(self) -> list[Any]:
        """The outputs of the report that are charts."""
        return [output for _, output in outputs(self.nb) if record(output).get("role") == "chart"]

    @cached_property
    def chart(self) -> Markup | None:
        """The report's first chart."""
        return next(
            (picture(output["data"][SVG], record(output)["alt"]) for output in self.charts), None
        )

    @property
    def chart_name(self) -> str:
        """The name of the report's first chart; "" where it has none."""
        return next((str(record(output)["name"]) for output in self.charts), "")


def problem_words(problem: BuildError) -> str:
    """A problem as the index says it: its place, then the rest without numbers, which would lead to
    no record there.
    """
    return str(
        BuildError(problem.where, without_numbers(problem.wrong), without_numbers(problem.do))
    )


def without_numbers(text: str) -> str:
    """`text` with "…" for each number in digits or in words; digits that are part of a name, as in
    "kt-501", stay.
    """
    pieces, kept = [], 0
    for token in number_tokens(text):
        is_in_name = token.text[0].isdigit() and _ENDS_IN_NAME.search(text, 0, token.start)
        if not is_in_name:
            pieces += [text[kept : token.start], "…"]
            kept = token.end
    return _SEVERAL.sub("…", "".join([*pieces, text[kept:]]))


def _is_cited(item: Mapping[str, Any]) -> bool:
    """Whether a record, or a source itself, was never held as a text."""
    return item.get("verdict") == CITED or (
        item["kind"] == "source" and not item["source"].get("sha256")
    )


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
        for item in entry.evidence.values() if entry.is_published else ():
            if item["kind"] == "source":
                found.setdefault(f"{item['label']}, {item['source']['publisher']}", []).append(
                    entry
                )
    return found


def index_page(entries: Sequence[Entry], archive: str = "", about: str = "") -> str:
    """The page that lists every question; `archive` names a file with everything, `about` says what
    it is about.
    """
    template = report_exporter().environment.get_template("index.html.j2")
    days = [item.get("verified") or "" for entry in entries for item in entry.evidence.values()]
    page = template.render(
        entries=entries,
        topics=by_topic(entries),
        sources=by_source(entries),
        archive=archive,
        has_cited=any(entry.has_cited for entry in entries),
        about=about,
        verified=parse(max(days)).words() if any(days) else "",
        author=cite.AUTHORS,
        version=__version__,
    )
    return visible(str(page))
