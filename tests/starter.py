"""The descriptor that a new project begins with: that of this record, with lists of words that any
topic may begin with. `python tests/starter.py --write` writes it; a test holds the two together.
"""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STARTER = ROOT / "analysis" / "starter" / "datapackage.json"
UNITS = ["persons", "percent", "usd", "eur", "documents", "countries", "events"]
# What a list of words of the topic begins with, by table and column; all others are as here.
WORDS = {
    ("populations", "unit"): UNITS,
    ("figures", "unit"): UNITS,
    ("populations", "legal_status"): ["none"],
    ("quotes", "topics"): ["amounts", "causes", "responsibility", "plans", "rights", "criticism"],
    ("quotes", "target"): ["plan", "decision", "agreement", "government", "none"],
    ("events", "kind"): [
        "agreement",
        "statement",
        "meeting",
        "decision",
        "ruling",
        "report",
        "publication",
        "comment",
        "photograph",
        "plan",
        "silence",
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
            words = WORDS.get((resource["name"], field["name"]))
            place = field.get("items") or field.get("constraints", {})
            if words:
                place["enum"] = words
    return package


def starter_bytes() -> bytes:
    """The file, one value a line, so that a list is easily edited."""
    return (json.dumps(starter(), ensure_ascii=False, indent=1) + "\n").encode()


if __name__ == "__main__" and "--write" in sys.argv:
    STARTER.write_bytes(starter_bytes())
