"""The process that forks warm kernels, and what a forked kernel does.

It imports what every notebook needs, then forks a real ipykernel for each request: a datagram that
carries one end of a fresh pair of sockets and the kernel's standard streams. Over the pair it tells
the kernel's pid, that its ports are open, and its exit status; a kernel that reads the end of it
has lost its client, and ends too. No socket has an address, so none is left behind and nobody else
can ask. The process itself ends with the last of its clients.
"""

import atexit
import builtins
import json
import os
import random
import selectors
import signal
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from ipykernel.iostream import OutStream
from ipykernel.kernelapp import IPKernelApp

from analysis.kernels import EXIT, MESSAGE, PID, READY, settling

# What notebooks import, and what a kernel imports while it starts. Not matplotlib's inline backend:
# it ties itself to the shell of the process that imports it.
WARM = (
    "pandas",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.extensions.storemagic",
    "encodings.idna",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
)
# What notebooks import of this package.
NOTEBOOKS_USE = (
    "calculations charts clues coverage dates findings measures prose record wording".split()
)
WATCHED = (
    "--IPKernelApp.parent_handle=1"  # somebody else sees to it that the kernel ends with its client
)


# ---- the forking process


def main(requests_fd: int, clients_fd: int) -> None:
    """Import what is warm, then fork a kernel for each request until the last client is gone."""
    with settling():
        warm()
    asked = serve(socket.socket(fileno=requests_fd), clients_fd)
    if asked:  # this is a forked kernel
        run_kernel(asked)


def warm() -> None:
    """Import what notebooks use as a kernel would: pandas asks for IPython to choose its widths,
    matplotlib a backend.

    A library that started threads would not survive the fork: the linear algebra ones are told not
    to.
    """
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    builtins.get_ipython = lambda: SimpleNamespace(kernel=True)  # type: ignore[attr-defined]
    try:
        for name in WARM:
            import_module(name)
        for name in NOTEBOOKS_USE:
            import_module(f"analysis.{name}")
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]
    import_module("analysis.charts").rehearse()


def serve(requests: socket.socket, clients_fd: int) -> socket.socket | None:
    """Fork for each request; returns in each fork its socket to the client, and None when the last
    client is gone.
    """
    kernels: dict[int, socket.socket] = {}
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    with selectors.DefaultSelector() as selector:
        for file in (requests, clients_fd, woken):
            selector.register(file, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _ in selector.select()]
            if woken in ready:
                os.read(woken, 4096)
                _reap(kernels)
            if requests in ready:
                _, (pipe_fd, *streams), _, _ = socket.recv_fds(requests, 1, 3)
                pipe = socket.socket(fileno=pipe_fd)
                pid = os.fork()
                if not pid:
                    _leave(selector, kernels.values(), (clients_fd, woken, wake), streams)
                    requests.close()
                    return pipe
                for fd in streams:
                    os.close(fd)
                kernels[pid] = pipe
                _tell(pipe, PID, pid)
            elif clients_fd in ready:
                return None


def _leave(selector: Any, others: Any, fds: Sequence[int], streams: Sequence[int]) -> None:
    """In a fork: let go of what is the forking process's own, and write to the client's own
    standard streams.
    """
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    selector.close()
    for other in others:
        other.close()
    for fd in fds:
        os.close(fd)
    for target, fd in enumerate(streams, start=1):
        os.dup2(fd, target)
        os.close(fd)


def _reap(kernels: dict[int, socket.socket]) -> None:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            with kernels.pop(ended[0]) as pipe:
                _tell(pipe, EXIT, os.waitstatus_to_exitcode(ended[1]))


def _tell(pipe: socket.socket, what: bytes, number: int) -> None:
    with suppress(OSError):  # the client is gone
        pipe.sendall(MESSAGE.pack(what, number))


# ---- a forked kernel


def run_kernel(client: socket.socket) -> None:
    """Be the kernel that `client` describes in a line of JSON, until it is shut down."""
    with client.makefile() as lines:
        asked = json.loads(next(lines))
    os.setsid()
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ |= asked["env"]
    time.tzset()
    _reseed()
    app: Any = IPKernelApp.instance(outstream_class=f"{__name__}.{Stream.__name__}")
    app.initialize([*asked["argv"], WATCHED])
    app.kernel._execute_sleep = (
        0  # for clients that take a reply to mean that every output has arrived; none here does
    )
    threading.Thread(target=_end_with, args=(client,), daemon=True).start()
    _tell(client, READY, 0)
    app.start()
    # ipykernel ends the thread that sends outputs before this one, which then may wait for ever to
    # send its last.
    app.control_thread.stop()
    app.control_thread.join()
    # What the notebook left to be done at exit is done; taking the shared imports apart would only
    # cost time.
    atexit._run_exitfuncs()
    os._exit(0)


class Stream(OutStream):
    """ipykernel's standard stream, whose flush waits for nothing where nothing was written since
    the last.

    A kernel flushes both of its streams several times a cell, and each flush waits for another
    thread to wake.
    """

    _is_empty = True

    def write(self, string: str) -> int | None:  # type: ignore[override]  # as ipykernel has it
        """Write to the stream, which takes it to the client soon."""
        self._is_empty = False
        return super().write(string)

    def flush(self) -> None:
        """Wait until what was written is on its way."""
        if not self._is_empty:
            self._is_empty = True
            super().flush()  # type: ignore[no-untyped-call]


def _reseed() -> None:
    import numpy as np

    random.seed()
    np.random.seed()


def _end_with(client: socket.socket) -> None:
    with suppress(OSError):
        client.recv(1)  # nothing is ever sent: this is the client's end
    os.killpg(0, signal.SIGKILL)
