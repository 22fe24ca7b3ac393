"""Search finds words in rows and held texts, ranked, and takes none of them for an operator; a sentence is that of
the source.
"""

import pytest
from records import TEXTS, loaded, valid_rows, write_record

from analysis.errors import LookupFailed
from analysis.record.record import Record


@pytest.fixture
def record(tmp_path) -> Record:
    """The record without its texts."""
    return loaded(tmp_path)


@pytest.fixture
def held(tmp_path) -> Record:
    """The record with its texts beside it."""
    folder = write_record(tmp_path / "data")
    texts = folder / "sources"
    texts.mkdir()
    for key, row in valid_rows()["sources"].items():
        (texts / row["file"]).write_text(TEXTS[key], encoding="utf-8")
    return Record.load(folder, scope="record")


def test_words_of_a_source_are_found_before_what_the_record_says_of_them(record):
    hits = record.search("unfair")
    assert (hits[0].id, hits[0].kind, hits[0].snippet) == ("hp-unfair", "quote", "*unfair*")


def test_all_words_have_to_stand_there_and_stems_count(record):
    assert "hp-31" in {hit.id for hit in record.search("sailor")}
    assert {hit.id for hit in record.search("sailor 31")} < {
        hit.id for hit in record.search("sailor")
    }
    assert record.search("sailor zebra") == ()


def test_a_phrase_stands_together_and_an_asterisk_is_any_ending(held):
    assert [hit.id for hit in held.search('"sent home"') if hit.kind == "text"] == ["harbour-post"]
    assert not held.search('"home sent"')
    assert not held.search("Ruritani")
    assert held.search("Ruritani*")


def test_held_texts_are_searched_with_a_snippet_and_texts_that_are_not_held_are_not(record, held):
    words = "asked a second time for talks"
    assert [hit.kind for hit in held.search(words)] == ["text"]
    assert "*talks*" in held.search(words)[0].snippet
    assert not record.search(words)


@pytest.mark.parametrize(
    "words", ["sailors OR", "NEAR(sailors", 'sailors"', "sailors -x^", "words:sailors", "31)"]
)
def test_no_word_is_an_operator_and_no_mark_an_error(record, words):
    record.search(words)


@pytest.mark.parametrize("words", ["", "  ", '""', "*", "—"])
def test_nothing_to_look_for_is_refused(record, words):
    with pytest.raises(LookupFailed, match="there is no word to look for"):
        record.search(words)


def test_hits_stand_in_a_table_and_lead_back_to_evidence(record):
    hits = record.search("sailors")
    frame = hits.frame()
    assert list(frame.columns) == ["id", "kind", "found", "speaker", "source"]
    assert [item.id for item in record.pick(frame)] == [hit.id for hit in hits]
    assert "<table>" in hits[0]._repr_html_()


def test_a_sentence_is_that_of_the_source_or_the_words_that_the_record_holds(record, held):
    sentence = held.sentence(held.figure("hp-31"))
    assert sentence.startswith("Graustark sent home 31 Ruritanian sailors in 2020, bringing")
    assert sentence.endswith("the Port Ministry said on Monday.")
    assert held.sentence(held.quote("hp-unfair")).startswith("The minister called the new fees")
    assert held.sentence(held.quote("hp-unfair")).endswith("a second time for talks.")
    short = record.sentence(record.figure("hp-31"))
    assert short.startswith("…")
    assert "31" in short


def test_speakers_sources_and_populations_are_selected_and_shown_as_figures_are(record):
    for name in ("speakers", "sources", "populations"):
        selected = getattr(record, name)()
        assert len(selected) == len(record.tables[name])
        assert list(selected.frame()["id"]) == record.tables[name].column(f"{name[:-1]}_id")
        assert "<table>" in selected._repr_html_()
    kind = record.speakers()[0].kind
    assert {speaker.kind for speaker in record.speakers(kind=kind)} == {kind}
