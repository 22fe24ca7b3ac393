"""How fast `check` is: against frictionless on the same files, and per row as the record grows.

A generated record of 1,000 sources is written to a temporary folder, valid throughout, so that both
read every cell and neither stops at an error; that both see an unknown source in the last row is
tried first. `check` is what the command does: it reads the tables, checks cells, keys and
references, and runs the cross-row rules, which frictionless has nothing like; without them the two
do the same work. Frictionless does what `frictionless validate datapackage.json` does, foreign keys
included.
"""

import csv
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from frictionless import Package

from analysis.record.csvfiles import DATA, PACKAGE
from analysis.record.rules import check_rules
from analysis.record.tables import check_tables, load_package, read_tables

SOURCES, POPULATIONS, SPEAKERS = 1_000, 200, 100
COMPARED = 100_000
SIZES = (10_000, 100_000, 1_000_000)
GOAL, REPEATS = 10, 3
HEDGES = {
    "exact": "",
    "more_than": "more than ",
    "about": "about ",
    "at_least": "at least ",
    "less_than": "fewer than ",
}
MEASURES = {"stock": "2017-12-31", "flow": "2017", "cumulative": "2002/2017"}
NAMES = [
    f"{given} {family}"
    for given in ("Mira", "Aske", "Tove", "Ilse")
    for family in ("Holt", "Lund", "Brandt")
]
PERIOD_NOTE = "The article is of February 2018, and “last year” can only be the year before it."
SUFFIXES = (
    " by the end of 2017 (row {}) of",
    ", {} of whom lack papers",
    ' returned, "all {}" of them',
    " in case {}",
)
NOTES = (
    "{} gives the number in passing; it is not repeated elsewhere (row {}).",
    "Stated in the words of {}, who had it from the agency’s own list, no. {}.",
    '{} calls it "the total, so far"; report {} gives no start date.',
    "",
)

Rows = Iterable[dict[str, object]]


def sources() -> Rows:
    """One source per text, each long enough for its share of a million spans."""
    for n in range(SOURCES):
        yield {"source_id": f"source-{n}", "title": f"Returns, part {n}", "publisher": "The Gazette", "genre": "report",
               "language": "en", "url": f"https://example.org/{n}", "published": "2018-02", "published_basis": "stated",
               "file": f"source-{n}.txt", "sha256": f"{n:064x}", "chars": 1_000_000, "rights": "generated"}  # fmt: skip


def regions() -> Rows:
    """A headline and nine stretches of body in every source."""
    for n in range(SOURCES):
        for part in range(10):
            yield {"region_id": f"region-{n}-{part}", "source_id": f"source-{n}", "start": part * 100_000,
                   "kind": "body" if part else "headline", "end": (part + 1) * 100_000}  # fmt: skip


def figures(count: int) -> Rows:
    """`count` figures, nearly all with words of their own, spread over sources, populations,
    measures and hedges.

    As in the record itself, contexts and notes are prose, and three cells of a row hold a comma or
    a quotation mark.
    """
    kinds, measures = list(HEDGES), list(MEASURES)
    for n in range(count):
        value, kind, measure = (
            2 + n * 7919 % 1_000_003,
            kinds[n % len(kinds)],
            measures[n % len(measures)],
        )
        exact, start, name = (
            f"{HEDGES[kind]}{value:,} people",
            n // SOURCES * 100,
            NAMES[n % len(NAMES)],
        )
        yield {"figure_id": f"figure-{n}", "claim_id": f"claim-{n}", "source_id": f"source-{n % SOURCES}",
               "value": value, "bound": kind, "unit": "persons", "measure": measure,
               "population_id": f"population-{n % POPULATIONS}", "period": MEASURES[measure],
               "period_text": "by the end of 2017", "period_basis": "resolved_from_text",
               "period_note": PERIOD_NOTE, "speaker_id": f"speaker-{n % SPEAKERS}",
               "attribution": f"{name} of the agency said", "said_on": f"2018-02-{1 + n % 28:02}",
               "said_on_basis": "stated", "start": start, "end": start + len(exact), "exact": exact,
               "prefix": f"{name} told report {n} that"[-32:], "suffix": SUFFIXES[n % len(SUFFIXES)].format(n)[:32],
               "rank": "normal", "note": NOTES[n % len(NOTES)].format(name, n)}  # fmt: skip


def write_record(folder: Path, count: int) -> None:
    """Write a record of `count` figures as a data folder."""
    folder.mkdir()
    shutil.copy(DATA / PACKAGE, folder)
    rows: dict[str, Rows] = {
        "sources": sources(),
        "regions": regions(),
        "speakers": ({"speaker_id": f"speaker-{n}", "name": f"Speaker {n}", "kind": "agency"} for n in range(SPEAKERS)),
        "populations": (
            {"population_id": f"population-{n}", "label": f"group {n}", "definition": f"All of group {n}",
             "unit": "persons", "status": "none"} for n in range(POPULATIONS)
        ),
        "figures": figures(count),
    }  # fmt: skip
    for resource in load_package(folder).resources.values():
        with (folder / resource.path).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, resource.columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows.get(resource.name, ()))


def check(folder: Path) -> bool:
    """What `python -m analysis check` does; whether it found no problem."""
    tables = read_tables(folder)
    return not check_tables(tables, load_package(folder)) + check_rules(tables)


def check_without_rules(folder: Path) -> bool:
    """The part of `check` that frictionless does too."""
    return not check_tables(read_tables(folder), load_package(folder))


def frictionless(folder: Path) -> bool:
    """Frictionless on the same descriptor and files; whether it found no error."""
    return bool(Package(str(folder / PACKAGE)).validate().valid)


def try_both(folder: Path) -> None:
    """Stop unless both find the one unknown source that stands in the last row of a record."""
    write_record(folder, SOURCES)
    path = folder / "figures.csv"
    head, _, last = path.read_text(encoding="utf-8").removesuffix("\n").rpartition("\n")
    path.write_text(
        f"{head}\n{last.replace(f'source-{SOURCES - 1}', 'source-none')}\n", encoding="utf-8"
    )
    if check_without_rules(folder) or frictionless(folder):
        raise SystemExit(f"{folder}: an unknown source in the last row is not found")


def seconds(run: Callable[[Path], bool], folder: Path, times: int = 1) -> float:
    """The median time of runs over a valid record."""
    measured = []
    for _ in range(times):
        start = time.perf_counter()
        if not run(folder):
            raise SystemExit(f"{folder}: {run.__name__} finds problems in the generated record")
        measured.append(time.perf_counter() - start)
    return statistics.median(measured)


def main() -> None:
    """Print two tables: check by size, and check against frictionless."""
    with tempfile.TemporaryDirectory() as temporary:
        try_both(Path(temporary) / "broken")
        folder = Path(temporary) / str(COMPARED)
        write_record(folder, COMPARED)
        rival = seconds(frictionless, folder, REPEATS)
        print(f"{COMPARED:,} figure rows, {SOURCES:,} sources, median of {REPEATS}")
        print(f"{'':>24} {'seconds':>9} {'times faster':>13}\n{'frictionless':>24} {rival:>9.2f}")
        for label, run in (("check", check), ("check without its rules", check_without_rules)):
            taken = seconds(run, folder, REPEATS)
            print(f"{label:>24} {taken:>9.2f} {rival / taken:>13.1f}")
        print(
            f"goal: check {GOAL} times faster\n\n{'figure rows':>24} {'seconds':>9} "
            f"{'µs per row':>13}"
        )
        for size in SIZES:
            folder = Path(temporary) / f"of-{size}"
            write_record(folder, size)
            taken = seconds(check, folder)
            print(f"{size:>24,} {taken:>9.2f} {taken / size * 1e6:>13.1f}")


if __name__ == "__main__":
    main()
