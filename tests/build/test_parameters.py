"""Parameters of notebooks: what a question may give, and what no cell below may undo."""

import nbformat
import pytest
from asking import ANSWER, GIVEN, PARAMETERS, problem, run, task

from analysis.build import parameters
from analysis.build.questions import Question


@pytest.mark.parametrize(
    ("given", "words"),
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
def test_a_parameter_of_another_kind_than_the_notebooks_is_refused(given, words):
    assert f"notebooks/questions.toml, question boats, {words}" in str(
        problem(task(ANSWER, **GIVEN | given))
    )


def test_a_parameter_of_any_kind_passes_where_the_notebook_calculates_its_own():
    run(task(ANSWER, **GIVEN | {"other": "b", "most": 2.5}))


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
    said = parameters.unread_words(nb, Question("boats", "How many?", "harbour", "", GIVEN))
    words = "which changes nothing; use it, or take it out"
    assert said == (
        unread and f"notebooks/harbour.ipynb cell 1: no cell reads the parameter {unread}, {words}"
    )
    assert parameters.unread_words(nb, Question("boats", "How many?", "harbour")) == ""


def test_a_parameter_that_no_cell_reads_keeps_no_report_from_being_built():
    built = run(task("place, ids, most", ANSWER, **GIVEN))
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
    assert "ids" in parameters.set_names(code)
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
    assert "ids" not in parameters.set_names(code)


def test_a_name_of_its_own_within_a_cell_sets_no_parameter_again():
    run(
        task(
            READING,
            "def more(ids):\n    most = 2\n    return [place for place in ids]",
            ANSWER,
            **GIVEN,
        )
    )
