"""What refuses an output or a page that a reader could not read or check.

A chart without its alternative text, a number that leads to no evidence, or a link to evidence that
the page does not hold is a BuildError, never a page with a hole in it.
"""

import csv
import re
from collections import Counter
from collections.abc import Container, Iterable
from html.parser import HTMLParser
from io import StringIO
from itertools import chain, pairwise, zip_longest
from typing import Any

from markupsafe import escape

from analysis.errors import BuildError, counted, shown
from analysis.quantities.dates import parse
from analysis.record.csvfiles import harmless
from analysis.record.references import MIME, Evidence
from analysis.report import naming
from analysis.report.gate import folded, known_numbers, loose_quotations, numbers, refusals, visible
from analysis.report.markup import plain
from analysis.report.outputs import OutputRecord, notebook_name, pieces, record
from analysis.report.picture import SVG
from analysis.report.typed import amount_in, hedge_beside
from analysis.text.anchors import CITED
from analysis.text.lexicon import MONTHS, alternation

EvidenceById = dict[str, Evidence]
ROLES = "answer heading sentence quote table chart limits".split()
KINDS = ("derived", "figure", "gap", "quote", "event", "draft", "speaker", "source")
# What a record of each kind must say of itself; any other needs the words of a source.
NEEDED = {"derived": ("formula", "inputs"), "speaker": (), "source": ("source",)}
NEEDED_OF_WORDS = ("span", "source", "verdict")
NEEDED_OF_CITED = ("source", "verdict")
# The columns of a chart's CSV that are for machines.
UNWORDED = "id part_of low high edtf earliest latest".split()


def check_output(output: Any, where: str) -> None:
    """Refuse what a reader could not read or check: errors, unknown roles, outputs and charts
    without words.
    """
    if output.output_type == "error":
        raise BuildError(where, f"{output.ename}: {output.evalue}", "mend the cell")
    if MIME not in output.get("data", {}):
        return
    said = record(output)
    role = said.get("role", "")
    if role not in ROLES:
        wrong = f"the role is {shown(str(role))}"
        raise BuildError(where, wrong, f"use one of {', '.join(ROLES)}")
    if role == "chart":
        check_chart(said, output.data.get(SVG, ""), where)
    elif not output.data.get("text/html"):
        raise BuildError(where, f'the {role} has no "text/html"', "give it one")


def check_leads(said: OutputRecord, evidence: Container[str], where: str) -> None:
    """Refuse an output with a row or an input that leads to no evidence of the report."""
    leads = [id for id in said.get("row_ids", []) if id]
    for item in said.get("evidence", []):
        leads += item.get("inputs") or []
    for id in leads:
        if id not in evidence:
            raise dangling(f"e-{id}", where)


def check_page(page: str, nb: Any, evidence: EvidenceById) -> None:
    """Refuse a page with a link that leads nowhere, or with a number or a quotation that leads to
    no record of `evidence`.
    """
    check_links(page, nb)
    body = page[page.index("<body") :]
    refused = next(refusals(body, evidence.values()), None)
    if refused is None:
        return
    for where, html in chain(pieces(nb), [(notebook_name(nb), body)]):
        if refused not in refusals(html, evidence.values()):
            continue
        around = words_around(plain(html), refused.words)
        if around:
            where += f", in {shown(around)}"
        raise BuildError(where, refused.wrong, refused.do)


def check_markdown(words: str, evidence: Iterable[Evidence], where: str) -> None:
    """Refuse Markdown that names a speaker or a source of the page: it leads to no evidence."""
    names = set()
    for item in evidence:
        names.update(str(item.get("by", "")).removeprefix("the ").split(", "))
        source = item.get("source") or {}
        names.add(source.get("publisher", ""))
    named = alternation(filter(None, names)) if any(names) else ""
    found = re.search(rf"(?<!\w){named}(?!\w)", words) if named else None
    if found:
        wrong = f"names {shown(found[0])}, and Markdown leads to no evidence"
        raise BuildError(where, wrong, "let the name come in from evidence, in a sentence of say")


def words_around(text: str, found: str) -> str:
    """What stands around `found` in a text, in whole words; "" where nothing does, or `found` is
    read otherwise.
    """
    word = rf"\S*(?<!\w){re.escape(found)}(?!\w)\S*"
    pattern = rf"(?:\S+ ){{0,4}}{word}(?: \S+){{0,4}}"
    match = re.search(pattern, text)
    if match is None or match[0] == found:
        return ""
    return match[0]


def check_chart(said: OutputRecord, svg: str, where: str) -> None:
    """Refuse a chart without a file name, title, alternative text, picture or data."""
    name = said.get("name", "")
    if not naming.SLUG.fullmatch(name):
        do = "use lower-case letters, digits and single hyphens"
        raise BuildError(where, f'the chart is named "{name}"', do)
    missing = []
    for key in ("title", "alt", "data", "narrow"):
        text = str(said.get(key, ""))
        if not text.strip():
            missing.append(key)
    if not missing and not svg:
        missing = [SVG]
    if missing:
        wrong = f"chart {name} has no {', '.join(missing)}"
        raise BuildError(where, wrong, "a reader needs it")
    rows = said.get("rows", [])
    columns = said.get("columns", [])
    row_ids = said.get("row_ids", [])
    lengths = {len(row) for row in rows}
    are_full = bool(columns) and lengths == {len(columns)}
    if not are_full or len(row_ids) != len(rows):
        given = [
            counted(len(columns), "column"),
            counted(len(rows), "row"),
            counted(len(row_ids), "row id"),
        ]
        wrong = f"chart {name} does not give its data: {', '.join(given)}"
        raise BuildError(where, wrong, "give a full row and an id for each mark")
    evidence = {item["id"]: item for item in said.get("evidence", [])}
    check_title(said, evidence, where)
    where = f"{where}, chart {name}"
    for row, id in zip(rows, row_ids, strict=True):
        check_row(row, id, evidence, where)
    check_data(said, evidence, where)
    check_alt(said, evidence, where)


def check_title(said: OutputRecord, evidence: EvidenceById, where: str) -> None:
    """The title and the subtitle of a chart have numbers of its rows only, each with its hedge."""
    known = numbers_of_rows(said)
    for part in ("title", "subtitle"):
        text = str(said.get(part, ""))
        where_of = f"{where}, {part} of chart {said['name']}"
        strange = unknown_number(text, known)
        if strange:
            wrong = f'it has "{strange}", which its rows do not'
            raise BuildError(where_of, wrong, "say what they say, or no number")
        amount = amount_in(text)
        if amount:
            wrong = f'it has "{amount}", which states how many, and leads to no evidence'
            raise BuildError(where_of, wrong, "say the number of a row, or none")
        check_hedges(text, evidence.values(), where_of)


def check_row(row: Iterable[str], id: str, evidence: EvidenceById, where: str) -> None:
    """Every number of a chart's row stands in the record that the row leads to, or in an input of
    that, and with the hedge that it has there.
    """
    known = known_numbers(id, evidence)
    own = evidence.get(id, {})
    items = [own]
    for other in own.get("inputs") or []:
        items.append(evidence.get(other, {}))
    for cell in row:
        strange = unknown_number(cell, known)
        if strange:
            wrong = f'"{strange}" does not stand in the record of its row'
            raise BuildError(where, wrong, "draw what a record says")
        check_hedges(cell, items, where)


# Dates in folded text; a count of four digits has a comma.
DATES = re.compile(
    rf"\b(?:\d{{1,2}}(?: (?:to|and|or) \d{{1,2}})? )?{alternation(MONTHS)}\b(?: \d{{4}})?|"
    r"\b\d{4}\b(?![,.]\d)"
)
NUMBERS = ("figure", "derived")  # kinds of evidence whose label is a number


def check_hedges(text: str, items: Iterable[Evidence], where: str) -> None:
    """A number of a text that a record among `items` reports stands with the hedge of one of them
    ("more than 1,900"), and with no other.
    """
    labels = []
    formulas = []
    for item in items:
        if item.get("kind") in NUMBERS:
            labels.append(hedged(item["label"]))
            formulas.append(hedged(item.get("formula") or ""))
    stated = [*filter(numbers, labels + formulas)]
    text = hedged(text)
    if not stated or not numbers(text):
        return
    reported = re.compile(rf"(?<![\w.,]){alternation(stated)}(?!\w|[.,]\d)")
    rest = reported.sub("", text)
    for number in numbers(rest):
        own = [label for label in labels if number in numbers(label)]
        if own:
            shortest = min(own, key=len)
            wrong = f'{shown(text)} has "{number}" without its hedge'
            raise BuildError(where, wrong, f"say {shown(shortest)}, as its record does")
    words = reported.split(text)
    for before, after in pairwise(words):
        hedge = hedge_beside(before, after)
        if hedge:
            wrong = f'{shown(text)} has "{hedge}" beside a number, which brings its own hedge'
            raise BuildError(where, wrong, "take the hedge out")


def hedged(text: str) -> str:
    """A text folded, without its dates; people are fewer, a share is less."""
    without = DATES.sub("", folded(text))
    return without.replace("fewer than", "less than")


def unknown_number(text: str, known: Container[str]) -> str:
    """The first number of a text that is not one of `known`, which are folded; "" for none."""
    for number in numbers(text):
        if folded(number) not in known:
            return number
    return ""


def check_data(said: OutputRecord, evidence: EvidenceById, where: str) -> None:
    """A chart's CSV has a line for each row; its words say what their records say, and its ends
    what its words say.
    """
    lines = csv_rows(said["data"])
    ids = [line.get("id") for line in lines]
    if ids != said["row_ids"]:
        raise BuildError(where, "its CSV does not have its rows", "write the rows that were drawn")
    for line in lines:
        check_line(line, evidence, where)


def check_line(line: dict[str, str], evidence: EvidenceById, where: str) -> None:
    """A line of a chart's CSV says what the record of its row says, and its ends what its words
    say.
    """
    for cell in line.values():
        if harmless(cell) != cell:
            wrong = f"a spreadsheet takes {shown(cell)} in its CSV for a formula"
            raise BuildError(where, wrong, "write an apostrophe before it")
    worded = [cell for column, cell in line.items() if column not in UNWORDED]
    check_row(worded, line["id"], evidence, where)
    strange = strange_ends(line) or strange_days(line)
    if strange:
        wrong = f"the end {strange[0]} in its CSV is not that of its row"
        raise BuildError(where, wrong, "write what the row says")


def strange_ends(line: dict[str, str]) -> list[str]:
    """The ends of a row with a number that its words do not state, in order."""
    values = numbers(line.get("value", ""))
    stated = {value.replace(",", "") for value in values}
    low = numbers(line.get("low", ""))
    high = numbers(line.get("high", ""))
    written = {*low, *high}
    return sorted(written - stated)


def csv_rows(data: str) -> list[dict[str, str]]:
    """The rows of a CSV file by the names of their columns; what a row has too much or too little
    is "" there.
    """
    text = data.removeprefix("\ufeff")
    lines = StringIO(text, newline="")
    head, *rows = csv.reader(lines)
    found = []
    for row in rows:
        cells = zip_longest(head, row, fillvalue="")
        found.append(dict(cells))
    return found


def strange_days(line: dict[str, str]) -> list[str]:
    """The cells of a dated row that are not those of its date in words."""
    days = {"earliest": "", "latest": ""}
    if line.get("edtf"):
        date = parse(line["edtf"])
        days["earliest"] = str(date.earliest or "")
        days["latest"] = str(date.latest or "")
        days["date"] = date.words()
    strange = []
    for column, cell in days.items():
        given = line.get(column, "")
        if given != cell:
            strange.append(given or "none")
    return strange


def check_alt(said: OutputRecord, evidence: EvidenceById, where: str) -> None:
    """Alternative text has numbers of its rows only, of their first and last days, and how many
    more rows there are.
    """
    alt = said["alt"]
    count = len(said["rows"])

    def without_count(more: re.Match[str]) -> str:
        is_possible = int(more[1]) < count
        return "" if is_possible else more[0]

    rest = re.sub(r"\band (\d+) more\b", without_count, alt)
    strange = unknown_number(rest, numbers_of_rows(said))
    if strange:
        wrong = f'its alternative text has "{strange}", which its rows do not'
        raise BuildError(where, wrong, "say what they say")
    for text in (said["title"], alt):
        markup = str(escape(text))
        for quoted in loose_quotations(markup, evidence.values()):
            wrong = f"{shown(quoted)} is no quotation of its evidence"
            raise BuildError(where, wrong, "quote a record's words")


def numbers_of_rows(said: OutputRecord) -> set[str]:
    """The numbers of a chart's rows and of their first and last days, folded."""
    words = [*chain.from_iterable(said["rows"])]
    for line in csv_rows(said["data"]):
        for end in ("earliest", "latest"):
            if line.get(end):
                words.append(parse(line[end]).words())
    found: set[str] = set()
    for text in words:
        found.update(map(folded, numbers(text)))
        found.update(map(folded, numbers(visible(text))))
    return found


def check_evidence(item: Evidence, where: str) -> None:
    """Refuse evidence without an id, kind or label, or without what its kind must say of itself."""
    id = item.get("id", "")
    kind = item.get("kind", "")
    is_usable = re.fullmatch(r"[\w.-]+", id, re.ASCII)
    if not is_usable or kind not in KINDS or not item.get("label"):
        wrong = f"evidence {id!r} lacks a usable id, kind or label"
        raise BuildError(where, wrong, f"kinds are {', '.join(KINDS)}")
    needed = NEEDED.get(kind, NEEDED_OF_WORDS)
    is_cited = kind not in NEEDED and item.get("verdict") == CITED
    if is_cited:
        needed = NEEDED_OF_CITED
        if item.get("span"):
            wrong = f"evidence {id} is only cited, and yet brings words"
            raise BuildError(where, wrong, "verify the words, or leave them out")
    for key in needed:
        if not item.get(key):
            wrong = f"evidence {id} has no {key}"
            raise BuildError(where, wrong, "hand over the whole record")


class Fragments(HTMLParser):
    """The ids of a page and the fragments its links lead to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag's id and the fragment it leads to."""
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href" and value and value.startswith("#"):
                self.targets.append(value[1:])


def check_links(page: str, nb: Any) -> None:
    """Every link within the page leads somewhere, and to one place only."""
    fragments = Fragments(page)
    counts = Counter(fragments.ids)
    for target in fragments.targets:
        if target not in counts:
            link = f'href="#{escape(target)}"'
            places = [where for where, html in pieces(nb) if link in html]
            where = places[0] if places else notebook_name(nb)
            raise dangling(target, where)
    twice = [id for id, count in counts.items() if count > 1]
    if twice:
        wrong = f"the id {min(twice)} stands twice in the page"
        raise BuildError(notebook_name(nb), wrong, "name each chart once")


def dangling(target: str, where: str) -> BuildError:
    """A link to a place that the page does not hold."""
    wrong = f"the page links to #{target}, which it does not hold"
    return BuildError(where, wrong, "hand over the evidence with the output")
