"""The page of sources: every source that a report rests on, with its address, how it was read, and
the reports that rest on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from analysis.errors import BuildError
from analysis.quantities.dates import parse
from analysis.report import naming
from analysis.report.export import report_exporter
from analysis.report.gate import evidence_link, numbers, refusals, visible
from analysis.report.index import CSS, Entry
from analysis.report.markup import unbroken
from analysis.text.anchors import PASSING


@dataclass(frozen=True)
class Source:
    """One source as the reports have it in their evidence, and the reports that rest on it;
    `is_verified` where all that any of them takes from it passed.
    """

    item: Mapping[str, Any]
    reports: Sequence[Entry]
    is_verified: bool

    @property
    def id(self) -> str:
        """The id of its record."""
        return str(self.item["id"])

    @property
    def title(self) -> str:
        """Its title, in square brackets where that is made from its address."""
        return str(self.item["label"])

    @property
    def facts(self) -> dict[str, str]:
        """What its record says of it, by the names of the lines."""
        return dict(self.item.get("lines", []))

    @property
    def publisher(self) -> str:
        """Who published it first, wherever it was read."""
        given = self.item["source"]["publisher"]
        return self.facts.get("First published by") or self.facts.get("Publisher") or given

    @property
    def published(self) -> str:
        """When it was published, in words; "" where that is not known."""
        return parse(self.item["date"]).words() if self.item.get("date") else ""

    @property
    def read(self) -> str:
        """How it was read."""
        if self.item["source"].get("sha256"):
            if self.is_verified:
                return "Text held: every word taken from it was verified against it"
            return "Text held; not all that is taken from it is verified as it stands"
        when = f"; read {self.facts['Read']}" if self.facts.get("Read") else ""
        kind = self.facts.get("Kind of page", "at its address")
        if self.item["source"].get("trust") != "official_table_copy":
            kind = f"cited only: {kind}"
        return f"{kind[0].upper()}{kind[1:]}; no text held{when}"


def sources_of(entries: Iterable[Entry]) -> list[Source]:
    """The sources that published reports rest on, by publisher and title; as a report has each that
    is not stale, if any is.
    """
    items: dict[str, Mapping[str, Any]] = {}
    reports: dict[str, list[Entry]] = {}
    published = [entry for entry in entries if entry.is_published]
    for entry in published:
        for id, item in entry.evidence.items():
            if item["kind"] == "source":
                reports.setdefault(id, []).append(entry)
                if id not in items or not entry.problem:
                    items[id] = item
    doubted = _doubted(published)
    found = []
    for id, item in items.items():
        found.append(Source(item, reports[id], item["source"]["id"] not in doubted))
    return sorted(found, key=_by_name)


def _doubted(entries: Iterable[Entry]) -> set[str]:
    """The ids of the sources from which a report takes anything that did not pass."""
    doubted = set()
    for entry in entries:
        for item in entry.evidence.values():
            is_taken = item["kind"] != "source" and item.get("source")
            if is_taken and item.get("verdict") not in PASSING:
                doubted.add(item["source"]["id"])
    return doubted


def _by_name(source: Source) -> tuple[str, str, str]:
    return source.publisher.casefold(), source.title.casefold(), source.id


def by_publisher(sources: Iterable[Source]) -> dict[str, list[Source]]:
    """Sources by who published them first, in their order."""
    found: dict[str, list[Source]] = {}
    for source in sources:
        found.setdefault(source.publisher, []).append(source)
    return found


def by_date(sources: Iterable[Source]) -> list[Source]:
    """Sources from the earliest to the latest; those without a date last, in their order."""

    def key(source: Source) -> tuple[bool, str]:
        date = parse(source.item["date"]) if source.item.get("date") else None
        day = date and (date.earliest or date.latest)
        return day is None, str(day or "")

    return sorted(sources, key=key)


def led(source: Source, words: str) -> Markup:
    """Words of a source, as a link to its record where they hold a number, which may not stand
    without one.
    """
    return link(source, words) if numbers(words) else unbroken(words)


def link(source: Source, words: str) -> Markup:
    """Words as a link to the record of a source."""
    return evidence_link(f"#e-{source.id}", unbroken(words))


def sources_page(entries: Iterable[Entry], site: Mapping[str, Any] | None = None) -> str:
    """The page of the sources of all published reports. Raises BuildError for a number or a
    quotation on it that leads to no record.
    """
    sources = sources_of(entries)
    said = {"title": naming.WORK} | dict(site or {})
    template = report_exporter().environment.get_template("sources.html.j2")
    page = template.render(
        publishers=by_publisher(sources),
        dated=by_date(sources),
        led=led,
        link=link,
        site=said,
        style=Markup(CSS),
    )
    body = page[page.index("<body") :]
    for refused in refusals(body, [dict(source.item) for source in sources]):
        raise BuildError("reports/sources.html", refused.wrong, refused.do)
    return visible(page)
