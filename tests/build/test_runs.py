"""One run: what it needs and gives is bytes, what goes wrong is said at the place where it can be
mended.
"""

import pickle
import platform
import re
from dataclasses import replace
from pathlib import Path

import pytest
import samples
from asking import ANSWER, GIVEN, problem, run, task

from analysis.build import processes, runs
from analysis.fingerprints import digest_of, read_package


def test_a_run_gives_page_notebook_charts_and_what_it_used():
    stages: list[str] = []
    asked = task(ANSWER, samples.display(samples.chart()))
    built = run(asked, lambda id, words: stages.append(words))
    assert b"<!DOCTYPE html>" in built.page
    assert built.charts.keys() == {"boats.svg", "boats.csv", "boats.png"}
    assert built.uses == []
    assert stages[0].startswith("cell 1 of ")
    assert stages[-1] == "page"
    assert next(line for line, seconds in built.cells if seconds > 0).startswith("place")
    assert built.seconds > 0
    assert built.environment == {"Python": platform.python_version()}


def test_a_run_names_the_files_and_rows_that_its_cells_looked_at():
    code = (
        "from pathlib import Path\nfrom analysis.record import lookups\n"
        "Path('../data/list.csv').read_text()"
    )
    built = run(task(code, "lookups.note('data/x.csv y')", ANSWER, files={"data/list.csv": b"a\n"}))
    assert built.uses == ["data/list.csv", "data/x.csv y"]


def test_no_run_finds_what_another_left_in_its_folder():
    left = (
        "from pathlib import Path\nassert not "
        "Path('left.txt').exists()\nPath('left.txt').write_text('left')"
    )
    assert run(task(left, ANSWER)).page == run(task(left, ANSWER)).page


def test_a_process_that_imported_other_code_than_the_build_refuses_the_run():
    asked = task(ANSWER)
    same, other = (
        replace(asked, task=replace(asked.task, code=code))
        for code in (digest_of(read_package()), "another")
    )
    assert run(same).page == run(asked).page
    assert "question boats: the process that was to run it has imported other code" in str(
        problem(other)
    )


def test_a_run_that_nobody_prepared_gives_the_same_as_one_that_was(monkeypatch):
    prepared = run(task(ANSWER))
    monkeypatch.setattr(processes, "START_METHOD", "spawn")
    unprepared = run(task(ANSWER))
    assert replace(unprepared, seconds=0, cells=()) == replace(prepared, seconds=0, cells=())
    assert b"<!DOCTYPE html>" in prepared.page


def test_what_a_task_gives_can_be_sent_anywhere():
    built = run(task(ANSWER))
    assert pickle.loads(pickle.dumps(built)) == built


def test_a_problem_can_be_sent_anywhere_with_its_traceback():
    sent = pickle.loads(pickle.dumps(problem(task("1 / 0"))))
    assert str(sent) == str(problem(task("1 / 0")))
    assert "ZeroDivisionError" in sent.__notes__[0]
    assert "\x1b" not in sent.__notes__[0]


def test_a_notebook_may_begin_with_a_byte_order_mark():
    plain = task(ANSWER)
    marked = {name: b"\xef\xbb\xbf" + content for name, content in plain.files.items()}
    assert run(replace(plain, files=marked)).page == run(plain).page


def test_two_runs_of_one_task_give_the_same_bytes():
    one, other = (run(task("import random; print(random.random() > 2)", ANSWER)) for _ in range(2))
    assert (one.page, one.notebook, one.uses) == (other.page, other.notebook, other.uses)


NOT_THERE = """\
from analysis.errors import LookupFailed
raise LookupFailed("data/figures.csv", '"kt-501" is not there', "use another")
"""


@pytest.mark.parametrize(("name", "value"), [("place", "kt-501"), ("ids", ["a", "kt-501"])])
def test_an_id_that_is_not_in_the_record_is_a_problem_of_the_parameter_that_has_it(name, value):
    said = str(problem(task(NOT_THERE, **GIVEN | {name: value})))
    where = f"notebooks/questions.toml, question boats, parameter {name}: "
    assert said == f'{where}data/figures.csv: "kt-501" is not there; use another'


def test_an_id_that_the_notebook_itself_has_is_a_problem_of_its_cell():
    assert "notebooks/harbour.ipynb cell 3" in str(problem(task(NOT_THERE, **GIVEN)))


HOSTILE = "\x1b]0;title\x07 40 people \u202e " + "long" * 3000


def test_what_a_failing_cell_says_is_cut_to_its_first_sentence_and_stands_whole_in_the_note():
    said = problem(task(f"# \x1b[31m red\nraise ValueError({HOSTILE!r} + '. And more.')"))
    assert "cell 3: ValueError: 40 people longlong" in str(said)
    assert 'the cell begins "#' in str(said)
    assert len(str(said)) < 600
    assert "And more" not in str(said)
    for words in (str(said), *said.__notes__):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", words)
    assert "long" * 3000 in "".join(said.__notes__)
    assert "And more." in said.__notes__[0]


def test_an_import_of_an_absent_module_fails_and_a_present_one_is_left_alone():
    with runs._absent("this"), pytest.raises(ImportError):
        import this  # noqa: F401
    with runs._absent("pickle"):
        import pickle as found

        assert found is pickle


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("No file '/project/data/a.csv'", "No file 'data/a.csv'"),
        ("No file '/srv/someone/a b.csv'", "No file '…/a b.csv'"),
        ("see https://example.org/a/b, and/or 1/2/3", "see https://example.org/a/b, and/or 1/2/3"),
    ],
)
def test_words_lose_the_folders_of_the_machine(words, shown):
    assert runs.without_paths(words, Path("/project")) == shown
