"""Fingerprints change with what they stand for, and with nothing else."""

import hashlib
import subprocess
from importlib import metadata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import fingerprints
from analysis.record.csvfiles import unpack

TABLES = {"data/a.csv": b"a\n", "data/datapackage.json": b"{}", "data/z.csv": b"z\n"}


def test_the_digest_of_the_tables_is_that_of_what_sha256sum_prints_for_them(tmp_path):
    unpack(TABLES, tmp_path)
    listed = subprocess.run(
        ["sha256sum", *sorted(TABLES)], cwd=tmp_path, capture_output=True, check=True
    ).stdout
    assert fingerprints.tables_digest(TABLES) == hashlib.sha256(listed).hexdigest()


@pytest.mark.parametrize("name", TABLES)
def test_the_digest_of_the_tables_changes_with_each_of_them(name):
    without = {other: content for other, content in TABLES.items() if other != name}
    digests = {
        fingerprints.tables_digest(files) for files in (TABLES, without, TABLES | {name: b"other"})
    }
    assert len(digests) == 3


@pytest.mark.parametrize(
    "name", ["data/verified.json", "data/sources/a.txt", "data/old/a.csv", "notebooks/a.csv"]
)
def test_the_digest_of_the_tables_takes_in_no_receipt_no_text_and_no_other_file(name):
    assert fingerprints.tables_digest(TABLES | {name: b"a"}) == fingerprints.tables_digest(TABLES)


@given(st.lists(st.text()), st.lists(st.text()))
def test_a_digest_tells_lists_of_parts_apart(one, other):
    assert (fingerprints.digest(*one) == fingerprints.digest(*other)) == (one == other)


# ---- the environment


def test_the_versions_of_all_packages_are_those_of_their_metadata(tmp_path, monkeypatch):
    known = {
        fingerprints._normal(package.name): package.version for package in metadata.distributions()
    }
    assert fingerprints.installed() == known
    (tmp_path / "Harbour_Tools-1.2+cpu.dist-info").mkdir()
    monkeypatch.setattr(
        fingerprints.sys, "path", [str(tmp_path), str(tmp_path / "absent"), *fingerprints.sys.path]
    )
    assert fingerprints.installed() == known | {"harbour-tools": "1.2+cpu"}
