"""What a run used: the functions of this package that it called, the rows that it looked at, the files that it opened.

Nobody declares what a report depends on. While its cells run, the interpreter counts calls (by cProfile, whose hook is
written in C), the record notes what is looked up in it, and an audit hook sees every file that is opened.

A function is known by its place and by a hash of its syntax tree without positions and docstrings, so that a comment
or a blank line changes nothing. The code of a module outside of its functions (constants, signatures, class bodies)
is one thing more that every report with a function of that module depends on.
"""

import ast
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import CodeType

PACKAGE = Path(__file__).resolve().parent
CO_OPTIMIZED = 1  # inspect's flag of a function's code, here because importing inspect takes too long


# ---- watching a run


class Watch:
    """What is used while it is entered, in this thread: calls, files opened, and look-ups that are noted."""

    def __init__(self) -> None:
        import cProfile  # here, because to find that nothing changed takes no profiler

        self._calls = cProfile.Profile(subcalls=False, builtins=False)
        self.opened: set[str] = set()
        self.noted: set[str] = set()

    def __enter__(self) -> "Watch":
        _watches.append(self)
        self._calls.enable()
        return self

    def __exit__(self, *_: object) -> None:
        self._calls.disable()
        _watches.remove(self)

    def functions(self) -> set[str]:
        """The functions of this package that were called."""
        self._calls.disable()
        codes = [entry.code for entry in self._calls.getstats() if not isinstance(entry.code, str)]
        if self in _watches:
            self._calls.enable()
        ours = (code for code in codes if code.co_filename.startswith(f"{PACKAGE}/"))
        return {name for code in ours if code.co_filename.endswith(".py") for name in _names(code)}

    def files(self, root: Path) -> set[str]:
        """The files in the folder `root` that were opened, by their names in it; not those of this package."""
        paths = [Path(os.path.realpath(name)) for name in self.opened]
        names = (path.relative_to(root) for path in paths if path.is_relative_to(root) and PACKAGE not in path.parents)
        return {name.as_posix() for name in names}


_watches: list[Watch] = []
_unseen: list[str] = []  # not empty while files are opened that are no reads of the notebook's own


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _watches and not _unseen and isinstance(arguments[0], str):
        for watch in _watches:
            watch.opened.add(str(Path.cwd() / arguments[0]))


sys.addaudithook(_audit)


@contextmanager
def unseen() -> Iterator[None]:
    """Files opened meanwhile are not noted: their opener notes more exactly what is looked at."""
    _unseen.append("")
    try:
        yield
    finally:
        _unseen.pop()


def note(use: str) -> None:
    """Note something that was looked at, by its name."""
    for watch in _watches:
        watch.noted.add(use)


imported: set[str] = set()  # functions called when this process, or the one that it was forked from, imported modules
_kernel: list[tuple[Watch, Path]] = []


def begin() -> None:
    """Watch what a kernel does from here on, in the project whose ``notebooks/`` it runs in."""
    _kernel[:] = [(Watch().__enter__(), Path.cwd().parent.resolve())]


def end() -> str:
    """What the kernel has used since, by name, as a JSON array."""
    watch, root = _kernel.pop()
    watch.__exit__()
    return json.dumps(sorted(imported | watch.functions() | watch.files(root) | watch.noted))


def _names(code: CodeType) -> set[str]:
    """A function as ``analysis/prose.py say``, and its file; what is defined within a function belongs to it."""
    name = code.co_qualname.split(".<locals>")[0]
    file = Path(code.co_filename).relative_to(PACKAGE.parent).as_posix()
    is_function = code.co_flags & CO_OPTIMIZED and not name.startswith("<")  # not the body of a module or a class
    return {file, f"{file} {name}"} if is_function else {file}


# ---- fingerprints of code


def digest(*parts: bytes | str) -> str:
    """The SHA-256 of some parts, none of which can run into the next, shortened to 16 hex digits."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(b"%d:" % len(data) + data)
    return found.hexdigest()[:16]


def code_fingerprints(files: Mapping[str, bytes]) -> dict[str, str]:
    """Of Python files by name: every function, as ``file function``, and the rest of each file, as ``file``.

    With the rest of a file goes the rest of each file that it imports, and of those that these import.
    """
    prints, rests, imports = {}, {}, {}
    for name, content in files.items():
        tree = _without_docstrings(ast.parse(content))
        imports[name] = {file for module in _imported(tree) if (file := f"{module.replace('.', '/')}.py") in files}
        for path, node in _functions(tree):
            prints[f"{name} {path}"] = digest(ast.dump(node))
            node.body = []  # its signature, with defaults and decorators, is part of the rest
        rests[name] = digest(ast.dump(tree))
    for name in files:
        prints[name] = digest(*(rests[file] for file in sorted(_reached(name, imports))))
    return prints


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def _reached(name: str, imports: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = {name}
    while waiting:
        found |= waiting
        waiting = {file for known in waiting for file in imports[known]} - found
    return found


Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(tree: ast.AST, above: str = "") -> Iterator[tuple[str, Function]]:
    """The functions of a module and of its classes, by qualified name; not those within functions."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield f"{above}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{above}{node.name}.")
        elif not isinstance(node, ast.expr):
            yield from _functions(node, above)


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | Function) and ast.get_docstring(node) is not None:
            del node.body[0]
    return tree
