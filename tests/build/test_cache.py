"""Which reports are fresh: over every row of the real record, and over everything else that a run
uses.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest
from conftest import ROOT, copy_of_project
from records import TEXTS, write_record, write_texts

from analysis import fingerprints
from analysis.build import cache
from analysis.build.cache import Inputs, State, read_state, why, write_state
from analysis.build.questions import Question, load_questions
from analysis.build.site import LIST
from analysis.record.csvfiles import unpack
from analysis.record.record import Record
from analysis.record.scopes import SCOPES, within
from analysis.record.tables import Table, read_tables
from analysis.record.verify import read_receipt
from analysis.report.charts import FAMILIES

CHARTS = sorted((ROOT / "figures").glob("*.*"))
QUESTION = Question("boats", "How many boats?", "harbour")


# ---- rows


def with_rows_changed(record: Record, name: str, keys: Sequence[str]) -> Record:
    """The record with another last cell in those rows of a table that it has."""
    changed, rows = copy(record), dict(record.rows[name])
    for key in rows.keys() & keys:
        rows[key] = {**rows[key], list(rows[key])[-1]: "changed"}
    changed.rows = record.rows | {name: rows}
    return changed


def halves(keys: Sequence[str]) -> Iterator[list[str]]:
    """Halves of some keys, such that of any two each stands in a half that the other does not."""
    for bit in range(len(keys).bit_length()):
        for side in (0, 1):
            yield [key for number, key in enumerate(keys) if number >> bit & 1 == side]


def records(root: Path, tables: Mapping[str, Table]) -> dict[str, Record]:
    """The record of these tables by scope."""
    receipt = read_receipt(root / "data")
    return {scope: Record(within(tables, scope), receipt, (), scope=scope) for scope in SCOPES}


def of_data(state: State) -> State:
    """A state with nothing but the rows and selections that its run looked at, and one file."""
    uses = {use: known for use, known in state.uses.items() if use.startswith("data/")}
    return replace(state, uses=uses, outputs=dict([*state.outputs.items()][:1]))


def of_table(
    table: str, fingerprint: Callable[[Question, str], str], known: Mapping[str, str]
) -> Callable[[Question, str], str]:
    """Fingerprints of what is read of a table; of any other, where nothing changed, the known
    ones.
    """
    return lambda question, use: fingerprint(question, use) if use.startswith(table) else known[use]


def test_a_changed_row_rebuilds_exactly_the_reports_that_read_it(site):
    """By halves of each table: what was looked up in a row would be seen to hang on another."""
    questions = load_questions(site / LIST).sound
    states = [(question, of_data(read_state(site, question.id))) for question in questions]
    whole = records(site, read_tables(site / "data"))
    inputs = Inputs(site)
    inputs.digest = "another"
    known = {use: print_ for _, state in states for use, print_ in state.uses.items()}
    readers: dict[str, set[str]] = {}
    for name, rows in whole["record"].rows.items():
        for half in halves([*rows]):
            changed = copy(inputs)
            changed.records = {
                scope: with_rows_changed(record, name, half) for scope, record in whole.items()
            }
            changed.fingerprint = of_table(f"data/{name}.csv", changed.fingerprint, known)
            named = {f"data/{name}.csv {key}" for key in half}
            for question, state in states:
                reads = named & state.uses.keys()
                other = {
                    use
                    for use, print_ in state.uses.items()
                    if changed.fingerprint(question, use) != print_
                }
                assert other == reads, (question.id, name)
                assert bool(why(changed, question, state)) == bool(reads), (question.id, name)
                for use in named:
                    readers.setdefault(use, set()).update({question.id} if use in reads else ())
    assert any(readers.values())
    assert not all(len(ids) == len(questions) for ids in readers.values())


def test_a_row_that_comes_into_a_selection_rebuilds_the_reports_that_made_it(site):
    questions = load_questions(site / LIST).sound
    tables = read_tables(site / "data")
    quotes = tables["quotes"]
    cells = {column: [*found, found[0]] for column, found in quotes.cells.items()}
    cells[quotes.key[0]][-1] = "another"
    inputs = Inputs(site)
    inputs.digest = "another"
    changed = {**tables, "quotes": replace(quotes, cells=cells, lines=[*quotes.lines, 99])}
    inputs.records = records(site, changed)
    stale = [
        question.id
        for question in questions
        if why(inputs, question, read_state(site, question.id))
    ]
    assert "voices" in stale
    assert len(stale) < len(questions)


def test_a_text_that_comes_to_be_held_rebuilds_what_asked_which_are(site):
    question = load_questions(site / LIST).by_id("claims-checked")
    tables = read_tables(site / "data")
    sources = tables["sources"]
    cited = sources.column("sha256").index("")
    hashes = [*sources.column("sha256")]
    hashes[cited] = "0" * 64
    cells = {**sources.cells, "sha256": hashes}
    before, after = Inputs(site), Inputs(site)
    before.records = records(site, tables)
    after.records = records(site, {**tables, "sources": replace(sources, cells=cells)})
    asked = "data/sources.csv all held"
    assert asked in read_state(site, question.id).uses
    assert before.fingerprint(question, asked) != after.fingerprint(question, asked)


# ---- everything else


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("notebooks", "reports", "figures"):
        (tmp_path / name).mkdir()
    (tmp_path / "notebooks" / "harbour.ipynb").write_text("{}")
    (tmp_path / "notebooks" / "river.ipynb").write_text("{}")
    (tmp_path / "reports" / "boats.html").write_text("page")
    (tmp_path / "requirements.txt").write_text(
        "pandas==3.0.1 \\\n    --hash=sha256:00\nclick==8.1\n"
    )
    return tmp_path


def fresh(root: Path, *used: str) -> State:
    outputs = cache.as_published(root, ["reports/boats.html"])
    return Inputs(root).state(QUESTION, used, outputs)


def reason(root: Path, state: State, question: Question = QUESTION) -> str:
    return why(Inputs(root), question, state)


def test_a_report_is_fresh_while_nothing_changed(root):
    assert reason(root, fresh(root)) == ""


def test_a_state_is_read_as_it_was_written_and_a_broken_one_as_none(root):
    state = fresh(root, "data/figures.csv kt-572")
    write_state(root, "boats", state)
    assert read_state(root, "boats") == state
    for broken in (b"", b"[]", b"{", b'{"inputs": 1, "more": 2}'):
        (root / cache.STATE / "boats.json").write_bytes(broken)
        assert read_state(root, "boats") == State()


@pytest.mark.parametrize(
    ("state", "words"),
    [(State(), "not built yet"), (State(problem="the cell failed"), "failed last time")],
)
def test_what_was_never_built_or_failed_is_built(root, state, words):
    assert reason(root, state) == words


def test_a_published_file_that_is_gone_or_changed_is_built_again(root):
    state = fresh(root)
    (root / "reports" / "boats.html").write_text("another page")
    assert reason(root, state) == "reports/boats.html is not as published"
    (root / "reports" / "boats.html").unlink()
    assert reason(root, state) == "reports/boats.html is not as published"


def test_a_published_file_is_known_by_its_bytes_whatever_its_times_say(root):
    state, page = fresh(root), root / "reports" / "boats.html"
    times, other = page.stat(), root / "other"
    other.write_text("egap")  # as long, and dated back
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.replace(page)
    assert reason(root, state) == "reports/boats.html is not as published"
    page.unlink()
    page.write_text("page")  # another file with the same bytes, as in a copy of the project
    assert reason(root, state) == ""


def test_a_changed_notebook_rebuilds_its_reports_only(root):
    state = fresh(root)
    (root / "notebooks" / "river.ipynb").write_text("{ }")
    assert reason(root, state) == ""
    (root / "notebooks" / "harbour.ipynb").write_text("{ }")
    assert reason(root, state) == "notebooks/harbour.ipynb changed"


@pytest.mark.parametrize(
    "change", [{"text": "How many?"}, {"notebook": "river"}, {"parameters": {"place": "Lake"}}]
)
def test_a_changed_question_is_built_again(root, change):
    state = fresh(root)
    (root / LIST).write_text("# changed")
    assert "questions.toml boats" in reason(root, state, replace(QUESTION, **change))


def test_another_order_of_what_a_question_gives_is_another_page(root):
    sides = {"KH": "Cambodia", "US": "United States"}
    question = replace(QUESTION, parameters={"sides": sides})
    outputs = cache.as_published(root, ["reports/boats.html"])
    state = Inputs(root).state(question, (), outputs)
    (root / LIST).write_text("# changed")
    turned = replace(QUESTION, parameters={"sides": dict(reversed(sides.items()))})
    assert reason(root, state, question) == ""
    assert "questions.toml boats" in reason(root, state, turned)


def test_what_a_page_says_of_other_questions_is_part_of_what_it_rests_on(root):
    state = fresh(root)
    (root / LIST).write_text("# changed")
    changed = replace(QUESTION, head={"topic": "Boats"})
    assert "questions.toml boats" in reason(root, state, changed)


@pytest.mark.parametrize("use", ["data/list.csv", "notebooks/river.ipynb"])
def test_a_file_that_a_cell_opened_itself_is_depended_on(root, use):
    shutil.copytree(ROOT / "data", root / "data")
    (root / "data" / "list.csv").write_text("a\n")
    with_it, without = fresh(root, use), fresh(root)
    (root / use).write_text("b\n")
    assert reason(root, with_it) == f"{use} changed"
    assert reason(root, without) == ""


@pytest.mark.parametrize(
    ("installed", "words"),
    [
        ({"pandas": "3.1.0", "click": "8.1"}, "behind: pandas 3.0.1 → 3.1.0"),
        ({"pandas": "3.0.1"}, "behind: click 8.1 → absent"),
        ({"pandas": "3.0.1", "click": "8.1", "nh3": "1"}, "behind: nh3 absent → 1"),
        ({"pandas": "3.0.1", "click": "8.1", "unlocked": "1"}, ""),
    ],
)
def test_another_version_in_the_environment_leaves_a_report_behind(
    root, monkeypatch, installed, words
):
    (root / "requirements.txt").write_text(
        "pandas==3.0.1 \\\n    --hash=sha256:00\nclick==8.1\nnh3==1\n"
    )
    monkeypatch.setattr(fingerprints, "installed", lambda: {"pandas": "3.0.1", "click": "8.1"})
    state = fresh(root)
    monkeypatch.setattr(fingerprints, "installed", lambda: installed)
    assert reason(root, state) == words
    assert words == "" or Inputs(root).digest != state.inputs


def test_a_report_records_the_versions_that_are_installed_whatever_is_locked(root):
    locked = (root / "requirements.txt").read_text()
    (root / "requirements.txt").write_text(
        f"{locked}PANDAS==9.9.9\njupyter_client==9.9.9 ; x\nno-package==1\n"
    )
    versions = {
        name: metadata.version(name) for name in ("pandas", "click", "PANDAS", "jupyter_client")
    }
    assert fresh(root).environment == {"Python": platform.python_version(), **versions}


def test_a_report_records_what_ran_where_that_was_elsewhere(root):
    state = Inputs(root).state(QUESTION, (), {}, {"Python": "3.11.0"})
    assert state.environment == {"Python": "3.11.0"}


def test_another_python_leaves_a_report_behind(root, monkeypatch):
    state = fresh(root)
    monkeypatch.setattr(fingerprints.platform, "python_version", lambda: "4.0.0")
    assert reason(root, state) == f"behind: Python {state.environment['Python']} → 4.0.0"


@pytest.mark.parametrize(
    "name",
    [
        "analysis/quantities/bounds.py",
        "analysis/__init__.py",
        "analysis/report/templates/page.css",
        "analysis/new.py",
    ],
)
def test_any_change_of_the_package_rebuilds_every_report(root, name):
    state = fresh(root)
    inputs = Inputs(root)
    inputs.package[name] = inputs.package.get(name, b"") + b"\n# another comment\n"
    assert why(inputs, QUESTION, state) == "analysis/ changed"


def test_fingerprints_are_of_what_a_run_was_given_whatever_is_saved_meanwhile(tmp_path):
    root, row = copy_of_project(tmp_path / "project"), "data/figures.csv kt-28"
    inputs, before = Inputs(root), Inputs(root).fingerprint(QUESTION, row)
    table = root / "data" / "figures.csv"
    table.write_text(table.read_text().replace("kt-28,kt-28,", "kt-28,another,"))
    assert inputs.fingerprint(QUESTION, row) == before
    assert Inputs(root).fingerprint(QUESTION, row) not in ("", before)
    table.write_text("broken")
    assert inputs.fingerprint(QUESTION, row) == before


def test_a_run_is_given_no_source_text_but_told_which_are_held(tmp_path):
    there, here = tmp_path / "project" / "data", tmp_path / "run"
    texts = write_texts(write_record(there) / "sources")
    (texts / "bulletin.txt").write_bytes(b"Another text.")
    given = Inputs(there.parent).given
    unpack(given, here)
    assert list(here.rglob("*.txt")) == []
    whole = b"".join(given.values())
    assert [name for name, text in TEXTS.items() if text.encode() in whole] == []
    for record in (Record.load(there), Record.load(here / "data")):
        assert record.figure("hp-31").standing.held
        assert not record.figure("pm-34").standing.held


def test_a_file_with_a_space_in_its_name_is_a_file(tmp_path):
    root = copy_of_project(tmp_path / "project")
    (root / "data" / "my figures.csv").write_text("a\n")
    before = Inputs(root).fingerprint(QUESTION, "data/my figures.csv")
    assert before == Inputs(root).fingerprint(QUESTION, "data/my figures.csv") != ""
    (root / "data" / "my figures.csv").write_text("b\n")
    assert Inputs(root).fingerprint(QUESTION, "data/my figures.csv") not in ("", before)


def test_many_changes_are_counted_after_the_first(root):
    names = [f"notebooks/{name}.ipynb" for name in "abcde"]
    for name in names:
        (root / name).write_text("{}")
    state = fresh(root, *names)
    for name in names:
        (root / name).write_text("{ }")
    assert reason(root, state) == f"{', '.join(names[:3])} and 2 more changed"


def test_finding_that_nothing_changed_imports_neither_jupyter_nor_pandas(site):
    code = f"""
import sys, pathlib
from analysis.build.build import build
print(build(pathlib.Path({str(site)!r})), *sorted({{name.split(".")[0] for name in sys.modules}}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    status, *modules = done.stdout.split()
    assert status == "0"
    heavy = (
        "pandas numpy matplotlib IPython ipykernel jupyter_client nbformat nbclient nbconvert "
        "papermill zmq"
    )
    assert not set(heavy.split()) & set(modules)


# Charts


@pytest.mark.parametrize("path", CHARTS, ids=[path.name for path in CHARTS])
def test_every_chart_of_this_project_and_its_rows_are_known_as_drawn_here(path):
    assert cache.was_drawn_here(path)


def test_the_mark_of_a_chart_is_the_rule_for_its_letters():
    assert cache.MARK.decode() == f"text{{font-family: {FAMILIES}}}</style>"


def test_a_picture_without_its_rows_or_without_the_mark_was_not_drawn_here(tmp_path):
    picture, rows = tmp_path / "a.svg", tmp_path / "a.csv"
    picture.write_bytes(cache.MARK)
    assert not cache.was_drawn_here(picture)
    rows.write_text("a")
    assert cache.was_drawn_here(picture)
    assert cache.was_drawn_here(rows)
    assert not cache.was_drawn_here(tmp_path / "a.png")
    picture.write_text("<svg/>")
    assert not cache.was_drawn_here(rows)
