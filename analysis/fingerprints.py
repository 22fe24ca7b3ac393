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


def digest(*parts: bytes | str) -> str:
    """The SHA-256 of some parts, none of which can run into the next, shortened to 16 hex
    digits.
    """
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(b"%d:" % len(data) + data)
    return found.hexdigest()[:16]


def digest_of(files: Mapping[str, bytes]) -> str:
    """The digest of files with their names."""
    return digest(*(part for item in sorted(files.items()) for part in item))


def tables_digest(files: Mapping[str, bytes]) -> str:
    """The SHA-256 of the record's tables and their contract among the files of a project, by their
    names in it.

    It is that of the lines that `sha256sum` prints for data/*.csv and data/datapackage.json, in the
    order of the names. Receipt and source texts are no part of it: it is the same wherever these
    tables are.
    """
    tables = [name for name in files if re.fullmatch(r"data/([^/]+\.csv|datapackage\.json)", name)]
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(tables)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def read_package() -> dict[str, bytes]:
    """The files of this package, by their names in the project."""
    ours = sorted(
        path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
    return {
        f"{PACKAGE.name}/{path.relative_to(PACKAGE).as_posix()}": path.read_bytes() for path in ours
    }


# ---- the environment


def environment(files: Mapping[str, bytes]) -> dict[str, str]:
    """The versions of Python and of the packages that run here, as far as they are named in the
    locked requirements.
    """
    locked, found = files.get(LOCKED, b"").decode(), installed()
    names = dict.fromkeys(re.findall(r"^([\w.-]+)==", locked, re.M))
    versions = {name: found[_normal(name)] for name in names if _normal(name) in found}
    return {"Python": platform.python_version()} | versions


def installed() -> dict[str, str]:
    """The version of each package that is installed, by its normal name.

    The names of the folders say it. importlib.metadata, which opens a file in each, takes as long
    as all the rest of finding that nothing changed.
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
