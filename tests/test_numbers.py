from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import BoundError
from analysis.lexicon import CURRENCIES, HEDGES_AFTER, HEDGES_BEFORE, SCALE_ABBREVIATIONS, VAGUE
from analysis.numbers import MOST_CHARACTERS, MOST_DIGITS, number_value, stated
from tests.strategies import spell, spelled_numbers


@given(spelled_numbers())
def test_a_spelled_number_is_read_as_its_value(drawn):
    words, number = drawn
    assert number_value(words) == number


@given(st.integers(0, 10**15), st.integers(0, 999))
def test_digits_are_read_with_and_without_separators(whole, thousandths):
    value = whole + Fraction(thousandths, 1000)
    assert number_value(f"{whole:,}.{thousandths:03d}") == value
    assert number_value(f"{whole}.{thousandths:03d}") == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1.4 million", 1_400_000),
        ("42 thousand", 42_000),
        ("two million", 2_000_000),
        ("one million two hundred thousand and three", 1_200_003),
        ("fifteen hundred", 1500),
        ("hundred", 100),
        ("dozen", 12),
        ("two dozen", 24),
        ("3 score", 60),
        ("Twenty\u2011eight", 28),
        ("two\nhundred and\u00a0six", 206),
    ],
)
def test_a_number_in_other_spellings_is_read(words, value):
    assert number_value(words) == value


@pytest.mark.parametrize(
    "words",
    [
        "twenty fifteen", "forty and fifty", "twenty and one", "one two", "twenty zero", "one hundred and zero",
        "zero hundred", "one thousand hundred", "hundred hundred", "one hundred one hundred",
        "ten hundred thousand", "two thousand million", "one thousand thousand",
        "score twenty", "six thousand dozen", "hundred and dozen", "1,90", "1,9000", "0,123", "12,34", "40s", "20th",
        "1.2.3", "soon", "", "and",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_and_an_example_given(words):
    with pytest.raises(BoundError, match='is no number; write one such as "1,900"'):
        number_value(words)


@given(st.integers(21, 999_999), st.integers(0, 10**6))
def test_a_swap_of_number_words_never_keeps_the_value(number, seed):
    words = spell(number).replace("-", " ").split()
    at = seed % len(words)
    swapped = [*words[:at], "seven" if words[at] == "six" else "six", *words[at + 1 :]]
    try:
        assert number_value(" ".join(swapped)) != number
    except BoundError:
        return


@pytest.mark.parametrize(
    "number", ["9" * (MOST_DIGITS + 1), "1" + ",000" * 20, "hundred " * 3000, "one hundred and " * 2000 + "six"]
)
def test_a_number_of_any_length_is_refused_with_a_message(number):
    with pytest.raises(BoundError, match=r"too many words|is no number"):
        number_value(number)
    with pytest.raises(BoundError):
        stated(number)


# ---- what the words around a number say


@pytest.mark.parametrize(("words", "kind"), HEDGES_BEFORE.items())
def test_every_hedge_before_a_number_gives_its_kind(words, kind):
    assert stated(f"{words} 40 people") == [(kind, 40, None)]
    assert stated(f"{words.upper()} 40") == [(kind, 40, None)]


@pytest.mark.parametrize(("words", "kind"), HEDGES_AFTER.items())
def test_every_hedge_after_a_number_gives_its_kind(words, kind):
    assert stated(f"40 {words}") == [(kind, 40, None)]


@pytest.mark.parametrize(
    "before", ["", "the ", "these ", "all ", "another ", "a total of ", "So far, ", "There were ", "“So far, the ", "("]
)
@pytest.mark.parametrize("currency", ["", "$", "US$", *(f"{code} " for code in CURRENCIES)])
def test_determiners_and_currencies_leave_a_number_exact(before, currency):
    assert stated(f"{before}{currency}40") == [("exact", 40, None)]


@pytest.mark.parametrize(
    "words",
    [
        "nearly all 40", "few of the 40", "some of the 40", "most of those 40", "an average of 40",
        "every 40", "up from 40", "not quite 40", "well below 40", "did not exceed 40", "to 40", "by 40",
        "times 40", "overall 40", "once 40", "40 (approximately)", "40, roughly", "40 approximately",
        "40 people, possibly", "40 or maybe not", "40 men or boys", "40 at the best",
        "40 people at the very least", "forty-something", "40-something", "40-fold", "40 fold", "40-ish",
        "40 on average", "40 maximum", "40 max", "40-member group", "1.900", "42.000 people",
        "40 in 2017", "40 May", "40 of September",
    ],
)  # fmt: skip
def test_words_that_may_hedge_or_change_a_number_in_an_unknown_way_are_refused(words):
    with pytest.raises(BoundError):
        stated(words)


@pytest.mark.parametrize(
    "words",
    [
        "denied that 600 people", "Ana Bel denied that 600 people were sent", "rejecting that more than 600",
        "denial of 600", "it is false that 600", "the alleged 600", "if 600 people", "whether between 500 and 600",
        "denied that 500 to 600", "denied that more than 500 but fewer than 600", "not 600", "never more than 600",
        "600 people were sent, he denied", "600 people, which is untrue", "600 people if they agree",
        "600 people, it is alleged", "600 people except captains", "500 to 600 people, a figure Bel rejected",
    ],
)  # fmt: skip
def test_a_number_that_is_denied_or_conditional_is_refused_and_its_note_asked_for(words):
    with pytest.raises(BoundError, match='the reason in note after "clipped:"'):
        stated(words)


@pytest.mark.parametrize("words", ["in 600", "600 (approximately)"])
def test_no_note_is_asked_for_where_nothing_is_denied(words):
    with pytest.raises(BoundError) as caught:
        stated(words)
    assert caught.value.do == "give only the number and its hedge"


UNKNOWN = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12).map("zz".__add__)


@given(st.lists(UNKNOWN, min_size=1, max_size=3).map(" ".join), st.sampled_from(["", " more than", " the", " only"]))
def test_no_unknown_word_may_stand_before_a_number(unknown, between):
    with pytest.raises(BoundError, match="is no hedge in use"):
        stated(f"{unknown}{between} 40 people")


@pytest.mark.parametrize("abbreviation", SCALE_ABBREVIATIONS)
@pytest.mark.parametrize("gap", ["", " ", "-", "\u00a0"])
def test_an_abbreviated_scale_is_refused(abbreviation, gap):
    for words in (f"40{gap}{abbreviation}", f"$40{gap}{abbreviation.upper()}. in all"):
        with pytest.raises(BoundError):
            stated(words)


@pytest.mark.parametrize("word", VAGUE)
def test_no_uncertainty_behind_a_number_is_passed_over(word):
    with pytest.raises(BoundError):
        stated(f"40 people, {word}")


@pytest.mark.parametrize(
    "words", ["40 " * 20_000, "1,000," * 20_000 + "x", "about the " * 20_000 + "40", "40" + " or more" * 20_000]
)
def test_words_too_long_for_one_number_are_refused_unread(words):
    with pytest.raises(BoundError, match=f"more than {MOST_CHARACTERS} characters"):
        stated(words)
