"""Fingerprints of what reports rest on: bytes, files, this package's own files, the environment
that runs here.

This module imports nothing that takes time, so that finding nothing to do takes none.
"""

import hashlib
import platform
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

LOCKED = "requirements.txt"
PACKAGE = Path(__file__).resolve().parent
_TABLE = re.compile(r"data/([^/]+\.csv|datapackage\.json)")


def digest(*parts: bytes | str) -> str:
    """The first 16 hex digits of the SHA-256 of some parts, each after its length, so that none
    runs into the next.
    """
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.hexdigest()[:16]


def digest_of(files: Mapping[str, bytes]) -> str:
    """The digest of files with their names."""
    named: list[bytes | str] = []
    for name in sorted(files):
        named += [name, files[name]]
    return digest(*named)


def tables_digest(files: Mapping[str, bytes]) -> str:
    """The SHA-256 of the record's tables and their contract among the files of a project, by their
    names in it.

    It is that of the lines that `sha256sum` prints for data/*.csv and data/datapackage.json, in the
    order of the names. Receipt and source texts are no part of it: it is the same wherever these
    tables are.
    """
    found = hashlib.sha256()
    for name in sorted(filter(_TABLE.fullmatch, files)):
        table = hashlib.sha256(files[name]).hexdigest()
        found.update(f"{table}  {name}\n".encode())
    return found.hexdigest()


def read_package() -> dict[str, bytes]:
    """The files of this package, by their names in the project."""
    files = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            name = path.relative_to(PACKAGE.parent).as_posix()
            files[name] = path.read_bytes()
    return files


# ---- the environment


def environment(files: Mapping[str, bytes]) -> dict[str, str]:
    """The versions of Python and of the packages that run here, as far as they are named in the
    locked requirements.
    """
    locked = files.get(LOCKED, b"").decode()
    found = installed()
    versions = {"Python": platform.python_version()}
    for name in re.findall(r"^([\w.-]+)==", locked, re.M):
        normal = _normal(name)
        if normal in found:
            versions[name] = found[normal]
    return versions


def installed() -> dict[str, str]:
    """The version of each package that is installed, by its normal name.

    The names of the folders say it. importlib.metadata, which opens a file in each, takes as long
    as all the rest of finding that nothing changed.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        # A folder of the path may be missing, or an archive.
        with suppress(OSError):
            for path in sorted(Path(folder).glob("*.dist-info")):
                name, _, version = path.stem.partition("-")
                found.setdefault(_normal(name), version)
    return found


def _normal(name: str) -> str:
    """A package's name as everybody compares it: lower case, with single hyphens."""
    return re.sub(r"[-_.]+", "-", name).lower()
