"""Words of sources stand with their source line, and with what a reader must know of them."""

from dataclasses import replace

import pytest
from records import clipped, loaded

from analysis.errors import ProseError
from analysis.record.record import Record
from analysis.report import prose
from analysis.report.wording import plain


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


def test_a_split_utterance_is_joined_in_order_and_shown_as_split(record):
    block = prose.quotes(record.quotes(["hp-safe", "hp-unfair", "hp-not-stop"]))
    assert block.html.count("<figure") == 2
    split = plain(block.html.partition("</figure>")[0])
    assert split.splitlines()[:2] == [
        "“We will not stop taking our people back”",
        "“But the ships must be safe.”",
    ]
    assert split.endswith("Harbour Post. Given in separate parts by the source.")


def test_a_part_without_its_other_parts_says_so(record):
    shown = plain(prose.quotes(record.quotes("hp-safe")).html)
    assert shown.endswith("A part of what the source gives in separate parts.")


def test_a_quotation_has_its_speaker_date_basis_and_source_and_no_basis_without_a_date(record):
    assert plain(prose.quotes(record.quotes("hp-comment")).html) == (
        "“They should all come home.”\nA reader, 5 May 2021 (stated). Harbour Post. A reader’s "
        "comment."
    )
    assert plain(prose.quotes(record.quotes("hp-unfair")).html).endswith(
        "Aske Lund (Port Minister, Port Ministry), no date given. Harbour Post. Quoted in part."
    )


def test_a_word_that_is_quoted_alone_says_of_what_it_was_said():
    quote = Record.load().quote("rfa-unreasonable")
    assert "Quoted in part. Said of linking visas with returns." in plain(
        prose.quotes([quote]).html
    )


def test_a_quotation_of_a_source_that_credits_a_translator_names_it_and_a_readers_comment_does_not(
    real,
):
    shown = [
        plain(prose.quotes([real.quote(id)]).html)
        for id in ("rfa-unreasonable", "kt-requests", "rfa-comment-later")
    ]
    assert ["Translated by Sovannarith Keo." in words for words in shown] == [True, False, False]


def test_what_words_take_for_granted_stands_below_them(record):
    quote = replace(record.quote("hp-safe"), presupposes="ships had been unsafe")
    shown = plain(prose.quotes([quote]).html)
    assert "Takes for granted that ships had been unsafe." in shown
    assert "Takes for granted" not in plain(prose.quotes([record.quote("hp-safe")]).html)
    with pytest.raises(ProseError, match='"9,999" is not reported by their evidence'):
        prose.quotes([replace(quote, presupposes="9,999 ships had been unsafe")])


def test_words_that_an_editor_put_in_are_set_off_and_named(record):
    quote = record.quote("hp-safe")
    quote = replace(
        quote, span=replace(quote.span, exact="But the ships [of the line] must be safe.")
    )
    block = prose.quotes([quote])
    assert "<q>But the ships <i>[of the line]</i> must be safe.</q>" in block.html
    assert "Words in brackets are an editor’s." in plain(block.html)
    assert "editor" not in plain(prose.quotes(record.quotes("hp-safe")).html)


def test_words_left_outside_and_rows_not_verified_are_shown(tmp_path, record):
    assert "Left outside: “more than”." in plain(
        prose.table([clipped(tmp_path).figure("hp-400")]).html
    )
    stale = Record(record.tables, {}, ())
    for block in (
        prose.table(stale.figures()),
        prose.quotes(stale.quotes()),
        prose.table(stale.events()),
    ):
        assert "(unverified: the row changed" in plain(block.html)
    assert "unverified" not in plain(prose.table(record.figures()).html)
