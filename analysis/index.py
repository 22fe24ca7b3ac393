"""The index page: every question with its answer, what the answer rests on, and how its report stands."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from analysis import __version__, cite
from analysis.dates import parse
from analysis.export import SVG, find_answer, fingerprint, outputs, picture, record, report_exporter, sanitise
from analysis.gate import visible

COUNTED = {"source": ("source", "sources"), "figure": ("figure", "figures"), "quote": ("quotation", "quotations")}


@dataclass(frozen=True)
class Entry:
    """One question on the index page: its published report, if any, and what went wrong since, if anything did."""

    id: str
    text: str
    topic: str = ""
    nb: Any = None
    page: str = ""
    problem: str = ""

    @property
    def report(self) -> bool:
        """Whether a report stands to be read."""
        return bool(self.page)

    @property
    def status(self) -> str:
        """One of fresh, stale (the last good report stands, a later build failed) and failed (there is none)."""
        return ("stale" if self.page else "failed") if self.problem else "fresh" if self.page else "not built"

    @property
    def evidence(self) -> Mapping[str, Mapping[str, Any]]:
        """The records that the report rests on, by id."""
        shown = (record(output).get("evidence", []) for _, output in outputs(self.nb)) if self.nb else ()
        return {item["id"]: item for items in shown for item in items}

    @property
    def counts(self) -> str:
        """How many sources, figures and quotations it rests on."""
        kinds = Counter(item["kind"] for item in self.evidence.values())
        return ", ".join(f"{kinds[kind]} {words[kinds[kind] != 1]}" for kind, words in COUNTED.items() if kinds[kind])

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

    @property
    def answer(self) -> Markup:
        """The first sentence of the answer, its links leading to the records in the report's own page."""
        return Markup(first_sentence(sanitise(find_answer(self.nb))).replace('href="#', f'href="{self.id}.html#'))

    @property
    def charts(self) -> list[Any]:
        """The outputs of the report that are charts."""
        return [output for _, output in outputs(self.nb) if record(output).get("role") == "chart"]

    @property
    def chart(self) -> Markup | None:
        """The report's first chart."""
        return next((picture(output["data"][SVG], record(output)["alt"]) for output in self.charts), None)

    @property
    def chart_name(self) -> str:
        """The name of the report's first chart; "" where it has none."""
        return next((str(record(output)["name"]) for output in self.charts), "")


def first_sentence(html: str) -> str:
    """The first sentence of a paragraph; all of it where that would cut a link or a quotation in two."""
    words = html.removeprefix("<p>").removesuffix("</p>")
    first = re.split(r"(?<=[.?!])\s+(?=(?:<[^>]*>)*[A-Z\d“])", words, maxsplit=1)[0]
    is_whole = all(first.count(f"<{tag}") == first.count(f"</{tag}>") for tag in ("a", "q", "i", "b", "time", "span"))
    return f"<p>{first if is_whole else words}</p>"


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
        for item in entry.evidence.values() if entry.report else ():
            if item["kind"] == "source":
                found.setdefault(f"{item['label']}, {item['source']['publisher']}", []).append(entry)
    return found


def index_page(entries: Sequence[Entry], archive: str = "", about: str = "") -> str:
    """The page that lists every question; `archive` names a file with everything, `about` says what it is about."""
    template = report_exporter().environment.get_template("index.html.j2")
    days = [item.get("verified") or "" for entry in entries for item in entry.evidence.values()]
    page = template.render(
        entries=entries,
        topics=by_topic(entries),
        sources=by_source(entries),
        archive=archive,
        about=about,
        verified=parse(max(days)).words() if any(days) else "",
        author=cite.AUTHORS,
        version=__version__,
    )
    return visible(str(page))
