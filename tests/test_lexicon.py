from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.bounds import KINDS
from analysis.errors import BoundError
from analysis.lexicon import FOCUS, HEDGES_AFTER, HEDGES_BEFORE, NUMBER, number_tokens, number_value
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


def test_digits_within_a_name_or_a_longer_token_are_no_number():
    assert NUMBER.findall("Covid-19, the 1990s, F-35, 20th, 1,90, 3.4.5, v2 and 1,900") == ["1,900"]


def test_every_token_that_states_a_quantity_is_found():
    text = "Twenty-eight of 1,900 (the 20th century), half of them twice, 1.4 million. None."
    assert [token.text for token in number_tokens(text)] == [
        "Twenty", "eight", "1,900", "20th", "half", "twice", "1.4", "million",
    ]  # fmt: skip
    assert all(text[token.start : token.end] == token.text for token in number_tokens(text))


def test_hedges_map_to_kinds_and_focus_words_are_no_hedges():
    assert {*HEDGES_BEFORE.values(), *HEDGES_AFTER.values()} <= {*KINDS}
    assert not {*FOCUS} & {*HEDGES_BEFORE}
