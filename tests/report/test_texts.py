"""A text that a person wrote stands where its finding is, and says nothing that its own evidence
does not.
"""

import pytest
from records import loaded
from texts import refused, said

from analysis.errors import ProseError
from analysis.measures import calculations
from analysis.measures.findings import Finding
from analysis.record.record import Record
from analysis.record.references import MIME
from analysis.report import texts
from analysis.report.prose import Text, answer
from analysis.report.texts import faults, heading, title_faults, written
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
        (
            "They called it “{hp-unfair}”.",
            "{hp-unfair} stands in quotation marks, and a quotation has",
        ),
        ('They called it "{hp-unfair:words}".', "stands in quotation marks, and a quotation has"),
        ("They called it “ {hp-unfair} ”.", "stands in quotation marks, and a quotation has"),
        ("They called it « {hp-unfair} ».", "stands in quotation marks, and a quotation has"),
        ("They called it ‹{hp-unfair}›.", "stands in quotation marks, and a quotation has"),
        ("They called it »{hp-unfair}«.", "stands in quotation marks, and a quotation has"),
        ("They called it '{hp-unfair}'.", "stands in quotation marks, and a quotation has"),
        ("They called it “no, {hp-unfair}”.", "stands in quotation marks, and a quotation has"),
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


# ---- what is no text


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (None, "None is no text; write one in quotes"),
        ("fe\u200dwer came than {hp-31}", "holds a character that does not show"),
        ("About\u200b {hp-31} came", "holds a character that does not show"),
    ],
)
def test_what_is_no_text_or_hides_something_is_refused(record, words, wrong):
    assert wrong in refused(record, words)


@pytest.mark.parametrize("given", ["hp-31", 3, [3], ["hp-31"]])
def test_what_is_no_evidence_is_refused(record, given):
    assert "is no evidence; hand over what the record gives" in refused(
        record, "{it} came.", it=given
    )


def test_a_sentence_ends_with_a_quotation_and_goes_on_behind_an_abbreviation(record):
    words = "It is “unfair.” {hp-31:unit} came by way of the U.S. Coast Guard."
    found = texts.read(record, words, {}, "alone")
    assert [sentence.template for sentence in found] == [
        "It is “unfair.”",
        "{hp-31:unit} came by way of the U.S. Coast Guard.",
    ]


@pytest.mark.parametrize(
    "words",
    ["The Port\nMinistry counts {hp-1250:unit}.", "PORT MINISTRY counts have {hp-1250:unit}."],
)
def test_a_name_is_one_in_any_case_and_over_line_ends(record, words):
    assert "names" in refused(record, words)


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


# ---- titles of charts, headings of sections

SECTIONS = {"years": {"below": "{total} came, fewer than before", "none": "Year by year"}}


def test_a_heading_is_the_question_s_own_or_else_that_of_the_notebook(record):
    total, own = record.figure("hp-31"), {"years": {"below": "Fewer: {hp-31}"}}
    for finding, words in (("below", "Fewer: 31"), ("none", "Year by year")):
        block = heading(record, "years", finding, SECTIONS, own, total=total)
        assert (block.role, block.name, plain(block.html)) == ("heading", "years", words)
        assert block.html.startswith("<h2>")


def test_a_heading_leads_its_numbers_to_their_evidence_and_tells_all_of_its_texts(record):
    block = heading(record, "years", "below", SECTIONS, {}, total=record.figure("hp-31"))
    assert '<a class="evidence" href="#e-hp-31">31</a> came' in block.html
    assert {"hp-31", "source-harbour-post"} <= {item["id"] for item in block.evidence}
    said = block._repr_mimebundle_()[MIME]
    assert said["finding"] == "below"
    assert said["texts"]["none"] == {"words": "Year by year", "own": False}


def test_a_heading_without_its_evidence_is_refused(record):
    with pytest.raises(ProseError, match=r"headings\.years\.below: it has no evidence today"):
        heading(record, "years", "below", SECTIONS, {}, total=[])


def test_a_title_stands_for_its_finding_and_not_without_its_evidence(record):
    titles = {"open": "{part:speaker} counts", "alone": "What {hp-31:speaker} counts"}
    for finding, title in (("alone", "What the Port Ministry counts"), ("open", ""), ("agree", "")):
        text = written(
            record, finding, WORDS, titles=titles, total=record.figure("hp-31"), other=[], part=[]
        )
        assert text.title == title


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


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("word " * 16, "16 words, more than 15"),
        ("How many came?", '"?" at its end'),
        ("Some came.", '"." at its end'),
        ("So (it is said)", '"("'),
    ],
)
def test_what_an_editor_would_send_a_title_back_for_is_named(words, fault):
    assert fault in title_faults(words)
    assert title_faults("Some came") == []
