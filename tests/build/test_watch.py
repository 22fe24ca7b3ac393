"""What is saved is built again, with one line for each build; nothing is said of what a build itself writes."""

import json
import subprocess
import sys
import threading
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from analysis.__main__ import main
from analysis.build import new, watch
from analysis.errors import UnusableInput

DONE = {"event": "done", "fresh": 2, "built": 1, "failed": 0, "seconds": 1.25, "cells": []}
FAILED = {"event": "failed", "question": "boats", "problem": "a is no number. Mend it."}


@pytest.mark.parametrize(
    ("name", "watched"),
    [
        ("data/figures.csv", True),
        ("data/datapackage.json", True),
        ("notebooks/boats.ipynb", True),
        ("notebooks/questions.toml", True),
        ("analysis/report/prose.py", True),
        ("data/verified.json", False),
        ("data/drafts.json", False),
        ("data/.figures.csv.tmp", False),
        ("notebooks/.ipynb_checkpoints/boats-checkpoint.ipynb", False),
        ("analysis/__pycache__/errors.cpython-311.pyc", False),
    ],
)
def test_what_a_person_saves_is_watched_and_what_a_build_writes_is_not(name, watched):
    assert watch.is_watched(name) == watched


def said(monkeypatch, tmp_path, *events: dict, stderr: str = "") -> str:
    """The line for a build that tells these events."""
    stdout = "".join(f"{json.dumps(event)}\n" for event in events)
    ended = SimpleNamespace(stdout=stdout, stderr=stderr, returncode=1)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ended)
    return watch.rebuilt(tmp_path)


def test_a_build_is_one_line(monkeypatch, tmp_path):
    assert said(monkeypatch, tmp_path, DONE) == "1 report built in 1.2 s"
    line = said(monkeypatch, tmp_path, FAILED, DONE)
    assert line == "1 report built in 1.2 s, 1 failed: boats: a is no number."
    line = said(
        monkeypatch, tmp_path, stderr="data/figures.csv:3: value is no number; mend it\nx\n"
    )
    assert line == "not built: data/figures.csv:3: value is no number; mend it"
    line = said(monkeypatch, tmp_path, stderr="warning: V11 is nobody\nV05 is covered by no row\n")
    assert line == "not built: V05 is covered by no row"


def test_a_project_named_by_a_relative_path_is_built_by_the_real_command(tmp_path, monkeypatch):
    new.make(tmp_path / "ferries", "Ferries", [], str)
    monkeypatch.chdir(tmp_path)
    lines: list[str] = []
    monkeypatch.setattr(watch, "saved", lambda root: [["data/sources.csv"]])
    monkeypatch.setattr(click, "echo", lines.append)
    CliRunner().invoke(main, ["--project", "ferries", "watch"], standalone_mode=False)
    assert [line.partition(" in ")[0] for line in lines] == [
        "watching data, notebooks, analysis: 1 report built",
        "data/sources.csv: 0 reports built",
    ]


def test_each_save_is_a_build_and_a_line(monkeypatch, tmp_path):
    lines: list[str] = []
    monkeypatch.setattr(watch, "rebuilt", lambda root: "built")
    watch.watch(tmp_path, lines.append, [["data/a.csv"], ["data/a.csv", "data/b.csv"]])
    assert lines[1:] == ["data/a.csv: built", "data/a.csv and 1 more: built"]


def test_a_saved_file_is_told_by_its_name_in_the_project(tmp_path):
    (tmp_path / "data").mkdir()
    stop = threading.Event()
    path = tmp_path / "data" / "figures.csv"

    def save() -> None:
        number = 0
        while not stop.wait(0.1):  # until it is seen: nobody knows when the watch has begun
            number += 1
            path.write_text(f"{number}\n")

    saving = threading.Thread(target=save)
    saving.start()
    try:
        assert next(watch.saved(tmp_path)) == ["data/figures.csv"]
    finally:
        stop.set()
        saving.join()


def test_a_missing_library_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(
        UnusableInput, match="watchfiles, which is not installed here; run `make watch"
    ):
        next(watch.saved(tmp_path))
