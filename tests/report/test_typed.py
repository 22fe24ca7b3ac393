"""What a person types beside evidence says nothing that the evidence of its sentence does not."""

import re
from dataclasses import replace

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from records import loaded
from texts import refused, said

from analysis.errors import ProseError
from analysis.measures import tallies
from analysis.quantities.bounds import Bound
from analysis.record.record import Record
from analysis.report import typed
from analysis.report.texts import heading, written
from analysis.report.wording import plain


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Record:
    return loaded(tmp_path_factory.mktemp("record"))


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
        ("{hp-31} sailors or more came.", "sailors or more"),
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


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("**Almost all** of {hp-31:unit} were men.", "Almost all"),
        ("Of {hp-31:unit}, a handful were innocent.", "handful"),
        ("A few of {hp-31:unit} were men.", "few"),
        ("Several of {hp-31:unit} were men.", "Several"),
        ("All but some of {hp-31:unit} were men.", "All but"),
        ("Nearly every one of {hp-31:unit}, many of them men.", "Nearly every"),
        ("It takes decades for {hp-31:unit}.", "decades"),
    ],
)
def test_what_states_how_many_without_a_number_is_refused(record, words, amount):
    assert f'"{amount}" states how many, and leads to no evidence' in refused(
        record, words.replace("every one", "every")
    )


def test_how_many_may_be_asked_and_left_open(record):
    assert said(record, "How many of {hp-31:unit} were men is not known.")


@pytest.mark.parametrize(
    ("words", "exactly"),
    [
        ("**Exactly** {hp-1250:unit} had a final order.", "Exactly"),
        ("{hp-1250:unit} had a final order, says {hp-1250:speaker}, exactly.", "exactly"),
        ("Of {hp-31:unit} and {hp-400:unit}, precisely.", "precisely"),
    ],
)
def test_exactly_stands_beside_exact_numbers_alone(record, words, exactly):
    assert f'"{exactly}" stands beside "' in refused(record, words)
    assert said(record, "They make exactly {hp-31:unit}.")


@pytest.mark.parametrize(
    "name", ["Trump", "**Trump**", "Ole Trump of the Port", "the (Trump) side"]
)
def test_a_capital_that_stands_in_no_evidence_of_the_text_is_refused(record, name):
    wrong = refused(record, f"{{hp-31:unit}} came. They came, said {name}.")
    assert "which stands in no evidence of the text" in wrong
    assert said(record, "{hp-31:unit} came. Sailors of Ruritania came, and Ruritanians.")


@pytest.mark.parametrize(
    ("words", "is_known"),
    [
        ("They came to the U.S.", True),
        ("They came, said Smith.", False),
        ("They came to the UN.", False),
        ("They came to Utopian ports.", False),
        ("They came to the United States.", True),
    ],
)
def test_a_short_name_of_a_side_lets_no_other_name_pass(words, is_known):
    sentences = [typed.Sentence("sentence", words, ())]
    places = ["the U.S.", "United States"]
    if is_known:
        typed.check_capitals(sentences, (), places)
        return
    with pytest.raises(typed.TextError, match="stands in no evidence of the text"):
        typed.check_capitals(sentences, (), places)


def test_a_date_right_behind_a_number_is_its_own(record):
    assert said(record, "{hp-31:unit} {hp-31:when} came, others {hp-310:when}.")
    for words in ("{hp-31:unit} {hp-310:when} came.", "{hp-31} in {hp-310:year} came."):
        assert "{hp-310} gives {hp-31} the date of something else" in refused(record, words)


def test_a_name_is_of_all_that_a_place_shows_or_of_none(record):
    named = {"parts": record.figures(["hp-31", "pm-34"])}
    assert said(record, "The Port Ministry counts {parts:unit}.", **named)
    for ids, name in ((["hp-31", "hp-310"], "Port Ministry"), (["hp-31", "pm-34"], "Harbour Post")):
        wrong = refused(record, f"The {name} counts {{parts:unit}}.", parts=record.figures(ids))
        assert "{parts} is in part of others than those whom the sentence names" in wrong


def test_a_count_of_rows_is_of_the_sources_that_its_sentence_names(record):
    rows = record.figures(["hp-31", "hp-400", "pm-34"])
    words = "The Harbour Post has {some:unit}."
    assert said(record, words, some=tallies.tally("said", {"some": rows[:2]}, "figures"))
    wrong = refused(record, words, some=tallies.tally("said", {"all": rows}, "figures"))
    assert "{some} is in part of others than those whom the sentence names" in wrong


def test_bare_numbers_of_different_things_are_not_joined(record):
    assert "count different things" in refused(record, "{hp-31} and {pm-papers} are known.")
    assert said(record, "{hp-31:unit} and {pm-papers} are known.")


# ---- words that compare


def test_the_guide_lists_what_each_finding_licenses():
    guide = (ROOT / "docs" / "writing.md").read_text()
    rows = re.findall(r"^\| (`\w+`.*?) \| (.*?) \|$", guide, re.M)
    listed = {}
    for findings, words in rows:
        for finding in re.findall(r"`(\w+)`", findings):
            if finding in typed.LICENSED:
                listed[finding] = re.split("[,;] ", words)
    assert listed.keys() == typed.LICENSED.keys()
    for finding, families in typed.LICENSED.items():
        for words in listed[finding]:
            found = re.compile("|".join(typed.COMPARING[family] for family in families))
            assert found.search(words), (finding, words)


EXAMPLES = {
    "fits": ["both can be true", "can all be true", "fit", "agree", "matching", "consistent"],
    "breaks": ["do not fit", "cannot both be true", "contradicted", "incompatible"],
    "fewer": ["fewer", "less", "lower", "smaller-than-ever"],
    "more": ["more", "higher-than-usual", "exceeding", "outnumbered", "surpassed"],
    "falls": ["fell", "dropping", "declines", "down from", "plunged"],
    "rises": ["rose", "rising", "grew", "surged", "up from", "soared"],
    "same": ["the same number", "as many", "unchanged"],
}


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (finding, words)
        for finding, families in typed.LICENSED.items()
        if finding not in ("most", "least")
        for words in [word for family in families for word in EXAMPLES[family]]
    ],
)
def test_a_word_that_compares_stands_where_its_finding_licenses_it_and_nowhere_else(
    record, finding, words
):
    sentence = f"Of {{hp-31:unit}} it is said: {words} by all counts."
    assert words in said(record, sentence, finding)
    assert "is licensed neither" in refused(record, sentence, "alone")


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        ("agree", "Of {hp-31:unit}: not both can be true."),
        ("below", "The {hp-31:unit} are no fewer."),
        ("below", "The number {hp-31} has never fallen."),
        ("above", "Hardly higher: {hp-31:unit}."),
    ],
)
def test_a_licensed_word_may_not_be_denied(record, finding, words):
    assert "stands behind a word that denies it" in refused(record, words, finding)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("From {hp-31} it rose to {pm-34}.", "From {pm-34} it rose to {hp-31}."),
        ("From {pm-34} it fell to {hp-31}.", "From {hp-31} it fell to {pm-34}."),
        ("It rose from {hp-31} to {pm-34}.", "It fell from {hp-31} to {pm-34}."),
        ("To {pm-34} it rose from {hp-31}.", "To {hp-31} it rose from {pm-34}."),
        (
            "It rose from {hp-31} to {pm-34}, then fell to {hp-31-again}.",
            "It fell from {hp-31} to {pm-34}, then rose to {hp-31-again}.",
        ),
        ("{hp-31} are fewer than {pm-34}.", "{pm-34} are fewer than {hp-31}."),
        ("{pm-34} are more than {hp-31}.", "{hp-31} are more than {pm-34}."),
        ("{hp-31} are as many as {hp-31-again}.", "{hp-31} are as many as {pm-34}."),
    ],
)
def test_a_comparison_of_the_numbers_around_it_has_to_be_true(record, words, wrong):
    assert said(record, words)
    assert "is licensed neither" in refused(record, wrong)


@pytest.mark.parametrize(
    "words",
    [
        "From {hp-400} it rose to {hp-1250}.",  # a hedge leaves it open
        "It rose from {hp-31} to {pm-papers}.",  # people and percents
        "It rose from {hp-31} to {hp-310}.",  # in a time, and at a date
        "{hp-31:when} and {pm-34:when} the number rose.",  # no number is shown
    ],
)
def test_numbers_that_are_not_known_to_compare_license_nothing(record, words):
    assert "is licensed neither" in refused(record, words)


def test_fewer_than_may_hedge_the_number_behind_it_and_is_refused(record):
    assert '"more than" hedges {hp-31}' in refused(record, "{hp-310} in all, more than {hp-31}.")


@pytest.mark.parametrize(
    "words", ["The most was {pm-34}.", "{pm-34} came, the most.", "It peaked at {pm-34}."]
)
def test_a_superlative_is_of_what_the_notebook_found_to_be_so(record, words):
    most = record.figure("pm-34")
    assert said(record, words, most=most)
    other = words.replace("pm-34", "hp-31")
    assert "is licensed neither" in refused(record, other, most=most)
    assert "is licensed neither" in refused(
        record, "The highest was {hp-31}, after {pm-34}.", most=most
    )


@pytest.mark.parametrize("finding", ["unknown", "open", "none"])
def test_that_something_is_not_known_may_be_said_where_it_is_not(record, finding):
    for words in ("Which is higher is not known.", "Whether {hp-31} is fewer cannot be known."):
        assert said(record, words, finding)
        assert "is licensed neither" in refused(
            record, words, "below" if "gh" in words else "agree"
        )
    wrong = refused(record, "{hp-31} is higher.", finding)
    assert 'say in its sentence that it is not known, or leave out "higher"' in wrong


def test_a_text_that_does_not_stand_may_say_what_is_not_so_today(record):
    words = {"alone": "{hp-31}.", "open": "From {pm-34} it rose to {hp-31}."}
    assert str(written(record, "alone", words)) == "31."


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("{part:unit} and 12 others.", '"12" is typed by hand'),
        ("About {part:unit} came.", '"About" hedges {part}'),
        ("{hp-31:unit}. Both can be true.", "is licensed neither"),
        ("{hp-31:unit}, the lowest.", "is licensed neither"),
    ],
)
def test_a_text_that_does_not_stand_is_held_to_what_does_not_hang_on_the_day(record, words, wrong):
    texts = {"alone": "{hp-31}.", "open": words}
    with pytest.raises(ProseError) as error:
        written(record, "alone", texts, part=[])
    assert wrong in str(error.value)


def test_a_name_waits_for_evidence_that_is_not_there_today(record):
    texts = {"alone": "{hp-31}.", "open": "The Seafarers’ League gave {part:unit}."}
    assert str(written(record, "alone", texts, part=[])) == "31."


# ---- titles and headings


def titled(record: Record, words: str, finding: str = "below", **named: object) -> str:
    """The title of a chart in these words."""
    texts = {finding: "{hp-31:unit} came."}
    return written(record, finding, texts, titles={finding: words}, **named).title


def headed(record: Record, words: str, finding: str = "below", **named: object) -> str:
    """The heading of a section in these words."""
    sections = {"years": {finding: words}}
    return plain(heading(record, "years", finding, sections, {}, **named).html)


@pytest.mark.parametrize("told", [titled, headed])
def test_a_title_and_a_heading_may_say_what_the_finding_is(record, told):
    assert told(record, "Fewer came in the latest year") == "Fewer came in the latest year"
    assert told(record, "What {hp-31:speaker} counts") == "What the Port Ministry counts"


@pytest.mark.parametrize("told", [titled, headed])
def test_of_evidence_that_is_handed_over_as_the_highest_they_may_say_so_without_its_number(
    record, told
):
    words = "Fewer than at the highest"
    assert told(record, words, most=record.figure("hp-400")) == words
    with pytest.raises(ProseError, match='"highest" is licensed neither'):
        told(record, words)


@pytest.mark.parametrize("told", [titled, headed])
@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("More came in the latest year", '"More" is licensed neither by the finding'),
        ("Never fewer came", '"fewer" stands behind a word that denies it'),
        ("All 31 came", '"31" is typed by hand'),
        ("About {hp-31} came", '"About" hedges {hp-31}'),
        ("What the Seafarers’ League counts", 'names "Seafarers’ League"'),
        ("“Boats” came", "is no quotation of its evidence"),
        ("{hp-13} came", "{hp-13} is no evidence"),
        (3, "its words: 3 is no text"),
    ],
)
def test_a_title_and_a_heading_that_say_more_are_refused(record, told, words, wrong):
    with pytest.raises(ProseError) as error:
        told(record, words)
    assert wrong in str(error.value)


@given(first=st.integers(0, 50), second=st.integers(0, 50), third=st.integers(0, 50))
def test_of_words_that_compare_only_those_stand_that_are_true(record, first, second, third):
    numbers = {
        name: replace(record.figure("hp-31"), id=name, bound=Bound.of("exact", value))
        for name, value in (("a", first), ("b", second), ("c", third))
    }

    def stands(words: str) -> bool:
        try:
            return bool(said(record, words, **numbers))
        except ProseError:
            return False

    assert stands("It rose from {a} to {b}, by way of {c}.") == (first < second)
    assert stands("It fell to {b} from {a}, by way of {c}.") == (first > second)
    assert stands("{a} are fewer than {b}, and {c} came.") == (first < second)
    assert stands("{a} are more than {b}, and {c} came.") == (first > second)
