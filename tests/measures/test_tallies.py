"""Rows and quoted words are counted, each of them an input."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import strategies as st
from records import loaded, refusal

from analysis.measures import tallies
from analysis.quantities.bounds import Bound
from analysis.record.record import Record
from analysis.record.reported import Quote


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def real() -> Record:
    return Record.load()


counts = st.integers(0, 5000).map(Fraction)


def test_what_is_no_word_is_not_counted_as_one(record):
    quote = record.quote("hp-safe")
    quote = replace(quote, span=replace(quote.span, exact="We … must — be re[turn]ed."))
    assert tallies.words_quoted("w", "w", [quote]).bound == Bound.of("exact", 4)


def test_a_count_of_rows_rests_on_each_of_them(record):
    events = record.events()
    found = tallies.count("events", "events in the record", events, "events")
    assert (found.bound, found.unit, found.label()) == (Bound.of("exact", 3), "events", "3")
    assert found.inputs == tuple(events)
    assert found.formula == "counted in the record"


def test_a_count_of_nothing_is_refused():
    assert "derived number none: it has no inputs" in refusal(
        tallies.count, "none", "nothing", [], "events"
    )


def test_a_tally_leaves_out_empty_groups_and_makes_ids_of_their_names(record):
    one, two = record.events(["hp-published"]), record.events(["hp-commented", "pm-silence"])
    counts = tallies.tally(
        "dates", {"by a Reader’s word": two, "not known": [], "stated": one}, "events"
    )
    assert [(n.id, n.title, n.label(), n.unit) for n in counts] == [
        ("dates-by-a-reader-s-word", "by a Reader’s word", "2", "events"),
        ("dates-stated", "stated", "1", "events"),
    ]
    assert [n.inputs for n in counts] == [tuple(two), tuple(one)]


def test_what_is_tallied_altogether_is_the_sum_of_its_parts(record):
    events = record.events()
    counts = tallies.tally("n", {"a": events[:1], "b": events[1:]}, "events")
    found = tallies.altogether("all", "all events", counts)
    assert (found.label(), found.formula, found.unit) == ("3", "1 + 2", "events")
    assert found.inputs == tuple(counts)


def test_nothing_tallied_is_not_added_up():
    assert "derived number all: there is nothing to count" in refusal(
        tallies.altogether, "all", "all", []
    )


def quoted(quote: Quote, words: str) -> Quote:
    return replace(quote, span=replace(quote.span, exact=words))


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("unfair", 1),
        ("So far, so\ngood.", 4),
        ("They aren’t well-known, 1,900 of them", 6),
        ("only 40 [of these] have been found", 5),
        ("[The ships] must be [made] safe", 3),
        ("[of these]", 0),
    ],
)
def test_words_are_counted_without_those_of_an_editor(record, words, number):
    found = tallies.words_quoted("words", "words", [quoted(record.quote("hp-unfair"), words)])
    assert (found.bound, found.unit) == (Bound.of("exact", number), "words")


def test_the_parts_of_an_utterance_are_counted_together(record):
    parts = record.quotes(["hp-not-stop", "hp-safe"])
    found = tallies.words_quoted("words-of-lund", "Aske Lund", parts)
    assert (found.id, found.title, found.label()) == ("words-of-lund", "Aske Lund", "14")
    assert found.inputs == tuple(parts)
    each = [tallies.words_quoted(part.id, part.id, [part]) for part in parts]
    assert tallies.altogether("sum", "sum", each).bound == found.bound


def test_the_words_of_nobody_are_not_counted():
    assert "it has no inputs" in refusal(tallies.words_quoted, "words", "nobody", [])


def test_that_nobody_is_quoted_rests_on_the_quotations_that_were_looked_through(record):
    looked = record.quotes(["hp-not-stop", "hp-safe"])
    found = tallies.words_quoted("words", "nobody", [], among=looked)
    assert (found.label(), found.inputs) == ("0", tuple(looked))


def test_the_editors_words_in_a_quotation_are_not_the_prime_ministers(real):
    found = tallies.words_quoted("words", "words", [real.quote("rfa-only-40")])
    assert (found.label(), "[of these]" in real.quote("rfa-only-40").span.exact) == ("13", True)
