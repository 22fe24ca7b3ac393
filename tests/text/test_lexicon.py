import pytest

from analysis.quantities.bounds import KINDS
from analysis.text.lexicon import (
    FOCUS,
    HEDGES_AFTER,
    HEDGES_BEFORE,
    MONTHS,
    NUMBER,
    WEEKDAYS,
    number_tokens,
    typed_numbers,
)


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


@pytest.mark.parametrize(
    "word",
    [
        "1,900", "20th", "eleventh", "twentieth", "hundredth", "thirds", "tens", "scores", "dozens", "trillions",
        "twos", "sixes", "forties", "sixfold", "percent", "per cent", "½", "Ⅳ", "三", "٣", "quarters", "Forty",
        "TWELFTH", "twentyeight", "fourscore", "trebled", "treble", "quintuple", "quadrupling", "quadruplets",
        "nil", "nought", "quartet",
    ],
)  # fmt: skip
def test_a_number_in_any_form_is_one_token(word):
    assert [token.text for token in number_tokens(f"In all {word} came.")] == [word]
    assert typed_numbers(f"In all {word} came.") == [word]


def test_a_number_word_in_ligatures_is_a_token_where_it_stands():
    text = "An oﬃce saw ﬁfty-ﬁve of the ﬁrst 40 on Auguﬆ ﬂoats."
    tokens = number_tokens(text)
    assert [token.text for token in tokens] == ["ﬁfty", "ﬁve", "ﬁrst", "40"]
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert typed_numbers("ﬁve on a Saturday in Auguﬆ") == ["ﬁve", "Saturday", "August"]


@pytest.mark.parametrize(
    "word", ["café", "Königin", "ភ្នំ", "tense", "often", "someone", "scored", "Part II", "Bone"]
)
def test_letters_that_count_nothing_are_no_token(word):
    assert number_tokens(word) == []


@pytest.mark.parametrize(
    "name",
    [
        *(month.title() for month in MONTHS), *(month for month in MONTHS if month not in ("march", "may", "august")),
        *WEEKDAYS, *(f"{day.title()}s" for day in WEEKDAYS), "Jan", "Sept", "Dec", "OCTOBER",
    ],
)  # fmt: skip
def test_the_name_of_a_month_or_day_counts_as_typed(name):
    assert typed_numbers(f"They came on {name}.") == [name]


def test_verbs_and_adjectives_that_are_spelled_like_months_are_not_typed_dates():
    assert typed_numbers(
        "An august court may march on; the sun sat, and second thoughts are decent."
    ) == ["second"]
