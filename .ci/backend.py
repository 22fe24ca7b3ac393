"""The build backend: flit's, whose wheels also hold the notebooks and the locked requirements.

They stand outside the package, where flit takes nothing from; a new project begins with them. An
editable install finds them in the checkout.
"""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flit_core import buildapi
from flit_core.buildapi import (  # noqa: F401  what a backend has
    build_editable,
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

FILES = ("pyproject.toml", "README.md", "LICENSE")
REQUIREMENTS = ("requirements.txt", "requirements-explore.txt")


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata: Any = None) -> str:
    """Build the wheel of the working directory, from a copy of it; returns its file name."""
    root, target = Path.cwd(), Path(wheel_directory).resolve()
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in FILES:
            shutil.copy(root / name, copy)
        shutil.copytree(root / "analysis", copy / "analysis", ignore=_compiled)
        starter = copy / "analysis" / "starter"
        for name in REQUIREMENTS:
            shutil.copy(root / name, starter)
        (starter / "notebooks").mkdir()
        for path in sorted((root / "notebooks").glob("*.ipynb")):
            shutil.copy(path, starter / "notebooks")
        os.chdir(copy)
        try:
            return str(buildapi.build_wheel(str(target), config_settings))
        finally:
            os.chdir(root)


def _compiled(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "__pycache__"]
