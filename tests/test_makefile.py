"""The set-up: what stops it, what it does again, what it leaves alone. A stub stands for Python and
pip.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

# Logs how it was called; "makes" .venv by putting itself there; fails where the file of that name
# tells it to.
STUB = """#!/bin/sh
echo "$*" >>"$STUB_LOG"
case "$*" in
  *version_info*) test ! -e too-old ;;
  *ensurepip*) test ! -e without-venv || { echo Traceback >&2; exit 1; } ;;
  "-m venv "*) rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  *"--requirement requirements.txt") test ! -e offline ;;
esac
"""


class Checkout:
    """A copy of the Makefile and its inputs in a folder of its own, with a stub for Python."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log, self.python = folder, folder / "log", folder / "python3"
        folder.mkdir()
        for name in ("Makefile", "pyproject.toml", "requirements.txt", "requirements-dev.txt"):
            shutil.copy(ROOT / name, folder)
        self.python.write_text(STUB)
        self.python.chmod(0o755)

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        self.log.write_text("")
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MAKE", "MFLAGS"))
        }
        return subprocess.run(
            ["make", "PYTHON=./python3", *arguments],
            cwd=self.folder,
            env={**environment, "STUB_LOG": str(self.log)},
            capture_output=True,
            text=True,
        )

    def calls(self, words: str) -> list[str]:
        """The calls of Python since the last `make` that hold `words`."""
        return [line for line in self.log.read_text().splitlines() if words in line]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "a checkout")


@pytest.mark.parametrize(
    ("obstacle", "package"),
    [("too-old", "python3.11-venv"), ("without-venv", "python3-venv")],
)
def test_a_missing_prerequisite_is_one_line_that_names_the_package(checkout, obstacle, package):
    (checkout.folder / obstacle).touch()
    run = checkout.make("reports")
    assert run.returncode != 0
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1
    assert f"sudo apt install {package}" in run.stderr


def test_a_missing_python_is_one_line_that_names_the_package(checkout):
    run = checkout.make("test", "PYTHON=python3.99")
    assert len(run.stderr.splitlines()) == 1
    assert "python3.99 is not installed: sudo apt install python3.99-venv" in run.stderr


def test_reports_sets_up_first_and_a_second_run_installs_nothing(checkout):
    assert checkout.make("reports", "Q=returned-total").returncode == 0
    assert checkout.calls("--require-hashes")
    assert checkout.calls("--editable .")
    assert not checkout.calls("requirements-dev.txt")
    assert checkout.make("reports", "Q=returned-total").returncode == 0
    assert checkout.calls("") == ["-m analysis report returned-total"]


def test_test_runs_lint_types_and_pytest_last(checkout):
    checkout.make("setup")
    checkout.make("test")
    tools = [call.split()[1] for call in checkout.calls("-m ")]
    assert tools == ["pip", "ruff", "ruff", "mypy", "pytest"]


def test_an_interrupted_install_is_done_again(checkout):
    (checkout.folder / "offline").touch()
    assert checkout.make("reports").returncode != 0
    (checkout.folder / "offline").unlink()
    assert checkout.make("reports").returncode == 0
    assert checkout.calls("--require-hashes")
    assert not checkout.calls("-m venv")


@pytest.mark.parametrize("damage", ["half-made", "python gone", "moved"])
def test_an_unusable_venv_is_made_anew(checkout, damage):
    checkout.make("setup")
    if damage == "half-made":
        (checkout.folder / ".venv" / "made").unlink()
    elif damage == "python gone":
        (checkout.folder / ".venv" / "bin" / "python").unlink()
        (checkout.folder / ".venv" / "bin" / "python").symlink_to("gone")
    else:
        checkout.folder = checkout.folder.rename(checkout.folder.with_name("elsewhere"))
        checkout.log = checkout.folder / "log"
    assert checkout.make("setup").returncode == 0
    assert checkout.calls("-m venv --clear .venv")
    assert checkout.calls("--require-hashes")


@pytest.mark.parametrize("changed", ["requirements.txt", "pyproject.toml"])
def test_a_changed_input_is_installed_again_into_the_same_venv(checkout, changed):
    checkout.make("setup")
    later = (checkout.folder / ".venv" / "runtime").stat().st_mtime + 1
    os.utime(checkout.folder / changed, (later, later))
    checkout.make("setup")
    assert checkout.calls("--require-hashes")
    assert not checkout.calls("-m venv")


def test_parallel_make_takes_one_target_after_the_other(checkout):
    assert checkout.make("-j4", "reports", "test", "bench").returncode == 0
    assert len(checkout.calls("-m venv")) == 1
    assert len(checkout.calls("--requirement requirements.txt")) == 1
    order = [call.split()[1] for call in checkout.calls("-m ")]
    assert order.index("analysis") < order.index("ruff") < order.index("pytest")
