"""A papermill engine that waits for events instead of asking again, and leaves saving to the end.

papermill's own engine starts a kernel, asks after it until it answers, then waits a fifth of a
second more in case it says anything else; asks ten times a second whether it has ended; and writes
the notebook after every cell.
"""

import ast
import asyncio
import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_path
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbclient.util import run_sync

from analysis.kernels import KERNELSPEC, START

ENGINE = "repatriation-record"
LONGEST = (
    90  # characters of a connection file's path: with "-ipc-5" it is a socket's, which may have 107
)
GRACE = 5.0  # seconds that a kernel has for what it does at exit
# Below CRITICAL a kernel reports that its connection is not encrypted, and that it is interrupted
# to be shut down.
EXTRA = ["--log-level=CRITICAL"]
# Nobody asks for the history of a run, and writing it, to a database in a thread of its own, takes
# a tenth of the time. A stock kernel keeps it: without, more of them end too fast for their own
# threads, and wait for themselves.
NO_HISTORY = ["--HistoryManager.enabled=False"]


class KernelEnded(DeadKernelError):
    """A kernel ended while a cell ran, with this exit status: negative for a signal, None where it
    is not known.
    """

    def __init__(self, status: int | None) -> None:
        super().__init__(status)
        self.status = status


class Client(NotebookClient):
    """Runs the cells of a notebook in a kernel of its own, all in one event loop.

    `limit` is the number of seconds that all cells together may take, None for no limit. `around`
    are two expressions for the kernel to evaluate before the first cell and after the last; the
    second gives a string of JSON, which the notebook's metadata then hold as ``run.after``.
    """

    km: Any
    kc: Any
    task_poll_for_reply: Any

    def __init__(
        self,
        manager: Any,
        km: Any,
        limit: float | None,
        around: tuple[str, str] | None,
        **options: Any,
    ) -> None:
        self.manager, self.limit, self.around = manager, limit, around
        self.status: int | None = (
            None  # with which the kernel ended, if it did before it was asked to
        )
        super().__init__(
            manager.nb, km, timeout_func=self._left, raise_on_iopub_timeout=True, **options
        )

    def _left(self, cell: Any) -> float | None:
        return max(0.01, self.deadline - time.monotonic()) if self.limit else None

    def execute(self, **kwargs: Any) -> Any:
        """Run the notebook, whose outputs stand in it afterwards. Raises KernelEnded."""
        self.reset_execution_trackers()
        try:
            return _run(self._execute, **kwargs)
        except DeadKernelError as error:
            raise KernelEnded(self.status) from error

    async def _execute(self, **kwargs: Any) -> Any:
        self.deadline = time.monotonic() + (self.limit or 0)
        await self.async_start_new_kernel(**kwargs)
        try:
            first, last = self.around or ("None", "None")
            await self._connect()
            await self._evaluate(first)
            if await self._run_cells():
                self.nb.metadata["run"]["after"] = json.loads(await self._evaluate(last) or "null")
            info: Any = await self.async_wait_for_reply(self.kc.kernel_info())
            self.nb.metadata["language_info"] = info["content"]["language_info"]
            self.set_widgets_metadata()
        finally:
            await self._end()
        return self.nb

    async def _connect(self) -> None:
        """Wait until the kernel's outputs arrive here: ask, and see whether anything is heard of
        it.
        """
        self.nb.metadata["run"] = {"warning": getattr(self.km.provisioner, "warning", "")}
        self.kc = self.km.client()
        self.kc.start_channels(stdin=False, hb=False, control=False)
        self.kc.allow_stdin = False
        until = time.monotonic() + START
        while await self.km.is_alive() and time.monotonic() < until:
            self.kc.kernel_info()
            if await self.kc.iopub_channel.socket.poll(1000):
                return
        raise RuntimeError("Kernel died before replying to kernel_info")

    async def _evaluate(self, expression: str) -> str:
        """The string that an expression of no cell gives in the kernel; "" if it gives none."""
        asked = self.kc.execute(
            "", silent=True, store_history=False, user_expressions={"it": expression}
        )
        reply: Any = await self.async_wait_for_reply(asked)
        given = reply["content"]["user_expressions"]["it"]
        if given["status"] != "ok":
            raise RuntimeError(f"{given['ename']}: {given['evalue']}")
        value = ast.literal_eval(given["data"]["text/plain"])
        return value if isinstance(value, str) else ""

    async def _run_cells(self) -> bool:
        """Run the cells until one fails, with papermill's bookkeeping; whether none did."""
        for index, cell in enumerate(self.nb.cells):
            self.manager.cell_start(cell, index)
            try:
                await self.async_execute_cell(cell, index)
            except CellExecutionError as error:
                self.manager.cell_exception(self.nb.cells[index], cell_index=index, exception=error)
                return False
            finally:
                self.manager.cell_complete(self.nb.cells[index], cell_index=index)
        return True

    async def _async_poll_kernel_alive(self) -> None:
        """End the wait for a cell's reply when the kernel ends; nbclient starts this with each
        cell.
        """
        self.status = await self.km.provisioner.wait()
        self.task_poll_for_reply.cancel()

    async def _end(self) -> None:
        """Shut the kernel down, politely for a while unless it took too long already, and remove
        its files.
        """
        if self.km.has_kernel and not (self.limit and time.monotonic() > self.deadline):
            await self.km.request_shutdown()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.km.provisioner.wait(), GRACE)
        if self.km.has_kernel:
            await self.km.provisioner.kill()
            await self.km.provisioner.wait()
        if self.kc:
            self.kc.stop_channels()
        await self.km.cleanup_resources()
        self.kc = None


def _run(coroutine: Callable[..., Any], **kwargs: Any) -> Any:
    """What a coroutine gives, run in its own loop: that of the process may be its parent's, without
    its threads.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine(**kwargs))
    return run_sync(coroutine)(**kwargs)  # within a notebook, say


class Engine:
    """The engine as papermill calls it. It writes nothing: papermill does, once the notebook has
    run.
    """

    @classmethod
    def execute_notebook(
        cls, nb: Any, kernel_name: str, progress_bar: Any = True, **options: Any
    ) -> Any:
        """Run the notebook, with `limit`, `around`, `stderr` and `on_cell_start` as options of its
        Client.
        """
        from papermill.engines import NotebookExecutionManager

        manager = NotebookExecutionManager(nb, progress_bar=progress_bar)
        manager.notebook_start()
        try:
            _execute(manager, kernel_name, **options)
        finally:
            manager.cleanup_pbar()
            manager.notebook_complete()
        return manager.nb

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """The kernel that is asked for, or else the notebook's own."""
        from papermill.utils import nb_kernel_name

        return str(nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """The language that is said, or else the notebook's own."""
        from papermill.utils import nb_language

        return str(nb_language(nb, language))


def _execute(
    manager: Any,
    kernel_name: str,
    limit: float | None = None,
    around: tuple[str, str] | None = None,
    stderr: Any = None,
    on_cell_start: Any = None,
    **_: Any,
) -> None:
    """Run the cells in a kernel that is reached over sockets in a folder of its own: no two ever
    share a port.

    `stderr` is the file that the kernel's own standard output and error go to, which no output of a
    cell does.
    """
    with TemporaryDirectory(prefix="k-") as folder:
        file = f"{folder}/k.json"
        transport = "ipc" if len(file) < LONGEST else "tcp"
        # This environment's kernels come before those of the same name in the user's home.
        specs = KernelSpecManager(
            kernel_dirs=[str(Path(sys.prefix, "share/jupyter/kernels")), *jupyter_path("kernels")]
        )
        km = AsyncKernelManager(
            kernel_name=kernel_name,
            kernel_spec_manager=specs,
            transport=transport,
            connection_file=file,
        )
        # Nothing of the user's own IPython: start-up files and settings would change what a
        # notebook gives.
        extra = [*EXTRA, f"--ipython-dir={folder}", *NO_HISTORY * (kernel_name == KERNELSPEC)]
        client = Client(
            manager, km, limit, around, extra_arguments=extra, on_cell_start=on_cell_start
        )
        client.execute(cwd=str(Path.cwd()), stdout=stderr, stderr=stderr)
