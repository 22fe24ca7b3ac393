"""A small valid record of an invented side, in two sources, for tests to copy, break and build
from.

rows = valid_rows()
rows["figures"]["hp-31"]["bound"] = "about"
write_record(tmp_path, rows)
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest

from analysis.errors import RecordError, Refusal
from analysis.record import verify
from analysis.record.csvfiles import DATA, PACKAGE
from analysis.record.record import Record
from analysis.record.rules import check_rules
from analysis.record.tables import load_package, read_tables

Rows = dict[str, dict[str, dict[str, str]]]

TEXTS = {
    "harbour-post": """\
Ruritania says returns from Graustark will go on

By Mira Holt, 4 May 2021

Graustark sent home 31 Ruritanian sailors in 2020, bringing the total to more than 400 since 2011, \
the Port Ministry said on Monday.

“We will not stop taking our people back,” Port Minister Aske Lund said. “But the ships must be safe.”

The minister called the new fees “unfair” and asked a second time for talks.

A safe passage

Some 1,250 sailors were waiting in Graustark at the end of April, the Seafarers’ League said, 310 of whom lack papers.

Aske Lund said again that 31 sailors had come home in 2020.

Comments

They should all come home.

5 May 2021
""",
    "bulletin": """\
Bulletin of the Port Ministry

Sailors returned in 2020: 34. Between 20 and 25 of them were convicted in Graustark.

Share of returned sailors who held papers in 2020: 62.5 percent

The Seafarers’ League sent no report.
""",
}
REGIONS = {
    "harbour-post": {
        "headline": ("Ruritania says returns from Graustark will go on", "A safe passage"),
        "byline": ("By Mira Holt, 4 May 2021",),
        "body": (
            TEXTS["harbour-post"][
                TEXTS["harbour-post"].index("Graustark sent") : TEXTS["harbour-post"].index(
                    "\n\nA safe"
                )
            ],
            TEXTS["harbour-post"][
                TEXTS["harbour-post"].index("Some 1,250") : TEXTS["harbour-post"].index(
                    "\n\nComments"
                )
            ],
        ),
        "navigation": ("Comments",),
        "comment": ("They should all come home.\n\n5 May 2021",),
    },
    "bulletin": {
        "headline": ("Bulletin of the Port Ministry",),
        "body": (TEXTS["bulletin"][TEXTS["bulletin"].index("Sailors") :].strip(),),
    },
}


ANCHOR = ("source_id", "start", "end", "exact")
CONTEXT = ("prefix", "suffix")


def span(source: str, words: str, columns: tuple[str, ...] = ANCHOR + CONTEXT) -> dict[str, str]:
    """The anchor cells, or those in `columns`, of the first place of `words` in an invented
    source.
    """
    text = TEXTS[source]
    start, end = text.index(words), text.index(words) + len(words)
    cells = {"source_id": source, "start": str(start), "end": str(end), "exact": words}
    before, after = text[max(0, start - 32) : start], text[end : end + 32]
    cells |= {"prefix": before.rpartition("\n")[2], "suffix": after.partition("\n")[0]}
    return {column: cells[column] for column in columns}


def valid_rows() -> Rows:
    """A fresh copy of the record: rows by table and key, cells by column; cells that are not named
    are empty.
    """
    return {
        "sources": _sources(),
        "regions": {
            f"{source}-{kind}-{n}": {
                "kind": kind,
                **span(source, words, ("source_id", "start", "end")),
            }
            for source, kinds in REGIONS.items()
            for kind, stretches in kinds.items()
            for n, words in enumerate(stretches, start=1)
        },
        "speakers": _speakers(),
        "populations": _populations(),
        "relations": _relations(),
        "figures": _figures(),
        "quotes": _quotes(),
        "events": _events(),
        "exclusions": {
            "second": span("harbour-post", "second", ANCHOR)
            | {"reason": "puts requests in order, counts nothing"}
        },
    }


def with_cited(rows: Rows | None = None) -> Rows:
    """The record with sources that are only cited: two editions of a table, one with a gap, and a
    repost.
    """
    rows = valid_rows() if rows is None else rows
    cited = {
        "language": "en",
        "rights": "Invented for tests",
        "published_basis": "unknown",
        "accessed": "2022-02-03",
    }
    cited |= {"published_note": "The page shows no date", "url": "https://copies.example/ports"}
    copy = cited | {
        "publisher": "Copies",
        "original_publisher": "Port Ministry",
        "trust": "official_table_copy",
    }
    rows["sources"] |= {
        "ports-2020": copy | {"title": "Returns by port, 2020", "genre": "official_table"},
        "ports-2021": copy
        | {"title": "Returns by port, 2021", "genre": "official_table", "accessed": "/2022-02"},
        "blog": cited
        | {"title": "Home again", "genre": "news_article", "publisher": "A blog", "trust": "repost"}
        | {"original_publisher": "Coast Courier"},
    }
    rows["speakers"]["coast-courier"] = {
        "name": "Coast Courier",
        "kind": "media",
        "affiliation_id": "coast-group",
    }
    rows["speakers"]["coast-group"] = {"name": "Coast Group", "kind": "company"}
    rows["populations"]["port-returns"] = rows["populations"]["returned-sailors"] | {
        "label": "sailors sent home by port"
    }
    rows["relations"]["ports"] = {
        "population_a": "port-returns",
        "population_b": "returned-sailors",
    }
    rows["relations"]["ports"] |= {
        "relation": "unknown",
        "basis": "unknown",
        "note": "Nobody says how they overlap",
    }
    plain = {
        "bound": "exact",
        "unit": "persons",
        "measure": "flow",
        "population_id": "port-returns",
    }
    plain |= {
        "period": "2019",
        "period_basis": "stated",
        "speaker_id": "port-ministry",
        "rank": "normal",
    }
    older = {"rank": "superseded", "rank_reason": "The edition of 2021 gives the year again"}
    newer = {"rank": "preferred", "rank_reason": "The latest edition"}
    rows["figures"] |= {
        "ports-2019-ed2020": {
            "claim_id": "ports-2019-ed2020",
            "source_id": "ports-2020",
            "value": "22",
            **plain,
            **older,
        },
        "ports-2019-ed2021": {
            "claim_id": "ports-2019-ed2021",
            "source_id": "ports-2021",
            "value": "24",
            **plain,
            **newer,
        },
        "ports-2018": {
            "claim_id": "ports-2018",
            "source_id": "ports-2020",
            "value": "9",
            **plain,
            "period": "2018",
        },
    }
    gap = {
        "source_id": "ports-2021",
        "speaker_id": "port-ministry",
        "population_id": "port-returns",
        "measure": "flow",
    }
    rows["gaps"] = {
        "ports-2020-ed2021": gap | {"period": "2020", "reason": "withheld", "note": "Marked D"}
    }
    rows["events"]["blog-landing"] = {
        "label": "Sailors land",
        "kind": "arrival",
        "date": "2020-06",
        "source_id": "blog",
    }
    rows["events"]["blog-landing"] |= {
        "date_basis": "external",
        "date_note": "By the ferry’s log",
        "actors": "coast-courier",
    }
    return rows


def _sources() -> dict[str, dict[str, str]]:
    common = {"language": "en", "rights": "Invented for tests"}
    held = {
        name: {
            "file": f"{name}.txt",
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "chars": str(len(text)),
            **common,
        }
        for name, text in TEXTS.items()
    }
    held["harbour-post"] |= {
        "title": "Ruritania says returns from Graustark will go on",
        "publisher": "Harbour Post",
        "authors": "Mira Holt",
        "genre": "news_article",
        "url": "https://harbour-post.example/2021/returns",
        "published": "2021-05-04",
        "published_basis": "stated",
    }
    held["bulletin"] |= {
        "title": "Bulletin of the Port Ministry",
        "publisher": "Port Ministry",
        "genre": "report",
        "published": "2021-03",
        "published_basis": "external",
        "published_note": "The ministry’s list of publications",
    }
    return held


def _speakers() -> dict[str, dict[str, str]]:
    return {
        "port-ministry": {"name": "Port Ministry", "kind": "government_body", "side": "XR"},
        "aske-lund": {
            "name": "Aske Lund",
            "family_name": "Aske",
            "aliases": "Minister Aske;the minister",
            "kind": "person",
            "role": "Port Minister",
            "affiliation_id": "port-ministry",
            "side": "XR",
        },
        "seafarers-league": {"name": "Seafarers’ League", "kind": "organisation", "side": "XG"},
        "harbour-post": {"name": "Harbour Post", "kind": "media", "side": "XR"},
        "reader-one": {"name": "A reader", "kind": "anonymous"},
    }


def _populations() -> dict[str, dict[str, str]]:
    def population(label: str, status: str) -> dict[str, str]:
        return {
            "label": label,
            "definition": f"All {label}",
            "unit": "persons",
            "status": status,
        }

    return {
        "returned-sailors": population("sailors sent home from Graustark", "returned"),
        "convicted-returned": population("sailors sent home after a conviction", "convicted"),
        "waiting-sailors": population("sailors waiting in Graustark", "awaiting_return"),
        "waiting-without-papers": population("waiting sailors without papers", "awaiting_return"),
    }


def _relations() -> dict[str, dict[str, str]]:
    def relation(a: str, kind: str, b: str, basis: str, note: str) -> dict[str, str]:
        return {
            "population_a": a,
            "population_b": b,
            "relation": kind,
            "basis": basis,
            "note": note,
        }

    return {
        "convicted": relation(
            "convicted-returned", "subset_of", "returned-sailors", "stated", "“of them”"
        ),
        "papers": relation(
            "waiting-without-papers", "subset_of", "waiting-sailors", "stated", "“of whom”"
        ),
        "waiting": relation(
            "waiting-sailors", "disjoint", "returned-sailors", "assumed", "Nobody waits again"
        ),
    }


# An empty basis would be that of the source's own date.
UNTOLD = {"said_on_basis": "unknown", "note": "The article names no day"}


def _figures() -> dict[str, dict[str, str]]:
    ministry = {
        "speaker_id": "port-ministry",
        "attribution": "the Port Ministry said",
        "said_on": "2021-05-03",
        "said_on_basis": "resolved_from_text",
        "note": "The Monday before publication",
    }
    league = {
        "speaker_id": "seafarers-league",
        "attribution": "the Seafarers’ League said",
        **UNTOLD,
    }
    april = {
        "period": "2021-04-30",
        "period_text": "at the end of April",
        "period_basis": "resolved_from_text",
    }
    year = {"period": "2020", "period_text": "in 2020", "period_basis": "stated"}
    returned = {"measure": "flow", "population_id": "returned-sailors", **year}
    own = {
        "speaker_id": "port-ministry",
        "said_on": "2021-03",
        "said_on_basis": "external",
        "note": "Its publication",
    }
    figures = {
        "hp-31": {
            "value": "31",
            **returned,
            **ministry,
            **span("harbour-post", "31 Ruritanian sailors"),
        },
        "hp-31-again": {
            "claim_id": "hp-31",
            "value": "31",
            **returned,
            "speaker_id": "aske-lund",
            "attribution": "Aske Lund said again",
            **UNTOLD,
            **span("harbour-post", "31 sailors"),
        },
        "hp-400": {
            "value": "400",
            "bound": "more_than",
            "measure": "cumulative",
            "population_id": "returned-sailors",
            "period": "2011/2020",
            "period_text": "since 2011",
            "period_basis": "resolved_from_text",
            "period_note": "To the end of the year just named",
            **ministry,
            **span("harbour-post", "more than 400"),
        },
        "hp-1250": {
            "value": "1250",
            "bound": "about",
            "measure": "stock",
            "population_id": "waiting-sailors",
            "period_note": "The year is that of publication",
            **april,
            **league,
            **span("harbour-post", "Some 1,250 sailors"),
        },
        "hp-310": {
            "value": "310",
            "measure": "stock",
            "population_id": "waiting-without-papers",
            "period_note": "The year is that of publication",
            **april,
            **league,
            **span("harbour-post", "310 of whom"),
        },
        "pm-34": {
            "value": "34",
            **returned,
            **own,
            **span("bulletin", "34"),
            "rank": "preferred",
            "rank_reason": "The ministry’s own table",
        },
        "pm-convicted": {
            "value": "20",
            "value_high": "25",
            "bound": "between",
            **returned,
            "population_id": "convicted-returned",
            **own,
            **span("bulletin", "Between 20 and 25"),
        },
        "pm-papers": {
            "value": "62.5",
            **returned,
            "unit": "percent",
            "measure": "share",
            **own,
            **span("bulletin", "62.5 percent"),
        },
    }
    plain = {"bound": "exact", "unit": "persons", "rank": "normal"}
    return {name: {"claim_id": name} | plain | cells for name, cells in figures.items()}


def _quotes() -> dict[str, dict[str, str]]:
    minister = {
        "speaker_id": "aske-lund",
        "said_on": "2021-05-03",
        "said_on_basis": "resolved_from_text",
        "note": "The Monday before publication",
    }
    quotes = {
        "hp-not-stop": {
            "utterance_id": "hp-stop",
            **minister,
            "topics": "cooperation;returns",
            "target": "cooperation",
            "stance": "affirms",
            **span("harbour-post", "We will not stop taking our people back"),
        },
        "hp-safe": {
            "utterance_id": "hp-stop",
            "part": "2",
            **minister,
            "target": "returns",
            "stance": "qualifies",
            **span("harbour-post", "But the ships must be safe."),
        },
        "hp-unfair": {
            "mode": "partial",
            "speaker_id": "aske-lund",
            **UNTOLD,
            **span("harbour-post", "unfair"),
        },
        "hp-passage": {
            "mode": "heading",
            "speaker_id": "harbour-post",
            **UNTOLD,
            **span("harbour-post", "A safe passage"),
        },
        "hp-comment": {
            "mode": "comment",
            "speaker_id": "reader-one",
            "said_on": "2021-05-05",
            "said_on_basis": "stated",
            **span("harbour-post", "They should all come home."),
        },
    }
    plain = {"part": "1", "mode": "direct", "target": "none", "stance": "none"}
    return {name: {"utterance_id": name} | plain | cells for name, cells in quotes.items()}


def _events() -> dict[str, dict[str, str]]:
    stated = {"date_basis": "stated"}
    return {
        "hp-published": {
            "label": "The article is published",
            "kind": "publication",
            "date": "2021-05-04",
            **stated,
            "actors": "harbour-post",
            **span("harbour-post", "4 May 2021", ANCHOR),
        },
        "hp-commented": {
            "label": "A reader comments",
            "kind": "comment",
            "date": "2021-05-05",
            **stated,
            "actors": "reader-one",
            **span("harbour-post", "5 May 2021", ANCHOR),
        },
        "pm-silence": {
            "label": "The league sends no report",
            "kind": "silence",
            "date_basis": "unknown",
            "actors": "seafarers-league;port-ministry",
            **span("bulletin", "The Seafarers’ League sent no report", ANCHOR),
        },
    }


SIDES = {"XR": "Ruritania", "XG": "Graustark"}


def write_record(folder: Path, rows: Rows | None = None, sides: Mapping[str, str] = SIDES) -> Path:
    """Write the record, or the given rows of it, as a data folder; returns the folder."""
    rows = valid_rows() if rows is None else rows
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PACKAGE).write_text(descriptor(sides), encoding="utf-8")
    for resource in load_package(folder).resources.values():
        with (folder / resource.path).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, resource.columns, restval="", lineterminator="\n")
            writer.writeheader()
            for key, cells in rows.get(resource.name, {}).items():
                # Relations and exclusions have no id: their keys here are only names to change them
                # by.
                writer.writerow(
                    cells
                    if resource.primary_key[0] in cells
                    else {resource.primary_key[0]: key} | cells
                )
    return folder


def write_texts(folder: Path) -> Path:
    """Write the texts of the two sources; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
    return folder


def descriptor(sides: Mapping[str, str]) -> str:
    """The descriptor of the real record with other sides."""
    described = json.loads((DATA / PACKAGE).read_bytes())
    for table in described["resources"]:
        for field in table["schema"]["fields"]:
            if (table["name"], field["name"]) == ("speakers", "side"):
                named = [{"value": side, "label": label} for side, label in sides.items()]
                field["categories"] = named
    return json.dumps(described)


HOSTILE = """<script>alert("it's")</script> & 'more'"""


def loaded(folder: Path, rows: Rows | None = None) -> Record:
    """The invented record, or the given rows of it, each verified against its text on 1 June
    2021.
    """
    tables = read_tables(write_record(folder, rows))
    receipt = verify.verify_record(tables, TEXTS, {}, date(2021, 6, 1)).receipt
    return Record(tables, receipt, TEXTS)


def clipped(folder: Path) -> Record:
    """The record with a figure that stands clipped, as one whose denial is left outside may."""
    record = loaded(folder)
    record._receipt["figures"]["hp-400"] |= {"verdict": "clipped", "outside": "more than"}
    return record


def related(folder, a: str, b: str, relation: str, basis: str = "stated") -> Record:
    """The invented record with one more relation, in place of any other of the two populations."""
    rows = valid_rows()
    kept = {
        k: v
        for k, v in rows["relations"].items()
        if {v["population_a"], v["population_b"]} != {a, b}
    }
    cells = {
        "population_a": a,
        "population_b": b,
        "relation": relation,
        "basis": basis,
        "note": "A guess",
    }
    rows["relations"] = kept | {"new": cells}
    return loaded(folder, rows)


def ids(items: Iterable[object]) -> list[str]:
    return [item.id for item in items]


def changed(folder, table: str, key: str, cells: dict[str, str]) -> Record:
    """The invented record with some cells of one row changed, or with one more row."""
    rows = valid_rows()
    rows[table][key] = rows[table].get(key, {}) | cells
    return loaded(folder, rows)


# What makes the figure of the blog one of the same people and time as that of the Harbour Post.
SAME = {"population_id": "returned-sailors", "period": "2020"}


def narrow_and_wide(folder, figures: dict | None = None, events: dict | None = None) -> Record:
    """The articles of the invented record, beside cited rows of the blog that are changed by these
    cells.
    """
    rows = with_cited()
    if figures:
        rows["figures"]["blog-31"] = (
            rows["figures"]["ports-2018"] | {"source_id": "blog", "value": "31"} | figures
        )
    rows["events"]["blog-landing"] |= events or {}
    write_record(folder, rows)
    return Record.load(folder)


def refusal(measure: Callable[..., object], *args: object) -> str:
    with pytest.raises(Refusal) as refused:
        measure(*args)
    return str(refused.value)


def relation(a: str, kind: str, b: str) -> dict[str, str]:
    return {"population_a": a, "population_b": b, "relation": kind, "basis": "stated"}


def shortened(code: str, errors: list[RecordError]) -> list[str]:
    """Where rule `code` found something, as `figure hp-31, column value`."""
    return [error.where.split(" ", 1)[1] for error in errors if error.code == code]


def found(folder: Path, rows: Rows) -> list[RecordError]:
    return check_rules(read_tables(write_record(folder, rows)))
