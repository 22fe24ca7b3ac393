"""The index page: key numbers, then every question with its answer in short, and how its report
stands where that is not what the record gives now.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup

from analysis import __version__
from analysis.errors import BuildError, LookupFailed
from analysis.quantities.dates import parse
from analysis.record.record import Record
from analysis.record.reported import Reported
from analysis.report import naming, texts, typed
from analysis.report.content import latest
from analysis.report.export import report_exporter
from analysis.report.gate import evidence_link, refusals, visible
from analysis.report.markup import sanitise, unbroken
from analysis.report.outputs import find_answer, outputs, record, short_answer
from analysis.report.wording import at, markup, plain
from analysis.text.lexicon import number_tokens

_ENDS_IN_NAME = re.compile(r"[^\W\d][-_./]?$")
_SEVERAL = re.compile(r"…(?:[-–.,:/]?…)+")
_INTO_REPORT = re.compile(r'href="(?=[^"#]+\.html#e-)')
WHEN = "{when}"  # where the date of a key number stands among its words
OTHER = "Other questions"  # the subject of those that name none
# The style of pages that list reports, added to that of every page.
CSS = (Path(__file__).parent / "templates" / "lists.css").read_text("utf-8")


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
    short: str = ""
    scope: str = ""

    @property
    def is_published(self) -> bool:
        """Whether a report stands to be read."""
        return bool(self.page)

    @property
    def title(self) -> str:
        """The short title, or the text of a question that has none."""
        return self.short or self.text

    @property
    def status(self) -> str:
        """How it stands: stale (the last good report stands, a later build failed), failed (none
        stands), not built; "" where its report is what the record gives now.
        """
        if self.problem:
            return "Stale" if self.is_published else "Failed"
        return "" if self.is_published else "Not built"

    @property
    def headline(self) -> str:
        """How a question whose build failed stands, and since when: "Stale since 26 November
        2026".
        """
        return f"{self.status} since {parse(self.since).words()}" if self.since else self.status

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
    def verified(self) -> str:
        """The day on which its record was last verified, in EDTF; "" if it never was."""
        days = [item.get("verified") or "" for item in self.evidence.values()]
        return max(days, default="")

    @cached_property
    def answer(self) -> Markup:
        """The answer in short, or whole where a notebook marks none; its links lead into the
        report's own page.
        """
        words = short_answer(self.nb) or find_answer(self.nb)
        return Markup(sanitise(words).replace('href="#', f'href="{self.id}.html#'))

    @property
    def as_of(self) -> Markup:
        """The latest date that the answer's evidence is about, as a link to what is of it; "" where
        it has none.
        """
        words, id = latest(self._answered.get("evidence", []))
        return self.link(id, words) if words else Markup()

    def place(self, id: str) -> str:
        """The address of the evidence `id` in the report, from a page beside it."""
        return f"{self.id}.html#e-{id}"

    def link(self, id: str, words: str) -> Markup:
        """`words` as a link to the evidence `id` in the report."""
        return evidence_link(self.place(id), unbroken(words))

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


@dataclass(frozen=True)
class KeyNumber:
    """A number on top of the index: its links to the evidence, words for it, and its dates."""

    numbers: Sequence[Markup]
    words: str  # with its dates in them, or else with `dates` behind
    dates: Sequence[Markup]


def key_number(entry: Entry, ids: Iterable[str], words: str) -> KeyNumber | None:
    """The key number that evidence of a report gives; None where the report is missing, stale or
    failed, or any of the evidence is missing.
    """
    items = [entry.evidence.get(id) for id in ids]
    if not entry.is_published or entry.problem or None in items:
        return None
    numbers, dates = [], []
    for item in filter(None, items):
        numbers.append(entry.link(item["id"], item["label"]))
        if item.get("as_of"):
            dates.append(entry.link(item["id"], plain(at(parse(item["as_of"])))))
    before, place, after = words.partition(WHEN)
    said = markup("{}{}{}", before, Markup(" and ").join(dates), after) if place else words
    return KeyNumber(numbers, said, [] if place else dates)


def check_words(record: Record, entry: Entry, ids: Iterable[str], words: str) -> None:
    """Hold what a person typed behind a key number against its evidence, as in an answer. Raises
    TextError for a hedge, for a word that compares, a name or a quotation that is not of it.
    """
    rows: list[Reported] = []
    for id in ids:
        for each in (id, *entry.evidence[id].get("inputs", [])):
            with suppress(LookupFailed):  # a derived number is no row, but what it rests on is
                rows += record.items(each)
    named = {"number": rows}
    said = words.replace(WHEN, "{number:when}")
    for sentence in texts.read(record, f"{{number}} {said}", named, "key"):
        typed.check(record, sentence)
        typed.check_comparisons(sentence, named, stands=True)


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


def by_topic(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The questions of each topic, in their order."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.topic or OTHER, []).append(entry)
    return found


def index_page(
    entries: Sequence[Entry],
    archive: str = "",
    site: Mapping[str, Any] | None = None,
    keys: Sequence[KeyNumber] = (),
) -> str:
    """The page that lists every question, in their order. Raises BuildError for a number or a
    quotation on it that leads to no record.

    `archive` names a file with everything, `site` has what the site says of itself, `keys` are the
    numbers on top.
    """
    said = {"title": naming.WORK, "author": naming.contributors(naming.WORK)} | dict(site or {})
    template = report_exporter().environment.get_template("index.html.j2")
    last_verified = max((entry.verified for entry in entries), default="")
    told = {
        "archive": archive,
        "site": said,
        "keys": keys,
        "style": Markup(CSS),
        "verified": parse(last_verified).words() if last_verified else "",
        "version": __version__,
    }
    # A question without a report has no evidence and says no number; a problem names its place, as
    # "cell 3", and may quote anything.
    published = [entry for entry in entries if entry.is_published]
    _check(template.render(topics=by_topic(published), has_problems=False, **told), published)
    return visible(template.render(topics=by_topic(entries), has_problems=True, **told))


def _check(page: str, entries: Iterable[Entry]) -> None:
    """Refuse a page with a number or a quotation that leads to no record in one of the reports."""
    evidence = []
    for entry in entries:
        for item in entry.evidence.values():
            inputs = [*map(entry.place, item.get("inputs", []))]
            # Of one id each report may have another record.
            evidence.append({**item, "id": entry.place(item["id"]), "inputs": inputs})
    body = _INTO_REPORT.sub('href="#e-', page[page.index("<body") :])
    for refused in refusals(body, evidence):
        raise BuildError("reports/index.html", refused.wrong, refused.do)
