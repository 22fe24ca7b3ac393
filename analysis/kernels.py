"""Warm Jupyter kernels: one process imports what every notebook needs and forks a real ipykernel for each of them.

`WarmProvisioner` is a kernel provisioner of jupyter_client, named by the project's kernelspec, so that papermill,
nbclient and JupyterLab start warm kernels without knowing it. The forking process is started by the first client that
needs it, is shared with the processes forked from that client, and ends with the last of them. Where it cannot be had,
the stock kernel is started instead, and a warning says so.

A client asks for a kernel with a datagram that carries one end of a fresh pair of sockets. Over the other end it learns
the kernel's pid, that its ports are open, and its exit status; a kernel that reads the end of that socket has lost its
client, and ends too. No socket has an address, so none is left behind and nobody else can ask.
"""

import asyncio
import atexit
import builtins
import gc
import json
import os
import random
import selectors
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysis import uses

# What notebooks import, and what a kernel imports while it starts. Not matplotlib's inline backend: it ties itself to
# the shell of the process that imports it.
WARM = (
    "pandas",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "encodings.idna",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
)
OURS = ("analysis.charts", "analysis.findings", "analysis.prose", "analysis.record")
CAN_FORK = sys.platform == "linux"  # elsewhere the system's own libraries run threads, which a fork loses
KERNELSPEC = "repatriation-record"
WATCHED = "--IPKernelApp.parent_handle=1"  # somebody else sees to it that the kernel ends with its client
LOST = 255  # the exit status of a kernel whose forking process ended before it could tell
MESSAGE = struct.Struct("!cq")
PID, READY, EXIT = b"p", b"r", b"x"


# ---- the forking process


def main(requests_fd: int, clients_fd: int) -> None:
    """Import what is warm, then fork a kernel for each request until the last client is gone."""
    warm()
    asked = serve(socket.socket(fileno=requests_fd), clients_fd)
    if asked:  # this is a forked kernel
        run_kernel(asked)


def warm() -> None:
    """Import `WARM` and `OURS` as a kernel would: pandas asks for IPython to choose its widths, matplotlib a backend.

    A library that started threads would not survive the fork: the linear algebra ones are told not to.
    """
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    builtins.get_ipython = lambda: SimpleNamespace(kernel=True)  # type: ignore[attr-defined]
    try:
        for name in WARM:
            import_module(name)
        with uses.Watch() as watch:
            for name in OURS:
                import_module(name)
        uses.imported |= watch.functions()
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]
    import_module("analysis.charts").rehearse()
    settle()


def settle() -> None:
    """Before a fork: leave what is imported out of every later garbage collection, which would only copy its memory."""
    gc.collect()
    gc.freeze()


def serve(requests: socket.socket, clients_fd: int) -> socket.socket | None:
    """Fork for each request; returns in each fork its socket to the client, and None when the last client is gone."""
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
    """In a fork: let go of what is the forking process's own, and write to the client's own standard streams."""
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
    from ipykernel.kernelapp import IPKernelApp

    with client.makefile() as lines:
        asked = json.loads(next(lines))
    os.setsid()
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ |= asked["env"]
    time.tzset()
    _reseed()
    app = IPKernelApp.instance()
    app.initialize([*asked["argv"], WATCHED])
    threading.Thread(target=_end_with, args=(client,), daemon=True).start()
    _tell(client, READY, 0)
    app.start()
    # What the notebook left to be done at exit is done; taking the shared imports apart would only cost time.
    atexit._run_exitfuncs()
    os._exit(0)


def _reseed() -> None:
    import numpy as np

    random.seed()
    np.random.seed()


def _end_with(client: socket.socket) -> None:
    with suppress(OSError):
        client.recv(1)  # nothing is ever sent: this is the client's end
    os.killpg(0, signal.SIGKILL)


# ---- the client


class _ForkingProcess:
    """The client's ends of the forking process: it lives as long as any process that holds `life`."""

    def __init__(self) -> None:
        self.requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        clients, self.life = os.pipe()
        code = f"from analysis.kernels import main; main({theirs.fileno()}, {clients})"
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", code],
                pass_fds=(theirs.fileno(), clients),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the clients, who then end their kernels
            )
        os.close(clients)


_forking: list[_ForkingProcess] = []


def start() -> None:
    """Start the forking process unless this one, or the one that it was forked from, has. Raises OSError."""
    if not CAN_FORK:
        raise OSError(f"not on {sys.platform}")
    if not _forking:
        _forking.append(_ForkingProcess())


class ForkedKernel:
    """A forked kernel, with what LocalProvisioner asks of a Popen. Raises OSError where it cannot be had."""

    stdin = stdout = stderr = None

    def __init__(self, argv: Sequence[str], cwd: str, env: Mapping[str, str], out: int, err: int) -> None:
        start()
        self.pipe, theirs = socket.socketpair()
        self.returncode: int | None = None
        try:
            with theirs:
                socket.send_fds(_forking[0].requests, [b"k"], [theirs.fileno(), out, err])
            self.pipe.sendall(json.dumps({"argv": argv, "cwd": cwd, "env": dict(env)}).encode() + b"\n")
            self.pid = self._hear(PID)
            self._hear(READY)
        except OSError:
            self.pipe.close()
            raise

    def _hear(self, expected: bytes) -> int:
        said = self.pipe.recv(MESSAGE.size, socket.MSG_WAITALL)
        if len(said) < MESSAGE.size:
            raise ConnectionError("the process that forks kernels has ended")
        what, number = MESSAGE.unpack(said)
        if what != expected:
            raise ConnectionError(f"the kernel ended as it started, with status {number}")
        return int(number)

    def poll(self) -> int | None:
        """The exit status, None while the kernel lives."""
        if self.returncode is None:
            with suppress(BlockingIOError):
                self.pipe.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
                self.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, once the kernel has ended."""
        if self.returncode is None:
            try:
                self.returncode = self._hear(EXIT)
            except OSError:
                self.returncode = LOST
            self.pipe.close()
        return self.returncode

    async def ended(self) -> None:
        """Wait for the end of the kernel as an event."""
        if self.returncode is None:
            loop, fd = asyncio.get_running_loop(), os.dup(self.pipe.fileno())  # its own, as others may wait as well
            event = asyncio.Event()
            loop.add_reader(fd, event.set)
            try:
                await event.wait()
            finally:
                loop.remove_reader(fd)
                os.close(fd)

    def send_signal(self, number: int) -> None:
        """Send the kernel a signal."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)


class WarmProvisioner(LocalProvisioner):
    """Starts kernels that are forked from a warm process, or stock ones where that cannot be.

    `process` is a ForkedKernel or a Popen; `warning` says why the last kernel is a stock one; it is empty if it is not.
    """

    process: Any
    warning = ""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel for an ipykernel command, and wait until its ports are open."""
        try:
            argv = cmd[cmd.index("ipykernel_launcher") + 1 :]
            cwd, env = str(kwargs.get("cwd") or Path.cwd()), kwargs.get("env") or os.environ
            out, err = (_number(kwargs.get(name), fd) for name, fd in (("stdout", 1), ("stderr", 2)))
            kernel = await asyncio.to_thread(ForkedKernel, argv, cwd, env, out, err)
        except (OSError, ValueError) as error:
            self.warning = f"no warm kernel ({error}): the stock kernel started instead, which takes longer"
            self.log.warning(self.warning)
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.pgid, self.cwd = kernel, kernel.pid, kernel.pid, cwd
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the end of the kernel, without asking for it again and again where it is a forked one."""
        if isinstance(self.process, ForkedKernel):
            await self.process.ended()
        return await super().wait()


def _number(stream: Any, default: int) -> int:
    """The file descriptor that Popen would take for `stream`."""
    if stream is None:
        return default
    return int(stream) if isinstance(stream, int) else int(stream.fileno())
