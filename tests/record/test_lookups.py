"""Look-ups: what a run names from its beginning to its end, and nothing of before, after and of
this package.
"""

import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT

from analysis.record import lookups
from analysis.record.record import Record


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose notebooks/ is the working folder."""
    for name in ("notebooks", "data"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


def test_a_run_names_what_was_looked_up_and_opened_from_its_beginning_to_its_end(project):
    for name in ("before.csv", "seen.csv", "unseen.csv", "after.csv"):
        (project / "data" / name).touch()
    Path("../data/before.csv").read_bytes()
    lookups.note("data/figures.csv before")
    lookups.begin()
    Path("../data/seen.csv").read_bytes()
    lookups.note("data/figures.csv kt-572")
    with lookups.unseen():
        Path("../data/unseen.csv").read_bytes()
    said = json.loads(lookups.end())
    lookups.note("data/figures.csv after")
    Path("../data/after.csv").read_bytes()
    assert said == ["data/figures.csv kt-572", "data/seen.csv"]


def test_files_elsewhere_and_of_this_package_are_not_named(project):
    lookups.begin()
    Path(__file__).read_bytes()
    Path(lookups.__file__).read_bytes()
    assert json.loads(lookups.end()) == []


def test_a_run_that_begins_forgets_what_an_unended_one_noted(project):
    lookups.begin()
    lookups.note("data/figures.csv kt-572")
    lookups.begin()
    assert json.loads(lookups.end()) == []


def test_the_record_names_the_rows_it_hands_out_instead_of_its_files(project):
    shutil.rmtree(project / "data")
    shutil.copytree(ROOT / "data", project / "data")
    lookups.begin()
    Record.load(scope="record").figure("kt-572")
    said = json.loads(lookups.end())
    assert "data/figures.csv kt-572" in said
    assert "data/figures.csv kt-500" not in said
    assert [name for name in said if " " not in name] == []
