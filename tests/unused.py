"""Print the figures that no page uses, each with its reason, for `make lint`.

`notebooks/unused.csv` lists them, outside of the record: a new question must not change the digest
of the tables. Exits with 1 where it names no figure or gives no reason. Where reports are built,
what no page has and the list lacks is printed too; whether the list is complete is for a test to
hold, which builds the pages itself.
"""

import csv
import re
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "notebooks" / "unused.csv"
FIGURES = ROOT / "data" / "figures.csv"
ENTRY = re.compile(r' id="e-([^"]+)"')  # where a page has the record of a piece of evidence


def listed() -> dict[str, str]:
    """The reason for each figure that the list names."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return {row["figure_id"]: row["reason"] for row in csv.DictReader(file)}


def unused(reports: Path) -> list[str]:
    """The ids of the figures whose record stands on no page in a folder, in the table's order."""
    used: set[str] = set()
    for page in reports.glob("*.html"):
        used.update(ENTRY.findall(page.read_text(encoding="utf-8")))
    return [id for id in figures() if id not in used]


def figures() -> list[str]:
    """The ids of all figures of the record."""
    with FIGURES.open(encoding="utf-8", newline="") as file:
        return [row["figure_id"] for row in csv.DictReader(file)]


def problems(reasons: Mapping[str, str]) -> list[str]:
    """What is wrong with the list by itself."""
    known = {*figures()}
    found = []
    for id, reason in reasons.items():
        if id not in known:
            found.append(f"{LIST.name}: there is no figure {id}; take the row out")
        elif not reason.strip():
            found.append(f"{LIST.name}: {id} has no reason; give one")
    return found


def main() -> int:
    """Print the table; the exit status, 1 where the list is wrong."""
    reasons = listed()
    wrong = problems(reasons)
    rows = dict(reasons)
    for id in unused(ROOT / "reports") if (ROOT / "reports" / "index.html").exists() else []:
        rows.setdefault(id, "no reason given: use it in a question, or list it with one")
    print(f"{len(rows)} figures are used by no page" + (":" if rows else ""))
    for id, reason in rows.items():
        print(f"  {id}: {reason}")
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
