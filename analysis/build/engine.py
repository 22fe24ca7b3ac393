"""A papermill engine that runs the cells of a notebook in IPython's own shell, without a kernel.

The shell lives in the process in which the engine is called, which nobody else may use: `processes`
gives each question one of its own. What the cells give is written down as a Jupyter client writes
down what a kernel sends, in the order in which it came.
"""

import json
import os
import platform
import sys
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from io import TextIOBase
from tempfile import mkdtemp
from threading import RLock
from typing import Any

import nbformat
from IPython.core.async_helpers import get_asyncio_loop
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.jsonutil import json_default
from papermill.engines import Engine
from traitlets import Type
from traitlets.config import Config

LONGEST = 1_000_000  # characters that one cell may print
CUT = f"\n… cut here: the cell printed more than {LONGEST:,} characters\n"
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": sys.version_info.major},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": platform.python_version(),
}


class Outputs:
    """Writes down the outputs of one cell after another, from any thread.

    What a thread gives between two cells belongs to the later one.
    """

    def __init__(self) -> None:
        self._outputs: list[Any] = []  # of the cell that runs, or is to run next
        self._displays: dict[str, list[Any]] = {}  # the outputs that can be updated, by display id
        self._printed = 0
        self._is_to_be_cleared = False
        self._lock = RLock()

    def begin(self, cell: Any) -> None:
        """Write what comes from here on into this cell."""
        with self._lock:
            cell.outputs = self._outputs

    def end(self) -> None:
        """End the cell: a text that is still in pieces is put together."""
        with self._lock:
            for output in self._outputs:
                if output.output_type == "stream":
                    output.text = "".join(output.text)
            self._outputs, self._printed, self._is_to_be_cleared = [], 0, False

    def add(self, output_type: str, **content: Any) -> Any:
        """Add an output; returns it."""
        with self._lock:
            if self._is_to_be_cleared:
                self.clear()
            output = nbformat.v4.new_output(output_type, **content)
            self._outputs.append(output)
            return output

    def write(self, stream: str, text: str) -> None:
        """Add text that a cell prints to the standard stream of this name, as far as there is room.

        Until the cell ends, the text of an output is the list of its pieces: a million of them are
        no sum of ever longer texts. What no file can hold in UTF-8 becomes a question mark.
        """
        if not text:
            return
        with self._lock:
            if self._is_to_be_cleared:
                self.clear()
            room = LONGEST - self._printed
            self._printed += len(text)
            if room < 0:
                return
            if len(text) > room:
                text = text[:room] + CUT
            last: Any = self._outputs[-1] if self._outputs else {}
            if last.get("name") != stream:
                last = self.add("stream", name=stream, text=[])
            last.text.append(_encodable(text))

    def show(self, data: Any, metadata: Any, display_id: str, is_update: bool) -> None:
        """Add a display, and let it replace those that have its id, of this cell or an earlier one.

        An update is no display of its own.
        """
        content = {"data": _as_json(data), "metadata": _as_json(metadata)}
        with self._lock:
            for output in self._displays.get(display_id, []):
                output.update(content)
            if is_update:
                return
            output = self.add("display_data", **content)
            if display_id:
                self._displays.setdefault(display_id, []).append(output)

    def clear(self, wait: bool = False) -> None:
        """Take back the outputs of the cell; with `wait` as soon as there is another."""
        with self._lock:
            self._is_to_be_cleared = wait
            if not wait:
                self._outputs.clear()
                self._printed = 0


def _encodable(text: str) -> str:
    return text.encode(errors="replace").decode()


def _as_json(content: Any) -> Any:
    """What arrives of this at a client, to which it is sent as JSON: lists for tuples, say."""
    written = json.dumps(content, default=json_default, allow_nan=False, ensure_ascii=False)
    return json.loads(_encodable(written))


# ---- the ends at which IPython hands its outputs over


class Stream(TextIOBase):
    """Standard output or error as cells have it.

    A program that a cell starts writes to the stream of the process, which is no output.
    """

    encoding = "UTF-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs, self._process = outputs, getattr(sys, f"__{name}__")
        self.name, self._pid = name, os.getpid()

    def write(self, text: str) -> int:
        """Write a text down; returns the number of its characters."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if os.getpid() == self._pid:
            self._outputs.write(self.name, text)
        else:  # of a process that a cell forked, whose outputs nobody would see
            self._process.write(text)
        return len(text)

    def fileno(self) -> int:
        """The file descriptor of the stream of the process."""
        return int(self._process.fileno())

    def writable(self) -> bool:
        """Whether it can be written to: always."""
        return True


class Publisher(DisplayPublisher):
    """Writes down what cells display."""

    shell: Any

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        *args: Any,
        transient: Any = None,
        update: bool = False,
        **kwargs: Any,
    ) -> None:
        """Write a display down."""
        display_id = (transient or {}).get("display_id", "")
        self.shell.outputs.show(data, metadata or {}, display_id, update)

    def clear_output(self, wait: bool = False) -> None:
        """Take back what the cell gave so far."""
        self.shell.outputs.clear(wait)


class ResultHook(DisplayHook):
    """Writes down the value of a cell's last line."""

    shell: Any

    def write_output_prompt(self) -> None:
        """Write no prompt: the output has its number."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Write the value down, in every form that it has."""
        count = self.prompt_count
        data, metadata = _as_json(format_dict), _as_json(md_dict or {})
        self.shell.outputs.add(
            "execute_result", data=data, metadata=metadata, execution_count=count
        )


class Shell(InteractiveShell):
    """IPython's shell, whose outputs are written down."""

    kernel = None  # by this attribute pandas tells a notebook, for which it is never too wide
    displayhook_class = Type(ResultHook)
    display_pub_class = Type(Publisher)

    def __init__(self, **options: Any) -> None:
        self.outputs = Outputs()
        super().__init__(**options)

    def run(self, cell: Any) -> bool:
        """Run a cell and write its outputs down; whether it raised nothing.

        An event loop runs meanwhile, the same for all cells, as one does in a kernel.
        """
        self.outputs.begin(cell)
        cell.execution_count = self.execution_count
        if self._awaits(cell.source):  # IPython itself runs it in that loop
            result = self.run_cell(cell.source, store_history=True)
        else:
            result = get_asyncio_loop().run_until_complete(self._run_in_loop(cell.source))
        self.outputs.end()
        return bool(result.success)

    def _awaits(self, source: str) -> bool:
        """Whether a cell awaits something outside of any function."""
        try:
            plain = self.transform_cell(source)
        except Exception:  # which running it will raise again
            return False
        return bool(self.should_run_async(source, transformed_cell=plain))

    async def _run_in_loop(self, source: str) -> Any:
        return self.run_cell(source, store_history=True)

    def _tee(self, channel: str) -> Any:
        """Keep no second copy of all that is printed, as IPython does for its history."""
        return nullcontext()

    def show_usage_error(self, exc: Any) -> None:
        """Write down that a magic was used wrongly, which IPython only prints."""
        self.outputs.add("error", ename="UsageError", evalue=str(exc), traceback=[str(exc)])

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.outputs.add("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb))

    def enable_gui(self, gui: Any = None) -> None:
        """Enable nothing: no window opens here."""

    def ask_exit(self) -> None:
        """End the process, as exit() ends a kernel."""
        os._exit(0)


# ---- the engine


class ShellEngine(Engine):
    """The engine as papermill calls it, once in a process that ends with it: the shell makes itself
    the shell of all and its cells the main module, and leaves a temporary folder.

    Its option is `on_cell_start`, called with each cell and its place before it runs.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """Run the cells until one raises an error."""
        nb = nb_man.nb
        nb.metadata.language_info = LANGUAGE
        if InteractiveShell.initialized():  # that of a notebook which builds, before the fork
            type(InteractiveShell.instance()).clear_instance()
        # Nothing of the user's own IPython: settings and histories would change what cells give.
        config = Config({"HistoryManager": {"enabled": False}})
        shell = Shell.instance(config=config, ipython_dir=mkdtemp(prefix="ipython-"))
        out, error = Stream(shell.outputs, "stdout"), Stream(shell.outputs, "stderr")
        with redirect_stdout(out), redirect_stderr(error):
            for index, cell in enumerate(nb.cells):
                if not _run(nb_man, shell, index, cell, options["on_cell_start"]):
                    return


def _run(manager: Any, shell: Shell, index: int, cell: Any, on_cell_start: Any) -> bool:
    """Run a cell with papermill's bookkeeping; whether it raised nothing."""
    manager.cell_start(cell, index)
    on_cell_start(cell=cell, cell_index=index)
    is_empty = cell.cell_type != "code" or not cell.source.strip()
    is_good = is_empty or shell.run(cell)
    if not is_good:
        manager.cell_exception(cell, index)
    manager.cell_complete(cell, index)
    return is_good
