"""Warm Jupyter kernels: real ipykernels, forked by a process that has imported what every notebook
needs.

`WarmProvisioner` is a kernel provisioner of jupyter_client, named by the project's kernelspec, so
that papermill, nbclient and JupyterLab start warm kernels without knowing it. The forking process
(see `forking`) is started by the first client that needs it, is shared with the processes forked
from that client, and ends with the last of them. Where it cannot be had, the stock kernel is
started instead, and a warning says so.
"""

import asyncio
import gc
import json
import os
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

CAN_FORK = (
    sys.platform == "linux"
)  # elsewhere the system's own libraries run threads, which a fork loses
KERNELSPEC = "repatriation-record"
START = 60.0  # seconds in which the forking process and a kernel have to be ready
LOST = 255  # the exit status of a kernel whose forking process ended before it could tell
MESSAGE = struct.Struct("!cq")
PID, READY, EXIT = b"p", b"r", b"x"


# ---- the forking process, from outside


@contextmanager
def settling() -> Iterator[None]:
    """Leave what is imported meanwhile out of every garbage collection.

    Now these take a sixth of the time and find next to nothing; after a fork they would only copy
    its memory.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


class _ForkingProcess:
    """The client's ends of the forking process: it lives as long as any process that holds
    `life`.
    """

    def __init__(self) -> None:
        self.requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        clients, self.life = os.pipe()
        main = f"from analysis.forking import main; main({theirs.fileno()}, {clients})"
        code = f"import gc; gc.disable(); {main}"  # until it is `settling`, as that says why
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
    """Start the forking process unless this one, or the one that it was forked from, has. Raises
    OSError.
    """
    if not CAN_FORK:
        raise OSError(f"not on {sys.platform}")
    if not _forking:
        _forking.append(_ForkingProcess())


# ---- its kernels


class ForkedKernel:
    """A forked kernel, with what LocalProvisioner asks of a Popen. Raises OSError where it cannot
    be had.
    """

    stdin = stdout = stderr = None

    def __init__(
        self, argv: Sequence[str], cwd: str, env: Mapping[str, str], out: int, err: int
    ) -> None:
        start()
        self.pipe, theirs = socket.socketpair()
        self.returncode: int | None = None
        self.pid = 0
        try:
            with theirs:
                socket.send_fds(_forking[0].requests, [b"k"], [theirs.fileno(), out, err])
            self.pipe.settimeout(START)
            self.pipe.sendall(
                json.dumps({"argv": argv, "cwd": cwd, "env": dict(env)}).encode() + b"\n"
            )
            self.pid = self._hear(PID)
            self._hear(READY)
            self.pipe.settimeout(None)
        except OSError as error:
            self.pipe.close()
            if isinstance(error, TimeoutError) and self.pid:
                os.kill(self.pid, signal.SIGKILL)
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
            loop, fd = (
                asyncio.get_running_loop(),
                os.dup(self.pipe.fileno()),
            )  # its own, as others may wait as well
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

    `process` is a ForkedKernel or a Popen; `warning` says why a kernel was a stock one; it is empty
    if none was.
    """

    process: Any
    warning = ""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel for an ipykernel command, and wait until its ports are open."""
        try:
            argv = cmd[cmd.index("ipykernel_launcher") + 1 :]
            cwd, env = str(kwargs.get("cwd") or Path.cwd()), kwargs.get("env") or os.environ
            out, err = (
                _number(kwargs.get(name), fd) for name, fd in (("stdout", 1), ("stderr", 2))
            )
            kernel = await asyncio.to_thread(ForkedKernel, argv, cwd, env, out, err)
        except (OSError, ValueError) as error:
            self.warning = (
                f"no warm kernel ({error}): the stock kernel started instead, which takes longer"
            )
            self.log.warning(self.warning)
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.pgid, self.cwd = kernel, kernel.pid, kernel.pid, cwd
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the end of the kernel, without asking for it again and again where it is a
        forked one.
        """
        if isinstance(self.process, ForkedKernel):
            await self.process.ended()
        return await super().wait()


def _number(stream: Any, default: int) -> int:
    """The file descriptor that Popen would take for `stream`."""
    if stream is None:
        return default
    return int(stream) if isinstance(stream, int) else int(stream.fileno())
