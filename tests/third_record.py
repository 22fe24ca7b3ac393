"""A third record, made as a person makes one: `new` with texts, then the rows that a person types.

Its town, its people and its numbers are invented: a dispute of tenants with their council, in euros
and per cents, in English and French. `third/texts` has the texts, `third/typed` the cells that are
typed, `third/questions.toml` the questions; docs/your-own-record.md tells how it is made.
"""

import json
from pathlib import Path

from conftest import ROOT

from analysis.build.new import make
from analysis.errors import RecordError
from analysis.record.csvfiles import append_rows, read_csv, replace_fields
from analysis.record.fill import fill_record
from analysis.record.tables import UNREAD

THIRD = ROOT / "tests" / "third"
TEXTS = sorted((THIRD / "texts").glob("*.txt"))
TITLE = "Rents in Sallmere"
# What the record adds to lists of words, by table and column; the sides are its own.
ADDED: dict[tuple[str, str], list[dict[str, object]]] = {
    ("populations", "unit"): [
        {"value": "evictions", "label": "evictions", "singular": "eviction"},
        {"value": "households", "label": "households", "singular": "household"},
    ],
    ("speakers", "side"): [{"value": "tenants", "label": "Tenants"}],
    ("quotes", "topics"): [
        {"value": "hearings", "label": "hearings"},
        {"value": "fund", "label": "the fund"},
    ],
    ("quotes", "target"): [
        {"value": "hearings", "label": "the hearings"},
        {"value": "fund", "label": "the fund"},
    ],
}


def write_third(root: Path) -> list[RecordError]:
    """Make the record in a folder; returns what `fill` could not find."""
    make(root, TITLE, TEXTS, lambda words: None)
    data = root / "data"
    _add_words(data / "datapackage.json")
    for path in sorted((THIRD / "typed").glob("*.csv")):
        rows = typed(path)
        if path.stem == "sources":
            replace_fields(data / path.name, dict(enumerate(_in_order(rows))))
        else:
            append_rows(data / path.name, rows)
    kinds = read_csv(data / "regions.csv").columns[2]
    read = {row: {"kind": "body"} for row, kind in enumerate(kinds) if kind == UNREAD}
    replace_fields(data / "regions.csv", read)
    with (root / "notebooks/questions.toml").open("a") as file:
        file.write((THIRD / "questions.toml").read_text())
    return list(fill_record(data, [data / "sources"]).problems)


def typed(path: Path) -> list[dict[str, str]]:
    """The rows of a table as they are typed: the columns of which anything is."""
    content = read_csv(path)
    rows = zip(*content.columns, strict=True)
    return [dict(zip(content.header, row, strict=True)) for row in rows]


def _in_order(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows in the order of the texts that `make` was given."""
    by_id = {row["source_id"]: row for row in rows}
    return [by_id[path.stem] for path in TEXTS]


def _add_words(path: Path) -> None:
    package = json.loads(path.read_bytes())
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            added = ADDED.get((resource["name"], field["name"]), [])
            place = field.get("items", field)
            if added:
                place["categories"] += added
    path.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n")
