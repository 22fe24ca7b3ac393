"""Warm kernels: forked, told apart by nothing but their speed, and gone with their client."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from analysis import kernels

ROOT = Path(__file__).resolve().parent.parent
ALL_AT_ONCE = """\
import os, sys, random, warnings
import numpy as np, pandas as pd, matplotlib, matplotlib.pyplot as plt
print(pd.options.display.max_columns, pd.options.display.width, matplotlib.get_backend(), os.getcwd())
print("to stderr", file=sys.stderr)
display(pd.DataFrame([range(30)]))
plt.plot([1, 2]);
pd.Series([1])
"""
pytestmark = pytest.mark.skipif(not kernels.CAN_FORK, reason="kernels are forked on Linux only")


def executed(*cells: str, kernel: str = kernels.KERNELSPEC, **options: Any) -> Any:
    """A notebook of these cells as papermill runs it, by its own engine unless told otherwise."""
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    return papermill.execute_notebook(
        nb, None, kernel_name=kernel, language="python", progress_bar=False, **options
    )


def printed(nb: Any) -> list[str]:
    return ["".join(output.get("text", "") for output in cell.outputs).strip() for cell in nb.cells]


def soon(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether something comes true; how long that takes is not tested."""
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


def lives(pid: int) -> bool:
    """Whether a process runs; one that ended and was not yet waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def manager() -> Iterator[KernelManager]:
    made = KernelManager(kernel_name=kernels.KERNELSPEC)
    made.start_kernel(extra_arguments=["--log-level=CRITICAL"])
    yield made
    if made.has_kernel:
        made.shutdown_kernel(now=True)


def forked(manager: KernelManager) -> kernels.ForkedKernel:
    assert isinstance(manager.provisioner, kernels.WarmProvisioner)
    assert isinstance(manager.provisioner.process, kernels.ForkedKernel)
    return manager.provisioner.process


def test_the_kernelspec_of_the_project_is_installed_and_names_the_provisioner():
    spec = KernelSpecManager().get_kernel_spec(kernels.KERNELSPEC)
    assert spec.metadata["kernel_provisioner"]["provisioner_name"] == "repatriation-record-warm"
    assert spec.argv[1:3] == ["-m", "ipykernel_launcher"]


def test_a_warm_kernel_gives_what_a_stock_kernel_gives(monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")
    warm, stock = executed(ALL_AT_ONCE), executed(ALL_AT_ONCE, kernel="python3")
    assert warm.cells[0].outputs == stock.cells[0].outputs
    assert {output.output_type for output in warm.cells[0].outputs} >= {
        "stream",
        "display_data",
        "execute_result",
    }
    assert any("image/png" in output.get("data", {}) for output in warm.cells[0].outputs)


def test_two_warm_kernels_draw_different_random_numbers():
    draw = "import random, numpy as np; print(random.random(), np.random.rand())"
    first, second = printed(executed(draw)), printed(executed(draw))
    assert len({*first[0].split(), *second[0].split()}) == 4


def test_a_warm_kernel_has_the_environment_and_the_folder_of_its_client(monkeypatch, tmp_path):
    monkeypatch.setenv("HARBOUR", "Ruritania")
    monkeypatch.setenv("TZ", "Asia/Phnom_Penh")
    shown = executed(
        "import os, time; print(os.environ['HARBOUR'], os.getcwd(), time.tzname[0])",
        cwd=str(tmp_path),
    )
    assert printed(shown) == [f"Ruritania {tmp_path} +07"]


def test_the_forking_process_runs_one_thread_and_holds_none_of_its_clients_files(manager):
    process = Path(f"/proc/{kernels._forking[0].process.pid}")
    assert "Threads:\t1\n" in (process / "status").read_text()
    held = [str(path.readlink()) for path in (process / "fd").iterdir() if path.name in "012"]
    assert held == ["/dev/null"] * 3


def test_kernels_are_forked_from_one_process_by_a_client_and_by_what_is_forked_from_it(manager):
    parent = kernels._forking[0].process.pid
    assert f"PPid:\t{parent}\n" in Path(f"/proc/{forked(manager).pid}/status").read_text()
    read, write = os.pipe()
    null = os.open(os.devnull, os.O_WRONLY)
    if not (child := os.fork()):
        kernel = kernels.ForkedKernel([], str(ROOT), os.environ, null, null)
        os.write(write, Path(f"/proc/{kernel.pid}/status").read_bytes())
        os._exit(0)
    os.waitpid(child, 0)
    assert f"PPid:\t{parent}\n".encode() in os.read(read, 10_000)


def test_a_kernel_that_lives_has_no_exit_status_and_one_that_died_has(manager):
    kernel = forked(manager)
    assert kernel.poll() is None
    os.kill(kernel.pid, signal.SIGSEGV)
    assert kernel.wait() == -signal.SIGSEGV
    assert kernel.poll() == -signal.SIGSEGV
    kernel.send_signal(signal.SIGKILL)  # to nobody


def test_a_kernel_can_be_interrupted_restarted_and_shut_down(manager):
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    client.execute("import time\nprint('within the cell', flush=True)\ntime.sleep(600)")
    while client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
        pass
    manager.interrupt_kernel()
    assert client.get_shell_msg(timeout=60)["content"]["ename"] == "KeyboardInterrupt"
    before = forked(manager).pid
    manager.restart_kernel()
    client.wait_for_ready(timeout=60)
    assert forked(manager).pid != before
    after = forked(manager).pid
    client.stop_channels()
    manager.shutdown_kernel()
    assert not lives(before)
    assert not lives(after)


def test_the_thread_that_may_send_a_last_message_ends_before_the_one_that_sends_it(
    manager, tmp_path
):
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    client.execute(f"""
import time
from pathlib import Path
from ipykernel.kernelapp import IPKernelApp
app = IPKernelApp.instance()
publish, stop = app.kernel._publish_status_and_flush, app.iopub_thread.stop
def late(status, channel, *rest, sleep=time.sleep, publish=publish):
    sleep(0.5 if (status, channel) == ("idle", "control") else 0)
    publish(status, channel, *rest)
def noted(note=Path({str(tmp_path / "lives")!r}).write_text, stop=stop, app=app):
    note(str(app.control_thread.is_alive()))
    stop()
app.kernel._publish_status_and_flush, app.iopub_thread.stop = late, noted
""")
    assert client.get_shell_msg(timeout=60)["content"]["status"] == "ok"
    client.shutdown()
    client.stop_channels()
    assert soon(lambda: forked(manager).poll() == 0)
    assert (tmp_path / "lives").read_text() == "False"


def test_a_kernel_that_ends_as_it_starts_is_an_error_with_its_status(tmp_path):
    null = os.open(os.devnull, os.O_WRONLY)
    with pytest.raises(OSError, match="the kernel ended as it started, with status"):
        kernels.ForkedKernel(["--IPKernelApp.shell_port=none"], str(tmp_path), {}, null, null)


def test_a_forking_process_that_does_not_answer_is_not_waited_for(manager, tmp_path, monkeypatch):
    monkeypatch.setattr(kernels, "START", 0.2)
    stuck, null = kernels._forking[0].process.pid, os.open(os.devnull, os.O_WRONLY)
    os.kill(stuck, signal.SIGSTOP)
    try:
        with pytest.raises(TimeoutError):
            kernels.ForkedKernel([], str(tmp_path), {}, null, null)
    finally:
        os.kill(stuck, signal.SIGCONT)


def test_kernels_and_the_forking_process_end_with_a_client_that_is_killed(tmp_path):
    code = """
from jupyter_client.manager import KernelManager
from analysis import kernels
manager = KernelManager(kernel_name=kernels.KERNELSPEC)
manager.start_kernel()
print(manager.provisioner.process.pid, kernels._forking[0].process.pid, flush=True)
input()
"""
    client = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert client.stdout is not None
    kernel, forking = map(int, client.stdout.readline().split())
    assert lives(kernel)
    assert lives(forking)
    client.kill()
    client.wait()
    assert soon(lambda: not lives(kernel) and not lives(forking))
    assert client.stdout.read() == ""  # nobody holds the other end


def test_a_client_that_ends_leaves_the_pipe_of_its_caller_to_end_too():
    code = "from analysis import kernels; kernels.start(); print('started')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert (done.stdout, done.stderr) == ("started\n", "")


@pytest.mark.parametrize("why", ["platform", "broken"])
def test_where_no_kernel_can_be_forked_the_stock_one_starts_and_a_warning_says_so(
    monkeypatch, caplog, why
):
    if why == "platform":
        monkeypatch.setattr(kernels, "CAN_FORK", False)
    else:
        monkeypatch.setattr(kernels, "_forking", [])
        monkeypatch.setattr(kernels.subprocess, "Popen", broken)
    with caplog.at_level("WARNING", "traitlets"):
        assert printed(executed("print(6 * 7)")) == ["42"]
    assert "the stock kernel started instead" in caplog.text


def broken(command: list[str], **options: Any) -> Any:
    """A forking process that cannot import what it should; other processes start as ever."""
    is_ours = "analysis.forking" in command[-1]
    return POPEN([sys.executable, "-c", "raise ImportError"] if is_ours else command, **options)


POPEN = subprocess.Popen
