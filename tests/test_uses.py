"""What a run used: calls, look-ups and files, and fingerprints that change with what they stand for."""

import ast
import hashlib
import inspect
import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import bounds, uses
from analysis.bounds import Bound
from analysis.csvfiles import unpack

CODE = '''\
"""What it is."""
import json
from analysis import other
LIMIT = 3

@decorator
def outer(x=LIMIT):
    """What it does."""
    def inner():
        return [x for _ in range(2)]
    return inner()

class Thing:
    """A thing."""
    size: int = 1

    def method(self):
        return self.size
'''


def prints(code: str = CODE, **others: str) -> dict[str, str]:
    files = {"analysis/room.py": code, "analysis/other.py": "A = 1", "analysis/far.py": "B = 1"} | others
    return uses.code_fingerprints({name: content.encode() for name, content in files.items()})


def changed(old: str, new: str) -> set[str]:
    assert old in CODE
    before, after = prints(), prints(CODE.replace(old, new))
    return {name for name in before | after if before.get(name) != after.get(name)}


# ---- watching


def test_functions_called_while_watched_are_named_with_their_file():
    with uses.Watch() as watch:
        Bound.of("exact", 3).words()
    assert {"analysis/bounds.py", "analysis/bounds.py Bound.of", "analysis/bounds.py Bound.words"} <= watch.functions()
    assert "analysis/bounds.py percent" not in watch.functions()
    Bound.of("exact", 1).compare(Bound.of("exact", 2))
    assert "analysis/bounds.py Bound.compare" not in watch.functions()


def test_every_name_of_a_called_function_has_a_fingerprint():
    files = {f"analysis/{path.name}": path.read_bytes() for path in uses.PACKAGE.glob("*.py")}
    known = uses.code_fingerprints(files)
    with uses.Watch() as watch:
        for words in ("more than 500", "about 40", "twenty-eight"):
            bounds.read(words)
    assert len(watch.functions()) > 5
    assert watch.functions() <= known.keys()


def test_every_function_of_the_package_can_be_seen_when_it_is_called():
    """Whatever decorates it: one that cannot would be missing from what reports depend on."""
    files = {f"analysis/{path.name}": path.read_bytes() for path in uses.PACKAGE.glob("*.py")}
    code = """
import importlib, pathlib, sys
from analysis import uses
for path in uses.PACKAGE.glob("[!_]*.py"):
    importlib.import_module(f"analysis.{path.stem}")
uses.find_functions()
codes = [spring.code for springs in uses._springs.values() for spring in springs]
print(*sorted({*uses.imported, *(name for code in codes for name in uses._names(code))}), sep="\\n")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    unseen = uses.code_fingerprints(files).keys() - set(done.stdout.splitlines())
    unasked = ("analysis/uses.py", "analysis/__main__.py", "analysis/__init__.py")  # always used; of the command line
    assert {name for name in unseen if not name.startswith(unasked)} == set()


def call_all(code: str) -> tuple[dict, set[str]]:
    """The names that code of this package's defines when it runs watched, with what of them was called."""
    room = sys.modules["analysis.room"] = ModuleType("analysis.room")
    space = vars(room)
    exec(compile(code, str(uses.PACKAGE / "room.py"), "exec"), space)
    try:
        with uses.Watch() as watch:
            space["main"]()
            found = watch.functions()
    finally:
        del sys.modules["analysis.room"]
        del uses._springs["analysis.room"]
    return space, found


def test_a_function_does_the_same_when_it_is_watched_however_it_is_made_and_called():
    space, found = call_all(
        """
from contextlib import contextmanager
from functools import cache, cached_property, partial

def plain(a, /, b=2, *more, c, d=4, **others): return a, b, more, c, d, others
def count(n):
    for i in range(n): yield i
@cache
def cached(n): return n if n < 2 else cached(n - 1) + cached(n - 2)
@contextmanager
def managed(): yield "managed"
class Above:
    def __init__(self, n): self.n = n
class Below(Above):
    def __init__(self, n): super().__init__(n + 1)
    @property
    def twice(self): return self.n * 2
    @cached_property
    def thrice(self): return self.n * 3
    @classmethod
    def of(cls, n=1): return cls(n)
    @staticmethod
    def static(n): return n
    def __eq__(self, other): return self.n == other.n
later = partial(plain, 1)
def never(): pass
def wrong(): raise ValueError("wrong")
def main():
    global seen
    with managed() as name:
        seen = [plain(1, c=3), plain(1, 5, 6, c=3, e=7), later(c=1), list(count(3)), cached(20), name]
    it = Below.of()
    seen += [it.n, it.twice, it.thrice, Below.static(3), it == Below(1)]
    try:
        wrong()
    except ValueError as error:
        seen.append(str(error))
"""
    )
    plain = [(1, 2, (), 3, 4, {}), (1, 5, (6,), 3, 4, {"e": 7}), (1, 2, (), 1, 4, {})]
    assert space["seen"] == [*plain, [0, 1, 2], 6765, "managed", 2, 4, 6, 3, True, "wrong"]
    called = "plain count cached managed Above.__init__ Below.__init__ Below.twice Below.thrice Below.of Below.static"
    assert found - {name for name in found if name.startswith("analysis/uses.py")} == {
        "analysis/room.py",
        *(f"analysis/room.py {name}" for name in [*called.split(), "Below.__eq__", "wrong", "main"]),
    }
    before = len(space["seen"])
    space["never"](), space["main"]()
    assert len(space["seen"]) == before
    assert "spring" not in space["never"].__code__.co_varnames


def test_a_watch_within_a_watch_hides_nothing_from_it_and_sees_it_all_again():
    with uses.Watch() as outer:
        Bound.of("exact", 3)
        with uses.Watch() as inner:
            Bound.of("exact", 3)
        Bound.of("exact", 3).words()
    assert "analysis/bounds.py Bound.of" in inner.functions() & outer.functions()
    assert "analysis/bounds.py Bound.words" in outer.functions() - inner.functions()


def test_all_of_a_room_counts_as_called_if_it_is_imported_while_watched():
    code = """
from analysis import uses
with uses.Watch() as watch:
    import analysis.lexicon
print(*sorted(watch.functions()), sep="\\n")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"analysis/lexicon.py alternation", "analysis/lexicon.py typed_numbers"} <= {*done.stdout.splitlines()}


def test_what_a_room_calls_as_it_is_imported_is_noted_and_its_class_bodies_are_its_own():
    code = """
from analysis import uses
uses.import_rooms("lexicon")
print(*sorted(uses.imported), sep="\\n")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "analysis/lexicon.py alternation" in done.stdout.splitlines()
    assert "analysis/lexicon.py typed_numbers" not in done.stdout.splitlines()
    assert not any(line.endswith(" Token") for line in done.stdout.splitlines())


def test_files_opened_while_watched_are_named_within_the_project(tmp_path):
    (tmp_path / "data").mkdir()
    for name in ("data/seen.csv", "data/unseen.csv", "data/never.csv"):
        (tmp_path / name).touch()
    with uses.Watch() as watch:
        (tmp_path / "data" / "seen.csv").read_bytes()
        with uses.unseen():
            (tmp_path / "data" / "unseen.csv").read_bytes()
        Path(__file__).read_bytes()
    assert watch.files(tmp_path.resolve()) == {"data/seen.csv"}


def test_look_ups_are_noted_by_whoever_watches_and_by_nobody_else():
    uses.note("before")
    with uses.Watch() as watch:
        uses.note("data/figures.csv kt-572")
    uses.note("after")
    assert watch.noted == {"data/figures.csv kt-572"}


def test_a_kernel_says_what_it_used_from_begin_to_end(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "list.csv").touch()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.setattr(uses, "imported", {"analysis/lexicon.py alternation"})
    uses.begin()
    Path("../list.csv").read_bytes()
    uses.note("data/figures.csv kt-572")
    Bound.of("exact", 3)
    said = json.loads(uses.end())
    assert {"list.csv", "data/figures.csv kt-572", "analysis/bounds.py Bound.of", *uses.imported} <= set(said)


def test_the_flags_of_functions_are_those_of_inspect():
    assert (uses.CO_OPTIMIZED, uses.CO_COROUTINE) == (inspect.CO_OPTIMIZED, inspect.CO_COROUTINE)


# ---- fingerprints


TABLES = {"data/a.csv": b"a\n", "data/datapackage.json": b"{}", "data/z.csv": b"z\n"}


def test_the_digest_of_the_tables_is_that_of_what_sha256sum_prints_for_them(tmp_path):
    unpack(TABLES, tmp_path)
    listed = subprocess.run(["sha256sum", *sorted(TABLES)], cwd=tmp_path, capture_output=True, check=True).stdout
    assert uses.tables_digest(TABLES) == hashlib.sha256(listed).hexdigest()


@pytest.mark.parametrize("name", TABLES)
def test_the_digest_of_the_tables_changes_with_each_of_them(name):
    without = {other: content for other, content in TABLES.items() if other != name}
    digests = {uses.tables_digest(files) for files in (TABLES, without, TABLES | {name: b"other"})}
    assert len(digests) == 3


@pytest.mark.parametrize("name", ["data/verified.json", "data/sources/a.txt", "data/old/a.csv", "notebooks/a.csv"])
def test_the_digest_of_the_tables_takes_in_no_receipt_no_text_and_no_other_file(name):
    assert uses.tables_digest(TABLES | {name: b"a"}) == uses.tables_digest(TABLES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""What it is."""', '"""What else it is."""'),
        ('    """What it does."""\n', ""),
        ('"""A thing."""', "# A thing."),
        ("LIMIT = 3", "\n\nLIMIT = 3  # at most"),
        ("range(2)", "range( 2 )"),
    ],
)
def test_words_about_code_and_its_layout_change_no_fingerprint(old, new):
    if old == '"""A thing."""':
        new = f"{old}\n    {new}"
    assert changed(old, new) == set()


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("range(2)", "range(3)", {"analysis/room.py outer"}),
        ("return self.size", "return 2", {"analysis/room.py Thing.method"}),
        ("LIMIT = 3", "LIMIT = 4", {"analysis/room.py"}),
        ("size: int = 1", "size: int = 2", {"analysis/room.py"}),
        ("x=LIMIT", "x=0", {"analysis/room.py", "analysis/room.py outer"}),
        ("@decorator", "@other", {"analysis/room.py", "analysis/room.py outer"}),
    ],
)
def test_a_change_of_code_changes_what_it_belongs_to_and_nothing_else(old, new, names):
    assert changed(old, new) == names


def test_a_new_method_changes_the_rest_of_its_file_because_it_may_hide_another():
    assert changed("    def method", "    def __str__(self):\n        return ''\n\n    def method") == {
        "analysis/room.py",
        "analysis/room.py Thing.__str__",
    }


def test_the_rest_of_a_file_changes_with_the_rest_of_what_it_imports():
    assert prints()["analysis/room.py"] != prints(**{"analysis/other.py": "A = 2"})["analysis/room.py"]
    assert prints()["analysis/room.py"] == prints(**{"analysis/far.py": "B = 2"})["analysis/room.py"]


@given(st.lists(st.text()), st.lists(st.text()))
def test_a_digest_tells_lists_of_parts_apart(one, other):
    assert (uses.digest(*one) == uses.digest(*other)) == (one == other)


def test_this_package_calls_none_of_its_own_functions_as_the_rooms_of_the_build_are_imported():
    """Those are imported before anything watches, so such a call would be missed."""
    for room in ("uses", "cache", "workers", "publish", "progress", "build", "questions", "runs", "kernels"):
        tree = ast.parse((uses.PACKAGE / f"{room}.py").read_text())
        own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        top = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
        calls = {
            node.func.id
            for part in top
            for node in ast.walk(part)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not calls & own, room


def test_what_remembers_what_it_returned_counts_as_called():
    code = "from analysis import uses; uses.import_rooms('charts'); print(*uses.imported, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = done.stdout.splitlines()
    assert "analysis/charts.py _advance" in imported
    assert "analysis/charts.py ledger" not in imported


# ---- the environment


def test_the_versions_of_all_packages_are_those_of_their_metadata(tmp_path, monkeypatch):
    known = {uses._normal(package.name): package.version for package in metadata.distributions()}
    assert uses.installed() == known
    (tmp_path / "Harbour_Tools-1.2+cpu.dist-info").mkdir()
    monkeypatch.setattr(uses.sys, "path", [str(tmp_path), str(tmp_path / "absent"), *uses.sys.path])
    assert uses.installed() == known | {"harbour-tools": "1.2+cpu"}
