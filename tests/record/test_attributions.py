"""A speaker who is named nowhere near is warned of, and a note answers it."""

import pytest
from click.testing import CliRunner
from records import TEXTS, valid_rows, write_record, write_texts

from analysis.__main__ import main
from analysis.record.attributions import unnamed_speakers
from analysis.record.tables import read_tables

STRANGER = {"name": "Tarquin Vale", "kind": "person", "role": "harbour master"}


def warnings(folder, rows, texts=TEXTS) -> list[str]:
    return [
        str(error) for error in unnamed_speakers(read_tables(write_record(folder, rows)), texts)
    ]


def given_to_stranger(table: str = "quotes", key: str = "hp-unfair", **cells: str):
    rows = valid_rows()
    rows["speakers"]["stranger"] = STRANGER | cells
    rows[table][key]["speaker_id"] = "stranger"
    return rows


def test_speakers_who_are_named_near_their_words_are_not_warned_of(tmp_path):
    assert warnings(tmp_path, valid_rows()) == []


@pytest.mark.parametrize(("table", "key"), [("quotes", "hp-unfair"), ("figures", "hp-400")])
def test_a_speaker_who_is_named_nowhere_near_is(tmp_path, table, key):
    (warning,) = warnings(tmp_path, given_to_stranger(table, key))
    assert f"{table}.csv:" in warning
    assert (
        'V11 is "stranger", but none of "harbour master", "Tarquin Vale" stands near the words'
        in warning
    )


@pytest.mark.parametrize(
    "cells",
    [
        {"aliases": "The Captain;port  minister"},
        {"role": "Port Minister"},
        {"affiliation_id": "port-ministry"},
        {"family_name": "Lund"},
        {"kind": "anonymous"},
        {"name": "Harbour Post"},
    ],
)
def test_alias_role_body_and_the_publishers_own_voice_are_enough(tmp_path, cells):
    assert warnings(tmp_path, given_to_stranger(**cells)) == []


def test_part_of_a_word_is_no_name(tmp_path):
    assert len(warnings(tmp_path, given_to_stranger(aliases="Lun;arbour"))) == 1


@pytest.mark.parametrize(("words", "number"), [("skating on thin ice", 1), ("said ICE", 0)])
def test_an_acronym_is_named_in_its_own_case_alone(tmp_path, words, number):
    texts = {**TEXTS, "harbour-post": TEXTS["harbour-post"].replace("asked a second time", words)}
    assert len(warnings(tmp_path, given_to_stranger(aliases="ICE"), texts)) == number


def test_far_away_is_not_near(tmp_path):
    texts = {**TEXTS, "harbour-post": TEXTS["harbour-post"] + "\n\n\n\n".join("abcd") + "\n\nVale"}
    rows = given_to_stranger(family_name="Vale")
    assert len(warnings(tmp_path, rows, texts)) == 1


@pytest.mark.parametrize(
    ("note", "number"),
    [("speaker: by the court's record", 0), ("speaker: known", 1), ("Some other note", 1)],
)
def test_a_note_that_says_how_it_is_known_answers_the_warning(tmp_path, note, number):
    rows = given_to_stranger()
    rows["quotes"]["hp-unfair"]["note"] = note
    assert len(warnings(tmp_path, rows)) == number


def test_without_the_text_nothing_is_said(tmp_path):
    assert warnings(tmp_path, given_to_stranger(), {}) == []


def test_verify_tells_of_it_and_passes(tmp_path):
    write_record(tmp_path, given_to_stranger())
    folder = write_texts(tmp_path / "sources")
    arguments = ["verify", "--data", str(tmp_path), "--sources", str(folder)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "warning: " in result.output
    assert "V11" in result.output
