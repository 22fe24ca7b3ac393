"""From the list of questions to published reports: what is published, what is not, and what a build
says.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import clock
import nbformat
import pytest
import samples
from conftest import ROOT
from projects import ANSWER, ARCHIVE, CHART, PARAMETERS, Project

from analysis import fingerprints
from analysis.build import build as building
from analysis.build import cache, processes, runs
from analysis.build.cache import Inputs, read_state, write_state
from analysis.build.progress import lines
from analysis.build.site import LIST
from analysis.errors import BuildError
from analysis.fingerprints import digest_of, tables_digest
from analysis.quantities import dates
from analysis.record.csvfiles import DATA
from analysis.record.references import MIME
from analysis.report.seal import SEALED, fingerprint


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(
        cache, "MARK", samples.SVG.encode()
    )  # by which charts of these samples are known
    made = Project(tmp_path / "project")
    made.write("harbour", PARAMETERS, ANSWER, CHART)
    return made


# One build of every kind


def everything(root: Path) -> Project:
    """A project with two sound questions and one of every kind that cannot be built, each with its
    last good report.
    """
    project = Project(root)
    project.write(
        "harbour", PARAMETERS, "import time; print(place, time.time_ns() % 1)", ANSWER, CHART
    )
    project.write(
        "failing", PARAMETERS, ANSWER, f"# Read the list.\nopen({str(root / 'list.csv')!r})", CHART
    )
    project.write("dying", PARAMETERS, ANSWER, "import os", "os._exit(1)")
    two = nbformat.v4.new_code_cell(
        'place = "Harbour"\nmost = 40', metadata={"tags": ["parameters"]}
    )
    project.write("two", two, ANSWER)
    project.write("untagged", ANSWER)
    project.write("tagged-twice", PARAMETERS, PARAMETERS, ANSWER)
    project.write(
        "no-python", nbformat.v4.new_code_cell("place =", metadata={"tags": ["parameters"]}), ANSWER
    )
    (root / "notebooks" / "broken.ipynb").write_text('{"cells": [')
    project.ask("boats", place="Harbour")
    project.ask("boats-river", place="River")
    project.ask("failing", "failing", place="River")
    project.ask("dying", "dying", place="River")
    for id in ("untagged", "tagged-twice", "no-python", "broken", "absent"):
        project.ask(id, id)
    project.ask("misspelt", plaec="River")
    project.ask("forgotten", "two", place="River")
    project.ask("twice")
    project.ask("twice", place="River")
    project.ask("typed", more="answered = 40")
    project.ask("numbered", text="How many in 2017?")
    project.ask("Not an id")
    project.ask(7)
    for id in PROBLEMS:
        project.keep(id)
    return project


PROBLEMS = {
    "failing": "question failing, notebooks/failing.ipynb cell 4: FileNotFoundError: [Errno 2] No "
    "such file or directory: 'list.csv'; the cell begins \"# Read the list.\"; mend "
    "the cell, or the row it names",
    "dying": "question dying, notebooks/dying.ipynb cell 5: the process that ran it ended "
    "(exit status 1); run the notebook in JupyterLab to see why",
    "untagged": "question untagged, notebooks/untagged.ipynb: no cell tagged parameters; "
    "tag the one cell that sets the parameters",
    "tagged-twice": "question tagged-twice, notebooks/tagged-twice.ipynb: 2 cells tagged "
    "parameters; tag the one cell that sets the parameters",
    "no-python": "question no-python, notebooks/no-python.ipynb cell 2: is no Python (invalid "
    "syntax); mend the cell",
    "broken": "question broken, notebooks/broken.ipynb: is no notebook (NotJSONError); restore it",
    "absent": 'notebooks/questions.toml, question absent: there is no notebook "absent"; '
    "use one of broken, dying, failing, harbour, no-python, tagged-twice, two, untagged",
    "misspelt": 'question misspelt, notebooks/harbour.ipynb cell 2: there is no parameter "plaec"; '
    'did you mean "place"?',
    "forgotten": 'question forgotten, notebooks/two.ipynb cell 2: the question gives no "most"; '
    "give every parameter, or none",
    "twice": "notebooks/questions.toml, question twice: the id stands twice; give each question "
    "its own id",
    "typed": 'notebooks/questions.toml, question typed: no field is called "answered"; '
    'did you mean "answer"?',
    "numbered": 'notebooks/questions.toml, question numbered: the text has "2017", which leads to '
    "no evidence; "
    "say it without a number or the name of a month or day",
    "Not an id": 'notebooks/questions.toml, question Not an id: the id is "Not an id"; '
    "use lower-case letters, digits and single hyphens",
    "7": "notebooks/questions.toml, question 7: id is 7; expected a text",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = everything(tmp_path_factory.mktemp("built") / "a {brace} folder")
    project.before = project.files()  # type: ignore[attr-defined]
    with (
        pytest.MonkeyPatch.context() as patched
    ):  # as the days on which reports turned stale stand in the index
        patched.setattr(dates, "datetime", clock.Clock)
        project.status = project.build()  # type: ignore[attr-defined]
    return project


@pytest.fixture(scope="module")
def built_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same project in another folder, built by another process: working directory, user, hash
    seed, one worker.
    """
    project = everything(tmp_path_factory.mktemp("elsewhere"))
    code = """
import pathlib, sys
import clock, analysis.build.build as b, analysis.quantities.dates
analysis.quantities.dates.datetime = clock.Clock
b.build(pathlib.Path(sys.argv[1]), options=b.Options(jobs=1))
"""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), str(ROOT)]),
        "PYTHONHASHSEED": "1907",
        "TZ": "Asia/Phnom_Penh",
        "LC_ALL": "C",
        "USER": "other",
    }
    home = project.root.parent
    start_up = home / ".ipython" / "profile_default" / "startup" / "00-other.py"
    start_up.parent.mkdir(parents=True)
    start_up.write_text("print('started')\nimport builtins\nbuiltins.print = len")
    environment |= {
        "HOME": str(home),
        "JUPYTER_PREFER_ENV_PATH": "0",
        "IPYTHONDIR": str(home / ".ipython"),
    }
    subprocess.run(
        [sys.executable, "-c", code, str(project.root)], cwd="/", env=environment, check=True
    )
    return project


def test_a_build_with_a_failed_question_ends_with_status_1(built):
    assert built.status == 1


def test_the_other_questions_are_built(built):
    for id in ("boats", "boats-river"):
        assert {
            f"reports/{id}.html",
            f"reports/{id}.ipynb",
            f"figures/{id}-boats.svg",
        } <= built.files().keys()


@pytest.mark.parametrize("id", PROBLEMS)
def test_a_problem_names_question_place_and_remedy(built, id):
    assert [line for line in built.said if f"failed: {PROBLEMS[id]}" in line]


@pytest.mark.parametrize("id", PROBLEMS)
def test_a_failed_question_leaves_its_last_good_report_in_place(built, id):
    kept = {
        name: data
        for name, data in built.before.items()
        if re.match(rf"(reports|figures)/{id}[.-]", name)
    }
    assert len(kept) == 4
    assert kept.items() <= built.files().items()


def test_a_build_leaves_nothing_but_reports_and_charts(built):
    made = {name for name in built.published() if name not in built.before}
    reports = {
        f"reports/{id}.{kind}" for id in ("boats", "boats-river") for kind in ("html", "ipynb")
    }
    charts = {
        f"figures/{id}-boats.{kind}" for id in ("boats", "boats-river") for kind in ("csv", "svg")
    }
    pictures = {f"reports/{id}-boats.png" for id in ("boats", "boats-river")}
    lists = {"reports/index.html", "reports/sources.html"}
    assert made == {*reports, *charts, *pictures, *lists, f"reports/{ARCHIVE}"}
    assert built.files("notebooks") == {
        n: d for n, d in built.before.items() if n.startswith("notebooks/")
    }


def test_a_build_says_one_line_for_each_question_and_where_to_look(built):
    assert len(built.said) == 2 + len(PROBLEMS) + 1
    *slowest, last = built.said[-1].splitlines()
    assert slowest[0] == "slowest cells:"
    assert re.fullmatch(
        rf"0 fresh, 2 built, {len(PROBLEMS)} failed in [\d.]+ s; open .+/reports/index.html in .+",
        last,
    )
    line = (
        r"\[(\d+)/\d+\] [a-z-]+: (built in [\d.]+ s \(not built yet\)|failed: .+; more in \S+\.log)"
    )
    runs = [re.fullmatch(line, said) for said in built.said]
    assert [int(run[1]) for run in runs if run] == list(range(1, 11))


def test_the_index_lists_every_report_in_the_order_of_the_questions(built):
    listed = re.findall(r'<th scope="row"><a href="([^"#]+)\.html"', built.index())
    assert listed == ["boats", "boats-river", *(id for id in PROBLEMS if id != "Not an id")]


def test_everything_stands_in_one_file_that_needs_no_other(built):
    with ZipFile(built.root / "reports" / ARCHIVE) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    files = built.files()
    assert {
        "reports/boats.html",
        "reports/index.html",
        "reports/sources.html",
        "figures/boats-boats.svg",
        "figures/boats-boats.csv",
    } <= {*found}
    assert {
        name: data
        for name, data in found.items()
        if files[name] != data and name != "reports/index.html"
    } == {}
    assert ARCHIVE not in found["reports/index.html"].decode()
    assert ARCHIVE in built.index()


def test_the_index_names_a_question_that_holds_a_number_by_its_id(built):
    assert "How many in 2017?" not in built.index()
    assert ">numbered<" in built.index()


def test_two_builds_give_the_same_bytes(built, built_elsewhere):
    assert built.published() == built_elsewhere.published()


def test_an_executed_notebook_holds_no_path_time_or_random_id(built):
    text = built.files()["reports/boats-river.ipynb"].decode()
    nb = json.loads(text)
    assert not re.search(r"/(tmp|home|root|usr)/|\d{4}-\d\d-\d\dT|brace", text)
    assert [cell["id"] for cell in nb["cells"]] == [f"harbour-{n:02d}" for n in range(6)]
    assert nb["metadata"].keys() == {"kernelspec", "language_info", "question"}
    assert all(cell["metadata"].keys() <= {"tags"} for cell in nb["cells"])


def test_an_executed_notebook_holds_its_parameters_and_outputs(built):
    nb = nbformat.reads(built.files()["reports/boats-river.ipynb"].decode(), as_version=4)
    assert nb.cells[2].source.splitlines()[-1] == 'place = "River"'
    assert nb.cells[4].outputs[0].data["text/html"] == samples.answer()["text/html"]


def test_a_chart_is_published_as_it_was_drawn_and_its_rows_beside_it(built):
    assert built.files()["figures/boats-boats.svg"].decode() == samples.SVG
    assert built.files()["figures/boats-boats.csv"].decode() == samples.chart()[MIME]["data"]


# What is decided before and after a run


def test_only_the_questions_asked_for_are_built(project):
    for id in ("boats", "river", "lake"):
        project.ask(id)
    assert project.build("river", "lake") == 0
    assert sorted(name for name in project.published() if name.startswith("reports/")) == sorted(
        [
            "reports/index.html",
            "reports/sources.html",
            f"reports/{ARCHIVE}",
            *(f"reports/{id}.{kind}" for id in ("lake", "river") for kind in ("html", "ipynb")),
            *(f"reports/{id}-boats.png" for id in ("lake", "river")),
        ]
    )
    assert len(project.said) == 3


def test_a_problem_of_a_question_not_asked_for_does_not_fail_the_build(project):
    project.ask("boats")
    project.ask("river", "absent")
    assert project.build("boats") == 0
    assert "there is no notebook" in project.index()


def test_a_page_leads_to_the_reports_that_are_published_and_to_no_other(project):
    project.ask("boats", more='related = ["river", "lake"]')
    project.ask("river")
    project.ask("lake", "absent")

    def led(id: str) -> set[str]:
        page = project.files("reports")[f"reports/{id}.html"].decode()
        assert SEALED.search(page)["digits"] == fingerprint(page)
        assert re.search(r'<a data-page="lake">lake|<a data-page="lake">How many', page)
        return set(re.findall(r'<a data-page="[a-z]+" href="([^"]+)"', page))

    assert project.build("boats") == 0
    assert led("boats") == set()
    assert project.build("river") == 0
    assert led("boats") == {"river.html"}
    before = project.published()
    assert project.build() == 1
    assert project.published() == before
    assert {"boats: fresh", "river: fresh"} <= set(project.said)
    with ZipFile(project.root / "reports" / ARCHIVE) as archive:
        assert archive.read("reports/boats.html") == before["reports/boats.html"]


def test_a_page_of_sources_that_is_gone_is_written_again(project):
    project.ask("boats")
    assert project.build() == 0
    before = project.published()
    (project.root / "reports/sources.html").unlink()
    assert project.build() == 0
    assert project.published() == before


def test_an_unknown_question_is_refused_with_the_nearest(project):
    project.ask("boats")
    with pytest.raises(BuildError, match=r'there is no question "baots"; did you mean "boats"\?'):
        project.build("baots")
    assert not project.published()


def test_what_the_questions_are_about_stands_in_the_index_without_a_number(project):
    project.ask("boats")
    listed = (project.root / LIST).read_text()
    (project.root / LIST).write_text(f'[site]\nabout = "Boats & harbours."\n{listed}')
    assert project.build() == 0
    assert "<p>Boats &amp; harbours. Every number" in project.index()
    (project.root / LIST).write_text(f'[site]\nabout = "The 40 boats."\n{listed}')
    with pytest.raises(BuildError, match='about has "40"'):
        project.build()


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ([CHART], 'no output has the role "answer"'),
        ([ANSWER, ANSWER], '2 outputs have the role "answer"'),
        (
            [samples.display(samples.shown("answer", '<a href="#e-boats">boats</a>'))],
            "links to #e-boats",
        ),
        (
            [
                samples.display(
                    samples.shown("answer", '<a class="evidence" href="#e-boats">40</a>')
                )
            ],
            "links to #e-boats",
        ),
        (
            [ANSWER, samples.display(samples.shown("limits", "<p>40</p>"))],
            '"40" leads to no evidence',
        ),
        ([ANSWER, samples.display(samples.chart("Boats"))], 'the chart is named "Boats"'),
    ],
)
def test_a_report_with_a_hole_is_not_published(project, cells, wrong):
    project.write("holed", PARAMETERS, *cells)
    project.ask("holed", "holed")
    project.ask("boats")
    project.keep("holed")
    kept = project.published()
    assert project.build() == 1
    assert any(
        "question holed, notebooks/holed.ipynb cell " in line and wrong in line
        for line in project.said
    )
    assert kept.items() <= project.published().items()
    assert "reports/boats.html" in project.published()


def test_charts_that_a_question_no_longer_draws_are_removed_and_no_others(project):
    project.ask("boats")
    project.ask("boats-river")
    project.ask("boats-lake", "absent")
    for id in ("boats", "boats-river", "boats-lake", "boat"):
        project.keep(id)
    (project.root / "figures" / "notes.md").touch()
    project.build("boats")
    assert "figures/boat-old.svg: the chart of no question; it is removed" in project.said
    kept = {"notes.md"} | {
        f"boats-{id}-old.{kind}" for id in ("river", "lake") for kind in ("csv", "svg")
    }
    assert {path.name for path in (project.root / "figures").iterdir()} == {
        "boats-boats.csv",
        "boats-boats.svg",
        *kept,
    }


RIVER = {
    "reports/river.html",
    "reports/river.ipynb",
    "figures/river-boats.svg",
    "figures/river-boats.csv",
}
BOATS_RIVER = {
    name.replace("river.", "boats-river.").replace("river-", "boats-river-") for name in RIVER
}


def packed(project: Project) -> set[str]:
    with ZipFile(project.root / "reports" / ARCHIVE) as archive:
        return {*archive.namelist()}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the questions boats and river, built once for all that ask others then."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "MARK", samples.SVG.encode())
        made = Project(tmp_path_factory.mktemp("both") / "project")
        made.write("harbour", PARAMETERS, ANSWER, CHART)
        made.ask("boats")
        made.ask("river")
        assert made.build() == 0
    return made.root


@pytest.fixture
def two(project: Project, both: Path) -> Callable[..., int]:
    """Take the questions boats and river as they are built, then build a list of others."""

    def build(*ids: Any, asked: Sequence[str] = (), clean: bool = False) -> int:
        shutil.copytree(both, project.root, dirs_exist_ok=True)
        assert {*RIVER} <= project.published().keys()
        if clean:
            shutil.rmtree(project.root / "reports")
        (project.root / LIST).unlink()
        for id in ids:
            project.ask(id)
        return project.build(*asked)

    return build


@pytest.mark.parametrize("clean", [False, True])
def test_a_question_that_is_removed_takes_its_report_and_charts_along(project, two, clean):
    assert two("boats", clean=clean) == 0
    assert not RIVER & project.published().keys()
    assert not RIVER & packed(project)
    assert "figures/boats-boats.svg" in packed(project)


def test_a_chart_of_no_question_is_removed_although_nothing_else_changed(project, two):
    assert two("boats") == 0
    for kind in ("csv", "svg"):
        shutil.copy(
            project.root / "figures" / f"boats-boats.{kind}",
            project.root / "figures" / f"river-boats.{kind}",
        )
    assert project.build() == 0
    assert not RIVER & project.published().keys()


MINE = {
    "figures/notes.csv": b"a,b\n",
    "figures/mine.svg": b"<svg/>",
    "figures/mine.csv": b"a,b\n",
    "figures/sketch.svg": samples.SVG.encode(),  # as drawn here, but without its rows
    "figures/boats-mine.csv": b"a,b\n",
    "figures/boats-mine.svg": b"<svg/>",
    "figures/river-mine.csv": b"a,b\n",
    "figures/river-mine.png": b"",
}


@pytest.mark.parametrize("clean", [False, True])
def test_what_a_user_keeps_beside_the_charts_is_named_and_never_removed_or_packed(
    project, two, clean
):
    (project.root / "figures").mkdir()
    for name, content in MINE.items():
        (project.root / name).write_bytes(content)
    assert two("boats", clean=clean) == 0
    assert {name: (project.root / name).read_bytes() for name in MINE} == MINE
    assert not MINE.keys() & packed(project)
    named = (
        "figures/mine.csv, figures/mine.svg, figures/notes.csv, figures/river-mine.csv, "
        "figures/sketch.svg"
    )
    assert (
        f"{named}: of no question and not drawn here; left as found, and not packed" in project.said
    )
    project.said.clear()
    assert project.build() == 0
    assert project.said[0] == "boats: fresh"
    assert project.said[1].startswith("1 fresh, 0 built")  # what a user keeps sets no build going


def test_what_no_report_shows_is_not_packed(project, two):
    project.keep("boats")
    assert two("boats", "river", "lake", asked=["boats"]) == 0
    (project.root / "figures" / "boats-more.svg").write_text("drawn by hand")
    (project.root / "figures" / "lake-boats.svg").write_text("of a report that is not built yet")
    assert project.build("boats") == 0
    assert {name for name in packed(project) if name.startswith("figures/")} == {
        f"figures/{id}-boats.{kind}" for id in ("boats", "river") for kind in ("csv", "svg")
    }


@pytest.mark.parametrize(
    "ids",
    [
        ("boats", "boats"),
        ("boats", "River"),
        ("boats", "river "),
        ("boats", ""),
        ("boats", "index"),
        ("boats", 7),
    ],
)
def test_a_slip_in_an_id_removes_no_report(project, two, ids):
    assert two(*ids) == 1
    assert project.published().keys() >= RIVER
    assert any(
        said.startswith("river: no longer asked; its report and charts stay until")
        for said in project.said
    )


def test_a_report_under_another_id_replaces_the_old_one_once_it_is_built(project, two):
    assert two("boats", "rivr", asked=["boats"]) == 0
    assert project.published().keys() >= RIVER
    assert project.build() == 0
    assert not RIVER & project.published().keys()
    assert "reports/rivr.html" in project.published()


def test_a_report_whose_id_begins_with_anothers_outlives_a_slip_in_its_own(project):
    project.ask("boats")
    project.ask("boats-river")
    assert project.build() == 0
    (project.root / LIST).unlink()
    project.ask("boats", place="Lake")
    project.ask("Boats-river")
    assert project.build() == 1
    assert project.published().keys() >= BOATS_RIVER


def test_a_chart_with_the_file_name_of_another_questions_chart_is_refused(project):
    project.write("clash", PARAMETERS, ANSWER, samples.display(samples.chart("river-boats")))
    project.ask("boats", "clash")
    project.ask("boats-river")
    assert project.build() == 1
    said = "".join(project.said)
    assert "boats-river-boats.svg has the name of a chart of boats-river" in said
    assert "reports/boats.html" not in project.published()


def test_a_question_that_is_saved_while_the_record_is_checked_is_built_as_saved(project):
    project.ask("boats")

    def save() -> int:
        path = project.root / LIST
        path.write_text(path.read_text().replace("How many?", "How many in all?"))
        return 0

    assert building.build(project.root, check=save) == 0
    assert project.build() == 0
    assert "How many in all?" in (project.root / "reports" / "boats.html").read_text()


def test_what_was_printed_of_another_page_goes_with_it(project):
    project.ask("boats", place="Lake")
    project.build()
    printed = project.root / "reports" / "boats.pdf"
    printed.touch()
    building.build(project.root, options=building.Options(rebuild=True))
    assert printed.is_file()
    path = project.root / LIST
    path.write_text(path.read_text().replace("Lake", "River"))
    project.build()
    assert not printed.exists()


def test_a_build_removes_no_file_that_another_command_writes_into_the_tables(project):
    project.ask("boats")
    (project.root / "data").mkdir()
    half = project.root / "data" / ".figures.csv.0123456789abcdef.tmp"
    half.touch()
    project.build()
    assert half.is_file()


def test_a_rebuild_touches_no_file_that_stays_the_same(project):
    project.ask("boats")
    project.build()
    files = [project.root / name for name in project.published()]
    before = [path.stat().st_ino for path in files]
    project.build()
    assert [path.stat().st_ino for path in files] == before


def test_a_file_that_cannot_be_written_fails_its_question_alone(project):
    project.ask("boats")
    project.ask("river")
    (project.root / "reports" / "boats.html").mkdir(parents=True)
    (project.root / "reports" / "boats.html" / "in the way").touch()
    assert project.build() == 1
    assert "question boats: IsADirectoryError" in "".join(project.said)
    assert str(project.root) not in project.said[0]
    assert "reports/river.html" in project.published()


def test_the_index_says_why_a_question_failed_and_keeps_its_last_good_report(project):
    project.ask("boats", "absent")
    project.ask("<script>", "absent")
    project.keep("boats")
    project.build()
    page = samples.Tags(project.index())
    assert "boats.html" in page.values("href")
    assert "; this is the last good report." in page.words()
    assert page.words().count('there is no notebook "absent"') == 1
    assert 'the id is "<script>"' in page.words()
    assert "script" not in page.names()


def test_the_index_says_what_a_cell_said_without_its_numbers_and_the_log_says_all(
    project, monkeypatch
):
    def fail(*_: Any) -> runs.Built:
        problem = BuildError(
            "question boats, notebooks/harbour.ipynb cell 3",
            "ValueError: 41 boats",
            "mend the cell",
        )
        problem.add_note("ValueError: 41 boats. And 42 rafts.")
        raise problem

    project.ask("boats")
    monkeypatch.setattr(runs, "run", fail)
    assert project.build() == 1
    said = "question boats, notebooks/harbour.ipynb cell 3: ValueError: … boats; mend the cell."
    assert said in samples.Tags(project.index()).words()
    assert "41 boats. And 42 rafts." in (project.root / "reports" / "boats.log").read_text()


# Processes that die


def dying_run(task: runs.Task, *_: Any) -> runs.Built:
    """Stands in for `run`: the question "bad" ends its process, all others give a page at once."""
    if task.question.id == "bad":
        os._exit(1)
    nb = samples.notebook(samples.code(samples.answer()))
    return runs.Built(task.question.id.encode(), nbformat.writes(nb).encode(), {})


def test_a_process_that_dies_fails_its_question_alone(project, monkeypatch):
    monkeypatch.setattr(runs, "run", dying_run)
    # So that the others are still waiting when it dies.
    monkeypatch.setattr(processes, "cores", lambda: 1)
    for id in ("one", "bad", "two", "three"):
        project.ask(id)
    project.keep("bad")
    assert project.build() == 1
    assert {
        f"reports/{id}.html": id.encode() for id in ("one", "two", "three")
    }.items() <= project.published().items()
    assert project.published()["reports/bad.html"] == b"last good bad"
    failed = [line for line in project.said if "failed: " in line]
    assert len(failed) == 1
    assert "bad: failed: question bad: the process that ran it ended (exit status 1)" in failed[0]


# What is kept, and for how long


def test_a_report_that_is_kept_behind_is_built_again_by_the_next_build_that_keeps_none(
    project, monkeypatch
):
    project.ask("boats", place="Harbour")
    (project.root / "requirements.txt").write_text("pandas==3.1.0\n")
    monkeypatch.setattr(fingerprints, "installed", lambda: {"pandas": "3.0.1"})
    assert project.build() == 0
    monkeypatch.setattr(fingerprints, "installed", lambda: {"pandas": "3.1.0"})
    assert (
        building.build(
            project.root, (), lines(project.said.append), building.Options(keep_behind=True)
        )
        == 0
    )
    assert project.said[-2] == "boats: fresh"
    assert project.build() == 0
    assert any(
        "boats: built" in said and "(behind: pandas 3.0.1 → 3.1.0)" in said for said in project.said
    )


def test_a_fresh_report_is_sealed_again_when_tables_change_that_it_does_not_rest_on(project):
    project.ask("boats", place="Harbour")
    project.ask("rafts", place="River")
    data = project.root / "data"
    data.mkdir()
    for name in ("datapackage.json", *(path.name for path in DATA.glob("*.csv"))):
        shutil.copy(DATA / name, data)
    assert project.build() == 0
    before = project.published()
    (data / "more.csv").write_text("a\n")
    assert project.build() == 0
    assert {"boats: fresh", "rafts: fresh"} <= set(project.said)
    after, tables = project.published(), tables_digest(Inputs(project.root).files)
    for id_ in ("boats", "rafts"):
        page = after[f"reports/{id_}.html"].decode()
        assert SEALED.search(page)["tables"] == tables
        assert SEALED.search(page)["digits"] == fingerprint(page)
    assert before != after
    assert building.build(project.root, options=building.Options(rebuild=True)) == 0
    assert project.published() == after


def test_a_report_that_was_stale_and_is_no_more_does_not_remember_since_when(project):
    project.ask("boats", place="Harbour")
    assert project.build() == 0
    state = read_state(project.root, "boats")
    write_state(project.root, "boats", replace(state, since="2020-01-01"))
    assert project.build() == 0
    assert read_state(project.root, "boats") == state


def test_the_first_failure_ends_a_build_that_is_to_fail_fast(project):
    project.ask("failing", "nowhere")
    project.ask("boats", place="Harbour")
    assert (
        building.build(
            project.root, (), lines(project.said.append), building.Options(fail_fast=True)
        )
        == 1
    )
    assert not (project.root / "reports" / "boats.html").exists()
    assert project.build() == 1
    assert (project.root / "reports" / "boats.html").exists()


def test_the_code_is_read_before_anything_imports_it(project, monkeypatch):
    project.ask("boats", place="Harbour")
    done: list[str] = []
    package = {"analysis/a.py": b"A = 1\n"}
    monkeypatch.setattr(building, "read_package", lambda: done.append("read") or package)
    monkeypatch.setattr(runs, "_prepared", [digest_of(package)])
    assert building.build(project.root, (), check=lambda: done.append("check") or 0) == 0
    assert done == ["read", "check"]
    assert read_state(project.root, "boats").inputs == Inputs(project.root, package).digest
