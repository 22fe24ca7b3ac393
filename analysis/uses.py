"""What a run used: the functions of this package that it called, the rows that it looked at, the files that it opened.

Nobody declares what a report depends on. While its cells run, each function of this package gives itself away when it
is first called, the record notes what is looked up in it, and an audit hook sees every file that is opened.

A function does so because its code was replaced by a spring, which puts the code back, notes it, and calls the function
again. From then on the function is as fast as ever, where a profiler would have made every call of every library slow.

A function is known by its place and by a hash of its syntax tree without positions and docstrings, so that a comment
or a blank line changes nothing. The code of a module outside of its functions (constants, signatures, class bodies)
is one thing more that every report with a function of that module depends on.
"""

import ast
import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

LOCKED = "requirements.txt"
PACKAGE = Path(__file__).resolve().parent
NOTEBOOKS_USE = "charts clues coverage dates findings measures prose record wording".split()  # imported for them
# inspect's flags of a code, here because importing inspect takes too long: of a function's, of a coroutine's.
CO_OPTIMIZED, CO_COROUTINE = 0x1, 0x80


# ---- springs


class Spring:
    """Stands in for the code of a function until it is called."""

    def __init__(self, function: FunctionType) -> None:
        self.function, self.code = function, function.__code__
        holding = tuple(self if const == _PLACE else const for const in _sprung.__code__.co_consts)
        self._trap = _sprung.__code__.replace(co_consts=holding, co_freevars=self.code.co_freevars)

    def set(self) -> None:
        """Stand in for the code."""
        self.function.__code__ = self._trap

    def release(self) -> None:
        """Put the code back."""
        self.function.__code__ = self.code

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Put the code back, note that it was called, and call it."""
        __tracebackhide__ = True  # by IPython
        self.release()
        for watch in _watches:
            watch.called.add(self.code)
        return self.function(*args, **kwargs)


_PLACE = "a spring stands here in each copy of the code below"


def _sprung(*args: Any, **kwargs: Any) -> Any:
    __tracebackhide__ = True
    spring: Any = "a spring stands here in each copy of the code below"
    return spring(*args, **kwargs)


_springs: dict[str, list[Spring]] = {}  # by room
imported: set[str] = set()  # functions called when this process, or the one that it was forked from, imported rooms


def find_functions() -> None:
    """Make a spring for each function of the rooms that are imported, which has no hold on it until a Watch is entered.

    What is defined within a function is not found; it belongs to the function that defines it.
    """
    for room in _rooms() - _springs.keys() - {__name__}:  # no spring works while it is itself called
        found = dict.fromkeys(_held(room, vars(sys.modules[room])))
        # A coroutine function is known by the flags of its code, so it keeps it, and counts as called. So does what
        # remembers what it returned, since it may have been called before.
        kept = {function for function in found if function.__code__.co_flags & CO_COROUTINE}
        cached = {value.__wrapped__ for value in vars(sys.modules[room]).values() if hasattr(value, "cache_clear")}
        counted = [function for function in found if function in kept | cached]
        imported.update(name for function in counted for name in _names(function.__code__))
        _springs[room] = [Spring(function) for function in found if function not in kept]


def _rooms() -> set[str]:
    return {name for name in sys.modules if name.startswith(f"{PACKAGE.name}.")}


def _held(room: str, names: Mapping[str, Any]) -> Iterator[FunctionType]:
    """The functions of a room that it or a class of it holds, behind whatever decorates them."""
    for value in names.values():
        if isinstance(value, type) and value.__module__ == room:
            yield from _held(room, vars(value))
        yield from (function for function in _undecorated(value) if _is_of(room, function))


def _undecorated(value: Any) -> Iterator[Any]:
    yield value
    for name in ("__wrapped__", "__func__", "fget", "fset", "func"):  # of wraps, class methods, properties
        if (inner := getattr(value, name, None)) is not None:
            yield from _undecorated(inner)


def _is_of(room: str, value: Any) -> bool:
    """Whether this is a function that was written in a room; a data class makes others."""
    is_function = isinstance(value, FunctionType) and value.__module__ == room
    return is_function and value.__code__.co_filename.startswith(f"{PACKAGE}/")


# ---- watching a run


class Watch:
    """What is used while it is entered: functions called, files opened, and look-ups that are noted."""

    def __init__(self) -> None:
        self.called = {
            function.__code__ for function in _held(__name__, globals())
        }  # with another way of watching, all is new
        self.opened: set[str] = set()
        self.noted: set[str] = set()
        self._rooms: set[str] = set()

    def __enter__(self) -> "Watch":
        find_functions()
        self._rooms = _rooms()
        _watches.append(self)
        for springs in _springs.values():
            for spring in springs:
                spring.set()
        return self

    def __exit__(self, *_: object) -> None:
        _watches.remove(self)
        if not _watches:
            for springs in _springs.values():
                for spring in springs:
                    spring.release()
        for room in _rooms() - self._rooms:  # imported meanwhile, so that its calls were not seen
            self.called |= {function.__code__ for function in _held(room, vars(sys.modules[room]))}

    def functions(self) -> set[str]:
        """The functions of this package that were called."""
        return {name for code in self.called for name in _names(code)}

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


_kernel: list[tuple[Watch, Path]] = []


def import_rooms(*rooms: str) -> None:
    """Import rooms, noting in `imported` what is called meanwhile, when there are no functions yet to be sprung."""
    if {f"{PACKAGE.name}.{room}" for room in rooms} <= _springs.keys():
        return
    import cProfile  # here, because to find that nothing changed takes no profiler

    with cProfile.Profile(subcalls=False, builtins=False) as calls:
        for room in rooms:
            import_module(f"{PACKAGE.name}.{room}")
    codes = [entry.code for entry in calls.getstats() if not isinstance(entry.code, str)]
    ours = (code for code in codes if Path(code.co_filename).is_relative_to(PACKAGE))
    imported.update(name for code in ours for name in _names(code))
    find_functions()


def begin() -> None:
    """Watch what a kernel does from here on, in the project whose ``notebooks/`` it runs in."""
    import_rooms(*NOTEBOOKS_USE)
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


# ---- the environment


def environment(files: Mapping[str, bytes]) -> dict[str, str]:
    """The versions of Python and of the packages that run here, as far as they are named in the locked requirements."""
    locked, found = files.get(LOCKED, b"").decode(), installed()
    names = dict.fromkeys(re.findall(r"^([\w.-]+)==", locked, re.M))
    versions = {name: found[_normal(name)] for name in names if _normal(name) in found}
    return {"Python": platform.python_version()} | versions


def installed() -> dict[str, str]:
    """The version of each package that is installed, by its normal name.

    The names of the folders say it. importlib.metadata, which opens a file in each, takes as long as all the rest of
    finding that nothing changed.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):  # not there, or an archive
            for path in sorted(Path(folder).glob("*.dist-info")):
                name, _, version = path.stem.partition("-")
                found.setdefault(_normal(name), version)
    return found


def _normal(name: str) -> str:
    """A package's name as everybody compares it: lower case, with single hyphens."""
    return re.sub(r"[-_.]+", "-", name).lower()


# ---- fingerprints of code


def digest(*parts: bytes | str) -> str:
    """The SHA-256 of some parts, none of which can run into the next, shortened to 16 hex digits."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(b"%d:" % len(data) + data)
    return found.hexdigest()[:16]


def digest_of(files: Mapping[str, bytes]) -> str:
    """The digest of files with their names."""
    return digest(*(part for item in sorted(files.items()) for part in item))


def tables_digest(files: Mapping[str, bytes]) -> str:
    """The SHA-256 of the record's tables and their contract among the files of a project, by their names in it.

    It is that of the lines that `sha256sum` prints for data/*.csv and data/datapackage.json, in the order of the names.
    Receipt and source texts are no part of it: it is the same wherever these tables are.
    """
    tables = [name for name in files if re.fullmatch(r"data/([^/]+\.csv|datapackage\.json)", name)]
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(tables)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def read_package() -> dict[str, bytes]:
    """The files of this package, by their names in the project."""
    ours = sorted(path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {f"{PACKAGE.name}/{path.relative_to(PACKAGE).as_posix()}": path.read_bytes() for path in ours}


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
