"""The descriptor that a new project begins with: that of this record, with lists of words that any
topic may begin with. `python tests/starter.py --write` writes it; a test holds the two together.
"""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STARTER = ROOT / "analysis" / "starter" / "datapackage.json"

# What a list of words of the topic begins with, by table and column; all others are as here.
CATEGORIES: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("speakers", "side"): [
        {"value": "authorities", "label": "Authorities"},
        {"value": "others", "label": "Others"},
    ],
    ("populations", "unit"): [
        {
            "value": "persons",
            "label": "people",
            "singular": "person",
            "words": ["people", "person", "persons"],
        },
        {"value": "percent", "label": "per cent"},
        {
            "value": "eur",
            "label": "euros",
            "singular": "euro",
            "symbol": "€",
            "before": True,
            "fractional": True,
            "words": ["EUR", "euro", "euros"],
        },
        {
            "value": "usd",
            "label": "US dollars",
            "singular": "US dollar",
            "fractional": True,
            "words": ["$", "US$", "USD", "dollar", "dollars", "US dollar", "US dollars"],
        },
        {"value": "documents", "label": "documents", "singular": "document"},
        {"value": "countries", "label": "countries", "singular": "country"},
        {"value": "events", "label": "events", "singular": "event"},
    ],
    ("populations", "status"): [{"value": "none", "label": "none"}],
    ("quotes", "topics"): [
        {"value": "amounts", "label": "amounts"},
        {"value": "causes", "label": "causes"},
        {"value": "responsibility", "label": "responsibility"},
        {"value": "plans", "label": "plans"},
        {"value": "rights", "label": "rights"},
        {"value": "criticism", "label": "criticism"},
    ],
    ("quotes", "target"): [
        {"value": "plan", "label": "the plan"},
        {"value": "decision", "label": "the decision"},
        {"value": "agreement", "label": "the agreement"},
        {"value": "government", "label": "the government"},
        {"value": "none", "label": "none"},
    ],
    ("events", "kind"): [
        {"value": "agreement", "label": "agreement"},
        {"value": "statement", "label": "statement"},
        {"value": "meeting", "label": "meeting"},
        {"value": "decision", "label": "decision"},
        {"value": "ruling", "label": "ruling"},
        {"value": "report", "label": "report"},
        {"value": "publication", "label": "publication"},
        {"value": "comment", "label": "comment"},
        {"value": "photograph", "label": "photograph"},
        {"value": "plan", "label": "plan"},
        {"value": "silence", "label": "silence"},
    ],
}
HEAD = {
    "name": "record",
    "title": "",
    "description": "Reported figures, quotations and events, each with the words that reported "
    "it. Files are UTF-8 with LF line ends; an empty cell is a missing value. A date is written in "
    "EDTF and has a basis; a field that holds several values names their vocabulary or their table "
    'under "items".',
}


def starter() -> dict[str, Any]:
    """The descriptor of this record with the lists and the head of a new one."""
    package = json.loads((ROOT / "data" / "datapackage.json").read_bytes()) | HEAD
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            categories = CATEGORIES.get((resource["name"], field["name"]))
            if categories:
                place = field.get("items", field)
                place["categories"] = categories
    return package


def starter_bytes() -> bytes:
    """The file, one value a line, so that a list is easily edited."""
    return (json.dumps(starter(), ensure_ascii=False, indent=1) + "\n").encode()


if __name__ == "__main__" and "--write" in sys.argv:
    STARTER.write_bytes(starter_bytes())
