"""The engine without a kernel: the outputs of papermill's own, and those that kernels lose."""

import asyncio
import os
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from analysis.build.engine import CUT, LONGEST, ShellEngine
from analysis.build.runs import SHELL, STOCK, be_a_kernels_process, without_stderr


def notebook(*cells: str) -> Any:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])


def executed(*cells: str, engine: str = SHELL, cwd: str = ".", start: str = "fork") -> Any:
    """A notebook of these cells as papermill runs it, in a process of its own."""
    context: Any = get_context(start)
    messages, theirs = context.Pipe(duplex=False)
    child = context.Process(target=execute, args=(cells, engine, cwd, theirs))
    child.start()
    theirs.close()
    try:
        found = messages.recv()
    except EOFError:
        child.join()
        raise ChildProcessError(child.exitcode) from None
    child.join()
    if isinstance(found, Exception):
        raise found
    return found


def execute(cells: tuple[str, ...], engine: str, cwd: str, messages: Any) -> None:
    """What that process does."""
    os.chdir(cwd)
    be_a_kernels_process()
    papermill_engines.register(SHELL, ShellEngine)
    options: dict[str, Any] = {"on_cell_start": lambda cell, cell_index: None}
    options |= {"kernel_name": "python3", "language": "python", "progress_bar": False}
    try:
        nb = papermill.execute_notebook(notebook(*cells), None, engine_name=engine, **options)
        messages.send(nb)
    except PapermillExecutionError as error:
        messages.send(error)


def outcome(nb: Any) -> list[Any]:
    """What the cells gave, but for standard error: kernels send that at any moment."""
    return [
        (without_stderr(cell.outputs), cell.execution_count, cell.metadata.papermill.status)
        for cell in nb.cells
    ]


def texts(nb: Any, name: str = "stdout") -> list[str]:
    """What each cell printed."""
    return [
        "".join(output.text for output in cell.outputs if output.get("name") == name)
        for cell in nb.cells
    ]


PRINTS = ["print('first')\nimport sys; print('error', file=sys.stderr)\nprint('third', end='')"]
CLEARS = [
    "from IPython.display import clear_output, display\n"
    "print('gone'); clear_output(); print('stays')",
    "display('gone'); clear_output(wait=True); display('stays')",
    "display('stays'); clear_output(wait=True)",
]
UPDATES = [
    "handle = display('before', display_id='it')\n'last value'",
    "handle.update('after')",
    "display('again', display_id='it'); print('between'); handle.display('once more')",
    "from IPython.display import update_display\nupdate_display('last', display_id='it')",
]
RESULTS = [
    "6 * 7",
    "6 * 7;",
    "None",
    "_ + 1, In[0], Out[1]",
    "from IPython.display import HTML, Image\nHTML('<b>boats</b>')",
    "Image(b'\\x89PNG\\r\\n\\x1a\\n' + bytes(20))",
    "class Boat:\n    def _repr_mimebundle_(self, **_):\n"
    "        return {'text/plain': 'a boat', 'application/x+json': {'of': (1, 2)}}, {'x/y': (3,)}\nBoat()",
    "display({'text/plain': 'raw', 'application/x+json': (1, 2)}, raw=True, metadata={'x/y': {'b': 1}})",
    "",
    "   ",
    "def boats(n):\n    return n",
]
MAGICS = [
    "%%capture kept\nprint('taken'); display('taken')",
    "kept.stdout, len(kept.outputs)",
    "!echo from a program",
    "listed = !echo boats\nlisted",
    "%who_ls str",
    "%%html\n<b>boats</b>",
    "%%time\npass",
    "rafts?",
    "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
]
PANDAS = [
    "import numpy as np, pandas as pd\n"
    "pd.options.display.max_columns, pd.options.display.width, pd.options.display.max_rows",
    "display(pd.DataFrame([range(30)]))\npd.Series(range(100))",
    "print(pd.DataFrame([range(60)]))",
]
PLOTS = [
    "import matplotlib, matplotlib.pyplot as plt\nmatplotlib.get_backend()",
    "plt.plot([1, 2]);",
    "%matplotlib inline\nfigure, axes = plt.subplots()\naxes.plot([2, 1])\nprint('drawn')",
    "figure",
]


# One notebook of all of them, as each kernel takes long to start. The results come first, as they
# name one another by number, and the plots last: matplotlib of the tests draws elsewhere.
GROUPS = {
    "results": RESULTS,
    "prints": PRINTS,
    "clears": CLEARS,
    "updates": UPDATES,
    "magics": MAGICS,
    "pandas": PANDAS,
    "plots": PLOTS,
}


def of_group(nb: Any, name: str) -> Any:
    """The notebook with the cells of one group alone."""
    before = sum(len(GROUPS[group]) for group in [*GROUPS][: [*GROUPS].index(name)])
    cells = nb.cells[before : before + len(GROUPS[name])]
    assert [cell.source for cell in cells] == GROUPS[name]
    return nbformat.v4.new_notebook(metadata=nb.metadata, cells=cells)


@pytest.fixture(scope="module")
def theirs() -> Any:
    """All groups of cells, as papermill's own engine runs them."""
    return executed(*chain.from_iterable(GROUPS.values()), engine=STOCK)


@pytest.fixture(scope="module")
def forked() -> Any:
    """All but the plots, as this engine runs them where everything is imported."""
    groups = [cells for name, cells in GROUPS.items() if name != "plots"]
    return executed(*chain.from_iterable(groups))


@pytest.fixture(scope="module")
def spawned() -> Any:
    """All groups, as this engine runs them in a process that imports what it needs."""
    return executed(*chain.from_iterable(GROUPS.values()), start="spawn")


def assert_same(ours: Any, theirs: Any) -> None:
    """Assert that two notebooks have the same outputs, and are valid."""
    assert outcome(ours) == outcome(theirs)
    assert ours.metadata.language_info == theirs.metadata.language_info
    assert all(nbformat.validate(nb) is None for nb in (ours, theirs))


@pytest.mark.parametrize("name", [name for name in GROUPS if name not in ("magics", "plots")])
def test_the_outputs_are_those_of_papermills_own_engine(forked, theirs, name):
    assert_same(of_group(forked, name), of_group(theirs, name))


def test_plots_are_those_of_papermills_own_engine(spawned, theirs):
    assert_same(of_group(spawned, "plots"), of_group(theirs, "plots"))


def test_what_magics_give_is_what_papermills_own_engine_gives(forked, theirs):
    found = [of_group(nb, "magics") for nb in (forked, theirs)]
    timed = MAGICS.index("%%time\npass")
    for nb in found:
        assert "Wall time" in texts(nb)[timed]
        nb.cells[timed].outputs = []
    assert outcome(found[0]) == outcome(found[1])


@pytest.mark.parametrize(
    "code",
    ["1 / 0", "if", "raise SystemExit(3)", "raise KeyboardInterrupt", "boats"],
)
def test_a_cell_that_fails_ends_the_run_with_the_error_that_papermills_own_engine_gives(code):
    raised = []
    for engine in (SHELL, STOCK):
        with pytest.raises(PapermillExecutionError) as error:
            executed("print('first')", code, "print('never')", engine=engine)
        raised.append(error.value)
    ours, theirs = raised
    said = [
        (error.cell_index, error.ename, error.evalue.partition(" (")[0], error.source)
        for error in raised
    ]
    assert said[0] == said[1]
    if code != "if":  # that names the file, which is none
        assert ours.traceback[-1:] == theirs.traceback[-1:]


def test_a_system_exit_that_says_all_is_well_fails_no_run_and_ends_it():
    ours, theirs = (
        executed("raise SystemExit", "print('never')", engine=engine) for engine in (SHELL, STOCK)
    )
    assert texts(ours) == texts(theirs) == ["", ""]


def test_a_burst_of_displays_arrives_whole_and_in_order():
    many = range(8000)
    nb = executed(f"for n in {many!r}:\n    display(n)\n    print(n)")
    shown = nb.cells[0].outputs
    assert [output.data["text/plain"] for output in shown[::2]] == [str(n) for n in many]
    assert [output.text for output in shown[1::2]] == [f"{n}\n" for n in many]


def test_what_is_printed_without_end_is_cut_with_a_line_that_says_so():
    nb = executed("for _ in range(200):\n    print('x' * 1_000_000)", "print('next')")
    [output] = nb.cells[0].outputs
    assert output.text == "x" * LONGEST + CUT
    assert texts(nb)[1] == "next\n"


def test_many_small_prints_are_put_together_and_cut_at_the_same_length():
    nb = executed(f"for _ in range({LONGEST // 5}):\n    print('ababababab', end='')")
    assert texts(nb) == ["ab" * (LONGEST // 2) + CUT]


def test_a_text_that_just_fits_is_not_cut():
    assert texts(executed(f"print('x' * {LONGEST}, end='')")) == ["x" * LONGEST]


def test_what_threads_and_other_files_of_the_cells_write_arrives():
    code = (
        "import sys, threading\n"
        "thread = threading.Thread(target=print, args=('second',)); thread.start(); thread.join()\n"
        "sys.stdout.writelines(['a', 'b']); sys.stdout.flush()\n"
        "print(sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.writable(), sys.stdout.name)"
    )
    assert texts(executed(code)) == ["second\nabFalse UTF-8 True stdout\n"]


def test_only_text_can_be_written_to_a_standard_stream():
    with pytest.raises(PapermillExecutionError, match="must be str, not bytes"):
        executed("import sys; sys.stdout.write(b'boats')")


@pytest.mark.parametrize("code", ["exit()", "quit()"])
def test_leaving_the_shell_ends_the_process(code):
    with pytest.raises(ChildProcessError):
        executed("print('first')", code, "print('never')")


def test_a_magic_that_is_used_wrongly_is_an_error_that_says_how():
    with pytest.raises(
        PapermillExecutionError, match="Line magic function `%no_such_magic` not found"
    ):
        executed("%no_such_magic x")


def test_what_a_thread_prints_between_two_cells_belongs_to_the_later_one():
    start = (
        "import threading\nfirst, second = threading.Event(), threading.Event()\n"
        "def work():\n    print('within'); first.set(); second.wait(60); print('late')\n"
        "thread = threading.Thread(target=work); thread.start(); first.wait(60)"
    )
    nb = executed(start, "# nothing", "second.set(); thread.join(60); print('after')")
    assert texts(nb) == ["within\n", "", "late\nafter\n"]


def test_a_cell_that_clears_what_it_prints_has_room_again():
    nb = executed(
        "from IPython.display import clear_output\n"
        "for _ in range(3):\n    print('x' * 600_000); clear_output()\nprint('result')"
    )
    assert texts(nb) == ["result\n"]


def test_what_is_printed_is_held_once_and_what_is_cut_is_not_held():
    code = (
        "import resource\nfor _ in range(200):\n    print('x' * 1_000_000)\n"
        "display(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    small, large = (
        int(executed(each).cells[0].outputs[-1].data["text/plain"])
        for each in (code.replace("200", "1"), code)
    )
    assert large - small < 100_000  # kilobytes, where 200 million characters were printed


def test_a_task_that_a_cell_creates_runs_while_a_later_one_awaits():
    nb = executed(
        "import asyncio\nasync def count(n):\n    await asyncio.sleep(0)\n    return n\n"
        "task = asyncio.create_task(count(3))",
        "await task",
    )
    assert nb.cells[1].outputs[0].data["text/plain"] == "3"


def test_what_cannot_be_written_as_text_is_replaced():
    nb = executed("print('a\\ud800b')", "display({'text/plain': 'c\\ud800d'}, raw=True)")
    assert texts(nb)[0] == "a?b\n"
    assert nb.cells[1].outputs[0].data["text/plain"] == "c?d"


def test_a_cell_may_import_what_an_earlier_one_wrote_and_start_a_pager(tmp_path):
    nb = executed(
        "open('mine.py', 'w').write('boats = 3');", "import mine\nprint(mine.boats)",
        "import os\nprint(os.environ['PAGER'], os.environ['GIT_PAGER'])",
        cwd=str(tmp_path),
    )  # fmt: skip
    assert texts(nb)[1:] == ["3\n", "cat cat\n"]


START_UP = """
import builtins
builtins.len = lambda _: 41
raise SystemExit("started")
"""


def test_nothing_in_the_users_home_changes_what_a_cell_gives(tmp_path, monkeypatch):
    start_up = tmp_path / ".ipython" / "profile_default" / "startup" / "00-other.py"
    spec = tmp_path / ".local" / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
    config = tmp_path / ".ipython" / "profile_default" / "ipython_config.py"
    for path, content in (
        (start_up, START_UP),
        (config, 'c.InteractiveShell.ast_node_interactivity = "all"'),
        (spec, '{"argv": ["false"], "display_name": "Another", "language": "python"}'),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    cell = "1\nprint(len('boats'))"
    usual = outcome(executed(cell))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    for name in ("IPYTHONDIR", "XDG_DATA_HOME", "JUPYTER_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert outcome(executed(cell)) == usual
    assert not list(tmp_path.rglob("history.sqlite"))


def test_a_notebook_runs_where_an_event_loop_and_a_shell_are_as_in_a_notebook(tmp_path):
    ran = tmp_path / "ran"

    async def within() -> None:
        from IPython.core.interactiveshell import InteractiveShell

        InteractiveShell.instance()
        ran.write_text(texts(executed("print(6 * 7)"))[0])

    child = get_context("fork").Process(target=lambda: asyncio.run(within()))
    child.start()
    child.join()
    assert ran.read_text() == "42\n"


def test_the_main_module_is_the_notebooks_own():
    code = "import sys\nsys.modules['__main__'].__dict__ is globals(), __name__"
    assert executed(code).cells[0].outputs[0].data["text/plain"] == "(True, '__main__')"


def test_the_folder_of_a_run_is_that_of_its_process(tmp_path):
    assert texts(executed("import os; print(os.getcwd())", cwd=str(tmp_path))) == [f"{tmp_path}\n"]
    assert list(Path(tmp_path).iterdir()) == []
