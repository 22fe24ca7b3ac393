"""Speakers are named as a line or a sentence names them."""

import pytest
from records import loaded

from analysis.record.record import Record


@pytest.fixture
def record(tmp_path) -> Record:
    return loaded(tmp_path)


def test_a_person_is_named_with_role_and_affiliation_and_a_body_without(record):
    assert str(record.speaker("aske-lund")) == "Aske Lund (Port Minister, Port Ministry)"
    assert str(record.speaker("port-ministry")) == "Port Ministry"


def test_a_speaker_knows_the_topmost_body_that_it_belongs_to(record):
    assert record.speaker("aske-lund").principal == "the Port Ministry"
    assert record.speaker("port-ministry").principal == "the Port Ministry"
    assert record.speaker("harbour-post").principal == "Harbour Post"


def test_ministries_take_an_article_inside_a_sentence_and_people_do_not(record):
    names = [
        record.speaker(id).in_sentence() for id in ("port-ministry", "aske-lund", "harbour-post")
    ]
    assert names == ["the Port Ministry", "Aske Lund", "Harbour Post"]
