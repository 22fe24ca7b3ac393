"""A text that a person wrote stands where its finding is, and says nothing that its own evidence
does not.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import loaded

from analysis.errors import ProseError
from analysis.measures import calculations
from analysis.measures.findings import Finding
from analysis.quantities.bounds import Bound
from analysis.record.record import MIME, Record
from analysis.report import texts
from analysis.report.prose import Text, answer
from analysis.report.texts import faults, written
from analysis.report.wording import plain

WORDS = {
    "agree": "{total:unit}, according to {total:speaker}. Both can be true.",
    "clash": "{total:unit} and {other:unit} do not fit.",
    "open": "{total:unit} {total:when}.",
    "alone": "{total:unit}.",
}


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


def said(record: Record, words: str, finding: str = "alone", **named: object) -> str:
    """The words of a text in which these stand for its finding."""
    return str(written(record, finding, {finding: words}, **named))


def refused(record: Record, words: str, finding: str = "alone", **named: object) -> str:
    with pytest.raises(ProseError) as error:
        written(record, finding, {finding: words}, **named)
    return str(error.value)


# ---- which text stands


def test_the_text_of_the_finding_stands(record):
    total = record.figure("hp-400")
    for finding, words in (
        ("alone", "More than 400 people."),
        ("open", "More than 400 people from"),
    ):
        assert str(written(record, finding, WORDS, total=total, other=total)).startswith(words)


def test_findings_decide_together_and_are_what_the_answer_rests_on(record):
    first, second = record.figure("hp-31"), record.figure("pm-34")
    compared = calculations.agreement(first, second)
    text = written(record, compared, WORDS, total=first, other=second)
    assert (text.finding, str(text)) == ("clash", "31 people and 34 people do not fit.")
    assert compared[0].id in {item["id"] for item in answer(text).evidence}


def test_the_question_s_own_words_stand_before_those_of_the_notebook(record):
    own = {"alone": "At sea: {hp-31:unit}."}
    text = written(record, "alone", WORDS, own, total=record.figure("hp-400"), other=[])
    assert (str(text), text.told) == ("At sea: 31 people.", "")


def test_a_finding_for_which_the_question_has_no_words_takes_the_notebook_s_and_says_so(record):
    own = {"alone": "At sea: {hp-31:unit}."}
    text = written(record, "open", WORDS, own, total=record.figure("hp-31"), other=[])
    assert str(text) == "31 people in 2020."
    assert text.told == 'the question has no words for "open"; the notebook’s own stand'
    assert answer(text)._repr_mimebundle_()[MIME]["told"] == text.told


def test_all_texts_are_told_with_today_s_evidence_and_whose_they_are(record):
    own = {"alone": "At sea: {hp-31:unit}."}
    text = written(record, "alone", WORDS, own, total=record.figure("hp-400"), other=[])
    assert text.texts["alone"] == {"words": "At sea: 31 people.", "own": True}
    assert text.texts["agree"]["words"].startswith("More than 400 people, according to the Port")
    assert text.texts["clash"] == {"words": "", "own": False}


@pytest.mark.parametrize("finding", ["below", "none"])
def test_a_finding_without_words_is_refused(record, finding):
    with pytest.raises(ProseError, match=f'none for the finding "{finding}"; there are agree'):
        written(record, finding, WORDS, total=[], other=[])


def test_words_for_a_finding_that_the_notebook_never_comes_to_are_refused(record):
    with pytest.raises(ProseError, match=r'"agrees": the notebook.*did you mean "agree"'):
        written(record, "open", WORDS, {"agrees": "No."}, total=[], other=[])


def test_a_sentence_without_its_evidence_is_left_out(record):
    words = "{total:unit}. Of these {part:unit} came by sea. Nobody counts the others."
    assert said(record, words, total=record.figure("hp-31"), part=[]) == (
        "31 people. Nobody counts the others."
    )


# ---- evidence in it


def test_evidence_stands_by_id_or_by_the_name_that_the_notebook_gives_it(record):
    words = "{total} came, {hp-31:unit} {hp-31:when}."
    assert said(record, words, total=record.figures(["hp-400"])) == (
        "More than 400 came, 31 people in 2020."
    )


def test_evidence_of_a_text_is_linked_and_carried(record):
    block = answer(written(record, "alone", {"alone": "{hp-31:unit} came."}))
    assert 'href="#e-hp-31"' in block.html
    assert {"hp-31", "source-harbour-post"} <= {item["id"] for item in block.evidence}


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("{hp-13} came.", "{hp-13} is no evidence that this text can have"),
        ("{totl} came.", 'did you mean "total"'),
        ("{} came.", "a brace holds no evidence"),
        ("{total.label} came.", "a brace holds no evidence"),
        ("{total came.", "a brace holds no evidence"),
        ("{total:colour} came.", 'no aspect "colour"'),
        ("{hp-not-stop:population} came.", 'it has no "population"'),
    ],
)
def test_a_place_for_what_there_is_not_is_refused_also_where_the_text_does_not_stand(
    record, words, wrong
):
    total = record.figure("hp-31")
    assert wrong in refused(record, words, total=total)
    with pytest.raises(ProseError) as error:
        written(record, "open", {"open": "{total}.", "alone": words}, total=total)
    assert str(error.value).startswith("alone, ")


# ---- what a person types


@pytest.mark.parametrize("typed", ["31", "thirty", "half", "twice", "Monday", "two", "٣"])
def test_a_number_is_not_typed(record, typed):
    assert f'"{typed}" is typed by hand' in refused(record, f"{{hp-31:unit}}, {typed} at sea.")


def test_a_number_word_that_counts_nothing_is_typed(record):
    assert said(record, "No single number. {hp-31:unit} came.").startswith("No single number. 31")


@pytest.mark.parametrize(
    ("words", "hedge"),
    [
        ("About {hp-31:unit} came.", "About"),
        ("At least {hp-400:unit} came.", "At least"),
        ("Some {hp-31} sailors came.", "Some"),
        ("Well over {hp-31} came.", "over"),
        ("{hp-31} or so came.", "or so"),
        ("{hp-31:unit} or more came.", "or more"),
    ],
)
def test_a_hedge_beside_a_number_is_refused_since_the_number_brings_its_own(record, words, hedge):
    assert f'"{hedge}" hedges {{hp-' in refused(record, words)


def test_what_hedges_no_number_may_be_typed(record):
    words = "In about the same words, {hp-31:speaker} counts {hp-31:unit} over {hp-31:when}."
    assert "over in 2020" in said(record, words)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Aske Lund counts {hp-400:unit}.", "Aske Lund"),
        ("The Seafarers’ League says that {hp-31:unit} came.", "Seafarers’ League"),
        ("By the port ministry’s count, {hp-1250:unit} are left.", "Port Ministry"),
        ("The Bulletin of the Port Ministry has {hp-1250:unit}.", "Port Ministry"),
    ],
)
def test_a_name_of_whom_no_evidence_in_the_sentence_is_is_refused(record, words, name):
    assert f"names {name!r}".replace("'", '"') in refused(record, words).replace("“", '"').replace(
        "”", '"'
    )


@pytest.mark.parametrize(
    "words",
    [
        "The Port Ministry counts {hp-400:unit}.",
        "The Harbour Post reports {hp-31:unit}.",
        "Aske Lund of the Port Ministry repeats {hp-31-again:unit}.",
        "Ruritania took {hp-31:unit} back.",
    ],
)
def test_a_name_of_the_evidence_s_speaker_office_or_source_may_be_typed(record, words):
    assert said(record, words)


def test_a_name_is_held_against_its_own_sentence_alone(record):
    words = "{hp-400:unit} came. The Port Ministry gives no reason."
    assert 'names "Port Ministry"' in refused(record, words)


def test_quotation_marks_hold_words_of_the_sentence_s_own_evidence(record):
    assert said(record, "The fees are “unfair”, says {hp-unfair:speaker}.")
    for words in (
        "The fees are “unjust”, says {hp-unfair:speaker}.",
        "{hp-unfair:speaker} speaks. The fees are “unfair”.",
    ):
        assert "is no quotation of its evidence" in refused(record, words)


def test_bare_numbers_of_different_things_are_not_joined(record):
    assert "count different things" in refused(record, "{hp-31} and {pm-papers} are known.")
    assert said(record, "{hp-31:unit} and {pm-papers} are known.")


# ---- words that compare


@pytest.mark.parametrize(
    ("finding", "words"),
    [(finding, word) for finding, licensed in texts.LICENSED.items() for word in licensed],
)
def test_a_word_that_compares_stands_where_its_finding_licenses_it_and_nowhere_else(
    record, finding, words
):
    sentence = f"Of {{hp-31:unit}} it is said: {words} by all counts."
    assert words in said(record, sentence, finding)
    assert f'"{words}" is licensed neither' in refused(record, sentence, "alone")


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("From {hp-31} it rose to {pm-34}.", "From {pm-34} it rose to {hp-31}."),
        ("From {pm-34} it fell to {hp-31}.", "From {hp-31} it fell to {pm-34}."),
        ("{hp-31} is fewer than {pm-34}.", "{pm-34} is fewer than {hp-31}."),
        ("{pm-34} is more, beside {hp-31}.", "{hp-31} is more, beside {pm-34}."),
        ("{hp-31}, as many as {hp-31-again}.", "{hp-31}, as many as {pm-34}."),
    ],
)
def test_a_comparison_of_two_numbers_that_follow_each_other_has_to_be_true(record, words, wrong):
    assert said(record, words)
    assert "is licensed neither" in refused(record, wrong)


def test_a_hedge_leaves_a_comparison_open(record):
    assert "is licensed neither" in refused(record, "From {hp-400} it rose to {hp-1250}.")


def test_a_superlative_is_of_what_the_notebook_found_to_be_so(record):
    most = record.figure("pm-34")
    assert said(record, "The most was {pm-34}.", most=most)
    assert "is licensed neither" in refused(record, "The most was {hp-31}.", most=most)


def test_a_comparison_that_is_left_out_with_its_sentence_needs_no_license(record):
    words = "{hp-31:unit} came. The peak was {most}."
    assert said(record, words, most=[]) == "31 people came."


def test_a_text_that_does_not_stand_may_say_what_is_not_so_today(record):
    words = {"alone": "{hp-31}.", "below": "{pm-34} is fewer than {hp-31}."}
    assert str(written(record, "alone", words)) == "31."


@given(low=st.integers(0, 50), other=st.integers(0, 50))
def test_fewer_and_more_are_never_both_true_of_two_numbers(low, other):
    order = Bound.of("exact", low).compare(Bound.of("exact", other))
    assert (order == "below") == (low < other)


# ---- the answer


def test_what_is_assumed_stands_under_the_answer_once_each(record):
    first, second = record.figure("hp-31"), record.figure("pm-34")
    finding = Finding("clash", (first, second), ("both are of the calendar year",))
    same = Finding("open", (second, first), ("both are of the calendar year", "all are counted"))
    text = Text(("Nobody knows.",), "open", (finding, same))
    assert plain(answer(text).html).splitlines() == [
        "Nobody knows.",
        "This holds if",
        "both are of the calendar year",
        "all are counted",
    ]


def test_the_index_shows_the_first_sentence_that_rests_on_evidence(record):
    for words, short in (
        ("{hp-31:unit} came. Nobody counts others.", "31 people came."),
        ("Yes. {hp-31:unit} came. Nobody counts others.", "Yes. 31 people came."),
    ):
        block = answer(written(record, "alone", {"alone": words}))
        assert plain(block.extra["short"]) == short


# ---- how it reads


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("word " * 46, "46 words, more than 45"),
        ("word " * 31, "a sentence of 31 words, more than 30"),
        ("So (it is said).", '"("'),
        ("So; or not.", '";"'),
        ("The number hangs on it.", '"hangs on"'),
    ],
)
def test_what_an_editor_would_send_back_is_named(words, fault):
    assert fault in faults(words)


def test_a_plain_answer_has_no_fault():
    assert faults("31 people came. Word " + "word " * 27 + "end. No more is known.") == []
