"""A source says how its date is known."""

import json

import pytest
from records import loaded

from analysis.record.record import Record


@pytest.fixture
def record(tmp_path) -> Record:
    return loaded(tmp_path)


def test_the_evidence_of_a_source_tells_how_its_date_is_known(record):
    evidence = record.source("bulletin").evidence()
    assert json.loads(json.dumps(evidence)) == evidence
    lines = dict(evidence["lines"])
    assert lines["Published"] == "March 2021 (by outside evidence)"
    assert lines["On that date"] == "The ministry’s list of publications"
    assert "Translated by" not in lines
