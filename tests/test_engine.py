"""The papermill engine: the outputs of papermill's own, one save, one limit for all cells, and
kernels that end.
"""

import asyncio
import os
import signal
import tempfile
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError
from papermill.exceptions import PapermillExecutionError

from analysis.engine import ENGINE, KernelEnded
from analysis.kernels import KERNELSPEC

CELLS = (
    "print('first')\nimport sys; print('error', file=sys.stderr)",
    "from IPython.display import clear_output, display\nprint('gone'); clear_output(); "
    "print('stays')",
    "handle = display('before', display_id='it')\n'last value'",
    "handle.update('after')",
)


def notebook(*cells: str) -> Any:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])


def executed(*cells: str, output: Any = None, engine: str = ENGINE, **options: Any) -> Any:
    given = {
        "kernel_name": KERNELSPEC,
        "language": "python",
        "progress_bar": False,
        "engine_name": engine,
    }
    return papermill.execute_notebook(notebook(*cells), output, **given | options)


def outcome(nb: Any) -> list[Any]:
    return [
        (cell.outputs, cell.execution_count, cell.metadata.papermill.status) for cell in nb.cells
    ]


def test_the_outputs_are_those_of_papermills_own_engine():
    ours, theirs = executed(*CELLS), executed(*CELLS, engine="nbclient")
    assert outcome(ours) == outcome(theirs)
    assert ours.metadata.language_info == theirs.metadata.language_info
    assert ours.cells[2].outputs[0].data["text/plain"] == "'after'"


def test_a_stock_kernel_runs_as_well():
    assert outcome(executed(*CELLS, kernel_name="python3")) == outcome(executed(*CELLS))


def test_a_notebook_is_written_once_when_it_has_run(tmp_path, monkeypatch):
    written: list[int] = []
    write = papermill.iorw.write_ipynb
    count = lambda nb, path: (path and written.append(len(nb.cells)), write(nb, path))  # noqa: E731
    monkeypatch.setattr("papermill.engines.write_ipynb", count)
    monkeypatch.setattr("papermill.execute.write_ipynb", count)
    executed(*CELLS, output=tmp_path / "out.ipynb")
    assert written == [len(CELLS)]
    assert outcome(nbformat.read(tmp_path / "out.ipynb", as_version=4)) == outcome(executed(*CELLS))


def test_a_cell_that_fails_ends_the_run_with_its_error_and_leaves_the_cells_below_alone(tmp_path):
    with pytest.raises(PapermillExecutionError, match="ZeroDivisionError") as raised:
        executed("print('first')", "1 / 0", "print('never')", output=tmp_path / "out.ipynb")
    assert raised.value.cell_index == 1
    nb = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert [cell.metadata.papermill.status for cell in nb.cells if "papermill" in cell.metadata][
        -1
    ] == "pending"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("import os; os._exit(3)", 3),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("import ctypes; ctypes.string_at(0)", -signal.SIGSEGV),
    ],
)
def test_a_kernel_that_dies_is_an_error_with_its_exit_status(code, status):
    with open(os.devnull, "w") as null, pytest.raises(KernelEnded) as raised:  # noqa: PTH123
        executed("print('first')", code, "print('never')", stderr=null)
    assert raised.value.status == status


def test_cells_that_take_too_long_together_are_ended_and_so_is_their_kernel(tmp_path):
    sleep = (
        "import os, time, pathlib; pathlib.Path('pid').write_text(str(os.getpid())); "
        "time.sleep(600)"
    )
    with pytest.raises(CellTimeoutError):
        executed("print('first')", sleep, limit=1.0, cwd=str(tmp_path))
    assert not Path("/proc", (tmp_path / "pid").read_text()).exists()


START_UP = """
import builtins
builtins.len = lambda _: 41
raise SystemExit("started")
"""


@pytest.mark.parametrize("kernel", [KERNELSPEC, "python3"])
def test_nothing_in_the_users_home_changes_what_a_cell_gives(tmp_path, monkeypatch, kernel):
    start_up = tmp_path / ".ipython" / "profile_default" / "startup" / "00-other.py"
    spec = tmp_path / ".local" / "share" / "jupyter" / "kernels" / kernel / "kernel.json"
    config = tmp_path / ".ipython" / "profile_default" / "ipython_config.py"
    for path, content in (
        (start_up, START_UP),
        (config, 'c.InteractiveShell.ast_node_interactivity = "all"'),
        (spec, '{"argv": ["false"], "display_name": "Another", "language": "python"}'),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    cell = "1\nprint(len('boats'))"
    usual = outcome(executed(cell, kernel_name=kernel))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    for name in ("IPYTHONDIR", "XDG_DATA_HOME", "JUPYTER_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert outcome(executed(cell, kernel_name=kernel)) == usual


def test_what_a_notebook_leaves_to_be_done_at_exit_is_done(tmp_path):
    executed(
        "import atexit, pathlib; atexit.register(pathlib.Path('done').touch)", cwd=str(tmp_path)
    )
    assert (tmp_path / "done").exists()


def test_expressions_around_the_cells_are_evaluated_and_leave_no_trace_in_the_notebook():
    around = ("__import__('builtins').__dict__.update(seen=[])", "__import__('json').dumps(seen)")
    nb = executed("seen.append(1)", "print(seen)", around=around)
    assert nb.metadata["run"]["after"] == [1]
    assert outcome(nb)[1][0][0].text == "[1]\n"
    assert [cell.execution_count for cell in nb.cells] == [1, 2]


def test_an_expression_around_the_cells_that_fails_is_an_error():
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        executed("print('first')", around=("1 / 0", "''"))


def test_a_process_forked_from_one_that_ran_notebooks_runs_them_too():
    executed("1")
    child = get_context("fork").Process(target=executed, args=("2",))
    child.start()
    child.join(60)
    assert child.exitcode == 0


def test_a_notebook_runs_where_an_event_loop_runs_as_in_a_notebook():
    async def within() -> Any:
        return executed("6 * 7")

    with ThreadPoolExecutor(1) as thread:  # as the tests' own may have a loop, of a browser's
        assert (
            outcome(thread.submit(asyncio.run, within()).result())[0][0][0].data["text/plain"]
            == "42"
        )


@pytest.mark.parametrize("depth", [1, 120])
def test_nothing_is_left_in_the_folder_for_temporary_files_however_long_its_name(
    tmp_path, monkeypatch, depth
):
    folder = tmp_path / ("d" * depth)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    executed("print('first')")
    assert list(folder.iterdir()) == []
