"""What JupyterLab shows below a sentence or a table: the words behind its numbers.

A page has an entry for every link to evidence; JupyterLab has none, and takes the ids out of what
it shows. So there each link leads to the address of its source, and a fold below holds the words.
"""

import builtins
import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from analysis.record import lookups
from analysis.record.publications import source_words
from analysis.record.references import Evidence
from analysis.report.wording import markup

LINK = re.compile(r'<a class="evidence" href="#e-([^"]*)">(.*?)</a>', re.DOTALL)
MOST = 40  # entries in a fold

Records = Mapping[str, Evidence]  # by id


def is_explored() -> bool:
    """Whether cells are run by a person, as in JupyterLab, and not by a build."""
    return hasattr(builtins, "get_ipython") and not lookups.is_running()


def with_words(html: Markup, evidence: Iterable[Evidence]) -> str:
    """HTML whose links lead to the addresses of sources, and below it the words behind them."""
    records = {str(record["id"]): record for record in evidence}
    behind = _behind(html, records)
    if not behind:
        return str(html)
    shown = Markup().join(_entry(record) for record in behind[:MOST])
    if len(behind) > MOST:
        shown += markup("<li>and {} more</li>", len(behind) - MOST)
    led = LINK.sub(lambda link: _led(link, records), html)
    fold = markup("<details><summary>The words behind it</summary><ul>{}</ul></details>", shown)
    return led + str(fold)


def _behind(html: str, records: Records) -> list[Evidence]:
    """The records that links of HTML lead to, then those that these were calculated from."""
    found: dict[str, Evidence] = {}
    for id_, _ in LINK.findall(html):
        if id_ in records:
            found[id_] = records[id_]
    for record in list(found.values()):
        inputs = record.get("inputs", ())
        for id_ in inputs:
            if id_ in records:
                found[id_] = records[id_]
    return list(found.values())


def _led(link: re.Match[str], records: Records) -> str:
    """A link to the address of its source; its words alone where none is known."""
    record = records.get(link[1], {})
    return _to(_address(record), Markup(link[2]))


def _to(address: str, words: str) -> Markup:
    """Words as a link to an address; the words alone where it is ""."""
    if not address:
        return markup("{}", words)
    return markup('<a href="{}" target="_blank" rel="noopener">{}</a>', address, words)


def _address(record: Evidence) -> str:
    """Where the source of a record of evidence was published; "" where that is not known."""
    source = record.get("source", {})
    address = str(source.get("url", ""))
    return address if address.startswith(("https://", "http://")) else ""


def _entry(record: Evidence) -> Markup:
    """A line of the fold: the number or words, where they stand, who says so, how it is known."""
    said = markup("<b>{}</b>", record["label"])
    if formula := record.get("formula"):
        said += markup(" = {}", formula)
    if span := record.get("span"):
        said += markup(" “…{}", span["prefix"])
        said += markup("<mark>{}</mark>", span["exact"])
        said += markup("{}…”", span["suffix"])
    if source := record.get("source"):
        said += markup(" {}", _to(_address(record), source_words(source)))
    if verdict := record.get("verdict_words"):
        said += markup(" ({})", verdict)
    return markup("<li>{}</li>", said)
