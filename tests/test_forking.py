"""The process that forks kernels: what is warm in it, what a kernel writes, and whom it
outlives.
"""

import ast
import json
import os
import socket
import subprocess
import sys

import pytest
from test_engine import executed
from test_house import NOTEBOOKS, ROOT, imports

from analysis import kernels
from analysis.forking import NOTEBOOKS_USE, Stream


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> tuple[Stream, list[str]]:
    sent: list[str] = []
    monkeypatch.setattr(
        "ipykernel.iostream.OutStream.flush", lambda self: sent.append("".join(self.written))
    )
    monkeypatch.setattr(
        "ipykernel.iostream.OutStream.write", lambda self, string: self.written.append(string)
    )
    made = Stream.__new__(Stream)
    made.written = []
    return made, sent


def test_a_flush_of_a_stream_sends_what_was_written_and_nothing_a_second_time(stream):
    made, sent = stream
    made.flush()
    assert sent == []
    made.write("first")
    made.flush()
    made.flush()
    assert sent == ["first"]
    made.write(" second")
    made.flush()
    assert sent == ["first", "first second"]


def test_what_is_written_in_two_threads_and_by_a_program_that_a_cell_starts_arrives():
    nb = executed(
        "import os, subprocess, sys, threading\nprint('first')\n"
        "thread = threading.Thread(target=print, args=('second',)); thread.start(); thread.join()\n"
        "print('third', flush=True); os.write(1, b'fourth\\n')",
        "print('fifth', end='')",
    )
    texts = [
        [output.text for output in cell.outputs if output.get("name") == "stdout"]
        for cell in nb.cells
    ]
    assert "".join(texts[0]).split()[:3] == ["first", "second", "third"]
    assert "".join(texts[1]).endswith("fifth")


def test_warm_is_all_that_notebooks_import():
    code = "import sys; from analysis import forking; forking.warm(); print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = done.stdout.split()
    assert {f"analysis.{room}" for room in NOTEBOOKS_USE} <= {*modules}
    assert {"pandas", "matplotlib.pyplot", "ipykernel.ipkernel"} <= {*modules}
    assert "matplotlib_inline.backend_inline" not in modules


@pytest.mark.skipif(not kernels.CAN_FORK, reason="kernels are forked on Linux only")
def test_the_process_ends_when_nobody_is_left_who_could_ask():
    requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    clients, life = os.pipe()
    code = f"from analysis.forking import main; main({theirs.fileno()}, {clients})"
    process = subprocess.Popen([sys.executable, "-c", code], pass_fds=(theirs.fileno(), clients))
    os.close(clients), theirs.close()
    os.close(life)
    assert process.wait(timeout=60) == 0
    requests.close()


def test_every_room_that_a_notebook_imports_is_warm():
    cells = [cell for path in NOTEBOOKS for cell in json.loads(path.read_text())["cells"]]
    trees = [ast.parse("".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    found = {
        name.split(".")[1]
        for tree in trees
        for name in imports(tree)
        if name.startswith("analysis.")
    }
    package = ROOT / "analysis"
    modules = {path.stem for path in package.glob("*.py")}
    packages = {path.parent.name for path in package.glob("*/__init__.py")}
    found &= modules | packages
    assert "charts" in found
    assert found <= {*NOTEBOOKS_USE}
