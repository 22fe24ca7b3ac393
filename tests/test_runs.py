"""One run: what it needs and gives is bytes, what goes wrong is said at the place where it can be
mended.
"""

import pickle
import platform
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
import samples

from analysis import runs
from analysis.errors import BuildError
from analysis.fingerprints import digest_of, read_package
from analysis.questions import Question
from analysis.runs import Task

PARAMETERS = nbformat.v4.new_code_cell(
    'place = "Harbour"  # where\nids = ["a"]  # which\nmost = 3\nother = len(place)',
    metadata={"tags": ["parameters"]},
)
GIVEN = {"place": "River", "ids": ["b"], "most": 2, "other": 1}
ANSWER = samples.display(samples.answer())


def task(
    *cells: Any, files: dict[str, bytes] | None = None, limit: float = 60, **parameters: Any
) -> Task:
    made = [nbformat.v4.new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    nb = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Harbour"), PARAMETERS, *made]
    )
    files = {"notebooks/harbour.ipynb": nbformat.writes(nb).encode()} | (files or {})
    return Task(
        Question("boats", "How many?", "harbour", "", parameters),
        files,
        "/srv/project",
        limit=limit,
    )


def problem(task: Task) -> BuildError:
    with pytest.raises(BuildError) as raised:
        runs.run(task)
    return raised.value


def test_a_run_gives_page_notebook_charts_and_what_it_used():
    stages: list[str] = []
    built = runs.run(task(ANSWER, samples.display(samples.chart())), stages.append)
    assert b"<!DOCTYPE html>" in built.page
    assert built.charts.keys() == {"boats.svg", "boats.csv"}
    assert built.uses == []
    assert stages[0].startswith("cell 1 of ")
    assert stages[-1] == "page"
    assert next(line for line, seconds in built.cells if seconds > 0).startswith("place")
    assert built.seconds > 0
    assert built.environment == {"Python": platform.python_version()}


def test_a_run_names_the_files_and_rows_that_its_cells_looked_at():
    code = (
        "from pathlib import Path\nfrom analysis import "
        "lookups\nPath('../data/list.csv').read_text()"
    )
    built = runs.run(
        task(code, "lookups.note('data/x.csv y')", ANSWER, files={"data/list.csv": b"a\n"})
    )
    assert built.uses == ["data/list.csv", "data/x.csv y"]


def test_no_run_finds_what_another_left_in_its_folder():
    left = (
        "from pathlib import Path\nassert not "
        "Path('left.txt').exists()\nPath('left.txt').write_text('left')"
    )
    assert runs.run(task(left, ANSWER)).page == runs.run(task(left, ANSWER)).page


def test_a_process_that_imported_other_code_than_the_build_refuses_the_run():
    runs.prepare()
    same, other = (
        replace(task(ANSWER), code=code) for code in (digest_of(read_package()), "another")
    )
    assert runs.run(same).page == runs.run(task(ANSWER)).page
    assert "question boats: the process that was to run it has imported other code" in str(
        problem(other)
    )


def test_a_run_that_nobody_prepared_gives_the_same_as_one_that_was():
    code = """
import pickle, sys
from dataclasses import replace
from analysis import runs
given, is_prepared = pickle.load(sys.stdin.buffer)
if is_prepared:
    runs.prepare()
built = replace(runs.run(given), seconds=0, cells=())
sys.stdout.buffer.write(pickle.dumps(built))
"""
    built = [
        subprocess.run([sys.executable, "-c", code], input=pickle.dumps((task(ANSWER), is_prepared)), check=True,
                       capture_output=True).stdout
        for is_prepared in (True, False)
    ]  # fmt: skip
    one, other = map(pickle.loads, built)
    assert one == other
    assert b"<!DOCTYPE html>" in one.page


def test_a_task_and_what_it_gives_can_be_sent_anywhere():
    sent = pickle.loads(pickle.dumps(task(ANSWER)))
    built = runs.run(sent)
    assert pickle.loads(pickle.dumps(built)) == built


def test_a_problem_can_be_sent_anywhere_with_its_traceback():
    sent = pickle.loads(pickle.dumps(problem(task("1 / 0"))))
    assert str(sent) == str(problem(task("1 / 0")))
    assert "ZeroDivisionError" in sent.__notes__[0]
    assert "\x1b" not in sent.__notes__[0]


def test_a_notebook_may_begin_with_a_byte_order_mark():
    plain = task(ANSWER)
    marked = {name: b"\xef\xbb\xbf" + content for name, content in plain.files.items()}
    assert runs.run(replace(plain, files=marked)).page == runs.run(plain).page


def test_two_runs_of_one_task_give_the_same_bytes():
    one, other = (
        runs.run(task("import random; print(random.random() > 2)", ANSWER)) for _ in range(2)
    )
    assert (one.page, one.notebook, one.uses) == (other.page, other.notebook, other.uses)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (
            {"ids": "b"},
            "parameter ids: is a text, where the notebook has a list; write it as the notebook "
            "does",
        ),
        ({"place": ["b"]}, "parameter place: is a list, where the notebook has a text"),
        ({"most": "b"}, "parameter most: is a text, where the notebook has a number"),
        ({"most": True}, "parameter most: is true or false, where the notebook has a number"),
        ({"place": {"b": 1}}, "parameter place: is a table, where the notebook has a text"),
    ],
)
def test_a_parameter_of_another_kind_than_the_notebooks_is_refused(parameters, words):
    assert f"notebooks/questions.toml, question boats, {words}" in str(
        problem(task(ANSWER, **GIVEN | parameters))
    )


def test_a_parameter_of_any_kind_passes_where_the_notebook_calculates_its_own():
    runs.run(task(ANSWER, **GIVEN | {"other": "b", "most": 2.5}))


READING = "print(place, ids, most, other)"


@pytest.mark.parametrize(
    ("cells", "unread"),
    [
        ([READING], ""),
        (["print(place)", "def more():\n    return [most for _ in ids]", "%time other"], ""),
        (["place", "ids"], '"most", "other"'),
        (
            ["print('place')", "# ids", "most: int", "[other for other in ()]"],
            '"place", "ids", "most", "other"',
        ),
    ],
)
def test_a_parameter_that_no_cell_reads_is_named(cells, unread):
    nb = nbformat.v4.new_notebook(cells=[PARAMETERS, *map(nbformat.v4.new_code_cell, cells)])
    said = runs._unread(nb, Question("boats", "How many?", "harbour", "", GIVEN))
    words = "which changes nothing; use it, or take it out"
    assert said == (
        unread and f"notebooks/harbour.ipynb cell 1: no cell reads the parameter {unread}, {words}"
    )
    assert runs._unread(nb, Question("boats", "How many?", "harbour")) == ""


def test_a_parameter_that_no_cell_reads_keeps_no_report_from_being_built():
    built = runs.run(task("place, ids, most", ANSWER, **GIVEN))
    assert [warning.partition(", ")[0] for warning in built.warnings] == [
        'notebooks/harbour.ipynb cell 2: no cell reads the parameter "other"'
    ]


@pytest.mark.parametrize(
    "code",
    [
        "ids = ['c']",
        "ids += ['c']",
        "for ids in []: pass",
        "import os as ids",
        "def ids(): pass",
        "ids: list = []",
    ],
)
def test_a_parameter_that_a_cell_sets_again_is_refused(code):
    said = str(problem(task(READING, ANSWER, code, **GIVEN)))
    assert said == (
        'question boats, notebooks/harbour.ipynb cell 5: sets the parameter "ids" again, so that '
        "what the question "
        "gives for it is lost; give what the cell makes of it another name"
    )


@pytest.mark.parametrize(
    "code",
    [
        "def more():\n    global ids\n    ids = ['c']\nmore()",
        "def more():\n    def most():\n        global ids\n        import os as ids\n    most()",
        "class More:\n    global ids\n    ids = ['c']",
        "[(ids := [place]) for place in 'c']",
        "globals()['ids'] = ['c']",
        "if True:\n    globals()['ids'] += ['c']",
        "vars()['ids'] = ['c']",
        "globals().update(ids=['c'])",
        "globals().update({'ids': ['c']})",
        "%time ids = ['c']",
        "print()\nif True:\n    %time ids = ['c']",
        "%prun -q ids = ['c']",
        "%%time\nids = ['c']",
        "%%time\n%time ids = ['c']",
        "%%capture\nids = ['c']",
        "%%capture ids\nprint()",
        "ids = %who_ls",
        "ids = !ls",
    ],
)
def test_a_parameter_that_is_set_again_in_a_roundabout_way_is_seen(code):
    assert "ids" in runs._set_names(code)
    assert 'cell 5: sets the parameter "ids" again' in str(
        problem(task(READING, ANSWER, code, **GIVEN))
    )


@pytest.mark.parametrize(
    "code",
    [
        "def more():\n    global ids\n    return ids",
        "def more():\n    ids = ['c']\n    [(ids := place) for place in 'c']",
        "print(globals()['ids'])",
        "vars(place)['ids'] = ['c']",
        "more = {}\nmore['ids'] = 2\nmore.update(ids=2)",
        "%timeit ids = ['c']",
        "name = 'time'\nget_ipython().run_line_magic(name, 'print(ids)')",
        "%time print(ids)",
        "%%bash\nids=3",
        "%%writefile more.py\nids = ['c']",
        "%cd /tmp",
        "%matplotlib inline",
        "ids?",
        "ids = ",
    ],
)
def test_what_sets_no_parameter_again_is_not_taken_for_it(code):
    assert "ids" not in runs._set_names(code)


def test_a_name_of_its_own_within_a_cell_sets_no_parameter_again():
    runs.run(
        task(
            READING,
            "def more(ids):\n    most = 2\n    return [place for place in ids]",
            ANSWER,
            **GIVEN,
        )
    )


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


def test_a_kernel_that_crashes_is_a_problem_with_the_end_of_its_log():
    code = (
        "import ctypes, os\nos.write(2, b'about to crash in "
        "/srv/project/data/x.csv\\n')\nctypes.string_at(0)"
    )
    said = str(problem(task(code)))
    assert (
        "cell 3: the kernel died (signal 11: segmentation fault); the end of its log: about to "
        "crash in data/x.csv" in said
    )


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


def test_the_log_of_a_kernel_that_dies_is_cut_to_its_first_sentence_and_stands_whole_in_the_note():
    writes = (
        r"os.write(2, b'no \x1b[31mboats\n'); os.write(1, b'not one\n'); os.system('echo none')"
    )
    code = f"import os; {writes}; os._exit(3)"
    said = problem(task(code))
    assert "the kernel died (exit status 3); the end of its log: no boats; run the notebook" in str(
        said
    )
    assert said.__notes__ == ["no boats\nnot one\nnone"]


@pytest.mark.parametrize("kernel", [runs.WARM, runs.STOCK])
def test_what_a_cell_writes_to_the_process_itself_does_not_come_out_of_the_build(capfd, kernel):
    code = (
        "import os\nos.write(1, b'not JSON\\n')\nos.system('echo nor this')\nos.system('echo "
        "nor that >&2')"
    )
    runs.run(replace(task(code, ANSWER), kernel=kernel))
    assert capfd.readouterr() == ("", "")


def test_a_kernel_that_hangs_is_a_problem_after_the_limit():
    said = str(problem(task("import time; time.sleep(600)", limit=1)))
    assert "cell 3: was still running after 1 s, which is all that the question may take" in said


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
